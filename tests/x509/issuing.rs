//! Issuing by the builders: what they fill in, what they refuse, and what comes of a request.

use std::sync::LazyLock;

use certwright::der::{ObjectIdentifierRef, Writer, oid};
use certwright::path::{Reason, Revocation, RootStore, SecurityLevel, Verifier};
use certwright::rsa::{PrivateKey, RngError};
use certwright::x509::extension::*;
use certwright::x509::{
    AltNames, Certificate, CertificateBuilder, CertificateList, CrlBuilder, DnsNameErrorKind,
    GeneralName, IssueError, NameBuf, ReadError, Request, RequestBuilder, RsaVerifier,
    SerialNumber, SignatureError, Signed, Signer, Time, signed,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{SeedableRng as _, TryCryptoRng, TryRng};

/// 2030-01-01T00:00:00Z.
const NOW: i64 = 1_893_456_000;

static KEYS: LazyLock<[PrivateKey; 3]> = LazyLock::new(|| {
    [1, 2, 3].map(|seed| {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        PrivateKey::generate(&mut rng, 2048).unwrap()
    })
});

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(9)
}

fn builder(common_name: &str) -> CertificateBuilder {
    CertificateBuilder::new(NameBuf::common_name(common_name))
        .valid_for_days(Time::from_unix(NOW), 30)
}

fn ca() -> Certificate {
    builder("CA")
        .authority(None)
        .self_signed(&KEYS[0], &mut rng())
        .unwrap()
}

fn server(key: &dyn Signer) -> CertificateBuilder {
    builder("server")
        .tls_server(&["www.example.org", "192.0.2.1"])
        .unwrap()
        .public_key_of(key)
}

#[test]
fn no_certificate_has_a_subject_alt_name_without_a_name() {
    let nobody = builder("server").tls_server(&[]);
    assert_eq!(nobody.err().map(|e| e.kind), Some(DnsNameErrorKind::NoName));
    let certificate = builder("x")
        .alt_names(&AltNames::new())
        .self_signed(&KEYS[0], &mut rng())
        .unwrap();
    let names = certificate.extensions().find(oid::SUBJECT_ALT_NAME);
    assert!(names.is_none());
}

/// The structure with a signature that ends so many bits before its last byte does.
fn with_unused_bits(signed: &Signed<'_>, unused: u8) -> Vec<u8> {
    let mut der = signed::write(signed.tbs, signed.algorithm.raw, signed.signature);
    let count = der.len() - signed.signature.len() - 1;
    der[count] = unused;
    der
}

/// A number at which what `make` issues has a signature whose last bit is 0, so that one bit may be left out.
fn ending_in_zero<T>(make: impl Fn(u8) -> T, last: impl Fn(&T) -> u8) -> T {
    (1..=64)
        .map(make)
        .find(|made| last(made) & 1 == 0)
        .expect("every second signature does")
}

