//! PKCS #12 files (RFC 7292), which are called `.p12` and `.pfx`: keys and certificates under one password.
//!
//! ```
//! use certwright::pkcs::pkcs12::{Attribute, Builder, Pkcs12};
//! use certwright::rsa::PrivateKey;
//! use certwright::x509::{CertificateBuilder, NameBuf};
//!
//! let mut rng = certwright::SysRng;
//! let key = PrivateKey::generate(&mut rng, 2048)?;
//! let certificate = CertificateBuilder::new(NameBuf::common_name("server")).self_signed(&key, &mut rng)?;
//!
//! let mut file = Builder::new();
//! file.pair(key.to_pkcs8_der(), certificate.as_der(), Some("my server"));
//! let der = file.to_der("secret", &mut rng)?;
//!
//! let contents = Pkcs12::from_der(&der)?.open("secret")?;
//! assert_eq!(contents.private_key()?, key);
//! assert_eq!(contents.certificates().next(), Some(certificate.as_der()));
//! assert!(Pkcs12::from_der(&der)?.open("Secret").is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Pkcs12`] is a file whose outer structure was read. [`Pkcs12::unlock`] verifies its message authentication code and returns
//! an [`Opener`], which decrypts [`Safe`]s to [`Bag`]s and bags to keys; [`Pkcs12::open`] does all of that at once.
//!
//! Files are read as other programs write them: BER is made DER first, and the offsets of errors count in that. The schemes of
//! PKCS #12, PBES2, the MAC of PKCS #12 and PBMAC1 (RFC 9579) are read; [`Limits`] bounds what a file may ask for.
//! Passwords are UTF-8 and become UTF-16 with surrogates where the standard has a BMPString; what is not UTF-8 is Latin-1.
//!
//! What may leak by timing: lengths, iteration counts, the number of attempts, and whether a password is right.

mod bag;
mod build;
mod mac;
mod open;

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::Error;
use super::algorithm::AlgorithmIdentifier;
use super::ber;
use super::pbes2::KdfLimits;
use super::pkcs7;
use crate::der::{Found, Reader, Tag, Tlv};
use crate::der::{ObjectIdentifier, ObjectIdentifierRef, oid};

pub use bag::{Attribute, Bag, BagValue, ShroudedKey};
pub use build::{Builder, Encryption};
pub use mac::{Mac, MacChoice};
pub use open::{Contents, Opener};

pub use super::pkcs12_kdf::{Purpose, derive};

/// What a file may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// How deep elements, and bags within bags, nest.
    pub depth: usize,
    /// Bags in all.
    pub bags: usize,
    /// What each key derivation may cost; its iterations are those of all derivations of one opening together, and scrypt's
    /// N · r · p counts as iterations.
    pub kdf: KdfLimits,
}

impl Limits {
    /// 64 MiB, 32 levels, 10,000 bags, and [`KdfLimits::DEFAULT`]: some seconds of one core.
    pub const DEFAULT: Self = Self {
        bytes: 64 << 20,
        depth: 32,
        bags: 10_000,
        kdf: KdfLimits::DEFAULT,
    };

    /// The DER of the one BER element that the bytes are: nothing stands behind it.
    pub(super) fn der(&self, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        if bytes.len() > self.bytes {
            return Err(Error::TooCostly {
                what: "bytes of file",
                asked: bytes.len() as u64,
                maximum: self.bytes as u64,
            });
        }
        Ok(Zeroizing::new(
            ber::to_der(bytes, self.depth)?.unwrap_or_else(|| bytes.to_vec()),
        ))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// PFX ::= SEQUENCE { version INTEGER {v3(3)}, authSafe ContentInfo, macData MacData OPTIONAL }
pub struct Pkcs12 {
    /// The AuthenticatedSafe as the file has it, which is what the MAC covers. It may hold a key that is not encrypted.
    content: Zeroizing<Vec<u8>>,
    mac: Option<Mac>,
    limits: Limits,
}

impl core::fmt::Debug for Pkcs12 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Pkcs12({} bytes, {:?})", self.content.len(), self.mac)
    }
}

/// One part of an AuthenticatedSafe: bags under one protection.
pub struct Safe {
    protection: Protection,
    /// Plain or encrypted SafeContents.
    content: Zeroizing<Vec<u8>>,
}

