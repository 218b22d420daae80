//! What `k8s check` prints as the command that repairs a finding, run as it is printed: it is accepted, and repairs.

mod common;
#[path = "../../cluster/tests/check/damages.rs"]
mod damages;
#[allow(dead_code)]
#[path = "../../cluster/tests/check/tree.rs"]
mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use certwright_cluster::inventory::Entry;
use common::{Shell, text};
use serde_json::Value;
use tree::{NOW, Tree};

/// What kubeadm's tree of the tests declares.
const DECLARATION: &str = "\
apiVersion: certwright/v1
files: kubeadm-only
controlPlanes:
  - {name: cp-1, addresses: [192.0.2.1]}
";

/// Rules whose findings no command repairs where there is a declaration: an authority's key that is lost, what cannot be
/// read, and what is nothing wrong.
const IN_WORDS: [&str; 6] = [
    "authority_left_over",
    "undeclared",
    "key_mismatch",
    "key_malformed",
    "unreadable",
    "unsupported",
];

fn write(tree: &Tree, top: &Path) {
    for (path, entry) in tree.directory() {
        // A file that could not be opened is a matter of the machine.
        let Entry::File { bytes, mode } = entry else {
            continue;
        };
        let path = top.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &bytes[..]).unwrap();
        let mode = fs::Permissions::from_mode(mode.unwrap());
        fs::set_permissions(&path, mode).unwrap();
    }
}

/// The findings: rule, file, remedy.
fn findings(shell: &Shell, time: &str) -> Vec<[String; 3]> {
    let output = shell.run(&format!("certwright k8s check -dir pki -o json {time}"));
    let document: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", text(&output.stderr)));
    let findings = document["findings"].as_array().unwrap().iter();
    findings
        .map(|at| ["rule", "path", "remedy"].map(|name| at[name].as_str().unwrap().to_string()))
        .collect()
}

fn is_command(remedy: &str) -> bool {
    ["certwright ", "chmod ", "cp "]
        .iter()
        .any(|word| remedy.starts_with(word))
}

/// Whether there is a declaration, and the rule whose finding a command has repaired.
type Repaired = BTreeSet<(bool, String)>;

#[test]
fn every_remedy_that_is_a_command_is_accepted_as_printed_and_repairs() {
    let half = damages::DAMAGES.len().div_ceil(2);
    let done: Vec<(String, Repaired)> = std::thread::scope(|scope| {
        let halves = damages::DAMAGES.chunks(half);
        let halves: Vec<_> = halves.map(|part| scope.spawn(|| repair(part))).collect();
        halves
            .into_iter()
            .map(|half| half.join().unwrap())
            .collect()
    });
    let (wrong, repaired): (Vec<String>, Vec<Repaired>) = done.into_iter().unzip();
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{wrong}");
    let repaired: Repaired = repaired.into_iter().flatten().collect();
    let count = |with: bool| {
        repaired
            .iter()
            .filter(|(declared, _)| *declared == with)
            .count()
    };
    assert!(count(false) >= 13 && count(true) >= 31, "{repaired:?}");
}

/// What is wrong with the remedies of these damages, a line each, and what was repaired.
fn repair(damages: &[damages::Damage]) -> (String, Repaired) {
    let (mut wrong, mut repaired) = (String::new(), Repaired::new());
    let at = format!("-attime {NOW}");
    for (name, healthy, damage, _) in damages {
        let mut tree = healthy();
        damage(&mut tree);
        if !tree.unread.is_empty() {
            continue;
        }
        let is_kubeadms = tree.certs.iter().any(|cert| cert.path == "pki/etcd/ca.crt");
        for declared in [false, true] {
            if declared && !is_kubeadms {
                continue;
            }
            let fresh = || {
                let shell = Shell::new().with("SOURCE_DATE_EPOCH", &NOW.to_string());
                write(&tree, &shell.path("pki"));
                if declared {
                    fs::write(shell.path("pki/cluster.yaml"), DECLARATION).unwrap();
                }
                shell
            };
            for [rule, path, remedy] in findings(&fresh(), &at) {
                if !is_command(&remedy) {
                    // The kubelet's kubeconfig is left to bootstrapping.
                    let is_declared = !path.ends_with("kubelet.conf");
                    if declared && is_declared && !IN_WORDS.contains(&&*rule) {
                        wrong += &format!("{name}: {rule} {path}: not a command: {remedy}\n");
                    }
                    continue;
                }
                // That asks for the password.
                if rule == "key_encrypted" {
                    assert!(remedy.starts_with("certwright pkey -in pki/"), "{remedy}");
                    continue;
                }
                let shell = fresh();
                let phases = if remedy.contains("rotate-ca") { 3 } else { 1 };
                let is_accepted = (0..phases).all(|_| {
                    let output = shell.run(&remedy);
                    if !output.status.success() {
                        wrong +=
                            &format!("{name}: {rule} {path}: {remedy}: {}", text(&output.stderr));
                    }
                    output.status.success()
                });
                if !is_accepted {
                    continue;
                }
                let after = findings(&shell, &at);
                if after
                    .iter()
                    .any(|after| after[0] == rule && after[1] == path)
                {
                    wrong += &format!("{name}: {rule} {path}: {remedy} leaves it\n");
                }
                repaired.insert((declared, rule));
            }
        }
    }
    (wrong, repaired)
}

