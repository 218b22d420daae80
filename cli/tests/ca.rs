//! A certification authority on OpenSSL's files: what it writes, and that neither a crash nor a second process hurts it.

#[path = "common/mod.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
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
    for step in 0..24u64 {
        let mut child = issuing(&shell);
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
    for (line, expected) in [
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
        (
            "-batch -in nosuch.csr",
            "Can't open \"nosuch.csr\" for reading",
        ),
        (
            "-batch -in server.csr -outdir nosuch",
            "nosuch needs to be a directory",
        ),
        (
            "-revoke server.csr",
            "Could not read certificate from server.csr",
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
        assert!(stderr.contains(expected), "{line}: {stderr}");
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

/// The journal that this program wrote for a run that was interrupted, with this body.
fn journal(body: &[u8]) -> Vec<u8> {
    use sha2::{Digest as _, Sha256};
    let sum = hex::encode(Sha256::digest(body));
    let head = format!("certwright journal 1\nsha256 {sum}\n");
    [head.as_bytes(), body].concat()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex::encode(Sha256::digest(bytes))
}

fn write_journal(shell: &Shell, contents: &[u8]) {
    let path = shell.path("index.txt.journal");
    let _ = fs::remove_file(&path);
    fs::write(&path, contents).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Everything in the CA's directory, by name.
fn everything(shell: &Shell) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for directory in [shell.dir(), shell.path("newcerts")] {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            // A lock that a killed run left goes with the next run.
            if path.is_file() && path.extension().is_none_or(|extension| extension != "lock") {
                found.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A run stops with one line about the journal, and changes nothing.
fn journal_is_reported(shell: &Shell, expected: &str) {
    let before = everything(shell);
    for command in ["-batch -in server.csr", "-gencrl", "-updatedb"] {
        let output = shell.run(&format!("openssl ca -config ca.cnf {command}"));
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        let lines: Vec<_> = stderr
            .lines()
            .filter(|line| line.contains("journal"))
            .collect();
        assert!(lines.len() == 1 && lines[0].contains(expected), "{stderr}");
        assert!(lines[0].contains("nothing was changed"), "{stderr}");
        assert!(
            everything(shell) == before,
            "{command}: something was changed"
        );
    }
}

#[test]
fn a_journal_that_names_somebody_elses_file_does_not_change_it() {
    let shell = authority();
    let elsewhere = tempfile::tempdir().unwrap();
    let victim = elsewhere.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    let name = victim.display();
    let before = format!("before {}\n", sha256(b""));
    let old_form = format!("{{\"files\":[{{\"path\":\"{name}\",\"contents\":\"evil\"}}]}}");
    write_journal(&shell, old_form.as_bytes());
    journal_is_reported(&shell, "not a journal of this program");
    for role in [
        name.to_string(),
        format!("certificate:{name}"),
        "../victim".into(),
        "ca.key".into(),
    ] {
        let body = format!("{before}{role} 4\nevil");
        write_journal(&shell, &journal(body.as_bytes()));
        journal_is_reported(&shell, "not a file of a CA");
    }
    // The files that a journal may speak of, made to lead elsewhere.
    for (role, file) in [
        ("serial", "serial"),
        ("serial.old", "serial.old"),
        ("attributes", "index.txt.attr"),
        ("database.old", "index.txt.old"),
        ("crlnumber.old", "crlnumber.old"),
    ] {
        let kept = fs::read(shell.path(file));
        let _ = fs::remove_file(shell.path(file));
        symlink(&victim, shell.path(file)).unwrap();
        let body = format!("{before}{role} 4\nevil");
        write_journal(&shell, &journal(body.as_bytes()));
        journal_is_reported(&shell, "not a regular file");
        fs::remove_file(shell.path(file)).unwrap();
        if let Ok(kept) = kept {
            fs::write(shell.path(file), kept).unwrap();
        }
    }
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
}

#[test]
fn a_link_among_the_files_that_a_run_writes_by_itself_is_not_followed() {
    for name in [
        "index.txt.attr",
        "index.txt.old",
        "serial.old",
        "newcerts/01.pem",
        "index.txt.lock",
    ] {
        let shell = authority();
        let victim = shell.path("victim");
        fs::write(&victim, "").unwrap();
        symlink(&victim, shell.path(name)).unwrap();
        let output = shell.run("openssl ca -config ca.cnf -batch -in server.csr");
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "", "{name}");
        assert_eq!(
            fs::read_to_string(shell.path("index.txt")).unwrap(),
            "",
            "{name}"
        );
        assert_eq!(
            fs::read_to_string(shell.path("serial")).unwrap(),
            "01\n",
            "{name}"
        );
    }
}

/// `ca`, which signs a request. Nothing is around it, so that a signal meets certwright and not a shell.
fn issuing(shell: &Shell) -> std::process::Child {
    let binary = env!("CARGO_BIN_EXE_certwright");
    let line = format!("exec {binary} ca -config ca.cnf -batch -notext -in server.csr");
    let mut command = shell.command(&shell.dir(), &line);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// A journal as a run that is killed leaves it: taken from a directory that such a run had.
fn genuine_journal(shell: &Shell) -> Vec<u8> {
    let path = shell.path("index.txt.journal");
    for _ in 0..200 {
        let mut child = issuing(shell);
        while child.try_wait().unwrap().is_none() {
            if path.exists() {
                let _ = child.kill();
            }
        }
        if let Ok(journal) = fs::read(&path) {
            return journal;
        }
    }
    panic!("no run was killed while it had a journal");
}

#[test]
fn a_genuine_journal_is_finished_and_one_with_a_changed_byte_or_behind_a_link_is_not() {
    let shell = authority();
    let genuine = genuine_journal(&shell);
    for at in [0, 30, 100, genuine.len() / 2, genuine.len() - 1] {
        let mut changed = genuine.clone();
        changed[at] ^= 1;
        write_journal(&shell, &changed);
        journal_is_reported(&shell, "journal");
    }
    fs::write(shell.path("elsewhere"), &genuine).unwrap();
    fs::set_permissions(shell.path("elsewhere"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::remove_file(shell.path("index.txt.journal")).unwrap();
    symlink("elsewhere", shell.path("index.txt.journal")).unwrap();
    journal_is_reported(&shell, "not a regular file");
    fs::remove_file(shell.path("index.txt.journal")).unwrap();
    write_journal(&shell, &genuine);
    fs::set_permissions(
        shell.path("index.txt.journal"),
        fs::Permissions::from_mode(0o666),
    )
    .unwrap();
    journal_is_reported(&shell, "others than its owner");

    write_journal(&shell, &genuine);
    let issued = consistent_after(&shell, "-gencrl -out crl.pem");
    assert!(!shell.path("index.txt.journal").exists());
    // The same one again: the database has gone on since.
    succeed(
        &shell,
        "openssl ca -config ca.cnf -batch -notext -in server.csr",
    );
    write_journal(&shell, &genuine);
    journal_is_reported(&shell, "other contents");
    assert_eq!(consistent(&shell.dir()).len(), issued + 1);
}

fn consistent_after(shell: &Shell, options: &str) -> usize {
    succeed(shell, &format!("openssl ca -config ca.cnf {options}"));
    consistent(&shell.dir()).len()
}

#[test]
fn a_number_over_20_bytes_is_refused_and_nothing_is_written() {
    let shell = authority();
    let most = format!("7F{}", "FF".repeat(19));
    let over = [
        "1".repeat(260),
        format!("80{}", "00".repeat(19)),
        format!("01{}", "00".repeat(20)),
        format!("-{}", "1".repeat(260)),
        // The next one would be too long to be written back.
        most.clone(),
    ];
    for number in &over {
        fs::write(shell.path("serial"), format!("{number}\n")).unwrap();
        fs::write(shell.path("crlnumber"), format!("{number}\n")).unwrap();
        fs::write(shell.path("ca.srl"), format!("{number}\n")).unwrap();
        let before = everything(&shell);
        for line in [
            "ca -config ca.cnf -batch -in server.csr",
            "ca -config ca.cnf -gencrl -out crl.pem",
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAserial ca.srl -out out.pem",
        ] {
            // Where a serial file is counted before it is used, a negative number is not one.
            let output = shell.run(&format!("openssl {line}"));
            let stderr = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{line}: {stderr}");
            let negative = number.starts_with('-') && line.starts_with("x509");
            assert!(
                negative || stderr.contains("at most 20"),
                "{line}: {stderr}"
            );
            assert!(
                everything(&shell) == before,
                "{line}: something was changed"
            );
        }
    }
    for line in [
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -out out.pem",
        "req -x509 -key ca.key -subj /CN=a -out out.pem",
        "x509 -new -key ca.key -subj /CN=a -out out.pem",
    ] {
        let before = everything(&shell);
        for number in [&over[0], &over[1], &over[2]] {
            let output = shell.run(&format!("openssl {line} -set_serial 0x{number}"));
            let stderr = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{line}: {stderr}");
            assert!(stderr.contains("at most 20"), "{line}: {stderr}");
            assert!(
                everything(&shell) == before,
                "{line}: something was changed"
            );
        }
        succeed(&shell, &format!("openssl {line} -set_serial 0x{most}"));
        fs::remove_file(shell.path("out.pem")).unwrap();
    }
    // The CA goes on once its files are right.
    fs::write(shell.path("serial"), "01\n").unwrap();
    succeed(&shell, "openssl ca -config ca.cnf -batch -in server.csr");
    assert_eq!(consistent(&shell.dir()).len(), 1);
}

#[test]
fn lines_that_are_not_utf8_stay_as_they_are() {
    let shell = authority();
    let lines = b"V\t20600101000000Z\t\t0A\tunknown\t/CN=M\xfcller\n\
        R\t20600101000000Z\t260101000000Z\t0B\tunkn\xf8wn\t/CN=\xff\xfe\r\n";
    fs::write(shell.path("index.txt"), lines).unwrap();
    succeed(&shell, "openssl ca -config ca.cnf -batch -in server.csr");
    let after = fs::read(shell.path("index.txt")).unwrap();
    assert!(after.starts_with(lines) && after.len() > lines.len());
    assert_eq!(fs::read(shell.path("index.txt.old")).unwrap(), lines);
    // The journal keeps them, too.
    let shell = authority();
    fs::write(shell.path("index.txt"), lines).unwrap();
    genuine_journal(&shell);
    succeed(&shell, "openssl ca -config ca.cnf -gencrl -out crl.pem");
    assert!(
        fs::read(shell.path("index.txt"))
            .unwrap()
            .starts_with(lines)
    );
}

#[test]
fn a_ca_that_cannot_sign_leaves_the_database_as_it_is() {
    let shell = authority();
    let row = "V\t200101000000Z\t\t05\tunknown\t/CN=expired\n";
    fs::write(shell.path("index.txt"), row).unwrap();
    fs::write(
        shell.path("other.pem"),
        fs::read(shell.path("ca.pem")).unwrap(),
    )
    .unwrap();
    let before = everything(&shell);
    for line in [
        "-updatedb -keyfile nope",
        "-updatedb -gencrl -keyfile nope",
        "-updatedb -gencrl -cert nope",
        "-updatedb -batch -keyfile nope -in server.csr",
    ] {
        let output = shell.run(&format!("openssl ca -config ca.cnf {line}"));
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert!(
            everything(&shell) == before,
            "{line}: something was changed"
        );
    }
    succeed(&shell, "openssl ca -config ca.cnf -updatedb");
    let index = fs::read_to_string(shell.path("index.txt")).unwrap();
    assert!(index.starts_with("E\t200101000000Z"), "{index}");
    // -selfsign needs no certificate, and signs with none where -gencrl brings one.
    succeed(
        &shell,
        "openssl ca -config ca.cnf -batch -selfsign -cert nope -in server.csr",
    );
    succeed(
        &shell,
        "openssl ca -config ca.cnf -batch -selfsign -gencrl -out both -in server.csr",
    );
}

#[test]
fn the_lock_file_goes_with_the_command_and_one_left_behind_stops_nobody() {
    let shell = authority();
    let lock = shell.path("index.txt.lock");
    for (line, works) in [
        ("-batch -in server.csr", true),
        ("-batch -in nosuch.csr", false),
        ("", false),
        ("-gencrl -out crl.pem", true),
        ("-updatedb", true),
        ("-revoke nosuch.pem", false),
        ("-in server.csr", true),
    ] {
        // As `kill -9` leaves it.
        fs::write(&lock, "").unwrap();
        let output = shell.run(&format!("openssl ca -config ca.cnf {line}"));
        assert_eq!(output.status.success(), works, "{line}");
        assert!(!lock.exists(), "{line}");
    }
    fs::write(shell.path("index.txt"), "nonsense\n").unwrap();
    assert!(
        !shell
            .run("openssl ca -config ca.cnf -gencrl")
            .status
            .success()
    );
    assert!(!lock.exists());
}

#[test]
fn whoever_asks_by_a_signed_public_key_has_no_file_and_no_environment_certified() {
    let shell = authority();
    fs::write(shell.path("other"), "CN=included\n").unwrap();
    succeed(
        &shell,
        "openssl spkac -key ca.key -challenge word -out spkac",
    );
    let line = "openssl ca -config ca.cnf -batch -spkac asked -out out.der";
    for hostile in [
        "CN=$ENV::HOME",
        "CN=${ENV::HOME}",
        "CN=x\n[ENV]\nO=$HOME",
        "CN=x\n.include other",
        ".include = $ENV::HOME/other\nCN=x",
    ] {
        succeed(
            &shell,
            &format!("{{ cat spkac; printf '%s\\n' '{hostile}'; }} > asked"),
        );
        let done = shell.run(line);
        let printed = text(&done.stderr);
        assert_eq!(done.status.code(), Some(1), "{hostile}: {printed}");
        assert!(
            printed.contains("is refused: the file is not this machine's own"),
            "{hostile}: {printed}"
        );
        assert!(consistent(&shell.dir()).is_empty() && !shell.path("out.der").exists());
        assert!(!shell.run("openssl spkac -in asked").status.success());
    }
    succeed(&shell, "{ cat spkac; echo CN=asked; } > asked");
    succeed(&shell, line);
    let subject = succeed(
        &shell,
        "openssl x509 -inform DER -in out.der -noout -subject",
    );
    assert_eq!(subject, "subject=CN = asked\n");
}
