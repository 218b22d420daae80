//! Whether decryption's time reveals what was wrong with a ciphertext (Kario, "Everlasting ROBOT: the Marvin Attack",
//! ESORICS 2023): a program that measures and reports, not a test that passes or fails.
//!
//! usage: cargo bench --bench marvin [-- COUNT [BITS [KERNEL]]]
//!
//! On the kernel that the machine chooses, or on that of the name given, COUNT decryptions (100,000 unless given) of each class are timed, the classes taking turns in an order that is drawn
//! anew for every turn, so that drift of the machine falls on all alike. Each class is compared, turn by turn, with the
//! first of its scheme, by the sign test and by Wilcoxon's signed-rank test; Friedman's test takes all classes together.
//! As in Kario's own tool, p below 10^-5 speaks of a leak. How large it is, or at most can be, is in the interval.
//!
//! Two classes are controls: one is like the first in everything and must not differ, the other also hashes 1 KiB by
//! SHA-256, a thousandth of the work, and must.

mod statistics;

use std::hint::black_box;
use std::time::Instant;

use certwright::bignum::hazmat;
use certwright::rsa::hazmat::rsaep;
use certwright::rsa::{HashAlgorithm, PrivateKey, oaep, pkcs1v15};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Ciphertexts of one kind.
struct Class {
    name: &'static str,
    /// Fills an encoded message of the key's size, which comes as zeros.
    encode: fn(&mut [u8], &mut ChaCha20Rng),
    role: Role,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// Must look like the first.
    Alike,
    /// Differs by SHA-256 over 1024 bytes.
    Difference,
    /// Ends in a message where the others end in an error, which the caller learns anyway: shown, not judged.
    Public,
    /// As `Alike`, of ciphertexts whose synthetic message is among the longest.
    SyntheticLong,
}

const fn class(name: &'static str, encode: fn(&mut [u8], &mut ChaCha20Rng)) -> Class {
    Class {
        name,
        encode,
        role: Role::Alike,
    }
}

const fn class_as(
    role: Role,
    name: &'static str,
    encode: fn(&mut [u8], &mut ChaCha20Rng),
) -> Class {
    Class { name, encode, role }
}

const PKCS1V15: &[Class] = &[
    class("right, 48 bytes", right),
    class("control: right, 48 bytes", right),
    class_as(Role::Difference, "control: 1 KiB hashed as well", right),
    class("right, empty", |em, rng| pkcs1(em, rng, 0)),
    class("right, longest", |em, rng| pkcs1(em, rng, em.len() - 11)),
    class("no separator", no_separator),
    class_as(
        Role::SyntheticLong,
        "no separator, synthetic long",
        no_separator,
    ),
    class("separator within the first 8", |em, rng| {
        pkcs1(em, rng, 48);
        em[6] = 0;
    }),
    class("block type 1", |em, rng| {
        pkcs1(em, rng, 48);
        em[1] = 1;
    }),
    class("first byte 1", |em, rng| {
        pkcs1(em, rng, 48);
        em[0] = 1;
    }),
    class("upper half zero", |em, rng| {
        let half = em.len() / 2;
        rng.fill_bytes(&mut em[half..]);
    }),
];

const OAEP: &[Class] = &[
    class("wrong label hash", wrong_label_hash),
    class("first byte 1 (Manger)", |em, rng| {
        oaep_em(em, rng, |_, _| ());
        em[0] = 1;
    }),
    class("no 0x01 after the zeros", |em, rng| {
        oaep_em(em, rng, |db, at| db[at] = 0)
    }),
    class("0x02 in the place of 0x01", |em, rng| {
        oaep_em(em, rng, |db, at| db[at] = 2)
    }),
    class("nine bytes zero, rest random", |em, rng| {
        rng.fill_bytes(&mut em[9..])
    }),
    class_as(Role::Public, "right, 32 bytes", |em, rng| {
        oaep_em(em, rng, |_, _| ())
    }),
];

/// Random bytes without zeros.
fn nonzero(bytes: &mut [u8], rng: &mut ChaCha20Rng) {
    rng.fill_bytes(bytes);
    bytes
        .iter_mut()
        .for_each(|byte| *byte |= u8::from(*byte == 0));
}

/// 0x00 0x02 PS 0x00 M with M of this many bytes.
fn pkcs1(em: &mut [u8], rng: &mut ChaCha20Rng, message_len: usize) {
    no_separator(em, rng);
    let at = em.len() - message_len;
    em[at - 1] = 0;
}

fn right(em: &mut [u8], rng: &mut ChaCha20Rng) {
    pkcs1(em, rng, 48);
}

fn no_separator(em: &mut [u8], rng: &mut ChaCha20Rng) {
    nonzero(&mut em[2..], rng);
    em[1] = 2;
}

/// 0x00 maskedSeed maskedDB with DB = lHash PS 0x01 M and M of 32 bytes; `change` gets DB and where the 0x01 is.
fn oaep_em(em: &mut [u8], rng: &mut ChaCha20Rng, change: fn(&mut [u8], usize)) {
    let (seed, db) = em[1..].split_at_mut(32);
    rng.fill_bytes(seed);
    let at = db.len() - 33;
    db[..32].copy_from_slice(&HashAlgorithm::Sha256.digest(b""));
    db[at] = 1;
    rng.fill_bytes(&mut db[at + 1..]);
    change(db, at);
    mask(db, seed);
    mask(seed, db);
}

