//! What a cluster is called and where it lives: everything that its certificates depend on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use certwright::rsa::HashAlgorithm;

use super::role::{self, ROLES, Role};

/// The longest common name that X.509 allows, in characters (RFC 5280 appendix A.1, `ub-common-name`).
const COMMON_NAME_MAX: usize = 64;
/// What stands before a node's name in its kubelet's common name.
pub(super) const NODE_USER_PREFIX: &str = "system:node:";

/// A machine of the cluster: its name, and the addresses it is reached at, the advertised one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The name under which the kubelet registers; a DNS-1123 subdomain.
    pub name: String,
    /// At least one address. The first is the one that a control plane advertises.
    pub addresses: Vec<IpAddr>,
}

/// A subject alternative name that a server of a cluster may have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AltName {
    /// A host name, possibly with `*` as its left-most label.
    Dns(String),
    /// An address.
    Ip(IpAddr),
}

/// The range that `ClusterIP` services get their addresses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnet {
    network: IpAddr,
    prefix: u8,
}

/// Where clients reach the API server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// A host name or an address.
    pub host: AltName,
    /// The TCP port, 6443 by custom.
    pub port: u16,
}

/// A cluster, as far as its public-key infrastructure is concerned.
///
/// [`ClusterSpec::demonstration`] gives one that needs no thought; change its fields to describe another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClusterSpec {
    /// The cluster's name in kubeconfigs (kubeadm's `clusterName`).
    pub name: String,
    /// The domain of services and pods, `cluster.local` by custom.
    pub dns_domain: String,
    /// The service ranges, one of each address family at most; the first address of the first one is the `kubernetes`
    /// service's own.
    pub service_subnets: Vec<Subnet>,
    /// What kubeconfigs point to (kubeadm's `controlPlaneEndpoint`).
    pub endpoint: Endpoint,
    /// The port that every API server listens on (kubeadm's `localAPIEndpoint.bindPort`), not 0. A load balancer at the
    /// endpoint may have another.
    pub bind_port: u16,
    /// Further names of every API server (kubeadm's `apiServer.certSANs`).
    pub api_server_names: Vec<AltName>,
    /// At least one. The first is the one on which the tree's top level belongs.
    pub control_planes: Vec<Node>,
    /// The other nodes.
    pub workers: Vec<Node>,
    /// Where etcd runs.
    pub etcd: Etcd,
    /// Further names of every etcd member, for clients and for its peers.
    pub etcd_names: Vec<AltName>,
    /// Further names for clients alone (kubeadm's `etcd.local.serverCertSANs`).
    pub etcd_server_names: Vec<AltName>,
    /// Further names for peers alone (kubeadm's `etcd.local.peerCertSANs`).
    pub etcd_peer_names: Vec<AltName>,
    /// People and programs that the API server knows by their certificates.
    pub users: Vec<User>,
    /// Whether etcd and the front proxy have authorities of their own.
    pub authorities: Authorities,
    /// What the files are called.
    pub files: Files,
    /// Key sizes, digests and validities.
    pub certificates: Certificates,
}

/// Where etcd runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Etcd {
    /// On the control planes.
    Stacked,
    /// On machines of its own.
    External(Vec<Node>),
    /// Where others run it and have its authority, as with kubeadm's `etcd.external`: neither etcd's certificates nor the API
    /// server's for it are made here.
    Unmanaged(EtcdClient),
}

/// The files with which the API server reaches an etcd that others run, as far as they are in the directory: whoever runs
/// etcd issues them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EtcdClient {
    /// The authority of etcd's servers.
    pub authority: Option<InnerPath>,
    /// The API server's certificate.
    pub certificate: Option<InnerPath>,
    /// The key of that certificate.
    pub key: Option<InnerPath>,
}

/// A file of the directory by its path in it, with `/` between its parts; it leads nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InnerPath(String);

/// Somebody whom the API server knows by a client certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// CN, and the file's name.
    pub name: String,
    /// O: the groups that RBAC knows the user by.
    pub groups: Vec<String>,
}

/// Which certificate authorities a cluster has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorities {
    /// kubeadm's three.
    Separate,
    /// One for everything: whoever has a client certificate of the cluster is trusted by etcd too.
    Single,
}

/// What the files of the tree are called; [`crate::layout`] has the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// kubeadm's tree, and in it the certificates that kubeadm leaves to bootstrapping.
    Kubeadm,
    /// What kubeadm itself makes, and nothing else: clients' certificates are in kubeconfigs alone.
    KubeadmOnly,
    /// One directory of `NAME.crt` and `NAME.key`.
    Crt,
    /// One directory of `NAME.pem` and `NAME-key.pem`.
    Pem,
}

/// The parameters of certificates: those of leaves, of authorities, and of single roles.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Certificates {
    /// Of what authorities sign.
    pub leaves: Parameters,
    /// Of the authorities' own certificates.
    pub authorities: Parameters,
    /// What differs for a role, by the names of [`crate::role::NAMES`].
    pub roles: BTreeMap<String, Override>,
}

