//! The `pkcs8` and `spki` crates' traits, so that certwright's keys fit code that is generic over them.

use ::pkcs8::{Document, EncodePrivateKey, EncodePublicKey, PrivateKeyInfoRef, SecretDocument};
use ::spki::{
    AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, SignatureBitStringEncoding,
    SubjectPublicKeyInfoRef,
};
use der::asn1::BitString;
use der::{Decode, Encode};

use super::algorithm::SignatureAlgorithm;
use super::{KeyKind, pkcs8, spki};
use crate::hash::Hash;
use crate::hash::ShakeHash;
use crate::rsa::pkcs1v15::Pkcs1v15;
use crate::rsa::pss::Pss;
use crate::rsa::pss_shake::PssShake;
use crate::rsa::{PrivateKey, PublicKey, Signature, SignatureScheme, SigningKey, VerifyingKey};

impl EncodePrivateKey for PrivateKey {
    fn to_pkcs8_der(&self) -> ::pkcs8::Result<SecretDocument> {
        Ok(SecretDocument::try_from(
            pkcs8::to_der(&self.parts(), KeyKind::RsaEncryption).as_slice(),
        )?)
    }
}

impl TryFrom<PrivateKeyInfoRef<'_>> for PrivateKey {
    type Error = ::pkcs8::Error;

    fn try_from(info: PrivateKeyInfoRef<'_>) -> ::pkcs8::Result<Self> {
        private_key(info).map(|(key, _)| key)
    }
}

fn private_key(info: PrivateKeyInfoRef<'_>) -> ::pkcs8::Result<(PrivateKey, KeyKind)> {
    let der = zeroize::Zeroizing::new(info.to_der()?);
    let parsed = pkcs8::PrivateKeyInfo::from_der(&der)
        .map_err(|_| ::pkcs8::Error::KeyMalformed(KEY_INVALID))?;
    let (parts, kind) = parsed
        .rsa_key()
        .map_err(|_| ::pkcs8::Error::KeyMalformed(KEY_INVALID))?;
    let key =
        PrivateKey::from_parts(parts).map_err(|_| ::pkcs8::Error::KeyMalformed(KEY_INVALID))?;
    Ok((key, kind))
}

const KEY_INVALID: ::pkcs8::KeyError = ::pkcs8::KeyError::Invalid;

impl EncodePublicKey for PublicKey {
    fn to_public_key_der(&self) -> ::spki::Result<Document> {
        Ok(Document::try_from(spki::to_der(self))?)
    }
}

impl TryFrom<SubjectPublicKeyInfoRef<'_>> for PublicKey {
    type Error = ::spki::Error;

    fn try_from(info: SubjectPublicKeyInfoRef<'_>) -> ::spki::Result<Self> {
        public_key(info).map(|(key, _)| key)
    }
}

fn public_key(info: SubjectPublicKeyInfoRef<'_>) -> ::spki::Result<(PublicKey, KeyKind)> {
    let der = info.to_der()?;
    let parsed =
        spki::SubjectPublicKeyInfo::from_der(&der).map_err(|_| ::spki::Error::KeyMalformed)?;
    let kind = parsed.kind().map_err(|_| ::spki::Error::OidUnknown {
        oid: info.algorithm.oid,
    })?;
    Ok((
        parsed
            .rsa_public_key()
            .map_err(|_| ::spki::Error::KeyMalformed)?,
        kind,
    ))
}

impl SignatureBitStringEncoding for Signature {
    fn to_bitstring(&self) -> der::Result<BitString> {
        BitString::from_bytes(self.as_bytes())
    }
}

/// What an algorithm identifier states about a scheme, and a key's of what it permits.
trait Identified: SignatureScheme {
    fn algorithm(&self) -> SignatureAlgorithm;

    fn is_allowed_by(&self, kind: KeyKind) -> bool;
}

impl<D: Hash> Identified for Pkcs1v15<D> {
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Pkcs1v15(D::ALGORITHM)
    }

    fn is_allowed_by(&self, kind: KeyKind) -> bool {
        kind.allows_pkcs1v15()
    }
}

impl<D: Hash, M: Hash> Identified for Pss<D, M> {
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Pss(self.params())
    }

    fn is_allowed_by(&self, kind: KeyKind) -> bool {
        kind.allows_pss(&self.params())
    }
}

impl<D: ShakeHash> Identified for PssShake<D> {
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::PssShake(D::ALGORITHM)
    }

    fn is_allowed_by(&self, kind: KeyKind) -> bool {
        kind.allows_pss_shake(D::ALGORITHM)
    }
}

impl<S: SignatureScheme> EncodePrivateKey for SigningKey<S> {
    fn to_pkcs8_der(&self) -> ::pkcs8::Result<SecretDocument> {
        let key: &PrivateKey = self.as_ref();
        EncodePrivateKey::to_pkcs8_der(key)
    }
}

impl<S: Identified + Default> TryFrom<PrivateKeyInfoRef<'_>> for SigningKey<S> {
    type Error = ::pkcs8::Error;

    fn try_from(info: PrivateKeyInfoRef<'_>) -> ::pkcs8::Result<Self> {
        let (key, kind) = private_key(info)?;
        let scheme = S::default();
        if !scheme.is_allowed_by(kind) {
            return Err(::pkcs8::Error::ParametersMalformed);
        }
        Self::with_scheme(key, scheme).map_err(|_| ::pkcs8::Error::KeyMalformed(KEY_INVALID))
    }
}

impl<S: SignatureScheme> EncodePublicKey for VerifyingKey<S> {
    fn to_public_key_der(&self) -> ::spki::Result<Document> {
        let key: &PublicKey = self.as_ref();
        key.to_public_key_der()
    }
}

impl<S: Identified + Default> TryFrom<SubjectPublicKeyInfoRef<'_>> for VerifyingKey<S> {
    type Error = ::spki::Error;

    fn try_from(info: SubjectPublicKeyInfoRef<'_>) -> ::spki::Result<Self> {
        let (key, kind) = public_key(info)?;
        let scheme = S::default();
        if !scheme.is_allowed_by(kind) {
            return Err(::spki::Error::AlgorithmParametersMissing);
        }
        Self::with_scheme(key, scheme).map_err(|_| ::spki::Error::KeyMalformed)
    }
}

impl<S: Identified> DynSignatureAlgorithmIdentifier for SigningKey<S> {
    fn signature_algorithm_identifier(&self) -> ::spki::Result<AlgorithmIdentifierOwned> {
        let key: &VerifyingKey<S> = self.as_ref();
        key.signature_algorithm_identifier()
    }
}

impl<S: Identified> DynSignatureAlgorithmIdentifier for VerifyingKey<S> {
    fn signature_algorithm_identifier(&self) -> ::spki::Result<AlgorithmIdentifierOwned> {
        Ok(AlgorithmIdentifierOwned::from_der(
            &self.scheme().algorithm().to_der(),
        )?)
    }
}
