//! OpenSSL's names for groups, signature schemes and alerts.

use rustls::{NamedGroup, SignatureScheme};

/// Groups: number, name in lists, names that options take, and how a report has it.
const GROUPS: &[(u16, &str, &[&str], &str)] = &[
    (0x001d, "x25519", &["x25519"], "X25519, 253 bits"),
    (
        0x0017,
        "secp256r1",
        &["p-256", "prime256v1", "secp256r1"],
        "ECDH, prime256v1, 256 bits",
    ),
    (
        0x0018,
        "secp384r1",
        &["p-384", "secp384r1"],
        "ECDH, secp384r1, 384 bits",
    ),
    (0x11ec, "X25519MLKEM768", &["x25519mlkem768"], ""),
    (0x0019, "secp521r1", &[], ""),
    (0x001e, "x448", &[], ""),
    (0x0100, "ffdhe2048", &[], ""),
    (0x0101, "ffdhe3072", &[], ""),
    (0x0102, "ffdhe4096", &[], ""),
    (0x0103, "ffdhe6144", &[], ""),
    (0x0104, "ffdhe8192", &[], ""),
];

/// The number of the group that an option names.
pub(super) fn group_named(name: &str) -> Option<u16> {
    let name = name.to_ascii_lowercase();
    let found = GROUPS.iter().find(|row| row.2.contains(&&*name));
    found.map(|row| row.0)
}

/// The name of a group in a list.
pub(super) fn group(group: NamedGroup) -> String {
    let number = u16::from(group);
    match GROUPS.iter().find(|row| row.0 == number) {
        Some(row) => row.1.to_owned(),
        None => format!("0x{number:04X}"),
    }
}

/// The line of a report about the group of a handshake: OpenSSL 3.0's, and 3.5's for what 3.0 does not have.
pub(super) fn group_line(group: NamedGroup) -> String {
    let number = u16::from(group);
    match GROUPS.iter().find(|row| row.0 == number) {
        Some((_, _, _, shown)) if !shown.is_empty() => format!("Server Temp Key: {shown}"),
        _ => format!("Negotiated TLS1.3 group: {}", self::group(group)),
    }
}

/// Signature schemes: number, name in lists, digest and type in reports.
const SCHEMES: &[(u16, &str, Option<&str>, &str)] = &[
    (0x0403, "ECDSA+SHA256", Some("SHA256"), "ECDSA"),
    (0x0503, "ECDSA+SHA384", Some("SHA384"), "ECDSA"),
    (0x0603, "ECDSA+SHA512", Some("SHA512"), "ECDSA"),
    (0x0807, "ed25519", None, "Ed25519"),
    (0x0808, "ed448", None, "Ed448"),
    (0x0809, "rsa_pss_pss_sha256", Some("SHA256"), "RSA-PSS"),
    (0x080a, "rsa_pss_pss_sha384", Some("SHA384"), "RSA-PSS"),
    (0x080b, "rsa_pss_pss_sha512", Some("SHA512"), "RSA-PSS"),
    (0x0804, "RSA-PSS+SHA256", Some("SHA256"), "RSA-PSS"),
    (0x0805, "RSA-PSS+SHA384", Some("SHA384"), "RSA-PSS"),
    (0x0806, "RSA-PSS+SHA512", Some("SHA512"), "RSA-PSS"),
    (0x0401, "RSA+SHA256", Some("SHA256"), "RSA"),
    (0x0501, "RSA+SHA384", Some("SHA384"), "RSA"),
    (0x0601, "RSA+SHA512", Some("SHA512"), "RSA"),
    (0x0303, "ECDSA+SHA224", Some("SHA224"), "ECDSA"),
    (0x0203, "ECDSA+SHA1", Some("SHA1"), "ECDSA"),
    (0x0301, "RSA+SHA224", Some("SHA224"), "RSA"),
    (0x0201, "RSA+SHA1", Some("SHA1"), "RSA"),
    (0x0302, "DSA+SHA224", Some("SHA224"), "DSA"),
    (0x0202, "DSA+SHA1", Some("SHA1"), "DSA"),
    (0x0402, "DSA+SHA256", Some("SHA256"), "DSA"),
    (0x0502, "DSA+SHA384", Some("SHA384"), "DSA"),
    (0x0602, "DSA+SHA512", Some("SHA512"), "DSA"),
];

/// Signature schemes as OpenSSL lists them.
pub(super) fn schemes(schemes: &[SignatureScheme]) -> String {
    let name = |scheme: &SignatureScheme| {
        let number = u16::from(*scheme);
        match SCHEMES.iter().find(|row| row.0 == number) {
            Some(row) => row.1.to_owned(),
            None => format!("0x{:02X}+0x{:02X}", number >> 8, number & 0xff),
        }
    };
    schemes.iter().map(name).collect::<Vec<_>>().join(":")
}

/// The digest and the type of a signature, as reports have them.
pub(super) fn scheme(scheme: SignatureScheme) -> (Option<&'static str>, &'static str) {
    let number = u16::from(scheme);
    let found = SCHEMES.iter().find(|row| row.0 == number);
    found.map_or((None, "unknown"), |row| (row.2, row.3))
}
