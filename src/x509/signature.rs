//! Signing and verifying what X.509 signs: the seam between structures and algorithms. RSA's schemes stand behind
//! it; an embedder may add others.

use alloc::vec::Vec;
use core::fmt;

use rand_core::CryptoRng;

use crate::der::oid::{LongName, ObjectIdentifier};
use crate::pkcs;
use crate::pkcs::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use crate::pkcs::spki::{self, KeyKind, SubjectPublicKeyInfo};
use crate::rsa::batch::{self, Scheme, ToSign};
use crate::rsa::{self, HashAlgorithm, PrivateKey, pkcs1v15, pss, pss_shake};

/// Makes signatures over certificates, requests and CRLs.
pub trait Signer {
    /// The AlgorithmIdentifier that goes beside the signature, as DER.
    fn algorithm(&self) -> Vec<u8>;

    /// The signer's SubjectPublicKeyInfo, as DER.
    fn public_key(&self) -> Vec<u8>;

    /// Whether this signer's key is the one that a certificate or request holds: by the key itself, however its algorithm
    /// is named.
    fn fits(&self, held: &SubjectPublicKeyInfo<'_>) -> bool {
        // RSAPublicKey has one DER encoding, so equal keys are equal bytes.
        SubjectPublicKeyInfo::from_der(&self.public_key()).is_ok_and(|own| own.key == held.key)
    }

    /// Signs a message.
    fn sign(&self, message: &[u8], rng: &mut dyn CryptoRng) -> Result<Vec<u8>, SignatureError>;
}

/// Checks signatures over certificates, requests and CRLs.
pub trait SignatureVerifier {
    /// Checks that the key made this signature over this message by this algorithm. An algorithm that is not known is
    /// [`SignatureError::Unsupported`].
    fn verify(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        algorithm: &AlgorithmIdentifier<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError>;
}

/// Why a signature was not made or not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The algorithm of the signature, or of the key, is not one that the verifier has.
    Unsupported(ObjectIdentifier),
    /// The algorithm is not one that this key may be used with (RFC 4055 §1.2, §3.3).
    WrongKey,
    /// The key, or the algorithm's parameters, cannot be read.
    Encoding(pkcs::Error),
    /// The key did not make this signature over this message.
    Invalid,
    /// The signature is a BIT STRING that ends within a byte.
    UnusedBits,
    /// The algorithm inside what is signed is another than the one beside the signature (RFC 5280 §4.1.1.2).
    AlgorithmsDiffer,
    /// The key cannot sign so.
    Rsa(rsa::Error),
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(oid) => write!(f, "the algorithm {} is not supported", LongName(oid)),
            Self::WrongKey => f.write_str("the key may not be used with this signature algorithm"),
            Self::Encoding(e) => e.fmt(f),
            Self::Invalid => f.write_str("the signature is not this key's over this message"),
            Self::UnusedBits => f.write_str("the signature is not a whole number of bytes"),
            Self::AlgorithmsDiffer => f.write_str(
                "the signature algorithm inside the signed part differs from the one beside the signature",
            ),
            Self::Rsa(e) => e.fmt(f),
        }
    }
}

impl core::error::Error for SignatureError {}

impl From<pkcs::Error> for SignatureError {
    fn from(e: pkcs::Error) -> Self {
        match e {
            pkcs::Error::Unsupported { oid, .. } => Self::Unsupported(oid),
            e => Self::Encoding(e),
        }
    }
}

/// Signs with an RSA key.
#[derive(Clone, Copy, Debug)]
pub struct RsaSigner<'k> {
    key: &'k PrivateKey,
    kind: KeyKind,
    algorithm: SignatureAlgorithm,
}

impl<'k> RsaSigner<'k> {
    /// A signer by RSASSA-PKCS1-v1_5 with this hash.
    pub fn pkcs1v15(key: &'k PrivateKey, hash: HashAlgorithm) -> Self {
        Self {
            key,
            kind: KeyKind::RsaEncryption,
            algorithm: SignatureAlgorithm::Pkcs1v15(hash),
        }
    }

    /// A signer by any of RSA's algorithms; `kind` is how the key names itself. A key for PSS alone signs nothing else.
    pub fn new(
        key: &'k PrivateKey,
        kind: KeyKind,
        algorithm: SignatureAlgorithm,
    ) -> Result<Self, SignatureError> {
        if !allows(&kind, &algorithm) {
            return Err(SignatureError::WrongKey);
        }
        Ok(Self {
            key,
            kind,
            algorithm,
        })
    }
}

