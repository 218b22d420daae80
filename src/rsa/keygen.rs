//! Key pair generation (FIPS 186-5 A.1.1, A.1.3).

use rand_core::TryCryptoRng;

use super::key::PrivateKey;
use super::{KeyError, MAX_BITS, MIN_BITS, MIN_GENERATED_BITS, POLICY_BITS, import};
use crate::bignum::arith;
use crate::prime::generate::{pair, several};
use crate::prime::{PrimeError, Progress};
use crate::random::RandomSource;

/// A pair that does not serve has a chance far below 2^-20 at any size that is offered, so a second attempt is rare and
/// this many mean that the random numbers are not random.
const ATTEMPTS: usize = 64;

/// F4, the usual public exponent.
pub(super) const USUAL_EXPONENT: u64 = 65537;

impl PrivateKey {
    /// A new key of `bits` bits, 2048 to 16384, with the public exponent 65537.
    ///
    /// Primes are drawn and tested by FIPS 186-5 A.1.3 and B.3.1: of half the bits each with the top two set, apart
    /// by more than 2^(bits/2 − 100), p − 1 and q − 1 prime to e. d = e⁻¹ mod lcm(p − 1, q − 1) is over 2^(bits/2),
    /// and the pair is tested against itself before it is given out.
    ///
    /// Allocates. The number of rejected candidates shows by timing, which reveals nothing of the primes that are kept: each candidate is
    /// drawn afresh.
    ///
    /// # Errors
    ///
    /// A size out of range ([`hazmat::generate`](super::hazmat::generate) makes short keys); [`KeyError::Rng`] if the generator
    /// fails or repeats itself; [`KeyError::NoPrimes`] and [`KeyError::PairwiseTest`] if the random numbers or the machine are not to
    /// be trusted.
    pub fn generate<R: TryCryptoRng + ?Sized>(rng: &mut R, bits: usize) -> Result<Self, KeyError> {
        Self::generate_with(rng, bits, USUAL_EXPONENT, &mut |_| {})
    }

