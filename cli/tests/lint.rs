//! `lint` on vectors/lint: for each rule a document that breaks it and one that does not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Rules on what a path makes of a certificate, which no certificate breaks by itself.
const BY_PATH: [&str; 2] = ["basic_constraints_missing_in_trust_anchor", "br_leaf_is_ca"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn vector(name: &str) -> PathBuf {
    root().join("vectors/lint").join(name)
}

fn certwright(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
    command.args(args).output().unwrap()
}

fn json(args: &[&str]) -> Vec<Value> {
    let output = certwright(args);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The rules that a file's documents break, for each file.
fn findings(files: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let suffixes = vector("suffixes.dat");
    let mut args = vec!["lint", "-json", "-severity", "notice", "-public_suffixes"];
    args.push(suffixes.to_str().unwrap());
    args.extend(files.iter().map(String::as_str));
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for document in json(&args) {
        let rules = out
            .entry(document["file"].as_str().unwrap().into())
            .or_default();
        for finding in document["findings"].as_array().unwrap() {
            rules.insert(finding["rule"].as_str().unwrap().into());
        }
    }
    out
}

fn index() -> BTreeMap<String, BTreeSet<String>> {
    serde_json::from_slice(&std::fs::read(vector("index.json")).unwrap()).unwrap()
}

fn file(rule: &str, kind: &str) -> String {
    vector(&format!("{rule}.{kind}.pem")).display().to_string()
}

#[test]
fn every_rule_has_a_failing_document_that_breaks_it_and_nothing_that_is_not_stated() {
    let index = index();
    let files: Vec<String> = index.keys().map(|rule| file(rule, "fail")).collect();
    let found = findings(&files);
    for (rule, also) in &index {
        let mut expected = also.clone();
        expected.insert(rule.clone());
        assert_eq!(found[&file(rule, "fail")], expected, "{rule}");
    }
}

#[test]
fn every_rule_has_a_passing_document_that_keeps_it() {
    let index = index();
    let files: Vec<String> = index.keys().map(|rule| file(rule, "pass")).collect();
    let found = findings(&files);
    for rule in index.keys() {
        assert!(!found[&file(rule, "pass")].contains(rule), "{rule}");
    }
}

#[test]
fn the_vectors_are_those_of_the_table() {
    let listed = json(&["lint", "-list", "-json", "-severity", "notice"]);
    let mut listed: BTreeSet<String> = listed
        .iter()
        .map(|row| row["rule"].as_str().unwrap().into())
        .collect();
    for rule in BY_PATH {
        assert!(listed.remove(rule), "{rule}");
    }
    assert!(listed.len() >= 150);
    assert_eq!(listed, index().into_keys().collect());
}

/// To bring it up to date, replace what follows the first row of the table by what `lint -list -severity notice` prints.
#[test]
fn the_documentation_holds_the_table() {
    let table = certwright(&["lint", "-list", "-severity", "notice"]).stdout;
    let table = String::from_utf8(table).unwrap();
    let document = std::fs::read_to_string(root().join("docs/lint.md")).unwrap();
    let begins = document.find("| rule |").expect("docs/lint.md has a table");
    assert!(
        document[begins..] == table,
        "docs/lint.md is out of date: certwright lint -list -severity notice"
    );
}

#[test]
fn a_finding_of_severity_error_makes_the_exit_status_1() {
    let status = |args: &[&str]| certwright(args).status.code();
    let (fail, pass) = (
        file("serial_number_not_positive", "fail"),
        file("serial_number_not_positive", "pass"),
    );
    assert_eq!(status(&["lint", &pass]), Some(0));
    assert_eq!(status(&["lint", &fail]), Some(1));
    assert_eq!(status(&["lint", &pass, &fail]), Some(1));
    let warning = file("key_usage_not_critical", "fail");
    let exclude = ["lint", "-exclude", "br_key_usage_not_critical", &warning];
    assert_eq!(status(&exclude), Some(0), "a warning is not an error");
    assert_eq!(
        status(&["lint", "-exclude", "serial_number_not_positive", &fail]),
        Some(0)
    );
    assert_eq!(status(&["lint", "-profile", "rfc5280", &fail]), Some(0));
    assert_eq!(status(&["lint", "-profile", "strict", &fail]), Some(1));
}

#[test]
fn a_finding_has_its_place_and_its_remedy() {
    let output = certwright(&["lint", &file("serial_number_not_positive", "fail")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains(
            "error serial_number_not_positive: its serial number is zero or negative (RFC 5280 §4.1.2.2; serialNumber at offset 13)\n    help: "
        ),
        "{text}"
    );
}

#[test]
fn a_misspelt_rule_is_named_beside_the_right_one() {
    let output = certwright(&["lint", "-rule", "serial_number_not_positiv"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        text.contains("did you mean serial_number_not_positive?"),
        "{text}"
    );
}

#[test]
fn der_of_each_kind_is_recognised() {
    for (rule, kind) in [
        ("serial_number_not_positive", "leaf certificate"),
        ("crl_number_missing", "CRL"),
        ("request_challenge_password", "request"),
    ] {
        let pem = std::fs::read_to_string(file(rule, "pass")).unwrap();
        let block = certwright::pem::blocks(pem.as_bytes()).next().unwrap();
        let path = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(path.path(), &block.unwrap().contents).unwrap();
        let found = json(&["lint", "-json", path.path().to_str().unwrap()]);
        assert_eq!(found[0]["kind"], kind);
        assert_eq!(found[0]["findings"].as_array().unwrap().len(), 0, "{rule}");
    }
}

#[test]
fn any_bytes_are_linted_without_a_panic() {
    // Every prefix, and every byte changed, of a certificate, a CRL and a request: the reader of fields meets all of them.
    use certwright::lint::{Document, Linter};
    for rule in [
        "name_constraints_not_critical",
        "crl_reason_critical",
        "request_challenge_password",
    ] {
        let pem = std::fs::read_to_string(file(rule, "fail")).unwrap();
        let block = certwright::pem::blocks(pem.as_bytes()).next().unwrap();
        let der = block.unwrap().contents.to_vec();
        let not_keys = |rule: &certwright::lint::Rule| {
            !rule.name.starts_with("rsa_") && !rule.name.ends_with("signature_wrong")
        };
        let linter = Linter::new().only(&not_keys);
        for end in 0..der.len() {
            assert!(!linter.lint(&Document::guess(&der[..end])).is_empty());
        }
        for at in 0..der.len() {
            let mut changed = der.clone();
            for bits in [0x01, 0x80, 0xff] {
                changed[at] = der[at] ^ bits;
                linter.lint(&Document::guess(&changed));
            }
        }
    }
}

/// Whether `verify` accepts a file's first certificate, or its CRL, or what it issued, whatever the time.
fn accepts(options: &[&str], file: &str, kind: &str) -> bool {
    let [root, ca, leaf] =
        ["root.pem", "ca.pem", "leaf.pem"].map(|name| vector(name).display().to_string());
    let (mut root, mut ca, mut target, mut more) = (&root[..], &ca[..], &leaf[..], vec![]);
    match kind {
        "leaf" => target = file,
        "intermediate" => ca = file,
        "root" => root = file,
        "CRL" => more = vec!["-crl_check", "-CRLfile", file],
        other => panic!("{other}"),
    }
    let suffixes = vector("suffixes.dat").display().to_string();
    let mut args = vec![
        "verify",
        "-no_check_time",
        "-CAfile",
        root,
        "-untrusted",
        ca,
    ];
    args.extend(options);
    if options.contains(&"webpki") {
        args.extend(["-public_suffixes", &suffixes[..]]);
    }
    args.extend(more);
    args.push(target);
    certwright(&args).status.success()
}

/// What a vector is, by what `lint` makes of the document.
fn kind(rule: &str) -> String {
    let found = json(&["lint", "-json", &file(rule, "fail")]);
    let kind = found.last().unwrap()["kind"].as_str().unwrap();
    kind.trim_end_matches(" certificate").into()
}

#[test]
fn the_profiles_of_verify_refuse_what_the_table_has_them_refuse() {
    assert!(accepts(
        &["-profile", "webpki"],
        &vector("leaf.pem").display().to_string(),
        "leaf"
    ));
    assert!(accepts(
        &["-x509_strict"],
        &vector("crl.pem").display().to_string(),
        "CRL"
    ));
    for row in json(&["lint", "-list", "-json", "-severity", "error"]) {
        let rule = row["rule"].as_str().unwrap();
        let profiles = row["profiles"].as_str().unwrap();
        if BY_PATH.contains(&rule) || rule.starts_with("request_") {
            continue;
        }
        // In a file of two, the second is the one that is judged.
        if rule == "br_issuer_not_byte_identical" {
            continue;
        }
        let (kind, fail) = (kind(rule), file(rule, "fail"));
        for (profile, options) in [
            ("rfc5280", &["-profile", "rfc5280"][..]),
            ("strict", &["-x509_strict"]),
            ("webpki", &["-profile", "webpki"]),
            ("webpki", &["-profile", "webpki", "-x509_strict"]),
        ] {
            // The one exception that the Baseline Requirements make from RFC 5280.
            if rule == "name_constraints_not_critical" && options == ["-profile", "webpki"] {
                assert!(accepts(options, &fail, &kind), "{rule}");
                continue;
            }
            if profiles.contains(profile) && !(kind == "CRL" && rule.starts_with("br_")) {
                assert!(!accepts(options, &fail, &kind), "{rule} under {options:?}");
            }
        }
    }
}
