//! Floor 5 · X.509: names, extensions, requests (RFC 2986), certificates and CRLs (RFC 5280), parsed without copying
//! and built to the octet. Parsing never decides whether a certificate is to be trusted; that is `path`.

pub mod certificate;
pub mod crl;
pub mod extension;
pub mod extensions;
pub mod general_name;
pub mod issue;
pub mod name;
pub mod request;
pub mod serial;
pub mod signature;
pub mod time;

pub use certificate::{Certificate, Validity};
pub use crl::{CertificateList, CertificateListBuilder, RevokedCertificate, RevokedCertificateBuf};
pub use extension::ExtensionValue;
pub use extensions::{Extension, ExtensionBuf, Extensions};
pub use general_name::{GeneralName, GeneralNames};
pub use issue::{
    AttributeBuf, Authority, CertificateBuilder, IssueError, RequestBuilder, Terms, verify_request,
};
pub use name::{Attribute, Name, NameBuf, NameBuilder};
pub use request::Request;
pub use serial::SerialNumber;
pub use signature::{
    OnlyRsa, RsaAlgorithm, RsaSigner, RsaVerifier, SignatureError, SignatureVerifier, Signer,
};
pub use time::Time;
