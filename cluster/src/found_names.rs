//! What the names of files mean in the layouts that people use: kubeadm's, that of "the hard way", cfssl's, easy-rsa's, and
//! plain `.crt` and `.key`.

use super::inventory::Place;
use super::role::{
    AltNames, Authority, CommonName, GROUP_NODES, ROLES, Role, Scope, USER, Usage, server,
};

/// Whose names a directory's files have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FoundLayout {
    /// kubeadm's: `pki/apiserver.crt`, `pki/etcd/ca.crt`, `admin.conf`.
    Kubeadm,
    /// easy-rsa's: `pki/issued/NAME.crt`, `pki/private/NAME.key`.
    EasyRsa,
    /// cfssl's, and so older "hard way"s: `NAME.pem`, `NAME-key.pem`.
    Cfssl,
    /// `NAME.crt` and `NAME.key`, as openssl scripts and newer "hard way"s have it.
    Plain,
}

impl FoundLayout {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kubeadm => "kubeadm",
            Self::EasyRsa => "easy-rsa",
            Self::Cfssl => "cfssl",
            Self::Plain => "plain",
        }
    }
}

/// A file's name, taken apart.
pub(super) struct Named<'a> {
    pub(super) is_kubeconfig: bool,
    role: Option<&'static Role>,
    node: Option<&'a str>,
}

impl Named<'_> {
    pub(super) fn place(&self, path: &str, mode: Option<u32>) -> Place {
        Place {
            path: path.into(),
            within: None,
            position: 0,
            mode,
            node: self.node.map(Into::into),
            role: self.role,
        }
    }
}

const fn found(
    file: &'static str,
    common_name: CommonName,
    organization: Option<&'static str>,
    usage: Usage,
    alt_names: AltNames,
) -> Role {
    server(
        file,
        Authority::Kubernetes,
        Scope::Cluster,
        common_name,
        organization,
        usage,
        alt_names,
    )
}

/// Roles that `k8s init` gives nobody, and other tools do.
static OTHERS: [Role; 3] = [
    // One certificate for a kubelet's two ends.
    found(
        "node",
        CommonName::NodeUser,
        Some(GROUP_NODES),
        Usage::ServerAndClient,
        AltNames::Kubelet,
    ),
    // "The hard way" and many scripts have one certificate for the API server, for what it asks of etcd and kubelets, and
    // for etcd.
    found(
        "kubernetes",
        CommonName::Fixed("kubernetes"),
        None,
        Usage::ServerAndClient,
        AltNames::ApiServer,
    ),
    // The key of service-account tokens, which some tools certify: nobody looks at that certificate.
    found(
        "service-accounts",
        CommonName::Fixed("service-accounts"),
        None,
        Usage::Client,
        AltNames::None,
    ),
];

/// Names that files have in one layout or another, and the name of the role's row. A `/` belongs to the name.
const ALIASES: &[(&str, &str)] = &[
    ("kubernetes-ca", "ca"),
    ("root-ca", "ca"),
    ("etcd-ca", "etcd/ca"),
    ("ca-etcd", "etcd/ca"),
    ("kubernetes-front-proxy-ca", "front-proxy-ca"),
    ("requestheader-ca", "front-proxy-ca"),
    ("kube-apiserver", "apiserver"),
    ("kube-api-server", "apiserver"),
    ("api-server", "apiserver"),
    ("server", "apiserver"),
    ("kube-apiserver-kubelet-client", "apiserver-kubelet-client"),
    ("kube-apiserver-etcd-client", "apiserver-etcd-client"),
    ("etcd-server", "etcd/server"),
    ("etcdserver", "etcd/server"),
    ("etcd", "etcd/server"),
    ("etcd-peer", "etcd/peer"),
    ("etcdpeer", "etcd/peer"),
    ("etcd-healthcheck-client", "etcd/healthcheck-client"),
    ("kube-etcd-healthcheck-client", "etcd/healthcheck-client"),
    ("kube-controller-manager", "controller-manager"),
    ("controller", "controller-manager"),
    ("kube-scheduler", "scheduler"),
    ("proxy", "kube-proxy"),
    ("kube-admin", "admin"),
    ("service-account", "service-accounts"),
    ("sa", "service-accounts"),
];

