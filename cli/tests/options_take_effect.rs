//! An option that is given takes effect, or a hint or an error states that it does not.

#[path = "common/mod.rs"]
mod common;
#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[path = "options_take_effect/tls.rs"]
mod tls;

use std::process::Output;
use std::sync::LazyLock;

use certwright::der::{ObjectIdentifier, Writer, oid};
use common::{Place, text};

/// A key, a certificate and a message to sign.
static FILES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let place = Place::new();
    place.write("key.pem", include_bytes!("../../vectors/keys/rsa-2048.pem"));
    let made = run(&place, "req -x509 -key key.pem -subj /CN=a -out cert.pem");
    assert!(made.status.success(), "{}", text(&made.stderr));
    ["key.pem", "cert.pem"].map(|name| place.read(name))
});

fn place() -> Place {
    let place = Place::new();
    place.write("key.pem", &FILES[0]);
    place.write("cert.pem", &FILES[1]);
    place.write("m", "a message\n");
    place
}

fn run(place: &Place, line: &str) -> Output {
    let mut command = place.command(env!("CARGO_BIN_EXE_certwright"), line);
    command.output().unwrap()
}

fn out(place: &Place, line: &str) -> String {
    let done = run(place, line);
    assert!(done.status.success(), "{line}: {}", text(&done.stderr));
    text(&done.stdout)
}

fn object(number: &str) -> ObjectIdentifier {
    number.parse().unwrap()
}

/// Standard error of a command that succeeds, or does not.
fn err(place: &Place, line: &str, succeeds: bool) -> String {
    let done = run(place, line);
    let printed = text(&done.stderr);
    assert_eq!(done.status.success(), succeeds, "{line}: {printed}");
    printed
}

#[test]
fn what_cms_makes_is_printed_in_its_place() {
    let place = place();
    for make in [
        "cms -sign -signer cert.pem -inkey key.pem -in m",
        "cms -encrypt -aes256 -in m -recip cert.pem",
        "cms -data_create -in m",
    ] {
        let (kind, first) = match make.contains("-data_create") {
            true => ("d.data", "CMS_ContentInfo: \n  contentType: pkcs7-data"),
            false => ("d.", "CMS_ContentInfo: \n  contentType: pkcs7-"),
        };
        for noout in ["", " -noout"] {
            let printed = out(&place, &format!("{make} -print{noout}"));
            assert!(printed.starts_with(first), "{make}: {printed}");
            assert!(printed.contains(kind) && !printed.contains("MIME-Version"));
        }
        assert_eq!(out(&place, &format!("{make} -noout")), "");
        assert!(out(&place, make).contains("MIME-Version"));
    }
}

#[test]
fn a_message_without_a_template_is_listed_by_cms_print() {
    let place = place();
    let mut w = Writer::new();
    // DigestedData (RFC 5652 §7).
    w.sequence(|w| {
        w.oid(object("1.2.840.113549.1.7.5").as_oid_ref());
        w.context(0, |w| {
            w.sequence(|w| {
                w.unsigned(&[0]);
                w.sequence(|w| w.oid(object("2.16.840.1.101.3.4.2.1").as_oid_ref()));
                w.sequence(|w| w.oid(oid::PKCS7_DATA));
                w.octet_string(&[7; 32]);
            });
        });
    });
    place.write("digested.der", w.into_vec());
    let done = run(&place, "cms -cmsout -print -inform DER -in digested.der");
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("OBJECT            :pkcs7-digestData"));
    let printed = text(&done.stderr);
    assert!(printed.contains("(pkcs7-digestData)") && printed.lines().count() == 1);
}

#[test]
fn a_spoiled_signature_is_spoiled_in_every_form() {
    let place = place();
    let made = out(&place, "x509 -in cert.pem -badsig");
    place.write("spoiled.pem", &made);
    assert_ne!(made, out(&place, "x509 -in cert.pem"));
    for form in ["-noout -text", "-noout -fingerprint", "-json"] {
        assert_eq!(
            out(&place, &format!("x509 -in cert.pem -badsig {form}")),
            out(&place, &format!("x509 -in spoiled.pem {form}")),
        );
    }
}

#[test]
fn messages_are_encrypted_with_aes_where_no_cipher_is_named() {
    let place = place();
    let line = "cms -encrypt -in m -recip cert.pem -outform DER -out e.der";
    let cipher_in = |line: &str| {
        assert!(run(&place, line).status.success());
        let listed = out(&place, "asn1parse -inform DER -in e.der");
        ["aes-256-cbc", "des-ede3-cbc"].map(|cipher| listed.contains(cipher))
    };
    assert_eq!(cipher_in(line), [true, false]);
    // As OpenSSL 3.0 does.
    assert_eq!(cipher_in(&format!("{line} -strict")), [false, true]);
}

#[test]
fn the_cipher_of_req_is_looked_up_before_a_key_is_made_and_never_ignored() {
    let place = place();
    let make = "req -new -subj /CN=a -newkey rsa:1024 -keyout new.key -out r.pem";
    for line in [
        format!("{make} -passout pass:abcd -cipher nosuch"),
        format!("{make} -noenc -cipher nosuch"),
        "req -new -subj /CN=a -key key.pem -cipher nosuch -out r.pem".into(),
    ] {
        let printed = err(&place, &line, false);
        assert!(printed.contains("unknown cipher nosuch"), "{printed}");
        // Dots are of a search for primes.
        assert!(!printed.contains('+'), "{printed}");
    }
    let hint = "-cipher is without effect";
    for line in [
        format!("{make} -noenc -cipher aes128"),
        "req -new -subj /CN=a -key key.pem -cipher aes128 -out r.pem".into(),
        "req -in r.pem -noout -cipher aes128".into(),
    ] {
        let printed = err(&place, &line, true);
        assert_eq!(printed.matches(hint).count(), 1, "{line}: {printed}");
    }
    let used = err(
        &place,
        &format!("{make} -passout pass:abcd -cipher aes128"),
        true,
    );
    assert!(!used.contains(hint), "{used}");
}

#[test]
fn a_length_of_salt_that_is_not_used_is_hinted_at() {
    let place = place();
    let line = "enc -aes-256-cbc -k abcd -in m -out e -saltlen 12";
    let hint = "-saltlen has no effect without -pbkdf2";
    assert!(err(&place, line, true).contains(hint));
    assert!(!err(&place, &format!("{line} -pbkdf2"), true).contains(hint));
}

#[test]
fn an_engine_is_refused_once() {
    let printed = err(&place(), "verify -engine foo cert.pem", false);
    assert_eq!(printed.matches("no engine foo").count(), 1, "{printed}");
    assert!(!printed.contains("goes on"), "{printed}");
}

#[test]
fn the_last_of_verbose_and_quiet_counts() {
    let place = place();
    let quiet = err(&place, "genrsa -verbose -quiet -out new.key 1024", true);
    assert!(!quiet.contains("Generating"), "{quiet}");
    let verbose = err(&place, "genrsa -quiet -verbose -out new.key 1024", true);
    assert!(verbose.contains("Generating RSA key"), "{verbose}");
}
