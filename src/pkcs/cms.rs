//! Cryptographic messages (CMS, RFC 5652; PKCS #7, RFC 2315): SignedData with its signers, EnvelopedData for the holders of RSA
//! keys (RFC 3370, RFC 3560), of a shared key or of a password, AuthEnvelopedData for the same (RFC 5083) with AES-GCM (RFC 5084),
//! and EncryptedData under a shared key.
//!
//! Reading takes a [`Pkcs7`] apart; [`signed`] and [`envelope`] make one. Whether a signer's certificate is valid is not judged
//! here, and a signature is verified by the caller: [`SignerInfo::signed_message`] compares the content with what the signer
//! states of it, and gives the bytes that the signature is over.

mod content;
mod shared;

pub use content::ContentCipher;
pub use shared::{EncryptedData, Shared, SharedRecipient, encrypted};

use alloc::borrow::Cow;
use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::Error;
use super::algorithm::{AlgorithmIdentifier, SignatureAlgorithm, write_with_null};
use super::cbc_pad::MAX_KEY_LEN;
use super::pkcs7::{Pkcs7, SignedFields, content_info};
use crate::der::{
    DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, Writer, context_tag, oid,
};
use crate::rsa::{
    self, HashAlgorithm, HashValue, PrivateKey, PublicKey, RandomSource as _, oaep, pkcs1v15,
};
use content::{Authentication, Encrypted, read_encrypted_content_info};

/// The maximum of signers in a message.
pub const MAX_SIGNERS: usize = 64;

/// The maximum of certificates beside signers in a message.
pub const MAX_CERTIFICATES: usize = 1024;

/// The maximum of recipients in a message.
pub const MAX_RECIPIENTS: usize = 1024;

fn at_most(what: &'static str, asked: usize, maximum: usize) -> Result<(), Error> {
    match asked <= maximum {
        true => Ok(()),
        false => Err(Error::TooCostly {
            what,
            asked: asked as u64,
            maximum: maximum as u64,
        }),
    }
}

/// Whose certificate it is: SignerIdentifier and RecipientIdentifier are the same CHOICE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartyId<'a> {
    /// issuerAndSerialNumber.
    IssuerAndSerial {
        /// The DER of the issuer's Name.
        issuer: &'a [u8],
        /// The contents of the serial number's INTEGER.
        serial: &'a [u8],
    },
    /// subjectKeyIdentifier.
    KeyId(&'a [u8]),
}

impl<'a> PartyId<'a> {
    fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        if let Some(id) = reader.optional(context_tag(0, false), "subjectKeyIdentifier")? {
            return Ok(Self::KeyId(id.value));
        }
        let mut fields = reader.sequence("IssuerAndSerialNumber")?;
        let issuer = fields.expect(Tag::Sequence, "IssuerAndSerialNumber.issuer")?;
        let serial = fields.integer("IssuerAndSerialNumber.serialNumber")?;
        fields.finish("IssuerAndSerialNumber")?;
        Ok(Self::IssuerAndSerial {
            issuer: issuer.raw,
            serial: serial.value,
        })
    }

    /// SignerInfo.version (RFC 5652 §5.3).
    fn signer_version(&self) -> u8 {
        match self {
            Self::IssuerAndSerial { .. } => 1,
            Self::KeyId(_) => 3,
        }
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::KeyId(id) => w.tlv(context_tag(0, false), id),
            Self::IssuerAndSerial { issuer, serial } => w.sequence(|w| {
                w.raw(issuer);
                w.tlv(Tag::Integer, serial);
            }),
        }
    }
}

/// SignedData (RFC 5652 §5.1). What it carries beside is [`Pkcs7::carried`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedData<'a> {
    /// eContentType.
    pub content_type: ObjectIdentifierRef<'a>,
    /// The contents of eContent; `None` for a detached signature.
    pub content: Option<&'a [u8]>,
    /// signerInfos.
    pub signers: Vec<SignerInfo<'a>>,
}

/// SignerInfo (RFC 5652 §5.3).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignerInfo<'a> {
    /// sid.
    pub id: PartyId<'a>,
    /// digestAlgorithm.
    pub digest: AlgorithmIdentifier<'a>,
    /// signatureAlgorithm: often rsaEncryption, to which the digest's algorithm belongs ([`algorithm`](Self::algorithm)).
    pub signature_algorithm: AlgorithmIdentifier<'a>,
    /// signature.
    pub signature: &'a [u8],
    /// The whole SEQUENCE.
    pub raw: &'a [u8],
    attributes: Option<Tlv<'a>>,
}

