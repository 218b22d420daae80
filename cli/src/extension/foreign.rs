//! Extensions that OpenSSL reads and prints and the library has no type for: no rule of path validation depends on them.

use super::words::{integer, list};
use super::{ExtensionContext, Row};
use crate::error::excerpt;
use crate::text::{self, Text, decimal_or_hex, put};
use certwright::der::{Reader, Tag, Writer};
use certwright::oid;

/// Their rows.
pub(super) static ROWS: &[Row] = &[
    Row {
        oid: oid!("1.3.101.1.4.1"),
        configure: Some(strong_extranet),
        print: print_strong_extranet,
    },
    Row {
        oid: oid!("1.2.643.100.111"),
        configure: Some(subject_sign_tool),
        print: print_subject_sign_tool,
    },
    Row {
        oid: oid!("1.2.643.100.112"),
        configure: Some(issuer_sign_tool),
        print: print_issuer_sign_tool,
    },
];

/// The longest user of a Strong Extranet zone.
const MAX_USER: usize = 64;

/// `SXNET ::= SEQUENCE { version INTEGER, ids SEQUENCE OF SEQUENCE { zone INTEGER, user OCTET STRING } }`.
fn strong_extranet(_: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut zones: Vec<(Vec<u8>, String)> = Vec::new();
    for (zone, user) in list(value)? {
        let user = user.filter(|user| user.len() <= MAX_USER).ok_or_else(|| {
            format!(
                "zone {zone} needs a user of at most {MAX_USER} bytes after a colon",
                zone = excerpt(&zone)
            )
        })?;
        let number = integer(&zone)?;
        if zones.iter().any(|(other, _)| *other == number) {
            return Err(format!("zone {zone} stands twice", zone = excerpt(&zone)));
        }
        zones.push((number, user));
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        w.tlv(Tag::Integer, &[0]);
        w.sequence(|w| {
            for (zone, user) in &zones {
                w.sequence(|w| {
                    w.tlv(Tag::Integer, zone);
                    w.tlv(Tag::OctetString, user.as_bytes());
                });
            }
        });
    });
    Ok(Some(w.into_vec()))
}

fn print_strong_extranet(out: &mut Text, value: &[u8], indent: usize) -> Option<()> {
    let mut reader = Reader::new(value);
    let mut fields = reader.sequence("SXNET").ok()?;
    reader.finish("SXNET").ok()?;
    let version = fields.integer("SXNET.version").ok()?.value;
    let [version] = version else { return None };
    out.indent(indent);
    put!(out, "Version: {} (0x{version:X})", u16::from(*version) + 1);
    let mut ids = fields.sequence("SXNET.ids").ok()?;
    fields.finish("SXNET").ok()?;
    while !ids.is_empty() {
        let mut id = ids.sequence("SXNETID").ok()?;
        let zone = id.integer("SXNETID.zone").ok()?.value;
        let user = id.expect(Tag::OctetString, "SXNETID.user").ok()?.value;
        id.finish("SXNETID").ok()?;
        out.put("\n");
        out.indent(indent);
        put!(out, "Zone: {}, User: ", decimal_or_hex(zone));
        text::plain(out, user);
    }
    Some(())
}

fn subject_sign_tool(_: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut w = Writer::new();
    w.tlv(Tag::Utf8String, value.as_bytes());
    Ok(Some(w.into_vec()))
}

fn print_subject_sign_tool(out: &mut Text, value: &[u8], indent: usize) -> Option<()> {
    let mut reader = Reader::new(value);
    let tool = reader
        .expect(Tag::Utf8String, "subjectSignTool")
        .ok()
        .filter(|tlv| !tlv.value.is_empty())?;
    reader.finish("subjectSignTool").ok()?;
    out.indent(indent);
    text::utf8(out, tool.value);
    Some(())
}

/// The fields of issuerSignTool, a SEQUENCE of four UTF8Strings, in their order.
const SIGN_TOOL: [&str; 4] = ["signTool", "cATool", "signToolCert", "cAToolCert"];

fn issuer_sign_tool(
    context: &ExtensionContext<'_>,
    value: &str,
) -> Result<Option<Vec<u8>>, String> {
    let given = super::words::items(context, value)?;
    if let Some((name, _)) = given
        .iter()
        .find(|(name, _)| !SIGN_TOOL.contains(&name.as_str()))
    {
        return Err(format!(
            "\"{name}\" is unknown; it takes {}",
            SIGN_TOOL.join(", "),
            name = excerpt(name)
        ));
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        for field in SIGN_TOOL {
            let value = given.iter().rev().find(|(name, _)| name == field);
            let text = value.and_then(|(_, text)| text.as_deref());
            w.tlv(Tag::Utf8String, text.unwrap_or_default().as_bytes());
        }
    });
    Ok(Some(w.into_vec()))
}

fn print_issuer_sign_tool(out: &mut Text, value: &[u8], indent: usize) -> Option<()> {
    let mut reader = Reader::new(value);
    let mut fields = reader.sequence("issuerSignTool").ok()?;
    reader.finish("issuerSignTool").ok()?;
    for (i, name) in SIGN_TOOL.into_iter().enumerate() {
        let field = fields.expect(Tag::Utf8String, "issuerSignTool").ok()?;
        out.put(if i > 0 { "\n" } else { "" });
        out.indent(indent);
        put!(out, "{name:<12}: ");
        text::utf8(out, field.value);
    }
    fields.finish("issuerSignTool").ok()
}
