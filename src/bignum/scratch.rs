//! Working memory that is wiped after use: on the stack by size class, or brought by the caller.
//!
//! Nothing in `bignum` allocates per operation. A function that needs working memory for itself takes it by [`with`]: the
//! smallest of a few arrays that holds it is laid on the stack. An operation of many numbers takes an [`Arena`] and gives each
//! number its part; the arena's memory is on the stack ([`with_arena`]) or the caller's ([`Workspace`]).
//!
//! Each size class is a function of its own that is never inlined, so that a small key pays for a small frame.

use super::limb::{LIMB_BYTES, Limb};
use core::fmt;
use zeroize::Zeroize;

/// The maximum that one call of [`with`] provides, in limbs: 144 KiB, a window table for a modulus of 16384 bits among it.
pub const MAX_LIMBS: usize = 144 * 1024 / LIMB_BYTES;

/// Gives `work` a zeroed slice of `limbs` limbs on the stack, and wipes it afterwards. Leaks `limbs` by timing, and
/// nothing else.
///
/// Stack use is `limbs` rounded up to 0.5, 1, 2, 2.5, 3.5, 4.5, 8, 16, 40 or 144 KiB; on x86-64 to 20 and 56 KiB as well.
///
/// # Panics
///
/// If `limbs` exceeds [`MAX_LIMBS`].
pub fn with<R>(limbs: usize, work: impl FnOnce(&mut [Limb]) -> R) -> R {
    once(work, |work| with_class(limbs, work))
}

/// What `work` makes of the memory that `provide` gives it. Where memory comes from sees the closure as an object: it is compiled once,
/// and not once for every caller.
fn once<R>(
    work: impl FnOnce(&mut [Limb]) -> R,
    provide: impl FnOnce(&mut dyn FnMut(&mut [Limb])),
) -> R {
    let mut work = Some(work);
    let mut result = None;
    provide(&mut |memory| result = work.take().map(|work| work(memory)));
    match result {
        Some(result) => result,
        None => unreachable!("the closure is called once"),
    }
}

/// [`with`], as an [`Arena`] of `limbs` limbs.
pub(crate) fn with_arena<R>(limbs: usize, work: impl FnOnce(Arena<'_>) -> R) -> R {
    with(limbs, |free| work(Arena { free }))
}

fn with_class(limbs: usize, work: &mut dyn FnMut(&mut [Limb])) {
    const fn class(bytes: usize) -> usize {
        bytes / LIMB_BYTES
    }
    assert!(
        limbs <= MAX_LIMBS,
        "{limbs} limbs of working memory are asked for, the maximum is {MAX_LIMBS}"
    );
    if limbs <= class(512) {
        on_stack::<{ class(512) }>(limbs, work);
    } else if limbs <= class(1024) {
        on_stack::<{ class(1024) }>(limbs, work);
    } else if limbs <= class(2048) {
        on_stack::<{ class(2048) }>(limbs, work);
    } else if limbs <= class(2560) {
        // A power modulo a prime of 1024 bits takes 20 numbers of 128 bytes, on limbs of 32 bits.
        on_stack::<{ class(2560) }>(limbs, work);
    } else if limbs <= class(3584) {
        on_stack::<{ class(3584) }>(limbs, work);
    } else if limbs <= class(4608) {
        // On limbs of 64 bits, 36 numbers.
        on_stack::<{ class(4608) }>(limbs, work);
    } else if limbs <= class(8 * 1024) {
        on_stack::<{ class(8 * 1024) }>(limbs, work);
    } else if limbs <= class(16 * 1024) {
        on_stack::<{ class(16 * 1024) }>(limbs, work);
    } else if cfg!(target_arch = "x86_64") && limbs <= class(20 * 1024) {
        // Eight powers to a public exponent modulo 2048 bits, side by side.
        on_stack::<{ class(20 * 1024) }>(limbs, work);
    } else if limbs <= class(40 * 1024) {
        on_stack::<{ class(40 * 1024) }>(limbs, work);
    } else if cfg!(target_arch = "x86_64") && limbs <= class(56 * 1024) {
        // Eight powers modulo 1024 bits with their tables.
        on_stack::<{ class(56 * 1024) }>(limbs, work);
    } else {
        on_stack::<MAX_LIMBS>(limbs, work);
    }
}

#[repr(C, align(64))]
struct Aligned<const N: usize>([Limb; N]);

#[inline(never)]
fn on_stack<const N: usize>(limbs: usize, work: &mut dyn FnMut(&mut [Limb])) {
    let mut array = Aligned([0; N]);
    let wiped = Wiped(&mut array.0[..limbs]);
    work(wiped.0);
}

/// Memory that is wiped when its user is done with it, or panics.
struct Wiped<'a>(&'a mut [Limb]);