/// Why a signer's statement does not belong to a content.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// The digest of the content is another than the one signed.
    Digest,
    /// The signed attributes name another type of content.
    ContentType,
    /// The signed attributes lack one that must be there, or have it twice (RFC 5652 §11).
    Attribute(&'static str),
    /// There are no signed attributes, and a content of this type is signed with them (RFC 5652 §5.3).
    AttributesNeeded,
    /// There are no signed attributes, and the content is such attributes: the signature was made over them for another
    /// content, and the message was made of it.
    ContentIsAttributes,
    /// The digest's or signature's algorithm.
    Algorithm(Error),
}

impl core::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Digest => f.write_str("the content is not what was signed"),
            Self::ContentType => f.write_str("another type of content was signed"),
            Self::Attribute(which) => {
                write!(
                    f,
                    "the signed attribute {which} is missing, malformed or there twice"
                )
            }
            Self::AttributesNeeded => f.write_str(
                "a content of another type than data must be signed with attributes (RFC 5652 section 5.3)",
            ),
            Self::ContentIsAttributes => {
                f.write_str("the content is the signed attributes of another message")
            }
            Self::Algorithm(e) => e.fmt(f),
        }
    }
}

impl core::error::Error for Mismatch {}

impl<'a> SignerInfo<'a> {
    fn parse(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let whole = reader.expect(Tag::Sequence, "SignerInfo")?;
        let mut fields = whole.reader();
        let offset = fields.offset();
        let version = fields.unsigned_u32("SignerInfo.version")?;
        let id = PartyId::parse(&mut fields)?;
        if version != u32::from(id.signer_version()) {
            return Err(DerError {
                offset,
                expected: "SignerInfo.version 1 with issuerAndSerialNumber, 3 with subjectKeyIdentifier",
                found: Found::Malformed("another version"),
            });
        }
        let digest = AlgorithmIdentifier::parse(&mut fields, "SignerInfo.digestAlgorithm")?;
        let attributes = fields.context(0, true, "SignerInfo.signedAttrs")?;
        let signature_algorithm =
            AlgorithmIdentifier::parse(&mut fields, "SignerInfo.signatureAlgorithm")?;
        let signature = fields.octet_string("SignerInfo.signature")?.value;
        fields.context(1, true, "SignerInfo.unsignedAttrs")?;
        fields.finish("SignerInfo")?;
        Ok(Self {
            id,
            digest,
            signature_algorithm,
            signature,
            raw: whole.raw,
            attributes,
        })
    }

    /// The signature's algorithm with its hash.
    ///
    /// # Errors
    ///
    /// One that is not RSA's, or is over another hash than digestAlgorithm.
    pub fn algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        let hash = self.digest.hash()?;
        if self.signature_algorithm.oid == oid::RSA_ENCRYPTION {
            self.signature_algorithm
                .require_no_parameters("NULL or no parameters of rsaEncryption")?;
            return Ok(SignatureAlgorithm::Pkcs1v15(hash));
        }
        let algorithm = SignatureAlgorithm::from_identifier(&self.signature_algorithm)?;
        match algorithm.hash() == Some(hash) {
            true => Ok(algorithm),
            false => Err(Error::Parameter {
                what: "the signature is over another digest than the signer names",
            }),
        }
    }
}

/// The value of an attribute that has one, among signed ones.
fn attribute<'a>(
    set: &Tlv<'a>,
    kind: ObjectIdentifierRef<'_>,
    name: &'static str,
) -> Result<Tlv<'a>, Mismatch> {
    let wrong = |_| Mismatch::Attribute(name);
    let (mut attributes, mut found) = (set.reader(), None);
    while !attributes.is_empty() {
        let mut attribute = attributes.sequence("Attribute").map_err(wrong)?;
        let this = attribute.oid("Attribute.attrType").map_err(wrong)?;
        let mut values = attribute.set("Attribute.attrValues").map_err(wrong)?;
        attribute.finish("Attribute").map_err(wrong)?;
        if this != kind {
            continue;
        }
        let value = values.any("AttributeValue").map_err(wrong)?;
        values.finish("Attribute.attrValues").map_err(wrong)?;
        if found.replace(value).is_some() {
            return Err(Mismatch::Attribute(name));
        }
    }
    found.ok_or(Mismatch::Attribute(name))
}

