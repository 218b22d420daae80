//! The builder of RustCrypto's `x509-cert` signs with certwright's key, and certwright verifies what it made.
//! `cargo run --example x509_cert_builder`

use std::error::Error;
use std::str::FromStr;
use std::time::Duration;

use certwright::rsa::pkcs1v15::SigningKey;
use certwright::sha2::Sha256;
use certwright::signature::Keypair;
use certwright::x509::{Certificate, RsaVerifier};
use x509_cert::builder::profile::cabf::Root;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::der::Encode;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Validity;

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = certwright::SysRng;
    let key = SigningKey::<Sha256>::generate(&mut rng, 2048)?;
    let spki = SubjectPublicKeyInfoOwned::from_key(&key.verifying_key())?;

    let profile = Root::new(false, Name::from_str("CN=Example Root,O=Example,C=CZ")?)?;
    let validity = Validity::from_now(Duration::from_secs(3600))?;
    let serial = SerialNumber::from(1u32);
    let der = CertificateBuilder::new(profile, serial, validity, spki)?
        .build::<_, certwright::rsa::Signature>(&key)?
        .to_der()?;

    let certificate = Certificate::from_der(der)?;
    (certificate.fields()).verify_signature(&certificate.public_key(), &RsaVerifier)?;
    print!("{}", certificate.to_pem());
    Ok(())
}
