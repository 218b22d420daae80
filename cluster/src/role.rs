//! One row per certificate: what each component of a cluster must be called, and by whom it must be issued.
//!
//! The rows are those of kubeadm since Kubernetes 1.29 (only the break-glass `super-admin` is in `system:masters`, which no
//! role binding can revoke; everyday administration is in `kubeadm:cluster-admins`, which one can), with rows of their own
//! for what kubeadm leaves to bootstrapping: the kubelets' certificates and kube-proxy's.

use super::spec::{AltName, Authorities, ClusterSpec, Node, User};

/// A group whose members the API server never refuses, whatever RBAC denies.
pub const GROUP_MASTERS: &str = "system:masters";
/// The group that kubeadm binds to the `cluster-admin` role.
pub const GROUP_CLUSTER_ADMINS: &str = "kubeadm:cluster-admins";
/// The group that the node authorizer and the kubelet signers expect.
pub const GROUP_NODES: &str = "system:nodes";
/// The group that kube-proxy's certificate customarily names.
pub const GROUP_NODE_PROXIER: &str = "system:node-proxier";

/// The three certificate authorities of a cluster. They are separate so that being trusted by one means nothing to another:
/// whoever holds a certificate of the etcd authority may read every secret of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// API server, kubelets and all their clients.
    Kubernetes,
    /// etcd, its peers and its clients.
    Etcd,
    /// The aggregation layer's proxy.
    FrontProxy,
}

/// Who has a certificate of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The cluster has one.
    Cluster,
    /// Each control-plane node has its own.
    ControlPlane,
    /// Each machine that etcd runs on has its own.
    EtcdMember,
    /// Each node has its own, control planes included.
    Node,
    /// Each of [`ClusterSpec::users`] has one.
    User,
}

/// Whose name a certificate carries as its common name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommonName {
    /// Always the same.
    Fixed(&'static str),
    /// The node's.
    NodeName,
    /// The node's, as a user of the API: `system:node:NAME`.
    NodeUser,
    /// The user's.
    UserName,
}

/// Where a certificate's subject alternative names come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AltNames {
    /// A client: it has none.
    None,
    /// An authority: its common name, as kubeadm writes it.
    CommonName,
    /// [`ClusterSpec::api_server_alt_names`].
    ApiServer,
    /// [`ClusterSpec::etcd_alt_names`].
    Etcd,
    /// [`ClusterSpec::etcd_peer_alt_names`].
    EtcdPeer,
    /// [`ClusterSpec::kubelet_alt_names`].
    Kubelet,
}

/// What a certificate is for, as its extensions must state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// `basicConstraints` CA:TRUE, signs certificates.
    Authority,
    /// `serverAuth`.
    Server,
    /// `clientAuth`.
    Client,
    /// Both: an etcd member dials its own server port, and each peer is at once client and server.
    ServerAndClient,
}

/// Which API server a kubeconfig points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// The cluster's endpoint, which may be a load balancer.
    Endpoint,
    /// The API server on the same machine.
    Local,
}

/// The kubeconfig that a client's credentials go into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KubeconfigRow {
    /// Its file name.
    pub file: &'static str,
    /// The API server it points to.
    pub server: Server,
}

/// A certificate that every cluster has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// The file's path below `pki`, without `.crt` and `.key`.
    pub file: &'static str,
    /// The authority that signs it, or that it is.
    pub authority: Authority,
    /// Who has one.
    pub scope: Scope,
    /// CN.
    pub common_name: CommonName,
    /// O: for the API server, the user's group.
    pub organization: Option<&'static str>,
    /// Key usage, extended key usage and basic constraints follow from this.
    pub usage: Usage,
    /// Subject alternative names.
    pub alt_names: AltNames,
    /// The kubeconfig that carries it, if any.
    pub kubeconfig: Option<KubeconfigRow>,
}

