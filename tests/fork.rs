//! What a forked process, and a generator that is restored to a former state, share with the one before: docs/forks.md.

#![cfg(unix)]

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::FromRawFd;

use certwright::SysRng;
use certwright::rsa::{HashAlgorithm, PrivateKey, hazmat, pss};
use rand_chacha::ChaCha20Rng;
use rand_core::{SeedableRng, TryCryptoRng};

unsafe extern "C" {
    fn fork() -> i32;
    fn pipe(ends: *mut [i32; 2]) -> i32;
    fn waitpid(child: i32, status: *mut i32, options: i32) -> i32;
    fn _exit(status: i32) -> !;
}

/// What `work` gives in this process, and in a child that was forked just before.
fn here_and_in_a_fork(mut work: impl FnMut() -> Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    let mut ends = [0; 2];
    // SAFETY: the array is for two descriptors. The child of a process with several threads takes nothing that another thread could have
    // locked but the allocator, which the C library makes ready for it; it ends without running anything of the test harness.
    let child = unsafe {
        assert_eq!(pipe(&raw mut ends), 0);
        fork()
    };
    assert!(child >= 0, "fork");
    // SAFETY: each process has its own descriptors of both ends, and closes each once.
    let [mut from, mut to] = ends.map(|end| unsafe { File::from_raw_fd(end) });
    if child == 0 {
        let written = to.write_all(&work());
        // SAFETY: ends the process.
        unsafe { _exit(i32::from(written.is_err())) }
    }
    drop(to);
    let here = work();
    let mut there = Vec::new();
    from.read_to_end(&mut there).expect("what the child wrote");
    let mut status = 0;
    // SAFETY: the child is this process's, and the status is an integer.
    assert_eq!(unsafe { waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0, "the child ended well");
    (here, there)
}

fn key() -> PrivateKey {
    hazmat::generate(&mut ChaCha20Rng::seed_from_u64(1), 1024).expect("a key")
}

/// A signature whose salt is random: it shows what was drawn.
fn signature(key: &PrivateKey, rng: &mut impl TryCryptoRng) -> Vec<u8> {
    let hash = HashAlgorithm::Sha256;
    let digest = hash.digest(b"a message");
    pss::sign_prehash(key, &pss::Params::new(hash), digest.as_bytes(), rng).expect("signed")
}

#[test]
fn a_fork_draws_other_numbers_from_the_system_than_its_parent() {
    let key = key();
    // Drawn before the fork as well: nothing is kept for later.
    let before = signature(&key, &mut SysRng);
    let (here, there) = here_and_in_a_fork(|| signature(&key, &mut SysRng));
    assert_eq!((here.len(), there.len()), (128, 128));
    assert!(here != there && here != before && there != before);
}

#[test]
fn a_callers_generator_repeats_itself_after_a_fork_and_so_do_salts_and_keys() {
    let key = key();
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let (here, there) = here_and_in_a_fork(|| signature(&key, &mut rng));
    assert_eq!(here, there);
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let (here, there) = here_and_in_a_fork(|| {
        let key = hazmat::generate(&mut rng, 1024).expect("a key");
        key.public_key().modulus_be().to_vec()
    });
    assert_eq!(
        here, there,
        "which is why docs/forks.md asks for a new seed"
    );
}
