//! The password schemes before PBES2: PBES1 of PKCS #5 (RFC 8018 §6.1), and those of PKCS #12 (RFC 7292 appendix C). All of
//! them are weak against guessing, and half of them have keys of 40 or 56 bits.

use alloc::vec::Vec;

use cbc::cipher::KeyInit as _;
use rand_core::TryCryptoRng;
use rc4::StreamCipher as _;
use sha1::Digest;
use zeroize::{Zeroize, Zeroizing};

use super::Error;
use super::algorithm::AlgorithmIdentifier;
use super::cbc_pad::{self, keyed};
use super::pbes2::{MAX_ITERATIONS, check_salt};
use super::pkcs12_kdf::{self, Purpose};
use crate::der::{ObjectIdentifierRef, oid};
use crate::der::{Tag, Writer};
use crate::hash::HashAlgorithm;
use crate::rsa::RandomSource as _;

/// A scheme of PKCS #5 version 1.5, or of PKCS #12, which are read wherever PBES2 is and written for programs that read
/// nothing newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LegacyScheme {
    /// pbeWithMD5AndDES-CBC.
    Md5Des,
    /// pbeWithMD5AndRC2-CBC, with a key of 64 bits.
    Md5Rc2,
    /// pbeWithSHA1AndDES-CBC.
    Sha1Des,
    /// pbeWithSHA1AndRC2-CBC, with a key of 64 bits.
    Sha1Rc2,
    /// pbeWithSHAAnd128BitRC4.
    Rc4Bits128,
    /// pbeWithSHAAnd40BitRC4.
    Rc4Bits40,
    /// pbeWithSHAAnd3-KeyTripleDES-CBC, the best of these.
    TripleDes,
    /// pbeWithSHAAnd2-KeyTripleDES-CBC.
    TripleDesTwoKeys,
    /// pbeWithSHAAnd128BitRC2-CBC.
    Rc2Bits128,
    /// pbeWithSHAAnd40BitRC2-CBC, which programs of old have for certificates.
    Rc2Bits40,
}

/// What a scheme derives its key by, and how many bytes.
enum Derivation {
    /// PBKDF1 with MD5.
    Md5,
    /// PBKDF1 with SHA-1.
    Sha1,
    /// PKCS #12's with SHA-1.
    Pkcs12(usize),
}

/// The longest key, in bytes.
const MAX_KEY_LEN: usize = 24;

