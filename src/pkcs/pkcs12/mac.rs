//! The message authentication code: HMAC under a key by PKCS #12's derivation (RFC 7292 §5.1), or PBMAC1 (RFC 9579).

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::open::Budget;
use super::reread;
use crate::der::oid;
use crate::der::{Reader, Writer};
use crate::hash::{HashAlgorithm, HashValue, MAX_OUTPUT_LEN};
use crate::pkcs::Error;
use crate::pkcs::algorithm::{AlgorithmIdentifier, write_with_null};
use crate::pkcs::pbes1::check_iterations;
use crate::pkcs::pbes2::{self, Kdf, KdfLimits, Prf, check_salt};
use crate::pkcs::pkcs12_kdf::{self, Purpose};
use crate::rsa::RandomSource as _;

/// The shortest key of PBMAC1 that is accepted, in bytes: one that is shorter could be found by trying (RFC 9579 §7).
const MIN_PBMAC1_KEY_LEN: u32 = 20;

/// MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mac {
    /// The AlgorithmIdentifier's DER.
    algorithm: Vec<u8>,
    digest: Vec<u8>,
    salt: Vec<u8>,
    iterations: u32,
}

impl Mac {
    /// digestAlgorithm: a hash, or PBMAC1.
    pub fn algorithm(&self) -> AlgorithmIdentifier<'_> {
        reread(&self.algorithm)
    }

    /// iterations, which PBMAC1 does not use.
    pub fn iterations(&self) -> u32 {
        self.iterations
    }

    /// Bytes of macSalt.
    pub fn salt_len(&self) -> usize {
        self.salt.len()
    }

    /// Bytes of the code.
    pub fn digest_len(&self) -> usize {
        self.digest.len()
    }

    pub(super) fn parse(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = reader.sequence("MacData")?;
        let mut info = fields.sequence("MacData.mac")?;
        let algorithm = AlgorithmIdentifier::parse(&mut info, "DigestInfo.digestAlgorithm")?;
        let digest = info.octet_string("DigestInfo.digest")?.value;
        info.finish("MacData.mac")?;
        let salt = fields.octet_string("MacData.macSalt")?.value;
        let iterations = match fields.is_empty() {
            true => 1,
            false => fields.unsigned_u32("MacData.iterations")?,
        };
        fields.finish("MacData")?;
        check_salt(salt)?;
        Ok(Self {
            algorithm: algorithm.raw.to_vec(),
            digest: digest.to_vec(),
            salt: salt.to_vec(),
            iterations,
        })
    }

    /// Whether this is the code of `content` under a password. The comparison takes the same time wherever they differ.
    pub(super) fn verify(
        &self,
        content: &[u8],
        password: Option<&[u8]>,
        budget: &mut Budget,
    ) -> Result<bool, Error> {
        let algorithm = self.algorithm();
        let made = if algorithm.oid == oid::PBMAC1 {
            let (kdf, salt, key_len, hash) = pbmac1_params(&algorithm, &budget.limits())?;
            budget.charge(kdf.cost())?;
            let mut key = Zeroizing::new([0u8; MAX_OUTPUT_LEN]);
            let key = &mut key[..key_len];
            kdf.derive(password.unwrap_or_default(), salt, key)?;
            hmac(hash, key, content)
        } else {
            let hash = algorithm.hash()?;
            check_iterations(self.iterations, budget.limits().iterations)?;
            budget.charge(self.iterations.into())?;
            pkcs12_mac(hash, password, &self.salt, self.iterations, content)
        };
        Ok(made.as_bytes().ct_eq(&self.digest).into())
    }
}

/// PBMAC1-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, messageAuthScheme AlgorithmIdentifier }
///
/// The derivation is PBKDF2, its keyLength is there (RFC 9579 §4, §5).
fn pbmac1_params<'a>(
    algorithm: &AlgorithmIdentifier<'a>,
    limits: &KdfLimits,
) -> Result<(Kdf, &'a [u8], usize, HashAlgorithm), Error> {
    let mut fields = pbes2::parameters(algorithm, "PBMAC1-params")?;
    let kdf = AlgorithmIdentifier::parse(&mut fields, "PBMAC1-params.keyDerivationFunc")?;
    let scheme = AlgorithmIdentifier::parse(&mut fields, "PBMAC1-params.messageAuthScheme")?;
    fields.finish("PBMAC1-params")?;
    if kdf.oid != oid::PBKDF2 {
        return Err(kdf.unsupported("PBMAC1 key derivation"));
    }
    let params = pbes2::parameters(&kdf, "the parameters of PBMAC1-params.keyDerivationFunc")?;
    let (kdf, salt, key_length) = pbes2::pbkdf2_params(params)?;
    check_salt(salt)?;
    let key_len = key_length
        .filter(|len| (MIN_PBMAC1_KEY_LEN..=MAX_OUTPUT_LEN as u32).contains(len))
        .ok_or(Error::Parameter {
            what: "a PBMAC1 whose keyLength is missing, below 20 bytes or above 64",
        })?;
    let hash = Prf::from_identifier(&scheme, "PBMAC1")?.hash();
    Ok((kdf.check_within(limits)?, salt, key_len as usize, hash))
}

