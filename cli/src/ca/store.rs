//! Changing several files as one: what makes issuing safe against a crash and against a second process.
//!
//! A change to the CA touches the database, the serial file and the new certificates. All new contents are first written
//! into one journal beside the database, atomically; then file after file is replaced; then the journal is removed. A
//! process that dies before the journal stands has changed nothing. One that dies later has changed some files, and the
//! next start finishes the work from the journal before anything else: no certificate is lost, no number given twice.
//!
//! A lock on a file beside the database keeps a second process waiting until the first is done.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::CliError;
use crate::io::{self, Access};

/// New contents for one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Replacement {
    path: PathBuf,
    contents: String,
}

/// The files that change together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Change {
    files: Vec<Replacement>,
}

impl Change {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a file's contents.
    pub fn set(&mut self, path: impl Into<PathBuf>, contents: impl Into<String>) {
        self.files.push(Replacement {
            path: path.into(),
            contents: contents.into(),
        });
    }

    /// Sets a file's contents and keeps the former ones beside it under `.old`, as OpenSSL does.
    pub fn set_keeping_old(
        &mut self,
        path: &Path,
        contents: impl Into<String>,
    ) -> Result<(), CliError> {
        if path.exists() {
            let old = io::read_file(path)?;
            self.set(with_suffix(path, ".old"), String::from_utf8_lossy(&old));
        }
        self.set(path, contents);
        Ok(())
    }
}

/// A path with something added to its last component.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A CA's files, held by this process alone until dropped.
pub struct Store {
    journal: PathBuf,
    /// Holds the lock while it lives.
    _lock: File,
}

impl Store {
    /// Locks the files of the CA whose database this is, waiting for another process to finish, and completes what an
    /// interrupted one began.
    pub fn open(database: &Path) -> Result<Self, CliError> {
        let path = with_suffix(database, ".lock");
        let told = |e| CliError::io("lock", &path, &e);
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(told)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                crate::hint::hint(format_args!(
                    "another process holds {}; waiting until it is done",
                    path.display()
                ));
                lock.lock().map_err(told)?;
            }
            Err(TryLockError::Error(e)) => return Err(told(e)),
        }
        let store = Self {
            journal: with_suffix(database, ".journal"),
            _lock: lock,
        };
        store.recover()?;
        Ok(store)
    }

    /// Makes a change: all of it, whenever the machine may stop.
    pub fn commit(&self, change: &Change) -> Result<(), CliError> {
        let text = serde_json::to_vec(change)
            .map_err(|e| CliError::new(format!("cannot write {}: {e}", self.journal.display())))?;
        // Absolute paths: the next start may be in another directory.
        io::write_file(&self.journal, &text, Access::Private)?;
        self.apply(change)
    }

    fn apply(&self, change: &Change) -> Result<(), CliError> {
        for file in &change.files {
            io::write_file(&file.path, file.contents.as_bytes(), Access::Public)?;
        }
        fs::remove_file(&self.journal).map_err(|e| CliError::io("remove", &self.journal, &e))
    }

    fn recover(&self) -> Result<(), CliError> {
        if !self.journal.exists() {
            return Ok(());
        }
        let text = io::read_file(&self.journal)?;
        let change: Change = serde_json::from_slice(&text).map_err(|e| {
            CliError::new(format!(
                "{} is damaged (line {}, column {}); compare the database with the certificates it names, then remove that file",
                self.journal.display(),
                e.line(),
                e.column()
            ))
        })?;
        crate::hint::hint(format_args!(
            "an earlier run was interrupted; finished its work from {}",
            self.journal.display()
        ));
        self.apply(&change)
    }
}

/// The absolute form of a path, which a journal needs.
pub fn absolute(path: &Path) -> Result<PathBuf, CliError> {
    std::path::absolute(path).map_err(|e| CliError::io("find", path, &e))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of a CA in a directory, by name.
    fn contents(directory: &Path) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_none_or(|e| e != "lock"))
            .map(|path| {
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    fs::read_to_string(&path).unwrap(),
                )
            })
            .collect();
        files.sort();
        files
    }

    #[test]
    fn a_change_stopped_after_any_file_is_completed_at_the_next_start() {
        let names = ["index.txt", "serial", "01.pem"];
        for done in 0..=names.len() {
            let directory = tempfile::tempdir().unwrap();
            let at = |name: &str| directory.path().join(name);
            fs::write(at("index.txt"), "").unwrap();
            fs::write(at("serial"), "01\n").unwrap();
            let mut change = Change::new();
            change.set(at("index.txt"), "V\n");
            change.set(at("serial"), "02\n");
            change.set(at("01.pem"), "certificate\n");
            // What a process leaves that dies with the journal written and `done` files replaced.
            fs::write(
                at("index.txt.journal"),
                serde_json::to_vec(&change).unwrap(),
            )
            .unwrap();
            for file in &change.files[..done] {
                fs::write(&file.path, &file.contents).unwrap();
            }
            drop(Store::open(&at("index.txt")).unwrap());
            let expected = [
                ("01.pem", "certificate\n"),
                ("index.txt", "V\n"),
                ("serial", "02\n"),
            ]
            .map(|(name, text)| (name.to_owned(), text.to_owned()));
            assert_eq!(contents(directory.path()), expected, "after {done} files");
        }
    }

    #[test]
    fn a_change_stopped_before_its_journal_stands_has_changed_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("index.txt");
        fs::write(&database, "").unwrap();
        let store = Store::open(&database).unwrap();
        let mut change = Change::new();
        change.set(&database, "V\n");
        // A directory in the journal's place: it cannot be written.
        fs::create_dir(directory.path().join("index.txt.journal")).unwrap();
        store.commit(&change).unwrap_err();
        assert_eq!(fs::read_to_string(&database).unwrap(), "");
    }

    #[test]
    fn a_damaged_journal_stops_everything_and_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("index.txt");
        fs::write(directory.path().join("index.txt.journal"), "{").unwrap();
        let said = Store::open(&database).map(|_| ()).unwrap_err().to_string();
        assert!(said.contains("is damaged"), "{said}");
        assert!(directory.path().join("index.txt.journal").exists());
    }
}
