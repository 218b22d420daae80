//! The chain by rustls-webpki over certwright's RSA.
#![no_std]
#![no_main]

use certwright::pkcs::pkcs1;
use certwright::rsa::{HashAlgorithm, pkcs1v15};
use device::webpki_chain::{Pkcs1Sha256, Verify, validate};
use sha2::{Digest, Sha256};

fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    pkcs1::public_from_der(key).is_ok_and(|key| {
        let digest = Sha256::digest(message);
        pkcs1v15::verify_prehash(&key, HashAlgorithm::Sha256, &digest, signature).is_ok()
    })
}

device::program!(device::counted(
    || validate(&Pkcs1Sha256(verify as Verify)) == Some(())
));
