//! What path validation reads from a certificate's extensions, decoded once.
//!
//! Parsing a certificate decides nothing; this is where its extensions are read with a purpose, by the types of
//! [`x509::extension`](crate::x509::extension). Whatever cannot be read, or is critical and unknown, becomes a [`Reason`]
//! that refuses every path through the certificate. Two things are not read until they decide something, since
//! certificates in use have faults there: policy qualifiers, and where CRLs are to be had.

use alloc::vec::Vec;

use super::error::Reason;
use super::name_constraints::Constraints;
use super::policy::{ANY_POLICY, Asserted, PolicyId};
use super::sort::sort_and_dedup;
use crate::der::oid;
use crate::der::{DerError, Found, ObjectIdentifierRef};
use crate::x509::Extension;
use crate::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints, ExtKeyUsage, InhibitAnyPolicy,
    KeyUsage, NameConstraints, PolicyConstraints, PolicyIdentifiers, PolicyMappings,
    SubjectAltName, SubjectKeyIdentifier,
};

/// The extensions that path validation processes.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions<'a> {
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) purposes: Option<ExtKeyUsage<'a>>,
    pub(super) purposes_critical: bool,
    pub(super) san: Option<SubjectAltName<'a>>,
    pub(super) name_constraints: Option<Constraints<'a>>,
    pub(super) policies: Option<Asserted<'a>>,
    /// Sorted, none twice.
    pub(super) mappings: Vec<(PolicyId<'a>, PolicyId<'a>)>,
    pub(super) policy_constraints: PolicyConstraints,
    pub(super) inhibit_any: Option<u32>,
    /// Read where revocation is checked.
    pub(super) crl_points: Option<Extension<'a>>,
    pub(super) has_freshest: bool,
    pub(super) authority_key: Option<&'a [u8]>,
    pub(super) subject_key: Option<&'a [u8]>,
    /// What refuses every path through this certificate.
    pub(super) faults: Vec<Reason>,
}

impl<'a> Extensions<'a> {
    /// Takes one extension.
    pub(super) fn take(&mut self, extension: &Extension<'a>) {
        if let Err(e) = self.read(extension) {
            self.faults
                .push(Reason::MalformedExtension(extension.oid.to_owned(), e));
        }
    }

    fn read(&mut self, extension: &Extension<'a>) -> Result<(), DerError> {
        let critical = extension.critical;
        let mut is_processed = true;
        if let Some(value) = extension.typed::<BasicConstraints>() {
            self.basic_constraints = Some(value?);
        } else if let Some(value) = extension.typed::<KeyUsage>() {
            self.key_usage = Some(value?);
        } else if let Some(value) = extension.typed::<ExtKeyUsage<'_>>() {
            self.purposes = Some(value?);
            self.purposes_critical = critical;
        } else if let Some(value) = extension.typed::<SubjectAltName<'_>>() {
            self.san = Some(value?);
        } else if let Some(value) = extension.typed::<AuthorityKeyIdentifier<'_>>() {
            self.authority_key = value?.key_identifier;
            // Key identifiers are hints, which nothing here can hold a path to: §4.2.1.1 and §4.2.1.2 forbid that they are critical.
            is_processed = false;
        } else if let Some(value) = extension.typed::<SubjectKeyIdentifier<'_>>() {
            self.subject_key = Some(value?.0);
            is_processed = false;
        } else if let Some(value) = extension.typed::<NameConstraints<'_>>() {
            self.name_constraints = Some(Constraints::new(&value?));
        } else if let Some(value) = extension.typed::<PolicyIdentifiers<'_>>() {
            self.policies = Some(asserted(&value?, extension)?);
        } else if let Some(value) = extension.typed::<PolicyMappings<'_>>() {
            self.mappings = mappings(&value?);
        } else if let Some(value) = extension.typed::<PolicyConstraints>() {
            self.policy_constraints = value?;
        } else if let Some(value) = extension.typed::<InhibitAnyPolicy>() {
            self.inhibit_any = Some(value?.0);
        } else if let Some(value) = extension.typed::<CrlDistributionPoints<'_>>() {
            if critical {
                value?;
            }
            self.crl_points = Some(*extension);
        } else {
            // A place of delta CRLs, which §4.2.1.15 forbids to be critical: to fetch them is not this library's part.
            self.has_freshest |= extension.oid == oid::FRESHEST_CRL;
            is_processed = false;
        }
        // ocsp-nocheck speaks to those who check an OCSP responder's revocation (RFC 6960 §4.2.2.2.1), and restricts nobody.
        if critical && !is_processed && extension.oid != oid::OCSP_NO_CHECK {
            self.faults
                .push(Reason::UnhandledCriticalExtension(extension.oid.to_owned()));
        }
        Ok(())
    }
}

impl Extensions<'_> {
    pub(super) fn is_ca(&self) -> bool {
        self.basic_constraints
            .is_some_and(|constraints| constraints.ca)
    }

    /// A mapping to or from anyPolicy is there.
    pub(super) fn maps_any(&self) -> bool {
        self.mappings
            .iter()
            .any(|&(issuer, subject)| [issuer, subject].contains(&ANY_POLICY))
    }
}

/// RFC 5280 §4.2.1.4: a policy must not stand there twice.
fn asserted<'a>(
    value: &PolicyIdentifiers<'a>,
    extension: &Extension<'a>,
) -> Result<Asserted<'a>, DerError> {
    let mut policies: Vec<PolicyId<'a>> = value.0.iter().map(|policy| policy.0).collect();
    let count = policies.len();
    sort_and_dedup(&mut policies);
    if policies.len() != count {
        return Err(extension
            .reader()
            .error("CertificatePolicies", Found::Malformed("a policy twice")));
    }
    policies.retain(|&policy| policy != ANY_POLICY);
    Ok(Asserted {
        any: policies.len() != count,
        policies,
    })
}

fn mappings<'a>(value: &PolicyMappings<'a>) -> Vec<(PolicyId<'a>, PolicyId<'a>)> {
    let pairs = value.0.iter();
    let mut out: Vec<_> = pairs
        .map(|pair| (pair.issuer_domain_policy, pair.subject_domain_policy))
        .collect();
    sort_and_dedup(&mut out);
    out
}

/// True when a purpose list allows a purpose: by itself or by anyExtendedKeyUsage.
pub(super) fn allows(purposes: Option<ExtKeyUsage<'_>>, purpose: ObjectIdentifierRef<'_>) -> bool {
    purposes.is_none_or(|list| list.contains(purpose) || list.contains(oid::ANY_EXTENDED_KEY_USAGE))
}
