//! Inputs made from a seed, each with one rule broken and the section that has it, or none: the verdict is known by construction.
//!
//! They come in the schemas of Project Wycheproof, which [`read`](crate::read) reads; what those have no type of group for has one of this
//! package's: `RsaKeyCheck`, `X509Parse`, `X509Lint`, `X509Path`.

mod chain;
mod clauses;
mod der;
mod encryption;
mod key;
mod lint;
mod names;
mod prime;
mod signature;
mod template;

use std::collections::BTreeMap;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Value, json};

use crate::case::{Bytes, DocumentKind};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Signatures of RSASSA-PKCS1-v1_5 and RSASSA-PSS with each malformation of the encoded message, and messages to sign, some of them with a key that
    /// has one wrong number.
    Signature,
    /// Ciphertexts of RSAES-OAEP (Manger's classes).
    Oaep,
    /// Ciphertexts of RSAES-PKCS1-v1_5 (Bleichenbacher's classes).
    Pkcs1,
    /// Private and public keys with one wrong number.
    Key,
    /// Certificates and keys with every non-minimal form of every field.
    Der,
    /// Certificates that break one rule of `certwright::lint` each, and paths with one wrong field.
    Certificate,
    /// Requests that break one rule of `certwright::lint` each, and every non-minimal form of their fields.
    Csr,
    /// CRLs that break one rule of `certwright::lint` each, and paths whose revocation breaks one clause of RFC 5280 §6.3.
    Crl,
    /// Chains that break one clause of RFC 5280 §6.1, or two.
    Chain,
    /// Composites that pass tests with fixed bases.
    Prime,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Signature,
        Self::Oaep,
        Self::Pkcs1,
        Self::Key,
        Self::Der,
        Self::Certificate,
        Self::Csr,
        Self::Crl,
        Self::Chain,
        Self::Prime,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Oaep => "oaep",
            Self::Pkcs1 => "pkcs1",
            Self::Key => "key",
            Self::Der => "der",
            Self::Certificate => "certificate",
            Self::Csr => "csr",
            Self::Crl => "crl",
            Self::Chain => "chain",
            Self::Prime => "prime",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The files of a kind: names and contents. The same seed makes the same bytes.
pub fn files(kind: Kind, seed: u64) -> Vec<(String, Vec<u8>)> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let groups = match kind {
        Kind::Signature => signature::groups(&mut rng),
        Kind::Oaep => encryption::oaep(&mut rng),
        Kind::Pkcs1 => encryption::pkcs1(&mut rng),
        Kind::Key => key::groups(&mut rng),
        Kind::Der => der::groups(&mut rng),
        Kind::Certificate => ruled(DocumentKind::Certificate, chain::certificates, &mut rng),
        Kind::Csr => ruled(DocumentKind::Request, der::requests, &mut rng),
        Kind::Crl => ruled(DocumentKind::Crl, chain::crls, &mut rng),
        Kind::Chain => chain::chains(&mut rng),
        Kind::Prime => prime::groups(&mut rng),
    };
    // One of Wycheproof's schemas has one scheme of signatures, and making them is another's.
    let ending = |group: &Group| match group.shared["type"].as_str() {
        Some("RsassaPssVerify") => "-pss",
        Some("RsassaPkcs1Generate") => "-generate",
        _ => "",
    };
    let mut files: BTreeMap<&str, Vec<Group>> = BTreeMap::new();
    for group in groups {
        files.entry(ending(&group)).or_default().push(group);
    }
    files
        .into_iter()
        .map(|(ending, groups)| {
            let file = document(kind, seed, groups);
            (
                format!("{}{ending}.json", kind.name()),
                format!("{file:#}\n").into_bytes(),
            )
        })
        .collect()
}

/// The schema of a type of group, and the algorithm that its files name.
fn schema(group: &str) -> (&'static str, &'static str) {
    match group {
        "RsassaPkcs1Verify" => ("rsassa_pkcs1_verify_schema_v1.json", "RSASSA-PKCS1-v1_5"),
        "RsassaPssVerify" => ("rsassa_pss_verify_schema_v1.json", "RSASSA-PSS"),
        "RsassaPkcs1Generate" => ("rsassa_pkcs1_generate_schema_v1.json", "RSASSA-PKCS1-v1_5"),
        "RsaesPkcs1Decrypt" => ("rsaes_pkcs1_decrypt_schema_v1.json", "RSAES-PKCS1-v1_5"),
        "RsaesOaepDecrypt" => ("rsaes_oaep_decrypt_schema_v1.json", "RSAES-OAEP"),
        "PrimalityTest" => ("primality_test_schema_v1.json", "PrimalityTest"),
        "RsaKeyCheck" => ("certwright_rsa_key_check_v1.json", "RSA"),
        _ => ("certwright_x509_v1.json", "X.509"),
    }
}

