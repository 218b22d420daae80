//! Where memory is limited, a command refuses an input that is too large with one line, and never aborts; and what a small
//! input can ask for is bounded.

#[path = "common/mod.rs"]
mod common;
#[path = "common/every_input.rs"]
mod every_input;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use certwright::pem::{encode as pem, label};
use common::{Place, Shell, text};
use every_input::{ENVIRONMENT, FILE, FOLDER, JOURNALED, Line, fixtures, lines};

/// Kilobytes of address space, as `ulimit -v` takes them.
const ADDRESS_SPACE: u32 = 300_000;

/// A tag, a length of four bytes, and contents.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], &length[..], contents].concat()
}

/// The files: too large for what they are, large enough to pass for data, and of the largest size that is read.
fn large() -> Vec<(&'static str, Vec<u8>)> {
    let opaque = element(0x30, &element(4, &vec![0xa5; 60_000_000]));
    let many = element(0x30, &b"\x05\x00".repeat(15_000_000));
    vec![
        ("certificate.pem", pem(label::CERTIFICATE, &opaque).into()),
        ("key.pem", pem(label::PRIVATE_KEY, &opaque).into()),
        ("crl.pem", pem(label::X509_CRL, &opaque).into()),
        ("many.der", many.clone()),
        (
            "many.pem",
            pem(label::CERTIFICATE_REQUEST, &many[..24_000_000]).into(),
        ),
        ("lines", b"a=b\n".repeat(25_000_000)),
    ]
}

/// Runs a line with `file` in its place, under a limit of address space.
fn run(line: &Line, file: &Path, folder: &Path) -> Output {
    let place = |word: &str| {
        word.replace(FILE, file.to_str().unwrap())
            .replace(JOURNALED, file.to_str().unwrap())
            .replace(FOLDER, file.parent().unwrap().to_str().unwrap())
    };
    Command::new("sh")
        .args([
            "-c",
            &format!("ulimit -v {ADDRESS_SPACE}; exec \"$@\" >/dev/null"),
            "sh",
        ])
        .arg(env!("CARGO_BIN_EXE_certwright"))
        .args(line.words.iter().map(|word| place(word)))
        .current_dir(folder)
        .stdin(fs::File::open(file).unwrap())
        .env_clear()
        .envs(ENVIRONMENT.iter().copied())
        .envs(
            line.environment
                .iter()
                .map(|(name, value)| (name, place(value))),
        )
        .output()
        .unwrap()
}

#[test]
#[ignore = "a minute or two: every command reads files of 100 MB"]
fn no_command_aborts_where_memory_is_limited() {
    let shell = fixtures();
    let files = shell.path("large");
    fs::create_dir(&files).unwrap();
    let lines = lines(&shell);
    let (runs, refused) = (AtomicU32::new(0), AtomicU32::new(0));
    let workers: Vec<_> = (0..2)
        .map(|n| shell.dir().with_file_name(format!("work{n}")))
        .collect();
    for folder in &workers {
        // Each its own, since a CA writes to it.
        let copied = Command::new("cp")
            .arg("-r")
            .arg(shell.dir())
            .arg(folder)
            .status();
        assert!(copied.unwrap().success());
    }
    for (name, contents) in large() {
        let file = files.join(name);
        fs::write(&file, contents).unwrap();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for folder in &workers {
                let (next, lines, file, runs, refused) = (&next, &lines, &file, &runs, &refused);
                scope.spawn(move || {
                    while let Some(line) = lines.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let output = run(line, file, folder);
                        let printed = text(&output.stderr);
                        let shown = format!("{} with {name}: {printed:.500}", line.words.join(" "));
                        // A signal has no code; a panic has 101.
                        assert!(
                            output.status.code().is_some_and(|code| code != 101),
                            "{shown}"
                        );
                        runs.fetch_add(1, Ordering::Relaxed);
                        refused.fetch_add(printed.contains("MiB").into(), Ordering::Relaxed);
                    }
                });
            }
        });
        fs::remove_file(&file).unwrap();
    }
    let (runs, refused) = (runs.into_inner(), refused.into_inner());
    assert!(
        refused > 300,
        "{refused} of {runs} were refused by their size"
    );
}

