//! Each kind of damage is found, and nothing else is.

use std::collections::BTreeSet;

use certwright_cluster::check::RULES;

use super::damages::DAMAGES;
use super::judge;
use super::tree;

const FRONT: &str = "pki/front-proxy-client.crt";
const FRONT_CA: &str = "pki/front-proxy-ca.crt";

#[test]
fn each_damage_is_found_and_nothing_else_is() {
    let mut wrong = String::new();
    for (name, healthy, damage, expected) in DAMAGES {
        let mut tree = healthy();
        damage(&mut tree);
        let checked = judge(&tree);
        let found: BTreeSet<(&str, &str)> = checked
            .findings
            .iter()
            .map(|finding| (finding.rule.name, finding.path.as_str()))
            .collect();
        let expected: BTreeSet<(&str, &str)> = expected.iter().copied().collect();
        // Which of two certificates with one serial number is the second does not matter.
        if found != expected
            && !(*name == "two certificates have one serial number" && found.len() == 1)
        {
            wrong += &format!(
                "{name}: expected {expected:?}, found {:#?}\n",
                checked.findings
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_a_damage_that_breaks_it() {
    // What is missing, or too much, can be known by a declaration only, and what is wrong with a directory by the system: see
    // `outputs`, and tests/k8s_check.rs of the program.
    let broken: BTreeSet<&str> = DAMAGES
        .iter()
        .flat_map(|(.., expected)| expected.iter().map(|(rule, _)| *rule))
        .chain(["missing", "undeclared", "interrupted", "directory_writable"])
        .collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(broken, rules);
    assert_eq!(rules.len(), RULES.len(), "two rules of one name");
}

#[test]
fn a_rotation_under_way_is_nothing_wrong() {
    // Phase 1: both are trusted, the old key signs; phase 2: the new one does. In whichever order they stand.
    for (key_in_file, signer, first) in [
        (2, 2, 2),
        (2, 2, tree::OTHER_KEY),
        (tree::OTHER_KEY, tree::OTHER_KEY, 2),
    ] {
        let mut tree = tree::kubeadm();
        let second = if first == 2 { tree::OTHER_KEY } else { 2 };
        let ca = tree.cert(FRONT_CA);
        let mut other = ca.clone();
        (other.key, other.issuer.1) = (second, second);
        (ca.key, ca.issuer.1, ca.key_in_file) = (first, first, key_in_file);
        ca.chain = vec![other];
        tree.cert(FRONT).issuer.1 = signer;
        let checked = judge(&tree);
        assert!(checked.findings.is_empty(), "{:#?}", checked.findings);
        let keys = checked
            .certificates
            .iter()
            .filter(|at| at.external == Some(false))
            .count();
        assert_eq!(keys, 3, "the key is one certificate's of the two");
    }
}
