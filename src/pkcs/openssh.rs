//! OpenSSH's forms of keys: a public key's line (`ssh-rsa AAAA… comment`, RFC 4253 §6.6) and `OPENSSH PRIVATE KEY` (its own
//! format, openssh-key-v1, which PROTOCOL.key in OpenSSH's sources describes).
//!
//! Encrypted private keys need the feature `openssh-encrypted`.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::Error;
use crate::pem::{self, label};
use crate::rsa::{KeyParts, PrivateKey, PublicKey};

const PRIVATE: &str = "OpenSSH private key";
const PUBLIC: &str = "OpenSSH public key";
const SSH_RSA: &[u8] = b"ssh-rsa";
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// A cursor over the data types of RFC 4251 §5.
#[derive(Clone, Copy)]
struct Wire<'a> {
    rest: &'a [u8],
    offset: usize,
    form: &'static str,
}

impl<'a> Wire<'a> {
    fn error(&self, what: &'static str) -> Error {
        Error::Text {
            form: self.form,
            offset: self.offset,
            what,
        }
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self
            .rest
            .split_at_checked(len)
            .ok_or_else(|| self.error("a length beyond the end"))?;
        self.rest = rest;
        self.offset += len;
        Ok(taken)
    }

    fn uint32(&mut self) -> Result<u32, Error> {
        let bytes = self.take(4)?;
        Ok(bytes.iter().fold(0, |n, &byte| n << 8 | u32::from(byte)))
    }

    /// string, as a cursor over its contents.
    fn string(&mut self) -> Result<Wire<'a>, Error> {
        let len = self.uint32()?;
        let offset = self.offset;
        Ok(Wire {
            rest: self.take(usize::try_from(len).unwrap_or(usize::MAX))?,
            offset,
            form: self.form,
        })
    }

    /// A string that must be this one.
    fn expect(&mut self, contents: &[u8], what: &'static str) -> Result<(), Error> {
        let at = *self;
        match self.string()?.rest == contents {
            true => Ok(()),
            false => Err(at.error(what)),
        }
    }

    /// A non-negative mpint, without the zero byte that keeps it from being negative.
    fn mpint(&mut self) -> Result<&'a [u8], Error> {
        let at = *self;
        match self.string()?.rest {
            [0, number @ ..] if number.first().is_some_and(|&first| first >= 0x80) => Ok(number),
            [0, ..] => Err(at.error("a number with leading zeros")),
            [0x80..=0xff, ..] => Err(at.error("a negative number")),
            number => Ok(number),
        }
    }

    fn finish(&self) -> Result<(), Error> {
        match self.rest {
            [] => Ok(()),
            _ => Err(self.error("bytes after the last field")),
        }
    }
}

fn put_string(out: &mut Vec<u8>, contents: &[u8]) {
    let len = u32::try_from(contents.len()).expect("a key's fields are below 4 GiB");
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(contents);
}

/// mpint of big-endian bytes; leading zeros make no difference.
fn put_mpint(out: &mut Vec<u8>, number: &[u8]) {
    let first = number.iter().position(|&byte| byte != 0);
    let number = first.map_or(&[][..], |first| &number[first..]);
    let sign = usize::from(number.first().is_some_and(|&byte| byte >= 0x80));
    let len = u32::try_from(sign + number.len()).expect("a key's fields are below 4 GiB");
    out.extend_from_slice(&len.to_be_bytes());
    out.resize(out.len() + sign, 0);
    out.extend_from_slice(number);
}

/// string "ssh-rsa", mpint e, mpint n (RFC 4253 §6.6).
fn public_blob(exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    let mut blob = Vec::new();
    put_string(&mut blob, SSH_RSA);
    put_mpint(&mut blob, exponent);
    put_mpint(&mut blob, modulus);
    blob
}

/// e and n.
fn read_public_blob<'a>(mut blob: Wire<'a>) -> Result<(&'a [u8], &'a [u8]), Error> {
    blob.expect(SSH_RSA, "only ssh-rsa is supported")?;
    let (exponent, modulus) = (blob.mpint()?, blob.mpint()?);
    blob.finish()?;
    Ok((exponent, modulus))
}

