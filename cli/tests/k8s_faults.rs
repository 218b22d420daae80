//! What a cluster's directory may have wrong when `renew` and `rotate-ca` find it, and what they then do not do: sign with a
//! key that is not the authority's, sign what another has written, drop what is trusted, or lose a key.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Output;
use std::time::{SystemTime, UNIX_EPOCH};

use certwright::pem::{self, label};
use certwright::rsa::PrivateKey;
use certwright::x509::extension::SubjectKeyIdentifier;
use certwright::x509::{Certificate, RsaVerifier};
use certwright_cluster::kubeconfig::Kubeconfig;
use common::cluster::{BIN, YAML, cluster, line_of_refusal};
use common::{Place, text};

const DAY: u64 = 86_400;

/// A cluster without a declaration.
fn undeclared() -> Place {
    let place = cluster(YAML);
    fs::remove_file(place.path("pki/cluster.yaml")).unwrap();
    place
}

fn ok(place: &Place, line: &str) -> Output {
    let output = place.command(BIN, line).output().unwrap();
    assert!(output.status.success(), "{line}: {}", text(&output.stderr));
    output
}

fn at(place: &Place, days: u64, line: &str) -> Output {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let then = now.as_secs() + days * DAY;
    place
        .command(BIN, line)
        .env("SOURCE_DATE_EPOCH", then.to_string())
        .output()
        .unwrap()
}

/// The line of a run that must fail and change nothing.
fn refusal(place: &Place, line: &str) -> String {
    let before = files(place, "pki");
    let output = place.command(BIN, line).output().unwrap();
    assert!(files(place, "pki") == before, "{line}: files differ");
    line_of_refusal(&output, line)
}

fn files(place: &Place, top: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut files, mut waiting) = (Vec::new(), vec![place.path(top)]);
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => waiting.push(path),
                false => files.push((path.clone(), fs::read(&path).unwrap())),
            }
        }
    }
    files.sort();
    files
}

fn copy(place: &Place, from: &str, to: &str) {
    place.write(to, place.read(from));
}

fn first(place: &Place, path: &str) -> Certificate {
    Certificate::from_pem(place.read(path)).unwrap()
}

fn is_signed_by(leaf: &Certificate, authority: &Certificate) -> bool {
    let leaf = leaf.fields();
    leaf.verify_signature(&authority.public_key(), &RsaVerifier)
        .is_ok()
}

#[test]
fn a_key_that_is_not_the_authoritys_signs_nothing() {
    let place = cluster(YAML);
    copy(&place, "pki/pki/ca.key", "ca.key");
    copy(&place, "pki/pki/etcd/ca.key", "pki/pki/ca.key");
    for line in ["k8s renew -dir pki admin", "k8s renew -dir pki ca"] {
        let words = refusal(&place, line);
        assert!(words.contains("pki/ca.crt: the private key"), "{words}");
    }
    fs::remove_file(place.path("pki/cluster.yaml")).unwrap();
    let words = refusal(&place, "k8s renew -dir pki pki/admin.crt");
    assert!(words.contains("pki/ca.crt: the private key"), "{words}");
    // In a rotation neither, in any phase.
    place.write("pki/cluster.yaml", YAML);
    copy(&place, "ca.key", "pki/pki/ca.key");
    for words in ["new ca.crt: the private key", "not the new authority's key"] {
        ok(&place, "k8s rotate-ca -dir pki -quiet");
        let stored = place.read("pki/.rotation/ca.key");
        copy(&place, "pki/.rotation/etcd/ca.key", "pki/.rotation/ca.key");
        let refused = refusal(&place, "k8s rotate-ca -dir pki");
        assert!(refused.contains(words), "{refused}");
        place.write("pki/.rotation/ca.key", stored);
    }
    // The only other copy of a new key is not removed while its place holds another.
    copy(&place, "ca.key", "pki/pki/ca.key");
    let words = refusal(&place, "k8s rotate-ca -dir pki");
    assert!(words.contains("not the new authority's key"), "{words}");
}

#[test]
fn of_a_bundle_the_certificate_that_fits_the_key_signs_and_the_others_stay_trusted() {
    for declared in [true, false] {
        let place = cluster(YAML);
        let own = first(&place, "pki/pki/ca.crt");
        let other = place.read("pki/pki/etcd/ca.crt");
        let bundle = [other.clone(), place.read("pki/pki/ca.crt")].concat();
        place.write("pki/pki/ca.crt", &bundle);
        if !declared {
            fs::remove_file(place.path("pki/cluster.yaml")).unwrap();
        }
        ok(&place, "k8s renew -dir pki pki/admin.crt");
        let admin = first(&place, "pki/pki/admin.crt");
        assert!(is_signed_by(&admin, &own));
        assert_eq!(admin.issuer().raw(), own.subject().raw());
        if declared {
            ok(&place, "k8s renew -dir pki ca");
            let after = Certificate::all_from_pem(place.read("pki/pki/ca.crt")).unwrap();
            assert_eq!(after.len(), 2);
            assert_eq!(after[0].to_pem().as_bytes(), other);
            assert_eq!(after[1].public_key().raw(), own.public_key().raw());
            assert_ne!(after[1].as_der(), own.as_der());
            let copied = place.read("pki/nodes/w-1/pki/ca.crt");
            assert_eq!(copied, place.read("pki/pki/ca.crt"));
        }
    }
}

#[test]
fn what_nobody_here_has_signed_is_not_signed_as_it_is() {
    let place = undeclared();
    ok(&place, "k8s init -quiet -out other");
    // Of the same names in another cluster, with its key.
    copy(
        &place,
        "other/pki/admin.crt",
        "pki/nodes/w-1/pki/kubelet.crt",
    );
    copy(
        &place,
        "other/pki/admin.key",
        "pki/nodes/w-1/pki/kubelet.key",
    );
    let words = refusal(&place, "k8s renew -dir pki nodes/w-1/pki/kubelet.crt");
    assert!(
        words.contains("nodes/w-1/pki/kubelet.crt") && words.contains("declaration"),
        "{words}"
    );
    // With its authority beside it, that one signs it, and nothing else.
    copy(&place, "other/pki/ca.crt", "pki/nodes/w-1/pki/ca.crt");
    copy(&place, "other/pki/ca.key", "pki/nodes/w-1/pki/ca.key");
    let line = "k8s renew -dir pki nodes/w-1/pki/kubelet.crt pki/admin.crt";
    ok(&place, line);
    let (own, other) = (
        first(&place, "pki/pki/ca.crt"),
        first(&place, "other/pki/ca.crt"),
    );
    assert!(is_signed_by(&first(&place, "pki/pki/admin.crt"), &own));
    let kubelet = first(&place, "pki/nodes/w-1/pki/kubelet.crt");
    assert!(is_signed_by(&kubelet, &other));
}

