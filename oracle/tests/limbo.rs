//! x509-limbo's situations with RSA keys (`vectors/profiles`), in its own format: each as its namespace is judged.

use std::io::Cursor;
use std::path::Path;

use certwright_oracle::read::{self, Format};
use certwright_oracle::{Case, Certwright, Outcome, run};
use serde_json::{Value, json};

fn vectors(name: &str) -> String {
    std::fs::read_to_string(Path::new("../vectors/profiles").join(name)).unwrap()
}

/// A line of `cases.txt` as a test of limbo, in a namespace and with a result.
fn test(der: &[&str], fields: &[&str], namespace: &str, succeeds: bool) -> Value {
    let list = |field: &str, label: &str| -> Vec<String> {
        let numbers = field.split(',').filter(|n| *n != "-");
        numbers
            .map(|n| {
                let base64 = der[n.parse::<usize>().unwrap()];
                format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
            })
            .collect()
    };
    let certificates = |field| list(field, "CERTIFICATE");
    let (_, name) = fields[0].split_once("::").unwrap();
    let mut test = json!({
        "id": format!("{namespace}::{name}"),
        "conflicts_with": [],
        "features": [],
        "importance": "undetermined",
        "description": fields[9],
        "validation_kind": "SERVER",
        "trusted_certs": certificates(fields[5]),
        "untrusted_intermediates": certificates(fields[6]),
        "peer_certificate": certificates(fields[4])[0],
        "peer_certificate_key": null,
        "crls": list(fields[7], "X509 CRL"),
        "validation_time": null,
        "signature_algorithms": [],
        "key_usage": [],
        "extended_key_usage": [],
        "expected_result": if succeeds { "SUCCESS" } else { "FAILURE" },
        "expected_peer_name": null,
        "expected_peer_names": [],
        "max_chain_depth": null,
    });
    let mut options = fields[8].split(' ');
    while let Some(option) = options.next() {
        let mut value = || options.next().unwrap();
        match option {
            "-attime" => {
                let time = value().parse().unwrap();
                let time = certwright::x509::Time::from_unix(time).to_string();
                test["validation_time"] = time.replace(' ', "T").into();
            }
            "-purpose" => {
                let (kind, usage) = match value() {
                    "sslserver" => ("SERVER", "serverAuth"),
                    "sslclient" => ("CLIENT", "clientAuth"),
                    "smimesign" if name.contains("management-for-signing") => {
                        test["key_usage"] = json!(["digitalSignature"]);
                        ("CLIENT", "emailProtection")
                    }
                    _ => ("CLIENT", "emailProtection"),
                };
                test["validation_kind"] = kind.into();
                test["extended_key_usage"] = json!([usage]);
            }
            "-verify_hostname" => {
                test["expected_peer_name"] = json!({"kind": "DNS", "value": value()});
            }
            "-verify_ip" => {
                test["expected_peer_name"] = json!({"kind": "IP", "value": value()});
            }
            "-verify_email" => {
                test["expected_peer_names"] = json!([{"kind": "RFC822", "value": value()}]);
            }
            "-verify_depth" => test["max_chain_depth"] = value().parse::<u32>().unwrap().into(),
            "-crl_check" | "-crl_check_all" | "-partial_chain" => {}
            other => panic!("{other}"),
        }
    }
    test
}

/// Where limbo has another result, by docs/path-differences.md, or its format does not have what is asked.
fn is_otherwise(name: &str) -> bool {
    matches!(
        name,
        "bare::crl-issuer-without-key-usage"
            | "bare::crl-version-9"
            | "bare::crl-without-next-update"
            | "bare::crl-generalized-time-2026"
            // Revocation is checked where there are CRLs.
            | "bare::no-rev-avail-without-a-list"
            // Unsupported, which is not a verdict.
            | "bare::root-dsa"
    )
}

