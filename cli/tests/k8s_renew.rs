//! `k8s template`, `init -f`, `plan` and `renew`: a directory is compared with its declaration and brought to it.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use certwright::x509::Certificate;
use common::text;

const BIN: &str = env!("CARGO_BIN_EXE_certwright");

const YAML: &str = "\
apiVersion: certwright/v1
name: east
endpoint: api.example.org:6443
controlPlanes:
  - name: cp-1
    addresses: [192.0.2.1]
workers:
  - name: w-1
    addresses: [192.0.2.2]
users:
  - name: alice
    groups: [developers]
";

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(BIN);
        command
            .arg("k8s")
            .args(line.split_whitespace())
            .current_dir(self.dir.path())
            .stdin(Stdio::null())
            .env_remove("SOURCE_DATE_EPOCH");
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    fn at(&self, seconds: i64, line: &str) -> Output {
        self.command(line)
            .env("SOURCE_DATE_EPOCH", seconds.to_string())
            .output()
            .unwrap()
    }

    /// Standard output of a run that must succeed.
    fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// The one line of a run that must fail.
    fn refusal(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(1), "{line}");
        let words = text(&output.stderr);
        assert_eq!(words.lines().count(), 1, "{line}: {words}");
        words
    }

    fn declare(&self, yaml: &str) {
        fs::write(self.path("cluster.yaml"), yaml).unwrap();
    }

    /// Every file of a directory but backups, with its contents.
    fn files(&self, top: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut waiting = vec![self.path(top)];
        while let Some(directory) = waiting.pop() {
            for entry in fs::read_dir(&directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self.path(top)).unwrap();
                let name = name.to_str().unwrap().to_string();
                if name.starts_with('.') {
                    continue;
                }
                match path.is_dir() {
                    true => waiting.push(path),
                    false => drop(files.insert(name, fs::read(&path).unwrap())),
                }
            }
        }
        files
    }

    fn changed(&self, top: &str, before: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
        let after = self.files(top);
        let changed = after
            .iter()
            .filter(|(name, bytes)| before.get(*name) != Some(bytes));
        changed.map(|(name, _)| name.clone()).collect()
    }

    fn certificate(&self, path: &str) -> Certificate {
        Certificate::from_pem(fs::read(self.path(path)).unwrap()).unwrap()
    }
}

fn now() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs() as i64
}

const DAY: i64 = 86_400;

#[test]
fn a_template_is_a_declaration_and_init_makes_it_so_that_plan_finds_nothing() {
    let place = Place::new();
    let template = place.ok("template -control-plane cp-1=192.0.2.1 -node w-1=192.0.2.2");
    place.declare(&template);
    let made = place.ok("init -f cluster.yaml -out pki");
    assert!(made.contains("pki/apiserver.crt"), "{made}");
    assert_eq!(
        fs::read_to_string(place.path("pki/cluster.yaml")).unwrap(),
        template
    );
    assert_eq!(place.ok("plan -dir pki"), "pki: nothing to change\n");
    // Without a declaration, too.
    fs::remove_file(place.path("pki/cluster.yaml")).unwrap();
    assert_eq!(place.ok("plan -dir pki"), "pki: nothing to change\n");
}

#[test]
fn init_by_options_writes_the_declaration_that_it_made() {
    let place = Place::new();
    place.ok("init -quiet -out pki");
    assert_eq!(place.ok("plan --dir pki"), "pki: nothing to change\n");
    let before = place.files("pki");
    place.ok("init -f pki/cluster.yaml -out pki");
    assert_eq!(place.changed("pki", &before), [] as [&str; 0]);
}

