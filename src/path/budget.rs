//! The maximum cost of a validation, whatever it is given.
//!
//! Path building is a search, and each of its steps can be made dear by whoever chooses the certificates: a mesh of
//! cross-certificates has exponentially many paths, a thousand names can meet a thousand constraints, mappings multiply
//! policies. Each kind of work therefore has a ceiling. A validation that reaches one ends with
//! [`Reason::BudgetExceeded`](super::Reason::BudgetExceeded); it never ends in acceptance.

use core::fmt;

/// Ceilings on the work of one validation.
///
/// [`Budget::DEFAULT`] is some hundred times what real chains need. A caller may lower or raise each:
///
/// ```
/// let mut budget = certwright::path::Budget::DEFAULT;
/// budget.signature_checks = 20;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// Signatures checked, of certificates, CRLs and OCSP responses together. Each is one RSA public operation, and a hash over the
    /// signed bytes. A signature that was checked before is not checked again. Checks with a trust anchor's
    /// key are counted once there were four for each anchor: anchors are the caller's, and many may have one name.
    pub signature_checks: u32,
    /// Candidate issuers looked at while building paths, certificates processed while validating them, and the rules of a
    /// profile: 16 for a certificate and one for each 256 bytes of it.
    pub path_steps: u32,
    /// Comparisons of a name with a constraint, of a distribution point's names with those of a CRL, and of an OCSP response's
    /// CertID with a certificate.
    pub name_comparisons: u32,
    /// Nodes and edges of policy graphs.
    pub policy_nodes: u32,
}

impl Budget {
    /// 100 signatures beside those by trust anchors, 20,000 steps, 2²⁰ comparisons, 20,000 nodes.
    pub const DEFAULT: Self = Self {
        signature_checks: 100,
        path_steps: 20_000,
        name_comparisons: 1 << 20,
        policy_nodes: 20_000,
    };
}

impl Default for Budget {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A kind of work that has a ceiling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Resource {
    /// [`Budget::signature_checks`].
    SignatureChecks,
    /// [`Budget::path_steps`].
    PathSteps,
    /// [`Budget::name_comparisons`].
    NameComparisons,
    /// [`Budget::policy_nodes`].
    PolicyNodes,
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SignatureChecks => "signature checks",
            Self::PathSteps => "path steps",
            Self::NameComparisons => "name-constraint comparisons",
            Self::PolicyNodes => "policy nodes",
        })
    }
}

/// The ceiling that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetExceeded(pub Resource);

impl fmt::Display for BudgetExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "budget exceeded: {}", self.0)
    }
}

impl core::error::Error for BudgetExceeded {}

/// What is left of a budget, and what was spent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meter {
    budget: Budget,
    spent: Budget,
    /// Checks with anchors' keys that are still allowed beside the budget's.
    by_anchors: usize,
}

impl Meter {
    pub(super) fn new(budget: Budget, anchors: usize) -> Self {
        let spent = Budget {
            signature_checks: 0,
            path_steps: 0,
            name_comparisons: 0,
            policy_nodes: 0,
        };
        Self {
            budget,
            spent,
            by_anchors: anchors.saturating_mul(4),
        }
    }

    /// Takes `amount`, or fails without going over.
    pub(super) fn spend(
        &mut self,
        resource: Resource,
        amount: usize,
    ) -> Result<(), BudgetExceeded> {
        let (spent, ceiling) = match resource {
            Resource::SignatureChecks => (
                &mut self.spent.signature_checks,
                self.budget.signature_checks,
            ),
            Resource::PathSteps => (&mut self.spent.path_steps, self.budget.path_steps),
            Resource::NameComparisons => (
                &mut self.spent.name_comparisons,
                self.budget.name_comparisons,
            ),
            Resource::PolicyNodes => (&mut self.spent.policy_nodes, self.budget.policy_nodes),
        };
        let after = u32::try_from(amount)
            .ok()
            .and_then(|amount| spent.checked_add(amount));
        match after {
            Some(after) if after <= ceiling => {
                *spent = after;
                Ok(())
            }
            _ => Err(BudgetExceeded(resource)),
        }
    }

    /// A check with an anchor's key comes: one more is allowed, if one is left.
    pub(super) fn allow_by_anchor(&mut self) {
        if let Some(left) = self.by_anchors.checked_sub(1) {
            self.by_anchors = left;
            let checks = &mut self.budget.signature_checks;
            *checks = checks.saturating_add(1);
        }
    }

    /// What was spent so far.
    pub(super) fn spent(&self) -> Budget {
        self.spent
    }
}
