//! A certification authority on OpenSSL's files: what it writes, and that neither a crash nor a second process hurts it.

#[path = "common/mod.rs"]
mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use common::{Shell, VECTORS_MADE_AT, text, vectors};

const CONFIGURATION: &str = "
[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = newcerts
certificate = ca.pem
private_key = ca.key
serial = serial
crlnumber = crlnumber
default_days = 365
default_crl_days = 30
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
";

/// A new CA in a shell's working folder, and a request to certify.
fn authority() -> Shell {
    let shell = Shell::new().with("SOURCE_DATE_EPOCH", VECTORS_MADE_AT);
    fs::create_dir(shell.path("newcerts")).unwrap();
    for (name, contents) in [
        ("index.txt", ""),
        ("serial", "01\n"),
        ("crlnumber", "01\n"),
        ("ca.cnf", CONFIGURATION),
    ] {
        fs::write(shell.path(name), contents).unwrap();
    }
    let key = vectors().join("keys/rsa2048.pem");
    let made = shell.run(&format!(
        "cp {key} ca.key && openssl req -x509 -key ca.key -subj /CN=CA -days 3650 -out ca.pem && \
         openssl req -new -key ca.key -subj /CN=server -out server.csr",
        key = key.display()
    ));
    assert!(made.status.success(), "{}", text(&made.stderr));
    shell
}

fn succeed(shell: &Shell, line: &str) -> String {
    let output = shell.run(line);
    assert!(output.status.success(), "{line}\n{}", text(&output.stderr));
    text(&output.stdout)
}

/// The serial numbers in the database, the certificates' files and the next number; fails if they contradict.
fn consistent(directory: &Path) -> BTreeSet<String> {
    let index = fs::read_to_string(directory.join("index.txt")).unwrap();
    let rows: Vec<String> = index
        .lines()
        .map(|line| line.split('\t').nth(3).unwrap().to_owned())
        .collect();
    let listed: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!(rows.len(), listed.len(), "a serial number stands twice");
    let files: BTreeSet<String> = fs::read_dir(directory.join("newcerts"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "pem"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(listed, files, "database and certificates differ");
    let next = fs::read_to_string(directory.join("serial")).unwrap();
    let next = u32::from_str_radix(next.trim(), 16).unwrap();
    for serial in &listed {
        assert!(
            u32::from_str_radix(serial, 16).unwrap() < next,
            "the next number was given before"
        );
    }
    listed
}

/// The lines are those that OpenSSL 3.0.22 writes for the same commands.
#[test]
fn issuing_and_revoking_leave_the_database_that_openssl_leaves() {
    let shell = authority();
    let dates = "-startdate 260101000000Z -enddate 20600101000000Z";
    for name in ["a", "b", "c", "d"] {
        succeed(
            &shell,
            &format!("openssl ca -config ca.cnf -batch -in server.csr -subj /CN={name} {dates}"),
        );
    }
    for (serial, how) in [
        ("01", ""),
        ("02", "-crl_reason CACOMPROMISE"),
        ("03", "-crl_compromise 20251224180000Z"),
        ("04", "-crl_hold holdInstructionCallIssuer"),
    ] {
        succeed(
            &shell,
            &format!("openssl ca -config ca.cnf -revoke newcerts/{serial}.pem {how}"),
        );
    }
    assert_eq!(
        fs::read_to_string(shell.path("index.txt")).unwrap(),
        "R\t20600101000000Z\t260101000000Z\t01\tunknown\t/CN=a\n\
         R\t20600101000000Z\t260101000000Z,CACompromise\t02\tunknown\t/CN=b\n\
         R\t20600101000000Z\t260101000000Z,keyTime,20251224180000Z\t03\tunknown\t/CN=c\n\
         R\t20600101000000Z\t260101000000Z,holdInstruction,holdInstructionCallIssuer\t04\tunknown\t/CN=d\n"
    );
    assert_eq!(fs::read_to_string(shell.path("serial")).unwrap(), "05\n");
    assert_eq!(
        fs::read_to_string(shell.path("serial.old")).unwrap(),
        "04\n"
    );
    assert_eq!(
        fs::read_to_string(shell.path("index.txt.attr")).unwrap(),
        "unique_subject = no\n"
    );

    succeed(&shell, "openssl ca -config ca.cnf -gencrl -out crl.pem");
    assert_eq!(fs::read_to_string(shell.path("crlnumber")).unwrap(), "02\n");
    let shown = succeed(&shell, "openssl crl -in crl.pem -noout -text");
    for line in [
        "                CA Compromise",
        "            Invalidity Date: ",
        "                Dec 24 18:00:00 2025 GMT",
        "                Hold Instruction Call Issuer",
        "        Next Update: Jan 31 00:00:00 2026 GMT",
    ] {
        assert!(
            shown.lines().any(|shown| shown == line),
            "no line {line:?} in\n{shown}"
        );
    }
    let checked = shell.run("openssl crl -in crl.pem -noout -CAfile ca.pem");
    assert_eq!(text(&checked.stderr), "verify OK\n");
    let found = succeed(&shell, "openssl crl -in crl.pem -noout -serial 02");
    assert_eq!(
        found,
        "serial 02 was revoked on Jan  1 00:00:00 2026 GMT (CACompromise)\n"
    );
}

#[test]
fn two_processes_at_once_take_turns_and_give_no_number_twice() {
    let shell = authority();
    let loops = "for i in 1 2 3 4 5 6; do openssl ca -config ca.cnf -batch -notext -in server.csr || exit 1; done";
    let start = || {
        let mut command = shell.command(&shell.dir(), loops);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let (mut one, mut other) = (start(), start());
    assert!(one.wait().unwrap().success() && other.wait().unwrap().success());
    assert_eq!(consistent(&shell.dir()).len(), 12);
}

#[test]
fn a_process_killed_at_any_moment_loses_no_certificate_and_doubles_no_number() {
    let shell = authority();
    let binary = env!("CARGO_BIN_EXE_certwright");
    for step in 0..24u64 {
        // `exec`, so that the signal meets certwright and not a shell around it.
        let line = format!("exec {binary} ca -config ca.cnf -batch -notext -in server.csr");
        let mut command = shell.command(&shell.dir(), &line);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(700 * step));
        let _ = child.kill();
        child.wait().unwrap();
    }
    // The next start completes what the last left undone.
    succeed(
        &shell,
        "openssl ca -config ca.cnf -batch -notext -in server.csr",
    );
    assert!(!consistent(&shell.dir()).is_empty());
}

#[test]
fn refusals_change_nothing() {
    let shell = authority();
    fs::write(
        shell.path("strict.cnf"),
        CONFIGURATION.replace("unique_subject = no", "unique_subject = yes"),
    )
    .unwrap();
    succeed(
        &shell,
        "openssl ca -config strict.cnf -batch -in server.csr",
    );
    let before = fs::read_to_string(shell.path("index.txt")).unwrap();
    let mut broken = fs::read_to_string(shell.path("server.csr")).unwrap();
    // A character of the signature, near the end.
    let at = broken.len() - 60;
    let other = if broken.as_bytes()[at] == b'A' {
        "B"
    } else {
        "A"
    };
    broken.replace_range(at..=at, other);
    fs::write(shell.path("broken.csr"), broken).unwrap();
    for (line, said) in [
        (
            "-batch -in server.csr",
            "There is already a certificate for /CN=server",
        ),
        (
            "-batch -in broken.csr",
            "Signature did not match the certificate request in broken.csr",
        ),
        (
            "-batch -in server.csr -subj /O=x",
            "The commonName field needed to be supplied and was missing",
        ),
        ("-batch -in ca.pem", "it holds CERTIFICATE only"),
        ("-batch -in nosuch.csr", "cannot read nosuch.csr"),
        (
            "-batch -in server.csr -outdir nosuch",
            "nosuch needs to be a directory",
        ),
        (
            "-revoke server.csr",
            "could not read a certificate from server.csr",
        ),
        (
            "-revoke ca.pem -crl_reason fun",
            "the reasons are unspecified, keyCompromise",
        ),
        ("-batch -in server.csr -days x", "days"),
        ("", "nothing to do"),
    ] {
        let output = shell.run(&format!("openssl ca -config strict.cnf {line}"));
        assert_eq!(output.status.code(), Some(1), "{line}");
        let stderr = text(&output.stderr);
        assert!(stderr.contains(said), "{line}: {stderr}");
        assert_eq!(
            fs::read_to_string(shell.path("index.txt")).unwrap(),
            before,
            "{line}"
        );
        assert_eq!(
            fs::read_to_string(shell.path("serial")).unwrap(),
            "02\n",
            "{line}"
        );
    }
}
