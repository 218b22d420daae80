//! The Miller–Rabin test with random bases (FIPS 186-5 B.3.1).

use super::sieve;
use crate::bignum::batch::{self, Power};
use crate::bignum::{Limb, Mask, Modulus, Nat, arith, bit_len_vartime, scratch};
use rand_core::CryptoRng;

/// Rounds for a number of unknown origin. A composite, chosen by whoever likes, passes one round with a random base with
/// probability at most 1/4 (Rabin, J. Number Theory 12, 1980), so 64 rounds with at most 2^−128. Fixed or guessable bases
/// have no such bound: Arnault (1995) and Albrecht, Massimo, Paterson and Somorovsky ("Prime and Prejudice", CCS 2018)
/// build composites that pass them.
pub const CHECK_ROUNDS: usize = 64;

/// Rounds for a candidate drawn at random, by FIPS 186-5 Table B.1.
///
/// Damgård, Landrock and Pomerance (Math. Comp. 61, 1993) bound the chance that a *random* composite of k bits passes t
/// rounds; it falls steeply with k, far below the 4^−t of the worst composite. The table takes from it, for primes of
/// 1024, 1536 and 2048 bits, the rounds that make the chance 2^−112, 2^−128 and 2^−144, as strong as the keys: 5, 4 and 4.
/// Longer primes keep 4, for the chance only falls. For 512 bits, which FIPS 186-5 no longer allows, FIPS 186-4 Table
/// C.3 has 7. Shorter ones serve tests, and take 32: a chance of 2^−64 by the bound that holds for every composite.
pub const fn generation_rounds(bits: usize) -> usize {
    match bits {
        1536.. => 4,
        1024.. => 5,
        512.. => 7,
        _ => 32,
    }
}

/// Whether `candidate` is prime, by `rounds` rounds of Miller–Rabin with bases from `rng`. A prime always passes. Takes any
/// number of any length, at most [`MAX_BITS`](crate::bignum::MAX_BITS) bits; a longer one is called composite.
///
/// Leaks the bit length, the number of trailing zeros of candidate − 1 (two bits of information on average), and for a
/// composite whatever.
pub fn is_probably_prime<R: CryptoRng + ?Sized>(
    rng: &mut R,
    candidate: &[Limb],
    rounds: usize,
) -> bool {
    let bits = bit_len_vartime(candidate);
    if bits < sieve::MIN_BITS {
        return bits > 0 && sieve::is_small_prime_vartime(candidate[0] as u32);
    }
    let Ok(modulus) = Modulus::new(candidate) else {
        return false;
    };
    if sieve::has_small_factor(modulus.limbs()) {
        return false;
    }
    let tester = MillerRabin::new(modulus);
    (0..rounds).all(|_| tester.round(rng))
}

/// A candidate w, prepared: w − 1 = m·2^a.
pub(crate) struct MillerRabin {
    w: Modulus,
    m: Nat,
    a: usize,
}

impl MillerRabin {
    /// Prepares an odd w > 3.
    pub(crate) fn new(w: Modulus) -> Self {
        let mut m = Nat::from_limbs(w.limbs());
        arith::sub_word(&mut m, 1);
        // a is allowed to leak: see is_probably_prime. N = p·q tells some of it to anyone.
        let a = arith::trailing_zeros_vartime(&m);
        arith::shr_vartime(&mut m, a);
        Self { w, m, a }
    }

    pub(crate) fn candidate(&self) -> &[Limb] {
        self.w.limbs()
    }

    /// B.3.1 steps 4.1 and 4.2: a base b, 1 < b < w − 1, every one as likely.
    fn draw_base<R: CryptoRng + ?Sized>(&self, rng: &mut R, base: &mut [Limb]) {
        let unused = base.len() * Limb::BITS as usize - self.w.bits();
        loop {
            super::generate::fill_random(rng, base);
            let top = base.len() - 1;
            base[top] &= Limb::MAX >> unused;
            // What a rejected base was says nothing of the accepted one.
            let low = arith::is_zero(base) | arith::equals_word(base, 1);
            if (self.w.contains(base) & !low & !self.is_minus_one(base)).declassify() {
                return;
            }
        }
    }

    /// x = w − 1. w is odd, so w − 1 differs from w in the lowest bit alone.
    fn is_minus_one(&self, x: &[Limb]) -> Mask {
        let w = self.w.limbs();
        let difference = x
            .iter()
            .zip(w)
            .skip(1)
            .fold(x[0] ^ w[0] ^ 1, |acc, (&x, &w)| acc | (x ^ w));
        Mask::is_zero(difference)
    }

    /// B.3.1 steps 4.4 to 4.7, from z = b^m on: whether w passes.
    fn judge(&self, z: &mut [Limb]) -> bool {
        let mut passes = arith::equals_word(z, 1) | self.is_minus_one(z);
        scratch::with(z.len(), |square| {
            for _ in 1..self.a {
                self.w.mul(square, z, z);
                z.copy_from_slice(square);
                passes = passes | self.is_minus_one(z);
            }
        });
        passes.declassify()
    }

    /// One round.
    pub(crate) fn round<R: CryptoRng + ?Sized>(&self, rng: &mut R) -> bool {
        scratch::with(2 * self.w.len(), |work| {
            let (base, z) = work.split_at_mut(self.w.len());
            self.draw_base(rng, base);
            self.w.pow(z, base, &self.m);
            self.judge(z)
        })
    }

    /// One round for each of several candidates at once, or several rounds of one: `testers` may repeat. All are of the
    /// same length. The verdicts go to `passed`.
    pub(crate) fn rounds<R: CryptoRng + ?Sized>(
        rng: &mut R,
        testers: &[&Self],
        passed: &mut [bool],
    ) {
        let Some(first) = testers.first() else { return };
        let len = first.w.len();
        scratch::with(2 * len * testers.len(), |work| {
            let (bases, powers) = work.split_at_mut(len * testers.len());
            for (tester, base) in testers.iter().zip(bases.chunks_exact_mut(len)) {
                tester.draw_base(rng, base);
            }
            let mut queue: alloc::vec::Vec<Power<'_>> = testers
                .iter()
                .zip(bases.chunks_exact(len))
                .zip(powers.chunks_exact_mut(len))
                .map(|((tester, base), out)| Power {
                    modulus: &tester.w,
                    base,
                    exponent: &tester.m,
                    out,
                })
                .collect();
            batch::pow(&mut queue);
            drop(queue);
            for ((tester, z), passed) in
                testers.iter().zip(powers.chunks_exact_mut(len)).zip(passed)
            {
                *passed = tester.judge(z);
            }
        });
    }
}
