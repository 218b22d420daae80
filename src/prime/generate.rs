//! Random primes (FIPS 186-5 A.1.3): every candidate drawn afresh, none walked to.

use super::miller_rabin::{MillerRabin, generation_rounds};
use super::sieve;
use crate::bignum::{LIMB_BITS, Limb, MAX_BITS, Mask, Modulus, Nat, arith, batch, limbs_for_bits};
use crate::random::{RandomSource, RngError, fill_limbs};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use rand_core::TryCryptoRng;

/// What a search is at, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// A candidate passed the sieve and is about to be tested.
    Candidate,
    /// A candidate passed a round of Miller–Rabin.
    Round,
    /// A prime was found that does not serve: too close to the other one.
    Rejected,
    /// A prime was found.
    Found,
}

/// Why no prime was searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrimeError {
    /// Primes of this many bits are not made here.
    Bits {
        /// The bits asked for.
        bits: usize,
    },
    /// The public exponent is even or below 3: no prime p has gcd(e, p − 1) = 1, or none that serves.
    Exponent {
        /// The exponent given.
        e: u64,
    },
    /// Groups are not made for this generator.
    Generator {
        /// The generator given.
        generator: u32,
    },
    /// As many candidates as A.1.3 allows were tried in vain: the random numbers are not random, or the exponent
    /// shares a factor with nearly every p − 1 of so few bits.
    Exhausted,
    /// The random number generator failed, or repeats itself.
    Rng(RngError),
}

impl From<RngError> for PrimeError {
    fn from(e: RngError) -> Self {
        Self::Rng(e)
    }
}

impl fmt::Display for PrimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bits { bits } => write!(
                f,
                "no prime of {bits} bits is made: 2 to {MAX_BITS} are possible"
            ),
            Self::Exponent { e } => write!(
                f,
                "the public exponent {e} is not an odd number of at least 3"
            ),
            Self::Generator { generator } => {
                write!(f, "{generator} is not a generator offered: 2, 3 and 5 are")
            }
            Self::Exhausted => {
                f.write_str("no prime was found among as many candidates as FIPS 186-5 allows")
            }
            Self::Rng(e) => e.fmt(f),
        }
    }
}

impl core::error::Error for PrimeError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Rng(e) => Some(e),
            _ => None,
        }
    }
}

/// A prime of exactly `bits` bits, the top two of them set, with no other condition.
///
/// Allocates. Leaks `bits` and the number of candidates.
///
/// # Errors
///
/// [`PrimeError::Bits`] below 2 and above [`MAX_BITS`]; [`PrimeError::Rng`].
pub fn generate<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Nat, PrimeError> {
    let mut rng = rng;
    let mut search = Search::new(bits, None)?;
    let prime = search.next_prime(&mut rng, progress)?;
    progress(Progress::Found);
    Ok(prime)
}

/// A safe prime of exactly `bits` bits: (p − 1)/2 is prime as well. The top two bits are set, but for 11 and 23.
///
/// Allocates. Leaks `bits` and the number of candidates.
///
/// # Errors
///
/// [`PrimeError::Bits`] below 3 and above [`MAX_BITS`]; [`PrimeError::Rng`].
pub fn generate_safe<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: usize,
    progress: &mut dyn FnMut(Progress),
) -> Result<Nat, PrimeError> {
    let mut rng = rng;
    safe(&mut rng, bits, None, progress)
}

/// A safe prime p of 9 bits or more for which 2, 3 or 5 has the order (p − 1)/2, and not p − 1: as a generator it then shows
/// nothing of an exponent's lowest bit. p ≡ 7 (mod 8) for 2, any safe prime for 3, and p ≡ 4 (mod 5) for 5.
///
/// Allocates. Leaks `bits` and the number of candidates.
///
/// # Errors
///
/// As [`generate_safe`]; [`PrimeError::Generator`] for any other generator.
pub fn generate_safe_with<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: usize,
    generator: u32,
    progress: &mut dyn FnMut(Progress),
) -> Result<Nat, PrimeError> {
    if ![2, 3, 5].contains(&generator) {
        return Err(PrimeError::Generator { generator });
    }
    if bits < 9 {
        return Err(PrimeError::Bits { bits });
    }
    let mut rng = rng;
    safe(&mut rng, bits, Some(generator), progress)
}

