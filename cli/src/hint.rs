//! What to print when a user slips: `hint:` lines, and the nearest name to one that is unknown.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicU8, Ordering};

pub use certwright_cluster::suggestion::{nearest, suggestion};

/// Whom what is printed on standard error is for.
static READER: AtomicU8 = AtomicU8::new(PERSON);
const PERSON: u8 = 0;
/// Who typed `openssl`, and knows its words.
const PERSON_AT_OPENSSL: u8 = 1;
/// A script written for `openssl`: it may look for words, or take every line for a failure.
const SCRIPT: u8 = 2;

/// Takes in whether the program was called by the name `openssl`. Under it, advice is for a terminal alone, or for whoever sets
/// `CERTWRIGHT_HINTS` to follow what a script does.
pub fn set_reader(as_openssl: bool) {
    let is_asked_for =
        || std::env::var_os("CERTWRIGHT_HINTS").is_some_and(|v| !v.is_empty() && v != "0");
    let reader = match as_openssl {
        false => PERSON,
        true if std::io::stderr().is_terminal() || is_asked_for() => PERSON_AT_OPENSSL,
        true => SCRIPT,
    };
    READER.store(reader, Ordering::Relaxed);
}

/// Whether advice is printed, which OpenSSL does not give.
pub fn gives_advice() -> bool {
    READER.load(Ordering::Relaxed) != SCRIPT
}

fn line(begin: &str, text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "{begin}{text}");
}

/// Prints one `hint:` line on standard error, where somebody reads it. A hint never changes the exit status, so a failure to
/// print it is nothing.
pub fn hint(text: impl std::fmt::Display) {
    if gives_advice() {
        line("hint: ", text);
    }
}

/// Prints one `hint:` line on standard error, for scripts as well: where OpenSSL refuses what is done here, or where a command would
/// seem to hang.
pub fn notice(text: impl std::fmt::Display) {
    line("hint: ", text);
}

/// Prints one `warning:` line on standard error, where somebody reads it.
pub fn warning(text: impl std::fmt::Display) {
    if gives_advice() {
        line("warning: ", text);
    }
}

/// Prints one `warning:` line on standard error, for scripts as well: what was done is not all that was asked for.
pub fn grave_warning(text: impl std::fmt::Display) {
    line("warning: ", text);
}

/// Prints a warning that OpenSSL prints as well: under its name in its words, which scripts may know.
pub fn warning_of_openssl(words: impl std::fmt::Display, text: impl std::fmt::Display) {
    match READER.load(Ordering::Relaxed) {
        PERSON => line("warning: ", text),
        _ => line("", words),
    }
}
