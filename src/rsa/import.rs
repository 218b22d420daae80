//! From the numbers of a file to a key: every relation between them is checked, what is missing is computed.
//!
//! The same walk serves loading, which stops at the first fault, and checking, which goes on and reports them all.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::key::{Crt, Factor, OtherPrime, PrivateKey, PublicKey, bit_len, strip};
use super::{KeyError, KeyParts, OtherPrimeInfo, roca};
use crate::bignum::secret::{declassify, declassify_all};
use crate::bignum::{
    LIMB_BITS, Limb, Mask, Modulus, ModulusOf, Nat, Residue, arith, limbs_for_bits,
    limbs_to_be_bytes,
};

/// What to do with a fault: go on, or stop there.
type Sink<'a> = dyn FnMut(KeyError) -> ControlFlow<KeyError> + 'a;

/// Loads a key of at least so many bits, or returns the first fault.
pub(super) fn load(parts: &KeyParts, min_bits: usize) -> Result<PrivateKey, KeyError> {
    first_fault(|sink| walk(parts, min_bits, sink))
}

/// A key from its primes, p > q, further ones if it has them, and its public exponent.
pub(super) fn from_primes(
    p: &Nat,
    q: &Nat,
    others: &[Nat],
    e: u64,
    min_bits: usize,
) -> Result<PrivateKey, KeyError> {
    let product = others
        .iter()
        .fold(multiply(p, q), |product, prime| multiply(&product, prime));
    let mut n = bytes(&product);
    declassify_all(&mut n);
    let public = PublicKey::with_min_bits(min_bits, &n, &e.to_be_bytes())?;
    if roca::has_fingerprint(public.modulus_be()) {
        return Err(KeyError::ModulusRoca);
    }
    let prime = |prime, number| Modulus::new(number).map_err(|_| KeyError::PrimeRange { prime });
    // Nothing else is given, of the further primes either.
    let mut given = KeyParts::default();
    given
        .other_primes
        .resize(others.len(), OtherPrimeInfo::default());
    let others = others.iter().zip(3..).map(|(r, number)| prime(number, r));
    let primes = Primes {
        p: prime(1, p)?,
        q: prime(2, q)?,
        others: others.collect::<Result<_, _>>()?,
    };
    first_fault(|sink| relate(public, None, primes, &given, sink))
}

