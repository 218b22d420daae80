//! `lint`: certificates, requests and CRLs against the rules of RFC 5280 and the Baseline Requirements, without a path.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use super::args::Args;
use super::error::{CliError, excerpt};
use super::nameopt::NameOptions;
use super::options::{Command, Item, flag, infile, text};
use super::text::{self, Text};
use super::{hint, io, json};
use crate::limits;
use certwright::lint::{
    Document, Finding, Kind, Linter, Party, PublicSuffixes, Rule, Severity, Standard, rules,
};
use certwright::path::names_equal;
use certwright::pem::{self, label};

/// `lint`.
pub const COMMAND: Command = Command {
    name: "lint",
    summary: "Check certificates, requests and CRLs against the rules of RFC 5280 and of the Baseline Requirements",
    operands: " [file...]",
    max_operands: 100_000,
    openssl: false,
    options: &[
        Item::Section("Output"),
        flag("json", "Print the findings as JSON"),
        flag("list", "Print the table of rules, and check nothing"),
        text(
            "severity",
            "The minimum that is reported: notice, warning (default) or error",
        ),
        Item::Section("Rules"),
        text(
            "profile",
            "rfc5280 (what whoever validates must check), strict (RFC 5280 whole) or webpki (default: strict and the Baseline Requirements)",
        ),
        text("rule", "Only this rule; may be given several times"),
        text("exclude", "Not this rule; may be given several times"),
        infile(
            "public_suffixes",
            "The Public Suffix List, by which wildcards are judged",
        ),
        Item::Section("Parameters:"),
        Item::Operand(
            "file",
            "Certificates, requests and CRLs in PEM, several in a file, or DER (optional; stdin used otherwise)",
        ),
    ],
    run,
};

/// What `-rule`, `-exclude` and `-profile` leave.
struct Choice {
    only: Vec<String>,
    not: Vec<String>,
    profile: String,
    severity: Severity,
}

impl Choice {
    fn new(args: &Args) -> Result<Self, CliError> {
        let named = |option: &str| {
            let names = args.texts(option).flat_map(|text| text.split(','));
            names.map(known).collect::<Result<Vec<_>, _>>()
        };
        let profile = args.text("profile").unwrap_or("webpki");
        if !["rfc5280", "strict", "webpki"].contains(&profile) {
            return Err(CliError::usage(format!(
                "unknown -profile {profile}: it is rfc5280, strict or webpki",
                profile = excerpt(profile)
            )));
        }
        let severity = match args.text("severity").unwrap_or("warning") {
            "notice" => Severity::Notice,
            "warning" => Severity::Warning,
            "error" => Severity::Error,
            other => {
                return Err(CliError::usage(format!(
                    "unknown -severity {other}: it is notice, warning or error",
                    other = excerpt(other)
                )));
            }
        };
        let choice = Self {
            only: named("rule")?,
            not: named("exclude")?,
            profile: profile.into(),
            severity,
        };
        let is_asked = |rule: &Rule| choice.only.iter().any(|name| name == rule.name);
        if let Some(rule) = rules().find(|rule| is_asked(rule) && !choice.allows(rule)) {
            let name = rule.name;
            let by = match choice.not.iter().any(|not| not == name) {
                true => "-exclude".into(),
                false => format!("-profile {profile}, which has no such rule"),
            };
            return Err(CliError::usage(format!(
                "-rule {name} cannot go together with {by}: leave one of them out"
            )));
        }
        if profile != "webpki" && args.has("public_suffixes") {
            return Err(CliError::usage(format!(
                "-public_suffixes cannot go together with -profile {profile}, which has no rule on them: leave one of them out"
            )));
        }
        Ok(choice)
    }

    fn allows(&self, rule: &Rule) -> bool {
        let is_named = |list: &[String]| list.iter().any(|name| name == rule.name);
        // A rule that is asked for by name is checked, whatever its severity.
        let asked = is_named(&self.only);
        (asked || (self.only.is_empty() && rule.severity >= self.severity))
            && !is_named(&self.not)
            && match &self.profile[..] {
                "rfc5280" => rule.party == Party::RelyingParty,
                "strict" => rule.standard == Standard::Pkix,
                _ => true,
            }
    }
}

