//! Certificates, requests and CRLs written field by field, so that each field can be wrong.

use certwright::der::{ObjectIdentifierRef, Tag, Writer, context_tag};
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::rsa::{HashAlgorithm, PrivateKey, pkcs1v15, pss};
use certwright::x509::Time;
use rand_chacha::ChaCha20Rng;
use std::collections::HashMap;

/// 2026-01-01T00:00:00Z, when what is valid is so.
pub(super) const NOW: i64 = 1_767_225_600;
pub(super) const DAY: i64 = 86_400;

/// DER from a writer.
pub(super) fn der(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut w = Writer::new();
    write(&mut w);
    w.into_vec()
}

/// CN=… as a Name.
pub(super) fn name(common: &str) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            w.nested(Tag::Set, |w| {
                w.sequence(|w| {
                    w.oid(certwright::oid!("2.5.4.3"));
                    w.tlv(Tag::Utf8String, common.as_bytes());
                });
            });
        });
    })
}

/// A time in the form that RFC 5280 §4.1.2.5 wants.
pub(super) fn time(seconds: i64) -> Vec<u8> {
    der(|w| Time::from_unix(seconds).write(w))
}

/// An Extension; FALSE is left out.
pub(super) fn extension(oid: ObjectIdentifierRef<'_>, critical: bool, value: &[u8]) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            w.oid(oid);
            if critical {
                w.boolean(true);
            }
            w.octet_string(value);
        });
    })
}

/// Identifiers of keys are made of their holders' names.
fn key_identifier(common: &str) -> Vec<u8> {
    HashAlgorithm::Sha1
        .digest(common.as_bytes())
        .as_bytes()
        .to_vec()
}

fn subject_key_identifier(common: &str) -> Vec<u8> {
    let value = der(|w| w.octet_string(&key_identifier(common)));
    extension(certwright::oid!("2.5.29.14"), false, &value)
}

pub(super) fn authority_key_identifier(common: &str) -> Vec<u8> {
    let value = der(|w| w.sequence(|w| w.tlv(context_tag(0, false), &key_identifier(common))));
    extension(certwright::oid!("2.5.29.35"), false, &value)
}

pub(super) fn algorithm() -> Vec<u8> {
    SignatureAlgorithm::Pkcs1v15(HashAlgorithm::Sha256).to_der()
}

/// Signs, and keeps what it signed: most certificates of a chain stand in many tests.
pub(super) struct Signer<'r> {
    rng: &'r mut ChaCha20Rng,
    /// By the modulus, whether it is by PSS, and the digest.
    made: HashMap<(Vec<u8>, bool, Vec<u8>), Vec<u8>>,
}

impl<'r> Signer<'r> {
    pub(super) fn new(rng: &'r mut ChaCha20Rng) -> Self {
        Self {
            rng,
            made: HashMap::new(),
        }
    }

    /// SIGNED{…} over these bytes.
    fn signed(
        &mut self,
        tbs: Vec<u8>,
        algorithm: &[u8],
        key: &PrivateKey,
        is_pss: bool,
        spoil: bool,
    ) -> Vec<u8> {
        let digest = HashAlgorithm::Sha256.digest(&tbs).as_bytes().to_vec();
        let modulus = key.public_key().modulus_be().to_vec();
        let rng = &mut *self.rng;
        let make = || {
            let signature = match is_pss {
                true => pss::sign_prehash(key, &PSS, &digest, rng),
                false => pkcs1v15::sign_prehash(key, HashAlgorithm::Sha256, &digest, rng),
            };
            match signature {
                Ok(signature) => signature.to_vec(),
                Err(e) => unreachable!("a key of 2048 bits signs a SHA-256 digest: {e}"),
            }
        };
        let place = (modulus, is_pss, digest.clone());
        let mut signature = self.made.entry(place).or_insert_with(make).clone();
        if spoil && let Some(byte) = signature.last_mut() {
            *byte ^= 1;
        }
        der(|w| {
            w.sequence(|w| {
                w.raw(&tbs);
                w.raw(algorithm);
                w.bit_string(&signature);
            });
        })
    }
}

/// RSASSA-PSS with SHA-256 throughout.
const PSS: pss::Params = pss::Params::new(HashAlgorithm::Sha256);

/// Its AlgorithmIdentifier.
pub(super) fn pss_algorithm(hash: HashAlgorithm) -> Vec<u8> {
    SignatureAlgorithm::Pss(pss::Params::new(hash)).to_der()
}

/// A certificate to be.
#[derive(Clone)]
pub(super) struct Certificate {
    /// The version field's value; `None` leaves it out (version 1).
    pub(super) version: Option<u8>,
    /// serialNumber's contents.
    pub(super) serial: Vec<u8>,
    pub(super) inner_algorithm: Vec<u8>,
    pub(super) outer_algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) not_before: Vec<u8>,
    pub(super) not_after: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) spki: Vec<u8>,
    /// What stands between the key and the extensions.
    pub(super) unique_ids: Vec<u8>,
    /// Extensions, in DER; `None` leaves the field out.
    pub(super) extensions: Option<Vec<Vec<u8>>>,
    /// The last bit of the signature is flipped.
    pub(super) spoilt: bool,
    /// The signature is RSASSA-PSS with SHA-256, whatever the algorithms state.
    pub(super) is_pss: bool,
}

