//! NIST's Public Key Interoperability Test Suite, sections 4.1 to 4.16, each test with its own settings. The table and
//! its sources are described in `vectors/pkits/README.md`.

use std::collections::BTreeMap;

use certwright::der::ObjectIdentifier;
use certwright::path::{
    ANY_POLICY, Anchor, PathError, Policies, PolicySet, Pool, Reason, Revocation, Settings, verify,
};
use certwright::x509::{CertificateListRef, CertificateRef, RsaVerifier, Time};

const TABLE: &str = include_str!("../vectors/pkits/tests.txt");
static OBJECTS: &[u8] = include_bytes!("../vectors/pkits/pkits.bin");

/// 2020-01-01T00:00:00Z.
const NOW: i64 = 1_577_836_800;

fn objects() -> BTreeMap<&'static str, &'static [u8]> {
    let mut rest = OBJECTS;
    let mut out = BTreeMap::new();
    while let Some(end) = rest.iter().position(|&b| b == b'\n') {
        let (name, len) = std::str::from_utf8(&rest[..end])
            .unwrap()
            .split_once(' ')
            .unwrap();
        let len: usize = len.parse().unwrap();
        out.insert(name, &rest[end + 1..end + 1 + len]);
        rest = &rest[end + 1 + len + 1..];
    }
    out
}

struct Test {
    number: &'static str,
    target: &'static str,
    certificates: Vec<&'static str>,
    crls: Vec<&'static str>,
    initial: PolicySet,
    flags: &'static str,
    outcome: &'static str,
    user: Option<PolicySet>,
}

fn policy_set(field: &str) -> PolicySet {
    PolicySet::new(field.split(',').filter(|p| !p.is_empty()).map(|p| match p {
        "any" => ANY_POLICY.to_owned(),
        n => ObjectIdentifier::new(&format!("2.16.840.1.101.3.2.1.48.{n}")).unwrap(),
    }))
}

fn tests() -> Vec<Test> {
    let lines = TABLE
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('|').map(str::trim).collect();
            let [
                number,
                target,
                certificates,
                crls,
                initial,
                flags,
                outcome,
                user,
            ] = fields[..]
            else {
                panic!("{line}")
            };
            Test {
                number,
                target,
                certificates: certificates.split_whitespace().collect(),
                crls: crls.split_whitespace().collect(),
                initial: policy_set(initial),
                flags,
                outcome,
                user: (user != "-").then(|| policy_set(user)),
            }
        })
        .collect()
}

fn run(test: &Test, objects: &BTreeMap<&str, &'static [u8]>) -> Result<Policies, PathError> {
    let certificate =
        |name: &str| CertificateRef::from_der(objects[format!("certs/{name}").as_str()]).unwrap();
    let crl = |name: &str| {
        CertificateListRef::from_der(objects[format!("crls/{name}").as_str()]).unwrap()
    };
    let anchors = [Anchor::from_certificate(&certificate(
        "TrustAnchorRootCertificate",
    ))];
    let intermediates: Vec<_> = test
        .certificates
        .iter()
        .map(|name| certificate(name))
        .collect();
    let crls: Vec<_> = test.crls.iter().map(|name| crl(name)).collect();
    let mut settings = Settings::at(Time::from_unix(NOW));
    settings.revocation = Revocation::PATH;
    settings.policies = test.initial.clone();
    for flag in test.flags.split_whitespace() {
        match flag {
            "explicit" => settings.require_explicit_policy = true,
            "inhibit-mapping" => settings.inhibit_policy_mapping = true,
            "inhibit-any" => settings.inhibit_any_policy = true,
            other => panic!("{other}"),
        }
    }
    let pool = Pool::new(&anchors)
        .intermediates(&intermediates)
        .crls(&crls);
    verify(&certificate(test.target), &pool, &settings, &RsaVerifier).map(|path| path.policies)
}