/// What taking an input of this kind means, in Wycheproof's words.
fn bug_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Signature | Kind::Chain | Kind::Crl => "AUTH_BYPASS",
        Kind::Oaep | Kind::Pkcs1 => "CONFIDENTIALITY",
        Kind::Key | Kind::Prime => "WEAK_PARAMS",
        Kind::Der => "BER_ENCODING",
        Kind::Certificate | Kind::Csr => "MODIFIED_PARAMETER",
    }
}

/// A file: its index of rules is `notes`, whose keys are the tests' flags.
fn document(kind: Kind, seed: u64, groups: Vec<Group>) -> Value {
    let first = groups
        .first()
        .and_then(|group| group.shared["type"].as_str());
    let (schema, algorithm) = schema(first.unwrap_or_default());
    let mut notes = serde_json::Map::new();
    for test in groups.iter().flat_map(|group| &group.tests) {
        if !test.section.is_empty() {
            let note = json!({
                "bugType": bug_type(kind),
                "description": format!("A rule of {}; each test's comment names it.", test.section),
            });
            notes.insert(test.section.into(), note);
        }
    }
    let mut count = 0;
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|group| group.json(&mut count))
        .collect();
    json!({
        "algorithm": algorithm,
        "schema": schema,
        "header": [
            format!("Made by certwright vectors make {} -seed {seed}.", kind.name()),
            "Each invalid test breaks the rule in its comment; the flag is the section that has it.",
        ],
        "notes": notes,
        "numberOfTests": count,
        "testGroups": groups,
    })
}

/// What `made` makes, and the rules on documents of a kind.
fn ruled(
    kind: DocumentKind,
    made: fn(&mut ChaCha20Rng) -> Vec<Group>,
    rng: &mut ChaCha20Rng,
) -> Vec<Group> {
    let mut groups = made(rng);
    groups.extend(lint::groups(kind, rng));
    groups
}

/// A group of tests under one key.
struct Group {
    /// What all its tests share, `type` included.
    shared: Value,
    tests: Vec<Test>,
}

/// A test: the fields of its type of group, the rule that it breaks, and where that is written.
struct Test {
    valid: bool,
    comment: String,
    section: &'static str,
    fields: Value,
}

impl Test {
    fn new(rule: Option<(&str, &'static str)>, fields: Value) -> Self {
        let (comment, section) = rule.unwrap_or(("valid", ""));
        Self {
            valid: rule.is_none(),
            comment: comment.into(),
            section,
            fields,
        }
    }
}

impl Test {
    /// A valid test, and the clause that makes it so.
    fn valid(what: &str, section: &'static str, fields: Value) -> Self {
        Self {
            valid: true,
            comment: what.into(),
            section,
            fields,
        }
    }
}

impl Group {
    fn json(self, count: &mut u64) -> Value {
        let tests: Vec<Value> = self
            .tests
            .into_iter()
            .map(|test| {
                *count += 1;
                let mut value = test.fields;
                value["tcId"] = (*count).into();
                value["comment"] = test.comment.into();
                value["flags"] = match test.section {
                    "" => json!([]),
                    section => json!([section]),
                };
                value["result"] = if test.valid { "valid" } else { "invalid" }.into();
                value
            })
            .collect();
        let mut group = self.shared;
        group["source"] = json!({ "name": "certwright", "version": env!("CARGO_PKG_VERSION") });
        group["tests"] = tests.into();
        group
    }
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    Bytes::from(bytes.as_ref()).to_string()
}

/// A key of 2048 bits with this public exponent.
fn key(rng: &mut ChaCha20Rng, e: u64) -> certwright::rsa::PrivateKey {
    match certwright::rsa::PrivateKey::generate_with(rng, 2048, e, &mut |_| {}) {
        Ok(key) => key,
        Err(e) => unreachable!("ChaCha20 does not fail: {e}"),
    }
}

/// em^d mod n, as only the owner of the key can compute it.
fn raise(key: &certwright::rsa::PrivateKey, em: &[u8], rng: &mut ChaCha20Rng) -> Vec<u8> {
    let mut out = vec![0; key.size()];
    match certwright::rsa::hazmat::rsadp(key, em, rng, &mut out) {
        Ok(()) => out,
        Err(e) => unreachable!("an encoded message is below the modulus: {e}"),
    }
}
