//! A private key never reaches a message: every command gets private keys that are damaged, re-encoded or in the wrong place,
//! through every option by which it reads a file, and nothing that it prints holds twelve bytes of the key in a row.
//!
//! The commands and their options come from the program's own tables, so a new one is tried without a line here.

#[path = "common/mod.rs"]
mod common;
#[path = "key_leak/damage.rs"]
mod damage;
#[path = "key_leak/secret.rs"]
mod secret;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{Shell, text};
use damage::{Damaged, PASSWORD, WRONG_PASSWORD};
use secret::Secret;

/// Makes the keys and what the commands need beside them.
const MAKE: &str = "set -e
    exec 2>make.log
    openssl genrsa -out key.pem 1024
    openssl rsa -in key.pem -traditional -out traditional.pem
    openssl rsa -in key.pem -traditional -outform DER -out key.der
    openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out pkcs8.der
    openssl pkcs8 -topk8 -in key.pem -passout pass:correct-horse-4711 -iter 100 -out encrypted.pem
    openssl pkcs8 -topk8 -in key.pem -passout pass:correct-horse-4711 -iter 100 -outform DER -out encrypted.der
    openssl rsa -in key.pem -traditional -aes128 -passout pass:correct-horse-4711 -out legacy.pem
    openssl genrsa -out other.pem 1024
    openssl rsa -in other.pem -pubout -out public.pem
    openssl pkcs8 -topk8 -in other.pem -passout pass:correct-horse-4711 -iter 100 -out other-encrypted.pem
    printf 'a message' >message
    openssl dgst -sha256 -binary -out digest message
    openssl dgst -sha256 -sign other.pem -out signature message
    openssl pkeyutl -encrypt -pubin -inkey public.pem -in message -out ciphertext
    printf '[x]\nbasicConstraints = critical, CA:false\n' >extensions.cnf
    printf '[req]\nprompt = no\ndistinguished_name = dn\n[dn]\nCN = server\n' >request.cnf
    openssl req -new -config request.cnf -key other.pem -out request.pem
    openssl req -x509 -key other.pem -subj /CN=CA -days 3650 -out ca.pem
    openssl x509 -req -in request.pem -CA ca.pem -CAkey other.pem -days 365 -set_serial 7 -out certificate.pem
    printf 'oid_file = $ENV::OIDS\n[ca]\ndefault_ca = here\n[here]\ndatabase = $ENV::DATABASE\nnew_certs_dir = newcerts\n\
certificate = $ENV::CERTIFICATE\nprivate_key = $ENV::PRIVATE_KEY\nserial = $ENV::SERIAL\ncrlnumber = $ENV::CRLNUMBER\n\
default_days = 365\ndefault_crl_days = 30\ndefault_md = sha256\npolicy = anything\nunique_subject = no\n[anything]\n\
commonName = supplied\n.include $ENV::INCLUDE\n' >ca.cnf
    touch include.cnf
    printf 'V\t300101000000Z\t\t05\tunknown\t/CN=one\n' >index.txt
    echo 07 >serial
    echo 01 >crlnumber
    printf '1.2.3.4.5 shortName longer name\n' >oids
    openssl pkcs12 -export -inkey other.pem -in ca.pem -passout pass:correct-horse-4711 -iter 100 -out other.p12
    openssl crl2pkcs7 -nocrl -certfile ca.pem -out carried.p7b
    mkdir newcerts
    openssl ca -config ca.cnf -gencrl -out list.pem
    printf 'asn1 = SEQUENCE:s\n[s]\na = INTEGER:1\n' >asn1.cnf";

