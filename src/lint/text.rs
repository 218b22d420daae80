//! What names in certificates are made of.

use alloc::string::String;
use alloc::vec::Vec;
use core::net::Ipv6Addr;

/// Bytes of a certificate for a message: printable ASCII as it is, all else escaped, and no more than 64 of them.
pub(super) fn quoted(bytes: &[u8]) -> String {
    let shown = &bytes[..bytes.len().min(64)];
    let more = if shown.len() < bytes.len() { "…" } else { "" };
    alloc::format!("\"{}{more}\"", shown.escape_ascii())
}

/// A dNSName's labels; a wildcard's `*` is one of them.
pub(super) fn labels(name: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    name.split('.')
}

pub(super) fn is_wildcard(name: &str) -> bool {
    name.starts_with("*.")
}

/// The name without a leading `*.`.
pub(super) fn without_wildcard(name: &str) -> &str {
    name.strip_prefix("*.").unwrap_or(name)
}

/// Four decimal numbers with dots between, leading zeros or not.
pub(super) fn looks_like_ipv4(name: &str) -> bool {
    let parts: Vec<&str> = name.split('.').collect();
    parts.len() == 4
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// An address in the one form that RFC 3986 (IPv4) and RFC 5952 (IPv6) give it.
pub(super) fn address_text(bytes: &[u8]) -> Option<String> {
    use alloc::string::ToString as _;
    if let Ok(v4) = <[u8; 4]>::try_from(bytes) {
        return Some(core::net::Ipv4Addr::from(v4).to_string());
    }
    <[u8; 16]>::try_from(bytes)
        .ok()
        .map(|v6| Ipv6Addr::from(v6).to_string())
}

/// Whether an address is in a block of IANA's special-purpose registries (RFC 6890 and its updates), or multicast.
pub(super) fn is_reserved_address(bytes: &[u8]) -> bool {
    match *bytes {
        [a, b, c, _] => matches!(
            (a, b, c),
            (0 | 10 | 127 | 224..=255, _, _)
                | (100, 64..=127, _)
                | (169, 254, _)
                | (172, 16..=31, _)
                | (192, 0, 0 | 2)
                | (192, 31, 196)
                | (192, 52, 193)
                | (192, 88, 99)
                | (192, 168, _)
                | (192, 175, 48)
                | (198, 18 | 19, _)
                | (198, 51, 100)
                | (203, 0, 113)
        ),
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ..] => true, // ::, ::1, IPv4-mapped
        [0x00, 0x64, 0xff, 0x9b, ..] => true,
        [0x01, 0x00, 0, 0, 0, 0, 0, 0 | 1, ..] => true, // RFC 6666, 9780
        [0x20, 0x01, high, _, ..] if high < 2 => true,  // 2001::/23
        [0x20, 0x01, 0x0d, 0xb8, ..] | [0x20, 0x02, ..] => true,
        [0x26, 0x20, 0, 0x4f, 0x80, 0, ..] => true, // RFC 7534
        [0x3f, 0xff, high, ..] if high < 0x10 => true,
        [0x5f, 0x00, ..] => true,
        [first, second, ..] if bytes.len() == 16 => {
            first & 0xfe == 0xfc || (first == 0xfe && second >= 0x80) || first == 0xff
        }
        _ => false,
    }
}

/// Top-level domains that the public DNS does not have: RFC 6761, RFC 6762, RFC 8375, RFC 9476, what ICANN keeps out of it, and
/// numbers (RFC 3696 §2). `.example` is not here: documentation uses it, and no network does.
pub(super) fn is_internal_name(name: &str) -> bool {
    const RESERVED: [&str; 14] = [
        "alt",
        "local",
        "localhost",
        "localdomain",
        "internal",
        "intranet",
        "private",
        "lan",
        "home",
        "corp",
        "mail",
        "test",
        "invalid",
        "workgroup",
    ];
    let name = name.trim_end_matches('.');
    let top = name.rsplit('.').next().unwrap_or("");
    !name.contains('.')
        || top.bytes().all(|b| b.is_ascii_digit())
        || RESERVED.iter().any(|tld| top.eq_ignore_ascii_case(tld))
        || name.to_ascii_lowercase().ends_with(".home.arpa")
}

