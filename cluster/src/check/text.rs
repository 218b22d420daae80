//! What was found, for a person at a terminal.

use std::fmt::Write as _;

use super::{Checked, CheckedCertificate, Finding, RULES, Severity, State, span};
use certwright::x509::Time;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// SGR parameters (ECMA-48 §8.3.117).
const RED: &str = "1;31";
const YELLOW: &str = "33";
const GREEN: &str = "32";
const BOLD: &str = "1";

/// The tables of kubeadm's `certs check-expiration`, and under them what is wrong.
pub fn text(checked: &Checked, colour: bool) -> String {
    let mut out = String::new();
    let (authorities, leaves): (Vec<_>, Vec<_>) = checked
        .certificates
        .iter()
        .partition(|certificate| certificate.authority);
    if !leaves.is_empty() {
        let heads = [
            "CERTIFICATE",
            "EXPIRES",
            "RESIDUAL TIME",
            "CERTIFICATE AUTHORITY",
            "EXTERNALLY MANAGED",
        ];
        let rows = leaves.iter().map(|at| {
            let authority = at.signed_by.map(|by| &checked.certificates[by]);
            let name = authority.map_or("-".into(), |by| {
                by.role.map_or(by.path.clone(), String::from)
            });
            (
                *at,
                [cells(at).to_vec(), vec![name, managed(authority)]].concat(),
            )
        });
        table(&mut out, &heads, rows.collect(), colour);
    }
    if !authorities.is_empty() {
        let heads = [
            "CERTIFICATE AUTHORITY",
            "EXPIRES",
            "RESIDUAL TIME",
            "EXTERNALLY MANAGED",
        ];
        let rows = authorities
            .iter()
            .map(|at| (*at, [cells(at).to_vec(), vec![managed(Some(at))]].concat()));
        table(&mut out, &heads, rows.collect(), colour);
    }
    for finding in &checked.findings {
        self::finding(&mut out, finding, colour);
    }
    if !checked.findings.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(out, "{}", summary(checked));
    out
}

/// What was looked at and how much is wrong, in one line.
pub fn summary(checked: &Checked) -> String {
    format!(
        "{}, {}, {} ({} names): {}",
        count(checked.certificates.len(), "certificate"),
        count(checked.keys, "key"),
        count(checked.kubeconfigs, "kubeconfig"),
        checked.layout,
        verdict(checked),
    )
}

/// How much is wrong: `2 errors, 1 warning`.
pub fn verdict(checked: &Checked) -> String {
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Notice]
        .into_iter()
        .filter(|severity| checked.count(*severity) > 0)
        .map(|severity| count(checked.count(severity), severity.name()))
        .collect();
    match counts.is_empty() {
        true => "nothing is wrong".into(),
        false => counts.join(", "),
    }
}

fn count(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// The table of rules in Markdown, which docs/cluster/checks.md holds.
pub fn rules_table() -> String {
    let mut out = String::from(
        "| rule | severity | what is wrong | what follows in a cluster | what repairs it |\n|---|---|---|---|---|\n",
    );
    for rule in RULES {
        let remedy = match rule.remedy {
            super::Remedy::Words(words) => words.to_string(),
            remedy => format!("`{}`", remedy.shown()),
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {remedy} |",
            rule.name,
            rule.severity.name(),
            rule.fault,
            rule.consequence,
        );
    }
    out
}

fn cells(certificate: &CheckedCertificate) -> [String; 3] {
    let name = match (&certificate.within, certificate.position) {
        (Some(within), _) => format!("{} ({within})", certificate.path),
        (None, 0) => certificate.path.clone(),
        (None, position) => format!("{} #{}", certificate.path, position + 1),
    };
    [
        name,
        date(certificate.not_after),
        span(certificate.residual),
    ]
}

fn managed(authority: Option<&CheckedCertificate>) -> String {
    match authority.and_then(|by| by.external) {
        Some(true) => "yes".into(),
        Some(false) => "no".into(),
        None => "-".into(),
    }
}

/// As kubeadm writes it: `Nov 27, 2027 01:05 UTC`.
fn date(seconds: i64) -> String {
    let [year, month, day, hour, minute, _] = Time::from_unix(seconds).civil();
    let month = usize::try_from(month - 1)
        .ok()
        .and_then(|at| MONTHS.get(at));
    let month = month.copied().unwrap_or_default();
    format!("{month} {day:02}, {year:04} {hour:02}:{minute:02} UTC")
}

/// Columns as wide as their widest cell; the dates in the colour of the certificate's state.
fn table(
    out: &mut String,
    heads: &[&str],
    rows: Vec<(&CheckedCertificate, Vec<String>)>,
    colour: bool,
) {
    let mut widths: Vec<usize> = heads.iter().map(|head| head.len()).collect();
    for (_, cells) in &rows {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let padded = |cells: &[String]| -> Vec<String> {
        cells
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| format!("{cell:width$}"))
            .collect()
    };
    let heads: Vec<String> = heads.iter().map(|head| (*head).into()).collect();
    let line = painted(padded(&heads).join("   ").trim_end(), BOLD, colour);
    let _ = writeln!(out, "{line}");
    for (certificate, cells) in &rows {
        let mut cells = padded(cells);
        let shade = match certificate.state {
            State::Valid => GREEN,
            State::ExpiresSoon => YELLOW,
            State::Expired | State::NotYetValid => RED,
        };
        for cell in &mut cells[1..3] {
            *cell = painted(cell, shade, colour);
        }
        let _ = writeln!(out, "{}", cells.join("   ").trim_end());
    }
    out.push('\n');
}

fn finding(out: &mut String, finding: &Finding, colour: bool) {
    let shade = match finding.severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Notice => BOLD,
    };
    let place = match &finding.within {
        Some(within) => format!("{} ({within})", finding.path),
        None => finding.path.clone(),
    };
    let detail = match finding.detail.as_str() {
        "" => String::new(),
        detail => format!(": {detail}"),
    };
    let _ = writeln!(
        out,
        "{}: {place} {}{detail} [{}]\n  {}\n  help: {}",
        painted(finding.severity.name(), shade, colour),
        finding.fault,
        finding.rule.name,
        finding.consequence,
        finding.remedy,
    );
}

fn painted(text: &str, shade: &str, colour: bool) -> String {
    match colour {
        true => format!("\x1b[{shade}m{text}\x1b[0m"),
        false => text.into(),
    }
}
