//! Verdicts beside those of OpenSSL's `verify`, GnuTLS's `certtool --verify` and Python's `cryptography`, on chains with
//! random defects. Where they differ, `docs/path-differences.md` must state it and who is right; the tests read its table.
//!
//! Each defect by itself shows which differences there are, and the table must list exactly these. Chains of any make with
//! several defects must then differ only by what the table states of one of them; one that does not is shrunk to the
//! defects that it takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use certwright::der::{ObjectIdentifierRef, oid};
use certwright::path::{Anchor, Identity, Pool, Settings, verify};
use certwright::pem;
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright::x509::{CertificateRef, NameBuilder, RsaSigner, RsaVerifier, Signer as _, Time};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

use crate::toy::*;

pub(crate) const HOST: &str = "host.example.com";

/// What two of the defects make together.
const CA_OF_NO_NAME: &str = "leaf-is-ca-of-no-name";

/// What can be wrong with a chain, and how to do it to [root, CAs…, leaf].
type Spoil = fn(&mut Vec<Cert>);
const DEFECTS: &[(&str, Spoil)] = &[
    ("none", |_| {}),
    ("leaf-expired", |c| {
        c.last_mut().unwrap().not_after -= 3 * DAY
    }),
    ("leaf-not-yet-valid", |c| {
        c.last_mut().unwrap().not_before += 3 * DAY
    }),
    ("ca-expired", |c| c[1].not_after -= 3 * DAY),
    ("root-expired", |c| c[0].not_after -= 3 * DAY),
    ("ca-without-basic-constraints", |c| {
        c[1] = c[1].clone().without(oid::BASIC_CONSTRAINTS)
    }),
    ("ca-false", |c| {
        c[1] = c[1].clone().with(basic_constraints(false, None))
    }),
    ("ca-version-1", |c| c[1].extensions.clear()),
    ("ca-without-cert-sign", |c| {
        c[1] = c[1].clone().with(key_usage(0x80))
    }),
    ("ca-without-key-usage", |c| {
        c[1] = c[1].clone().without(oid::KEY_USAGE)
    }),
    ("path-length-exceeded", |c| {
        c[0] = c[0].clone().with(basic_constraints(true, Some(0)))
    }),
    ("leaf-unknown-critical", |c| spoil_leaf(c, unknown(true))),
    ("leaf-unknown", |c| spoil_leaf(c, unknown(false))),
    ("ca-unknown-critical", |c| {
        c[1] = c[1].clone().with(unknown(true))
    }),
    ("wrong-signature", |c| {
        c.last_mut().unwrap().signer = "leaf".into()
    }),
    ("wrong-issuer-name", |c| {
        c.last_mut().unwrap().issuer = name("Somebody else")
    }),
    ("issuer-name-in-other-case", |c| {
        let issuer = format!("ca {}", c.len() - 2);
        c.last_mut().unwrap().issuer = name(&issuer);
    }),
    ("authority-key-identifier-differs", |c| {
        spoil_leaf(c, authority_key(b"somebody else's key"))
    }),
    ("name-not-permitted", |c| {
        c[1] = c[1].clone().with(dns_constraints(&["example.org"], &[]))
    }),
    ("name-permitted", |c| {
        c[1] = c[1].clone().with(dns_constraints(&["example.com"], &[]))
    }),
    ("name-excluded", |c| {
        c[1] = c[1].clone().with(dns_constraints(&[], &["example.com"]))
    }),
    ("wildcard-over-an-excluded-name", |c| {
        spoil_leaf(c, alt_names(&["*.example.com"]));
        c[1] = c[1]
            .clone()
            .with(dns_constraints(&[], &["host.example.com"]));
    }),
    ("client-purpose", |c| {
        spoil_leaf(c, ext_key_usage(&[oid::KP_CLIENT_AUTH]))
    }),
    ("ca-client-purpose", |c| {
        c[1] = c[1].clone().with(ext_key_usage(&[oid::KP_CLIENT_AUTH]))
    }),
    ("other-host", |c| {
        spoil_leaf(c, alt_names(&["other.example.com"]))
    }),
    ("host-in-common-name-only", |c| {
        let leaf = c.pop().unwrap().without(oid::SUBJECT_ALT_NAME);
        c.push(leaf);
    }),
    ("wildcard", |c| spoil_leaf(c, alt_names(&["*.example.com"]))),
    ("partial-wildcard", |c| {
        spoil_leaf(c, alt_names(&["ho*.example.com"]))
    }),
    ("explicit-policy-without-any", |c| {
        c[1] = c[1].clone().with(require_explicit_policy(0))
    }),
    ("mapping-of-any-policy", |c| {
        c[1] = c[1].clone().with(mappings(&[(oid::ANY_POLICY, policy(1))]));
    }),
    ("leaf-extension-twice", |c| {
        let leaf = c.last_mut().unwrap();
        leaf.extensions.push(leaf.extensions[0].clone());
    }),
    ("leaf-any-extended-key-usage", |c| {
        spoil_leaf(c, ext_key_usage(&[oid::ANY_EXTENDED_KEY_USAGE]))
    }),
    ("leaf-without-extended-key-usage", |c| {
        let leaf = c.pop().unwrap().without(oid::EXT_KEY_USAGE);
        c.push(leaf);
    }),
    ("leaf-is-ca", |c| {
        spoil_leaf(c, basic_constraints(true, None))
    }),
    ("leaf-without-basic-constraints", |c| {
        let leaf = c.pop().unwrap().without(oid::BASIC_CONSTRAINTS);
        c.push(leaf);
    }),
    ("leaf-only-signs-certificates", |c| {
        spoil_leaf(c, key_usage(0x04))
    }),
    ("leaf-of-its-issuers-name-and-key", |c| {
        let issuer = format!("CA {}", c.len() - 2);
        let leaf = c.last_mut().unwrap();
        (leaf.subject, leaf.key) = (name(&issuer), issuer);
    }),
    ("leaf-of-its-anchors-name-and-key", |c| {
        let leaf = c.last_mut().unwrap();
        leaf.issuer = name("CA 0");
        leaf.subject = name("CA 0");
        (leaf.signer, leaf.key) = ("CA 0".into(), "CA 0".into());
        spoil_leaf(c, authority_key(b"CA 0"));
        spoil_leaf(c, subject_key(b"CA 0"));
    }),
    ("leaf-critical-alternative-name", |c| {
        let leaf = c.last_mut().unwrap();
        leaf.extensions
            .iter_mut()
            .filter(|e| e.oid == oid::SUBJECT_ALT_NAME)
            .for_each(|e| e.critical = true);
    }),
    ("leaf-of-no-name", |c| {
        c.last_mut().unwrap().subject = NameBuilder::new().build()
    }),
    (CA_OF_NO_NAME, |c| {
        spoil_leaf(c, basic_constraints(true, None));
        c.last_mut().unwrap().subject = NameBuilder::new().build()
    }),
    ("validity-turned-round", |c| {
        let leaf = c.last_mut().unwrap();
        (leaf.not_before, leaf.not_after) = (leaf.not_after, leaf.not_before);
    }),
    ("serial-zero", |c| c.last_mut().unwrap().serial = 0),
    ("name-in-other-case", |c| {
        spoil_leaf(c, alt_names(&["HOST.Example.com"]))
    }),
    ("name-with-a-dot-at-its-end", |c| {
        spoil_leaf(c, alt_names(&["host.example.com."]))
    }),
    ("wildcard-over-two-labels", |c| {
        spoil_leaf(c, alt_names(&["*.com"]))
    }),
    ("constraint-with-a-dot-at-its-beginning", |c| {
        c[1] = c[1].clone().with(dns_constraints(&[".example.com"], &[]));
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
        let mut ca = Cert::ca(subject, issuer)
            .with(key_usage(0x06))
            .with(subject_key(&id(subject)));
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
        leaf = x509.load_pem_x509_certificate((d / "leaf.pem").read_bytes())
        roots, cas = (x509.load_pem_x509_certificates((d / n).read_bytes()) for n in ("root.pem", "cas.pem"))
        builder = v.PolicyBuilder().store(v.Store(roots)).time(datetime.datetime.now())
        builder.build_server_verifier(x509.DNSName("host.example.com")).verify(leaf, cas)
        print("accepts", flush=True)
    except Exception:
        print("refuses", flush=True)
"#;

/// A chain to be made.
#[derive(Clone, Debug)]
struct Plan {
    /// Intermediates.
    cas: usize,
    /// Places in [`DEFECTS`], ascending.
    defects: Vec<usize>,
    /// How far each certificate's extensions are turned round.
    turned: usize,
    /// Another CA of the leaf's issuer's name and another key stands before the intermediates.
    decoy: bool,
}

impl Plan {
    fn single(defect: usize) -> Self {
        Self {
            cas: 2,
            defects: vec![defect],
            turned: 0,
            decoy: false,
        }
    }

    fn labels(&self) -> Vec<&'static str> {
        let mut labels: Vec<_> = self.defects.iter().map(|&i| DEFECTS[i].0).collect();
        if ["leaf-is-ca", "leaf-of-no-name"]
            .iter()
            .all(|one| labels.contains(one))
        {
            labels.push(CA_OF_NO_NAME);
        }
        labels
    }
}

/// Up to three defects; shrinking drops them one by one and takes the oddities away.
fn plans() -> impl Strategy<Value = Plan> {
    let defects = proptest::collection::btree_set(0..DEFECTS.len(), 0..=3);
    (1..=2usize, defects, 0..6usize, any::<bool>()).prop_map(|(cas, defects, turned, decoy)| Plan {
        cas,
        defects: defects.into_iter().collect(),
        turned,
        decoy,
    })
}

/// Makes chains and puts them before everybody.
struct Bench {
    keys: BTreeMap<&'static str, PrivateKey>,
    now: i64,
    directory: tempfile::TempDir,
    python: Judge,
}

impl Bench {
    fn new() -> Self {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs() as i64;
        let mut rng = ChaCha8Rng::from_seed([7; 32]);
        let keys = ["CA 0", "CA 1", "CA 2", "leaf", "decoy"]
            .into_iter()
            .map(|name| (name, PrivateKey::generate(&mut rng, 2048).unwrap()))
            .collect();
        Self {
            keys,
            now,
            directory: tempfile::tempdir().unwrap(),
            python: Judge::python(),
        }
    }

    /// Our verdict, and theirs by name.
    fn verdicts(&mut self, plan: &Plan) -> (bool, [(&'static str, bool); 3]) {
        let mut chain = sound(plan.cas, self.now);
        plan.defects.iter().for_each(|&i| DEFECTS[i].1(&mut chain));
        for cert in &mut chain {
            let turned = plan.turned % cert.extensions.len().max(1);
            cert.extensions.rotate_left(turned);
        }
        let signer = |name: &str| RsaSigner::pkcs1v15(&self.keys[name], HashAlgorithm::Sha256);
        let sign = |c: &Cert| c.signed(signer(&c.key).public_key(), &signer(&c.signer));
        let ders: Vec<Vec<u8>> = chain.iter().map(sign).collect();
        let mut cas = ders[1..=plan.cas].to_vec();
        if plan.decoy {
            let name = format!("CA {}", plan.cas);
            let mut decoy = Cert::ca(&name, "CA 0")
                .with(key_usage(0x06))
                .with(subject_key(b"decoy"));
            decoy = decoy.with(authority_key(b"CA 0")).keys("decoy", "CA 0");
            (decoy.not_before, decoy.not_after, decoy.serial) =
                (self.now - DAY, self.now + DAY, 77);
            cas.insert(0, sign(&decoy));
        }
        let place = self.directory.path();
        let write = |name: &str, ders: &[Vec<u8>]| {
            let text: String = ders
                .iter()
                .map(|der| pem::encode(pem::label::CERTIFICATE, der))
                .collect();
            fs::write(place.join(name), text).unwrap();
        };
        write("root.pem", &ders[..1]);
        write("cas.pem", &cas);
        write("leaf.pem", &ders[plan.cas + 1..]);
        let leaf_first: Vec<Vec<u8>> = ders[1..].iter().rev().cloned().collect();
        write("chain.pem", &leaf_first);
        let ours = our_verdict(&ders[0], &cas, &ders[plan.cas + 1], self.now);
        let theirs = [
            ("openssl", openssl(place)),
            ("gnutls", gnutls(place)),
            ("cryptography", self.python.accepts(place)),
        ];
        (ours, theirs)
    }
}

fn word(accepted: bool) -> &'static str {
    if accepted { "accepts" } else { "refuses" }
}

/// The rows of `docs/path-differences.md`: defect, implementation, our verdict, theirs.
fn documented() -> BTreeSet<String> {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/path-differences.md");
    let row = |line: &str| {
        let cells: Vec<&str> = line
            .strip_prefix("| `")?
            .split('|')
            .map(|c| c.trim().trim_matches('`'))
            .collect();
        let [defect, who, ours, theirs, ..] = cells[..] else {
            return None;
        };
        Some(format!("{defect} {who} {ours} {theirs}"))
    };
    fs::read_to_string(table)
        .unwrap()
        .lines()
        .filter_map(row)
        .collect()
}

#[test]
#[ignore = "needs openssl, certtool and Python's cryptography"]
fn each_defect_by_itself_shows_the_differences_that_are_documented_and_no_others() {
    let mut bench = Bench::new();
    let mut differences = BTreeSet::new();
    for (i, (label, _)) in DEFECTS.iter().enumerate() {
        let (ours, all) = bench.verdicts(&Plan::single(i));
        for (who, theirs) in all.into_iter().filter(|&(_, theirs)| theirs != ours) {
            differences.insert(format!("{label} {who} {} {}", word(ours), word(theirs)));
        }
    }
    assert_eq!(
        differences,
        documented(),
        "left: observed, right: docs/path-differences.md"
    );
}

#[test]
#[ignore = "needs openssl, certtool and Python's cryptography, and some minutes"]
fn chains_with_random_defects_differ_only_by_what_is_documented_of_one_of_them() {
    let chains: u32 = std::env::var("CERTWRIGHT_CHAINS")
        .ok()
        .map_or(3000, |n| n.parse().unwrap());
    let config = Config {
        cases: chains,
        failure_persistence: None,
        ..Config::default()
    };
    // Always the same chains: a difference that is found is found again.
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let bench = std::cell::RefCell::new(Bench::new());
    let documented = documented();
    let count = std::cell::Cell::new([0u32; 3]);
    let result = runner.run(&plans(), |plan| {
        let (ours, all) = bench.borrow_mut().verdicts(&plan);
        let differing = all.into_iter().filter(|&(_, theirs)| theirs != ours);
        for (who, theirs) in differing.clone() {
            let (ours, theirs) = (word(ours), word(theirs));
            let known = plan
                .labels()
                .iter()
                .any(|l| documented.contains(&format!("{l} {who} {ours} {theirs}")));
            prop_assert!(
                known,
                "{:?}: certwright {ours}, {who} {theirs}",
                plan.labels()
            );
        }
        let [all, accepted, differ] = count.get();
        count.set([
            all + 1,
            accepted + u32::from(ours),
            differ + u32::from(differing.count() > 0),
        ]);
        Ok(())
    });
    let [all, accepted, differ] = count.get();
    println!("{all} chains, {accepted} accepted, {differ} with a documented difference");
    result.unwrap_or_else(|e| panic!("{e}"));
}

fn our_verdict(root: &[u8], cas: &[Vec<u8>], leaf: &[u8], now: i64) -> bool {
    let intermediates: Vec<CertificateRef<'_>> = cas
        .iter()
        .map(|d| CertificateRef::from_der(d).unwrap())
        .collect();
    let anchors = [Anchor::from_certificate(
        &CertificateRef::from_der(root).unwrap(),
    )];
    let mut settings = Settings::for_server(Time::from_unix(now), Identity::dns(HOST).unwrap());
    // As the command does.
    settings.enforce_anchor = true;
    let pool = Pool::new(&anchors).intermediates(&intermediates);
    // A certificate that is not read is refused.
    CertificateRef::from_der(leaf)
        .is_ok_and(|leaf| verify(&leaf, &pool, &settings, &RsaVerifier).is_ok())
}

pub(crate) fn openssl(place: &Path) -> bool {
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
    command
        .args(["-verify_hostname", HOST, "leaf.pem"])
        .current_dir(place);
    command
        .output()
        .expect("openssl is installed")
        .status
        .success()
}

pub(crate) fn gnutls(place: &Path) -> bool {
    let purpose = format!("--verify-purpose={}", oid_text(oid::KP_SERVER_AUTH));
    let mut command = Command::new("certtool");
    command.args([
        "--verify",
        "--load-ca-certificate",
        "root.pem",
        "--infile",
        "chain.pem",
        &purpose,
    ]);
    command.args(["--verify-hostname", HOST]).current_dir(place);
    command
        .output()
        .expect("certtool (gnutls-bin) is installed")
        .status
        .success()
}

fn oid_text(id: ObjectIdentifierRef<'_>) -> String {
    id.to_string()
}

/// A program that answers for one directory after the other.
pub(crate) struct Judge {
    name: &'static str,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Judge {
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{name} is installed: {e}"));
        let (input, output) = (
            child.stdin.take().unwrap(),
            BufReader::new(child.stdout.take().unwrap()),
        );
        Self {
            name,
            child,
            input,
            output,
        }
    }

    pub(crate) fn python() -> Self {
        let name = "Python's cryptography";
        Self::start(name, Command::new("python3").args(["-c", PYTHON]))
    }

    pub(crate) fn accepts(&mut self, place: &Path) -> bool {
        writeln!(self.input, "{}", place.display()).unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        match answer.trim_end() {
            "accepts" => true,
            "refuses" => false,
            other => panic!("{} answers {other:?}", self.name),
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
