//! GeneralName (RFC 5280 §4.2.1.6): what alternative names, name constraints, distribution points and access
//! descriptions are made of.

use core::str;

use super::extension::{Element, SequenceOf};
use super::name::Name;
use crate::der::{
    DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, Writer, context_tag, parse_oid,
};

/// ```asn1
/// GeneralName ::= CHOICE {
///     otherName                  [0] AnotherName,
///     rfc822Name                 [1] IA5String,
///     dNSName                    [2] IA5String,
///     x400Address                [3] ORAddress,
///     directoryName              [4] Name,
///     ediPartyName               [5] EDIPartyName,
///     uniformResourceIdentifier  [6] IA5String,
///     iPAddress                  [7] OCTET STRING,
///     registeredID               [8] OBJECT IDENTIFIER }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneralName<'a> {
    /// `AnotherName ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY DEFINED BY type-id }`
    Other {
        /// type-id.
        type_id: ObjectIdentifierRef<'a>,
        /// The DER inside `[0]`: one element.
        value: &'a [u8],
    },
    /// rfc822Name: ASCII, otherwise unchecked.
    Rfc822(&'a str),
    /// dNSName: ASCII, otherwise unchecked.
    Dns(&'a str),
    /// x400Address: the contents bytes.
    X400(&'a [u8]),
    /// directoryName.
    Directory(Name<'a>),
    /// ediPartyName: the contents bytes.
    EdiParty(&'a [u8]),
    /// uniformResourceIdentifier: ASCII, otherwise unchecked.
    Uri(&'a str),
    /// iPAddress: 4 or 16 bytes in an alternative name, 8 or 32 in a name constraint; unchecked here.
    Ip(&'a [u8]),
    /// registeredID.
    RegisteredId(ObjectIdentifierRef<'a>),
}

/// `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`, without the header.
pub type GeneralNames<'a> = SequenceOf<'a, GeneralName<'a>>;

impl<'a> GeneralName<'a> {
    /// Reads a name from the element that holds it.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_tlv(tlv: &Tlv<'a>) -> Result<Self, DerError> {
        let unknown = DerError {
            offset: tlv.offset,
            expected: "GeneralName",
            found: Found::Tag(tlv.tag),
        };
        let Tag::ContextSpecific {
            constructed,
            number,
        } = tlv.tag
        else {
            return Err(unknown);
        };
        match (number.value(), constructed) {
            (0, true) => {
                let mut fields = tlv.reader();
                let type_id = fields.oid("AnotherName.type-id")?;
                let outer = fields.expect(context_tag(0, true), "AnotherName.value")?;
                fields.finish("AnotherName")?;
                let mut inner = outer.reader();
                inner.any("AnotherName.value")?;
                inner.finish("AnotherName.value")?;
                Ok(Self::Other {
                    type_id,
                    value: outer.value,
                })
            }
            (1, false) => ia5(tlv, "rfc822Name").map(Self::Rfc822),
            (2, false) => ia5(tlv, "dNSName").map(Self::Dns),
            (3, true) => contents(tlv, "x400Address").map(Self::X400),
            (4, true) => {
                // Name is a CHOICE, so its tag is explicit (X.680 §31.2.7).
                let mut inner = tlv.reader();
                let name = Name::parse(&mut inner, "directoryName")?;
                inner.finish("directoryName")?;
                Ok(Self::Directory(name))
            }
            (5, true) => contents(tlv, "ediPartyName").map(Self::EdiParty),
            (6, false) => ia5(tlv, "uniformResourceIdentifier").map(Self::Uri),
            (7, false) => Ok(Self::Ip(tlv.value)),
            (8, false) => parse_oid(tlv, "registeredID").map(Self::RegisteredId),
            _ => Err(unknown),
        }
    }
}

impl<'a> Element<'a> for GeneralName<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        Self::from_tlv(&reader.any("GeneralName")?)
    }

    fn write(&self, w: &mut Writer) {
        let mut primitive = |number, value| w.tlv(context_tag(number, false), value);
        match self {
            Self::Rfc822(text) => primitive(1, text.as_bytes()),
            Self::Dns(text) => primitive(2, text.as_bytes()),
            Self::Uri(text) => primitive(6, text.as_bytes()),
            Self::Ip(bytes) => primitive(7, bytes),
            Self::RegisteredId(oid) => primitive(8, oid.as_bytes()),
            Self::X400(value) => w.tlv(context_tag(3, true), value),
            Self::EdiParty(value) => w.tlv(context_tag(5, true), value),
            Self::Directory(name) => w.context(4, |w| w.raw(name.raw())),
            Self::Other { type_id, value } => w.context(0, |w| {
                w.oid(*type_id);
                w.context(0, |w| w.raw(value));
            }),
        }
    }
}

/// An IA5String of any tag: ASCII.
pub(super) fn ia5<'a>(tlv: &Tlv<'a>, expected: &'static str) -> Result<&'a str, DerError> {
    match str::from_utf8(tlv.value) {
        Ok(text) if text.is_ascii() => Ok(text),
        _ => Err(tlv.malformed(expected, "an IA5String with bytes over 7F")),
    }
}

/// The contents of a constructed element whose inside stays closed, checked to be elements of DER.
fn contents<'a>(tlv: &Tlv<'a>, expected: &'static str) -> Result<&'a [u8], DerError> {
    let mut reader = tlv.reader();
    while !reader.is_empty() {
        reader.any(expected)?;
    }
    Ok(tlv.value)
}