/// How a certificate is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameters {
    /// The size of the RSA key, in bits.
    pub bits: usize,
    /// The digest of its signature, which is the issuer's.
    pub digest: HashAlgorithm,
    /// For how long it is valid.
    pub validity: Lifetime,
}

/// What a role's certificates have instead of the cluster's parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Override {
    /// The size of the RSA key, in bits.
    pub bits: Option<usize>,
    /// The digest of the signature.
    pub digest: Option<HashAlgorithm>,
    /// For how long it is valid.
    pub validity: Option<Lifetime>,
}

/// A span of time in whole seconds, more than none: `365d`, `36h`, or as Go writes it, `8760h0m0s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lifetime(i64);

/// Where in a description something is: the names are those of `cluster.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field.
    Field(String),
    /// An element of a list.
    Index(usize),
}

/// What is wrong with a description, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub path: Vec<Step>,
    pub error: SpecError,
}

/// A place, from the names of fields and the numbers of elements.
macro_rules! place {
    ($($step:expr),*) => { vec![$(Step::from($step)),*] };
}

impl From<&str> for Step {
    fn from(name: &str) -> Self {
        Self::Field(name.to_string())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// Why a description of a cluster is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpecError {
    /// There is no control plane, so there is nothing for a server certificate to name.
    NoControlPlane,
    /// Two nodes have the same name.
    DuplicateNode {
        /// That name.
        name: String,
    },
    /// A node without an address.
    NoAddress {
        /// The node's name.
        name: String,
    },
    /// An endpoint that is given as a URL.
    EndpointUrl {
        /// The text.
        text: String,
    },
    /// Something that must be a host name is not.
    Name {
        /// What the name is for, such as "node name".
        what: &'static str,
        /// The name as given.
        name: String,
        /// The rule it breaks.
        reason: &'static str,
    },
    /// Something that must be an address is none.
    Address {
        /// The text as given.
        text: String,
    },
    /// An address that no machine can be reached at.
    UnusableAddress {
        /// The address.
        address: IpAddr,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A service range that is not `ADDRESS/PREFIX`, or is too small for a first address.
    Subnet {
        /// The text as given.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A port that is not a number from 1 to 65535.
    Port {
        /// The text as given.
        text: String,
    },
    /// No service range, more than two, or two of one family.
    SubnetFamilies,
    /// An address in a range where it must not be.
    InServiceRange {
        /// The node.
        node: String,
        /// Its address.
        address: IpAddr,
        /// The range.
        subnet: Subnet,
    },
    /// One address of two machines.
    DuplicateAddress {
        /// The address.
        address: IpAddr,
        /// The machines, as the description has them.
        nodes: [String; 2],
    },
    /// Two users of one name.
    DuplicateUser {
        /// That name.
        name: String,
    },
    /// Two certificates that would be in the same file.
    SameFile {
        /// The file.
        path: String,
    },
    /// Two certificates whose files' names differ in case alone.
    SameFileButForCase {
        /// The files.
        paths: [String; 2],
    },
    /// A list of etcd members that is empty.
    NoEtcdMember,
    /// A path that may lead out of the directory.
    InnerPath {
        /// The text as given.
        text: String,
    },
    /// A key size that is not supported.
    Bits {
        /// The size.
        bits: usize,
    },
    /// A digest that is not supported.
    Digest {
        /// The text as given.
        text: String,
    },
    /// A span of time of kubeadm's that it cannot be.
    Duration {
        /// The text.
        text: String,
        /// Why.
        reason: &'static str,
    },
    /// Something that must be a span of time is not.
    Lifetime {
        /// The text as given.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An authority that would end before what it signs.
    AuthorityEndsFirst {
        /// The role that would be valid for longer.
        role: String,
    },
    /// A role that is not in the table.
    Role {
        /// The name as given.
        name: String,
    },
    /// A node that is not written `NAME=ADDRESS[,ADDRESS…]`.
    NodeForm {
        /// The text as given.
        text: String,
    },
}

impl ClusterSpec {
    /// A cluster to look at and to try things on: one control plane and two workers on the addresses that a first
    /// tutorial would use, reached as `kube-apiserver`, `localhost` or by the service's names.
    pub fn demonstration() -> Self {
        let node = |name: &str, last| Node {
            name: name.to_string(),
            addresses: vec![IpAddr::V4(Ipv4Addr::new(172, 17, 0, last))],
        };
        Self {
            name: "kubernetes".to_string(),
            dns_domain: "cluster.local".to_string(),
            service_subnets: vec![Subnet {
                network: IpAddr::V4(Ipv4Addr::new(10, 96, 0, 0)),
                prefix: 12,
            }],
            endpoint: Endpoint {
                host: AltName::Dns("kube-apiserver".to_string()),
                port: Endpoint::DEFAULT_PORT,
            },
            bind_port: Endpoint::DEFAULT_PORT,
            api_server_names: vec![
                AltName::Dns("localhost".to_string()),
                AltName::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST)),
                AltName::Ip(IpAddr::V6(Ipv6Addr::LOCALHOST)),
            ],
            control_planes: vec![node("controlplane", 87)],
            workers: vec![node("node01", 88), node("node02", 89)],
            etcd: Etcd::Stacked,
            etcd_names: Vec::new(),
            etcd_server_names: Vec::new(),
            etcd_peer_names: Vec::new(),
            users: Vec::new(),
            authorities: Authorities::Separate,
            files: Files::Kubeadm,
            certificates: Certificates::default(),
        }
    }

    /// Checks every field against the rules that Kubernetes, DNS and X.509 have for it.
    ///
    /// # Errors
    /// The first rule broken, in the order of the fields.
    pub fn validate(&self) -> Result<(), SpecError> {
        self.check().map_err(|fault| fault.error)
    }

    /// As [`Self::validate`], with the place.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        let at = |path: Vec<Step>| move |error| Fault { path, error };
        check_host("cluster name", &self.name, false).map_err(at(place!["name"]))?;
        check_host("DNS domain", &self.dns_domain, false).map_err(at(place!["dnsDomain"]))?;
        self.check_subnets().map_err(at(place!["serviceSubnets"]))?;
        self.endpoint
            .host
            .validate("control-plane endpoint")
            .map_err(at(place!["endpoint"]))?;
        if matches!(&self.endpoint.host, AltName::Dns(name) if name.starts_with("*.")) {
            return Err(at(place!["endpoint"])(SpecError::Name {
                what: "control-plane endpoint",
                name: self.endpoint.host.to_string(),
                reason: "a client cannot connect to a wildcard",
            }));
        }
        if let AltName::Ip(address) = &self.endpoint.host {
            check_address(*address).map_err(at(place!["endpoint"]))?;
        }
        if self.bind_port == 0 {
            return Err(at(place!["bindPort"])(SpecError::Port { text: "0".into() }));
        }
        for (i, name) in self.api_server_names.iter().enumerate() {
            name.validate("API server name")
                .map_err(at(place!["apiServerNames", i]))?;
        }
        for (field, names) in [
            ("names", &self.etcd_names),
            ("serverNames", &self.etcd_server_names),
            ("peerNames", &self.etcd_peer_names),
        ] {
            for (i, name) in names.iter().enumerate() {
                name.validate("etcd name")
                    .map_err(at(place!["etcd", field, i]))?;
            }
        }
        if self.control_planes.is_empty() {
            return Err(at(place!["controlPlanes"])(SpecError::NoControlPlane));
        }
        if matches!(&self.etcd, Etcd::External(members) if members.is_empty()) {
            return Err(at(place!["etcd", "members"])(SpecError::NoEtcdMember));
        }
        self.check_machines()?;
        self.check_users()?;
        self.certificates.check()
    }

    fn check_subnets(&self) -> Result<(), SpecError> {
        match &self.service_subnets[..] {
            [_] => Ok(()),
            [one, other] if one.network.is_ipv4() != other.network.is_ipv4() => Ok(()),
            _ => Err(SpecError::SubnetFamilies),
        }
    }

    fn check_machines(&self) -> Result<(), Fault> {
        let lists = [
            (place!["controlPlanes"], &self.control_planes[..]),
            (place!["workers"], &self.workers),
            (place!["etcd", "members"], self.external_members()),
        ];
        let mut names = BTreeSet::new();
        let mut addresses: BTreeMap<IpAddr, &str> = BTreeMap::new();
        for (list, nodes) in lists {
            for (i, node) in nodes.iter().enumerate() {
                let at = |more: Vec<Step>| {
                    let path = [&list[..], &[Step::Index(i)], &more].concat();
                    move |error| Fault { path, error }
                };
                node.validate_name().map_err(at(place!["name"]))?;
                if node.addresses.is_empty() {
                    return Err(at(Vec::new())(SpecError::NoAddress {
                        name: node.name.clone(),
                    }));
                }
                if !names.insert(node.name.as_str()) {
                    return Err(at(place!["name"])(SpecError::DuplicateNode {
                        name: node.name.clone(),
                    }));
                }
                for (j, address) in node.addresses.iter().enumerate() {
                    let at = at(place!["addresses", j]);
                    if let Err(error) = check_address(*address) {
                        return Err(at(error));
                    }
                    if let Some(subnet) = self.service_subnets.iter().find(|s| s.contains(*address))
                    {
                        return Err(at(SpecError::InServiceRange {
                            node: node.name.clone(),
                            address: *address,
                            subnet: *subnet,
                        }));
                    }
                    match addresses.insert(address.to_canonical(), &node.name) {
                        Some(other) if !address.to_canonical().is_loopback() => {
                            return Err(at(SpecError::DuplicateAddress {
                                address: *address,
                                nodes: [other.to_string(), node.name.clone()],
                            }));
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    fn check_users(&self) -> Result<(), Fault> {
        let mut names = BTreeSet::new();
        for (i, user) in self.users.iter().enumerate() {
            let at = |path: Vec<Step>| move |error| Fault { path, error };
            check_user(&user.name).map_err(at(place!["users", i, "name"]))?;
            if !names.insert(user.name.as_str()) {
                return Err(at(place!["users", i, "name"])(SpecError::DuplicateUser {
                    name: user.name.clone(),
                }));
            }
            for (j, group) in user.groups.iter().enumerate() {
                check_subject_text("group", group).map_err(at(place!["users", i, "groups", j]))?;
            }
        }
        Ok(())
    }

    /// Every node: control planes first, each list in its own order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.control_planes.iter().chain(&self.workers)
    }

    /// The machines that etcd runs on, as far as they are this cluster's.
    pub fn etcd_members(&self) -> &[Node] {
        match &self.etcd {
            Etcd::Stacked => &self.control_planes,
            Etcd::External(_) | Etcd::Unmanaged(_) => self.external_members(),
        }
    }

    /// The etcd members that are not nodes.
    fn external_members(&self) -> &[Node] {
        match &self.etcd {
            Etcd::Stacked | Etcd::Unmanaged(_) => &[],
            Etcd::External(members) => members,
        }
    }

    /// Every machine: the nodes, then the etcd members that are not nodes.
    pub fn machines(&self) -> impl Iterator<Item = &Node> {
        self.nodes().chain(self.external_members())
    }

    /// The names of the API server on a control plane: the service's, the node's, the endpoint's and the extra ones.
    pub fn api_server_alt_names(&self, node: &Node) -> Vec<AltName> {
        let mut names: Vec<AltName> =
            ["kubernetes", "kubernetes.default", "kubernetes.default.svc"]
                .iter()
                .map(|name| AltName::Dns((*name).to_string()))
                .collect();
        names.push(AltName::Dns(format!(
            "kubernetes.default.svc.{}",
            self.dns_domain
        )));
        names.extend(
            self.service_subnets
                .iter()
                .map(|subnet| AltName::Ip(subnet.first_address())),
        );
        names.extend(node.alt_names());
        names.push(self.endpoint.host.clone());
        names.extend(self.api_server_names.iter().cloned());
        sorted(names)
    }

    /// The names of an etcd member for clients: the node's, and the loopback interface's, on which the API server of the same
    /// machine and the liveness probe reach it.
    pub fn etcd_alt_names(&self, node: &Node) -> Vec<AltName> {
        self.member_alt_names(node, &self.etcd_server_names)
    }

    /// The names of an etcd member for its peers: those for clients, but for what is one kind's alone.
    pub fn etcd_peer_alt_names(&self, node: &Node) -> Vec<AltName> {
        self.member_alt_names(node, &self.etcd_peer_names)
    }

    fn member_alt_names(&self, node: &Node, more: &[AltName]) -> Vec<AltName> {
        let mut names = node.alt_names();
        names.push(AltName::Dns("localhost".to_string()));
        names.push(AltName::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        names.push(AltName::Ip(IpAddr::V6(Ipv6Addr::LOCALHOST)));
        names.extend(self.etcd_names.iter().chain(more).cloned());
        sorted(names)
    }

    /// The names of a kubelet: its node's.
    pub fn kubelet_alt_names(&self, node: &Node) -> Vec<AltName> {
        sorted(node.alt_names())
    }

    /// The API server that the components of one control plane talk to: their own, at the port that it listens on.
    pub fn local_endpoint(&self, node: &Node) -> Endpoint {
        Endpoint {
            host: AltName::Ip(node.addresses[0]),
            port: self.bind_port,
        }
    }
}

impl Node {
    fn validate(&self) -> Result<(), SpecError> {
        self.validate_name()?;
        if self.addresses.is_empty() {
            return Err(SpecError::NoAddress {
                name: self.name.clone(),
            });
        }
        Ok(())
    }

    fn validate_name(&self) -> Result<(), SpecError> {
        check_host("node name", &self.name, false)?;
        if self.name.len() + NODE_USER_PREFIX.len() > COMMON_NAME_MAX {
            return Err(SpecError::Name {
                what: "node name",
                name: self.name.clone(),
                reason: "longer than 52 characters, it does not fit a common name after \"system:node:\"",
            });
        }
        Ok(())
    }

    /// The node's name and all its addresses.
    fn alt_names(&self) -> Vec<AltName> {
        let mut names = vec![AltName::Dns(self.name.clone())];
        names.extend(self.addresses.iter().copied().map(AltName::Ip));
        names
    }
}

/// Host names first, then addresses, each once: the same cluster gives the same extension, byte for byte.
fn sorted(mut names: Vec<AltName>) -> Vec<AltName> {
    names.sort();
    names.dedup();
    names
}

/// RFC 1123 §2.1 as Kubernetes reads it: lower-case labels of letters, digits and inner hyphens, joined by dots.
fn check_host(what: &'static str, name: &str, wildcard: bool) -> Result<(), SpecError> {
    let fault = |reason| {
        Err(SpecError::Name {
            what,
            name: name.to_string(),
            reason,
        })
    };
    let labels = if wildcard {
        name.strip_prefix("*.").unwrap_or(name)
    } else {
        name
    };
    if name.is_empty() {
        return fault("empty");
    }
    if name.len() > 253 {
        return fault("longer than 253 characters");
    }
    for label in labels.split('.') {
        if label.is_empty() {
            return fault("it has an empty label");
        }
        if label.len() > 63 {
            return fault("a label is longer than 63 characters");
        }
        if !label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            return fault("only lower-case letters, digits, hyphens and dots may stand in it");
        }
        if label.starts_with('-') || label.ends_with('-') {
            return fault("a label begins or ends with a hyphen");
        }
    }
    Ok(())
}

/// An address that a machine cannot be reached at from another machine is refused. A loopback address is not: a cluster of
/// one machine may have it.
fn check_address(address: IpAddr) -> Result<(), SpecError> {
    let reason = match address.to_canonical() {
        address if address.is_unspecified() => "it is the unspecified address",
        address if address.is_multicast() => "it is a multicast address",
        IpAddr::V4(address) if address.is_broadcast() => "it is the broadcast address",
        IpAddr::V6(address) if address.is_unicast_link_local() => {
            "it is a link-local address, which means nothing without an interface"
        }
        _ => return Ok(()),
    };
    Err(SpecError::UnusableAddress { address, reason })
}

/// A user's name is a common name and a file's name at once.
fn check_user(name: &str) -> Result<(), SpecError> {
    let fault = |reason| {
        Err(SpecError::Name {
            what: "user name",
            name: name.to_string(),
            reason,
        })
    };
    check_subject_text("user name", name)?;
    if !name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"._@+-".contains(&b))
    {
        return fault("only letters, digits and . _ @ + - may stand in it");
    }
    if name.starts_with(['.', '-']) {
        return fault("it begins with a dot or a hyphen");
    }
    if role::NAMES.contains(&name) {
        return fault("it is a role's name, by which commands mean every certificate of the role");
    }
    Ok(())
}

/// What a subject may hold: some characters, and no more than X.509 allows.
fn check_subject_text(what: &'static str, text: &str) -> Result<(), SpecError> {
    let reason = if text.is_empty() {
        "empty"
    } else if text.chars().count() > COMMON_NAME_MAX {
        "longer than 64 characters"
    } else if text.chars().any(char::is_control) {
        "it has a control character"
    } else {
        return Ok(());
    };
    Err(SpecError::Name {
        what,
        name: text.to_string(),
        reason,
    })
}

impl Default for Certificates {
    /// RSA of 2048 bits and SHA-256; a year, and ten for authorities.
    fn default() -> Self {
        let leaves = Parameters {
            bits: 2048,
            digest: HashAlgorithm::Sha256,
            validity: Lifetime::YEAR,
        };
        Self {
            leaves,
            authorities: Parameters {
                validity: Lifetime::TEN_YEARS,
                ..leaves
            },
            roles: BTreeMap::new(),
        }
    }
}

impl Certificates {
    /// The parameters of a role.
    pub fn of(&self, role: &Role) -> Parameters {
        let general = match role.is_authority() {
            true => self.authorities,
            false => self.leaves,
        };
        let special = self.roles.get(role.name()).copied().unwrap_or_default();
        Parameters {
            bits: special.bits.unwrap_or(general.bits),
            digest: special.digest.unwrap_or(general.digest),
            validity: special.validity.unwrap_or(general.validity),
        }
    }

    fn check(&self) -> Result<(), Fault> {
        let at = |path: Vec<Step>| move |error| Fault { path, error };
        // Go's TLS, and so every component, refuses longer keys in a handshake (CVE-2023-29409).
        let bits = |bits: usize| match bits {
            2048..=8192 => Ok(()),
            _ => Err(SpecError::Bits { bits }),
        };
        bits(self.leaves.bits).map_err(at(place!["certificates", "bits"]))?;
        bits(self.authorities.bits).map_err(at(place!["certificates", "authorities", "bits"]))?;
        for (name, special) in &self.roles {
            let name = name.as_str();
            if !role::NAMES.contains(&name) {
                return Err(at(place!["certificates", "roles", name])(SpecError::Role {
                    name: name.to_string(),
                }));
            }
            special.bits.map_or(Ok(()), bits).map_err(at(place![
                "certificates",
                "roles",
                name,
                "bits"
            ]))?;
        }
        for role in ROLES.iter().chain([&role::USER]) {
            let longest = self.of(role).validity;
            if longest > self.of(role.authority.role()).validity {
                let path = match self.roles.contains_key(role.name()) {
                    true => place!["certificates", "roles", role.name()],
                    false => place!["certificates"],
                };
                return Err(at(path)(SpecError::AuthorityEndsFirst {
                    role: role.name().to_string(),
                }));
            }
        }
        Ok(())
    }
}

impl Lifetime {
    /// What a certificate has that no declaration gives another: 365 days.
    pub const YEAR: Self = Self(365 * 86_400);
    /// What an authority has that no declaration gives another: 3650 days.
    pub const TEN_YEARS: Self = Self(3650 * 86_400);

    /// So many days.
    ///
    /// # Errors
    /// If there are none, or more than X.509's dates can hold.
    pub fn days(days: i64) -> Result<Self, SpecError> {
        match days {
            ..1 => Err(SpecError::Lifetime {
                text: days.to_string(),
                reason: "a certificate must be valid for at least a day",
            }),
            _ => format!("{days}d").parse(),
        }
    }

    /// Seconds.
    pub const fn seconds(self) -> i64 {
        self.0
    }
}

impl FromStr for Lifetime {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        /// Beyond the last date of X.509, from whenever it is counted.
        const TOO_LONG: i64 = 8000 * 366 * 86_400;
        let fault = |reason| SpecError::Lifetime {
            text: text.to_string(),
            reason,
        };
        let mut seconds: i64 = 0;
        let mut rest = text;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: i64 = rest[..digits]
                .parse()
                .map_err(|_| fault("it is not a number with d, h, m or s after it"))?;
            rest = &rest[digits..];
            let unit = match rest.as_bytes().first() {
                Some(b'd') => 86_400,
                Some(b'h') => 3600,
                Some(b'm') => 60,
                Some(b's') => 1,
                _ => return Err(fault("it is not a number with d, h, m or s after it")),
            };
            rest = &rest[1..];
            seconds = number
                .checked_mul(unit)
                .and_then(|more| seconds.checked_add(more))
                .filter(|sum| *sum < TOO_LONG)
                .ok_or_else(|| fault("a certificate's dates end with the year 9999"))?;
        }
        match seconds {
            0 => Err(fault("it is zero")),
            seconds => Ok(Self(seconds)),
        }
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            s if s % 86_400 == 0 => write!(f, "{}d", s / 86_400),
            s if s % 3600 == 0 => write!(f, "{}h", s / 3600),
            s if s % 60 == 0 => write!(f, "{}m", s / 60),
            s => write!(f, "{s}s"),
        }
    }
}

impl AltName {
    fn validate(&self, what: &'static str) -> Result<(), SpecError> {
        match self {
            Self::Dns(name) => check_host(what, name, true),
            Self::Ip(_) => Ok(()),
        }
    }
}

impl fmt::Display for AltName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => f.write_str(name),
            Self::Ip(address) => address.fmt(f),
        }
    }
}

