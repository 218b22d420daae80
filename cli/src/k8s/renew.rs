//! `k8s plan` and `k8s renew`, and `k8s init` by a declaration: what must change, shown or done.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use certwright_cluster::change::{Action, Blocked, Change, ChangeError, Cluster, Policy};
use certwright_cluster::check::{iso, printable};
use certwright_cluster::inventory::{Directory, Entry, FoundCertificate, Inventory};
use certwright_cluster::issue::BACKDATE;
use certwright_cluster::spec::Authorities;
use certwright_cluster::{Authority, Lifetime, PkiFile, Role, Wanted};

use super::directory::{self, Declared, WHERE};
use super::{begins_after, init, issuing_time, rotate, transaction, written};
use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::options::{Command, Item, flag, text};
use crate::temporary::free_name;
use crate::{clock, hint, io, platform, rng};

pub(super) const DUE: &[Item] = &[
    Item::Section("Due"),
    text(
        "before",
        "How long before its end a certificate is due, such as 36h (30d, or a third of its life if less)",
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

const DAYS: Item = text(
    "days",
    "How long what is issued is valid (as declared, or as long as it was)",
);

/// `k8s plan`.
pub const PLAN: Command = Command {
    name: "k8s plan",
    summary: "Print what renew would change; exit status 2 if anything",
    operands: " [name ...]",
    max_operands: 10_000,
    openssl: false,
    options: &[Item::Group(WHERE), Item::Group(DUE), DAYS],
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
        DAYS,
        Item::Section("Output"),
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

    /// What is to change.
    ///
    /// # Errors
    /// As [`Cluster::changes`] and [`Self::check_clock`]; and if what seems to be missing is in a directory that was not read.
    pub fn changes(&self, policy: &Policy<'_>) -> Result<Vec<Change>, CliError> {
        self.check_clock(policy.now)?;
        let changes = self.cluster().changes(policy).map_err(failed)?;
        for path in changes.iter().map(|change| &change.path) {
            for (at, _) in path.match_indices('/') {
                let shown = self.top.join(&path[..at]);
                let shown = shown.display();
                let message = match self.directory.get(&path[..at]) {
                    Some(Entry::Unread { reason }) => format!(
                        "what is in {shown} is not known: {reason}; put the directory itself there"
                    ),
                    Some(Entry::Alias) => format!(
                        "{shown} is a link to a directory, and not followed; put the directory itself there"
                    ),
                    Some(Entry::File { .. }) | None => continue,
                };
                return Err(CliError::new(message));
            }
        }
        Ok(changes)
    }

    /// The components that read the files of a role: whoever verifies by an authority's certificate reads that.
    pub fn readers(&self, role: &Role) -> Vec<&'static str> {
        if !role.is_authority() {
            return components(role.file).to_vec();
        }
        let is_single = match &self.declared {
            Some(declared) => declared.spec.authorities == Authorities::Single,
            None => {
                let etcds = Some(Authority::Etcd.role());
                let mut found = self.inventory.certificates.iter();
                !found.any(|found| found.place.role == etcds)
            }
        };
        let mut readers = match role.authority {
            Authority::Kubernetes => vec![
                "kube-apiserver",
                "kube-controller-manager",
                "kube-scheduler",
                "kubelet",
                "kube-proxy",
            ],
            Authority::Etcd => vec!["etcd", "kube-apiserver"],
            Authority::FrontProxy => vec!["kube-apiserver"],
        };
        readers.extend(is_single.then_some("etcd"));
        readers
    }

    /// Refuses a clock that stands before everything in the directory: whatever is issued by it ends too early, and most would be
    /// issued. Who names the time of issue knows it.
    pub fn check_clock(&self, now: i64) -> Result<(), CliError> {
        if clock::is_named() || !self.inventory.begins_after(now) {
            return Ok(());
        }
        Err(CliError::new(format!(
            "{}: the clock is wrong; set it (or, if it was wrong when they were made, name the time of issue: SOURCE_DATE_EPOCH=$(date +%s))",
            begins_after(&self.top, now)
        )))
    }

    /// The declaration, where a command cannot do without.
    pub fn declared(&self) -> Result<&Declared, CliError> {
        let declared = self.declared.as_ref();
        declared.ok_or_else(|| directory::undeclared(&self.top))
    }
}

/// What `-days` asks for.
fn days(args: &Args) -> Result<Option<Lifetime>, CliError> {
    let days = args.text("days").map(|text| {
        let days = text.parse::<i64>().ok().map(Lifetime::days);
        days.unwrap_or_else(|| text.parse())
            .map_err(|e| CliError::usage(format!("option -days: {e}")))
    });
    days.transpose()
}

/// What the options ask for, of the certificates that are named.
pub(super) fn policy<'a>(args: &Args, names: &'a [String]) -> Result<Policy<'a>, CliError> {
    Ok(Policy {
        now: issuing_time()?,
        before: super::span(args, "before")?,
        all: args.has("all"),
        names,
        rekey: args.has("rekey"),
        missing_only: false,
        faulty_only: false,
    })
}

