//! PrivateKeyInfo and EncryptedPrivateKeyInfo (RFC 5208, RFC 5958), which PEM calls `PRIVATE KEY` and
//! `ENCRYPTED PRIVATE KEY`.

use alloc::vec::Vec;

#[cfg(feature = "pbes2")]
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::algorithm::AlgorithmIdentifier;
#[cfg(feature = "legacy-pem")]
#[cfg_attr(docsrs, doc(cfg(feature = "legacy-pem")))]
pub use super::pbes1::LegacyScheme;
#[cfg(feature = "legacy-pem")]
use super::pbes1::Pbes1;
#[cfg(feature = "pbes2")]
pub use super::pbes2::{Choice, Kdf, KdfLimits, MAX_ITERATIONS, MAX_SCRYPT_MEMORY, Pbes2, Prf};
use super::{Error, KeyKind, pkcs1};
use crate::der::{DerError, Found, Reader, Writer, context_tag};
use crate::rsa::KeyParts;

/// OneAsymmetricKey ::= SEQUENCE { version, privateKeyAlgorithm, privateKey OCTET STRING,
/// attributes \[0\] OPTIONAL, publicKey \[1\] OPTIONAL }
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct PrivateKeyInfo<'a> {
    /// privateKeyAlgorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// privateKey's contents.
    pub private_key: &'a [u8],
    /// Offset of those bytes in the outermost input.
    pub private_key_offset: usize,
    /// attributes, undecoded: carried, not understood.
    pub attributes: Option<&'a [u8]>,
}

impl core::fmt::Debug for PrivateKeyInfo<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PrivateKeyInfo({}, [redacted])", self.algorithm.oid)
    }
}

impl<'a> PrivateKeyInfo<'a> {
    /// Reads a whole input: version 0 (v1), or version 1 (v2), where a public key may follow.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        const WHAT: &str = "PrivateKeyInfo";
        let mut input = Reader::new(der);
        let mut fields = input.sequence(WHAT)?;
        input.finish(WHAT)?;
        let at = fields;
        let version = fields.unsigned_u32("PrivateKeyInfo.version")?;
        if version > 1 {
            return Err(at.error(
                "PrivateKeyInfo.version",
                Found::Malformed("a version other than 0 or 1"),
            ));
        }
        let algorithm =
            AlgorithmIdentifier::parse(&mut fields, "PrivateKeyInfo.privateKeyAlgorithm")?;
        let key = fields.octet_string("PrivateKeyInfo.privateKey")?;
        let attributes = fields
            .context(0, true, "PrivateKeyInfo.attributes")?
            .map(|tlv| tlv.raw);
        if version == 1 {
            fields.optional(context_tag(1, false), "OneAsymmetricKey.publicKey")?;
        }
        fields.finish(WHAT)?;
        Ok(Self {
            algorithm,
            private_key: key.value,
            private_key_offset: key.value_offset(),
            attributes,
        })
    }

    /// The RSA key's numbers, unchecked, and its kind.
    ///
    /// # Errors
    /// [`Error`]: another algorithm, or what is malformed, and where.
    pub fn rsa_key(&self) -> Result<(KeyParts, KeyKind), Error> {
        let kind = KeyKind::from_identifier(&self.algorithm)?;
        let mut input = Reader::new_at(self.private_key, self.private_key_offset);
        let parts = pkcs1::private_from_reader(&mut input)?;
        input.finish("RSAPrivateKey")?;
        Ok((parts, kind))
    }
}

/// Writes PrivateKeyInfo (RFC 5208 §5). Secret; zeroised on drop. The numbers are written as they are given, whatever they
/// are.
pub fn to_der(parts: &KeyParts, kind: KeyKind) -> Zeroizing<Vec<u8>> {
    let inner = pkcs1::private_to_der(parts);
    let mut w = Writer::with_capacity(inner.len() + 256);
    w.sequence(|w| {
        w.unsigned(&[0]);
        kind.write(w);
        w.octet_string(&inner);
    });
    Zeroizing::new(w.into_vec())
}

/// Reads a private key of RSA from DER in whichever of the two plain forms it is: PKCS #8 or PKCS #1.
///
/// The error is of the form that the input more looks like.
///
/// # Errors
/// [`Error::Unsupported`] for a key of another algorithm; what is malformed, and where. The numbers are not checked:
/// [`PrivateKey::from_parts`](crate::rsa::PrivateKey::from_parts) does that.
pub fn private_key_from_der(der: &[u8]) -> Result<(KeyParts, KeyKind), Error> {
    // PKCS #8 has an AlgorithmIdentifier after the version, PKCS #1 an INTEGER.
    let is_pkcs8 = Reader::new(der)
        .sequence("private key")
        .is_ok_and(|mut fields| {
            fields.any("version").is_ok() && fields.peek() == Some(crate::der::Tag::Sequence)
        });
    if is_pkcs8 {
        PrivateKeyInfo::from_der(der)?.rsa_key()
    } else {
        Ok((pkcs1::private_from_der(der)?, KeyKind::RsaEncryption))
    }
}

/// EncryptedPrivateKeyInfo ::= SEQUENCE { encryptionAlgorithm AlgorithmIdentifier, encryptedData OCTET STRING }
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct EncryptedPrivateKeyInfo<'a> {
    /// encryptionAlgorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// encryptedData's contents.
    pub encrypted_data: &'a [u8],
}

