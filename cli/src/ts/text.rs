//! Requests, responses and tokens as OpenSSL 3.0 prints them.

use super::message::{ExtensionList, FailureInfo, Imprint, Info, Request, Response, Status};
use crate::extension;
use crate::text::{self, Text, Unknown, put};
use certwright::der::ObjectIdentifierRef;
use certwright::x509::GeneralName;

/// A number in hexadecimal; `unspecified` where there is none.
fn number(contents: Option<&[u8]>) -> String {
    let Some(contents) = contents else {
        return "unspecified".into();
    };
    let (negative, magnitude) = text::magnitude(contents);
    let digits: String = magnitude.iter().map(|byte| format!("{byte:02X}")).collect();
    let digits = if digits.is_empty() { "0" } else { &digits };
    format!("0x{}{digits}", if negative { "-" } else { "" })
}

fn imprint(out: &mut Text, imprint: &Imprint<'_>) {
    let name = text::long_name(imprint.algorithm.oid).unwrap_or("UNKNOWN");
    put!(out, "Hash Algorithm: {name}\nMessage data:\n");
    text::dump::bytes(out, imprint.digest, 4);
}

fn policy(out: &mut Text, id: Option<ObjectIdentifierRef<'_>>) {
    let shown = id.map_or_else(|| "unspecified".into(), text::shown);
    put!(out, "Policy OID: {shown}\n");
}

fn yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

fn extensions(out: &mut Text, list: &ExtensionList) {
    out.put("Extensions:\n");
    list.with(|list| extension::print_all(out, "", list, 0, Unknown::Plain));
}

/// Appends a request.
pub(super) fn request(out: &mut Text, request: &Request<'_>) {
    put!(out, "Version: {}\n", request.version);
    imprint(out, &request.imprint);
    policy(out, request.policy);
    put!(
        out,
        "Nonce: {}\nCertificate required: {}\n",
        number(request.nonce),
        yes_or_no(request.wants_certificates)
    );
    extensions(out, &request.extensions);
}

/// Appends a response, and what its token states.
pub(super) fn response(out: &mut Text, response: &Response<'_>, token: Option<&Info<'_>>) {
    out.put("Status info:\n");
    status(out, &response.status);
    out.put("\nTST info:\n");
    match token {
        Some(token) => info(out, token),
        None => out.put("Not included.\n"),
    }
}

fn status(out: &mut Text, status: &Status<'_>) {
    let word = match status.code {
        0 => "Granted.",
        1 => "Granted with modifications.",
        2 => "Rejected.",
        3 => "Waiting.",
        4 => "Revocation warning.",
        5 => "Revoked.",
        _ => "out of bounds",
    };
    put!(out, "Status: {word}\nStatus description: ");
    for (i, text) in status.texts.iter().enumerate() {
        out.put(if i > 0 { "\t" } else { "" });
        // What is hostile does not command the terminal.
        text::plain(out, text);
        out.put("\n");
    }
    if status.texts.is_empty() {
        out.put("unspecified\n");
    }
    let set = FailureInfo::ALL.iter().filter(|(bit, ..)| status.has(*bit));
    let set: Vec<&str> = set.map(|(_, _, words)| *words).collect();
    let set = match set.is_empty() {
        true => "unspecified".into(),
        false => set.join(", "),
    };
    put!(out, "Failure info: {set}\n");
}

/// Appends what a token states.
pub(super) fn info(out: &mut Text, info: &Info<'_>) {
    put!(out, "Version: {}\n", info.version);
    policy(out, Some(info.policy));
    imprint(out, &info.imprint);
    put!(
        out,
        "Serial number: {}\nTime stamp: ",
        number(Some(info.serial))
    );
    text::time(out, &info.time);
    out.put("\nAccuracy: ");
    match &info.accuracy {
        None => out.put("unspecified"),
        Some(accuracy) => {
            let [seconds, millis, micros] = accuracy.0.map(number);
            put!(out, "{seconds} seconds, {millis} millis, {micros} micros");
        }
    }
    put!(
        out,
        "\nOrdering: {}\nNonce: {}\nTSA: ",
        yes_or_no(info.ordering),
        number(info.nonce)
    );
    match &info.tsa {
        // OpenSSL prints a name in the oldest form here, up to 256 characters of it.
        Some(GeneralName::Directory(name)) => {
            out.put("DirName:");
            out.put(text::one_line_within(name.raw(), 255));
        }
        Some(name) => extension::general_name(out, name),
        None => out.put("unspecified"),
    }
    out.put("\n");
    extensions(out, &info.extensions);
}
