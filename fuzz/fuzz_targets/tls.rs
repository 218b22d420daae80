#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| certwright_fuzz::run("tls", input));
