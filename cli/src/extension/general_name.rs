//! GeneralNames: from a configuration, and in the two forms in which OpenSSL prints them: inside lists, and on lines of
//! their own.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::words::{ascii, is_name, items, object};
use super::{ExtensionContext, comma_list};
use crate::asn1_value;
use crate::error::excerpt;
use crate::nameopt::NameOptions;
use crate::subject;
use crate::text::{self, Text, put};
use certwright::der::oid;
use certwright::der::{ObjectIdentifierRef, Reader, Tag, Tlv, Writer};
use certwright::x509::extension::{Element as _, SequenceOf};
use certwright::x509::{GeneralName, GeneralNames, NameBuf};

/// The kinds of names by their words in a configuration.
const KINDS: [&str; 7] = ["DNS", "IP", "email", "URI", "dirName", "RID", "otherName"];

/// A list of names that owns them, as a configuration gives them.
#[derive(Default)]
pub(super) struct NameList {
    /// The contents of GeneralNames.
    der: Vec<u8>,
}

impl NameList {
    /// The names of a list or, after `@`, a section.
    pub(super) fn from_value(context: &ExtensionContext<'_>, value: &str) -> Result<Self, String> {
        let mut list = Self::default();
        for (name, value) in items(context, value)? {
            list.add(context, &name, value.as_deref())?;
        }
        Ok(list)
    }

    /// A list of one name; in a constraint an address has a mask.
    pub(super) fn of_one(
        context: &ExtensionContext<'_>,
        kind: &str,
        value: Option<&str>,
        constraint: bool,
    ) -> Result<Self, String> {
        let mut list = Self::default();
        list.add_name(context, kind, value, constraint)?;
        Ok(list)
    }

    pub(super) fn push(&mut self, name: GeneralName<'_>) {
        let mut w = Writer::new();
        name.write(&mut w);
        self.der.extend(w.into_vec());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.der.is_empty()
    }

    /// The names.
    ///
    /// # Errors
    /// Where there is none.
    pub(super) fn names(&self) -> Result<GeneralNames<'_>, String> {
        SequenceOf::from_contents(Reader::new(&self.der), "GeneralNames").map_err(|e| e.to_string())
    }

    /// The first name.
    pub(super) fn first(&self) -> Result<GeneralName<'_>, String> {
        GeneralName::read(&mut Reader::new(&self.der)).map_err(|e| e.to_string())
    }

    /// Adds the name that an item gives.
    pub(super) fn add(
        &mut self,
        context: &ExtensionContext<'_>,
        kind: &str,
        value: Option<&str>,
    ) -> Result<(), String> {
        self.add_name(context, kind, value, false)
    }

    fn add_name(
        &mut self,
        context: &ExtensionContext<'_>,
        kind: &str,
        value: Option<&str>,
        constraint: bool,
    ) -> Result<(), String> {
        let value = value.ok_or_else(|| {
            format!(
                "\"{kind}\" needs a value after a colon, such as {kind}:value",
                kind = excerpt(kind)
            )
        })?;
        let known = KINDS.into_iter().find(|known| is_name(kind, known));
        match known.ok_or_else(|| unknown_kind(kind))? {
            "DNS" => self.push(GeneralName::Dns(ascii(
                value,
                "write each label that has other letters in its A-label form, xn--… (RFC 5280 §7.2)",
            )?)),
            "email" => self.push(GeneralName::Rfc822(ascii(
                value,
                "write the host as A-labels, xn--…, and an address with other letters before the @ as \
                 otherName:1.3.6.1.5.5.7.8.9;UTF8:address (RFC 9598)",
            )?)),
            "URI" => self.push(GeneralName::Uri(ascii(
                value,
                "write the host as A-labels, xn--…, and other letters percent-encoded (RFC 5280 §7.4)",
            )?)),
            "RID" => self.push(GeneralName::RegisteredId(object(value)?.as_oid_ref())),
            "IP" if constraint => self.push(GeneralName::Ip(&network(value)?)),
            "IP" => self.push(GeneralName::Ip(&address(value).ok_or_else(|| {
                format!("\"{value}\" is not an IP address, such as 10.96.0.1 or fd00::1", value = excerpt(value))
            })?)),
            "dirName" => {
                let name = directory_name(context, value)?;
                self.push(GeneralName::Directory(name.as_name()));
            }
            _ => {
                let (kind, value) = value
                    .split_once(';')
                    .ok_or("otherName is written otherName:OID;type:value")?;
                let (kind, value) = (object(kind.trim())?, asn1_value::generate(context, value)?);
                self.push(GeneralName::Other {
                    type_id: kind.as_oid_ref(),
                    value: &value,
                });
            }
        }
        Ok(())
    }
}

