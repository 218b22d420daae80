//! Files of another kind than a command wants: one line that says what the file is, and what is named and not there is missed.

#[path = "common/mod.rs"]
mod common;

use common::{Shell, text};

/// A folder with a file of each kind, and each kind's name in messages.
fn files() -> (Shell, Vec<(&'static str, &'static str)>) {
    let shell = Shell::new().with("OPENSSL_CONF", "/dev/null");
    let made = shell.run(
        "set -e
        echo 'only words' > words.txt
        openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=a -days 3 2> log
        openssl req -new -key key.pem -subj /CN=a -out request.pem
        openssl x509 -in cert.pem -outform DER -out cert.der
        openssl rsa -in key.pem -outform DER -out key.der -traditional 2> log
        openssl req -in request.pem -outform DER -out request.der
        openssl rsa -in key.pem -pubout -out public.pem 2> log
        openssl pkcs12 -export -in cert.pem -inkey key.pem -passout pass:a -out it.p12
        openssl crl2pkcs7 -nocrl -certfile cert.pem -outform DER -out it.p7b
        openssl ts -query -data cert.pem -out query.tsq
        openssl ocsp -issuer cert.pem -cert cert.pem -no_nonce -reqout request.ocsp
        openssl smime -sign -in words.txt -signer cert.pem -inkey key.pem -out it.eml
        touch index; printf '[ca]\\ndefault_ca=a\\n[a]\\ndatabase=index\\ndefault_md=sha256\\ndefault_crl_days=3\\n' > ca.cnf
        openssl ca -gencrl -config ca.cnf -keyfile key.pem -cert cert.pem -out it.crl 2> log
        openssl crl -in it.crl -outform DER -out it.crl.der
        : > empty
        printf '{\"kty\": \"RSA\"}\\n' > key.json
        echo 'ssh-rsa AAAAB3 a@b' > key.pub
        printf '\\037\\213\\010\\000' > it.gz
        printf '\\376\\355\\376\\355\\000\\000\\000\\002' > it.jks
        printf '\\377\\376-\\000-\\000' > utf16.pem
        printf '\\200\\001\\002' > noise",
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    let kinds = vec![
        ("cert.der", "a certificate"),
        ("cert.pem", "a certificate"),
        ("key.der", "a private key"),
        ("key.pem", "a private key"),
        ("request.der", "a certificate request"),
        ("request.pem", "a certificate request"),
        ("public.pem", "a public key"),
        ("it.p12", "a PKCS #12 file"),
        ("it.p7b", "a PKCS #7 or CMS message"),
        ("query.tsq", "a time-stamp request"),
        ("request.ocsp", "an OCSP request"),
        ("it.eml", "an S/MIME message"),
        ("it.crl", "a certificate revocation list"),
        ("it.crl.der", "a certificate revocation list"),
        ("empty", "it is empty"),
        ("key.json", "JSON"),
        ("key.pub", "an OpenSSH public key"),
        ("words.txt", "text without a line that begins with"),
        ("it.gz", "a gzip archive"),
        ("it.jks", "a Java key store"),
        ("utf16.pem", "text in UTF-16"),
        ("noise", "binary data, and not DER"),
    ];
    (shell, kinds)
}

#[test]
fn a_file_of_another_kind_is_named_as_what_it_is() {
    let (shell, kinds) = files();
    // Each command, and what it reads.
    for (command, reads) in [
        ("pkcs12 -noout -passin pass:a -in", "a PKCS #12 file"),
        ("pkcs7 -noout -in", "a PKCS #7 or CMS message"),
        ("crl -noout -in", "a certificate revocation list"),
        ("dhparam -noout -in", "DH parameters"),
        ("ts -query -text -in", "a time-stamp request"),
        ("ts -reply -text -in", "a time-stamp response"),
        ("ocsp -respin", "an OCSP response"),
        ("ocsp -reqin", "an OCSP request"),
        ("pkey -noout -passin pass:a -in", "a private key"),
        ("pkey -pubin -noout -in", "a public key"),
        (
            "cms -cmsout -noout -inform DER -in",
            "a PKCS #7 or CMS message",
        ),
    ] {
        for &(file, kind) in &kinds {
            // A key is found in a PKCS #12 file.
            if kind == reads || file == "it.p12" && reads == "a private key" {
                continue;
            }
            let output = shell.run(&format!("openssl {command} {file} < /dev/null"));
            let message = text(&output.stderr);
            let line = message
                .lines()
                .find(|line| !line.starts_with("Using configuration"))
                .unwrap_or_default();
            assert!(!output.status.success(), "{command} {file}");
            let named = line.contains(kind)
                // What is neither PEM nor DER, in the words of those who read keys.
                || line.contains("it is neither PEM (no line begins with") && !file.ends_with(".der");
            assert!(named, "{command} {file}: {line}");
            assert!(
                !line.contains("at offset") && !line.contains("expected BER"),
                "{command} {file}: {line}"
            );
        }
    }
    // Where the form is PEM, other blocks are listed as they are labelled.
    for (command, reads) in [
        ("x509 -noout -in", "a certificate"),
        ("req -noout -in", "a certificate request"),
        ("verify -CAfile", "a certificate"),
    ] {
        for &(file, kind) in &kinds {
            if kind == reads || file == "it.p12" {
                continue;
            }
            if command.starts_with("verify") {
                // CRLs in PEM are taken from beside the certificates.
                if file == "it.crl" {
                    continue;
                }
                let output = shell.run(&format!("openssl {command} {file} cert.pem"));
                let message = text(&output.stderr);
                let named = message.contains(kind) || message.contains("holds no certificate");
                assert!(named, "{command} {file}: {message}");
                continue;
            }
            let output = shell.run(&format!("openssl {command} {file}"));
            let message = text(&output.stderr);
            assert!(!output.status.success(), "{command} {file}");
            let named = message.contains(kind) || message.contains("it holds ");
            assert!(named, "{command} {file}: {message}");
        }
    }
}

#[test]
fn what_is_found_can_be_read_by_the_command_that_the_message_names() {
    let (shell, kinds) = files();
    for (file, _) in kinds {
        let output = shell.run(&format!("openssl dhparam -noout -in {file}"));
        let message = text(&output.stderr);
        let Some(advice) = message
            .split_once("; ")
            .and_then(|(_, after)| after.trim_end().strip_suffix(" reads it"))
        else {
            continue;
        };
        let output = shell.run(&format!("openssl {advice} -passin pass:a < /dev/null"));
        let unknown = text(&output.stderr).contains("Unknown option: -passin");
        let output = match unknown {
            true => shell.run(&format!("openssl {advice} < /dev/null")),
            false => output,
        };
        // The pass phrase of a key that is written anew is asked for.
        let ends = output.status.success() || advice.starts_with("pkcs12");
        assert!(ends, "{advice}: {}", text(&output.stderr));
    }
}

#[test]
fn what_is_named_and_not_needed_is_missed_all_the_same() {
    let (shell, _) = files();
    for line in [
        "x509 -in cert.pem -noout -extfile nosuch",
        "x509 -in cert.pem -noout -force_pubkey nosuch",
        "x509 -in cert.pem -noout -rand nosuch",
        "x509 -in cert.pem -noout -provider nosuch",
        "x509 -in cert.pem -noout -passin file:nosuch",
        "x509 -in cert.pem -noout -passin env:NOT_SET_ANYWHERE",
        "req -in request.pem -noout -key nosuch",
        "req -in request.pem -noout -config nosuch",
        "req -in request.pem -noout -passin file:nosuch",
        "req -in request.pem -noout -passout file:nosuch",
        "req -in request.pem -noout -extensions nosuch",
        "req -in request.pem -noout -reqexts nosuch",
        "req -new -key key.pem -subj /CN=a -extensions nosuch -out new.pem",
        "dgst -sha256 -passin file:nosuch cert.pem",
        "rsa -in key.pem -noout -provider fips",
    ] {
        let output = shell.run(&format!("openssl {line}"));
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert_eq!(text(&output.stderr).lines().count(), 1, "{line}");
    }
    assert!(!shell.path("new.pem").exists());
    for provider in ["default", "legacy", "base"] {
        let line = format!("openssl x509 -in cert.pem -noout -provider {provider}");
        assert!(shell.run(&line).status.success(), "{line}");
    }
}

#[test]
fn a_request_that_is_shown_has_the_names_of_the_configuration() {
    let shell = Shell::new();
    let output = shell.run(
        "set -e
        printf 'oid_section=o\\n[o]\\nthing=1.3.6.1.4.1.99999.1\\n[req]\\ndistinguished_name=d\\n[d]\\n[e]\\n%s\\n' \\
            'subjectAltName=otherName:thing;UTF8:x' > it.cnf
        openssl genrsa -out key.pem 2048 2> log
        openssl req -new -key key.pem -subj /CN=a -config it.cnf -reqexts e -out request.pem
        openssl req -in request.pem -noout -text -config it.cnf",
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("othername: thing::x"));
}

#[test]
fn a_verdict_stands_where_openssl_prints_it_in_a_pipe() {
    let (shell, _) = files();
    // OpenSSL's output waits in a buffer until its end, but for the lines of a content beside a signature of cms.
    for (command, options, is_first) in [
        ("smime", "", true),
        ("smime", "-nodetach", true),
        ("cms", "-nodetach", true),
        ("cms", "", false),
    ] {
        let output = shell.run(&format!(
            "echo content > it; openssl {command} -sign {options} -in it -signer cert.pem -inkey key.pem -out it.msg
            openssl {command} -verify -in it.msg -CAfile cert.pem 2>&1"
        ));
        let printed = text(&output.stdout);
        let verdict = printed.find("Verification successful").unwrap();
        let content = printed.find("content").unwrap();
        assert_eq!(
            verdict < content,
            is_first,
            "{command} {options}: {printed}"
        );
    }
}

#[test]
fn what_is_left_of_a_block_before_the_first_whole_one_is_passed_over() {
    let shell = Shell::new();
    let output = shell.run(
        "set -e
        for name in one two; do
            openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -subj /CN=$name -days 3 2> log
        done > bundle.pem
        tail -n +3 bundle.pem | openssl x509 -noout -subject
        while openssl x509 -noout -subject 2> log; do :; done < bundle.pem",
    );
    let subjects = "subject=CN = two\nsubject=CN = one\nsubject=CN = two\n";
    assert_eq!(text(&output.stdout), subjects, "{}", text(&output.stderr));
}
