//! Handshakes in memory, by TLS 1.2 and 1.3: whom each side accepts, and why it refuses the others.

mod pki;

use std::sync::Arc;
use std::time::Duration;

use certwright::path::{PathError, Reason, RootStore};
use certwright::rsa::{HashAlgorithm, KeyError, hazmat, pkcs1v15, pss};
use certwright::x509::Time;
use certwright::x509::ocsp::CertStatus;
use certwright_rustls::{ClientVerifier, SUPPORTED_ALGORITHMS, ServerVerifier, SigningKey};
use pki::{Identity, Pki, Versions, client_config, provider, server_config, tls12, tls13};
use rustls::client::danger::ServerCertVerifier as _;
use rustls::internal::msgs::codec::{Codec, Reader};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::SigningKey as _;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, Error, ServerConfig,
    ServerConnection, SignatureScheme,
};

/// What each side ends with.
#[derive(Debug, PartialEq)]
struct Outcome {
    client: Result<(), Error>,
    server: Result<(), Error>,
}

const BOTH_OK: Outcome = Outcome {
    client: Ok(()),
    server: Ok(()),
};

/// Runs a handshake in memory.
fn handshake(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>, name: &str) -> Outcome {
    let name = ServerName::try_from(name.to_string()).unwrap();
    let mut client = ClientConnection::new(Arc::clone(client), name).unwrap();
    let mut server = ServerConnection::new(Arc::clone(server)).unwrap();
    let mut outcome = BOTH_OK;
    for _ in 0..10 {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        let mut input = &wire[..];
        while !input.is_empty() && server.read_tls(&mut input).is_ok() {
            outcome.server = outcome.server.and(server.process_new_packets().map(drop));
        }
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        let mut input = &wire[..];
        while !input.is_empty() && client.read_tls(&mut input).is_ok() {
            outcome.client = outcome.client.and(client.process_new_packets().map(drop));
        }
    }
    if outcome == BOTH_OK {
        assert!(!client.is_handshaking() && !server.is_handshaking());
    }
    outcome
}

fn refused(why: CertificateError) -> Result<(), Error> {
    Err(Error::InvalidCertificate(why))
}

/// A client that has no certificate.
fn client(verifier: ServerVerifier, versions: Versions) -> Arc<ClientConfig> {
    client_config(verifier, versions, None)
}

fn unix(seconds: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds as u64))
}

#[test]
fn a_server_is_accepted_by_its_names_and_by_no_other() {
    let pki = Pki::get();
    for versions in [tls12(), tls13()] {
        let server = server_config(&pki.server, None, versions);
        let client = client(ServerVerifier::new(pki.roots()), versions);
        for name in [
            "www.example.org",
            "a.wild.example.org",
            "192.0.2.1",
            "2001:db8::1",
        ] {
            assert_eq!(handshake(&client, &server, name), BOTH_OK, "{name}");
        }
        for name in [
            "example.org",
            "a.b.wild.example.org",
            "192.0.2.2",
            "2001:db8::2",
        ] {
            let outcome = handshake(&client, &server, name);
            let why = CertificateError::NotValidForName;
            assert_eq!(outcome.client, refused(why), "{name}");
        }
    }
}

#[test]
fn a_server_of_another_authority_or_for_another_purpose_is_refused() {
    let pki = Pki::get();
    for versions in [tls12(), tls13()] {
        let trusting = client(ServerVerifier::new(pki.roots()), versions);
        for (identity, why) in [
            (&pki.stranger, CertificateError::UnknownIssuer),
            (&pki.wrong_purpose, CertificateError::InvalidPurpose),
        ] {
            let server = server_config(identity, None, versions);
            let outcome = handshake(&trusting, &server, "www.example.org");
            assert_eq!(outcome.client, refused(why));
        }
        // Without roots no certificate is trusted.
        let none = client(ServerVerifier::new(RootStore::new()), versions);
        let server = server_config(&pki.server, None, versions);
        let outcome = handshake(&none, &server, "www.example.org");
        assert_eq!(outcome.client, refused(CertificateError::UnknownIssuer));
    }
}