/// The content's type, an OBJECT IDENTIFIER, among signed or authenticated attributes (RFC 5652 §11.1).
fn content_type_of<'a>(set: &Tlv<'a>) -> Result<ObjectIdentifierRef<'a>, Mismatch> {
    const NAME: &str = "contentType";
    let value = attribute(set, oid::CONTENT_TYPE, NAME)?;
    let kind = Reader::new(value.raw).oid(NAME);
    kind.map_err(|_| Mismatch::Attribute(NAME))
}

/// Whether a content is what a signature over attributes is over. As signatures with and without attributes are not distinguished
/// by what they sign, that such a content was meant is less likely than that it was taken from another message.
fn is_attributes(content: &[u8]) -> bool {
    let mut input = Reader::new(content);
    let set = input.expect(Tag::Set, "SET OF Attribute");
    set.is_ok_and(|set| {
        input.is_empty()
            && attribute(&set, oid::CONTENT_TYPE, "contentType").is_ok()
            && attribute(&set, oid::MESSAGE_DIGEST, "messageDigest").is_ok()
    })
}

/// A content, which is hashed once by each algorithm, however many signers state its digest.
#[derive(Clone, Debug)]
pub struct Content<'m> {
    bytes: &'m [u8],
    digests: Vec<(HashAlgorithm, HashValue)>,
}

impl<'m> Content<'m> {
    /// These bytes.
    pub const fn new(bytes: &'m [u8]) -> Self {
        Self {
            bytes,
            digests: Vec::new(),
        }
    }

    fn digest(&mut self, hash: HashAlgorithm) -> HashValue {
        if let Some((_, digest)) = self.digests.iter().find(|(other, _)| *other == hash) {
            return *digest;
        }
        let digest = hash.digest(self.bytes);
        self.digests.push((hash, digest));
        digest
    }
}

impl<'a> SignerInfo<'a> {
    /// The bytes that the signature is over (RFC 5652 §5.4): the signed attributes, which state the content's type and digest,
    /// or the content itself where there are none.
    ///
    /// Attributes are a SET OF, which DER sorts. They are taken in the order that they stand in, as OpenSSL takes them: who
    /// signs what is not sorted signs it so.
    ///
    /// # Errors
    ///
    /// Attributes that are of another content, or missing where they must be.
    pub fn signed_message<'m>(
        &self,
        content_type: ObjectIdentifierRef<'_>,
        content: &mut Content<'m>,
    ) -> Result<Cow<'m, [u8]>, Mismatch> {
        let Some(attributes) = &self.attributes else {
            if content_type != oid::PKCS7_DATA {
                return Err(Mismatch::AttributesNeeded);
            }
            if is_attributes(content.bytes) {
                return Err(Mismatch::ContentIsAttributes);
            }
            return Ok(Cow::Borrowed(content.bytes));
        };
        let kind = content_type_of(attributes)?;
        let digest = attribute(attributes, oid::MESSAGE_DIGEST, "messageDigest")?;
        if kind != content_type {
            return Err(Mismatch::ContentType);
        }
        let hash = self.digest.hash().map_err(Mismatch::Algorithm)?;
        digest
            .expect(Tag::OctetString, "messageDigest")
            .map_err(|_| Mismatch::Attribute("messageDigest"))?;
        if content.digest(hash).as_ref() != digest.value {
            return Err(Mismatch::Digest);
        }
        Ok(Cow::Owned(retagged(attributes)))
    }

    /// The signed attributes as a signature is over them (RFC 5652 §5.4), in the order that they stand in; `None` where there
    /// are none. Whether they are of a content is [`signed_message`](Self::signed_message)'s to find out.
    pub fn signed_attributes(&self) -> Option<Vec<u8>> {
        self.attributes.as_ref().map(retagged)
    }
}

/// "A separate encoding of the signedAttrs field is performed": SET OF instead of \[0\] IMPLICIT.
fn retagged(attributes: &Tlv<'_>) -> Vec<u8> {
    let mut set = attributes.raw.to_vec();
    if let Some(tag) = set.first_mut() {
        *tag = 0x31;
    }
    set
}

