//! From a description and fresh keys to every file of the cluster.

use std::fmt;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::certificate::{self, Issuer};
use super::kubeconfig::{Kubeconfig, KubeconfigError};
use super::role::{Authority, ROLES, Role, Scope, Server};
use super::spec::{AltName, ClusterSpec, Node, SpecError};
use certwright::pem;
use certwright::pkcs::{pkcs1, spki};
use certwright::rsa::{PrivateKey, RngError};
use certwright::x509::{self, CertificateBuilder, ToSign};

const SECONDS_PER_DAY: i64 = 86_400;
/// How far certificates are dated back, so that a machine whose clock is a little slow accepts them, in seconds.
const BACKDATE: i64 = 300;
/// What the service-account key pair's files are called.
const SERVICE_ACCOUNT: &str = "pki/sa";
/// What a control plane that joins shares with the first one, besides the authorities' files.
const SHARED_WITH_CONTROL_PLANES: &[&str] =
    &["pki/sa.key", "pki/sa.pub", "admin.conf", "kube-proxy.conf"];
/// What a worker needs besides its own certificates.
const SHARED_WITH_WORKERS: &[&str] = &["pki/ca.crt", "kube-proxy.conf"];

/// The certificates that a cluster needs, before any key exists.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    spec: &'a ClusterSpec,
    entries: Vec<PlanEntry<'a>>,
}

/// One certificate to make.
#[derive(Clone, Debug)]
struct PlanEntry<'a> {
    role: &'static Role,
    node: &'a Node,
    /// Empty, or `nodes/NAME/`.
    directory: String,
}

/// From when to when certificates are valid, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The beginning, for all.
    pub not_before: i64,
    /// The end of what authorities sign.
    pub not_after: i64,
    /// The end of the authorities' own certificates.
    pub authority_not_after: i64,
}

/// A cluster's files, and what is in them.
#[derive(Clone, Debug)]
pub struct Pki {
    /// Every file.
    pub files: Vec<PkiFile>,
    /// Every certificate once, in the order of [`ROLES`].
    pub certificates: Vec<Issued>,
}

/// A file to write.
#[derive(Clone)]
pub struct PkiFile {
    /// Where it belongs, relative to the tree's top, with `/` between its parts.
    pub path: String,
    /// What it holds.
    pub contents: Zeroizing<Vec<u8>>,
    /// Whether it holds a private key: mode 0600, where others may be 0644.
    pub secret: bool,
}

/// The contents of a certificate that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its row.
    pub role: &'static Role,
    /// Its path without `.crt`, relative to the tree's top.
    pub path: String,
    /// CN.
    pub common_name: String,
    /// The node that it is for, if it is one node's.
    pub node: Option<String>,
    /// The names it may serve under.
    pub alt_names: Vec<AltName>,
    /// The kubeconfig that carries it, if one does.
    pub kubeconfig: Option<KubeconfigFile>,
    /// The end of its validity, in seconds since 1970-01-01T00:00:00Z.
    pub not_after: i64,
}

/// A kubeconfig of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeconfigFile {
    /// Its path, relative to the tree's top.
    pub path: String,
    /// The URL of the API server that it points to.
    pub server: String,
}

/// Why a cluster's certificates were not made.
#[derive(Debug)]
#[non_exhaustive]
pub enum IssueError {
    /// Not one key per [`Plan::key_count`].
    Keys {
        /// How many the plan needs.
        needed: usize,
        /// How many there were.
        given: usize,
    },
    /// A certificate could not be built or signed.
    Certificate {
        /// Its path without `.crt`.
        path: String,
        /// Why.
        error: x509::IssueError,
    },
    /// A kubeconfig could not be written.
    Kubeconfig(KubeconfigError),
    /// The random number generator failed, or repeats itself.
    Rng(RngError),
}

/// Why a validity makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidityError(&'static str);

impl Validity {
    /// From a little before `now` for so many days.
    ///
    /// # Errors
    /// If a number of days is less than one, or more than X.509 dates can hold; if an authority would end before what it
    /// signs.
    pub fn days(now: i64, days: i64, authority_days: i64) -> Result<Self, ValidityError> {
        /// 9999-12-31T23:59:59Z (RFC 5280 §4.1.2.5: the last date there is).
        const END: i64 = 253_402_300_799;
        let end = |days: i64| {
            let end = days
                .checked_mul(SECONDS_PER_DAY)
                .and_then(|seconds| seconds.checked_add(now));
            match end {
                _ if days < 1 => Err(ValidityError(
                    "a certificate must be valid for at least a day",
                )),
                Some(end) if end <= END => Ok(end),
                _ => Err(ValidityError(
                    "a certificate's dates end with the year 9999; choose fewer days",
                )),
            }
        };
        let validity = Self {
            not_before: now - BACKDATE,
            not_after: end(days)?,
            authority_not_after: end(authority_days)?,
        };
        if validity.authority_not_after < validity.not_after {
            return Err(ValidityError(
                "the authorities' certificates must not end before those they sign",
            ));
        }
        Ok(validity)
    }
}

