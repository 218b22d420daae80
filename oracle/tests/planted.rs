//! Ten faults of kinds that had a CVE, planted one at a time: what `make` makes catches every one, and nothing where there is none.

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
}

const ALL: [Fault; 10] = [
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
            Fault::Range => {
                let known = Verify {
                    signature: reduced(request)?.into(),
                    ..request.clone()
                };
                Certwright::default().verify(&known) == Answer::Accepted
            }
            _ => false,
        })
    }
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
                Fault::Garbage | Fault::LaxDigestInfo | Fault::Padding | Fault::Range,
                Some(Padding::Pkcs1),
            ) => self.takes(request).unwrap_or(false),
            _ => false,
        };
        if accepted { Answer::Accepted } else { right }
    }

    fn decrypt(&mut self, request: &Decrypt) -> Answer {
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
                if self.fault == Fault::BasicConstraints && reason.contains("basicConstraints") =>
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
fn each_of_ten_planted_faults_is_caught_and_a_right_implementation_has_none() {
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
            run(&mut planted(fault), only()).any(|verdict| verdict.outcome != Outcome::Pass);
        assert!(caught, "{fault:?} is not caught");
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
