//! Revocation: by CRLs (RFC 5280 §6.3), and by OCSP responses beside them (`ocsp`).
//!
//! A certificate is good when CRLs that are current, in scope and signed by whoever may sign them cover every reason for
//! revocation and none of them lists it. Whoever may sign a CRL is its issuer's certificate on the path itself, the
//! anchor, or another certificate of the issuer's name with a valid path to the same anchor (§6.3.3 (f)). That other path
//! is checked for revocation in its turn, once: the CRLs for it must be signed on that path, or by the key in question.

use alloc::vec::Vec;
use core::fmt;

use super::Pool;
use super::budget::{BudgetExceeded, Resource};
use super::build::{Candidate, Found, Judgement, Search, Signatory};
use super::certificate::{ParsedCertificate, SourcedCertificate};
use super::crl::{ParsedCrl, RevokedEntry};
use super::error::{CrlFault, Reason, Refusal, RevocationSource};
#[cfg(feature = "ocsp")]
use super::ocsp::{OcspVerdict, ParsedResponse};
use super::point::Point;
use super::profile::Profile;
use super::settings::Settings;
use super::sort::sort_by;
use super::verify::validate;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::Time;
use crate::x509::extension::{CrlReason, KeyUsage, ReasonFlags};

/// Whose revocation is checked, by CRLs (RFC 5280 §6.3) and OCSP responses. A program that never names one of the two that
/// check links nothing that reads either.
#[derive(Clone, Copy)]
pub struct Revocation {
    whose: Whose,
    checks: Option<&'static Checks>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Nobodys,
    Targets,
    Paths,
}

/// Checks the target and so many certificates above it.
type CheckStatuses = for<'v, 'a> fn(
    &mut Search<'v, 'a>,
    SourcedCertificate<'v, 'a>,
    &Found,
    usize,
    &mut Vec<Refusal>,
) -> Result<(), BudgetExceeded>;

struct Checks {
    read: for<'a> fn(&Pool<'_, 'a>, &Profile) -> Sources<'a>,
    check: CheckStatuses,
}

static CHECKS: Checks = Checks {
    read: |pool, profile| {
        // The newest first: where it covers every reason, an older one of the same scope is not asked.
        let mut newest: Vec<usize> = (0..pool.crls.len()).collect();
        let issued = |i: usize| pool.crls[i].this_update;
        sort_by(&mut newest, |&a, &b| (issued(b), a).cmp(&(issued(a), b)));
        let crls = newest
            .into_iter()
            .map(|i| ParsedCrl::new(&pool.crls[i], profile));
        Sources {
            crls: crls.collect(),
            #[cfg(feature = "ocsp")]
            responses: pool.ocsp.iter().map(ParsedResponse::new).collect(),
        }
    },
    check: |search, target, found, above, refusals| {
        search.check_statuses(target, found, above, refusals)
    },
};

impl Revocation {
    /// No certificate's.
    pub const OFF: Self = Self {
        whose: Whose::Nobodys,
        checks: None,
    };
    /// The target's.
    pub const TARGET: Self = Self {
        whose: Whose::Targets,
        checks: Some(&CHECKS),
    };
    /// Every certificate's on the path.
    pub const PATH: Self = Self {
        whose: Whose::Paths,
        checks: Some(&CHECKS),
    };

    /// Reads the CRLs and responses, if anybody's revocation is checked.
    pub(super) fn read<'a>(&self, pool: &Pool<'_, 'a>, profile: &Profile) -> Sources<'a> {
        self.checks
            .map_or_else(Sources::default, |checks| (checks.read)(pool, profile))
    }

    /// Checks the certificates of a path.
    pub(super) fn check<'v, 'a>(
        &self,
        search: &mut Search<'v, 'a>,
        target: SourcedCertificate<'v, 'a>,
        found: &Found,
        refusals: &mut Vec<Refusal>,
    ) -> Result<(), BudgetExceeded> {
        let Some(checks) = self.checks else {
            return Ok(());
        };
        let above = match self.whose {
            Whose::Paths => found.intermediates.len(),
            _ => 0,
        };
        (checks.check)(search, target, found, above, refusals)
    }
}

