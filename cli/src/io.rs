//! Files, standard input and standard output: read whole, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use certwright::pem::Label;
use zeroize::{Zeroize as _, Zeroizing};

use super::error::{CliError, reason};
use super::limits::Limit;
use super::platform;
use super::temporary::{self, Temporary};

pub use super::platform::Access;

/// What messages call a path, or its absence.
pub fn display(path: Option<&Path>) -> String {
    match path {
        Some(path) if path != Path::new("-") => path.display().to_string(),
        _ => "standard input".into(),
    }
}

/// The whole of a file, or of standard input where no file, or `-`, is named; at most what its kind may be. Wiped when
/// dropped: it may hold a key.
pub fn read(path: Option<&Path>, limit: &Limit) -> Result<Zeroizing<Vec<u8>>, CliError> {
    match path {
        Some(path) if path != Path::new("-") => read_file(path, limit),
        _ => platform::stdin()
            .and_then(|stdin| read_whole(stdin, 0, limit))
            .map_err(|e| CliError::io("read", Path::new("standard input"), &e)),
    }
}

/// As [`read`], but standard input is read no further than the end of the first PEM block with one of these labels. What follows is
/// left to the next command, of a pipe as well: `while openssl x509 -noout -subject; do :; done < bundle.pem`.
pub fn read_first(
    path: Option<&Path>,
    limit: &Limit,
    labels: &[Label<'_>],
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    match path {
        Some(path) if path != Path::new("-") => read_file(path, limit),
        _ => platform::stdin()
            .and_then(|input| read_to_label(input, limit, labels))
            .map_err(|e| CliError::io("read", Path::new("standard input"), &e)),
    }
}

/// As [`read_first`], for what holds a private key, which may go back to the file that it comes from.
pub fn read_key(
    path: Option<&Path>,
    limit: &Limit,
    labels: &[Label<'_>],
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    match path {
        Some(path) if path != Path::new("-") => read_opened(path, limit, |file| {
            let key = seen(platform::identity(file), file.metadata());
            let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
            keys.extend(key);
        }),
        _ => read_first(path, limit, labels),
    }
}

fn read_to_label(
    mut input: impl io::Read,
    limit: &Limit,
    labels: &[Label<'_>],
) -> io::Result<Zeroizing<Vec<u8>>> {
    // What is longer up to its first block is not worth a call of the system for each byte.
    const MAX_BY_BYTE: usize = 64 << 10;
    let is = |line: &[u8], boundary: &[u8]| {
        let label = line.trim_ascii().strip_prefix(boundary);
        label.is_some_and(|rest| {
            let has = |label: &Label<'_>| {
                rest.strip_prefix(label.as_bytes())
                    .is_some_and(|rest| rest.starts_with(b"-----"))
            };
            labels.iter().any(has)
        })
    };
    // An END alone is what a command before this one left of its block.
    let mut begun = false;
    let mut out = Zeroizing::new(Vec::<u8>::new());
    out.try_reserve_exact(MAX_BY_BYTE)?;
    let mut byte = Zeroizing::new([0_u8; 1]);
    let mut line = 0;
    while out.len() < MAX_BY_BYTE {
        match input.read(&mut byte[..]) {
            Ok(0) => return Ok(out),
            Ok(_) => out.push(byte[0]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        }
        // DER is one object to its end.
        if out.as_slice() == [0x30] {
            break;
        }
        if byte[0] == b'\n' {
            if begun && is(&out[line..], b"-----END ") {
                return Ok(out);
            }
            begun |= is(&out[line..], b"-----BEGIN ");
            line = out.len();
        }
    }
    read_whole(out.as_slice().chain(input), 0, limit)
}

/// A file, and the time at which it was made, which tells it from a later one to which the file system gave the same number.
type Seen = (platform::Identity, Option<SystemTime>);

fn seen(
    identity: io::Result<platform::Identity>,
    metadata: io::Result<fs::Metadata>,
) -> Option<Seen> {
    Some((identity.ok()?, metadata.ok()?.created().ok()))
}

/// The files that private keys were read from. Whoever may read one of them had the key before, so that it may go back to
/// them (`rsa -in F -out F`); of any other file that was read (a configuration, a pass phrase) that is not so.
static KEYS: Mutex<Vec<Seen>> = Mutex::new(Vec::new());

fn had_the_key(path: &Path) -> bool {
    let keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    seen(platform::identity_at(path), path.symlink_metadata())
        .is_some_and(|file| keys.contains(&file))
}

/// The whole of a file, of at most what its kind may be.
pub fn read_file(path: &Path, limit: &Limit) -> Result<Zeroizing<Vec<u8>>, CliError> {
    read_opened(path, limit, |_| {})
}

fn read_opened(
    path: &Path,
    limit: &Limit,
    see: impl FnOnce(&File),
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let read = || {
        let file = platform::open(path).or_else(|e| {
            let named = path.to_str().and_then(of_file_uri);
            match named.filter(|_| e.kind() == io::ErrorKind::NotFound) {
                Some(named) => platform::open(&named),
                None => Err(e),
            }
        })?;
        see(&file);
        let metadata = file.metadata()?;
        let size = if metadata.is_file() {
            metadata.len()
        } else {
            0
        };
        read_whole(file, size, limit)
    };
    read().map_err(|e| CliError::io("read", path, &e))
}

/// The path that a URI of the scheme file names (RFC 8089), as OpenSSL reads one in place of a file's name: `file:/a`, `file:///a`, the host left out or
/// `localhost`, nothing in it escaped.
pub fn of_file_uri(uri: &str) -> Option<PathBuf> {
    let (scheme, rest) = uri.split_at_checked("file:".len())?;
    let rest = match rest.strip_prefix("//") {
        Some(rest) => rest.strip_prefix("localhost").unwrap_or(rest),
        None => rest,
    };
    (scheme.eq_ignore_ascii_case("file:") && rest.starts_with('/')).then(|| PathBuf::from(rest))
}

/// Hands an input of any length to `take`, piece by piece. `name` is for the error.
pub fn in_pieces(
    input: &mut dyn io::Read,
    name: &str,
    mut take: impl FnMut(&[u8]),
) -> Result<(), CliError> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(len) => take(&buffer[..len]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => {
                return Err(CliError::new(format!(
                    "cannot read {name}: {}",
                    crate::error::reason(&e)
                )));
            }
        }
    }
}

/// Reads to the end; `size` is what the file's directory entry states, and 0 where it states nothing.
fn read_whole(from: impl io::Read, size: u64, limit: &Limit) -> io::Result<Zeroizing<Vec<u8>>> {
    let check = |bytes| {
        limit
            .refusal(bytes)
            .map_or(Ok(()), |why| Err(io::Error::other(why)))
    };
    check(size)?;
    let mut out = Zeroizing::new(Vec::new());
    // All of it at once and the byte that shows that it is all, so that a growing vector leaves no copies of a key behind.
    let reserved = match usize::try_from(size).unwrap_or(usize::MAX) {
        0 => 64 << 10,
        // No more: thousands of files are held at a time, and what is reserved is wiped at the end.
        expected => expected.saturating_add(1),
    };
    out.try_reserve_exact(reserved)?;
    from.take(limit.bytes + 1).read_to_end(&mut out)?;
    check(out.len() as u64)?;
    Ok(out)
}

/// The longest line that is taken for an answer.
const MAX_ANSWER: usize = 64 << 10;

/// The next line of standard input, with its end where it has one: an answer to a question. Read byte by byte, so that what
/// follows it stays there for the next question.
pub fn answer() -> io::Result<Vec<u8>> {
    let mut stdin = platform::stdin()?;
    let mut line = Vec::new();
    while line.len() < MAX_ANSWER && line.last() != Some(&b'\n') {
        let mut byte = [0];
        match stdin.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => line.push(byte[0]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(line)
}

/// Writes to standard output.
pub fn print(bytes: &[u8]) -> Result<(), CliError> {
    print_with(|out| out.write_all(bytes))
}

/// Writes what `contents` writes to standard output, without holding it.
pub fn print_with<T>(
    contents: impl FnOnce(&mut dyn io::Write) -> io::Result<T>,
) -> Result<T, CliError> {
    platform::stdout()
        .and_then(|stdout| {
            let mut out = Wiped::new(stdout);
            let made = contents(&mut out);
            // What was written before a failure is printed all the same.
            let flushed = out.flush();
            made.and_then(|made| flushed.map(|()| made))
        })
        .map_err(|e| CliError::io("write to", Path::new("standard output"), &e))
}

/// Collects small pieces, and keeps nothing of what it has passed on.
struct Wiped<W> {
    inner: W,
    pieces: Zeroizing<Vec<u8>>,
}

impl<W: io::Write> Wiped<W> {
    /// Bytes that are passed on at once.
    const LEN: usize = 16 << 10;

    fn new(inner: W) -> Self {
        Self {
            inner,
            pieces: Zeroizing::new(Vec::with_capacity(Self::LEN)),
        }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        // To wipe the whole buffer before each large piece would take longer than to write it.
        if self.pieces.is_empty() {
            return Ok(());
        }
        let written = self.inner.write_all(&self.pieces);
        self.pieces.zeroize();
        written
    }
}

impl<W: io::Write> io::Write for Wiped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.pieces.len() + bytes.len() > Self::LEN {
            self.pass_on()?;
        }
        match bytes.len() > Self::LEN {
            true => self.inner.write_all(bytes)?,
            false => self.pieces.extend_from_slice(bytes),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.inner.flush()
    }
}

/// Refuses an output file that could never be written, before the work is done whose result would be lost.
pub fn check_writable(path: Option<&Path>) -> Result<(), CliError> {
    let Some(path) = path.filter(|p| *p != Path::new("-")) else {
        return Ok(());
    };
    let failed = |e: io::Error| CliError::io("write", path, &e);
    if !platform::DEVICES_ARE_FILES && platform::is_device(path) {
        return Ok(());
    }
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(failed(io::ErrorKind::IsADirectory.into())),
        Ok(metadata) if metadata.is_file() => OpenOptions::new()
            .write(true)
            .open(path)
            .map(drop)
            .map_err(failed),
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            let parent = path
                .parent()
                .filter(|p| !p.as_os_str().is_empty())
                .unwrap_or(Path::new("."));
            fs::metadata(parent).map(drop).map_err(failed)
        }
        Err(e) => Err(failed(e)),
    }
}

