//! A certificate, a request or a CRL, read field by field and as far as it can be read.

use alloc::vec::Vec;

use super::Kind;
use crate::der::oid;
use crate::der::{DerError, Found, Reader, Tag, Tlv, context_tag, parse_bit_string};
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::extension::{BasicConstraints, ExtKeyUsage, SubjectAltName};
use crate::x509::{Extension, GeneralName, Name, Time};

/// A field that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Version,
    Serial,
    Algorithm,
    Issuer,
    Validity,
    Subject,
    PublicKey,
    UniqueId,
    Extensions,
    Signature,
    Entries,
    Attributes,
}

/// A certificate, a request or a CRL to be judged. Reading it never fails: what cannot be read is itself a breach.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    kind: Kind,
    pub(super) raw: &'a [u8],
    pub(super) tbs: &'a [u8],
    /// As it is counted: 3 for the number 2.
    pub(super) version: Option<u32>,
    pub(super) serial: Option<Tlv<'a>>,
    pub(super) tbs_algorithm: Option<AlgorithmIdentifier<'a>>,
    pub(super) algorithm: Option<AlgorithmIdentifier<'a>>,
    pub(super) signature: &'a [u8],
    pub(super) issuer: Option<Name<'a>>,
    pub(super) subject: Option<Name<'a>>,
    /// notBefore and notAfter, or thisUpdate and nextUpdate.
    pub(super) first: Option<Date<'a>>,
    pub(super) last: Option<Date<'a>>,
    pub(super) spki: Option<SubjectPublicKeyInfo<'a>>,
    pub(super) unique_id: Option<Tlv<'a>>,
    pub(super) extensions: Vec<Extension<'a>>,
    pub(super) entries: Option<Tlv<'a>>,
    pub(super) attributes: Option<Tlv<'a>>,
    pub(super) faults: Vec<(Part, DerError)>,
}

/// A date as it stands, and what it means if it can be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Date<'a> {
    pub(super) tlv: Tlv<'a>,
    pub(super) time: Option<Time>,
}

/// An entry of a CRL.
pub(super) struct Entry<'a> {
    pub(super) raw: &'a [u8],
    pub(super) serial: Tlv<'a>,
    pub(super) date: Tlv<'a>,
    extensions: Option<Reader<'a>>,
}

impl<'a> Entry<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self, DerError> {
        let whole = list.expect(Tag::Sequence, "revokedCertificates entry")?;
        let mut fields = whole.reader();
        let serial = fields.integer("userCertificate")?;
        let date = fields.any("revocationDate")?;
        Time::from_tlv(&date, "revocationDate")?;
        let extensions = match fields.is_empty() {
            true => None,
            false => Some(fields.sequence("crlEntryExtensions")?),
        };
        fields.finish("revokedCertificates entry")?;
        let mut list = extensions.unwrap_or(Reader::EMPTY);
        while !list.is_empty() {
            Extension::parse(&mut list)?;
        }
        Ok(Self {
            raw: whole.raw,
            serial,
            date,
            extensions,
        })
    }

    pub(super) fn has_extensions(&self) -> bool {
        self.extensions.is_some()
    }

    pub(super) fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        let mut list = self.extensions.unwrap_or(Reader::EMPTY);
        core::iter::from_fn(move || list.next_checked(Extension::parse))
    }
}

impl<'a> Document<'a> {
    fn empty(kind: Kind, raw: &'a [u8]) -> Self {
        Self {
            kind,
            raw,
            tbs: &[],
            version: None,
            serial: None,
            tbs_algorithm: None,
            algorithm: None,
            signature: &[],
            issuer: None,
            subject: None,
            first: None,
            last: None,
            spki: None,
            unique_id: None,
            extensions: Vec::new(),
            entries: None,
            attributes: None,
            faults: Vec::new(),
        }
    }

    /// A certificate.
    pub fn certificate(der: &'a [u8]) -> Self {
        let mut document = Self::empty(Kind::Leaf, der);
        document.read(Self::certificate_fields);
        document.kind = document.natural_kind();
        document
    }

    /// A PKCS #10 request.
    pub fn request(der: &'a [u8]) -> Self {
        let mut document = Self::empty(Kind::Request, der);
        document.read(Self::request_fields);
        document
    }

