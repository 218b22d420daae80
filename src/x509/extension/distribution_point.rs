//! What cRLDistributionPoints, freshestCRL and issuingDistributionPoint share (RFC 5280 §4.2.1.13).

use super::named_bits::{named_bits, read_named_bits, write_named_bits};
use super::{Element, SequenceOf};
use crate::der::{DerError, Found, Reader, Tlv, Writer, context_tag};
use crate::x509::general_name::GeneralNames;
use crate::x509::name::parse_attribute;

/// ```asn1
/// DistributionPoint ::= SEQUENCE {
///     distributionPoint  [0] DistributionPointName OPTIONAL,
///     reasons            [1] ReasonFlags           OPTIONAL,
///     cRLIssuer          [2] GeneralNames          OPTIONAL }
/// ```
///
/// §4.2.1.13 wants distributionPoint or cRLIssuer; a point with neither names no list, and is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DistributionPoint<'a> {
    /// distributionPoint.
    pub distribution_point: Option<DistributionPointName<'a>>,
    /// reasons; all of them if absent.
    pub reasons: Option<ReasonFlags>,
    /// cRLIssuer.
    pub crl_issuer: Option<GeneralNames<'a>>,
}

/// ```asn1
/// DistributionPointName ::= CHOICE {
///     fullName                 [0] GeneralNames,
///     nameRelativeToCRLIssuer  [1] RelativeDistinguishedName }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistributionPointName<'a> {
    /// fullName.
    FullName(GeneralNames<'a>),
    /// nameRelativeToCRLIssuer: the DER of its AttributeTypeAndValues, one after the other, without the SET's header.
    NameRelativeToCrlIssuer(&'a [u8]),
}

named_bits! {
    /// ```asn1
    /// ReasonFlags ::= BIT STRING {
    ///     unused (0), keyCompromise (1), cACompromise (2), affiliationChanged (3), superseded (4),
    ///     cessationOfOperation (5), certificateHold (6), privilegeWithdrawn (7), aACompromise (8) }
    /// ```
    ReasonFlags {
        /// unused.
        UNUSED = 0, "unused";
        /// keyCompromise.
        KEY_COMPROMISE = 1, "keyCompromise";
        /// cACompromise.
        CA_COMPROMISE = 2, "cACompromise";
        /// affiliationChanged.
        AFFILIATION_CHANGED = 3, "affiliationChanged";
        /// superseded.
        SUPERSEDED = 4, "superseded";
        /// cessationOfOperation.
        CESSATION_OF_OPERATION = 5, "cessationOfOperation";
        /// certificateHold.
        CERTIFICATE_HOLD = 6, "certificateHold";
        /// privilegeWithdrawn.
        PRIVILEGE_WITHDRAWN = 7, "privilegeWithdrawn";
        /// aACompromise.
        AA_COMPROMISE = 8, "aACompromise";
    }
}

impl ReasonFlags {
    /// Every reason that has a name but unused: bits 1 to 8.
    pub const ALL: Self = Self(0x7f80);

    pub(super) fn from_tlv(tlv: &Tlv<'_>, expected: &'static str) -> Result<Self, DerError> {
        read_named_bits(tlv, expected).map(Self)
    }

    pub(super) fn write_context(self, w: &mut Writer, number: u32) {
        write_named_bits(w, context_tag(number, false), self.0);
    }
}

impl<'a> DistributionPointName<'a> {
    /// Reads the field `distributionPoint [0]` if it stands next; the tag is explicit, as its type is a CHOICE
    /// (X.680 §31.2.7).
    pub(super) fn read_field(fields: &mut Reader<'a>) -> Result<Option<Self>, DerError> {
        let Some(outer) = fields.context(0, true, "distributionPoint")? else {
            return Ok(None);
        };
        let mut choice = outer.reader();
        let name = if let Some(tlv) = choice.context(0, true, "fullName")? {
            Self::FullName(SequenceOf::from_contents(tlv.reader(), "fullName")?)
        } else if let Some(tlv) = choice.context(1, true, "nameRelativeToCRLIssuer")? {
            let mut attributes = tlv.reader();
            if attributes.is_empty() {
                return Err(attributes.error("nameRelativeToCRLIssuer", Found::End));
            }
            while !attributes.is_empty() {
                parse_attribute(&mut attributes)?;
            }
            Self::NameRelativeToCrlIssuer(tlv.value)
        } else {
            let other = choice.any("DistributionPointName")?;
            return Err(DerError {
                offset: other.offset,
                expected: "DistributionPointName",
                found: Found::Tag(other.tag),
            });
        };
        choice.finish("DistributionPointName")?;
        Ok(Some(name))
    }

    /// Writes the field.
    pub(super) fn write_field(&self, w: &mut Writer) {
        w.context(0, |w| match self {
            Self::FullName(names) => w.context(0, |w| names.write_contents(w)),
            Self::NameRelativeToCrlIssuer(attributes) => w.tlv(context_tag(1, true), attributes),
        });
    }
}

impl<'a> Element<'a> for DistributionPoint<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("DistributionPoint")?;
        let distribution_point = DistributionPointName::read_field(&mut fields)?;
        let reasons = fields
            .context(1, false, "DistributionPoint.reasons")?
            .map(|tlv| ReasonFlags::from_tlv(&tlv, "DistributionPoint.reasons"))
            .transpose()?;
        let crl_issuer = fields
            .context(2, true, "DistributionPoint.cRLIssuer")?
            .map(|tlv| SequenceOf::from_contents(tlv.reader(), "DistributionPoint.cRLIssuer"))
            .transpose()?;
        fields.finish("DistributionPoint")?;
        Ok(Self {
            distribution_point,
            reasons,
            crl_issuer,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            if let Some(name) = &self.distribution_point {
                name.write_field(w);
            }
            if let Some(reasons) = self.reasons {
                reasons.write_context(w, 1);
            }
            if let Some(issuer) = self.crl_issuer {
                w.context(2, |w| issuer.write_contents(w));
            }
        });
    }
}
