//! A cluster's PKI, as the library makes it and as `certwright k8s init` writes it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use certwright::path::{Anchor, Identity, PathError, Pool, Purpose, Settings, verify};
use certwright::pem;
use certwright::pkcs::pkcs8;
use certwright::rsa::PrivateKey;
use certwright::x509::{CertificateRef, RsaVerifier, Time};
use certwright_cluster::kubeconfig::Kubeconfig;
use certwright_cluster::role::{Scope, Usage};
use certwright_cluster::{
    AltName, ClusterSpec, IssueError, Issued, Lifetime, Node, Pki, Plan, ROLES,
};
use rand_core::UnwrapErr;

const NOW: i64 = 1_768_592_289;

fn spec() -> ClusterSpec {
    let node = |name: &str, address: &str| Node {
        name: name.into(),
        addresses: vec![address.parse().unwrap()],
    };
    let mut spec = ClusterSpec::demonstration();
    spec.control_planes = vec![node("cp-1", "192.0.2.1"), node("cp-2", "2001:db8::2")];
    spec.workers = vec![node("worker-1", "192.0.2.3")];
    spec.certificates.leaves.validity = Lifetime::days(30).unwrap();
    spec.certificates.authorities.validity = Lifetime::days(60).unwrap();
    spec
}

/// The cluster with one key for all: nothing that is tested here depends on the keys being different.
fn issue(spec: &ClusterSpec) -> Pki {
    let mut rng = UnwrapErr(getrandom::SysRng);
    let plan = Plan::new(spec).unwrap();
    let key = PrivateKey::generate(&mut rng, 2048).unwrap();
    plan.issue(vec![key; plan.key_count()], NOW, &mut rng)
        .unwrap()
}

fn der(pki: &Pki, path: &str) -> Vec<u8> {
    let text = pki.get(path).unwrap_or_else(|| panic!("{path} is missing"));
    pem::first(text, &[pem::label::CERTIFICATE])
        .unwrap()
        .contents
        .to_vec()
}

fn judge(
    pki: &Pki,
    issued: &Issued,
    purpose: Purpose,
    identity: Option<Identity>,
    at: i64,
) -> Result<(), PathError> {
    let authority = der(
        pki,
        &format!("pki/{}.crt", issued.wanted.issuer.role().file),
    );
    let anchors = [Anchor::from_certificate(
        &CertificateRef::from_der(&authority).unwrap(),
    )];
    let mut settings = Settings::at(Time::from_unix(at));
    settings.purpose = Some(purpose);
    settings.identities = identity.into_iter().collect();
    let pool = Pool::new(&anchors);
    verify(
        &CertificateRef::from_der(&der(pki, issued.wanted.path())).unwrap(),
        &pool,
        &settings,
        &RsaVerifier,
    )
    .map(drop)
}

#[test]
fn every_certificate_is_valid_for_its_purpose_and_names_and_for_no_others() {
    let spec = spec();
    let pki = issue(&spec);
    for issued in pki
        .certificates
        .iter()
        .filter(|issued| !issued.wanted.is_authority())
    {
        let usage = issued.wanted.role.usage;
        let server = judge(&pki, issued, Purpose::TLS_SERVER, None, NOW);
        assert_eq!(
            server.is_ok(),
            matches!(usage, Usage::Server | Usage::ServerAndClient),
            "{}",
            issued.wanted.path()
        );
        let client = judge(&pki, issued, Purpose::TLS_CLIENT, None, NOW);
        assert_eq!(
            client.is_ok(),
            matches!(usage, Usage::Client | Usage::ServerAndClient),
            "{}",
            issued.wanted.path()
        );
        for name in &issued.wanted.alt_names {
            let identity = match name {
                AltName::Dns(name) => Identity::dns(name).unwrap(),
                AltName::Ip(address) => Identity::Ip(*address),
            };
            judge(&pki, issued, Purpose::TLS_SERVER, Some(identity), NOW).unwrap();
        }
        if usage != Usage::Client {
            let stranger = Identity::dns("kubernetes.example").unwrap();
            assert!(
                judge(&pki, issued, Purpose::TLS_SERVER, Some(stranger), NOW).is_err(),
                "{}",
                issued.wanted.path()
            );
        }
    }
}

#[test]
fn certificates_begin_a_little_early_and_end_with_their_last_day() {
    let pki = issue(&spec());
    let server = pki
        .certificates
        .iter()
        .find(|issued| issued.wanted.path() == "pki/apiserver.crt")
        .unwrap();
    let at = |time| judge(&pki, server, Purpose::TLS_SERVER, None, time).is_ok();
    assert!(at(NOW - 300) && !at(NOW - 301));
    assert!(at(NOW + 30 * 86_400) && !at(NOW + 30 * 86_400 + 1));
    for days in [0, -1, i64::MAX, 4_000_000] {
        assert!(Lifetime::days(days).is_err(), "{days}");
    }
    let mut spec = spec();
    spec.certificates.authorities.validity = Lifetime::days(29).unwrap();
    assert!(Plan::new(&spec).is_err());
}