/// EnvelopedData (RFC 5652 §6.1), or AuthEnvelopedData (RFC 5083 §2.1), which [is authenticated](Self::is_authenticated).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EnvelopedData<'a> {
    /// Those of recipientInfos that are KeyTransRecipientInfo.
    pub recipients: Vec<Recipient<'a>>,
    /// Those that are KEKRecipientInfo or PasswordRecipientInfo; others are for keys that are not RSA's.
    pub shared: Vec<SharedRecipient<'a>>,
    /// contentType.
    pub content_type: ObjectIdentifierRef<'a>,
    /// contentEncryptionAlgorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    ciphertext: Vec<u8>,
    authentication: Option<Authentication<'a>>,
}

/// KeyTransRecipientInfo (RFC 5652 §6.2.1).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Recipient<'a> {
    /// rid.
    pub id: PartyId<'a>,
    /// keyEncryptionAlgorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    encrypted_key: &'a [u8],
}

impl<'a> Recipient<'a> {
    fn parse(mut fields: Reader<'a>) -> Result<Self, DerError> {
        fields.unsigned_u32("KeyTransRecipientInfo.version")?;
        let id = PartyId::parse(&mut fields)?;
        let algorithm = AlgorithmIdentifier::parse(
            &mut fields,
            "KeyTransRecipientInfo.keyEncryptionAlgorithm",
        )?;
        let encrypted_key = fields.octet_string("KeyTransRecipientInfo.encryptedKey")?;
        fields.finish("KeyTransRecipientInfo")?;
        Ok(Self {
            id,
            algorithm,
            encrypted_key: encrypted_key.value,
        })
    }

    /// The content's key, of `len` bytes; `None` where RSAES-OAEP does not decrypt, which its sender may know.
    ///
    /// Under RSAES-PKCS1-v1_5 a wrong ciphertext, or one for another key, gives a key and no error (RFC 3218), which the private
    /// key and the ciphertext determine: to repeat the question gives the same answer. Whether the padding was right shows
    /// neither in the result nor in time; the length of what was decrypted, real or made up, may.
    fn key<R: TryCryptoRng + ?Sized>(
        &self,
        own: &PrivateKey,
        len: usize,
        rng: &mut R,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let failed = |e| match e {
            rsa::Error::Rng(e) => Error::Rng(e),
            rsa::Error::Key(e) => Error::Key(e),
            _ => Error::Parameter {
                what: "the private key cannot decrypt this recipient's key",
            },
        };
        if self.algorithm.oid == oid::RSAES_OAEP {
            let params = oaep_params(&self.algorithm)?;
            return match oaep::decrypt(own, &params, &[], self.encrypted_key, rng) {
                Ok(key) => Ok((key.len() == len).then_some(key)),
                Err(rsa::Error::Decryption) => Ok(None),
                Err(e) => Err(failed(e)),
            };
        }
        if self.algorithm.oid != oid::RSA_ENCRYPTION {
            return Err(self.algorithm.unsupported("key encryption"));
        }
        self.algorithm
            .require_no_parameters("NULL or no parameters of rsaEncryption")?;
        // Made whether it is needed or not.
        let substitute = pkcs1v15::substitute(own, self.encrypted_key, len);
        Ok(Some(
            match pkcs1v15::decrypt(own, self.encrypted_key, rng) {
                Ok(key) if key.len() == len => key,
                // A ciphertext of a wrong length or not below the modulus, which shows to everybody, or a fault.
                Ok(_) | Err(rsa::Error::Decryption) => substitute,
                Err(e) => return Err(failed(e)),
            },
        ))
    }
}

impl EnvelopedData<'_> {
    /// Whether it is AuthEnvelopedData: a content that is changed, or decrypted under another key, is no content, and its tag is
    /// verified before a byte of it comes out. Who made it is not shown: every recipient could have.
    pub const fn is_authenticated(&self) -> bool {
        self.authentication.is_some()
    }

    /// The content, decrypted for one recipient; `None` where it does not decrypt.
    ///
    /// **Of EnvelopedData under RSAES-PKCS1-v1_5 a content may come out of another key's message or of a damaged one**: the content is decrypted
    /// under a key that nobody chose ([`pkcs1v15::decrypt`]), and once in 256 times its padding is right by chance. The same
    /// message and private key always give the same. Whoever answers senders reports no more of a failure than that there was
    /// one; whether the content's own padding is right is for the message's authentication to protect, which CMS leaves to a
    /// signature.
    ///
    /// # Errors
    ///
    /// Algorithms that are not supported, and a random number generator that fails.
    pub fn decrypt<R: TryCryptoRng + ?Sized>(
        &self,
        recipient: &Recipient<'_>,
        key: &PrivateKey,
        rng: &mut R,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let content = self.encrypted()?;
        let Some(key) = recipient.key(key, content.key_len(), rng)? else {
            return Ok(None);
        };
        Ok(content.decrypt(&key))
    }

    fn encrypted(&self) -> Result<Encrypted<'_>, Error> {
        match &self.authentication {
            None => Encrypted::in_cbc_mode(&self.algorithm, &self.ciphertext),
            Some(authentication) => {
                Encrypted::in_gcm(&self.algorithm, &self.ciphertext, authentication)
            }
        }
    }
}

