//! The first octet chooses a type; the rest is a value for it, which is refused or has one form.
#![no_main]

use certwright::x509::extension::{BasicConstraints, ExtensionValue};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/x509/known.rs"]
#[allow(dead_code)]
mod known;

fuzz_target!(|input: &[u8]| {
    let Some((&choice, value)) = input.split_first() else {
        return;
    };
    let all = known::all();
    let (id, recode) = all[usize::from(choice) % all.len()];
    let Ok(again) = recode(value) else { return };
    // cA FALSE may be written out, against DER.
    assert!(again == value || id == BasicConstraints::OID);
    assert_eq!(recode(&again), Ok(again));
});
