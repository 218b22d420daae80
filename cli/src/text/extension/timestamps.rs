//! Signed certificate timestamps (RFC 6962 §3.3).

use super::super::{Text, put, time};
use certwright::der::{DerError, Found, Reader, Tag, Tlv};

/// Takes `n` octets off the front.
fn take<'a>(octets: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (head, rest) = octets.split_at_checked(n)?;
    *octets = rest;
    Some(head)
}

/// Takes a vector off the front: a length in two octets, then as many.
fn vector<'a>(octets: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take(octets, 2)?;
    take(octets, usize::from(length[0]) << 8 | usize::from(length[1]))
}

pub(super) fn list(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<(), DerError> {
    let wrong = value.error(
        "SignedCertificateTimestampList",
        Found::Malformed("a malformed list"),
    );
    let mut octets = value.octet_string("SignedCertificateTimestampList")?.value;
    let mut entries = vector(&mut octets)
        .filter(|_| octets.is_empty())
        .ok_or(wrong)?;
    let mut first = true;
    while !entries.is_empty() {
        out.put(if first { "" } else { "\n" });
        first = false;
        let entry = vector(&mut entries).ok_or(wrong)?;
        one(out, entry, indent).ok_or(wrong)?;
    }
    Ok(())
}

/// Appends octets, sixteen a line, the first line going on where the text stands.
fn hex(out: &mut Text, octets: &[u8], indent: usize) {
    for (i, b) in octets.iter().enumerate() {
        if i > 0 {
            out.put(":");
            if i % 16 == 0 {
                out.put("\n");
                out.indent(indent);
            }
        }
        put!(out, "{b:02X}");
    }
}

fn one(out: &mut Text, entry: &[u8], indent: usize) -> Option<()> {
    let label = |out: &mut Text, label: &str| {
        out.put("\n");
        out.indent(indent + 4);
        out.put(label);
    };
    let deep = indent + 16;
    out.indent(indent);
    out.put("Signed Certificate Timestamp:");
    label(out, "Version   : ");
    let mut rest = entry;
    if take(&mut rest, 1)? != [0] {
        out.put("unknown\n");
        out.indent(deep);
        hex(out, entry, deep);
        return Some(());
    }
    let log = take(&mut rest, 32)?;
    let at = take(&mut rest, 8)?
        .iter()
        .fold(0, |n: u64, &b| n << 8 | u64::from(b));
    let extensions = vector(&mut rest)?;
    let scheme = take(&mut rest, 2)?;
    let signature = vector(&mut rest).filter(|_| rest.is_empty())?;
    out.put("v1 (0x0)");
    label(out, "Log ID    : ");
    hex(out, log, deep);
    label(out, "Timestamp : ");
    milliseconds(out, at);
    label(out, "Extensions: ");
    match extensions {
        [] => out.put("none"),
        _ => hex(out, extensions, deep),
    }
    label(out, "Signature : ");
    match scheme {
        [4, 3] => out.put("ecdsa-with-SHA256"),
        [4, 1] => out.put("sha256WithRSAEncryption"),
        _ => put!(out, "{:02X}{:02X}", scheme[0], scheme[1]),
    }
    label(out, "            ");
    hex(out, signature, deep);
    Some(())
}

/// Appends a time given in milliseconds since 1970.
fn milliseconds(out: &mut Text, at: u64) {
    let (seconds, fraction) = (at / 1000, at % 1000);
    let Some(when) = i64::try_from(seconds)
        .ok()
        .and_then(|s| jiff::Timestamp::from_second(s).ok())
    else {
        return out.put("Bad time value");
    };
    let text = format!("{}.{fraction:03}Z", when.strftime("%Y%m%d%H%M%S"));
    let value = text.as_bytes();
    time(
        out,
        &Tlv {
            tag: Tag::GeneralizedTime,
            value,
            raw: value,
            offset: 0,
        },
    );
}
