//! `ts`: what it refuses, and what an authority keeps. What it makes and prints is in `openssl_identity`.

#[path = "common/mod.rs"]
mod common;

use std::fs;

use common::{Shell, text, vectors};

/// A working folder with the vectors in it, and the environment of their recordings.
fn shell() -> Shell {
    let shell = Shell::new()
        .with("SOURCE_DATE_EPOCH", common::VECTORS_MADE_AT)
        .with("SERIAL", "serial");
    for name in ["ts", "certs", "keys", "conf", "data.bin"] {
        std::os::unix::fs::symlink(vectors().join(name), shell.path(name)).unwrap();
    }
    shell
}

/// Runs `ts` with the vectors' configuration: its exit status, standard output and standard error.
fn ts(shell: &Shell, line: &str) -> (i32, String, String) {
    let output = shell.run(&format!("openssl ts -config conf/ts.cnf {line}"));
    let status = output.status.code().unwrap();
    (status, text(&output.stdout), text(&output.stderr))
}

fn refused(shell: &Shell, line: &str, why: &str) {
    let (status, stdout, stderr) = ts(shell, line);
    assert_eq!(status, 1, "{line}: {stderr}");
    assert!(
        stdout.is_empty() || stdout == "Verification: FAILED\n",
        "{line}: {stdout}"
    );
    assert!(stderr.contains(why), "{line}: {stderr}");
}

