//! OpenSSL's `s_server` and `s_client` on the loopback interface, each against this crate's side.

mod pki;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use certwright_rustls::{ClientVerifier, ServerVerifier};
use pki::{Identity, Pki, Versions, client_config, server_config, tls12, tls13};
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConnection, Error, ServerConnection, Stream};

/// Nothing here waits longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A folder with the root, and the key and chain of each identity by its name.
fn folder(pki: &Pki) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("root.pem", &pki.root_pem());
    for (name, identity) in [
        ("server", &pki.server),
        ("client", &pki.client),
        ("stranger", &pki.stranger),
    ] {
        write(&format!("{name}.key"), &identity.key.to_pkcs8_pem());
        write(&format!("{name}.pem"), &identity.chain_pem());
    }
    folder
}

fn openssl(folder: &tempfile::TempDir, args: &str) -> Command {
    let mut command = Command::new("openssl");
    command
        .args(args.split_whitespace())
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

fn bounded(stream: TcpStream) -> TcpStream {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// The TLS error in an error of input and output.
fn tls_error(e: std::io::Error) -> Error {
    match e.downcast::<Error>() {
        Ok(e) => e,
        Err(e) => panic!("not an error of TLS: {e}"),
    }
}

/// Connects to `openssl s_server` with these options, and talks through it to its `-rev` echo.
fn with_s_server(
    options: &str,
    name: &str,
    versions: Versions,
    identity: Option<&Identity>,
) -> Result<(), Error> {
    let pki = Pki::get();
    let folder = folder(pki);
    let args = format!("s_server -accept 127.0.0.1:0 -rev {options}");
    let mut server = Running(openssl(&folder, &args).spawn().unwrap());
    let mut lines = BufReader::new(server.0.stdout.take().unwrap()).lines();
    let port: u16 = loop {
        let line = lines.next().expect("a port to connect to").unwrap();
        if let Some(address) = line.strip_prefix("ACCEPT ") {
            break address.rsplit_once(':').unwrap().1.parse().unwrap();
        }
    };
    let mut socket = bounded(TcpStream::connect(("127.0.0.1", port)).unwrap());
    let verifier = ServerVerifier::new(pki.roots()).crls(pki.crls(&[]));
    let config = client_config(verifier, versions, identity);
    let name = ServerName::try_from(name.to_string()).unwrap();
    let mut client = ClientConnection::new(config, name).unwrap();
    let mut stream = Stream::new(&mut client, &mut socket);
    stream.write_all(b"abc\n").map_err(tls_error)?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).map_err(tls_error)?;
    assert_eq!(&answer, b"cba\n");
    Ok(())
}

#[test]
#[ignore = "needs openssl"]
fn a_server_of_openssl_s_is_accepted_or_refused_as_it_should_be() {
    for versions in [tls12(), tls13()] {
        let own = "-cert server.pem -key server.key -cert_chain server.pem";
        assert_eq!(
            with_s_server(own, "www.example.org", versions, None),
            Ok(())
        );
        let refused = |why| Err(Error::InvalidCertificate(why));
        let outcome = with_s_server(own, "example.net", versions, None);
        assert_eq!(outcome, refused(CertificateError::NotValidForName));
        let other = "-cert stranger.pem -key stranger.key -cert_chain stranger.pem";
        let outcome = with_s_server(other, "www.example.org", versions, None);
        assert_eq!(outcome, refused(CertificateError::UnknownIssuer));
        // OpenSSL verifies this side's certificate and signature.
        let mutual = format!("{own} -CAfile root.pem -Verify 2 -verify_return_error");
        let identity = Some(&Pki::get().client);
        let outcome = with_s_server(&mutual, "www.example.org", versions, identity);
        assert_eq!(outcome, Ok(()));
    }
    // Only PKCS #1 v1.5 (TLS 1.2), and each hash of PSS.
    for (scheme, versions) in [
        ("rsa_pkcs1_sha256", tls12()),
        ("rsa_pkcs1_sha384", tls12()),
        ("rsa_pkcs1_sha512", tls12()),
        ("rsa_pss_rsae_sha256", tls13()),
        ("rsa_pss_rsae_sha384", tls13()),
        ("rsa_pss_rsae_sha512", tls13()),
    ] {
        let options = format!(
            "-cert server.pem -key server.key -cert_chain server.pem -sigalgs {scheme} -client_sigalgs {scheme} -CAfile root.pem -Verify 2 -verify_return_error"
        );
        let identity = Some(&Pki::get().client);
        let outcome = with_s_server(&options, "www.example.org", versions, identity);
        assert_eq!(outcome, Ok(()), "{scheme}");
    }
}

/// Serves one `openssl s_client` with these options: what it sends comes back. Returns this side's verdict and OpenSSL's exit
/// status.
fn with_s_client(
    options: &str,
    versions: Versions,
    verifier: Option<ClientVerifier>,
) -> (Result<(), Error>, bool) {
    let pki = Pki::get();
    let folder = folder(pki);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let args = format!(
        "s_client -connect 127.0.0.1:{port} -CAfile root.pem -verify_return_error -quiet {options}"
    );
    let mut client = Running(openssl(&folder, &args).spawn().unwrap());
    let mut socket = bounded(listener.accept().unwrap().0);
    let config = server_config(&pki.server, verifier, versions);
    let mut server = ServerConnection::new(Arc::clone(&config)).unwrap();
    let outcome = (|| {
        client.0.stdin.take().unwrap().write_all(b"abc\n").ok();
        let mut stream = Stream::new(&mut server, &mut socket);
        let mut request = [0; 4];
        stream.read_exact(&mut request)?;
        assert_eq!(&request, b"abc\n");
        stream.write_all(b"cba\n")?;
        stream.conn.send_close_notify();
        stream.flush()
    })();
    drop(socket);
    let mut answer = Vec::new();
    client
        .0
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut answer)
        .unwrap();
    let status = client.0.wait().unwrap();
    let outcome = outcome.map_err(tls_error);
    if outcome.is_ok() {
        assert_eq!(answer, b"cba\n");
    }
    (outcome, status.success())
}

