//! Keys bound to RSASSA-PSS and a hash.

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

use super::derived_rng::DerivedRng;
use super::hash::Hash;
use super::pss::{Params, max_salt_len, sign_prehash, verify_prehash};
use super::typed_keys::implement_signature_traits;
use super::{Error, PrivateKey, PublicKey, Signature};

/// A private key that signs by RSASSA-PSS with the hash `D`, and does nothing else. Its salts are random, so it signs
/// with a generator only.
#[derive(Clone)]
pub struct SigningKey<D: Hash> {
    key: PrivateKey,
    verifying_key: VerifyingKey<D>,
}

/// A public key that verifies RSASSA-PSS signatures with the hash `D`, and does nothing else.
#[derive(Clone)]
pub struct VerifyingKey<D: Hash> {
    key: PublicKey,
    params: Params,
    hash: PhantomData<fn() -> D>,
}

impl<D: Hash> SigningKey<D> {
    /// Binds a key; MGF1 has the same hash, and the salt is as long as the hash. A key below 2048 bits must have been
    /// allowed ([`PrivateKey::allow_below_2048`]).
    pub fn new(key: PrivateKey) -> Result<Self, Error> {
        Self::with_salt_len(key, D::ALGORITHM.output_len())
    }

    /// As [`new`](Self::new), with a salt of this many octets.
    pub fn with_salt_len(key: PrivateKey, salt_len: usize) -> Result<Self, Error> {
        let verifying_key = VerifyingKey::with_salt_len(key.public_key().clone(), salt_len)?;
        Ok(Self { key, verifying_key })
    }

    /// A new key (see [`PrivateKey::generate`]).
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R, bits: usize) -> Result<Self, Error> {
        Self::new(PrivateKey::generate(rng, bits, 65537, &mut |_| {})?)
    }

    /// What it signs with.
    pub fn params(&self) -> &Params {
        &self.verifying_key.params
    }

    fn sign_with<R: CryptoRng + ?Sized>(&self, digest: &[u8], rng: &mut R) -> Result<Signature, Error> {
        sign_prehash(&self.key, self.params(), digest, rng).map(Signature::from)
    }
}

impl<D: Hash> VerifyingKey<D> {
    /// Binds a key; MGF1 has the same hash, and the salt must be as long as the hash. A key below 2048 bits must have
    /// been allowed ([`PublicKey::allow_below_2048`]).
    pub fn new(key: PublicKey) -> Result<Self, Error> {
        Self::with_salt_len(key, D::ALGORITHM.output_len())
    }

    /// As [`new`](Self::new), with a salt of this many octets.
    pub fn with_salt_len(key: PublicKey, salt_len: usize) -> Result<Self, Error> {
        key.usable()?;
        let most = max_salt_len(key.bits(), D::ALGORITHM).ok_or(Error::KeyTooShortForHash)?;
        if salt_len > most {
            return Err(Error::SaltTooLong { len: salt_len, most });
        }
        let params = Params { salt_len, ..Params::new(D::ALGORITHM) };
        Ok(Self { key, params, hash: PhantomData })
    }

    /// What it verifies with.
    pub fn params(&self) -> &Params {
        &self.params
    }

    fn verify_with(&self, digest: &[u8], signature: &Signature) -> Result<(), Error> {
        verify_prehash(&self.key, &self.params, digest, signature.as_bytes())
    }

    fn same_parameters(&self, other: &Self) -> bool {
        self.params == other.params
    }
}

implement_signature_traits!();
