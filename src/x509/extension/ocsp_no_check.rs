//! id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1) and Certificate Transparency's poison (RFC 6962 §3.1): both are
//! empty and mean what they mean by being there.

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer};

/// `NULL`: whether this responder's own certificate is revoked need not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OcspNoCheck;

/// `NULL`, always critical: this is a precertificate, which nobody may accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrecertificatePoison;

impl<'a> ExtensionValue<'a> for OcspNoCheck {
    const OID: ObjectIdentifierRef<'static> = oid::OCSP_NO_CHECK;
    const CRITICALITY: Criticality = Criticality::ShouldNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader.null("OcspNoCheck").map(|()| Self)
    }

    fn write(&self, w: &mut Writer) {
        w.null();
    }
}

impl<'a> ExtensionValue<'a> for PrecertificatePoison {
    const OID: ObjectIdentifierRef<'static> = oid::CT_PRECERT_POISON;
    const CRITICALITY: Criticality = Criticality::Must;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader.null("the precertificate poison").map(|()| Self)
    }

    fn write(&self, w: &mut Writer) {
        w.null();
    }
}
