//! Reports of a run: text, JSON, JUnit.

use std::fmt::Write as _;

use serde_json::{Value, json as object};

use crate::case::Expected;
use crate::verdict::{Outcome, Verdict, describe, expectation};

/// So many cases that did not pass are kept, whatever the file's size; of the rest there is a count.
pub const MAX_KEPT: usize = 10_000;

/// A case that did not pass, as a report shows it: without its request, which may be long.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotPassed {
    /// What the file calls it.
    pub id: String,
    /// Its line.
    pub line: u64,
    /// What the file remarks on it.
    pub comment: String,
    /// Failed or unsupported.
    pub outcome: Outcome,
    /// What was expected, in a few words.
    pub expected: String,
    /// The answer, in a few words.
    pub answer: String,
    /// The other implementation's, where there is one.
    pub against: Option<String>,
    /// Why, in a line.
    pub reason: String,
}

/// The beginning of what a file has.
fn head(text: &str) -> String {
    const MAX: usize = 400;
    text.chars().take(MAX).collect()
}

/// What became of a file's cases.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The file.
    pub file: String,
    /// Its format.
    pub format: String,
    /// Cases that passed.
    pub passed: usize,
    /// The others in their order, as many as [`MAX_KEPT`].
    pub others: Vec<NotPassed>,
    /// What could not be read.
    pub errors: Vec<crate::read::ReadError>,
    failed: usize,
    unsupported: usize,
    open: usize,
}

impl Report {
    /// An empty one.
    pub fn new(file: &str, format: &str) -> Self {
        Self {
            file: file.into(),
            format: format.into(),
            ..Self::default()
        }
    }

    /// Adds a case.
    pub fn add(&mut self, verdict: Verdict) {
        match verdict.outcome {
            Outcome::Pass => {
                self.passed += 1;
                if verdict.against.is_none() && verdict.case.expected == Expected::Open {
                    self.open += 1;
                }
                return;
            }
            Outcome::Fail => self.failed += 1,
            Outcome::Unsupported => self.unsupported += 1,
        }
        if self.others.len() < MAX_KEPT {
            self.others.push(NotPassed {
                id: head(&verdict.case.id),
                line: verdict.case.line,
                comment: head(&verdict.case.comment),
                outcome: verdict.outcome,
                expected: expectation(&verdict.case.expected),
                answer: describe(&verdict.answer),
                against: verdict.against.as_ref().map(describe),
                reason: verdict.reason,
            });
        }
    }

    /// Cases that failed.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// Cases that are unsupported.
    pub fn unsupported(&self) -> usize {
        self.unsupported
    }

    /// Cases that passed whatever the answer was, since the file does not expect one: an `acceptable` result, or an ACVP prompt without its
    /// answers. They show nothing, and where two implementations are compared there are none.
    pub fn open(&self) -> usize {
        self.open
    }

    /// Cases that did not pass and are not among [`others`](Self::others).
    pub fn unlisted(&self) -> usize {
        (self.failed + self.unsupported).saturating_sub(self.others.len())
    }

    /// Whether everything agreed and could be read. A file in which nothing passed, since it holds no case or none that is supported,
    /// shows nothing: a run of such files alone is no success ([`Report::passed`]), nor one of files that leave every answer open ([`Report::open`]).
    pub fn is_clean(&self) -> bool {
        self.failed() == 0 && self.errors.is_empty()
    }
}

/// Text of a file or a program on one line: `?` for a control character, which could end the line or command a terminal.
pub(crate) fn printable(text: &str) -> String {
    let clean = |c: char| if c.is_control() { '?' } else { c };
    text.chars().map(clean).collect()
}

/// `file:line: fail 12 (comment): reason` for each case that did not pass, errors, and a line that sums up. A control character in what
/// comes from a file or a program is `?`.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let file = printable(&report.file);
    for verdict in &report.others {
        let word = match verdict.outcome {
            Outcome::Fail => "fail",
            _ => "unsupported",
        };
        let comment = match verdict.comment.as_str() {
            "" => String::new(),
            comment => format!(" ({})", printable(comment)),
        };
        let _ = writeln!(
            out,
            "{file}:{}: {word} {}{comment}: {}",
            verdict.line,
            printable(&verdict.id),
            printable(&verdict.reason)
        );
    }
    if report.unlisted() > 0 {
        let _ = writeln!(
            out,
            "{file}: {} more that did not pass are not listed",
            report.unlisted()
        );
    }
    out + &summary(report)
}

/// The end of [`text`]: what could not be read, and the line that sums up.
pub fn summary(report: &Report) -> String {
    let mut out = String::new();
    let file = printable(&report.file);
    for error in &report.errors {
        let _ = writeln!(out, "{file}: error: {}", printable(&error.to_string()));
    }
    let _ = writeln!(
        out,
        "{file}: {}: {} passed{}, {} failed, {} unsupported{}",
        report.format,
        report.passed,
        match report.open() {
            0 => String::new(),
            n => format!(" ({n} of them left open by the file)"),
        },
        report.failed(),
        report.unsupported(),
        match report.errors.len() {
            0 => String::new(),
            1 => ", 1 error".into(),
            n => format!(", {n} errors"),
        }
    );
    out
}

