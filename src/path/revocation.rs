//! Revocation by CRLs (RFC 5280 §6.3).
//!
//! A certificate is good when CRLs that are current, in scope and signed by whoever may sign them cover every reason for
//! revocation and none of them lists it. Whoever may sign a CRL is its issuer's certificate on the path itself, the
//! anchor, or another certificate of the issuer's name with a valid path to the same anchor (§6.3.3 (f)). That other path
//! is checked for revocation in its turn, once: the CRLs for it must be signed on that path, or by the key in question.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::budget::BudgetExceeded;
use super::build::{Candidate, Found, Judgement, Search};
use super::certificate::View;
use super::crl::{CrlView, Entry, point_keys};
use super::error::{CrlFault, Reason, Refusal};
use super::explain::Source;
use super::extensions::{DistributionPoint, PointKey, PointName};
use super::name::CanonicalName;
use super::settings::{Revocation, Settings};
use super::verify::validate;
use crate::encoding::spki::SubjectPublicKeyInfo;
use crate::x509::Time;
use crate::x509::extension::{CrlReason, KeyUsage, ReasonFlags};

/// A path whose certificates are being checked.
#[derive(Clone, Copy)]
struct Context<'c> {
    found: &'c Found,
    /// The CRL issuer whose own path this is.
    pending: Option<usize>,
}

/// How far a CRL got.
enum Used {
    /// It lists the certificate.
    Revoked(Entry),
    /// It does not, for these reasons.
    Good(ReasonFlags),
}

