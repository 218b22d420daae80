//! The notes' own commands, under the name `openssl`, and their own call of the API server.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::api_server::{self, PORT};
use super::support::{Workspace, binary, loopback};

const CONFIG: &str = "\
[req]
req_extensions = v3_req
distinguished_name = req_distinguished_name
[ v3_req ]
basicConstraints = CA:False
keyUsage = nonRepudiation
subjectAltName = @alt_names
[alt_names]
DNS.1 = kubernetes
DNS.2 = kubernetes.default
DNS.3 = kubernetes.default.svc.cluster.local
DNS.4 = kubernetes.default.svc
IP.1 = 10.96.0.1
IP.2 = 172.17.0.87
";

const COMMANDS: &str = "\
openssl genrsa -out ca.key 2048
openssl req -new -key ca.key -sub /CN=KUBERNETES-CA -out ca.csr
openssl x509 -req -in ca.csr -signkey ca.key -out ca.crt
openssl genrsa -out admin.key 2048
openssl req -new -key admin.key -sub /CN=kube-admin/OU=system:masters -out admin.csr
openssl x509 -req -in admin.csr -CA ca.crt -CAkey ca.key -out admin.crt
openssl genrsa -out apiserver.key 2048
openssl req -new -key apiserver.key -subj /CN=kube-apiserver -out apiserver.csr -config openssl.cnf
openssl x509 -req -in apiserver.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out apiserver.crt -extensions v3_req -extfile openssl.cnf -days 1000
";

/// Runs the notes' commands in a workspace, certwright being the `openssl` on the path.
fn follow(ws: &Workspace, config: &str) {
    ws.write("openssl.cnf", config);
    fs::create_dir(ws.path("bin")).unwrap();
    symlink(binary(), ws.path("bin/openssl")).unwrap();
    for line in COMMANDS.lines() {
        let mut command = ws.command("openssl");
        command.args(line.split_whitespace().skip(1));
        let path = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{}:{path}", ws.path("bin").display()));
        ws.outcome(line, &mut command).ok();
    }
}

#[test]
#[ignore = "needs nginx and curl"]
fn the_notes_call_of_the_api_server_lists_pods() {
    let ws = Workspace::new();
    // To be reached under the name in the notes' URL the server must have it, and to serve TLS its key must be allowed
    // to sign: both are added to the notes' configuration, which curl would refuse as it stands.
    let config = CONFIG
        .replace(
            "nonRepudiation",
            "nonRepudiation, digitalSignature, keyEncipherment",
        )
        .replace("[alt_names]\n", "[alt_names]\nDNS.5 = kube-apiserver\n");
    follow(&ws, &config);
    let address = loopback();
    let server = [&*ws.path("apiserver.crt"), &ws.path("apiserver.key")];
    let _nginx = api_server::start(&ws, "nginx", address, server, &ws.path("ca.crt"));
    let call = "curl https://kube-apiserver:6443/api/v1/pods --key admin.key --cert admin.crt --cacert ca.crt";
    let call = format!("{call} -sS --fail --resolve kube-apiserver:{PORT}:{address}");
    let pods = ws.run(&call).ok();
    assert!(
        pods.contains("seen-over-tls") && pods.contains("OU=system:masters,CN=kube-admin"),
        "{pods}"
    );
    let nobody = ws
        .run(&call.replace("--key admin.key --cert admin.crt", "-w%{http_code}"))
        .refused();
    assert!(nobody.contains("400"), "{nobody}");
}

#[test]
#[ignore = "needs nginx, curl and kubectl"]
fn the_notes_configuration_as_it_stands_serves_go_but_not_openssl() {
    // `keyUsage = nonRepudiation` alone forbids a TLS server's signature (RFC 5280 §4.2.1.3). OpenSSL obeys; Go, and so
    // every client of Kubernetes, does not look.
    let ws = Workspace::new();
    follow(&ws, CONFIG);
    let address = loopback();
    let server = [&*ws.path("apiserver.crt"), &ws.path("apiserver.key")];
    let _nginx = api_server::start(&ws, "nginx", address, server, &ws.path("ca.crt"));
    let curl = format!(
        "curl -sS https://kubernetes:6443/api/v1/pods --key admin.key --cert admin.crt --cacert ca.crt \
         --resolve kubernetes:{PORT}:{address}"
    );
    assert!(ws.run(&curl).refused().contains("certificate purpose"));
    let kubectl = format!(
        "kubectl get pods -o name --server https://{address}:{PORT} --tls-server-name kubernetes \
         --certificate-authority {ca} --client-certificate {crt} --client-key {key}",
        ca = shown(&ws.path("ca.crt")),
        crt = shown(&ws.path("admin.crt")),
        key = shown(&ws.path("admin.key")),
    );
    assert_eq!(ws.run(&kubectl).ok().trim(), "pod/seen-over-tls");
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
