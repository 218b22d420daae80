//! Each type against what OpenSSL encoded: it reads the value as it was meant, and writes the same bytes.

use std::collections::HashMap;
use std::fmt::Debug;

use certwright::der::oid;
use certwright::der::{Found, ObjectIdentifier, ObjectIdentifierRef, Tag};
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::x509::extension::*;
use certwright::x509::{GeneralName, NameBuf, NameBuilder, Time};

pub const VALUES: &str = include_str!("../../vectors/extensions/values.txt");

pub fn values() -> HashMap<&'static str, Vec<u8>> {
    let rows = VALUES.lines().map(|line| line.split_once(" | ").unwrap());
    rows.map(|(name, value)| (name, hex::decode(value).unwrap()))
        .collect()
}

/// The value is read as `meant`, and `meant` is written as the value.
fn same<'a, T: ExtensionValue<'a> + PartialEq + Debug>(value: &'a [u8], meant: T) {
    assert_eq!(T::parse(value), Ok(meant));
    assert_eq!(T::parse(value).unwrap().to_der(), value);
}

fn written<'a, T: ExtensionValue<'a>>(value: &[u8], meant: T) {
    assert_eq!(hex::encode(meant.to_der()), hex::encode(value));
}

macro_rules! both {
    ($value:expr, $meant:expr) => {
        same($value, $meant);
        written($value, $meant);
    };
}

fn number(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).unwrap()
}

fn common_name(text: &str) -> NameBuf {
    NameBuilder::new()
        .rdn(oid::COMMON_NAME, Tag::Utf8String, text.as_bytes())
        .build()
}

#[test]
fn basic_constraints_and_usages_agree_with_openssl() {
    let of = values();
    both!(
        &of["basicConstraints ca"],
        BasicConstraints {
            ca: true,
            path_len_constraint: Some(3)
        }
    );
    both!(
        &of["basicConstraints big"],
        BasicConstraints {
            ca: true,
            path_len_constraint: Some(200)
        }
    );
    both!(&of["basicConstraints end"], BasicConstraints::default());
    both!(
        &of["keyUsage ca"],
        KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN
    );
    both!(
        &of["keyUsage nine"],
        KeyUsage::KEY_AGREEMENT | KeyUsage::DECIPHER_ONLY
    );
    both!(
        &of["nsCertType"],
        NsCertType::CLIENT | NsCertType::SERVER | NsCertType::OBJ_CA
    );
    let other = number("1.2.3.4.5");
    let purposes: [ObjectIdentifierRef<'_>; 3] =
        [oid::KP_SERVER_AUTH, oid::KP_CLIENT_AUTH, other.as_oid_ref()];
    both!(&of["extendedKeyUsage"], ExtKeyUsage::new(&purposes));
}

#[test]
fn alternative_names_of_every_kind_agree_with_openssl() {
    let of = values();
    let (id, somebody) = (number("1.2.3.4"), common_name("Somebody"));
    let v6 = "2001:db8::1"
        .parse::<std::net::Ipv6Addr>()
        .unwrap()
        .octets();
    let names = [
        GeneralName::Dns("example.org"),
        GeneralName::Ip(&[192, 0, 2, 7]),
        GeneralName::Ip(&v6),
        GeneralName::Rfc822("a@example.org"),
        GeneralName::Uri("https://example.org/"),
        GeneralName::RegisteredId(id.as_oid_ref()),
        GeneralName::Directory(somebody.as_name()),
        GeneralName::Other {
            type_id: id.as_oid_ref(),
            value: b"\x0c\x05hello",
        },
    ];
    both!(&of["subjectAltName"], SubjectAltName::new(&names));
    both!(
        &of["issuerAltName"],
        IssuerAltName::new(&[GeneralName::Dns("ca.example.org")])
    );
}

#[test]
fn key_identifiers_agree_with_openssl() {
    let of = values();
    let id = hex::decode("00112233445566778899aabbccddeeff00112233").unwrap();
    both!(&of["subjectKeyIdentifier"], SubjectKeyIdentifier(&id));
    let x = common_name("x");
    let issuer = [GeneralName::Directory(x.as_name())];
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(&[1, 2, 3, 4, 5]),
        authority_cert_issuer: Some(SequenceOf::new(&issuer)),
        authority_cert_serial_number: Some(&[0x00, 0x80]),
    };
    both!(&of["authorityKeyIdentifier"], authority);
}

