//! Every certificate, request and CRL of `cryptography-vectors`: read or refused for the reason that
//! `vectors/corpus/refused.txt` states, and what is read is written again to the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use certwright::der::Reader;
use certwright::pem;
use certwright::x509::extension::Known;
use certwright::x509::{
    AttributeBuf, CertificateBuilder, CertificateListRef, CertificateRef, CrlBuilder, ExtensionBuf,
    Extensions, Name, NameBuf, RequestBuilder, RequestRef, RevokedCertificateBuf, SerialNumber,
    Signed,
};

use super::model;

const REFUSED: &str = include_str!("../../vectors/corpus/refused.txt");
const CHANGED: &str = include_str!("../../vectors/corpus/changed.txt");

#[derive(Default)]
struct Outcome {
    /// (file, part) → the reason that was reported.
    refused: BTreeMap<(String, String), String>,
    /// (file, part) that came out otherwise than it went in.
    changed: BTreeSet<(String, String)>,
    certificates: usize,
    requests: usize,
    lists: usize,
    extensions: usize,
}

/// Lines of `file | part | …`; `#` starts a comment.
fn table(text: &str) -> BTreeMap<(String, String), String> {
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let rows: Vec<_> = lines
        .map(|line| {
            let [file, part, words] = line.splitn(3, " | ").map(str::trim).collect::<Vec<_>>()[..]
            else {
                panic!("not three columns: {line}");
            };
            ((file.to_string(), part.to_string()), words.to_string())
        })
        .collect();
    let number = rows.len();
    let table = BTreeMap::from_iter(rows);
    assert_eq!(table.len(), number, "a row stands twice");
    table
}

#[test]
#[ignore = "needs the Python package cryptography-vectors"]
fn what_is_not_refused_for_a_stated_reason_is_read_and_written_again_to_the_same_bytes() {
    let root = directory().join("x509");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut outcome = Outcome::default();
    for path in &files {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_string();
        let contents = std::fs::read(path).unwrap();
        if !pem::is_pem(&contents) {
            read(&mut outcome, &name, kind_of_der(&name), &contents);
            continue;
        }
        for block in pem::blocks(&contents) {
            let block = block.unwrap_or_else(|e| panic!("{name}: {e}"));
            read(&mut outcome, &name, &block.label, &block.contents);
        }
    }
    let stated = table(REFUSED);
    for (place, message) in &outcome.refused {
        let reason = stated
            .get(place)
            .unwrap_or_else(|| panic!("{place:?} was refused: {message}"));
        assert!(
            message.contains(reason.split(" | ").next().unwrap()),
            "{place:?}: {message}"
        );
    }
    let read_after_all: Vec<_> = stated
        .keys()
        .filter(|place| !outcome.refused.contains_key(place))
        .collect();
    assert!(read_after_all.is_empty(), "not refused: {read_after_all:?}");
    assert_eq!(outcome.changed, table(CHANGED).into_keys().collect());
    let counts = (
        outcome.certificates,
        outcome.requests,
        outcome.lists,
        outcome.extensions,
    );
    println!(
        "{counts:?} certificates, requests, lists and extensions; {} refusals",
        outcome.refused.len()
    );
    // The package only grows: fewer means that files were missed.
    assert!(
        counts.0 >= 534 && counts.1 >= 24 && counts.2 >= 196 && counts.3 >= 2813,
        "{counts:?}"
    );
}

fn directory() -> PathBuf {
    let ask = "import cryptography_vectors as v; print(v.__path__[0])";
    let output = Command::new("python3")
        .args(["-c", ask])
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "pip install cryptography-vectors");
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_str().unwrap();
        // OCSP aside; PKITS brings its certificates a second time in containers of other kinds, and notes.
        let other = [
            "ocsp",
            "pkcs12",
            "smime",
            "certpairs",
            "ReadMe.txt",
            "pkits.ldif",
            "pkits.schema",
        ];
        // A tbsCertificate alone.
        let other = other.contains(&name) || name == "cryptography-scts-tbs-precert.der";
        match path.is_dir() {
            _ if other => {}
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}

fn kind_of_der(name: &str) -> &'static str {
    if name.starts_with("requests/") {
        "CERTIFICATE REQUEST"
    } else if name.ends_with(".crl") || name.starts_with("custom/crl_") {
        "X509 CRL"
    } else {
        "CERTIFICATE"
    }
}

