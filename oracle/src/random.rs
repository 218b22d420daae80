//! Choices of tests and fuzzers that repeat from their seed.

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): enough to choose bytes and places, and nothing secret.
#[derive(Clone, Debug)]
pub struct SplitMix64(pub u64);

impl SplitMix64 {
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 where that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.draw() % limit.max(1) as u64) as usize
    }

    /// One of the seeds with up to five changes: bits, bytes that come, go or are others, an end cut off, or another seed's end. For empty
    /// `seeds` nothing.
    pub fn mutated(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let Some(seed) = seeds.get(self.below(seeds.len())) else {
            return Vec::new();
        };
        let mut input = seed.clone();
        for _ in 0..self.below(6) {
            let at = self.below(input.len());
            match self.below(6) {
                0 if !input.is_empty() => input[at] ^= 1 << self.below(8),
                1 if !input.is_empty() => input[at] = self.draw() as u8,
                2 if !input.is_empty() => drop(input.remove(at)),
                3 => input.insert(at, [0, 1, 0x30, 0x7f, 0x80, 0xff][self.below(6)]),
                4 => input.truncate(at),
                _ => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    input.splice(at.., other[from..].iter().copied());
                }
            }
        }
        input
    }
}
