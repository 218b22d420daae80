//! Distinguished names (RFC 5280 §4.1.2.4).
//!
//! ```text
//! Name ::= CHOICE { rdnSequence  RDNSequence }
//! RDNSequence ::= SEQUENCE OF RelativeDistinguishedName
//! RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
//! AttributeTypeAndValue ::= SEQUENCE { type AttributeType, value AttributeValue }
//! ```
//!
//! A parsed name is its own DER, walked when asked; a built one is a vector of DER. Comparison by RFC 5280 §7.1 decides
//! something and so belongs to the layer above, `path`.

use alloc::vec::Vec;

use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, Writer};

/// A Name, borrowed from the certificate that holds it. Its structure was checked when it was parsed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name<'a> {
    raw: &'a [u8],
}

/// AttributeTypeAndValue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// type.
    pub oid: ObjectIdentifierRef<'a>,
    /// value: its tag is the string type, its `value` holds the characters as encoded.
    pub value: Tlv<'a>,
}

impl<'a> Name<'a> {
    /// The name of no RDNs.
    pub const EMPTY: Name<'static> = Name { raw: &[0x30, 0x00] };

    /// Reads the next element and checks every RDN and attribute in it, and that each UTF8String is UTF-8 (RFC 3629).
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn parse(reader: &mut Reader<'a>, expected: &'static str) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::Sequence, expected)?;
        let mut rdns = tlv.reader();
        while !rdns.is_empty() {
            if let Some(len) = usual_rdn(rdns.rest()) {
                rdns.advance(len);
                continue;
            }
            read_rdn(&mut rdns)?;
        }
        Ok(Self { raw: tlv.raw })
    }

    /// Reads a whole input.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let name = Self::parse(&mut reader, "Name")?;
        reader.finish("Name")?;
        Ok(name)
    }

    /// The DER.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// True for a name of no RDNs.
    pub fn is_empty(&self) -> bool {
        self.raw == Self::EMPTY.raw
    }

    /// The RDNs, most general first as they are encoded.
    pub fn rdns(&self) -> Rdns<'a> {
        // `parse` has read this SEQUENCE.
        Rdns {
            reader: Reader::new(self.raw)
                .sequence("Name")
                .unwrap_or(Reader::new(&[])),
        }
    }

    /// Every attribute of every RDN in order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.rdns().flatten()
    }

    /// The first attribute of a type.
    pub fn find(&self, oid: ObjectIdentifierRef<'_>) -> Option<Attribute<'a>> {
        self.attributes().find(|attribute| attribute.oid == oid)
    }

    /// An owned copy.
    pub fn to_owned(&self) -> NameBuf {
        NameBuf {
            der: self.raw.to_vec(),
        }
    }
}

/// Reads an RDN piece by piece.
fn read_rdn(rdns: &mut Reader<'_>) -> Result<(), DerError> {
    let mut attributes = rdns.set("RelativeDistinguishedName")?;
    if attributes.is_empty() {
        return Err(attributes.error("AttributeTypeAndValue", Found::End));
    }
    while !attributes.is_empty() {
        let value = parse_attribute(&mut attributes)?.value;
        if value.tag == Tag::Utf8String && core::str::from_utf8(value.value).is_err() {
            return Err(value.malformed("AttributeTypeAndValue.value", "invalid UTF-8"));
        }
    }
    Ok(())
}

/// The length of an RDN of one attribute, of X.520's types (2.5.4.x) and in ASCII in a usual string, of fewer than 128 bytes:
/// nearly every one, read at a third of the cost. `None` refuses nothing: what is not of this form is looked at piece by piece.
fn usual_rdn(rest: &[u8]) -> Option<usize> {
    let [
        0x31,
        set @ ..=0x7f,
        0x30,
        sequence,
        0x06,
        3,
        0x55,
        0x04,
        ..=0x7f,
        // UTF8String, PrintableString, IA5String.
        0x0c | 0x13 | 0x16,
        value,
        ..,
    ] = *rest
    else {
        return None;
    };
    let len = 2 + usize::from(set);
    let nested = set.checked_sub(2) == Some(sequence) && sequence.checked_sub(7) == Some(value);
    let rdn = rest.get(..len)?;
    // ASCII is UTF-8.
    (nested && rdn[11..].is_ascii()).then_some(len)
}

pub(super) fn parse_attribute<'a>(attributes: &mut Reader<'a>) -> Result<Attribute<'a>, DerError> {
    let mut attribute = attributes.sequence("AttributeTypeAndValue")?;
    let oid = attribute.oid("AttributeTypeAndValue.type")?;
    let value = attribute.any_string("AttributeTypeAndValue.value")?;
    attribute.finish("AttributeTypeAndValue")?;
    Ok(Attribute { oid, value })
}

/// The RDNs of a name.
#[derive(Clone, Debug)]
pub struct Rdns<'a> {
    reader: Reader<'a>,
}

impl<'a> Iterator for Rdns<'a> {
    type Item = Rdn<'a>;