    /// A CRL.
    pub fn crl(der: &'a [u8]) -> Self {
        let mut document = Self::empty(Kind::Crl, der);
        document.read(Self::crl_fields);
        document
    }

    /// The key of a trust anchor that has no certificate.
    pub(crate) fn key(key: &SubjectPublicKeyInfo<'a>) -> Self {
        Self {
            spki: Some(*key),
            ..Self::empty(Kind::Root, key.raw())
        }
    }

    /// Bytes.
    pub(crate) fn len(&self) -> usize {
        self.raw.len()
    }

    /// Whichever of the three has fields in this order; a certificate where none has.
    pub fn guess(der: &'a [u8]) -> Self {
        let tags = || -> Result<Vec<Tag>, DerError> {
            let mut fields = Reader::new(der).sequence("")?.sequence("")?;
            let mut tags = Vec::new();
            while !fields.is_empty() && tags.len() < 5 {
                tags.push(fields.any("")?.tag);
            }
            Ok(tags)
        };
        let is_time = |tag: &Tag| matches!(tag, Tag::UtcTime | Tag::GeneralizedTime);
        match tags().unwrap_or_default()[..] {
            [Tag::Sequence, Tag::Sequence, ref time, ..]
            | [Tag::Integer, Tag::Sequence, Tag::Sequence, ref time, ..]
                if is_time(time) =>
            {
                Self::crl(der)
            }
            [Tag::Integer, Tag::Sequence, Tag::Sequence] => Self::request(der),
            [Tag::Integer, Tag::Sequence, Tag::Sequence, fourth]
                if fourth == context_tag(0, true) =>
            {
                Self::request(der)
            }
            _ => Self::certificate(der),
        }
    }

    /// As another kind of certificate than it states.
    #[must_use]
    pub fn judged_as(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The subject's name, or of a CRL the issuer's; `None` where it cannot be read.
    pub fn name(&self) -> Option<Name<'a>> {
        match self.kind {
            Kind::Crl => self.issuer,
            _ => self.subject,
        }
    }