fn wrong_label_hash(em: &mut [u8], rng: &mut ChaCha20Rng) {
    oaep_em(em, rng, |db, _| db[0] ^= 1);
}

/// Adds MGF1 of the seed (RFC 8017 §B.2.1) with SHA-256.
fn mask(bytes: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0u32..).zip(bytes.chunks_mut(32)) {
        let block = HashAlgorithm::Sha256.digest(&[seed, &counter.to_be_bytes()].concat());
        chunk
            .iter_mut()
            .zip(block.iter())
            .for_each(|(byte, mask)| *byte ^= mask);
    }
}

fn main() {
    let mut args = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"));
    let count: usize = args
        .next()
        .map_or(100_000, |arg| arg.parse().expect("COUNT is a number"));
    let bits: usize = args
        .next()
        .map_or(2048, |arg| arg.parse().expect("BITS is a number"));
    if let Some(name) = args.next() {
        hazmat::force(name.parse().expect("KERNEL is one")).expect("a CPU that has KERNEL");
    }
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = certwright::rsa::hazmat::generate(&mut rng, bits).expect("a size that is offered");
    println!(
        "RSA-{bits}, {} kernel, {count} decryptions a class, times in nanoseconds",
        hazmat::chosen(2, bits / 2)
    );
    let mut blinding = ChaCha20Rng::seed_from_u64(2);
    let mut message = vec![0; key.size()];
    measure(
        "RSAES-PKCS1-v1_5",
        PKCS1V15,
        &key,
        count,
        &mut rng,
        |ciphertext| {
            black_box(pkcs1v15::decrypt_into(
                &key,
                ciphertext,
                &mut blinding,
                &mut message,
            ))
            .unwrap_or(0)
        },
    );
    let params = oaep::Params::new(HashAlgorithm::Sha256);
    measure(
        "RSAES-OAEP with SHA-256",
        OAEP,
        &key,
        count,
        &mut rng,
        |ciphertext| {
            black_box(oaep::decrypt_into(
                &key,
                &params,
                b"",
                ciphertext,
                &mut blinding,
                &mut message,
            ))
            .unwrap_or(0)
        },
    );
}

/// How many ciphertexts of a class there are, each made once: making one costs a public-key operation.
const POOL: usize = 512;

fn measure(
    scheme: &str,
    classes: &[Class],
    key: &PrivateKey,
    count: usize,
    rng: &mut ChaCha20Rng,
    mut decrypt: impl FnMut(&[u8]) -> usize,
) {
    let mut ciphertext = |class: &Class| loop {
        let mut em = vec![0; key.size()];
        (class.encode)(&mut em, rng);
        let mut out = vec![0; key.size()];
        // An encoded message that is not below the modulus is drawn again.
        if rsaep(key.public_key(), &em, &mut out).is_err() {
            continue;
        }
        match class.role {
            // The longest has eleven bytes less than the modulus.
            Role::SyntheticLong if decrypt(&out) < key.size() - 11 - 16 => {}
            _ => return out,
        }
    };
    let pools: Vec<Vec<Vec<u8>>> = classes
        .iter()
        .map(|class| (0..POOL).map(|_| ciphertext(class)).collect())
        .collect();
    pools.iter().flatten().take(2 * POOL).for_each(|warm_up| {
        decrypt(warm_up);
    });

    let mut times = vec![Vec::with_capacity(count); classes.len()];
    let mut order: Vec<usize> = (0..classes.len()).collect();
    // Every ciphertext is decrypted where every other is: an address reveals nothing of a class.
    let mut ciphertext = vec![0; key.size()];
    for turn in 0..count {
        for i in (1..order.len()).rev() {
            order.swap(i, rng.next_u32() as usize % (i + 1));
        }
        for &class in &order {
            ciphertext.copy_from_slice(&pools[class][turn % POOL]);
            let more = classes[class].role == Role::Difference;
            let start = Instant::now();
            decrypt(black_box(&ciphertext));
            if more {
                black_box(HashAlgorithm::Sha256.digest(black_box(&[0; 1024])));
            }
            times[class].push(start.elapsed().as_nanos() as f64);
        }
    }
    report(scheme, classes, &times, rng);
}

fn report(scheme: &str, classes: &[Class], times: &[Vec<f64>], rng: &mut ChaCha20Rng) {
    println!("\n{scheme}");
    println!(
        "{:<33}{:>10}{:>12}{:>20}{:>10}{:>10}",
        "class", "median", "difference", "95 % interval", "sign", "Wilcoxon"
    );
    for (i, (class, own)) in classes.iter().zip(times).enumerate() {
        print!("{:<33}{:>10.0}", class.name, statistics::median(own));
        if i == 0 {
            println!();
            continue;
        }
        let compared = statistics::compare(own, &times[0], rng);
        let (low, high) = compared.interval;
        println!(
            "{:>12.1}{:>20}{:>10.1e}{:>10.1e}{}",
            compared.midmean,
            format!("[{low:.1}, {high:.1}]"),
            compared.sign,
            compared.wilcoxon,
            if class.role == Role::Public {
                "  (public)"
            } else {
                ""
            }
        );
    }
    let judged = |(class, _): &(&Class, _)| !matches!(class.role, Role::Difference | Role::Public);
    let judged: Vec<&[f64]> = classes
        .iter()
        .zip(times)
        .filter(judged)
        .map(|(_, times)| &times[..])
        .collect();
    println!(
        "all but what differs by right: Friedman's p = {:.1e}",
        statistics::friedman(&judged)
    );
}