#[test]
fn an_authority_is_not_renewed_while_it_is_replaced() {
    let place = cluster(YAML);
    ok(&place, "k8s rotate-ca -dir pki -quiet");
    for line in ["k8s renew -dir pki ca", "k8s renew -dir pki -before 4000d"] {
        let words = refusal(&place, line);
        assert!(words.contains("under way"), "{words}");
    }
    ok(&place, "k8s renew -dir pki admin");
}

#[test]
fn an_authority_that_another_tool_made_keeps_its_name_and_key_identifier() {
    let place = cluster(YAML);
    ok(
        &place,
        "req -x509 -key pki/pki/ca.key -subj /CN=our-own -days 100 -out ca.crt \
         -addext subjectKeyIdentifier=01:02:03:04",
    );
    copy(&place, "ca.crt", "pki/pki/ca.crt");
    ok(&place, "k8s renew -dir pki -all");
    let (old, admin) = (first(&place, "ca.crt"), first(&place, "pki/pki/admin.crt"));
    ok(&place, "k8s renew -dir pki ca");
    let new = first(&place, "pki/pki/ca.crt");
    assert_ne!(new.as_der(), old.as_der());
    let identifier = |certificate: &Certificate| {
        let extensions = certificate.extensions();
        let stated = extensions.get::<SubjectKeyIdentifier<'_>>();
        stated.unwrap().unwrap().0.to_vec()
    };
    assert_eq!(identifier(&old), [1, 2, 3, 4]);
    assert_eq!(identifier(&new), [1, 2, 3, 4]);
    assert_eq!(new.subject().raw(), old.subject().raw());
    assert_eq!(admin.issuer().raw(), new.subject().raw());
    assert!(new.not_after().unix() > old.not_after().unix());
}

#[test]
fn of_a_kubeconfigs_users_each_keeps_its_own_certificate_and_key() {
    let place = undeclared();
    let read = |path: &str| Kubeconfig::from_yaml(&place.text(path)).unwrap();
    let mut both = read("pki/admin.conf");
    both.users.extend(read("pki/users/alice.conf").users);
    fs::create_dir(place.path("old")).unwrap();
    for name in ["ca.crt", "ca.key"] {
        copy(&place, &format!("pki/pki/{name}"), &format!("old/{name}"));
    }
    let shown = |config: &Kubeconfig| -> Vec<(Certificate, PrivateKey)> {
        let users = config.users.iter().map(|user| &user.user);
        users
            .map(|user| {
                let certificate = user.client_certificate_data.as_ref().unwrap();
                let key = user.client_key_data.as_ref().unwrap();
                (
                    Certificate::from_pem(certificate.as_bytes()).unwrap(),
                    PrivateKey::from_pem(key.as_bytes()).unwrap(),
                )
            })
            .collect()
    };
    let old = shown(&both);
    for (line, rekeyed) in [
        ("k8s renew -dir old both.conf", false),
        ("k8s renew -dir old -rekey both.conf", true),
    ] {
        place.write("old/both.conf", both.to_yaml().unwrap().as_bytes());
        ok(&place, line);
        let new = shown(&read("old/both.conf"));
        assert_eq!(new.len(), 2);
        for ((old, old_key), (new, key)) in old.iter().zip(&new) {
            assert_ne!(new.as_der(), old.as_der());
            assert_eq!(new.subject().raw(), old.subject().raw());
            assert_eq!(old_key.public_key() != key.public_key(), rekeyed);
            let held = new.public_key().rsa_public_key().unwrap();
            assert_eq!(held, *key.public_key());
        }
    }
}

#[test]
fn an_authority_that_has_expired_signs_nothing() {
    for place in [cluster(YAML), undeclared()] {
        let before = files(&place, "pki");
        let line = "k8s renew -dir pki pki/admin.crt";
        let words = line_of_refusal(&at(&place, 4000, line), line);
        assert!(words.contains("pki/ca.crt) has expired"), "{words}");
        assert!(files(&place, "pki") == before);
    }
}

#[test]
fn no_authority_is_made_where_something_depends_on_one() {
    let place = cluster(YAML);
    copy(&place, "pki/admin.conf", "admin.conf");
    copy(&place, "pki/pki/admin.crt", "admin.crt");
    for kept in ["admin.conf", "admin.crt"] {
        fs::remove_dir_all(place.path("pki")).unwrap();
        fs::create_dir(place.path("pki")).unwrap();
        place.write("pki/cluster.yaml", YAML);
        copy(&place, kept, &format!("pki/{kept}"));
        for line in [
            "k8s renew -dir pki",
            "k8s init -f pki/cluster.yaml -out pki",
        ] {
            let words = refusal(&place, line);
            assert!(
                words.contains("pki/ca.key is not here") && words.contains("backup"),
                "{words}"
            );
        }
        fs::remove_file(place.path(&format!("pki/{kept}"))).unwrap();
    }
    // Nor where requests wait for one.
    ok(&place, "k8s csr -dir pki -quiet");
    let words = refusal(&place, "k8s renew -dir pki");
    assert!(words.contains("k8s import"), "{words}");
    fs::remove_dir_all(place.path("pki/csr")).unwrap();
    ok(&place, "k8s renew -dir pki -quiet");
}

