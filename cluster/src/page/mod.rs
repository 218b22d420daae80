//! A check as one self-contained HTML page: what is wrong, when what expires, who signed whom, and every certificate.
//!
//! The page loads nothing and runs nothing. All that comes from files is escaped.

mod graph;
mod html;

use super::check::{Checked, CheckedCertificate, State};

pub use graph::svg;
pub use html::html;

/// A text as HTML and XML have it, in elements and in quoted attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 §2.2 has no way to write the others.
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// The name of a class of the style sheet.
fn class(state: State) -> &'static str {
    match state {
        State::Valid => "valid",
        State::ExpiresSoon => "soon",
        State::Expired | State::NotYetValid => "bad",
    }
}

/// What a certificate is called on the page: its file, and which part of it.
fn title(certificate: &CheckedCertificate) -> String {
    match (&certificate.within, certificate.position) {
        (Some(within), _) => format!("{} ({within})", certificate.path),
        (None, 0) => certificate.path.clone(),
        (None, position) => format!("{} #{}", certificate.path, position + 1),
    }
}

/// The day of a time: `2027-11-27`.
fn day(seconds: i64) -> String {
    super::check::iso(seconds)
        .split('T')
        .next()
        .unwrap_or_default()
        .to_string()
}

/// The certificate whose dates are the worst.
fn earliest(checked: &Checked) -> Option<&CheckedCertificate> {
    checked.certificates.iter().min_by_key(|at| at.not_after)
}
