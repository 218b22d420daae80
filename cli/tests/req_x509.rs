//! `req` and `x509`: what they make against what OpenSSL made, how they report slips, and what they refuse.

#[path = "common/mod.rs"]
mod common;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Output;

use common::Shell;

/// A folder with the vectors' key and configurations, and `openssl` for certwright's name.
fn shell() -> Shell {
    let shell = Shell::new()
        .with("SOURCE_DATE_EPOCH", "1767225600")
        .with("CERTWRIGHT_HINTS", "1")
        .with("OPENSSL_CONF", "");
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/req")).unwrap()
    {
        let file = file.unwrap();
        fs::copy(
            file.path(),
            shell.path(&file.file_name().into_string().unwrap()),
        )
        .unwrap();
    }
    shell
}

fn ok(shell: &Shell, line: &str) -> Output {
    let done = shell.run(line);
    assert!(
        done.status.success(),
        "{line}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    done
}

fn out(shell: &Shell, line: &str) -> String {
    String::from_utf8(ok(shell, line).stdout).unwrap()
}

/// Standard error of a command that must succeed.
fn stderr(shell: &Shell, line: &str) -> String {
    String::from_utf8(ok(shell, line).stderr).unwrap()
}

/// The one line that a command must fail with.
fn refusal(shell: &Shell, line: &str) -> String {
    let done = shell.run(line);
    let message = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{line}: {message}");
    assert_eq!(message.lines().count(), 1, "{line}: {message}");
    message
}

#[test]
fn every_recorded_request_comes_out_as_openssl_printed_it() {
    let shell = shell();
    let recorded = fs::read(shell.path("recorded.txt")).unwrap();
    let commands = fs::read_to_string(shell.path("commands.txt")).unwrap();
    let (mut printed, mut failed) = (Vec::new(), String::new());
    for line in commands.lines() {
        let (command, answers) = line.split_once(" <<< ").unwrap_or((line, ""));
        fs::File::create(shell.path("answers"))
            .unwrap()
            .write_all(answers.replace("\\n", "\n").as_bytes())
            .unwrap();
        let done = shell.run(&format!("CERTWRIGHT_STRICT=1 openssl {command} < answers"));
        writeln!(printed, "$ {line}").unwrap();
        printed.extend(done.stdout);
        if !done.status.success() {
            let message = String::from_utf8_lossy(&done.stderr);
            failed += &format!("{line}: {}, {message}", done.status);
        }
        if !answers.is_empty() || command.contains("-batch") {
            printed.extend(b"standard error:\n");
            printed.extend(done.stderr);
            printed.push(b'\n');
        }
    }
    let lines = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .lines()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (lines(&printed), lines(&recorded));
    let mut command = String::new();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        if theirs.starts_with('$') {
            command.clone_from(theirs);
        }
        assert_eq!(ours, theirs, "in {command}; what failed: {failed}");
    }
    assert_eq!(ours.len(), theirs.len(), "{failed}");
}

#[test]
fn slips_that_are_plain_get_a_hint_and_strictness_refuses_them() {
    let shell = shell();
    let missing =
        "[req]\ndistinguished_name = gone\nreq_extensions = v\n[v]\nbasicConstraints = CA:False\n";
    fs::write(shell.path("missing.cnf"), missing).unwrap();
    let line = "openssl req -new -key key.pem -subj /CN=x -config missing.cnf -out x.csr";
    let hints = stderr(&shell, line);
    assert_eq!(
        hints.lines().filter(|l| l.starts_with("hint: ")).count(),
        2,
        "{hints}"
    );
    assert!(
        hints.contains("distinguished_name = gone") && hints.contains("CA:FALSE"),
        "{hints}"
    );
    fs::remove_file(shell.path("x.csr")).unwrap();
    assert!(refusal(&shell, &format!("{line} -strict")).contains("gone"));
    assert!(!shell.path("x.csr").exists());

    let group = stderr(
        &shell,
        "openssl req -new -key key.pem -subj /CN=a/OU=system:masters -out g.csr",
    );
    assert!(group.contains("write /O=system:masters"), "{group}");
    let right = stderr(
        &shell,
        "openssl req -new -key key.pem -subj /CN=a/O=system:masters -out g.csr",
    );
    assert!(!right.contains("hint:"), "{right}");
    let first = stderr(
        &shell,
        "openssl x509 -req -in g.csr -signkey key.pem -out g.crt",
    );
    assert!(first.contains("version 1"), "{first}");
    let strict = stderr(
        &shell,
        "openssl x509 -req -in g.csr -signkey key.pem -out g.crt -strict",
    );
    assert_eq!(
        strict,
        "Certificate request self-signature ok\nsubject=CN = a, O = system:masters\n"
    );
}

