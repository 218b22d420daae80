//! `k8s check` and `k8s report` as they are called: formats, exit status, directories that are not what they should be.

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;
use std::process::Output;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use common::Shell;
use serde_json::Value;

const DAY: i64 = 86_400;
/// When the directory was made, by `SOURCE_DATE_EPOCH`.
const MADE: i64 = 1_790_000_000;

/// A shell in which `pki` is a small cluster's directory; each test copies it.
fn shell() -> &'static Shell {
    static SHELL: OnceLock<Shell> = OnceLock::new();
    SHELL.get_or_init(|| {
        let shell = Shell::new().with("SOURCE_DATE_EPOCH", &MADE.to_string());
        let output = shell.run("certwright k8s init -out pki -quiet -control-plane cp-1=192.0.2.1");
        assert!(output.status.success(), "{}", err(&output));
        shell
    })
}

fn copy(name: &str) -> PathBuf {
    let output = shell().run(&format!("cp -a pki {name}"));
    assert!(output.status.success(), "{}", err(&output));
    shell().path(name)
}

/// Runs a command a while after the directory was made, and for so long at most.
fn at(seconds: i64, line: &str) -> Output {
    let began = Instant::now();
    let output = shell().run(&format!("certwright {line} -attime {}", MADE + seconds));
    assert!(began.elapsed() < Duration::from_secs(30), "{line}");
    output
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_exit_status_is_what_monitoring_expects() {
    copy("status");
    for (days, line, status) in [
        (1, "k8s check status", 0),
        (340, "k8s check status", 1),
        (340, "k8s check status -before 7d", 0),
        (340, "k8s check status -exclude expires_soon", 0),
        (366, "k8s check status", 2),
        (1, "k8s check no-such-directory", 3),
        (1, "k8s check status -o xml", 3),
        (1, "k8s check status -exclude expires_son", 3),
        (1, "k8s check status -before soon", 3),
    ] {
        let output = at(days * DAY, line);
        assert_eq!(
            output.status.code(),
            Some(status),
            "{line}: {}{}",
            out(&output),
            err(&output)
        );
        let lines = err(&output).lines().count();
        assert_eq!(lines, usize::from(status == 3), "{line}: {}", err(&output));
    }
    let output = at(DAY, "k8s check status -exclude expires_son");
    assert!(
        err(&output).contains("did you mean expires_soon?"),
        "{}",
        err(&output)
    );
    let output = at(DAY, "k8s check no-such-directory");
    assert!(
        err(&output).contains("Can't open \"no-such-directory\""),
        "{}",
        err(&output)
    );
}

#[test]
fn each_format_has_the_same_numbers() {
    let top = copy("formats");
    fs::set_permissions(top.join("admin.conf"), fs::Permissions::from_mode(0o644)).unwrap();
    let json: Value =
        serde_json::from_str(&out(&at(340 * DAY, "k8s check formats -o json"))).unwrap();
    let certificates = json["certificates"].as_array().unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(
        (&json["document"], &json["schema_version"]),
        (&"cluster_check".into(), &1.into())
    );
    assert_eq!(certificates.len(), 17);
    assert_eq!(findings[0]["rule"], "key_readable");
    assert_eq!(findings[0]["remedy"], "chmod 600 formats/admin.conf");
    // The three authorities are valid for longer.
    assert_eq!(findings.len(), 15);

    let text = out(&at(340 * DAY, "k8s check formats"));
    assert!(text.starts_with("CERTIFICATE  "), "{text}");
    assert!(
        text.contains("pki/apiserver.crt") && text.contains("Sep 21, 2027"),
        "{text}"
    );
    assert!(
        text.ends_with("1 error, 14 warnings\n") && !text.contains('\u{1b}'),
        "{text}"
    );
    assert!(out(&at(340 * DAY, "k8s check formats -color always")).contains("\u{1b}[33m"));

    let metrics = out(&at(340 * DAY, "k8s check formats -o prometheus"));
    assert!(metrics.contains("certwright_findings_by_severity{severity=\"warning\"} 14\n"));
    assert!(metrics.contains(&format!(
        "certwright_check_timestamp_seconds {}\n",
        MADE + 340 * DAY
    )));
    let ends = metrics
        .lines()
        .filter(|line| line.starts_with("certwright_certificate_not_after_seconds{"));
    assert_eq!(ends.count(), certificates.len());

    let yaml = out(&at(340 * DAY, "k8s check formats -o yaml"));
    assert!(yaml.contains("document: cluster_check\n"), "{yaml}");
    assert_eq!(
        yaml.matches("\n- rule: ").count() + yaml.matches("  rule: ").count(),
        findings.len(),
        "{yaml}"
    );

    let page = out(&at(340 * DAY, "k8s report formats"));
    for (name, value) in [("certificates", 17), ("errors", 1), ("warnings", 14)] {
        let tile = format!("<dd data-value=\"{name}\">{value}</dd>");
        assert!(page.contains(&tile), "{tile}");
    }
    assert_eq!(page.matches("<details>").count(), certificates.len());
    assert_eq!(page.matches("<li id=\"f").count(), findings.len());
    let report: Value =
        serde_json::from_str(&out(&at(340 * DAY, "k8s report formats -format json"))).unwrap();
    assert_eq!(report, json);
    assert!(out(&at(340 * DAY, "k8s report formats -format svg")).starts_with("<svg "));
    assert_eq!(out(&at(340 * DAY, "k8s report formats -format text")), text);

    let output = at(340 * DAY, "k8s report formats -out page.html");
    assert_eq!(
        (output.status.code(), out(&output)),
        (Some(0), String::new())
    );
    assert_eq!(fs::read_to_string(shell().path("page.html")).unwrap(), page);
}

#[test]
fn a_declaration_is_checked_against() {
    copy("declared");
    let config = |sans: &str| {
        format!(
            "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n\
             controlPlaneEndpoint: 192.0.2.1:6443\napiServer:\n  certSANs: [{sans}]\n\
             ---\napiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n\
             localAPIEndpoint: {{advertiseAddress: 192.0.2.1}}\nnodeRegistration: {{name: cp-1}}\n"
        )
    };
    let line = "k8s check declared -f kubeadm.yaml";
    let declare = |text: &str| fs::write(shell().path("kubeadm.yaml"), text).unwrap();
    declare(&config("api.example.org"));
    let output = at(DAY, &format!("{line} -o json"));
    let json: Value =
        serde_json::from_str(&out(&output)).unwrap_or_else(|e| panic!("{e}: {}", err(&output)));
    let found: Vec<(&str, &str, &str)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| {
            ["rule", "path", "detail"]
                .map(|name| at[name].as_str().unwrap())
                .into()
        })
        .collect();
    assert_eq!(
        found,
        [("name_missing", "pki/apiserver.crt", "api.example.org")]
    );
    declare(&config("localhost").replace("certSANs", "certSAN"));
    let output = at(DAY, line);
    assert_eq!(output.status.code(), Some(3), "{}", out(&output));
    assert!(
        err(&output).contains("did you mean certSANs?"),
        "{}",
        err(&output)
    );
    assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
}

