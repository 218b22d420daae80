//! certwright's path validation in the place of rustls's.

use std::fmt;
use std::sync::Arc;

use certwright::path::{PathError, Purpose, Reason, RootStore, Settings, Verifier};
use certwright::rsa::PublicKey;
use certwright::x509::ocsp::Response;
use certwright::x509::{Certificate, CertificateList, Time};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, OtherError, PeerMisbehaved,
    SignatureScheme,
};

use crate::algorithms::{Padding, Scheme};

/// Changes the settings of a validation.
type Adjust = Arc<dyn Fn(&mut Settings) + Send + Sync>;

/// Whom to trust, and what is asked of a path besides.
#[derive(Clone)]
struct Trust {
    roots: RootStore,
    crls: Option<Arc<[CertificateList]>>,
    settings: Option<Adjust>,
}

impl Trust {
    fn new(roots: RootStore) -> Self {
        Self {
            roots,
            crls: None,
            settings: None,
        }
    }

    /// Validates a path for the end entity, at rustls's time.
    fn verify(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
        stapled: Option<&[Response]>,
        ask: impl for<'v> FnOnce(Verifier<'v>) -> Result<Verifier<'v>, Error>,
    ) -> Result<(), Error> {
        let time = Time::from_unix(i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
        let mut verifier = ask(Verifier::new(&self.roots, time))?;
        if let Some(crls) = &self.crls {
            verifier = verifier.crls(crls);
        }
        if let Some(responses) = stapled {
            verifier = verifier.ocsp(responses);
        }
        if let Some(change) = &self.settings {
            verifier = verifier.settings(|settings| change(settings));
        }
        let target = read(end_entity)?;
        let intermediates: Vec<_> = intermediates.iter().map(read).collect::<Result<_, _>>()?;
        match verifier.verify(&target, &intermediates) {
            Ok(_) => Ok(()),
            Err(e) => Err(Error::InvalidCertificate(certificate_error(e))),
        }
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let crls = self.crls.as_ref().map_or(0, |crls| crls.len());
        write!(f, "{} roots, {crls} CRLs", self.roots.anchors().len())
    }
}

fn read(der: &CertificateDer<'_>) -> Result<Certificate, Error> {
    Certificate::from_der(der.as_ref())
        .map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))
}

/// What rustls, and through its alert the peer, learns. Where rustls has no word for the reason, certwright's error is inside.
fn certificate_error(error: PathError) -> CertificateError {
    match error.first().reason {
        Reason::IssuerNotFound | Reason::SelfSignedNotTrusted => CertificateError::UnknownIssuer,
        Reason::BadSignature { .. } => CertificateError::BadSignature,
        Reason::NotYetValid { .. } => CertificateError::NotValidYet,
        Reason::Expired { .. } => CertificateError::Expired,
        Reason::IdentityMismatch { .. } => CertificateError::NotValidForName,
        Reason::PurposeNotAllowed { .. } | Reason::KeyUsageNotAllowed { .. } => {
            CertificateError::InvalidPurpose
        }
        Reason::UnhandledCriticalExtension(_) => CertificateError::UnhandledCriticalExtension,
        Reason::Revoked { .. } => CertificateError::Revoked,
        Reason::RevocationUnknown(_) | Reason::OcspUnknown(_) => {
            CertificateError::UnknownRevocationStatus
        }
        _ => CertificateError::Other(OtherError(Arc::new(error))),
    }
}

/// Verifies the signature over a handshake with the key of a certificate that has been validated.
fn verify_handshake(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    tls13: bool,
) -> Result<HandshakeSignatureValid, Error> {
    // TLS 1.3 has PKCS #1 v1.5 in certificates alone (RFC 8446 §4.2.3).
    let scheme = Scheme::named(signed.scheme)
        .filter(|scheme| !tls13 || scheme.padding == Padding::Pss)
        .ok_or(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme)?;
    let certificate = read(certificate)?;
    let info = certificate.public_key();
    let encoding = |_| Error::InvalidCertificate(CertificateError::BadEncoding);
    // rsa_pss_rsae_* and rsa_pkcs1_*: the key is of kind rsaEncryption.
    if !info.kind().map_err(encoding)?.allows_pkcs1v15() {
        return Err(Error::InvalidCertificate(CertificateError::BadSignature));
    }
    let key: PublicKey = info.rsa_public_key().map_err(encoding)?;
    match scheme.verify(&key, message, signed.signature()) {
        Ok(()) => Ok(HandshakeSignatureValid::assertion()),
        Err(_) => Err(Error::InvalidCertificate(CertificateError::BadSignature)),
    }
}

