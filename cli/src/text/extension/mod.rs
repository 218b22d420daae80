//! Extensions: one printer for each that OpenSSL 3.0 knows, and what is shown of the others.

mod access;
mod constraints;
mod distribution;
mod general_name;
mod identifier;
mod policy;
mod simple;
mod timestamps;
mod usage;

use super::options::Unknown;
use super::{Text, oid, put, string};
use certwright::der::{DerError, ObjectIdentifier, ObjectIdentifierRef, Reader};
use certwright::x509::Extension;

/// Prints one extension's DER value, indented; an error means that the value is not what its type says.
type Printer = fn(&mut Text, Reader<'_>, usize) -> Result<(), DerError>;

/// Every extension that has a form of its own.
const PRINTERS: [(&str, Printer); 38] = [
    ("2.5.29.14", identifier::subject_key),
    ("2.5.29.15", usage::key_usage),
    ("2.5.29.16", simple::private_key_usage_period),
    ("2.5.29.17", general_name::alternative_names),
    ("2.5.29.18", general_name::alternative_names),
    ("2.5.29.19", constraints::basic),
    ("2.5.29.20", simple::integer),
    ("2.5.29.21", usage::reason_code),
    ("2.5.29.23", simple::object),
    ("2.5.29.24", simple::generalized_time),
    ("2.5.29.27", simple::integer),
    ("2.5.29.28", distribution::issuing_distribution_point),
    ("2.5.29.29", general_name::alternative_names),
    ("2.5.29.30", constraints::names),
    ("2.5.29.31", distribution::points),
    ("2.5.29.32", policy::certificate_policies),
    ("2.5.29.33", policy::mappings),
    ("2.5.29.35", identifier::authority_key),
    ("2.5.29.36", policy::constraints),
    ("2.5.29.37", usage::extended_key_usage),
    ("2.5.29.46", distribution::points),
    ("2.5.29.54", simple::integer),
    ("1.3.6.1.5.5.7.1.1", access::information),
    ("1.3.6.1.5.5.7.1.11", access::information),
    ("1.3.6.1.5.5.7.1.24", usage::tls_feature),
    ("1.3.6.1.5.5.7.48.1.5", simple::null),
    ("1.3.6.1.5.5.7.48.1.6", simple::generalized_time),
    ("1.3.6.1.4.1.11129.2.4.2", timestamps::list),
    ("1.3.6.1.4.1.11129.2.4.3", simple::poison),
    ("2.16.840.1.113730.1.1", usage::netscape_type),
    ("2.16.840.1.113730.1.2", simple::ia5_string),
    ("2.16.840.1.113730.1.3", simple::ia5_string),
    ("2.16.840.1.113730.1.4", simple::ia5_string),
    ("2.16.840.1.113730.1.7", simple::ia5_string),
    ("2.16.840.1.113730.1.8", simple::ia5_string),
    ("2.16.840.1.113730.1.12", simple::ia5_string),
    ("2.16.840.1.113730.1.13", simple::ia5_string),
    ("1.3.6.1.5.5.7.48.1.2", simple::octets),
];

fn printer(kind: &ObjectIdentifierRef) -> Option<Printer> {
    let found = PRINTERS
        .iter()
        .find(|(dotted, _)| kind == &ObjectIdentifier::new_unwrap(dotted));
    found.map(|&(_, printer)| printer)
}

/// Appends the value of an extension as `-text` and `-ext` show it, without a line end.
pub fn extension_value(
    out: &mut Text,
    kind: &ObjectIdentifierRef,
    value: &[u8],
    indent: usize,
    unknown: Unknown,
) {
    let printer = printer(kind);
    let shown = printer.and_then(|print| {
        let mut text = Text::new();
        let mut reader = Reader::new(value);
        let element = reader.any("extension").ok()?;
        reader.finish("extension").ok()?;
        print(&mut text, Reader::new(element.raw), indent).ok()?;
        Some(text)
    });
    match (shown, unknown) {
        (Some(text), _) => out.put(text.as_octets()),
        (None, Unknown::Plain) => {
            out.indent(indent);
            string::plain(out, value);
        }
        (None, Unknown::Error) => {
            out.indent(indent);
            out.put(if printer.is_some() {
                "<Parse Error>"
            } else {
                "<Not Supported>"
            });
        }
        (None, Unknown::Parse) => {
            if !super::dump::asn1(out, value) {
                out.indent(indent);
                string::plain(out, value);
            }
        }
        (None, Unknown::Dump) => super::dump::octets(out, value, indent),
    }
}

/// Appends `title` and every extension below it; nothing at all if there is none.
pub fn extensions(
    out: &mut Text,
    title: &str,
    list: &[Extension<'_>],
    indent: usize,
    unknown: Unknown,
) {
    for (i, ext) in list.iter().enumerate() {
        if i == 0 && !title.is_empty() {
            out.indent(indent);
            put!(out, "{title}:\n");
        }
        let indent = if title.is_empty() { indent } else { indent + 4 };
        out.indent(indent);
        put!(
            out,
            "{}: {}\n",
            oid::shown(ext.oid),
            if ext.critical { "critical" } else { "" }
        );
        extension_value(out, ext.oid, ext.value, indent + 4, unknown);
        out.put("\n");
    }
}

/// Appends values on one line with commas between, or `<EMPTY>`.
fn comma_list(out: &mut Text, values: &[Vec<u8>], indent: usize) {
    out.indent(indent);
    if values.is_empty() {
        out.put("<EMPTY>\n");
    }
    for (i, value) in values.iter().enumerate() {
        out.put(if i > 0 { ", " } else { "" });
        out.put(value);
    }
}

/// Appends values on a line each, or `<EMPTY>`.
fn line_list(out: &mut Text, values: &[Vec<u8>], indent: usize) {
    if values.is_empty() {
        out.indent(indent);
        out.put("<EMPTY>\n");
    }
    for (i, value) in values.iter().enumerate() {
        out.put(if i > 0 { "\n" } else { "" });
        out.indent(indent);
        out.put(value);
    }
}
