//! A certificate revocation list's text.

use std::convert::Infallible;

use super::number::{hex_digits, magnitude};
use super::{Text, Unknown, name, put, signature_algorithm, signature_value, time};
use crate::extension;
use crate::nameopt::NameOptions;
use certwright::x509::{CertificateListRef, Extension, Extensions};

/// An INTEGER's contents in upper-case hexadecimal without separators, `-` before a negative one: `-serial`'s form.
pub fn hex_number(contents: &[u8]) -> String {
    let (negative, bytes) = magnitude(contents);
    let digits = if bytes.is_empty() {
        "00".to_owned()
    } else {
        hex_digits(&bytes)
    };
    format!("{}{digits}", if negative { "-" } else { "" })
}

fn listed(list: Extensions<'_>) -> Vec<Extension<'_>> {
    list.iter().collect()
}

/// Appends a CRL as `-text` shows it.
pub fn crl(out: &mut Text, crl: &CertificateListRef<'_>, names: &NameOptions) {
    let Ok(()) = crl_in_pieces(crl, names, &mut |piece| -> Result<(), Infallible> {
        out.put(piece);
        Ok(())
    });
}

/// How much text is collected before it is given out.
const PIECE: usize = 64 << 10;

/// Gives out a CRL as `-text` shows it, in pieces: a list may have millions of entries.
pub fn crl_in_pieces<E>(
    crl: &CertificateListRef<'_>,
    names: &NameOptions,
    sink: &mut dyn FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let out = &mut Text::new();
    out.put("Certificate Revocation List (CRL):\n");
    put!(
        out,
        "        Version {} (0x{:x})\n",
        crl.version,
        crl.version - 1
    );
    out.put("    ");
    signature_algorithm(out, crl.tbs_signature.raw);
    out.put("        Issuer: ");
    name(out, crl.issuer.raw(), 0, names);
    out.put("\n        Last Update: ");
    time(out, &crl.this_update_raw);
    out.put("\n        Next Update: ");
    match &crl.next_update_raw {
        Some(next) => time(out, next),
        None => out.put("NONE"),
    }
    out.put("\n");
    extension::print_all(
        out,
        "CRL extensions",
        &listed(crl.extensions),
        8,
        Unknown::Plain,
    );
    let mut entries = crl.entries().peekable();
    out.put(if entries.peek().is_some() {
        "Revoked Certificates:\n"
    } else {
        "No Revoked Certificates.\n"
    });
    for entry in entries {
        put!(
            out,
            "    Serial Number: {}\n        Revocation Date: ",
            hex_number(entry.serial)
        );
        time(out, &entry.revocation_date_raw);
        out.put("\n");
        extension::print_all(
            out,
            "CRL entry extensions",
            &listed(entry.extensions),
            8,
            Unknown::Plain,
        );
        if out.as_bytes().len() > PIECE {
            sink(out.as_bytes())?;
            out.clear();
        }
    }
    signature_value(out, crl.signed.algorithm.raw, crl.signed.signature);
    sink(out.as_bytes())
}
