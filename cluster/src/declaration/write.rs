//! `cluster.yaml` as text, with comments.

use std::fmt::{Display, Write as _};

use certwright::rsa::HashAlgorithm;

use super::super::spec::{
    Authorities, Certificates, ClusterSpec, Etcd, Files, Node, Override, Parameters,
};
use super::{API_VERSION, KIND};

/// The declaration of a cluster; [`super::read`] reads the same cluster from it.
pub fn write(spec: &ClusterSpec) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# A cluster's certificates: `certwright k8s plan` compares them with this file.\n\
         apiVersion: {API_VERSION}\n\
         kind: {KIND}\n\n\
         # The cluster's name in kubeconfigs.\n\
         name: {}\n\
         # The domain of services.\n\
         dnsDomain: {}\n\
         # The range of service addresses: one, or one of each address family.\n\
         serviceSubnets: {}\n\n\
         # Where clients reach the API server: HOST or HOST:PORT.\n\
         endpoint: {}\n\
         # The port that every API server listens on, to which the components beside it connect.\n\
         bindPort: {}\n\
         # Further host names and addresses of every API server.\n\
         apiServerNames: {}\n",
        quoted(&spec.name),
        quoted(&spec.dns_domain),
        list(&spec.service_subnets),
        quoted(&spec.endpoint.to_string()),
        spec.bind_port,
        list(&spec.api_server_names),
    );
    out.push_str(
        "# The control planes; what belongs on the first one stands at the top of the directory.\n\
         # Of its addresses, each advertises the first.\n",
    );
    nodes(&mut out, "", "controlPlanes", &spec.control_planes);
    out.push_str("# The other nodes.\n");
    nodes(&mut out, "", "workers", &spec.workers);
    etcd(&mut out, spec);
    users(&mut out, spec);
    let _ = writeln!(
        out,
        "# separate: authorities of the cluster, of etcd and of the front proxy, as kubeadm has them.\n\
         # single: one for everything; whoever has a client certificate may then read etcd.\n\
         authorities: {}\n\
         # kubeadm: kubeadm's names; kubeadm-only: without what kubeadm leaves to bootstrapping;\n\
         # crt: NAME.crt and NAME.key in one directory; pem: NAME.pem and NAME-key.pem.\n\
         files: {}\n",
        match spec.authorities {
            Authorities::Separate => "separate",
            Authorities::Single => "single",
        },
        match spec.files {
            Files::Kubeadm => "kubeadm",
            Files::KubeadmOnly => "kubeadm-only",
            Files::Crt => "crt",
            Files::Pem => "pem",
        }
    );
    certificates(&mut out, &spec.certificates);
    out
}

/// A declaration to begin with: of a cluster, and what else may stand in it as comments.
pub fn template(spec: &ClusterSpec) -> String {
    let mut out = write(spec);
    out.push_str(
        "  # What differs for a role, such as:\n  \
         #roles:\n  \
         #  apiserver:\n  \
         #    validity: 90d\n  \
         #  etcd/server:\n  \
         #    bits: 3072\n",
    );
    if spec.users.is_empty() {
        out.push_str(
            "\n# People and programs that the API server knows by their certificates:\n\
             #users:\n\
             #  - name: alice\n\
             #    groups: [developers]\n",
        );
    }
    if spec.etcd == Etcd::Stacked {
        out.push_str(
            "\n# An etcd on machines of its own:\n\
             #etcd:\n\
             #  members:\n\
             #    - name: etcd-1\n\
             #      addresses: [192.0.2.21]\n\
             # Where others run it, in place of members the API server's files for it, which they issue:\n\
             # client: {authority: pki/etcd/ca.crt, certificate: pki/apiserver-etcd-client.crt, key: pki/apiserver-etcd-client.key}\n",
        );
    }
    out
}

fn nodes(out: &mut String, indent: &str, name: &str, nodes: &[Node]) {
    if nodes.is_empty() {
        let _ = writeln!(out, "{indent}{name}: []");
        return;
    }
    let _ = writeln!(out, "{indent}{name}:");
    for node in nodes {
        let _ = writeln!(
            out,
            "{indent}  - name: {}\n{indent}    addresses: {}",
            quoted(&node.name),
            list(&node.addresses)
        );
    }
}

