//! Serial numbers (RFC 5280 §4.1.2.2).

use alloc::vec::Vec;

use rand_core::TryCryptoRng;

use crate::rsa::{RandomSource as _, RngError};

/// A serial number to be written: an INTEGER's contents, two's complement and minimal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SerialNumber {
    contents: Vec<u8>,
}

impl SerialNumber {
    /// The maximum length of the contents, in bytes, in a certificate (RFC 5280 §4.1.2.2) or CRL number (§5.2.3). Longer
    /// ones are read, since there are certificates that have them.
    pub const MAX_BYTES: usize = 20;

    /// A non-negative number from its big-endian bytes, leading zeros allowed.
    pub fn from_unsigned_be(bytes: &[u8]) -> Self {
        let first = bytes.iter().position(|&b| b != 0).unwrap_or(bytes.len());
        let digits = &bytes[first..];
        let mut contents = Vec::with_capacity(digits.len() + 1);
        if digits.first().is_none_or(|b| b & 0x80 != 0) {
            contents.push(0);
        }
        contents.extend_from_slice(digits);
        Self { contents }
    }

    /// A negative number, −magnitude: what RFC 5280 forbids and OpenSSL writes on request.
    pub fn from_negative_magnitude_be(bytes: &[u8]) -> Self {
        let mut contents = Self::from_unsigned_be(bytes).contents;
        let mut carry = true;
        for byte in contents.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
        while matches!(contents[..], [0xff, next, ..] if next & 0x80 != 0) {
            contents.remove(0);
        }
        Self { contents }
    }

    /// 159 random bits: unguessable, positive, and at most 20 bytes as RFC 5280 §4.1.2.2 asks.
    ///
    /// # Errors
    /// [`RngError`], if the generator fails or repeats itself.
    pub fn random<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<Self, RngError> {
        let (mut rng, mut bytes) = (rng, [0; 20]);
        rng.fill(&mut bytes)?;
        bytes[0] &= 0x7f;
        Ok(Self::from_unsigned_be(&bytes))
    }

    /// Whether RFC 5280 §4.1.2.2 allows this number: positive, and at most 20 bytes.
    pub fn is_valid(&self) -> bool {
        self.contents.len() <= Self::MAX_BYTES
            && self.contents != [0]
            && self.contents.first().is_some_and(|b| b & 0x80 == 0)
    }

    /// A number that a parsed structure holds: an INTEGER's contents, minimal as the parser saw to it. Not checked here:
    /// what a builder writes is read back, so other bytes are [`IssueError::Encoding`](super::IssueError::Encoding) or
    /// [`IssueError::SerialNumber`](super::IssueError::SerialNumber) there.
    pub fn from_contents(contents: &[u8]) -> Self {
        Self {
            contents: contents.to_vec(),
        }
    }

    /// The INTEGER's contents.
    pub fn contents(&self) -> &[u8] {
        &self.contents
    }

    /// Whether the number is negative, and its magnitude, big-endian without leading zeros but for the one byte of zero.
    pub(super) fn sign_and_magnitude(&self) -> (bool, Vec<u8>) {
        let mut magnitude = self.contents.clone();
        let negative = magnitude.first().is_some_and(|b| b & 0x80 != 0);
        if negative {
            let mut carry = true;
            for byte in magnitude.iter_mut().rev() {
                (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
            }
        }
        let zeros = magnitude.iter().take_while(|&&byte| byte == 0).count();
        magnitude.drain(..zeros.min(magnitude.len().saturating_sub(1)));
        (negative, magnitude)
    }

    /// The number that follows this one.
    pub fn successor(&self) -> Self {
        let mut contents = self.contents.clone();
        // A carry out of the top byte of a non-negative number shows as its sign bit: its byte goes in first.
        if self.contents.first().is_some_and(|b| *b == 0x7f) {
            contents.insert(0, 0);
        }
        for byte in contents.iter_mut().rev() {
            let carry;
            (*byte, carry) = byte.overflowing_add(1);
            if !carry {
                break;
            }
        }
        while matches!(contents[..], [0x00, next, ..] if next & 0x80 == 0)
            || matches!(contents[..], [0xff, next, ..] if next & 0x80 != 0)
        {
            contents.remove(0);
        }
        Self { contents }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_minimal_and_keep_the_sign() {
        let unsigned = |bytes: &[u8]| SerialNumber::from_unsigned_be(bytes).contents;
        assert_eq!(unsigned(&[]), [0]);
        assert_eq!(unsigned(&[0, 0, 0x7f]), [0x7f]);
        assert_eq!(unsigned(&[0x80]), [0, 0x80]);
        let negative = |bytes: &[u8]| SerialNumber::from_negative_magnitude_be(bytes).contents;
        assert_eq!(negative(&[1]), [0xff]);
        assert_eq!(negative(&[0x80]), [0x80]);
        assert_eq!(negative(&[0x81]), [0xff, 0x7f]);
        assert_eq!(negative(&[1, 0]), [0xff, 0x00]);
    }

    #[test]
    fn the_successor_carries_across_bytes_and_signs() {
        let next = |bytes: &[u8]| SerialNumber::from_unsigned_be(bytes).successor().contents;
        assert_eq!(next(&[]), [1]);
        assert_eq!(next(&[0x7f]), [0, 0x80]);
        assert_eq!(next(&[0xff]), [1, 0]);
        assert_eq!(next(&[0x7f, 0xff]), [0, 0x80, 0]);
        assert_eq!(
            SerialNumber::from_negative_magnitude_be(&[1])
                .successor()
                .contents,
            [0]
        );
        assert_eq!(
            SerialNumber::from_negative_magnitude_be(&[0x81])
                .successor()
                .contents,
            [0x80]
        );
    }
}
