//! [`Integer`]: whole numbers of either sign, for public values.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::arith;
use super::arith::bit_len_vartime;
use super::limb::{LIMB_BITS, LIMB_BYTES, Limb};
use super::modulus::Modulus;
use super::nat::{Nat, limbs_to_be_bytes};

/// A whole number of either sign, for values that are public: lengths follow values, and every operation takes time that
/// depends on them. Nothing is wiped.
///
/// Serves what is not RSA's secret arithmetic: other implementations' test files, even moduli, square roots modulo a prime. It is written
/// for short code and not for speed: division takes a step a bit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Integer {
    /// Never set for zero.
    negative: bool,
    /// Without leading zeros.
    limbs: Vec<Limb>,
}

/// The longest numbers for which a division-step inverse, of four numbers a limb longer, finds its working memory on the stack: 2^18 bits.
const LONGEST: usize = (1 << 18) / LIMB_BITS;
const _: () = assert!(4 * (LONGEST + 1) <= super::scratch::MAX_LIMBS);

impl Integer {
    /// Zero.
    pub const ZERO: Self = Self {
        negative: false,
        limbs: Vec::new(),
    };

    fn new(negative: bool, mut limbs: Vec<Limb>) -> Self {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        Self {
            negative: negative && !limbs.is_empty(),
            limbs,
        }
    }

    /// The number of this magnitude, big-endian, and sign. Minus zero is zero.
    pub fn from_be_bytes(negative: bool, magnitude: &[u8]) -> Self {
        Self::new(negative, Nat::from_be_bytes(magnitude).to_vec())
    }

