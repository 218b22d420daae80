//! Working memory of operations: on the stack, or the caller's. None of them allocates.

use zeroize::Zeroize;

use super::{Error, MAX_BITS};
use crate::bignum::Workspace;
use crate::bignum::scratch::{self, Arena};

/// Where an operation has its numbers.
pub(super) enum Memory<'m, 'w> {
    /// On the stack, by size class.
    Stack,
    /// In a workspace.
    Brought(&'m mut Workspace<'w>),
}

impl Memory<'_, '_> {
    /// An arena for the time of `work`, wiped afterwards: of as many limbs as the operation's numbers take where it is on the stack, or,
    /// in a workspace, of those that the tables of powers take as well.
    pub(super) fn with_arena<R>(
        self,
        (numbers, limbs): (usize, usize),
        work: impl FnOnce(Arena<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        match self {
            Self::Stack => scratch::with_arena(numbers, work),
            Self::Brought(workspace) => {
                let given = workspace.limbs();
                workspace
                    .with_arena(limbs, work)
                    .ok_or(Error::WorkspaceTooSmall {
                        limbs: given,
                        needed: limbs,
                    })?
            }
        }
    }
}

/// Gives `work` so many zero bytes on the stack, at most as many as the longest modulus has, and wipes them afterwards.
pub(super) fn with_bytes<R>(len: usize, work: impl FnOnce(&mut [u8]) -> R) -> R {
    let mut work = Some(work);
    let mut result = None;
    let run = &mut |bytes: &mut [u8]| result = work.take().map(|work| work(bytes));
    if len <= 256 {
        on_stack::<256>(len, run);
    } else if len <= 512 {
        on_stack::<512>(len, run);
    } else {
        on_stack::<{ MAX_BITS / 8 }>(len, run);
    }
    match result {
        Some(result) => result,
        None => unreachable!("a size class calls its closure once"),
    }
}

#[inline(never)]
fn on_stack<const N: usize>(len: usize, work: &mut dyn FnMut(&mut [u8])) {
    struct Wiped<const N: usize>([u8; N]);
    impl<const N: usize> Drop for Wiped<N> {
        fn drop(&mut self) {
            self.0.zeroize();
        }
    }
    work(&mut Wiped([0; N]).0[..len]);
}
