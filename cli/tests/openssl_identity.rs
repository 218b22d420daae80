//! What real OpenSSL 3.0 made and printed, made and printed again by certwright: byte for byte.
//!
//! `vectors/openssl` holds the files, the commands and the recordings; its README states where they come from. Nothing here
//! runs OpenSSL.

#[path = "common/mod.rs"]
mod common;
#[path = "openssl_identity/transcript.rs"]
mod transcript;

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{Shell, VECTORS_MADE_AT, text, vectors};
use transcript::Case;

fn shell() -> Shell {
    Shell::new()
        .with("SOURCE_DATE_EPOCH", VECTORS_MADE_AT)
        .with("CERTWRIGHT_TEST_HOST", "env.example.test")
        .with("OPENSSL_CONF", "/dev/null")
}

/// Runs `judge` on every item, on as many threads as there are processors, and fails with all complaints at once.
fn each<T: Sync>(items: &[T], judge: impl Fn(&T) -> Result<(), String> + Sync) {
    let next = AtomicUsize::new(0);
    let complaints = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(complaint) = judge(item) {
                        complaints.lock().unwrap().push(complaint);
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    assert!(
        complaints.is_empty(),
        "{} of {} differ from OpenSSL:\n\n{}",
        complaints.len(),
        items.len(),
        complaints.join("\n\n")
    );
}

/// The first line in which two outputs differ, and its surroundings.
fn difference(expected: &[u8], actual: &[u8]) -> String {
    let (expected, actual) = (text(expected), text(actual));
    let line = expected
        .lines()
        .zip(actual.lines())
        .take_while(|(a, b)| a == b)
        .count();
    let show = |text: &str| match text.lines().nth(line) {
        Some(line) => format!("{line:?}"),
        None if text.ends_with('\n') || text.is_empty() => "(the end)".to_owned(),
        None => "(the end, without a newline)".to_owned(),
    };
    format!(
        "line {}\n    openssl    {}\n    certwright {}",
        line + 1,
        show(&expected),
        show(&actual)
    )
}

/// Standard error without the one thing that certwright prints and OpenSSL does not.
fn without_hints(stderr: &[u8]) -> Vec<u8> {
    let lines = stderr.split_inclusive(|&byte| byte == b'\n');
    lines
        .filter(|line| !line.starts_with(b"hint: "))
        .flatten()
        .copied()
        .collect()
}

fn replay(shell: &Shell, strict: &Shell, case: &Case) -> Result<(), String> {
    let fails = case.status != 0;
    let output = if fails { strict } else { shell }.run_in(&vectors(), &case.command);
    let mut complaints = Vec::new();
    if output.status.code() != Some(case.status) {
        let stderr = text(&output.stderr);
        complaints.push(format!(
            "  exit {} becomes {:?}: {stderr}",
            case.status,
            output.status.code()
        ));
    }
    if output.stdout != case.stdout {
        complaints.push(format!(
            "  stdout, {}",
            difference(&case.stdout, &output.stdout)
        ));
    }
    let stderr = without_hints(&output.stderr);
    if (!fails || case.command.contains("openssl verify")) && stderr != case.stderr {
        complaints.push(format!("  stderr, {}", difference(&case.stderr, &stderr)));
    }
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(format!("$ {}\n{}", case.command, complaints.join("\n")))
    }
}

fn replay_all(recording: &str) {
    let cases = transcript::parse(&fs::read(vectors().join(recording)).unwrap());
    assert!(!cases.is_empty());
    let strict = shell().with("CERTWRIGHT_STRICT", "1");
    let shell = shell();
    each(&cases, |case| replay(&shell, &strict, case));
}

#[test]
fn every_file_that_openssl_made_is_made_again_to_the_byte() {
    let list = fs::read_to_string(vectors().join("rebuild.txt")).unwrap();
    let lines: Vec<&str> = list.lines().collect();
    let shell = shell();
    each(&lines, |line| {
        let (file, command) = line.split_once('\t').unwrap();
        let output = shell.run_in(&vectors(), command);
        if !output.status.success() {
            return Err(format!("{file}\n$ {command}\n  {}", text(&output.stderr)));
        }
        let expected = fs::read(vectors().join(file)).unwrap();
        if output.stdout == expected {
            return Ok(());
        }
        Err(format!(
            "{file}\n$ {command}\n  {}",
            difference(&expected, &output.stdout)
        ))
    });
}

#[test]
fn keys_print_as_openssl_prints_them() {
    replay_all("keys.txt");
}

#[test]
fn encrypted_keys_open_as_openssl_opens_them() {
    replay_all("encrypted.txt");
}

#[test]
fn requests_print_as_openssl_prints_them() {
    replay_all("requests.txt");
}

#[test]
fn certificates_print_as_openssl_prints_them() {
    replay_all("certificates.txt");
}

#[test]
fn extensions_and_purposes_print_as_openssl_prints_them() {
    replay_all("extensions.txt");
}

#[test]
fn fingerprints_are_those_of_openssl() {
    replay_all("fingerprints.txt");
}

#[test]
fn names_print_in_every_form_of_nameopt() {
    replay_all("nameopt.txt");
}

#[test]
fn host_names_and_addresses_match_as_openssl_matches_them() {
    replay_all("checks.txt");
}

#[test]
fn revocation_lists_print_as_openssl_prints_them() {
    replay_all("crls.txt");
}

#[test]
fn status_requests_and_responses_print_and_verify_as_openssl_has_it() {
    replay_all("ocsp.txt");
}

#[test]
fn time_stamps_print_and_verify_as_openssl_has_it() {
    replay_all("ts.txt");
}

#[test]
fn digests_ciphers_and_passwords_are_those_of_openssl() {
    replay_all("symmetric.txt");
}

#[test]
fn numbers_lists_and_stores_print_as_openssl_prints_them() {
    replay_all("others.txt");
}

#[test]
fn encodings_are_listed_as_asn1parse_lists_them() {
    replay_all("asn1parse.txt");
}

#[test]
fn verify_gives_the_verdicts_the_words_and_the_statuses_of_openssl() {
    replay_all("verify.txt");
}

#[test]
fn digests_signatures_and_ciphertexts_are_those_of_openssl() {
    replay_all("digests.txt");
}

#[test]
fn pkcs12_files_are_read_and_made_as_openssl_reads_and_makes_them() {
    replay_all("pkcs12.txt");
}

#[test]
fn pkcs7_files_are_read_and_made_as_openssl_reads_and_makes_them() {
    replay_all("pkcs7.txt");
}