impl FromStr for AltName {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let name = match text.parse() {
            Ok(address) => Self::Ip(address),
            // Digits and dots alone never name a host: it was meant as an address and is none.
            Err(_)
                if text.bytes().all(|b| b.is_ascii_digit() || b == b'.') || text.contains(':') =>
            {
                return Err(SpecError::Address {
                    text: text.to_string(),
                });
            }
            Err(_) => Self::Dns(text.to_string()),
        };
        name.validate("name")?;
        Ok(name)
    }
}

impl EtcdClient {
    /// The files, each with the field of `cluster.yaml` that has it.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &InnerPath)> {
        [
            ("authority", &self.authority),
            ("certificate", &self.certificate),
            ("key", &self.key),
        ]
        .into_iter()
        .filter_map(|(field, path)| Some((field, path.as_ref()?)))
    }
}

impl InnerPath {
    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InnerPath {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        // What begins with a dot is this program's own, or leads upwards.
        let is_inside = |part: &str| !part.is_empty() && !part.starts_with('.');
        match text.split('/').all(is_inside) && !text.contains(['\\', ':', '\0']) {
            true => Ok(Self(text.to_string())),
            false => Err(SpecError::InnerPath {
                text: text.to_string(),
            }),
        }
    }
}

impl FromStr for Node {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let Some((name, addresses)) = text.split_once('=') else {
            return Err(SpecError::NodeForm {
                text: text.to_string(),
            });
        };
        let addresses = addresses
            .split(',')
            .map(|address| {
                address.parse().map_err(|_| SpecError::Address {
                    text: address.to_string(),
                })
            })
            .collect::<Result<_, _>>()?;
        let node = Self {
            name: name.to_string(),
            addresses,
        };
        node.validate()?;
        Ok(node)
    }
}

