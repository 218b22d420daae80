//! What a check prints, and what a declaration adds to it.

use std::collections::BTreeSet;

use certwright::rsa::PrivateKey;
use certwright_cluster::check::{self, Checked, Settings};
use certwright_cluster::inventory::{Directory, Entry, Inventory};
use certwright_cluster::layout::ServiceAccount;
use certwright_cluster::{AltName, ClusterSpec, Plan, User, Wanted, page};
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

use super::judge;
use super::tree::{self, DAY, NOW};

/// What `k8s init` makes of a description.
fn made(spec: &ClusterSpec) -> Directory {
    let mut rng = UnwrapErr(getrandom::SysRng);
    let plan = Plan::new(spec).unwrap();
    let keys: Vec<PrivateKey> = (0..plan.key_count())
        .map(|_| PrivateKey::generate(&mut rng, 2048).unwrap())
        .collect();
    let pki = plan.issue(keys, NOW, &mut rng).unwrap();
    pki.files
        .iter()
        .map(|file| {
            let entry = Entry::File {
                bytes: Zeroizing::new(file.contents.to_vec()),
                mode: Some(if file.secret { 0o600 } else { 0o644 }),
            };
            (file.path.clone(), entry)
        })
        .collect()
}

fn by(directory: &Directory, wanted: Option<&[Wanted]>) -> Checked {
    let settings = Settings {
        now: NOW,
        soon: Some(30 * DAY),
        authority_soon: Some(180 * DAY),
        wanted,
        service_account: None,
        etcd_client: None,
        directory: "demo-pki",
        declaration: None,
        pending: None,
        open: &[],
    };
    check::check(&Inventory::of(directory), &settings)
}

#[test]
fn a_declaration_finds_names_and_files_that_differ_from_it() {
    let mut spec = ClusterSpec::demonstration();
    spec.workers.truncate(1);
    let mut directory = made(&spec);
    for wanted in [None, Some(certwright_cluster::desired(&spec).unwrap())] {
        let checked = by(&directory, wanted.as_deref());
        assert!(checked.findings.is_empty(), "{:#?}", checked.findings);
    }
    // The declaration changes: a name more, and one that is gone; a server elsewhere; and a file is lost.
    let gone = spec.api_server_names.remove(0);
    spec.api_server_names
        .push(AltName::Dns("api.example.org".into()));
    directory.remove("pki/scheduler.crt").unwrap();
    let wanted = certwright_cluster::desired(&spec).unwrap();
    let checked = by(&directory, Some(&wanted));
    let found: BTreeSet<(&str, &str, &str)> = checked
        .findings
        .iter()
        .map(|at| (at.rule.name, at.path.as_str(), at.detail.as_str()))
        .collect();
    let gone = gone.to_string();
    let expected = BTreeSet::from([
        ("name_missing", "pki/apiserver.crt", "api.example.org"),
        ("name_superfluous", "pki/apiserver.crt", gone.as_str()),
        ("missing", "pki/scheduler.crt", "the declaration has it"),
    ]);
    assert_eq!(found, expected);
}

#[test]
fn a_machine_and_a_user_that_are_declared_no_longer_are_found_as_long_as_their_keys_are_here() {
    let mut spec = ClusterSpec::demonstration();
    spec.users.push(User {
        name: "alice".into(),
        groups: vec!["developers".into()],
    });
    let mut directory = made(&spec);
    let node = spec.workers.pop().unwrap().name;
    spec.users.clear();
    let wanted = certwright_cluster::desired(&spec).unwrap();
    let found = |directory: &Directory, wanted: Option<&[Wanted]>| -> Vec<(String, String)> {
        let findings = by(directory, wanted).findings.into_iter();
        findings
            .map(|at| (at.rule.name.to_string(), at.path))
            .collect()
    };
    let undeclared = |path: &str| ("undeclared".to_string(), path.to_string());
    assert_eq!(
        found(&directory, Some(&wanted)),
        [
            undeclared(&format!("nodes/{node}")),
            undeclared("pki/users/alice.crt"),
            undeclared("users/alice.conf"),
        ]
    );
    assert_eq!(found(&directory, None), []);
    // What is left of a machine without a key lets nobody in.
    directory.retain(|path, _| !path.ends_with(".key") && !path.ends_with(".conf"));
    let found = found(&directory, Some(&wanted));
    assert!(
        !found.iter().any(|(rule, _)| rule == "undeclared"),
        "{found:?}"
    );
}

