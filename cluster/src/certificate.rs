//! One certificate of a cluster, from what it must be.

use std::net::IpAddr;

use rand_core::TryCryptoRng;

use super::desired::Wanted;
use super::issue::{Again, IssueError};
use super::role::Usage;
use super::spec::AltName;
use certwright::der::{ObjectIdentifierRef, oid};
use certwright::pkcs::{pkcs1, spki};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey, RngError};
use certwright::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName,
    SubjectKeyIdentifier,
};
use certwright::x509::{
    Certificate, CertificateBuilder, ExtensionBuf, ExtensionValue as _, GeneralName, NameBuf,
    NameBuilder, RsaSigner, SerialNumber, Time, ToSign,
};

/// Who signs: an authority's certificate, as far as what it signs depends on it, and its key. The key is always the
/// certificate's: there is no way to make one of a pair that does not fit.
#[derive(Clone)]
pub struct Issuer {
    /// The file of its certificate, for messages.
    pub(super) path: String,
    /// Its subject.
    pub(super) name: NameBuf,
    /// Its subject key identifier.
    pub(super) key_identifier: Vec<u8>,
    /// When its certificate ends, in seconds since 1970-01-01T00:00:00Z.
    pub(super) not_after: i64,
    /// Its key.
    pub(super) key: PrivateKey,
}

/// From when to when a certificate is valid, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy)]
pub(super) struct Dates {
    pub not_before: i64,
    pub not_after: i64,
}

impl Issuer {
    /// An authority that is not made yet.
    pub(super) fn of_wanted(wanted: &Wanted, not_after: i64, key: PrivateKey) -> Self {
        Self {
            path: wanted.path().to_string(),
            name: subject(wanted),
            key_identifier: key_identifier(key.public_key()),
            not_after,
            key,
        }
    }

    /// An authority that there is, by the first of the certificates in its file that is the key's: what it signs names it
    /// as its certificate does. `path` is the file, for messages.
    ///
    /// # Errors
    /// [`IssueError::KeyMismatch`] if the key is none of the certificates'.
    pub fn new<'c>(
        path: &str,
        certificates: impl IntoIterator<Item = &'c Certificate>,
        key: PrivateKey,
    ) -> Result<Self, IssueError> {
        let mut certificates = certificates.into_iter();
        let fitting = certificates.find(|certificate| is_key_of(certificate, key.public_key()));
        let certificate = fitting.ok_or_else(|| IssueError::KeyMismatch {
            path: path.to_string(),
        })?;
        let stated = certificate
            .extensions()
            .get::<SubjectKeyIdentifier<'_>>()
            .ok()
            .flatten();
        Ok(Self {
            path: path.to_string(),
            name: certificate.subject().to_owned(),
            key_identifier: stated.map_or_else(
                || key_identifier(key.public_key()),
                |identifier| identifier.0.to_vec(),
            ),
            not_after: certificate.not_after().unix(),
            key,
        })
    }
}

/// Whether a public key is the one that a certificate is for.
pub(super) fn is_key_of(certificate: &Certificate, key: &PublicKey) -> bool {
    certificate.public_key().rsa_public_key().is_ok_and(|held| {
        held.modulus_be() == key.modulus_be() && held.exponent_be() == key.exponent_be()
    })
}

/// What is to be signed. The extensions stand in the order in which kubeadm's do.
///
/// # Errors
/// If the random number generator fails.
pub(super) fn build<'k, R: TryCryptoRng + ?Sized>(
    wanted: &Wanted,
    key: &PublicKey,
    issuer: &'k Issuer,
    dates: Dates,
    rng: &mut R,
) -> Result<ToSign<'k>, RngError> {
    let extensions = extensions(wanted, key, Some(&issuer.key_identifier));
    let builder = dated(subject(wanted), key, dates, rng)?.raw_extensions(extensions);
    let signer = RsaSigner::pkcs1v15(&issuer.key, wanted.parameters.digest);
    Ok(ToSign::new(builder, issuer.name.clone(), signer))
}

/// The same certificate again with another validity, and perhaps another key: all that it states is kept, except what
/// follows from keys.
///
/// # Errors
/// If the random number generator fails.
pub(super) fn build_again<'k, R: TryCryptoRng + ?Sized>(
    again: &Again<'_>,
    issuer: &'k Issuer,
    dates: Dates,
    rng: &mut R,
) -> Result<ToSign<'k>, RngError> {
    let (old, key) = (again.certificate, again.key);
    let same_key = is_key_of(old, key);
    let mut kept = Vec::new();
    for extension in old.extensions().iter() {
        kept.push(match extension.oid {
            oid::AUTHORITY_KEY_IDENTIFIER => authority_key_identifier(&issuer.key_identifier),
            oid::SUBJECT_KEY_IDENTIFIER if !same_key => {
                SubjectKeyIdentifier(&key_identifier(key)).to_extension(extension.critical)
            }
            _ => extension.to_owned(),
        });
    }
    let builder = dated(old.subject().to_owned(), key, dates, rng)?.raw_extensions(kept);
    let signer = RsaSigner::pkcs1v15(&issuer.key, again.digest);
    Ok(ToSign::new(builder, issuer.name.clone(), signer))
}

