//! RSASSA-PSS with SHAKE128 or SHAKE256 (RFC 8702 §3.2.1, RFC 8692 §4.1.1): the function is the message's hash and the mask
//! generation as well, in place of MGF1, and the salt is as long as the digest. Nothing else can be chosen.
//!
//! [`SigningKey`] and [`VerifyingKey`] bind a key to its function before anything is signed. The functions beneath them take
//! it as a value.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use rand_core::TryCryptoRng;

pub use crate::hash::{Shake, ShakeHash};
#[cfg(feature = "sha3")]
pub use crate::hash::{Shake128_256, Shake256_512};

use super::emsa::{self, Emsa};
use super::memory::Memory;
use super::pss::Encoding;
use super::scheme::{self, SignatureScheme};
use super::{Error, PrivateKey, PublicKey};
use crate::random::RandomSource;

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

impl<D: ShakeHash> Emsa for PssShake<D> {
    fn validate(&self, bits: usize, digest: &[u8]) -> Result<(), Error> {
        D::ALGORITHM.validate(bits, digest)
    }

    fn encode(
        &self,
        em: &mut [u8],
        bits: usize,
        digest: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<(), Error> {
        D::ALGORITHM.encode(em, bits, digest, rng)
    }

    fn is_encoded(&self, em: &mut [u8], bits: usize, digest: &[u8]) -> bool {
        D::ALGORITHM.is_encoded(em, bits, digest)
    }
}

impl<D: ShakeHash> SignatureScheme for PssShake<D> {
    type Hash = D;
}

/// What RFC 8702 §3.2.1 has of every signature: the function for both hash and mask, a salt as long as the digest.
fn encoding(shake: &Shake) -> Encoding<'_> {
    Encoding {
        functions: shake,
        salt_len: Some(shake.output_len()),
    }
}

/// EMSA-PSS with this function.
impl Emsa for Shake {
    fn validate(&self, bits: usize, digest: &[u8]) -> Result<(), Error> {
        encoding(self).validate(bits, digest)
    }

    fn encode(
        &self,
        em: &mut [u8],
        bits: usize,
        digest: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<(), Error> {
        encoding(self).encode(em, bits, digest, rng)
    }

    fn is_encoded(&self, em: &mut [u8], bits: usize, digest: &[u8]) -> bool {
        encoding(self).is_encoded(em, bits, digest)
    }
}

/// Signs a digest with a fresh random salt. Time depends on the key's size and public exponent.
///
/// # Errors
///
/// A digest that is not the function's, a key too short for it and its salt or not allowed
/// ([`PublicKey::allow_below_2048`]), a generator that fails, a fault.
pub fn sign_prehash<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    shake: Shake,
    digest: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let mut signature = vec![0; key.size()];
    sign_prehash_into(key, shake, digest, rng, &mut signature)?;
    Ok(signature)
}

/// As [`sign_prehash`], into a buffer of the key's size; allocates nothing. The salt is the first that is drawn from the
/// generator.
pub fn sign_prehash_into<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    shake: Shake,
    digest: &[u8],
    rng: &mut R,
    signature: &mut [u8],
) -> Result<(), Error> {
    let mut rng = rng;
    emsa::sign(key, &shake, digest, &mut rng, Memory::Stack, signature)
}

/// Verifies a signature over a digest. Allocates nothing.
///
/// # Errors
///
/// [`Error::Verification`] for a signature that is wrong, whatever is wrong with it; other errors are about the key and
/// the digest.
pub fn verify_prehash(
    key: &PublicKey,
    shake: Shake,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    emsa::verify(key, &shake, digest, signature, Memory::Stack)
}
