//! Messages under what sender and reader share already: a key (RFC 5652 §6.2.3, with AES Key Wrap by RFC 3565 §2.3), a password
//! (§6.2.4, RFC 3211), and EncryptedData (§8), whose content is under the key itself.

use alloc::vec::Vec;
use core::fmt;

use aes_kw::AesKw;
use aes_kw::InnerInit;
use aes_kw::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, typenum::U16};
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::EnvelopedData;
use super::content::{ContentCipher, Encrypted, cipher_and_iv, read_encrypted_content_info};
use crate::der::{DerError, ObjectIdentifierRef, Reader, Tag, Writer, context_tag, oid};
use crate::pkcs::Error;
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::cbc_pad::{Cipher, MAX_IV_LEN, MAX_KEY_LEN, keyed};
use crate::pkcs::pbes2::{self, Kdf, KdfLimits};
use crate::pkcs::pkcs7::{Pkcs7, encrypted_data};
use crate::rsa::RandomSource as _;

/// What a sender shares with a reader of a message.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Shared<'a> {
    /// A key of AES, of 16, 24 or 32 bytes, and the name that both have for it.
    Key {
        /// keyIdentifier.
        id: &'a [u8],
        /// The key.
        key: &'a [u8],
    },
    /// A password, from which PBKDF2 makes a key.
    Password(&'a [u8]),
}

impl fmt::Debug for Shared<'_> {
    /// Without what is secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key { id, .. } => f
                .debug_struct("Key")
                .field("id", id)
                .finish_non_exhaustive(),
            Self::Password(_) => f.debug_struct("Password").finish_non_exhaustive(),
        }
    }
}

const SALT_LEN: usize = 16;

impl Shared<'_> {
    /// The RecipientInfo by which the content's key is had, and the version of EnvelopedData that it asks for (RFC 5652 §6.1).
    pub(super) fn recipient_info<R: TryCryptoRng + ?Sized>(
        &self,
        content_key: &[u8],
        cipher: Cipher,
        mut rng: &mut R,
    ) -> Result<(Vec<u8>, u8), Error> {
        let mut w = Writer::new();
        match *self {
            Self::Key { id, key } => {
                let (algorithm, wrapped) = wrap(key, content_key)?;
                let mut fields = Writer::new();
                fields.unsigned(&[4]);
                fields.sequence(|w| w.octet_string(id));
                fields.sequence(|w| w.oid(algorithm));
                fields.octet_string(&wrapped);
                w.tlv(context_tag(2, true), &fields.into_vec());
                Ok((w.into_vec(), 2))
            }
            Self::Password(password) => {
                let mut salt = [0; SALT_LEN];
                rng.fill(&mut salt)?;
                let mut iv = [0; MAX_IV_LEN];
                let iv = &mut iv[..cipher.iv_len()];
                rng.fill(iv)?;
                let kdf = Kdf::RECOMMENDED;
                let mut key = Zeroizing::new([0; MAX_KEY_LEN]);
                let key = &mut key[..cipher.key_len()];
                kdf.derive(password, &salt, key)?;
                let wrapped = wrap_by_password(cipher, key, iv, content_key, rng)?;
                let mut derivation = Writer::new();
                pbes2::write_kdf(&mut derivation, kdf, &salt, None);
                let derivation = derivation.into_vec();
                let mut outer = Reader::new(&derivation);
                let derivation = outer.expect(Tag::Sequence, "keyDerivationAlgorithm")?;
                let mut fields = Writer::new();
                fields.unsigned(&[0]);
                fields.tlv(context_tag(0, true), derivation.value);
                fields.sequence(|w| {
                    w.oid(oid::PWRI_KEK);
                    w.sequence(|w| {
                        w.oid(cipher.oid());
                        w.octet_string(iv);
                    });
                });
                fields.octet_string(&wrapped);
                w.tlv(context_tag(3, true), &fields.into_vec());
                Ok((w.into_vec(), 3))
            }
        }
    }
}

/// A RecipientInfo for what is shared.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SharedRecipient<'a> {
    /// keyIdentifier of a key; `None` for a password.
    pub id: Option<&'a [u8]>,
    /// keyDerivationAlgorithm of a password.
    derivation: Option<AlgorithmIdentifier<'a>>,
    /// keyEncryptionAlgorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    encrypted_key: &'a [u8],
}