#[test]
fn plan_shows_what_the_declaration_has_more_and_renew_does_it() {
    let place = Place::new();
    place.declare(YAML);
    place.ok("init -f cluster.yaml -out pki -quiet");
    let before = place.files("pki");
    let more = YAML.replace(
        "users:",
        "apiServerNames: [api.example.com]\nusers:\n  - name: bob\n    groups: []",
    );
    place.declare(&more);
    let plan = place.run("plan -dir pki -f cluster.yaml");
    assert_eq!(plan.status.code(), Some(2));
    let plan = text(&plan.stdout);
    for line in [
        "~ pki/apiserver.crt (apiserver@cp-1): renew",
        "    + api.example.com",
        "+ pki/users/bob.crt (user@bob): make",
        "2 to change",
    ] {
        assert!(plan.lines().any(|l| l == line), "{line}: {plan}");
    }
    assert_eq!(
        place.changed("pki", &before),
        [] as [&str; 0],
        "plan writes nothing"
    );
    place.ok("renew -dir pki -f cluster.yaml -dry-run");
    assert_eq!(place.changed("pki", &before), [] as [&str; 0]);
    // init makes what is missing and leaves what differs; of two declarations it takes neither.
    let words = place.refusal("init -f cluster.yaml -out pki");
    assert!(words.contains("differs from"), "{words}");
    fs::copy(place.path("cluster.yaml"), place.path("pki/cluster.yaml")).unwrap();
    let before = place.files("pki");
    place.ok("init -f cluster.yaml -out pki");
    let users = ["pki/users/bob.crt", "pki/users/bob.key", "users/bob.conf"];
    assert_eq!(place.changed("pki", &before), users);
    let printed = place.ok("renew -dir pki -f cluster.yaml");
    assert!(
        printed.contains("restart there: kube-apiserver"),
        "{printed}"
    );
    let mut all = vec!["pki/apiserver.crt"];
    all.extend(users);
    assert_eq!(place.changed("pki", &before), all);
    let names = place.certificate("pki/pki/apiserver.crt");
    let names = format!("{:?}", names.as_der());
    let name = format!("{:?}", b"api.example.com");
    assert!(names.contains(&name[1..name.len() - 1]));
    // The old certificate is in a backup.
    let backups: Vec<_> = fs::read_dir(place.path("pki/.backup")).unwrap().collect();
    assert_eq!(backups.len(), 1);
    let kept = backups[0]
        .as_ref()
        .unwrap()
        .path()
        .join("pki/apiserver.crt");
    assert_eq!(fs::read(kept).unwrap(), before["pki/apiserver.crt"]);
    place.ok("plan -dir pki -f cluster.yaml");
}

#[test]
fn what_is_due_is_renewed_with_its_key_and_what_has_expired_is_revived() {
    let place = Place::new();
    place.declare(YAML);
    place.ok("init -f cluster.yaml -out pki -quiet");
    let before = place.files("pki");
    let later = now() + 340 * DAY;
    let plan = place.at(later, "plan -dir pki");
    assert_eq!(plan.status.code(), Some(2));
    // A day's notice is enough for nobody yet.
    assert!(place.at(later, "plan -dir pki -before 1d").status.success());
    // Eleven years on, everything has expired, the authorities too.
    let later = now() + 4000 * DAY;
    let output = place.at(later, "renew -dir pki");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let after = place.files("pki");
    for (name, bytes) in &after {
        let kept = name.ends_with(".key") || name.ends_with("sa.pub") || name == "cluster.yaml";
        assert_eq!(before[name] == *bytes, kept, "{name}");
    }
    let renewed = place.certificate("pki/pki/apiserver.crt");
    assert_eq!(renewed.not_after().unix(), later + 365 * DAY);
    let plan = place.at(later, "plan -dir pki");
    assert!(plan.status.success(), "{}", text(&plan.stdout));
}

#[test]
fn one_is_renewed_by_name_and_rekey_gives_it_and_its_kubeconfig_a_new_key() {
    let place = Place::new();
    place.declare(YAML);
    place.ok("init -f cluster.yaml -out pki -quiet");
    let before = place.files("pki");
    place.ok("renew -dir pki -days 7 scheduler@cp-1");
    assert_eq!(
        place.changed("pki", &before),
        ["pki/scheduler.crt", "scheduler.conf"]
    );
    let end = place
        .certificate("pki/pki/scheduler.crt")
        .not_after()
        .unix();
    assert!((now() + 7 * DAY - end).abs() < 60, "{end}");
    place.ok("renew -dir pki -rekey alice");
    let changed = place.changed("pki", &before);
    for name in [
        "pki/users/alice.crt",
        "pki/users/alice.key",
        "users/alice.conf",
    ] {
        assert!(changed.contains(&name.to_string()), "{name}: {changed:?}");
    }
    // By file, as check's remedies have it.
    place.ok("renew -dir pki pki/admin.crt");
    let words = place.refusal("renew -dir pki apisever");
    assert!(words.contains("did you mean apiserver"), "{words}");
    let words = place.refusal("renew -dir pki -rekey ca");
    assert!(words.contains("rotate-ca"), "{words}");
    place.ok("plan -dir pki -before 1d");
}

