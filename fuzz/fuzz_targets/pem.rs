//! Every block that is read without headers returns when it is written.
#![no_main]

use certwright::pem;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    for block in pem::blocks(input).take(64).flatten() {
        let text = pem::encode(block.label, &block.contents);
        let again = pem::blocks(text.as_bytes())
            .next()
            .expect("one block")
            .expect("a block that was just written");
        assert_eq!(
            (again.label, &again.contents),
            (block.label, &block.contents)
        );
    }
});
