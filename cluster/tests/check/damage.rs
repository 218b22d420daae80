//! Kinds of damage: a healthy directory, what is broken in it, and exactly what must be found.

use std::collections::BTreeSet;

use certwright::der::{ObjectIdentifier, oid};
use certwright::pem;
use certwright::pkcs::spki;
use certwright::rsa::HashAlgorithm;
use certwright::x509::ExtensionBuf;
use certwright::x509::extension::KeyUsage;
use certwright_cluster::check::RULES;

use super::judge;
use super::tree::{self, Cert, DAY, NOW, Tree};

type Damage = (
    &'static str,
    fn() -> Tree,
    fn(&mut Tree),
    &'static [(&'static str, &'static str)],
);

const API: &str = "pki/apiserver.crt";
const FRONT: &str = "pki/front-proxy-client.crt";
const FRONT_CA: &str = "pki/front-proxy-ca.crt";

fn remove_name(cert: &mut Cert, name: &str) {
    let before = cert.names.len();
    cert.names.retain(|at| at != name);
    assert_eq!(cert.names.len() + 1, before, "{name}");
}

#[rustfmt::skip]
const DAMAGES: &[Damage] = &[
    ("a server's certificate has expired", tree::kubeadm,
        |t| t.cert(API).to = NOW - 1,
        &[("expired", API)]),
    ("a certificate in a kubeconfig has expired", tree::kubeadm,
        |t| t.conf("scheduler.conf").cert.to = NOW - DAY,
        &[("expired", "scheduler.conf")]),
    ("an authority has expired", tree::kubeadm,
        |t| t.cert(FRONT_CA).to = NOW - 1,
        &[("authority_expired", FRONT_CA), ("authority_ends_first", FRONT)]),
    ("an intermediate has expired", tree::notes,
        |t| {
            let mut intermediate = Cert::authority("", "", "between", tree::INTERMEDIATE_KEY);
            intermediate.issuer = ("KUBERNETES-CA".into(), 0);
            intermediate.to = NOW - 1;
            let cert = t.cert("apiserver.crt");
            cert.issuer = ("between".into(), tree::INTERMEDIATE_KEY);
            cert.to = NOW - 1 + DAY * 40;
            cert.chain = vec![intermediate];
        },
        &[("authority_expired", "apiserver.crt"), ("authority_ends_first", "apiserver.crt")]),
    ("a certificate begins tomorrow", tree::kubeadm,
        |t| t.cert(API).from = NOW + DAY,
        &[("not_yet_valid", API)]),
    ("a certificate ends in a week", tree::kubeadm,
        |t| t.cert("pki/etcd/peer.crt").to = NOW + 7 * DAY,
        &[("expires_soon", "pki/etcd/peer.crt")]),
    ("an authority ends in a quarter of a year", tree::kubeadm,
        |t| { t.cert(FRONT_CA).to = NOW + 90 * DAY; t.cert(FRONT).to = NOW + 80 * DAY; },
        &[("authority_expires_soon", FRONT_CA)]),
    ("an authority ends before what it signed", tree::kubeadm,
        |t| t.cert(FRONT_CA).to = NOW + 200 * DAY,
        &[("authority_ends_first", FRONT)]),
    ("a certificate is another cluster's", tree::kubeadm,
        |t| t.cert(API).issuer = ("another".into(), tree::OTHER_KEY),
        &[("issuer_unknown", API)]),
    ("a server's certificate is self-signed", tree::kubeadm,
        |t| { let cert = t.cert(API); cert.issuer = (cert.cn.clone(), cert.key); },
        &[("self_signed", API)]),
    ("etcd's certificate is signed by the Kubernetes CA", tree::kubeadm,
        |t| t.cert("pki/etcd/server.crt").issuer = ("kubernetes".into(), 0),
        &[("wrong_authority", "pki/etcd/server.crt")]),
    ("etcd trusts another CA", tree::kubeadm,
        |t| { let ca = t.cert("pki/etcd/ca.crt"); ca.key = tree::OTHER_KEY; ca.key_in_file = tree::OTHER_KEY;
              ca.cn = "stranger".into(); ca.issuer = ("stranger".into(), tree::OTHER_KEY); },
        &[("issuer_unknown", "pki/etcd/server.crt"), ("issuer_unknown", "pki/etcd/peer.crt"),
          ("issuer_unknown", "pki/etcd/healthcheck-client.crt"), ("issuer_unknown", "pki/apiserver-etcd-client.crt")]),
    ("an authority was made anew under the same name", tree::kubeadm,
        |t| { let ca = t.cert(FRONT_CA); ca.key = tree::OTHER_KEY; ca.key_in_file = tree::OTHER_KEY; ca.issuer.1 = tree::OTHER_KEY; },
        &[("signature_wrong", FRONT)]),
    ("a certificate has a critical extension that nobody knows", tree::kubeadm,
        |t| t.cert(API).extra.push(ExtensionBuf {
            oid: ObjectIdentifier::new("1.2.3.4").unwrap(), critical: true, value: vec![5, 0] }),
        &[("path_invalid", API)]),
    ("a certificate names another key of its authority", tree::kubeadm,
        |t| t.cert(API).issuer_key_identifier = Some(vec![7; 20]),
        &[("key_identifier_wrong", API)]),
    ("two certificates have one serial number", tree::kubeadm,
        |t| { t.cert("pki/etcd/server.crt").serial = 7; t.cert("pki/apiserver-etcd-client.crt").serial = 7; },
        &[("serial_reused", "pki/etcd/server.crt")]),
    ("an authority has no basicConstraints", tree::kubeadm,
        |t| t.cert(FRONT_CA).ca = None,
        &[("not_authority", FRONT_CA)]),
    ("an authority may not sign certificates", tree::kubeadm,
        |t| t.cert(FRONT_CA).usage = Some(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::CRL_SIGN),
        &[("authority_usage", FRONT_CA)]),
    ("two authorities have one key", tree::kubeadm,
        |t| { let ca = t.cert(FRONT_CA); ca.key = 0; ca.key_in_file = 0; ca.issuer.1 = 0; t.cert(FRONT).issuer.1 = 0; },
        &[("authorities_same", FRONT_CA)]),
    ("a node trusts another etcd authority", tree::kubeadm,
        |t| { let mut ca = t.cert("pki/etcd/ca.crt").clone(); ca.path = "nodes/cp-2/pki/etcd/ca.crt".into();
              ca.key_path = String::new(); ca.key = tree::OTHER_KEY; ca.issuer.1 = tree::OTHER_KEY; t.certs.push(ca); },
        &[("copy_differs", "nodes/cp-2/pki/etcd/ca.crt")]),
    ("a key does not fit", tree::kubeadm,
        |t| t.cert(API).key_in_file = tree::OTHER_KEY,
        &[("key_mismatch", API)]),
    ("a key in a kubeconfig does not fit", tree::kubeadm,
        |t| t.conf("admin.conf").cert.key_in_file = tree::OTHER_KEY,
        &[("key_mismatch", "admin.conf")]),
    ("the public key of service-account tokens does not fit", tree::kubeadm,
        |t| { let der = spki::to_der(&tree::public(tree::LEAF_KEY));
              t.files.insert("pki/sa.pub".into(), Some(pem::encode(pem::label::PUBLIC_KEY, &der).into_bytes())); },
        &[("key_mismatch", "pki/sa.pub")]),
    ("a key is missing", tree::easy_rsa,
        |t| { t.files.insert("pki/private/server.key".into(), None); },
        &[("key_missing", "pki/issued/server.crt")]),
    ("a key is damaged", tree::hard_way,
        |t| { t.files.insert("admin.key".into(), Some(pem::encode(pem::label::RSA_PRIVATE_KEY, &[0x30, 3, 2, 1, 0]).into_bytes())); },
        &[("key_malformed", "admin.key")]),
    ("a key is encrypted", tree::cfssl,
        |t| { t.files.insert("admin-key.pem".into(), Some(pem::encode(pem::label::ENCRYPTED_PRIVATE_KEY, ENCRYPTED).into_bytes())); },
        &[("key_encrypted", "admin-key.pem")]),
    ("a key is readable by others", tree::kubeadm,
        |t| { t.modes.insert("pki/etcd/server.key".into(), 0o644); },
        &[("key_readable", "pki/etcd/server.key")]),
    ("a kubeconfig is readable by its group", tree::kubeadm,
        |t| { t.modes.insert("admin.conf".into(), 0o640); },
        &[("key_readable", "admin.conf")]),
    ("a key is too short", tree::hard_way,
        |t| { let cert = t.cert("kube-scheduler.crt"); cert.key = tree::SHORT_KEY; cert.key_in_file = tree::SHORT_KEY; },
        &[("key_weak", "kube-scheduler.crt")]),
    ("a server has the key of the authority", tree::notes,
        |t| { let cert = t.cert("apiserver.crt"); cert.key = 0; cert.key_in_file = 0; },
        &[("authority_key_shared", "apiserver.crt")]),
    ("a certificate is signed over SHA-1", tree::easy_rsa,
        |t| t.cert("pki/issued/etcd.crt").digest = HashAlgorithm::Sha1,
        &[("digest_weak", "pki/issued/etcd.crt")]),
    ("a server has a common name only", tree::notes,
        |t| t.cert("apiserver.crt").names.clear(),
        &[("common_name_only", "apiserver.crt")]),
    ("the API server lacks a name of the service", tree::kubeadm,
        |t| remove_name(t.cert(API), "kubernetes.default"),
        &[("name_missing", API)]),
    ("the API server lacks the service's name in the domain", tree::notes,
        |t| remove_name(t.cert("apiserver.crt"), "kubernetes.default.svc.cluster.local"),
        &[("name_missing", "apiserver.crt")]),
    ("the API server has no address", tree::cfssl,
        |t| remove_name(t.cert("kubernetes.pem"), "IP:10.32.0.1"),
        &[("name_missing", "kubernetes.pem")]),
    ("an etcd member is not called localhost", tree::kubeadm,
        |t| remove_name(t.cert("pki/etcd/server.crt"), "localhost"),
        &[("name_missing", "pki/etcd/server.crt")]),
    ("a kubelet lacks its node's name", tree::notes,
        |t| t.cert("kubelet-node01.crt").names = vec!["node02".into()],
        &[("name_missing", "kubelet-node01.crt")]),
    ("a server has a wildcard", tree::kubeadm,
        |t| t.cert(API).names.push("*.example.org".into()),
        &[("name_superfluous", API)]),
    ("an etcd member can pass as the API server", tree::kubeadm,
        |t| t.cert("pki/etcd/peer.crt").names.push("kubernetes.default".into()),
        &[("name_superfluous", "pki/etcd/peer.crt")]),
    ("an address is written as a DNS name", tree::kubeadm,
        |t| t.cert(API).names.push("10.0.0.1".into()),
        &[("address_as_name", API)]),
    ("the scheduler is called otherwise", tree::kubeadm,
        |t| t.conf("scheduler.conf").cert.cn = "kube-scheduler".into(),
        &[("common_name_wrong", "scheduler.conf")]),
    ("a kubelet has another node's identity", tree::hard_way,
        |t| { t.cert("node-0.crt").cn = "system:node:node-1".into(); t.conf("node-0.kubeconfig").cert.cn = "system:node:node-1".into(); },
        &[("common_name_wrong", "node-0.crt"), ("common_name_wrong", "node-0.kubeconfig")]),
    ("the administrator is in no group", tree::easy_rsa,
        |t| t.cert("pki/issued/admin.crt").o.clear(),
        &[("group_missing", "pki/issued/admin.crt")]),
    ("a kubelet is not in the nodes' group", tree::kubeadm,
        |t| t.conf("kubelet.conf").cert.o.clear(),
        &[("group_missing", "kubelet.conf")]),
    ("the group stands in OU, as the notes have it", tree::notes,
        |t| { let cert = t.cert("admin.crt"); cert.o.clear(); cert.ou = vec!["system:masters"]; },
        &[("group_in_ou", "admin.crt")]),
    ("the scheduler may do everything", tree::kubeadm,
        |t| t.conf("scheduler.conf").cert.o.push("system:masters"),
        &[("group_superfluous", "scheduler.conf")]),
    ("the API server has a client's certificate", tree::kubeadm,
        |t| { let cert = t.cert(API); cert.server = false; cert.client = true; },
        &[("usage_missing", API)]),
    ("an etcd peer cannot be a client", tree::kubeadm,
        |t| t.cert("pki/etcd/peer.crt").client = false,
        &[("usage_missing", "pki/etcd/peer.crt")]),
    ("the keyUsage is nonRepudiation, as the notes have it", tree::notes,
        |t| t.cert("apiserver.crt").usage = Some(KeyUsage::NON_REPUDIATION),
        &[("key_usage_wrong", "apiserver.crt")]),
    ("a server's certificate is a CA's", tree::kubeadm,
        |t| t.cert("pki/apiserver-kubelet-client.crt").ca = Some(true),
        &[("leaf_is_authority", "pki/apiserver-kubelet-client.crt")]),
    ("a subjectAltName is damaged", tree::kubeadm,
        |t| { let cert = t.cert(API); cert.names.clear(); cert.extra.push(ExtensionBuf {
            oid: oid::SUBJECT_ALT_NAME.to_owned(), critical: false, value: vec![0x30, 3, 0x82] }); },
        &[("extension_malformed", API)]),
    ("a kubeconfig points elsewhere", tree::kubeadm,
        |t| t.conf("admin.conf").server = "https://198.51.100.9:6443".into(),
        &[("server_elsewhere", "admin.conf")]),
    ("a kubeconfig points to a server without TLS", tree::kubeadm,
        |t| t.conf("admin.conf").server = "http://192.0.2.1:8080".into(),
        &[("server_plain", "admin.conf")]),
    ("a kubeconfig verifies nobody", tree::kubeadm,
        |t| t.conf("admin.conf").edit = |c| c.clusters[0].cluster.insecure_skip_tls_verify = Some(true),
        &[("server_unverified", "admin.conf")]),
    ("a kubeconfig trusts another authority", tree::kubeadm,
        |t| t.conf("admin.conf").authority = "pki/etcd/ca.crt".into(),
        &[("trusts_others", "admin.conf")]),
    ("a kubeconfig trusts the system", tree::kubeadm,
        |t| t.conf("admin.conf").edit = |c| c.clusters[0].cluster.certificate_authority_data = None,
        &[("trusts_nobody", "admin.conf")]),
    ("a kubeconfig's context is not there", tree::kubeadm,
        |t| t.conf("admin.conf").edit = |c| c.current_context = "gone".into(),
        &[("context_broken", "admin.conf")]),
    ("a kubeconfig's context names a user who is not there", tree::kubeadm,
        |t| t.conf("admin.conf").edit = |c| c.contexts[0].context.user = "gone".into(),
        &[("context_broken", "admin.conf")]),
    ("a kubeconfig was not renewed with its certificate", tree::hard_way,
        |t| t.conf("admin.kubeconfig").cert.to = NOW + 60 * DAY,
        &[("kubeconfig_stale", "admin.kubeconfig")]),
    ("a certificate's file is empty", tree::kubeadm,
        |t| { t.files.insert(API.into(), Some(Vec::new())); },
        &[("unreadable", API)]),
    ("a certificate's file is cut off", tree::cfssl,
        |t| { let text = t.cert("kube-proxy.pem").pem(); t.files.insert("kube-proxy.pem".into(), Some(text.as_bytes()[..400].to_vec())); },
        &[("unreadable", "kube-proxy.pem")]),
    ("a kubeconfig is not YAML", tree::kubeadm,
        |t| { t.files.insert("admin.conf".into(), Some(b"kind: Config\nclusters: [\n".to_vec())); },
        &[("unreadable", "admin.conf")]),
    ("a file could not be opened", tree::kubeadm,
        |t| { t.unread.insert(API.into(), "Permission denied"); },
        &[("unreadable", API)]),
    ("a certificate has a key that is not RSA's", tree::kubeadm,
        |t| { t.cert(API).spki = Some(P256.to_vec());
              t.files.insert("pki/apiserver.key".into(), Some(pem::encode(pem::Label::new("EC PRIVATE KEY").unwrap(), &[0x30, 0]).into_bytes())); },
        &[("unsupported", "pki/apiserver.key")]),
];