    /// The issuer's name; `None` for a request, and where it cannot be read.
    pub fn issuer_name(&self) -> Option<Name<'a>> {
        self.issuer
    }

    /// When it was issued, as far as it states it.
    pub(super) fn issued(&self) -> Option<Time> {
        self.first.and_then(|date| date.time)
    }

    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer.is_some() && self.issuer == self.subject
    }

    pub(super) fn is_ca(&self) -> bool {
        self.get::<BasicConstraints>().is_some_and(|c| c.ca)
    }

    fn natural_kind(&self) -> Kind {
        match (self.is_ca(), self.is_self_issued()) {
            (true, true) => Kind::Root,
            (true, false) => Kind::Intermediate,
            (false, _) => Kind::Leaf,
        }
    }

    /// Whether the Baseline Requirements are for it: it has purposes and serverAuth or anyExtendedKeyUsage is one, or has
    /// none and is a CA's, a CRL, or has a name that a server has.
    pub(super) fn is_for_tls_servers(&self) -> bool {
        if let Some(purposes) = self.get::<ExtKeyUsage<'_>>() {
            return purposes.contains(oid::KP_SERVER_AUTH)
                || purposes.contains(oid::ANY_EXTENDED_KEY_USAGE);
        }
        let names_a_server = || {
            self.get::<SubjectAltName<'_>>().is_some_and(|names| {
                let mut names = names.0.iter();
                names.any(|name| matches!(name, GeneralName::Dns(_) | GeneralName::Ip(_)))
            })
        };
        self.kind != Kind::Leaf || names_a_server()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        let mut list = self.entries.map_or(Reader::EMPTY, |tlv| tlv.reader());
        core::iter::from_fn(move || {
            (!list.is_empty())
                .then(|| Entry::read(&mut list).ok())
                .flatten()
        })
    }

    fn fault(&mut self, part: Part, error: DerError) {
        self.faults.push((part, error));
    }

    fn keep<T>(&mut self, part: Part, result: Result<T, DerError>) -> Option<T> {
        result.map_err(|error| self.fault(part, error)).ok()
    }

    /// SIGNED{…}, whose first part is read by `fields`.
    fn read(&mut self, fields: fn(&mut Self, Reader<'a>) -> Result<(), DerError>) {
        let mut input = Reader::new(self.raw);
        let result = (|| {
            let mut parts = input.sequence("SIGNED")?;
            let tbs = parts.expect(Tag::Sequence, "what is signed")?;
            self.tbs = tbs.raw;
            if let Err(error) = fields(self, tbs.reader()) {
                self.fault(Part::Whole, error);
            }
            let algorithm = parts.any("signatureAlgorithm")?;
            let algorithm = AlgorithmIdentifier::from_tlv(&algorithm, "signatureAlgorithm");
            self.algorithm = self.keep(Part::Algorithm, algorithm);
            let signature = parts.any("signatureValue")?;
            match bit_string(&signature, "signatureValue") {
                Ok(bytes) => self.signature = bytes,
                Err(error) => self.fault(Part::Signature, error),
            }
            parts.finish("SIGNED")?;
            input.finish("SIGNED")
        })();
        if let Err(error) = result {
            self.fault(Part::Whole, error);
        }
    }

    fn certificate_fields(&mut self, mut fields: Reader<'a>) -> Result<(), DerError> {
        self.version = match fields.context(0, true, "version")? {
            None => Some(1),
            Some(tlv) => self.keep(Part::Version, version(&tlv)),
        };
        let serial = fields.any("serialNumber")?;
        self.serial = self.keep(Part::Serial, as_integer(&serial, "serialNumber"));
        let algorithm = fields.any("signature")?;
        let algorithm = AlgorithmIdentifier::from_tlv(&algorithm, "signature");
        self.tbs_algorithm = self.keep(Part::Algorithm, algorithm);
        let issuer = fields.any("issuer")?;
        self.issuer = self.keep(Part::Issuer, name(&issuer, "issuer"));
        let validity = fields.any("validity")?;
        if let Err(error) = self.validity(&validity) {
            self.fault(Part::Validity, error);
        }
        let subject = fields.any("subject")?;
        self.subject = self.keep(Part::Subject, name(&subject, "subject"));
        let spki = fields.any("subjectPublicKeyInfo")?;
        self.spki = self.keep(Part::PublicKey, public_key(&spki));
        for number in [1, 2] {
            if let Some(id) = fields.context(number, false, "UniqueIdentifier")? {
                self.unique_id = Some(id);
                if let Err(error) = parse_bit_string(&id, "UniqueIdentifier") {
                    self.fault(Part::UniqueId, error);
                }
            }
        }
        if let Some(outer) = fields.context(3, true, "extensions")? {
            self.extensions(&outer);
        }
        fields.finish("TBSCertificate")
    }

    fn validity(&mut self, validity: &Tlv<'a>) -> Result<(), DerError> {
        validity.expect(Tag::Sequence, "validity")?;
        let mut fields = validity.reader();
        self.first = Some(self.date(Part::Validity, fields.any("notBefore")?));
        self.last = Some(self.date(Part::Validity, fields.any("notAfter")?));
        fields.finish("validity")
    }

    fn date(&mut self, part: Part, tlv: Tlv<'a>) -> Date<'a> {
        let time = self.keep(part, Time::from_tlv(&tlv, "a time"));
        Date { tlv, time }
    }

    /// The list inside an explicit tag.
    fn extensions(&mut self, outer: &Tlv<'a>) {
        let mut inner = outer.reader();
        let list = inner.sequence("extensions");
        let Some(list) = self.keep(Part::Extensions, list) else {
            return;
        };
        self.extension_list(list);
        if let Err(error) = inner.finish("extensions") {
            self.fault(Part::Extensions, error);
        }
    }

    fn extension_list(&mut self, mut list: Reader<'a>) {
        if list.is_empty() {
            self.fault(Part::Extensions, list.error("Extension", Found::End));
        }
        while !list.is_empty() {
            let Some(tlv) = self.keep(Part::Extensions, list.any("Extension")) else {
                return;
            };
            let read = Extension::parse(&mut Reader::new_at(tlv.raw, tlv.offset));
            if let Some(extension) = self.keep(Part::Extensions, read) {
                self.extensions.push(extension);
            }
        }
    }

    fn request_fields(&mut self, mut fields: Reader<'a>) -> Result<(), DerError> {
        let number = fields.unsigned_u32("version");
        self.version = self
            .keep(Part::Version, number)
            .and_then(|n| n.checked_add(1));
        let subject = fields.any("subject")?;
        self.subject = self.keep(Part::Subject, name(&subject, "subject"));
        let spki = fields.any("subjectPKInfo")?;
        self.spki = self.keep(Part::PublicKey, public_key(&spki));
        self.attributes = fields.context(0, true, "attributes")?;
        if let Some(attributes) = self.attributes
            && let Err(error) = self.requested(attributes.reader())
        {
            self.fault(Part::Attributes, error);
        }
        fields.finish("CertificationRequestInfo")
    }

    fn requested(&mut self, mut list: Reader<'a>) -> Result<(), DerError> {
        while !list.is_empty() {
            let (kind, mut values) = attribute(&mut list)?;
            if kind == oid::EXTENSION_REQUEST.as_bytes() && !values.is_empty() {
                let extensions = values.sequence("extensionRequest")?;
                self.extension_list(extensions);
            }
        }
        Ok(())
    }

    /// The attributes of a request: type and values.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a [u8], Reader<'a>)> + use<'a> {
        let mut list = self.attributes.map_or(Reader::EMPTY, |tlv| tlv.reader());
        core::iter::from_fn(move || {
            (!list.is_empty())
                .then(|| attribute(&mut list).ok())
                .flatten()
        })
    }

    fn crl_fields(&mut self, mut fields: Reader<'a>) -> Result<(), DerError> {
        self.version = match fields.peek() {
            Some(Tag::Integer) => {
                let number = fields.unsigned_u32("version");
                self.keep(Part::Version, number)
                    .and_then(|n| n.checked_add(1))
            }
            _ => Some(1),
        };
        let algorithm = fields.any("signature")?;
        let algorithm = AlgorithmIdentifier::from_tlv(&algorithm, "signature");
        self.tbs_algorithm = self.keep(Part::Algorithm, algorithm);
        let issuer = fields.any("issuer")?;
        self.issuer = self.keep(Part::Issuer, name(&issuer, "issuer"));
        self.first = Some(self.date(Part::Validity, fields.any("thisUpdate")?));
        if let Some(Tag::UtcTime | Tag::GeneralizedTime) = fields.peek() {
            self.last = Some(self.date(Part::Validity, fields.any("nextUpdate")?));
        }
        self.entries = fields.optional(Tag::Sequence, "revokedCertificates")?;
        let mut list = self.entries.map_or(Reader::EMPTY, |tlv| tlv.reader());
        while !list.is_empty() {
            if let Err(error) = Entry::read(&mut list) {
                self.fault(Part::Entries, error);
                break;
            }
        }
        if let Some(outer) = fields.context(0, true, "crlExtensions")? {
            self.extensions(&outer);
        }
        fields.finish("TBSCertList")
    }
}

