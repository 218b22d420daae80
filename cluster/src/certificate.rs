//! One certificate of a cluster, from its row.

use std::net::IpAddr;

use rand_core::TryCryptoRng;

use super::issue::Issued;
use super::role::{CommonName, Role, Usage};
use super::spec::AltName;
use certwright::der::{ObjectIdentifierRef, oid};
use certwright::pkcs::{pkcs1, spki};
use certwright::rsa::{HashAlgorithm, PrivateKey, PublicKey, RngError};
use certwright::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName,
    SubjectKeyIdentifier,
};
use certwright::x509::{
    CertificateBuilder, ExtensionBuf, ExtensionValue as _, GeneralName, NameBuf, NameBuilder,
    RsaSigner, SerialNumber, Time, ToSign,
};

/// Who signs.
pub(super) struct Issuer<'a> {
    /// The row of its own certificate.
    pub role: &'static Role,
    /// Its key.
    pub key: &'a PrivateKey,
}

/// What is to be signed, and by whom. The extensions stand in the order in which kubeadm's do.
///
/// # Errors
/// If the random number generator fails.
pub(super) fn build<'k, R: TryCryptoRng + ?Sized>(
    issued: &Issued,
    key: &PublicKey,
    issuer: &Issuer<'k>,
    not_before: i64,
    rng: &mut R,
) -> Result<ToSign<'k>, RngError> {
    let subject = name(issued.role.organization, &issued.common_name);
    let serial = SerialNumber::random(rng)?;
    let builder = CertificateBuilder::new(subject)
        .exact()
        .serial(serial)
        .validity(
            Time::from_unix(not_before),
            Time::from_unix(issued.not_after),
        )
        .public_key(spki::to_der(key))
        .raw_extensions(extensions(issued, key, issuer.key.public_key()));
    let signer = RsaSigner::pkcs1v15(issuer.key, HashAlgorithm::Sha256);
    Ok(ToSign::new(builder, issuer.name(), signer))
}

impl Issuer<'_> {
    fn name(&self) -> NameBuf {
        match self.role.common_name {
            CommonName::Fixed(common_name) => name(self.role.organization, common_name),
            CommonName::NodeName | CommonName::NodeUser => {
                unreachable!("authorities belong to no node")
            }
        }
    }
}

/// O before CN, the order of Go's library and so of every certificate that kubeadm makes.
fn name(organization: Option<&str>, common_name: &str) -> NameBuf {
    let mut name = NameBuilder::new();
    if let Some(organization) = organization {
        name = name.attribute(oid::ORGANIZATION_NAME, organization);
    }
    name.attribute(oid::COMMON_NAME, common_name).build()
}

fn extensions(issued: &Issued, key: &PublicKey, issuer: &PublicKey) -> Vec<ExtensionBuf> {
    let mut key_usage = KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT;
    if issued.role.is_authority() {
        key_usage |= KeyUsage::KEY_CERT_SIGN;
    }
    let mut list = Vec::from([key_usage.to_extension(true)]);
    let purposes: &[ObjectIdentifierRef<'_>] = match issued.role.usage {
        Usage::Authority => &[],
        Usage::Server => &[oid::KP_SERVER_AUTH],
        Usage::Client => &[oid::KP_CLIENT_AUTH],
        Usage::ServerAndClient => &[oid::KP_SERVER_AUTH, oid::KP_CLIENT_AUTH],
    };
    if !purposes.is_empty() {
        list.push(ExtKeyUsage::new(purposes).to_extension(false));
    }
    let ca = issued.role.is_authority();
    list.push(
        BasicConstraints {
            ca,
            path_len_constraint: None,
        }
        .to_extension(true),
    );
    if ca {
        list.push(SubjectKeyIdentifier(&key_identifier(key)).to_extension(false));
    } else {
        let key_identifier = key_identifier(issuer);
        let identifier = AuthorityKeyIdentifier {
            key_identifier: Some(&key_identifier),
            ..AuthorityKeyIdentifier::default()
        };
        list.push(identifier.to_extension(false));
    }
    if !issued.alt_names.is_empty() {
        list.push(alt_names(&issued.alt_names));
    }
    list
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
