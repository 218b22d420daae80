//! Certificate revocation lists (RFC 5280 §5).
//!
//! ```text
//! CertificateList  ::=  SEQUENCE  {
//!     tbsCertList          TBSCertList,
//!     signatureAlgorithm   AlgorithmIdentifier,
//!     signatureValue       BIT STRING  }
//! TBSCertList  ::=  SEQUENCE  {
//!     version                 Version OPTIONAL,
//!     signature               AlgorithmIdentifier,
//!     issuer                  Name,
//!     thisUpdate              Time,
//!     nextUpdate              Time OPTIONAL,
//!     revokedCertificates     SEQUENCE OF SEQUENCE  {
//!         userCertificate         CertificateSerialNumber,
//!         revocationDate          Time,
//!         crlEntryExtensions      Extensions OPTIONAL }  OPTIONAL,
//!     crlExtensions           [0] EXPLICIT Extensions OPTIONAL }
//! ```

use alloc::string::String;
use alloc::vec::Vec;

use super::extensions::Extensions;
use super::name::Name;
use super::owned::{ReadError, owned};
use super::signature::{SignatureError, SignatureVerifier};
use super::signed::{Names, Signed, verify_signature};
use super::time::Time;
use crate::der::{DerError, Found, Reader, Tag, Tlv};
use crate::pem::{self, label};
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::spki::SubjectPublicKeyInfo;

const NAMES: Names = Names {
    whole: "CertificateList",
    tbs: "CertificateList.tbsCertList",
    algorithm: "CertificateList.signatureAlgorithm",
    signature: "CertificateList.signatureValue",
};

/// The fields of a CRL, borrowed from its DER. Parsing walks every entry once and allocates nothing, and so does a search, so a list of
/// a million entries costs its reading and no more.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct CertificateListRef<'a> {
    /// tbsCertList as bytes, and the signature over it.
    pub signed: Signed<'a>,
    /// version: 1 or 2.
    pub version: u8,
    /// tbsCertList.signature.
    pub tbs_signature: AlgorithmIdentifier<'a>,
    /// issuer.
    pub issuer: Name<'a>,
    /// thisUpdate.
    pub this_update: Time,
    /// thisUpdate as it stands.
    pub this_update_raw: Tlv<'a>,
    /// nextUpdate.
    pub next_update: Option<Time>,
    /// nextUpdate as it stands.
    pub next_update_raw: Option<Tlv<'a>>,
    /// revokedCertificates; `None` where the field is missing, as it must be when nothing is revoked.
    entries: Option<Reader<'a>>,
    /// crlExtensions.
    pub extensions: Extensions<'a>,
    /// The whole, as it was parsed. The public fields are the caller's to change; an owned copy is made of this.
    der: &'a [u8],
}

/// A CRL that owns its DER. [`CertificateListRef`] is what it is read with.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CertificateList {
    der: Vec<u8>,
}

owned!(
    CertificateList,
    CertificateListRef,
    "CRL",
    [label::X509_CRL],
    |der| CertificateListRef::read(der, false)
);

impl CertificateList {
    /// issuer.
    pub fn issuer(&self) -> Name<'_> {
        self.fields().issuer
    }

    /// thisUpdate.
    pub fn this_update(&self) -> Time {
        self.fields().this_update
    }

    /// nextUpdate.
    pub fn next_update(&self) -> Option<Time> {
        self.fields().next_update
    }
}

/// One entry of revokedCertificates.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RevokedCertificate<'a> {
    /// userCertificate: the INTEGER's contents, two's complement, minimal.
    pub serial: &'a [u8],
    /// revocationDate.
    pub revocation_date: Time,
    /// revocationDate as it stands.
    pub revocation_date_raw: Tlv<'a>,
    /// crlEntryExtensions.
    pub extensions: Extensions<'a>,
}

verify_signature!(CertificateListRef);

