//! subjectAltName and issuerAltName (RFC 5280 §4.2.1.6, §4.2.1.7).

use super::{Criticality, ExtensionValue, SequenceOf};
use crate::der::oid;
use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Writer};
use crate::x509::general_name::{GeneralName, GeneralNames};

/// `SubjectAltName ::= GeneralNames`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectAltName<'a>(pub GeneralNames<'a>);

/// `IssuerAltName ::= GeneralNames`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuerAltName<'a>(pub GeneralNames<'a>);

impl<'a> SubjectAltName<'a> {
    /// These names, to be written.
    pub const fn new(names: &'a [GeneralName<'a>]) -> Self {
        Self(SequenceOf::new(names))
    }
}

impl<'a> IssuerAltName<'a> {
    /// These names, to be written.
    pub const fn new(names: &'a [GeneralName<'a>]) -> Self {
        Self(SequenceOf::new(names))
    }
}

impl<'a> ExtensionValue<'a> for SubjectAltName<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::SUBJECT_ALT_NAME;
    /// MUST be critical where the subject is empty.
    const CRITICALITY: Criticality = Criticality::ShouldNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        read_names(reader, "SubjectAltName").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}

impl<'a> ExtensionValue<'a> for IssuerAltName<'a> {
    const OID: ObjectIdentifierRef<'static> = oid::ISSUER_ALT_NAME;
    const CRITICALITY: Criticality = Criticality::ShouldNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        read_names(reader, "IssuerAltName").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}

/// Reads the names; an iPAddress is 4 bytes or 16 (§4.2.1.6).
fn read_names<'a>(
    reader: &mut Reader<'a>,
    expected: &'static str,
) -> Result<GeneralNames<'a>, DerError> {
    let contents = reader.sequence(expected)?;
    let names = SequenceOf::from_contents(contents, expected)?;
    for name in names {
        if let GeneralName::Ip(bytes) = name
            && !matches!(bytes.len(), 4 | 16)
        {
            return Err(contents.error(
                expected,
                Found::Malformed("an iPAddress of neither 4 nor 16 bytes"),
            ));
        }
    }
    Ok(names)
}
