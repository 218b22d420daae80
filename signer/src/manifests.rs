//! What the program needs to run in a cluster, as manifests.

use certwright::rsa::HashAlgorithm;

use crate::shown;
use crate::well_known::{SignerName, is_label};

/// What the manifests are made for.
#[derive(Clone, Debug)]
pub struct Deployment<'a> {
    /// The signer.
    pub signer: &'a SignerName,
    /// The namespace of everything that has one.
    pub namespace: &'a str,
    /// The name of everything, and of the lease.
    pub name: &'a str,
    /// The container's image.
    pub image: &'a str,
    /// Whether the rules may approve.
    pub approve: bool,
}

/// The name of a signer's lease, and of what belongs to it: the signer's, where a Kubernetes name has neither dots nor slash, and
/// the first 32 bits of its SHA-256 digest, without which `example.com/a.b` and `example.com/a-b` would hold one lease. At most
/// 63 characters, as a label's value has.
pub fn name_of(signer: &SignerName) -> String {
    let signer = signer.as_str();
    let digest = HashAlgorithm::Sha256.digest(signer.as_bytes());
    let digest: String = digest
        .as_bytes()
        .iter()
        .take(4)
        .map(|b| format!("{b:02x}"))
        .collect();
    let name: String = "signer-"
        .chars()
        .chain(signer.to_ascii_lowercase().chars())
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(63 - 1 - digest.len())
        .collect();
    format!("{}-{digest}", name.trim_end_matches('-'))
}

/// The name of a namespace or of a lease: a label of RFC 1123, as both must be here.
///
/// # Errors
/// What it is instead, in one line.
pub fn label(text: &str) -> Result<String, String> {
    match is_label(text) {
        true => Ok(text.to_string()),
        false => Err(format!(
            "{} is not a label of RFC 1123: 1 to 63 of a-z, 0-9 and -, neither beginning nor ending with -",
            shown(text)
        )),
    }
}

/// A container's image, `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`, as container runtimes take it.
///
/// # Errors
/// What is wrong with it, in one line.
pub fn image(text: &str) -> Result<String, String> {
    match refused_of_image(text) {
        None => Ok(text.to_string()),
        Some(why) => Err(format!(
            "{} is not an image's name: {why}; such as registry.example.com/certwright-signer:1",
            shown(text)
        )),
    }
}

/// The grammar of the Distribution project's references (distribution/reference, reference.go).
fn refused_of_image(text: &str) -> Option<&'static str> {
    let (name, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    let is_hex = |digest: &str| {
        digest
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    if digest.is_some_and(|digest| match digest.split_once(':') {
        Some(("sha256", hex)) => hex.len() != 64 || !is_hex(hex),
        Some(("sha512", hex)) => hex.len() != 128 || !is_hex(hex),
        _ => true,
    }) {
        return Some("what follows @ is not sha256: or sha512: and that digest in hexadecimal");
    }
    // A colon before the last slash is that of a port.
    let (name, tag) = match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (name, None),
    };
    let in_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if tag.is_some_and(|tag| {
        tag.len() > 128
            || !tag.bytes().next().is_some_and(in_word)
            || !tag.bytes().all(|b| in_word(b) || b == b'.' || b == b'-')
    }) {
        return Some("its tag is not 1 to 128 of letters, digits, _, . and -");
    }
    if name.len() > 255 {
        return Some("its name is longer than 255 characters");
    }
    let path = match name.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => {
            if !is_host(host) {
                return Some("its registry is not HOST or HOST:PORT");
            }
            path
        }
        _ => name,
    };
    let is_part = |part: &str| {
        let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        edge(part.bytes().next())
            && edge(part.bytes().last())
            && part
                .bytes()
                .all(|b| edge(Some(b)) || b == b'.' || b == b'_' || b == b'-')
            && !["..", "._", "_.", "___", ".-", "-.", "-_", "_-"]
                .iter()
                .any(|two| part.contains(two))
    };
    match path.split('/').all(is_part) {
        true => None,
        false => Some("its path is not of a-z, 0-9 and single ., _ or - between them"),
    }
}

fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    };
    let address = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let is_host = match address {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.to_ascii_lowercase().split('.').all(is_label),
    };
    is_host && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port != 0))
}

/// Namespace, ServiceAccount, roles and their bindings, rules and Deployment. The authority's Secret is not among them: it is
/// made of files.
pub fn manifests(deployment: &Deployment<'_>) -> String {
    let Deployment {
        signer,
        namespace,
        name,
        image,
        approve,
    } = deployment;
    let (verbs, approval) = match approve {
        false => ("sign", String::new()),
        true => (
            "sign, approve",
            "- apiGroups: [certificates.k8s.io]\n  resources: [certificatesigningrequests/approval]\n  verbs: [patch]\n".into(),
        ),
    };
    let approves = match approve {
        true => "      approve: true\n",
        false => "",
    };
    format!(
        r#"# The authority that signs is a Secret of its own, made from its certificate (with those between it and a root, if any) and key:
#   kubectl -n {namespace} create secret tls {name}-ca --cert=ca.crt --key=ca.key
apiVersion: v1
kind: Namespace
metadata:
  name: "{namespace}"
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: "{name}"
  namespace: "{namespace}"
---
# Requests belong to no namespace.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: "{name}"
rules:
- apiGroups: [certificates.k8s.io]
  resources: [certificatesigningrequests]
  verbs: [get, list, watch]
- apiGroups: [certificates.k8s.io]
  resources: [certificatesigningrequests/status]
  verbs: [update]
{approval}- apiGroups: [certificates.k8s.io]
  resources: [signers]
  resourceNames: ["{signer}"]
  verbs: [{verbs}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: "{name}"
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: "{name}"
subjects:
- kind: ServiceAccount
  name: "{name}"
  namespace: "{namespace}"
---
# The name of what is created cannot be restricted, so that creating stands for itself.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: "{name}"
  namespace: "{namespace}"
rules:
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: ["{name}"]
  verbs: [get, update]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: "{name}"
  namespace: "{namespace}"
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: "{name}"
subjects:
- kind: ServiceAccount
  name: "{name}"
  namespace: "{namespace}"
---
# Who may get what: an example to begin with.
apiVersion: v1
kind: ConfigMap
metadata:
  name: "{name}-rules"
  namespace: "{namespace}"
data:
  rules.yaml: |
    apiVersion: certwright/v1
    kind: SignerRules
    rules:
    - name: nodes
      requester:
        nodes: ["*"]
      subject:
        commonNames: ["{{node}}"]
      names:
        dns: ["{{node}}"]
      usages: [digital signature, server auth, client auth]
      maxLifetime: 30d
{approves}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: "{name}"
  namespace: "{namespace}"
  labels:
    app.kubernetes.io/name: "{name}"
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: "{name}"
  template:
    metadata:
      labels:
        app.kubernetes.io/name: "{name}"
    spec:
      serviceAccountName: "{name}"
      terminationGracePeriodSeconds: 30
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        # The group that may read the authority's key.
        fsGroup: 65532
        seccompProfile:
          type: RuntimeDefault
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 100
            podAffinityTerm:
              topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels:
                  app.kubernetes.io/name: "{name}"
      containers:
      - name: signer
        image: "{image}"
        command: [certwright-signer]
        args:
        - --signer-name={signer}
        - --rules=/etc/certwright/rules/rules.yaml
        - --ca-cert=/etc/certwright/ca/tls.crt
        - --ca-key=/etc/certwright/ca/tls.key
        - --namespace={namespace}
        - --lease-name={name}
        - --listen=0.0.0.0:8080
        ports:
        - name: metrics
          containerPort: 8080
        livenessProbe:
          httpGet:
            path: /healthz
            port: metrics
          periodSeconds: 10
          failureThreshold: 3
        readinessProbe:
          httpGet:
            path: /healthz
            port: metrics
        resources:
          requests:
            cpu: 50m
            memory: 32Mi
          limits:
            memory: 256Mi
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities:
            drop: [ALL]
        volumeMounts:
        - name: rules
          mountPath: /etc/certwright/rules
          readOnly: true
        - name: ca
          mountPath: /etc/certwright/ca
          readOnly: true
      volumes:
      - name: rules
        configMap:
          name: "{name}-rules"
      - name: ca
        secret:
          secretName: "{name}-ca"
          defaultMode: 0400
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;
    use std::collections::BTreeSet;

    fn made(approve: bool) -> String {
        let signer: SignerName = "example.com/internal".parse().unwrap();
        let name = name_of(&signer);
        // printf %s example.com/internal | sha256sum
        assert_eq!(name, "signer-example-com-internal-abe33a93");
        manifests(&Deployment {
            signer: &signer,
            namespace: "pki",
            name: &name,
            image: "registry.example.com/certwright-signer:1",
            approve,
        })
    }

    #[test]
    fn two_signers_never_share_a_lease() {
        let long = format!("example.com/{}", "a".repeat(80));
        let names = [
            "example.com/a.b".to_string(),
            "example.com/a-b".into(),
            "example.com/a_b".into(),
            "example.com/A.b".into(),
            "example-com/a.b".into(),
            "a.example.com/x".into(),
            "a.example/com-x".into(),
            format!("{long}1"),
            format!("{long}2"),
        ];
        let leases: BTreeSet<String> = names
            .iter()
            .map(|name| name_of(&name.parse().unwrap()))
            .collect();
        assert_eq!(leases.len(), names.len(), "{leases:?}");
        for lease in leases {
            assert_eq!(label(&lease).as_ref(), Ok(&lease));
        }
    }

    #[test]
    fn what_no_cluster_takes_as_a_name_or_an_image_is_refused() {
        for good in ["pki", "1", "a-b", &"a".repeat(63)] {
            assert!(label(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "-a",
            "a-",
            "A",
            "a.b",
            "a_b",
            "a b",
            "a\n",
            &"a".repeat(64),
        ] {
            let refused = label(bad).unwrap_err();
            assert!(
                refused.contains("RFC 1123") && refused.lines().count() == 1,
                "{refused}"
            );
        }
        let digest = format!("a@sha256:{}", "0".repeat(64));
        for good in [
            "certwright-signer",
            "certwright/signer:1.0",
            "registry.example.com/certwright-signer:1",
            "localhost:5000/a/b__c:latest",
            "Registry.example.com:5000/a-b.c_d--e",
            "[2001:db8::1]:5000/a",
            &digest,
        ] {
            assert!(image(good).is_ok(), "{good}: {:?}", image(good));
        }
        for bad in [
            "",
            "A",
            "a b",
            "a:",
            "a:-x",
            "a:b:c",
            "a//b",
            "/a",
            "a/",
            "a..b",
            "a:x\n  hostNetwork: true",
            "example.com:99999/a",
            "-.example.com/a",
            "a@sha256:00",
            "a@md5:00000000000000000000000000000000",
            &"a".repeat(256),
        ] {
            let refused = image(bad).unwrap_err();
            assert!(refused.lines().count() == 1, "{refused}");
        }
    }

    #[test]
    fn the_example_of_rules_in_the_manifests_can_be_read() {
        for approve in [false, true] {
            let text = made(approve);
            let (_, rest) = text.split_once("  rules.yaml: |\n").unwrap();
            let (rules, _) = rest.split_once("---\n").unwrap();
            let rules: String = rules
                .lines()
                .map(|line| format!("{}\n", &line[4..]))
                .collect();
            let rules = Rules::read(&rules).unwrap_or_else(|e| panic!("{e}\n{rules}"));
            assert_eq!(rules.approve(), approve);
        }
    }

    #[test]
    fn only_a_signer_that_approves_has_the_permission_to() {
        assert!(!made(false).contains("approv"));
        let text = made(true);
        assert!(text.contains("certificatesigningrequests/approval"));
        assert!(text.contains("verbs: [sign, approve]"));
    }
}
