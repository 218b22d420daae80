//! The `pkcs1` crate's traits, for code that is generic over them.

use ::pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey, EncodeRsaPrivateKey, EncodeRsaPublicKey};
use ::pkcs8::{Document, SecretDocument};

use super::Error;
use crate::rsa::{PrivateKey, PublicKey, SignatureScheme, SigningKey, VerifyingKey};

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

// PKCS #1 names no scheme: a key in its form is for any.

impl<S: SignatureScheme + Default> DecodeRsaPrivateKey for SigningKey<S> {
    fn from_pkcs1_der(bytes: &[u8]) -> ::pkcs1::Result<Self> {
        Self::new(PrivateKey::from_pkcs1_der(bytes)?).map_err(|_| ::pkcs1::Error::Crypto)
    }
}

impl<S: SignatureScheme> EncodeRsaPrivateKey for SigningKey<S> {
    fn to_pkcs1_der(&self) -> ::pkcs1::Result<SecretDocument> {
        let key: &PrivateKey = self.as_ref();
        EncodeRsaPrivateKey::to_pkcs1_der(key)
    }
}

impl<S: SignatureScheme + Default> DecodeRsaPublicKey for VerifyingKey<S> {
    fn from_pkcs1_der(bytes: &[u8]) -> ::pkcs1::Result<Self> {
        Self::new(PublicKey::from_pkcs1_der(bytes)?).map_err(|_| ::pkcs1::Error::Crypto)
    }
}

impl<S: SignatureScheme> EncodeRsaPublicKey for VerifyingKey<S> {
    fn to_pkcs1_der(&self) -> ::pkcs1::Result<Document> {
        let key: &PublicKey = self.as_ref();
        EncodeRsaPublicKey::to_pkcs1_der(key)
    }
}
