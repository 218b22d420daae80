//! The state machine of RFC 5280 §6.1 over one complete path.
//!
//! It does not stop at the first fault: whoever has to fix a chain wants to know all of them. Acceptance is the
//! absence of faults. Signatures are checked while the path is built (see `build`), revocation in `revocation`.

use alloc::vec::Vec;

use super::budget::{BudgetExceeded, Meter, Resource};
use super::certificate::{Anchor, ParsedCertificate, SourcedCertificate};
use super::error::{Reason, Refusal};
use super::explain::Source;
use super::extensions::allows;
use super::identity::{Identity, Presented};
#[cfg(feature = "all-names")]
use super::mailbox::smtp_utf8_mailbox;
use super::name::email_addresses;
use super::name_constraints::{self, Constraints, Fault, Form};
use super::policy::{Asserted, Graph, PolicySet};
use super::profile::Judged;
use super::settings::{Purpose, Settings};
use crate::x509::extension::KeyUsage;
use crate::x509::{CertificateRef, GeneralName, Trust};

/// The policies that are valid for a path (RFC 5280 §6.1.6, RFC 9618).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policies {
    /// authorities-constrained-policy-set.
    pub authorities: PolicySet,
    /// user-constrained-policy-set.
    pub user: PolicySet,
    /// explicit-policy-indicator: an acceptable policy was required.
    pub explicit: bool,
}

/// Validates a path: its certificates, the target first, and the anchor that issued the last. An empty path is an anchor's
/// own certificate as the target.
pub(super) fn validate<'a>(
    path: &[SourcedCertificate<'_, 'a>],
    (anchor_source, anchor): (Source, &'a Anchor),
    settings: &Settings,
    meter: &mut Meter,
    refusals: &mut Vec<Refusal>,
) -> Result<Policies, BudgetExceeded> {
    meter.spend(Resource::PathSteps, path.len())?;
    let n = path.len();
    let anchor_key = anchor.key();
    let trust = anchor.judge(settings);
    // What else the anchor's certificate states matters only where it is enforced, or is the target.
    let view = match settings.enforce_anchor || path.is_empty() || settings.profile.judges_anchor {
        true => anchor.view(),
        false => None,
    };
    let anchor = view.as_ref().map(|view| SourcedCertificate {
        source: anchor_source,
        view,
    });
    let enforced = anchor.filter(|_| settings.enforce_anchor);
    let mut state = State::new(n, settings);
    if let Some(view) = enforced {
        let depth = n;
        let refuse = &mut |reason| {
            refusals.push(Refusal {
                certificate: view.source,
                depth,
                reason,
            })
        };
        own_faults(&view, settings, refuse);
        dates(&view.certificate, settings, refuse);
        if n > 0 {
            state.begin_with(&view, settings, meter, refuse)?;
        }
    }
    let profile = &settings.profile;
    let of_anchor = Judged {
        certificate: anchor.as_ref(),
        anchor_key: Some(&anchor_key),
        issuer: None,
        source: anchor_source,
        depth: n,
        #[cfg(feature = "lint")]
        time: settings.time,
    };
    if enforced.is_some() || profile.judges_anchor {
        (profile.check)(profile, &of_anchor, meter, refusals)?;
    }
    let refuse = &mut |reason| {
        refusals.push(Refusal {
            certificate: anchor_source,
            depth: n,
            reason,
        })
    };
    (settings.security.check_key)(&anchor_key, settings.security, refuse);

    // RFC 5280 counts from the anchor down; depth counts from the target up.
    for (depth, view) in path.iter().enumerate().rev() {
        let refuse = &mut |reason| {
            refusals.push(Refusal {
                certificate: view.source,
                depth,
                reason,
            })
        };
        own_faults(view, settings, refuse);
        dates(&view.certificate, settings, refuse); // §6.1.3 (a)(2)
        (settings.security.check_key)(&view.certificate.spki, settings.security, refuse);
        (settings.security.check_hash)(
            &view.certificate.signed.algorithm,
            settings.security,
            refuse,
        );
        let is_last = depth == 0;
        if !view.is_self_issued() || is_last {
            names(
                view,
                depth,
                &path[depth + 1..],
                enforced.map(|e| e.view),
                meter,
                refuse,
            )?; // §6.1.3 (b), (c)
        }
        state.policies(view, is_last, meter, refuse)?; // §6.1.3 (d) to (f)
        if !is_last {
            state.prepare_for_next(view, depth, meter, refuse)?; // §6.1.4
        }
        let judged = Judged {
            certificate: Some(view),
            anchor_key: None,
            issuer: path.get(depth + 1).or(anchor.as_ref()),
            source: view.source,
            depth,
            #[cfg(feature = "lint")]
            time: settings.time,
        };
        (profile.check)(profile, &judged, meter, refusals)?;
    }

    if let Some(target) = path.first().copied().or(anchor) {
        let refuse = &mut |reason| {
            refusals.push(Refusal {
                certificate: target.source,
                depth: 0,
                reason,
            })
        };
        identities(&target, settings, refuse);
    }
    // What the caller states of an anchor goes before what its certificate states of itself.
    let stated =
        |view: &SourcedCertificate<'_, '_>| view.source != anchor_source || trust != Trust::Trusted;
    let (enforced, anchor) = (enforced.filter(stated), anchor.filter(stated));
    purposes(path, enforced, anchor, settings, refusals);

    let refused_already = state.no_policy_refused;
    let policies = state.wrap_up(path.first().map(|target| target.view), settings); // §6.1.5
    if policies.explicit && policies.user.is_empty() && !refused_already && !path.is_empty() {
        let certificate = path.first().map_or(Source::Target, |view| view.source);
        refusals.push(Refusal {
            certificate,
            depth: 0,
            reason: Reason::NoExplicitPolicy,
        });
    }
    Ok(policies)
}

