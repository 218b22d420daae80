//! `SIGNED{ToBeSigned}` (X.509 §6.1): the structure that certificates, requests and CRLs share.
//!
//! ```text
//! SIGNED{ToBeSigned} ::= SEQUENCE {
//!     toBeSigned           ToBeSigned,
//!     algorithmIdentifier  AlgorithmIdentifier,
//!     signature            BIT STRING }
//! ```

use alloc::vec::Vec;

use super::signature::{SignatureError, SignatureVerifier};
use crate::der::{DerError, Reader, Tag, Tlv, Writer};
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::spki::SubjectPublicKeyInfo;

/// What is signed, by which algorithm, and the signature, borrowed from DER.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Signed<'a> {
    /// The whole structure.
    pub raw: &'a [u8],
    /// What is signed, header included.
    pub tbs: &'a [u8],
    /// The algorithm beside the signature.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The signature's bytes.
    pub signature: &'a [u8],
    /// How many low bits of the last byte are not part of the BIT STRING. Any but 0 parses, so that such a structure can
    /// be shown, and never verifies.
    pub unused_bits: u8,
}

/// What a structure calls its parts, for errors.
pub(super) struct Names {
    pub(super) whole: &'static str,
    pub(super) tbs: &'static str,
    pub(super) algorithm: &'static str,
    pub(super) signature: &'static str,
}

impl<'a> Signed<'a> {
    /// Reads the next element; the fields of what is signed come with it.
    pub(super) fn parse(
        reader: &mut Reader<'a>,
        names: &Names,
    ) -> Result<(Self, Reader<'a>), DerError> {
        let (signed, fields, parts) = Self::parse_with_more(reader, names)?;
        parts.finish(names.whole)?;
        Ok((signed, fields))
    }

    /// As [`parse`](Self::parse), for a structure that has more after the signature, which is still to be read: the last reader.
    pub(super) fn parse_with_more(
        reader: &mut Reader<'a>,
        names: &Names,
    ) -> Result<(Self, Reader<'a>, Reader<'a>), DerError> {
        let whole = reader.expect(Tag::Sequence, names.whole)?;
        let mut parts = whole.reader();
        let tbs: Tlv<'a> = parts.expect(Tag::Sequence, names.tbs)?;
        let algorithm = AlgorithmIdentifier::parse(&mut parts, names.algorithm)?;
        let signature = parts.bit_string(names.signature)?;
        let signed = Self {
            raw: whole.raw,
            tbs: tbs.raw,
            algorithm,
            signature: signature.bytes,
            unused_bits: signature.unused,
        };
        Ok((signed, tbs.reader(), parts))
    }

    /// Whether the algorithm inside what is signed is the one beside the signature, as RFC 5280 §4.1.1.2 and §5.1.1.2
    /// require, byte for byte.
    pub fn agrees_with(&self, inside: &AlgorithmIdentifier<'_>) -> bool {
        self.algorithm.raw == inside.raw
    }

    /// As [`verify`](Self::verify), where `inside` is the algorithm in what is signed.
    ///
    /// # Errors
    /// [`SignatureError::AlgorithmsDiffer`] where the two fields that name the algorithm do; else as [`verify`](Self::verify).
    pub fn verify_with(
        &self,
        inside: &AlgorithmIdentifier<'_>,
        key: &SubjectPublicKeyInfo<'_>,
        verifier: &dyn SignatureVerifier,
    ) -> Result<(), SignatureError> {
        match self.agrees_with(inside) {
            true => self.verify(key, verifier),
            false => Err(SignatureError::AlgorithmsDiffer),
        }
    }

    /// Checks that this key made the signature.
    ///
    /// # Errors
    /// What the verifier finds, and [`SignatureError::UnusedBits`] for a signature that is not whole bytes, as no
    /// algorithm makes it. The algorithm inside what is signed is not looked at here: see
    /// [`verify_with`](Self::verify_with).
    pub fn verify(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        verifier: &dyn SignatureVerifier,
    ) -> Result<(), SignatureError> {
        verifier.verify(key, &self.algorithm, self.tbs, self.signature)?;
        match self.unused_bits {
            0 => Ok(()),
            _ => Err(SignatureError::UnusedBits),
        }
    }
}

/// `verify_signature` of a structure that names the algorithm a second time in what is signed.
macro_rules! verify_signature {
    ($fields:ident) => {
        impl $fields<'_> {
            /// Checks that this key made the signature, as [`Signed::verify_with`] does.
            ///
            /// # Errors
            /// Those of [`Signed::verify_with`].
            pub fn verify_signature(
                &self,
                key: &SubjectPublicKeyInfo<'_>,
                verifier: &dyn SignatureVerifier,
            ) -> Result<(), SignatureError> {
                self.signed.verify_with(&self.tbs_signature, key, verifier)
            }
        }
    };
}

pub(super) use verify_signature;

/// Writes the structure from its parts, each DER, and the signature's bytes. Nothing is checked: what makes a signature
/// is a [`Signer`](super::Signer), and the builders use it.
pub fn write(tbs: &[u8], algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(tbs);
        w.raw(algorithm);
        w.bit_string(signature);
    });
    w.into_vec()
}
