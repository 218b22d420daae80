//! `s_client`, `s_server` and `ciphers`: TLS 1.2 and 1.3 by rustls. certwright's are the RSA signatures, its keys', and the verdict on the
//! peer's certificates, which is `verify`'s; graviola's are key exchange, ciphers and the signatures of elliptic curves.
//!
//! Output and exit status are those of OpenSSL 3.0, without what is secret in it.

mod client;
pub mod fuzzing;
mod names;
mod page;
mod party;
mod report;
mod server;
mod starttls;
mod suites;
mod wire;

use std::path::Path;
use std::sync::Arc;

use certwright::x509::CertificateRef;
use certwright_rustls::SigningKey;
use rustls::SupportedProtocolVersion;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::sign::CertifiedKey;

use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::options::{Item, Value, flag, infile, option, text as texts};
use crate::verify::{self, Store};
use crate::{key, load, pass, signing};
pub use client::COMMAND as CLIENT;
pub use server::COMMAND as SERVER;
pub use suites::COMMAND as CIPHERS;
use suites::Suite;

/// What both commands take about the protocol.
const PROTOCOL: &[Item] = &[
    Item::Section("TLS"),
    flag("tls1_2", "TLS 1.2 alone"),
    flag("tls1_3", "TLS 1.3 alone"),
    flag("no_tls1_2", "No TLS 1.2"),
    flag("no_tls1_3", "No TLS 1.3"),
    flag(
        "tls1",
        "Refused: TLS 1.0 is not supported; RFC 8996 forbids it",
    ),
    flag(
        "tls1_1",
        "Refused: TLS 1.1 is not supported; RFC 8996 forbids it",
    ),
    flag(
        "ssl3",
        "Refused: SSL 3.0 is not supported; RFC 7568 forbids it",
    ),
    flag("no_ssl3", "Accepted: SSL 3.0 is not there"),
    flag("no_tls1", "Accepted: TLS 1.0 is not there"),
    flag("no_tls1_1", "Accepted: TLS 1.1 is not there"),
    texts("min_protocol", "The lowest version: TLSv1.2 or TLSv1.3"),
    texts("max_protocol", "The highest version: TLSv1.2 or TLSv1.3"),
    texts("cipher", "The suites of TLS 1.2, as a cipher string"),
    texts("ciphersuites", "The suites of TLS 1.3, separated by colons"),
    texts(
        "groups",
        "The groups of the key exchange, separated by colons: X25519, P-256, P-384, X25519MLKEM768",
    ),
    texts("curves", "The same as -groups"),
    texts("named_curve", "The same as -groups"),
    texts("alpn", "The application protocols, separated by commas"),
    flag("bugs", "Accepted for OpenSSL's sake, without effect"),
    flag("no_comp", "Accepted: there is no compression"),
    flag("no_ticket", "Accepted: no sessions are resumed"),
    flag("no_renegotiation", "Accepted: there is no renegotiation"),
    flag(
        "no_resumption_on_reneg",
        "Accepted: there is no renegotiation",
    ),
    flag(
        "legacy_server_connect",
        "Accepted for OpenSSL's sake, without effect",
    ),
    flag(
        "no_legacy_server_connect",
        "Accepted for OpenSSL's sake, without effect",
    ),
    flag("allow_no_dhe_kex", "Accepted: no sessions are resumed"),
    flag("no_etm", "Accepted: every suite is an AEAD"),
    flag("nbio", "Accepted for OpenSSL's sake, without effect"),
    flag("nbio_test", "Accepted for OpenSSL's sake, without effect"),
    flag("async", "Accepted for OpenSSL's sake, without effect"),
    flag(
        "timeout",
        "Accepted: it is DTLS's; a handshake has 30 seconds",
    ),
    option(
        "read_buf",
        Value::PosInt,
        "Accepted for OpenSSL's sake, without effect",
    ),
    flag(
        "serverpref",
        "Use the server's order of suites, not the client's",
    ),
    flag(
        "prioritize_chacha",
        "Accepted for OpenSSL's sake, without effect",
    ),
];