#[test]
fn a_serial_file_counts_and_is_made_only_where_it_is_asked_for() {
    let shell = shell();
    ok(
        &shell,
        "openssl req -x509 -key key.pem -subj /CN=ca -out ca.pem",
    );
    ok(
        &shell,
        "openssl req -new -key key.pem -subj /CN=x -out x.csr",
    );
    let sign = "openssl x509 -req -in x.csr -CA ca.pem -CAkey key.pem";
    ok(&shell, &format!("{sign} -out x.crt"));
    assert!(!shell.path("ca.srl").exists());
    ok(&shell, &format!("{sign} -out x.crt -CAcreateserial"));
    let random = fs::read_to_string(shell.path("ca.srl")).unwrap();
    assert_eq!(
        out(&shell, "openssl x509 -in x.crt -noout -serial"),
        format!("serial={random}")
    );
    for (before, after) in [("0F", "10"), ("FF", "0100"), ("1", "02")] {
        fs::write(shell.path("ca.srl"), format!("{before}\n")).unwrap();
        ok(&shell, &format!("{sign} -out x.crt"));
        assert_eq!(
            out(&shell, "openssl x509 -in x.crt -noout -serial"),
            format!("serial={after}\n")
        );
        assert_eq!(
            fs::read_to_string(shell.path("ca.srl")).unwrap(),
            format!("{after}\n")
        );
    }
    fs::write(shell.path("ca.srl"), "nonsense\n").unwrap();
    let done = shell.run(&format!("{sign} -out y.crt"));
    assert_eq!(done.status.code(), Some(1));
    assert!(!shell.path("y.crt").exists());
    // A run that fails after the number was taken does not use it up.
    fs::write(shell.path("ca.srl"), "20\n").unwrap();
    shell.run(&format!("{sign} -out y.crt -sigopt nonsense:1"));
    assert_eq!(fs::read_to_string(shell.path("ca.srl")).unwrap(), "20\n");
}