#[test]
fn what_is_not_set_is_filled_in_as_rfc_5280_has_it() {
    let ca = ca();
    let server = server(&KEYS[1])
        .signed_by(&ca, &KEYS[0], &mut ChaCha20Rng::seed_from_u64(10))
        .unwrap();
    let [ca, fields] = [ca.fields(), server.fields()];
    assert_eq!((ca.version, fields.version), (3, 3));
    assert!(fields.serial.len() <= 20 && fields.serial[0] & 0x80 == 0);
    assert_ne!(fields.serial, ca.serial);
    let critical = |oid: ObjectIdentifierRef<'_>| fields.extensions.find(oid).map(|e| e.critical);
    assert_eq!(critical(oid::BASIC_CONSTRAINTS), Some(true));
    assert_eq!(critical(oid::KEY_USAGE), Some(true));
    assert_eq!(critical(oid::EXT_KEY_USAGE), Some(false));
    assert_eq!(critical(oid::SUBJECT_ALT_NAME), Some(false));
    assert_eq!(critical(oid::AUTHORITY_KEY_IDENTIFIER), Some(false));
    // RFC 5280 §4.2.1.1, §4.2.1.2: the issuer's identifier is the one in the issuer's own certificate.
    let own = ca.extensions.get::<SubjectKeyIdentifier<'_>>().unwrap();
    let named = fields.extensions.get::<AuthorityKeyIdentifier<'_>>();
    assert_eq!(named.unwrap().unwrap().key_identifier, own.map(|id| id.0));
    assert!(ca.extensions.find(oid::AUTHORITY_KEY_IDENTIFIER).is_none());
    let names = fields.extensions.get::<SubjectAltName<'_>>().unwrap();
    assert_eq!(
        names.unwrap().0.iter().collect::<Vec<_>>(),
        [
            GeneralName::Dns("www.example.org"),
            GeneralName::Ip(&[192, 0, 2, 1])
        ]
    );
    // §4.2.1.6: without a subject, its names are critical.
    let nameless = CertificateBuilder::new(NameBuf::default())
        .alt_names(&AltNames::new().dns("a.example").unwrap())
        .self_signed(&KEYS[0], &mut rng())
        .unwrap();
    let names = nameless.extensions().find(oid::SUBJECT_ALT_NAME);
    assert!(names.unwrap().critical);
}

#[test]
fn without_dates_a_certificate_is_valid_now_and_an_authority_longer_than_what_it_signs() {
    let now = Time::from(std::time::SystemTime::now());
    let ca = CertificateBuilder::new(NameBuf::common_name("CA"))
        .authority(None)
        .self_signed(&KEYS[0], &mut rng())
        .unwrap();
    let client = CertificateBuilder::new(NameBuf::common_name("client"))
        .tls_client()
        .public_key_of(&KEYS[1])
        .signed_by(&ca, &KEYS[0], &mut rng())
        .unwrap();
    assert!(ca.not_before() <= now && client.not_before() <= now && now < client.not_after());
    assert!(client.not_after() < ca.not_after());
}

#[test]
fn nothing_is_filled_in_where_that_is_asked_for() {
    let name = NameBuf::common_name("bare");
    let bare = CertificateBuilder::new(name.clone()).exact();
    let missing = bare.clone().self_signed(&KEYS[0], &mut rng());
    assert_eq!(
        missing.err(),
        Some(IssueError::Missing("the serial number"))
    );
    let bare = bare
        .serial(SerialNumber::from_unsigned_be(&[]))
        .validity(Time::from_unix(1), Time::from_unix(0))
        .self_signed(&KEYS[0], &mut rng())
        .unwrap();
    assert_eq!(bare.fields().version, 1);
    assert!(bare.extensions().is_empty());
}

#[test]
fn an_issuer_whose_key_or_certificate_does_not_allow_it_issues_nothing() {
    let ca = ca();
    let refused = |issuer: &Certificate, key: &PrivateKey| {
        server(&KEYS[1])
            .signed_by(issuer, key, &mut rng())
            .unwrap_err()
    };
    assert_eq!(refused(&ca, &KEYS[2]), IssueError::KeyMismatch);
    let end_entity = server(&KEYS[1])
        .signed_by(&ca, &KEYS[0], &mut rng())
        .unwrap();
    assert_eq!(
        refused(&end_entity, &KEYS[1]),
        IssueError::NotAuthorized("basicConstraints lacks cA")
    );
    let crl_only = builder("CRLs only")
        .authority(None)
        .extension(&KeyUsage::CRL_SIGN)
        .self_signed(&KEYS[0], &mut rng())
        .unwrap();
    assert_eq!(
        refused(&crl_only, &KEYS[0]),
        IssueError::NotAuthorized("keyUsage lacks keyCertSign")
    );
    let certificates_only = builder("certificates only")
        .authority(None)
        .extension(&KeyUsage::KEY_CERT_SIGN)
        .self_signed(&KEYS[0], &mut rng())
        .unwrap();
    let crl = CrlBuilder::new().signed_by(&certificates_only, &KEYS[0], &mut rng());
    assert_eq!(
        crl.err(),
        Some(IssueError::NotAuthorized("keyUsage lacks cRLSign"))
    );
    let other = server(&KEYS[1]).self_signed(&KEYS[0], &mut rng());
    assert_eq!(other.err(), Some(IssueError::KeyMismatch));
}

