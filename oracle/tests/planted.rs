//! Faults of kinds that had a CVE or were published, planted one at a time: what `make` makes catches every one, and nothing where there is none.

use std::io::Cursor;
use std::path::Path as FilePath;

use certwright::bignum::hazmat::Integer;
use certwright::pkcs::{pkcs8, spki};
use certwright::rsa::hazmat::{rsadp, rsaep};
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright_oracle::read::{self, Format};
use certwright_oracle::{
    Answer, Case, Certwright, CheckKey, CheckPrime, Decrypt, Implementation, Lint, Outcome,
    Padding, Parse, Path, Verify, make, run,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// Bytes after DigestInfo are not looked at (CVE-2006-4339).
    Garbage,
    /// DigestInfo is read as BER, and its parameters are skipped (CVE-2014-1568).
    LaxDigestInfo,
    /// The padding's bytes are not compared (CVE-2016-1494).
    Padding,
    /// The signature is reduced modulo n before it is verified (CVE-2021-41117's kind: values out of range).
    Range,
    /// PSS's padding and trailer are not compared (CVE-2022-24771's kind).
    PssPadding,
    /// RSAES-PKCS1-v1_5 takes any padding that has a zero somewhere (CVE-2017-13099's kind).
    LenientDecryption,
    /// Keys are read and not checked (CVE-2017-15361's kind).
    UncheckedKey,
    /// Primality is judged by the bases 2 to 41 alone (CVE-2018-4398's kind).
    FixedBases,
    /// basicConstraints is not looked at (CVE-2002-0862).
    BasicConstraints,
    /// Lengths in long form and trailing bytes are read (CVE-2014-8275).
    Ber,
    /// Digests are compared as strings, up to a zero byte (the Wii's, 2008).
    DigestAsString,
    /// Zero bytes before a signature are left out of account (malleability, CVE-2022-24773's kind).
    LeadingZeros,
    /// OAEP's label is not compared.
    Label,
    /// OAEP's first byte is not looked at (Manger 2001).
    FirstByte,
    /// A certificate of version 1 is taken for an authority's (CVE-2014-1959).
    Version1,
    /// A path may be as long as it likes.
    PathLength,
    /// Constraints on names are not looked at.
    NameConstraints,
    /// Policies are not processed (CVE-2023-0466's kind).
    Policies,
    /// A CRL's signature is not verified.
    UnsignedCrl,
    /// A critical extension that is not known is left out of account.
    CriticalExtension,
}

const ALL: [Fault; 20] = [
    Fault::Garbage,
    Fault::LaxDigestInfo,
    Fault::Padding,
    Fault::Range,
    Fault::PssPadding,
    Fault::LenientDecryption,
    Fault::UncheckedKey,
    Fault::FixedBases,
    Fault::BasicConstraints,
    Fault::Ber,
    Fault::DigestAsString,
    Fault::LeadingZeros,
    Fault::Label,
    Fault::FirstByte,
    Fault::Version1,
    Fault::PathLength,
    Fault::NameConstraints,
    Fault::Policies,
    Fault::UnsignedCrl,
    Fault::CriticalExtension,
];

struct Planted {
    fault: Fault,
    right: Certwright,
}

/// The encoded message of a signature, reduced first.
fn encoded(request: &Verify) -> Option<Vec<u8>> {
    let key = spki::SubjectPublicKeyInfo::from_der(&request.public_key).ok()?;
    let key = key.rsa_public_key().ok()?;
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let reduced = number(&request.signature).modulo_vartime(&number(key.modulus_be()))?;
    let reduced = reduced.magnitude_be_bytes();
    let mut signature = vec![0; key.size() - reduced.len()];
    signature.extend(reduced);
    let mut em = vec![0; key.size()];
    rsaep(&key, &signature, &mut em).ok()?;
    Some(em)
}

fn digest(request: &Verify) -> Vec<u8> {
    HashAlgorithm::Sha256
        .digest(request.text.bytes())
        .as_bytes()
        .to_vec()
}