impl LegacyScheme {
    /// Every scheme.
    pub const ALL: &'static [Self] = &[
        Self::Md5Des,
        Self::Md5Rc2,
        Self::Sha1Des,
        Self::Sha1Rc2,
        Self::Rc4Bits128,
        Self::Rc4Bits40,
        Self::TripleDes,
        Self::TripleDesTwoKeys,
        Self::Rc2Bits128,
        Self::Rc2Bits40,
    ];

    /// The scheme with this object identifier.
    pub fn from_oid(oid: ObjectIdentifierRef<'_>) -> Option<Self> {
        Self::ALL.iter().copied().find(|scheme| oid == scheme.oid())
    }

    /// The object identifier.
    pub const fn oid(self) -> ObjectIdentifierRef<'static> {
        match self {
            Self::Md5Des => oid::PBE_WITH_MD5_AND_DES_CBC,
            Self::Md5Rc2 => oid::PBE_WITH_MD5_AND_RC2_CBC,
            Self::Sha1Des => oid::PBE_WITH_SHA1_AND_DES_CBC,
            Self::Sha1Rc2 => oid::PBE_WITH_SHA1_AND_RC2_CBC,
            Self::Rc4Bits128 => oid::PBE_WITH_SHA_AND_128_BIT_RC4,
            Self::Rc4Bits40 => oid::PBE_WITH_SHA_AND_40_BIT_RC4,
            Self::TripleDes => oid::PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC,
            Self::TripleDesTwoKeys => oid::PBE_WITH_SHA_AND_2_KEY_TRIPLE_DES_CBC,
            Self::Rc2Bits128 => oid::PBE_WITH_SHA_AND_128_BIT_RC2_CBC,
            Self::Rc2Bits40 => oid::PBE_WITH_SHA_AND_40_BIT_RC2_CBC,
        }
    }

    /// OpenSSL's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5Des => "PBE-MD5-DES",
            Self::Md5Rc2 => "PBE-MD5-RC2-64",
            Self::Sha1Des => "PBE-SHA1-DES",
            Self::Sha1Rc2 => "PBE-SHA1-RC2-64",
            Self::Rc4Bits128 => "PBE-SHA1-RC4-128",
            Self::Rc4Bits40 => "PBE-SHA1-RC4-40",
            Self::TripleDes => "PBE-SHA1-3DES",
            Self::TripleDesTwoKeys => "PBE-SHA1-2DES",
            Self::Rc2Bits128 => "PBE-SHA1-RC2-128",
            Self::Rc2Bits40 => "PBE-SHA1-RC2-40",
        }
    }

    const fn derivation(self) -> Derivation {
        match self {
            Self::Md5Des | Self::Md5Rc2 => Derivation::Md5,
            Self::Sha1Des | Self::Sha1Rc2 => Derivation::Sha1,
            Self::Rc4Bits40 | Self::Rc2Bits40 => Derivation::Pkcs12(5),
            Self::Rc4Bits128 | Self::Rc2Bits128 | Self::TripleDesTwoKeys => Derivation::Pkcs12(16),
            Self::TripleDes => Derivation::Pkcs12(24),
        }
    }

    /// Encrypts; returns the AlgorithmIdentifier and the ciphertext. The salt is 8 bytes in PKCS #5 (RFC 8018 §A.3), 16 in
    /// PKCS #12's.
    pub(super) fn encrypt<R: TryCryptoRng + ?Sized>(
        self,
        iterations: u32,
        password: Option<&[u8]>,
        plain: &[u8],
        rng: &mut R,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        check_iterations(iterations, MAX_ITERATIONS)?;
        let mut rng = rng;
        let mut salt = [0u8; 16];
        rng.fill(&mut salt)?;
        let salt = match self.derivation() {
            Derivation::Pkcs12(_) => &salt[..],
            _ => &salt[..8],
        };
        let mut buffer = Vec::with_capacity(plain.len() + 8);
        buffer.extend_from_slice(plain);
        buffer.resize(plain.len() + 8, 0);
        let key = Derived::new(self, password, salt, iterations);
        let (iv, len) = (&key.iv, plain.len());
        let len = match self {
            Self::Md5Des | Self::Sha1Des => {
                cbc_pad::encrypt(keyed::<des::Des>(key.key()), iv, &mut buffer, len)
            }
            Self::TripleDes | Self::TripleDesTwoKeys => {
                cbc_pad::encrypt(key.triple_des(), iv, &mut buffer, len)
            }
            Self::Md5Rc2 | Self::Sha1Rc2 | Self::Rc2Bits128 | Self::Rc2Bits40 => {
                cbc_pad::encrypt(key.rc2(), iv, &mut buffer, len)
            }
            Self::Rc4Bits128 | Self::Rc4Bits40 => {
                key.rc4().apply_keystream(&mut buffer[..len]);
                len
            }
        };
        buffer.truncate(len);
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(self.oid());
            w.sequence(|w| {
                w.octet_string(salt);
                w.unsigned(&iterations.to_be_bytes());
            });
        });
        Ok((w.into_vec(), buffer))
    }
}

/// PBEParameter, within the bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pbes1<'a> {
    scheme: LegacyScheme,
    salt: &'a [u8],
    pub(super) iterations: u32,
}

impl<'a> Pbes1<'a> {
    /// Reads an encryptionAlgorithm, if it is one of these; at most `max` iterations.
    ///
    /// ```text
    /// PBEParameter ::= SEQUENCE { salt OCTET STRING, iterationCount INTEGER }
    /// ```
    pub(super) fn from_identifier(
        algorithm: &AlgorithmIdentifier<'a>,
        max: u32,
    ) -> Result<Option<Self>, Error> {
        let Some(scheme) = LegacyScheme::from_oid(algorithm.oid) else {
            return Ok(None);
        };
        let parameters = algorithm.parameters.ok_or(Error::Parameter {
            what: "a password scheme without parameters",
        })?;
        parameters.expect(Tag::Sequence, "PBEParameter")?;
        let mut fields = parameters.reader();
        let salt = fields.octet_string("PBEParameter.salt")?.value;
        let iterations = fields.unsigned_u32("PBEParameter.iterationCount")?;
        fields.finish("PBEParameter")?;
        check_salt(salt)?;
        check_iterations(iterations, max)?;
        Ok(Some(Self {
            scheme,
            salt,
            iterations,
        }))
    }

