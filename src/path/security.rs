//! Strength of keys and hashes (NIST SP 800-57 part 1, tables 2 and 3).

use core::fmt;

use super::error::Reason;
use crate::pkcs::Error;
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
        // Whatever is not of another algorithm: parameters that rsaEncryption does not have count as well.
        None if !matches!(key.is_rsa_encryption(), Err(Error::Unsupported { .. })) => {
            refuse(Reason::MalformedPublicKey);
        }
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

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;
    use crate::der::{Writer, oid};

    /// What level 0 and RSA-2048's refuse of a key whose AlgorithmIdentifier and BIT STRING contents these write.
    fn refused(algorithm: impl Fn(&mut Writer), key: &[u8]) -> [Vec<Reason>; 2] {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.sequence(&algorithm);
            w.bit_string(key);
        });
        let der = w.into_vec();
        let key = SubjectPublicKeyInfo::from_der(&der).unwrap();
        [0, 112].map(|bits| {
            let mut reasons = Vec::new();
            check_key(&key, SecurityLevel::bits(bits), &mut |r| reasons.push(r));
            reasons
        })
    }

    fn rsa(w: &mut Writer) {
        w.oid(oid::RSA_ENCRYPTION);
        w.null();
    }

    fn numbers(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.unsigned(modulus);
            w.unsigned(exponent);
        });
        w.into_vec()
    }

    #[test]
    fn an_rsa_key_that_cannot_be_read_is_refused_at_every_level() {
        let modulus = [0x81; 256];
        let right = numbers(&modulus, &[3]);
        assert_eq!(refused(rsa, &right), [vec![], vec![]]);
        let malformed = [
            vec![Reason::MalformedPublicKey],
            vec![Reason::MalformedPublicKey],
        ];
        let parameters = |w: &mut Writer| {
            w.oid(oid::RSA_ENCRYPTION);
            w.unsigned(&[5]);
        };
        assert_eq!(refused(parameters, &right), malformed, "parameters");
        assert_eq!(
            refused(parameters, &numbers(&modulus[..64], &[3])),
            malformed,
            "a short key"
        );
        let mut even = modulus;
        even[255] = 0x80;
        for (key, what) in [
            (&[&right[..], &[0, 0]].concat(), "bytes after the key"),
            (&numbers(&even, &[3]), "an even modulus"),
            (&numbers(&modulus, &[1]), "an exponent of 1"),
            (&numbers(&modulus, &[4]), "an even exponent"),
            (&numbers(&modulus, &[0]), "an exponent of 0"),
            (&vec![0x30, 0], "no numbers"),
        ] {
            assert_eq!(refused(rsa, key), malformed, "{what}");
        }
        // A key of another algorithm is not judged here.
        let other = |w: &mut Writer| w.oid(oid::COMMON_NAME);
        assert_eq!(refused(other, &right), [vec![], vec![]]);
    }
}
