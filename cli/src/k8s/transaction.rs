//! Files of a cluster's directory replaced together: one process at a time, with a backup of what is replaced, and so that
//! a run that is interrupted is completed by the next one.
//!
//! New files are written to `.pending.new` in the directory, and copies of those that they replace to `.backup.new`. Once all
//! of them are on disk, the copies are renamed to `.backup/TIME`, and then the new files to `.pending`: from then on the change
//! happens. Each file is moved to its place in one step; what is still in `.pending` after an interruption is moved by the next
//! run. So a backup is whole, and a run that fails before its change is decided leaves none.
//!
//! Every directory that is written into is one: no link to another, and none that others than its owner may write. It is held
//! open while it is used, so that its owner, who may be another user (etcd's), cannot put a link in its place meanwhile.
//!
//! The files are not exchanged with a whole new directory in one step: a container has the directory mounted, and would go
//! on seeing the old one.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use certwright_cluster::PkiFile;

use crate::error::CliError;
use crate::hint;
use crate::platform::{self, Access};
use crate::temporary::{self, Temporary, free_name, sync_directory};

const STAGED: &str = ".pending.new";
const PENDING: &str = ".pending";
const BACKUP: &str = ".backup";
const BACKUP_STAGED: &str = ".backup.new";
/// How many files are open at once: fewer than every system allows a process.
const BATCH: usize = 128;

/// A directory that no other process changes.
pub struct Locked {
    top: PathBuf,
    /// The directory, and its lock.
    held: File,
}

/// Locks a directory and completes what an interrupted run had begun.
pub fn lock(top: &Path) -> Result<Locked, CliError> {
    let failed = |e: io::Error| CliError::io("open", top, &e);
    // Opening a FIFO would wait for somebody to write to it.
    if !fs::metadata(top).map_err(failed)?.is_dir() {
        return Err(CliError::new(format!(
            "{} is not a directory",
            top.display()
        )));
    }
    let directory = platform::open_directory(top).map_err(failed)?;
    if let Some(why) = platform::distrust(&directory).map_err(failed)? {
        return Err(CliError::new(format!(
            "{}: {why}, so nothing was changed; run the command as its owner, and let nobody else write there",
            top.display()
        )));
    }
    // A file system without locks counts as one with a single process. Who only asks whether another run is at work holds
    // the lock for a moment (`interrupted`).
    let mut attempts = 0;
    while matches!(directory.try_lock(), Err(TryLockError::WouldBlock)) {
        attempts += 1;
        if attempts == 10 {
            return Err(at_work(top));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let locked = Locked {
        top: top.to_path_buf(),
        held: directory,
    };
    for name in [STAGED, BACKUP_STAGED] {
        let staged = top.join(name);
        if staged.symlink_metadata().is_ok() {
            fs::remove_dir_all(&staged).map_err(|e| CliError::io("remove", &staged, &e))?;
        }
    }
    if is_pending(top) {
        check_private(&top.join(PENDING))?;
        locked.apply()?;
        hint::hint(format_args!(
            "an earlier run was interrupted; what it had begun is now done in {}",
            top.display()
        ));
    }
    Ok(locked)
}

/// Locks a directory for a run that writes. One that only shows what it would do leaves it as it is, and hints where that is
/// not what the run that writes will find.
pub fn lock_unless(shows_only: bool, top: &Path) -> Result<Option<Locked>, CliError> {
    if !shows_only {
        return lock(top).map(Some);
    }
    if interrupted(top)?.is_some() {
        hint::hint(format_args!(
            "an earlier run was interrupted; what it had begun is pending in {}, and done before anything else by the next run that writes",
            top.display()
        ));
    }
    Ok(None)
}

/// The name of the directory of a change that an earlier run decided and did not complete, if there is one.
///
/// # Errors
/// If a run is at work on it: what is read meanwhile is partly old and partly new.
pub fn interrupted(top: &Path) -> Result<Option<&'static str>, CliError> {
    if !is_pending(top) {
        return Ok(None);
    }
    let directory = platform::open_directory(top).map_err(|e| CliError::io("open", top, &e))?;
    match directory.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Err(at_work(top)),
        // It may have ended since.
        _ => Ok(is_pending(top).then_some(PENDING)),
    }
}

/// Whether a change is decided and not complete.
fn is_pending(top: &Path) -> bool {
    top.join(PENDING).symlink_metadata().is_ok()
}

fn at_work(top: &Path) -> CliError {
    CliError::new(format!(
        "{}: another run is changing it; try again when that has ended",
        top.display()
    ))
}

/// Refuses a directory of which others could have made the contents: it must be this user's, and closed to everybody else.
fn check_private(path: &Path) -> Result<(), CliError> {
    let failed = |e: io::Error| CliError::io("open", path, &e);
    let refused = |why: &str| {
        CliError::new(format!(
            "{}: {why}, so what it holds is not taken for an interrupted run's; look at it, and remove it",
            path.display()
        ))
    };
    let metadata = path.symlink_metadata().map_err(failed)?;
    if !metadata.is_dir() {
        return Err(refused("it is not a directory"));
    }
    let directory = platform::open_directory(path).map_err(failed)?;
    if !platform::has_name(&directory, path) || !platform::is_own(&directory).map_err(failed)? {
        return Err(refused("it belongs to another user"));
    }
    match platform::permission_bits(&metadata) {
        Some(mode) if mode & 0o777 != 0o700 => Err(refused("its mode is not 0700")),
        _ => Ok(()),
    }
}