#[test]
fn a_missing_key_of_an_authority_stops_renewal_before_anything_is_written() {
    let place = Place::new();
    place.declare(YAML);
    place.ok("init -f cluster.yaml -out pki -quiet");
    fs::remove_file(place.path("pki/pki/ca.key")).unwrap();
    assert_eq!(place.ok("plan -dir pki"), "pki: nothing to change\n");
    let before = place.files("pki");
    let words = place.refusal("renew -dir pki -all");
    assert!(
        words.contains("pki/ca.key") && words.contains("k8s csr"),
        "{words}"
    );
    assert_eq!(place.changed("pki", &before), [] as [&str; 0]);
    // Without its certificate either: no second authority is made beside what the first one signed.
    fs::remove_file(place.path("pki/pki/ca.crt")).unwrap();
    for line in ["renew -dir pki", "init -f pki/cluster.yaml -out pki"] {
        let words = place.refusal(line);
        assert!(words.contains("pki/ca.key is not here"), "{words}");
    }
    assert!(!place.path("pki/pki/ca.crt").exists());
}

#[test]
fn bad_declarations_and_places_are_refused_in_one_line_and_nothing_is_written() {
    let place = Place::new();
    for (yaml, words) in [
        (
            YAML.replace("workers", "wrokers"),
            "cluster.yaml:7:1: unknown field wrokers; did you mean workers?",
        ),
        (
            YAML.replace("192.0.2.2", "192.0.2.1"),
            "cluster.yaml:9:17: the nodes \"cp-1\" and \"w-1\" have the same address",
        ),
        (
            YAML.replace("  - name: w-1", "\t- name: w-1"),
            "cluster.yaml:8:1",
        ),
        (
            format!("{YAML}name: west\n"),
            "cluster.yaml:13:1: duplicate field",
        ),
        (
            format!("{YAML}dnsDomain: {}\n", "x".repeat(3 << 20)),
            "configuration",
        ),
        (String::new(), "it is empty"),
    ] {
        place.declare(&yaml);
        let refused = place.refusal("init -f cluster.yaml -out pki");
        assert!(refused.contains(words), "{words}: {refused}");
        assert!(!place.path("pki").exists());
    }
    place.declare(YAML);
    let output = place.at(5, "init -f cluster.yaml -out pki");
    assert!(
        text(&output.stderr).contains("the clock shows 1970-01-01"),
        "{}",
        text(&output.stderr)
    );
    let words = place.refusal("init -f cluster.yaml -out pki -node w=192.0.2.9");
    assert!(words.contains("-f names has it"), "{words}");
    fs::create_dir(place.path("empty")).unwrap();
    let words = place.refusal("renew -dir empty");
    assert!(words.contains("no certificates"), "{words}");
    let words = place.refusal("renew -dir absent");
    assert!(words.contains("absent"), "{words}");
}

#[test]
fn a_directory_is_changed_by_one_process_at_a_time_and_others_may_not_write_it() {
    let place = Place::new();
    place.ok("init -quiet -out pki");
    let directory = fs::File::open(place.path("pki")).unwrap();
    directory.lock().unwrap();
    let words = place.refusal("renew -dir pki -all");
    assert!(words.contains("another run"), "{words}");
    drop(directory);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(place.path("pki"), fs::Permissions::from_mode(0o777)).unwrap();
        let words = place.refusal("renew -dir pki -all");
        assert!(words.contains("others than its owner"), "{words}");
    }
}

/// Whether every certificate of a directory fits its key and every kubeconfig its certificate's key.
fn assert_usable(place: &Place, top: &str) {
    use certwright::rsa::PrivateKey;
    for (name, bytes) in place.files(top) {
        if let Some(stem) = name.strip_suffix(".crt") {
            let certificate = Certificate::from_pem(&bytes).unwrap();
            let Ok(key) = fs::read(place.path(&format!("{top}/{stem}.key"))) else {
                continue;
            };
            let key = PrivateKey::from_pem(&key).unwrap();
            let public = certificate.public_key().rsa_public_key().unwrap();
            assert_eq!(public, *key.public_key(), "{name}");
        }
    }
}

