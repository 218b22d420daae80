//! `k8s plan` and `k8s renew`, and `k8s init` by a declaration: what must change, shown or done.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use certwright_cluster::change::{Action, Change, ChangeError, Cluster, Policy};
use certwright_cluster::check::iso;
use certwright_cluster::inventory::{Directory, Inventory};
use certwright_cluster::{Lifetime, PkiFile, Wanted};

use super::directory::{self, Declared, WHERE};
use super::{init, issuing_time, transaction};
use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::options::{Command, Item, flag, text};
use crate::{hint, io, rng};

/// How long before its end a certificate is due.
const BEFORE: Lifetime = Lifetime::days(30);

pub(super) const DUE: &[Item] = &[
    Item::Section("Due"),
    text(
        "before",
        "How long before its end a certificate is due, such as 36h (30d)",
    ),
    flag("all", "Every certificate but the authorities' own"),
    flag(
        "rekey",
        "With new keys (not authorities: rotate-ca does that)",
    ),
    Item::Operand(
        "name",
        "Only these, due or not: a role (apiserver), role@node, a node, a user or a file",
    ),
];

/// `k8s plan`.
pub const PLAN: Command = Command {
    name: "k8s plan",
    summary: "Print what renew would change; exit status 2 if anything",
    operands: " [name ...]",
    max_operands: 10_000,
    openssl: false,
    options: &[Item::Group(WHERE), Item::Group(DUE)],
    run: plan,
};

/// `k8s renew`.
pub const RENEW: Command = Command {
    name: "k8s renew",
    summary: "Issue anew what is due, missing or not as declared, in the directory of any tool",
    operands: " [name ...]",
    max_operands: 10_000,
    openssl: false,
    options: &[
        Item::Group(WHERE),
        Item::Group(DUE),
        Item::Section("Output"),
        text(
            "days",
            "How long what is issued is valid (as declared, or as long as it was)",
        ),
        flag("dry-run", "Print what would be changed, and write nothing"),
        flag("quiet", "Print nothing but errors"),
    ],
    run: renew,
};

/// A cluster's directory as read, and its declaration.
pub struct State {
    pub top: PathBuf,
    pub declared: Option<Declared>,
    pub directory: Directory,
    pub inventory: Inventory,
}

impl State {
    /// Reads the directory that the options name.
    pub fn read(args: &Args, top: &Path) -> Result<Self, CliError> {
        Self::with(directory::declared(args, top)?, top)
    }

    /// Reads a directory.
    pub fn with(declared: Option<Declared>, top: &Path) -> Result<Self, CliError> {
        let directory = directory::read(top)?;
        let inventory = Inventory::of(&directory);
        if declared.is_none() && inventory.is_empty() {
            return Err(CliError::new(format!(
                "{} holds no certificates and no cluster.yaml; name a cluster's directory with -dir",
                top.display()
            )));
        }
        Ok(Self {
            top: top.to_path_buf(),
            declared,
            directory,
            inventory,
        })
    }

    /// For the library.
    pub fn cluster(&self) -> Cluster<'_> {
        let declared = self.declared.as_ref();
        Cluster {
            declared: declared.map(|declared| (&declared.spec, &declared.wanted[..])),
            directory: &self.directory,
            inventory: &self.inventory,
        }
    }

    /// The declaration, where a command cannot do without.
    pub fn declared(&self) -> Result<&Declared, CliError> {
        self.declared.as_ref().ok_or_else(|| {
            CliError::new(format!(
                "there is no {}; name the declaration with -f",
                self.top.join(directory::DECLARATION).display()
            ))
        })
    }
}

/// What `-before` asks for, in seconds.
pub(super) fn before(args: &Args) -> Result<i64, CliError> {
    super::span(args, "before", BEFORE)
}

pub(super) fn names(args: &Args) -> Vec<String> {
    let words = args.operands().map(|word| word.to_string_lossy());
    // A path as the shell completes it from outside the directory is not ours to guess; `./` is.
    words
        .map(|word| word.trim_start_matches("./").to_string())
        .collect()
}