fn safe(
    rng: &mut dyn RandomSource,
    bits: usize,
    generator: Option<u32>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Nat, PrimeError> {
    // Of four and of five bits there is one each, and it has not the top two bits set.
    match bits {
        4 => return Ok(Nat::from_u64(11)),
        5 => return Ok(Nat::from_u64(23)),
        _ => {}
    }
    if bits < 3 {
        return Err(PrimeError::Bits { bits });
    }
    let mut search = Search::new(bits, None)?;
    // Both conditions hold about once in (0.35·bits)²/1.3 odd candidates.
    search.left = search.left.saturating_mul(bits);
    let (width, rounds) = (batch::width(), generation_rounds(bits));
    loop {
        let mut waiting = Vec::with_capacity(width);
        while waiting.len() < width {
            let mut p = search.draw(rng, limbs_for_bits(bits))?;
            // p ≡ 3 (mod 4), so that (p − 1)/2 is odd; of three bits there is 7 alone, whose half is 3.
            p[0] |= 2;
            match generator {
                Some(2) => p[0] |= 4,
                // A limb's radix is 1 modulo 5.
                Some(5) if p.iter().fold(0, |sum, limb| (sum + limb % 5) % 5) != 4 => continue,
                _ => {}
            }
            let mut half = p.clone();
            arith::shr_vartime(&mut half, 1);
            if bits <= sieve::MIN_BITS {
                let prime = |x: &Nat| sieve::is_small_prime_vartime(x[0] as u32);
                progress(Progress::Candidate);
                if prime(&half) && prime(&p) {
                    progress(Progress::Found);
                    return Ok(p);
                }
                continue;
            }
            if sieve::has_small_factor(&p) || sieve::has_small_factor(&half) {
                continue;
            }
            if let Ok(half) = Modulus::new(&half) {
                progress(Progress::Candidate);
                waiting.push((p, MillerRabin::new(half)));
            }
        }
        // Nearly every half is composite: as many as the multi-buffer kernel computes are tested at once.
        let mut passed = vec![false; width];
        let halves: Vec<&MillerRabin> = waiting.iter().map(|(_, half)| half).collect();
        MillerRabin::euler(rng, &halves, &mut passed)?;
        let mut passed = passed.into_iter();
        waiting.retain(|_| passed.next() == Some(true));
        for (p, half) in waiting {
            let Ok(modulus) = Modulus::new(&p) else {
                continue;
            };
            let whole = MillerRabin::new(modulus);
            let mut passes_once = [false];
            MillerRabin::euler(rng, &[&whole], &mut passes_once)?;
            if passes_once[0]
                && Search::passes(rng, &whole, rounds, width, progress)?
                && Search::passes(rng, &half, rounds, width, progress)?
            {
                progress(Progress::Found);
                return Ok(p);
            }
        }
    }
}

/// The primes p and q of an RSA key of `bits` bits with public exponent `e` (FIPS 186-5 A.1.3): of ⌈bits/2⌉ and ⌊bits/2⌋
/// bits, the top two bits of each set, so that p·q has exactly `bits` bits; gcd(e, p − 1) = gcd(e, q − 1) = 1; and
/// |p − q| > 2^(bits/2 − 100).
///
/// Allocates. Leaks `bits`, `e` and the number of candidates.
///
/// # Errors
///
/// [`PrimeError`], for sizes that cannot be, for an exponent that is even or below 3, and where the search fails.
pub fn generate_pair<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Nat, Nat), PrimeError> {
    let mut rng = rng;
    pair(&mut rng, bits, e, progress)
}

