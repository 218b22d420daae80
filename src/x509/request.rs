//! PKCS#10 certification requests (RFC 2986 §4).
//!
//! ```text
//! CertificationRequest ::= SEQUENCE {
//!     certificationRequestInfo CertificationRequestInfo,
//!     signatureAlgorithm       AlgorithmIdentifier,
//!     signature                BIT STRING }
//! CertificationRequestInfo ::= SEQUENCE {
//!     version       INTEGER { v1(0) },
//!     subject       Name,
//!     subjectPKInfo SubjectPublicKeyInfo,
//!     attributes    [0] Attributes }
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use super::extensions::Extensions;
use super::name::Name;
use super::owned::{ReadError, owned};
use super::signature::{SignatureError, SignatureVerifier};
use super::signed::{Names, Signed};
use crate::der::oid;
use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag};
use crate::pem::{self, label};
use crate::pkcs::spki::SubjectPublicKeyInfo;

const NAMES: Names = Names {
    whole: "CertificationRequest",
    tbs: "CertificationRequest.certificationRequestInfo",
    algorithm: "CertificationRequest.signatureAlgorithm",
    signature: "CertificationRequest.signature",
};

/// The fields of a request, borrowed from its DER; parsing allocates nothing. Parsing does not check the signature:
/// [`RequestRef::verify`] does.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RequestRef<'a> {
    /// certificationRequestInfo as bytes, and the signature over it.
    pub signed: Signed<'a>,
    /// version as it is commonly counted: 1.
    pub version: u32,
    /// subject.
    pub subject: Name<'a>,
    /// subjectPKInfo.
    pub spki: SubjectPublicKeyInfo<'a>,
    /// attributes, each a SEQUENCE; `None` where the field is missing, as some old software leaves it.
    attributes: Option<Reader<'a>>,
    /// The whole, as it was parsed. The public fields are the caller's to change; an owned copy is made of this.
    der: &'a [u8],
}

/// A request that owns its DER. [`RequestRef`] is what it is read with.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Request {
    der: Vec<u8>,
}

owned!(
    Request,
    RequestRef,
    "certificate request",
    [label::CERTIFICATE_REQUEST, label::NEW_CERTIFICATE_REQUEST],
    RequestRef::from_der
);

impl Request {
    /// subject.
    pub fn subject(&self) -> Name<'_> {
        self.fields().subject
    }

    /// subjectPKInfo.
    pub fn public_key(&self) -> SubjectPublicKeyInfo<'_> {
        self.fields().spki
    }

    /// As [`RequestRef::verify`].
    ///
    /// # Errors
    /// As [`Signed::verify`].
    pub fn verify(
        &self,
        verifier: &dyn SignatureVerifier,
    ) -> Result<VerifiedRequest<'_>, SignatureError> {
        self.fields().verify(verifier)
    }
}

/// A request whose proof of possession was checked. Only [`RequestRef::verify`] and [`Request::verify`] make one, and only
/// from one is a certificate made, so a program that forgets the check does not compile:
///
/// ```compile_fail
/// # fn issue(request: certwright::x509::RequestRef<'_>) {
/// certwright::x509::CertificateBuilder::from_request(&request, &[]);
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct VerifiedRequest<'a> {
    request: RequestRef<'a>,
}

impl<'a> core::ops::Deref for VerifiedRequest<'a> {
    type Target = RequestRef<'a>;

    fn deref(&self) -> &RequestRef<'a> {
        &self.request
    }
}

/// Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE(1..MAX) OF ANY }
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RequestAttribute<'a> {
    /// type.
    pub oid: ObjectIdentifierRef<'a>,
    /// values, one element each.
    pub values: Reader<'a>,
    /// The whole SEQUENCE.
    pub raw: &'a [u8],
}

impl<'a> RequestRef<'a> {
    /// Reads a whole input. Trailing bytes are refused.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let (signed, mut fields) = Signed::parse(&mut reader, &NAMES)?;
        reader.finish("CertificationRequest")?;
        let at = fields;
        let version = fields.unsigned_u32("CertificationRequestInfo.version")?;
        let Some(version) = version.checked_add(1) else {
            return Err(at.error(
                "CertificationRequestInfo.version",
                Found::Malformed("a version beyond counting"),
            ));
        };
        let subject = Name::parse(&mut fields, "CertificationRequestInfo.subject")?;
        let spki = SubjectPublicKeyInfo::parse(&mut fields)?;
        let attributes = fields
            .context(0, true, "CertificationRequestInfo.attributes")?
            .map(|tlv| tlv.reader());
        fields.finish("CertificationRequestInfo")?;

        let request = Self {
            signed,
            version,
            subject,
            spki,
            attributes,
            der: signed.raw,
        };
        request.check_attributes()?;
        Ok(request)
    }

    fn check_attributes(&self) -> Result<(), DerError> {
        let mut list = self.attributes.unwrap_or(Reader::EMPTY);
        while !list.is_empty() {
            let attribute = parse_attribute(&mut list)?;
            let mut values = attribute.values;
            while !values.is_empty() {
                values.any("Attribute.values")?;
            }
        }
        self.requested_extensions().map(|_| ())
    }

    /// Checks that the key in the request signed it: proof that whoever asks has the private key (RFC 2986 §3).
    ///
    /// # Errors
    /// As [`Signed::verify`].
    pub fn verify(
        self,
        verifier: &dyn SignatureVerifier,
    ) -> Result<VerifiedRequest<'a>, SignatureError> {
        self.signed.verify(&self.spki, verifier)?;
        Ok(VerifiedRequest { request: self })
    }

    /// The attributes in the order in which they stand.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes {
            list: self.attributes.unwrap_or(Reader::EMPTY),
        }
    }

    /// Whether the attributes field is there, if only as an empty set.
    pub fn has_attributes_field(&self) -> bool {
        self.attributes.is_some()
    }

    /// The extensions of the extensionRequest attribute (RFC 2985 §5.4.2), or of Microsoft's older one.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn requested_extensions(&self) -> Result<Extensions<'a>, DerError> {
        let Some(attribute) = self
            .attributes()
            .find(|a| a.oid == oid::EXTENSION_REQUEST || a.oid == oid::MS_EXTENSION_REQUEST)
        else {
            return Ok(Extensions::NONE);
        };
        let mut values = attribute.values;
        // Some write the attribute although they request nothing.
        let mut empty = values;
        if empty.sequence("extensionRequest")?.is_empty() {
            empty.finish("extensionRequest")?;
            return Ok(Extensions::NONE);
        }
        let extensions = Extensions::parse(&mut values, "extensionRequest")?;
        values.finish("extensionRequest")?;
        Ok(extensions)
    }
}

/// The attributes of a request.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    list: Reader<'a>,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = RequestAttribute<'a>;

    fn next(&mut self) -> Option<RequestAttribute<'a>> {
        self.list.next_checked(parse_attribute)
    }
}

fn parse_attribute<'a>(list: &mut Reader<'a>) -> Result<RequestAttribute<'a>, DerError> {
    let tlv = list.expect(Tag::Sequence, "Attribute")?;
    let mut fields = tlv.reader();
    let oid = fields.oid("Attribute.type")?;
    let values = fields.set("Attribute.values")?;
    fields.finish("Attribute")?;
    Ok(RequestAttribute {
        oid,
        values,
        raw: tlv.raw,
    })
}
