//! `k8s bundle`: a tar with what one machine needs, and nothing else.

use std::collections::BTreeSet;
use std::process::ExitCode;

use certwright_cluster::inventory::KeyState;
use certwright_cluster::layout;
use certwright_cluster::role::Scope;
use certwright_cluster::rotation::authority_pair;
use certwright_cluster::{Authority, ClusterSpec, Etcd, InnerPath, Wanted};
use zeroize::Zeroizing;

use super::directory::{self, WHERE};
use super::renew::State;
use super::{external, issuing_time, transaction};
use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::io::{self, Access};
use crate::options::{Command, Item, outfile};
use crate::{hint, limits};

/// `k8s bundle`.
pub const COMMAND: Command = Command {
    name: "k8s bundle",
    summary: "Write a tar of what one machine needs in /etc/kubernetes; no authority's key is in it",
    operands: " NODE",
    max_operands: 1,
    openssl: false,
    options: &[
        Item::Operand("NODE", "The machine's name"),
        Item::Section("Output"),
        outfile("out", "File to write (NODE.tar; - is standard output)"),
        Item::Group(WHERE),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let Some(node) = args.operands().next() else {
        return Err(CliError::usage("k8s bundle needs the name of a machine"));
    };
    let node = node.to_string_lossy().into_owned();
    let top = directory::top(args);
    // Not what is half changed: old and new files would be in one tar.
    let _locked = transaction::lock(&top)?;
    let state = State::read(args, &top)?;
    let declared = state.declared()?;
    if !declared.spec.machines().any(|machine| machine.name == node) {
        let names = declared
            .spec
            .machines()
            .map(|machine| machine.name.as_str());
        let help = hint::suggestion(&node, names, |all| format!("there is {}", all.join(", ")));
        return Err(CliError::new(format!(
            "there is no machine {}; {help}",
            excerpt(&node)
        )));
    }
    let now = u64::try_from(issuing_time()?).unwrap_or_default();
    let directory = layout::directory(&declared.spec, &node);
    // All of it at once: a growing vector would leave copies of keys behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(1 << 20));
    let mut archive = tar::Builder::new(&mut *bytes);
    let mut directories = BTreeSet::new();
    let failed = |e: std::io::Error| CliError::new(format!("cannot write the tar: {e}"));
    let mut paths = paths(&declared.spec, &declared.wanted, &node);
    if declared
        .spec
        .control_planes
        .iter()
        .any(|machine| machine.name == node)
    {
        let more = etcd_client(&state, &declared.spec).into_iter();
        let more: Vec<_> = more
            .filter(|(path, _)| !paths.iter().any(|(other, _)| other == path))
            .collect();
        paths.extend(more);
    }
    for (path, holds) in paths {
        refuse_authority_key(&state, &path)?;
        let file = top.join(&path);
        let contents = match holds {
            // Whatever else stands in the file stays here.
            Holds::Certificates => Zeroizing::new(external::read_as_pem(&file)?.into_bytes()),
            Holds::Other => io::read_file(&file, &limits::KEY)?,
        };
        let name = path.strip_prefix(&directory).unwrap_or(&path);
        let above: Vec<_> = name.match_indices('/').map(|(at, _)| &name[..at]).collect();
        for directory in above {
            if directories.insert(directory.to_string()) {
                let mut header = header(0o755, now);
                header.set_entry_type(tar::EntryType::Directory);
                archive
                    .append_data(&mut header, format!("{directory}/"), std::io::empty())
                    .map_err(failed)?;
            }
        }
        let text = String::from_utf8_lossy(&contents);
        let secret = text.contains("PRIVATE KEY") || text.contains("client-key-data");
        let mut header = header(if secret { 0o600 } else { 0o644 }, now);
        header.set_size(contents.len() as u64);
        archive
            .append_data(&mut header, name, &contents[..])
            .map_err(failed)?;
    }
    archive.finish().map_err(failed)?;
    drop(archive);
    let standard = format!("{node}.tar");
    let out = args.path("out").unwrap_or(std::path::Path::new(&standard));
    io::write(Some(out), &bytes, Access::Private)?;
    Ok(ExitCode::SUCCESS)
}

/// Root's, whoever makes it.
fn header(mode: u32, now: u64) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(now);
    header.set_size(0);
    // Names of this length always fit.
    let _ = header.set_username("root");
    let _ = header.set_groupname("root");
    header
}

