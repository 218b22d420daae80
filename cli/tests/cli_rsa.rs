//! pkeyutl, rsautl and dgst with RSA's options: every form that scripts use, and one clear line for what is wrong.

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::LazyLock;

use certwright::rsa::{HashAlgorithm, PrivateKey, pss};
use common::Place;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

const PROGRAM: &str = env!("CARGO_BIN_EXE_certwright");

/// Keys and inputs that every test reads; what a test writes goes under a name of its own.
static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    place.ok("genrsa -out key.pem 2048");
    place.ok("rsa -in key.pem -pubout -out pub.pem");
    place.ok("rsa -in key.pem -traditional -aes256 -passout pass:right -out locked.pem");
    place.ok("req -x509 -new -key key.pem -subj /CN=holder -out cert.pem");
    place.ok("genpkey -algorithm RSA-PSS -out any-pss.pem");
    place.ok(
        "genpkey -algorithm RSA-PSS -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 \
         -pkeyopt rsa_pss_keygen_saltlen:32 -out pss.pem",
    );
    place.ok("pkey -in pss.pem -pubout -out pss.pub");
    place.write("message", b"hello");
    place.write("digest", HashAlgorithm::Sha256.digest(b"hello"));
    place.write("empty", b"");
    place.write("long", [7; 300]);
    place.write("huge", vec![0x5a; 3_000_000]);
    let mut number = [0x5a; 256];
    number[0] = 0;
    place.write("number", number);
    place.write(
        "ec.pem",
        certwright::pem::encode(
            certwright::pem::Label::new("EC PRIVATE KEY").unwrap(),
            &[0x30, 0],
        )
        .as_bytes(),
    );
    place
});

impl Place {
    fn run_by(&self, program: &str, line: &str) -> Output {
        let mut command = self.command(program, line);
        command
            .output()
            .unwrap_or_else(|e| panic!("{program}: {e}"))
    }

    fn run(&self, line: &str) -> Output {
        self.run_by(PROGRAM, line)
    }

    fn ok_by(&self, program: &str, line: &str) -> Vec<u8> {
        let done = self.run_by(program, line);
        let stderr = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program} {line}: {stderr}");
        done.stdout
    }

    fn ok(&self, line: &str) -> Vec<u8> {
        self.ok_by(PROGRAM, line)
    }
}

