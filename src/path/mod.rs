//! Floor 6 · Path validation: RFC 5280 §6 whole, with building by RFC 4158, policies by RFC 9618, identities by RFC 9525
//! and revocation by CRLs.
//!
//! [`verify`] looks for a path from a certificate to a trust anchor and validates it. It takes bytes that were parsed, a
//! time and [`Settings`], and gives a [`ValidPath`] or a [`PathError`]; either tells all that was tried
//! ([`Explanation`]). What it may cost is bounded by a [`Budget`], whatever the certificates are; nothing recurses.
//!
//! ```no_run
//! use certwright::path::{Anchor, Identity, Pool, Settings, verify};
//! use certwright::x509::{Certificate, RsaVerifier, Time};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (server, root) = (std::fs::read("server.der")?, std::fs::read("root.der")?);
//! let anchors = [Anchor::from_certificate(&Certificate::from_der(&root)?)];
//! let settings = Settings::for_server(Time::from_unix(1_800_000_000), Identity::dns("kubernetes.default")?);
//! let pool = Pool { anchors: &anchors, intermediates: &[], crls: &[] };
//! let path = verify(&Certificate::from_der(&server)?, &pool, &settings, &RsaVerifier)?;
//! println!("{} certificates", path.chain.len());
//! # Ok(())
//! # }
//! ```

mod budget;
mod build;
mod certificate;
mod crl;
mod error;
mod explain;
mod extensions;
mod identity;
mod lowercase;
mod name;
mod name_constraints;
mod point;
mod policy;
mod profile;
mod revocation;
mod security;
mod settings;
mod sort;
mod verify;

use alloc::boxed::Box;
use alloc::vec::Vec;

pub use budget::{Budget, Resource};
pub use certificate::Anchor;
pub use error::{Conformance, CrlDerError, CrlFault, PathError, Reason, Refusal, ShownName};
pub use explain::{Explanation, Outcome, Source, Spent, Step};
pub use identity::{DnsName, DnsNameError, Identity};
pub use name::names_equal;
pub use policy::{ANY_POLICY, PolicySet};
pub use profile::Profile;
pub use revocation::Revocation;
pub use security::SecurityLevel;
pub use settings::{Purpose, Settings};
pub use verify::Policies;

use crate::x509::{Certificate, CertificateList, SignatureVerifier};

/// What a path may be built from.
#[derive(Clone, Copy, Debug)]
pub struct Pool<'p, 'a> {
    /// The trust anchors.
    pub anchors: &'p [Anchor<'a>],
    /// Certificates that nobody vouches for: intermediates, cross-certificates, CRL issuers, in any order.
    pub intermediates: &'p [Certificate<'a>],
    /// CRLs, complete, partial, indirect and delta, in any order.
    pub crls: &'p [CertificateList<'a>],
}

/// A path that satisfies everything that was asked.
#[derive(Clone, Debug)]
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
/// The work is at most what [`Settings::budget`] allows, plus a part linear in the size of the input. All values are
/// public; nothing here is constant-time.
pub fn verify<'a>(
    target: &Certificate<'a>,
    pool: &Pool<'_, 'a>,
    settings: &Settings,
    verifier: &dyn SignatureVerifier,
) -> Result<ValidPath, PathError> {
    let target = certificate::View::new(target);
    let intermediates: Vec<_> = pool
        .intermediates
        .iter()
        .map(certificate::View::new)
        .collect();
    let crls = settings.revocation.read(pool.crls);
    build::Search::new(pool.anchors, &intermediates, &crls, settings, verifier).run(&target)
}
