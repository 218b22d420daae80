//! Verifying owned certificates.

use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;

use super::identity::Identity;
use super::revocation::Revocation;
use super::roots::RootStore;
use super::settings::{Purpose, Settings};
use super::{PathError, Pool, ValidPath, verify};
#[cfg(feature = "ocsp")]
use crate::x509::ocsp::Response;
use crate::x509::{
    Certificate, CertificateList, DnsNameError, RsaVerifier, SignatureVerifier, Time,
};

/// Verifies certificates against a set of trust anchors.
///
/// By default a path must be valid by RFC 5280 at the time given, with RSA signatures of 112 bits of security, under what the
/// roots' own certificates state ([`Settings::at`]). Each method asks for more; [`settings`](Self::settings) reaches everything there is.
///
/// ```
/// use std::time::SystemTime;
///
/// use certwright::path::{RootStore, Verifier};
/// use certwright::x509::{Certificate, CertificateList};
///
/// /// Whether `chain`, the server's certificate first, is that of `host`, and every certificate of it is on none of the CRLs.
/// fn is_trusted(roots: &RootStore, crls: &[CertificateList], chain: &[Certificate], host: &str) -> Result<(), Box<dyn std::error::Error>> {
///     let (server, intermediates) = chain.split_first().ok_or("no certificate")?;
///     let verifier = Verifier::new(roots, SystemTime::now()).crls(crls).host(host)?;
///     let path = verifier.verify(server, intermediates)?; // a PathError reports every reason
///     println!("valid, by a path of {} certificates", path.chain.len());
///     Ok(())
/// }
/// ```
#[derive(Clone)]
#[must_use = "nothing is checked before verify"]
pub struct Verifier<'v> {
    roots: &'v RootStore,
    crls: &'v [CertificateList],
    #[cfg(feature = "ocsp")]
    responses: &'v [Response],
    settings: Settings,
    signatures: &'v dyn SignatureVerifier,
}

impl fmt::Debug for Verifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("anchors", &self.roots.anchors().len())
            .field("crls", &self.crls.len())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl<'v> Verifier<'v> {
    /// Paths to these anchors that are valid at this time: `SystemTime::now()`, or another.
    pub fn new(roots: &'v RootStore, time: impl Into<Time>) -> Self {
        Self {
            roots,
            crls: &[],
            #[cfg(feature = "ocsp")]
            responses: &[],
            settings: Settings::at(time),
            signatures: &RsaVerifier,
        }
    }

    /// The target must be a TLS server of this name: a host name, or an IP address.
    ///
    /// # Errors
    /// [`DnsNameError`] for a text that is neither: what is wrong, and where in it.
    pub fn host(mut self, name: &str) -> Result<Self, DnsNameError> {
        let identity = match name.parse::<IpAddr>() {
            Ok(address) => Identity::Ip(address),
            Err(_) => Identity::dns(name)?,
        };
        self.settings.identities.push(identity);
        Ok(self.purpose(Purpose::TLS_SERVER))
    }

    /// The target must be for this purpose.
    pub fn purpose(mut self, purpose: Purpose) -> Self {
        self.settings.purpose = Some(purpose);
        self
    }

    /// Every certificate on the path must be covered by one of these CRLs, and be listed by none.
    pub fn crls(mut self, crls: &'v [CertificateList]) -> Self {
        self.crls = crls;
        self.settings.revocation = Revocation::PATH;
        self
    }

    /// The target must not be revoked, as one of these OCSP responses or a CRL states: what TLS staples is about the target
    /// alone. With [`crls`](Self::crls) every certificate on the path needs one or the other.
    #[cfg(feature = "ocsp")]
    #[cfg_attr(docsrs, doc(cfg(feature = "ocsp")))]
    pub fn ocsp(mut self, responses: &'v [Response]) -> Self {
        self.responses = responses;
        if self.settings.revocation == Revocation::OFF {
            self.settings.revocation = Revocation::TARGET;
        }
        self
    }

    /// Everything else that may be asked: `verifier.settings(|settings| settings.revocation = Revocation::TARGET)`.
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Checks signatures with this in place of [`RsaVerifier`].
    pub fn signatures(self, signatures: &'v dyn SignatureVerifier) -> Self {
        Self { signatures, ..self }
    }

    /// Finds and validates a path for a certificate; `intermediates` are untrusted certificates that it may lead through.
    ///
    /// # Errors
    /// [`PathError`]: every reason why the path that came nearest is not valid.
    pub fn verify(
        &self,
        target: &Certificate,
        intermediates: &[Certificate],
    ) -> Result<ValidPath, PathError> {
        let intermediates: Vec<_> = intermediates.iter().map(Certificate::fields).collect();
        let crls: Vec<_> = self.crls.iter().map(CertificateList::fields).collect();
        #[cfg(feature = "ocsp")]
        let responses: Vec<_> = self.responses.iter().map(Response::fields).collect();
        let pool = Pool::new(self.roots.anchors())
            .intermediates(&intermediates)
            .crls(&crls);
        #[cfg(feature = "ocsp")]
        let pool = pool.ocsp(&responses);
        verify(&target.fields(), &pool, &self.settings, self.signatures)
    }
}
