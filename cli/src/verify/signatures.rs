//! What signs a path here: RSA with the library's hashes, and with MD5 for one who asks for no security at all.

use crate::args::Args;
use crate::digest;
use certwright::der::{Tag, oid};
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::spki::{KeyKind, SubjectPublicKeyInfo};
use certwright::rsa::pkcs1v15;
use certwright::x509::{RsaVerifier, SignatureError, SignatureVerifier};

/// Verifies the signatures of a path.
#[derive(Clone, Copy)]
pub(super) struct Signatures {
    /// MD5's collisions cost nothing (RFC 6151 §2), so that a signature over it shows nothing of who made it.
    md5: bool,
}

impl Signatures {
    /// MD5 counts under `-auth_level 0` alone, which OpenSSL takes for granted.
    pub(super) fn new(args: &Args) -> Self {
        Self {
            md5: args.number("auth_level").is_some_and(|level| level <= 0),
        }
    }
}

impl SignatureVerifier for Signatures {
    fn verify(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        algorithm: &AlgorithmIdentifier<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        if !self.md5 || algorithm.oid != oid::MD5_WITH_RSA {
            return RsaVerifier.verify(key, algorithm, message, signature);
        }
        if (algorithm.parameters).is_some_and(|it| it.tag != Tag::Null) {
            return Err(SignatureError::Invalid);
        }
        if key.kind().map_err(SignatureError::Key)? != KeyKind::RsaEncryption {
            return Err(SignatureError::WrongKey);
        }
        let key = key.rsa_public_key().map_err(SignatureError::Key)?;
        let md5 = digest::find("md5").expect("MD5 stands in the table of digests");
        let mut hasher = md5.hasher();
        hasher.update(message);
        let t = md5.pkcs1_t(&hasher.finalize(16)).expect("RSA signs MD5");
        pkcs1v15::verify_unhashed(&key.allow_below_2048(), &t, signature)
            .map_err(|_| SignatureError::Invalid)
    }
}
