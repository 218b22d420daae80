//! PBES2 (RFC 8018 §6.2): a key from a password by PBKDF2 or scrypt (RFC 7914), then a block cipher in CBC mode.

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::Error;
use super::algorithm::{AlgorithmIdentifier, write_with_null};
use super::cbc_pad::{Cipher, MAX_IV_LEN, MAX_KEY_LEN};
use crate::der::{DerError, Found, Reader, Tag, Writer};
use crate::der::{ObjectIdentifierRef, oid};
use crate::rsa::RandomSource as _;

/// The maximum number of PBKDF2 iterations done for an input: some seconds of one core.
pub const MAX_ITERATIONS: u32 = 10_000_000;

/// The maximum of memory, in bytes, that scrypt may take for an input.
pub const MAX_SCRYPT_MEMORY: u64 = 256 << 20;

/// The maximum of scrypt's N · r · p for an input: some seconds of one core.
const MAX_SCRYPT_WORK: u64 = 1 << 24;

/// What the derivation of a key from a password may cost, where an input asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KdfLimits {
    /// Iterations of PBKDF2, and of the derivations of PKCS #5 version 1.5 and PKCS #12.
    pub iterations: u32,
    /// Bytes of memory of scrypt.
    pub scrypt_memory: u64,
    /// scrypt's N · r · p.
    pub scrypt_work: u64,
}

impl KdfLimits {
    /// [`MAX_ITERATIONS`], [`MAX_SCRYPT_MEMORY`], and 2^24 of scrypt's N · r · p: some seconds of one core.
    pub const DEFAULT: Self = Self {
        iterations: MAX_ITERATIONS,
        scrypt_memory: MAX_SCRYPT_MEMORY,
        scrypt_work: MAX_SCRYPT_WORK,
    };

    /// As many iterations; scrypt's N · r · p counts as iterations, and each may take the 128 bytes that RFC 7914 has for it.
    pub const fn of_iterations(iterations: u32) -> Self {
        let work = iterations as u64;
        Self {
            iterations,
            scrypt_memory: 128 * work,
            scrypt_work: work,
        }
    }
}

impl Default for KdfLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The longest salt that is read, in bytes; RFC 8018 sets no limit.
const MAX_SALT_LEN: usize = 1024;

/// The hash of HMAC in PBKDF2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Prf {
    /// HMAC-SHA-1, the default where a file names none.
    HmacSha1,
    /// HMAC-SHA-224.
    HmacSha224,
    /// HMAC-SHA-256.
    HmacSha256,
    /// HMAC-SHA-384.
    HmacSha384,
    /// HMAC-SHA-512.
    HmacSha512,
}

impl Prf {
    const ALL: [Self; 5] = [
        Self::HmacSha1,
        Self::HmacSha224,
        Self::HmacSha256,
        Self::HmacSha384,
        Self::HmacSha512,
    ];

    /// Reads the identifier of HMAC with a hash; `what` names what it is for.
    pub(super) fn from_identifier(
        named: &AlgorithmIdentifier<'_>,
        what: &'static str,
    ) -> Result<Self, Error> {
        let prf = Self::ALL
            .into_iter()
            .find(|prf| named.oid == prf.oid())
            .ok_or_else(|| named.unsupported(what))?;
        named.require_no_parameters("NULL or no parameters of HMAC")?;
        Ok(prf)
    }

    /// The hash of HMAC.
    #[cfg(feature = "pkcs12")]
    pub(super) const fn hash(self) -> crate::hash::HashAlgorithm {
        use crate::hash::HashAlgorithm as Hash;
        match self {
            Self::HmacSha1 => Hash::Sha1,
            Self::HmacSha224 => Hash::Sha224,
            Self::HmacSha256 => Hash::Sha256,
            Self::HmacSha384 => Hash::Sha384,
            Self::HmacSha512 => Hash::Sha512,
        }
    }