#[test]
fn values_that_rfc_5280_forbids_are_refused() {
    let issue = |builder: CertificateBuilder| builder.self_signed(&KEYS[0], &mut rng()).err();
    let number = |bytes: &[u8]| builder("x").serial(SerialNumber::from_unsigned_be(bytes));
    assert_eq!(issue(number(&[])), Some(IssueError::SerialNumber));
    assert_eq!(issue(number(&[0x80; 20])), Some(IssueError::SerialNumber));
    assert_eq!(issue(number(&[0x7f; 20])), None);
    let backwards = builder("x").validity(Time::from_unix(1), Time::from_unix(0));
    assert!(matches!(issue(backwards), Some(IssueError::Dates { .. })));
    let no_key = builder("x").signed_by(&ca(), &KEYS[0], &mut rng());
    assert_eq!(
        no_key.err(),
        Some(IssueError::Missing("the subject's public key"))
    );
    let dns = |name| AltNames::new().dns(name).err().map(|e| (e.offset, e.kind));
    assert_eq!(
        dns("bücher.example"),
        Some((1, DnsNameErrorKind::Character('ü')))
    );
    assert_eq!(dns("192.0.2.1"), Some((8, DnsNameErrorKind::Numeric)));
    assert_eq!(
        dns("a.*.example"),
        Some((2, DnsNameErrorKind::Character('*')))
    );
    assert_eq!(dns("*.-a.example"), Some((2, DnsNameErrorKind::Hyphen)));
    assert_eq!(dns("*.example.org"), None);
}

#[test]
fn a_certificate_takes_from_a_request_only_the_extensions_that_are_listed() {
    let request = RequestBuilder::new(NameBuf::common_name("greedy"))
        .alt_names(&AltNames::new().dns("a.example").unwrap())
        .extension(&BasicConstraints {
            ca: true,
            path_len_constraint: None,
        })
        .sign(&KEYS[1], &mut rng())
        .unwrap();
    let request = Request::from_pem(request.to_pem()).unwrap();
    let proven = request.verify(&RsaVerifier).unwrap();
    let issued = CertificateBuilder::from_request(&proven, &[oid::SUBJECT_ALT_NAME])
        .valid_for_days(Time::from_unix(NOW), 30)
        .signed_by(&ca(), &KEYS[0], &mut rng())
        .unwrap();
    assert_eq!(issued.subject(), request.subject());
    assert!(KEYS[1].fits(&issued.public_key()) && !KEYS[0].fits(&issued.public_key()));
    assert!(issued.extensions().find(oid::SUBJECT_ALT_NAME).is_some());
    assert!(issued.extensions().find(oid::BASIC_CONSTRAINTS).is_none());
}

#[test]
fn a_server_keeps_the_names_of_its_request_where_the_issuer_gives_none() {
    let request = RequestBuilder::new(NameBuf::common_name("server"))
        .alt_names(&AltNames::new().dns("a.example").unwrap())
        .sign(&KEYS[1], &mut rng())
        .unwrap();
    let proven = request.verify(&RsaVerifier).unwrap();
    let from = |copied| {
        CertificateBuilder::from_request(&proven, copied)
            .valid_for_days(Time::from_unix(NOW), 30)
            .tls_server(&[])
    };
    let ca = ca();
    let issued = from(&[oid::SUBJECT_ALT_NAME])
        .unwrap()
        .signed_by(&ca, &KEYS[0], &mut rng())
        .unwrap();
    let roots: RootStore = [&ca].into_iter().collect();
    Verifier::new(&roots, Time::from_unix(NOW))
        .host("a.example")
        .unwrap()
        .verify(&issued, &[])
        .unwrap();
    let refused = from(&[]).err().map(|e| e.kind);
    assert_eq!(refused, Some(DnsNameErrorKind::NoName));
}

