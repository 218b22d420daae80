//! The older way of encrypting a PEM block (RFC 1421 headers), with the key that OpenSSL's EVP_BytesToKey makes from a
//! password by MD5.

use alloc::string::String;
use alloc::vec::Vec;

use md5::{Digest, Md5};
use rand_core::TryCryptoRng;
use zeroize::{Zeroize, Zeroizing};

use super::Error;
use super::cbc_pad::{Cipher, MAX_IV_LEN, MAX_KEY_LEN};
use crate::pem::{self, Block, Label, PemError, PemErrorKind};
use crate::rsa::RandomSource;

/// D_1 = MD5(password ‖ salt), D_i = MD5(D_(i−1) ‖ password ‖ salt); the key is the first bytes of D_1 ‖ D_2 ‖ …, the
/// salt the first eight bytes of the initialisation vector.
fn derive_key(password: &[u8], salt: &[u8], key: &mut [u8]) {
    let mut previous = [0u8; 16];
    for (i, chunk) in key.chunks_mut(16).enumerate() {
        let mut md5 = Md5::new();
        if i > 0 {
            md5.update(previous);
        }
        md5.update(password);
        md5.update(salt);
        previous.copy_from_slice(&md5.finalize());
        chunk.copy_from_slice(&previous[..chunk.len()]);
    }
    previous.zeroize();
}

/// Encrypts under a vector of the cipher's length.
fn encrypt(cipher: Cipher, iv: &[u8], password: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut key = Zeroizing::new([0u8; MAX_KEY_LEN]);
    let key = &mut key[..cipher.key_len()];
    derive_key(password, &iv[..8], key);
    cipher.encrypt(key, iv, plain)
}

/// Decrypts what a `DEK-Info: NAME,HEX` header describes.
fn decrypt_dek(
    dek_info: &str,
    password: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    const WHAT: Error = Error::Parameter {
        what: "the DEK-Info header names no cipher that is supported: AES, Camellia or ARIA in CBC mode, AES in CFB mode or DES-EDE3-CBC, a comma, and the vector in hexadecimal",
    };
    let (name, hex) = dek_info.split_once(',').ok_or(WHAT)?;
    let name = name.trim();
    let cipher = *Cipher::ALL
        .iter()
        .find(|c| c.dek_name().eq_ignore_ascii_case(name))
        .ok_or(WHAT)?;
    let mut iv = [0u8; MAX_IV_LEN];
    let iv = &mut iv[..cipher.iv_len()];
    let hex = hex.trim().as_bytes();
    if hex.len() != 2 * iv.len() {
        return Err(WHAT);
    }
    for (byte, pair) in iv.iter_mut().zip(hex.chunks_exact(2)) {
        let digit = |c: u8| char::from(c).to_digit(16);
        let (Some(high), Some(low)) = (digit(pair[0]), digit(pair[1])) else {
            return Err(WHAT);
        };
        *byte = (high << 4 | low) as u8;
    }
    let mut key = Zeroizing::new([0u8; MAX_KEY_LEN]);
    let key = &mut key[..cipher.key_len()];
    derive_key(password, &iv[..8], key);
    cipher
        .decrypt(key, iv, ciphertext)
        .ok_or(Error::WrongPassword)
}

/// The contents of a block, decrypted if its headers mark them as encrypted.
///
/// # Errors
///
/// A `DEK-Info` header that is missing or names no supported cipher, or a password that does not decrypt the contents.
pub fn decrypt(block: &Block<'_>, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    if !block.is_encrypted() {
        return Ok(block.contents.clone());
    }
    let dek = block.header("DEK-Info").ok_or(PemError {
        line: block.line,
        kind: PemErrorKind::Header,
    })?;
    decrypt_dek(dek, password, &block.contents)
}

/// Writes a PEM block encrypted in the older way, as `openssl rsa -traditional -aes256` does: `Proc-Type` and `DEK-Info`
/// headers, the key from the password by one round of MD5. Weak against guessing: only for programs that read nothing else.
///
/// # Errors
/// [`Error::Rng`] when the generator fails.
pub fn encode<R: TryCryptoRng + ?Sized>(
    label: Label<'_>,
    contents: &[u8],
    cipher: Cipher,
    password: &[u8],
    rng: &mut R,
) -> Result<String, Error> {
    let mut iv = [0u8; MAX_IV_LEN];
    let iv = &mut iv[..cipher.iv_len()];
    RandomSource::fill(&mut &mut *rng, iv)?;
    let ciphertext = encrypt(cipher, iv, password, contents);
    let plain = pem::encode(label, &ciphertext);
    // The headers go between the BEGIN line and the base64.
    let (begin, rest) = plain
        .split_once('\n')
        .expect("pem::encode ends the BEGIN line");
    let mut text = String::with_capacity(plain.len() + 96);
    text.push_str(begin);
    text.push_str("\nProc-Type: 4,ENCRYPTED\nDEK-Info: ");
    text.push_str(cipher.dek_name());
    text.push(',');
    for byte in iv.iter().copied() {
        text.extend(
            [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789ABCDEF"[usize::from(digit)])),
        );
    }
    text.push_str("\n\n");
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `openssl enc -aes-256-cbc -md md5 -k secret -S 0102030405060708 -P`, and with `-des-ede3-cbc`.
    #[test]
    fn keys_longer_than_a_digest_are_derived_as_openssl_derives_them() {
        let derived = [
            0xc9, 0xe5, 0xa1, 0xbd, 0x21, 0x6d, 0xbe, 0x13, 0x17, 0xe2, 0x30, 0xce, 0xf4, 0x8f,
            0x38, 0xee, 0x7f, 0x0e, 0x17, 0xad, 0x64, 0x02, 0x21, 0x44, 0xbc, 0xce, 0xc4, 0xa1,
            0xaa, 0x28, 0x79, 0xab,
        ];
        for len in [16, 24, 32] {
            let mut key = alloc::vec![0; len];
            derive_key(b"secret", &[1, 2, 3, 4, 5, 6, 7, 8], &mut key);
            assert_eq!(key, derived[..len]);
        }
    }
}
