//! Documents that break one rule of `certwright::lint` each, and documents beside them that break none, signed by keys of the seed.
//!
//! A rule's name, standard, severity and section are those of its row; the documents come as templates from `vectors/lint/make.py`.

use certwright::der::Reader;
use certwright::lint::{self, Party, Standard};
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng as _;
use serde::Deserialize;
use serde_json::json;

use super::{Group, Test, hex, key};
use crate::case::{Bytes, DocumentKind};

static PACKED: &[u8] = include_bytes!("lint.bin");

/// 2026-11-02T00:00:00Z, when the documents are in force.
const TIME: i64 = 1_793_577_600;

/// What `vectors/lint/make.py` writes.
#[derive(Deserialize)]
pub(super) struct Templates {
    keys: Keys<[Bytes; 2]>,
    serial: Bytes,
    suffixes: Vec<String>,
    pub(super) documents: Vec<Template>,
}

/// Of the authorities, and of who holds a certificate. In a template a modulus and an identifier; then a private key.
#[derive(Deserialize)]
struct Keys<T> {
    ca: T,
    leaf: T,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Holder {
    Ca,
    Leaf,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Root,
    Ca,
    Leaf,
}

/// A document without its signature.
#[derive(Deserialize)]
pub(super) struct Template {
    /// The rule, or for a document that breaks none what it is.
    pub(super) rule: String,
    pub(super) broken: bool,
    /// The rules that cannot be kept where this one is broken.
    also: Vec<String>,
    kind: DocumentKind,
    /// Which certificate of a chain it can be.
    role: Option<Role>,
    pub(super) der: Bytes,
    /// Whose signature stands where the template has zeros; `None` where the signature is the template's.
    signer: Option<Holder>,
    hash: Option<String>,
    /// The public key is part of what is wrong, and stays.
    fixed: bool,
    /// The rule compares it with its issuer's certificate.
    with_issuer: bool,
}

pub(super) fn templates() -> Templates {
    let text = miniz_oxide::inflate::decompress_to_vec_zlib(PACKED);
    match text.map(|text| serde_json::from_slice(&text)) {
        Ok(Ok(templates)) => templates,
        _ => unreachable!("the templates are part of the program"),
    }
}

/// What the templates lack.
struct Seeded<'t> {
    templates: &'t Templates,
    keys: Keys<PrivateKey>,
    serial: [u8; 16],
}

/// Replaces bytes by as many others.
fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let mut at = 0;
    while let Some(rest) = bytes.get_mut(at..at + old.len()) {
        if rest == old {
            rest.copy_from_slice(new);
        }
        at += 1;
    }
}

impl<'t> Seeded<'t> {
    fn new(templates: &'t Templates, rng: &mut ChaCha20Rng) -> Self {
        let keys = Keys {
            ca: key(rng, 65537),
            leaf: key(rng, 65537),
        };
        let mut serial = [0; 16];
        rng.fill_bytes(&mut serial);
        // Positive, and of as many bytes as the template's.
        serial[0] = serial[0] & 0x3f | 0x40;
        Self {
            templates,
            keys,
            serial,
        }
    }

    fn document(&self, template: &Template, rng: &mut ChaCha20Rng) -> Vec<u8> {
        let mut der = template.der.0.clone();
        let pairs = [
            (&self.templates.keys.ca, &self.keys.ca),
            (&self.templates.keys.leaf, &self.keys.leaf),
        ];
        for ([modulus, identifier], key) in pairs {
            let spki = key.public_key().to_spki_der();
            if !template.fixed {
                replace(&mut der, modulus, key.public_key().modulus_be());
            }
            let Ok(info) = SubjectPublicKeyInfo::from_der(&spki) else {
                unreachable!("it was just written");
            };
            let own = HashAlgorithm::Sha1.digest(info.key);
            replace(&mut der, identifier, own.as_bytes());
        }
        replace(&mut der, &self.templates.serial, &self.serial);
        let signer = match template.signer {
            None => return der,
            Some(Holder::Ca) => &self.keys.ca,
            Some(Holder::Leaf) => &self.keys.leaf,
        };
        let hash = match template.hash.as_deref() {
            Some("sha1") => HashAlgorithm::Sha1,
            Some("sha384") => HashAlgorithm::Sha384,
            _ => HashAlgorithm::Sha256,
        };
        let place = signature_place(&der);
        let signature = to_be_signed(&der)
            .and_then(|tbs| pkcs1v15::sign_prehash(signer, hash, &hash.digest(tbs), rng).ok());
        let (Some(place), Some(signature)) = (place, signature) else {
            unreachable!("a template has fields, and zeros for a signature");
        };
        der[place..place + 256].copy_from_slice(&signature);
        der
    }

