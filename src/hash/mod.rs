//! Hash functions, chosen at run time ([`HashAlgorithm`]) or by type ([`Hash`]); extendable-output functions ([`Shake`]);
//! and MGF1.
//!
//! What may leak by timing is the length of a message, never what is in it: no function here branches on or indexes by its input.
//!
//! A program that names hashes by type links those alone; whatever takes a [`HashAlgorithm`] links them all.
#![forbid(unsafe_code)]

mod mgf1;
#[cfg_attr(not(feature = "sha3"), path = "no_shake.rs")]
mod shake;

pub use mgf1::xor_mgf1;
pub use shake::{Shake, ShakeHash};
#[cfg(feature = "sha3")]
pub use shake::{Shake128_256, Shake256_512};

use core::fmt;
use core::str::FromStr;

use digest::Digest;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
#[cfg(feature = "sha3")]
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};

/// The longest output of any [`HashAlgorithm`], in bytes.
pub const MAX_OUTPUT_LEN: usize = 64;

/// Defines [`HashAlgorithm`] and what depends on each: a row is a hash, with its bytes of output and of an input block, its
/// object identifier, its name in the standard and its name on a command line.
macro_rules! hashes {
    ($(
        $(#[doc = $doc:literal])* $(#[cfg($cfg:meta)])?
        $name:ident = $output_len:literal, $block_len:literal, $oid:expr, $standard_name:literal, $cli_name:literal;
    )*) => {
        /// A hash function for RSASSA-PKCS1-v1_5, RSASSA-PSS, RSAES-OAEP and MGF1 (RFC 8017 §B.1, SHA-3 by FIPS 202).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum HashAlgorithm {
            $($(#[doc = $doc])* $(#[cfg($cfg)])? $name,)*
        }

        impl HashAlgorithm {
            /// Every algorithm, in the order of declaration.
            pub const ALL: &'static [Self] = &[
                $($(#[cfg($cfg)])? Self::$name,)*
            ];

            /// Bytes of output.
            pub const fn output_len(self) -> usize {
                match self { $($(#[cfg($cfg)])? Self::$name => $output_len,)* }
            }

            /// Bytes of one input block, which is what HMAC pads its key to.
            pub const fn block_len(self) -> usize {
                match self { $($(#[cfg($cfg)])? Self::$name => $block_len,)* }
            }

            /// The contents bytes of the hash function's own OBJECT IDENTIFIER, as in a DigestInfo.
            pub(crate) const fn oid_contents(self) -> &'static [u8] {
                match self { $($(#[cfg($cfg)])? Self::$name => $oid,)* }
            }

            /// The name in the standard: `SHA-1`, `SHA-256`, `SHA-512/256`, `SHA3-256`.
            pub const fn name(self) -> &'static str {
                match self { $($(#[cfg($cfg)])? Self::$name => $standard_name,)* }
            }

            /// The name on a command line: `sha1`, `sha256`, `sha512-256`, `sha3-256`.
            pub const fn cli_name(self) -> &'static str {
                match self { $($(#[cfg($cfg)])? Self::$name => $cli_name,)* }
            }

            /// A streaming hasher, for a message that comes in parts.
            pub fn hasher(self) -> Hasher {
                Hasher(match self { $($(#[cfg($cfg)])? Self::$name => State::$name($name::new()),)* })
            }
        }

        #[derive(Clone)]
        enum State { $($(#[cfg($cfg)])? $name($name),)* }

        impl Hasher {
            /// Takes in more of the message.
            pub fn update(&mut self, part: &[u8]) {
                match &mut self.0 { $($(#[cfg($cfg)])? State::$name(h) => Digest::update(h, part),)* }
            }

            /// The digest of all that was taken in.
            pub fn finalize(self) -> HashValue {
                match self.0 { $($(#[cfg($cfg)])? State::$name(h) => HashValue::new(&h.finalize()),)* }
            }

            /// The algorithm.
            pub fn algorithm(&self) -> HashAlgorithm {
                match self.0 { $($(#[cfg($cfg)])? State::$name(_) => HashAlgorithm::$name,)* }
            }
        }

        $($(#[cfg($cfg)])? impl Hash for $name { const ALGORITHM: HashAlgorithm = HashAlgorithm::$name; })*
    };
}

/// An identifier under NIST's arc for hashes, 2.16.840.1.101.3.4.2.
macro_rules! nist {
    ($arc:literal) => {
        &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, $arc]
    };
}

hashes! {
    /// SHA-1: for verifying what is old, for key identifiers, and where a standard's default names it.
    Sha1 = 20, 64, &[0x2b, 0x0e, 0x03, 0x02, 0x1a], "SHA-1", "sha1";
    /// SHA-224.
    Sha224 = 28, 64, nist!(4), "SHA-224", "sha224";
    /// SHA-256.
    Sha256 = 32, 64, nist!(1), "SHA-256", "sha256";
    /// SHA-384.
    Sha384 = 48, 128, nist!(2), "SHA-384", "sha384";
    /// SHA-512.
    Sha512 = 64, 128, nist!(3), "SHA-512", "sha512";
    /// SHA-512/224.
    Sha512_224 = 28, 128, nist!(5), "SHA-512/224", "sha512-224";
    /// SHA-512/256.
    Sha512_256 = 32, 128, nist!(6), "SHA-512/256", "sha512-256";
    /// SHA3-224.
    #[cfg(feature = "sha3")]
    Sha3_224 = 28, 144, nist!(7), "SHA3-224", "sha3-224";
    /// SHA3-256.
    #[cfg(feature = "sha3")]
    Sha3_256 = 32, 136, nist!(8), "SHA3-256", "sha3-256";
    /// SHA3-384.
    #[cfg(feature = "sha3")]
    Sha3_384 = 48, 104, nist!(9), "SHA3-384", "sha3-384";
    /// SHA3-512.
    #[cfg(feature = "sha3")]
    Sha3_512 = 64, 72, nist!(10), "SHA3-512", "sha3-512";
}

impl HashAlgorithm {
    /// The digest of one message, [`output_len`](Self::output_len) bytes. Allocates nothing.
    pub fn digest(self, message: &[u8]) -> HashValue {
        let mut hasher = self.hasher();
        hasher.update(message);
        hasher.finalize()
    }
}

impl fmt::Display for HashAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A hash name that no [`HashAlgorithm`] answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownHash;

impl fmt::Display for UnknownHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if cfg!(feature = "sha3") {
            "unknown hash: use sha1, sha224, sha256, sha384, sha512, sha512-224, sha512-256 or sha3-224 to sha3-512"
        } else {
            "unknown hash: use sha1, sha224, sha256, sha384, sha512, sha512-224 or sha512-256"
        })
    }
}

impl core::error::Error for UnknownHash {}

impl FromStr for HashAlgorithm {
    type Err = UnknownHash;

    /// Reads a name as the standards or OpenSSL write it: letter case and the signs `-`, `/`, `_` make no difference,
    /// save that `sha3` must be followed by its size (`sha3-256`, `SHA3_256`), and the prefix `RSA-` is ignored.
    fn from_str(name: &str) -> Result<Self, UnknownHash> {
        fn plain(name: &str) -> impl Iterator<Item = u8> + '_ {
            name.bytes()
                .filter(|b| !b"-/_".contains(b))
                .map(|b| b.to_ascii_lowercase())
        }
        let name = match name.get(..4) {
            Some(prefix) if prefix.eq_ignore_ascii_case("rsa-") => &name[4..],
            _ => name,
        };
        // "sha2-256" is what OpenSSL's providers call SHA-256.
        let name = match name.get(..5) {
            Some(prefix) if prefix.eq_ignore_ascii_case("sha2-") => &name[5..],
            Some(_) | None if !name.is_empty() => {
                return Self::ALL
                    .iter()
                    .copied()
                    .find(|hash| plain(hash.cli_name()).eq(plain(name)))
                    .ok_or(UnknownHash);
            }
            _ => return Err(UnknownHash),
        };
        Self::ALL[1..7]
            .iter()
            .copied()
            .find(|hash| plain(&hash.cli_name()[3..]).eq(plain(name)))
            .ok_or(UnknownHash)
    }
}

/// A hash function chosen by type, so that a key can be bound to it before it signs.
pub trait Hash: Digest + Clone {
    /// The same function, as a value.
    const ALGORITHM: HashAlgorithm;
}

/// A digest: up to [`MAX_OUTPUT_LEN`] bytes, held without allocation.
#[derive(Clone, Copy)]
pub struct HashValue {
    bytes: [u8; MAX_OUTPUT_LEN],
    len: usize,
}

impl HashValue {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut value = Self {
            bytes: [0; MAX_OUTPUT_LEN],
            len: bytes.len(),
        };
        value.bytes[..bytes.len()].copy_from_slice(bytes);
        value
    }

    /// The digest of a message with the hash `D`, which alone is linked.
    pub fn of<D: Hash>(message: &[u8]) -> Self {
        Self::new(&D::digest(message))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl zeroize::Zeroize for HashValue {
    /// Leaves a digest of zeros, of the same length.
    fn zeroize(&mut self) {
        self.bytes.zeroize();
    }
}

impl AsRef<[u8]> for HashValue {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl core::ops::Deref for HashValue {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for HashValue {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for HashValue {}

impl fmt::Debug for HashValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes()
            .iter()
            .try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// A streaming hasher of an algorithm chosen at run time.
#[derive(Clone)]
pub struct Hasher(State);

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hasher({})", self.algorithm())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use digest::const_oid::AssociatedOid;

    fn agree<D: Hash + AssociatedOid>() {
        assert_eq!(D::ALGORITHM.oid_contents(), D::OID.as_bytes());
        assert_eq!(D::ALGORITHM.output_len(), <D as Digest>::output_size());
        assert_eq!(
            D::ALGORITHM.digest(b"abc").as_bytes(),
            &D::digest(b"abc")[..]
        );
    }

    #[test]
    fn every_algorithm_has_the_oid_and_length_of_its_crate() {
        agree::<Sha1>();
        agree::<Sha224>();
        agree::<Sha256>();
        agree::<Sha384>();
        agree::<Sha512>();
        agree::<Sha512_224>();
        agree::<Sha512_256>();
        #[cfg(feature = "sha3")]
        agree::<Sha3_224>();
        #[cfg(feature = "sha3")]
        agree::<Sha3_256>();
        #[cfg(feature = "sha3")]
        agree::<Sha3_384>();
        #[cfg(feature = "sha3")]
        agree::<Sha3_512>();
    }

    #[test]
    fn names_are_read_as_the_standards_and_openssl_write_them() {
        for &hash in HashAlgorithm::ALL {
            assert_eq!(hash.name().parse(), Ok(hash));
            assert_eq!(hash.cli_name().parse(), Ok(hash));
        }
        assert_eq!("SHA2-256".parse(), Ok(HashAlgorithm::Sha256));
        assert_eq!("SHA2-512/224".parse(), Ok(HashAlgorithm::Sha512_224));
        assert_eq!("RSA-SHA512".parse(), Ok(HashAlgorithm::Sha512));
        assert_eq!("SHA512-256".parse(), Ok(HashAlgorithm::Sha512_256));
        for wrong in [
            "",
            "sha",
            "sha3",
            "sha2-",
            "sha2-1",
            "sha2-3-256",
            "md5",
            "rsa-",
            "sha2-é",
        ] {
            assert_eq!(wrong.parse::<HashAlgorithm>(), Err(UnknownHash), "{wrong}");
        }
    }
}