/// Runs a walk up to its first fault.
fn first_fault(
    walk: impl FnOnce(&mut Sink<'_>) -> ControlFlow<KeyError, Option<PrivateKey>>,
) -> Result<PrivateKey, KeyError> {
    match walk(&mut ControlFlow::Break) {
        ControlFlow::Continue(Some(key)) => Ok(key),
        ControlFlow::Continue(None) => unreachable!("a walk without a fault ends with a key"),
        ControlFlow::Break(fault) => Err(fault),
    }
}

/// Every fault. A key that is made of the numbers all the same goes no further.
pub(super) fn faults(parts: &KeyParts, min_bits: usize) -> Vec<KeyError> {
    let mut found = Vec::new();
    let mut sink = |fault| {
        if !found.contains(&fault) {
            found.push(fault);
        }
        ControlFlow::Continue(())
    };
    match walk(parts, min_bits, &mut sink) {
        ControlFlow::Continue(_) => found,
        ControlFlow::Break(_) => unreachable!("this sink takes every fault"),
    }
}

/// How many primes a modulus may be split into before the smallest is in reach of the elliptic curve method: the
/// limits that OpenSSL's generator keeps.
pub(super) fn max_primes(bits: usize) -> usize {
    match bits {
        0..1024 => 2,
        1024..4096 => 3,
        4096..8192 => 4,
        _ => 5,
    }
}

/// Checks a file's numbers and completes them. Where it gives no key it has reported a fault.
fn walk(
    parts: &KeyParts,
    min_bits: usize,
    sink: &mut Sink<'_>,
) -> ControlFlow<KeyError, Option<PrivateKey>> {
    let public = match PublicKey::with_min_bits(min_bits, &parts.modulus, &parts.public_exponent) {
        Ok(public) => public,
        Err(_) => {
            for fault in PublicKey::faults(min_bits, &parts.modulus, &parts.public_exponent) {
                sink(fault)?;
            }
            return ControlFlow::Continue(None);
        }
    };
    if roca::has_fingerprint(public.modulus_be()) {
        sink(KeyError::ModulusRoca)?;
    }
    let mut sound = true;
    let d = match private_exponent(parts, &public) {
        Ok(d) => d,
        Err(fault) => {
            sink(fault)?;
            sound = false;
            None
        }
    };
    let without_primes = strip(&parts.prime1).is_empty() && strip(&parts.prime2).is_empty();
    if without_primes && d.is_none() && sound {
        // Either would give the other.
        sink(KeyError::PrivateExponentMissing)?;
    }
    let recovered = match &d {
        Some(d) if without_primes && parts.other_primes.is_empty() => recover_primes(&public, d),
        _ => None,
    };
    let primes = match recovered {
        Some(primes) => primes,
        None => match primes(parts, &public, sink)? {
            Some(primes) => primes,
            None => return ControlFlow::Continue(None),
        },
    };
    let key = relate(public, d, primes, parts, sink)?;
    ControlFlow::Continue(key.filter(|_| sound))
}

/// The primes of a key, each odd, above 2 and below the modulus.
struct Primes {
    p: Modulus,
    q: Modulus,
    others: Vec<Modulus>,
}

impl Primes {
    fn all(&self) -> impl Iterator<Item = &Modulus> {
        [&self.p, &self.q].into_iter().chain(&self.others)
    }
}

/// Checks primes against each other and against what else is given, which may be nothing, and completes it. Where it
/// gives no key it has reported a fault.
fn relate(
    mut public: PublicKey,
    d: Option<Nat>,
    primes: Primes,
    given: &KeyParts,
    sink: &mut Sink<'_>,
) -> ControlFlow<KeyError, Option<PrivateKey>> {
    if !distinct(&primes) {
        sink(KeyError::PrimesEqual)?;
        return ControlFlow::Continue(None);
    }
    let mut sound = true;
    let product = product(&primes);
    if !equal_numbers(&product, public.modulus().limbs()) {
        sink(KeyError::ProductMismatch)?;
        sound = false;
    }
    if primes.others.is_empty() {
        closeness(primes.p.limbs(), primes.q.limbs(), public.bits(), sink)?;
    }
    // d_i, for every prime.
    let e = public.exponent();
    let d_p = exponent(&primes.p, 1, &given.exponent1, d.as_ref(), e, sink)?;
    let d_q = exponent(&primes.q, 2, &given.exponent2, d.as_ref(), e, sink)?;
    let mut d_others = Vec::with_capacity(primes.others.len());
    for ((prime, number), other) in primes.others.iter().zip(3..).zip(&given.other_primes) {
        d_others.push(exponent(
            prime,
            number,
            &other.exponent,
            d.as_ref(),
            e,
            sink,
        )?);
    }

    // qInv is modulo p, of q; later coefficients are modulo the prime itself, of the product of those before.
    let (p, q) = (&primes.p, primes.q.limbs());
    let q_inv = coefficient(p, q, 2, &given.coefficient, sink)?;
    let mut others = Vec::with_capacity(primes.others.len());
    let mut before = multiply(p.limbs(), q);
    for ((d_i, number), (prime, other)) in
        (d_others.into_iter().zip(3..)).zip(primes.others.iter().zip(&given.other_primes))
    {
        let coefficient = coefficient(prime, &before, number, &other.coefficient, sink)?;
        let next = multiply(&before, prime.limbs());
        let product = trimmed(&before);
        before = next;
        match (d_i, coefficient) {
            (Some(d_i), Some(coefficient)) => others.push(OtherPrime {
                factor: factor(prime.clone(), d_i),
                coefficient: Residue::assume(coefficient),
                product,
            }),
            _ => sound = false,
        }
    }
    let (Some(d_p), Some(d_q), Some(q_inv), true) = (d_p, d_q, q_inv, sound) else {
        return ControlFlow::Continue(None);
    };
    let reduced = || match derive_private_exponent(&public, &primes) {
        Some(d) => d,
        None => unreachable!(
            "e has an inverse modulo each p_i − 1, and so modulo their least common multiple"
        ),
    };
    let exponent = d.unwrap_or_else(reduced);
    let reduced = (!primes.others.is_empty()).then(reduced);
    // Every operation raises its result modulo n.
    public.keep_rows();
    let key = PrivateKey {
        e_minus_one: minus_one(public.exponent()),
        public,
        exponent,
        crt: Box::new(Crt {
            p: factor(primes.p, d_p),
            q: factor(primes.q, d_q),
            q_inv: Residue::assume(q_inv),
            others,
        }),
    };
    strength(&key, reduced.as_ref(), sink)?;
    ControlFlow::Continue(Some(key))
}

/// Refuses private exponents from which the key can be computed. `reduced` is d modulo the least common multiple of all
/// p_i − 1, for a key of more than two primes.
fn strength(key: &PrivateKey, reduced: Option<&Nat>, sink: &mut Sink<'_>) -> ControlFlow<KeyError> {
    let bits = key.bits();
    let Crt { p, q, others, .. } = &*key.crt;
    let mut trivial = false;
    let others = others.iter().map(|other| &other.factor.exponent);
    for (exponent, prime) in [&p.exponent, &q.exponent]
        .into_iter()
        .chain(others)
        .zip(1..)
    {
        // d ≡ 1 modulo p − 1: raising to d, as to e, leaves a number as it is modulo p, and c^d − c shares p with n.
        if arith::equals_word(exponent, 1).declassify() {
            sink(KeyError::PrivateExponentTrivial { prime })?;
            trivial = true;
        }
    }
    // FIPS 186-5 A.1.1: d > 2^(nlen/2). It takes d to be reduced modulo the least common multiple of all p_i − 1, and a file
    // may hold one that is not. Of two primes the longer one is above n^0.292, where Boneh and Durfee's method ends (and
    // Wiener's at n^0.25/3), so that a reduced d below that is its own residue modulo that prime minus one.
    let reduced = reduced.unwrap_or(if p.prime.bits() < q.prime.bits() {
        &q.exponent
    } else {
        &p.exponent
    });
    if at_most_power_of_two(&key.exponent, bits / 2)
        || !trivial && at_most_power_of_two(reduced, (bits * 292).div_ceil(1000))
    {
        sink(KeyError::PrivateExponentTooShort)?;
    }
    ControlFlow::Continue(())
}

/// x ≤ 2^bits.
fn at_most_power_of_two(x: &[Limb], bits: usize) -> bool {
    let mut bound = Nat::zero(x.len().max(bits / LIMB_BITS + 1));
    bound[bits / LIMB_BITS] = 1 << (bits % LIMB_BITS);
    (!arith::less(&bound, &widened(x, bound.len()))).declassify()
}

/// x − 1, for x above 0.
fn minus_one(x: &[Limb]) -> Nat {
    let mut out = Nat::from_limbs(x);
    arith::sub_word(&mut out, 1);
    out
}

fn distinct(primes: &Primes) -> bool {
    primes.all().enumerate().all(|(i, prime)| {
        primes
            .all()
            .take(i)
            .all(|other| !equal_numbers(other.limbs(), prime.limbs()))
    })
}

/// d in as many limbs as the modulus, `None` where the file has none.
fn private_exponent(parts: &KeyParts, public: &PublicKey) -> Result<Option<Nat>, KeyError> {
    if strip(&parts.private_exponent).is_empty() {
        return Ok(None);
    }
    let d = Nat::from_be_bytes_in(&parts.private_exponent, public.modulus().len())
        .ok_or(KeyError::PrivateExponentRange)?;
    if (public.modulus().contains(&d) & !arith::equals_word(&d, 1)).declassify() {
        Ok(Some(d))
    } else {
        Err(KeyError::PrivateExponentRange)
    }
}

/// The primes of a file, each odd, above 2 and below the modulus. `None` once one is not, and reported.
fn primes(
    parts: &KeyParts,
    public: &PublicKey,
    sink: &mut Sink<'_>,
) -> ControlFlow<KeyError, Option<Primes>> {
    let count = 2 + parts.other_primes.len();
    if count > max_primes(public.bits()) {
        sink(KeyError::TooManyPrimes { primes: count })?;
        return ControlFlow::Continue(None);
    }
    let p = prime(&parts.prime1, 1, public, sink)?;
    let q = prime(&parts.prime2, 2, public, sink)?;
    let mut others = Vec::with_capacity(parts.other_primes.len());
    for (other, number) in parts.other_primes.iter().zip(3..) {
        others.extend(prime(&other.prime, number, public, sink)?);
    }
    ControlFlow::Continue(match (p, q) {
        (Some(p), Some(q)) if others.len() == parts.other_primes.len() => {
            Some(Primes { p, q, others })
        }
        _ => None,
    })
}

fn prime(
    bytes: &[u8],
    prime: usize,
    public: &PublicKey,
    sink: &mut Sink<'_>,
) -> ControlFlow<KeyError, Option<Modulus>> {
    let fault = match strip(bytes) {
        [] => KeyError::PrimeMissing { prime },
        [.., low] if declassify(low & 1) == 0 => KeyError::PrimeEven { prime },
        bytes if bit_len(bytes) > public.bits() => KeyError::PrimeRange { prime },
        bytes => match Modulus::from_be_bytes(bytes) {
            Ok(modulus) => return ControlFlow::Continue(Some(modulus)),
            Err(_) => KeyError::PrimeRange { prime },
        },
    };
    sink(fault)?;
    ControlFlow::Continue(None)
}

/// |p − q| > 2^(nlen/2 − 100) (FIPS 186-5 A.1.3 step 5.5).
fn closeness(p: &[Limb], q: &[Limb], bits: usize, sink: &mut Sink<'_>) -> ControlFlow<KeyError> {
    let len = p.len().max(q.len());
    let (mut p, mut q) = (widened(p, len), widened(q, len));
    let swap = arith::less(&p, &q);
    arith::swap_if(swap, &mut p, &mut q);
    arith::sub_assign(&mut p, &q);
    let shift = (bits / 2).saturating_sub(100);
    let mut bound = Nat::zero(len);
    if let Some(limb) = bound.get_mut(shift / Limb::BITS as usize) {
        *limb = 1 << (shift % Limb::BITS as usize);
    }
    if arith::less(&bound, &p).declassify() {
        ControlFlow::Continue(())
    } else {
        sink(KeyError::PrimesTooClose)
    }
}

/// d_i for one prime: the given one if it is right, or computed from d, or from e where there is no d either. `None` once
/// something is wrong, and reported.
fn exponent(
    prime: &Modulus,
    number: usize,
    given: &[u8],
    d: Option<&Nat>,
    e: &Nat,
    sink: &mut Sink<'_>,
) -> ControlFlow<KeyError, Option<Nat>> {
    let order = minus_one(prime.limbs());
    #[cfg(certwright_ctgrind)]
    crate::bignum::ctgrind::probe("import: p − 1", &order);
    let from_d = d.map(|d| remainder(d, &order));
    let mut sound = true;
    if let Some(from_d) = &from_d
        && !inverts(from_d, e, &order)
    {
        sink(KeyError::PrivateExponentMismatch { prime: number })?;
        sound = false;
    }
    let exponent = if !strip(given).is_empty() {
        let given = Nat::from_be_bytes_in(given, prime.len()).filter(|given| {
            let reduced = arith::less(given, &order).declassify();
            reduced && inverts(given, e, &order)
        });
        if given.is_none() {
            sink(KeyError::CrtExponentMismatch { prime: number })?;
        }
        given
    } else if from_d.is_some() {
        from_d
    } else {
        let e = remainder(e, &order);
        let mut inverse = Nat::zero(prime.len());
        let exists = arith::inverse(&mut inverse, &e, &order).declassify();
        if !exists {
            sink(KeyError::PrimeSharesFactorWithExponent { prime: number })?;
        }
        exists.then_some(inverse)
    };
    ControlFlow::Continue(exponent.filter(|_| sound))
}

/// A prime with its d_i, for the type that stands for the prime.
fn factor<M>(prime: Modulus, exponent: Nat) -> Factor<M> {
    Factor {
        prime: prime.into_typed(),
        // d_i is odd, since its product with e is 1 modulo an even number: no borrow.
        exponent_minus_one: minus_one(&exponent),
        exponent,
    }
}

/// Whether e·x ≡ 1 (mod m).
fn inverts(x: &[Limb], e: &[Limb], m: &[Limb]) -> bool {
    let product = multiply(x, e);
    arith::equals_word(&remainder(&product, m), 1).declassify()
}

/// A Garner coefficient in Montgomery's form, checked if given, else computed: `of`⁻¹ modulo `prime`. `None` if it is wrong or
/// there is none, and reported.
fn coefficient(
    prime: &Modulus,
    of: &[Limb],
    number: usize,
    given: &[u8],
    sink: &mut Sink<'_>,
) -> ControlFlow<KeyError, Option<Nat>> {
    /// What stands for the prime in types here.
    enum R {}
    let prime: ModulusOf<R> = prime.clone().into_typed();
    let mut reduced = Nat::zero(prime.len());
    prime.reduce_raw(&mut reduced, of);
    #[cfg(certwright_ctgrind)]
    crate::bignum::ctgrind::probe("import: coefficient", &reduced);
    let coefficient = if strip(given).is_empty() {
        let mut inverse = Nat::zero(prime.len());
        let exists = prime.inverse_raw(&mut inverse, &reduced).declassify();
        exists.then(|| prime.to_mont(Residue::assume(inverse)))
    } else {
        let mut product: Residue<R> = Residue::assume(reduced);
        Nat::from_be_bytes_in(given, prime.len())
            .and_then(|given| prime.residue(given))
            .map(|given| prime.to_mont(given))
            .filter(|given| {
                prime.mul_assign(&mut product, given);
                arith::equals_word(product.limbs(), 1).declassify()
            })
    };
    if coefficient.is_none() {
        sink(KeyError::CoefficientMismatch { prime: number })?;
    }
    ControlFlow::Continue(coefficient.map(Residue::into_limbs))
}

/// d = e⁻¹ mod lcm(r_1 − 1, …), in as many limbs as the modulus.
fn derive_private_exponent(public: &PublicKey, primes: &Primes) -> Option<Nat> {
    let mut lcm = Nat::from_limbs(&[1]);
    for prime in primes.all() {
        let order = minus_one(prime.limbs());
        let len = lcm.len().max(order.len());
        let (a, b) = (widened(&lcm, len), widened(&order, len));
        let mut gcd = Nat::zero(len);
        arith::gcd(&mut gcd, &a, &b);
        let mut quotient = Nat::zero(len);
        let mut rest = Nat::zero(len);
        arith::div_rem(&mut quotient, &mut rest, &b, &gcd);
        lcm = multiply(&lcm, &quotient);
    }
    #[cfg(certwright_ctgrind)]
    crate::bignum::ctgrind::probe("import: lcm", &lcm);
    let len = public.modulus().len();
    let lcm = narrowed(&lcm, len);
    let e = remainder(public.exponent(), &lcm);
    let mut d = Nat::zero(len);
    arith::inverse(&mut d, &e, &lcm).declassify().then_some(d)
}

/// Splits n with the help of d (Miller's method; FIPS 186-5 and SP 800-56B C.1): e·d − 1 = 2^t·u, and for half of all
/// bases g, some power g^(u·2^i) is a square root of 1 other than ±1.
fn recover_primes(public: &PublicKey, d: &[Limb]) -> Option<Primes> {
    let modulus = public.modulus();
    let len = modulus.len();
    let mut k = multiply(d, public.exponent());
    arith::sub_word(&mut k, 1);
    #[cfg(certwright_ctgrind)]
    crate::bignum::ctgrind::probe("import: e·d − 1", &k);
    // k is not zero, since e is 3 or more.
    let twos = declassify(arith::trailing_zeros(&k)) as usize;
    arith::shr_vartime(&mut k, twos);
    let minus_one = minus_one(modulus.limbs());
    for base in BASES {
        let mut g = Nat::zero(len);
        g[0] = base;
        let mut x = Nat::zero(len);
        modulus.pow_raw(&mut x, &g, &k);
        for _ in 0..twos {
            let mut square = Nat::zero(len);
            modulus.mul_raw(&mut square, &x, &x);
            let trivial = arith::equals_word(&x, 1) | arith::equal(&x, &minus_one);
            if (arith::equals_word(&square, 1) & !trivial).declassify() {
                arith::sub_word(&mut x, 1);
                let mut p = Nat::zero(len);
                arith::gcd(&mut p, &x, modulus.limbs());
                let mut q = Nat::zero(len);
                let mut rest = Nat::zero(len);
                arith::div_rem(&mut q, &mut rest, modulus.limbs(), &p);
                // p is the greater one, as OpenSSL and most others order them.
                let swap = arith::less(&p, &q);
                arith::swap_if(swap, &mut p, &mut q);
                return match (Modulus::new(&p), Modulus::new(&q)) {
                    (Ok(p), Ok(q)) if arith::is_zero(&rest).declassify() => Some(Primes {
                        p,
                        q,
                        others: Vec::new(),
                    }),
                    _ => None,
                };
            }
            x = square;
        }
    }
    None
}

/// Small bases: each fails for at most half of all moduli, so all fail for one key in 2^25.
const BASES: [Limb; 25] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
];

