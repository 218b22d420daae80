//! Certificates, requests and CRLs taken apart, as far as commands show and change them.
//!
//! Everything borrows the octets it was read from: what is copied into something new is copied octet for octet.

use crate::encoding::der::{
    DerError, Found, ObjectIdentifier, ObjectIdentifierRef, Reader, Tag, Tlv, context_tag,
};
use crate::encoding::oid;

/// One extension as it stands.
#[derive(Clone, Copy, Debug)]
pub struct ExtensionRef<'a> {
    /// Its type.
    pub oid: &'a ObjectIdentifierRef,
    /// Whether it is critical.
    pub critical: bool,
    /// Its value's DER.
    pub value: &'a [u8],
}

/// SEQUENCE { toBeSigned, AlgorithmIdentifier, BIT STRING } (X.509 §6).
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// All of it.
    pub raw: &'a [u8],
    /// What is signed.
    pub tbs: Tlv<'a>,
    /// The DER AlgorithmIdentifier.
    pub algorithm: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
}

impl<'a> Signed<'a> {
    fn parse(der: &'a [u8], what: &'static str) -> Result<Self, DerError> {
        let mut input = Reader::new(der);
        let whole = input.expect(Tag::Sequence, what)?;
        input.finish(what)?;
        let mut fields = whole.reader();
        let tbs = fields.expect(Tag::Sequence, what)?;
        let algorithm = fields.expect(Tag::Sequence, "signatureAlgorithm")?.raw;
        let signature = fields.bit_string_octets("signature")?;
        fields.finish(what)?;
        Ok(Self { raw: whole.raw, tbs, algorithm, signature })
    }
}

/// A certificate.
#[derive(Clone, Debug)]
pub struct CertificateParts<'a> {
    /// The signed whole.
    pub signed: Signed<'a>,
    /// 0 for v1, 2 for v3.
    pub version: u32,
    /// Contents of the serial number's INTEGER.
    pub serial: &'a [u8],
    /// The signature algorithm inside.
    pub algorithm: &'a [u8],
    /// The issuer's DER Name.
    pub issuer: &'a [u8],
    /// Not valid before.
    pub not_before: Tlv<'a>,
    /// Not valid after.
    pub not_after: Tlv<'a>,
    /// The subject's DER Name.
    pub subject: &'a [u8],
    /// DER SubjectPublicKeyInfo.
    pub key: &'a [u8],
    /// issuerUniqueID's octets.
    pub issuer_unique_id: Option<&'a [u8]>,
    /// subjectUniqueID's octets.
    pub subject_unique_id: Option<&'a [u8]>,
    /// The extensions in their order.
    pub extensions: Vec<ExtensionRef<'a>>,
}

/// A request.
#[derive(Clone, Debug)]
pub struct RequestParts<'a> {
    /// The signed whole.
    pub signed: Signed<'a>,
    /// 0 for v1, the only version there is.
    pub version: u32,
    /// The subject's DER Name.
    pub subject: &'a [u8],
    /// DER SubjectPublicKeyInfo.
    pub key: &'a [u8],
    /// Each attribute's type and the contents of its SET of values.
    pub attributes: Vec<(&'a ObjectIdentifierRef, Reader<'a>)>,
    /// The extensions it asks for, in their order.
    pub extensions: Vec<ExtensionRef<'a>>,
}

/// An entry of a CRL.
#[derive(Clone, Debug)]
pub struct RevokedParts<'a> {
    /// Contents of the serial number's INTEGER.
    pub serial: &'a [u8],
    /// When it was revoked.
    pub date: Tlv<'a>,
    /// The entry's extensions.
    pub extensions: Vec<ExtensionRef<'a>>,
}

fn extension_list(mut list: Reader<'_>) -> Result<Vec<ExtensionRef<'_>>, DerError> {
    let mut out = Vec::new();
    while !list.is_empty() {
        let mut fields = list.sequence("Extension")?;
        let oid = fields.oid("extnID")?;
        let critical = match fields.peek() {
            Some(Tag::Boolean) => fields.boolean("critical")?,
            _ => false,
        };
        let value = fields.octet_string("extnValue")?.value;
        fields.finish("Extension")?;
        out.push(ExtensionRef { oid, critical, value });
    }
    Ok(out)
}

fn small(tlv: &Tlv<'_>) -> u32 {
    tlv.value.iter().fold(0, |n: u32, &b| n << 8 | u32::from(b))
}

fn time<'a>(fields: &mut Reader<'a>, what: &'static str) -> Result<Tlv<'a>, DerError> {
    let time = fields.any(what)?;
    match time.tag {
        Tag::UtcTime | Tag::GeneralizedTime => Ok(time),
        tag => Err(DerError { offset: time.offset, expected: what, found: Found::Tag(tag) }),
    }
}

impl<'a> CertificateParts<'a> {
    /// Takes a DER certificate apart.
    ///
    /// # Errors
    /// Where the DER is not that of a certificate.
    pub fn parse(der: &'a [u8]) -> Result<Self, DerError> {
        let signed = Signed::parse(der, "Certificate")?;
        let mut tbs = signed.tbs.reader();
        let version = match tbs.optional(context_tag(0, true), "version")? {
            Some(version) => small(&version.reader().integer("version")?),
            None => 0,
        };
        let serial = tbs.integer("serialNumber")?.value;
        let algorithm = tbs.expect(Tag::Sequence, "signature")?.raw;
        let issuer = tbs.expect(Tag::Sequence, "issuer")?.raw;
        let mut validity = tbs.sequence("validity")?;
        let not_before = time(&mut validity, "notBefore")?;
        let not_after = time(&mut validity, "notAfter")?;
        let subject = tbs.expect(Tag::Sequence, "subject")?.raw;
        let key = tbs.expect(Tag::Sequence, "subjectPublicKeyInfo")?.raw;
        let mut unique = |number| -> Result<Option<&'a [u8]>, DerError> {
            let id = tbs.optional(context_tag(number, false), "uniqueID")?;
            id.map(|id| crate::encoding::der::parse_bit_string(&id, "uniqueID").map(|b| b.octets)).transpose()
        };
        let (issuer_unique_id, subject_unique_id) = (unique(1)?, unique(2)?);
        let extensions = match tbs.optional(context_tag(3, true), "extensions")? {
            Some(list) => extension_list(list.reader().sequence("Extensions")?)?,
            None => Vec::new(),
        };
        tbs.finish("TBSCertificate")?;
        Ok(Self {
            signed,
            version,
            serial,
            algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            key,
            issuer_unique_id,
            subject_unique_id,
            extensions,
        })
    }

    /// The value of an extension.
    pub fn extension(&self, oid: ObjectIdentifier) -> Option<ExtensionRef<'a>> {
        self.extensions.iter().find(|ext| ext.oid == &oid).copied()
    }
}

