//! 5,000 cases whose verdict is known by construction, in the manner of BetterTLS: path building through expired, misused and
//! cross-signed CAs, and name constraints over every form in every position.
//!
//! A case of the first kind is a graph of CAs (a name and a key each) whose arcs are certificates, good for every path or for
//! none: the target is valid exactly when an anchor is reached over good ones. A case of the second kind is a chain whose CAs
//! permit and exclude one of two disjoint trees for each form: a name is allowed exactly when every CA above permits its tree
//! or none, and none excludes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use certwright::der::{Writer, context_tag, oid};
use certwright::path::{Anchor, Identity, Pool, Settings, verify};
use certwright::pem;
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright::x509::{
    CertificateRef, ExtensionBuf, NameBuf, NameBuilder, RsaSigner, Signer as _, Time,
};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::differential::{HOST, Judge, gnutls, openssl};
use crate::toy::*;

/// How many of each kind.
const EACH: u64 = 2500;

struct Case {
    anchors: Vec<Cert>,
    intermediates: Vec<Cert>,
    leaf: Cert,
    valid: bool,
    /// What it is made of, for the table of differences.
    traits: BTreeSet<&'static str>,
}

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, n: u64) -> usize {
        (self.0.next_u64() % n) as usize
    }

    fn percent(&mut self, n: u64) -> bool {
        self.0.next_u64() % 100 < n
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64)]
    }
}

fn cases() -> impl Iterator<Item = Case> {
    (0..2 * EACH).map(|i| {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(i));
        if i % 2 == 0 {
            graph(&mut dice)
        } else {
            constrained(&mut dice)
        }
    })
}

fn identified(cert: Cert) -> Cert {
    let (key, signer) = (cert.key.clone(), cert.signer.clone());
    let cert = cert.with(subject_key(key.as_bytes()));
    match key == signer {
        true => cert,
        false => cert.with(authority_key(signer.as_bytes())),
    }
}

fn server(subject: &str, issuer: &str) -> Cert {
    identified(
        Cert::new(subject, issuer)
            .with(basic_constraints(false, None))
            .with(key_usage(0xa0))
            .with(ext_key_usage(&[oid::KP_SERVER_AUTH]))
            .with(alt_names(&[HOST])),
    )
}

fn authority(subject: &str, issuer: &str) -> Cert {
    identified(Cert::ca(subject, issuer).with(key_usage(0x06)))
}

/// What makes a CA's certificate unusable on every path to a server.
const FLAWS: &[&str] = &[
    "expired",
    "not-yet-valid",
    "not-a-ca",
    "no-cert-sign",
    "other-purpose",
    "other-key",
    "excludes-the-host",
    "path-length",
];

fn flawed(cert: Cert, flaw: &str) -> Cert {
    match flaw {
        "expired" => Cert {
            not_after: cert.not_after - 3 * DAY,
            not_before: cert.not_before - 3 * DAY,
            ..cert
        },
        "not-yet-valid" => Cert {
            not_after: cert.not_after + 3 * DAY,
            not_before: cert.not_before + 3 * DAY,
            ..cert
        },
        "not-a-ca" => cert.with(basic_constraints(false, None)),
        "no-cert-sign" => cert.with(key_usage(0x82)),
        "other-purpose" => cert.with(ext_key_usage(&[oid::KP_CLIENT_AUTH])),
        "other-key" => {
            let signer = cert.signer.clone();
            identified(cert.keys("impostor", &signer))
        }
        "excludes-the-host" => cert.with(dns_constraints(&[], &["example.com"])),
        "path-length" => cert.with(basic_constraints(true, Some(0))),
        _ => unreachable!("{flaw}"),
    }
}

