//! What a cluster is called and where it lives: everything that its certificates depend on.

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

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
pub struct ClusterSpec {
    /// The cluster's name in kubeconfigs (kubeadm's `clusterName`).
    pub name: String,
    /// The domain of services and pods, `cluster.local` by custom.
    pub dns_domain: String,
    /// The service range; its first address is the `kubernetes` service's own.
    pub service_subnet: Subnet,
    /// What kubeconfigs point to (kubeadm's `controlPlaneEndpoint`).
    pub endpoint: Endpoint,
    /// Further names of every API server (kubeadm's `apiServer.certSANs`).
    pub api_server_names: Vec<AltName>,
    /// At least one. The first is the one on which the tree's top level belongs.
    pub control_planes: Vec<Node>,
    /// The other nodes.
    pub workers: Vec<Node>,
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
            service_subnet: Subnet {
                network: IpAddr::V4(Ipv4Addr::new(10, 96, 0, 0)),
                prefix: 12,
            },
            endpoint: Endpoint {
                host: AltName::Dns("kube-apiserver".to_string()),
                port: Endpoint::DEFAULT_PORT,
            },
            api_server_names: vec![
                AltName::Dns("localhost".to_string()),
                AltName::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST)),
                AltName::Ip(IpAddr::V6(Ipv6Addr::LOCALHOST)),
            ],
            control_planes: vec![node("controlplane", 87)],
            workers: vec![node("node01", 88), node("node02", 89)],
        }
    }

    /// Checks every field against the rules that Kubernetes, DNS and X.509 have for it.
    ///
    /// # Errors
    /// The first rule broken, in the order of the fields.
    pub fn validate(&self) -> Result<(), SpecError> {
        check_host("cluster name", &self.name, false)?;
        check_host("DNS domain", &self.dns_domain, false)?;
        self.endpoint.host.validate("control-plane endpoint")?;
        if matches!(&self.endpoint.host, AltName::Dns(name) if name.starts_with("*.")) {
            return Err(SpecError::Name {
                what: "control-plane endpoint",
                name: self.endpoint.host.to_string(),
                reason: "a client cannot connect to a wildcard",
            });
        }
        for name in &self.api_server_names {
            name.validate("API server name")?;
        }
        if self.control_planes.is_empty() {
            return Err(SpecError::NoControlPlane);
        }
        let mut seen = BTreeSet::new();
        for node in self.nodes() {
            node.validate()?;
            if !seen.insert(node.name.as_str()) {
                return Err(SpecError::DuplicateNode {
                    name: node.name.clone(),
                });
            }
        }
        Ok(())
    }

    /// Every node: control planes first, each list in its own order.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.control_planes.iter().chain(&self.workers)
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
        names.push(AltName::Ip(self.service_subnet.first_address()));
        names.extend(node.alt_names());
        names.push(self.endpoint.host.clone());
        names.extend(self.api_server_names.iter().cloned());
        sorted(names)
    }

    /// The names of an etcd member for clients and for its peers: the node's, and the loopback interface's, on which the
    /// API server of the same machine and the liveness probe reach it.
    pub fn etcd_alt_names(&self, node: &Node) -> Vec<AltName> {
        let mut names = node.alt_names();
        names.push(AltName::Dns("localhost".to_string()));
        names.push(AltName::Ip(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        names.push(AltName::Ip(IpAddr::V6(Ipv6Addr::LOCALHOST)));
        sorted(names)
    }

    /// The names of a kubelet: its node's.
    pub fn kubelet_alt_names(&self, node: &Node) -> Vec<AltName> {
        sorted(node.alt_names())
    }

    /// The API server that the components of one control plane talk to: their own.
    pub fn local_endpoint(&self, node: &Node) -> Endpoint {
        Endpoint {
            host: AltName::Ip(node.addresses[0]),
            port: self.endpoint.port,
        }
    }
}

impl Node {
    fn validate(&self) -> Result<(), SpecError> {
        check_host("node name", &self.name, false)?;
        if self.name.len() + NODE_USER_PREFIX.len() > COMMON_NAME_MAX {
            return Err(SpecError::Name {
                what: "node name",
                name: self.name.clone(),
                reason: "longer than 52 characters, it does not fit a common name after \"system:node:\"",
            });
        }
        if self.addresses.is_empty() {
            return Err(SpecError::NoAddress {
                name: self.name.clone(),
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
            None => Self::DEFAULT_PORT,
            Some(port) => match port.parse() {
                Ok(port) if port != 0 => port,
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
