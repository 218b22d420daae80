//! Changing several files as one: what makes issuing safe against a crash and against a second process.
//!
//! A change to the CA touches the database, the serial file and the new certificates. All new contents are first written
//! into one journal beside the database, atomically; then file after file is replaced; then the journal is removed. A
//! process that dies before the journal is there has changed nothing. One that dies later has changed some files, and the
//! next start finishes the work from the journal before anything else: no certificate is lost, no number given twice.
//!
//! A journal is input like any other: whoever made the CA's directory may have made it. It names no paths but [`Role`]s,
//! whose files the configuration names. It is used only if its checksum is right, if the database is as the journal states
//! it was before or after the change, and if every file it changes is a regular file beside the database; certificates may
//! be elsewhere, but there none is replaced by another. Otherwise nothing is written.
//!
//! Locks on files beside the database and the numbers keep a second process waiting until the first is done.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::serial;
use crate::error::CliError;
use crate::hint;
use crate::io::{self, Access};
use crate::limits;
use crate::platform::{self, has_name};
use crate::temporary::sync_directory;
use certwright::pem;
use certwright::x509::{CertificateRef, SerialNumber};

/// The first line of a journal.
const HEADER: &str = "certwright journal 1\n";
/// A longer journal is neither written nor read.
const MAX_JOURNAL: usize = 1 << 30;

/// A file of a CA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// `index.txt`.
    Database,
    /// `index.txt.attr`.
    Attributes,
    /// The next serial number.
    Serial,
    /// The next CRL number.
    CrlNumber,
    /// The certificate with this serial number, in hexadecimal.
    Certificate(String),
}

impl Role {
    const CERTIFICATE: &str = "certificate:";

    fn name(&self) -> String {
        match self {
            Self::Database => "database".into(),
            Self::Attributes => "attributes".into(),
            Self::Serial => "serial".into(),
            Self::CrlNumber => "crlnumber".into(),
            Self::Certificate(number) => format!("{}{number}", Self::CERTIFICATE),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        match name {
            "database" => Some(Self::Database),
            "attributes" => Some(Self::Attributes),
            "serial" => Some(Self::Serial),
            "crlnumber" => Some(Self::CrlNumber),
            _ => {
                let number = name.strip_prefix(Self::CERTIFICATE)?;
                let digits = |c: u8| c.is_ascii_digit() || (b'A'..=b'F').contains(&c);
                let fits = (2..=2 * SerialNumber::MAX_BYTES).contains(&number.len());
                (fits && number.bytes().all(digits)).then(|| Self::Certificate(number.to_owned()))
            }
        }
    }
}

/// The CA's files as options and configuration name them.
pub struct Files {
    /// `index.txt`.
    pub database: PathBuf,
    /// The file with the next serial number.
    pub serial: Option<PathBuf>,
    /// The file with the next CRL number.
    pub crl_number: Option<PathBuf>,
    /// Where new certificates go.
    pub certificates: Option<PathBuf>,
}

/// The files that change together.
#[derive(Clone, Debug, Default)]
pub struct Change {
    files: Vec<(Role, Vec<u8>)>,
}

impl Change {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a file's contents. Of all but certificates, the former contents are kept under `.old`, as OpenSSL does.
    pub fn set(&mut self, role: Role, contents: impl Into<Vec<u8>>) {
        self.files.push((role, contents.into()));
    }
}

/// New contents for one file.
struct Replacement {
    role: Role,
    /// It is the file that keeps the former contents.
    old: bool,
    contents: Vec<u8>,
}

/// A path with something added to its last component.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A CA's files, held by this process alone until dropped.
pub struct Store {
    files: Files,
    /// Where the database is, symbolic links resolved.
    directory: PathBuf,
    journal: PathBuf,
    /// Of the database, then of the numbers' files, which other databases may count in as well.
    _locks: (Held, Vec<Lock>),
}

impl Store {
    /// Locks the files of the CA, waiting for another process to finish, and completes what an interrupted one began.
    pub fn open(mut files: Files) -> Result<Self, CliError> {
        let unfound = |e| CliError::io("find", &files.database, &e);
        // Where the database is a link, everything beside it is beside the file that it leads to.
        files.database = led_to(&files.database).map_err(unfound)?;
        for file in [&mut files.serial, &mut files.crl_number]
            .into_iter()
            .flatten()
        {
            // A directory that is not there is reported by whoever needs the file.
            *file = resolved(file).unwrap_or_else(|_| file.clone());
        }
        let directory = files.database.parent().unwrap_or(Path::new("/")).to_owned();
        let database = Held::take(with_suffix(&files.database, ".lock"))?;
        let mut counted: Vec<PathBuf> = [&files.serial, &files.crl_number]
            .into_iter()
            .flatten()
            .map(|file| led_to(file).unwrap_or_else(|_| file.clone()))
            // What cannot be written is reported by whoever needs it; the name of a lock or of the database would make this process wait for itself.
            .filter(|file| file.is_file() || file.parent().is_some_and(platform::may_write_in))
            .filter(|file| file.extension() != Some("lock".as_ref()) && *file != files.database)
            .collect();
        // Everybody takes them in one order, so that no two wait for each other.
        counted.sort();
        counted.dedup();
        let counted = counted.iter().map(|file| lock_file(file));
        let store = Self {
            directory,
            journal: with_suffix(&files.database, ".journal"),
            _locks: (database, counted.collect::<Result<_, _>>()?),
            files,
        };
        store.recover()?;
        Ok(store)
    }

