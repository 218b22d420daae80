//! The content of a message as it is encrypted: EncryptedContentInfo (RFC 5652 §6.1) by a block cipher in CBC mode, or by AES-GCM with
//! what authenticates it (RFC 5083, RFC 5084).

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::{content_type_of, retagged};
use crate::der::{
    DerError, Found, ObjectIdentifierRef, Reader, Tag, Tlv, Writer, context_tag, oid,
};
use crate::pkcs::Error;
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::cbc_pad::{Cipher, MAX_IV_LEN};
use crate::pkcs::gcm::AesGcm;
use crate::pkcs::pkcs12::implicit_octets;
use crate::rsa::RandomSource as _;

/// How a content is encrypted, which decides whether it is authenticated as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentCipher {
    /// A cipher of CBC mode, for EnvelopedData: nobody notices where a content was changed, but for a signature inside.
    Cbc(Cipher),
    /// AES-GCM, for AuthEnvelopedData.
    Gcm(AesGcm),
}

impl From<Cipher> for ContentCipher {
    fn from(cipher: Cipher) -> Self {
        Self::Cbc(cipher)
    }
}

impl From<AesGcm> for ContentCipher {
    fn from(cipher: AesGcm) -> Self {
        Self::Gcm(cipher)
    }
}

/// An EncryptedContentInfo, and the tag that stands outside it.
pub(super) struct Made {
    pub(super) info: Vec<u8>,
    pub(super) tag: Option<[u8; AesGcm::TAG_LEN]>,
}

impl ContentCipher {
    /// Whether a wrong key shows.
    pub(super) fn check(self) -> Result<(), Error> {
        match self {
            Self::Cbc(cipher) if !cipher.is_padded() => Err(Error::Parameter {
                what: "without padding a wrong key would give another message: the content's cipher is one of CBC mode",
            }),
            _ => Ok(()),
        }
    }

    pub(super) const fn key_len(self) -> usize {
        match self {
            Self::Cbc(cipher) => cipher.key_len(),
            Self::Gcm(cipher) => cipher.key_len(),
        }
    }

    /// The cipher by which the content's key is encrypted under a password.
    pub(super) const fn in_cbc_mode(self) -> Cipher {
        match self {
            Self::Cbc(cipher) => cipher,
            Self::Gcm(cipher) => cipher.in_cbc_mode(),
        }
    }

    /// Encrypts data under a key, which has the cipher's length, and is used with GCM for this content alone.
    pub(super) fn encrypt<R: TryCryptoRng + ?Sized>(
        self,
        key: &[u8],
        content: &[u8],
        mut rng: &mut R,
    ) -> Result<Made, Error> {
        let mut iv = [0; MAX_IV_LEN];
        let (oid, iv, ciphertext, tag) = match self {
            Self::Cbc(cipher) => {
                let iv = &mut iv[..cipher.iv_len()];
                rng.fill(iv)?;
                (cipher.oid(), &*iv, cipher.encrypt(key, iv, content), None)
            }
            Self::Gcm(cipher) => {
                let nonce = &mut iv[..AesGcm::NONCE_LEN];
                rng.fill(nonce)?;
                let encrypted = cipher.encrypt(key, nonce, &[], content);
                let (ciphertext, tag) = encrypted.ok_or(Error::Parameter {
                    what: "the content is longer than AES-GCM encrypts under one nonce",
                })?;
                (cipher.oid(), &*nonce, ciphertext, Some(tag))
            }
        };
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(oid::PKCS7_DATA);
            w.sequence(|w| {
                w.oid(oid);
                match tag {
                    None => w.octet_string(iv),
                    // GCMParameters (RFC 5084 §3.2).
                    Some(tag) => w.sequence(|w| {
                        w.octet_string(iv);
                        w.unsigned(&[tag.len() as u8]);
                    }),
                }
            });
            w.tlv(context_tag(0, false), &ciphertext);
        });
        Ok(Made {
            info: w.into_vec(),
            tag,
        })
    }
}

/// What authenticates the content of AuthEnvelopedData.
#[derive(Clone, Debug)]
pub(super) struct Authentication<'a> {
    attributes: Option<Tlv<'a>>,
    tag: &'a [u8],
}

impl<'a> Authentication<'a> {
    /// The fields after authEncryptedContentInfo.
    ///
    /// Another content than data has authenticated attributes (RFC 5083 §2.1), and one of them is its type (RFC 5652 §11.1): else
    /// the content could be passed off as one of another type.
    pub(super) fn parse(
        fields: &mut Reader<'a>,
        content_type: ObjectIdentifierRef<'_>,
    ) -> Result<Self, Error> {
        let attributes = fields.context(1, true, "AuthEnvelopedData.authAttrs")?;
        let tag = fields.octet_string("AuthEnvelopedData.mac")?.value;
        fields.context(2, true, "AuthEnvelopedData.unauthAttrs")?;
        if attributes.is_some() || content_type != oid::PKCS7_DATA {
            let named = attributes
                .as_ref()
                .and_then(|set| content_type_of(set).ok());
            if named != Some(content_type) {
                return Err(Error::Parameter {
                    what: "the authenticated attributes do not name the content's type",
                });
            }
        }
        Ok(Self { attributes, tag })
    }
}

