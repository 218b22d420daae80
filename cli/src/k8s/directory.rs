//! A cluster's directory and its declaration, as the commands that work on one read them.

use std::fs;
use std::path::{Path, PathBuf};

use certwright_cluster::declaration::{self, DeclarationError};
use certwright_cluster::inventory::{Directory, Entry, is_of_interest};
use certwright_cluster::{ClusterSpec, Wanted, desired};

use crate::args::Args;
use crate::error::{CliError, excerpt, reason};
use crate::options::{Item, Value, infile, option};
use crate::{hint, io, limits, platform};

/// The declaration's name in a directory that `init` made.
pub const DECLARATION: &str = "cluster.yaml";
/// How deep below the top directories are read.
const DEPTH: usize = 8;
/// How many files are read: ten thousand nodes have fewer.
const FILES: usize = 200_000;

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
}

/// The directory that `-dir` names, or the current one.
pub fn top(args: &Args) -> PathBuf {
    args.path("dir").unwrap_or(Path::new(".")).to_path_buf()
}

/// The declaration that `-f` names, or that stands in the directory; `None` if there is none.
pub fn declared(args: &Args, top: &Path) -> Result<Option<Declared>, CliError> {
    let path = match args.path("f") {
        Some(path) => path.to_path_buf(),
        None => {
            let path = top.join(DECLARATION);
            if !path.exists() {
                return Ok(None);
            }
            path
        }
    };
    declaration(&path).map(Some)
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
        DeclarationError::Spec { error, .. } => format!("{place}: {error}"),
        DeclarationError::Yaml { reason, .. } => format!("{place}: {reason}"),
        error => format!("{name}: {error}"),
    })
}

/// Reads what of a directory may be a part of a PKI. Links to files are followed, as the components that use them do;
/// links to directories are not.
pub fn read(top: &Path) -> Result<Directory, CliError> {
    let mut directory = Directory::new();
    let mut waiting = vec![(top.to_path_buf(), String::new(), 0)];
    while let Some((path, prefix, depth)) = waiting.pop() {
        let entries = fs::read_dir(&path).map_err(|e| CliError::io("read", &path, &e))?;
        for entry in entries {
            let entry = entry.map_err(|e| CliError::io("read", &path, &e))?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            let relative = format!("{prefix}{name}");
            let kind = entry
                .file_type()
                .map_err(|e| CliError::io("read", &entry.path(), &e))?;
            if kind.is_dir() {
                if depth < DEPTH {
                    waiting.push((entry.path(), format!("{relative}/"), depth + 1));
                }
                continue;
            }
            if !is_of_interest(&relative) {
                continue;
            }
            if directory.len() >= FILES {
                return Err(CliError::new(format!(
                    "{} holds more than {FILES} files; name a cluster's own directory",
                    top.display()
                )));
            }
            directory.insert(relative, entry_of(&entry.path()));
        }
    }
    Ok(directory)
}

fn entry_of(path: &Path) -> Entry {
    let unread = |reason: String| Entry::Unread { reason };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(e) => return unread(reason(&e)),
    };
    if !metadata.is_file() {
        return unread("it is not a regular file".into());
    }
    match io::read_file(path, &limits::KEY) {
        Ok(bytes) => Entry::File {
            bytes,
            mode: platform::mode_bits(&metadata),
        },
        Err(e) => unread(e.message().to_string()),
    }
}
