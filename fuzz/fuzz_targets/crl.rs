//! A list that is read has one form, and every entry that it has is found.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/x509/model.rs"]
#[allow(dead_code)]
mod model;

fuzz_target!(|input: &[u8]| {
    let Ok(list) = certwright::x509::CertificateListRef::from_der(input) else {
        return;
    };
    let again = model::list(&list);
    assert!(again == input || input.windows(3).any(|part| part == [1, 1, 0]));
    for entry in list.entries().take(8) {
        assert!(list.find(entry.serial).is_some());
    }
});
