//! Reading allocates nothing: a certificate, and every extension in it through its type.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use certwright::der::Reader;
use certwright::der::oid;
use certwright::x509::extension::*;
use certwright::x509::{
    CertificateBuilder, CertificateRef, ExtensionBuf, NameBuilder, SerialNumber, Time, signed,
};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator unchanged; counting touches only a thread-local `Cell`.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are the system allocator's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATIONS.get();
    let result = work();
    (result, ALLOCATIONS.get() - before)
}

#[test]
fn reading_a_certificate_with_every_extension_allocates_nothing() {
    let identifiers = [
        ("basicConstraints ca", oid::BASIC_CONSTRAINTS),
        ("keyUsage ca", oid::KEY_USAGE),
        ("extendedKeyUsage", oid::EXT_KEY_USAGE),
        ("subjectAltName", oid::SUBJECT_ALT_NAME),
        ("issuerAltName", oid::ISSUER_ALT_NAME),
        ("nsCertType", oid::NS_CERT_TYPE),
        ("nsComment", oid::NS_COMMENT),
        ("nameConstraints", oid::NAME_CONSTRAINTS),
        ("certificatePolicies", oid::CERTIFICATE_POLICIES),
        ("policyMappings", oid::POLICY_MAPPINGS),
        ("policyConstraints", oid::POLICY_CONSTRAINTS),
        ("inhibitAnyPolicy", oid::INHIBIT_ANY_POLICY),
        ("crlDistributionPoints", oid::CRL_DISTRIBUTION_POINTS),
        ("freshestCRL", oid::FRESHEST_CRL),
        ("authorityInfoAccess", oid::AUTHORITY_INFO_ACCESS),
        ("subjectInfoAccess", oid::SUBJECT_INFO_ACCESS),
        ("tlsfeature", oid::TLS_FEATURE),
        ("noCheck", oid::OCSP_NO_CHECK),
        ("subjectKeyIdentifier", oid::SUBJECT_KEY_IDENTIFIER),
        ("authorityKeyIdentifier", oid::AUTHORITY_KEY_IDENTIFIER),
    ];
    let values = super::extensions::values();
    let extensions = identifiers.map(|(name, oid)| ExtensionBuf {
        oid: oid.to_owned(),
        critical: false,
        value: values[name].clone(),
    });
    let name = NameBuilder::new().attribute(oid::COMMON_NAME, "x").build();
    let key =
        "302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
    let algorithm = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
    let tbs = CertificateBuilder::new(name.clone())
        .serial(SerialNumber::from_unsigned_be(&[1]))
        .validity(Time::from_unix(0), Time::MAX)
        .public_key(hex::decode(key).unwrap())
        .raw_extensions(extensions.to_vec())
        .tbs(&name, &algorithm)
        .unwrap();
    let der = signed::write(&tbs, &algorithm, &[0; 64]);

    assert_eq!(
        allocations(|| Vec::<u8>::with_capacity(1)).1,
        1,
        "allocations are counted"
    );
    let (certificate, while_parsing) = allocations(|| CertificateRef::from_der(&der).unwrap());
    assert_eq!(while_parsing, 0);
    let found = &certificate.extensions;
    macro_rules! read {
        ($($name:ident)*) => {
            $({
                let (value, number) = allocations(|| found.get::<$name>());
                assert!(matches!(value, Ok(Some(_))), stringify!($name));
                assert_eq!(number, 0, stringify!($name));
            })*
        };
    }
    read!(BasicConstraints KeyUsage ExtKeyUsage SubjectAltName IssuerAltName NsCertType NsComment NameConstraints
        CertificatePolicies PolicyMappings PolicyConstraints InhibitAnyPolicy CrlDistributionPoints FreshestCrl
        AuthorityInfoAccess SubjectInfoAccess TlsFeatures OcspNoCheck SubjectKeyIdentifier AuthorityKeyIdentifier);
    let (names, number) = allocations(|| {
        let names = found.get::<SubjectAltName>().unwrap().unwrap();
        names.0.iter().count()
    });
    assert_eq!((names, number), (8, 0));
    let (refusal, number) = allocations(|| Reader::new(&der[..9]).sequence("Certificate"));
    assert!(refusal.is_err());
    assert_eq!(number, 0, "a refusal allocates nothing either");
}
