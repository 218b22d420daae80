//! Certificates (RFC 5280 §4.1).

use alloc::vec::Vec;

use super::super::alt_names::AltNames;
use super::super::certificate::Certificate;
use super::super::dns::{DnsNameError, DnsNameErrorKind};
use super::super::extension::{
    BasicConstraints, ExtKeyUsage, ExtensionValue, KeyUsage, SubjectKeyIdentifier,
};
use super::super::extensions::{ExtensionBuf, write_extensions};
use super::super::name::NameBuf;
use super::super::request::VerifiedRequest;
use super::super::serial::SerialNumber;
use super::super::signature::{self, RsaSigner, Signer};
use super::super::signed;
use super::super::time::Time;
use super::{
    IssueError, add_authority_key, add_missing, check_issuer, extension_setters, key_identifier,
    key_identifier_of, now,
};
use crate::der::{ObjectIdentifierRef, Tag, Writer, oid};
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::rsa::RandomSource;

/// How long an authority's certificate is valid by default, and any other's, in days.
const AUTHORITY_DAYS: i64 = 3650;
const DAYS: i64 = 90;
/// How far a certificate is dated back by default, so that a machine whose clock is a little slow accepts it, in seconds.
const BACKDATE: i64 = 300;

/// Builds a certificate.
///
/// What is not set is filled in: a random serial number of 159 bits; validity from five minutes ago for 90 days, ten years
/// for an authority (without the feature `std` the dates must be set); subjectKeyIdentifier and, unless self-signed,
/// authorityKeyIdentifier. The signature algorithm comes from the [`Signer`].
///
/// ```
/// use certwright::rsa::PrivateKey;
/// use certwright::x509::{Certificate, CertificateBuilder, NameBuf};
/// # let mut rng = getrandom::SysRng;
/// # let (ca_key, key) = (PrivateKey::generate(&mut rng, 2048)?, PrivateKey::generate(&mut rng, 2048)?);
/// let ca = CertificateBuilder::new(NameBuf::common_name("Example CA"))
///     .authority(None)
///     .self_signed(&ca_key, &mut rng)?;
/// let server: Certificate = CertificateBuilder::new(NameBuf::common_name("Example server"))
///     .tls_server(&["www.example.org", "192.0.2.1"])?
///     .public_key_of(&key)
///     .signed_by(&ca, &ca_key, &mut rng)?;
/// print!("{}{}", server.to_pem(), ca.to_pem());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CertificateBuilder {
    subject: NameBuf,
    serial: Option<SerialNumber>,
    not_before: Option<Time>,
    not_after: Option<Time>,
    /// A SubjectPublicKeyInfo.
    public_key: Option<Vec<u8>>,
    extensions: Vec<ExtensionBuf>,
    version: Option<u8>,
    exact: bool,
}

/// A certificate to be signed with others in one batch.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ToSign<'k> {
    /// The fields and extensions.
    pub builder: CertificateBuilder,
    /// The issuer's name.
    pub issuer: NameBuf,
    /// The issuer's key.
    pub signer: RsaSigner<'k>,
}

impl<'k> ToSign<'k> {
    /// A certificate to be signed in this issuer's name with this key.
    pub const fn new(builder: CertificateBuilder, issuer: NameBuf, signer: RsaSigner<'k>) -> Self {
        Self {
            builder,
            issuer,
            signer,
        }
    }
}

extension_setters!(CertificateBuilder with subject);

impl CertificateBuilder {
    /// A certificate for this subject, with nothing else set.
    pub fn new(subject: NameBuf) -> Self {
        Self {
            subject,
            ..Self::default()
        }
    }

