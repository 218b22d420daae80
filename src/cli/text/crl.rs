//! A certificate revocation list's text.

use super::number::{hex_digits, magnitude};
use super::{Text, Unknown, extensions, name, put, signature_algorithm, signature_value, time};
use crate::cli::nameopt::NameOptions;
use crate::cli::parts::CrlParts;

/// An INTEGER's contents in upper-case hexadecimal without separators, `-` before a negative one: `-serial`'s form.
pub fn hex_number(contents: &[u8]) -> String {
    let (negative, octets) = magnitude(contents);
    let digits = if octets.is_empty() { "00".to_owned() } else { hex_digits(&octets) };
    format!("{}{digits}", if negative { "-" } else { "" })
}

/// Appends a CRL as `-text` shows it. Entries after one that cannot be read are left out.
pub fn crl(out: &mut Text, crl: &CrlParts<'_>, names: &NameOptions) {
    out.put("Certificate Revocation List (CRL):\n");
    match crl.version {
        version @ 0..=1 => put!(out, "        Version {} (0x{version:x})\n", version + 1),
        version => put!(out, "        Version unknown ({version})\n"),
    }
    out.put("    ");
    signature_algorithm(out, crl.signed.algorithm);
    out.put("        Issuer: ");
    name(out, crl.issuer, 0, names);
    out.put("\n        Last Update: ");
    time(out, &crl.this_update);
    out.put("\n        Next Update: ");
    match &crl.next_update {
        Some(next) => time(out, next),
        None => out.put("NONE"),
    }
    out.put("\n");
    extensions(out, "CRL extensions", &crl.extensions, 8, Unknown::Plain);
    let mut entries = crl.revoked().map_while(Result::ok).peekable();
    out.put(if entries.peek().is_some() { "Revoked Certificates:\n" } else { "No Revoked Certificates.\n" });
    for entry in entries {
        put!(out, "    Serial Number: {}\n        Revocation Date: ", hex_number(entry.serial));
        time(out, &entry.date);
        out.put("\n");
        extensions(out, "CRL entry extensions", &entry.extensions, 8, Unknown::Plain);
    }
    signature_value(out, crl.signed.algorithm, crl.signed.signature);
}
