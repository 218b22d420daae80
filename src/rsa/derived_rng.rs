//! Random numbers expanded from a seed, where an interface brings no generator or a fallible one.

use core::convert::Infallible;
use core::fmt;

use digest::{Digest, KeyInit, Mac};
use hmac::Hmac;
use rand_core::{TryCryptoRng, TryRng};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::key::PrivateKey;

/// SHA-256 of a 32-octet secret seed and a counter.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct DerivedRng {
    seed: [u8; 32],
    counter: u64,
}

impl DerivedRng {
    /// From a seed that is random.
    pub(super) fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0 }
    }

    /// From a fallible generator: what it draws is expanded here.
    pub(super) fn draw<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<Self, R::Error> {
        let mut seed = [0; 32];
        rng.try_fill_bytes(&mut seed)?;
        Ok(Self::from_seed(seed))
    }

    /// From the private exponent and the input: unpredictable to whoever does not have the key. Serves blinding, which
    /// asks no more than that.
    pub(super) fn for_input(key: &PrivateKey, input: &[u8]) -> Self {
        let mut hash = Sha256::new();
        for limb in key.exponent.iter() {
            hash.update(limb.to_be_bytes());
        }
        let mut digest = hash.finalize();
        let mut seed = [0; 32];
        // HMAC takes keys of every length.
        if let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&digest) {
            mac.update(input);
            seed.copy_from_slice(&mac.finalize().into_bytes());
        }
        digest.as_mut_slice().zeroize();
        Self::from_seed(seed)
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

impl TryRng for DerivedRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets)?;
        Ok(u32::from_le_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_le_bytes(octets))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(32) {
            chunk.copy_from_slice(&self.block()[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for DerivedRng {}
