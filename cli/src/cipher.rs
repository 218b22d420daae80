//! Symmetric ciphers by OpenSSL's names, for `enc` and `mac`.

use aes::{Aes128, Aes192, Aes256};
use aria::{Aria128, Aria192, Aria256};
use blowfish::Blowfish;
use camellia::{Camellia128, Camellia192, Camellia256};
use cast5::Cast5;
use cbc::cipher::block_padding::{NoPadding, Pkcs7};
use cbc::cipher::consts::U16;
use cbc::cipher::{
    Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt,
    BlockSizeUser, KeyInit, KeyIvInit, StreamCipher, StreamCipherCore as _,
};
use chacha20::ChaCha20LegacyCore;
use cmac::block_api::CmacCipher;
use cmac::{Cmac, Mac};
use des::{Des, TdesEde2, TdesEde3};
use rc2::Rc2;
use rc4::Rc4;
use sm4::Sm4;
use zeroize::{Zeroize as _, Zeroizing};

use certwright::pkcs;

/// A block cipher, or a stream cipher.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Block {
    Aes128,
    Aes192,
    Aes256,
    Aria128,
    Aria192,
    Aria256,
    Blowfish,
    Camellia128,
    Camellia192,
    Camellia256,
    Cast5,
    ChaCha20,
    Des,
    DesEde2,
    DesEde3,
    Rc2,
    /// With keys of 64 bits.
    Rc2Of64,
    /// With keys of 40 bits.
    Rc2Of40,
    Rc4,
    /// With keys of 40 bits.
    Rc4Of40,
    Sm4,
}

impl Block {
    fn key_len(self) -> usize {
        match self {
            Self::Rc2Of40 | Self::Rc4Of40 => 5,
            Self::Des | Self::Rc2Of64 => 8,
            Self::Aes128 | Self::Aria128 | Self::Camellia128 | Self::DesEde2 | Self::Sm4 => 16,
            Self::Blowfish | Self::Cast5 | Self::Rc2 | Self::Rc4 => 16,
            Self::Aes192 | Self::Aria192 | Self::Camellia192 | Self::DesEde3 => 24,
            Self::Aes256 | Self::Aria256 | Self::Camellia256 | Self::ChaCha20 => 32,
        }
    }

