//! RSAES-PKCS1-v1_5 (RFC 8017 §7.2), decrypting with implicit rejection.
//!
//! Whether a v1.5 padding is right must not show (Bleichenbacher 1998, Marvin 2023), and callers cannot be relied upon
//! to hide it. So a wrong one decrypts to a message made from the key and the ciphertext: always the same, of a length
//! like any other, and of no use to who guesses. The message is the one that OpenSSL 3.2 and later make
//! (draft-irtf-cfrg-rsa-guidance §7), so that a fleet of mixed servers is not an oracle either.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use subtle::{
    Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater, ConstantTimeLess,
};
use zeroize::{Zeroize, Zeroizing};

use crate::bignum::secret::declassify;
use crate::random::{RandomSource, RngError};
use crate::rsa::derived_rng::{exponent_hash, hmac};
use crate::rsa::eme::{self, Eme, EncryptionScheme, HasEme};
use crate::rsa::memory::{Memory, with_bytes};
use crate::rsa::{Error, PrivateKey, PublicKey};

/// A public key that encrypts by RSAES-PKCS1-v1_5.
pub type EncryptingKey = eme::EncryptingKey<Pkcs1v15Encrypt>;

/// A private key that decrypts by RSAES-PKCS1-v1_5, **giving a message for a wrong ciphertext as well**: see [`decrypt`].
pub type DecryptingKey = eme::DecryptingKey<Pkcs1v15Encrypt>;

/// RSAES-PKCS1-v1_5 with implicit rejection, as the scheme of an [`EncryptingKey`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pkcs1v15Encrypt;

impl HasEme for Pkcs1v15Encrypt {
    fn eme(&self) -> impl Eme {
        *self
    }
}

impl EncryptionScheme for Pkcs1v15Encrypt {}

/// Bytes that the padding takes: 0x00, 0x02, at least eight of PS, 0x00.
pub const OVERHEAD: usize = 11;

/// Encrypts a message of up to the key's size minus eleven bytes (RFC 8017 §7.2.1). The ciphertext has as many bytes as the key's
/// modulus. Time depends on the key and the message's length, and on how often the generator draws a zero byte.
///
/// # Errors
/// [`Error::MessageTooLong`], a key below 2048 bits, and a generator that fails.
pub fn encrypt<R: TryCryptoRng + ?Sized>(
    key: &PublicKey,
    message: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let mut ciphertext = vec![0; key.size()];
    encrypt_into(key, message, rng, &mut ciphertext)?;
    Ok(ciphertext)
}

/// As [`encrypt`], into a buffer of the key's size; allocates nothing.
///
/// # Errors
///
/// Those of [`encrypt`], and [`Error::WrongLength`] for the buffer, which is zeros after any other error.
pub fn encrypt_into<R: TryCryptoRng + ?Sized>(
    key: &PublicKey,
    message: &[u8],
    rng: &mut R,
    ciphertext: &mut [u8],
) -> Result<(), Error> {
    let mut rng = rng;
    let method = &Pkcs1v15Encrypt;
    eme::encrypt(key, method, message, &mut rng, Memory::Stack, ciphertext)
}

/// Decrypts (RFC 8017 §7.2.2, draft-irtf-cfrg-rsa-guidance §7). **A ciphertext that is wrong gives a message all the same**, one that its sender did not choose: whoever
/// needs to know must authenticate the message.
///
/// Time depends on the key's size and on the length of the returned message.
///
/// # Errors
///
/// [`Error::Decryption`] for a ciphertext that is not of the key's size or not below the modulus, which its sender
/// knows already, and for a fault.
pub fn decrypt<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    ciphertext: &[u8],
    rng: &mut R,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut rng = rng;
    eme::decrypt_to_vec(key, &Pkcs1v15Encrypt, ciphertext, &mut rng)
}

/// As [`decrypt`], into a buffer of the key's size; gives the message's length. What follows the message there means
/// nothing. Allocates nothing.
///
/// # Errors
///
/// Those of [`decrypt`], and [`Error::WrongLength`] for the buffer, which is zeros after any other error.
pub fn decrypt_into<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    ciphertext: &[u8],
    rng: &mut R,
    message: &mut [u8],
) -> Result<usize, Error> {
    let mut rng = rng;
    let method = &Pkcs1v15Encrypt;
    eme::decrypt(key, method, ciphertext, &mut rng, Memory::Stack, message)
}

/// Random bytes that are drawn at a time for PS.
const DRAW: usize = 32;

/// Of random bytes one in 256 is zero and is not used: that so few of so many serve has a chance far below 2^-128.
const MAX_DRAWS_BEYOND: usize = 64;

impl Eme for Pkcs1v15Encrypt {
    fn max_message_len(&self, size: usize) -> Result<usize, Error> {
        // The shortest key has 64 bytes.
        Ok(size - OVERHEAD)
    }

