//! A CRL as revocation checking sees it.

use alloc::vec::Vec;

use super::error::{CrlDerError, CrlFault};
use super::extensions::{PointKey, PointName, authority_key, directory_names, flags, point_name};
use super::name::CanonicalName;
use crate::encoding::algorithm::owned;
use crate::encoding::der::{DerError, Found, Reader, Tag};
use crate::encoding::oid;
use crate::x509::extension::{CrlNumber, CrlReason, DeltaCrlIndicator, ReasonFlags};
use crate::x509::{CertificateList, Extension, ExtensionValue, Extensions, Time};

/// A CRL with its issuer made comparable and its extensions read.
pub(super) struct CrlView<'a> {
    pub(super) list: CertificateList<'a>,
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
    pub(super) name: Option<PointName<'a>>,
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
pub(super) struct Entry {
    pub(super) date: Time,
    /// unspecified where there is none.
    pub(super) reason: CrlReason,
}

impl<'a> CrlView<'a> {
    pub(super) fn new(list: &CertificateList<'a>) -> Self {
        let mut view = Self {
            list: *list,
            issuer: CanonicalName::default(),
            point: None,
            number: None,
            delta_base: None,
            authority_key: None,
            has_freshest: false,
            fault: None,
        };
        match CanonicalName::new(list.issuer.raw()) {
            Ok(issuer) => view.issuer = issuer,
            Err(e) => view.fault = Some(CrlFault::Malformed(CrlDerError(e))),
        }
        for extension in list.extensions.iter() {
            if let Err(fault) = view.read(&extension) {
                view.fault = Some(fault);
            }
        }
        if list.signature_algorithm.raw != list.tbs_signature.raw || list.signature_unused_bits != 0 {
            view.fault = Some(CrlFault::BadSignature);
        }
        view
    }

    fn read(&mut self, extension: &Extension<'a>) -> Result<(), CrlFault> {
        let id = extension.oid;
        let mut r = extension.reader();
        let mut known = || -> Result<bool, DerError> {
            if *id == oid::ISSUING_DISTRIBUTION_POINT {
                self.point = Some(issuing_point(&mut r, extension.value)?);
            } else if *id == oid::CRL_NUMBER {
                self.number = Some(CrlNumber::read(&mut r)?);
            } else if *id == oid::DELTA_CRL_INDICATOR {
                self.delta_base = Some(DeltaCrlIndicator::read(&mut r)?.0);
            } else if *id == oid::AUTHORITY_KEY_IDENTIFIER {
                self.authority_key = authority_key(&mut r)?;
            } else if *id == oid::FRESHEST_CRL {
                self.has_freshest = true;
                return Ok(true);
            } else {
                return Ok(false);
            }
            r.finish("Extension.extnValue")?;
            Ok(true)
        };
        match known() {
            Ok(false) if extension.critical => Err(CrlFault::UnhandledCriticalExtension(owned(id))),
            Ok(_) => Ok(()),
            Err(e) => Err(CrlFault::Malformed(CrlDerError(e))),
        }
    }

