//! The stack holds nothing of a private operation afterwards: the thread reads its own, below where it stands, through Linux's /proc.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::hint::black_box;
use std::os::unix::fs::FileExt as _;

use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15};
use num_bigint::BigUint;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

/// How far below its caller an operation runs, so that what looks for its remains does not overwrite them, and how much is read.
const DEPTH: usize = 64 * 1024;
const READ: usize = 512 * 1024;

/// Runs `work` deep in the stack.
#[inline(never)]
fn deep(work: &mut dyn FnMut()) {
    let padding = black_box([0xa5u8; DEPTH]);
    work();
    black_box(padding);
}

/// What the stack below this function's caller holds.
#[inline(never)]
fn below(memory: &File) -> Vec<u8> {
    let here = 0u8;
    let top = &raw const here as usize;
    let mut bytes = vec![0; READ];
    memory
        .read_exact_at(&mut bytes, (top - READ) as u64)
        .unwrap();
    bytes
}

/// How often `work` leaves one of these on the stack.
fn remains(work: impl FnMut() + Send, needles: &[Vec<u8>]) -> usize {
    let thread = std::thread::Builder::new().stack_size(4 * READ);
    std::thread::scope(|scope| {
        let thread = thread.spawn_scoped(scope, || {
            let mut work = work;
            let memory = File::open("/proc/self/mem").unwrap();
            deep(&mut work);
            let bytes = below(&memory);
            let held = |needle: &Vec<u8>| bytes.windows(16).any(|window| window == &needle[..16]);
            needles.iter().filter(|needle| held(needle)).count()
        });
        thread.unwrap().join().unwrap()
    })
}

#[test]
fn neither_half_of_a_signature_stays_on_the_stack() {
    let key = PrivateKey::generate(&mut ChaCha20Rng::seed_from_u64(1), 2048).unwrap();
    let hash = HashAlgorithm::Sha256;
    let digest = hash.digest(b"a message");
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let signature = pkcs1v15::sign_prehash(&key, hash, &digest, &mut rng).unwrap();
    // s mod p and s mod q, as they stand in limbs: with either, whoever has the message has the key (p divides s^e − m).
    let parts = key.parts();
    let needles = [&parts.prime1, &parts.prime2].map(|prime| {
        let half = BigUint::from_bytes_be(&signature) % BigUint::from_bytes_be(prime);
        half.to_bytes_le()
    });
    // The search finds what does stand there.
    let found = remains(
        || {
            let mut copy = [0; 128];
            copy.copy_from_slice(&needles[1][..128]);
            black_box(&mut copy);
        },
        &needles,
    );
    assert_eq!(found, 1);
    let mut out = vec![0; key.size()];
    let found = remains(
        || pkcs1v15::sign_prehash_into(&key, hash, &digest, &mut rng, &mut out).unwrap(),
        &needles,
    );
    assert_eq!(found, 0);
    assert_eq!(out, signature);
}