    /// Makes a change: all of it, whenever the machine may stop. A serial or CRL number file that is not beside the
    /// database goes first: a number may then be left out, but never given twice.
    pub fn commit(&self, change: &Change) -> Result<(), CliError> {
        let mut before = None;
        let mut journaled = Vec::new();
        for (role, contents) in &change.files {
            let path = self.path(role, false).map_err(CliError::new)?;
            // The configuration may name links; names that are made up here never are.
            if matches!(role, Role::Certificate(_) | Role::Attributes) {
                refuse_special(&path)?;
            }
            if !matches!(role, Role::Certificate(_))
                && let Some(former) = read_if_there(&path)?
            {
                refuse_special(&with_suffix(&path, ".old"))?;
                if *role == Role::Database {
                    before = Some(fingerprint(&former));
                }
                journaled.push(Replacement {
                    role: role.clone(),
                    old: true,
                    contents: former,
                });
            }
            journaled.push(Replacement {
                role: role.clone(),
                old: false,
                contents: contents.clone(),
            });
        }
        let (journaled, elsewhere): (Vec<_>, Vec<_>) = journaled
            .into_iter()
            .partition(|file| self.may_journal(&file.role));
        let before = match before {
            Some(before) => before,
            None => self.database_fingerprint()?,
        };
        let journal = to_journal(&before, &journaled);
        if journal.len() > MAX_JOURNAL {
            return Err(CliError::new(format!(
                "{} is too large to be changed safely; move its expired certificates to another file",
                self.files.database.display()
            )));
        }
        self.write(&elsewhere)?;
        if journaled.is_empty() {
            return Ok(());
        }
        io::replace_file(&self.journal, &journal, Access::Private)?;
        self.apply(&journaled)
    }

    /// The file of a role, or of its former contents; an error states what is missing in the configuration.
    fn path(&self, role: &Role, old: bool) -> Result<PathBuf, String> {
        let named = |file: &Option<PathBuf>, name: &str| {
            file.clone()
                .ok_or_else(|| format!("the configuration does not name {name}"))
        };
        let path = match role {
            Role::Database => self.files.database.clone(),
            Role::Attributes => with_suffix(&self.files.database, ".attr"),
            Role::Serial => named(&self.files.serial, "serial")?,
            Role::CrlNumber => named(&self.files.crl_number, "crlnumber")?,
            Role::Certificate(number) => {
                named(&self.files.certificates, "new_certs_dir")?.join(format!("{number}.pem"))
            }
        };
        Ok(if old {
            with_suffix(&path, ".old")
        } else {
            path
        })
    }

    /// Whether the journal may speak of this file: the database's own are beside it, and no links.
    fn may_journal(&self, role: &Role) -> bool {
        match (role, self.path(role, false)) {
            (_, Err(_)) => false,
            (Role::Certificate(_), Ok(_)) => true,
            (_, Ok(path)) => {
                path.parent() == Some(&self.directory) && refuse_special(&path).is_ok()
            }
        }
    }

