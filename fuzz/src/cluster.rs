//! A cluster's declaration and kubeconfigs.

use certwright_cluster::{declaration, kubeconfig::Kubeconfig};

/// Declarations and kubeconfigs as they are written.
pub const FILES: &[&str] = &[
    "apiVersion: certwright/v1\nkind: Cluster\n\nname: kubernetes\ndnsDomain: cluster.local\nserviceSubnets: [10.96.0.0/12]\nendpoint: \"api.example.org:6443\"\n\
     bindPort: 6443\napiServerNames: [a.example]\ncontrolPlanes:\n  - name: cp-1\n    addresses: [192.0.2.11]\nworkers:\n  - name: w-1\n    addresses: [192.0.2.21, 2001:db8::1]\n\
     authorities: separate\nfiles: kubeadm\ncertificates:\n  bits: 2048\n  digest: sha256\n  validity: 365d\n  authorities:\n    bits: 2048\n    digest: sha256\n    validity: 3650d\n",
    "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster:\n    server: https://192.0.2.11:6443\n    certificate-authority-data: MAA=\ncontexts:\n- name: x\n  context: {cluster: c, user: u}\ncurrent-context: x\nusers:\n- name: u\n  user:\n    client-certificate-data: MAA=\n    client-key-data: MAA=\n",
    "a: &a [1, *b]\nb: !!binary MAA=\n? {c: d}\n: |+\n  text\n",
];

/// A declaration is read or refused; a kubeconfig that is read is written and read again.
pub fn cluster(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let _ = declaration::read(text).is_ok();
    if let Ok(read) = Kubeconfig::from_yaml(text)
        && let Ok(written) = read.to_yaml()
    {
        assert!(Kubeconfig::from_yaml(&written).is_ok());
    }
}
