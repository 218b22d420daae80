//! The Miller–Rabin test with random bases (FIPS 186-5 B.3.1).

use super::sieve;
use crate::bignum::batch::{self, Power};
use crate::bignum::{
    Limb, Mask, Modulus, ModulusOf, Mont, Nat, Residue, arith, bit_len_vartime, scratch,
};
use crate::random::{RandomSource, RngError, fill_limbs};
use alloc::vec::Vec;
use rand_core::TryCryptoRng;

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
/// Leaks the bit length, and for a composite whatever; of a prime p also whether 2^64 divides p − 1, which for a random
/// one has a chance of 2^−64.
///
/// # Errors
///
/// [`RngError`], if the generator fails or repeats itself.
pub fn is_probably_prime<R: TryCryptoRng + ?Sized>(
    candidate: &[Limb],
    rounds: usize,
    rng: &mut R,
) -> Result<bool, RngError> {
    let mut rng = rng;
    passes(&mut rng, candidate, rounds)
}

/// Whether an odd w > 1 passes one round of Miller–Rabin with this base, 0 < base < w (FIPS 186-5 B.3.1 steps 4.3 to 4.7); `None` for
/// other numbers. One chosen base proves nothing about a number that someone chose: [`is_probably_prime`] draws them.
///
/// Leaks what [`is_probably_prime`] leaks.
pub fn is_strong_probable_prime(w: &[Limb], base: &[Limb]) -> Option<bool> {
    let modulus = Modulus::new(w).ok()?;
    let mut z = Nat::zero(modulus.len());
    let (low, high) = base.split_at(base.len().min(modulus.len()));
    z[..low.len()].copy_from_slice(low);
    let in_range = modulus.contains(&z) & !arith::is_zero(&z) & arith::is_zero(high);
    if !in_range.declassify() {
        return None;
    }
    let tester = MillerRabin::new(modulus);
    let base = z.clone();
    tester.w.pow_raw(&mut z, &base, &tester.m);
    Some(tester.judge(&mut z))
}

