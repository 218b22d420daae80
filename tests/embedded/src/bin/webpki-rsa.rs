//! The chain by rustls-webpki over RustCrypto's rsa.
#![no_std]
#![no_main]

use device::webpki_chain::{Pkcs1Sha256, Verify, validate};
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::Verifier;
use sha2::Sha256;

fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = rsa::PublicKey::from_pkcs1_der(key) else {
        return false;
    };
    Signature::try_from(signature).is_ok_and(|signature| {
        VerifyingKey::<Sha256>::new(key)
            .verify(message, &signature)
            .is_ok()
    })
}

device::program!(device::counted(
    || validate(&Pkcs1Sha256(verify as Verify)) == Some(())
));
