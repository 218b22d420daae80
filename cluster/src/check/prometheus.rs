//! What was found, for Prometheus: its text format, version 0.0.4, which node_exporter's textfile collector reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Checked, CheckedCertificate, Severity};

/// Every metric with its HELP and TYPE.
pub fn prometheus(checked: &Checked) -> String {
    let mut out = String::new();
    gauge(
        &mut out,
        "certwright_check_timestamp_seconds",
        "The time of the check, in seconds since 1970.",
        [(String::new(), checked.time)],
    );
    gauge(
        &mut out,
        "certwright_certificate_not_before_seconds",
        "The beginning of a certificate's validity, in seconds since 1970.",
        checked
            .certificates
            .iter()
            .map(|at| (labels(at), at.not_before)),
    );
    gauge(
        &mut out,
        "certwright_certificate_not_after_seconds",
        "The end of a certificate's validity, in seconds since 1970.",
        checked
            .certificates
            .iter()
            .map(|at| (labels(at), at.not_after)),
    );
    // Two findings of one rule about one file are one series.
    let mut findings: BTreeMap<String, i64> = BTreeMap::new();
    for finding in &checked.findings {
        let labels = label_set(&[
            ("rule", finding.rule.name),
            ("severity", finding.severity.name()),
            ("path", &finding.path),
        ]);
        *findings.entry(labels).or_default() += 1;
    }
    gauge(
        &mut out,
        "certwright_findings",
        "What is wrong: findings by rule and file.",
        findings,
    );
    let all = [Severity::Error, Severity::Warning, Severity::Notice];
    gauge(
        &mut out,
        "certwright_findings_by_severity",
        "How much is wrong.",
        all.map(|severity| {
            let count = i64::try_from(checked.count(severity)).unwrap_or(i64::MAX);
            (label_set(&[("severity", severity.name())]), count)
        }),
    );
    out
}

/// Path, part and position, which together no other certificate has, and what alerts are grouped by.
fn labels(certificate: &CheckedCertificate) -> String {
    label_set(&[
        ("path", &certificate.path),
        ("within", certificate.within.as_deref().unwrap_or_default()),
        ("position", &certificate.position.to_string()),
        ("role", certificate.role.unwrap_or_default()),
        ("node", certificate.node.as_deref().unwrap_or_default()),
        (
            "authority",
            if certificate.authority {
                "true"
            } else {
                "false"
            },
        ),
    ])
}

fn gauge(
    out: &mut String,
    name: &str,
    help: &str,
    samples: impl IntoIterator<Item = (String, i64)>,
) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge");
    for (labels, value) in samples {
        let _ = writeln!(out, "{name}{labels} {value}");
    }
}

/// `{name="value",…}`, with the escapes of the format: backslash, double quote and line feed.
fn label_set(labels: &[(&str, &str)]) -> String {
    let shown: Vec<String> = labels
        .iter()
        .map(|(name, value)| {
            let value = value
                .replace('\\', r"\\")
                .replace('"', r#"\""#)
                .replace('\n', r"\n");
            format!("{name}=\"{value}\"")
        })
        .collect();
    format!("{{{}}}", shown.join(","))
}