/// Whether a label is an onion address of version 3: in base32 a public key of 32 bytes, two bytes of checksum and the version
/// (Tor's rend-spec-v3 §6). The checksum is looked at where there is SHA-3.
pub(super) fn is_onion_address_of_version_3(label: &str) -> bool {
    let mut address = [0u8; 35];
    let (mut bits, mut value, mut written) = (0u32, 0u32, 0usize);
    for b in label.bytes() {
        let digit = match b.to_ascii_lowercase() {
            b @ b'a'..=b'z' => b - b'a',
            b @ b'2'..=b'7' => b - b'2' + 26,
            _ => return false,
        };
        (value, bits) = (value << 5 & 0xfff | u32::from(digit), bits + 5);
        if bits >= 8 {
            bits -= 8;
            let Some(byte) = address.get_mut(written) else {
                return false;
            };
            (*byte, written) = ((value >> bits) as u8, written + 1);
        }
    }
    let [key @ .., check, check_, version] = address;
    written == address.len() && bits == 0 && version == 3 && is_checksum(key, [check, check_])
}

#[cfg(feature = "sha3")]
fn is_checksum(key: [u8; 32], checksum: [u8; 2]) -> bool {
    let text = [b".onion checksum", &key[..], &[3]].concat();
    crate::hash::HashAlgorithm::Sha3_256.digest(&text).as_ref()[..2] == checksum
}

#[cfg(not(feature = "sha3"))]
fn is_checksum(_key: [u8; 32], _checksum: [u8; 2]) -> bool {
    true
}

/// The parts of a URI (RFC 3986 §3): scheme, and the host of its authority if it has one.
pub(super) struct Uri<'a> {
    pub(super) scheme: &'a str,
    pub(super) host: Option<&'a str>,
    pub(super) rest_is_empty: bool,
}

/// `None` where there is no scheme, that is for a relative reference.
pub(super) fn uri(text: &str) -> Option<Uri<'_>> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !is_scheme {
        return None;
    }
    let host = rest.strip_prefix("//").map(|rest| {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let authority = &rest[..end];
        let host = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        match host.strip_prefix('[') {
            Some(literal) => literal.split(']').next().unwrap_or(""),
            None => host.split(':').next().unwrap_or(""),
        }
    });
    Some(Uri {
        scheme,
        host,
        rest_is_empty: rest.is_empty(),
    })
}

/// Whether every byte may stand in a URI (RFC 3986 §2), and every `%` has two hexadecimal digits.
pub(super) fn has_uri_characters(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(i, &b)| match b {
        b'%' => {
            bytes.get(i + 1).is_some_and(u8::is_ascii_hexdigit)
                && bytes.get(i + 2).is_some_and(u8::is_ascii_hexdigit)
        }
        _ => b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&b),
    })
}

/// A host name of RFC 1034 §3.5 and RFC 1123 §2.1: labels of letters, digits and inner hyphens.
pub(super) fn is_host_name(name: &str) -> bool {
    !name.contains('_') && crate::x509::check_labels(name).is_ok()
}

/// A host that a URI may name: a fully qualified name or an address.
pub(super) fn is_uri_host(host: &str) -> bool {
    looks_like_ipv4(host)
        || host.parse::<Ipv6Addr>().is_ok()
        || (is_host_name(host) && host.contains('.'))
}

/// A mailbox of RFC 5321 §4.1.2 as RFC 5280 §4.2.1.6 has it: `local-part@domain`, without a phrase, comment or brackets.
pub(super) fn is_mailbox(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_atom_text = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let quoted = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let is_local = match quoted {
        Some(inner) => {
            let mut escaped = false;
            let mut good = true;
            for b in inner.bytes() {
                good &= (0x20..0x7f).contains(&b) && (escaped || b != b'"');
                escaped = !escaped && b == b'\\';
            }
            good && !escaped
        }
        None => local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_text)),
    };
    let is_domain = match domain.strip_prefix('[') {
        Some(literal) => literal.ends_with(']'),
        None => is_host_name(domain),
    };
    local.len() <= 64 && is_local && is_domain
}

