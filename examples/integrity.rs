//! Integrity: a bank stamps a statement with its private key, and anyone who has its public key can tell that stamp from a
//! forgery. `cargo run --example integrity`

use std::error::Error;

use certwright::pem;
use certwright::pkcs::spki;
use certwright::rsa::pkcs1v15::{SigningKey, VerifyingKey};
use certwright::rsa::{PrivateKey, Signature};
use certwright::sha2::Sha256;
use certwright::signature::{RandomizedSigner, SignatureEncoding, Verifier};

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = certwright::SysRng;

    // The bank makes a key pair and publishes its public half.
    let bank = PrivateKey::generate(&mut rng, 2048)?;
    let published = pem::encode(pem::label::PUBLIC_KEY, &spki::to_der(bank.public_key()));
    print!("The bank publishes\n{published}");

    // A key that is bound to a scheme and a hash cannot be used with another by mistake.
    let statement = b"On 2026-01-16, account 4711 held 1,000 crowns.";
    let stamp = SigningKey::<Sha256>::new(bank)?
        .try_sign_with_rng(&mut rng, statement)?
        .to_bytes();
    println!(
        "and stamps {:?}\nwith {} bytes.",
        String::from_utf8_lossy(statement),
        stamp.len()
    );

    // A client needs the published text, the statement and the stamp, and nothing from the bank itself.
    let block = pem::first(published.as_bytes(), &[pem::label::PUBLIC_KEY])?;
    let key = spki::SubjectPublicKeyInfo::from_der(&block.contents)?.rsa_public_key()?;
    let verifier = VerifyingKey::<Sha256>::new(key)?;
    let stamp = Signature::try_from(&stamp[..])?;
    verifier.verify(statement, &stamp)?;
    println!("A client finds the stamp genuine.");

    let forged = b"On 2026-01-16, account 4711 held 9,000 crowns.";
    let verdict = verifier.verify(forged, &stamp);
    assert!(verdict.is_err(), "a forged statement passed");
    println!(
        "The same stamp on {:?} is refused.",
        String::from_utf8_lossy(forged)
    );
    Ok(())
}