#[test]
fn a_request_that_its_own_key_did_not_sign_proves_nothing() {
    // Mallory asks for a certificate for Ada's key, which he has not.
    let info =
        RequestBuilder::new(NameBuf::common_name("Mallory")).info(&Signer::public_key(&KEYS[1]));
    let signature = KEYS[2].sign(&info, &mut rng()).unwrap();
    let der = signed::write(&info, &KEYS[2].algorithm(), &signature);
    let request = Request::from_der(der).unwrap();
    assert_eq!(
        request.verify(&RsaVerifier).err(),
        Some(SignatureError::Invalid)
    );
}

#[test]
fn a_signature_that_is_not_whole_bytes_is_refused_in_certificates_requests_and_crls() {
    let ca = ca();
    let certificate = ending_in_zero(
        |n| {
            server(&KEYS[1])
                .serial(SerialNumber::from_unsigned_be(&[n]))
                .signed_by(&ca, &KEYS[0], &mut rng())
                .unwrap()
        },
        |made| *made.as_der().last().unwrap(),
    );
    let key = ca.public_key();
    let verify =
        |certificate: &Certificate| (certificate.fields()).verify_signature(&key, &RsaVerifier);
    assert_eq!(verify(&certificate), Ok(()));
    let changed = with_unused_bits(&certificate.fields().signed, 1);
    let changed = Certificate::from_der(changed).unwrap();
    assert_eq!(verify(&changed), Err(SignatureError::UnusedBits));
    let roots = RootStore::from_iter([&ca]);
    let verifier = Verifier::new(&roots, Time::from_unix(NOW));
    verifier.verify(&certificate, &[]).unwrap();
    let refused = verifier.verify(&changed, &[]).unwrap_err();
    assert!(matches!(
        refused.first().reason,
        Reason::BadSignature { .. }
    ));

    let request = ending_in_zero(
        |n| {
            RequestBuilder::new(NameBuf::common_name(&format!("number {n}")))
                .sign(&KEYS[1], &mut rng())
                .unwrap()
        },
        |made| *made.as_der().last().unwrap(),
    );
    assert!(request.verify(&RsaVerifier).is_ok());
    let changed = with_unused_bits(&request.fields().signed, 1);
    let changed = Request::from_der(changed).unwrap();
    assert_eq!(
        changed.verify(&RsaVerifier).err(),
        Some(SignatureError::UnusedBits)
    );

    let crl = ending_in_zero(
        |n| {
            CrlBuilder::new()
                .this_update(Time::from_unix(NOW - i64::from(n)))
                .signed_by(&ca, &KEYS[0], &mut rng())
                .unwrap()
        },
        |made| *made.as_der().last().unwrap(),
    );
    let verify = |crl: &CertificateList| (crl.fields()).verify_signature(&key, &RsaVerifier);
    assert_eq!(verify(&crl), Ok(()));
    let changed = with_unused_bits(&crl.fields().signed, 1);
    let changed = CertificateList::from_der(changed).unwrap();
    assert_eq!(verify(&changed), Err(SignatureError::UnusedBits));
    // Path validation does not use such a list either.
    let good = Verifier::new(&roots, Time::from_unix(NOW));
    (good.clone().crls(&[crl]).verify(&certificate, &[])).unwrap();
    good.crls(&[changed]).verify(&certificate, &[]).unwrap_err();
}

#[test]
fn two_fields_that_name_different_algorithms_are_refused() {
    let certificate = ca();
    let fields = certificate.fields();
    // sha384WithRSAEncryption beside the signature, sha256WithRSAEncryption inside.
    let mut other = fields.signed.algorithm.raw.to_vec();
    let last = other.len() - 3;
    assert_eq!(other[last], 11);
    other[last] = 12;
    let der = signed::write(fields.signed.tbs, &other, fields.signed.signature);
    let changed = Certificate::from_der(der).unwrap();
    let key = certificate.public_key();
    assert_eq!(
        changed.fields().verify_signature(&key, &RsaVerifier),
        Err(SignatureError::AlgorithmsDiffer)
    );
}

