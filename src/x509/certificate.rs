//! X.509 certificates (RFC 5280 §4.1).
//!
//! ```text
//! Certificate  ::=  SEQUENCE  {
//!     tbsCertificate       TBSCertificate,
//!     signatureAlgorithm   AlgorithmIdentifier,
//!     signatureValue       BIT STRING  }
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use super::extensions::Extensions;
use super::name::Name;
use super::owned::{ReadError, owned};
use super::serial::SerialNumber;
use super::signature::{SignatureError, SignatureVerifier};
use super::signed::{Names, Signed, verify_signature};
use super::time::Time;
use crate::der::{BitString, DerError, Found, Reader, Tlv, context_tag, parse_bit_string};
use crate::pem::{self, label};
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::spki::SubjectPublicKeyInfo;

const NAMES: Names = Names {
    whole: "Certificate",
    tbs: "Certificate.tbsCertificate",
    algorithm: "Certificate.signatureAlgorithm",
    signature: "Certificate.signatureValue",
};

/// The fields of a certificate, borrowed from its DER; parsing allocates nothing and decides nothing. What is well formed and yet
/// breaks a rule of RFC 5280 (a version 1 certificate with extensions, two differing algorithms, a negative serial
/// number) parses, for `path` to judge.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct CertificateRef<'a> {
    /// tbsCertificate as bytes, and the signature over it.
    pub signed: Signed<'a>,
    /// version: 1, 2 or 3.
    pub version: u8,
    /// serialNumber: the INTEGER's contents, two's complement, minimal.
    pub serial: &'a [u8],
    /// tbsCertificate.signature.
    pub tbs_signature: AlgorithmIdentifier<'a>,
    /// issuer.
    pub issuer: Name<'a>,
    /// validity.
    pub validity: Validity<'a>,
    /// subject.
    pub subject: Name<'a>,
    /// subjectPublicKeyInfo.
    pub spki: SubjectPublicKeyInfo<'a>,
    /// issuerUniqueID.
    pub issuer_unique_id: Option<BitString<'a>>,
    /// subjectUniqueID.
    pub subject_unique_id: Option<BitString<'a>>,
    /// extensions.
    pub extensions: Extensions<'a>,
    /// The whole, as it was parsed. The public fields are the caller's to change; an owned copy is made of this.
    der: &'a [u8],
}

/// A certificate that owns its DER. [`CertificateRef`] is what it is read with.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Certificate {
    der: Vec<u8>,
}

owned!(
    Certificate,
    CertificateRef,
    "certificate",
    [label::CERTIFICATE, label::X509_CERTIFICATE],
    CertificateRef::from_der
);

impl Certificate {
    /// subject.
    pub fn subject(&self) -> Name<'_> {
        self.fields().subject
    }

    /// issuer.
    pub fn issuer(&self) -> Name<'_> {
        self.fields().issuer
    }

    /// serialNumber.
    pub fn serial(&self) -> SerialNumber {
        SerialNumber::from_contents(self.fields().serial)
    }

    /// validity.notBefore.
    pub fn not_before(&self) -> Time {
        self.fields().validity.not_before
    }

    /// validity.notAfter.
    pub fn not_after(&self) -> Time {
        self.fields().validity.not_after
    }

    /// subjectPublicKeyInfo.
    pub fn public_key(&self) -> SubjectPublicKeyInfo<'_> {
        self.fields().spki
    }

    /// extensions.
    pub fn extensions(&self) -> Extensions<'_> {
        self.fields().extensions
    }
}

/// Validity ::= SEQUENCE { notBefore Time, notAfter Time }
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Validity<'a> {
    /// notBefore.
    pub not_before: Time,
    /// notAfter.
    pub not_after: Time,
    /// notBefore as it stands.
    pub not_before_raw: Tlv<'a>,
    /// notAfter as it stands.
    pub not_after_raw: Tlv<'a>,
}

impl<'a> Validity<'a> {
    fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("TBSCertificate.validity")?;
        let not_before_raw = fields.any("Validity.notBefore")?;
        let not_before = Time::from_tlv(&not_before_raw, "Validity.notBefore")?;
        let not_after_raw = fields.any("Validity.notAfter")?;
        let not_after = Time::from_tlv(&not_after_raw, "Validity.notAfter")?;
        fields.finish("TBSCertificate.validity")?;
        Ok(Self {
            not_before,
            not_after,
            not_before_raw,
            not_after_raw,
        })
    }
}

verify_signature!(CertificateRef);

impl<'a> CertificateRef<'a> {
    /// Reads a whole input. Trailing bytes are refused.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        // Not taken out of its Result, to be put into another: that would copy some hundred bytes.
        let certificate = Self::parse(&mut reader);
        if certificate.is_ok() {
            reader.finish("Certificate")?;
        }
        certificate
    }

    /// Reads the next element.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let (signed, mut fields) = Signed::parse(reader, &NAMES)?;
        let version = parse_version(&mut fields)?;
        let serial = fields.integer("TBSCertificate.serialNumber")?.value;
        let tbs_signature = AlgorithmIdentifier::parse(&mut fields, "TBSCertificate.signature")?;
        let issuer = Name::parse(&mut fields, "TBSCertificate.issuer")?;
        let validity = Validity::parse(&mut fields)?;
        let subject = Name::parse(&mut fields, "TBSCertificate.subject")?;
        let spki = SubjectPublicKeyInfo::parse(&mut fields)?;
        let mut unique_id = |number, expected| -> Result<_, DerError> {
            let id = fields.context(number, false, expected)?;
            id.map(|tlv| parse_bit_string(&tlv, expected)).transpose()
        };
        let issuer_unique_id = unique_id(1, "TBSCertificate.issuerUniqueID")?;
        let subject_unique_id = unique_id(2, "TBSCertificate.subjectUniqueID")?;
        let extensions = Extensions::parse_tagged(&mut fields, 3, "TBSCertificate.extensions")?;
        fields.finish("TBSCertificate")?;
        Ok(Self {
            signed,
            version,
            serial,
            tbs_signature,
            issuer,
            validity,
            subject,
            spki,
            issuer_unique_id,
            subject_unique_id,
            extensions,
            der: signed.raw,
        })
    }

    /// Whether issuer and subject are the same bytes. Not yet self-signed: that takes the signature.
    pub fn is_self_issued_bytewise(&self) -> bool {
        self.issuer == self.subject
    }
}

/// version [0] EXPLICIT Version DEFAULT v1. A v1 written out is not DER (X.690 §11.5) and refused.
fn parse_version(fields: &mut Reader<'_>) -> Result<u8, DerError> {
    const WHAT: &str = "TBSCertificate.version";
    if fields.peek() != Some(context_tag(0, true)) {
        return Ok(1);
    }
    let at = *fields;
    let Some(tlv) = fields.context(0, true, WHAT)? else {
        return Ok(1);
    };
    let mut inner = tlv.reader();
    let number = inner.unsigned_u32(WHAT)?;
    inner.finish(WHAT)?;
    match number {
        0 => Err(at.error(WHAT, Found::Malformed("version 1 written out"))),
        1 => Ok(2),
        2 => Ok(3),
        _ => Err(at.error(WHAT, Found::Malformed("a version beyond 3"))),
    }
}
