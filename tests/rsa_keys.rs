//! Keys that come in from outside: what is wrong with one is found and named, what is missing is computed.

use certwright::bignum::Nat;
use certwright::pkcs::pkcs1;
use certwright::rsa::{KeyError, KeyParts, PrivateKey, PublicKey, batch, check};
use num_bigint::BigUint;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn key(bits: usize, e: u64) -> PrivateKey {
    certwright::rsa::hazmat::generate_with(&mut rng(), bits, e, &mut |_| {}).unwrap()
}

/// The numbers of a key, changed, and the faults then found.
fn faults(parts: &KeyParts, change: impl FnOnce(&mut KeyParts)) -> Vec<KeyError> {
    let mut parts = parts.clone();
    change(&mut parts);
    let found = check::private_key(&parts, &mut rng()).unwrap();
    // Loading stops at a fault that checking finds too; what only checking finds is primality and the like.
    if let Err(first) = PrivateKey::from_parts(parts) {
        assert!(found.contains(&first), "{first:?} is not in {found:?}");
    }
    found
}

fn bump(number: &mut [u8]) {
    let last = number.len() - 1;
    number[last] = number[last].wrapping_add(2);
}

#[test]
fn each_wrong_number_of_a_key_is_named() {
    let parts = key(1024, 65537).parts();
    assert_eq!(faults(&parts, |_| {}), []);
    assert!(
        faults(&parts, |k| bump(&mut k.exponent1))
            .contains(&KeyError::CrtExponentMismatch { prime: 1 })
    );
    assert!(
        faults(&parts, |k| bump(&mut k.exponent2))
            .contains(&KeyError::CrtExponentMismatch { prime: 2 })
    );
    assert_eq!(
        faults(&parts, |k| bump(&mut k.coefficient)),
        [KeyError::CoefficientMismatch { prime: 2 }]
    );
    assert!(faults(&parts, |k| bump(&mut k.modulus)).contains(&KeyError::ProductMismatch));
    assert!(faults(&parts, |k| bump(&mut k.prime1)).contains(&KeyError::ProductMismatch));
    // Nothing that follows from one fault is named beside it.
    assert_eq!(
        faults(&parts, |k| *k.prime2.last_mut().unwrap() -= 1),
        [KeyError::PrimeEven { prime: 2 }]
    );
    assert_eq!(
        faults(&parts, |k| k.prime1 = k.prime2.clone()),
        [KeyError::PrimesEqual]
    );
    assert_eq!(
        faults(&parts, |k| k.prime1 = vec![1]),
        [KeyError::PrimeRange { prime: 1 }]
    );
    assert!(faults(&parts, |k| k.public_exponent = vec![3]).len() >= 2);
    assert_eq!(
        faults(&parts, |k| k.public_exponent = vec![4]),
        [KeyError::ExponentEven]
    );
    assert_eq!(
        faults(&parts, |k| k.public_exponent = vec![1]),
        [KeyError::ExponentTooSmall]
    );
    let even_twice = faults(&parts, |k| {
        k.public_exponent = vec![4];
        *k.modulus.last_mut().unwrap() &= 0xfe;
    });
    assert_eq!(
        even_twice[..2],
        [KeyError::ExponentEven, KeyError::ModulusEven]
    );
    assert!(
        faults(&parts, |k| k.modulus = vec![0x81; 32]).contains(&KeyError::ModulusTooShort {
            bits: 256,
            minimum: 512
        })
    );
    assert!(
        faults(&parts, |k| *k.modulus.last_mut().unwrap() &= 0xfe).contains(&KeyError::ModulusEven)
    );
    assert!(
        faults(&parts, |k| k.private_exponent = k.modulus.clone())
            .contains(&KeyError::PrivateExponentRange)
    );
    let several = faults(&parts, |k| {
        bump(&mut k.private_exponent);
        bump(&mut k.coefficient);
    });
    for fault in [
        KeyError::PrivateExponentMismatch { prime: 1 },
        KeyError::PrivateExponentMismatch { prime: 2 },
        KeyError::CoefficientMismatch { prime: 2 },
    ] {
        assert!(several.contains(&fault), "{fault:?} is not in {several:?}");
    }
}

