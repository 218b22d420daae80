//! Strength of keys and hashes (NIST SP 800-57 part 1, tables 2 and 3).

use core::fmt;

use super::error::Reason;
use crate::pkcs::algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::rsa::HashAlgorithm;

/// The minimum strength of the keys on a path, and of the hashes of its signatures.
#[derive(Clone, Copy)]
pub struct SecurityLevel {
    bits: u32,
    // Functions and not a condition on `bits`, so that a program that asks for no level does not link them.
    pub(super) check_key: fn(&SubjectPublicKeyInfo<'_>, SecurityLevel, &mut dyn FnMut(Reason)),
    pub(super) check_hash: fn(&AlgorithmIdentifier<'_>, SecurityLevel, &mut dyn FnMut(Reason)),
}

impl SecurityLevel {
    /// Anything goes: what no signature is checked with is not even read.
    pub const NONE: Self = Self {
        bits: 0,
        check_key: |_, _, _| {},
        check_hash: |_, _, _| {},
    };

    /// So many bits: 112 asks for RSA-2048 and SHA-224, and 0 for keys that can be read.
    pub const fn bits(bits: u32) -> Self {
        Self {
            bits,
            check_key,
            check_hash,
        }
    }
}

impl PartialEq for SecurityLevel {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}

impl Eq for SecurityLevel {}

impl fmt::Debug for SecurityLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecurityLevel({} bits)", self.bits)
    }
}

fn check_key(key: &SubjectPublicKeyInfo<'_>, level: SecurityLevel, refuse: &mut dyn FnMut(Reason)) {
    let minimum = match level.bits {
        0 => 0,
        1..=80 => 1024,
        81..=112 => 2048,
        113..=128 => 3072,
        129..=192 => 7680,
        _ => 15360,
    };
    match key.rsa_bits() {
        Some(bits) if bits < minimum => refuse(Reason::KeyTooSmall { bits, minimum }),
        None if key.is_rsa_encryption().is_ok() => refuse(Reason::MalformedPublicKey),
        _ => {}
    }
}

fn check_hash(
    algorithm: &AlgorithmIdentifier<'_>,
    level: SecurityLevel,
    refuse: &mut dyn FnMut(Reason),
) {
    let Ok(algorithm) = SignatureAlgorithm::from_identifier(algorithm) else {
        return;
    };
    // Collisions halve the length; SHA-1's are found in about 2^63 steps.
    let sha1 = algorithm.hash() == Some(HashAlgorithm::Sha1);
    let bits = if sha1 {
        63
    } else {
        algorithm.digest_len() as u32 * 4
    };
    if bits < level.bits {
        refuse(Reason::WeakSignatureHash);
    }
}
