//! Verdicts beside those of OpenSSL's `verify`, GnuTLS's `certtool --verify` and Python's `cryptography`, on chains with
//! random defects. Where they differ, `docs/path-differences.md` must say so and who is right; the test reads its table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use certwright::encoding::oid::{self, ObjectIdentifier};
use certwright::encoding::pem;
use certwright::path::{Anchor, Identity, Pool, Settings, verify};
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright::x509::{Certificate, NameBuilder, RsaSigner, RsaVerifier, Signer as _, Time};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::toy::*;

const HOST: &str = "host.example.com";

/// What can be wrong with a chain, and how to do it to [root, CAs…, leaf].
type Spoil = fn(&mut Vec<Cert>);
const DEFECTS: &[(&str, Spoil)] = &[
    ("none", |_| {}),
    ("leaf-expired", |c| c.last_mut().unwrap().not_after -= 3 * DAY),
    ("leaf-not-yet-valid", |c| c.last_mut().unwrap().not_before += 3 * DAY),
    ("ca-expired", |c| c[1].not_after -= 3 * DAY),
    ("root-expired", |c| c[0].not_after -= 3 * DAY),
    ("ca-without-basic-constraints", |c| c[1] = c[1].clone().without(oid::BASIC_CONSTRAINTS)),
    ("ca-false", |c| c[1] = c[1].clone().with(basic_constraints(false, None))),
    ("ca-version-1", |c| c[1].extensions.clear()),
    ("ca-without-cert-sign", |c| c[1] = c[1].clone().with(key_usage(0x80))),
    ("ca-without-key-usage", |c| c[1] = c[1].clone().without(oid::KEY_USAGE)),
    ("path-length-exceeded", |c| c[0] = c[0].clone().with(basic_constraints(true, Some(0)))),
    ("leaf-unknown-critical", |c| spoil_leaf(c, unknown(true))),
    ("leaf-unknown", |c| spoil_leaf(c, unknown(false))),
    ("ca-unknown-critical", |c| c[1] = c[1].clone().with(unknown(true))),
    ("wrong-signature", |c| c.last_mut().unwrap().signer = "leaf".into()),
    ("wrong-issuer-name", |c| c.last_mut().unwrap().issuer = name("Somebody else")),
    ("issuer-name-in-other-case", |c| {
        let issuer = format!("ca {}", c.len() - 2);
        c.last_mut().unwrap().issuer = name(&issuer);
    }),
    ("authority-key-identifier-differs", |c| spoil_leaf(c, authority_key(b"somebody else's key"))),
    ("name-not-permitted", |c| c[1] = c[1].clone().with(dns_constraints(&["example.org"], &[]))),
    ("name-permitted", |c| c[1] = c[1].clone().with(dns_constraints(&["example.com"], &[]))),
    ("name-excluded", |c| c[1] = c[1].clone().with(dns_constraints(&[], &["example.com"]))),
    ("wildcard-over-an-excluded-name", |c| {
        spoil_leaf(c, alt_names(&["*.example.com"]));
        c[1] = c[1].clone().with(dns_constraints(&[], &["host.example.com"]));
    }),
    ("client-purpose", |c| spoil_leaf(c, ext_key_usage(&[oid::KP_CLIENT_AUTH]))),
    ("ca-client-purpose", |c| c[1] = c[1].clone().with(ext_key_usage(&[oid::KP_CLIENT_AUTH]))),
    ("other-host", |c| spoil_leaf(c, alt_names(&["other.example.com"]))),
    ("host-in-common-name-only", |c| {
        let leaf = c.pop().unwrap().without(oid::SUBJECT_ALT_NAME);
        c.push(leaf);
    }),
    ("wildcard", |c| spoil_leaf(c, alt_names(&["*.example.com"]))),
    ("partial-wildcard", |c| spoil_leaf(c, alt_names(&["ho*.example.com"]))),
    ("explicit-policy-without-any", |c| c[1] = c[1].clone().with(require_explicit_policy(0))),
    ("mapping-of-any-policy", |c| {
        c[1] = c[1].clone().with(mappings(&[(oid::ANY_POLICY, policy(1))]));
    }),
];