/// What is wrong with a certificate by itself.
fn own_faults(view: &ParsedCertificate<'_>, settings: &Settings, refuse: &mut dyn FnMut(Reason)) {
    for fault in &view.faults {
        if !(settings.ignore_critical && matches!(fault, Reason::UnhandledCriticalExtension(_))) {
            refuse(fault.clone());
        }
    }
}

fn dates(certificate: &CertificateRef<'_>, settings: &Settings, refuse: &mut dyn FnMut(Reason)) {
    let Some(now) = settings.time else { return };
    let (not_before, not_after) = (
        certificate.validity.not_before,
        certificate.validity.not_after,
    );
    if now < not_before {
        refuse(Reason::NotYetValid { not_before });
    }
    if now > not_after {
        refuse(Reason::Expired { not_after });
    }
}

/// The state variables of RFC 5280 §6.1.2 that outlive one certificate. Names and keys are compared while building.
struct State<'a> {
    graph: Graph<'a>,
    explicit_policy: u32,
    inhibit_any_policy: u32,
    policy_mapping: u32,
    max_path_length: u32,
    /// A NULL graph was refused already; it stays NULL.
    no_policy_refused: bool,
    /// Depth of the CA whose pathLenConstraint max_path_length stems from.
    path_len_by: usize,
}

impl<'a> State<'a> {
    fn new(n: usize, settings: &Settings) -> Self {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        let unless = |set: bool| if set { 0 } else { n.saturating_add(1) };
        Self {
            graph: Graph::new(),                                       // (a)
            explicit_policy: unless(settings.require_explicit_policy), // (d)
            inhibit_any_policy: unless(settings.inhibit_any_policy),   // (e)
            policy_mapping: unless(settings.inhibit_policy_mapping),   // (f)
            max_path_length: n,                                        // (k)
            no_policy_refused: false,
            path_len_by: n as usize,
        }
    }

