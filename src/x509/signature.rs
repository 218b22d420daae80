//! Signing and verifying what X.509 signs: the seam between structures and algorithms. RSA's schemes stand behind
//! it; an embedder may add others.

use alloc::vec::Vec;
use core::fmt;

use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
#[cfg(feature = "sha3")]
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use signature::hazmat::PrehashVerifier;

use crate::der::{ObjectIdentifier, oid};
use crate::hash::Hash;
use crate::pkcs;
use crate::pkcs::algorithm::{self, AlgorithmIdentifier, SignatureAlgorithm};
use crate::pkcs::spki::{self, KeyKind, SubjectPublicKeyInfo};
use crate::rsa::batch::{self, Scheme, ToSign};
#[cfg(feature = "sha3")]
use crate::rsa::pss_shake::Shake;
use crate::rsa::{
    self, HashAlgorithm, HashValue, PrivateKey, PublicKey, RandomSource, pkcs1v15, pss, pss_shake,
};

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

    /// Signs a message, whole and not hashed; gives the contents of the BIT STRING signature.
    ///
    /// # Errors
    /// [`SignatureError::Rsa`] and its like: the key cannot make such a signature, the generator fails, or a fault was
    /// found.
    fn sign(&self, message: &[u8], rng: &mut dyn RandomSource) -> Result<Vec<u8>, SignatureError>;
}

/// Checks signatures over certificates, requests and CRLs. Threads may share it, and so what validates paths with it.
pub trait SignatureVerifier: Sync {
    /// Checks that the key made this signature over this message, whole and not hashed, by this algorithm. `signature` is
    /// the contents of the BIT STRING.
    ///
    /// # Errors
    /// [`SignatureError::Unsupported`] for an algorithm that is not known, [`SignatureError::Invalid`] for a signature that
    /// is wrong; what is wrong with the key or the parameters.
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
    /// The key cannot be read.
    Key(pkcs::Error),
    /// The parameters of the signature's algorithm cannot be read, or are not what its standard asks.
    Parameters(pkcs::Error),
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
            Self::Unsupported(oid) => write!(f, "the algorithm {} is not supported", oid.as_oid_ref().named()),
            Self::WrongKey => f.write_str("the key may not be used with this signature algorithm"),
            Self::Key(e) => write!(f, "the key cannot be read: {e}"),
            Self::Parameters(e) => {
                write!(f, "the parameters of the signature algorithm cannot be read: {e}")
            }
            Self::Invalid => f.write_str("the signature is not this key's over this message"),
            Self::UnusedBits => f.write_str("the signature is not a whole number of bytes"),
            Self::AlgorithmsDiffer => f.write_str(
                "the signature algorithm inside the signed part differs from the one beside the signature",
            ),
            Self::Rsa(e) => e.fmt(f),
        }
    }
}

impl core::error::Error for SignatureError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Key(e) | Self::Parameters(e) => Some(e),
            Self::Rsa(e) => Some(e),
            _ => None,
        }
    }
}

impl SignatureError {
    fn key(e: pkcs::Error) -> Self {
        Self::unsupported_or(e, Self::Key)
    }

    fn parameters(e: impl Into<pkcs::Error>) -> Self {
        Self::unsupported_or(e.into(), Self::Parameters)
    }