impl Pkcs7 {
    /// The content, a SEQUENCE, if it is of this type.
    fn content_of(
        &self,
        kind: ObjectIdentifierRef<'_>,
        what: &'static str,
    ) -> Result<Option<Tlv<'_>>, DerError> {
        match content_info(self.as_der())? {
            (found, Some(content)) if found == kind => {
                content.expect(Tag::Sequence, what)?;
                Ok(Some(content))
            }
            _ => Ok(None),
        }
    }

    /// The SignedData; `None` if the content is of another type.
    ///
    /// # Errors
    ///
    /// What is malformed, more than [`MAX_SIGNERS`], and signers with more than [`MAX_CERTIFICATES`] beside.
    pub fn signed_data(&self) -> Result<Option<SignedData<'_>>, Error> {
        let Some(content) = self.content_of(oid::PKCS7_SIGNED_DATA, "SignedData")? else {
            return Ok(None);
        };
        let fields = SignedFields::read(content.reader(), false)?;
        let mut inner = fields.content_info;
        let content_type = inner.oid("EncapsulatedContentInfo.eContentType")?;
        let content = match inner.context(0, true, "EncapsulatedContentInfo.eContent")? {
            None => None,
            Some(outer) => {
                let mut reader = outer.reader();
                // PKCS #7 puts other types as they are where CMS has an OCTET STRING around; both digest the contents.
                let content = reader.any("EncapsulatedContentInfo.eContent")?;
                reader.finish("EncapsulatedContentInfo.eContent")?;
                if content_type == oid::PKCS7_DATA {
                    content.expect(Tag::OctetString, "EncapsulatedContentInfo.eContent of data")?;
                }
                Some(content.value)
            }
        };
        inner.finish("SignedData.encapContentInfo")?;
        let (mut set, mut signers) = (fields.signer_infos, Vec::new());
        at_most("signers", count(set, "SignerInfo")?, MAX_SIGNERS)?;
        while !set.is_empty() {
            signers.push(SignerInfo::parse(&mut set)?);
        }
        if let (Some(certificates), false) = (fields.certificates, signers.is_empty()) {
            let certificates = count(certificates.reader(), "SignedData.certificates")?;
            at_most("certificates of a message", certificates, MAX_CERTIFICATES)?;
        }
        Ok(Some(SignedData {
            content_type,
            content,
            signers,
        }))
    }

    /// The EnvelopedData or AuthEnvelopedData; `None` if the content is of another type.
    ///
    /// # Errors
    ///
    /// What is malformed, more than [`MAX_RECIPIENTS`], and a content of another type than data whose type is not authenticated
    /// where the content is.
    pub fn enveloped_data(&self) -> Result<Option<EnvelopedData<'_>>, Error> {
        let plain = self.content_of(oid::PKCS7_ENVELOPED_DATA, "EnvelopedData")?;
        let (content, is_authenticated) = match plain {
            Some(content) => (content, false),
            None => match self.content_of(oid::AUTH_ENVELOPED_DATA, "AuthEnvelopedData")? {
                Some(content) => (content, true),
                None => return Ok(None),
            },
        };
        let [what, version, originator, recipients] = match is_authenticated {
            false => [
                "EnvelopedData",
                "EnvelopedData.version",
                "EnvelopedData.originatorInfo",
                "EnvelopedData.recipientInfos",
            ],
            true => [
                "AuthEnvelopedData",
                "AuthEnvelopedData.version",
                "AuthEnvelopedData.originatorInfo",
                "AuthEnvelopedData.recipientInfos",
            ],
        };
        let mut fields = content.reader();
        let offset = fields.offset();
        if fields.unsigned_u32(version)? != 0 && is_authenticated {
            return Err(DerError {
                offset,
                expected: "AuthEnvelopedData.version 0",
                found: Found::Malformed("another version"),
            }
            .into());
        }
        fields.context(0, true, originator)?;
        let mut set = fields.set(recipients)?;
        let info = fields.sequence("EncryptedContentInfo")?;
        let (content_type, algorithm, ciphertext) = read_encrypted_content_info(info)?;
        let authentication = match is_authenticated {
            false => {
                fields.context(1, true, "EnvelopedData.unprotectedAttrs")?;
                None
            }
            true => Some(Authentication::parse(&mut fields, content_type)?),
        };
        fields.finish(what)?;
        at_most("recipients", count(set, "RecipientInfo")?, MAX_RECIPIENTS)?;
        let (mut recipients, mut shared) = (Vec::new(), Vec::new());
        while !set.is_empty() {
            let recipient = set.any("RecipientInfo")?;
            if recipient.tag == Tag::Sequence {
                recipients.push(Recipient::parse(recipient.reader())?);
            } else if recipient.tag == context_tag(2, true) {
                shared.push(SharedRecipient::parse_key(recipient.reader())?);
            } else if recipient.tag == context_tag(3, true) {
                shared.push(SharedRecipient::parse_password(recipient.reader())?);
            } else if !(1..=4).any(|number| recipient.tag == context_tag(number, true)) {
                return Err(recipient
                    .malformed("RecipientInfo", "none of its alternatives")
                    .into());
            }
        }
        Ok(Some(EnvelopedData {
            recipients,
            shared,
            content_type,
            algorithm,
            ciphertext,
            authentication,
        }))
    }
}

