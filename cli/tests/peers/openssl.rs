//! Real OpenSSL's reading of a cluster's tree: who is who, for what, under which names, issued by whom.

use super::cluster::{self, Cluster};
use super::support::Workspace;

/// What a certificate must be: file, authority, subject, extended key usage.
type Row = (&'static str, &'static str, &'static str, &'static str);

const SERVER: &str = "TLS Web Server Authentication";
const CLIENT: &str = "TLS Web Client Authentication";
const BOTH: &str = "TLS Web Server Authentication, TLS Web Client Authentication";

/// From the Kubernetes documentation, "PKI certificates and requirements", and what kubeadm 1.29 and later makes.
const CERTIFICATES: &[Row] = &[
    ("pki/apiserver", "ca", "CN = kube-apiserver", SERVER),
    (
        "pki/apiserver-kubelet-client",
        "ca",
        "O = kubeadm:cluster-admins, CN = kube-apiserver-kubelet-client",
        CLIENT,
    ),
    (
        "pki/apiserver-etcd-client",
        "etcd/ca",
        "CN = kube-apiserver-etcd-client",
        CLIENT,
    ),
    (
        "pki/front-proxy-client",
        "front-proxy-ca",
        "CN = front-proxy-client",
        CLIENT,
    ),
    ("pki/etcd/server", "etcd/ca", "CN = cp-1", BOTH),
    ("pki/etcd/peer", "etcd/ca", "CN = cp-1", BOTH),
    (
        "pki/etcd/healthcheck-client",
        "etcd/ca",
        "CN = kube-etcd-healthcheck-client",
        CLIENT,
    ),
    (
        "pki/controller-manager",
        "ca",
        "CN = system:kube-controller-manager",
        CLIENT,
    ),
    ("pki/scheduler", "ca", "CN = system:kube-scheduler", CLIENT),
    (
        "pki/kube-proxy",
        "ca",
        "O = system:node-proxier, CN = system:kube-proxy",
        CLIENT,
    ),
    (
        "pki/admin",
        "ca",
        "O = kubeadm:cluster-admins, CN = kubernetes-admin",
        CLIENT,
    ),
    (
        "pki/super-admin",
        "ca",
        "O = system:masters, CN = kubernetes-super-admin",
        CLIENT,
    ),
    (
        "pki/kubelet",
        "ca",
        "O = system:nodes, CN = system:node:cp-1",
        SERVER,
    ),
    (
        "pki/kubelet-client",
        "ca",
        "O = system:nodes, CN = system:node:cp-1",
        CLIENT,
    ),
    (
        "nodes/worker-1/pki/kubelet",
        "ca",
        "O = system:nodes, CN = system:node:worker-1",
        SERVER,
    ),
    (
        "nodes/worker-1/pki/kubelet-client",
        "ca",
        "O = system:nodes, CN = system:node:worker-1",
        CLIENT,
    ),
];

fn show(ws: &Workspace, cluster: &Cluster, file: &str, what: &str) -> String {
    ws.run(&format!(
        "openssl x509 -noout {what} -in {}",
        cluster.text(&format!("{file}.crt"))
    ))
    .ok()
}

#[test]
#[ignore = "needs openssl"]
fn openssl_reads_in_every_certificate_what_kubernetes_requires_of_it() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    for &(file, authority, subject, usage) in CERTIFICATES {
        let authority = cluster.text(&format!("pki/{authority}.crt"));
        let certificate = cluster.text(&format!("{file}.crt"));
        for purpose in ["sslserver", "sslclient"] {
            let output = ws.run(&format!(
                "openssl verify -x509_strict -check_ss_sig -purpose {purpose} -CAfile {authority} {certificate}"
            ));
            let expected = usage.contains(if purpose == "sslserver" {
                "Server"
            } else {
                "Client"
            });
            assert_eq!(output.code == Some(0), expected, "{}", output.story());
        }
        assert_eq!(
            show(&ws, &cluster, file, "-subject").trim_end(),
            format!("subject={subject}"),
            "{file}"
        );
        let extensions = show(
            &ws,
            &cluster,
            file,
            "-ext basicConstraints,keyUsage,extendedKeyUsage",
        );
        for expected in [
            "Basic Constraints: critical\n    CA:FALSE\n",
            "Key Usage: critical\n    Digital Signature, Key Encipherment\n",
            &format!("Extended Key Usage: \n    {usage}\n"),
        ] {
            assert!(
                extensions.contains(expected),
                "{file} lacks {expected}: {extensions}"
            );
        }
        let of_certificate = show(&ws, &cluster, file, "-modulus");
        let of_key = ws.run(&format!(
            "openssl rsa -noout -check -modulus -in {}",
            cluster.text(&format!("{file}.key"))
        ));
        let of_key = of_key.ok();
        assert!(
            of_key.contains("RSA key ok") && of_key.contains(&of_certificate),
            "{file}: {of_key}"
        );
    }
}

