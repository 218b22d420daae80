//! Issuing: certificates, requests and CRLs.
//!
//! Each builder fills in what is not set: a random serial number, dates, key identifiers, a CRL's number, and whether an
//! extension is critical. After `exact` it fills in nothing, for callers that reproduce another program's output.

mod certificate;
mod crl;
mod request;

use alloc::vec::Vec;
use core::fmt;

pub use certificate::{CertificateBuilder, ToSign};
pub use crl::{CrlBuilder, RevokedCertificateBuf};
pub use request::{AttributeBuf, RequestBuilder};

use super::certificate::Certificate;
use super::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtensionValue, KeyUsage, SubjectKeyIdentifier,
};
use super::extensions::ExtensionBuf;
use super::signature::{SignatureError, Signer};
use super::signed;
use super::time::Time;
use crate::der::DerError;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::rsa::{RandomSource, RngError};

/// Why nothing was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssueError {
    /// The issuer's key is not the one in its certificate, or a certificate that would be self-signed is for another key.
    KeyMismatch,
    /// The issuer's certificate does not allow this: its basicConstraints must have cA set to sign certificates, and its
    /// keyUsage, where there is one, keyCertSign or cRLSign (RFC 5280 §4.2.1.3, §4.2.1.9).
    NotAuthorized(&'static str),
    /// Something that is not filled in by default was not set.
    Missing(&'static str),
    /// A certificate or list that would end before it begins.
    Dates {
        /// notBefore or thisUpdate.
        from: Time,
        /// notAfter or nextUpdate.
        to: Time,
    },
    /// A serial number that is not positive or is longer than 20 bytes (RFC 5280 §4.1.2.2).
    SerialNumber,
    /// The random number generator failed.
    Rng(RngError),
    /// What would be written does not read back: an extension stands there twice, or some part is not DER.
    Encoding(DerError),
    /// The signature was not made.
    Sign(SignatureError),
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyMismatch => f.write_str("the private key does not belong to the certificate"),
            Self::NotAuthorized(why) => {
                write!(f, "the issuer's certificate does not allow it: {why}")
            }
            Self::Missing(what) => write!(f, "{what} is not set"),
            Self::Dates { from, to } => write!(f, "it would end, {to}, before it begins, {from}"),
            Self::SerialNumber => {
                f.write_str("the serial number is not positive, or longer than 20 bytes")
            }
            Self::Rng(e) => e.fmt(f),
            Self::Encoding(e) => write!(f, "what would be issued is malformed: {e}"),
            Self::Sign(e) => write!(f, "cannot sign: {e}"),
        }
    }
}

impl core::error::Error for IssueError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Encoding(e) => Some(e),
            Self::Sign(e) => Some(e),
            Self::Rng(e) => Some(e),
            _ => None,
        }
    }
}

impl From<SignatureError> for IssueError {
    fn from(e: SignatureError) -> Self {
        Self::Sign(e)
    }
}

/// The one place where a signer is asked: SIGNED{…} of what `tbs` gives for the signer's algorithm, read back by `read`.
fn sign<T>(
    signer: &dyn Signer,
    rng: &mut dyn RandomSource,
    tbs: impl FnOnce(&[u8]) -> Result<Vec<u8>, IssueError>,
    read: fn(Vec<u8>) -> Result<T, DerError>,
) -> Result<T, IssueError> {
    let algorithm = signer.algorithm();
    let tbs = tbs(&algorithm)?;
    let signature = signer.sign(&tbs, rng)?;
    read(signed::write(&tbs, &algorithm, &signature)).map_err(IssueError::Encoding)
}