impl<'a> RequestParts<'a> {
    /// Takes a DER request apart.
    ///
    /// # Errors
    /// Where the DER is not that of a request.
    pub fn parse(der: &'a [u8]) -> Result<Self, DerError> {
        let signed = Signed::parse(der, "CertificationRequest")?;
        let mut tbs = signed.tbs.reader();
        let version = small(&tbs.integer("version")?);
        let subject = tbs.expect(Tag::Sequence, "subject")?.raw;
        let key = tbs.expect(Tag::Sequence, "subjectPKInfo")?.raw;
        let mut attributes = Vec::new();
        let mut extensions = Vec::new();
        if let Some(list) = tbs.optional(context_tag(0, true), "attributes")? {
            let mut list = list.reader();
            while !list.is_empty() {
                let mut attribute = list.sequence("Attribute")?;
                let kind = attribute.oid("Attribute.type")?;
                let values = attribute.set("Attribute.values")?;
                attribute.finish("Attribute")?;
                if extensions.is_empty() && is_extension_request(kind) {
                    let mut values = values;
                    extensions = extension_list(values.sequence("Extensions")?)?;
                }
                attributes.push((kind, values));
            }
        }
        tbs.finish("CertificationRequestInfo")?;
        Ok(Self { signed, version, subject, key, attributes, extensions })
    }
}

/// True for PKCS #9's extensionRequest and for Microsoft's.
pub fn is_extension_request(kind: &ObjectIdentifierRef) -> bool {
    kind == &oid::EXTENSION_REQUEST || kind == &oid::MS_EXTENSION_REQUEST
}

/// A CRL.
#[derive(Clone, Debug)]
pub struct CrlParts<'a> {
    /// The signed whole.
    pub signed: Signed<'a>,
    /// 0 for v1, 1 for v2.
    pub version: u32,
    /// The issuer's DER Name.
    pub issuer: &'a [u8],
    /// When it was made.
    pub this_update: Tlv<'a>,
    /// When the next one comes at the latest.
    pub next_update: Option<Tlv<'a>>,
    /// The CRL's extensions.
    pub extensions: Vec<ExtensionRef<'a>>,
    revoked: Reader<'a>,
}

impl<'a> CrlParts<'a> {
    /// Takes a DER CRL apart.
    ///
    /// # Errors
    /// Where the DER is not that of a CRL.
    pub fn parse(der: &'a [u8]) -> Result<Self, DerError> {
        let signed = Signed::parse(der, "CertificateList")?;
        let mut tbs = signed.tbs.reader();
        let version = tbs.optional(Tag::Integer, "version")?.map_or(0, |v| small(&v));
        tbs.expect(Tag::Sequence, "signature")?;
        let issuer = tbs.expect(Tag::Sequence, "issuer")?.raw;
        let this_update = time(&mut tbs, "thisUpdate")?;
        let next_update = match tbs.peek() {
            Some(Tag::UtcTime | Tag::GeneralizedTime) => Some(time(&mut tbs, "nextUpdate")?),
            _ => None,
        };
        let revoked = tbs.optional(Tag::Sequence, "revokedCertificates")?;
        let revoked = revoked.map_or(Reader::new(&[]), |list| list.reader());
        let extensions = match tbs.optional(context_tag(0, true), "crlExtensions")? {
            Some(list) => extension_list(list.reader().sequence("Extensions")?)?,
            None => Vec::new(),
        };
        tbs.finish("TBSCertList")?;
        Ok(Self { signed, version, issuer, this_update, next_update, extensions, revoked })
    }

    /// The entries, one after the other.
    pub fn revoked(&self) -> impl Iterator<Item = Result<RevokedParts<'a>, DerError>> + use<'a> {
        let mut list = self.revoked;
        std::iter::from_fn(move || {
            if list.is_empty() {
                return None;
            }
            let entry = revoked_entry(&mut list);
            if entry.is_err() {
                list = Reader::new(&[]);
            }
            Some(entry)
        })
    }
}

fn revoked_entry<'a>(list: &mut Reader<'a>) -> Result<RevokedParts<'a>, DerError> {
    let mut fields = list.sequence("revokedCertificate")?;
    let serial = fields.integer("userCertificate")?.value;
    let date = time(&mut fields, "revocationDate")?;
    let extensions = match fields.optional(Tag::Sequence, "crlEntryExtensions")? {
        Some(list) => extension_list(list.reader())?,
        None => Vec::new(),
    };
    Ok(RevokedParts { serial, date, extensions })
}
