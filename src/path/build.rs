//! The search for a path (RFC 4158).
//!
//! From the target upward, depth first, on a stack of its own: the candidates for each certificate's issuer are the trust
//! anchors and intermediates of that name, the likeliest first. A candidate whose key did not make the signature is
//! dropped at once, so that the search only ever stands on certificates that are chained by signatures. A key identifier
//! only moves a candidate forward or back (RFC 4158 §3.5.12): it is a hint, and whoever made the certificate
//! chose it. Where it is a hash of the key, as RFC 5280 §4.2.1.2 and RFC 7093 §2 make it, an impostor cannot have it too: the
//! candidate whose key has that hash comes first, so that no number of certificates of its name uses up the budget before
//! it. A path that reaches an anchor is validated whole; if it is refused, the search goes on.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::ValidPath;
use super::budget::{BudgetExceeded, Meter, Resource};
use super::certificate::{Anchor, ParsedCertificate, SourcedCertificate};
use super::crl::RevokedEntry;
use super::error::{CrlFault, PathError, Reason, Refusal, Refusals};
use super::explain::{Explanation, Outcome, Source, Spent};
use super::name::CanonicalName;
use super::revocation::{Revocation, Sources};
use super::settings::Settings;
use super::sort::{SortedMap, sort_by};
use super::trust;
use super::verify::{Policies, validate};
use crate::der::oid;
use crate::pkcs::spki::SubjectPublicKeyInfo;
#[cfg(feature = "ocsp")]
use crate::rsa::HashAlgorithm;
use crate::x509::extension::KeyUsage;
use crate::x509::{Certificate, SignatureError, SignatureVerifier, Signed, Time};

/// Everything that one validation works with.
pub(super) struct Search<'v, 'a> {
    pub(super) settings: &'v Settings,
    verifier: &'v dyn SignatureVerifier,
    anchors: &'v [Anchor],
    intermediates: &'v [ParsedCertificate<'a>],
    pub(super) sources: &'v Sources<'a>,
    /// Anchors and intermediates in the order of their subjects, so that those of one name stand together.
    by_subject: Vec<Candidate>,
    /// Where an anchor has trust settings.
    pub(super) trust: Option<trust::Check>,
    pub(super) meter: Meter,
    /// Signatures that were checked: by the signed bytes' address, which is distinct while borrowed, and the key, which many
    /// certificates may have.
    checked: SortedMap<(usize, &'v [u8]), Result<(), Reason>>,
    /// The identifiers that an intermediate's key has by its hashes, once they were asked for: RFC 5280 §4.2.1.2 (1), and RFC 7093 §2 (1).
    #[cfg(feature = "ocsp")]
    key_hashes: Vec<Option<[[u8; 20]; 2]>>,
    /// Searches of CRLs: by the certificate's address and the list's index.
    pub(super) looked_up: SortedMap<(usize, usize), Result<Option<RevokedEntry>, CrlFault>>,
}

/// In the order in which they are tried, all else being equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Candidate {
    Anchor(usize),
    Intermediate(usize),
}

/// What an authority key identifier says of a candidate, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    /// It is a hash of the candidate's key, which nobody else's key has.
    ByHash,
    /// It is what the candidate says of itself.
    ByItself,
    /// One of the two says nothing.
    Unknown,
    /// It is another's.
    Another,
}

/// Whose key a signature is checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signatory {
    Anchor,
    Other,
}

/// A complete path: indices of the intermediates above the first certificate, and of the anchor.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) intermediates: Vec<usize>,
    pub(super) anchor: usize,
}

struct Frame {
    /// The intermediate that stands here; `None` for the first certificate.
    intermediate: Option<usize>,
    step: Option<usize>,
    candidates: Vec<Candidate>,
    next: usize,
}

/// What a search does with a complete path.
pub(super) enum Judgement {
    Accept,
    Refuse(Vec<Refusal>),
}

/// The dead end that came nearest.
struct Nearest {
    rank: (bool, usize, u8),
    chain: Vec<Source>,
    refusals: Vec<Refusal>,
}

