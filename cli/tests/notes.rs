//! The notes' commands, word for word, under the name `openssl`: they work, slips are hinted at once each, `-strict`
//! refuses where OpenSSL refuses, and real OpenSSL accepts what came of them (that last part is ignored unless asked for,
//! since it needs OpenSSL).

#[path = "common/mod.rs"]
mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};
use std::sync::LazyLock;

use common::{Shell, text};

const COMMANDS: &str = include_str!("data/notes-commands.txt");
const CONFIG: &str = include_str!("data/notes-openssl.cnf");

/// A command and, per hint that it must give, the words of that hint.
struct Step {
    line: &'static str,
    hints: Vec<Vec<&'static str>>,
}

fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in COMMANDS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        match line.strip_prefix("? ") {
            Some(words) => steps
                .last_mut()
                .unwrap()
                .hints
                .push(words.split(' ').collect()),
            None => steps.push(Step {
                line,
                hints: Vec::new(),
            }),
        }
    }
    steps
}

fn hints(output: &Output) -> Vec<String> {
    text(&output.stderr)
        .lines()
        .filter(|line| line.starts_with("hint: "))
        .map(str::to_owned)
        .collect()
}

/// The folder in which the notes were followed to their end, once for all tests: they make many keys.
fn followed() -> &'static Shell {
    static FOLLOWED: LazyLock<Shell> = LazyLock::new(follow);
    &FOLLOWED
}

fn follow() -> Shell {
    let shell = Shell::new().with("CERTWRIGHT_HINTS", "1");
    fs::write(shell.path("openssl.cnf"), CONFIG).unwrap();
    for step in steps() {
        let output = shell.run(step.line);
        assert!(
            output.status.success(),
            "{}\n{}",
            step.line,
            text(&output.stderr)
        );
        let hints = hints(&output);
        assert_eq!(
            hints.len(),
            step.hints.len(),
            "{}\n{}",
            step.line,
            text(&output.stderr)
        );
        for words in &step.hints {
            let hinted = hints
                .iter()
                .any(|hint| words.iter().all(|word| hint.contains(word)));
            assert!(
                hinted,
                "{}: no hint has the words {words:?}: {hints:?}",
                step.line
            );
        }
    }
    shell
}

/// Every name that the notes make a key for.
fn names() -> Vec<&'static str> {
    let key = |line: &'static str| {
        line.strip_prefix("openssl genrsa -out ")?
            .split_once(".key ")
            .map(|(n, _)| n)
    };
    steps().iter().filter_map(|step| key(step.line)).collect()
}

#[test]
fn every_command_of_the_notes_works_and_hints_once_at_each_slip() {
    let shell = followed();
    for name in names() {
        let mode = fs::metadata(shell.path(&format!("{name}.key")))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{name}.key");
        if name != "my-bank" {
            let line = format!("openssl verify -CAfile ca.crt {name}.crt");
            assert_eq!(text(&shell.run(&line).stdout), format!("{name}.crt: OK\n"));
        }
    }
    assert!(
        text(&fs::read(shell.path("bankpub.pem")).unwrap())
            .starts_with("-----BEGIN PUBLIC KEY-----\n")
    );

    // What was plainly meant by the slips came about.
    let subject = |file: &str| {
        text(
            &shell
                .run(&format!("openssl x509 -noout -subject -in {file}"))
                .stdout,
        )
    };
    assert_eq!(subject("ca.crt"), "subject=CN = KUBERNETES-CA\n");
    assert_eq!(
        subject("admin.crt"),
        "subject=CN = kube-admin, OU = system:masters\n"
    );
    assert_eq!(
        subject("kubelet-client-node02.crt"),
        "subject=CN = system:node:node02, O = system:nodes\n"
    );
    for (command, file) in [
        ("req -noout -text", "apiserver.csr"),
        ("x509 -noout -text", "apiserver.crt"),
    ] {
        let shown = text(&shell.run(&format!("openssl {command} -in {file}")).stdout);
        let names = "DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc.cluster.local, \
                     DNS:kubernetes.default.svc, IP Address:10.96.0.1, IP Address:172.17.0.87\n";
        for what in ["CA:FALSE\n", "Non Repudiation\n", names] {
            assert!(shown.contains(what), "{file} lacks {what}");
        }
    }
    assert!(
        text(&shell.run("openssl x509 -noout -text -in ca.crt").stdout)
            .contains("Version: 1 (0x0)\n")
    );
}