impl<'a> SharedRecipient<'a> {
    /// KEKRecipientInfo.
    pub(super) fn parse_key(mut fields: Reader<'a>) -> Result<Self, DerError> {
        fields.unsigned_u32("KEKRecipientInfo.version")?;
        let mut name = fields.sequence("KEKIdentifier")?;
        let id = name.octet_string("KEKIdentifier.keyIdentifier")?.value;
        while !name.is_empty() {
            name.any("KEKIdentifier.date and other")?;
        }
        let (algorithm, encrypted_key) = Self::wrapped(&mut fields, "KEKRecipientInfo")?;
        Ok(Self {
            id: Some(id),
            derivation: None,
            algorithm,
            encrypted_key,
        })
    }

    /// PasswordRecipientInfo.
    pub(super) fn parse_password(mut fields: Reader<'a>) -> Result<Self, DerError> {
        fields.unsigned_u32("PasswordRecipientInfo.version")?;
        let derivation = match fields.context(0, true, "keyDerivationAlgorithm")? {
            None => None,
            Some(tlv) => Some(AlgorithmIdentifier::from_fields(
                &tlv,
                "PasswordRecipientInfo.keyDerivationAlgorithm",
            )?),
        };
        let (algorithm, encrypted_key) = Self::wrapped(&mut fields, "PasswordRecipientInfo")?;
        Ok(Self {
            id: None,
            derivation,
            algorithm,
            encrypted_key,
        })
    }

    fn wrapped(
        fields: &mut Reader<'a>,
        what: &'static str,
    ) -> Result<(AlgorithmIdentifier<'a>, &'a [u8]), DerError> {
        let algorithm = AlgorithmIdentifier::parse(fields, what)?;
        let encrypted_key = fields.octet_string(what)?.value;
        fields.finish(what)?;
        Ok((algorithm, encrypted_key))
    }

    /// The content's key, of `len` bytes; `None` where the secret is another.
    fn key(
        &self,
        secret: &[u8],
        len: usize,
        limits: &KdfLimits,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let key = match self.id {
            Some(_) => {
                let expected = wrap_algorithm(secret);
                if ![oid::AES_128_WRAP, oid::AES_192_WRAP, oid::AES_256_WRAP]
                    .contains(&self.algorithm.oid)
                {
                    return Err(self.algorithm.unsupported("key wrapping"));
                }
                if expected != Some(self.algorithm.oid) {
                    return Ok(None);
                }
                unwrap(secret, self.encrypted_key)
            }
            None => self.key_by_password(secret, limits)?,
        };
        Ok(key.filter(|key| key.len() == len))
    }

    fn key_by_password(
        &self,
        password: &[u8],
        limits: &KdfLimits,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let Some(derivation) = &self.derivation else {
            return Err(Error::Parameter {
                what: "a password without a derivation of a key from it",
            });
        };
        if derivation.oid != oid::PBKDF2 {
            return Err(derivation.unsupported("key derivation"));
        }
        let fields = pbes2::parameters(derivation, "PBKDF2-params")?;
        let (kdf, salt, key_length) = pbes2::pbkdf2_params(fields)?;
        let kdf = kdf.check_within(limits)?;
        pbes2::check_salt(salt)?;
        if self.algorithm.oid != oid::PWRI_KEK {
            return Err(self.algorithm.unsupported("key encryption"));
        }
        let inner = self.algorithm.parameters.ok_or(Error::Parameter {
            what: "id-alg-PWRI-KEK without a cipher",
        })?;
        let algorithm = AlgorithmIdentifier::from_tlv(&inner, "id-alg-PWRI-KEK")?;
        let (cipher, iv) = cipher_and_iv(&algorithm)?;
        if key_length.is_some_and(|len| len as usize != cipher.key_len()) {
            return Err(Error::Parameter {
                what: "PBKDF2 of another length than the cipher's key has",
            });
        }
        let mut key = Zeroizing::new([0; MAX_KEY_LEN]);
        let key = &mut key[..cipher.key_len()];
        kdf.derive(password, salt, key)?;
        Ok(unwrap_by_password(cipher, key, iv, self.encrypted_key))
    }
}

impl EnvelopedData<'_> {
    /// The content, decrypted by a key or password that the sender shared; `None` where it is another.
    ///
    /// Leaks by timing whether the secret was the right one.
    ///
    /// # Errors
    ///
    /// Algorithms that are not supported, and a derivation that costs more than `limits` allow.
    pub fn decrypt_shared(
        &self,
        recipient: &SharedRecipient<'_>,
        secret: &[u8],
        limits: &KdfLimits,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let content = self.encrypted()?;
        let Some(key) = recipient.key(secret, content.key_len(), limits)? else {
            return Ok(None);
        };
        Ok(content.decrypt(&key))
    }
}

