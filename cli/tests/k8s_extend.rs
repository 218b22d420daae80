//! `k8s rotate-ca`, `add-node`, `add-san`, `kubeconfig`, `secret`, `bundle`, `csr` and `import`.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

use certwright::x509::{Certificate, RsaVerifier};
use certwright_cluster::kubeconfig::Kubeconfig;
use common::Place;
use common::cluster::{BIN, cluster, ok, refusal};

const YAML: &str = "\
apiVersion: certwright/v1
endpoint: api.example.org:6443
controlPlanes:
  - {name: cp-1, addresses: [192.0.2.1]}
  - {name: cp-2, addresses: [192.0.2.2]}
workers:
  - {name: w-1, addresses: [192.0.2.3]}
users:
  - {name: alice, groups: [developers]}
";

fn unchanged(place: &Place) {
    assert_eq!(ok(place, "k8s plan -dir pki"), "pki: nothing to change\n");
}

fn certificates(place: &Place, path: &str) -> Vec<Certificate> {
    Certificate::all_from_pem(place.read(path)).unwrap()
}

/// Whether some certificate of a file signed another's first one.
fn trusts(place: &Place, authorities: &str, leaf: &str) -> bool {
    let leaf = certificates(place, leaf).swap_remove(0);
    certificates(place, authorities).iter().any(|authority| {
        let signed = leaf.fields();
        signed
            .verify_signature(&authority.public_key(), &RsaVerifier)
            .is_ok()
    })
}

#[test]
fn an_authority_is_replaced_in_three_phases_and_every_leaf_is_trusted_in_each() {
    let place = cluster(YAML);
    let old = certificates(&place, "pki/pki/ca.crt");
    let key = place.read("pki/pki/apiserver.key");
    let status = || ok(&place, "k8s rotate-ca -dir pki -status");
    assert!(status().contains("no rotation is under way"));
    for (phase, count, words) in [
        (1, 2, "phase 1 of 3 is done"),
        (2, 2, "phase 2"),
        (3, 1, "no rotation"),
    ] {
        let printed = ok(&place, "k8s rotate-ca -dir pki");
        assert!(
            printed.contains(&format!("Phase {phase} of 3 is done")),
            "{printed}"
        );
        assert!(status().contains(words), "{}", status());
        for authority in ["ca", "etcd/ca", "front-proxy-ca"] {
            for top in ["pki", "pki/nodes/cp-2"] {
                let path = format!("{top}/pki/{authority}.crt");
                assert_eq!(certificates(&place, &path).len(), count, "{path}");
            }
        }
        for (authority, leaf) in [
            ("pki/pki/ca.crt", "pki/pki/apiserver.crt"),
            ("pki/nodes/w-1/pki/ca.crt", "pki/nodes/w-1/pki/kubelet.crt"),
            ("pki/pki/etcd/ca.crt", "pki/nodes/cp-2/pki/etcd/peer.crt"),
            (
                "pki/pki/front-proxy-ca.crt",
                "pki/pki/front-proxy-client.crt",
            ),
        ] {
            assert!(trusts(&place, authority, leaf), "phase {phase}: {leaf}");
        }
        let config = Kubeconfig::from_yaml(&place.text("pki/users/alice.conf")).unwrap();
        let embedded = config.clusters[0]
            .cluster
            .certificate_authority_data
            .as_ref()
            .unwrap();
        assert_eq!(embedded.as_bytes(), place.read("pki/pki/ca.crt"));
    }
    assert_eq!(
        place.read("pki/pki/apiserver.key"),
        key,
        "leaves keep their keys"
    );
    let new = certificates(&place, "pki/pki/ca.crt");
    assert_ne!(new[0].as_der(), old[0].as_der());
    let signs = new[0].public_key().rsa_public_key().unwrap();
    let held = certwright::rsa::PrivateKey::from_pem(place.read("pki/pki/ca.key")).unwrap();
    assert_eq!(signs, *held.public_key());
    assert!(!place.path("pki/.rotation/phase").exists());
    unchanged(&place);
}

#[test]
fn a_rotation_killed_at_any_moment_is_completed_by_the_next_runs() {
    let place = cluster(YAML);
    for round in 0..24u64 {
        let mut child = place
            .command(BIN, "k8s rotate-ca -dir pki -quiet -authority etcd/ca")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(3 + round * 3));
        child.kill().unwrap();
        child.wait().unwrap();
        // Whoever is asked trusts whoever asks, in whatever state the kill left the directory.
        assert!(trusts(
            &place,
            "pki/pki/etcd/ca.crt",
            "pki/pki/etcd/server.crt"
        ));
        assert!(trusts(
            &place,
            "pki/nodes/cp-2/pki/etcd/ca.crt",
            "pki/pki/etcd/peer.crt"
        ));
    }
    while !ok(&place, "k8s rotate-ca -dir pki -status").contains("no rotation") {
        ok(&place, "k8s rotate-ca -dir pki -authority etcd/ca");
    }
    assert!(trusts(
        &place,
        "pki/pki/etcd/ca.crt",
        "pki/pki/etcd/server.crt"
    ));
    assert_eq!(certificates(&place, "pki/pki/etcd/ca.crt").len(), 1);
    unchanged(&place);
}

