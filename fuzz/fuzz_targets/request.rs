//! A request that is read has one form, and its requested extensions are read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/x509/model.rs"]
#[allow(dead_code)]
mod model;

fuzz_target!(|input: &[u8]| {
    let Ok(request) = certwright::x509::RequestRef::from_der(input) else {
        return;
    };
    assert_eq!(model::request(&request), input);
    for extension in request.requested_extensions().into_iter().flatten() {
        certwright::x509::extension::Known::of(extension.oid)
            .map(|known| known.recode(extension.value, extension.offset));
    }
});
