//! What a cluster's certificates must be, by its description: the one list that everything else compares with, makes or
//! reports.

use std::collections::BTreeMap;

use super::layout::{self, Location};
use super::role::{Authority, Holder, ROLES, Role, Server, USER, Usage};
use super::spec::{AltName, ClusterSpec, Etcd, EtcdClient, Parameters, SpecError};

/// A certificate that a cluster needs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wanted {
    /// Its row.
    pub role: &'static Role,
    /// The node or user that it is for, if not for the cluster.
    pub holder: Option<String>,
    /// Where it and its key are.
    pub location: Location,
    /// Who signs it: for an authority's own, itself.
    pub issuer: Authority,
    /// CN.
    pub common_name: String,
    /// O, each once.
    pub organizations: Vec<String>,
    /// The names it may serve under, sorted.
    pub alt_names: Vec<AltName>,
    /// Key size, digest, validity.
    pub parameters: Parameters,
    /// The URL that its kubeconfig points to, if it has one.
    pub server: Option<String>,
}

/// Every certificate of a cluster, authorities first, in the order of [`ROLES`], users last.
///
/// # Errors
/// What is wrong with the description; two certificates that would be in one file, also where case is ignored (macOS,
/// Windows).
pub fn desired(spec: &ClusterSpec) -> Result<Vec<Wanted>, SpecError> {
    spec.validate()?;
    let mut wanted = Vec::new();
    for role in ROLES.iter().chain([&USER]) {
        if layout::has(spec, role) {
            let holders = role.holders(spec).into_iter();
            wanted.extend(holders.map(|holder| Wanted::new(spec, role, holder)));
        }
    }
    let account = layout::service_account(spec);
    let mut paths = BTreeMap::new();
    let own = [account.key.as_str(), account.public.as_str()];
    // What others issue is not made here. Their authority may be one of ours.
    let others = match &spec.etcd {
        Etcd::Unmanaged(EtcdClient {
            certificate, key, ..
        }) => [certificate.as_ref(), key.as_ref()],
        Etcd::Stacked | Etcd::External(_) => [None, None],
    };
    let others = others.iter().flatten().map(|path| path.as_str());
    let own = own.into_iter().chain(others);
    for path in own.chain(wanted.iter().flat_map(Wanted::paths)) {
        let path = path.to_string();
        match paths.insert(path.to_ascii_lowercase(), path.clone()) {
            None => {}
            Some(other) if other == path => return Err(SpecError::SameFile { path }),
            Some(other) => {
                return Err(SpecError::SameFileButForCase {
                    paths: [other, path],
                });
            }
        }
    }
    Ok(wanted)
}

impl Wanted {
    fn new(spec: &ClusterSpec, role: &'static Role, holder: Holder<'_>) -> Self {
        let server = role.kubeconfig.map(|row| match (row.server, holder) {
            (Server::Local, Holder::Node(node)) => spec.local_endpoint(node).url(),
            _ => spec.endpoint.url(),
        });
        Self {
            role,
            holder: holder.name().map(String::from),
            location: layout::location(spec, role, holder),
            issuer: role.authority.in_cluster(spec),
            common_name: role.common_name(holder),
            organizations: role.organizations(holder),
            alt_names: role.alt_names(spec, holder),
            parameters: spec.certificates.of(role),
            server,
        }
    }

    /// Whether it is an authority's own.
    pub fn is_authority(&self) -> bool {
        self.role.usage == Usage::Authority
    }

    /// What commands call it: the role's name, and after `@` the node's or user's.
    pub fn id(&self) -> String {
        match &self.holder {
            None => self.role.name().to_string(),
            Some(holder) => format!("{}@{holder}", self.role.name()),
        }
    }

    /// Whether a word on a command line means it: its [`id`](Self::id), its role, its holder, or one of its files.
    pub fn is_called(&self, word: &str) -> bool {
        self.id() == word
            || self.role.name() == word
            || self.holder.as_deref() == Some(word)
            || self.paths().any(|path| path == word)
            || self
                .location
                .pair
                .as_ref()
                .is_some_and(|pair| pair.stem() == word)
    }

    /// Its files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let pair = self.location.pair.iter();
        pair.flat_map(|pair| [pair.certificate.as_str(), pair.key.as_str()])
            .chain(self.location.kubeconfig.as_deref())
    }

    /// What messages call it: the file of the certificate.
    pub fn path(&self) -> &str {
        match &self.location.pair {
            Some(pair) => &pair.certificate,
            None => self.location.kubeconfig.as_deref().unwrap_or_default(),
        }
    }
}