    fn write(&self, files: &[Replacement]) -> Result<(), CliError> {
        for file in files {
            let path = self.path(&file.role, file.old).map_err(CliError::new)?;
            let write = match file.role {
                Role::Serial | Role::CrlNumber if !file.old => io::write_file,
                _ => io::replace_file,
            };
            write(&path, &file.contents, Access::Public)?;
        }
        Ok(())
    }

    fn apply(&self, files: &[Replacement]) -> Result<(), CliError> {
        self.write(files)?;
        fs::remove_file(&self.journal)
            .and_then(|()| sync_directory(&self.directory))
            .map_err(|e| CliError::io("remove", &self.journal, &e))
    }

    fn database_fingerprint(&self) -> Result<String, CliError> {
        Ok(fingerprint(
            &read_if_there(&self.files.database)?.unwrap_or_default(),
        ))
    }

    /// Finishes what the journal records, if there is one that fits; changes nothing otherwise.
    fn recover(&self) -> Result<(), CliError> {
        let refused = |why: String| {
            CliError::new(format!(
                "the journal {} is not used and nothing was changed: {why}; compare the database with the certificates, then remove the journal",
                self.journal.display()
            ))
        };
        let Some(journal) = read_journal(&self.journal).map_err(refused)? else {
            return Ok(());
        };
        let (before, files) = parse_journal(&journal).map_err(refused)?;
        let now = self.database_fingerprint()?;
        let after = files
            .iter()
            .find(|file| file.role == Role::Database && !file.old)
            .map(|file| fingerprint(&file.contents));
        if now != before && Some(&now) != after.as_ref() {
            return Err(refused(
                "it was written for a database with other contents".into(),
            ));
        }
        for file in &files {
            self.check(file).map_err(refused)?;
        }
        hint::notice(format_args!(
            "an earlier run was interrupted; finished its work from {}",
            self.journal.display()
        ));
        self.apply(&files)
    }

    /// Refuses a replacement that a journal may not ask for.
    fn check(&self, file: &Replacement) -> Result<(), String> {
        let path = self.path(&file.role, file.old)?;
        refuse_special(&path).map_err(|e| e.to_string())?;
        let Role::Certificate(number) = &file.role else {
            return match self.may_journal(&file.role) {
                true => Ok(()),
                false => Err(format!(
                    "{} is not a regular file beside the database",
                    path.display()
                )),
            };
        };
        let holds = pem::first(&file.contents, &[pem::label::CERTIFICATE])
            .ok()
            .and_then(|block| {
                let certificate = CertificateRef::from_der(&block.contents).ok()?;
                let serial = SerialNumber::from_contents(certificate.serial);
                Some(serial::file_name(&serial))
            });
        if holds.as_ref() != Some(number) {
            return Err(format!(
                "what it holds for {} is not the certificate with that serial number",
                path.display()
            ));
        }
        let inside = platform::canonicalize(path.parent().unwrap_or(Path::new(".")))
            .is_ok_and(|parent| parent.starts_with(&self.directory));
        match fs::read(&path) {
            Ok(present) if !inside && present != file.contents => Err(format!(
                "{} exists and holds another certificate",
                path.display()
            )),
            _ => Ok(()),
        }
    }
}

/// A path whose directory's links are resolved. Its last component need not exist and is not followed.
fn resolved(path: &Path) -> std::io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => Ok(platform::canonicalize(parent)?.join(name)),
        _ => Ok(path),
    }
}

/// The file that a path leads to, or will once it is made.
fn led_to(path: &Path) -> std::io::Result<PathBuf> {
    match platform::canonicalize(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => resolved(path),
        found => found,
    }
}

/// Refuses what is there but is not a regular file, such as a link to one.
fn refuse_special(path: &Path) -> Result<(), CliError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() => Err(CliError::new(format!(
            "{} is not a regular file",
            path.display()
        ))),
        _ => Ok(()),
    }
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, CliError> {
    match fs::exists(path) {
        Ok(true) => Ok(Some(io::read_file(path, &limits::DATABASE)?.to_vec())),
        Ok(false) => Ok(None),
        Err(e) => Err(CliError::io("read", path, &e)),
    }
}

