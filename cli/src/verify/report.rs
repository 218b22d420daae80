//! What `verify` prints: OpenSSL's lines, the explanation as a tree, or JSON.

use std::io::Write as _;

use serde_json::{Value, json};

use super::Verification;
use super::wording::{self, Faults};
use crate::args::Args;
use crate::hint;
use crate::json;
use crate::text::{self, Text};
use certwright::path::{
    Explanation, Outcome, PathError, PolicySet, Profile, Reason, Refusal, Source, ValidPath,
};
use certwright::x509::CertificateRef;

/// Everything about one certificate's verification.
pub(super) struct Report<'r, 'a> {
    pub(super) verification: &'r Verification<'a>,
    pub(super) label: &'r str,
    pub(super) target: &'r CertificateRef<'a>,
    pub(super) result: &'r Result<ValidPath, PathError>,
    /// What is wrong with a target that is refused.
    pub(super) faults: Option<&'r Faults>,
}

impl Report<'_, '_> {
    fn explanation(&self) -> &Explanation {
        match self.result {
            Ok(path) => &path.explanation,
            Err(e) => &e.explanation,
        }
    }

    /// A certificate's subject in the form that `-nameopt` chose.
    fn subject(&self, source: Source) -> Vec<u8> {
        let mut out = Text::new();
        if let Some(certificate) = self.verification.certificate(self.target, source) {
            text::name(
                &mut out,
                certificate.subject.raw(),
                0,
                &self.verification.names,
            );
        }
        out.into_bytes()
    }

