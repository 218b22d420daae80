//! The `pkcs1` crate's traits, for code that is generic over them.

use ::pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey, EncodeRsaPrivateKey, EncodeRsaPublicKey};
use ::pkcs8::{Document, SecretDocument};

use super::Error;
use crate::rsa::{PrivateKey, PublicKey};

impl From<Error> for ::pkcs1::Error {
    /// The crate's error has no place for what is wrong: DER, or a key's numbers.
    fn from(error: Error) -> Self {
        match error {
            Error::Key(_) => ::pkcs1::Error::Crypto,
            _ => ::pkcs1::Error::KeyMalformed,
        }
    }
}

impl DecodeRsaPrivateKey for PrivateKey {
    fn from_pkcs1_der(bytes: &[u8]) -> ::pkcs1::Result<Self> {
        Ok(PrivateKey::from_pkcs1_der(bytes)?)
    }
}

impl EncodeRsaPrivateKey for PrivateKey {
    fn to_pkcs1_der(&self) -> ::pkcs1::Result<SecretDocument> {
        let der = PrivateKey::to_pkcs1_der(self);
        Ok(SecretDocument::try_from(der.as_slice())?)
    }
}

impl DecodeRsaPublicKey for PublicKey {
    fn from_pkcs1_der(bytes: &[u8]) -> ::pkcs1::Result<Self> {
        Ok(PublicKey::from_pkcs1_der(bytes)?)
    }
}

impl EncodeRsaPublicKey for PublicKey {
    fn to_pkcs1_der(&self) -> ::pkcs1::Result<Document> {
        Ok(Document::try_from(PublicKey::to_pkcs1_der(self))?)
    }
}