    /// RFC 5937 §3.2: what an anchor's certificate states constrains the path from its first certificate on. This is what
    /// §6.1.3 and §6.1.4 would make of it, as if it had been issued by an anchor above.
    fn begin_with(
        &mut self,
        view: &ParsedCertificate<'a>,
        settings: &Settings,
        meter: &mut Meter,
        refuse: &mut dyn FnMut(Reason),
    ) -> Result<(), BudgetExceeded> {
        let extensions = &view.extensions;
        // A version 1 root is an anchor like any other. One of version 3 that does not state that it is a CA is not, by
        // the rule of §6.1.4 (k) for what an anchor above would have issued.
        if extensions.basic_constraints.is_none() && view.certificate.version == 3 {
            refuse(Reason::BasicConstraintsMissing);
        }
        if let Some(constraints) = extensions.basic_constraints {
            if !constraints.ca {
                refuse(Reason::NotCa);
            }
            if let Some(limit) = constraints.path_len_constraint {
                self.max_path_length = self.max_path_length.min(limit);
            }
        }
        if extensions
            .key_usage
            .is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN))
        {
            refuse(Reason::KeyCertSignMissing);
        }
        // RFC 5937 §3.2: policies constrain only where the anchor states them.
        if extensions.policies.is_some() {
            let allowed = !settings.inhibit_any_policy;
            self.graph
                .certificate(extensions.policies.as_ref(), allowed, meter)?;
            self.map(view, meter, refuse)?;
        }
        self.take_policy_limits(view);
        Ok(())
    }

    /// §6.1.3 (d), (e), (f).
    fn policies(
        &mut self,
        view: &ParsedCertificate<'a>,
        is_last: bool,
        meter: &mut Meter,
        refuse: &mut dyn FnMut(Reason),
    ) -> Result<(), BudgetExceeded> {
        let any_allowed = self.inhibit_any_policy > 0 || (!is_last && view.is_self_issued());
        let asserted: Option<&Asserted<'a>> = view.extensions.policies.as_ref();
        self.graph.certificate(asserted, any_allowed, meter)?;
        if self.explicit_policy == 0 && self.graph.is_null() && !self.no_policy_refused {
            self.no_policy_refused = true;
            refuse(Reason::NoExplicitPolicy);
        }
        Ok(())
    }

    /// §6.1.4.
    fn prepare_for_next(
        &mut self,
        view: &ParsedCertificate<'a>,
        depth: usize,
        meter: &mut Meter,
        refuse: &mut dyn FnMut(Reason),
    ) -> Result<(), BudgetExceeded> {
        let extensions = &view.extensions;
        self.map(view, meter, refuse)?; // (a), (b)
        if !view.is_self_issued() {
            // (h)
            self.explicit_policy = self.explicit_policy.saturating_sub(1);
            self.policy_mapping = self.policy_mapping.saturating_sub(1);
            self.inhibit_any_policy = self.inhibit_any_policy.saturating_sub(1);
        }
        self.take_policy_limits(view); // (i), (j)
        // (k)
        match extensions.basic_constraints {
            _ if view.certificate.version != 3 => refuse(Reason::NotVersion3),
            None => refuse(Reason::BasicConstraintsMissing),
            Some(constraints) if !constraints.ca => refuse(Reason::NotCa),
            Some(_) => {}
        }
        // (l)
        if !view.is_self_issued() {
            if self.max_path_length == 0 {
                refuse(Reason::PathLenExceeded {
                    by: self.path_len_by,
                });
            } else {
                self.max_path_length -= 1;
            }
        }
        // (m)
        if let Some(limit) = extensions
            .basic_constraints
            .and_then(|c| c.path_len_constraint)
            && limit <= self.max_path_length
        {
            self.max_path_length = limit;
            self.path_len_by = depth;
        }
        // (n)
        if extensions
            .key_usage
            .is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN))
        {
            refuse(Reason::KeyCertSignMissing);
        }
        // (o), critical extensions: in `own_faults`.
        Ok(())
    }

    fn map(
        &mut self,
        view: &ParsedCertificate<'a>,
        meter: &mut Meter,
        refuse: &mut dyn FnMut(Reason),
    ) -> Result<(), BudgetExceeded> {
        let extensions = &view.extensions;
        if extensions.maps_any() {
            refuse(Reason::MappingOfAnyPolicy);
        }
        self.graph
            .map(&extensions.mappings, self.policy_mapping > 0, meter)
    }

    /// §6.1.4 (i), (j).
    fn take_policy_limits(&mut self, view: &ParsedCertificate<'a>) {
        let extensions = &view.extensions;
        let constraints = extensions.policy_constraints;
        let lower = |variable: &mut u32, limit: Option<u32>| {
            *variable = limit.map_or(*variable, |limit| limit.min(*variable));
        };
        lower(
            &mut self.explicit_policy,
            constraints.require_explicit_policy,
        );
        lower(&mut self.policy_mapping, constraints.inhibit_policy_mapping);
        lower(&mut self.inhibit_any_policy, extensions.inhibit_any);
    }

    /// §6.1.5 (a), (b), (g).
    fn wrap_up(mut self, target: Option<&ParsedCertificate<'a>>, settings: &Settings) -> Policies {
        self.explicit_policy = self.explicit_policy.saturating_sub(1); // (a)
        if target
            .is_some_and(|t| t.extensions.policy_constraints.require_explicit_policy == Some(0))
        {
            self.explicit_policy = 0; // (b)
        }
        let explicit = self.explicit_policy == 0;
        let (authorities, user) = self.graph.wrap_up(&settings.policies);
        Policies {
            authorities,
            user,
            explicit,
        }
    }
}