#[test]
fn a_rotation_that_has_lost_a_file_stops_and_one_that_has_ended_leaves_no_key() {
    let place = cluster(YAML);
    ok(&place, "k8s rotate-ca -dir pki -quiet");
    assert_eq!(
        place.text("pki/.rotation/phase"),
        "1\nca\netcd/ca\nfront-proxy-ca\n"
    );
    for (name, words) in [
        ("etcd/ca.crt", "etcd/ca is being replaced"),
        ("ca.key", "ca is being replaced"),
        ("phase", "whose phase is lost"),
    ] {
        let path = format!("pki/.rotation/{name}");
        let contents = place.read(&path);
        fs::remove_file(place.path(&path)).unwrap();
        let refused = refusal(&place, "k8s rotate-ca -dir pki");
        assert!(refused.contains(words), "{refused}");
        place.write(&path, contents);
    }
    ok(&place, "k8s rotate-ca -dir pki -quiet");
    let kept = place.read("pki/.rotation/ca.key");
    ok(&place, "k8s rotate-ca -dir pki -quiet");
    let is_kept = |path: &PathBuf| {
        let path = path.to_str().unwrap();
        path.contains("/.rotation/") && path.ends_with(".key")
    };
    for (path, _) in files(&place, "pki") {
        assert!(!is_kept(&path), "{}", path.display());
    }
    // As a run leaves it that is killed while it removes them.
    place.write("pki/.rotation/phase", "3\nca\n");
    place.write("pki/.rotation/ca.key", kept);
    let status = ok(&place, "k8s rotate-ca -dir pki -status");
    assert!(text(&status.stdout).contains("interrupted"));
    ok(&place, "k8s rotate-ca -dir pki");
    let status = ok(&place, "k8s rotate-ca -dir pki -status");
    assert!(text(&status.stdout).contains("no rotation"));
    assert!(!place.path("pki/.rotation/ca.key").exists());
}

#[test]
fn days_that_an_authority_does_not_last_are_cut_with_a_warning() {
    for place in [cluster(YAML), undeclared()] {
        let output = ok(&place, "k8s renew -dir pki -days 99999 pki/admin.crt");
        let words = text(&output.stderr);
        assert!(words.contains("no certificate outlives"), "{words}");
        let ends = |path| first(&place, path).not_after().unix();
        assert_eq!(ends("pki/pki/admin.crt"), ends("pki/pki/ca.crt"));
        let output = ok(&place, "k8s renew -dir pki -days 30 pki/admin.crt");
        assert_eq!(text(&output.stderr), "");
    }
}

#[test]
fn an_authoritys_certificate_that_is_lost_comes_back_as_it_was() {
    // From a copy on another machine, or in a kubeconfig.
    let place = cluster(YAML);
    ok(
        &place,
        "req -x509 -key pki/pki/ca.key -subj /CN=our-own -days 100 -out ca.crt \
         -addext subjectKeyIdentifier=01:02:03:04",
    );
    copy(&place, "ca.crt", "pki/pki/ca.crt");
    ok(&place, "k8s renew -dir pki -all");
    let old = first(&place, "ca.crt");
    fs::remove_file(place.path("pki/pki/ca.crt")).unwrap();
    ok(&place, "k8s renew -dir pki ca");
    let new = first(&place, "pki/pki/ca.crt");
    assert_eq!(new.subject().raw(), old.subject().raw());
    assert!(is_signed_by(&first(&place, "pki/pki/admin.crt"), &new));
    let check = place.command(
        BIN,
        "k8s check pki -exclude authority_expires_soon,authority_ends_first",
    );
    let check = { check }.output().unwrap();
    assert!(check.status.success(), "{}", text(&check.stdout));
    // With no copy left, nothing is made that would leave what it signed without its authority.
    for name in ["pki/pki/ca.crt", "pki/nodes/w-1/pki/ca.crt"] {
        fs::remove_file(place.path(name)).unwrap();
    }
    for (path, _) in files(&place, "pki") {
        if path.extension().is_some_and(|ending| ending == "conf") {
            fs::remove_file(path).unwrap();
        }
    }
    let words = refusal(&place, "k8s renew -dir pki ca");
    assert!(words.contains("names it CN=our-own"), "{words}");
    // What the declaration names as it was is made.
    let place = cluster(YAML);
    let admin = first(&place, "pki/pki/admin.crt");
    fs::remove_file(place.path("pki/pki/etcd/ca.crt")).unwrap();
    ok(&place, "k8s renew -dir pki etcd/ca");
    assert_eq!(first(&place, "pki/pki/admin.crt").as_der(), admin.as_der());
    let (etcd, server) = ("pki/pki/etcd/ca.crt", "pki/pki/etcd/server.crt");
    assert!(is_signed_by(&first(&place, server), &first(&place, etcd)));
}

#[test]
fn a_copy_of_an_authority_that_its_key_has_not_signed_does_not_come_back() {
    let place = cluster(YAML);
    let old = first(&place, "pki/pki/ca.crt");
    ok(
        &place,
        "req -x509 -key pki/pki/ca.key -subj /CN=forged -days 100 -out forged.crt",
    );
    let mut forged = first(&place, "forged.crt").as_der().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    place.write(
        "pki/nodes/w-1/pki/ca.crt",
        pem::encode(label::CERTIFICATE, &forged),
    );
    fs::remove_file(place.path("pki/pki/ca.crt")).unwrap();
    ok(&place, "k8s renew -dir pki ca");
    let new = first(&place, "pki/pki/ca.crt");
    assert_eq!(new.subject().raw(), old.subject().raw());
    assert!(is_signed_by(&first(&place, "pki/pki/admin.crt"), &new));
}

#[test]
fn an_authority_is_due_in_the_last_month_or_third_of_its_life() {
    // Its days, one on which it is due and those on which it is not.
    for (life, due, early) in [(20, 15, [0, 10]), (3650, 3630, [0, 3600])] {
        let place = Place::new();
        ok(
            &place,
            &format!("k8s init -quiet -out pki -ca-days {life} -days 9"),
        );
        let plan = |days: u64| text(&at(&place, days, "k8s plan -dir pki").stdout);
        let is_due = |days: u64| plan(days).contains("~ pki/ca.crt (ca): renew");
        assert!(is_due(due), "{life}: {due}: {}", plan(due));
        for days in early {
            assert!(!is_due(days), "{life}: {days}: {}", plan(days));
        }
    }
}

