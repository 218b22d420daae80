//! Whether decryption tells by its time what was wrong with a ciphertext (Kario, "Everlasting ROBOT: the Marvin Attack",
//! ESORICS 2023): a program that measures and reports, not a test that passes or fails.
//!
//! usage: cargo bench --bench marvin [-- COUNT [BITS]]
//!
//! COUNT decryptions (100,000 unless given) of each class are timed, the classes taking turns in an order that is drawn
//! anew for every turn, so that drift of the machine falls on all alike. Reported per class against the first: the
//! median of the paired differences with its 95 % interval by bootstrap, and Welch's t over times cut off at the 90th
//! percentile, where |t| above 4.5 speaks of a leak (Goodwill, Jun, Jaffe, Rohatgi 2011).

use std::hint::black_box;
use std::time::Instant;

use certwright::rsa::{HashAlgorithm, PrivateKey, oaep, pkcs1v15};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Encoded messages of one kind.
struct Class {
    name: &'static str,
    /// Fills an encoded message of the key's size.
    encode: fn(&mut [u8], &mut ChaCha20Rng),
}

const PKCS1V15: &[Class] = &[
    Class { name: "right, 48 octets", encode: |em, rng| pkcs1(em, rng, 48) },
    Class { name: "right, empty", encode: |em, rng| pkcs1(em, rng, 0) },
    Class { name: "right, longest", encode: |em, rng| pkcs1(em, rng, em.len() - 11) },
    Class {
        name: "no separator",
        encode: |em, rng| {
            nonzero(&mut em[2..], rng);
            (em[0], em[1]) = (0, 2);
        },
    },
    Class {
        name: "separator too early",
        encode: |em, rng| {
            pkcs1(em, rng, 48);
            em[6] = 0;
        },
    },
    Class {
        name: "block type 1",
        encode: |em, rng| {
            pkcs1(em, rng, 48);
            em[1] = 1;
        },
    },
    Class {
        name: "first octet 1",
        encode: |em, rng| {
            pkcs1(em, rng, 48);
            em[0] = 1;
        },
    },
    Class {
        name: "zero in the whole upper half",
        encode: |em, rng| {
            rng.fill_bytes(em);
            let half = em.len() / 2;
            em[..half].fill(0);
        },
    },
];

const OAEP: &[Class] = &[
    Class {
        name: "wrong label hash",
        encode: |em, rng| {
            rng.fill_bytes(em);
            em[0] = 0;
        },
    },
    Class {
        name: "first octet not zero (Manger)",
        encode: |em, rng| {
            rng.fill_bytes(em);
            em[0] = 1;
        },
    },
    Class {
        name: "many leading zeros",
        encode: |em, rng| {
            rng.fill_bytes(em);
            em[..9].fill(0);
        },
    },
];

/// Random octets without zeros.
fn nonzero(octets: &mut [u8], rng: &mut ChaCha20Rng) {
    rng.fill_bytes(octets);
    octets.iter_mut().for_each(|octet| *octet |= u8::from(*octet == 0));
}

/// 0x00 0x02 PS 0x00 M with M of this many octets.
fn pkcs1(em: &mut [u8], rng: &mut ChaCha20Rng, message_len: usize) {
    nonzero(&mut em[2..], rng);
    (em[0], em[1]) = (0, 2);
    let at = em.len() - message_len;
    em[at - 1] = 0;
}

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let count: usize = args.next().map_or(100_000, |arg| arg.parse().expect("COUNT is a number"));
    let bits: usize = args.next().map_or(2048, |arg| arg.parse().expect("BITS is a number"));
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = PrivateKey::generate_allow_below_2048(&mut rng, bits, 65537, &mut |_| {})
        .expect("a size that is offered");
    println!("RSA-{bits}, {count} decryptions a class, times in nanoseconds");
    let mut message = vec![0; key.size()];
    let mut blinding = ChaCha20Rng::seed_from_u64(2);
    measure("RSAES-PKCS1-v1_5", PKCS1V15, &key, count, &mut rng, |ciphertext| {
        let _ = black_box(pkcs1v15::decrypt_into(&key, ciphertext, &mut blinding, &mut message));
    });
    let params = oaep::Params::new(HashAlgorithm::Sha256);
    let mut blinding = ChaCha20Rng::seed_from_u64(3);
    let mut message = vec![0; key.size()];
    measure("RSAES-OAEP", OAEP, &key, count, &mut rng, |ciphertext| {
        let _ = black_box(oaep::decrypt_into(&key, &params, b"", ciphertext, &mut blinding, &mut message));
    });
}

