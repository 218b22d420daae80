//! `vectors/profiles` through `verify`: what `-profile` and `-x509_strict` make of a path.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64ct::{Base64, Encoding as _};
use certwright::pem;
use serde_json::Value;

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/profiles");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

const PROFILES: [&[&str]; 3] = [&[], &["-x509_strict"], &["-profile", "webpki"]];

/// The certificates and CRLs of `cases.txt`, as files and options for `verify`.
struct Files {
    der: Vec<Vec<u8>>,
    place: tempfile::TempDir,
}

impl Files {
    fn new() -> Self {
        let lines = read("der.txt");
        Self {
            der: lines
                .lines()
                .map(|line| Base64::decode_vec(line).unwrap())
                .collect(),
            place: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        }
    }

    fn write(&self, kind: &str, numbers: &str) -> Option<PathBuf> {
        let label = match kind {
            "CRLfile" => "X509 CRL",
            _ => "CERTIFICATE",
        };
        let blocks: String = numbers
            .split(',')
            .filter(|n| *n != "-")
            .map(|n| pem::encode(label, &self.der[n.parse::<usize>().unwrap()]))
            .collect();
        let file = self.place.path().join(kind);
        (!blocks.is_empty()).then(|| {
            std::fs::write(&file, blocks).unwrap();
            file
        })
    }

    /// `verify` on a case, with more options.
    fn verify(&self, fields: &[&str], options: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
        command
            .arg("verify")
            .args(options)
            .args(fields[8].split(' '));
        for (kind, i) in [("trusted", 5), ("untrusted", 6), ("CRLfile", 7)] {
            if let Some(file) = self.write(kind, fields[i]) {
                command.arg(format!("-{kind}")).arg(file);
            }
        }
        let target = self.write("target", fields[4]).unwrap();
        command.arg(target).output().unwrap()
    }

    /// The rules that a case's certificates break, by `lint`, each judged beside the certificate of its issuer.
    fn lint(&self, fields: &[&str], options: &[&str]) -> BTreeSet<String> {
        let numbers = [fields[5], fields[6], fields[4]].join(",");
        let file = self.write("all", &numbers).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
        let output = command.args(["lint", "-json"]).args(options).arg(file);
        let documents: Value = serde_json::from_slice(&output.output().unwrap().stdout).unwrap();
        let findings = documents.as_array().unwrap().iter();
        findings
            .flat_map(|document| document["findings"].as_array().unwrap())
            .map(|finding| finding["rule"].as_str().unwrap().into())
            .collect()
    }
}

#[test]
fn verify_gives_the_verdict_of_each_profile() {
    let files = Files::new();
    let mut wrong = Vec::new();
    for case in read("cases.txt").lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&str> = case.split('\t').collect();
        for (options, expected) in PROFILES.iter().zip(&fields[1..4]) {
            if *expected == "-" {
                continue;
            }
            let for_clients = options.contains(&"webpki") && fields[8].contains("sslclient");
            let output = files.verify(&fields, options);
            let status = output.status.code().unwrap();
            // 2: refused; 1: a file of CRLs without one that can be read, and options that contradict each other.
            let is_right = match *expected {
                "accept" => status == 0,
                _ if fields[0].ends_with("crl-version-9") || for_clients => status == 1,
                _ => status == 2,
            };
            if !is_right {
                let printed = String::from_utf8_lossy(&output.stderr);
                wrong.push(format!("{} {options:?}: {status}: {printed}", fields[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `items.txt`, by `verify -profile webpki`, which cites the rule's section, and by `lint`, which names the rule.
#[test]
fn each_thing_that_the_web_pki_profile_judges_is_found_by_verify_and_by_lint() {
    let listed = Command::new(env!("CARGO_BIN_EXE_certwright"))
        .args(["lint", "-list", "-json"])
        .output()
        .unwrap();
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let section = |rule: &str| -> String {
        let row = listed.as_array().unwrap().iter();
        let row = row.clone().find(|row| row["rule"] == rule).unwrap();
        row["section"].as_str().unwrap().into()
    };
    let suffixes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/lint/suffixes.dat");
    let suffixes = suffixes.display().to_string();
    let files = Files::new();
    let (cases, items) = (read("cases.txt"), read("items.txt"));
    let fields = |label: &str| -> Vec<&str> {
        let case = cases.lines().find(|l| l.split('\t').next() == Some(label));
        case.unwrap().split('\t').collect()
    };
    let mut wrong = Vec::new();
    for item in items.lines().filter(|line| !line.starts_with('#')) {
        let [what, rule, kept, broken, how] = item.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{item}");
        };
        let more: &[&str] = match how {
            "suffixes" => &["-public_suffixes", &suffixes],
            _ => &[],
        };
        let options = [&["-profile", "webpki", "-json"], more].concat();
        let output = files.verify(&fields(kept), &options);
        if !output.status.success() {
            let printed = String::from_utf8_lossy(&output.stdout);
            wrong.push(format!("{what}: {kept}: {printed}"));
        }
        let output = files.verify(&fields(broken), &options);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let refusals = report["refusals"].as_array().unwrap();
        if output.status.code() != Some(2) || !refusals.iter().any(|r| r["rule"] == section(rule)) {
            wrong.push(format!("{what}: {broken}: {refusals:?}"));
        }
        if files.lint(&fields(kept), more).contains(rule) {
            wrong.push(format!("{what}: lint reports {kept}"));
        }
        if files.lint(&fields(broken), more).contains(rule) != (how != "path") {
            wrong.push(format!("{what}: lint on {broken}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