    /// A certificate for the subject and key of a request whose signature was checked, with those of the extensions
    /// that it asks for whose types are listed, and no others: a request may ask to be a CA.
    ///
    /// ```
    /// use certwright::der::oid;
    /// use certwright::x509::{AltNames, CertificateBuilder, NameBuf, Request, RequestBuilder, RsaVerifier};
    /// # let mut rng = getrandom::SysRng;
    /// # let mut key = || certwright::rsa::PrivateKey::generate(&mut rng, 2048);
    /// # let (ca_key, client_key) = (key()?, key()?);
    /// # let ca = CertificateBuilder::new(NameBuf::common_name("Example CA")).authority(None).self_signed(&ca_key, &mut rng)?;
    /// let pem = RequestBuilder::new(NameBuf::common_name("Ada"))
    ///     .alt_names(&AltNames::new().dns("ada.example.org")?)
    ///     .sign(&client_key, &mut rng)?
    ///     .to_pem();
    ///
    /// let request = Request::from_pem(pem)?;
    /// let proven = request.verify(&RsaVerifier)?; // that the sender has the key
    /// let certificate = CertificateBuilder::from_request(&proven, &[oid::SUBJECT_ALT_NAME])
    ///     .tls_client()
    ///     .signed_by(&ca, &ca_key, &mut rng)?;
    /// assert_eq!(certificate.subject().to_string(), "CN=Ada");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_request(request: &VerifiedRequest<'_>, copied: &[ObjectIdentifierRef<'_>]) -> Self {
        let asked = request
            .requested_extensions()
            .unwrap_or_else(|_| unreachable!("they were read when the request was"));
        Self {
            public_key: Some(request.spki.raw().to_vec()),
            extensions: asked
                .iter()
                .filter(|extension| copied.contains(&extension.oid))
                .map(|extension| extension.to_owned())
                .collect(),
            ..Self::new(request.subject.to_owned())
        }
    }

    /// Another subject.
    #[must_use]
    pub fn subject(mut self, subject: NameBuf) -> Self {
        self.subject = subject;
        self
    }

    /// serialNumber (RFC 5280 §4.1.2.2); without it, 159 random bits.
    #[must_use]
    pub fn serial(mut self, serial: SerialNumber) -> Self {
        self.serial = Some(serial);
        self
    }

    /// notBefore and notAfter (RFC 5280 §4.1.2.5), both included.
    #[must_use]
    pub fn validity(mut self, not_before: impl Into<Time>, not_after: impl Into<Time>) -> Self {
        self.not_before = Some(not_before.into());
        self.not_after = Some(not_after.into());
        self
    }

    /// Valid from this time on for so many days of 86,400 seconds.
    #[must_use]
    pub fn valid_for_days(self, from: impl Into<Time>, days: u32) -> Self {
        let from = from.into();
        let to = Time::from_unix(from.unix() + i64::from(days) * 86_400);
        self.validity(from, to)
    }

    /// subjectPublicKeyInfo: the public half of a key. [`self_signed`](Self::self_signed) sets it by itself.
    #[must_use]
    pub fn public_key_of(self, key: &dyn Signer) -> Self {
        self.public_key(key.public_key())
    }

    /// subjectPublicKeyInfo, as DER.
    #[must_use]
    pub fn public_key(mut self, spki: Vec<u8>) -> Self {
        self.public_key = Some(spki);
        self
    }

    /// A certification authority: basicConstraints with cA, keyUsage with keyCertSign and cRLSign. `path_len` is how many
    /// more authorities may stand between it and the end of a path; `None` sets no limit.
    #[must_use]
    pub fn authority(self, path_len: Option<u32>) -> Self {
        self.extension(&BasicConstraints {
            ca: true,
            path_len_constraint: path_len,
        })
        .extension(&(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN))
    }

    /// A TLS server with these names: basicConstraints without cA, keyUsage with digitalSignature and keyEncipherment,
    /// extendedKeyUsage with serverAuth, and subjectAltName. A text that is an IP address becomes an iPAddress, any other
    /// a dNSName. With none, the names stay that are there already, copied from a request.
    ///
    /// # Errors
    /// A text that is neither an address nor a host name in ASCII (one label `*` may stand in front): what is wrong, and where in
    /// that text. No text at all, and no subjectAltName.
    pub fn tls_server(self, names: &[&str]) -> Result<Self, DnsNameError> {
        let mut alt_names = AltNames::new();
        for name in names {
            alt_names = match name.parse::<core::net::IpAddr>() {
                Ok(address) => alt_names.ip(address),
                Err(_) => alt_names.dns(name)?,
            };
        }
        let server = self
            .end_entity(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT)
            .extension(&ExtKeyUsage::new(&[oid::KP_SERVER_AUTH]));
        let mut there = server.extensions.iter();
        match names {
            [] if there.any(|it| it.oid == oid::SUBJECT_ALT_NAME) => Ok(server),
            [] => Err(DnsNameErrorKind::NoName.at(0)),
            _ => Ok(server.alt_names(&alt_names)),
        }
    }

    /// A TLS client: basicConstraints without cA, keyUsage with digitalSignature, extendedKeyUsage with clientAuth.
    #[must_use]
    pub fn tls_client(self) -> Self {
        self.end_entity(KeyUsage::DIGITAL_SIGNATURE)
            .extension(&ExtKeyUsage::new(&[oid::KP_CLIENT_AUTH]))
    }

    fn end_entity(self, usage: KeyUsage) -> Self {
        self.extension(&BasicConstraints::default())
            .extension(&usage)
    }

    /// The version, 1 to 3, in place of the one that RFC 5280 §4.1.2.1 has: 3 with extensions, else 1. OpenSSL keeps a
    /// certificate's version when it signs it again, whatever becomes of its extensions.
    #[must_use]
    pub fn version(mut self, version: u8) -> Self {
        self.version = Some(version);
        self
    }

    /// Writes what was set and nothing else: nothing is filled in, and values that RFC 5280 forbids are written.
    #[must_use]
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// A certificate that is its own issuer.
    ///
    /// # Errors
    /// [`IssueError`]: among others, another public key was set than this key's.
    pub fn self_signed(
        mut self,
        key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Certificate, IssueError> {
        let spki = self.public_key.get_or_insert_with(|| key.public_key());
        let own = SubjectPublicKeyInfo::from_der(spki).map_err(IssueError::Encoding)?;
        if !key.fits(&own) {
            return Err(IssueError::KeyMismatch);
        }
        let issuer = self.subject.clone();
        self.complete(|| Ok(None), rng)?.sign(&issuer, key, rng)
    }

    /// A certificate issued by the holder of another.
    ///
    /// # Errors
    /// [`IssueError`]: among others, the key is not the one in the issuer's certificate, or that is not an authority's.
    pub fn signed_by(
        self,
        issuer: &Certificate,
        issuer_key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Certificate, IssueError> {
        check_issuer(issuer, issuer_key, KeyUsage::KEY_CERT_SIGN)?;
        self.complete(|| key_identifier(issuer).map(Some), rng)?
            .sign(&issuer.subject().to_owned(), issuer_key, rng)
    }

    /// A certificate issued under a name whose certificate is not at hand: nothing shows whether the key belongs to it.
    ///
    /// # Errors
    /// [`IssueError`]: a public key is missing, a value is set that RFC 5280 forbids, the generator fails, or the signer does.
    pub fn signed_under(
        self,
        issuer: &NameBuf,
        issuer_key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Certificate, IssueError> {
        self.complete(|| key_identifier_of(issuer_key).map(Some), rng)?
            .sign(issuer, issuer_key, rng)
    }

    /// Many certificates as by [`signed_under`](Self::signed_under), signed in one batch, which costs less for each than
    /// one alone does. The results are in the items' order, and one that fails spoils no other.
    ///
    /// # Errors
    /// Of each for itself, as [`signed_under`](Self::signed_under).
    pub fn sign_all(
        items: &[ToSign<'_>],
        rng: &mut dyn RandomSource,
    ) -> Vec<Result<Certificate, IssueError>> {
        let mut tbs = Vec::with_capacity(items.len());
        for item in items {
            tbs.push(item.tbs(rng));
        }
        let ready = || {
            items
                .iter()
                .zip(&tbs)
                .filter_map(|(item, tbs)| Some((item, tbs.as_ref().ok()?)))
        };
        let to_sign: Vec<_> = ready()
            .map(|(item, tbs)| (&item.signer, &tbs[..]))
            .collect();
        let mut signatures = signature::sign_all(&to_sign, rng).into_iter();
        (items.iter().zip(&tbs))
            .map(|(item, tbs)| {
                let tbs = tbs.as_ref().map_err(Clone::clone)?;
                let signature = signatures
                    .next()
                    .unwrap_or_else(|| unreachable!("one signature for each item that is ready"))?;
                let der = signed::write(tbs, &item.signer.algorithm(), &signature);
                Certificate::from_der(der).map_err(IssueError::Encoding)
            })
            .collect()
    }

    /// Fills in what is not set. `issuer_key` gives the key identifier of an issuer that is another's.
    fn complete(
        mut self,
        issuer_key: impl FnOnce() -> Result<Option<Vec<u8>>, IssueError>,
        rng: &mut dyn RandomSource,
    ) -> Result<Self, IssueError> {
        if self.exact {
            return Ok(self);
        }
        if self.serial.is_none() {
            self.serial = Some(SerialNumber::random(rng).map_err(IssueError::Rng)?);
        }
        if self
            .serial
            .as_ref()
            .is_some_and(|serial| !serial.is_valid())
        {
            return Err(IssueError::SerialNumber);
        }
        let (from, to) = match (self.not_before, self.not_after) {
            (Some(from), Some(to)) => (from, to),
            _ => {
                let now = now("the validity")?.unix();
                let days = if self.is_authority() {
                    AUTHORITY_DAYS
                } else {
                    DAYS
                };
                let end = Time::from_unix(now + days * 86_400);
                (Time::from_unix(now - BACKDATE), end)
            }
        };
        if to < from {
            return Err(IssueError::Dates { from, to });
        }
        (self.not_before, self.not_after) = (Some(from), Some(to));
        let own = SubjectPublicKeyInfo::from_der(self.required_key()?);
        let own = SubjectKeyIdentifier::for_key(&own.map_err(IssueError::Encoding)?);
        add_missing(&mut self.extensions, &SubjectKeyIdentifier(own.as_ref()));
        if let Some(issuer_key) = issuer_key()? {
            add_authority_key(&mut self.extensions, &issuer_key);
        }
        Ok(self)
    }

    fn is_authority(&self) -> bool {
        self.extensions
            .iter()
            .filter(|extension| extension.oid == BasicConstraints::OID)
            .any(|extension| BasicConstraints::parse(&extension.value).is_ok_and(|c| c.ca))
    }

    fn required_key(&self) -> Result<&[u8], IssueError> {
        self.public_key
            .as_deref()
            .ok_or(IssueError::Missing("the subject's public key"))
    }

    fn sign(
        &self,
        issuer: &NameBuf,
        signer: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Certificate, IssueError> {
        let tbs = |algorithm: &[u8]| self.tbs(issuer, algorithm);
        super::sign(signer, rng, tbs, Certificate::from_der)
    }

    /// The tbsCertificate under an issuer's name, to be signed by this AlgorithmIdentifier: what was set, with nothing
    /// filled in.
    ///
    /// # Errors
    /// [`IssueError::Missing`] without a serial number, dates or a public key.
    pub fn tbs(&self, issuer: &NameBuf, algorithm: &[u8]) -> Result<Vec<u8>, IssueError> {
        let missing = IssueError::Missing;
        let serial = self.serial.as_ref().ok_or(missing("the serial number"))?;
        let not_before = self.not_before.ok_or(missing("the validity"))?;
        let not_after = self.not_after.ok_or(missing("the validity"))?;
        let spki = self.required_key()?;
        let version = self
            .version
            .unwrap_or(if self.extensions.is_empty() { 1 } else { 3 });
        let mut w = Writer::new();
        w.sequence(|w| {
            // Version 1 is the DEFAULT, which DER leaves out.
            if version > 1 {
                w.context(0, |w| w.unsigned(&[version - 1]));
            }
            w.tlv(Tag::Integer, serial.contents());
            w.raw(algorithm);
            w.raw(issuer.as_der());
            w.sequence(|w| {
                not_before.write(w);
                not_after.write(w);
            });
            w.raw(self.subject.as_der());
            w.raw(spki);
            if !self.extensions.is_empty() {
                w.context(3, |w| write_extensions(w, &self.extensions));
            }
        });
        Ok(w.into_vec())
    }
}

impl ToSign<'_> {
    fn tbs(&self, rng: &mut dyn RandomSource) -> Result<Vec<u8>, IssueError> {
        let issuer_key = || key_identifier_of(&self.signer).map(Some);
        let complete = self.builder.clone().complete(issuer_key, rng)?;
        complete.tbs(&self.issuer, &self.signer.algorithm())
    }
}
