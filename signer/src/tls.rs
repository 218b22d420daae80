//! Connections to the API server: TLS 1.3 by rustls, with certwright's RSA and certificate verification.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use certwright::path::RootStore;
use certwright::rsa::PrivateKey;
use certwright::x509::Certificate;
use certwright_rustls::{KeyProvider, SUPPORTED_ALGORITHMS, ServerVerifier, SigningKey};
use hyper::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use zeroize::Zeroizing;

/// How long a connection and its handshake may take.
const CONNECT_TIME: Duration = Duration::from_secs(10);

/// Bytes, or the file that holds them, which is read anew for each connection.
#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Arc<Zeroizing<Vec<u8>>>),
    File(PathBuf),
}

impl Source {
    pub(crate) fn bytes(bytes: Vec<u8>) -> Self {
        Self::Bytes(Arc::new(Zeroizing::new(bytes)))
    }

    fn read(&self) -> Result<Arc<Zeroizing<Vec<u8>>>, String> {
        match self {
            Self::Bytes(bytes) => Ok(Arc::clone(bytes)),
            Self::File(path) => match std::fs::read(path) {
                Ok(bytes) => Ok(Arc::new(Zeroizing::new(bytes))),
                Err(e) => Err(format!("{}: {e}", path.display())),
            },
        }
    }
}

/// Connects to one API server.
#[derive(Clone)]
pub(crate) struct Connector {
    /// The authorities of the API server, as PEM.
    pub authorities: Source,
    /// The own certificate with its chain, and its key, as PEM.
    pub identity: Option<(Source, Source)>,
    /// The name that the server's certificate must have, where that is not the URL's.
    pub server_name: Option<String>,
}

/// rustls with certwright's RSA; the rest is graviola's.
fn provider() -> CryptoProvider {
    CryptoProvider {
        signature_verification_algorithms: SUPPORTED_ALGORITHMS,
        key_provider: &KeyProvider,
        ..rustls_graviola::default_provider()
    }
}

impl Connector {
    /// What a connection is made with, from the files as they are now.
    pub(crate) fn config(&self) -> Result<ClientConfig, String> {
        let (roots, _unreadable) = RootStore::from_pem_bundle(&***self.authorities.read()?);
        if roots.anchors().is_empty() {
            return Err(
                "no RSA certificate of an authority is there to verify the API server with".into(),
            );
        }
        let builder = ClientConfig::builder_with_provider(Arc::new(provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(|e| e.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(ServerVerifier::new(roots)));
        let Some((certificate, key)) = &self.identity else {
            return Ok(builder.with_no_client_auth());
        };
        let chain = Certificate::all_from_pem(&***certificate.read()?)
            .map_err(|e| format!("the client certificate: {e}"))?;
        let key =
            PrivateKey::from_pem(&***key.read()?).map_err(|e| format!("the client key: {e}"))?;
        let key = SigningKey::new(key).map_err(|e| format!("the client key: {e}"))?;
        let chain = chain
            .into_iter()
            .map(|one| CertificateDer::from(one.into_der()));
        let certified = CertifiedKey::new(chain.collect(), Arc::new(key));
        certified
            .keys_match()
            .map_err(|e| format!("the client key is not the client certificate's: {e}"))?;
        let resolver = SingleCertAndKey::from(certified);
        Ok(builder.with_client_cert_resolver(Arc::new(resolver)))
    }

    async fn connect(self, uri: Uri) -> io::Result<ApiStream> {
        let refused = |e: String| io::Error::new(io::ErrorKind::InvalidInput, e);
        let host = uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = uri.port_u16().unwrap_or(443);
        let name = self.server_name.as_deref().unwrap_or(host);
        let name = ServerName::try_from(name.to_string())
            .map_err(|_| refused(format!("{} is not a host", crate::shown(name))))?;
        let config = self.config().map_err(refused)?;
        let connect = async {
            let stream = TcpStream::connect((host, port)).await?;
            stream.set_nodelay(true)?;
            TlsConnector::from(Arc::new(config))
                .connect(name, stream)
                .await
        };
        let stream = tokio::time::timeout(CONNECT_TIME, connect).await;
        Ok(ApiStream(TokioIo::new(stream.map_err(io::Error::from)??)))
    }
}

impl tower::Service<Uri> for Connector {
    type Response = ApiStream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<ApiStream>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().connect(uri))
    }
}

/// A TLS connection as hyper takes it.
pub(crate) struct ApiStream(TokioIo<TlsStream<TcpStream>>);

impl Connection for ApiStream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl Read for ApiStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl Write for ApiStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
