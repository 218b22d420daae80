//! Signed certificate timestamps embedded in a certificate (RFC 6962 §3.3): read to be shown, not verified.

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Writer};

/// `SignedCertificateTimestampList ::= OCTET STRING`, whose bytes are TLS's `opaque SerializedSCT<1..2^16-1>;
/// SerializedSCT sct_list<1..2^16-1>;`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedCertificateTimestampList<'a> {
    /// What the OCTET STRING holds.
    bytes: &'a [u8],
}

/// One entry of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerializedSct<'a> {
    /// Version 1.
    V1(SignedCertificateTimestamp<'a>),
    /// A later version: its bytes.
    Other(&'a [u8]),
}

/// ```text
/// struct {
///     Version sct_version;          /* v1(0) */
///     LogID id;                     /* opaque key_id[32] */
///     uint64 timestamp;
///     CtExtensions extensions;      /* opaque<0..2^16-1> */
///     digitally-signed struct { … } /* hash, signature, opaque<0..2^16-1> */
/// } SignedCertificateTimestamp;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedCertificateTimestamp<'a> {
    /// id: SHA-256 of the log's public key.
    pub log_id: &'a [u8; 32],
    /// timestamp: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    pub timestamp: u64,
    /// extensions.
    pub extensions: &'a [u8],
    /// HashAlgorithm (RFC 5246 §7.4.1.4.1).
    pub hash: u8,
    /// SignatureAlgorithm (RFC 5246 §7.4.1.4.1).
    pub signature_algorithm: u8,
    /// The signature.
    pub signature: &'a [u8],
}

impl<'a> SignedCertificateTimestampList<'a> {
    /// The entries in their order.
    pub fn iter(&self) -> impl Iterator<Item = SerializedSct<'a>> + Clone + use<'a> {
        // `read` has checked the list whole.
        let mut rest = self.bytes.get(2..).unwrap_or_default();
        core::iter::from_fn(move || {
            let entry = vector(&mut rest)?;
            SerializedSct::parse(entry)
        })
    }
}

impl<'a> SerializedSct<'a> {
    fn parse(entry: &'a [u8]) -> Option<Self> {
        let (&[version], mut rest) = entry.split_first_chunk()?;
        if version != 0 {
            return Some(Self::Other(entry));
        }
        let log_id;
        (log_id, rest) = rest.split_first_chunk::<32>()?;
        let timestamp;
        (timestamp, rest) = rest.split_first_chunk::<8>()?;
        let extensions = vector(&mut rest)?;
        let (&[hash, signature_algorithm], mut rest) = rest.split_first_chunk()?;
        let signature = vector(&mut rest)?;
        rest.is_empty()
            .then_some(Self::V1(SignedCertificateTimestamp {
                log_id,
                timestamp: u64::from_be_bytes(*timestamp),
                extensions,
                hash,
                signature_algorithm,
                signature,
            }))
    }
}

/// `opaque<0..2^16-1>`: two bytes of length, then as many.
fn vector<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (&length, after) = rest.split_first_chunk()?;
    let (vector, after) = after.split_at_checked(usize::from(u16::from_be_bytes(length)))?;
    *rest = after;
    Some(vector)
}

impl<'a> ExtensionValue<'a> for SignedCertificateTimestampList<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::CT_PRECERT_SCTS;
    /// RFC 6962 makes no rule.
    const CRITICALITY: Criticality = Criticality::Either;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let expected = "SignedCertificateTimestampList";
        let tlv = reader.octet_string(expected)?;
        let refuse = |left: &[u8], how| DerError {
            offset: tlv.value_offset() + tlv.value.len() - left.len(),
            expected,
            found: Found::Malformed(how),
        };
        let mut outer = tlv.value;
        let list =
            vector(&mut outer).ok_or(refuse(tlv.value, "a length that is not the list's"))?;
        if !outer.is_empty() || list.is_empty() {
            return Err(refuse(tlv.value, "a length that is not the list's"));
        }
        let mut rest = list;
        while !rest.is_empty() {
            let at = rest;
            vector(&mut rest)
                .and_then(SerializedSct::parse)
                .ok_or(refuse(
                    at,
                    "a SignedCertificateTimestamp cut short or too long",
                ))?;
        }
        Ok(Self { bytes: tlv.value })
    }

    fn write(&self, w: &mut Writer) {
        w.octet_string(self.bytes);
    }
}