impl Certificate {
    pub(super) fn new(issuer: &str, subject: &str, serial: u8, key: &PrivateKey) -> Self {
        Self {
            version: Some(2),
            serial: vec![serial],
            inner_algorithm: algorithm(),
            outer_algorithm: algorithm(),
            issuer: name(issuer),
            not_before: time(NOW - 30 * DAY),
            not_after: time(NOW + 30 * DAY),
            subject: name(subject),
            spki: key.public_key().to_spki_der(),
            unique_ids: Vec::new(),
            // RFC 5280 §4.2.1.1 and §4.2.1.2 have both in what an authority issues.
            extensions: Some(vec![
                subject_key_identifier(subject),
                authority_key_identifier(issuer),
            ]),
            spoilt: false,
            is_pss: false,
        }
    }

    pub(super) fn with(mut self, extension: Vec<u8>) -> Self {
        self.push(extension);
        self
    }

    pub(super) fn push(&mut self, extension: Vec<u8>) {
        self.extensions.get_or_insert_default().push(extension);
    }

    /// Removes an extension.
    pub(super) fn without(&mut self, oid: ObjectIdentifierRef<'_>) {
        let head = der(|w| w.oid(oid));
        if let Some(list) = &mut self.extensions {
            list.retain(|extension| !extension[2..].starts_with(&head));
        }
    }

    /// The contents of an extension's extnValue.
    pub(super) fn value(&self, oid: ObjectIdentifierRef<'_>) -> Option<Vec<u8>> {
        let head = der(|w| w.oid(oid));
        let list = self.extensions.as_ref()?;
        let of = list
            .iter()
            .find(|extension| extension[2..].starts_with(&head))?;
        // A template's extension is shorter than 128 bytes: the value stands behind the last octet string's two bytes.
        let after = &of[2 + head.len()..];
        let string = after.strip_prefix(&[1, 1, 0xff]).unwrap_or(after);
        Some(string[2..].to_vec())
    }

    pub(super) fn sign(&self, key: &PrivateKey, signer: &mut Signer<'_>) -> Vec<u8> {
        let tbs = der(|w| {
            w.sequence(|w| {
                if let Some(version) = self.version {
                    w.context(0, |w| w.unsigned(&[version]));
                }
                w.tlv(Tag::Integer, &self.serial);
                w.raw(&self.inner_algorithm);
                w.raw(&self.issuer);
                w.sequence(|w| {
                    w.raw(&self.not_before);
                    w.raw(&self.not_after);
                });
                w.raw(&self.subject);
                w.raw(&self.spki);
                w.raw(&self.unique_ids);
                if let Some(extensions) = &self.extensions {
                    w.context(3, |w| {
                        w.sequence(|w| extensions.iter().for_each(|extension| w.raw(extension)))
                    });
                }
            });
        });
        signer.signed(tbs, &self.outer_algorithm, key, self.is_pss, self.spoilt)
    }
}

/// A CRL to be.
#[derive(Clone)]
pub(super) struct Crl {
    pub(super) inner_algorithm: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) this_update: Vec<u8>,
    pub(super) next_update: Vec<u8>,
    /// Serial numbers' contents, and each entry's extensions.
    pub(super) revoked: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    pub(super) extensions: Vec<Vec<u8>>,
    pub(super) spoilt: bool,
}

impl Crl {
    pub(super) fn new(issuer: &str) -> Self {
        Self {
            inner_algorithm: algorithm(),
            issuer: name(issuer),
            this_update: time(NOW - DAY),
            next_update: time(NOW + DAY),
            revoked: Vec::new(),
            extensions: vec![
                authority_key_identifier(issuer),
                extension(certwright::oid!("2.5.29.20"), false, &[2, 1, 1]),
            ],
            spoilt: false,
        }
    }

    pub(super) fn sign(&self, key: &PrivateKey, signer: &mut Signer<'_>) -> Vec<u8> {
        let tbs = der(|w| {
            w.sequence(|w| {
                w.unsigned(&[1]);
                w.raw(&self.inner_algorithm);
                w.raw(&self.issuer);
                w.raw(&self.this_update);
                w.raw(&self.next_update);
                if !self.revoked.is_empty() {
                    w.sequence(|w| {
                        for (serial, extensions) in &self.revoked {
                            w.sequence(|w| {
                                w.tlv(Tag::Integer, serial);
                                w.raw(&time(NOW - 2 * DAY));
                                if !extensions.is_empty() {
                                    w.sequence(|w| {
                                        extensions.iter().for_each(|extension| w.raw(extension))
                                    });
                                }
                            });
                        }
                    });
                }
                if !self.extensions.is_empty() {
                    w.context(0, |w| {
                        w.sequence(|w| {
                            self.extensions
                                .iter()
                                .for_each(|extension| w.raw(extension))
                        })
                    });
                }
            });
        });
        signer.signed(tbs, &algorithm(), key, false, self.spoilt)
    }
}

/// A request by a key.
pub(super) fn request(key: &PrivateKey, signer: &mut Signer<'_>) -> Vec<u8> {
    let tbs = der(|w| {
        w.sequence(|w| {
            w.unsigned(&[0]);
            w.raw(&name("Request"));
            w.raw(&key.public_key().to_spki_der());
            w.context(0, |_| {});
        });
    });
    signer.signed(tbs, &algorithm(), key, false, false)
}
