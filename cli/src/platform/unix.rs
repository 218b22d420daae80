//! Linux, macOS and their like.

use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, File, FileType, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{
    DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _,
    PermissionsExt as _,
};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::{Access, Identity};

pub use std::fs::rename as rename_directory;
pub use std::fs::{canonicalize, rename};
pub use std::os::unix::fs::symlink;

/// Between the paths of a list in one option.
pub const LIST_SEPARATOR: char = ':';

/// Whether a device is found where the file system has its name.
pub const DEVICES_ARE_FILES: bool = true;

/// The places that distributions build OpenSSL with: Debian, Fedora, Arch and Alpine, FreeBSD, and OpenSSL's own.
pub const OPENSSL_DIRECTORIES: [&str; 5] = [
    "/usr/lib/ssl",
    "/etc/pki/tls",
    "/etc/ssl",
    "/usr/local/openssl",
    "/usr/local/ssl",
];

/// What follows the first `length` bytes of a text, which are ASCII.
pub fn after_ascii(text: &OsStr, length: usize) -> OsString {
    OsString::from_vec(text.as_bytes()[length..].to_vec())
}

/// The bytes of an environment variable, for a pass phrase; `None` for one that has none.
pub fn into_bytes(value: OsString) -> Option<Vec<u8>> {
    Some(value.into_vec())
}

/// Opens a file to read it.
pub fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Makes a file that nothing may have the name of yet.
pub fn create_new(path: &Path, access: Access) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(mode(access))
        .open(path)
}

fn mode(access: Access) -> u32 {
    match access {
        Access::Private => 0o600,
        Access::Public => 0o666,
    }
}

/// A file without a name; `None` where there are none, or none that could be given a name later.
#[cfg(target_os = "linux")]
pub fn create_unnamed(directory: &Path, access: Access) -> Option<File> {
    use rustix::fs::Mode;
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(mode(access));
    let file = File::from(rustix::fs::open(directory, flags, mode).ok()?);
    std::fs::metadata(by_descriptor(&file))
        .is_ok()
        .then_some(file)
}

/// A file without a name: none here.
#[cfg(not(target_os = "linux"))]
pub fn create_unnamed(_: &Path, _: Access) -> Option<File> {
    None
}