#[test]
fn a_directory_that_others_may_write_is_found_and_what_is_printed_repairs_it() {
    let top = copy("open-to-others");
    let open = |path: &str, mode: u32| {
        fs::set_permissions(top.join(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    let line = "k8s check open-to-others -o json";
    let found = || -> Vec<(String, String)> {
        let json: Value = serde_json::from_str(&out(&at(DAY, line))).unwrap();
        let findings = json["findings"].as_array().unwrap().iter();
        let of = |at: &Value, name: &str| at[name].as_str().unwrap().to_string();
        findings
            .map(|at| {
                assert_eq!(at["rule"], "directory_writable");
                (of(at, "path"), of(at, "remedy"))
            })
            .collect()
    };
    assert_eq!(found(), []);
    // By everybody, by a group; and one that has nothing of a cluster is nobody's concern.
    fs::create_dir(top.join("else")).unwrap();
    open("", 0o1777);
    open("pki/etcd", 0o770);
    open("else", 0o777);
    let renew = "certwright k8s renew -quiet -dir open-to-others admin";
    assert!(!shell().run(renew).status.success());
    let found_open = found();
    let paths: Vec<&str> = found_open.iter().map(|(path, _)| &**path).collect();
    assert_eq!(paths, [".", "pki/etcd"]);
    assert_eq!(at(DAY, "k8s check open-to-others").status.code(), Some(2));
    for (_, remedy) in found_open {
        assert!(remedy.starts_with("chmod go-w "), "{remedy}");
        assert!(shell().run(&remedy).status.success(), "{remedy}");
    }
    assert_eq!(found(), []);
    assert!(shell().run(renew).status.success());
}

#[test]
fn hostile_directories_get_one_clear_line_and_do_not_hang() {
    let top = shell().path("hostile");
    fs::create_dir(&top).unwrap();
    let refused = |seconds, line: &str, why: &str| {
        let output = at(seconds, line);
        assert_eq!(output.status.code(), Some(3), "{line}: {}", out(&output));
        assert_eq!(err(&output).lines().count(), 1, "{line}: {}", err(&output));
        assert!(err(&output).contains(why), "{line}: {}", err(&output));
        assert_eq!(out(&output), "", "{line}");
    };
    refused(DAY, "k8s check hostile", "hostile holds no certificate");
    fs::write(top.join("notes.txt"), "nothing of a PKI").unwrap();
    fs::write(top.join("manifest.yaml"), "kind: Pod\n").unwrap();
    symlink(".", top.join("loop")).unwrap();
    refused(DAY, "k8s check hostile", "name the directory that does");
    refused(
        DAY,
        "k8s check hostile/notes.txt",
        "Can't open \"hostile/notes.txt/cluster.yaml\" for reading",
    );
    let fifo = shell().run("mkfifo hostile/ca.crt && truncate -s 100M hostile/big.crt && ln -s self.crt hostile/self.crt");
    assert!(fifo.status.success(), "{}", err(&fifo));
    refused(
        DAY,
        "k8s check hostile",
        "hostile holds no certificate, key or kubeconfig that can be read",
    );

    // The same things beside what is right: findings, and the rest is checked.
    let top = copy("mixed");
    let made = shell().run("mv hostile/ca.crt mixed/pki/fifo.crt && mv hostile/big.crt mixed/ && mv hostile/self.crt mixed/ && ln -s .. mixed/pki/up");
    assert!(made.status.success(), "{}", err(&made));
    let output = at(DAY, "k8s check mixed -o json");
    let json: Value = serde_json::from_str(&out(&output)).unwrap();
    let found: Vec<(&str, &str)> = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| (at["rule"].as_str().unwrap(), at["path"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            ("unreadable", "big.crt"),
            ("unreadable", "pki/fifo.crt"),
            ("unreadable", "self.crt")
        ]
    );
    assert_eq!(json["certificates"].as_array().unwrap().len(), 17);
    drop(top);

    // A clock that stands in 1970.
    copy("early");
    refused(
        -MADE,
        "k8s check early",
        "begins after 1970-01-01T00:00:00Z: the clock is wrong",
    );
    refused(-MADE, "k8s report early", "the clock is wrong");
}

#[test]
fn the_documentation_has_the_table_of_rules() {
    let printed = out(&shell().run("certwright k8s check -list"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cluster/checks.md");
    let document = fs::read_to_string(path).unwrap();
    let begins = document
        .find("| rule |")
        .expect("docs/cluster/checks.md has a table");
    assert_eq!(
        document[begins..],
        printed,
        "docs/cluster/checks.md is out of date: certwright k8s check -list"
    );
}

#[test]
fn an_authority_belongs_to_no_node_although_a_node_has_a_copy() {
    let line = "k8s init -out copied -quiet -control-plane cp-1=192.0.2.1 -node w-1=192.0.2.2";
    let output = shell().run(&format!("certwright {line}"));
    assert!(output.status.success(), "{}", err(&output));
    assert!(shell().path("copied/nodes/w-1/pki/ca.crt").exists());
    let output = at(1, "k8s check copied -o json");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let certificates = document["certificates"].as_array().unwrap();
    let of = |path: &str| certificates.iter().find(|at| at["path"] == path).unwrap();
    assert_eq!(of("pki/ca.crt")["node"], Value::Null);
    assert_eq!(of("nodes/w-1/pki/kubelet.crt")["node"], "w-1");
}
