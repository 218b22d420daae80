//! What signing and encryption keys have in common: a key that is bound to a scheme.

/// Defines a public and a private key that are bound to a scheme: constructors, access, comparison, printing.
///
/// Their fields are `key` and `scheme`, and `key`, the public one, and what else is given with its first value. The trait
/// of the schemes has `fn check_key(&self, key: &PublicKey) -> Result<(), Error>`.
macro_rules! bound_keys {
    (
        $Scheme:ident;
        $(#[$public_doc:meta])* $Public:ident
        $(#[$private_doc:meta])* $Private:ident { $public:ident $(, $field:ident: $Field:ty = $value:expr)? }
    ) => {
        $(#[$public_doc])*
        #[derive(Clone)]
        pub struct $Public<S: $Scheme> {
            key: PublicKey,
            scheme: S,
        }

        $(#[$private_doc])*
        #[derive(Clone)]
        pub struct $Private<S: $Scheme> {
            key: PrivateKey,
            $public: $Public<S>,
            $($field: $Field,)?
        }

        impl<S: $Scheme> $Public<S> {
            /// Binds a key to the scheme as it is usually used. One below 2048 bits must have been allowed
            /// ([`PublicKey::allow_below_2048`]).
            ///
            /// # Errors
            ///
            /// A key that is too short for the scheme and hash, or one below 2048 bits that was not allowed.
            pub fn new(key: PublicKey) -> Result<Self, Error>
            where
                S: Default,
            {
                Self::with_scheme(key, S::default())
            }

            /// Binds a key to the scheme with these parameters.
            ///
            /// # Errors
            ///
            /// A key that is too short for the scheme and hash, or one below 2048 bits that was not allowed
            /// ([`PublicKey::allow_below_2048`]).
            pub fn with_scheme(key: PublicKey, scheme: S) -> Result<Self, Error> {
                key.usable()?;
                scheme.check_key(&key)?;
                Ok(Self { key, scheme })
            }

            /// The scheme, with its parameters.
            pub fn scheme(&self) -> &S {
                &self.scheme
            }
        }

        impl<S: $Scheme> $Private<S> {
            /// Binds a key to the scheme as it is usually used. One below 2048 bits must have been allowed
            /// ([`PrivateKey::allow_below_2048`]).
            ///
            /// # Errors
            ///
            /// A key that is too short for the scheme and hash, or one below 2048 bits that was not allowed.
            pub fn new(key: PrivateKey) -> Result<Self, Error>
            where
                S: Default,
            {
                Self::with_scheme(key, S::default())
            }

            /// Binds a key to the scheme with these parameters.
            ///
            /// # Errors
            ///
            /// A key that is too short for the scheme and hash, or one below 2048 bits that was not allowed
            /// ([`PrivateKey::allow_below_2048`]).
            pub fn with_scheme(key: PrivateKey, scheme: S) -> Result<Self, Error> {
                let $public = $Public::with_scheme(key.public_key().clone(), scheme)?;
                Ok(Self {
                    key,
                    $public,
                    $($field: $value,)?
                })
            }

            /// A new key of `bits` bits (see [`PrivateKey::generate`]).
            ///
            /// # Errors
            /// As [`PrivateKey::generate`].
            pub fn generate<R: rand_core::TryCryptoRng + ?Sized>(
                rng: &mut R,
                bits: usize,
            ) -> Result<Self, Error>
            where
                S: Default,
            {
                Self::new(PrivateKey::generate(rng, bits)?)
            }

            /// The scheme, with its parameters.
            pub fn scheme(&self) -> &S {
                &self.$public.scheme
            }
        }

        impl<S: $Scheme> AsRef<PublicKey> for $Public<S> {
            fn as_ref(&self) -> &PublicKey {
                &self.key
            }
        }

        impl<S: $Scheme> AsRef<PrivateKey> for $Private<S> {
            fn as_ref(&self) -> &PrivateKey {
                &self.key
            }
        }

        impl<S: $Scheme> AsRef<$Public<S>> for $Private<S> {
            fn as_ref(&self) -> &$Public<S> {
                &self.$public
            }
        }

        impl<S: $Scheme> core::fmt::Debug for $Public<S> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let (name, scheme, bits) = (stringify!($Public), &self.scheme, self.key.bits());
                write!(f, "{name}({scheme:?}, {bits} bits)")
            }
        }

        impl<S: $Scheme> core::fmt::Debug for $Private<S> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let (name, scheme, bits) = (stringify!($Private), self.scheme(), self.key.bits());
                write!(f, "{name}({scheme:?}, {bits} bits, [redacted])")
            }
        }

        impl<S: $Scheme> PartialEq for $Public<S> {
            fn eq(&self, other: &Self) -> bool {
                self.key == other.key && self.scheme == other.scheme
            }
        }

        impl<S: $Scheme> Eq for $Public<S> {}

        impl<S: $Scheme> subtle::ConstantTimeEq for $Private<S> {
            /// As of [`PrivateKey`]: leaks whether the public halves are equal. Keys and schemes are compared, and nothing else.
            fn ct_eq(&self, other: &Self) -> subtle::Choice {
                subtle::Choice::from(u8::from(self.$public == other.$public))
                    & self.key.ct_eq(&other.key)
            }
        }

        impl<S: $Scheme> PartialEq for $Private<S> {
            fn eq(&self, other: &Self) -> bool {
                subtle::ConstantTimeEq::ct_eq(self, other).into()
            }
        }

        impl<S: $Scheme> Eq for $Private<S> {}

        impl<S: $Scheme> zeroize::ZeroizeOnDrop for $Private<S> {}
    };
}

pub(super) use bound_keys;