#[test]
fn each_machine_gets_what_it_needs_and_only_control_planes_get_authorities_keys() {
    let pki = issue(&spec());
    let paths: BTreeSet<&str> = pki.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), pki.files.len(), "a file was made twice");
    for top in ["", "nodes/cp-2/"] {
        for file in [
            "pki/ca.key",
            "pki/etcd/ca.key",
            "pki/front-proxy-ca.key",
            "pki/sa.key",
            "pki/sa.pub",
            "pki/apiserver.crt",
            "pki/etcd/peer.key",
            "admin.conf",
            "controller-manager.conf",
            "scheduler.conf",
            "kubelet.conf",
        ] {
            assert!(paths.contains(&*format!("{top}{file}")), "{top}{file}");
        }
    }
    let worker: Vec<_> = paths
        .iter()
        .filter_map(|path| path.strip_prefix("nodes/worker-1/"))
        .collect();
    let expected = [
        "kube-proxy.conf",
        "kubelet.conf",
        "pki/ca.crt",
        "pki/kubelet-client.crt",
        "pki/kubelet-client.key",
        "pki/kubelet.crt",
        "pki/kubelet.key",
    ];
    assert_eq!(worker, expected);
    for file in &pki.files {
        let holds_key = String::from_utf8_lossy(&file.contents).contains("PRIVATE KEY")
            || file.path.ends_with(".conf");
        assert_eq!(file.secret, holds_key, "{}", file.path);
    }
    assert!(!format!("{pki:?}").contains("PRIVATE KEY"));
}

#[test]
fn a_plan_takes_exactly_as_many_keys_as_it_asks_for() {
    let spec = spec();
    let plan = Plan::new(&spec).unwrap();
    let per_scope = |scope| ROLES.iter().filter(|role| role.scope == scope).count();
    let certificates = per_scope(Scope::Cluster)
        + 2 * (per_scope(Scope::ControlPlane) + per_scope(Scope::EtcdMember))
        + 3 * per_scope(Scope::Node);
    assert_eq!(plan.key_count(), certificates + 1);
    let refusal = plan
        .issue(Vec::new(), NOW, &mut UnwrapErr(getrandom::SysRng))
        .unwrap_err();
    assert!(
        matches!(refusal, IssueError::Keys { given: 0, .. }),
        "{refusal}"
    );
}

fn init(directory: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_certwright"))
        .args(["k8s", "init"])
        .args(more)
        .current_dir(directory)
        .output()
        .expect("the program runs")
}

