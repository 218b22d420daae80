//! `k8s add-node` and `k8s add-san`: the declaration extended, and what follows from that made.

use std::process::ExitCode;

use certwright_cluster::change::Policy;
use certwright_cluster::{
    AltName, ClusterSpec, Etcd, Node, SpecError, User, Wanted, declaration, desired,
};

use serde::Deserialize as _;

use super::directory::{self, Declared, WHERE};
use super::issuing_time;
use super::renew::{Run, change};
use crate::args::Args;
use crate::error::CliError;
use crate::io;
use crate::limits;
use crate::options::{Command, Item, flag};

const OUTPUT: &[Item] = &[
    Item::Section("Output"),
    flag("dry-run", "Print what would be changed, and write nothing"),
    flag("quiet", "Print nothing but errors"),
];

const ETCD_OF_OTHERS: &str =
    "the declaration has an etcd that others run (etcd.client): its certificates are not made here";

/// `k8s add-node`.
pub const ADD_NODE: Command = Command {
    name: "k8s add-node",
    summary: "Add a machine to the declaration and make its certificates",
    operands: " NAME=ADDRESS[,ADDRESS...] ...",
    max_operands: 10_000,
    openssl: false,
    options: &[
        Item::Operand("NAME=ADDRESS", "The machine's name and addresses"),
        Item::Section("Node"),
        flag("control-plane", "It is a control plane, and not a worker"),
        flag("etcd", "It is a member of an external etcd"),
        Item::Group(WHERE),
        Item::Group(OUTPUT),
    ],
    run: add_node,
};

/// `k8s add-san`.
pub const ADD_SAN: Command = Command {
    name: "k8s add-san",
    summary: "Add a name or address to the API servers' certificates and issue them anew",
    operands: " NAME ...",
    max_operands: 1000,
    openssl: false,
    options: &[
        Item::Operand("NAME", "Host name or address"),
        Item::Section("Name"),
        flag("etcd", "Of the etcd members, and not of the API servers"),
        Item::Group(WHERE),
        Item::Group(OUTPUT),
    ],
    run: add_san,
};

fn operands<T: std::str::FromStr<Err = SpecError>>(args: &Args) -> Result<Vec<T>, CliError> {
    let words: Vec<String> = args
        .operands()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    if words.is_empty() {
        return Err(CliError::usage(format!(
            "{} needs{}",
            args.command().name,
            args.command().operands
        )));
    }
    words
        .iter()
        .map(|word| word.parse().map_err(CliError::usage))
        .collect()
}

fn add_node(args: &Args) -> Result<ExitCode, CliError> {
    let nodes: Vec<Node> = operands(args)?;
    extend(args, Output::of(args), true, &[], |spec, _| {
        let list = match (args.has("control-plane"), args.has("etcd"), &mut spec.etcd) {
            (true, true, _) => {
                return Err(
                    "a machine is a control plane or a member of an external etcd; name one option"
                        .into(),
                );
            }
            (true, false, _) => &mut spec.control_planes,
            (false, true, Etcd::External(members)) => members,
            (false, true, Etcd::Stacked) => {
                return Err("etcd runs on the control planes: -control-plane adds a member".into());
            }
            (false, true, Etcd::Unmanaged(_)) => return Err(ETCD_OF_OTHERS.into()),
            (false, false, _) => &mut spec.workers,
        };
        list.extend(nodes);
        Ok(())
    })
}

fn add_san(args: &Args) -> Result<ExitCode, CliError> {
    let names: Vec<AltName> = operands(args)?;
    let roles = match args.has("etcd") {
        true => vec!["etcd/server".to_string(), "etcd/peer".to_string()],
        false => vec!["apiserver".to_string()],
    };
    extend(args, Output::of(args), false, &roles, |spec, wanted| {
        // What a server is called by anyway need not stand in the list too.
        let servers = || {
            let is_server = |it: &&Wanted| roles.iter().any(|role| it.role.name() == role);
            wanted.iter().filter(is_server)
        };
        let list = match args.has("etcd") {
            true if matches!(spec.etcd, Etcd::Unmanaged(_)) => return Err(ETCD_OF_OTHERS.into()),
            true => &mut spec.etcd_names,
            false => &mut spec.api_server_names,
        };
        for name in names {
            if !list.contains(&name) && !servers().all(|it| it.alt_names.contains(&name)) {
                list.push(name);
            }
        }
        Ok(())
    })
}

/// Adds a user to the declaration and makes the user's files.
pub fn add_user(args: &Args, user: User) -> Result<ExitCode, CliError> {
    // What is printed is the kubeconfig alone.
    let output = Output {
        dry_run: false,
        quiet: true,
    };
    extend(args, output, true, &[], |spec, _| {
        spec.users.push(user);
        Ok(())
    })
}

/// What is printed and written.
struct Output {
    dry_run: bool,
    quiet: bool,
}

impl Output {
    fn of(args: &Args) -> Self {
        Self {
            dry_run: args.has("dry-run"),
            quiet: args.has("quiet"),
        }
    }
}

/// Changes the declaration, and carries out what follows from it.
fn extend(
    args: &Args,
    output: Output,
    missing_only: bool,
    names: &[String],
    edit: impl FnOnce(&mut ClusterSpec, &[Wanted]) -> Result<(), String>,
) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let policy = Policy {
        now: issuing_time()?,
        before: Some(0),
        all: false,
        names,
        rekey: false,
        missing_only,
        // A name that is there already is no reason to issue anything.
        faulty_only: true,
    };
    let run = Run {
        policy,
        validity: None,
        dry_run: output.dry_run,
        quiet: output.quiet,
    };
    change(&top, &run, || {
        let Some(old) = directory::declared(args, &top)? else {
            return Err(directory::undeclared(&top));
        };
        let text = io::read_file(&old.path, &limits::CONFIGURATION)?;
        if !is_own(&String::from_utf8_lossy(&text)) {
            return Err(CliError::new(format!(
                "{} is kubeadm's, and is changed with kubeadm; k8s template makes a declaration that this command extends",
                old.path.display()
            )));
        }
        let mut spec = old.spec.clone();
        edit(&mut spec, &old.wanted).map_err(CliError::usage)?;
        if spec == old.spec {
            return Ok(Some(old));
        }
        let wanted = desired(&spec).map_err(CliError::usage)?;
        Ok(Some(Declared {
            path: old.path,
            text: Some(declaration::write(&spec)),
            loses_comments: text.as_slice() != declaration::write(&old.spec).as_bytes(),
            spec,
            wanted,
        }))
    })
}

/// Whether a declaration that could be read is a `cluster.yaml`, and not kubeadm's documents.
fn is_own(text: &str) -> bool {
    let versions: Vec<Option<String>> = serde_norway::Deserializer::from_str(text)
        .map(|document| {
            let head = serde_norway::Value::deserialize(document).ok()?;
            Some(head.get("apiVersion")?.as_str()?.to_string())
        })
        .collect();
    matches!(&versions[..], [Some(version)] if version == declaration::API_VERSION)
}
