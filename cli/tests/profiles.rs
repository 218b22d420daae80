//! `vectors/profiles` through `verify`: what `-profile` and `-x509_strict` make of a path.

use std::path::Path;
use std::process::Command;

use base64ct::{Base64, Encoding as _};
use certwright::pem;

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/profiles");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

const PROFILES: [&[&str]; 3] = [&[], &["-x509_strict"], &["-profile", "webpki"]];

#[test]
fn verify_gives_the_verdict_of_each_profile() {
    let der: Vec<Vec<u8>> = read("der.txt")
        .lines()
        .map(|line| Base64::decode_vec(line).unwrap())
        .collect();
    let place = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let write = |kind: &str, numbers: &str| {
        let label = match kind {
            "CRLfile" => "X509 CRL",
            _ => "CERTIFICATE",
        };
        let blocks: String = numbers
            .split(',')
            .filter(|n| *n != "-")
            .map(|n| pem::encode(label, &der[n.parse::<usize>().unwrap()]))
            .collect();
        let file = place.path().join(kind);
        (!blocks.is_empty()).then(|| {
            std::fs::write(&file, blocks).unwrap();
            file
        })
    };
    let mut wrong = Vec::new();
    for case in read("cases.txt").lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&str> = case.split('\t').collect();
        let target = write("target", fields[4]).unwrap();
        let others = [("trusted", 5), ("untrusted", 6), ("CRLfile", 7)];
        let others = others.map(|(kind, i)| (kind, write(kind, fields[i])));
        for (options, expected) in PROFILES.iter().zip(&fields[1..4]) {
            if *expected == "-" {
                continue;
            }
            let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
            command
                .arg("verify")
                .args(*options)
                .args(fields[8].split(' '));
            for (kind, file) in &others {
                if let Some(file) = file {
                    command.arg(format!("-{kind}")).arg(file);
                }
            }
            let for_clients = options.contains(&"webpki") && fields[8].contains("sslclient");
            let output = command.arg(&target).output().unwrap();
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