/// A rule's name, which must be one.
fn known(name: &str) -> Result<String, CliError> {
    if rules().any(|rule| rule.name == name) {
        return Ok(name.into());
    }
    let remedy = hint::suggestion(name, rules().map(|rule| rule.name), |_| {
        "lint -list prints them all".into()
    });
    Err(CliError::usage(format!(
        "{name} is not a rule; {remedy}",
        name = excerpt(name)
    )))
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let choice = Choice::new(args)?;
    if args.has("list") {
        if args.operands().next().is_some() {
            return Err(CliError::usage(
                "-list checks nothing, and cannot go together with files: leave one of them out",
            ));
        }
        let chosen: Vec<&Rule> = rules().filter(|rule| choice.allows(rule)).collect();
        let out = if args.has("json") {
            pretty(&Value::Array(chosen.into_iter().map(row).collect()))
        } else {
            table(&chosen)
        };
        io::print(out.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let suffixes = match args.path("public_suffixes") {
        None => None,
        Some(path) => Some(read_suffixes(path)?),
    };
    let is_public_suffix = |name: &str| suffixes.as_ref().is_some_and(|list| list.contains(name));
    let is_top_level_domain = |name: &str| {
        let list = suffixes.as_ref();
        list.is_none_or(|list| list.has_top_level_domain(name))
    };
    let allows = |rule: &Rule| choice.allows(rule);
    let linter = Linter::new()
        .only(&allows)
        .public_suffixes(&is_public_suffix)
        .top_level_domains(&is_top_level_domain);

    let operands: Vec<&OsStr> = args.operands().collect();
    let paths: Vec<Option<&Path>> = match operands.is_empty() {
        true => vec![None],
        false => operands.iter().map(|o| Some(Path::new(*o))).collect(),
    };
    let names = NameOptions::parse(std::iter::empty()).map_err(CliError::usage)?;
    let (mut out, mut report, mut errors) = (Text::new(), Vec::new(), 0);
    for path in paths {
        let inputs = read(path)?;
        let documents: Vec<Document<'_>> = inputs.iter().map(Input::document).collect();
        for (i, document) in documents.iter().enumerate() {
            let issuer = documents.iter().find(|other| {
                matches!(other.kind(), Kind::Intermediate | Kind::Root) && is_by(document, other)
            });
            let findings = linter.lint_issued(document, issuer);
            errors += findings
                .iter()
                .filter(|finding| finding.rule.severity == Severity::Error)
                .count();
            let place = Place {
                path,
                number: (documents.len() > 1).then_some(i + 1),
                document,
                names: &names,
            };
            if args.has("json") {
                report.push(place.json(&findings));
            } else {
                place.text(&mut out, &findings);
            }
        }
    }
    let out = match args.has("json") {
        true => pretty(&Value::Array(report)).into_bytes(),
        false => out.into_bytes(),
    };
    io::print(&out)?;
    Ok(match errors {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// Whether that certificate's subject is this document's issuer, as RFC 5280 §7.1 compares names.
fn is_by(document: &Document<'_>, other: &Document<'_>) -> bool {
    match (document.issuer_name(), other.name()) {
        (Some(issuer), Some(subject)) => names_equal(issuer.raw(), subject.raw()),
        _ => false,
    }
}

/// The Public Suffix List in a file.
pub(super) fn read_suffixes(path: &Path) -> Result<PublicSuffixes, CliError> {
    let bytes = io::read_file(path, &limits::CONFIGURATION)?;
    let refused = |why| CliError::new(format!("{}: {why}", path.display()));
    let text = std::str::from_utf8(&bytes).map_err(|_| refused("it is not UTF-8"))?;
    let list = PublicSuffixes::parse(text);
    if list.is_empty() || text.contains('\0') || pem::is_pem(&bytes) {
        return Err(refused(
            "it is not a list of public suffixes, one a line: fetch https://publicsuffix.org/list/public_suffix_list.dat",
        ));
    }
    Ok(list)
}

struct Input {
    kind: InputKind,
    der: Vec<u8>,
}

#[derive(Clone, Copy)]
enum InputKind {
    Certificate,
    Request,
    Crl,
    /// Without a label: DER.
    Unlabelled,
}

impl Input {
    fn document(&self) -> Document<'_> {
        match self.kind {
            InputKind::Crl => Document::crl(&self.der),
            InputKind::Request => Document::request(&self.der),
            InputKind::Unlabelled => Document::guess(&self.der),
            InputKind::Certificate => Document::certificate(&self.der),
        }
    }
}

/// Every certificate, request and CRL of a file. Blocks of other kinds are left alone.
fn read(path: Option<&Path>) -> Result<Vec<Input>, CliError> {
    let bytes = io::read(path, &limits::REVOCATION_LIST)?;
    let refused = |why: &dyn std::fmt::Display| {
        CliError::new(format!("could not read {}: {why}", io::display(path)))
    };
    if bytes.is_empty() {
        return Err(refused(&"it is empty"));
    }
    if !pem::is_pem(&bytes) {
        return Ok(vec![Input {
            kind: InputKind::Unlabelled,
            der: bytes.to_vec(),
        }]);
    }
    let mut inputs = Vec::new();
    for block in pem::blocks(&bytes) {
        let block = block.map_err(|e| refused(&e))?;
        let kind = match block.label {
            label::CERTIFICATE | label::X509_CERTIFICATE | label::TRUSTED_CERTIFICATE => {
                InputKind::Certificate
            }
            label::CERTIFICATE_REQUEST | label::NEW_CERTIFICATE_REQUEST => InputKind::Request,
            label::X509_CRL => InputKind::Crl,
            _ => continue,
        };
        inputs.push(Input {
            kind,
            der: super::load::first_element(&block.contents, block.label).to_vec(),
        });
    }
    if inputs.is_empty() {
        return Err(refused(
            &"it holds no certificate, request or CRL; name a file with such a block",
        ));
    }
    Ok(inputs)
}

/// A document and where it is from.
struct Place<'p> {
    path: Option<&'p Path>,
    number: Option<usize>,
    document: &'p Document<'p>,
    names: &'p NameOptions,
}

impl Place<'_> {
    fn file(&self) -> String {
        io::display(self.path)
    }

    fn name(&self) -> String {
        let mut out = Text::new();
        if let Some(name) = self.document.name() {
            text::name(&mut out, name.raw(), 0, self.names);
        }
        String::from_utf8_lossy(&out.into_bytes()).into_owned()
    }

    fn text(&self, out: &mut Text, findings: &[Finding]) {
        let mut line = self.file();
        if let Some(number) = self.number {
            let _ = write!(line, ", {number}");
        }
        let _ = writeln!(line, ": {} {}", self.document.kind().name(), self.name());
        if findings.is_empty() {
            line.push_str("  no finding\n");
        }
        for finding in findings {
            let _ = writeln!(line, "  {finding}\n    help: {}", finding.rule.remedy);
        }
        out.put(&line);
    }

    fn json(&self, findings: &[Finding]) -> Value {
        let findings: Vec<Value> = findings
            .iter()
            .map(|finding| {
                let rule = finding.rule;
                json!({
                    "rule": rule.name,
                    "severity": rule.severity.name(),
                    "section": rule.section,
                    "fault": rule.fault,
                    "field": finding.field,
                    "offset": finding.offset,
                    "detail": finding.detail,
                    "help": rule.remedy,
                })
            })
            .collect();
        json::document(
            "lint",
            json!({
                "file": self.file(),
                "number": self.number.unwrap_or(1),
                "kind": self.document.kind().name(),
                "name": self.name(),
                "findings": findings,
            }),
        )
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Dates from which and before which a rule binds.
fn in_force(rule: &Rule) -> String {
    let date = |time: certwright::x509::Time| {
        let [year, month, day, ..] = time.civil();
        format!("{year:04}-{month:02}-{day:02}")
    };
    match (rule.since, rule.until) {
        (None, None) => String::new(),
        (Some(since), None) => format!("from {}", date(since)),
        (None, Some(until)) => format!("before {}", date(until)),
        (Some(since), Some(until)) => format!("{} to {}", date(since), date(until)),
    }
}

fn kinds(rule: &Rule) -> Vec<&'static str> {
    rule.kinds
        .iter()
        .map(|kind| kind.name().trim_end_matches(" certificate"))
        .collect()
}

/// The profiles of `verify` that refuse what breaks the rule.
fn profiles(rule: &Rule) -> &'static str {
    match (rule.severity, rule.party, rule.standard) {
        (Severity::Error, Party::RelyingParty, _) => "rfc5280, strict, webpki",
        (Severity::Error, _, Standard::Pkix) => "strict, webpki",
        (Severity::Error, ..) => "webpki",
        _ => "",
    }
}

fn row(rule: &Rule) -> Value {
    let row = json!({
        "rule": rule.name,
        "severity": rule.severity.name(),
        "section": rule.section,
        "binds": rule.party.name(),
        "kinds": kinds(rule),
        "in_force": in_force(rule),
        "profiles": profiles(rule),
        "fault": rule.fault,
        "help": rule.remedy,
    });
    json::document("lint_rule", row)
}

/// The table in Markdown, which docs/lint.md holds.
fn table(rules: &[&Rule]) -> String {
    let mut out = String::from(
        "| rule | severity | what is wrong | written in | binds | on | in force | profiles of `verify` |\n|---|---|---|---|---|---|---|---|\n",
    );
    for rule in rules {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} |",
            rule.name,
            rule.severity.name(),
            rule.fault.replace('*', "\\*"),
            rule.section,
            rule.party.name(),
            kinds(rule).join(", "),
            in_force(rule),
            profiles(rule)
        );
    }
    out
}
