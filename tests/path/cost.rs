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

fn checks(path: &ValidPath) -> u32 {
    path.explanation.spent.0.signature_checks
}

/// More certificates of the CA's name than signatures are checked, each with a key of its own.
fn impostors(identifier: Option<&[u8]>) -> Vec<Cert> {
    (0..500)
        .map(|i| {
            let one = Cert::ca("CA", "Root").keys(&format!("impostor {i}"), "Root");
            match identifier {
                Some(identifier) => one.with(subject_key(identifier)),
                None => one,
            }
        })
        .collect()
}

/// The CA whose key is "key", behind its impostors.
fn behind(mut impostors: Vec<Cert>, identifier: &[u8]) -> Result<ValidPath, PathError> {
    let ca = Cert::ca("CA", "Root").keys("key", "Root");
    impostors.push(ca.with(subject_key(identifier)));
    let leaf = Cert::new("leaf", "CA").keys("leaf", "key");
    let leaf = leaf.with(authority_key(identifier));
    check(&[Cert::ca("Root", "Root")], &impostors, &leaf, &now())
}

/// RFC 4158 §3.5.12: a key identifier that matches comes before none.
#[test]
fn impostors_without_key_identifiers_do_not_use_up_the_budget() {
    let path = behind(impostors(None), b"chosen by the CA").unwrap();
    assert_eq!(checks(&path), 2);
}

/// RFC 5280 §4.2.1.2 (1) and RFC 7093 §2 (1): only one key has such an identifier, whoever states it.
#[cfg(feature = "ocsp")]
#[test]
fn impostors_with_the_key_identifier_of_another_key_do_not_use_up_the_budget() {
    use certwright::rsa::HashAlgorithm;
    for hash in [HashAlgorithm::Sha1, HashAlgorithm::Sha256] {
        let digest = hash.digest(b"key");
        let identifier = &digest.as_ref()[..20];
        let path = behind(impostors(Some(identifier)), identifier).unwrap();
        assert_eq!(checks(&path), 2, "{hash}");
    }
}

/// An identifier that is no hash can be anybody's.
#[test]
fn impostors_with_an_identifier_that_is_no_hash_end_within_the_budget() {
    let identifier = b"chosen by the CA";
    let result = behind(impostors(Some(identifier)), identifier);
    assert_eq!(exceeded(&result), Some(Resource::SignatureChecks));
    within_budget(&result);
}

/// [`Budget::signature_checks`]: four checks for each anchor come beside it, and no more.
#[test]
fn checks_with_anchors_keys_are_counted_once_there_were_four_for_each() {
    let anchors = ["Root", "Elsewhere"].map(|name| Cert::ca(name, name));
    let forged = |i: u8| {
        let mut one = Cert::ca("CA", "Root").keys("CA", "Mallory");
        one.serial = i + 1;
        one
    };
    let with = |cas: u8| {
        let cas: Vec<Cert> = (0..cas).map(forged).collect();
        let mut settings = now();
        settings.budget.signature_checks = 10;
        check(&anchors, &cas, &Cert::new("leaf", "CA"), &settings)
    };
    // One check by CA's key, which all have, and one of each CA by Root's.
    let spent = |result: &Result<ValidPath, PathError>| {
        let error = result.as_ref().unwrap_err();
        error.explanation.spent.0.signature_checks
    };
    assert_eq!((exceeded(&with(17)), spent(&with(17))), (None, 18));
    for cas in [18, 100] {
        let result = with(cas);
        assert_eq!(exceeded(&result), Some(Resource::SignatureChecks));
        assert_eq!(spent(&result), 18);
    }
}

#[test]
fn certificates_of_one_key_are_checked_once() {
    let mut cas: Vec<Cert> = (0..250_u8)
        .map(|i| {
            let one = Cert::ca("CA", "Root").keys("impostor", "Root");
            one.with(alt_names(&[&format!("{i}.example")]))
        })
        .collect();
    cas.push(Cert::ca("CA", "Root").keys("key", "Root"));
    let leaf = Cert::new("leaf", "CA").keys("leaf", "key");
    let path = check(&[Cert::ca("Root", "Root")], &cas, &leaf, &now()).unwrap();
    assert!(checks(&path) <= 3, "{}", checks(&path));
}