#[test]
fn a_file_of_a_long_name_is_due_as_any_other() {
    let place = undeclared();
    let name = "a".repeat(150);
    for end in ["crt", "key"] {
        copy(
            &place,
            &format!("pki/pki/apiserver.{end}"),
            &format!("pki/pki/{name}.{end}"),
        );
        fs::remove_file(place.path(&format!("pki/pki/apiserver.{end}"))).unwrap();
    }
    let plan = text(&at(&place, 360, "k8s plan -dir pki").stdout);
    assert!(plan.contains(&format!("~ pki/{name}.crt: renew")), "{plan}");
    // Nor does a terminal obey what a name has in it.
    let hostile = "pki/pki/\u{1b}[2J.crt";
    fs::rename(
        place.path(&format!("pki/pki/{name}.crt")),
        place.path(hostile),
    )
    .unwrap();
    let key = place.path(&format!("pki/pki/{name}.key"));
    fs::rename(key, place.path("pki/pki/\u{1b}[2J.key")).unwrap();
    let plan = text(&at(&place, 360, "k8s plan -dir pki").stdout);
    assert!(plan.contains(r"~ pki/\u{1b}[2J.crt: renew"), "{plan}");
    assert!(!plan.contains('\u{1b}'), "{plan}");
}

#[test]
fn who_names_what_cannot_be_issued_learns_why() {
    let place = cluster(YAML);
    fs::rename(place.path("pki/pki/ca.key"), place.path("ca.key")).unwrap();
    let words = refusal(&place, "k8s renew -dir pki ca");
    assert!(words.contains("its key is not here"), "{words}");
    let words = refusal(&place, "k8s renew -dir pki -rekey service-account");
    assert!(words.contains("tokens"), "{words}");
    let words = refusal(&place, "k8s add-node -dir pki w-2=192.0.2.9");
    assert!(words.contains("add it in pki/cluster.yaml"), "{words}");
    let place = undeclared();
    fs::remove_file(place.path("pki/pki/admin.key")).unwrap();
    let words = refusal(&place, "k8s renew -dir pki pki/admin.crt");
    assert!(words.contains("no private key beside it"), "{words}");
    let words = refusal(&place, "k8s rotate-ca -dir pki");
    assert!(
        words.contains("k8s template -out pki/cluster.yaml"),
        "{words}"
    );
}

#[test]
fn a_name_that_a_user_and_a_machine_have_is_not_guessed() {
    let place = Place::new();
    place.write("cluster.yaml", YAML.replace("alice", "w-1"));
    ok(&place, "k8s init -f cluster.yaml -out pki -quiet");
    let words = refusal(&place, "k8s renew -dir pki w-1");
    assert!(
        words.contains("user@w-1") && words.contains("kubelet@w-1"),
        "{words}"
    );
    let before = place.read("pki/pki/users/w-1.crt");
    ok(&place, "k8s renew -dir pki kubelet@w-1");
    assert_eq!(place.read("pki/pki/users/w-1.crt"), before);
    ok(&place, "k8s renew -dir pki user@w-1");
    assert_ne!(place.read("pki/pki/users/w-1.crt"), before);
}

#[test]
fn what_lives_for_a_day_is_not_due_all_day() {
    let place = Place::new();
    let short = "certificates:\n  validity: 24h\n";
    place.write("cluster.yaml", format!("{YAML}{short}"));
    ok(&place, "k8s init -f cluster.yaml -out pki -quiet");
    ok(&place, "k8s plan -dir pki");
    let check = place.command(BIN, "k8s check pki").output().unwrap();
    assert!(check.status.success(), "{}", text(&check.stdout));
    // What is asked for counts as it stands.
    for line in ["k8s plan -dir pki -before 30d", "k8s check pki -before 30d"] {
        let output = place.command(BIN, line).output().unwrap();
        assert!(!output.status.success(), "{line}");
    }
}

#[test]
fn requests_that_wait_are_seen_without_a_key_of_their_own() {
    let place = Place::new();
    place.write("cluster.yaml", YAML);
    fs::create_dir_all(place.path("pki/csr")).unwrap();
    copy(&place, "cluster.yaml", "pki/cluster.yaml");
    place.write("pki/csr/admin.csr", "-----BEGIN CERTIFICATE REQUEST-----\n");
    let words = refusal(&place, "k8s renew -dir pki");
    assert!(words.contains("k8s import"), "{words}");
}

#[test]
fn a_port_that_servers_listen_on_is_the_endpoints_where_it_has_none() {
    let place = Place::new();
    let line = "k8s init -quiet -out pki -control-plane cp-1=192.0.2.1 -bind-port 7443";
    ok(&place, &format!("{line} -endpoint api.example.org"));
    let servers = |name: &str| place.text(name).contains("https://192.0.2.1:7443");
    assert!(servers("pki/scheduler.conf"));
    assert!(
        place
            .text("pki/admin.conf")
            .contains("https://api.example.org:7443")
    );
    ok(&place, "k8s plan -dir pki");
    for port in ["0", "65536", "https"] {
        let line = format!("k8s init -quiet -out other -bind-port {port}");
        let output = place.command(BIN, &line).output().unwrap();
        let words = text(&output.stderr);
        assert!(words.contains("option -bind-port"), "{words}");
    }
}

#[test]
fn whoever_trusts_an_authority_elsewhere_trusts_the_one_that_is_taken_in() {
    let place = cluster(YAML);
    fs::rename(place.path("pki/pki/ca.key"), place.path("ca.key")).unwrap();
    ok(
        &place,
        "req -x509 -newkey rsa:2048 -nodes -keyout new.key -subj /CN=next -days 100 -out new.crt",
    );
    let both = [place.read("pki/pki/ca.crt"), place.read("new.crt")].concat();
    place.write("both.crt", &both);
    ok(&place, "k8s import -dir pki -ca both.crt");
    for name in [
        "admin.conf",
        "users/alice.conf",
        "kube-proxy.conf",
        "nodes/w-1/kubelet.conf",
    ] {
        let config = Kubeconfig::from_yaml(&place.text(&format!("pki/{name}"))).unwrap();
        let trusted = config.clusters[0]
            .cluster
            .certificate_authority_data
            .as_ref();
        assert_eq!(trusted.unwrap().as_bytes(), both, "{name}");
        assert!(config.users[0].user.client_key_data.is_some(), "{name}");
    }
    assert_eq!(
        place.read("pki/nodes/w-1/kube-proxy.conf"),
        place.read("pki/kube-proxy.conf")
    );
    ok(&place, "k8s plan -dir pki");
    // What cannot be written anew is named.
    fs::remove_file(place.path("pki/pki/admin.key")).unwrap();
    let output = ok(&place, "k8s import -dir pki -ca pki/pki/ca.crt");
    let words = text(&output.stderr);
    assert!(
        words.contains("admin.conf trusts the authority that was here before"),
        "{words}"
    );
}