/// CAs in levels; each certified by some of the level above, some beside, in ways good and bad.
fn graph(dice: &mut Dice) -> Case {
    let levels: Vec<Vec<String>> = (0..2 + dice.below(3))
        .map(|level| {
            (0..1 + dice.below(2))
                .map(|i| format!("L{level}E{i}"))
                .collect()
        })
        .collect();
    let top = levels.len() - 1;
    let (mut anchors, mut intermediates) = (Vec::new(), Vec::new());
    let mut traits = BTreeSet::from(["graph"]);
    // Who is reached from whom over good certificates.
    let mut good: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    for (level, entities) in levels.iter().enumerate() {
        for subject in entities {
            let mut issuers: Vec<&String> = Vec::new();
            if level < top {
                let above = &levels[level + 1];
                issuers
                    .extend((0..1 + dice.below(3)).map(|_| &above[dice.below(above.len() as u64)]));
            }
            if dice.percent(25) {
                issuers.extend(entities.iter().filter(|other| *other != subject));
            }
            for issuer in issuers {
                let cert = authority(subject, issuer);
                if dice.percent(45) {
                    // A path length of 0 allows no CA below, and there is none below the lowest.
                    let flaws = &FLAWS[..FLAWS.len() - usize::from(level == 0)];
                    let flaw = dice.pick(flaws);
                    traits.insert(flaw);
                    intermediates.push(flawed(cert, flaw));
                } else {
                    good.entry(subject).or_default().push(issuer);
                    intermediates.push(cert);
                }
            }
            if level == top {
                let own = authority(subject, subject);
                match dice.below(10) {
                    0..6 => {
                        reached.insert(subject);
                        anchors.push(own);
                    }
                    6..8 => {
                        traits.insert("expired-root");
                        anchors.push(flawed(own, "expired"));
                    }
                    _ => intermediates.push(own),
                }
            }
        }
    }
    if anchors.is_empty() {
        anchors.push(authority("Nobody", "Nobody"));
    }
    let mut leaf = server("leaf", &levels[0][0]);
    let leaf_is_good = !dice.percent(15);
    if !leaf_is_good {
        leaf = match dice.below(3) {
            0 => flawed(leaf, "expired"),
            1 => leaf.with(ext_key_usage(&[oid::KP_CLIENT_AUTH])),
            _ => leaf.with(alt_names(&["other.example.com"])),
        };
    }
    // From the leaf's issuer upward.
    let (mut seen, mut next) = (BTreeSet::new(), vec![levels[0][0].as_str()]);
    while let Some(entity) = next.pop() {
        if seen.insert(entity) {
            next.extend(good.get(entity).into_iter().flatten());
        }
    }
    let valid = leaf_is_good && !seen.is_disjoint(&reached);
    let shift = dice.below(intermediates.len() as u64 + 1);
    if !intermediates.is_empty() {
        let len = intermediates.len();
        intermediates.rotate_left(shift % len);
    }
    for (i, cert) in anchors.iter_mut().chain(&mut intermediates).enumerate() {
        cert.serial = 2 + i as u8;
    }
    Case {
        anchors,
        intermediates,
        leaf,
        valid,
        traits,
    }
}

/// One of two disjoint trees of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tree {
    Ours,
    Theirs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Dns,
    Ip,
    Email,
    Directory,
}

const FORMS: [Form; 4] = [Form::Dns, Form::Ip, Form::Email, Form::Directory];

impl Form {
    fn label(self) -> &'static str {
        match self {
            Self::Dns => "constrains-dns",
            Self::Ip => "constrains-ip",
            Self::Email => "constrains-email",
            Self::Directory => "constrains-directory",
        }
    }

    /// A name within the tree.
    fn name(self, w: &mut Writer, tree: Tree) {
        let ours = tree == Tree::Ours;
        match self {
            Self::Dns => {
                let name = if ours { HOST } else { "host.example.org" };
                w.tlv(context_tag(2, false), name.as_bytes());
            }
            Self::Ip => {
                let address = if ours { [10, 1, 2, 3] } else { [192, 0, 2, 1] };
                w.tlv(context_tag(7, false), &address);
            }
            Self::Email => {
                let name = if ours {
                    "a@example.com"
                } else {
                    "a@example.org"
                };
                w.tlv(context_tag(1, false), name.as_bytes());
            }
            Self::Directory => w.context(4, |w| w.raw(directory(tree, Some("x")).as_der())),
        }
    }

    /// The tree's base.
    fn base(self, w: &mut Writer, tree: Tree) {
        let ours = tree == Tree::Ours;
        match self {
            Self::Dns | Self::Email => {
                let name = if ours { "example.com" } else { "example.org" };
                let tag = if self == Self::Dns { 2 } else { 1 };
                w.tlv(context_tag(tag, false), name.as_bytes());
            }
            Self::Ip => {
                let base = if ours {
                    [10, 0, 0, 0, 255, 0, 0, 0]
                } else {
                    [192, 0, 2, 0, 255, 255, 255, 0]
                };
                w.tlv(context_tag(7, false), &base);
            }
            Self::Directory => w.context(4, |w| w.raw(directory(tree, None).as_der())),
        }
    }
}

fn directory(tree: Tree, common_name: Option<&str>) -> NameBuf {
    let organization = if tree == Tree::Ours { "Ours" } else { "Theirs" };
    let name = NameBuilder::new().attribute(oid::ORGANIZATION_NAME, organization);
    match common_name {
        Some(common_name) => name.attribute(oid::COMMON_NAME, common_name).build(),
        None => name.build(),
    }
}

type Subtrees = Vec<(Form, Tree)>;

fn constraints(permitted: &Subtrees, excluded: &Subtrees) -> ExtensionBuf {
    let mut w = Writer::new();
    w.sequence(|w| {
        for (number, list) in [(0, permitted), (1, excluded)] {
            if !list.is_empty() {
                w.context(number, |w| {
                    for &(form, tree) in list {
                        w.sequence(|w| form.base(w, tree));
                    }
                });
            }
        }
    });
    ExtensionBuf {
        oid: oid::NAME_CONSTRAINTS.to_owned(),
        critical: true,
        value: w.into_vec(),
    }
}