/// Command lines that succeed. A damaged file takes the place of each file that an option names in one of them; an option
/// that stands in none is added to the first of its command's.
const WHOLE: &[&str] = &[
    "asn1parse -in certificate.pem",
    "asn1parse -in certificate.pem -oid oids",
    "asn1parse -genconf asn1.cnf",
    "ca -config ca.cnf -batch -notext -in request.pem",
    "ca -config ca.cnf -batch -notext -ss_cert ca.pem -cert ca.pem -keyfile other.pem",
    "ca -config ca.cnf -gencrl",
    "ca -config ca.cnf -status 05",
    "ca -config ca.cnf -revoke certificate.pem",
    "crl -in list.pem -noout -CAfile ca.pem",
    "crl -in list.pem -gendelta list.pem -key other.pem",
    "dgst -sha256 message",
    "dgst -sha256 -sign other.pem message",
    "dgst -sha256 -verify public.pem -signature signature message",
    "dgst -sha256 -prverify other.pem -signature signature message",
    "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:512",
    "pkcs12 -in other.p12 -passin pass:correct-horse-4711 -nokeys",
    "pkcs12 -export -inkey other.pem -in ca.pem -certfile certificate.pem -chain -CAfile ca.pem -untrusted certificate.pem -passout pass:x",
    "crl2pkcs7 -in list.pem -certfile ca.pem",
    "pkcs7 -print_certs -in carried.p7b",
    "pkcs8 -topk8 -nocrypt -in other.pem",
    "pkcs8 -in other.pem",
    "pkey -noout -check -in other.pem",
    "pkey -pubin -noout -in public.pem",
    "pkeyutl -sign -in digest -inkey other.pem",
    "pkeyutl -verify -pubin -inkey public.pem -in digest -sigfile signature",
    "pkeyutl -verify -certin -inkey ca.pem -in digest -sigfile signature",
    "pkeyutl -decrypt -in ciphertext -inkey other.pem",
    "req -noout -verify -in request.pem",
    "req -new -subj /CN=x -key other.pem",
    "req -new -batch -config request.cnf -key other.pem",
    "req -x509 -in request.pem -key other.pem -config request.cnf",
    "req -x509 -in request.pem -CA ca.pem -CAkey other.pem",
    "rsa -noout -check -in other.pem",
    "rsa -pubin -noout -in public.pem",
    "rsautl -sign -in message -inkey other.pem",
    "rsautl -verify -pubin -inkey public.pem -in signature",
    "rsautl -verify -certin -inkey ca.pem -in signature",
    "verify -CAfile ca.pem certificate.pem",
    "verify -partial_chain -trusted ca.pem -untrusted certificate.pem -CRLfile list.pem certificate.pem",
    "x509 -noout -text -in certificate.pem",
    "x509 -in certificate.pem -signkey other.pem -extfile extensions.cnf",
    "x509 -req -in request.pem -CA ca.pem -CAkey other.pem -CAserial serial -extfile extensions.cnf",
    "x509 -new -subj /CN=x -key other.pem -force_pubkey public.pem",
];

/// What the CA's configuration takes from the environment.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("DATABASE", "index.txt"),
    ("CERTIFICATE", "ca.pem"),
    ("PRIVATE_KEY", "other.pem"),
    ("SERIAL", "serial"),
    ("CRLNUMBER", "crlnumber"),
    ("OIDS", "oids"),
    ("INCLUDE", "include.cnf"),
];

/// What stands for the damaged file in a line, its copy's name for the journal, and the folder that holds it by its hash.
const FILE: &str = "@FILE";
const JOURNALED: &str = "@JOURNALED";
const FOLDER: &str = "@FOLDER";

/// A command line that reads the damaged file.
#[derive(Debug)]
struct Line {
    words: Vec<String>,
    environment: Vec<(&'static str, &'static str)>,
    /// Whether the command prints a key that it could read, as it is asked to.
    prints_keys: bool,
    takes_passin: bool,
}

/// An option of a command and the sign of what it takes.
fn options(shell: &Shell, command: &str) -> Vec<(String, String)> {
    let listed = shell.run(&format!("certwright list -options '{command}'"));
    assert!(
        listed.status.success(),
        "{command}: {}",
        text(&listed.stderr)
    );
    let pair = |line: &str| {
        line.split_once(' ')
            .map(|(name, sign)| (name.to_owned(), sign.to_owned()))
    };
    text(&listed.stdout).lines().filter_map(pair).collect()
}

