//! TLS features (RFC 7633 §4).

use super::{Criticality, Element, ExtensionValue, SequenceOf};
use crate::der::oid;
use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Writer};

/// `Features ::= SEQUENCE OF INTEGER`: TLS extensions that a server with this certificate has to offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlsFeatures<'a>(pub SequenceOf<'a, TlsFeature>);

/// The number of a TLS extension, 0 to 65535 (RFC 8446 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TlsFeature(pub u16);

impl TlsFeature {
    /// status_request: the server must staple an OCSP response ("must staple").
    pub const STATUS_REQUEST: Self = Self(5);
    /// status_request_v2.
    pub const STATUS_REQUEST_V2: Self = Self(17);
}

impl<'a> Element<'a> for TlsFeature {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let at = *reader;
        let number = reader.unsigned_u32("Features")?;
        u16::try_from(number)
            .map(Self)
            .map_err(|_| at.error("Features", Found::Malformed("a number over 65535")))
    }

    fn write(&self, w: &mut Writer) {
        w.unsigned(&self.0.to_be_bytes());
    }
}

impl<'a> ExtensionValue<'a> for TlsFeatures<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::TLS_FEATURE;
    const CRITICALITY: Criticality = Criticality::ShouldNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        SequenceOf::from_contents_or_empty(reader.sequence("Features")?).map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}
