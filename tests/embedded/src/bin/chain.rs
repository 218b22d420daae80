//! Validates a server's certificate: leaf and intermediate to an anchor, for a host name, at a time.
#![no_std]
#![no_main]

use certwright::path::{Anchor, Identity, Pool, Purpose, Settings, verify};
use certwright::x509::{CertificateRef, RsaAlgorithm, RsaVerifier, Time};
use device::input;

device::program!(device::counted(|| validate() == Some(())));

fn validate() -> Option<()> {
    // The name and the key are all that validation needs of a root.
    let root = CertificateRef::from_der(input::root()).ok()?;
    let anchors = [Anchor::new(root.subject, &root.spki)];
    let intermediates = [CertificateRef::from_der(input::intermediate()).ok()?];
    let mut settings = Settings::rfc5280(Time::from_unix(input::NOW as i64));
    settings.purpose = Some(Purpose::TLS_SERVER);
    settings.identities.push(Identity::dns(input::HOST).ok()?);
    let pool = Pool::new(&anchors).intermediates(&intermediates);
    let leaf = CertificateRef::from_der(input::leaf()).ok()?;
    let verifier = RsaVerifier::only(&[RsaAlgorithm::PKCS1V15_SHA256]);
    verify(&leaf, &pool, &settings, &verifier).ok()?;
    Some(())
}
