//! RSA's options in OpenSSL's `name:value` form (`-pkeyopt`, `-sigopt`), and what is signed, verified, encrypted and
//! decrypted under them.

use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::digest::{self, MessageDigest};
use super::error::{CliError, excerpt};
use super::parameters;
use super::x931;
use certwright::pkcs::KeyKind;
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::rsa::hazmat::{rsadp, rsaep};
use certwright::rsa::{Error, HashAlgorithm, PrivateKey, PublicKey, oaep, pkcs1v15, pss};

/// `rsa_padding_mode`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Padding {
    /// `pkcs1`.
    Pkcs1,
    /// `oaep`.
    Oaep,
    /// `pss`.
    Pss,
    /// `x931`.
    X931,
    /// `none`: the number itself.
    None,
}

/// `rsa_pss_saltlen`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SaltLen {
    /// `digest` or -1: as long as the digest.
    Digest,
    /// `auto` or -2: the longest when signing, whatever it is when verifying.
    Auto,
    /// `max` or -3: the longest.
    Max,
    /// `auto-digestmax` (of OpenSSL 3.1 on): as long as the digest where that fits when signing, whatever it is when verifying.
    AutoDigestMax,
    /// A number of bytes.
    Exactly(usize),
}

/// The options given.
#[derive(Debug, Default)]
pub struct RsaOptions {
    padding: Option<Padding>,
    /// `digest`.
    pub digest: Option<&'static MessageDigest>,
    salt_len: Option<SaltLen>,
    mgf1: Option<HashAlgorithm>,
    oaep_hash: Option<HashAlgorithm>,
    oaep_label: Option<Vec<u8>>,
}

