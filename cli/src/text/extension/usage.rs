//! Bit strings, numbers and object identifiers that stand for uses and reasons.

use super::super::{Text, decimal_or_hex, oid};
use super::comma_list;
use certwright::der::{BitString, DerError, Reader, Tag, check_integer};

const KEY_USAGE: [&str; 9] = [
    "Digital Signature",
    "Non Repudiation",
    "Key Encipherment",
    "Data Encipherment",
    "Key Agreement",
    "Certificate Sign",
    "CRL Sign",
    "Encipher Only",
    "Decipher Only",
];

const NETSCAPE_TYPE: [&str; 8] = [
    "SSL Client",
    "SSL Server",
    "S/MIME",
    "Object Signing",
    "Unused",
    "SSL CA",
    "S/MIME CA",
    "Object Signing CA",
];

const REASONS: [&str; 9] = [
    "Unused",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "Privilege Withdrawn",
    "AA Compromise",
];

/// CRLReason (RFC 5280 §5.3.1); 7 is not used.
const REASON_CODES: [&str; 11] = [
    "Unspecified",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "",
    "Remove From CRL",
    "Privilege Withdrawn",
    "AA Compromise",
];

fn bits_set<'n>(bits: &BitString<'_>, names: &'n [&'n str]) -> impl Iterator<Item = &'n str> {
    let set = |bit: usize| {
        bits.octets
            .get(bit / 8)
            .is_some_and(|octet| octet << (bit % 8) & 0x80 != 0)
    };
    let set: Vec<bool> = (0..names.len()).map(set).collect();
    names
        .iter()
        .zip(set)
        .filter(|(_, set)| *set)
        .map(|(&name, _)| name)
}

fn bit_list(
    out: &mut Text,
    value: &mut Reader<'_>,
    names: &[&str],
    indent: usize,
) -> Result<(), DerError> {
    let bits = value.bit_string("named bits")?;
    let names: Vec<Vec<u8>> = bits_set(&bits, names)
        .map(|n| n.as_bytes().to_vec())
        .collect();
    comma_list(out, &names, indent);
    Ok(())
}

pub(super) fn key_usage(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    bit_list(out, &mut value, &KEY_USAGE, indent)
}

pub(super) fn netscape_type(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    bit_list(out, &mut value, &NETSCAPE_TYPE, indent)
}

/// The names of a ReasonFlags, with commas between; empty if none is set.
pub(super) fn reason_names(bits: &BitString<'_>) -> String {
    bits_set(bits, &REASONS).collect::<Vec<_>>().join(", ")
}

pub(super) fn reason_code(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let code = value.expect(Tag::Enumerated, "CRLReason")?;
    check_integer(&code, "CRLReason")?;
    let name = match code.value {
        [code] => REASON_CODES
            .get(usize::from(*code))
            .filter(|name| !name.is_empty()),
        _ => None,
    };
    out.indent(indent);
    out.put(name.map_or_else(|| decimal_or_hex(code.value), |&name| name.to_owned()));
    Ok(())
}

pub(super) fn extended_key_usage(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut list = value.sequence("ExtKeyUsageSyntax")?;
    let mut names = Vec::new();
    while !list.is_empty() {
        names.push(oid::shown(list.oid("KeyPurposeId")?).into_bytes());
    }
    comma_list(out, &names, indent);
    Ok(())
}

/// TLS extension numbers (RFC 7633 §4.2.3), of which two have names.
pub(super) fn tls_feature(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut list = value.sequence("Features")?;
    let mut names = Vec::new();
    while !list.is_empty() {
        names.push(match list.integer("TLS feature")?.value {
            [5] => b"status_request".to_vec(),
            [17] => b"status_request_v2".to_vec(),
            other => decimal_or_hex(other).into_bytes(),
        });
    }
    comma_list(out, &names, indent);
    Ok(())
}