impl Planted {
    /// Words of the refusals that the fault leaves out.
    fn overlooked(&self) -> &'static [&'static str] {
        match self.fault {
            Fault::BasicConstraints => &["basicConstraints"],
            Fault::Version1 => &["is not of version 3"],
            Fault::PathLength => &["pathLenConstraint"],
            Fault::NameConstraints => &["in no subtree", "in a subtree"],
            Fault::Policies => &["no acceptable policy"],
            Fault::UnsignedCrl => &["the CRL's signature does not verify"],
            Fault::CriticalExtension => &["the critical extension"],
            _ => &[],
        }
    }

    /// Whether the fault takes a signature of RSASSA-PKCS1-v1_5.
    fn takes(&self, request: &Verify) -> Option<bool> {
        let em = encoded(request)?;
        let digest = digest(request);
        let separator = em.iter().skip(2).position(|&b| b == 0)? + 2;
        let info = &em[separator + 1..];
        let padded = em.starts_with(&[0, 1]) && em[2..separator].iter().all(|&b| b == 0xff);
        Some(match self.fault {
            Fault::Garbage => padded && info.get(19..51) == Some(&digest[..]),
            Fault::LaxDigestInfo => padded && separator > 9 && info.ends_with(&digest),
            Fault::Padding => em.ends_with(&digest) && em[..2] == [0, 1],
            Fault::Range => with_signature(request, reduced(request)?),
            Fault::LeadingZeros => {
                let signature = &request.signature;
                let first = signature.iter().position(|&b| b != 0)?;
                with_signature(request, signature[first..].to_vec())
            }
            Fault::DigestAsString => {
                let signed = &info[info.len().checked_sub(digest.len())?..];
                let end = digest.iter().position(|&b| b == 0)?;
                padded && info.len() == 51 && signed[..=end] == digest[..=end]
            }
            _ => false,
        })
    }
}

/// Whether the request is right with another signature.
fn with_signature(request: &Verify, signature: Vec<u8>) -> bool {
    let request = Verify {
        signature: signature.into(),
        ..request.clone()
    };
    Certwright::default().verify(&request) == Answer::Accepted
}

/// RSAES-OAEP with one hash, and one of its comparisons left out.
fn lax_oaep(request: &Decrypt, fault: Fault) -> Option<Vec<u8>> {
    let (parts, _) = pkcs8::private_key_from_der(&request.private_key).ok()?;
    let key = PrivateKey::from_parts(parts).ok()?;
    let mut em = vec![0; key.size()];
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    rsadp(&key, &request.ciphertext, &mut rng, &mut em).ok()?;
    let hash = HashAlgorithm::Sha256;
    let first = em[0];
    let (seed, db) = em[1..].split_at_mut(hash.output_len());
    hash.xor_mgf1(seed, db);
    hash.xor_mgf1(db, seed);
    let label = hash.digest(&request.scheme.label);
    let (own, rest) = db.split_at(hash.output_len());
    let separator = rest.iter().position(|&b| b != 0)?;
    let right = (fault == Fault::Label || own == label.as_bytes())
        && (fault == Fault::FirstByte || first == 0)
        && rest[separator] == 1;
    right.then(|| rest[separator + 1..].to_vec())
}

fn reduced(request: &Verify) -> Option<Vec<u8>> {
    let key = spki::SubjectPublicKeyInfo::from_der(&request.public_key)
        .ok()?
        .rsa_public_key()
        .ok()?;
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let value = number(&request.signature)
        .modulo_vartime(&number(key.modulus_be()))?
        .magnitude_be_bytes();
    let mut out = vec![0; key.size() - value.len()];
    out.extend(value);
    Some(out)
}

impl Implementation for Planted {
    fn name(&self) -> &str {
        "planted"
    }

    fn verify(&mut self, request: &Verify) -> Answer {
        let right = self.right.verify(request);
        let accepted = match (self.fault, request.scheme.padding) {
            (Fault::PssPadding, Some(Padding::Pss)) => encoded(request).is_some_and(|em| {
                // H is compared; what stands before the salt and after H is not.
                let at = em.len() - 33;
                let mut db = em[..at].to_vec();
                let h = &em[at..em.len() - 1];
                HashAlgorithm::Sha256.xor_mgf1(&mut db, h);
                let salt = &db[db.len() - 32..];
                let m = [&[0; 8], &digest(request)[..], salt].concat();
                HashAlgorithm::Sha256.digest(&m).as_bytes() == h
            }),
            (
                Fault::Garbage
                | Fault::LaxDigestInfo
                | Fault::Padding
                | Fault::Range
                | Fault::LeadingZeros
                | Fault::DigestAsString,
                Some(Padding::Pkcs1),
            ) => self.takes(request).unwrap_or(false),
            _ => false,
        };
        if accepted { Answer::Accepted } else { right }
    }

