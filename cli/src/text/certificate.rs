//! A certificate's text.

use super::{CertificateOptions, Text, hex_dump, name, put, serial};
use super::{signature_algorithm, signature_value, subject_public_key_info, time};
use crate::extension;
use crate::nameopt::{NameOptions, Separator};
use certwright::x509::{CertificateRef, Extension};

/// Where names stand: on the label's line, or below it and indented.
pub(super) fn name_place(names: &NameOptions) -> (&'static str, usize) {
    if names.separator == Separator::Multiline {
        ("\n", 12)
    } else {
        (" ", 0)
    }
}

/// Appends a certificate as `-text` shows it.
pub fn certificate(
    out: &mut Text,
    cert: &CertificateRef<'_>,
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
        put!(
            out,
            "        Version: {} (0x{:x})\n",
            cert.version,
            cert.version - 1
        );
    }
    if !options.no_serial {
        out.put("        Serial Number:");
        serial(out, cert.serial);
    }
    if !options.no_signame {
        out.put("    ");
        signature_algorithm(out, cert.tbs_signature.raw);
    }
    if !options.no_issuer {
        named(out, "Issuer", cert.issuer.raw());
    }
    if !options.no_validity {
        out.put("        Validity\n            Not Before: ");
        time(out, &cert.validity.not_before_raw);
        out.put("\n            Not After : ");
        time(out, &cert.validity.not_after_raw);
        out.put("\n");
    }
    if !options.no_subject {
        named(out, "Subject", cert.subject.raw());
    }
    if !options.no_pubkey {
        subject_public_key_info(out, cert.spki.raw());
    }
    for (label, id) in [
        ("Issuer", cert.issuer_unique_id),
        ("Subject", cert.subject_unique_id),
    ] {
        if let Some(bits) = id {
            put!(out, "        {label} Unique ID: ");
            hex_dump(out, bits.bytes, 18, 12);
        }
    }
    if !options.no_extensions {
        let shown: Vec<Extension<'_>> = cert
            .extensions
            .iter()
            .filter(|ext| options.shows(ext))
            .collect();
        extension::print_all(out, "X509v3 extensions", &shown, 8, options.unknown);
    }
    if !options.no_sigdump {
        signature_value(out, cert.signed.algorithm.raw, cert.signed.signature);
    }
}
