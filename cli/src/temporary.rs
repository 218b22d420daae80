//! Files and directories on their way to a name: what `kill -9` leaves of them, and how that is cleared away.
//!
//! A file has no name at all until it is complete, where the file system has such files (`O_TMPFILE`): the system frees it
//! with the process that made it. Where it must have a name, and a directory always must, the name begins with
//! `.certwright-` and the maker holds a lock on it; [`clear`] removes those that nobody holds.
//!
//! | name | what it is |
//! |---|---|
//! | `.certwright-RANDOM.tmp` | a file, or a directory that is still empty |
//! | `.certwright-INODE.new` | a directory that is being filled |
//! | `.certwright-INODE.was.NAME` | the same, to be exchanged with a directory whose contents are then called NAME |
//!
//! INODE is the new directory's own inode number. After the exchange another directory has that name, with another inode
//! number: it is somebody's data, and [`clear`] gives it the name that it should have had.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::hint;
use super::platform::{self, Access, has_name};

const PREFIX: &str = ".certwright-";
/// How often a name that something has already is tried again.
const ATTEMPTS: usize = 64;

/// A file that is being written, and vanishes when dropped before it is [persisted](Self::persist).
pub struct Temporary {
    file: File,
    /// Its name, if it has one.
    name: Option<PathBuf>,
}

impl Temporary {
    /// A file in this directory, for whom `access` allows from the start.
    pub fn new_in(directory: &Path, access: Access) -> io::Result<Self> {
        match platform::create_unnamed(directory, access) {
            Some(file) => Ok(Self { file, name: None }),
            None => Self::named_in(directory, access),
        }
    }