#[test]
fn a_declaration_finds_that_the_key_of_service_account_tokens_is_missing() {
    let directory = tree::kubeadm().directory();
    let account = ServiceAccount {
        key: "pki/sa.key".into(),
        public: "pki/sa.pub".into(),
    };
    let missing = |removed: &[&str], copied: Option<&str>| -> Vec<(String, String)> {
        let mut directory = directory.clone();
        if let Some(copy) = copied {
            directory.insert(copy.into(), directory["pki/sa.key"].clone());
        }
        for path in removed {
            directory.remove(*path).unwrap();
        }
        let settings = Settings {
            now: NOW,
            soon: None,
            authority_soon: None,
            wanted: None,
            service_account: Some(&account),
            etcd_client: None,
            directory: "my pki",
            declaration: None,
            pending: None,
            open: &[],
        };
        let checked = check::check(&Inventory::of(&directory), &settings);
        let findings = checked.findings.into_iter();
        findings
            .map(|finding| {
                assert_eq!(finding.rule.name, "missing");
                (finding.path, finding.remedy)
            })
            .collect()
    };
    let (key, public) = ("pki/sa.key", "pki/sa.pub");
    let renew = "certwright k8s renew -dir 'my pki' pki/sa.key";
    let found = |path: &str, remedy: &str| (path.to_string(), remedy.to_string());
    assert!(missing(&[], None).is_empty());
    assert_eq!(missing(&[public], None), [found(public, renew)]);
    assert_eq!(
        missing(&[key, public], None),
        [found(key, renew), found(public, renew)]
    );
    // Another key would be the end of every token.
    let lost = missing(&[key], None);
    let [(path, remedy)] = &lost[..] else {
        panic!("{lost:?}");
    };
    assert!(path == key && remedy.starts_with("restore it from a backup"));
    assert_eq!(
        missing(&[key], Some("nodes/cp-2/pki/sa.key")),
        [found(
            key,
            "cp 'my pki/nodes/cp-2/pki/sa.key' 'my pki/pki/sa.key'"
        )]
    );
}

#[test]
fn metrics_are_escaped_and_no_series_is_there_twice() {
    let mut tree = tree::kubeadm();
    tree.conf("admin.conf").path = "a \"quoted\" \\ name.conf".into();
    tree.conf("scheduler.conf").cert.cn = "wrong".into();
    tree.conf("scheduler.conf").cert.to = NOW - 1;
    let metrics = check::prometheus(&judge(&tree));
    assert!(
        metrics.contains(r#"{path="a \"quoted\" \\ name.conf",within="user kubernetes-admin","#),
        "{metrics}"
    );
    assert!(metrics.contains(
        r#"certwright_findings{rule="expired",severity="error",path="scheduler.conf"} 1"#
    ));
    let mut series = BTreeSet::new();
    let mut typed = BTreeSet::new();
    for line in metrics.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            typed.insert(rest.split(' ').next().unwrap().to_string());
        }
        if line.starts_with('#') {
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap();
        value.parse::<i64>().unwrap();
        assert!(series.insert(name.to_string()), "{line} is there twice");
        assert!(typed.contains(name.split('{').next().unwrap()), "{line}");
    }
    assert!(metrics.ends_with('\n'));
    // Two metrics of each certificate, its certificates being 15.
    let of = |name: &str| series.iter().filter(|at| at.starts_with(name)).count();
    assert_eq!(of("certwright_certificate_not_after_seconds{"), 15);
}

#[test]
fn a_terminal_is_not_obeyed_and_colours_are_only_where_they_are_wanted() {
    let mut tree = tree::kubeadm();
    tree.cert("pki/apiserver.crt").cn = "\u{1b}[2Jred\u{202e}".into();
    tree.cert("pki/apiserver.crt").names.clear();
    let checked = judge(&tree);
    let plain = check::text(&checked, false);
    assert!(
        !plain.contains('\u{1b}') && !plain.contains('\u{202e}'),
        "{plain}"
    );
    assert!(plain.contains(r"CN=\u{1b}[2Jred"), "{plain}");
    assert!(check::text(&checked, true).contains("\u{1b}[1;31m"));
}