fn fingerprint(contents: &[u8]) -> String {
    Sha256::digest(contents)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The journal: the checksum of all that follows it, the database's before the change, and the files.
///
/// ```text
/// certwright journal 1
/// sha256 (64 hexadecimal digits)
/// before (64 hexadecimal digits)
/// database.old 4711
/// (4711 bytes)serial 3
/// (3 bytes)…
/// ```
fn to_journal(before: &str, files: &[Replacement]) -> Vec<u8> {
    let mut body = format!("before {before}\n").into_bytes();
    for file in files {
        let old = if file.old { ".old" } else { "" };
        let (name, length) = (file.role.name(), file.contents.len());
        body.extend(format!("{name}{old} {length}\n").into_bytes());
        body.extend_from_slice(&file.contents);
    }
    let mut out = format!("{HEADER}sha256 {}\n", fingerprint(&body)).into_bytes();
    out.append(&mut body);
    out
}

/// The database's checksum before the change, and the files.
fn parse_journal(text: &[u8]) -> Result<(String, Vec<Replacement>), String> {
    let not_ours = || "it is not a journal of this program".to_owned();
    let rest = text.strip_prefix(HEADER.as_bytes()).ok_or_else(not_ours)?;
    let (sum, body) = field(rest, "sha256").ok_or_else(not_ours)?;
    if fingerprint(body) != sum {
        return Err("its checksum does not match its contents".into());
    }
    let (before, mut rest) = field(body, "before").ok_or_else(not_ours)?;
    let mut files: Vec<Replacement> = Vec::new();
    while !rest.is_empty() {
        let (line, after) = split_line(rest).ok_or_else(not_ours)?;
        let (name, length) = line.rsplit_once(' ').ok_or_else(not_ours)?;
        let length: usize = length.parse().map_err(|_| not_ours())?;
        let (contents, after) = after.split_at_checked(length).ok_or_else(not_ours)?;
        let (role, old) = match name.strip_suffix(".old") {
            Some(name) => (Role::parse(name), true),
            None => (Role::parse(name), false),
        };
        let role = match role {
            Some(Role::Certificate(_)) if old => None,
            role => role,
        }
        .ok_or_else(|| format!("it speaks of {name:?}, which is not a file of a CA"))?;
        if files
            .iter()
            .any(|file| file.role == role && file.old == old)
        {
            return Err(format!("it speaks of {name:?} twice"));
        }
        files.push(Replacement {
            role,
            old,
            contents: contents.to_vec(),
        });
        rest = after;
    }
    Ok((before.to_owned(), files))
}

fn split_line(text: &[u8]) -> Option<(&str, &[u8])> {
    let end = text.iter().position(|&byte| byte == b'\n')?;
    Some((std::str::from_utf8(&text[..end]).ok()?, &text[end + 1..]))
}

/// The value of a line `name value`, and what follows the line.
fn field<'a>(text: &'a [u8], name: &str) -> Option<(&'a str, &'a [u8])> {
    let (line, rest) = split_line(text)?;
    Some((line.strip_prefix(name)?.strip_prefix(' ')?, rest))
}

/// Reads the journal, if there is one; an error states why it cannot be one of ours.
fn read_journal(path: &Path) -> Result<Option<Vec<u8>>, String> {
    let present = match fs::symlink_metadata(path) {
        Ok(present) => present,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(crate::error::reason(&e)),
    };
    if !present.is_file() {
        return Err("it is not a regular file".into());
    }
    let read = || {
        let mut options = OpenOptions::new();
        let file = platform::without_following(options.read(true)).open(path)?;
        let metadata = file.metadata()?;
        let distrust = platform::distrust(&file)?;
        let mut text = Vec::new();
        if metadata.is_file() {
            (&file)
                .take(MAX_JOURNAL as u64 + 1)
                .read_to_end(&mut text)?;
        }
        Ok((metadata, distrust, text))
    };
    let (metadata, distrust, text) =
        read().map_err(|e: std::io::Error| crate::error::reason(&e))?;
    if !metadata.is_file() {
        return Err("it is not a regular file".into());
    }
    if text.len() > MAX_JOURNAL {
        return Err("it is larger than any that this program writes".into());
    }
    match distrust {
        Some(why) => Err(why.into()),
        None => Ok(Some(text)),
    }
}

/// Keeps other processes from a file until it is dropped.
///
/// Who may make files in its directory locks one beside it, since the file itself is replaced when it is written. Where nothing can be made
/// the file itself is written ([`io::write_file`]) and locked. Two users may differ in that, so the first locks both: the one beside before
/// the other, as everybody does.
pub(crate) struct Lock {
    _beside: Option<Held>,
    _itself: Option<Held>,
}

