//! What the program needs to run in a cluster, as manifests.

use crate::well_known::SignerName;

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

/// The name of a signer's lease, and of what belongs to it: the signer's, where a Kubernetes name has no slash, in at most 63
/// characters.
pub fn name_of(signer: &SignerName) -> String {
    let signer = signer.as_str().to_ascii_lowercase();
    let name: String = "signer-"
        .chars()
        .chain(signer.chars())
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(63)
        .collect();
    name.trim_end_matches('-').to_string()
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
  name: {namespace}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {name}
  namespace: {namespace}
---
# Requests belong to no namespace.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {name}
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
  name: {name}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {name}
subjects:
- kind: ServiceAccount
  name: {name}
  namespace: {namespace}
---
# The name of what is created cannot be restricted, so that creating stands for itself.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {name}
  namespace: {namespace}
rules:
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{name}]
  verbs: [get, update]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {name}
  namespace: {namespace}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {name}
subjects:
- kind: ServiceAccount
  name: {name}
  namespace: {namespace}
---
# Who may get what: an example to begin with.
apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}-rules
  namespace: {namespace}
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
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
    spec:
      serviceAccountName: {name}
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
                  app.kubernetes.io/name: {name}
      containers:
      - name: signer
        image: {image}
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
          name: {name}-rules
      - name: ca
        secret:
          secretName: {name}-ca
          defaultMode: 0400
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;

    fn made(approve: bool) -> String {
        let signer: SignerName = "example.com/internal".parse().unwrap();
        let name = name_of(&signer);
        assert_eq!(name, "signer-example-com-internal");
        manifests(&Deployment {
            signer: &signer,
            namespace: "pki",
            name: &name,
            image: "registry.example.com/certwright-signer:1",
            approve,
        })
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