    pub(super) const fn oid(self) -> ObjectIdentifierRef<'static> {
        match self {
            Self::HmacSha1 => oid::HMAC_WITH_SHA1,
            Self::HmacSha224 => oid::HMAC_WITH_SHA224,
            Self::HmacSha256 => oid::HMAC_WITH_SHA256,
            Self::HmacSha384 => oid::HMAC_WITH_SHA384,
            Self::HmacSha512 => oid::HMAC_WITH_SHA512,
        }
    }
}

/// How a key is made from a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kdf {
    /// PBKDF2.
    Pbkdf2 {
        /// The hash of HMAC.
        prf: Prf,
        /// Iterations, 1 to [`MAX_ITERATIONS`].
        iterations: u32,
    },
    /// scrypt.
    Scrypt {
        /// log2 of the cost parameter N.
        log_n: u8,
        /// Block size r.
        r: u32,
        /// Parallelisation p.
        p: u32,
    },
}

impl Kdf {
    /// PBKDF2-HMAC-SHA-256 with as many iterations as OWASP advises (2023): 600,000.
    pub const RECOMMENDED: Self = Self::Pbkdf2 {
        prf: Prf::HmacSha256,
        iterations: 600_000,
    };

    fn check(self) -> Result<Self, Error> {
        self.check_within(&KdfLimits::DEFAULT)
    }

    pub(super) fn check_within(self, limits: &KdfLimits) -> Result<Self, Error> {
        match self {
            Self::Pbkdf2 { iterations: 0, .. } => Err(Error::Parameter {
                what: "PBKDF2 with no iterations",
            }),
            Self::Pbkdf2 { iterations, .. } if iterations > limits.iterations => {
                Err(Error::TooCostly {
                    what: "PBKDF2 iterations",
                    asked: iterations.into(),
                    maximum: limits.iterations.into(),
                })
            }
            Self::Pbkdf2 { .. } => Ok(self),
            Self::Scrypt { log_n, r, p } => {
                // RFC 7914 §2: p is at most (2^32 − 1) · 32 / (128 · r).
                let product = u64::from(r) * u64::from(p);
                if log_n == 0 || log_n > 63 || !(1..1 << 30).contains(&product) {
                    return Err(Error::Parameter {
                        what: "scrypt parameters outside RFC 7914",
                    });
                }
                let cost = |factors: &[u64]| {
                    factors
                        .iter()
                        .try_fold(1u64, |a, &b| a.checked_mul(b))
                        .unwrap_or(u64::MAX)
                };
                let memory = cost(&[128, 1 << log_n, r.into()]);
                if memory > limits.scrypt_memory {
                    return Err(Error::TooCostly {
                        what: "bytes of scrypt memory",
                        asked: memory,
                        maximum: limits.scrypt_memory,
                    });
                }
                let work = cost(&[1 << log_n, r.into(), p.into()]);
                if work > limits.scrypt_work {
                    return Err(Error::TooCostly {
                        what: "steps of scrypt (N r p)",
                        asked: work,
                        maximum: limits.scrypt_work,
                    });
                }
                Ok(self)
            }
        }
    }

    /// How many iterations this is worth, for those who count them.
    #[cfg(feature = "pkcs12")]
    pub(super) fn cost(self) -> u64 {
        match self {
            Self::Pbkdf2 { iterations, .. } => iterations.into(),
            Self::Scrypt { log_n, r, p } => (1u64 << log_n)
                .saturating_mul(r.into())
                .saturating_mul(p.into()),
        }
    }

