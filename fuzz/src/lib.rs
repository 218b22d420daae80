//! What the fuzz targets assert, as functions of bytes: for cargo-fuzz (`fuzz_targets`) and for the loop on a stable compiler (`src/bin/loop.rs`).

#[path = "../../tests/x509/model.rs"]
#[allow(dead_code)]
mod model;
#[path = "../../tests/ocsp/model.rs"]
mod ocsp_model;

mod cluster;
mod commands;
mod kernels;
mod program;
mod readers;
pub mod requests;
mod seeds;
mod tls;

pub use seeds::tidy;

use certwright::path::RootStore;
use certwright::pem;
use certwright::pkcs::pkcs12::{Limits, Pkcs12};
use certwright::pkcs::{pkcs7, pkcs8, spki};
use certwright::rsa::{PrivateKey, PublicKey};
use certwright::x509::extension::{BasicConstraints, ExtensionValue, KNOWN, KeyUsage, Known};
use certwright::x509::ocsp::{RequestRef as OcspRequest, ResponseRef as OcspResponse};
use certwright::x509::{CertificateListRef, CertificateRef, RequestRef};
use certwright_oracle::{Bytes, make};

/// A target: its name, what it asserts, and what begins its corpus.
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// What must hold of any bytes.
    pub assert: fn(&[u8]),
    /// What begins its corpus.
    pub seeds: Seeds,
}