#[test]
fn what_a_declaration_misses_and_what_is_interrupted_have_remedies_that_repair() {
    let shell = Shell::new();
    let ok = |line: &str| {
        let output = shell.run(line);
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
    };
    ok("certwright k8s init -quiet -out pki -control-plane cp-1=192.0.2.1 -node w-1=192.0.2.2");
    fs::remove_file(shell.path("pki/pki/admin.crt")).unwrap();
    fs::remove_file(shell.path("pki/pki/scheduler.key")).unwrap();
    fs::remove_file(shell.path("pki/controller-manager.conf")).unwrap();
    fs::remove_file(shell.path("pki/pki/etcd/ca.crt")).unwrap();
    for name in ["sa.key", "sa.pub"] {
        fs::remove_file(shell.path(&format!("pki/pki/{name}"))).unwrap();
    }
    fs::create_dir(shell.path("pki/.pending")).unwrap();
    let closed = fs::Permissions::from_mode(0o700);
    fs::set_permissions(shell.path("pki/.pending"), closed).unwrap();
    let rules: BTreeSet<String> = findings(&shell, "")
        .into_iter()
        .map(|[rule, ..]| rule)
        .collect();
    assert!(
        rules.contains("missing") && rules.contains("interrupted"),
        "{rules:?}"
    );
    // Running one may repair another.
    for _ in 0..10 {
        let Some([_, _, remedy]) = findings(&shell, "").into_iter().next() else {
            break;
        };
        ok(&remedy);
    }
    assert_eq!(findings(&shell, ""), Vec::<[String; 3]>::new());
}

#[test]
fn what_has_expired_with_its_authority_is_revived_in_any_order() {
    for (order, with_declaration) in [("first", true), ("last", true), ("last", false)] {
        let then = NOW + 4000 * 86_400;
        let shell = Shell::new().with("SOURCE_DATE_EPOCH", &then.to_string());
        let line = "certwright k8s init -quiet -out pki -control-plane cp-1=192.0.2.1";
        let made = shell.run(&format!("SOURCE_DATE_EPOCH={NOW} {line}"));
        assert!(made.status.success(), "{}", text(&made.stderr));
        if !with_declaration {
            fs::remove_file(shell.path("pki/cluster.yaml")).unwrap();
        }
        let at = format!("-attime {then}");
        let expired = || {
            let mut all = findings(&shell, &at);
            all.retain(|[rule, ..]| rule.ends_with("expired"));
            all
        };
        let leaves = |all: &[[String; 3]]| all.iter().filter(|at| at[0] == "expired").count();
        assert!(leaves(&expired()) > 10);
        // An authority's first, or those of what it signed.
        for _ in 0..60 {
            let mut all = expired();
            all.sort_by_key(|at| (at[0] == "expired") == (order == "first"));
            let Some([rule, path, remedy]) = all.into_iter().next() else {
                break;
            };
            let output = shell.run(&remedy);
            assert!(
                output.status.success(),
                "{rule} {path}: {remedy}: {}",
                text(&output.stderr)
            );
        }
        assert_eq!(expired(), Vec::<[String; 3]>::new());
    }
}

#[test]
fn an_authority_is_replaced_alone_while_the_key_of_another_is_elsewhere() {
    let (_, healthy, damage, _) = damages::DAMAGES
        .iter()
        .find(|(name, ..)| *name == "an authority has no basicConstraints")
        .unwrap();
    let mut tree = healthy();
    damage(&mut tree);
    let shell = Shell::new().with("SOURCE_DATE_EPOCH", &NOW.to_string());
    write(&tree, &shell.path("pki"));
    fs::write(shell.path("pki/cluster.yaml"), DECLARATION).unwrap();
    fs::rename(shell.path("pki/pki/ca.key"), shell.path("ca.key")).unwrap();
    let at = format!("-attime {NOW}");
    let found = findings(&shell, &at);
    let of_rule = |found: &[[String; 3]]| -> Vec<String> {
        let found = found.iter().filter(|at| at[0] == "not_authority");
        found.map(|at| at[2].clone()).collect()
    };
    let remedies = of_rule(&found);
    let [remedy] = &remedies[..] else {
        panic!("{found:?}");
    };
    for _ in 0..3 {
        let output = shell.run(remedy);
        assert!(
            output.status.success(),
            "{remedy}: {}",
            text(&output.stderr)
        );
    }
    assert!(of_rule(&findings(&shell, &at)).is_empty());
}

#[test]
fn a_command_that_is_printed_names_its_directory_as_one_word() {
    let shell = Shell::new();
    let ok = |line: &str| {
        let output = shell.run(line);
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let printed = ok("certwright k8s init -out \"it's mine\" -control-plane cp-1=192.0.2.1");
    let copy = printed
        .lines()
        .find_map(|line| line.trim().strip_suffix("/etc/kubernetes/"));
    ok(&format!("mkdir copied; {} copied", copy.unwrap()));
    assert!(shell.path("copied/pki/ca.crt").exists());
    ok("mv \"it's mine/pki/ca.key\" . && mv \"it's mine/cluster.yaml\" 'my declaration.yaml'");
    let printed = ok("certwright k8s csr -dir \"it's mine\" -f 'my declaration.yaml' -rekey admin");
    ok(
        "openssl x509 -req -in \"it's mine/csr/admin.csr\" -CA \"it's mine/pki/ca.crt\" \
        -CAkey ca.key -days 30 -copy_extensions copyall -out admin.crt",
    );
    let import = printed.lines().find_map(|line| line.split_once("then: "));
    ok(&import.unwrap().1.replace("FILE ...", "admin.crt"));
    ok("chmod 644 \"it's mine/admin.conf\"");
    let output = shell.run("certwright k8s check \"it's mine\" -o json");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let remedies = document["findings"].as_array().unwrap().iter();
    let remedies: Vec<&str> = remedies.map(|at| at["remedy"].as_str().unwrap()).collect();
    assert!(!remedies.is_empty());
    for remedy in remedies {
        assert!(is_command(remedy), "{remedy}");
        ok(remedy);
    }
    ok("certwright k8s check \"it's mine\"");
}
