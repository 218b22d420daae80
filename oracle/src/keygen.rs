//! RSA primes from random values that someone else chose (FIPS 186-5 A.1.2, A.1.4 to A.1.6), as an ACVP server does to check a generator. Every
//! value here is public, and the time that it takes shows it: keys to be kept are [`PrivateKey::generate`](certwright::rsa::PrivateKey::generate)'s.

use certwright::bignum::hazmat::Integer;
use certwright::bignum::{MAX_BITS, Nat};
use certwright::prime;
use certwright::rsa::{HashAlgorithm, KeyError, PrivateKey};
use rand_core::TryCryptoRng;

use crate::case::{GenerateKey, PrimeMethod};
use crate::digest;
use crate::implementation::Answer;

/// The maximum size of a modulus. ACVP defines none above; the time to make a prime grows with the fourth power of its length.
const MAX_MODULUS_BITS: usize = 8_192;

/// p and q of the request.
pub(crate) fn primes(
    request: &GenerateKey,
    rng: &mut impl TryCryptoRng,
) -> Result<(Integer, Integer), Answer> {
    let bits = request.bits;
    if !(1024..=MAX_MODULUS_BITS).contains(&bits) || !bits.is_multiple_of(2) {
        return Err(Answer::unsupported(format!("a modulus of {bits} bits")));
    }
    let length = bits / 2;
    let e = unsigned(&request.exponent);
    if !e.is_odd() || e.bits() < 2 || e.bits() > 256 {
        return Err(Answer::refused("e is not an odd number of 2 to 256 bits"));
    }
    let aux_bits = request.aux_bits.unwrap_or([1; 4]);
    if aux_bits.iter().any(|&bits| bits >= length) {
        return Err(Answer::refused("the auxiliary primes are too long"));
    }
    let [p1, p2, q1, q2] = aux_bits;
    let (p, q) = match request.method {
        PrimeMethod::Provable | PrimeMethod::ProvableWithProvableAux => {
            let mut seed = Seed::new(request)?;
            let sizes = match request.method {
                PrimeMethod::Provable => [(1, 1); 2],
                _ => [(p1, p2), (q1, q2)],
            };
            let p = seed.provable(length, sizes[0], &e)?;
            loop {
                let q = seed.provable(length, sizes[1], &e)?;
                if far_apart(&p, &q, length) {
                    break (p, q);
                }
            }
        }
        PrimeMethod::ProbableWithProvableAux => {
            let mut seed = Seed::new(request)?;
            let mut factor = |(a, b): (usize, usize), x: &[u8]| {
                let (a, b) = (seed.random_prime(a)?, seed.random_prime(b)?);
                probable(&a, &b, length, &e, &unsigned(x), rng)
            };
            (
                factor((p1, p2), &request.xp)?,
                factor((q1, q2), &request.xq)?,
            )
        }
        PrimeMethod::ProbableWithProbableAux => {
            let mut factor = |a: &[u8], b: &[u8], x: &[u8]| {
                let (a, b) = (next_prime(a, length, rng)?, next_prime(b, length, rng)?);
                probable(&a, &b, length, &e, &unsigned(x), rng)
            };
            (
                factor(&request.xp1, &request.xp2, &request.xp)?,
                factor(&request.xq1, &request.xq2, &request.xq)?,
            )
        }
        PrimeMethod::Probable => {
            let e = e
                .magnitude_be_bytes()
                .iter()
                .try_fold(0u64, |e, &byte| Some(e.checked_mul(256)? | u64::from(byte)))
                .ok_or_else(|| Answer::unsupported("an exponent of more than 64 bits"))?;
            // The whole key, as its owner has it made.
            let key =
                PrivateKey::generate_with(rng, bits, e, &mut |_| {}).map_err(|e| match e {
                    KeyError::BelowPolicy { .. } => Answer::unsupported(e),
                    e => Answer::failed(e),
                })?;
            let parts = key.parts();
            return Ok((unsigned(&parts.prime1), unsigned(&parts.prime2)));
        }
    };
    if !far_apart(&p, &q, length) {
        return Err(Answer::refused("p and q are too close"));
    }
    Ok((p, q))
}