enum Protection {
    None,
    /// The AlgorithmIdentifier's DER.
    Password(Vec<u8>),
    Unsupported(ObjectIdentifier),
}

impl core::fmt::Debug for Safe {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Safe({} bytes)", self.content.len())
    }
}

impl Safe {
    /// How the bags are encrypted under the password; `None` if they are not.
    pub fn algorithm(&self) -> Option<AlgorithmIdentifier<'_>> {
        match &self.protection {
            Protection::Password(der) => Some(reread(der)),
            _ => None,
        }
    }

    /// The content type, if it is one that is not supported: envelopedData, for a recipient's key.
    pub fn unsupported(&self) -> Option<ObjectIdentifierRef<'_>> {
        match &self.protection {
            Protection::Unsupported(oid) => Some(oid.into()),
            _ => None,
        }
    }
}

/// Reads an AlgorithmIdentifier again.
fn reread(der: &[u8]) -> AlgorithmIdentifier<'_> {
    AlgorithmIdentifier::parse(&mut Reader::new(der), "AlgorithmIdentifier")
        .unwrap_or_else(|_| unreachable!("it was read when this was made"))
}

impl Pkcs12 {
    /// Reads a file's outer structure; nothing is verified or decrypted.
    ///
    /// # Errors
    ///
    /// What is malformed, [`Error::UnsupportedForm`] for a file protected by a signature in place of a MAC, and
    /// [`Error::TooCostly`].
    pub fn from_der(bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_der_within(bytes, Limits::DEFAULT)
    }

    /// As [`from_der`](Self::from_der), within other limits, which hold for everything that is done with the file.
    ///
    /// # Errors
    ///
    /// As [`from_der`](Self::from_der).
    pub fn from_der_within(bytes: impl AsRef<[u8]>, limits: Limits) -> Result<Self, Error> {
        const WHAT: &str = "PFX";
        let der = limits.der(bytes.as_ref())?;
        let mut fields = Reader::new(&der).sequence(WHAT)?;
        let at = fields;
        if fields.unsigned_u32("PFX.version")? != 3 {
            return Err(at
                .error("PFX.version", Found::Malformed("a version other than 3"))
                .into());
        }
        let (kind, content) = content_info(&mut fields, "PFX.authSafe")?;
        if kind == oid::PKCS7_SIGNED_DATA {
            return Err(Error::UnsupportedForm {
                what: "a PKCS #12 file protected by a signature in place of a password",
            });
        }
        if kind != oid::PKCS7_DATA {
            return Err(Error::Unsupported {
                what: "PFX.authSafe content type",
                oid: kind.to_owned(),
            });
        }
        let content = octets(&content, "the content of PFX.authSafe")?;
        let mac = match fields.is_empty() {
            true => None,
            false => Some(Mac::parse(&mut fields)?),
        };
        fields.finish(WHAT)?;
        Ok(Self {
            content,
            mac,
            limits,
        })
    }

    /// Whether these bytes begin as a file of this kind does, whatever follows.
    pub fn is_likely(bytes: &[u8]) -> bool {
        // SEQUENCE of whatever length, INTEGER 3, SEQUENCE of whatever length, OBJECT IDENTIFIER of pkcs7.
        let skip = |bytes: &'_ [u8]| match *bytes.get(1)? {
            long @ 0x81..=0xfe => Some(2 + usize::from(long & 0x7f)),
            _ => Some(2),
        };
        let looks = || {
            let rest = bytes.strip_prefix(&[0x30]).map(|_| bytes)?;
            let rest = rest.get(skip(rest)?..)?.strip_prefix(&[0x02, 1, 3])?;
            rest.strip_prefix(&[0x30])?;
            rest.get(skip(rest)?..)?
                .strip_prefix(&[0x06, 9])?
                .strip_prefix(&oid::PKCS7_DATA.as_bytes()[..8])
        };
        looks().is_some()
    }

    /// The message authentication code, if the file has one.
    pub fn mac(&self) -> Option<&Mac> {
        self.mac.as_ref()
    }

    /// The parts, in the file's order. Trust them only after [`unlock`](Self::unlock).
    ///
    /// # Errors
    /// [`DerError`](crate::der::DerError): what is malformed or missing, and where.
    pub fn safes(&self) -> Result<Vec<Safe>, Error> {
        let der = self.limits.der(&self.content)?;
        let mut parts = Reader::new(&der).sequence("AuthenticatedSafe")?;
        let mut safes = Vec::new();
        while !parts.is_empty() {
            // A part may be empty of bags: it counts as one.
            if safes.len() == self.limits.bags {
                return Err(too_many(&self.limits));
            }
            safes.push(safe(&mut parts)?);
        }
        Ok(safes)
    }
}