impl Subnet {
    /// Whether an address is in the range. An IPv4 address in IPv6's form (`::ffff:10.96.0.1`, RFC 4291 §2.5.5.2) is the
    /// IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let mask = u32::MAX.unbounded_shl(32 - u32::from(self.prefix));
                network.to_bits() == address.to_bits() & mask
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let mask = u128::MAX.unbounded_shl(128 - u32::from(self.prefix));
                network.to_bits() == address.to_bits() & mask
            }
            _ => false,
        }
    }

    /// The first address after the network's own, which the `kubernetes` service gets.
    pub fn first_address(&self) -> IpAddr {
        match self.network {
            IpAddr::V4(network) => IpAddr::V4(Ipv4Addr::from_bits(network.to_bits() + 1)),
            IpAddr::V6(network) => IpAddr::V6(Ipv6Addr::from_bits(network.to_bits() + 1)),
        }
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.prefix)
    }
}

impl FromStr for Subnet {
    type Err = SpecError;

    /// Reads `ADDRESS/PREFIX`; bits below the prefix are cleared, as Kubernetes does.
    fn from_str(text: &str) -> Result<Self, SpecError> {
        let fault = |reason| SpecError::Subnet {
            text: text.to_string(),
            reason,
        };
        let (address, prefix) = text
            .split_once('/')
            .ok_or_else(|| fault("it has no prefix length"))?;
        let address: IpAddr = address
            .parse()
            .map_err(|_| fault("what stands before the slash is not an address"))?;
        if address != address.to_canonical() {
            return Err(fault(
                "it is an IPv4 range in IPv6's form; write it as IPv4",
            ));
        }
        let prefix: u8 = prefix
            .parse()
            .map_err(|_| fault("the prefix length is not a number"))?;
        // Two free bits are enough for the network's own address, the first service and one more.
        let network = match address {
            IpAddr::V4(address) if prefix <= 30 => {
                let mask = u32::MAX.unbounded_shl(32 - u32::from(prefix));
                IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
            }
            IpAddr::V6(address) if prefix <= 126 => {
                let mask = u128::MAX.unbounded_shl(128 - u32::from(prefix));
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
            }
            _ => return Err(fault("the prefix leaves fewer than four addresses")),
        };
        Ok(Self { network, prefix })
    }
}

