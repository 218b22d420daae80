//! `pkcs12`: what it makes is read by OpenSSL, GnuTLS, Java and NSS, what is wrong is reported and leaves no file, and keys are
//! their owner's alone.

#[path = "common/mod.rs"]
mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use common::{Shell, text, vectors};

fn files() -> PathBuf {
    vectors().join("../pkcs12")
}

/// A shell in whose folder the files of `vectors/pkcs12` are.
fn shell() -> Shell {
    let shell = Shell::new().with("OPENSSL_CONF", "/dev/null");
    for entry in fs::read_dir(files()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(
            entry.path(),
            shell.path(entry.file_name().to_str().unwrap()),
        )
        .unwrap();
    }
    shell
}

/// Runs a command line that succeeds; returns its output.
fn run(shell: &Shell, line: &str) -> String {
    let output = shell.run(&format!("set -e; {line}"));
    assert!(output.status.success(), "{line}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Runs a command line that fails; returns what it reports, in one line.
fn refused(shell: &Shell, line: &str) -> String {
    let output = shell.run(line);
    assert_eq!(output.status.code(), Some(1), "{line}");
    assert_eq!(text(&output.stdout), "", "{line}");
    text(&output.stderr)
}

const PAIR: &str = "-inkey key.pem -in certificate.pem -certfile ca.pem";

#[test]
fn files_are_their_owners_alone_and_are_made_only_when_all_succeeded() {
    let shell = shell();
    let mode = |name: &str| fs::metadata(shell.path(name)).unwrap().permissions().mode() & 0o777;
    fs::write(shell.path("made.p12"), "before").unwrap();
    run(
        &shell,
        &format!("umask 0; openssl pkcs12 -export {PAIR} -passout pass:x -out made.p12"),
    );
    assert_eq!(mode("made.p12"), 0o600);
    run(
        &shell,
        "umask 0; openssl pkcs12 -in made.p12 -passin pass:x -noenc -out out.pem",
    );
    assert_eq!(mode("out.pem"), 0o600);
    for line in [
        "-export -inkey key.pem -in ca.pem -passout pass:x",
        "-export -inkey key.pem -in certificate.pem -certfile key.pem -passout pass:x",
        "-export -inkey none.pem -in certificate.pem -passout pass:x",
        "-export -inkey key.pem -in certificate.pem -passout pass:x -keypbe AES",
        "-export -inkey key.pem -in certificate.pem -passout pass:x -macalg none",
        "-export -inkey key.pem -in certificate.pem -passout pass:x -iter 99999999",
        "-export -inkey key.pem -in certificate.pem -passout pass:x -chain -CAfile certificate.pem",
        "-export -inkey key.pem -in certificate.pem -passout pass:x -rand none",
        "-export -inkey key.pem -in certificate.pem -twopass -passout pass:x",
        "-export -nokeys -nocerts",
        "-in openssl.p12 -passin pass:wrong",
        "-in openssl.p12 -passin pass:secret -passout pass:x -aes999",
        "-in key.pem -passin pass:secret",
        "-in pbmac1-sha256-sha256-short-key.p12 -passin pass:secret",
    ] {
        fs::write(shell.path("kept"), "before").unwrap();
        let message = refused(
            &shell,
            &format!("openssl pkcs12 {line} -out kept </dev/null"),
        );
        assert!(message.starts_with("pkcs12: "), "{line}: {message}");
        assert_eq!(fs::read(shell.path("kept")).unwrap(), b"before", "{line}");
        refused(
            &shell,
            &format!("openssl pkcs12 {line} -out new </dev/null"),
        );
        assert!(!shell.path("new").exists(), "{line}");
    }
}

#[test]
fn a_wrong_password_is_distinguished_from_a_file_that_is_cut_short_wherever_it_is_cut() {
    let shell = shell();
    let message = refused(
        &shell,
        "openssl pkcs12 -in openssl-none.p12 -passin pass:x -noenc",
    );
    assert!(
        message.contains("Mac verify error: invalid password?"),
        "{message}"
    );
    let whole = fs::read(shell.path("openssl-none.p12")).unwrap();
    // The library's own tests cut at every byte; here it is the program that must report it.
    for end in (0..whole.len()).step_by(101).chain([whole.len() - 1]) {
        fs::write(shell.path("cut.p12"), &whole[..end]).unwrap();
        let line = "openssl pkcs12 -in cut.p12 -passin pass:secret -noenc -out cut.pem";
        let message = refused(&shell, line);
        let why = if end == 0 {
            "it is empty"
        } else {
            "take a whole copy"
        };
        assert!(message.contains(why), "{end}: {message}");
        assert!(!shell.path("cut.pem").exists(), "{end}");
    }
    // What follows a whole file is no part of it.
    run(
        &shell,
        "(cat openssl.p12; echo) >more.p12; openssl pkcs12 -in more.p12 -passin pass:secret -noenc",
    );
    // Without a MAC the two look alike.
    let line = "openssl pkcs12 -in openssl-PBE-SHA1-3DES.p12 -passin pass:x -nomacver -noenc";
    assert!(refused(&shell, line).contains("the password is wrong, or the file is damaged"));
}

#[test]
fn passwords_are_asked_for_where_none_is_given() {
    let shell = shell();
    // Without a terminal, standard input has the answers: the test's own terminal is no part of this.
    let ask = |answers: &str, line: &str| {
        shell.run(&format!(
            "printf '{answers}' | setsid -w openssl pkcs12 {line}"
        ))
    };
    let made = ask("one\\none\\n", &format!("-export {PAIR} -out made.p12"));
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(text(&made.stderr).contains("Enter Export Password:"));
    assert!(text(&made.stderr).contains("Verifying - Enter Export Password:"));
    assert!(
        !ask("one\\ntwo\\n", &format!("-export {PAIR} -out no.p12"))
            .status
            .success()
    );
    assert!(!shell.path("no.p12").exists());
    let read = ask("one\\n", "-in made.p12 -noenc");
    assert!(read.status.success());
    assert_eq!(text(&read.stderr).trim_end(), "Enter Import Password:");
    // The MAC's password first, then that of the encryption.
    let two = ask(
        "mac\\nmac\\nenc\\nenc\\n",
        &format!("-export -twopass {PAIR} -out two.p12"),
    );
    assert!(two.status.success(), "{}", text(&two.stderr));
    assert!(text(&two.stderr).starts_with("Enter MAC Password:"));
    assert!(
        ask("mac\\nenc\\n", "-twopass -in two.p12 -noenc")
            .status
            .success()
    );
    for wrong in ["mac", "enc"] {
        let line = format!("openssl pkcs12 -in two.p12 -passin pass:{wrong} -noenc");
        refused(&shell, &line);
    }
}

#[test]
fn schemes_of_openssls_legacy_provider_are_read_without_it_but_not_in_strict_mode() {
    let shell = shell();
    let line = "pkcs12 -in openssl-legacy.p12 -passin pass:secret -noenc";
    run(&shell, &format!("openssl {line}"));
    assert!(refused(&shell, &format!("openssl {line} -strict")).contains("-legacy"));
    run(&shell, &format!("openssl {line} -strict -legacy"));
}

#[test]
fn keys_and_certificates_are_found_in_a_file_wherever_they_are_read() {
    let shell = shell();
    let key = run(&shell, "openssl rsa -in key.pem -modulus -noout");
    let subject = run(&shell, "openssl x509 -in certificate.pem -subject -noout");
    for file in ["java", "nss", "gnutls-rc2-40", "pbmac1-sha512-sha512"] {
        let line = format!("-in {file}.p12 -passin pass:secret -noout");
        assert_eq!(run(&shell, &format!("openssl rsa {line} -modulus")), key);
        assert_eq!(
            run(&shell, &format!("openssl x509 {line} -subject")),
            subject
        );
        let wrong = line.replace("secret", "Secret");
        let message = refused(&shell, &format!("openssl rsa {wrong} -modulus"));
        assert!(message.contains("maybe wrong password"), "{message}");
    }
    // The empty password needs no option.
    run(
        &shell,
        "openssl verify -CAfile ca.pem -no_check_time openssl-empty-3des.p12",
    );
    run(
        &shell,
        "openssl dgst -sha256 -sign gnutls-null.p12 -out signature key.pem",
    );
    run(
        &shell,
        "openssl x509 -in openssl.p12 -passin pass:secret -signkey key.pem -days 3 -out resigned.pem",
    );
    // The file's trusted certificates have no key.
    let message = refused(&shell, "openssl rsa -in java-trust.p12 -passin pass:secret");
    assert!(message.contains("holds no private key"), "{message}");
}

#[test]
fn names_and_certificates_go_from_file_to_file() {
    let shell = shell();
    let read = "openssl pkcs12 -noenc -nokeys -passin pass:secret";
    run(
        &shell,
        "openssl pkcs12 -export -in openssl.p12 -passin pass:secret -passout pass:secret -out again.p12",
    );
    let again = run(&shell, &format!("{read} -in again.p12"));
    // The key's certificate loses its name, as with OpenSSL; the others keep theirs.
    assert!(!again.contains("my server") && again.contains("friendlyName: the authority"));
    run(
        &shell,
        "openssl pkcs12 -export -nokeys -in openssl.p12 -passin pass:secret -passout pass:secret -out certs.p12",
    );
    let certs = run(&shell, &format!("{read} -in certs.p12"));
    assert!(certs.contains("friendlyName: my server"), "{certs}");
    // GnuTLS's armour.
    run(
        &shell,
        "(echo '-----BEGIN PKCS12-----'; base64 openssl.p12; echo '-----END PKCS12-----') >armoured.pem",
    );
    run(&shell, &format!("{read} -in armoured.pem"));
}

#[test]
fn a_key_in_a_scheme_of_old_is_written_with_v1_and_read_with_advice() {
    let shell = shell().with("CERTWRIGHT_HINTS", "1");
    for scheme in ["PBE-MD5-DES", "PBE-SHA1-3DES", "pbeWithSHA1And40BitRC2-CBC"] {
        let line = format!("openssl pkcs8 -topk8 -in key.pem -v1 {scheme} -passout pass:secret");
        run(&shell, &format!("{line} -out old.pem"));
        let read = shell.run("openssl pkey -in old.pem -passin pass:secret -noout");
        assert!(read.status.success());
        assert!(text(&read.stderr).contains("encrypt it anew: pkcs8 -topk8"));
    }
    assert!(
        refused(
            &shell,
            "openssl pkcs8 -topk8 -in key.pem -v1 DES -passout pass:x"
        )
        .contains("PBE-SHA1-3DES")
    );
    let plain = run(
        &shell,
        "openssl pkcs8 -topk8 -nocrypt -v1 PBE-MD5-DES -in key.pem",
    );
    assert!(plain.starts_with("-----BEGIN PRIVATE KEY-----"));
}

/// What each program is to read: options of `-export`, and whether all programs have the schemes.
const MADE: &[(&str, &str)] = &[
    ("default", ""),
    ("legacy", "-legacy"),
    ("3des", "-descert -keypbe PBE-SHA1-3DES -macalg sha1"),
    (
        "rc4",
        "-certpbe PBE-SHA1-RC4-128 -keypbe PBE-SHA1-RC2-128 -macalg sha1",
    ),
    (
        "aes128",
        "-certpbe AES-128-CBC -keypbe AES-192-CBC -macalg sha512 -iter 5",
    ),
    ("plain", "-certpbe NONE -keypbe NONE"),
];

/// As [`shell`], with what certwright makes of the pair under the password `secret`.
fn shell_with_made_files() -> Shell {
    let shell = shell();
    for (name, options) in MADE {
        run(
            &shell,
            &format!(
                "openssl pkcs12 -export {PAIR} -name 'my server' -passout pass:secret {options} -out {name}.p12"
            ),
        );
    }
    shell
}

#[test]
#[ignore = "needs OpenSSL 3.0 with its legacy provider"]
fn openssl_reads_what_is_made() {
    let shell = shell_with_made_files();
    for (name, _) in MADE {
        let line = format!(
            "/usr/bin/openssl pkcs12 -provider default -provider legacy -in {name}.p12 -passin pass:secret -noenc"
        );
        let read = run(&shell, &line);
        assert_eq!(read.matches("friendlyName: my server").count(), 2, "{read}");
        assert_eq!(read.matches("BEGIN").count(), 3);
        refused(&shell, &line.replace("secret", "Secret"));
    }
    for (options, password) in [
        ("", "пароль😀"),
        ("-descert -keypbe PBE-SHA1-3DES", "пароль😀"),
        ("-legacy", ""),
    ] {
        run(
            &shell,
            &format!(
                "openssl pkcs12 -export {PAIR} -passout 'pass:{password}' {options} -out other.p12;
                 /usr/bin/openssl pkcs12 -provider default -provider legacy -in other.p12 -passin 'pass:{password}' -noenc"
            ),
        );
    }
    for scheme in [
        "PBE-MD5-DES",
        "PBE-SHA1-RC2-64",
        "PBE-SHA1-RC4-40",
        "PBE-SHA1-2DES",
    ] {
        run(
            &shell,
            &format!(
                "openssl pkcs8 -topk8 -in key.pem -v1 {scheme} -passout pass:secret -out old.pem;
                 /usr/bin/openssl rsa -provider default -provider legacy -in old.pem -passin pass:secret -noout"
            ),
        );
    }
}

#[test]
#[ignore = "needs certtool"]
fn gnutls_reads_what_is_made() {
    let shell = shell_with_made_files();
    for (name, _) in MADE {
        // It goes on to list a file whose MAC it does not verify, and says so.
        let failed = "Message Authentication Code verification failed";
        let read = |password: &str| {
            let line = format!(
                "certtool --p12-info --inder --infile {name}.p12 --password {password} </dev/null 2>&1"
            );
            text(&shell.run(&line).stdout)
        };
        let right = read("secret");
        assert!(
            !right.contains(failed) && right.matches("-----BEGIN").count() == 3,
            "{right}"
        );
        assert!(read("Secret").contains(failed), "{name}");
    }
}

#[test]
#[ignore = "needs keytool"]
fn java_reads_what_is_made() {
    let shell = shell_with_made_files();
    // Java passes over keys that are not encrypted.
    for (name, _) in MADE.iter().filter(|(name, _)| *name != "plain") {
        let line = format!("keytool -list -keystore {name}.p12 -storetype PKCS12 -storepass");
        let read = run(&shell, &format!("{line} secret"));
        assert!(read.contains("my server"), "{name}: {read}");
        assert!(read.contains("PrivateKeyEntry"), "{name}: {read}");
        assert!(!shell.run(&format!("{line} Secret")).status.success());
    }
}

#[test]
#[ignore = "needs certutil and pk12util"]
fn nss_reads_what_is_made() {
    let shell = shell_with_made_files();
    run(&shell, "mkdir nss; certutil -N -d sql:nss --empty-password");
    for (name, _) in MADE {
        // NSS knows no key that is not encrypted.
        if *name != "plain" {
            let line = format!("pk12util -i {name}.p12 -d sql:nss -K '' -W");
            run(&shell, &format!("{line} secret"));
            assert!(!shell.run(&format!("{line} Secret")).status.success());
        }
    }
    run(&shell, "certutil -K -d sql:nss | grep 'my server'");
}