#[test]
fn the_time_is_rustls_s() {
    let pki = Pki::get();
    let verifier = ServerVerifier::new(pki.roots());
    let name = ServerName::try_from("www.example.org").unwrap();
    let [leaf, others @ ..] = &pki.server.chain[..] else {
        panic!()
    };
    let at = |seconds| {
        verifier
            .verify_server_cert(leaf, others, &name, &[], unix(seconds))
            .map(drop)
    };
    assert_eq!(at(pki.not_before), Ok(()));
    assert_eq!(at(pki.not_after), Ok(()));
    assert_eq!(
        at(pki.not_before - 1),
        refused(CertificateError::NotValidYet)
    );
    assert_eq!(at(pki.not_after + 1), refused(CertificateError::Expired));
    assert_eq!(at(i64::MAX), refused(CertificateError::Expired));
}

#[test]
fn a_revoked_server_is_refused_and_so_is_one_of_unknown_status() {
    let pki = Pki::get();
    for versions in [tls12(), tls13()] {
        let server = server_config(&pki.server, None, versions);
        let with = |crls| {
            let client = client(ServerVerifier::new(pki.roots()).crls(crls), versions);
            handshake(&client, &server, "www.example.org")
        };
        assert_eq!(with(pki.crls(&[])), BOTH_OK);
        assert_eq!(
            with(pki.crls(&[&pki.server])).client,
            refused(CertificateError::Revoked)
        );
        assert_eq!(
            with(Vec::new()).client,
            refused(CertificateError::UnknownRevocationStatus)
        );
    }
}

#[test]
fn a_server_must_staple_a_good_response_where_that_is_asked() {
    let pki = Pki::get();
    let revoked = pki.stapling(CertStatus::Revoked {
        time: Time::from_unix(pki.not_before),
        reason: None,
    });
    let garbage = Identity {
        staple: Some(b"no response".to_vec()),
        ..pki.server.clone()
    };
    let unknown = || refused(CertificateError::UnknownRevocationStatus);
    for versions in [tls12(), tls13()] {
        let with = |verifier, identity: &Identity| {
            let server = server_config(identity, None, versions);
            handshake(&client(verifier, versions), &server, "www.example.org")
        };
        let verifier = || ServerVerifier::new(pki.roots());
        let requiring = || verifier().require_stapled_ocsp();
        let good = pki.stapling(CertStatus::Good);
        assert_eq!(with(requiring(), &good), BOTH_OK);
        assert_eq!(with(requiring(), &pki.server).client, unknown());
        assert_eq!(
            with(requiring(), &revoked).client,
            refused(CertificateError::Revoked)
        );
        let unknowing = pki.stapling(CertStatus::Unknown);
        assert_eq!(with(requiring(), &unknowing).client, unknown());
        assert_eq!(
            with(requiring(), &garbage).client,
            refused(CertificateError::InvalidOcspResponse)
        );
        // Not asked for, it is not looked at.
        assert_eq!(with(verifier(), &revoked), BOTH_OK);
        // A CRL is as good, and each can refuse what the other has as good.
        let listing = requiring().crls(pki.crls(&[&pki.server]));
        assert_eq!(with(requiring().crls(pki.crls(&[])), &pki.server), BOTH_OK);
        assert_eq!(
            with(listing, &good).client,
            refused(CertificateError::Revoked)
        );
        assert_eq!(
            with(requiring().crls(pki.crls(&[])), &revoked).client,
            refused(CertificateError::Revoked)
        );
    }
}

#[test]
fn settings_reach_what_has_no_method_and_a_reason_that_rustls_does_not_know_is_inside() {
    let pki = Pki::get();
    let strict =
        ServerVerifier::new(pki.roots()).settings(|settings| settings.max_intermediates = 0);
    let server = server_config(&pki.server, None, tls13());
    let outcome = handshake(&client(strict, tls13()), &server, "www.example.org");
    let Err(Error::InvalidCertificate(CertificateError::Other(inner))) = outcome.client else {
        panic!("{outcome:?}")
    };
    let error = inner.0.downcast_ref::<PathError>().unwrap();
    let reason = &error.first().reason;
    assert!(matches!(reason, Reason::TooLong { limit: 0 }), "{error}");
}

