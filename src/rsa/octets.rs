//! An encoded message (EM) on the stack: no operation with a loaded key allocates.

use core::ops::{Deref, DerefMut};

use zeroize::Zeroize;

use super::MAX_BITS;

/// Up to as many octets as the longest modulus has, wiped when dropped.
pub(super) struct Octets {
    bytes: [u8; MAX_BITS / 8],
    len: usize,
}

impl Octets {
    /// So many zeros; `len` is at most the longest modulus's.
    pub(super) fn zero(len: usize) -> Self {
        Self {
            bytes: [0; MAX_BITS / 8],
            len: len.min(MAX_BITS / 8),
        }
    }
}

impl Deref for Octets {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl DerefMut for Octets {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[..self.len]
    }
}

impl Drop for Octets {
    fn drop(&mut self) {
        self.bytes[..self.len].zeroize();
    }
}
