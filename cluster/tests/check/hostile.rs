//! Directories that are not what they claim.

use certwright_cluster::inventory::{Directory, Entry, Inventory};
use zeroize::Zeroizing;

use super::tree::{self, DAY, NOW, Tree};

fn one(path: &str, bytes: Vec<u8>) -> Inventory {
    let bytes = Zeroizing::new(bytes);
    let entry = Entry::File { bytes, mode: None };
    Inventory::of(&Directory::from([(path.to_string(), entry)]))
}

#[test]
fn any_bytes_are_read_without_a_panic_and_what_is_wrong_is_named() {
    let good = tree::kubeadm().cert("pki/ca.crt").pem().into_bytes();
    for cut in (0..good.len()).step_by(37) {
        let inventory = one("ca.crt", good[..cut].to_vec());
        assert_eq!(
            (inventory.certificates.len(), inventory.unread.len()),
            (0, 1),
            "{cut}"
        );
    }
    for byte in 0..good.len() {
        let mut bytes = good.clone();
        bytes[byte] ^= 0x15;
        one("ca.crt", bytes);
    }
    for bytes in [
        vec![0x30; 4096],
        vec![0; 4096],
        b"-----BEGIN CERTIFICATE-----".repeat(1000),
    ] {
        let inventory = one("ca.crt", bytes);
        assert_eq!(inventory.unread.len(), 1);
    }
}

#[test]
fn a_bundle_without_end_is_cut_short() {
    let good = tree::kubeadm().cert("pki/ca.crt").pem();
    let inventory = one("ca.crt", good.repeat(100).into_bytes());
    assert_eq!(inventory.certificates.len(), 64);
    assert!(
        inventory.unread[0].reason.contains("more than 64"),
        "{:?}",
        inventory.unread
    );
}

#[test]
fn a_clock_before_everything_is_one_fault_and_not_many() {
    let tree = tree::kubeadm();
    let begins_after = |tree: &Tree| Inventory::of(&tree.directory()).begins_after(NOW);
    assert!(!begins_after(&tree));
    let mut early = tree;
    for cert in &mut early.certs {
        cert.from = NOW + DAY;
    }
    for conf in &mut early.confs {
        conf.cert.from = NOW + DAY;
    }
    assert!(begins_after(&early));
    // Authorities are older than what they signed last.
    early.cert("pki/ca.crt").from = NOW - DAY;
    assert!(begins_after(&early));
    // One that another clock made is that one's fault.
    early.cert("pki/apiserver.crt").from = NOW - DAY;
    assert!(!begins_after(&early));
}
