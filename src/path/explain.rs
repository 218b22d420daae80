//! What a validation tried, as data: a tree of candidate paths whose root is the target and whose leaves state how each
//! path ended.

use alloc::vec::Vec;

use super::budget::Budget;
use super::error::Refusal;

/// Which certificate is meant, by its place in what the caller gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The certificate to validate.
    Target,
    /// An intermediate certificate, by its index.
    Intermediate(usize),
    /// A trust anchor, by its index.
    Anchor(usize),
}

/// How a step of the search ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The search went on from here; the step has children.
    Continued,
    /// The path from the target to this trust anchor is valid.
    Accepted,
    /// The path ends here, for these reasons.
    Refused(Vec<Refusal>),
}

/// A certificate in its place on a path that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// The certificate.
    pub certificate: Source,
    /// The step below it, whose certificate it may have issued; `None` for the target.
    pub parent: Option<usize>,
    /// Steps from the target.
    pub depth: usize,
    /// How it ended.
    pub outcome: Outcome,
}

/// Everything that was tried, in the order in which it was tried: a parent stands before its children.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Explanation {
    /// The steps.
    pub steps: Vec<Step>,
    /// Steps that were left out after the first [`Explanation::MAX_STEPS`].
    pub left_out: usize,
    /// The work that was done.
    pub spent: Spent,
}

/// The work that a validation took, in the units of [`Budget`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent(pub Budget);

impl Default for Spent {
    fn default() -> Self {
        Self(Budget {
            signature_checks: 0,
            path_steps: 0,
            name_comparisons: 0,
            policy_nodes: 0,
        })
    }
}

impl Explanation {
    /// A tree beyond this size explains nothing to anybody.
    pub const MAX_STEPS: usize = 1000;

    /// Adds a step and gives its index; `None` once the tree is full.
    pub(super) fn push(
        &mut self,
        certificate: Source,
        parent: Option<usize>,
        depth: usize,
    ) -> Option<usize> {
        if self.steps.len() >= Self::MAX_STEPS {
            self.left_out += 1;
            return None;
        }
        self.steps.push(Step {
            certificate,
            parent,
            depth,
            outcome: Outcome::Continued,
        });
        Some(self.steps.len() - 1)
    }

    pub(super) fn end(&mut self, step: Option<usize>, outcome: Outcome) {
        if let Some(step) = step.and_then(|i| self.steps.get_mut(i)) {
            step.outcome = outcome;
        }
    }

    /// The steps that follow a step: the candidate issuers of its certificate.
    pub fn children(&self, step: usize) -> impl Iterator<Item = (usize, &Step)> {
        self.steps
            .iter()
            .enumerate()
            .filter(move |(_, s)| s.parent == Some(step))
    }
}
