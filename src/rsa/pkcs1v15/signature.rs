//! EMSA-PKCS1-v1_5 (RFC 8017 §9.2) and what is signed and verified with it.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use rand_core::TryCryptoRng;

use crate::hash::{Hash, HashAlgorithm, MAX_OUTPUT_LEN};
use crate::random::RandomSource;
use crate::rsa::emsa::{self, Emsa, HasEmsa};
use crate::rsa::memory::Memory;
use crate::rsa::scheme::{SignatureScheme, SignsAlone};
use crate::rsa::{Error, PrivateKey, PublicKey};

/// DigestInfo is never longer: two headers, the longest OID of a hash, NULL, a header, the longest digest.
const MAX_DIGEST_INFO_LEN: usize = 4 + 11 + 2 + 2 + MAX_OUTPUT_LEN;

/// A DigestInfo without allocation.
struct DigestInfo {
    bytes: [u8; MAX_DIGEST_INFO_LEN],
    len: usize,
}

impl DigestInfo {
    /// DigestInfo ::= SEQUENCE { digestAlgorithm { hash, NULL }, digest OCTET STRING } (RFC 8017 §9.2 note 1), for a digest
    /// of any length up to the longest hash's.
    fn new(hash: HashAlgorithm, digest: &[u8]) -> Self {
        let oid = hash.oid_contents();
        let mut info = Self {
            bytes: [0; MAX_DIGEST_INFO_LEN],
            len: 0,
        };
        let mut put = |bytes: &[u8]| {
            info.bytes[info.len..info.len + bytes.len()].copy_from_slice(bytes);
            info.len += bytes.len();
        };
        // Every length is below 128: an OID of 5 or 9 bytes, a digest of at most 64.
        let algorithm = 2 + oid.len() + 2;
        put(&[0x30, (2 + algorithm + 2 + digest.len()) as u8]);
        put(&[0x30, algorithm as u8, 0x06, oid.len() as u8]);
        put(oid);
        put(&[0x05, 0x00, 0x04, digest.len() as u8]);
        put(digest);
        info
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The DER of a DigestInfo, NULL parameters included: what is signed (RFC 8017 §9.2 step 2). Time depends on the hash alone.
///
/// # Errors
/// [`Error::DigestLength`] for a digest that is not as long as the hash's.
pub fn digest_info(hash: HashAlgorithm, digest: &[u8]) -> Result<Vec<u8>, Error> {
    emsa::check_digest_len(digest, hash.output_len())?;
    Ok(DigestInfo::new(hash, digest).as_bytes().to_vec())
}

/// EM = 0x00 ‖ 0x01 ‖ PS ‖ 0x00 ‖ T, with PS of eight bytes 0xff or more: what T leaves at least.
const OVERHEAD: usize = 11;

/// T as it is, for protocols that bring one of their own.
struct Unhashed;

impl Emsa for Unhashed {
    fn validate(&self, bits: usize, t: &[u8]) -> Result<(), Error> {
        let maximum = bits.div_ceil(8).saturating_sub(OVERHEAD);
        if t.len() > maximum {
            return Err(Error::MessageTooLong {
                len: t.len(),
                maximum,
            });
        }
        Ok(())
    }

    fn encode(
        &self,
        em: &mut [u8],
        bits: usize,
        t: &[u8],
        _: &mut dyn RandomSource,
    ) -> Result<(), Error> {
        self.validate(bits, t)?;
        let (head, tail) = em.split_at_mut(em.len() - t.len());
        let [zero, one, ps @ .., separator] = head else {
            unreachable!("T leaves eleven bytes");
        };
        (*zero, *one, *separator) = (0x00, 0x01, 0x00);
        ps.fill(0xff);
        tail.copy_from_slice(t);
        Ok(())
    }

    /// Every byte of EM is prescribed and compared, T's place by its length: nothing is parsed that a forger chose
    /// (Bleichenbacher 2006).
    fn is_encoded(&self, em: &mut [u8], bits: usize, t: &[u8]) -> bool {
        if self.validate(bits, t).is_err() {
            return false;
        }
        let (head, tail) = em.split_at(em.len() - t.len());
        let [0x00, 0x01, ps @ .., 0x00] = head else {
            return false;
        };
        ps.iter().fold(0xff, |all, &byte| all & byte) == 0xff && tail == t
    }
}

/// EMSA-PKCS1-v1_5 with this hash. A DigestInfo without NULL, which some signers wrote, is refused.
impl Emsa for HashAlgorithm {
    fn validate(&self, bits: usize, digest: &[u8]) -> Result<(), Error> {
        emsa::check_digest_len(digest, self.output_len())?;
        let info = DigestInfo::new(*self, digest);
        Unhashed
            .validate(bits, info.as_bytes())
            .map_err(|_| Error::KeyTooShortForHash)
    }

    fn encode(
        &self,
        em: &mut [u8],
        bits: usize,
        digest: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<(), Error> {
        self.validate(bits, digest)?;
        Unhashed.encode(em, bits, DigestInfo::new(*self, digest).as_bytes(), rng)
    }

    fn is_encoded(&self, em: &mut [u8], bits: usize, digest: &[u8]) -> bool {
        self.validate(bits, digest).is_ok()
            && Unhashed.is_encoded(em, bits, DigestInfo::new(*self, digest).as_bytes())
    }
}

/// RSASSA-PKCS1-v1_5 with the hash `D`, as the scheme of a [`SigningKey`](crate::rsa::SigningKey).
pub struct Pkcs1v15<D> {
    hash: PhantomData<fn() -> D>,
}

impl<D> Clone for Pkcs1v15<D> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<D> Default for Pkcs1v15<D> {
    fn default() -> Self {
        Self { hash: PhantomData }
    }
}

impl<D> PartialEq for Pkcs1v15<D> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<D: Hash> fmt::Debug for Pkcs1v15<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PKCS#1 v1.5 with {}", D::ALGORITHM)
    }
}

impl<D: Hash> HasEmsa for Pkcs1v15<D> {
    fn emsa(&self) -> impl Emsa {
        D::ALGORITHM
    }
}

impl<D: Hash> SignatureScheme for Pkcs1v15<D> {
    type Hash = D;
}

impl<D: Hash> SignsAlone for Pkcs1v15<D> {}

emsa::prehash_functions! {
    hash: HashAlgorithm => &hash;
    /// Signs a digest (RFC 8017 §8.2.1). Time depends on the key's size and public exponent.
    sign_prehash
    sign_prehash_into
    /// Verifies a signature over a digest (RFC 8017 §8.2.2): the whole encoded message is compared, so nothing is
    /// parsed that a forger chose (Bleichenbacher 2006). A DigestInfo without NULL, which some signers wrote, is refused.
    verify_prehash
}

/// Signs bytes as they are, without DigestInfo: for protocols that bring a T of their own. Up to eleven bytes fewer
/// than the key has. The signature has as many bytes as the key's modulus; time depends on the key's size and public exponent.
///
/// # Errors
/// A T that is too long for the key, a key below 2048 bits, a generator that fails, and [`Error::Fault`].
pub fn sign_unhashed<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    t: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let mut signature = vec![0; key.size()];
    sign_unhashed_into(key, t, rng, &mut signature)?;
    Ok(signature)
}

