//! Signing and verifying keys: a key bound to a scheme and a hash, so that it does nothing else.
//!
//! There is one type of each for every scheme. [`pkcs1v15::SigningKey<Sha256>`](super::pkcs1v15::SigningKey) is
//! `SigningKey<Pkcs1v15<Sha256>>`, [`pss::SigningKey<Sha256>`](super::pss::SigningKey) is `SigningKey<Pss<Sha256>>`. They
//! implement the [`signature`] crate's traits.

use core::fmt;

use alloc::vec;
use digest::{Digest, Update};
use rand_core::TryCryptoRng;
use signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};
use signature::{
    DigestSigner, DigestVerifier, Keypair, MultipartSigner, MultipartVerifier,
    RandomizedDigestSigner, RandomizedMultipartSigner, RandomizedSigner, Signer, Verifier,
};
use zeroize::Zeroizing;

use super::bound::bound_keys;
use super::derived_rng::DerivedRng;
use super::emsa::{self, Emsa, HasEmsa};
use super::memory::Memory;
use super::{Error, PrivateKey, PublicKey, Signature};
use crate::bignum::Workspace;
use crate::hash::MAX_OUTPUT_LEN;
use crate::random::RandomSource;

/// A signature scheme with a hash: [`Pkcs1v15`](super::pkcs1v15::Pkcs1v15), [`Pss`](super::pss::Pss),
/// [`PssShake`](super::pss_shake::PssShake). Cannot be implemented elsewhere.
pub trait SignatureScheme: HasEmsa + Clone + PartialEq + fmt::Debug {
    /// The message's hash.
    type Hash: Digest + Clone;

    /// Refuses a key that is too short for the scheme with its parameters.
    ///
    /// # Errors
    ///
    /// [`Error::KeyTooShortForHash`] or [`Error::SaltTooLong`].
    #[doc(hidden)]
    fn check_key(&self, key: &PublicKey) -> Result<(), Error> {
        // Whether a digest fits depends on its length alone.
        let digest = &[0; MAX_OUTPUT_LEN][..<Self::Hash as Digest>::output_size()];
        self.emsa().validate(key.bits(), digest)
    }
}

/// A scheme that needs no random numbers but for blinding, so that a key may sign without a generator ([`Signer`]).
/// Cannot be implemented elsewhere.
pub trait SignsAlone: SignatureScheme {}

bound_keys! {
    SignatureScheme;
    /// A public key that verifies signatures by the scheme `S`, and does nothing else.
    VerifyingKey
    /// A private key that signs by the scheme `S`, and does nothing else.
    ///
    /// # Blinding without a generator
    ///
    /// [`Signer`] and its like bring no generator. Blinding then comes from the private exponent, the digest, and 32 bytes of
    /// entropy: with the feature `std` the system's random numbers, fresh for every signature, and a failure of the system's
    /// generator is an error. So neither a process that was forked nor a machine that was restored from a snapshot blinds two
    /// messages alike. Without `std` the entropy is what [`with_blinding_seed`](Self::with_blinding_seed) was given, and a
    /// message that is signed again is blinded as it was before: give a seed that is different after every start, or sign with a
    /// generator ([`RandomizedSigner`]).
    SigningKey {
        verifying_key,
        blinding_seed: Zeroizing<[u8; 32]> = Zeroizing::new([0; 32])
    }
}

impl<S: SignatureScheme> SigningKey<S> {
    /// The same key, with a secret seed for the blinding of signatures that are made without a generator: see
    /// [`SigningKey`]. With `std` it is not needed.
    #[must_use]
    pub fn with_blinding_seed(mut self, seed: [u8; 32]) -> Self {
        self.blinding_seed = Zeroizing::new(seed);
        self
    }

    /// Signs a digest into a buffer of the key's size, with working memory that the caller brings, of
    /// [`PrivateKey::workspace_limbs`] limbs. Allocates nothing; what it uses of the workspace is wiped.
    ///
    /// # Errors
    ///
    /// A digest that is not the hash's, a workspace or buffer of the wrong size, a generator that fails, a fault. The buffer
    /// is zeros then, unless it has the wrong size.
    pub fn sign_digest_in<R: TryCryptoRng + ?Sized>(
        &self,
        workspace: &mut Workspace<'_>,
        digest: &[u8],
        rng: &mut R,
        signature: &mut [u8],
    ) -> Result<(), Error> {
        let mut rng = rng;
        let memory = Memory::Brought(workspace);
        emsa::sign(
            &self.key,
            &self.scheme().emsa(),
            digest,
            &mut rng,
            memory,
            signature,
        )
    }

    fn sign_with(
        &self,
        digest: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<Signature, signature::Error> {
        let mut signature = vec![0; self.key.size()];
        let memory = Memory::Stack;
        emsa::sign(
            &self.key,
            &self.scheme().emsa(),
            digest,
            rng,
            memory,
            &mut signature,
        )?;
        Ok(Signature::from(signature))
    }

    fn sign_alone(&self, digest: &[u8]) -> Result<Signature, signature::Error> {
        #[allow(unused_mut, reason = "only the system's entropy changes it")]
        let mut fresh = Zeroizing::new([0; 32]);
        #[cfg(feature = "std")]
        {
            let system: &mut dyn RandomSource = &mut getrandom::SysRng;
            system.fill(&mut *fresh).map_err(Error::Rng)?;
        }
        self.sign_seeded(digest, &fresh)
    }

    /// Signs, blinded by what the seed and `fresh` give: without `std` zeros, so that the seed alone differs.
    pub(super) fn sign_seeded(
        &self,
        digest: &[u8],
        fresh: &[u8; 32],
    ) -> Result<Signature, signature::Error> {
        let mut entropy = self.blinding_seed.clone();
        entropy.iter_mut().zip(fresh).for_each(|(a, b)| *a ^= b);
        self.sign_with(
            digest,
            &mut DerivedRng::for_signing(&self.key, digest, &entropy),
        )
    }
}

impl<S: SignatureScheme> VerifyingKey<S> {
    /// Verifies a signature over a digest, with working memory that the caller brings, of [`PublicKey::workspace_limbs`] limbs.
    /// Allocates nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Verification`] for a signature that is wrong; a digest or workspace of the wrong size.
    pub fn verify_digest_in(
        &self,
        workspace: &mut Workspace<'_>,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let memory = Memory::Brought(workspace);
        emsa::verify(&self.key, &self.scheme.emsa(), digest, signature, memory)
    }