/// §6.1.3 (b), (c): the certificate's names against the nameConstraints of every certificate above.
fn names<'a>(
    view: &ParsedCertificate<'a>,
    depth: usize,
    above: &[SourcedCertificate<'_, 'a>],
    anchor: Option<&ParsedCertificate<'a>>,
    meter: &mut Meter,
    refuse: &mut dyn FnMut(Reason),
) -> Result<(), BudgetExceeded> {
    let mut constraining: Vec<(usize, &Constraints<'a>)> = Vec::new();
    for (i, view) in above
        .iter()
        .map(|placed| placed.view)
        .chain(anchor)
        .enumerate()
    {
        if let Some(constraints) = &view.extensions.name_constraints {
            constraining.push((depth + 1 + i, constraints));
        }
    }
    if constraining.is_empty() {
        return Ok(());
    }
    let mut own: Vec<Form<'a>> = Vec::new();
    if !view.subject.is_empty() {
        own.push(Form::Directory(view.subject.clone()));
    }
    // §4.2.1.10 has a mailbox in the subject count where there is no subjectAltName, RFC 9598 §6 beside one as well.
    email_addresses(&view.certificate.subject, |mailbox| {
        own.push(Form::Email(mailbox));
    });
    if let Some(san) = view.extensions.san {
        for name in san.0.iter() {
            own.push(Form::new(&name));
            own.extend(Form::mailbox_in_other_name(&name));
        }
    }
    for name in &own {
        for &(by, constraints) in &constraining {
            let Some(fault) = name_constraints::check(name, constraints, meter)? else {
                continue;
            };
            let name = name.shown();
            refuse(match fault {
                Fault::NotPermitted => Reason::NameNotPermitted { name, by },
                Fault::Excluded => Reason::NameExcluded { name, by },
                Fault::Unprocessed => Reason::ConstraintNotProcessed { name, by },
                Fault::Malformed => Reason::ConstrainedNameMalformed { name, by },
            });
            // One refusal for a certificate is enough; thousands of names would explain nothing.
            return Ok(());
        }
    }
    Ok(())
}

fn identities(target: &ParsedCertificate<'_>, settings: &Settings, refuse: &mut dyn FnMut(Reason)) {
    for identity in &settings.identities {
        let mut of_this_form = false;
        let in_san = target.extensions.san.is_some_and(|san| {
            san.0.iter().any(|name| {
                let presented = match (identity, name) {
                    (Identity::Dns(_), GeneralName::Dns(name)) => Presented::Dns(name.as_bytes()),
                    (Identity::Ip(_), GeneralName::Ip(bytes)) => Presented::Ip(bytes),
                    #[cfg(feature = "all-names")]
                    (Identity::Email(_), GeneralName::Rfc822(mailbox)) => {
                        Presented::Email(mailbox.as_bytes())
                    }
                    #[cfg(feature = "all-names")]
                    (Identity::Email(_), GeneralName::Other { type_id, value }) => {
                        match smtp_utf8_mailbox(type_id, value) {
                            Some(mailbox) => Presented::Email(mailbox),
                            None => return false,
                        }
                    }
                    _ => return false,
                };
                of_this_form = true;
                identity.matches(presented)
            })
        });
        #[cfg(feature = "all-names")]
        let in_subject = !of_this_form
            && matches!(identity, Identity::Email(_))
            && subject_has(target, identity, &mut of_this_form);
        #[cfg(not(feature = "all-names"))]
        let in_subject = false;
        if !in_san && !in_subject {
            refuse(Reason::IdentityMismatch {
                identity: identity.clone(),
                none_of_this_form: !of_this_form,
            });
        }
    }
}

/// Whether an emailAddress of the subject is this identity, where subjectAltName has no mailbox (RFC 8550 §3); `found` becomes true if
/// there is any. Constraints on rfc822Name hold for it as well.
#[cfg(feature = "all-names")]
fn subject_has(target: &ParsedCertificate<'_>, identity: &Identity, found: &mut bool) -> bool {
    let mut matched = false;
    email_addresses(&target.certificate.subject, |mailbox| {
        *found = true;
        matched |= identity.matches(Presented::Email(mailbox));
    });
    matched
}

/// keyUsage of the target and extendedKeyUsage of everybody against the purpose. RFC 5280 speaks of the target only; that
/// a CA's extendedKeyUsage limits what it may issue is what every implementation does (CA/Browser Forum BR §7.1.2.10.6).
fn purposes<'a>(
    path: &[SourcedCertificate<'_, 'a>],
    enforced: Option<SourcedCertificate<'_, 'a>>,
    anchor: Option<SourcedCertificate<'_, 'a>>,
    settings: &Settings,
    refusals: &mut Vec<Refusal>,
) {
    let Some(purpose) = settings.purpose_asked_for() else {
        return;
    };
    let Purpose {
        ref extended,
        or,
        only,
        needed,
        ..
    } = *purpose;
    let target = path.first().copied().or(anchor);
    if let Some(view) = target.filter(|t| !purpose.key_usage_allows(t.extensions.key_usage)) {
        let reason = Reason::KeyUsageNotAllowed { needed };
        refusals.push(Refusal {
            certificate: view.source,
            depth: 0,
            reason,
        });
    }
    let Some(extended) = extended else { return };
    let alone = anchor.filter(|_| path.is_empty() && enforced.is_none());
    for (depth, view) in path
        .iter()
        .copied()
        .chain(enforced)
        .chain(alone)
        .enumerate()
    {
        let list = view.extensions.purposes;
        let allowed = match only && depth == 0 {
            // Nothing else, and so not anyExtendedKeyUsage either.
            true => {
                view.extensions.purposes_critical
                    && list.is_some_and(|list| list.0.iter().eq([extended.as_oid_ref()]))
            }
            false => {
                allows(list, extended.as_oid_ref()) || or.iter().any(|&other| allows(list, other))
            }
        };
        if !allowed {
            let reason = Reason::PurposeNotAllowed {
                purpose: extended.clone(),
            };
            refusals.push(Refusal {
                certificate: view.source,
                depth,
                reason,
            });
        }
    }
}