#[test]
fn what_is_wrong_is_reported_in_one_line_and_nothing_is_written() {
    let shell = shell();
    ok(
        &shell,
        "openssl req -x509 -key key.pem -subj /CN=ca -out ca.pem",
    );
    ok(
        &shell,
        "openssl req -new -key key.pem -subj /CN=x -out x.csr",
    );
    ok(&shell, "openssl genrsa -out other.pem 1024 2>/dev/null");
    let mut broken = fs::read_to_string(shell.path("x.csr")).unwrap();
    // The byte changed stands in the subject's common name.
    broken = broken.replacen("DAF4", "DAF5", 1);
    fs::write(shell.path("broken.csr"), broken).unwrap();
    let cases = [
        (
            "req -new -key key.pem -subj CN=x",
            "does not begin with '/'",
        ),
        (
            "req -new -key key.pem -subj /C=USA",
            "too long: 3 characters where at most 2 are allowed",
        ),
        (
            "req -new -key key.pem -subj /CN=x -addext subjectAltName=IP:10.0.0",
            "\"10.0.0\" is not an IP address",
        ),
        (
            "req -new -key key.pem -subj /CN=x -addext subjectAltName=dns:a",
            "\"dns\" is written DNS",
        ),
        (
            "req -new -key key.pem -subj /CN=x -addext keyUsage=digitalSignatur",
            "did you mean digitalSignature?",
        ),
        (
            "req -new -key key.pem -subj /CN=x -addext subjectAltNam=DNS:a",
            "did you mean subjectAltName?",
        ),
        (
            "req -new -key key.pem -subj /CN=x -reqexts nothing",
            "there is no section [nothing]",
        ),
        (
            "req -new -key ca.pem -subj /CN=x",
            "this is a certificate, not a private key",
        ),
        (
            "req -newkey rsa:many -subj /CN=x -noenc -keyout new.key",
            "\"many\" is not a number of bits",
        ),
        (
            "req -newkey ec:P-256 -subj /CN=x -noenc -keyout new.key",
            "RSA keys only",
        ),
        (
            "req -batch -newkey rsa:2048 -subj /CN=x -noenc -keyout new.key -addext subjectAltName=IP:10.0.0",
            "\"10.0.0\" is not an IP address",
        ),
        ("req -in ca.pem -noout -text", "it holds CERTIFICATE only"),
        (
            "x509 -in x.csr -noout -text",
            "it holds CERTIFICATE REQUEST only",
        ),
        (
            "x509 -req -in broken.csr -signkey key.pem",
            "is not signed by the key in it",
        ),
        (
            "x509 -req -in x.csr -CA ca.pem -CAkey other.pem",
            "CA certificate and CA private key do not match",
        ),
        ("x509 -req -in x.csr", "give -key, or -CA and -CAkey"),
        (
            "x509 -req -in x.csr -signkey key.pem -extfile extensions.cnf -extensions gone",
            "no section [gone]",
        ),
        (
            "x509 -in ca.pem -noout -checkip 10.0.0",
            "not an IP address",
        ),
        (
            "x509 -in ca.pem -noout -subject -nameopt nonsense",
            "\"nonsense\" is not a name option",
        ),
        ("x509 -in gone.pem -noout", "gone.pem"),
    ];
    for (line, expected) in cases {
        let message = refusal(&shell, &format!("openssl {line} -out made"));
        assert!(message.contains(expected), "{line}: {message}");
        assert!(
            !shell.path("made").exists() && !shell.path("new.key").exists(),
            "{line}"
        );
    }
}

#[test]
fn a_certificate_is_issued_with_the_extensions_of_its_request_only_where_asked() {
    let shell = shell();
    ok(
        &shell,
        "openssl req -x509 -key key.pem -subj /CN=ca -out ca.pem",
    );
    ok(
        &shell,
        "openssl req -newkey rsa:1024 -noenc -keyout x.key -subj /CN=x -addext subjectAltName=DNS:a -out x.csr",
    );
    let sign = "openssl x509 -req -in x.csr -CA ca.pem -CAkey key.pem -out x.crt";
    ok(&shell, sign);
    let text = out(&shell, "openssl x509 -in x.crt -noout -text");
    assert!(text.contains("Version: 1 (0x0)") && !text.contains("DNS:a"));
    ok(&shell, &format!("{sign} -copy_extensions copy"));
    let text = out(&shell, "openssl x509 -in x.crt -noout -text");
    assert!(text.contains("Version: 3 (0x2)") && text.contains("DNS:a"));
    // With extensions come the key identifiers, the authority's since another key signs.
    assert!(
        text.contains("X509v3 Subject Key Identifier")
            && text.contains("X509v3 Authority Key Identifier")
    );
    let none =
        "[n]\nsubjectKeyIdentifier = none\nauthorityKeyIdentifier = none\nkeyUsage = cRLSign\n";
    fs::write(shell.path("none.cnf"), none).unwrap();
    ok(&shell, &format!("{sign} -extfile none.cnf -extensions n"));
    let text = out(&shell, "openssl x509 -in x.crt -noout -text");
    assert!(text.contains("CRL Sign") && !text.contains("Key Identifier"));
}