/// Refuses a path of which a directory above it, below `top`, is not a directory itself or may be written by others than
/// its owner. The owner may be another user, as etcd's is. What is missing is no objection.
///
/// # Errors
/// Which directory, and what to do about it.
pub fn check_above(top: &Path, path: &str) -> Result<(), CliError> {
    let mut at = top.to_path_buf();
    let above = Path::new(path).parent().unwrap_or(Path::new(""));
    for part in above.components() {
        let refused = |at: &Path, why: &str| {
            CliError::new(format!(
                "cannot write {}: {} {why}",
                top.join(path).display(),
                at.display()
            ))
        };
        let Component::Normal(name) = part else {
            return Err(refused(top, "does not hold it"));
        };
        at.push(name);
        let metadata = match at.symlink_metadata() {
            Ok(metadata) => metadata,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(CliError::io("read", &at, &e)),
        };
        if !metadata.is_dir() {
            return Err(refused(
                &at,
                "is not a directory itself, and links are not followed; put the directory there",
            ));
        }
        if platform::others_may_write(&metadata) {
            return Err(refused(
                &at,
                "may be written by others than its owner; take that from them first (chmod go-w)",
            ));
        }
    }
    Ok(())
}

impl Locked {
    /// Replaces files, whose old contents are kept in a directory whose path is returned, and removes those of `remove`:
    /// what has been moved or is of no more use, and of which no copy is kept.
    pub fn write(
        &self,
        files: &[PkiFile],
        remove: &[String],
        stamp: &str,
    ) -> Result<Option<PathBuf>, CliError> {
        let staged = self.top.join(STAGED);
        let failed = |path: &Path, e: &io::Error| CliError::io("write", path, e);
        for path in files.iter().map(|file| &file.path).chain(remove) {
            check_above(&self.top, path)?;
        }
        platform::create_private_directory(&staged).map_err(|e| failed(&staged, &e))?;
        // Whatever goes wrong before the change is decided, no new key stays behind, nor a part of a backup on a full disk.
        let copies = self.top.join(BACKUP_STAGED);
        let _discarded = [Discarded(&staged), Discarded(&copies)];
        let mut backup = None;
        for batch in files.chunks(BATCH) {
            let mut found = Vec::new();
            for file in batch {
                let target = self.top.join(&file.path);
                let old = self.old(&file.path).map_err(|e| {
                    CliError::new(format!(
                        "cannot write {}: {}; nothing was changed",
                        target.display(),
                        crate::error::reason(&e)
                    ))
                })?;
                if old.is_some() && backup.is_none() {
                    check_above(&self.top, &format!("{BACKUP}/{stamp}"))?;
                    platform::create_private_directory(&copies).map_err(|e| failed(&copies, &e))?;
                    backup = Some(&copies);
                }
                let kept = backup.filter(|_| old.is_some());
                let above = [Some(&staged), kept].into_iter().flatten();
                for above in
                    above.filter_map(|top| Some(top.join(&file.path).parent()?.to_path_buf()))
                {
                    platform::create_private_directories(&above).map_err(|e| failed(&above, &e))?;
                }
                found.push((file, target, old));
            }
            temporary::at_once(&found, |(file, target, old)| {
                let made = (|| {
                    if let (Some(old), Some(backup)) = (old, backup) {
                        keep(old, &backup.join(&file.path))?;
                    }
                    let old = old.as_ref().map(File::metadata).transpose()?;
                    stage(&staged.join(&file.path), file, target, old.as_ref())
                })();
                made.map_err(|e| failed(target, &e))
            })?;
        }
        sync_tree(&staged).map_err(|e| failed(&staged, &e))?;
        let backup = backup
            .map(|copies| self.keep_backup(copies, stamp))
            .transpose()?;
        let pending = self.top.join(PENDING);
        platform::rename_directory(&staged, &pending).map_err(|e| failed(&pending, &e))?;
        sync_directory(&self.top).map_err(|e| failed(&self.top, &e))?;
        self.apply()?;
        self.discard(remove)?;
        Ok(backup)
    }

    /// A directory below the top.
    fn below(&self, path: &Path, make: bool) -> io::Result<platform::Below> {
        platform::Below::open(&self.held, &self.top, path, make)
    }

