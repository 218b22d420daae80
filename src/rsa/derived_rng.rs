//! Random numbers for blinding where an interface brings no generator.

use core::fmt;

use digest::{Digest, KeyInit, Mac};
use hmac::Hmac;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::key::PrivateKey;
use crate::random::{RandomSource, RngError};

/// What separates the key of the blinding from the key that implicit rejection derives from the same exponent, whose label is
/// empty: a ciphertext of which an attacker sees what it decrypts to must reveal nothing of a signature's blinding.
const LABEL: &[u8] = b"certwright: blinding of a signature";

/// SHA-256 of a 32-byte secret seed and a counter.
pub(super) struct DerivedRng {
    seed: [u8; 32],
    counter: u64,
}

impl Drop for DerivedRng {
    fn drop(&mut self) {
        self.seed.zeroize();
        self.counter.zeroize();
    }
}

impl ZeroizeOnDrop for DerivedRng {}

impl DerivedRng {
    /// From the private exponent, the digest to be signed, and what entropy there is: unpredictable to whoever does not have the
    /// key, and different for different digests even where the entropy repeats itself. Serves blinding, which asks no
    /// more than that. The same on every machine.
    pub(super) fn for_signing(key: &PrivateKey, digest: &[u8], entropy: &[u8; 32]) -> Self {
        let mut mac_key = exponent_hash(key, LABEL);
        let seed = hmac(&mac_key, &[digest, entropy]);
        mac_key.zeroize();
        Self { seed, counter: 0 }
    }

    fn block(&mut self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.counter.to_be_bytes());
        self.counter += 1;
        hash.finalize().into()
    }
}

impl fmt::Debug for DerivedRng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DerivedRng([redacted])")
    }
}

impl RandomSource for DerivedRng {
    fn draw(&mut self, out: &mut [u8]) -> Result<(), RngError> {
        for chunk in out.chunks_mut(32) {
            let mut block = self.block();
            chunk.copy_from_slice(&block[..chunk.len()]);
            block.zeroize();
        }
        Ok(())
    }
}

/// SHA-256 of a label and d, which takes as many big-endian bytes as the modulus.
pub(super) fn exponent_hash(key: &PrivateKey, label: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(label);
    // d is as long as the modulus in limbs, and below it: the highest bytes are zero where the modulus has none.
    let mut beyond = size_of_val(&key.exponent[..]) - key.size();
    for limb in key.exponent.iter().rev() {
        let mut bytes = limb.to_be_bytes();
        hash.update(&bytes[beyond..]);
        beyond = 0;
        bytes.zeroize();
    }
    hash.finalize().into()
}

/// HMAC-SHA-256.
pub(super) fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC pads a short key with zeros to the length of a block (RFC 2104 §2).
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    block.zeroize();
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}
