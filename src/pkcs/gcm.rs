//! AES in Galois/Counter Mode (NIST SP 800-38D), for messages whose content is authenticated as well as encrypted.

use alloc::vec::Vec;

use aes::cipher::{Array, BlockCipherEncrypt, typenum::U16};
use ghash::GHash;
use ghash::universal_hash::UniversalHash as _;
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::cbc_pad::{Cipher, keyed};
use crate::der::{ObjectIdentifierRef, oid};

/// AES in Galois/Counter Mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AesGcm {
    /// AES-128-GCM.
    Aes128,
    /// AES-192-GCM.
    Aes192,
    /// AES-256-GCM.
    Aes256,
}

type Block = Array<u8, U16>;

const BLOCK_LEN: usize = 16;

impl AesGcm {
    /// Every key length.
    pub const ALL: &'static [Self] = &[Self::Aes128, Self::Aes192, Self::Aes256];

    /// Bytes of a nonce, as RFC 5084 §3.2 recommends.
    pub(super) const NONCE_LEN: usize = 12;

    /// Bytes of a whole tag.
    pub(super) const TAG_LEN: usize = BLOCK_LEN;

    /// Bytes of the shortest tag that RFC 5084 §3.2 allows.
    pub(super) const MIN_TAG_LEN: usize = 12;

    /// Bytes of the longest nonce that is read, which is as many as OpenSSL takes.
    pub(super) const MAX_NONCE_LEN: usize = 16;

    /// SP 800-38D §5.2.1.1: a plaintext has at most 2^39 − 256 bits.
    const MAX_LEN: u64 = (1 << 36) - 32;

    /// Bytes of key.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    pub(super) const fn oid(self) -> ObjectIdentifierRef<'static> {
        match self {
            Self::Aes128 => oid::AES_128_GCM,
            Self::Aes192 => oid::AES_192_GCM,
            Self::Aes256 => oid::AES_256_GCM,
        }
    }

    /// The same block cipher in CBC mode, by which keys are encrypted under a password (RFC 3211 §2.3 asks for CBC).
    pub(super) const fn in_cbc_mode(self) -> Cipher {
        match self {
            Self::Aes128 => Cipher::Aes128,
            Self::Aes192 => Cipher::Aes192,
            Self::Aes256 => Cipher::Aes256,
        }
    }

    /// Encrypts (SP 800-38D §7.1); `None` for a plaintext that is too long. A nonce is used once under a key.
    ///
    /// # Panics
    ///
    /// When the key has not this cipher's length: callers in this module cut it by that.
    pub(super) fn encrypt(
        self,
        key: &[u8],
        nonce: &[u8],
        associated: &[u8],
        plain: &[u8],
    ) -> Option<(Vec<u8>, [u8; Self::TAG_LEN])> {
        if plain.len() as u64 > Self::MAX_LEN {
            return None;
        }
        let state = self.state(key, nonce);
        let mut text = plain.to_vec();
        state.apply(&mut text);
        let tag = state.tag(associated, &text);
        Some((text, tag))
    }

    /// Decrypts what has this tag, and nothing else (SP 800-38D §7.2): the tag is compared before a byte is decrypted. A shorter
    /// tag is the beginning of a whole one.
    ///
    /// # Panics
    ///
    /// As [`encrypt`](Self::encrypt).
    pub(super) fn decrypt(
        self,
        key: &[u8],
        nonce: &[u8],
        associated: &[u8],
        ciphertext: &[u8],
        tag: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        if ciphertext.len() as u64 > Self::MAX_LEN || tag.len() < Self::MIN_TAG_LEN {
            return None;
        }
        let state = self.state(key, nonce);
        let expected = state.tag(associated, ciphertext);
        let is_right = expected.get(..tag.len())?.ct_eq(tag);
        if !bool::from(is_right) {
            return None;
        }
        let mut text = Zeroizing::new(ciphertext.to_vec());
        state.apply(&mut text);
        Some(text)
    }

    fn state(self, key: &[u8], nonce: &[u8]) -> State {
        let cipher = match self {
            Self::Aes128 => Keyed::Aes128(keyed(key)),
            Self::Aes192 => Keyed::Aes192(keyed(key)),
            Self::Aes256 => Keyed::Aes256(keyed(key)),
        };
        let (hash, start) = begin(|block| cipher.encrypt(core::slice::from_mut(block)), nonce);
        State {
            cipher,
            hash,
            start,
        }
    }
}

