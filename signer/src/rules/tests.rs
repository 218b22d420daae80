use super::*;

const GOOD: &str = "\
apiVersion: certwright/v1
kind: SignerRules
rules:
- name: web
  requester:
    groups: [web]
  subject:
    commonNames: [\"web-*\"]
  names:
    dns: [\"*.example.com\"]
    addresses: [10.0.0.0/8]
  usages: [digital signature, server auth]
  maxLifetime: 30d
";

fn refused(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    let error = Rules::read(&GOOD.replacen(from, to, 1))
        .unwrap_err()
        .to_string();
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

#[test]
fn every_fault_has_its_place_and_one_line() {
    assert!(Rules::read(GOOD).is_ok());
    for (from, to, expected) in [
        (
            "groups:",
            "group:",
            "6:5: unknown field \"group\"; did you mean groups?",
        ),
        (
            "maxLifetime",
            "maxlifetime",
            "13:3: unknown field \"maxlifetime\"; did you mean maxLifetime?",
        ),
        ("certwright/v1", "certwright/v2", "1:13: "),
        ("SignerRules", "Cluster", "2:7: "),
        ("30d", "5m", "13:16: maxLifetime is below 10m"),
        ("30d", "30 days", "13:16: "),
        (
            "30d",
            "30d\n  lifetime: 31d",
            "14:13: lifetime is not between 10m and maxLifetime",
        ),
        (
            "30d",
            "30d\n  minKeyBits: 1024",
            "14:15: minKeyBits is not between",
        ),
        (
            "    groups: [web]",
            "    groups: []",
            "6:5: it names nobody",
        ),
        (
            "[digital signature, server auth]",
            "[digital signature]",
            "12:11: neither server auth nor client auth",
        ),
        ("server auth", "cert sign", "12:31: "),
        ("10.0.0.0/8", "10.0.0.0/40", "11:17: "),
        ("10.0.0.0/8", "ten", "11:17: "),
        (
            "*.example.com",
            "{node}.example.com",
            "10:10: {node} is known only where requester has nodes",
        ),
        ("web-*", "{user}", "8:19: "),
        ("name: web", "name: \"\"", "4:9: the name"),
        ("- name: web", "- name: web\n  name: web", "5:3: "),
        ("rules:", "rules: []\nmore:", "4:1: unknown field \"more\""),
    ] {
        let error = refused(from, to);
        assert!(error.starts_with(expected), "{from} -> {to}: {error}");
    }
}

#[test]
fn two_rules_of_one_name_and_no_rules_are_refused() {
    let (_, rule) = GOOD.split_once("rules:\n").unwrap();
    let error = Rules::read(&format!("{GOOD}{rule}")).unwrap_err();
    assert_eq!(error.to_string(), "14:9: two rules have the name \"web\"");
    let (head, _) = GOOD.split_once("rules:\n").unwrap();
    let error = Rules::read(&format!("{head}rules: []\n")).unwrap_err();
    assert!(error.reason.contains("there is no rule"), "{error}");
}

#[test]
fn hostile_files_are_refused() {
    let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n";
    for text in [
        String::new(),
        "[".repeat(1000),
        bomb.into(),
        format!("{GOOD}---\n{GOOD}"),
        "x".repeat(MAX_SIZE + 1),
    ] {
        let error = Rules::read(&text).unwrap_err().to_string();
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn the_schema_knows_every_field() {
    let schema: serde_json::Value = serde_json::from_str(&Rules::schema()).unwrap();
    let rule = &schema["$defs"]["Rule"];
    assert_eq!(rule["additionalProperties"], false);
    for field in [
        "name",
        "requester",
        "subject",
        "names",
        "usages",
        "lifetime",
        "maxLifetime",
        "minKeyBits",
        "approve",
    ] {
        assert!(rule["properties"][field].is_object(), "{field}");
    }
}
