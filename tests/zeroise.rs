//! No memory is given back that still holds a secret of a key: an allocator looks at every block before it is freed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use certwright::pem;
use certwright::pkcs::{Cipher, KeyKind, legacy_pem, pkcs1, pkcs8};
use certwright::rsa::batch::{Scheme, ToSign};
use certwright::rsa::{HashAlgorithm, PrivateKey, batch, check, oaep, pkcs1v15, pss};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

/// Sixteen bytes of each secret, as they stand in a file and as they stand in limbs.
static NEEDLES: OnceLock<Vec<[u8; 16]>> = OnceLock::new();
static WATCHING: AtomicBool = AtomicBool::new(false);
static FOUND: AtomicUsize = AtomicUsize::new(0);
static FREED: AtomicUsize = AtomicUsize::new(0);

struct Inspecting;

// SAFETY: every call is the system allocator's own, and blocks are only looked at.
unsafe impl GlobalAlloc for Inspecting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that every byte of a block may be read when it is freed.
        // SAFETY: as the caller of this function promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if WATCHING.load(Ordering::Relaxed) {
            // SAFETY: the block is the caller's, of this size, initialised above, and nobody else has it any more.
            let block = unsafe { std::slice::from_raw_parts(pointer, layout.size()) };
            inspect(block);
        }
        // SAFETY: as the caller of this function promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Inspecting = Inspecting;

fn inspect(block: &[u8]) {
    FREED.fetch_add(1, Ordering::Relaxed);
    let Some(needles) = NEEDLES.get() else { return };
    if block
        .windows(16)
        .any(|window| needles.iter().any(|needle| window == needle))
    {
        FOUND.fetch_add(1, Ordering::Relaxed);
        if std::env::var_os("CERTWRIGHT_SHOW_LEAKS").is_some()
            && WATCHING.swap(false, Ordering::Relaxed)
        {
            eprintln!(
                "{} bytes: {}",
                block.len(),
                std::backtrace::Backtrace::force_capture()
            );
            WATCHING.store(true, Ordering::Relaxed);
        }
    }
}

/// How many blocks with a secret in them are freed while `work` runs.
fn leaks(work: impl FnOnce()) -> usize {
    let before = FOUND.load(Ordering::Relaxed);
    WATCHING.store(true, Ordering::Relaxed);
    work();
    WATCHING.store(false, Ordering::Relaxed);
    FOUND.load(Ordering::Relaxed) - before
}