impl<'a> EncryptedPrivateKeyInfo<'a> {
    /// Reads a whole input.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        const WHAT: &str = "EncryptedPrivateKeyInfo";
        let mut input = Reader::new(der);
        let mut fields = input.sequence(WHAT)?;
        input.finish(WHAT)?;
        let algorithm =
            AlgorithmIdentifier::parse(&mut fields, "EncryptedPrivateKeyInfo.encryptionAlgorithm")?;
        let data = fields.octet_string("EncryptedPrivateKeyInfo.encryptedData")?;
        fields.finish(WHAT)?;
        Ok(Self {
            algorithm,
            encrypted_data: data.value,
        })
    }

    /// The name of the scheme, if it is one of PKCS #5 version 1.5 or PKCS #12: a key in it should be encrypted anew.
    #[cfg(feature = "legacy-pem")]
    #[cfg_attr(docsrs, doc(cfg(feature = "legacy-pem")))]
    pub fn legacy_scheme(&self) -> Option<&'static str> {
        Some(LegacyScheme::from_oid(self.algorithm.oid)?.name())
    }

    /// Decrypts to the DER of a PrivateKeyInfo: PBES2, and the older schemes with the feature `legacy-pem`.
    ///
    /// The work that the input may ask for is bounded: see [`Pbes2`].
    ///
    /// # Errors
    /// [`Error::Unsupported`], [`Error::Disabled`], [`Error::WrongPassword`], [`Error::TooCostly`], [`Error::OutOfMemory`].
    #[cfg(feature = "pbes2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "pbes2")))]
    pub fn decrypt(&self, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.decrypt_within(password, &KdfLimits::DEFAULT)
    }

    /// As [`decrypt`](Self::decrypt), within other limits than [`KdfLimits::DEFAULT`].
    ///
    /// # Errors
    /// As [`decrypt`](Self::decrypt).
    #[cfg(feature = "pbes2")]
    #[cfg_attr(docsrs, doc(cfg(feature = "pbes2")))]
    pub fn decrypt_within(
        &self,
        password: &[u8],
        limits: &KdfLimits,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let plain = self.decrypt_unchecked(password, limits)?;
        // A wrong password gets past the padding once in 256 times; the result is then not a SEQUENCE that fills the
        // plaintext.
        let mut input = Reader::new(&plain);
        let whole = input.sequence("PrivateKeyInfo").is_ok() && input.is_empty();
        if whole {
            Ok(plain)
        } else {
            Err(Error::WrongPassword)
        }
    }

    #[cfg(feature = "pbes2")]
    fn decrypt_unchecked(
        &self,
        password: &[u8],
        limits: &KdfLimits,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        #[cfg(not(feature = "legacy-pem"))]
        refuse_legacy(&self.algorithm)?;
        #[cfg(feature = "legacy-pem")]
        if let Some(scheme) = Pbes1::from_identifier(&self.algorithm, limits.iterations)? {
            return scheme.decrypt(Some(password), self.encrypted_data);
        }
        Pbes2::from_identifier_within(&self.algorithm, limits)?
            .decrypt(password, self.encrypted_data)
    }
}

/// Refuses a scheme of PKCS #5 version 1.5 or PKCS #12 by the feature that reads it.
#[cfg(not(feature = "legacy-pem"))]
pub(super) fn refuse_legacy(algorithm: &AlgorithmIdentifier<'_>) -> Result<(), Error> {
    use crate::der::oid;
    const LEGACY: [crate::der::ObjectIdentifierRef<'static>; 10] = [
        oid::PBE_WITH_MD5_AND_DES_CBC,
        oid::PBE_WITH_MD5_AND_RC2_CBC,
        oid::PBE_WITH_SHA1_AND_DES_CBC,
        oid::PBE_WITH_SHA1_AND_RC2_CBC,
        oid::PBE_WITH_SHA_AND_128_BIT_RC2_CBC,
        oid::PBE_WITH_SHA_AND_128_BIT_RC4,
        oid::PBE_WITH_SHA_AND_2_KEY_TRIPLE_DES_CBC,
        oid::PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC,
        oid::PBE_WITH_SHA_AND_40_BIT_RC2_CBC,
        oid::PBE_WITH_SHA_AND_40_BIT_RC4,
    ];
    match LEGACY.contains(&algorithm.oid) {
        true => Err(Error::Disabled {
            what: "a private key encrypted by PKCS #5 version 1.5 or PKCS #12",
            feature: "legacy-pem",
        }),
        false => Ok(()),
    }
}

/// Encrypts the DER of a PrivateKeyInfo to the DER of an EncryptedPrivateKeyInfo.
///
/// # Errors
/// [`Error`]: a work factor or a salt beyond what is read again, or a generator that fails.
#[cfg(feature = "pbes2")]
#[cfg_attr(docsrs, doc(cfg(feature = "pbes2")))]
pub fn encrypt<R: TryCryptoRng + ?Sized>(
    private_key_info: &[u8],
    scheme: &Choice,
    password: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let pbes2 = scheme.with_random(rng)?;
    let ciphertext = pbes2.encrypt(password, private_key_info)?;
    let mut w = Writer::new();
    w.sequence(|w| {
        pbes2.write(w);
        w.octet_string(&ciphertext);
    });
    Ok(w.into_vec())
}

/// As [`encrypt`], by a scheme of old: only for programs that read nothing newer.
///
/// # Errors
///
/// [`Error::Rng`], and an iteration count that is 0 or over [`MAX_ITERATIONS`].
#[cfg(feature = "legacy-pem")]
#[cfg_attr(docsrs, doc(cfg(feature = "legacy-pem")))]
pub fn encrypt_legacy<R: TryCryptoRng + ?Sized>(
    private_key_info: &[u8],
    scheme: LegacyScheme,
    iterations: u32,
    password: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let (algorithm, ciphertext) =
        scheme.encrypt(iterations, Some(password), private_key_info, rng)?;
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(&algorithm);
        w.octet_string(&ciphertext);
    });
    Ok(w.into_vec())
}