#[test]
fn a_client_proves_itself_with_its_certificate() {
    let pki = Pki::get();
    for versions in [tls12(), tls13()] {
        let with = |verifier: ClientVerifier, identity: Option<&Identity>| {
            let server = server_config(&pki.server, Some(verifier), versions);
            let client = client_config(ServerVerifier::new(pki.roots()), versions, identity);
            handshake(&client, &server, "www.example.org")
        };
        let required = || ClientVerifier::new(pki.roots());
        assert_eq!(with(required(), Some(&pki.client)), BOTH_OK);
        for (identity, why) in [
            (None, Error::NoCertificatesPresented),
            (
                Some(&pki.server),
                Error::InvalidCertificate(CertificateError::InvalidPurpose),
            ),
            (
                Some(&pki.stranger),
                Error::InvalidCertificate(CertificateError::UnknownIssuer),
            ),
        ] {
            assert_eq!(with(required(), identity).server, Err(why));
        }
        assert_eq!(with(required().allow_unauthenticated(), None), BOTH_OK);
        let wrong = with(required().allow_unauthenticated(), Some(&pki.stranger));
        assert_eq!(wrong.server, refused(CertificateError::UnknownIssuer));
        let revoking = required().crls(pki.crls(&[&pki.client]));
        assert_eq!(
            with(revoking, Some(&pki.client)).server,
            refused(CertificateError::Revoked)
        );
    }
}

#[test]
fn a_certificate_that_cannot_be_read_is_bad_encoding() {
    let pki = Pki::get();
    let verifier = ServerVerifier::new(pki.roots());
    let name = ServerName::try_from("www.example.org").unwrap();
    let leaf = &pki.server.chain[0];
    let cut = CertificateDer::from(leaf[..leaf.len() - 1].to_vec());
    for (end_entity, others) in [(&cut, &[][..]), (leaf, std::slice::from_ref(&cut))] {
        let now = unix(pki.not_before);
        let outcome = verifier.verify_server_cert(end_entity, others, &name, &[], now);
        assert_eq!(outcome.map(drop), refused(CertificateError::BadEncoding));
    }
}

/// As a peer's CertificateVerify or ServerKeyExchange has it.
fn signed(scheme: SignatureScheme, signature: &[u8]) -> DigitallySignedStruct {
    let mut bytes = u16::from(scheme).to_be_bytes().to_vec();
    bytes.extend((signature.len() as u16).to_be_bytes());
    bytes.extend(signature);
    DigitallySignedStruct::read(&mut Reader::init(&bytes)).unwrap()
}

#[test]
fn a_handshake_s_signature_must_be_the_certificate_s_key_over_that_message() {
    let pki = Pki::get();
    let verifier = ServerVerifier::new(pki.roots());
    let leaf = &pki.server.chain[0];
    let key = SigningKey::new(pki.server.key.clone()).unwrap();
    for scheme in verifier.supported_verify_schemes() {
        let signer = key
            .choose_scheme(&[SignatureScheme::ED25519, scheme])
            .unwrap();
        assert_eq!(signer.scheme(), scheme);
        let signature = signer.sign(b"message").unwrap();
        let outcome = |message: &[u8], certificate, signature: &[u8], tls13| {
            let signed = signed(scheme, signature);
            match tls13 {
                true => verifier.verify_tls13_signature(message, certificate, &signed),
                false => verifier.verify_tls12_signature(message, certificate, &signed),
            }
            .is_ok()
        };
        assert!(outcome(b"message", leaf, &signature, false), "{scheme:?}");
        // TLS 1.3 has no PKCS #1 v1.5 in handshakes (RFC 8446 §4.2.3).
        let is_pss = format!("{scheme:?}").contains("PSS");
        assert_eq!(
            outcome(b"message", leaf, &signature, true),
            is_pss,
            "{scheme:?}"
        );
        for tls13 in [false, true] {
            let other = &pki.client.chain[0];
            assert!(!outcome(b"massage", leaf, &signature, tls13));
            assert!(!outcome(b"message", other, &signature, tls13));
            assert!(!outcome(b"message", leaf, &signature[1..], tls13));
            assert!(!outcome(b"message", leaf, &[], tls13));
        }
    }
    let sha1 = signed(SignatureScheme::RSA_PKCS1_SHA1, &[0; 256]);
    assert!(verifier.verify_tls12_signature(b"", leaf, &sha1).is_err());
    let offered = [
        SignatureScheme::RSA_PKCS1_SHA1,
        SignatureScheme::ECDSA_NISTP256_SHA256,
    ];
    assert!(key.choose_scheme(&offered).is_none());
}