fn spoil_leaf(chain: &mut Vec<Cert>, extension: certwright::x509::ExtensionBuf) {
    let leaf = chain.pop().unwrap().with(extension);
    chain.push(leaf);
}

/// A chain that everybody accepts.
fn sound(cas: usize, now: i64) -> Vec<Cert> {
    let id = |name: &str| name.as_bytes().to_vec();
    let mut names = vec!["CA 0".to_string()];
    names.extend((1..=cas).map(|i| format!("CA {i}")));
    let mut chain: Vec<Cert> = Vec::new();
    for (i, subject) in names.iter().enumerate() {
        let issuer = &names[i.saturating_sub(1)];
        let mut ca = Cert::ca(subject, issuer).with(key_usage(0x06)).with(subject_key(&id(subject)));
        if i > 0 {
            ca = ca.with(authority_key(&id(issuer)));
        }
        chain.push(ca);
    }
    let issuer = names.last().unwrap();
    let mut leaf = Cert::new("leaf", issuer)
        .with(basic_constraints(false, None))
        .with(key_usage(0xa0))
        .with(ext_key_usage(&[oid::KP_SERVER_AUTH]))
        .with(alt_names(&[HOST]))
        .with(authority_key(&id(issuer)))
        .with(subject_key(b"leaf"));
    leaf.subject = NameBuilder::new().attribute(oid::COMMON_NAME, HOST).build();
    chain.push(leaf);
    for (i, cert) in chain.iter_mut().enumerate() {
        cert.serial = 2 + i as u8;
        (cert.not_before, cert.not_after) = (now - DAY, now + DAY);
    }
    chain
}

const PYTHON: &str = r#"
import sys, pathlib, datetime
from cryptography import x509
from cryptography.x509 import verification as v
for line in sys.stdin:
    d = pathlib.Path(line.strip())
    try:
        root, leaf = (x509.load_pem_x509_certificate((d / n).read_bytes()) for n in ("root.pem", "leaf.pem"))
        cas = x509.load_pem_x509_certificates((d / "cas.pem").read_bytes())
        builder = v.PolicyBuilder().store(v.Store([root])).time(datetime.datetime.now())
        builder.build_server_verifier(x509.DNSName("host.example.com")).verify(leaf, cas)
        print("accepts", flush=True)
    except Exception:
        print("refuses", flush=True)
"#;

