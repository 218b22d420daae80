//! A request or response that is read has one form.
#![no_main]

use certwright::x509::ocsp::{RequestRef, ResponseRef};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/ocsp/model.rs"]
mod model;

fuzz_target!(|input: &[u8]| {
    // An empty list of certificates is allowed, and the model leaves it out.
    let has_empty_list = input.windows(4).any(|part| part == [0xa0, 2, 0x30, 0]);
    if let Ok(request) = RequestRef::from_der(input) {
        assert!(model::request(&request) == input || has_empty_list);
    }
    if let Ok(response) = ResponseRef::from_der(input)
        && let Some(again) = model::response(&response)
    {
        assert!(again == input || has_empty_list);
    }
});