impl Default for Revocation {
    fn default() -> Self {
        Self::OFF
    }
}

impl PartialEq for Revocation {
    fn eq(&self, other: &Self) -> bool {
        self.whose == other.whose
    }
}

impl Eq for Revocation {}

impl fmt::Debug for Revocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Revocation({:?})", self.whose)
    }
}

/// What states whether certificates are revoked.
#[derive(Default)]
pub(super) struct Sources<'a> {
    crls: Vec<ParsedCrl<'a>>,
    #[cfg(feature = "ocsp")]
    responses: Vec<ParsedResponse<'a>>,
}

/// A path whose certificates are being checked.
#[derive(Clone, Copy)]
pub(super) struct CheckedPath<'c> {
    pub(super) found: &'c Found,
    pub(super) pending: Pending,
}

/// Whose status is asked for only because it states that of another. No further CRL issuer or responder is asked, so that the
/// recursion ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pending {
    /// Nobody's: the certificate is of the path itself.
    None,
    /// That of a CRL issuer and of the path to it; whose key may sign CRLs for it.
    CrlIssuer(usize),
    /// That of an OCSP responder, which the path's certificates issued.
    #[cfg(feature = "ocsp")]
    Responder,
}

/// How far a CRL got.
enum Used {
    /// It lists the certificate.
    Revoked(RevokedEntry),
    /// It does not, for these reasons.
    Good(ReasonFlags),
}

impl<'v, 'a> Search<'v, 'a> {
    /// Checks a path's target and so many certificates above it.
    fn check_statuses(
        &mut self,
        target: SourcedCertificate<'v, 'a>,
        found: &Found,
        above: usize,
        refusals: &mut Vec<Refusal>,
    ) -> Result<(), BudgetExceeded> {
        let checked = CheckedPath {
            found,
            pending: Pending::None,
        };
        let path = self.path(target, &found.intermediates);
        for (depth, placed) in path.iter().enumerate().take(above + 1) {
            for reason in self.status(placed.view, &path[depth + 1..], checked)? {
                refusals.push(Refusal {
                    certificate: placed.source,
                    depth,
                    reason,
                });
            }
        }
        Ok(())
    }

    /// Why a certificate is refused by CRLs and responses; nothing where it is not. `above` is the path from its issuer on.
    #[cfg_attr(not(feature = "ocsp"), expect(unused_variables))]
    pub(super) fn status(
        &mut self,
        view: &'v ParsedCertificate<'a>,
        above: &[SourcedCertificate<'v, 'a>],
        checked: CheckedPath<'_>,
    ) -> Result<Vec<Reason>, BudgetExceeded> {
        let by_crls = self.crl_status(view, checked)?;
        #[cfg(feature = "ocsp")]
        if !self.sources.responses.is_empty() && !matches!(by_crls, Err(Reason::Revoked { .. })) {
            return Ok(match (self.ocsp_verdict(view, above, checked)?, by_crls) {
                (OcspVerdict::Revoked(reason), _) => Vec::from([reason]),
                (OcspVerdict::Good, _) | (_, Ok(())) => Vec::new(),
                (OcspVerdict::Undetermined(fault), Err(reason)) => {
                    let mut reasons = Vec::from([Reason::OcspUnknown(fault)]);
                    // Without a CRL by the issuer nothing is expected of CRLs.
                    if reason != Reason::RevocationUnknown(CrlFault::None) {
                        reasons.push(reason);
                    }
                    reasons
                }
            });
        }
        Ok(by_crls.err().into_iter().collect())
    }

