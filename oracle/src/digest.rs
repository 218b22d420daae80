//! Hashes by their names.

use std::borrow::Cow;

use certwright::der::{ObjectIdentifierRef, Writer};
use certwright::rsa::HashAlgorithm;
use certwright::rsa::pss_shake::Shake;

use crate::Text;
use crate::implementation::Answer;

/// A hash's name as requests have it: lower case, OpenSSL's. Takes what the published files write, such as `SHA-256`, `SHA2-512/224`,
/// `SHA512-224`, `SHA3-256`, `MBEDTLS_MD_SHA1`.
pub(crate) fn normal(name: &str) -> String {
    let name = name.to_ascii_lowercase().replace(['/', '_'], "-");
    let name = name
        .strip_prefix("mbedtls-md-")
        .unwrap_or(&name)
        .to_string();
    if let Some(rest) = name.strip_prefix("sha2-") {
        return format!("sha{rest}");
    }
    if name.starts_with("sha3-") {
        return name;
    }
    match name.strip_prefix("sha-") {
        Some(rest) => format!("sha{rest}"),
        None if name == "rmd160" || name == "ripemd-160" => "ripemd160".into(),
        None if name.starts_with("shake-") => name.replacen('-', "", 1),
        None => name,
    }
}

/// The hash of this name; an answer for a name that certwright does not have.
pub(crate) fn named(name: &str) -> Result<HashAlgorithm, Answer> {
    name.parse()
        .map_err(|_| Answer::unsupported(format!("certwright does not have the hash {name}")))
}

/// SHAKE by its name.
pub(crate) fn shake(name: &str) -> Option<Shake> {
    match name {
        "shake128" => Some(Shake::Shake128),
        "shake256" => Some(Shake::Shake256),
        _ => None,
    }
}

/// The digest of a text, or the digest that it is.
pub(crate) fn of(text: &Text, hash: HashAlgorithm) -> Cow<'_, [u8]> {
    match text {
        Text::Message(message) => hash.digest(message).as_bytes().to_vec().into(),
        Text::Digest(digest) => digest[..].into(),
    }
}

/// Hashes that only old signatures have, by their digests' bytes: an object identifier for DigestInfo.
const OLD: &[(&str, usize, ObjectIdentifierRef<'static>)] = &[
    ("md2", 16, certwright::oid!("1.2.840.113549.2.2")),
    ("md4", 16, certwright::oid!("1.2.840.113549.2.4")),
    ("md5", 16, certwright::oid!("1.2.840.113549.2.5")),
    ("mdc2", 16, certwright::oid!("2.5.8.3.101")),
    ("ripemd160", 20, certwright::oid!("1.3.36.3.2.1")),
];

/// What RSASSA-PKCS1-v1_5 pads: DigestInfo (RFC 8017 §9.2); with no hash the text itself, for `md5-sha1` the two digests (RFC 4346 §7.4.3).
pub(crate) fn pkcs1_t(hash: Option<&str>, text: &Text) -> Result<Vec<u8>, Answer> {
    let Some(name) = hash else {
        return Ok(text.bytes().to_vec());
    };
    let of_length = |length| match text {
        Text::Digest(digest) if digest.len() == length => Ok(&digest[..]),
        Text::Digest(digest) => Err(Answer::refused(format!(
            "a {name} digest has {length} bytes, and not {}",
            digest.len()
        ))),
        Text::Message(_) => Err(Answer::unsupported(format!(
            "certwright does not have the hash {name}"
        ))),
    };
    if name == "md5-sha1" {
        return of_length(36).map(Into::into);
    }
    if let Some((_, length, oid)) = OLD.iter().find(|(old, ..)| *old == name) {
        let digest = of_length(*length)?;
        let mut w = Writer::new();
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(*oid);
                w.null();
            });
            w.octet_string(digest);
        });
        return Ok(w.into_vec());
    }
    let hash = named(name)?;
    certwright::rsa::pkcs1v15::digest_info(hash, &of(text, hash)).map_err(Answer::refused)
}