fn attribute<'a>(list: &mut Reader<'a>) -> Result<(&'a [u8], Reader<'a>), DerError> {
    let mut fields = list.sequence("Attribute")?;
    let kind = fields.oid("Attribute.type")?;
    let values = fields.set("Attribute.values")?;
    fields.finish("Attribute")?;
    Ok((kind.as_bytes(), values))
}

fn version(outer: &Tlv<'_>) -> Result<u32, DerError> {
    let mut inner = outer.reader();
    let number = inner.unsigned_u32("version")?;
    inner.finish("version")?;
    match number {
        0 => Err(outer.malformed("version", "version 1 written out")),
        1 | 2 => Ok(number + 1),
        _ => Err(outer.malformed("version", "a version beyond 3")),
    }
}

fn as_integer<'a>(tlv: &Tlv<'a>, expected: &'static str) -> Result<Tlv<'a>, DerError> {
    Reader::new_at(tlv.raw, tlv.offset).integer(expected)
}

fn name<'a>(tlv: &Tlv<'a>, expected: &'static str) -> Result<Name<'a>, DerError> {
    Name::parse(&mut Reader::new_at(tlv.raw, tlv.offset), expected)
}

fn public_key<'a>(tlv: &Tlv<'a>) -> Result<SubjectPublicKeyInfo<'a>, DerError> {
    SubjectPublicKeyInfo::parse(&mut Reader::new_at(tlv.raw, tlv.offset))
}

fn bit_string<'a>(tlv: &Tlv<'a>, expected: &'static str) -> Result<&'a [u8], DerError> {
    Reader::new_at(tlv.raw, tlv.offset).bit_string_bytes(expected)
}
