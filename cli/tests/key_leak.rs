//! A private key never reaches a message: every command gets private keys that are damaged, re-encoded or in the wrong place,
//! through every option by which it reads a file, and nothing that it prints holds twelve bytes of the key in a row.
//!
//! The commands and their options come from the program's own tables, so a new one is tried without a line here.

#[path = "common/mod.rs"]
mod common;
#[cfg(target_os = "linux")]
#[path = "key_leak/core_at_exit.rs"]
mod core_at_exit;
#[path = "key_leak/damage.rs"]
mod damage;
#[path = "common/every_input.rs"]
mod every_input;
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
use every_input::{ENVIRONMENT, FILE, FOLDER, JOURNALED, Line, lines};
use secret::Secret;

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
    let shell = every_input::fixtures();
    let secret = Secret::of(&fs::read(shell.path("key.der")).unwrap());
    (shell, secret)
}

/// Of all pairs of a line and a damaged key: every line is there, and every way of damage.
#[test]
fn no_command_prints_a_part_of_a_damaged_key() {
    try_pairs(|line, key| (line + key) % 3 == 0);
}

#[test]
#[ignore = "the other two thirds of the pairs: a minute"]
fn no_command_prints_a_part_of_a_damaged_key_in_any_pair() {
    try_pairs(|line, key| (line + key) % 3 != 0);
}

/// Runs the command lines with the damaged keys, of which the numbers are chosen.
fn try_pairs(is_chosen: fn(usize, usize) -> bool) {
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
                    if !is_chosen(at / damaged.len(), at % damaged.len()) {
                        continue;
                    }
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
        "rehash",
        "lint",
        "vectors run",
        "vectors answer",
        "k8s check -dir",
        "k8s init -f",
        "k8s template -san",
        "k8s template -control-plane",
        "verify -purpose",
        "completions",
        "speed",
        "speed -kernel",
        "enc -aes-128-cbc -kfile",
        "ts -query -data",
    ] {
        for value in [
            "\"$(cat key.pem)\"",
            "\"$(tr '\\n' ' ' <key.pem)\"",
            "$(grep -v -- '-----' key.pem | tr -d '\\n')",
            "\"00$(od -An -v -tx1 key.der | tr -d '\\n' | tr ' ' ':')\"",
        ] {
            let output = shell.run(&format!("certwright {command} {value} </dev/null"));
            assert!(!output.status.success(), "{command}");
            let printed = [output.stdout, output.stderr].concat();
            assert_eq!(secret.find(&printed), None, "{command}: {}", text(&printed));
        }
    }
    for variable in [
        "CERTWRIGHT_KERNEL",
        "CERTWRIGHT_KDF_ITERATIONS",
        "OPENSSL_CONF",
        "SOURCE_DATE_EPOCH",
    ] {
        let output = shell.run(&format!(
            "{variable}=$(grep -v -- '-----' key.pem | tr -d '\\n') certwright req -x509 -new -key other.pem -subj /CN=x </dev/null"
        ));
        let printed = [output.stdout, output.stderr].concat();
        assert_eq!(
            secret.find(&printed),
            None,
            "{variable}: {}",
            text(&printed)
        );
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
        "mac -digest sha256 -macopt correct-horse-4711 -in message HMAC",
        "mac -digest sha256 -macopt hexkey:correct-horse-4711 -in message HMAC",
        "mac -cipher aes-128-cbc -macopt key:correct-horse-4711 -in message CMAC",
        "dgst -mac CMAC -macopt cipher:aes-128-cbc -macopt hexkey:correct-horse-4711 message",
        "dgst -mac CMAC -macopt cipher:aes-128-cbc -macopt key:correct-horse-4711 message",
        "cms -EncryptedData_encrypt -aes128 -secretkey correct-horse-4711 -in message",
        "cms -encrypt -aes128 -secretkey correct-horse-4711 -secretkeyid 01 -in message",
        "cms -decrypt -inform DER -pwri_password correct-horse-4711 -in message",
        "kdf -keylen 16 -digest sha256 -kdfopt correct-horse-4711 HKDF",
        "kdf -keylen 16 -digest sha256 -kdfopt hexkey:correct-horse-4711 HKDF",
        "kdf -keylen 16 -digest sha256 -kdfopt pass:correct-horse-4711 HKDF",
        "kdf -keylen 16 -digest sha256 -kdfopt hexsecret:correct-horse-4711 TLS1-PRF",
        "enc -aes-128-cbc -K correct-horse-4711 -iv 00 -in message",
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
