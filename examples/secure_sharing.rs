//! Secure sharing: Ben encrypts with Anna's public key, and only Anna's private key gets the message back.
//! `cargo run --example secure_sharing`

use std::error::Error;

use certwright::rsa::{HashAlgorithm, PrivateKey, oaep};

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = certwright::SysRng;
    let anna = PrivateKey::generate(&mut rng, 2048)?;
    let scheme = oaep::Params::new(HashAlgorithm::Sha256);

    // Ben has Anna's public key, no more. What a key can carry is limited: real messages are encrypted with a symmetric key,
    // and that key is what travels this way.
    let message = b"the symmetric key is 00112233445566778899aabbccddeeff";
    let most = oaep::max_message_len(anna.size(), scheme.hash);
    println!(
        "Ben may send up to {} bytes; he sends {}.",
        most.unwrap_or(0),
        message.len()
    );
    let sent = oaep::encrypt(anna.public_key(), &scheme, b"", message, &mut rng)?;
    println!("On the wire: {} bytes, different each time.", sent.len());
    assert_ne!(
        sent,
        oaep::encrypt(anna.public_key(), &scheme, b"", message, &mut rng)?
    );

    let read = oaep::decrypt(&anna, &scheme, b"", &sent, &mut rng)?;
    assert_eq!(*read, message);
    println!("Anna reads {:?}.", String::from_utf8_lossy(&read));

    // Eve sees all that was sent, and has a key of her own: it is no help. Nor can she change the message unseen.
    let eve = PrivateKey::generate(&mut rng, 2048)?;
    println!(
        "Eve, with her own key: {}.",
        oaep::decrypt(&eve, &scheme, b"", &sent, &mut rng).unwrap_err()
    );
    let mut changed = sent;
    changed[100] ^= 1;
    println!(
        "Anna, of a changed message: {}.",
        oaep::decrypt(&anna, &scheme, b"", &changed, &mut rng).unwrap_err()
    );
    Ok(())
}
