//! Paths whose signatures are RSASSA-PSS with SHAKE (RFC 8692).

use certwright::path::{Anchor, PathError, Pool, Reason, SecurityLevel, verify};
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::pkcs::spki::KeyKind;
use certwright::rsa::PrivateKey;
use certwright::rsa::pss_shake::Shake;
use certwright::x509::{CertificateRef, RsaSigner, RsaVerifier, SignatureError, Signer as _};
use rand_core::SeedableRng as _;

use crate::toy::*;

fn key(seed: u64) -> PrivateKey {
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(seed);
    PrivateKey::generate(&mut rng, 2048).unwrap()
}

fn signer(key: &PrivateKey, kind: KeyKind, shake: Shake) -> Result<RsaSigner<'_>, SignatureError> {
    RsaSigner::new(key, kind, SignatureAlgorithm::PssShake(shake))
}

/// Root, whose key is for SHAKE256 alone, certifies CA, whose key is any RSA key, and that one a target with SHAKE128;
/// `damage` goes over the target's bytes.
fn judge(security_bits: u32, damage: impl Fn(&mut Vec<u8>)) -> Result<(), PathError> {
    let (root_key, ca_key) = (key(1), key(2));
    let root = signer(
        &root_key,
        KeyKind::RsaPssShake(Shake::Shake256),
        Shake::Shake256,
    )
    .unwrap();
    let ca = signer(&ca_key, KeyKind::RsaEncryption, Shake::Shake128).unwrap();
    let root_certificate = Cert::ca("Root", "Root").signed(root.public_key(), &root);
    let ca_certificate = Cert::ca("CA", "Root").signed(ca.public_key(), &root);
    let mut target = Cert::new("leaf", "CA").signed(root.public_key(), &ca);
    damage(&mut target);
    let anchors = [Anchor::from_certificate(
        &CertificateRef::from_der(&root_certificate).unwrap(),
    )];
    let intermediates = [CertificateRef::from_der(&ca_certificate).unwrap()];
    let pool = Pool::new(&anchors).intermediates(&intermediates);
    let mut settings = now();
    settings.security = SecurityLevel::bits(security_bits);
    verify(
        &CertificateRef::from_der(&target).unwrap(),
        &pool,
        &settings,
        &RsaVerifier,
    )
    .map(drop)
}

#[test]
fn a_path_signed_with_shake_is_valid_and_a_changed_byte_of_its_signature_is_seen() {
    judge(112, |_| ()).unwrap();
    let changed = judge(112, |der| *der.last_mut().unwrap() ^= 1).unwrap_err();
    assert!(
        matches!(changed.first().reason, Reason::BadSignature { .. }),
        "{changed:?}"
    );
}

#[test]
fn shake128_counts_as_128_bits_of_security() {
    // The keys' 2048 bits are short of either level; the hash is of the second only (FIPS 202 table 4).
    let weak = |bits| {
        let refusals = judge(bits, |_| ()).unwrap_err().refusals;
        refusals
            .iter()
            .any(|refusal| refusal.reason == Reason::WeakSignatureHash)
    };
    assert_eq!((weak(128), weak(129)), (false, true));
}

#[test]
fn a_key_for_one_function_signs_and_verifies_with_no_other() {
    let key = key(1);
    let bound = KeyKind::RsaPssShake(Shake::Shake256);
    assert_eq!(
        signer(&key, bound, Shake::Shake128).err(),
        Some(SignatureError::WrongKey)
    );
    // A certificate that the same key signed as an unrestricted one does not verify under the restricted.
    let free = signer(&key, KeyKind::RsaEncryption, Shake::Shake128).unwrap();
    let restricted = signer(&key, bound, Shake::Shake256).unwrap();
    let certificate = Cert::ca("Root", "Root").signed(restricted.public_key(), &free);
    let certificate = CertificateRef::from_der(&certificate).unwrap();
    let verified = certificate.verify_signature(&certificate.spki, &RsaVerifier);
    assert_eq!(verified, Err(SignatureError::WrongKey));
}
