//! A cluster's directory and its declaration, as the commands that work on one read them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use certwright_cluster::check::shell_word;
use certwright_cluster::declaration::{self, DeclarationError};
use certwright_cluster::inventory::{Directory, Entry, is_of_interest};
use certwright_cluster::{ClusterSpec, Wanted, desired};

use crate::args::Args;
use crate::error::{CliError, excerpt, reason};
use crate::limits::{self, Limit};
use crate::options::{Item, Value, infile, option};
use crate::{hint, io, platform};

/// The declaration's name in a directory that `init` made.
pub const DECLARATION: &str = "cluster.yaml";
/// How many entries are looked at. A cluster of a thousand nodes has fewer than 30,000.
const MAX_ENTRIES: usize = 500_000;
/// How many directories may be inside each other: `nodes/NAME/pki/etcd` is four.
const MAX_DEPTH: usize = 12;
/// A kubeconfig of many users is the largest of such files.
const LIMIT: Limit = limits::KEY;

/// Which directory, and which declaration.
pub const WHERE: &[Item] = &[
    Item::Section("Cluster"),
    option(
        "dir",
        Value::Directory,
        "The cluster's directory (the current one)",
    ),
    infile(
        "f",
        "Declaration of the cluster, cluster.yaml or kubeadm's (cluster.yaml in the directory)",
    ),
];

/// A declaration, and what it asks for.
pub struct Declared {
    /// Its file.
    pub path: PathBuf,
    /// The cluster.
    pub spec: ClusterSpec,
    /// Its certificates.
    pub wanted: Vec<Wanted>,
    /// What its file is to hold instead.
    pub text: Option<String>,
    /// Whether that leaves out what somebody wrote beside what is declared.
    pub loses_comments: bool,
}

/// The directory that `-dir` names, or the current one.
pub fn top(args: &Args) -> PathBuf {
    args.path("dir").unwrap_or(Path::new(".")).to_path_buf()
}

/// The declaration that `-f` names, or that stands in the directory; `None` if there is none.
pub fn declared(args: &Args, top: &Path) -> Result<Option<Declared>, CliError> {
    if let Some(path) = args.path("f") {
        return declaration(path).map(Some);
    }
    match top.join(DECLARATION).symlink_metadata() {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        _ => declaration_in(top).map(Some),
    }
}

/// A path in a command that is printed to be run.
pub fn word(path: &Path) -> String {
    shell_word(&path.display().to_string())
}

/// The options that name the same directory and declaration again, for a command to run next.
pub fn again(args: &Args) -> String {
    let mut options = format!("-dir {}", word(&top(args)));
    if let Some(path) = args.path("f") {
        options = format!("{options} -f {}", word(path));
    }
    options
}

/// For a command that cannot do without a declaration.
pub fn undeclared(top: &Path) -> CliError {
    let path = top.join(DECLARATION);
    CliError::new(format!(
        "there is no {}, the cluster's declaration; write one (k8s template -out {} prints what to begin with), or name one with -f",
        path.display(),
        word(&path)
    ))
}

/// Reads the declaration that stands in a directory.
pub fn declaration_in(top: &Path) -> Result<Declared, CliError> {
    let path = top.join(DECLARATION);
    let metadata = fs::metadata(&path).map_err(|e| CliError::io("read", &path, &e))?;
    // Opening a FIFO would wait for somebody to write to it.
    if !metadata.is_file() {
        return Err(CliError::new(format!(
            "{} is not a regular file; put the declaration there, or name it with -f",
            path.display()
        )));
    }
    declaration(&path)
}

/// Reads a declaration.
pub fn declaration(path: &Path) -> Result<Declared, CliError> {
    let bytes = io::read(Some(path), &limits::CONFIGURATION)?;
    let name = io::display(Some(path));
    let text = std::str::from_utf8(&bytes)
        .map_err(|e| CliError::new(format!("{name}: it is not UTF-8 text: {e}")))?;
    let spec = declaration::read(text).map_err(|e| refused(&name, &e))?;
    let wanted = desired(&spec).map_err(|e| CliError::new(format!("{name}: {e}")))?;
    Ok(Declared {
        path: path.to_path_buf(),
        spec,
        wanted,
        text: None,
        loses_comments: false,
    })
}

