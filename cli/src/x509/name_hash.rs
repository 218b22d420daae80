//! `-hash` and its relatives: the file names of OpenSSL's certificate directories.

use md5::Digest as _;

use certwright::der::{DerError, Reader, Tag, Tlv, Writer};
use certwright::rsa::HashAlgorithm;

fn first_four(digest: &[u8]) -> u32 {
    digest
        .iter()
        .take(4)
        .rev()
        .fold(0, |n, &b| n << 8 | u32::from(b))
}

/// The hash of a DER Name in its canonical form, by SHA-1.
pub fn canonical(name: &[u8]) -> u32 {
    first_four(&HashAlgorithm::Sha1.digest(&canonical_form(name).unwrap_or_default()))
}

/// The hash of a DER Name as it stands, by MD5, as OpenSSL did before 1.0.0.
pub fn old(name: &[u8]) -> u32 {
    first_four(&md5::Md5::digest(name))
}

/// The relative names, one after the other without a SEQUENCE around, with every string in UTF-8, in lower case, without
/// spaces at its ends and with single ones inside.
fn canonical_form(name: &[u8]) -> Result<Vec<u8>, DerError> {
    let mut sets = Reader::new(name).sequence("Name")?;
    let mut w = Writer::new();
    while !sets.is_empty() {
        let mut set = sets.set("RelativeDistinguishedName")?;
        let mut attributes = Vec::new();
        while !set.is_empty() {
            let mut attribute = set.sequence("AttributeTypeAndValue")?;
            let (kind, value) = (
                attribute.oid("AttributeType")?,
                attribute.any_string("AttributeValue")?,
            );
            let mut inner = Writer::new();
            inner.sequence(|w| {
                w.oid(kind);
                match utf8(&value) {
                    Some(text) => w.tlv(Tag::Utf8String, &folded(&text)),
                    None => w.raw(value.raw),
                }
            });
            attributes.push(inner.into_vec());
        }
        w.set_of(attributes);
    }
    Ok(w.into_vec())
}

/// A string type's bytes as UTF-8; `None` for what is not a string, or a malformed one.
fn utf8(value: &Tlv<'_>) -> Option<Vec<u8>> {
    let bytes = value.value;
    let wide = |width: usize| -> Option<Vec<u8>> {
        let chunks = bytes.chunks_exact(width);
        if !chunks.remainder().is_empty() {
            return None;
        }
        let text: Option<String> = chunks
            .map(|c| char::from_u32(c.iter().fold(0, |n, &b| n << 8 | u32::from(b))))
            .collect();
        text.map(String::into_bytes)
    };
    match value.tag {
        Tag::Utf8String => Some(bytes.to_vec()),
        Tag::PrintableString | Tag::Ia5String | Tag::TeletexString | Tag::VisibleString => wide(1),
        Tag::BmpString => wide(2),
        // UniversalString.
        Tag::Private { .. } if value.raw.first() == Some(&28) => wide(4),
        _ => None,
    }
}

fn folded(text: &[u8]) -> Vec<u8> {
    let words = text
        .split(|b| b.is_ascii_whitespace() || *b == 0x0b)
        .filter(|word| !word.is_empty());
    words
        .map(<[u8]>::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join(&b' ')
}
