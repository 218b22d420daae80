//! `k8s` in directories that are not as it left them: links, FIFOs, others' files, wrong answers of an authority elsewhere.

#![cfg(unix)]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::time::{Duration, Instant};

use common::cluster::{BIN, YAML, cluster, ok, refusal};
use common::{Place, text};

fn refused(place: &Place, line: &str, words: &str) {
    let refused = refusal(place, line);
    assert!(refused.contains(words), "{line}: {words}: {refused}");
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn nothing_is_written_through_a_link_to_a_directory() {
    let place = cluster(YAML);
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
    let place = cluster(YAML);
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
    let place = cluster(YAML);
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
    // Nor is a link in it moved to where it would be followed.
    set_mode(&place.path("pki/.pending"), 0o700);
    let link = place.path("pki/.pending/pki/admin.crt");
    symlink(place.path("pki/pki/ca.crt"), link).unwrap();
    refused(&place, "k8s renew -dir pki", "not a regular file");
    assert_eq!(place.read("pki/pki/ca.crt"), before);
    let admin = place.path("pki/pki/admin.crt").symlink_metadata().unwrap();
    assert!(admin.is_file());
}

#[test]
fn plan_reports_a_change_that_is_pending() {
    let place = cluster(YAML);
    fs::create_dir(place.path("pki/.pending")).unwrap();
    let output = place.command(BIN, "k8s plan -dir pki").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("is pending"));
    for line in [
        "k8s renew -dir pki -dry-run",
        "k8s csr -dir pki -dry-run",
        "k8s rotate-ca -dir pki -status",
    ] {
        let output = place.command(BIN, line).output().unwrap();
        assert!(text(&output.stderr).contains("is pending"), "{line}");
    }
}