    /// The entry for a certificate, if there is one. Every entry is looked at: a critical extension in any of them that is
    /// not processed forbids the use of the list (RFC 5280 §5.3).
    pub(super) fn find(&self, issuer: &CanonicalName, serial: &[u8]) -> Result<Option<Entry>, CrlFault> {
        let mut found = None;
        // §5.3.3: an entry without certificateIssuer belongs to the issuer of the entry before it.
        let mut is_ours = self.issuer == *issuer;
        for entry in self.list.entries() {
            let mut reason = CrlReason::Unspecified;
            if !entry.extensions.is_empty() {
                let read = read_entry(&entry.extensions)?;
                reason = read.reason;
                if let Some(names) = read.issuer {
                    is_ours = names.contains(issuer);
                }
            }
            if is_ours && entry.serial == serial && found.is_none() {
                found = Some(Entry { date: entry.revocation_date, reason });
            }
        }
        Ok(found)
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
        let (Some(number), Some(delta_number), Some(base)) = (self.number, delta.number, delta.delta_base)
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

struct EntryExtensions {
    reason: CrlReason,
    issuer: Option<Vec<CanonicalName>>,
}

fn read_entry(extensions: &Extensions<'_>) -> Result<EntryExtensions, CrlFault> {
    let mut out = EntryExtensions { reason: CrlReason::Unspecified, issuer: None };
    for extension in extensions.iter() {
        let mut r = extension.reader();
        let id = extension.oid;
        let mut read = || -> Result<bool, DerError> {
            if *id == oid::CRL_REASON {
                let tlv = r.expect(Tag::Enumerated, "CRLReason")?;
                let &[code] = tlv.value else {
                    return Err(tlv.malformed("CRLReason", "no reason that there is"));
                };
                // A code that names no reason revokes all the same.
                out.reason = CrlReason::from_code(code).unwrap_or(CrlReason::Unspecified);
            } else if *id == oid::CERTIFICATE_ISSUER {
                out.issuer = Some(directory_names(&r.expect(Tag::Sequence, "CertificateIssuer")?)?);
            } else {
                return Ok(*id == oid::INVALIDITY_DATE || *id == oid::HOLD_INSTRUCTION_CODE);
            }
            r.finish("Extension.extnValue")?;
            Ok(true)
        };
        match read() {
            Ok(false) if extension.critical => return Err(CrlFault::UnhandledCriticalExtension(owned(id))),
            Ok(_) => {}
            Err(e) => return Err(CrlFault::Malformed(CrlDerError(e))),
        }
    }
    Ok(out)
}

fn issuing_point<'a>(r: &mut Reader<'a>, raw: &'a [u8]) -> Result<IssuingPoint<'a>, DerError> {
    let mut fields = r.sequence("IssuingDistributionPoint")?;
    let name = match fields.context(0, true, "IssuingDistributionPoint.distributionPoint")? {
        Some(field) => Some(point_name(&field)?),
        None => None,
    };
    let boolean = |fields: &mut Reader<'a>, number, expected| -> Result<bool, DerError> {
        match fields.context(number, false, expected)? {
            Some(field) => match field.value {
                [0xff] => Ok(true),
                [0x00] => Ok(false),
                _ => Err(field.malformed(expected, "a BOOLEAN that is neither 00 nor FF")),
            },
            None => Ok(false),
        }
    };
    let only_users = boolean(&mut fields, 1, "IssuingDistributionPoint.onlyContainsUserCerts")?;
    let only_cas = boolean(&mut fields, 2, "IssuingDistributionPoint.onlyContainsCACerts")?;
    let reasons = match fields.context(3, false, "IssuingDistributionPoint.onlySomeReasons")? {
        Some(field) => ReasonFlags::from_bits(flags(&field, "ReasonFlags")?),
        None => ReasonFlags::ALL,
    };
    let indirect = boolean(&mut fields, 4, "IssuingDistributionPoint.indirectCRL")?;
    let only_attributes = boolean(&mut fields, 5, "IssuingDistributionPoint.onlyContainsAttributeCerts")?;
    fields.finish("IssuingDistributionPoint")?;
    if u8::from(only_users) + u8::from(only_cas) + u8::from(only_attributes) > 1 {
        let how =
            "more than one of onlyContainsUserCerts, onlyContainsCACerts and onlyContainsAttributeCerts";
        return Err(fields.error("IssuingDistributionPoint", Found::Malformed(how)));
    }
    Ok(IssuingPoint { name, only_users, only_cas, only_attributes, indirect, reasons, raw })
}

/// The names of a distribution point, comparable. `base` is what a relative name is relative to.
pub(super) fn point_keys<'a>(name: &PointName<'a>, base: &CanonicalName) -> Vec<PointKey<'a>> {
    match name {
        PointName::Full(keys) => keys.clone(),
        PointName::Relative(rdn) => base.with_rdn(*rdn).map(PointKey::Directory).into_iter().collect(),
    }
}