#[test]
fn bad_input_gets_one_line_status_1_and_no_file() {
    let place = &*PLACE;
    place.ok("pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha256 -out hostile.sig");
    let before = place.names();
    for (line, expected) in [
        ("pkeyutl", "name it with -inkey"),
        ("pkeyutl -sign -in digest -out x", "name it with -inkey"),
        (
            "pkeyutl -sing -inkey key.pem -in digest -out x",
            "did you mean -sign?",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -out x more",
            "extra argument more",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -out none/x",
            "none/x",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -out .",
            "Is a directory",
        ),
        (
            "pkeyutl -sign -inkey none.pem -in digest -out x",
            "Can't open \"none.pem\"",
        ),
        (
            "pkeyutl -sign -inkey empty -in digest -out x",
            "it is empty",
        ),
        (
            "pkeyutl -sign -inkey huge -in digest -out x",
            "larger than the 1 MiB that a key may be",
        ),
        (
            "pkeyutl -sign -inkey cert.pem -in digest -out x",
            "this is a certificate, not a private key",
        ),
        (
            "pkeyutl -sign -inkey pub.pem -in digest -out x",
            "this is a public key, not a private key",
        ),
        (
            "pkeyutl -sign -inkey ec.pem -in digest -out x",
            "elliptic curve",
        ),
        (
            "pkeyutl -sign -inkey locked.pem -passin pass:wrong -in digest -out x",
            "maybe wrong password",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in none -out x",
            "Can't open \"none\"",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in . -out x",
            "Is a directory",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in long -out x",
            "300 bytes, and this key and padding carry at most 245",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in huge -out x",
            "3000000 bytes",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in empty -pkeyopt digest:sha256 -out x",
            "0 bytes where a SHA2-256 digest has 32",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha512 -out x",
            "32 bytes where a SHA2-512 digest has 64",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in message -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -out x",
            "the input has 5 bytes where a SHA-256 digest has 32",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_padding_mode:pss -out x",
            "name the digest that the input is",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_padding_mode:oaep -out x",
            "OAEP encrypts",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:shake128 -out x",
            "SHAKE",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha257 -out x",
            "sha257 is not a digest",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_paddingmode:pss -out x",
            "did you mean rsa_padding_mode?",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_padding_mode=pss -out x",
            "takes name:value",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_padding_mode: -out x",
            "pkcs1, oaep, pss, x931 and none",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_padding_mode:x931 -out x",
            "name it, such as -pkeyopt digest:sha256",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt",
            "-pkeyopt needs a value",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_pss_saltlen:20 -out x",
            "need rsa_padding_mode:pss",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_mgf1_md:sha256 -out x",
            "need rsa_padding_mode:pss",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt rsa_oaep_label:00 -out x",
            "are for encryption",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:-5 -out x",
            "or auto-digestmax",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:223 -out x",
            "allow at most 222",
        ),
        (
            "pkeyutl -sign -inkey pss.pem -in digest -pkeyopt rsa_pss_saltlen:31 -out x",
            "the key's own parameters",
        ),
        (
            "pkeyutl -sign -inkey pss.pem -in digest -pkeyopt rsa_padding_mode:pkcs1 -out x",
            "RSASSA-PSS only",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -digest sha256 -out x",
            "only be used with -rawin",
        ),
        (
            "pkeyutl -sign -rawin -rev -inkey key.pem -in message -out x",
            "-rev cannot",
        ),
        (
            "pkeyutl -sign -inkey key.pem -in digest -sigfile message -out x",
            "-verify only",
        ),
        (
            "pkeyutl -verify -inkey key.pem -in digest",
            "name it with -sigfile",
        ),
        (
            "pkeyutl -verify -inkey key.pem -in digest -sigfile none",
            "cannot open the signature file",
        ),
        (
            "pkeyutl -verifyrecover -inkey key.pem -in empty -out x",
            "cannot recover",
        ),
        (
            "pkeyutl -verifyrecover -inkey key.pem -in huge -out x",
            "cannot recover",
        ),
        (
            "pkeyutl -verifyrecover -inkey key.pem -in hostile.sig -pkeyopt digest:sha384 -out x",
            "cannot recover",
        ),
        (
            "pkeyutl -verifyrecover -inkey any-pss.pem -in hostile.sig -out x",
            "PSS hides",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey key.pem -in message -out x",
            "this is a private key, not a public key",
        ),
        (
            "pkeyutl -encrypt -certin -inkey pub.pem -in message -out x",
            "Could not read certificate",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey pub.pem -in long -out x",
            "carry at most 245",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey pub.pem -in huge -pkeyopt rsa_padding_mode:oaep -out x",
            "carry at most 214",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey pub.pem -in message -pkeyopt rsa_padding_mode:none -out x",
            "5 bytes",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey pub.pem -in message -pkeyopt rsa_padding_mode:pss -out x",
            "PSS signs",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey pub.pem -in message -pkeyopt rsa_pss_saltlen:20 -out x",
            "for signatures",
        ),
        (
            "pkeyutl -encrypt -inkey any-pss.pem -in message -out x",
            "RSASSA-PSS signatures only",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey pub.pem -in message -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_label:xy -out x",
            "hexadecimal",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey pub.pem -in message -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_label:123 -out x",
            "hexadecimal",
        ),
        (
            "pkeyutl -encrypt -pubin -inkey pub.pem -in message -pkeyopt rsa_oaep_md:md5 -out x",
            "md5 is not offered",
        ),
        (
            "pkeyutl -decrypt -inkey key.pem -in message -out x",
            "5 bytes, and a ciphertext for this key has 256",
        ),
        (
            "pkeyutl -decrypt -inkey key.pem -in empty -out x",
            "0 bytes",
        ),
        (
            "pkeyutl -decrypt -inkey key.pem -in huge -out x",
            "3000000 bytes",
        ),
        (
            "pkeyutl -decrypt -inkey key.pem -in number -pkeyopt rsa_padding_mode:oaep -out x",
            "another key, padding, digest or label",
        ),
        (
            "pkeyutl -decrypt -pubin -inkey pub.pem -in number -out x",
            "a private key is needed",
        ),
        (
            "pkeyutl -decrypt -inkey key.pem -in number -pkeyopt rsa_pkcs1_implicit_rejection:0 -out x",
            "oracle",
        ),
        (
            "pkeyutl -decrypt -inkey key.pem -in number -pkeyopt_passin rsa_padding_mode -out x",
            "takes name:source",
        ),
        (
            "rsautl -oeap -inkey key.pem -in message -out x",
            "did you mean -oaep?",
        ),
        ("rsautl -inkey", "-inkey needs a value"),
        (
            "dgst -sha256 -sign pub.pem -out x message",
            "this is a public key, not a private key",
        ),
        (
            "dgst -sha256 -sign key.pem -sigopt rsa_padding_mode:oaep -out x message",
            "OAEP encrypts",
        ),
        (
            "dgst -sha256 -sign key.pem -sigopt rsa_pss_saltlen:20 -out x message",
            "need rsa_padding_mode:pss",
        ),
        (
            "dgst -sha256 -sign key.pem -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:500 -out x message",
            "allow at most 222",
        ),
        (
            "dgst -sha256 -sign key.pem -sigopt",
            "-sigopt needs a value",
        ),
        (
            "dgst -sha512 -verify pss.pub -signature hostile.sig message",
            "the key's own parameters",
        ),
        (
            "req -new -key key.pem -subj /CN=x -sigopt rsa_padding_mode:none -out x",
            "pkcs1 or pss",
        ),
        (
            "req -new -key key.pem -subj /CN=x -sigopt rsa_pss_saltlen:20 -out x",
            "need rsa_padding_mode:pss",
        ),
        (
            "req -new -key pss.pem -subj /CN=x -sha384 -out x",
            "the key's own parameters",
        ),
    ] {
        let done = place.run(line);
        let stderr = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{line}: {stderr}");
        assert!(stderr.contains(expected), "{line}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{line}: {stderr}");
        assert!(done.stdout.is_empty(), "{line}");
    }
    for (line, expected) in [
        (
            "rsautl -sign -inkey key.pem -in huge -out x",
            "carry at most 245",
        ),
        (
            "rsautl -sign -inkey key.pem -in message -x931 -out x",
            "invalid X9.31 digest: none is named here",
        ),
        (
            "rsautl -decrypt -inkey key.pem -in message -out x",
            "5 bytes",
        ),
        (
            "rsautl -decrypt -pubin -inkey pub.pem -in number -out x",
            "a private key is needed",
        ),
        (
            "rsautl -verify -inkey key.pem -in message -out x",
            "cannot recover",
        ),
    ] {
        let done = place.run(line);
        let stderr = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{line}: {stderr}");
        let lines: Vec<&str> = stderr.lines().collect();
        // The first reports that pkeyutl is newer, as OpenSSL's does.
        assert!(
            lines.len() == 2 && lines[0].contains("deprecated") && lines[1].contains(expected),
            "{line}: {stderr}"
        );
    }
    let after: Vec<String> = place
        .names()
        .into_iter()
        .filter(|name| name == "x" || name.starts_with(".tmp"))
        .collect();
    assert!(
        before.iter().all(|name| name != "x") && after.is_empty(),
        "no file was begun: {after:?}"
    );
}

