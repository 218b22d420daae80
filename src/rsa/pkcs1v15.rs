//! RSASSA-PKCS1-v1_5 and RSAES-PKCS1-v1_5 (RFC 8017 §8.2, §7.2).

use alloc::vec::Vec;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Error, HashAlgorithm, PrivateKey, PublicKey};

/// Signs a digest. The random numbers only blind: the signature is the same whatever they are.
pub fn sign_prehash<R: CryptoRng + ?Sized>(
    _key: &PrivateKey,
    _hash: HashAlgorithm,
    _digest: &[u8],
    _rng: &mut R,
) -> Result<Vec<u8>, Error> {
    Err(Error::Fault)
}

/// Verifies a signature over a digest.
pub fn verify_prehash(
    _key: &PublicKey,
    _hash: HashAlgorithm,
    _digest: &[u8],
    _signature: &[u8],
) -> Result<(), Error> {
    Err(Error::Verification)
}

/// Encrypts.
pub fn encrypt<R: CryptoRng + ?Sized>(
    _key: &PublicKey,
    _message: &[u8],
    _rng: &mut R,
) -> Result<Vec<u8>, Error> {
    Err(Error::Fault)
}

/// Decrypts, with implicit rejection: a ciphertext that is wrong gives a message that is not the sender's.
pub fn decrypt<R: CryptoRng + ?Sized>(
    _key: &PrivateKey,
    _ciphertext: &[u8],
    _rng: &mut R,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    Err(Error::Decryption)
}
