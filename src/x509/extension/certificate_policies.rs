//! certificatePolicies with its qualifiers (RFC 5280 §4.2.1.4).

use core::str;

use super::list::list_extension;
use super::{Element, SequenceOf};
use crate::der::oid;
use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, Writer};
use crate::x509::general_name::ia5;

list_extension! {
    /// `CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation`
    ///
    /// That no policy stands twice is `path`'s to check.
    pub CertificatePolicies(PolicyInformation<'a>) = CERTIFICATE_POLICIES, "CertificatePolicies", Either;
}

/// ```asn1
/// PolicyInformation ::= SEQUENCE {
///     policyIdentifier  CertPolicyId,
///     policyQualifiers  SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL }
/// CertPolicyId ::= OBJECT IDENTIFIER
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyInformation<'a> {
    /// policyIdentifier.
    pub policy_identifier: ObjectIdentifierRef<'a>,
    /// policyQualifiers.
    pub policy_qualifiers: Option<SequenceOf<'a, PolicyQualifier<'a>>>,
}

/// ```asn1
/// PolicyQualifierInfo ::= SEQUENCE {
///     policyQualifierId  PolicyQualifierId,
///     qualifier          ANY DEFINED BY policyQualifierId }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyQualifier<'a> {
    /// id-qt-cps: `CPSuri ::= IA5String`.
    Cps(&'a str),
    /// id-qt-unotice.
    UserNotice(UserNotice<'a>),
    /// Any other.
    Other {
        /// policyQualifierId.
        id: ObjectIdentifierRef<'a>,
        /// qualifier: the DER of one element.
        qualifier: &'a [u8],
    },
}

/// ```asn1
/// UserNotice ::= SEQUENCE {
///     noticeRef     NoticeReference OPTIONAL,
///     explicitText  DisplayText     OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserNotice<'a> {
    /// noticeRef.
    pub notice_ref: Option<NoticeReference<'a>>,
    /// explicitText.
    pub explicit_text: Option<DisplayText<'a>>,
}

/// ```asn1
/// NoticeReference ::= SEQUENCE {
///     organization   DisplayText,
///     noticeNumbers  SEQUENCE OF INTEGER }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeReference<'a> {
    /// organization.
    pub organization: DisplayText<'a>,
    /// noticeNumbers.
    pub notice_numbers: SequenceOf<'a, Integer<'a>>,
}

/// An INTEGER's contents bytes: two's complement, as short as it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integer<'a>(pub &'a [u8]);

/// ```asn1
/// DisplayText ::= CHOICE {
///     ia5String      IA5String     (SIZE (1..200)),
///     visibleString  VisibleString (SIZE (1..200)),
///     bmpString      BMPString     (SIZE (1..200)),
///     utf8String     UTF8String    (SIZE (1..200)) }
/// ```
///
/// Longer texts are read: §4.2.1.4 notes that CAs write them and asks readers to be lenient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayText<'a> {
    /// ia5String.
    Ia5(&'a str),
    /// visibleString.
    Visible(&'a str),
    /// bmpString: UTF-16 code units, big-endian.
    Bmp(&'a [u8]),
    /// utf8String.
    Utf8(&'a str),
}

impl<'a> DisplayText<'a> {
    fn from_tlv(tlv: &Tlv<'a>) -> Result<Self, DerError> {
        let refuse = |how| Err(tlv.malformed("DisplayText", how));
        match tlv.tag {
            _ if tlv.value.is_empty() => refuse("an empty text"),
            Tag::Ia5String => ia5(tlv, "DisplayText").map(Self::Ia5),
            Tag::VisibleString => match ia5(tlv, "DisplayText")? {
                text if text.bytes().any(|byte| byte.is_ascii_control()) => {
                    refuse("a VisibleString with control characters")
                }
                text => Ok(Self::Visible(text)),
            },
            Tag::BmpString if tlv.value.len().is_multiple_of(2) => Ok(Self::Bmp(tlv.value)),
            Tag::BmpString => refuse("a BMPString of an odd number of bytes"),
            Tag::Utf8String => match str::from_utf8(tlv.value) {
                Ok(text) => Ok(Self::Utf8(text)),
                Err(_) => refuse("invalid UTF-8"),
            },
            tag => Err(DerError {
                offset: tlv.offset,
                expected: "DisplayText",
                found: Found::Tag(tag),
            }),
        }
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Ia5(text) => w.tlv(Tag::Ia5String, text.as_bytes()),
            Self::Visible(text) => w.tlv(Tag::VisibleString, text.as_bytes()),
            Self::Bmp(units) => w.tlv(Tag::BmpString, units),
            Self::Utf8(text) => w.tlv(Tag::Utf8String, text.as_bytes()),
        }
    }
}

impl<'a> UserNotice<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("UserNotice")?;
        let notice_ref = match fields.peek() {
            Some(Tag::Sequence) => Some(NoticeReference::read(&mut fields)?),
            _ => None,
        };
        let explicit_text = match fields.is_empty() {
            true => None,
            false => Some(DisplayText::from_tlv(
                &fields.any("UserNotice.explicitText")?,
            )?),
        };
        fields.finish("UserNotice")?;
        Ok(Self {
            notice_ref,
            explicit_text,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            if let Some(notice_ref) = &self.notice_ref {
                w.sequence(|w| {
                    notice_ref.organization.write(w);
                    w.sequence(|w| notice_ref.notice_numbers.write_contents(w));
                });
            }
            if let Some(text) = &self.explicit_text {
                text.write(w);
            }
        });
    }
}

