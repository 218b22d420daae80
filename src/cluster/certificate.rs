//! One certificate of a cluster, from its row.

use alloc::vec::Vec;
use core::net::IpAddr;

use rand_core::CryptoRng;

use super::issue::Issued;
use super::role::{CommonName, Role, Usage};
use super::spec::AltName;
use crate::encoding::der::{Writer, context_tag};
use crate::encoding::{oid, pkcs1, spki};
use crate::rsa::{HashAlgorithm, PrivateKey, PublicKey};
use crate::x509::{
    CertificateBuilder, ExtensionBuf, NameBuf, NameBuilder, RsaSigner, SerialNumber, SignatureError, Time,
};

/// Who signs.
pub(super) struct Issuer<'a> {
    /// The row of its own certificate.
    pub role: &'static Role,
    /// Its key.
    pub key: &'a PrivateKey,
}

/// Builds and signs. The extensions stand in the order in which kubeadm's do.
pub(super) fn build<R: CryptoRng + ?Sized>(
    issued: &Issued,
    key: &PublicKey,
    issuer: &Issuer<'_>,
    not_before: i64,
    mut rng: &mut R,
) -> Result<Vec<u8>, SignatureError> {
    let builder = CertificateBuilder {
        serial: SerialNumber::random(rng),
        issuer: issuer.name(),
        not_before: Time::from_unix(not_before),
        not_after: Time::from_unix(issued.not_after),
        subject: name(issued.role.organization, &issued.common_name),
        spki: spki::to_der(key),
        extensions: extensions(issued, key, issuer.key.public_key()),
    };
    builder.sign(&RsaSigner::pkcs1v15(issuer.key, HashAlgorithm::Sha256), &mut rng)
}

impl Issuer<'_> {
    fn name(&self) -> NameBuf {
        match self.role.common_name {
            CommonName::Fixed(common_name) => name(self.role.organization, common_name),
            CommonName::NodeName | CommonName::NodeUser => unreachable!("authorities belong to no node"),
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
    let mut list = Vec::new();
    let mut add = |oid, critical, write: &dyn Fn(&mut Writer)| {
        let mut w = Writer::new();
        write(&mut w);
        list.push(ExtensionBuf { oid, critical, value: w.into_vec() });
    };
    let authority = issued.role.is_authority();
    // digitalSignature, keyEncipherment; keyCertSign for an authority.
    let usage: &[u8] = if authority { &[0x03, 0x02, 0x02, 0xa4] } else { &[0x03, 0x02, 0x05, 0xa0] };
    add(oid::KEY_USAGE, true, &|w| w.raw(usage));
    let purposes: &[_] = match issued.role.usage {
        Usage::Authority => &[],
        Usage::Server => &[oid::KP_SERVER_AUTH],
        Usage::Client => &[oid::KP_CLIENT_AUTH],
        Usage::ServerAndClient => &[oid::KP_SERVER_AUTH, oid::KP_CLIENT_AUTH],
    };
    if !purposes.is_empty() {
        add(oid::EXT_KEY_USAGE, false, &|w| w.sequence(|w| purposes.iter().for_each(|oid| w.oid(oid))));
    }
    add(oid::BASIC_CONSTRAINTS, true, &|w| {
        w.sequence(|w| {
            if authority {
                w.boolean(true);
            }
        });
    });
    if authority {
        add(oid::SUBJECT_KEY_IDENTIFIER, false, &|w| w.octet_string(&key_identifier(key)));
    } else {
        add(oid::AUTHORITY_KEY_IDENTIFIER, false, &|w| {
            w.sequence(|w| w.tlv(context_tag(0, false), &key_identifier(issuer)));
        });
    }
    if !issued.alt_names.is_empty() {
        add(oid::SUBJECT_ALT_NAME, false, &|w| {
            w.sequence(|w| issued.alt_names.iter().for_each(|name| write_alt_name(w, name)));
        });
    }
    list
}

fn write_alt_name(w: &mut Writer, name: &AltName) {
    match name {
        AltName::Dns(name) => w.tlv(context_tag(2, false), name.as_bytes()),
        AltName::Ip(IpAddr::V4(address)) => w.tlv(context_tag(7, false), &address.octets()),
        AltName::Ip(IpAddr::V6(address)) => w.tlv(context_tag(7, false), &address.octets()),
    }
}

/// RFC 5280 §4.2.1.2, method 1: SHA-1 of the key's own DER.
fn key_identifier(key: &PublicKey) -> Vec<u8> {
    HashAlgorithm::Sha1.digest(&pkcs1::public_to_der(key)).as_ref().to_vec()
}
