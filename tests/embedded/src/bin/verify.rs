//! Verifies a PKCS#1 v1.5 signature with SHA-256.
#![no_std]
#![no_main]

use certwright::pkcs::pkcs1;
use certwright::rsa::{HashAlgorithm, pkcs1v15};
use device::input;
use sha2::{Digest, Sha256};

device::program!({
    let Ok(key) = pkcs1::public_from_der(input::public_key()) else {
        return false;
    };
    device::counted(|| {
        let digest = Sha256::digest(input::message());
        pkcs1v15::verify_prehash(&key, HashAlgorithm::Sha256, &digest, input::signature()).is_ok()
    })
});