    /// Every constructor of a [`Pbes2`] checks: what comes here is within the bounds.
    pub(super) fn derive(self, password: &[u8], salt: &[u8], key: &mut [u8]) -> Result<(), Error> {
        match self {
            Self::Pbkdf2 { prf, iterations } => match prf {
                Prf::HmacSha1 => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, iterations, key),
                Prf::HmacSha224 => pbkdf2::pbkdf2_hmac::<Sha224>(password, salt, iterations, key),
                Prf::HmacSha256 => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, iterations, key),
                Prf::HmacSha384 => pbkdf2::pbkdf2_hmac::<Sha384>(password, salt, iterations, key),
                Prf::HmacSha512 => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, iterations, key),
            },
            Self::Scrypt { log_n, r, p } => {
                const WHAT: Error = Error::Parameter {
                    what: "scrypt parameters outside RFC 7914",
                };
                let params = scrypt::Params::new(log_n, r, p).map_err(|_| WHAT)?;
                // Where memory is limited, the allocation inside would end the process: it is tried first. A caller's own limits may
                // let a product through that no machine has.
                let bytes = (1u64 << log_n)
                    .checked_add(u64::from(p) + 2)
                    .and_then(|blocks| blocks.checked_mul(128 * u64::from(r)))
                    .unwrap_or(u64::MAX);
                usize::try_from(bytes)
                    .ok()
                    .and_then(|bytes| Vec::<u8>::new().try_reserve_exact(bytes).ok())
                    .ok_or(Error::OutOfMemory { bytes })?;
                scrypt::scrypt(password, salt, &params, key).map_err(|_| WHAT)?;
            }
        }
        Ok(())
    }
}

/// What to encrypt with; salt and vector are drawn when it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// How the key is made.
    pub kdf: Kdf,
    /// The cipher.
    pub cipher: Cipher,
    /// Bytes of salt, 16 where nothing else is asked for; from 1 to 1024.
    pub salt_len: usize,
}

/// Bytes of salt that are drawn unasked.
const SALT_LEN: usize = 16;

impl Choice {
    /// AES-256-CBC under [`Kdf::RECOMMENDED`].
    pub const RECOMMENDED: Self = Self {
        kdf: Kdf::RECOMMENDED,
        cipher: Cipher::Aes256,
        salt_len: SALT_LEN,
    };

    /// This cipher, under a key made in this way.
    pub const fn new(cipher: Cipher, kdf: Kdf) -> Self {
        Self {
            kdf,
            cipher,
            salt_len: SALT_LEN,
        }
    }

    /// The same with a salt of another length, for programs that fix it; RFC 8018 §4.1 asks for 8 bytes at least.
    pub const fn with_salt_len(self, salt_len: usize) -> Self {
        Self { salt_len, ..self }
    }

    pub(super) fn with_random<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
    ) -> Result<Pbes2, Error> {
        let mut rng = rng;
        if !(1..=MAX_SALT_LEN).contains(&self.salt_len) {
            return Err(Error::Parameter {
                what: "a salt has 1 to 1024 bytes",
            });
        }
        let mut salt = alloc::vec![0u8; self.salt_len];
        rng.fill(&mut salt)?;
        let mut iv = [0u8; MAX_IV_LEN];
        rng.fill(&mut iv[..self.cipher.iv_len()])?;
        Ok(Pbes2 {
            kdf: self.kdf.check()?,
            salt,
            key_length: None,
            cipher: self.cipher,
            iv,
        })
    }
}

/// PBES2-params.
///
/// What an input asks for is bounded: PBKDF2 by [`MAX_ITERATIONS`], scrypt by [`MAX_SCRYPT_MEMORY`] and as much work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pbes2 {
    /// Within the bounds: every constructor checks.
    kdf: Kdf,
    salt: Vec<u8>,
    /// keyLength, where the file has one.
    key_length: Option<u32>,
    cipher: Cipher,
    iv: [u8; MAX_IV_LEN],
}

impl Pbes2 {
    /// How the key is made.
    pub fn kdf(&self) -> Kdf {
        self.kdf
    }

    /// The cipher.
    pub fn cipher(&self) -> Cipher {
        self.cipher
    }

    /// Reads an encryptionAlgorithm.
    ///
    /// ```text
    /// PBES2-params ::= SEQUENCE {
    ///     keyDerivationFunc AlgorithmIdentifier,
    ///     encryptionScheme  AlgorithmIdentifier }
    /// ```
    ///
    /// # Errors
    /// [`Error::Unsupported`], with its number, for another scheme or an algorithm in it that is not supported;
    /// [`Error::TooCostly`];
    /// what is malformed, and where.
    pub fn from_identifier(algorithm: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        Self::from_identifier_within(algorithm, &KdfLimits::DEFAULT)
    }