#[test]
fn a_key_that_is_for_pss_alone_signs_no_handshake_of_rsae() {
    let pki = Pki::get();
    let verifier = ServerVerifier::new(pki.roots());
    let key = SigningKey::new(pki.server.key.clone()).unwrap();
    let scheme = SignatureScheme::RSA_PSS_SHA256;
    let signature = key.choose_scheme(&[scheme]).unwrap().sign(b"m").unwrap();
    let bound = pki.pss_certificate();
    // The same key and signature, under id-RSASSA-PSS: that scheme would be rsa_pss_pss_sha256.
    let outcome = verifier.verify_tls13_signature(b"m", &bound, &signed(scheme, &signature));
    assert_eq!(outcome.map(drop), refused(CertificateError::BadSignature));
}

#[test]
fn signatures_are_those_of_the_library() {
    let pki = Pki::get();
    let key = SigningKey::new(pki.server.key.clone()).unwrap();
    let (hash, public) = (HashAlgorithm::Sha384, pki.server.key.public_key());
    let digest = hash.digest(b"message");
    let sign = |scheme| {
        let signer = key.choose_scheme(&[scheme]).unwrap();
        signer.sign(b"message").unwrap()
    };
    let signature = sign(SignatureScheme::RSA_PSS_SHA384);
    let verified = pss::verify_prehash(public, &pss::Params::new(hash), &digest, &signature);
    assert_eq!(verified, Ok(()));
    let signature = sign(SignatureScheme::RSA_PKCS1_SHA384);
    let verified = pkcs1v15::verify_prehash(public, hash, &digest, &signature);
    assert_eq!(verified, Ok(()));
    let spki = key.public_key().unwrap();
    assert_eq!(spki.as_ref(), public.to_spki_der());
}

#[test]
fn a_key_below_2048_bits_is_not_for_tls() {
    let short = hazmat::generate(&mut certwright::SysRng, 1024).unwrap();
    let refused = SigningKey::new(short.allow_below_2048()).unwrap_err();
    assert_eq!(refused, KeyError::BelowPolicy { bits: 1024 });
}

#[test]
fn rustls_webpki_verifies_with_these_algorithms() {
    let pki = Pki::get();
    let anchor = webpki::anchor_from_trusted_cert(&pki.root).unwrap();
    let [leaf, others @ ..] = &pki.server.chain[..] else {
        panic!()
    };
    let target = webpki::EndEntityCert::try_from(leaf).unwrap();
    let verify = |algorithms| {
        let usage = webpki::KeyUsage::server_auth();
        let (anchors, now) = ([anchor.clone()], unix(pki.not_before));
        target
            .verify_for_usage(algorithms, &anchors, others, now, usage, None, None)
            .is_ok()
    };
    assert!(verify(SUPPORTED_ALGORITHMS.all));
    // The certificates are signed by PKCS #1 v1.5.
    assert!(!verify(&[certwright_rustls::RSA_PSS_SHA256]));
    for algorithm in SUPPORTED_ALGORITHMS.all {
        assert!(algorithm.verify_signature(b"not a key", b"", b"").is_err());
    }
}

#[test]
fn rustls_s_own_verifiers_work_with_this_provider() {
    let pki = Pki::get();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(pki.root.clone()).unwrap();
    for versions in [tls12(), tls13()] {
        let client = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots.clone())
            .with_no_client_auth();
        let key = PrivateKeyDer::Pkcs8(pki.server.key.to_pkcs8_der().to_vec().into());
        let server = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(pki.server.chain.clone(), key)
            .unwrap();
        let outcome = handshake(&Arc::new(client), &Arc::new(server), "www.example.org");
        assert_eq!(outcome, BOTH_OK);
    }
}