fn allows(kind: &KeyKind, algorithm: &SignatureAlgorithm) -> bool {
    match algorithm {
        SignatureAlgorithm::Pkcs1v15(_) => kind.allows_pkcs1v15(),
        SignatureAlgorithm::Pss(params) => kind.allows_pss(params),
        SignatureAlgorithm::PssShake(shake) => kind.allows_pss_shake(*shake),
    }
}

/// Signs many messages, each with its own signer, in one batch (see [`rsa::batch`]). The answers are in
/// the items' order, each for itself.
///
/// Time depends on the keys' sizes and public exponents, the messages' lengths, and the count.
pub fn sign_all(
    items: &[(&RsaSigner<'_>, &[u8])],
    rng: &mut dyn CryptoRng,
) -> Vec<Result<Vec<u8>, SignatureError>> {
    let digests: Vec<_> = items
        .iter()
        .map(|(signer, message)| signer.algorithm.digest(message))
        .collect();
    let to_sign: Vec<_> = (items.iter().zip(&digests))
        .map(|((signer, _), digest)| {
            let scheme = match signer.algorithm {
                SignatureAlgorithm::Pkcs1v15(hash) => Scheme::Pkcs1v15(hash),
                SignatureAlgorithm::Pss(params) => Scheme::Pss(params),
                SignatureAlgorithm::PssShake(shake) => Scheme::PssShake(shake),
            };
            ToSign {
                key: signer.key,
                scheme,
                digest: digest.as_ref(),
            }
        })
        .collect();
    batch::sign(&to_sign, rng)
        .into_iter()
        .map(|signature| signature.map_err(SignatureError::Rsa))
        .collect()
}

impl Signer for RsaSigner<'_> {
    fn algorithm(&self) -> Vec<u8> {
        self.algorithm.to_der()
    }

    fn public_key(&self) -> Vec<u8> {
        spki::to_der_as(self.key.public_key(), self.kind)
    }

    fn sign(&self, message: &[u8], rng: &mut dyn CryptoRng) -> Result<Vec<u8>, SignatureError> {
        let digest = self.algorithm.digest(message);
        match self.algorithm {
            SignatureAlgorithm::Pkcs1v15(hash) => {
                pkcs1v15::sign_prehash(self.key, hash, digest.as_ref(), rng)
            }
            SignatureAlgorithm::Pss(params) => {
                pss::sign_prehash(self.key, &params, digest.as_ref(), rng)
            }
            SignatureAlgorithm::PssShake(shake) => {
                pss_shake::sign_prehash(self.key, shake, digest.as_ref(), rng)
            }
        }
        .map_err(SignatureError::Rsa)
    }
}

/// A key by itself signs by RSASSA-PKCS1-v1_5 with SHA-256; [`RsaSigner`] has the other schemes.
impl Signer for PrivateKey {
    fn algorithm(&self) -> Vec<u8> {
        RsaSigner::pkcs1v15(self, HashAlgorithm::Sha256).algorithm()
    }

    fn public_key(&self) -> Vec<u8> {
        spki::to_der(PrivateKey::public_key(self))
    }

    fn sign(&self, message: &[u8], rng: &mut dyn CryptoRng) -> Result<Vec<u8>, SignatureError> {
        RsaSigner::pkcs1v15(self, HashAlgorithm::Sha256).sign(message, rng)
    }
}

/// Verifies RSA's signatures, PKCS#1 v1.5 and PSS, with SHAKE as well. Keys of every size that parses are taken; whether one is long enough
/// is for the caller to judge.
#[derive(Clone, Copy, Debug, Default)]
pub struct RsaVerifier;

impl SignatureVerifier for RsaVerifier {
    fn verify(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        algorithm: &AlgorithmIdentifier<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let algorithm = SignatureAlgorithm::from_identifier(algorithm)?;
        if !allows(&key.kind()?, &algorithm) {
            return Err(SignatureError::WrongKey);
        }
        let key = key.rsa_public_key()?.allow_below_2048();
        let digest = algorithm.digest(message);
        match algorithm {
            SignatureAlgorithm::Pkcs1v15(hash) => {
                pkcs1v15::verify_prehash(&key, hash, digest.as_ref(), signature)
            }
            SignatureAlgorithm::Pss(params) => {
                pss::verify_prehash(&key, &params, digest.as_ref(), signature)
            }
            SignatureAlgorithm::PssShake(shake) => {
                pss_shake::verify_prehash(&key, shake, digest.as_ref(), signature)
            }
        }
        .map_err(|_| SignatureError::Invalid)
    }
}
