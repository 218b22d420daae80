//! A certificate that is read has one form: written field by field it is the input again.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/x509/model.rs"]
#[allow(dead_code)]
mod model;

fuzz_target!(|input: &[u8]| {
    let Ok(certificate) = certwright::x509::CertificateRef::from_der(input) else {
        return;
    };
    assert_eq!(certificate.signed.raw, input);
    // BOOLEANs that are FALSE, the default, are read although DER leaves them out.
    let again = model::certificate(&certificate);
    assert!(again == input || input.windows(3).any(|part| part == [1, 1, 0]));
});