    fn next(&mut self) -> Option<Rdn<'a>> {
        self.reader
            .next_checked(|names| names.set("RelativeDistinguishedName"))
            .map(|reader| Rdn { reader })
    }
}

/// The attributes of one RDN.
#[derive(Clone, Debug)]
pub struct Rdn<'a> {
    reader: Reader<'a>,
}

impl<'a> Rdn<'a> {
    /// The RDN of attributes that were checked, one after the other without the SET's header.
    pub(crate) fn of_attributes(der: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(der),
        }
    }
}

impl<'a> Iterator for Rdn<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        self.reader.next_checked(parse_attribute)
    }
}

/// A Name that owns its DER.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NameBuf {
    der: Vec<u8>,
}

impl NameBuf {
    /// Takes DER that must be a Name.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_der(der: Vec<u8>) -> Result<Self, DerError> {
        Name::from_der(&der)?;
        Ok(Self { der })
    }

    /// A name of one attribute: commonName.
    pub fn common_name(text: &str) -> Self {
        NameBuilder::new()
            .attribute(crate::der::oid::COMMON_NAME, text)
            .build()
    }

    /// The name, borrowed.
    pub fn as_name(&self) -> Name<'_> {
        Name { raw: &self.der }
    }

    /// The DER.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }
}

impl Default for NameBuf {
    fn default() -> Self {
        Name::EMPTY.to_owned()
    }
}

/// Builds a name, RDN by RDN.
#[derive(Clone, Debug, Default)]
pub struct NameBuilder {
    rdns: Vec<Vec<Vec<u8>>>,
}

impl NameBuilder {
    /// A name of no RDNs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an RDN of one attribute, in the string type that its attribute takes (RFC 5280 §4.1.2.4).
    pub fn attribute(self, oid: ObjectIdentifierRef<'_>, text: &str) -> Self {
        self.rdn(oid, string_tag(oid, text), text.as_bytes())
    }

    /// Adds an RDN of one attribute with these contents bytes. They are not checked against the tag: what a builder makes
    /// is read back, which does.
    pub fn rdn(mut self, oid: ObjectIdentifierRef<'_>, tag: Tag, contents: &[u8]) -> Self {
        self.rdns
            .push(Vec::from([encode_attribute(oid, tag, contents)]));
        self
    }

    /// Adds a further attribute to the last RDN, which so has several values.
    pub fn and(mut self, oid: ObjectIdentifierRef<'_>, tag: Tag, contents: &[u8]) -> Self {
        let attribute = encode_attribute(oid, tag, contents);
        match self.rdns.last_mut() {
            Some(rdn) => rdn.push(attribute),
            None => self.rdns.push(Vec::from([attribute])),
        }
        self
    }

    /// The name.
    pub fn build(self) -> NameBuf {
        let mut w = Writer::new();
        w.sequence(|w| self.rdns.into_iter().for_each(|rdn| w.set_of(rdn)));
        NameBuf { der: w.into_vec() }
    }
}

fn encode_attribute(oid: ObjectIdentifierRef<'_>, tag: Tag, contents: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(oid);
        w.tlv(tag, contents);
    });
    w.into_vec()
}

/// The string type for an attribute: PrintableString for countryName, serialNumber and dnQualifier, IA5String for
/// emailAddress and domainComponent (RFC 5280 appendix A.1), UTF8String for everything else.
pub fn string_tag(oid: ObjectIdentifierRef<'_>, text: &str) -> Tag {
    use crate::der::oid;
    match oid {
        oid::COUNTRY_NAME | oid::SERIAL_NUMBER | oid::DN_QUALIFIER
            if text.bytes().all(is_printable) =>
        {
            Tag::PrintableString
        }
        oid::EMAIL_ADDRESS | oid::DOMAIN_COMPONENT if text.is_ascii() => Tag::Ia5String,
        _ => Tag::Utf8String,
    }
}

/// Whether PrintableString has this byte (X.680 §41.4).
pub fn is_printable(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b' ' | b'\'' | b'(' | b')' | b'+' | b',' | b'-' | b'.' | b'/' | b':' | b'=' | b'?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rdn_that_is_read_at_once_is_one_that_is_read_piece_by_piece() {
        let rdn = b"\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x0c\x02DE\x30\x00";
        assert_eq!(usual_rdn(rdn), Some(13));
        let mut read = 0;
        for at in 0..rdn.len() {
            for byte in 0..=255 {
                let mut rdn = *rdn;
                rdn[at] = byte;
                for end in [rdn.len() - 3, rdn.len()] {
                    if let Some(len) = usual_rdn(&rdn[..end]) {
                        let mut reader = Reader::new(&rdn[..end]);
                        assert_eq!(read_rdn(&mut reader), Ok(()), "{byte} at {at}");
                        assert_eq!(reader.offset(), len, "{byte} at {at}");
                        read += 1;
                    }
                }
            }
        }
        assert!(read > 500);
    }
}
