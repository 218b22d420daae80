//! holdInstructionCode (RFC 3280 §5.3.2; RFC 5280 left it out).

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer};

/// `HoldInstructionCode ::= OBJECT IDENTIFIER`: what to do about a certificate that is on hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldInstructionCode<'a>(pub ObjectIdentifierRef<'a>);

impl<'a> ExtensionValue<'a> for HoldInstructionCode<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::HOLD_INSTRUCTION_CODE;
    const CRITICALITY: Criticality = Criticality::MustNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader.oid("HoldInstructionCode").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.oid(self.0);
    }
}