#[test]
#[ignore = "needs openssl"]
fn a_client_of_openssl_s_accepts_this_server_and_is_accepted_or_refused() {
    let pki = Pki::get();
    for (versions, option) in [(tls12(), "-tls1_2"), (tls13(), "-tls1_3")] {
        let host = format!("{option} -verify_hostname www.example.org");
        assert_eq!(with_s_client(&host, versions, None), (Ok(()), true));
        let required = || Some(ClientVerifier::new(pki.roots()).crls(pki.crls(&[])));
        let with = |name: &str| {
            let options = format!("{host} -cert {name}.pem -key {name}.key -cert_chain {name}.pem");
            with_s_client(&options, versions, required()).0
        };
        assert_eq!(with("client"), Ok(()));
        let refused = |why| Err(Error::InvalidCertificate(why));
        assert_eq!(with("server"), refused(CertificateError::InvalidPurpose));
        assert_eq!(with("stranger"), refused(CertificateError::UnknownIssuer));
        let none = with_s_client(&host, versions, required()).0;
        assert_eq!(none, Err(Error::NoCertificatesPresented));
    }
    for scheme in ["rsa_pkcs1_sha256", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512"] {
        let options = format!("-tls1_2 -sigalgs {scheme}");
        assert_eq!(
            with_s_client(&options, tls12(), None),
            (Ok(()), true),
            "{scheme}"
        );
    }
    for scheme in [
        "rsa_pss_rsae_sha256",
        "rsa_pss_rsae_sha384",
        "rsa_pss_rsae_sha512",
    ] {
        // The chain is signed by PKCS #1 v1.5 with SHA-256.
        let options = format!("-tls1_3 -sigalgs {scheme}:rsa_pkcs1_sha256");
        assert_eq!(
            with_s_client(&options, tls13(), None),
            (Ok(()), true),
            "{scheme}"
        );
    }
}
