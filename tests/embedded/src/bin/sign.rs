//! Signs with PKCS#1 v1.5 and SHA-256: blinded, in constant time, checked before the signature is given out.
#![no_std]
#![no_main]

use certwright::pkcs::pkcs1;
use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15};
use device::{MeasuringRng, input};
use sha2::{Digest, Sha256};

device::program!({
    let Ok(parts) = pkcs1::private_from_der(input::private_key()) else {
        return false;
    };
    let Ok(key) = PrivateKey::from_parts(parts) else {
        return false;
    };
    let signature = device::counted(|| {
        let digest = Sha256::digest(input::message());
        pkcs1v15::sign_prehash(&key, HashAlgorithm::Sha256, &digest, &mut MeasuringRng(1))
    });
    signature.is_ok_and(|signature| signature == input::signature())
});