fn unknown_kind(kind: &str) -> String {
    let same = KINDS.iter().find(|known| known.eq_ignore_ascii_case(kind));
    match same {
        Some(known) => format!("\"{kind}\" is written {known}", kind = excerpt(kind)),
        None => format!(
            "\"{kind}\" is not a kind of name; the kinds are {}",
            KINDS.join(", "),
            kind = excerpt(kind)
        ),
    }
}

/// The name that a section gives.
fn directory_name(context: &ExtensionContext<'_>, section: &str) -> Result<NameBuf, String> {
    let name = typed_name(context, section)?;
    NameBuf::from_der(name.to_der()).map_err(|e| e.to_string())
}

/// The name that a section gives, as typed.
pub(super) fn typed_name(
    context: &ExtensionContext<'_>,
    section: &str,
) -> Result<subject::TypedName, String> {
    let entries = context.section(section)?;
    let entries = entries
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    subject::from_section(entries, context.form)
}

/// Four bytes of an IPv4 address or sixteen of an IPv6 address.
fn address(text: &str) -> Option<Vec<u8>> {
    if text.contains(':') {
        return text.parse::<Ipv6Addr>().ok().map(|ip| ip.octets().to_vec());
    }
    // OpenSSL reads each part as a number, leading zeros and all.
    let parts: Vec<&str> = text.split('.').collect();
    let byte = |part: &&str| -> Option<u8> {
        (part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    match parts.as_slice() {
        [a, b, c, d] => Some(
            Ipv4Addr::new(byte(a)?, byte(b)?, byte(c)?, byte(d)?)
                .octets()
                .to_vec(),
        ),
        _ => None,
    }
}

/// Address and mask, one after the other. The mask is ones, then zeros: any other makes a constraint that nobody can
/// apply (RFC 5280 §4.2.1.10, RFC 4632 §3.1).
fn network(text: &str) -> Result<Vec<u8>, String> {
    let parse = || -> Option<(Vec<u8>, Vec<u8>)> {
        let (ip, mask) = text.split_once('/')?;
        let (ip, mask) = (address(ip)?, address(mask)?);
        (ip.len() == mask.len()).then_some((ip, mask))
    };
    let (ip, mask) = parse().ok_or_else(|| {
        format!(
            "\"{text}\" is not an IP address/mask, such as 10.0.0.0/255.0.0.0",
            text = excerpt(text)
        )
    })?;
    let bits = mask
        .iter()
        .flat_map(|byte| (0..8).map(move |i| byte << i & 0x80 != 0));
    if !bits.is_sorted_by(|a, b| a >= b) {
        return Err(format!(
            "the mask of \"{text}\" is not ones followed by zeros, such as 255.255.0.0 (RFC 5280 §4.2.1.10)",
            text = excerpt(text)
        ));
    }
    Ok([ip, mask].concat())
}

/// An address or, in name constraints, half of address and mask.
pub(super) fn address_text(bytes: &[u8]) -> String {
    match bytes {
        [a, b, c, d] => format!("{a}.{b}.{c}.{d}"),
        _ if bytes.len() == 16 => {
            let groups = bytes
                .chunks(2)
                .map(|g| format!("{:X}", u16::from(g[0]) << 8 | u16::from(g[1])));
            groups.collect::<Vec<_>>().join(":")
        }
        _ => format!("<invalid length={}>", bytes.len()),
    }
}

/// Names that other standards gave to types of otherName, with the type of their value.
fn other_label(kind: ObjectIdentifierRef<'_>) -> Option<(&'static str, Tag)> {
    let rows = [
        (
            oid::ON_SMTP_UTF8_MAILBOX,
            "SmtpUTF8Mailbox",
            Tag::Utf8String,
        ),
        (oid::ON_XMPP_ADDR, "XmppAddr", Tag::Utf8String),
        (oid::ON_DNS_SRV, "SRVName", Tag::Ia5String),
        (oid::MS_UPN, "UPN", Tag::Utf8String),
        (oid::ON_NAI_REALM, "NAIRealm", Tag::Utf8String),
    ];
    let row = rows.into_iter().find(|row| kind == row.0);
    row.map(|(_, label, tag)| (label, tag))
}

/// The value of an otherName, if it is of a type that can be printed.
fn other_text<'a>(kind: ObjectIdentifierRef<'_>, value: &'a [u8]) -> Option<&'a [u8]> {
    let value = Reader::new(value).any("AnotherName.value").ok()?;
    let shown = match other_label(kind) {
        Some((_, tag)) => value.tag == tag,
        None => matches!(value.tag, Tag::Utf8String | Tag::Ia5String),
    };
    shown.then_some(value.value)
}

/// The label of a name that is text: `DNS:`.
fn text_label(number: u32) -> Option<&'static str> {
    Some(match number {
        1 => "email:",
        2 => "DNS:",
        6 => "URI:",
        _ => return None,
    })
}

/// The form inside a list: `DNS:name`, `DirName:/C=US/O=Org`; `None` for a name that OpenSSL does not print.
pub(crate) fn in_list(name: &GeneralName<'_>) -> Option<Vec<u8>> {
    let of =
        |label: &str, text: &[u8]| (!text.contains(&0)).then(|| [label.as_bytes(), text].concat());
    Some(match name {
        GeneralName::Other { type_id, value } => {
            let text = other_text(*type_id, value);
            let label = match other_label(*type_id) {
                // A known type with a value of another type.
                Some(_) if text.is_none() => return None,
                Some((label, _)) => label.to_owned(),
                None => text::shown(*type_id),
            };
            of(
                &format!("othername: {label}::"),
                text.unwrap_or(b"<unsupported>"),
            )?
        }
        GeneralName::Rfc822(text) => of("email:", text.as_bytes())?,
        GeneralName::Dns(text) => of("DNS:", text.as_bytes())?,
        GeneralName::Uri(text) => of("URI:", text.as_bytes())?,
        GeneralName::X400(_) => b"X400Name:<unsupported>".to_vec(),
        GeneralName::EdiParty(_) => b"EdiPartyName:<unsupported>".to_vec(),
        GeneralName::Directory(name) => {
            let line = text::one_line_within(name.raw(), 255);
            [b"DirName:", line.as_slice()].concat()
        }
        GeneralName::Ip(bytes) => format!("IP Address:{}", address_text(bytes)).into_bytes(),
        GeneralName::RegisteredId(id) => format!("Registered ID:{}", text::shown(*id)).into_bytes(),
    })
}

/// As [`in_list`], of a name that the strict reader may refuse: text that is not ASCII stands as it is.
pub(super) fn in_list_leniently(tlv: &Tlv<'_>) -> Option<Vec<u8>> {
    if let Ok(name) = GeneralName::from_tlv(tlv) {
        return in_list(&name);
    }
    let Tag::ContextSpecific { number, .. } = tlv.tag else {
        return None;
    };
    let label = text_label(number.0)?;
    (!tlv.value.contains(&0)).then(|| [label.as_bytes(), tlv.value].concat())
}

/// Every name in the form inside a list.
pub(super) fn all_in_list(names: &GeneralNames<'_>) -> Option<Vec<Vec<u8>>> {
    names.iter().map(|name| in_list(&name)).collect()
}

/// Appends names on one line with commas between.
pub(super) fn print_list(out: &mut Text, names: &GeneralNames<'_>, indent: usize) -> Option<()> {
    comma_list(out, &all_in_list(names)?, indent);
    Some(())
}

/// Appends a name in the form that stands on a line of its own.
pub(super) fn line(out: &mut Text, name: &GeneralName<'_>) {
    let mut plain = |label: &str, text: &str| {
        out.put(label);
        text::plain(out, text.as_bytes());
    };
    match name {
        GeneralName::Rfc822(text) => plain("email:", text),
        GeneralName::Dns(text) => plain("DNS:", text),
        GeneralName::Uri(text) => plain("URI:", text),
        GeneralName::Other { type_id, value } => {
            let label =
                other_label(*type_id).map_or_else(|| text::shown(*type_id), |row| row.0.to_owned());
            put!(out, "othername:{label}:");
            out.put(other_text(*type_id, value).unwrap_or(b"<unsupported>"));
        }
        GeneralName::X400(_) => out.put("X400Name:<unsupported>"),
        GeneralName::EdiParty(_) => out.put("EdiPartyName:<unsupported>"),
        GeneralName::Directory(name) => {
            out.put("DirName:");
            text::name(out, name.raw(), 0, &NameOptions::ONELINE);
        }
        GeneralName::Ip(bytes) => put!(out, "IP Address:{}", address_text(bytes)),
        GeneralName::RegisteredId(id) => put!(out, "Registered ID:{}", text::shown(*id)),
    }
}

/// Appends every name on a line of its own, without a last line end.
pub(super) fn lines(out: &mut Text, names: &GeneralNames<'_>, indent: usize) {
    for (i, name) in names.iter().enumerate() {
        out.put(if i > 0 { "\n" } else { "" });
        out.indent(indent);
        line(out, &name);
    }
}
