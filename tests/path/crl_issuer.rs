//! Who may sign a CRL when it is not the certificate's own issuer (RFC 5280 §6.3.3 (f)).

use certwright::path::{Anchor, PathError, Pool, Reason, Revocation, verify};
use certwright::x509::extension::{ExtensionValue as _, KeyUsage};
use certwright::x509::{CertificateListRef, CertificateRef, CrlBuilder, Time};
use rand_core::SeedableRng as _;

use crate::toy::*;

/// A current CRL under this name, signed by this key, that lists nothing.
fn crl(issuer: &str, key: &str) -> Vec<u8> {
    CrlBuilder::new()
        .exact()
        .this_update(Time::from_unix(NOW - DAY))
        .next_update(Time::from_unix(NOW + DAY))
        .signed_under(
            &name(issuer),
            &Key(key.into()),
            &mut rand_chacha::ChaCha8Rng::from_seed([0; 32]),
        )
        .unwrap()
        .into_der()
}

/// A certificate that the root issued to a key that signs CRLs under this name.
fn crl_signer(subject: &str, key: &str) -> Vec<u8> {
    Cert::new(subject, "Root")
        .keys(key, "Root")
        .with(KeyUsage::CRL_SIGN.to_extension(true))
        .der()
}

/// Root certifies CA, and CA a leaf, whose revocation is checked by these CRLs with these further certificates at hand.
fn judge(crls: &[Vec<u8>], others: &[Vec<u8>]) -> Result<(), PathError> {
    let (root, ca) = (Cert::ca("Root", "Root").der(), Cert::ca("CA", "Root").der());
    let leaf = Cert::new("leaf", "CA").der();
    let read = |der| CertificateRef::from_der(der).unwrap();
    let anchors = [Anchor::from_certificate(&read(&root))];
    let mut intermediates = vec![read(&ca)];
    intermediates.extend(others.iter().map(|der| read(der)));
    let crls: Vec<_> = crls
        .iter()
        .map(|der| CertificateListRef::from_der(der).unwrap())
        .collect();
    let mut settings = now();
    settings.revocation = Revocation::TARGET;
    let pool = Pool::new(&anchors)
        .intermediates(&intermediates)
        .crls(&crls);
    verify(&read(&leaf), &pool, &settings, &Verifier).map(drop)
}

#[test]
fn another_certificate_of_the_issuer_s_name_may_sign_its_crl_if_a_crl_of_its_own_issuer_covers_it()
{
    let signer = crl_signer("CA", "crl key");
    judge(
        &[crl("CA", "crl key"), crl("Root", "Root")],
        std::slice::from_ref(&signer),
    )
    .unwrap();
    // Without the second list nothing shows whether the signer is revoked itself.
    judge(&[crl("CA", "crl key")], &[signer]).unwrap_err();
}

#[test]
fn a_crl_signer_is_refused_whose_own_status_depends_on_another_delegated_signer() {
    let signers = [
        crl_signer("CA", "crl key"),
        crl_signer("Root", "root's crl key"),
    ];
    let crls = [crl("CA", "crl key"), crl("Root", "root's crl key")];
    let refused = judge(&crls, &signers).unwrap_err();
    assert!(
        matches!(refused.first().reason, Reason::RevocationUnknown(_)),
        "{refused:?}"
    );
}
