//! A root, an intermediate authority, and the certificates that they issue.
#![allow(dead_code, reason = "each test program uses a part")]

use std::sync::{Arc, OnceLock};

use certwright::SysRng;
use certwright::der::oid;
use certwright::path::RootStore;
use certwright::pem::{self, label};
use certwright::pkcs::{KeyKind, spki};
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright::x509::extension::{CrlReason, ExtKeyUsage};
use certwright::x509::ocsp::{
    CertIdBuf, CertStatus, ResponderIdBuf, ResponseBuilder, SingleResponseBuf,
};
use certwright::x509::{
    Certificate, CertificateBuilder, CertificateList, CrlBuilder, NameBuf, Time,
};
use certwright_rustls::{
    ClientVerifier, KeyProvider, SUPPORTED_ALGORITHMS, ServerVerifier, SigningKey,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::server::ResolvesServerCert;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, ServerConfig, SupportedProtocolVersion};

/// A key and its certificate, with the intermediate's after it.
#[derive(Clone)]
pub struct Identity {
    pub key: PrivateKey,
    pub certificate: Certificate,
    pub chain: Vec<CertificateDer<'static>>,
    /// What a server staples.
    pub staple: Option<Vec<u8>>,
}

impl Identity {
    /// The chain as a file has it.
    pub fn chain_pem(&self) -> String {
        let pem = |der: &CertificateDer<'_>| pem::encode(label::CERTIFICATE, der);
        self.chain.iter().map(pem).collect()
    }

    fn certified(&self) -> Arc<CertifiedKey> {
        let key = SigningKey::new(self.key.clone()).unwrap();
        let mut certified = CertifiedKey::new(self.chain.clone(), Arc::new(key));
        certified.ocsp = self.staple.clone();
        certified.keys_match().unwrap();
        Arc::new(certified)
    }
}

pub struct Pki {
    pub root: CertificateDer<'static>,
    root_certificate: Certificate,
    root_key: PrivateKey,
    intermediate: Certificate,
    intermediate_key: PrivateKey,
    /// Of www.example.org, *.wild.example.org, 192.0.2.1 and 2001:db8::1.
    pub server: Identity,
    pub client: Identity,
    /// Of the server's names, but not for servers.
    pub wrong_purpose: Identity,
    /// www.example.org and a client, by an authority that is not trusted.
    pub stranger: Identity,
    pub not_before: i64,
    pub not_after: i64,
}

fn key() -> PrivateKey {
    PrivateKey::generate(&mut SysRng, 2048).unwrap()
}

fn named(name: &str) -> CertificateBuilder {
    CertificateBuilder::new(NameBuf::common_name(name))
}

fn der(certificate: &Certificate) -> CertificateDer<'static> {
    CertificateDer::from(certificate.as_der().to_vec())
}

