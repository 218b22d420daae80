//! cRLDistributionPoints and freshestCRL (RFC 5280 §4.2.1.13, §4.2.1.15, §5.2.6).

use super::{DistributionPoint, ExtensionValue, SequenceOf};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifier, Reader, Writer};

/// `CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrlDistributionPoints<'a>(pub SequenceOf<'a, DistributionPoint<'a>>);

/// `FreshestCRL ::= CRLDistributionPoints`: where delta lists are, in certificates and in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshestCrl<'a>(pub SequenceOf<'a, DistributionPoint<'a>>);

impl<'a> ExtensionValue<'a> for CrlDistributionPoints<'a> {
    const OID: ObjectIdentifier = oid::CRL_DISTRIBUTION_POINTS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence("CRLDistributionPoints")?;
        SequenceOf::from_contents(contents, "CRLDistributionPoints").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}

impl<'a> ExtensionValue<'a> for FreshestCrl<'a> {
    const OID: ObjectIdentifier = oid::FRESHEST_CRL;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence("FreshestCRL")?;
        SequenceOf::from_contents(contents, "FreshestCRL").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}
