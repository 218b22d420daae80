//! Making files.

use alloc::vec::Vec;

use rand_core::TryCryptoRng;
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use super::bag::{Attribute, Bag};
use super::mac::MacChoice;
use crate::der::oid;
use crate::der::{Writer, context_tag};
use crate::hash::HashAlgorithm;
use crate::pkcs::pkcs8::{Choice, Kdf, LegacyScheme, Prf};
use crate::pkcs::{Cipher, Error};

/// How keys or certificates are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encryption {
    /// PBES2.
    Pbes2(Choice),
    /// A scheme of old, for programs that read nothing newer.
    Legacy {
        /// The scheme.
        scheme: LegacyScheme,
        /// Iterations, from 1.
        iterations: u32,
    },
}

impl Encryption {
    /// AES-256-CBC under PBKDF2 with HMAC-SHA-256 and 2048 iterations, as OpenSSL 3.0 has it.
    pub const OPENSSL: Self = Self::Pbes2(Choice::new(
        Cipher::Aes256,
        Kdf::Pbkdf2 {
            prf: Prf::HmacSha256,
            iterations: 2048,
        },
    ));

    /// The AlgorithmIdentifier and the ciphertext.
    fn encrypt<R: TryCryptoRng + ?Sized>(
        &self,
        password: &[u8],
        plain: &[u8],
        rng: &mut R,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        match *self {
            Self::Pbes2(choice) => {
                let pbes2 = choice.with_random(rng)?;
                let mut w = Writer::new();
                pbes2.write(&mut w);
                Ok((w.into_vec(), pbes2.encrypt(password, plain)?))
            }
            Self::Legacy { scheme, iterations } => {
                scheme.encrypt(iterations, Some(password), plain, rng)
            }
        }
    }
}

/// Makes a file: certificates in one part, keys in another, each encrypted, and a message authentication code.
///
/// The defaults are OpenSSL 3.0's, so that what reads its files reads these. Its 2048 iterations suit a password that nobody
/// can guess; for another, ask for more with [`encryption`](Self::encryption) and [`mac`](Self::mac).
pub struct Builder {
    certificates: Vec<(Vec<u8>, Vec<Attribute>)>,
    keys: Vec<(Zeroizing<Vec<u8>>, Vec<Attribute>)>,
    for_certificates: Option<Encryption>,
    for_keys: Option<Encryption>,
    mac: Option<MacChoice>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl core::fmt::Debug for Builder {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (certificates, keys) = (self.certificates.len(), self.keys.len());
        write!(f, "Builder({certificates} certificates, {keys} keys)")
    }
}

impl Builder {
    /// An empty file with the default protection: [`Encryption::OPENSSL`] for keys and certificates, HMAC-SHA-256 with 2048
    /// iterations.
    pub fn new() -> Self {
        Self {
            certificates: Vec::new(),
            keys: Vec::new(),
            for_certificates: Some(Encryption::OPENSSL),
            for_keys: Some(Encryption::OPENSSL),
            mac: Some(MacChoice::Pkcs12 {
                hash: HashAlgorithm::Sha256,
                iterations: 2048,
            }),
        }
    }

    /// Adds a certificate, given in DER.
    pub fn certificate(
        &mut self,
        der: impl Into<Vec<u8>>,
        attributes: impl Into<Vec<Attribute>>,
    ) -> &mut Self {
        self.certificates.push((der.into(), attributes.into()));
        self
    }

    /// Adds a key, given as the DER of a PrivateKeyInfo.
    pub fn key(
        &mut self,
        private_key_info: Zeroizing<Vec<u8>>,
        attributes: impl Into<Vec<Attribute>>,
    ) -> &mut Self {
        self.keys.push((private_key_info, attributes.into()));
        self
    }

    /// Adds a key and its certificate, which share a localKeyId (SHA-1 of the certificate, as is usual) and a name.
    pub fn pair(
        &mut self,
        private_key_info: Zeroizing<Vec<u8>>,
        certificate: &[u8],
        friendly_name: Option<&str>,
    ) -> &mut Self {
        let mut attributes: Vec<_> = friendly_name
            .map(Attribute::friendly_name)
            .into_iter()
            .collect();
        attributes.push(Attribute::local_key_id(&Sha1::digest(certificate)));
        self.key(private_key_info, attributes.clone());
        self.certificate(certificate, attributes)
    }

    /// How certificates and keys are encrypted; `None` for not.
    pub fn encryption(
        &mut self,
        certificates: Option<Encryption>,
        keys: Option<Encryption>,
    ) -> &mut Self {
        (self.for_certificates, self.for_keys) = (certificates, keys);
        self
    }