/// How many elements there are to come.
fn count(mut elements: Reader<'_>, expected: &'static str) -> Result<usize, DerError> {
    let mut count = 0;
    while !elements.is_empty() {
        elements.any(expected)?;
        count += 1;
    }
    Ok(count)
}

/// SET OF Attribute, each with one value in DER, as it is signed and goes into a SignerInfo.
pub fn attributes<'a>(
    each: impl IntoIterator<Item = (ObjectIdentifierRef<'a>, Vec<u8>)>,
) -> Vec<u8> {
    let attribute = |(kind, value): (ObjectIdentifierRef<'a>, Vec<u8>)| {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(kind);
            w.set_of(alloc::vec![value]);
        });
        w.into_vec()
    };
    let mut w = Writer::new();
    w.set_of(each.into_iter().map(attribute).collect());
    w.into_vec()
}

/// A SignerInfo's DER. `digest` and `algorithm` are AlgorithmIdentifiers, `attributes` what [`attributes`](attributes()) made and
/// the signature is over.
///
/// # Errors
///
/// Attributes that are not a SET.
pub fn signer_info(
    id: &PartyId<'_>,
    digest: &[u8],
    attributes: Option<&[u8]>,
    algorithm: &[u8],
    signature: &[u8],
) -> Result<Vec<u8>, DerError> {
    let attributes = match attributes {
        None => None,
        Some(der) => {
            let mut input = Reader::new(der);
            let set = input.expect(Tag::Set, "SET OF Attribute")?;
            input.finish("SET OF Attribute")?;
            Some(set.value)
        }
    };
    let mut w = Writer::new();
    w.sequence(|w| {
        w.unsigned(&[id.signer_version()]);
        id.write(w);
        w.raw(digest);
        if let Some(set) = attributes {
            w.tlv(context_tag(0, true), set);
        }
        w.raw(algorithm);
        w.octet_string(signature);
    });
    Ok(w.into_vec())
}

