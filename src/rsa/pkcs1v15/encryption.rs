//! RSAES-PKCS1-v1_5 (RFC 8017 §7.2), decrypting with implicit rejection.
//!
//! Whether a v1.5 padding is right must not show (Bleichenbacher 1998, Marvin 2023), and callers cannot be relied upon
//! to hide it. So a wrong one decrypts to a message made from the key and the ciphertext: always the same, of a length
//! like any other, and of no use to who guesses. The message is the one that OpenSSL 3.2 and later make
//! (draft-irtf-cfrg-rsa-guidance §7), so that a fleet of mixed servers is no oracle either.

use alloc::vec;
use alloc::vec::Vec;

use digest::{Digest, KeyInit, Mac};
use hmac::Hmac;
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::{
    Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess,
};
use zeroize::{Zeroize, Zeroizing};

use crate::bignum::limbs_to_be_bytes;
use crate::rsa::octets::Octets;
use crate::rsa::private_op::check_len;
use crate::rsa::{Error, PrivateKey, PublicKey};

/// Octets that the padding takes: 0x00, 0x02, at least eight of PS, 0x00.
pub const OVERHEAD: usize = 11;

/// Encrypts a message of up to the key's size less eleven octets.
pub fn encrypt<R: CryptoRng + ?Sized>(
    key: &PublicKey,
    message: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let mut ciphertext = vec![0; key.size()];
    encrypt_into(key, message, rng, &mut ciphertext)?;
    Ok(ciphertext)
}

/// As [`encrypt`], into a buffer of the key's size; allocates nothing.
pub fn encrypt_into<R: CryptoRng + ?Sized>(
    key: &PublicKey,
    message: &[u8],
    rng: &mut R,
    ciphertext: &mut [u8],
) -> Result<(), Error> {
    key.usable()?;
    check_len(ciphertext, key.size())?;
    let most = key.size() - OVERHEAD;
    if message.len() > most {
        return Err(Error::MessageTooLong {
            len: message.len(),
            most,
        });
    }
    // EM = 0x00 ‖ 0x02 ‖ PS ‖ 0x00 ‖ M, with PS random and without zeros.
    let mut em = Octets::zero(key.size());
    let (head, tail) = em.split_at_mut(key.size() - message.len());
    tail.copy_from_slice(message);
    head[1] = 0x02;
    let ps = 2..head.len() - 1;
    for octet in &mut head[ps] {
        // One octet in 256 is drawn again; that this shows tells nothing of those that stay.
        while *octet == 0 {
            rng.fill_bytes(core::slice::from_mut(octet));
        }
    }
    key.apply(ciphertext, &em)
}

/// Decrypts. **A ciphertext that is wrong gives a message all the same**, one that its sender did not choose: whoever
/// needs to know must authenticate the message.
///
/// Time depends on the key's size and on the length of the returned message.
///
/// # Errors
///
/// [`Error::Decryption`] for a ciphertext that is not of the key's size or not below the modulus, which its sender
/// knows already, and for a fault.
pub fn decrypt<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    ciphertext: &[u8],
    rng: &mut R,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut message = Zeroizing::new(vec![0; key.size()]);
    let len = decrypt_into(key, ciphertext, rng, &mut message)?;
    message.truncate(len);
    Ok(message)
}

/// As [`decrypt`], into a buffer of the key's size; gives the message's length. What follows the message there means
/// nothing. Allocates nothing.
pub fn decrypt_into<R: CryptoRng + ?Sized>(
    key: &PrivateKey,
    ciphertext: &[u8],
    rng: &mut R,
    message: &mut [u8],
) -> Result<usize, Error> {
    key.public_key().usable()?;
    check_len(message, key.size())?;
    let size = key.size();
    let mut em = Octets::zero(size);
    key.apply(&mut em, ciphertext, rng)
        .map_err(|_| Error::Decryption)?;

    let mut secret = rejection_key(key, ciphertext);
    let mut synthetic = Octets::zero(size);
    expand(&secret, b"message", &mut synthetic);
    let synthetic_len = synthetic_len(&secret, size);
    secret.zeroize();

    // 0x00, 0x02, no zero in the next eight, then the first zero ends PS.
    let mut good = em[0].ct_eq(&0x00) & em[1].ct_eq(&0x02);
    let mut found = Choice::from(0);
    let mut separator = 0u32;
    for (i, octet) in (2u32..).zip(&em[2..]) {
        let zero = octet.ct_eq(&0);
        separator.conditional_assign(&i, zero & !found);
        found |= zero;
    }
    good &= found & separator.ct_gt(&9);

    let size_32 = size as u32;
    let start = u32::conditional_select(&(size_32 - synthetic_len), &(separator + 1), good);
    for (octet, other) in em.iter_mut().zip(synthetic.iter()) {
        octet.conditional_assign(other, !good);
    }
    shift_left(&mut em, start);
    message.copy_from_slice(&em);
    // The length leaves with the message.
    Ok((size_32 - start) as usize)
}

/// The candidates for the length of the synthetic message.
const LENGTH_TRIES: usize = 128;

/// The key of the synthetic message: HMAC-SHA-256 of the ciphertext under SHA-256 of d, both as long as the modulus.
fn rejection_key(key: &PrivateKey, ciphertext: &[u8]) -> [u8; 32] {
    let mut d = Octets::zero(key.size());
    let _fits = limbs_to_be_bytes(&key.exponent, &mut d);
    let mut hashed: [u8; 32] = Sha256::digest(&*d).into();
    let derived = hmac(&hashed, &[ciphertext]);
    hashed.zeroize();
    derived
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of every length, so the other branch is never taken.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Fills `out` with HMAC(secret, i ‖ label ‖ bits) for i = 0, 1, …; i and the number of bits are two octets each.
fn expand(secret: &[u8], label: &[u8], out: &mut [u8]) {
    let bits = (out.len() * 8) as u16;
    for (i, chunk) in (0u16..).zip(out.chunks_mut(32)) {
        let mut block = hmac(secret, &[&i.to_be_bytes(), label, &bits.to_be_bytes()]);
        chunk.copy_from_slice(&block[..chunk.len()]);
        block.zeroize();
    }
}

/// The last of the candidates that fits, each cut to the bits that the longest message's length has.
fn synthetic_len(secret: &[u8], size: usize) -> u32 {
    let mut candidates = [0u8; 2 * LENGTH_TRIES];
    expand(secret, b"length", &mut candidates);
    // Shorter than the modulus by 0x00 0x02 and PS, which leaves one octet for the separator.
    let limit = (size - 2 - 8) as u32;
    let mask = u32::MAX >> limit.leading_zeros();
    let mut len = 0u32;
    for pair in candidates.chunks_exact(2) {
        let candidate = u32::from(u16::from_be_bytes([pair[0], pair[1]])) & mask;
        len.conditional_assign(&candidate, candidate.ct_lt(&limit));
    }
    candidates.zeroize();
    len
}

/// Moves the octets from `start` on to the front, in time that does not depend on `start`: by each power of two that
/// the number may hold, chosen or not.
fn shift_left(octets: &mut [u8], start: u32) {
    for power in 0..usize::BITS - octets.len().leading_zeros() {
        let chosen = Choice::from((start >> power) as u8 & 1);
        for i in 0..octets.len() {
            let moved = octets.get(i + (1 << power)).copied().unwrap_or(0);
            octets[i].conditional_assign(&moved, chosen);
        }
    }
}
