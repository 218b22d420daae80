//! Private keys with one wrong number, and public keys.

use certwright::bignum::hazmat::Integer;
use certwright::der::Tag;
use certwright::pkcs::{KeyKind, pkcs8};
use certwright::prime;
use certwright::rsa::KeyParts;
use rand_chacha::ChaCha20Rng;
use serde_json::json;

use super::template::der;
use super::{Group, Test, hex, key};

const KEY: &str = "RFC 8017 section 3.2";
const FIPS: &str = "FIPS 186-5 A.1.1";
const PUBLIC: &str = "RFC 8017 section 3.1";
const SMALL: &str = "SP 800-89 section 5.3.3";

fn number(bytes: &[u8]) -> Integer {
    Integer::from_be_bytes(false, bytes)
}

/// The same key with its primes in the other order.
pub(super) fn exchanged(parts: &KeyParts) -> Option<KeyParts> {
    from_primes(
        &number(&parts.prime2),
        &number(&parts.prime1),
        &number(&parts.public_exponent),
    )
}

/// Every number of a key from its primes, whatever they are.
fn from_primes(p: &Integer, q: &Integer, e: &Integer) -> Option<KeyParts> {
    let one = Integer::from(1);
    let (p1, q1) = (p.minus_vartime(&one), q.minus_vartime(&one));
    let d = e.inverse_mod_vartime(&p1.lcm_vartime(&q1))?;
    let mut parts = KeyParts::from_primes(
        &p.magnitude_be_bytes(),
        &q.magnitude_be_bytes(),
        &e.magnitude_be_bytes(),
    );
    parts.private_exponent = d.magnitude_be_bytes();
    parts.exponent1 = d.modulo_vartime(&p1)?.magnitude_be_bytes();
    parts.exponent2 = d.modulo_vartime(&q1)?.magnitude_be_bytes();
    parts.coefficient = q
        .inverse_mod_vartime(p)
        .unwrap_or_default()
        .magnitude_be_bytes();
    Some(parts)
}