/// Gives a file without a name this one, which nothing may have yet.
#[cfg(target_os = "linux")]
pub fn link(file: &File, name: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    let from = by_descriptor(file);
    Ok(linkat(CWD, from, CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

/// Gives a file without a name this one.
#[cfg(not(target_os = "linux"))]
pub fn link(_: &File, _: &Path) -> io::Result<()> {
    unreachable!("`create_unnamed` makes no file here")
}

#[cfg(target_os = "linux")]
fn by_descriptor(file: &File) -> PathBuf {
    use std::os::fd::AsRawFd as _;
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// Makes a directory that is its owner's alone.
pub fn create_private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

/// Makes a directory, and those above it that are missing, all their owner's alone.
pub fn create_private_directories(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Opens a directory, for its lock and its identity.
pub fn open_directory(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Gives a new file the permissions of the one that it is to replace, and its owner and group where that is allowed.
pub fn keep_permissions(new: &File, _old: &Path, old: &Metadata) -> io::Result<()> {
    new.set_permissions(old.permissions())?;
    let made = new.metadata()?;
    if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
        // Best effort: only root may give a file away.
        let _ = std::os::unix::fs::fchown(new, Some(old.uid()), Some(old.gid()));
    }
    Ok(())
}

/// Whether a file may hold a key as it is: others have no part in it, and either the key came from it, or it is ours and nobody
/// else can have given it this name: with a directory's write permission goes that of putting another of our files there.
pub fn may_hold_key(path: &Path, old: &Metadata, had_the_key: bool) -> bool {
    let user = rustix::process::geteuid().as_raw();
    let ours_alone = || {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
        let directory = parent.unwrap_or(Path::new(".")).metadata();
        old.uid() == user
            && directory.is_ok_and(|d| [0, user].contains(&d.uid()) && !others_may_write(&d))
    };
    old.mode() & 0o007 == 0 && (had_the_key || ours_alone())
}

/// Gives a new key's file the owner, group and mode of the file that it is to replace where that may hold a key, such as
/// 0640 of root and `ssl-cert`. One with an access list keeps nothing: the group's bits of its mode are the list's mask (acl(5)).
pub fn keep_permissions_of_key(
    new: &File,
    path: &Path,
    old: &Metadata,
    had_the_key: bool,
) -> io::Result<()> {
    if !may_hold_key(path, old, had_the_key) || has_access_list(new, path) {
        return Ok(());
    }
    let made = new.metadata()?;
    if (made.uid(), made.gid()) != (old.uid(), old.gid())
        && std::os::unix::fs::fchown(new, Some(old.uid()), Some(old.gid())).is_err()
    {
        // The mode of another group's file would open the key to our own group.
        return Ok(());
    }
    new.set_permissions(old.permissions())
}

/// Whether a new file, by its directory's default, or the one at `path` has a list of who may read it.
#[cfg(target_os = "linux")]
fn has_access_list(new: &File, path: &Path) -> bool {
    use rustix::fs::{fgetxattr_query, lgetxattr_query};
    use rustix::io::Errno;
    const LIST: &str = "system.posix_acl_access";
    let is_without = |list| matches!(list, Err(Errno::NODATA | Errno::NOTSUP));
    !is_without(fgetxattr_query(new, LIST)) || !is_without(lgetxattr_query(path, LIST))
}

/// Whether there is a list of who may read a file: none that is known here.
#[cfg(not(target_os = "linux"))]
fn has_access_list(_: &File, _: &Path) -> bool {
    false
}

/// Takes a file that exists away from all but its owner.
pub fn make_private(file: &File, _path: &Path) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o600))
}

/// Lets everyone read a file, whatever the umask: a certificate.
pub fn make_readable(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o644))
}

/// Which file it is.
pub fn identity(file: &File) -> io::Result<Identity> {
    file.metadata().map(identity_of)
}

/// Which file has this name; a link is itself.
pub fn identity_at(path: &Path) -> io::Result<Identity> {
    path.symlink_metadata().map(identity_of)
}

fn identity_of(metadata: Metadata) -> Identity {
    Identity {
        volume: metadata.dev(),
        number: metadata.ino(),
    }
}

/// Options that open what has a name itself, not what a link of that name leads to, and wait for nobody.
pub fn without_following(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed())
}

/// Whether a file is this user's.
pub fn is_own(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.uid() == rustix::process::geteuid().as_raw())
}

/// Why what a file holds may be somebody else's doing, if so.
pub fn distrust(file: &File) -> io::Result<Option<&'static str>> {
    let metadata = file.metadata()?;
    Ok(
        if ![0, rustix::process::geteuid().as_raw()].contains(&metadata.uid()) {
            Some("it belongs to another user")
        } else if others_may_write(&metadata) {
            Some("others than its owner may write it")
        } else {
            None
        },
    )
}

/// Whether others than its owner may write a file, or in a directory.
pub fn others_may_write(metadata: &Metadata) -> bool {
    metadata.mode() & 0o022 != 0
}

/// Whether this user may write in a directory.
pub fn may_write_in(directory: &Path) -> bool {
    use rustix::fs::Access;
    rustix::fs::access(directory, Access::WRITE_OK | Access::EXISTS).is_ok()
}

/// Waits until the names in a directory are on disk.
pub fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// A directory below another, held open: what has its name, or a name above it, later changes nothing.
pub struct Below(File);