    /// As [`generate`](Self::generate), with the public exponent `e`, which is odd and 3 or more. `progress` is called with
    /// every candidate.
    ///
    /// # Errors
    ///
    /// Those of [`generate`](Self::generate); [`KeyError::ExponentEven`] and [`KeyError::ExponentTooSmall`].
    pub fn generate_with<R: TryCryptoRng + ?Sized>(
        rng: &mut R,
        bits: usize,
        e: u64,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, KeyError> {
        let mut rng = rng;
        if (MIN_GENERATED_BITS..POLICY_BITS).contains(&bits) {
            return Err(KeyError::BelowPolicy { bits });
        }
        generate_allowed(&mut rng, bits, e, progress)
    }
}

/// A new key of `count` primes, 3 or more, for the few who must have one: FIPS 186-5 does not have them. The primes are of
/// about bits/count bits, which [`import::max_primes`] bounds from below.
pub(super) fn generate_multi_prime(
    rng: &mut dyn RandomSource,
    bits: usize,
    count: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<PrivateKey, KeyError> {
    #[cfg(feature = "self-test")]
    super::self_test::run()?;
    if !(MIN_GENERATED_BITS..=MAX_BITS).contains(&bits) {
        return Err(KeyError::SizeUnusable { bits });
    }
    if e.is_multiple_of(2) {
        return Err(KeyError::ExponentEven);
    }
    if e < 3 {
        return Err(KeyError::ExponentTooSmall);
    }
    if !(3..=import::max_primes(bits)).contains(&count) {
        return Err(KeyError::TooManyPrimes { primes: count });
    }
    let mut last = KeyError::NoPrimes;
    // The product is a bit short for about every second set of five primes, and then all are drawn again: no prime
    // depends on another one.
    for _ in 0..ATTEMPTS {
        let mut primes = several(rng, bits, count, e, progress).map_err(|e| match e {
            PrimeError::Rng(e) => KeyError::Rng(e),
            _ => KeyError::NoPrimes,
        })?;
        let others = primes.split_off(2);
        let [p, q] = &mut primes[..] else {
            unreachable!("a set of three or more, without those after the second, is a pair")
        };
        if p.len() == q.len() {
            let swap = arith::less(p, q);
            arith::swap_if(swap, p, q);
        }
        match import::from_primes(p, q, &others, e, bits.min(MIN_BITS)) {
            Ok(key) if key.public_key().bits() == bits => {
                let key = key.allow_below_2048();
                key.pairwise_test(rng)?;
                return Ok(key);
            }
            Ok(_) => {}
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

/// A new key of 1024 to 16384 bits, which may be used although it is short.
pub(super) fn generate_allowed(
    rng: &mut dyn RandomSource,
    bits: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<PrivateKey, KeyError> {
    if !(MIN_GENERATED_BITS..=MAX_BITS).contains(&bits) {
        return Err(KeyError::SizeUnusable { bits });
    }
    generate_of_any_size(rng, bits, e, progress)
}

fn generate_of_any_size(
    rng: &mut dyn RandomSource,
    bits: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<PrivateKey, KeyError> {
    #[cfg(feature = "self-test")]
    super::self_test::run()?;
    // A.1.1: e is odd. It also asks for e > 2^16; 3 and 17 are kept for those who must have them.
    if e.is_multiple_of(2) {
        return Err(KeyError::ExponentEven);
    }
    if e < 3 {
        return Err(KeyError::ExponentTooSmall);
    }
    let mut last = KeyError::NoPrimes;
    for _ in 0..ATTEMPTS {
        let (mut p, mut q) = pair(rng, bits, e, progress).map_err(|e| match e {
            PrimeError::Rng(e) => KeyError::Rng(e),
            _ => KeyError::NoPrimes,
        })?;
        if p.len() == q.len() {
            // p > q, as nearly all who write keys have them.
            let swap = arith::less(&p, &q);
            arith::swap_if(swap, &mut p, &mut q);
        }
        match import::from_primes(&p, &q, &[], e, bits.min(MIN_BITS)) {
            Ok(key) => {
                let key = key.allow_below_2048();
                key.pairwise_test(rng)?;
                return Ok(key);
            }
            // d at most 2^(nlen/2) (A.1.1 step 3), or a modulus with ROCA's fingerprint by chance: once more.
            Err(fault) => last = fault,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::RngError;
    use crate::random::tests::{FailsAfter, Repeating};
    use crate::rsa::check;
    use num_bigint::BigUint;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    #[test]
    fn ten_thousand_small_keys_are_all_valid() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let big = |be: &[u8]| BigUint::from_bytes_be(be);
        for i in 0..10_000u32 {
            let bits = 48 + (i % 33) as usize;
            let e = [3, 17, 65537, 257][(i % 4) as usize];
            let key = generate_of_any_size(&mut rng, bits, e, &mut |_| {}).unwrap();
            let parts = key.parts();
            let (p, q) = (big(&parts.prime1), big(&parts.prime2));
            let (n, d, e) = (
                big(&parts.modulus),
                big(&parts.private_exponent),
                BigUint::from(e),
            );
            let one = BigUint::from(1u32);
            assert_eq!(n.bits() as usize, bits);
            assert_eq!(&p * &q, n);
            assert_eq!(
                (p.bits() as usize, q.bits() as usize),
                (bits.div_ceil(2), bits / 2)
            );
            for prime in [&p, &q] {
                assert!(is_prime(prime), "{prime}");
                assert_eq!(&d * &e % (prime - &one), one);
            }
            assert!(d > BigUint::from(1u32) << (bits / 2));
            assert_eq!(big(&parts.exponent1), &d % (&p - &one));
            assert_eq!(big(&parts.exponent2), &d % (&q - &one));
            assert_eq!(big(&parts.coefficient) * &q % &p, one);
        }
    }

    /// Miller–Rabin to the first twelve primes, which is exact below 2^64 (and 3.3·10^24): the oracle for these sizes.
    fn is_prime(n: &BigUint) -> bool {
        let one = BigUint::from(1u32);
        let less_one = n - &one;
        let twos = less_one.trailing_zeros().unwrap_or(0);
        let odd = &less_one >> twos;
        [2u32, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
            .iter()
            .all(|&base| {
                let mut x = BigUint::from(base).modpow(&odd, n);
                let mut passes = x == one || x == less_one;
                for _ in 1..twos {
                    x = &x * &x % n;
                    passes |= x == less_one;
                }
                passes
            })
    }

    #[test]
    fn sizes_and_exponents_out_of_range_are_refused_and_short_keys_only_on_request() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let mut generate =
            |bits, e| PrivateKey::generate_with(&mut rng, bits, e, &mut |_| {}).map(|_| ());
        assert_eq!(
            generate(1024, 65537),
            Err(KeyError::BelowPolicy { bits: 1024 })
        );
        assert_eq!(
            generate(1023, 65537),
            Err(KeyError::SizeUnusable { bits: 1023 })
        );
        assert_eq!(
            generate(16385, 65537),
            Err(KeyError::SizeUnusable { bits: 16385 })
        );
        assert_eq!(generate(2048, 65536), Err(KeyError::ExponentEven));
        assert_eq!(generate(2048, 1), Err(KeyError::ExponentTooSmall));
    }

    #[test]
    fn a_generator_that_is_stuck_or_fails_ends_in_an_error_that_names_it_and_not_in_a_key_or_a_loop()
     {
        for byte in [0x00, 0x55, 0xff] {
            let made = PrivateKey::generate(&mut Repeating([byte]), 2048);
            assert_eq!(
                made.err(),
                Some(KeyError::Rng(RngError::Stuck)),
                "{byte:02x}"
            );
        }
        // No two neighbours are alike in a request, and every request is answered alike.
        let alike = core::array::from_fn::<u8, 251, _>(|i| i as u8);
        let made = PrivateKey::generate(&mut Repeating(alike), 2048);
        assert_eq!(made.err(), Some(KeyError::Rng(RngError::Stuck)));
        for requests in [0, 1, 10, 100] {
            let rng = ChaCha20Rng::seed_from_u64(3);
            let made = PrivateKey::generate(&mut FailsAfter(requests, rng), 2048);
            assert_eq!(
                made.err(),
                Some(KeyError::Rng(RngError::Failed)),
                "{requests}"
            );
        }
    }

    #[test]
    fn keys_of_every_exponent_pass_the_thorough_check() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        for e in [3, 17, 65537, (1 << 32) + 1, u64::MAX] {
            let key = generate_allowed(&mut rng, 1024, e, &mut |_| {}).unwrap();
            assert_eq!(
                check::private_key(&key.parts(), &mut rng),
                Ok(vec![]),
                "e = {e}"
            );
        }
    }
}
