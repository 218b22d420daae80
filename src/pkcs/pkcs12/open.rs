//! Verifying and decrypting.

use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::bag::{Bag, BagValue, ShroudedKey};
use super::{Limits, Pkcs12, Protection, Safe};
use crate::der::Reader;
use crate::pkcs::Error;
use crate::pkcs::algorithm::AlgorithmIdentifier;
use crate::pkcs::pbes1::Pbes1;
use crate::pkcs::pbes2::KdfLimits;
use crate::pkcs::pkcs8::{Pbes2, PrivateKeyInfo};
use crate::rsa::PrivateKey;

/// How many iterations may still be done.
pub(super) struct Budget {
    left: u32,
    limits: KdfLimits,
}

impl Budget {
    /// What one derivation may ask for.
    pub(super) fn limits(&self) -> KdfLimits {
        self.limits
    }

    pub(super) fn charge(&mut self, iterations: u64) -> Result<(), Error> {
        let left = u64::from(self.left).checked_sub(iterations);
        // It fits: it is not more than there was.
        self.left = left.ok_or(Error::TooCostly {
            what: "iterations in all",
            asked: u64::from(self.limits.iterations - self.left).saturating_add(iterations),
            maximum: self.limits.iterations.into(),
        })? as u32;
        Ok(())
    }
}

/// A form in which a password may have been used.
struct Form {
    /// `None` stands for a file without a password.
    bytes: Option<Zeroizing<Vec<u8>>>,
    /// Whether each byte of the password's UTF-8 is a character, as OpenSSL had it until version 1.0.2.
    byte_for_byte: bool,
}

impl Form {
    /// The forms in which a password is tried, in this order.
    fn all(password: &[u8]) -> Vec<Self> {
        let form = |bytes: Option<&[u8]>| Self {
            bytes: bytes.map(|bytes| Zeroizing::new(bytes.to_vec())),
            byte_for_byte: false,
        };
        let mut all = Vec::with_capacity(2);
        match core::str::from_utf8(password) {
            _ if password.is_empty() => all.extend([form(None), form(Some(b""))]),
            Ok(text) if !text.is_ascii() => {
                let mut again = Zeroizing::new(String::with_capacity(2 * password.len()));
                again.extend(password.iter().copied().map(char::from));
                all.push(form(Some(password)));
                all.push(Self {
                    bytes: Some(Zeroizing::new(again.as_bytes().to_vec())),
                    byte_for_byte: true,
                });
            }
            _ => all.push(form(Some(password))),
        }
        all
    }

    fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_ref().map(|bytes| &bytes[..])
    }
}

/// Decrypts the contents of a file under one password. Holds the password; wiped when dropped.
pub struct Opener {
    /// Those that may still be right; one, once something was verified or decrypted.
    forms: Vec<Form>,
    verified: bool,
    budget: Budget,
    bags_left: usize,
    limits: Limits,
}

impl core::fmt::Debug for Opener {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Opener")
            .field("verified", &self.verified)
            .field("iterations_left", &self.budget.left)
            .finish_non_exhaustive()
    }
}

impl Pkcs12 {
    /// Verifies the message authentication code under a password. The empty password is tried as no password too, and one
    /// beyond ASCII in the way of OpenSSL before version 1.1.0.
    ///
    /// # Errors
    ///
    /// [`Error::MacMismatch`] when the password is wrong or the file was changed, [`Error::NoMac`] when there is none, and
    /// what is unsupported or too costly.
    pub fn unlock(&self, password: impl AsRef<[u8]>) -> Result<Opener, Error> {
        let mac = self.mac.as_ref().ok_or(Error::NoMac)?;
        let mut opener = self.opener(password);
        for form in core::mem::take(&mut opener.forms) {
            if mac.verify(&self.content, form.bytes(), &mut opener.budget)? {
                opener.forms.push(form);
                opener.verified = true;
                return Ok(opener);
            }
        }
        Err(Error::MacMismatch)
    }

    /// Decrypts without verifying a message authentication code, for files that have none: whoever could write such a file may
    /// have changed it.
    pub fn opener(&self, password: impl AsRef<[u8]>) -> Opener {
        Opener {
            forms: Form::all(password.as_ref()),
            verified: false,
            budget: Budget {
                left: self.limits.kdf.iterations,
                limits: self.limits.kdf,
            },
            bags_left: self.limits.bags,
            limits: self.limits,
        }
    }

    /// Verifies the message authentication code and decrypts everything.
    ///
    /// # Errors
    ///
    /// As [`unlock`](Self::unlock) and [`Opener::bags`].
    pub fn open(&self, password: impl AsRef<[u8]>) -> Result<Contents, Error> {
        self.contents(&mut self.unlock(password)?)
    }

    /// Decrypts everything with an [`Opener`] of this file.
    ///
    /// # Errors
    ///
    /// As [`Opener::bags`].
    pub fn contents(&self, opener: &mut Opener) -> Result<Contents, Error> {
        let mut contents = Contents { bags: Vec::new() };
        for safe in self.safes()? {
            if safe.unsupported().is_none() {
                let bags = opener.bags(&safe)?;
                contents.add(bags, opener)?;
            }
        }
        Ok(contents)
    }
}

impl Opener {
    /// Whether the password was used byte for byte although it is UTF-8, as OpenSSL did before version 1.1.0.
    pub fn is_byte_for_byte(&self) -> bool {
        self.forms.iter().all(|form| form.byte_for_byte)
    }

