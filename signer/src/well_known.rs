//! Signer names, and what Kubernetes documents for its own
//! (kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers).

use std::fmt;
use std::str::FromStr;

use crate::decision::{Reason, Refusal, RequestedNames, Subject};
use crate::rules::Usage;

/// The group that is administrator of every cluster, whatever its RBAC.
pub(crate) const MASTERS: &str = "system:masters";
/// The group of nodes.
pub(crate) const NODES: &str = "system:nodes";
/// What stands before a node's name in its user name.
pub(crate) const NODE_PREFIX: &str = "system:node:";

/// The name of a signer: `DOMAIN/PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerName {
    text: String,
    restrictions: Restrictions,
}

/// What Kubernetes documents for a signer of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Restrictions {
    None,
    ApiServerClient,
    ApiServerClientKubelet,
    KubeletServing,
}

/// Whether it is a label of RFC 1123 in lower case, as Kubernetes has them.
pub(crate) fn is_label(text: &str) -> bool {
    let in_label = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(in_label)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

const KUBERNETES: &str = "kubernetes.io/";

impl FromStr for SignerName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = |why: &str| Err(format!("the signer name {} {why}", crate::shown(text)));
        let Some((domain, path)) = text.split_once('/') else {
            return refused("is not DOMAIN/PATH, such as example.com/internal");
        };
        if text.len() > 571 || domain.len() > 253 || !domain.split('.').all(is_label) {
            return refused("does not begin with a DNS domain in lower case");
        }
        let in_path = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        if path.is_empty() || !path.bytes().all(in_path) {
            return refused(
                "has other characters after the slash than letters, digits, -, _ and .",
            );
        }
        let restrictions = match text.strip_prefix(KUBERNETES) {
            None => Restrictions::None,
            Some("kube-apiserver-client") => Restrictions::ApiServerClient,
            Some("kube-apiserver-client-kubelet") => Restrictions::ApiServerClientKubelet,
            Some("kubelet-serving") => Restrictions::KubeletServing,
            Some(_) => {
                return refused(
                    "is not served: of kubernetes.io there are kube-apiserver-client, kube-apiserver-client-kubelet and kubelet-serving",
                );
            }
        };
        Ok(Self {
            text: text.into(),
            restrictions,
        })
    }
}

impl fmt::Display for SignerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl SignerName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Refuses what Kubernetes documents that this signer does not sign, whatever the rules allow.
    pub(crate) fn check(
        &self,
        subject: &Subject,
        names: &RequestedNames,
        usages: &[Usage],
    ) -> Result<(), Refusal> {
        use Usage::{ClientAuth, DigitalSignature, KeyEncipherment, ServerAuth};
        let (allowed, purpose): (&[Usage], Usage) = match self.restrictions {
            Restrictions::None => return Ok(()),
            Restrictions::ApiServerClient | Restrictions::ApiServerClientKubelet => {
                (&[DigitalSignature, KeyEncipherment, ClientAuth], ClientAuth)
            }
            Restrictions::KubeletServing => {
                (&[DigitalSignature, KeyEncipherment, ServerAuth], ServerAuth)
            }
        };
        let refused = |reason, what: String| {
            let message = format!("{self} {what}");
            Err(Refusal { reason, message })
        };
        if let Some(other) = usages.iter().find(|usage| !allowed.contains(usage)) {
            return refused(Reason::Usages, format!("does not allow the usage {other}"));
        }
        if !usages.contains(&purpose) {
            return refused(Reason::Usages, format!("needs the usage {purpose}"));
        }
        if self.restrictions == Restrictions::ApiServerClient {
            return match subject.organizations.iter().any(|group| group == MASTERS) {
                true => refused(
                    Reason::Subject,
                    format!("does not allow the group {MASTERS}"),
                ),
                false => Ok(()),
            };
        }
        if !usages.contains(&DigitalSignature) {
            return refused(
                Reason::Usages,
                format!("needs the usage {DigitalSignature}"),
            );
        }
        if subject.organizations != [NODES] {
            let what = format!("needs exactly the organization {NODES} in the subject");
            return refused(Reason::Subject, what);
        }
        let node = subject.common_name.as_deref();
        let node = node.and_then(|name| name.strip_prefix(NODE_PREFIX));
        if node.is_none_or(str::is_empty) {
            let what = format!("needs the common name {NODE_PREFIX}NODE");
            return refused(Reason::Subject, what);
        }
        match self.restrictions {
            Restrictions::ApiServerClientKubelet if !names.is_empty() => refused(
                Reason::Names,
                "does not allow subject alternative names".into(),
            ),
            Restrictions::KubeletServing if !names.emails.is_empty() || !names.uris.is_empty() => {
                refused(
                    Reason::Names,
                    "does not allow e-mail addresses and URIs".into(),
                )
            }
            Restrictions::KubeletServing if names.is_empty() => refused(
                Reason::Names,
                "needs a host name or an address as subject alternative name".into(),
            ),
            _ => Ok(()),
        }
    }
}