#[test]
fn a_fifo_in_the_place_of_the_declaration_or_the_directory_does_not_hang() {
    let place = cluster(YAML);
    fs::remove_file(place.path("pki/cluster.yaml")).unwrap();
    let made = place.shell("mkfifo pki/cluster.yaml fifo");
    assert!(made.status.success());
    for (line, words) in [
        ("k8s plan -dir pki", "not a regular file"),
        ("k8s renew -dir fifo", "fifo is not a directory"),
    ] {
        let mut child = place
            .command(BIN, line)
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if start.elapsed() > Duration::from_secs(60) {
                child.kill().unwrap();
                panic!("{line}: it hangs");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let output = child.wait_with_output().unwrap();
        assert!(text(&output.stderr).contains(words), "{line}");
    }
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
    let place = cluster(YAML);
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
    let place = cluster(YAML);
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

/// A cluster whose authority is elsewhere, and that has a request for alice's certificate.
fn asked() -> Place {
    let place = cluster(YAML);
    fs::rename(place.path("pki/pki/ca.key"), place.path("ca.key")).unwrap();
    ok(&place, "k8s csr -dir pki -rekey alice");
    place
}

fn sign(place: &Place, extensions: &str, more: &str) {
    place.write("extensions", extensions);
    let line = format!(
        "x509 -req -in pki/csr/user@alice.csr -CA pki/pki/ca.crt -CAkey ca.key -out alice.crt -extfile extensions {more}"
    );
    ok(place, &line);
}

#[test]
fn an_answer_that_grants_more_than_was_asked_for_is_refused() {
    let place = asked();
    let before = place.read("pki/pki/users/alice.crt");
    let client = "extendedKeyUsage=clientAuth\n";
    for (extensions, more, words) in [
        (
            client,
            "-set_subject /O=developers/O=system:masters/CN=alice",
            "O=system:masters",
        ),
        (
            client,
            "-set_subject /O=developers/CN=alice/CN=root",
            "CN=root",
        ),
        ("basicConstraints=critical,CA:TRUE\n", "", "CA:TRUE"),
        ("keyUsage=digitalSignature,keyCertSign\n", "", "keyCertSign"),
        (
            "extendedKeyUsage=clientAuth,serverAuth\n",
            "",
            "the purpose",
        ),
        ("subjectAltName=DNS:evil.example\n", "", "evil.example"),
        (client, "-days 9000", "a validity beyond"),
        (client, "-sha1", "too weak"),
    ] {
        sign(&place, extensions, more);
        let refused = refusal(&place, "k8s import -dir pki alice.crt");
        assert!(refused.contains(words), "{words}: {refused}");
        assert_eq!(place.read("pki/pki/users/alice.crt"), before, "{words}");
    }
    sign(&place, client, "");
    let printed = ok(&place, "k8s import -dir pki alice.crt");
    assert!(printed.contains("files written"), "{printed}");
    // The new key has moved: no copy of it is among the old ones.
    assert!(!place.path("pki/csr/user@alice.key").exists());
    let found = place.shell("find pki/.backup -path '*csr*' -type f");
    assert_eq!(text(&found.stdout), "");
}

#[test]
fn an_answer_for_another_key_than_the_requests_is_refused() {
    let place = asked();
    let old = place.read("pki/pki/users/alice.crt");
    place.write("old.crt", &old);
    refused(&place, "k8s import -dir pki old.crt", "its key is not one");
}

#[test]
fn an_authority_that_does_not_fit_what_is_here_is_refused() {
    let place = cluster(YAML);
    let before = place.read("pki/pki/ca.crt");
    for (line, words) in [
        ("-ca pki/pki/admin.crt", "not an authority's"),
        ("-ca pki/pki/etcd/ca.crt", "not of the key in pki/ca.key"),
    ] {
        refused(&place, &format!("k8s import -dir pki {line}"), words);
    }
    fs::remove_file(place.path("pki/pki/ca.key")).unwrap();
    refused(
        &place,
        "k8s import -dir pki -ca pki/pki/etcd/ca.crt",
        "would be wrong",
    );
    assert_eq!(place.read("pki/pki/ca.crt"), before);
    // A bundle is taken whole.
    ok(&place, "k8s init -quiet -out other");
    let both = place.text("pki/pki/ca.crt") + &place.text("other/pki/ca.crt");
    place.write("both.crt", &both);
    ok(&place, "k8s import -dir pki -ca both.crt");
    assert_eq!(place.text("pki/pki/ca.crt"), both);
}

#[test]
fn an_earlier_requests_key_is_taken_from_a_regular_file_of_the_right_size_only() {
    let place = asked();
    let again = ok(&place, "k8s csr -dir pki -rekey alice");
    assert!(
        again.contains("with the key of the earlier request"),
        "{again}"
    );
    assert!(again.contains("1 request in"), "{again}");
    let path = place.path("pki/csr/user@alice.key");
    fs::remove_file(&path).unwrap();
    symlink("../pki/etcd/ca.key", &path).unwrap();
    let line = "k8s csr -dir pki -rekey alice";
    refused(&place, line, "not a regular file");
    fs::remove_file(&path).unwrap();
    fs::hard_link(place.path("pki/pki/etcd/ca.key"), &path).unwrap();
    refused(&place, line, "the key of the authority etcd/ca");
    fs::remove_file(&path).unwrap();
    ok(&place, "genrsa -out pki/csr/user@alice.key 1024");
    refused(&place, line, "1024 bits");
}

#[test]
fn a_bundle_never_holds_an_authoritys_key() {
    let place = cluster(YAML);
    let (certificate, key) = (place.text("pki/pki/ca.crt"), place.text("pki/pki/ca.key"));
    let path = "pki/nodes/w-1/pki/ca.crt";
    for file in [path, "pki/pki/ca.crt"] {
        place.write(file, format!("{certificate}{key}"));
    }
    for line in ["bundle -dir pki w-1", "kubeconfig -dir pki alice"] {
        let words = refusal(&place, &format!("k8s {line}"));
        assert!(words.contains("key"), "{words}");
    }
    assert!(!place.path("w-1.tar").exists());
    for file in [path, "pki/pki/ca.crt"] {
        place.write(file, format!("a note\n{certificate}"));
    }
    place.write("pki/nodes/w-1/pki/kubelet.key", &key);
    refused(&place, "k8s bundle -dir pki w-1", "key of an authority");
}

#[test]
fn what_is_handed_out_waits_for_a_change_that_is_under_way() {
    let place = cluster(YAML);
    let directory = fs::File::open(place.path("pki")).unwrap();
    directory.lock().unwrap();
    for line in [
        "bundle -dir pki w-1",
        "kubeconfig -dir pki alice",
        "secret -dir pki admin",
    ] {
        refused(&place, &format!("k8s {line}"), "another run");
    }
}

#[test]
fn a_user_is_made_only_if_the_kubeconfig_can_be_written() {
    let place = cluster(YAML);
    let line = "k8s kubeconfig -dir pki -group ops -out absent/zed.conf zed";
    refused(&place, line, "absent");
    assert!(!place.text("pki/cluster.yaml").contains("zed"));
    assert!(!place.path("pki/pki/users/zed.crt").exists());
    ok(
        &place,
        "k8s kubeconfig -dir pki -group ops -out zed.conf zed",
    );
    for (line, words) in [
        (
            "kubeconfig -dir pki -server http://192.0.2.1 alice",
            "https://",
        ),
        ("kubeconfig -dir pki -server 192.0.2.1 alice", "https://"),
        ("secret -bootstrap-token -name x", "option -name"),
        ("secret -bootstrap-token -namespace x", "option -namespace"),
        ("secret -dir pki admin -ttl 1h", "option -ttl"),
    ] {
        refused(&place, &format!("k8s {line}"), words);
    }
}
