//! A signature as a value, and its error as the `signature` crate has it.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use signature::SignatureEncoding;

use super::{Error, MAX_BITS};

/// A signature: as many bytes, big-endian, as the signer's modulus (RFC 8017 §8).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Signature(Box<[u8]>);

impl Signature {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Signature {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = signature::Error;

    /// Any bytes that can be a signature, 1 to 2048 of them: whose they are shows when it is verified. The error is the trait's, which
    /// has no position.
    fn try_from(bytes: &[u8]) -> Result<Self, signature::Error> {
        if bytes.is_empty() || bytes.len() > MAX_BITS / 8 {
            return Err(signature::Error::new());
        }
        Ok(Self(bytes.into()))
    }
}

impl From<Signature> for Box<[u8]> {
    fn from(signature: Signature) -> Self {
        signature.0
    }
}

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl SignatureEncoding for Signature {
    type Repr = Box<[u8]>;
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(")?;
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))?;
        f.write_str(")")
    }
}

/// The `signature` crate's error carries the cause only where there is `std`.
impl From<Error> for signature::Error {
    fn from(_e: Error) -> Self {
        #[cfg(feature = "std")]
        return Self::from_source(_e);
        #[cfg(not(feature = "std"))]
        Self::new()
    }
}
