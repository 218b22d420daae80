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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Args, Parsed, Session};
    use crate::nameopt::NameOptions;
    use crate::verify::Side;
    use certwright::SysRng;
    use certwright::rsa::PrivateKey;
    use certwright::x509::{CertificateBuilder, NameBuf};
    use certwright_rustls::SigningKey;
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
    use rustls::sign::SingleCertAndKey;
    use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};

    fn party() -> Party {
        let argv = ["-no-CAfile", "-no-CApath"].map(Into::into);
        let parsed = Args::parse(&crate::tls::CLIENT, Session::default(), argv);
        let Ok(Parsed::Run(args)) = parsed else {
            unreachable!("these are options");
        };
        let judge = Judge::new(&args, Side::Server, NameOptions::ONELINE).unwrap();
        Party::new(judge, None, "")
    }

    /// Shakes hands in memory with a server that has this certificate and signs by this key.
    fn shake(
        chain: Vec<u8>,
        key: Arc<dyn rustls::sign::SigningKey>,
        version: &'static rustls::SupportedProtocolVersion,
    ) -> Result<Seen, Error> {
        let provider = Arc::new(rustls_graviola::default_provider());
        let certified = CertifiedKey::new(vec![CertificateDer::from(chain)], key);
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[version])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        let party = Arc::new(party());
        let client = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])?
            .dangerous()
            .with_custom_certificate_verifier(Arc::clone(&party) as _)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let mut client = ClientConnection::new(Arc::new(client), name)?;
        let mut server = ServerConnection::new(Arc::new(server))?;
        while client.is_handshaking() || server.is_handshaking() {
            let mut bytes = Vec::new();
            client.write_tls(&mut bytes).unwrap();
            server.read_tls(&mut &bytes[..]).unwrap();
            server.process_new_packets()?;
            bytes.clear();
            server.write_tls(&mut bytes).unwrap();
            client.read_tls(&mut &bytes[..]).unwrap();
            client.process_new_packets()?;
        }
        Ok(party.take())
    }

    #[test]
    fn a_handshake_signed_by_another_key_fails_whatever_the_verdict_is() {
        let key = || PrivateKey::generate(&mut SysRng, 2048).unwrap();
        let (own, other) = (key(), key());
        let rsa = CertificateBuilder::new(NameBuf::common_name("localhost"))
            .tls_server(&["localhost"])
            .unwrap()
            .self_signed(&own, &mut SysRng)
            .unwrap();
        let rsa = rsa.as_der().to_vec();
        let ec = |text: &str| {
            let der =
                certwright::pem::first(text.as_bytes(), &[certwright::pem::label::PRIVATE_KEY]);
            let der = PrivatePkcs8KeyDer::from(der.unwrap().contents.to_vec());
            let provider = rustls_graviola::default_provider().key_provider;
            provider.load_private_key(PrivateKeyDer::from(der)).unwrap()
        };
        let of_ec = certwright::pem::first(
            include_bytes!("../../tests/data/ec.pem"),
            &[certwright::pem::label::CERTIFICATE],
        );
        let of_ec = of_ec.unwrap().contents.to_vec();
        let [ec_own, ec_other] = [
            include_str!("../../tests/data/ec.key"),
            include_str!("../../tests/data/ec-other.key"),
        ]
        .map(ec);
        let rsa_key = |key| Arc::new(SigningKey::new(key).unwrap()) as _;
        let (own, other): (Arc<dyn rustls::sign::SigningKey>, _) = (rsa_key(own), rsa_key(other));
        for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
            for (chain, own, other) in [(&rsa, &own, &other), (&of_ec, &ec_own, &ec_other)] {
                let seen = shake(chain.clone(), Arc::clone(own), version).unwrap();
                // Nobody is trusted, and the handshake goes on.
                assert_eq!(seen.verdict.unwrap().number, 18);
                assert_eq!(seen.chain, std::slice::from_ref(chain));
                let refused = shake(chain.clone(), Arc::clone(other), version).unwrap_err();
                assert!(matches!(refused, Error::InvalidCertificate(_)), "{refused}");
            }
        }
    }
}