/// Reads a public key's line: `ssh-rsa`, the key in base64, and a comment that is passed over.
///
/// # Errors
///
/// Another algorithm, base64 or fields that are malformed, more than one line; a key whose numbers are wrong.
pub fn public_from_line(line: &str) -> Result<PublicKey, Error> {
    let error = |what| Error::Text {
        form: PUBLIC,
        offset: 0,
        what,
    };
    let line = line.trim_matches(|c: char| c.is_ascii_whitespace());
    if line.contains(['\n', '\r']) {
        return Err(error("more than one line"));
    }
    let mut words = line.split_ascii_whitespace();
    if words.next() != Some("ssh-rsa") {
        return Err(Error::UnsupportedForm {
            what: "an OpenSSH public key that does not begin with ssh-rsa: only RSA is supported",
        });
    }
    let base64 = words.next().ok_or(error("there is no key after ssh-rsa"))?;
    let blob = Base64::decode_vec(base64).map_err(|_| error("the key is not base64"))?;
    let (exponent, modulus) = read_public_blob(Wire {
        rest: &blob,
        offset: 0,
        form: PUBLIC,
    })?;
    Ok(PublicKey::from_be_bytes(modulus, exponent)?)
}

/// Reads the contents of `OPENSSH PRIVATE KEY`. The numbers are not checked: [`PrivateKey::from_parts`] does that, and computes
/// the CRT exponents, which this form leaves out. Errors count from the start of the section that is encrypted or not.
///
/// # Errors
///
/// A malformed field, a public half that is not the private one's; [`Error::PasswordNeeded`], [`Error::WrongPassword`];
/// [`Error::UnsupportedForm`] for other keys than RSA's and other ciphers than aes256-ctr and aes256-cbc.
pub fn private_from_bytes(contents: &[u8], password: Option<&[u8]>) -> Result<KeyParts, Error> {
    let mut fields = Wire {
        rest: contents,
        offset: 0,
        form: PRIVATE,
    };
    if fields.take(MAGIC.len()).ok() != Some(MAGIC) {
        return Err(Error::Text {
            form: PRIVATE,
            offset: 0,
            what: "it does not begin with openssh-key-v1",
        });
    }
    let cipher = fields.string()?.rest;
    let kdf = fields.string()?.rest;
    let kdf_options = fields.string()?;
    if fields.uint32()? != 1 {
        return Err(Error::UnsupportedForm {
            what: "an OpenSSH private key file with more than one key",
        });
    }
    let public = fields.string()?;
    let private = fields.string()?;
    fields.finish()?;
    let algorithm = { public }.string()?.rest;
    if algorithm != SSH_RSA {
        return Err(Error::UnsupportedForm {
            what: "an OpenSSH private key that is not ssh-rsa: only RSA is supported",
        });
    }
    let public = read_public_blob(public)?;
    if cipher == b"none" {
        if kdf != b"none" || !kdf_options.rest.is_empty() {
            return Err(kdf_options.error("a key derivation without a cipher"));
        }
        return private_section(
            private,
            public,
            8,
            Error::Text {
                form: PRIVATE,
                offset: private.offset,
                what: "the two check numbers differ",
            },
        );
    }
    let password = password.ok_or(Error::PasswordNeeded)?;
    let plain = decrypt(cipher, kdf, kdf_options, password, private)?;
    let section = Wire {
        rest: &plain,
        offset: 0,
        form: PRIVATE,
    };
    private_section(section, public, 16, Error::WrongPassword)
}