/// What a file may hold.
#[derive(Clone, Copy)]
enum Holds {
    Certificates,
    /// A key, or a kubeconfig.
    Other,
}

/// Refuses a file with the key of an authority in it, wherever in it that is.
fn refuse_authority_key(state: &State, path: &str) -> Result<(), CliError> {
    let declared = state.declared()?;
    let others = match &declared.spec.etcd {
        Etcd::Unmanaged(client) => client.authority.as_ref().map(InnerPath::as_str),
        Etcd::Stacked | Etcd::External(_) => None,
    };
    let authorities: Vec<_> = declared
        .wanted
        .iter()
        .filter(|wanted| wanted.is_authority())
        .map(Wanted::path)
        .chain(others)
        .filter_map(|path| state.inventory.certificate_at(path))
        .filter_map(|found| found.certificate.public_key().rsa_public_key().ok())
        .collect();
    let mut keys = state.inventory.keys.iter();
    let is_held = keys.any(|key| match &key.state {
        KeyState::Rsa(public) => key.place.path == path && authorities.contains(public),
        _ => false,
    });
    let mut configs = state.inventory.kubeconfigs.iter();
    let is_trusted = configs.any(|found| {
        let clusters = found.config.clusters.iter();
        let mut data = clusters.filter_map(|it| it.cluster.certificate_authority_data.as_ref());
        found.place.path == path
            && data.any(|data| String::from_utf8_lossy(data.as_bytes()).contains("PRIVATE KEY"))
    });
    match is_held || is_trusted {
        true => Err(CliError::new(format!(
            "{}: it holds the key of an authority, which no other machine may have; remove that from it",
            state.top.join(path).display()
        ))),
        false => Ok(()),
    }
}

/// The API server's files for an etcd that others run. Those that are not here are named: the machine needs them all the same.
fn etcd_client(state: &State, spec: &ClusterSpec) -> Vec<(String, Holds)> {
    let Etcd::Unmanaged(client) = &spec.etcd else {
        return Vec::new();
    };
    let (here, missing): (Vec<_>, Vec<_>) = client
        .files()
        .partition(|(_, path)| state.top.join(path.as_str()).is_file());
    for (_, path) in missing {
        hint::warning(format_args!(
            "{} is not in {}, so it is not in the tar: the API server needs it to reach etcd, and whoever runs etcd issues it",
            path.as_str(),
            directory::word(&state.top)
        ));
    }
    here.into_iter()
        .map(|(field, path)| {
            let holds = match field {
                "key" => Holds::Other,
                _ => Holds::Certificates,
            };
            (path.as_str().to_string(), holds)
        })
        .collect()
}

/// The files that a machine needs.
fn paths(spec: &ClusterSpec, wanted: &[Wanted], node: &str) -> Vec<(String, Holds)> {
    let is_one_of = |nodes: &[certwright_cluster::Node]| nodes.iter().any(|n| n.name == node);
    let control_plane = is_one_of(&spec.control_planes);
    let cluster_node = control_plane || is_one_of(&spec.workers);
    let member = is_one_of(spec.etcd_members());
    let mut authorities = BTreeSet::new();
    for (needed, authority) in [
        (cluster_node, Authority::Kubernetes),
        (control_plane, Authority::FrontProxy),
        (control_plane || member, Authority::Etcd),
    ] {
        if needed {
            authorities.insert(authority.in_cluster(spec));
        }
    }
    let mut paths: Vec<(String, Holds)> = authorities
        .into_iter()
        .filter_map(|authority| authority_pair(spec, authority))
        .map(|pair| (pair.certificate, Holds::Certificates))
        .collect();
    if control_plane {
        let account = layout::service_account(spec);
        paths.extend([account.key, account.public].map(|path| (path, Holds::Other)));
    }
    for wanted in wanted {
        let own = wanted.role.scope != Scope::User && wanted.holder.as_deref() == Some(node);
        if own {
            let certificate = wanted.location.pair.as_ref().map(|pair| &pair.certificate);
            paths.extend(wanted.paths().map(|path| {
                let holds = match certificate.is_some_and(|certificate| certificate == path) {
                    true => Holds::Certificates,
                    false => Holds::Other,
                };
                (path.to_string(), holds)
            }));
        } else if cluster_node && wanted.role.file == "kube-proxy" {
            let kubeconfig = wanted.location.kubeconfig.clone();
            paths.extend(kubeconfig.map(|path| (path, Holds::Other)));
        }
    }
    paths
}
