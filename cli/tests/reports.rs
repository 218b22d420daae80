//! Situations from public bug reports and their neighbours: `vectors/reports` holds each with the right verdict and its source.

use std::path::{Path, PathBuf};
use std::process::Command;

use certwright::pem;
use serde_json::Value;

/// 2026-11-26.
const NOW: &str = "1795683600";

/// Writes the blocks of each kind (`target`, `trusted`, `untrusted`, `crl`) to a file of their own.
fn split(case: &str, place: &Path) -> Vec<(&'static str, PathBuf)> {
    const END: &str = "-----END";
    let mut files = Vec::new();
    for kind in ["target", "trusted", "untrusted", "crl"] {
        let blocks: String = case
            .split(&format!("\n{kind}\n"))
            .skip(1)
            .filter_map(|rest| {
                let end = rest.find(END)?;
                let line = rest[end..].find('\n').map_or(rest.len(), |n| end + n);
                Some(format!("{}\n", &rest[..line]))
            })
            .collect();
        if !blocks.is_empty() {
            let file = place.join(kind);
            std::fs::write(&file, blocks).unwrap();
            files.push((kind, file));
        }
    }
    files
}

/// The number of the first error that `verify` prints; 0 if it accepts.
fn verdict(folder: &Path, row: &Value, place: &Path) -> Result<u64, String> {
    let label = row["case"].as_str().unwrap();
    let case = std::fs::read_to_string(folder.join(format!("{label}.pem"))).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
    command.args(["verify", "-attime", NOW]);
    command.args(
        row["args"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a.as_str().unwrap()),
    );
    let files = split(&case, place);
    for (kind, file) in &files[1..] {
        let option = if *kind == "crl" { "CRLfile" } else { kind };
        command.arg(format!("-{option}")).arg(file);
    }
    let (kind, target) = &files[0];
    assert_eq!(*kind, "target", "{label}");
    let output = command.arg(target).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stderr);
    match output.status.code() {
        Some(0) => Ok(0),
        Some(2) => printed
            .lines()
            .find_map(|line| {
                line.strip_prefix("error ")?
                    .split_once(" at ")?
                    .0
                    .parse()
                    .ok()
            })
            .ok_or_else(|| printed.to_string()),
        _ => Err(printed.to_string()),
    }
}

#[test]
fn every_reported_situation_has_the_right_verdict() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/reports");
    let index = std::fs::read_to_string(folder.join("index.json")).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&index).unwrap();
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let place = place.path().join(row["case"].as_str().unwrap());
            std::fs::create_dir(&place).unwrap();
            let found = verdict(&folder, row, &place);
            (found != Ok(row["verdict"].as_u64().unwrap())).then(|| {
                format!(
                    "{}: {} where {} is right",
                    row["case"],
                    match found {
                        Ok(n) => n.to_string(),
                        Err(e) => e,
                    },
                    row["verdict"]
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows.len() >= 100);
}

/// The indices of `-json` are those of the input, whatever was skipped or dropped before.
#[test]
fn json_counts_certificates_as_they_were_given() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/reports");
    let case = std::fs::read_to_string(folder.join("dns-wildcard-within-permitted.pem")).unwrap();
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let files = split(&case, place.path());
    let read = |kind: &str| {
        let (_, file) = files.iter().find(|(name, _)| *name == kind).unwrap();
        std::fs::read_to_string(file).unwrap()
    };
    let root = read("trusted");
    let mut der = pem::first(root.as_bytes(), &[]).unwrap().contents.to_vec();
    *der.last_mut().unwrap() ^= 1;
    let (forged, unreadable) = (
        pem::encode(pem::label::CERTIFICATE, &der),
        pem::encode(pem::label::CERTIFICATE, &der[..50]),
    );
    let trusted = place.path().join("roots");
    std::fs::write(&trusted, [unreadable.as_str(), &forged, &root].concat()).unwrap();
    let untrusted = place.path().join("cas");
    std::fs::write(&untrusted, [unreadable, read("untrusted")].concat()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_certwright"))
        .args(["verify", "-attime", NOW, "-json", "-check_ss_sig"])
        .arg("-trusted")
        .arg(&trusted)
        .arg("-untrusted")
        .arg(&untrusted)
        .arg(&files[0].1)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["valid"], true, "{report}");
    let chain = report["chain"].as_array().unwrap();
    let places: Vec<_> = chain
        .iter()
        .map(|c| (c["kind"].as_str(), c["index"].as_u64()))
        .collect();
    assert_eq!(
        places,
        [
            (Some("target"), None),
            (Some("untrusted"), Some(1)),
            (Some("anchor"), Some(2))
        ]
    );
    let warnings = String::from_utf8_lossy(&output.stderr);
    for file in [&trusted, &untrusted] {
        let place = format!("{}: the PEM block at line 1: ", file.display());
        assert!(warnings.contains(&place), "{warnings}");
    }
}
