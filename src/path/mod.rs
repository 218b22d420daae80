//! Path validation: RFC 5280 §6 whole, with building by RFC 4158, policies by RFC 9618, identities by RFC 9525 and
//! revocation by CRLs and, with the feature `ocsp`, OCSP responses.
//!
//! A [`Verifier`] looks for a path from a certificate to a trust anchor and validates it: it returns a [`ValidPath`] or a
//! [`PathError`], and either explains all that was tried ([`Explanation`]). What it may cost is bounded by a [`Budget`],
//! whatever the certificates are; nothing recurses. [`verify`] is the same over borrowed certificates, for a program that
//! has them parsed or brings its own signature algorithms. All values are public, and nothing here is constant in time.
//!
//! ```no_run
//! use std::time::SystemTime;
//!
//! use certwright::path::{RootStore, Verifier};
//! use certwright::x509::Certificate;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (roots, unreadable) = RootStore::from_pem_bundle(std::fs::read("/etc/ssl/certs/ca-certificates.crt")?);
//! unreadable.iter().for_each(|e| eprintln!("a root was skipped: {e}"));
//! let chain = Certificate::all_from_pem(std::fs::read("server.pem")?)?;
//! let path = Verifier::new(&roots, SystemTime::now())
//!     .host("www.example.org")?
//!     .verify(&chain[0], &chain[1..])?;
//! println!("{} certificates", path.chain.len());
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod budget;
mod build;
mod certificate;
mod crl;
mod error;
mod explain;
mod extensions;
mod identity;
mod lowercase;
#[cfg(feature = "all-names")]
mod mailbox;
mod name;
mod name_constraints;
#[cfg(feature = "ocsp")]
mod ocsp;
mod point;
mod policy;
mod profile;
mod revocation;
mod roots;
mod security;
mod settings;
mod sort;
mod trust;
mod verifier;
mod verify;

use alloc::boxed::Box;
use alloc::vec::Vec;

pub use budget::{Budget, Resource};
pub use certificate::Anchor;
pub use error::{
    CrlDerError, CrlFault, PathError, Reason, Refusal, Refusals, RevocationSource, ShownName,
};
pub use explain::{Explanation, Outcome, Source, Spent, Step};
pub use identity::{DnsName, Identity};
pub use name::names_equal;
#[cfg(feature = "ocsp")]
#[cfg_attr(docsrs, doc(cfg(feature = "ocsp")))]
pub use ocsp::{OcspFault, OcspSettings};
pub use policy::{ANY_POLICY, PolicySet};
pub use profile::Profile;
pub use revocation::Revocation;
pub use roots::RootStore;
pub use security::SecurityLevel;
pub use settings::{Purpose, Settings};
pub use verifier::Verifier;
pub use verify::Policies;

#[cfg(feature = "ocsp")]
use crate::x509::ocsp::ResponseRef;
use crate::x509::{CertificateListRef, CertificateRef, SignatureVerifier};
pub use crate::x509::{DnsNameError, DnsNameErrorKind, Trust, TrustSettings};

/// What a path may be built from.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Pool<'p, 'a> {
    /// The trust anchors.
    pub anchors: &'p [Anchor],
    /// Untrusted certificates: intermediates, cross-certificates, CRL issuers, in any order.
    pub intermediates: &'p [CertificateRef<'a>],
    /// CRLs, complete, partial, indirect and delta, in any order.
    pub crls: &'p [CertificateListRef<'a>],
    /// OCSP responses, stapled or from elsewhere, about any certificates.
    #[cfg(feature = "ocsp")]
    #[cfg_attr(docsrs, doc(cfg(feature = "ocsp")))]
    pub ocsp: &'p [ResponseRef<'a>],
}

impl<'p, 'a> Pool<'p, 'a> {
    /// Trust anchors alone.
    pub fn new(anchors: &'p [Anchor]) -> Self {
        Self {
            anchors,
            intermediates: &[],
            crls: &[],
            #[cfg(feature = "ocsp")]
            ocsp: &[],
        }
    }

    /// With these intermediates.
    #[must_use]
    pub fn intermediates(self, intermediates: &'p [CertificateRef<'a>]) -> Self {
        Self {
            intermediates,
            ..self
        }
    }

    /// With these CRLs.
    #[must_use]
    pub fn crls(self, crls: &'p [CertificateListRef<'a>]) -> Self {
        Self { crls, ..self }
    }

    /// With these OCSP responses. A certificate whose revocation is checked ([`Settings::revocation`]) is decided by a CRL or
    /// a response: a response that states that it is revoked refuses it, whatever others state, and of CRLs of one scope the
    /// newest decides; one that states that it is not is enough; with neither it is refused, since nothing shows whether it is revoked.
    #[cfg(feature = "ocsp")]
    #[cfg_attr(docsrs, doc(cfg(feature = "ocsp")))]
    #[must_use]
    pub fn ocsp(self, ocsp: &'p [ResponseRef<'a>]) -> Self {
        Self { ocsp, ..self }
    }
}

/// A path that satisfies everything that was asked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ValidPath {
    /// The target, the intermediates in the order of issue upward, and the anchor. The anchor alone where the target is
    /// one and [`Settings::anchor_as_target`] allows it.
    pub chain: Vec<Source>,
    /// The policies that are valid for it.
    pub policies: Policies,
    /// Everything that was tried on the way.
    pub explanation: Box<Explanation>,
}

/// Finds and validates a path from the target to one of the anchors.
///
/// The first valid path found is the answer: an expired or revoked cross-certificate does not spoil a path beside it.
/// Nobody's name and key stand on it twice above the target (RFC 4158 §2.4.2), and a self-signed target is valid as an anchor's own
/// certificate alone, or below a CA of its name and key with other alternative names; an [`Anchor`] without a certificate takes every one of them for its own.
/// The work is at most what [`Settings::budget`] allows, plus a part linear in the size of the input. All values are
/// public; nothing here is constant-time.
///
/// # Errors
/// [`PathError`]: every path that was tried is refused; the reasons are those against the path that came nearest.
pub fn verify<'a>(
    target: &CertificateRef<'a>,
    pool: &Pool<'_, 'a>,
    settings: &Settings,
    verifier: &dyn SignatureVerifier,
) -> Result<ValidPath, PathError> {
    let target = certificate::ParsedCertificate::new(target);
    let intermediates: Vec<_> = pool
        .intermediates
        .iter()
        .map(certificate::ParsedCertificate::new)
        .collect();
    let sources = settings.revocation.read(pool, &settings.profile);
    build::Search::new(pool.anchors, &intermediates, &sources, settings, verifier).run(&target)
}
