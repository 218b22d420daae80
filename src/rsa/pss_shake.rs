//! RSASSA-PSS with SHAKE128 or SHAKE256 (RFC 8702 §3.2.1, RFC 8692 §4.1.1): the function is the message's hash and the mask
//! generation as well, in place of MGF1, and the salt is as long as the digest. Nothing else can be chosen.
//!
//! [`SigningKey`] and [`VerifyingKey`] bind a key to its function before anything is signed. The functions beneath them take
//! it as a value.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use digest::{Digest, Update};
use rand_core::{CryptoRng, TryCryptoRng};
use signature::hazmat::{PrehashVerifier, RandomizedPrehashSigner};
use signature::{
    DigestVerifier, Keypair, MultipartVerifier, RandomizedDigestSigner, RandomizedMultipartSigner,
    RandomizedSigner, Verifier,
};
use subtle::{Choice, ConstantTimeEq};
use zeroize::ZeroizeOnDrop;

pub use super::shake::{Shake, Shake128_256, Shake256_512, ShakeHash};

use super::derived_rng::DerivedRng;
use super::pss::{sign_digest_into, verify_digest};
use super::typed_keys::implement_signature_traits;
use super::{Error, PrivateKey, PublicKey, Signature};
use ShakeHash as Hash;

/// Signs a digest with a fresh random salt. Time depends on the key's size and public exponent.
///
/// # Errors
///
/// A digest that is not the function's, a key too short for it and its salt or not allowed
/// ([`PublicKey::allow_below_2048`]), a fault.
pub fn sign_prehash<R: CryptoRng + ?Sized>(
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
pub fn sign_prehash_into<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    shake: Shake,
    digest: &[u8],
    rng: &mut R,
    signature: &mut [u8],
) -> Result<(), Error> {
    sign_digest_into(key, shake.encoding(), digest, rng, signature)
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
    verify_digest(key, shake.encoding(), digest, signature)
}

/// A private key that signs by RSASSA-PSS with the function `D`, and does nothing else. Its salts are random, so it signs
/// with a generator only.
#[derive(Clone)]
pub struct SigningKey<D: Hash> {
    key: PrivateKey,
    verifying_key: VerifyingKey<D>,
}

/// A public key that verifies RSASSA-PSS signatures with the function `D`, and does nothing else.
#[derive(Clone)]
pub struct VerifyingKey<D: Hash> {
    key: PublicKey,
    hash: PhantomData<fn() -> D>,
}

impl<D: Hash> SigningKey<D> {
    /// Binds a key. A key below 2048 bits must have been allowed ([`PrivateKey::allow_below_2048`]).
    pub fn new(key: PrivateKey) -> Result<Self, Error> {
        let verifying_key = VerifyingKey::new(key.public_key().clone())?;
        Ok(Self { key, verifying_key })
    }

    /// A new key (see [`PrivateKey::generate`]).
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R, bits: usize) -> Result<Self, Error> {
        Self::new(PrivateKey::generate(rng, bits, 65537, &mut |_| {})?)
    }

    fn sign_with<R: CryptoRng + ?Sized>(
        &self,
        digest: &[u8],
        rng: &mut R,
    ) -> Result<Signature, Error> {
        sign_prehash(&self.key, D::ALGORITHM, digest, rng).map(Signature::from)
    }
}

impl<D: Hash> VerifyingKey<D> {
    /// Binds a key. A key below 2048 bits must have been allowed ([`PublicKey::allow_below_2048`]).
    pub fn new(key: PublicKey) -> Result<Self, Error> {
        key.usable()?;
        let encoding = D::ALGORITHM.encoding();
        let most = encoding.functions.max_salt_len(key.bits())?;
        if encoding.salt_len > most {
            return Err(Error::SaltTooLong {
                len: encoding.salt_len,
                most,
            });
        }
        Ok(Self {
            key,
            hash: PhantomData,
        })
    }

    fn verify_with(&self, digest: &[u8], signature: &Signature) -> Result<(), Error> {
        verify_prehash(&self.key, D::ALGORITHM, digest, signature.as_bytes())
    }

    fn same_parameters(&self, _other: &Self) -> bool {
        true
    }
}

implement_signature_traits!();
