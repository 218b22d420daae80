//! Working memory on the stack, by size class, wiped after use.
//!
//! Nothing in `bignum` allocates per operation. What an operation needs it asks for here: the smallest of six
//! arrays that holds it is laid on the stack, lent to the closure zeroed, and the part that was lent is wiped
//! before the frame goes. Each class is a function of its own that is never inlined, so that a small key pays for a
//! small frame.

use super::limb::{LIMB_BYTES, Limb};
use zeroize::Zeroize;

/// The most that one call lends, in limbs: 144 KiB, a window table for a modulus of 16384 bits among it.
pub const MAX_LIMBS: usize = 144 * 1024 / LIMB_BYTES;

/// Lends `work` a zeroed slice of `limbs` limbs, and wipes it afterwards. Leaks `limbs` by timing, and nothing else.
///
/// Stack use is `limbs` rounded up to 1 KiB, 4 KiB, 8 KiB, 16 KiB, 40 KiB or 144 KiB.
///
/// # Panics
///
/// If `limbs` exceeds [`MAX_LIMBS`].
pub fn with<R>(limbs: usize, work: impl FnOnce(&mut [Limb]) -> R) -> R {
    const fn class(kib: usize) -> usize {
        kib * 1024 / LIMB_BYTES
    }
    assert!(
        limbs <= MAX_LIMBS,
        "{limbs} limbs of scratch asked for, {MAX_LIMBS} is the most"
    );
    if limbs <= class(1) {
        lend::<{ class(1) }, R>(limbs, work)
    } else if limbs <= class(4) {
        lend::<{ class(4) }, R>(limbs, work)
    } else if limbs <= class(8) {
        lend::<{ class(8) }, R>(limbs, work)
    } else if limbs <= class(16) {
        lend::<{ class(16) }, R>(limbs, work)
    } else if limbs <= class(40) {
        lend::<{ class(40) }, R>(limbs, work)
    } else {
        lend::<MAX_LIMBS, R>(limbs, work)
    }
}

#[repr(C, align(64))]
struct Aligned<const N: usize>([Limb; N]);

#[inline(never)]
fn lend<const N: usize, R>(limbs: usize, work: impl FnOnce(&mut [Limb]) -> R) -> R {
    let mut array = Aligned([0; N]);
    let lent = &mut array.0[..limbs];
    let result = work(lent);
    lent.zeroize();
    result
}