    /// EM = 0x00 ‖ 0x02 ‖ PS ‖ 0x00 ‖ M, with PS random and without zeros.
    fn encode(
        &self,
        em: &mut [u8],
        message: &[u8],
        rng: &mut dyn RandomSource,
    ) -> Result<(), Error> {
        let (head, tail) = em.split_at_mut(em.len() - message.len());
        tail.copy_from_slice(message);
        let [zero, two, ps @ .., separator] = head else {
            unreachable!("the message leaves eleven bytes");
        };
        (*zero, *two, *separator) = (0x00, 0x02, 0x00);
        let draws = ps.len().div_ceil(DRAW) + MAX_DRAWS_BEYOND;
        let mut ps = ps.iter_mut();
        let mut random = Zeroizing::new([0; DRAW]);
        for _ in 0..draws {
            rng.fill(&mut *random)?;
            // That a byte is zero leaks, and reveals nothing of those that are used.
            let usable = random.iter().filter(|&&byte| byte != 0);
            // The byte first: where none is left, no place is passed over.
            for (byte, place) in usable.zip(ps.by_ref()) {
                *place = *byte;
            }
            if ps.len() == 0 {
                return Ok(());
            }
        }
        Err(RngError::Stuck.into())
    }

    /// With implicit rejection: never an error.
    fn decode(&self, em: &mut [u8], key: &PrivateKey, ciphertext: &[u8]) -> Result<usize, Error> {
        let size = em.len();
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("PKCS #1 v1.5: EM", em);
        let (good, separator) = scan(em);

        let mut secret = rejection_key(key, ciphertext);
        let size_32 = size as u32;
        let start = size_32 - synthetic_len(&secret, size);
        let start = u32::conditional_select(&start, &(separator + 1), good);
        with_bytes(size, |synthetic| {
            expand(&secret, b"message", synthetic);
            select(em, synthetic, !good);
        });
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("PKCS #1 v1.5: synthetic message key", &secret);
        secret.zeroize();
        shift_left(em, start);
        // The length leaves with the message.
        Ok(declassify(size_32 - start) as usize)
    }
}

/// The candidates for the length of the synthetic message.
const LENGTH_TRIES: usize = 128;

/// The key of the synthetic message: HMAC-SHA-256 of the ciphertext under SHA-256 of d, both as long as the modulus.
pub(in crate::rsa) fn rejection_key(key: &PrivateKey, ciphertext: &[u8]) -> [u8; 32] {
    let mut hashed = exponent_hash(key, b"");
    let derived = hmac(&hashed, &[ciphertext]);
    hashed.zeroize();
    derived
}

/// What stands for a message of `len` bytes where the decrypted one, real or synthetic, is of another length: made from the key
/// and the ciphertext as the synthetic message is, and apart from it.
#[cfg(feature = "pkcs12")]
pub(crate) fn substitute(key: &PrivateKey, ciphertext: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let secret = Zeroizing::new(rejection_key(key, ciphertext));
    let mut message = Zeroizing::new(vec![0; len]);
    expand(&secret, b"substitute", &mut message);
    message
}

/// Fills `out` with HMAC(secret, i ‖ label ‖ bits) for i = 0, 1, …; i and the number of bits are two bytes each.
fn expand(secret: &[u8; 32], label: &[u8], out: &mut [u8]) {
    let bits = (out.len() * 8) as u16;
    for (i, chunk) in (0u16..).zip(out.chunks_mut(32)) {
        let mut block = hmac(secret, &[&i.to_be_bytes(), label, &bits.to_be_bytes()]);
        chunk.copy_from_slice(&block[..chunk.len()]);
        block.zeroize();
    }
}

/// Whether the padding is right, 0x00, 0x02, no zero in the next eight, and a zero after them; and where the first zero is. A function of its
/// own, as those below, so that its machine code is inspected.
#[inline(never)]
fn scan(em: &[u8]) -> (Choice, u32) {
    let (mut found, mut separator) = (Choice::from(0), 0u32);
    for (i, byte) in (2u32..).zip(&em[2..]) {
        let zero = byte.ct_eq(&0);
        separator.conditional_assign(&i, zero & !found);
        found |= zero;
    }
    let good = em[0].ct_eq(&0x00) & em[1].ct_eq(&0x02);
    (good & found & separator.ct_gt(&9), separator)
}

/// `bytes = other` where it is so chosen.
#[inline(never)]
fn select(bytes: &mut [u8], other: &[u8], chosen: Choice) {
    for (byte, other) in bytes.iter_mut().zip(other) {
        byte.conditional_assign(other, chosen);
    }
}

/// The last of the candidates that fits, each cut to the bits that the longest message's length has.
#[inline(never)]
fn synthetic_len(secret: &[u8; 32], size: usize) -> u32 {
    let mut candidates = [0u8; 2 * LENGTH_TRIES];
    expand(secret, b"length", &mut candidates);
    // Shorter than the modulus by 0x00 0x02 and PS, which leaves one byte for the separator.
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

/// Moves the bytes from `start` on to the front, in time that does not depend on `start`: by each power of two that
/// the number may hold, chosen or not.
#[inline(never)]
fn shift_left(bytes: &mut [u8], start: u32) {
    for power in 0..usize::BITS - bytes.len().leading_zeros() {
        let chosen = Choice::from((start >> power) as u8 & 1);
        for i in 0..bytes.len() {
            let moved = bytes.get(i + (1 << power)).copied().unwrap_or(0);
            bytes[i].conditional_assign(&moved, chosen);
        }
    }
}