#[test]
fn what_is_left_is_printed_as_kubeadm_does() {
    for (seconds, text) in [
        (-1, "<invalid>"),
        (0, "0m"),
        (7199, "119m"),
        (7200, "2h"),
        (2 * DAY, "2d"),
        (364 * DAY + 5, "364d"),
        (3650 * DAY - 1, "9y"),
    ] {
        assert_eq!(check::span(seconds), text, "{seconds}");
    }
}

#[test]
fn what_a_certificate_says_is_text_on_the_page_and_nothing_else() {
    const HOSTILE: &str = "</title><script>alert('1')</script>\"><img src=x onerror=alert(2)>&lt;";
    let mut tree = tree::kubeadm();
    for path in ["pki/apiserver.crt", "pki/etcd/server.crt", "pki/ca.crt"] {
        let cert = tree.cert(path);
        cert.cn = HOSTILE.chars().take(64).collect();
        cert.ou = vec!["system:<b>&'\""];
    }
    tree.cert("pki/apiserver.crt")
        .names
        .push("<svg/onload=x>".into());
    tree.conf("admin.conf").server = "https://\"><script>x</script>".into();
    tree.conf("admin.conf").edit = |config| config.users[0].name = "<i>\u{1}".into();
    let name = "dir <script>\"'&";
    let checked = judge(&tree);
    assert!(checked.findings.len() > 3);
    let page = page::html(&checked, name);
    // What our own markup has, and no more: each element's name, in tags that were opened.
    let ours = [
        "a", "body", "caption", "code", "dd", "desc", "details", "div", "dl", "dt", "footer", "g",
        "h1", "h2", "h3", "head", "header", "html", "i", "li", "link", "main", "meta", "nav", "ol",
        "p", "path", "pre", "rect", "section", "span", "strong", "style", "summary", "svg",
        "table", "tbody", "td", "text", "th", "thead", "time", "title", "tr", "ul",
    ];
    let closed = |page: &str, name: &str| page.matches(&format!("</{name}>")).count();
    for (document, is_page) in [(page.as_str(), true), (&page::svg(&checked), false)] {
        let mut open = std::collections::BTreeMap::new();
        for part in document.split('<').skip(1) {
            let name: String = part
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric())
                .collect();
            if name.is_empty() {
                assert!(
                    part.starts_with('/') || part.starts_with("!DOCTYPE"),
                    "<{part}"
                );
                continue;
            }
            assert!(ours.contains(&name.as_str()), "<{part}");
            // An attribute of an event would be ours to write.
            let tag = part.split('>').next().unwrap();
            assert!(!tag.contains(" on") && !tag.contains("src="), "<{part}");
            assert_eq!(tag.matches('"').count() % 2, 0, "<{part}");
            let empty = tag.ends_with('/') || ["link", "meta"].contains(&name.as_str());
            *open.entry(name).or_insert(0) += usize::from(!empty);
        }
        for (name, count) in open {
            assert_eq!(closed(document, &name), count, "{name}");
        }
        assert!(!document.contains('\u{1}'));
        assert!(document.contains("alert(&#39;1&#39;)") || !is_page);
        // It asks nothing of the network.
        let urls = document.matches("http").count();
        assert_eq!(
            urls,
            document.matches("http-equiv").count()
                + document.matches("http://www.w3.org/2000/svg").count()
                + document.matches("https://").count(),
            "{document}"
        );
        for url in document.match_indices("https://") {
            // Text of a kubeconfig, not an attribute.
            assert!(
                !document[..url.0].ends_with("=\""),
                "{}",
                &document[url.0..][..40]
            );
        }
    }
}

#[test]
fn a_picture_of_thousands_is_drawn_with_one_box_for_many() {
    let mut tree = tree::kubeadm();
    let one = tree.cert("pki/apiserver-kubelet-client.crt").clone();
    for i in 0..100 {
        let mut cert = one.clone();
        cert.path = format!("nodes/w-{i}/pki/kubelet-client.crt");
        cert.key_path = cert.path.replace(".crt", ".key");
        cert.cn = format!("system:node:w-{i}");
        cert.o = vec!["system:nodes"];
        tree.certs.push(cert);
    }
    let checked = judge(&tree);
    assert!(checked.findings.is_empty(), "{:#?}", checked.findings);
    let svg = page::svg(&checked);
    assert!(svg.contains("kubelet-client × 101"), "{svg}");
    assert!(svg.matches("class=\"node").count() < 20, "{svg}");
}
