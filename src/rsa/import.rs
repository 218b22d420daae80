//! From the numbers of a file to a key: every relation between them is checked, what is missing is computed.
//!
//! The same walk serves loading, which stops at the first fault, and checking, which goes on and reports them all.

use alloc::vec::Vec;
use core::ops::ControlFlow;

use super::key::{Factor, PrivateKey, PublicKey, bit_len, strip};
use super::{KeyError, KeyParts, roca};
use crate::bignum::{Limb, Mask, Modulus, Nat, arith, limbs_for_bits, limbs_to_be_bytes};

/// What to do with a fault: go on, or stop there.
type Sink<'a> = dyn FnMut(KeyError) -> ControlFlow<KeyError> + 'a;

/// Loads a key of at least so many bits, or says what the first fault is.
pub(super) fn load(parts: &KeyParts, least_bits: usize) -> Result<PrivateKey, KeyError> {
    match walk(parts, least_bits, &mut ControlFlow::Break) {
        ControlFlow::Continue(Some(key)) => Ok(key),
        // Without a fault reported there is a key: `walk` gives up only on what it has reported.
        ControlFlow::Continue(None) => Err(KeyError::ProductMismatch),
        ControlFlow::Break(fault) => Err(fault),
    }
}

/// Every fault, and the key if its numbers allow one to be made.
pub(super) fn faults(parts: &KeyParts, least_bits: usize) -> (Vec<KeyError>, Option<PrivateKey>) {
    let mut found = Vec::new();
    let mut sink = |fault| {
        if !found.contains(&fault) {
            found.push(fault);
        }
        ControlFlow::Continue(())
    };
    let key = match walk(parts, least_bits, &mut sink) {
        ControlFlow::Continue(key) => key,
        ControlFlow::Break(_) => None,
    };
    (found, key)
}

/// How many primes a modulus may be split into before the smallest is in reach of the elliptic curve method: the
/// limits that OpenSSL's generator keeps.
fn most_primes(bits: usize) -> usize {
    match bits {
        0..1024 => 2,
        1024..4096 => 3,
        4096..8192 => 4,
        _ => 5,
    }
}

