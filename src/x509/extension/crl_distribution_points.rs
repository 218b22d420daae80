//! cRLDistributionPoints and freshestCRL (RFC 5280 §4.2.1.13, §4.2.1.15, §5.2.6).

use super::DistributionPoint;
use super::list::list_extension;

list_extension! {
    /// `CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint`
    pub CrlDistributionPoints(DistributionPoint<'a>) = CRL_DISTRIBUTION_POINTS, "CRLDistributionPoints", ShouldNot;
}

list_extension! {
    /// `FreshestCRL ::= CRLDistributionPoints`: where delta CRLs are, in certificates and in CRLs.
    pub FreshestCrl(DistributionPoint<'a>) = FRESHEST_CRL, "FreshestCRL", MustNot;
}