/// The certificates that are named. A cluster's directory among them is a slip.
pub(super) fn names(args: &Args) -> Result<Vec<String>, CliError> {
    let mut names = Vec::new();
    for word in args.operands() {
        let path = Path::new(word);
        let is_cluster = path.join(directory::DECLARATION).is_file() || path.join("pki").is_dir();
        if !args.has("dir") && is_cluster {
            return Err(CliError::usage(is_directory(path)));
        }
        // A path as the shell completes it from outside the directory is not ours to guess; `./` is.
        let word = word.to_string_lossy();
        names.push(word.trim_start_matches("./").to_string());
    }
    Ok(names)
}

fn is_directory(path: &Path) -> String {
    format!(
        "{} is a directory and no certificate's name; name a cluster's directory with -dir {}",
        path.display(),
        directory::word(path)
    )
}

pub(super) fn failed(error: ChangeError) -> CliError {
    let message = error.to_string();
    CliError::new(match error {
        ChangeError::Unknown { word, .. } if Path::new(&word).is_dir() => {
            is_directory(Path::new(&word))
        }
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
    let validity = days(args)?;
    let names = names(args)?;
    let state = State::read(args, &top)?;
    let pending = transaction::interrupted(&top)?.is_some();
    let policy = policy(args, &names)?;
    let changes = state.changes(&policy)?;
    let mut printed = diff(&changes, &top, validity);
    if pending {
        printed.push_str(
            "an earlier run was interrupted: what it had begun is pending, and done by the next run that writes\n",
        );
    }
    io::print(printed.as_bytes())?;
    Ok(match changes.is_empty() && !pending {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(2),
    })
}

/// The changes as a diff.
fn diff(changes: &[Change], top: &Path, validity: Option<Lifetime>) -> String {
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
        let path = printable(&change.path);
        let _ = writeln!(out, "{sign} {path}{id}: {verb}");
        if let Some(end) = change.not_after.filter(|_| change.action >= Action::Renew) {
            let _ = writeln!(out, "    - valid until {}", iso(end));
        }
        if let Some(validity) = validity.filter(|_| change.action >= Action::Renew) {
            let _ = writeln!(out, "    + valid for {validity}");
        }
        for reason in &change.reasons {
            let _ = writeln!(out, "    {reason}");
        }
        if let Some(blocked) = &change.blocked {
            let blocked = printable(&blocked.to_string());
            let _ = writeln!(out, "    not possible here: {blocked}");
        }
    }
    let _ = writeln!(out, "{} to change", changes.len());
    out
}

fn renew(args: &Args) -> Result<ExitCode, CliError> {
    let top = directory::top(args);
    let validity = days(args)?;
    let names = names(args)?;
    let policy = policy(args, &names)?;
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
        "bind-port",
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
    let top = init::out(args)?;
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
            before: Some(0),
            all: false,
            names: &[],
            rekey: false,
            missing_only: true,
            faulty_only: false,
        },
        validity: None,
        dry_run: args.has("dry-run"),
        quiet: args.has("quiet"),
    };
    let inside = top.join(directory::DECLARATION);
    let is_declared = inside.symlink_metadata().is_ok();
    if is_declared && directory::declaration_in(top)?.spec != declared.spec {
        return Err(CliError::new(format!(
            "{} differs from {}; edit that one and run k8s renew -dir {}, or renew by this one with -f",
            inside.display(),
            file.display(),
            directory::word(top)
        )));
    }
    if !is_declared && Inventory::of(&directory::read(top)?).is_empty() {
        return Err(CliError::new(format!(
            "{} holds other files and nothing of a cluster; name another directory with -out",
            top.display()
        )));
    }
    if !is_declared && !run.dry_run {
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
    let locked = transaction::lock_unless(run.dry_run, top)?;
    let state = State::with(declared()?, top)?;
    let cluster = state.cluster();
    let changes = state.changes(&run.policy)?;
    let text = state
        .declared
        .as_ref()
        .and_then(|it| Some((&it.path, it.text.as_ref()?)));
    let loses_comments = state.declared.as_ref().is_some_and(|it| it.loses_comments);
    let Some(locked) = locked.filter(|_| !changes.is_empty() || text.is_some()) else {
        if !run.quiet {
            io::print(diff(&changes, top, run.validity).as_bytes())?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    if let Some((change, blocked)) = changes
        .iter()
        .find_map(|change| Some((change, change.blocked.as_ref()?)))
    {
        let next = match text {
            Some((path, _)) => format!("; add it in {} and run that", path.display()),
            None => String::new(),
        };
        let about = match blocked {
            Blocked::Unreadable { .. } => String::new(),
            _ => format!("{}: ", change.path),
        };
        return Err(CliError::new(format!(
            "{about}{blocked}{next}; nothing was changed"
        )));
    }
    if let Some(change) = changes
        .iter()
        .find(|change| change.authority && change.action >= Action::Renew)
        && rotate::is_under_way(top)
    {
        return Err(CliError::new(format!(
            "{}: its replacement is under way, so nothing was changed; complete that first (k8s rotate-ca), or name what to renew",
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
    let mut kept = None;
    if let Some((path, text)) = text {
        match inside(path, top)? {
            Some(inside) => files.push(PkiFile::new(&inside, text.as_bytes(), true)),
            // The declaration first: what it has more is then made by the next run, if not by this one.
            None => {
                kept = Some(keep_beside(path)?);
                io::write_file(path, text.as_bytes(), io::Access::Public)?;
            }
        }
    }
    let backup = locked.write(&files, &[], &init::stamp())?;
    if let Some((path, _)) = text.filter(|_| loses_comments) {
        let old = match (&kept, &backup) {
            (Some(kept), _) => format!("is {}", kept.display()),
            (None, Some(backup)) => format!("is in {}", backup.display()),
            (None, None) => "was empty".into(),
        };
        hint::hint(format_args!(
            "{} is written anew, without comments and order of your own; what it was {old}",
            path.display()
        ));
    }
    if let Some(end) = run
        .validity
        .and_then(|it| clipped(&files, run.policy.now, it))
    {
        hint::warning(format_args!(
            "no certificate outlives its authority: valid until {} instead of for as long as -days asks",
            iso(end)
        ));
    }
    if run.quiet {
        return Ok(ExitCode::SUCCESS);
    }
    let mut printed = diff(&changes, top, run.validity);
    printed.push_str(&written(files.len(), top));
    if let Some(backup) = backup {
        let _ = writeln!(printed, "what they held before is in {}", backup.display());
    }
    if let Some(kept) = kept {
        let _ = writeln!(
            printed,
            "the declaration as it was is in {}",
            kept.display()
        );
    }
    printed.push_str(&restarts(&changes, &state));
    io::print(printed.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The earliest end of what was issued for a shorter time than asked for, as its authority ends before.
fn clipped(files: &[PkiFile], now: i64, validity: Lifetime) -> Option<i64> {
    let entry = |file: &PkiFile| Entry::File {
        bytes: file.contents.clone(),
        mode: None,
    };
    let written: Directory = files
        .iter()
        .map(|file| (file.path.clone(), entry(file)))
        .collect();
    Inventory::of(&written)
        .certificates
        .iter()
        .filter(|found| found.certificate.not_before().unix() == now - BACKDATE)
        // What is declared counts for authorities, and kubeconfigs hold theirs.
        .filter(|found| match (&found.place.within, found.place.role) {
            (Some(within), _) => within.starts_with("user "),
            (None, role) => !role.is_some_and(Role::is_authority),
        })
        .map(FoundCertificate::not_after)
        .filter(|end| *end < now + validity.seconds())
        .min()
}

/// The name of a file that stands in a directory itself, however both are written.
fn inside(path: &Path, top: &Path) -> Result<Option<String>, CliError> {
    let canonical =
        |path: &Path| platform::canonicalize(path).map_err(|e| CliError::io("read", path, &e));
    let (path, top) = (canonical(path)?, canonical(top)?);
    Ok(match path.parent() == Some(&top) {
        true => path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned()),
        false => None,
    })
}

/// Copies a file beside itself, and returns the copy's path.
fn keep_beside(path: &Path) -> Result<PathBuf, CliError> {
    let old = io::read_file(path, &crate::limits::CONFIGURATION)?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", init::stamp()));
    let kept = free_name(Path::new(&name));
    io::replace_file(&kept, &old, io::Access::Private)?;
    Ok(kept)
}

/// What must be restarted to take the files of changes.
fn restarts(changes: &[Change], state: &State) -> String {
    let declared = state.declared.as_ref();
    let wanted: &[Wanted] = declared.map_or(&[], |declared| &declared.wanted);
    let mut readers = BTreeSet::new();
    for change in changes {
        let declared = wanted.iter().find(|wanted| wanted.id() == change.id);
        // A node's certificate may be called after the node; a copy for a machine is what is copied.
        let found = || {
            let copied = change
                .path
                .strip_prefix("nodes/")
                .and_then(|it| it.split_once('/'));
            let paths = [Some(&*change.path), copied.map(|(_, path)| path)].into_iter();
            let mut found = paths
                .flatten()
                .filter_map(|path| state.inventory.certificate_at(path));
            found.find_map(|found| found.place.role)
        };
        match declared.map(|wanted| wanted.role).or_else(found) {
            Some(role) => readers.extend(state.readers(role)),
            None => readers.extend(components(&change.id)),
        }
    }
    restart(&readers)
}

/// The sentence on what must be restarted.
pub(super) fn restart(components: &BTreeSet<&'static str>) -> String {
    match components.is_empty() {
        true => String::new(),
        false => {
            let list: Vec<&str> = components.iter().copied().collect();
            format!(
                "copy them to their machines, then restart there: {}\n",
                list.join(", ")
            )
        }
    }
}

/// The components that read the files of a role, or of a file's name.
fn components(role: &str) -> &'static [&'static str] {
    let has = |word: &str| role.contains(word);
    if has("service-account") {
        &["kube-apiserver", "kube-controller-manager"]
    } else if has("etcd") && !has("apiserver") {
        &["etcd"]
    } else if has("apiserver") || has("api-server") || has("front-proxy-client") {
        &["kube-apiserver"]
    } else if has("controller-manager") {
        &["kube-controller-manager"]
    } else if has("scheduler") {
        &["kube-scheduler"]
    } else if has("kube-proxy") {
        &["kube-proxy"]
    } else if has("kubelet") || role == "node" {
        &["kubelet"]
    } else {
        &[]
    }
}
