//! Message digests by name: those that signatures use, and the others that `dgst` prints.

use blake2::{Blake2b512, Blake2s256};
use digest::{Digest as _, DynDigest, ExtendableOutput as _, Update as _};
use md4::Md4;
use md5::Md5;
use ripemd::Ripemd160;
use sha1::Sha1;
use shake::{Shake128, Shake256};
use sm3::Sm3;

use super::error::{CliError, excerpt};
use certwright::der::{ObjectIdentifierRef, Writer};
use certwright::rsa::HashAlgorithm;

/// A digest that the command line knows.
#[derive(Debug)]
pub struct MessageDigest {
    /// OpenSSL's names for it as an option, the usual one first, in lower case.
    pub names: &'static [&'static str],
    /// The name that is printed before a digest.
    pub display: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// One that RSA's schemes are defined with.
    Rsa(HashAlgorithm),
    Md4,
    Md5,
    Md5Sha1,
    Ripemd160,
    Blake2b512,
    Blake2s256,
    Sm3,
    Shake128,
    Shake256,
}

const fn rsa(
    names: &'static [&'static str],
    display: &'static str,
    hash: HashAlgorithm,
) -> MessageDigest {
    MessageDigest {
        names,
        display,
        kind: Kind::Rsa(hash),
    }
}

const fn other(names: &'static [&'static str], display: &'static str, kind: Kind) -> MessageDigest {
    MessageDigest {
        names,
        display,
        kind,
    }
}

static TABLE: &[MessageDigest] = &[
    rsa(
        &["sha256", "sha2-256", "sha-256"],
        "SHA2-256",
        HashAlgorithm::Sha256,
    ),
    rsa(&["sha1", "sha-1", "ssl3-sha1"], "SHA1", HashAlgorithm::Sha1),
    rsa(
        &["sha224", "sha2-224", "sha-224"],
        "SHA2-224",
        HashAlgorithm::Sha224,
    ),
    rsa(
        &["sha384", "sha2-384", "sha-384"],
        "SHA2-384",
        HashAlgorithm::Sha384,
    ),
    rsa(
        &["sha512", "sha2-512", "sha-512"],
        "SHA2-512",
        HashAlgorithm::Sha512,
    ),
    rsa(
        &["sha512-224", "sha2-512/224", "sha-512/224", "sha512/224"],
        "SHA2-512/224",
        HashAlgorithm::Sha512_224,
    ),
    rsa(
        &["sha512-256", "sha2-512/256", "sha-512/256", "sha512/256"],
        "SHA2-512/256",
        HashAlgorithm::Sha512_256,
    ),
    rsa(&["sha3-224"], "SHA3-224", HashAlgorithm::Sha3_224),
    rsa(&["sha3-256"], "SHA3-256", HashAlgorithm::Sha3_256),
    rsa(&["sha3-384"], "SHA3-384", HashAlgorithm::Sha3_384),
    rsa(&["sha3-512"], "SHA3-512", HashAlgorithm::Sha3_512),
    other(&["md4"], "MD4", Kind::Md4),
    other(&["md5", "ssl3-md5"], "MD5", Kind::Md5),
    other(&["md5-sha1"], "MD5-SHA1", Kind::Md5Sha1),
    other(
        &["ripemd160", "ripemd", "rmd160", "ripemd-160"],
        "RIPEMD-160",
        Kind::Ripemd160,
    ),
    other(
        &["blake2b512", "blake2b-512"],
        "BLAKE2B-512",
        Kind::Blake2b512,
    ),
    other(
        &["blake2s256", "blake2s-256"],
        "BLAKE2S-256",
        Kind::Blake2s256,
    ),
    other(&["sm3"], "SM3", Kind::Sm3),
    other(&["shake128", "shake-128"], "SHAKE-128", Kind::Shake128),
    other(&["shake256", "shake-256"], "SHAKE-256", Kind::Shake256),
];