/// Directories that hold copies of what was in force once, or of what stands elsewhere.
const PASSED_OVER: &[&str] = &[
    "certs_by_serial",
    "inline",
    "renewed",
    "reqs",
    "revoked",
    "tmp",
];

/// Where requests for an authority that is elsewhere wait, and the keys that they are for.
pub(super) const REQUESTS: &str = "csr/";

/// Whether a file may be a part of a PKI by its path, or is a request that waits: others need not be read.
pub fn is_of_interest(path: &str) -> bool {
    named(path).is_some() || path.starts_with(REQUESTS) && path.ends_with(".csr")
}

/// Whose names these files have.
pub fn layout_of_found<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> FoundLayout {
    let any = |wanted: &dyn Fn(&str) -> bool| paths.clone().any(wanted);
    if any(&|path| path.split('/').rev().nth(1) == Some("issued")) {
        FoundLayout::EasyRsa
    } else if any(&|path| path.ends_with("-key.pem")) {
        FoundLayout::Cfssl
    } else if any(&|path| {
        [
            "front-proxy-ca.crt",
            "apiserver-kubelet-client.crt",
            "etcd/ca.crt",
        ]
        .iter()
        .any(|name| path == *name || path.ends_with(&format!("/{name}")))
    }) {
        FoundLayout::Kubeadm
    } else {
        FoundLayout::Plain
    }
}

/// Takes a path apart, if it can be a certificate's, a key's or a kubeconfig's.
pub(super) fn named(path: &str) -> Option<Named<'_>> {
    let parts: Vec<&str> = path.split('/').collect();
    let (file, directories) = parts.split_last()?;
    if parts.iter().any(|part| part.starts_with('.'))
        || directories.iter().any(|part| PASSED_OVER.contains(part))
    {
        return None;
    }
    let (stem, kind) = split(file)?;
    let mut node = match directories {
        [.., "nodes", node] | [.., "nodes", node, "pki"] | [.., "nodes", node, "pki", "etcd"] => {
            Some(*node)
        }
        _ => None,
    };
    let etcd = directories.last() == Some(&"etcd");
    let role = match etcd {
        _ if directories.last() == Some(&"users") => Some(&USER),
        true => role(&format!("etcd/{stem}")).or_else(|| role(stem)),
        false => role(stem),
    };
    let (role, named_node) = match role {
        Some(role) => (Some(role), None),
        None => node_role(stem),
    };
    node = node.or(named_node);
    Some(Named {
        is_kubeconfig: kind == Kind::Kubeconfig,
        // The kubelet's kubeconfig carries what it is as a client.
        role: match (kind, role) {
            (Kind::Kubeconfig, Some(role)) if role.file == "kubelet" => {
                self::role("kubelet-client")
            }
            (_, role) => role,
        },
        node,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pem,
    Kubeconfig,
}

/// The name of whom a file is for, and what kind of file it is.
fn split(file: &str) -> Option<(&str, Kind)> {
    const PEM: &[&str] = &[
        "-key.pem",
        ".key.pem",
        "-cert.pem",
        ".crt.pem",
        ".pem",
        ".crt",
        ".cer",
        ".cert",
        ".key",
        ".pub",
    ];
    const KUBECONFIG: &[&str] = &[".kubeconfig", ".conf", ".config", ".yaml", ".yml"];
    for (endings, kind) in [(PEM, Kind::Pem), (KUBECONFIG, Kind::Kubeconfig)] {
        if let Some(stem) = endings.iter().find_map(|ending| file.strip_suffix(ending)) {
            return (!stem.is_empty()).then_some((stem, kind));
        }
    }
    ["kubeconfig", "config"]
        .contains(&file)
        .then_some((file, Kind::Kubeconfig))
}

/// The role of a name that stands in one of the tables.
fn role(name: &str) -> Option<&'static Role> {
    let name = ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map_or(name, |(_, name)| name);
    ROLES.iter().chain(&OTHERS).find(|role| role.file == name)
}

