//! Inputs that cost a naive validator exponential work end within the budget. The work is counted, not timed:
//! `cargo bench --bench path` does that.

use certwright::path::{Budget, PathError, PolicySet, Reason, Resource, ValidPath};

use crate::hostile::{self, Hostile};
use crate::toy::*;

fn verdict(input: &Hostile) -> Result<ValidPath, PathError> {
    check(
        &[hostile::root()],
        &input.intermediates,
        &input.target,
        &input.settings,
    )
}

fn exceeded(result: &Result<ValidPath, PathError>) -> Option<Resource> {
    match result.as_ref().unwrap_err().first().reason {
        Reason::BudgetExceeded(resource) => Some(resource),
        _ => None,
    }
}

fn within_budget(result: &Result<ValidPath, PathError>) {
    let spent = match result {
        Ok(path) => path.explanation.spent.0,
        Err(e) => e.explanation.spent.0,
    };
    let most = Budget::DEFAULT;
    assert!(
        spent.signature_checks <= most.signature_checks
            && spent.path_steps <= most.path_steps
            && spent.name_comparisons <= most.name_comparisons
            && spent.policy_nodes <= most.policy_nodes
    );
}

#[test]
fn a_mesh_of_cross_certificates_with_no_way_out_ends() {
    let result = verdict(&hostile::mesh());
    assert!(exceeded(&result).is_some());
    within_budget(&result);
}

#[test]
fn one_key_under_many_names_ends() {
    let result = verdict(&hostile::one_key_under_many_names());
    assert!(exceeded(&result).is_some());
    within_budget(&result);
}

#[test]
fn mappings_that_double_the_policy_tree_at_each_step_cost_their_number() {
    let result = verdict(&hostile::mappings_that_double());
    within_budget(&result);
    let path = result.unwrap();
    assert_eq!(path.policies.user, PolicySet::new([policy(1), policy(2)]));
    assert!(
        path.explanation.spent.0.policy_nodes < 400,
        "{:?}",
        path.explanation.spent
    );
}

#[test]
fn policies_beyond_the_budget_are_refused() {
    let result = verdict(&hostile::many_policies());
    assert_eq!(exceeded(&result), Some(Resource::PolicyNodes));
    within_budget(&result);
}

#[test]
fn names_times_constraints_are_counted() {
    let result = verdict(&hostile::names_times_constraints());
    assert_eq!(exceeded(&result), Some(Resource::NameComparisons));
    within_budget(&result);
}

#[test]
fn a_chain_of_a_thousand_certificates_ends_without_recursion() {
    let mut input = hostile::long_chain();
    assert_eq!(exceeded(&verdict(&input)), Some(Resource::SignatureChecks));
    input.settings.budget.signature_checks = 2000;
    assert!(verdict(&input).is_ok());
}

/// RFC 4158 §3.5.12 and §3.5.5: of issuers of one name, the one that the key identifier names is tried first, and those that are valid
/// before others.
#[test]
fn the_likeliest_issuer_is_tried_first() {
    let named = |i: u8| {
        Cert::ca("CA", "Root")
            .keys(&format!("key {i}"), "Root")
            .with(subject_key(&[i]))
    };
    let expired = |i: u8| {
        let mut one = Cert::ca("CA", "Root").with(alt_names(&[&format!("{i}.example")]));
        one.not_after = NOW - 1;
        one
    };
    let checks = |path: &ValidPath| path.explanation.spent.0.signature_checks;
    let root = [Cert::ca("Root", "Root")];
    let by_key = Cert::new("leaf", "CA")
        .keys("leaf", "key 6")
        .with(authority_key(&[6]));
    let path = check(&root, &[0, 1, 2, 3, 4, 5, 6].map(named), &by_key, &now()).unwrap();
    assert_eq!(checks(&path), 2);
    let mut cas = [0, 1, 2, 3, 4, 5, 6].map(expired);
    cas[6].not_after = NOW + 1;
    let path = check(&root, &cas, &Cert::new("leaf", "CA"), &now()).unwrap();
    assert_eq!(checks(&path), 2);
}