#[test]
fn the_old_authority_is_not_dropped_while_it_signs() {
    let place = cluster(YAML);
    let old = place.read("pki/pki/admin.crt");
    ok(&place, "k8s rotate-ca -dir pki -quiet");
    ok(&place, "k8s rotate-ca -dir pki -quiet");
    place.write("pki/pki/admin.crt", old);
    let words = refusal(&place, "k8s rotate-ca -dir pki");
    assert!(
        words.contains("pki/admin.crt") && words.contains("not signed by the new"),
        "{words}"
    );
    assert_eq!(certificates(&place, "pki/pki/ca.crt").len(), 2);
    let words = refusal(&place, "k8s rotate-ca -dir absent");
    assert!(words.contains("absent"), "{words}");
}

#[test]
fn a_node_and_a_name_are_added_to_the_declaration_and_the_directory() {
    let place = cluster(YAML);
    let before = place.read("pki/pki/apiserver.crt");
    ok(&place, "k8s add-node -dir pki w-2=192.0.2.4,2001:db8::4");
    assert!(place.text("pki/cluster.yaml").contains("w-2"));
    assert!(trusts(
        &place,
        "pki/nodes/w-2/pki/ca.crt",
        "pki/nodes/w-2/pki/kubelet.crt"
    ));
    assert!(!place.path("pki/nodes/w-2/pki/apiserver.crt").exists());
    ok(
        &place,
        "k8s add-node -dir pki -control-plane cp-3=192.0.2.5",
    );
    assert!(place.path("pki/nodes/cp-3/pki/etcd/peer.key").exists());
    assert!(place.path("pki/nodes/cp-3/pki/sa.key").exists());
    assert_eq!(
        place.read("pki/pki/apiserver.crt"),
        before,
        "nothing else changes"
    );
    ok(&place, "k8s add-san -dir pki api.example.com 203.0.113.7");
    for node in ["", "nodes/cp-2/", "nodes/cp-3/"] {
        let path = format!("pki/{node}pki/apiserver.crt");
        let shown = ok(
            &place,
            &format!("x509 -in {path} -noout -ext subjectAltName"),
        );
        assert!(
            shown.contains("api.example.com") && shown.contains("203.0.113.7"),
            "{shown}"
        );
    }
    unchanged(&place);
    // A name that is there, in the list or by itself, is nothing to do.
    let certificate = place.read("pki/pki/apiserver.crt");
    let files = place.text("pki/cluster.yaml");
    let backups = || fs::read_dir(place.path("pki/.backup")).unwrap().count();
    let kept = backups();
    for names in [
        "api.example.com",
        "203.0.113.7 api.example.com",
        "kubernetes.default",
        "10.96.0.1",
    ] {
        let printed = ok(&place, &format!("k8s add-san -dir pki {names}"));
        assert_eq!(printed, "pki: nothing to change\n", "{names}");
    }
    assert_eq!(place.read("pki/pki/apiserver.crt"), certificate);
    assert_eq!(place.text("pki/cluster.yaml"), files);
    assert_eq!(backups(), kept);
    // One of three has this one already.
    let printed = ok(&place, "k8s add-san -dir pki cp-1");
    assert!(
        printed.contains("2 to change") && printed.contains("+ cp-1"),
        "{printed}"
    );
    assert_eq!(place.read("pki/pki/apiserver.crt"), certificate);
    // What was written into the declaration by hand is made, and comments go where it is said.
    let text = place
        .text("pki/cluster.yaml")
        .replace("cp-1]", "cp-1, hand.example.com]");
    place.write("pki/cluster.yaml", format!("# ours\n{text}"));
    let printed = ok(&place, "k8s add-san -dir pki hand.example.com");
    assert!(
        printed.contains("3 to change") && printed.contains("+ hand.example.com"),
        "{printed}"
    );
    assert!(place.text("pki/cluster.yaml").starts_with("# ours\n"));
    let run = place
        .command(BIN, "k8s add-san -dir pki last.example.com")
        .output()
        .unwrap();
    let said = common::text(&run.stderr);
    let backup = said.trim().rsplit(' ').next().unwrap();
    assert!(
        said.contains("without comments") && run.status.success(),
        "{said}"
    );
    assert!(
        place
            .text(&format!("{backup}/cluster.yaml"))
            .starts_with("# ours\n"),
        "{said}"
    );
    assert!(!place.text("pki/cluster.yaml").contains("# ours"));
    let run = place
        .command(BIN, "k8s add-san -dir pki quiet.example.com")
        .output()
        .unwrap();
    assert_eq!(
        common::text(&run.stderr),
        "",
        "what this program wrote has no comments of others"
    );
    let files = place.text("pki/cluster.yaml");
    for (line, words) in [
        ("add-node -dir pki w-1=192.0.2.9", "two nodes"),
        ("add-node -dir pki w-9=192.0.2.3", "the same address"),
        (
            "add-node -dir pki -etcd e-1=192.0.2.9",
            "on the control planes",
        ),
        ("add-node -dir pki", "needs NAME=ADDRESS"),
        ("add-san -dir pki under_score", "lower-case"),
    ] {
        let refused = refusal(&place, &format!("k8s {line}"));
        assert!(refused.contains(words), "{words}: {refused}");
    }
    assert_eq!(place.text("pki/cluster.yaml"), files);
}

