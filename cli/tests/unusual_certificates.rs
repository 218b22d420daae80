//! Certificates of kinds that are rare and right, or wrong in ways that are easy to miss: `vectors/unusual/README.md`.

mod common;

use std::path::Path;
use std::process::Output;

use common::{Shell, text};

/// 2027-01-01, within the validity of every file.
const VERIFY: &str = "certwright verify -attime 1798761600";

/// A command line in the folder of the files, and what it wrote on both streams.
fn run(line: &str) -> (Output, String) {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors/unusual");
    let done = Shell::new().run_in(&files, line);
    let written = text(&done.stdout) + &text(&done.stderr);
    (done, written)
}

#[test]
fn identifiers_of_any_size_are_validated_and_printed() {
    let (done, written) = run(&format!("{VERIFY} -CAfile oid-root.pem oid-leaf.pem"));
    assert!(done.status.success(), "{written}");
    let policy = "2.25.329800735698586629295641978511506172918";
    for (expected, given) in [
        (true, policy),
        (false, "2.25.329800735698586629295641978511506172919"),
    ] {
        let (done, written) = run(&format!(
            "{VERIFY} -explicit_policy -policy {given} -CAfile oid-root.pem oid-leaf.pem"
        ));
        assert_eq!(done.status.success(), expected, "{given}: {written}");
    }
    let (_, written) = run("openssl x509 -in oid-leaf.pem -noout -text");
    for line in [
        "DNS:l.example, Registered ID:2.999.18446744073709551616\n",
        "Policy: 2.25.329800735698586629295641978511506172918\n",
        "TLS Web Server Authentication, 2.999.1\n",
        "            1.2.18446744073709551616.3: \n",
    ] {
        assert!(written.contains(line), "{line}: {written}");
    }
}

#[test]
#[ignore = "needs openssl"]
fn identifiers_of_any_size_are_printed_as_openssl_prints_them() {
    for command in ["x509 -noout -text", "asn1parse"] {
        for file in ["oid-root.pem", "oid-leaf.pem"] {
            let (ours, _) = run(&format!("openssl {command} -in {file}"));
            let (theirs, _) = run(&format!("/usr/bin/openssl {command} -in {file}"));
            assert!(theirs.status.success());
            assert_eq!(text(&ours.stdout), text(&theirs.stdout), "{command} {file}");
        }
    }
}

#[test]
fn unreadable_signature_parameters_are_the_fault_of_the_certificate_that_has_them() {
    let (done, written) = run(&format!(
        "{VERIFY} -explain -CAfile oid-root.pem leafbad.pem"
    ));
    assert!(!done.status.success());
    assert!(
        written.contains(
            "depth 0, CN = leafbad: the parameters of its signature algorithm are malformed"
        ) && written.contains("RFC 5280 §4.1.1.2")
            && !written.contains("public key"),
        "{written}"
    );
    let (done, written) = run("certwright req -inform DER -in pm.csr -noout -verify");
    assert!(
        !done.status.success() && written.contains("verify failure"),
        "{written}"
    );
}

#[test]
fn text_that_is_not_utf8_and_key_usage_without_a_bit_are_refused() {
    let (done, written) = run(&format!("{VERIFY} -CAfile utf8bad-ca.pem utf8bad.pem"));
    assert!(
        !done.status.success() && written.contains("invalid UTF-8"),
        "{written}"
    );
    let (done, written) = run(&format!(
        "{VERIFY} -x509_strict -CAfile oid-root.pem kuempty.pem"
    ));
    assert!(
        !done.status.success() && written.contains("its keyUsage has no bit"),
        "{written}"
    );
}

#[test]
fn notices_in_bmp_string_and_negative_serial_numbers_are_printed() {
    let (_, written) = run("certwright x509 -in pt_bmp.pem -noout -text");
    assert!(written.contains("Explicit Text: Text\u{e9}\n"), "{written}");
    let (_, written) = run("certwright crl -in c_negaki.pem -noout -text");
    assert!(written.contains("serial:-24\n"), "{written}");
}

/// What OpenSSL 3.0 prints; the hash is that of the same text in UTF8String.
#[test]
fn names_in_universal_string_are_read() {
    for (options, expected) in [
        ("", "subject=CN = T\\C3\\A9st \\F0\\9F\\98\\80\n"),
        ("-nameopt utf8", "subject=CN=T\u{e9}st \u{1f600}\n"),
        (
            "-nameopt multiline,show_type",
            "subject=\n    commonName                = UNIVERSALSTRING:T\\E9st \\W0001F600\n",
        ),
    ] {
        let (_, written) = run(&format!(
            "openssl x509 -in uni.pem -noout -subject {options}"
        ));
        assert_eq!(written, expected, "{options}");
    }
    let (_, written) = run("openssl x509 -in uni.pem -noout -subject_hash");
    assert_eq!(written, "914d1c0c\n");
}

/// RFC 5280 §4.2.1.10: a mask in the style of CIDR.
#[test]
fn an_address_constraint_with_holes_in_its_mask_is_not_made() {
    let (done, written) = run(
        "certwright req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -out /dev/null -subj /CN=x \
         -addext 'nameConstraints=permitted;IP:10.0.0.0/255.0.255.0'",
    );
    assert!(
        !done.status.success() && written.contains("not ones followed by zeros"),
        "{written}"
    );
}

#[test]
fn a_missing_ca_key_is_reported_in_one_line() {
    let (done, written) = run(
        "certwright x509 -req -inform DER -in pm.csr -CA oid-root.pem -CAcreateserial -out /dev/null",
    );
    assert!(
        !done.status.success()
            && written.contains("the CA's key is missing: give it by -CAkey FILE"),
        "{written}"
    );
    assert_eq!(written.lines().count(), 1, "{written}");
}
