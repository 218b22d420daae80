//! Mailboxes: rfc822Name (RFC 5280 §4.2.1.6), SmtpUTF8Mailbox (RFC 9598 §3), and what is looked for.
//!
//! `Local-part@Domain` by RFC 5321 §4.1.2 and, for other characters than ASCII, RFC 6531 §3.3. What is not such a mailbox
//! equals none and is in no subtree: `ceo@evil.example@example.com` has two hosts, depending on who reads it.

use alloc::borrow::Cow;
use alloc::string::String;
use core::net::{Ipv4Addr, Ipv6Addr};

use super::identity::is_dns_name;
use crate::der::{ObjectIdentifierRef, Reader, Tag, oid};

/// Local-part of 64 bytes and Domain of 255 (RFC 5321 §4.5.3.1), with the `@` between them.
const MAX_LEN: usize = 64 + 1 + 255;

/// A mailbox that was read.
#[derive(Clone, Debug)]
pub(super) struct Mailbox<'a> {
    /// Local-part as it stands, quotes and all.
    local: &'a str,
    /// Domain, its labels as A-labels.
    pub(super) domain: Cow<'a, str>,
}

impl<'a> Mailbox<'a> {
    /// Reads a mailbox of a host, as constraints have them (RFC 5280 §4.2.1.10): none at an address literal
    /// (`user@[192.0.2.1]`), which is in no subtree, and outside none either, since the host's name is not known.
    pub(super) fn new(text: &'a [u8]) -> Option<Self> {
        Self::read(text).filter(|mailbox| is_dns_name(&mailbox.domain))
    }

    /// Whether two texts are one mailbox, be it at an address literal (RFC 5321 §4.1.3), which is compared as it is written.
    pub(super) fn are_one(a: &[u8], b: &[u8]) -> bool {
        let both = Mailbox::read(a).zip(Mailbox::read(b));
        both.is_some_and(|(a, b)| a.is(&b))
    }

    fn read(text: &'a [u8]) -> Option<Self> {
        // Every comparison reads it anew.
        if text.len() > MAX_LEN {
            return None;
        }
        let text = core::str::from_utf8(text).ok()?;
        let local_len = if text.starts_with('"') {
            quoted(text)?
        } else {
            text.find('@')?
        };
        let (local, rest) = text.split_at(local_len);
        let domain = ascii_domain(rest.strip_prefix('@')?)?;
        let is_local = local.starts_with('"') || local.split('.').all(is_atom);
        let is_host = is_dns_name(&domain) || is_address_literal(&domain);
        (is_local && is_host).then_some(Self { local, domain })
    }

    /// Local-part without its quotes: `"a"@example.com` is `a@example.com` (RFC 5321 §4.1.2).
    fn unquoted(&self) -> impl Iterator<Item = char> {
        let is_quoted = self.local.starts_with('"');
        let inner = match is_quoted {
            true => &self.local[1..self.local.len() - 1],
            false => self.local,
        };
        let mut chars = inner.chars();
        core::iter::from_fn(move || match chars.next() {
            Some('\\') if is_quoted => chars.next(),
            c => c,
        })
    }

    /// The same local part, exactly, and the same host, in any case of ASCII (RFC 5280 §7.5, RFC 9598 §5).
    pub(super) fn is(&self, other: &Mailbox<'_>) -> bool {
        self.unquoted().eq(other.unquoted()) && self.domain.eq_ignore_ascii_case(&other.domain)
    }
}

/// IPv4-address-literal or IPv6-address-literal (RFC 5321 §4.1.3).
fn is_address_literal(domain: &str) -> bool {
    let Some(address) = domain.strip_prefix('[').and_then(|d| d.strip_suffix(']')) else {
        return false;
    };
    match address.split_at_checked("IPv6:".len()) {
        Some((tag, rest)) if tag.eq_ignore_ascii_case("IPv6:") => rest.parse::<Ipv6Addr>().is_ok(),
        _ => address.parse::<Ipv4Addr>().is_ok(),
    }
}

/// The mailbox in an otherName that is a SmtpUTF8Mailbox: a UTF8String (RFC 9598 §3). Another type holds none.
pub(super) fn smtp_utf8_mailbox<'a>(
    type_id: ObjectIdentifierRef<'_>,
    value: &'a [u8],
) -> Option<&'a [u8]> {
    let is_mailbox = type_id == oid::ON_SMTP_UTF8_MAILBOX;
    let text = Reader::new(value).expect(Tag::Utf8String, "SmtpUTF8Mailbox");
    is_mailbox.then(|| text.map_or(&[][..], |tlv| tlv.value))
}

