//! Is this certificate chain that of a host, for one who trusts these roots? `cargo run --example verify_chain`

use std::error::Error;
use std::fs::read;
use std::time::SystemTime;

use certwright::path::{RootStore, Verifier};
use certwright::x509::{Certificate, CertificateList};

fn main() -> Result<(), Box<dyn Error>> {
    let (roots, unreadable) = RootStore::from_pem_bundle(read("examples/data/roots.pem")?);
    assert!(unreadable.is_empty(), "{unreadable:?}");
    let chain = Certificate::all_from_pem(read("examples/data/chain.pem")?)?;
    let crls = CertificateList::all_from_pem(read("examples/data/crls.pem")?)?;

    let verifier = Verifier::new(&roots, SystemTime::now()).crls(&crls);
    let path = (verifier.clone().host("www.example.org")?).verify(&chain[0], &chain[1..])?;
    println!("valid, by a path of {} certificates", path.chain.len());
    let refused = verifier
        .host("www.example.com")?
        .verify(&chain[0], &chain[1..]);
    println!(
        "{}",
        refused.expect_err("another host's certificate is refused")
    );
    Ok(())
}