#[test]
fn what_kubeadm_keeps_in_a_kubeconfig_alone_is_handed_out_too() {
    let place = Place::new();
    place.write("cluster.yaml", format!("{YAML}files: kubeadm-only\n"));
    ok(&place, "k8s init -f cluster.yaml -out pki -quiet");
    let printed = ok(
        &place,
        "k8s kubeconfig -dir pki -server https://other.example:6443 admin",
    );
    let made = Kubeconfig::from_yaml(&text(&printed.stdout)).unwrap();
    let own = Kubeconfig::from_yaml(&place.text("pki/admin.conf")).unwrap();
    assert_eq!(
        made.clusters[0].cluster.server,
        "https://other.example:6443"
    );
    let data = |config: &Kubeconfig| {
        let user = &config.users[0].user;
        let certificate = user.client_certificate_data.as_ref().unwrap();
        let key = user.client_key_data.as_ref().unwrap();
        (certificate.as_bytes().to_vec(), key.as_bytes().to_vec())
    };
    assert!(data(&made) == data(&own));
    let words = refusal(&place, "k8s kubeconfig -dir pki -reference admin");
    assert!(words.contains("leave -reference out"), "{words}");
    ok(&place, "k8s secret -dir pki admin");
}

#[test]
fn a_key_does_not_move_to_another_machine() {
    let place = Place::new();
    let flat = format!("{YAML}files: crt\n");
    let member = "etcd: {members: [{name: e-1, addresses: [192.0.2.9]}]}\n";
    place.write("cluster.yaml", format!("{flat}{member}"));
    ok(&place, "k8s init -f cluster.yaml -out pki -quiet");
    let before = place.read("pki/etcdserver.key");
    // etcd on the control plane instead, whose files have the same names.
    place.write("pki/cluster.yaml", &flat);
    ok(&place, "k8s renew -dir pki -quiet");
    assert_ne!(place.read("pki/etcdserver.key"), before);
    let server = first(&place, "pki/etcdserver.crt");
    assert!(server.subject().to_string().contains("cp-1"));
    assert!(is_signed_by(&server, &first(&place, "pki/etcd-ca.crt")));
    ok(&place, "k8s plan -dir pki");
    // Another machine as the first control plane, to which the top of kubeadm's tree belongs; then another address of it.
    let place = cluster(YAML);
    let keys = || {
        let names = [
            "apiserver",
            "kubelet",
            "kubelet-client",
            "etcd/server",
            "ca",
        ];
        names.map(|name| place.read(&format!("pki/pki/{name}.key")))
    };
    for (machine, is_another) in [
        ("cp-9, addresses: [192.0.2.9]", true),
        ("cp-9, addresses: [192.0.2.8]", false),
    ] {
        let before = keys();
        let yaml = YAML.replace("cp-1, addresses: [192.0.2.1]", machine);
        assert_ne!(yaml, YAML);
        place.write("pki/cluster.yaml", yaml);
        ok(&place, "k8s renew -dir pki -quiet");
        let same: Vec<bool> = (before.iter().zip(&keys()))
            .map(|(old, new)| old == new)
            .collect();
        let kept = !is_another;
        assert_eq!(same, [kept, kept, kept, kept, true], "{machine}");
        ok(&place, "k8s plan -dir pki");
    }
}

#[test]
fn a_kubeconfig_is_written_anew_without_the_authoritys_key() {
    let place = cluster(YAML);
    fs::rename(place.path("pki/pki/ca.key"), place.path("ca.key")).unwrap();
    let right = place.text("pki/admin.conf");
    place.write(
        "pki/admin.conf",
        right.replace("https://api.example.org:6443", "https://other.example:1"),
    );
    let output = place.command(BIN, "k8s check pki").output().unwrap();
    let printed = text(&output.stdout);
    let remedy = printed
        .lines()
        .find_map(|line| line.trim().strip_prefix("help: certwright "))
        .unwrap();
    ok(&place, remedy);
    assert_eq!(place.text("pki/admin.conf"), right);
    // Its certificate has nobody to sign it.
    let words = refusal(&place, "k8s renew -dir pki admin");
    assert!(words.contains("k8s csr"), "{words}");
}

