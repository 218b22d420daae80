//! A certification authority: its own certificate, a server's, a client's from a request, and a list of what is revoked.
//! `cargo run --example ca`

use std::error::Error;
use std::time::SystemTime;

use certwright::der::oid;
use certwright::rsa::PrivateKey;
use certwright::x509::extension::CrlReason;
use certwright::x509::{AltNames, RsaVerifier};
use certwright::x509::{CertificateBuilder, CrlBuilder, NameBuf, Request, RequestBuilder};

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = certwright::SysRng;
    let mut key = || PrivateKey::generate(&mut rng, 2048);
    let (ca_key, server_key, client_key) = (key()?, key()?, key()?);

    let ca = CertificateBuilder::new(NameBuf::common_name("Example CA"))
        .authority(Some(0))
        .self_signed(&ca_key, &mut rng)?;
    let server = CertificateBuilder::new(NameBuf::common_name("Example server"))
        .tls_server(&["www.example.org", "*.example.net", "192.0.2.1"])?
        .public_key_of(&server_key)
        .signed_by(&ca, &ca_key, &mut rng)?;

    // A client sends a request. The CA takes over the names that it asks for, and nothing else.
    let request = RequestBuilder::new(NameBuf::common_name("Ada"))
        .alt_names(&AltNames::new().dns("ada.example.org")?)
        .sign(&client_key, &mut rng)?
        .to_pem();
    let request = Request::from_pem(request)?;
    let proven = request.verify(&RsaVerifier)?;
    let client = CertificateBuilder::from_request(&proven, &[oid::SUBJECT_ALT_NAME])
        .tls_client()
        .signed_by(&ca, &ca_key, &mut rng)?;

    let crl = CrlBuilder::new()
        .revoke(client.serial(), SystemTime::now(), CrlReason::KeyCompromise)
        .signed_by(&ca, &ca_key, &mut rng)?;
    assert!(crl.fields().find(client.fields().serial).is_some());
    assert!(crl.fields().find(server.fields().serial).is_none());
    print!("{}{}{}", server.to_pem(), ca.to_pem(), crl.to_pem());
    Ok(())
}
