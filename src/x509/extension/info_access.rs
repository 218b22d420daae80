//! authorityInfoAccess and subjectInfoAccess (RFC 5280 §4.2.2.1, §4.2.2.2).

use super::Element;
use super::list::list_extension;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Writer};
use crate::x509::general_name::GeneralName;

list_extension! {
    /// `AuthorityInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription`
    pub AuthorityInfoAccess(AccessDescription<'a>) = AUTHORITY_INFO_ACCESS, "AuthorityInfoAccessSyntax", MustNot;
}

list_extension! {
    /// `SubjectInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription`
    pub SubjectInfoAccess(AccessDescription<'a>) = SUBJECT_INFO_ACCESS, "SubjectInfoAccessSyntax", MustNot;
}

/// ```asn1
/// AccessDescription ::= SEQUENCE {
///     accessMethod    OBJECT IDENTIFIER,
///     accessLocation  GeneralName }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessDescription<'a> {
    /// accessMethod.
    pub access_method: ObjectIdentifierRef<'a>,
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
