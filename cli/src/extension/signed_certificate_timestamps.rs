//! Signed certificate timestamps (RFC 6962 §3.3).

use super::{CommandLine, Lenient, lenient};
use crate::text::{Text, put, time};
use certwright::der::{Tag, Tlv};
use certwright::x509::extension::{
    SerializedSct, SignedCertificateTimestamp, SignedCertificateTimestampList,
};

impl CommandLine for SignedCertificateTimestampList<'_> {
    const LENIENT: Option<Lenient> = Some(lenient::no_timestamps);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        for (i, entry) in self.iter().enumerate() {
            out.put(if i > 0 { "\n" } else { "" });
            out.indent(indent);
            out.put("Signed Certificate Timestamp:");
            label(out, "Version   : ", indent);
            match entry {
                SerializedSct::V1(timestamp) => print(out, &timestamp, indent),
                SerializedSct::Other(entry) => {
                    out.put("unknown\n");
                    out.indent(indent + 16);
                    hex(out, entry, indent + 16);
                }
            }
        }
        Some(())
    }
}

fn label(out: &mut Text, label: &str, indent: usize) {
    out.put("\n");
    out.indent(indent + 4);
    out.put(label);
}

/// Appends bytes, sixteen a line, the first line going on where the text stands.
fn hex(out: &mut Text, bytes: &[u8], indent: usize) {
    for (i, b) in bytes.iter().enumerate() {
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

fn print(out: &mut Text, timestamp: &SignedCertificateTimestamp<'_>, indent: usize) {
    let deep = indent + 16;
    out.put("v1 (0x0)");
    label(out, "Log ID    : ", indent);
    hex(out, timestamp.log_id, deep);
    label(out, "Timestamp : ", indent);
    milliseconds(out, timestamp.timestamp);
    label(out, "Extensions: ", indent);
    match timestamp.extensions {
        [] => out.put("none"),
        extensions => hex(out, extensions, deep),
    }
    label(out, "Signature : ", indent);
    match (timestamp.hash, timestamp.signature_algorithm) {
        (4, 3) => out.put("ecdsa-with-SHA256"),
        (4, 1) => out.put("sha256WithRSAEncryption"),
        (hash, signature) => put!(out, "{hash:02X}{signature:02X}"),
    }
    label(out, "            ", indent);
    hex(out, timestamp.signature, deep);
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