/// What both commands take about their own certificate and the verification of the peer's.
const IDENTITY: &[Item] = &[
    option("certform", Value::PemDer, "Certificate format (PEM or DER)"),
    infile(
        "cert_chain",
        "File of the certificates to send behind the own one",
    ),
    flag(
        "build_chain",
        "Accepted: without -cert_chain the chain is built from the trusted certificates",
    ),
    infile("key", "Private key file; default: the certificate's"),
    option("keyform", Value::Format, "Private key format"),
    texts("pass", "Private key pass phrase source"),
    texts(
        "nameopt",
        "Certificate subject/issuer name printing options",
    ),
    infile("CRL", "File of CRLs to use with -crl_check"),
    option(
        "CRLform",
        Value::PemDer,
        "Accepted: CRLs are read in PEM and in DER",
    ),
    flag(
        "crl_download",
        "Refused: certwright fetches nothing; give the CRLs with -CRL",
    ),
    flag(
        "verify_return_error",
        "Close the connection on a verification error",
    ),
    flag("verify_quiet", "Print only errors of the verification"),
];

/// The names and numbers of the versions.
fn version(name: &str) -> Result<u8, CliError> {
    match name {
        "TLSv1.2" => Ok(2),
        "TLSv1.3" => Ok(3),
        "None" | "SSLv3" | "TLSv1" | "TLSv1.1" => Ok(0),
        _ => Err(CliError::usage(format!(
            "{}: a protocol is TLSv1.2 or TLSv1.3",
            excerpt(name)
        ))),
    }
}

/// What connections are made with.
struct Parameters {
    provider: Arc<CryptoProvider>,
    versions: Vec<&'static SupportedProtocolVersion>,
    suites: Vec<&'static Suite>,
    groups: Vec<u16>,
    alpn: Vec<Vec<u8>>,
}

impl Parameters {
    fn new(args: &Args) -> Result<Self, CliError> {
        check_processor()?;
        let suites = suites::selected(args.text("cipher"), args.text("ciphersuites"))?;
        let versions = versions(args, &suites)?;
        let (groups, kx_groups) = groups(args)?;
        let provider = CryptoProvider {
            cipher_suites: suites.iter().map(|it| *it.suite).collect(),
            kx_groups,
            ..rustls_graviola::default_provider()
        };
        let mut alpn = Vec::new();
        for protocol in args
            .text("alpn")
            .into_iter()
            .flat_map(|list| list.split(','))
        {
            if !(1..=255).contains(&protocol.len()) {
                return Err(CliError::usage(
                    "Error parsing -alpn argument: a protocol has 1 to 255 bytes, and commas stand between them",
                ));
            }
            alpn.push(protocol.as_bytes().to_vec());
        }
        Ok(Self {
            provider: Arc::new(provider),
            versions,
            suites,
            groups,
            alpn,
        })
    }
}

fn versions(
    args: &Args,
    suites: &[&Suite],
) -> Result<Vec<&'static SupportedProtocolVersion>, CliError> {
    let (mut low, mut high) = (2, 3);
    if let Some(name) = args.text("min_protocol") {
        low = low.max(version(name)?);
    }
    if let Some(name) = args.text("max_protocol") {
        high = match version(name)? {
            0 if name != "None" => {
                return Err(CliError::usage(format!(
                    "-max_protocol {name}: RFC 8996 forbids it; TLSv1.2 is the lowest version"
                )));
            }
            0 => high,
            number => number,
        };
    }
    match args.last_of(&["tls1_2", "tls1_3"]) {
        Some("tls1_2") => (low, high) = (2, 2),
        Some(_) => (low, high) = (3, 3),
        None => {}
    }
    let mut versions = Vec::new();
    for (number, off, version) in [
        (3, "no_tls1_3", &rustls::version::TLS13),
        (2, "no_tls1_2", &rustls::version::TLS12),
    ] {
        let has_suite = suites.iter().any(|it| it.is_tls13() == (number == 3));
        if (low..=high).contains(&number) && !args.has(off) && has_suite {
            versions.push(version);
        }
    }
    match versions.is_empty() {
        false => Ok(versions),
        true => Err(CliError::usage(
            "no protocols available: the options leave neither TLS 1.2 nor TLS 1.3",
        )),
    }
}