impl<'a> Search<'_, 'a> {
    /// Checks the certificates of a path that the settings ask for.
    pub(super) fn check_revocation(
        &mut self,
        target: &Rc<View<'a>>,
        found: &Found,
        refusals: &mut Vec<Refusal>,
    ) -> Result<(), BudgetExceeded> {
        let above = match self.settings.revocation {
            Revocation::Off => return Ok(()),
            Revocation::Target => 0,
            Revocation::Path => found.intermediates.len(),
        };
        let context = Context { found, pending: None };
        let mut views = Vec::from([Rc::clone(target)]);
        views.extend(found.intermediates[..above].iter().map(|&i| Rc::clone(&self.intermediates[i])));
        for (depth, view) in views.iter().enumerate() {
            if let Err(reason) = self.status(view, context)? {
                refusals.push(Refusal { certificate: view.source, depth, reason });
            }
        }
        Ok(())
    }

    /// §6.3.3 for one certificate.
    fn status(
        &mut self,
        view: &View<'a>,
        context: Context<'_>,
    ) -> Result<Result<(), Reason>, BudgetExceeded> {
        // What is tried after the certificate's own distribution points: its issuer's name as one.
        let implied = DistributionPoint {
            name: Some(PointName::Full(Vec::from([PointKey::Directory(view.issuer.clone())]))),
            reasons: ReasonFlags::ALL,
            crl_issuer: None,
        };
        let mut covered = ReasonFlags::NONE;
        let mut nearest = CrlFault::None;
        let crls = Rc::clone(&self.crls);
        for point in view.extensions.crl_points.iter().chain([&implied]) {
            for crl in crls.iter().filter(|crl| crl.delta_base.is_none()) {
                match self.use_crl(view, point, crl, covered, context)? {
                    Ok(Used::Revoked(Entry { date, reason })) => {
                        return Ok(Err(Reason::Revoked { date, reason: reason.name() }));
                    }
                    Ok(Used::Good(reasons)) => {
                        covered |= reasons;
                        nearest = CrlFault::SomeReasonsOnly;
                    }
                    Err(fault) => nearest = nearest.max(fault),
                }
                if covered == ReasonFlags::ALL {
                    return Ok(Ok(()));
                }
            }
        }
        Ok(Err(Reason::RevocationUnknown(nearest)))
    }

    /// §6.3.3 (a) to (l) for one complete CRL.
    fn use_crl(
        &mut self,
        view: &View<'a>,
        point: &DistributionPoint<'a>,
        crl: &CrlView<'a>,
        covered: ReasonFlags,
        context: Context<'_>,
    ) -> Result<Result<Used, CrlFault>, BudgetExceeded> {
        let reasons = match in_scope(view, point, crl) {
            Ok(reasons) => reasons, // (b), (d)
            Err(fault) => return Ok(Err(fault)),
        };
        if covered.contains(reasons) {
            return Ok(Ok(Used::Good(ReasonFlags::NONE))); // (e)
        }
        if let Some(fault) = &crl.fault {
            return Ok(Err(fault.clone()));
        }
        let crls = Rc::clone(&self.crls);
        let delta = if self.settings.use_deltas { newest_delta(crl, &crls, self.settings) } else { None };
        // (a): a delta CRL keeps an old complete one alive where either says that there are such.
        let kept_alive = delta.is_some() && (crl.has_freshest || !view.extensions.freshest.is_empty());
        match crl.check_dates(self.settings.time) {
            Err(CrlFault::Expired(_)) if kept_alive => {}
            Err(fault) => return Ok(Err(fault)),
            Ok(()) => {}
        }
        let key = match self.signer(crl, context)? {
            Ok(key) => key, // (f), (g)
            Err(fault) => return Ok(Err(fault)),
        };
        let mut found = None;
        if let Some(delta) = delta {
            // (h), (i)
            match self.check_crl_signature(delta, &key)? {
                Ok(()) => match delta.find(&view.issuer, view.certificate.serial) {
                    Ok(entry) => found = entry,
                    Err(fault) => return Ok(Err(fault)),
                },
                Err(fault) if kept_alive => return Ok(Err(fault)),
                Err(_) => {} // as if there were none
            }
        }
        if found.is_none() {
            // (j)
            match crl.find(&view.issuer, view.certificate.serial) {
                Ok(entry) => found = entry,
                Err(fault) => return Ok(Err(fault)),
            }
        }
        Ok(Ok(match found {
            Some(entry) if entry.reason != CrlReason::RemoveFromCrl => Used::Revoked(entry), // (k)
            _ => Used::Good(reasons),                                                        // (l)
        }))
    }

    /// §6.3.3 (f) and (g): the key that signed a CRL and may have.
    fn signer(
        &mut self,
        crl: &CrlView<'a>,
        context: Context<'_>,
    ) -> Result<Result<SubjectPublicKeyInfo<'a>, CrlFault>, BudgetExceeded> {
        let mut candidates = self.named(&crl.issuer);
        // Those of the path first: they need no path of their own.
        candidates.sort_by_key(|&candidate| {
            let subject_key = self.candidate_view(candidate).and_then(|v| v.extensions.subject_key);
            let differs = matches!((crl.authority_key, subject_key), (Some(a), Some(s)) if a != s);
            (differs, !is_on_path(candidate, context))
        });
        let mut nearest = CrlFault::IssuerNotFound;
        for candidate in candidates {
            let usage = self.candidate_view(candidate).and_then(|v| v.extensions.key_usage);
            if usage.is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
                nearest = nearest.max(CrlFault::CrlSignMissing);
                continue;
            }
            let key = self.key(candidate);
            match self.check_crl_signature(crl, &key)? {
                Ok(()) if is_on_path(candidate, context) => return Ok(Ok(key)),
                Ok(()) => {}
                Err(fault) => {
                    nearest = nearest.max(fault);
                    continue;
                }
            }
            // A CRL issuer of its own. Its path's CRLs are not signed by yet another: there is an end to it.
            let Candidate::Intermediate(i) = candidate else { continue };
            if context.pending.is_none() && self.is_valid_crl_issuer(i, context.found.anchor)? {
                return Ok(Ok(key));
            }
        }
        Ok(Err(nearest))
    }

    /// Whether a certificate off the path has a valid path, not revoked, to the same anchor.
    fn is_valid_crl_issuer(&mut self, issuer: usize, anchor: usize) -> Result<bool, BudgetExceeded> {
        let from = Rc::clone(&self.intermediates[issuer]);
        // What was asked of the target is not asked of a CRL's issuer: no purpose, no identity, no policy.
        let settings = Settings {
            time: self.settings.time,
            enforce_anchor: self.settings.enforce_anchor,
            ignore_critical: self.settings.ignore_critical,
            security_bits: self.settings.security_bits,
            ..Settings::at(Time::MAX)
        };
        let found = self.find_path(&from, &mut |search, found| {
            if found.anchor != anchor {
                return Ok(Judgement::Refuse(Vec::new()));
            }
            let mut refusals = Vec::new();
            let views: Vec<Rc<View<'a>>> = core::iter::once(Rc::clone(&from))
                .chain(found.intermediates.iter().map(|&i| Rc::clone(&search.intermediates[i])))
                .collect();
            let borrowed: Vec<&View<'a>> = views.iter().map(Rc::as_ref).collect();
            validate(&borrowed, &search.anchors[anchor], &settings, &mut search.meter, &mut refusals)?;
            let context = Context { found, pending: Some(issuer) };
            for view in &views {
                if !refusals.is_empty() {
                    break;
                }
                if let Err(reason) = search.status(view, context)? {
                    refusals.push(Refusal { certificate: Source::Intermediate(issuer), depth: 0, reason });
                }
            }
            Ok(if refusals.is_empty() { Judgement::Accept } else { Judgement::Refuse(refusals) })
        })?;
        Ok(found.is_some())
    }

    fn check_crl_signature(
        &mut self,
        crl: &CrlView<'a>,
        key: &SubjectPublicKeyInfo<'a>,
    ) -> Result<Result<(), CrlFault>, BudgetExceeded> {
        let list = &crl.list;
        let result = self.check_signature(list.tbs_raw, &list.signature_algorithm, list.signature, key)?;
        Ok(result.map_err(|reason| match reason {
            Reason::UnsupportedSignatureAlgorithm(id) | Reason::UnsupportedPublicKey(id) => {
                CrlFault::UnsupportedSignatureAlgorithm(id)
            }
            _ => CrlFault::BadSignature,
        }))
    }
}

