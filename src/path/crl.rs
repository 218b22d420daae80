//! A CRL as revocation checking sees it.

use alloc::vec::Vec;

use super::error::{CrlDerError, CrlFault};
use super::name::CanonicalName;
use super::point::PointName;
use super::profile::Profile;
use crate::der::{DerError, Found, oid};
use crate::x509::extension::{
    AuthorityKeyIdentifier, CertificateIssuer, CrlNumber, CrlReason, DeltaCrlIndicator,
    IssuingDistributionPoint, ReasonFlags,
};
use crate::x509::{CertificateListRef, Extension, Extensions, GeneralName, Time};

/// A CRL with its issuer made comparable and its extensions read.
pub(super) struct ParsedCrl<'a> {
    pub(super) list: CertificateListRef<'a>,
    pub(super) issuer: CanonicalName,
    pub(super) point: Option<IssuingPoint<'a>>,
    pub(super) number: Option<CrlNumber<'a>>,
    /// BaseCRLNumber of deltaCRLIndicator: this is a delta CRL.
    pub(super) delta_base: Option<CrlNumber<'a>>,
    pub(super) authority_key: Option<&'a [u8]>,
    pub(super) has_freshest: bool,
    /// What forbids its use.
    pub(super) fault: Option<CrlFault>,
}

/// IssuingDistributionPoint (RFC 5280 §5.2.5).
pub(super) struct IssuingPoint<'a> {
    /// The names of distributionPoint, where it is there.
    pub(super) names: Option<Vec<PointName<'a>>>,
    pub(super) only_users: bool,
    pub(super) only_cas: bool,
    pub(super) only_attributes: bool,
    pub(super) indirect: bool,
    /// onlySomeReasons; all where it gives none.
    pub(super) reasons: ReasonFlags,
    /// Its DER, to compare.
    pub(super) raw: &'a [u8],
}

/// A certificate's entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct RevokedEntry {
    pub(super) date: Time,
    /// unspecified where there is none.
    pub(super) reason: CrlReason,
}

impl<'a> ParsedCrl<'a> {
    pub(super) fn new(list: &CertificateListRef<'a>, profile: &Profile) -> Self {
        let mut view = Self {
            list: *list,
            issuer: CanonicalName::new(&list.issuer),
            point: None,
            number: None,
            delta_base: None,
            authority_key: None,
            has_freshest: false,
            fault: None,
        };
        for extension in list.extensions.iter() {
            if let Err(fault) = view.read(&extension) {
                view.fault = Some(fault);
            }
        }
        if !list.signed.agrees_with(&list.tbs_signature) {
            view.fault = Some(CrlFault::BadSignature);
        }
        if view.fault.is_none() {
            view.fault = (profile.check_crl)(profile, list);
        }
        view
    }

    fn read(&mut self, extension: &Extension<'a>) -> Result<(), CrlFault> {
        match self.take(extension) {
            Ok(true) => Ok(()),
            Ok(false) => Err(CrlFault::UnhandledCriticalExtension(
                extension.oid.to_owned(),
            )),
            Err(e) => Err(CrlFault::Malformed(CrlDerError(e))),
        }
    }

