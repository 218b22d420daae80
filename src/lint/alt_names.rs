//! The names in subjectAltName and issuerAltName (RFC 5280 §4.2.1.6, RFC 9549, RFC 9598).

use core::str;

use super::{Context, Findings, table, text};
use crate::der::{Reader, Tag, oid};
use crate::x509::GeneralName;
use crate::x509::extension::{IssuerAltName, SubjectAltName};

/// The names of both extensions, each with its field.
pub(super) fn names<'a>(
    c: &Context<'_, 'a>,
) -> impl Iterator<Item = (&'static str, GeneralName<'a>)> + use<'a> {
    let subject = c.get::<SubjectAltName<'a>>().map(|names| names.0.iter());
    let issuer = c.get::<IssuerAltName<'a>>().map(|names| names.0.iter());
    let subject = subject
        .into_iter()
        .flatten()
        .map(|name| ("subjectAltName", name));
    subject.chain(
        issuer
            .into_iter()
            .flatten()
            .map(|name| ("issuerAltName", name)),
    )
}

pub(super) fn dns_names<'a>(
    c: &Context<'_, 'a>,
    f: &mut Findings<'_>,
    is_wrong: impl Fn(&'a str) -> bool,
) {
    for (field, name) in names(c) {
        if let GeneralName::Dns(name) = name
            && is_wrong(name)
        {
            f.quote(field, name.as_bytes());
        }
    }
}

fn labels(c: &Context<'_, '_>, f: &mut Findings<'_>, is_wrong: impl Fn(&str) -> bool) {
    dns_names(c, f, |name| {
        text::labels(text::without_wildcard(name)).any(&is_wrong)
    });
}

fn uris<'a>(c: &Context<'_, 'a>, f: &mut Findings<'_>, is_wrong: impl Fn(&'a str) -> bool) {
    for (field, name) in names(c) {
        if let GeneralName::Uri(uri) = name
            && is_wrong(uri)
        {
            f.quote(field, uri.as_bytes());
        }
    }
}

/// The value of each SmtpUTF8Mailbox, a UTF8String.
fn smtp_utf8<'a>(c: &Context<'_, 'a>, f: &mut Findings<'_>, is_wrong: impl Fn(&'a [u8]) -> bool) {
    for (field, name) in names(c) {
        if let GeneralName::Other { type_id, value } = name
            && type_id == oid::ON_SMTP_UTF8_MAILBOX
            && let Ok(tlv) = Reader::new(value).expect(Tag::Utf8String, "SmtpUTF8Mailbox")
            && is_wrong(tlv.value)
        {
            f.quote(field, tlv.value);
        }
    }
}

/// Local part and domain, where it has both.
fn split(mailbox: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = mailbox.iter().rposition(|&b| b == b'@')?;
    Some((&mailbox[..at], &mailbox[at + 1..]))
}

fn is_reserved_ldh(label: &str) -> bool {
    let b = label.as_bytes();
    b.len() >= 4 && b[2] == b'-' && b[3] == b'-'
}

pub(super) fn is_a_label_prefix(label: &str) -> bool {
    label
        .get(..4)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"))
}

pub(super) fn is_other_reserved_ldh(label: &str) -> bool {
    is_reserved_ldh(label) && !is_a_label_prefix(label)
}

