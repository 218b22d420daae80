//! policyMappings (RFC 5280 §4.2.1.5).

use super::Element;
use super::list::list_extension;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer};

list_extension! {
    /// `PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE { … }`
    pub PolicyMappings(PolicyMapping<'a>) = POLICY_MAPPINGS, "PolicyMappings", Should;
}

/// ```asn1
/// SEQUENCE {
///     issuerDomainPolicy   CertPolicyId,
///     subjectDomainPolicy  CertPolicyId }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyMapping<'a> {
    /// issuerDomainPolicy.
    pub issuer_domain_policy: ObjectIdentifierRef<'a>,
    /// subjectDomainPolicy.
    pub subject_domain_policy: ObjectIdentifierRef<'a>,
}

impl<'a> Element<'a> for PolicyMapping<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("PolicyMappings")?;
        let issuer_domain_policy = fields.oid("PolicyMappings.issuerDomainPolicy")?;
        let subject_domain_policy = fields.oid("PolicyMappings.subjectDomainPolicy")?;
        fields.finish("PolicyMappings")?;
        Ok(Self {
            issuer_domain_policy,
            subject_domain_policy,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(self.issuer_domain_policy);
            w.oid(self.subject_domain_policy);
        });
    }
}