/// A root, two CAs and a leaf, under constraints.
fn constrained(dice: &mut Dice) -> Case {
    let mut traits = BTreeSet::from(["constraints"]);
    let random_tree = |dice: &mut Dice| {
        if dice.percent(75) {
            Tree::Ours
        } else {
            Tree::Theirs
        }
    };
    let names = ["Root", "CA1", "CA2"];
    // The names of each certificate, by the depth from the root.
    let mut own: Vec<Subtrees> = vec![vec![(Form::Directory, Tree::Ours)]; 3];
    let mut cas: Vec<Cert> = Vec::new();
    let mut rules: Vec<(Subtrees, Subtrees)> = Vec::new();
    for (i, &name) in names.iter().enumerate() {
        let issuer = names[i.saturating_sub(1)];
        let mut ca = authority(name, issuer);
        (ca.subject, ca.issuer) = (
            directory(Tree::Ours, Some(name)),
            directory(Tree::Ours, Some(issuer)),
        );
        let (mut permitted, mut excluded) = (Vec::new(), Vec::new());
        for form in FORMS {
            if dice.percent(25) {
                permitted.push((form, random_tree(dice)));
                traits.insert(form.label());
            }
            if dice.percent(12) {
                let tree = if dice.percent(75) {
                    Tree::Theirs
                } else {
                    Tree::Ours
                };
                excluded.push((form, tree));
                traits.insert(form.label());
            }
        }
        if !permitted.is_empty() || !excluded.is_empty() {
            ca = ca.with(constraints(&permitted, &excluded));
        }
        rules.push((permitted, excluded));
        cas.push(ca);
    }
    let mut leaf = server("leaf", "CA2");
    let mut alternatives = vec![(Form::Dns, Tree::Ours)];
    for (form, chance) in [
        (Form::Dns, 10),
        (Form::Ip, 50),
        (Form::Email, 50),
        (Form::Directory, 20),
    ] {
        if dice.percent(chance) {
            let tree = match form {
                Form::Dns => Tree::Theirs,
                _ => random_tree(dice),
            };
            alternatives.push((form, tree));
        }
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        alternatives
            .iter()
            .for_each(|&(form, tree)| form.name(w, tree))
    });
    leaf = leaf.with(ExtensionBuf {
        oid: oid::SUBJECT_ALT_NAME.to_owned(),
        critical: false,
        value: w.into_vec(),
    });
    let subject = random_tree(dice);
    leaf.subject = directory(subject, Some("leaf"));
    leaf.issuer = directory(Tree::Ours, Some("CA2"));
    alternatives.push((Form::Directory, subject));
    own.push(alternatives);
    let valid = rules
        .iter()
        .enumerate()
        .all(|(depth, (permitted, excluded))| {
            own[depth + 1..].iter().flatten().all(|name| {
                let of_form = permitted.iter().any(|(form, _)| *form == name.0);
                (!of_form || permitted.contains(name)) && !excluded.contains(name)
            })
        });
    for (i, cert) in cas.iter_mut().enumerate() {
        cert.serial = 2 + i as u8;
    }
    let intermediates = cas.split_off(1);
    Case {
        anchors: cas,
        intermediates,
        leaf,
        valid,
        traits,
    }
}

#[test]
fn every_generated_case_has_the_verdict_that_it_was_made_for() {
    let mut settings = Settings::for_server(Time::from_unix(NOW), Identity::dns(HOST).unwrap());
    settings.enforce_anchor = true;
    let mut accepted = [0u64; 2];
    for (i, case) in cases().enumerate() {
        let found = check(&case.anchors, &case.intermediates, &case.leaf, &settings);
        assert_eq!(
            found.is_ok(),
            case.valid,
            "case {i} {:?}: {:?}",
            case.traits,
            found.err().map(|e| e.to_string())
        );
        accepted[i % 2] += u64::from(case.valid);
    }
    // Neither verdict is rare.
    for accepted in accepted {
        assert!((EACH / 5..EACH * 4 / 5).contains(&accepted), "{accepted}");
    }
}

/// What an implementation is known to do otherwise: who, with what trait, and whether it accepts. `docs/path-differences.md` has the
/// reasons.
const KNOWN: &[(&str, &str, bool)] = &[
    ("openssl", "graph", false),
    ("gnutls", "graph", false),
    ("gnutls", "constrains-directory", false),
    ("gnutls", "constrains-directory", true),
    ("cryptography", "constrains-directory", false),
    ("cryptography", "constrains-directory", true),
    ("go", "constrains-directory", false),
];