pub(super) fn failed(error: ChangeError) -> CliError {
    let message = error.to_string();
    CliError::new(match error {
        ChangeError::Unknown { word, known } => {
            let known = known.iter().map(String::as_str);
            let help = hint::suggestion(&word, known, |_| {
                "k8s plan -all lists what there is".to_string()
            });
            format!("there is no certificate {}; {help}", excerpt(&word))
        }
        ChangeError::NoAuthority { .. } => {
            format!("{message}; k8s csr writes requests for an authority that is elsewhere")
        }
        _ => message,
    })
}

fn plan(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let state = State::read(args, &top)?;
    let names = names(args);
    let policy = Policy {
        now: issuing_time()?,
        before: before(args)?,
        all: args.has("all"),
        names: &names,
        rekey: args.has("rekey"),
        missing_only: false,
    };
    let changes = state.cluster().changes(&policy).map_err(failed)?;
    io::print(diff(&changes, &top).as_bytes())?;
    Ok(match changes.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(2),
    })
}

/// The changes as a diff.
fn diff(changes: &[Change], top: &Path) -> String {
    if changes.is_empty() {
        return format!("{}: nothing to change\n", top.display());
    }
    let mut out = String::new();
    for change in changes {
        let (sign, verb) = match change.action {
            Action::Make => ('+', "make"),
            Action::Renew => ('~', "renew"),
            Action::Rekey => ('~', "renew with a new key"),
            Action::Rewrite => ('~', "write anew"),
        };
        let id = match change.id == change.path {
            true => String::new(),
            false => format!(" ({})", change.id),
        };
        let _ = writeln!(out, "{sign} {}{id}: {verb}", change.path);
        if let Some(end) = change.not_after.filter(|_| change.action >= Action::Renew) {
            let _ = writeln!(out, "    - valid until {}", iso(end));
        }
        for reason in &change.reasons {
            let _ = writeln!(out, "    {reason}");
        }
        if let Some(missing) = &change.blocked {
            let _ = writeln!(
                out,
                "    not possible here: {missing} is missing; k8s csr writes a request"
            );
        }
    }
    let _ = writeln!(out, "{} to change", changes.len());
    out
}

fn renew(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let days = args.text("days").map(|text| {
        let days = text.parse::<i64>().ok().map(Lifetime::try_days);
        days.unwrap_or_else(|| text.parse())
            .map_err(|e| CliError::usage(format!("option -days: {e}")))
    });
    let validity = days.transpose()?;
    let names = names(args);
    let policy = Policy {
        now: issuing_time()?,
        before: before(args)?,
        all: args.has("all"),
        names: &names,
        rekey: args.has("rekey"),
        missing_only: false,
    };
    let run = Run {
        policy,
        validity,
        dry_run: args.has("dry-run"),
        quiet: args.has("quiet"),
    };
    change(&top, &run, || directory::declared(args, &top))
}

/// `k8s init -f`: a whole cluster, or what a directory lacks of one.
pub fn init(args: &Args) -> Result<ExitCode, CliError> {
    for name in [
        "control-plane",
        "node",
        "endpoint",
        "san",
        "service-cidr",
        "dns-domain",
        "name",
        "bits",
        "days",
        "ca-days",
    ] {
        if args.has(name) {
            return Err(CliError::usage(format!(
                "option -{name}: the declaration that -f names has it"
            )));
        }
    }
    let file = args.path("f").unwrap_or(Path::new(directory::DECLARATION));
    let declared = directory::declaration(file)?;
    let top = args.path("out").unwrap_or(Path::new(init::DEFAULT_OUT));
    let is_new = match std::fs::read_dir(top) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => true,
    };
    if is_new || args.has("force") {
        let text = io::read_file(file, &crate::limits::CONFIGURATION)?;
        return init::make(args, &declared.spec, &text);
    }
    let run = Run {
        policy: Policy {
            now: issuing_time()?,
            before: 0,
            all: false,
            names: &[],
            rekey: false,
            missing_only: true,
        },
        validity: None,
        dry_run: args.has("dry-run"),
        quiet: args.has("quiet"),
    };
    let inside = top.join(directory::DECLARATION);
    if !inside.exists() && !run.dry_run {
        // So that later commands know it; whoever keeps it elsewhere names it with -f.
        let text = io::read_file(file, &crate::limits::CONFIGURATION)?;
        let locked = transaction::lock(top)?;
        let file = PkiFile::new(directory::DECLARATION, &text, true);
        locked.write(&[file], &[], &init::stamp())?;
    }
    change(top, &run, || Ok(Some(declared)))
}

