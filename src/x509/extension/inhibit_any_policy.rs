//! inhibitAnyPolicy (RFC 5280 §4.2.1.14).

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer};

/// `InhibitAnyPolicy ::= SkipCerts`, `SkipCerts ::= INTEGER (0..MAX)`; one over 32 bits is refused, since no path is that
/// long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InhibitAnyPolicy(pub u32);

impl<'a> ExtensionValue<'a> for InhibitAnyPolicy {
    const OID: ObjectIdentifierRef<'static> = oid::INHIBIT_ANY_POLICY;
    const CRITICALITY: Criticality = Criticality::Must;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader.unsigned_u32("InhibitAnyPolicy").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.unsigned(&self.0.to_be_bytes());
    }
}