#[test]
fn every_test_of_pkits_has_the_outcome_that_nist_states() {
    let (objects, tests) = (objects(), tests());
    let mut wrong = Vec::new();
    let (mut rsa, mut dsa) = (0, Vec::new());
    for test in &tests {
        let result = run(test, &objects);
        match (test.outcome, &result) {
            ("ok", Ok(policies)) => {
                rsa += 1;
                if test
                    .user
                    .as_ref()
                    .is_some_and(|user| *user != policies.user)
                {
                    wrong.push(format!(
                        "{}: user-constrained-policy-set {:?}",
                        test.number, policies.user
                    ));
                }
            }
            ("fail", Err(e)) => {
                rsa += 1;
                if matches!(e.first().reason, Reason::BudgetExceeded(_)) {
                    wrong.push(format!("{}: {e}", test.number));
                }
            }
            ("dsa", Err(e)) => {
                dsa.push(test.number);
                let refused = matches!(
                    e.first().reason,
                    Reason::UnsupportedSignatureAlgorithm(_) | Reason::UnsupportedPublicKey(_)
                );
                if !refused || !e.to_string().contains("dsa") {
                    wrong.push(format!("{}: {e}", test.number));
                }
            }
            (expected, _) => {
                let got = result.map_or_else(|e| e.to_string(), |_| "a valid path".into());
                wrong.push(format!(
                    "{} {}: expected {expected}, got {got}",
                    test.number, test.target
                ));
            }
        }
    }
    let whole = tests.iter().map(|t| t.number.split('/').next().unwrap());
    let numbers: std::collections::BTreeSet<&str> = whole.collect();
    println!(
        "PKITS: {} tests in {} lines; {rsa} lines with RSA as expected, DSA refused by name in {}",
        numbers.len(),
        tests.len(),
        dsa.join(" ")
    );
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(numbers.len(), 224);
    assert_eq!(dsa, ["4.1.4", "4.1.5", "4.1.6"]);
}

/// Why the invalid ones are refused, section by section: a right verdict for a wrong reason would be luck.
#[test]
fn refusals_name_the_rule_that_each_section_is_about() {
    let (objects, tests) = (objects(), tests());
    let reason = |number: &str| {
        let test = tests.iter().find(|t| t.number == number).unwrap();
        run(test, &objects).unwrap_err().first().reason.section()
    };
    for (number, section) in [
        ("4.1.2", "RFC 5280 §6.1.3 (a)(1)"),
        ("4.1.3", "RFC 5280 §6.1.3 (a)(1)"),
        ("4.2.1", "RFC 5280 §6.1.3 (a)(2)"),
        ("4.2.6", "RFC 5280 §6.1.3 (a)(2)"),
        ("4.3.1", "RFC 5280 §6.1 (a)"),
        ("4.4.1", "RFC 5280 §6.3.3"),
        ("4.4.2", "RFC 5280 §6.3.3 (i), (j)"),
        ("4.4.3", "RFC 5280 §6.3.3 (i), (j)"),
        ("4.4.4", "RFC 5280 §6.3.3 (g)"),
        ("4.4.5", "RFC 5280 §6.3.3"),
        ("4.4.8", "RFC 5280 §5.2, §5.3"),
        ("4.4.9", "RFC 5280 §5.2, §5.3"),
        ("4.4.11", "RFC 5280 §6.3.3 (a)"),
        ("4.4.21", "RFC 5280 §6.3.3 (f)"),
        ("4.6.1", "RFC 5280 §6.1.4 (k)"),
        ("4.6.2", "RFC 5280 §6.1.4 (k)"),
        ("4.6.5", "RFC 5280 §6.1.4 (l)"),
        ("4.7.1", "RFC 5280 §6.1.4 (n)"),
        ("4.7.4", "RFC 5280 §6.3.3 (f)"),
        ("4.8.2/2", "RFC 5280 §6.1.3 (f), §6.1.5 (g)"),
        ("4.10.7", "RFC 5280 §6.1.4 (a)"),
        ("4.13.2", "RFC 5280 §6.1.3 (b)"),
        ("4.13.8", "RFC 5280 §6.1.3 (c)"),
        ("4.14.3", "RFC 5280 §6.3.3 (b)"),
        ("4.14.15", "RFC 5280 §6.3.3 (i), (j)"),
        ("4.14.17", "RFC 5280 §6.3.3 (d), (e)"),
        ("4.16.2", "RFC 5280 §6.1.4 (o), §6.1.5 (f)"),
    ] {
        assert_eq!(reason(number), section, "{number}");
    }
}
