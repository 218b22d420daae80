//! RSASSA-PSS (RFC 8017 §8.1, §9.1).
//!
//! [`SigningKey`] and [`VerifyingKey`] bind a key to its hash before anything is signed. The functions beneath them take
//! the [`Params`] as values.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::CryptoRng;

pub use super::pss_typed::{SigningKey, VerifyingKey};

use super::octets::Octets;
use super::private_op::check_len;
use super::shake::Shake;
use super::{Error, HashAlgorithm, HashValue, PrivateKey, PublicKey, mgf1};

/// What a PSS signature is made with (RSASSA-PSS-params, RFC 8017 §A.2.3; the trailer field is always 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Params {
    /// The message's hash.
    pub hash: HashAlgorithm,
    /// MGF1's hash.
    pub mgf1_hash: HashAlgorithm,
    /// Octets of salt.
    pub salt_len: usize,
}

impl Params {
    /// The usual choice: MGF1 with the same hash, a salt as long as the hash.
    pub const fn new(hash: HashAlgorithm) -> Self {
        Self {
            hash,
            mgf1_hash: hash,
            salt_len: hash.output_len(),
        }
    }

    /// What RSASSA-PSS-params means where it says nothing: SHA-1, MGF1 with SHA-1, 20 octets.
    pub const DEFAULT: Self = Self::new(HashAlgorithm::Sha1);

    pub(super) const fn encoding(&self) -> Encoding {
        Encoding {
            functions: Functions::Mgf1(self.hash, self.mgf1_hash),
            salt_len: self.salt_len,
        }
    }
}

/// The longest salt that a key of so many bits leaves room for with this hash; `None` if not even an empty one fits.
pub fn max_salt_len(modulus_bits: usize, hash: HashAlgorithm) -> Option<usize> {
    max_salt_len_beside(modulus_bits, hash.output_len())
}

fn max_salt_len_beside(modulus_bits: usize, hash_len: usize) -> Option<usize> {
    em_len(modulus_bits).checked_sub(hash_len + 2)
}

/// How a digest is encoded.
#[derive(Clone, Copy)]
pub(super) struct Encoding {
    pub(super) functions: Functions,
    pub(super) salt_len: usize,
}

/// The hash and the mask of an encoding.
#[derive(Clone, Copy)]
pub(super) enum Functions {
    /// A hash, and MGF1 with another.
    Mgf1(HashAlgorithm, HashAlgorithm),
    /// One function for both.
    Shake(Shake),
}

impl Functions {
    const fn hash_len(self) -> usize {
        match self {
            Self::Mgf1(hash, _) => hash.output_len(),
            Self::Shake(shake) => shake.output_len(),
        }
    }

    /// H = Hash(eight zeros ‖ mHash ‖ salt).
    fn h(self, digest: &[u8], salt: &[u8]) -> HashValue {
        let parts: [&[u8]; 3] = [&[0; 8], digest, salt];
        match self {
            Self::Mgf1(hash, _) => {
                let mut hasher = hash.hasher();
                parts.iter().for_each(|part| hasher.update(part));
                hasher.finalize()
            }
            Self::Shake(shake) => shake.digest_of_parts(&parts),
        }
    }

    fn xor_mask(self, db: &mut [u8], h: &[u8]) {
        match self {
            Self::Mgf1(_, mgf1_hash) => mgf1::xor_mask(db, mgf1_hash, h),
            Self::Shake(shake) => shake.xor_mask(db, h),
        }
    }

    /// The longest salt that fits beside a digest of these functions.
    pub(super) fn max_salt_len(self, modulus_bits: usize) -> Result<usize, Error> {
        max_salt_len_beside(modulus_bits, self.hash_len()).ok_or(Error::KeyTooShortForHash)
    }

    fn check_digest(self, digest: &[u8]) -> Result<(), Error> {
        if digest.len() == self.hash_len() {
            Ok(())
        } else {
            Err(Error::DigestLength {
                len: digest.len(),
                expected: self.hash_len(),
            })
        }
    }
}

/// emLen = ⌈(modBits − 1)/8⌉: for some keys an octet fewer than the modulus has.
fn em_len(modulus_bits: usize) -> usize {
    (modulus_bits - 1).div_ceil(8)
}

/// The high bits of EM's first octet that lie beyond emBits, as a mask of those that stay.
fn top_mask(modulus_bits: usize) -> u8 {
    0xff >> (8 * em_len(modulus_bits) - (modulus_bits - 1))
}

/// Signs a digest with a fresh random salt. Time depends on the key's size and public exponent.
///
/// # Errors
///
/// A digest that is not the hash's, a salt that does not fit, a key too short for the hash or not allowed
/// ([`PublicKey::allow_below_2048`]), a fault.
pub fn sign_prehash<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    params: &Params,
    digest: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let mut signature = vec![0; key.size()];
    sign_prehash_into(key, params, digest, rng, &mut signature)?;
    Ok(signature)
}

/// As [`sign_prehash`], into a buffer of the key's size; allocates nothing. The salt is the first that is drawn from the
/// generator.
pub fn sign_prehash_into<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    params: &Params,
    digest: &[u8],
    rng: &mut R,
    signature: &mut [u8],
) -> Result<(), Error> {
    sign_digest_into(key, params.encoding(), digest, rng, signature)
}

