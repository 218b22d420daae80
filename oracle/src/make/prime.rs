//! Composites that pass tests with few or fixed bases, and primes.

use certwright::bignum::Nat;
use certwright::bignum::hazmat::Integer;
use certwright::prime;
use rand_chacha::ChaCha20Rng;
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
    prime::is_probably_prime(rng, x.limbs(), prime::CHECK_ROUNDS).unwrap_or(false)
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
    vec![Group {
        shared: json!({ "type": "PrimalityTest" }),
        tests,
    }]
}

fn draw(rng: &mut ChaCha20Rng, bits: usize) -> Integer {
    match prime::generate(rng, bits, &mut |_| {}) {
        Ok(p) => Integer::from_be_bytes(false, &Nat::to_be_bytes(&p)),
        Err(e) => unreachable!("ChaCha20 does not fail: {e}"),
    }
}
