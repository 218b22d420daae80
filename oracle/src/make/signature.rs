//! Signatures whose encoded message is malformed in one way.

use certwright::bignum::hazmat::Integer;
use certwright::pkcs::{KeyKind, pkcs8};
use certwright::rsa::{HashAlgorithm, KeyParts, PrivateKey, pkcs1v15};
use rand_chacha::ChaCha20Rng;
use serde_json::json;

use super::{Group, Test, hex, key, key::exchanged, key::spki, raise};

const HASH: HashAlgorithm = HashAlgorithm::Sha256;
const MESSAGE: &[u8] = b"certwright vectors";
const PKCS1: &str = "RFC 8017 section 9.2";
const VERIFY: &str = "RFC 8017 section 8.2.2";
const PSS: &str = "RFC 8017 section 9.1.2";
const RANGE: &str = "RFC 8017 section 5.2.2";
const SIGN: &str = "RFC 8017 section 8.2.1";
const LENGTH: &str = "RFC 8017 section 4.1";
const PUBLIC_KEY: &str = "RFC 8017 section 3.1";

pub(super) fn groups(rng: &mut ChaCha20Rng) -> Vec<Group> {
    let mut groups = Vec::new();
    for e in [3, 65537] {
        let key = key(rng, e);
        if e == 3 {
            groups.push(pkcs1(&key, rng, None));
            groups.push(pss(&key, rng, false));
            continue;
        }
        // Of one key, for it takes 256 signatures to find.
        let short = short_signature(&key, rng, |message| encoded(key.size(), message));
        groups.push(pkcs1(&key, rng, Some(&short)));
        groups.push(pss(&key, rng, true));
        groups.push(pss_masks(&key, rng));
        groups.push(exponent_one(&key));
        groups.extend(generate(&key, &short, rng));
    }
    // One bit more than whole bytes have: the encoded message is a byte shorter than the modulus. Two more: seven bits of it are beyond.
    groups.extend([2049, 2050].map(|bits| pss_of_other_length(bits, rng)));
    groups
}

/// A message whose signature begins with a zero byte, and the signature.
type Short = (Vec<u8>, Vec<u8>);

fn short_signature(
    key: &PrivateKey,
    rng: &mut ChaCha20Rng,
    encode: impl Fn(&[u8]) -> Vec<u8>,
) -> Short {
    for number in 0u32.. {
        let message = format!("certwright vectors, short {number}").into_bytes();
        let signature = raise(key, &encode(&message), rng);
        if signature[0] == 0 {
            return (message, signature);
        }
    }
    unreachable!("one signature in 256 begins with a zero byte");
}

/// As it is, and without its zero byte.
fn of_short_signature((message, signature): &Short) -> [Test; 2] {
    let fields = |signature: &[u8]| json!({ "msg": hex(message), "sig": hex(signature) });
    [
        Test::valid(
            "the signature begins with a zero byte",
            LENGTH,
            fields(signature),
        ),
        Test::new(
            Some(("the signature's zero byte is left out", VERIFY)),
            fields(&signature[1..]),
        ),
    ]
}

/// EMSA-PKCS1-v1_5 with SHA-256.
fn encoded(size: usize, message: &[u8]) -> Vec<u8> {
    match pkcs1v15::digest_info(HASH, &HASH.digest(message)) {
        Ok(t) => padded(size, &t),
        Err(_) => unreachable!("a digest has its hash's length"),
    }
}

/// A public key that whoever can write an encoded message signs for.
fn exponent_one(key: &PrivateKey) -> Group {
    let n = Integer::from_be_bytes(false, key.public_key().modulus_be());
    let public_key = spki(&n, &Integer::from(1));
    let rule = (
        "the public exponent is 1, and the signature is the encoded message",
        PUBLIC_KEY,
    );
    Group {
        shared: json!({ "type": "RsassaPkcs1Verify", "sha": "SHA-256", "publicKeyDer": hex(public_key) }),
        tests: vec![test(Some(rule), &encoded(key.size(), MESSAGE))],
    }
}

