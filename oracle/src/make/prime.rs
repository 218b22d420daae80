//! Composites that pass tests with few or fixed bases, and primes.

use certwright::bignum::Nat;
use certwright::bignum::hazmat::Integer;
use certwright::prime;
use rand_chacha::ChaCha20Rng;
use rand_core::Rng as _;
use serde_json::json;

use super::{Group, Test, hex};

const SECTION: &str = "FIPS 186-5 B.3.1";

/// The smallest strong pseudoprimes to the first one, two, … prime bases (OEIS A014233).
const LEAST: &[(&str, u128)] = &[
    ("2", 2_047),
    ("2, 3", 1_373_653),
    ("2, 3, 5", 25_326_001),
    ("2 to 7", 3_215_031_751),
    ("2 to 11", 2_152_302_898_747),
    ("2 to 13", 3_474_749_660_383),
    ("2 to 19", 341_550_071_728_321),
    ("2 to 31", 3_825_123_056_546_413_051),
    ("2 to 37", 318_665_857_834_031_151_167_461),
    ("2 to 41", 3_317_044_064_679_887_385_961_981),
];

/// The smallest Carmichael numbers (OEIS A002997), and some of many factors.
const CARMICHAEL: &[u64] = &[
    561,
    1105,
    1729,
    2465,
    6601,
    8911,
    41041,
    825_265,
    321_197_185,
];

fn is_prime(x: &Integer, rng: &mut ChaCha20Rng) -> bool {
    prime::is_probably_prime(x.limbs(), prime::CHECK_ROUNDS, rng).unwrap_or(false)
}

/// Wycheproof's values are two's complement: a zero byte keeps a number positive.
fn value(magnitude: &[u8]) -> serde_json::Value {
    json!({ "value": hex([&[0], magnitude].concat()) })
}

pub(super) fn groups(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let mut tests = Vec::new();
    for (bases, number) in LEAST {
        let what = format!("the smallest strong pseudoprime to the bases {bases}");
        tests.push(Test::new(
            Some((&what, SECTION)),
            value(&number.to_be_bytes()),
        ));
    }
    for number in CARMICHAEL {
        tests.push(Test::new(
            Some(("a Carmichael number", SECTION)),
            value(&number.to_be_bytes()),
        ));
    }
    for bits in [64, 256, 512, 1024] {
        let p = draw(rng, bits);
        tests.push(Test::new(None, value(&p.magnitude_be_bytes())));
        let square = p.times_vartime(&p);
        tests.push(Test::new(
            Some(("the square of a prime", SECTION)),
            value(&square.magnitude_be_bytes()),
        ));
        let q = draw(rng, bits);
        let product = p.times_vartime(&q);
        tests.push(Test::new(
            Some(("the product of two primes", SECTION)),
            value(&product.magnitude_be_bytes()),
        ));
    }
    // p·(2p − 1) with both prime passes a round with a chance of about 1/4, the most that is possible.
    let mut found = 0;
    while found < 8 {
        let p = draw(rng, 160);
        let q = p.shl_vartime(1).minus_vartime(&Integer::from(1));
        if is_prime(&q, rng) {
            found += 1;
            let product = p.times_vartime(&q);
            tests.push(Test::new(
                Some(("p(2p − 1), which every fourth base calls prime", SECTION)),
                value(&product.magnitude_be_bytes()),
            ));
        }
    }
    // Chernick's Carmichael numbers: (6k + 1)(12k + 1)(18k + 1), all three prime.
    let mut k = draw(rng, 40);
    let mut found = 0;
    while found < 4 {
        k = k.plus_vartime(&Integer::from(1));
        let factor = |times: u32| {
            k.times_vartime(&Integer::from(times))
                .plus_vartime(&Integer::from(1))
        };
        let (a, b, c) = (factor(6), factor(12), factor(18));
        if is_prime(&a, rng) && is_prime(&b, rng) && is_prime(&c, rng) {
            found += 1;
            let product = a.times_vartime(&b).times_vartime(&c);
            tests.push(Test::new(
                Some(("a Carmichael number of Chernick's form", SECTION)),
                value(&product.magnitude_be_bytes()),
            ));
        }
    }
    // Against any fixed set of bases: the first eighteen primes, and two sets of the seed's.
    let mut sets = vec![PRIMES[..18].to_vec()];
    for _ in 0..2 {
        let mut set = PRIMES.to_vec();
        while set.len() > 12 {
            set.swap_remove(rng.next_u32() as usize % set.len());
        }
        set.sort_unstable();
        sets.push(set);
    }
    for bases in sets {
        let composite = strong_pseudoprime(&bases, rng);
        let named: Vec<String> = bases.iter().map(u32::to_string).collect();
        let what = format!("a strong pseudoprime to the bases {}", named.join(", "));
        tests.push(Test::new(
            Some((&what, SECTION)),
            value(&composite.magnitude_be_bytes()),
        ));
    }
    vec![Group {
        shared: json!({ "type": "PrimalityTest" }),
        tests,
    }]
}