#[test]
fn an_authority_that_cannot_be_read_is_not_replaced_and_a_leaf_is_with_its_reason() {
    let place = cluster(YAML);
    let good = place.read("pki/pki/ca.crt");
    let whole = text(&good);
    let half = whole.lines().take(5).collect::<Vec<_>>().join("\n");
    let bundle = format!("{whole}{half}\n");
    for (path, bad) in [
        ("pki/pki/ca.crt", "nonsense\n"),
        ("pki/pki/ca.crt", ""),
        ("pki/pki/ca.crt", &half),
        // One that is trusted as well, and cannot be read, would be dropped.
        ("pki/pki/ca.crt", &bundle),
        ("pki/pki/etcd/ca.crt", "nonsense\n"),
        ("pki/pki/ca.key", "nonsense\n"),
        ("pki/pki/sa.key", "nonsense\n"),
    ] {
        let kept = place.read(path);
        place.write(path, bad);
        let before = files(&place, "pki");
        let name = path.trim_start_matches("pki/");
        let planned = place.command(BIN, "k8s plan -dir pki").output().unwrap();
        let words = text(&planned.stdout);
        assert_eq!(planned.status.code(), Some(2), "{path}: {words}");
        assert!(words.contains("not possible here"), "{path}: {words}");
        place.write("cluster.yaml", YAML);
        for line in ["k8s renew -dir pki", "k8s init -f cluster.yaml -out pki"] {
            let words = refusal(&place, line);
            let expected = format!("{name} cannot be read: ");
            assert!(words.contains(&expected), "{line}: {words}");
            assert!(words.contains("restore it from a backup"), "{words}");
        }
        if path.ends_with(".crt") {
            let words = refusal(&place, "k8s rotate-ca -dir pki");
            assert!(words.contains("cannot be read: "), "{path}: {words}");
        }
        if name == "pki/ca.crt" {
            let words = refusal(&place, "k8s renew -dir pki apiserver");
            assert!(words.contains("pki/ca.crt: it cannot be read"), "{words}");
        }
        fs::remove_file(place.path("cluster.yaml")).unwrap();
        assert_eq!(files(&place, "pki"), before, "{path}");
        place.write(path, kept);
    }
    // What an authority that can be read signs is not held up by another.
    let etcd = place.read("pki/pki/etcd/ca.crt");
    place.write("pki/pki/etcd/ca.crt", "nonsense\n");
    ok(&place, "k8s renew -dir pki -quiet admin");
    place.write("pki/pki/etcd/ca.crt", etcd);
    for (path, action) in [
        ("pki/pki/apiserver.crt", "renew"),
        ("pki/pki/apiserver.key", "renew with a new key"),
        ("pki/admin.conf", "write anew"),
        ("pki/pki/sa.pub", "write anew"),
    ] {
        place.write(path, "nonsense\n");
        let name = path.trim_start_matches("pki/");
        let words = text(&ok(&place, "k8s renew -dir pki").stdout);
        let reason = format!("{name} cannot be read: ");
        assert!(words.contains(&format!(": {action}\n")), "{path}: {words}");
        assert!(words.contains(&reason), "{path}: {words}");
        assert!(words.contains("what they held before is in"), "{words}");
    }
    ok(&place, "k8s check -dir pki");
    // Moved away, it is made again from what its key has signed.
    fs::remove_file(place.path("pki/pki/ca.crt")).unwrap();
    let words = refusal(&place, "k8s rotate-ca -dir pki");
    assert!(words.contains("pki/ca.crt: it is missing"), "{words}");
    ok(&place, "k8s renew -dir pki -quiet");
    ok(&place, "k8s check -dir pki");
}

#[test]
fn a_change_under_way_is_not_taken_for_one_that_was_interrupted() {
    let place = cluster(YAML);
    let directory = fs::File::open(place.path("pki")).unwrap();
    directory.lock().unwrap();
    // Before a change is decided, what there is is the old state.
    for line in ["k8s check -dir pki", "k8s plan -dir pki"] {
        ok(&place, line);
    }
    fs::create_dir(place.path("pki/.pending")).unwrap();
    fs::set_permissions(
        place.path("pki/.pending"),
        fs::Permissions::from_mode(0o700),
    )
    .unwrap();
    for (line, status) in [
        ("k8s check -dir pki", 3),
        ("k8s report -dir pki", 3),
        ("k8s plan -dir pki", 1),
        ("k8s renew -dir pki -dry-run", 1),
        ("k8s rotate-ca -dir pki -status", 1),
    ] {
        let output = place.command(BIN, line).output().unwrap();
        let words = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{line}: {words}");
        assert!(
            words.contains("pki: another run is changing it"),
            "{line}: {words}"
        );
        assert!(output.stdout.is_empty(), "{line}");
    }
    drop(directory);
    for (line, status) in [("k8s check -dir pki", 2), ("k8s plan -dir pki", 2)] {
        let output = place.command(BIN, line).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{line}");
        assert!(text(&output.stdout).contains("interrupted"), "{line}");
    }
}

#[test]
fn what_was_copied_to_another_machine_or_role_is_found_there_and_made_anew() {
    let place = cluster(&YAML.replace(
        "workers:",
        "  - {name: cp-2, addresses: [192.0.2.2]}\nworkers:",
    ));
    let findings = |line: &str| -> Vec<String> {
        let output = place.command(BIN, line).output().unwrap();
        let checked: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = checked["findings"].as_array().unwrap().iter();
        findings
            .map(|it| format!("{} {}", it["rule"], it["path"]).replace('"', ""))
            .collect()
    };
    let check = "k8s check pki -o json";
    assert!(findings(check).is_empty());
    // As people do after a renewal on one control plane.
    for name in ["etcd/server", "etcd/peer", "apiserver"] {
        for ending in ["crt", "key"] {
            let file = format!("pki/{name}.{ending}");
            copy(
                &place,
                &format!("pki/{file}"),
                &format!("pki/nodes/cp-2/{file}"),
            );
        }
    }
    copy(&place, "pki/nodes/w-1/kubelet.conf", "pki/kubelet.conf");
    copy(&place, "pki/admin.conf", "pki/super-admin.conf");
    let key = PrivateKey::generate(&mut rand_core::UnwrapErr(getrandom::SysRng), 2048).unwrap();
    place.write("pki/nodes/cp-2/pki/sa.key", &**key.to_pkcs1_pem());
    let found = findings(check);
    for expected in [
        "common_name_wrong nodes/cp-2/pki/etcd/server.crt",
        "name_missing nodes/cp-2/pki/etcd/server.crt",
        "name_missing nodes/cp-2/pki/etcd/peer.crt",
        "name_missing nodes/cp-2/pki/apiserver.crt",
        "name_superfluous nodes/cp-2/pki/apiserver.crt",
        "common_name_wrong kubelet.conf",
        "common_name_wrong super-admin.conf",
        "group_missing super-admin.conf",
        "token_key_differs nodes/cp-2/pki/sa.key",
    ] {
        assert!(
            found.iter().any(|it| it == expected),
            "{expected}: {found:?}"
        );
    }
    // Where each is right, nothing is wrong with it.
    let of_first = |it: &&String| it.contains(" pki/") || it.ends_with(" admin.conf");
    assert_eq!(found.iter().filter(of_first).count(), 0, "{found:?}");
    ok(&place, "k8s renew -dir pki -quiet");
    assert!(findings(check).is_empty(), "{:?}", findings(check));
    // An etcd member has a key of its own again.
    let public = |path: &str| first(&place, path).public_key().raw().to_vec();
    assert_ne!(
        public("pki/pki/etcd/server.crt"),
        public("pki/nodes/cp-2/pki/etcd/server.crt")
    );
}

