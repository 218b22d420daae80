//! Of a key, a pass phrase that did not stand in the arguments, and what was decrypted, nothing is left in the process's memory when a
//! command is done: a core taken at exit, after success and after an error, holds no twelve bytes of one in a row. Needs gdb, which takes
//! the core, and root, since no other user may read the memory of a process that is not dumpable.

use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::common::{Shell, text};
use super::every_input::fixtures;
use super::secret::Secret;

/// What protects encrypted.pem, mine.p12 and mine.aes.
const PHRASE: &str = "correct-horse-4711-battery-staple-wyvern-0091-quokka";
/// What is encrypted in mine.enc, mine.cms and mine.aes.
const PLAIN: &str = "ZQXJ-VKW-YPF-771: attack at dawn, 0x5eed-of-doubt";

/// Commands that handle the private key of key.pem, the pass phrase or the plaintext, and whether they succeed.
const COMMANDS: &[(&str, bool)] = &[
    (
        "pkey -in encrypted.pem -passin file:phrase -out out.pem",
        true,
    ),
    ("pkey -in encrypted.pem -out out.pem <phrase", true),
    (
        "pkey -in encrypted.pem -passin stdin -out out.pem <phrase",
        true,
    ),
    ("pkey -in key.pem -text -out out.txt", true),
    ("pkey -in key.pem -text", true),
    ("pkey -out out.pem <key.pem", true),
    ("pkey -in key.pem -outform DER -out out.der", true),
    ("rsa -in key.pem -traditional -out out.pem", true),
    ("rsa -in legacy.pem -passin file:phrase -out out.pem", true),
    (
        "rsa -in key.pem -aes256 -passout file:phrase -out out.pem",
        true,
    ),
    (
        "rsa -in key.pem -outform PVK -passout file:phrase -out out.pvk",
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
        "pkcs8 -topk8 -in key.pem -v1 PBE-SHA1-3DES -passout file:phrase -out out.pem",
        true,
    ),
    (
        "pkcs8 -in encrypted.der -inform DER -passin file:phrase -out out.pem",
        true,
    ),
    (
        "pkcs12 -export -nocerts -inkey encrypted.pem -passin file:phrase -passout file:phrase -iter 1000 -out out.p12",
        true,
    ),
    (
        "pkcs12 -in mine.p12 -passin file:phrase -nodes -out out.pem",
        true,
    ),
    (
        "pkcs12 -in mine.p12 -passin file:phrase -passout file:phrase",
        true,
    ),
    ("storeutl -passin file:phrase mine.p12", true),
    ("asn1parse -in key.pem", true),
    ("asn1parse -in key.pem -item PKCS8_PRIV_KEY_INFO", true),
    (
        "asn1parse -in key.pem -strparse 22 -item RSAPrivateKey",
        true,
    ),
    ("base64 -in key.pem", true),
    (
        "enc -d -aes-256-cbc -pbkdf2 -pass file:phrase -in mine.aes",
        true,
    ),
    (
        "enc -aes-256-cbc -pbkdf2 -kfile phrase -in plain -out out.aes",
        true,
    ),
    (
        "enc -d -aes-256-cbc -pbkdf2 -pass file:phrase -in digest -out out.txt",
        false,
    ),
    (
        "cms -decrypt -inform DER -in mine.cms -inkey encrypted.pem -passin file:phrase",
        true,
    ),
    (
        "smime -decrypt -in mine.smime -recip own.pem -inkey key.pem -out out.txt",
        true,
    ),
    (
        "cms -sign -in message -signer own.pem -inkey key.pem -out out.cms",
        true,
    ),
    ("passwd -apr1 -in phrase", true),
    ("passwd -6 -in phrase", true),
    (
        "spkac -key encrypted.pem -passin file:phrase -out out.spkac",
        true,
    ),
    ("dgst -sha256 -sign key.pem -out out.sig message", true),
    (
        "dgst -sha256 -sign key.pem -sigopt rsa_padding_mode:pss -out out.sig message",
        true,
    ),
    ("pkeyutl -sign -inkey key.pem -in digest -out out.sig", true),
    (
        "pkeyutl -decrypt -inkey encrypted.pem -passin file:phrase -in mine.enc",
        true,
    ),
    ("rsautl -decrypt -inkey key.pem -in mine.enc -hexdump", true),
    ("req -new -key key.pem -subj /CN=x -out out.req", true),
    (
        "smime -sign -in message -signer own.pem -inkey key.pem -out out.smime",
        true,
    ),
    (
        "cms -resign -inform DER -in signed.cms -signer own.pem -inkey encrypted.pem -passin file:phrase -out out.cms",
        true,
    ),
    (
        "ts -reply -config ts.cnf -queryfile query.tsq -signer own-tsa.pem -inkey encrypted.pem -passin file:phrase -chain own.pem -out out.tsr",
        true,
    ),
    (
        "ocsp -index index.txt -CA own.pem -rsigner own.pem -rkey key.pem -reqin own.ocsp -respout out.ors",
        true,
    ),
    (
        "ca -config ca.cnf -batch -notext -in request.pem -cert own.pem -keyfile encrypted.pem -passin file:phrase -out out-ca.crt",
        true,
    ),
    (
        "ca -config ca.cnf -gencrl -cert own.pem -keyfile key.pem -out out.crl",
        true,
    ),
    (
        "crl -in own.crl -gendelta own-newer.crl -key key.pem -out out-delta.crl",
        true,
    ),
    (
        "rsautl -sign -in digest -inkey encrypted.pem -passin file:phrase -out out.sig",
        true,
    ),
    (
        "dgst -sha256 -prverify key.pem -signature own.sig message",
        true,
    ),
    (
        "x509 -in own.pem -signkey encrypted.pem -passin file:phrase -out out-again.crt",
        true,
    ),
    ("mac -digest sha256 -macopt key:x -in plain HMAC", true),
    ("dgst -sha256 plain", true),
    (
        "req -x509 -key encrypted.pem -passin file:phrase -subj /CN=x -out out.crt",
        true,
    ),
    (
        "x509 -req -in request.pem -CA own.pem -CAkey key.pem -out out.crt",
        true,
    ),
    (
        "x509 -req -in request.pem -CA ca.pem -CAkey key.pem -out out.crt",
        false,
    ),
    (
        "pkey -in encrypted.pem -passin pass:wrong -out out.pem",
        false,
    ),
    ("pkcs12 -in mine.p12 -passin file:message", false),
    ("pkey -in truncated.pem -out out.pem", false),
    ("pkey -in key.pem -out /dev/full", false),
    (
        "pkey -in encrypted.pem -passin file:phrase -out /dev/full",
        false,
    ),
    ("rsa -in key.pem -out absent/out.pem", false),
    (
        "pkeyutl -decrypt -inkey key.pem -in message -out out.txt",
        false,
    ),
];