/// The methods by which every builder's extensions are set.
macro_rules! extension_setters {
    ($type:ident) => {
        impl $type {
            /// An extension, critical where its standard has it so, in place of one of its type that is there.
            #[must_use]
            pub fn extension<'a, T: ExtensionValue<'a>>(self, value: &T) -> Self {
                self.raw_extension(value.to_extension(T::CRITICALITY.by_default()))
            }

            /// An extension as it stands, in place of one of its type that is there.
            #[must_use]
            pub fn raw_extension(mut self, extension: ExtensionBuf) -> Self {
                self.extensions.retain(|there| there.oid != extension.oid);
                self.extensions.push(extension);
                self
            }

            /// These extensions as they stand, in this order, and none of those that were there.
            #[must_use]
            pub fn raw_extensions(mut self, extensions: Vec<ExtensionBuf>) -> Self {
                self.extensions = extensions;
                self
            }
        }
    };
    ($type:ident with subject) => {
        extension_setters!($type);

        impl $type {
            /// subjectAltName, critical where the subject is empty (RFC 5280 §4.2.1.6). Without names there is no extension.
            #[must_use]
            pub fn alt_names(self, names: &AltNames) -> Self {
                if names.is_empty() {
                    return self;
                }
                let critical = self.subject.as_name().is_empty();
                self.raw_extension(names.to_extension(critical))
            }
        }
    };
}
pub(super) use extension_setters;

/// What stands in the issuer's certificate and in what it issues: the authorityKeyIdentifier there is this.
fn key_identifier(issuer: &Certificate) -> Result<Vec<u8>, IssueError> {
    let fields = issuer.fields();
    let own = fields.extensions.get::<SubjectKeyIdentifier<'_>>();
    Ok(match own.map_err(IssueError::Encoding)? {
        Some(identifier) => identifier.0.to_vec(),
        None => SubjectKeyIdentifier::for_key(&fields.spki)
            .as_ref()
            .to_vec(),
    })
}

/// The identifier of a signer's key by RFC 5280 §4.2.1.2 (1).
fn key_identifier_of(signer: &dyn Signer) -> Result<Vec<u8>, IssueError> {
    let spki = signer.public_key();
    let key = SubjectPublicKeyInfo::from_der(&spki).map_err(IssueError::Encoding)?;
    Ok(SubjectKeyIdentifier::for_key(&key).as_ref().to_vec())
}

/// Checks that a certificate and its key may sign for others; `usage` is what for.
fn check_issuer(issuer: &Certificate, key: &dyn Signer, usage: KeyUsage) -> Result<(), IssueError> {
    let fields = issuer.fields();
    if !key.fits(&fields.spki) {
        return Err(IssueError::KeyMismatch);
    }
    let extensions = fields.extensions;
    if usage.contains(KeyUsage::KEY_CERT_SIGN) {
        let constraints = extensions
            .get::<BasicConstraints>()
            .map_err(IssueError::Encoding)?;
        if !constraints.is_some_and(|constraints| constraints.ca) {
            return Err(IssueError::NotAuthorized("basicConstraints lacks cA"));
        }
    }
    let allowed = extensions.get::<KeyUsage>().map_err(IssueError::Encoding)?;
    if allowed.is_some_and(|allowed| !allowed.contains(usage)) {
        return Err(IssueError::NotAuthorized(
            if usage.contains(KeyUsage::KEY_CERT_SIGN) {
                "keyUsage lacks keyCertSign"
            } else {
                "keyUsage lacks cRLSign"
            },
        ));
    }
    Ok(())
}

/// Adds an extension unless one of its type is there.
fn add_missing<'a, T: ExtensionValue<'a>>(extensions: &mut Vec<ExtensionBuf>, value: &T) {
    if extensions.iter().all(|there| there.oid != T::OID) {
        extensions.push(value.to_extension(T::CRITICALITY.by_default()));
    }
}

/// Adds the authorityKeyIdentifier unless there is one.
fn add_authority_key(extensions: &mut Vec<ExtensionBuf>, key_identifier: &[u8]) {
    let identifier = AuthorityKeyIdentifier {
        key_identifier: Some(key_identifier),
        ..AuthorityKeyIdentifier::default()
    };
    add_missing(extensions, &identifier);
}

/// The time of day.
#[cfg(feature = "std")]
fn now(_what: &'static str) -> Result<Time, IssueError> {
    Ok(Time::from(std::time::SystemTime::now()))
}

/// Without `std` there is no clock: dates are the caller's to set.
#[cfg(not(feature = "std"))]
fn now(what: &'static str) -> Result<Time, IssueError> {
    Err(IssueError::Missing(what))
}
