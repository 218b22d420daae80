//! reasonCode (RFC 5280 §5.3.1).

use super::{Criticality, ExtensionValue};
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer, check_integer};

/// ```asn1
/// CRLReason ::= ENUMERATED {
///     unspecified (0), keyCompromise (1), cACompromise (2), affiliationChanged (3), superseded (4),
///     cessationOfOperation (5), certificateHold (6), removeFromCRL (8), privilegeWithdrawn (9),
///     aACompromise (10) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CrlReason {
    /// unspecified.
    Unspecified = 0,
    /// keyCompromise.
    KeyCompromise = 1,
    /// cACompromise.
    CaCompromise = 2,
    /// affiliationChanged.
    AffiliationChanged = 3,
    /// superseded.
    Superseded = 4,
    /// cessationOfOperation.
    CessationOfOperation = 5,
    /// certificateHold.
    CertificateHold = 6,
    /// removeFromCRL, in delta lists only.
    RemoveFromCrl = 8,
    /// privilegeWithdrawn.
    PrivilegeWithdrawn = 9,
    /// aACompromise.
    AaCompromise = 10,
}

impl CrlReason {
    /// Every reason, in the order of their codes.
    pub const ALL: &'static [Self] = &[
        Self::Unspecified,
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::RemoveFromCrl,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];

    /// The code.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The reason with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|reason| reason.code() == code)
    }

    /// The standard's name: `keyCompromise`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }
}

impl<'a> ExtensionValue<'a> for CrlReason {
    const OID: ObjectIdentifierRef<'static> = oid::CRL_REASON;
    const CRITICALITY: Criticality = Criticality::MustNot;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::Enumerated, "CRLReason")?;
        check_integer(&tlv, "CRLReason")?;
        match *tlv.value {
            [code] => Self::from_code(code),
            _ => None,
        }
        .ok_or_else(|| tlv.malformed("CRLReason", "a code that names no reason"))
    }

    fn write(&self, w: &mut Writer) {
        w.tlv(Tag::Enumerated, &[self.code()]);
    }
}