    /// As [`from_identifier`](Self::from_identifier), within other limits.
    pub(super) fn from_identifier_within(
        algorithm: &AlgorithmIdentifier<'_>,
        limits: &KdfLimits,
    ) -> Result<Self, Error> {
        if algorithm.oid != oid::PBES2 {
            return Err(algorithm.unsupported("key encryption"));
        }
        let mut fields = parameters(algorithm, "PBES2-params")?;
        let kdf = AlgorithmIdentifier::parse(&mut fields, "PBES2-params.keyDerivationFunc")?;
        let scheme = AlgorithmIdentifier::parse(&mut fields, "PBES2-params.encryptionScheme")?;
        fields.finish("PBES2-params")?;

        let params = parameters(&kdf, "the parameters of PBES2-params.keyDerivationFunc")?;
        let (kdf, salt, key_length) = if kdf.oid == oid::PBKDF2 {
            pbkdf2_params(params)?
        } else if kdf.oid == oid::SCRYPT {
            scrypt_params(params)?
        } else {
            return Err(kdf.unsupported("key derivation"));
        };
        check_salt(salt)?;
        let cipher = Cipher::ALL
            .iter()
            .copied()
            .find(|cipher| scheme.oid == cipher.oid())
            .ok_or_else(|| scheme.unsupported("cipher"))?;
        let vector = scheme
            .parameters
            .filter(|p| p.tag == Tag::OctetString)
            .map(|p| p.value);
        let vector = vector
            .filter(|v| v.len() == cipher.iv_len())
            .ok_or(Error::Parameter {
                what: "a cipher whose initialisation vector is missing or has the wrong length",
            })?;
        let mut iv = [0u8; MAX_IV_LEN];
        iv[..vector.len()].copy_from_slice(vector);
        if key_length.is_some_and(|len| len as usize != cipher.key_len()) {
            return Err(Error::Parameter {
                what: "a key length that is not the cipher's",
            });
        }
        Ok(Self {
            kdf: kdf.check_within(limits)?,
            salt: salt.to_vec(),
            key_length,
            cipher,
            iv,
        })
    }

    /// Writes the encryptionAlgorithm.
    pub fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(oid::PBES2);
            w.sequence(|w| {
                write_kdf(w, self.kdf, &self.salt, self.key_length);
                w.sequence(|w| {
                    w.oid(self.cipher.oid());
                    w.octet_string(&self.iv[..self.cipher.iv_len()]);
                });
            });
        });
    }

    /// Decrypts (RFC 8018 §6.2.2). The time is that of the key derivation, which the input chooses within the bounds above.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], one error for every way in which the password or the data can be wrong;
    /// [`Error::OutOfMemory`] where there is less than scrypt asks for.
    pub fn decrypt(&self, password: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let key = self.key(password)?;
        let iv = &self.iv[..self.cipher.iv_len()];
        self.cipher
            .decrypt(&key[..self.cipher.key_len()], iv, ciphertext)
            .ok_or(Error::WrongPassword)
    }

    pub(super) fn encrypt(&self, password: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.key(password)?;
        let iv = &self.iv[..self.cipher.iv_len()];
        Ok(self
            .cipher
            .encrypt(&key[..self.cipher.key_len()], iv, plain))
    }

    fn key(&self, password: &[u8]) -> Result<Zeroizing<[u8; MAX_KEY_LEN]>, Error> {
        let mut key = Zeroizing::new([0u8; MAX_KEY_LEN]);
        self.kdf
            .derive(password, &self.salt, &mut key[..self.cipher.key_len()])?;
        Ok(key)
    }
}