    /// The magnitude as big-endian bytes without leading zeros; none for zero.
    pub fn magnitude_be_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.bits().div_ceil(8)];
        let fits = limbs_to_be_bytes(&self.limbs, &mut bytes);
        debug_assert!(fits.declassify(), "as many bytes as the number has");
        bytes
    }

    /// Below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Zero.
    pub fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// Odd.
    pub fn is_odd(&self) -> bool {
        self.limbs.first().is_some_and(|low| low & 1 == 1)
    }

    /// Bits of the magnitude.
    pub fn bits(&self) -> usize {
        bit_len_vartime(&self.limbs)
    }

    /// The magnitude's limbs, least significant first.
    pub fn limbs(&self) -> &[Limb] {
        &self.limbs
    }

    /// −self.
    pub fn negated(&self) -> Self {
        Self::new(!self.negative, self.limbs.clone())
    }

    fn magnitude(&self) -> Self {
        Self::new(false, self.limbs.clone())
    }

    fn compare_magnitudes(&self, other: &Self) -> Ordering {
        let by_value = || self.limbs.iter().rev().cmp(other.limbs.iter().rev());
        self.limbs.len().cmp(&other.limbs.len()).then_with(by_value)
    }

    fn padded(&self, limbs: usize) -> Vec<Limb> {
        let mut out = self.limbs.clone();
        out.resize(limbs, 0);
        out
    }

    /// self + other.
    pub fn plus_vartime(&self, other: &Self) -> Self {
        let len = self.limbs.len().max(other.limbs.len()) + 1;
        let (mut a, b) = (self.padded(len), other.padded(len));
        if self.negative == other.negative {
            arith::add_assign(&mut a, &b);
            return Self::new(self.negative, a);
        }
        if self.compare_magnitudes(other) == Ordering::Less {
            let mut b = b;
            arith::sub_assign(&mut b, &a);
            return Self::new(other.negative, b);
        }
        arith::sub_assign(&mut a, &b);
        Self::new(self.negative, a)
    }

    /// self − other.
    pub fn minus_vartime(&self, other: &Self) -> Self {
        self.plus_vartime(&other.negated())
    }

    /// self · other.
    pub fn times_vartime(&self, other: &Self) -> Self {
        let mut out = vec![0; self.limbs.len() + other.limbs.len()];
        arith::mul(&mut out, &self.limbs, &other.limbs);
        Self::new(self.negative != other.negative, out)
    }

    /// Quotient and remainder, the quotient rounded towards zero; `None` where `divisor` is zero.
    pub fn div_rem_vartime(&self, divisor: &Self) -> Option<(Self, Self)> {
        if divisor.is_zero() {
            return None;
        }
        if self.compare_magnitudes(divisor) == Ordering::Less {
            return Some((Self::ZERO, self.clone()));
        }
        let mut quotient = vec![0; self.limbs.len()];
        let mut remainder = vec![0; divisor.limbs.len()];
        arith::div_rem(&mut quotient, &mut remainder, &self.limbs, &divisor.limbs);
        Some((
            Self::new(self.negative != divisor.negative, quotient),
            Self::new(self.negative, remainder),
        ))
    }

    /// self modulo |n|, not negative; `None` where n is zero.
    pub fn modulo_vartime(&self, n: &Self) -> Option<Self> {
        let (_, rest) = self.div_rem_vartime(n)?;
        Some(if rest.negative {
            rest.plus_vartime(&n.magnitude())
        } else {
            rest
        })
    }

    /// self · 2^bits.
    pub fn shl_vartime(&self, bits: usize) -> Self {
        let mut out = vec![0; bits / LIMB_BITS];
        out.extend_from_slice(&self.limbs);
        out.push(0);
        for _ in 0..bits % LIMB_BITS {
            arith::shl1(&mut out, 0);
        }
        Self::new(self.negative, out)
    }

    /// self / 2^bits, rounded towards zero.
    pub fn shr_vartime(&self, bits: usize) -> Self {
        let mut out = self.limbs.clone();
        arith::shr_vartime(&mut out, bits);
        Self::new(self.negative, out)
    }

    /// The greatest common divisor, not negative; that of zero and zero is zero.
    pub fn gcd_vartime(&self, other: &Self) -> Self {
        let len = self.limbs.len().max(other.limbs.len());
        if len > LONGEST {
            let (mut a, mut b) = (self.magnitude(), other.magnitude());
            while let Some(rest) = a.modulo_vartime(&b) {
                (a, b) = (b, rest);
            }
            return a;
        }
        let mut out = vec![0; len];
        arith::gcd(&mut out, &self.padded(len), &other.padded(len));
        Self::new(false, out)
    }

    /// The least common multiple, not negative; zero where one is zero.
    pub fn lcm_vartime(&self, other: &Self) -> Self {
        match self.div_rem_vartime(&self.gcd_vartime(other)) {
            Some((part, _)) => part.times_vartime(other).magnitude(),
            None => Self::ZERO,
        }
    }

    /// The lowest `bits` bits of the magnitude.
    fn low_bits(&self, bits: usize) -> Self {
        let mut limbs = self.padded(bits.div_ceil(LIMB_BITS).max(self.limbs.len()));
        limbs.truncate(bits.div_ceil(LIMB_BITS));
        if !bits.is_multiple_of(LIMB_BITS)
            && let Some(top) = limbs.last_mut()
        {
            *top &= (1 << (bits % LIMB_BITS)) - 1;
        }
        Self::new(false, limbs)
    }

    fn bit(&self, i: usize) -> bool {
        arith::bit(&self.limbs, i) == 1
    }

    /// self^exponent. `None` for a negative exponent.
    pub fn pow_vartime(&self, exponent: &Self) -> Option<Self> {
        self.raised(exponent, |x| x)
    }

    /// self^exponent by squaring, every intermediate result passed through `reduce`.
    fn raised(&self, exponent: &Self, reduce: impl Fn(Self) -> Self) -> Option<Self> {
        if exponent.negative {
            return None;
        }
        let mut power = reduce(Self::from(1));
        for i in (0..exponent.bits()).rev() {
            power = reduce(power.times_vartime(&power));
            if exponent.bit(i) {
                power = reduce(power.times_vartime(self));
            }
        }
        Some(power)
    }

    /// self^exponent mod |n|. `None` where n is zero, the exponent is negative, the odd part of n is longer than
    /// [`MAX_BITS`](super::MAX_BITS), or an even n has more than 2^18 bits.
    ///
    /// n = m·2^k with m odd: modulo m it is [`Modulus::pow_public_vartime`], modulo 2^k squarings, and Garner's formula has both.
    pub fn pow_mod_vartime(&self, exponent: &Self, n: &Self) -> Option<Self> {
        if exponent.negative || n.is_zero() {
            return None;
        }
        let twos = arith::trailing_zeros_vartime(&n.limbs);
        let m = n.magnitude().shr_vartime(twos);
        let modulo_m = if m.bits() == 1 {
            Self::ZERO
        } else {
            let modulus = Modulus::new_vartime(&m.limbs).ok()?;
            let base = self.modulo_vartime(&m)?.padded(modulus.len());
            let mut out = vec![0; modulus.len()];
            modulus
                .pow_public_vartime(&base, &exponent.limbs, &mut out)
                .ok()?;
            Self::new(false, out)
        };
        if twos == 0 {
            return Some(modulo_m);
        }
        let modulo_power = self
            .modulo_vartime(&Self::from(1).shl_vartime(twos))?
            .raised(exponent, |x| x.low_bits(twos))?;
        // x = x_m + m·((x_2 − x_m)·m⁻¹ mod 2^k).
        let power = Self::from(1).shl_vartime(twos);
        let factor = modulo_power
            .minus_vartime(&modulo_m)
            .modulo_vartime(&power)?
            .times_vartime(&m.inverse_mod_vartime(&power)?)
            .low_bits(twos);
        Some(modulo_m.plus_vartime(&m.times_vartime(&factor)))
    }

    /// self⁻¹ mod |n|, where the two have no common factor; modulo 1 it is zero. `None` otherwise, and where n has more than 2^18 bits.
    pub fn inverse_mod_vartime(&self, n: &Self) -> Option<Self> {
        let a = self.modulo_vartime(n)?;
        if n.bits() == 1 {
            return Some(Self::ZERO);
        }
        if a.is_zero() || !a.is_odd() && !n.is_odd() || n.limbs.len() > LONGEST {
            return None;
        }
        let mut out = vec![0; n.limbs.len()];
        let exists = arith::inverse(&mut out, &a.limbs, &n.limbs).declassify();
        exists.then(|| Self::new(false, out))
    }

    /// A square root modulo the prime p: `None` for a number that is not a square, where p turns out not to be prime, and for a prime that
    /// was chosen so that every number below 1000 is a square modulo it. Of the two roots, either may come.
    ///
    /// Tonelli's and Shanks' algorithm (Cohen, *A Course in Computational Algebraic Number Theory*, 1.5.1).
    pub fn sqrt_mod_prime_vartime(&self, p: &Self) -> Option<Self> {
        let a = self.modulo_vartime(p)?;
        let (one, two) = (Self::from(1), Self::from(2));
        if p.negative || a.bits() < 2 || *p == two {
            return (!p.negative).then_some(a);
        }
        let p_minus_one = p.minus_vartime(&one);
        let half = p_minus_one.shr_vartime(1);
        let times = |x: &Self, y: &Self| x.times_vartime(y).modulo_vartime(p);
        if !p.is_odd() || a.pow_mod_vartime(&half, p)? != one {
            return None;
        }
        let twos = arith::trailing_zeros_vartime(&p_minus_one.limbs);
        let odd = p_minus_one.shr_vartime(twos);
        // Half of all numbers are not squares, and of a prime that nobody chose for it the smallest is small.
        let not_a_square = (2..1000)
            .map(Self::from)
            .find(|x| x.pow_mod_vartime(&half, p).as_ref() == Some(&p_minus_one))?;
        let mut generator = not_a_square.pow_mod_vartime(&odd, p)?;
        let mut exponent = twos;
        let mut root = a.pow_mod_vartime(&odd.plus_vartime(&one).shr_vartime(1), p)?;
        let mut rest = a.pow_mod_vartime(&odd, p)?;
        while rest != one {
            // root² = a·rest, and rest has order 2^order, below 2^exponent.
            let (mut order, mut square) = (0, rest.clone());
            while square != one {
                square = times(&square, &square)?;
                order += 1;
                if order == exponent {
                    return None;
                }
            }
            for _ in 0..exponent - order - 1 {
                generator = times(&generator, &generator)?;
            }
            root = times(&root, &generator)?;
            generator = times(&generator, &generator)?;
            rest = times(&rest, &generator)?;
            exponent = order;
        }
        (times(&root, &root)? == a).then_some(root)
    }
}