#[test]
fn a_run_that_fails_leaves_no_part_of_a_backup() {
    let place = cluster(YAML);
    let before = files(&place, "pki");
    // No file may be longer than a kilobyte, as on a disk that is full.
    let line = format!("trap '' XFSZ; ulimit -f 1; {} k8s renew -dir pki -all", BIN);
    let output = place.shell(&line);
    let words = line_of_refusal(&output, &line);
    assert!(words.contains("cannot write"), "{words}");
    assert_eq!(before, files(&place, "pki"));
    let mut hidden = fs::read_dir(place.path("pki")).unwrap();
    assert!(!hidden.any(|it| it.unwrap().file_name().to_string_lossy().starts_with('.')));
    // What a run that was killed had begun is no backup either.
    fs::create_dir_all(place.path("pki/.backup.new/pki")).unwrap();
    place.write("pki/.backup.new/pki/ca.crt", b"half");
    ok(&place, "k8s renew -dir pki admin");
    assert!(!place.path("pki/.backup.new").exists());
    assert_eq!(fs::read_dir(place.path("pki/.backup")).unwrap().count(), 1);
}

#[test]
fn keys_that_are_not_rsas_are_named_and_the_rest_is_renewed_without_them() {
    let place = undeclared();
    // Keys on P-256 and certificates of them, made with OpenSSL 3.0: of an authority, and of a user that it signed.
    place.write("pki/client-ca.crt", EC_AUTHORITY);
    place.write("pki/client-ca.key", EC_KEY);
    place.write("pki/client-jane.crt", EC_USER);
    place.write("pki/client-jane.key", EC_USERS_KEY);
    for name in ["ca", "jane"] {
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(place.path(&format!("pki/client-{name}.key")), private).unwrap();
    }
    let output = place
        .command(BIN, "k8s check pki -o json")
        .output()
        .unwrap();
    let checked: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = checked["findings"].as_array().unwrap();
    assert!(
        findings.iter().all(|it| it["rule"] == "unsupported"),
        "{findings:?}"
    );
    let certificates = checked["certificates"].as_array().unwrap();
    let at = |path: &str| {
        let at = certificates.iter().position(|it| it["path"] == path);
        at.unwrap_or_else(|| panic!("{path}"))
    };
    let authority = at("client-ca.crt");
    assert_eq!(certificates[at("client-jane.crt")]["signed_by"], authority);
    assert!(output.status.success());
    ok(&place, "k8s plan -dir pki");
    let words = refusal(&place, "k8s renew -dir pki -all");
    assert!(words.contains("only RSA is supported"), "{words}");
    ok(&place, "k8s renew -dir pki pki/apiserver.crt");
}

#[test]
fn a_clock_before_everything_renews_nothing() {
    let place = Place::new();
    let made = at(&place, 30, "k8s init -quiet -out pki");
    assert!(made.status.success(), "{}", text(&made.stderr));
    for line in [
        "k8s renew -dir pki",
        "k8s renew -dir pki admin",
        "k8s init -f pki/cluster.yaml -out pki",
        "k8s csr -dir pki",
        "k8s rotate-ca -dir pki",
        "k8s add-san -dir pki api.example.com",
        "k8s plan -dir pki",
    ] {
        let words = refusal(&place, line);
        assert!(words.contains("the clock is wrong"), "{words}");
    }
    // An older authority does not make the clock right.
    place.write("young.key", place.read("pki/pki/ca.key"));
    fs::remove_file(place.path("pki/cluster.yaml")).unwrap();
    ok(
        &place,
        "req -x509 -key young.key -subj /CN=kubernetes -days 3650 -out pki/pki/ca.crt",
    );
    let words = refusal(&place, "k8s renew -dir pki");
    assert!(words.contains("the clock is wrong"), "{words}");
    // Who names the time means it.
    let named = at(&place, 0, "k8s renew -dir pki");
    assert!(named.status.success(), "{}", text(&named.stderr));
}

#[test]
fn who_renews_or_takes_in_an_authority_learns_what_reads_it() {
    let place = cluster(YAML);
    let all = "etcd, kube-apiserver, kube-controller-manager, kube-proxy, kube-scheduler, kubelet";
    for (line, readers) in [
        ("ca", all.trim_start_matches("etcd, ")),
        ("etcd/ca", "etcd, kube-apiserver"),
        ("front-proxy-ca", "kube-apiserver"),
        ("apiserver", "kube-apiserver"),
        ("admin", ""),
    ] {
        let output = ok(&place, &format!("k8s renew -dir pki {line}"));
        assert_eq!(restarted(&output), readers, "{line}");
    }
    place.write("etcd.crt", place.read("pki/pki/etcd/ca.crt"));
    let output = ok(&place, "k8s import -dir pki -etcd-ca etcd.crt");
    assert_eq!(restarted(&output), "etcd, kube-apiserver");
    ok(&place, "k8s csr -dir pki scheduler@cp-1");
    ok(
        &place,
        "x509 -req -in pki/csr/scheduler@cp-1.csr -CA pki/pki/ca.crt -CAkey pki/pki/ca.key -copy_extensions copyall -out s.crt",
    );
    let output = ok(&place, "k8s import -dir pki s.crt");
    assert_eq!(restarted(&output), "kube-scheduler");
    fs::remove_file(place.path("pki/pki/sa.key")).unwrap();
    let output = ok(&place, "k8s renew -dir pki");
    assert!(
        restarted(&output).contains("kube-apiserver, kube-controller-manager"),
        "{}",
        text(&output.stdout)
    );
    // One authority is etcd's too.
    let place = cluster(&format!("{YAML}authorities: single\nfiles: crt\n"));
    let output = ok(&place, "k8s renew -dir pki ca");
    assert_eq!(restarted(&output), all);
}