#[test]
fn renewal_killed_at_any_moment_leaves_a_usable_directory_and_the_next_run_completes() {
    let place = Place::new();
    place.declare(YAML);
    place.ok("init -f cluster.yaml -out pki -quiet");
    let mut interrupted = 0;
    for round in 0..20u64 {
        let mut child = place
            .command("renew -dir pki -all -quiet")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(2 + round * 4));
        child.kill().unwrap();
        interrupted += usize::from(!child.wait().unwrap().success());
        assert_usable(&place, "pki");
    }
    assert!(interrupted > 0);
    let before = place.files("pki");
    place.ok("renew -dir pki -all");
    assert_usable(&place, "pki");
    for name in [".pending", ".pending.new"] {
        assert!(!place.path(&format!("pki/{name}")).exists(), "{name}");
    }
    assert!(!place.changed("pki", &before).is_empty());
    assert_eq!(place.ok("plan -dir pki"), "pki: nothing to change\n");
}

#[test]
fn what_was_pending_when_a_run_was_killed_is_done_by_the_next() {
    let place = Place::new();
    place.declare(YAML);
    place.ok("init -f cluster.yaml -out pki -quiet");
    // As a run leaves it that is killed after its change is decided and before its last file is moved.
    let pending = place.path("pki/.pending/pki");
    fs::create_dir_all(&pending).unwrap();
    let admin = fs::read(place.path("pki/pki/admin.crt")).unwrap();
    fs::write(pending.join("marker.crt"), &admin).unwrap();
    fs::create_dir_all(place.path("pki/.pending.new")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::Permissions::from_mode(0o700);
        fs::set_permissions(place.path("pki/.pending"), mode).unwrap();
    }
    let output = place.run("renew -dir pki");
    assert!(output.status.success());
    assert!(text(&output.stderr).contains("interrupted"));
    assert_eq!(fs::read(place.path("pki/pki/marker.crt")).unwrap(), admin);
    assert!(!place.path("pki/.pending").exists());
    assert!(!place.path("pki/.pending.new").exists());
}

/// Directories of other tools: names as easy-rsa, cfssl and the hard way have them, made with `init`'s certificates.
fn foreign(place: &Place, top: &str, names: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    place.ok("init -quiet -out source");
    for (from, to) in names {
        let to = place.path(&format!("{top}/{to}"));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(place.path(&format!("source/{from}")), to).unwrap();
    }
    place.files(top)
}

#[test]
fn directories_of_other_tools_are_renewed_as_they_are() {
    let cfssl: &[(&str, &str)] = &[
        ("pki/ca.crt", "ca.pem"),
        ("pki/ca.key", "ca-key.pem"),
        ("pki/apiserver.crt", "kubernetes.pem"),
        ("pki/apiserver.key", "kubernetes-key.pem"),
        ("pki/admin.crt", "admin.pem"),
        ("pki/admin.key", "admin-key.pem"),
        ("admin.conf", "admin.kubeconfig"),
    ];
    let easy: &[(&str, &str)] = &[
        ("pki/ca.crt", "pki/ca.crt"),
        ("pki/ca.key", "pki/private/ca.key"),
        ("pki/apiserver.crt", "pki/issued/server.crt"),
        ("pki/apiserver.key", "pki/private/server.key"),
        ("pki/admin.crt", "pki/issued/admin.crt"),
        ("pki/admin.key", "pki/private/admin.key"),
    ];
    for (names, expected) in [
        (
            cfssl,
            &["admin.kubeconfig", "admin.pem", "kubernetes.pem"][..],
        ),
        (easy, &["pki/issued/admin.crt", "pki/issued/server.crt"]),
    ] {
        let place = Place::new();
        let before = foreign(&place, "old", names);
        let later = now() + 400 * DAY;
        let output = place.at(later, "renew -dir old");
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(
            place.changed("old", &before),
            expected,
            "{}",
            text(&output.stdout)
        );
        let certificate = format!("old/{}", expected[1]);
        let old = Certificate::from_pem(&before[expected[1]]).unwrap();
        let new = place.certificate(&certificate);
        assert_eq!(new.subject().raw(), old.subject().raw());
        assert_eq!(new.public_key().raw(), old.public_key().raw());
        assert_eq!(
            new.extensions().iter().count(),
            old.extensions().iter().count()
        );
        assert!(new.not_after().unix() > later);
        let plan = place.at(later, "plan -dir old");
        assert!(plan.status.success(), "{}", text(&plan.stdout));
        // easy-rsa's commands take the name alone.
        if names == easy {
            let output = place.at(later, "renew -dir old server");
            assert!(output.status.success(), "{}", text(&output.stderr));
            let printed = text(&output.stdout);
            assert!(
                printed.contains("~ pki/issued/server.crt: renew"),
                "{printed}"
            );
            assert!(printed.contains("1 to change"), "{printed}");
        }
    }
    // Nodes have certificates of their own names in the hard way; they are what kubelets read.
    let hard: &[(&str, &str)] = &[
        ("pki/ca.crt", "ca.crt"),
        ("pki/ca.key", "ca.key"),
        ("pki/kubelet-client.crt", "node-0.crt"),
        ("pki/kubelet-client.key", "node-0.key"),
    ];
    let place = Place::new();
    foreign(&place, "old", hard);
    let output = place.at(now(), "renew -dir old node-0");
    let printed = text(&output.stdout);
    assert!(
        printed.contains("then restart there: kubelet\n"),
        "{printed}{}",
        text(&output.stderr)
    );
}

