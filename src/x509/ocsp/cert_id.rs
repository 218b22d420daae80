//! Which certificate is asked about (RFC 6960 §4.1.1).

use alloc::vec::Vec;

use crate::der::{DerError, Reader, Tag, Writer};
use crate::hash::HashAlgorithm;
use crate::pkcs::algorithm::{self, AlgorithmIdentifier};
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::name::Name;

/// ```asn1
/// CertID ::= SEQUENCE {
///     hashAlgorithm   AlgorithmIdentifier,
///     issuerNameHash  OCTET STRING, -- of the issuer's name as DER
///     issuerKeyHash   OCTET STRING, -- of the issuer's public key: the BIT STRING's contents
///     serialNumber    CertificateSerialNumber }
/// ```
///
/// The hash names an issuer and protects nothing: SHA-1, which most responders use, is as good as another.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CertId<'a> {
    /// hashAlgorithm.
    pub hash_algorithm: AlgorithmIdentifier<'a>,
    /// issuerNameHash.
    pub issuer_name_hash: &'a [u8],
    /// issuerKeyHash.
    pub issuer_key_hash: &'a [u8],
    /// serialNumber: the INTEGER's contents, two's complement, minimal.
    pub serial: &'a [u8],
    /// The whole SEQUENCE.
    der: &'a [u8],
}

impl<'a> CertId<'a> {
    /// Reads the next element.
    ///
    /// # Errors
    /// What is malformed, and where.
    pub fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let whole = reader.expect(Tag::Sequence, "CertID")?;
        let mut fields = whole.reader();
        let hash_algorithm = AlgorithmIdentifier::parse(&mut fields, "CertID.hashAlgorithm")?;
        let issuer_name_hash = fields.octet_string("CertID.issuerNameHash")?.value;
        let issuer_key_hash = fields.octet_string("CertID.issuerKeyHash")?.value;
        let serial = fields.integer("CertID.serialNumber")?.value;
        fields.finish("CertID")?;
        Ok(Self {
            hash_algorithm,
            issuer_name_hash,
            issuer_key_hash,
            serial,
            der: whole.raw,
        })
    }

    /// Whether it is about certificates of this issuer. One of an unknown hash algorithm is about none.
    pub fn is_by(&self, issuer: &Name<'_>, issuer_key: &SubjectPublicKeyInfo<'_>) -> bool {
        self.hash_algorithm.hash().is_ok_and(|hash| {
            hash.digest(issuer.raw()).as_ref() == self.issuer_name_hash
                && hash.digest(issuer_key.key).as_ref() == self.issuer_key_hash
        })
    }

    /// Whether it is about the certificate of this issuer with this serial number (the INTEGER's contents).
    pub fn is_of(
        &self,
        issuer: &Name<'_>,
        issuer_key: &SubjectPublicKeyInfo<'_>,
        serial: &[u8],
    ) -> bool {
        self.serial == serial && self.is_by(issuer, issuer_key)
    }

    /// Whether two name one certificate in one way: parameters of NULL and none are the same hash.
    pub fn equals(&self, other: &CertId<'_>) -> bool {
        self.hash_algorithm.oid == other.hash_algorithm.oid
            && self.issuer_name_hash == other.issuer_name_hash
            && self.issuer_key_hash == other.issuer_key_hash
            && self.serial == other.serial
    }

    /// The whole SEQUENCE.
    pub fn raw(&self) -> &'a [u8] {
        self.der
    }

    /// An owned copy.
    pub fn to_owned(&self) -> CertIdBuf {
        CertIdBuf {
            der: self.der.to_vec(),
        }
    }
}

/// A [`CertId`] that owns its DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertIdBuf {
    der: Vec<u8>,
}

impl CertIdBuf {
    /// The certificate of this issuer with this serial number (the INTEGER's contents).
    ///
    /// # Errors
    /// [`DerError`] for a serial number that is not an INTEGER's contents, minimal (X.690 §8.3.2); the offset is in the CertID.
    pub fn new(
        hash: HashAlgorithm,
        issuer: &Name<'_>,
        issuer_key: &SubjectPublicKeyInfo<'_>,
        serial: &[u8],
    ) -> Result<Self, DerError> {
        let mut w = Writer::new();
        w.sequence(|w| {
            algorithm::write_with_null(w, hash.oid());
            w.octet_string(hash.digest(issuer.raw()).as_ref());
            w.octet_string(hash.digest(issuer_key.key).as_ref());
            w.tlv(Tag::Integer, serial);
        });
        let der = w.into_vec();
        CertId::parse(&mut Reader::new(&der))?;
        Ok(Self { der })
    }

    /// The fields.
    pub fn fields(&self) -> CertId<'_> {
        CertId::parse(&mut Reader::new(&self.der))
            .unwrap_or_else(|_| unreachable!("it was read when this was made"))
    }

    /// The DER.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }
}
