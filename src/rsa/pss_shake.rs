//! RSASSA-PSS with SHAKE128 or SHAKE256 (RFC 8702 §3.2.1, RFC 8692 §4.1.1): the function is the message's hash and the mask
//! generation as well, in place of MGF1, and the salt is as long as the digest. Nothing else can be chosen.
//!
//! [`SigningKey`] and [`VerifyingKey`] bind a key to its function before anything is signed. The functions beneath them take
//! it as a value.

use core::fmt;
use core::marker::PhantomData;

pub use crate::hash::{Shake, ShakeHash};
#[cfg(feature = "sha3")]
pub use crate::hash::{Shake128_256, Shake256_512};

use super::emsa::{self, Emsa, HasEmsa};
use super::pss::Encoding;
use super::scheme::{self, SignatureScheme};

/// A private key that signs by RSASSA-PSS with the function `D`. Its salts are random, so it signs with a generator only.
pub type SigningKey<D> = scheme::SigningKey<PssShake<D>>;

/// A public key that verifies RSASSA-PSS signatures with the function `D`.
pub type VerifyingKey<D> = scheme::VerifyingKey<PssShake<D>>;

/// RSASSA-PSS with the function `D`, as the scheme of a [`SigningKey`].
pub struct PssShake<D> {
    function: PhantomData<fn() -> D>,
}

impl<D> Clone for PssShake<D> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<D> Default for PssShake<D> {
    fn default() -> Self {
        Self {
            function: PhantomData,
        }
    }
}

impl<D> PartialEq for PssShake<D> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<D: ShakeHash> fmt::Debug for PssShake<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PSS with {}", D::ALGORITHM)
    }
}

impl<D: ShakeHash> HasEmsa for PssShake<D> {
    fn emsa(&self) -> impl Emsa {
        // The value is the type's, and lives as long as is needed.
        const { &D::ALGORITHM }.emsa()
    }
}

impl<D: ShakeHash> SignatureScheme for PssShake<D> {
    type Hash = D;
}

/// What RFC 8702 §3.2.1 has of every signature: the function for both hash and mask, a salt as long as the digest.
impl HasEmsa for Shake {
    fn emsa(&self) -> impl Emsa {
        Encoding {
            functions: self,
            salt_len: self.output_len(),
            any_salt_len: false,
        }
    }
}

emsa::prehash_functions! {
    shake: Shake => &shake.emsa();
    /// Signs a digest with a fresh random salt. Time depends on the key's size and public exponent.
    sign_prehash
    /// The salt is the first that is drawn from the generator.
    sign_prehash_into
    /// Verifies a signature over a digest.
    verify_prehash
}
