//! Nothing is allocated to sign, verify, encrypt or decrypt once a key is loaded, nor to raise to a power once a modulus
//! is prepared: a counting allocator watches.

use certwright::bignum::hazmat::{self, Kernel, Power};
use certwright::bignum::{Limb, Modulus};
use certwright::rsa::{HashAlgorithm, oaep, pkcs1v15, pss, pss_shake};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is the system allocator's own; the count is a thread's plain number.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: as the caller of this function promises.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller of this function promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The allocations of this thread while `work` runs.
fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.with(Cell::get);
    work();
    COUNT.with(Cell::get) - before
}

#[test]
fn the_watch_sees_an_allocation() {
    assert!(allocations(|| drop(std::hint::black_box(vec![1u8; 100]))) > 0);
}

#[test]
fn signing_verifying_encrypting_and_decrypting_allocate_nothing() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = certwright::rsa::hazmat::generate(&mut rng, 1024).unwrap();
    let public = key.public_key();
    let hash = HashAlgorithm::Sha256;
    let digest = hash.digest(b"abc");
    let digest = digest.as_bytes();
    let mut signature = vec![0; key.size()];
    for kernel in Kernel::ALL
        .iter()
        .copied()
        .filter(|kernel| kernel.is_available())
    {
        hazmat::force(kernel).unwrap();
        let count = allocations(|| {
            pkcs1v15::sign_prehash_into(&key, hash, digest, &mut rng, &mut signature).unwrap();
            pkcs1v15::verify_prehash(public, hash, digest, &signature).unwrap();
        });
        assert_eq!(count, 0, "PKCS#1 v1.5 signature, {kernel}");
        let params = pss::Params::new(hash).with_salt_len(32);
        let count = allocations(|| {
            pss::sign_prehash_into(&key, &params, digest, &mut rng, &mut signature).unwrap();
            pss::verify_prehash(public, &params, digest, &signature).unwrap();
        });
        assert_eq!(count, 0, "PSS, {kernel}");
        let shake = pss_shake::Shake::Shake128;
        let count = allocations(|| {
            let digest = shake.digest(b"abc");
            pss_shake::sign_prehash_into(&key, shake, &digest, &mut rng, &mut signature).unwrap();
            pss_shake::verify_prehash(public, shake, &digest, &signature).unwrap();
        });
        assert_eq!(count, 0, "PSS with SHAKE, {kernel}");
    }
    let mut ciphertext = vec![0; key.size()];
    let mut plaintext = vec![0; key.size()];
    let params = oaep::Params::new(hash);
    let count = allocations(|| {
        oaep::encrypt_into(
            public,
            &params,
            b"label",
            b"secret",
            &mut rng,
            &mut ciphertext,
        )
        .unwrap();
        let _ = oaep::decrypt_into(
            &key,
            &params,
            b"label",
            &ciphertext,
            &mut rng,
            &mut plaintext,
        )
        .unwrap();
    });
    assert_eq!(count, 0, "OAEP");
}

#[test]
fn powers_of_any_size_allocate_nothing() {
    for bits in [64usize, 512, 1024, 2048, 4096, 16384] {
        let limbs = bits / Limb::BITS as usize;
        let n = vec![Limb::MAX; limbs.max(1)];
        let modulus = Modulus::new(&n).unwrap();
        let base = vec![2; n.len()];
        let (mut out, mut other) = (vec![0; n.len()], vec![0; n.len()]);
        let exponent = [Limb::MAX];
        let count = allocations(|| {
            modulus.pow(&base, &exponent, &mut out).unwrap();
            modulus
                .pow_public_vartime(&base, &[65537], &mut out)
                .unwrap();
            hazmat::pow(&mut [
                Power {
                    modulus: modulus.montgomery(),
                    base: &base,
                    exponent: &exponent,
                    factor: None,
                    out: &mut out,
                    next: None,
                },
                Power {
                    modulus: modulus.montgomery(),
                    base: &base,
                    exponent: &exponent,
                    factor: None,
                    out: &mut other,
                    next: None,
                },
            ])
            .unwrap();
            let _exists = modulus.inverse(&out, &mut other).unwrap();
        });
        assert_eq!(count, 0, "{bits} bits");
    }
}
