//! Properties: what is written is read back, and what is read has one form only.

use certwright::der::ObjectIdentifier;
use certwright::der::oid;
use certwright::x509::extension::*;
use certwright::x509::{GeneralName, NameBuf, NameBuilder, Time};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// A general name that owns its contents.
#[derive(Clone, Debug)]
enum OwnedName {
    Other(ObjectIdentifier, u8),
    Rfc822(String),
    Dns(String),
    Directory(NameBuf),
    Uri(String),
    Ip(Vec<u8>),
    RegisteredId(ObjectIdentifier),
}

impl OwnedName {
    fn borrowed(&self) -> GeneralName<'_> {
        // NULL, and the two BOOLEANs.
        const VALUES: [&[u8]; 3] = [&[5, 0], &[1, 1, 0], &[1, 1, 0xff]];
        match self {
            Self::Other(type_id, i) => GeneralName::Other {
                type_id: type_id.as_oid_ref(),
                value: VALUES[usize::from(*i) % VALUES.len()],
            },
            Self::Rfc822(text) => GeneralName::Rfc822(text),
            Self::Dns(text) => GeneralName::Dns(text),
            Self::Directory(name) => GeneralName::Directory(name.as_name()),
            Self::Uri(text) => GeneralName::Uri(text),
            Self::Ip(bytes) => GeneralName::Ip(bytes),
            Self::RegisteredId(id) => GeneralName::RegisteredId(id.as_oid_ref()),
        }
    }
}

fn identifier() -> impl Strategy<Value = ObjectIdentifier> {
    let first_two = prop_oneof![(0u128..2, 0u128..40), (Just(2), any::<u128>())];
    (first_two, vec(any::<u128>(), 1..4)).prop_map(|((first, second), rest)| {
        let arcs = rest.iter().map(|arc| format!(".{arc}")).collect::<String>();
        ObjectIdentifier::new(&format!("{first}.{second}{arcs}")).unwrap()
    })
}

/// `ip` is how many bytes an address has.
fn general_name(ip: [usize; 2]) -> impl Strategy<Value = OwnedName> {
    let text = "[ -~]{0,40}";
    prop_oneof![
        (identifier(), any::<u8>()).prop_map(|(id, i)| OwnedName::Other(id, i)),
        text.prop_map(OwnedName::Rfc822),
        text.prop_map(OwnedName::Dns),
        vec("[ -~]{1,10}", 0..3).prop_map(|parts| {
            let add = |name: NameBuilder, part: &String| name.attribute(oid::COMMON_NAME, part);
            OwnedName::Directory(parts.iter().fold(NameBuilder::new(), add).build())
        }),
        text.prop_map(OwnedName::Uri),
        address(ip[0]),
        address(ip[1]),
        identifier().prop_map(OwnedName::RegisteredId),
    ]
}

/// An address of 4 or 16 bytes, or one with a mask, whose ones come before its zeros (RFC 5280 §4.2.1.10).
fn address(len: usize) -> impl Strategy<Value = OwnedName> {
    (vec(any::<u8>(), len), any::<usize>()).prop_map(move |(mut bytes, ones)| {
        let mask = bytes.split_off(if matches!(len, 8 | 32) { len / 2 } else { len });
        let ones = ones % (8 * mask.len() + 1);
        let bit = |i: usize| u8::from(i < ones) << (7 - i % 8);
        bytes.extend((0..mask.len()).map(|byte| (0..8).map(|i| bit(8 * byte + i)).sum::<u8>()));
        OwnedName::Ip(bytes)
    })
}

fn names() -> impl Strategy<Value = Vec<OwnedName>> {
    vec(general_name([4, 16]), 1..6)
}

fn borrowed(names: &[OwnedName]) -> Vec<GeneralName<'_>> {
    names.iter().map(OwnedName::borrowed).collect()
}

/// Writes, reads back and compares.
macro_rules! returns {
    ($type:ty, $meant:expr) => {{
        let meant = $meant;
        let der = meant.to_der();
        prop_assert_eq!(<$type>::parse(&der), Ok(meant));
    }};
}

