//! Trust settings: what the caller states that an anchor is trusted or rejected for.
//!
//! An anchor is a name and a key. What is rejected is rejected wherever it stands on a path: a certificate of a rejected name
//! and key is not made good by one that another CA issued for them. RFC 5280 §6.2 leaves such limits on the paths of an
//! anchor to the implementation; the meaning of the settings is OpenSSL's.

use alloc::vec::Vec;

use super::build::{Candidate, Search};
use super::certificate::{Anchor, SourcedCertificate};
use super::error::{Reason, Refusal};
use super::settings::Settings;
use crate::der::ObjectIdentifier;
use crate::x509::{Trust, TrustSettings};

/// An anchor's settings, and the functions that read them: a program that gives no anchor any does not link them.
#[derive(Clone, Debug)]
pub(super) struct AnchorTrust {
    pub(super) settings: TrustSettings,
    rules: &'static Rules,
}

#[derive(Debug)]
struct Rules {
    judge: fn(&TrustSettings, &Settings) -> Trust,
    check: Check,
}

/// Refuses the certificates of a path, and its anchor, that are rejected for the purpose.
pub(super) type Check =
    for<'a> fn(&Search<'_, 'a>, &[SourcedCertificate<'_, 'a>], anchor: usize, &mut Vec<Refusal>);

static RULES: Rules = Rules {
    judge: |trust, settings| {
        let purpose = settings.purpose_asked_for();
        let purpose = purpose.and_then(|purpose| purpose.extended.as_ref());
        trust.judge(purpose.map(ObjectIdentifier::as_oid_ref))
    },
    check,
};

impl AnchorTrust {
    pub(super) fn new(settings: TrustSettings) -> Self {
        Self {
            settings,
            rules: &RULES,
        }
    }
}

impl Anchor {
    /// What the caller states of the anchor for the purpose that is asked for.
    pub(super) fn judge(&self, settings: &Settings) -> Trust {
        match &self.trust {
            Some(trust) => (trust.rules.judge)(&trust.settings, settings),
            None => Trust::Unstated,
        }
    }
}

/// The check that these anchors call for: none where no anchor has settings.
pub(super) fn check_for(anchors: &[Anchor]) -> Option<Check> {
    let mut settings = anchors.iter().filter_map(|anchor| anchor.trust.as_ref());
    settings.next().map(|trust| trust.rules.check)
}

fn check<'a>(
    search: &Search<'_, 'a>,
    path: &[SourcedCertificate<'_, 'a>],
    anchor: usize,
    refusals: &mut Vec<Refusal>,
) {
    let rejects = |candidate: Candidate, key: &[u8]| match candidate {
        Candidate::Anchor(i) => {
            let (_, anchor) = search.anchor(i);
            // The key alone: its AlgorithmIdentifier has several forms.
            anchor.judge(search.settings) == Trust::Rejected && anchor.key().key == key
        }
        Candidate::Intermediate(_) => false,
    };
    let (source, anchor) = search.anchor(anchor);
    let whole = path
        .iter()
        .map(|view| (view.source, &view.subject, view.certificate.spki.key))
        .chain([(source, &anchor.subject, anchor.key().key)]);
    for (depth, (certificate, name, key)) in whole.enumerate() {
        let mut named = search.named(name).iter();
        if named.any(|&candidate| rejects(candidate, key)) {
            refusals.push(Refusal {
                certificate,
                depth,
                reason: Reason::RejectedByTrustSettings,
            });
        }
    }
}