    fn size(self) -> usize {
        match self {
            Self::Des | Self::DesEde2 | Self::DesEde3 | Self::Blowfish | Self::Cast5 => 8,
            Self::Rc2 | Self::Rc2Of64 | Self::Rc2Of40 => 8,
            // It has no initialisation vector.
            Self::Rc4 | Self::Rc4Of40 => 0,
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
    Cfb1,
    Ofb,
    Ctr,
    /// Of a stream cipher, which has no other.
    Stream,
    /// Key wrap (SP 800-38F §6.2, RFC 3394).
    Wrap,
    /// Key wrap with padding (SP 800-38F §6.3, RFC 5649).
    WrapPad,
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
    "aes-128-cbc" Aes128 Cbc, "aes-128-cfb" Aes128 Cfb, "aes-128-cfb1" Aes128 Cfb1, "aes-128-cfb8" Aes128 Cfb8, "aes-128-ctr" Aes128 Ctr,
    "aes-128-ecb" Aes128 Ecb, "aes-128-ofb" Aes128 Ofb,
    "aes-192-cbc" Aes192 Cbc, "aes-192-cfb" Aes192 Cfb, "aes-192-cfb1" Aes192 Cfb1, "aes-192-cfb8" Aes192 Cfb8, "aes-192-ctr" Aes192 Ctr,
    "aes-192-ecb" Aes192 Ecb, "aes-192-ofb" Aes192 Ofb,
    "aes-256-cbc" Aes256 Cbc, "aes-256-cfb" Aes256 Cfb, "aes-256-cfb1" Aes256 Cfb1, "aes-256-cfb8" Aes256 Cfb8, "aes-256-ctr" Aes256 Ctr,
    "aes-256-ecb" Aes256 Ecb, "aes-256-ofb" Aes256 Ofb,
    "aes128" Aes128 Cbc, "aes128-wrap" Aes128 Wrap, "aes192" Aes192 Cbc, "aes192-wrap" Aes192 Wrap,
    "aes256" Aes256 Cbc, "aes256-wrap" Aes256 Wrap,
    "aria-128-cbc" Aria128 Cbc, "aria-128-cfb" Aria128 Cfb, "aria-128-cfb1" Aria128 Cfb1, "aria-128-cfb8" Aria128 Cfb8, "aria-128-ctr" Aria128 Ctr,
    "aria-128-ecb" Aria128 Ecb, "aria-128-ofb" Aria128 Ofb,
    "aria-192-cbc" Aria192 Cbc, "aria-192-cfb" Aria192 Cfb, "aria-192-cfb1" Aria192 Cfb1, "aria-192-cfb8" Aria192 Cfb8, "aria-192-ctr" Aria192 Ctr,
    "aria-192-ecb" Aria192 Ecb, "aria-192-ofb" Aria192 Ofb,
    "aria-256-cbc" Aria256 Cbc, "aria-256-cfb" Aria256 Cfb, "aria-256-cfb1" Aria256 Cfb1, "aria-256-cfb8" Aria256 Cfb8, "aria-256-ctr" Aria256 Ctr,
    "aria-256-ecb" Aria256 Ecb, "aria-256-ofb" Aria256 Ofb,
    "aria128" Aria128 Cbc, "aria192" Aria192 Cbc, "aria256" Aria256 Cbc,
    "bf" Blowfish Cbc, "bf-cbc" Blowfish Cbc, "bf-cfb" Blowfish Cfb, "bf-ecb" Blowfish Ecb, "bf-ofb" Blowfish Ofb, "blowfish" Blowfish Cbc,
    "camellia-128-cbc" Camellia128 Cbc, "camellia-128-cfb" Camellia128 Cfb, "camellia-128-cfb1" Camellia128 Cfb1, "camellia-128-cfb8" Camellia128 Cfb8,
    "camellia-128-ctr" Camellia128 Ctr, "camellia-128-ecb" Camellia128 Ecb, "camellia-128-ofb" Camellia128 Ofb,
    "camellia-192-cbc" Camellia192 Cbc, "camellia-192-cfb" Camellia192 Cfb, "camellia-192-cfb1" Camellia192 Cfb1, "camellia-192-cfb8" Camellia192 Cfb8,
    "camellia-192-ctr" Camellia192 Ctr, "camellia-192-ecb" Camellia192 Ecb, "camellia-192-ofb" Camellia192 Ofb,
    "camellia-256-cbc" Camellia256 Cbc, "camellia-256-cfb" Camellia256 Cfb, "camellia-256-cfb1" Camellia256 Cfb1, "camellia-256-cfb8" Camellia256 Cfb8,
    "camellia-256-ctr" Camellia256 Ctr, "camellia-256-ecb" Camellia256 Ecb, "camellia-256-ofb" Camellia256 Ofb,
    "camellia128" Camellia128 Cbc, "camellia192" Camellia192 Cbc, "camellia256" Camellia256 Cbc,
    "cast" Cast5 Cbc, "cast-cbc" Cast5 Cbc, "cast5-cbc" Cast5 Cbc, "cast5-cfb" Cast5 Cfb, "cast5-ecb" Cast5 Ecb, "cast5-ofb" Cast5 Ofb,
    "chacha20" ChaCha20 Stream,
    "des" Des Cbc, "des-cbc" Des Cbc, "des-cfb" Des Cfb, "des-cfb1" Des Cfb1, "des-cfb8" Des Cfb8, "des-ecb" Des Ecb,
    "des-ede" DesEde2 Ecb, "des-ede-cbc" DesEde2 Cbc, "des-ede-cfb" DesEde2 Cfb, "des-ede-ecb" DesEde2 Ecb,
    "des-ede-ofb" DesEde2 Ofb,
    "des-ede3" DesEde3 Ecb, "des-ede3-cbc" DesEde3 Cbc, "des-ede3-cfb" DesEde3 Cfb, "des-ede3-cfb1" DesEde3 Cfb1, "des-ede3-cfb8" DesEde3 Cfb8,
    "des-ede3-ecb" DesEde3 Ecb, "des-ede3-ofb" DesEde3 Ofb,
    "des-ofb" Des Ofb, "des3" DesEde3 Cbc,
    "id-aes128-wrap" Aes128 Wrap, "id-aes128-wrap-pad" Aes128 WrapPad,
    "id-aes192-wrap" Aes192 Wrap, "id-aes192-wrap-pad" Aes192 WrapPad,
    "id-aes256-wrap" Aes256 Wrap, "id-aes256-wrap-pad" Aes256 WrapPad,
    "rc2" Rc2 Cbc, "rc2-128" Rc2 Cbc, "rc2-40" Rc2Of40 Cbc, "rc2-40-cbc" Rc2Of40 Cbc, "rc2-64" Rc2Of64 Cbc, "rc2-64-cbc" Rc2Of64 Cbc,
    "rc2-cbc" Rc2 Cbc, "rc2-cfb" Rc2 Cfb, "rc2-ecb" Rc2 Ecb, "rc2-ofb" Rc2 Ofb, "rc4" Rc4 Stream, "rc4-40" Rc4Of40 Stream,
    "sm4" Sm4 Cbc, "sm4-cbc" Sm4 Cbc, "sm4-cfb" Sm4 Cfb, "sm4-ctr" Sm4 Ctr, "sm4-ecb" Sm4 Ecb, "sm4-ofb" Sm4 Ofb,
}

/// The cipher of a name, in any case.
pub fn find(name: &str) -> Option<&'static Cipher> {
    // OpenSSL lists the names of key wrap that stand in its table of objects, and knows those of its providers as well.
    let of_provider = || {
        let name = name.to_ascii_lowercase();
        let (bits, rest) = name
            .strip_prefix("aes")?
            .trim_start_matches('-')
            .split_at_checked(3)?;
        rest.starts_with("-wrap")
            .then(|| format!("id-aes{bits}{rest}"))
    };
    let find = |name: &str| {
        CIPHERS
            .iter()
            .find(|cipher| cipher.name.eq_ignore_ascii_case(name))
    };
    find(name).or_else(|| find(&of_provider()?))
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
            Mode::Wrap => 8,
            Mode::WrapPad => 4,
            _ => self.block.size(),
        }
    }

    /// Whether it wraps keys.
    pub fn wraps(&self) -> bool {
        matches!(self.mode, Mode::Wrap | Mode::WrapPad)
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
            Block::Blowfish => cmac::<Blowfish>(key),
            Block::Cast5 => cmac::<Cast5>(key),
            Block::Rc2 | Block::Rc2Of64 | Block::Rc2Of40 => cmac::<Rc2>(key),
            Block::ChaCha20 | Block::Rc4 | Block::Rc4Of40 => {
                unreachable!("the callers take ciphers in CBC mode")
            }
            Block::Des => cmac::<Des>(key),
            Block::DesEde2 => cmac::<TdesEde2>(key),
            Block::DesEde3 => cmac::<TdesEde3>(key),
            Block::Sm4 => cmac::<Sm4>(key),
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
            Block::ChaCha20 => {
                chacha20(key, iv, text);
                Ok(())
            }
            Block::Rc4 | Block::Rc4Of40 => {
                let mut stream = <Rc4 as KeyInit>::new_from_slice(key).expect(LENGTHS);
                stream.apply_keystream(text);
                Ok(())
            }
            Block::Blowfish => job.run::<Blowfish>(),
            Block::Cast5 => job.run::<Cast5>(),
            Block::Rc2 | Block::Rc2Of64 | Block::Rc2Of40 => job.run::<Rc2>(),
            Block::Des => job.run::<Des>(),
            Block::DesEde2 => job.run::<TdesEde2>(),
            Block::DesEde3 => job.run::<TdesEde3>(),
            Block::Sm4 => job.wide::<Sm4>(),
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

/// GMAC (NIST SP 800-38D): the tag of Galois/Counter Mode over a message that is authenticated alone.
#[derive(Clone, Copy)]
pub struct Gmac(Block);

impl Gmac {
    /// By a cipher of that mode.
    pub fn named(name: &str) -> Option<Self> {
        Some(Self(match &*name.to_ascii_lowercase() {
            "aes-128-gcm" | "id-aes128-gcm" => Block::Aes128,
            "aes-192-gcm" | "id-aes192-gcm" => Block::Aes192,
            "aes-256-gcm" | "id-aes256-gcm" => Block::Aes256,
            "aria-128-gcm" => Block::Aria128,
            "aria-192-gcm" => Block::Aria192,
            "aria-256-gcm" => Block::Aria256,
            _ => return None,
        }))
    }

    /// Bytes of a key.
    pub fn key_len(self) -> usize {
        self.0.key_len()
    }

    /// The code of a message under a key of its length. The vector is used once under a key.
    pub fn code(self, key: &[u8], iv: &[u8], message: &[u8]) -> [u8; 16] {
        match self.0 {
            Block::Aes128 => gmac_by::<Aes128>(key, iv, message),
            Block::Aes192 => gmac_by::<Aes192>(key, iv, message),
            Block::Aes256 => gmac_by::<Aes256>(key, iv, message),
            Block::Aria128 => gmac_by::<Aria128>(key, iv, message),
            Block::Aria192 => gmac_by::<Aria192>(key, iv, message),
            Block::Aria256 => gmac_by::<Aria256>(key, iv, message),
            _ => unreachable!("a name is of one of these"),
        }
    }
}

fn gmac_by<C>(key: &[u8], iv: &[u8], message: &[u8]) -> [u8; 16]
where
    C: BlockCipherEncrypt + KeyInit + BlockSizeUser<BlockSize = U16>,
{
    let cipher = C::new_from_slice(key).expect(LENGTHS);
    pkcs::gmac(|block| cipher.encrypt_block(block.into()), iv, message)
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
    /// With a cipher of 16-byte blocks, which alone has counter mode and wraps keys.
    fn wide<C>(self) -> Result<(), Fault>
    where
        C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit + BlockSizeUser<BlockSize = U16>,
    {
        match self.mode {
            Mode::Ctr => {}
            Mode::Wrap | Mode::WrapPad => return self.wrap::<C>(),
            _ => return self.run::<C>(),
        }
        let mut stream = ctr::Ctr128BE::<C>::new_from_slices(self.key, self.iv).expect(LENGTHS);
        stream.apply_keystream(self.text);
        Ok(())
    }

    /// Wraps or unwraps a key; the initialisation vector is what unwrapping looks for.
    fn wrap<C>(self) -> Result<(), Fault>
    where
        C: BlockCipherEncrypt + BlockCipherDecrypt + KeyInit + BlockSizeUser<BlockSize = U16>,
    {
        let cipher = C::new_from_slice(self.key).expect(LENGTHS);
        let (iv, text) = (self.iv, self.text);
        let padded = self.mode == Mode::WrapPad;
        // Without padding there are two semiblocks at least, and with it one byte.
        let whole = text.len().is_multiple_of(8);
        let minimum = match (padded, self.encrypt) {
            (true, true) => 1,
            (true, false) | (false, true) => 16,
            (false, false) => 24,
        };
        if text.len() < minimum || !(whole || padded && self.encrypt) {
            return Err(match self.encrypt {
                true => Fault::Length,
                false => Fault::Padding,
            });
        }
        if self.encrypt {
            let len = text.len();
            let mut out = Zeroizing::new(vec![0; 8 + len.next_multiple_of(8)]);
            out[..iv.len()].copy_from_slice(iv);
            if padded {
                let len = u32::try_from(len).map_err(|_| Fault::Length)?;
                out[4..8].copy_from_slice(&len.to_be_bytes());
            }
            out[8..8 + len].copy_from_slice(text);
            match out.len() {
                // RFC 5649 §4.1: one semiblock is encrypted with the vector, as one block.
                16 => cipher.encrypt_block(one_block(&mut out)),
                _ => wrap_semiblocks(&cipher, &mut out),
            }
            *text = out;
            return Ok(());
        }
        match text.len() {
            16 => cipher.decrypt_block(one_block(text)),
            _ => unwrap_semiblocks(&cipher, text),
        }
        let (head, key) = text.split_at(8);
        let len = match padded {
            true => u32::from_be_bytes(head[4..].try_into().expect("four bytes")) as usize,
            false => key.len(),
        };
        let fits = len <= key.len() && key.len() - len < 8;
        // All bytes are looked at, so that how many are right does not show.
        let padding = key.get(len..).unwrap_or_default();
        let differs = |a: &[u8], b: &[u8]| a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b));
        if !fits | (differs(&head[..iv.len()], iv) | differs(padding, &[0; 8]) != 0) {
            return Err(Fault::Padding);
        }
        *text = Zeroizing::new(key[..len].to_vec());
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
            (Mode::Cfb1, encrypt) => {
                one_bit_feedback(&C::new_from_slice(key).expect(LENGTHS), iv, text, encrypt);
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
            (Mode::Ctr | Mode::Stream | Mode::Wrap | Mode::WrapPad, _) => {
                unreachable!("the table has counter mode and key wrap for 16-byte blocks alone")
            }
        }
    }
}