/// Every line, and the commands that it is made for.
fn lines(shell: &Shell) -> Vec<Line> {
    let commands = text(&shell.run("certwright list -1 -commands").stdout);
    let commands: Vec<&str> = commands.lines().collect();
    assert!(commands.len() >= 20, "{commands:?}");
    for line in WHOLE {
        let command = line.split(' ').next().unwrap();
        assert!(commands.contains(&command), "{command} is not a command");
    }
    let mut lines = Vec::new();
    for &command in &commands {
        let options = options(shell, command);
        let has = |wanted: &str| options.iter().any(|(name, _)| name == wanted);
        let mut add = |rest: &[&str], environment: &[(&'static str, &'static str)]| {
            let words = command
                .split(' ')
                .chain(rest.iter().copied())
                .map(str::to_owned)
                .collect();
            lines.push(Line {
                words,
                environment: environment.to_vec(),
                prints_keys: matches!(command, "asn1parse" | "pkcs8" | "pkey" | "rsa"),
                takes_passin: has("passin"),
            });
        };
        let whole: Vec<Vec<&str>> = WHOLE
            .iter()
            .map(|line| line.split(' ').collect::<Vec<_>>())
            .filter(|words| words[0] == command)
            .map(|words| words[1..].to_vec())
            .collect();
        for (name, sign) in &options {
            let dashed = format!("-{name}");
            match sign.as_str() {
                "<" => {
                    let mut stands = false;
                    for words in &whole {
                        if let Some(at) = words.iter().position(|word| *word == dashed) {
                            let mut words = words.clone();
                            words[at + 1] = FILE;
                            add(&words, &[]);
                            stands = true;
                        }
                    }
                    if !stands {
                        add(&[&dashed, FILE], &[]);
                        let words = whole.first().map_or(&[][..], Vec::as_slice);
                        add(&[&[dashed.as_str(), FILE], words].concat(), &[]);
                    }
                }
                "/" if name.starts_with("CA") => {
                    for words in whole.iter().filter(|words| words.contains(&"other.pem")) {
                        let words: Vec<_> = words
                            .iter()
                            .filter(|w| **w != "-CAfile" && **w != "ca.pem")
                            .copied()
                            .collect();
                        add(
                            &[&[dashed.as_str(), FOLDER], words.as_slice()].concat(),
                            &[],
                        );
                    }
                }
                // A source of a pass phrase, for a key that needs one.
                "s" if name.starts_with("pass") => {
                    let source = format!("file:{FILE}");
                    for words in whole.iter().filter(|words| words.contains(&"other.pem")) {
                        let words: Vec<_> = words
                            .iter()
                            .map(|w| {
                                if *w == "other.pem" {
                                    "other-encrypted.pem"
                                } else {
                                    w
                                }
                            })
                            .collect();
                        add(
                            &[&[dashed.as_str(), &source], words.as_slice()].concat(),
                            &[],
                        );
                    }
                }
                _ => {}
            }
        }
        match command {
            "ca" => {
                for variable in ENVIRONMENT {
                    let given = [(variable.0, FILE)];
                    add(
                        &[
                            "-config",
                            "ca.cnf",
                            "-batch",
                            "-notext",
                            "-in",
                            "request.pem",
                        ],
                        &given,
                    );
                    add(&["-config", "ca.cnf", "-gencrl"], &given);
                }
                add(
                    &["-config", "ca.cnf", "-gencrl"],
                    &[("DATABASE", JOURNALED)],
                );
                add(&["-config", "ca.cnf", "-batch", FILE], &[]);
            }
            "req" => add(
                &["-new", "-key", "other.pem", "-subj", "/CN=x"],
                &[("OPENSSL_CONF", FILE)],
            ),
            "pkeyutl" => {
                let secret = format!("rsa_padding_mode:file:{FILE}");
                add(
                    &[
                        "-sign",
                        "-in",
                        "digest",
                        "-inkey",
                        "other.pem",
                        "-pkeyopt_passin",
                        &secret,
                    ],
                    &[],
                );
            }
            "verify" => add(&["-CAfile", "ca.pem", FILE], &[]),
            "dgst" => add(&["-sha256", FILE], &[]),
            _ => {}
        }
        // Standard input, for a command that reads one.
        if has("in") || matches!(command, "verify" | "dgst") {
            add(&[], &[]);
        }
    }
    lines
}

