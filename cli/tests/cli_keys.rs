//! The key commands, and what they print and leave behind when something is wrong.

mod common;

use std::fs;
use std::io::Write as _;
use std::ops::Deref;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use certwright::der::{Tag, Writer, context_tag};

const PROGRAM: &str = env!("CARGO_BIN_EXE_certwright");

/// A directory to work in, with a key in it.
struct Place(common::Place);

impl Deref for Place {
    type Target = common::Place;

    fn deref(&self) -> &common::Place {
        &self.0
    }
}

impl Place {
    fn new() -> Self {
        let place = Self(common::Place::new());
        place.write("key.pem", key());
        place
    }

    fn mode(&self, name: &str) -> u32 {
        fs::metadata(self.path(name)).unwrap().mode() & 0o777
    }

    fn command(&self, line: &str) -> Command {
        self.0.command(PROGRAM, line)
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// Standard output of a command that must succeed.
    fn ok(&self, line: &str) -> String {
        let done = self.run(line);
        assert!(
            done.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        String::from_utf8(done.stdout).unwrap()
    }

    /// Standard error of a command that must fail with status 1.
    fn fails(&self, line: &str) -> String {
        let done = self.run(line);
        assert_eq!(done.status.code(), Some(1), "{line}");
        String::from_utf8(done.stderr).unwrap()
    }

    fn with_input(&self, mut command: Command, input: &str) -> Output {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    }
}

/// One key for all tests, short so that it is made quickly.
fn key() -> &'static [u8] {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    KEY.get_or_init(|| {
        Command::new(PROGRAM)
            .args(["genrsa", "1024"])
            .output()
            .unwrap()
            .stdout
    })
}

/// DER that has a certificate's shape.
fn certificate_like() -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.sequence(|w| {
            w.nested(context_tag(0, true), |w| w.unsigned(&[2]));
            w.unsigned(&[1]);
            w.sequence(|_| ());
        });
        w.sequence(|_| ());
        w.tlv(Tag::BitString, &[0, 1]);
    });
    w.into_vec()
}