    fn unsupported_or(e: pkcs::Error, otherwise: fn(pkcs::Error) -> Self) -> Self {
        match e {
            pkcs::Error::Unsupported { oid, .. } => Self::Unsupported(oid),
            e => otherwise(e),
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
    ///
    /// # Errors
    /// [`SignatureError`] for an algorithm that the key is not for.
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
///
/// # Errors
/// Of each message for itself.
pub fn sign_all(
    items: &[(&RsaSigner<'_>, &[u8])],
    rng: &mut dyn RandomSource,
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
            ToSign::new(signer.key, scheme, digest.as_ref())
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

    fn sign(&self, message: &[u8], rng: &mut dyn RandomSource) -> Result<Vec<u8>, SignatureError> {
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

    fn sign(&self, message: &[u8], rng: &mut dyn RandomSource) -> Result<Vec<u8>, SignatureError> {
        RsaSigner::pkcs1v15(self, HashAlgorithm::Sha256).sign(message, rng)
    }
}

/// Verifies RSA's signatures by every algorithm there is: PKCS#1 v1.5 and PSS with all hashes, PSS with SHAKE. Keys of
/// every size that parses are accepted; whether one is long enough is for the caller to judge.
///
/// A program that needs one or two of them takes [`RsaVerifier::only`], and links no other hash.
#[derive(Clone, Copy, Debug, Default)]
pub struct RsaVerifier;

impl RsaVerifier {
    /// A verifier of these algorithms alone; any other is [`SignatureError::Unsupported`].
    ///
    /// ```
    /// use certwright::x509::{RsaAlgorithm, RsaVerifier};
    ///
    /// let verifier = RsaVerifier::only(&[RsaAlgorithm::PKCS1V15_SHA256]);
    /// ```
    pub const fn only(algorithms: &[RsaAlgorithm]) -> OnlyRsa<'_> {
        OnlyRsa(algorithms)
    }
}

impl SignatureVerifier for RsaVerifier {
    fn verify(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        algorithm: &AlgorithmIdentifier<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        OnlyRsa(RsaAlgorithm::ALL).verify(key, algorithm, message, signature)
    }
}

/// Verifies RSA's signatures by the listed algorithms ([`RsaVerifier::only`]).
#[derive(Clone, Copy, Debug)]
pub struct OnlyRsa<'l>(&'l [RsaAlgorithm]);

impl SignatureVerifier for OnlyRsa<'_> {
    fn verify(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        algorithm: &AlgorithmIdentifier<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        let signed = Claim {
            key,
            algorithm,
            message,
            signature,
        };
        for RsaAlgorithm(verify) in self.0 {
            if let Some(result) = verify(&signed) {
                return result;
            }
        }
        Err(SignatureError::Unsupported(algorithm.oid.to_owned()))
    }
}

/// A signature to be verified.
struct Claim<'s> {
    key: &'s SubjectPublicKeyInfo<'s>,
    algorithm: &'s AlgorithmIdentifier<'s>,
    message: &'s [u8],
    signature: &'s [u8],
}

/// An algorithm for [`RsaVerifier::only`]. Only what a program names is linked.
#[derive(Clone, Copy)]
pub struct RsaAlgorithm(fn(&Claim<'_>) -> Option<Result<(), SignatureError>>);

impl fmt::Debug for RsaAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaAlgorithm")
    }
}

impl RsaAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-1, by either of its two object identifiers.
    pub const PKCS1V15_SHA1: Self = Self(pkcs1v15::<Sha1>);
    /// RSASSA-PKCS1-v1_5 with SHA-224.
    pub const PKCS1V15_SHA224: Self = Self(pkcs1v15::<Sha224>);
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    pub const PKCS1V15_SHA256: Self = Self(pkcs1v15::<Sha256>);
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    pub const PKCS1V15_SHA384: Self = Self(pkcs1v15::<Sha384>);
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    pub const PKCS1V15_SHA512: Self = Self(pkcs1v15::<Sha512>);
    /// RSASSA-PKCS1-v1_5 with SHA-512/224.
    pub const PKCS1V15_SHA512_224: Self = Self(pkcs1v15::<Sha512_224>);
    /// RSASSA-PKCS1-v1_5 with SHA-512/256.
    pub const PKCS1V15_SHA512_256: Self = Self(pkcs1v15::<Sha512_256>);
    /// RSASSA-PKCS1-v1_5 with SHA3-224.
    #[cfg(feature = "sha3")]
    pub const PKCS1V15_SHA3_224: Self = Self(pkcs1v15::<Sha3_224>);
    /// RSASSA-PKCS1-v1_5 with SHA3-256.
    #[cfg(feature = "sha3")]
    pub const PKCS1V15_SHA3_256: Self = Self(pkcs1v15::<Sha3_256>);
    /// RSASSA-PKCS1-v1_5 with SHA3-384.
    #[cfg(feature = "sha3")]
    pub const PKCS1V15_SHA3_384: Self = Self(pkcs1v15::<Sha3_384>);
    /// RSASSA-PKCS1-v1_5 with SHA3-512.
    #[cfg(feature = "sha3")]
    pub const PKCS1V15_SHA3_512: Self = Self(pkcs1v15::<Sha3_512>);
    /// RSASSA-PSS with SHA-256, and MGF1 with SHA-256; a salt of the length in the parameters.
    pub const PSS_SHA256: Self = Self(pss_of::<Sha256>);
    /// RSASSA-PSS with SHA-384, and MGF1 with SHA-384; a salt of the length in the parameters.
    pub const PSS_SHA384: Self = Self(pss_of::<Sha384>);
    /// RSASSA-PSS with SHA-512, and MGF1 with SHA-512; a salt of the length in the parameters.
    pub const PSS_SHA512: Self = Self(pss_of::<Sha512>);
    /// RSASSA-PSS with whatever hashes its parameters name. Links every hash.
    pub const PSS: Self = Self(pss_any);
    /// RSASSA-PSS with SHAKE128.
    #[cfg(feature = "sha3")]
    pub const PSS_SHAKE128: Self = Self(|signed| pss_shake(signed, Shake::Shake128));
    /// RSASSA-PSS with SHAKE256.
    #[cfg(feature = "sha3")]
    pub const PSS_SHAKE256: Self = Self(|signed| pss_shake(signed, Shake::Shake256));

    /// All that [`RsaVerifier`] verifies, the usual ones first.
    pub const ALL: &[Self] = &[
        Self::PKCS1V15_SHA256,
        Self::PKCS1V15_SHA384,
        Self::PKCS1V15_SHA512,
        Self::PSS,
        Self::PKCS1V15_SHA1,
        Self::PKCS1V15_SHA224,
        Self::PKCS1V15_SHA512_224,
        Self::PKCS1V15_SHA512_256,
        #[cfg(feature = "sha3")]
        Self::PKCS1V15_SHA3_224,
        #[cfg(feature = "sha3")]
        Self::PKCS1V15_SHA3_256,
        #[cfg(feature = "sha3")]
        Self::PKCS1V15_SHA3_384,
        #[cfg(feature = "sha3")]
        Self::PKCS1V15_SHA3_512,
        #[cfg(feature = "sha3")]
        Self::PSS_SHAKE128,
        #[cfg(feature = "sha3")]
        Self::PSS_SHAKE256,
    ];
}

/// An algorithm that is not the signature's is `None`.
type Verdict = Option<Result<(), SignatureError>>;

fn pkcs1v15<D: Hash>(claim: &Claim<'_>) -> Verdict {
    claim
        .is_pkcs1v15(D::ALGORITHM)
        .then(|| claim.verify_pkcs1v15(D::ALGORITHM, |message| HashValue::of::<D>(message)))
}

fn pss_any(claim: &Claim<'_>) -> Verdict {
    claim.verify_pss(None, |key, params| {
        let digest = params.hash.digest(claim.message);
        pss::verify_prehash(key, params, digest.as_ref(), claim.signature)
    })
}

fn pss_of<D: Hash>(claim: &Claim<'_>) -> Verdict {
    claim.verify_pss(Some(D::ALGORITHM), |key, params| {
        let digest = HashValue::of::<D>(claim.message);
        let key = rsa::VerifyingKey::with_scheme(
            key.clone(),
            pss::Pss::<D>::with_salt_len(params.salt_len),
        )?;
        let signature =
            rsa::Signature::try_from(claim.signature).map_err(|_| rsa::Error::Verification)?;
        key.verify_prehash(digest.as_ref(), &signature)
            .map_err(|_| rsa::Error::Verification)
    })
}

#[cfg(feature = "sha3")]
fn pss_shake(claim: &Claim<'_>, shake: Shake) -> Verdict {
    match claim.algorithm.pss_shake() {
        Ok(Some(own)) if own == shake => {}
        Ok(_) => return None,
        Err(e) => return Some(Err(SignatureError::parameters(e))),
    }
    let verify = || {
        let key = claim.rsa_key(|kind| kind.allows_pss_shake(shake))?;
        let digest = shake.digest(claim.message);
        pss_shake::verify_prehash(&key, shake, digest.as_ref(), claim.signature)
            .map_err(|_| SignatureError::Invalid)
    };
    Some(verify())
}

impl Claim<'_> {
    fn is_pkcs1v15(&self, hash: HashAlgorithm) -> bool {
        let oid = self.algorithm.oid;
        oid == algorithm::pkcs1v15_oid(hash)
            || hash == HashAlgorithm::Sha1 && oid == algorithm::OIW_SHA1_WITH_RSA
    }

