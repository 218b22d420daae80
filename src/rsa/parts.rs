//! The numbers of a private key as a file has them, before anything about them is believed.

use alloc::vec::Vec;
use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// RSAPrivateKey's fields (RFC 8017 §A.1.2) as big-endian bytes without leading zeros; an empty one is missing.
///
/// Nothing is checked: [`PrivateKey::from_parts`](super::PrivateKey::from_parts) does that, and
/// [`check`](super::check) reports every fault it finds. Zeroised on drop.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyParts {
    /// n.
    pub modulus: Vec<u8>,
    /// e.
    pub public_exponent: Vec<u8>,
    /// d.
    pub private_exponent: Vec<u8>,
    /// p.
    pub prime1: Vec<u8>,
    /// q.
    pub prime2: Vec<u8>,
    /// dP = d mod (p − 1).
    pub exponent1: Vec<u8>,
    /// dQ = d mod (q − 1).
    pub exponent2: Vec<u8>,
    /// qInv = q⁻¹ mod p.
    pub coefficient: Vec<u8>,
    /// Third and further primes, of a multi-prime key.
    pub other_primes: Vec<OtherPrimeInfo>,
}

/// One further prime of a multi-prime key (RFC 8017 §A.1.2 OtherPrimeInfo).
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherPrimeInfo {
    /// r_i.
    pub prime: Vec<u8>,
    /// d_i = d mod (r_i − 1).
    pub exponent: Vec<u8>,
    /// t_i = (r_1 · … · r_(i−1))⁻¹ mod r_i.
    pub coefficient: Vec<u8>,
}

impl Zeroize for KeyParts {
    fn zeroize(&mut self) {
        // Every field by name, so that a new one is not forgotten.
        let Self {
            modulus,
            public_exponent,
            private_exponent,
            prime1,
            prime2,
            exponent1,
            exponent2,
            coefficient,
            other_primes,
        } = self;
        for number in [
            modulus,
            public_exponent,
            private_exponent,
            prime1,
            prime2,
            exponent1,
            exponent2,
            coefficient,
        ] {
            number.zeroize();
        }
        other_primes.zeroize();
    }
}

impl Zeroize for OtherPrimeInfo {
    fn zeroize(&mut self) {
        let Self {
            prime,
            exponent,
            coefficient,
        } = self;
        for number in [prime, exponent, coefficient] {
            number.zeroize();
        }
    }
}

impl Drop for KeyParts {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl Drop for OtherPrimeInfo {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl ZeroizeOnDrop for KeyParts {}

impl ZeroizeOnDrop for OtherPrimeInfo {}

impl fmt::Debug for KeyParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyParts([redacted])")
    }
}

impl fmt::Debug for OtherPrimeInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OtherPrimeInfo([redacted])")
    }
}