impl Below {
    /// Opens the directory at `path` below `top`, a part at a time, none of which may be a link or a directory that others
    /// than its owner may write. Parts that are missing are made, their owner's alone, where `make` allows it.
    pub fn open(top: &File, _its_path: &Path, path: &Path, make: bool) -> io::Result<Self> {
        use rustix::fs::{Mode, mkdirat, openat};
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut at = top.try_clone()?;
        for part in path.components() {
            let std::path::Component::Normal(name) = part else {
                return Err(io::ErrorKind::InvalidInput.into());
            };
            let opened = match openat(&at, name, flags, Mode::empty()) {
                Err(rustix::io::Errno::NOENT) if make => {
                    mkdirat(&at, name, Mode::RWXU)?;
                    openat(&at, name, flags, Mode::empty())
                }
                opened => opened,
            };
            at = File::from(opened?);
            if others_may_write(&at.metadata()?) {
                return Err(io::Error::other("others than its owner may write there"));
            }
        }
        Ok(Self(at))
    }

    /// Opens a regular file to read it; `None` if there is nothing of this name.
    pub fn file(&self, name: &OsStr) -> io::Result<Option<File>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = rustix::fs::openat(&self.0, name, flags, rustix::fs::Mode::empty());
        let file = match opened {
            Ok(file) => File::from(file),
            Err(rustix::io::Errno::NOENT) => return Ok(None),
            Err(rustix::io::Errno::LOOP) => return Err(not_regular()),
            Err(e) => return Err(e.into()),
        };
        match file.metadata()?.is_file() {
            true => Ok(Some(file)),
            false => Err(not_regular()),
        }
    }

    /// Moves a file here, in place of what has this name.
    pub fn take(&self, from: &Path, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(rustix::fs::CWD, from, &self.0, name)?)
    }

    /// Removes a file, if there is one.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        match rustix::fs::unlinkat(&self.0, name, rustix::fs::AtFlags::empty()) {
            Ok(()) | Err(rustix::io::Errno::NOENT) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// Waits until the names in it are on disk.
    pub fn sync(&self) -> io::Result<()> {
        self.0.sync_all()
    }
}

fn not_regular() -> io::Error {
    io::Error::other("it is not a regular file")
}

