//! basicConstraints (RFC 5280 §4.2.1.9).

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer};

/// ```asn1
/// BasicConstraints ::= SEQUENCE {
///     cA                 BOOLEAN DEFAULT FALSE,
///     pathLenConstraint  INTEGER (0..MAX) OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BasicConstraints {
    /// cA.
    pub ca: bool,
    /// pathLenConstraint: how many intermediate certificates, the self-issued aside, may follow. One over 32 bits is
    /// refused, since no path is that long.
    pub path_len_constraint: Option<u32>,
}

impl<'a> ExtensionValue<'a> for BasicConstraints {
    const OID: ObjectIdentifierRef<'static> = oid::BASIC_CONSTRAINTS;
    /// MUST be critical in the certificate of a CA that signs certificates, and may be either elsewhere.
    const CRITICALITY: Criticality = Criticality::Should;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("BasicConstraints")?;
        let ca = match fields.peek() {
            // FALSE, the default, written out is not DER (X.690 §11.5), yet certificates of many CAs carry it and every
            // verifier takes it: it changes nothing.
            Some(Tag::Boolean) => fields.boolean("BasicConstraints.cA")?,
            _ => false,
        };
        let path_len_constraint = match fields.peek() {
            Some(Tag::Integer) => Some(fields.unsigned_u32("BasicConstraints.pathLenConstraint")?),
            _ => None,
        };
        fields.finish("BasicConstraints")?;
        Ok(Self {
            ca,
            path_len_constraint,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            if self.ca {
                w.boolean(true);
            }
            if let Some(n) = self.path_len_constraint {
                w.unsigned(&n.to_be_bytes());
            }
        });
    }
}
