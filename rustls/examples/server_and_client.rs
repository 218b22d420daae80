//! A TLS server with a certwright key, and a client that trusts it by certwright's path validation, in one process.
//! `cargo run -p certwright-rustls --example server_and_client`

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use certwright::SysRng;
use certwright::path::RootStore;
use certwright::rsa::PrivateKey;
use certwright::x509::{CertificateBuilder, NameBuf};
use certwright_rustls::{ServerVerifier, SigningKey};
use rustls::pki_types::CertificateDer;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection, StreamOwned};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (ca_key, key) = (
        PrivateKey::generate(&mut SysRng, 2048)?,
        PrivateKey::generate(&mut SysRng, 2048)?,
    );
    let ca = CertificateBuilder::new(NameBuf::common_name("CA")).authority(None);
    let ca = ca.self_signed(&ca_key, &mut SysRng)?;
    let leaf =
        CertificateBuilder::new(NameBuf::common_name("Server")).tls_server(&["localhost"])?;
    let leaf = leaf
        .public_key_of(&key)
        .signed_by(&ca, &ca_key, &mut SysRng)?;

    let provider = Arc::new(rustls_graviola::default_provider());
    let chain = vec![CertificateDer::from(leaf.as_der().to_vec())];
    let certified = CertifiedKey::new(chain, Arc::new(SigningKey::new(key)?));
    let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
    let roots: RootStore = [&ca].into_iter().collect();
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(ServerVerifier::new(roots)))
        .with_no_client_auth();

    let listener = TcpListener::bind("localhost:0")?;
    let socket = TcpStream::connect(listener.local_addr()?)?;
    let client = ClientConnection::new(Arc::new(client), "localhost".try_into()?)?;
    let asks = std::thread::spawn(move || StreamOwned::new(client, socket).write_all(b"hello"));
    let server = ServerConnection::new(Arc::new(server))?;
    let mut heard = [0; 5];
    StreamOwned::new(server, listener.accept()?.0).read_exact(&mut heard)?;
    println!("the server heard {:?}", String::from_utf8_lossy(&heard));
    Ok(asks.join().expect("the client does not panic")?)
}