#[test]
fn a_revoked_certificate_is_refused_and_one_that_no_list_covers_as_well() {
    let ca = ca();
    let issue = |key: &PrivateKey| {
        server(key)
            .signed_by(&ca, &KEYS[0], &mut ChaCha20Rng::seed_from_u64(11))
            .unwrap()
    };
    let (good, bad) = (
        issue(&KEYS[1]),
        server(&KEYS[2])
            .signed_by(&ca, &KEYS[0], &mut ChaCha20Rng::seed_from_u64(12))
            .unwrap(),
    );
    let crl = CrlBuilder::new()
        .this_update(Time::from_unix(NOW))
        .revoke(bad.serial(), Time::from_unix(NOW), CrlReason::KeyCompromise)
        .signed_by(&ca, &KEYS[0], &mut rng())
        .unwrap();
    let crls = CertificateList::all_from_pem(crl.to_pem()).unwrap();
    assert_eq!(crls[0].fields().version, 2);
    let roots = RootStore::from_iter([&ca]);
    let verifier = Verifier::new(&roots, Time::from_unix(NOW + 60))
        .host("www.example.org")
        .unwrap();
    verifier.verify(&bad, &[]).unwrap();
    let with_crls = verifier.clone().crls(&crls);
    with_crls.verify(&good, &[]).unwrap();
    let refused = with_crls.verify(&bad, &[]).unwrap_err();
    assert!(matches!(refused.first().reason, Reason::Revoked { .. }));
    let without = verifier.settings(|settings| settings.revocation = Revocation::TARGET);
    without.verify(&good, &[]).unwrap_err();
}

#[test]
fn by_default_a_path_has_112_bits_of_security() {
    let mut key = Writer::new();
    key.sequence(|w| {
        w.unsigned(&[0xc5; 128]);
        w.unsigned(&[1, 0, 1]);
    });
    let mut spki = Writer::new();
    spki.sequence(|w| {
        w.sequence(|w| {
            w.oid(oid::RSA_ENCRYPTION);
            w.null();
        });
        w.bit_string(&key.into_vec());
    });
    let certificate = server(&KEYS[1])
        .public_key(spki.into_vec())
        .signed_by(&ca(), &KEYS[0], &mut rng())
        .unwrap();
    let roots = RootStore::from_iter([&ca()]);
    let verifier = Verifier::new(&roots, Time::from_unix(NOW));
    let refused = verifier.verify(&certificate, &[]).unwrap_err();
    assert!(matches!(
        refused.first().reason,
        Reason::KeyTooSmall { bits: 1024, .. }
    ));
    let lenient = verifier.settings(|settings| settings.security = SecurityLevel::NONE);
    lenient.verify(&certificate, &[]).unwrap();
}

#[test]
fn a_bundle_with_entries_that_cannot_be_read_gives_the_others_and_reports_what_was_wrong_where() {
    let (first, last) = (ca(), server(&KEYS[1]).self_signed(&KEYS[1], &mut rng()));
    let last = last.unwrap();
    let pem = first.to_pem();
    let lines = pem.lines().count();
    let malformed = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    let not_base64 = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n";
    let unfinished = "-----BEGIN CERTIFICATE-----\nMAA=\n";
    let bundle = [
        "# roots\n",
        malformed,
        not_base64,
        unfinished,
        &pem,
        "text\n",
        &last.to_pem(),
        unfinished,
    ]
    .concat();
    let (roots, unreadable) = RootStore::from_pem_bundle(&bundle);
    let names: Vec<_> = roots.anchors().iter().map(|anchor| anchor.name()).collect();
    assert_eq!(names, [first.subject(), last.subject()]);
    let at: Vec<usize> = unreadable
        .iter()
        .map(|e| match e {
            ReadError::Der { line, .. } => *line,
            ReadError::Pem(e) => e.line,
            other => panic!("{other}"),
        })
        .collect();
    let end = 10 + lines + 1 + last.to_pem().lines().count();
    assert_eq!(at, [2, 6, 10, end + 1]);
}