#[test]
fn an_input_larger_than_its_kind_may_be_is_refused_before_it_is_read() {
    let shell = Shell::new();
    // Sparse: all zeros, and no bytes on the disk.
    let sparse = |name: &str, bytes| {
        let file = fs::File::create(shell.path(name)).unwrap();
        file.set_len(bytes).unwrap();
    };
    sparse("key", (1 << 20) + 1);
    sparse("certificates", (32 << 20) + 1);
    sparse("crls", (512 << 20) + 1);
    sparse("data", (1 << 30) + 1);
    for (command, refusal) in [
        (
            "rsa -noout -in key",
            "cannot read key: it is larger than the 1 MiB that a key may be",
        ),
        (
            "x509 -noout -in certificates",
            "cannot read certificates: it is larger than the 32 MiB that certificates may be",
        ),
        (
            "verify -CAfile certificates certificates",
            "cannot read certificates: it is larger than the 32 MiB that certificates may be",
        ),
        (
            "crl -noout -in crls",
            "cannot read crls: it is larger than the 512 MiB that a file of CRLs may be",
        ),
        (
            "asn1parse -in data",
            "cannot read data: it is larger than the 1 GiB that data may be",
        ),
        (
            "pkey -noout < key",
            "cannot read standard input: it is larger than the 1 MiB that a key may be",
        ),
    ] {
        let output = shell.run(&format!("certwright {command}"));
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(
            text(&output.stderr).contains(refusal),
            "{command}: {}",
            text(&output.stderr)
        );
    }
}

/// A CRL of so many entries, as DER; its signature is not one.
fn revocation_list(entries: u32) -> Vec<u8> {
    let wrap = |tag: u8, contents: &[u8]| {
        let length = (contents.len() as u32).to_be_bytes();
        let skipped = length.iter().take_while(|byte| **byte == 0).count();
        let length = match contents.len() {
            0..0x80 => vec![contents.len() as u8],
            _ => [&[0x84 - skipped as u8], &length[skipped..]].concat(),
        };
        [&[tag], &length[..], contents].concat()
    };
    let algorithm = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00";
    let issuer = b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01x";
    let time = wrap(0x17, b"260101000000Z");
    let mut revoked = Vec::new();
    for n in 0..entries {
        let serial = wrap(2, &(0x0100_0000 + n).to_be_bytes());
        revoked.extend(wrap(0x30, &[serial, time.clone()].concat()));
    }
    let revoked = wrap(0x30, &revoked);
    let tbs = wrap(0x30, &[&algorithm[..], issuer, &time, &revoked].concat());
    let signature = wrap(3, &[0; 257]);
    wrap(0x30, &[&tbs[..], algorithm, &signature].concat())
}

