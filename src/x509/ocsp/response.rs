//! Responses (RFC 6960 §4.2).
//!
//! ```text
//! OCSPResponse ::= SEQUENCE {
//!     responseStatus  OCSPResponseStatus,
//!     responseBytes   [0] EXPLICIT ResponseBytes OPTIONAL }
//! ResponseBytes ::= SEQUENCE {
//!     responseType  OBJECT IDENTIFIER,
//!     response      OCTET STRING }
//! BasicOCSPResponse ::= SEQUENCE {
//!     tbsResponseData     ResponseData,
//!     signatureAlgorithm  AlgorithmIdentifier,
//!     signature           BIT STRING,
//!     certs               [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
//! ResponseData ::= SEQUENCE {
//!     version             [0] EXPLICIT Version DEFAULT v1,
//!     responderID         ResponderID,
//!     producedAt          GeneralizedTime,
//!     responses           SEQUENCE OF SingleResponse,
//!     responseExtensions  [1] EXPLICIT Extensions OPTIONAL }
//! SingleResponse ::= SEQUENCE {
//!     certID            CertID,
//!     certStatus        CertStatus,
//!     thisUpdate        GeneralizedTime,
//!     nextUpdate        [0] EXPLICIT GeneralizedTime OPTIONAL,
//!     singleExtensions  [1] EXPLICIT Extensions OPTIONAL }
//! ```

use alloc::vec::Vec;

use super::cert_id::CertId;
use super::request::nonce;
use super::{Certificates, parse_certificates, parse_version};
use crate::der::{
    DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, Writer, context_tag, oid,
};
use crate::hash::HashAlgorithm;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::certificate::CertificateRef;
use crate::x509::extension::{CrlReason, Element, ExtensionValue as _, OcspNonce, SequenceOf};
use crate::x509::extensions::Extensions;
use crate::x509::name::{Name, NameBuf};
use crate::x509::owned::owned_der;
use crate::x509::signature::{SignatureError, SignatureVerifier};
use crate::x509::signed::{Names, Signed};
use crate::x509::time::Time;

/// ```asn1
/// OCSPResponseStatus ::= ENUMERATED {
///     successful (0), malformedRequest (1), internalError (2), tryLater (3), sigRequired (5), unauthorized (6) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum ResponseStatus {
    /// successful: the response has confirmed data.
    Successful = 0,
    /// malformedRequest.
    MalformedRequest = 1,
    /// internalError.
    InternalError = 2,
    /// tryLater.
    TryLater = 3,
    /// sigRequired: the request must be signed.
    SigRequired = 5,
    /// unauthorized: the client may not ask, or the responder may not answer.
    Unauthorized = 6,
}

impl ResponseStatus {
    /// Every status.
    pub const ALL: &'static [Self] = &[
        Self::Successful,
        Self::MalformedRequest,
        Self::InternalError,
        Self::TryLater,
        Self::SigRequired,
        Self::Unauthorized,
    ];

    /// The code.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The standard's name: `malformedRequest`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Successful => "successful",
            Self::MalformedRequest => "malformedRequest",
            Self::InternalError => "internalError",
            Self::TryLater => "tryLater",
            Self::SigRequired => "sigRequired",
            Self::Unauthorized => "unauthorized",
        }
    }
}

/// The fields of a response, borrowed from its DER.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ResponseRef<'a> {
    /// The whole structure.
    der: &'a [u8],
    /// responseStatus.
    pub status: ResponseStatus,
    /// responseBytes' responseType, where responseBytes are there.
    pub response_type: Option<ObjectIdentifierRef<'a>>,
    /// The response, where its type is id-pkix-ocsp-basic.
    pub basic: Option<BasicResponse<'a>>,
}

