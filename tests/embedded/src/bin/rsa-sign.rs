//! `sign` with RustCrypto's rsa, blinded as well.
#![no_std]
#![no_main]

use device::{MeasuringRng, input};
use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{RandomizedSigner, SignatureEncoding};
use sha2::Sha256;

device::program!({
    let Ok(key) = rsa::PrivateKey::from_pkcs1_der(input::private_key()) else {
        return false;
    };
    let key = SigningKey::<Sha256>::new(key);
    let signature =
        device::counted(|| key.try_sign_with_rng(&mut MeasuringRng(1), input::message()));
    signature.is_ok_and(|signature| signature.to_vec() == input::signature())
});
