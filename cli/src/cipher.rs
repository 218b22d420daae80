//! Symmetric ciphers by OpenSSL's names, for `enc` and `mac`.

use aes::{Aes128, Aes192, Aes256};
use aria::{Aria128, Aria192, Aria256};
use camellia::{Camellia128, Camellia192, Camellia256};
use cbc::cipher::block_padding::{NoPadding, Pkcs7};
use cbc::cipher::consts::U16;
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, BlockSizeUser,
    KeyInit, KeyIvInit, StreamCipher,
};
use cmac::block_api::CmacCipher;
use cmac::{Cmac, Mac};
use des::{Des, TdesEde2, TdesEde3};
use zeroize::Zeroizing;

/// A block cipher.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Block {
    Aes128,
    Aes192,
    Aes256,
    Aria128,
    Aria192,
    Aria256,
    Camellia128,
    Camellia192,
    Camellia256,
    Des,
    DesEde2,
    DesEde3,
}

impl Block {
    fn key_len(self) -> usize {
        match self {
            Self::Des => 8,
            Self::Aes128 | Self::Aria128 | Self::Camellia128 | Self::DesEde2 => 16,
            Self::Aes192 | Self::Aria192 | Self::Camellia192 | Self::DesEde3 => 24,
            Self::Aes256 | Self::Aria256 | Self::Camellia256 => 32,
        }
    }

    fn size(self) -> usize {
        match self {
            Self::Des | Self::DesEde2 | Self::DesEde3 => 8,
            _ => 16,
        }
    }
}

/// A mode of operation (NIST SP 800-38A).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Ecb,
    Cbc,
    Cfb,
    Cfb8,
    Ofb,
    Ctr,
}

/// A cipher.
#[derive(Debug)]
pub struct Cipher {
    /// The name by which options and commands call it, in lower case.
    pub name: &'static str,
    block: Block,
    mode: Mode,
}

/// Why nothing came of a ciphertext or a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The length is not a multiple of the block's.
    Length,
    /// The padding is wrong: another key, or a damaged ciphertext.
    Padding,
}