/// ChaCha20 (RFC 8439 §2.4). As in OpenSSL the vector is the counter and the nonce, and the counter carries into the word after it: this
/// is the cipher's first form, of 64 bits each.
fn chacha20(key: &[u8], iv: &[u8], text: &mut [u8]) {
    let (counter, nonce) = iv.split_at(8);
    let mut core = ChaCha20LegacyCore::new_from_slices(key, nonce).expect(LENGTHS);
    core.set_block_pos(u64::from_le_bytes(counter.try_into().expect(LENGTHS)));
    for block in text.chunks_mut(CHACHA20_BLOCK) {
        let mut stream = Zeroizing::new(Array::default());
        core.write_keystream_block(&mut stream);
        block
            .iter_mut()
            .zip(stream.iter())
            .for_each(|(t, s)| *t ^= s);
    }
}

const CHACHA20_BLOCK: usize = 64;

/// CFB with segments of one bit (SP 800-38A §6.3): each takes the first bit that the cipher makes of the shift register, into
/// which the bit of ciphertext goes.
fn one_bit_feedback<C: BlockCipherEncrypt>(cipher: &C, iv: &[u8], text: &mut [u8], encrypt: bool) {
    let mut register = Array::<u8, C::BlockSize>::try_from(iv).expect(LENGTHS);
    for byte in text {
        for bit in (0..8).rev() {
            let mut block = register.clone();
            cipher.encrypt_block(&mut block);
            let read = *byte >> bit & 1;
            let made = read ^ block[0] >> 7;
            *byte = *byte & !(1 << bit) | made << bit;
            let mut carried = if encrypt { made } else { read };
            for part in register.iter_mut().rev() {
                (*part, carried) = (*part << 1 | carried, *part >> 7);
            }
        }
    }
}