type Groups = (Vec<u16>, Vec<&'static dyn rustls::crypto::SupportedKxGroup>);

fn groups(args: &Args) -> Result<Groups, CliError> {
    let list = args.occurrences().iter().rev();
    let mut list =
        list.filter(|it| matches!(it.name.as_str(), "groups" | "curves" | "named_curve"));
    let list = list.next().and_then(|it| it.value.as_deref());
    let list = list.map_or_else(
        || "X25519:P-256:P-384".into(),
        |list| list.to_string_lossy(),
    );
    let there = rustls_graviola::default_provider().kx_groups;
    let (mut numbers, mut found) = (Vec::new(), Vec::new());
    for name in list.split(':') {
        let number = names::group_named(name);
        let group = there.iter().find(|it| Some(u16::from(it.name())) == number);
        let (Some(number), Some(group)) = (number, group) else {
            return Err(CliError::new(format!(
                "Call to SSL_CONF_cmd(-groups, {name}) failed: group '{name}' cannot be set; there are X25519, P-256, P-384 and X25519MLKEM768",
                name = excerpt(name)
            )));
        };
        numbers.push(number);
        found.push(*group);
    }
    Ok((numbers, found))
}

/// graviola needs these of a processor, and does not look for them at first.
fn check_processor() -> Result<(), CliError> {
    #[cfg(target_arch = "x86_64")]
    let lacks = [
        ("AES-NI", std::arch::is_x86_feature_detected!("aes")),
        (
            "PCLMULQDQ",
            std::arch::is_x86_feature_detected!("pclmulqdq"),
        ),
        ("BMI1", std::arch::is_x86_feature_detected!("bmi1")),
        ("BMI2", std::arch::is_x86_feature_detected!("bmi2")),
        ("ADX", std::arch::is_x86_feature_detected!("adx")),
        ("AVX2", std::arch::is_x86_feature_detected!("avx2")),
        ("SSSE3", std::arch::is_x86_feature_detected!("ssse3")),
    ];
    #[cfg(target_arch = "aarch64")]
    let lacks = [
        ("NEON", std::arch::is_aarch64_feature_detected!("neon")),
        ("AES", std::arch::is_aarch64_feature_detected!("aes")),
        ("PMULL", std::arch::is_aarch64_feature_detected!("pmull")),
        ("SHA-2", std::arch::is_aarch64_feature_detected!("sha2")),
    ];
    match lacks.iter().find(|(_, there)| !there) {
        None => Ok(()),
        Some((name, _)) => Err(CliError::new(format!(
            "TLS needs a processor with {name}, which this one lacks"
        ))),
    }
}

/// The own certificate with its chain and its key, if one is named or there is one by default.
fn identity(args: &Args, default: Option<&'static str>) -> Result<Option<CertifiedKey>, CliError> {
    let default = default.map(Path::new);
    let Some(certificate) = args.path("cert").or(default) else {
        if args.has("key") {
            return Err(CliError::usage("-key is for -cert, which is not given"));
        }
        return Ok(None);
    };
    let key_path = args.path("key").unwrap_or(certificate);
    let sources = pass::Sources::new();
    let passphrase = sources.get(args.text("pass"))?;
    let private = key::load_private(Some(key_path), passphrase.as_ref())?;
    let der = load::certificate_under(Some(certificate), passphrase.as_ref())?;
    let own = CertificateRef::from_der(&der)
        .map_err(|e| load::malformed("certificate", Some(certificate), &e))?;
    if !signing::fits(&private, own.spki.raw()) {
        return Err(CliError::new(format!(
            "the key in {} is not the one of the certificate {}",
            key_path.display(),
            certificate.display()
        )));
    }
    let above = match args.path("cert_chain") {
        Some(path) => load::certificates(Some(path))?,
        None => {
            // As OpenSSL does: what the trusted certificates make of it, and nothing where they do not.
            let store = Store::trusted(args)?;
            let settings = certwright::path::Settings::rfc5280(certwright::x509::Time::from_unix(
                crate::clock::now(),
            ));
            verify::chain(args, settings, &store, &[], &own).unwrap_or_default()
        }
    };
    let chain = std::iter::once(der.to_vec()).chain(above);
    let key = SigningKey::new(private.key)
        .map_err(|e| CliError::new(format!("the key in {}: {e}", key_path.display())))?;
    Ok(Some(CertifiedKey::new(
        chain.map(CertificateDer::from).collect(),
        Arc::new(key),
    )))
}

/// Whether the end of the input, and a line that would end the connection, go by; -quiet is a -ign_eof as well.
fn ignores_end(args: &Args) -> bool {
    args.last_of(&["ign_eof", "no_ign_eof", "quiet"])
        .is_some_and(|name| name != "no_ign_eof")
}

/// A key's use that TLS does not have.
fn failed(what: &str, e: &dyn std::fmt::Display) -> CliError {
    CliError::new(format!("{what}: {e}"))
}
