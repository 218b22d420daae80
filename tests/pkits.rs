//! NIST's Public Key Interoperability Test Suite, sections 4.1 to 4.16, each test with its own settings. The table and
//! its sources are described in `vectors/pkits/README.md`.

use std::collections::BTreeSet;

use certwright::der::ObjectIdentifier;
use certwright::path::{
    ANY_POLICY, Anchor, PathError, Policies, PolicySet, Pool, Reason, Revocation, Settings, verify,
};
use certwright::x509::{CertificateListRef, CertificateRef, RsaVerifier, Time};
use certwright_oracle::{Case, Expected, Path, Request, read};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/pkits/tests.txt");

struct Test {
    case: Case,
    /// The user-constrained-policy-set that must come out, which no line protocol asks for.
    user: Option<PolicySet>,
}

impl Test {
    fn path(&self) -> &Path {
        match &self.case.request {
            Request::Path(path) => path,
            other => panic!("{other:?}"),
        }
    }
}

/// The last field of each line.
fn user(line: &str) -> Option<PolicySet> {
    let (_, field) = line.rsplit_once('|').unwrap();
    let policies = field.trim().split(',').filter(|policy| !policy.is_empty());
    (field.trim() != "-").then(|| {
        PolicySet::new(policies.map(|policy| match policy {
            "any" => ANY_POLICY.to_owned(),
            n => ObjectIdentifier::new(&format!("2.16.840.1.101.3.2.1.48.{n}")).unwrap(),
        }))
    })
}

fn tests() -> Vec<Test> {
    let text = std::fs::read_to_string(TABLE).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let (_, cases) = read::open(TABLE.as_ref()).unwrap();
    cases
        .map(|case| {
            let case = case.unwrap();
            let user = user(lines[case.line as usize - 1]);
            Test { case, user }
        })
        .collect()
}

fn run(test: &Test) -> Result<Policies, PathError> {
    let path = test.path();
    let certificate = |der| CertificateRef::from_der(der).unwrap();
    let anchors: Vec<_> = (path.anchors.iter())
        .map(|der| Anchor::from_certificate(&certificate(der)))
        .collect();
    let intermediates: Vec<_> = path
        .intermediates
        .iter()
        .map(|der| certificate(der))
        .collect();
    let crls: Vec<_> = (path.crls.iter())
        .map(|der| CertificateListRef::from_der(der).unwrap())
        .collect();
    let mut settings = Settings::at(Time::from_unix(path.time));
    if !path.policies.is_empty() {
        let policies = path.policies.iter();
        settings.policies = PolicySet::new(policies.map(|p| ObjectIdentifier::new(p).unwrap()));
    }
    for flag in &path.flags {
        match flag.as_str() {
            "explicit-policy" => settings.require_explicit_policy = true,
            "inhibit-policy-mapping" => settings.inhibit_policy_mapping = true,
            "inhibit-any-policy" => settings.inhibit_any_policy = true,
            "crl-check" => settings.revocation = Revocation::PATH,
            other => panic!("{other}"),
        }
    }
    let pool = Pool::new(&anchors)
        .intermediates(&intermediates)
        .crls(&crls);
    verify(&certificate(&path.target), &pool, &settings, &RsaVerifier).map(|path| path.policies)
}

#[test]
fn every_test_of_pkits_has_the_outcome_that_nist_states() {
    let tests = tests();
    let mut wrong = Vec::new();
    let (mut rsa, mut dsa) = (0, Vec::new());
    for test in &tests {
        let (case, user) = (&test.case, &test.user);
        let result = run(test);
        match (&case.expected, &result) {
            (Expected::Accepted, Ok(policies)) => {
                rsa += 1;
                if user.as_ref().is_some_and(|user| *user != policies.user) {
                    wrong.push(format!(
                        "{}: user-constrained-policy-set {:?}",
                        case.id, policies.user
                    ));
                }
            }
            (Expected::Refused, Err(e)) => {
                rsa += 1;
                if matches!(e.first().reason, Reason::BudgetExceeded(_)) {
                    wrong.push(format!("{}: {e}", case.id));
                }
            }
            // DSA.
            (Expected::Open, Err(e)) => {
                dsa.push(&case.id[..]);
                let refused = matches!(
                    e.first().reason,
                    Reason::UnsupportedSignatureAlgorithm(_) | Reason::UnsupportedPublicKey(_)
                );
                if !refused || !e.to_string().contains("dsa") {
                    wrong.push(format!("{}: {e}", case.id));
                }
            }
            (expected, _) => {
                let got = result.map_or_else(|e| e.to_string(), |_| "a valid path".into());
                wrong.push(format!(
                    "{} {}: expected {expected:?}, got {got}",
                    case.id, case.comment
                ));
            }
        }
    }
    let whole = tests.iter().map(|t| t.case.id.split('/').next().unwrap());
    let numbers: BTreeSet<&str> = whole.collect();
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
    let tests = tests();
    let reason = |number: &str| {
        let test = tests.iter().find(|t| t.case.id == number).unwrap();
        run(test).unwrap_err().first().reason.section()
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