#[test]
fn bad_input_gets_one_line_status_1_and_no_file() {
    let place = Place::new();
    let pem = String::from_utf8(key().to_vec()).unwrap();
    place.write("truncated.pem", &pem[..pem.len() / 2]);
    place.write("corrupt.pem", pem.replacen("MIIC", "MI*C", 1));
    place.write("bitflip.pem", pem.replacen("MIIC", "MIID", 1));
    place.write("empty.pem", "");
    place.write("letter.txt", "hello there\n");
    place.write("cert.der", certificate_like());
    place.write(
        "cert.pem",
        certwright::pem::encode(certwright::pem::label::CERTIFICATE, &certificate_like()),
    );
    place.write(
        "ec.pem",
        certwright::pem::encode(
            certwright::pem::Label::new("EC PRIVATE KEY").unwrap(),
            &[0x30, 0],
        ),
    );
    place.ok("rsa -in key.pem -pubout -out pub.pem");
    place.ok("rsa -in key.pem -outform DER -out key.der");
    place.ok("rsa -in key.pem -traditional -aes256 -passout pass:right -out locked.pem");
    place.ok("rsa -in key.pem -aes256 -passout pass:right -out modern.pem");
    let der = place.read("key.der");
    place.write("truncated.der", &der[..der.len() - 1]);
    place.write("trailing.der", [&der[..], &[0]].concat());
    place.write("one-line.pass", "right");

    let before = place.names();
    for (line, expected) in [
        (
            "rsa -in none.pem -out x",
            "Can't open \"none.pem\" for reading, No such file or directory",
        ),
        ("rsa -in . -out x", "directory"),
        ("rsa -in truncated.pem -out x", "cut off"),
        (
            "rsa -in corrupt.pem -out x",
            "line 2: a character that is not base64",
        ),
        ("rsa -in bitflip.pem -out x", "offset 0"),
        ("rsa -in truncated.der -out x", "bytes left"),
        ("rsa -in trailing.der -out x", "1 trailing byte"),
        ("rsa -in empty.pem -out x", "empty"),
        ("rsa -in letter.txt -out x", "neither PEM"),
        (
            "rsa -in cert.pem -out x",
            "this is a certificate, not a private key",
        ),
        (
            "rsa -in cert.der -out x",
            "this is a certificate, not a private key",
        ),
        (
            "rsa -pubin -in cert.pem -out x",
            "this is a certificate, not a public key",
        ),
        (
            "pkey -pubin -in cert.der -out x",
            "this is a certificate, not a public key",
        ),
        (
            "rsa -in pub.pem -out x",
            "this is a public key, not a private key",
        ),
        (
            "rsa -pubin -in key.pem -out x",
            "this is a private key, not a public key",
        ),
        (
            "pkey -pubin -in key.der -out x",
            "this is a private key, not a public key",
        ),
        ("rsa -in ec.pem -out x", "elliptic curve"),
        (
            "rsa -in locked.pem -passin pass:wrong -out x",
            "maybe wrong password",
        ),
        (
            "rsa -in modern.pem -passin pass:wrong -out x",
            "maybe wrong password",
        ),
        (
            "rsa -in locked.pem -passin env:CERTWRIGHT_NOT_SET -out x",
            "No environment variable CERTWRIGHT_NOT_SET",
        ),
        (
            "rsa -in locked.pem -passin file:none.pass -out x",
            "none.pass",
        ),
        (
            "rsa -in locked.pem -passin fd:nine -out x",
            "descriptor number",
        ),
        ("rsa -in locked.pem -passin right -out x", "pass:TEXT"),
        (
            "rsa -in locked.pem -passin file:one-line.pass -passout file:one-line.pass -aes128 -out x",
            "no line left",
        ),
        ("rsa -in key.pem -out none/x", "none/x"),
        ("rsa -in key.pem -out .", "directory"),
        ("rsa -in key.pem -outform P12 -out x", "PEM or DER"),
        ("rsa -in key.pem -outform JSON -out x", "unknown format"),
        ("rsa key.pem", "extra argument key.pem"),
        ("genrsa -out x many", "Can't parse \"many\" as a number"),
        ("genrsa -out x 1023", "1024 to 16384"),
        ("genrsa -out x 16385", "1024 to 16384"),
        ("genrsa -out x 99999999999999999999", "too large"),
        ("genrsa -out none/x 2048", "none/x"),
        ("genrsa -out x -primes 4", "4 primes"),
        ("genrsa -out x -aes256 -passout nonsense", "pass:TEXT"),
        ("genpkey -out x", "-algorithm RSA"),
        (
            "genpkey -algorithm EC -out x",
            "EC is not part of certwright",
        ),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:few -out x",
            "\"few\" as a number",
        ),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_primes:6 -out x",
            "6 primes",
        ),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_pubexp:65536 -out x",
            "65536",
        ),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_pubexp:0x10000000000000001 -out x",
            "64 bits",
        ),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_bit:2048 -out x",
            "did you mean rsa_keygen_bits?",
        ),
        (
            "genpkey -algorithm RSA -pkeyopt rsa_pss_keygen_md:sha256 -out x",
            "RSA-PSS only",
        ),
        (
            "genpkey -algorithm RSA -outform DER -aes256 -pass pass:x -out x",
            "PEM output only",
        ),
        ("pkey -in key.pem -outform DER -aes256 -out x", "PEM output"),
        ("rand -out x", "number of bytes"),
        ("rand -out x 0", "Non-positive number \"0\""),
        ("rand -out x -rand none.bin 8", "none.bin"),
        ("list", "list -commands"),
        ("completions ksh93", "bash, zsh, fish"),
        ("man nothing", "Invalid command 'nothing'"),
        ("pkcs12 -export", "Could not read private key"),
        ("s_time", "not part of certwright"),
        ("genras 2048", "did you mean genrsa?"),
    ] {
        let stderr = place.fails(line);
        assert!(stderr.contains(expected), "{line}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{line}: {stderr}");
        assert!(!stderr.contains("panick"), "{line}: {stderr}");
    }
    assert_eq!(place.names(), before, "no file was begun");
}

