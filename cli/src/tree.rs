//! A directory of files, made whole or not at all.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::error::{CliError, reason};
use super::hint;
use super::platform::{self, Access, exchange};
use super::temporary::{self, Temporary, TemporaryDirectory, free_name, sync_directory};

/// How many files are open at once: fewer than every system allows a process.
const BATCH: usize = 128;

/// A file of a tree.
pub struct TreeFile<'a> {
    /// Where it goes, relative to the tree's top; no part of it is `..`.
    pub path: &'a str,
    /// What it holds.
    pub contents: &'a [u8],
    /// [`Access::Private`] is mode 0600 from the first byte, [`Access::Public`] is 0644.
    pub access: Access,
}

/// Refuses now what [`write`] would refuse later, before any work is done for it.
pub fn check(top: &Path, force: Option<bool>) -> Result<(), CliError> {
    let (top, _) = destination(top, force)?;
    // Where there is no directory yet, the nearest one above it must let us make one.
    let mut above = parent_of(&top);
    while !above.exists() {
        above = parent_of(above);
    }
    match TemporaryDirectory::new_in(above, None) {
        Ok(_) => Ok(()),
        Err(e) => Err(CliError::io("write", &top, &e)),
    }
}

/// Makes the directory `top` with these files, all directories being the owner's alone (0700). Everything is made in a
/// temporary directory beside it and renamed at the end, so that `top` is at no time half-written.
///
/// A directory that has something in it is refused, or with `force` exchanged for the new one in one step and kept beside
/// it; what it is called then is returned. `force` is `None` for a command that has no such option.
pub fn write(
    top: &Path,
    files: &[TreeFile<'_>],
    force: Option<bool>,
    stamp: &str,
) -> Result<Option<PathBuf>, CliError> {
    let (top, occupied) = destination(top, force)?;
    let parent = parent_of(&top);
    let failed = |e: io::Error| CliError::io("write", &top, &e);
    make_parents(parent)?;
    temporary::clear(parent);
    let aside = occupied.then(|| free_name(&aside_name(&top, stamp)));
    let temporary = TemporaryDirectory::new_in(parent, aside.as_deref().and_then(Path::file_name))
        .map_err(failed)?;
    fill(temporary.path(), files).map_err(failed)?;

    match &aside {
        None => platform::rename_directory(temporary.path(), &top).map_err(failed)?,
        Some(aside) => match exchange(temporary.path(), &top) {
            Ok(()) => fs::rename(temporary.path(), aside).map_err(|e| {
                CliError::new(format!(
                    "wrote {}, but cannot rename {}, which holds what was there before: {}",
                    top.display(),
                    temporary.path().display(),
                    reason(&e)
                ))
            }),
            Err(e) if cannot_exchange(&e) => {
                hint::hint(format_args!(
                    "this file system cannot exchange two directories in one step: for a moment there is no {}",
                    top.display()
                ));
                move_aside(temporary.path(), &top, aside)
            }
            Err(e) => return Err(failed(e)),
        }?,
    }
    sync_directory(parent).map_err(|e| CliError::io("sync", parent, &e))?;
    Ok(aside)
}

/// Whether the reason is that the system, or this file system, has no such operation.
fn cannot_exchange(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

/// The same in two steps, between which there is no `top`.
fn move_aside(new: &Path, top: &Path, aside: &Path) -> Result<(), CliError> {
    fs::rename(top, aside).map_err(|e| CliError::io("move aside", top, &e))?;
    fs::rename(new, top).map_err(|e| match fs::rename(aside, top) {
        Ok(()) => CliError::io("write", top, &e),
        Err(_) => CliError::new(format!(
            "cannot write {}: {}; what was there is now in {}",
            top.display(),
            reason(&e),
            aside.display()
        )),
    })
}

/// Makes a directory and those above it that are missing, and has their names on disk.
fn make_parents(directory: &Path) -> Result<(), CliError> {
    let missing: Vec<&Path> = directory
        .ancestors()
        .take_while(|path| !path.exists())
        .collect();
    DirBuilder::new()
        .recursive(true)
        .create(directory)
        .and_then(|()| {
            missing
                .iter()
                .try_for_each(|made| sync_directory(parent_of(made)))
        })
        .map_err(|e| CliError::io("make", directory, &e))
}

/// The directory to make, links resolved, and whether something is in it.
fn destination(top: &Path, force: Option<bool>) -> Result<(PathBuf, bool), CliError> {
    let failed = |e: io::Error| CliError::io("write", top, &e);
    let top = match platform::canonicalize(top) {
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
        Err(e) => return Err(failed(e)),
    };
    let mut entries = match fs::read_dir(&top) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
            return Err(CliError::new(format!(
                "{} is a file; name another directory with -out",
                top.display()
            )));
        }
        Err(e) => return Err(failed(e)),
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
    if occupied && force != Some(true) {
        let or_force = match force {
            Some(_) => ", or move it aside with -force",
            None => "",
        };
        return Err(CliError::new(format!(
            "{} exists and is not empty; nothing was changed (choose another -out{or_force})",
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

/// What the contents of `top` are called once others have taken their place.
fn aside_name(top: &Path, stamp: &str) -> PathBuf {
    let mut name = OsString::from(top.file_name().unwrap_or_default());
    name.push(format!(".before-{stamp}"));
    top.with_file_name(name)
}

/// Makes the files and the directories that they are in. The files of a batch get their names when all of them are on
/// disk, so that there are files with names in a temporary directory for a moment only.
fn fill(top: &Path, files: &[TreeFile<'_>]) -> io::Result<()> {
    let mut directories = BTreeSet::from([top.to_owned()]);
    for file in files {
        debug_assert!(
            !file
                .path
                .split('/')
                .any(|part| part.is_empty() || part == "..")
        );
        let path = top.join(file.path);
        platform::create_private_directories(parent_of(&path))?;
        let between = path.ancestors().skip(1).take_while(|above| *above != top);
        directories.extend(between.map(Path::to_owned));
    }
    for batch in files.chunks(BATCH) {
        let written: Vec<(Temporary, PathBuf)> = temporary::at_once(batch, |file| {
            let path = top.join(file.path);
            let written = write_unnamed(parent_of(&path), file)?;
            Ok::<_, io::Error>((written, path))
        })?;
        for (file, path) in written {
            file.persist(&path)?;
        }
    }
    let directories: Vec<PathBuf> = directories.into_iter().collect();
    temporary::at_once(&directories, |path| sync_directory(path)).map(drop)
}

fn write_unnamed(directory: &Path, file: &TreeFile<'_>) -> io::Result<Temporary> {
    let mut temporary = Temporary::new_in(directory, file.access)?;
    let out = temporary.file();
    if file.access == Access::Public {
        platform::make_readable(out)?;
    }
    out.write_all(file.contents)?;
    out.sync_all()?;
    Ok(temporary)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(unix)]
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

    #[cfg(unix)]
    fn file(contents: &[u8]) -> TreeFile<'_> {
        TreeFile {
            path: "pki/file",
            contents,
            access: Access::Private,
        }
    }

    #[cfg(unix)]
    /// How often, while `replace` runs, there is no directory of this name; and how often it was looked at.
    fn absences(top: &Path, replace: impl FnOnce()) -> (u32, u32) {
        let (done, missing, looks) = (AtomicBool::new(false), AtomicU32::new(0), AtomicU32::new(0));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    looks.fetch_add(1, Ordering::Relaxed);
                    if !top.join("pki/file").exists() {
                        missing.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
            replace();
            done.store(true, Ordering::Relaxed);
        });
        (missing.into_inner(), looks.into_inner())
    }

    #[cfg(unix)] // Elsewhere there is no exchange in one step.
    #[test]
    fn a_directory_that_is_replaced_is_there_at_every_moment() {
        let scratch = tempfile::tempdir().unwrap();
        let top = scratch.path().join("top");
        write(&top, &[file(b"0")], None, "0").unwrap();
        let (missing, looks) = absences(&top, || {
            for round in 1..=200 {
                let contents = round.to_string();
                let files = [file(contents.as_bytes())];
                let aside = write(&top, &files, Some(true), &contents).unwrap().unwrap();
                let former = fs::read_to_string(aside.join("pki/file")).unwrap();
                assert_eq!(former, (round - 1).to_string());
            }
        });
        assert!(looks > 1000, "{looks}");
        assert_eq!(missing, 0, "of {looks}");
        // 200 former ones and the last.
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 201);
    }

    #[test]
    fn without_an_exchange_the_former_contents_are_moved_aside_all_the_same() {
        let scratch = tempfile::tempdir().unwrap();
        let at = |name: &str| scratch.path().join(name);
        fs::create_dir(at("top")).unwrap();
        fs::write(at("top/old"), "").unwrap();
        fs::create_dir(at("new")).unwrap();
        move_aside(&at("new"), &at("top"), &at("aside")).unwrap();
        assert!(at("aside/old").exists() && at("top").exists() && !at("new").exists());
        // The new one cannot be put in its place: the former one is put back.
        let error = move_aside(&at("nothing"), &at("aside"), &at("other")).unwrap_err();
        assert!(error.to_string().contains("for writing"), "{error}");
        assert!(at("aside/old").exists() && !at("other").exists());
    }
}
