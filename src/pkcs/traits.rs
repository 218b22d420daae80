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
use crate::rsa::pss_shake::{Shake, ShakeHash};
use crate::rsa::{HashAlgorithm, PrivateKey, PublicKey, Signature, pkcs1v15, pss, pss_shake};

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

/// The identifier as the `spki` crate has it, from this crate's DER.
fn owned(algorithm: SignatureAlgorithm) -> ::spki::Result<AlgorithmIdentifierOwned> {
    Ok(AlgorithmIdentifierOwned::from_der(&algorithm.to_der())?)
}

/// The traits of one scheme's typed keys, bound to a function of the trait `$hash` with values of the type `$function`.
/// `$algorithm` is what a key signs by, `$allows` which kinds of key the scheme takes.
macro_rules! scheme {
    ($scheme:ident, $hash:ident, $function:ident, $algorithm:expr, $allows:expr) => {
        impl<D: $hash> EncodePrivateKey for $scheme::SigningKey<D> {
            fn to_pkcs8_der(&self) -> ::pkcs8::Result<SecretDocument> {
                let key: &PrivateKey = self.as_ref();
                EncodePrivateKey::to_pkcs8_der(key)
            }
        }

        impl<D: $hash> TryFrom<PrivateKeyInfoRef<'_>> for $scheme::SigningKey<D> {
            type Error = ::pkcs8::Error;

            fn try_from(info: PrivateKeyInfoRef<'_>) -> ::pkcs8::Result<Self> {
                let (key, kind) = private_key(info)?;
                let allows: fn(KeyKind, $function) -> bool = $allows;
                if !allows(kind, D::ALGORITHM) {
                    return Err(::pkcs8::Error::ParametersMalformed);
                }
                Self::new(key).map_err(|_| ::pkcs8::Error::KeyMalformed(KEY_INVALID))
            }
        }

        impl<D: $hash> EncodePublicKey for $scheme::VerifyingKey<D> {
            fn to_public_key_der(&self) -> ::spki::Result<Document> {
                let key: &PublicKey = self.as_ref();
                key.to_public_key_der()
            }
        }

        impl<D: $hash> TryFrom<SubjectPublicKeyInfoRef<'_>> for $scheme::VerifyingKey<D> {
            type Error = ::spki::Error;

            fn try_from(info: SubjectPublicKeyInfoRef<'_>) -> ::spki::Result<Self> {
                let (key, kind) = public_key(info)?;
                let allows: fn(KeyKind, $function) -> bool = $allows;
                if !allows(kind, D::ALGORITHM) {
                    return Err(::spki::Error::AlgorithmParametersMissing);
                }
                Self::new(key).map_err(|_| ::spki::Error::KeyMalformed)
            }
        }

        impl<D: $hash> DynSignatureAlgorithmIdentifier for $scheme::SigningKey<D> {
            fn signature_algorithm_identifier(&self) -> ::spki::Result<AlgorithmIdentifierOwned> {
                let key: &$scheme::VerifyingKey<D> = self.as_ref();
                key.signature_algorithm_identifier()
            }
        }

        impl<D: $hash> DynSignatureAlgorithmIdentifier for $scheme::VerifyingKey<D> {
            fn signature_algorithm_identifier(&self) -> ::spki::Result<AlgorithmIdentifierOwned> {
                let algorithm: fn(&Self) -> SignatureAlgorithm = $algorithm;
                owned(algorithm(self))
            }
        }
    };
}

scheme!(
    pkcs1v15,
    Hash,
    HashAlgorithm,
    |_| SignatureAlgorithm::Pkcs1v15(D::ALGORITHM),
    |kind, _| kind.allows_pkcs1v15()
);
scheme!(
    pss,
    Hash,
    HashAlgorithm,
    |key| SignatureAlgorithm::Pss(key.scheme().params()),
    |kind, hash| kind.allows_pss(&pss::Params::new(hash))
);
scheme!(
    pss_shake,
    ShakeHash,
    Shake,
    |_| SignatureAlgorithm::PssShake(D::ALGORITHM),
    |kind, shake| kind.allows_pss_shake(shake)
);