/// Every name of every digest, for option tables and messages.
pub const NAMES: &[&str] = &[
    "blake2b512",
    "blake2s256",
    "md4",
    "md5",
    "md5-sha1",
    "ripemd",
    "ripemd160",
    "rmd160",
    "sha1",
    "sha224",
    "sha256",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
    "sha384",
    "sha512",
    "sha512-224",
    "sha512-256",
    "shake128",
    "shake256",
    "sm3",
    "ssl3-md5",
    "ssl3-sha1",
];

/// Every digest.
pub fn all() -> &'static [MessageDigest] {
    TABLE
}

/// The digest of a name or an object identifier, as options and `digest:` give it, or of the signature algorithm of RSA that takes it; in any
/// letter case.
pub fn find(name: &str) -> Option<&'static MessageDigest> {
    let name = name.to_ascii_lowercase();
    let name = of_signature(&name).unwrap_or(&name);
    let is_number = name.starts_with(|c: char| c.is_ascii_digit());
    TABLE.iter().find(|entry| match is_number {
        true => entry.oid().is_some_and(|oid| oid.to_string() == name),
        false => entry.names.contains(&name),
    })
}

/// Whether a name is that of a signature algorithm: OpenSSL knows the digest by its older name then.
pub fn is_of_signature(name: &str) -> bool {
    of_signature(&name.to_ascii_lowercase()).is_some()
}

/// The digest's part of `rsa-sha256`, `sha256withrsaencryption` and `id-rsassa-pkcs1-v1_5-with-sha3-256`.
fn of_signature(lower: &str) -> Option<&str> {
    lower
        .strip_prefix("rsa-")
        .or_else(|| lower.strip_prefix("id-rsassa-pkcs1-v1_5-with-"))
        .or_else(|| lower.strip_suffix("withrsaencryption"))
        .or_else(|| lower.strip_suffix("withrsa"))
}

/// As [`find`]; an unknown name is an error that lists those that are known.
pub fn named(name: &str) -> Result<&'static MessageDigest, CliError> {
    find(name).ok_or_else(|| {
        let remedy = super::hint::suggestion(name, NAMES.iter().copied(), |all| {
            format!("digests are {}", all.join(" "))
        });
        CliError::usage(format!(
            "unknown digest {name}; {remedy}",
            name = excerpt(name)
        ))
    })
}

impl MessageDigest {
    /// The name that OpenSSL prints of a digest that it has not looked for among its providers.
    pub fn older_name(&self) -> String {
        let name = self.names[0].to_ascii_uppercase();
        // The sizes of these are written after a capital and a small letter.
        name.replace("BLAKE2B", "BLAKE2b")
            .replace("BLAKE2S", "BLAKE2s")
    }