#[test]
fn strict_refuses_the_slips_that_openssl_refuses() {
    /// Commands at which OpenSSL 3.0 stops, each by its slip alone.
    const REFUSED: &[&str] = &[
        "openssl genrsa -in my-bank.key -pubout",
        "openssl req -new -key ca.key -sub /CN=KUBERNETES-CA -out refused.csr",
        "openssl req -new -key apiserver.key -subj /CN=kube-apiserver -out refused.csr -config openssl.cnf",
        "openssl x509 -req -in apiserver.csr -CA ca.crt -CAkey ca.key -out refused.crt -extensions v3_req \
         -extfile openssl.cnf",
    ];
    let shell = followed();
    for line in REFUSED {
        let (head, rest) = line["openssl ".len()..].split_once(' ').unwrap();
        for line in [
            format!("openssl {head} -strict {rest}"),
            format!("CERTWRIGHT_STRICT=1 {line}"),
        ] {
            let output = shell.run(&line);
            assert_eq!(
                output.status.code(),
                Some(1),
                "{line}: {}",
                text(&output.stderr)
            );
            assert_eq!(output.stdout, b"", "{line}");
            assert_eq!(hints(&output), [""; 0], "{line}");
        }
        for made in ["refused.csr", "refused.crt"] {
            assert!(!shell.path(made).exists(), "{line} left {made}");
        }
    }
}

#[test]
#[ignore = "needs OpenSSL"]
fn real_openssl_accepts_every_file_that_the_notes_make() {
    let shell = followed();
    let openssl = |line: &str| {
        let output = Command::new("/usr/bin/openssl")
            .args(line.split(' '))
            .current_dir(shell.dir())
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}\n{}", text(&output.stderr));
        output
    };
    for name in names() {
        let check = openssl(&format!("rsa -in {name}.key -check -noout"));
        assert_eq!(text(&check.stdout), "RSA key ok\n");
        if name == "my-bank" {
            openssl("rsa -pubin -in bankpub.pem -noout -text");
            let public = openssl("rsa -in my-bank.key -pubout").stdout;
            assert_eq!(public, fs::read(shell.path("bankpub.pem")).unwrap());
            continue;
        }
        let verified = openssl(&format!("req -in {name}.csr -verify -noout"));
        assert_eq!(
            text(&verified.stderr),
            "Certificate request self-signature verify OK\n"
        );
        let verified = openssl(&format!("verify -CAfile ca.crt {name}.crt"));
        assert_eq!(text(&verified.stdout), format!("{name}.crt: OK\n"));

        // Both see the same in every file, and the three belong together.
        for line in [
            format!("x509 -in {name}.crt -noout -text"),
            format!("req -in {name}.csr -noout -text"),
            format!("rsa -in {name}.key -noout -text"),
        ] {
            assert_eq!(
                text(&openssl(&line).stdout),
                text(&shell.run(&format!("openssl {line}")).stdout),
                "{line}"
            );
        }
        let moduli = [
            format!("rsa -in {name}.key"),
            format!("req -in {name}.csr"),
            format!("x509 -in {name}.crt"),
        ]
        .map(|line| openssl(&format!("{line} -noout -modulus")).stdout);
        assert!(moduli[0] == moduli[1] && moduli[1] == moduli[2], "{name}");
    }
}

#[test]
#[ignore = "needs OpenSSL"]
fn real_openssl_refuses_what_strict_refuses() {
    let shell = followed();
    for line in [
        "genrsa -in my-bank.key -pubout",
        "req -new -key ca.key -sub /CN=KUBERNETES-CA",
        "req -new -key apiserver.key -subj /CN=kube-apiserver -config openssl.cnf",
        "x509 -req -in apiserver.csr -CA ca.crt -CAkey ca.key -extensions v3_req -extfile openssl.cnf",
    ] {
        let output = Command::new("/usr/bin/openssl")
            .args(line.split(' '))
            .current_dir(shell.dir())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}");
    }
}
