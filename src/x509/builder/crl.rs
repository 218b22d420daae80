//! CRLs (RFC 5280 §5.1).

use alloc::vec::Vec;

use super::super::certificate::Certificate;
use super::super::crl::CertificateList;
use super::super::extension::{CrlNumber, CrlReason, ExtensionValue, KeyUsage};
use super::super::extensions::{ExtensionBuf, write_extensions};
use super::super::name::NameBuf;
use super::super::serial::SerialNumber;
use super::super::signature::Signer;
use super::super::time::Time;
use super::{
    IssueError, add_authority_key, add_missing, check_issuer, extension_setters, key_identifier,
    key_identifier_of, now,
};
use crate::der::{Tag, Writer};
use crate::rsa::RandomSource;

/// How long a CRL is current by default, in days.
const DAYS: i64 = 7;

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct RevokedCertificateBuf {
    /// userCertificate.
    pub serial: SerialNumber,
    /// revocationDate.
    pub revocation_date: Time,
    /// crlEntryExtensions.
    pub extensions: Vec<ExtensionBuf>,
}

impl RevokedCertificateBuf {
    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.tlv(Tag::Integer, self.serial.contents());
            self.revocation_date.write(w);
            if !self.extensions.is_empty() {
                write_extensions(w, &self.extensions);
            }
        });
    }
}

/// Builds a CRL.
///
/// What is not set is filled in: thisUpdate now and nextUpdate seven days later (without the feature `std` thisUpdate
/// must be set), authorityKeyIdentifier, and a cRLNumber that is thisUpdate in seconds since 1970, and so grows.
///
/// ```
/// use std::time::SystemTime;
///
/// use certwright::x509::extension::CrlReason;
/// use certwright::x509::{Certificate, CrlBuilder, IssueError};
///
/// fn revoke(lost: &Certificate, ca: &Certificate, ca_key: &certwright::rsa::PrivateKey) -> Result<String, IssueError> {
///     let crl = CrlBuilder::new()
///         .revoke(lost.serial(), SystemTime::now(), CrlReason::KeyCompromise)
///         .signed_by(ca, ca_key, &mut certwright::SysRng)?;
///     assert!(crl.fields().find(lost.fields().serial).is_some());
///     Ok(crl.to_pem())
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct CrlBuilder {
    this_update: Option<Time>,
    next_update: Option<Time>,
    entries: Vec<RevokedCertificateBuf>,
    extensions: Vec<ExtensionBuf>,
    exact: bool,
}

extension_setters!(CrlBuilder);

impl CrlBuilder {
    /// A CRL that revokes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// thisUpdate.
    #[must_use]
    pub fn this_update(mut self, time: impl Into<Time>) -> Self {
        self.this_update = Some(time.into());
        self
    }

    /// nextUpdate, which RFC 5280 §5.1.2.5 requires.
    #[must_use]
    pub fn next_update(mut self, time: impl Into<Time>) -> Self {
        self.next_update = Some(time.into());
        self
    }

    /// Revokes a certificate. [`CrlReason::Unspecified`] is left out, as RFC 5280 §5.3.1 has it.
    #[must_use]
    pub fn revoke(self, serial: SerialNumber, date: impl Into<Time>, reason: CrlReason) -> Self {
        let extensions = match reason {
            CrlReason::Unspecified => Vec::new(),
            reason => Vec::from([reason.to_extension(false)]),
        };
        self.entry(RevokedCertificateBuf {
            serial,
            revocation_date: date.into(),
            extensions,
        })
    }

    /// A further entry.
    #[must_use]
    pub fn entry(mut self, entry: RevokedCertificateBuf) -> Self {
        self.entries.push(entry);
        self
    }

    /// Writes what was set and nothing else.
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// The CRL of the holder of a certificate.
    ///
    /// # Errors
    /// [`IssueError`]: among others, the key is not the one in the certificate, or may not sign CRLs.
    pub fn signed_by(
        self,
        issuer: &Certificate,
        issuer_key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<CertificateList, IssueError> {
        check_issuer(issuer, issuer_key, KeyUsage::CRL_SIGN)?;
        self.complete(|| key_identifier(issuer))?.sign(
            &issuer.subject().to_owned(),
            issuer_key,
            rng,
        )
    }

    /// A CRL under a name whose certificate is not at hand: nothing shows whether the key belongs to it.
    ///
    /// # Errors
    /// [`IssueError`]: thisUpdate is missing, a value is set that RFC 5280 forbids, the generator fails, or the signer does.
    pub fn signed_under(
        self,
        issuer: &NameBuf,
        issuer_key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<CertificateList, IssueError> {
        self.complete(|| key_identifier_of(issuer_key))?
            .sign(issuer, issuer_key, rng)
    }

    fn complete(
        mut self,
        issuer_key: impl FnOnce() -> Result<Vec<u8>, IssueError>,
    ) -> Result<Self, IssueError> {
        if self.exact {
            return Ok(self);
        }
        let from = match self.this_update {
            Some(this) => this,
            None => now("thisUpdate")?,
        };
        let to = self
            .next_update
            .unwrap_or(Time::from_unix(from.unix() + DAYS * 86_400));
        if to < from {
            return Err(IssueError::Dates { from, to });
        }
        (self.this_update, self.next_update) = (Some(from), Some(to));
        add_authority_key(&mut self.extensions, &issuer_key()?);
        let number = from.unix().max(0).to_be_bytes();
        let zeros = number.iter().take_while(|&&byte| byte == 0).count();
        add_missing(&mut self.extensions, &CrlNumber(&number[zeros..]));
        Ok(self)
    }

    fn sign(
        &self,
        issuer: &NameBuf,
        signer: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<CertificateList, IssueError> {
        let tbs = |algorithm: &[u8]| self.tbs(issuer, algorithm);
        super::sign(signer, rng, tbs, CertificateList::from_der)
    }

    /// The tbsCertList under an issuer's name, to be signed by this AlgorithmIdentifier: what was set, with nothing
    /// filled in. With extensions, its own or an entry's, the list is of version 2, else of version 1.
    ///
    /// # Errors
    /// [`IssueError::Missing`] without thisUpdate.
    pub fn tbs(&self, issuer: &NameBuf, algorithm: &[u8]) -> Result<Vec<u8>, IssueError> {
        let this_update = self.this_update.ok_or(IssueError::Missing("thisUpdate"))?;
        let mut entries = self.entries.iter();
        let v2 = !self.extensions.is_empty() || entries.any(|entry| !entry.extensions.is_empty());
        let mut w = Writer::new();
        w.sequence(|w| {
            if v2 {
                w.unsigned(&[1]);
            }
            w.raw(algorithm);
            w.raw(issuer.as_der());
            this_update.write(w);
            if let Some(next_update) = self.next_update {
                next_update.write(w);
            }
            if !self.entries.is_empty() {
                w.sequence(|w| self.entries.iter().for_each(|entry| entry.write(w)));
            }
            if !self.extensions.is_empty() {
                w.context(0, |w| write_extensions(w, &self.extensions));
            }
        });
        Ok(w.into_vec())
    }
}
