//! The Online Certificate Status Protocol (RFC 6960, nonces by RFC 9654): requests and responses, read strictly and built.
//!
//! Reading decides nothing: whether a response may be relied on is for [`path`](crate::path) to judge, which takes responses
//! as a source of revocation beside CRLs ([`Pool::ocsp`](crate::path::Pool::ocsp)). Nothing here uses a network.

mod builder;
mod cert_id;
mod extension;
mod request;
mod response;

pub use builder::{RequestBuilder, ResponseBuilder, SingleResponseBuf};
pub use cert_id::{CertId, CertIdBuf};
pub use extension::{
    AcceptableResponses, CrlReferences, PreferredSignatureAlgorithm, PreferredSignatureAlgorithms,
    ServiceLocator,
};
pub use request::{Request, RequestRef, RequestSignature, SingleRequest};
pub use response::{
    BasicResponse, CertStatus, ResponderId, ResponderIdBuf, Response, ResponseRef, ResponseStatus,
    SingleResponse,
};

use super::certificate::CertificateRef;
use super::extension::{Element, SequenceOf};
use crate::der::{DerError, Found, Reader, Writer};

/// The certificates that come with a signature, for whoever looks for the signer's.
pub type Certificates<'a> = SequenceOf<'a, CertificateRef<'a>>;

impl<'a> Element<'a> for CertificateRef<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        CertificateRef::parse(reader)
    }

    fn write(&self, w: &mut Writer) {
        w.raw(self.signed.raw);
    }
}

/// `version [0] EXPLICIT Version DEFAULT v1`: there is no other, and DER leaves the default out.
fn parse_version(fields: &mut Reader<'_>, expected: &'static str) -> Result<(), DerError> {
    let at = *fields;
    match fields.context(0, true, expected)? {
        None => Ok(()),
        Some(_) => Err(at.error(
            expected,
            Found::Malformed("a version, where the only one there is, 1, is left out in DER"),
        )),
    }
}

/// `certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL`.
fn parse_certificates<'a>(
    fields: &mut Reader<'a>,
    expected: &'static str,
) -> Result<Certificates<'a>, DerError> {
    let Some(tlv) = fields.context(0, true, expected)? else {
        return Ok(SequenceOf::new(&[]));
    };
    let mut inner = tlv.reader();
    let list = inner.sequence(expected)?;
    inner.finish(expected)?;
    SequenceOf::from_contents_or_empty(list)
}
