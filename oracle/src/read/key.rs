//! Keys of the forms that files have, as the DER that requests carry.

use certwright::der::{Tag, Writer, oid};
use certwright::pkcs::{KeyKind, pkcs8};
use certwright::rsa::{KeyParts, PrivateKey};

use crate::case::Bytes;

/// A number from hexadecimal digits, of which there may be an odd count.
pub(crate) fn number(digits: &str) -> Option<Vec<u8>> {
    let even = if digits.len() % 2 == 1 {
        format!("0{digits}")
    } else {
        digits.into()
    };
    Bytes::from_hex(&even).map(|bytes| bytes.0)
}

/// SubjectPublicKeyInfo of any numbers, sound or not.
pub(crate) fn public(n: &[u8], e: &[u8]) -> Bytes {
    let mut key = Writer::new();
    key.sequence(|w| {
        w.unsigned(n);
        w.unsigned(e);
    });
    let key = key.into_vec();
    let mut w = Writer::new();
    w.sequence(|w| {
        w.sequence(|w| {
            w.oid(oid::RSA_ENCRYPTION);
            w.null();
        });
        w.nested(Tag::BitString, |w| {
            w.raw(&[0]);
            w.raw(&key);
        });
    });
    w.into_vec().into()
}

/// PrivateKeyInfo of any numbers. What is missing is computed where that is possible, since few programs take a key without its primes.
pub(crate) fn private(parts: KeyParts) -> Bytes {
    let missing = [
        &parts.private_exponent,
        &parts.prime1,
        &parts.prime2,
        &parts.exponent1,
        &parts.exponent2,
        &parts.coefficient,
    ]
    .iter()
    .any(|number| number.is_empty());
    if missing && let Ok(whole) = PrivateKey::from_parts(parts.clone()) {
        return Bytes(pkcs8::to_der(&whole.parts(), KeyKind::RsaEncryption).to_vec());
    }
    Bytes(pkcs8::to_der(&parts, KeyKind::RsaEncryption).to_vec())
}

/// A private key's numbers.
pub(crate) fn parts(n: &[u8], e: &[u8], d: &[u8], p: &[u8], q: &[u8]) -> KeyParts {
    let mut parts = KeyParts::default();
    parts.modulus = n.into();
    parts.public_exponent = e.into();
    parts.private_exponent = d.into();
    parts.prime1 = p.into();
    parts.prime2 = q.into();
    parts
}