fn read(outcome: &mut Outcome, file: &str, label: &str, der: &[u8]) {
    let again = match label {
        "CERTIFICATE" | "X509 CERTIFICATE" => CertificateRef::from_der(der).map(|parsed| {
            outcome.certificates += 1;
            extensions(outcome, file, &parsed.extensions);
            (model::certificate(&parsed), certificate(&parsed))
        }),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            RequestRef::from_der(der).map(|parsed| {
                outcome.requests += 1;
                match parsed.requested_extensions() {
                    Ok(requested) => extensions(outcome, file, &requested),
                    Err(e) => refuse(outcome, file, "requested extensions", e.to_string()),
                }
                (model::request(&parsed), request(&parsed))
            })
        }
        "X509 CRL" => CertificateListRef::from_der(der).map(|parsed| {
            outcome.lists += 1;
            extensions(outcome, file, &parsed.extensions);
            parsed
                .entries()
                .for_each(|entry| extensions(outcome, file, &entry.extensions));
            (model::list(&parsed), list(&parsed))
        }),
        "PRIVATE KEY" | "RSA PRIVATE KEY" => return,
        other => panic!("{file}: a block of kind {other}"),
    };
    match again {
        Ok((modelled, built)) => {
            for (part, again) in [("model", modelled), ("builder", built)] {
                if again != der {
                    outcome.changed.insert((file.to_string(), part.to_string()));
                }
            }
        }
        Err(e) => refuse(outcome, file, label, e.to_string()),
    }
}

fn refuse(outcome: &mut Outcome, file: &str, part: &str, message: String) {
    outcome
        .refused
        .insert((file.to_string(), part.to_string()), message);
}

fn extensions(outcome: &mut Outcome, file: &str, extensions: &Extensions<'_>) {
    for extension in extensions.iter() {
        outcome.extensions += 1;
        let Some(known) = Known::of(extension.oid) else {
            continue;
        };
        match known.recode(extension.value, 0) {
            Ok(again) if again == extension.value => {}
            Ok(_) => {
                outcome
                    .changed
                    .insert((file.to_string(), extension.oid.to_string()));
            }
            Err(e) => refuse(outcome, file, &extension.oid.to_string(), e.to_string()),
        }
    }
}

fn certificate(parsed: &CertificateRef<'_>) -> Vec<u8> {
    let tbs = CertificateBuilder::new(name(parsed.subject))
        .exact()
        .serial(serial(parsed.serial))
        .validity(parsed.validity.not_before, parsed.validity.not_after)
        .public_key(parsed.spki.raw().to_vec())
        .raw_extensions(owned(&parsed.extensions))
        .tbs(&name(parsed.issuer), parsed.tbs_signature.raw);
    enclose(&tbs.unwrap(), &parsed.signed)
}

fn request(parsed: &RequestRef<'_>) -> Vec<u8> {
    let attributes = parsed.attributes().map(|attribute| AttributeBuf {
        oid: attribute.oid.to_owned(),
        values: {
            let (mut values, mut reader) = (Vec::new(), attribute.values);
            while !reader.is_empty() {
                values.push(reader.any("a value").unwrap().raw.to_vec());
            }
            values
        },
    });
    let builder = RequestBuilder::new(name(parsed.subject));
    let builder = attributes.fold(builder, RequestBuilder::attribute);
    enclose(&builder.info(parsed.spki.raw()), &parsed.signed)
}

fn list(parsed: &CertificateListRef<'_>) -> Vec<u8> {
    let entries = parsed.entries().map(|entry| RevokedCertificateBuf {
        serial: serial(entry.serial),
        revocation_date: entry.revocation_date,
        extensions: owned(&entry.extensions),
    });
    let mut builder = CrlBuilder::new()
        .exact()
        .this_update(parsed.this_update)
        .raw_extensions(owned(&parsed.extensions));
    if let Some(next_update) = parsed.next_update {
        builder = builder.next_update(next_update);
    }
    let builder = entries.fold(builder, CrlBuilder::entry);
    let tbs = builder.tbs(&name(parsed.issuer), parsed.tbs_signature.raw);
    enclose(&tbs.unwrap(), &parsed.signed)
}

/// Extensions whose type is known go through it; the others stay as they are.
fn owned(extensions: &Extensions<'_>) -> Vec<ExtensionBuf> {
    let through_type = |extension: ExtensionBuf| match Known::of(extension.oid.as_oid_ref()) {
        Some(known) => {
            let value = known.recode(&extension.value, 0).unwrap_or(extension.value);
            ExtensionBuf { value, ..extension }
        }
        None => extension,
    };
    extensions
        .iter()
        .map(|extension| through_type(extension.to_owned()))
        .collect()
}

fn name(name: Name<'_>) -> NameBuf {
    NameBuf::from_der(name.raw().to_vec()).unwrap()
}

fn serial(contents: &[u8]) -> SerialNumber {
    if contents[0] & 0x80 == 0 {
        return SerialNumber::from_unsigned_be(contents);
    }
    // Two's complement: invert, add one.
    let mut magnitude: Vec<u8> = contents.iter().map(|byte| !byte).collect();
    for byte in magnitude.iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            break;
        }
    }
    SerialNumber::from_negative_magnitude_be(&magnitude)
}

fn enclose(tbs: &[u8], signed: &Signed<'_>) -> Vec<u8> {
    let contents = Reader::new(tbs).sequence("what is signed").unwrap();
    model::envelope(signed, |w| w.raw(contents.rest()))
}