    fn decrypt(&mut self, request: &Decrypt) -> Answer {
        if [Fault::Label, Fault::FirstByte].contains(&self.fault)
            && request.scheme.padding == Some(Padding::Oaep)
        {
            return match lax_oaep(request, self.fault) {
                Some(message) => Answer::value(message),
                None => Answer::refused("malformed"),
            };
        }
        if self.fault != Fault::LenientDecryption || request.scheme.padding != Some(Padding::Pkcs1)
        {
            return self.right.decrypt(request);
        }
        let Ok((parts, _)) = pkcs8::private_key_from_der(&request.private_key) else {
            return self.right.decrypt(request);
        };
        let key = PrivateKey::from_parts(parts).unwrap();
        let mut em = vec![0; key.size()];
        let decrypted = rsadp(
            &key,
            &request.ciphertext,
            &mut ChaCha20Rng::seed_from_u64(1),
            &mut em,
        );
        match decrypted
            .ok()
            .and_then(|()| em.iter().skip(2).position(|&b| b == 0))
        {
            Some(separator) => Answer::value(&em[separator + 3..]),
            None => self.right.decrypt(request),
        }
    }

    fn check_key(&mut self, request: &CheckKey) -> Answer {
        match self.fault {
            Fault::UncheckedKey => Answer::Accepted,
            _ => self.right.check_key(request),
        }
    }

    fn check_prime(&mut self, request: &CheckPrime) -> Answer {
        if self.fault != Fault::FixedBases {
            return self.right.check_prime(request);
        }
        let number = Integer::from_be_bytes(false, &request.number);
        let passes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41]
            .into_iter()
            .all(|base| {
                certwright::prime::is_strong_probable_prime(
                    number.limbs(),
                    Integer::from(base).limbs(),
                ) == Some(true)
            });
        match passes {
            true => Answer::Accepted,
            false => Answer::refused("composite"),
        }
    }

    fn parse(&mut self, request: &Parse) -> Answer {
        match self.right.parse(request) {
            Answer::Refused { .. }
                if self.fault == Fault::Ber && request.document.first() == Some(&0x30) =>
            {
                Answer::Accepted
            }
            answer => answer,
        }
    }

    fn lint(&mut self, request: &Lint) -> Answer {
        self.right.lint(request)
    }

    fn validate_path(&mut self, request: &Path) -> Answer {
        match self.right.validate_path(request) {
            Answer::Refused { reason }
                if self.overlooked().iter().any(|what| reason.contains(what)) =>
            {
                Answer::Accepted
            }
            answer => answer,
        }
    }
}

/// Every case of every kind.
fn cases() -> Vec<(&'static str, Case)> {
    let mut all = Vec::new();
    for kind in make::Kind::ALL {
        for (_, contents) in make::files(kind, 1) {
            let cases = read::cases(
                Format::Wycheproof,
                Box::new(Cursor::new(contents)),
                FilePath::new(""),
            )
            .unwrap();
            all.extend(cases.map(|case| (kind.name(), case.unwrap())));
        }
    }
    all
}