pub(super) fn passes(
    rng: &mut dyn RandomSource,
    candidate: &[Limb],
    rounds: usize,
) -> Result<bool, RngError> {
    let bits = bit_len_vartime(candidate);
    if bits < sieve::MIN_BITS {
        return Ok(bits > 0 && sieve::is_small_prime_vartime(candidate[0] as u32));
    }
    let Ok(modulus) = Modulus::new(candidate) else {
        return Ok(false);
    };
    if sieve::has_small_factor(modulus.limbs()) {
        return Ok(false);
    }
    let tester = MillerRabin::new(modulus);
    for _ in 0..rounds {
        if !tester.round(rng)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Squarings that every round makes, so that their number does not show the number of trailing zeros of w − 1. A random
/// w exceeds it with a chance of 2^−64.
const SQUARINGS: Limb = 64;

/// A base is refused with a chance of at most 1/2: a generator of which so many are refused is not random.
const BASE_TRIES: usize = 256;

/// What stands for the modulus w in types.
enum W {}

/// A candidate w, prepared: w − 1 = m·2^a.
pub(crate) struct MillerRabin {
    w: ModulusOf<W>,
    /// (w − 1)/2.
    half: Nat,
    /// m, as long as w.
    m: Nat,
    /// a is secret: p − 1 for a prime p of a key reveals p.
    a: Limb,
    /// −1 in Montgomery's form.
    minus_one: Residue<W, Mont>,
}

impl MillerRabin {
    /// Prepares an odd w > 1.
    pub(crate) fn new(w: Modulus) -> Self {
        let w = w.into_typed();
        let mut half = Nat::from_limbs(w.limbs());
        arith::sub_word(&mut half, 1);
        let mut m = half.clone();
        let minus_one = w.to_mont(Residue::assume(half.clone()));
        let a = arith::trailing_zeros(&m);
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("Miller–Rabin: trailing zeros of p − 1", &[a]);
        arith::shr(&mut m, a);
        arith::shr_vartime(&mut half, 1);
        Self {
            w,
            half,
            m,
            a,
            minus_one,
        }
    }

    pub(crate) fn candidate(&self) -> &[Limb] {
        self.w.limbs()
    }

    /// B.3.1 steps 4.1 and 4.2: a base b, 1 < b < w − 1, every one as likely.
    fn draw_base(&self, rng: &mut dyn RandomSource, base: &mut [Limb]) -> Result<(), RngError> {
        let unused = base.len() * Limb::BITS as usize - self.w.bits();
        for _ in 0..BASE_TRIES {
            fill_limbs(rng, base)?;
            let top = base.len() - 1;
            base[top] &= Limb::MAX >> unused;
            // What a rejected base was reveals nothing of the accepted one.
            let low = arith::is_zero(base) | arith::equals_word(base, 1);
            if (self.w.contains(base) & !low & !self.is_minus_one(base)).declassify() {
                return Ok(());
            }
        }
        Err(RngError::Stuck)
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

    /// Squarings of a round minus one: the same for all a up to [`SQUARINGS`]. Whether a exceeds that shows, so that a prime passes
    /// whatever its a is.
    fn squarings(&self) -> Limb {
        let exceeds = Mask::from_bit(SQUARINGS.wrapping_sub(self.a) >> (Limb::BITS - 1));
        if exceeds.declassify() {
            self.a
        } else {
            SQUARINGS
        }
    }

    /// B.3.1 steps 4.4 to 4.7, from z = b^m on: whether w passes.
    fn judge(&self, z: &mut [Limb]) -> bool {
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("Miller–Rabin: z", z);
        let mut passes = arith::equals_word(z, 1) | self.is_minus_one(z);
        let mut z = self.w.to_mont(Residue::assume(z));
        // Step 4.5 is for 1 ≤ i < a; the squarings beyond it are made and not looked at.
        let squarings = self.squarings();
        let mut within = Mask::TRUE;
        for i in 1..squarings {
            within = within & !Mask::equal(i, self.a);
            self.w.square_assign(&mut z);
            passes = passes | (within & self.w.equal(&z, &self.minus_one));
        }
        passes.declassify()
    }

    /// One round.
    pub(crate) fn round(&self, rng: &mut dyn RandomSource) -> Result<bool, RngError> {
        let mut passed = [false];
        Self::rounds(rng, &[self], &mut passed)?;
        Ok(passed[0])
    }

    /// One round for each of several candidates at once, or several rounds of one: `testers` may repeat. All are of the
    /// same length. The verdicts go to `passed`.
    pub(crate) fn rounds(
        rng: &mut dyn RandomSource,
        testers: &[&Self],
        passed: &mut [bool],
    ) -> Result<(), RngError> {
        Self::powers(rng, testers, passed, |tester| &tester.m, Self::judge)
    }

    /// Euler's criterion with a random base, b^((w − 1)/2) = ±1, for each of several candidates at once. Nearly every
    /// composite fails it, and costs no more than that power; a prime always passes.
    pub(crate) fn euler(
        rng: &mut dyn RandomSource,
        testers: &[&Self],
        passed: &mut [bool],
    ) -> Result<(), RngError> {
        Self::powers(
            rng,
            testers,
            passed,
            |tester| &tester.half,
            |tester, z| (arith::equals_word(z, 1) | tester.is_minus_one(z)).declassify(),
        )
    }

    /// Raises a random base to a power for each candidate, from which `judge` decides whether the candidate passes.
    fn powers(
        rng: &mut dyn RandomSource,
        testers: &[&Self],
        passed: &mut [bool],
        exponent: fn(&Self) -> &Nat,
        judge: fn(&Self, &mut [Limb]) -> bool,
    ) -> Result<(), RngError> {
        let Some(first) = testers.first() else {
            return Ok(());
        };
        let len = first.w.len();
        scratch::with(2 * len * testers.len(), |work| {
            let (bases, powers) = work.split_at_mut(len * testers.len());
            for (tester, base) in testers.iter().zip(bases.chunks_exact_mut(len)) {
                tester.draw_base(rng, base)?;
            }
            let mut queue: Vec<Power<'_>> = testers
                .iter()
                .zip(bases.chunks_exact(len))
                .zip(powers.chunks_exact_mut(len))
                .map(|((tester, base), out)| Power {
                    modulus: tester.w.montgomery(),
                    base,
                    exponent: exponent(tester),
                    factor: None,
                    out,
                    next: None,
                })
                .collect();
            batch::pow_raw(&mut queue);
            drop(queue);
            let results = testers.iter().zip(powers.chunks_exact_mut(len));
            for ((tester, z), passed) in results.zip(passed) {
                *passed = judge(tester, z);
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::SeedableRng;

    /// p = k·2^a + 1, for a beyond every constant number of squarings and below it.
    #[test]
    fn primes_pass_whatever_the_number_of_trailing_zeros_of_p_minus_one() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        // Proth primes: k·2^n + 1 (Riesel's and Keller's tables; the small ones by trial division).
        for (k, n) in [
            (3u64, 5usize),
            (3, 30),
            (3, 66),
            (3, 189),
            (3, 276),
            (5, 75),
            (5, 127),
            (7, 180),
            (27, 40),
        ] {
            let mut p = Nat::zero(crate::bignum::limbs_for_bits(n + 6));
            p[n / Limb::BITS as usize] = (k as Limb) << (n % Limb::BITS as usize);
            if let Some(high) = p.get_mut(n / Limb::BITS as usize + 1) {
                *high = (u128::from(k) << (n % Limb::BITS as usize) >> Limb::BITS) as Limb;
            }
            p[0] |= 1;
            let tester = MillerRabin::new(Modulus::new(&p).unwrap());
            assert_eq!(tester.a as usize, n);
            assert_eq!(tester.squarings() as usize, n.max(64), "as many for all");
            assert_eq!(
                is_probably_prime(&p, 10, &mut rng),
                Ok(true),
                "{k}·2^{n} + 1"
            );
        }
    }

    #[test]
    fn euler_pseudoprimes_that_are_not_strong_pseudoprimes_are_distinguished_from_primes() {
        // 8911 = 7·19·67 is a Carmichael number, 3 (mod 4); the sieve is left aside.
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(2);
        for n in [8911u64, 561, 1105, 29341, 512_461] {
            let tester = MillerRabin::new(Modulus::new(&Nat::from_u64(n)).unwrap());
            let rounds = (0..64).filter(|_| tester.round(&mut rng).unwrap()).count();
            assert!(rounds < 32, "{n} passed {rounds} rounds of 64");
        }
    }
}