pub(crate) fn pair(
    rng: &mut dyn RandomSource,
    bits: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Nat, Nat), PrimeError> {
    // Below 10 bits there are not two primes with the top two bits set for every exponent.
    if !(10..=2 * MAX_BITS).contains(&bits) {
        return Err(PrimeError::Bits { bits });
    }
    // A.1.3 step 2.
    if e < 3 || e.is_multiple_of(2) {
        return Err(PrimeError::Exponent { e });
    }
    let mut search = Search::new(bits.div_ceil(2), Some(e))?;
    let p = search.next_prime(rng, progress)?;
    progress(Progress::Found);
    // Candidates that were sieved together with p but not judged yet serve q as well: they are as fresh.
    if bits % 2 == 1 {
        search = Search::new(bits / 2, Some(e))?;
    }
    // A pair as close as step 5.4 forbids has a chance of 2^−97 at 2048 bits; primes of a few bits meet it often.
    for _ in 0..100 {
        let q = search.next_prime(rng, progress)?;
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("generation: primes", &q);
        if far_apart(&p, &q, bits).declassify() {
            progress(Progress::Found);
            return Ok((p, q));
        }
        progress(Progress::Rejected);
    }
    Err(PrimeError::Exhausted)
}

/// `count` primes of together about `bits` bits, each with the top two bits set and p − 1 prime to `e`: the first ones are a
/// bit longer where `bits` is not a multiple of `count`. Their product may be a bit shorter than `bits`, and two may be equal.
pub(crate) fn several(
    rng: &mut dyn RandomSource,
    bits: usize,
    count: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Nat>, PrimeError> {
    let mut primes = Vec::with_capacity(count);
    for i in 0..count {
        let size = bits / count + usize::from(i < bits % count);
        primes.push(Search::new(size, Some(e))?.next_prime(rng, progress)?);
        progress(Progress::Found);
    }
    Ok(primes)
}

/// A.1.3 step 5.4: |p − q| > 2^(bits/2 − 100); where that power is below 1, p ≠ q.
fn far_apart(p: &[Limb], q: &[Limb], bits: usize) -> Mask {
    let len = p.len().max(q.len());
    let mut difference = Nat::from_limbs(p).resized(len);
    let mut negated = Nat::from_limbs(q).resized(len);
    let (p, q) = (difference.clone(), negated.clone());
    arith::sub_assign(&mut difference, &q);
    arith::sub_assign(&mut negated, &p);
    arith::assign_if(arith::less(&p, &q), &mut difference, &negated);
    match (bits / 2).checked_sub(100) {
        None => !arith::is_zero(&difference),
        Some(exponent) => {
            let mut bound = Nat::zero(len);
            bound[exponent / LIMB_BITS] = 1 << (exponent % LIMB_BITS);
            arith::less(&bound, &difference)
        }
    }
}

/// A search for primes of one size, with the candidates that wait to be tested.
struct Search {
    bits: usize,
    e: Option<Modulus>,
    /// Candidates that passed the sieve, in the order they were drawn.
    waiting: Vec<MillerRabin>,
    /// Candidates that may still be drawn.
    left: usize,
    /// The candidate that was drawn last.
    last: Nat,
}

impl Search {
    fn new(bits: usize, e: Option<u64>) -> Result<Self, PrimeError> {
        if !(2..=MAX_BITS).contains(&bits) {
            return Err(PrimeError::Bits { bits });
        }
        let e = match e {
            Some(e) => {
                Some(Modulus::new(&Nat::from_u64(e)).map_err(|_| PrimeError::Exponent { e })?)
            }
            None => None,
        };
        // A.1.3 steps 4.7 and 5.8 allow 10·nlen candidates for the second prime, and nlen = 2·bits. Of odd candidates
        // about one in 0.35·bits is a prime. Short primes get more, for a small e divides p − 1 often.
        Ok(Self {
            bits,
            e,
            waiting: Vec::new(),
            left: 20 * bits.max(1000),
            last: Nat::zero(limbs_for_bits(bits)),
        })
    }

    /// The next candidate in the order of drawing that is prime.
    fn next_prime(
        &mut self,
        rng: &mut dyn RandomSource,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Nat, PrimeError> {
        let len = limbs_for_bits(self.bits);
        if self.bits < sieve::MIN_BITS {
            return self.next_small_prime(rng, progress);
        }
        let width = batch::width();
        let rounds = generation_rounds(self.bits);
        loop {
            while self.waiting.len() < width {
                let candidate = self.draw(rng, len)?;
                if sieve::has_small_factor(&candidate) || !self.suits_exponent(&candidate) {
                    continue;
                }
                if let Ok(modulus) = Modulus::new(&candidate) {
                    progress(Progress::Candidate);
                    self.waiting.push(MillerRabin::new(modulus));
                }
            }
            // Nearly all candidates are composite, and Euler's criterion shows it for the price of one power. A round of
            // Miller–Rabin costs more, since it hides how many squarings it looks at.
            let mut passed = vec![false; width];
            MillerRabin::euler(
                rng,
                &self.waiting.iter().take(width).collect::<Vec<_>>(),
                &mut passed,
            )?;
            let mut passed = passed.into_iter();
            let mut survivors = self
                .waiting
                .extract_if(..width, |_| true)
                .filter(|_| passed.next() == Some(true));
            let mut prime = None;
            for tester in survivors.by_ref() {
                if Self::passes(rng, &tester, rounds, width, progress)? {
                    prime = Some(tester);
                    break;
                }
            }
            // The other survivors are still to be had, by the search for q.
            let others: Vec<MillerRabin> = survivors.collect();
            self.waiting.splice(..0, others);
            if let Some(prime) = prime {
                return Ok(Nat::from_limbs(prime.candidate()));
            }
        }
    }

    /// All rounds, as many at once as the multi-buffer kernel computes.
    fn passes(
        rng: &mut dyn RandomSource,
        tester: &MillerRabin,
        rounds: usize,
        width: usize,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<bool, RngError> {
        let mut left = rounds;
        while left > 0 {
            let now = left.min(width);
            let mut passed = vec![false; now];
            MillerRabin::rounds(rng, &vec![tester; now], &mut passed)?;
            if passed.contains(&false) {
                return Ok(false);
            }
            (0..now).for_each(|_| progress(Progress::Round));
            left -= now;
        }
        Ok(true)
    }

    fn next_small_prime(
        &mut self,
        rng: &mut dyn RandomSource,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Nat, PrimeError> {
        loop {
            let candidate = self.draw(rng, 1)?;
            progress(Progress::Candidate);
            if sieve::is_small_prime_vartime(candidate[0] as u32) && self.suits_exponent(&candidate)
            {
                return Ok(candidate);
            }
        }
    }

    /// A.1.3 steps 4.2 to 4.4: an odd number of `bits` bits. With the top two bits set it is at least 3/2·2^(bits−1), above
    /// the √2·2^(bits−1) that step 4.4 asks for.
    fn draw(&mut self, rng: &mut dyn RandomSource, len: usize) -> Result<Nat, PrimeError> {
        self.left = self.left.checked_sub(1).ok_or(PrimeError::Exhausted)?;
        let mut candidate = Nat::zero(len);
        fill_limbs(rng, &mut candidate)?;
        candidate[len - 1] &= Limb::MAX >> (len * LIMB_BITS - self.bits);
        for bit in [self.bits - 1, self.bits - 2] {
            candidate[bit / LIMB_BITS] |= 1 << (bit % LIMB_BITS);
        }
        candidate[0] |= 1;
        #[cfg(certwright_ctgrind)]
        crate::bignum::ctgrind::probe("generation: candidate", &candidate);
        // Of candidates this long, two in a row are equal with a chance of 2^−61.
        if self.bits >= 64 {
            if arith::equal(&candidate, &self.last).declassify() {
                return Err(RngError::Stuck.into());
            }
            self.last.copy_from_slice(&candidate);
        }
        Ok(candidate)
    }

    /// gcd(e, candidate − 1) = 1. The answer leaks, p mod e does not.
    fn suits_exponent(&self, candidate: &[Limb]) -> bool {
        let Some(e) = &self.e else { return true };
        let mut residue = Nat::zero(e.len());
        let mut divisor = Nat::zero(e.len());
        let mut one = Nat::zero(e.len());
        one[0] = 1;
        e.reduce_raw(&mut residue, candidate);
        e.sub_assign_raw(&mut residue, &one);
        arith::gcd(&mut divisor, &residue, e.limbs());
        arith::equals_word(&divisor, 1).declassify()
    }
}
