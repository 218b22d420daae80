//! Requests and responses as OpenSSL 3.0 prints them.

use crate::extension;
use crate::nameopt::NameOptions;
use crate::text::{self, CertificateOptions, Text, Unknown, put};
use certwright::pem::{self, label};
use certwright::x509::Extensions;
use certwright::x509::extension::CrlReason;
use certwright::x509::ocsp::{
    CertId, CertStatus, Certificates, RequestRef, ResponderId, ResponseRef, ResponseStatus,
};

/// A status as OpenSSL names it.
pub(super) fn response_status(status: ResponseStatus) -> String {
    status.name().to_ascii_lowercase()
}

/// The status of a certificate.
pub(super) fn cert_status(status: CertStatus) -> &'static str {
    match status {
        CertStatus::Good => "good",
        CertStatus::Revoked { .. } => "revoked",
        CertStatus::Unknown => "unknown",
    }
}

/// The name of a reason, if OpenSSL has one.
pub(super) fn reason(code: CrlReason) -> &'static str {
    match code {
        CrlReason::PrivilegeWithdrawn | CrlReason::AaCompromise => "(UNKNOWN)",
        code => code.name(),
    }
}

/// Bytes in hexadecimal, 35 a line; none at all is a zero.
fn hex(out: &mut Text, bytes: &[u8], nothing: &str) {
    if bytes.is_empty() {
        out.put(nothing);
    }
    for (i, byte) in bytes.iter().enumerate() {
        out.put(if i > 0 && i % 35 == 0 { "\\\n" } else { "" });
        put!(out, "{byte:02X}");
    }
}

fn cert_id(out: &mut Text, id: &CertId<'_>, indent: usize) {
    let mut line = |indent, label: &str| {
        out.indent(indent);
        out.put(label);
    };
    line(indent, "Certificate ID:\n");
    line(indent + 2, "Hash Algorithm: ");
    out.put(text::shown(id.hash_algorithm.oid));
    for (label, hash) in [
        ("Issuer Name Hash: ", id.issuer_name_hash),
        ("Issuer Key Hash: ", id.issuer_key_hash),
    ] {
        out.put("\n");
        out.indent(indent + 2);
        out.put(label);
        hex(out, hash, "0");
    }
    out.put("\n");
    out.indent(indent + 2);
    out.put("Serial Number: ");
    let (negative, magnitude) = text::magnitude(id.serial);
    out.put(if negative { "-" } else { "" });
    hex(out, &magnitude, "00");
    out.put("\n");
}

fn extensions(out: &mut Text, title: &str, list: &Extensions<'_>, indent: usize) {
    let list: Vec<_> = list.iter().collect();
    extension::print_all(out, title, &list, indent, Unknown::Plain);
}

fn certificates(out: &mut Text, certificates: Certificates<'_>) {
    for certificate in certificates {
        let options = CertificateOptions::default();
        text::certificate(out, &certificate, &NameOptions::COMPAT, &options);
        out.put(pem::encode(label::CERTIFICATE, certificate.signed.raw));
    }
}

/// Appends a request.
pub(super) fn request(out: &mut Text, request: &RequestRef<'_>) {
    out.put("OCSP Request Data:\n    Version: 1 (0x0)");
    if let Some(name) = &request.requestor_name {
        out.put("\n    Requestor Name: ");
        extension::general_name(out, name);
    }
    out.put("\n    Requestor List:\n");
    for single in request.requests {
        cert_id(out, &single.cert_id, 8);
        extensions(out, "Request Single Extensions", &single.extensions, 8);
    }
    extensions(out, "Request Extensions", &request.extensions, 4);
    if let Some(signature) = &request.signature {
        let signed = &signature.signed;
        text::signature_value(out, signed.algorithm.raw, signed.signature);
        certificates(out, signature.certificates);
    }
}

/// Appends a response.
pub(crate) fn response(out: &mut Text, response: &ResponseRef<'_>) {
    let status = response.status;
    put!(
        out,
        "OCSP Response Data:\n    OCSP Response Status: {} (0x{:x})\n",
        response_status(status),
        status.code()
    );
    let Some(kind) = response.response_type else {
        return;
    };
    put!(out, "    Response Type: {}", text::shown(kind));
    let Some(basic) = &response.basic else {
        return out.put(" (unknown response type)\n");
    };
    out.put("\n    Version: 1 (0x0)\n    Responder Id: ");
    match &basic.responder_id {
        ResponderId::ByName(name) => text::name(out, name.raw(), 0, &NameOptions::ONELINE),
        ResponderId::ByKey(hash) => hex(out, hash, "0"),
    }
    out.put("\n    Produced At: ");
    text::moment(out, basic.produced_at);
    out.put("\n    Responses:\n");
    for single in basic.responses {
        cert_id(out, &single.cert_id, 4);
        put!(out, "    Cert Status: {}", cert_status(single.status));
        if let CertStatus::Revoked { time, reason: code } = single.status {
            out.put("\n    Revocation Time: ");
            text::moment(out, time);
            if let Some(code) = code {
                let number = code.code();
                put!(
                    out,
                    "\n    Revocation Reason: {} (0x{number:x})",
                    reason(code)
                );
            }
        }
        out.put("\n    This Update: ");
        text::moment(out, single.this_update);
        if let Some(next) = single.next_update {
            out.put("\n    Next Update: ");
            text::moment(out, next);
        }
        out.put("\n");
        extensions(out, "Response Single Extensions", &single.extensions, 8);
        out.put("\n");
    }
    extensions(out, "Response Extensions", &basic.extensions, 4);
    text::signature_value(out, basic.signed.algorithm.raw, basic.signed.signature);
    certificates(out, basic.certificates);
}
