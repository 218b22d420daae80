//! GnuTLS: a second opinion on certificates, keys and handshakes.

use std::net::Ipv4Addr;

use super::cluster::{self, Cluster};
use super::support::{Workspace, free_port};

const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT: &str = "1.3.6.1.5.5.7.3.2";

#[test]
#[ignore = "needs certtool"]
fn certtool_verifies_every_certificate_for_its_purpose_and_no_other() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let verify = |ca: &str, file: &str, purpose: &str, more: &str| {
        ws.run(&format!(
            "certtool --verify --load-ca-certificate {} --infile {} --verify-purpose {purpose} {more}",
            cluster.text(&format!("pki/{ca}.crt")),
            cluster.text(&format!("pki/{file}.crt")),
        ))
    };
    for (ca, file, purposes) in [
        ("ca", "apiserver", &[SERVER][..]),
        ("ca", "apiserver-kubelet-client", &[CLIENT]),
        ("ca", "admin", &[CLIENT]),
        ("ca", "super-admin", &[CLIENT]),
        ("ca", "scheduler", &[CLIENT]),
        ("ca", "controller-manager", &[CLIENT]),
        ("ca", "kube-proxy", &[CLIENT]),
        ("ca", "kubelet", &[SERVER]),
        ("ca", "kubelet-client", &[CLIENT]),
        ("etcd/ca", "etcd/server", &[SERVER, CLIENT]),
        ("etcd/ca", "etcd/peer", &[SERVER, CLIENT]),
        ("etcd/ca", "etcd/healthcheck-client", &[CLIENT]),
        ("etcd/ca", "apiserver-etcd-client", &[CLIENT]),
        ("front-proxy-ca", "front-proxy-client", &[CLIENT]),
    ] {
        for purpose in [SERVER, CLIENT] {
            let outcome = verify(ca, file, purpose, "");
            assert_eq!(
                outcome.code == Some(0),
                purposes.contains(&purpose),
                "{}",
                outcome.story()
            );
        }
        for wrong in ["ca", "etcd/ca", "front-proxy-ca"]
            .iter()
            .filter(|&&other| other != ca)
        {
            verify(wrong, file, purposes[0], "").refused();
        }
    }
    verify(
        "ca",
        "apiserver",
        SERVER,
        "--verify-hostname kubernetes.default.svc.cluster.local",
    )
    .ok();
    verify(
        "ca",
        "apiserver",
        SERVER,
        "--verify-hostname kubernetes.example",
    )
    .refused();
}

#[test]
#[ignore = "needs certtool"]
fn certtool_reads_every_private_key_and_finds_nothing_wrong_with_it() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    for key in ["ca", "sa", "apiserver", "etcd/peer", "admin"] {
        let output = ws.run(&format!(
            "certtool --key-info --infile {}",
            cluster.text(&format!("pki/{key}.key"))
        ));
        let output = output.ok();
        assert!(
            output.contains("Key Security Level: Medium (2048 bits)"),
            "{output}"
        );
    }
}

#[test]
#[ignore = "needs gnutls-serv and gnutls-cli"]
fn gnutls_shakes_hands_with_a_client_certificate_and_not_without() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let other = cluster::init(&ws, "other", 1);
    let port = free_port();
    let serve = format!(
        "gnutls-serv --echo --port {port} --require-client-cert --verify-client-cert --x509cafile {} \
         --x509certfile {} --x509keyfile {}",
        cluster.text("pki/ca.crt"),
        cluster.text("pki/apiserver.crt"),
        cluster.text("pki/apiserver.key"),
    );
    let _server = ws
        .serve("gnutls-serv", &serve)
        .listening_on((Ipv4Addr::LOCALHOST, port));
    let connect = |trust: &Cluster, identity: Option<&Cluster>, name: &str| {
        let mut line = format!(
            "gnutls-cli 127.0.0.1 --port {port} --x509cafile {} --verify-hostname {name}",
            trust.text("pki/ca.crt")
        );
        if let Some(identity) = identity {
            line += &format!(
                " --x509certfile {} --x509keyfile {}",
                identity.text("pki/admin.crt"),
                identity.text("pki/admin.key")
            );
        }
        ws.run(&line)
    };
    let greeting = connect(&cluster, Some(&cluster), "kubernetes").ok();
    assert!(greeting.contains("Handshake was completed"), "{greeting}");
    connect(&cluster, None, "kubernetes").refused();
    connect(&other, Some(&cluster), "kubernetes").refused();
    connect(&cluster, Some(&cluster), "example.org").refused();
}