/// The Ed25519 key of RFC 8410 §10.1; the identifier is what OpenSSL's `subjectKeyIdentifier = hash` makes of it.
#[test]
fn a_key_s_identifier_is_the_sha_1_of_its_bits() {
    let spki = hex::decode(
        "302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1",
    );
    let spki = spki.unwrap();
    let key = SubjectPublicKeyInfo::from_der(&spki).unwrap();
    let id = SubjectKeyIdentifier::for_key(&key);
    assert_eq!(
        hex::encode(id.as_bytes()),
        "a28cc1f86e5960d3e03ae75c962c97a8d448293c"
    );
}

#[test]
fn names_and_policies_to_constrain_agree_with_openssl() {
    let of = values();
    let permitted = [
        GeneralSubtree::new(GeneralName::Dns(".example.org")),
        GeneralSubtree::new(GeneralName::Ip(&[192, 0, 2, 0, 255, 255, 255, 0])),
    ];
    let excluded = [GeneralSubtree::new(GeneralName::Rfc822("example.com"))];
    let constraints = NameConstraints {
        permitted_subtrees: Some(SequenceOf::new(&permitted)),
        excluded_subtrees: Some(SequenceOf::new(&excluded)),
    };
    both!(&of["nameConstraints"], constraints);

    let ids = ["1.2.3.4", "1.2.3.5", "1.2.3.6", "1.2.3.7", "1.3.5.8"].map(number);
    let qualifiers = [
        PolicyQualifier::Cps("https://example.org/cps"),
        PolicyQualifier::UserNotice(UserNotice {
            notice_ref: Some(NoticeReference {
                organization: DisplayText::Visible("Organisation"),
                notice_numbers: SequenceOf::new(&[Integer(&[1]), Integer(&[0, 200])]),
            }),
            explicit_text: Some(DisplayText::Utf8("Explicit")),
        }),
    ];
    let policies = [
        PolicyInformation {
            policy_identifier: ids[0].as_oid_ref(),
            policy_qualifiers: None,
        },
        PolicyInformation {
            policy_identifier: ids[4].as_oid_ref(),
            policy_qualifiers: Some(SequenceOf::new(&qualifiers)),
        },
    ];
    both!(
        &of["certificatePolicies"],
        CertificatePolicies(SequenceOf::new(&policies))
    );
    let mappings = [(0, 1), (2, 3)].map(|(issuer, subject)| PolicyMapping {
        issuer_domain_policy: ids[issuer].as_oid_ref(),
        subject_domain_policy: ids[subject].as_oid_ref(),
    });
    both!(
        &of["policyMappings"],
        PolicyMappings(SequenceOf::new(&mappings))
    );
    let constraints = PolicyConstraints {
        require_explicit_policy: Some(3),
        inhibit_policy_mapping: Some(200),
    };
    both!(&of["policyConstraints"], constraints);
    both!(&of["inhibitAnyPolicy"], InhibitAnyPolicy(2));
}

#[test]
fn distribution_points_agree_with_openssl() {
    let of = values();
    let somebody = common_name("Somebody");
    let list = common_name("list");
    // Both headers, of the Name and of its only SET, are two bytes long.
    let relative = &list.as_der()[4..];
    let (uri, issuer) = (
        [GeneralName::Uri("http://example.org/a.crl")],
        [GeneralName::Directory(somebody.as_name())],
    );
    let points = [
        DistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(SequenceOf::new(&uri))),
            reasons: Some(ReasonFlags::KEY_COMPROMISE | ReasonFlags::CA_COMPROMISE),
            crl_issuer: Some(SequenceOf::new(&issuer)),
        },
        DistributionPoint {
            distribution_point: Some(DistributionPointName::NameRelativeToCrlIssuer(relative)),
            ..Default::default()
        },
    ];
    both!(
        &of["crlDistributionPoints"],
        CrlDistributionPoints(SequenceOf::new(&points))
    );
    let delta = [GeneralName::Uri("http://example.org/delta.crl")];
    let freshest = [DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(SequenceOf::new(&delta))),
        ..Default::default()
    }];
    both!(&of["freshestCRL"], FreshestCrl(SequenceOf::new(&freshest)));
    let issuing = IssuingDistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(SequenceOf::new(&uri))),
        only_contains_ca_certs: true,
        only_some_reasons: Some(ReasonFlags::SUPERSEDED),
        indirect_crl: true,
        ..Default::default()
    };
    both!(&of["issuingDistributionPoint"], issuing);
}

