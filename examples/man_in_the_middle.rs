//! The man in the middle: a server is believed because an authority that the client trusts signed its certificate. An
//! impostor who has the traffic, the server's certificate and a key of his own is refused, and told why.
//! `cargo run --example man_in_the_middle`

use std::error::Error;

use certwright::der::oid;
use certwright::path::{Anchor, Identity, Pool, Settings, verify};
use certwright::pkcs::spki;
use certwright::rsa::{HashAlgorithm, PrivateKey};
use certwright::x509::extension::{BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName};
use certwright::x509::{
    CertificateBuilder, CertificateRef, ExtensionBuf, ExtensionValue as _, GeneralName,
    NameBuilder, RsaSigner, RsaVerifier, SerialNumber, Time,
};
use rand_core::UnwrapErr;

const HOST: &str = "bank.example";
/// The library does not know the time of day: it is told. 2026-01-16T19:38:09Z.
const NOW: i64 = 1_768_592_289;

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = UnwrapErr(getrandom::SysRng);
    let mut key = || PrivateKey::generate(&mut rng, 2048, 65537, &mut |_| {});
    let (authority_key, bank_key, mallory_key) = (key()?, key()?, key()?);

    // Browsers come with the certificates of authorities. This client trusts one.
    let authority = certify(
        "Honest Authority",
        &authority_key,
        "Honest Authority",
        &authority_key,
        authority(),
    )?;
    let authority = CertificateRef::from_der(&authority)?;
    let anchors = [Anchor::from_certificate(&authority)];
    let judge = |presented: &[u8]| -> Result<usize, String> {
        let presented = CertificateRef::from_der(presented).map_err(|e| e.to_string())?;
        let identity = Identity::dns(HOST).map_err(|e| e.to_string())?;
        let settings = Settings::for_server(Time::from_unix(NOW), identity);
        let pool = Pool {
            anchors: &anchors,
            intermediates: &[],
            crls: &[],
        };
        let path = verify(&presented, &pool, &settings, &RsaVerifier).map_err(|e| {
            let refusal = e.first();
            format!("{refusal}; to mend it: {}", refusal.reason.remedy())
        })?;
        Ok(path.chain.len())
    };

    // The bank proved to the authority who it is, and got a certificate.
    let genuine = certify(
        HOST,
        &bank_key,
        "Honest Authority",
        &authority_key,
        server(HOST),
    )?;
    println!(
        "The bank's certificate:\n  believed, by a path of {} certificates",
        judge(&genuine)?
    );

    // Mallory, in the middle, can sign one himself, in the authority's name or in his own ...
    let attempts = [
        (
            "One that Mallory signed in the authority's name",
            "Honest Authority",
            &mallory_key,
            server(HOST),
        ),
        (
            "One by an authority of Mallory's own",
            "Mallory's Authority",
            &mallory_key,
            server(HOST),
        ),
        // ... or come with one that the authority gave him honestly, for his own site.
        (
            "One that is genuine, but for mallory.example",
            "Honest Authority",
            &authority_key,
            server("mallory.example"),
        ),
    ];
    for (what, issuer, issuer_key, extensions) in attempts {
        let presented = certify(HOST, &mallory_key, issuer, issuer_key, extensions)?;
        let reason = judge(&presented).expect_err("an impostor was believed");
        println!("{what}:\n  {reason}");
    }
    Ok(())
}

/// A certificate of one year for a name and key, signed by an issuer's.
fn certify(
    name: &str,
    key: &PrivateKey,
    issuer: &str,
    issuer_key: &PrivateKey,
    extensions: Vec<ExtensionBuf>,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut rng = UnwrapErr(getrandom::SysRng);
    let builder = CertificateBuilder {
        serial: SerialNumber::random(&mut rng),
        issuer: NameBuilder::new()
            .attribute(oid::COMMON_NAME, issuer)
            .build(),
        not_before: Time::from_unix(NOW),
        not_after: Time::from_unix(NOW + 365 * 86_400),
        subject: NameBuilder::new().attribute(oid::COMMON_NAME, name).build(),
        spki: spki::to_der(key.public_key()),
        extensions,
    };
    Ok(builder.sign(
        &RsaSigner::pkcs1v15(issuer_key, HashAlgorithm::Sha256),
        &mut rng,
    )?)
}

fn authority() -> Vec<ExtensionBuf> {
    let constraints = BasicConstraints {
        ca: true,
        path_len_constraint: None,
    };
    vec![
        constraints.to_extension(true),
        KeyUsage::KEY_CERT_SIGN.to_extension(true),
    ]
}

fn server(host: &str) -> Vec<ExtensionBuf> {
    vec![
        KeyUsage::DIGITAL_SIGNATURE.to_extension(true),
        ExtKeyUsage::new(&[&oid::KP_SERVER_AUTH]).to_extension(false),
        SubjectAltName::new(&[GeneralName::Dns(host)]).to_extension(false),
    ]
}
