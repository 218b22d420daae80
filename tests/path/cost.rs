//! Inputs that cost a naive validator exponential work end within the budget. The work is counted, not timed.

use certwright::path::{Budget, PathError, PolicySet, Reason, Resource, ValidPath};

use crate::toy::*;

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
    // Eight levels of four keys each, every key certified by all four above: 4^8 paths, and no anchor at their end.
    let mut mesh = Vec::new();
    for level in 0..8 {
        for key in 0..4 {
            for signer in 0..4 {
                let cert = Cert::ca(&format!("L{level}"), &format!("L{}", level + 1));
                mesh.push(cert.keys(&format!("L{level} {key}"), &format!("L{} {signer}", level + 1)));
            }
        }
    }
    let target = Cert::new("leaf", "L0").keys("leaf", "L0 0");
    let result = check(&[Cert::ca("Root", "Root")], &mesh, &target, &now());
    assert!(exceeded(&result).is_some());
    within_budget(&result);
}

#[test]
fn one_key_under_many_names_ends() {
    // Every name certifies every other, all with one key: as many paths as there are orders of the names.
    let names: Vec<String> = (0..16).map(|i| format!("N{i}")).collect();
    let mut mesh = Vec::new();
    for subject in &names {
        for issuer in names.iter().filter(|&i| i != subject) {
            mesh.push(Cert::ca(subject, issuer).keys("the key", "the key"));
        }
    }
    let target = Cert::new("leaf", "N0").keys("leaf", "the key");
    let result = check(&[Cert::ca("Root", "Root")], &mesh, &target, &now());
    assert!(exceeded(&result).is_some());
    within_budget(&result);
}

#[test]
fn mappings_that_double_the_policy_tree_at_each_step_cost_their_number() {
    // Each CA maps two policies to both: the tree of RFC 5280 would have 2^20 leaves, the graph of RFC 9618 has 2.
    let (a, b) = (policy(1), policy(2));
    let chain: Vec<Cert> = (0..20)
        .map(|i| {
            let issuer = if i == 0 { "Root".into() } else { format!("C{}", i - 1) };
            Cert::ca(&format!("C{i}"), &issuer).with(policies(&[a, b])).with(mappings(&[
                (a, a),
                (a, b),
                (b, a),
                (b, b),
            ]))
        })
        .collect();
    let mut settings = now();
    settings.require_explicit_policy = true;
    let target = Cert::new("leaf", "C19").with(policies(&[a, b]));
    let result = check(&[Cert::ca("Root", "Root")], &chain, &target, &settings);
    within_budget(&result);
    let path = result.unwrap();
    assert_eq!(path.policies.user, PolicySet::new([a, b]));
    assert!(path.explanation.spent.0.policy_nodes < 400, "{:?}", path.explanation.spent);
}

#[test]
fn policies_beyond_the_budget_are_refused() {
    let ids: Vec<_> = (1..=30_000).map(policy).collect();
    let target = Cert::new("leaf", "Root").with(policies(&ids));
    let result = check(&[Cert::ca("Root", "Root")], &[], &target, &now());
    assert_eq!(exceeded(&result), Some(Resource::PolicyNodes));
    within_budget(&result);
}

#[test]
fn names_times_constraints_are_counted() {
    let texts: Vec<String> = (0..1000).map(|i| format!("h{i}.example.com")).collect();
    let list: Vec<&str> = texts.iter().map(String::as_str).collect();
    let bases: Vec<String> = (0..1000).map(|i| format!("x{i}.example.org")).collect();
    let excluded: Vec<&str> = bases.iter().map(String::as_str).collect();
    let ca = Cert::ca("CA", "Root").with(dns_constraints(&[], &excluded));
    let target = Cert::new("leaf", "CA").with(alt_names(&list));
    let result = check(&[Cert::ca("Root", "Root")], &[ca], &target, &now());
    assert_eq!(exceeded(&result), Some(Resource::NameComparisons));
    within_budget(&result);
}

#[test]
fn a_chain_of_a_thousand_certificates_ends_without_recursion() {
    let chain: Vec<Cert> = (0..1000).map(|i| Cert::ca(&format!("C{i}"), &format!("C{}", i + 1))).collect();
    let mut settings = now();
    settings.max_intermediates = usize::MAX;
    let result = check(&[Cert::ca("C1000", "C1000")], &chain, &Cert::new("leaf", "C0"), &settings);
    assert_eq!(exceeded(&result), Some(Resource::SignatureChecks));
    settings.budget.signature_checks = 2000;
    assert!(check(&[Cert::ca("C1000", "C1000")], &chain, &Cert::new("leaf", "C0"), &settings).is_ok());
}
