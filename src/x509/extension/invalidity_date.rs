//! invalidityDate (RFC 5280 §5.3.2).

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer};
use crate::x509::time::Time;

/// `InvalidityDate ::= GeneralizedTime`: since when the key is known or suspected to be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidityDate(pub Time);

impl<'a> ExtensionValue<'a> for InvalidityDate {
    const OID: ObjectIdentifierRef<'static> = oid::INVALIDITY_DATE;
    const CRITICALITY: Criticality = Criticality::MustNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::GeneralizedTime, "InvalidityDate")?;
        Time::from_tlv(&tlv, "InvalidityDate").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        self.0.write_generalized(w);
    }
}
