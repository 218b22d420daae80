//! What was made, for a person to read.

use std::fmt::Write as _;

use super::issue::{Issued, Pki};
use certwright::x509::Time;

/// Lines are folded before this column where they can be.
const WIDTH: usize = 110;

/// The certificates as a table, the servers' names, and the kubeconfigs.
pub fn summary(pki: &Pki) -> String {
    let mut out = String::new();
    let mut rows = vec![
        [
            "CERTIFICATE",
            "NAME (CN)",
            "GROUP (O)",
            "SIGNED BY",
            "EXPIRES",
        ]
        .map(String::from),
    ];
    rows.extend(pki.certificates.iter().map(row));
    table(&mut out, &rows);
    names(&mut out, pki);
    kubeconfigs(&mut out, pki);
    out
}

fn row(issued: &Issued) -> [String; 5] {
    let wanted = &issued.wanted;
    let groups = wanted.organizations.join(",");
    [
        wanted.path().to_string(),
        wanted.common_name.clone(),
        if groups.is_empty() {
            "-".to_string()
        } else {
            groups
        },
        if wanted.is_authority() {
            "itself".to_string()
        } else {
            wanted.issuer.role().file.to_string()
        },
        date(issued.not_after),
    ]
}

/// Columns as wide as their widest cell.
fn table<const N: usize>(out: &mut String, rows: &[[String; N]]) {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.len());
        }
    }
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push('\n');
}

fn names(out: &mut String, pki: &Pki) {
    let _ = writeln!(out, "Servers and the names they answer to");
    for issued in pki
        .certificates
        .iter()
        .map(|issued| &issued.wanted)
        .filter(|wanted| !wanted.alt_names.is_empty() && !wanted.is_authority())
    {
        let mut line = format!("  {}:", issued.path());
        for name in &issued.alt_names {
            let name = name.to_string();
            if line.len() + 1 + name.len() > WIDTH {
                let _ = writeln!(out, "{line}");
                line = "     ".to_string();
            }
            let _ = write!(line, " {name}");
        }
        let _ = writeln!(out, "{line}");
    }
    out.push('\n');
}

fn kubeconfigs(out: &mut String, pki: &Pki) {
    let mut rows = vec![["KUBECONFIG", "ASKS", "AS"].map(String::from)];
    for issued in &pki.certificates {
        let wanted = &issued.wanted;
        if let (Some(path), Some(server)) = (&wanted.location.kubeconfig, &wanted.server) {
            rows.push([path.clone(), server.clone(), wanted.common_name.clone()]);
        }
    }
    table(out, &rows);
}

/// A day as `YYYY-MM-DD`, of seconds since 1970-01-01T00:00:00Z.
fn date(seconds: i64) -> String {
    let [year, month, day, ..] = Time::from_unix(seconds).civil();
    format!("{year:04}-{month:02}-{day:02}")
}
