//! nameConstraints (RFC 5280 §4.2.1.10, §6.1.3 (b) and (c), §6.1.4 (g)).
//!
//! permitted_subtrees is the intersection of what each CA above permits and excluded_subtrees the union of what each
//! excludes, so a name is allowed exactly when every CA above allows it by itself. That is how it is checked here: name
//! by name against certificate by certificate, with nothing accumulated, and each comparison counted.

#[cfg(feature = "all-names")]
use alloc::borrow::Cow;
use alloc::vec::Vec;
#[cfg(feature = "all-names")]
use core::net::Ipv4Addr;

use super::budget::{BudgetExceeded, Meter, Resource};
use super::error::ShownName;
use super::identity::{above, is_dns_name};
#[cfg(feature = "all-names")]
use super::mailbox::Mailbox;
use super::name::CanonicalName;
#[cfg(not(feature = "all-names"))]
use crate::der::oid;
use crate::x509::GeneralName;
use crate::x509::extension::{GeneralSubtree, NameConstraints, SequenceOf};

/// A name, or the base of a subtree, in its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form<'a> {
    /// dNSName.
    Dns(&'a [u8]),
    /// rfc822Name.
    Email(&'a [u8]),
    /// uniformResourceIdentifier.
    Uri(&'a [u8]),
    /// iPAddress: 4 or 16 bytes in a name, twice as many in a constraint.
    Ip(&'a [u8]),
    /// directoryName.
    Directory(CanonicalName),
    /// A form that is not processed, by its tag number in GeneralName.
    Other(u8),
}

impl<'a> Form<'a> {
    pub(super) fn new(name: &GeneralName<'a>) -> Self {
        match name {
            GeneralName::Dns(name) => Self::Dns(name.as_bytes()),
            GeneralName::Rfc822(mailbox) => Self::Email(mailbox.as_bytes()),
            GeneralName::Uri(uri) => Self::Uri(uri.as_bytes()),
            GeneralName::Ip(bytes) => Self::Ip(bytes),
            GeneralName::Directory(name) => Self::Directory(CanonicalName::new(name)),
            GeneralName::Other { .. } => Self::Other(0),
            GeneralName::X400(_) => Self::Other(3),
            GeneralName::EdiParty(_) => Self::Other(5),
            GeneralName::RegisteredId(_) => Self::Other(8),
        }
    }

    /// A SmtpUTF8Mailbox, which is an otherName by its form and obeys the constraints on rfc822Name (RFC 9598 §6).
    pub(super) fn mailbox_in_other_name(name: &GeneralName<'a>) -> Option<Self> {
        match name {
            #[cfg(feature = "all-names")]
            GeneralName::Other { type_id, value } => {
                super::mailbox::smtp_utf8_mailbox(*type_id, value).map(Self::Email)
            }
            // No mailbox is processed, and so no constraint on one is met.
            #[cfg(not(feature = "all-names"))]
            GeneralName::Other { type_id, value } if *type_id == oid::ON_SMTP_UTF8_MAILBOX => {
                Some(Self::Email(value))
            }
            _ => None,
        }
    }

    /// The name for a message.
    pub(super) fn shown(&self) -> ShownName {
        match self {
            Self::Dns(text) | Self::Email(text) | Self::Uri(text) => ShownName::text(text),
            Self::Ip(bytes) => ShownName::Ip(bytes.to_vec()),
            Self::Directory(_) => ShownName::Form(4),
            Self::Other(tag) => ShownName::Form(*tag),
        }
    }

    /// Directory names are not normalised (RFC 4518 §2.3): one with other spellings is not shown to be outside a subtree.
    fn has_other_spellings(&self) -> bool {
        matches!(self, Self::Directory(name) if name.has_other_spellings())
    }

    fn tag(&self) -> u8 {
        match self {
            Self::Email(_) => 1,
            Self::Dns(_) => 2,
            Self::Directory(_) => 4,
            Self::Uri(_) => 6,
            Self::Ip(_) => 7,
            Self::Other(tag) => *tag,
        }
    }
}

/// One certificate's nameConstraints, with its names made comparable.
#[derive(Clone, Debug)]
pub(super) struct Constraints<'a> {
    permitted: Vec<Subtree<'a>>,
    excluded: Vec<Subtree<'a>>,
}

impl<'a> Constraints<'a> {
    pub(super) fn new(extension: &NameConstraints<'a>) -> Self {
        let subtrees = |list: Option<SequenceOf<'a, GeneralSubtree<'a>>>| {
            let mut subtrees = Vec::new();
            if let Some(list) = list {
                for subtree in list.iter() {
                    subtrees.push(Subtree::new(&subtree));
                }
            }
            subtrees
        };
        Self {
            permitted: subtrees(extension.permitted_subtrees),
            excluded: subtrees(extension.excluded_subtrees),
        }
    }
}

/// GeneralSubtree.
#[derive(Clone, Debug)]
struct Subtree<'a> {
    base: Form<'a>,
    /// minimum is not 0 or maximum is there, which RFC 5280 gives no meaning to.
    has_distance: bool,
    /// The base's: read once.
    has_other_spellings: bool,
}

/// How a name fares under constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The form is constrained and the name is in no permitted subtree.
    NotPermitted,
    /// The name is in an excluded subtree.
    Excluded,
    /// The form is constrained by a subtree that cannot be processed.
    Unprocessed,
    /// The form is constrained and the name is malformed, so that it cannot be compared.
    Malformed,
}

