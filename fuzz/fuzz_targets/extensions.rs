//! The first byte chooses a type; the rest is a value for it, which is refused or has one form.
#![no_main]

use certwright::x509::extension::{BasicConstraints, ExtensionValue, KNOWN, KeyUsage};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&choice, value)) = input.split_first() else {
        return;
    };
    let known = &KNOWN[usize::from(choice) % KNOWN.len()];
    let Ok(again) = known.recode(value, 0) else {
        return;
    };
    // cA FALSE may be written out and keyUsage may end in zero bits, against DER.
    assert!(again == value || [BasicConstraints::OID, KeyUsage::OID].contains(&known.oid));
    assert_eq!(known.recode(&again, 0), Ok(again));
});
