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

use alloc::vec::Vec;

use crate::rsa::RandomSource;

use super::extensions::{ExtensionBuf, Extensions, write_extensions};
use super::issue::sign_envelope;
use super::name::{Name, NameBuf};
use super::serial::SerialNumber;
use super::signature::{SignatureError, Signer};
use super::time::Time;
use crate::der::{DerError, Found, Reader, Tag, Tlv, Writer};
use crate::pkcs::algorithm::AlgorithmIdentifier;

/// A CRL, borrowed from its DER. Parsing walks every entry once and allocates nothing, and so does a search, so a list of
/// a million entries costs its reading and no more.
#[derive(Clone, Copy, Debug)]
pub struct CertificateList<'a> {
    /// The whole list.
    pub raw: &'a [u8],
    /// tbsCertList, header and all: what is signed.
    pub tbs_raw: &'a [u8],
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
    /// signatureAlgorithm.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
    /// signatureValue.
    pub signature: &'a [u8],
    /// How many low bits of signatureValue's last octet are no part of it: 0 in every signature that verifies.
    pub signature_unused_bits: u8,
}

/// One entry of revokedCertificates.
#[derive(Clone, Copy, Debug)]
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

impl<'a> CertificateList<'a> {
    /// Reads a whole input. Trailing octets are refused.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(der);
        let whole = reader.expect(Tag::Sequence, "CertificateList")?;
        reader.finish("CertificateList")?;
        let mut outer = whole.reader();
        let tbs = outer.expect(Tag::Sequence, "CertificateList.tbsCertList")?;
        let signature_algorithm =
            AlgorithmIdentifier::parse(&mut outer, "CertificateList.signatureAlgorithm")?;
        let signature = outer.bit_string("CertificateList.signatureValue")?;
        outer.finish("CertificateList")?;

        let mut fields = tbs.reader();
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
        while !unread.is_empty() {
            parse_entry(&mut unread)?;
        }
        let extensions = match fields.context(0, true, "TBSCertList.crlExtensions")? {
            Some(tlv) => {
                let mut inner = tlv.reader();
                let extensions = Extensions::parse(&mut inner, "TBSCertList.crlExtensions")?;
                inner.finish("TBSCertList.crlExtensions")?;
                extensions
            }
            None => Extensions::NONE,
        };
        fields.finish("TBSCertList")?;
        Ok(Self {
            raw: whole.raw,
            tbs_raw: tbs.raw,
            version,
            tbs_signature,
            issuer,
            this_update,
            this_update_raw,
            next_update,
            next_update_raw,
            entries,
            extensions,
            signature_algorithm,
            signature: signature.octets,
            signature_unused_bits: signature.unused,
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

    /// The first entry for a serial number (the INTEGER's contents), whoever's it is; see [`CertificateList::entries`].
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
        if self.list.is_empty() {
            return None;
        }
        // Checked by `CertificateList::from_der`: an error cannot come, and would end the iteration.
        parse_entry(&mut self.list).ok()
    }
}

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct RevokedCertificateBuf {
    /// userCertificate.
    pub serial: SerialNumber,
    /// revocationDate.
    pub revocation_date: Time,
    /// crlEntryExtensions.
    pub extensions: Vec<ExtensionBuf>,
}

/// What a CRL will say. The signature algorithm comes from the [`Signer`].
#[derive(Clone, Debug)]
pub struct CertificateListBuilder {
    /// issuer.
    pub issuer: NameBuf,
    /// thisUpdate.
    pub this_update: Time,
    /// nextUpdate, which RFC 5280 §5.1.2.5 wants in every CRL.
    pub next_update: Option<Time>,
    /// revokedCertificates.
    pub entries: Vec<RevokedCertificateBuf>,
    /// crlExtensions. With any here or in an entry, the list is of version 2, else of version 1.
    pub extensions: Vec<ExtensionBuf>,
}

impl CertificateListBuilder {
    /// The tbsCertList to sign with this AlgorithmIdentifier.
    pub fn tbs(&self, algorithm: &[u8]) -> Vec<u8> {
        let v2 = !self.extensions.is_empty()
            || self
                .entries
                .iter()
                .any(|entry| !entry.extensions.is_empty());
        let mut w = Writer::new();
        w.sequence(|w| {
            if v2 {
                w.unsigned(&[1]);
            }
            w.raw(algorithm);
            w.raw(self.issuer.as_der());
            self.this_update.write(w);
            if let Some(next_update) = self.next_update {
                next_update.write(w);
            }
            if !self.entries.is_empty() {
                w.sequence(|w| self.entries.iter().for_each(|entry| entry.write(w)));
            }
            if !self.extensions.is_empty() {
                w.context(0, |w| write_extensions(w, &self.extensions));
            }
        });
        w.into_vec()
    }

    /// The CRL, signed.
    pub fn sign(
        &self,
        signer: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Vec<u8>, SignatureError> {
        let algorithm = signer.algorithm();
        sign_envelope(self.tbs(&algorithm), &algorithm, signer, rng)
    }
}

impl RevokedCertificateBuf {
    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.tlv(Tag::Integer, self.serial.contents());
            self.revocation_date.write(w);
            if !self.extensions.is_empty() {
                write_extensions(w, &self.extensions);
            }
        });
    }
}
