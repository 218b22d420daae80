//! `-checkhost`, `-checkemail` and `-checkip`: whether a certificate names somebody, by OpenSSL's rules.
//!
//! These look at the subject where subjectAltName has no name of the kind, as OpenSSL does;
//! `verify` does so for e-mail addresses alone.

use std::net::IpAddr;

use crate::error::{CliError, excerpt};
use certwright::der::oid;
use certwright::der::{DerError, ObjectIdentifierRef};
use certwright::x509::extension::SubjectAltName;
use certwright::x509::{CertificateRef, GeneralName, Name};

/// The kinds of names that are looked for in subjectAltName.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// rfc822Name.
    Email,
    /// dNSName.
    Dns,
    /// iPAddress.
    Ip,
}

/// The subjectAltName's names of a kind; none where the certificate has no such extension.
///
/// # Errors
/// A subjectAltName that cannot be read: it names nobody, and nothing else may be taken in its stead.
pub fn alternative_names<'a>(
    cert: &CertificateRef<'a>,
    kind: Kind,
) -> Result<Vec<&'a [u8]>, DerError> {
    let Some(names) = cert.extensions.get::<SubjectAltName<'_>>()? else {
        return Ok(Vec::new());
    };
    let of_kind = |name| match (kind, name) {
        (Kind::Email, GeneralName::Rfc822(text)) | (Kind::Dns, GeneralName::Dns(text)) => {
            Some(text.as_bytes())
        }
        (Kind::Ip, GeneralName::Ip(address)) => Some(address),
        _ => None,
    };
    Ok(names.0.iter().filter_map(of_kind).collect())
}

/// The values of an attribute in a name.
pub fn attribute_values<'a>(name: Name<'a>, kind: ObjectIdentifierRef<'_>) -> Vec<&'a [u8]> {
    name.attributes()
        .filter(|attribute| attribute.oid == kind)
        .map(|attribute| attribute.value.value)
        .collect()
}

/// The names of a kind: the alternative ones if there are any, else those of the subject.
fn names<'a>(
    cert: &CertificateRef<'a>,
    kind: Kind,
    attribute: ObjectIdentifierRef<'_>,
) -> Vec<&'a [u8]> {
    match alternative_names(cert, kind) {
        Ok(names) if names.is_empty() => attribute_values(cert.subject, attribute),
        names => names.unwrap_or_default(),
    }
}

/// Whether the certificate is for a host.
pub fn host(cert: &CertificateRef<'_>, host: &str) -> bool {
    // An absolute name is the same name, as it is to `verify -verify_hostname`.
    let host = host.strip_suffix('.').unwrap_or(host);
    names(cert, Kind::Dns, oid::COMMON_NAME)
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
    names(cert, Kind::Email, oid::EMAIL_ADDRESS)
        .iter()
        .any(|name| {
            let (a, b) = (split(name), split(address));
            name[..a] == address[..b] && name[a..].eq_ignore_ascii_case(&address[b..])
        })
}

/// Whether the certificate is for an IP address.
///
/// # Errors
/// Text that is not an address.
pub fn ip(cert: &CertificateRef<'_>, address: &str) -> Result<bool, CliError> {
    let parsed: IpAddr = address.parse().map_err(|_| {
        CliError::usage(format!(
            "-checkip {address}: this is not an IP address such as 10.96.0.1 or fd00::1",
            address = excerpt(address)
        ))
    })?;
    let bytes = match parsed {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets().to_vec(),
    };
    Ok(alternative_names(cert, Kind::Ip).is_ok_and(|names| names.contains(&bytes.as_slice())))
}
