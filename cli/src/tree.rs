//! A directory of files, made whole or not at all.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::{CliError, reason};
use super::io::Access;

/// A file of a tree.
pub struct TreeFile<'a> {
    /// Where it goes, relative to the tree's top; no part of it is `..`.
    pub path: &'a str,
    /// What it holds.
    pub contents: &'a [u8],
    /// [`Access::Private`] is mode 0600 from the first octet, [`Access::Public`] is 0644.
    pub access: Access,
}

/// Refuses now what [`write`] would refuse later, before any work is done for it.
pub fn check(top: &Path, force: bool) -> Result<(), CliError> {
    let (top, _) = destination(top, force)?;
    // Where there is no directory yet, the nearest one above it must let us make one.
    let mut above = parent_of(&top);
    while !above.exists() {
        above = parent_of(above);
    }
    match tempfile::Builder::new()
        .prefix(".certwright-")
        .tempdir_in(above)
    {
        Ok(_) => Ok(()),
        Err(e) => Err(CliError::io("write", &top, &e)),
    }
}

/// Makes the directory `top` with these files, all directories being the owner's alone (0700). Everything is made in a
/// temporary directory beside it and renamed at the end, so that `top` is at no time half-written.
///
/// A directory that has something in it is refused, or with `force` moved aside first; what it is called then is
/// returned.
pub fn write(
    top: &Path,
    files: &[TreeFile<'_>],
    force: bool,
    stamp: &str,
) -> Result<Option<PathBuf>, CliError> {
    let (top, occupied) = destination(top, force)?;
    let parent = parent_of(&top);
    let told = |e: io::Error| CliError::io("write", &top, &e);
    DirBuilder::new()
        .recursive(true)
        .create(parent)
        .map_err(|e| CliError::io("make", parent, &e))?;
    let temporary = tempfile::Builder::new()
        .prefix(".certwright-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .map_err(told)?;
    fill(temporary.path(), files).map_err(told)?;

    let aside = occupied.then(|| free_name(&top, stamp));
    if let Some(aside) = &aside {
        fs::rename(&top, aside).map_err(|e| CliError::io("move aside", &top, &e))?;
    }
    if let Err(e) = fs::rename(temporary.path(), &top) {
        let restored = aside
            .as_ref()
            .is_none_or(|aside| fs::rename(aside, &top).is_ok());
        return Err(match (&aside, restored) {
            (Some(aside), false) => CliError::new(format!(
                "cannot write {}: {}; what was there is now in {}",
                top.display(),
                reason(&e),
                aside.display()
            )),
            _ => CliError::io("write", &top, &e),
        });
    }
    // It has its final name: there is nothing left to clean up.
    let _ = temporary.keep();
    // The names survive a crash once their directory is on disk; not every file system can be asked to.
    let _ = File::open(parent).and_then(|d| d.sync_all());
    Ok(aside)
}

/// The directory to make, links resolved, and whether something is in it.
fn destination(top: &Path, force: bool) -> Result<(PathBuf, bool), CliError> {
    let told = |e: io::Error| CliError::io("write", top, &e);
    let top = match fs::canonicalize(top) {
        Ok(path) => path,
        Err(e) if e.kind() == io::ErrorKind::NotFound && !top.is_symlink() => {
            return match top.file_name() {
                Some(_) => Ok((top.to_path_buf(), false)),
                None => Err(CliError::new(format!(
                    "{} does not name a directory to make",
                    top.display()
                ))),
            };
        }
        Err(e) => return Err(told(e)),
    };
    let mut entries = match fs::read_dir(&top) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
            return Err(CliError::new(format!(
                "{} is a file; name another directory with -out",
                top.display()
            )));
        }
        Err(e) => return Err(told(e)),
    };
    let here = std::env::current_dir()
        .and_then(fs::canonicalize)
        .is_ok_and(|here| here.starts_with(&top));
    if here {
        return Err(CliError::new(format!(
            "{} is the directory that this command runs in; name one below it with -out",
            top.display()
        )));
    }
    let occupied = entries.next().is_some();
    if occupied && !force {
        return Err(CliError::new(format!(
            "{} exists and is not empty; nothing was changed (choose another -out, or move it aside with -force)",
            top.display()
        )));
    }
    Ok((top, occupied))
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A name beside `top` that nothing has.
fn free_name(top: &Path, stamp: &str) -> PathBuf {
    let name = |suffix: &str| {
        let mut name = OsString::from(top.file_name().unwrap_or_default());
        name.push(format!(".before-{stamp}{suffix}"));
        top.with_file_name(name)
    };
    let mut path = name("");
    let mut count = 1;
    while path.symlink_metadata().is_ok() {
        count += 1;
        path = name(&format!("-{count}"));
    }
    path
}

fn fill(top: &Path, files: &[TreeFile<'_>]) -> io::Result<()> {
    let mut directories = DirBuilder::new();
    directories.recursive(true).mode(0o700);
    for file in files {
        debug_assert!(
            !file
                .path
                .split('/')
                .any(|part| part.is_empty() || part == "..")
        );
        directories.create(parent_of(&top.join(file.path)))?;
    }
    // In parallel, because a disk that must confirm each file answers many at once as fast as one.
    files.par_iter().try_for_each(|file| {
        let mode = match file.access {
            Access::Private => 0o600,
            Access::Public => 0o644,
        };
        let mut out = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(top.join(file.path))?;
        if file.access == Access::Public {
            // Whatever the umask: a certificate is for everyone to read.
            out.set_permissions(Permissions::from_mode(mode))?;
        }
        out.write_all(file.contents)?;
        out.sync_all()
    })
}