fn one_block(text: &mut [u8]) -> &mut Array<u8, U16> {
    <&mut [u8; 16]>::try_from(text)
        .unwrap_or_else(|_| unreachable!("the caller has looked at the length"))
        .into()
}

/// RFC 3394 §2.2.1, in its place: the first semiblock is the initial value.
fn wrap_semiblocks<C: BlockCipherEncrypt<BlockSize = U16>>(cipher: &C, text: &mut [u8]) {
    let (a, r) = text.split_at_mut(8);
    let mut step = 0_u64;
    for _ in 0..6 {
        for r in r.chunks_exact_mut(8) {
            step += 1;
            let mut block = Array::<u8, U16>::default();
            block[..8].copy_from_slice(a);
            block[8..].copy_from_slice(r);
            cipher.encrypt_block(&mut block);
            a.copy_from_slice(&block[..8]);
            a.iter_mut()
                .zip(step.to_be_bytes())
                .for_each(|(a, t)| *a ^= t);
            r.copy_from_slice(&block[8..]);
            block.zeroize();
        }
    }
}

/// RFC 3394 §2.2.2, as [`wrap_semiblocks`].
fn unwrap_semiblocks<C: BlockCipherDecrypt<BlockSize = U16>>(cipher: &C, text: &mut [u8]) {
    let (a, r) = text.split_at_mut(8);
    let mut step = 6 * (r.len() as u64 / 8);
    for _ in 0..6 {
        for r in r.chunks_exact_mut(8).rev() {
            let mut block = Array::<u8, U16>::default();
            block[..8].copy_from_slice(a);
            block[..8]
                .iter_mut()
                .zip(step.to_be_bytes())
                .for_each(|(a, t)| *a ^= t);
            block[8..].copy_from_slice(r);
            cipher.decrypt_block(&mut block);
            a.copy_from_slice(&block[..8]);
            r.copy_from_slice(&block[8..]);
            block.zeroize();
            step -= 1;
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

#[cfg(test)]
mod tests {
    use super::{Fault, find};
    use zeroize::Zeroizing;

    fn bytes(hex: &str) -> Vec<u8> {
        hex::decode(hex.replace(' ', "")).unwrap()
    }

    #[test]
    fn keys_are_wrapped_as_the_rfcs_examples_are() {
        for (name, key, iv, plain, wrapped) in [
            // RFC 3394 §4.1 and §4.6.
            (
                "id-aes128-wrap",
                "000102030405060708090A0B0C0D0E0F",
                "A6A6A6A6A6A6A6A6",
                "00112233445566778899AABBCCDDEEFF",
                "1FA68B0A8112B447 AEF34BD8FB5A7B82 9D3E862371D2CFE5",
            ),
            (
                "aes-256-wrap",
                "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
                "A6A6A6A6A6A6A6A6",
                "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
                "28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21",
            ),
            // RFC 5649 §6.
            (
                "id-aes192-wrap-pad",
                "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8",
                "A65959A6",
                "c37b7e6492584340bed12207808941155068f738",
                "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
            ),
            (
                "aes192-wrap-pad",
                "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8",
                "A65959A6",
                "466f7250617369",
                "afbeb0f07dfbf5419200f2ccb50bb24f",
            ),
        ] {
            let cipher = find(name).unwrap();
            let (key, iv) = (bytes(key), bytes(iv));
            let mut text = Zeroizing::new(bytes(plain));
            cipher.apply(&key, &iv, &mut text, true, true).unwrap();
            assert_eq!(text[..], bytes(wrapped), "{name}");
            cipher.apply(&key, &iv, &mut text, false, true).unwrap();
            assert_eq!(text[..], bytes(plain), "{name}");
            // Every bit counts, and every length but the right one.
            for at in 0..bytes(wrapped).len() * 8 {
                let mut text = Zeroizing::new(bytes(wrapped));
                text[at / 8] ^= 1 << (at % 8);
                let unwrapped = cipher.apply(&key, &iv, &mut text, false, true);
                assert_eq!(unwrapped, Err(Fault::Padding), "{name}, bit {at}");
            }
            for len in 0..bytes(wrapped).len() {
                let mut text = Zeroizing::new(bytes(wrapped)[..len].to_vec());
                assert!(cipher.apply(&key, &iv, &mut text, false, true).is_err());
            }
        }
        let mut short = Zeroizing::new(vec![0; 8]);
        let wrap = find("aes128-wrap").unwrap();
        assert_eq!(
            wrap.apply(&[0; 16], &[0; 8], &mut short, true, true),
            Err(Fault::Length)
        );
    }

    #[test]
    fn chacha20_counts_on_from_the_vectors_first_bytes() {
        // RFC 8439 §A.2, test vector 2: the counter is 1, and the nonce ends in 2.
        let cipher = find("ChaCha20").unwrap();
        let key = bytes("0000000000000000000000000000000000000000000000000000000000000001");
        let iv = bytes("01000000000000000000000000000002");
        let mut text = Zeroizing::new(b"Any submission to the IETF intended by the Contributor for publication as all or part of".to_vec());
        let plain = text.clone();
        cipher.apply(&key, &iv, &mut text, true, true).unwrap();
        assert_eq!(
            text[..48],
            bytes(
                "a3fbf07df3fa2fde4f376ca23e82737041605d9f4f4f57bd8cff2c1d4b7955ec2a97948bd3722915c8f3d337f7d37005"
            )
        );
        cipher.apply(&key, &iv, &mut text, false, true).unwrap();
        assert_eq!(text, plain);
        // What OpenSSL 3.0 makes of zeros where the counter of 32 bits carries into the next word, and where that of 64 begins anew.
        for (iv, made) in [
            (
                "ffffffff000000000000000000000000",
                "4593937023b58b1d3db41d3aa0d32928",
            ),
            (
                "ffffffffffffffff0000000000000000",
                "3328845607b1768976b8e0ada0f13d90",
            ),
        ] {
            let mut text = Zeroizing::new(vec![0; 128]);
            cipher
                .apply(&[0; 32], &bytes(iv), &mut text, true, true)
                .unwrap();
            assert_eq!(text[56..72], bytes(made), "{iv}");
        }
    }

    #[test]
    fn sm4_is_that_of_the_standard() {
        // GB/T 32907-2016, appendix A.1.
        let cipher = find("sm4-ecb").unwrap();
        let key = bytes("0123456789abcdeffedcba9876543210");
        let mut text = Zeroizing::new(key.clone());
        cipher.apply(&key, &[], &mut text, true, false).unwrap();
        assert_eq!(text[..], bytes("681edf34d206965e86b3e94f536e4246"));
    }

    #[test]
    fn feedback_of_one_bit_is_that_of_the_standard() {
        // SP 800-38A §F.3.1: the first sixteen bits.
        let cipher = find("aes-128-cfb1").unwrap();
        let key = bytes("2b7e151628aed2a6abf7158809cf4f3c");
        let iv = bytes("000102030405060708090a0b0c0d0e0f");
        let mut text = Zeroizing::new(bytes("6bc1"));
        cipher.apply(&key, &iv, &mut text, true, true).unwrap();
        assert_eq!(text[..], bytes("68b3"));
        cipher.apply(&key, &iv, &mut text, false, true).unwrap();
        assert_eq!(text[..], bytes("6bc1"));
    }
}