/// Writes the AlgorithmIdentifier of a key derivation that was checked.
pub(super) fn write_kdf(w: &mut Writer, kdf: Kdf, salt: &[u8], key_length: Option<u32>) {
    let key_length = |w: &mut Writer| {
        if let Some(len) = key_length {
            w.unsigned(&len.to_be_bytes());
        }
    };
    w.sequence(|w| match kdf {
        Kdf::Pbkdf2 { prf, iterations } => {
            w.oid(oid::PBKDF2);
            w.sequence(|w| {
                w.octet_string(salt);
                w.unsigned(&iterations.to_be_bytes());
                key_length(w);
                if prf != Prf::HmacSha1 {
                    write_with_null(w, prf.oid());
                }
            });
        }
        Kdf::Scrypt { log_n, r, p } => {
            w.oid(oid::SCRYPT);
            w.sequence(|w| {
                w.octet_string(salt);
                // `Kdf::check` has bounded log_n.
                w.unsigned(&(1u64 << log_n).to_be_bytes());
                w.unsigned(&r.to_be_bytes());
                w.unsigned(&p.to_be_bytes());
                key_length(w);
            });
        }
    });
}

/// The fields of an algorithm's parameters, which must be a SEQUENCE.
pub(super) fn parameters<'a>(
    algorithm: &AlgorithmIdentifier<'a>,
    expected: &'static str,
) -> Result<Reader<'a>, DerError> {
    let parameters = algorithm.parameters.ok_or(DerError {
        offset: algorithm.offset,
        expected,
        found: Found::End,
    })?;
    parameters.expect(Tag::Sequence, expected)?;
    Ok(parameters.reader())
}

pub(super) fn check_salt(salt: &[u8]) -> Result<(), Error> {
    if salt.len() > MAX_SALT_LEN {
        return Err(Error::TooCostly {
            what: "bytes of salt",
            asked: salt.len() as u64,
            maximum: MAX_SALT_LEN as u64,
        });
    }
    Ok(())
}

pub(super) type KdfParams<'a> = (Kdf, &'a [u8], Option<u32>);

/// PBKDF2-params ::= SEQUENCE { salt, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1 }
pub(super) fn pbkdf2_params(mut fields: Reader<'_>) -> Result<KdfParams<'_>, Error> {
    let salt = fields.octet_string("PBKDF2-params.salt")?.value;
    let iterations = fields.unsigned_u32("PBKDF2-params.iterationCount")?;
    let key_length = optional_u32(&mut fields, "PBKDF2-params.keyLength")?;
    let mut prf = Prf::HmacSha1;
    if !fields.is_empty() {
        let named = AlgorithmIdentifier::parse(&mut fields, "PBKDF2-params.prf")?;
        prf = Prf::from_identifier(&named, "PBKDF2")?;
    }
    fields.finish("PBKDF2-params")?;
    Ok((Kdf::Pbkdf2 { prf, iterations }, salt, key_length))
}

/// scrypt-params ::= SEQUENCE { salt, costParameter, blockSize, parallelizationParameter, keyLength OPTIONAL }
fn scrypt_params(mut fields: Reader<'_>) -> Result<KdfParams<'_>, Error> {
    let salt = fields.octet_string("scrypt-params.salt")?.value;
    let n = fields.unsigned_u32("scrypt-params.costParameter")?;
    let r = fields.unsigned_u32("scrypt-params.blockSize")?;
    let p = fields.unsigned_u32("scrypt-params.parallelizationParameter")?;
    let key_length = optional_u32(&mut fields, "scrypt-params.keyLength")?;
    fields.finish("scrypt-params")?;
    if !n.is_power_of_two() || n == 1 {
        return Err(Error::Parameter {
            what: "a scrypt cost parameter that is not a power of two over 1",
        });
    }
    Ok((
        Kdf::Scrypt {
            log_n: n.trailing_zeros() as u8,
            r,
            p,
        },
        salt,
        key_length,
    ))
}

fn optional_u32(fields: &mut Reader<'_>, expected: &'static str) -> Result<Option<u32>, Error> {
    match fields.peek() {
        Some(Tag::Integer) => Ok(Some(fields.unsigned_u32(expected)?)),
        _ => Ok(None),
    }
}