/// The minimum that a key's file must have: n, e, p and q; all else follows.
fn of_primes(p: &BigUint, q: &BigUint, e: &BigUint) -> KeyParts {
    let mut parts = KeyParts::default();
    parts.modulus = (p * q).to_bytes_be();
    parts.public_exponent = e.to_bytes_be();
    parts.prime1 = p.to_bytes_be();
    parts.prime2 = q.to_bytes_be();
    parts
}

fn none(_: &mut KeyParts) {}

#[test]
fn faults_of_size_and_of_what_is_left_out_are_named() {
    let parts = key(1024, 65537).parts();
    assert_eq!(
        faults(&parts, |k| k.modulus = vec![0xff; 2049]),
        [KeyError::ModulusTooLong { bits: 16392 }],
        "whatever else is wrong, nothing is computed with a number of any size"
    );
    assert_eq!(
        faults(&parts, |k| k.public_exponent = k.modulus.clone()),
        [KeyError::ExponentTooLarge { bits: 1024 }]
    );
    let long = PublicKey::from_be_bytes(&[0xff; 385], &[1, 0, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(
        long,
        Err(KeyError::ExponentTooLarge { bits: 65 }),
        "64 bits at most above 3072 of modulus"
    );
    for (modulus, exponent) in [
        (vec![0xff; 384], &[1, 0, 0, 0, 0, 0, 0, 0, 1][..]),
        (vec![0xff; 385], &[0xff; 8]),
        (vec![0xff; 2048], &[3]),
    ] {
        let (bits, key) = (
            8 * modulus.len(),
            PublicKey::from_be_bytes(&modulus, exponent),
        );
        assert_eq!(key.unwrap().bits(), bits, "the longest that there may be");
    }
    assert!(
        faults(&parts, |k| k.private_exponent = vec![1]).contains(&KeyError::PrivateExponentRange)
    );
    assert!(faults(&parts, |k| k.prime1.clear()).contains(&KeyError::PrimeMissing { prime: 1 }));
    assert!(faults(&parts, |k| k.prime2.clear()).contains(&KeyError::PrimeMissing { prime: 2 }));
    let public_alone = faults(&parts, |k| {
        (k.private_exponent, k.prime1, k.prime2) = Default::default();
    });
    for fault in [
        KeyError::PrivateExponentMissing,
        KeyError::PrimeMissing { prime: 1 },
        KeyError::PrimeMissing { prime: 2 },
    ] {
        assert!(public_alone.contains(&fault), "{public_alone:?}");
    }
    assert_eq!(
        faults(&parts, |k| {
            k.private_exponent = vec![1];
            (k.prime1, k.prime2) = Default::default();
        }),
        [
            KeyError::PrivateExponentRange,
            KeyError::PrimeMissing { prime: 1 },
            KeyError::PrimeMissing { prime: 2 },
        ]
    );
    // Of a public key that is none, its primes are judged by themselves, unless they are missing or longer than any key.
    let even = |k: &mut KeyParts| *k.modulus.last_mut().unwrap() &= 0xfe;
    assert_eq!(
        faults(&parts, |k| {
            even(k);
            k.prime1 = vec![0xff; 64];
        }),
        [KeyError::ModulusEven, KeyError::PrimeComposite { prime: 1 }]
    );
    assert_eq!(
        faults(&parts, |k| {
            even(k);
            (k.prime1, k.prime2) = (Vec::new(), vec![0xff; 2049]);
        }),
        [KeyError::ModulusEven]
    );
    let mut three = parts.clone();
    three.other_primes = vec![Default::default(), Default::default()];
    assert_eq!(
        faults(&three, none),
        [KeyError::TooManyPrimes { primes: 4 }]
    );
    three.other_primes.pop();
    let mut short = of_primes(&prime(300, 1), &prime(300, 2), &BigUint::from(3u32));
    short.other_primes = three.other_primes.clone();
    assert_eq!(
        faults(&short, none),
        [KeyError::TooManyPrimes { primes: 3 }],
        "below 1024 bits"
    );
    assert!(faults(&three, none).contains(&KeyError::PrimeMissing { prime: 3 }));
}

#[test]
fn primes_that_do_not_suit_each_other_or_the_exponent_are_named() {
    let e = BigUint::from(65537u32);
    let p = prime(512, 1);
    let close = next_prime(&p + (BigUint::from(1u32) << 300));
    let found = faults(&of_primes(&p, &close, &e), none);
    assert!(found.contains(&KeyError::PrimesTooClose), "{found:?}");
    let apart = next_prime(&p + (BigUint::from(1u32) << 420));
    assert_eq!(faults(&of_primes(&p, &apart, &e), none), []);

    // p ≡ 1 modulo 65537: e has no inverse modulo p − 1.
    let mut shares = &e * (BigUint::from(3u32) << 494) + 1u32;
    while !is_prime(&shares) {
        shares += &e << 1;
    }
    let q = prime(512, 2);
    let found = faults(&of_primes(&shares, &q, &e), none);
    assert_eq!(
        found,
        [KeyError::PrimeSharesFactorWithExponent { prime: 1 }]
    );

    let composite = prime(256, 3) * prime(256, 4);
    let mut parts = of_primes(&composite, &q, &e);
    assert_eq!(
        faults(&parts, none),
        [KeyError::PrimeComposite { prime: 1 }]
    );
    // However the primes come: here as p·q with a third one that is composite.
    let third = prime(340, 5) * prime(340, 6);
    let mut other = certwright::rsa::OtherPrimeInfo::default();
    other.prime = third.to_bytes_be();
    parts = of_primes(&prime(680, 7), &prime(688, 8), &e);
    parts.modulus = (BigUint::from_bytes_be(&parts.modulus) * &third).to_bytes_be();
    parts.other_primes.push(other);
    assert_eq!(
        faults(&parts, none),
        [KeyError::PrimeComposite { prime: 3 }]
    );
}

#[test]
fn keys_with_one_private_exponent_and_other_moduli_are_not_equal() {
    let one = BigUint::from(1u32);
    let d = next_prime(&one << 1000u32);
    let with = |p: BigUint, q: BigUint| {
        let phi = (&p - &one) * (&q - &one);
        let mut parts = of_primes(&p, &q, &d.modinv(&phi).unwrap());
        parts.private_exponent = d.to_bytes_be();
        PrivateKey::from_parts(parts).unwrap()
    };
    let (a, b) = (
        with(prime(512, 1), prime(512, 2)),
        with(prime(512, 3), prime(512, 4)),
    );
    assert_eq!(a.parts().private_exponent, b.parts().private_exponent);
    assert!(a != b);
}

#[test]
fn a_private_exponent_that_wiener_finds_is_named() {
    let one = BigUint::from(1u32);
    let (p, q) = (prime(512, 1), prime(512, 2));
    let phi = (&p - &one) * (&q - &one);
    let d = next_prime(BigUint::from(1u32) << 240);
    let e = d.modinv(&phi).unwrap();
    let mut parts = of_primes(&p, &q, &e);
    parts.private_exponent = d.to_bytes_be();
    assert_eq!(faults(&parts, none), [KeyError::PrivateExponentTooShort]);
}

#[test]
fn a_key_of_the_broken_generator_of_2017_is_named_and_does_not_load() {
    // Nemec et al., CCS 2017, §2.2: for keys of 992 to 1952 bits M is the product of the first 71 primes, and a prime
    // is k·M + (65537^a mod M).
    let m = (2u32..)
        .filter(|&n| is_prime(&BigUint::from(n)))
        .take(71)
        .fold(BigUint::from(1u32), |m, p| m * p);
    assert_eq!(m.bits(), 475);
    let broken = |a: u32, mut k: BigUint| loop {
        let candidate = &k * &m + BigUint::from(65537u32).modpow(&a.into(), &m);
        if is_prime(&candidate) {
            return candidate;
        }
        k += 1u32;
    };
    let p = broken(123_456, BigUint::from(0x1b_0000_0000u64));
    let q = broken(654_321, BigUint::from(0x1c_8000_0000u64));
    let parts = of_primes(&p, &q, &BigUint::from(65537u32));
    assert_eq!(faults(&parts, none), [KeyError::ModulusRoca]);
    assert_eq!(
        PrivateKey::from_parts(parts.clone()).unwrap_err(),
        KeyError::ModulusRoca
    );
    assert_eq!(
        check::public_key(&public(&(p * q)), &mut rng()).unwrap(),
        [KeyError::ModulusRoca]
    );
}

#[test]
fn every_fault_of_a_key_is_reported_at_once() {
    let found = faults(&key(1024, 65537).parts(), |k| {
        bump(&mut k.private_exponent);
        bump(&mut k.exponent1);
        bump(&mut k.exponent2);
        bump(&mut k.coefficient);
    });
    assert_eq!(
        found,
        [
            KeyError::PrivateExponentMismatch { prime: 1 },
            KeyError::CrtExponentMismatch { prime: 1 },
            KeyError::PrivateExponentMismatch { prime: 2 },
            KeyError::CrtExponentMismatch { prime: 2 },
            KeyError::CoefficientMismatch { prime: 2 },
        ]
    );
    // A wrong modulus hides no fault of the rest, nor does an invalid private exponent.
    let found = faults(&key(1024, 65537).parts(), |k| {
        bump(&mut k.modulus);
        k.private_exponent = vec![1];
        bump(&mut k.exponent2);
        bump(&mut k.coefficient);
    });
    for fault in [
        KeyError::PrivateExponentRange,
        KeyError::ProductMismatch,
        KeyError::CrtExponentMismatch { prime: 2 },
        KeyError::CoefficientMismatch { prime: 2 },
    ] {
        assert!(found.contains(&fault), "{fault:?} is not in {found:?}");
    }
    assert!(
        !found.contains(&KeyError::CrtExponentMismatch { prime: 1 }),
        "what is right is not blamed"
    );
}

#[test]
fn primes_that_have_nothing_to_do_with_the_modulus_are_that_and_no_more() {
    // Each as long as the modulus, so that what is computed of them is longer than it.
    for seed in 0..6 {
        let mut parts = key(1024, 3).parts();
        let suitable = |from| {
            let mut p = prime(1024, from);
            while &p % 3u32 != BigUint::from(2u32) {
                p = next_prime(p);
            }
            p.to_bytes_be()
        };
        (parts.prime1, parts.prime2) = (suitable(2 * seed), suitable(2 * seed + 1));
        parts.private_exponent.clear();
        (parts.exponent1, parts.exponent2, parts.coefficient) = Default::default();
        assert_eq!(faults(&parts, none), [KeyError::ProductMismatch]);
    }
}

#[test]
fn primes_that_are_recovered_have_the_greater_one_first() {
    for seed in 0..8 {
        let (p, q) = (prime(256, seed), prime(258, seed));
        let whole = of_primes(&q, &p, &BigUint::from(65537u32));
        let whole = PrivateKey::from_parts(whole).unwrap().parts();
        let mut parts = whole.clone();
        (parts.prime1, parts.prime2) = Default::default();
        (parts.exponent1, parts.exponent2, parts.coefficient) = Default::default();
        let again = PrivateKey::from_parts(parts).unwrap().parts();
        assert_eq!(again.prime1, q.to_bytes_be());
        assert!(again == whole);
    }
}

#[test]
fn what_is_missing_is_computed() {
    let whole = key(1024, 65537).parts();
    type Leave = fn(&mut KeyParts);
    let leave: [Leave; 4] = [
        |k| (k.exponent1, k.exponent2, k.coefficient) = Default::default(),
        |k| k.coefficient.clear(),
        |k| k.private_exponent.clear(),
        |k| {
            (k.prime1, k.prime2) = Default::default();
            (k.exponent1, k.exponent2, k.coefficient) = Default::default();
        },
    ];
    for leave in leave {
        let mut parts = whole.clone();
        leave(&mut parts);
        assert!(PrivateKey::from_parts(parts).unwrap().parts() == whole);
    }
}

fn prime(bits: usize, seed: u64) -> BigUint {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let prime = certwright::prime::generate(&mut rng, bits, &mut |_| {}).unwrap();
    BigUint::from_bytes_be(&prime.to_be_bytes())
}

fn is_prime(n: &BigUint) -> bool {
    certwright::prime::is_probably_prime(&Nat::from_be_bytes(&n.to_bytes_be()), 10, &mut rng())
        .unwrap()
}

fn next_prime(mut from: BigUint) -> BigUint {
    from |= BigUint::from(1u32);
    loop {
        from += 2u32;
        if is_prime(&from) {
            return from;
        }
    }
}

fn public(n: &BigUint) -> PublicKey {
    PublicKey::from_be_bytes(&n.to_bytes_be(), &[1, 0, 1]).unwrap()
}

#[test]
fn weak_moduli_are_reported() {
    let p = prime(512, 1);
    let close = next_prime(&p + (BigUint::from(1u32) << 200));
    assert_eq!(
        check::public_key(&public(&(&p * &close)), &mut rng()).unwrap(),
        [KeyError::ModulusFermat]
    );
    assert_eq!(
        check::public_key(&public(&(&p * &p)), &mut rng()).unwrap(),
        [KeyError::ModulusFermat]
    );
    assert!(
        faults(&of_primes(&close, &p, &BigUint::from(65537u32)), none)
            .contains(&KeyError::ModulusFermat),
        "in a private key as well"
    );
    // Fermat's method tries half the sum of the primes from √n up, a hundred numbers.
    let mut found_after = Vec::new();
    for distance in [1u32, 8, 16, 22, 24, 28, 1000] {
        let apart = next_prime(&p + (BigUint::from(distance) << 256));
        let n = &p * &apart;
        let steps: BigUint = (&p + &apart) / 2u32 - n.sqrt();
        let found = check::public_key(&public(&n), &mut rng()).unwrap();
        if steps <= BigUint::from(100u32) {
            assert_eq!(found, [KeyError::ModulusFermat], "{steps} steps");
            found_after.push(steps);
        } else {
            assert_eq!(found, [], "{steps} steps");
        }
    }
    assert!((3..7).contains(&found_after.len()), "{found_after:?}");
    assert_eq!(
        check::public_key(&public(&prime(1024, 2)), &mut rng()).unwrap(),
        [KeyError::ModulusPrime]
    );
    let smooth = (0..64u32).fold(prime(600, 3), |n, i| {
        n * [3u32, 5, 7, 65521][i as usize % 4]
    });
    assert_eq!(
        check::public_key(&public(&smooth), &mut rng()).unwrap(),
        [KeyError::ModulusSmallFactor { factor: 3 }]
    );
    let (a, b, c) = (prime(512, 4), prime(512, 5), prime(512, 6));
    assert!(check::share_a_factor(
        &public(&(&a * &b)),
        &public(&(&a * &c))
    ));
    assert!(!check::share_a_factor(
        &public(&(&a * &b)),
        &public(&(&p * &c))
    ));
    assert!(!check::share_a_factor(
        &public(&(&a * &b)),
        &public(&(&a * &b))
    ));
}

/// A composite in a prime's place is found and named by the check of a key, whoever chose it.
fn is_refused_as_a_prime(composite: &BigUint) {
    let other = prime(composite.bits() as usize, 9);
    let e = BigUint::from(65537u32);
    let found = faults(&of_primes(composite, &other, &e), none);
    assert!(
        found.contains(&KeyError::PrimeComposite { prime: 1 }),
        "{composite}: {found:?}"
    );
}

#[test]
fn carmichael_numbers_are_refused_as_primes() {
    // (6k+1)(12k+1)(18k+1) with all three prime is a Carmichael number (Chernick 1939).
    let one = BigUint::from(1u32);
    let mut k = prime(160, 8);
    let carmichael = loop {
        let factors = [6u32, 12, 18].map(|m| &k * m + &one);
        if factors.iter().all(is_prime) {
            break factors.iter().product::<BigUint>();
        }
        k += 1u32;
    };
    let fermat = BigUint::from(2u32).modpow(&(&carmichael - &one), &carmichael);
    assert_eq!(
        fermat, one,
        "a Carmichael number passes Fermat's test to every base prime to it"
    );
    is_refused_as_a_prime(&carmichael);
}

#[test]
fn arnaults_composite_is_refused_as_a_prime() {
    // The 397-digit number (J. Symbolic Computation 20, 1995) p(313(p−1)+1)(353(p−1)+1): a strong pseudoprime to every
    // prime base below 307.
    let one = BigUint::from(1u32);
    let p = BigUint::parse_bytes(ARNAULT_P.as_bytes(), 10).unwrap();
    let minus_one = &p - &one;
    let arnault = &p * (&minus_one * 313u32 + &one) * (&minus_one * 353u32 + &one);
    for base in [2u32, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 293] {
        assert!(is_strong_pseudoprime(&arnault, base), "base {base}");
    }
    is_refused_as_a_prime(&arnault);
}

#[test]
fn a_composite_with_the_most_liars_is_refused_as_a_prime() {
    // After Albrecht, Massimo, Paterson and Somorovsky, "Prime and Prejudice" (CCS 2018): (u+1)(13u+1)(61u+1), each
    // factor a prime ≡ 3 (mod 4) and the product a Carmichael number, which takes u ≡ 9 (mod 13) and u ≡ 13 (mod 61): a
    // quarter of all bases call it prime.
    let mut u = (BigUint::from(1u32) << 170) + 2u32;
    while &u % 13u32 != BigUint::from(9u32) || &u % 61u32 != BigUint::from(13u32) {
        u += 4u32;
    }
    let factors = |u: &BigUint| [u + 1u32, u * 13u32 + 1u32, u * 61u32 + 1u32];
    while !factors(&u).iter().all(is_prime) {
        u += 4u32 * 13 * 61;
    }
    let composite: BigUint = factors(&u).iter().product();
    let liars = (2u32..402)
        .filter(|&base| is_strong_pseudoprime(&composite, base))
        .count();
    assert!(liars > 60, "{liars} of 400 bases call it prime");
    is_refused_as_a_prime(&composite);
}

const ARNAULT_P: &str = "29674495668685510550154174642905332730771991799853043350995075531276838753171770199594238596428121188033664754218345562493168782883";

fn is_strong_pseudoprime(n: &BigUint, base: u32) -> bool {
    let minus_one = n - 1u32;
    let twos = minus_one.trailing_zeros().unwrap();
    let mut x = BigUint::from(base).modpow(&(&minus_one >> twos), n);
    let mut passes = x == BigUint::from(1u32) || x == minus_one;
    for _ in 1..twos {
        x = &x * &x % n;
        passes |= x == minus_one;
    }
    passes
}

#[test]
fn multi_prime_keys_sign_like_any_other() {
    let (p, q, r) = (prime(700, 10), prime(680, 11), prime(670, 12));
    let (one, e) = (BigUint::from(1u32), BigUint::from(65537u32));
    let n = &p * &q * &r;
    let phi = (&p - &one) * (&q - &one) * (&r - &one);
    let d = e.modinv(&phi).unwrap();
    let mut parts = KeyParts::default();
    parts.modulus = n.to_bytes_be();
    parts.public_exponent = e.to_bytes_be();
    parts.private_exponent = d.to_bytes_be();
    parts.prime1 = p.to_bytes_be();
    parts.prime2 = q.to_bytes_be();
    let mut third = certwright::rsa::OtherPrimeInfo::default();
    third.prime = r.to_bytes_be();
    parts.other_primes.push(third);
    let key = PrivateKey::from_parts(parts).unwrap();
    let whole = key.parts();
    assert_eq!(
        BigUint::from_bytes_be(&whole.other_primes[0].exponent),
        &d % (&r - &one)
    );
    assert_eq!(
        BigUint::from_bytes_be(&whole.other_primes[0].coefficient) * &p * &q % &r,
        one
    );
    let der = pkcs1::private_to_der(&whole);
    assert!(pkcs1::private_from_der(&der).unwrap() == whole);

    let message = n.clone() / 3u32;
    let mut bytes = vec![0; key.size()];
    let be = message.to_bytes_be();
    let at = bytes.len() - be.len();
    bytes[at..].copy_from_slice(&be);
    let mut out = vec![0; key.size()];
    certwright::rsa::hazmat::rsadp(&key, &bytes, &mut rng(), &mut out).unwrap();
    assert_eq!(BigUint::from_bytes_be(&out), message.modpow(&d, &n));

    let hash = certwright::rsa::HashAlgorithm::Sha256;
    let digest = hash.digest(b"a message");
    let alone = certwright::rsa::pkcs1v15::sign_prehash(&key, hash, &digest, &mut rng()).unwrap();
    let scheme = batch::Scheme::Pkcs1v15(hash);
    let item = batch::ToSign::new(&key, scheme, &digest);
    assert_eq!(
        batch::sign(&[item; 3], &mut rng()),
        [Ok(alone.clone()), Ok(alone.clone()), Ok(alone)]
    );

    let mut wrong = whole.clone();
    bump(&mut wrong.other_primes[0].coefficient);
    let fault = PrivateKey::from_parts(wrong).unwrap_err();
    assert_eq!(fault, KeyError::CoefficientMismatch { prime: 3 });
    assert!(
        fault.to_string().starts_with("t3 (coefficient of prime 3)"),
        "{fault}"
    );
    let mut wrong = whole.clone();
    bump(&mut wrong.other_primes[0].exponent);
    let fault = PrivateKey::from_parts(wrong).unwrap_err();
    assert_eq!(fault, KeyError::CrtExponentMismatch { prime: 3 });
    assert!(
        fault.to_string().starts_with("d3 (exponent of prime 3)"),
        "{fault}"
    );
    let mut wrong = whole;
    bump(&mut wrong.other_primes[0].prime);
    assert!(faults(&wrong, none).contains(&KeyError::PrimeComposite { prime: 3 }));
}

#[test]
fn generated_keys_of_more_primes_have_the_numbers_of_rfc_8017() {
    let one = BigUint::from(1u32);
    let big = |bytes: &[u8]| BigUint::from_bytes_be(bytes);
    let generate = |bits, primes, e| {
        certwright::rsa::hazmat::generate_multi_prime(&mut rng(), bits, primes, e, &mut |_| {})
    };
    for (bits, primes) in [(1024, 3), (1025, 3), (4096, 4)] {
        let key = generate(bits, primes, 65537).unwrap();
        let parts = key.parts();
        assert_eq!(key.bits(), bits);
        assert_eq!(parts.other_primes.len() + 2, primes);
        assert_eq!(check::private_key(&parts, &mut rng()).unwrap(), []);
        let (n, e, d) = (
            big(&parts.modulus),
            big(&parts.public_exponent),
            big(&parts.private_exponent),
        );
        assert_eq!(e, BigUint::from(65537u32));
        let (p, q) = (big(&parts.prime1), big(&parts.prime2));
        assert!(p > q);
        assert_eq!(big(&parts.coefficient) * &q % &p, one);
        assert_eq!(big(&parts.exponent1), &d % (&p - &one));
        assert_eq!(big(&parts.exponent2), &d % (&q - &one));
        // t_i is the inverse, modulo r_i, of the product of all primes before (RFC 8017 §3.2).
        let mut before = p * q;
        for other in &parts.other_primes {
            let r = big(&other.prime);
            assert_eq!(big(&other.coefficient) * &before % &r, one);
            assert_eq!(big(&other.exponent), &d % (&r - &one));
            assert_eq!(&e * &d % (&r - &one), one);
            before *= r;
        }
        assert_eq!(before, n);
        let message = (&n / 3u32).to_bytes_be();
        let mut input = vec![0; key.size()];
        let at = input.len() - message.len();
        input[at..].copy_from_slice(&message);
        let mut out = vec![0; key.size()];
        certwright::rsa::hazmat::rsadp(&key, &input, &mut rng(), &mut out).unwrap();
        assert_eq!(big(&out), (&n / 3u32).modpow(&d, &n));
    }
    let refused = |bits, primes, e| generate(bits, primes, e).unwrap_err();
    assert_eq!(
        refused(1023, 3, 65537),
        KeyError::SizeUnusable { bits: 1023 }
    );
    assert_eq!(
        refused(16385, 3, 65537),
        KeyError::SizeUnusable { bits: 16385 }
    );
    assert_eq!(refused(1024, 3, 65536), KeyError::ExponentEven);
    assert_eq!(refused(1024, 3, 1), KeyError::ExponentTooSmall);
    for (bits, primes) in [
        (1024, 2),
        (1024, 4),
        (4095, 4),
        (4096, 5),
        (8191, 5),
        (8192, 6),
    ] {
        assert_eq!(
            refused(bits, primes, 65537),
            KeyError::TooManyPrimes { primes },
            "{bits} bits"
        );
    }
    assert_eq!(
        generate(1024, 3, 3).unwrap().public_key().exponent_be(),
        [3]
    );
}

#[test]
fn two_primes_and_the_public_exponent_are_a_whole_key() {
    let whole = key(1024, 65537);
    let parts = whole.parts();
    let made = KeyParts::from_primes(&parts.prime1, &parts.prime2, &parts.public_exponent);
    assert_eq!(made.modulus, parts.modulus);
    let again = PrivateKey::from_parts(made).unwrap().parts();
    assert!(again == parts);
    let equal = KeyParts::from_primes(&parts.prime1, &parts.prime1, &parts.public_exponent);
    assert_eq!(
        PrivateKey::from_parts(equal).unwrap_err(),
        KeyError::PrimesEqual
    );
}
