//! The extensions that have a type (RFC 5280 §4.2, §5.2, §5.3 and others), one file for each: read and written.
//!
//! Reading borrows from the certificate and allocates nothing. An extension that no type here knows keeps its bytes in
//! an [`Extension`], and is written again as it was. [`KNOWN`] is the one table of the types.

mod alt_name;
mod basic_constraints;
mod certificate_issuer;
mod certificate_policies;
mod crl_distribution_points;
mod crl_number;
mod crl_reason;
mod distribution_point;
mod ext_key_usage;
mod hold_instruction_code;
mod info_access;
mod inhibit_any_policy;
mod invalidity_date;
mod issuing_distribution_point;
mod key_identifier;
mod key_usage;
mod known;
mod list;
mod name_constraints;
mod named_bits;
mod netscape;
mod ocsp;
mod ocsp_no_check;
mod policy_constraints;
mod policy_mappings;
mod private_key_usage_period;
mod signed_certificate_timestamps;
mod tls_feature;

use alloc::vec::Vec;

pub use alt_name::{IssuerAltName, SubjectAltName};
pub use basic_constraints::BasicConstraints;
pub use certificate_issuer::CertificateIssuer;
pub(crate) use certificate_policies::PolicyIdentifiers;
pub use certificate_policies::{
    CertificatePolicies, DisplayText, Integer, NoticeReference, PolicyInformation, PolicyQualifier,
    UserNotice,
};
pub use crl_distribution_points::{CrlDistributionPoints, FreshestCrl};
pub use crl_number::{CrlNumber, DeltaCrlIndicator};
pub use crl_reason::CrlReason;
pub use distribution_point::{DistributionPoint, DistributionPointName, ReasonFlags};
pub use ext_key_usage::ExtKeyUsage;
pub use hold_instruction_code::HoldInstructionCode;
pub use info_access::{AccessDescription, AuthorityInfoAccess, SubjectInfoAccess};
pub use inhibit_any_policy::InhibitAnyPolicy;
pub use invalidity_date::InvalidityDate;
pub use issuing_distribution_point::IssuingDistributionPoint;
pub use key_identifier::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
pub use key_usage::KeyUsage;
pub use known::{KNOWN, Known};
pub use list::{Element, Iter, SequenceOf};
pub use name_constraints::{GeneralSubtree, NameConstraints};
pub use netscape::{
    NsBaseUrl, NsCaPolicyUrl, NsCaRevocationUrl, NsCertType, NsComment, NsRenewalUrl,
    NsRevocationUrl, NsSslServerName,
};
pub use ocsp::{ArchiveCutoff, OcspNonce};
pub use ocsp_no_check::{OcspNoCheck, PrecertificatePoison};
pub use policy_constraints::PolicyConstraints;
pub use policy_mappings::{PolicyMapping, PolicyMappings};
pub use private_key_usage_period::PrivateKeyUsagePeriod;
pub use signed_certificate_timestamps::{
    SerializedSct, SignedCertificateTimestamp, SignedCertificateTimestampList,
};
pub use tls_feature::{TlsFeature, TlsFeatures};

use super::extensions::{Extension, ExtensionBuf, Extensions};
use crate::der::{
    DerError, Found, ObjectIdentifier, ObjectIdentifierRef, Reader, Tlv, Writer, check_integer,
    context_tag,
};

/// What the standard that defines an extension requires of its `critical` field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Criticality {
    /// Always TRUE.
    Must,
    /// TRUE unless there is a reason against it.
    Should,
    /// No rule.
    Either,
    /// FALSE unless there is a reason against it.
    ShouldNot,
    /// Always FALSE.
    MustNot,
}

impl Criticality {
    /// The default.
    pub const fn by_default(self) -> bool {
        matches!(self, Self::Must | Self::Should)
    }