impl<'v, 'a> Search<'v, 'a> {
    pub(super) fn new(
        anchors: &'v [Anchor],
        intermediates: &'v [ParsedCertificate<'a>],
        sources: &'v Sources<'a>,
        settings: &'v Settings,
        verifier: &'v dyn SignatureVerifier,
    ) -> Self {
        let mut search = Self {
            settings,
            verifier,
            anchors,
            intermediates,
            sources,
            by_subject: Vec::new(),
            trust: trust::check_for(anchors),
            meter: Meter::new(settings.budget, anchors.len()),
            checked: SortedMap::default(),
            #[cfg(feature = "ocsp")]
            key_hashes: Vec::new(),
            looked_up: SortedMap::default(),
        };
        let anchors = (0..anchors.len()).map(Candidate::Anchor);
        let mut by_subject: Vec<_> = anchors
            .chain((0..intermediates.len()).map(Candidate::Intermediate))
            .collect();
        // Copies of one certificate stand together: the first serves for all.
        let rank = |candidate| match candidate {
            Candidate::Anchor(_) => (search.subject(candidate), &[][..], candidate),
            Candidate::Intermediate(i) => {
                let der = intermediates[i].certificate.signed.raw;
                (search.subject(candidate), der, candidate)
            }
        };
        sort_by(&mut by_subject, |&a, &b| rank(a).cmp(&rank(b)));
        by_subject.dedup_by(|&mut b, &mut a| match (a, b) {
            (Candidate::Intermediate(a), Candidate::Intermediate(b)) => {
                let der = |i: usize| intermediates[i].certificate.signed.raw;
                der(a) == der(b)
            }
            _ => false,
        });
        search.by_subject = by_subject;
        search
    }

    /// Finds a valid path for the target.
    pub(super) fn run(mut self, target: &'v ParsedCertificate<'a>) -> Result<ValidPath, PathError> {
        let target = SourcedCertificate {
            source: Source::Target,
            view: target,
        };
        let mut explanation = Explanation::default();
        let mut policies = Policies::default();
        let is_own = |anchor: &Anchor| {
            anchor
                .certificate()
                .is_some_and(|certificate| certificate.as_der() == target.certificate.signed.raw)
        };
        // Nobody but an issuer above states that it is not revoked: where that is asked, it needs a path like any other.
        let settings = self.settings;
        let own_anchor = match settings.anchor_as_target && settings.revocation == Revocation::OFF {
            true => self.anchors.iter().position(is_own),
            false => None,
        };
        let result = match own_anchor {
            Some(anchor) => self.anchor_alone(anchor, &mut explanation),
            None => self.find(target, &mut explanation, &mut |search, found| {
                let mut refusals = Vec::new();
                let path = search.path(target, &found.intermediates);
                let anchor = search.anchor(found.anchor);
                policies = validate(
                    &path,
                    anchor,
                    search.settings,
                    &mut search.meter,
                    &mut refusals,
                )?;
                if let Some(check) = search.trust {
                    check(search, &path, found.anchor, &mut refusals);
                }
                (search.settings.revocation).check(search, target, found, &mut refusals)?;
                Ok(if refusals.is_empty() {
                    Judgement::Accept
                } else {
                    Judgement::Refuse(refusals)
                })
            }),
        };
        explanation.spent = Spent(self.meter.spent());
        match result {
            Ok(found) => {
                let mut chain = Vec::from([Source::Target]);
                chain.extend(found.intermediates.iter().map(|&i| Source::Intermediate(i)));
                if own_anchor.is_some() {
                    chain.clear();
                }
                chain.push(Source::Anchor(found.anchor));
                Ok(ValidPath {
                    chain,
                    policies,
                    explanation: Box::new(explanation),
                })
            }
            Err(nearest) => Err(PathError {
                chain: nearest.chain,
                refusals: Refusals::of_search(nearest.refusals),
                explanation: Box::new(explanation),
            }),
        }
    }

    /// The target is an anchor's own certificate: nothing but the anchor itself is to be judged.
    fn anchor_alone(
        &mut self,
        anchor: usize,
        explanation: &mut Explanation,
    ) -> Result<Found, Nearest> {
        let mut refusals = Vec::new();
        let source = Source::Anchor(anchor);
        if let Err(e) = validate(
            &[],
            self.anchor(anchor),
            self.settings,
            &mut self.meter,
            &mut refusals,
        ) {
            refusals.push(Refusal {
                certificate: source,
                depth: 0,
                reason: e.into(),
            });
        }
        if let Some(check) = self.trust {
            check(self, &[], anchor, &mut refusals);
        }
        let step = explanation.push(source, None, 0);
        if refusals.is_empty() {
            explanation.end(step, Outcome::Accepted);
            return Ok(Found {
                intermediates: Vec::new(),
                anchor,
            });
        }
        explanation.end(step, Outcome::Refused(refusals.clone()));
        Err(Nearest {
            rank: (true, 0, 0),
            chain: Vec::from([source]),
            refusals,
        })
    }

    /// Searches from a certificate upward until `judge` accepts a path.
    pub(super) fn find_path(
        &mut self,
        from: SourcedCertificate<'v, 'a>,
        judge: &mut dyn FnMut(&mut Self, &Found) -> Result<Judgement, BudgetExceeded>,
    ) -> Result<Option<Found>, BudgetExceeded> {
        match self.find(from, &mut Explanation::default(), judge) {
            Ok(found) => Ok(Some(found)),
            Err(nearest) => match nearest.refusals.first().map(|refusal| &refusal.reason) {
                Some(Reason::BudgetExceeded(resource)) => Err(BudgetExceeded(*resource)),
                _ => Ok(None),
            },
        }
    }

    fn find(
        &mut self,
        target: SourcedCertificate<'v, 'a>,
        explanation: &mut Explanation,
        judge: &mut dyn FnMut(&mut Self, &Found) -> Result<Judgement, BudgetExceeded>,
    ) -> Result<Found, Nearest> {
        let mut nearest: Option<Nearest> = None;
        match self.walk(target, explanation, judge, &mut nearest) {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(nearest.unwrap_or_else(|| {
                // Unreachable: a walk that finds nothing leaves a dead end behind.
                let reason = Reason::IssuerNotFound;
                let refusals = Vec::from([Refusal {
                    certificate: target.source,
                    depth: 0,
                    reason,
                }]);
                Nearest {
                    rank: (false, 0, 0),
                    chain: Vec::from([target.source]),
                    refusals,
                }
            })),
            Err(exceeded) => {
                let refusals = Vec::from([Refusal {
                    certificate: target.source,
                    depth: 0,
                    reason: exceeded.into(),
                }]);
                Err(Nearest {
                    rank: (true, usize::MAX, 0),
                    chain: Vec::from([target.source]),
                    refusals,
                })
            }
        }
    }

    fn walk(
        &mut self,
        target: SourcedCertificate<'v, 'a>,
        explanation: &mut Explanation,
        judge: &mut dyn FnMut(&mut Self, &Found) -> Result<Judgement, BudgetExceeded>,
        nearest: &mut Option<Nearest>,
    ) -> Result<Option<Found>, BudgetExceeded> {
        let step = explanation.push(target.source, None, 0);
        let mut stack = Vec::from([Frame {
            intermediate: None,
            step,
            candidates: self.candidates(&target),
            next: 0,
        }]);
        let mut chain: Vec<Source> = Vec::from([target.source]);

        while let Some(top) = stack.last_mut() {
            let depth = chain.len() - 1;
            let (step, source) = (top.step, chain[depth]);
            let Some(&candidate) = top.candidates.get(top.next) else {
                if top.candidates.is_empty() {
                    let reason = match self.is_self_signed(target, top.intermediate)? {
                        true => Reason::SelfSignedNotTrusted,
                        false => Reason::IssuerNotFound,
                    };
                    let refusal = Refusal {
                        certificate: source,
                        depth,
                        reason,
                    };
                    note(
                        nearest,
                        (false, depth, 1),
                        &chain,
                        Vec::from([refusal.clone()]),
                    );
                    explanation.end(step, Outcome::Refused(Vec::from([refusal])));
                }
                stack.pop();
                chain.pop();
                continue;
            };
            top.next += 1;
            let child = top.intermediate;
            self.meter.spend(Resource::PathSteps, 1)?;

            let candidate_source = Self::source(candidate);
            let mut refuse =
                |nearest: &mut Option<Nearest>, rank: u8, chain: &[Source], reason: Reason| {
                    let refusal = Refusal {
                        certificate: source,
                        depth,
                        reason,
                    };
                    let leaf = explanation.push(candidate_source, step, depth + 1);
                    explanation.end(leaf, Outcome::Refused(Vec::from([refusal.clone()])));
                    note(nearest, (false, depth, rank), chain, Vec::from([refusal]));
                };
            // RFC 4158 §2.4.2: nobody twice. An anchor that repeats the last step adds nothing either.
            if self.repeats(target, &stack, candidate) {
                // A self-signed certificate leads to itself: that adds nothing to its own refusal.
                let reason = match self.is_self_signed(target, child)? {
                    true => Reason::SelfSignedNotTrusted,
                    false => Reason::Loop,
                };
                let rank = u8::from(matches!(reason, Reason::SelfSignedNotTrusted));
                refuse(nearest, rank, &chain, reason);
                continue;
            }
            if let Err(reason) = self.edge(target, child, candidate)? {
                // An anchor of the right name and another key is what an impostor runs into: it came as near as a path
                // that is refused for every reason there is.
                let impostor = matches!(candidate, Candidate::Anchor(_))
                    && matches!(
                        reason,
                        Reason::BadSignature {
                            key_identifiers_differ: false
                        }
                    );
                if impostor {
                    let refusal = Refusal {
                        certificate: source,
                        depth,
                        reason: reason.clone(),
                    };
                    note(nearest, (true, 0, 0), &chain, Vec::from([refusal]));
                }
                refuse(nearest, 2, &chain, reason);
                continue;
            }
            match candidate {
                Candidate::Anchor(anchor) => {
                    let intermediates = stack
                        .iter()
                        .filter_map(|frame| frame.intermediate)
                        .collect();
                    let found = Found {
                        intermediates,
                        anchor,
                    };
                    let leaf = explanation.push(candidate_source, step, depth + 1);
                    match judge(self, &found)? {
                        Judgement::Accept => {
                            explanation.end(leaf, Outcome::Accepted);
                            return Ok(Some(found));
                        }
                        Judgement::Refuse(refusals) => {
                            explanation.end(leaf, Outcome::Refused(refusals.clone()));
                            let mut whole = chain.clone();
                            whole.push(candidate_source);
                            // Fewer faults are nearer.
                            note(
                                nearest,
                                (true, usize::MAX - refusals.len(), 0),
                                &whole,
                                refusals,
                            );
                        }
                    }
                }
                Candidate::Intermediate(i) => {
                    let limit = self.settings.max_intermediates;
                    if depth >= limit {
                        let reason = Reason::TooLong { limit };
                        refuse(nearest, 3, &chain, reason);
                        continue;
                    }
                    let step = explanation.push(candidate_source, step, depth + 1);
                    let candidates = self.candidates(&self.intermediates[i]);
                    chain.push(candidate_source);
                    stack.push(Frame {
                        intermediate: Some(i),
                        step,
                        candidates,
                        next: 0,
                    });
                }
            }
        }
        Ok(None)
    }

    fn at(
        &self,
        target: SourcedCertificate<'v, 'a>,
        intermediate: Option<usize>,
    ) -> &'v ParsedCertificate<'a> {
        intermediate.map_or(target.view, |i| &self.intermediates[i])
    }

    pub(super) fn intermediate(&self, i: usize) -> SourcedCertificate<'v, 'a> {
        SourcedCertificate {
            source: Source::Intermediate(i),
            view: &self.intermediates[i],
        }
    }

    #[cfg(feature = "ocsp")]
    pub(super) fn intermediates(&self) -> &'v [ParsedCertificate<'a>] {
        self.intermediates
    }

    pub(super) fn anchor(&self, i: usize) -> (Source, &'v Anchor) {
        (Source::Anchor(i), &self.anchors[i])
    }

    /// A certificate and the intermediates above it.
    pub(super) fn path(
        &self,
        from: SourcedCertificate<'v, 'a>,
        intermediates: &[usize],
    ) -> Vec<SourcedCertificate<'v, 'a>> {
        core::iter::once(from)
            .chain(intermediates.iter().map(|&i| self.intermediate(i)))
            .collect()
    }

    fn source(candidate: Candidate) -> Source {
        match candidate {
            Candidate::Anchor(i) => Source::Anchor(i),
            Candidate::Intermediate(i) => Source::Intermediate(i),
        }
    }

    fn subject(&self, candidate: Candidate) -> &'v CanonicalName {
        match candidate {
            Candidate::Anchor(i) => &self.anchors[i].subject,
            Candidate::Intermediate(i) => &self.intermediates[i].subject,
        }
    }

    pub(super) fn key(&self, candidate: Candidate) -> SubjectPublicKeyInfo<'v> {
        match candidate {
            Candidate::Anchor(i) => self.anchors[i].key(),
            Candidate::Intermediate(i) => self.intermediates[i].certificate.spki,
        }
    }

    /// The candidate's subject key identifier, where its certificate has one.
    pub(super) fn subject_key(&self, candidate: Candidate) -> Option<&'v [u8]> {
        match candidate {
            Candidate::Anchor(i) => self.anchors[i].hints.subject_key.as_deref(),
            Candidate::Intermediate(i) => self.intermediates[i].extensions.subject_key,
        }
    }

    /// The candidate's key usage, where its certificate has one.
    pub(super) fn key_usage(&self, candidate: Candidate) -> Option<KeyUsage> {
        match candidate {
            Candidate::Anchor(i) => self.anchors[i].hints.key_usage,
            Candidate::Intermediate(i) => self.intermediates[i].extensions.key_usage,
        }
    }

    /// From when to when the candidate's certificate is valid.
    fn validity(&self, candidate: Candidate) -> Option<(Time, Time)> {
        match candidate {
            Candidate::Anchor(i) => self.anchors[i].hints.validity,
            Candidate::Intermediate(i) => {
                let validity = self.intermediates[i].certificate.validity;
                Some((validity.not_before, validity.not_after))
            }
        }
    }

    /// Who has this name, anchors first.
    pub(super) fn named(&self, name: &CanonicalName) -> &[Candidate] {
        let all = &self.by_subject[..];
        let from = all.partition_point(|&candidate| self.subject(candidate) < name);
        let many = all[from..].partition_point(|&candidate| self.subject(candidate) == name);
        &all[from..from + many]
    }

    /// Whoever has the issuer's name: those first whose key identifier does not contradict, anchors before
    /// intermediates, of these the one whose key is named before those that only say so, and those before who say nothing; and
    /// certificates that are valid now before others.
    fn candidates(&mut self, view: &ParsedCertificate<'a>) -> Vec<Candidate> {
        let mut found = self.named(&view.issuer).to_vec();
        if found.len() > 1 {
            #[cfg(feature = "ocsp")]
            self.hash_keys(view, &found);
            let rank = |candidate: Candidate| {
                let named = self.is_named(view, candidate);
                let validity = self.validity(candidate).zip(self.settings.time);
                let invalid = validity.is_some_and(|((from, to), now)| now < from || now > to);
                let is_intermediate = matches!(candidate, Candidate::Intermediate(_));
                let differs = named == Named::Another;
                // An anchor is tried whatever it says: there are as many checks more as there are anchors. One byte, for it takes less code
                // than five fields.
                let named = if is_intermediate { named as u8 } else { 0 };
                let rank = u8::from(differs) << 4
                    | u8::from(is_intermediate) << 3
                    | named << 1
                    | u8::from(invalid);
                (rank, candidate)
            };
            sort_by(&mut found, |&a, &b| rank(a).cmp(&rank(b)));
        }
        found
    }

    /// Whether a certificate's authority key identifier is a candidate's.
    fn is_named(&self, view: &ParsedCertificate<'a>, candidate: Candidate) -> Named {
        let Some(wanted) = view.extensions.authority_key else {
            return Named::Unknown;
        };
        let stated = self.subject_key(candidate);
        if stated.is_some_and(|stated| stated != wanted) {
            return Named::Another;
        }
        if self.has_hash(candidate, wanted) {
            return Named::ByHash;
        }
        match stated {
            Some(_) => Named::ByItself,
            None => Named::Unknown,
        }
    }

    /// Hashes the keys of those intermediates whose own statement does not decide. SHA-1 is linked for OCSP alone: without that a small
    /// device does not pay for it, and the identifiers are compared as they stand.
    #[cfg(feature = "ocsp")]
    fn hash_keys(&mut self, view: &ParsedCertificate<'a>, candidates: &[Candidate]) {
        if view.extensions.authority_key.is_none() {
            return;
        }
        self.key_hashes.resize(self.intermediates.len(), None);
        for &candidate in candidates {
            let Candidate::Intermediate(at) = candidate else {
                continue;
            };
            if self.is_named(view, candidate) == Named::Another {
                continue;
            }
            let key = self.key(candidate).key;
            self.key_hashes[at].get_or_insert_with(|| {
                [HashAlgorithm::Sha1, HashAlgorithm::Sha256].map(|hash| {
                    let mut first = [0; 20];
                    first.copy_from_slice(&hash.digest(key).as_ref()[..20]);
                    first
                })
            });
        }
    }

    /// Whether a key identifier is a hash of an intermediate's key.
    fn has_hash(&self, candidate: Candidate, identifier: &[u8]) -> bool {
        #[cfg(feature = "ocsp")]
        if let Candidate::Intermediate(at) = candidate
            && let Some(Some(hashes)) = self.key_hashes.get(at)
        {
            return hashes.iter().any(|hash| identifier == hash);
        }
        let _ = (candidate, identifier); // without the feature
        false
    }

    /// Whether somebody of this name, key and alternative names stands on the path already.
    fn repeats(
        &self,
        target: SourcedCertificate<'v, 'a>,
        stack: &[Frame],
        candidate: Candidate,
    ) -> bool {
        let (name, key) = (self.subject(candidate), self.key(candidate).raw());
        let alt_names = |view: &ParsedCertificate<'a>| {
            view.certificate
                .extensions
                .find(oid::SUBJECT_ALT_NAME)
                .map(|e| e.value)
        };
        // The target, whom no path needs as a CA, is repeated by who signs it with its own key alone; it may be an anchor's own
        // certificate. An anchor is a name and a key, and has no others.
        let is_first = stack.len() == 1;
        let (others, is_own) = match candidate {
            Candidate::Anchor(i) => {
                let own = self.anchors[i].certificate().map(Certificate::as_der);
                let target = target.certificate.signed.raw;
                (None, own.is_none_or(|own| own == target))
            }
            Candidate::Intermediate(i) => (Some(alt_names(&self.intermediates[i])), false),
        };
        let same = |view: &ParsedCertificate<'a>| {
            view.subject == *name
                && view.certificate.spki.raw() == key
                && others.is_none_or(|others| others == alt_names(view))
        };
        // The first frame is the target's.
        let mut standing = stack.iter().skip(usize::from(is_own || !is_first));
        standing.any(|frame| same(self.at(target, frame.intermediate)))
    }

    /// Whether a certificate is self-issued, and its own key made its signature (RFC 5280 §3.2).
    fn is_self_signed(
        &mut self,
        target: SourcedCertificate<'v, 'a>,
        at: Option<usize>,
    ) -> Result<bool, BudgetExceeded> {
        let view = self.at(target, at);
        let certificate = &view.certificate;
        Ok(view.is_self_issued()
            && self
                .check_signature(&certificate.signed, &certificate.spki, Signatory::Other)?
                .is_ok())
    }

    /// Whether the candidate's key made the certificate's signature.
    fn edge(
        &mut self,
        target: SourcedCertificate<'v, 'a>,
        child: Option<usize>,
        candidate: Candidate,
    ) -> Result<Result<(), Reason>, BudgetExceeded> {
        let child = self.at(target, child);
        let certificate = child.certificate;
        let differs = self.is_named(child, candidate) == Named::Another;
        let key = self.key(candidate);
        let by = match candidate {
            Candidate::Anchor(_) => Signatory::Anchor,
            Candidate::Intermediate(_) => Signatory::Other,
        };
        Ok(self
            .check_signature(&certificate.signed, &key, by)?
            .map_err(|reason| match reason {
                Reason::BadSignature { .. } => Reason::BadSignature {
                    key_identifiers_differ: differs,
                },
                reason => reason,
            }))
    }

    /// Checks a signature, once.
    pub(super) fn check_signature(
        &mut self,
        signed: &Signed<'a>,
        key: &SubjectPublicKeyInfo<'v>,
        by: Signatory,
    ) -> Result<Result<(), Reason>, BudgetExceeded> {
        let id = (signed.raw.as_ptr().addr(), key.raw());
        if let Some(known) = self.checked.get(&id) {
            return Ok(known.clone());
        }
        if by == Signatory::Anchor {
            self.meter.allow_by_anchor();
        }
        self.meter.spend(Resource::SignatureChecks, 1)?;
        let result = signed.verify(key, self.verifier).map_err(|e| match e {
            SignatureError::Unsupported(oid) if key.algorithm.oid == oid => {
                Reason::UnsupportedPublicKey(oid)
            }
            SignatureError::Unsupported(oid) => Reason::UnsupportedSignatureAlgorithm(oid),
            SignatureError::Invalid | SignatureError::UnusedBits => Reason::BadSignature {
                key_identifiers_differ: false,
            },
            SignatureError::Parameters(_) => Reason::MalformedSignatureAlgorithm,
            _ => Reason::UnusableIssuerKey,
        });
        self.checked.get_or_insert_with(id, || result.clone());
        Ok(result)
    }
}

/// Keeps a dead end if it came nearer than those before: complete paths before others, then longer ones.
fn note(
    nearest: &mut Option<Nearest>,
    rank: (bool, usize, u8),
    chain: &[Source],
    refusals: Vec<Refusal>,
) {
    if nearest.as_ref().is_none_or(|n| rank > n.rank) {
        *nearest = Some(Nearest {
            rank,
            chain: chain.to_vec(),
            refusals,
        });
    }
}