#[test]
#[ignore = "needs openssl"]
fn openssl_reads_in_the_authorities_what_kubeadm_writes_into_them() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    for (file, name) in [
        ("ca", "kubernetes"),
        ("front-proxy-ca", "front-proxy-ca"),
        ("etcd/ca", "etcd-ca"),
    ] {
        let file = format!("pki/{file}");
        let names = show(&ws, &cluster, &file, "-subject -issuer");
        assert_eq!(names, format!("subject=CN = {name}\nissuer=CN = {name}\n"));
        let extensions = show(
            &ws,
            &cluster,
            &file,
            "-ext basicConstraints,keyUsage,subjectAltName,subjectKeyIdentifier",
        );
        for expected in [
            "Basic Constraints: critical\n    CA:TRUE\n",
            "Key Usage: critical\n    Digital Signature, Key Encipherment, Certificate Sign\n",
            "Subject Key Identifier: \n",
            &format!("Subject Alternative Name: \n    DNS:{name}\n"),
        ] {
            assert!(
                extensions.contains(expected),
                "{file} lacks {expected}: {extensions}"
            );
        }
        // Ten years for an authority, one for what it issues.
        ws.run(&format!(
            "openssl x509 -noout -checkend {} -in {}",
            3649 * 86400,
            cluster.text(&format!("{file}.crt"))
        ))
        .ok();
    }
    let year = |days: i64| format!("-checkend {}", days * 86400);
    show(&ws, &cluster, "pki/apiserver", &year(364));
    let later = format!(
        "openssl x509 -noout {} -in {}",
        year(366),
        cluster.text("pki/apiserver.crt")
    );
    ws.run(&later).refused();
}

#[test]
#[ignore = "needs openssl"]
fn openssl_finds_the_names_that_kubernetes_calls_its_servers_by() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let address = cluster.control_planes[0];
    let names = show(&ws, &cluster, "pki/apiserver", "-ext subjectAltName");
    for name in [
        "DNS:kubernetes,",
        "DNS:kubernetes.default,",
        "DNS:kubernetes.default.svc,",
        "DNS:kubernetes.default.svc.cluster.local,",
        "DNS:cp-1,",
        "DNS:kube-apiserver,",
        "IP Address:10.96.0.1,",
        &format!("IP Address:{address}"),
    ] {
        assert!(names.contains(name), "{name} is not among {names}");
    }
    for file in ["pki/etcd/server", "pki/etcd/peer"] {
        let names = show(&ws, &cluster, file, "-ext subjectAltName");
        for name in [
            "DNS:cp-1,",
            "DNS:localhost,",
            "IP Address:127.0.0.1,",
            "IP Address:0:0:0:0:0:0:0:1",
            &format!("IP Address:{address}"),
        ] {
            assert!(names.contains(name), "{name} is not among {names}");
        }
    }
    let names = show(
        &ws,
        &cluster,
        "nodes/worker-1/pki/kubelet",
        "-ext subjectAltName",
    );
    assert!(
        names.contains("DNS:worker-1, IP Address:192.0.2.1\n"),
        "{names}"
    );
}

#[test]
#[ignore = "needs openssl"]
fn openssl_pairs_the_service_account_keys_and_signs_and_verifies_with_them() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let [private, public] = [cluster.text("pki/sa.key"), cluster.text("pki/sa.pub")];
    let derived = ws.run(&format!("openssl rsa -in {private} -pubout")).ok();
    assert_eq!(derived, std::fs::read_to_string(&public).unwrap());
    ws.write("token", "header.payload");
    ws.run(&format!(
        "openssl dgst -sha256 -sign {private} -out signature token"
    ))
    .ok();
    ws.run(&format!(
        "openssl dgst -sha256 -verify {public} -signature signature token"
    ))
    .ok();
}
