//! Keys.

use alloc::boxed::Box;
use core::fmt;

use rand_core::CryptoRng;

use super::{KeyError, KeyParts};

/// A public key (n, e).
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    modulus: Box<[u8]>,
    exponent: Box<[u8]>,
    short_allowed: bool,
}

impl PublicKey {
    /// A key from big-endian octets; leading zeros make no difference.
    ///
    /// A key of 512 to 16384 bits loads; one below 2048 must be allowed by name
    /// ([`allow_below_2048`](Self::allow_below_2048)) before it does anything.
    pub fn from_be_bytes(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        fn strip(be: &[u8]) -> Box<[u8]> {
            be[be.iter().position(|&b| b != 0).unwrap_or(be.len())..].into()
        }
        Ok(Self { modulus: strip(modulus), exponent: strip(exponent), short_allowed: false })
    }

    /// The same key, which may be used although it is below 2048 bits.
    #[must_use]
    pub fn allow_below_2048(mut self) -> Self {
        self.short_allowed = true;
        self
    }

    /// n, big-endian, no leading zero octet.
    pub fn modulus_be(&self) -> &[u8] {
        &self.modulus
    }

    /// e, big-endian, no leading zero octet.
    pub fn exponent_be(&self) -> &[u8] {
        &self.exponent
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        self.modulus.len() * 8 - self.modulus.first().map_or(0, |b| b.leading_zeros() as usize)
    }

    /// Octets of the modulus: the length of signatures and ciphertexts.
    pub fn size(&self) -> usize {
        self.modulus.len()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} bits)", self.bits())
    }
}

/// A private key, checked.
#[derive(Clone)]
pub struct PrivateKey {
    parts: KeyParts,
    public: PublicKey,
}

impl PrivateKey {
    /// A new key of `bits` bits (2048 to 16384), with this odd public exponent of 3 or more.
    ///
    /// `progress` is told of each candidate (`.`) and each prime found (`+`).
    pub fn generate<R: CryptoRng + ?Sized>(
        _rng: &mut R,
        bits: usize,
        _e: u64,
        _progress: &mut dyn FnMut(char),
    ) -> Result<Self, KeyError> {
        Err(KeyError::SizeUnusable { bits })
    }

    /// As [`generate`](Self::generate), but from 1024 bits, and allowed below 2048.
    pub fn generate_allow_below_2048<R: CryptoRng + ?Sized>(
        _rng: &mut R,
        bits: usize,
        _e: u64,
        _progress: &mut dyn FnMut(char),
    ) -> Result<Self, KeyError> {
        Err(KeyError::SizeUnusable { bits })
    }

    /// A key from a file's numbers: missing CRT values are computed, wrong ones refused.
    pub fn from_parts(parts: KeyParts) -> Result<Self, KeyError> {
        let public = PublicKey::from_be_bytes(&parts.modulus, &parts.public_exponent)?;
        Ok(Self { parts, public })
    }

    /// The same key, which may be used although it is below 2048 bits.
    #[must_use]
    pub fn allow_below_2048(mut self) -> Self {
        self.public = self.public.allow_below_2048();
        self
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// Every number of RSAPrivateKey, for the encoders. Secret.
    pub fn parts(&self) -> KeyParts {
        self.parts.clone()
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        self.public.bits()
    }

    /// Octets of the modulus.
    pub fn size(&self) -> usize {
        self.public.size()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({} bits, [redacted])", self.bits())
    }
}
