//! Distribution points, comparable (RFC 5280 §4.2.1.13).

use alloc::vec::Vec;

use super::name::CanonicalName;
use crate::der::DerError;
use crate::x509::Rdn;
use crate::x509::extension::{CrlDistributionPoints, DistributionPointName, ReasonFlags};
use crate::x509::{Extension, GeneralName, GeneralNames};

/// A distribution point of a certificate.
#[derive(Clone, Debug)]
pub(super) struct Point<'a> {
    /// The names of distributionPoint, or of cRLIssuer where there is none.
    pub(super) names: Vec<PointName<'a>>,
    /// All where the point gives none.
    pub(super) reasons: ReasonFlags,
    /// The directory names of cRLIssuer.
    pub(super) crl_issuer: Option<Vec<CanonicalName>>,
}

/// A name of a distribution point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PointName<'a> {
    Directory(CanonicalName),
    Other(GeneralName<'a>),
}

impl<'a> PointName<'a> {
    /// The names of a DistributionPointName. `base` is what a relative name is relative to.
    pub(super) fn all(name: &DistributionPointName<'a>, base: &CanonicalName) -> Vec<Self> {
        match name {
            DistributionPointName::FullName(names) => names
                .iter()
                .map(|name| match name {
                    GeneralName::Directory(name) => Self::Directory(CanonicalName::new(&name)),
                    other => Self::Other(other),
                })
                .collect(),
            DistributionPointName::NameRelativeToCrlIssuer(attributes) => {
                Vec::from([Self::Directory(
                    base.with_rdn(Rdn::of_attributes(attributes)),
                )])
            }
        }
    }
}

impl<'a> Point<'a> {
    /// The issuer's own name as a distribution point: what is tried after those that a certificate names.
    pub(super) fn of_issuer(issuer: &CanonicalName) -> Self {
        Self {
            names: Vec::from([PointName::Directory(issuer.clone())]),
            reasons: ReasonFlags::ALL,
            crl_issuer: None,
        }
    }

    /// The distribution points that a certificate's extension names; `issuer` is the certificate's issuer.
    pub(super) fn of_extension(
        extension: &Extension<'a>,
        issuer: &CanonicalName,
    ) -> Result<Vec<Self>, DerError> {
        let Some(points) = extension.typed::<CrlDistributionPoints<'_>>() else {
            return Ok(Vec::new());
        };
        let point = |point: crate::x509::extension::DistributionPoint<'a>| {
            let crl_issuer = point.crl_issuer.map(|names| directory_names(&names));
            // A relative name is relative to cRLIssuer where that is there.
            let base = crl_issuer
                .as_deref()
                .and_then(<[_]>::first)
                .unwrap_or(issuer);
            let names = match (&point.distribution_point, &crl_issuer) {
                (Some(name), _) => PointName::all(name, base),
                (None, Some(issuers)) => {
                    issuers.iter().cloned().map(PointName::Directory).collect()
                }
                (None, None) => Vec::new(),
            };
            Self {
                names,
                reasons: point.reasons.unwrap_or(ReasonFlags::ALL),
                crl_issuer,
            }
        };
        Ok(points?.0.iter().map(point).collect())
    }
}

/// The directory names among these.
pub(super) fn directory_names(names: &GeneralNames<'_>) -> Vec<CanonicalName> {
    let directory = |name| match name {
        GeneralName::Directory(name) => Some(CanonicalName::new(&name)),
        _ => None,
    };
    names.iter().filter_map(directory).collect()
}
