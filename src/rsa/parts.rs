//! The numbers of a private key as a file has them, before anything about them is checked.

use alloc::vec::Vec;
use core::fmt;

use super::key::strip;
use crate::bignum::{Nat, arith};
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

impl KeyParts {
    /// The numbers of a key of which only two primes and the public exponent are known, big-endian: the modulus is the primes' product.
    /// What else is missing, [`PrivateKey::from_parts`](super::PrivateKey::from_parts) computes.
    ///
    /// Allocates. Time depends on the lengths, and on how many leading zero bytes the product has.
    pub fn from_primes(p: &[u8], q: &[u8], public_exponent: &[u8]) -> Self {
        let (a, b) = (Nat::from_be_bytes(p), Nat::from_be_bytes(q));
        let mut product = Nat::zero(a.len() + b.len());
        arith::mul(&mut product, &a, &b);
        let mut parts = Self::default();
        parts.modulus = strip(&product.to_be_bytes()).into();
        parts.public_exponent = public_exponent.into();
        parts.prime1 = p.into();
        parts.prime2 = q.into();
        parts
    }
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

/// Wipes every field, now and on drop, and prints none.
macro_rules! wiped {
    ($Type:ident { $($field:ident),* }) => {
        impl Zeroize for $Type {
            fn zeroize(&mut self) {
                // Every field by name, so that a new one is not forgotten.
                let Self { $($field),* } = self;
                $($field.zeroize();)*
            }
        }

        impl Drop for $Type {
            fn drop(&mut self) {
                self.zeroize();
            }
        }

        impl ZeroizeOnDrop for $Type {}

        impl fmt::Debug for $Type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($Type), "([redacted])"))
            }
        }
    };
}

wiped!(KeyParts {
    modulus,
    public_exponent,
    private_exponent,
    prime1,
    prime2,
    exponent1,
    exponent2,
    coefficient,
    other_primes
});

wiped!(OtherPrimeInfo {
    prime,
    exponent,
    coefficient
});