/// Waits for whoever changes a file, and keeps others from it until the lock is dropped.
pub(crate) fn lock_file(path: &Path) -> Result<Lock, CliError> {
    let path = led_to(path).unwrap_or_else(|_| path.to_owned());
    let beside = with_suffix(&path, ".lock");
    let (mut tried, mut waited) = (false, false);
    loop {
        match open_lock(&beside) {
            Ok(file) => {
                if let Some(held) = Held::wait(file, &beside, true, &mut waited)? {
                    return Ok(Lock {
                        _beside: Some(held),
                        // Best effort: who cannot open it cannot count in it, and not every file system locks what is open for reading.
                        _itself: Held::of(&path).unwrap_or_default(),
                    });
                }
            }
            Err(e) if cfg!(unix) && io::is_refusal(&e) => {
                if fs::symlink_metadata(&beside).is_err() {
                    if let Some(held) = Held::of(&path)? {
                        return Ok(Lock {
                            _beside: None,
                            _itself: Some(held),
                        });
                    }
                    return Err(CliError::io("lock", &beside, &e));
                }
                // It is there by now. One that is closed is another user's, and stands for both.
                if std::mem::replace(&mut tried, true) {
                    return Err(CliError::io("lock", &beside, &e));
                }
            }
            Err(e) => return Err(CliError::io("lock", &beside, &e)),
        }
    }
}

/// A file that this process has locked.
struct Held {
    path: PathBuf,
    file: File,
    /// It is there for the lock alone, and goes with it.
    is_made: bool,
}

impl Held {
    /// Takes the lock, waiting for whoever has it. A file that a killed process left is not locked, and as good as none.
    fn take(path: PathBuf) -> Result<Self, CliError> {
        let mut waited = false;
        loop {
            let file = open_lock(&path).map_err(|e| CliError::io("lock", &path, &e))?;
            if let Some(held) = Self::wait(file, &path, true, &mut waited)? {
                return Ok(held);
            }
        }
    }

    /// Locks a file that is counted in; `None` where there is none, or it cannot be opened. Windows would keep this process from reading it, too.
    fn of(path: &Path) -> Result<Option<Self>, CliError> {
        let mut waited = false;
        loop {
            if !cfg!(unix) || !path.is_file() {
                return Ok(None);
            }
            let open = |write| {
                let mut options = OpenOptions::new();
                platform::without_following(options.read(true).write(write)).open(path)
            };
            // Some file systems give a lock to itself alone to what is open for writing.
            let Ok(file) = open(true).or_else(|_| open(false)) else {
                return Ok(None);
            };
            if let Some(held) = Self::wait(file, path, false, &mut waited)? {
                return Ok(Some(held));
            }
        }
    }