impl<'a> ResponseRef<'a> {
    /// Reads a whole input. Trailing bytes are refused, here and inside; so is a successful response without
    /// responseBytes, and another with (RFC 6960 §4.2.1).
    ///
    /// # Errors
    /// What is malformed, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let whole = reader.expect(Tag::Sequence, "OCSPResponse")?;
        reader.finish("OCSPResponse")?;
        let mut fields = whole.reader();
        let status = fields.expect(Tag::Enumerated, "OCSPResponse.responseStatus")?;
        let status = ResponseStatus::ALL
            .iter()
            .copied()
            .find(|known| *status.value == [known.code()])
            .ok_or_else(|| status.malformed("OCSPResponseStatus", "a code that names no status"))?;
        let at = fields;
        let bytes = fields.context(0, true, "OCSPResponse.responseBytes")?;
        fields.finish("OCSPResponse")?;
        if bytes.is_some() != (status == ResponseStatus::Successful) {
            return Err(at.error(
                "OCSPResponse.responseBytes",
                Found::Malformed("bytes without success, or success without bytes"),
            ));
        }
        let (response_type, basic) = match bytes {
            None => (None, None),
            Some(tlv) => {
                let mut inner = tlv.reader();
                let mut fields = inner.sequence("ResponseBytes")?;
                inner.finish("OCSPResponse.responseBytes")?;
                let kind = fields.oid("ResponseBytes.responseType")?;
                let response = fields.octet_string("ResponseBytes.response")?;
                fields.finish("ResponseBytes")?;
                let is_basic = kind == oid::OCSP_BASIC;
                let basic = is_basic.then(|| BasicResponse::parse(response.reader()));
                (Some(kind), basic.transpose()?)
            }
        };
        Ok(Self {
            der: whole.raw,
            status,
            response_type,
            basic,
        })
    }
}

/// A BasicOCSPResponse.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct BasicResponse<'a> {
    /// tbsResponseData as bytes, and the signature over it.
    pub signed: Signed<'a>,
    /// responderID.
    pub responder_id: ResponderId<'a>,
    /// producedAt.
    pub produced_at: Time,
    /// responses.
    pub responses: SequenceOf<'a, SingleResponse<'a>>,
    /// responseExtensions.
    pub extensions: Extensions<'a>,
    /// certs.
    pub certificates: Certificates<'a>,
}

const NAMES: Names = Names {
    whole: "BasicOCSPResponse",
    tbs: "BasicOCSPResponse.tbsResponseData",
    algorithm: "BasicOCSPResponse.signatureAlgorithm",
    signature: "BasicOCSPResponse.signature",
};

impl<'a> BasicResponse<'a> {
    fn parse(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let (signed, mut fields, mut parts) = Signed::parse_with_more(&mut reader, &NAMES)?;
        reader.finish("BasicOCSPResponse")?;
        let certificates = parse_certificates(&mut parts, "BasicOCSPResponse.certs")?;
        parts.finish("BasicOCSPResponse")?;

        parse_version(&mut fields, "ResponseData.version")?;
        let responder_id = ResponderId::parse(&mut fields)?;
        let produced_at = generalized(&mut fields, "ResponseData.producedAt")?;
        let list = fields.sequence("ResponseData.responses")?;
        let responses = SequenceOf::from_contents_or_empty(list)?;
        let extensions =
            Extensions::parse_tagged(&mut fields, 1, "ResponseData.responseExtensions")?;
        fields.finish("ResponseData")?;
        extensions.get::<OcspNonce<'_>>()?;
        Ok(Self {
            signed,
            responder_id,
            produced_at,
            responses,
            extensions,
            certificates,
        })
    }

    /// The nonce, where there is one.
    pub fn nonce(&self) -> Option<&'a [u8]> {
        nonce(&self.extensions)
    }

    /// Checks that this key made the signature. Whether its holder may answer for a certificate is another question, which
    /// [`path`](crate::path) answers.
    ///
    /// # Errors
    /// As [`Signed::verify`].
    pub fn verify_signature(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        verifier: &dyn SignatureVerifier,
    ) -> Result<(), SignatureError> {
        self.signed.verify(key, verifier)
    }
}

