//! A certificate as path validation sees it.

use alloc::vec::Vec;
use core::ops::Deref;

use super::error::Reason;
use super::explain::Source;
use super::extensions::Extensions;
use super::name::CanonicalName;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::{Certificate, Name};

/// A trust anchor (RFC 5280 §6.1.1 (d)): a name and a key that the caller trusts, and what the caller knows of them
/// besides. It is read once, when it is made, and serves any number of validations.
#[derive(Clone, Debug)]
pub struct Anchor<'a> {
    name: Name<'a>,
    key: SubjectPublicKeyInfo<'a>,
    pub(super) subject: CanonicalName,
    pub(super) view: Option<View<'a>>,
}

impl<'a> Anchor<'a> {
    /// A trusted issuer name and a trusted public key.
    pub fn new(name: Name<'a>, key: SubjectPublicKeyInfo<'a>) -> Self {
        Self {
            name,
            key,
            subject: CanonicalName::new(&name),
            view: None,
        }
    }

    /// The subject and key of a certificate, which is kept. What it says of itself counts only where
    /// [`Settings::enforce_anchor`](super::Settings::enforce_anchor) asks for it: an anchor is trusted because the caller
    /// says so.
    pub fn from_certificate(certificate: &Certificate<'a>) -> Self {
        let view = Some(View::new(certificate));
        Self {
            view,
            ..Self::new(certificate.subject, certificate.spki)
        }
    }

    /// The trusted issuer name.
    pub fn name(&self) -> Name<'a> {
        self.name
    }

    /// The trusted public key and its algorithm.
    pub fn key(&self) -> SubjectPublicKeyInfo<'a> {
        self.key
    }

    /// The certificate that carried them, if one did.
    pub fn certificate(&self) -> Option<&Certificate<'a>> {
        self.view.as_ref().map(|view| &view.certificate)
    }
}

/// A certificate with its names made comparable and its extensions read.
#[derive(Clone, Debug)]
pub(super) struct View<'a> {
    pub(super) certificate: Certificate<'a>,
    pub(super) issuer: CanonicalName,
    pub(super) subject: CanonicalName,
    pub(super) extensions: Extensions<'a>,
    /// What refuses every path through this certificate, whatever stands around it.
    pub(super) faults: Vec<Reason>,
}

impl<'a> View<'a> {
    pub(super) fn new(certificate: &Certificate<'a>) -> Self {
        let mut faults = Vec::new();
        let issuer = CanonicalName::new(&certificate.issuer);
        let subject = CanonicalName::new(&certificate.subject);
        if certificate.signature_algorithm.raw != certificate.tbs_signature.raw {
            faults.push(Reason::SignatureAlgorithmsDiffer);
        }
        if issuer.is_empty() {
            faults.push(Reason::IssuerEmpty);
        }
        let mut extensions = Extensions::default();
        certificate
            .extensions
            .iter()
            .for_each(|extension| extensions.take(&extension));
        if !certificate.extensions.is_empty() && certificate.version != 3 {
            faults.push(Reason::ExtensionsNeedVersion3);
        }
        // RFC 5280 §4.1.2.6: a CA has a name.
        if subject.is_empty() && extensions.is_ca() {
            faults.push(Reason::SubjectEmpty);
        }
        faults.append(&mut extensions.faults);
        Self {
            certificate: *certificate,
            issuer,
            subject,
            extensions,
            faults,
        }
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

/// A certificate in its place among what the caller gave.
#[derive(Clone, Copy)]
pub(super) struct Placed<'v, 'a> {
    pub(super) source: Source,
    pub(super) view: &'v View<'a>,
}

impl<'a> Deref for Placed<'_, 'a> {
    type Target = View<'a>;

    fn deref(&self) -> &View<'a> {
        self.view
    }
}
