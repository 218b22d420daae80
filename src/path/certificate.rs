//! A certificate as path validation sees it.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Deref;

use super::error::Reason;
use super::explain::Source;
use super::extensions::Extensions;
use super::name::CanonicalName;
use super::trust::AnchorTrust;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::extension::KeyUsage;
use crate::x509::{Certificate, CertificateRef, Name, NameBuf, Time, TrustSettings};

/// A trust anchor (RFC 5280 §6.1.1 (d)): a name and a key that the caller trusts, and what the caller knows of them
/// besides. It owns what it holds, is read once, when it is made, and serves any number of validations.
#[derive(Clone, Debug)]
pub struct Anchor {
    name: NameBuf,
    /// A SubjectPublicKeyInfo.
    key: Vec<u8>,
    pub(super) subject: CanonicalName,
    certificate: Option<Certificate>,
    pub(super) trust: Option<Box<AnchorTrust>>,
    /// What of the certificate ranks a candidate or allows it to sign a CRL.
    pub(super) hints: Hints,
}

/// What the search asks of a candidate before it looks at the rest.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    pub(super) subject_key: Option<Vec<u8>>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) validity: Option<(Time, Time)>,
}

impl Anchor {
    /// A trusted issuer name and a trusted public key.
    pub fn new(name: Name<'_>, key: &SubjectPublicKeyInfo<'_>) -> Self {
        Self {
            name: name.to_owned(),
            key: key.raw().to_vec(),
            subject: CanonicalName::new(&name),
            certificate: None,
            trust: None,
            hints: Hints::default(),
        }
    }

    /// The subject and key of a certificate, which is kept. What it states of itself counts only where
    /// [`Settings::enforce_anchor`](super::Settings::enforce_anchor) asks for it, as [`Settings::at`](super::Settings::at)
    /// does: an anchor is trusted because the caller trusts it. Only the security of its key counts always.
    pub fn from_certificate(certificate: &CertificateRef<'_>) -> Self {
        let mut extensions = Extensions::default();
        certificate
            .extensions
            .iter()
            .for_each(|extension| extensions.take(&extension));
        let validity = certificate.validity;
        Self {
            certificate: Some(Certificate::from(*certificate)),
            hints: Hints {
                subject_key: extensions.subject_key.map(<[u8]>::to_vec),
                key_usage: extensions.key_usage,
                validity: Some((validity.not_before, validity.not_after)),
            },
            ..Self::new(certificate.subject, &certificate.spki)
        }
    }

    /// Trusted for some purposes only, or rejected for some: the `TRUSTED CERTIFICATE` of OpenSSL.
    ///
    /// Rejected for the purpose that is asked for ([`Settings::purpose`](super::Settings::purpose)), the anchor ends no path,
    /// and no certificate of its name and key may stand on one, whoever issued it. Trusted for it, the anchor is good
    /// whatever extendedKeyUsage, and as the target whatever keyUsage, its own certificate states.
    #[must_use]
    pub fn with_trust(self, settings: TrustSettings) -> Self {
        Self {
            trust: Some(Box::new(AnchorTrust::new(settings))),
            ..self
        }
    }

    /// What it is trusted and rejected for, where that was stated.
    pub fn trust(&self) -> Option<&TrustSettings> {
        self.trust.as_ref().map(|trust| &trust.settings)
    }

    /// The trusted issuer name.
    pub fn name(&self) -> Name<'_> {
        self.name.as_name()
    }

    /// The trusted public key and its algorithm.
    pub fn key(&self) -> SubjectPublicKeyInfo<'_> {
        SubjectPublicKeyInfo::from_der(&self.key)
            .unwrap_or_else(|_| unreachable!("it was read when this was made"))
    }

    /// The certificate that carried them, if one did.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    pub(super) fn view(&self) -> Option<ParsedCertificate<'_>> {
        let certificate = self.certificate.as_ref()?;
        Some(ParsedCertificate::new(&certificate.fields()))
    }
}

impl From<&Certificate> for Anchor {
    fn from(certificate: &Certificate) -> Self {
        Self::from_certificate(&certificate.fields())
    }
}

/// A certificate with its names made comparable and its extensions read.
#[derive(Clone, Debug)]
pub(super) struct ParsedCertificate<'a> {
    pub(super) certificate: CertificateRef<'a>,
    pub(super) issuer: CanonicalName,
    pub(super) subject: CanonicalName,
    pub(super) extensions: Extensions<'a>,
    /// What refuses every path through this certificate, whatever the other certificates are.
    pub(super) faults: Vec<Reason>,
}

impl<'a> ParsedCertificate<'a> {
    pub(super) fn new(certificate: &CertificateRef<'a>) -> Self {
        let mut faults = Vec::new();
        let issuer = CanonicalName::new(&certificate.issuer);
        let subject = CanonicalName::new(&certificate.subject);
        if !certificate.signed.agrees_with(&certificate.tbs_signature) {
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
}

/// A certificate and where the caller provided it.
#[derive(Clone, Copy)]
pub(super) struct SourcedCertificate<'v, 'a> {
    pub(super) source: Source,
    pub(super) view: &'v ParsedCertificate<'a>,
}

impl<'a> Deref for SourcedCertificate<'_, 'a> {
    type Target = ParsedCertificate<'a>;

    fn deref(&self) -> &ParsedCertificate<'a> {
        self.view
    }
}
