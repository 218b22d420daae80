//! PKCS #7 (RFC 2315; CMS, RFC 5652) files, and the certificates and CRLs that SignedData carries, with signatures or
//! without: a list of untrusted certificates. Signatures and encryption are [`cms`](super::cms)'s.

use alloc::vec::Vec;

use super::Error;
use super::pkcs12::Limits;
use crate::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, Writer, oid};

/// ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content \[0\] EXPLICIT ANY OPTIONAL }
#[derive(Clone, PartialEq, Eq)]
pub struct Pkcs7 {
    der: Vec<u8>,
}

impl core::fmt::Debug for Pkcs7 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(
            f,
            "Pkcs7({}, {} bytes)",
            self.content_type(),
            self.der.len()
        )
    }
}

/// What a SignedData carries.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Carried<'a> {
    /// The DER of each X.509 certificate, in the file's order.
    pub certificates: Vec<&'a [u8]>,
    /// The DER of each CRL.
    pub crls: Vec<&'a [u8]>,
}

impl Pkcs7 {
    /// Reads a ContentInfo of any type, all of the input, in BER or DER. BER nests as deep, and the input is as long, as
    /// [`Limits::DEFAULT`] of PKCS #12 files allows.
    ///
    /// # Errors
    ///
    /// What is malformed, and [`Error::TooCostly`].
    pub fn from_der(bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_der_within(bytes, &Limits::DEFAULT)
    }

    /// As [`from_der`](Self::from_der), for messages of another size.
    ///
    /// # Errors
    ///
    /// As [`from_der`](Self::from_der).
    pub fn from_der_within(bytes: impl AsRef<[u8]>, limits: &Limits) -> Result<Self, Error> {
        let der = core::mem::take(&mut *limits.der(bytes.as_ref())?);
        let read = Self { der };
        read.carried()?;
        Ok(read)
    }

    /// SignedData that carries certificates and CRLs, given in DER, and nothing else: no content and no signature.
    pub fn carrying<'a>(
        certificates: impl IntoIterator<Item = &'a [u8]>,
        crls: impl IntoIterator<Item = &'a [u8]>,
    ) -> Self {
        let certificates: Vec<_> = certificates.into_iter().collect();
        let crls: Vec<_> = crls.into_iter().map(<[u8]>::to_vec).collect();
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(oid::PKCS7_SIGNED_DATA);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.unsigned(&[1]);
                    w.set_of(Vec::new());
                    w.sequence(|w| w.oid(oid::PKCS7_DATA));
                    if !certificates.is_empty() {
                        // A SET in the standard; its order is kept, which is a chain's.
                        w.context(0, |w| certificates.iter().for_each(|der| w.raw(der)));
                    }
                    if !crls.is_empty() {
                        let mut set = crls;
                        set.sort();
                        w.context(1, |w| set.iter().for_each(|der| w.raw(der)));
                    }
                    w.set_of(Vec::new());
                });
            });
        });
        Self { der: w.into_vec() }
    }

    /// What this crate has encoded.
    pub(super) fn made(der: Vec<u8>) -> Self {
        Self { der }
    }

    /// The DER.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// contentType.
    pub fn content_type(&self) -> ObjectIdentifierRef<'_> {
        let (kind, _) = content_info(&self.der)
            .unwrap_or_else(|_| unreachable!("it was read when this was made"));
        kind
    }

    /// The certificates and CRLs of a SignedData or SignedAndEnvelopedData; none for other types.
    ///
    /// # Errors
    ///
    /// What is malformed. [`from_der`](Self::from_der) has asked, so that none is left here.
    pub fn carried(&self) -> Result<Carried<'_>, DerError> {
        let mut carried = Carried::default();
        let (kind, content) = content_info(&self.der)?;
        let enveloped = kind == oid::PKCS7_SIGNED_AND_ENVELOPED_DATA;
        let (Some(content), true) = (content, enveloped || kind == oid::PKCS7_SIGNED_DATA) else {
            return Ok(carried);
        };
        content.expect(Tag::Sequence, "SignedData")?;
        let fields = SignedFields::read(content.reader(), enveloped)?;
        for (set, to) in [
            (fields.certificates, &mut carried.certificates),
            (fields.crls, &mut carried.crls),
        ] {
            let mut elements = set.map_or(Reader::EMPTY, |set| set.reader());
            while !elements.is_empty() {
                let element = elements.any("a certificate or CRL")?;
                // Other kinds of certificates, and revocation information that is not a CRL, are tagged.
                if element.tag == Tag::Sequence {
                    to.push(element.raw);
                }
            }
        }
        Ok(carried)
    }
}