/// uint32 check, twice the same; the key; a comment; padding 1, 2, 3 … to a whole number of blocks.
fn private_section(
    mut fields: Wire<'_>,
    public: (&[u8], &[u8]),
    block: usize,
    mismatch: Error,
) -> Result<KeyParts, Error> {
    if !fields.rest.len().is_multiple_of(block) {
        return Err(fields.error("the private section is not whole blocks"));
    }
    if fields.uint32()? != fields.uint32()? {
        return Err(mismatch);
    }
    fields.expect(
        SSH_RSA,
        "the private key is not ssh-rsa as the public one is",
    )?;
    let at = fields;
    let mut number = || Ok::<_, Error>(fields.mpint()?.to_vec());
    let mut parts = KeyParts::default();
    parts.modulus = number()?;
    parts.public_exponent = number()?;
    parts.private_exponent = number()?;
    parts.coefficient = number()?;
    parts.prime1 = number()?;
    parts.prime2 = number()?;
    if (&*parts.public_exponent, &*parts.modulus) != public {
        return Err(at.error("the private key is not the public one's"));
    }
    fields.string()?; // the comment
    let padded =
        fields.rest.len() < block && fields.rest.iter().copied().eq(1..=fields.rest.len() as u8);
    if !padded {
        return Err(fields.error("malformed padding"));
    }
    Ok(parts)
}

/// The private section of a key of two primes, padded to whole blocks.
fn write_private_section(
    parts: &KeyParts,
    check: [u8; 4],
    comment: &str,
    block: usize,
) -> Zeroizing<Vec<u8>> {
    let capacity = 128 + comment.len() + 6 * parts.modulus.len();
    let mut out = Zeroizing::new(Vec::with_capacity(capacity));
    out.extend_from_slice(&check);
    out.extend_from_slice(&check);
    put_string(&mut out, SSH_RSA);
    for number in [
        &parts.modulus,
        &parts.public_exponent,
        &parts.private_exponent,
        &parts.coefficient,
        &parts.prime1,
        &parts.prime2,
    ] {
        put_mpint(&mut out, number);
    }
    put_string(&mut out, comment.as_bytes());
    for padding in 1.. {
        if out.len().is_multiple_of(block) {
            break;
        }
        out.push(padding);
    }
    debug_assert!(out.len() <= capacity, "a secret does not move");
    out
}

/// The whole file around a private section.
fn write_file(
    parts: &KeyParts,
    cipher: &[u8],
    kdf: &[u8],
    kdf_options: &[u8],
    private: &[u8],
) -> Zeroizing<Vec<u8>> {
    let public = public_blob(&parts.public_exponent, &parts.modulus);
    let capacity = 256 + kdf_options.len() + public.len() + private.len();
    let mut out = Zeroizing::new(Vec::with_capacity(capacity));
    out.extend_from_slice(MAGIC);
    put_string(&mut out, cipher);
    put_string(&mut out, kdf);
    put_string(&mut out, kdf_options);
    out.extend_from_slice(&1u32.to_be_bytes());
    put_string(&mut out, &public);
    put_string(&mut out, private);
    out
}

fn check_writable(parts: &KeyParts, comment: &str) -> Result<(), Error> {
    check_comment(comment)?;
    match parts.other_primes.is_empty() {
        true => Ok(()),
        false => Err(Error::UnsupportedForm {
            what: "OpenSSH's form of a key of more than two primes: it has none",
        }),
    }
}

/// No line of an `authorized_keys` file is that long.
const MAX_COMMENT: usize = 65_535;

fn check_comment(comment: &str) -> Result<(), Error> {
    let what = match comment {
        _ if comment.len() > MAX_COMMENT => "a comment of more than 65535 bytes",
        _ if comment.contains(|c: char| c.is_control()) => {
            "a comment with a line end or another control character"
        }
        _ => return Ok(()),
    };
    Err(Error::Parameter { what })
}

#[cfg(not(feature = "openssh-encrypted"))]
fn decrypt(
    _: &[u8],
    _: &[u8],
    _: Wire<'_>,
    _: &[u8],
    _: Wire<'_>,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    Err(Error::Disabled {
        what: "an encrypted private key in OpenSSH's form",
        feature: "openssh-encrypted",
    })
}

#[cfg(feature = "openssh-encrypted")]
use encryption::decrypt;