#[test]
fn each_planted_fault_is_caught_and_a_right_implementation_has_none() {
    let cases = cases();
    assert!(cases.len() > 800, "{}", cases.len());
    let only = || cases.iter().map(|(_, case)| case.clone());
    let planted = |fault| Planted {
        fault,
        right: Certwright::default(),
    };
    let wrong: Vec<String> = run(&mut planted(Fault::None), only())
        .filter(|verdict| verdict.outcome != Outcome::Pass)
        .map(|verdict| {
            format!(
                "{} {}: {}",
                verdict.case.id, verdict.case.comment, verdict.reason
            )
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    for fault in ALL {
        let caught =
            run(&mut planted(fault), only()).find(|verdict| verdict.outcome != Outcome::Pass);
        let caught = caught.unwrap_or_else(|| panic!("{fault:?} is not caught"));
        // By a case that a right implementation answers otherwise, and not by a fault of the plant itself.
        assert_ne!(caught.case.comment, "valid", "{fault:?}: {}", caught.reason);
    }
}

#[test]
fn the_same_seed_makes_the_same_files_and_another_makes_others() {
    for kind in make::Kind::ALL {
        let made = make::files(kind, 7);
        assert_eq!(made, make::files(kind, 7), "{}", kind.name());
        assert_ne!(made, make::files(kind, 8), "{}", kind.name());
        assert_eq!(make::Kind::named(kind.name()), Some(kind));
    }
    assert_eq!(make::Kind::named("nothing"), None);
}

/// The fields that Wycheproof's schemas (github.com/C2SP/wycheproof, `schemas/*_v1.json`) allow: of a file, of a group and of a test by the group's
/// type. A group must have `source`.
const SCHEMAS: [(&str, &str, &[&str], &[&str]); 5] = [
    (
        "RsassaPkcs1Verify",
        "rsassa_pkcs1_verify_schema_v1.json",
        &["type", "source", "publicKeyDer", "sha", "tests"],
        &["tcId", "comment", "msg", "sig", "result", "flags"],
    ),
    (
        "RsassaPssVerify",
        "rsassa_pss_verify_schema_v1.json",
        &[
            "type",
            "source",
            "publicKeyDer",
            "mgf",
            "mgfSha",
            "sLen",
            "sha",
            "tests",
        ],
        &["tcId", "comment", "msg", "sig", "result", "flags"],
    ),
    (
        "RsaesOaepDecrypt",
        "rsaes_oaep_decrypt_schema_v1.json",
        &[
            "type",
            "source",
            "privateKeyPkcs8",
            "mgf",
            "mgfSha",
            "sha",
            "tests",
        ],
        &["tcId", "comment", "msg", "ct", "label", "result", "flags"],
    ),
    (
        "RsaesPkcs1Decrypt",
        "rsaes_pkcs1_decrypt_schema_v1.json",
        &["type", "source", "privateKeyPkcs8", "tests"],
        &["tcId", "comment", "msg", "ct", "result", "flags"],
    ),
    (
        "PrimalityTest",
        "primality_test_schema_v1.json",
        &["type", "source", "tests"],
        &["tcId", "comment", "value", "result", "flags"],
    ),
];

#[test]
fn files_have_wycheproofs_fields_and_every_invalid_test_has_its_rule_and_section() {
    let mut types = Vec::new();
    for kind in make::Kind::ALL {
        for (name, contents) in make::files(kind, 3) {
            let file: serde_json::Value = serde_json::from_slice(&contents).unwrap();
            let fields = |value: &serde_json::Value| -> Vec<String> {
                value.as_object().unwrap().keys().cloned().collect()
            };
            let mut root = fields(&file);
            root.sort();
            assert_eq!(
                root,
                [
                    "algorithm",
                    "header",
                    "notes",
                    "numberOfTests",
                    "schema",
                    "testGroups"
                ],
                "{name}"
            );
            for group in file["testGroups"].as_array().unwrap() {
                let of_type = SCHEMAS.iter().find(|(of, ..)| group["type"] == *of);
                assert_eq!(group["source"]["name"], "certwright", "{name}");
                if let Some((of, schema, of_group, _)) = of_type {
                    types.push(*of);
                    assert_eq!(file["schema"], *schema, "{name}");
                    for field in fields(group) {
                        assert!(of_group.contains(&field.as_str()), "{name}: {field}");
                    }
                }
                for test in group["tests"].as_array().unwrap() {
                    for field in fields(test) {
                        let known = of_type.is_none_or(|(.., of_test)| of_test.contains(&&*field));
                        assert!(known, "{name}: {field}");
                    }
                    let flags = test["flags"].as_array().unwrap();
                    let noted = flags
                        .iter()
                        .all(|flag| file["notes"][flag.as_str().unwrap()]["bugType"].is_string());
                    assert!(noted, "{name}: {test}");
                    let named = !flags.is_empty() && test["comment"] != "";
                    assert!(named || test["result"] == "valid", "{name}: {test}");
                }
            }
        }
    }
    for (of, ..) in SCHEMAS {
        assert!(types.contains(&of), "{of} is made by no kind");
    }
}
