//! MGF1 (RFC 8017 §B.2.1).

use digest::Digest;

use super::HashAlgorithm;

/// `target ^= MGF1(seed, target's length)` with the hash `D`. Time depends on the lengths alone.
pub fn xor_mgf1<D: Digest + Clone>(target: &mut [u8], seed: &[u8]) {
    let seeded = D::new_with_prefix(seed);
    for (counter, chunk) in (0u32..).zip(target.chunks_mut(<D as Digest>::output_size())) {
        let mask = seeded
            .clone()
            .chain_update(counter.to_be_bytes())
            .finalize();
        chunk
            .iter_mut()
            .zip(mask)
            .for_each(|(byte, mask)| *byte ^= mask);
    }
}

impl HashAlgorithm {
    /// [`xor_mgf1`] with this hash.
    pub fn xor_mgf1(self, target: &mut [u8], seed: &[u8]) {
        let mut seeded = self.hasher();
        seeded.update(seed);
        for (counter, chunk) in (0u32..).zip(target.chunks_mut(self.output_len())) {
            let mut hasher = seeded.clone();
            hasher.update(&counter.to_be_bytes());
            let mask = hasher.finalize();
            chunk
                .iter_mut()
                .zip(mask.as_bytes())
                .for_each(|(byte, mask)| *byte ^= mask);
        }
    }
}
