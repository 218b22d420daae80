//! X.509: names, extensions, requests (RFC 2986), certificates and CRLs (RFC 5280), parsed without copying
//! and built to the byte. Parsing never decides whether a certificate is to be trusted; that is `path`.
//!
//! All that is read here is public, and nothing of it constant in time. The one secret is a signer's private key, which a
//! [`Signer`] alone touches: [`RsaSigner`]'s time depends on the key's size and public exponent and on the message's length.
//!
//! Numbers are big-endian, serial numbers the contents bytes of their INTEGER; times are in seconds, UTC; offsets in errors count
//! from the start of the outermost input.
#![forbid(unsafe_code)]

mod alt_names;
mod builder;
mod certificate;
mod crl;
mod dns;
pub mod extension;
mod extensions;
mod general_name;
mod name;
#[cfg(feature = "ocsp")]
#[cfg_attr(docsrs, doc(cfg(feature = "ocsp")))]
pub mod ocsp;
mod owned;
mod request;
mod serial;
mod signature;
pub mod signed;
mod text;
mod time;
mod trust;

pub use alt_names::AltNames;
pub use builder::{
    AttributeBuf, CertificateBuilder, CrlBuilder, IssueError, RequestBuilder,
    RevokedCertificateBuf, ToSign,
};
pub use certificate::{Certificate, CertificateRef, Validity};
pub use crl::{CertificateList, CertificateListRef, Entries, RevokedCertificate};
pub use dns::{DnsNameError, DnsNameErrorKind};
pub(crate) use dns::{check_host_name, check_labels};
pub use extension::ExtensionValue;
pub use extensions::{Extension, ExtensionBuf, Extensions, ExtensionsIter};
pub use general_name::{GeneralName, GeneralNames};
pub use name::{Attribute, Name, NameBuf, NameBuilder, Rdn, Rdns};
pub use owned::ReadError;
pub use request::{Attributes, Request, RequestAttribute, RequestRef, VerifiedRequest};
pub use serial::SerialNumber;
pub use signature::{
    OnlyRsa, RsaAlgorithm, RsaSigner, RsaVerifier, SignatureError, SignatureVerifier, Signer,
};
pub use signed::Signed;
pub(crate) use text::characters;
pub use time::Time;
pub use trust::{Trust, TrustSettings};
