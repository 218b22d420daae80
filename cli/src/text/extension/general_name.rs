//! GeneralNames, in the two forms that OpenSSL has: inside lists, and on lines of their own.

use super::super::{Text, name, oid, put, string};
use super::comma_list;
use crate::nameopt::NameOptions;
use certwright::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv};

/// A GeneralName, read so far as it is shown.
enum GeneralName<'a> {
    /// Type and value.
    Other(&'a ObjectIdentifierRef, Tlv<'a>),
    Email(&'a [u8]),
    Dns(&'a [u8]),
    X400,
    /// A DER Name.
    Directory(&'a [u8]),
    EdiParty,
    Uri(&'a [u8]),
    Ip(&'a [u8]),
    RegisteredId(&'a ObjectIdentifierRef),
}

fn read<'a>(names: &mut Reader<'a>) -> Result<GeneralName<'a>, DerError> {
    let tlv = names.any("GeneralName")?;
    let Tag::ContextSpecific { number, .. } = tlv.tag else {
        return Err(tlv.malformed("GeneralName", "no GeneralName"));
    };
    Ok(match number.0 {
        0 => {
            let mut other = tlv.reader();
            let kind = other.oid("type-id")?;
            let value = other.any("value")?.reader().any("value")?;
            GeneralName::Other(kind, value)
        }
        1 => GeneralName::Email(tlv.value),
        2 => GeneralName::Dns(tlv.value),
        3 => GeneralName::X400,
        4 => GeneralName::Directory(tlv.reader().any("Name")?.raw),
        5 => GeneralName::EdiParty,
        6 => GeneralName::Uri(tlv.value),
        7 => GeneralName::Ip(tlv.value),
        8 => {
            let id = ObjectIdentifierRef::from_bytes(tlv.value);
            GeneralName::RegisteredId(
                id.map_err(|_| tlv.malformed("registeredID", "a malformed OBJECT IDENTIFIER"))?,
            )
        }
        _ => return Err(tlv.malformed("GeneralName", "no GeneralName")),
    })
}

/// An address or, in name constraints, half of address and mask.
pub(super) fn address(octets: &[u8]) -> Option<String> {
    match octets {
        [a, b, c, d] => Some(format!("{a}.{b}.{c}.{d}")),
        _ if octets.len() == 16 => {
            let groups = octets
                .chunks(2)
                .map(|g| format!("{:X}", u16::from(g[0]) << 8 | u16::from(g[1])));
            Some(groups.collect::<Vec<_>>().join(":"))
        }
        _ => None,
    }
}

/// Names that other standards gave to types of otherName, and whether their value is an IA5String.
fn other_label(kind: &ObjectIdentifierRef) -> Option<(&'static str, Tag)> {
    Some(match oid::numeric(kind).as_str() {
        "1.3.6.1.5.5.7.8.9" => ("SmtpUTF8Mailbox", Tag::Utf8String),
        "1.3.6.1.5.5.7.8.5" => ("XmppAddr", Tag::Utf8String),
        "1.3.6.1.5.5.7.8.7" => ("SRVName", Tag::Ia5String),
        "1.3.6.1.4.1.311.20.2.3" => ("UPN", Tag::Utf8String),
        "1.3.6.1.5.5.7.8.8" => ("NAIRealm", Tag::Utf8String),
        _ => return None,
    })
}

/// A value of otherName that can be shown.
fn other_text<'a>(kind: &ObjectIdentifierRef, value: &Tlv<'a>) -> Option<&'a [u8]> {
    let shown = match other_label(kind) {
        Some((_, tag)) => value.tag == tag,
        None => matches!(value.tag, Tag::Utf8String | Tag::Ia5String),
    };
    shown.then_some(value.value)
}

/// The form inside a list: `DNS:name`, `DirName:/C=US/O=Org`.
fn labelled(general: &GeneralName<'_>) -> Option<Vec<u8>> {
    let of = |label: &str, octets: &[u8]| {
        (!octets.contains(&0)).then(|| [label.as_bytes(), octets].concat())
    };
    Some(match general {
        GeneralName::Other(kind, value) => {
            let label = match other_label(kind) {
                Some((label, tag)) if value.tag != tag => {
                    let _ = label;
                    return None;
                }
                Some((label, _)) => label.to_owned(),
                None => oid::shown(kind),
            };
            of(
                &format!("othername: {label}::"),
                other_text(kind, value).unwrap_or(b"<unsupported>"),
            )?
        }
        GeneralName::Email(octets) => of("email:", octets)?,
        GeneralName::Dns(octets) => of("DNS:", octets)?,
        GeneralName::Uri(octets) => of("URI:", octets)?,
        GeneralName::X400 => b"X400Name:<unsupported>".to_vec(),
        GeneralName::EdiParty => b"EdiPartyName:<unsupported>".to_vec(),
        GeneralName::Directory(der) => {
            [b"DirName:", name::one_line_within(der, 255).as_slice()].concat()
        }
        GeneralName::Ip(octets) => {
            let shown = address(octets).unwrap_or_else(|| "<invalid>".to_owned());
            format!("IP Address:{shown}").into_bytes()
        }
        GeneralName::RegisteredId(id) => format!("Registered ID:{}", oid::shown(id)).into_bytes(),
    })
}

/// Every name of a GeneralNames' contents in the form inside a list.
pub(super) fn labelled_list(mut names: Reader<'_>) -> Result<Vec<Vec<u8>>, DerError> {
    let mut out = Vec::new();
    while !names.is_empty() {
        let at = names;
        let shown = labelled(&read(&mut names)?);
        let refused = at.error("GeneralName", Found::Malformed("a name that holds a NUL"));
        out.push(shown.ok_or(refused)?);
    }
    Ok(out)
}

pub(super) fn alternative_names(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let names = labelled_list(value.sequence("GeneralNames")?)?;
    comma_list(out, &names, indent);
    Ok(())
}

/// Appends one name, read from `names`, in the form that stands on a line of its own.
pub(super) fn line(out: &mut Text, names: &mut Reader<'_>) -> Result<(), DerError> {
    match read(names)? {
        GeneralName::Other(kind, value) => {
            let label =
                other_label(kind).map_or_else(|| oid::shown(kind), |(label, _)| label.to_owned());
            put!(out, "othername:{label}:");
            out.put(other_text(kind, &value).unwrap_or(b"<unsupported>"));
        }
        GeneralName::X400 => out.put("X400Name:<unsupported>"),
        GeneralName::EdiParty => out.put("EdiPartyName:<unsupported>"),
        GeneralName::Email(octets) => plain(out, "email:", octets),
        GeneralName::Dns(octets) => plain(out, "DNS:", octets),
        GeneralName::Uri(octets) => plain(out, "URI:", octets),
        GeneralName::Directory(der) => {
            out.put("DirName:");
            name(out, der, 0, &NameOptions::ONELINE);
        }
        GeneralName::Ip(octets) => {
            put!(
                out,
                "IP Address:{}",
                address(octets).unwrap_or_else(|| "<invalid>".to_owned())
            );
        }
        GeneralName::RegisteredId(id) => put!(out, "Registered ID:{}", oid::shown(id)),
    }
    Ok(())
}

fn plain(out: &mut Text, label: &str, octets: &[u8]) {
    out.put(label);
    string::plain(out, octets);
}

/// Appends every name of a GeneralNames' contents on a line of its own, without a last line end.
pub(super) fn lines(out: &mut Text, mut names: Reader<'_>, indent: usize) -> Result<(), DerError> {
    let mut first = true;
    while !names.is_empty() {
        out.put(if first { "" } else { "\n" });
        first = false;
        out.indent(indent);
        line(out, &mut names)?;
    }
    Ok(())
}

/// The form inside a list of one name, read from `names`.
pub(super) fn one(names: &mut Reader<'_>) -> Result<Vec<u8>, DerError> {
    let at = *names;
    let refused = at.error("GeneralName", Found::Malformed("a name that holds a NUL"));
    labelled(&read(names)?).ok_or(refused)
}