    /// Decrypts; one error for every way in which the password or the data can be wrong.
    pub(super) fn decrypt(
        &self,
        password: Option<&[u8]>,
        ciphertext: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        use LegacyScheme as S;
        let key = Derived::new(self.scheme, password, self.salt, self.iterations);
        let mut buffer = Zeroizing::new(ciphertext.to_vec());
        let len = match self.scheme {
            S::Md5Des | S::Sha1Des => {
                cbc_pad::decrypt(keyed::<des::Des>(key.key()), &key.iv, &mut buffer)
            }
            S::TripleDes | S::TripleDesTwoKeys => {
                cbc_pad::decrypt(key.triple_des(), &key.iv, &mut buffer)
            }
            S::Md5Rc2 | S::Sha1Rc2 | S::Rc2Bits128 | S::Rc2Bits40 => {
                cbc_pad::decrypt(key.rc2(), &key.iv, &mut buffer)
            }
            S::Rc4Bits128 | S::Rc4Bits40 => {
                key.rc4().apply_keystream(&mut buffer);
                Some(buffer.len())
            }
        };
        buffer.truncate(len.ok_or(Error::WrongPassword)?);
        Ok(buffer)
    }
}

pub(super) fn check_iterations(iterations: u32, max: u32) -> Result<(), Error> {
    if iterations == 0 {
        return Err(Error::Parameter {
            what: "an iteration count of 0",
        });
    }
    if iterations > max {
        return Err(Error::TooCostly {
            what: "iterations",
            asked: iterations.into(),
            maximum: max.into(),
        });
    }
    Ok(())
}

/// Key and initialisation vector.
struct Derived {
    key: Zeroizing<[u8; MAX_KEY_LEN]>,
    len: usize,
    iv: [u8; 8],
}

impl Derived {
    fn new(scheme: LegacyScheme, password: Option<&[u8]>, salt: &[u8], iterations: u32) -> Self {
        let mut derived = Self {
            key: Zeroizing::new([0; MAX_KEY_LEN]),
            len: 8,
            iv: [0; 8],
        };
        let plain = password.unwrap_or_default();
        match scheme.derivation() {
            Derivation::Md5 => derived.pbkdf1::<md5::Md5>(plain, salt, iterations),
            Derivation::Sha1 => derived.pbkdf1::<sha1::Sha1>(plain, salt, iterations),
            Derivation::Pkcs12(len) => {
                derived.len = len;
                let password = pkcs12_kdf::bmp_string(password);
                let derive = |purpose, out: &mut [u8]| {
                    let hash = HashAlgorithm::Sha1;
                    pkcs12_kdf::derive(hash, purpose, &password, salt, iterations, out);
                };
                derive(Purpose::Key, &mut derived.key[..len]);
                if !matches!(scheme, LegacyScheme::Rc4Bits128 | LegacyScheme::Rc4Bits40) {
                    derive(Purpose::Iv, &mut derived.iv);
                }
            }
        }
        derived
    }

    /// PBKDF1 (RFC 8018 §5.1): T_1 = Hash(P ‖ S), T_i = Hash(T_(i−1)); the first 8 bytes of T_c are the key, the next 8 the
    /// initialisation vector.
    fn pbkdf1<D: Digest>(&mut self, password: &[u8], salt: &[u8], iterations: u32) {
        let mut t = D::new()
            .chain_update(password)
            .chain_update(salt)
            .finalize();
        for _ in 1..iterations {
            t = D::digest(&t);
        }
        self.key[..8].copy_from_slice(&t[..8]);
        self.iv.copy_from_slice(&t[8..16]);
        t.as_mut_slice().zeroize();
    }

    fn key(&self) -> &[u8] {
        &self.key[..self.len]
    }

    /// Two keys are K1, K2, K1.
    fn triple_des(&self) -> des::TdesEde3 {
        let mut key = self.key.clone();
        if self.len == 16 {
            key.copy_within(..8, 16);
        }
        keyed(&key[..])
    }

    /// The effective key is as long as the key.
    fn rc2(&self) -> rc2::Rc2 {
        rc2::Rc2::new_with_eff_key_len(self.key(), 8 * self.len)
    }

    fn rc4(&self) -> rc4::Rc4 {
        rc4::Rc4::new_from_slice(self.key()).expect("RC4 takes keys of 1 to 256 bytes")
    }
}
