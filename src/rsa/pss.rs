//! RSASSA-PSS (RFC 8017 §8.1, §9.1).
//!
//! [`SigningKey`] and [`VerifyingKey`] bind a key to its hash before anything is signed. The functions beneath them take
//! the [`Params`] as values.
//!
//! ```
//! use certwright::rsa::{PrivateKey, Signature, pss::SigningKey};
//! use certwright::signature::{Keypair, RandomizedSigner, Verifier};
//! use certwright::{SysRng, sha2::Sha256};
//!
//! let key = SigningKey::<Sha256>::new(PrivateKey::generate(&mut SysRng, 2048)?)?;
//! let signature = key.try_sign_with_rng(&mut SysRng, b"paid")?;
//! let received = Signature::try_from(signature.as_bytes())?;
//! key.verifying_key().verify(b"paid", &received)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::fmt;
use core::marker::PhantomData;

use super::emsa::{self, Emsa, HasEmsa};
use super::functions::{ByType, ByValue, Functions};
use super::memory::Memory;
use super::scheme::{self, SignatureScheme};
use super::{Error, PublicKey};
use crate::hash::{Hash, HashAlgorithm};
use crate::random::RandomSource;

/// A private key that signs by RSASSA-PSS with the hash `D`, and MGF1 with the hash `M`. Its salts are random, so it signs
/// with a generator only.
pub type SigningKey<D, M = D> = scheme::SigningKey<Pss<D, M>>;

/// A public key that verifies RSASSA-PSS signatures with the hash `D`, and MGF1 with the hash `M`.
pub type VerifyingKey<D, M = D> = scheme::VerifyingKey<Pss<D, M>>;

/// What a PSS signature is made with (RSASSA-PSS-params, RFC 8017 §A.2.3; the trailer field is always 1).
///
/// ```
/// use certwright::rsa::{HashAlgorithm, pss};
///
/// let usual = pss::Params::new(HashAlgorithm::Sha256);
/// let other = usual.with_mgf1_hash(HashAlgorithm::Sha1).with_salt_len(20);
/// assert_eq!((usual.salt_len, other.salt_len), (32, 20));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Params {
    /// The message's hash.
    pub hash: HashAlgorithm,
    /// MGF1's hash.
    pub mgf1_hash: HashAlgorithm,
    /// Bytes of salt.
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

    /// The same parameters, but MGF1 with this hash.
    #[must_use]
    pub const fn with_mgf1_hash(self, mgf1_hash: HashAlgorithm) -> Self {
        Self { mgf1_hash, ..self }
    }

    /// The same parameters, but a salt of so many bytes.
    #[must_use]
    pub const fn with_salt_len(self, salt_len: usize) -> Self {
        Self { salt_len, ..self }
    }

    /// What RSASSA-PSS-params means where its fields are absent: SHA-1, MGF1 with SHA-1, 20 bytes.
    pub const DEFAULT: Self = Self::new(HashAlgorithm::Sha1);

    fn encoding(&self) -> Encoding<'_> {
        Encoding {
            functions: self,
            salt_len: self.salt_len,
            any_salt_len: false,
        }
    }
}

impl ByValue for Params {
    fn hash(&self) -> HashAlgorithm {
        self.hash
    }

    fn mgf1_hash(&self) -> HashAlgorithm {
        self.mgf1_hash
    }
}

impl HasEmsa for Params {
    fn emsa(&self) -> impl Emsa {
        self.encoding()
    }
}

/// The longest salt, in bytes, that a key of so many bits allows with this hash (RFC 8017 §9.1.1 step 3); `None` if not even an empty one fits.
pub fn max_salt_len(modulus_bits: usize, hash: HashAlgorithm) -> Option<usize> {
    max_salt_len_beside(modulus_bits, hash.output_len())
}

fn max_salt_len_beside(modulus_bits: usize, hash_len: usize) -> Option<usize> {
    em_len(modulus_bits).checked_sub(hash_len + 2)
}

/// EMSA-PSS (RFC 8017 §9.1).
#[derive(Clone, Copy)]
pub(super) struct Encoding<'f> {
    pub(super) functions: &'f dyn Functions,
    /// Bytes of salt.
    pub(super) salt_len: usize,
    /// In verifying, a salt of any length is taken.
    pub(super) any_salt_len: bool,
}

/// RSASSA-PSS with the hash `D`, and MGF1 with the hash `M`, as the scheme of a [`SigningKey`].
pub struct Pss<D, M = D> {
    salt_len: usize,
    any_salt_len: bool,
    hashes: PhantomData<fn() -> (D, M)>,
}

impl<D: Hash, M: Hash> Pss<D, M> {
    /// With a salt as long as the hash, in signing and in verifying.
    pub const fn new() -> Self {
        Self::with_salt_len(D::ALGORITHM.output_len())
    }

    /// With a salt of so many bytes, in signing and in verifying. One that is too long for a key is refused when the key is bound.
    pub const fn with_salt_len(salt_len: usize) -> Self {
        Self {
            salt_len,
            any_salt_len: false,
            hashes: PhantomData,
        }
    }

    /// The same scheme, which in verifying takes whatever length the salt of a signature has, where a signer's choice is not
    /// known.
    #[must_use]
    pub const fn any_salt_len(self) -> Self {
        Self {
            any_salt_len: true,
            ..self
        }
    }

    /// The parameters as values; with [`any_salt_len`](Self::any_salt_len) a verified salt may have another length.
    pub const fn params(&self) -> Params {
        Params {
            hash: D::ALGORITHM,
            mgf1_hash: M::ALGORITHM,
            salt_len: self.salt_len,
        }
    }
}