    /// What stands where a file is to be written; `None` if nothing does.
    fn old(&self, path: &str) -> io::Result<Option<File>> {
        let (above, name) = split(Path::new(path));
        match self.below(above, false) {
            Ok(above) => above.file(name),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// Removes files whose contents are in their place by now, so that no backup keeps them.
    pub fn discard(&self, paths: &[String]) -> Result<(), CliError> {
        for path in paths {
            let (above, name) = split(Path::new(path));
            let removed = match self.below(above, false) {
                Ok(above) => above.remove(name),
                Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
                Err(e) => Err(e),
            };
            removed.map_err(|e| CliError::io("remove", &self.top.join(path), &e))?;
        }
        Ok(())
    }

    /// Gives a backup that is whole its name.
    fn keep_backup(&self, copies: &Path, stamp: &str) -> Result<PathBuf, CliError> {
        let failed = |path: &Path, e: &io::Error| CliError::io("write", path, e);
        sync_tree(copies).map_err(|e| failed(copies, &e))?;
        let above = self.top.join(BACKUP);
        platform::create_private_directories(&above).map_err(|e| failed(&above, &e))?;
        let backup = free_name(&above.join(stamp));
        platform::rename_directory(copies, &backup).map_err(|e| failed(&backup, &e))?;
        sync_directory(&above).map_err(|e| failed(&above, &e))?;
        Ok(backup)
    }

    /// Moves what is pending to its place.
    fn apply(&self) -> Result<(), CliError> {
        let pending = self.top.join(PENDING);
        let failed = |path: &Path, e: &io::Error| {
            CliError::new(format!(
                "cannot write {}: {}; the change is incomplete, run the command again once that is remedied",
                path.display(),
                crate::error::reason(e)
            ))
        };
        let mut files = Vec::new();
        list(&pending, &mut files).map_err(|e| failed(&pending, &e))?;
        // A certificate and its key are neighbours, so that they are replaced one right after the other.
        files.sort();
        for file in &files {
            let relative = file.strip_prefix(&pending).unwrap_or(file);
            check_above(&self.top, &relative.to_string_lossy())?;
        }
        let mut directories = BTreeSet::new();
        let mut current: Option<(&Path, platform::Below)> = None;
        for file in &files {
            let relative = file.strip_prefix(&pending).unwrap_or(file);
            let (above, name) = split(relative);
            directories.insert(above);
            let moved = (|| {
                let at = match current.take() {
                    Some((path, at)) if path == above => at,
                    _ => self.below(above, true)?,
                };
                at.take(file, name)?;
                current = Some((above, at));
                Ok(())
            })();
            moved.map_err(|e| failed(&self.top.join(relative), &e))?;
        }
        let directories: Vec<&Path> = directories.into_iter().collect();
        temporary::at_once(&directories, |above| {
            let at = self.below(above, false);
            let synced = at.and_then(|at| temporary::where_possible(at.sync()));
            synced.map_err(|e| failed(&self.top.join(above), &e))
        })?;
        fs::remove_dir_all(&pending).map_err(|e| failed(&pending, &e))?;
        sync_directory(&self.top).map_err(|e| failed(&self.top, &e))
    }
}

/// A file's directory and name.
fn split(path: &Path) -> (&Path, &OsStr) {
    let above = path.parent().unwrap_or(Path::new(""));
    (above, path.file_name().unwrap_or_default())
}

/// A directory that is removed with what is in it, unless it has another name by then.
struct Discarded<'a>(&'a Path);

impl Drop for Discarded<'_> {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(self.0);
    }
}

/// Copies a file that is replaced.
fn keep(old: &File, copy: &Path) -> io::Result<()> {
    let size = usize::try_from(old.metadata()?.len()).unwrap_or(usize::MAX);
    let mut contents = zeroize::Zeroizing::new(Vec::new());
    // All of it at once: a growing vector would leave copies of a key behind.
    contents.try_reserve_exact(size.saturating_add(1))?;
    let mut from = old;
    from.read_to_end(&mut contents)?;
    let mut file = platform::create_new(copy, Access::Private)?;
    file.write_all(&contents)?;
    file.sync_all()
}

fn stage(path: &Path, file: &PkiFile, target: &Path, old: Option<&fs::Metadata>) -> io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    let mut temporary = Temporary::new_in(parent, Access::Private)?;
    let out = temporary.file();
    out.write_all(&file.contents)?;
    match old {
        // The owner stays: etcd's user may be another than ours.
        Some(old) => platform::keep_permissions(out, target, old)?,
        None if !file.secret => platform::make_readable(out)?,
        None => {}
    }
    if file.secret {
        platform::make_private(out, target)?;
    }
    out.sync_all()?;
    temporary.persist(path)
}

/// The files below a directory, which holds nothing else: a link that was moved to its place would be followed by readers.
fn list(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            list(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        } else {
            return Err(io::Error::other(format!(
                "{} is not a regular file, which no run puts there; remove it",
                entry.path().display()
            )));
        }
    }
    Ok(())
}

/// Waits until the names in a directory and those below it are on disk.
fn sync_tree(directory: &Path) -> io::Result<()> {
    let mut directories = vec![directory.to_path_buf()];
    let mut at = 0;
    while let Some(directory) = directories.get(at) {
        let mut below = Vec::new();
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                below.push(entry.path());
            }
        }
        directories.extend(below);
        at += 1;
    }
    temporary::at_once(&directories, |path| temporary::sync_directory(path)).map(drop)
}
