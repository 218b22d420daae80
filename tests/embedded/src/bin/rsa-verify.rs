//! `verify` with RustCrypto's rsa.
#![no_std]
#![no_main]

use device::input;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::Verifier;
use sha2::Sha256;

device::program!({
    let Ok(key) = rsa::PublicKey::from_pkcs1_der(input::public_key()) else {
        return false;
    };
    let key = VerifyingKey::<Sha256>::new(key);
    device::counted(|| {
        Signature::try_from(input::signature())
            .is_ok_and(|signature| key.verify(input::message(), &signature).is_ok())
    })
});