/// What a group of messages to sign has besides them.
fn group_fields(key: &PrivateKey, parts: &KeyParts) -> serde_json::Value {
    let number = |bytes: &[u8]| hex([&[0], bytes].concat());
    json!({
        "type": "RsassaPkcs1Generate", "sha": "SHA-256", "keySize": key.bits(),
        "privateKeyPkcs8": hex(&*pkcs8::to_der(parts, KeyKind::RsaEncryption)),
        "privateKey": {
            "modulus": number(&parts.modulus),
            "publicExponent": number(&parts.public_exponent),
            "privateExponent": number(&parts.private_exponent),
            "prime1": number(&parts.prime1),
            "prime2": number(&parts.prime2),
            "exponent1": number(&parts.exponent1),
            "exponent2": number(&parts.exponent2),
            "coefficient": number(&parts.coefficient),
        },
    })
}

/// Keys with one wrong number for the Chinese remainder theorem, as a fault of the memory leaves them. The signature that comes out is right modulo
/// one prime alone, and whoever sees it has the factors of n by a greatest common divisor (Boneh, DeMillo, Lipton 1997; Lenstra).
fn faulty(parts: &KeyParts) -> [(&'static str, KeyParts); 3] {
    let changed = |change: &dyn Fn(&mut KeyParts)| {
        let mut parts = parts.clone();
        change(&mut parts);
        parts
    };
    fn flip(bytes: &mut [u8]) {
        if let Some(byte) = bytes.get_mut(64) {
            *byte ^= 0x10;
        }
    }
    [
        (
            "a bit of dP is wrong: no signature, or the right one by d, and never the one that gives n's factors away",
            changed(&|parts| flip(&mut parts.exponent1)),
        ),
        (
            "a bit of dQ is wrong: no signature, or the right one by d, and never the one that gives n's factors away",
            changed(&|parts| flip(&mut parts.exponent2)),
        ),
        (
            "a bit of qInv is wrong: no signature, or the right one by d, and never the one that gives n's factors away",
            changed(&|parts| flip(&mut parts.coefficient)),
        ),
    ]
}

/// RSASP1 by the Chinese remainder theorem with the numbers as they are (RFC 8017 §5.2.1 step 2b).
fn by_remainders(parts: &KeyParts, em: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let (p, q) = (number(&parts.prime1), number(&parts.prime2));
    let power = |exponent: &[u8], prime: &Integer| {
        number(em)
            .pow_mod_vartime(&number(exponent), prime)
            .unwrap_or_default()
    };
    let (m1, m2) = (power(&parts.exponent1, &p), power(&parts.exponent2, &q));
    let h = m1
        .minus_vartime(&m2)
        .times_vartime(&number(&parts.coefficient))
        .modulo_vartime(&p)
        .unwrap_or_default();
    m2.plus_vartime(&q.times_vartime(&h)).magnitude_be_bytes()
}

/// Messages and the only signatures that they have, with the primes in either order: by the Chinese remainder theorem the difference of
/// the halves is negative for one half of them.
fn generate(
    key: &PrivateKey,
    (short, short_signature): &Short,
    rng: &mut ChaCha20Rng,
) -> Vec<Group> {
    let parts = key.parts();
    let group = |parts: &KeyParts, order: &str, rng: &mut ChaCha20Rng| {
        let mut tests: Vec<Test> = (0..8)
            .map(|number| {
                let message = format!("certwright vectors, to sign {number}");
                let signature = raise(key, &encoded(key.size(), message.as_bytes()), rng);
                let fields = json!({ "msg": hex(message), "sig": hex(signature) });
                Test::valid(&format!("message {number}, {order}"), SIGN, fields)
            })
            .collect();
        tests.push(Test::valid(
            &format!("the signature begins with a zero byte, {order}"),
            LENGTH,
            json!({ "msg": hex(short), "sig": hex(short_signature) }),
        ));
        Group {
            shared: group_fields(key, parts),
            tests,
        }
    };
    let mut groups = vec![group(&parts, "p and q as they are", rng)];
    groups.extend(faulty(&parts).map(|(what, parts)| {
        let em = encoded(key.size(), MESSAGE);
        Group {
            shared: group_fields(key, &parts),
            tests: vec![test(
                Some((what, SIGN)),
                &filled(&by_remainders(&parts, &em), key.size()),
            )],
        }
    }));
    if let Some(parts) = exchanged(&parts) {
        groups.push(group(&parts, "p and q exchanged", rng));
    }
    groups
}

fn test(rule: Option<(&str, &'static str)>, signature: &[u8]) -> Test {
    Test::new(rule, json!({ "msg": hex(MESSAGE), "sig": hex(signature) }))
}

/// 00 01 FF … FF 00 T.
fn padded(size: usize, t: &[u8]) -> Vec<u8> {
    let mut em = vec![0xff; size];
    (em[0], em[1]) = (0, 1);
    em[size - t.len() - 1] = 0;
    em[size - t.len()..].copy_from_slice(t);
    em
}

/// With a signature that begins with a zero byte, or for the exponent 3.
fn pkcs1(key: &PrivateKey, rng: &mut ChaCha20Rng, short: Option<&Short>) -> Group {
    let size = key.size();
    let digest = HASH.digest(MESSAGE);
    let Ok(t) = pkcs1v15::digest_info(HASH, &digest) else {
        unreachable!("a digest has its hash's length");
    };
    let right = padded(size, &t);
    let with_t = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut t = t.clone();
        change(&mut t);
        padded(size, &t)
    };
    let with_em = |change: &dyn Fn(&mut [u8])| {
        let mut em = right.clone();
        change(&mut em);
        em
    };
    // T is SEQUENCE { SEQUENCE { OID 4..15, NULL 15..17 }, OCTET STRING 17.. }.
    let malformed: Vec<(&str, Vec<u8>)> = vec![
        (
            "NULL is left out",
            with_t(&|t| {
                t.drain(15..17);
                (t[1], t[3]) = (0x2f, 0x0b);
            }),
        ),
        (
            "NULL has contents",
            with_t(&|t| {
                t.splice(15..17, [5, 1, 0]);
                (t[1], t[3]) = (0x32, 0x0e);
            }),
        ),
        ("another type stands for NULL", with_t(&|t| t[15] = 4)),
        (
            "the parameters hold bytes of the forger's choice",
            with_t(&|t| {
                t.splice(15..17, [4, 64].into_iter().chain([0xaa; 64]));
                t[1] += 64;
                t[3] += 64;
            }),
        ),
        (
            "the whole length is in long form",
            with_t(&|t| drop(t.splice(1..2, [0x81, 0x31]))),
        ),
        (
            "the algorithm's length is in long form",
            with_t(&|t| {
                t.splice(3..4, [0x81, 0x0d]);
                t[1] += 1;
            }),
        ),
        (
            "the digest's length is in long form",
            with_t(&|t| {
                t.splice(18..19, [0x81, 0x20]);
                t[1] += 1;
            }),
        ),
        (
            "the length is indefinite",
            with_t(&|t| {
                t[1] = 0x80;
                t.extend([0, 0]);
            }),
        ),
        (
            "bytes follow the digest",
            with_t(&|t| t.extend([0xde, 0xad])),
        ),
        (
            "bytes follow the digest within the SEQUENCE",
            with_t(&|t| {
                t.extend([5, 0]);
                t[1] += 2;
            }),
        ),
        ("the identifier is another hash's", with_t(&|t| t[14] = 2)),
        (
            "the digest is cut short",
            with_t(&|t| {
                t.truncate(t.len() - 1);
                t[1] -= 1;
                t[18] -= 1;
            }),
        ),
        (
            "the digest stands without DigestInfo",
            padded(size, &digest),
        ),
        (
            "the digest is another message's",
            with_t(&|t| {
                let last = t.len() - 1;
                t[last] ^= 1;
            }),
        ),
        ("the block type is 0", with_em(&|em| em[1] = 0)),
        ("the block type is 2", with_em(&|em| em[1] = 2)),
        ("the first byte is 1", with_em(&|em| em[0] = 1)),
        (
            "a byte of the padding is not ff",
            with_em(&|em| em[9] = 0xfe),
        ),
        (
            "the first byte of the padding is not ff",
            with_em(&|em| em[2] = 0),
        ),
        (
            "the last byte of the padding is not ff",
            with_em(&|em| em[size - t.len() - 2] = 0x7f),
        ),
        ("the padding ends early", with_em(&|em| em[20] = 0)),
        (
            "the padding does not end",
            with_em(&|em| em[size - t.len() - 1] = 0xff),
        ),
        ("no padding stands before DigestInfo", {
            let mut em = vec![0; size];
            em[1] = 1;
            em[3..3 + t.len()].copy_from_slice(&t);
            em
        }),
        (
            "the padding is of eight bytes, and DigestInfo stands left (Bleichenbacher 2006)",
            {
                let mut em = vec![0; size];
                em[..10].copy_from_slice(&[0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
                em[11..11 + t.len()].copy_from_slice(&t);
                em
            },
        ),
    ];
    let signature = raise(key, &right, rng);
    let mut tests = vec![test(None, &signature)];
    for (what, em) in malformed {
        // What is not below the modulus has no signature.
        let em = if em[..] < *key.public_key().modulus_be() {
            em
        } else {
            continue;
        };
        tests.push(test(Some((what, PKCS1)), &raise(key, &em, rng)));
    }
    tests.extend(of_wrong_length(key, &signature));
    // Two messages whose digests begin with zero: a comparison as of strings ends there.
    let mut zeros = (0u32..).map(|number| format!("certwright vectors {number}"));
    let mut next = || loop {
        if let Some(message) = zeros.next()
            && HASH.digest(message.as_bytes()).as_bytes()[0] == 0
        {
            return message;
        }
    };
    let (signed, other) = (next(), next());
    let Ok(t) = pkcs1v15::digest_info(HASH, &HASH.digest(signed.as_bytes())) else {
        unreachable!("a digest has its hash's length");
    };
    tests.push(Test::new(
        Some((
            "another message's digest, which begins with the same zero byte (Wii 2008)",
            PKCS1,
        )),
        json!({ "msg": hex(other), "sig": hex(raise(key, &padded(size, &t), rng)) }),
    ));
    if let Some(short) = short {
        tests.extend(of_short_signature(short));
    } else {
        // A cube root whose cube begins as a signature does: made without the private key.
        let mut em = vec![0; size];
        em[..10].copy_from_slice(&[0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        em[11..11 + t.len()].copy_from_slice(&t);
        let root = cube_root(&Integer::from_be_bytes(false, &em)).plus_vartime(&Integer::from(1));
        tests.push(test(
            Some((
                "a cube root, garbage after the digest (Bleichenbacher 2006)",
                PKCS1,
            )),
            &filled(&root.magnitude_be_bytes(), size),
        ));
    }
    Group {
        shared: json!({ "type": "RsassaPkcs1Verify", "sha": "SHA-256", "publicKeyDer": hex(key.public_key().to_spki_der()) }),
        tests,
    }
}

/// Lengths and ranges that hold for every scheme.
fn of_wrong_length(key: &PrivateKey, signature: &[u8]) -> Vec<Test> {
    let size = key.size();
    let n = key.public_key().modulus_be();
    let number = |bytes: &[u8]| Integer::from_be_bytes(false, bytes);
    let plus_n = number(signature)
        .plus_vartime(&number(n))
        .magnitude_be_bytes();
    let negated = number(n)
        .minus_vartime(&number(signature))
        .magnitude_be_bytes();
    vec![
        test(Some(("the signature is empty", VERIFY)), &[]),
        test(
            Some(("the signature lacks its first byte", VERIFY)),
            &signature[1..],
        ),
        test(
            Some(("the signature lacks its last byte", VERIFY)),
            &signature[..size - 1],
        ),
        test(
            Some(("a zero byte stands before the signature", VERIFY)),
            &[&[0], signature].concat(),
        ),
        test(
            Some(("a zero byte stands after the signature", VERIFY)),
            &[signature, &[0]].concat(),
        ),
        test(Some(("n is added to the signature", RANGE)), &plus_n),
        test(Some(("the signature is the modulus", RANGE)), n),
        test(Some(("the signature is 0", VERIFY)), &vec![0; size]),
        test(Some(("the signature is 1", VERIFY)), &filled(&[1], size)),
        test(
            Some(("the signature is negated modulo n", VERIFY)),
            &filled(&negated, size),
        ),
    ]
}

fn filled(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut out = vec![0; size];
    out[size - bytes.len()..].copy_from_slice(bytes);
    out
}

/// ⌊x^(1/3)⌋, bit by bit.
fn cube_root(x: &Integer) -> Integer {
    let mut root = Integer::ZERO;
    for bit in (0..=x.bits() / 3).rev() {
        let candidate = root.plus_vartime(&Integer::from(1).shl_vartime(bit));
        let cube = candidate
            .times_vartime(&candidate)
            .times_vartime(&candidate);
        if !x.minus_vartime(&cube).is_negative() {
            root = candidate;
        }
    }
    root
}

/// The parts of EMSA-PSS, each of which can be changed (RFC 8017 §9.1.1).
struct Pss {
    zeros: Vec<u8>,
    salt: Vec<u8>,
    padding: Vec<u8>,
    mgf1: HashAlgorithm,
    trailer: u8,
    /// How many bits of the encoded message are beyond the modulus' bits but one (8emLen − emBits), and what is set there.
    beyond: u32,
    set: u8,
}

impl Pss {
    /// Of a modulus of whole bytes.
    fn right(size: usize, salt: usize) -> Self {
        Self {
            zeros: vec![0; 8],
            salt: (0..salt).map(|i| i as u8).collect(),
            padding: {
                let mut padding = vec![0; size - HASH.output_len() - 1 - salt];
                if let Some(last) = padding.last_mut() {
                    *last = 1;
                }
                padding
            },
            mgf1: HASH,
            trailer: 0xbc,
            beyond: 1,
            set: 0,
        }
    }

    fn encode(&self, size: usize) -> Vec<u8> {
        self.encode_message(size, MESSAGE)
    }

    fn encode_message(&self, size: usize, message: &[u8]) -> Vec<u8> {
        let digest = HASH.digest(message);
        let h = HASH.digest(&[&self.zeros, digest.as_bytes(), &self.salt].concat());
        let db_len = size - h.len() - 1;
        let mut db = [&self.padding[..], &self.salt].concat();
        db.resize(db_len.max(db.len()), 0);
        let mut db = db.split_off(db.len() - db_len);
        self.mgf1.xor_mgf1(&mut db, &h);
        db[0] = db[0] & (0xff >> self.beyond) | self.set;
        [&db[..], &h, &[self.trailer]].concat()
    }
}

const SALT: usize = 32;

/// What a group of signatures has whose masks are by a hash of that name.
fn pss_fields(key: &PrivateKey, mask: &str) -> serde_json::Value {
    json!({
        "type": "RsassaPssVerify", "sha": "SHA-256", "mgf": "MGF1", "mgfSha": mask, "sLen": SALT,
        "publicKeyDer": hex(key.public_key().to_spki_der()),
    })
}

/// The mask is by another hash than the message's: whoever has one for both is wrong on both.
fn pss_masks(key: &PrivateKey, rng: &mut ChaCha20Rng) -> Group {
    let mut signature = |mgf1| {
        let mut pss = Pss::right(key.size(), SALT);
        pss.mgf1 = mgf1;
        raise(key, &pss.encode(key.size()), rng)
    };
    Group {
        shared: pss_fields(key, "SHA-1"),
        tests: vec![
            Test::valid(
                "MGF1 is with another hash than the message, as is asked",
                PSS,
                json!({ "msg": hex(MESSAGE), "sig": hex(signature(HashAlgorithm::Sha1)) }),
            ),
            test(
                Some(("MGF1 is with the message's hash, and another is asked", PSS)),
                &signature(HASH),
            ),
        ],
    }
}

/// A modulus that is not of whole bytes (RFC 8017 §9.1: emBits is one bit less, and emLen the bytes that it takes).
fn pss_of_other_length(bits: usize, rng: &mut ChaCha20Rng) -> Group {
    let key = match PrivateKey::generate_with(rng, bits, 65537, &mut |_| {}) {
        Ok(key) => key,
        Err(e) => unreachable!("ChaCha20 does not fail: {e}"),
    };
    let (size, length) = (key.size(), (bits - 1).div_ceil(8));
    let right = || {
        let mut pss = Pss::right(length, SALT);
        pss.beyond = (8 * length - (bits - 1)) as u32;
        pss
    };
    let whole = |pss: &Pss, first: u8| {
        let mut em = vec![first; size - length];
        em.extend(pss.encode(length));
        em
    };
    let what = format!("the modulus has {bits} bits");
    let valid = raise(&key, &whole(&right(), 0), rng);
    let mut tests = vec![Test::valid(
        &what,
        PSS,
        json!({ "msg": hex(MESSAGE), "sig": hex(&valid) }),
    )];
    // What is set is above the encoded message and below the modulus, for some salt.
    let beyond = (0..=u8::MAX).find_map(|salt| {
        let mut pss = right();
        pss.salt[0] = salt;
        let em = match size > length {
            true => whole(&pss, 1),
            false => {
                pss.set = 1 << (8 - pss.beyond);
                whole(&pss, 0)
            }
        };
        (em[..] < *key.public_key().modulus_be()).then_some(em)
    });
    if let Some(em) = beyond {
        let rule = match size > length {
            true => format!("{what}, and a byte stands before the encoded message"),
            false => format!("{what}, and a bit beyond those of the encoded message is set"),
        };
        tests.push(test(Some((&rule, PSS)), &raise(&key, &em, rng)));
    }
    tests.extend(of_wrong_length(&key, &valid));
    Group {
        shared: pss_fields(&key, "SHA-256"),
        tests,
    }
}

fn pss(key: &PrivateKey, rng: &mut ChaCha20Rng, with_short: bool) -> Group {
    let size = key.size();
    let parts = |salt: usize| Pss::right(size, salt);
    let changed = |change: &dyn Fn(&mut Pss)| {
        let mut pss = parts(SALT);
        change(&mut pss);
        pss.encode(size)
    };
    let signature = raise(key, &parts(SALT).encode(size), rng);
    let mut tests = vec![test(None, &signature)];
    let malformed = vec![
        ("the salt is longer", parts(SALT + 1).encode(size)),
        ("the salt is shorter", parts(SALT - 1).encode(size)),
        ("there is no salt", parts(0).encode(size)),
        ("the trailer is 0", changed(&|pss| pss.trailer = 0)),
        ("the trailer is cc", changed(&|pss| pss.trailer = 0xcc)),
        (
            "the padding's first byte is not 0",
            changed(&|pss| pss.padding[1] = 1),
        ),
        (
            "a byte of the padding is not 0",
            changed(&|pss| {
                let at = pss.padding.len() / 2;
                pss.padding[at] = 0x80;
            }),
        ),
        (
            "0 separates padding and salt",
            changed(&|pss| {
                let last = pss.padding.len() - 1;
                pss.padding[last] = 0;
            }),
        ),
        (
            "2 separates padding and salt",
            changed(&|pss| {
                let last = pss.padding.len() - 1;
                pss.padding[last] = 2;
            }),
        ),
        (
            "M' begins with ff",
            changed(&|pss| pss.zeros = vec![0xff; 8]),
        ),
        ("M' has no zeros", changed(&|pss| pss.zeros.clear())),
        ("M' has seven zeros", changed(&|pss| pss.zeros.truncate(7))),
        (
            "MGF1 is with another hash",
            changed(&|pss| pss.mgf1 = HashAlgorithm::Sha1),
        ),
        (
            "the encoded message is one bit too long",
            changed(&|pss| pss.set = 0x80),
        ),
        ("H is altered", {
            let mut em = parts(SALT).encode(size);
            em[size - 2] ^= 1;
            em
        }),
    ];
    for (what, em) in malformed {
        if em[..] < *key.public_key().modulus_be() {
            tests.push(test(Some((what, PSS)), &raise(key, &em, rng)));
        }
    }
    if with_short {
        let short = short_signature(key, rng, |message| {
            parts(SALT).encode_message(size, message)
        });
        tests.extend(of_short_signature(&short));
    }
    tests.extend(of_wrong_length(key, &signature));
    Group {
        shared: pss_fields(key, "SHA-256"),
        tests,
    }
}