#[test]
fn a_signature_that_is_wrong_or_of_a_wrong_length_is_a_verdict_and_not_an_error() {
    let place = &*PLACE;
    for signature in ["empty", "huge", "number", "message"] {
        let line = format!(
            "pkeyutl -verify -pubin -inkey pub.pem -in digest -sigfile {signature} -pkeyopt digest:sha256"
        );
        let done = place.run(&line);
        assert_eq!(done.status.code(), Some(1), "{signature}");
        assert_eq!(
            done.stdout, b"Signature Verification Failure\n",
            "{signature}"
        );
        let line = format!("dgst -sha256 -verify pub.pem -signature {signature} message");
        let done = place.run(&line);
        assert_eq!(done.status.code(), Some(1), "{signature}");
        assert_eq!(done.stdout, b"Verification failure\n", "{signature}");
    }
}

#[test]
fn a_salt_length_is_taken_in_every_form() {
    let place = &*PLACE;
    let key = place.read("key.pem");
    let block = certwright::pem::first(&key, &[]).unwrap();
    let (parts, _) = certwright::pkcs::pkcs8::private_key_from_der(&block.contents).unwrap();
    let key = PrivateKey::from_parts(parts).unwrap();
    let hash = HashAlgorithm::Sha256;
    for (form, len) in [
        ("digest", 32),
        ("-1", 32),
        ("auto", 222),
        ("-2", 222),
        ("max", 222),
        ("-3", 222),
        ("auto-digestmax", 32),
        ("0", 0),
        ("11", 11),
    ] {
        let options = format!(
            "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:{form}"
        );
        place.ok(&format!(
            "pkeyutl -sign -inkey key.pem -in digest {options} -out salt.sig"
        ));
        let signature = place.read("salt.sig");
        let found = pss::verify_prehash_any_salt(
            key.public_key(),
            hash,
            hash,
            &hash.digest(b"hello"),
            &signature,
        );
        assert_eq!(found, Ok(len), "{form}");
        place.ok(&format!(
            "pkeyutl -verify -pubin -inkey pub.pem -in digest -sigfile salt.sig {options}"
        ));
        let wrong = options.replace(&format!("saltlen:{form}"), "saltlen:12");
        let done = place.run(&format!(
            "pkeyutl -verify -pubin -inkey pub.pem -in digest -sigfile salt.sig {wrong}"
        ));
        assert_eq!(done.stdout, b"Signature Verification Failure\n", "{form}");
    }
}

