//! A request's text.

use super::certificate::name_place;
use super::{CertificateOptions, Text, name, oid, put, signature_value, subject_public_key_info};
use crate::extension;
use crate::nameopt::NameOptions;
use certwright::der::oid::{EXTENSION_REQUEST, MS_EXTENSION_REQUEST};
use certwright::der::{ObjectIdentifierRef, Reader, Tag};
use certwright::x509::{Extensions, RequestRef};

/// Appends a request as `-text` shows it.
pub fn request(
    out: &mut Text,
    request: &RequestRef<'_>,
    names: &NameOptions,
    options: &CertificateOptions,
) {
    let (before_name, indent) = name_place(names);
    if !options.no_header {
        out.put("Certificate Request:\n    Data:\n");
    }
    if !options.no_version {
        put!(
            out,
            "        Version: {} (0x{:x})\n",
            request.version,
            request.version - 1
        );
    }
    if !options.no_subject {
        put!(out, "        Subject:{before_name}");
        name(out, request.subject.raw(), indent, names);
        out.put("\n");
    }
    if !options.no_pubkey {
        subject_public_key_info(out, request.spki.raw());
    }
    if !options.no_attributes {
        out.put("        Attributes:\n");
        if request.attributes().next().is_none() {
            out.put("            (none)\n");
        }
        for found in request.attributes() {
            if found.oid != EXTENSION_REQUEST && found.oid != MS_EXTENSION_REQUEST {
                attribute(out, found.oid, found.values);
            }
        }
    }
    if !options.no_extensions {
        requested(out, request, options);
    }
    if !options.no_sigdump {
        signature_value(out, request.signed.algorithm.raw, request.signed.signature);
    }
}

fn attribute(out: &mut Text, kind: ObjectIdentifierRef<'_>, mut values: Reader<'_>) {
    let label = oid::shown(kind);
    out.put("            ");
    out.put(&label);
    let mut pad = 25usize.saturating_sub(label.len());
    while let Ok(value) = values.any("Attribute value") {
        out.indent(std::mem::take(&mut pad));
        out.put(":");
        match value.tag {
            Tag::PrintableString
            | Tag::TeletexString
            | Tag::NumericString
            | Tag::Utf8String
            | Tag::Ia5String => {
                out.put(value.value);
                out.put("\n");
            }
            _ => out.put("unable to print attribute\n"),
        }
    }
}

/// Requested extensions stand deeper than a certificate's, under a title of their own, which OpenSSL 3.0 prints even
/// where there are none.
fn requested(out: &mut Text, request: &RequestRef<'_>, options: &CertificateOptions) {
    let extensions = request.requested_extensions().unwrap_or(Extensions::NONE);
    out.put("            Requested Extensions:\n");
    for ext in extensions.iter().filter(|ext| options.shows(ext)) {
        let critical = if ext.critical { "critical" } else { "" };
        put!(out, "                {}: {critical}\n", oid::shown(ext.oid));
        extension::print_value(out, ext.oid, ext.value, 20, options.unknown);
        out.put("\n");
    }
}