/// A SubjectPublicKeyInfo of the base point of P-256 (SEC 2 §2.4.2).
const P256: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1,
    0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d,
    0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe,
    0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b,
    0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];

/// The outline of an EncryptedPrivateKeyInfo: an AlgorithmIdentifier (PBES2) and an OCTET STRING.
const ENCRYPTED: &[u8] = &[
    0x30, 0x0f, 0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d, 0x04,
    0x00,
];

#[test]
fn each_damage_is_found_and_nothing_else_is() {
    let mut wrong = String::new();
    for (name, healthy, damage, expected) in DAMAGES {
        let mut tree = healthy();
        damage(&mut tree);
        let checked = judge(&tree);
        let found: BTreeSet<(&str, &str)> = checked
            .findings
            .iter()
            .map(|finding| (finding.rule.name, finding.path.as_str()))
            .collect();
        let expected: BTreeSet<(&str, &str)> = expected.iter().copied().collect();
        // Which of two certificates with one serial number is the second does not matter.
        if found != expected
            && !(*name == "two certificates have one serial number" && found.len() == 1)
        {
            wrong += &format!(
                "{name}: expected {expected:?}, found {:#?}\n",
                checked.findings
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_a_damage_that_breaks_it() {
    // What is missing can be known by a declaration only: see `outputs`.
    let broken: BTreeSet<&str> = DAMAGES
        .iter()
        .flat_map(|(.., expected)| expected.iter().map(|(rule, _)| *rule))
        .chain(["missing"])
        .collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(broken, rules);
    assert_eq!(rules.len(), RULES.len(), "two rules of one name");
}

#[test]
fn a_rotation_under_way_is_nothing_wrong() {
    // Phase 1: both are trusted, the old key signs; phase 2: the new one does. In whichever order they stand.
    for (key_in_file, signer, first) in [
        (2, 2, 2),
        (2, 2, tree::OTHER_KEY),
        (tree::OTHER_KEY, tree::OTHER_KEY, 2),
    ] {
        let mut tree = tree::kubeadm();
        let second = if first == 2 { tree::OTHER_KEY } else { 2 };
        let ca = tree.cert(FRONT_CA);
        let mut other = ca.clone();
        (other.key, other.issuer.1) = (second, second);
        (ca.key, ca.issuer.1, ca.key_in_file) = (first, first, key_in_file);
        ca.chain = vec![other];
        tree.cert(FRONT).issuer.1 = signer;
        let checked = judge(&tree);
        assert!(checked.findings.is_empty(), "{:#?}", checked.findings);
        let keys = checked
            .certificates
            .iter()
            .filter(|at| at.external == Some(false))
            .count();
        assert_eq!(keys, 3, "the key is one certificate's of the two");
    }
}
