//! A certificate's text.

use super::{CertificateOptions, Text, extensions, hex_dump, name, put, serial};
use super::{signature_algorithm, signature_value, subject_public_key_info, time};
use crate::cli::nameopt::{NameOptions, Separator};
use crate::cli::parts::CertificateParts;

/// Where names stand: on the label's line, or below it and indented.
pub(super) fn name_place(names: &NameOptions) -> (&'static str, usize) {
    if names.separator == Separator::Multiline { ("\n", 12) } else { (" ", 0) }
}

/// Appends a certificate as `-text` shows it.
pub fn certificate(
    out: &mut Text,
    cert: &CertificateParts<'_>,
    names: &NameOptions,
    options: &CertificateOptions,
) {
    let (before_name, indent) = name_place(names);
    let named = |out: &mut Text, label: &str, der: &[u8]| {
        put!(out, "        {label}:{before_name}");
        name(out, der, indent, names);
        out.put("\n");
    };
    if !options.no_header {
        out.put("Certificate:\n    Data:\n");
    }
    if !options.no_version {
        match cert.version {
            version @ 0..=2 => put!(out, "        Version: {} (0x{version:x})\n", version + 1),
            version => put!(out, "        Version: Unknown ({version})\n"),
        }
    }
    if !options.no_serial {
        out.put("        Serial Number:");
        serial(out, cert.serial);
    }
    if !options.no_signame {
        out.put("    ");
        signature_algorithm(out, cert.algorithm);
    }
    if !options.no_issuer {
        named(out, "Issuer", cert.issuer);
    }
    if !options.no_validity {
        out.put("        Validity\n            Not Before: ");
        time(out, &cert.not_before);
        out.put("\n            Not After : ");
        time(out, &cert.not_after);
        out.put("\n");
    }
    if !options.no_subject {
        named(out, "Subject", cert.subject);
    }
    if !options.no_pubkey {
        subject_public_key_info(out, cert.key);
    }
    for (label, id) in [("Issuer", cert.issuer_unique_id), ("Subject", cert.subject_unique_id)] {
        if let Some(octets) = id {
            put!(out, "        {label} Unique ID: ");
            hex_dump(out, octets, 18, 12);
        }
    }
    if !options.no_extensions {
        extensions(out, "X509v3 extensions", &cert.extensions, 8, options.unknown);
    }
    if !options.no_sigdump {
        signature_value(out, cert.signed.algorithm, cert.signed.signature);
    }
}