#[test]
fn access_features_and_strings_agree_with_openssl() {
    let of = values();
    let places = [
        "http://ocsp.example.org/",
        "http://example.org/ca.crt",
        "http://example.org/repo/",
    ];
    let methods = [oid::AD_OCSP, oid::AD_CA_ISSUERS, oid::AD_CA_REPOSITORY];
    let access = [0, 1, 2].map(|i| AccessDescription {
        access_method: methods[i],
        access_location: GeneralName::Uri(places[i]),
    });
    both!(
        &of["authorityInfoAccess"],
        AuthorityInfoAccess(SequenceOf::new(&access[..2]))
    );
    both!(
        &of["subjectInfoAccess"],
        SubjectInfoAccess(SequenceOf::new(&access[2..]))
    );
    let features = [TlsFeature::STATUS_REQUEST, TlsFeature::STATUS_REQUEST_V2];
    both!(&of["tlsfeature"], TlsFeatures(SequenceOf::new(&features)));
    both!(&of["noCheck"], OcspNoCheck);
    both!(&of["nsComment"], NsComment("A comment"));
    both!(&of["nsBaseUrl"], NsBaseUrl("https://example.org/"));
}

#[test]
fn what_lists_and_their_entries_carry_agrees_with_openssl() {
    let of = values();
    both!(&of["CRLReason"], CrlReason::KeyCompromise);
    let date = Time::from_civil([2026, 1, 2, 3, 4, 5]).unwrap();
    both!(&of["invalidityDate"], InvalidityDate(date));
    both!(&of["crlNumber"], CrlNumber(&[1, 0]));
    both!(&of["crlNumber"], DeltaCrlIndicator(CrlNumber(&[1, 0])));
    // RFC 3280 §5.3.2: id-holdinstruction-reject; DER by hand.
    let reject = number("1.2.840.10040.2.3");
    both!(
        &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 2, 3],
        HoldInstructionCode(reject.as_oid_ref())
    );
    assert!(CrlNumber(&[1, 0]) > CrlNumber(&[0xff]) && CrlNumber(&[]) < CrlNumber(&[1]));
}

/// Trustwave's ECC roots of 2017, in Mozilla's list, end keyUsage in zero bits; so do lists made by hand.
#[test]
fn a_key_usage_that_ends_in_zero_bits_is_read_and_written_without_them() {
    let known = Known::of(KeyUsage::OID).unwrap();
    for (read, written) in [
        (&[3, 3, 7, 0x06, 0x00][..], &[3, 2, 1, 0x06][..]),
        (&[3, 2, 0, 0xb8], &[3, 2, 3, 0xb8]),
        (&[3, 2, 7, 0x00], &[3, 1, 0]),
        (&[3, 5, 0, 0x06, 0, 0, 0], &[3, 2, 1, 0x06]),
    ] {
        assert_eq!(known.recode(read, 0).unwrap(), written);
    }
    // Only there: a reason list in this form is refused.
    let minimal = [0x30, 4, 0x83, 2, 6, 0x40];
    let padded = [0x30, 4, 0x83, 2, 0, 0x40];
    assert!(IssuingDistributionPoint::parse(&minimal).is_ok());
    assert!(IssuingDistributionPoint::parse(&padded).is_err());
}