#[test]
fn each_situation_has_limbos_result() {
    let der = vectors("der.txt");
    let der: Vec<&str> = der.lines().collect();
    let cases = vectors("cases.txt");
    let mut tests = Vec::new();
    for line in cases.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let is_limbos = fields[0].starts_with("bare::") || fields[0].starts_with("modern::mail-");
        if !is_limbos || is_otherwise(fields[0]) {
            continue;
        }
        let (rfc5280, strict, web_pki) = (fields[1], fields[2], fields[3]);
        let is_list = fields[7] != "-";
        match (rfc5280, strict, web_pki) {
            // What the Baseline Requirements alone forbid.
            (_, "-", "refuse") => tests.push(test(&der, &fields, "webpki", false)),
            (_, "refuse", _) => {
                let namespaces: &[&str] = if is_list {
                    &["crl"]
                } else {
                    &["rfc5280", "webpki"]
                };
                // nameConstraints that are not critical: RFC 5280 forbids them, the Baseline Requirements do not.
                let excepted = fields[0].ends_with("::nc-not-critical");
                let results = namespaces.iter().map(|n| (*n, excepted && *n == "webpki"));
                tests.extend(results.map(|(n, succeeds)| test(&der, &fields, n, succeeds)));
            }
            (_, "accept", "refuse") => tests.push(test(&der, &fields, "rfc5280", true)),
            (_, "accept", _) if fields[0].starts_with("modern::mail-") => {
                tests.push(test(&der, &fields, "smime", true));
            }
            (_, "accept", _) if is_list => tests.push(test(&der, &fields, "crl", true)),
            (_, "accept", _) => {
                for namespace in ["rfc5280", "webpki"] {
                    tests.push(test(&der, &fields, namespace, true));
                }
            }
            other => panic!("{}: {other:?}", fields[0]),
        }
    }
    assert!(tests.len() >= 350, "{}", tests.len());
    let document = json!({"version": 1, "testcases": tests}).to_string();
    let cases = read::cases(
        Format::Limbo,
        Box::new(Cursor::new(document)),
        Path::new(""),
    );
    let cases: Vec<Case> = cases.unwrap().collect::<Result<_, _>>().unwrap();
    let mut certwright = Certwright::default();
    let wrong: Vec<String> = run(&mut certwright, cases)
        .filter(|verdict| verdict.outcome != Outcome::Pass)
        .map(|v| format!("{}: {:?}: {}", v.case.id, v.outcome, v.reason))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The test of a line of `cases.txt`, as changed; its outcome.
fn changed(name: &str, succeeds: bool, change: impl Fn(&mut Value)) -> Outcome {
    let (der, cases) = (vectors("der.txt"), vectors("cases.txt"));
    let der: Vec<&str> = der.lines().collect();
    let mut lines = cases.lines().map(|line| line.split('\t').collect());
    let fields: Vec<&str> = lines.find(|fields: &Vec<&str>| fields[0] == name).unwrap();
    let mut test = test(&der, &fields, "rfc5280", succeeds);
    change(&mut test);
    let document = json!({"version": 1, "testcases": [test]}).to_string();
    let cases = read::cases(
        Format::Limbo,
        Box::new(Cursor::new(document)),
        Path::new(""),
    );
    let cases: Vec<Case> = cases.unwrap().collect::<Result<_, _>>().unwrap();
    run(&mut Certwright::default(), cases)
        .next()
        .unwrap()
        .outcome
}

#[test]
fn what_a_case_asks_for_besides_is_asked_for() {
    let accepted = |name, change: &dyn Fn(&mut Value)| changed(name, true, change) == Outcome::Pass;
    let mails = |list: &'static [&str]| {
        move |test: &mut Value| {
            let names = list
                .iter()
                .map(|m| json!({"kind": "RFC822", "value": m}))
                .collect();
            test["expected_peer_names"] = Value::Array(names);
        }
    };
    let two = "modern::mail-two-mailboxes";
    assert!(accepted(
        two,
        &mails(&["user@example.com", "other@example.com"])
    ));
    assert!(!accepted(
        two,
        &mails(&["user@example.com", "nobody@example.com"])
    ));
    let usage = |bit: &'static str| move |test: &mut Value| test["key_usage"] = json!([bit]);
    assert!(accepted("bare::valid", &usage("digitalSignature")));
    assert!(!accepted("bare::valid", &usage("keyEncipherment")));
    assert!(accepted("bare::no-key-usage", &usage("keyEncipherment")));
    let by = |list: Value| move |test: &mut Value| test["signature_algorithms"] = list.clone();
    assert!(accepted("bare::valid", &by(json!(["RSA_WITH_SHA256"]))));
    assert!(accepted(
        "bare::valid",
        &by(json!(["ECDSA_WITH_SHA256", "RSA_WITH_SHA256"]))
    ));
    assert!(!accepted("bare::valid", &by(json!(["RSA_WITH_SHA512"]))));
}