impl<'a> CertificateListRef<'a> {
    /// Reads a whole input. Trailing bytes are refused.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        Self::read(der, true)
    }

    /// `walk` reads every entry, which a list needs once.
    fn read(der: &'a [u8], walk: bool) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let (signed, mut fields) = Signed::parse(&mut reader, &NAMES)?;
        reader.finish("CertificateList")?;
        let version = parse_version(&mut fields)?;
        let tbs_signature = AlgorithmIdentifier::parse(&mut fields, "TBSCertList.signature")?;
        let issuer = Name::parse(&mut fields, "TBSCertList.issuer")?;
        let this_update_raw = fields.any("TBSCertList.thisUpdate")?;
        let this_update = Time::from_tlv(&this_update_raw, "TBSCertList.thisUpdate")?;
        let next_update_raw = match fields.peek() {
            Some(Tag::UtcTime | Tag::GeneralizedTime) => {
                Some(fields.any("TBSCertList.nextUpdate")?)
            }
            _ => None,
        };
        let next_update = next_update_raw
            .map(|tlv| Time::from_tlv(&tlv, "TBSCertList.nextUpdate"))
            .transpose()?;
        let entries = fields
            .optional(Tag::Sequence, "TBSCertList.revokedCertificates")?
            .map(|list| list.reader());
        let mut unread = entries.unwrap_or(Reader::EMPTY);
        while walk && !unread.is_empty() {
            parse_entry(&mut unread)?;
        }
        let extensions = Extensions::parse_tagged(&mut fields, 0, "TBSCertList.crlExtensions")?;
        fields.finish("TBSCertList")?;
        Ok(Self {
            signed,
            version,
            tbs_signature,
            issuer,
            this_update,
            this_update_raw,
            next_update,
            next_update_raw,
            entries,
            extensions,
            der: signed.raw,
        })
    }

    /// The entries in the order in which they stand. In an indirect CRL an entry without certificateIssuer belongs to
    /// the issuer of the entry before it (§5.3.3), so the order counts.
    pub fn entries(&self) -> Entries<'a> {
        Entries {
            list: self.entries.unwrap_or(Reader::EMPTY),
        }
    }

    /// Whether the revokedCertificates field is there, if only empty.
    pub fn has_entries_field(&self) -> bool {
        self.entries.is_some()
    }

    /// The first entry for a serial number (the INTEGER's contents), whoever's it is; see [`CertificateListRef::entries`].
    pub fn find(&self, serial: &[u8]) -> Option<RevokedCertificate<'a>> {
        self.entries().find(|entry| entry.serial == serial)
    }
}

/// version Version OPTIONAL: absent, or v2 (§5.1.2.1).
fn parse_version(fields: &mut Reader<'_>) -> Result<u8, DerError> {
    const WHAT: &str = "TBSCertList.version";
    if fields.peek() != Some(Tag::Integer) {
        return Ok(1);
    }
    let at = *fields;
    match fields.unsigned_u32(WHAT)? {
        1 => Ok(2),
        _ => Err(at.error(WHAT, Found::Malformed("a version other than 2"))),
    }
}

fn parse_entry<'a>(list: &mut Reader<'a>) -> Result<RevokedCertificate<'a>, DerError> {
    let mut fields = list.sequence("revokedCertificates entry")?;
    let serial = fields.integer("userCertificate")?.value;
    let revocation_date_raw = fields.any("revocationDate")?;
    let revocation_date = Time::from_tlv(&revocation_date_raw, "revocationDate")?;
    let extensions = match fields.is_empty() {
        true => Extensions::NONE,
        false => Extensions::parse(&mut fields, "crlEntryExtensions")?,
    };
    fields.finish("revokedCertificates entry")?;
    Ok(RevokedCertificate {
        serial,
        revocation_date,
        revocation_date_raw,
        extensions,
    })
}

/// The entries of a CRL.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    list: Reader<'a>,
}

impl<'a> Iterator for Entries<'a> {
    type Item = RevokedCertificate<'a>;

    fn next(&mut self) -> Option<RevokedCertificate<'a>> {
        self.list.next_checked(parse_entry)
    }
}
