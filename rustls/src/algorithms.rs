//! RSA's signature algorithms, as rustls-webpki and rustls name them.

use certwright::rsa::{HashAlgorithm, PublicKey, pkcs1v15, pss};
use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};

/// An RSA signature scheme of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scheme {
    pub(crate) name: SignatureScheme,
    pub(crate) padding: Padding,
    pub(crate) hash: HashAlgorithm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    Pkcs1v15,
    Pss,
}

impl Scheme {
    /// Those of TLS 1.2 and 1.3 (RFC 8446 §4.2.3) without SHA-1, the preferred first: PSS before PKCS #1 v1.5.
    pub(crate) const ALL: [Self; 6] = [
        Self::new(
            SignatureScheme::RSA_PSS_SHA256,
            Padding::Pss,
            HashAlgorithm::Sha256,
        ),
        Self::new(
            SignatureScheme::RSA_PSS_SHA384,
            Padding::Pss,
            HashAlgorithm::Sha384,
        ),
        Self::new(
            SignatureScheme::RSA_PSS_SHA512,
            Padding::Pss,
            HashAlgorithm::Sha512,
        ),
        Self::new(
            SignatureScheme::RSA_PKCS1_SHA256,
            Padding::Pkcs1v15,
            HashAlgorithm::Sha256,
        ),
        Self::new(
            SignatureScheme::RSA_PKCS1_SHA384,
            Padding::Pkcs1v15,
            HashAlgorithm::Sha384,
        ),
        Self::new(
            SignatureScheme::RSA_PKCS1_SHA512,
            Padding::Pkcs1v15,
            HashAlgorithm::Sha512,
        ),
    ];

    const fn new(name: SignatureScheme, padding: Padding, hash: HashAlgorithm) -> Self {
        Self {
            name,
            padding,
            hash,
        }
    }

    pub(crate) fn named(name: SignatureScheme) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name == name)
    }

    /// The salt is as long as the hash, as TLS and the web PKI have it (RFC 8446 §4.2.3).
    pub(crate) fn verify(
        self,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), certwright::rsa::Error> {
        let digest = self.hash.digest(message);
        match self.padding {
            Padding::Pkcs1v15 => pkcs1v15::verify_prehash(key, self.hash, &digest, signature),
            Padding::Pss => {
                pss::verify_prehash(key, &pss::Params::new(self.hash), &digest, signature)
            }
        }
    }
}

/// One algorithm, for rustls-webpki.
#[derive(Debug)]
struct Algorithm {
    scheme: Scheme,
    signature: AlgorithmIdentifier,
}

impl SignatureVerificationAlgorithm for Algorithm {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = PublicKey::from_pkcs1_der(public_key).map_err(|_| InvalidSignature)?;
        self.scheme
            .verify(&key, message, signature)
            .map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

macro_rules! algorithms {
    ($($(#[$doc:meta])* $name:ident = $index:literal;)*) => {
        $(
            $(#[$doc])*
            ///
            /// Keys of 2048 to 16384 bits.
            pub const $name: &dyn SignatureVerificationAlgorithm = &Algorithm {
                scheme: Scheme::ALL[$index],
                signature: alg_id::$name,
            };
        )*
    };
}

algorithms! {
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, and 32 bytes of salt.
    RSA_PSS_SHA256 = 0;
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384, and 48 bytes of salt.
    RSA_PSS_SHA384 = 1;
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512, and 64 bytes of salt.
    RSA_PSS_SHA512 = 2;
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RSA_PKCS1_SHA256 = 3;
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RSA_PKCS1_SHA384 = 4;
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RSA_PKCS1_SHA512 = 5;
}

/// All of them, for [`CryptoProvider::signature_verification_algorithms`](rustls::crypto::CryptoProvider) and rustls's own
/// verifiers. RSA alone: peers with other keys are refused.
pub static SUPPORTED_ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        RSA_PSS_SHA256,
        RSA_PSS_SHA384,
        RSA_PSS_SHA512,
        RSA_PKCS1_SHA256,
        RSA_PKCS1_SHA384,
        RSA_PKCS1_SHA512,
    ],
    mapping: &[
        (SignatureScheme::RSA_PSS_SHA256, &[RSA_PSS_SHA256]),
        (SignatureScheme::RSA_PSS_SHA384, &[RSA_PSS_SHA384]),
        (SignatureScheme::RSA_PSS_SHA512, &[RSA_PSS_SHA512]),
        (SignatureScheme::RSA_PKCS1_SHA256, &[RSA_PKCS1_SHA256]),
        (SignatureScheme::RSA_PKCS1_SHA384, &[RSA_PKCS1_SHA384]),
        (SignatureScheme::RSA_PKCS1_SHA512, &[RSA_PKCS1_SHA512]),
    ],
};
