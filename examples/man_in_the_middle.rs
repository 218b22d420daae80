//! The man in the middle: a server is trusted because an authority that the client trusts signed its certificate. An
//! impostor who has the traffic, the server's certificate and a key of his own is refused, with the reason.
//! `cargo run --example man_in_the_middle`

use std::error::Error;
use std::time::SystemTime;

use certwright::SysRng;
use certwright::path::{RootStore, Verifier};
use certwright::rsa::PrivateKey;
use certwright::x509::{Certificate, CertificateBuilder, NameBuf};

const HOST: &str = "bank.example";

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = SysRng;
    let mut key = || PrivateKey::generate(&mut rng, 2048);
    let (authority_key, bank_key, mallory_key) = (key()?, key()?, key()?);

    // Browsers come with the certificates of authorities. This client trusts one.
    let authority = authority("Honest Authority", &authority_key)?;
    let roots = RootStore::from_iter([&authority]);
    let client = Verifier::new(&roots, SystemTime::now()).host(HOST)?;
    let judge = |presented: &Certificate| client.verify(presented, &[]);

    // The bank proved to the authority who it is, and got a certificate.
    let genuine = server(HOST, &bank_key).signed_by(&authority, &authority_key, &mut rng)?;
    let path = judge(&genuine)?;
    println!(
        "The bank's certificate:\n  valid, by a path of {} certificates",
        path.chain.len()
    );

    // Mallory, in the middle, can sign one himself, in the authority's name or in his own ...
    let forged = server(HOST, &mallory_key).signed_under(
        &authority.subject().to_owned(),
        &mallory_key,
        &mut rng,
    )?;
    let mallorys = self::authority("Mallory's Authority", &mallory_key)?;
    let own = server(HOST, &mallory_key).signed_by(&mallorys, &mallory_key, &mut rng)?;
    // ... or come with one that the authority gave him honestly, for his own site.
    let elsewhere =
        server("mallory.example", &mallory_key).signed_by(&authority, &authority_key, &mut rng)?;
    for (what, presented) in [
        ("One that Mallory signed in the authority's name", forged),
        ("One by an authority of Mallory's own", own),
        ("One that is genuine, but for mallory.example", elsewhere),
    ] {
        let refused = judge(&presented).expect_err("an impostor was trusted");
        let refusal = refused.first();
        println!("{what}:\n  {refusal}; help: {}", refusal.reason.remedy());
    }
    Ok(())
}

fn authority(name: &str, key: &PrivateKey) -> Result<Certificate, Box<dyn Error>> {
    let builder = CertificateBuilder::new(NameBuf::common_name(name)).authority(None);
    Ok(builder.self_signed(key, &mut SysRng)?)
}

fn server(host: &str, key: &PrivateKey) -> CertificateBuilder {
    CertificateBuilder::new(NameBuf::common_name(host))
        .tls_server(&[host])
        .expect("a host name")
        .public_key_of(key)
}
