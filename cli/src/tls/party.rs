//! What rustls asks of a program in a handshake, and what the program learns by it: certificates, names, schemes.

use std::fmt;
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard};

use certwright::path::RootStore;
use certwright::x509::CertificateRef;
use certwright_rustls::ServerVerifier;
use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, CipherSuite, DigitallySignedStruct, DistinguishedName, Error, NamedGroup,
    SignatureScheme,
};

use crate::verify::{Judge, Verdict};

/// What a handshake showed.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// The peer's certificates in DER, its own first.
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) verdict: Option<Verdict>,
    /// The OCSP response that a server stapled; empty if there is none.
    pub(super) ocsp: Vec<u8>,
    /// The scheme of the peer's signature over the handshake.
    pub(super) scheme: Option<SignatureScheme>,
    /// Of a server that asked for a certificate: the names of CAs, and the schemes.
    pub(super) asked: Option<(Vec<Vec<u8>>, Vec<SignatureScheme>)>,
    /// Of a client.
    pub(super) hello: Option<Hello>,
}

/// What a client offered.
#[derive(Clone, Debug)]
pub(super) struct Hello {
    pub(super) suites: Vec<CipherSuite>,
    pub(super) schemes: Vec<SignatureScheme>,
    pub(super) groups: Vec<NamedGroup>,
}

/// One end of a connection, as rustls asks it.
pub(super) struct Party {
    judge: Judge,
    seen: Mutex<Seen>,
    own: Option<Arc<CertifiedKey>>,
    /// What stands on standard error before the lines of a verification.
    foreword: &'static str,
    /// Of a server: whether clients are asked for a certificate, and must have one; and the names of CAs that they are given.
    asks: Option<bool>,
    hints: Vec<DistinguishedName>,
    others: WebPkiSupportedAlgorithms,
    rsa: ServerVerifier,
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Party([redacted])")
    }
}

impl Party {
    pub(super) fn new(judge: Judge, own: Option<CertifiedKey>, foreword: &'static str) -> Self {
        Self {
            judge,
            seen: Mutex::default(),
            own: own.map(Arc::new),
            foreword,
            asks: None,
            hints: Vec::new(),
            others: rustls_graviola::default_provider().signature_verification_algorithms,
            rsa: ServerVerifier::new(RootStore::default()),
        }
    }

    /// As a server that asks for certificates.
    pub(super) fn asking(mut self, required: bool, names: Vec<Vec<u8>>) -> Self {
        self.asks = Some(required);
        self.hints = names.into_iter().map(DistinguishedName::from).collect();
        self
    }

    pub(super) fn asks(&self) -> bool {
        self.asks.is_some()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        // What is in it is whole at every moment.
        self.seen
            .lock()
            .unwrap_or_else(|poison| poison.into_inner())
    }

    /// What was seen since the last time.
    pub(super) fn take(&self) -> Seen {
        std::mem::take(&mut self.seen())
    }

    /// What can be verified here: RSA by certwright, and elliptic curves.
    pub(super) fn schemes(&self) -> Vec<SignatureScheme> {
        let of_rsa = ServerCertVerifier::supported_verify_schemes(&self.rsa);
        let mut others = self.others.supported_schemes();
        others.retain(|scheme| !is_rsa(*scheme));
        others.extend(of_rsa);
        others
    }

    /// Judges a peer's certificates. Whether the handshake goes on after an error is the options' to state.
    fn judge(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> Result<(), Error> {
        let mut seen = self.seen();
        let sent = std::iter::once(end_entity).chain(intermediates);
        seen.chain = sent.map(|der| der.as_ref().to_vec()).collect();
        let read: Result<Vec<_>, _> = (seen.chain.iter())
            .map(|der| CertificateRef::from_der(der))
            .collect();
        let read = read.map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))?;
        let verdict = self.judge.judge(&read);
        let mut err = std::io::stderr().lock();
        let _ = err.write_all(self.foreword.as_bytes());
        let _ = err.write_all(&verdict.lines);
        let goes_on = verdict.goes_on;
        seen.verdict = Some(verdict);
        match goes_on {
            true => Ok(()),
            false => Err(Error::InvalidCertificate(
                CertificateError::ApplicationVerificationFailure,
            )),
        }
    }
}

fn is_rsa(scheme: SignatureScheme) -> bool {
    matches!(
        scheme,
        SignatureScheme::RSA_PKCS1_SHA256
            | SignatureScheme::RSA_PKCS1_SHA384
            | SignatureScheme::RSA_PKCS1_SHA512
            | SignatureScheme::RSA_PSS_SHA256
            | SignatureScheme::RSA_PSS_SHA384
            | SignatureScheme::RSA_PSS_SHA512
            | SignatureScheme::RSA_PKCS1_SHA1
    )
}

macro_rules! handshake_methods {
    () => {
        fn verify_tls12_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            self.seen().scheme = Some(signed.scheme);
            match is_rsa(signed.scheme) {
                true => ServerCertVerifier::verify_tls12_signature(
                    &self.rsa,
                    message,
                    certificate,
                    signed,
                ),
                false => verify_tls12_signature(message, certificate, signed, &self.others),
            }
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            certificate: &CertificateDer<'_>,
            signed: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            self.seen().scheme = Some(signed.scheme);
            match is_rsa(signed.scheme) {
                true => ServerCertVerifier::verify_tls13_signature(
                    &self.rsa,
                    message,
                    certificate,
                    signed,
                ),
                false => verify_tls13_signature(message, certificate, signed, &self.others),
            }
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.schemes()
        }
    };
}

impl ServerCertVerifier for Party {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        ocsp_response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.seen().ocsp = ocsp_response.to_vec();
        self.judge(end_entity, intermediates)?;
        Ok(ServerCertVerified::assertion())
    }

    handshake_methods!();
}

impl ClientCertVerifier for Party {
    fn client_auth_mandatory(&self) -> bool {
        self.asks == Some(true)
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.judge(end_entity, intermediates)?;
        Ok(ClientCertVerified::assertion())
    }

    handshake_methods!();
}

impl ResolvesClientCert for Party {
    fn resolve(&self, names: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let names = names.iter().map(|name| name.to_vec()).collect();
        self.seen().asked = Some((names, schemes.to_vec()));
        // As in OpenSSL, one that the server may not want is sent all the same.
        self.own.clone()
    }

    fn has_certs(&self) -> bool {
        // Otherwise rustls does not ask, and what the server asked for is not seen.
        true
    }
}

impl ResolvesServerCert for Party {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.seen().hello = Some(Hello {
            suites: hello.cipher_suites().to_vec(),
            schemes: hello.signature_schemes().to_vec(),
            groups: hello.named_groups().unwrap_or_default().to_vec(),
        });
        self.own.clone()
    }
}
