//! What to print when a user slips: `hint:` lines, and the nearest name to one that is unknown.

use std::io::Write as _;

pub use certwright_cluster::suggestion::{nearest, suggestion};

/// Prints one `hint:` line on standard error. A hint never changes the exit status, so a failure to print it is nothing.
pub fn hint(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "hint: {text}");
}

/// Prints one `warning:` line on standard error.
pub fn warning(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "warning: {text}");
}