/// Whether these constraints allow the name.
pub(super) fn check(
    name: &Form<'_>,
    constraints: &Constraints<'_>,
    meter: &mut Meter,
) -> Result<Option<Fault>, BudgetExceeded> {
    // Counted whole and up front: the loops below then cost what was paid for.
    let subtrees = constraints.permitted.len() + constraints.excluded.len();
    meter.spend(Resource::NameComparisons, subtrees)?;
    let of_form = |s: &&Subtree<'_>| s.base.tag() == name.tag();
    let is_unsure = name.has_other_spellings();
    for subtree in constraints.excluded.iter().filter(of_form) {
        match subtree.contains(name, Side::Excluded) {
            Ok(false) if !is_unsure && !subtree.has_other_spellings => {}
            Ok(false) if is_unsure => return Ok(Some(Fault::Malformed)),
            Ok(false) => return Ok(Some(Fault::Unprocessed)),
            Ok(true) => return Ok(Some(Fault::Excluded)),
            Err(fault) => return Ok(Some(fault)),
        }
    }
    let mut constrained = false;
    for subtree in constraints.permitted.iter().filter(of_form) {
        constrained = true;
        match subtree.contains(name, Side::Permitted) {
            Ok(false) => {}
            Ok(true) => return Ok(None),
            Err(fault) => return Ok(Some(fault)),
        }
    }
    Ok(constrained.then_some(Fault::NotPermitted))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Permitted,
    Excluded,
}

impl<'a> Subtree<'a> {
    fn new(subtree: &GeneralSubtree<'a>) -> Self {
        let base = Form::new(&subtree.base);
        Self {
            has_distance: subtree.minimum != 0 || subtree.maximum.is_some(),
            has_other_spellings: base.has_other_spellings(),
            base,
        }
    }

    fn contains(&self, name: &Form<'_>, side: Side) -> Result<bool, Fault> {
        if self.has_distance {
            return Err(Fault::Unprocessed);
        }
        match (name, &self.base) {
            (Form::Dns(name), Form::Dns(base)) => dns(name, base, side),
            #[cfg(feature = "all-names")]
            (Form::Email(name), Form::Email(base)) => email(name, base, side),
            #[cfg(feature = "all-names")]
            (Form::Uri(name), Form::Uri(base)) => uri(name, base),
            (Form::Ip(name), Form::Ip(base)) => ip(name, base),
            (Form::Directory(name), Form::Directory(base)) => Ok(name.is_within(base)),
            _ => Err(Fault::Unprocessed),
        }
    }
}