/// A content that a key decrypts.
pub(super) enum Encrypted<'a> {
    Cbc {
        cipher: Cipher,
        iv: &'a [u8],
        ciphertext: &'a [u8],
    },
    Gcm {
        cipher: AesGcm,
        nonce: &'a [u8],
        associated: Vec<u8>,
        ciphertext: &'a [u8],
        tag: &'a [u8],
    },
}

impl<'a> Encrypted<'a> {
    /// Of EnvelopedData and EncryptedData.
    pub(super) fn in_cbc_mode(
        algorithm: &AlgorithmIdentifier<'a>,
        ciphertext: &'a [u8],
    ) -> Result<Self, Error> {
        let (cipher, iv) = cipher_and_iv(algorithm)?;
        Ok(Self::Cbc {
            cipher,
            iv,
            ciphertext,
        })
    }

    /// Of AuthEnvelopedData.
    pub(super) fn in_gcm(
        algorithm: &AlgorithmIdentifier<'a>,
        ciphertext: &'a [u8],
        authentication: &Authentication<'a>,
    ) -> Result<Self, Error> {
        const WHAT: &str = "GCMParameters";
        /// RFC 5084 §3.2: of the length of the tag.
        const DEFAULT_TAG_LEN: u32 = 12;
        let cipher = AesGcm::ALL
            .iter()
            .copied()
            .find(|cipher| algorithm.oid == cipher.oid())
            .ok_or_else(|| algorithm.unsupported("authenticated content encryption"))?;
        let parameters = algorithm.parameters.ok_or(DerError {
            offset: algorithm.offset,
            expected: WHAT,
            found: Found::End,
        })?;
        parameters.expect(Tag::Sequence, WHAT)?;
        let mut fields = parameters.reader();
        let nonce = fields.octet_string("GCMParameters.aes-nonce")?;
        let tag_len = match fields.is_empty() {
            true => DEFAULT_TAG_LEN,
            false => fields.unsigned_u32("GCMParameters.aes-ICVlen")?,
        };
        fields.finish(WHAT)?;
        if !(1..=AesGcm::MAX_NONCE_LEN).contains(&nonce.value.len()) {
            return Err(Error::Parameter {
                what: "a nonce of AES-GCM has 1 to 16 bytes",
            });
        }
        let tag = authentication.tag;
        let range = AesGcm::MIN_TAG_LEN..=AesGcm::TAG_LEN;
        if !range.contains(&tag.len()) || tag.len() != tag_len as usize {
            return Err(Error::Parameter {
                what: "a tag of AES-GCM has 12 to 16 bytes, as many as its parameters state",
            });
        }
        // RFC 5083 §2.2: with the tag of a SET OF.
        let associated = authentication.attributes.as_ref().map(retagged);
        Ok(Self::Gcm {
            cipher,
            nonce: nonce.value,
            associated: associated.unwrap_or_default(),
            ciphertext,
            tag,
        })
    }

    pub(super) const fn key_len(&self) -> usize {
        match self {
            Self::Cbc { cipher, .. } => cipher.key_len(),
            Self::Gcm { cipher, .. } => cipher.key_len(),
        }
    }

    /// The content; `None` where it does not decrypt. The key has [its length](Self::key_len).
    pub(super) fn decrypt(&self, key: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Cbc {
                cipher,
                iv,
                ciphertext,
            } => cipher.decrypt(key, iv, ciphertext),
            Self::Gcm {
                cipher,
                nonce,
                associated,
                ciphertext,
                tag,
            } => cipher.decrypt(key, nonce, associated, ciphertext, tag),
        }
    }
}

/// The cipher that an algorithm names, one of CBC mode, and its initialisation vector.
pub(super) fn cipher_and_iv<'a>(
    algorithm: &AlgorithmIdentifier<'a>,
) -> Result<(Cipher, &'a [u8]), Error> {
    let cipher = Cipher::ALL
        .iter()
        .copied()
        .find(|cipher| algorithm.oid == cipher.oid() && cipher.is_padded())
        .ok_or_else(|| algorithm.unsupported("content encryption"))?;
    const IV: &str = "an initialisation vector of the cipher's block";
    let iv = algorithm.parameters.ok_or(DerError {
        offset: algorithm.offset,
        expected: IV,
        found: Found::End,
    })?;
    iv.expect(Tag::OctetString, IV)?;
    if iv.value.len() != cipher.iv_len() {
        return Err(iv.malformed(IV, "another length").into());
    }
    Ok((cipher, iv.value))
}

/// The fields of EncryptedContentInfo: contentType, contentEncryptionAlgorithm and the ciphertext.
pub(super) fn read_encrypted_content_info<'a>(
    mut info: Reader<'a>,
) -> Result<(ObjectIdentifierRef<'a>, AlgorithmIdentifier<'a>, Vec<u8>), Error> {
    let content_type = info.oid("EncryptedContentInfo.contentType")?;
    let algorithm =
        AlgorithmIdentifier::parse(&mut info, "EncryptedContentInfo.contentEncryptionAlgorithm")?;
    let encrypted = info.any("EncryptedContentInfo.encryptedContent")?;
    info.finish("EncryptedContentInfo")?;
    let ciphertext = implicit_octets(&encrypted, "EncryptedContentInfo.encryptedContent")?.to_vec();
    Ok((content_type, algorithm, ciphertext))
}