    fn verify_with(&self, digest: &[u8], signature: &Signature) -> Result<(), signature::Error> {
        let signature = signature.as_bytes();
        emsa::verify(
            &self.key,
            &self.scheme.emsa(),
            digest,
            signature,
            Memory::Stack,
        )?;
        Ok(())
    }
}

fn digest_of<D: Digest>(parts: &[&[u8]]) -> digest::Output<D> {
    let mut digest = D::new();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize()
}

fn digest_by<D: Digest + Update>(
    f: impl Fn(&mut D) -> Result<(), signature::Error>,
) -> Result<digest::Output<D>, signature::Error> {
    let mut digest = D::new();
    f(&mut digest)?;
    Ok(digest.finalize())
}

impl<S: SignatureScheme> RandomizedSigner<Signature> for SigningKey<S> {
    fn try_sign_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        msg: &[u8],
    ) -> Result<Signature, signature::Error> {
        self.sign_with(&digest_of::<S::Hash>(&[msg]), &mut { rng })
    }
}

impl<S: SignatureScheme> RandomizedMultipartSigner<Signature> for SigningKey<S> {
    fn try_multipart_sign_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        msg: &[&[u8]],
    ) -> Result<Signature, signature::Error> {
        self.sign_with(&digest_of::<S::Hash>(msg), &mut { rng })
    }
}

impl<S: SignatureScheme<Hash = D>, D: Digest + Clone + Update> RandomizedDigestSigner<D, Signature>
    for SigningKey<S>
{
    fn try_sign_digest_with_rng<
        R: TryCryptoRng + ?Sized,
        F: Fn(&mut D) -> Result<(), signature::Error>,
    >(
        &self,
        rng: &mut R,
        f: F,
    ) -> Result<Signature, signature::Error> {
        self.sign_with(&digest_by(f)?, &mut { rng })
    }
}

impl<S: SignatureScheme> RandomizedPrehashSigner<Signature> for SigningKey<S> {
    fn sign_prehash_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        prehash: &[u8],
    ) -> Result<Signature, signature::Error> {
        self.sign_with(prehash, &mut { rng })
    }
}

impl<S: SignsAlone> Signer<Signature> for SigningKey<S> {
    fn try_sign(&self, msg: &[u8]) -> Result<Signature, signature::Error> {
        self.sign_alone(&digest_of::<S::Hash>(&[msg]))
    }
}

impl<S: SignsAlone> MultipartSigner<Signature> for SigningKey<S> {
    fn try_multipart_sign(&self, msg: &[&[u8]]) -> Result<Signature, signature::Error> {
        self.sign_alone(&digest_of::<S::Hash>(msg))
    }
}

impl<S: SignsAlone<Hash = D>, D: Digest + Clone + Update> DigestSigner<D, Signature>
    for SigningKey<S>
{
    fn try_sign_digest<F: Fn(&mut D) -> Result<(), signature::Error>>(
        &self,
        f: F,
    ) -> Result<Signature, signature::Error> {
        self.sign_alone(&digest_by(f)?)
    }
}

impl<S: SignsAlone> PrehashSigner<Signature> for SigningKey<S> {
    fn sign_prehash(&self, prehash: &[u8]) -> Result<Signature, signature::Error> {
        self.sign_alone(prehash)
    }
}

impl<S: SignatureScheme> Verifier<Signature> for VerifyingKey<S> {
    fn verify(&self, msg: &[u8], signature: &Signature) -> Result<(), signature::Error> {
        self.verify_with(&digest_of::<S::Hash>(&[msg]), signature)
    }
}

impl<S: SignatureScheme> MultipartVerifier<Signature> for VerifyingKey<S> {
    fn multipart_verify(
        &self,
        msg: &[&[u8]],
        signature: &Signature,
    ) -> Result<(), signature::Error> {
        self.verify_with(&digest_of::<S::Hash>(msg), signature)
    }
}

impl<S: SignatureScheme<Hash = D>, D: Digest + Clone + Update> DigestVerifier<D, Signature>
    for VerifyingKey<S>
{
    fn verify_digest<F: Fn(&mut D) -> Result<(), signature::Error>>(
        &self,
        f: F,
        signature: &Signature,
    ) -> Result<(), signature::Error> {
        self.verify_with(&digest_by(f)?, signature)
    }
}

impl<S: SignatureScheme> PrehashVerifier<Signature> for VerifyingKey<S> {
    fn verify_prehash(
        &self,
        prehash: &[u8],
        signature: &Signature,
    ) -> Result<(), signature::Error> {
        self.verify_with(prehash, signature)
    }
}

impl<S: SignatureScheme> Keypair for SigningKey<S> {
    type VerifyingKey = VerifyingKey<S>;

    fn verifying_key(&self) -> VerifyingKey<S> {
        self.verifying_key.clone()
    }
}