fn is_on_path(candidate: Candidate, context: Context<'_>) -> bool {
    match candidate {
        Candidate::Anchor(i) => i == context.found.anchor,
        Candidate::Intermediate(i) => context.found.intermediates.contains(&i) || context.pending == Some(i),
    }
}

/// §6.3.3 (b) and (d): whether a CRL is about this certificate at this distribution point, and for which reasons.
fn in_scope(
    view: &View<'_>,
    point: &DistributionPoint<'_>,
    crl: &CrlView<'_>,
) -> Result<ReasonFlags, CrlFault> {
    // (b)(1)
    match &point.crl_issuer {
        Some(issuers) if !issuers.contains(&crl.issuer) => return Err(CrlFault::None),
        Some(_) if !crl.point.as_ref().is_some_and(|p| p.indirect) => return Err(CrlFault::Scope),
        None if crl.issuer != view.issuer => return Err(CrlFault::None),
        _ => {}
    }
    // (b)(2)
    let Some(issuing) = &crl.point else { return Ok(point.reasons.intersection(ReasonFlags::ALL)) };
    if let Some(name) = &issuing.name {
        let theirs = point_keys(name, &crl.issuer);
        let ours: Vec<PointKey<'_>> = match (&point.name, &point.crl_issuer) {
            (Some(name), issuers) => point_keys(name, relative_base(issuers.as_deref(), &view.issuer)),
            (None, Some(issuers)) => issuers.iter().cloned().map(PointKey::Directory).collect(),
            (None, None) => Vec::new(),
        };
        if !ours.iter().any(|key| theirs.contains(key)) {
            return Err(CrlFault::Scope);
        }
    }
    let is_ca = matches!(view.extensions.basic_constraints, Some((true, _)));
    if issuing.only_users && is_ca || issuing.only_cas && !is_ca || issuing.only_attributes {
        return Err(CrlFault::Scope);
    }
    Ok(point.reasons.intersection(issuing.reasons).intersection(ReasonFlags::ALL))
}

/// What nameRelativeToCRLIssuer is relative to: cRLIssuer where it is there (RFC 5280 §4.2.1.13), else the issuer.
fn relative_base<'n>(issuers: Option<&'n [CanonicalName]>, issuer: &'n CanonicalName) -> &'n CanonicalName {
    issuers.and_then(<[_]>::first).unwrap_or(issuer)
}

/// The delta CRL that brings a complete one furthest.
fn newest_delta<'c, 'a>(
    complete: &CrlView<'a>,
    crls: &'c [CrlView<'a>],
    settings: &Settings,
) -> Option<&'c CrlView<'a>> {
    let usable = |d: &&CrlView<'a>| {
        complete.is_updated_by(d) && d.fault.is_none() && d.check_dates(settings.time).is_ok()
    };
    crls.iter().filter(usable).max_by_key(|d| d.number)
}