    fn named_in(directory: &Path, access: Access) -> io::Result<Self> {
        for _ in 0..ATTEMPTS {
            let path = directory.join(random_name()?);
            let file = match platform::create_new(&path, access) {
                Ok(file) => file,
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(e) => return Err(e),
            };
            // Another process may have taken the new file for a leftover before it was locked.
            if hold(&file) && has_name(&file, &path) {
                let name = Some(path);
                return Ok(Self { file, name });
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// The file.
    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Gives the file its name, in place of the file that has it now.
    pub fn persist(mut self, target: &Path) -> io::Result<()> {
        if self.name.is_none() {
            match platform::link(&self.file, target) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => self.take_name(target)?,
                linked => return linked,
            }
        }
        if let Some(name) = &self.name {
            platform::rename(name, target)?;
            self.name = None;
        }
        Ok(())
    }

    /// Gives the file a name that it keeps for a moment only: no system call puts an unnamed file in another's place.
    fn take_name(&mut self, target: &Path) -> io::Result<()> {
        hold(&self.file);
        for _ in 0..ATTEMPTS {
            let name = target.with_file_name(random_name()?);
            match platform::link(&self.file, &name) {
                Ok(()) => {
                    self.name = Some(name);
                    return Ok(());
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // What cannot be removed now is cleared by a later run.
            let _ = fs::remove_file(name);
        }
    }
}

/// A directory that is being filled, its owner's alone, and is removed with all that is in it when dropped while it still
/// has its temporary name.
pub struct TemporaryDirectory {
    path: PathBuf,
    /// Holds the lock, and the inode number.
    directory: File,
}

impl TemporaryDirectory {
    /// A directory in this one. `aside` is what the contents of the directory that it is to be exchanged with, if any, are
    /// called afterwards.
    pub fn new_in(parent: &Path, aside: Option<&OsStr>) -> io::Result<Self> {
        for _ in 0..ATTEMPTS {
            let first = parent.join(random_name()?);
            match platform::create_private_directory(&first) {
                Ok(()) => {}
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(e) => return Err(e),
            }
            // Until it is locked, another process may take the empty directory for a leftover and remove it.
            let directory = match platform::open_directory(&first) {
                Ok(directory) => directory,
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                Err(e) => return Err(e),
            };
            if !hold(&directory) {
                continue;
            }
            let number = platform::identity(&directory)?.number;
            let mut name = OsString::from(format!("{PREFIX}{number:016x}."));
            match aside {
                Some(aside) => {
                    name.push("was.");
                    name.push(aside);
                }
                None => name.push("new"),
            }
            let path = parent.join(name);
            match platform::rename(&first, &path) {
                Ok(()) => {}
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                Err(e) => {
                    let _ = fs::remove_dir(&first);
                    return Err(e);
                }
            }
            return Ok(Self { path, directory });
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TemporaryDirectory {
    fn drop(&mut self) {
        // After an exchange, the name is that of a directory with somebody's data.
        if has_name(&self.directory, &self.path) {
            // What cannot be removed now is cleared by a later run.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Locks a file for this process. False if another has it; a file system without locks counts as no other, since there
/// [`clear`] removes nothing.
fn hold(file: &File) -> bool {
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

fn random_name() -> io::Result<String> {
    let number = getrandom::u64()
        .map_err(|e| io::Error::other(format!("the system random number generator failed: {e}")))?;
    Ok(format!("{PREFIX}{number:016x}.tmp"))
}

/// Removes from a directory what runs that were killed left there: files and directories with the names above, of this
/// user, that no process holds. What cannot be removed stays for a run that can. Looks once at each directory.
pub fn clear(directory: &Path) {
    static CLEARED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
    if let Ok(mut cleared) = CLEARED.lock() {
        if cleared.iter().any(|path| path == directory) {
            return;
        }
        cleared.push(directory.to_owned());
    }
    clear_now(directory);
}

fn clear_now(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        if let Some(leftover) = Leftover::parse(&entry.file_name()) {
            let _ = leftover.clear(&entry.path());
        }
    }
}

/// The contents of a name.
enum Leftover {
    FileOrEmptyDirectory,
    New { inode: u64 },
    Exchanged { inode: u64, aside: OsString },
}

impl Leftover {
    fn parse(name: &OsStr) -> Option<Self> {
        let bytes = name.as_encoded_bytes();
        let rest = bytes.strip_prefix(PREFIX.as_bytes())?;
        let (number, kind) = rest.split_at_checked(16)?;
        let digits = |c: &u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        let number = std::str::from_utf8(number).ok()?;
        let inode = u64::from_str_radix(number, 16).ok()?;
        if !number.as_bytes().iter().all(digits) {
            return None;
        }
        match kind {
            b".tmp" => Some(Self::FileOrEmptyDirectory),
            b".new" => Some(Self::New { inode }),
            _ => match kind.strip_prefix(b".was.")? {
                b"" => None,
                aside => Some(Self::Exchanged {
                    inode,
                    aside: platform::after_ascii(name, bytes.len() - aside.len()),
                }),
            },
        }
    }

    fn clear(self, path: &Path) -> io::Result<()> {
        let expected = |metadata: &fs::Metadata| metadata.is_file() || metadata.is_dir();
        // Looked at before it is opened: opening another kind of file may have an effect.
        if !expected(&fs::symlink_metadata(path)?) {
            return Ok(());
        }
        let mut options = OpenOptions::new();
        let held = platform::without_following(options.read(true)).open(path)?;
        if !platform::is_own(&held)? || held.try_lock().is_err() {
            return Ok(());
        }
        // What was opened and locked must be what has the name.
        let (found, number) = (held.metadata()?, platform::identity(&held)?.number);
        if !expected(&found) || !has_name(&held, path) {
            return Ok(());
        }
        match self {
            Self::FileOrEmptyDirectory if found.is_file() => fs::remove_file(path),
            Self::FileOrEmptyDirectory => fs::remove_dir(path),
            Self::New { inode } | Self::Exchanged { inode, .. }
                if found.is_dir() && number == inode =>
            {
                fs::remove_dir_all(path)
            }
            Self::Exchanged { aside, .. } if found.is_dir() => {
                let aside = free_name(&path.with_file_name(aside));
                platform::rename(path, &aside)?;
                hint::notice(format_args!(
                    "an earlier run was interrupted; what it had moved aside is now in {}",
                    aside.display()
                ));
                Ok(())
            }
            Self::New { .. } | Self::Exchanged { .. } => Ok(()),
        }
    }
}

/// This path or, if something has it, the first of `path-2`, `path-3` … that nothing has.
pub fn free_name(path: &Path) -> PathBuf {
    let mut free = path.to_owned();
    let mut count = 1;
    while free.symlink_metadata().is_ok() {
        count += 1;
        let mut name = path.as_os_str().to_owned();
        name.push(format!("-{count}"));
        free = PathBuf::from(name);
    }
    free
}

/// How much is asked of the disk at once.
const AT_ONCE: usize = 16;

/// Does for each item what waits for the disk, several at once: a disk that must confirm each of them confirms many as fast as
/// one. The results are in the items' order. After a failure nothing more is begun.
///
/// # Errors
/// What failed, of the first item that did.
pub fn at_once<T: Sync, R: Send, E: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let run = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return };
            let result = work(item);
            if result.is_err() {
                next.store(items.len(), Ordering::Relaxed);
            }
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((at, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..AT_ONCE.min(items.len()) {
            let thread = std::thread::Builder::new().stack_size(256 << 10);
            // Where there is no memory for one more (`ulimit -v`), those that there are do it.
            if thread.spawn_scoped(scope, run).is_err() {
                break;
            }
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Waits until the names in a directory are on disk. File systems that cannot be asked, and directories that may not be
/// read, are passed over.
pub fn sync_directory(directory: &Path) -> io::Result<()> {
    where_possible(platform::sync_directory(directory))
}

/// What came of having a directory's names on disk, where that can be asked for.
pub fn where_possible(synced: io::Result<()>) -> io::Result<()> {
    use io::ErrorKind as K;
    match synced {
        Err(e)
            if matches!(
                e.kind(),
                K::InvalidInput | K::Unsupported | K::PermissionDenied
            ) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::Write as _;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    #[test]
    fn what_is_done_at_once_keeps_its_order_and_ends_with_the_first_failure() {
        let items: Vec<u32> = (0..1000).collect();
        let doubled = at_once(&items, |item| Ok::<_, io::Error>(item * 2)).unwrap();
        assert!(doubled.iter().zip(&items).all(|(two, one)| *two == one * 2));
        assert_eq!(doubled.len(), items.len());
        let begun = AtomicUsize::new(0);
        let failed = at_once(&items, |item| {
            begun.fetch_add(1, Ordering::Relaxed);
            if *item >= 10 { Err(*item) } else { Ok(()) }
        });
        assert_eq!(failed, Err(10));
        // Each thread has begun one more at most.
        assert!(begun.into_inner() <= 10 + AT_ONCE);
        assert_eq!(at_once(&[], |_: &()| Ok::<(), ()>(())), Ok(Vec::new()));
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_gets_its_name_complete_or_not_at_all_with_and_without_a_temporary_name() {
        type Make = fn(&Path, Access) -> io::Result<Temporary>;
        for make in [Temporary::new_in as Make, Temporary::named_in] {
            let scratch = tempfile::tempdir().unwrap();
            let target = scratch.path().join("key");
            for contents in ["first", "second"] {
                let before = names(scratch.path());
                let mut dropped = make(scratch.path(), Access::Private).unwrap();
                dropped.file().write_all(b"incomplete").unwrap();
                drop(dropped);
                assert_eq!(names(scratch.path()), before);

                let mut file = make(scratch.path(), Access::Private).unwrap();
                let mode = file.file().metadata().unwrap().permissions().mode() & 0o777;
                assert_eq!(mode, 0o600);
                file.file().write_all(contents.as_bytes()).unwrap();
                file.persist(&target).unwrap();
                assert_eq!(fs::read(&target).unwrap(), contents.as_bytes());
                assert_eq!(names(scratch.path()), ["key"]);
            }
        }
    }

    #[test]
    fn what_a_killed_run_left_is_removed_and_nothing_else() {
        let scratch = tempfile::tempdir().unwrap();
        let at = |name: &str| scratch.path().join(name);
        let left = ".certwright-0123456789abcdef.tmp";
        fs::write(at(left), "PRIVATE KEY").unwrap();
        fs::create_dir(at(".certwright-0123456789abcdee.tmp")).unwrap();
        // A directory that was being filled has its own inode's number.
        fs::create_dir_all(at("d/pki")).unwrap();
        fs::write(at("d/pki/ca.key"), "PRIVATE KEY").unwrap();
        let inode = fs::metadata(at("d")).unwrap().ino();
        fs::rename(at("d"), at(&format!(".certwright-{inode:016x}.new"))).unwrap();
        // One that was exchanged already has another's.
        fs::create_dir(at(".certwright-0000000000000001.was.demo.before")).unwrap();
        fs::write(
            at(".certwright-0000000000000001.was.demo.before/file"),
            "data",
        )
        .unwrap();
        let held = Temporary::named_in(scratch.path(), Access::Private).unwrap();
        let held_directory = TemporaryDirectory::new_in(scratch.path(), None).unwrap();

        let kept = [
            ".certwright-",
            ".certwright-0123456789ABCDEF.tmp",
            ".certwright-123456789abcdef.tmp",
            ".certwright-0123456789abcdef",
            ".certwright-0123456789abcdef.was.",
            ".certwright-backup",
            "key",
        ];
        for name in kept {
            fs::write(at(name), "somebody's").unwrap();
        }
        let link = ".certwright-00000000000000aa.tmp";
        symlink("key", at(link)).unwrap();
        let directory = ".certwright-00000000000000bb.tmp";
        fs::create_dir(at(directory)).unwrap();
        fs::write(at(directory).join("file"), "somebody's").unwrap();
        let copied = ".certwright-0000000000000002.new";
        fs::create_dir(at(copied)).unwrap();

        clear_now(scratch.path());
        let own = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut expected: Vec<String> = kept
            .iter()
            .chain(&[link, directory, copied, "demo.before"])
            .map(|name| name.to_string())
            .collect();
        expected.push(own(held.name.as_deref().unwrap()));
        expected.push(own(held_directory.path()));
        expected.sort();
        assert_eq!(names(scratch.path()), expected);
        assert_eq!(fs::read(at("demo.before/file")).unwrap(), b"data");
    }

    #[test]
    fn a_directory_that_was_exchanged_is_not_removed_with_the_temporary_one() {
        let scratch = tempfile::tempdir().unwrap();
        let top = scratch.path().join("top");
        fs::create_dir(&top).unwrap();
        let temporary = TemporaryDirectory::new_in(scratch.path(), None).unwrap();
        let path = temporary.path().to_owned();
        fs::rename(&path, scratch.path().join("moved")).unwrap();
        fs::rename(&top, &path).unwrap();
        drop(temporary);
        assert!(path.is_dir());
    }
}