/// The characters that a label of `xn--` stands for (RFC 3492 §6.2); `None` where it stands for none.
pub(super) fn decode_a_label(label: &str) -> Option<Vec<char>> {
    let text = label.get(4..)?;
    if text.is_empty() || label.len() > 63 {
        return None;
    }
    let (basic, extended) = text.rsplit_once('-').unwrap_or(("", text));
    let mut output: Vec<char> = basic.chars().collect();
    let (mut n, mut i, mut bias) = (128u32, 0u32, 72u32);
    let mut digits = extended.bytes().peekable();
    digits.peek()?;
    while digits.peek().is_some() {
        let (old, mut weight) = (i, 1u32);
        for k in (36u32..).step_by(36) {
            let digit = match digits.next()? {
                b @ b'a'..=b'z' => u32::from(b - b'a'),
                b @ b'A'..=b'Z' => u32::from(b - b'A'),
                b @ b'0'..=b'9' => u32::from(b - b'0') + 26,
                _ => return None,
            };
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let threshold = k.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
        }
        let len = u32::try_from(output.len()).ok()? + 1;
        let mut delta = if old == 0 {
            (i - old) / 700
        } else {
            (i - old) / 2
        };
        delta += delta / len;
        let mut k = 0;
        while delta > 455 {
            delta /= 35;
            k += 36;
        }
        bias = k + 36 * delta / (delta + 38);
        n = n.checked_add(i / len)?;
        i %= len;
        output.insert(i as usize, char::from_u32(n)?);
        i += 1;
    }
    // IDNA has no control characters (RFC 5892 §3).
    let is_label = output.iter().any(|c| !c.is_ascii()) && !output.iter().any(|c| c.is_control());
    is_label.then_some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_labels_decode() {
        let decoded = |label| decode_a_label(label).map(|c| c.into_iter().collect::<String>());
        assert_eq!(decoded("xn--bcher-kva").as_deref(), Some("bücher"));
        assert_eq!(decoded("xn--fiqs8s").as_deref(), Some("中国"));
        assert_eq!(decoded("xn--"), None);
        assert_eq!(decoded("xn--abc"), None, "three control characters");
    }

    /// The addresses of the Tor Project's and another public service; keys of zeros with every other part wrong.
    #[test]
    fn onion_addresses_have_a_key_a_checksum_and_a_version() {
        for good in [
            "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid",
            "DUCKDUCKGOGG42XJOC72X3SJASOWOARFBGCMVFIMAFTT6TWAGSWZCZAD",
        ] {
            assert!(is_onion_address_of_version_3(good), "{good}");
            assert!(!is_onion_address_of_version_3(&good[1..]));
            assert!(!is_onion_address_of_version_3(&alloc::format!("{good}a")));
            let of_version_4 = alloc::format!("{}e", &good[..55]);
            assert!(!is_onion_address_of_version_3(&of_version_4));
            assert!(!is_onion_address_of_version_3(&good.replace('2', "1")));
            #[cfg(feature = "sha3")]
            assert!(!is_onion_address_of_version_3(&alloc::format!(
                "a{}",
                &good[1..]
            )));
        }
    }

    #[test]
    fn mailboxes_are_those_of_rfc_5321() {
        for good in [
            "a@example.org",
            "a.b+c@example.org",
            "\"a b\"@example.org",
            "a@[192.0.2.1]",
        ] {
            assert!(is_mailbox(good), "{good}");
        }
        for bad in [
            "a",
            "@example.org",
            "a@",
            "a..b@example.org",
            "a@b@example.org",
            "A <a@example.org>",
            "a@-b.org",
        ] {
            assert!(!is_mailbox(bad), "{bad}");
        }
    }
}