impl RsaOptions {
    /// Reads the options of a command, given as `option` (`-pkeyopt`).
    pub fn read<'a>(option: &str, given: impl Iterator<Item = &'a str>) -> Result<Self, CliError> {
        let mut options = Self::default();
        for text in given {
            let (name, value) = text.split_once(':').ok_or_else(|| {
                CliError::new(format!(
                    "parameter error \"{}\": {option} takes name:value",
                    excerpt(text)
                ))
            })?;
            options.set(name, value).map_err(|why| {
                CliError::new(format!("parameter error \"{}\": {why}", excerpt(text)))
            })?;
        }
        Ok(options)
    }

    /// Sets an option to a value that is secret: `-pkeyopt_passin`. No message shows it.
    pub fn set_secret(&mut self, name: &str, value: &str) -> Result<(), CliError> {
        self.set(name, value).map_err(|_| {
            CliError::new(format!(
                "parameter error \"{}\": there is no such option, or the value read for it is not one that it takes",
                excerpt(name)
            ))
        })
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let name = &*parameters::of_control(name);
        let hash = |value: &str| match digest::find(value).map(MessageDigest::rsa) {
            Some(Some(hash)) => Ok(hash),
            Some(None) => Err(format!(
                "{value} is not offered for RSA's paddings",
                value = excerpt(value)
            )),
            None => Err(format!("{value} is not a digest", value = excerpt(value))),
        };
        match name {
            "rsa_padding_mode" | "pad-mode" => {
                self.padding = Some(match value {
                    "pkcs1" => Padding::Pkcs1,
                    "oaep" | "oeap" => Padding::Oaep,
                    "pss" => Padding::Pss,
                    "none" => Padding::None,
                    "x931" => Padding::X931,
                    _ => return Err("padding modes are pkcs1, oaep, pss, x931 and none".into()),
                });
            }
            "rsa_pss_saltlen" | "saltlen" => {
                self.salt_len = Some(match value {
                    "digest" | "-1" => SaltLen::Digest,
                    "auto" | "-2" => SaltLen::Auto,
                    "max" | "-3" => SaltLen::Max,
                    "auto-digestmax" => SaltLen::AutoDigestMax,
                    _ => SaltLen::Exactly(value.parse().map_err(|_| {
                        "a salt length is a number, or digest (-1), auto (-2), max (-3) or auto-digestmax"
                    })?),
                });
            }
            "rsa_mgf1_md" | "mgf1-digest" => self.mgf1 = Some(hash(value)?),
            "rsa_oaep_md" => self.oaep_hash = Some(hash(value)?),
            "rsa_oaep_label" | "hexoaep-label" => {
                self.oaep_label = Some(unhex(value).ok_or("the label is given in hexadecimal")?);
            }
            // The provider's own parameter takes the text itself.
            "oaep-label" => self.oaep_label = Some(value.as_bytes().to_vec()),
            "digest" => {
                self.digest =
                    Some(digest::find(value).ok_or_else(|| {
                        format!("{value} is not a digest", value = excerpt(value))
                    })?);
            }
            // What they choose among is providers, of which there is none: there is one implementation of each digest.
            "properties" | "digest-props" | "mgf1-properties" => {}
            // OpenSSL 3.2 on. Implicit rejection is how certwright always decrypts.
            "rsa_pkcs1_implicit_rejection" | "implicit-rejection" if value == "1" => {}
            "rsa_pkcs1_implicit_rejection" | "implicit-rejection" => {
                return Err(
                    "decryption without implicit rejection is an oracle, and is not offered".into(),
                );
            }
            _ => {
                let remedy = super::hint::suggestion(name, NAMES.iter().copied(), |all| {
                    format!("there are {}", all.join(", "))
                });
                return Err(format!("no such option; {remedy}"));
            }
        }
        Ok(())
    }

    /// The algorithm that a certificate, request or list is signed with under these options.
    pub fn signature_algorithm(
        &self,
        key: &PublicKey,
        kind: KeyKind,
        hash: HashAlgorithm,
    ) -> Result<SignatureAlgorithm, CliError> {
        match self.signature_padding(kind)? {
            Padding::Pss => self
                .pss_params(key, kind, hash)
                .map(SignatureAlgorithm::Pss),
            Padding::Pkcs1 => Ok(SignatureAlgorithm::Pkcs1v15(hash)),
            Padding::None | Padding::Oaep | Padding::X931 => Err(CliError::usage(
                "the padding of a certificate's signature is pkcs1 or pss",
            )),
        }
    }

    fn signature_padding(&self, kind: KeyKind) -> Result<Padding, CliError> {
        if let KeyKind::RsaPssShake(shake) = kind {
            return Err(CliError::new(format!(
                "the key is for RSASSA-PSS with {shake} only (RFC 8692), which the library signs and verifies, and these commands do not"
            )));
        }
        let padding = self.padding.unwrap_or(if kind.allows_pkcs1v15() {
            Padding::Pkcs1
        } else {
            Padding::Pss
        });
        match padding {
            Padding::Oaep => Err(CliError::new(
                "OAEP encrypts and does not sign; use pkcs1 or pss",
            )),
            Padding::Pkcs1 | Padding::X931 | Padding::None if !kind.allows_pkcs1v15() => {
                Err(CliError::new(
                    "the key is for RSASSA-PSS only; leave out rsa_padding_mode, or make it pss",
                ))
            }
            _ if self.oaep_hash.is_some() || self.oaep_label.is_some() => Err(CliError::usage(
                "rsa_oaep_md and rsa_oaep_label are for encryption",
            )),
            Padding::None if self.digest.is_some() => Err(CliError::usage(
                "rsa_padding_mode:none signs the input as it is: leave out digest",
            )),
            Padding::Pkcs1 | Padding::X931 | Padding::None
                if self.salt_len.is_some() || self.mgf1.is_some() =>
            {
                Err(CliError::usage(
                    "rsa_pss_saltlen and rsa_mgf1_md need rsa_padding_mode:pss as well",
                ))
            }
            padding => Ok(padding),
        }
    }

    /// What a PSS signature is made with.
    fn pss_params(
        &self,
        key: &PublicKey,
        kind: KeyKind,
        hash: HashAlgorithm,
    ) -> Result<pss::Params, CliError> {
        let max_salt_len = pss::max_salt_len(key.bits(), hash)
            .ok_or_else(|| CliError::new(format!("the key is too short for PSS with {hash}")))?;
        let restricted = kind.pss_params();
        let default = if restricted.is_some() {
            SaltLen::Digest
        } else {
            SaltLen::Auto
        };
        let salt_len = match (self.salt_len, restricted) {
            (None, Some(own)) => own.salt_len,
            (given, _) => match given.unwrap_or(default) {
                SaltLen::Digest => hash.output_len(),
                SaltLen::AutoDigestMax => hash.output_len().min(max_salt_len),
                SaltLen::Auto | SaltLen::Max => max_salt_len,
                SaltLen::Exactly(len) => len,
            },
        };
        let mgf1_hash = self
            .mgf1
            .unwrap_or(restricted.map_or(hash, |own| own.mgf1_hash));
        let params = pss::Params::new(hash)
            .with_mgf1_hash(mgf1_hash)
            .with_salt_len(salt_len);
        if !kind.allows_pss(&params) {
            return Err(restricted_key());
        }
        if salt_len > max_salt_len {
            return Err(CliError::new(format!(
                "a salt of {salt_len} bytes is too long: this key and digest allow at most {max_salt_len}"
            )));
        }
        Ok(params)
    }

    /// Signs a digest; without one, what is given is signed as it is.
    pub fn sign<R: TryCryptoRng + ?Sized>(
        &self,
        key: &PrivateKey,
        kind: KeyKind,
        digest: Option<&'static MessageDigest>,
        data: &[u8],
        rng: &mut R,
    ) -> Result<Vec<u8>, CliError> {
        let signed = match (self.signature_padding(kind)?, digest) {
            (Padding::Pss, digest) => {
                let hash = pss_hash(kind, digest)?;
                check_digest_length(hash, data, digest.is_some())?;
                let params = self.pss_params(key.public_key(), kind, hash)?;
                pss::sign_prehash(key, &params, data, rng)
            }
            (Padding::None, _) => {
                let mut out = vec![0; key.size()];
                rsadp(key, data, rng, &mut out).map(|()| out)
            }
            (Padding::X931, digest) => x931::sign(key, x931_hash(digest, data)?, data, rng)?,
            (_, Some(digest)) => pkcs1v15::sign_unhashed(key, &pkcs1_t(digest, data)?, rng),
            (_, None) => pkcs1v15::sign_unhashed(key, data, rng),
        };
        signed.map_err(|e| CliError::new(format!("cannot sign: {e}")))
    }

    /// Verifies what [`sign`](Self::sign) signs: whether the signature is right.
    pub fn verify(
        &self,
        key: &PublicKey,
        kind: KeyKind,
        digest: Option<&'static MessageDigest>,
        data: &[u8],
        signature: &[u8],
    ) -> Result<bool, CliError> {
        let verified = match (self.signature_padding(kind)?, digest) {
            (Padding::Pss, digest) => {
                let hash = pss_hash(kind, digest)?;
                check_digest_length(hash, data, digest.is_some())?;
                // Whatever length the salt has will do, unless one is asked for.
                match self.salt_len {
                    None | Some(SaltLen::Auto | SaltLen::AutoDigestMax) => {
                        let mgf1_hash = match (self.mgf1, kind) {
                            (Some(mgf1), _) => mgf1,
                            (None, KeyKind::RsaPss(Some(own))) => own.mgf1_hash,
                            (None, _) => hash,
                        };
                        let allows = |salt_len| {
                            kind.allows_pss(
                                &pss::Params::new(hash)
                                    .with_mgf1_hash(mgf1_hash)
                                    .with_salt_len(salt_len),
                            )
                        };
                        if !allows(usize::MAX) {
                            return Err(restricted_key());
                        }
                        pss::verify_prehash_any_salt(key, hash, mgf1_hash, data, signature)
                            .and_then(
                                // The key's parameters set the minimum length of the salt (RFC 4055 §3.3).
                                |salt_len| {
                                    if allows(salt_len) {
                                        Ok(())
                                    } else {
                                        Err(Error::Verification)
                                    }
                                },
                            )
                    }
                    Some(_) => {
                        let params = self.pss_params(key, kind, hash)?;
                        pss::verify_prehash(key, &params, data, signature)
                    }
                }
            }
            (Padding::None, _) => {
                let mut em = vec![0; key.size()];
                rsaep(key, signature, &mut em).and_then(|()| {
                    if em == data {
                        Ok(())
                    } else {
                        Err(Error::Verification)
                    }
                })
            }
            (Padding::X931, digest) => {
                x931::verify(key, x931_hash(digest, data)?, data, signature)?
            }
            (_, Some(digest)) => pkcs1v15::verify_unhashed(key, &pkcs1_t(digest, data)?, signature),
            (_, None) => pkcs1v15::verify_unhashed(key, data, signature),
        };
        match verified {
            Ok(()) => Ok(true),
            Err(Error::Verification | Error::OutOfRange | Error::WrongLength { .. }) => Ok(false),
            Err(e) => Err(CliError::new(format!("cannot verify: {e}"))),
        }
    }

    /// What was signed, out of a signature that is right in its form.
    pub fn recover(
        &self,
        key: &PublicKey,
        kind: KeyKind,
        signature: &[u8],
    ) -> Result<Vec<u8>, CliError> {
        let recovered = match (self.signature_padding(kind)?, self.digest) {
            (Padding::Pss, _) => {
                return Err(CliError::new(
                    "PSS hides what was signed: nothing can be recovered; use -verify",
                ));
            }
            (Padding::None, _) => {
                let mut em = vec![0; key.size()];
                rsaep(key, signature, &mut em).map(|()| em)
            }
            (Padding::X931, digest) => x931::recover(key, x931_digest(digest)?, signature)?,
            (_, None) => pkcs1v15::recover(key, signature),
            (_, Some(digest)) => pkcs1v15::recover(key, signature).and_then(|t| {
                let at = t
                    .len()
                    .checked_sub(digest.output_len())
                    .ok_or(Error::Verification)?;
                let value = t[at..].to_vec();
                match digest.pkcs1_t(&value) {
                    Some(expected) if expected == t => Ok(value),
                    _ => Err(Error::Verification),
                }
            }),
        };
        recovered.map_err(|e| CliError::new(format!("cannot recover what was signed: {e}")))
    }

    fn encryption_padding(&self, kind: KeyKind) -> Result<Padding, CliError> {
        if !kind.allows_pkcs1v15() {
            return Err(CliError::new(
                "the key is for RSASSA-PSS signatures only; encrypt to an RSA key",
            ));
        }
        match self.padding.unwrap_or(Padding::Pkcs1) {
            Padding::Pss => Err(CliError::new(
                "PSS signs and does not encrypt; use oaep or pkcs1",
            )),
            Padding::X931 => Err(CliError::new(
                "X9.31 signs and does not encrypt; use oaep or pkcs1",
            )),
            _ if self.salt_len.is_some() => {
                Err(CliError::usage("rsa_pss_saltlen is for signatures"))
            }
            padding => Ok(padding),
        }
    }

    fn oaep_params(&self) -> Result<oaep::Params, CliError> {
        // `digest` is the provider's own name for `rsa_oaep_md`.
        let named = self.digest.map(rsa_hash).transpose()?;
        let hash = self.oaep_hash.or(named).unwrap_or(HashAlgorithm::Sha1);
        Ok(oaep::Params::new(hash).with_mgf1_hash(self.mgf1.unwrap_or(hash)))
    }

    /// How a message's key is encrypted for a recipient: RSAES-OAEP with these parameters, or RSAES-PKCS1-v1_5.
    ///
    /// # Errors
    /// Another padding, and a label.
    pub fn recipient_oaep(&self) -> Result<Option<oaep::Params>, CliError> {
        match self.padding {
            None | Some(Padding::Pkcs1) => Ok(None),
            Some(Padding::Oaep) if self.oaep_label.is_some() => Err(CliError::usage(
                "a label of OAEP is not supported in messages",
            )),
            Some(Padding::Oaep) => self.oaep_params().map(Some),
            Some(_) => Err(CliError::usage(
                "messages are encrypted with the padding pkcs1 or oaep",
            )),
        }
    }

    fn oaep_label(&self) -> &[u8] {
        self.oaep_label.as_deref().unwrap_or_default()
    }

    /// Encrypts.
    pub fn encrypt<R: TryCryptoRng + ?Sized>(
        &self,
        key: &PublicKey,
        kind: KeyKind,
        message: &[u8],
        rng: &mut R,
    ) -> Result<Vec<u8>, CliError> {
        let encrypted = match self.encryption_padding(kind)? {
            Padding::Oaep => {
                oaep::encrypt(key, &self.oaep_params()?, self.oaep_label(), message, rng)
            }
            Padding::None => {
                let mut out = vec![0; key.size()];
                rsaep(key, message, &mut out).map(|()| out)
            }
            _ => pkcs1v15::encrypt(key, message, rng),
        };
        encrypted.map_err(|e| {
            let words = match e {
                Error::MessageTooLong { .. } => "data too large for key size: ",
                _ => "",
            };
            CliError::new(format!("{words}cannot encrypt: {e}"))
        })
    }

    /// Decrypts. Under PKCS #1 v1.5 a wrong ciphertext gives a wrong message and no error.
    pub fn decrypt<R: TryCryptoRng + ?Sized>(
        &self,
        key: &PrivateKey,
        kind: KeyKind,
        ciphertext: &[u8],
        rng: &mut R,
    ) -> Result<Zeroizing<Vec<u8>>, CliError> {
        let padding = self.encryption_padding(kind)?;
        // Its sender and everyone on the way sees how long a ciphertext is: this is not a further oracle.
        if ciphertext.len() != key.size() {
            return Err(CliError::new(format!(
                "cannot decrypt: the input has {} bytes, and a ciphertext for this key has {}",
                ciphertext.len(),
                key.size()
            )));
        }
        let decrypted = match padding {
            Padding::Oaep => oaep::decrypt(
                key,
                &self.oaep_params()?,
                self.oaep_label(),
                ciphertext,
                rng,
            ),
            Padding::None => {
                let mut out = Zeroizing::new(vec![0; key.size()]);
                rsadp(key, ciphertext, rng, &mut out).map(|()| out)
            }
            _ => pkcs1v15::decrypt(key, ciphertext, rng),
        };
        decrypted.map_err(|e| match e {
            Error::Decryption => CliError::new(
                "cannot decrypt: the ciphertext is damaged, or it was made for another key, padding, digest or label",
            ),
            e => CliError::new(format!("cannot decrypt: {e}")),
        })
    }
}

