//! [`Nat`]: a natural number of a fixed, public length.

use super::arith::bit_len_vartime;
use super::limb::{LIMB_BITS, LIMB_BYTES, Limb, Mask};
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::ops::{Deref, DerefMut};
use zeroize::{Zeroize, Zeroizing};

/// A natural number: little-endian limbs, as many as its creator chose. The length is public, the value is not: it
/// is wiped when dropped and printed as `[redacted]`.
///
/// A `Nat` owns its limbs and dereferences to them. The operations on them are methods of [`Modulus`](super::Modulus), which
/// work on slices, so that limbs on the stack serve as well.
#[derive(Clone)]
pub struct Nat {
    limbs: Box<[Limb]>,
}

impl Nat {
    /// Zero, in `limbs` limbs.
    pub fn zero(limbs: usize) -> Self {
        Self {
            limbs: vec![0; limbs].into_boxed_slice(),
        }
    }

    /// These limbs, least significant first.
    pub fn from_limbs(limbs: &[Limb]) -> Self {
        Self {
            limbs: limbs.into(),
        }
    }

    /// `value` in as many limbs as 64 bits fill.
    pub fn from_u64(value: u64) -> Self {
        let mut nat = Self::zero(64usize.div_ceil(LIMB_BITS));
        for (i, limb) in nat.limbs.iter_mut().enumerate() {
            *limb = (value >> (i * LIMB_BITS)) as Limb;
        }
        nat
    }

    /// Big-endian bytes (RFC 8017 OS2IP), in just enough limbs for all of `bytes`, leading zeros included.
    pub fn from_be_bytes(bytes: &[u8]) -> Self {
        let mut nat = Self::zero(bytes.len().div_ceil(LIMB_BYTES));
        limbs_from_be_bytes(&mut nat.limbs, bytes);
        nat
    }

    /// Big-endian bytes in exactly `limbs` limbs, or nothing if the value needs more. Leaks by timing the length of `bytes`, and which
    /// of the two it is.
    pub fn from_be_bytes_in(bytes: &[u8], limbs: usize) -> Option<Self> {
        let spare = bytes.len().saturating_sub(limbs.saturating_mul(LIMB_BYTES));
        let (head, tail) = bytes.split_at(spare);
        let excess = head.iter().fold(0, |acc, b| acc | b);
        if excess != 0 {
            return None;
        }
        let mut nat = Self::zero(limbs);
        limbs_from_be_bytes(&mut nat.limbs, tail);
        Some(nat)
    }

    /// Big-endian bytes, all limbs of them (RFC 8017 I2OSP); the copy wipes itself.
    pub fn to_be_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(vec![0; self.limbs.len() * LIMB_BYTES]);
        let _fits = limbs_to_be_bytes(&self.limbs, &mut bytes);
        bytes
    }

    /// The position of the highest set bit plus one; 0 for zero. Leaks the answer by timing: for values whose bit
    /// length is public.
    pub fn bit_len_vartime(&self) -> usize {
        bit_len_vartime(&self.limbs)
    }

    /// The same number in `limbs` limbs.
    ///
    /// # Panics
    ///
    /// If the number does not fit.
    pub(crate) fn resized(&self, limbs: usize) -> Self {
        let mut nat = Self::zero(limbs);
        let common = limbs.min(self.limbs.len());
        let dropped = self.limbs[common..].iter().fold(0, |all, limb| all | limb);
        assert!(
            Mask::is_zero(dropped).declassify(),
            "a number of {} limbs does not fit {limbs}",
            self.limbs.len()
        );
        nat.limbs[..common].copy_from_slice(&self.limbs[..common]);
        nat
    }
}

impl Deref for Nat {
    type Target = [Limb];
    fn deref(&self) -> &[Limb] {
        &self.limbs
    }
}

impl DerefMut for Nat {
    fn deref_mut(&mut self) -> &mut [Limb] {
        &mut self.limbs
    }
}

impl Drop for Nat {
    fn drop(&mut self) {
        self.limbs.zeroize();
    }
}

impl Zeroize for Nat {
    fn zeroize(&mut self) {
        self.limbs.zeroize();
    }
}

impl fmt::Debug for Nat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nat([redacted]; {} limbs)", self.limbs.len())
    }
}

/// Fills `limbs` from big-endian bytes; higher limbs become zero.
///
/// # Panics
///
/// If `bytes` is longer than the limbs.
pub(crate) fn limbs_from_be_bytes(limbs: &mut [Limb], bytes: &[u8]) {
    assert!(
        bytes.len() <= limbs.len() * LIMB_BYTES,
        "{} bytes into {} limbs",
        bytes.len(),
        limbs.len()
    );
    let (top, groups) = bytes.as_rchunks::<LIMB_BYTES>();
    let (low, high) = limbs.split_at_mut(groups.len());
    for (limb, group) in low.iter_mut().zip(groups.iter().rev()) {
        *limb = Limb::from_be_bytes(*group);
    }
    high.fill(0);
    if let Some(limb) = high.first_mut() {
        *limb = (top.iter()).fold(0, |acc, &byte| (acc << 8) | Limb::from(byte));
    }
}

/// Writes `limbs` as big-endian bytes filling `bytes`, with leading zeros, and returns whether the value fitted: the
/// bytes that fell off the high end were all zero.
pub fn limbs_to_be_bytes(limbs: &[Limb], bytes: &mut [u8]) -> Mask {
    let (top, groups) = bytes.as_rchunks_mut::<LIMB_BYTES>();
    let (low, high) = limbs.split_at(groups.len().min(limbs.len()));
    let mut groups = groups.iter_mut().rev();
    for (limb, group) in low.iter().zip(&mut groups) {
        *group = limb.to_be_bytes();
    }
    groups.for_each(|group| *group = [0; LIMB_BYTES]);
    let mut rest = high.first().copied().unwrap_or(0);
    for byte in top.iter_mut().rev() {
        *byte = rest as u8;
        rest >>= 8;
    }
    Mask::is_zero(high.iter().skip(1).fold(rest, |lost, &limb| lost | limb))
}