fn too_many(limits: &Limits) -> Error {
    Error::TooCostly {
        what: "bags",
        asked: limits.bags as u64 + 1,
        maximum: limits.bags as u64,
    }
}

fn safe(parts: &mut Reader<'_>) -> Result<Safe, Error> {
    let (kind, content) = content_info(parts, "AuthenticatedSafe.ContentInfo")?;
    if kind == oid::PKCS7_DATA {
        return Ok(Safe {
            protection: Protection::None,
            content: octets(&content, "the content of a ContentInfo")?,
        });
    }
    if kind != oid::PKCS7_ENCRYPTED_DATA {
        return Ok(Safe {
            protection: Protection::Unsupported(kind.to_owned()),
            content: Zeroizing::default(),
        });
    }
    let mut info = pkcs7::encrypted_data(&content)?;
    // EncryptedContentInfo ::= SEQUENCE { contentType, contentEncryptionAlgorithm, encryptedContent [0] IMPLICIT OPTIONAL }
    let kind = info.oid("EncryptedContentInfo.contentType")?;
    if kind != oid::PKCS7_DATA {
        return Err(Error::Unsupported {
            what: "EncryptedContentInfo content type",
            oid: kind.to_owned(),
        });
    }
    let algorithm =
        AlgorithmIdentifier::parse(&mut info, "EncryptedContentInfo.contentEncryptionAlgorithm")?;
    let encrypted = info.any("EncryptedContentInfo.encryptedContent")?;
    info.finish("EncryptedContentInfo")?;
    Ok(Safe {
        protection: Protection::Password(algorithm.raw.to_vec()),
        content: implicit_octets(&encrypted, "EncryptedContentInfo.encryptedContent")?,
    })
}

/// ContentInfo ::= SEQUENCE { contentType, content \[0\] EXPLICIT ANY }
fn content_info<'a>(
    reader: &mut Reader<'a>,
    expected: &'static str,
) -> Result<(ObjectIdentifierRef<'a>, Tlv<'a>), Error> {
    let mut fields = reader.sequence(expected)?;
    let kind = fields.oid("ContentInfo.contentType")?;
    let content = explicit(&mut fields, "ContentInfo.content")?;
    fields.finish(expected)?;
    Ok((kind, content))
}

/// The one element in `[0]`.
fn explicit<'a>(reader: &mut Reader<'a>, expected: &'static str) -> Result<Tlv<'a>, Error> {
    let outer = reader.expect(crate::der::context_tag(0, true), expected)?;
    let mut fields = outer.reader();
    let inner = fields.any(expected)?;
    fields.finish(expected)?;
    Ok(inner)
}

fn octets(tlv: &Tlv<'_>, expected: &'static str) -> Result<Zeroizing<Vec<u8>>, Error> {
    tlv.expect(Tag::OctetString, expected)?;
    Ok(Zeroizing::new(tlv.value.to_vec()))
}

/// `[0]` IMPLICIT OCTET STRING, whole or, in BER, in segments.
pub(super) fn implicit_octets(
    tlv: &Tlv<'_>,
    expected: &'static str,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if tlv.tag == crate::der::context_tag(0, false) {
        return Ok(Zeroizing::new(tlv.value.to_vec()));
    }
    tlv.expect(crate::der::context_tag(0, true), expected)?;
    let mut whole = Zeroizing::new(Vec::with_capacity(tlv.value.len()));
    let mut segments = tlv.reader();
    while !segments.is_empty() {
        whole.extend_from_slice(segments.octet_string(expected)?.value);
    }
    Ok(whole)
}