fn product(primes: &Primes) -> Nat {
    primes.all().fold(Nat::from_limbs(&[1]), |product, prime| {
        multiply(&product, prime.limbs())
    })
}

fn multiply(a: &[Limb], b: &[Limb]) -> Nat {
    let mut out = Nat::zero(a.len() + b.len());
    arith::mul(&mut out, a, b);
    out
}

fn remainder(a: &[Limb], divisor: &[Limb]) -> Nat {
    let mut quotient = Nat::zero(a.len());
    let mut rest = Nat::zero(divisor.len());
    arith::div_rem(&mut quotient, &mut rest, a, divisor);
    rest
}

fn widened(a: &[Limb], len: usize) -> Nat {
    let mut out = Nat::zero(len);
    out[..a.len()].copy_from_slice(a);
    out
}

/// The low limbs; those above are zero by the caller's bound.
fn narrowed(a: &[Limb], len: usize) -> Nat {
    let mut out = Nat::zero(len);
    let common = len.min(a.len());
    out[..common].copy_from_slice(&a[..common]);
    out
}

/// Without the zero limbs at the top that a product of lengths in limbs leaves; the length in limbs is public.
fn trimmed(a: &[Limb]) -> Nat {
    Nat::from_limbs(&a[..limbs_for_bits(crate::bignum::bit_len_vartime(a)).max(1)])
}

/// Whether two numbers of any lengths are equal.
fn equal_numbers(a: &[Limb], b: &[Limb]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let (low, high) = long.split_at(short.len());
    let equal: Mask = arith::equal(low, short) & arith::is_zero(high);
    equal.declassify()
}

/// Big-endian bytes without leading zeros, as the encoders want them. The number of leading zero bytes shows, as it
/// does in the DER.
pub(super) fn bytes(limbs: &[Limb]) -> Vec<u8> {
    let mut be = zeroize::Zeroizing::new(alloc::vec![0u8; size_of_val(limbs)]);
    let all_fit = limbs_to_be_bytes(limbs, &mut be);
    assert!(all_fit.declassify(), "as many bytes as the limbs have");
    strip(&be).to_vec()
}
