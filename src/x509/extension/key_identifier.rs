//! subjectKeyIdentifier and authorityKeyIdentifier (RFC 5280 §4.2.1.2, §4.2.1.1).

use super::{Criticality, ExtensionValue, SequenceOf};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer, check_integer, context_tag};
use crate::hash::HashValue;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::rsa::HashAlgorithm;
use crate::x509::general_name::GeneralNames;

/// `SubjectKeyIdentifier ::= KeyIdentifier`, `KeyIdentifier ::= OCTET STRING`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectKeyIdentifier<'a>(pub &'a [u8]);

impl SubjectKeyIdentifier<'_> {
    /// The identifier that RFC 5280 §4.2.1.2 (1) gives a key: SHA-1 of the BIT STRING's bytes, tag, length and count of
    /// unused bits left out. It distinguishes keys and guards nothing, so SHA-1's collisions do no harm here.
    pub fn for_key(key: &SubjectPublicKeyInfo<'_>) -> HashValue {
        HashAlgorithm::Sha1.digest(key.key)
    }
}

impl<'a> ExtensionValue<'a> for SubjectKeyIdentifier<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::SUBJECT_KEY_IDENTIFIER;
    const CRITICALITY: Criticality = Criticality::MustNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader
            .octet_string("SubjectKeyIdentifier")
            .map(|tlv| Self(tlv.value))
    }

    fn write(&self, w: &mut Writer) {
        w.octet_string(self.0);
    }
}

/// ```asn1
/// AuthorityKeyIdentifier ::= SEQUENCE {
///     keyIdentifier              [0] KeyIdentifier            OPTIONAL,
///     authorityCertIssuer        [1] GeneralNames             OPTIONAL,
///     authorityCertSerialNumber  [2] CertificateSerialNumber  OPTIONAL }
/// ```
///
/// The last two stand together or not at all (§4.2.1.1); as the pair only helps to find the issuer, a certificate with
/// one alone is read, and whoever builds the path judges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKeyIdentifier<'a> {
    /// keyIdentifier.
    pub key_identifier: Option<&'a [u8]>,
    /// authorityCertIssuer.
    pub authority_cert_issuer: Option<GeneralNames<'a>>,
    /// authorityCertSerialNumber: the INTEGER's contents bytes.
    pub authority_cert_serial_number: Option<&'a [u8]>,
}

impl<'a> ExtensionValue<'a> for AuthorityKeyIdentifier<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::AUTHORITY_KEY_IDENTIFIER;
    const CRITICALITY: Criticality = Criticality::MustNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("AuthorityKeyIdentifier")?;
        let key_identifier = fields
            .context(0, false, "AuthorityKeyIdentifier.keyIdentifier")?
            .map(|tlv| tlv.value);
        let authority_cert_issuer = fields
            .context(1, true, "AuthorityKeyIdentifier.authorityCertIssuer")?
            .map(|tlv| {
                SequenceOf::from_contents(
                    tlv.reader(),
                    "AuthorityKeyIdentifier.authorityCertIssuer",
                )
            })
            .transpose()?;
        let serial = "AuthorityKeyIdentifier.authorityCertSerialNumber";
        let authority_cert_serial_number = match fields.context(2, false, serial)? {
            Some(tlv) => {
                check_integer(&tlv, serial)?;
                Some(tlv.value)
            }
            None => None,
        };
        fields.finish("AuthorityKeyIdentifier")?;
        Ok(Self {
            key_identifier,
            authority_cert_issuer,
            authority_cert_serial_number,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            if let Some(id) = self.key_identifier {
                w.tlv(context_tag(0, false), id);
            }
            if let Some(issuer) = self.authority_cert_issuer {
                w.context(1, |w| issuer.write_contents(w));
            }
            if let Some(serial) = self.authority_cert_serial_number {
                w.tlv(context_tag(2, false), serial);
            }
        });
    }
}