#[test]
fn a_span_of_time_is_read_alike_by_every_command() {
    let scratch = tempfile::tempdir().unwrap();
    let made = init(scratch.path(), &["--out", "pki", "--quiet"]);
    assert!(made.status.success());
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_certwright"))
            .arg("k8s")
            .args(arguments)
            .args(["-dir", "pki"])
            .current_dir(scratch.path())
            .output()
            .expect("the program runs");
        let words = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), words)
    };
    // Leaves end in 365 days, authorities in 3650.
    for (span, due) in [("364", 0), ("364d", 0), ("366", 1), ("366d", 1), ("0", 0)] {
        assert_eq!(
            run(&["check", "-before", span]).0,
            Some(due),
            "check {span}"
        );
        assert_eq!(
            run(&["plan", "-before", span]).0,
            Some(2 * due),
            "plan {span}"
        );
    }
    assert_eq!(run(&["check", "-ca-before", "3651"]).0, Some(1));
    for wrong in ["x", "", "-1", "1y"] {
        for command in ["plan", "renew", "check"] {
            let (code, words) = run(&[command, "-before", wrong]);
            assert_eq!(
                code,
                Some(if command == "check" { 3 } else { 1 }),
                "{words}"
            );
            assert!(words.contains("is not a span of time"), "{words}");
        }
    }
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_tree_is_made_whole_with_keys_for_their_owner_alone_and_force_loses_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let demo = scratch.path().join("demo");
    fs::create_dir(&demo).unwrap();
    fs::write(demo.join("precious"), "kept").unwrap();
    let output = init(scratch.path(), &["--out", "demo", "--force"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let output = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.contains("pki/apiserver.crt") && output.contains("system:masters"),
        "{output}"
    );

    let beside = names(scratch.path());
    assert_eq!(beside.len(), 2, "{beside:?}");
    assert!(beside[1].starts_with("demo.before-"), "{beside:?}");
    assert_eq!(
        fs::read_to_string(scratch.path().join(&beside[1]).join("precious")).unwrap(),
        "kept"
    );

    let mut directories = vec![demo.clone()];
    let mut files = 0;
    while let Some(directory) = directories.pop() {
        let mode = fs::metadata(&directory).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{}", directory.display());
        for name in names(&directory) {
            let path = directory.join(&name);
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            files += 1;
            let public = name.ends_with(".crt") || name.ends_with(".pub");
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(
                mode,
                if public { 0o644 } else { 0o600 },
                "{}",
                path.display()
            );
        }
    }
    assert!(files > 50, "{files}");

    let config =
        Kubeconfig::from_yaml(&fs::read_to_string(demo.join("admin.conf")).unwrap()).unwrap();
    assert_eq!(
        config.clusters[0].cluster.server,
        "https://kube-apiserver:6443"
    );
    let user = &config.users[0].user;
    assert_eq!(
        user.client_certificate_data.as_ref().unwrap().as_bytes(),
        fs::read(demo.join("pki/admin.crt")).unwrap()
    );
    let key = pem::first(
        user.client_key_data.as_ref().unwrap().as_bytes(),
        &[pem::label::RSA_PRIVATE_KEY],
    )
    .unwrap();
    let key =
        PrivateKey::from_parts(pkcs8::private_key_from_der(&key.contents).unwrap().0).unwrap();
    let certificate = pem::first(
        user.client_certificate_data.as_ref().unwrap().as_bytes(),
        &[pem::label::CERTIFICATE],
    )
    .unwrap();
    let certificate = CertificateRef::from_der(&certificate.contents).unwrap();
    assert_eq!(
        certificate.spki.rsa_public_key().unwrap(),
        *key.public_key()
    );

    // A second time, without --force: refused, and nothing is touched.
    let before = fs::read(demo.join("pki/ca.crt")).unwrap();
    let refusal = init(scratch.path(), &["--out", "demo"]);
    assert_eq!(refusal.status.code(), Some(1));
    let words = String::from_utf8(refusal.stderr).unwrap();
    assert!(
        words.lines().count() == 1 && words.contains("nothing was changed"),
        "{words}"
    );
    assert_eq!(fs::read(demo.join("pki/ca.crt")).unwrap(), before);
    assert_eq!(names(scratch.path()), beside);
}

#[test]
fn what_cannot_be_is_refused_in_one_line_and_leaves_nothing_behind() {
    let scratch = tempfile::tempdir().unwrap();
    fs::write(scratch.path().join("file"), "").unwrap();
    for (options, expected) in [
        (&["--out", "file"][..], "is a file"),
        (&["--out", "file/below"], "Not a directory"),
        (
            &["--out", "/proc/nothing/here"],
            "Can't open \"/proc/nothing/here\" for writing",
        ),
        (&["--out", "."], "this command runs in"),
        (&["--bits", "1024"], "2048 to 8192"),
        (&["--bits", "many"], "number"),
        (&["--days", "0"], "Non-positive number \"0\""),
        (&["--days", "30", "--ca-days", "20"], "must not end before"),
        (&["--days", "9999999"], "the year 9999"),
        (&["--control-plane", "cp-1"], "NAME=ADDRESS"),
        (
            &["--control-plane", "cp-1=999.1.1.1"],
            "not an IPv4 or IPv6 address",
        ),
        (&["--node", "../../etc=192.0.2.1"], "node name"),
        (
            &["--node", "node01=192.0.2.1", "--node", "node01=192.0.2.2"],
            "two nodes",
        ),
        (
            &["--service-cidr", "10.0.0.0/31"],
            "fewer than four addresses",
        ),
        (&["--endpoint", "host:port"], "not a port"),
        (&["--endpoint", "0.0.0.0:6443"], "unspecified"),
        (&["--control-plane", "cp-1=fe80::1"], "link-local"),
        (&["--endpoint", "https://api:6443"], "HOST[:PORT]"),
        (&["--san", "under_score"], "lower-case letters"),
        (
            &["--controlplane", "cp-1=192.0.2.1"],
            "did you mean -control-plane?",
        ),
        (&["extra"], "extra argument"),
    ] {
        let refusal = init(scratch.path(), options);
        let words = String::from_utf8(refusal.stderr).unwrap();
        assert_eq!(refusal.status.code(), Some(1), "{options:?}: {words}");
        assert!(
            words.lines().count() == 1 && words.contains(expected),
            "{options:?}: {words}"
        );
        assert!(refusal.stdout.is_empty());
        assert_eq!(names(scratch.path()), ["file"], "{options:?}");
    }
}