fn dated<R: TryCryptoRng + ?Sized>(
    subject: NameBuf,
    key: &PublicKey,
    dates: Dates,
    rng: &mut R,
) -> Result<CertificateBuilder, RngError> {
    Ok(CertificateBuilder::new(subject)
        .exact()
        .serial(SerialNumber::random(rng)?)
        .validity(
            Time::from_unix(dates.not_before),
            Time::from_unix(dates.not_after),
        )
        .public_key(spki::to_der(key)))
}

/// O before CN, the order of Go's library and so of every certificate that kubeadm makes.
pub(super) fn subject(wanted: &Wanted) -> NameBuf {
    let name = wanted
        .organizations
        .iter()
        .fold(NameBuilder::new(), |name, organization| {
            name.attribute(oid::ORGANIZATION_NAME, organization)
        });
    name.attribute(oid::COMMON_NAME, &wanted.common_name)
        .build()
}

/// The bits of keyUsage that a certificate must have.
pub(super) fn key_usage(wanted: &Wanted) -> KeyUsage {
    let usage = KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT;
    match wanted.is_authority() {
        true => usage | KeyUsage::KEY_CERT_SIGN,
        false => usage,
    }
}

/// The purposes of extKeyUsage.
pub(super) fn purposes(usage: Usage) -> &'static [ObjectIdentifierRef<'static>] {
    match usage {
        Usage::Authority => &[],
        Usage::Server => &[oid::KP_SERVER_AUTH],
        Usage::Client => &[oid::KP_CLIENT_AUTH],
        Usage::ServerAndClient => &[oid::KP_SERVER_AUTH, oid::KP_CLIENT_AUTH],
    }
}

/// `issuer` is its key identifier, and left out of a request.
pub(super) fn extensions(
    wanted: &Wanted,
    key: &PublicKey,
    issuer: Option<&[u8]>,
) -> Vec<ExtensionBuf> {
    let mut list = Vec::from([key_usage(wanted).to_extension(true)]);
    let purposes = purposes(wanted.role.usage);
    if !purposes.is_empty() {
        list.push(ExtKeyUsage::new(purposes).to_extension(false));
    }
    let ca = wanted.is_authority();
    list.push(
        BasicConstraints {
            ca,
            path_len_constraint: None,
        }
        .to_extension(true),
    );
    if ca {
        list.push(SubjectKeyIdentifier(&key_identifier(key)).to_extension(false));
    } else if let Some(issuer) = issuer {
        list.push(authority_key_identifier(issuer));
    }
    if !wanted.alt_names.is_empty() {
        list.push(alt_names(&wanted.alt_names));
    }
    list
}

fn authority_key_identifier(issuer: &[u8]) -> ExtensionBuf {
    AuthorityKeyIdentifier {
        key_identifier: Some(issuer),
        ..AuthorityKeyIdentifier::default()
    }
    .to_extension(false)
}

fn alt_names(names: &[AltName]) -> ExtensionBuf {
    enum Encoded<'a> {
        Dns(&'a str),
        V4([u8; 4]),
        V6([u8; 16]),
    }
    let encoded: Vec<_> = names
        .iter()
        .map(|name| match name {
            AltName::Dns(name) => Encoded::Dns(name),
            AltName::Ip(IpAddr::V4(address)) => Encoded::V4(address.octets()),
            AltName::Ip(IpAddr::V6(address)) => Encoded::V6(address.octets()),
        })
        .collect();
    let names: Vec<_> = encoded
        .iter()
        .map(|name| match name {
            Encoded::Dns(name) => GeneralName::Dns(name),
            Encoded::V4(octets) => GeneralName::Ip(octets),
            Encoded::V6(octets) => GeneralName::Ip(octets),
        })
        .collect();
    SubjectAltName::new(&names).to_extension(false)
}

/// RFC 5280 §4.2.1.2 (1): SHA-1 of the key's own DER.
fn key_identifier(key: &PublicKey) -> Vec<u8> {
    HashAlgorithm::Sha1
        .digest(&pkcs1::public_to_der(key))
        .as_ref()
        .to_vec()
}
