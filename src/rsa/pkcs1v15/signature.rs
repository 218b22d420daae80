//! EMSA-PKCS1-v1_5 (RFC 8017 §9.2) and what is signed and verified with it.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use crate::rsa::hash::MAX_OUTPUT_LEN;
use crate::rsa::octets::Octets;
use crate::rsa::private_op::check_len;
use crate::rsa::{Error, HashAlgorithm, PrivateKey, PublicKey};

/// DigestInfo is never longer: two headers, the longest OID of a hash, NULL, a header, the longest digest.
const MAX_DIGEST_INFO_LEN: usize = 4 + 11 + 2 + 2 + MAX_OUTPUT_LEN;

/// A DigestInfo without allocation.
pub(crate) struct DigestInfo {
    octets: [u8; MAX_DIGEST_INFO_LEN],
    len: usize,
}

impl DigestInfo {
    fn as_bytes(&self) -> &[u8] {
        &self.octets[..self.len]
    }
}

/// DigestInfo ::= SEQUENCE { digestAlgorithm { hash, NULL }, digest OCTET STRING } (RFC 8017 §9.2 note 1).
fn encode_digest_info(hash: HashAlgorithm, digest: &[u8]) -> Result<DigestInfo, Error> {
    if digest.len() != hash.output_len() {
        return Err(Error::DigestLength {
            len: digest.len(),
            expected: hash.output_len(),
        });
    }
    let oid = hash.oid();
    let oid = oid.as_bytes();
    let mut info = DigestInfo {
        octets: [0; MAX_DIGEST_INFO_LEN],
        len: 0,
    };
    let mut put = |octets: &[u8]| {
        info.octets[info.len..info.len + octets.len()].copy_from_slice(octets);
        info.len += octets.len();
    };
    // Every length is below 128: an OID of 5 or 9 octets, a digest of at most 64.
    let algorithm = 2 + oid.len() + 2;
    put(&[0x30, (2 + algorithm + 2 + digest.len()) as u8]);
    put(&[0x30, algorithm as u8, 0x06, oid.len() as u8]);
    put(oid);
    put(&[0x05, 0x00, 0x04, digest.len() as u8]);
    put(digest);
    Ok(info)
}

/// The DER of a DigestInfo, NULL parameters included: what is signed.
pub fn digest_info(hash: HashAlgorithm, digest: &[u8]) -> Result<Vec<u8>, Error> {
    encode_digest_info(hash, digest).map(|info| info.as_bytes().to_vec())
}

/// EM = 0x00 ‖ 0x01 ‖ PS ‖ 0x00 ‖ T, with PS of at least eight octets 0xff.
fn encode(em: &mut [u8], t: &[u8]) -> Result<(), Error> {
    let most = em.len().saturating_sub(11);
    if t.len() > most {
        return Err(Error::MessageTooLong { len: t.len(), most });
    }
    let (head, tail) = em.split_at_mut(em.len() - t.len());
    head.fill(0xff);
    head[0] = 0x00;
    head[1] = 0x01;
    head[head.len() - 1] = 0x00;
    tail.copy_from_slice(t);
    Ok(())
}

/// The whole EM for a digest, filling `em`.
pub(in crate::rsa) fn encode_digest(
    em: &mut [u8],
    hash: HashAlgorithm,
    digest: &[u8],
) -> Result<(), Error> {
    let info = encode_digest_info(hash, digest)?;
    encode(em, info.as_bytes()).map_err(too_short_for_hash)
}

/// Signs a digest (RFC 8017 §8.2.1 from step 2 of the encoding on). The random numbers only blind: the signature is
/// the same whatever they are. Time depends on the key's size and public exponent.
///
/// # Errors
///
/// A digest that is not the hash's, a key too short for it or not allowed ([`PublicKey::allow_below_2048`]), a fault.
pub fn sign_prehash<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    hash: HashAlgorithm,
    digest: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let mut signature = vec![0; key.size()];
    sign_prehash_into(key, hash, digest, rng, &mut signature)?;
    Ok(signature)
}

/// As [`sign_prehash`], into a buffer of the key's size; allocates nothing.
pub fn sign_prehash_into<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    hash: HashAlgorithm,
    digest: &[u8],
    rng: &mut R,
    signature: &mut [u8],
) -> Result<(), Error> {
    let info = encode_digest_info(hash, digest)?;
    sign_unhashed_into(key, info.as_bytes(), rng, signature).map_err(too_short_for_hash)
}

fn too_short_for_hash(e: Error) -> Error {
    match e {
        Error::MessageTooLong { .. } => Error::KeyTooShortForHash,
        other => other,
    }
}

/// Signs octets as they are, without DigestInfo: for protocols that bring a T of their own. Up to eleven octets fewer
/// than the key has.
pub fn sign_unhashed<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    t: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let mut signature = vec![0; key.size()];
    sign_unhashed_into(key, t, rng, &mut signature)?;
    Ok(signature)
}

/// As [`sign_unhashed`], into a buffer of the key's size; allocates nothing.
pub fn sign_unhashed_into<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    t: &[u8],
    rng: &mut R,
    signature: &mut [u8],
) -> Result<(), Error> {
    key.public_key().usable()?;
    check_len(signature, key.size())?;
    let mut em = Octets::zero(key.size());
    encode(&mut em, t)?;
    key.apply(signature, &em, rng)
}

/// Verifies a signature over a digest (RFC 8017 §8.2.2): the whole encoded message is built and compared, so nothing is
/// parsed that a forger chose (Bleichenbacher 2006). A DigestInfo without NULL, which some signers wrote, is refused.
/// Allocates nothing.
///
/// # Errors
///
/// [`Error::Verification`] for a signature that is wrong, whatever is wrong with it; other errors are about the key and
/// the digest.
pub fn verify_prehash(
    key: &PublicKey,
    hash: HashAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    let info = encode_digest_info(hash, digest)?;
    verify_unhashed(key, info.as_bytes(), signature).map_err(too_short_for_hash)
}

/// Verifies a signature over octets that [`sign_unhashed`] signed.
pub fn verify_unhashed(key: &PublicKey, t: &[u8], signature: &[u8]) -> Result<(), Error> {
    key.usable()?;
    let mut expected = Octets::zero(key.size());
    encode(&mut expected, t)?;
    let mut em = Octets::zero(key.size());
    key.apply(&mut em, signature)
        .map_err(|_| Error::Verification)?;
    if *em == *expected {
        Ok(())
    } else {
        Err(Error::Verification)
    }
}

/// What was signed: T of a signature whose padding is right, as `verifyrecover` shows it. It proves nothing of a hash:
/// compare, or use [`recover_digest`].
pub fn recover(key: &PublicKey, signature: &[u8]) -> Result<Vec<u8>, Error> {
    key.usable()?;
    let mut em = Octets::zero(key.size());
    key.apply(&mut em, signature)
        .map_err(|_| Error::Verification)?;
    let padded = em.strip_prefix(&[0x00, 0x01]).ok_or(Error::Verification)?;
    let ps = padded
        .iter()
        .position(|&octet| octet != 0xff)
        .ok_or(Error::Verification)?;
    if ps < 8 || padded[ps] != 0 {
        return Err(Error::Verification);
    }
    Ok(padded[ps + 1..].to_vec())
}

/// The digest of a signature whose padding and DigestInfo are right for this hash, to the octet.
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
    if encode_digest_info(hash, &digest)?.as_bytes() == t {
        Ok(digest)
    } else {
        Err(Error::Verification)
    }
}