/// What goes into a file, written piece by piece; it may be asked for twice. Nothing is buffered: a buffer would keep what
/// it held of a key.
type Contents<'a> = &'a mut dyn FnMut(&mut dyn io::Write) -> io::Result<()>;

/// Writes to the file that `-out` names, or to standard output where none, or `-`, is named.
pub fn write(path: Option<&Path>, bytes: &[u8], access: Access) -> Result<(), CliError> {
    write_with(path, access, &mut |out| out.write_all(bytes))
}

/// As [`write()`], for what is larger than memory should hold.
pub fn write_with(
    path: Option<&Path>,
    access: Access,
    contents: Contents<'_>,
) -> Result<(), CliError> {
    match path {
        Some(path) if path != Path::new("-") => write_file_with(path, access, contents),
        _ => print_with(contents),
    }
}

/// Refuses a place for an output that is a directory, or in none.
pub fn check_place(path: Option<&Path>) -> Result<(), CliError> {
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        return Ok(());
    };
    let failed = |kind: io::ErrorKind| Err(CliError::io("write", path, &kind.into()));
    let target = led_to(path).map_err(|e| CliError::io("write", path, &e))?;
    match target.parent() {
        _ if target.is_dir() => failed(io::ErrorKind::IsADirectory),
        Some(parent) if !parent.as_os_str().is_empty() && !parent.is_dir() => {
            failed(io::ErrorKind::NotFound)
        }
        _ => Ok(()),
    }
}