/// A dNSName is within a base when labels added to the base's left make it. A base that begins with a dot, which RFC 5280
/// does not provide for dNSName, is taken as everyone takes it: at least one label must be added.
///
/// A wildcard name stands for all that it covers: all of it must be permitted, and none of it may be excluded.
fn dns(name: &[u8], base: &[u8], side: Side) -> Result<bool, Fault> {
    let name = core::str::from_utf8(name).map_err(|_| Fault::Malformed)?;
    let (wildcard, concrete) = match name.strip_prefix("*.") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    if !is_dns_name(concrete) {
        return Err(Fault::Malformed);
    }
    let base = core::str::from_utf8(base).map_err(|_| Fault::Unprocessed)?;
    let (dotted, bare) = match base.strip_prefix('.') {
        Some(rest) => (true, rest),
        None => (false, base),
    };
    if base.is_empty() {
        return Ok(true); // every name
    }
    if !is_dns_name(bare) {
        return Err(Fault::Unprocessed);
    }
    let below = is_below(concrete, bare);
    let equal = concrete.eq_ignore_ascii_case(bare);
    if wildcard {
        // `*.b` covers one more label than b: all of it lies within b and within what is above b. Some of it may lie
        // within a base of exactly one more label than b.
        let touches = side == Side::Excluded
            && above(bare).is_some_and(|up| concrete.eq_ignore_ascii_case(up));
        return Ok(below || equal || touches);
    }
    Ok(below || equal && !dotted)
}

/// True when `name` is `base` with labels added to its left.
fn is_below(name: &str, base: &str) -> bool {
    let (name, base) = (name.as_bytes(), base.as_bytes());
    name.len() > base.len()
        && name[name.len() - base.len()..].eq_ignore_ascii_case(base)
        && name[name.len() - base.len() - 1] == b'.'
}

/// A host by RFC 5280's rule for mailboxes and URIs: a base with a leading dot covers the names below, one without it
/// that very host.
#[cfg(feature = "all-names")]
fn host(host: &str, base: &str) -> Result<bool, Fault> {
    match base.strip_prefix('.') {
        Some(domain) if is_dns_name(domain) => Ok(is_below(host, domain)),
        None if base.is_empty() => Ok(true),
        None if is_dns_name(base) => Ok(host.eq_ignore_ascii_case(base)),
        _ => Err(Fault::Unprocessed),
    }
}

/// A mailbox by the mailbox, the host or the domain that a base is (RFC 5280 §4.2.1.10).
#[cfg(feature = "all-names")]
fn email(name: &[u8], base: &[u8], side: Side) -> Result<bool, Fault> {
    let mailbox = Mailbox::new(name).ok_or(Fault::Malformed)?;
    let is_within = match base.contains(&b'@') {
        true => mailbox.is(&Mailbox::new(base).ok_or(Fault::Unprocessed)?),
        false => host(
            &mailbox.domain,
            core::str::from_utf8(base).map_err(|_| Fault::Unprocessed)?,
        )?,
    };
    // U-labels are not normalised (RFC 5891 §5.2): nothing shows that such a host is outside.
    match side == Side::Excluded && !is_within && matches!(mailbox.domain, Cow::Owned(_)) {
        true => Err(Fault::Malformed),
        false => Ok(is_within),
    }
}

/// A URI is judged by its host, which must be a DNS name (RFC 5280 §4.2.1.10).
#[cfg(feature = "all-names")]
fn uri(name: &[u8], base: &[u8]) -> Result<bool, Fault> {
    let name_host = uri_host(name).ok_or(Fault::Malformed)?;
    host(
        name_host,
        core::str::from_utf8(base).map_err(|_| Fault::Unprocessed)?,
    )
}

/// The longest scheme and authority that are read, in bytes; a host has 253.
#[cfg(feature = "all-names")]
const MAX_AUTHORITY: usize = 1024;

