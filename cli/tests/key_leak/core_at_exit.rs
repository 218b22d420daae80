//! Of a key, nothing is left in the process's memory when a command is done: a core taken at exit, after success and after an
//! error, holds no twelve bytes of one in a row. Needs gdb, which takes the core.

use std::fs;

use super::common::{Shell, text};
use super::every_input::fixtures;
use super::secret::Secret;

/// Commands that handle the private key of key.pem, and what they end with.
const COMMANDS: &[(&str, bool)] = &[
    (
        "pkey -in encrypted.pem -passin file:phrase -out out.pem",
        true,
    ),
    ("pkey -in key.pem -text -out out.txt", true),
    ("pkey -in key.pem -outform DER -out out.der", true),
    ("rsa -in key.pem -traditional -out out.pem", true),
    ("rsa -in legacy.pem -passin file:phrase -out out.pem", true),
    (
        "rsa -in key.pem -aes256 -passout file:phrase -out out.pem",
        true,
    ),
    ("rsa -in key.pem -noout -text -check", true),
    (
        "pkcs8 -topk8 -in key.pem -passout file:phrase -iter 1000 -out out.pem",
        true,
    ),
    (
        "pkcs8 -topk8 -in key.pem -scrypt -passout file:phrase -out out.pem",
        true,
    ),
    (
        "pkcs8 -in encrypted.der -inform DER -passin file:phrase -out out.pem",
        true,
    ),
    (
        "pkcs12 -export -nocerts -inkey key.pem -passout file:phrase -iter 1000 -out out.p12",
        true,
    ),
    (
        "pkcs12 -in mine.p12 -passin file:phrase -nodes -out out.pem",
        true,
    ),
    ("dgst -sha256 -sign key.pem -out out.sig message", true),
    (
        "dgst -sha256 -sign key.pem -sigopt rsa_padding_mode:pss -out out.sig message",
        true,
    ),
    ("pkeyutl -sign -inkey key.pem -in digest -out out.sig", true),
    (
        "pkeyutl -decrypt -inkey key.pem -in mine.enc -out out.txt",
        true,
    ),
    ("req -new -key key.pem -subj /CN=x -out out.req", true),
    ("req -x509 -key key.pem -subj /CN=x -out out.crt", true),
    (
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -out out.crt",
        false,
    ),
    (
        "pkey -in encrypted.pem -passin pass:wrong -out out.pem",
        false,
    ),
    ("pkey -in truncated.pem -out out.pem", false),
    ("pkey -in key.pem -out /dev/full", false),
    ("rsa -in key.pem -out absent/out.pem", false),
    (
        "pkeyutl -decrypt -inkey key.pem -in message -out out.txt",
        false,
    ),
];

/// The memory of the command when it exits, without the pages that are all zeros.
fn core(shell: &Shell, command: &str, succeeds: bool) -> Vec<u8> {
    let core = shell.path("core");
    let _ = fs::remove_file(&core);
    let done = shell.run(&format!(
        "gdb -q -nx -batch -ex 'set pagination off' -ex 'catch syscall exit_group' \
         -ex 'run {command} </dev/null >printed 2>&1' -ex 'print \"status\", $rdi' -ex 'generate-core-file core' -ex kill \
         {}",
        env!("CARGO_BIN_EXE_certwright")
    ));
    let printed = text(&done.stdout) + &text(&done.stderr);
    let memory = fs::read(&core).unwrap_or_else(|e| panic!("{command}: {e}: {printed}"));
    let status = if succeeds { "= 0\n" } else { "= 1\n" };
    assert!(
        printed.contains(status),
        "{command}: {printed}\n{}",
        fs::read_to_string(shell.path("printed")).unwrap()
    );
    memory
        .chunks(4096)
        .filter(|page| page.iter().any(|b| *b != 0))
        .flatten()
        .copied()
        .collect()
}

fn prepare() -> Shell {
    let shell = fixtures();
    let made = shell.run(
        "set -e; printf correct-horse-4711 >phrase
         head -c 500 key.pem >truncated.pem
         openssl rsa -in key.pem -pubout -out mine.pub
         openssl pkeyutl -encrypt -pubin -inkey mine.pub -in message -out mine.enc
         openssl pkcs12 -export -nocerts -inkey key.pem -passout file:phrase -iter 1000 -out mine.p12",
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    shell
}

#[test]
#[ignore = "takes cores by gdb: minutes"]
fn a_core_at_exit_has_nothing_of_the_key() {
    let shell = prepare();
    let secret = Secret::of(&fs::read(shell.path("key.der")).unwrap());
    for (command, succeeds) in COMMANDS {
        let memory = core(&shell, command, *succeeds);
        assert!(memory.len() > 100_000, "{command}");
        assert_eq!(secret.find_in_memory(&memory), None, "{command}");
    }
}

#[test]
#[ignore = "takes cores by gdb: minutes"]
fn a_core_at_exit_has_nothing_of_a_key_that_was_made() {
    let shell = prepare();
    for (command, key) in [
        ("genrsa -out new.pem 1024", "new.pem"),
        (
            "req -new -newkey rsa:1024 -noenc -keyout new.pem -subj /CN=x -out new.req",
            "new.pem",
        ),
        ("k8s init -quiet -out pki", "pki/pki/ca.key"),
    ] {
        let memory = core(&shell, command, true);
        let made = shell.run(&format!("openssl rsa -in {key} -traditional -outform DER"));
        assert_eq!(
            Secret::of(&made.stdout).find_in_memory(&memory),
            None,
            "{command}"
        );
    }
}

/// What cannot find a key in memory would find none anywhere.
#[test]
fn a_part_of_a_key_is_found_in_memory() {
    let shell = fixtures();
    let der = fs::read(shell.path("key.der")).unwrap();
    let secret = Secret::of(&der);
    let part = &der[300..312];
    let hex: String = part.iter().map(|b| format!("{b:02X}")).collect();
    let reversed: Vec<u8> = part.iter().rev().copied().collect();
    for (form, bytes) in [
        ("raw", part),
        ("raw, the last byte first", &reversed),
        ("hexadecimal", hex.as_bytes()),
        (
            "base64",
            fs::read(shell.path("key.pem")).unwrap()[400..464].trim_ascii(),
        ),
    ] {
        let memory = [&[0xff; 1000][..], bytes, &[0xff; 1000]].concat();
        assert_eq!(secret.find_in_memory(&memory), Some(form));
    }
    assert_eq!(secret.find_in_memory(&[0xff; 2000]), None);
}