table! { RULES, Pkix;
    Error dns_name_empty, "RFC 5280 §4.2.1.6", SUBJECT, CertificateIssuer;
        "a dNSName is empty or a space" => "leave it out";
        |c, f| dns_names(c, f, |name| name.trim().is_empty());
    Error dns_name_leading_dot, "RFC 5280 §4.2.1.6, RFC 1034 §3.5", SUBJECT, CertificateIssuer;
        "a dNSName begins with a dot" => "write the name without it; only a constraint of a URI's host begins so";
        |c, f| dns_names(c, f, |name| name.starts_with('.'));
    Error dns_name_trailing_dot, "RFC 5280 §4.2.1.6, RFC 1034 §3.5", SUBJECT, CertificateIssuer;
        "a dNSName ends with a dot" => "write the name without it";
        |c, f| dns_names(c, f, |name| name.len() > 1 && name.ends_with('.'));
    Error dns_name_empty_label, "RFC 5280 §4.2.1.6, RFC 1034 §3.5", SUBJECT, CertificateIssuer;
        "a dNSName has nothing between two dots" => "write the name without the second dot";
        |c, f| dns_names(c, f, |name| name.contains(".."));
    Error dns_name_label_too_long, "RFC 5280 §4.2.1.6, RFC 1034 §3.1", SUBJECT, CertificateIssuer;
        "a label of a dNSName has more than 63 characters" => "use a name that the DNS can have";
        |c, f| labels(c, f, |label| label.len() > 63);
    Error dns_name_too_long, "RFC 5280 §4.2.1.6, RFC 1034 §3.1", SUBJECT, CertificateIssuer;
        "a dNSName has more than 253 characters" => "use a name that the DNS can have";
        |c, f| dns_names(c, f, |name| name.len() > 253);
    Error dns_name_hyphen_at_the_edge, "RFC 5280 §4.2.1.6, RFC 1034 §3.5", SUBJECT, CertificateIssuer;
        "a label of a dNSName begins or ends with a hyphen" => "use a name that a host can have";
        |c, f| labels(c, f, |label| label.starts_with('-') || label.ends_with('-'));
    Error dns_name_underscore, "RFC 5280 §4.2.1.6, RFC 1034 §3.5", SUBJECT, CertificateIssuer;
        "a dNSName has an underscore, which no host name has" => "use a name without it";
        |c, f| dns_names(c, f, |name| name.contains('_'));
    Error dns_name_character_not_allowed, "RFC 5280 §4.2.1.6, RFC 1034 §3.5", SUBJECT, CertificateIssuer;
        "a dNSName has a character other than letters, digits, hyphens and dots" => "write a host name: no port, no path, no space, A-labels for an internationalised name";
        |c, f| dns_names(c, f, |name| !name.trim().is_empty() && text::without_wildcard(name).bytes()
            .any(|b| !(b.is_ascii_alphanumeric() || b"-._*".contains(&b))));
    Error dns_name_wildcard_not_first_label, "RFC 5280 §4.2.1.6, RFC 9525 §6.3", SUBJECT, CertificateIssuer;
        "a dNSName has a * that is not its whole first label" => "write *.example.org, or the names themselves";
        |c, f| dns_names(c, f, |name| text::without_wildcard(name).contains('*'));
    Error dns_name_address, "RFC 5280 §4.2.1.6, RFC 1123 §2.1", SUBJECT, CertificateIssuer;
        "a dNSName is an IPv4 address" => "write it as iPAddress";
        |c, f| dns_names(c, f, text::looks_like_ipv4);
    Error dns_name_a_label_malformed, "RFC 9549 §2.3, RFC 5891 §4.2", SUBJECT, CertificateIssuer;
        "a label of a dNSName begins with xn-- and stands for no internationalised label" => "write the A-label that the U-label has";
        |c, f| labels(c, f, |label| is_a_label_prefix(label) && text::decode_a_label(label).is_none());
    Warning dns_name_reserved_label, "RFC 5890 §2.3.1", SUBJECT, CertificateIssuer;
        "a label of a dNSName has hyphens in third and fourth place and is not an A-label" => "use a name without them";
        |c, f| labels(c, f, is_other_reserved_ldh);
    Error rfc822_name_malformed, "RFC 5280 §4.2.1.6, RFC 5321 §4.1.2", SUBJECT, CertificateIssuer;
        "an rfc822Name is not a mailbox" => "write local-part@domain, without a phrase, comment or angle brackets";
        |c, f| for (field, name) in names(c) {
            if let GeneralName::Rfc822(mailbox) = name && !text::is_mailbox(mailbox) { f.quote(field, mailbox.as_bytes()) }
        };
    Error uri_relative, "RFC 5280 §4.2.1.6", SUBJECT, CertificateIssuer;
        "a uniformResourceIdentifier has no scheme" => "write an absolute URI";
        |c, f| uris(c, f, |uri| text::uri(uri).is_none());
    Error uri_without_specific_part, "RFC 5280 §4.2.1.6", SUBJECT, CertificateIssuer;
        "a uniformResourceIdentifier has nothing after its scheme" => "write an absolute URI";
        |c, f| uris(c, f, |uri| text::uri(uri).is_some_and(|uri| uri.rest_is_empty));
    Error uri_host_malformed, "RFC 5280 §4.2.1.6", SUBJECT, CertificateIssuer;
        "a uniformResourceIdentifier has an authority whose host is neither a full name nor an address" => "write the host's full name";
        |c, f| uris(c, f, |uri| text::uri(uri).is_some_and(|uri| uri.host.is_some_and(|host| !text::is_uri_host(host))));
    Error uri_character_not_allowed, "RFC 5280 §4.2.1.6, RFC 3986 §2", SUBJECT, CertificateIssuer;
        "a uniformResourceIdentifier has a character that a URI cannot have" => "escape it as % and two hexadecimal digits";
        |c, f| uris(c, f, |uri| !text::has_uri_characters(uri));
    Warning directory_name_empty, "RFC 5280 §4.2.1.6", SUBJECT, CertificateIssuer;
        "a directoryName is empty" => "leave it out";
        |c, f| for (field, name) in names(c) {
            if let GeneralName::Directory(name) = name && name.is_empty() { f.at(field, name.raw()) }
        };
    Error smtp_utf8_mailbox_not_utf8_string, "RFC 9598 §3", SUBJECT, CertificateIssuer;
        "a SmtpUTF8Mailbox is not a UTF8String of a mailbox" => "write local-part@domain as UTF8String";
        |c, f| for (field, name) in names(c) {
            if let GeneralName::Other { type_id, value } = name && type_id == oid::ON_SMTP_UTF8_MAILBOX {
                let text = Reader::new(value).expect(Tag::Utf8String, "SmtpUTF8Mailbox").ok();
                if !text.is_some_and(|tlv| str::from_utf8(tlv.value).is_ok() && split(tlv.value).is_some()) { f.at(field, value) }
            }
        };
    Error smtp_utf8_mailbox_of_ascii, "RFC 9598 §3", SUBJECT, CertificateIssuer;
        "the local part of a SmtpUTF8Mailbox is ASCII" => "write the mailbox as rfc822Name";
        |c, f| smtp_utf8(c, f, |mailbox| split(mailbox).is_some_and(|(local, _)| local.is_ascii()));
    Error smtp_utf8_mailbox_domain, "RFC 9598 §3", SUBJECT, CertificateIssuer;
        "the domain of a SmtpUTF8Mailbox is not written in lower-case A-labels" => "write the domain in ASCII, in lower case";
        |c, f| smtp_utf8(c, f, |mailbox| split(mailbox).is_some_and(|(_, domain)| !domain.is_ascii() || domain.iter().any(u8::is_ascii_uppercase)));
    Error smtp_utf8_mailbox_byte_order_mark, "RFC 9598 §3", SUBJECT, CertificateIssuer;
        "a SmtpUTF8Mailbox begins with a byte order mark" => "leave it out";
        |c, f| smtp_utf8(c, f, |mailbox| mailbox.starts_with(&[0xef, 0xbb, 0xbf]));
    Error alt_name_other_malformed, "RFC 5280 §4.2.1.6, RFC 4985 §2", SUBJECT, CertificateIssuer;
        "an SRVName is not _service.name as IA5String" => "write _service.name as IA5String";
        |c, f| for (field, name) in names(c) {
            if let GeneralName::Other { type_id, value } = name && type_id == oid::ON_DNS_SRV {
                let text = Reader::new(value).expect(Tag::Ia5String, "SRVName").ok();
                let good = text.and_then(|tlv| str::from_utf8(tlv.value).ok()).and_then(|name| name.strip_prefix('_'))
                    .and_then(|name| name.split_once('.')).is_some_and(|(service, name)| !service.is_empty() && text::is_host_name(name));
                if !good { f.at(field, value) }
            }
        };
    Warning alt_name_repeated, "RFC 5280 §4.2.1.6", SUBJECT, CertificateIssuer;
        "subjectAltName has one name twice" => "leave the second out";
        |c, f| if let Some(names) = c.get::<SubjectAltName<'_>>() {
            let mut seen: alloc::vec::Vec<&str> = names.0.iter().filter_map(|name| match name {
                GeneralName::Dns(name) => Some(name),
                _ => None,
            }).collect();
            seen.sort_by_key(|name| name.to_ascii_lowercase());
            for pair in seen.windows(2).filter(|pair| pair[0].eq_ignore_ascii_case(pair[1])) { f.quote("subjectAltName", pair[1].as_bytes()) }
        };
}
