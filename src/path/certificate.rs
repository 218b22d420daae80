//! A certificate as path validation sees it.

use alloc::vec::Vec;

use super::error::Reason;
use super::explain::Source;
use super::extensions::Extensions;
use super::name::CanonicalName;
use crate::encoding::algorithm::owned;
use crate::encoding::spki::SubjectPublicKeyInfo;
use crate::x509::{Certificate, Name};

/// A trust anchor (RFC 5280 §6.1.1 (d)): a name and a key that the caller trusts, and what the caller knows of them
/// besides.
#[derive(Clone, Debug)]
pub struct Anchor<'a> {
    /// The trusted issuer name.
    pub name: Name<'a>,
    /// The trusted public key and its algorithm.
    pub key: SubjectPublicKeyInfo<'a>,
    /// The certificate that carried them, if one did. What it says of itself counts only where
    /// [`Settings::enforce_anchor`](super::Settings::enforce_anchor) asks for it: an anchor is trusted because the caller
    /// says so.
    pub certificate: Option<Certificate<'a>>,
}

impl<'a> Anchor<'a> {
    /// The subject and key of a certificate, which is kept.
    pub fn from_certificate(certificate: &Certificate<'a>) -> Self {
        Self { name: certificate.subject, key: certificate.spki, certificate: Some(*certificate) }
    }
}

/// A certificate with its names made comparable and its extensions read.
pub(super) struct View<'a> {
    pub(super) source: Source,
    pub(super) certificate: Certificate<'a>,
    pub(super) issuer: CanonicalName,
    pub(super) subject: CanonicalName,
    pub(super) extensions: Extensions<'a>,
    /// What refuses every path through this certificate, whatever stands around it.
    pub(super) faults: Vec<Reason>,
}

impl<'a> View<'a> {
    pub(super) fn new(source: Source, certificate: &Certificate<'a>) -> Self {
        let mut faults = Vec::new();
        let mut canonical = |name: &Name<'_>| {
            CanonicalName::new(name.raw()).unwrap_or_else(|e| {
                faults.push(Reason::Malformed(e));
                CanonicalName::default()
            })
        };
        let issuer = canonical(&certificate.issuer);
        let subject = canonical(&certificate.subject);
        if certificate.signature_algorithm.raw != certificate.tbs_signature.raw {
            faults.push(Reason::SignatureAlgorithmsDiffer);
        }
        if issuer.is_empty() {
            faults.push(Reason::IssuerEmpty);
        }
        let mut extensions = Extensions::default();
        let mut seen = Vec::new();
        for extension in certificate.extensions.iter() {
            seen.push(extension.oid);
            extensions.take(&extension);
        }
        seen.sort_unstable_by_key(|id| id.as_bytes());
        for pair in seen.windows(2).filter(|pair| pair[0] == pair[1]) {
            faults.push(Reason::DuplicateExtension(owned(pair[0])));
        }
        if !seen.is_empty() && certificate.version != 3 {
            faults.push(Reason::ExtensionsNeedVersion3);
        }
        // RFC 5280 §4.1.2.6: a CA has a name.
        if subject.is_empty() && matches!(extensions.basic_constraints, Some((true, _))) {
            faults.push(Reason::SubjectEmpty);
        }
        faults.append(&mut extensions.faults);
        Self { source, certificate: *certificate, issuer, subject, extensions, faults }
    }

    /// Issuer and subject are one name (RFC 5280 §3.2).
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// The certificate's authority key identifier names another key than this subject key identifier.
    pub(super) fn names_another_key(&self, subject_key: Option<&[u8]>) -> bool {
        matches!((self.extensions.authority_key, subject_key), (Some(a), Some(s)) if a != s)
    }
}

/// A trust anchor ready for use.
pub(super) struct AnchorView<'a> {
    pub(super) source: Source,
    pub(super) name: CanonicalName,
    pub(super) key: SubjectPublicKeyInfo<'a>,
    pub(super) view: Option<View<'a>>,
}

impl<'a> AnchorView<'a> {
    /// `None` for an anchor whose name cannot be read, which no certificate can name as its issuer.
    pub(super) fn new(index: usize, anchor: &Anchor<'a>) -> Option<Self> {
        let source = Source::Anchor(index);
        Some(Self {
            source,
            name: CanonicalName::new(anchor.name.raw()).ok()?,
            key: anchor.key,
            view: anchor.certificate.as_ref().map(|certificate| View::new(source, certificate)),
        })
    }
}