const fn authority(file: &'static str, authority: Authority, common_name: &'static str) -> Role {
    Role {
        file,
        authority,
        scope: Scope::Cluster,
        common_name: CommonName::Fixed(common_name),
        organization: None,
        usage: Usage::Authority,
        alt_names: AltNames::CommonName,
        kubeconfig: None,
    }
}

/// A role without a kubeconfig.
pub(super) const fn server(
    file: &'static str,
    authority: Authority,
    scope: Scope,
    common_name: CommonName,
    organization: Option<&'static str>,
    usage: Usage,
    alt_names: AltNames,
) -> Role {
    Role {
        file,
        authority,
        scope,
        common_name,
        organization,
        usage,
        alt_names,
        kubeconfig: None,
    }
}

const fn client(
    file: &'static str,
    authority: Authority,
    scope: Scope,
    common_name: CommonName,
    organization: Option<&'static str>,
    kubeconfig: Option<KubeconfigRow>,
) -> Role {
    let (usage, alt_names) = (Usage::Client, AltNames::None);
    Role {
        kubeconfig,
        ..server(
            file,
            authority,
            scope,
            common_name,
            organization,
            usage,
            alt_names,
        )
    }
}

const fn conf(file: &'static str, server: Server) -> Option<KubeconfigRow> {
    Some(KubeconfigRow { file, server })
}

/// Every certificate of a cluster, authorities first.
#[rustfmt::skip]
pub static ROLES: [Role; 17] = {
    use Authority::{Etcd, FrontProxy, Kubernetes};
    use CommonName::{Fixed, NodeName, NodeUser};
    use Scope::{Cluster, ControlPlane, EtcdMember, Node};
    [
        authority("ca", Kubernetes, "kubernetes"),
        authority("front-proxy-ca", FrontProxy, "front-proxy-ca"),
        authority("etcd/ca", Etcd, "etcd-ca"),

        server("apiserver", Kubernetes, ControlPlane, Fixed("kube-apiserver"), None, Usage::Server, AltNames::ApiServer),
        client("apiserver-kubelet-client", Kubernetes, ControlPlane, Fixed("kube-apiserver-kubelet-client"), Some(GROUP_CLUSTER_ADMINS), None),
        client("apiserver-etcd-client", Etcd, ControlPlane, Fixed("kube-apiserver-etcd-client"), None, None),
        client("front-proxy-client", FrontProxy, ControlPlane, Fixed("front-proxy-client"), None, None),

        server("etcd/server", Etcd, EtcdMember, NodeName, None, Usage::ServerAndClient, AltNames::Etcd),
        server("etcd/peer", Etcd, EtcdMember, NodeName, None, Usage::ServerAndClient, AltNames::EtcdPeer),
        client("etcd/healthcheck-client", Etcd, EtcdMember, Fixed("kube-etcd-healthcheck-client"), None, None),

        client("controller-manager", Kubernetes, ControlPlane, Fixed("system:kube-controller-manager"), None, conf("controller-manager.conf", Server::Local)),
        client("scheduler", Kubernetes, ControlPlane, Fixed("system:kube-scheduler"), None, conf("scheduler.conf", Server::Local)),

        server("kubelet", Kubernetes, Node, NodeUser, Some(GROUP_NODES), Usage::Server, AltNames::Kubelet),
        client("kubelet-client", Kubernetes, Node, NodeUser, Some(GROUP_NODES), conf("kubelet.conf", Server::Endpoint)),
        client("kube-proxy", Kubernetes, Cluster, Fixed("system:kube-proxy"), Some(GROUP_NODE_PROXIER), conf("kube-proxy.conf", Server::Endpoint)),

        client("admin", Kubernetes, Cluster, Fixed("kubernetes-admin"), Some(GROUP_CLUSTER_ADMINS), conf("admin.conf", Server::Endpoint)),
        client("super-admin", Kubernetes, Cluster, Fixed("kubernetes-super-admin"), Some(GROUP_MASTERS), conf("super-admin.conf", Server::Endpoint)),
    ]
};

