//! extKeyUsage (RFC 5280 §4.2.1.12).

use super::{Element, ExtensionValue, SequenceOf};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifier, ObjectIdentifierRef, Reader, Writer};

/// ```asn1
/// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
/// KeyPurposeId ::= OBJECT IDENTIFIER
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtKeyUsage<'a>(pub SequenceOf<'a, &'a ObjectIdentifierRef>);

impl<'a> ExtKeyUsage<'a> {
    /// These purposes, to be written.
    pub const fn new(purposes: &'a [&'a ObjectIdentifierRef]) -> Self {
        Self(SequenceOf::new(purposes))
    }

    /// True when this purpose is named; anyExtendedKeyUsage counts only for itself.
    pub fn contains(&self, purpose: &ObjectIdentifierRef) -> bool {
        self.0.iter().any(|named| named == purpose)
    }
}

impl<'a> Element<'a> for &'a ObjectIdentifierRef {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader.oid("an OBJECT IDENTIFIER in a list")
    }

    fn write(&self, w: &mut Writer) {
        w.oid(self);
    }
}

impl<'a> ExtensionValue<'a> for ExtKeyUsage<'a> {
    const OID: ObjectIdentifier = oid::EXT_KEY_USAGE;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence("ExtKeyUsageSyntax")?;
        SequenceOf::from_contents(contents, "ExtKeyUsageSyntax").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}