#[test]
fn a_restricted_pss_key_verifies_no_shorter_salt_than_its_own() {
    let place = &*PLACE;
    let text = place.read("pss.pem");
    let block = certwright::pem::first(&text, &[]).unwrap();
    let (parts, _) = certwright::pkcs::pkcs8::private_key_from_der(&block.contents).unwrap();
    let key = PrivateKey::from_parts(parts).unwrap();
    let hash = HashAlgorithm::Sha256;
    for (salt_len, right) in [(0, false), (31, false), (32, true), (40, true)] {
        let params = pss::Params::new(hash).with_salt_len(salt_len);
        let signature = pss::sign_prehash(
            &key,
            &params,
            &hash.digest(b"hello"),
            &mut ChaCha20Rng::seed_from_u64(1),
        )
        .unwrap();
        place.write("restricted.sig", &signature);
        for option in ["", "-sigopt rsa_pss_saltlen:auto"] {
            let line =
                format!("dgst -sha256 -verify pss.pub {option} -signature restricted.sig message");
            assert_eq!(
                place.run(&line).status.success(),
                right,
                "{salt_len} {option}"
            );
        }
    }
}

#[test]
fn the_readmes_four_commands_share_a_secret() {
    let readme = fs::read_to_string("../README.md").unwrap();
    let story = readme
        .split("## A secret, shared in four commands")
        .nth(1)
        .unwrap();
    let commands = story
        .split("```sh\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    assert_eq!(commands.lines().count(), 4);
    let dir = tempfile::tempdir().unwrap();
    let programs = PathBuf::from(PROGRAM)
        .parent()
        .unwrap()
        .display()
        .to_string();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    let done = shell
        .args(["-e", "-c", commands])
        .current_dir(dir.path())
        .env("PATH", path)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert_eq!(done.stdout, b"the account is 4711\n");
    let secret = fs::read(dir.path().join("secret.bin")).unwrap();
    assert!(secret.len() == 256 && !secret.windows(4).any(|bytes| bytes == b"4711"));
}

#[test]
fn a_key_for_pss_with_shake_is_kept_as_it_is_and_refused_where_openssl_has_no_such_scheme() {
    use certwright::pem;
    use certwright::pkcs::{KeyKind, pkcs8};
    use certwright::rsa::pss_shake::Shake;
    let place = &*PLACE;
    let key = place.read("key.pem");
    let (parts, _) = pkcs8::private_key_from_der(&pem::first(&key, &[]).unwrap().contents).unwrap();
    let der = pkcs8::to_der(&parts, KeyKind::RsaPssShake(Shake::Shake128));
    place.write(
        "shake.pem",
        pem::encode(pem::label::PRIVATE_KEY, &der).as_bytes(),
    );
    assert_eq!(place.ok("pkey -in shake.pem"), place.read("shake.pem"));
    let shown = String::from_utf8(place.ok("pkey -in shake.pem -noout -text")).unwrap();
    assert!(
        shown.contains("PSS parameter restrictions: SHAKE128 for hash and mask"),
        "{shown}"
    );
    for line in [
        "dgst -sha256 -sign shake.pem message",
        "pkeyutl -sign -inkey shake.pem -in digest -pkeyopt digest:sha256",
        "pkeyutl -encrypt -inkey shake.pem -in message",
        "req -new -key shake.pem -subj /CN=x",
        "req -x509 -new -key shake.pem -subj /CN=x -sigopt rsa_padding_mode:pss",
    ] {
        let done = place.run(line);
        let stderr = String::from_utf8_lossy(&done.stderr);
        assert_eq!(
            (done.status.code(), done.stdout.len()),
            (Some(1), 0),
            "{line}: {stderr}"
        );
        assert!(
            stderr.contains("the key is for RSASSA-PSS"),
            "{line}: {stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{line}: {stderr}");
    }
}

/// Options of encryption, and of signatures, that OpenSSL 3.0 has as well.
const ENCRYPTION: &[&str] = &[
    "",
    "-pkeyopt rsa_padding_mode:pkcs1",
    "-pkeyopt rsa_padding_mode:oaep",
    "-pkeyopt rsa_padding_mode:oeap",
    "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256",
    "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha512-224 -pkeyopt rsa_mgf1_md:sha3-256",
    "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_mgf1_md:sha512",
    "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_label:616263",
    "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_label:",
];

const SIGNATURES: &[&str] = &[
    "-pkeyopt digest:sha256",
    "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pkcs1",
    "-pkeyopt rsa_padding_mode:pkcs1",
    "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss",
    "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:digest",
    "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:-1",
    "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:auto",
    "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:max",
    "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:0",
    "-pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:20 -pkeyopt rsa_mgf1_md:sha1",
];

#[test]
#[ignore = "needs openssl"]
fn what_either_program_encrypts_or_signs_the_other_decrypts_or_verifies() {
    let place = &*PLACE;
    let pairs = [(PROGRAM, "openssl"), ("openssl", PROGRAM)];
    for options in ENCRYPTION {
        for (one, other) in pairs {
            place.ok_by(
                one,
                &format!(
                    "pkeyutl -encrypt -pubin -inkey pub.pem -in message {options} -out either.bin"
                ),
            );
            let message = place.ok_by(
                other,
                &format!("pkeyutl -decrypt -inkey key.pem -in either.bin {options}"),
            );
            assert_eq!(message, b"hello", "{one} {options}");
        }
    }
    for options in SIGNATURES {
        for (one, other) in pairs {
            place.ok_by(
                one,
                &format!("pkeyutl -sign -inkey key.pem -in digest {options} -out either.sig"),
            );
            for key in [
                "-pubin -inkey pub.pem",
                "-certin -inkey cert.pem",
                "-inkey key.pem",
            ] {
                let line =
                    format!("pkeyutl -verify {key} -in digest -sigfile either.sig {options}");
                assert_eq!(
                    place.ok_by(other, &line),
                    b"Signature Verified Successfully\n",
                    "{one} {options}"
                );
            }
        }
    }
    for padding in ["-pkcs", "-oaep", "-raw"] {
        let input = if padding == "-raw" {
            "number"
        } else {
            "message"
        };
        for (one, other) in pairs {
            place.ok_by(
                one,
                &format!(
                    "rsautl -encrypt {padding} -pubin -inkey pub.pem -in {input} -out either.rsa"
                ),
            );
            let message = place.ok_by(
                other,
                &format!("rsautl -decrypt {padding} -inkey key.pem -in either.rsa"),
            );
            assert_eq!(message, place.read(input), "{one} {padding}");
        }
    }
}

#[test]
#[ignore = "needs openssl"]
fn what_is_recovered_from_a_signature_is_what_openssl_recovers() {
    let place = &*PLACE;
    place.ok("pkeyutl -sign -inkey key.pem -in digest -pkeyopt digest:sha256 -out recover.sig");
    for line in [
        "pkeyutl -verifyrecover -pubin -inkey pub.pem -in recover.sig",
        "pkeyutl -verifyrecover -certin -inkey cert.pem -in recover.sig -asn1parse",
        "pkeyutl -verifyrecover -inkey key.pem -in recover.sig -hexdump",
        "pkeyutl -verifyrecover -pubin -inkey pub.pem -in recover.sig -pkeyopt digest:sha256",
        "pkeyutl -verifyrecover -pubin -inkey pub.pem -in recover.sig -pkeyopt rsa_padding_mode:none",
        "pkeyutl -encrypt -pubin -inkey pub.pem -in number -pkeyopt rsa_padding_mode:none",
        "pkeyutl -decrypt -inkey key.pem -in number -pkeyopt rsa_padding_mode:none",
        "rsautl -verify -pubin -inkey pub.pem -in recover.sig",
        "rsautl -verify -pubin -inkey pub.pem -in recover.sig -asn1parse",
        "rsautl -verify -raw -hexdump -certin -inkey cert.pem -in recover.sig",
        "rsautl -sign -inkey key.pem -in message",
        "pkeyutl -sign -inkey key.pem -rawin -in message -digest sha3-384",
        "pkeyutl -sign -inkey key.pem -rawin -in message -digest sha512-256",
    ] {
        assert_eq!(place.ok(line), place.ok_by("openssl", line), "{line}");
    }
}

#[test]
#[ignore = "needs openssl"]
fn requests_and_certificates_with_pss_verify_in_both_programs() {
    let place = &*PLACE;
    for (key, options) in [
        ("key.pem", "-sigopt rsa_padding_mode:pss"),
        (
            "key.pem",
            "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1",
        ),
        (
            "key.pem",
            "-sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:40 -sigopt rsa_mgf1_md:sha512",
        ),
        ("any-pss.pem", ""),
        ("any-pss.pem", "-sha512-256 -sigopt rsa_pss_saltlen:digest"),
        ("pss.pem", ""),
        ("pss.pem", "-sigopt rsa_pss_saltlen:40"),
    ] {
        for (one, other) in [(PROGRAM, "openssl"), ("openssl", PROGRAM)] {
            place.ok_by(
                one,
                &format!("req -new -key {key} -subj /CN=made {options} -out made.csr"),
            );
            place.ok_by(other, "req -in made.csr -noout -verify");
            place.ok_by(
                one,
                &format!("req -x509 -new -key {key} -subj /CN=root {options} -out root.crt"),
            );
            place.ok_by(
                one,
                &format!(
                    "x509 -req -in made.csr -CA root.crt -CAkey {key} -set_serial 2 {options} -out made.crt"
                ),
            );
            place.ok_by(other, "verify -CAfile root.crt made.crt");
            assert_eq!(
                place.ok_by(one, "x509 -in made.crt -noout -text"),
                place.ok_by(other, "x509 -in made.crt -noout -text"),
                "{one} {key} {options}"
            );
        }
    }
}

#[test]
#[ignore = "needs openssl"]
fn every_hash_of_every_option_means_the_same_to_both_programs() {
    let place = &*PLACE;
    for (i, hash) in HashAlgorithm::ALL.iter().copied().enumerate() {
        let mgf1 = HashAlgorithm::ALL[(i + 5) % HashAlgorithm::ALL.len()];
        let (hash, mgf1) = (hash.cli_name(), mgf1.cli_name());
        for (one, other) in [(PROGRAM, "openssl"), ("openssl", PROGRAM)] {
            let oaep = format!(
                "-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:{hash} -pkeyopt rsa_mgf1_md:{mgf1} \
                 -pkeyopt rsa_oaep_label:00ff"
            );
            place.ok_by(
                one,
                &format!("pkeyutl -encrypt -pubin -inkey pub.pem -in message {oaep} -out all.bin"),
            );
            let decrypt = format!("pkeyutl -decrypt -inkey key.pem -in all.bin {oaep}");
            assert_eq!(place.ok_by(other, &decrypt), b"hello", "{one} {oaep}");
            let other_mgf1 = if mgf1 == "sha224" { "sha256" } else { "sha224" };
            for wrong in [
                decrypt.replace("label:00ff", "label:00fe"),
                decrypt.replace(
                    &format!("rsa_mgf1_md:{mgf1}"),
                    &format!("rsa_mgf1_md:{other_mgf1}"),
                ),
            ] {
                assert_ne!(wrong, decrypt);
                let done = place.run_by(other, &wrong);
                assert!(
                    !done.status.success() && done.stdout.is_empty(),
                    "{other} {wrong}"
                );
            }
            for options in [
                String::new(),
                "-sigopt rsa_padding_mode:pss".into(),
                "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1".into(),
                format!(
                    "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:17 -sigopt rsa_mgf1_md:{mgf1}"
                ),
            ] {
                place.ok_by(
                    one,
                    &format!("dgst -{hash} -sign key.pem {options} -out all.sig message"),
                );
                for key in ["-verify pub.pem", "-prverify key.pem"] {
                    let line = format!("dgst -{hash} {key} {options} -signature all.sig message");
                    assert_eq!(place.ok_by(other, &line), b"Verified OK\n", "{one} {line}");
                    for wrong in [
                        line.replace(" message", " digest"),
                        line.replace("len:17", "len:18"),
                    ] {
                        if wrong != line {
                            let done = place.run_by(other, &wrong);
                            assert_eq!(done.status.code(), Some(1), "{other} {wrong}");
                            assert_eq!(done.stdout, b"Verification failure\n", "{other} {wrong}");
                        }
                    }
                }
            }
        }
    }
}