pub(super) fn groups(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let sound = key(rng, 65537).parts();
    let e = Integer::from(65537);
    let test = |rule: Option<(&str, &'static str)>, parts: &KeyParts| {
        Test::new(
            rule,
            json!({ "privateKeyPkcs8": hex(&*pkcs8::to_der(parts, KeyKind::RsaEncryption)) }),
        )
    };
    let mut tests = vec![test(None, &sound)];
    let mut broken = |what: &str, section: &'static str, change: &dyn Fn(&mut KeyParts)| {
        let mut parts = sound.clone();
        change(&mut parts);
        tests.push(test(Some((what, section)), &parts));
    };
    fn bump(bytes: &mut [u8]) {
        if let Some(last) = bytes.last_mut() {
            *last = last.wrapping_add(2);
        }
    }
    broken("n is even", KEY, &|k| {
        *k.modulus.last_mut().unwrap_or(&mut 0) &= 0xfe
    });
    broken("n is another number", KEY, &|k| bump(&mut k.modulus));
    broken("e is another number", KEY, &|k| k.public_exponent = vec![3]);
    broken("e is even", KEY, &|k| k.public_exponent = vec![1, 0, 0]);
    broken("e is 1", KEY, &|k| k.public_exponent = vec![1]);
    broken("d is another number", KEY, &|k| {
        bump(&mut k.private_exponent)
    });
    broken("d is 1", KEY, &|k| k.private_exponent = vec![1]);
    broken("p is another number", KEY, &|k| bump(&mut k.prime1));
    broken("q is another number", KEY, &|k| bump(&mut k.prime2));
    broken("p is 1", KEY, &|k| k.prime1 = vec![1]);
    broken("p is n, and q is 1", KEY, &|k| {
        (k.prime1, k.prime2) = (k.modulus.clone(), vec![1])
    });
    broken("dP is another number", KEY, &|k| bump(&mut k.exponent1));
    broken("dQ is another number", KEY, &|k| bump(&mut k.exponent2));
    broken("qInv is another number", KEY, &|k| bump(&mut k.coefficient));
    broken("dP and dQ are exchanged", KEY, &|k| {
        std::mem::swap(&mut k.exponent1, &mut k.exponent2)
    });
    broken("p and q are exchanged, and the rest is not", KEY, &|k| {
        std::mem::swap(&mut k.prime1, &mut k.prime2)
    });
    broken("dP is 1", KEY, &|k| k.exponent1 = vec![1]);
    broken("qInv is 1", KEY, &|k| k.coefficient = vec![1]);
    broken("d and e are exchanged", KEY, &|k| {
        std::mem::swap(&mut k.private_exponent, &mut k.public_exponent)
    });

    let (p, q) = (number(&sound.prime1), number(&sound.prime2));
    // Primes that are close fall to Fermat's method.
    let mut close = p.clone();
    let near = loop {
        close = close.plus_vartime(&Integer::from(2));
        if is_prime(&close, rng)
            && let Some(parts) = from_primes(&close, &p, &e)
        {
            break parts;
        }
    };
    tests.push(test(Some(("p and q are close (Fermat)", FIPS)), &near));
    if let Some(parts) = from_primes(&p, &p, &e) {
        tests.push(test(Some(("p is q", KEY)), &parts));
    }
    // A composite in place of a prime: a product, and Chernick's Carmichael number, which Fermat's test calls prime.
    let (a, b) = match prime::generate_pair(rng, 512, 65537, &mut |_| {}) {
        Ok((a, b)) => (number(&a.to_be_bytes()), number(&b.to_be_bytes())),
        Err(e) => unreachable!("ChaCha20 does not fail: {e}"),
    };
    let product = a.times_vartime(&b);
    if let Some(parts) = from_primes(&product, &q, &e) {
        tests.push(test(Some(("p is a product of two primes", KEY)), &parts));
    }
    if let Some(parts) = from_primes(&p, &product, &e) {
        tests.push(test(Some(("q is a product of two primes", KEY)), &parts));
    }
    if let Some(parts) = exchanged(&sound) {
        let fields =
            json!({ "privateKeyPkcs8": hex(&*pkcs8::to_der(&parts, KeyKind::RsaEncryption)) });
        tests.push(Test::valid("q is the larger prime", KEY, fields));
    }
    if let Some(parts) = carmichael(&q, &e, rng) {
        tests.push(test(Some(("p is a Carmichael number", KEY)), &parts));
    }
    // Wiener's attack: d below n^0.25, and e made of it.
    let one = Integer::from(1);
    let lambda = p.minus_vartime(&one).lcm_vartime(&q.minus_vartime(&one));
    let mut d = a.shr_vartime(a.bits() - 255);
    let small = loop {
        d = d.plus_vartime(&one);
        if let Some(large) = d.inverse_mod_vartime(&lambda) {
            break (d.clone(), large);
        }
    };
    let mut parts = sound.clone();
    let rest = |n: &Integer| {
        small
            .0
            .modulo_vartime(&n.minus_vartime(&one))
            .unwrap_or_default()
            .magnitude_be_bytes()
    };
    parts.private_exponent = small.0.magnitude_be_bytes();
    parts.public_exponent = small.1.magnitude_be_bytes();
    (parts.exponent1, parts.exponent2) = (rest(&p), rest(&q));
    tests.push(test(Some(("d is of 255 bits (Wiener)", FIPS)), &parts));
    // ROCA (CVE-2017-15361): primes k·M + (65537^a mod M).
    if let Some(parts) = roca(&e, rng) {
        tests.push(test(
            Some(("the modulus has ROCA's fingerprint (CVE-2017-15361)", FIPS)),
            &parts,
        ));
    }
    tests.extend(public_keys(&p, &q, rng));
    vec![Group {
        shared: json!({ "type": "RsaKeyCheck" }),
        tests,
    }]
}

/// Public keys of numbers that RFC 8017 §3.1 excludes, or that anybody factors (SP 800-89 §5.3.3).
fn public_keys(p: &Integer, q: &Integer, rng: &mut ChaCha20Rng) -> Vec<Test> {
    let (one, e) = (Integer::from(1), Integer::from(65537));
    let n = p.times_vartime(q);
    let test = |rule: Option<(&str, &'static str)>, n: &Integer, e: &Integer| {
        Test::new(rule, json!({ "publicKeyDer": hex(spki(n, e)) }))
    };
    // As long as n, so that nothing but its factors tells it apart.
    let mut prime = n.plus_vartime(&Integer::from(2));
    while !is_prime(&prime, rng) {
        prime = prime.plus_vartime(&Integer::from(2));
    }
    let small = Integer::from(751);
    let cofactor = n
        .div_rem_vartime(&small)
        .map_or(Integer::ZERO, |(quotient, _)| quotient);
    let odd = match cofactor.is_odd() {
        true => cofactor,
        false => cofactor.plus_vartime(&one),
    };
    let mut close = p.plus_vartime(&Integer::from(2));
    while !is_prime(&close, rng) {
        close = close.plus_vartime(&Integer::from(2));
    }
    let close = p.times_vartime(&close);
    let broken = [
        (
            "n of the public key is even",
            PUBLIC,
            n.plus_vartime(&one),
            e.clone(),
        ),
        ("n of the public key is 0", PUBLIC, Integer::ZERO, e.clone()),
        ("n of the public key is 1", PUBLIC, one.clone(), e.clone()),
        (
            "n of the public key is negative",
            PUBLIC,
            n.negated(),
            e.clone(),
        ),
        ("n of the public key is prime", PUBLIC, prime, e.clone()),
        (
            "n of the public key is the square of a prime",
            PUBLIC,
            p.times_vartime(p),
            e.clone(),
        ),
        (
            "n of the public key is divisible by 751",
            SMALL,
            odd.times_vartime(&small),
            e.clone(),
        ),
        (
            "n of the public key is a product of close primes (Fermat)",
            FIPS,
            close,
            e.clone(),
        ),
        ("e of the public key is 0", PUBLIC, n.clone(), Integer::ZERO),
        ("e of the public key is 1", PUBLIC, n.clone(), one.clone()),
        (
            "e of the public key is 2",
            PUBLIC,
            n.clone(),
            Integer::from(2),
        ),
        (
            "e of the public key is 65536",
            PUBLIC,
            n.clone(),
            Integer::from(65536),
        ),
        (
            "e of the public key is negative",
            PUBLIC,
            n.clone(),
            e.negated(),
        ),
        ("e of the public key is n", PUBLIC, n.clone(), n.clone()),
        (
            "e of the public key is above n",
            PUBLIC,
            n.clone(),
            n.plus_vartime(&Integer::from(2)),
        ),
    ];
    let mut tests: Vec<Test> = [3, 65537]
        .map(|e| {
            let fields = json!({ "publicKeyDer": hex(spki(&n, &Integer::from(e))) });
            Test::valid(&format!("e of the public key is {e}"), PUBLIC, fields)
        })
        .into();
    for (what, section, n, e) in &broken {
        tests.push(test(Some((what, section)), n, e));
    }
    tests
}