#[test]
fn a_list_is_printed_as_json_in_little_more_memory_than_it_takes_itself() {
    let shell = Shell::new();
    let entries = 400_000;
    fs::write(shell.path("crl"), revocation_list(entries)).unwrap();
    let run = format!(
        "ulimit -v {ADDRESS_SPACE}; certwright crl -in crl -json | tail -n 9; \
         certwright crl -in crl -json | grep -c revocation_date"
    );
    let output = shell.run(&run);
    let printed = text(&output.stdout);
    assert!(
        printed.ends_with(&format!("}}\n{entries}\n")),
        "{printed:.900}"
    );
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn sections_that_each_refer_twice_to_the_next_are_refused() {
    let shell = Shell::new();
    let mut sections = String::from("asn1=SEQUENCE:s0\n");
    for i in 0..45 {
        sections += &format!("[s{i}]\na=SEQUENCE:s{n}\nb=SEQUENCE:s{n}\n", n = i + 1);
    }
    sections += "[s45]\na=INTEGER:1\n";
    fs::write(shell.path("double.cnf"), &sections).unwrap();
    let extension = format!("1.2.3.4=ASN1:{sections}").replace("ASN1:asn1=", "ASN1:");
    fs::write(shell.path("extension.cnf"), extension).unwrap();
    shell.run("certwright genrsa -out k.pem 1024");
    for command in [
        "asn1parse -genconf double.cnf",
        "x509 -new -key k.pem -subj /CN=x -extfile extension.cnf",
    ] {
        let output = shell.run(&format!("certwright {command}"));
        assert_eq!(
            output.status.code(),
            Some(1),
            "{command}: {}",
            text(&output.stderr)
        );
        assert!(
            text(&output.stderr).contains("make more than 4 MiB of values"),
            "{command}: {}",
            text(&output.stderr)
        );
    }
}

#[test]
fn what_a_scrypt_key_and_a_pkcs12_file_may_cost_is_the_environments_where_it_sets_it() {
    let place = Place::new();
    let certwright = |line: &str, maximum: &str| {
        let output = place
            .command(env!("CARGO_BIN_EXE_certwright"), line)
            .env("CERTWRIGHT_KDF_ITERATIONS", maximum)
            .output()
            .unwrap();
        (output.status.success(), text(&output.stderr))
    };
    place.write("phrase", "secret\n");
    for make in [
        "genrsa -out key.pem 2048",
        "req -x509 -key key.pem -subj /CN=x -out own.pem",
        "pkcs8 -topk8 -in key.pem -passout file:phrase -scrypt -out scrypt.pem",
        "pkcs12 -export -inkey key.pem -in own.pem -passout file:phrase -iter 3000 -out own.p12",
    ] {
        assert!(certwright(make, "").0, "{make}");
    }
    // scrypt with N = 2^14, r = 8, p = 1; a MAC and two encrypted parts of 3,000 iterations each.
    for (command, enough) in [
        ("pkey -in scrypt.pem -passin file:phrase -noout", 1 << 17),
        (
            "pkcs12 -in own.p12 -passin file:phrase -nodes -out opened.pem",
            9_000,
        ),
        ("storeutl -noout -passin file:phrase own.p12", 9_000),
        ("pkey -in own.p12 -passin file:phrase -noout", 9_000),
    ] {
        assert_eq!(
            certwright(command, &enough.to_string()),
            (true, String::new()),
            "{command}"
        );
        let (opened, message) = certwright(command, &(enough - 1).to_string());
        assert!(
            !opened && message.contains("the maximum is"),
            "{command}: {message}"
        );
    }
}

#[test]
fn the_maximum_of_iterations_of_a_key_file_is_the_environments_where_it_sets_one() {
    let place = Place::new();
    let certwright = |line: &str, maximum: &str| {
        place
            .command(env!("CARGO_BIN_EXE_certwright"), line)
            .env("CERTWRIGHT_KDF_ITERATIONS", maximum)
            .output()
            .unwrap()
    };
    assert!(
        certwright("genrsa -out plain.pem 2048", "")
            .status
            .success()
    );
    let encrypt =
        "pkcs8 -topk8 -in plain.pem -passout pass:secret -iter 9999999 -outform DER -out key.der";
    assert!(certwright(encrypt, "").status.success());
    let read = |maximum: &str| {
        let output = certwright(
            "pkey -inform DER -in key.der -passin pass:secret -noout",
            maximum,
        );
        (output.status.success(), text(&output.stderr))
    };
    assert!(read("9999999").0);
    let (was_read, message) = read("9999998");
    assert!(
        !was_read && message.contains("the maximum is 9999998"),
        "{message}"
    );
    assert!(!read("many").0 && !read("0").0);

    // One more than the library's own maximum: another key comes out, which does not decrypt.
    let mut der = place.read("key.der");
    let count = 9_999_999u32.to_be_bytes();
    let at = der.windows(4).position(|window| window == count).unwrap();
    der[at..at + 4].copy_from_slice(&10_000_001u32.to_be_bytes());
    place.write("key.der", der);
    let (_, message) = read("");
    assert!(message.contains("the maximum is 10000000"), "{message}");
    let (_, message) = read("10000001");
    assert!(!message.contains("maximum"), "{message}");
}