impl Endpoint {
    /// The API server's customary port.
    pub const DEFAULT_PORT: u16 = 6443;

    /// Reads `HOST` or `HOST:PORT`, with this port where none is given.
    ///
    /// # Errors
    /// What is wrong with the host or the port.
    pub fn with_default_port(text: &str, port: u16) -> Result<Self, SpecError> {
        text.parse().map(|text: EndpointText| text.endpoint(port))
    }

    /// The URL that kubeconfigs carry, with an IPv6 address in brackets (RFC 3986 §3.2.2).
    pub fn url(&self) -> String {
        format!("https://{self}")
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            AltName::Ip(IpAddr::V6(address)) => write!(f, "[{address}]:{}", self.port),
            host => write!(f, "{host}:{}", self.port),
        }
    }
}

impl FromStr for Endpoint {
    type Err = SpecError;

    /// `HOST` or `HOST:PORT`; with 6443 where none is given.
    fn from_str(text: &str) -> Result<Self, SpecError> {
        Self::with_default_port(text, Self::DEFAULT_PORT)
    }
}

/// An endpoint as it is written: the port may be left out.
pub(crate) struct EndpointText {
    host: AltName,
    port: Option<u16>,
}

impl EndpointText {
    /// The endpoint, with the port to take where none is written.
    pub(crate) fn endpoint(self, port: u16) -> Endpoint {
        Endpoint {
            host: self.host,
            port: self.port.unwrap_or(port),
        }
    }
}