/// The role of a name that holds a node's: `kubelet-NAME`, `kubelet-client-NAME`, and the node's alone where it is of the
/// forms that such names have (`node-0`, `worker1`).
fn node_role(stem: &str) -> (Option<&'static Role>, Option<&str>) {
    for (prefix, name) in [
        ("kubelet-client-", "kubelet-client"),
        ("kubelet-server-", "kubelet"),
        ("kubelet-", "node"),
    ] {
        if let Some(node) = stem.strip_prefix(prefix).filter(|node| !node.is_empty()) {
            return (role(name), Some(node));
        }
    }
    let letters = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = letters.len() < stem.len();
    match letters.trim_end_matches('-') {
        "node" | "worker" if numbered => (role("node"), Some(stem)),
        _ => (None, None),
    }
}

/// Where the private key of what stands in `path` may be, the likeliest first.
pub(super) fn key_paths(path: &str) -> Vec<String> {
    let (directory, file) = match path.rsplit_once('/') {
        Some((directory, file)) => (format!("{directory}/"), file),
        None => (String::new(), path),
    };
    let Some((stem, _)) = split(file) else {
        return Vec::new();
    };
    let mut paths = vec![
        format!("{directory}{stem}.key"),
        format!("{directory}{stem}-key.pem"),
        format!("{directory}{stem}.key.pem"),
    ];
    let above = directory.strip_suffix("issued/").unwrap_or(&directory);
    paths.push(format!("{above}private/{stem}.key"));
    paths.push(path.into());
    paths
}

/// Whether a text claims to be a kubeconfig; manifests and configurations have the same endings.
pub(super) fn may_be_kubeconfig(text: &str) -> bool {
    let is =
        |line: &str, wanted: &str| line.trim_end().replace(['"', '\'', ','], "").trim() == wanted;
    text.lines().any(|line| is(line, "kind: Config")) && text.contains("clusters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_the_roles_that_their_names_mean_in_each_layout() {
        let role_and_node = |path| {
            let named = named(path)?;
            Some((named.role.map(|role| role.file), named.node))
        };
        for (path, role, node) in [
            ("pki/ca.crt", "ca", None),
            ("etcd/ca.crt", "etcd/ca", None),
            ("pki/etcd/server.key", "etcd/server", None),
            ("nodes/cp-2/pki/apiserver.crt", "apiserver", Some("cp-2")),
            ("nodes/w1/kubelet.conf", "kubelet-client", Some("w1")),
            ("scheduler.conf", "scheduler", None),
            ("pki/issued/server.crt", "apiserver", None),
            ("pki/private/etcd-server.key", "etcd/server", None),
            ("kube-api-server.crt", "apiserver", None),
            ("kubernetes-key.pem", "kubernetes", None),
            ("service-account.pem", "service-accounts", None),
            ("node-0.kubeconfig", "node", Some("node-0")),
            ("kubelet-node01.crt", "node", Some("node01")),
            (
                "kubelet-client-node01.pem",
                "kubelet-client",
                Some("node01"),
            ),
            ("client.key.pem", "", None),
        ] {
            let expected = Some(((!role.is_empty()).then_some(role), node));
            assert_eq!(role_and_node(path), expected, "{path}");
        }
        for path in [
            "pki/certs_by_serial/01.pem",
            "tmp/kubeadm-backup/ca.crt",
            ".lock/ca.key",
            "admin.csr",
            "ca-config.json",
            ".pem",
        ] {
            assert!(named(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_layout_is_recognised_by_names() {
        for (path, layout) in [
            ("pki/front-proxy-ca.crt", FoundLayout::Kubeadm),
            ("pki/issued/server.crt", FoundLayout::EasyRsa),
            ("admin-key.pem", FoundLayout::Cfssl),
            ("admin.crt", FoundLayout::Plain),
        ] {
            assert_eq!(layout_of_found([path].into_iter()), layout, "{path}");
        }
    }
}