impl Drop for Wiped<'_> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Working memory that a caller brings, so that an operation needs little stack: a static array, or one on the heap.
///
/// What an operation uses of it is wiped before the operation returns. The functions that take one document how many limbs
/// they need: [`PublicKey::workspace_limbs`](crate::rsa::PublicKey::workspace_limbs),
/// [`PrivateKey::workspace_limbs`](crate::rsa::PrivateKey::workspace_limbs).
pub struct Workspace<'a> {
    limbs: &'a mut [Limb],
}

impl<'a> Workspace<'a> {
    /// These limbs, whatever they hold.
    pub fn new(limbs: &'a mut [Limb]) -> Self {
        Self { limbs }
    }

    /// How many there are.
    pub fn limbs(&self) -> usize {
        self.limbs.len()
    }

    /// An arena of the first `limbs` limbs, for the time of `work`; or nothing, if there are fewer.
    pub(crate) fn with_arena<R>(
        &mut self,
        limbs: usize,
        work: impl FnOnce(Arena<'_>) -> R,
    ) -> Option<R> {
        let wiped = Wiped(self.limbs.get_mut(..limbs)?);
        Some(work(Arena {
            free: &mut *wiped.0,
        }))
    }
}

impl fmt::Debug for Workspace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workspace({} limbs)", self.limbs.len())
    }
}

/// Memory of which each number of an operation takes a part. Whoever made the arena wipes all of it.
pub(crate) struct Arena<'a> {
    free: &'a mut [Limb],
}

impl<'a> Arena<'a> {
    /// All of this memory, which its owner wipes.
    pub(crate) fn new(free: &'a mut [Limb]) -> Self {
        Self { free }
    }

    /// No memory: what works with it takes its own from the stack.
    pub(crate) fn none() -> Self {
        Self { free: &mut [] }
    }

    /// The next `limbs` limbs, zeroed.
    ///
    /// # Panics
    ///
    /// If fewer are left: the size of an arena is a sum of what is taken from it, and was wrong.
    pub(crate) fn take(&mut self, limbs: usize) -> &'a mut [Limb] {
        let (taken, free) = core::mem::take(&mut self.free).split_at_mut(limbs);
        self.free = free;
        taken.fill(0);
        taken
    }

    /// Gives `work` a zeroed slice of `limbs` limbs for its own time: of what is free, where so many are, or else on the stack, as
    /// [`with`] does.
    pub(crate) fn with<R>(&mut self, limbs: usize, work: impl FnOnce(&mut [Limb]) -> R) -> R {
        once(work, |work| self.provide(limbs, work))
    }

    #[inline(never)]
    fn provide(&mut self, limbs: usize, work: &mut dyn FnMut(&mut [Limb])) {
        match self.free.get_mut(..limbs) {
            Some(free) => {
                free.fill(0);
                work(free);
            }
            None => with_class(limbs, work),
        }
    }

    /// What is free as an arena of its own, which comes back when that one goes.
    pub(crate) fn frame(&mut self) -> Arena<'_> {
        Arena { free: self.free }
    }
}