/// How a MAC is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MacChoice {
    /// HMAC under a key by PKCS #12's own derivation with the same hash, which every program reads.
    Pkcs12 {
        /// The hash.
        hash: HashAlgorithm,
        /// Iterations, from 1.
        iterations: u32,
    },
    /// PBMAC1 (RFC 9579), HMAC and PBKDF2 with the same hash, which programs read since 2024.
    Pbmac1 {
        /// The hash of HMAC.
        prf: Prf,
        /// Iterations, from 1.
        iterations: u32,
    },
}

impl MacChoice {
    /// Writes MacData for a content.
    pub(super) fn write<R: TryCryptoRng + ?Sized>(
        self,
        w: &mut Writer,
        content: &[u8],
        password: &[u8],
        rng: &mut R,
    ) -> Result<(), Error> {
        let mut rng = rng;
        let mut salt = [0u8; 16];
        rng.fill(&mut salt)?;
        match self {
            Self::Pkcs12 { hash, iterations } => {
                check_iterations(iterations, pbes2::MAX_ITERATIONS)?;
                let mac = pkcs12_mac(hash, Some(password), &salt, iterations, content);
                w.sequence(|w| {
                    w.sequence(|w| {
                        write_with_null(w, hash.oid());
                        w.octet_string(&mac);
                    });
                    w.octet_string(&salt);
                    if iterations != 1 {
                        w.unsigned(&iterations.to_be_bytes());
                    }
                });
            }
            Self::Pbmac1 { prf, iterations } => {
                let hash = prf.hash();
                let kdf = Kdf::Pbkdf2 { prf, iterations }.check_within(&KdfLimits::DEFAULT)?;
                let mut key = Zeroizing::new([0u8; MAX_OUTPUT_LEN]);
                let key = &mut key[..hash.output_len()];
                kdf.derive(password, &salt, key)?;
                let mac = hmac(hash, key, content);
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.sequence(|w| {
                            w.oid(oid::PBMAC1);
                            w.sequence(|w| {
                                let key_len = hash.output_len() as u32;
                                pbes2::write_kdf(w, kdf, &salt, Some(key_len));
                                write_with_null(w, prf.oid());
                            });
                        });
                        w.octet_string(&mac);
                    });
                    // "NOT USED" in RFC 9579's own words: these must be there, and what they hold is ignored.
                    w.octet_string(b"NOT USED");
                });
            }
        }
        Ok(())
    }
}

fn pkcs12_mac(
    hash: HashAlgorithm,
    password: Option<&[u8]>,
    salt: &[u8],
    iterations: u32,
    content: &[u8],
) -> HashValue {
    let password = pkcs12_kdf::bmp_string(password);
    let mut key = Zeroizing::new([0u8; MAX_OUTPUT_LEN]);
    let key = &mut key[..hash.output_len()];
    pkcs12_kdf::derive(hash, Purpose::Mac, &password, salt, iterations, key);
    hmac(hash, key, content)
}

/// HMAC (RFC 2104) with a key that is not longer than the hash's output.
fn hmac(hash: HashAlgorithm, key: &[u8], message: &[u8]) -> HashValue {
    let padded = |pad: u8| {
        let mut hasher = hash.hasher();
        let mut block = Zeroizing::new(Vec::with_capacity(hash.block_len()));
        block.extend(key.iter().map(|byte| byte ^ pad));
        block.resize(hash.block_len(), pad);
        hasher.update(&block);
        hasher
    };
    let mut inner = padded(0x36);
    inner.update(message);
    let mut inner = inner.finalize();
    let mut outer = padded(0x5c);
    outer.update(&inner);
    inner.zeroize();
    outer.finalize()
}