/// X.690 §11.2.1: unused bits are zero, in a list of names as in a signature.
#[test]
fn unused_bits_that_are_not_zero_are_refused() {
    for unused in 1..=7u8 {
        let set = [0x03, 0x02, unused, 0x80 | 1];
        for known in [KeyUsage::OID, NsCertType::OID] {
            let error = Known::of(known).unwrap().recode(&set, 0).unwrap_err();
            assert!(error.to_string().contains("unused bits"), "{error}");
        }
        let point = [0x30, 0x06, 0x30, 0x04, 0x81, 0x02, unused, 0x80 | 1];
        let error = CrlDistributionPoints::parse(&point).unwrap_err();
        assert!(error.to_string().contains("unused bits"), "{error}");
    }
    // More unused bits than a byte has, and unused bits of no byte.
    KeyUsage::parse(&[0x03, 0x02, 0x08, 0x00]).unwrap_err();
    KeyUsage::parse(&[0x03, 0x01, 0x01]).unwrap_err();
}

#[test]
fn names_of_bits_are_the_standard_s_in_the_order_of_their_numbers() {
    let usage = KeyUsage::CRL_SIGN | KeyUsage::DIGITAL_SIGNATURE;
    assert!(usage.names().eq(["digitalSignature", "cRLSign"]));
    // RFC 5280 §4.2.1.13 numbers the reasons as BIT STRING bits, without removeFromCRL.
    let names: Vec<_> = ReasonFlags::NAMES.iter().map(|row| row.1).collect();
    assert_eq!(
        (names[0], names[7], names.len()),
        ("unused", "privilegeWithdrawn", 9)
    );
    let all = ReasonFlags::NAMES[1..].iter();
    assert_eq!(
        all.fold(ReasonFlags::NONE, |all, row| all | row.0),
        ReasonFlags::ALL
    );
}

/// Every refusal names the byte at which the value goes wrong, counted in the outermost input.
#[test]
fn refusals_name_the_place_and_the_fault() {
    fn refused<'a, T: ExtensionValue<'a> + Debug>(value: &'a [u8], offset: usize, how: &str) {
        let error = T::parse_at(value, 1000).unwrap_err();
        assert_eq!(error.offset, 1000 + offset, "{error}");
        assert!(error.to_string().contains(how), "{error}");
    }
    refused::<BasicConstraints>(&[0x30, 0x03, 0x02, 0x01, 0xff], 2, "negative");
    refused::<BasicConstraints>(&[0x30, 0x00, 0x00], 2, "1 trailing byte");
    refused::<BasicConstraints>(&[0x30, 0x03, 0x01, 0x01, 0x01], 2, "neither 00 nor FF");
    refused::<NsCertType>(&[0x03, 0x02, 0x00, 0x06], 0, "ends in zero bits");
    refused::<KeyUsage>(
        &[0x03, 0x04, 0x00, 0x80, 0x00, 0x01],
        0,
        "more than 16 bits",
    );
    refused::<SubjectAltName>(&[0x30, 0x00], 2, "an empty list");
    refused::<SubjectAltName>(&[0x30, 0x04, 0x82, 0x02, b'a', 0xe9], 2, "over 7F");
    refused::<SubjectAltName>(&[0x30, 0x05, 0x87, 0x03, 1, 2, 3], 2, "neither 4 nor 16");
    refused::<SubjectAltName>(&[0x30, 0x03, 0x89, 0x01, 1], 2, "expected GeneralName");
    refused::<PolicyConstraints>(&[0x30, 0x03, 0x80, 0x01, 0x80], 2, "negative");
    refused::<PolicyConstraints>(&[0x30, 0x07, 0x80, 0x05, 1, 0, 0, 0, 0], 2, "over 32 bits");
    refused::<NameConstraints>(
        &[
            0x30, 0x0a, 0xa0, 0x08, 0x30, 0x06, 0x82, 0x01, b'a', 0x80, 0x01, 0x00,
        ],
        9,
        "the default",
    );
    refused::<IssuingDistributionPoint>(&[0x30, 0x03, 0x84, 0x01, 0x00], 2, "FALSE");
    refused::<CrlReason>(&[0x0a, 0x01, 0x07], 0, "names no reason");
    refused::<TlsFeatures>(&[0x30, 0x05, 0x02, 0x03, 1, 0, 0], 2, "over 65535");
    refused::<SignedCertificateTimestampList>(
        &[0x04, 0x04, 0x00, 0x02, 0x00, 0x01],
        4,
        "cut short",
    );
    let error = NsComment::parse(&[0x0c, 0x01, b'a']).unwrap_err();
    assert_eq!(error.found, Found::Tag(Tag::Utf8String));
}
