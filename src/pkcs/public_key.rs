//! Public keys in whichever form a file has them, and in the form a file shall have, by one call each.

use alloc::string::String;
use alloc::vec::Vec;

use super::error::first_block;
use super::{Error, KeyKind, pkcs1, spki};
use crate::der::{Reader, Tag};
use crate::pem::{self, label};
use crate::rsa::PublicKey;

/// What messages call the input.
const WANTED: &str = "public key";

/// Reads the first public key of PEM, `PUBLIC KEY` or `RSA PUBLIC KEY`, with what its algorithm identifier permits.
///
/// # Errors
///
/// [`Error::WrongLabel`] when the PEM holds no public key; otherwise what is wrong, and where.
pub fn from_pem(pem: &[u8]) -> Result<(PublicKey, KeyKind), Error> {
    let labels = [label::PUBLIC_KEY, label::RSA_PUBLIC_KEY];
    from_der(&first_block(pem, &labels, WANTED)?.contents)
}

/// Reads a public key from DER: SubjectPublicKeyInfo, or RSAPublicKey.
///
/// # Errors
/// [`Error`]: what is malformed, and where in the input, or which numbers are not a key.
pub fn from_der(der: &[u8]) -> Result<(PublicKey, KeyKind), Error> {
    // SubjectPublicKeyInfo begins with an AlgorithmIdentifier, RSAPublicKey with the modulus.
    let is_pkcs1 = Reader::new(der)
        .sequence(WANTED)
        .is_ok_and(|fields| fields.peek() == Some(Tag::Integer));
    if is_pkcs1 {
        return Ok((pkcs1::public_from_der(der)?, KeyKind::RsaEncryption));
    }
    let info = spki::SubjectPublicKeyInfo::from_der(der)?;
    Ok((info.rsa_public_key()?, info.kind()?))
}

/// Keys from text and bytes, and back.
///
/// What a SubjectPublicKeyInfo's algorithm identifier permits (id-RSASSA-PSS: PSS alone) is not part of a `PublicKey`:
/// `VerifyingKey`'s `from_public_key_der` heeds it, and [`public_key::from_pem`](crate::pkcs::public_key::from_pem) returns it.
/// A certificate's key is had by [`x509::Certificate`](crate::x509::Certificate).
impl PublicKey {
    /// The first public key of PEM: `PUBLIC KEY` (SubjectPublicKeyInfo) or `RSA PUBLIC KEY` (PKCS #1).
    ///
    /// # Errors
    /// [`Error`]: what is malformed, and where in the input, or which numbers are not a key.
    pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, Error> {
        Ok(from_pem(pem.as_ref())?.0)
    }

    /// A key from the DER of SubjectPublicKeyInfo (RFC 5280 §4.1).
    ///
    /// # Errors
    /// [`Error`]: what is malformed, and where in the input, or which numbers are not a key.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, Error> {
        spki::SubjectPublicKeyInfo::from_der(der)?.rsa_public_key()
    }

    /// A key from the DER of RSAPublicKey (RFC 8017 §A.1.1).
    ///
    /// # Errors
    /// [`Error`]: what is malformed, and where in the input, or which numbers are not a key.
    pub fn from_pkcs1_der(der: &[u8]) -> Result<Self, Error> {
        pkcs1::public_from_der(der)
    }

    /// `-----BEGIN PUBLIC KEY-----`, which every program reads.
    pub fn to_pem(&self) -> String {
        pem::encode(label::PUBLIC_KEY, &self.to_spki_der())
    }

    /// SubjectPublicKeyInfo (RFC 5280 §4.1) of kind rsaEncryption, in DER.
    pub fn to_spki_der(&self) -> Vec<u8> {
        spki::to_der(self)
    }

    /// `-----BEGIN RSA PUBLIC KEY-----`.
    pub fn to_pkcs1_pem(&self) -> String {
        pem::encode(label::RSA_PUBLIC_KEY, &self.to_pkcs1_der())
    }

    /// RSAPublicKey (RFC 8017 §A.1.1), in DER.
    pub fn to_pkcs1_der(&self) -> Vec<u8> {
        pkcs1::public_to_der(self)
    }
}
