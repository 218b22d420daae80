//! Inputs made from a seed, each with one rule broken and the section that has it, or none: the verdict is known by construction.
//!
//! They come in Project Wycheproof's schema, which [`read`](crate::read) reads; what that has no type of group for has one of this
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

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Value, json};

use crate::case::{Bytes, DocumentKind};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Signatures of RSASSA-PKCS1-v1_5 and RSASSA-PSS with each malformation of the encoded message.
    Signature,
    /// Ciphertexts of RSAES-OAEP (Manger's classes).
    Oaep,
    /// Ciphertexts of RSAES-PKCS1-v1_5 (Bleichenbacher's classes).
    Pkcs1,
    /// Private keys with one wrong number.
    Key,
    /// Certificates with every non-minimal form of every field.
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
    let mut count = 0;
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|group| group.json(&mut count))
        .collect();
    let file = json!({
        "algorithm": "RSA",
        "generatorVersion": concat!("certwright ", env!("CARGO_PKG_VERSION")),
        "seed": seed,
        "numberOfTests": count,
        "testGroups": groups,
    });
    vec![(
        format!("{}.json", kind.name()),
        format!("{file:#}\n").into_bytes(),
    )]
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