/// The fields of SignedData (RFC 5652 §5.1), and of SignedAndEnvelopedData (RFC 2315 §11.1), which has recipientInfos as well and
/// an EncryptedContentInfo.
pub(super) struct SignedFields<'a> {
    pub(super) content_info: Reader<'a>,
    pub(super) certificates: Option<Tlv<'a>>,
    crls: Option<Tlv<'a>>,
    pub(super) signer_infos: Reader<'a>,
}

impl<'a> SignedFields<'a> {
    pub(super) fn read(mut fields: Reader<'a>, enveloped: bool) -> Result<Self, DerError> {
        fields.unsigned_u32("SignedData.version")?;
        if enveloped {
            fields.set("SignedAndEnvelopedData.recipientInfos")?;
        }
        fields.set("SignedData.digestAlgorithms")?;
        let content_info = fields.sequence("SignedData.encapContentInfo")?;
        let certificates = fields.context(0, true, "SignedData.certificates")?;
        let crls = fields.context(1, true, "SignedData.crls")?;
        let signer_infos = fields.set("SignedData.signerInfos")?;
        fields.finish("SignedData")?;
        Ok(Self {
            content_info,
            certificates,
            crls,
            signer_infos,
        })
    }
}

/// The EncryptedContentInfo of EncryptedData ::= SEQUENCE { version, EncryptedContentInfo, unprotectedAttrs [1] OPTIONAL } (RFC 5652 §8).
pub(super) fn encrypted_data<'a>(content: &Tlv<'a>) -> Result<Reader<'a>, DerError> {
    const WHAT: &str = "EncryptedData";
    content.expect(Tag::Sequence, WHAT)?;
    let mut fields = content.reader();
    fields.unsigned_u32("EncryptedData.version")?;
    let info = fields.sequence("EncryptedContentInfo")?;
    fields.context(1, true, "EncryptedData.unprotectedAttrs")?;
    fields.finish(WHAT)?;
    Ok(info)
}

/// contentType and content of a message, which is one element ([`Limits::der`]).
pub(super) fn content_info(
    der: &[u8],
) -> Result<(ObjectIdentifierRef<'_>, Option<Tlv<'_>>), DerError> {
    const WHAT: &str = "ContentInfo";
    let mut fields = Reader::new(der).sequence(WHAT)?;
    let kind = fields.oid("ContentInfo.contentType")?;
    let content = match fields.context(0, true, "ContentInfo.content")? {
        None => None,
        Some(outer) => {
            let mut inner = outer.reader();
            let content = inner.any("ContentInfo.content")?;
            match inner.is_empty() {
                true => Some(content),
                false => {
                    let left = inner.rest().len();
                    return Err(inner.error("ContentInfo.content", Found::Trailing(left)));
                }
            }
        }
    };
    fields.finish(WHAT)?;
    Ok((kind, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_comes_out_in_order_and_every_cut_is_refused() {
        let (one, two, crl): (&[u8], &[u8], &[u8]) =
            (&[0x30, 3, 1, 1, 0xff], &[0x30, 0], &[0x30, 2, 5, 0]);
        let made = Pkcs7::carrying([one, two], [crl]);
        let read = Pkcs7::from_der(made.as_der()).unwrap();
        assert_eq!(read, made);
        let carried = read.carried().unwrap();
        assert_eq!(carried.certificates, [one, two]);
        assert_eq!(carried.crls, [crl]);
        for end in 0..made.as_der().len() {
            assert!(Pkcs7::from_der(&made.as_der()[..end]).is_err(), "{end}");
        }
        assert_eq!(read.content_type(), oid::PKCS7_SIGNED_DATA);
    }

    #[test]
    fn other_types_and_absent_content_carry_nothing() {
        let mut w = Writer::new();
        w.sequence(|w| w.oid(oid::PKCS7_SIGNED_DATA));
        let read = Pkcs7::from_der(w.into_vec()).unwrap();
        assert!(read.carried().unwrap().certificates.is_empty());
    }
}
