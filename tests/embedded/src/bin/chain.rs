//! Validates a server's certificate: leaf and intermediate to an anchor, for a host name, at a time.
#![no_std]
#![no_main]

use certwright::path::{Anchor, Identity, Pool, Settings, verify};
use certwright::x509::{CertificateRef, RsaAlgorithm, RsaVerifier, Time};
use device::input;

device::program!(device::counted(|| validate() == Some(())));

fn validate() -> Option<()> {
    let anchors = [Anchor::from_certificate(
        &CertificateRef::from_der(input::root()).ok()?,
    )];
    let intermediates = [CertificateRef::from_der(input::intermediate()).ok()?];
    let settings = Settings::for_server(
        Time::from_unix(input::NOW as i64),
        Identity::dns(input::HOST).ok()?,
    );
    let pool = Pool::new(&anchors).intermediates(&intermediates);
    let leaf = CertificateRef::from_der(input::leaf()).ok()?;
    let verifier = RsaVerifier::only(&[RsaAlgorithm::PKCS1V15_SHA256]);
    verify(&leaf, &pool, &settings, &verifier).ok()?;
    Some(())
}
