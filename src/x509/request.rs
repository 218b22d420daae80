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

use super::extensions::Extensions;
use super::name::Name;
use crate::der::oid;
use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag};
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::spki::SubjectPublicKeyInfo;

/// A request, borrowed from its DER; parsing allocates nothing. Its signature is checked by
/// [`super::issue::verify_request`], not here.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The whole request.
    pub raw: &'a [u8],
    /// certificationRequestInfo, header and all: what is signed.
    pub info_raw: &'a [u8],
    /// version as it is commonly counted: 1.
    pub version: u32,
    /// subject.
    pub subject: Name<'a>,
    /// subjectPKInfo.
    pub spki: SubjectPublicKeyInfo<'a>,
    /// attributes, each a SEQUENCE; `None` where the field is missing, as some old software leaves it.
    attributes: Option<Reader<'a>>,
    /// signatureAlgorithm.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
    /// signature.
    pub signature: &'a [u8],
}

/// Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE(1..MAX) OF ANY }
#[derive(Clone, Copy, Debug)]
pub struct RequestAttribute<'a> {
    /// type.
    pub oid: &'a ObjectIdentifierRef,
    /// values, one element each.
    pub values: Reader<'a>,
    /// The whole SEQUENCE.
    pub raw: &'a [u8],
}

impl<'a> Request<'a> {
    /// Reads a whole input. Trailing octets are refused.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let whole = reader.expect(Tag::Sequence, "CertificationRequest")?;
        reader.finish("CertificationRequest")?;
        let mut outer = whole.reader();
        let info = outer.expect(
            Tag::Sequence,
            "CertificationRequest.certificationRequestInfo",
        )?;
        let signature_algorithm =
            AlgorithmIdentifier::parse(&mut outer, "CertificationRequest.signatureAlgorithm")?;
        let signature = outer.bit_string_octets("CertificationRequest.signature")?;
        outer.finish("CertificationRequest")?;

        let mut fields = info.reader();
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
            raw: whole.raw,
            info_raw: info.raw,
            version,
            subject,
            spki,
            attributes,
            signature_algorithm,
            signature,
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
    pub fn requested_extensions(&self) -> Result<Extensions<'a>, DerError> {
        let Some(attribute) = self
            .attributes()
            .find(|a| *a.oid == oid::EXTENSION_REQUEST || *a.oid == oid::MS_EXTENSION_REQUEST)
        else {
            return Ok(Extensions::NONE);
        };
        let mut values = attribute.values;
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
        if self.list.is_empty() {
            return None;
        }
        // Checked by `Request::from_der`: an error cannot come, and would end the iteration.
        parse_attribute(&mut self.list).ok()
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