impl<'a> NoticeReference<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("NoticeReference")?;
        let organization = DisplayText::from_tlv(&fields.any("NoticeReference.organization")?)?;
        let numbers = fields.sequence("NoticeReference.noticeNumbers")?;
        let notice_numbers = SequenceOf::from_contents_or_empty(numbers)?;
        fields.finish("NoticeReference")?;
        Ok(Self {
            organization,
            notice_numbers,
        })
    }
}

impl<'a> Element<'a> for Integer<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        reader
            .integer("an INTEGER in a list")
            .map(|tlv| Self(tlv.value))
    }

    fn write(&self, w: &mut Writer) {
        w.tlv(Tag::Integer, self.0);
    }
}

impl<'a> Element<'a> for PolicyQualifier<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence("PolicyQualifierInfo")?;
        let id = fields.oid("PolicyQualifierInfo.policyQualifierId")?;
        let qualifier = if id == oid::QT_CPS {
            Self::Cps(ia5(&fields.expect(Tag::Ia5String, "CPSuri")?, "CPSuri")?)
        } else if id == oid::QT_UNOTICE {
            Self::UserNotice(UserNotice::read(&mut fields)?)
        } else {
            Self::Other {
                id,
                qualifier: fields.any("PolicyQualifierInfo.qualifier")?.raw,
            }
        };
        fields.finish("PolicyQualifierInfo")?;
        Ok(qualifier)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| match self {
            Self::Cps(uri) => {
                w.oid(oid::QT_CPS);
                w.tlv(Tag::Ia5String, uri.as_bytes());
            }
            Self::UserNotice(notice) => {
                w.oid(oid::QT_UNOTICE);
                notice.write(w);
            }
            Self::Other { id, qualifier } => {
                w.oid(*id);
                w.raw(qualifier);
            }
        });
    }
}

/// PolicyInformation's fields; the contents of policyQualifiers are not yet read.
fn read_information<'a>(
    reader: &mut Reader<'a>,
) -> Result<(ObjectIdentifierRef<'a>, Option<Reader<'a>>), DerError> {
    let mut fields = reader.sequence("PolicyInformation")?;
    let policy_identifier = fields.oid("PolicyInformation.policyIdentifier")?;
    let policy_qualifiers = match fields.is_empty() {
        true => None,
        false => Some(fields.sequence("PolicyInformation.policyQualifiers")?),
    };
    fields.finish("PolicyInformation")?;
    Ok((policy_identifier, policy_qualifiers))
}

impl<'a> Element<'a> for PolicyInformation<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let (policy_identifier, qualifiers) = read_information(reader)?;
        let policy_qualifiers = qualifiers
            .map(|contents| {
                SequenceOf::from_contents(contents, "PolicyInformation.policyQualifiers")
            })
            .transpose()?;
        Ok(Self {
            policy_identifier,
            policy_qualifiers,
        })
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(self.policy_identifier);
            if let Some(qualifiers) = self.policy_qualifiers {
                w.sequence(|w| qualifiers.write_contents(w));
            }
        });
    }
}

list_extension! {
    /// certificatePolicies without its qualifiers, of which the frame alone is checked. They are texts for people, decide
    /// nothing, and are malformed in certificates that are in use: whoever validates a path reads this.
    pub(crate) PolicyIdentifiers(PolicyIdentifier<'a>) = CERTIFICATE_POLICIES, "CertificatePolicies", Either;
}

/// policyIdentifier of one PolicyInformation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PolicyIdentifier<'a>(pub(crate) ObjectIdentifierRef<'a>);

impl<'a> Element<'a> for PolicyIdentifier<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        read_information(reader).map(|(policy, _)| Self(policy))
    }

    fn write(&self, w: &mut Writer) {
        PolicyInformation {
            policy_identifier: self.0,
            policy_qualifiers: None,
        }
        .write(w);
    }
}