/// One test, since what is watched is the whole process.
#[test]
fn no_block_is_freed_with_a_secret_of_a_key_in_it() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = PrivateKey::generate(&mut rng, 2048).unwrap();
    let parts = key.parts();
    let message: Vec<u8> = (100..132).collect();
    let pkcs8_der = pkcs8::to_der(&parts, KeyKind::RsaEncryption);
    let text = pem::encode(pem::label::PRIVATE_KEY, &pkcs8_der).into_bytes();
    let secrets = [
        &parts.private_exponent,
        &parts.prime1,
        &parts.prime2,
        &parts.exponent1,
        &parts.exponent2,
        &parts.coefficient,
    ];
    let needles = secrets.into_iter().chain([&message]).flat_map(|secret| {
        // From the middle, at a limb's edge counted from the low end.
        let at = (secret.len() - secret.len() / 2 / 8 * 8) - 16;
        let big: [u8; 16] = secret[at..at + 16].try_into().unwrap();
        let mut little = big;
        little.reverse();
        [big, little]
    });
    // And some of the PEM's base64, from the middle of a line.
    let base64: [u8; 16] = text[65 * 12..][..16].try_into().unwrap();
    // And of the JWK's, whose second half is p and what follows.
    let jwk = key.to_jwk();
    let base64url: [u8; 16] = jwk.as_bytes()[jwk.len() * 3 / 4..][..16]
        .try_into()
        .unwrap();
    NEEDLES
        .set(needles.chain([base64, base64url]).collect())
        .unwrap();

    // The watch itself sees what it should: a number as bytes, and as limbs.
    let copy = parts.prime1.clone();
    assert_eq!(leaks(|| drop(copy)), 1);
    let limbs: Vec<u8> = parts.private_exponent.iter().rev().copied().collect();
    assert_eq!(leaks(|| drop(limbs)), 1);

    let public = key.public_key().clone();
    let hash = HashAlgorithm::Sha256;
    let digest = hash.digest(b"a message");
    let kdf = pkcs8::Kdf::Pbkdf2 {
        prf: pkcs8::Prf::HmacSha256,
        iterations: 1000,
    };
    let choice = pkcs8::Choice::new(Cipher::Aes256, kdf);
    let encrypted = pkcs8::encrypt(&pkcs8_der, &choice, b"password", &mut rng).unwrap();
    let ciphertexts = [
        pkcs1v15::encrypt(&public, &message, &mut rng).unwrap(),
        oaep::encrypt(&public, &oaep::Params::new(hash), b"", &message, &mut rng).unwrap(),
    ];
    let mut without_primes = parts.clone();
    without_primes.prime1.clear();
    without_primes.prime2.clear();
    without_primes.exponent1.clear();
    without_primes.exponent2.clear();
    without_primes.coefficient.clear();

    let mut found = Vec::new();
    let mut watch = |what: &str, work: &mut dyn FnMut()| {
        let leaks = leaks(work);
        if leaks > 0 {
            found.push(format!("{what}: {leaks}"));
        }
    };
    watch("reading PEM", &mut || drop(pem::first(&text, &[]).unwrap()));
    watch("reading PKCS #8", &mut || {
        drop(pkcs8::private_key_from_der(&pkcs8_der).unwrap())
    });
    watch("decrypting PKCS #8", &mut || {
        let info = pkcs8::EncryptedPrivateKeyInfo::from_der(&encrypted).unwrap();
        drop(info.decrypt(b"password").unwrap());
    });
    watch("writing PEM", &mut || {
        drop(pem::encode_secret(pem::label::PRIVATE_KEY, &pkcs8_der))
    });
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    watch("encrypting PKCS #8", &mut || {
        drop(pkcs8::encrypt(&pkcs8_der, &choice, b"password", &mut rng).unwrap());
    });
    watch("encrypting PEM", &mut || {
        let (label, cipher) = (pem::label::RSA_PRIVATE_KEY, Cipher::Aes128);
        drop(legacy_pem::encode(label, &pkcs8_der, cipher, b"password", &mut rng).unwrap());
    });
    let openssh = key.to_openssh("comment").unwrap();
    let sealed = key
        .to_openssh_encrypted("comment", "password", &mut rng)
        .unwrap();
    watch("writing a JWK", &mut || drop(key.to_jwk()));
    watch("reading a JWK", &mut || {
        drop(PrivateKey::from_jwk(&jwk).unwrap())
    });
    watch("writing OpenSSH's form", &mut || {
        drop(key.to_openssh("comment").unwrap())
    });
    watch("reading OpenSSH's form", &mut || {
        drop(PrivateKey::from_pem(&*openssh).unwrap())
    });
    watch("encrypting OpenSSH's form", &mut || {
        drop(
            key.to_openssh_encrypted("comment", "password", &mut rng)
                .unwrap(),
        );
    });
    watch("decrypting OpenSSH's form", &mut || {
        drop(PrivateKey::from_pem_encrypted(&sealed, "password").unwrap());
    });
    watch("loading and dropping", &mut || {
        drop(PrivateKey::from_parts(parts.clone()).unwrap())
    });
    watch("loading n, e and d", &mut || {
        drop(PrivateKey::from_parts(without_primes.clone()).unwrap())
    });
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    watch("checking", &mut || {
        assert_eq!(check::private_key(&parts, &mut rng), Ok(vec![]))
    });
    watch("cloning and dropping", &mut || drop(key.clone()));
    watch("taking a key apart", &mut || drop(key.parts()));
    watch("writing PKCS #1", &mut || {
        drop(pkcs1::private_to_der(&parts))
    });
    watch("writing PKCS #8", &mut || {
        drop(pkcs8::to_der(&parts, KeyKind::RsaEncryption))
    });
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    watch("signing", &mut || {
        pkcs1v15::sign_prehash(&key, hash, &digest, &mut rng).unwrap();
        pss::sign_prehash(&key, &pss::Params::new(hash), &digest, &mut rng).unwrap();
    });
    watch("signing a batch", &mut || {
        let item = ToSign::new(&key, Scheme::Pkcs1v15(hash), &digest);
        drop(batch::sign(&[item; 9], &mut rng));
    });
    watch("decrypting", &mut || {
        let one = pkcs1v15::decrypt(&key, &ciphertexts[0], &mut rng).unwrap();
        let other = oaep::decrypt(
            &key,
            &oaep::Params::new(hash),
            b"",
            &ciphertexts[1],
            &mut rng,
        )
        .unwrap();
        assert!(*one == message && *other == message);
    });
    assert_eq!(found, [""; 0], "blocks freed with secrets in them");
    assert!(
        FREED.load(Ordering::Relaxed) > 100,
        "hardly anything was looked at"
    );
}