/// All cases with RSA keys before everybody: a difference must be one of [`KNOWN`].
#[test]
#[ignore = "needs openssl, certtool, Python's cryptography and Go, and some minutes"]
fn other_implementations_differ_from_the_construction_only_where_it_is_known() {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs() as i64;
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path();
    let mut rng = ChaCha8Rng::from_seed([9; 32]);
    let mut keys: BTreeMap<String, PrivateKey> = BTreeMap::new();
    let mut python = Judge::python();
    let mut go = go(place);
    let mut differences: BTreeMap<(&str, bool, String), u32> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (i, mut case) in cases().enumerate() {
        let all = case
            .anchors
            .iter_mut()
            .chain(&mut case.intermediates)
            .chain([&mut case.leaf]);
        for cert in all {
            cert.not_before += now - NOW;
            cert.not_after += now - NOW;
            for key in [&cert.key, &cert.signer] {
                if !keys.contains_key(key) {
                    keys.insert(key.clone(), PrivateKey::generate(&mut rng, 2048).unwrap());
                }
            }
        }
        let sign = |cert: &Cert| {
            let signer = |name: &str| RsaSigner::pkcs1v15(&keys[name], HashAlgorithm::Sha256);
            cert.signed(signer(&cert.key).public_key(), &signer(&cert.signer))
        };
        let anchors: Vec<_> = case.anchors.iter().map(sign).collect();
        let intermediates: Vec<_> = case.intermediates.iter().map(sign).collect();
        let leaf = sign(&case.leaf);
        let write = |name: &str, ders: &[&[u8]]| {
            let text: String = ders
                .iter()
                .map(|der| pem::encode(pem::label::CERTIFICATE, der))
                .collect();
            fs::write(place.join(name), text).unwrap();
        };
        write("root.pem", &borrowed(&anchors));
        write("cas.pem", &borrowed(&intermediates));
        write("leaf.pem", &[&leaf]);
        let mut chain = vec![leaf.as_slice()];
        chain.extend(borrowed(&intermediates));
        write("chain.pem", &chain);
        assert_eq!(
            ours(&anchors, &intermediates, &leaf, now),
            case.valid,
            "case {i}"
        );
        for (who, accepts) in [
            ("openssl", openssl(place)),
            ("gnutls", gnutls(place)),
            ("cryptography", python.accepts(place)),
            ("go", go.accepts(place)),
        ] {
            if accepts != case.valid {
                let known = KNOWN.iter().any(|&(name, label, theirs)| {
                    name == who && theirs == accepts && case.traits.contains(label)
                });
                let traits: Vec<_> = case.traits.iter().copied().collect();
                let kind = traits.join("+");
                *differences.entry((who, accepts, kind.clone())).or_default() += 1;
                if !known {
                    unknown.push(format!("case {i}: {who} {accepts} {kind}"));
                }
            }
        }
    }
    for ((who, accepts, kind), count) in &differences {
        println!(
            "{who} {} {count} {kind}",
            if *accepts { "accepts" } else { "refuses" }
        );
    }
    assert!(
        unknown.is_empty(),
        "{} unknown, the first: {:?}",
        unknown.len(),
        &unknown[..unknown.len().min(10)]
    );
}

fn borrowed(ders: &[Vec<u8>]) -> Vec<&[u8]> {
    ders.iter().map(Vec::as_slice).collect()
}

fn ours(anchors: &[Vec<u8>], intermediates: &[Vec<u8>], leaf: &[u8], now: i64) -> bool {
    let read = |der: &'_ Vec<u8>| Anchor::from_certificate(&CertificateRef::from_der(der).unwrap());
    let anchors: Vec<Anchor> = anchors.iter().map(read).collect();
    let intermediates: Vec<_> = intermediates
        .iter()
        .map(|der| CertificateRef::from_der(der).unwrap())
        .collect();
    let mut settings = Settings::for_server(Time::from_unix(now), Identity::dns(HOST).unwrap());
    settings.enforce_anchor = true;
    let pool = Pool::new(&anchors).intermediates(&intermediates);
    let leaf = CertificateRef::from_der(leaf).unwrap();
    verify(&leaf, &pool, &settings, &certwright::x509::RsaVerifier).is_ok()
}

/// Go's crypto/x509, by a program that is built in `place`.
fn go(place: &Path) -> Judge {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/path/verify.go");
    let program = place.join("verify-go");
    let built = Command::new("go")
        .args(["build", "-o"])
        .args([&program, &source])
        .env("GOCACHE", place.join("go-cache"))
        .env("GOPATH", place.join("go-path"))
        .env("GOFLAGS", "-mod=mod")
        .env("GO111MODULE", "off")
        .status();
    assert!(
        built.is_ok_and(|s| s.success()),
        "go (golang-go) is installed"
    );
    Judge::start("verify.go", &mut Command::new(program))
}
