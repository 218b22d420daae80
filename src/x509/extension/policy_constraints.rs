//! policyConstraints (RFC 5280 §4.2.1.11).

use super::{Criticality, ExtensionValue, implicit_u32, write_implicit_u32};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer};

/// ```asn1
/// PolicyConstraints ::= SEQUENCE {
///     requireExplicitPolicy  [0] SkipCerts OPTIONAL,
///     inhibitPolicyMapping   [1] SkipCerts OPTIONAL }
/// SkipCerts ::= INTEGER (0..MAX)
/// ```
///
/// With neither field it constrains nothing; RFC 5280 forbids a CA to issue that and leaves open what a reader does.
/// Here it is read. A number over 32 bits is refused, since no path is that long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// requireExplicitPolicy.
    pub require_explicit_policy: Option<u32>,
    /// inhibitPolicyMapping.
    pub inhibit_policy_mapping: Option<u32>,
}

impl<'a> ExtensionValue<'a> for PolicyConstraints {
    const OID: ObjectIdentifierRef<'static> = oid::POLICY_CONSTRAINTS;
    const CRITICALITY: Criticality = Criticality::Must;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("PolicyConstraints")?;
        let mut skip_certs = |number, expected| {
            fields
                .context(number, false, expected)?
                .map(|tlv| implicit_u32(&tlv, expected))
                .transpose()
        };
        let require_explicit_policy = skip_certs(0, "PolicyConstraints.requireExplicitPolicy")?;
        let inhibit_policy_mapping = skip_certs(1, "PolicyConstraints.inhibitPolicyMapping")?;
        fields.finish("PolicyConstraints")?;
        Ok(Self {
            require_explicit_policy,
            inhibit_policy_mapping,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            for (number, skip_certs) in [
                (0, self.require_explicit_policy),
                (1, self.inhibit_policy_mapping),
            ] {
                if let Some(n) = skip_certs {
                    write_implicit_u32(w, number, n);
                }
            }
        });
    }
}
