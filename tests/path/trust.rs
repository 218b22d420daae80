//! Anchors that are trusted or rejected for purposes, bundles of them, and how much work they may cause.

use certwright::der::{ObjectIdentifier, ObjectIdentifierRef, Writer, oid};
use certwright::path::{
    Anchor, CrlFault, PathError, Pool, Purpose, Reason, Revocation, RootStore, SecurityLevel,
    Settings, TrustSettings, ValidPath, verify,
};
use certwright::pem;
use certwright::rsa::{HashAlgorithm, hazmat};
use certwright::x509::extension::{ExtensionValue as _, KeyUsage};
use certwright::x509::{CertificateRef, CrlBuilder, RsaSigner, RsaVerifier, Signer as _, Time};
use rand_core::SeedableRng as _;

use crate::toy::*;

const SERVER: ObjectIdentifierRef<'static> = oid::KP_SERVER_AUTH;
const CLIENT: ObjectIdentifierRef<'static> = oid::KP_CLIENT_AUTH;

fn settings(
    trusted: Option<&[ObjectIdentifierRef<'static>]>,
    rejected: &[ObjectIdentifierRef<'static>],
) -> TrustSettings {
    let owned = |list: &[ObjectIdentifierRef<'static>]| -> Vec<ObjectIdentifier> {
        list.iter().map(|&id| id.to_owned()).collect()
    };
    let mut settings = TrustSettings::default();
    settings.trusted = trusted.map(owned);
    settings.rejected = Some(owned(rejected));
    settings
}

fn anchor(cert: &Cert) -> Anchor {
    Anchor::from_certificate(&CertificateRef::from_der(&cert.der()).unwrap())
}

/// A server's certificate by CA, which Root has certified, under these anchors.
fn server(anchors: &[Anchor], intermediates: &[Cert]) -> Result<ValidPath, PathError> {
    server_signed_by("CA", anchors, intermediates)
}

fn server_signed_by(
    key: &str,
    anchors: &[Anchor],
    intermediates: &[Cert],
) -> Result<ValidPath, PathError> {
    let mut settings = now();
    settings.purpose = Some(Purpose::TLS_SERVER);
    settings.enforce_anchor = true;
    let (ders, leaf): (Vec<_>, _) = (
        intermediates.iter().map(Cert::der).collect(),
        Cert::new("leaf", "CA").keys("leaf", key).der(),
    );
    let intermediates: Vec<_> = ders
        .iter()
        .map(|der| CertificateRef::from_der(der).unwrap())
        .collect();
    let pool = Pool::new(anchors).intermediates(&intermediates);
    let leaf = CertificateRef::from_der(&leaf).unwrap();
    verify(&leaf, &pool, &settings, &Verifier)
}

fn is_rejected(result: &Result<ValidPath, PathError>) -> bool {
    let refusals = &result.as_ref().unwrap_err().refusals;
    refusals
        .iter()
        .any(|r| r.reason == Reason::RejectedByTrustSettings)
}

#[test]
fn an_anchor_that_is_rejected_for_the_purpose_ends_no_path() {
    let root = Cert::ca("Root", "Root");
    let ca = [Cert::ca("CA", "Root")];
    let with = |s| server(&[anchor(&root).with_trust(s)], &ca);
    assert!(is_rejected(&with(settings(None, &[SERVER]))));
    assert!(is_rejected(&with(settings(Some(&[CLIENT]), &[]))));
    assert!(is_rejected(&with(settings(Some(&[]), &[]))));
    assert!(is_rejected(&with(settings(
        Some(&[SERVER]),
        &[oid::ANY_EXTENDED_KEY_USAGE]
    ))));
    assert!(with(settings(None, &[CLIENT])).is_ok());
    assert!(with(settings(Some(&[SERVER]), &[CLIENT])).is_ok());
}

#[test]
fn an_anchor_that_is_rejected_for_the_purpose_is_no_target_either() {
    let root = Cert::ca("Root", "Root");
    let der = root.der();
    let target = CertificateRef::from_der(&der).unwrap();
    let mut asked = now();
    asked.purpose = Some(Purpose::TLS_SERVER);
    asked.anchor_as_target = true;
    for (rejected, right) in [(SERVER, false), (CLIENT, true)] {
        let anchors = [anchor(&root).with_trust(settings(None, &[rejected]))];
        let verdict = verify(&target, &Pool::new(&anchors), &asked, &Verifier);
        assert!(verdict.is_ok() == right && (right || is_rejected(&verdict)));
    }
}

#[test]
fn a_rejected_name_and_key_stands_on_no_path_whoever_certified_it() {
    let (root, other) = (Cert::ca("Root", "Root"), Cert::ca("Other", "Other"));
    let rejected = anchor(&Cert::ca("CA", "Root")).with_trust(settings(None, &[SERVER]));
    let anchors = [anchor(&root), anchor(&other), rejected];
    assert!(is_rejected(&server(&anchors, &[Cert::ca("CA", "Root")])));
    assert!(is_rejected(&server(&anchors, &[Cert::ca("CA", "Other")])));
    // Another key under the name is another CA.
    let of_the_name = [Cert::ca("CA", "Root").keys("another key", "Root")];
    assert!(server_signed_by("another key", &anchors, &of_the_name).is_ok());
    // The rejected one's copy does not spoil a path that goes without it.
    assert!(server(&anchors[..2], &[Cert::ca("CA", "Root")]).is_ok());
}

#[test]
fn a_rejection_is_of_the_key_whatever_its_algorithm_identifier() {
    let rejected = anchor(&Cert::ca("CA", "Root")).with_trust(settings(None, &[SERVER]));
    let anchors = [anchor(&Cert::ca("Root", "Root")), rejected];
    let mut spki = Writer::new();
    spki.sequence(|w| {
        w.sequence(|w| {
            w.oid(TOY);
            w.raw(&[5, 0]);
        });
        w.bit_string(b"CA");
    });
    let ca = Cert::ca("CA", "Root").signed(spki.into_vec(), &Key("Root".into()));
    let leaf = Cert::new("leaf", "CA").der();
    let read = |der| CertificateRef::from_der(der).unwrap();
    let intermediates = [read(&ca)];
    let mut settings = now();
    settings.purpose = Some(Purpose::TLS_SERVER);
    let verdict = |anchors: &[Anchor]| {
        let pool = Pool::new(anchors).intermediates(&intermediates);
        verify(&read(&leaf), &pool, &settings, &Verifier)
    };
    assert!(verdict(&anchors[..1]).is_ok());
    assert!(is_rejected(&verdict(&anchors)));
}

#[test]
fn a_rejected_name_and_key_stands_on_no_path_of_a_crl_issuer() {
    // Sub certifies another key under the name of A, which issued the leaf, and that key signs a list.
    let sub = Cert::ca("Sub", "Root");
    let lists = Cert::ca("A", "Sub")
        .keys("A's lists", "Sub")
        .with(KeyUsage::CRL_SIGN.to_extension(true));
    let ders = [Cert::ca("A", "Root"), sub.clone(), lists].map(|cert| cert.der());
    let intermediates: Vec<_> = ders
        .iter()
        .map(|der| CertificateRef::from_der(der).unwrap())
        .collect();
    let list = |issuer: &str, key: &str| {
        let builder = CrlBuilder::new()
            .exact()
            .this_update(Time::from_unix(NOW - DAY))
            .next_update(Time::from_unix(NOW + DAY));
        let rng = &mut rand_chacha::ChaCha8Rng::from_seed([5; 32]);
        builder
            .signed_under(&name(issuer), &Key(key.into()), rng)
            .unwrap()
    };
    let lists = [
        list("A", "A's lists"),
        list("Sub", "Sub"),
        list("Root", "Root"),
    ];
    let crls = lists.each_ref().map(|list| list.fields());
    let leaf = Cert::new("leaf", "A").der();
    let leaf = CertificateRef::from_der(&leaf).unwrap();
    let mut options = now();
    options.purpose = Some(Purpose::TLS_SERVER);
    options.revocation = Revocation::TARGET;
    let verdict = |anchors: &[Anchor]| {
        let pool = Pool::new(anchors).intermediates(&intermediates).crls(&crls);
        verify(&leaf, &pool, &options, &Verifier)
            .map(drop)
            .map_err(|e| e.first().reason.clone())
    };
    let root = anchor(&Cert::ca("Root", "Root"));
    let rejected = anchor(&sub).with_trust(settings(None, &[SERVER]));
    assert_eq!(verdict(std::slice::from_ref(&root)), Ok(()));
    assert!(matches!(
        verdict(&[root, rejected]),
        Err(Reason::RevocationUnknown(_))
    ));
}

#[test]
fn an_anchor_that_is_trusted_by_name_is_good_whatever_purposes_it_states() {
    let root = Cert::ca("Root", "Root").with(ext_key_usage(&[CLIENT]));
    let ca = [Cert::ca("CA", "Root")];
    assert!(server(&[anchor(&root)], &ca).is_err());
    let trusted = anchor(&root).with_trust(settings(Some(&[SERVER]), &[]));
    assert!(server(&[trusted], &ca).is_ok());
    // What a CA below states still counts.
    let trusted = anchor(&root).with_trust(settings(Some(&[SERVER]), &[]));
    let narrow = [Cert::ca("CA", "Root").with(ext_key_usage(&[CLIENT]))];
    assert!(server(&[trusted], &narrow).is_err());
}

#[test]
fn a_bundle_gives_every_certificate_that_can_be_read_with_its_settings() {
    let (one, two) = (Cert::ca("One", "One").der(), Cert::ca("Two", "Two").der());
    let trusted = [&two[..], &settings(Some(&[SERVER]), &[]).to_der()].concat();
    let unreadable = [&two[..], b"\x30\x03\x0c\x01\xff"].concat();
    let bundle = [
        "-----BEGIN CERTIFICATE-----\nno base64\n-----END CERTIFICATE-----\n".to_string(),
        pem::encode(pem::label::CERTIFICATE, &one),
        pem::encode(pem::label::CERTIFICATE, &one[..40]),
        pem::encode(pem::label::TRUSTED_CERTIFICATE, &unreadable),
        "-----BEGIN CERTIFICATE-----\nAAAA\n".to_string(),
        pem::encode(pem::label::TRUSTED_CERTIFICATE, &trusted),
        "-----BEGIN CERTIFICATE-----\nAAAA\n".to_string(),
    ]
    .concat();
    let (roots, errors) = RootStore::from_pem_bundle(bundle);
    let names: Vec<_> = roots.anchors().iter().map(|a| a.trust().cloned()).collect();
    assert_eq!(names, [None, Some(settings(Some(&[SERVER]), &[]))]);
    assert_eq!(errors.len(), 5, "{errors:?}");
}

#[test]
fn a_thousand_anchors_of_one_name_are_all_tried() {
    let mut anchors: Vec<Anchor> = (0..1000)
        .map(|i| anchor(&Cert::ca("Root", "Root").keys(&format!("key {i}"), "x")))
        .collect();
    let target = Cert::new("leaf", "Root");
    let verdict = |anchors: &[Anchor]| {
        let leaf = target.der();
        let leaf = CertificateRef::from_der(&leaf).unwrap();
        verify(&leaf, &Pool::new(anchors), &now(), &Verifier)
    };
    let e = verdict(&anchors).unwrap_err();
    assert!(
        !matches!(e.first().reason, Reason::BudgetExceeded(_)),
        "{e}"
    );
    anchors.push(anchor(&Cert::ca("Root", "Root")));
    assert!(verdict(&anchors).is_ok());
}

#[test]
fn copies_of_a_certificate_are_tried_once() {
    let mut settings = now();
    settings.budget.signature_checks = 10;
    let copies: Vec<Cert> = (0..60)
        .flat_map(|_| [Cert::ca("CA", "Up"), Cert::ca("Up", "Root")])
        .collect();
    let mut leaf = Cert::new("leaf", "CA");
    leaf.not_after = NOW - 1;
    let e = check(&[Cert::ca("Root", "Root")], &copies, &leaf, &settings).unwrap_err();
    assert!(matches!(e.first().reason, Reason::Expired { .. }), "{e}");
}

#[test]
fn the_default_settings_demand_112_bits_of_security() {
    assert_eq!(
        Settings::at(Time::from_unix(NOW)).security,
        SecurityLevel::bits(112)
    );
    assert_ne!(SecurityLevel::bits(112), SecurityLevel::bits(128));
    let mut rng = rand_chacha::ChaCha8Rng::from_seed([3; 32]);
    let (weak, strong) = (
        hazmat::generate(&mut rng, 1024).unwrap(),
        hazmat::generate(&mut rng, 2048).unwrap(),
    );
    let signed = |cert: &Cert, key: &certwright::rsa::PrivateKey, hash| {
        let signer = RsaSigner::pkcs1v15(key, hash);
        cert.signed(signer.public_key(), &signer)
    };
    let listed = |hash, settings: &Settings| {
        let root = signed(&Cert::ca("Root", "Root"), &strong, HashAlgorithm::Sha256);
        let leaf = signed(&Cert::new("leaf", "Root"), &strong, HashAlgorithm::Sha256);
        let crl = CrlBuilder::new()
            .this_update(Time::from_unix(NOW - DAY))
            .next_update(Time::from_unix(NOW + DAY))
            .signed_under(
                &name("Root"),
                &RsaSigner::pkcs1v15(&strong, hash),
                &mut rand_chacha::ChaCha8Rng::from_seed([4; 32]),
            )
            .unwrap();
        let anchors = [Anchor::from_certificate(
            &CertificateRef::from_der(&root).unwrap(),
        )];
        let leaf = CertificateRef::from_der(&leaf).unwrap();
        let crls = [crl.fields()];
        let pool = Pool::new(&anchors).crls(&crls);
        let mut settings = settings.clone();
        settings.revocation = Revocation::TARGET;
        let verdict = verify(&leaf, &pool, &settings, &RsaVerifier);
        verdict.map(drop).map_err(|e| e.first().reason.clone())
    };
    let verdict = |key, hash, settings: &Settings| {
        let root = signed(&Cert::ca("Root", "Root"), key, HashAlgorithm::Sha256);
        let anchors = [Anchor::from_certificate(
            &CertificateRef::from_der(&root).unwrap(),
        )];
        let leaf = signed(&Cert::new("leaf", "Root"), key, hash);
        let leaf = CertificateRef::from_der(&leaf).unwrap();
        verify(&leaf, &Pool::new(&anchors), settings, &RsaVerifier).is_ok()
    };
    let (default, none) = (now(), Settings::rfc5280(Time::from_unix(NOW)));
    assert!(verdict(&strong, HashAlgorithm::Sha256, &default));
    assert!(!verdict(&weak, HashAlgorithm::Sha256, &default));
    assert!(!verdict(&strong, HashAlgorithm::Sha1, &default));
    assert!(verdict(&weak, HashAlgorithm::Sha256, &none));
    assert!(verdict(&strong, HashAlgorithm::Sha1, &none));
    assert_eq!(listed(HashAlgorithm::Sha256, &default), Ok(()));
    assert_eq!(
        listed(HashAlgorithm::Sha1, &default),
        Err(Reason::RevocationUnknown(CrlFault::WeakSignatureHash))
    );
    assert_eq!(listed(HashAlgorithm::Sha1, &none), Ok(()));
}
