//! The password schemes before PBES2, read and never written: PBES1 of PKCS #5 (RFC 8018 §6.1) with DES, and triple DES of
//! PKCS #12 (RFC 7292 appendix B and C). All of them are weak against guessing; two of them have 56-bit keys.

use alloc::vec::Vec;

use sha1::{Digest, Sha1};
use zeroize::{Zeroize, Zeroizing};

use super::Error;
use super::algorithm::AlgorithmIdentifier;
use super::cbc_pad::{Cipher, decrypt};
use super::pbes2::{MAX_ITERATIONS, check_salt};
use crate::der::{ObjectIdentifierRef, oid};

/// One of the schemes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// pbeWithMD5AndDES-CBC.
    Md5,
    /// pbeWithSHA1AndDES-CBC.
    Sha1,
    /// pbeWithSHAAnd3-KeyTripleDES-CBC.
    Pkcs12,
}

impl Scheme {
    pub(super) fn from_oid(number: ObjectIdentifierRef<'_>) -> Option<Self> {
        [
            (oid::PBE_WITH_MD5_AND_DES_CBC, Self::Md5),
            (oid::PBE_WITH_SHA1_AND_DES_CBC, Self::Sha1),
            (oid::PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC, Self::Pkcs12),
        ]
        .into_iter()
        .find_map(|(oid, scheme)| (number == oid).then_some(scheme))
    }

    /// OpenSSL's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Md5 => "PBE-MD5-DES",
            Self::Sha1 => "PBE-SHA1-DES",
            Self::Pkcs12 => "PBE-SHA1-3DES",
        }
    }

    /// Decrypts what the parameters of `algorithm` describe:
    ///
    /// ```text
    /// PBEParameter ::= SEQUENCE { salt OCTET STRING, iterationCount INTEGER }
    /// ```
    pub(super) fn decrypt(
        self,
        algorithm: &AlgorithmIdentifier<'_>,
        password: &[u8],
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let parameters = algorithm.parameters.ok_or(Error::Parameter {
            what: "a password scheme without parameters",
        })?;
        parameters.expect(crate::der::Tag::Sequence, "PBEParameter")?;
        let mut fields = parameters.reader();
        let salt = fields.octet_string("PBEParameter.salt")?.value;
        let iterations = fields.unsigned_u32("PBEParameter.iterationCount")?;
        fields.finish("PBEParameter")?;
        check_salt(salt)?;
        if iterations == 0 {
            return Err(Error::Parameter {
                what: "PBEParameter.iterationCount is 0",
            });
        }
        if iterations > MAX_ITERATIONS {
            return Err(Error::TooCostly {
                what: "iterations",
                asked: iterations.into(),
                most: MAX_ITERATIONS.into(),
            });
        }
        let plain = match self {
            Self::Md5 => pbkdf1_des::<md5::Md5>(password, salt, iterations, ciphertext),
            Self::Sha1 => pbkdf1_des::<sha1::Sha1>(password, salt, iterations, ciphertext),
            Self::Pkcs12 => {
                let password = bmp_string(password);
                let mut key = Zeroizing::new([0u8; 24]);
                pkcs12_kdf(1, &password, salt, iterations, &mut *key);
                let mut iv = [0u8; 8];
                pkcs12_kdf(2, &password, salt, iterations, &mut iv);
                Cipher::DesEde3.decrypt(&*key, &iv, ciphertext)
            }
        };
        plain.ok_or(Error::WrongPassword)
    }
}

/// PBKDF1 (RFC 8018 §5.1): T_1 = Hash(P ‖ S), T_i = Hash(T_(i−1)); the first 8 bytes of T_c are the key, the next 8 the
/// initialisation vector.
fn pbkdf1_des<D: Digest>(
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    ciphertext: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let mut t = D::new()
        .chain_update(password)
        .chain_update(salt)
        .finalize();
    for _ in 1..iterations {
        t = D::digest(&t);
    }
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let len = decrypt::<des::Des>(&t[..8], &t[8..16], &mut buffer);
    t.as_mut_slice().zeroize();
    buffer.truncate(len?);
    Some(buffer)
}

/// The password as PKCS #12 hashes it (RFC 7292 §B.1): UTF-16, big-endian, with a zero at the end. What is not UTF-8 is taken
/// byte for byte, as Latin-1, as OpenSSL takes it.
fn bmp_string(password: &[u8]) -> Zeroizing<Vec<u8>> {
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

/// SHA-1's input block, which RFC 7292 §B.2 calls v.
const V: usize = 64;

/// RFC 7292 §B.2 with SHA-1 (u = 20, v = 64), its numbered steps.
fn pkcs12_kdf(id: u8, password: &[u8], salt: &[u8], iterations: u32, out: &mut [u8]) {
    // 2, 3, 4: S and P, each repeated to a whole number of blocks; I = S ‖ P.
    let filled = |bytes: &[u8]| bytes.len().div_ceil(V) * V;
    let mut i = Zeroizing::new(Vec::with_capacity(filled(salt) + filled(password)));
    i.extend(salt.iter().cycle().take(filled(salt)));
    i.extend(password.iter().cycle().take(filled(password)));
    // 6: as many times as the output needs.
    for chunk in out.chunks_mut(20) {
        // 6A: A = Hash^r(D ‖ I), where 1: D is `id`, v times.
        let mut a = Sha1::new()
            .chain_update([id; V])
            .chain_update(&*i)
            .finalize();
        for _ in 1..iterations {
            a = Sha1::digest(a);
        }
        chunk.copy_from_slice(&a[..chunk.len()]);
        // 6B, 6C: I_j = (I_j + B + 1) mod 2^(8v), where B is A repeated.
        for block in i.chunks_exact_mut(V) {
            let mut carry = 1u16;
            for (at, byte) in block.iter_mut().enumerate().rev() {
                carry += u16::from(*byte) + u16::from(a[at % 20]);
                *byte = carry as u8;
                carry >>= 8;
            }
        }
        a.as_mut_slice().zeroize();
    }
}
