//! Situations from public bug reports and their neighbours: `vectors/reports` holds each with the right verdict and its source.

use std::path::{Path, PathBuf};
use std::process::Command;

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
