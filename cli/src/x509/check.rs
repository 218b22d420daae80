//! `-checkhost`, `-checkemail` and `-checkip`: whether a certificate names somebody, by OpenSSL's rules.
//!
//! These look at the subject where subjectAltName has no name of the kind, as OpenSSL does; `verify` does not.

use std::net::IpAddr;

use crate::error::{CliError, excerpt};
use certwright::der::oid;
use certwright::der::{ObjectIdentifier, Reader, context_tag};
use certwright::x509::{CertificateRef, Name};

/// The subjectAltName's names with this `[number]`.
pub fn alternative_names<'a>(cert: &CertificateRef<'a>, number: u32) -> Vec<&'a [u8]> {
    let Some(ext) = cert.extensions.find(&oid::SUBJECT_ALT_NAME) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    if let Ok(mut names) = Reader::new(ext.value).sequence("GeneralNames") {
        while let Ok(name) = names.any("GeneralName") {
            if name.tag == context_tag(number, false) {
                out.push(name.value);
            }
        }
    }
    out
}

/// The values of an attribute in a name.
pub fn attribute_values<'a>(name: Name<'a>, kind: ObjectIdentifier) -> Vec<&'a [u8]> {
    name.attributes()
        .filter(|attribute| *attribute.oid == kind)
        .map(|attribute| attribute.value.value)
        .collect()
}

/// The names of a kind: the alternative ones if there are any, else those of the subject.
fn names<'a>(cert: &CertificateRef<'a>, number: u32, kind: ObjectIdentifier) -> Vec<&'a [u8]> {
    let alternative = alternative_names(cert, number);
    if alternative.is_empty() {
        attribute_values(cert.subject, kind)
    } else {
        alternative
    }
}

/// Whether the certificate is for a host.
pub fn host(cert: &CertificateRef<'_>, host: &str) -> bool {
    names(cert, 2, oid::COMMON_NAME)
        .iter()
        .any(|pattern| host_matches(pattern, host.as_bytes()))
}

fn host_matches(pattern: &[u8], host: &[u8]) -> bool {
    // A leading point asks for any name below.
    if host.first() == Some(&b'.') && host.len() > 1 {
        let above = pattern.len().checked_sub(host.len()).filter(|&n| n > 0);
        return above.is_some_and(|n| pattern[n..].eq_ignore_ascii_case(host));
    }
    match star(pattern) {
        Some(at) if pattern.len() > 1 => wildcard(&pattern[..at], &pattern[at + 1..], host),
        _ => pattern.eq_ignore_ascii_case(host),
    }
}

/// Where a pattern's wildcard stands, if it is one that counts: a single one in the first of three labels or more, at that
/// label's beginning or end, and not in an A-label.
fn star(pattern: &[u8]) -> Option<usize> {
    let at = pattern.iter().position(|&b| b == b'*')?;
    let first = pattern.iter().position(|&b| b == b'.')?;
    let dots = pattern.iter().filter(|&&b| b == b'.').count();
    let single = !pattern[at + 1..].contains(&b'*');
    let at_end = at == 0 || at + 1 == first;
    let labels_filled = pattern.split(|&b| b == b'.').all(|label| !label.is_empty());
    let a_label = pattern
        .get(..4)
        .is_some_and(|p| p.eq_ignore_ascii_case(b"xn--"));
    (at < first && dots >= 2 && single && at_end && labels_filled && !a_label).then_some(at)
}

fn wildcard(prefix: &[u8], suffix: &[u8], host: &[u8]) -> bool {
    let Some(length) = host.len().checked_sub(prefix.len() + suffix.len()) else {
        return false;
    };
    let middle = &host[prefix.len()..prefix.len() + length];
    let whole_label = prefix.is_empty() && suffix.first() == Some(&b'.');
    let a_label = host
        .get(..4)
        .is_some_and(|p| p.eq_ignore_ascii_case(b"xn--"));
    host[..prefix.len()].eq_ignore_ascii_case(prefix)
        && host[prefix.len() + length..].eq_ignore_ascii_case(suffix)
        && (!whole_label || !middle.is_empty())
        && (whole_label || !a_label)
        && middle
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || *b == b'-')
}

/// Whether the certificate is for an e-mail address: the part before `@` letter by letter, the rest in any case.
pub fn email(cert: &CertificateRef<'_>, address: &str) -> bool {
    let split = |a: &[u8]| a.iter().rposition(|&b| b == b'@').unwrap_or(a.len());
    let address = address.as_bytes();
    names(cert, 1, oid::EMAIL_ADDRESS).iter().any(|name| {
        let (a, b) = (split(name), split(address));
        name[..a] == address[..b] && name[a..].eq_ignore_ascii_case(&address[b..])
    })
}

/// Whether the certificate is for an IP address.
///
/// # Errors
/// Text that is no address.
pub fn ip(cert: &CertificateRef<'_>, address: &str) -> Result<bool, CliError> {
    let parsed: IpAddr = address.parse().map_err(|_| {
        CliError::usage(format!(
            "-checkip {address}: this is no IP address such as 10.96.0.1 or fd00::1",
            address = excerpt(address)
        ))
    })?;
    let octets = match parsed {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    Ok(alternative_names(cert, 7).contains(&octets.as_slice()))
}