/// Exchanges two directories' names in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Exchanges two directories' names in one step: not here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether a path is that of a device, a pipe or a descriptor, which is written to as it is. A descriptor is one whatever it is
/// of; elsewhere what exists counts, so that a file in `/dev/shm` is a file.
pub fn is_device(path: &Path) -> bool {
    is_descriptor(path)
        || path
            .metadata()
            .is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// `/dev/stdout`, `/dev/fd/1`, `/proc/self/fd/1`, `/proc/self/task/7/fd/1`.
fn is_descriptor(path: &Path) -> bool {
    let parts: Vec<&[u8]> = path
        .components()
        .map(|p| p.as_os_str().as_bytes())
        .collect();
    matches!(
        parts[..],
        [b"/", b"dev", b"stdin" | b"stdout" | b"stderr"]
            | [b"/", b"dev", b"fd", _]
            | [b"/", b"proc", .., b"fd", _]
    )
}

/// Opens what [`is_device`], or is not a regular file, to write to it. A descriptor that is a file is written from its start,
/// as C's `fopen` with "w" does.
pub fn open_device(path: &Path) -> io::Result<File> {
    let stream = |kind: FileType| kind.is_fifo() || kind.is_char_device() || kind.is_block_device();
    OpenOptions::new()
        .write(true)
        .truncate(!stream(std::fs::metadata(path)?.file_type()))
        .custom_flags(OFlags::NOCTTY.bits().cast_signed())
        .open(path)
}

/// Standard input, without a buffer: what one would read ahead of a key or a pass phrase would stay in it.
pub fn stdin() -> io::Result<File> {
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

/// Standard output, without a buffer, in which a part of a key would stay.
pub fn stdout() -> io::Result<File> {
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

/// Whether there is a terminal to ask at.
pub fn has_terminal() -> bool {
    File::options()
        .read(true)
        .write(true)
        .open("/dev/tty")
        .is_ok()
}

/// Opens a descriptor that this process was started with.
pub fn open_descriptor(number: u32) -> io::Result<File> {
    File::open(PathBuf::from(format!("/dev/fd/{number}")))
}

/// Bytes of address space that the process may still take (`ulimit -v`); `None` where nothing limits it.
pub fn free_address_space() -> Option<u64> {
    let allowed = rustix::process::getrlimit(rustix::process::Resource::As).current?;
    // Its first number is the size of the address space in pages. Where there is no such file, half counts as taken.
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|sizes| sizes.split_whitespace().next()?.parse::<u64>().ok());
    let taken = pages.map_or(allowed / 2, |pages| {
        pages.saturating_mul(rustix::param::page_size() as u64)
    });
    Some(allowed.saturating_sub(taken))
}

/// Has the system write no core of this process, in which keys would be, and lets no other process of the same user read its memory
/// (Linux). Best effort: it is a precaution.
///
/// Where the hard limit is none, the second call fails (`EINVAL`: one byte is above it) and the limit stays at none, for which no file
/// is written; that none is piped to a program then is the first call's doing.
pub fn forbid_core_dumps() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // One byte and not none: a core that is piped to a program, as systemd has it, is only given up for a limit of one
    // (core(5)), and no file of one byte is written.
    let limit = Rlimit {
        current: Some(1),
        maximum: getrlimit(Resource::Core).maximum,
    };
    let _ = setrlimit(Resource::Core, limit);
}

/// Puts another program in this one's place, which ends here; gives the reason if it does not.
pub fn become_program(command: &mut std::process::Command) -> io::Error {
    std::os::unix::process::CommandExt::exec(command)
}

/// Who may read and write a file: the permission bits.
pub fn permission_bits(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_directory_that_is_held_open_is_not_exchanged_for_a_link() {
        let scratch = tempfile::tempdir().unwrap();
        let at = |name: &str| scratch.path().join(name);
        fs::create_dir_all(at("top")).unwrap();
        fs::create_dir_all(at("elsewhere/deep")).unwrap();
        let top = open_directory(&at("top")).unwrap();
        let open = |path: &str, make| Below::open(&top, &at("top"), Path::new(path), make);
        assert!(open("etcd/deep", false).is_err());
        let below = open("etcd/deep", true).unwrap();
        let mode = |name| permission_bits(&fs::metadata(at(name)).unwrap()).unwrap();
        assert_eq!((mode("top/etcd"), mode("top/etcd/deep")), (0o700, 0o700));
        // Its owner puts a link in its place: what is moved goes where it was opened.
        fs::rename(at("top/etcd"), at("top/moved")).unwrap();
        symlink(at("elsewhere"), at("top/etcd")).unwrap();
        fs::write(at("new"), "key").unwrap();
        below.take(&at("new"), OsStr::new("key")).unwrap();
        assert!(at("top/moved/deep/key").exists() && !at("elsewhere/deep/key").exists());
        // And is not opened again.
        assert!(open("etcd/deep", false).is_err() && open("etcd/deep", true).is_err());
        assert!(open("../elsewhere", false).is_err() && open("/", false).is_err());
        // Nor is a link read in a file's place, or a directory.
        symlink(at("elsewhere"), at("top/moved/deep/link")).unwrap();
        let found = |name| below.file(OsStr::new(name));
        assert!(found("link").is_err() && found("key").unwrap().is_some());
        assert!(found("nothing").unwrap().is_none());
        let moved = open("moved", false).unwrap();
        assert!(moved.file(OsStr::new("deep")).is_err());
        fs::set_permissions(at("top/moved"), Permissions::from_mode(0o770)).unwrap();
        assert!(open("moved/deep", false).is_err());
        below.remove(OsStr::new("key")).unwrap();
        below.remove(OsStr::new("key")).unwrap();
        assert!(!at("top/moved/deep/key").exists());
    }
}