/// The certificates of [`ClusterSpec::users`].
pub static USER: Role = client(
    "user",
    Authority::Kubernetes,
    Scope::User,
    CommonName::UserName,
    None,
    conf("user.conf", Server::Endpoint),
);

/// What roles are called in a declaration and on a command line: [`Role::name`] of each.
pub static NAMES: [&str; ROLES.len() + 1] = {
    let mut names = [USER.file; ROLES.len() + 1];
    let mut at = 0;
    while at < ROLES.len() {
        names[at] = ROLES[at].file;
        at += 1;
    }
    names
};

/// Who has a certificate.
#[derive(Clone, Copy, Debug)]
pub enum Holder<'a> {
    /// The cluster.
    Cluster,
    /// A machine.
    Node(&'a Node),
    /// A user.
    User(&'a User),
}

impl Holder<'_> {
    /// The machine's or user's name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Cluster => None,
            Self::Node(node) => Some(&node.name),
            Self::User(user) => Some(&user.name),
        }
    }
}

impl Role {
    /// What a declaration calls it.
    pub fn name(&self) -> &'static str {
        self.file
    }

    /// Everybody who has a certificate of this role.
    pub fn holders<'a>(&self, spec: &'a ClusterSpec) -> Vec<Holder<'a>> {
        let nodes = |nodes: &'a [Node]| nodes.iter().map(Holder::Node).collect();
        match self.scope {
            Scope::Cluster => vec![Holder::Cluster],
            Scope::ControlPlane => nodes(&spec.control_planes),
            Scope::EtcdMember => nodes(spec.etcd_members()),
            Scope::Node => spec.nodes().map(Holder::Node).collect(),
            Scope::User => spec.users.iter().map(Holder::User).collect(),
        }
    }

    /// The common name of this role's certificate for `holder`.
    pub fn common_name(&self, holder: Holder<'_>) -> String {
        let name = || holder.name().unwrap_or_default();
        match self.common_name {
            CommonName::Fixed(name) => name.to_string(),
            CommonName::NodeName | CommonName::UserName => name().to_string(),
            CommonName::NodeUser => format!("{}{}", super::spec::NODE_USER_PREFIX, name()),
        }
    }

    /// The groups (O) of this role's certificate for `holder`.
    pub fn organizations(&self, holder: Holder<'_>) -> Vec<String> {
        match holder {
            Holder::User(user) => user.groups.clone(),
            _ => self.organization.map(String::from).into_iter().collect(),
        }
    }

    /// The subject alternative names of this role's certificate for `holder`.
    pub fn alt_names(&self, spec: &ClusterSpec, holder: Holder<'_>) -> Vec<AltName> {
        match (self.alt_names, holder) {
            (AltNames::CommonName, _) => vec![AltName::Dns(self.common_name(holder))],
            (AltNames::ApiServer, Holder::Node(node)) => spec.api_server_alt_names(node),
            (AltNames::Etcd, Holder::Node(node)) => spec.etcd_alt_names(node),
            (AltNames::EtcdPeer, Holder::Node(node)) => spec.etcd_peer_alt_names(node),
            (AltNames::Kubelet, Holder::Node(node)) => spec.kubelet_alt_names(node),
            _ => Vec::new(),
        }
    }

    /// Whether the role is an authority's own.
    pub fn is_authority(&self) -> bool {
        self.usage == Usage::Authority
    }
}

impl Authority {
    /// The authority that signs in this one's place: itself, unless there is only one.
    pub fn in_cluster(self, spec: &ClusterSpec) -> Self {
        match spec.authorities {
            Authorities::Separate => self,
            Authorities::Single => Self::Kubernetes,
        }
    }

    /// The row of this authority's own certificate.
    pub fn role(self) -> &'static Role {
        match self {
            Self::Kubernetes => &ROLES[0],
            Self::FrontProxy => &ROLES[1],
            Self::Etcd => &ROLES[2],
        }
    }
}