#[test]
fn a_pass_phrase_is_never_repeated_in_a_message() {
    let place = Place::new();
    place.ok("rsa -in key.pem -traditional -aes256 -passout pass:right -out locked.pem");
    for line in [
        "rsa -in locked.pem -passin pass:hunter2",
        "rsa -in locked.pem -passin hunter2",
        "genrsa -aes256 -passout hunter2",
    ] {
        assert!(!place.fails(line).contains("hunter2"), "{line}");
    }
}

#[test]
fn an_unreadable_file_is_refused_by_name() {
    let place = Place::new();
    fs::set_permissions(place.path("key.pem"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(place.path("key.pem")).is_ok() {
        return; // root reads everything
    }
    assert!(
        place
            .fails("rsa -in key.pem")
            .contains("Can't open \"key.pem\" for reading, Permission denied")
    );
}

#[test]
fn keys_survive_every_form_there_and_back() {
    let place = Place::new();
    let modulus = place.ok("rsa -in key.pem -noout -modulus");
    place.write("word.txt", "first line\nsecond line\n");
    for cipher in [
        "aes128",
        "aes192",
        "aes256",
        "aes-256-cbc",
        "des3",
        "des-ede3-cbc",
    ] {
        for form in ["", "-traditional"] {
            // The key derivation of the modern form is slow on purpose; one cipher shows that it works.
            if form.is_empty() && cipher != "aes256" {
                continue;
            }
            place.ok(&format!(
                "rsa -in key.pem -{cipher} {form} -passout file:word.txt -out locked.pem"
            ));
            assert!(
                place.text("locked.pem").contains("ENCRYPTED"),
                "{cipher} {form}"
            );
            assert_eq!(place.mode("locked.pem"), 0o600);
            let mut command = place.command("rsa -in locked.pem -passin env:WORD");
            let done = command.env("WORD", "first line").output().unwrap();
            assert_eq!(done.stdout, key(), "{cipher} {form}");
        }
    }
    for form in ["-outform DER", "-traditional", "-traditional -outform DER"] {
        place.ok(&format!("rsa -in key.pem {form} -out other"));
        assert_eq!(place.ok("rsa -in other").as_bytes(), key(), "{form}");
        assert_eq!(place.ok("pkey -in other").as_bytes(), key(), "{form}");
    }
    for form in [
        "-pubout",
        "-pubout -outform DER",
        "-RSAPublicKey_out",
        "-RSAPublicKey_out -outform DER",
    ] {
        place.ok(&format!("rsa -in key.pem {form} -out public"));
        assert_eq!(
            place.ok("rsa -pubin -in public -noout -modulus"),
            modulus,
            "{form}"
        );
        assert_eq!(
            place.ok("rsa -RSAPublicKey_in -in public"),
            place.ok("pkey -in key.pem -pubout"),
            "{form}"
        );
    }
    // What stands around the key in its file makes no difference.
    place.write(
        "bundle.pem",
        [b"notes\n", &certificate_pem()[..], b"more: notes\n", key()].concat(),
    );
    assert_eq!(place.ok("rsa -in bundle.pem").as_bytes(), key());
}

fn certificate_pem() -> Vec<u8> {
    certwright::pem::encode(certwright::pem::label::CERTIFICATE, &certificate_like()).into_bytes()
}

#[test]
fn two_pass_phrases_from_one_source_are_its_first_two_lines() {
    let place = Place::new();
    place.ok("rsa -in key.pem -traditional -aes256 -passout pass:one -out locked.pem");
    place.write("words.txt", "one\ntwo\n");
    place.ok("rsa -in locked.pem -passin file:words.txt -aes128 -passout file:words.txt -traditional -out again.pem");
    assert_eq!(
        place.ok("rsa -in again.pem -passin pass:two").as_bytes(),
        key()
    );

    let done = place.with_input(
        place.command(
            "rsa -in locked.pem -passout stdin -aes128 -passin stdin -traditional -out third.pem",
        ),
        "one\nthree\n",
    );
    assert!(done.status.success());
    assert_eq!(
        place.ok("rsa -in third.pem -passin pass:three").as_bytes(),
        key()
    );
}

#[test]
fn without_a_terminal_prompts_are_answered_on_standard_input() {
    let place = Place::new();
    let detached = |line: &str| {
        let mut command = Command::new("setsid");
        command
            .arg("-w")
            .arg(PROGRAM)
            .args(line.split_whitespace())
            .current_dir(place.dir.path());
        command
    };
    let new = "pkey -in key.pem -traditional -aes256 -out locked.pem";
    let done = place.with_input(detached(new), "secret\nsecret\n");
    assert!(done.status.success());
    let stderr = String::from_utf8(done.stderr).unwrap();
    assert!(
        stderr.contains("Enter PEM pass phrase:\nVerifying - Enter PEM pass phrase:"),
        "{stderr}"
    );

    let done = place.with_input(detached("rsa -in locked.pem"), "secret\n");
    assert_eq!(done.stdout, key());
    assert!(
        String::from_utf8(done.stderr)
            .unwrap()
            .contains("Enter pass phrase for locked.pem:")
    );

    for (answers, expected) in [
        ("abc\n", "4 to 1024"),
        ("secret\nsecrets\n", "differ"),
        ("", "Can't read Password"),
    ] {
        let done = place.with_input(detached("rsa -in key.pem -aes256 -out other.pem"), answers);
        assert_eq!(done.status.code(), Some(1), "{answers:?}");
        assert!(
            String::from_utf8(done.stderr).unwrap().contains(expected),
            "{answers:?}"
        );
        assert!(!place.path("other.pem").exists());
    }
}

#[test]
fn a_key_file_is_its_owners_alone_at_every_instant() {
    let place = Place::new();
    fs::create_dir(place.path("out")).unwrap();
    let dir = place.path("out");
    let (stop, exposed) = (AtomicBool::new(false), AtomicBool::new(false));
    let seen = std::thread::scope(|scope| {
        // Looks at every file of the directory without pause, the temporary ones too.
        let watcher = scope.spawn(|| {
            let mut seen = 0usize;
            while !stop.load(Ordering::Relaxed) {
                for entry in fs::read_dir(&dir).unwrap().flatten() {
                    if let Ok(metadata) = entry.metadata() {
                        seen += 1;
                        if metadata.mode() & 0o077 != 0 {
                            exposed.store(true, Ordering::Relaxed);
                        }
                    }
                }
            }
            seen
        });
        for i in 0..10 {
            let script = format!(
                "umask 000; exec {PROGRAM} rsa -in key.pem -out out/k{}",
                i % 3
            );
            let done = place.shell(&script);
            assert!(done.status.success());
        }
        stop.store(true, Ordering::Relaxed);
        watcher.join().unwrap()
    });
    assert!(seen > 0, "the watcher saw files");
    assert!(
        !exposed.load(Ordering::Relaxed),
        "a key file was open to others for an instant"
    );
    // A public key is for everyone, a file that held one and now holds a private key is not.
    let script = format!(
        "umask 022; {PROGRAM} rsa -in key.pem -pubout -out f && stat -c %a f && {PROGRAM} rsa -in key.pem -out f && stat -c %a f"
    );
    let done = place.shell(&script);
    assert_eq!(String::from_utf8(done.stdout).unwrap(), "644\n600\n");
}

#[test]
fn a_write_that_fails_leaves_the_old_file_whole_and_nothing_beside_it() {
    let place = Place::new();
    place.write("old.pem", "precious");
    let before = place.names();
    // No file may grow beyond its first block: the system refuses as it refuses on a full disk.
    for (umask, file) in [("022", "old.pem"), ("022", "new.pem"), ("077", "key.pem")] {
        let script = format!(
            "umask {umask}; trap '' XFSZ; ulimit -f 0; exec {PROGRAM} rsa -in key.pem -traditional -out {file}"
        );
        let done = place.shell(&script);
        assert_eq!(done.status.code(), Some(1), "{file}");
        let stderr = String::from_utf8(done.stderr).unwrap();
        assert!(
            stderr.contains(&format!("cannot write {file}: the file would be larger")),
            "{stderr}"
        );
        assert_eq!(stderr.contains("unharmed"), file != "new.pem", "{stderr}");
    }
    assert_eq!(place.read("old.pem"), b"precious");
    assert_eq!(place.read("key.pem"), key());
    assert_eq!(place.names(), before);

    let stderr = place.fails("rsa -in key.pem -out /dev/full");
    assert!(stderr.contains("No space left on device"), "{stderr}");
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let done = place
        .command("rsa -in key.pem")
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(
        String::from_utf8(done.stderr)
            .unwrap()
            .contains("No space left")
    );
}

#[test]
fn an_output_that_is_the_input_a_link_or_a_device_is_written_as_it_should_be() {
    let place = Place::new();
    place.ok("rsa -in key.pem -traditional -out key.pem");
    assert!(
        place
            .text("key.pem")
            .starts_with("-----BEGIN RSA PRIVATE KEY-----")
    );
    symlink("key.pem", place.path("link")).unwrap();
    place.ok("rsa -in link -out link");
    assert!(place.path("link").is_symlink());
    assert_eq!(place.read("key.pem"), key());
    assert_eq!(
        place.ok("rsa -in key.pem -out /dev/stdout").as_bytes(),
        key()
    );
    assert_eq!(place.ok("rsa -in key.pem -out -").as_bytes(), key());
    assert_eq!(place.ok("rsa -in key.pem -out /dev/null"), "");
    let done = place.with_input(
        place.command("rsa -in -"),
        std::str::from_utf8(key()).unwrap(),
    );
    assert_eq!(done.stdout, key());
    let done = place.with_input(
        place.command("rsa -in /dev/stdin"),
        std::str::from_utf8(key()).unwrap(),
    );
    assert_eq!(done.stdout, key());
}

#[test]
fn a_reader_that_goes_away_is_not_reported() {
    let place = Place::new();
    let script = format!("{{ {PROGRAM} rand 4000000; echo $? >status; }} | head -c 1 >first");
    let done = place.shell(&script);
    assert!(done.status.success());
    assert_eq!(done.stderr, b"");
    assert_eq!(place.read("first").len(), 1);
}

#[test]
fn new_keys_are_sound_and_as_asked_for() {
    let place = Place::new();
    let done = place.run("genrsa -out new.pem 1024");
    assert!(done.status.success());
    let stderr = String::from_utf8(done.stderr).unwrap();
    assert!(
        stderr.starts_with("warning: a 1024-bit RSA key is too short"),
        "{stderr}"
    );
    assert_eq!(
        stderr.lines().count(),
        1,
        "no dots where there is no terminal: {stderr}"
    );
    assert_eq!(place.mode("new.pem"), 0o600);
    assert_eq!(place.ok("rsa -in new.pem -noout -check"), "RSA key ok\n");

    let done = place.run("genrsa -3 -verbose -traditional -out new.pem 1024");
    let stderr = String::from_utf8(done.stderr).unwrap();
    assert!(
        stderr.contains("Generating RSA key with 1024 bits\n")
            && stderr.ends_with("e is 3 (0x03)\n"),
        "{stderr}"
    );
    assert!(stderr.contains(".+"), "dots: {stderr}");
    assert!(
        place
            .text("new.pem")
            .starts_with("-----BEGIN RSA PRIVATE KEY-----")
    );
    assert!(
        place
            .ok("rsa -in new.pem -noout -text")
            .contains("\npublicExponent: 3 (0x3)\n")
    );

    let line = "genpkey -algorithm RSA -quiet -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_keygen_pubexp:0x100000001";
    let done = place.run(line);
    assert_eq!(
        String::from_utf8(done.stderr).unwrap().lines().count(),
        1,
        "the warning alone"
    );
    place.write("wide.pem", &done.stdout);
    let text = place.ok("pkey -in wide.pem -noout -text_pub");
    assert!(
        text.starts_with("Public-Key: (1024 bit)\n")
            && text.ends_with("Exponent: 4294967297 (0x100000001)\n")
    );
    assert_eq!(
        place.ok("pkey -in wide.pem -noout -check"),
        "Key is valid\n"
    );

    place.ok(
        "genpkey -algorithm RSA-PSS -quiet -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:sha256 \
         -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32 -out pss.pem",
    );
    let text = place.ok("rsa -in pss.pem -noout -text");
    assert!(
        text.ends_with(
            "PSS parameter restrictions:\n  Hash Algorithm: SHA2-256\n  Mask Algorithm: MGF1 with SHA2-256\n  \
             Minimum Salt Length: 32\n  Trailer Field: 0x1 (default)\n"
        ),
        "{text}"
    );
}

#[test]
fn a_faulty_key_is_shown_and_checked_but_not_passed_on() {
    let place = Place::new();
    place.ok("rsa -in key.pem -traditional -outform DER -out faulty.der");
    let mut der = place.read("faulty.der");
    let last = der.len() - 1;
    der[last] ^= 2; // in the coefficient
    // And in dQ, which ends where the header and bytes of the coefficient begin.
    let coefficient = der.len() - if der[der.len() - 66] == 0x41 { 67 } else { 66 };
    der[coefficient - 1] ^= 2;
    place.write("faulty.der", &der);
    let stderr = place.fails("rsa -in faulty.der -noout -check");
    assert!(stderr.starts_with("RSA key not ok\n"), "{stderr}");
    assert!(
        stderr.contains("dQ (exponent2)") && stderr.contains("qInv (coefficient)"),
        "{stderr}"
    );
    assert!(
        place
            .fails("pkey -in faulty.der -noout -check")
            .starts_with("Key is invalid\n")
    );
    assert!(
        place
            .ok("rsa -in faulty.der -noout -text")
            .starts_with("Private-Key: (1024 bit, 2 primes)\n")
    );
    assert!(
        place
            .fails("rsa -in faulty.der -out x")
            .contains("is not usable")
    );
    assert!(!place.path("x").exists());
    // What was to take the key stays as it was; the numbers, asked for by themselves, are written.
    place.write("x", "an older key");
    assert!(
        place
            .fails("rsa -in faulty.der -check -out x")
            .starts_with("RSA key not ok\n")
    );
    assert_eq!(place.text("x"), "an older key");
    place.fails("rsa -in faulty.der -noout -check -modulus -out x");
    assert!(place.text("x").starts_with("Modulus="));
    // OpenSSL reports it, and succeeds.
    assert!(
        place
            .run("rsa -in faulty.der -noout -check -strict")
            .status
            .success()
    );
}

#[test]
fn random_bytes_come_in_the_form_and_number_asked_for() {
    let place = Place::new();
    assert_eq!(place.run("rand 100").stdout.len(), 100);
    let hex = place.ok("rand -hex 20");
    assert!(hex.len() == 41 && hex.trim_end().bytes().all(|b| b.is_ascii_hexdigit()));
    let lines: Vec<usize> = place.ok("rand -base64 60").lines().map(str::len).collect();
    assert_eq!(lines, [64, 16]);
    place.ok("rand -out r -writerand seed 16");
    assert_eq!(
        (place.read("r").len(), place.read("seed").len()),
        (16, 1024)
    );
    assert_eq!(place.mode("seed"), 0o600);
    assert_ne!(place.run("rand 32").stdout, place.run("rand 32").stdout);
}

#[test]
fn a_key_in_openssh_s_form_or_under_an_old_scheme_is_read_and_the_old_scheme_named() {
    let place = Place::new();
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/keys");
    let run = |line: &str| {
        let output = place.command(line).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}");
        (text(output.stdout), text(output.stderr))
    };
    let (plain, _) = run(&format!("pkey -in {vectors}/rsa-2048.pem"));
    place.write("phrase", "secret\n");
    for file in ["openssh.pem", "openssh-ctr.pem -passin file:phrase"] {
        assert_eq!(
            run(&format!("pkey -in {vectors}/{file}")),
            (plain.clone(), String::new())
        );
    }
    for scheme in ["md5-des", "sha1-3des"] {
        let name = format!("{vectors}/pbe-{scheme}.pem");
        let (_, warning) = run(&format!("pkey -in {name} -passin file:phrase -noout"));
        assert_eq!(
            warning,
            format!(
                "warning: the private key in {name} is encrypted with PBE-{}, which is weak; encrypt it anew: pkcs8 -topk8 -in {name} -out NEW\n",
                scheme.to_uppercase()
            )
        );
        // Standard input is not a name to be typed.
        let piped = place
            .command("pkey -passin file:phrase -noout")
            .stdin(std::fs::File::open(&name).unwrap())
            .output()
            .unwrap();
        let warning = String::from_utf8(piped.stderr).unwrap();
        assert!(
            warning.ends_with("encrypt it anew: pkcs8 -topk8 -out NEW\n"),
            "{warning}"
        );
    }
}

#[test]
fn the_maximum_of_iterations_does_not_choose_among_the_keys_of_a_file() {
    let place = Place::new();
    for name in ["first", "second"] {
        place.ok(&format!("genrsa -out {name}.pem 1024"));
    }
    place.ok("pkcs8 -topk8 -in second.pem -passout pass:secret -iter 1 -out encrypted.pem");
    let both = [place.read("first.pem"), place.read("encrypted.pem")].concat();
    place.write("both.pem", both);
    let modulus = |file: &str| place.ok(&format!("rsa -in {file} -noout -modulus"));
    for maximum in ["", "1000"] {
        let mut command = place.command("rsa -in both.pem -passin pass:secret -noout -modulus");
        let done = command
            .env("CERTWRIGHT_KDF_ITERATIONS", maximum)
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&done.stdout),
            modulus("first.pem"),
            "{maximum}"
        );
    }

    // A warning is of the key that was read.
    let old = std::fs::read("../vectors/keys/pbe-sha1-3des.pem").unwrap();
    place.write("old.pem", [place.read("first.pem"), old.clone()].concat());
    place.write("only.pem", old);
    let warned = |file: &str| {
        let line = format!("rsa -in {file} -passin pass:secret -noout -modulus");
        let mut command = place.command(&line);
        String::from_utf8_lossy(&command.output().unwrap().stderr).contains("which is weak")
    };
    assert!(!warned("old.pem"));
    assert!(warned("only.pem"));
}