    /// SHA-256, which serves where none is named.
    pub fn sha256() -> &'static Self {
        &TABLE[0]
    }

    /// The table's entry for a hash of RSA's schemes.
    pub fn of(hash: HashAlgorithm) -> &'static Self {
        TABLE
            .iter()
            .find(|entry| entry.rsa() == Some(hash))
            .unwrap_or(&TABLE[0])
    }

    /// The hash, if it is one that RSA's schemes are defined with.
    pub fn rsa(&self) -> Option<HashAlgorithm> {
        match self.kind {
            Kind::Rsa(hash) => Some(hash),
            _ => None,
        }
    }

    /// Whether the output can be of any length.
    pub fn is_xof(&self) -> bool {
        matches!(self.kind, Kind::Shake128 | Kind::Shake256)
    }

    /// Bytes of output.
    pub fn output_len(&self) -> usize {
        match self.kind {
            Kind::Rsa(hash) => hash.output_len(),
            Kind::Md4 | Kind::Md5 | Kind::Shake128 => 16,
            Kind::Md5Sha1 => 36,
            Kind::Ripemd160 => 20,
            Kind::Blake2b512 => 64,
            Kind::Blake2s256 | Kind::Sm3 | Kind::Shake256 => 32,
        }
    }

    fn block_len(&self) -> usize {
        match self.kind {
            Kind::Rsa(hash) => hash.block_len(),
            Kind::Md4
            | Kind::Md5
            | Kind::Md5Sha1
            | Kind::Ripemd160
            | Kind::Blake2s256
            | Kind::Sm3 => 64,
            Kind::Blake2b512 => 128,
            Kind::Shake128 => 168,
            Kind::Shake256 => 136,
        }
    }

    /// The object identifier of those that RSASSA-PKCS1-v1_5 names in what it signs.
    fn oid(&self) -> Option<ObjectIdentifierRef<'static>> {
        match self.kind {
            Kind::Rsa(hash) => Some(hash.oid()),
            Kind::Md5 => Some(certwright::oid!("1.2.840.113549.2.5")),
            Kind::Ripemd160 => Some(certwright::oid!("1.3.36.3.2.1")),
            _ => None,
        }
    }

    /// What RSASSA-PKCS1-v1_5 signs for a digest, where OpenSSL has it sign this kind: a DigestInfo, or for the pair of
    /// MD5 and SHA-1 (TLS 1.0) the digest itself.
    pub fn pkcs1_t(&self, digest: &[u8]) -> Option<Vec<u8>> {
        let oid = match self.kind {
            Kind::Md5Sha1 => return Some(digest.to_vec()),
            _ => self.oid()?,
        };
        let mut w = Writer::new();
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(oid);
                w.null();
            });
            w.octet_string(digest);
        });
        Some(w.into_vec())
    }

    /// A streaming hasher.
    pub fn hasher(&self) -> Hasher {
        match self.kind {
            Kind::Rsa(hash) => Hasher::Rsa(hash.hasher()),
            Kind::Md4 => Hasher::Fixed(Box::new(Md4::new())),
            Kind::Md5 => Hasher::Fixed(Box::new(Md5::new())),
            Kind::Md5Sha1 => Hasher::Pair(Md5::new(), Sha1::new()),
            Kind::Ripemd160 => Hasher::Fixed(Box::new(Ripemd160::new())),
            Kind::Blake2b512 => Hasher::Fixed(Box::new(Blake2b512::new())),
            Kind::Blake2s256 => Hasher::Fixed(Box::new(Blake2s256::new())),
            Kind::Sm3 => Hasher::Fixed(Box::new(Sm3::new())),
            Kind::Shake128 => Hasher::Shake128(Shake128::default()),
            Kind::Shake256 => Hasher::Shake256(Shake256::default()),
        }
    }

    /// The digest of one message.
    pub fn digest(&self, message: &[u8]) -> Vec<u8> {
        let mut hasher = self.hasher();
        hasher.update(message);
        hasher.finalize(self.output_len())
    }

    /// An HMAC (RFC 2104) under way.
    pub fn hmac(&'static self, key: &[u8]) -> Hmac {
        let mut block = zeroize::Zeroizing::new(vec![0u8; self.block_len()]);
        if key.len() > block.len() {
            let hashed = zeroize::Zeroizing::new(self.digest(key));
            block[..hashed.len()].copy_from_slice(&hashed);
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let padded = |pad: u8| {
            let mut hasher = self.hasher();
            let block = zeroize::Zeroizing::new(block.iter().map(|b| b ^ pad).collect::<Vec<u8>>());
            hasher.update(&block);
            hasher
        };
        Hmac {
            inner: padded(0x36),
            outer: padded(0x5c),
            len: self.output_len(),
        }
    }

    /// PBKDF2 (RFC 8018 §5.2) with HMAC: `len` bytes, or up to a digest's length more.
    pub fn pbkdf2(
        &'static self,
        pass: &[u8],
        salt: &[u8],
        iterations: u32,
        len: usize,
    ) -> zeroize::Zeroizing<Vec<u8>> {
        use zeroize::Zeroizing;
        let keyed = self.hmac(pass);
        let mut out = Zeroizing::new(Vec::with_capacity(len + 64));
        for block in 1u32.. {
            if out.len() >= len {
                break;
            }
            let mac = |parts: &[&[u8]]| {
                let mut mac = keyed.clone();
                parts.iter().for_each(|part| mac.update(part));
                Zeroizing::new(mac.finalize())
            };
            let mut u = mac(&[salt, &block.to_be_bytes()]);
            let mut sum = u.clone();
            for _ in 1..iterations {
                u = mac(&[&u]);
                sum.iter_mut().zip(u.iter()).for_each(|(s, u)| *s ^= u);
            }
            out.extend_from_slice(&sum);
        }
        out
    }
}

