//! Encoding methods for signatures (RFC 8017 §9), and the one way to sign and to verify with each.

use super::memory::{Memory, with_bytes};
use super::private_op::check_len;
use super::{Error, PrivateKey, PublicKey};
use crate::random::RandomSource;

/// How a digest becomes an encoded message, EM, and how an EM is verified.
pub trait Emsa {
    /// Refuses a digest that is not of this method's hash, and a modulus of so many bits that is too short for it.
    fn validate(&self, bits: usize, digest: &[u8]) -> Result<(), Error>;

    /// Fills `em`, which has as many bytes as a modulus of `bits` bits.
    fn encode(
        &self,
        em: &mut [u8],
        bits: usize,
        digest: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<(), Error>;

    /// Whether `em`, which is overwritten, encodes this digest; its length is the modulus's. All is public here.
    fn is_encoded(&self, em: &mut [u8], bits: usize, digest: &[u8]) -> bool;
}

/// Refuses a digest of another length than the hash's.
pub(super) fn check_digest_len(digest: &[u8], expected: usize) -> Result<(), Error> {
    if digest.len() == expected {
        Ok(())
    } else {
        Err(Error::DigestLength {
            len: digest.len(),
            expected,
        })
    }
}

/// What names an encoding method: parameters as values, or a scheme as a type.
pub trait HasEmsa {
    /// The method.
    fn emsa(&self) -> impl Emsa;
}

/// Signs a digest: encodes it, raises it to d, and releases the signature once it verifies. `signature` has the key's size,
/// and is zeros after an error but for a wrong size.
pub(super) fn sign(
    key: &PrivateKey,
    method: &dyn Emsa,
    digest: &[u8],
    rng: &mut dyn RandomSource,
    memory: Memory<'_, '_>,
    signature: &mut [u8],
) -> Result<(), Error> {
    check_len(signature, key.size())?;
    let usable = key.public_key().usable();
    let encoded = usable.and_then(|()| method.encode(signature, key.bits(), digest, rng));
    if encoded.is_err() {
        signature.fill(0);
        return encoded;
    }
    #[cfg(test)]
    faults::strike(signature);
    let is_encoded = |em: &mut [u8]| method.is_encoded(em, key.bits(), digest);
    key.apply(signature, &is_encoded, rng, memory)
}

/// Verifies a signature over a digest.
///
/// # Errors
///
/// [`Error::Verification`] for a signature that is wrong, whatever is wrong with it; other errors are about the key and
/// the digest.
pub(super) fn verify(
    key: &PublicKey,
    method: &dyn Emsa,
    digest: &[u8],
    signature: &[u8],
    memory: Memory<'_, '_>,
) -> Result<(), Error> {
    key.usable()?;
    method.validate(key.bits(), digest)?;
    let is_encoded = |em: &mut [u8]| method.is_encoded(em, key.bits(), digest);
    if with_power(key, signature, memory, is_encoded)? {
        Ok(())
    } else {
        Err(Error::Verification)
    }
}

/// Shows `look` a signature's e-th power. A signature that is not of the key's size or not below the modulus fails to verify.
pub(super) fn with_power<R>(
    key: &PublicKey,
    signature: &[u8],
    memory: Memory<'_, '_>,
    look: impl FnOnce(&mut [u8]) -> R,
) -> Result<R, Error> {
    if signature.len() != key.size() {
        return Err(Error::Verification);
    }
    with_bytes(key.size(), |em| {
        em.copy_from_slice(signature);
        match key.apply(em, memory) {
            Ok(()) => Ok(look(em)),
            Err(Error::OutOfRange) => Err(Error::Verification),
            Err(e) => Err(e),
        }
    })
}

/// Defines `sign_prehash`, `sign_prehash_into` and `verify_prehash` of a scheme that is given as a value.
macro_rules! prehash_functions {
    (
        $scheme:ident: $Scheme:ty => $method:expr;
        $(#[$sign:meta])* sign_prehash
        $(#[$sign_into:meta])* sign_prehash_into
        $(#[$verify:meta])* verify_prehash
    ) => {
        $(#[$sign])*
        ///
        /// # Errors
        ///
        /// A digest of another length than the hash's, a key too short for the scheme or not allowed
        /// ([`PublicKey::allow_below_2048`](crate::rsa::PublicKey::allow_below_2048)), a generator that fails, a fault.
        pub fn sign_prehash<R: rand_core::TryCryptoRng + ?Sized>(
            key: &crate::rsa::PrivateKey,
            $scheme: $Scheme,
            digest: &[u8],
            rng: &mut R,
        ) -> Result<alloc::vec::Vec<u8>, crate::rsa::Error> {
            let mut signature = alloc::vec![0; key.size()];
            sign_prehash_into(key, $scheme, digest, rng, &mut signature)?;
            Ok(signature)
        }

        /// As [`sign_prehash`], into a buffer of the key's size; allocates nothing.
        $(#[$sign_into])*
        ///
        /// # Errors
        ///
        /// Those of [`sign_prehash`], and [`Error::WrongLength`](crate::rsa::Error::WrongLength) for the buffer, which is zeros
        /// after any other error.
        pub fn sign_prehash_into<R: rand_core::TryCryptoRng + ?Sized>(
            key: &crate::rsa::PrivateKey,
            $scheme: $Scheme,
            digest: &[u8],
            rng: &mut R,
            signature: &mut [u8],
        ) -> Result<(), crate::rsa::Error> {
            let (mut rng, memory) = (rng, crate::rsa::memory::Memory::Stack);
            crate::rsa::emsa::sign(key, $method, digest, &mut rng, memory, signature)
        }

        $(#[$verify])*
        /// Variable time: all is public. Allocates nothing.
        ///
        /// # Errors
        ///
        /// [`Error::Verification`](crate::rsa::Error::Verification) for a signature that is wrong, whatever is wrong with it;
        /// other errors are about the key and the digest.
        pub fn verify_prehash(
            key: &crate::rsa::PublicKey,
            $scheme: $Scheme,
            digest: &[u8],
            signature: &[u8],
        ) -> Result<(), crate::rsa::Error> {
            let memory = crate::rsa::memory::Memory::Stack;
            crate::rsa::emsa::verify(key, $method, digest, signature, memory)
        }
    };
}

pub(super) use prehash_functions;

/// Faults in an encoded message, in tests alone.
#[cfg(test)]
pub(super) mod faults {
    use std::cell::Cell;

    thread_local! {
        static BIT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    /// Runs `work` with this bit of every encoded message flipped, counted from the most significant.
    pub(crate) fn with_flipped<R>(bit: usize, work: impl FnOnce() -> R) -> R {
        BIT.set(Some(bit));
        let result = work();
        BIT.set(None);
        result
    }

    pub(crate) fn strike(em: &mut [u8]) {
        if let Some(bit) = BIT.get() {
            em[bit / 8] ^= 0x80 >> (bit % 8);
        }
    }
}