const NAMES: &[&str] = &[
    "rsa_padding_mode",
    "rsa_pss_saltlen",
    "rsa_mgf1_md",
    "rsa_oaep_md",
    "rsa_oaep_label",
    "pad-mode",
    "saltlen",
    "mgf1-digest",
    "oaep-label",
    "hexoaep-label",
    "digest",
    "rsa_pkcs1_implicit_rejection",
];

/// The hash of PSS: the one given, or the one that the key is restricted to.
fn pss_hash(
    kind: KeyKind,
    digest: Option<&'static MessageDigest>,
) -> Result<HashAlgorithm, CliError> {
    match (digest, kind) {
        (Some(digest), _) => rsa_hash(digest),
        (None, KeyKind::RsaPss(Some(own))) => Ok(own.hash),
        // RSASSA-PSS-params' default (RFC 8017 §A.2.3), which OpenSSL takes as well.
        (None, _) => Ok(HashAlgorithm::Sha1),
    }
}

/// The hash of X9.31, which a digest names always.
fn x931_digest(digest: Option<&'static MessageDigest>) -> Result<HashAlgorithm, CliError> {
    let unnamed =
        || CliError::usage("invalid X9.31 digest: name it, such as -pkeyopt digest:sha256");
    rsa_hash(digest.ok_or_else(unnamed)?)
}