    /// Standard output and standard error.
    pub(super) fn text(&self, args: &Args) -> (Vec<u8>, Vec<u8>) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        match self.result {
            Ok(path) => {
                if args.has("policy_print") {
                    policies(
                        &mut err,
                        path.policies.explicit,
                        &path.policies.authorities,
                        &path.policies.user,
                    );
                }
                let _ = writeln!(out, "{}: OK", self.label);
                if args.has("show_chain") {
                    self.show_chain(&mut out, path);
                }
            }
            Err(e) => {
                self.errors(&mut err, args, e);
                let _ = writeln!(err, "error {}: verification failed", self.label);
            }
        }
        if args.has("explain") {
            self.tree(&mut out);
        }
        (out, err)
    }

    fn show_chain(&self, out: &mut Vec<u8>, path: &ValidPath) {
        out.extend_from_slice(b"Chain:\n");
        let trusted = |source: &Source| wording::is_trusted(self.verification, Some(*source));
        let chain = self.verification.chain(self.target, &path.chain);
        let untrusted = chain.iter().position(trusted).unwrap_or(chain.len());
        for (depth, &source) in chain.iter().enumerate() {
            let _ = write!(out, "depth={depth}: ");
            out.extend(self.subject(source));
            out.extend_from_slice(if depth < untrusted {
                b" (untrusted)\n"
            } else {
                b"\n"
            });
        }
    }

    fn errors(&self, err: &mut Vec<u8>, args: &Args, e: &PathError) {
        for error in self.openssl_errors() {
            let source = e
                .chain
                .get(error.depth)
                .copied()
                .or_else(|| self.source_at(error.depth));
            if let Some(source) = source.filter(|_| !error.bare) {
                err.extend(self.subject(source));
                err.push(b'\n');
            }
            let words = wording::words(error.number);
            let _ = writeln!(
                err,
                "error {} at {} depth lookup: {words}",
                error.number, error.depth
            );
            if error.number == 43 {
                policies(err, true, &PolicySet::default(), &PolicySet::default());
            }
        }
        // A script that looks for "revoked" must not find it where nothing is known.
        if args.strict() || !hint::gives_advice() {
            return;
        }
        for refusal in self.faults.iter().flat_map(|faults| &faults.refusals) {
            if wording::leaves_open(&refusal.reason) {
                let _ = writeln!(err, "hint: {refusal}");
            }
        }
        let binds_the_public_alone = |refusal: &Refusal| matches!(refusal.reason, Reason::Profile { name, .. } if Profile::WEB_PKI_PRIVATE.leaves_out(name));
        if self.verification.settings.profile == Profile::WEB_PKI
            && e.refusals.iter().all(binds_the_public_alone)
        {
            err.extend_from_slice(
                b"hint: public CAs alone are bound by these rules; -profile webpki-private leaves them out\n",
            );
        }
    }

    fn openssl_errors(&self) -> &[wording::Error] {
        self.faults.map_or(&[], |faults| &faults.errors)
    }

    /// The certificate that a path would have gone on with at this depth.
    fn source_at(&self, depth: usize) -> Option<Source> {
        self.explanation()
            .steps
            .iter()
            .find(|s| s.depth == depth)
            .map(|s| s.certificate)
    }

    /// `-explain`: the tree of what was tried.
    fn tree(&self, out: &mut Vec<u8>) {
        let explanation = self.explanation();
        // Children by parent, so that a large tree prints in one pass.
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); explanation.steps.len()];
        for (i, step) in explanation.steps.iter().enumerate() {
            if let Some(parent) = step.parent {
                children[parent].push(i);
            }
        }
        let _ = writeln!(out, "Paths tried:");
        let mut stack: Vec<(usize, String, bool)> = Vec::from([(0, String::new(), true)]);
        while let Some((i, indent, last)) = stack.pop() {
            let Some(step) = explanation.steps.get(i) else {
                continue;
            };
            let branch = match (step.parent.is_none(), last) {
                (true, _) => "",
                (false, true) => "└─ ",
                (false, false) => "├─ ",
            };
            let kind = match step.certificate {
                Source::Target => "target",
                Source::Intermediate(n) if n < self.verification.trusted_intermediates => {
                    "trusted intermediate"
                }
                Source::Intermediate(_) => "intermediate",
                Source::Anchor(_) => "trust anchor",
            };
            let _ = write!(out, "{indent}{branch}[{}] ", step.depth);
            out.extend(self.subject(step.certificate));
            let verdict = match &step.outcome {
                Outcome::Accepted => ": valid path",
                _ => "",
            };
            let _ = writeln!(out, " ({kind}){verdict}");
            let below = match (step.parent.is_none(), last) {
                (true, _) => String::new(),
                (false, true) => format!("{indent}   "),
                (false, false) => format!("{indent}│  "),
            };
            let bar = if children[i].is_empty() { " " } else { "│" };
            if let Outcome::Refused(refusals) = &step.outcome {
                for refusal in refusals {
                    let _ = write!(out, "{below}{bar}  refused: depth {}, ", refusal.depth);
                    out.extend(self.subject(refusal.certificate));
                    let _ = writeln!(out, ": {}", refusal.reason);
                    let _ = writeln!(out, "{below}{bar}    rule: {}", refusal.reason.section());
                    let _ = writeln!(out, "{below}{bar}    help: {}", refusal.reason.remedy());
                }
            }
            for (n, &child) in children[i].iter().enumerate().rev() {
                stack.push((child, below.clone(), n + 1 == children[i].len()));
            }
        }
        if explanation.left_out > 0 {
            let _ = writeln!(out, "({} more steps are not shown)", explanation.left_out);
        }
        let spent = explanation.spent.0;
        let _ = writeln!(
            out,
            "Work: {} signature checks, {} path steps, {} name comparisons, {} policy nodes",
            spent.signature_checks, spent.path_steps, spent.name_comparisons, spent.policy_nodes
        );
    }

    /// `-json`.
    pub(super) fn json(&self) -> Vec<u8> {
        let explanation = self.explanation();
        let spent = explanation.spent.0;
        let steps: Vec<Value> = explanation
            .steps
            .iter()
            .map(|step| {
                let mut value = json!({
                    "certificate": self.source(step.certificate),
                    "parent": step.parent,
                    "depth": step.depth,
                });
                match &step.outcome {
                    Outcome::Continued => value["outcome"] = "continued".into(),
                    Outcome::Accepted => value["outcome"] = "accepted".into(),
                    Outcome::Refused(refusals) => {
                        value["outcome"] = "refused".into();
                        value["refusals"] = self.refusals(refusals);
                    }
                }
                value
            })
            .collect();
        let mut value = json!({
            "file": self.label,
            "valid": self.result.is_ok(),
            "steps": steps,
            "steps_omitted": explanation.left_out,
            "work": {
                "signature_checks": spent.signature_checks,
                "path_steps": spent.path_steps,
                "name_comparisons": spent.name_comparisons,
                "policy_nodes": spent.policy_nodes,
            },
        });
        let chain = match self.result {
            Ok(path) => {
                value["policies"] = json!({
                    "explicit": path.policies.explicit,
                    "authorities": policy_list(&path.policies.authorities),
                    "user": policy_list(&path.policies.user),
                });
                &path.chain
            }
            Err(e) => {
                value["refusals"] = self.refusals(&e.refusals);
                value["openssl_errors"] = self
                    .openssl_errors()
                    .iter()
                    .map(
                        |e| json!({ "number": e.number, "depth": e.depth, "text": wording::words(e.number) }),
                    )
                    .collect();
                &e.chain
            }
        };
        value["chain"] = chain.iter().map(|&source| self.source(source)).collect();
        json::to_bytes(&json::document("verification", value))
    }

    fn source(&self, source: Source) -> Value {
        let (kind, index) = match source {
            Source::Target => ("target", None),
            Source::Intermediate(i) => {
                let is_trusted = i < self.verification.trusted_intermediates;
                let kind = if is_trusted { "trusted" } else { "untrusted" };
                (kind, self.verification.intermediate_numbers.get(i).copied())
            }
            Source::Anchor(i) => ("anchor", self.verification.anchor_numbers.get(i).copied()),
        };
        let certificate = self.verification.certificate(self.target, source);
        let serial = certificate.map(|c| json::hex(c.serial));
        json!({
            "kind": kind,
            "index": index,
            "subject": String::from_utf8_lossy(&self.subject(source)),
            "serial": serial,
        })
    }

    fn refusals(&self, refusals: &[Refusal]) -> Value {
        refusals
            .iter()
            .map(|refusal| {
                json!({
                    "certificate": self.source(refusal.certificate),
                    "depth": refusal.depth,
                    "reason": refusal.reason.to_string(),
                    "rule": refusal.reason.section(),
                    "remedy": refusal.reason.remedy(),
                })
            })
            .collect()
    }
}

fn policy_list(set: &PolicySet) -> Vec<String> {
    let any = set.any.then(|| "2.5.29.32.0".to_string());
    any.into_iter()
        .chain(set.policies.iter().map(ToString::to_string))
        .collect()
}

/// `-policy_print`, in OpenSSL's layout.
pub(super) fn policies(
    err: &mut Vec<u8>,
    explicit: bool,
    authorities: &PolicySet,
    user: &PolicySet,
) {
    let _ = writeln!(
        err,
        "Require explicit Policy: {}",
        if explicit { "True" } else { "False" }
    );
    for (name, set) in [("Authority", authorities), ("User", user)] {
        if set.is_empty() {
            let _ = writeln!(err, "{name} Policies: <empty>");
            continue;
        }
        let _ = writeln!(err, "{name} Policies:");
        let any = set.any.then_some(certwright::path::ANY_POLICY);
        let named = set.policies.iter().map(|policy| policy.as_oid_ref());
        for policy in any.into_iter().chain(named) {
            let _ = writeln!(err, "  Policy: {}", text::shown(policy));
        }
    }
}