macro_rules! ciphers {
    ($($name:literal $block:ident $mode:ident,)*) => {
        /// Every cipher, in the order of the names.
        pub const CIPHERS: &[Cipher] = &[$(Cipher { name: $name, block: Block::$block, mode: Mode::$mode }),*];
        /// The names.
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

ciphers! {
    "aes-128-cbc" Aes128 Cbc, "aes-128-cfb" Aes128 Cfb, "aes-128-cfb8" Aes128 Cfb8, "aes-128-ctr" Aes128 Ctr,
    "aes-128-ecb" Aes128 Ecb, "aes-128-ofb" Aes128 Ofb,
    "aes-192-cbc" Aes192 Cbc, "aes-192-cfb" Aes192 Cfb, "aes-192-cfb8" Aes192 Cfb8, "aes-192-ctr" Aes192 Ctr,
    "aes-192-ecb" Aes192 Ecb, "aes-192-ofb" Aes192 Ofb,
    "aes-256-cbc" Aes256 Cbc, "aes-256-cfb" Aes256 Cfb, "aes-256-cfb8" Aes256 Cfb8, "aes-256-ctr" Aes256 Ctr,
    "aes-256-ecb" Aes256 Ecb, "aes-256-ofb" Aes256 Ofb,
    "aes128" Aes128 Cbc, "aes192" Aes192 Cbc, "aes256" Aes256 Cbc,
    "aria-128-cbc" Aria128 Cbc, "aria-128-cfb" Aria128 Cfb, "aria-128-cfb8" Aria128 Cfb8, "aria-128-ctr" Aria128 Ctr,
    "aria-128-ecb" Aria128 Ecb, "aria-128-ofb" Aria128 Ofb,
    "aria-192-cbc" Aria192 Cbc, "aria-192-cfb" Aria192 Cfb, "aria-192-cfb8" Aria192 Cfb8, "aria-192-ctr" Aria192 Ctr,
    "aria-192-ecb" Aria192 Ecb, "aria-192-ofb" Aria192 Ofb,
    "aria-256-cbc" Aria256 Cbc, "aria-256-cfb" Aria256 Cfb, "aria-256-cfb8" Aria256 Cfb8, "aria-256-ctr" Aria256 Ctr,
    "aria-256-ecb" Aria256 Ecb, "aria-256-ofb" Aria256 Ofb,
    "aria128" Aria128 Cbc, "aria192" Aria192 Cbc, "aria256" Aria256 Cbc,
    "camellia-128-cbc" Camellia128 Cbc, "camellia-128-cfb" Camellia128 Cfb, "camellia-128-cfb8" Camellia128 Cfb8,
    "camellia-128-ctr" Camellia128 Ctr, "camellia-128-ecb" Camellia128 Ecb, "camellia-128-ofb" Camellia128 Ofb,
    "camellia-192-cbc" Camellia192 Cbc, "camellia-192-cfb" Camellia192 Cfb, "camellia-192-cfb8" Camellia192 Cfb8,
    "camellia-192-ctr" Camellia192 Ctr, "camellia-192-ecb" Camellia192 Ecb, "camellia-192-ofb" Camellia192 Ofb,
    "camellia-256-cbc" Camellia256 Cbc, "camellia-256-cfb" Camellia256 Cfb, "camellia-256-cfb8" Camellia256 Cfb8,
    "camellia-256-ctr" Camellia256 Ctr, "camellia-256-ecb" Camellia256 Ecb, "camellia-256-ofb" Camellia256 Ofb,
    "camellia128" Camellia128 Cbc, "camellia192" Camellia192 Cbc, "camellia256" Camellia256 Cbc,
    "des" Des Cbc, "des-cbc" Des Cbc, "des-cfb" Des Cfb, "des-cfb8" Des Cfb8, "des-ecb" Des Ecb,
    "des-ede" DesEde2 Ecb, "des-ede-cbc" DesEde2 Cbc, "des-ede-cfb" DesEde2 Cfb, "des-ede-ecb" DesEde2 Ecb,
    "des-ede-ofb" DesEde2 Ofb,
    "des-ede3" DesEde3 Ecb, "des-ede3-cbc" DesEde3 Cbc, "des-ede3-cfb" DesEde3 Cfb, "des-ede3-cfb8" DesEde3 Cfb8,
    "des-ede3-ecb" DesEde3 Ecb, "des-ede3-ofb" DesEde3 Ofb,
    "des-ofb" Des Ofb, "des3" DesEde3 Cbc,
}

/// The cipher of a name, in any case.
pub fn find(name: &str) -> Option<&'static Cipher> {
    CIPHERS
        .iter()
        .find(|cipher| cipher.name.eq_ignore_ascii_case(name))
}

const LENGTHS: &str = "key and IV have the lengths that the cipher gives";

impl Cipher {
    /// The name that messages give it: that of its algorithm and mode.
    pub fn full_name(&self) -> &'static str {
        let same = |other: &&Cipher| (other.block, other.mode) == (self.block, self.mode);
        let names = CIPHERS.iter().filter(same).map(|cipher| cipher.name);
        names
            .max_by_key(|name| name.split('-').count())
            .unwrap_or(self.name)
    }

    /// Bytes of a key.
    pub fn key_len(&self) -> usize {
        self.block.key_len()
    }

    /// Bytes of an initialisation vector, or 0.
    pub fn iv_len(&self) -> usize {
        match self.mode {
            Mode::Ecb => 0,
            _ => self.block.size(),
        }
    }

    /// Whether the mode is cipher block chaining.
    pub fn is_cbc(&self) -> bool {
        self.mode == Mode::Cbc
    }

    /// CMAC (NIST SP 800-38B) of the block cipher, whatever the mode, under a key of its length.
    pub fn cmac(&self, key: &[u8]) -> Box<dyn Code> {
        match self.block {
            Block::Aes128 => cmac::<Aes128>(key),
            Block::Aes192 => cmac::<Aes192>(key),
            Block::Aes256 => cmac::<Aes256>(key),
            Block::Aria128 => cmac::<Aria128>(key),
            Block::Aria192 => cmac::<Aria192>(key),
            Block::Aria256 => cmac::<Aria256>(key),
            Block::Camellia128 => cmac::<Camellia128>(key),
            Block::Camellia192 => cmac::<Camellia192>(key),
            Block::Camellia256 => cmac::<Camellia256>(key),
            Block::Des => cmac::<Des>(key),
            Block::DesEde2 => cmac::<TdesEde2>(key),
            Block::DesEde3 => cmac::<TdesEde3>(key),
        }
    }

    /// Encrypts or decrypts a whole text in its place. The modes that need whole blocks pad by PKCS #7, if `pad` is set.
    pub fn apply(
        &self,
        key: &[u8],
        iv: &[u8],
        text: &mut Zeroizing<Vec<u8>>,
        encrypt: bool,
        pad: bool,
    ) -> Result<(), Fault> {
        let job = Job {
            mode: self.mode,
            key,
            iv,
            text,
            encrypt,
            pad,
        };
        match self.block {
            Block::Aes128 => job.wide::<Aes128>(),
            Block::Aes192 => job.wide::<Aes192>(),
            Block::Aes256 => job.wide::<Aes256>(),
            Block::Aria128 => job.wide::<Aria128>(),
            Block::Aria192 => job.wide::<Aria192>(),
            Block::Aria256 => job.wide::<Aria256>(),
            Block::Camellia128 => job.wide::<Camellia128>(),
            Block::Camellia192 => job.wide::<Camellia192>(),
            Block::Camellia256 => job.wide::<Camellia256>(),
            Block::Des => job.run::<Des>(),
            Block::DesEde2 => job.run::<TdesEde2>(),
            Block::DesEde3 => job.run::<TdesEde3>(),
        }
    }
}