fn unsigned(bytes: &[u8]) -> Integer {
    Integer::from_be_bytes(false, bytes)
}

fn small(value: u32) -> Integer {
    Integer::from(value)
}

fn less(a: &Integer, b: &Integer) -> bool {
    a.minus_vartime(b).is_negative()
}

fn power_of_two(exponent: usize) -> Integer {
    small(1).shl_vartime(exponent)
}

/// a mod n, of a modulus that is not zero.
fn modulo(a: &Integer, n: &Integer) -> Integer {
    a.modulo_vartime(n).expect("the modulus is not zero")
}

/// ⌈a/b⌉ of positive numbers.
fn divided_up(a: &Integer, b: &Integer) -> Integer {
    let (quotient, remainder) = a.div_rem_vartime(b).expect("the divisor is not zero");
    match remainder.is_zero() {
        true => quotient,
        false => quotient.plus_vartime(&small(1)),
    }
}

/// ⌊√2·2^(length − 1)⌋: what a prime of so many bits must exceed, by Newton's iteration from above.
fn lower_bound(length: usize) -> Integer {
    let square = power_of_two(2 * length - 1);
    let mut root = power_of_two(length);
    loop {
        let (quotient, _) = square.div_rem_vartime(&root).expect("a root is positive");
        let next = root.plus_vartime(&quotient).shr_vartime(1);
        if !less(&next, &root) {
            return root;
        }
        root = next;
    }
}

/// |p − q| > 2^(length − 100).
fn far_apart(p: &Integer, q: &Integer, length: usize) -> bool {
    let difference = match less(p, q) {
        true => q.minus_vartime(p),
        false => p.minus_vartime(q),
    };
    less(&power_of_two(length - 100), &difference)
}

fn coprime(a: &Integer, b: &Integer) -> bool {
    a.gcd_vartime(b).bits() == 1
}

/// Odd primes below 48: a number above them that shares a factor with their product is composite.
const SMALL_PRIMES: u64 = 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23 * 29 * 31 * 37 * 41 * 43 * 47;

fn has_small_factor(candidate: &Integer) -> bool {
    !coprime(candidate, &unsigned(&SMALL_PRIMES.to_be_bytes()))
}

/// Whether a number is prime, with rounds for one that somebody else chose.
fn is_prime(candidate: &Integer, rng: &mut impl TryCryptoRng) -> Result<bool, Answer> {
    if has_small_factor(candidate) && candidate.bits() > 6 {
        return Ok(false);
    }
    let number = Nat::from_limbs(candidate.limbs());
    prime::is_probably_prime(&number, prime::CHECK_ROUNDS, rng).map_err(Answer::failed)
}

/// The first prime from x on (FIPS 186-5 A.1.6 step 4.2).
fn next_prime(x: &[u8], length: usize, rng: &mut impl TryCryptoRng) -> Result<Integer, Answer> {
    let mut candidate = unsigned(x);
    if candidate.bits() < 2 || candidate.bits() >= length {
        return Err(Answer::refused(
            "an auxiliary prime's random value is missing, or too long",
        ));
    }
    if !candidate.is_odd() {
        candidate = candidate.plus_vartime(&small(1));
    }
    for _ in 0..100 * length {
        if is_prime(&candidate, rng)? {
            return Ok(candidate);
        }
        candidate = candidate.plus_vartime(&small(2));
    }
    Err(Answer::refused("no prime follows"))
}

