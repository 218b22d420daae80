//! The block ciphers that protect key files: CBC with PKCS #7 padding (RFC 8018 §B.2), and CFB.

use alloc::vec::Vec;

#[cfg(feature = "pkcs12")]
use cbc::cipher::block_padding::NoPadding;
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

macro_rules! ciphers {
    ($($variant:ident $(if $feature:literal)?, $doc:literal, $dek:literal, $oid:ident, $key:literal, $iv:literal, $encrypt:ident, $decrypt:ident, $cipher:ty;)*) => {
        /// A block cipher in CBC mode, or in CFB mode, which has no padding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Cipher {
            $(
                #[doc = $doc]
                $(#[cfg(feature = $feature)])?
                $(#[cfg_attr(docsrs, doc(cfg(feature = $feature)))])?
                $variant,
            )*
        }

        impl Cipher {
            /// Every cipher.
            pub const ALL: &'static [Self] = &[$($(#[cfg(feature = $feature)])? Self::$variant),*];

            /// The name in a DEK-Info header.
            pub const fn dek_name(self) -> &'static str {
                match self {
                    $($(#[cfg(feature = $feature)])? Self::$variant => $dek,)*
                }
            }

            /// The object identifier.
            pub(super) const fn oid(self) -> ObjectIdentifierRef<'static> {
                match self {
                    $($(#[cfg(feature = $feature)])? Self::$variant => oid::$oid,)*
                }
            }

            /// Bytes of key.
            pub const fn key_len(self) -> usize {
                match self {
                    $($(#[cfg(feature = $feature)])? Self::$variant => $key,)*
                }
            }

            /// Bytes of one block and of the initialisation vector.
            pub const fn iv_len(self) -> usize {
                match self {
                    $($(#[cfg(feature = $feature)])? Self::$variant => $iv,)*
                }
            }

            /// Encrypts, and pads in CBC mode.
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
                    $($(#[cfg(feature = $feature)])? Self::$variant => $encrypt(keyed::<$cipher>(key), iv, &mut buffer, plain.len()),)*
                };
                buffer.truncate(len);
                buffer
            }

            /// Decrypts and removes the padding; `None` if the ciphertext is not whole blocks or the padding is wrong, which
            /// in CFB mode never happens.
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
                    $($(#[cfg(feature = $feature)])? Self::$variant => $decrypt(keyed::<$cipher>(key), iv, &mut buffer),)*
                }?;
                buffer.truncate(len);
                Some(buffer)
            }

            /// Decrypts whole blocks in CBC mode in their place, without a padding.
            ///
            /// # Panics
            ///
            /// As [`encrypt`](Self::encrypt), and where the blocks are not whole.
            #[cfg(feature = "pkcs12")]
            pub(super) fn decrypt_blocks(self, key: &[u8], iv: &[u8], blocks: &mut [u8]) {
                match self {
                    $($(#[cfg(feature = $feature)])? Self::$variant => decrypt_blocks(keyed::<$cipher>(key), iv, blocks),)*
                }
            }
        }
    };
}

ciphers! {
    Aes128, "AES-128-CBC.", "AES-128-CBC", AES_128_CBC, 16, 16, encrypt, decrypt, aes::Aes128;
    Aes192, "AES-192-CBC.", "AES-192-CBC", AES_192_CBC, 24, 16, encrypt, decrypt, aes::Aes192;
    Aes256, "AES-256-CBC.", "AES-256-CBC", AES_256_CBC, 32, 16, encrypt, decrypt, aes::Aes256;
    DesEde3 if "legacy-pem", "DES-EDE3-CBC (triple DES), for old files.", "DES-EDE3-CBC", DES_EDE3_CBC, 24, 8, encrypt, decrypt, des::TdesEde3;
    Camellia128 if "legacy-pem", "Camellia-128-CBC (RFC 3657).", "CAMELLIA-128-CBC", CAMELLIA_128_CBC, 16, 16, encrypt, decrypt, camellia::Camellia128;
    Camellia192 if "legacy-pem", "Camellia-192-CBC.", "CAMELLIA-192-CBC", CAMELLIA_192_CBC, 24, 16, encrypt, decrypt, camellia::Camellia192;
    Camellia256 if "legacy-pem", "Camellia-256-CBC.", "CAMELLIA-256-CBC", CAMELLIA_256_CBC, 32, 16, encrypt, decrypt, camellia::Camellia256;
    Aria128 if "legacy-pem", "ARIA-128-CBC (RFC 5794).", "ARIA-128-CBC", ARIA_128_CBC, 16, 16, encrypt, decrypt, aria::Aria128;
    Aria192 if "legacy-pem", "ARIA-192-CBC.", "ARIA-192-CBC", ARIA_192_CBC, 24, 16, encrypt, decrypt, aria::Aria192;
    Aria256 if "legacy-pem", "ARIA-256-CBC.", "ARIA-256-CBC", ARIA_256_CBC, 32, 16, encrypt, decrypt, aria::Aria256;
    Aes128Cfb if "legacy-pem", "AES-128-CFB, which cannot show that a password is wrong.", "AES-128-CFB", AES_128_CFB, 16, 16, cfb_encrypt, cfb_decrypt, aes::Aes128;
    Aes192Cfb if "legacy-pem", "AES-192-CFB.", "AES-192-CFB", AES_192_CFB, 24, 16, cfb_encrypt, cfb_decrypt, aes::Aes192;
    Aes256Cfb if "legacy-pem", "AES-256-CFB.", "AES-256-CFB", AES_256_CFB, 32, 16, cfb_encrypt, cfb_decrypt, aes::Aes256;
}

impl Cipher {
    /// Whether a wrong key most often shows, by the padding of CBC mode.
    #[cfg(feature = "pkcs12")]
    pub(super) const fn is_padded(self) -> bool {
        !matches!(self, Self::Aes128Cfb | Self::Aes192Cfb | Self::Aes256Cfb)
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

#[cfg(feature = "pkcs12")]
fn decrypt_blocks<C: BlockCipherDecrypt>(cipher: C, iv: &[u8], blocks: &mut [u8]) {
    cbc::Decryptor::inner_iv_slice_init(cipher, iv)
        .expect(LENGTHS)
        .decrypt_padded::<NoPadding>(blocks)
        .expect("the blocks are whole");
}

/// As [`encrypt`], in CFB mode with feedback of whole blocks (SP 800-38A §6.3): nothing is padded.
#[cfg(feature = "legacy-pem")]
fn cfb_encrypt<C: BlockCipherEncrypt>(
    cipher: C,
    iv: &[u8],
    buffer: &mut [u8],
    len: usize,
) -> usize {
    cfb_mode::Encryptor::inner_iv_slice_init(cipher, iv)
        .expect(LENGTHS)
        .encrypt(&mut buffer[..len]);
    len
}

/// As [`decrypt`], in CFB mode.
#[cfg(feature = "legacy-pem")]
fn cfb_decrypt<C: BlockCipherEncrypt>(cipher: C, iv: &[u8], buffer: &mut [u8]) -> Option<usize> {
    cfb_mode::Decryptor::inner_iv_slice_init(cipher, iv)
        .expect(LENGTHS)
        .decrypt(buffer);
    Some(buffer.len())
}
