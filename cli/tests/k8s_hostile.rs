//! `k8s` in directories that are not as it left them: links, FIFOs, others' files, wrong answers of an authority elsewhere.

#![cfg(unix)]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::time::{Duration, Instant};

use common::{Place, text};

const BIN: &str = env!("CARGO_BIN_EXE_certwright");

const YAML: &str = "\
apiVersion: certwright/v1
endpoint: api.example.org:6443
controlPlanes:
  - {name: cp-1, addresses: [192.0.2.1]}
workers:
  - {name: w-1, addresses: [192.0.2.3]}
users:
  - {name: alice, groups: [developers]}
";

/// A directory with a cluster in `pki`.
fn cluster() -> Place {
    let place = Place::new();
    place.write("cluster.yaml", YAML);
    ok(&place, "k8s init -f cluster.yaml -out pki -quiet");
    fs::remove_file(place.path("cluster.yaml")).unwrap();
    place
}

fn ok(place: &Place, line: &str) -> String {
    let output = place.command(BIN, line).output().unwrap();
    assert!(output.status.success(), "{line}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The one line of a run that must fail.
fn refusal(place: &Place, line: &str) -> String {
    let output = place.command(BIN, line).output().unwrap();
    let words = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{line}: {words}");
    assert_eq!(words.lines().count(), 1, "{line}: {words}");
    words
}

fn refused(place: &Place, line: &str, words: &str) {
    let refused = refusal(place, line);
    assert!(refused.contains(words), "{line}: {words}: {refused}");
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn nothing_is_written_through_a_link_to_a_directory() {
    let place = cluster();
    let key = place.read("pki/pki/ca.key");
    fs::rename(place.path("pki/pki"), place.path("real")).unwrap();
    symlink(place.path("real"), place.path("pki/pki")).unwrap();
    for line in [
        "renew -dir pki",
        "renew -dir pki -all",
        "plan -dir pki",
        "init -f pki/cluster.yaml -out pki",
    ] {
        refused(&place, &format!("k8s {line}"), "link to a directory");
    }
    assert_eq!(place.read("real/ca.key"), key);
    // Nor what an interrupted run had begun.
    fs::create_dir_all(place.path("pki/.pending/pki")).unwrap();
    set_mode(&place.path("pki/.pending"), 0o700);
    place.write("pki/.pending/pki/ca.key", "another");
    refused(&place, "k8s renew -dir pki", "links are not followed");
    assert_eq!(place.read("real/ca.key"), key);
}

#[test]
fn a_directory_that_others_may_write_gets_no_key() {
    let place = cluster();
    set_mode(&place.path("pki/pki/users"), 0o777);
    let before = place.read("pki/pki/users/alice.key");
    refused(&place, "k8s renew -dir pki -rekey alice", "chmod go-w");
    assert_eq!(place.read("pki/pki/users/alice.key"), before);
    set_mode(&place.path("pki/pki/users"), 0o755);
    ok(&place, "k8s renew -dir pki -rekey alice");
    symlink("/tmp", place.path("elsewhere")).unwrap();
    fs::remove_dir_all(place.path("pki/.backup")).unwrap();
    symlink(place.path("elsewhere"), place.path("pki/.backup")).unwrap();
    refused(&place, "k8s renew -dir pki alice", "links are not followed");
}

#[test]
fn what_is_pending_is_taken_from_a_private_directory_only() {
    let place = cluster();
    let before = place.read("pki/pki/ca.crt");
    fs::create_dir_all(place.path("planted/pki")).unwrap();
    place.write("planted/pki/ca.crt", "another");
    set_mode(&place.path("planted"), 0o700);
    symlink(place.path("planted"), place.path("pki/.pending")).unwrap();
    refused(&place, "k8s renew -dir pki", "it is not a directory");
    fs::remove_file(place.path("pki/.pending")).unwrap();
    fs::rename(place.path("planted"), place.path("pki/.pending")).unwrap();
    set_mode(&place.path("pki/.pending"), 0o755);
    refused(&place, "k8s renew -dir pki", "its mode is not 0700");
    assert_eq!(place.read("pki/pki/ca.crt"), before);
}

#[test]
fn plan_reports_a_change_that_is_pending() {
    let place = cluster();
    fs::create_dir(place.path("pki/.pending")).unwrap();
    let output = place.command(BIN, "k8s plan -dir pki").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("is pending"));
}

#[test]
fn a_fifo_in_the_declarations_place_does_not_hang() {
    let place = cluster();
    fs::remove_file(place.path("pki/cluster.yaml")).unwrap();
    assert!(place.shell("mkfifo pki/cluster.yaml").status.success());
    let mut child = place
        .command(BIN, "k8s plan -dir pki")
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    assert!(text(&output.stderr).contains("not a regular file"));
}

#[test]
fn init_by_a_declaration_leaves_directories_of_others_alone() {
    let place = Place::new();
    place.write("cluster.yaml", YAML);
    fs::create_dir(place.path("home")).unwrap();
    place.write("home/letter.txt", "dear");
    refused(
        &place,
        "k8s init -f cluster.yaml -dir home",
        "nothing of a cluster",
    );
    assert_eq!(fs::read_dir(place.path("home")).unwrap().count(), 1);
    let printed = ok(&place, "k8s init -f cluster.yaml -dir made");
    assert!(!printed.contains("invented"), "{printed}");
    place.write("cluster.yaml", YAML.replace("192.0.2.3", "192.0.2.4"));
    refused(
        &place,
        "k8s init -f cluster.yaml -out made",
        "differs from cluster.yaml",
    );
    refused(&place, "k8s init -dir a -out b", "name one of them");
}

#[test]
fn a_declaration_elsewhere_is_kept_before_it_is_extended_and_kubeadms_stays() {
    let place = cluster();
    fs::rename(place.path("pki/cluster.yaml"), place.path("mine.yaml")).unwrap();
    let before = place.read("mine.yaml");
    let printed = ok(&place, "k8s add-node -dir pki -f mine.yaml w-2=192.0.2.9");
    assert!(printed.contains("as it was is in mine.yaml."), "{printed}");
    assert!(place.text("mine.yaml").contains("w-2"));
    let kept: Vec<String> = place.names();
    let kept = kept.iter().find(|name| name.starts_with("mine.yaml.2"));
    assert_eq!(place.read(kept.unwrap()), before);
    // The same file by another path: it is in the directory, and so in its backup.
    fs::rename(place.path("mine.yaml"), place.path("pki/cluster.yaml")).unwrap();
    let line = "k8s add-node -dir pki -f pki/../pki/cluster.yaml w-3=192.0.2.10";
    let printed = ok(&place, line);
    assert!(!printed.contains("as it was"), "{printed}");
    assert!(place.text("pki/cluster.yaml").contains("w-3"));
    let kubeadm = "\
# not certwright/v1
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
controlPlaneEndpoint: api.example.org:6443
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: 192.0.2.1}
nodeRegistration: {name: cp-1}
";
    place.write("kubeadm.yaml", kubeadm);
    refused(
        &place,
        "k8s add-node -dir pki -f kubeadm.yaml w-4=192.0.2.11",
        "is kubeadm's",
    );
    assert_eq!(place.text("kubeadm.yaml"), kubeadm);
}

#[test]
fn a_directory_named_as_a_certificate_is_suggested_as_one() {
    let place = cluster();
    for command in ["plan", "renew"] {
        refused(&place, &format!("k8s {command} pki"), "with -dir pki");
    }
    let output = place
        .command(BIN, "k8s plan -dir pki -days 7 alice")
        .output()
        .unwrap();
    assert!(text(&output.stdout).contains("+ valid for 7d"));
    refused(&place, "k8s plan -dir pki -days x", "option -days");
}