    /// How the message authentication code is made; `None` for none, and then nothing protects the file from changes.
    pub fn mac(&mut self, mac: Option<MacChoice>) -> &mut Self {
        self.mac = mac;
        self
    }

    /// The file. Salts and initialisation vectors are drawn from `rng`.
    ///
    /// # Errors
    ///
    /// [`Error::Rng`], and an iteration count that is 0 or over [`MAX_ITERATIONS`](crate::pkcs::pkcs8::MAX_ITERATIONS).
    pub fn to_der<R: TryCryptoRng + ?Sized>(
        &self,
        password: impl AsRef<[u8]>,
        rng: &mut R,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.to_der_with_mac_password(&password, &password, rng)
    }

    /// As [`to_der`](Self::to_der), with another password for the message authentication code. Few programs read such files.
    ///
    /// # Errors
    ///
    /// As [`to_der`](Self::to_der).
    pub fn to_der_with_mac_password<R: TryCryptoRng + ?Sized>(
        &self,
        password: impl AsRef<[u8]>,
        mac_password: impl AsRef<[u8]>,
        rng: &mut R,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let password = password.as_ref();
        // Nothing is added to these that they have not been given space for: keys leave no copies behind.
        let space = |parts: &mut dyn Iterator<Item = usize>| parts.map(|len| len + 1024).sum();
        let mut w = Writer::with_capacity(space(&mut self.certificates.iter().map(|c| c.0.len())));
        w.sequence(|w| {
            for (der, attributes) in &self.certificates {
                Bag::write(w, oid::CERT_BAG, attributes, |w| {
                    w.sequence(|w| {
                        w.oid(oid::X509_CERTIFICATE);
                        w.context(0, |w| w.octet_string(der));
                    });
                });
            }
        });
        let certificates = w.into_vec();
        let key_space: usize = space(&mut self.keys.iter().map(|(der, attributes)| {
            let values = attributes.iter().flat_map(|a| &a.values);
            der.len() + values.map(|value| value.len() + 64).sum::<usize>()
        }));
        let mut keys = Zeroizing::new(Vec::new());
        if !self.keys.is_empty() {
            let mut shrouded = Vec::new();
            for (der, _) in &self.keys {
                let encrypted = self.for_keys.map(|e| e.encrypt(password, der, rng));
                shrouded.push(encrypted.transpose()?);
            }
            let mut w = Writer::with_capacity(key_space);
            w.sequence(|w| {
                for ((der, attributes), shrouded) in self.keys.iter().zip(&shrouded) {
                    match shrouded {
                        None => Bag::write(w, oid::KEY_BAG, attributes, |w| w.raw(der)),
                        Some((algorithm, ciphertext)) => {
                            Bag::write(w, oid::PKCS8_SHROUDED_KEY_BAG, attributes, |w| {
                                w.sequence(|w| {
                                    w.raw(algorithm);
                                    w.octet_string(ciphertext);
                                });
                            });
                        }
                    }
                }
            });
            keys = Zeroizing::new(w.into_vec());
        }

        let encrypted = match (&self.for_certificates, self.certificates.is_empty()) {
            (Some(encryption), false) => Some(encryption.encrypt(password, &certificates, rng)?),
            _ => None,
        };
        let mut w = Writer::with_capacity(certificates.len() + key_space + 1024);
        w.sequence(|w| {
            match encrypted {
                Some((algorithm, ciphertext)) => w.sequence(|w| {
                    w.oid(oid::PKCS7_ENCRYPTED_DATA);
                    w.context(0, |w| {
                        w.sequence(|w| {
                            w.unsigned(&[0]);
                            w.sequence(|w| {
                                w.oid(oid::PKCS7_DATA);
                                w.raw(&algorithm);
                                w.tlv(context_tag(0, false), &ciphertext);
                            });
                        });
                    });
                }),
                None if !self.certificates.is_empty() => data(w, &certificates),
                None => {}
            }
            if !self.keys.is_empty() {
                data(w, &keys);
            }
        });
        let content = Zeroizing::new(w.into_vec());

        let mut mac = Writer::new();
        if let Some(choice) = self.mac {
            choice.write(&mut mac, &content, mac_password.as_ref(), rng)?;
        }
        let mac = mac.into_vec();
        let mut w = Writer::with_capacity(content.len() + mac.len() + 64);
        w.sequence(|w| {
            w.unsigned(&[3]);
            data(w, &content);
            w.raw(&mac);
        });
        Ok(Zeroizing::new(w.into_vec()))
    }
}

/// ContentInfo of type data.
fn data(w: &mut Writer, content: &[u8]) {
    w.sequence(|w| {
        w.oid(oid::PKCS7_DATA);
        w.context(0, |w| w.octet_string(content));
    });
}