/// What inputs are made from.
pub enum Seeds {
    /// The documents, keys and numbers of a kind of `vectors make`.
    Made(&'static str),
    /// The same, and files as the program writes them, by what their names begin or end with.
    Files(&'static str, &'static [&'static str]),
    /// Every command of the program with the files that suit it.
    Program,
    /// Texts, of which `vectors make` makes none.
    Texts(&'static [&'static str]),
    /// Inputs that are not all text, likewise.
    Inputs(&'static [&'static [u8]]),
    /// Nothing: `arbitrary` makes an input's structure of any bytes.
    Bytes,
}

impl Seeds {
    /// The inputs, in the same order each time.
    pub fn inputs(&self) -> Vec<Vec<u8>> {
        match self {
            Self::Made(kind) => made(kind),
            Self::Files(kind, names) => [seeds::files(names), made(kind)].concat(),
            Self::Program => program::seeds(),
            Self::Texts(texts) => texts.iter().map(|text| text.as_bytes().to_vec()).collect(),
            Self::Inputs(inputs) => inputs.iter().map(|input| input.to_vec()).collect(),
            Self::Bytes => vec![Vec::new()],
        }
    }
}

/// The documents, keys and numbers of a kind of `vectors make`.
fn made(kind: &str) -> Vec<Vec<u8>> {
    let kind = make::Kind::named(kind).expect("a kind of `vectors make`");
    let mut inputs = Vec::new();
    for (_, contents) in make::files(kind, 1) {
        let text = String::from_utf8(contents).expect("JSON");
        inputs.extend(
            text.split('"')
                .filter(|part| part.len() > 8)
                .filter_map(Bytes::from_hex)
                .map(|bytes| bytes.0),
        );
    }
    inputs
}

const fn target(name: &'static str, assert: fn(&[u8]), seeds: Seeds) -> Target {
    Target {
        name,
        assert,
        seeds,
    }
}

/// Runs a target by its name.
pub fn run(name: &str, input: &[u8]) {
    let found = TARGETS.iter().find(|target| target.name == name);
    (found.expect("a target of this name").assert)(input);
}

/// Every target.
pub const TARGETS: &[Target] = &[
    target("certificate", certificate, Seeds::Made("der")),
    target("request", request, Seeds::Made("csr")),
    target("crl", crl, Seeds::Made("crl")),
    target("extensions", extensions, Seeds::Made("certificate")),
    target("ocsp", ocsp, Seeds::Files("csr", &["ocsp"])),
    target("pem", text, Seeds::Files("csr", &[".pem"])),
    target(
        "pkcs7",
        messages,
        Seeds::Files("csr", &["pkcs7.der", "cms", "token"]),
    ),
    target("pkcs12", pkcs12, Seeds::Files("key", &["pkcs12"])),
    target(
        "keys",
        keys,
        Seeds::Files("key", &["key", "public", "jwk", "openssh", "block.ENC"]),
    ),
    target("kernels", kernels::kernels, Seeds::Bytes),
    target("requests", requests::certwright_answers, Seeds::Bytes),
    target("program", program::program, Seeds::Program),
    target("readers", readers::readers, Seeds::Texts(readers::FILES)),
    target("cluster", cluster::cluster, Seeds::Texts(cluster::FILES)),
    target(
        "configuration",
        commands::configuration,
        Seeds::Texts(commands::CONFIGURATIONS),
    ),
    target(
        "subject",
        commands::subject,
        Seeds::Texts(commands::SUBJECTS),
    ),
    target("http", commands::http, Seeds::Texts(commands::HTTP)),
    target("tls", tls::tls, Seeds::Inputs(tls::SEEDS)),
    target(
        "database",
        commands::database,
        Seeds::Texts(commands::DATABASES),
    ),
];

/// A certificate that is read has one form: written field by field it is the input again.
pub fn certificate(input: &[u8]) {
    let Ok(certificate) = CertificateRef::from_der(input) else {
        return;
    };
    assert_eq!(certificate.signed.raw, input);
    // BOOLEANs that are FALSE, the default, are read although DER leaves them out.
    let again = model::certificate(&certificate);
    assert!(again == input || input.windows(3).any(|part| part == [1, 1, 0]));
}

/// A request that is read has one form, and its requested extensions are read or refused.
pub fn request(input: &[u8]) {
    let Ok(request) = RequestRef::from_der(input) else {
        return;
    };
    assert_eq!(model::request(&request), input);
    for extension in request.requested_extensions().into_iter().flatten() {
        Known::of(extension.oid).map(|known| known.recode(extension.value, extension.offset));
    }
}

/// A list that is read has one form, and every entry that it has is found.
pub fn crl(input: &[u8]) {
    let Ok(list) = CertificateListRef::from_der(input) else {
        return;
    };
    let again = model::list(&list);
    assert!(again == input || input.windows(3).any(|part| part == [1, 1, 0]));
    for entry in list.entries().take(8) {
        assert!(list.find(entry.serial).is_some());
    }
}

/// The first byte chooses a type; the rest is a value for it, which is refused or has one form.
pub fn extensions(input: &[u8]) {
    let Some((&choice, value)) = input.split_first() else {
        return;
    };
    let known = &KNOWN[usize::from(choice) % KNOWN.len()];
    let Ok(again) = known.recode(value, 0) else {
        return;
    };
    // cA FALSE may be written out and keyUsage may end in zero bits, against DER.
    assert!(again == value || [BasicConstraints::OID, KeyUsage::OID].contains(&known.oid));
    assert_eq!(known.recode(&again, 0), Ok(again));
}

/// A request or response that is read has one form.
pub fn ocsp(input: &[u8]) {
    // An empty list of certificates is allowed, and the model leaves it out.
    let has_empty_list = input.windows(4).any(|part| part == [0xa0, 2, 0x30, 0]);
    if let Ok(request) = OcspRequest::from_der(input) {
        assert!(ocsp_model::request(&request) == input || has_empty_list);
    }
    if let Ok(response) = OcspResponse::from_der(input)
        && let Some(again) = ocsp_model::response(&response)
    {
        assert!(again == input || has_empty_list);
    }
}

/// Every block that is read without headers returns when it is written.
pub fn text(input: &[u8]) {
    for block in pem::blocks(input).take(64).flatten() {
        let text = pem::encode(block.label, &block.contents);
        let again = pem::blocks(text.as_bytes())
            .next()
            .expect("one block")
            .expect("a block that was just written");
        assert_eq!(
            (again.label, &again.contents),
            (block.label, &block.contents)
        );
    }
    // A bundle of roots is read as far as it can be, with an error for each block that cannot.
    let (_, errors) = RootStore::from_pem_bundle(input);
    assert!(errors.len() <= input.len());
}

/// Any bytes are a PKCS #12 file, or refused: nothing panics, nothing runs or grows without end.
pub fn pkcs12(input: &[u8]) {
    let mut limits = Limits::DEFAULT;
    limits.kdf.iterations = 5_000;
    let Ok(file) = Pkcs12::from_der_within(input, limits) else {
        return;
    };
    let _ = file.open("secret");
    // Without the MAC, which hardly any input gets past.
    if let Ok(contents) = file.contents(&mut file.opener("secret")) {
        let _ = contents.private_key();
        for bag in contents.bags() {
            let _ = (bag.friendly_name(), bag.local_key_id());
        }
    }
}

/// Any bytes are a PKCS #7 file, or refused.
pub fn messages(input: &[u8]) {
    let _ = pkcs7::Pkcs7::from_der(input).map(|file| file.carried().is_ok());
}

/// A key that is read in one form is written in another and read again.
pub fn keys(input: &[u8]) {
    if let Ok((parts, kind)) = pkcs8::private_key_from_der(input) {
        let again = pkcs8::to_der(&parts, kind);
        let (read, _) = pkcs8::private_key_from_der(&again).expect("a key that was just written");
        assert!(read == parts);
        let _ = PrivateKey::from_parts(parts);
    }
    if let Ok(info) = spki::SubjectPublicKeyInfo::from_der(input)
        && let (Ok(key), Ok(kind)) = (info.rsa_public_key(), info.kind())
    {
        let again = spki::to_der_as(&key, kind);
        let read =
            spki::SubjectPublicKeyInfo::from_der(&again).expect("a key that was just written");
        assert!(read.rsa_public_key().is_ok_and(|read| read == key));
    }
    if let Ok(text) = std::str::from_utf8(input) {
        let _ = (
            PrivateKey::from_pem_encrypted(text, "secret").is_ok(),
            PublicKey::from_pem(text).is_ok(),
        );
        if let Ok(key) = PublicKey::from_jwk(text).or_else(|_| PublicKey::from_openssh(text)) {
            assert!(PublicKey::from_jwk(&key.to_jwk()).is_ok_and(|read| read == key));
            let line = key.to_openssh("").expect("a key without a comment");
            assert!(PublicKey::from_openssh(&line).is_ok_and(|read| read == key));
        }
        if let Ok(key) = PrivateKey::from_jwk(text) {
            let again = PrivateKey::from_jwk(&key.to_jwk()).expect("a key that was just written");
            assert!(again.parts() == key.parts());
        }
    }
}