/// As [`x931_digest`], for an input that is such a digest.
fn x931_hash(
    digest: Option<&'static MessageDigest>,
    data: &[u8],
) -> Result<HashAlgorithm, CliError> {
    let hash = x931_digest(digest)?;
    check_digest_length(hash, data, true)?;
    Ok(hash)
}

fn rsa_hash(digest: &'static MessageDigest) -> Result<HashAlgorithm, CliError> {
    digest.rsa().ok_or_else(|| {
        CliError::new(format!(
            "{} is not offered for RSA's paddings",
            digest.display
        ))
    })
}

/// Refuses an input that is not as long as what is signed or verified under PSS.
fn check_digest_length(hash: HashAlgorithm, data: &[u8], named: bool) -> Result<(), CliError> {
    if data.len() == hash.output_len() {
        return Ok(());
    }
    let remedy = match named {
        true => "give the digest, or the data itself with -rawin",
        false => "name the digest that the input is, such as -pkeyopt digest:sha256",
    };
    Err(CliError::new(format!(
        "the input has {} bytes where a {hash} digest has {}; {remedy}",
        data.len(),
        hash.output_len()
    )))
}

fn restricted_key() -> CliError {
    CliError::new(
        "the key's own parameters allow another digest, mask digest or a longer salt only",
    )
}

fn pkcs1_t(digest: &'static MessageDigest, data: &[u8]) -> Result<Vec<u8>, CliError> {
    if data.len() != digest.output_len() {
        return Err(CliError::new(format!(
            "the input has {} bytes where a {} digest has {}; give the digest, or the data itself with -rawin",
            data.len(),
            digest.display,
            digest.output_len()
        )));
    }
    digest.pkcs1_t(data).ok_or_else(|| {
        CliError::new(format!(
            "RSA signatures are not defined with {}",
            digest.display
        ))
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|b| *b != b':').collect();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |b: u8| char::from(b).to_digit(16).map(|d| d as u8);
    digits
        .chunks_exact(2)
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect()
}

/// The digest of a `-digest` option or of `-mac`'s key in hexadecimal; a key that is not is not shown.
pub fn hexadecimal(text: &str) -> Result<Vec<u8>, CliError> {
    unhex(text).ok_or_else(|| CliError::new("the value of hexkey is not hexadecimal"))
}