/// Writes a file so that at every instant, and after any failure, the path holds either all of the new contents or what
/// it held before. Symbolic links are followed and stay; devices, pipes and `/dev/fd` are written to as they are.
pub fn write_file(path: &Path, bytes: &[u8], access: Access) -> Result<(), CliError> {
    write_file_with(path, access, &mut |out| out.write_all(bytes))
}

fn write_file_with(path: &Path, access: Access, contents: Contents<'_>) -> Result<(), CliError> {
    let failed = |e: io::Error| CliError::io("write", path, &e);
    if platform::is_device(path) {
        return write_in_place(path, contents).map_err(failed);
    }
    let target = led_to(path).map_err(failed)?;
    match fs::metadata(&target) {
        Ok(old) if !old.is_file() && !old.is_dir() => {
            write_in_place(&target, contents).map_err(failed)
        }
        _ => replace_file_as(path, &target, access, contents),
    }
}

/// As [`write_file`], except that a symbolic link is refused as everything is that is not a regular file: for the files
/// whose names this program makes up, so that nobody can direct them elsewhere.
pub fn replace_file(path: &Path, bytes: &[u8], access: Access) -> Result<(), CliError> {
    replace_file_as(path, path, access, &mut |out| out.write_all(bytes))
}

/// Replaces `target`, which messages call `path`.
fn replace_file_as(
    path: &Path,
    target: &Path,
    access: Access,
    contents: Contents<'_>,
) -> Result<(), CliError> {
    let failed = |e: io::Error| CliError::io("write", path, &e);
    let old = match fs::symlink_metadata(target) {
        Ok(old) if old.is_file() => Some(old),
        Ok(old) if old.is_dir() => return Err(failed(io::ErrorKind::IsADirectory.into())),
        Ok(_) => {
            return Err(failed(io::Error::other(
                "it is not a regular file; remove it",
            )));
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(failed(e)),
    };
    replace(target, access, old.as_ref(), contents).map_err(|failure| match failure {
        Failure::Io(e) => failed(e),
        Failure::Kept(e) => CliError::new(format!(
            "cannot write {}: {}; the file that was there is unharmed",
            path.display(),
            reason(&e)
        )),
        Failure::NotOnDisk(e) => CliError::new(format!(
            "wrote {}, but a power failure may undo that: its directory cannot be synced: {}",
            path.display(),
            reason(&e)
        )),
    })
}

enum Failure {
    Io(io::Error),
    /// As `Io`, where an older file exists and is as it was.
    Kept(io::Error),
    /// The file is complete and has its name, which may not be on disk yet.
    NotOnDisk(io::Error),
}

fn replace(
    target: &Path,
    access: Access,
    old: Option<&fs::Metadata>,
    contents: Contents<'_>,
) -> Result<(), Failure> {
    let failed = |e| {
        if old.is_some() {
            Failure::Kept(e)
        } else {
            Failure::Io(e)
        }
    };
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // A file that its mode forbids to write stays so, although its directory would let us replace it.
    if old.is_some() {
        OpenOptions::new()
            .write(true)
            .open(target)
            .map_err(failed)?;
    }
    // Until a new file has the permissions of the old one, it is its owner's alone.
    let first = match old {
        Some(_) => Access::Private,
        None => access,
    };
    temporary::clear(directory);
    let mut temporary = match Temporary::new_in(directory, first) {
        Ok(file) => file,
        // The file may be written although its directory may not, as under a bind mount.
        Err(e) if old.is_some() && is_refusal(&e) => return rewrite(target, access, contents),
        Err(e) => return Err(failed(e)),
    };
    let mut write = |file: &mut File| {
        contents(file)?;
        match (access, old) {
            (Access::Public, Some(old)) => platform::keep_permissions(file, target, old)?,
            // A key stays with whoever made it, even if someone else had put a file in its place beforehand.
            (Access::Private, Some(old)) => {
                platform::keep_permissions_of_key(file, target, old, had_the_key(target))?;
            }
            (_, None) => {}
        }
        file.sync_all()
    };
    write(temporary.file()).map_err(failed)?;
    match temporary.persist(target) {
        Ok(()) => {}
        Err(e) if old.is_some() && is_refusal(&e) => return rewrite(target, access, contents),
        Err(e) => return Err(failed(e)),
    }
    temporary::sync_directory(directory).map_err(Failure::NotOnDisk)
}

/// Refusals of the directory, not of the file: nothing may be created in it, or the file is a mount point.
pub fn is_refusal(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::ResourceBusy
    )
}

