//! RSASSA-PSS (RFC 8017 §8.1, §9.1).

use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::{Error, HashAlgorithm, PrivateKey, PublicKey};

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

/// Signs a digest with a fresh random salt.
pub fn sign_prehash<R: CryptoRng + ?Sized>(
    _key: &PrivateKey,
    _params: &Params,
    _digest: &[u8],
    _rng: &mut R,
) -> Result<Vec<u8>, Error> {
    Err(Error::Fault)
}

/// Verifies a signature over a digest.
pub fn verify_prehash(
    _key: &PublicKey,
    _params: &Params,
    _digest: &[u8],
    _signature: &[u8],
) -> Result<(), Error> {
    Err(Error::Verification)
}
