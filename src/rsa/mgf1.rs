//! MGF1 (RFC 8017 §B.2.1).

use super::HashAlgorithm;

/// `target ^= MGF1(seed, target's length)`. Time depends on the lengths alone.
pub(super) fn xor_mask(target: &mut [u8], hash: HashAlgorithm, seed: &[u8]) {
    let mut seeded = hash.hasher();
    seeded.update(seed);
    for (counter, chunk) in (0u32..).zip(target.chunks_mut(hash.output_len())) {
        let mut hasher = seeded.clone();
        hasher.update(&counter.to_be_bytes());
        for (octet, mask) in chunk.iter_mut().zip(hasher.finalize().as_bytes()) {
            *octet ^= mask;
        }
    }
}