    /// The bags of a part, decrypted if they are encrypted.
    ///
    /// # Errors
    ///
    /// [`Error::WrongPassword`] when they do not decrypt and no MAC was verified, [`Error::Damaged`] when one was,
    /// [`Error::Unsupported`], [`Error::TooCostly`], and what is malformed.
    pub fn bags(&mut self, safe: &Safe) -> Result<Vec<Bag>, Error> {
        let plain = match &safe.protection {
            Protection::None => self.limits.der(&safe.content)?,
            Protection::Unsupported(oid) => {
                return Err(Error::Unsupported {
                    what: "AuthenticatedSafe content type",
                    oid: oid.clone(),
                });
            }
            Protection::Password(algorithm) => {
                let algorithm = super::reread(algorithm);
                let limits = self.limits;
                self.decrypt(&algorithm, &safe.content, |plain| limits.der(plain).ok())?
            }
        };
        let contents = Reader::new(&plain).any("SafeContents")?;
        let limits = &self.limits;
        Bag::parse_all(&contents, limits, limits.depth, &mut self.bags_left)
    }

    /// Decrypts a key to the DER of its PrivateKeyInfo.
    ///
    /// # Errors
    ///
    /// As [`bags`](Self::bags).
    pub fn private_key_info(&mut self, key: &ShroudedKey) -> Result<Zeroizing<Vec<u8>>, Error> {
        let info = key.info();
        let limits = self.limits;
        self.decrypt(&info.algorithm, info.encrypted_data, |plain| {
            let der = limits.der(plain).ok()?;
            PrivateKeyInfo::from_der(&der).is_ok().then_some(der)
        })
    }

    /// Decrypts under each form that may still be right, to what `read` makes of the plaintext. A wrong password gets past the
    /// padding once in 256 times, and then not past `read`.
    fn decrypt(
        &mut self,
        algorithm: &AlgorithmIdentifier<'_>,
        ciphertext: &[u8],
        read: impl Fn(&[u8]) -> Option<Zeroizing<Vec<u8>>>,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let limits = self.budget.limits();
        let scheme = match Pbes1::from_identifier(algorithm, limits.iterations)? {
            Some(scheme) => Scheme::Pbes1(scheme),
            None => Scheme::Pbes2(Pbes2::from_identifier_within(algorithm, &limits)?),
        };
        for at in 0..self.forms.len() {
            self.budget.charge(match &scheme {
                Scheme::Pbes1(scheme) => scheme.iterations.into(),
                Scheme::Pbes2(scheme) => scheme.kdf().cost(),
            })?;
            let password = self.forms[at].bytes();
            let plain = match &scheme {
                Scheme::Pbes1(scheme) => scheme.decrypt(password, ciphertext),
                Scheme::Pbes2(scheme) => scheme.decrypt(password.unwrap_or_default(), ciphertext),
            };
            let read = match plain {
                Ok(plain) => read(&plain).filter(|der| der.first() == Some(&0x30)),
                Err(Error::WrongPassword) => None,
                Err(e) => return Err(e),
            };
            if let Some(der) = read {
                self.forms.swap(0, at);
                // For PBES2 no password is the empty password: both may still be right elsewhere.
                if matches!(scheme, Scheme::Pbes1(_)) || !self.forms.iter().all(Form::is_empty) {
                    self.forms.truncate(1);
                }
                return Ok(der);
            }
        }
        Err(match self.verified {
            true => Error::Damaged,
            false => Error::WrongPassword,
        })
    }
}

impl Form {
    fn is_empty(&self) -> bool {
        self.bytes().is_none_or(<[u8]>::is_empty)
    }
}

enum Scheme<'a> {
    Pbes1(Pbes1<'a>),
    Pbes2(Pbes2),
}

/// What a file held, decrypted. The bags of bags within bags stand in the same list; every key is a [`BagValue::Key`].
#[derive(Debug)]
pub struct Contents {
    bags: Vec<Bag>,
}

impl Contents {
    fn add(&mut self, bags: Vec<Bag>, opener: &mut Opener) -> Result<(), Error> {
        // Bags within bags nest as deep as the limit that they were read within.
        for mut bag in bags {
            bag.value = match bag.value {
                BagValue::SafeContents(inner) => {
                    self.add(inner, opener)?;
                    continue;
                }
                BagValue::ShroudedKey(key) => BagValue::Key(opener.private_key_info(&key)?),
                value => value,
            };
            self.bags.push(bag);
        }
        Ok(())
    }

    /// Every bag with its attributes, in the file's order.
    pub fn bags(&self) -> &[Bag] {
        &self.bags
    }

    /// The DER of each key's PrivateKeyInfo, of whatever algorithm. Secret.
    pub fn private_key_infos(&self) -> impl Iterator<Item = &[u8]> {
        self.bags.iter().filter_map(|bag| match &bag.value {
            BagValue::Key(der) => Some(&der[..]),
            _ => None,
        })
    }

    /// The DER of each X.509 certificate, in the file's order; the first need not be the key's.
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.bags.iter().filter_map(|bag| match &bag.value {
            BagValue::Certificate(der) => Some(&der[..]),
            _ => None,
        })
    }

    /// The first key.
    ///
    /// # Errors
    ///
    /// [`Error::UnsupportedForm`] when there is none; one that is not an RSA key, or whose numbers are wrong.
    pub fn private_key(&self) -> Result<PrivateKey, Error> {
        let der = self.private_key_infos().next();
        let der = der.ok_or(Error::UnsupportedForm {
            what: "a PKCS #12 file without a private key",
        })?;
        PrivateKey::from_pkcs8_der(der)
    }
}