/// ```asn1
/// ResponderID ::= CHOICE {
///     byName  [1] EXPLICIT Name,
///     byKey   [2] EXPLICIT KeyHash } -- SHA-1 of the responder's public key: the BIT STRING's contents
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponderId<'a> {
    /// byName.
    ByName(Name<'a>),
    /// byKey.
    ByKey(&'a [u8]),
}

impl<'a> ResponderId<'a> {
    fn parse(fields: &mut Reader<'a>) -> Result<Self, DerError> {
        const WHAT: &str = "ResponseData.responderID";
        let tlv = fields.any(WHAT)?;
        let mut inner = tlv.reader();
        let id = match tlv.tag {
            tag if tag == context_tag(1, true) => Self::ByName(Name::parse(&mut inner, WHAT)?),
            tag if tag == context_tag(2, true) => {
                let hash = inner.octet_string(WHAT)?;
                if hash.value.len() != HashAlgorithm::Sha1.output_len() {
                    return Err(hash.malformed(WHAT, "a KeyHash that is not of 20 bytes"));
                }
                Self::ByKey(hash.value)
            }
            tag => {
                return Err(DerError {
                    offset: tlv.offset,
                    expected: WHAT,
                    found: Found::Tag(tag),
                });
            }
        };
        inner.finish(WHAT)?;
        Ok(id)
    }
}

/// A [`ResponderId`] to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponderIdBuf {
    /// byName.
    ByName(NameBuf),
    /// byKey: SHA-1 of the public key.
    ByKey([u8; 20]),
}

impl ResponderIdBuf {
    /// The subject of a responder's certificate.
    pub fn by_name(certificate: &CertificateRef<'_>) -> Self {
        Self::ByName(certificate.subject.to_owned())
    }

    /// The hash of a responder's public key.
    pub fn by_key(key: &SubjectPublicKeyInfo<'_>) -> Self {
        let mut hash = [0; 20];
        hash.copy_from_slice(HashAlgorithm::Sha1.digest(key.key).as_ref());
        Self::ByKey(hash)
    }

    pub(super) fn write(&self, w: &mut Writer) {
        match self {
            Self::ByName(name) => w.context(1, |w| w.raw(name.as_der())),
            Self::ByKey(hash) => w.context(2, |w| w.octet_string(hash)),
        }
    }
}

/// The status of one certificate.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SingleResponse<'a> {
    /// certID.
    pub cert_id: CertId<'a>,
    /// certStatus.
    pub status: CertStatus,
    /// thisUpdate: when the status was known to be this.
    pub this_update: Time,
    /// nextUpdate: when there will be newer information.
    pub next_update: Option<Time>,
    /// singleExtensions.
    pub extensions: Extensions<'a>,
}

impl<'a> Element<'a> for SingleResponse<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("SingleResponse")?;
        let cert_id = CertId::parse(&mut fields)?;
        let status = CertStatus::from_tlv(&fields.any("SingleResponse.certStatus")?)?;
        let this_update = generalized(&mut fields, "SingleResponse.thisUpdate")?;
        let next_update = match fields.context(0, true, "SingleResponse.nextUpdate")? {
            Some(tlv) => {
                let mut inner = tlv.reader();
                let time = generalized(&mut inner, "SingleResponse.nextUpdate")?;
                inner.finish("SingleResponse.nextUpdate")?;
                Some(time)
            }
            None => None,
        };
        let extensions =
            Extensions::parse_tagged(&mut fields, 1, "SingleResponse.singleExtensions")?;
        fields.finish("SingleResponse")?;
        Ok(Self {
            cert_id,
            status,
            this_update,
            next_update,
            extensions,
        })
    }

    fn write(&self, w: &mut Writer) {
        let extensions = self.extensions.iter().map(|extension| extension.raw);
        write_single(
            w,
            self.cert_id.raw(),
            self.status,
            (self.this_update, self.next_update),
            extensions,
        );
    }
}

