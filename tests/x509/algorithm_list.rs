//! A verifier of listed algorithms takes those and nothing else.

use certwright::der::oid;
use certwright::x509::{
    CertificateRef, OnlyRsa, RsaAlgorithm, RsaVerifier, SignatureError, SignatureVerifier,
};

/// A certificate signed by RSASSA-PKCS1-v1_5 with SHA-256, and its issuer's.
const LEAF: &[u8] = include_bytes!("../embedded/input/leaf.der");
const ISSUER: &[u8] = include_bytes!("../embedded/input/intermediate.der");

fn judge(verifier: OnlyRsa<'_>, damage: u8) -> Result<(), SignatureError> {
    let leaf = CertificateRef::from_der(LEAF).unwrap();
    let issuer = CertificateRef::from_der(ISSUER).unwrap();
    let mut signature = leaf.signed.signature.to_vec();
    signature[100] ^= damage;
    verifier.verify(
        &issuer.spki,
        &leaf.signed.algorithm,
        leaf.signed.tbs,
        &signature,
    )
}

#[test]
fn a_listed_algorithm_verifies_and_a_changed_signature_does_not() {
    for list in [
        &[RsaAlgorithm::PKCS1V15_SHA256][..],
        &[RsaAlgorithm::PSS_SHA256, RsaAlgorithm::PKCS1V15_SHA256],
        RsaAlgorithm::ALL,
    ] {
        assert_eq!(judge(RsaVerifier::only(list), 0), Ok(()));
        let changed = judge(RsaVerifier::only(list), 1);
        assert_eq!(changed, Err(SignatureError::Invalid));
    }
}

#[test]
fn an_algorithm_that_is_not_listed_is_unsupported_although_the_signature_is_right() {
    for list in [
        &[][..],
        &[RsaAlgorithm::PKCS1V15_SHA384, RsaAlgorithm::PKCS1V15_SHA1],
        &[RsaAlgorithm::PSS, RsaAlgorithm::PSS_SHA256],
    ] {
        let refused = judge(RsaVerifier::only(list), 0);
        assert!(matches!(refused, Err(SignatureError::Unsupported(_))));
    }
}

#[test]
fn a_key_for_pss_alone_verifies_no_pkcs1_v1_5() {
    let leaf = CertificateRef::from_der(LEAF).unwrap();
    let mut key = CertificateRef::from_der(ISSUER).unwrap().spki;
    key.algorithm.oid = oid::RSASSA_PSS;
    key.algorithm.parameters = None;
    let verified = RsaVerifier::only(&[RsaAlgorithm::PKCS1V15_SHA256]).verify(
        &key,
        &leaf.signed.algorithm,
        leaf.signed.tbs,
        leaf.signed.signature,
    );
    assert_eq!(verified, Err(SignatureError::WrongKey));
}