#[test]
#[ignore = "needs openssl, certtool and Python's cryptography, and some minutes"]
fn verdicts_differ_from_other_implementations_only_where_the_documentation_says_who_is_right() {
    let chains: usize = std::env::var("CERTWRIGHT_CHAINS").ok().map_or(2000, |n| n.parse().unwrap());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    let mut rng = ChaCha8Rng::from_seed([7; 32]);
    let keys: BTreeMap<&str, PrivateKey> = ["CA 0", "CA 1", "CA 2", "leaf"]
        .into_iter()
        .map(|name| (name, PrivateKey::generate(&mut rng, 2048, 65537, &mut |_| {}).unwrap()))
        .collect();
    let signer = |name: &str| RsaSigner::pkcs1v15(&keys[name], HashAlgorithm::Sha256);
    let directory = tempfile::tempdir().unwrap();

    // (defect, implementation) → their verdicts beside ours.
    let mut seen: BTreeMap<(&str, &str), BTreeSet<(bool, bool)>> = BTreeMap::new();
    let mut places = Vec::new();
    for n in 0..chains {
        let (label, spoil) = DEFECTS[n % DEFECTS.len()];
        let cas = match label {
            "path-length-exceeded" => 2,
            _ => 1 + (rng.next_u32() % 2) as usize,
        };
        let mut chain = sound(cas, now);
        spoil(&mut chain);
        let ders: Vec<Vec<u8>> =
            chain.iter().map(|c| c.signed(signer(&c.key).public_key(), &signer(&c.signer))).collect();
        let place = directory.path().join(n.to_string());
        fs::create_dir(&place).unwrap();
        let write = |name: &str, ders: &[Vec<u8>]| {
            let text: String = ders.iter().map(|der| pem::encode("CERTIFICATE", der)).collect();
            fs::write(place.join(name), text).unwrap();
        };
        write("root.pem", &ders[..1]);
        write("cas.pem", &ders[1..=cas]);
        write("leaf.pem", &ders[cas + 1..]);
        let leaf_first: Vec<Vec<u8>> = ders[1..].iter().rev().cloned().collect();
        write("chain.pem", &leaf_first);

        let ours = our_verdict(&ders, now);
        seen.entry((label, "openssl")).or_default().insert((ours, openssl(&place)));
        seen.entry((label, "gnutls")).or_default().insert((ours, gnutls(&place)));
        places.push((label, ours, place));
    }
    for ((label, ours, _), theirs) in places.iter().zip(python(&places)) {
        seen.entry((label, "cryptography")).or_default().insert((*ours, theirs));
    }

    let word = |accepted: bool| if accepted { "accepts" } else { "refuses" };
    let differences: BTreeSet<String> = seen
        .iter()
        .flat_map(|((label, who), verdicts)| {
            let differing = verdicts.iter().filter(|(ours, theirs)| ours != theirs);
            differing.map(move |&(ours, theirs)| format!("{label} {who} {} {}", word(ours), word(theirs)))
        })
        .collect();
    let table =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/path-differences.md")).unwrap();
    let documented: BTreeSet<String> = table
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> =
                line.strip_prefix("| `")?.split('|').map(|c| c.trim().trim_matches('`')).collect();
            let [defect, who, ours, theirs, ..] = cells[..] else { return None };
            Some(format!("{defect} {who} {ours} {theirs}"))
        })
        .collect();
    println!("{chains} chains, {} kinds; differences:\n{differences:#?}", DEFECTS.len());
    assert_eq!(differences, documented, "left: observed, right: docs/path-differences.md");
}

fn our_verdict(ders: &[Vec<u8>], now: i64) -> bool {
    let certificates: Vec<Certificate<'_>> = ders.iter().map(|d| Certificate::from_der(d).unwrap()).collect();
    let anchors = [Anchor::from_certificate(&certificates[0])];
    let (target, intermediates) = certificates[1..].split_last().unwrap();
    let mut settings = Settings::for_server(Time::from_unix(now), Identity::dns(HOST).unwrap());
    // As the command does.
    settings.enforce_anchor = true;
    let pool = Pool { anchors: &anchors, intermediates, crls: &[] };
    verify(target, &pool, &settings, &RsaVerifier).is_ok()
}

fn openssl(place: &Path) -> bool {
    let mut command = Command::new("/usr/bin/openssl");
    command.args([
        "verify",
        "-no-CApath",
        "-CAfile",
        "root.pem",
        "-untrusted",
        "cas.pem",
        "-purpose",
        "sslserver",
    ]);
    command.args(["-verify_hostname", HOST, "leaf.pem"]).current_dir(place);
    command.output().expect("openssl is installed").status.success()
}

fn gnutls(place: &Path) -> bool {
    let purpose = format!("--verify-purpose={}", oid_text(oid::KP_SERVER_AUTH));
    let mut command = Command::new("certtool");
    command.args(["--verify", "--load-ca-certificate", "root.pem", "--infile", "chain.pem", &purpose]);
    command.args(["--verify-hostname", HOST]).current_dir(place);
    command.output().expect("certtool (gnutls-bin) is installed").status.success()
}

fn oid_text(id: ObjectIdentifier) -> String {
    id.to_string()
}

fn python(places: &[(&str, bool, std::path::PathBuf)]) -> Vec<bool> {
    use std::io::Write as _;
    use std::process::Stdio;
    let mut child = Command::new("python3")
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 is installed");
    let list: String = places.iter().map(|(_, _, place)| format!("{}\n", place.display())).collect();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(list.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let verdicts: Vec<bool> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| line == "accepts").collect();
    assert_eq!(verdicts.len(), places.len(), "Python's cryptography is installed");
    verdicts
}