#[test]
fn a_key_of_x509s_own_algorithm_may_have_its_size_beside_it() {
    let place = Place::new();
    place.write(
        "key.pem",
        std::fs::read("../vectors/keys/rsa-2048.pem").unwrap(),
    );
    place.ok("pkey -in key.pem -pubout -outform DER -out public.der");
    let usual = place.read("public.der");
    // SEQUENCE of 290 bytes, of which 15 are rsaEncryption's identifier.
    assert_eq!(usual[..6], [0x30, 0x82, 1, 0x22, 0x30, 13]);
    let old = |parameters: &[u8]| {
        let length = 6 + parameters.len() as u8;
        let identifier = [&[0x30, length, 6, 4, 0x55, 8, 1, 1], parameters].concat();
        let whole = (290 - 15 + identifier.len()) as u16;
        [
            &[0x30, 0x82],
            &whole.to_be_bytes()[..],
            &identifier,
            &usual[19..],
        ]
        .concat()
    };
    for (parameters, is_read) in [
        (&b"\x02\x02\x08\x00"[..], true),
        (b"\x05\x00", true),
        (b"", true),
        (b"\x02\x03\x00\x08\x00", false),
        (b"\x04\x00", false),
    ] {
        place.write("old.der", old(parameters));
        let line = "pkey -pubin -inform DER -in old.der -noout -text";
        let mut command = place.command(line);
        let done = command.output().unwrap();
        let printed = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.success(), is_read, "{parameters:?}: {printed}");
        assert!(is_read || printed.contains("id-ea-rsa"), "{printed}");
    }
}
