//! authorityInfoAccess and subjectInfoAccess (RFC 5280 §4.2.2.1, §4.2.2.2).

use super::{Element, ExtensionValue, SequenceOf};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifier, ObjectIdentifierRef, Reader, Writer};
use crate::x509::general_name::GeneralName;

/// `AuthorityInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthorityInfoAccess<'a>(pub SequenceOf<'a, AccessDescription<'a>>);

/// `SubjectInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectInfoAccess<'a>(pub SequenceOf<'a, AccessDescription<'a>>);

/// ```asn1
/// AccessDescription ::= SEQUENCE {
///     accessMethod    OBJECT IDENTIFIER,
///     accessLocation  GeneralName }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessDescription<'a> {
    /// accessMethod.
    pub access_method: &'a ObjectIdentifierRef,
    /// accessLocation.
    pub access_location: GeneralName<'a>,
}

impl<'a> Element<'a> for AccessDescription<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("AccessDescription")?;
        let access_method = fields.oid("AccessDescription.accessMethod")?;
        let access_location = GeneralName::read(&mut fields)?;
        fields.finish("AccessDescription")?;
        Ok(Self {
            access_method,
            access_location,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(self.access_method);
            self.access_location.write(w);
        });
    }
}

impl<'a> ExtensionValue<'a> for AuthorityInfoAccess<'a> {
    const OID: ObjectIdentifier = oid::AUTHORITY_INFO_ACCESS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence("AuthorityInfoAccessSyntax")?;
        SequenceOf::from_contents(contents, "AuthorityInfoAccessSyntax").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}

impl<'a> ExtensionValue<'a> for SubjectInfoAccess<'a> {
    const OID: ObjectIdentifier = oid::SUBJECT_INFO_ACCESS;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence("SubjectInfoAccessSyntax")?;
        SequenceOf::from_contents(contents, "SubjectInfoAccessSyntax").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| self.0.write_contents(w));
    }
}
