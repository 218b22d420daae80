//! A revocation list of a million entries is read and searched without allocating.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use certwright::rsa::RandomSource;
use certwright::x509::extension::CrlReason;
use certwright::x509::{
    CertificateListRef, CrlBuilder, NameBuf, SerialNumber, SignatureError, Signer, Time,
};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call goes on to the system's allocator unchanged.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Stands in for a key, as an embedder's signer may: the list is not verified here.
struct Unsigned;

impl Signer for Unsigned {
    fn algorithm(&self) -> Vec<u8> {
        // SEQUENCE { sha256WithRSAEncryption, NULL }
        b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00".to_vec()
    }

    fn public_key(&self) -> Vec<u8> {
        Vec::new()
    }

    fn sign(&self, _: &[u8], _: &mut dyn RandomSource) -> Result<Vec<u8>, SignatureError> {
        Ok(vec![0; 256])
    }
}

#[test]
fn a_million_entries_are_read_and_searched_without_an_allocation() {
    const ENTRIES: u32 = 1_000_000;
    let serial = |n: u32| SerialNumber::from_unsigned_be(&(n * 3 + 1).to_be_bytes());
    let when = Time::from_unix(1_767_225_600);
    let builder = CrlBuilder::new()
        .exact()
        .this_update(when)
        .next_update(when);
    let mut rng = getrandom::rand_core::UnwrapErr(getrandom::SysRng);
    let der = (0..ENTRIES)
        .fold(builder, |builder, n| {
            builder.revoke(serial(n), when, CrlReason::Unspecified)
        })
        .signed_under(&NameBuf::common_name("a busy CA"), &Unsigned, &mut rng)
        .unwrap()
        .into_der();

    let before = ALLOCATIONS.with(Cell::get);
    let crl = CertificateListRef::from_der(&der).unwrap();
    let last = crl.find(serial(ENTRIES - 1).contents());
    let absent = crl.find(&[2]);
    let count = crl.entries().count();
    let after = ALLOCATIONS.with(Cell::get);

    assert_eq!(last.unwrap().revocation_date, when);
    assert!(absent.is_none());
    assert_eq!(count, ENTRIES as usize);
    // One for the serial number that is looked for.
    assert_eq!(after - before, 1);
}