/// What a run says is to be restarted.
fn restarted(output: &Output) -> String {
    let printed = text(&output.stdout);
    let line = printed
        .lines()
        .find_map(|it| it.split_once("restart there: "));
    line.map_or(String::new(), |(_, readers)| readers.to_string())
}

#[test]
fn an_authority_that_another_has_signed_is_asked_for_and_taken_in() {
    let place = cluster(YAML);
    ok(
        &place,
        "req -x509 -newkey rsa:2048 -nodes -keyout root.key -subj /CN=root -days 9000 -out root.crt",
    );
    // By its name, since the cluster's own root needs nobody.
    let output = ok(&place, "k8s csr -dir pki ca etcd/ca");
    let printed = text(&output.stdout);
    assert!(
        printed.contains("import -dir pki -ca FILE -etcd-ca FILE\n"),
        "{printed}"
    );
    // The intermediate alone is trusted, or its root with it.
    let sign = |days: u32, bundle: &[&str]| {
        ok(
            &place,
            &format!(
                "x509 -req -in pki/csr/ca.csr -CA root.crt -CAkey root.key -days {days} -copy_extensions copyall -out sub.crt"
            ),
        );
        let bundle: Vec<u8> = bundle.iter().flat_map(|name| place.read(name)).collect();
        place.write("bundle.crt", bundle);
        ok(&place, "k8s import -dir pki -ca bundle.crt");
        assert!(!place.path("pki/csr/ca.csr").exists());
    };
    let key_identifier = |certificate: &Certificate| {
        let found = certificate.extensions();
        let found = found.get::<SubjectKeyIdentifier<'_>>().unwrap();
        found.unwrap().0.to_vec()
    };
    let old = first(&place, "pki/pki/ca.crt");
    sign(20, &["sub.crt"]);
    ok(
        &place,
        "k8s check pki -before 1d -ca-before 1d -exclude authority_ends_first",
    );
    let new = first(&place, "pki/pki/ca.crt");
    assert_eq!(new.subject().to_string(), old.subject().to_string());
    assert_eq!(key_identifier(&new), key_identifier(&old));
    assert!(is_signed_by(&new, &first(&place, "root.crt")));
    assert!(is_signed_by(&first(&place, "pki/pki/apiserver.crt"), &new));
    // Now it is due, and is asked for without being named: who could renew it is elsewhere.
    let words = refusal(&place, "k8s renew -dir pki ca");
    assert!(words.contains("k8s csr"), "{words}");
    let output = ok(&place, "k8s csr -dir pki -before 25d");
    let printed = text(&output.stdout);
    assert!(printed.contains("csr/ca.csr: ca\n"), "{printed}");
    sign(900, &["sub.crt", "root.crt"]);
    ok(&place, "k8s check pki");
}

const EC_KEY: &str = "\
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIEZAD1K+XDwUNUbL43mEgZel2OHMXbzXXK6tp3l3madLoAoGCCqGSM49
AwEHoUQDQgAEC/tJTQSLhm+h5cOSD8gCurXQrTsAKn97wYJdcl3mJWsZcJDH413U
5zI4nt9z4Hv0zkABsQ9PbHa94+6PU0pNcA==
-----END EC PRIVATE KEY-----
";

const EC_AUTHORITY: &str = "\
-----BEGIN CERTIFICATE-----
MIIBkDCCATWgAwIBAgIUTd9JI8YFUO4b9Irbrzhv+YEPsaYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJY2xpZW50LWNhMCAXDTI2MTEyODAzMDQwM1oYDzIxMjYxMTA0
MDMwNDAzWjAUMRIwEAYDVQQDDAljbGllbnQtY2EwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQL+0lNBIuGb6Hlw5IPyAK6tdCtOwAqf3vBgl1yXeYlaxlwkMfjXdTn
Mjie33Pge/TOQAGxD09sdr3j7o9TSk1wo2MwYTAdBgNVHQ4EFgQU+5xrPM+7YTnI
uGTgEV50wugxiVIwHwYDVR0jBBgwFoAU+5xrPM+7YTnIuGTgEV50wugxiVIwDwYD
VR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAgQwCgYIKoZIzj0EAwIDSQAwRgIh
AK+3lAcM5UloJ7P6ammvNOSa6ELyNLFL1PcXEuqH8GNNAiEAotYn2cIyNHDnEssc
Z2bWnpgyJrFjaW3kE1bRBMeE/gc=
-----END CERTIFICATE-----
";

const EC_USERS_KEY: &str = "\
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFmHydmuN5TaeMhguWrVnQeKmBVaeP+HKWXiXBz5OD0boAoGCCqGSM49
AwEHoUQDQgAEv6eduwE2h3CAT4wiT4ZqJpL8qfESt4AHAaqyAt2yUeqswlle2ldu
tbmnBQrlqaHm9EDoHrDLiTG9jsYcWu87eQ==
-----END EC PRIVATE KEY-----
";

const EC_USER: &str = "\
-----BEGIN CERTIFICATE-----
MIIBjTCCATOgAwIBAgITH/xnFT5H85ph4w8GptAVyeEaJTAKBggqhkjOPQQDAjAU
MRIwEAYDVQQDDAljbGllbnQtY2EwIBcNMjYxMTI4MDMwNTMzWhgPMjEyNjExMDQw
MzA1MzNaMA8xDTALBgNVBAMMBGphbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AAS/p527ATaHcIBPjCJPhmomkvyp8RK3gAcBqrIC3bJR6qzCWV7aV261uacFCuWp
oeb0QOgesMuJMb2Oxhxa7zt5o2cwZTATBgNVHSUEDDAKBggrBgEFBQcDAjAOBgNV
HQ8BAf8EBAMCB4AwHQYDVR0OBBYEFM/SHClHq9tkoUa5BdzkNJS8OhyVMB8GA1Ud
IwQYMBaAFPucazzPu2E5yLhk4BFedMLoMYlSMAoGCCqGSM49BAMCA0gAMEUCIHMw
IZXifRw8QjSRVQGnmQVabkFSxRVi2Iike4GwO7RxAiEAlREkcZ5eO3tx0gInSSbM
zh1qVC47Ea7UojcU9r08i3I=
-----END CERTIFICATE-----
";