/// How changes are carried out.
pub struct Run<'a> {
    pub policy: Policy<'a>,
    pub validity: Option<Lifetime>,
    pub dry_run: bool,
    pub quiet: bool,
}

/// Finds what is to change and does it.
pub fn change(
    top: &Path,
    run: &Run<'_>,
    declared: impl FnOnce() -> Result<Option<Declared>, CliError>,
) -> Result<ExitCode, CliError> {
    let locked = match run.dry_run {
        true => None,
        false => Some(transaction::lock(top)?),
    };
    let state = State::with(declared()?, top)?;
    let cluster = state.cluster();
    let changes = cluster.changes(&run.policy).map_err(failed)?;
    let text = state
        .declared
        .as_ref()
        .and_then(|it| Some((&it.path, it.text.as_ref()?)));
    let Some(locked) = locked.filter(|_| !changes.is_empty() || text.is_some()) else {
        if !run.quiet {
            io::print(diff(&changes, top).as_bytes())?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    if let Some((change, missing)) = changes
        .iter()
        .find_map(|change| Some((change, change.blocked.as_ref()?)))
    {
        return Err(CliError::new(format!(
            "{}: {missing} is not here, so nothing was changed; k8s csr writes requests for an authority that is elsewhere",
            change.path
        )));
    }
    let sizes: Vec<usize> = changes
        .iter()
        .filter_map(|change| cluster.key_size(change))
        .collect();
    let keys = init::generate(&sizes)?;
    let mut files = cluster
        .apply(
            &changes,
            keys,
            run.validity,
            run.policy.now,
            &mut rng::system()?,
        )
        .map_err(failed)?;
    if let Some((path, text)) = text {
        match path.strip_prefix(top) {
            Ok(inside) if inside.components().count() == 1 => {
                let inside = inside.to_string_lossy();
                files.push(PkiFile::new(&inside, text.as_bytes(), true));
            }
            // The declaration first: what it has more is then made by the next run, if not by this one.
            _ => io::write_file(path, text.as_bytes(), io::Access::Public)?,
        }
    }
    let backup = locked.write(&files, &[], &init::stamp())?;
    if run.quiet {
        return Ok(ExitCode::SUCCESS);
    }
    let mut printed = diff(&changes, top);
    let _ = writeln!(
        printed,
        "{} files written in {}",
        files.len(),
        top.display()
    );
    if let Some(backup) = backup {
        let _ = writeln!(printed, "what they held before is in {}", backup.display());
    }
    printed.push_str(&restarts(&changes, state.declared.as_ref()));
    io::print(printed.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// What must be restarted to take the new files.
fn restarts(changes: &[Change], declared: Option<&Declared>) -> String {
    let wanted: &[Wanted] = declared.map_or(&[], |declared| &declared.wanted);
    let mut components = BTreeSet::new();
    for change in changes {
        let role = wanted
            .iter()
            .find(|wanted| wanted.id() == change.id)
            .map_or(change.path.as_str(), |wanted| wanted.role.file);
        components.extend(component(role));
    }
    match components.is_empty() {
        true => String::new(),
        false => {
            let list: Vec<&str> = components.into_iter().collect();
            format!(
                "copy them to their machines, then restart there: {}\n",
                list.join(", ")
            )
        }
    }
}

/// The component that reads the files of a role, or of a file's name.
pub fn component(role: &str) -> Option<&'static str> {
    let has = |word: &str| role.contains(word);
    if has("etcd") && !has("apiserver") {
        Some("etcd")
    } else if has("apiserver") || has("api-server") || has("front-proxy-client") {
        Some("kube-apiserver")
    } else if has("controller-manager") {
        Some("kube-controller-manager")
    } else if has("scheduler") {
        Some("kube-scheduler")
    } else if has("kube-proxy") {
        Some("kube-proxy")
    } else if has("kubelet") {
        Some("kubelet")
    } else {
        None
    }
}