impl Pki {
    pub fn get() -> &'static Self {
        static PKI: OnceLock<Pki> = OnceLock::new();
        PKI.get_or_init(Self::new)
    }

    fn new() -> Self {
        let rng = &mut SysRng;
        let (root_key, intermediate_key) = (key(), key());
        let root = named("Root")
            .authority(None)
            .self_signed(&root_key, rng)
            .unwrap();
        let intermediate = named("Intermediate")
            .authority(Some(0))
            .public_key_of(&intermediate_key)
            .signed_by(&root, &root_key, rng)
            .unwrap();
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        let (not_before, not_after) = (now.as_secs() as i64 - 60, now.as_secs() as i64 + 3600);
        let mut identity =
            |builder: CertificateBuilder, issuer: &Certificate, issuer_key: &PrivateKey| {
                let key = key();
                let certificate = builder
                    .validity(Time::from_unix(not_before), Time::from_unix(not_after))
                    .public_key_of(&key)
                    .signed_by(issuer, issuer_key, rng)
                    .unwrap();
                Identity {
                    chain: vec![der(&certificate), der(issuer)],
                    key,
                    certificate,
                    staple: None,
                }
            };
        let names = [
            "www.example.org",
            "*.wild.example.org",
            "192.0.2.1",
            "2001:db8::1",
        ];
        let server = named("Server").tls_server(&names).unwrap();
        let server = identity(server, &intermediate, &intermediate_key);
        let client = identity(
            named("Client").tls_client(),
            &intermediate,
            &intermediate_key,
        );
        let purpose = named("Purpose").tls_server(&names).unwrap();
        let purpose = purpose.extension(&ExtKeyUsage::new(&[oid::KP_CODE_SIGNING]));
        let wrong_purpose = identity(purpose, &intermediate, &intermediate_key);
        let other_key = key();
        let other = named("Nobody")
            .authority(None)
            .self_signed(&other_key, &mut SysRng)
            .unwrap();
        let stranger = named("Stranger").tls_server(&names).unwrap();
        let stranger = identity(stranger, &other, &other_key);
        Self {
            root: der(&root),
            root_certificate: root,
            root_key,
            intermediate,
            intermediate_key,
            server,
            client,
            wrong_purpose,
            stranger,
            not_before,
            not_after,
        }
    }

    pub fn roots(&self) -> RootStore {
        [&self.root_certificate].into_iter().collect()
    }

    pub fn root_pem(&self) -> String {
        self.root_certificate.to_pem()
    }

    /// The server's key, under id-RSASSA-PSS.
    pub fn pss_certificate(&self) -> CertificateDer<'static> {
        let spki = spki::to_der_as(self.server.key.public_key(), KeyKind::RsaPss(None));
        let (from, to) = (self.not_before, self.not_after);
        let certificate = named("PSS")
            .validity(Time::from_unix(from), Time::from_unix(to))
            .public_key(spki)
            .signed_by(&self.intermediate, &self.intermediate_key, &mut SysRng)
            .unwrap();
        der(&certificate)
    }

    /// The server, with a response stapled by which the intermediate authority states this.
    pub fn stapling(&self, status: CertStatus) -> Identity {
        let issuer = self.intermediate.fields();
        let serial = self.server.certificate.serial();
        let single = SingleResponseBuf {
            cert_id: CertIdBuf::new(
                HashAlgorithm::Sha256,
                &issuer.subject,
                &issuer.spki,
                serial.contents(),
            )
            .unwrap(),
            status,
            this_update: Time::from_unix(self.not_before),
            next_update: Some(Time::from_unix(self.not_after)),
            extensions: Vec::new(),
        };
        let by = ResponderIdBuf::by_name(&issuer);
        let response = ResponseBuilder::new(by, Time::from_unix(self.not_before))
            .response(single)
            .sign(&self.intermediate_key, &mut SysRng)
            .unwrap();
        Identity {
            staple: Some(response.as_der().to_vec()),
            ..self.server.clone()
        }
    }

    /// The CRLs of both authorities, which revoke these.
    pub fn crls(&self, revoked: &[&Identity]) -> Vec<CertificateList> {
        let now = Time::from_unix(self.not_before);
        let list = || {
            CrlBuilder::new()
                .this_update(now)
                .next_update(Time::from_unix(self.not_after))
        };
        let mut issued = list();
        for identity in revoked {
            issued = issued.revoke(identity.certificate.serial(), now, CrlReason::KeyCompromise);
        }
        vec![
            list()
                .signed_by(&self.root_certificate, &self.root_key, &mut SysRng)
                .unwrap(),
            issued
                .signed_by(&self.intermediate, &self.intermediate_key, &mut SysRng)
                .unwrap(),
        ]
    }
}

/// graviola's key exchange and ciphers, and certwright's RSA.
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(CryptoProvider {
        key_provider: &KeyProvider,
        signature_verification_algorithms: SUPPORTED_ALGORITHMS,
        ..rustls_graviola::default_provider()
    })
}

pub type Versions = &'static [&'static SupportedProtocolVersion];

pub fn tls12() -> Versions {
    static TLS12: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS12];
    &TLS12
}

pub fn tls13() -> Versions {
    static TLS13: [&SupportedProtocolVersion; 1] = [&rustls::version::TLS13];
    &TLS13
}

pub fn client_config(
    verifier: ServerVerifier,
    versions: Versions,
    identity: Option<&Identity>,
) -> Arc<ClientConfig> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(versions)
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match identity {
        Some(identity) => {
            config.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(identity.certified())))
        }
        None => config.with_no_client_auth(),
    };
    // Every handshake shall be a whole one.
    config.resumption = rustls::client::Resumption::disabled();
    Arc::new(config)
}

pub fn server_config(
    identity: &Identity,
    verifier: Option<ClientVerifier>,
    versions: Versions,
) -> Arc<ServerConfig> {
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(versions)
        .unwrap();
    let config = match verifier {
        Some(verifier) => config.with_client_cert_verifier(Arc::new(verifier)),
        None => config.with_no_client_auth(),
    };
    let resolver: Arc<dyn ResolvesServerCert> =
        Arc::new(SingleCertAndKey::from(identity.certified()));
    Arc::new(config.with_cert_resolver(resolver))
}
