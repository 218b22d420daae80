//! The key derivation of PKCS #12 (RFC 7292 appendix B).

use alloc::vec::Vec;

use zeroize::{Zeroize, Zeroizing};

use crate::hash::{HashAlgorithm, Hasher};

/// What is derived: the "ID byte" (RFC 7292 §B.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A key that encrypts.
    Key = 1,
    /// An initialisation vector.
    Iv = 2,
    /// A key for a message authentication code.
    #[cfg(feature = "pkcs12")]
    Mac = 3,
}

/// The password as it is hashed (RFC 7292 §B.1): UTF-16, big-endian, with a zero at the end; no bytes for no password, which
/// is another one than the empty password. What is not UTF-8 is taken byte for byte, as Latin-1, as OpenSSL takes it.
pub(super) fn bmp_string(password: Option<&[u8]>) -> Zeroizing<Vec<u8>> {
    let Some(password) = password else {
        return Zeroizing::new(Vec::new());
    };
    let mut out = Zeroizing::new(Vec::with_capacity(2 * password.len() + 2));
    match core::str::from_utf8(password) {
        Ok(text) => {
            for unit in text.encode_utf16() {
                out.extend_from_slice(&unit.to_be_bytes());
            }
        }
        Err(_) => {
            for &byte in password {
                out.extend_from_slice(&[0, byte]);
            }
        }
    }
    out.extend_from_slice(&[0, 0]);
    out
}

/// Fills `out` with a key that is derived from a password: RFC 7292 §B.2, its numbered steps, with any hash: u is its output's
/// length in bytes, v its input block's. `password` is what is hashed: the password of a file is UTF-16, big-endian, with a zero at
/// its end (RFC 7292 §B.1). No iterations are one. The lengths and `iterations` show in the time taken, the bytes do not.
pub fn derive(
    hash: HashAlgorithm,
    purpose: Purpose,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    out: &mut [u8],
) {
    let (u, v) = (hash.output_len(), hash.block_len());
    // 2, 3, 4: S and P, each repeated to a whole number of blocks; I = S ‖ P.
    let filled = |bytes: &[u8]| bytes.len().div_ceil(v) * v;
    let mut i = Zeroizing::new(Vec::with_capacity(filled(salt) + filled(password)));
    i.extend(salt.iter().cycle().take(filled(salt)));
    i.extend(password.iter().cycle().take(filled(password)));
    let mut a = Zeroizing::new([0u8; crate::hash::MAX_OUTPUT_LEN]);
    // 6: as many times as the output needs.
    for chunk in out.chunks_mut(u) {
        // 6A: A = Hash^r(D ‖ I), where 1: D is the ID byte, v times.
        let mut hasher = hash.hasher();
        for _ in 0..v {
            hasher.update(&[purpose as u8]);
        }
        hasher.update(&i);
        digest(hasher, &mut a[..u]);
        for _ in 1..iterations {
            let mut hasher = hash.hasher();
            hasher.update(&a[..u]);
            digest(hasher, &mut a[..u]);
        }
        chunk.copy_from_slice(&a[..chunk.len()]);
        // 6B, 6C: I_j = (I_j + B + 1) mod 2^(8v), where B is A repeated.
        for block in i.chunks_exact_mut(v) {
            let mut carry = 1u16;
            for (at, byte) in block.iter_mut().enumerate().rev() {
                carry += u16::from(*byte) + u16::from(a[at % u]);
                *byte = carry as u8;
                carry >>= 8;
            }
        }
    }
}

fn digest(hasher: Hasher, out: &mut [u8]) {
    let mut value = hasher.finalize();
    out.copy_from_slice(&value);
    value.zeroize();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_utf_16_with_surrogates_and_none_is_not_empty() {
        let bytes = |password| bmp_string(password).to_vec();
        assert_eq!(bytes(None), []);
        assert_eq!(bytes(Some(b"")), [0, 0]);
        // RFC 7292 §B.1's "Beavis", and U+1F600.
        assert_eq!(
            bytes(Some(b"Beavis")),
            hex::decode("0042006500610076006900730000").unwrap()
        );
        assert_eq!(
            bytes(Some("é😀".as_bytes())),
            hex::decode("00e9d83dde000000").unwrap()
        );
        assert_eq!(bytes(Some(b"\xff")), [0, 0xff, 0, 0]);
    }
}
