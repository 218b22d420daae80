//! What the signer reads, with bytes changed: a rules file, a CertificateSigningRequest as the API server sends it, and the request in it. Whatever it is, it is read
//! or refused in one line.

use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use certwright::SysRng;
use certwright::der::{Reader, Tag, Writer, oid};
use certwright::pem;
use certwright::rsa::PrivateKey;
use certwright::x509::{AltNames, NameBuilder, RequestBuilder, RequestRef, Signer as _};
use certwright_oracle::SplitMix64;
use certwright_signer::{Asked, Rules, SignerName, decide};
use k8s_openapi::api::certificates::v1::CertificateSigningRequest;

const KEY: &str = include_str!("../../vectors/keys/rsa-2048.pem");

const RULES: &str = r#"apiVersion: certwright/v1
kind: SignerRules
rules:
- name: nodes
  requester: {nodes: ["worker-*"]}
  subject: {commonNames: ["system:node:{node}"], organizations: ["system:nodes"]}
  names: {dns: ["{node}", "{node}.example.com"], addresses: [10.0.0.0/8, "2001:db8::/32"], wildcards: true}
  usages: [digital signature, server auth, client auth]
  lifetime: 7d
  maxLifetime: 30d
- name: web
  requester:
    usernames: ["system:serviceaccount:web:*"]
    groups: ["system:serviceaccounts"]
  subject:
    commonNames: ["web-*"]
    organizations: [shop]
  names:
    dns: ["*.web.example.com"]
    emails: ["*@example.com"]
    uris: ["spiffe://example.com/*"]
  usages: [digital signature, key encipherment, server auth]
  maxLifetime: 1d
  minKeyBits: 2048
  approve: true
"#;

const SIGNERS: [&str; 4] = [
    "example.com/internal",
    "kubernetes.io/kube-apiserver-client",
    "kubernetes.io/kube-apiserver-client-kubelet",
    "kubernetes.io/kubelet-serving",
];

/// Runs a case on changed seeds for ten seconds; how many of the inputs came as far as `true`.
fn ten_seconds(seeds: &[Vec<u8>], mut case: impl FnMut(&[u8], &mut SplitMix64) -> bool) -> u64 {
    let (begin, mut random, mut far) = (Instant::now(), SplitMix64(1), 0);
    while begin.elapsed() < Duration::from_secs(10) {
        let input = random.mutated(seeds);
        far += u64::from(case(&input, &mut random));
    }
    far
}

/// What stands in a message: one line, of a length that an object's status takes.
fn is_a_line(message: &str) {
    assert!(!message.is_empty() && message.len() < 10_000, "{message}");
    assert!(!message.chars().any(char::is_control), "{message:?}");
}

/// Requests as they are made, in DER.
fn requests(key: &PrivateKey) -> Vec<Vec<u8>> {
    let name = |common_name: &str, organization: &str| {
        NameBuilder::new()
            .attribute(oid::ORGANIZATION_NAME, organization)
            .attribute(oid::COMMON_NAME, common_name)
            .build()
    };
    let host = |name: &str| AltNames::new().dns(name).unwrap();
    let node = name("system:node:worker-1", "system:nodes");
    let builders = [
        RequestBuilder::new(node.clone()),
        RequestBuilder::new(node).alt_names(&host("worker-1").ip([10, 0, 0, 1]).ip([0x2001; 8])),
        RequestBuilder::new(name("web-front", "shop"))
            .alt_names(&host("*.web.example.com").dns("a.web.example.com").unwrap()),
    ];
    builders
        .map(|builder| builder.sign(key, &mut SysRng).unwrap().as_der().to_vec())
        .into()
}

/// The request with this information, signed; `None` where it cannot be read anyway.
fn signed(key: &PrivateKey, info: &[u8], algorithm: &[u8]) -> Option<Vec<u8>> {
    let with = |signature: &[u8]| {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.raw(info);
            w.raw(algorithm);
            w.bit_string(signature);
        });
        w.into_vec()
    };
    RequestRef::from_der(&with(&[0])).ok()?;
    Some(with(&key.sign(info, &mut SysRng).unwrap()))
}

fn to_pem(der: &[u8]) -> String {
    pem::encode(pem::label::CERTIFICATE_REQUEST, der)
}