impl FromStr for EndpointText {
    type Err = SpecError;

    /// Reads `HOST`, `HOST:PORT`, `[IPV6]:PORT` or a bare IPv6 address.
    fn from_str(text: &str) -> Result<Self, SpecError> {
        if text.contains("://") {
            return Err(SpecError::EndpointUrl { text: text.into() });
        }
        let (host, port) = if let Some(rest) = text.strip_prefix('[') {
            let (host, port) = rest.split_once(']').ok_or_else(|| SpecError::Address {
                text: text.to_string(),
            })?;
            (
                host,
                match port.strip_prefix(':') {
                    None if port.is_empty() => None,
                    None => return Err(SpecError::Address { text: text.into() }),
                    port => port,
                },
            )
        } else if text.parse::<Ipv6Addr>().is_ok() {
            (text, None)
        } else {
            match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            }
        };
        let port = match port {
            None => None,
            Some(port) => match port.parse() {
                Ok(port) if port != 0 => Some(port),
                _ => {
                    return Err(SpecError::Port {
                        text: port.to_string(),
                    });
                }
            },
        };
        Ok(Self {
            host: host.parse()?,
            port,
        })
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoControlPlane => f.write_str("a cluster needs at least one control-plane node"),
            Self::DuplicateNode { name } => {
                write!(
                    f,
                    "two nodes are called {name:?}; give each a name of its own"
                )
            }
            Self::NoAddress { name } => write!(f, "node {name:?} has no address"),
            Self::Name { what, name, reason } => {
                write!(f, "{what} {name:?} is not usable: {reason}")
            }
            Self::Address { text } => write!(f, "{text:?} is not an IPv4 or IPv6 address"),
            Self::UnusableAddress { address, reason } => {
                write!(f, "the address {address} is not usable: {reason}")
            }
            Self::Subnet { text, reason } => {
                write!(
                    f,
                    "service range {text:?} is not usable: {reason} (expected something like 10.96.0.0/12)"
                )
            }
            Self::EndpointUrl { text } => {
                write!(f, "{text:?} is a URL: give the endpoint as HOST[:PORT]")
            }
            Self::Port { text } => write!(f, "{text:?} is not a port number from 1 to 65535"),
            Self::SubnetFamilies => f.write_str(
                "a cluster has one service range, or one of each address family",
            ),
            Self::InServiceRange {
                node,
                address,
                subnet,
            } => write!(
                f,
                "node {node:?} has the address {address}, which is in the service range {subnet}"
            ),
            Self::DuplicateAddress {
                address,
                nodes: [one, other],
            } => write!(
                f,
                "the nodes {one:?} and {other:?} have the same address, {address}"
            ),
            Self::DuplicateUser { name } => write!(f, "two users are called {name:?}"),
            Self::SameFile { path } => write!(f, "two certificates would be in {path}"),
            Self::SameFileButForCase {
                paths: [one, other],
            } => write!(
                f,
                "{one} and {other} are one file where case is ignored; choose names that differ in more than case"
            ),
            Self::NoEtcdMember => f.write_str(
                "an external etcd needs at least one member; without the list, etcd is on the control planes",
            ),
            Self::InnerPath { text } => write!(
                f,
                "{text:?} is not a file of the directory: write its path from the directory's top, such as pki/etcd/ca.crt"
            ),
            Self::Bits { bits } => write!(
                f,
                "{bits} is not a size for a cluster's keys; choose one from 2048 to 8192, since Go's TLS takes none that are longer"
            ),
            Self::Digest { text } => write!(
                f,
                "{text:?} is not a digest for a cluster's certificates; choose sha256, sha384 or sha512"
            ),
            Self::Duration { text, reason } => write!(
                f,
                "{text:?} is not a duration of Go's: {reason} (expected something like 8760h0m0s)"
            ),
            Self::Lifetime { text, reason } => write!(
                f,
                "{text:?} is not a span of time: {reason} (expected something like 30d)"
            ),
            Self::AuthorityEndsFirst { role } => write!(
                f,
                "the authorities' certificates must not end before those they sign, such as those of {role}"
            ),
            Self::Role { name } => write!(f, "there is no role {name:?}"),
            Self::NodeForm { text } => {
                write!(
                    f,
                    "node {text:?} is not of the form NAME=ADDRESS[,ADDRESS...]"
                )
            }
        }
    }
}

