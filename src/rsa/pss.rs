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
use super::{Error, HashAlgorithm, PrivateKey, PublicKey, mgf1};

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
        Self { hash, mgf1_hash: hash, salt_len: hash.output_len() }
    }

    /// What RSASSA-PSS-params means where it says nothing: SHA-1, MGF1 with SHA-1, 20 octets.
    pub const DEFAULT: Self = Self::new(HashAlgorithm::Sha1);
}

/// The longest salt that a key of so many bits leaves room for with this hash; `None` if not even an empty one fits.
pub fn max_salt_len(modulus_bits: usize, hash: HashAlgorithm) -> Option<usize> {
    em_len(modulus_bits).checked_sub(hash.output_len() + 2)
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
    key.public_key().usable()?;
    check_len(signature, key.size())?;
    let mut em = Octets::zero(key.size());
    encode_digest(&mut em, key.bits(), params, digest, rng)?;
    key.apply(signature, &em, rng)
}

/// EM for a digest with a fresh salt, in as many octets as a modulus of `bits` bits has. `em` comes as zeros.
pub(super) fn encode_digest<R: CryptoRng + ?Sized>(
    em: &mut [u8],
    bits: usize,
    params: &Params,
    digest: &[u8],
    rng: &mut R,
) -> Result<(), Error> {
    check_digest(params.hash, digest)?;
    let most = max_salt_len(bits, params.hash).ok_or(Error::KeyTooShortForHash)?;
    if params.salt_len > most {
        return Err(Error::SaltTooLong { len: params.salt_len, most });
    }
    let mut salt = Octets::zero(params.salt_len);
    rng.fill_bytes(&mut salt);
    let at = em.len() - em_len(bits);
    encode(&mut em[at..], params, digest, &salt, top_mask(bits));
    Ok(())
}

fn check_digest(hash: HashAlgorithm, digest: &[u8]) -> Result<(), Error> {
    if digest.len() == hash.output_len() {
        Ok(())
    } else {
        Err(Error::DigestLength { len: digest.len(), expected: hash.output_len() })
    }
}

/// EMSA-PSS-ENCODE (§9.1.1) from step 5 on: EM = maskedDB ‖ H ‖ 0xbc with DB = PS ‖ 0x01 ‖ salt. `em` comes as zeros
/// and is long enough.
fn encode(em: &mut [u8], params: &Params, digest: &[u8], salt: &[u8], top_mask: u8) {
    let h = h(params.hash, digest, salt);
    let (db, rest) = em.split_at_mut(em.len() - h.len() - 1);
    let (separator_and_ps, db_salt) = db.split_at_mut(db.len() - salt.len());
    db_salt.copy_from_slice(salt);
    if let Some(separator) = separator_and_ps.last_mut() {
        *separator = 0x01;
    }
    mgf1::xor_mask(db, params.mgf1_hash, &h);
    db[0] &= top_mask;
    rest[..h.len()].copy_from_slice(&h);
    rest[h.len()] = 0xbc;
}

/// H = Hash(eight zeros ‖ mHash ‖ salt).
fn h(hash: HashAlgorithm, digest: &[u8], salt: &[u8]) -> super::HashValue {
    let mut hasher = hash.hasher();
    hasher.update(&[0; 8]);
    hasher.update(digest);
    hasher.update(salt);
    hasher.finalize()
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
    let salt_len = verify_prehash_any_salt(key, params.hash, params.mgf1_hash, digest, signature)?;
    if salt_len == params.salt_len { Ok(()) } else { Err(Error::Verification) }
}

/// As [`verify_prehash`], with a salt of whatever length the signature has; gives the length.
pub fn verify_prehash_any_salt(
    key: &PublicKey,
    hash: HashAlgorithm,
    mgf1_hash: HashAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<usize, Error> {
    key.usable()?;
    let mut em = Octets::zero(key.size());
    check_digest(hash, digest)?;
    max_salt_len(key.bits(), hash).ok_or(Error::KeyTooShortForHash)?;
    key.apply(&mut em, signature).map_err(|_| Error::Verification)?;
    check_encoding(&mut em, key.bits(), (hash, mgf1_hash), digest)
}

/// EMSA-PSS-VERIFY (§9.1.2) of the octets that a signature's e-th power fills; gives the length of the salt. All is
/// public here. `em` is overwritten.
pub(super) fn check_encoding(
    em: &mut [u8],
    bits: usize,
    (hash, mgf1_hash): (HashAlgorithm, HashAlgorithm),
    digest: &[u8],
) -> Result<usize, Error> {
    check_digest(hash, digest)?;
    max_salt_len(bits, hash).ok_or(Error::KeyTooShortForHash)?;
    let (beyond, em) = em.split_at_mut(em.len() - em_len(bits));
    let [em @ .., 0xbc] = em else { return Err(Error::Verification) };
    let (db, h_given) = em.split_at_mut(em.len() - hash.output_len());
    let top_mask = top_mask(bits);
    if beyond.iter().any(|&octet| octet != 0) || db.first().is_none_or(|top| top & !top_mask != 0) {
        return Err(Error::Verification);
    }
    mgf1::xor_mask(db, mgf1_hash, h_given);
    db[0] &= top_mask;
    let ps = db.iter().position(|&octet| octet != 0).ok_or(Error::Verification)?;
    if db[ps] != 0x01 {
        return Err(Error::Verification);
    }
    let salt = &db[ps + 1..];
    if h(hash, digest, salt).as_bytes() == h_given { Ok(salt.len()) } else { Err(Error::Verification) }
}
