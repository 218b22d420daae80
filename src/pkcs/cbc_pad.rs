//! The block ciphers that protect key files: CBC with PKCS #7 padding (RFC 8018 §B.2).

use alloc::vec::Vec;

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit,
};
use zeroize::Zeroizing;

/// The longest key of any [`Cipher`].
pub const MAX_KEY_LEN: usize = 32;

/// The longest initialisation vector of any [`Cipher`].
pub const MAX_IV_LEN: usize = 16;

/// A block cipher in CBC mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// AES-128-CBC.
    Aes128,
    /// AES-192-CBC.
    Aes192,
    /// AES-256-CBC.
    Aes256,
    /// DES-EDE3-CBC (triple DES), for old files.
    DesEde3,
}

impl Cipher {
    /// Every cipher.
    pub const ALL: [Self; 4] = [Self::Aes128, Self::Aes192, Self::Aes256, Self::DesEde3];

    /// The name in a DEK-Info header.
    pub const fn dek_name(self) -> &'static str {
        match self {
            Self::Aes128 => "AES-128-CBC",
            Self::Aes192 => "AES-192-CBC",
            Self::Aes256 => "AES-256-CBC",
            Self::DesEde3 => "DES-EDE3-CBC",
        }
    }

    /// Octets of key.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 | Self::DesEde3 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Octets of one block and of the initialisation vector.
    pub const fn iv_len(self) -> usize {
        match self {
            Self::DesEde3 => 8,
            _ => 16,
        }
    }

    /// Encrypts and pads. The key and vector have this cipher's lengths.
    pub(super) fn encrypt(self, key: &[u8], iv: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let mut buffer = Vec::with_capacity(plain.len() + MAX_IV_LEN);
        buffer.extend_from_slice(plain);
        buffer.resize(plain.len() + self.iv_len(), 0);
        let len = match self {
            Self::Aes128 => encrypt::<aes::Aes128>(key, iv, &mut buffer, plain.len()),
            Self::Aes192 => encrypt::<aes::Aes192>(key, iv, &mut buffer, plain.len()),
            Self::Aes256 => encrypt::<aes::Aes256>(key, iv, &mut buffer, plain.len()),
            Self::DesEde3 => encrypt::<des::TdesEde3>(key, iv, &mut buffer, plain.len()),
        }?;
        buffer.truncate(len);
        Some(buffer)
    }

    /// Decrypts and takes the padding off; `None` if the lengths or the padding are wrong.
    pub(super) fn decrypt(
        self,
        key: &[u8],
        iv: &[u8],
        ciphertext: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut buffer = Zeroizing::new(ciphertext.to_vec());
        let len = match self {
            Self::Aes128 => decrypt::<aes::Aes128>(key, iv, &mut buffer),
            Self::Aes192 => decrypt::<aes::Aes192>(key, iv, &mut buffer),
            Self::Aes256 => decrypt::<aes::Aes256>(key, iv, &mut buffer),
            Self::DesEde3 => decrypt::<des::TdesEde3>(key, iv, &mut buffer),
        }?;
        buffer.truncate(len);
        Some(buffer)
    }
}

fn encrypt<C: BlockCipherEncrypt + KeyInit>(
    key: &[u8],
    iv: &[u8],
    buffer: &mut [u8],
    len: usize,
) -> Option<usize> {
    let cipher = cbc::Encryptor::<C>::new_from_slices(key, iv).ok()?;
    Some(cipher.encrypt_padded::<Pkcs7>(buffer, len).ok()?.len())
}

fn decrypt<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    iv: &[u8],
    buffer: &mut [u8],
) -> Option<usize> {
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?;
    Some(cipher.decrypt_padded::<Pkcs7>(buffer).ok()?.len())
}
