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
use super::hash::{Hash, HashAlgorithm};
use super::pss::{Params, max_salt_len, sign_prehash, verify_prehash, verify_prehash_any_salt};
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
    any_salt_len: bool,
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
        Self::with_mgf1(key, D::ALGORITHM, salt_len)
    }

    /// As [`new`](Self::new), with another hash for MGF1 and a salt of this many octets.
    pub fn with_mgf1(
        key: PrivateKey,
        mgf1_hash: HashAlgorithm,
        salt_len: usize,
    ) -> Result<Self, Error> {
        let verifying_key = VerifyingKey::with_mgf1(key.public_key().clone(), mgf1_hash, salt_len)?;
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

    fn sign_with<R: CryptoRng + ?Sized>(
        &self,
        digest: &[u8],
        rng: &mut R,
    ) -> Result<Signature, Error> {
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
        Self::with_mgf1(key, D::ALGORITHM, salt_len)
    }

    /// As [`new`](Self::new), with another hash for MGF1 and a salt of this many octets.
    pub fn with_mgf1(
        key: PublicKey,
        mgf1_hash: HashAlgorithm,
        salt_len: usize,
    ) -> Result<Self, Error> {
        key.usable()?;
        let most = max_salt_len(key.bits(), D::ALGORITHM).ok_or(Error::KeyTooShortForHash)?;
        if salt_len > most {
            return Err(Error::SaltTooLong {
                len: salt_len,
                most,
            });
        }
        let params = Params {
            hash: D::ALGORITHM,
            mgf1_hash,
            salt_len,
        };
        Ok(Self {
            key,
            params,
            any_salt_len: false,
            hash: PhantomData,
        })
    }

    /// The same key, which takes whatever length the salt of a signature has, where a signer's choice is not known.
    #[must_use]
    pub fn any_salt_len(mut self) -> Self {
        self.any_salt_len = true;
        self
    }

    /// What it verifies with; with [`any_salt_len`](Self::any_salt_len) the salt may have another length.
    pub fn params(&self) -> &Params {
        &self.params
    }

    fn verify_with(&self, digest: &[u8], signature: &Signature) -> Result<(), Error> {
        let (key, params, signature) = (&self.key, &self.params, signature.as_bytes());
        if self.any_salt_len {
            return verify_prehash_any_salt(key, params.hash, params.mgf1_hash, digest, signature)
                .map(|_| ());
        }
        verify_prehash(key, params, digest, signature)
    }

    fn same_parameters(&self, other: &Self) -> bool {
        self.params == other.params && self.any_salt_len == other.any_salt_len
    }
}

implement_signature_traits!();
