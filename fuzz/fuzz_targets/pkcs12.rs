//! Any bytes are a PKCS #12 file, or refused: nothing panics, nothing runs or grows without end.
#![no_main]

use libfuzzer_sys::fuzz_target;

use certwright::pkcs::pkcs12::{Limits, Pkcs12};

fuzz_target!(|input: &[u8]| {
    let mut limits = Limits::DEFAULT;
    limits.iterations = 5_000;
    let Ok(file) = Pkcs12::from_der_within(input, limits) else {
        return;
    };
    let _ = file.open("secret");
    // Without the MAC, which hardly any input gets past.
    if let Ok(contents) = file.contents(&mut file.opener("secret")) {
        let _ = contents.private_key();
        for bag in contents.bags() {
            let _ = (bag.friendly_name(), bag.local_key_id());
        }
    }
});
