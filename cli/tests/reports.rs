//! Situations from public bug reports and their neighbours: `vectors/reports` holds each with the right verdict and its source.

use std::path::{Path, PathBuf};
use std::process::Command;

use certwright::pem;
use serde_json::Value;

/// 2026-11-26.
const NOW: &str = "1795683600";

/// Writes the blocks of each kind (`target`, `trusted`, `untrusted`, `crl`, `ocsp`) to a file of their own.
fn split(case: &str, place: &Path) -> Vec<(&'static str, PathBuf)> {
    const END: &str = "-----END";
    let mut files = Vec::new();
    for kind in ["target", "trusted", "untrusted", "crl", "ocsp"] {
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
            match kind {
                // One, in DER: as it is stapled.
                "ocsp" => {
                    let response = pem::first(blocks.as_bytes(), &[]).unwrap();
                    std::fs::write(&file, &response.contents[..]).unwrap();
                }
                _ => std::fs::write(&file, blocks).unwrap(),
            }
            files.push((kind, file));
        }
    }
    files
}

fn words(row: &Value, field: &str) -> Vec<String> {
    let list = row[field].as_array().unwrap().iter();
    list.map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// The number of the first error that `verify` prints; 0 if it accepts, "unreadable" if the target is not a certificate.
fn verdict(folder: &Path, row: &Value, place: &Path) -> Result<Value, String> {
    let label = row["case"].as_str().unwrap();
    let case = std::fs::read_to_string(folder.join(format!("{label}.pem"))).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
    command.args(["verify", "-attime", NOW]);
    command.args(words(row, "args"));
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
        Some(0) => Ok(0.into()),
        Some(2) if printed.contains("target is not a certificate: ") => Ok("unreadable".into()),
        Some(2) => printed
            .lines()
            .find_map(|line| {
                let number = line.strip_prefix("error ")?.split_once(" at ")?.0;
                Some(number.parse::<u64>().ok()?.into())
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
            (found.as_ref() != Ok(&row["verdict"])).then(|| {
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
    assert!(rows.len() >= 353);
}

/// What other commands than `verify` make of such inputs.
#[test]
fn every_reported_input_is_read_printed_or_refused_as_it_must() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/reports/commands");
    let index = std::fs::read_to_string(folder.join("index.json")).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&index).unwrap();
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        let file = folder.join(row["file"].as_str().unwrap());
        let out = place.path().join(row["case"].as_str().unwrap());
        let path = |word: String| {
            word.replace("{file}", file.to_str().unwrap())
                .replace("{key}", folder.join("key.pem").to_str().unwrap())
                .replace("{out}", out.to_str().unwrap())
        };
        let output = Command::new(env!("CARGO_BIN_EXE_certwright"))
            .args(words(row, "args").into_iter().map(path))
            .output()
            .unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed);
        let has = |word: &String| printed.contains(word.as_str());
        if output.status.code().map(Value::from).as_ref() != Some(&row["status"])
            || !words(row, "prints").iter().all(has)
            || words(row, "hides").iter().any(has)
        {
            wrong.push(format!("{}: {:?}: {printed}", row["case"], output.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows.len() >= 34);
}

/// A response that states both that a certificate is good and that it is revoked: `verify` refuses it, and `ocsp` prints no other verdict.
#[test]
fn ocsp_prints_what_revokes_where_one_response_states_both() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/reports");
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for (case, status) in [("ocsp-good-and-revoked", "revoked"), ("ocsp-good", "good")] {
        let text = std::fs::read_to_string(folder.join(format!("{case}.pem"))).unwrap();
        let files = split(&text, place.path());
        let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
        command.args(["ocsp", "-noverify"]);
        for (option, kind) in [
            ("-respin", "ocsp"),
            ("-issuer", "untrusted"),
            ("-cert", "target"),
        ] {
            let (_, file) = files.iter().find(|(name, _)| *name == kind).unwrap();
            command.arg(option).arg(file);
        }
        let output = command.output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let line = printed.lines().find(|line| line.ends_with(status));
        assert!(
            output.status.success() && line.is_some(),
            "{case}: {printed}"
        );
        assert_eq!(printed.contains("good"), status == "good", "{printed}");
    }
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

/// The blocks of a case's kind.
fn blocks(label: &str, kind: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/reports");
    let case = std::fs::read_to_string(folder.join(format!("{label}.pem"))).unwrap();
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let files = split(&case, place.path());
    let (_, file) = files.iter().find(|(name, _)| *name == kind).unwrap();
    std::fs::read_to_string(file).unwrap()
}

/// Verifies the leaf of a case under a bundle of roots within 10 seconds of the processor and 256 MiB of addresses; the signatures
/// checked and the steps of the search.
fn work(bundle: &str, valid: bool) -> (u32, u32) {
    const LIMITED: &str = "ulimit -t 10 && ulimit -v 262144 && exec \"$0\" \"$@\"";
    // An emulator needs more of both than the program does. `.ci/platforms` says that there is one.
    let script = match std::env::var_os("CERTWRIGHT_EMULATED") {
        None => LIMITED,
        Some(_) => "exec \"$0\" \"$@\"",
    };
    let label = "dns-wildcard-within-permitted";
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = |name: &str, contents: &str| {
        let file = place.path().join(name);
        std::fs::write(&file, contents).unwrap();
        file
    };
    let output = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_certwright")])
        .args(["verify", "-attime", NOW, "-explain", "-trusted"])
        .arg(file("roots", bundle))
        .arg("-untrusted")
        .arg(file("cas", &blocks(label, "untrusted")))
        .arg(file("target", &blocks(label, "target")))
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(
        output.status.code(),
        Some(if valid { 0 } else { 2 }),
        "{printed}"
    );
    let line = printed
        .lines()
        .find_map(|l| l.strip_prefix("Work: "))
        .unwrap();
    let number = |what: &str| {
        let part = line.split(", ").find(|part| part.ends_with(what)).unwrap();
        part.split(' ').next().unwrap().parse().unwrap()
    };
    (number(" signature checks"), number(" path steps"))
}

/// A bundle of a thousand roots, as programs bring them along: those of other names cost nothing, and a thousand of one name a signature
/// check each.
#[test]
fn a_thousand_roots_are_searched_with_bounded_work() {
    let root = blocks("dns-wildcard-within-permitted", "trusted");
    let der = pem::first(root.as_bytes(), &[]).unwrap().contents.to_vec();
    let places = |pattern: &[u8]| -> Vec<usize> {
        let windows = der.windows(pattern.len()).enumerate();
        windows
            .filter(|(_, w)| *w == pattern)
            .map(|(at, _)| at)
            .collect()
    };
    let names = places(b"\x0c\x04Root");
    assert_eq!(names.len(), 2);
    let key = certwright::x509::CertificateRef::from_der(&der)
        .unwrap()
        .spki
        .key;
    let key = key.as_ptr().addr() - der.as_ptr().addr();
    let (mut others, mut namesakes) = (String::new(), String::new());
    for n in 0..999 {
        let mut other = der.clone();
        for at in &names {
            other[at + 2..at + 6].copy_from_slice(format!("R{n:03}").as_bytes());
        }
        others += &pem::encode(pem::label::CERTIFICATE, &other);
        // Another modulus, within it and odd as it was.
        let mut namesake = der.clone();
        for (at, byte) in format!("{n:03}").bytes().enumerate() {
            namesake[key + 100 + at] ^= byte;
        }
        namesakes += &pem::encode(pem::label::CERTIFICATE, &namesake);
    }
    // The leaf's and the CA's.
    let (signatures, steps) = work(&(others.clone() + &root), true);
    assert_eq!(signatures, 2);
    assert!(steps < 10, "{steps}");
    let (signatures, steps) = work(&(namesakes.clone() + &root), true);
    assert_eq!(signatures, 1 + 1000);
    assert!(steps < 1010, "{steps}");
    // And without the right one.
    assert_eq!(work(&others, false).0, 1);
    assert_eq!(work(&namesakes, false).0, 1 + 999);
}