/// Bases from which sets are taken.
const PRIMES: [u32; 30] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113,
];

/// A composite that passes a round of Miller–Rabin with each of these bases, all prime (Arnault, Constructing Carmichael numbers
/// which are strong pseudoprimes to several bases, J. Symbolic Computation 20, 1995).
///
/// It is p1·p2·p3 with p2 − 1 = k2(p1 − 1) and p3 − 1 = k3(p1 − 1). Every pi is 3 mod 4 and every base a non-residue modulo every
/// pi, so that a^((pi − 1)/2) = −1 for all three; and p1 ≡ −1/k3 mod k2 and −1/k2 mod k3 make p1 − 1 divide the product minus one.
fn strong_pseudoprime(bases: &[u32], rng: &mut ChaCha20Rng) -> Integer {
    // Neither is a base, so that the moduli of the congruences have no common factor.
    const K2: u32 = 137;
    const K3: u32 = 157;
    let one = Integer::from(1);
    // p1 by the Chinese remainder theorem, one congruence after the other.
    let (mut p1, mut modulus) = (Integer::from(3), Integer::from(4));
    let mut also = |residue: u32, prime: u32| {
        let Some(inverse) = modulus.inverse_mod_vartime(&Integer::from(prime)) else {
            unreachable!("the moduli have no common factor");
        };
        let missing = Integer::from(residue).minus_vartime(&p1);
        let Some(times) = missing
            .times_vartime(&inverse)
            .modulo_vartime(&Integer::from(prime))
        else {
            unreachable!("a prime is above zero");
        };
        p1 = p1.plus_vartime(&modulus.times_vartime(&times));
        modulus = modulus.times_vartime(&Integer::from(prime));
    };
    let small_inverse = |a: u32, p: u32| (1..p).find(|x| a * x % p == 1).unwrap_or(1);
    also(K2 - small_inverse(K3 % K2, K2), K2);
    also(K3 - small_inverse(K2, K3), K3);
    for &base in bases {
        if base == 2 {
            // 2 is a non-residue modulo 3 and 5 mod 8: with p1 ≡ 3 mod 4 that is 3 mod 8, and k ≡ 1 mod 4 keeps it for p2 and p3.
            continue;
        }
        // (base/p) is (p/base), negated where base is 3 mod 4 as p is.
        let residue_wanted = base % 4 == 3;
        let is_residue = |x: u32| (1..base).any(|y| y * y % base == x);
        let suits = |x: u32| x != 0 && is_residue(x) == residue_wanted;
        let all: Vec<u32> = (1..base)
            .filter(|&x| {
                [1, K2, K3]
                    .into_iter()
                    .all(|k| suits((k * (x + base - 1) + 1) % base))
            })
            .collect();
        let Some(&residue) = all.get(rng.next_u32() as usize % all.len().max(1)) else {
            unreachable!("k2 and k3 leave a residue modulo each base");
        };
        also(residue, base);
    }
    // 3 mod 8, where 2 is a base; it costs nothing where it is not.
    if p1.limbs().first().is_some_and(|low| low % 8 == 7) {
        p1 = p1.plus_vartime(&modulus);
    }
    let step = modulus.shl_vartime(1);
    let begin = draw(rng, 96);
    p1 = p1.plus_vartime(&step.times_vartime(&begin));
    loop {
        p1 = p1.plus_vartime(&step);
        let less = p1.minus_vartime(&one);
        let other = |k: u32| less.times_vartime(&Integer::from(k)).plus_vartime(&one);
        let (p2, p3) = (other(K2), other(K3));
        if is_prime(&p1, rng) && is_prime(&p2, rng) && is_prime(&p3, rng) {
            let product = p1.times_vartime(&p2).times_vartime(&p3);
            debug_assert!(bases.iter().all(|&base| {
                prime::is_strong_probable_prime(product.limbs(), Integer::from(base).limbs())
                    == Some(true)
            }));
            return product;
        }
    }
}

fn draw(rng: &mut ChaCha20Rng, bits: usize) -> Integer {
    match prime::generate(rng, bits, &mut |_| {}) {
        Ok(p) => Integer::from_be_bytes(false, &Nat::to_be_bytes(&p)),
        Err(e) => unreachable!("ChaCha20 does not fail: {e}"),
    }
}
