//! What stands for SHAKE without the feature `sha3`: a type without values, so that whatever handles one compiles, cannot be
//! called, and is not linked.

use core::fmt;

use digest::Digest;

use super::HashValue;

/// An extendable-output function, by value. There is none without the feature `sha3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Shake {}

impl Shake {
    /// None.
    pub const ALL: &'static [Self] = &[];

    /// Bytes of a digest, and of a salt.
    pub const fn output_len(self) -> usize {
        match self {}
    }

    /// The name in the standard.
    pub const fn name(self) -> &'static str {
        match self {}
    }

    /// The digest of one message.
    pub fn digest(self, _message: &[u8]) -> HashValue {
        match self {}
    }

    pub(crate) fn digest_of_parts(self, _parts: &[&[u8]]) -> HashValue {
        match self {}
    }

    pub(crate) fn xor_mask(self, _target: &mut [u8], _seed: &[u8]) {
        match self {}
    }
}

impl fmt::Display for Shake {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

/// An extendable-output function chosen by type. No type is one without the feature `sha3`.
pub trait ShakeHash: Digest + Clone {
    /// The same function, as a value.
    const ALGORITHM: Shake;
}
