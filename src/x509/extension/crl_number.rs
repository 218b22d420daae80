//! cRLNumber and deltaCRLIndicator (RFC 5280 §5.2.3, §5.2.4).

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer};

/// `CRLNumber ::= INTEGER (0..MAX)`
///
/// Held as big-endian bytes without leading zeros, zero as none: so the numbers of two lists compare by
/// [`CrlNumber::cmp`], however long they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrlNumber<'a>(pub &'a [u8]);

/// `BaseCRLNumber ::= CRLNumber`: the number of the complete list that a delta list starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeltaCrlIndicator<'a>(pub CrlNumber<'a>);

impl Ord for CrlNumber<'_> {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        (self.0.len(), self.0).cmp(&(other.0.len(), other.0))
    }
}

impl PartialOrd for CrlNumber<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> ExtensionValue<'a> for CrlNumber<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::CRL_NUMBER;
    const CRITICALITY: Criticality = Criticality::MustNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader.unsigned("CRLNumber").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.unsigned(self.0);
    }
}

impl<'a> ExtensionValue<'a> for DeltaCrlIndicator<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::DELTA_CRL_INDICATOR;
    const CRITICALITY: Criticality = Criticality::Must;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader.unsigned("BaseCRLNumber").map(CrlNumber).map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.unsigned(self.0.0);
    }
}
