//! extKeyUsage (RFC 5280 §4.2.1.12).

use super::Element;
use super::list::list_extension;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer};

list_extension! {
    /// ```asn1
    /// ExtKeyUsageSyntax ::= SEQUENCE SIZE (1..MAX) OF KeyPurposeId
    /// KeyPurposeId ::= OBJECT IDENTIFIER
    /// ```
    pub ExtKeyUsage(ObjectIdentifierRef<'a>) = EXT_KEY_USAGE, "ExtKeyUsageSyntax", Either;
}

impl ExtKeyUsage<'_> {
    /// True when this purpose is named; anyExtendedKeyUsage counts only for itself.
    pub fn contains(&self, purpose: ObjectIdentifierRef<'_>) -> bool {
        self.0.iter().any(|named| named == purpose)
    }
}

impl<'a> Element<'a> for ObjectIdentifierRef<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader.oid("an OBJECT IDENTIFIER in a list")
    }

    fn write(&self, w: &mut Writer) {
        w.oid(*self);
    }
}