/// A token that the TSA's key signs over the statement of `full.token`, with these options of `cms`.
fn sign_again(shell: &Shell, name: &str, options: &str) {
    let line = format!(
        "openssl cms -verify -inform DER -in ts/full.token -noverify -nosigs -binary -out statement 2>/dev/null &&
         openssl cms -sign -binary -nodetach -econtent_type 1.2.840.113549.1.9.16.1.4 -in statement \
             -signer ts/tsa.pem -inkey keys/rsa3072.pem -outform DER -out {name} {options}"
    );
    let output = shell.run(&line);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

const TRUSTED: &str = "-CAfile certs/ca.pem -data data.bin";

#[test]
fn a_token_that_does_not_name_its_signers_certificate_is_refused() {
    let shell = shell();
    sign_again(&shell, "with", "-cades -md sha256");
    let (status, stdout, stderr) = ts(&shell, &format!("-verify -token_in -in with {TRUSTED}"));
    assert_eq!((status, &stdout[..]), (0, "Verification: OK\n"), "{stderr}");
    sign_again(&shell, "without", "-md sha256");
    refused(
        &shell,
        &format!("-verify -token_in -in without {TRUSTED}"),
        "missing signing certificate attribute",
    );
    sign_again(&shell, "bare", "-md sha256 -nosmimecap -no_signing_time");
    refused(
        &shell,
        &format!("-verify -token_in -in bare {TRUSTED}"),
        "missing signing certificate attribute",
    );
}

#[test]
fn a_token_that_names_certificates_off_the_path_or_in_another_order_is_refused() {
    let shell = shell();
    for (chain, why) in [
        // The authority's own certificate a second time, and one that is not on the path.
        ("ts/tsa.pem", "ess cert id wrong order"),
        ("certs/sub.pem", "ess cert id not found"),
        ("certs/chain.pem", "more certificates are named"),
    ] {
        let made = ts(
            &shell,
            &format!("-reply -section full -queryfile ts/cert.tsq -chain {chain} -out wrong.tsr"),
        );
        assert_eq!(made.0, 0, "{}", made.2);
        refused(&shell, &format!("-verify -in wrong.tsr {TRUSTED}"), why);
    }
}

#[test]
fn a_token_of_two_signers_or_of_another_purpose_is_refused() {
    let shell = shell();
    sign_again(
        &shell,
        "two",
        "-cades -md sha256 -signer ts/tsa.pem -inkey keys/rsa3072.pem",
    );
    let line = format!("-verify -token_in -in two {TRUSTED}");
    refused(&shell, &line, "there must be one signer");
    let made = shell.run(
        "openssl cms -verify -inform DER -in ts/full.token -noverify -nosigs -binary -out statement 2>/dev/null &&
         openssl cms -sign -cades -binary -nodetach -econtent_type 1.2.840.113549.1.9.16.1.4 -in statement \
             -signer ts/no-tsa.pem -inkey keys/rsa3072.pem -outform DER -out purpose",
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    let line = format!("-verify -token_in -in purpose {TRUSTED}");
    refused(&shell, &line, "certificate verify error");
}

#[test]
fn a_certificate_whose_key_is_for_more_than_time_stamps_is_refused() {
    let shell = shell();
    sign_again(&shell, "unused", "-cades");
    for (usage, right) in [
        ("digitalSignature", true),
        ("nonRepudiation,digitalSignature", true),
        ("digitalSignature,keyEncipherment", false),
    ] {
        let made = shell.run(&format!(
            "set -e
             printf 'keyUsage=critical,{usage}\nextendedKeyUsage=critical,timeStamping\n' > extensions
             openssl req -x509 -key keys/rsa2048.pem -subj /CN=root -days 36500 -out root.pem
             openssl req -new -key keys/rsa3072.pem -subj '/C=DE/CN=Time Stamps' -out tsa.csr
             openssl x509 -req -in tsa.csr -CA root.pem -CAkey keys/rsa2048.pem -set_serial 7 -days 36000 -extfile extensions -out tsa.pem
             openssl cms -sign -cades -binary -nodetach -econtent_type 1.2.840.113549.1.9.16.1.4 -in statement \
                 -signer tsa.pem -inkey keys/rsa3072.pem -outform DER -out token",
        ));
        assert!(made.status.success(), "{}", text(&made.stderr));
        let line = "-verify -token_in -in token -CAfile root.pem -data data.bin";
        if right {
            let (status, stdout, stderr) = ts(&shell, line);
            assert_eq!((status, &stdout[..]), (0, "Verification: OK\n"), "{stderr}");
        } else {
            refused(&shell, line, "certificate verify error");
        }
    }
}

#[test]
fn a_changed_statement_is_a_failure_and_a_cut_response_is_malformed() {
    let shell = shell();
    sign_again(&shell, "unused", "-cades");
    let statement = fs::read(shell.path("statement")).unwrap();
    let whole = fs::read(vectors().join("ts/full.tsr")).unwrap();
    let mut places = whole.windows(statement.len());
    let start = places.position(|part| part == statement).unwrap();
    let line = format!("-verify -in changed {TRUSTED}");
    // And of the signature, which stands last.
    let changed = (start..start + statement.len()).step_by(3);
    for at in changed.chain(whole.len() - 384..whole.len() - 380) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(shell.path("changed"), &changed).unwrap();
        refused(&shell, &line, "ts: ");
    }
    for end in (0..whole.len()).step_by(61) {
        fs::write(shell.path("changed"), &whole[..end]).unwrap();
        refused(&shell, &line, "Could not read time-stamp");
    }
}

#[test]
fn a_request_that_is_cut_is_answered_with_a_rejection() {
    let shell = shell();
    let whole = fs::read(vectors().join("ts/policy.tsq")).unwrap();
    for end in 0..whole.len() {
        fs::write(shell.path("cut"), &whole[..end]).unwrap();
        let (status, stdout, stderr) = ts(&shell, "-reply -queryfile cut -text");
        assert_eq!(status, 0, "{end}: {stderr}");
        assert!(
            stdout.contains("Failure info: the data submitted has the wrong format"),
            "{end}: {stdout}"
        );
        refused(
            &shell,
            "-reply -queryfile cut -token_out -out none",
            "is a rejection",
        );
        assert!(!shell.path("none").exists() && !shell.path("serial").exists());
    }
}

#[test]
fn every_reply_has_a_number_of_its_own() {
    let shell = shell();
    fs::write(shell.path("serial"), "FE\n").unwrap();
    let line = "openssl ts -config conf/ts.cnf -reply -queryfile ts/plain.tsq -out";
    let all: String = (0..6).map(|i| format!("{line} r{i} & ")).collect();
    let output = shell.run(&format!("{all} wait"));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let mut numbers = Vec::new();
    for i in 0..6 {
        let shown = ts(&shell, &format!("-reply -in r{i} -text")).1;
        let line = shown
            .lines()
            .find(|line| line.starts_with("Serial number: "));
        numbers.push(line.unwrap().to_owned());
    }
    numbers.sort();
    let expected = ["0x0100", "0x0101", "0x0102", "0x0103", "0x0104", "0xFF"];
    assert_eq!(numbers, expected.map(|n| format!("Serial number: {n}")));
    assert_eq!(fs::read_to_string(shell.path("serial")).unwrap(), "0104\n");
    assert!(!shell.path("serial.lock").exists());
}

#[test]
fn an_authority_that_cannot_number_or_sign_answers_nothing() {
    let shell = shell();
    let reply = "-reply -queryfile ts/plain.tsq -out out";
    fs::write(shell.path("serial"), "not a number\n").unwrap();
    refused(&shell, reply, "does not hold a number");
    assert_eq!(
        fs::read_to_string(shell.path("serial")).unwrap(),
        "not a number\n"
    );
    fs::remove_file(shell.path("serial")).unwrap();
    for (options, why) in [
        ("-inkey keys/rsa2048.pem", "private key does not match"),
        ("-signer ts/no-tsa.pem", "is not for time stamps"),
        (
            "-section nowhere",
            "cannot find config variable nowhere::serial",
        ),
        ("-tspolicy no_such", "cannot convert no_such to OID"),
        ("-md5", "unsupported digest"),
    ] {
        refused(&shell, &format!("{reply} {options}"), why);
    }
    assert!(!shell.path("out").exists() && !shell.path("serial").exists());
}

#[test]
fn a_nonce_that_is_not_returned_or_another_is_refused() {
    let shell = shell();
    for (query, why) in [("first", ""), ("second", "nonce mismatch")] {
        let made = ts(&shell, &format!("-query -data data.bin -cert -out {query}"));
        assert_eq!(made.0, 0, "{}", made.2);
        if why.is_empty() {
            let made = ts(&shell, "-reply -queryfile first -out reply");
            assert_eq!(made.0, 0, "{}", made.2);
            let fine = ts(
                &shell,
                "-verify -in reply -queryfile first -CAfile certs/ca.pem",
            );
            assert_eq!(fine.0, 0, "{}", fine.2);
        } else {
            refused(
                &shell,
                "-verify -in reply -queryfile second -CAfile certs/ca.pem",
                why,
            );
        }
    }
    refused(
        &shell,
        "-verify -in ts/full.tsr -queryfile first -CAfile certs/ca.pem",
        "nonce not returned",
    );
}

#[test]
fn nothing_is_trusted_that_is_not_named() {
    let shell = shell().with("SSL_CERT_FILE", "certs/ca.pem");
    refused(
        &shell,
        "-verify -in ts/full.tsr -data data.bin",
        "certificate verify error",
    );
}

#[test]
fn a_time_that_is_not_the_clocks_is_reported() {
    let shell = shell();
    let reply = |environment: &str| {
        let line = "openssl ts -config conf/ts.cnf -reply -queryfile ts/plain.tsq -text";
        let output = shell.run(&format!("{environment} {line}"));
        assert!(output.status.success(), "{}", text(&output.stderr));
        let stated = text(&output.stdout).contains("Time stamp: Jan  1 00:00:00 2026 GMT");
        (stated, text(&output.stderr).contains("SOURCE_DATE_EPOCH"))
    };
    assert_eq!(reply(""), (true, true));
    assert_eq!(reply("env -u SOURCE_DATE_EPOCH"), (false, false));
}