fn reasons() -> impl Strategy<Value = ReasonFlags> {
    const EACH: [ReasonFlags; 4] = [
        ReasonFlags::KEY_COMPROMISE,
        ReasonFlags::SUPERSEDED,
        ReasonFlags::PRIVILEGE_WITHDRAWN,
        ReasonFlags::AA_COMPROMISE,
    ];
    proptest::sample::subsequence(&EACH[..], 0..=4).prop_map(|some| {
        some.into_iter()
            .fold(ReasonFlags::NONE, |all, one| all | one)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn alternative_names_return(names in names()) {
        let names = borrowed(&names);
        returns!(SubjectAltName<'_>, SubjectAltName::new(&names));
        returns!(IssuerAltName<'_>, IssuerAltName::new(&names));
        returns!(CertificateIssuer<'_>, CertificateIssuer::new(&names));
    }

    #[test]
    fn numbers_return(
        ca: bool, path_len in option::of(any::<u32>()), explicit in option::of(any::<u32>()),
        inhibit in option::of(any::<u32>()), number in vec(any::<u8>(), 0..24), features in vec(any::<u16>(), 0..5),
        seconds in -62_167_219_200i64..253_402_300_799,
    ) {
        returns!(BasicConstraints, BasicConstraints { ca, path_len_constraint: path_len });
        let constraints =
            PolicyConstraints { require_explicit_policy: explicit, inhibit_policy_mapping: inhibit };
        returns!(PolicyConstraints, constraints);
        returns!(InhibitAnyPolicy, InhibitAnyPolicy(path_len.unwrap_or(0)));
        let first = number.iter().position(|&byte| byte != 0).unwrap_or(number.len());
        returns!(CrlNumber<'_>, CrlNumber(&number[first..]));
        let features: Vec<_> = features.into_iter().map(TlsFeature).collect();
        returns!(TlsFeatures<'_>, TlsFeatures(SequenceOf::new(&features)));
        let time = Time::from_unix(seconds);
        returns!(InvalidityDate, InvalidityDate(time));
        let period = PrivateKeyUsagePeriod { not_before: Some(time), not_after: ca.then_some(time) };
        returns!(PrivateKeyUsagePeriod, period);
    }

    #[test]
    fn name_constraints_return(
        permitted in option::of(vec((general_name([8, 32]), any::<u32>(), option::of(any::<u32>())), 1..5)),
        excluded in option::of(vec((general_name([8, 32]), any::<u32>(), option::of(any::<u32>())), 1..5)),
    ) {
        let subtrees = |side: &'_ Option<Vec<(OwnedName, u32, Option<u32>)>>| -> Vec<_> {
            let rows = side.iter().flatten();
            // Leaked, to borrow from a closure: some hundred small names.
            rows.map(|(base, minimum, maximum)| GeneralSubtree {
                base: Box::leak(Box::new(base.clone())).borrowed(),
                minimum: *minimum,
                maximum: *maximum,
            }).collect()
        };
        let (allowed, barred) = (subtrees(&permitted), subtrees(&excluded));
        returns!(NameConstraints<'_>, NameConstraints {
            permitted_subtrees: permitted.is_some().then_some(SequenceOf::new(&allowed)),
            excluded_subtrees: excluded.is_some().then_some(SequenceOf::new(&barred)),
        });
    }

    #[test]
    fn distribution_points_return(
        full in names(), issuer in option::of(names()), reasons in option::of(reasons()), flags in any::<[bool; 4]>(),
        named: bool,
    ) {
        let (full, owned) = (borrowed(&full), issuer.map(|issuer| borrowed(issuer.leak())));
        let distribution_point = named.then_some(DistributionPointName::FullName(SequenceOf::new(&full)));
        let crl_issuer = owned.as_deref().map(SequenceOf::new);
        let points = [DistributionPoint { distribution_point, reasons, crl_issuer }];
        returns!(CrlDistributionPoints<'_>, CrlDistributionPoints(SequenceOf::new(&points)));
        let [only_contains_user_certs, only_contains_ca_certs, indirect_crl, only_contains_attribute_certs] = flags;
        returns!(IssuingDistributionPoint<'_>, IssuingDistributionPoint {
            distribution_point, only_contains_user_certs, only_contains_ca_certs, only_some_reasons: reasons,
            indirect_crl, only_contains_attribute_certs,
        });
    }

    /// Bytes of OpenSSL's values are altered, dropped or doubled: the reader refuses, or writes the very same bytes.
    #[test]
    fn a_value_that_is_read_has_no_other_form(
        row in any::<proptest::sample::Index>(), at in any::<proptest::sample::Index>(), byte: u8, edit in 0..3,
    ) {
        let rows: Vec<_> = super::extensions::VALUES.lines().collect();
        let (_, value) = rows[row.index(rows.len())].split_once(" | ").unwrap();
        let mut value = hex::decode(value).unwrap();
        let at = at.index(value.len());
        match edit {
            0 => value[at] = byte,
            1 => drop(value.remove(at)),
            _ => value.insert(at, byte),
        }
        for known in KNOWN {
            let id = known.oid;
            let Ok(again) = known.recode(&value, 0) else { continue };
            // cA FALSE may be written out and keyUsage may end in zeros, against DER: see their types.
            let ca_false = id == BasicConstraints::OID && value.windows(3).any(|part| part == [1, 1, 0]);
            let ends_in_zeros = id == KeyUsage::OID && value.last().is_some_and(|last| last >> value[2] & 1 == 0);
            if !ca_false && !ends_in_zeros {
                prop_assert_eq!(&again, &value, "{}", id);
            }
            let twice = known.recode(&again, 0);
            prop_assert_eq!(twice, Ok(again), "{}", id);
        }
    }
}