    #[cfg(feature = "ocsp")]
    pub(super) fn responses(&self) -> &'v [ParsedResponse<'a>] {
        &self.sources.responses
    }

    /// §6.3.3 for one certificate.
    fn crl_status(
        &mut self,
        view: &'v ParsedCertificate<'a>,
        checked: CheckedPath<'_>,
    ) -> Result<Result<(), Reason>, BudgetExceeded> {
        let mut points = Vec::new();
        if let Some(extension) = &view.extensions.crl_points {
            match Point::of_extension(extension, &view.issuer) {
                Ok(named) => points = named,
                Err(e) => return Ok(Err(Reason::MalformedExtension(extension.oid.to_owned(), e))),
            }
        }
        points.push(Point::of_issuer(&view.issuer));
        let (mut covered, mut newly) = (ReasonFlags::NONE, ReasonFlags::NONE);
        let (mut nearest, mut issued) = (CrlFault::None, None);
        let crls = self.sources.crls.iter().enumerate();
        for (i, crl) in crls.filter(|(_, crl)| crl.delta_base.is_none()) {
            // Of several that were issued at one time none replaces another: all are asked, and one that revokes decides.
            let time = Some(crl.list.this_update);
            if core::mem::replace(&mut issued, time) != time {
                covered |= newly;
                if covered == ReasonFlags::ALL {
                    break;
                }
            }
            for point in &points {
                match self.use_crl(view, point, (i, crl), covered, checked)? {
                    Ok(Used::Revoked(RevokedEntry { date, reason })) => {
                        return Ok(Err(Reason::Revoked {
                            date,
                            reason: reason.name(),
                            by: RevocationSource::Crl,
                        }));
                    }
                    Ok(Used::Good(reasons)) => {
                        newly |= reasons;
                        nearest = CrlFault::SomeReasonsOnly;
                    }
                    Err(fault) => nearest = nearest.max(fault),
                }
            }
        }
        Ok(match covered | newly {
            ReasonFlags::ALL => Ok(()),
            _ => Err(Reason::RevocationUnknown(nearest)),
        })
    }

    /// §6.3.3 (a) to (l) for one complete CRL.
    fn use_crl(
        &mut self,
        view: &'v ParsedCertificate<'a>,
        point: &Point<'a>,
        (index, crl): (usize, &'v ParsedCrl<'a>),
        covered: ReasonFlags,
        checked: CheckedPath<'_>,
    ) -> Result<Result<Used, CrlFault>, BudgetExceeded> {
        let theirs = crl
            .point
            .as_ref()
            .and_then(|p| p.names.as_ref())
            .map_or(0, Vec::len);
        let issuers = point.crl_issuer.as_ref().map_or(0, Vec::len);
        self.meter.spend(
            Resource::NameComparisons,
            point.names.len().saturating_mul(theirs) + issuers + 1,
        )?;
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
        let deltas = match self.settings.use_deltas {
            true => deltas(crl, &self.sources.crls, self.settings),
            false => Vec::new(),
        };
        // (a): a delta CRL keeps an old complete one alive where either announces one.
        let kept_alive = !deltas.is_empty() && (crl.has_freshest || view.extensions.has_freshest);
        match crl.check_dates(self.settings.time) {
            Err(CrlFault::Expired(_)) if kept_alive => {}
            Err(fault) => return Ok(Err(fault)),
            Ok(()) => {}
        }
        let key = match self.signer(crl, checked)? {
            Ok(key) => key, // (f), (g)
            Err(fault) => return Ok(Err(fault)),
        };
        let (mut found, mut forged) = (None, None);
        for (index, delta) in deltas {
            // (h), (i): one that is not signed is as if it were not there, and hides none.
            match self.check_crl_signature(delta, &key)? {
                Ok(()) => {
                    match self.look_up(view, (index, delta)) {
                        Ok(entry) => found = entry,
                        Err(fault) => return Ok(Err(fault)),
                    }
                    forged = None;
                    break;
                }
                Err(fault) => forged = forged.or(Some(fault)),
            }
        }
        if let Some(fault) = forged.filter(|_| kept_alive) {
            return Ok(Err(fault));
        }
        if found.is_none() {
            // (j)
            match self.look_up(view, (index, crl)) {
                Ok(entry) => found = entry,
                Err(fault) => return Ok(Err(fault)),
            }
        }
        Ok(Ok(match found {
            Some(entry) if entry.reason != CrlReason::RemoveFromCrl => Used::Revoked(entry), // (k)
            _ => Used::Good(reasons),                                                        // (l)
        }))
    }

    /// A certificate's entry in a list, which is searched once for it however many paths meet it.
    fn look_up(
        &mut self,
        view: &'v ParsedCertificate<'a>,
        (index, crl): (usize, &ParsedCrl<'a>),
    ) -> Result<Option<RevokedEntry>, CrlFault> {
        let id = (view.certificate.signed.raw.as_ptr().addr(), index);
        self.looked_up
            .get_or_insert_with(id, || crl.find(&view.issuer, view.certificate.serial))
            .clone()
    }

    /// §6.3.3 (f) and (g): the key that signed a CRL and may have.
    fn signer(
        &mut self,
        crl: &ParsedCrl<'a>,
        checked: CheckedPath<'_>,
    ) -> Result<Result<SubjectPublicKeyInfo<'v>, CrlFault>, BudgetExceeded> {
        let mut candidates = self.named(&crl.issuer).to_vec();
        // Those of the path first: they need no path of their own.
        let rank = |candidate: Candidate| {
            let subject_key = self.subject_key(candidate);
            let differs = matches!((crl.authority_key, subject_key), (Some(a), Some(s)) if a != s);
            (differs, !is_on_path(candidate, checked), candidate)
        };
        sort_by(&mut candidates, |&a, &b| rank(a).cmp(&rank(b)));
        let mut nearest = CrlFault::IssuerNotFound;
        for candidate in candidates {
            let is_on_path = is_on_path(candidate, checked);
            // Without keyUsage a CA of the path may sign, as §6.3.3 (f) has it. Any other certificate must state that it may,
            // as RFC 10007 §4 asks of them all.
            let may_sign = match self.key_usage(candidate) {
                Some(usage) => usage.contains(KeyUsage::CRL_SIGN),
                None => is_on_path,
            };
            if !may_sign {
                nearest = nearest.max(CrlFault::CrlSignMissing);
                continue;
            }
            let key = self.key(candidate);
            match self.check_crl_signature(crl, &key)? {
                Ok(()) if is_on_path => return Ok(Ok(key)),
                Ok(()) => {}
                Err(fault) => {
                    nearest = nearest.max(fault);
                    continue;
                }
            }
            // A CRL issuer of its own. Its path's CRLs are not signed by yet another: there is an end to it.
            let Candidate::Intermediate(i) = candidate else {
                continue;
            };
            if checked.pending == Pending::None
                && self.is_valid_crl_issuer(i, checked.found.anchor)?
            {
                return Ok(Ok(key));
            }
        }
        Ok(Err(nearest))
    }

    /// Whether a certificate off the path has a valid path, not revoked, to the same anchor.
    fn is_valid_crl_issuer(
        &mut self,
        issuer: usize,
        anchor: usize,
    ) -> Result<bool, BudgetExceeded> {
        let from = self.intermediate(issuer);
        let found = self.find_path(from, &mut |search, found| {
            if found.anchor != anchor {
                return Ok(Judgement::Refuse(Vec::new()));
            }
            let path = search.path(from, &found.intermediates);
            let mut refusals = search.validate_signatory(&path, anchor)?;
            let checked = CheckedPath {
                found,
                pending: Pending::CrlIssuer(issuer),
            };
            for (i, placed) in path.iter().enumerate() {
                if !refusals.is_empty() {
                    break;
                }
                for reason in search.status(placed.view, &path[i + 1..], checked)? {
                    refusals.push(Refusal {
                        certificate: from.source,
                        depth: 0,
                        reason,
                    });
                }
            }
            Ok(if refusals.is_empty() {
                Judgement::Accept
            } else {
                Judgement::Refuse(refusals)
            })
        })?;
        Ok(found.is_some())
    }

    /// Validates the path of a certificate that signs CRLs or OCSP responses, without their own revocation. What is asked of
    /// the target is not asked of it: no purpose, no identity, no policy.
    pub(super) fn validate_signatory(
        &mut self,
        path: &[SourcedCertificate<'_, 'a>],
        anchor: usize,
    ) -> Result<Vec<Refusal>, BudgetExceeded> {
        let settings = Settings {
            time: self.settings.time,
            enforce_anchor: self.settings.enforce_anchor,
            ignore_critical: self.settings.ignore_critical,
            security: self.settings.security,
            ..Settings::rfc5280(Time::MAX)
        };
        let mut refusals = Vec::new();
        validate(
            path,
            self.anchor(anchor),
            &settings,
            &mut self.meter,
            &mut refusals,
        )?;
        if let Some(check) = self.trust {
            check(self, path, anchor, &mut refusals);
        }
        Ok(refusals)
    }

    fn check_crl_signature(
        &mut self,
        crl: &ParsedCrl<'a>,
        key: &SubjectPublicKeyInfo<'v>,
    ) -> Result<Result<(), CrlFault>, BudgetExceeded> {
        let (security, mut weak) = (self.settings.security, false);
        (security.check_hash)(&crl.list.signed.algorithm, security, &mut |_| weak = true);
        if weak {
            return Ok(Err(CrlFault::WeakSignatureHash));
        }
        let result = self.check_signature(&crl.list.signed, key, Signatory::Other)?;
        Ok(result.map_err(|reason| match reason {
            Reason::UnsupportedSignatureAlgorithm(id) | Reason::UnsupportedPublicKey(id) => {
                CrlFault::UnsupportedSignatureAlgorithm(id)
            }
            _ => CrlFault::BadSignature,
        }))
    }
}