/// SubjectPublicKeyInfo of any numbers.
pub(super) fn spki(n: &Integer, e: &Integer) -> Vec<u8> {
    let integer = |number: &Integer| {
        der(|w| match number.is_negative() {
            false => w.unsigned(&number.magnitude_be_bytes()),
            true => {
                // Two's complement: 2^(8k) less the magnitude, in a byte more than the magnitude has.
                let length = number.bits() / 8 + 1;
                let twos = Integer::from(1)
                    .shl_vartime(8 * length)
                    .plus_vartime(number);
                w.tlv(Tag::Integer, &twos.magnitude_be_bytes());
            }
        })
    };
    der(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(certwright::oid!("1.2.840.113549.1.1.1"));
                w.null();
            });
            w.bit_string(&der(|w| {
                w.sequence(|w| {
                    w.raw(&integer(n));
                    w.raw(&integer(e));
                })
            }));
        })
    })
}

fn is_prime(x: &Integer, rng: &mut ChaCha20Rng) -> bool {
    prime::is_probably_prime(x.limbs(), prime::CHECK_ROUNDS, rng).unwrap_or(false)
}

/// A key whose first "prime" is (6k + 1)(12k + 1)(18k + 1) of 1024 bits.
fn carmichael(q: &Integer, e: &Integer, rng: &mut ChaCha20Rng) -> Option<KeyParts> {
    let one = Integer::from(1);
    // Smaller factors than 1024/3 bits keep the search short; the modulus is then shorter than 2048 bits by as much.
    let mut k = one.shl_vartime(90);
    for _ in 0..200_000 {
        k = k.plus_vartime(&one);
        let factor = |times: u32| k.times_vartime(&Integer::from(times)).plus_vartime(&one);
        let (a, b, c) = (factor(6), factor(12), factor(18));
        if [&a, &b, &c].into_iter().all(|x| {
            prime::is_strong_probable_prime(x.limbs(), Integer::from(2).limbs()) == Some(true)
        }) && is_prime(&a, rng)
            && is_prime(&b, rng)
            && is_prime(&c, rng)
        {
            return from_primes(&a.times_vartime(&b).times_vartime(&c), q, e);
        }
    }
    None
}

/// Primes of the form k·M + (65537^a mod M), where M is the product of the first 126 primes, for 1024 bits.
fn roca(e: &Integer, rng: &mut ChaCha20Rng) -> Option<KeyParts> {
    let mut m = Integer::from(1);
    let mut count = 0;
    let mut candidate: u32 = 1;
    while count < 126 {
        candidate += 1;
        if (2..candidate)
            .take_while(|d| d * d <= candidate)
            .all(|d| !candidate.is_multiple_of(d))
        {
            m = m.times_vartime(&Integer::from(candidate));
            count += 1;
        }
    }
    let mut primes = Vec::new();
    for a in [1_234_567u32, 7_654_321] {
        let residue = Integer::from(65537).pow_mod_vartime(&Integer::from(a), &m)?;
        let mut k = Integer::from(3).shl_vartime(1024usize.checked_sub(m.bits() + 2)?);
        for _ in 0..20_000 {
            k = k.plus_vartime(&Integer::from(1));
            let p = k.times_vartime(&m).plus_vartime(&residue);
            if prime::is_strong_probable_prime(p.limbs(), Integer::from(2).limbs()) == Some(true)
                && is_prime(&p, rng)
            {
                primes.push(p);
                break;
            }
        }
    }
    match &primes[..] {
        [p, q] => from_primes(p, q, e),
        _ => None,
    }
}