/// Writes a SingleResponse; each extension is its DER.
pub(super) fn write_single<'e>(
    w: &mut Writer,
    cert_id: &[u8],
    status: CertStatus,
    (this_update, next_update): (Time, Option<Time>),
    extensions: impl Iterator<Item = &'e [u8]>,
) {
    let mut extensions = extensions.peekable();
    w.sequence(|w| {
        w.raw(cert_id);
        status.write(w);
        this_update.write_generalized(w);
        if let Some(next) = next_update {
            w.context(0, |w| next.write_generalized(w));
        }
        if extensions.peek().is_some() {
            w.context(1, |w| w.sequence(|w| extensions.for_each(|e| w.raw(e))));
        }
    });
}

/// ```asn1
/// CertStatus ::= CHOICE {
///     good     [0] IMPLICIT NULL,
///     revoked  [1] IMPLICIT SEQUENCE {
///         revocationTime    GeneralizedTime,
///         revocationReason  [0] EXPLICIT CRLReason OPTIONAL },
///     unknown  [2] IMPLICIT NULL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// good: not revoked, as far as the responder knows. It need not have been issued.
    Good,
    /// revoked, for good or for now.
    Revoked {
        /// revocationTime.
        time: Time,
        /// revocationReason.
        reason: Option<CrlReason>,
    },
    /// unknown: the responder knows nothing of the certificate.
    Unknown,
}

impl CertStatus {
    fn from_tlv(tlv: &Tlv<'_>) -> Result<Self, DerError> {
        const WHAT: &str = "SingleResponse.certStatus";
        let null = |status| match tlv.value {
            [] => Ok(status),
            _ => Err(tlv.malformed(WHAT, "a NULL with contents")),
        };
        match tlv.tag {
            tag if tag == context_tag(0, false) => null(Self::Good),
            tag if tag == context_tag(2, false) => null(Self::Unknown),
            tag if tag == context_tag(1, true) => {
                let mut fields = tlv.reader();
                let time = generalized(&mut fields, "RevokedInfo.revocationTime")?;
                let reason = match fields.context(0, true, "RevokedInfo.revocationReason")? {
                    Some(tlv) => {
                        let mut inner = tlv.reader();
                        let reason = CrlReason::read(&mut inner)?;
                        inner.finish("RevokedInfo.revocationReason")?;
                        Some(reason)
                    }
                    None => None,
                };
                fields.finish("RevokedInfo")?;
                Ok(Self::Revoked { time, reason })
            }
            tag => Err(DerError {
                offset: tlv.offset,
                expected: WHAT,
                found: Found::Tag(tag),
            }),
        }
    }

    fn write(self, w: &mut Writer) {
        match self {
            Self::Good => w.tlv(context_tag(0, false), &[]),
            Self::Unknown => w.tlv(context_tag(2, false), &[]),
            Self::Revoked { time, reason } => w.context(1, |w| {
                time.write_generalized(w);
                if let Some(reason) = reason {
                    w.context(0, |w| reason.write(w));
                }
            }),
        }
    }
}

/// A GeneralizedTime, in the form that RFC 5280 §4.1.2.5.2 allows.
pub(super) fn generalized(
    reader: &mut Reader<'_>,
    expected: &'static str,
) -> Result<Time, DerError> {
    let tlv = reader.expect(Tag::GeneralizedTime, expected)?;
    Time::from_tlv(&tlv, expected)
}

/// A response that owns its DER: what TLS staples, what a responder's HTTP body is. [`ResponseRef`] is what it is read with.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Response {
    der: Vec<u8>,
}

owned_der!(Response, ResponseRef, "response", ResponseRef::from_der);

impl Response {
    /// A response that has nothing to report but why: `None` for [`ResponseStatus::Successful`], which has more.
    pub fn refusal(status: ResponseStatus) -> Option<Self> {
        if status == ResponseStatus::Successful {
            return None;
        }
        let mut w = Writer::new();
        w.sequence(|w| w.tlv(Tag::Enumerated, &[status.code()]));
        Some(Self { der: w.into_vec() })
    }
}