#[cfg(feature = "openssh-encrypted")]
mod encryption {
    use aes::Aes256;
    use cbc::cipher::block_padding::NoPadding;
    use cbc::cipher::{BlockCipherEncrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
    use rand_core::TryCryptoRng;

    use super::*;

    /// bcrypt rounds that are read at most; each is some milliseconds. ssh-keygen writes 16 or 24 by default.
    const MAX_ROUNDS: u32 = 2000;
    /// What ssh-keygen writes since OpenSSH 9.4.
    const ROUNDS: u32 = 24;

    /// AES-256's key, and the initialisation vector after it.
    type KeyAndIv = Zeroizing<[u8; 48]>;

    fn derive(password: &[u8], salt: &[u8], rounds: u32) -> Result<KeyAndIv, Error> {
        let mut key_and_iv = Zeroizing::new([0u8; 48]);
        let mut memory = Zeroizing::new([0u8; 64]);
        // It refuses only what is empty or zero: an empty password decrypts nothing, the rest has been checked.
        bcrypt_pbkdf::bcrypt_pbkdf_with_memory(
            password,
            salt,
            rounds,
            &mut *key_and_iv,
            &mut *memory,
        )
        .map_err(|_| Error::WrongPassword)?;
        Ok(key_and_iv)
    }

    /// CTR (SP 800-38A §6.5) with the 128-bit counter that RFC 4344 §4 has.
    fn ctr(key_and_iv: &KeyAndIv, data: &mut [u8]) {
        let (key, iv) = key_and_iv.split_at(32);
        let cipher = Aes256::new_from_slice(key).expect("32 bytes");
        let mut counter = u128::from_be_bytes(iv.try_into().expect("16 bytes"));
        for chunk in data.chunks_mut(16) {
            let mut block = counter.to_be_bytes().into();
            cipher.encrypt_block(&mut block);
            chunk.iter_mut().zip(block).for_each(|(byte, k)| *byte ^= k);
            counter = counter.wrapping_add(1);
        }
    }

    pub(super) fn decrypt(
        cipher: &[u8],
        kdf: &[u8],
        mut kdf_options: Wire<'_>,
        password: &[u8],
        private: Wire<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        if kdf != b"bcrypt" {
            return Err(Error::UnsupportedForm {
                what: "an OpenSSH private key whose key derivation is not bcrypt",
            });
        }
        let salt = kdf_options.string()?;
        let at = kdf_options;
        let rounds = kdf_options.uint32()?;
        kdf_options.finish()?;
        if salt.rest.is_empty() || salt.rest.len() > 1024 {
            return Err(salt.error("a salt that is empty or over 1024 bytes"));
        }
        if rounds == 0 {
            return Err(at.error("no bcrypt rounds"));
        }
        if rounds > MAX_ROUNDS {
            return Err(Error::TooCostly {
                what: "bcrypt rounds",
                asked: rounds.into(),
                maximum: MAX_ROUNDS.into(),
            });
        }
        let is_ctr = match cipher {
            b"aes256-ctr" => true,
            b"aes256-cbc" => false,
            _ => {
                return Err(Error::UnsupportedForm {
                    what: "an OpenSSH private key encrypted with another cipher than aes256-ctr or aes256-cbc; help: ssh-keygen -p -Z aes256-ctr -f FILE",
                });
            }
        };
        if !private.rest.len().is_multiple_of(16) {
            return Err(private.error("the private section is not whole blocks"));
        }
        let key_and_iv = derive(password, salt.rest, rounds)?;
        let mut plain = Zeroizing::new(private.rest.to_vec());
        if is_ctr {
            ctr(&key_and_iv, &mut plain);
        } else {
            let (key, iv) = key_and_iv.split_at(32);
            cbc::Decryptor::<Aes256>::new_from_slices(key, iv)
                .expect("32 and 16 bytes")
                .decrypt_padded::<NoPadding>(&mut plain)
                .expect("whole blocks");
        }
        Ok(plain)
    }

    impl PrivateKey {
        /// As [`to_openssh`](PrivateKey::to_openssh), encrypted under a password as ssh-keygen does it: aes256-ctr, its key by 24
        /// rounds of bcrypt.
        ///
        /// # Errors
        ///
        /// As [`to_openssh`](PrivateKey::to_openssh), [`Error::Rng`], and [`Error::Parameter`] for an empty password.
        #[cfg_attr(docsrs, doc(cfg(feature = "openssh-encrypted")))]
        pub fn to_openssh_encrypted<R: TryCryptoRng + ?Sized>(
            &self,
            comment: &str,
            password: impl AsRef<[u8]>,
            rng: &mut R,
        ) -> Result<String, Error> {
            let password = password.as_ref();
            if password.is_empty() {
                return Err(Error::Parameter {
                    what: "an empty password: OpenSSH has no form for it",
                });
            }
            let parts = self.parts();
            check_writable(&parts, comment)?;
            let (mut check, mut salt) = ([0u8; 4], [0u8; 16]);
            crate::rsa::RandomSource::fill(&mut &mut *rng, &mut check)?;
            crate::rsa::RandomSource::fill(&mut &mut *rng, &mut salt)?;
            let mut private = write_private_section(&parts, check, comment, 16);
            ctr(&derive(password, &salt, ROUNDS)?, &mut private);
            let mut options = Vec::new();
            put_string(&mut options, &salt);
            options.extend_from_slice(&ROUNDS.to_be_bytes());
            let file = write_file(&parts, b"aes256-ctr", b"bcrypt", &options, &private);
            Ok(pem::encode(label::OPENSSH_PRIVATE_KEY, &file))
        }
    }
}

/// OpenSSH's form of a private key. [`from_pem`](Self::from_pem) reads it as well as the others.
#[cfg_attr(docsrs, doc(cfg(feature = "openssh")))]
impl PrivateKey {
    /// `-----BEGIN OPENSSH PRIVATE KEY-----`, unencrypted, as ssh-keygen writes it. Secret; zeroised on drop.
    ///
    /// # Errors
    ///
    /// [`Error::UnsupportedForm`] for a key of more than two primes, [`Error::Parameter`] for a comment with control characters or of
    /// more than 65535 bytes.
    pub fn to_openssh(&self, comment: &str) -> Result<Zeroizing<String>, Error> {
        let parts = self.parts();
        check_writable(&parts, comment)?;
        // The check numbers are there for decryption; here they may be anything, and the same key gives the same file.
        let digest = Sha256::digest(public_blob(&parts.public_exponent, &parts.modulus));
        let check = [digest[0], digest[1], digest[2], digest[3]];
        let private = write_private_section(&parts, check, comment, 8);
        let file = write_file(&parts, b"none", b"none", b"", &private);
        Ok(pem::encode_secret(label::OPENSSH_PRIVATE_KEY, &file))
    }
}

/// OpenSSH's form of a public key.
#[cfg_attr(docsrs, doc(cfg(feature = "openssh")))]
impl PublicKey {
    /// A key from a line `ssh-rsa AAAA… comment`, as `id_rsa.pub` holds it. (A line of `authorized_keys` may have options before
    /// `ssh-rsa`: cut them off first.)
    ///
    /// # Errors
    ///
    /// As [`openssh::public_from_line`](crate::pkcs::openssh::public_from_line).
    pub fn from_openssh(line: &str) -> Result<Self, Error> {
        public_from_line(line)
    }

    /// The line `ssh-rsa AAAA… comment`, without a line end.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for a comment with control characters or of
    /// more than 65535 bytes.
    pub fn to_openssh(&self, comment: &str) -> Result<String, Error> {
        check_comment(comment)?;
        let blob = Base64::encode_string(&public_blob(self.exponent_be(), self.modulus_be()));
        let mut line = String::from("ssh-rsa ");
        line.push_str(&blob);
        if !comment.is_empty() {
            line.push(' ');
            line.push_str(comment);
        }
        Ok(line)
    }
}
