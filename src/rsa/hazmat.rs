//! What must not be used without knowing why: RSA without padding, and keys that are too short.

use rand_core::TryCryptoRng;

use super::keygen::{self, USUAL_EXPONENT, generate_allowed};
use super::memory::Memory;
use super::private_op::check_len;
use super::{Error, KeyError, PrivateKey, Progress, PublicKey};

/// As [`PrivateKey::generate`], from 1024 bits on. What it makes may be used although it is short
/// ([`PrivateKey::allow_below_2048`]).
///
/// # Errors
///
/// As [`PrivateKey::generate`], with the minimum of 1024 bits.
pub fn generate<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: usize,
) -> Result<PrivateKey, KeyError> {
    generate_with(rng, bits, USUAL_EXPONENT, &mut |_| {})
}

/// As [`PrivateKey::generate_with`], from 1024 bits on.
///
/// # Errors
///
/// As [`PrivateKey::generate_with`], with the minimum of 1024 bits.
pub fn generate_with<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<PrivateKey, KeyError> {
    let mut rng = rng;
    generate_allowed(&mut rng, bits, e, progress)
}

/// A key of three primes or more (RFC 8017 §3.2), from 1024 bits on: three below 4096 bits, four below 8192, else five. Such keys
/// sign a little faster, are not in FIPS 186-5, and few programs read them.
///
/// # Errors
///
/// As [`generate_with`]; [`KeyError::TooManyPrimes`] for a count that is not offered at this size.
pub fn generate_multi_prime<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: usize,
    primes: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<PrivateKey, KeyError> {
    let mut rng = rng;
    keygen::generate_multi_prime(&mut rng, bits, primes, e, progress)
}

/// RSAEP (RFC 8017 §5.1.1): raises a number below n to the public exponent. No padding, and so no security by itself:
/// for building schemes that this library does not have.
///
/// `out` and `message` are big-endian and have the key's size in bytes. Variable time in the public exponent alone.
///
/// # Errors
///
/// [`Error::WrongLength`] for either, [`Error::OutOfRange`] for a number that is not below n, and a key that is not allowed.
pub fn rsaep(key: &PublicKey, message: &[u8], out: &mut [u8]) -> Result<(), Error> {
    key.usable()?;
    check_len(message, key.size())?;
    check_len(out, key.size())?;
    out.copy_from_slice(message);
    key.apply(out, Memory::Stack)
}

/// RSADP (RFC 8017 §5.1.2): raises a number below n to the private exponent, blinded and checked. No padding: see
/// [`rsaep`].
///
/// `out` and `ciphertext` are big-endian and have the key's size in bytes. Time depends on the key's size and public exponent alone.
///
/// # Errors
///
/// [`Error::WrongLength`] for either, [`Error::OutOfRange`] for a number that is not below n, [`Error::Rng`] for a generator that fails,
/// [`Error::Fault`], and a key that is not allowed.
pub fn rsadp<R: TryCryptoRng + ?Sized>(
    key: &PrivateKey,
    ciphertext: &[u8],
    rng: &mut R,
    out: &mut [u8],
) -> Result<(), Error> {
    let mut rng = rng;
    key.public_key().usable()?;
    check_len(out, key.size())?;
    key.decrypt_block(ciphertext, &mut rng, Memory::Stack, out)
}