/// kubespray's tree: `pki` is a link to `ssl` beside it.
#[test]
fn a_link_to_a_directory_of_the_same_tree_is_no_fault_and_nothing_is_written_through_it() {
    let place = Place::new();
    place.ok("init -quiet -out old");
    let declaration = fs::read(place.path("old/cluster.yaml")).unwrap();
    fs::remove_file(place.path("old/cluster.yaml")).unwrap();
    fs::rename(place.path("old/pki"), place.path("old/ssl")).unwrap();
    std::os::unix::fs::symlink("ssl", place.path("old/pki")).unwrap();
    let output = place.at(now(), "check old");
    let printed = text(&output.stdout);
    assert!(
        output.status.success() && printed.contains("nothing is wrong"),
        "{printed}"
    );
    let output = place.at(now(), "renew -all -dir old");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(place.path("old/pki").is_symlink());
    assert!(text(&output.stdout).contains("ssl/apiserver.crt: renew"));
    // A declaration asks for files in pki.
    fs::write(place.path("old/cluster.yaml"), declaration).unwrap();
    let before = place.files("old");
    for line in ["plan -dir old", "renew -dir old"] {
        let output = place.at(now(), line);
        let words = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{line}");
        assert!(
            words.contains("old/pki is a link to a directory, and not followed"),
            "{words}"
        );
    }
    assert_eq!(place.changed("old", &before), [""; 0]);
    // Elsewhere there may be what nobody has looked at.
    fs::remove_file(place.path("old/cluster.yaml")).unwrap();
    fs::rename(place.path("old/ssl"), place.path("elsewhere")).unwrap();
    fs::remove_file(place.path("old/pki")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", place.path("old/pki")).unwrap();
    let output = place.at(now(), "check old");
    assert!(
        text(&output.stdout).contains("error: pki cannot be read: it is a link"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn the_schema_in_the_documentation_is_the_types() {
    let place = Place::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cluster.schema.json");
    let printed = place.ok("template -schema");
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(
        printed == written,
        "write it anew: certwright k8s template -schema -out docs/cluster.schema.json"
    );
}

#[test]
#[ignore = "needs Python's jsonschema"]
fn the_schema_accepts_what_is_read_and_refuses_what_is_not() {
    let place = Place::new();
    let script = "\
import json, sys, jsonschema
schema = json.loads(sys.argv[1])
jsonschema.Draft202012Validator.check_schema(schema)
judge = jsonschema.Draft202012Validator(schema)
good = {'apiVersion': 'certwright/v1', 'controlPlanes': [{'name': 'cp-1', 'addresses': ['192.0.2.1']}],
        'users': [{'name': 'a'}], 'files': 'pem', 'authorities': 'single', 'etcd': {'names': ['e.example']},
        'certificates': {'bits': 3072, 'digest': 'sha384', 'validity': '90d', 'roles': {'apiserver': {'validity': '36h'}}}}
assert judge.is_valid(good), list(judge.iter_errors(good))
for change in ({'wrokers': []}, {'files': 'der'}, {'controlPlanes': [{'name': 'x'}]}, {'workers': 5},
               {'certificates': {'digest': 'md5'}}, {'certificates': {'validity': 'long'}}, {'serviceSubnets': ['10.0.0.0']},
               {'certificates': {'roles': {'apisever': {}}}}):
    assert not judge.is_valid({**good, **change}), change
";
    let output = Command::new("python3")
        .args(["-c", script, &place.ok("template -schema")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}