fn walk(
    parts: &KeyParts,
    least_bits: usize,
    sink: &mut Sink<'_>,
) -> ControlFlow<KeyError, Option<PrivateKey>> {
    let public = match PublicKey::of_at_least(least_bits, &parts.modulus, &parts.public_exponent) {
        Ok(public) => public,
        Err(fault) => {
            sink(fault)?;
            for fault in PublicKey::faults(least_bits, &parts.modulus, &parts.public_exponent) {
                sink(fault)?;
            }
            return ControlFlow::Continue(None);
        }
    };
    if roca::has_fingerprint(public.modulus_be()) {
        sink(KeyError::ModulusRoca)?;
    }
    let len = public.modulus().len();
    let mut sound = true;
    let d = match private_exponent(parts, &public) {
        Ok(d) => d,
        Err(fault) => {
            sink(fault)?;
            sound = false;
            None
        }
    };
    let recovered;
    let parts = if strip(&parts.prime1).is_empty() && strip(&parts.prime2).is_empty() {
        if d.is_none() && sound {
            // Either would give the other.
            sink(KeyError::PrivateExponentMissing)?;
        }
        let mut with_primes = parts.clone();
        if let Some(d) = &d
            && let Some((p, q)) = recover_primes(&public, d)
        {
            (with_primes.prime1, with_primes.prime2) = (octets(&p), octets(&q));
        }
        recovered = with_primes;
        &recovered
    } else {
        parts
    };

    let Some(primes) = primes(parts, &public, sink)? else {
        return ControlFlow::Continue(None);
    };
    let product = product(&primes);
    if !equal_numbers(&product, public.modulus().limbs()) {
        sink(KeyError::ProductMismatch)?;
        sound = false;
    }
    if let [p, q] = &primes[..] {
        closeness(p.limbs(), q.limbs(), public.bits(), sink)?;
    }

    let mut exponents = Vec::with_capacity(primes.len());
    let given = |i: usize| match i {
        0 => &parts.exponent1[..],
        1 => &parts.exponent2[..],
        _ => &parts.other_primes[i - 2].exponent[..],
    };
    for (i, prime) in primes.iter().enumerate() {
        let number = i + 1;
        match exponent(prime, given(i), d.as_ref(), &public) {
            Ok(exponent) => exponents.push(exponent),
            Err(faults) => {
                sound = false;
                for fault in faults {
                    sink(match fault {
                        Wrong::PrivateExponent => {
                            KeyError::PrivateExponentMismatch { prime: number }
                        }
                        Wrong::CrtExponent => KeyError::CrtExponentMismatch { prime: number },
                        Wrong::SharedFactor => {
                            KeyError::PrimeSharesFactorWithExponent { prime: number }
                        }
                    })?;
                }
            }
        }
    }

    let mut factors = Vec::with_capacity(primes.len());
    let mut before = Nat::from_limbs(&[1]);
    for (i, prime) in primes.iter().enumerate() {
        let given = match i {
            0 => &[][..],
            1 => &parts.coefficient[..],
            _ => &parts.other_primes[i - 2].coefficient[..],
        };
        let coefficient = match i {
            0 => Ok(Nat::zero(0)),
            // qInv is modulo p, of q; later ones are modulo the prime itself, of the product of those before.
            1 => coefficient(&primes[0], prime.limbs(), given),
            _ => coefficient(prime, &before, given),
        };
        let next = multiply(&before, prime.limbs());
        let product = if i < 2 {
            Nat::zero(0)
        } else {
            trimmed(&before)
        };
        before = next;
        match coefficient {
            Ok(coefficient) if i < exponents.len() => {
                let exponent = exponents[i].clone();
                let mut exponent_less_one = exponent.clone();
                // d_i is odd, since its product with e is 1 modulo an even number: no borrow.
                arith::sub_word(&mut exponent_less_one, 1);
                factors.push(Factor {
                    prime: prime.clone(),
                    exponent,
                    exponent_less_one,
                    coefficient,
                    product,
                });
            }
            Ok(_) => sound = false,
            Err(()) => {
                sound = false;
                sink(KeyError::CoefficientMismatch { prime: i + 1 })?;
            }
        }
    }
    if !sound {
        return ControlFlow::Continue(None);
    }
    let exponent = match d {
        Some(d) => d,
        None => match derive_private_exponent(&public, &primes) {
            Some(d) => d,
            // Not reached: every exponent above is an inverse of e, and so there is one modulo the least multiple.
            None => {
                sink(KeyError::PrivateExponentMissing)?;
                return ControlFlow::Continue(None);
            }
        },
    };
    // FIPS 186-5 A.1.1: d > 2^(nlen/2). A shorter one is found by Wiener's method and its successors.
    let half = public.bits() / 2;
    let mut bound = Nat::zero(len);
    bound[half / Limb::BITS as usize] = 1 << (half % Limb::BITS as usize);
    if (!arith::less(&bound, &exponent)).declassify() {
        sink(KeyError::PrivateExponentTooShort)?;
    }
    ControlFlow::Continue(Some(PrivateKey {
        public,
        exponent,
        factors,
    }))
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

/// The primes, each odd, above 2 and below the modulus. `None` once one is not.
fn primes(
    parts: &KeyParts,
    public: &PublicKey,
    sink: &mut Sink<'_>,
) -> ControlFlow<KeyError, Option<Vec<Modulus>>> {
    let count = 2 + parts.other_primes.len();
    if count > most_primes(public.bits()) {
        sink(KeyError::TooManyPrimes { primes: count })?;
        return ControlFlow::Continue(None);
    }
    let given = [&parts.prime1, &parts.prime2]
        .into_iter()
        .chain(parts.other_primes.iter().map(|o| &o.prime));
    let mut primes = Vec::with_capacity(count);
    for (prime, octets) in (1..).zip(given) {
        let octets = strip(octets);
        let fault = match octets {
            [] => Some(KeyError::PrimeMissing { prime }),
            [.., low] if low & 1 == 0 => Some(KeyError::PrimeEven { prime }),
            [1] => Some(KeyError::PrimeRange { prime }),
            _ if bit_len(octets) > public.bits() => Some(KeyError::PrimeRange { prime }),
            _ => match Modulus::from_be_bytes(octets) {
                Ok(modulus) => {
                    primes.push(modulus);
                    None
                }
                Err(_) => Some(KeyError::PrimeRange { prime }),
            },
        };
        if let Some(fault) = fault {
            sink(fault)?;
        }
    }
    for (i, prime) in primes.iter().enumerate() {
        if primes[..i]
            .iter()
            .any(|other| equal_numbers(other.limbs(), prime.limbs()))
        {
            sink(KeyError::PrimesEqual)?;
            primes.clear();
            break;
        }
    }
    ControlFlow::Continue((primes.len() == count).then_some(primes))
}

/// |p − q| > 2^(nlen/2 − 100) (FIPS 186-5 A.1.3 step 5.4).
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

enum Wrong {
    PrivateExponent,
    CrtExponent,
    SharedFactor,
}

/// d_i for one prime: the given one if it is right, or computed from d, or from e where there is no d either.
fn exponent(
    prime: &Modulus,
    given: &[u8],
    d: Option<&Nat>,
    public: &PublicKey,
) -> Result<Nat, Vec<Wrong>> {
    let mut less_one = Nat::from_limbs(prime.limbs());
    arith::sub_word(&mut less_one, 1);
    let mut faults = Vec::new();
    let from_d = d.map(|d| remainder(d, &less_one));
    if let Some(from_d) = &from_d
        && !inverts(from_d, public.exponent(), &less_one)
    {
        faults.push(Wrong::PrivateExponent);
    }
    let exponent = if !strip(given).is_empty() {
        let given = Nat::from_be_bytes_in(given, prime.len()).filter(|given| {
            let reduced = arith::less(given, &less_one).declassify();
            reduced && inverts(given, public.exponent(), &less_one)
        });
        if given.is_none() {
            faults.push(Wrong::CrtExponent);
        }
        given
    } else if from_d.is_some() {
        from_d
    } else {
        let e = remainder(public.exponent(), &less_one);
        let mut inverse = Nat::zero(prime.len());
        let exists = arith::inverse(&mut inverse, &e, &less_one).declassify();
        if !exists {
            faults.push(Wrong::SharedFactor);
        }
        exists.then_some(inverse)
    };
    match exponent {
        Some(exponent) if faults.is_empty() => Ok(exponent),
        _ => Err(faults),
    }
}

/// Whether e·x ≡ 1 (mod m).
fn inverts(x: &[Limb], e: &[Limb], m: &[Limb]) -> bool {
    let product = multiply(x, e);
    arith::equals_word(&remainder(&product, m), 1).declassify()
}

/// A Garner coefficient, checked if given, else computed: `of`⁻¹ modulo `prime`.
fn coefficient(prime: &Modulus, of: &[Limb], given: &[u8]) -> Result<Nat, ()> {
    let mut reduced = Nat::zero(prime.len());
    prime.reduce(&mut reduced, of);
    if strip(given).is_empty() {
        let mut inverse = Nat::zero(prime.len());
        return if prime.inverse(&mut inverse, &reduced).declassify() {
            Ok(inverse)
        } else {
            Err(())
        };
    }
    let given = Nat::from_be_bytes_in(given, prime.len()).ok_or(())?;
    let mut product = Nat::zero(prime.len());
    prime.mul(&mut product, &reduced, &given);
    let right = prime.contains(&given) & arith::equals_word(&product, 1);
    if right.declassify() {
        Ok(given)
    } else {
        Err(())
    }
}

/// d = e⁻¹ mod lcm(r_1 − 1, …), in as many limbs as the modulus.
pub(super) fn derive_private_exponent(public: &PublicKey, primes: &[Modulus]) -> Option<Nat> {
    let mut lcm = Nat::from_limbs(&[1]);
    for prime in primes {
        let mut less_one = Nat::from_limbs(prime.limbs());
        arith::sub_word(&mut less_one, 1);
        let len = lcm.len().max(less_one.len());
        let (a, b) = (widened(&lcm, len), widened(&less_one, len));
        let mut gcd = Nat::zero(len);
        arith::gcd(&mut gcd, &a, &b);
        let mut quotient = Nat::zero(len);
        let mut rest = Nat::zero(len);
        arith::div_rem(&mut quotient, &mut rest, &b, &gcd);
        lcm = multiply(&lcm, &quotient);
    }
    let len = public.modulus().len();
    let lcm = narrowed(&lcm, len);
    let e = remainder(public.exponent(), &lcm);
    let mut d = Nat::zero(len);
    arith::inverse(&mut d, &e, &lcm).declassify().then_some(d)
}

/// Splits n with the help of d (Miller's method; FIPS 186-5 and SP 800-56B C.1): e·d − 1 = 2^t·u, and for half of all
/// bases g, some power g^(u·2^i) is a square root of 1 other than ±1.
fn recover_primes(public: &PublicKey, d: &[Limb]) -> Option<(Nat, Nat)> {
    let modulus = public.modulus();
    let len = modulus.len();
    let mut k = multiply(d, public.exponent());
    arith::sub_word(&mut k, 1);
    let twos = arith::trailing_zeros_vartime(&k);
    if twos == 0 || arith::is_zero(&k).declassify() {
        return None;
    }
    arith::shr_vartime(&mut k, twos);
    let mut minus_one = Nat::from_limbs(modulus.limbs());
    arith::sub_word(&mut minus_one, 1);
    for base in BASES {
        let mut g = Nat::zero(len);
        g[0] = base;
        let mut x = Nat::zero(len);
        modulus.pow(&mut x, &g, &k);
        for _ in 0..twos {
            let mut square = Nat::zero(len);
            modulus.mul(&mut square, &x, &x);
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
                return arith::is_zero(&rest).declassify().then_some((p, q));
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

fn product(primes: &[Modulus]) -> Nat {
    primes.iter().fold(Nat::from_limbs(&[1]), |product, prime| {
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

/// Big-endian octets without leading zeros, as the encoders want them. The number of leading zero octets shows, as it
/// does in the DER.
pub(super) fn octets(limbs: &[Limb]) -> Vec<u8> {
    let mut be = zeroize::Zeroizing::new(alloc::vec![0u8; size_of_val(limbs)]);
    let _all_fit = limbs_to_be_bytes(limbs, &mut be);
    strip(&be).to_vec()
}