/// The memory of the command when it exits, without the pages that are all zeros.
fn core(shell: &Shell, command: &str, succeeds: bool) -> Vec<u8> {
    let thread = format!("{:?}", std::thread::current().id());
    let [core, printed_to] =
        ["core", "printed"].map(|name| format!("{name}-{}", thread.replace(['(', ')'], "")));
    let _ = fs::remove_file(shell.path(&core));
    let done = shell.run(&format!(
        "setsid -w gdb -q -nx -batch -ex 'set pagination off' -ex 'catch syscall exit_group' \
         -ex 'run </dev/null {command} >{printed_to} 2>&1' -ex 'print \"status\", $rdi' -ex 'generate-core-file {core}' -ex kill \
         {}",
        env!("CARGO_BIN_EXE_certwright")
    ));
    let printed = text(&done.stdout) + &text(&done.stderr);
    let memory =
        fs::read(shell.path(&core)).unwrap_or_else(|e| panic!("{command}: {e}: {printed}"));
    let status = if succeeds { "= 0\n" } else { "= 1\n" };
    assert!(
        printed.contains(status),
        "{command}: {printed}\n{}",
        text(&fs::read(shell.path(&printed_to)).unwrap())
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
    fs::write(shell.path("plain"), PLAIN).unwrap();
    // Commands that take two pass phrases read two lines.
    fs::write(shell.path("phrase"), format!("{PHRASE}\n{PHRASE}\n")).unwrap();
    let made = shell.run(
        "set -e; head -c 500 key.pem >truncated.pem
         openssl req -x509 -key key.pem -subj /CN=own -days 3650 -out own.pem
         openssl rsa -in key.pem -pubout -out mine.pub
         openssl pkeyutl -encrypt -pubin -inkey mine.pub -in plain -out mine.enc
         openssl cms -encrypt -binary -in plain -outform DER -out mine.cms own.pem
         openssl smime -encrypt -binary -aes128 -in plain -out mine.smime own.pem
         openssl enc -aes-256-cbc -pbkdf2 -pass file:phrase -in plain -out mine.aes
         openssl pkcs8 -topk8 -in key.pem -passout file:phrase -iter 100 -out encrypted.pem
         openssl pkcs8 -topk8 -in key.pem -passout file:phrase -iter 100 -outform DER -out encrypted.der
         openssl rsa -in key.pem -traditional -aes128 -passout file:phrase -out legacy.pem
         openssl pkcs12 -export -nocerts -inkey key.pem -passout file:phrase -iter 1000 -out mine.p12
         openssl req -new -key key.pem -subj /CN=tsa -out own-tsa.req
         openssl x509 -req -in own-tsa.req -CA own.pem -CAkey key.pem -days 36000 -set_serial 9 -extfile ts.cnf -extensions x -out own-tsa.pem
         openssl ocsp -issuer own.pem -serial 5 -no_nonce -reqout own.ocsp
         openssl ca -config ca.cnf -gencrl -cert own.pem -keyfile key.pem -out own.crl
         openssl ca -config ca.cnf -gencrl -cert own.pem -keyfile key.pem -out own-newer.crl
         openssl dgst -sha256 -sign key.pem -out own.sig message",
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    shell
}

#[test]
#[ignore = "takes cores by gdb: minutes"]
fn a_core_at_exit_has_nothing_of_the_key_the_pass_phrase_or_the_plaintext() {
    let shell = prepare();
    let key = Secret::of(&fs::read(shell.path("key.der")).unwrap());
    let secrets = [
        ("key", key),
        ("pass phrase", Secret::of_text(PHRASE.as_bytes())),
        ("plaintext", Secret::of_text(PLAIN.as_bytes())),
    ];
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, |n| n.get()) {
            scope.spawn(|| {
                while let Some((command, succeeds)) =
                    COMMANDS.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let memory = core(&shell, command, *succeeds);
                    assert!(memory.len() > 100_000, "{command}");
                    for (name, secret) in &secrets {
                        if let Some(form) = secret.find_in_memory(&memory) {
                            found
                                .lock()
                                .unwrap()
                                .push(format!("{name}, {form}: {command}"));
                        }
                    }
                }
            });
        }
    });
    assert_eq!(found.into_inner().unwrap(), Vec::<String>::new());
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
        ("k8s kubeconfig -dir pki admin", "pki/pki/admin.key"),
        ("k8s secret -dir pki apiserver", "pki/pki/apiserver.key"),
        ("k8s plan -dir pki", "pki/pki/admin.key"),
        ("k8s renew -dir pki -all", "pki/pki/admin.key"),
        ("k8s csr -dir pki -all", "pki/pki/admin.key"),
    ] {
        let memory = core(&shell, command, true);
        let made = shell.run(&format!("openssl rsa -in {key} -traditional -outform DER"));
        assert_eq!(
            Secret::of(&made.stdout).find_in_memory(&memory),
            None,
            "{command}"
        );
        // As a kubeconfig and a Secret hold it: the PEM in base64 once more. Its first lines are public, its last is not secret.
        let pem = fs::read(shell.path(key)).unwrap();
        assert_eq!(
            Secret::of_text(&pem[400..pem.len() - 100]).find_in_memory(&memory),
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