/// A message authentication code that a message is given to piece by piece.
pub trait Code {
    fn update(&mut self, part: &[u8]);
    fn finalize(self: Box<Self>) -> Vec<u8>;
}

impl<C: CmacCipher> Code for Cmac<C> {
    fn update(&mut self, part: &[u8]) {
        Mac::update(self, part);
    }

    fn finalize(self: Box<Self>) -> Vec<u8> {
        Mac::finalize(*self).into_bytes().to_vec()
    }
}

fn cmac<C: CmacCipher + KeyInit + 'static>(key: &[u8]) -> Box<dyn Code> {
    Box::new(<Cmac<C> as KeyInit>::new_from_slice(key).expect(LENGTHS))
}

/// One text to work on.
struct Job<'a> {
    mode: Mode,
    key: &'a [u8],
    iv: &'a [u8],
    text: &'a mut Zeroizing<Vec<u8>>,
    encrypt: bool,
    pad: bool,
}

impl Job<'_> {
    /// With a cipher of 16-byte blocks, which alone has counter mode.
    fn wide<C>(self) -> Result<(), Fault>
    where
        C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit + BlockSizeUser<BlockSize = U16>,
    {
        if self.mode != Mode::Ctr {
            return self.run::<C>();
        }
        let mut stream = ctr::Ctr128BE::<C>::new_from_slices(self.key, self.iv).expect(LENGTHS);
        stream.apply_keystream(self.text);
        Ok(())
    }

    fn run<C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit>(self) -> Result<(), Fault> {
        let (key, iv, text) = (self.key, self.iv, self.text);
        match (self.mode, self.encrypt) {
            (Mode::Ecb, true) => encrypt(
                ecb::Encryptor::<C>::new_from_slice(key).expect(LENGTHS),
                text,
                self.pad,
            ),
            (Mode::Ecb, false) => decrypt(
                ecb::Decryptor::<C>::new_from_slice(key).expect(LENGTHS),
                text,
                self.pad,
            ),
            (Mode::Cbc, true) => encrypt(
                cbc::Encryptor::<C>::new_from_slices(key, iv).expect(LENGTHS),
                text,
                self.pad,
            ),
            (Mode::Cbc, false) => decrypt(
                cbc::Decryptor::<C>::new_from_slices(key, iv).expect(LENGTHS),
                text,
                self.pad,
            ),
            (Mode::Cfb, true) => {
                cfb_mode::Encryptor::<C>::new_from_slices(key, iv)
                    .expect(LENGTHS)
                    .encrypt(text);
                Ok(())
            }
            (Mode::Cfb, false) => {
                cfb_mode::Decryptor::<C>::new_from_slices(key, iv)
                    .expect(LENGTHS)
                    .decrypt(text);
                Ok(())
            }
            (Mode::Cfb8, true) => {
                cfb8::Encryptor::<C>::new_from_slices(key, iv)
                    .expect(LENGTHS)
                    .encrypt(text);
                Ok(())
            }
            (Mode::Cfb8, false) => {
                cfb8::Decryptor::<C>::new_from_slices(key, iv)
                    .expect(LENGTHS)
                    .decrypt(text);
                Ok(())
            }
            (Mode::Ofb, _) => {
                // The key stream is what CBC makes of zeros (SP 800-38A §6.2, §6.4).
                let len = text.len().next_multiple_of(iv.len());
                let mut stream = Zeroizing::new(vec![0; len]);
                cbc::Encryptor::<C>::new_from_slices(key, iv)
                    .expect(LENGTHS)
                    .encrypt_padded::<NoPadding>(&mut stream, len)
                    .map_err(|_| Fault::Length)?;
                text.iter_mut().zip(&stream[..]).for_each(|(t, s)| *t ^= s);
                Ok(())
            }
            (Mode::Ctr, _) => unreachable!("the table has counter mode for 16-byte blocks alone"),
        }
    }
}

fn encrypt(
    mode: impl BlockModeEncrypt,
    text: &mut Zeroizing<Vec<u8>>,
    pad: bool,
) -> Result<(), Fault> {
    let len = text.len();
    let mut padded = Zeroizing::new(vec![0; len + 16]);
    padded[..len].copy_from_slice(text);
    let done = match pad {
        true => mode.encrypt_padded::<Pkcs7>(&mut padded, len),
        false => mode.encrypt_padded::<NoPadding>(&mut padded, len),
    };
    let len = done.map_err(|_| Fault::Length)?.len();
    padded.truncate(len);
    *text = padded;
    Ok(())
}

fn decrypt(
    mode: impl BlockModeDecrypt,
    text: &mut Zeroizing<Vec<u8>>,
    pad: bool,
) -> Result<(), Fault> {
    if text.is_empty() && !pad {
        return Ok(());
    }
    let done = match pad {
        true => mode.decrypt_padded::<Pkcs7>(text),
        false => mode.decrypt_padded::<NoPadding>(text),
    };
    let len = done.map_err(|_| Fault::Padding)?.len();
    text.truncate(len);
    Ok(())
}