/// SignedData of these SignerInfos, with certificates and CRLs in DER beside; without `content` the signatures are detached.
///
/// Certificates stand in the order that they are given in, which is a chain's to readers of PKCS #7; CMS has a SET of them, whose
/// DER is sorted.
///
/// # Errors
///
/// A SignerInfo that is malformed.
pub fn signed(
    content_type: ObjectIdentifierRef<'_>,
    content: Option<&[u8]>,
    certificates: &[&[u8]],
    crls: &[&[u8]],
    signer_infos: &[&[u8]],
) -> Result<Pkcs7, DerError> {
    let mut digests: Vec<Vec<u8>> = Vec::new();
    // RFC 5652 §5.1: 3 where a signer is named by its key or the content is not data.
    let mut version = if content_type == oid::PKCS7_DATA {
        1
    } else {
        3
    };
    for info in signer_infos {
        let mut reader = Reader::new(info);
        let signer = SignerInfo::parse(&mut reader)?;
        reader.finish("SignerInfo")?;
        if matches!(signer.id, PartyId::KeyId(_)) {
            version = 3;
        }
        if !digests.iter().any(|digest| digest == signer.digest.raw) {
            digests.push(signer.digest.raw.to_vec());
        }
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(oid::PKCS7_SIGNED_DATA);
        w.context(0, |w| {
            w.sequence(|w| {
                w.unsigned(&[version]);
                w.set_of(digests);
                w.sequence(|w| {
                    w.oid(content_type);
                    if let Some(content) = content {
                        w.context(0, |w| w.octet_string(content));
                    }
                });
                let mut sorted = crls.to_vec();
                sorted.sort_unstable();
                for (number, set) in [(0, certificates), (1, &sorted[..])] {
                    if !set.is_empty() {
                        w.context(number, |w| set.iter().for_each(|der| w.raw(der)));
                    }
                }
                w.set_of(signer_infos.iter().map(|der| der.to_vec()).collect());
            });
        });
    });
    Ok(Pkcs7::made(w.into_vec()))
}

/// Who is to read an EnvelopedData.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NewRecipient<'a> {
    /// How the message names the recipient's certificate.
    pub id: PartyId<'a>,
    /// The recipient's key.
    pub key: &'a PublicKey,
    /// RSAES-OAEP with these parameters (RFC 3560), or RSAES-PKCS1-v1_5.
    pub oaep: Option<oaep::Params>,
}

impl<'a> NewRecipient<'a> {
    /// A recipient by RSAES-PKCS1-v1_5.
    pub const fn new(id: PartyId<'a>, key: &'a PublicKey) -> Self {
        Self {
            id,
            key,
            oaep: None,
        }
    }

    /// The same by RSAES-OAEP.
    pub const fn with_oaep(self, params: oaep::Params) -> Self {
        Self {
            oaep: Some(params),
            ..self
        }
    }
}

