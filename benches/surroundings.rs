//! What surrounds the exponentiation: cargo bench --bench surroundings, with the kernel that CERTWRIGHT_KERNEL names if it names one
//!
//! Prints, for each length and for a signature alone and one of sixteen, how long a signature takes, and of that the two powers
//! modulo the primes, the powers to the public exponent that blinding and the fault check take, and what is left: random numbers, encoding,
//! reductions, recombination. Then what of a verification is set-up and what is the power. Every number is a minimum over interleaved slices, in microseconds.

use certwright::bignum::hazmat::{self as powers, Power};
use certwright::bignum::{Limb, Modulus, Nat};
use certwright::rsa::batch::{self, Scheme, ToSign, ToVerify};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey, pkcs1v15};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::hint::black_box;
use std::time::{Duration, Instant};

const HASH: HashAlgorithm = HashAlgorithm::Sha256;
const BATCH: usize = 16;
const ROUNDS: usize = 40;
const SLICE: Duration = Duration::from_millis(8);

/// Something to measure, and how many signatures or verifications it is for.
struct Piece<'a> {
    count: usize,
    run: Box<dyn FnMut() + 'a>,
}

/// The minimum of each, in microseconds for one.
fn measure<const N: usize>(mut pieces: [Piece<'_>; N]) -> [f64; N] {
    let mut minima = [f64::INFINITY; N];
    for _ in 0..ROUNDS {
        for (piece, minimum) in pieces.iter_mut().zip(&mut minima) {
            let (start, mut runs) = (Instant::now(), 0);
            let elapsed = loop {
                (piece.run)();
                runs += piece.count;
                let elapsed = start.elapsed();
                if elapsed >= SLICE {
                    break elapsed;
                }
            };
            *minimum = minimum.min(elapsed.as_secs_f64() * 1e6 / runs as f64);
        }
    }
    minima
}

/// `count` powers modulo each of the moduli, as one queue.
fn raise<'a>(count: usize, factors: &'a [(Modulus, Nat)], public: bool) -> Piece<'a> {
    let bases: Vec<Vec<Limb>> = factors
        .iter()
        .map(|(n, _)| {
            let mut base = n.limbs().to_vec();
            base[0] -= 2;
            base
        })
        .collect();
    let mut outs: Vec<Vec<Limb>> = (0..count)
        .flat_map(|_| factors.iter().map(|(n, _)| vec![0; n.len()]))
        .collect();
    Piece {
        count,
        run: Box::new(move || {
            let mut queue: Vec<Power<'_>> = outs
                .iter_mut()
                .enumerate()
                .map(|(i, out)| {
                    let (modulus, exponent) = &factors[i % factors.len()];
                    Power {
                        modulus: modulus.montgomery(),
                        base: &bases[i % factors.len()],
                        exponent,
                        factor: None,
                        out,
                        next: None,
                    }
                })
                .collect();
            if public {
                powers::pow_public_vartime(&mut queue).unwrap();
            } else {
                powers::pow(&mut queue).unwrap();
            }
        }),
    }
}

fn row(bits: usize, key: &PrivateKey, count: usize) {
    let digest = HASH.digest(b"a message");
    let (digest, scheme) = (digest.as_bytes(), Scheme::Pkcs1v15(HASH));
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut signature = vec![0; key.size()];
    let parts = key.parts();
    let number = |bytes: &[u8]| Modulus::from_be_bytes(bytes).expect("odd");
    let (p, q, n) = (
        number(&parts.prime1),
        number(&parts.prime2),
        number(&parts.modulus),
    );
    let [d_p, d_q] = [&parts.exponent1, &parts.exponent2].map(|d| Nat::from_be_bytes(d));
    let [check, blind] = [65537, 65536].map(Nat::from_u64);
    let secret = [(p.clone(), d_p), (q.clone(), d_q)];
    let (blinding, checking) = ([(p, blind.clone()), (q, blind)], [(n, check)]);
    let sign = Piece {
        count,
        run: Box::new(|| {
            if count == 1 {
                pkcs1v15::sign_prehash_into(key, HASH, digest, &mut rng, &mut signature)
                    .expect("signed");
            } else {
                let items = vec![ToSign::new(key, scheme, digest); count];
                for one in batch::sign(&items, &mut rng) {
                    one.expect("signed");
                }
            }
        }),
    };
    let [whole, secret, blinding, checking] = measure([
        sign,
        raise(count, &secret, false),
        raise(count, &blinding, true),
        raise(count, &checking, true),
    ]);
    let rest = whole - secret - blinding - checking;
    println!(
        "| {bits} | {count} | {whole:.1} | {secret:.1} | {blinding:.2} | {checking:.2} | {rest:.2} | {:.1} % |",
        100.0 * (whole - secret) / whole
    );
}

fn verify(bits: usize, key: &PrivateKey) {
    let digest = HASH.digest(b"a message");
    let (digest, scheme) = (digest.as_bytes(), Scheme::Pkcs1v15(HASH));
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let signature = pkcs1v15::sign_prehash(key, HASH, digest, &mut rng).expect("signed");
    let key = key.public_key();
    let (n, e) = (key.modulus_be(), key.exponent_be());
    let modulus = [(
        Modulus::new_vartime(&Nat::from_be_bytes(n)).expect("odd"),
        Nat::from_be_bytes(e),
    )];
    let items = [ToVerify::new(key, scheme, digest, &signature); BATCH];
    let verify = |key: &PublicKey| pkcs1v15::verify_prehash(key, HASH, digest, &signature);
    let load = || PublicKey::from_be_bytes(black_box(n), e).expect("a key");
    let [loaded, power, fresh, set_up, batched, batched_power] = measure([
        Piece {
            count: 1,
            run: Box::new(|| verify(key).expect("verified")),
        },
        raise(1, &modulus, true),
        Piece {
            count: 1,
            run: Box::new(|| verify(&load()).expect("verified")),
        },
        Piece {
            count: 1,
            run: Box::new(|| drop(black_box(load()))),
        },
        Piece {
            count: BATCH,
            run: Box::new(|| assert!(batch::verify(&items).iter().all(Result::is_ok))),
        },
        raise(BATCH, &modulus, true),
    ]);
    println!(
        "| {bits} | {loaded:.2} | {power:.2} | {fresh:.2} | {set_up:.2} | {:.0} % | {batched:.2} | {batched_power:.2} |",
        100.0 * set_up / fresh
    );
}

fn main() {
    if let Ok(name) = std::env::var("CERTWRIGHT_KERNEL") {
        let kernel = name.parse().expect("the name of a kernel");
        powers::force(kernel).expect("a kernel that this CPU has");
    }
    let keys = [2048, 3072, 4096].map(|bits| {
        let mut rng = ChaCha20Rng::seed_from_u64(bits as u64);
        (bits, PrivateKey::generate(&mut rng, bits).expect("a key"))
    });
    println!(
        "| bits | signatures together | one signature | secret powers | blinding's power | check's power | the rest | surroundings |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (bits, key) in &keys {
        for count in [1, BATCH] {
            row(*bits, key, count);
        }
    }
    println!(
        "\n| bits | verification | its power | with a fresh key | set-up | set-up's share | one of {BATCH} | its power |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (bits, key) in &keys {
        verify(*bits, key);
    }
}