/// The DNS name in `scheme://userinfo@host:port/…` (RFC 3986 §3.2); `None` where there is none or it is an address.
#[cfg(feature = "all-names")]
fn uri_host(uri: &[u8]) -> Option<&str> {
    let (scheme, rest) = split_once(uri, b':')?;
    if !scheme.first()?.is_ascii_alphabetic()
        || !scheme
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b))
    {
        return None;
    }
    let rest = rest.strip_prefix(b"//")?;
    let authority = rest.split(|b| b"/?#".contains(b)).next()?;
    // Every comparison reads it anew.
    if scheme.len() + authority.len() > MAX_AUTHORITY {
        return None;
    }
    let host_port = match split_once(authority, b'@') {
        // `http://evil.example\@good.example/` has either host, depending on who reads it; so has one with a second `@`.
        Some((user, _)) if !user.iter().all(is_userinfo) => return None,
        Some((_, host_port)) => host_port,
        None => authority,
    };
    let host = match host_port.iter().rposition(|&b| b == b':') {
        Some(colon) if host_port[colon + 1..].iter().all(u8::is_ascii_digit) => &host_port[..colon],
        Some(_) => return None,
        None => host_port,
    };
    let host = core::str::from_utf8(host).ok()?;
    // IPv4address of RFC 3986 §3.2.2: four numbers up to 255 without leading zeros.
    (is_dns_name(host) && host.parse::<Ipv4Addr>().is_err()).then_some(host)
}

/// The bytes of userinfo (RFC 3986 §3.2.1).
#[cfg(feature = "all-names")]
fn is_userinfo(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:".contains(byte)
}

/// What stands before and after the first such byte.
#[cfg(feature = "all-names")]
fn split_once(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&b| b == separator)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

