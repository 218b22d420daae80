//! The block ciphers that protect key files: CBC with PKCS #7 padding (RFC 8018 §B.2).

use alloc::vec::Vec;

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit,
    KeyInit,
};
use zeroize::Zeroizing;

use crate::der::{ObjectIdentifierRef, oid};

/// The longest key of any [`Cipher`].
pub const MAX_KEY_LEN: usize = 32;

/// The longest initialisation vector of any [`Cipher`].
pub const MAX_IV_LEN: usize = 16;

/// A block cipher in CBC mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cipher {
    /// AES-128-CBC.
    Aes128,
    /// AES-192-CBC.
    Aes192,
    /// AES-256-CBC.
    Aes256,
    /// DES-EDE3-CBC (triple DES), for old files.
    #[cfg(feature = "legacy-pem")]
    #[cfg_attr(docsrs, doc(cfg(feature = "legacy-pem")))]
    DesEde3,
}

impl Cipher {
    /// Every cipher.
    pub const ALL: &'static [Self] = &[
        Self::Aes128,
        Self::Aes192,
        Self::Aes256,
        #[cfg(feature = "legacy-pem")]
        Self::DesEde3,
    ];

    /// The name in a DEK-Info header.
    pub const fn dek_name(self) -> &'static str {
        match self {
            Self::Aes128 => "AES-128-CBC",
            Self::Aes192 => "AES-192-CBC",
            Self::Aes256 => "AES-256-CBC",
            #[cfg(feature = "legacy-pem")]
            Self::DesEde3 => "DES-EDE3-CBC",
        }
    }

    /// The object identifier.
    pub(super) const fn oid(self) -> ObjectIdentifierRef<'static> {
        match self {
            Self::Aes128 => oid::AES_128_CBC,
            Self::Aes192 => oid::AES_192_CBC,
            Self::Aes256 => oid::AES_256_CBC,
            #[cfg(feature = "legacy-pem")]
            Self::DesEde3 => oid::DES_EDE3_CBC,
        }
    }

    /// Bytes of key.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 => 24,
            #[cfg(feature = "legacy-pem")]
            Self::DesEde3 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Bytes of one block and of the initialisation vector.
    pub const fn iv_len(self) -> usize {
        match self {
            #[cfg(feature = "legacy-pem")]
            Self::DesEde3 => 8,
            _ => 16,
        }
    }

    /// Encrypts and pads.
    ///
    /// # Panics
    ///
    /// When the key or the vector does not have this cipher's length: the callers in this module cut them by it.
    pub(super) fn encrypt(self, key: &[u8], iv: &[u8], plain: &[u8]) -> Vec<u8> {
        // PKCS #7 adds at most one block: the plaintext never moves.
        let mut buffer = Vec::with_capacity(plain.len() + self.iv_len());
        buffer.extend_from_slice(plain);
        buffer.resize(plain.len() + self.iv_len(), 0);
        let len = match self {
            Self::Aes128 => encrypt(keyed::<aes::Aes128>(key), iv, &mut buffer, plain.len()),
            Self::Aes192 => encrypt(keyed::<aes::Aes192>(key), iv, &mut buffer, plain.len()),
            Self::Aes256 => encrypt(keyed::<aes::Aes256>(key), iv, &mut buffer, plain.len()),
            #[cfg(feature = "legacy-pem")]
            Self::DesEde3 => encrypt(keyed::<des::TdesEde3>(key), iv, &mut buffer, plain.len()),
        };
        buffer.truncate(len);
        buffer
    }

    /// Decrypts and removes the padding; `None` if the ciphertext is not whole blocks or the padding is wrong.
    ///
    /// # Panics
    ///
    /// As [`encrypt`](Self::encrypt).
    pub(super) fn decrypt(
        self,
        key: &[u8],
        iv: &[u8],
        ciphertext: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut buffer = Zeroizing::new(ciphertext.to_vec());
        let len = match self {
            Self::Aes128 => decrypt(keyed::<aes::Aes128>(key), iv, &mut buffer),
            Self::Aes192 => decrypt(keyed::<aes::Aes192>(key), iv, &mut buffer),
            Self::Aes256 => decrypt(keyed::<aes::Aes256>(key), iv, &mut buffer),
            #[cfg(feature = "legacy-pem")]
            Self::DesEde3 => decrypt(keyed::<des::TdesEde3>(key), iv, &mut buffer),
        }?;
        buffer.truncate(len);
        Some(buffer)
    }
}

const LENGTHS: &str = "the key and the vector have the cipher's lengths";

/// A cipher under a key of its length.
pub(super) fn keyed<C: KeyInit>(key: &[u8]) -> C {
    C::new_from_slice(key).expect(LENGTHS)
}

/// Encrypts the first `len` bytes of a buffer that has space for one block more; returns the ciphertext's length.
pub(super) fn encrypt<C: BlockCipherEncrypt>(
    cipher: C,
    iv: &[u8],
    buffer: &mut [u8],
    len: usize,
) -> usize {
    let cipher = cbc::Encryptor::inner_iv_slice_init(cipher, iv).expect(LENGTHS);
    let ciphertext = cipher.encrypt_padded::<Pkcs7>(buffer, len);
    ciphertext
        .expect("the buffer is one block longer than the plaintext")
        .len()
}

/// Decrypts in place; returns the plaintext's length.
pub(super) fn decrypt<C: BlockCipherDecrypt>(
    cipher: C,
    iv: &[u8],
    buffer: &mut [u8],
) -> Option<usize> {
    let cipher = cbc::Decryptor::inner_iv_slice_init(cipher, iv).expect(LENGTHS);
    Some(cipher.decrypt_padded::<Pkcs7>(buffer).ok()?.len())
}