/// GMAC (SP 800-38D §3): the tag of Galois/Counter Mode for a message that is authenticated and not encrypted.
///
/// `encrypt` is a block cipher of 16-byte blocks under its key, in place. A nonce is used once under a key: two messages under one
/// let anybody authenticate others.
///
/// ```
/// use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _};
///
/// let cipher = aes::Aes128::new(&[0; 16].into());
/// let tag = certwright::pkcs::gmac(|block| cipher.encrypt_block(block.into()), &[0; 12], b"");
/// // The first example of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)".
/// assert_eq!(tag[..4], [0x58, 0xe2, 0xfc, 0xce]);
/// ```
pub fn gmac(
    encrypt: impl Fn(&mut [u8; BLOCK_LEN]),
    nonce: &[u8],
    message: &[u8],
) -> [u8; BLOCK_LEN] {
    let encrypt = |block: &mut Block| encrypt(&mut block.0);
    let (hash, start) = begin(encrypt, nonce);
    finish(encrypt, hash, start, message, &[])
}

/// GHASH under a cipher's key, and the block before the first counter (SP 800-38D §7.1, steps 1 and 2).
fn begin(encrypt: impl Fn(&mut Block), nonce: &[u8]) -> (GHash, Block) {
    let mut subkey = Block::default();
    encrypt(&mut subkey);
    let hash = GHash::new(&subkey);
    subkey.zeroize();
    let start = match nonce.len() {
        AesGcm::NONCE_LEN => {
            let mut block = Block::default();
            block[..AesGcm::NONCE_LEN].copy_from_slice(nonce);
            block[BLOCK_LEN - 1] = 1;
            block
        }
        _ => {
            let mut hash = hash.clone();
            hash.update_padded(nonce);
            hash.update(&[lengths(0, nonce.len())]);
            hash.finalize()
        }
    };
    (hash, start)
}

/// The tag, of a whole block (SP 800-38D §7.1, steps 4 to 6).
fn finish(
    encrypt: impl Fn(&mut Block),
    mut hash: GHash,
    start: Block,
    associated: &[u8],
    ciphertext: &[u8],
) -> [u8; BLOCK_LEN] {
    hash.update_padded(associated);
    hash.update_padded(ciphertext);
    hash.update(&[lengths(associated.len(), ciphertext.len())]);
    let mut tag: [u8; BLOCK_LEN] = hash.finalize().into();
    let mut mask = start;
    encrypt(&mut mask);
    tag.iter_mut().zip(&mask).for_each(|(t, m)| *t ^= m);
    mask.zeroize();
    tag
}

/// Both lengths in bits, as GHASH ends with them.
fn lengths(associated: usize, text: usize) -> Block {
    let mut block = Block::default();
    block[..8].copy_from_slice(&(8 * associated as u64).to_be_bytes());
    block[8..].copy_from_slice(&(8 * text as u64).to_be_bytes());
    block
}

enum Keyed {
    Aes128(aes::Aes128),
    Aes192(aes::Aes192),
    Aes256(aes::Aes256),
}

impl Keyed {
    fn encrypt(&self, blocks: &mut [Block]) {
        match self {
            Self::Aes128(cipher) => cipher.encrypt_blocks(blocks),
            Self::Aes192(cipher) => cipher.encrypt_blocks(blocks),
            Self::Aes256(cipher) => cipher.encrypt_blocks(blocks),
        }
    }
}

/// A key and a nonce.
struct State {
    cipher: Keyed,
    hash: GHash,
    start: Block,
}

impl State {
    /// The counters' key stream on a text (SP 800-38D §6.5), from the block after the start.
    fn apply(&self, text: &mut [u8]) {
        /// As many as the block cipher takes at once.
        const BLOCKS: usize = 8;
        let (fixed, counter) = self.start.split_at(12);
        let mut counter = u32::from_be_bytes([counter[0], counter[1], counter[2], counter[3]]);
        let mut stream = [Block::default(); BLOCKS];
        for part in text.chunks_mut(BLOCKS * BLOCK_LEN) {
            for block in &mut stream {
                // inc32: the other bytes stay as they are.
                counter = counter.wrapping_add(1);
                block[..12].copy_from_slice(fixed);
                block[12..].copy_from_slice(&counter.to_be_bytes());
            }
            self.cipher.encrypt(&mut stream);
            let stream = stream.iter().flatten();
            part.iter_mut().zip(stream).for_each(|(t, s)| *t ^= s);
        }
        stream.iter_mut().for_each(|block| block.zeroize());
    }