/// The length of the Quoted-string that a text begins with, its quotes counted.
fn quoted(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            ' '..='~' if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            ' '..='~' => {}
            c if !c.is_ascii() && !escaped => {}
            _ => return None,
        }
    }
    None
}

/// Atom: atext of RFC 5322 §3.2.3, and everything beyond ASCII (RFC 6531 §3.3).
fn is_atom(text: &str) -> bool {
    let atext =
        |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    !text.is_empty() && text.chars().all(atext)
}

/// A domain with its U-labels as A-labels. RFC 9598 §3 wants A-labels; RFC 8398 had U-labels, and so do those who type one.
fn ascii_domain(domain: &str) -> Option<Cow<'_, str>> {
    if domain.is_ascii() {
        return Some(domain.into());
    }
    let mut out = String::new();
    for (i, label) in domain.split('.').enumerate() {
        if i > 0 {
            out.push('.');
        }
        if label.is_ascii() {
            out.push_str(label);
        } else {
            out.push_str("xn--");
            punycode(label, &mut out)?;
        }
    }
    Some(out.into())
}

/// Appends a label's Punycode (RFC 3492 §6.3); `None` for one that no A-label holds (RFC 5890 §2.3.2.1).
fn punycode(label: &str, out: &mut String) -> Option<()> {
    const MAX_LABEL: usize = 63;
    let basic = label.chars().filter(char::is_ascii);
    let (mut handled, start) = (basic.clone().count() as u32, out.len());
    out.extend(basic);
    if handled > 0 {
        out.push('-');
    }
    let (basic, total) = (handled, label.chars().count() as u32);
    let (mut n, mut delta, mut bias) = (128u32, 0u32, 72u32);
    while handled < total {
        let next = label.chars().map(u32::from).filter(|&c| c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
        n = next;
        for c in label.chars().map(u32::from) {
            if c < n {
                delta = delta.checked_add(1)?;
            }
            if c == n {
                let (mut q, mut k) = (delta, 36);
                loop {
                    let threshold = k.max(bias + 1).min(bias + 26) - bias;
                    if q < threshold {
                        break;
                    }
                    let base = 36 - threshold;
                    out.push(digit(threshold + (q - threshold) % base));
                    q = (q - threshold) / base;
                    k += 36;
                }
                out.push(digit(q));
                bias = adapt(delta, handled + 1, handled == basic);
                (delta, handled) = (0, handled + 1);
            }
        }
        (delta, n) = (delta.checked_add(1)?, n + 1);
    }
    (out.len() - start + "xn--".len() <= MAX_LABEL).then_some(())
}

fn digit(value: u32) -> char {
    char::from_digit(if value < 26 { value + 10 } else { value - 26 }, 36)
        .unwrap_or_else(|| unreachable!("Punycode's digits are below 36"))
}

/// RFC 3492 §6.1.
fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = delta / if first { 700 } else { 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String)> {
        let mailbox = Mailbox::new(text.as_bytes())?;
        let domain = mailbox.domain.clone().into_owned();
        Some((mailbox.unquoted().collect(), domain))
    }

    #[test]
    fn a_mailbox_has_one_local_part_and_one_domain() {
        let read = |text, local: &str, domain: &str| {
            assert_eq!(parts(text), Some((local.into(), domain.into())), "{text}");
        };
        read("user@example.com", "user", "example.com");
        read("a.b+c@example.com", "a.b+c", "example.com");
        read("\"a\"@example.com", "a", "example.com");
        read("\"a@b\"@example.com", "a@b", "example.com");
        read("\"a\\\"\\\\b\"@example.com", "a\"\\b", "example.com");
        read("\"\"@example.com", "", "example.com");
        read("ü@example.com", "ü", "example.com");
        for bad in [
            "",
            "example.com",
            "@example.com",
            "user@",
            "ceo@evil.example@example.com",
            "a..b@example.com",
            ".a@example.com",
            "a.@example.com",
            "a b@example.com",
            "a@b@c",
            "\"a@example.com",
            "\"a\"b@example.com",
            "a\"b\"@example.com",
            "\"a\\\"@example.com",
            "\"a\"\"b\"@example.com",
            "<a@example.com>",
            "Name <a@example.com>",
            "a@example.com ",
            " a@example.com",
            "a@example.com\n",
            "a\0@example.com",
            "\"a\0\"@example.com",
            "a@example..com",
            "a@example.com.",
            "a@.example.com",
            "a@[192.0.2.1]",
            "a@exam ple.com",
            "a(comment)@example.com",
            "a,b@example.com",
            "a@b,c@example.com",
        ] {
            assert_eq!(parts(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_mailbox_has_320_bytes_at_most() {
        let mailbox = |local: usize| format!("{}@example.com", "a".repeat(local));
        assert!(parts(&mailbox(308)).is_some() && mailbox(308).len() == 320);
        assert_eq!(parts(&mailbox(309)), None);
    }

    #[test]
    fn address_literals_are_compared_as_written_and_have_no_host() {
        let are_one = |a: &str, b: &str| Mailbox::are_one(a.as_bytes(), b.as_bytes());
        for literal in ["a@[192.0.2.1]", "\"a b\"@[IPv6:2001:db8::1]"] {
            assert!(are_one(literal, literal));
            assert!(are_one(literal, &literal.replace("IPv6", "ipv6")));
            assert!(!are_one(literal, "a@[192.0.2.2]") && parts(literal).is_none());
        }
        assert!(!are_one("a@[192.0.2.1]", "A@[192.0.2.1]"));
        for bad in [
            "a@[]",
            "a@[192.0.2]",
            "a@[IPv6:]",
            "a@[2001:db8::1]",
            "a@[192.0.2.1",
            "a@[x.example]",
            "a@[IPv6:::1%1]",
        ] {
            assert!(!are_one(bad, bad), "{bad}");
        }
    }

    #[test]
    fn labels_become_the_a_labels_of_rfc_3492() {
        // By Python 3.11's "idna" codec.
        for (unicode, ascii) in [
            ("bücher.example", "xn--bcher-kva.example"),
            ("大学.example.com", "xn--pss25c.example.com"),
            ("ドメイン名例.jp", "xn--eckwd4c7cu47r2wf.jp"),
            ("почта.рф", "xn--80a1acny.xn--p1ai"),
            ("ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn"),
            ("mañana.com", "xn--maana-pta.com"),
            ("☃.net", "xn--n3h.net"),
            ("😀.la", "xn--e28h.la"),
        ] {
            assert_eq!(ascii_domain(unicode).as_deref(), Some(ascii));
        }
        assert_eq!(ascii_domain(&"ü".repeat(64)), None);
        // By Python's "punycode" codec: a digit that equals its threshold, and a delta of 455 in the adaptation of the bias.
        for (unicode, ascii) in [("αθήνα", "xn--jxafb0a0a"), ("aceeщίб", "xn--acee-tld49e8e")]
        {
            assert_eq!(ascii_domain(unicode).as_deref(), Some(ascii));
        }
        // RFC 5890 §2.3.2.1: an A-label has 63 characters at most, as any label (RFC 1035 §2.3.4).
        let label = |len: usize| ascii_domain(&format!("x.ü{}", "a".repeat(len))).map(|d| d.len());
        assert_eq!((label(55), label(56)), (Some("x.".len() + 63), None));
        assert_eq!(ascii_domain(&"\u{10ffff}a".repeat(40)), None);
    }

    #[test]
    fn local_parts_are_equal_letter_by_letter_and_hosts_in_any_case() {
        let same = |a: &str, b: &str| {
            let (a, b) = (Mailbox::new(a.as_bytes()), Mailbox::new(b.as_bytes()));
            a.unwrap().is(&b.unwrap())
        };
        assert!(same("Bob@example.com", "Bob@EXAMPLE.com"));
        assert!(same("\"Bob\"@example.com", "Bob@example.com"));
        assert!(same("\"B\\ob\"@example.com", "Bob@example.com"));
        assert!(same("a@大学.example.com", "a@xn--pss25c.example.com"));
        assert!(!same("bob@example.com", "Bob@example.com"));
        assert!(!same("\"Bob \"@example.com", "Bob@example.com"));
        assert!(!same("ü@example.com", "u\u{308}@example.com"));
    }
}