/// An iPAddress is within a base of the same family when it has the base's address under the base's mask.
fn ip(name: &[u8], base: &[u8]) -> Result<bool, Fault> {
    if name.len() != 4 && name.len() != 16 {
        return Err(Fault::Malformed);
    }
    if base.len() != 8 && base.len() != 32 {
        return Err(Fault::Unprocessed);
    }
    let (address, mask) = base.split_at(base.len() / 2);
    if name.len() != address.len() {
        return Ok(false);
    }
    Ok(name
        .iter()
        .zip(address)
        .zip(mask)
        .all(|((n, a), m)| n & m == a & m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dns_base_covers_itself_and_every_name_below() {
        let within =
            |name: &str, base: &str| dns(name.as_bytes(), base.as_bytes(), Side::Permitted);
        assert_eq!(within("host.example.com", "example.com"), Ok(true));
        assert_eq!(within("example.com", "EXAMPLE.com"), Ok(true));
        assert_eq!(within("badexample.com", "example.com"), Ok(false));
        assert_eq!(within("example.com", ".example.com"), Ok(false));
        assert_eq!(within("a.example.com", ".example.com"), Ok(true));
        assert_eq!(within("anything.at.all", ""), Ok(true));
        assert_eq!(within("a..b", "b"), Err(Fault::Malformed));
        assert_eq!(within("a.b", "b."), Err(Fault::Unprocessed));
    }

    #[test]
    fn a_wildcard_is_permitted_as_a_whole_and_excluded_in_part() {
        let within = |name: &str, base: &str, side| dns(name.as_bytes(), base.as_bytes(), side);
        assert_eq!(
            within("*.example.com", "example.com", Side::Permitted),
            Ok(true)
        );
        assert_eq!(
            within("*.example.com", "a.example.com", Side::Permitted),
            Ok(false)
        );
        assert_eq!(
            within("*.example.com", "a.example.com", Side::Excluded),
            Ok(true)
        );
        assert_eq!(
            within("*.example.com", "a.b.example.com", Side::Excluded),
            Ok(false)
        );
    }

    #[test]
    fn mailboxes_are_constrained_by_mailbox_host_or_domain() {
        let within =
            |name: &str, base: &str| email(name.as_bytes(), base.as_bytes(), Side::Permitted);
        assert_eq!(within("root@example.com", "root@EXAMPLE.com"), Ok(true));
        assert_eq!(within("Root@example.com", "root@example.com"), Ok(false));
        assert_eq!(within("root@example.com", "example.com"), Ok(true));
        assert_eq!(within("root@a.example.com", "example.com"), Ok(false));
        assert_eq!(within("root@a.example.com", ".example.com"), Ok(true));
        assert_eq!(within("root@example.com", ".example.com"), Ok(false));
        assert_eq!(
            within("not a mailbox", "example.com"),
            Err(Fault::Malformed)
        );
        // Two hosts: a reader of the first `@` is at evil.example, a reader of the last at example.com.
        for name in ["ceo@evil.example@example.com", "root@example.com."] {
            assert_eq!(within(name, "example.com"), Err(Fault::Malformed));
        }
        assert_eq!(
            within("\"ceo@evil.example\"@example.com", "example.com"),
            Ok(true)
        );
        assert_eq!(within("\"root\"@example.com", "root@example.com"), Ok(true));
        assert_eq!(
            within("root@example.com", "@example.com"),
            Err(Fault::Unprocessed)
        );
        assert_eq!(
            within("ü@大学.example.com", "xn--pss25c.example.com"),
            Ok(true)
        );
        assert_eq!(within("ü@evil.example", "example.com"), Ok(false));
        // A U-label in another form of the same host is not shown to be outside.
        assert_eq!(
            email(
                "ü@大学.example.com".as_bytes(),
                b"xn--pss25c.example.com",
                Side::Excluded
            ),
            Ok(true)
        );
        assert_eq!(
            email(
                "ü@BÜCHER.example".as_bytes(),
                b"xn--bcher-kva.example",
                Side::Excluded
            ),
            Err(Fault::Malformed)
        );
    }

    #[test]
    fn uris_are_constrained_by_their_host() {
        let within = |name: &str, base: &str| uri(name.as_bytes(), base.as_bytes());
        assert_eq!(
            within("https://u:p@host.example.com:8443/x?y#z", ".example.com"),
            Ok(true)
        );
        assert_eq!(within("https://example.com/", ".example.com"), Ok(false));
        assert_eq!(within("ftp://example.com", "example.com"), Ok(true));
        assert_eq!(
            within("https://evil.org/@example.com", "example.com"),
            Ok(false)
        );
        assert_eq!(
            within("https://10.0.0.1/", "example.com"),
            Err(Fault::Malformed)
        );
        assert_eq!(
            within("https://[::1]/", "example.com"),
            Err(Fault::Malformed)
        );
        let of = |host: &str| within(&format!("https://{host}/"), host);
        for address in ["1.2.3.4", "255.255.255.255", "0.0.0.0"] {
            assert_eq!(of(address), Err(Fault::Malformed));
        }
        for host in [
            "1.2.3",
            "1.2.3.256",
            "1.2.3.04",
            "1.2.3.1000",
            "1.2.3.99999999999999999999",
            "1.2.3.a",
            "1.2.3.4.5",
            "a.b",
        ] {
            assert_eq!(of(host), Ok(true), "{host}");
        }
        let long = |user: usize| {
            let uri = format!(
                "http://{}@example.com/{}",
                "u".repeat(user),
                "x".repeat(2000)
            );
            within(&uri, "example.com")
        };
        let beside = "http@example.com".len();
        assert_eq!(long(MAX_AUTHORITY - beside), Ok(true));
        assert_eq!(long(MAX_AUTHORITY - beside + 1), Err(Fault::Malformed));
        for uri in [
            "urn:isbn:1",
            "http://evil.org\\@example.com/",
            "http://evil.org@x@example.com/",
            "http://a b@example.com/",
            "1http://example.com/",
            "http://ex%61mple.com/",
        ] {
            assert_eq!(within(uri, "example.com"), Err(Fault::Malformed), "{uri}");
        }
        assert_eq!(within("x+y://%40:a;b@example.com", "example.com"), Ok(true));
    }

    #[test]
    fn addresses_are_constrained_by_prefix_within_their_family() {
        for (name, base) in [(4, 7), (4, 9), (4, 0), (4, 4), (16, 16), (16, 31)] {
            let outcome = ip(&[1; 16][..name], &[0; 32][..base]);
            assert_eq!(outcome, Err(Fault::Unprocessed), "{base}");
        }
        assert_eq!(ip(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Ok(true));
        assert_eq!(ip(&[11, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Ok(false));
        assert_eq!(
            ip(&[10, 127, 0, 1], &[10, 64, 0, 0, 255, 192, 0, 0]),
            Ok(true)
        );
        assert_eq!(ip(&[10, 1, 2, 3], &[0; 32]), Ok(false));
        assert_eq!(ip(&[10, 1, 2], &[0; 8]), Err(Fault::Malformed));
    }
}
