//! A key is made, kept in a file, read again, and signs. `cargo run --example sign`

use certwright::rsa::{PrivateKey, pkcs1v15::SigningKey};
use certwright::signature::{Keypair, Signer, Verifier};
use certwright::{SysRng, sha2::Sha256};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::temp_dir().join("certwright-example.pem");
    let key = PrivateKey::generate(&mut SysRng, 2048)?;
    // Where others use the machine, make the file readable by its owner alone before the key is in it.
    std::fs::write(&path, key.to_pkcs8_pem())?;
    let key = SigningKey::<Sha256>::new(PrivateKey::from_pem(std::fs::read(&path)?)?)?;
    let signature = key.try_sign(b"paid")?;
    Ok(key.verifying_key().verify(b"paid", &signature)?)
}