/// A prime p of `length` bits, p ≡ 1 modulo 2·r1 and −1 modulo r2, from the random x on (FIPS 186-5 B.9).
fn probable(
    r1: &Integer,
    r2: &Integer,
    length: usize,
    e: &Integer,
    x: &Integer,
    rng: &mut impl TryCryptoRng,
) -> Result<Integer, Answer> {
    let twice = r1.shl_vartime(1);
    let step = twice.times_vartime(r2);
    if x.bits() != length || less(x, &lower_bound(length)) || step.bits() >= length {
        return Err(Answer::refused(
            "the random value of a prime is out of range, or its auxiliary primes are too long",
        ));
    }
    let (Some(a), Some(b)) = (
        r2.inverse_mod_vartime(&twice),
        twice.inverse_mod_vartime(r2),
    ) else {
        return Err(Answer::refused("the auxiliary primes are equal"));
    };
    let r = a.times_vartime(r2).minus_vartime(&b.times_vartime(&twice));
    let mut y = x.plus_vartime(&modulo(&r.minus_vartime(x), &step));
    for _ in 0..10 * length {
        if y.bits() > length {
            return Err(Answer::refused("no prime follows the random value"));
        }
        if coprime(&y.minus_vartime(&small(1)), e) && is_prime(&y, rng)? {
            return Ok(y);
        }
        y = y.plus_vartime(&step);
    }
    Err(Answer::refused("no prime follows the random value"))
}

/// The seed, which counts up with every use.
struct Seed {
    hash: HashAlgorithm,
    value: Vec<u8>,
}

impl Seed {
    fn new(request: &GenerateKey) -> Result<Self, Answer> {
        let Some(hash) = &request.hash else {
            return Err(Answer::refused("no hash is named"));
        };
        if request.seed.is_empty() {
            return Err(Answer::refused("there is no seed"));
        }
        Ok(Self {
            hash: digest::named(hash)?,
            value: request.seed.to_vec(),
        })
    }

    /// The seed's hash; the seed is one more then.
    fn block(&mut self) -> Vec<u8> {
        let block = self.hash.digest(&self.value).as_bytes().to_vec();
        for byte in self.value.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
        block
    }

    /// Hashes of successive seeds as one number of at least `bits` bits, the first hash lowest.
    fn number(&mut self, bits: usize) -> Integer {
        let count = bits.div_ceil(8 * self.hash.output_len());
        let mut blocks: Vec<_> = (0..count).map(|_| self.block()).collect();
        blocks.reverse();
        unsigned(&blocks.concat())
    }

    /// A prime of `length` bits (FIPS 186-5 B.6, Shawe-Taylor's construction).
    fn random_prime(&mut self, length: usize) -> Result<Integer, Answer> {
        if !(2..=MAX_BITS).contains(&length) {
            return Err(Answer::refused(format!(
                "an auxiliary prime of {length} bits"
            )));
        }
        let lowest = power_of_two(length - 1);
        if length < 33 {
            for _ in 0..=10 * length {
                let (a, b) = (self.block(), self.block());
                let both: Vec<u8> = a.iter().zip(&b).map(|(a, b)| a ^ b).collect();
                let c = lowest.plus_vartime(&modulo(&unsigned(&both), &lowest));
                let c = match c.is_odd() {
                    true => c,
                    false => c.plus_vartime(&small(1)),
                };
                if is_prime_below_2_32(&c) {
                    return Ok(c);
                }
            }
            return Err(Answer::refused("the seed gives no prime"));
        }
        let c0 = self.random_prime(length.div_ceil(2) + 1)?;
        let twice = c0.shl_vartime(1);
        let x = lowest.plus_vartime(&modulo(&self.number(length), &lowest));
        let mut t = divided_up(&x, &twice);
        for _ in 0..10 * length {
            let mut c = twice.times_vartime(&t).plus_vartime(&small(1));
            if c.bits() > length {
                t = divided_up(&lowest, &twice);
                c = twice.times_vartime(&t).plus_vartime(&small(1));
            }
            if self.proves(&c, &t.shl_vartime(1), &c0, length) {
                return Ok(c);
            }
            t = t.plus_vartime(&small(1));
        }
        Err(Answer::refused("the seed gives no prime"))
    }

