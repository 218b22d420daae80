//! A signer for Kubernetes: it signs the CertificateSigningRequests (`certificates.k8s.io/v1`) of one signer name by rules on
//! who may get what, as replicas of which a Lease (`coordination.k8s.io/v1`) names one the leader.
//!
//! - [`rules`] reads the rules; [`decision`] applies them to a request, and [`well_known`] those that Kubernetes documents
//!   for its own signer names; [`authority`] signs. They know no network and no clock.
//! - [`api`] connects to the API server, by TLS with certwright's verification; [`leader`] holds the Lease; [`controller`]
//!   watches and answers; [`metrics`] reports.
//! - [`manifests`] prints what the program needs to run in a cluster.
#![forbid(unsafe_code)]

pub mod api;
pub mod authority;
pub mod controller;
pub mod decision;
pub mod leader;
pub mod manifests;
pub mod material;
pub mod metrics;
mod pattern;
pub mod rules;
#[cfg(test)]
mod scripted;
mod tls;
pub mod well_known;

pub use decision::{Asked, Grant, Refusal, decide};
pub use rules::Rules;
pub use well_known::SignerName;

/// A value from outside as it may stand in a message: escaped, and shortened to 80 characters.
pub(crate) fn shown(text: &str) -> String {
    const MAX: usize = 80;
    let mut shown: String = text
        .chars()
        .take(MAX)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(MAX).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// One line on standard error. A standard error that nobody reads must not end what is being done.
pub(crate) fn report(line: std::fmt::Arguments<'_>) {
    use std::io::Write as _;
    let line = printable(&line.to_string());
    let _ = writeln!(std::io::stderr().lock(), "certwright-signer: {line}");
}

/// A line of at most 2000 characters without any that a terminal obeys: errors of libraries may quote what others sent.
fn printable(line: &str) -> String {
    const MAX: usize = 2000;
    let mut printable = String::new();
    for c in line.chars().take(MAX) {
        match c {
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                printable.extend(c.escape_unicode());
            }
            c if c.is_control() => printable.extend(c.escape_default()),
            c => printable.push(c),
        }
    }
    if line.chars().nth(MAX).is_some() {
        printable.push('…');
    }
    printable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reported_is_one_line_that_no_terminal_obeys() {
        let line = printable("a\nb\r\u{1b}[2J\u{202e}é");
        assert_eq!(line, "a\\nb\\r\\u{1b}[2J\\u{202e}é");
        let long = printable(&"\u{7}".repeat(100_000));
        assert!(long.len() < 20_000 && long.ends_with('…'), "{}", long.len());
        assert_eq!(shown("x\n\u{202e}\"").lines().count(), 1);
        assert!(!shown("\u{202e}").contains('\u{202e}'));
    }
}
