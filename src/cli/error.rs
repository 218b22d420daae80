//! What a command says when it cannot go on: one clear line, and an exit status.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Why a command stopped. Its text is one line that says what was wrong, where, and what to do next; [`main`] prints
/// it on standard error after the command's name.
///
/// [`main`]: crate::cli::main
#[derive(Debug)]
pub struct CliError {
    message: String,
    status: u8,
}

impl From<crate::rsa::RngError> for CliError {
    fn from(e: crate::rsa::RngError) -> Self {
        Self::new(e.to_string())
    }
}

impl CliError {
    /// Exit status 1 with this line. What it quotes may come from a hostile file: control characters, which could break
    /// the line or command the terminal, are shown as escapes.
    pub fn new(message: impl Into<String>) -> Self {
        let mut message = message.into();
        if message.contains(char::is_control) {
            let shown = |c: char| {
                if c.is_control() {
                    c.escape_default().to_string()
                } else {
                    c.to_string()
                }
            };
            message = message.chars().map(shown).collect();
        }
        Self { message, status: 1 }
    }

    /// Exit status 1 with this line and where to read about the options.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::new(format!("{message} (use -help for a summary)"))
    }

    /// Another exit status than 1, for the commands whose scripts tell failures apart by it.
    pub fn with_status(self, status: u8) -> Self {
        Self { status, ..self }
    }

    /// An exit status alone: the command has said everything already, in words that scripts read.
    pub fn silent(status: u8) -> Self {
        Self {
            message: String::new(),
            status,
        }
    }

    /// The system refused something: `doing` is what, in the infinitive ("read", "write"), and `path` is where.
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        // A reader that went away (`certwright … | head -1`) needs no telling.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::silent(1);
        }
        Self::new(format!(
            "cannot {doing} {}: {}",
            path.display(),
            reason(error)
        ))
    }

    /// The exit status.
    pub fn status(&self) -> ExitCode {
        ExitCode::from(self.status)
    }

    /// The line to print; empty when there is nothing left to say.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CliError {}

/// The system's reason and, where there is an obvious one, the remedy.
pub fn reason(error: &io::Error) -> String {
    use io::ErrorKind as K;
    let remedy = match error.kind() {
        K::NotFound => "there is no such file or directory; check the path",
        K::PermissionDenied => "permission denied; check who owns it and its mode",
        K::IsADirectory => "it is a directory; name a file",
        K::NotADirectory => "a part of the path is not a directory",
        K::StorageFull => "no space left on the device; free some and run the command again",
        K::QuotaExceeded => "the disk quota is used up; free some space and run the command again",
        K::FileTooLarge => "the file would be larger than the system allows",
        K::ReadOnlyFilesystem => "the file system is read-only",
        _ => {
            let text = error.to_string();
            // "Some words (os error 5)": the number helps nobody.
            return text.split(" (os error").next().unwrap_or(&text).to_string();
        }
    };
    remedy.to_string()
}
