//! Requests (RFC 6960 §4.1).
//!
//! ```text
//! OCSPRequest ::= SEQUENCE {
//!     tbsRequest         TBSRequest,
//!     optionalSignature  [0] EXPLICIT Signature OPTIONAL }
//! TBSRequest ::= SEQUENCE {
//!     version            [0] EXPLICIT Version DEFAULT v1,
//!     requestorName      [1] EXPLICIT GeneralName OPTIONAL,
//!     requestList        SEQUENCE OF Request,
//!     requestExtensions  [2] EXPLICIT Extensions OPTIONAL }
//! Signature ::= SEQUENCE {
//!     signatureAlgorithm  AlgorithmIdentifier,
//!     signature           BIT STRING,
//!     certs               [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
//! Request ::= SEQUENCE {
//!     reqCert                  CertID,
//!     singleRequestExtensions  [0] EXPLICIT Extensions OPTIONAL }
//! ```

use alloc::vec::Vec;

use super::cert_id::CertId;
use super::{Certificates, parse_certificates, parse_version};
use crate::der::{DerError, Reader, Tag, Writer};
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::extension::{Element, OcspNonce, SequenceOf};
use crate::x509::extensions::Extensions;
use crate::x509::general_name::GeneralName;
use crate::x509::owned::owned_der;
use crate::x509::signature::{SignatureError, SignatureVerifier};
use crate::x509::signed::Signed;

/// The fields of a request, borrowed from its DER.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RequestRef<'a> {
    /// The whole structure.
    der: &'a [u8],
    /// requestorName.
    pub requestor_name: Option<GeneralName<'a>>,
    /// requestList.
    pub requests: SequenceOf<'a, SingleRequest<'a>>,
    /// requestExtensions.
    pub extensions: Extensions<'a>,
    /// optionalSignature.
    pub signature: Option<RequestSignature<'a>>,
}

/// A request's signature.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RequestSignature<'a> {
    /// tbsRequest as bytes, and the signature over it.
    pub signed: Signed<'a>,
    /// certs.
    pub certificates: Certificates<'a>,
}

/// What is asked of one certificate.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SingleRequest<'a> {
    /// reqCert.
    pub cert_id: CertId<'a>,
    /// singleRequestExtensions.
    pub extensions: Extensions<'a>,
}

impl<'a> Element<'a> for SingleRequest<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("Request")?;
        let cert_id = CertId::parse(&mut fields)?;
        let extensions =
            Extensions::parse_tagged(&mut fields, 0, "Request.singleRequestExtensions")?;
        fields.finish("Request")?;
        Ok(Self {
            cert_id,
            extensions,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.raw(self.cert_id.raw());
            if !self.extensions.is_empty() {
                w.context(0, |w| {
                    w.sequence(|w| self.extensions.iter().for_each(|e| w.raw(e.raw)));
                });
            }
        });
    }
}

impl<'a> RequestRef<'a> {
    /// Reads a whole input. Trailing bytes are refused, and so is a nonce that is not of 1 to 128 bytes (RFC 9654 §2.1).
    ///
    /// # Errors
    /// What is malformed, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let whole = reader.expect(Tag::Sequence, "OCSPRequest")?;
        reader.finish("OCSPRequest")?;
        let mut parts = whole.reader();
        let tbs = parts.expect(Tag::Sequence, "OCSPRequest.tbsRequest")?;
        let signature = parts
            .context(0, true, "OCSPRequest.optionalSignature")?
            .map(|tlv| parse_signature(whole.raw, tbs.raw, tlv.reader()))
            .transpose()?;
        parts.finish("OCSPRequest")?;

        let mut fields = tbs.reader();
        parse_version(&mut fields, "TBSRequest.version")?;
        let requestor_name = match fields.context(1, true, "TBSRequest.requestorName")? {
            Some(tlv) => {
                let mut inner = tlv.reader();
                let name = GeneralName::read(&mut inner)?;
                inner.finish("TBSRequest.requestorName")?;
                Some(name)
            }
            None => None,
        };
        let list = fields.sequence("TBSRequest.requestList")?;
        let requests = SequenceOf::from_contents_or_empty(list)?;
        let extensions = Extensions::parse_tagged(&mut fields, 2, "TBSRequest.requestExtensions")?;
        fields.finish("TBSRequest")?;
        extensions.get::<OcspNonce<'_>>()?;
        Ok(Self {
            der: whole.raw,
            requestor_name,
            requests,
            extensions,
            signature,
        })
    }

    /// The nonce, where there is one.
    pub fn nonce(&self) -> Option<&'a [u8]> {
        nonce(&self.extensions)
    }

    /// Checks that this key made the signature; `None` where there is no signature.
    ///
    /// # Errors
    /// As [`Signed::verify`].
    pub fn verify_signature(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        verifier: &dyn SignatureVerifier,
    ) -> Option<Result<(), SignatureError>> {
        self.signature
            .map(|signature| signature.signed.verify(key, verifier))
    }
}

/// The nonce of extensions that were checked when they were read.
pub(super) fn nonce<'a>(extensions: &Extensions<'a>) -> Option<&'a [u8]> {
    let nonce = extensions.get::<OcspNonce<'a>>().ok().flatten();
    nonce.map(|nonce| nonce.0)
}

fn parse_signature<'a>(
    raw: &'a [u8],
    tbs: &'a [u8],
    mut inner: Reader<'a>,
) -> Result<RequestSignature<'a>, DerError> {
    let mut fields = inner.sequence("OCSPRequest.optionalSignature")?;
    inner.finish("OCSPRequest.optionalSignature")?;
    let algorithm = AlgorithmIdentifier::parse(&mut fields, "Signature.signatureAlgorithm")?;
    let signature = fields.bit_string("Signature.signature")?;
    let certificates = parse_certificates(&mut fields, "Signature.certs")?;
    fields.finish("OCSPRequest.optionalSignature")?;
    Ok(RequestSignature {
        signed: Signed {
            raw,
            tbs,
            algorithm,
            signature: signature.bytes,
            unused_bits: signature.unused,
        },
        certificates,
    })
}

/// A request that owns its DER, the body of a POST to a responder, of type `application/ocsp-request`. [`RequestRef`] is what it is
/// read with.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Request {
    der: Vec<u8>,
}

owned_der!(Request, RequestRef, "request", RequestRef::from_der);