fn schemes() -> Vec<SignatureScheme> {
    Scheme::ALL.iter().map(|scheme| scheme.name).collect()
}

macro_rules! verifier_methods {
    () => {
        /// Every certificate on the path must be covered by one of these CRLs, and be listed by none. They are not fetched, and
        /// a new list needs a new configuration.
        #[must_use]
        pub fn crls(mut self, crls: impl IntoIterator<Item = CertificateList>) -> Self {
            self.trust.crls = Some(crls.into_iter().collect());
            self
        }

        /// Everything else that certwright can ask of a path: called for each handshake.
        #[must_use]
        pub fn settings(mut self, change: impl Fn(&mut Settings) + Send + Sync + 'static) -> Self {
            self.trust.settings = Some(Arc::new(change));
            self
        }
    };
}

macro_rules! handshake_methods {
    () => {
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_handshake(message, certificate, signed, false)
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_handshake(message, certificate, signed, true)
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            schemes()
        }
    };
}

/// A TLS client's decision about servers: a valid path (RFC 5280) from the server's certificate to a root, for the name that the
/// client asked for (RFC 9525), for the purpose of a TLS server.
///
/// ```no_run
/// use std::sync::Arc;
///
/// use certwright::path::RootStore;
/// use certwright_rustls::ServerVerifier;
/// use rustls::ClientConfig;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (roots, _unreadable) = RootStore::from_pem_bundle(std::fs::read("ca.crt")?);
/// # let provider = Arc::new(rustls_graviola::default_provider());
/// let config = ClientConfig::builder_with_provider(provider)
///     .with_safe_default_protocol_versions()?
///     .dangerous()
///     .with_custom_certificate_verifier(Arc::new(ServerVerifier::new(roots)))
///     .with_no_client_auth();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ServerVerifier {
    trust: Trust,
    requires_staple: bool,
}

impl ServerVerifier {
    /// Trusts these roots, under what their own certificates state, dates among it (`Settings::enforce_anchor`).
    pub fn new(roots: RootStore) -> Self {
        Self {
            trust: Trust::new(roots),
            requires_staple: false,
        }
    }

    /// The server must staple an OCSP response (RFC 6066 §8) that states that its certificate is not revoked, or a CRL must
    /// ([`crls`](Self::crls)). Otherwise staples are not looked at: whoever holds a stolen key would leave them out.
    #[must_use]
    pub fn require_stapled_ocsp(mut self) -> Self {
        self.requires_staple = true;
        self
    }

    verifier_methods!();
}

impl ServerCertVerifier for ServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut stapled = Vec::new();
        if self.requires_staple && !ocsp_response.is_empty() {
            let response = Response::from_der(ocsp_response)
                .map_err(|_| Error::InvalidCertificate(CertificateError::InvalidOcspResponse))?;
            stapled.push(response);
        }
        let stapled = self.requires_staple.then_some(&stapled[..]);
        self.trust
            .verify(end_entity, intermediates, now, stapled, |verifier| {
                // A host name, or an address as text: the verifier distinguishes them.
                let name = server_name.to_str();
                verifier
                    .host(&name)
                    .map_err(|_| Error::InvalidCertificate(CertificateError::NotValidForName))
            })?;
        Ok(ServerCertVerified::assertion())
    }

    handshake_methods!();
}

/// A TLS server's decision about clients: a valid path from the client's certificate to a root, for the purpose of a TLS client.
/// Whom the certificate names is for the application to look at.
#[derive(Clone, Debug)]
pub struct ClientVerifier {
    trust: Trust,
    hints: Vec<DistinguishedName>,
    optional: bool,
}

impl ClientVerifier {
    /// Trusts these roots, under what their own certificates state, and gives clients their names as a hint; every client must have a
    /// certificate.
    pub fn new(roots: RootStore) -> Self {
        let names = roots.anchors().iter();
        let hints = names.map(|anchor| DistinguishedName::from(anchor.name().raw().to_vec()));
        Self {
            hints: hints.collect(),
            trust: Trust::new(roots),
            optional: false,
        }
    }

    /// Clients without a certificate are let in as well: the application asks who it is.
    #[must_use]
    pub fn allow_unauthenticated(mut self) -> Self {
        self.optional = true;
        self
    }

    verifier_methods!();
}

impl ClientCertVerifier for ClientVerifier {
    fn client_auth_mandatory(&self) -> bool {
        !self.optional
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.trust
            .verify(end_entity, intermediates, now, None, |verifier| {
                Ok(verifier.purpose(Purpose::TLS_CLIENT))
            })?;
        Ok(ClientCertVerified::assertion())
    }

    handshake_methods!();
}