/// Overwrites an existing file in place, without giving up its old blocks before the new contents are on disk, so that a
/// failure can put the old contents back.
fn rewrite(target: &Path, access: Access, contents: Contents<'_>) -> Result<(), Failure> {
    let open = || {
        let mut file = OpenOptions::new().read(true).write(true).open(target)?;
        let old = file.metadata()?;
        if access == Access::Private && !platform::may_hold_key(target, &old, had_the_key(target)) {
            platform::make_private(&file, target)?;
        }
        let mut old = Zeroizing::new(Vec::new());
        file.read_to_end(&mut old)?;
        Ok((file, old))
    };
    let (mut file, old) = open().map_err(Failure::Kept)?;
    let mut put = |contents: Contents<'_>| {
        file.rewind()?;
        contents(&mut file)?;
        let len = file.stream_position()?;
        file.set_len(len)?;
        file.sync_all()
    };
    put(contents).map_err(|e| match put(&mut |out| out.write_all(&old)) {
        Ok(()) => Failure::Kept(e),
        Err(_) => Failure::Io(e),
    })
}

/// Devices, pipes, sockets and descriptors: there is nothing to replace.
fn write_in_place(path: &Path, contents: Contents<'_>) -> io::Result<()> {
    if path == Path::new("/dev/stdout") {
        let mut out = Wiped::new(platform::stdout()?);
        let made = contents(&mut out);
        let flushed = out.flush();
        return made.and(flushed);
    }
    if path == Path::new("/dev/stderr") {
        return contents(&mut io::stderr().lock());
    }
    contents(&mut platform::open_device(path)?)
}