/// How many ciphertexts of a class there are, each made once: making one costs a public-key operation.
const POOL: usize = 512;

fn measure(
    scheme: &str,
    classes: &[Class],
    key: &PrivateKey,
    count: usize,
    rng: &mut ChaCha20Rng,
    mut decrypt: impl FnMut(&[u8]),
) {
    let mut ciphertext = |class: &Class| loop {
        let mut em = vec![0; key.size()];
        (class.encode)(&mut em, rng);
        let mut out = vec![0; key.size()];
        // An encoded message that is not below the modulus is drawn again.
        if certwright::rsa::rsaep(key.public_key(), &em, &mut out).is_ok() {
            return out;
        }
    };
    let pools: Vec<Vec<Vec<u8>>> =
        classes.iter().map(|class| (0..POOL).map(|_| ciphertext(class)).collect()).collect();
    pools.iter().flatten().take(2 * POOL).for_each(|warm_up| decrypt(warm_up));

    let mut times = vec![Vec::with_capacity(count); classes.len()];
    let mut order: Vec<usize> = (0..classes.len()).collect();
    for turn in 0..count {
        for i in (1..order.len()).rev() {
            order.swap(i, rng.next_u32() as usize % (i + 1));
        }
        for &class in &order {
            let ciphertext = &pools[class][turn % POOL];
            let start = Instant::now();
            decrypt(black_box(ciphertext));
            times[class].push(start.elapsed().as_nanos() as f64);
        }
    }
    println!("\n{scheme}");
    println!("{:<32}{:>12}{:>16}{:>24}{:>10}", "class", "median", "difference", "95 % interval", "t");
    for (class, own) in classes.iter().zip(&times) {
        let differences: Vec<f64> = own.iter().zip(&times[0]).map(|(a, b)| a - b).collect();
        let (low, high) = bootstrap(&differences, rng);
        println!(
            "{:<32}{:>12.0}{:>16.1}{:>24}{:>10.2}",
            class.name,
            median(own),
            median(&differences),
            format!("[{low:.1}, {high:.1}]"),
            welch(own, &times[0])
        );
    }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

fn median(values: &[f64]) -> f64 {
    sorted(values)[values.len() / 2]
}

/// The 2.5th and 97.5th percentile of the median over samples drawn with replacement.
fn bootstrap(values: &[f64], rng: &mut ChaCha20Rng) -> (f64, f64) {
    let size = values.len().min(4096);
    let medians: Vec<f64> = (0..400)
        .map(|_| {
            let sample: Vec<f64> =
                (0..size).map(|_| values[rng.next_u64() as usize % values.len()]).collect();
            median(&sample)
        })
        .collect();
    // A median of `size` values spreads √(count / size) times as far as one of all.
    let scale = (size as f64 / values.len() as f64).sqrt();
    let (middle, medians) = (median(values), sorted(&medians));
    let at = |share: f64| middle + (medians[(medians.len() as f64 * share) as usize] - middle) * scale;
    (at(0.025), at(0.975))
}

/// Welch's t of two samples, each cut off at the 90th percentile of both together: above it are interrupts.
fn welch(a: &[f64], b: &[f64]) -> f64 {
    let all = sorted(&[a, b].concat());
    let cut = all[all.len() * 9 / 10];
    let moments = |values: &[f64]| {
        let kept: Vec<f64> = values.iter().copied().filter(|&v| v <= cut).collect();
        let n = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / n;
        let variance = kept.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
        (mean, variance / n)
    };
    let ((mean_a, error_a), (mean_b, error_b)) = (moments(a), moments(b));
    let error = (error_a + error_b).sqrt();
    if error == 0.0 { 0.0 } else { (mean_a - mean_b) / error }
}
