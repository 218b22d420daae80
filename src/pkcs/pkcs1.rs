//! RSAPublicKey and RSAPrivateKey (RFC 8017 §A.1), which PEM calls `RSA PUBLIC KEY` and `RSA PRIVATE KEY`.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::Error;
use crate::der::{DerError, Found, Reader, Writer};
use crate::rsa::{KeyParts, OtherPrimeInfo, PublicKey};

/// More further primes than this in one key are refused before they are read: no key has them.
pub(super) const MAX_OTHER_PRIMES: usize = 8;

/// Reads RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }.
///
/// # Errors
/// [`Error`]: what is malformed, and where in the input, or which numbers are not a key.
pub fn public_from_der(der: &[u8]) -> Result<PublicKey, Error> {
    let mut input = Reader::new(der);
    let key = public_from_reader(&mut input)?;
    input.finish("RSAPublicKey")?;
    Ok(key)
}

/// Reads RSAPublicKey from where it stands in an outer structure.
///
/// # Errors
/// [`Error`]: what is malformed, and where in the input, or which numbers are not a key.
pub fn public_from_reader(input: &mut Reader<'_>) -> Result<PublicKey, Error> {
    let mut fields = input.sequence("RSAPublicKey")?;
    let modulus = fields.unsigned("RSAPublicKey.modulus")?;
    let exponent = fields.unsigned("RSAPublicKey.publicExponent")?;
    fields.finish("RSAPublicKey")?;
    Ok(PublicKey::from_be_bytes(modulus, exponent)?)
}

/// Writes RSAPublicKey (RFC 8017 §A.1.1).
pub fn public_to_der(key: &PublicKey) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.unsigned(key.modulus_be());
        w.unsigned(key.exponent_be());
    });
    w.into_vec()
}

/// Reads RSAPrivateKey. The numbers are not checked yet: see [`crate::rsa::PrivateKey::from_parts`].
///
/// ```text
/// RSAPrivateKey ::= SEQUENCE { version, modulus, publicExponent, privateExponent, prime1, prime2,
///     exponent1, exponent2, coefficient: INTEGER, otherPrimeInfos OtherPrimeInfos OPTIONAL }
/// ```
///
/// # Errors
/// [`DerError`]: what is malformed or missing, and where.
pub fn private_from_der(der: &[u8]) -> Result<KeyParts, DerError> {
    let mut input = Reader::new(der);
    let parts = private_from_reader(&mut input)?;
    input.finish("RSAPrivateKey")?;
    Ok(parts)
}

/// Reads RSAPrivateKey from where it stands in an outer structure.
///
/// # Errors
/// [`DerError`]: what is malformed or missing, and where.
pub fn private_from_reader(input: &mut Reader<'_>) -> Result<KeyParts, DerError> {
    let mut fields = input.sequence("RSAPrivateKey")?;
    let at = fields;
    let version = fields.unsigned_u32("RSAPrivateKey.version")?;
    if version > 1 {
        return Err(at.error(
            "RSAPrivateKey.version",
            Found::Malformed("a version other than 0 (two primes) or 1 (more)"),
        ));
    }
    let mut parts = KeyParts {
        modulus: fields.unsigned("RSAPrivateKey.modulus")?.to_vec(),
        public_exponent: fields.unsigned("RSAPrivateKey.publicExponent")?.to_vec(),
        private_exponent: fields.unsigned("RSAPrivateKey.privateExponent")?.to_vec(),
        prime1: fields.unsigned("RSAPrivateKey.prime1")?.to_vec(),
        prime2: fields.unsigned("RSAPrivateKey.prime2")?.to_vec(),
        exponent1: fields.unsigned("RSAPrivateKey.exponent1")?.to_vec(),
        exponent2: fields.unsigned("RSAPrivateKey.exponent2")?.to_vec(),
        coefficient: fields.unsigned("RSAPrivateKey.coefficient")?.to_vec(),
        other_primes: Vec::new(),
    };
    if version == 1 {
        let mut others = fields.sequence("RSAPrivateKey.otherPrimeInfos")?;
        if others.is_empty() {
            return Err(others.error("OtherPrimeInfo", Found::End));
        }
        while !others.is_empty() {
            if parts.other_primes.len() == MAX_OTHER_PRIMES {
                return Err(others.error(
                    "RSAPrivateKey.otherPrimeInfos",
                    Found::Malformed("too many primes"),
                ));
            }
            let mut info = others.sequence("OtherPrimeInfo")?;
            parts.other_primes.push(OtherPrimeInfo {
                prime: info.unsigned("OtherPrimeInfo.prime")?.to_vec(),
                exponent: info.unsigned("OtherPrimeInfo.exponent")?.to_vec(),
                coefficient: info.unsigned("OtherPrimeInfo.coefficient")?.to_vec(),
            });
            info.finish("OtherPrimeInfo")?;
        }
    }
    fields.finish("RSAPrivateKey")?;
    Ok(parts)
}

/// Writes RSAPrivateKey (RFC 8017 §A.1.2); version 1 if there are further primes. Secret; zeroised on drop. The numbers are
/// written as they are given, whatever they are.
pub fn private_to_der(parts: &KeyParts) -> Zeroizing<Vec<u8>> {
    let mut w = Writer::with_capacity(private_capacity(parts));
    write_private(&mut w, parts);
    Zeroizing::new(w.into_vec())
}

/// Bytes that hold RSAPrivateKey and what may stand around it, so that no half-written copy of it is left behind in
/// memory by a vector that grew.
pub(super) fn private_capacity(parts: &KeyParts) -> usize {
    128 + 10 * parts.modulus.len() + parts.other_primes.len() * (64 + 4 * parts.modulus.len())
}

pub(super) fn write_private(w: &mut Writer, parts: &KeyParts) {
    w.sequence(|w| {
        w.unsigned(&[u8::from(!parts.other_primes.is_empty())]);
        for number in [
            &parts.modulus,
            &parts.public_exponent,
            &parts.private_exponent,
            &parts.prime1,
            &parts.prime2,
            &parts.exponent1,
            &parts.exponent2,
            &parts.coefficient,
        ] {
            w.unsigned(number);
        }
        if !parts.other_primes.is_empty() {
            w.sequence(|w| {
                for info in &parts.other_primes {
                    w.sequence(|w| {
                        w.unsigned(&info.prime);
                        w.unsigned(&info.exponent);
                        w.unsigned(&info.coefficient);
                    });
                }
            });
        }
    });
}
