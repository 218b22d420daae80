//! Signatures by ANSI X9.31, a scheme of old with appendix: `rsa_padding_mode:x931`. The standard is withdrawn; what is made and taken here is
//! what OpenSSL makes and takes.
//!
//! A message to sign is `6B BB … BB BA`, the digest, a byte that names the hash, `CC`. The signature is the smaller one of s and n − s, for
//! which the trailer's last four bits say which of the two the message is.

use num_bigint::BigUint;
use rand_core::TryCryptoRng;

use super::error::CliError;
use certwright::rsa::hazmat::{rsadp, rsaep};
use certwright::rsa::{Error, HashAlgorithm, PrivateKey, PublicKey};

/// The byte that names a hash (ISO/IEC 10118-3).
fn hash_id(hash: HashAlgorithm) -> Result<u8, CliError> {
    match hash {
        HashAlgorithm::Sha1 => Ok(0x33),
        HashAlgorithm::Sha256 => Ok(0x34),
        HashAlgorithm::Sha512 => Ok(0x35),
        HashAlgorithm::Sha384 => Ok(0x36),
        other => Err(CliError::new(format!(
            "invalid X9.31 digest {other}: there are SHA-1, SHA-256, SHA-384 and SHA-512"
        ))),
    }
}

const TRAILER: u8 = 0xCC;

/// The message of a key's size for a digest.
fn encoded(size: usize, hash: HashAlgorithm, digest: &[u8]) -> Result<Vec<u8>, CliError> {
    let id = hash_id(hash)?;
    // One byte of padding at least beside the first and the last.
    let padding = (size.checked_sub(digest.len() + 2))
        .filter(|len| *len >= 2)
        .ok_or_else(|| CliError::new(format!("the key is too short for X9.31 with {hash}")))?;
    let mut message = vec![0xBB; padding];
    message[0] = 0x6B;
    message[padding - 1] = 0xBA;
    message.extend_from_slice(digest);
    message.extend_from_slice(&[id, TRAILER]);
    Ok(message)
}

/// The key's size: X9.31 is defined for moduli of whole bytes.
fn whole_bytes(key: &PublicKey) -> Result<usize, CliError> {
    match key.bits().is_multiple_of(8) {
        true => Ok(key.size()),
        false => Err(CliError::new(format!(
            "X9.31 takes keys of whole bytes, and this one has {} bits",
            key.bits()
        ))),
    }
}

/// n − x, of a number below n.
fn complement(key: &PublicKey, x: &[u8]) -> Vec<u8> {
    let n = BigUint::from_bytes_be(key.modulus_be());
    let difference = (n - BigUint::from_bytes_be(x)).to_bytes_be();
    let mut out = vec![0; key.size()];
    let at = out.len() - difference.len();
    out[at..].copy_from_slice(&difference);
    out
}

/// Signs a digest.
pub fn sign<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    hash: HashAlgorithm,
    digest: &[u8],
    rng: &mut R,
) -> Result<Result<Vec<u8>, Error>, CliError> {
    let public = key.public_key();
    let message = encoded(whole_bytes(public)?, hash, digest)?;
    let mut signature = vec![0; message.len()];
    Ok(rsadp(key, &message, rng, &mut signature).map(|()| {
        let other = complement(public, &signature);
        signature.min(other)
    }))
}

/// What was signed, of a signature that is right in its form.
pub fn recover(
    key: &PublicKey,
    hash: HashAlgorithm,
    signature: &[u8],
) -> Result<Result<Vec<u8>, Error>, CliError> {
    // A hash that the scheme does not have is an error whatever the signature is.
    hash_id(hash)?;
    let size = whole_bytes(key)?;
    let mut message = vec![0; size];
    if let Err(e) = rsaep(key, signature, &mut message) {
        return Ok(Err(e));
    }
    if message[size - 1] & 0xF != TRAILER & 0xF {
        message = complement(key, &message);
    }
    // Nothing is looked for in the message: it is made again, and compared.
    let from = size.saturating_sub(hash.output_len() + 2);
    let digest = message[from..size - 2].to_vec();
    let right = digest.len() == hash.output_len() && encoded(size, hash, &digest)? == message;
    Ok(if right {
        Ok(digest)
    } else {
        Err(Error::Verification)
    })
}

/// Verifies the signature over a digest.
pub fn verify(
    key: &PublicKey,
    hash: HashAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<Result<(), Error>, CliError> {
    Ok(
        recover(key, hash, signature)?.and_then(|signed| match signed == digest {
            true => Ok(()),
            false => Err(Error::Verification),
        }),
    )
}