impl core::error::Error for SpecError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kubernetes_service_gets_the_first_address_of_its_range() {
        let first = |text: &str| text.parse::<Subnet>().unwrap().first_address().to_string();
        assert_eq!(first("10.96.0.0/12"), "10.96.0.1");
        assert_eq!(first("10.100.7.9/12"), "10.96.0.1");
        assert_eq!(first("0.0.0.0/0"), "0.0.0.1");
        assert_eq!(first("fd00:10:96::/108"), "fd00:10:96::1");
        assert_eq!(first("::/0"), "::1");
    }

    #[test]
    fn a_service_range_with_too_few_addresses_is_refused() {
        for text in [
            "10.96.0.0",
            "10.96.0.0/31",
            "10.96.0.0/33",
            "fd00::/127",
            "x/8",
            "10.96.0.0/x",
        ] {
            assert!(
                matches!(text.parse::<Subnet>(), Err(SpecError::Subnet { .. })),
                "{text}"
            );
        }
    }

    #[test]
    fn an_endpoint_is_read_in_every_form_that_urls_have() {
        let url = |text: &str| text.parse::<Endpoint>().map(|endpoint| endpoint.url());
        assert_eq!(
            url("kube-apiserver").unwrap(),
            "https://kube-apiserver:6443"
        );
        assert_eq!(
            url("api.example.org:443").unwrap(),
            "https://api.example.org:443"
        );
        assert_eq!(url("192.0.2.1:8443").unwrap(), "https://192.0.2.1:8443");
        assert_eq!(url("2001:db8::1").unwrap(), "https://[2001:db8::1]:6443");
        assert_eq!(
            url("[2001:db8::1]:443").unwrap(),
            "https://[2001:db8::1]:443"
        );
        assert!(matches!(
            url("[2001:db8::1]443"),
            Err(SpecError::Address { .. })
        ));
        assert!(matches!(url("host:0"), Err(SpecError::Port { .. })));
        assert!(matches!(url("host:99999"), Err(SpecError::Port { .. })));
        assert!(matches!(
            url("300.1.1.1:6443"),
            Err(SpecError::Address { .. })
        ));
    }

    #[test]
    fn a_node_name_that_could_leave_its_directory_is_refused() {
        for name in [
            "../etc", "a/b", "", "UPPER", "-a", "a-", "a..b", "a b", "*.a",
        ] {
            let text = format!("{name}=192.0.2.1");
            assert!(
                matches!(text.parse::<Node>(), Err(SpecError::Name { .. })),
                "{name:?}"
            );
        }
        let long = format!("{}=192.0.2.1", "n".repeat(53));
        assert!(matches!(long.parse::<Node>(), Err(SpecError::Name { .. })));
        assert!("n=192.0.2.1,2001:db8::1".parse::<Node>().is_ok());
    }

    #[test]
    fn the_demonstration_is_valid_and_two_nodes_of_one_name_are_not() {
        let mut spec = ClusterSpec::demonstration();
        spec.validate().unwrap();
        spec.workers[0].name = spec.control_planes[0].name.clone();
        assert!(matches!(
            spec.validate(),
            Err(SpecError::DuplicateNode { .. })
        ));
        spec.control_planes.clear();
        assert_eq!(spec.validate(), Err(SpecError::NoControlPlane));
    }
}