/// One object: `files`, each with counts and what did not pass.
pub fn json(reports: &[Report]) -> Value {
    let case = |verdict: &NotPassed| {
        let mut value = object!({
            "case": verdict.id,
            "line": verdict.line,
            "outcome": if verdict.outcome == Outcome::Fail { "fail" } else { "unsupported" },
            "comment": verdict.comment,
            "expected": verdict.expected,
            "answer": verdict.answer,
            "reason": verdict.reason,
        });
        if let Some(against) = &verdict.against {
            value["against"] = against.as_str().into();
        }
        value
    };
    let files: Vec<Value> = reports
        .iter()
        .map(|report| {
            object!({
                "file": report.file,
                "format": report.format,
                "passed": report.passed,
                "open": report.open(),
                "failed": report.failed(),
                "unsupported": report.unsupported(),
                "unlisted": report.unlisted(),
                "cases": report.others.iter().map(case).collect::<Vec<_>>(),
                "errors": report.errors.iter().map(|e| object!({ "line": e.line, "reason": e.reason })).collect::<Vec<_>>(),
            })
        })
        .collect();
    object!({ "files": files })
}

/// JUnit's XML: a suite for each file, in which what could not be read counts as a test with an error. Cases that passed are counted and not
/// listed.
pub fn junit(reports: &[Report]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for report in reports {
        let tests = report.passed + report.failed() + report.unsupported() + report.errors.len();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{}\" skipped=\"{}\" errors=\"{}\">",
            escaped(&report.file),
            report.failed(),
            report.unsupported(),
            report.errors.len()
        );
        if report.open() > 0 {
            let _ = writeln!(
                out,
                "    <properties><property name=\"left open by the file\" value=\"{}\"/></properties>",
                report.open()
            );
        }
        for verdict in &report.others {
            let element = match verdict.outcome {
                Outcome::Fail => "failure",
                _ => "skipped",
            };
            let _ = writeln!(
                out,
                "    <testcase name=\"{}\" classname=\"{}\" line=\"{}\"><{element} message=\"{}\"/></testcase>",
                escaped(&match verdict.comment.as_str() {
                    "" => verdict.id.clone(),
                    comment => format!("{} ({comment})", verdict.id),
                }),
                escaped(&report.format),
                verdict.line,
                escaped(&verdict.reason)
            );
        }
        for error in &report.errors {
            let _ = writeln!(
                out,
                "    <testcase name=\"reading\" classname=\"{}\" line=\"{}\"><error message=\"{}\"/></testcase>",
                escaped(&report.format),
                error.line,
                escaped(&error.reason)
            );
        }
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

/// Text for an attribute: what XML 1.0 §2.2 does not allow at all becomes U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Case, Request};

    #[test]
    fn a_line_of_the_text_report_is_one_line_without_control_characters() {
        let case = Case {
            id: "1\n".into(),
            line: 3,
            request: Request::Unsupported {
                reason: String::new(),
            },
            expected: Expected::Open,
            comment: "\u{1b}[2J".into(),
        };
        let mut report = Report::new("f\r", "g");
        report.add(Verdict {
            case,
            answer: Answer::Accepted,
            against: None,
            outcome: Outcome::Fail,
            reason: "a\nb\u{9b}".into(),
        });
        assert_eq!(
            text(&report),
            "f?:3: fail 1? (?[2J): a?b?\nf?: g: 0 passed, 1 failed, 0 unsupported\n"
        );
    }

    #[test]
    fn a_report_of_any_number_of_failures_stays_small_and_counts_them_all() {
        let mut report = Report::new("f", "g");
        for number in 0..MAX_KEPT + 5 {
            let request = Request::Unsupported {
                reason: "x".repeat(1000),
            };
            report.add(Verdict {
                case: Case {
                    id: number.to_string(),
                    line: 0,
                    request,
                    expected: Expected::Open,
                    comment: "y".repeat(10_000),
                },
                answer: Answer::Accepted,
                against: None,
                outcome: Outcome::Fail,
                reason: "why".into(),
            });
        }
        assert_eq!(
            (report.failed(), report.others.len()),
            (MAX_KEPT + 5, MAX_KEPT)
        );
        assert!(report.others.iter().all(|other| other.comment.len() < 500));
        assert!(text(&report).contains("f: 5 more that did not pass are not listed\n"));
        assert!(junit(&[report]).contains(&format!("failures=\"{}\"", MAX_KEPT + 5)));
    }

    #[test]
    fn junit_escapes_what_xml_takes_for_its_own() {
        let case = Case {
            id: "a\"<&>\n\u{1}".into(),
            line: 3,
            request: Request::Unsupported {
                reason: String::new(),
            },
            expected: Expected::Open,
            comment: "b<".into(),
        };
        let mut report = Report::new("f", "g");
        report.add(Verdict {
            case,
            answer: Answer::Accepted,
            against: None,
            outcome: Outcome::Fail,
            reason: "why".into(),
        });
        report.errors.push(crate::read::ReadError {
            line: 9,
            reason: "x".into(),
        });
        let text = junit(&[report]);
        assert!(
            text.contains("name=\"a&quot;&lt;&amp;&gt;&#10;\u{fffd} (b&lt;)\""),
            "{text}"
        );
        // As many tests as there are elements, of which failures, skipped and errors are subtracted for those that passed.
        assert!(text.contains("tests=\"2\" failures=\"1\" skipped=\"0\" errors=\"1\""));
        assert_eq!(text.matches("<testcase ").count(), 2);
        assert_eq!(text.matches(" classname=\"g\"").count(), 2);
    }
}
