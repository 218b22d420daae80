//! A request's text.

use super::certificate::name_place;
use super::{
    CertificateOptions, Text, extension_value, name, oid, put, signature_value, subject_public_key_info,
};
use crate::cli::nameopt::NameOptions;
use crate::cli::parts::{RequestParts, is_extension_request};
use crate::encoding::der::{ObjectIdentifierRef, Reader, Tag};

/// Appends a request as `-text` shows it.
pub fn request(
    out: &mut Text,
    request: &RequestParts<'_>,
    names: &NameOptions,
    options: &CertificateOptions,
) {
    let (before_name, indent) = name_place(names);
    if !options.no_header {
        out.put("Certificate Request:\n    Data:\n");
    }
    if !options.no_version {
        match request.version {
            0 => out.put("        Version: 1 (0x0)\n"),
            version => put!(out, "        Version: Unknown ({version})\n"),
        }
    }
    if !options.no_subject {
        put!(out, "        Subject:{before_name}");
        name(out, request.subject, indent, names);
        out.put("\n");
    }
    if !options.no_pubkey {
        subject_public_key_info(out, request.key);
    }
    if !options.no_attributes {
        out.put("        Attributes:\n");
        if request.attributes.is_empty() {
            out.put("            (none)\n");
        }
        for (kind, values) in &request.attributes {
            if !is_extension_request(kind) {
                attribute(out, kind, *values);
            }
        }
    }
    if !options.no_extensions {
        requested(out, request, options);
    }
    if !options.no_sigdump {
        signature_value(out, request.signed.algorithm, request.signed.signature);
    }
}

fn attribute(out: &mut Text, kind: &ObjectIdentifierRef, mut values: Reader<'_>) {
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

/// Requested extensions stand deeper than a certificate's, under a title of their own.
fn requested(out: &mut Text, request: &RequestParts<'_>, options: &CertificateOptions) {
    if request.extensions.is_empty() {
        return;
    }
    out.put("            Requested Extensions:\n");
    for ext in &request.extensions {
        let critical = if ext.critical { "critical" } else { "" };
        put!(out, "                {}: {critical}\n", oid::shown(ext.oid));
        extension_value(out, ext.oid, ext.value, 20, options.unknown);
        out.put("\n");
    }
}