/// What a run printed that it may not print.
fn run(
    line: &Line,
    damaged: &Damaged,
    files: &Path,
    folder: &Path,
    secret: &Secret,
) -> Option<String> {
    let file = files.join(damaged.name);
    let place = |word: &str| {
        word.replace(FILE, file.to_str().unwrap())
            .replace(JOURNALED, &format!("{}.db", file.display()))
            .replace(FOLDER, &format!("{}.dir", file.display()))
    };
    let mut words: Vec<String> = line.words.iter().map(|word| place(word)).collect();
    if line.takes_passin && !words.iter().any(|word| word == "-passin") {
        words.splice(
            1..1,
            ["-passin".to_owned(), format!("pass:{WRONG_PASSWORD}")],
        );
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
    command
        .args(&words)
        .current_dir(folder)
        .stdin(fs::File::open(&file).unwrap())
        .env_clear();
    command
        .envs(ENVIRONMENT.iter().copied())
        .env("SOURCE_DATE_EPOCH", common::VECTORS_MADE_AT)
        .env("LC_ALL", "C");
    command.envs(
        line.environment
            .iter()
            .map(|(name, value)| (name, place(value))),
    );
    let output = command.output().unwrap();
    let mut printed = output.stderr.clone();
    let dumps = words[0] == "asn1parse";
    if !(line.prints_keys && (output.status.success() || dumps)) {
        printed.push(b'\n');
        printed.extend(&output.stdout);
    }
    let found = secret.find(&printed)?;
    Some(format!(
        "{found}: {} {:?}\n{}",
        words.join(" "),
        line.environment,
        text(&printed)
    ))
}

/// The fixtures, and the key's numbers.
fn fixtures() -> (Shell, Secret) {
    let mut shell = Shell::new().with("SOURCE_DATE_EPOCH", common::VECTORS_MADE_AT);
    for (name, value) in ENVIRONMENT {
        shell = shell.with(name, value);
    }
    let made = shell.run(MAKE);
    assert!(
        made.status.success(),
        "{}",
        fs::read_to_string(shell.path("make.log")).unwrap()
    );
    let secret = Secret::of(&fs::read(shell.path("key.der")).unwrap());
    (shell, secret)
}

#[test]
fn no_command_prints_a_part_of_a_damaged_key() {
    let (shell, secret) = fixtures();
    let damaged = damage::all(&|name| fs::read(shell.path(name)).unwrap());
    assert!(damaged.len() >= 50);
    let hash = text(&shell.run("openssl x509 -in ca.pem -noout -hash").stdout);
    let files = shell.path("damaged");
    fs::create_dir(&files).unwrap();
    for one in &damaged {
        // What cannot find the key in its own file finds it nowhere.
        assert_eq!(
            secret.find(&one.bytes).is_none(),
            one.encrypted,
            "{}",
            one.name
        );
        let file = files.join(one.name);
        fs::write(&file, &one.bytes).unwrap();
        fs::copy(shell.path("index.txt"), file.with_extension("db")).unwrap();
        fs::write(file.with_extension("db.journal"), &one.bytes).unwrap();
        let folder = file.with_extension("dir");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(format!("{}.0", hash.trim())), &one.bytes).unwrap();
    }
    let lines = lines(&shell);
    let next = AtomicUsize::new(0);
    let leaks = Mutex::new(BTreeMap::<&str, Vec<String>>::new());
    let workers = std::thread::available_parallelism().map_or(2, |n| n.get());
    std::thread::scope(|scope| {
        for worker in 0..workers {
            // Each its own folder, since a CA writes to it.
            let folder = shell.dir().with_file_name(format!("work{worker}"));
            let copied = Command::new("cp")
                .arg("-r")
                .arg(shell.dir())
                .arg(&folder)
                .stdin(Stdio::null())
                .status();
            assert!(copied.unwrap().success());
            let (next, leaks, lines, damaged, secret, files) =
                (&next, &leaks, &lines, &damaged, &secret, &files);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(line) = lines.get(at / damaged.len()) else {
                        break;
                    };
                    let one = &damaged[at % damaged.len()];
                    if let Some(leak) = run(line, one, files, &folder, secret) {
                        leaks
                            .lock()
                            .unwrap()
                            .entry(one.name)
                            .or_default()
                            .push(leak);
                    }
                }
            });
        }
    });
    let leaks = leaks.into_inner().unwrap();
    let mut report = String::new();
    for (name, leaks) in &leaks {
        let _ = writeln!(
            report,
            "{name}: {} leaks, the first {}",
            leaks.len(),
            leaks[0]
        );
    }
    assert!(leaks.is_empty(), "{report}");
    println!(
        "{} command lines, {} damaged keys",
        lines.len(),
        damaged.len()
    );
}