/// Whether a request is granted, by the rules above and each kind of signer.
fn is_granted(rules: &Rules, asked: &Asked<'_>) -> bool {
    let mut granted = false;
    for name in SIGNERS {
        let signer: SignerName = name.parse().unwrap();
        match decide(rules, &signer, asked) {
            Ok(grant) => {
                assert!(["nodes", "web"].contains(&grant.rule.as_str()));
                assert!((600..=30 * 86_400).contains(&grant.lifetime));
                granted = true;
            }
            Err(refusal) => is_a_line(&refusal.message),
        }
    }
    granted
}

#[test]
#[ignore = "ten seconds"]
fn changed_rules_are_read_or_refused_in_a_line() {
    let more = "apiVersion: certwright/v1\nkind: SignerRules\nrules: [{name: a, requester: {groups: ['*']}, usages: [client auth], maxLifetime: 10m}]\n";
    let far = ten_seconds(&[RULES.into(), more.into()], |input, _| {
        match Rules::read(&String::from_utf8_lossy(input)) {
            Ok(_) => true,
            Err(e) => {
                is_a_line(&e.to_string());
                false
            }
        }
    });
    assert!(far > 0);
}

#[test]
#[ignore = "ten seconds"]
fn changed_requests_that_their_key_signed_are_granted_or_refused_in_a_line() {
    let (key, rules) = (
        PrivateKey::from_pem(KEY).unwrap(),
        Rules::read(RULES).unwrap(),
    );
    let requests = requests(&key);
    let mut algorithm = Vec::new();
    let infos: Vec<Vec<u8>> = (requests.iter())
        .map(|der| {
            let mut fields = Reader::new(der).sequence("request").unwrap();
            let info = fields.expect(Tag::Sequence, "info").unwrap().raw.to_vec();
            algorithm = fields
                .expect(Tag::Sequence, "algorithm")
                .unwrap()
                .raw
                .to_vec();
            info
        })
        .collect();
    let texts: Vec<Vec<u8>> = ["system:node:worker-1", "system:serviceaccount:web:front"]
        .map(|text| text.as_bytes().to_vec())
        .into();
    let groups = ["system:nodes", "system:serviceaccounts"].map(String::from);
    let usages = ["digital signature", "server auth", "client auth"].map(String::from);
    let far = ten_seconds(&infos, |info, random| {
        let Some(der) = signed(&key, info, &algorithm) else {
            return false;
        };
        let username = String::from_utf8_lossy(&random.mutated(&texts)).into_owned();
        is_granted(
            &rules,
            &Asked {
                username: &username,
                groups: &groups,
                usages: &usages[random.below(3)..],
                expiration_seconds: [None, Some(i64::MIN), Some(i64::MAX)][random.below(3)],
                request: to_pem(&der).as_bytes(),
            },
        )
    });
    assert!(far > 0);
}

#[test]
#[ignore = "ten seconds"]
fn changed_objects_of_the_api_are_read_or_refused() {
    let (key, rules) = (
        PrivateKey::from_pem(KEY).unwrap(),
        Rules::read(RULES).unwrap(),
    );
    let objects: Vec<Vec<u8>> = (requests(&key).iter())
        .map(|der| {
            let object = serde_json::json!({
                "apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
                "metadata": {"name": "a", "uid": "1", "resourceVersion": "7", "creationTimestamp": "2026-11-27T00:00:00Z"},
                "spec": {
                    "request": Base64::encode_string(to_pem(der).as_bytes()), "signerName": SIGNERS[0], "expirationSeconds": 3600,
                    "username": "system:node:worker-1", "groups": ["system:nodes"], "usages": ["digital signature", "client auth"],
                    "extra": {"k": ["v"]},
                },
                "status": {"conditions": [{"type": "Approved", "status": "True", "reason": "r", "message": "m"}]},
            });
            object.to_string().into_bytes()
        })
        .collect();
    let far = ten_seconds(&objects, |input, _| {
        let Ok(object) = serde_json::from_slice::<CertificateSigningRequest>(input) else {
            return false;
        };
        let spec = object.spec;
        is_granted(
            &rules,
            &Asked {
                username: spec.username.as_deref().unwrap_or_default(),
                groups: spec.groups.as_deref().unwrap_or_default(),
                usages: spec.usages.as_deref().unwrap_or_default(),
                expiration_seconds: spec.expiration_seconds.map(i64::from),
                request: &spec.request.0,
            },
        )
    });
    assert!(far > 0);
}