impl<D: Hash, M: Hash> Default for Pss<D, M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D, M> Clone for Pss<D, M> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<D, M> PartialEq for Pss<D, M> {
    fn eq(&self, other: &Self) -> bool {
        (self.salt_len, self.any_salt_len) == (other.salt_len, other.any_salt_len)
    }
}

impl<D: Hash, M: Hash> fmt::Debug for Pss<D, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hash, mgf1_hash) = (D::ALGORITHM, M::ALGORITHM);
        write!(
            f,
            "PSS with {hash}, MGF1 with {mgf1_hash}, salt of {} bytes",
            self.salt_len
        )
    }
}

impl<D: Hash, M: Hash> HasEmsa for Pss<D, M> {
    fn emsa(&self) -> impl Emsa {
        Encoding {
            functions: &ByType::<D, M>(PhantomData),
            salt_len: self.salt_len,
            any_salt_len: self.any_salt_len,
        }
    }
}

impl<D: Hash, M: Hash> SignatureScheme for Pss<D, M> {
    type Hash = D;
}

/// emLen = ⌈(modBits − 1)/8⌉: for some keys a byte fewer than the modulus has.
fn em_len(modulus_bits: usize) -> usize {
    modulus_bits.saturating_sub(1).div_ceil(8)
}

/// The high bits of EM's first byte that lie beyond emBits, as a mask of those that stay.
fn top_mask(modulus_bits: usize) -> u8 {
    0xff >> (8 * em_len(modulus_bits) - (modulus_bits - 1))
}

impl Emsa for Encoding<'_> {
    fn validate(&self, bits: usize, digest: &[u8]) -> Result<(), Error> {
        let hash_len = self.functions.hash_len();
        emsa::check_digest_len(digest, hash_len)?;
        let maximum = max_salt_len_beside(bits, hash_len).ok_or(Error::KeyTooShortForHash)?;
        if !self.any_salt_len && self.salt_len > maximum {
            return Err(Error::SaltTooLong {
                len: self.salt_len,
                maximum,
            });
        }
        Ok(())
    }

    /// EMSA-PSS-ENCODE (§9.1.1) from step 4 on: EM = maskedDB ‖ H ‖ 0xbc with DB = PS ‖ 0x01 ‖ salt.
    fn encode(
        &self,
        em: &mut [u8],
        bits: usize,
        digest: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<(), Error> {
        let signing = Self {
            any_salt_len: false,
            ..*self
        };
        signing.validate(bits, digest)?;
        em.fill(0);
        let em_start = em.len() - em_len(bits);
        let em = &mut em[em_start..];
        let (db, rest) = em.split_at_mut(em.len() - self.functions.hash_len() - 1);
        let salt_start = db.len() - self.salt_len;
        db[salt_start - 1] = 0x01;
        rng.fill(&mut db[salt_start..])?;
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("PSS: salt", &db[salt_start..]);
        let h = self.functions.hash(&[&[0; 8], digest, &db[salt_start..]]);
        self.functions.xor_mask(db, &h);
        db[0] &= top_mask(bits);
        rest[..h.len()].copy_from_slice(&h);
        rest[h.len()] = 0xbc;
        Ok(())
    }

    fn is_encoded(&self, em: &mut [u8], bits: usize, digest: &[u8]) -> bool {
        salt_len_of(em, bits, self.functions, digest)
            .is_some_and(|salt_len| self.any_salt_len || salt_len == self.salt_len)
    }
}

/// EMSA-PSS-VERIFY (§9.1.2) of the bytes that a signature's e-th power fills; gives the length of the salt. `em` is
/// overwritten.
fn salt_len_of(
    em: &mut [u8],
    bits: usize,
    functions: &dyn Functions,
    digest: &[u8],
) -> Option<usize> {
    let (beyond, em) = em.split_at_mut(em.len() - em_len(bits));
    let [em @ .., 0xbc] = em else {
        return None;
    };
    let (db, h_given) = em.split_at_mut(em.len().checked_sub(functions.hash_len())?);
    let top_mask = top_mask(bits);
    if beyond.iter().any(|&byte| byte != 0) || db.first().is_none_or(|top| top & !top_mask != 0) {
        return None;
    }
    functions.xor_mask(db, h_given);
    db[0] &= top_mask;
    let ps = db.iter().position(|&byte| byte != 0)?;
    let (0x01, salt) = (db[ps], &db[ps + 1..]) else {
        return None;
    };
    let h = functions.hash(&[&[0; 8], digest, salt]);
    (h.as_bytes() == h_given).then_some(salt.len())
}

emsa::prehash_functions! {
    params: &Params => &params.emsa();
    /// Signs a digest with a fresh random salt (RFC 8017 §8.1.1). Time depends on the key's size and public exponent. The salt must fit
    /// ([`max_salt_len`]).
    sign_prehash
    /// The salt is the first that is drawn from the generator.
    sign_prehash_into
    /// Verifies a signature over a digest (RFC 8017 §8.1.2); the salt must have the length that the parameters give.
    verify_prehash
}

/// As [`verify_prehash`], with a salt of whatever length the signature has; gives the length.
///
/// # Errors
///
/// Those of [`verify_prehash`].
pub fn verify_prehash_any_salt(
    key: &PublicKey,
    hash: HashAlgorithm,
    mgf1_hash: HashAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<usize, Error> {
    let params = Params::new(hash).with_mgf1_hash(mgf1_hash);
    let any = Encoding {
        any_salt_len: true,
        ..params.encoding()
    };
    key.usable()?;
    any.validate(key.bits(), digest)?;
    emsa::with_power(key, signature, Memory::Stack, |em| {
        salt_len_of(em, key.bits(), any.functions, digest)
    })?
    .ok_or(Error::Verification)
}
