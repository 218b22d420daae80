//! `lint` on vectors/lint: for each rule a document that breaks it and one that does not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Rules on what a path makes of a certificate, which no certificate breaks by itself.
const BY_PATH: [&str; 2] = ["basic_constraints_missing_in_trust_anchor", "br_leaf_is_ca"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn vector(name: &str) -> PathBuf {
    root().join("vectors/lint").join(name)
}

fn certwright(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
    command.args(args).output().unwrap()
}

fn json(args: &[&str]) -> Vec<Value> {
    let output = certwright(args);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The rules that a file's documents break, for each file.
fn findings(files: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let suffixes = vector("suffixes.dat");
    let mut args = vec!["lint", "-json", "-severity", "notice", "-public_suffixes"];
    args.push(suffixes.to_str().unwrap());
    args.extend(files.iter().map(String::as_str));
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for document in json(&args) {
        let rules = out
            .entry(document["file"].as_str().unwrap().into())
            .or_default();
        for finding in document["findings"].as_array().unwrap() {
            rules.insert(finding["rule"].as_str().unwrap().into());
        }
    }
    out
}

fn index() -> BTreeMap<String, BTreeSet<String>> {
    serde_json::from_slice(&std::fs::read(vector("index.json")).unwrap()).unwrap()
}

fn file(rule: &str, kind: &str) -> String {
    vector(&format!("{rule}.{kind}.pem")).display().to_string()
}

#[test]
fn every_rule_has_a_failing_document_that_breaks_it_and_nothing_that_is_not_stated() {
    let index = index();
    let files: Vec<String> = index.keys().map(|rule| file(rule, "fail")).collect();
    let found = findings(&files);
    for (rule, also) in &index {
        let mut expected = also.clone();
        expected.insert(rule.clone());
        assert_eq!(found[&file(rule, "fail")], expected, "{rule}");
    }
}

#[test]
fn every_rule_has_a_passing_document_that_keeps_it() {
    let index = index();
    let files: Vec<String> = index.keys().map(|rule| file(rule, "pass")).collect();
    let found = findings(&files);
    for rule in index.keys() {
        assert!(!found[&file(rule, "pass")].contains(rule), "{rule}");
    }
}

#[test]
fn the_vectors_are_those_of_the_table() {
    let listed = json(&["lint", "-list", "-json", "-severity", "notice"]);
    let mut listed: BTreeSet<String> = listed
        .iter()
        .map(|row| row["rule"].as_str().unwrap().into())
        .collect();
    for rule in BY_PATH {
        assert!(listed.remove(rule), "{rule}");
    }
    assert!(listed.len() >= 150);
    assert_eq!(listed, index().into_keys().collect());
}

/// To bring it up to date, replace what follows the first row of the table by what `lint -list -severity notice` prints.
#[test]
fn the_documentation_holds_the_table() {
    let table = certwright(&["lint", "-list", "-severity", "notice"]).stdout;
    let table = String::from_utf8(table).unwrap();
    let document = std::fs::read_to_string(root().join("docs/lint.md")).unwrap();
    let begins = document.find("| rule |").expect("docs/lint.md has a table");
    assert!(
        document[begins..] == table,
        "docs/lint.md is out of date: certwright lint -list -severity notice"
    );
}

#[test]
fn a_finding_of_severity_error_makes_the_exit_status_1() {
    let status = |args: &[&str]| certwright(args).status.code();
    let (fail, pass) = (
        file("serial_number_not_positive", "fail"),
        file("serial_number_not_positive", "pass"),
    );
    assert_eq!(status(&["lint", &pass]), Some(0));
    assert_eq!(status(&["lint", &fail]), Some(1));
    assert_eq!(status(&["lint", &pass, &fail]), Some(1));
    let warning = file("key_usage_not_critical", "fail");
    let exclude = ["lint", "-exclude", "br_key_usage_not_critical", &warning];
    assert_eq!(status(&exclude), Some(0), "a warning is not an error");
    assert_eq!(
        status(&["lint", "-exclude", "serial_number_not_positive", &fail]),
        Some(0)
    );
    assert_eq!(status(&["lint", "-profile", "rfc5280", &fail]), Some(0));
    assert_eq!(status(&["lint", "-profile", "strict", &fail]), Some(1));
}

#[test]
fn a_finding_has_its_place_and_its_remedy() {
    let output = certwright(&["lint", &file("serial_number_not_positive", "fail")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains(
            "error serial_number_not_positive: its serial number is zero or negative (RFC 5280 §4.1.2.2; serialNumber at offset 13)\n    help: "
        ),
        "{text}"
    );
}

#[test]
fn a_misspelt_rule_is_named_beside_the_right_one() {
    let output = certwright(&["lint", "-rule", "serial_number_not_positiv"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        text.contains("did you mean serial_number_not_positive?"),
        "{text}"
    );
}

#[test]
fn der_of_each_kind_is_recognised() {
    for (rule, kind) in [
        ("serial_number_not_positive", "leaf certificate"),
        ("crl_number_missing", "CRL"),
        ("request_challenge_password", "request"),
    ] {
        let pem = std::fs::read_to_string(file(rule, "pass")).unwrap();
        let block = certwright::pem::blocks(pem.as_bytes()).next().unwrap();
        let path = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(path.path(), &block.unwrap().contents).unwrap();
        let found = json(&["lint", "-json", path.path().to_str().unwrap()]);
        assert_eq!(found[0]["kind"], kind);
        assert_eq!(found[0]["findings"].as_array().unwrap().len(), 0, "{rule}");
    }
}

#[test]
fn any_bytes_are_linted_without_a_panic() {
    // Every prefix, and every byte changed, of a certificate, a CRL and a request: the reader of fields meets all of them.
    use certwright::lint::{Document, Linter};
    for rule in [
        "name_constraints_not_critical",
        "crl_reason_critical",
        "request_challenge_password",
    ] {
        let pem = std::fs::read_to_string(file(rule, "fail")).unwrap();
        let block = certwright::pem::blocks(pem.as_bytes()).next().unwrap();
        let der = block.unwrap().contents.to_vec();
        let not_keys = |rule: &certwright::lint::Rule| {
            !rule.name.starts_with("rsa_") && !rule.name.ends_with("signature_wrong")
        };
        let linter = Linter::new().only(&not_keys);
        for end in 0..der.len() {
            assert!(!linter.lint(&Document::guess(&der[..end])).is_empty());
        }
        for at in 0..der.len() {
            let mut changed = der.clone();
            for bits in [0x01, 0x80, 0xff] {
                changed[at] = der[at] ^ bits;
                linter.lint(&Document::guess(&changed));
            }
        }
    }
}

/// Whether `verify` accepts a file's first certificate, or its CRL, or what it issued, whatever the time.
fn accepts(options: &[&str], file: &str, kind: &str) -> bool {
    let [root, ca, leaf] =
        ["root.pem", "ca.pem", "leaf.pem"].map(|name| vector(name).display().to_string());
    let (mut root, mut ca, mut target, mut more) = (&root[..], &ca[..], &leaf[..], vec![]);
    match kind {
        "leaf" => target = file,
        "intermediate" => ca = file,
        "root" => root = file,
        "CRL" => more = vec!["-crl_check", "-CRLfile", file],
        other => panic!("{other}"),
    }
    let suffixes = vector("suffixes.dat").display().to_string();
    let mut args = vec![
        "verify",
        "-no_check_time",
        "-CAfile",
        root,
        "-untrusted",
        ca,
    ];
    args.extend(options);
    if options.contains(&"webpki") {
        args.extend(["-public_suffixes", &suffixes[..]]);
    }
    args.extend(more);
    args.push(target);
    certwright(&args).status.success()
}

/// What a vector is, by what `lint` makes of the document.
fn kind(rule: &str) -> String {
    let found = json(&["lint", "-json", &file(rule, "fail")]);
    let kind = found.last().unwrap()["kind"].as_str().unwrap();
    kind.trim_end_matches(" certificate").into()
}

#[test]
fn the_profiles_of_verify_refuse_what_the_table_has_them_refuse() {
    assert!(accepts(
        &["-profile", "webpki"],
        &vector("leaf.pem").display().to_string(),
        "leaf"
    ));
    assert!(accepts(
        &["-x509_strict"],
        &vector("crl.pem").display().to_string(),
        "CRL"
    ));
    for row in json(&["lint", "-list", "-json", "-severity", "error"]) {
        let rule = row["rule"].as_str().unwrap();
        let profiles = row["profiles"].as_str().unwrap();
        if BY_PATH.contains(&rule) || rule.starts_with("request_") {
            continue;
        }
        // In a file of two, the second is the one that is judged.
        if rule == "br_issuer_not_byte_identical" {
            continue;
        }
        let (kind, fail) = (kind(rule), file(rule, "fail"));
        for (profile, options) in [
            ("rfc5280", &["-profile", "rfc5280"][..]),
            ("strict", &["-x509_strict"]),
            ("webpki", &["-profile", "webpki"]),
            ("webpki", &["-profile", "webpki", "-x509_strict"]),
        ] {
            // The one exception that the Baseline Requirements make from RFC 5280.
            if rule == "name_constraints_not_critical" && options == ["-profile", "webpki"] {
                assert!(accepts(options, &fail, &kind), "{rule}");
                continue;
            }
            if profiles.contains(profile) && !(kind == "CRL" && rule.starts_with("br_")) {
                assert!(!accepts(options, &fail, &kind), "{rule} under {options:?}");
            }
        }
    }
}

/// Documents at the edge of a rule, which the pairs of vectors/lint leave open, made by fields.
mod edges {
    use certwright::der::{ObjectIdentifierRef, Writer, oid};
    use certwright::lint::{Document, Kind, Linter};
    use certwright::pkcs::algorithm::SignatureAlgorithm;
    use certwright::rsa::{HashAlgorithm, pss};
    use certwright::x509::extension::CrlReason;
    use certwright::x509::{
        CertificateBuilder, CrlBuilder, ExtensionBuf, NameBuf, NameBuilder, SerialNumber, Time,
        signed,
    };
    use num_bigint::BigUint;

    const DAY: i64 = 86_400;

    fn breaks(rule: &str, document: &Document<'_>) -> bool {
        let known = certwright::lint::rules().any(|it| it.name == rule);
        assert!(known, "{rule}");
        let findings = Linter::new().assume_tls().lint(document);
        findings.iter().any(|finding| finding.rule.name == rule)
    }

    fn name() -> NameBuf {
        NameBuilder::new().attribute(oid::COMMON_NAME, "a").build()
    }

    fn at(civil: [u16; 3]) -> i64 {
        let [year, month, day] = civil;
        Time::from_civil([year, month, day, 0, 0, 0].map(|part| part.into()))
            .unwrap()
            .unix()
    }

    fn spki(modulus: &BigUint) -> Vec<u8> {
        let mut key = Writer::new();
        key.sequence(|w| {
            w.unsigned(&modulus.to_bytes_be());
            w.unsigned(&[1, 0, 1]);
        });
        let mut w = Writer::new();
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(oid::RSA_ENCRYPTION);
                w.null();
            });
            w.bit_string(&key.into_vec());
        });
        w.into_vec()
    }

    fn odd(bits: u64) -> BigUint {
        (BigUint::from(1u8) << (bits - 1)) + 1u8
    }

    fn sha256() -> Vec<u8> {
        SignatureAlgorithm::Pkcs1v15(HashAlgorithm::Sha256).to_der()
    }

    /// A certificate with these fields and a signature of nobody's.
    fn certificate(modulus: &BigUint, algorithm: &[u8], from: i64, seconds: i64) -> Vec<u8> {
        let builder = CertificateBuilder::new(name())
            .exact()
            .serial(SerialNumber::from_unsigned_be(&[1; 8]))
            .validity(Time::from_unix(from), Time::from_unix(from + seconds - 1))
            .public_key(spki(modulus));
        let tbs = builder.tbs(&name(), algorithm).unwrap();
        signed::write(&tbs, algorithm, &[0])
    }

    fn of_key(rule: &str, modulus: &BigUint) -> bool {
        let der = certificate(modulus, &sha256(), at([2026, 1, 1]), DAY);
        breaks(rule, &Document::certificate(&der))
    }

    fn of_algorithm(rule: &str, algorithm: &[u8], kind: Kind) -> bool {
        let der = certificate(&odd(2048), algorithm, at([2026, 1, 1]), DAY);
        breaks(rule, &Document::certificate(&der).judged_as(kind))
    }

    #[test]
    fn keys_just_within_and_just_beyond_what_is_allowed() {
        for (bits, is_small) in [(2047, true), (2048, false)] {
            assert_eq!(of_key("br_rsa_modulus_too_small", &odd(bits)), is_small);
        }
        // Of the form that is looked for, and so short that numbers have it by chance.
        for (power, is_infineon) in [(31, false), (32, true)] {
            let modulus = BigUint::from(65_537u32).pow(power);
            assert_eq!(of_key("rsa_modulus_by_infineon", &modulus), is_infineon);
        }
        // (a - b)(a + b) is split in about b^2 / 2a steps.
        let a: BigUint = BigUint::from(1u8) << 1023;
        for (steps, is_split) in [(0u32, true), (50, true), (98, true), (150, false)] {
            let twice: BigUint = &a * BigUint::from(2 * steps);
            // With a, which is even, an odd number.
            let mut b = twice.sqrt();
            b.set_bit(0, true);
            let modulus = (&a - &b) * (&a + &b);
            assert_eq!(
                of_key("rsa_primes_too_close", &modulus),
                is_split,
                "{steps}"
            );
        }
    }

    /// AlgorithmIdentifier of PKCS #1, 1.2.840.113549.1.1.LAST.
    fn pkcs1(last: u8) -> Vec<u8> {
        let id = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, last];
        let mut w = Writer::new();
        w.sequence(|w| {
            w.tlv(certwright::der::Tag::ObjectIdentifier, &id);
            w.null();
        });
        w.into_vec()
    }

    #[test]
    fn algorithms_in_their_one_encoding() {
        // MD2, MD5, SHA-1, SHA-256.
        for (last, is_broken) in [(2, true), (4, true), (5, true), (11, false)] {
            let broken = of_algorithm("signature_hash_broken", &pkcs1(last), Kind::Leaf);
            assert_eq!(broken, is_broken, "{last}");
        }
        let rule = "br_signature_algorithm_not_allowed";
        // Nobody verifies a root's signature.
        for (kind, is_wrong) in [
            (Kind::Root, false),
            (Kind::Intermediate, true),
            (Kind::Leaf, true),
        ] {
            assert_eq!(of_algorithm(rule, &pkcs1(5), kind), is_wrong, "{kind:?}");
        }
        let hash = |w: &mut Writer, id: ObjectIdentifierRef<'_>, has_null: bool| {
            w.sequence(|w| {
                w.oid(id);
                if has_null {
                    w.null();
                }
            });
        };
        let pss_with = |has_null: bool| {
            let mut w = Writer::new();
            w.sequence(|w| {
                w.oid(oid::RSASSA_PSS);
                w.sequence(|w| {
                    w.context(0, |w| hash(w, HashAlgorithm::Sha256.oid(), has_null));
                    w.context(1, |w| {
                        w.sequence(|w| {
                            w.oid(oid::MGF1);
                            hash(w, HashAlgorithm::Sha256.oid(), has_null);
                        });
                    });
                    w.context(2, |w| w.unsigned(&[32]));
                });
            });
            w.into_vec()
        };
        let usual = SignatureAlgorithm::Pss(pss::Params::new(HashAlgorithm::Sha256)).to_der();
        assert_eq!(pss_with(true), usual, "BR §7.1.3.2.1 has the NULLs");
        assert!(!of_algorithm(rule, &usual, Kind::Leaf));
        assert!(of_algorithm(rule, &pss_with(false), Kind::Leaf));
    }

    /// BR §1.6.1: 10 days, and 7 of what is issued from 2026-03-15 on.
    #[test]
    fn a_short_lived_certificate_has_a_last_second() {
        for (issued, days, more, is_short) in [
            ([2026, 3, 14], 10, 0, true),
            ([2026, 3, 14], 10, 1, false),
            ([2026, 3, 15], 7, 0, true),
            ([2026, 3, 15], 7, 1, false),
        ] {
            let der = certificate(&odd(2048), &sha256(), at(issued), days * DAY + more);
            let is_nowhere = breaks("br_leaf_status_nowhere", &Document::certificate(&der));
            assert_eq!(is_nowhere, !is_short, "{issued:?} {days} {more}");
        }
    }

    fn extension(id: ObjectIdentifierRef<'_>, value: &[u8]) -> ExtensionBuf {
        ExtensionBuf {
            oid: id.to_owned(),
            critical: id == oid::ISSUING_DISTRIBUTION_POINT,
            value: value.to_vec(),
        }
    }

    fn of_crl(rule: &str, builder: CrlBuilder) -> bool {
        let this = Time::from_unix(at([2049, 12, 1]));
        let tbs = builder
            .exact()
            .this_update(this)
            .tbs(&name(), &sha256())
            .unwrap();
        breaks(rule, &Document::crl(&signed::write(&tbs, &sha256(), &[0])))
    }

    #[test]
    fn lists_just_within_and_just_beyond_what_is_allowed() {
        // The first second of 2050 is GeneralizedTime's.
        let next = CrlBuilder::new().next_update(Time::from_unix(at([2050, 1, 1])));
        assert!(!of_crl("crl_generalized_time_before_2050", next));
        // RFC 5280 §5.2.3: 20 bytes as an INTEGER, and not as a magnitude.
        for (first, len, is_long) in [(0x7f_u8, 20, false), (0x80, 20, true), (1, 21, true)] {
            let mut number = vec![0_u8; len];
            number[0] = first;
            let mut w = Writer::new();
            w.unsigned(&number);
            let number = extension(oid::CRL_NUMBER, &w.into_vec());
            let builder = CrlBuilder::new().raw_extension(number);
            assert_eq!(
                of_crl("crl_number_too_long", builder),
                is_long,
                "{first:x} {len}"
            );
        }
        // Of an indirect list, two entries may be two issuers'.
        let indirect = [0x30, 3, 0x84, 1, 0xff];
        for (point, is_repeated) in [(None, true), (Some(&indirect[..]), false)] {
            let serial = SerialNumber::from_unsigned_be(&[5]);
            let date = Time::from_unix(at([2049, 11, 1]));
            let mut builder = CrlBuilder::new();
            for _ in 0..2 {
                builder = builder.revoke(serial.clone(), date, CrlReason::Unspecified);
            }
            if let Some(point) = point {
                builder = builder.raw_extension(extension(oid::ISSUING_DISTRIBUTION_POINT, point));
            }
            assert_eq!(of_crl("crl_entry_repeated", builder), is_repeated);
        }
        // onlySomeReasons: none; keyCompromise.
        for (point, is_wrong) in [
            (&[0x30, 3, 0x83, 1, 0][..], true),
            (&[0x30, 4, 0x83, 2, 6, 0x40], false),
        ] {
            let point = extension(oid::ISSUING_DISTRIBUTION_POINT, point);
            let builder = CrlBuilder::new().raw_extension(point);
            let rule = "issuing_distribution_point_all_reasons";
            assert_eq!(of_crl(rule, builder), is_wrong);
        }
    }
}
