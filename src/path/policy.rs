//! Certificate policies as a graph (RFC 9618, which replaces RFC 5280's tree).
//!
//! The tree of RFC 5280 §6.1 repeats a policy once for each way that leads to it, so that a few mappings in a few
//! certificates make exponentially many nodes. The graph has each policy once per depth, with edges to all its parents:
//! its size is linear in what the certificates hold. Pruning (RFC 5280 §6.1.3 (d)(3)) is left to the end, where one pass
//! from the deepest level upward keeps what has descendants: the graph is NULL exactly when its deepest level is empty,
//! because a node is only ever made below an existing one.

use alloc::vec::Vec;

use super::budget::{BudgetExceeded, Meter, Resource};
use super::sort::{SortedMap, sort_and_dedup};
use crate::der::{ObjectIdentifier, ObjectIdentifierRef};

/// anyPolicy, 2.5.29.32.0.
pub const ANY_POLICY: ObjectIdentifierRef<'static> = crate::oid!("2.5.29.32.0");

/// A policy, borrowed from the certificate that holds it.
pub(super) type PolicyId<'a> = ObjectIdentifierRef<'a>;

/// A set of policies, anyPolicy perhaps among them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PolicySet {
    /// anyPolicy is in the set.
    pub any: bool,
    /// The others, sorted.
    pub policies: Vec<ObjectIdentifier>,
}

impl PolicySet {
    /// {anyPolicy}.
    pub const ANY: Self = Self {
        any: true,
        policies: Vec::new(),
    };

    /// The set of these; anyPolicy may be one of them.
    pub fn new(policies: impl IntoIterator<Item = impl Into<ObjectIdentifier>>) -> Self {
        let mut set = Self::default();
        for policy in policies.into_iter().map(Into::into) {
            if policy == ANY_POLICY {
                set.any = true;
            } else {
                set.policies.push(policy);
            }
        }
        sort_and_dedup(&mut set.policies);
        set
    }

    /// True when nothing is in the set.
    pub fn is_empty(&self) -> bool {
        !self.any && self.policies.is_empty()
    }

    /// True when the policy, or anyPolicy, is in the set.
    pub fn admits(&self, policy: &ObjectIdentifier) -> bool {
        self.any || self.policies.binary_search(policy).is_ok()
    }
}

/// What a certificate's certificatePolicies asserts.
#[derive(Clone, Debug)]
pub(super) struct Asserted<'a> {
    /// The policies but anyPolicy, sorted, none twice.
    pub(super) policies: Vec<PolicyId<'a>>,
    /// anyPolicy is asserted.
    pub(super) any: bool,
}

/// The levels of valid_policy_graph. Depth 0 holds anyPolicy alone.
pub(super) struct Graph<'a> {
    levels: Vec<Level<'a>>,
    /// What the deepest level's nodes expect below them: for each policy the nodes (by policy) that expect it.
    expected: SortedMap<PolicyId<'a>, Vec<PolicyId<'a>>>,
}

#[derive(Default)]
struct Level<'a> {
    /// A node with valid_policy anyPolicy is there; its parent is the anyPolicy node above.
    any: bool,
    /// The other nodes by valid_policy. The parents are nodes of the level above by valid_policy; none means that the
    /// parent is the anyPolicy node above.
    nodes: SortedMap<PolicyId<'a>, Vec<PolicyId<'a>>>,
}

impl<'a> Graph<'a> {
    /// RFC 5280 §6.1.2 (a).
    pub(super) fn new() -> Self {
        Self {
            levels: Vec::from([Level {
                any: true,
                nodes: SortedMap::default(),
            }]),
            expected: SortedMap::default(),
        }
    }

    /// True when valid_policy_graph is NULL.
    pub(super) fn is_null(&self) -> bool {
        self.levels
            .last()
            .is_none_or(|level| !level.any && level.nodes.is_empty())
    }

    /// RFC 5280 §6.1.3 (d) and (e): one certificate's policies. `any_allowed` is the condition of (d)(2).
    pub(super) fn certificate(
        &mut self,
        asserted: Option<&Asserted<'a>>,
        any_allowed: bool,
        meter: &mut Meter,
    ) -> Result<(), BudgetExceeded> {
        let mut level = Level::default();
        let expected = core::mem::take(&mut self.expected);
        let above_any = self.levels.last().is_some_and(|above| above.any);
        if let Some(asserted) = asserted.filter(|_| !self.is_null()) {
            meter.spend(Resource::PolicyNodes, asserted.policies.len())?;
            for &policy in &asserted.policies {
                if let Some(parents) = expected.get(&policy) {
                    meter.spend(Resource::PolicyNodes, parents.len())?;
                    level.nodes.get_or_insert_with(policy, || parents.clone()); // (d)(1)(i)
                } else if above_any {
                    level.nodes.get_or_insert_with(policy, Vec::new); // (d)(1)(ii)
                }
            }
            if asserted.any && any_allowed {
                // (d)(2)
                for (policy, parents) in expected {
                    if level.nodes.get(&policy).is_none() {
                        meter.spend(Resource::PolicyNodes, 1 + parents.len())?;
                        level.nodes.get_or_insert_with(policy, || parents);
                    }
                }
                level.any = above_any;
            }
        }
        for &policy in level.nodes.keys() {
            self.expected
                .get_or_insert_with(policy, || Vec::from([policy]));
        }
        self.levels.push(level);
        Ok(())
    }