    /// The digest comes as a function of the message, so that this function is one for all hashes and links none.
    fn verify_pkcs1v15(
        &self,
        hash: HashAlgorithm,
        digest: fn(&[u8]) -> HashValue,
    ) -> Result<(), SignatureError> {
        self.algorithm
            .require_no_parameters("NULL or no parameters of an RSA signature")
            .map_err(SignatureError::parameters)?;
        // Of the kinds of key only this one may be used (RFC 4055 §1.2), so that those of PSS need not be read.
        if !self.key.is_rsa_encryption().map_err(SignatureError::key)? {
            return Err(SignatureError::WrongKey);
        }
        let key = self.public_key()?;
        pkcs1v15::verify_prehash(&key, hash, digest(self.message).as_ref(), self.signature)
            .map_err(|_| SignatureError::Invalid)
    }

    /// Verifies if the parameters name this hash twice, or whatever they name.
    fn verify_pss(
        &self,
        hash: Option<HashAlgorithm>,
        verify: impl FnOnce(&PublicKey, &pss::Params) -> Result<(), rsa::Error>,
    ) -> Verdict {
        if self.algorithm.oid != oid::RSASSA_PSS {
            return None;
        }
        let params = match algorithm::pss_params(self.algorithm) {
            Ok(params) => params,
            Err(e) => return Some(Err(SignatureError::parameters(e))),
        };
        if hash.is_some_and(|hash| (hash, hash) != (params.hash, params.mgf1_hash)) {
            return None;
        }
        let key = self.rsa_key(|kind| kind.allows_pss(&params));
        Some(key.and_then(|key| verify(&key, &params).map_err(|_| SignatureError::Invalid)))
    }

    fn rsa_key(&self, allows: impl FnOnce(&KeyKind) -> bool) -> Result<PublicKey, SignatureError> {
        if !allows(&self.key.kind().map_err(SignatureError::key)?) {
            return Err(SignatureError::WrongKey);
        }
        self.public_key()
    }

    /// The key's numbers, for one who has asked for the kind already.
    fn public_key(&self) -> Result<PublicKey, SignatureError> {
        let key = self.key.rsa_public_key_of_any_kind();
        Ok(key.map_err(SignatureError::key)?.allow_below_2048())
    }
}