fn refused(name: &str, error: &DeclarationError) -> CliError {
    let place = match error.position() {
        Some(at) => format!("{name}:{}:{}", at.line, at.column),
        None => name.to_string(),
    };
    CliError::new(match error {
        DeclarationError::UnknownField { field, known, .. } => {
            let known = known.iter().map(String::as_str);
            let help = hint::suggestion(field, known, |all| format!("there is {}", all.join(", ")));
            format!("{place}: unknown field {}; {help}", excerpt(field))
        }
        error => format!("{place}: {}", error.reason()),
    })
}

/// Reads what may be a part of a PKI. A file that cannot be read, or is too large, is an entry that states why. So is a link
/// to a directory, which is not followed: nothing that is written goes where one leads.
///
/// # Errors
/// If the directory itself cannot be read, or has too many entries.
pub fn read(top: &Path) -> Result<Directory, CliError> {
    let mut files = Directory::new();
    let mut entries = 0;
    let mut waiting = vec![(top.to_path_buf(), String::new(), 0)];
    while let Some((directory, prefix, depth)) = waiting.pop() {
        let listed = match fs::read_dir(&directory) {
            Ok(listed) => listed,
            Err(e) if depth == 0 => return Err(CliError::io("read", top, &e)),
            Err(e) => {
                files.insert(prefix, unread(reason(&e)));
                continue;
            }
        };
        for entry in listed {
            let entry = entry.map_err(|e| CliError::io("read", &directory, &e))?;
            entries += 1;
            if entries > MAX_ENTRIES {
                return Err(CliError::new(format!(
                    "{} has more than {MAX_ENTRIES} entries: it is not a cluster's PKI; name the directory that is",
                    top.display()
                )));
            }
            // A name that is not UTF-8 is nobody's in any layout.
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = match prefix.as_str() {
                "" => name,
                prefix => format!("{prefix}/{name}"),
            };
            let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_directory && depth < MAX_DEPTH {
                waiting.push((entry.path(), path, depth + 1));
            } else if !is_directory && is_of_interest(&path) {
                files.insert(path, read_one(&entry.path()));
            } else if !is_directory && is_linked_directory(&entry.path()) {
                let entry = match is_read(&entry.path(), top) {
                    true => Entry::Alias,
                    false => unread(LINKED.into()),
                };
                files.insert(path, entry);
            }
        }
    }
    Ok(files)
}

/// The directories above files that were read, the top among them as the empty path, in which others than their owner may write.
pub fn open_to_others(top: &Path, files: &Directory) -> Vec<String> {
    let mut above = BTreeSet::from([""]);
    for path in files.keys() {
        above.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
    }
    let is_open = |path: &&str| {
        let metadata = match path.is_empty() {
            true => fs::metadata(top),
            false => top.join(path).symlink_metadata(),
        };
        metadata.is_ok_and(|metadata| metadata.is_dir() && platform::others_may_write(&metadata))
    };
    above
        .into_iter()
        .filter(is_open)
        .map(String::from)
        .collect()
}

fn unread(reason: String) -> Entry {
    Entry::Unread { reason }
}

const LINKED: &str = "it is a link to a directory, and not followed";

/// Whether it is a link to a directory that would be looked at if it were one itself. `..data` of a mounted Secret is not,
/// and neither is a link to a directory above itself, which is looked at already.
fn is_linked_directory(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    if name.to_string_lossy().starts_with('.') || !path.is_dir() {
        return false;
    }
    let above = path.parent().map(fs::canonicalize);
    match (above, fs::canonicalize(path)) {
        (Some(Ok(above)), Ok(target)) => !above.starts_with(target),
        _ => true,
    }
}

/// Whether a link leads to a directory of a tree that is looked at by its own name.
fn is_read(link: &Path, top: &Path) -> bool {
    let (Ok(target), Ok(top)) = (fs::canonicalize(link), fs::canonicalize(top)) else {
        return false;
    };
    let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let below = target.strip_prefix(top);
    below.is_ok_and(|below| !below.iter().any(is_hidden) && below.iter().count() <= MAX_DEPTH)
}

/// A file.
fn read_one(path: &Path) -> Entry {
    // A link to a file is followed: the kubelet's current certificate is one.
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(e) => return unread(reason(&e)),
    };
    if metadata.is_dir() {
        return unread(LINKED.into());
    }
    // Opening a FIFO would wait for somebody to write to it.
    if !metadata.is_file() {
        return unread("it is not a regular file".into());
    }
    match io::read_file(path, &LIMIT) {
        Ok(bytes) => Entry::File {
            bytes,
            mode: platform::permission_bits(&metadata),
        },
        Err(e) => unread(e.message().to_string()),
    }
}