    /// The document that keeps every rule.
    fn base(&self, name: &str, rng: &mut ChaCha20Rng) -> Vec<u8> {
        let mut documents = self.templates.documents.iter();
        match documents.find(|template| !template.broken && template.rule == name) {
            Some(template) => self.document(template, rng),
            None => unreachable!("the templates have a {name}"),
        }
    }
}

/// Where a template has zeros in place of a signature, after the zero that counts its unused bits.
fn signature_place(der: &[u8]) -> Option<usize> {
    Some(der.windows(257).position(|part| part == [0; 257])? + 1)
}

/// The first field of SIGNED{…}.
fn to_be_signed(der: &[u8]) -> Option<&[u8]> {
    let mut fields = Reader::new(der).sequence("SIGNED").ok()?;
    Some(fields.any("toBeSigned").ok()?.raw)
}

/// A fault, and where that is written, as a test has them.
fn rule(row: &'static lint::Rule, also: &[String]) -> (String, &'static str) {
    let mut what = format!("{}: {}", row.name, row.fault);
    if !also.is_empty() {
        what += &format!(" (which breaks {} as well)", also.join(", "));
    }
    (what, row.section)
}

/// The documents of one kind, judged by the rules; and what binds who validates, in a path.
pub(super) fn groups(kind: DocumentKind, rng: &mut ChaCha20Rng) -> Vec<Group> {
    let templates = templates();
    let seeded = Seeded::new(&templates, rng);
    let [root, ca, leaf, crl, root_crl] =
        ["root", "ca", "leaf", "crl", "root_crl"].map(|name| seeded.base(name, rng));
    let path = |intermediate: &[u8], target: &[u8], list: Option<&[u8]>| {
        json!({
            "target": hex(target), "anchors": [hex(&root)], "intermediates": [hex(intermediate)],
            "crls": list.map_or(Vec::new(), |list| vec![hex(list), hex(&root_crl)]),
            "time": TIME, "purpose": "server", "host": "www.example.org",
        })
    };
    let (mut tests, mut paths) = (Vec::new(), Vec::new());
    match kind {
        DocumentKind::Certificate => paths.push(Test::new(None, path(&ca, &leaf, None))),
        DocumentKind::Crl => paths.push(Test::new(None, path(&ca, &leaf, Some(&crl)))),
        _ => {}
    }
    for template in templates.documents.iter().filter(|t| t.kind == kind) {
        let document = seeded.document(template, rng);
        let row = lint::rules().find(|row| row.name == template.rule);
        let mut fields = json!({
            "kind": kind, "document": hex(&document), "severity": "notice", "rules": "baseline-requirements",
            "publicSuffixes": templates.suffixes,
        });
        if let Some(row) = row {
            fields["severity"] = row.severity.name().into();
            if row.standard == Standard::Pkix {
                fields["rules"] = "rfc5280".into();
            }
        }
        if template.with_issuer {
            fields["issuer"] = hex(&ca).into();
        }
        let Some(row) = row.filter(|_| template.broken) else {
            tests.push(Test::new(None, fields));
            continue;
        };
        let (what, section) = rule(row, &template.also);
        tests.push(Test::new(Some((&what, section)), fields));
        if row.party == Party::RelyingParty {
            let fields = match (kind, template.role) {
                (DocumentKind::Crl, _) => path(&ca, &leaf, Some(&document)),
                (_, Some(Role::Leaf)) => path(&ca, &document, None),
                (_, Some(Role::Ca)) => path(&document, &leaf, None),
                // RFC 5280 §6.1.1 (d): of an anchor a name and a key are enough. Requests are in no path.
                _ => continue,
            };
            paths.push(Test::new(Some((&what, section)), fields));
        }
    }
    let mut groups = vec![Group {
        shared: json!({ "type": "X509Lint" }),
        tests,
    }];
    if !paths.is_empty() {
        groups.push(Group {
            shared: json!({ "type": "X509Path" }),
            tests: paths,
        });
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Case, Certwright, Implementation as _, Request, Severity, make, read};

    /// Rules on what a path makes of a certificate, which no document breaks by itself.
    const BY_PATH: [&str; 2] = ["basic_constraints_missing_in_trust_anchor", "br_leaf_is_ca"];

    fn cases() -> Vec<Case> {
        let mut all = Vec::new();
        for kind in [make::Kind::Certificate, make::Kind::Csr, make::Kind::Crl] {
            for (_, contents) in make::files(kind, 3) {
                let input = Box::new(std::io::Cursor::new(contents));
                let cases =
                    read::cases(read::Format::Wycheproof, input, std::path::Path::new("")).unwrap();
                all.extend(cases.map(Result::unwrap));
            }
        }
        all
    }

    /// The rules that a document breaks, by certwright.
    fn broken(request: &Request) -> Vec<String> {
        let Request::Lint(request) = request else {
            panic!("{request:?}");
        };
        let mut request = request.clone();
        request.rules = crate::RuleSet::BaselineRequirements;
        request.severity = Severity::Notice;
        match Certwright::default().lint(&request) {
            Answer::Accepted => Vec::new(),
            Answer::Refused { reason } => {
                let names = reason.split("; ").filter_map(|part| part.split_once(": "));
                names.map(|(name, _)| name.to_string()).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_rule_of_the_table_is_broken_alone_with_its_own_section() {
        let (cases, templates) = (cases(), templates());
        for row in lint::rules() {
            let begins = format!("{}: {}", row.name, row.fault);
            let of_row: Vec<&Case> = cases
                .iter()
                .filter(|case| {
                    case.comment.starts_with(&begins) && matches!(case.request, Request::Lint(_))
                })
                .collect();
            if BY_PATH.contains(&row.name) {
                assert!(of_row.is_empty(), "{}", row.name);
                continue;
            }
            let [case] = of_row[..] else {
                panic!(
                    "{}: {} cases; vectors/lint/make.py has none?",
                    row.name,
                    of_row.len()
                );
            };
            assert!(
                case.comment.ends_with(&format!("[{}]", row.section)),
                "{}",
                case.comment
            );
            let template = templates
                .documents
                .iter()
                .find(|t| t.broken && t.rule == row.name);
            let mut expected = template.unwrap().also.clone();
            expected.push(row.name.into());
            let mut found = broken(&case.request);
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{}", row.name);
        }
    }

    #[test]
    fn what_binds_who_validates_is_broken_in_a_path_as_well() {
        let cases = cases();
        for row in lint::rules().filter(|row| row.party == Party::RelyingParty) {
            let begins = format!("{}: ", row.name);
            let found = cases.iter().any(|case| {
                case.comment.starts_with(&begins) && matches!(case.request, Request::Path(_))
            });
            assert!(found || row.name == "br_leaf_is_ca", "{}", row.name);
        }
    }

    /// `vectors/lint` has the same documents, with signatures: `make.py` writes both.
    #[test]
    fn the_templates_are_those_of_the_vectors() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors/lint/");
        for template in templates().documents {
            let name = match (
                template.broken,
                ["root", "ca", "leaf", "crl"].contains(&&template.rule[..]),
            ) {
                (true, _) => format!("{}.fail.pem", template.rule),
                (false, true) => format!("{}.pem", template.rule),
                (false, false) if ["root_crl", "request"].contains(&&template.rule[..]) => continue,
                (false, false) => format!("{}.pass.pem", template.rule),
            };
            let pem = std::fs::read(format!("{folder}{name}")).unwrap();
            let block = certwright::pem::blocks(&pem).last().unwrap().unwrap();
            let mut der = block.contents.to_vec();
            if template.signer.is_some() {
                let zeros = signature_place(&template.der).unwrap();
                der[zeros..zeros + 256].fill(0);
            }
            assert!(der == template.der.0, "{name}: run vectors/lint/make.py");
        }
    }
}