#[test]
fn a_key_in_the_place_of_a_file_name_or_a_value_is_not_repeated() {
    let (shell, secret) = fixtures();
    for command in [
        "x509 -in",
        "rsa -in",
        "req -new -key",
        "verify -CAfile",
        "x509 -days",
        "req -x509 -key other.pem -subj",
        "dgst",
    ] {
        for value in ["\"$(cat key.pem)\"", "\"$(tr '\\n' ' ' <key.pem)\""] {
            let output = shell.run(&format!("certwright {command} {value} </dev/null"));
            assert!(!output.status.success(), "{command}");
            let printed = [output.stdout, output.stderr].concat();
            assert_eq!(secret.find(&printed), None, "{command}: {}", text(&printed));
        }
    }
}

#[test]
fn no_message_repeats_a_pass_phrase() {
    let (shell, _) = fixtures();
    fs::write(shell.path("phrase"), format!("{PASSWORD}\n")).unwrap();
    for line in [
        "rsa -in encrypted.pem -passin correct-horse-4711",
        "rsa -in encrypted.pem -passin pass: correct-horse-4711",
        "rsa -in encrypted.pem -pass:correct-horse-4711",
        "rsa -in encrypted.pem -passin fd:correct-horse-4711",
        "dgst -sha256 -mac HMAC -macopt correct-horse-4711 message",
        "dgst -sha256 -mac HMAC -macopt hexkey:correct-horse-4711 message",
        "pkeyutl -sign -in digest -inkey other.pem -pkeyopt_passin correct-horse-4711",
        "pkeyutl -sign -in digest -inkey other.pem -pkeyopt_passin rsa_padding_mode:pass:correct-horse-4711",
        "pkeyutl -sign -in digest -inkey other.pem -pkeyopt_passin rsa_mgf1_md:file:phrase",
        "pkeyutl -sign -in digest -inkey other.pem -pkeyopt_passin none:file:phrase",
    ] {
        let output = shell.run(&format!("certwright {line}"));
        let printed = text(&[output.stdout, output.stderr].concat());
        assert!(!output.status.success(), "{line}: {printed}");
        assert!(!printed.contains("horse"), "{line}: {printed}");
    }
}

#[test]
fn a_key_or_certificate_on_one_line_or_with_cr_alone_is_read() {
    let (shell, _) = fixtures();
    let run = |line: &str| {
        let output = shell.run(&format!("set -e; {line}"));
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    for (file, show) in [
        ("key.pem", "rsa -modulus -noout"),
        ("traditional.pem", "pkey -pubout"),
        ("legacy.pem", "pkey -pubout -passin pass:correct-horse-4711"),
        (
            "encrypted.pem",
            "pkey -pubout -passin pass:correct-horse-4711",
        ),
        ("certificate.pem", "x509 -noout -subject -serial"),
        ("request.pem", "req -noout -subject"),
        ("list.pem", "crl -noout -issuer"),
    ] {
        let expected = run(&format!("openssl {show} -in {file}"));
        for change in ["tr '\\n' ' '", "tr '\\n' '\\r'", "sed 's/$/\\r/'"] {
            run(&format!(
                "(echo before; cat {file}; echo after) | {change} >changed"
            ));
            assert_eq!(
                run(&format!("openssl {show} -in changed")),
                expected,
                "{file} through {change}"
            );
        }
        if file != "legacy.pem" {
            run(&format!("tr -d '\\n' <{file} >changed"));
            assert_eq!(
                run(&format!("openssl {show} -in changed")),
                expected,
                "{file} without line ends"
            );
        }
        let output = shell.run(&format!(
            "iconv -f UTF-8 -t UTF-16 {file} >changed; openssl {show} -in changed"
        ));
        assert!(!output.status.success());
        assert!(
            text(&output.stderr).contains("UTF-16"),
            "{file}: {}",
            text(&output.stderr)
        );
    }
}