    /// Whether a base of the seed's proves candidate = cofactor·prime + 1 prime: Pocklington's criterion, since `prime` exceeds its square root.
    fn proves(
        &mut self,
        candidate: &Integer,
        cofactor: &Integer,
        prime: &Integer,
        length: usize,
    ) -> bool {
        let range = candidate.minus_vartime(&small(3));
        let a = modulo(&self.number(length), &range).plus_vartime(&small(2));
        // The seed is used up either way; a composite never passes.
        if has_small_factor(candidate) {
            return false;
        }
        let power = |base: &Integer, exponent: &Integer| {
            base.pow_mod_vartime(exponent, candidate)
                .expect("the modulus is odd and short enough")
        };
        let z = power(&a, cofactor);
        coprime(&z.minus_vartime(&small(1)), candidate) && power(&z, prime).bits() == 1
    }

    /// A prime p of `length` bits with prime factors of p − 1 and p + 1 of so many bits, 1 for none, and gcd(p − 1, e) = 1 (FIPS 186-5 B.10).
    fn provable(
        &mut self,
        length: usize,
        (bits1, bits2): (usize, usize),
        e: &Integer,
    ) -> Result<Integer, Answer> {
        if bits1 + bits2 + length.div_ceil(2) + 4 > length {
            return Err(Answer::refused("the auxiliary primes are too long"));
        }
        let mut auxiliary = |bits| match bits {
            1 => Ok(small(1)),
            _ => self.random_prime(bits),
        };
        let (p1, p2) = (auxiliary(bits1)?, auxiliary(bits2)?);
        let p0 = self.random_prime(length.div_ceil(2) + 1)?;
        let lowest = lower_bound(length);
        let range = power_of_two(length).minus_vartime(&lowest);
        let x = lowest.plus_vartime(&modulo(&self.number(length), &range));
        let both = p0.times_vartime(&p1);
        // y in 1 to p2 with y·p0·p1 ≡ 1 (mod p2); modulo 1 that is 1.
        let y = match p2.bits() {
            1 => small(1),
            _ => both
                .inverse_mod_vartime(&p2)
                .ok_or_else(|| Answer::refused("the auxiliary primes are equal"))?,
        };
        let offset = y.times_vartime(&both).shl_vartime(1);
        let step = both.times_vartime(&p2).shl_vartime(1);
        let first = |from: &Integer| divided_up(&offset.plus_vartime(from), &step);
        let mut t = first(&x);
        for _ in 0..10 * length {
            let candidate = |t: &Integer| {
                let cofactor = t.times_vartime(&p2).minus_vartime(&y).shl_vartime(1);
                (
                    both.times_vartime(&cofactor).plus_vartime(&small(1)),
                    cofactor,
                )
            };
            let (mut p, mut cofactor) = candidate(&t);
            if p.bits() > length {
                t = first(&lowest);
                (p, cofactor) = candidate(&t);
            }
            if coprime(&p.minus_vartime(&small(1)), e)
                && self.proves(&p, &cofactor.times_vartime(&p1), &p0, length)
            {
                return Ok(p);
            }
            t = t.plus_vartime(&small(1));
        }
        Err(Answer::refused("the seed gives no prime"))
    }
}

/// Whether an odd number below 2^32 is prime: no composite one passes Miller–Rabin with all three bases (Jaeschke, *On strong pseudoprimes to
/// several bases*, 1993).
fn is_prime_below_2_32(candidate: &Integer) -> bool {
    [2, 7, 61].into_iter().all(|base| {
        let base = modulo(&small(base), candidate);
        base.is_zero()
            || prime::is_strong_probable_prime(candidate.limbs(), base.limbs()) == Some(true)
    })
}