/// EnvelopedData of a content, or AuthEnvelopedData under a cipher that authenticates, under a fresh key that each of the recipients
/// can decrypt.
///
/// # Errors
///
/// No recipient, more than [`MAX_RECIPIENTS`], a key that cannot encrypt the content's, and a random number generator that fails.
pub fn envelope<R: TryCryptoRng + ?Sized>(
    content: &[u8],
    cipher: impl Into<ContentCipher>,
    recipients: &[NewRecipient<'_>],
    rng: &mut R,
) -> Result<Pkcs7, Error> {
    envelope_shared(content, cipher, recipients, &[], rng)
}

/// As [`envelope`], for holders of what the sender shares with them as well.
///
/// # Errors
///
/// As [`envelope`], and a shared key that is not AES's.
pub fn envelope_shared<R: TryCryptoRng + ?Sized>(
    content: &[u8],
    cipher: impl Into<ContentCipher>,
    recipients: &[NewRecipient<'_>],
    shared: &[Shared<'_>],
    mut rng: &mut R,
) -> Result<Pkcs7, Error> {
    let number = recipients.len() + shared.len();
    if number == 0 {
        return Err(Error::Parameter {
            what: "a message is encrypted to one recipient or more",
        });
    }
    at_most("recipients", number, MAX_RECIPIENTS)?;
    let cipher = cipher.into();
    cipher.check()?;
    let mut key = Zeroizing::new([0; MAX_KEY_LEN]);
    let key = &mut key[..cipher.key_len()];
    rng.fill(key)?;
    let mut infos = Vec::new();
    let mut version = 0;
    for recipient in recipients {
        let encrypted = match recipient.oaep {
            Some(params) => oaep::encrypt(recipient.key, &params, &[], key, rng),
            None => pkcs1v15::encrypt(recipient.key, key, rng),
        };
        let encrypted = encrypted.map_err(|e| match e {
            rsa::Error::Rng(e) => Error::Rng(e),
            rsa::Error::Key(e) => Error::Key(e),
            rsa::Error::MessageTooLong { .. } => Error::Parameter {
                what: "a recipient's key is too short for the content's key",
            },
            _ => Error::Parameter {
                what: "a recipient's key cannot encrypt the content's key",
            },
        })?;
        let mut w = Writer::new();
        w.sequence(|w| {
            let by_key = matches!(recipient.id, PartyId::KeyId(_));
            version = version.max(if by_key { 2 } else { 0 });
            w.unsigned(&[if by_key { 2 } else { 0 }]);
            recipient.id.write(w);
            match recipient.oaep {
                Some(params) => write_oaep(w, &params),
                None => write_with_null(w, oid::RSA_ENCRYPTION),
            }
            w.octet_string(&encrypted);
        });
        infos.push(w.into_vec());
    }
    for recipient in shared {
        let (info, its_version) = recipient.recipient_info(key, cipher.in_cbc_mode(), rng)?;
        version = version.max(its_version);
        infos.push(info);
    }
    let encrypted = cipher.encrypt(key, content, rng)?;
    let (kind, version) = match cipher {
        ContentCipher::Cbc(_) => (oid::PKCS7_ENVELOPED_DATA, version),
        // RFC 5083 §2.1: whoever the recipients are.
        ContentCipher::Gcm(_) => (oid::AUTH_ENVELOPED_DATA, 0),
    };
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(kind);
        w.context(0, |w| {
            w.sequence(|w| {
                w.unsigned(&[version]);
                w.set_of(infos);
                w.raw(&encrypted.info);
                if let Some(tag) = &encrypted.tag {
                    w.octet_string(tag);
                }
            });
        });
    });
    Ok(Pkcs7::made(w.into_vec()))
}

/// RSAES-OAEP-params (RFC 8017 §A.2.1). A label is not supported: CMS has no use for one.
fn oaep_params(algorithm: &AlgorithmIdentifier<'_>) -> Result<oaep::Params, Error> {
    const WHAT: &str = "RSAES-OAEP-params";
    let mut params = oaep::Params::new(HashAlgorithm::Sha1);
    let Some(tlv) = algorithm.parameters else {
        return Ok(params);
    };
    tlv.expect(Tag::Sequence, WHAT)?;
    let mut fields = tlv.reader();
    if let Some(field) = fields.context(0, true, "RSAES-OAEP-params.hashAlgorithm")? {
        let mut r = field.reader();
        params.hash = AlgorithmIdentifier::parse(&mut r, WHAT)?.hash()?;
        r.finish(WHAT)?;
    }
    if let Some(field) = fields.context(1, true, "RSAES-OAEP-params.maskGenAlgorithm")? {
        let mut r = field.reader();
        let mgf = AlgorithmIdentifier::parse(&mut r, WHAT)?;
        r.finish(WHAT)?;
        params.mgf1_hash = super::algorithm::mgf1_hash(&mgf)?;
    }
    if let Some(field) = fields.context(2, true, "RSAES-OAEP-params.pSourceAlgorithm")? {
        let mut r = field.reader();
        let source = AlgorithmIdentifier::parse(&mut r, WHAT)?;
        r.finish(WHAT)?;
        let label = source.parameters;
        // The default, which is the empty label, may be written out.
        if source.oid != oid::P_SPECIFIED
            || label.is_none_or(|p| p.tag != Tag::OctetString || !p.value.is_empty())
        {
            return Err(Error::Parameter {
                what: "RSAES-OAEP with a label is not supported in a message",
            });
        }
    }
    fields.finish(WHAT)?;
    Ok(params)
}

fn write_oaep(w: &mut Writer, params: &oaep::Params) {
    let default = HashAlgorithm::Sha1;
    w.sequence(|w| {
        w.oid(oid::RSAES_OAEP);
        w.sequence(|w| {
            // Without parameters of the hash, as RFC 5754 §2 has it.
            if params.hash != default {
                w.context(0, |w| w.sequence(|w| w.oid(params.hash.oid())));
            }
            if params.mgf1_hash != default {
                w.context(1, |w| {
                    w.sequence(|w| {
                        w.oid(oid::MGF1);
                        w.sequence(|w| w.oid(params.mgf1_hash.oid()));
                    });
                });
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_hashed_once_by_each_algorithm() {
        let mut content = Content::new(b"a content");
        for hash in [HashAlgorithm::Sha256, HashAlgorithm::Sha384].repeat(2) {
            assert_eq!(content.digest(hash), hash.digest(b"a content"));
        }
        assert_eq!(content.digests.len(), 2);
    }
}
