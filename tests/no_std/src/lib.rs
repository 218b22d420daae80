//! See Cargo.toml: that this links is the test.
#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::panic::PanicInfo;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicUsize, Ordering};

use certwright::pkcs::{pkcs8, spki};
use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15};
use certwright::x509::{CertificateRef, RsaVerifier};
use rand_core::CryptoRng;

/// Hands out an arena once, from one end to the other, as a small device may.
struct Arena {
    bytes: UnsafeCell<[u8; 1 << 20]>,
    used: AtomicUsize,
}

// SAFETY: `used` gives each caller a part of its own.
unsafe impl Sync for Arena {}

// SAFETY: parts do not overlap, are aligned, and live as long as the program.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = self.bytes.get() as usize;
        let taken = self
            .used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                let start = (base + used).next_multiple_of(layout.align()) - base;
                start
                    .checked_add(layout.size())
                    .filter(|end| *end <= 1 << 20)
            });
        match taken {
            // SAFETY: the sum above stayed within the arena.
            Ok(used) => unsafe {
                self.bytes
                    .get()
                    .cast::<u8>()
                    .add((base + used).next_multiple_of(layout.align()) - base)
            },
            Err(_) => null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ARENA: Arena = Arena {
    bytes: UnsafeCell::new([0; 1 << 20]),
    used: AtomicUsize::new(0),
};

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// Signs with a PKCS #8 key and verifies; true if all went well.
pub fn sign<R: CryptoRng + ?Sized>(key: &[u8], message: &[u8], rng: &mut R) -> bool {
    let Ok((parts, _)) = pkcs8::private_key_from_der(key) else {
        return false;
    };
    let Ok(key) = PrivateKey::from_parts(parts) else {
        return false;
    };
    let digest = HashAlgorithm::Sha256.digest(message);
    let Ok(signature) = pkcs1v15::sign_prehash(&key, HashAlgorithm::Sha256, &digest, rng) else {
        return false;
    };
    let _info = spki::to_der(key.public_key());
    pkcs1v15::verify_prehash(key.public_key(), HashAlgorithm::Sha256, &digest, &signature).is_ok()
}

/// Whether a certificate signs itself.
///
/// # Safety
/// `der` points to `len` octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn certwright_is_self_signed(der: *const u8, len: usize) -> bool {
    // SAFETY: the caller's promise.
    let der = unsafe { core::slice::from_raw_parts(der, len) };
    let Ok(certificate) = CertificateRef::from_der(der) else {
        return false;
    };
    certificate
        .verify_signature(&certificate.spki, &RsaVerifier)
        .is_ok()
}