pub(super) fn sign_digest_into<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    encoding: Encoding,
    digest: &[u8],
    rng: &mut R,
    signature: &mut [u8],
) -> Result<(), Error> {
    key.public_key().usable()?;
    check_len(signature, key.size())?;
    let mut em = Octets::zero(key.size());
    encode_digest(&mut em, key.bits(), encoding, digest, rng)?;
    key.apply(signature, &em, rng)
}

/// EM for a digest with a fresh salt, in as many octets as a modulus of `bits` bits has. `em` comes as zeros.
pub(super) fn encode_digest<R: CryptoRng + ?Sized>(
    em: &mut [u8],
    bits: usize,
    Encoding {
        functions,
        salt_len,
    }: Encoding,
    digest: &[u8],
    rng: &mut R,
) -> Result<(), Error> {
    functions.check_digest(digest)?;
    let most = functions.max_salt_len(bits)?;
    if salt_len > most {
        return Err(Error::SaltTooLong {
            len: salt_len,
            most,
        });
    }
    let mut salt = Octets::zero(salt_len);
    rng.fill_bytes(&mut salt);
    let at = em.len() - em_len(bits);
    encode(&mut em[at..], functions, digest, &salt, top_mask(bits));
    Ok(())
}

/// EMSA-PSS-ENCODE (§9.1.1) from step 5 on: EM = maskedDB ‖ H ‖ 0xbc with DB = PS ‖ 0x01 ‖ salt. `em` comes as zeros
/// and is long enough.
fn encode(em: &mut [u8], functions: Functions, digest: &[u8], salt: &[u8], top_mask: u8) {
    let h = functions.h(digest, salt);
    let (db, rest) = em.split_at_mut(em.len() - h.len() - 1);
    let (separator_and_ps, db_salt) = db.split_at_mut(db.len() - salt.len());
    db_salt.copy_from_slice(salt);
    if let Some(separator) = separator_and_ps.last_mut() {
        *separator = 0x01;
    }
    functions.xor_mask(db, &h);
    db[0] &= top_mask;
    rest[..h.len()].copy_from_slice(&h);
    rest[h.len()] = 0xbc;
}

/// Verifies a signature over a digest; the salt must have the length that the parameters say. Allocates nothing.
///
/// # Errors
///
/// [`Error::Verification`] for a signature that is wrong, whatever is wrong with it; other errors are about the key and
/// the digest.
pub fn verify_prehash(
    key: &PublicKey,
    params: &Params,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    verify_digest(key, params.encoding(), digest, signature)
}

/// As [`verify_prehash`], with a salt of whatever length the signature has; gives the length.
pub fn verify_prehash_any_salt(
    key: &PublicKey,
    hash: HashAlgorithm,
    mgf1_hash: HashAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<usize, Error> {
    verified_salt_len(key, Functions::Mgf1(hash, mgf1_hash), digest, signature)
}

pub(super) fn verify_digest(
    key: &PublicKey,
    encoding: Encoding,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    let salt_len = verified_salt_len(key, encoding.functions, digest, signature)?;
    if salt_len == encoding.salt_len {
        Ok(())
    } else {
        Err(Error::Verification)
    }
}

fn verified_salt_len(
    key: &PublicKey,
    functions: Functions,
    digest: &[u8],
    signature: &[u8],
) -> Result<usize, Error> {
    key.usable()?;
    functions.check_digest(digest)?;
    functions.max_salt_len(key.bits())?;
    let mut em = Octets::zero(key.size());
    key.apply(&mut em, signature)
        .map_err(|_| Error::Verification)?;
    check_encoding(&mut em, key.bits(), functions, digest)
}

/// EMSA-PSS-VERIFY (§9.1.2) of the octets that a signature's e-th power fills; gives the length of the salt. All is
/// public here. `em` is overwritten.
pub(super) fn check_encoding(
    em: &mut [u8],
    bits: usize,
    functions: Functions,
    digest: &[u8],
) -> Result<usize, Error> {
    functions.check_digest(digest)?;
    functions.max_salt_len(bits)?;
    let (beyond, em) = em.split_at_mut(em.len() - em_len(bits));
    let [em @ .., 0xbc] = em else {
        return Err(Error::Verification);
    };
    let (db, h_given) = em.split_at_mut(em.len() - functions.hash_len());
    let top_mask = top_mask(bits);
    if beyond.iter().any(|&octet| octet != 0) || db.first().is_none_or(|top| top & !top_mask != 0) {
        return Err(Error::Verification);
    }
    functions.xor_mask(db, h_given);
    db[0] &= top_mask;
    let ps = db
        .iter()
        .position(|&octet| octet != 0)
        .ok_or(Error::Verification)?;
    if db[ps] != 0x01 {
        return Err(Error::Verification);
    }
    let salt = &db[ps + 1..];
    if functions.h(digest, salt).as_bytes() == h_given {
        Ok(salt.len())
    } else {
        Err(Error::Verification)
    }
}
