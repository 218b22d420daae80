//! certificateIssuer (RFC 5280 §5.3.3).

use super::{ExtensionValue, SequenceOf};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifier, Reader, Writer};
use crate::x509::general_name::{GeneralName, GeneralNames};

/// `CertificateIssuer ::= GeneralNames`: whose certificate this entry of an indirect list revokes, and every entry after
/// it until the next such extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateIssuer<'a>(pub GeneralNames<'a>);

impl<'a> CertificateIssuer<'a> {
    /// These names, to be written.
    pub const fn new(names: &'a [GeneralName<'a>]) -> Self {
        Self(SequenceOf::new(names))
    }
}

impl<'a> ExtensionValue<'a> for CertificateIssuer<'a> {
    const OID: ObjectIdentifier = oid::CERTIFICATE_ISSUER;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence("CertificateIssuer")?;
        SequenceOf::from_contents(contents, "CertificateIssuer").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}
