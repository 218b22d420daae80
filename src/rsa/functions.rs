//! A hash and a mask generation function, as PSS and OAEP need them: by value, or by type.

use core::marker::PhantomData;

use digest::Digest;

use crate::hash::{Hash, HashAlgorithm, HashValue, Shake, xor_mgf1};

/// A hash, and a mask generation function.
pub(super) trait Functions {
    /// Bytes of the hash.
    fn hash_len(&self) -> usize;

    /// The hash of `parts`, one after the other.
    fn hash(&self, parts: &[&[u8]]) -> HashValue;

    /// `target ^= mask(seed, target's length)`.
    fn xor_mask(&self, target: &mut [u8], seed: &[u8]);
}

/// Parameters that hold a hash, and the hash of MGF1, as values.
pub(super) trait ByValue {
    /// The hash.
    fn hash(&self) -> HashAlgorithm;

    /// MGF1's hash.
    fn mgf1_hash(&self) -> HashAlgorithm;
}

impl<P: ByValue> Functions for P {
    fn hash_len(&self) -> usize {
        ByValue::hash(self).output_len()
    }

    fn hash(&self, parts: &[&[u8]]) -> HashValue {
        let mut hasher = ByValue::hash(self).hasher();
        parts.iter().for_each(|part| hasher.update(part));
        hasher.finalize()
    }

    fn xor_mask(&self, target: &mut [u8], seed: &[u8]) {
        self.mgf1_hash().xor_mgf1(target, seed);
    }
}

/// The hash `D`, and MGF1 with the hash `M`: a program links these alone.
pub(super) struct ByType<D, M>(pub(super) PhantomData<fn() -> (D, M)>);

impl<D: Hash, M: Hash> Functions for ByType<D, M> {
    fn hash_len(&self) -> usize {
        <D as Digest>::output_size()
    }

    fn hash(&self, parts: &[&[u8]]) -> HashValue {
        let mut hash = D::new();
        parts.iter().for_each(|part| hash.update(part));
        HashValue::new(&hash.finalize())
    }

    fn xor_mask(&self, target: &mut [u8], seed: &[u8]) {
        xor_mgf1::<M>(target, seed);
    }
}

/// One function for both (RFC 8702 §3.2.1).
impl Functions for Shake {
    fn hash_len(&self) -> usize {
        self.output_len()
    }

    fn hash(&self, parts: &[&[u8]]) -> HashValue {
        self.digest_of_parts(parts)
    }

    fn xor_mask(&self, target: &mut [u8], seed: &[u8]) {
        Shake::xor_mask(*self, target, seed);
    }
}