    /// RFC 5280 §6.1.4 (b): the mappings (issuerDomainPolicy, subjectDomainPolicy) of a certificate that is not the last,
    /// sorted, none twice. `allowed` is whether policy_mapping is greater than 0.
    pub(super) fn map(
        &mut self,
        mappings: &[(PolicyId<'a>, PolicyId<'a>)],
        allowed: bool,
        meter: &mut Meter,
    ) -> Result<(), BudgetExceeded> {
        let Some(level) = self.levels.last_mut() else {
            return Ok(());
        };
        meter.spend(Resource::PolicyNodes, mappings.len())?;
        for group in mappings.chunk_by(|a, b| a.0 == b.0) {
            let issuer_policy = group[0].0;
            if !allowed {
                level.nodes.remove(&issuer_policy); // (b)(2)
            } else if level.any {
                level.nodes.get_or_insert_with(issuer_policy, Vec::new); // (b)(1), the anyPolicy case
            }
            // What the node expected by itself is replaced.
            self.expected.remove(&issuer_policy);
        }
        if allowed {
            // Every removal stands before every insertion: a policy may be mapped away and mapped to.
            for &(issuer_policy, subject_policy) in mappings {
                if level.nodes.get(&issuer_policy).is_some() {
                    self.expected
                        .get_or_insert_with(subject_policy, Vec::new)
                        .push(issuer_policy);
                }
            }
        }
        Ok(())
    }

    /// RFC 9618 §5.5 (RFC 5280 §6.1.5 (g)): authorities-constrained-policy-set, then user-constrained-policy-set.
    pub(super) fn wrap_up(mut self, initial: &PolicySet) -> (PolicySet, PolicySet) {
        let mut authorities: Vec<PolicyId<'a>> = Vec::new();
        let any = self.levels.last().is_some_and(|level| level.any);
        // The nodes that have a descendant at the deepest level: all of that level, then their parents, and so on.
        let mut alive: Vec<PolicyId<'a>> = self
            .levels
            .last()
            .map(|level| level.nodes.keys().copied().collect())
            .unwrap_or_default();
        while let Some(mut level) = self.levels.pop() {
            let mut above = Vec::new();
            for policy in alive {
                match level.nodes.remove(&policy) {
                    Some(parents) if parents.is_empty() => authorities.push(policy),
                    Some(parents) => above.extend(parents),
                    None => {}
                }
            }
            // A policy that stands there twice is taken out once.
            alive = above;
        }
        let mut authorities = PolicySet::new(authorities);
        authorities.any = any;
        let user = if initial.any {
            authorities.clone()
        } else {
            let kept = initial
                .policies
                .iter()
                .filter(|policy| authorities.admits(policy))
                .cloned();
            PolicySet::new(kept)
        };
        (authorities, user)
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::*;

    const P1: ObjectIdentifierRef<'static> = crate::oid!("2.16.840.1.101.3.2.1.48.1");
    const P2: ObjectIdentifierRef<'static> = crate::oid!("2.16.840.1.101.3.2.1.48.2");

    fn asserted<'a>(policies: &[ObjectIdentifierRef<'a>], any: bool) -> Asserted<'a> {
        let mut policies = policies.to_vec();
        policies.sort_unstable();
        Asserted { policies, any }
    }

    #[test]
    fn a_policy_of_every_certificate_is_valid_and_others_are_not() {
        let mut meter = Meter::new(Budget::DEFAULT, 0);
        let mut graph = Graph::new();
        graph
            .certificate(Some(&asserted(&[P1, P2], false)), true, &mut meter)
            .unwrap();
        graph
            .certificate(Some(&asserted(&[P1], false)), true, &mut meter)
            .unwrap();
        let (authorities, user) = graph.wrap_up(&PolicySet::ANY);
        assert_eq!(authorities, PolicySet::new([P1]));
        assert_eq!(user, PolicySet::new([P1]));
    }

    #[test]
    fn a_mapped_policy_is_known_by_the_issuers_name_for_it() {
        let mut meter = Meter::new(Budget::DEFAULT, 0);
        let mut graph = Graph::new();
        graph
            .certificate(Some(&asserted(&[P1], false)), true, &mut meter)
            .unwrap();
        graph.map(&[(P1, P2)], true, &mut meter).unwrap();
        graph
            .certificate(Some(&asserted(&[P2], false)), true, &mut meter)
            .unwrap();
        assert_eq!(graph.wrap_up(&PolicySet::new([P1])).1, PolicySet::new([P1]));
    }

    #[test]
    fn policies_that_are_swapped_keep_their_nodes_apart() {
        let mut meter = Meter::new(Budget::DEFAULT, 0);
        let mut graph = Graph::new();
        graph
            .certificate(Some(&asserted(&[P1, P2], false)), true, &mut meter)
            .unwrap();
        let swap = [(P1, P2), (P2, P1)];
        graph.map(&swap, true, &mut meter).unwrap();
        graph
            .certificate(Some(&asserted(&[P1], false)), true, &mut meter)
            .unwrap();
        assert_eq!(graph.wrap_up(&PolicySet::ANY).0, PolicySet::new([P2]));
    }

    #[test]
    fn a_mapping_that_is_inhibited_deletes_the_policy() {
        let mut meter = Meter::new(Budget::DEFAULT, 0);
        let mut graph = Graph::new();
        graph
            .certificate(Some(&asserted(&[P1], false)), true, &mut meter)
            .unwrap();
        graph.map(&[(P1, P2)], false, &mut meter).unwrap();
        assert!(graph.is_null());
    }
}