impl From<u32> for Integer {
    fn from(value: u32) -> Self {
        const { assert!(LIMB_BYTES >= 4) };
        Self::new(false, vec![value as Limb])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::{BigInt, BigUint, Sign};
    use proptest::prelude::*;

    #[test]
    fn numbers_of_any_length_have_a_greatest_common_divisor() {
        let one = Integer::from(1);
        let long = Integer::from(15).shl_vartime(1 << 20);
        assert_eq!(long.gcd_vartime(&Integer::from(21)), Integer::from(3));
        assert_eq!(Integer::ZERO.gcd_vartime(&long.negated()), long);
        assert_eq!(long.lcm_vartime(&one), long);
        assert_eq!(one.inverse_mod_vartime(&long), None);
        assert_eq!(one.pow_mod_vartime(&one, &long), None);
    }

    fn number() -> impl Strategy<Value = Integer> {
        (any::<bool>(), proptest::collection::vec(any::<u8>(), 0..40))
            .prop_map(|(negative, bytes)| Integer::from_be_bytes(negative, &bytes))
    }

    fn big(x: &Integer) -> BigInt {
        let sign = if x.is_negative() {
            Sign::Minus
        } else {
            Sign::Plus
        };
        BigInt::from_bytes_be(sign, &x.magnitude_be_bytes())
    }

    proptest! {
        #[test]
        fn whole_numbers_are_those_of_num_bigint(a in number(), b in number(), shift in 0usize..200) {
            prop_assert_eq!(big(&a.plus_vartime(&b)), big(&a) + big(&b));
            prop_assert_eq!(big(&a.minus_vartime(&b)), big(&a) - big(&b));
            prop_assert_eq!(big(&a.times_vartime(&b)), big(&a) * big(&b));
            prop_assert_eq!(big(&a.shl_vartime(shift)), big(&a) << shift);
            prop_assert_eq!(big(&a.magnitude().shr_vartime(shift)), big(&a.magnitude()) >> shift);
            match a.div_rem_vartime(&b) {
                Some((q, r)) => prop_assert_eq!((big(&q), big(&r)), (big(&a) / big(&b), big(&a) % big(&b))),
                None => prop_assert!(b.is_zero()),
            }
        }

        #[test]
        fn powers_and_inverses_modulo_any_number_are_those_of_num_bigint(
            a in number(), e in number(), n in number(), twos in 0usize..70,
        ) {
            let n = n.magnitude().shl_vartime(twos);
            let e = e.magnitude();
            match a.pow_mod_vartime(&e, &n) {
                Some(power) => prop_assert_eq!(big(&power), big(&a).modpow(&big(&e), &big(&n))),
                None => prop_assert!(n.is_zero()),
            }
            if n.bits() > 1 {
                let expected = big(&a).modinv(&big(&n));
                prop_assert_eq!(a.inverse_mod_vartime(&n).map(|x| big(&x)), expected);
            }
        }

        #[test]
        fn a_square_has_a_root_and_other_numbers_have_none(x in any::<u64>(), twos in 0usize..6) {
            // 2^61 − 1, 2^64 − 2^32 + 1 (32 twos in p − 1), and small primes with two to four.
            let p: u64 = [(1 << 61) - 1, 0xffff_ffff_0000_0001, 5, 7, 13, 17][twos];
            let number = |x: u64| Integer::from_be_bytes(false, &x.to_be_bytes());
            let (p, x) = (number(p), number(x));
            let square = x.times_vartime(&x).modulo_vartime(&p).unwrap();
            let root = square.sqrt_mod_prime_vartime(&p).unwrap();
            prop_assert_eq!(root.times_vartime(&root).modulo_vartime(&p).unwrap(), square.clone());
            let half = p.shr_vartime(1);
            let is_square = BigUint::from_bytes_be(&x.magnitude_be_bytes())
                .modpow(&BigUint::from_bytes_be(&half.magnitude_be_bytes()), &BigUint::from_bytes_be(&p.magnitude_be_bytes()))
                <= BigUint::from(1u8);
            prop_assert_eq!(x.sqrt_mod_prime_vartime(&p).is_some(), is_square);
        }
    }
}