    /// Whether the standard allows this value.
    pub const fn allows(self, critical: bool) -> bool {
        match self {
            Self::Must => critical,
            Self::MustNot => !critical,
            Self::Should | Self::Either | Self::ShouldNot => true,
        }
    }
}

/// The value of an extension that has a type.
pub trait ExtensionValue<'a>: Sized {
    /// extnID.
    const OID: ObjectIdentifierRef<'static>;

    /// What the standard requires of the extension's `critical` field.
    const CRITICALITY: Criticality;

    /// Reads the next element, which is the extension's value.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError>;

    /// Writes the value.
    fn write(&self, w: &mut Writer);

    /// Reads what an extnValue holds, all of it; `offset` is where that starts in the outermost input, for errors.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, or follows, and where.
    fn parse_at(value: &'a [u8], offset: usize) -> Result<Self, DerError> {
        let mut reader = Reader::new_at(value, offset);
        let parsed = Self::read(&mut reader)?;
        reader.finish("the end of the extension")?;
        Ok(parsed)
    }

    /// Reads what an extnValue holds, all of it.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, or follows, and where in `value`.
    fn parse(value: &'a [u8]) -> Result<Self, DerError> {
        Self::parse_at(value, 0)
    }

    /// The DER that an extnValue holds.
    fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::new();
        self.write(&mut w);
        w.into_vec()
    }

    /// The extension whole, as a builder takes it.
    fn to_extension(&self, critical: bool) -> ExtensionBuf {
        ExtensionBuf {
            oid: ObjectIdentifier::from_static(Self::OID),
            critical,
            value: self.to_der(),
        }
    }
}

impl<'a> Extension<'a> {
    /// The value, if this is the extension that `T` is for.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn typed<T: ExtensionValue<'a>>(&self) -> Option<Result<T, DerError>> {
        (self.oid == T::OID).then(|| T::parse_at(self.value, self.offset))
    }
}

impl<'a> Extensions<'a> {
    /// The extension that `T` is for, if it is there: `extensions.get::<BasicConstraints>()`.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn get<T: ExtensionValue<'a>>(&self) -> Result<Option<T>, DerError> {
        self.find(T::OID)
            .map(|extension| T::parse_at(extension.value, extension.offset))
            .transpose()
    }
}

/// `BOOLEAN DEFAULT FALSE` under an implicit `[number]`: DER writes TRUE or nothing (X.690 §11.5).
fn implicit_true(
    reader: &mut Reader<'_>,
    number: u32,
    expected: &'static str,
) -> Result<bool, DerError> {
    match reader.context(number, false, expected)? {
        None => Ok(false),
        Some(tlv) if tlv.value == [0xff] => Ok(true),
        Some(tlv) => Err(tlv.malformed(
            expected,
            "anything but TRUE, as FALSE is the default that DER leaves out",
        )),
    }
}

/// `INTEGER (0..MAX)` under an implicit tag; one over 32 bits is refused.
fn implicit_u32(tlv: &Tlv<'_>, expected: &'static str) -> Result<u32, DerError> {
    check_integer(tlv, expected)?;
    match *tlv.value {
        [first, ..] if first & 0x80 != 0 => Err(DerError {
            offset: tlv.offset,
            expected,
            found: Found::Negative,
        }),
        [0, ref rest @ ..] | ref rest if rest.len() <= 4 => {
            Ok(rest.iter().fold(0, |n, &byte| n << 8 | u32::from(byte)))
        }
        _ => Err(tlv.malformed(expected, "an INTEGER over 32 bits")),
    }
}

/// The inverse of [`implicit_u32`].
fn write_implicit_u32(w: &mut Writer, number: u32, value: u32) {
    // A fifth byte in front keeps the sign positive.
    let bytes = u64::from(value).to_be_bytes();
    let zeros = bytes
        .iter()
        .zip(&bytes[1..])
        .take_while(|&(&a, &b)| a == 0 && b & 0x80 == 0)
        .count();
    w.tlv(context_tag(number, false), &bytes[zeros..]);
}