#[test]
fn a_users_kubeconfig_is_printed_embedded_or_by_reference_and_a_new_user_is_made() {
    let place = cluster(YAML);
    let read = |line: &str| Kubeconfig::from_yaml(&ok(&place, line)).unwrap();
    let config = read("k8s kubeconfig -dir pki alice");
    assert_eq!(
        config.clusters[0].cluster.server,
        "https://api.example.org:6443"
    );
    let data = config.users[0]
        .user
        .client_certificate_data
        .as_ref()
        .unwrap();
    assert_eq!(data.as_bytes(), place.read("pki/pki/users/alice.crt"));
    let config = read("k8s kubeconfig -dir pki -reference -server https://192.0.2.1:6443 alice");
    assert_eq!(config.clusters[0].cluster.server, "https://192.0.2.1:6443");
    let user = &config.users[0].user;
    assert!(user.client_key_data.is_none());
    let key = fs::read(user.client_key.as_ref().unwrap()).unwrap();
    assert_eq!(key, place.read("pki/pki/users/alice.key"));
    ok(
        &place,
        "k8s kubeconfig -dir pki -group ops -out bob.conf bob",
    );
    let subject = ok(&place, "x509 -in pki/pki/users/bob.crt -noout -subject");
    assert!(
        subject.contains("O = ops") && subject.contains("CN = bob"),
        "{subject}"
    );
    unchanged(&place);
    let words = refusal(&place, "k8s kubeconfig -dir pki alcie");
    assert!(
        words.contains("there is no alcie") && words.contains("-group GROUP makes a new user"),
        "{words}"
    );
    let words = refusal(&place, "k8s kubeconfig -dir pki scheduler");
    assert!(
        words.contains("means 2 certificates") && words.contains("scheduler@cp-1"),
        "{words}"
    );
}

#[test]
fn secrets_are_manifests_of_the_types_that_kubernetes_has() {
    let place = cluster(YAML);
    let manifest = |line: &str| -> BTreeMap<String, serde_norway::Value> {
        serde_norway::from_str(&ok(&place, line)).unwrap()
    };
    let tls = manifest("k8s secret -dir pki apiserver@cp-2 -namespace web");
    assert_eq!(tls["type"], "kubernetes.io/tls");
    assert_eq!(tls["metadata"]["namespace"], "web");
    assert_eq!(tls["metadata"]["name"], "apiserver-cp-2");
    let token = manifest("k8s secret -bootstrap-token");
    assert_eq!(token["type"], "bootstrap.kubernetes.io/token");
    let data = &token["stringData"];
    let id = data["token-id"].as_str().unwrap();
    assert_eq!(
        (id.len(), data["token-secret"].as_str().unwrap().len()),
        (6, 16)
    );
    assert_eq!(token["metadata"]["name"], format!("bootstrap-token-{id}"));
    assert_ne!(manifest("k8s secret -bootstrap-token")["stringData"], *data);
    let words = refusal(&place, "k8s secret -dir pki ca");
    assert!(words.contains("belongs in no Secret"), "{words}");
}