/// EncryptedData (RFC 5652 §8).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EncryptedData<'a> {
    /// contentType.
    pub content_type: ObjectIdentifierRef<'a>,
    /// contentEncryptionAlgorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    ciphertext: Vec<u8>,
}

impl EncryptedData<'_> {
    /// The content; `None` where it does not decrypt, which a wrong key does once in 256 times.
    ///
    /// # Errors
    ///
    /// A cipher that is not supported, and a key that has not its length.
    pub fn decrypt(&self, key: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let content = Encrypted::in_cbc_mode(&self.algorithm, &self.ciphertext)?;
        check_length(content.key_len(), key)?;
        Ok(content.decrypt(key))
    }
}

fn check_length(expected: usize, key: &[u8]) -> Result<(), Error> {
    match key.len() == expected {
        true => Ok(()),
        false => Err(Error::Parameter {
            what: "the key has not the cipher's length",
        }),
    }
}

/// EncryptedData of a content under a key, which has the cipher's length.
///
/// # Errors
///
/// A key of another length, a cipher without padding, and a random number generator that fails.
pub fn encrypted<R: TryCryptoRng + ?Sized>(
    content: &[u8],
    cipher: Cipher,
    key: &[u8],
    rng: &mut R,
) -> Result<Pkcs7, Error> {
    let cipher = ContentCipher::Cbc(cipher);
    cipher.check()?;
    check_length(cipher.key_len(), key)?;
    let encrypted = cipher.encrypt(key, content, rng)?;
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(oid::PKCS7_ENCRYPTED_DATA);
        w.context(0, |w| {
            w.sequence(|w| {
                w.unsigned(&[0]);
                w.raw(&encrypted.info);
            });
        });
    });
    Ok(Pkcs7::made(w.into_vec()))
}

impl Pkcs7 {
    /// The EncryptedData; `None` if the content is of another type.
    ///
    /// # Errors
    ///
    /// What is malformed.
    pub fn encrypted_data(&self) -> Result<Option<EncryptedData<'_>>, Error> {
        let Some(content) = self.content_of(oid::PKCS7_ENCRYPTED_DATA, "EncryptedData")? else {
            return Ok(None);
        };
        let (content_type, algorithm, ciphertext) =
            read_encrypted_content_info(encrypted_data(&content)?)?;
        Ok(Some(EncryptedData {
            content_type,
            algorithm,
            ciphertext,
        }))
    }
}

/// RFC 3565 §2.3.2: the algorithm that a key of this length wraps by.
fn wrap_algorithm(key: &[u8]) -> Option<ObjectIdentifierRef<'static>> {
    match key.len() {
        16 => Some(oid::AES_128_WRAP),
        24 => Some(oid::AES_192_WRAP),
        32 => Some(oid::AES_256_WRAP),
        _ => None,
    }
}

const LENGTHS: &str = "the length was looked at";

fn wrap(key: &[u8], content_key: &[u8]) -> Result<(ObjectIdentifierRef<'static>, Vec<u8>), Error> {
    fn by<C: BlockCipherEncrypt<BlockSize = U16>>(cipher: C, key: &[u8], out: &mut [u8]) {
        AesKw::inner_init(cipher)
            .wrap_key(key, out)
            .expect("keys of ciphers are a multiple of eight bytes");
    }
    let algorithm = wrap_algorithm(key).ok_or(Error::Parameter {
        what: "a key of AES has 16, 24 or 32 bytes",
    })?;
    let mut out = alloc::vec![0; content_key.len() + 8];
    match key.len() {
        16 => by(keyed::<aes::Aes128>(key), content_key, &mut out),
        24 => by(keyed::<aes::Aes192>(key), content_key, &mut out),
        32 => by(keyed::<aes::Aes256>(key), content_key, &mut out),
        _ => unreachable!("{LENGTHS}"),
    }
    Ok((algorithm, out))
}

fn unwrap(key: &[u8], wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    fn by<C: BlockCipherDecrypt<BlockSize = U16>>(
        cipher: C,
        wrapped: &[u8],
        out: &mut [u8],
    ) -> bool {
        AesKw::inner_init(cipher).unwrap_key(wrapped, out).is_ok()
    }
    let mut out = Zeroizing::new(alloc::vec![0; wrapped.len().checked_sub(8)?]);
    let whole = match key.len() {
        16 => by(keyed::<aes::Aes128>(key), wrapped, &mut out),
        24 => by(keyed::<aes::Aes192>(key), wrapped, &mut out),
        32 => by(keyed::<aes::Aes256>(key), wrapped, &mut out),
        _ => false,
    };
    whole.then_some(out)
}