/// Where the links of a path's last component lead, the last of them perhaps to what does not exist yet. Nothing above is looked
/// at: a directory may be closed to whoever works below it.
fn led_to(path: &Path) -> io::Result<PathBuf> {
    let mut at = path.to_path_buf();
    // As many links as the kernel itself follows.
    for _ in 0..40 {
        match fs::read_link(&at) {
            Ok(next) => at = at.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(at),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use certwright::pem::label;
    use std::fs::Permissions;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    #[test]
    fn a_link_stays_a_link_and_its_target_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let (file, link, dangling) = (
            dir.path().join("f"),
            dir.path().join("l"),
            dir.path().join("d"),
        );
        fs::write(&file, "old").unwrap();
        symlink("f", &link).unwrap();
        write_file(&link, b"new", Access::Public).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        symlink("made", &dangling).unwrap();
        write_file(&dangling, b"new", Access::Private).unwrap();
        assert!(dangling.is_symlink());
        assert_eq!(
            fs::metadata(dir.path().join("made")).unwrap().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_replaced_file_keeps_its_mode_unless_a_key_would_be_open_to_others() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("f");
        fs::write(&file, "old").unwrap();
        for (mode, with_key) in [
            (0o640, 0o640),
            (0o400, 0o400),
            (0o644, 0o600),
            (0o604, 0o600),
        ] {
            fs::set_permissions(&file, Permissions::from_mode(mode | 0o200)).unwrap();
            write_file(&file, b"new", Access::Public).unwrap();
            assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, mode | 0o200);
            write_file(&file, b"key", Access::Private).unwrap();
            let made = fs::metadata(&file).unwrap().mode() & 0o777;
            assert_eq!(made, with_key | 0o200, "{mode:o}");
        }
    }

    #[test]
    fn a_key_goes_back_to_the_owner_of_its_file_and_to_nobody_else_whose_file_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let old = |file: &Path| fs::metadata(file).unwrap();
        let stranger = |name: &str| {
            let file = dir.path().join(name);
            fs::write(&file, "old").unwrap();
            fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
            // Only root may give a file away; others learn the rule from what decides it.
            let _ = std::os::unix::fs::chown(&file, Some(12345), Some(12345));
            file
        };
        let [key, configuration, planted] = ["key", "configuration", "planted"].map(stranger);
        let given_away = old(&key).uid() == 12345;
        read_key(Some(&key), &crate::limits::KEY, &[]).unwrap();
        read_file(&configuration, &crate::limits::CONFIGURATION).unwrap();
        assert!(had_the_key(&key) && !had_the_key(&configuration) && !had_the_key(&planted));
        for file in [&key, &configuration, &planted] {
            write_file(file, b"key", Access::Private).unwrap();
        }
        if given_away {
            assert_eq!((old(&key).uid(), old(&key).mode() & 0o777), (12345, 0o640));
            for file in [&configuration, &planted] {
                assert_ne!(old(file).uid(), 12345);
                assert_eq!(old(file).mode() & 0o777, 0o600);
            }
        }
    }

    #[test]
    fn a_key_is_not_opened_to_a_group_that_can_put_files_in_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("f");
        let mode_after = |directory: u32| {
            fs::set_permissions(dir.path(), Permissions::from_mode(directory)).unwrap();
            fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
            write_file(&file, b"key", Access::Private).unwrap();
            fs::metadata(&file).unwrap().mode() & 0o777
        };
        fs::write(&file, "another file of ours, which the group renamed").unwrap();
        assert_eq!(mode_after(0o770), 0o600);
        assert_eq!(mode_after(0o707), 0o600);
        assert_eq!(mode_after(0o750), 0o640);
        // Whoever may read it had the key before.
        read_key(Some(&file), &crate::limits::KEY, &[]).unwrap();
        assert_eq!(mode_after(0o770), 0o640);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_key_is_not_opened_to_a_group_by_the_mask_of_an_access_list() {
        use rustix::fs::{XattrFlags, setxattr};
        // acl(5): the owner reads and writes, the user 12345 reads, the group nothing; the mask is to read.
        let entries = [
            (1, 6, u32::MAX),
            (2, 4, 12345),
            (4, 0, u32::MAX),
            (0x10, 4, u32::MAX),
            (0x20, 0, u32::MAX),
        ];
        let mut list = vec![2, 0, 0, 0];
        for (tag, permissions, id) in entries {
            list.extend([tag, 0, permissions, 0]);
            list.extend(id.to_le_bytes());
        }
        let (dir, parent) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (file, below) = (dir.path().join("f"), parent.path().join("f"));
        for file in [&file, &below] {
            fs::write(file, "old").unwrap();
            fs::set_permissions(file, Permissions::from_mode(0o640)).unwrap();
        }
        setxattr(&file, "system.posix_acl_access", &list, XattrFlags::empty()).unwrap();
        let default = "system.posix_acl_default";
        setxattr(parent.path(), default, &list, XattrFlags::empty()).unwrap();
        for file in [file, below] {
            assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o640);
            write_file(&file, b"key", Access::Private).unwrap();
            assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn standard_input_is_read_to_the_end_of_what_is_looked_for() {
        let read = |mut input: &[u8]| {
            let labels = [label::CERTIFICATE, label::X509_CRL];
            let taken = read_to_label(&mut input, &crate::limits::CERTIFICATES, &labels).unwrap();
            (taken.len(), input.len())
        };
        let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let other = "-----BEGIN PRIVATE KEY-----\r\nAAAA\r\n-----END PRIVATE KEY-----\r\n";
        for before in [
            String::new(),
            "subject=x\n".to_owned(),
            other.to_owned(),
            "x\n".repeat(30 << 10),
        ] {
            let input = format!("{before}{block}{other}");
            let expected = (before.len() + block.len(), other.len());
            assert_eq!(read(input.as_bytes()), expected, "{before:.20}");
        }
        let list = block
            .replace("CERTIFICATE", "X509 CRL")
            .replace('\n', " \r\n");
        assert_eq!(
            read(list.repeat(3).as_bytes()),
            (list.len(), 2 * list.len())
        );
        // DER, what has no such block, and what stands too far behind are read whole.
        for input in [
            [&[0x30][..], block.as_bytes(), other.as_bytes()].concat(),
            other.repeat(3).into_bytes(),
            format!("{}{block}{other}", "x\n".repeat(40 << 10)).into_bytes(),
        ] {
            assert_eq!(read(&input), (input.len(), 0));
        }
        let endless = read_to_label(io::repeat(b'x'), &crate::limits::KEY, &[]);
        assert!(endless.is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_below_dev_is_a_file_and_a_descriptor_is_not() {
        let dir = tempfile::tempdir_in("/dev/shm").unwrap();
        let (new, old) = (dir.path().join("new"), dir.path().join("old"));
        write_file(&new, b"key", Access::Private).unwrap();
        assert_eq!(fs::metadata(&new).unwrap().mode() & 0o777, 0o600);
        fs::write(&old, "old").unwrap();
        fs::set_permissions(&old, Permissions::from_mode(0o644)).unwrap();
        let before = fs::metadata(&old).unwrap().ino();
        write_file(&old, b"key", Access::Private).unwrap();
        let after = fs::metadata(&old).unwrap();
        assert_eq!(after.mode() & 0o777, 0o600);
        assert_ne!(after.ino(), before, "it is replaced, not written over");
        for device in [
            "/dev/null",
            "/dev/full",
            "/dev/stdout",
            "/dev/fd/99",
            "/proc/self/fd/99",
            "/proc/7/task/7/fd/1",
        ] {
            assert!(platform::is_device(Path::new(device)), "{device}");
        }
        for other in ["/dev/shm/absent", "/dev/shm", "/proc/self/status"] {
            assert!(!platform::is_device(Path::new(other)), "{other}");
        }
    }

    #[test]
    fn a_full_device_is_an_error() {
        let error = write_file(Path::new("/dev/full"), b"x", Access::Public).unwrap_err();
        assert!(
            error.message().contains("No space left on device"),
            "{error}"
        );
    }
}