#[test]
fn host_names_match_as_openssl_matches_them() {
    let shell = shell();
    let names = "DNS:*.a.example,DNS:b.example,DNS:w*.c.example,IP:10.0.0.1";
    ok(
        &shell,
        &format!(
            "openssl req -x509 -key key.pem -subj /CN=cn.example -addext subjectAltName={names} -out s.pem"
        ),
    );
    ok(
        &shell,
        "openssl req -x509 -key key.pem -subj /CN=cn.example -out cn.pem",
    );
    let cases = [
        ("s.pem", "x.a.example", true),
        ("s.pem", "X.A.EXAMPLE", true),
        ("s.pem", "a.example", false),
        ("s.pem", "x.y.a.example", false),
        ("s.pem", "b.example", true),
        ("s.pem", "www.c.example", true),
        ("s.pem", "xww.c.example", false),
        ("s.pem", "cn.example", false),
        ("cn.pem", "cn.example", true),
        ("s.pem", "10.0.0.1", false),
    ];
    for (file, host, fits) in cases {
        let verdict = if fits { "does match" } else { "does NOT match" };
        let expected = format!("Hostname {host} {verdict} certificate\n");
        assert_eq!(
            out(
                &shell,
                &format!("openssl x509 -in {file} -noout -checkhost {host}")
            ),
            expected
        );
    }
    let ip = out(&shell, "openssl x509 -in s.pem -noout -checkip 10.0.0.1");
    assert_eq!(ip, "IP 10.0.0.1 does match certificate\n");
}

#[test]
fn a_salt_or_a_cipher_of_one_s_own_choice_is_taken() {
    let shell = shell();
    ok(&shell, "printf text > m");
    // OpenSSL 3.2's -saltlen: the salt stands behind eight bytes, and whoever reads has to give its length.
    ok(
        &shell,
        "openssl enc -aes-128-cbc -pbkdf2 -saltlen 16 -k pw -in m -out c",
    );
    assert_eq!(std::fs::read(shell.path("c")).unwrap().len(), 8 + 16 + 16);
    let read = "openssl enc -d -aes-128-cbc -pbkdf2 -k pw -in c";
    assert_eq!(out(&shell, &format!("{read} -saltlen 16")), "text");
    assert!(!shell.run(read).status.success());
    assert!(
        refusal(&shell, "openssl enc -aes-128-cbc -pbkdf2 -saltlen 17 -k pw").contains("1 to 16")
    );
    // OpenSSL 3.5's -cipher and -quiet.
    let made = ok(
        &shell,
        "openssl req -new -newkey rsa:2048 -cipher camellia-128-cbc -quiet -passout pass:pw -keyout k.pem -subj /CN=x -out r",
    );
    assert!(!common::text(&made.stderr).contains("+++"), "{made:?}");
    let shown = out(&shell, "openssl asn1parse -in k.pem");
    assert!(shown.contains("camellia-128-cbc"), "{shown}");
}

#[test]
fn names_and_numbers_that_newer_options_give_are_taken() {
    let shell = shell();
    ok(&shell, "openssl genrsa -out k.pem 2048");
    // x509 -set_issuer and -set_subject came with OpenSSL 3.2, prime -in with 3.5.
    ok(
        &shell,
        "openssl x509 -new -key k.pem -set_issuer /CN=i -set_subject /CN=s -out x.pem",
    );
    assert_eq!(
        out(&shell, "openssl x509 -in x.pem -noout -issuer -subject"),
        "issuer=CN = i\nsubject=CN = s\n"
    );
    assert_eq!(
        out(&shell, "printf '17\\n21\\n' > n; openssl prime -in n"),
        "11 (17) is prime\n15 (21) is not prime\n"
    );
}

#[test]
fn a_key_is_kept_where_the_request_goes_to_its_file_by_another_name() {
    let shell = shell();
    std::os::unix::fs::symlink("linked", shell.path("link")).unwrap();
    for (key, request) in [("both", "./both"), ("linked", "link")] {
        ok(
            &shell,
            &format!(
                "openssl req -newkey rsa:2048 -nodes -subj /CN=x -keyout {key} -out {request}"
            ),
        );
        let made = fs::read_to_string(shell.path(key)).unwrap();
        let begins = made.matches("-----BEGIN ").count();
        assert_eq!(begins, 2, "{made}");
        assert!(made.starts_with("-----BEGIN PRIVATE KEY-----"), "{made}");
        ok(&shell, &format!("openssl req -in {key} -verify -key {key}"));
    }
}
