//! The extensions of requests and responses that no certificate has (RFC 6960 §4.4). [`OcspNonce`] and [`ArchiveCutoff`] are
//! with the others, since certificate tools print them.
//!
//! [`OcspNonce`]: crate::x509::extension::OcspNonce
//! [`ArchiveCutoff`]: crate::x509::extension::ArchiveCutoff

use crate::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer, oid};
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::x509::extension::{AccessDescription, Criticality, Element, ExtensionValue, SequenceOf};
use crate::x509::general_name::ia5;
use crate::x509::name::Name;
use crate::x509::time::Time;

/// Which CRL a responder found a certificate in (RFC 6960 §4.4.2).
///
/// ```asn1
/// CrlID ::= SEQUENCE {
///     crlUrl   [0] EXPLICIT IA5String OPTIONAL,
///     crlNum   [1] EXPLICIT INTEGER OPTIONAL,
///     crlTime  [2] EXPLICIT GeneralizedTime OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CrlReferences<'a> {
    /// crlUrl.
    pub url: Option<&'a str>,
    /// crlNum: the INTEGER's contents, two's complement, minimal.
    pub number: Option<&'a [u8]>,
    /// crlTime.
    pub time: Option<Time>,
}

impl<'a> ExtensionValue<'a> for CrlReferences<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::OCSP_CRL_ID;
    const CRITICALITY: Criticality = Criticality::Either;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("CrlID")?;
        let mut out = Self::default();
        if let Some(tlv) = fields.context(0, true, "CrlID.crlUrl")? {
            let mut inner = tlv.reader();
            let url = inner.expect(Tag::Ia5String, "CrlID.crlUrl")?;
            inner.finish("CrlID.crlUrl")?;
            out.url = Some(ia5(&url, "CrlID.crlUrl")?);
        }
        if let Some(tlv) = fields.context(1, true, "CrlID.crlNum")? {
            let mut inner = tlv.reader();
            out.number = Some(inner.integer("CrlID.crlNum")?.value);
            inner.finish("CrlID.crlNum")?;
        }
        if let Some(tlv) = fields.context(2, true, "CrlID.crlTime")? {
            let mut inner = tlv.reader();
            out.time = Some(super::response::generalized(&mut inner, "CrlID.crlTime")?);
            inner.finish("CrlID.crlTime")?;
        }
        fields.finish("CrlID")?;
        Ok(out)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            if let Some(url) = self.url {
                w.context(0, |w| w.tlv(Tag::Ia5String, url.as_bytes()));
            }
            if let Some(number) = self.number {
                w.context(1, |w| w.tlv(Tag::Integer, number));
            }
            if let Some(time) = self.time {
                w.context(2, |w| time.write_generalized(w));
            }
        });
    }
}

/// The responder that a certificate names, for a responder that forwards requests (RFC 6960 §4.4.6).
///
/// ```asn1
/// ServiceLocator ::= SEQUENCE {
///     issuer   Name,
///     locator  AuthorityInfoAccessSyntax OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceLocator<'a> {
    /// issuer.
    pub issuer: Name<'a>,
    /// locator; empty where it is not there.
    pub locator: SequenceOf<'a, AccessDescription<'a>>,
}

impl<'a> ExtensionValue<'a> for ServiceLocator<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::OCSP_SERVICE_LOCATOR;
    const CRITICALITY: Criticality = Criticality::Either;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("ServiceLocator")?;
        let issuer = Name::parse(&mut fields, "ServiceLocator.issuer")?;
        let locator = match fields.is_empty() {
            true => SequenceOf::new(&[]),
            false => {
                let list = fields.sequence("ServiceLocator.locator")?;
                SequenceOf::from_contents(list, "ServiceLocator.locator")?
            }
        };
        fields.finish("ServiceLocator")?;
        Ok(Self { issuer, locator })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.raw(self.issuer.raw());
            if !self.locator.is_empty() {
                w.sequence(|w| self.locator.write_contents(w));
            }
        });
    }
}

/// `AcceptableResponses ::= SEQUENCE OF OBJECT IDENTIFIER`: the types of response that a client understands (RFC 6960
/// §4.4.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AcceptableResponses<'a>(pub SequenceOf<'a, ObjectIdentifierRef<'a>>);

impl<'a> ExtensionValue<'a> for AcceptableResponses<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::OCSP_RESPONSE_TYPES;
    const CRITICALITY: Criticality = Criticality::Either;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let list = reader.sequence("AcceptableResponses")?;
        SequenceOf::from_contents_or_empty(list).map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}

/// `PreferredSignatureAlgorithms ::= SEQUENCE OF PreferredSignatureAlgorithm`: how a client would have the response signed,
/// the best first (RFC 6960 §4.4.7.1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreferredSignatureAlgorithms<'a>(pub SequenceOf<'a, PreferredSignatureAlgorithm<'a>>);

/// ```asn1
/// PreferredSignatureAlgorithm ::= SEQUENCE {
///     sigIdentifier   AlgorithmIdentifier,
///     certIdentifier  AlgorithmIdentifier OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreferredSignatureAlgorithm<'a> {
    /// sigIdentifier.
    pub signature: AlgorithmIdentifier<'a>,
    /// certIdentifier: the kind of the responder's key.
    pub key: Option<AlgorithmIdentifier<'a>>,
}

impl<'a> Element<'a> for PreferredSignatureAlgorithm<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        const WHAT: &str = "PreferredSignatureAlgorithm";
        let mut fields = reader.sequence(WHAT)?;
        let signature = AlgorithmIdentifier::parse(&mut fields, "sigIdentifier")?;
        let key = match fields.is_empty() {
            true => None,
            false => Some(AlgorithmIdentifier::parse(&mut fields, "certIdentifier")?),
        };
        fields.finish(WHAT)?;
        Ok(Self { signature, key })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.raw(self.signature.raw);
            if let Some(key) = self.key {
                w.raw(key.raw);
            }
        });
    }
}

impl<'a> ExtensionValue<'a> for PreferredSignatureAlgorithms<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::OCSP_PREFERRED_SIGNATURE_ALGORITHMS;
    const CRITICALITY: Criticality = Criticality::MustNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let list = reader.sequence("PreferredSignatureAlgorithms")?;
        SequenceOf::from_contents_or_empty(list).map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}