    /// Waits for the lock of an open file; `None` if the file has lost its name meanwhile.
    fn wait(
        file: File,
        path: &Path,
        is_made: bool,
        waited: &mut bool,
    ) -> Result<Option<Self>, CliError> {
        let failed = |e| CliError::io("lock", path, &e);
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(CliError::new(format!(
                "cannot lock {}: it is not a regular file; remove it",
                path.display()
            )));
        }
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                if !std::mem::replace(waited, true) {
                    hint::notice(format_args!(
                        "another process holds {}; waiting until it is done",
                        path.display()
                    ));
                }
                file.lock().map_err(failed)?;
            }
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
        // Whoever had it may have removed or replaced the file, and a third process may hold another of this name by now.
        Ok(has_name(&file, path).then(|| Self {
            path: path.to_owned(),
            file,
            is_made,
        }))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Before the lock is given up, so that nobody else's is removed. One that stays does no harm.
        if self.is_made && has_name(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    let options = platform::without_following(options.read(true));
    let made = (options.clone().create(true).truncate(false).write(true)).open(path);
    match made {
        // Another user's, left behind: to lock it, reading is enough.
        Err(e) if e.kind() == ErrorKind::PermissionDenied => options.open(path).map_err(|_| e),
        made => made,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    const CERTIFICATE: &[u8] = include_bytes!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../vectors/openssl/randomised/cert-pss.pem"
    ));

    /// A CA's directory, with a certificate that is to be recorded and its number.
    struct Scratch(tempfile::TempDir);

    impl Scratch {
        fn new() -> Self {
            let scratch = Self(tempfile::tempdir().unwrap());
            fs::create_dir(scratch.at("newcerts")).unwrap();
            fs::write(scratch.at("index.txt"), "").unwrap();
            fs::write(scratch.at("serial"), "01\n").unwrap();
            scratch
        }

        fn at(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn open(&self) -> Result<Store, CliError> {
            Store::open(Files {
                database: self.at("index.txt"),
                serial: Some(self.at("serial")),
                crl_number: None,
                certificates: Some(self.at("newcerts")),
            })
        }

        /// The changes of a run that issues one certificate, as its journal has them.
        fn changes() -> Vec<Replacement> {
            let change = |role, old, contents: &[u8]| Replacement {
                role,
                old,
                contents: contents.to_vec(),
            };
            vec![
                change(Role::Serial, true, b"01\n"),
                change(Role::Serial, false, b"02\n"),
                change(Role::Certificate(number()), false, CERTIFICATE),
                change(Role::Database, true, b""),
                change(Role::Database, false, b"V\n"),
            ]
        }

        fn journal(&self, journal: &[u8]) {
            fs::write(self.at("index.txt.journal"), journal).unwrap();
            let mode = fs::Permissions::from_mode(0o600);
            fs::set_permissions(self.at("index.txt.journal"), mode).unwrap();
        }

        /// The regular files, by name.
        fn contents(&self) -> Vec<(String, Vec<u8>)> {
            let mut files = Vec::new();
            for directory in [self.0.path(), &self.at("newcerts")] {
                for entry in fs::read_dir(directory).unwrap() {
                    let path = entry.unwrap().path();
                    let name = path.strip_prefix(self.0.path()).unwrap().to_string_lossy();
                    if path.is_file() {
                        files.push((name.into_owned(), fs::read(&path).unwrap()));
                    }
                }
            }
            files.sort();
            files
        }

        /// The journal is reported with these words, and nothing is changed.
        fn refuses(&self, expected: &str) {
            let before = self.contents();
            let error = self.open().map(drop).unwrap_err().to_string();
            assert!(
                error.contains(expected) && error.contains("nothing was changed"),
                "{error}"
            );
            assert_eq!(self.contents(), before);
        }
    }

    fn number() -> String {
        let block = pem::first(CERTIFICATE, &[]).unwrap();
        let certificate = CertificateRef::from_der(&block.contents).unwrap();
        serial::file_name(&SerialNumber::from_contents(certificate.serial))
    }

    #[test]
    fn a_change_stopped_after_any_file_is_completed_at_the_next_start() {
        let changes = Scratch::changes();
        for done in 0..=changes.len() {
            let scratch = Scratch::new();
            // What a process leaves that dies with the journal written and `done` files replaced.
            scratch.journal(&to_journal(&fingerprint(b""), &changes));
            for file in &changes[..done] {
                let path = match (&file.role, file.old) {
                    (Role::Serial, false) => "serial".into(),
                    (Role::Serial, true) => "serial.old".into(),
                    (Role::Database, false) => "index.txt".into(),
                    (Role::Database, true) => "index.txt.old".into(),
                    _ => format!("newcerts/{}.pem", number()),
                };
                fs::write(scratch.at(&path), &file.contents).unwrap();
            }
            drop(scratch.open().unwrap());
            let certificate = format!("newcerts/{}.pem", number());
            let expected = [
                ("index.txt", &b"V\n"[..]),
                ("index.txt.old", b""),
                (&certificate, CERTIFICATE),
                ("serial", b"02\n"),
                ("serial.old", b"01\n"),
            ]
            .map(|(name, text)| (name.to_owned(), text.to_vec()));
            assert_eq!(scratch.contents(), expected, "after {done} files");
        }
    }

    #[test]
    fn a_change_stopped_before_its_journal_is_there_has_changed_nothing() {
        let scratch = Scratch::new();
        let store = scratch.open().unwrap();
        // A directory in the journal's place: it cannot be written.
        fs::create_dir(scratch.at("index.txt.journal")).unwrap();
        let mut change = Change::new();
        change.set(Role::Serial, "02\n");
        change.set(Role::Database, "V\n");
        store.commit(&change).unwrap_err();
        drop(store);
        assert_eq!(fs::read(scratch.at("serial")).unwrap(), b"01\n");
        assert_eq!(fs::read(scratch.at("index.txt")).unwrap(), b"");
    }

    #[test]
    fn a_journal_with_any_byte_changed_is_reported_and_not_used() {
        let good = to_journal(&fingerprint(b""), &Scratch::changes());
        for at in (0..300).chain((300..good.len()).step_by(97)) {
            let scratch = Scratch::new();
            let mut flipped = good.clone();
            flipped[at] ^= 1;
            scratch.journal(&flipped);
            scratch.refuses("");
        }
        for length in [0, 1, HEADER.len(), good.len() / 2, good.len() - 1] {
            let scratch = Scratch::new();
            scratch.journal(&good[..length]);
            scratch.refuses("");
        }
    }

    #[test]
    fn a_journal_speaks_of_the_database_that_is_open_only() {
        let scratch = Scratch::new();
        let of = |body: &str| {
            let body = format!("before {}\n{body}", fingerprint(b""));
            format!("{HEADER}sha256 {}\n{body}", fingerprint(body.as_bytes()))
        };
        for (body, expected) in [
            ("/etc/passwd 1\nx", "is not a file of a CA"),
            ("../victim 1\nx", "is not a file of a CA"),
            ("certificate:../victim 1\nx", "is not a file of a CA"),
            ("certificate:/victim 1\nx", "is not a file of a CA"),
            ("certificate:01.old 1\nx", "is not a file of a CA"),
            ("certificate: 1\nx", "is not a file of a CA"),
            ("certificate:01 1\nx", "is not the certificate with"),
            ("serial 1\nxserial 1\nx", "twice"),
            ("crlnumber 1\nx", "does not name crlnumber"),
            ("serial 2\nx", "not a journal"),
            ("serial -1\nx", "not a journal"),
            ("serial 99999999999999999999\nx", "not a journal"),
            ("serial", "not a journal"),
        ] {
            scratch.journal(of(body).as_bytes());
            scratch.refuses(expected);
        }
        // A journal of another database, or of this one at another time.
        scratch.journal(&to_journal(&fingerprint(b"other"), &Scratch::changes()));
        scratch.refuses("other contents");
    }

    #[test]
    fn a_journal_changes_no_file_through_a_link_or_in_another_directory() {
        let journal = to_journal(&fingerprint(b""), &Scratch::changes());
        let elsewhere = tempfile::tempdir().unwrap();
        let victim = elsewhere.path().join("victim");
        let refused = |name: &str| {
            let scratch = Scratch::new();
            fs::write(&victim, "precious").unwrap();
            let _ = fs::remove_file(scratch.at(name));
            symlink(&victim, scratch.at(name)).unwrap();
            scratch.journal(&journal);
            scratch.refuses("not a regular file");
            assert_eq!(fs::read(&victim).unwrap(), b"precious", "{name}");
        };
        refused("serial");
        refused("serial.old");
        refused("index.txt.old");
        refused(&format!("newcerts/{}.pem", number()));

        // A serial file that the configuration names somewhere else.
        let scratch = Scratch::new();
        scratch.journal(&journal);
        let files = Files {
            database: scratch.at("index.txt"),
            serial: Some(victim.clone()),
            crl_number: None,
            certificates: Some(scratch.at("newcerts")),
        };
        let error = Store::open(files).map(drop).unwrap_err().to_string();
        assert!(error.contains("beside the database"), "{error}");
        assert_eq!(fs::read(&victim).unwrap(), b"precious");

        // Certificates that go somewhere else are made, but replace nothing.
        fs::remove_dir(scratch.at("newcerts")).unwrap();
        symlink(elsewhere.path(), scratch.at("newcerts")).unwrap();
        let other = elsewhere.path().join(format!("{}.pem", number()));
        fs::write(&other, "precious").unwrap();
        scratch.refuses("holds another certificate");
        assert_eq!(fs::read(&other).unwrap(), b"precious");
        fs::remove_file(&other).unwrap();
        drop(scratch.open().unwrap());
        assert_eq!(fs::read(&other).unwrap(), CERTIFICATE);
    }

    #[test]
    fn a_journal_is_a_file_that_only_its_owner_can_have_written() {
        let journal = to_journal(&fingerprint(b""), &Scratch::changes());
        let scratch = Scratch::new();
        let path = scratch.at("index.txt.journal");
        fs::write(scratch.at("elsewhere"), &journal).unwrap();
        symlink("elsewhere", &path).unwrap();
        scratch.refuses("not a regular file");
        fs::remove_file(&path).unwrap();
        symlink("nowhere", &path).unwrap();
        scratch.refuses("not a regular file");
        fs::remove_file(&path).unwrap();
        scratch.journal(&journal);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
        scratch.refuses("others than its owner");
    }

    #[test]
    fn the_lock_file_goes_with_the_lock_and_one_left_behind_is_taken_over() {
        let scratch = Scratch::new();
        let lock = scratch.at("index.txt.lock");
        // As `kill -9` leaves it.
        fs::write(&lock, "").unwrap();
        let store = scratch.open().unwrap();
        assert!(lock.exists());
        drop(store);
        assert!(!lock.exists());
        scratch.journal(b"nonsense");
        scratch.refuses("not a journal");
        assert!(!lock.exists());
        // Somebody else's file under the name of the lock stays.
        fs::remove_file(scratch.at("index.txt.journal")).unwrap();
        let store = scratch.open().unwrap();
        fs::remove_file(&lock).unwrap();
        fs::write(&lock, "").unwrap();
        drop(store);
        assert!(lock.exists());
    }

    #[test]
    fn a_file_whose_directory_is_closed_is_locked_itself_and_stays() {
        let scratch = Scratch::new();
        let (file, link) = (scratch.at("serial"), scratch.at("link"));
        fs::write(&file, "01\n").unwrap();
        symlink("serial", &link).unwrap();
        let lock = lock_file(&link).unwrap();
        let directory = fs::canonicalize(scratch.0.path()).unwrap();
        let beside = lock._beside.as_ref().unwrap();
        assert_eq!(beside.path, directory.join("serial.lock"));
        drop(lock);
        let itself = Held::of(&file).unwrap();
        assert!(matches!(
            File::open(&file).unwrap().try_lock(),
            Err(TryLockError::WouldBlock)
        ));
        drop(itself);
        assert!(file.exists());
    }

    /// As a user who may write in the directory and one who may write the file alone.
    #[test]
    fn who_locks_beside_a_file_and_who_locks_it_itself_exclude_each_other() {
        let scratch = Scratch::new();
        let file = scratch.at("serial");
        let is_free = |path: &Path| File::open(path).unwrap().try_lock().is_ok();
        let beside = lock_file(&file).unwrap();
        assert!(!is_free(&file) && !is_free(&scratch.at("serial.lock")));
        drop(beside);
        assert!(is_free(&file) && !scratch.at("serial.lock").exists());
        // The first has the file itself, and replaces it as it writes: the second waits, and then holds the new one.
        let itself = Held::of(&file).unwrap().unwrap();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| lock_file(&file).unwrap());
            while !scratch.at("serial.lock").exists() {
                std::thread::yield_now();
            }
            io::write_file(&file, b"02\n", io::Access::Public).unwrap();
            drop(itself);
            let _second = second.join().unwrap();
            assert!(!is_free(&file));
        });
    }

    #[test]
    fn databases_that_count_in_one_file_exclude_each_other() {
        let scratch = Scratch::new();
        fs::write(scratch.at("other.txt"), "").unwrap();
        let open = |database| {
            Store::open(Files {
                database: scratch.at(database),
                serial: Some(scratch.at("serial")),
                crl_number: None,
                certificates: Some(scratch.at("newcerts")),
            })
        };
        let first = open("index.txt").unwrap();
        assert!(
            File::open(scratch.at("serial"))
                .unwrap()
                .try_lock()
                .is_err()
        );
        std::thread::scope(|scope| {
            let second = scope.spawn(|| open("other.txt").map(drop));
            while !scratch.at("other.txt.lock").exists() {
                std::thread::yield_now();
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
            assert!(!second.is_finished());
            drop(first);
            second.join().unwrap().unwrap();
        });
    }

    #[test]
    fn one_process_at_a_time_holds_the_lock_though_it_is_removed_each_time() {
        let scratch = Scratch::new();
        let path = scratch.at("lock");
        let inside = std::sync::atomic::AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        let lock = Held::take(path.clone()).unwrap();
                        let others = inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        assert_eq!(others, 0);
                        std::thread::yield_now();
                        inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
        assert!(!path.exists());
    }
}
