//! Keys bound to RSASSA-PKCS1-v1_5 and a hash.

use core::fmt;
use core::marker::PhantomData;

use digest::{Digest, Update};
use rand_core::{CryptoRng, TryCryptoRng};
use signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};
use signature::{
    DigestSigner, DigestVerifier, Keypair, MultipartSigner, MultipartVerifier,
    RandomizedDigestSigner, RandomizedMultipartSigner, RandomizedSigner, Signer, Verifier,
};
use subtle::{Choice, ConstantTimeEq};
use zeroize::ZeroizeOnDrop;

use super::{sign_prehash, verify_prehash};
use crate::rsa::derived_rng::DerivedRng;
use crate::rsa::hash::Hash;
use crate::rsa::typed_keys::implement_signature_traits;
use crate::rsa::{Error, PrivateKey, PublicKey, Signature};

/// A private key that signs by RSASSA-PKCS1-v1_5 with the hash `D`, and does nothing else.
///
/// [`Signer`] needs no random numbers: blinding then comes from the private exponent and the message.
#[derive(Clone)]
pub struct SigningKey<D: Hash> {
    key: PrivateKey,
    verifying_key: VerifyingKey<D>,
}

/// A public key that verifies RSASSA-PKCS1-v1_5 signatures with the hash `D`, and does nothing else.
#[derive(Clone)]
pub struct VerifyingKey<D: Hash> {
    key: PublicKey,
    hash: PhantomData<fn() -> D>,
}

impl<D: Hash> SigningKey<D> {
    /// Binds a key. One below 2048 bits must have been allowed ([`PrivateKey::allow_below_2048`]).
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

    fn sign_alone(&self, digest: &[u8]) -> Result<Signature, signature::Error> {
        Ok(self.sign_with(digest, &mut DerivedRng::for_input(&self.key, digest))?)
    }
}

impl<D: Hash> VerifyingKey<D> {
    /// Binds a key. One below 2048 bits must have been allowed ([`PublicKey::allow_below_2048`]).
    pub fn new(key: PublicKey) -> Result<Self, Error> {
        key.usable()?;
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

impl<D: Hash> Signer<Signature> for SigningKey<D> {
    fn try_sign(&self, msg: &[u8]) -> Result<Signature, signature::Error> {
        self.sign_alone(&D::digest(msg))
    }
}

impl<D: Hash> MultipartSigner<Signature> for SigningKey<D> {
    fn try_multipart_sign(&self, msg: &[&[u8]]) -> Result<Signature, signature::Error> {
        let mut digest = D::new();
        msg.iter()
            .for_each(|part| Digest::update(&mut digest, part));
        self.sign_alone(&digest.finalize())
    }
}

impl<D: Hash + Update> DigestSigner<D, Signature> for SigningKey<D> {
    fn try_sign_digest<F: Fn(&mut D) -> Result<(), signature::Error>>(
        &self,
        f: F,
    ) -> Result<Signature, signature::Error> {
        let mut digest = D::new();
        f(&mut digest)?;
        self.sign_alone(&digest.finalize())
    }
}

impl<D: Hash> PrehashSigner<Signature> for SigningKey<D> {
    fn sign_prehash(&self, prehash: &[u8]) -> Result<Signature, signature::Error> {
        self.sign_alone(prehash)
    }
}
