//! SafeBags and their attributes (RFC 7292 §4.2).

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::{Limits, explicit, too_many};
use crate::der::{ObjectIdentifier, ObjectIdentifierRef, oid};
use crate::der::{Reader, Tag, Tlv, Writer};
use crate::pkcs::Error;
use crate::pkcs::pkcs8::{EncryptedPrivateKeyInfo, PrivateKeyInfo};

/// PKCS12Attribute ::= SEQUENCE { attrId, attrValues SET OF ANY }
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// attrId.
    pub oid: ObjectIdentifier,
    /// The DER of each of attrValues.
    pub values: Vec<Vec<u8>>,
}

impl Attribute {
    /// friendlyName: what people call the key or certificate.
    pub fn friendly_name(name: &str) -> Self {
        Self::bmp(oid::FRIENDLY_NAME, name)
    }

    /// localKeyId: the same bytes on a key and on its certificate.
    pub fn local_key_id(id: &[u8]) -> Self {
        let mut w = Writer::new();
        w.octet_string(id);
        Self {
            oid: oid::LOCAL_KEY_ID.to_owned(),
            values: vec![w.into_vec()],
        }
    }

    /// Microsoft's name of the cryptographic service provider that is to hold the key.
    pub fn csp_name(name: &str) -> Self {
        Self::bmp(oid::MS_CSP_NAME, name)
    }

    /// Microsoft's mark that the key is the machine's and not the user's.
    pub fn local_key_set() -> Self {
        Self {
            oid: oid::MS_LOCAL_KEY_SET.to_owned(),
            values: Vec::new(),
        }
    }

    fn bmp(oid: ObjectIdentifierRef<'_>, text: &str) -> Self {
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let mut w = Writer::new();
        w.tlv(Tag::BmpString, &utf16);
        Self {
            oid: oid.to_owned(),
            values: vec![w.into_vec()],
        }
    }

    /// The contents of the first value, if it has this tag.
    fn value(&self, tag: Tag) -> Option<&[u8]> {
        let value = Reader::new(self.values.first()?).any("attribute").ok()?;
        (value.tag == tag).then_some(value.value)
    }

    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(self.oid.as_oid_ref());
            w.set_of(self.values.clone());
        });
    }

    fn parse(reader: &mut Reader<'_>) -> Result<Self, Error> {
        const WHAT: &str = "PKCS12Attribute";
        let mut fields = reader.sequence(WHAT)?;
        let oid = fields.oid("PKCS12Attribute.attrId")?.to_owned();
        let mut set = fields.set("PKCS12Attribute.attrValues")?;
        fields.finish(WHAT)?;
        let mut values = Vec::new();
        while !set.is_empty() {
            values.push(set.any("PKCS12Attribute.attrValues")?.raw.to_vec());
        }
        Ok(Self { oid, values })
    }
}

/// SafeBag ::= SEQUENCE { bagId, bagValue \[0\] EXPLICIT ANY, bagAttributes SET OF PKCS12Attribute OPTIONAL }
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Bag {
    /// bagId and bagValue.
    pub value: BagValue,
    /// bagAttributes in the file's order, `None` where they are absent.
    pub attributes: Option<Vec<Attribute>>,
}

/// What a bag holds.
#[derive(Clone)]
#[non_exhaustive]
pub enum BagValue {
    /// keyBag: the DER of a PrivateKeyInfo that is not encrypted by itself.
    Key(Zeroizing<Vec<u8>>),
    /// pkcs8ShroudedKeyBag.
    ShroudedKey(ShroudedKey),
    /// certBag with an X.509 certificate: its DER, which was not looked at.
    Certificate(Vec<u8>),
    /// crlBag with an X.509 CRL: its DER, which was not looked at.
    Crl(Vec<u8>),
    /// secretBag: a type, and the DER of a value of that type.
    Secret {
        /// secretTypeId.
        oid: ObjectIdentifier,
        /// secretValue.
        value: Zeroizing<Vec<u8>>,
    },
    /// safeContentsBag: bags within a bag.
    SafeContents(Vec<Bag>),
    /// certBag or crlBag of another kind than X.509.
    OtherCertificate(ObjectIdentifier),
    /// Another bagId, or a crlBag that does not hold an X.509 CRL.
    Other(ObjectIdentifier),
}

impl core::fmt::Debug for BagValue {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Key(_) => f.write_str("Key([redacted])"),
            Self::ShroudedKey(key) => key.fmt(f),
            Self::Certificate(der) => write!(f, "Certificate({} bytes)", der.len()),
            Self::Crl(der) => write!(f, "Crl({} bytes)", der.len()),
            Self::Secret { oid, .. } => write!(f, "Secret({oid}, [redacted])"),
            Self::SafeContents(bags) => bags.fmt(f),
            Self::OtherCertificate(oid) => write!(f, "OtherCertificate({oid})"),
            Self::Other(oid) => write!(f, "Other({oid})"),
        }
    }
}

/// An encrypted private key.
#[derive(Clone)]
pub struct ShroudedKey {
    der: Vec<u8>,
}

impl core::fmt::Debug for ShroudedKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ShroudedKey({})", self.info().algorithm.oid)
    }
}

impl ShroudedKey {
    /// Its algorithm and ciphertext.
    pub fn info(&self) -> EncryptedPrivateKeyInfo<'_> {
        EncryptedPrivateKeyInfo::from_der(&self.der)
            .unwrap_or_else(|_| unreachable!("it was read when this was made"))
    }
}