impl<'a> Plan<'a> {
    /// The certificates of a cluster.
    ///
    /// # Errors
    /// What is wrong with the description.
    pub fn new(spec: &'a ClusterSpec) -> Result<Self, SpecError> {
        spec.validate()?;
        let first = &spec.control_planes[0];
        let directory = |node: &Node| match node.name == first.name {
            true => String::new(),
            false => node_directory(node),
        };
        let mut entries = Vec::new();
        for role in &ROLES {
            match role.scope {
                Scope::Cluster => entries.push(PlanEntry {
                    role,
                    node: first,
                    directory: String::new(),
                }),
                Scope::ControlPlane => {
                    entries.extend(spec.control_planes.iter().map(|node| PlanEntry {
                        role,
                        node,
                        directory: directory(node),
                    }))
                }
                Scope::Node => {
                    entries.extend(spec.nodes().map(|node| PlanEntry {
                        role,
                        node,
                        directory: directory(node),
                    }));
                }
            }
        }
        Ok(Self { spec, entries })
    }

    /// How many keys [`Plan::issue`] needs: one for each certificate and one for signing service-account tokens.
    pub fn key_count(&self) -> usize {
        self.entries.len() + 1
    }

    /// Makes every file. `keys` are fresh ones, [`Plan::key_count`] of them: generating them is most of the work, and the
    /// caller knows on how many processors it may be done.
    ///
    /// # Errors
    /// If there are more or fewer keys than needed, or one of them is too small to sign with.
    pub fn issue<R: TryCryptoRng + ?Sized>(
        &self,
        keys: Vec<PrivateKey>,
        validity: &Validity,
        mut rng: &mut R,
    ) -> Result<Pki, IssueError> {
        if keys.len() != self.key_count() {
            return Err(IssueError::Keys {
                needed: self.key_count(),
                given: keys.len(),
            });
        }
        let (service_account, keys) = keys.split_last().expect("a plan needs at least one key");
        let mut pki = Pki {
            files: Vec::new(),
            certificates: Vec::new(),
        };
        // All authorities' keys are there, so that all certificates, theirs among them, are signed in one batch.
        let issued: Vec<Issued> = self
            .entries
            .iter()
            .map(|entry| self.issued(entry, validity))
            .collect();
        let to_sign: Vec<ToSign<'_>> = (issued.iter().zip(keys))
            .map(|(issued, key)| {
                let authority = issued.role.authority;
                let issuer = Issuer {
                    role: authority.role(),
                    key: &keys[self.authority_at(authority)],
                };
                certificate::build(issued, key.public_key(), &issuer, validity.not_before, rng)
            })
            .collect::<Result<_, _>>()
            .map_err(IssueError::Rng)?;
        let signed = CertificateBuilder::sign_all(&to_sign, &mut rng);
        let certificates: Vec<String> = (issued.iter().zip(signed))
            .map(|(issued, signed)| match signed {
                Ok(certificate) => Ok(certificate.to_pem()),
                Err(error) => Err(IssueError::Certificate {
                    path: issued.path.clone(),
                    error,
                }),
            })
            .collect::<Result<_, _>>()?;
        let authority = &certificates[self.authority_at(Authority::Kubernetes)];
        for ((issued, key), certificate) in issued.into_iter().zip(keys).zip(&certificates) {
            self.put_entry(issued, key, certificate, authority, &mut pki)?;
        }
        pki.put_key(SERVICE_ACCOUNT, service_account);
        let public = pem::encode("PUBLIC KEY", &spki::to_der(service_account.public_key()));
        pki.put(format!("{SERVICE_ACCOUNT}.pub"), public.as_bytes(), false);
        self.share(&mut pki);
        Ok(pki)
    }

