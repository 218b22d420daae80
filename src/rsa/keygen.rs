//! Key pair generation (FIPS 186-5 A.1.1, A.1.3).

use rand_core::CryptoRng;

use super::key::PrivateKey;
use super::{KeyError, KeyParts, MAX_BITS, MIN_GENERATED_BITS, POLICY_BITS, import};
use crate::bignum::{Nat, arith};
use crate::prime::{self, Progress};

/// A pair that does not serve has a chance far below 2^-20 at any size that is offered, so a second attempt is rare and
/// this many mean that the random numbers are not random.
const ATTEMPTS: usize = 64;

impl PrivateKey {
    /// A new key of `bits` bits (2048 to 16384) with the odd public exponent `e` of 3 or more; 65537 is usual.
    ///
    /// Primes are drawn and tested as FIPS 186-5 A.1.3 and B.3.1 say: of half the bits each with the top two set, apart
    /// by more than 2^(bits/2 − 100), p − 1 and q − 1 prime to e. d = e⁻¹ mod lcm(p − 1, q − 1) is over 2^(bits/2),
    /// and the pair is tested against itself before it is given out. `progress` hears of every candidate.
    ///
    /// # Errors
    ///
    /// Sizes and exponents out of range; [`KeyError::NoPrimes`] and [`KeyError::PairwiseTest`] if the random numbers or
    /// the machine are not to be trusted.
    pub fn generate<R: CryptoRng + ?Sized>(
        rng: &mut R,
        bits: usize,
        e: u64,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, KeyError> {
        if (MIN_GENERATED_BITS..POLICY_BITS).contains(&bits) {
            return Err(KeyError::BelowPolicy { bits });
        }
        Self::generate_allow_below_2048(rng, bits, e, progress)
    }

    /// As [`generate`](Self::generate), from 1024 bits on. What it makes may be used although it is short
    /// ([`allow_below_2048`](Self::allow_below_2048)).
    pub fn generate_allow_below_2048<R: CryptoRng + ?Sized>(
        rng: &mut R,
        bits: usize,
        e: u64,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, KeyError> {
        if !(MIN_GENERATED_BITS..=MAX_BITS).contains(&bits) {
            return Err(KeyError::SizeUnusable { bits });
        }
        generate_of_any_size(rng, bits, e, progress)
    }
}

fn generate_of_any_size<R: CryptoRng + ?Sized>(
    rng: &mut R,
    bits: usize,
    e: u64,
    progress: &mut dyn FnMut(Progress),
) -> Result<PrivateKey, KeyError> {
    // A.1.1: e is odd. It also asks for e > 2^16; 3 and 17 are kept for those who must have them.
    if e.is_multiple_of(2) {
        return Err(KeyError::ExponentEven);
    }
    if e < 3 {
        return Err(KeyError::ExponentTooSmall);
    }
    let mut last = KeyError::NoPrimes;
    for _ in 0..ATTEMPTS {
        let (p, q) =
            prime::generate_pair(rng, bits, e, progress).map_err(|_| KeyError::NoPrimes)?;
        match from_primes(p, q, e, bits) {
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

fn from_primes(mut p: Nat, mut q: Nat, e: u64, bits: usize) -> Result<PrivateKey, KeyError> {
    if p.len() == q.len() {
        // p > q, as nearly all who write keys have them.
        let swap = arith::less(&p, &q);
        arith::swap_if(swap, &mut p, &mut q);
    }
    let mut n = Nat::zero(p.len() + q.len());
    arith::mul(&mut n, &p, &q);
    let mut parts = KeyParts::default();
    parts.modulus = import::octets(&n);
    parts.public_exponent = import::octets(&Nat::from_u64(e));
    parts.prime1 = import::octets(&p);
    parts.prime2 = import::octets(&q);
    import::load(&parts, bits.min(super::MIN_BITS))
}

#[cfg(test)]
mod tests {
    use super::*;
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
            |bits, e| PrivateKey::generate(&mut rng, bits, e, &mut |_| {}).map(|_| ());
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

    /// A generator that is stuck at one octet.
    struct Stuck(u8);

    impl rand_core::TryRng for Stuck {
        type Error = core::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(u32::from_ne_bytes([self.0; 4]))
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(u64::from_ne_bytes([self.0; 8]))
        }

        fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
            octets.fill(self.0);
            Ok(())
        }
    }

    impl rand_core::TryCryptoRng for Stuck {}

    #[test]
    fn a_generator_that_is_stuck_ends_in_an_error_and_not_in_a_key_or_a_loop() {
        for octet in [0x00, 0x55, 0xff] {
            let made = PrivateKey::generate(&mut Stuck(octet), 2048, 65537, &mut |_| {});
            assert_eq!(made.err(), Some(KeyError::NoPrimes), "{octet:02x}");
        }
    }

    #[test]
    fn keys_of_every_exponent_pass_the_thorough_check() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        for e in [3, 17, 65537, (1 << 32) + 1, u64::MAX] {
            let key =
                PrivateKey::generate_allow_below_2048(&mut rng, 1024, e, &mut |_| {}).unwrap();
            assert_eq!(check::private_key(&key.parts(), &mut rng), [], "e = {e}");
        }
    }
}