fn is_on_path(candidate: Candidate, checked: CheckedPath<'_>) -> bool {
    match candidate {
        Candidate::Anchor(i) => i == checked.found.anchor,
        Candidate::Intermediate(i) => {
            checked.found.intermediates.contains(&i) || checked.pending == Pending::CrlIssuer(i)
        }
    }
}

/// §6.3.3 (b) and (d): whether a CRL is about this certificate at this distribution point, and for which reasons.
fn in_scope(
    view: &ParsedCertificate<'_>,
    point: &Point<'_>,
    crl: &ParsedCrl<'_>,
) -> Result<ReasonFlags, CrlFault> {
    // (b)(1)
    match &point.crl_issuer {
        Some(issuers) if !issuers.contains(&crl.issuer) => return Err(CrlFault::None),
        Some(_) if !crl.point.as_ref().is_some_and(|p| p.indirect) => return Err(CrlFault::Scope),
        None if crl.issuer != view.issuer => return Err(CrlFault::None),
        _ => {}
    }
    // (b)(2)
    let Some(issuing) = &crl.point else {
        return Ok(point.reasons.intersection(ReasonFlags::ALL));
    };
    if let Some(theirs) = &issuing.names
        && !point.names.iter().any(|name| theirs.contains(name))
    {
        return Err(CrlFault::Scope);
    }
    let is_ca = view.extensions.is_ca();
    if issuing.only_users && is_ca || issuing.only_cas && !is_ca || issuing.only_attributes {
        return Err(CrlFault::Scope);
    }
    Ok(point
        .reasons
        .intersection(issuing.reasons)
        .intersection(ReasonFlags::ALL))
}

/// The delta CRLs that bring a complete one up to date, with their indices: what brings it furthest first.
fn deltas<'v, 'a>(
    complete: &ParsedCrl<'a>,
    crls: &'v [ParsedCrl<'a>],
    settings: &Settings,
) -> Vec<(usize, &'v ParsedCrl<'a>)> {
    let usable = |(_, d): &(usize, &'v ParsedCrl<'a>)| {
        complete.is_updated_by(d) && d.fault.is_none() && d.check_dates(settings.time).is_ok()
    };
    let mut deltas: Vec<_> = crls.iter().enumerate().filter(usable).collect();
    sort_by(&mut deltas, |(i, a), (j, b)| {
        (b.number, i).cmp(&(a.number, j))
    });
    deltas
}
