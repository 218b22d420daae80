//! What `check` finds: every kind of damage, and nothing on directories that are right.

mod damage;
mod damages;
mod hostile;
mod outputs;
mod tree;

use certwright_cluster::check::{Checked, Settings, check};
use certwright_cluster::inventory::{FoundLayout, Inventory};

use tree::{DAY, NOW, Tree};

/// Judges a tree without a declaration.
pub fn judge(tree: &Tree) -> Checked {
    let settings = Settings {
        now: NOW,
        soon: Some(30 * DAY),
        authority_soon: Some(180 * DAY),
        wanted: None,
        service_account: None,
        etcd_client: None,
        directory: "/etc/kubernetes",
        declaration: None,
        pending: None,
        open: &[],
    };
    check(&Inventory::of(&tree.directory()), &settings)
}

#[test]
fn nothing_is_found_in_a_healthy_directory_of_any_layout() {
    for (name, tree, layout, certificates) in [
        ("kubeadm", tree::kubeadm(), FoundLayout::Kubeadm, 15),
        ("the hard way", tree::hard_way(), FoundLayout::Plain, 11),
        ("cfssl", tree::cfssl(), FoundLayout::Cfssl, 11),
        ("easy-rsa", tree::easy_rsa(), FoundLayout::EasyRsa, 5),
        ("a script", tree::script(), FoundLayout::Plain, 13),
        ("the notes", tree::notes(), FoundLayout::Plain, 7),
    ] {
        let checked = judge(&tree);
        assert!(
            checked.findings.is_empty(),
            "{name}: {:#?}",
            checked.findings
        );
        assert_eq!(checked.certificates.len(), certificates, "{name}");
        assert_eq!(checked.layout, layout.name(), "{name}");
        let roles = checked.certificates.iter().filter(|at| at.role.is_none());
        let unknown: Vec<&str> = roles.map(|at| at.path.as_str()).collect();
        let expected: &[&str] = match name {
            "easy-rsa" => &["pki/issued/jane.crt"],
            "a script" => &["jane.crt", "rootCA.crt", "sub.crt"],
            _ => &[],
        };
        assert_eq!(unknown, expected, "{name}");
    }
}
