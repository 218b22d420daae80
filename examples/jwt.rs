//! JSON Web Tokens (RFC 7519) signed by RS256 and by PS256 (RFC 7518 §3.3, §3.5), with a key from PEM and from a JWK.
//! `cargo run --example jwt`

use certwright::base64ct::{Base64UrlUnpadded as Base64, Encoding};
use certwright::rsa::{PrivateKey, Signature, pkcs1v15, pss};
use certwright::signature::{Keypair, RandomizedSigner, Verifier};
use certwright::{SysRng, sha2::Sha256};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn sign(alg: &str, claims: &str, key: &impl RandomizedSigner<Signature>) -> Result<String> {
    let header = format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#);
    let input = [&header, claims].map(|part| Base64::encode_string(part.as_bytes()));
    let input = input.join(".");
    let signature = key.try_sign_with_rng(&mut SysRng, input.as_bytes())?;
    Ok(input + "." + &Base64::encode_string(signature.as_bytes()))
}

/// The claims of a genuine token. The caller's key fixes the algorithm; the token's header does not (RFC 8725 §3.1).
fn verify(token: &str, key: &impl Verifier<Signature>) -> Result<String> {
    let (input, signature) = token.rsplit_once('.').ok_or("not a token")?;
    let signature = Signature::try_from(&*Base64::decode_vec(signature)?)?;
    key.verify(input.as_bytes(), &signature)?;
    let (_, claims) = input.split_once('.').ok_or("not a token")?;
    Ok(String::from_utf8(Base64::decode_vec(claims)?)?)
}

fn main() -> Result<()> {
    let key = PrivateKey::generate(&mut SysRng, 2048)?;
    let (pem, jwk) = (key.to_pkcs8_pem(), key.to_jwk());
    let key = pkcs1v15::SigningKey::<Sha256>::new(PrivateKey::from_pem(&*pem)?)?;
    let token = sign("RS256", r#"{"sub":"alice"}"#, &key)?;
    println!("{token}\n{}", verify(&token, &key.verifying_key())?);
    let key = pss::SigningKey::<Sha256>::new(PrivateKey::from_jwk(&jwk)?)?;
    let token = sign("PS256", r#"{"sub":"bob"}"#, &key)?;
    println!("{token}\n{}", verify(&token, &key.verifying_key())?);
    Ok(())
}
