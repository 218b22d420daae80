//! Service identity (RFC 9525): is this certificate for the name that the caller set out to reach?
//!
//! Only subjectAltName counts. The subject's commonName is never looked at (RFC 9525 §2): a certificate that carries its
//! host name there and nowhere else is for no host at all.

use alloc::string::String;
use core::fmt;
use core::net::IpAddr;

#[cfg(feature = "all-names")]
use super::mailbox::Mailbox;
use crate::x509::{DnsNameError, check_host_name, check_labels};

/// What the caller set out to reach: the reference identifier of RFC 9525.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identity {
    /// A DNS-ID, made by [`Identity::dns`].
    Dns(DnsName),
    /// An IP-ID, compared by its bytes.
    Ip(IpAddr),
    /// A mailbox (RFC 5321 §4.1.2; RFC 6531 beyond ASCII), which an rfc822Name or a SmtpUTF8Mailbox (RFC 9598) may be, or, where
    /// subjectAltName has neither, an emailAddress of the subject (RFC 8550 §3): the
    /// local part exactly, the host by case-insensitive ASCII, U-labels as A-labels. What is not a mailbox matches nothing.
    #[cfg(feature = "all-names")]
    #[cfg_attr(docsrs, doc(cfg(feature = "all-names")))]
    Email(String),
}

/// A fully qualified DNS name in A-label form, lower case, with no dot at its end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnsName(String);

impl DnsName {
    /// Reads a host name in ASCII (RFC 9525 §2, RFC 1034 §3.5); one dot at its end is dropped.
    ///
    /// # Errors
    /// [`DnsNameError`] for what is not a host name: what is wrong, and where in it.
    pub fn new(name: &str) -> Result<Self, DnsNameError> {
        let name = name.strip_suffix('.').unwrap_or(name);
        check_host_name(name, 0)?;
        Ok(Self(name.to_ascii_lowercase()))
    }