fn etcd(out: &mut String, spec: &ClusterSpec) {
    out.push('\n');
    let is_ours = !matches!(spec.etcd, Etcd::Unmanaged(_));
    let lists = [
        ("every member", "names", &spec.etcd_names),
        (
            "every member for clients alone",
            "serverNames",
            &spec.etcd_server_names,
        ),
        (
            "every member for its peers alone",
            "peerNames",
            &spec.etcd_peer_names,
        ),
    ];
    match &spec.etcd {
        Etcd::Stacked if lists.iter().all(|(.., names)| names.is_empty()) => return,
        Etcd::Stacked => out.push_str("etcd:\n"),
        Etcd::External(members) => {
            out.push_str(
                "etcd:\n  # The machines that etcd runs on; without them, the control planes.\n",
            );
            nodes(out, "  ", "members", members);
        }
        Etcd::Unmanaged(client) => {
            out.push_str(
                "etcd:\n  # Others run it, and issue the API server's files for it.\n  client:",
            );
            out.push_str(match client.files().next() {
                None => " {}\n",
                Some(_) => "\n",
            });
            for (field, path) in client.files() {
                let _ = writeln!(out, "    {field}: {}", quoted(path.as_str()));
            }
        }
    }
    for (of, field, names) in lists {
        if is_ours && !names.is_empty() {
            let _ = writeln!(
                out,
                "  # Further names of {of}.\n  {field}: {}",
                list(names)
            );
        }
    }
    out.push('\n');
}

fn users(out: &mut String, spec: &ClusterSpec) {
    if spec.users.is_empty() {
        return;
    }
    out.push_str(
        "# People and programs that the API server knows by their certificates.\nusers:\n",
    );
    for user in &spec.users {
        let _ = writeln!(
            out,
            "  - name: {}\n    groups: {}",
            quoted(&user.name),
            list(&user.groups)
        );
    }
    out.push('\n');
}

fn digest(digest: HashAlgorithm) -> &'static str {
    match digest {
        HashAlgorithm::Sha384 => "sha384",
        HashAlgorithm::Sha512 => "sha512",
        // No description holds another.
        _ => "sha256",
    }
}

fn certificates(out: &mut String, certificates: &Certificates) {
    let parameters = |out: &mut String, indent: &str, parameters: &Parameters| {
        let _ = writeln!(
            out,
            "{indent}bits: {}\n{indent}digest: {}\n{indent}validity: {}",
            parameters.bits,
            digest(parameters.digest),
            parameters.validity
        );
    };
    out.push_str("# RSA keys' sizes, signatures' digests (sha256, sha384, sha512), validities.\n");
    out.push_str("certificates:\n");
    parameters(out, "  ", &certificates.leaves);
    out.push_str("  authorities:\n");
    parameters(out, "    ", &certificates.authorities);
    if certificates.roles.is_empty() {
        return;
    }
    out.push_str("  roles:\n");
    for (name, special) in &certificates.roles {
        let _ = writeln!(out, "    {}:", quoted(name));
        let Override {
            bits,
            digest: own,
            validity,
        } = special;
        let mut line = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                let _ = writeln!(out, "      {name}: {value}");
            }
        };
        line("bits", bits.map(|bits| bits.to_string()));
        line("digest", own.map(|own| digest(own).to_string()));
        line("validity", validity.map(|validity| validity.to_string()));
    }
}

fn list<T: Display>(values: &[T]) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|value| quoted(&value.to_string()))
        .collect();
    format!("[{}]", values.join(", "))
}

/// A scalar: plain where nobody can take it for anything but text, in quotes else.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._/@+-".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&text.to_ascii_lowercase().as_str());
    let address = text.contains('.')
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"./".contains(&b));
    if plain || address && text.matches('.').count() == 3 {
        return text.to_string();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
