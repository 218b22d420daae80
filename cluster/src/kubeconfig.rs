//! The kubeconfig file: which API server, whom to trust there, and who is asking (`apiVersion: v1`, `kind: Config`).

use std::fmt;

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize, Zeroizing};

use super::declaration::Position;
use super::nesting;

/// A kubeconfig, with those of its fields that a certificate-based cluster uses.
///
/// Reading keeps to the same fields and passes over others, such as `preferences` or tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Kubeconfig {
    #[serde(rename = "apiVersion")]
    api_version: String,
    /// The API servers known.
    pub clusters: Vec<NamedCluster>,
    /// Who asks where.
    pub contexts: Vec<NamedContext>,
    /// The context in force.
    pub current_context: String,
    kind: String,
    /// The identities known.
    pub users: Vec<NamedUser>,
}

/// An entry of `clusters`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCluster {
    /// Its contents.
    pub cluster: Cluster,
    /// What contexts call it.
    pub name: String,
}

/// An API server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Cluster {
    /// The certificates to trust, as PEM text (base64 of it in the file); `None` in a file that names them otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_authority_data: Option<Data>,
    /// The file of the certificates to trust, instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_authority: Option<String>,
    /// Whether the API server's certificate is not verified at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insecure_skip_tls_verify: Option<bool>,
    /// Its URL.
    pub server: String,
    /// The name that its certificate must have, where that is not the URL's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_server_name: Option<String>,
}

/// An entry of `contexts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedContext {
    /// Its contents.
    pub context: Context,
    /// What `current-context` calls it.
    pub name: String,
}

/// A user at a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// A name from `clusters`.
    pub cluster: String,
    /// A name from `users`.
    pub user: String,
}

/// An entry of `users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedUser {
    /// What contexts call it.
    pub name: String,
    /// Its contents.
    pub user: User,
}

/// An identity: a certificate and its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct User {
    /// The certificate, as PEM text (base64 of it in the file); `None` for a user who shows another proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_certificate_data: Option<Data>,
    /// The file of the certificate, instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_certificate: Option<String>,
    /// The private key, as PEM text (base64 of it in the file).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key_data: Option<Data>,
    /// The file of the private key, instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key: Option<String>,
}

/// Bytes that the file holds in base64. They may be a private key: zeroised on drop, and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Data(Zeroizing<Vec<u8>>);

/// Why a kubeconfig cannot be written or read.
#[derive(Debug)]
pub struct KubeconfigError(Reason);

#[derive(Debug)]
enum Reason {
    Yaml(serde_norway::Error),
    Refused(Position, &'static str),
}

impl Kubeconfig {
    /// The kubeconfig of one user at one cluster, named as kubeadm names them.
    ///
    /// `authority`, `certificate` and `key` are PEM texts.
    pub fn new(
        cluster: &str,
        server: &str,
        authority: &[u8],
        user: &str,
        certificate: &[u8],
        key: &[u8],
    ) -> Self {
        let context = format!("{user}@{cluster}");
        Self {
            api_version: "v1".into(),
            kind: "Config".into(),
            clusters: vec![NamedCluster {
                name: cluster.into(),
                cluster: Cluster {
                    certificate_authority_data: Some(Data::new(authority)),
                    certificate_authority: None,
                    insecure_skip_tls_verify: None,
                    server: server.into(),
                    tls_server_name: None,
                },
            }],
            contexts: vec![NamedContext {
                name: context.clone(),
                context: Context {
                    cluster: cluster.into(),
                    user: user.into(),
                },
            }],
            current_context: context,
            users: vec![NamedUser {
                name: user.into(),
                user: User {
                    client_certificate_data: Some(Data::new(certificate)),
                    client_certificate: None,
                    client_key_data: Some(Data::new(key)),
                    client_key: None,
                },
            }],
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// None that is known; the YAML writer's are passed on.
    pub fn to_yaml(&self) -> Result<Zeroizing<String>, KubeconfigError> {
        serde_norway::to_string(self)
            .map(Zeroizing::new)
            .map_err(|e| KubeconfigError(Reason::Yaml(e)))
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// What is wrong, with line and column.
    pub fn from_yaml(text: &str) -> Result<Self, KubeconfigError> {
        nesting::check(text)
            .map_err(|(at, reason)| KubeconfigError(Reason::Refused(at, reason)))?;
        serde_norway::from_str(text).map_err(|e| KubeconfigError(Reason::Yaml(e)))
    }
}

impl Data {
    /// Takes a copy of `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// The bytes, decoded.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(Base64::encode_string(&self.0)))
    }
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = String::deserialize(deserializer)?;
        let bytes = Base64::decode_vec(&text).map_err(|_| serde::de::Error::custom("not base64"));
        text.zeroize();
        Ok(Self(Zeroizing::new(bytes?)))
    }
}

impl fmt::Display for KubeconfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Yaml(error) => write!(f, "kubeconfig: {error}"),
            Reason::Refused(Position { line, column }, reason) => {
                write!(f, "kubeconfig: {reason}, at line {line} column {column}")
            }
        }
    }
}

impl core::error::Error for KubeconfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kubeconfig_reads_as_kubernetes_writes_it() {
        let text = Kubeconfig::new("c", "https://h:6443", b"ca\n", "u", b"crt\n", b"key\n")
            .to_yaml()
            .unwrap();
        let expected = "\
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Y2EK
    server: https://h:6443
  name: c
contexts:
- context:
    cluster: c
    user: u
  name: u@c
current-context: u@c
kind: Config
users:
- name: u
  user:
    client-certificate-data: Y3J0Cg==
    client-key-data: a2V5Cg==
";
        assert_eq!(*text, expected);
        let with_more = expected.replace("kind: Config\n", "kind: Config\npreferences: {}\n");
        let read = Kubeconfig::from_yaml(&with_more).unwrap();
        let key = read.users[0].user.client_key_data.as_ref().unwrap();
        assert_eq!(key.as_bytes(), b"key\n");
        assert_eq!(read.clusters[0].cluster.server, "https://h:6443");
    }

    #[test]
    fn a_kubeconfig_that_is_printed_for_debugging_shows_no_key() {
        let config = Kubeconfig::new("c", "s", b"", "u", b"", b"very secret");
        let shown = format!("{config:?}");
        assert!(
            !shown.contains("secret") && !shown.contains("118, 101"),
            "{shown}"
        );
    }

    #[test]
    fn a_user_with_another_proof_has_no_certificate_and_no_key() {
        let text = "apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\ncurrent-context: ''\nusers:\n\
                    - name: u\n  user: {token: t}\n";
        let user = &Kubeconfig::from_yaml(text).unwrap().users[0].user;
        assert_eq!(
            (&user.client_certificate_data, &user.client_key_data),
            (&None, &None)
        );
    }

    #[test]
    fn a_kubeconfig_that_is_nested_deeply_is_refused_at_once_and_where() {
        let start = std::time::Instant::now();
        for text in ["[", "- ", "? ", "{a: ", "- [", "[{? "] {
            let text = format!("kind: Config\n{}", text.repeat(200_000 / text.len()));
            let error = Kubeconfig::from_yaml(&text).unwrap_err().to_string();
            assert!(
                error.contains("inside each other here, at line 2"),
                "{error}"
            );
        }
        // Without the scan it is minutes.
        assert!(start.elapsed().as_secs() < 10);
    }

    #[test]
    fn a_kubeconfig_with_broken_base64_is_refused() {
        let text = "apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\ncurrent-context: ''\nusers:\n\
                    - name: u\n  user: {client-key-data: '!'}\n";
        assert!(Kubeconfig::from_yaml(text).is_err());
    }
}
