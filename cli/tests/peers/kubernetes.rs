//! The API server's callers: curl with certificate files, kubectl with the kubeconfigs.

use super::api_server::{self, PORT};
use super::cluster::{self, Cluster};
use super::support::{Server, Workspace};

/// nginx with the first control plane's certificate.
pub fn serve(ws: &Workspace, cluster: &Cluster) -> Server {
    let server = [
        &*cluster.file("pki/apiserver.crt"),
        &cluster.file("pki/apiserver.key"),
    ];
    api_server::start(
        ws,
        "nginx",
        cluster.control_planes[0],
        server,
        &cluster.file("pki/ca.crt"),
    )
}

#[test]
#[ignore = "needs nginx and kubectl"]
fn kubectl_lists_pods_through_every_kubeconfig_and_is_seen_as_who_it_should_be() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let _nginx = serve(&ws, &cluster);
    for (file, identity) in [
        ("admin.conf", "CN=kubernetes-admin,O=kubeadm:cluster-admins"),
        (
            "super-admin.conf",
            "CN=kubernetes-super-admin,O=system:masters",
        ),
        (
            "controller-manager.conf",
            "CN=system:kube-controller-manager",
        ),
        ("scheduler.conf", "CN=system:kube-scheduler"),
        ("kubelet.conf", "CN=system:node:cp-1,O=system:nodes"),
        (
            "nodes/worker-1/kubelet.conf",
            "CN=system:node:worker-1,O=system:nodes",
        ),
        (
            "kube-proxy.conf",
            "CN=system:kube-proxy,O=system:node-proxier",
        ),
    ] {
        let config = cluster.text(file);
        let list = ws
            .run(&format!("kubectl --kubeconfig {config} get pods"))
            .ok();
        assert!(list.contains("seen-over-tls"), "{file}: {list}");
        let who = "jsonpath={.items[0].metadata.annotations.client}";
        let seen = ws
            .run(&format!("kubectl --kubeconfig {config} get pods -o {who}"))
            .ok();
        assert_eq!(seen, identity, "{file}");
    }
}

#[test]
#[ignore = "needs nginx and kubectl"]
fn kubectl_refuses_an_api_server_of_another_cluster_and_is_refused_by_it() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let other = cluster::init(&ws, "other", 1);
    let _nginx = serve(&ws, &cluster);
    let kubectl = |more: &str| {
        let config = other.text("admin.conf");
        let address = cluster.control_planes[0];
        ws.run(&format!(
            "kubectl --kubeconfig {config} --server https://{address}:{PORT} {more} get pods"
        ))
    };
    let refusal = kubectl("").refused();
    assert!(
        refusal.contains("certificate signed by unknown authority"),
        "{refusal}"
    );
    let refusal = kubectl(&format!(
        "--certificate-authority {}",
        cluster.text("pki/ca.crt")
    ))
    .refused();
    assert!(refusal.contains("(BadRequest)"), "{refusal}");
}

#[test]
#[ignore = "needs nginx and curl"]
fn curl_reaches_the_api_server_by_each_of_its_names_and_only_with_a_certificate() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let _nginx = serve(&ws, &cluster);
    let address = cluster.control_planes[0];
    for path in ["admin.key", "admin.crt", "ca.crt"] {
        std::fs::copy(cluster.file(&format!("pki/{path}")), ws.path(path)).unwrap();
    }
    let call = "curl https://kube-apiserver:6443/api/v1/pods --key admin.key --cert admin.crt --cacert ca.crt";
    let mut calls = vec![format!(
        "{call} -sS --fail --resolve kube-apiserver:{PORT}:{address}"
    )];
    for name in ["kubernetes", "kubernetes.default.svc.cluster.local", "cp-1"] {
        calls.push(calls[0].replace("kube-apiserver", name));
    }
    calls.push(call.replace("kube-apiserver", &address.to_string()) + " -sS --fail");
    for call in &calls {
        let pods = ws.run(call).ok();
        assert!(
            pods.contains("seen-over-tls") && pods.contains("kubernetes-admin"),
            "{pods}"
        );
    }
    let refusal = ws
        .run(&calls[0].replace("kube-apiserver", "example.org"))
        .refused();
    assert!(
        refusal.contains("no alternative certificate subject name matches"),
        "{refusal}"
    );
    let refusal = ws
        .run(&calls[0].replace("--key admin.key --cert admin.crt", ""))
        .refused();
    assert!(refusal.contains("400"), "{refusal}");
    let stranger = cluster::init(&ws, "other", 1);
    let impostor = calls[0]
        .replace("admin.key", &stranger.text("pki/admin.key"))
        .replace("admin.crt", &stranger.text("pki/admin.crt"));
    let refusal = ws.run(&impostor).refused();
    assert!(refusal.contains("400"), "{refusal}");
}

/// What kubectl and curl are given by a kubeconfig, as files.
fn credentials(ws: &Workspace, config: &str) -> [String; 3] {
    use certwright_cluster::kubeconfig::Kubeconfig;
    let config = Kubeconfig::from_yaml(&std::fs::read_to_string(config).unwrap()).unwrap();
    let (user, cluster) = (&config.users[0].user, &config.clusters[0].cluster);
    [
        ("ca.pem", &cluster.certificate_authority_data),
        ("user.pem", &user.client_certificate_data),
        ("user.key", &user.client_key_data),
    ]
    .map(|(name, data)| {
        let path = ws.write(name, data.as_ref().unwrap().as_bytes());
        path.display().to_string()
    })
}

#[test]
#[ignore = "needs nginx and curl"]
fn curl_is_let_in_with_what_every_kubeconfig_carries() {
    let ws = Workspace::new();
    let cluster = cluster::init(&ws, "k8s", 1);
    let _nginx = serve(&ws, &cluster);
    let address = cluster.control_planes[0];
    for file in [
        "admin.conf",
        "super-admin.conf",
        "controller-manager.conf",
        "scheduler.conf",
        "kubelet.conf",
        "nodes/worker-1/kubelet.conf",
        "kube-proxy.conf",
    ] {
        let [ca, cert, key] = credentials(&ws, &cluster.text(file));
        let pods = ws.run(&format!(
            "curl -sS --fail --max-time 20 --cacert {ca} --cert {cert} --key {key} https://{address}:{PORT}/api/v1/pods"
        ));
        assert!(pods.ok().contains("seen-over-tls"), "{file}");
    }
}