    /// Takes an extension; false if it is critical, and unknown or one that §5.2.1, §5.2.3 and §5.2.6 forbid to be critical.
    fn take(&mut self, extension: &Extension<'a>) -> Result<bool, DerError> {
        if let Some(value) = extension.typed::<IssuingDistributionPoint<'_>>() {
            self.point = Some(IssuingPoint::new(&value?, extension, &self.issuer)?);
        } else if let Some(value) = extension.typed::<CrlNumber<'_>>() {
            self.number = Some(value?);
            return Ok(!extension.critical);
        } else if let Some(value) = extension.typed::<DeltaCrlIndicator<'_>>() {
            self.delta_base = Some(value?.0);
        } else if let Some(value) = extension.typed::<AuthorityKeyIdentifier<'_>>() {
            self.authority_key = value?.key_identifier;
            return Ok(!extension.critical);
        } else {
            self.has_freshest |= extension.oid == oid::FRESHEST_CRL;
            return Ok(!extension.critical);
        }
        Ok(true)
    }

    /// The entry for a certificate, if there is one. Every entry is looked at: a critical extension in any of them that is
    /// not processed forbids the use of the list (RFC 5280 §5.3).
    pub(super) fn find(
        &self,
        issuer: &CanonicalName,
        serial: &[u8],
    ) -> Result<Option<RevokedEntry>, CrlFault> {
        let mut found = None;
        // One for all entries: a million of them are not a million allocations.
        let mut named = CanonicalName::default();
        // §5.3.3: an entry without certificateIssuer belongs to the issuer of the entry before it.
        let mut is_ours = self.issuer == *issuer;
        for entry in self.list.entries() {
            let mut reason = CrlReason::Unspecified;
            if !entry.extensions.is_empty() {
                let read = read_entry(&entry.extensions, self.is_indirect())?;
                reason = read.reason;
                if let Some(names) = read.issuer {
                    is_ours = names.0.iter().any(|name| {
                        let GeneralName::Directory(name) = name else {
                            return false;
                        };
                        named.set(&name);
                        named == *issuer
                    });
                }
            }
            // One that revokes counts, whatever others of the same number state.
            let removed = |found: RevokedEntry| found.reason == CrlReason::RemoveFromCrl;
            if is_ours && entry.serial == serial && found.is_none_or(removed) {
                found = Some(RevokedEntry {
                    date: entry.revocation_date,
                    reason,
                });
            }
        }
        Ok(found)
    }

    fn is_indirect(&self) -> bool {
        self.point.as_ref().is_some_and(|point| point.indirect)
    }

    /// Whether its dates include now.
    pub(super) fn check_dates(&self, now: Option<Time>) -> Result<(), CrlFault> {
        let Some(now) = now else { return Ok(()) };
        if now < self.list.this_update {
            return Err(CrlFault::NotYetValid(self.list.this_update));
        }
        match self.list.next_update {
            Some(next) if now <= next => Ok(()),
            next => Err(CrlFault::Expired(next)),
        }
    }

    /// Whether a delta CRL can bring this complete CRL up to date (RFC 5280 §5.2.4, §6.3.3 (c)).
    pub(super) fn is_updated_by(&self, delta: &Self) -> bool {
        let (Some(number), Some(delta_number), Some(base)) =
            (self.number, delta.number, delta.delta_base)
        else {
            return false;
        };
        self.issuer == delta.issuer
            && self.point.as_ref().map(|p| p.raw) == delta.point.as_ref().map(|p| p.raw)
            && self.authority_key == delta.authority_key
            && base <= number
            && number < delta_number
    }
}

struct EntryExtensions<'a> {
    reason: CrlReason,
    issuer: Option<CertificateIssuer<'a>>,
}

fn read_entry<'a>(
    extensions: &Extensions<'a>,
    is_indirect: bool,
) -> Result<EntryExtensions<'a>, CrlFault> {
    let mut out = EntryExtensions {
        reason: CrlReason::Unspecified,
        issuer: None,
    };
    for extension in extensions.iter() {
        if let Some(reason) = extension.typed::<CrlReason>() {
            // A code that names no reason revokes all the same.
            out.reason = reason.unwrap_or(CrlReason::Unspecified);
        } else if let Some(names) = extension.typed::<CertificateIssuer<'_>>() {
            let malformed = |e| CrlFault::Malformed(CrlDerError(e));
            out.issuer = Some(names.map_err(malformed)?);
            // §5.3.3: in any other list it leaves open whose entry this is, and the next ones.
            if !is_indirect {
                let how = Found::Malformed("the list is not indirect");
                let error = extension.reader().error("CertificateIssuer", how);
                return Err(malformed(error));
            }
        } else if extension.critical {
            // invalidityDate (§5.3.2) too, which no issuer may make critical.
            return Err(CrlFault::UnhandledCriticalExtension(
                extension.oid.to_owned(),
            ));
        }
    }
    Ok(out)
}

impl<'a> IssuingPoint<'a> {
    /// `issuer` is what a relative name is relative to.
    fn new(
        value: &IssuingDistributionPoint<'a>,
        extension: &Extension<'a>,
        issuer: &CanonicalName,
    ) -> Result<Self, DerError> {
        let only = [
            value.only_contains_user_certs,
            value.only_contains_ca_certs,
            value.only_contains_attribute_certs,
        ];
        if only.into_iter().filter(|&set| set).count() > 1 {
            let how = "more than one of onlyContainsUserCerts, onlyContainsCACerts and onlyContainsAttributeCerts";
            return Err(extension
                .reader()
                .error("IssuingDistributionPoint", Found::Malformed(how)));
        }
        Ok(Self {
            names: value
                .distribution_point
                .map(|name| PointName::all(&name, issuer)),
            only_users: value.only_contains_user_certs,
            only_cas: value.only_contains_ca_certs,
            only_attributes: value.only_contains_attribute_certs,
            indirect: value.indirect_crl,
            reasons: value.only_some_reasons.unwrap_or(ReasonFlags::ALL),
            raw: extension.value,
        })
    }
}
