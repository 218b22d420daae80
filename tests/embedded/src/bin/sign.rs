//! Signs with PKCS#1 v1.5 and SHA-256: blinded, in constant time, checked before the signature is given out. The working
//! memory is on the heap.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::vec;

use certwright::bignum::Workspace;
use certwright::pkcs::pkcs1;
use certwright::rsa::{PrivateKey, pkcs1v15};
use device::{MeasuringRng, input};
use sha2::{Digest, Sha256};

device::program!({
    let Ok(parts) = pkcs1::private_from_der(input::private_key()) else {
        return false;
    };
    let Ok(key) = PrivateKey::from_parts(parts) else {
        return false;
    };
    let mut limbs = vec![0; PrivateKey::workspace_limbs(key.bits())];
    let mut signature = vec![0; key.size()];
    let Ok(key) = pkcs1v15::SigningKey::<Sha256>::new(key) else {
        return false;
    };
    let signed = device::counted(|| {
        let digest = Sha256::digest(input::message());
        key.sign_digest_in(
            &mut Workspace::new(&mut limbs),
            &digest,
            &mut MeasuringRng(1),
            &mut signature,
        )
    });
    signed.is_ok() && signature == input::signature()
});
