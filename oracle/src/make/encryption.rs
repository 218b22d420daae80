//! Ciphertexts whose encoded message is malformed in one way.

use certwright::bignum::hazmat::Integer;
use certwright::rsa::hazmat::rsaep;
use certwright::rsa::{HashAlgorithm, PrivateKey};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng as _;
use serde_json::json;

use super::{Group, Test, hex, key};

const MESSAGE: &[u8] = b"certwright vectors";
const OAEP: &str = "RFC 8017 section 7.1.2";
const PKCS1: &str = "RFC 8017 section 7.2.2";
const LENGTH: &str = "RFC 8017 section 4.1";
const BEGINS_WITH_ZERO: &str = "the ciphertext begins with a zero byte";
const ZERO_LEFT_OUT: &str = "the ciphertext's zero byte is left out";

fn raise(key: &PrivateKey, em: &[u8]) -> Vec<u8> {
    let mut out = vec![0; key.size()];
    match rsaep(key.public_key(), em, &mut out) {
        Ok(()) => out,
        Err(e) => unreachable!("an encoded message is below the modulus: {e}"),
    }
}

/// What is not a ciphertext at all.
fn out_of_range(key: &PrivateKey, ciphertext: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let n = key.public_key().modulus_be();
    vec![
        ("the ciphertext is empty", Vec::new()),
        (
            "the ciphertext lacks its first byte",
            ciphertext[1..].to_vec(),
        ),
        (
            "a zero byte stands before the ciphertext",
            [&[0], ciphertext].concat(),
        ),
        (
            "a zero byte stands after the ciphertext",
            [ciphertext, &[0]].concat(),
        ),
        ("the ciphertext is the modulus", n.to_vec()),
        (
            "n is added to the ciphertext",
            number(ciphertext)
                .plus_vartime(&number(n))
                .magnitude_be_bytes(),
        ),
    ]
}

/// A ciphertext that begins with a zero byte, of the encoded messages that `encode` makes of numbers.
fn beginning_with_zero(key: &PrivateKey, encode: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    for number in 0.. {
        let ciphertext = raise(key, &encode(number));
        if ciphertext[0] == 0 {
            return ciphertext;
        }
    }
    unreachable!("one ciphertext in 256 begins with a zero byte");
}

pub(super) fn oaep(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let key = key(rng, 65537);
    let size = key.size();
    let hash = HashAlgorithm::Sha256;
    let label = b"label";
    let h = hash.output_len();
    let mut seed = vec![0; h];
    rng.fill_bytes(&mut seed);
    // DB = lHash ‖ PS ‖ 01 ‖ M, then both masks (RFC 8017 §7.1.1).
    let encode_with = |seed: &[u8],
                       label: &[u8],
                       message: &[u8],
                       change: &dyn Fn(&mut Vec<u8>),
                       mgf1: HashAlgorithm,
                       y: u8| {
        let mut db = hash.digest(label).as_bytes().to_vec();
        db.resize(size - h - 1 - message.len() - 1, 0);
        db.push(1);
        db.extend(message);
        change(&mut db);
        let mut masked_db = db;
        mgf1.xor_mgf1(&mut masked_db, seed);
        let mut masked_seed = seed.to_vec();
        mgf1.xor_mgf1(&mut masked_seed, &masked_db);
        [&[y], &masked_seed[..], &masked_db].concat()
    };
    let encode = |label: &[u8], message: &[u8], change: &dyn Fn(&mut Vec<u8>), mgf1, y| {
        encode_with(&seed, label, message, change, mgf1, y)
    };
    let keep = |_: &mut Vec<u8>| {};
    let separator = size - h - 1 - MESSAGE.len() - 1;
    let right = raise(&key, &encode(label, MESSAGE, &keep, hash, 0));
    let test = |rule, label: &[u8], message: &[u8], ciphertext: &[u8]| {
        Test::new(
            rule,
            json!({ "label": hex(label), "msg": hex(message), "ct": hex(ciphertext) }),
        )
    };
    let longest = vec![0x5a; size - 2 * h - 2];
    let mut tests = vec![
        test(None, label, MESSAGE, &right),
        test(
            None,
            label,
            b"",
            &raise(&key, &encode(label, b"", &keep, hash, 0)),
        ),
        test(
            None,
            label,
            &longest,
            &raise(&key, &encode(label, &longest, &keep, hash, 0)),
        ),
        test(Some(("another label", OAEP)), b"lable", MESSAGE, &right),
        test(Some(("no label", OAEP)), b"", MESSAGE, &right),
    ];
    let malformed = [
        (
            "Y is 1 (Manger 2001)",
            encode(label, MESSAGE, &keep, hash, 1),
        ),
        (
            "lHash is altered in its first byte",
            encode(label, MESSAGE, &|db| db[0] ^= 1, hash, 0),
        ),
        (
            "lHash is altered in its last byte",
            encode(label, MESSAGE, &|db| db[h - 1] ^= 1, hash, 0),
        ),
        (
            "PS has a byte that is not 0",
            encode(label, MESSAGE, &|db| db[h] = 0x80, hash, 0),
        ),
        (
            "PS ends with 2",
            encode(label, MESSAGE, &|db| db[separator] = 2, hash, 0),
        ),
        (
            "there is no 1 after PS",
            encode(label, &[0; 18], &|db| db[separator] = 0, hash, 0),
        ),
        (
            "MGF1 is with another hash",
            encode(label, MESSAGE, &keep, HashAlgorithm::Sha1, 0),
        ),
        (
            "lHash and PS are altered",
            encode(label, MESSAGE, &|db| (db[0], db[h]) = (!db[0], 7), hash, 0),
        ),
        (
            "Y is 1 and lHash is altered",
            encode(label, MESSAGE, &|db| db[1] ^= 1, hash, 1),
        ),
    ];
    for (what, em) in malformed {
        if em[..] < *key.public_key().modulus_be() {
            tests.push(test(Some((what, OAEP)), label, MESSAGE, &raise(&key, &em)));
        }
    }
    for (what, ciphertext) in out_of_range(&key, &right) {
        tests.push(test(Some((what, OAEP)), label, MESSAGE, &ciphertext));
    }
    let short = beginning_with_zero(&key, |number| {
        let mut seed = seed.clone();
        seed[..4].copy_from_slice(&number.to_be_bytes());
        encode_with(&seed, label, MESSAGE, &keep, hash, 0)
    });
    tests.push(Test::valid(
        BEGINS_WITH_ZERO,
        LENGTH,
        json!({ "label": hex(label), "msg": hex(MESSAGE), "ct": hex(&short) }),
    ));
    tests.push(test(
        Some((ZERO_LEFT_OUT, OAEP)),
        label,
        MESSAGE,
        &short[1..],
    ));
    // The mask is by another hash than the label's: whoever has one for both is wrong on both.
    let masked = |mgf1| raise(&key, &encode(label, MESSAGE, &keep, mgf1, 0));
    let masks = vec![
        Test::valid(
            "MGF1 is with another hash than the label, as is asked",
            OAEP,
            json!({ "label": hex(label), "msg": hex(MESSAGE), "ct": hex(masked(HashAlgorithm::Sha1)) }),
        ),
        test(
            Some(("MGF1 is with the label's hash, and another is asked", OAEP)),
            label,
            MESSAGE,
            &masked(hash),
        ),
    ];
    [("SHA-256", tests), ("SHA-1", masks)]
        .map(|(mask, tests)| Group {
            shared: json!({
                "type": "RsaesOaepDecrypt", "sha": "SHA-256", "mgf": "MGF1", "mgfSha": mask,
                "privateKeyPkcs8": hex(&*key.to_pkcs8_der()),
            }),
            tests,
        })
        .into()
}