/// RFC 3211 §2.3.1: length, three bytes to see a wrong key by, and the key, filled up to two blocks at least; encrypted twice, the
/// second time from where the first one ended.
fn wrap_by_password<R: TryCryptoRng + ?Sized>(
    cipher: Cipher,
    key: &[u8],
    iv: &[u8],
    content_key: &[u8],
    mut rng: &mut R,
) -> Result<Vec<u8>, Error> {
    let block = cipher.iv_len();
    let len = (content_key.len() + 4)
        .next_multiple_of(block)
        .max(2 * block);
    let mut plain = Zeroizing::new(alloc::vec![0; len]);
    rng.fill(&mut plain)?;
    plain[0] = u8::try_from(content_key.len()).unwrap_or(u8::MAX);
    for (check, byte) in plain[1..4].iter_mut().zip(content_key) {
        *check = !byte;
    }
    plain[4..4 + content_key.len()].copy_from_slice(content_key);
    // What encrypt adds is a block of padding, which is left out.
    let mut once = cipher.encrypt(key, iv, &plain);
    once.truncate(len);
    let mut twice = cipher.encrypt(key, &once[len - block..], &once);
    twice.truncate(len);
    Ok(twice)
}

/// RFC 3211 §2.3.2. A wrong password shows by the three bytes and the length, but for a chance of 2^−24.
fn unwrap_by_password(
    cipher: Cipher,
    key: &[u8],
    iv: &[u8],
    wrapped: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let block = cipher.iv_len();
    if wrapped.len() < 2 * block || !wrapped.len().is_multiple_of(block) {
        return None;
    }
    let (others, last) = wrapped.split_at(wrapped.len() - block);
    let mut end = Zeroizing::new(last.to_vec());
    cipher.decrypt_blocks(key, &others[others.len() - block..], &mut end);
    // The last block of the first pass is what the second one began with.
    let mut plain = Zeroizing::new(wrapped.to_vec());
    cipher.decrypt_blocks(key, &end, &mut plain);
    cipher.decrypt_blocks(key, iv, &mut plain);
    let len = usize::from(*plain.first()?);
    let content_key = plain.get(4..4 + len).filter(|key| key.len() >= 3)?;
    plain[1..4]
        .iter()
        .zip(content_key)
        .all(|(check, byte)| *check == !byte)
        .then(|| Zeroizing::new(content_key.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::SeedableRng as _;

    /// RFC 3394 §4.1 and §4.6.
    #[test]
    fn keys_are_wrapped_as_the_rfc_has_them() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
                .collect()
        };
        for (kek, key, wrapped) in [
            (
                "000102030405060708090A0B0C0D0E0F",
                "00112233445566778899AABBCCDDEEFF",
                "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5",
            ),
            (
                "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
                "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
                "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21",
            ),
        ] {
            let (kek, key, wrapped) = (hex(kek), hex(key), hex(wrapped));
            assert_eq!(wrap(&kek, &key).unwrap().1, wrapped);
            assert_eq!(unwrap(&kek, &wrapped).as_deref(), Some(&key));
            let mut other = wrapped.clone();
            other[9] ^= 1;
            assert_eq!(unwrap(&kek, &other), None);
            assert_eq!(unwrap(&kek[1..], &wrapped), None);
        }
        assert_eq!(unwrap(&[0; 16], &[]), None);
    }

    #[test]
    fn a_key_under_a_password_comes_back_with_it_alone() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        for cipher in Cipher::ALL.iter().filter(|cipher| cipher.is_padded()) {
            let key = [7; MAX_KEY_LEN];
            let (key, iv) = (&key[..cipher.key_len()], &[3; 16][..cipher.iv_len()]);
            let content_key = [9; 24];
            let wrapped = wrap_by_password(*cipher, key, iv, &content_key, &mut rng).unwrap();
            let opened = unwrap_by_password(*cipher, key, iv, &wrapped);
            assert_eq!(opened.as_deref().map(Vec::as_slice), Some(&content_key[..]));
            let mut other = key.to_vec();
            other[0] ^= 0x80;
            assert_eq!(unwrap_by_password(*cipher, &other, iv, &wrapped), None);
            for len in 0..wrapped.len() {
                unwrap_by_password(*cipher, key, iv, &wrapped[..len]);
            }
            // Fewer than three bytes are not seen to be right.
            for (len, is_read) in [(2, false), (3, true)] {
                let content_key = &content_key[..len];
                let wrapped = wrap_by_password(*cipher, key, iv, content_key, &mut rng).unwrap();
                let opened = unwrap_by_password(*cipher, key, iv, &wrapped);
                assert_eq!(opened.is_some(), is_read);
            }
        }
    }
}