#[test]
fn a_bundle_has_what_its_machine_needs_and_no_authoritys_key() {
    let place = cluster(YAML);
    let names = |node: &str| -> Vec<String> {
        ok(&place, &format!("k8s bundle -dir pki {node}"));
        let bytes = place.read(&format!("{node}.tar"));
        let mut archive = tar::Archive::new(&bytes[..]);
        let mut names = Vec::new();
        for entry in archive.entries().unwrap() {
            let entry = entry.unwrap();
            let header = entry.header();
            assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
            let name = entry.path().unwrap().to_str().unwrap().to_string();
            let private = name.ends_with(".key") || name.ends_with(".conf");
            let mode = match (name.ends_with('/'), private) {
                (true, _) => 0o755,
                (_, true) => 0o600,
                (_, false) => 0o644,
            };
            assert_eq!(header.mode().unwrap(), mode, "{name}");
            if !name.ends_with('/') {
                names.push(name);
            }
        }
        names.sort();
        names
    };
    assert_eq!(
        names("w-1"),
        [
            "kube-proxy.conf",
            "kubelet.conf",
            "pki/ca.crt",
            "pki/kubelet-client.crt",
            "pki/kubelet-client.key",
            "pki/kubelet.crt",
            "pki/kubelet.key",
        ]
    );
    for node in ["cp-1", "cp-2"] {
        let names = names(node);
        for name in [
            "pki/ca.crt",
            "pki/etcd/ca.crt",
            "pki/etcd/peer.key",
            "pki/sa.key",
            "scheduler.conf",
        ] {
            assert!(names.iter().any(|n| n == name), "{node}: {name}: {names:?}");
        }
        assert!(
            !names.iter().any(|name| name.ends_with("ca.key")),
            "{names:?}"
        );
        assert!(
            !names
                .iter()
                .any(|name| name.contains("admin") || name.contains("alice")),
            "{names:?}"
        );
    }
    let words = refusal(&place, "k8s bundle -dir pki w-3");
    assert!(words.contains("there is no machine w-3"), "{words}");
}

#[test]
fn an_authority_elsewhere_answers_requests_and_what_it_answers_is_checked() {
    let place = cluster(YAML);
    // The key goes to where the authority is.
    fs::rename(place.path("pki/pki/ca.key"), place.path("ca.key")).unwrap();
    fs::remove_file(place.path("pki/nodes/cp-2/pki/ca.key")).unwrap();
    fs::remove_file(place.path("pki/pki/apiserver.crt")).unwrap();
    fs::remove_file(place.path("pki/pki/apiserver.key")).unwrap();
    let printed = ok(&place, "k8s csr -dir pki apiserver@cp-1 alice");
    assert!(printed.contains("2 requests"), "{printed}");
    let request = ok(
        &place,
        "req -in pki/csr/apiserver@cp-1.csr -noout -text -verify",
    );
    assert!(request.contains("api.example.org"), "{request}");
    let sign = |id: &str, more: &str| {
        ok(
            &place,
            &format!(
                "x509 -req -in pki/csr/{id}.csr -CA pki/pki/ca.crt -CAkey ca.key -days 90 -out {id}.crt {more}"
            ),
        );
    };
    // Without what the request asks for: refused, and nothing is taken in.
    sign("apiserver@cp-1", "");
    sign("user@alice", "-copy_extensions copyall");
    let before = place.read("pki/pki/users/alice.crt");
    let words = refusal(
        &place,
        "k8s import -dir pki user@alice.crt apiserver@cp-1.crt",
    );
    assert!(words.contains("it lacks the names"), "{words}");
    assert_eq!(place.read("pki/pki/users/alice.crt"), before);
    assert!(!place.path("pki/pki/apiserver.crt").exists());
    sign("apiserver@cp-1", "-copy_extensions copyall");
    let words = refusal(
        &place,
        "k8s import -dir pki pki/pki/etcd/ca.crt pki/pki/sa.pub",
    );
    assert!(words.contains("holds no certificate"), "{words}");
    ok(
        &place,
        "k8s import -dir pki user@alice.crt apiserver@cp-1.crt",
    );
    assert!(trusts(&place, "pki/pki/ca.crt", "pki/pki/apiserver.crt"));
    assert!(place.path("pki/pki/apiserver.key").exists());
    assert!(!place.path("pki/csr/apiserver@cp-1.key").exists());
    let config = Kubeconfig::from_yaml(&place.text("pki/users/alice.conf")).unwrap();
    let data = config.users[0]
        .user
        .client_certificate_data
        .as_ref()
        .unwrap();
    assert_eq!(data.as_bytes(), place.read("pki/pki/users/alice.crt"));
    unchanged(&place);
    // A certificate of somebody else's key.
    ok(
        &place,
        "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -subj /CN=x -out x.crt",
    );
    let words = refusal(&place, "k8s import -dir pki x.crt");
    assert!(words.contains("not one of this cluster's"), "{words}");
}