    /// The name, in lower case and without a dot at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a presented dNSName is this name, or a wildcard over it (RFC 9525 §6.3): `*` is the whole left-most label
    /// and stands for exactly one label. Above a wildcard at least two labels must follow, so that `*.com` is nobody's.
    pub fn matches(&self, presented: &[u8]) -> bool {
        let Ok(presented) = core::str::from_utf8(presented) else {
            return false;
        };
        match presented.strip_prefix("*.") {
            Some(parent) => {
                // What equals the end of our name is well formed because ours is.
                parent.as_bytes().contains(&b'.')
                    && above(&self.0).is_some_and(|own| own.eq_ignore_ascii_case(parent))
            }
            None => self.0.eq_ignore_ascii_case(presented),
        }
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A host name without its left-most label; `None` for a single label.
pub(super) fn above(name: &str) -> Option<&str> {
    let dot = name.as_bytes().iter().position(|&b| b == b'.')?;
    name.get(dot + 1..)
}

/// Whether a presented name is well formed, wildcards apart.
pub(super) fn is_dns_name(name: &str) -> bool {
    check_labels(name).is_ok()
}

impl Identity {
    /// A DNS-ID (RFC 9525 §2) of this host name in ASCII; one dot at its end is dropped.
    ///
    /// # Errors
    /// [`DnsNameError`] for what is not a host name: what is wrong, and where in it.
    pub fn dns(name: &str) -> Result<Self, DnsNameError> {
        DnsName::new(name).map(Self::Dns)
    }

    /// Whether a presented dNSName, iPAddress or rfc822Name is this identity. `form` is the kind of name that the bytes are.
    pub(super) fn matches(&self, form: Presented<'_>) -> bool {
        match (self, form) {
            (Self::Dns(name), Presented::Dns(presented)) => name.matches(presented),
            (Self::Ip(IpAddr::V4(ip)), Presented::Ip(presented)) => presented == ip.octets(),
            (Self::Ip(IpAddr::V6(ip)), Presented::Ip(presented)) => presented == ip.octets(),
            #[cfg(feature = "all-names")]
            (Self::Email(mailbox), Presented::Email(presented)) => {
                Mailbox::are_one(mailbox.as_bytes(), presented)
            }
            _ => false,
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(f, "{name}"),
            Self::Ip(ip) => write!(f, "{ip}"),
            #[cfg(feature = "all-names")]
            Self::Email(mailbox) => write!(f, "{mailbox}"),
        }
    }
}

/// A name of subjectAltName in one of the forms that identities come in.
#[derive(Clone, Copy)]
pub(super) enum Presented<'a> {
    Dns(&'a [u8]),
    Ip(&'a [u8]),
    #[cfg(feature = "all-names")]
    Email(&'a [u8]),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(reference: &str, presented: &str) -> bool {
        DnsName::new(reference)
            .unwrap()
            .matches(presented.as_bytes())
    }

    #[test]
    fn dns_ids_match_by_case_insensitive_ascii() {
        assert!(matches("Kubernetes.Default.svc", "kubernetes.default.SVC"));
        assert!(matches("example.com.", "example.com"));
        assert!(!matches("example.com", "example.com."));
        assert!(!matches("example.com", "example.org"));
        assert!(!matches("example.com", "example.com\0.evil.org"));
    }

    #[test]
    fn a_wildcard_is_the_whole_left_most_label_and_stands_for_one_label() {
        assert!(matches("a.example.com", "*.example.com"));
        assert!(matches("xn--bcher-kva.example.com", "*.EXAMPLE.com"));
        assert!(!matches("example.com", "*.example.com"));
        assert!(!matches("a.b.example.com", "*.example.com"));
        assert!(!matches("a.example.com", "a*.example.com"));
        assert!(!matches("ab.example.com", "a*.example.com"));
        assert!(!matches("a.example.com", "a.*.com"));
        assert!(!matches("a.b.com", "*.*.com"));
        assert!(!matches("example.com", "*.com"));
        assert!(!matches("example.com", "*"));
    }

    #[test]
    fn a_name_that_could_mean_something_else_is_not_looked_for() {
        use crate::x509::DnsNameErrorKind as E;
        let refused = |name: &str| DnsName::new(name).map_err(|e| (e.offset, e.kind));
        assert_eq!(refused(""), Err((0, E::EmptyLabel)));
        assert_eq!(refused("a..b"), Err((2, E::EmptyLabel)));
        assert_eq!(refused("10.0.0.1"), Err((7, E::Numeric)));
        assert_eq!(refused("7"), Err((0, E::Numeric)));
        assert_eq!(refused("bücher.example"), Err((1, E::Character('ü'))));
        assert_eq!(refused("*.example.com"), Err((0, E::Character('*'))));
        assert_eq!(refused("-a.example"), Err((0, E::Hyphen)));
        assert_eq!(refused("a.bc-.example"), Err((4, E::Hyphen)));
        assert_eq!(refused(&["a"; 128].join(".")), Err((253, E::TooLong)));
        let long = format!("a.{}", "b".repeat(64));
        assert_eq!(refused(&long), Err((65, E::TooLong)));
    }

    #[test]
    fn addresses_match_by_their_bytes_and_mailboxes_by_local_part_and_host() {
        let ip = Identity::Ip("10.96.0.1".parse().unwrap());
        assert!(ip.matches(Presented::Ip(&[10, 96, 0, 1])));
        assert!(!ip.matches(Presented::Dns(b"10.96.0.1")));
        let mapped = Identity::Ip("::ffff:10.96.0.1".parse().unwrap());
        assert!(!mapped.matches(Presented::Ip(&[10, 96, 0, 1])));
        let mail = Identity::Email("Bob@example.com".into());
        assert!(mail.matches(Presented::Email(b"Bob@EXAMPLE.com")));
        assert!(!mail.matches(Presented::Email(b"bob@example.com")));
    }
}