/// A streaming hasher.
#[derive(Clone)]
pub enum Hasher {
    /// Of a hash of RSA's schemes.
    Rsa(certwright::rsa::Hasher),
    /// Of another with a fixed output.
    Fixed(Box<dyn DynDigest>),
    /// MD5 and SHA-1 of the same message.
    Pair(Md5, Sha1),
    /// SHAKE128.
    Shake128(Shake128),
    /// SHAKE256.
    Shake256(Shake256),
}

impl Hasher {
    /// Takes in more of the message.
    pub fn update(&mut self, part: &[u8]) {
        match self {
            Self::Rsa(h) => h.update(part),
            Self::Fixed(h) => h.update(part),
            Self::Pair(md5, sha1) => {
                digest::Digest::update(md5, part);
                digest::Digest::update(sha1, part);
            }
            Self::Shake128(h) => h.update(part),
            Self::Shake256(h) => h.update(part),
        }
    }

    /// The digest; `len` counts only where the output can be of any length.
    pub fn finalize(self, len: usize) -> Vec<u8> {
        let mut out = vec![0; len];
        match self {
            Self::Rsa(h) => return h.finalize().to_vec(),
            Self::Fixed(h) => return h.finalize().into_vec(),
            Self::Pair(md5, sha1) => return [&md5.finalize()[..], &sha1.finalize()[..]].concat(),
            Self::Shake128(h) => h.finalize_xof_into(&mut out),
            Self::Shake256(h) => h.finalize_xof_into(&mut out),
        }
        out
    }
}

/// An HMAC under way.
#[derive(Clone)]
pub struct Hmac {
    inner: Hasher,
    outer: Hasher,
    len: usize,
}

impl Hmac {
    /// Takes in more of the message.
    pub fn update(&mut self, part: &[u8]) {
        self.inner.update(part);
    }

    /// The code.
    pub fn finalize(mut self) -> Vec<u8> {
        let inner = self.inner.finalize(self.len);
        self.outer.update(&inner);
        self.outer.finalize(self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digest_has_its_length_and_every_name_finds_one() {
        for entry in TABLE {
            assert_eq!(
                entry.digest(b"abc").len(),
                entry.output_len(),
                "{}",
                entry.display
            );
        }
        for name in NAMES {
            assert!(find(name).is_some(), "{name}");
            assert!(find(&name.to_uppercase()).is_some(), "{name}");
        }
        assert!(
            named("sha255")
                .unwrap_err()
                .message()
                .contains("did you mean")
        );
    }

    #[test]
    fn hmac_gives_rfc_4231_and_rfc_2202_values() {
        // RFC 4231 test case 2, RFC 4231 test case 6 (a key longer than a block), RFC 2202 test case 2 for MD5.
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let hmac = |name: &str, key: &[u8], message: &[u8]| {
            let mut mac = find(name).unwrap().hmac(key);
            mac.update(message);
            hex(&mac.finalize())
        };
        assert_eq!(
            hmac("sha256", b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hmac(
                "sha256",
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First"
            ),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
        assert_eq!(
            hmac("md5", b"Jefe", b"what do ya want for nothing?"),
            "750c783e6ab0b503eaa86e310a5db738"
        );
    }
}
