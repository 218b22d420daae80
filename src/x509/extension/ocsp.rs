//! Extensions of OCSP requests and responses that certificate tools print as well (RFC 6960 §4.4.4, RFC 9654).

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer};
use crate::x509::time::Time;

/// `Nonce ::= OCTET STRING (SIZE (1..128))`: binds a response to its request (RFC 9654 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OcspNonce<'a>(pub &'a [u8]);

/// `ArchiveCutoff ::= GeneralizedTime`: certificates that expired no earlier are still answered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveCutoff(pub Time);

impl<'a> ExtensionValue<'a> for OcspNonce<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::OCSP_NONCE;
    const CRITICALITY: Criticality = Criticality::Either;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let tlv = reader.octet_string("Nonce")?;
        match tlv.value.len() {
            1..=128 => Ok(Self(tlv.value)),
            _ => Err(tlv.malformed("Nonce", "a nonce that is not of 1 to 128 bytes")),
        }
    }

    fn write(&self, w: &mut Writer) {
        w.octet_string(self.0);
    }
}

impl<'a> ExtensionValue<'a> for ArchiveCutoff {
    const OID: ObjectIdentifierRef<'static> = oid::OCSP_ARCHIVE_CUTOFF;
    const CRITICALITY: Criticality = Criticality::Either;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::GeneralizedTime, "ArchiveCutoff")?;
        Time::from_tlv(&tlv, "ArchiveCutoff").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        self.0.write_generalized(w);
    }
}
