//! issuingDistributionPoint (RFC 5280 §5.2.5).

use super::{Criticality, DistributionPointName, ExtensionValue, ReasonFlags, implicit_true};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer, context_tag};

/// ```asn1
/// IssuingDistributionPoint ::= SEQUENCE {
///     distributionPoint           [0] DistributionPointName OPTIONAL,
///     onlyContainsUserCerts       [1] BOOLEAN DEFAULT FALSE,
///     onlyContainsCACerts         [2] BOOLEAN DEFAULT FALSE,
///     onlySomeReasons             [3] ReasonFlags OPTIONAL,
///     indirectCRL                 [4] BOOLEAN DEFAULT FALSE,
///     onlyContainsAttributeCerts  [5] BOOLEAN DEFAULT FALSE }
/// ```
///
/// That at most one of the three `only…Certs` is TRUE is `path`'s to check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IssuingDistributionPoint<'a> {
    /// distributionPoint.
    pub distribution_point: Option<DistributionPointName<'a>>,
    /// onlyContainsUserCerts.
    pub only_contains_user_certs: bool,
    /// onlyContainsCACerts.
    pub only_contains_ca_certs: bool,
    /// onlySomeReasons.
    pub only_some_reasons: Option<ReasonFlags>,
    /// indirectCRL.
    pub indirect_crl: bool,
    /// onlyContainsAttributeCerts.
    pub only_contains_attribute_certs: bool,
}

impl<'a> ExtensionValue<'a> for IssuingDistributionPoint<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::ISSUING_DISTRIBUTION_POINT;
    const CRITICALITY: Criticality = Criticality::Must;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("IssuingDistributionPoint")?;
        let point = Self {
            distribution_point: DistributionPointName::read_field(&mut fields)?,
            only_contains_user_certs: implicit_true(&mut fields, 1, "onlyContainsUserCerts")?,
            only_contains_ca_certs: implicit_true(&mut fields, 2, "onlyContainsCACerts")?,
            only_some_reasons: fields
                .context(3, false, "onlySomeReasons")?
                .map(|tlv| ReasonFlags::from_tlv(&tlv, "onlySomeReasons"))
                .transpose()?,
            indirect_crl: implicit_true(&mut fields, 4, "indirectCRL")?,
            only_contains_attribute_certs: implicit_true(
                &mut fields,
                5,
                "onlyContainsAttributeCerts",
            )?,
        };
        fields.finish("IssuingDistributionPoint")?;
        Ok(point)
    }

    fn write(&self, w: &mut Writer) {
        let flag = |w: &mut Writer, number, value| {
            if value {
                w.tlv(context_tag(number, false), &[0xff]);
            }
        };
        w.sequence(|w| {
            if let Some(name) = &self.distribution_point {
                name.write_field(w);
            }
            flag(w, 1, self.only_contains_user_certs);
            flag(w, 2, self.only_contains_ca_certs);
            if let Some(reasons) = self.only_some_reasons {
                reasons.write_context(w, 3);
            }
            flag(w, 4, self.indirect_crl);
            flag(w, 5, self.only_contains_attribute_certs);
        });
    }
}
