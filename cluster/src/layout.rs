//! What the files are called: kubeadm's tree, or one directory.

use super::role::{Authority, Holder, ROLES, Role, Scope};
use super::spec::{ClusterSpec, Etcd, Files};

/// The files of one certificate, relative to the tree's top, with `/` between their parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The certificate and its key; `None` where they are in the kubeconfig alone.
    pub pair: Option<PairPaths>,
    /// The kubeconfig that carries them.
    pub kubeconfig: Option<String>,
}

/// Where a certificate and its key are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairPaths {
    /// The certificate.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

/// A file that a second machine has a copy of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The original.
    pub from: String,
    /// The copy.
    pub to: String,
}

/// The key pair that service-account tokens are signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAccount {
    /// The private key.
    pub key: String,
    /// The public key.
    pub public: String,
}

impl PairPaths {
    /// The names for a path without its ending.
    fn new(files: Files, stem: &str) -> Self {
        let (certificate, key) = match files {
            Files::Kubeadm | Files::KubeadmOnly | Files::Crt => (".crt", ".key"),
            Files::Pem => (".pem", "-key.pem"),
        };
        Self {
            certificate: format!("{stem}{certificate}"),
            key: format!("{stem}{key}"),
        }
    }

    /// The certificate's path without its ending.
    pub fn stem(&self) -> &str {
        let path = &self.certificate;
        path.rsplit_once('.').map_or(path, |(stem, _)| stem)
    }
}

/// Whether kubeadm makes certificates of a role itself.
fn is_kubeadms(role: &Role) -> bool {
    !["kubelet", "kubelet-client", "kube-proxy"].contains(&role.file)
}

/// Whether a cluster has certificates of a role: not of authorities that it does without, nor of what its layout leaves to
/// bootstrapping, nor of an etcd that others run.
pub fn has(spec: &ClusterSpec, role: &Role) -> bool {
    let authority = role.authority.in_cluster(spec) == role.authority || !role.is_authority();
    let others = matches!(spec.etcd, Etcd::Unmanaged(_)) && role.authority == Authority::Etcd;
    authority && !others && (spec.files != Files::KubeadmOnly || is_kubeadms(role))
}

/// The part of the tree that belongs on a machine: empty for the first control plane and where there is one directory
/// only, `nodes/NAME/` for others.
pub fn directory(spec: &ClusterSpec, node: &str) -> String {
    match spec.files {
        Files::Crt | Files::Pem => String::new(),
        Files::Kubeadm | Files::KubeadmOnly if spec.is_first(node) => String::new(),
        Files::Kubeadm | Files::KubeadmOnly => format!("nodes/{node}/"),
    }
}

/// The files of a role's certificate.
pub fn location(spec: &ClusterSpec, role: &Role, holder: Holder<'_>) -> Location {
    let name = holder.name().unwrap_or_default();
    let (stem, kubeconfig) = match spec.files {
        Files::Kubeadm | Files::KubeadmOnly => {
            let top = match holder {
                Holder::Node(node) => directory(spec, &node.name),
                Holder::Cluster | Holder::User(_) => String::new(),
            };
            match role.scope {
                Scope::User => (format!("pki/users/{name}"), format!("users/{name}.conf")),
                _ => (
                    format!("{top}pki/{}", role.file),
                    format!("{top}{}", role.kubeconfig.map_or("", |row| row.file)),
                ),
            }
        }
        Files::Crt | Files::Pem => {
            let stem = flat_stem(spec, role, holder);
            let kubeconfig = match role.file {
                "kubelet-client" => format!("kubelet-{name}.conf"),
                _ => format!("{stem}.conf"),
            };
            (stem, kubeconfig)
        }
    };
    let kubeconfig = role.kubeconfig.map(|_| kubeconfig);
    let inside = spec.files == Files::KubeadmOnly && kubeconfig.is_some();
    Location {
        pair: (!inside).then(|| PairPaths::new(spec.files, &stem)),
        kubeconfig,
    }
}

