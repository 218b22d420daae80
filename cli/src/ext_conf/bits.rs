//! keyUsage, nsCertType, extendedKeyUsage, TLS feature and reason flags.

use super::{Context, Item, items, object};
use crate::error::excerpt;
use certwright::der::{Tag, Writer};

/// Bit names in the order of their numbers: the name in a configuration and the name in texts.
type Bits = [(&'static str, &'static str)];

const KEY_USAGE: [(&str, &str); 9] = [
    ("digitalSignature", "Digital Signature"),
    ("nonRepudiation", "Non Repudiation"),
    ("keyEncipherment", "Key Encipherment"),
    ("dataEncipherment", "Data Encipherment"),
    ("keyAgreement", "Key Agreement"),
    ("keyCertSign", "Certificate Sign"),
    ("cRLSign", "CRL Sign"),
    ("encipherOnly", "Encipher Only"),
    ("decipherOnly", "Decipher Only"),
];

const NETSCAPE_TYPE: [(&str, &str); 8] = [
    ("client", "SSL Client"),
    ("server", "SSL Server"),
    ("email", "S/MIME"),
    ("objsign", "Object Signing"),
    ("reserved", "Unused"),
    ("sslCA", "SSL CA"),
    ("emailCA", "S/MIME CA"),
    ("objCA", "Object Signing CA"),
];

const REASONS: [(&str, &str); 9] = [
    ("unused", "Unused"),
    ("keyCompromise", "Key Compromise"),
    ("CACompromise", "CA Compromise"),
    ("affiliationChanged", "Affiliation Changed"),
    ("superseded", "Superseded"),
    ("cessationOfOperation", "Cessation Of Operation"),
    ("certificateHold", "Certificate Hold"),
    ("privilegeWithdrawn", "Privilege Withdrawn"),
    ("AACompromise", "AA Compromise"),
];

/// Contents of a named BIT STRING, without trailing zero bits (X.690 §11.2.2).
fn named_bits<'n>(
    names: &Bits,
    wanted: impl IntoIterator<Item = &'n str>,
) -> Result<Vec<u8>, String> {
    let mut octets: Vec<u8> = Vec::new();
    for name in wanted {
        let Some(bit) = names
            .iter()
            .position(|&(short, long)| name == short || name == long)
        else {
            let near = crate::hint::nearest(name, names.iter().map(|row| row.0));
            return Err(match near {
                Some(near) => format!(
                    "\"{name}\" is unknown; did you mean {near}?",
                    name = excerpt(name)
                ),
                None => {
                    let all: Vec<&str> = names.iter().map(|row| row.0).collect();
                    format!(
                        "\"{name}\" is unknown; the names are {}",
                        all.join(", "),
                        name = excerpt(name)
                    )
                }
            });
        };
        if octets.len() <= bit / 8 {
            octets.resize(bit / 8 + 1, 0);
        }
        octets[bit / 8] |= 0x80 >> (bit % 8);
    }
    let unused = octets.last().map_or(0, |last| last.trailing_zeros());
    octets.insert(0, unused as u8);
    Ok(octets)
}

fn bit_string(names: &Bits, context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let wanted = items(context, value)?;
    let mut w = Writer::new();
    w.tlv(
        Tag::BitString,
        &named_bits(names, wanted.iter().map(|item| item.0.as_str()))?,
    );
    Ok(w.into_vec())
}

pub(super) fn key_usage(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    bit_string(&KEY_USAGE, context, value)
}

pub(super) fn netscape_type(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    bit_string(&NETSCAPE_TYPE, context, value)
}

/// Contents of a ReasonFlags from names with commas between.
pub(super) fn reasons(value: &str) -> Result<Vec<u8>, String> {
    let wanted = super::list(value)?;
    named_bits(&REASONS, wanted.iter().map(|item| item.0.as_str()))
}

pub(super) fn extended_key_usage(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut w = Writer::new();
    let uses: Result<Vec<_>, _> = items(context, value)?
        .into_iter()
        .map(|item| object(&word(item)))
        .collect();
    let uses = uses?;
    w.sequence(|w| uses.iter().for_each(|usage| w.oid(usage)));
    Ok(w.into_vec())
}

/// An item's value if it has one (in a section, where the key only tells entries apart), else its name.
fn word((name, value): Item) -> String {
    value.unwrap_or(name)
}

pub(super) fn tls_feature(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut numbers: Vec<u16> = Vec::new();
    for item in items(context, value)? {
        let text = word(item);
        numbers.push(match text.to_ascii_lowercase().as_str() {
            "status_request" => 5,
            "status_request_v2" => 17,
            number => number.parse().map_err(|_| {
                format!(
                    "\"{text}\" is no TLS feature: status_request, status_request_v2, or a number up to 65535", text = excerpt(&text))
            })?,
        });
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        numbers
            .iter()
            .for_each(|number| w.unsigned(&number.to_be_bytes()))
    });
    Ok(w.into_vec())
}