/// As [`sign_unhashed`], into a buffer of the key's size; allocates nothing.
///
/// # Errors
///
/// Those of [`sign_unhashed`], and [`Error::WrongLength`] for the buffer, which is zeros after any other error.
pub fn sign_unhashed_into<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    t: &[u8],
    rng: &mut R,
    signature: &mut [u8],
) -> Result<(), Error> {
    let mut rng = rng;
    emsa::sign(key, &Unhashed, t, &mut rng, Memory::Stack, signature)
}

/// Verifies a signature over bytes that [`sign_unhashed`] signed. Variable time: all is public. Allocates nothing.
///
/// # Errors
/// [`Error::Verification`], and a key below 2048 bits.
pub fn verify_unhashed(key: &PublicKey, t: &[u8], signature: &[u8]) -> Result<(), Error> {
    emsa::verify(key, &Unhashed, t, signature, Memory::Stack)
}

/// What was signed: T of a signature whose padding is right, as `verifyrecover` shows it. It proves nothing of a hash:
/// compare, or use [`recover_digest`]. Variable time: all is public.
///
/// # Errors
/// [`Error::Verification`], and a key below 2048 bits.
pub fn recover(key: &PublicKey, signature: &[u8]) -> Result<Vec<u8>, Error> {
    key.usable()?;
    emsa::with_power(key, signature, Memory::Stack, |em| {
        let padded = em.strip_prefix(&[0x00, 0x01])?;
        let ps = padded.iter().position(|&byte| byte != 0xff)?;
        (ps >= 8 && padded[ps] == 0).then(|| padded[ps + 1..].to_vec())
    })?
    .ok_or(Error::Verification)
}

/// The digest of a signature whose padding and DigestInfo are right for this hash, to the byte. Variable time: all is public.
///
/// # Errors
/// [`Error::Verification`], and a key below 2048 bits.
pub fn recover_digest(
    key: &PublicKey,
    hash: HashAlgorithm,
    signature: &[u8],
) -> Result<Vec<u8>, Error> {
    let t = recover(key, signature)?;
    let at = t
        .len()
        .checked_sub(hash.output_len())
        .ok_or(Error::Verification)?;
    let digest = t[at..].to_vec();
    if DigestInfo::new(hash, &digest).as_bytes() == t {
        Ok(digest)
    } else {
        Err(Error::Verification)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8017 §8.2.2 step 3 and §9.2: an encoded message has eight bytes of PS or more, and is that of a whole digest.
    #[test]
    fn an_encoding_without_room_or_of_another_digest_is_not_one() {
        let of = |t: &[u8]| {
            let mut em = [0xff; 64];
            (em[0], em[1], em[63 - t.len()]) = (0, 1, 0);
            em[64 - t.len()..].copy_from_slice(t);
            em
        };
        let t = [7; 54];
        for (len, fits) in [(0, true), (53, true), (54, false)] {
            assert_eq!(
                Unhashed.is_encoded(&mut of(&t[..len]), 512, &t[..len]),
                fits
            );
        }
        assert!(!Unhashed.is_encoded(&mut [0xff; 64], 512, &[7; 65]));
        let hash = HashAlgorithm::Sha256;
        for (len, fits) in [(31, false), (32, true), (33, false)] {
            let mut em = of(DigestInfo::new(hash, &t[..len]).as_bytes());
            assert_eq!(hash.is_encoded(&mut em, 512, &t[..len]), fits);
        }
    }
}