impl Bag {
    /// The attribute of a type.
    pub fn attribute(&self, oid: ObjectIdentifierRef<'_>) -> Option<&Attribute> {
        self.attributes.iter().flatten().find(|a| a.oid == oid)
    }

    /// friendlyName, with U+FFFD for what is not UTF-16.
    pub fn friendly_name(&self) -> Option<String> {
        let bytes = self.attribute(oid::FRIENDLY_NAME)?.value(Tag::BmpString)?;
        let units = bytes
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        let text = char::decode_utf16(units);
        Some(
            text.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
        )
    }

    /// localKeyId.
    pub fn local_key_id(&self) -> Option<&[u8]> {
        self.attribute(oid::LOCAL_KEY_ID)?.value(Tag::OctetString)
    }

    /// Reads SafeContents ::= SEQUENCE OF SafeBag; `left` counts down how many more there may be.
    pub(super) fn parse_all(
        contents: &Tlv<'_>,
        limits: &Limits,
        depth: usize,
        left: &mut usize,
    ) -> Result<Vec<Self>, Error> {
        contents.expect(Tag::Sequence, "SafeContents")?;
        let mut reader = contents.reader();
        let mut bags = Vec::new();
        while !reader.is_empty() {
            *left = left.checked_sub(1).ok_or_else(|| too_many(limits))?;
            bags.push(Self::parse(&mut reader, limits, depth, left)?);
        }
        Ok(bags)
    }

    fn parse(
        reader: &mut Reader<'_>,
        limits: &Limits,
        depth: usize,
        left: &mut usize,
    ) -> Result<Self, Error> {
        const WHAT: &str = "SafeBag";
        let mut fields = reader.sequence(WHAT)?;
        let kind = fields.oid("SafeBag.bagId")?;
        let value = explicit(&mut fields, "SafeBag.bagValue")?;
        let attributes = match fields.is_empty() {
            true => None,
            false => {
                let mut set = fields.set("SafeBag.bagAttributes")?;
                let mut all = Vec::new();
                while !set.is_empty() {
                    all.push(Attribute::parse(&mut set)?);
                }
                Some(all)
            }
        };
        fields.finish(WHAT)?;
        let value = if kind == oid::KEY_BAG {
            PrivateKeyInfo::from_der(value.raw)?;
            BagValue::Key(Zeroizing::new(value.raw.to_vec()))
        } else if kind == oid::PKCS8_SHROUDED_KEY_BAG {
            EncryptedPrivateKeyInfo::from_der(value.raw)?;
            BagValue::ShroudedKey(ShroudedKey {
                der: value.raw.to_vec(),
            })
        } else if kind == oid::CERT_BAG {
            let (kind, der) = typed(&value, "CertBag")?;
            match kind == oid::X509_CERTIFICATE {
                true => BagValue::Certificate(octets(&der, "CertBag.certValue")?),
                false => BagValue::OtherCertificate(kind),
            }
        } else if kind == oid::CRL_BAG {
            let (kind, der) = typed(&value, "CRLBag")?;
            match kind == oid::X509_CRL {
                true => BagValue::Crl(octets(&der, "CRLBag.crlValue")?),
                false => BagValue::Other(oid::CRL_BAG.to_owned()),
            }
        } else if kind == oid::SECRET_BAG {
            let (oid, der) = typed(&value, "SecretBag")?;
            BagValue::Secret {
                oid,
                value: Zeroizing::new(der.raw.to_vec()),
            }
        } else if kind == oid::SAFE_CONTENTS_BAG {
            if depth == 0 {
                return Err(Error::TooCostly {
                    what: "levels of bags within bags",
                    asked: limits.depth as u64 + 1,
                    maximum: limits.depth as u64,
                });
            }
            BagValue::SafeContents(Self::parse_all(&value, limits, depth - 1, left)?)
        } else {
            BagValue::Other(kind.to_owned())
        };
        Ok(Self { value, attributes })
    }

    /// Writes a bag whose value has been written.
    pub(super) fn write(
        w: &mut Writer,
        kind: ObjectIdentifierRef<'_>,
        attributes: &[Attribute],
        value: impl FnOnce(&mut Writer),
    ) {
        w.sequence(|w| {
            w.oid(kind);
            w.context(0, value);
            if !attributes.is_empty() {
                let written = attributes.iter().map(|attribute| {
                    let mut w = Writer::new();
                    attribute.write(&mut w);
                    w.into_vec()
                });
                w.set_of(written.collect());
            }
        });
    }
}

/// SEQUENCE { type OBJECT IDENTIFIER, value \[0\] EXPLICIT ANY }
fn typed<'a>(
    value: &Tlv<'a>,
    expected: &'static str,
) -> Result<(ObjectIdentifier, Tlv<'a>), Error> {
    value.expect(Tag::Sequence, expected)?;
    let mut fields = value.reader();
    let kind = fields.oid(expected)?.to_owned();
    let inner = explicit(&mut fields, expected)?;
    fields.finish(expected)?;
    Ok((kind, inner))
}

fn octets(tlv: &Tlv<'_>, expected: &'static str) -> Result<Vec<u8>, Error> {
    tlv.expect(Tag::OctetString, expected)?;
    Ok(tlv.value.to_vec())
}
