//! The machine word, its carries, and secret truth values.
//!
//! A [`Limb`] is 64 bits where the target multiplies 64-bit words, and 32 bits on 32-bit targets or under
//! `--cfg certwright_limb32` (which lets a 64-bit machine test the narrow code). Everything above this file is
//! written once for both.

/// One digit of a number.
#[cfg(not(any(target_pointer_width = "32", certwright_limb32)))]
pub type Limb = u64;
/// One digit of a number.
#[cfg(any(target_pointer_width = "32", certwright_limb32))]
pub type Limb = u32;

/// Twice a [`Limb`]: holds any product of two, plus two more limbs:
/// (B−1)² + 2(B−1) = B² − 1.
#[cfg(not(any(target_pointer_width = "32", certwright_limb32)))]
pub type WideLimb = u128;
/// Twice a [`Limb`]: holds any product of two, plus two more limbs:
/// (B−1)² + 2(B−1) = B² − 1.
#[cfg(any(target_pointer_width = "32", certwright_limb32))]
pub type WideLimb = u64;

/// Bits in a [`Limb`].
pub const LIMB_BITS: usize = Limb::BITS as usize;
/// Bytes in a [`Limb`].
pub const LIMB_BYTES: usize = LIMB_BITS / 8;

/// Limbs that hold `bits` bits.
pub const fn limbs_for_bits(bits: usize) -> usize {
    bits.div_ceil(LIMB_BITS)
}

/// `a + b + carry`, and the carry out. `carry` is 0 or 1.
#[inline(always)]
pub(crate) fn adc(a: Limb, b: Limb, carry: Limb) -> (Limb, Limb) {
    let (sum, c) = a.carrying_add(b, carry != 0);
    (sum, c as Limb)
}

/// `a − b − borrow`, and the borrow out. `borrow` is 0 or 1.
#[inline(always)]
pub(crate) fn sbb(a: Limb, b: Limb, borrow: Limb) -> (Limb, Limb) {
    let (difference, c) = a.borrowing_sub(b, borrow != 0);
    (difference, c as Limb)
}

/// `a·b + addend + carry` as (low, high): never overflows two limbs (see [`WideLimb`]).
#[inline(always)]
pub(crate) const fn mac(addend: Limb, a: Limb, b: Limb, carry: Limb) -> (Limb, Limb) {
    let wide = a as WideLimb * b as WideLimb + addend as WideLimb + carry as WideLimb;
    (wide as Limb, (wide >> LIMB_BITS) as Limb)
}

/// A secret truth value: all ones for true, all zeros for false.
///
/// It is combined and used to select without a branch. [`Mask::declassify`] is the only way to a `bool`, so each
/// place where a secret decision becomes public is one word to search for.
#[derive(Clone, Copy)]
#[must_use]
pub struct Mask(Limb);

impl core::fmt::Debug for Mask {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Mask([redacted])")
    }
}

impl Mask {
    /// True.
    pub const TRUE: Self = Self(Limb::MAX);
    /// False.
    pub const FALSE: Self = Self(0);

    /// From a bit that is 0 or 1. The optimiser is kept from learning that only two values exist, since it would
    /// be free to turn a selection between two of them into a branch.
    #[inline(always)]
    pub(crate) fn from_bit(bit: Limb) -> Self {
        debug_assert!(bit <= 1);
        Self(core::hint::black_box(bit.wrapping_neg()))
    }

    /// True where `limb` is zero.
    #[inline(always)]
    pub fn is_zero(limb: Limb) -> Self {
        // The top bit of ¬x ∧ (x − 1) is set for x = 0 alone.
        Self::from_bit((!limb & limb.wrapping_sub(1)) >> (LIMB_BITS - 1))
    }

    /// True where the limbs are equal.
    #[inline(always)]
    pub fn equal(a: Limb, b: Limb) -> Self {
        Self::is_zero(a ^ b)
    }

    /// `a` where true, `b` where false.
    #[inline(always)]
    pub const fn select(self, a: Limb, b: Limb) -> Limb {
        b ^ (self.0 & (a ^ b))
    }

    /// `limb` where true, 0 where false.
    #[inline(always)]
    pub const fn keep(self, limb: Limb) -> Limb {
        self.0 & limb
    }

    /// 1 where true, 0 where false.
    #[inline(always)]
    pub const fn bit(self) -> Limb {
        self.0 & 1
    }

    /// The value as a public `bool`: from here on it may be branched on, and so leaks by timing.
    #[inline(always)]
    pub fn declassify(self) -> bool {
        super::secret::declassify(self.0) != 0
    }
}

impl core::ops::BitAnd for Mask {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl core::ops::BitOr for Mask {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl core::ops::Not for Mask {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(!self.0)
    }
}
