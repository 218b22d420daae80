//! The chain by rustls-webpki, over the given verification of RSA signatures.

use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, ServerName, SignatureVerificationAlgorithm, UnixTime,
    alg_id,
};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::input;

/// RSASSA-PKCS1-v1_5 with SHA-256, as rustls-webpki asks for it.
#[derive(Debug)]
pub struct Pkcs1Sha256<V>(pub V);

/// RSAPublicKey, message, signature; whether it verifies.
pub type Verify = fn(&[u8], &[u8], &[u8]) -> bool;

impl SignatureVerificationAlgorithm for Pkcs1Sha256<Verify> {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), rustls_pki_types::InvalidSignature> {
        match (self.0)(public_key, message, signature) {
            true => Ok(()),
            false => Err(rustls_pki_types::InvalidSignature),
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_PKCS1_SHA256
    }
}

/// Validates the chain.
pub fn validate(algorithm: &dyn SignatureVerificationAlgorithm) -> Option<()> {
    let root = CertificateDer::from(input::root());
    let anchors = [anchor_from_trusted_cert(&root).ok()?];
    let intermediates = [CertificateDer::from(input::intermediate())];
    let leaf = CertificateDer::from(input::leaf());
    let leaf = EndEntityCert::try_from(&leaf).ok()?;
    leaf.verify_for_usage(
        &[algorithm],
        &anchors,
        &intermediates,
        UnixTime::since_unix_epoch(core::time::Duration::from_secs(input::NOW)),
        KeyUsage::server_auth(),
        None,
        None,
    )
    .ok()?;
    leaf.verify_is_valid_for_subject_name(&ServerName::try_from(input::HOST).ok()?)
        .ok()
}
