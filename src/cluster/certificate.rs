//! One certificate of a cluster, from its row.

use alloc::vec::Vec;
use core::net::IpAddr;

use rand_core::CryptoRng;

use super::issue::Issued;
use super::role::{Role, Usage};
use super::spec::AltName;
use crate::encoding::{oid, spki};
use crate::rsa::{HashAlgorithm, PrivateKey, PublicKey};
use crate::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtKeyUsage, ExtensionBuf, ExtensionValue as _, KeyUsage,
    SubjectAltName, SubjectKeyIdentifier,
};
use crate::x509::general_name::GeneralName;
use crate::x509::{
    CertificateBuilder, NameBuf, NameBuilder, RsaSigner, SerialNumber, SignatureError, SubjectPublicKeyInfo, Time,
};

/// Who signs.
pub(super) struct Issuer<'a> {
    /// The row of its own certificate.
    pub role: &'static Role,
    /// Its key.
    pub key: &'a PrivateKey,
}

/// Builds and signs. The order of extensions is the one in which kubeadm's come.
pub(super) fn build<R: CryptoRng + ?Sized>(
    issued: &Issued,
    key: &PublicKey,
    issuer: &Issuer<'_>,
    not_before: i64,
    mut rng: &mut R,
) -> Result<Vec<u8>, SignatureError> {
    let builder = CertificateBuilder {
        serial: SerialNumber::random(rng),
        issuer: name(None, &fixed_name(issuer.role)),
        not_before: Time::from_unix(not_before),
        not_after: Time::from_unix(issued.not_after),
        subject: name(issued.role.organization, &issued.common_name),
        spki: spki::to_der(key),
        extensions: extensions(issued, key, issuer.key.public_key()),
    };
    builder.sign(&RsaSigner::pkcs1v15(issuer.key, HashAlgorithm::Sha256), &mut rng)
}