/// A name in one directory for all: the component's, or the node's where each node has one.
fn flat_stem(spec: &ClusterSpec, role: &Role, holder: Holder<'_>) -> String {
    let name = holder.name().unwrap_or_default();
    let component = match role.file {
        "etcd/ca" => "etcd-ca",
        "etcd/server" => "etcdserver",
        "etcd/peer" => "etcdpeer",
        "etcd/healthcheck-client" => "etcd-healthcheck-client",
        file => file,
    };
    match role.scope {
        Scope::Cluster => component.to_string(),
        Scope::User => name.to_string(),
        Scope::Node if component == "kubelet" => name.to_string(),
        Scope::Node => format!("{component}-{name}"),
        Scope::ControlPlane | Scope::EtcdMember => {
            let first = match role.scope {
                Scope::EtcdMember => spec.etcd_members().first(),
                _ => spec.control_planes.first(),
            };
            match first.is_some_and(|first| first.name == name) {
                true => component.to_string(),
                false => format!("{component}-{name}"),
            }
        }
    }
}

/// The service-account key pair's files.
pub fn service_account(spec: &ClusterSpec) -> ServiceAccount {
    let (key, public) = match spec.files {
        Files::Kubeadm | Files::KubeadmOnly => ("pki/sa.key", "pki/sa.pub"),
        Files::Crt => ("service-account.key", "service-account.pub"),
        Files::Pem => ("service-account-key.pem", "service-account.pem"),
    };
    ServiceAccount {
        key: key.to_string(),
        public: public.to_string(),
    }
}

/// The files that several machines must have, copied so that a directory is all that its machine needs. In a layout of one
/// directory there are none.
pub fn copies(spec: &ClusterSpec) -> Vec<Copy> {
    if matches!(spec.files, Files::Crt | Files::Pem) {
        return Vec::new();
    }
    let pair = |authority: Authority| {
        let role = authority.role();
        location(spec, role, Holder::Cluster)
            .pair
            .into_iter()
            .filter(|_| has(spec, role))
    };
    let conf = |file: &str| {
        let row = ROLES.iter().find(|role| role.file == file);
        row.filter(|role| has(spec, role))
            .and_then(|role| location(spec, role, Holder::Cluster).kubeconfig)
    };
    let stacked = spec.etcd == Etcd::Stacked;
    let mut copies = Vec::new();
    let mut copy = |node: &str, paths: Vec<String>| {
        let directory = directory(spec, node);
        copies.extend(paths.into_iter().map(|from| Copy {
            to: format!("{directory}{from}"),
            from,
        }));
    };
    for node in spec.control_planes.iter().skip(1) {
        let mut paths = Vec::new();
        for authority in [
            Authority::Kubernetes,
            Authority::FrontProxy,
            Authority::Etcd,
        ] {
            for pair in pair(authority) {
                paths.push(pair.certificate);
                // Who runs no etcd needs to trust its authority only.
                if authority != Authority::Etcd || stacked {
                    paths.push(pair.key);
                }
            }
        }
        let account = service_account(spec);
        paths.extend([account.key, account.public]);
        paths.extend(conf("admin"));
        paths.extend(conf("kube-proxy"));
        copy(&node.name, paths);
    }
    for node in &spec.workers {
        let authority = pair(Authority::Kubernetes).map(|pair| pair.certificate);
        copy(&node.name, authority.chain(conf("kube-proxy")).collect());
    }
    if let Etcd::External(members) = &spec.etcd {
        for node in members {
            let authority = Authority::Etcd.in_cluster(spec);
            copy(
                &node.name,
                pair(authority).map(|pair| pair.certificate).collect(),
            );
        }
    }
    copies
}

impl ClusterSpec {
    /// Whether a node is the first control plane, to which the top of the tree belongs.
    pub fn is_first(&self, node: &str) -> bool {
        self.control_planes
            .first()
            .is_some_and(|first| first.name == node)
    }
}