    fn tag(&self, associated: &[u8], ciphertext: &[u8]) -> [u8; BLOCK_LEN] {
        finish(
            |block| self.cipher.encrypt(core::slice::from_mut(block)),
            self.hash.clone(),
            self.start,
            associated,
            ciphertext,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        hex::decode(text).unwrap()
    }

    /// Test cases 4, 6, 10 and 16 of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B: nonces of 12
    /// bytes and of 60 (which no message has), a text of 60 bytes, 20 bytes of associated data.
    #[test]
    fn texts_are_encrypted_as_in_the_examples_of_the_mode() {
        const PLAIN: &str = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
        const KEY: &str = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
        const ASSOCIATED: &str = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
        const LONG: &str = "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b";
        for (cipher, nonce, ciphertext, tag) in [
            (
                AesGcm::Aes128,
                "cafebabefacedbaddecaf888",
                "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
                "5bc94fbc3221a5db94fae95ae7121a47",
            ),
            (
                AesGcm::Aes128,
                LONG,
                "8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca701e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5",
                "619cc5aefffe0bfa462af43c1699d050",
            ),
            (
                AesGcm::Aes192,
                "cafebabefacedbaddecaf888",
                "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
                "2519498e80f1478f37ba55bd6d27618c",
            ),
            (
                AesGcm::Aes256,
                "cafebabefacedbaddecaf888",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
                "76fc6ece0f4e1768cddf8853bb2d551b",
            ),
        ] {
            let key = &hex(KEY)[..cipher.key_len()];
            let (nonce, associated) = (hex(nonce), hex(ASSOCIATED));
            let (text, made) = (cipher.encrypt(key, &nonce, &associated, &hex(PLAIN))).unwrap();
            assert_eq!((text.clone(), made.to_vec()), (hex(ciphertext), hex(tag)));
            let open = |associated: &[u8], text: &[u8], tag: &[u8]| {
                cipher.decrypt(key, &nonce, associated, text, tag)
            };
            for len in 0..=16 {
                let opened = open(&associated, &text, &made[..len]);
                assert_eq!(opened.is_some(), len >= 12, "{len}");
                assert!(opened.is_none_or(|opened| opened[..] == hex(PLAIN)));
            }
            // Every bit counts.
            for bit in 0..8 * (text.len() + 16 + associated.len()) {
                let (mut associated, mut text, mut tag) = (associated.clone(), text.clone(), made);
                let mut all = (text.iter_mut()).chain(&mut tag).chain(&mut associated);
                *all.nth(bit / 8).unwrap() ^= 1 << (bit % 8);
                assert_eq!(open(&associated, &text, &tag), None, "{bit}");
            }
            assert_eq!(open(&associated, &text, &[&made[..], &[0]].concat()), None);
        }
    }

    /// A nonce whose first counter is 0x000102…0bfffffffe, so that the third block's is 0: inc32 does not carry into the bytes
    /// before. Go's crypto/cipher made the ciphertext and the tag.
    #[test]
    fn the_counter_wraps_in_its_last_four_bytes() {
        let key = hex("feffe9928665731c6d6a8f9467308308");
        let nonce = hex("190dd3a29e5c35bf37f22b610fa0798b");
        let (text, tag) = AesGcm::Aes128
            .encrypt(&key, &nonce, &hex("feedfacedeadbeef"), &[0; 64])
            .unwrap();
        assert_eq!(
            hex::encode(text),
            "892dfd6688f21646bb3efafd4fce42ed38b4098c982b501e438098cec42c3fa2\
             da6d364a2053df80d60ff12dafd5503cf0fb878f4dba8e4943ffb87098b3bf60"
        );
        assert_eq!(hex::encode(tag), "52fe9ac0eaaf93346e5aba82357eb219");
    }
}