pub(super) fn pkcs1(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let key = key(rng, 65537);
    let size = key.size();
    // 00 02 PS 00 M with PS of at least eight bytes that are not 0 (RFC 8017 §7.2.1).
    let encode = |message: &[u8], change: &dyn Fn(&mut [u8])| {
        let mut em: Vec<u8> = (0..size).map(|i| (i % 255) as u8 + 1).collect();
        (em[0], em[1]) = (0, 2);
        em[size - message.len() - 1] = 0;
        em[size - message.len()..].copy_from_slice(message);
        change(&mut em);
        em
    };
    let keep = |_: &mut [u8]| {};
    let test = |rule, message: &[u8], ciphertext: &[u8]| {
        Test::new(rule, json!({ "msg": hex(message), "ct": hex(ciphertext) }))
    };
    let right = raise(&key, &encode(MESSAGE, &keep));
    let longest = vec![0x5a; size - 11];
    let mut tests = vec![
        test(None, MESSAGE, &right),
        test(None, b"", &raise(&key, &encode(b"", &keep))),
        test(None, &longest, &raise(&key, &encode(&longest, &keep))),
    ];
    let short = vec![0x5a; size - 10];
    // For each, the message that a lenient reader would give.
    let malformed: Vec<(&str, &[u8], Vec<u8>)> = vec![
        (
            "the first byte is 1",
            MESSAGE,
            encode(MESSAGE, &|em| em[0] = 1),
        ),
        (
            "the block type is 0",
            MESSAGE,
            encode(MESSAGE, &|em| em[1] = 0),
        ),
        (
            "the block type is 1",
            MESSAGE,
            encode(MESSAGE, &|em| em[1] = 1),
        ),
        (
            "the block type is 3",
            MESSAGE,
            encode(MESSAGE, &|em| em[1] = 3),
        ),
        ("a padding of seven bytes", &short, encode(&short, &keep)),
        (
            "a padding of no bytes",
            MESSAGE,
            encode(MESSAGE, &|em| {
                em[2] = 0;
                em[3..3 + MESSAGE.len()].copy_from_slice(MESSAGE);
            }),
        ),
        (
            "the eighth byte of the padding is 0",
            MESSAGE,
            encode(MESSAGE, &|em| em[9] = 0),
        ),
        (
            "the first byte of the padding is 0",
            MESSAGE,
            encode(MESSAGE, &|em| em[2] = 0),
        ),
        (
            "the padding does not end",
            MESSAGE,
            encode(MESSAGE, &|em| em[size - MESSAGE.len() - 1] = 7),
        ),
    ];
    for (what, lenient, em) in malformed {
        if em[..] < *key.public_key().modulus_be() {
            tests.push(test(Some((what, PKCS1)), lenient, &raise(&key, &em)));
        }
    }
    for (what, ciphertext) in out_of_range(&key, &right) {
        tests.push(test(Some((what, PKCS1)), MESSAGE, &ciphertext));
    }
    let short = beginning_with_zero(&key, |number| {
        encode(MESSAGE, &|em| {
            let digits = [number / 250, number % 250].map(|digit| (digit % 250) as u8 + 1);
            em[2..4].copy_from_slice(&digits);
        })
    });
    tests.push(Test::valid(
        BEGINS_WITH_ZERO,
        LENGTH,
        json!({ "msg": hex(MESSAGE), "ct": hex(&short) }),
    ));
    tests.push(test(Some((ZERO_LEFT_OUT, PKCS1)), MESSAGE, &short[1..]));
    vec![Group {
        shared: json!({ "type": "RsaesPkcs1Decrypt", "privateKeyPkcs8": hex(&*key.to_pkcs8_der()) }),
        tests,
    }]
}