#[test]
fn what_is_not_a_certificate_is_refused_by_what_it_is() {
    let pem = |input: &[u8]| Certificate::from_pem(input).unwrap_err().to_string();
    assert_eq!(pem(b"garbage"), "no PEM block -----BEGIN CERTIFICATE-----");
    let key = KEYS[0].to_pkcs8_pem();
    assert_eq!(
        pem(key.as_bytes()),
        "this is a PEM block PRIVATE KEY; a CERTIFICATE is expected"
    );
    let request = RequestBuilder::default()
        .sign(&KEYS[0], &mut rng())
        .unwrap();
    assert_eq!(
        pem(request.as_der()),
        "not PEM: it begins as DER does, which from_der reads"
    );
    let der = |input: &[u8]| Certificate::from_der(input).unwrap_err().to_string();
    for (input, found) in [
        (&b""[..], "the end of the value"),
        (&[0; 40], "unknown tag 0x00"),
        (b"hello, world", "APPLICATION [8] (constructed)"),
        (request.to_pem().as_bytes(), "PEM, which from_pem reads"),
    ] {
        assert_eq!(
            der(input),
            format!("at offset 0: expected Certificate, found {found}")
        );
    }
}

struct Unplugged;

impl TryRng for Unplugged {
    type Error = std::io::Error;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Err(std::io::ErrorKind::Other.into())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Err(std::io::ErrorKind::Other.into())
    }

    fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
        Err(std::io::ErrorKind::Other.into())
    }
}

impl TryCryptoRng for Unplugged {}

#[test]
fn a_generator_that_fails_gives_no_serial_number_and_no_certificate() {
    assert_eq!(SerialNumber::random(&mut Unplugged), Err(RngError::Failed));
    let issued = server(&KEYS[1]).signed_by(&ca(), &KEYS[0], &mut Unplugged);
    assert_eq!(issued.err(), Some(IssueError::Rng(RngError::Failed)));
}

#[test]
#[ignore = "needs OpenSSL"]
fn openssl_accepts_what_is_issued() {
    let dir = tempfile::tempdir().unwrap();
    let ca = ca();
    let server = server(&KEYS[1])
        .signed_by(&ca, &KEYS[0], &mut rng())
        .unwrap();
    let crl = CrlBuilder::new()
        .this_update(Time::from_unix(NOW))
        .revoke(
            SerialNumber::from_unsigned_be(&[7]),
            Time::from_unix(NOW),
            CrlReason::Superseded,
        )
        .signed_by(&ca, &KEYS[0], &mut rng())
        .unwrap();
    for (name, pem) in [
        ("ca.pem", ca.to_pem()),
        ("server.pem", server.to_pem()),
        ("crl.pem", crl.to_pem()),
    ] {
        std::fs::write(dir.path().join(name), pem).unwrap();
    }
    let line = "verify -x509_strict -crl_check -attime 1893456060 -purpose sslserver -verify_hostname www.example.org \
                -CAfile ca.pem -CRLfile crl.pem server.pem";
    let status = std::process::Command::new("openssl")
        .args(line.split_whitespace())
        .current_dir(dir.path())
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn an_owned_structure_is_what_was_parsed_whatever_was_written_into_the_public_fields() {
    let certificate = ca();
    let mut fields = certificate.fields();
    fields.signed.raw = b"junk";
    assert_eq!(Certificate::from(fields), certificate);
    let crl = CrlBuilder::new()
        .this_update(Time::from_unix(NOW))
        .signed_by(&certificate, &KEYS[0], &mut rng())
        .unwrap();
    fields.signed = crl.fields().signed;
    assert_eq!(Certificate::from(fields), certificate);
    let mut fields = crl.fields();
    fields.signed = certificate.fields().signed;
    assert_eq!(CertificateList::from(fields), crl);
}
