//! privateKeyUsagePeriod (RFC 3280 §4.2.1.4; RFC 5280 left it out).

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer, context_tag};
use crate::x509::time::Time;

/// ```asn1
/// PrivateKeyUsagePeriod ::= SEQUENCE {
///     notBefore  [0] GeneralizedTime OPTIONAL,
///     notAfter   [1] GeneralizedTime OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrivateKeyUsagePeriod {
    /// notBefore.
    pub not_before: Option<Time>,
    /// notAfter.
    pub not_after: Option<Time>,
}

impl<'a> ExtensionValue<'a> for PrivateKeyUsagePeriod {
    const OID: ObjectIdentifierRef<'static> = oid::PRIVATE_KEY_USAGE_PERIOD;
    const CRITICALITY: Criticality = Criticality::MustNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("PrivateKeyUsagePeriod")?;
        let mut time = |number, expected| -> Result<_, DerError> {
            let Some(tlv) = fields.context(number, false, expected)? else {
                return Ok(None);
            };
            match Time::from_generalized(tlv.value) {
                Ok(time) => Ok(Some(time)),
                Err(_) => Err(tlv.malformed(expected, "a time that is not YYYYMMDDHHMMSSZ")),
            }
        };
        let not_before = time(0, "PrivateKeyUsagePeriod.notBefore")?;
        let not_after = time(1, "PrivateKeyUsagePeriod.notAfter")?;
        fields.finish("PrivateKeyUsagePeriod")?;
        Ok(Self {
            not_before,
            not_after,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            for (number, time) in [(0, self.not_before), (1, self.not_after)] {
                let Some(time) = time else { continue };
                let mut generalized = Writer::new();
                time.write_generalized(&mut generalized);
                // The tag is implicit: the contents follow GeneralizedTime's header of two bytes.
                w.tlv(context_tag(number, false), &generalized.into_vec()[2..]);
            }
        });
    }
}
