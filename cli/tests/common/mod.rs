//! certwright under the name `openssl`: a shell whose path begins with a folder in which that name is a link to the
//! binary under test, so that a command line meant for OpenSSL runs on certwright, word for word.

#![allow(dead_code)] // Each test binary uses its own part of this.

pub mod cluster;

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The instant at which the vectors were made: 2026-01-01 00:00:00 UTC.
pub const VECTORS_MADE_AT: &str = "1767225600";

/// The folder of files that real OpenSSL made.
pub fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/openssl")
}

/// A shell in which `openssl` means certwright.
pub struct Shell {
    home: TempDir,
    environment: Vec<(String, String)>,
}

impl Shell {
    /// A shell of its own, with an empty working folder.
    pub fn new() -> Self {
        // Under target/, since a shell that lives as long as its tests do is never dropped.
        let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        std::fs::create_dir(home.path().join("bin")).unwrap();
        std::fs::create_dir(home.path().join("work")).unwrap();
        symlink(
            env!("CARGO_BIN_EXE_certwright"),
            home.path().join("bin/openssl"),
        )
        .unwrap();
        symlink(
            env!("CARGO_BIN_EXE_certwright"),
            home.path().join("bin/certwright"),
        )
        .unwrap();
        Self {
            home,
            environment: Vec::new(),
        }
    }

    /// The same with one more environment variable.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The working folder.
    pub fn dir(&self) -> PathBuf {
        self.home.path().join("work")
    }

    /// A file of the working folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }

    /// Runs a command line in the working folder.
    pub fn run(&self, line: &str) -> Output {
        self.run_in(&self.dir(), line)
    }

    /// Runs a command line in a folder.
    pub fn run_in(&self, dir: &Path, line: &str) -> Output {
        self.command(dir, line).output().unwrap()
    }

    /// The command that `run_in` runs, for callers who need its standard input or limits.
    pub fn command(&self, dir: &Path, line: &str) -> Command {
        let path = format!(
            "{}:/usr/local/bin:/usr/bin:/bin",
            self.home.path().join("bin").display()
        );
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(line)
            .current_dir(dir)
            .stdin(Stdio::null())
            .env_clear();
        command
            .env("PATH", path)
            .env("HOME", self.home.path())
            .env("LC_ALL", "C")
            .env("TZ", "UTC");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// A directory in which a program runs by its arguments, without a shell.
pub struct Place {
    pub dir: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), contents).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// The names of its files, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(self.dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// A program with arguments that have no spaces in them.
    pub fn command(&self, program: &str, line: &str) -> Command {
        let mut command = Command::new(program);
        command
            .args(line.split_whitespace())
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .env_remove("CERTWRIGHT_STRICT")
            .env_remove("OPENSSL_CONF");
        command
    }

    /// Runs a script.
    pub fn shell(&self, script: &str) -> Output {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(self.dir.path());
        command.output().unwrap()
    }
}

/// What a program wrote, for a person to read.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