    /// The contents of an entry's certificate.
    fn issued(&self, entry: &PlanEntry<'_>, validity: &Validity) -> Issued {
        let role = entry.role;
        Issued {
            role,
            common_name: role.common_name(entry.node),
            node: (role.scope != Scope::Cluster).then(|| entry.node.name.clone()),
            alt_names: role.alt_names(self.spec, entry.node),
            not_after: if role.is_authority() {
                validity.authority_not_after
            } else {
                validity.not_after
            },
            path: format!("{}pki/{}", entry.directory, role.file),
            kubeconfig: role.kubeconfig.map(|row| KubeconfigFile {
                path: format!("{}{}", entry.directory, row.file),
                server: match row.server {
                    Server::Endpoint => self.spec.endpoint.url(),
                    Server::Local => self.spec.local_endpoint(entry.node).url(),
                },
            }),
        }
    }

    /// The files of an entry; `certificate`, and `authority` which kubeconfigs trust, are PEM.
    fn put_entry(
        &self,
        issued: Issued,
        key: &PrivateKey,
        certificate: &str,
        authority: &str,
        pki: &mut Pki,
    ) -> Result<(), IssueError> {
        pki.put(
            format!("{}.crt", issued.path),
            certificate.as_bytes(),
            false,
        );
        pki.put_key(&issued.path, key);
        if let Some(file) = &issued.kubeconfig {
            let key = pem::encode_secret(KEY_LABEL, &pkcs1::private_to_der(&key.parts()));
            let config = Kubeconfig::new(
                &self.spec.name,
                &file.server,
                authority.as_bytes(),
                &issued.common_name,
                certificate.as_bytes(),
                key.as_bytes(),
            );
            let text = config.to_yaml().map_err(IssueError::Kubeconfig)?;
            pki.put(file.path.clone(), text.as_bytes(), true);
        }
        pki.certificates.push(issued);
        Ok(())
    }

    /// Where an authority's entry, and so its key, is.
    fn authority_at(&self, authority: Authority) -> usize {
        // Authorities are the first rows, each with one entry, so that a row's place is its entry's.
        self.entries
            .iter()
            .position(|entry| entry.role == authority.role())
            .expect("every authority has a row of its own")
    }

    /// Copies what several machines must have to each one's directory, so that a directory is all that its machine needs.
    fn share(&self, pki: &mut Pki) {
        let authorities: Vec<String> = ROLES
            .iter()
            .filter(|role| role.is_authority())
            .flat_map(|role| {
                [
                    format!("pki/{}.crt", role.file),
                    format!("pki/{}.key", role.file),
                ]
            })
            .collect();
        for node in &self.spec.control_planes[1..] {
            let shared = authorities
                .iter()
                .map(String::as_str)
                .chain(SHARED_WITH_CONTROL_PLANES.iter().copied());
            pki.copy(shared, &node_directory(node));
        }
        for node in &self.spec.workers {
            pki.copy(SHARED_WITH_WORKERS.iter().copied(), &node_directory(node));
        }
    }
}

/// PKCS#1, as kubeadm writes it and every component reads it.
const KEY_LABEL: &str = "RSA PRIVATE KEY";

fn node_directory(node: &Node) -> String {
    format!("nodes/{}/", node.name)
}

impl Pki {
    /// A file's contents.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.contents.as_slice())
    }

    fn put(&mut self, path: String, contents: &[u8], secret: bool) {
        self.files.push(PkiFile {
            path,
            contents: Zeroizing::new(contents.to_vec()),
            secret,
        });
    }

    fn put_key(&mut self, path: &str, key: &PrivateKey) {
        let text = pem::encode_secret(KEY_LABEL, &pkcs1::private_to_der(&key.parts()));
        self.put(format!("{path}.key"), text.as_bytes(), true);
    }

    fn copy<'p>(&mut self, paths: impl Iterator<Item = &'p str>, directory: &str) {
        for path in paths {
            let original = self.files.iter().find(|file| file.path == path).cloned();
            self.files.push(PkiFile {
                path: format!("{directory}{path}"),
                ..original.expect("what machines share was put in the tree before it is copied")
            });
        }
    }
}

impl fmt::Debug for PkiFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let contents = if self.secret {
            "[redacted]".to_string()
        } else {
            format!("{} bytes", self.contents.len())
        };
        f.debug_struct("PkiFile")
            .field("path", &self.path)
            .field("contents", &contents)
            .finish()
    }
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys { needed, given } => {
                write!(f, "the plan needs {needed} keys and was given {given}")
            }
            Self::Certificate { path, error } => write!(f, "{path}.crt: {error}"),
            Self::Kubeconfig(error) => error.fmt(f),
            Self::Rng(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for IssueError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Keys { .. } => None,
            Self::Certificate { error, .. } => Some(error),
            Self::Kubeconfig(error) => Some(error),
            Self::Rng(error) => Some(error),
        }
    }
}

impl fmt::Display for ValidityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl core::error::Error for ValidityError {}
