//! Certificates signed by a toy, whose "signature" is a hash over the key's name and the message. It stands behind the same
//! trait as RSA does, so that thousands of certificates cost nothing and whatever is refused is refused by the path's rules.

use certwright::der::{ObjectIdentifier, ObjectIdentifierRef, oid};
use certwright::der::{Tag, Writer, context_tag};
use certwright::path::{Anchor, PathError, Pool, Settings, ValidPath, verify};
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::rsa::HashAlgorithm;
use certwright::rsa::RandomSource;
use certwright::x509::{
    CertificateBuilder, CertificateRef, ExtensionBuf, NameBuf, NameBuilder, SerialNumber,
    SignatureError, SignatureVerifier, Signer, Time, signed,
};
use rand_core::SeedableRng as _;

/// An arc for examples (RFC 5612 §2 leaves 32473 to documentation).
pub const TOY: ObjectIdentifierRef<'static> = certwright::oid!("1.3.6.1.4.1.32473.1");

/// 2030-01-01T00:00:00Z.
pub const NOW: i64 = 1_893_456_000;
pub const DAY: i64 = 86_400;

pub struct Key(pub String);

fn algorithm() -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| w.oid(TOY));
    w.into_vec()
}

fn toy_signature(key: &[u8], message: &[u8]) -> Vec<u8> {
    HashAlgorithm::Sha256
        .digest(&[key, b"/", message].concat())
        .as_bytes()
        .to_vec()
}

impl Signer for Key {
    fn algorithm(&self) -> Vec<u8> {
        algorithm()
    }

    fn public_key(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.raw(&algorithm());
            w.bit_string(self.0.as_bytes());
        });
        w.into_vec()
    }

    fn sign(&self, message: &[u8], _: &mut dyn RandomSource) -> Result<Vec<u8>, SignatureError> {
        Ok(toy_signature(self.0.as_bytes(), message))
    }
}

/// Who signs by an algorithm that [`Verifier`] does not have, with a key of the toy's.
pub struct Foreign(pub Key);

pub const FOREIGN: ObjectIdentifierRef<'static> = certwright::oid!("1.3.6.1.4.1.32473.3");

impl Signer for Foreign {
    fn algorithm(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| w.oid(FOREIGN));
        w.into_vec()
    }

    fn public_key(&self) -> Vec<u8> {
        self.0.public_key()
    }

    fn sign(&self, message: &[u8], rng: &mut dyn RandomSource) -> Result<Vec<u8>, SignatureError> {
        self.0.sign(message, rng)
    }
}

pub struct Verifier;

impl SignatureVerifier for Verifier {
    fn verify(
        &self,
        key: &SubjectPublicKeyInfo<'_>,
        algorithm: &AlgorithmIdentifier<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        if algorithm.oid != TOY {
            return Err(SignatureError::Unsupported(algorithm.oid.to_owned()));
        }
        match toy_signature(key.key, message) == signature {
            true => Ok(()),
            false => Err(SignatureError::Invalid),
        }
    }
}

pub fn name(common_name: &str) -> NameBuf {
    NameBuilder::new()
        .attribute(oid::COMMON_NAME, common_name)
        .build()
}

/// A certificate under construction: name and key of subject and issuer are one text each.
#[derive(Clone)]
pub struct Cert {
    pub subject: NameBuf,
    pub issuer: NameBuf,
    pub key: String,
    pub signer: String,
    pub not_before: i64,
    pub not_after: i64,
    pub serial: u8,
    pub extensions: Vec<ExtensionBuf>,
}

impl Cert {
    /// An end entity's.
    pub fn new(subject: &str, issuer: &str) -> Self {
        Self {
            subject: name(subject),
            issuer: name(issuer),
            key: subject.into(),
            signer: issuer.into(),
            not_before: NOW - DAY,
            not_after: NOW + DAY,
            serial: 1,
            extensions: Vec::new(),
        }
    }

    /// A CA's.
    pub fn ca(subject: &str, issuer: &str) -> Self {
        Self::new(subject, issuer).with(basic_constraints(true, None))
    }

    pub fn with(mut self, extension: ExtensionBuf) -> Self {
        self.extensions.retain(|e| e.oid != extension.oid);
        self.extensions.push(extension);
        self
    }

    pub fn without(mut self, id: ObjectIdentifierRef<'_>) -> Self {
        self.extensions.retain(|e| e.oid != id);
        self
    }

    pub fn keys(mut self, key: &str, signer: &str) -> Self {
        (self.key, self.signer) = (key.into(), signer.into());
        self
    }

    /// The certificate, signed by the toy.
    pub fn der(&self) -> Vec<u8> {
        self.signed(
            Key(self.key.clone()).public_key(),
            &Key(self.signer.clone()),
        )
    }

    /// The certificate for this key, signed by this signer.
    pub fn signed(&self, spki: Vec<u8>, signer: &dyn Signer) -> Vec<u8> {
        let mut rng = rand_chacha::ChaCha8Rng::from_seed([0; 32]);
        let builder = CertificateBuilder::new(self.subject.clone())
            .exact()
            .serial(SerialNumber::from_unsigned_be(&[self.serial]))
            .validity(
                Time::from_unix(self.not_before),
                Time::from_unix(self.not_after),
            )
            .public_key(spki)
            .raw_extensions(self.extensions.clone());
        // Not by the builder to the end, which refuses to give out what cannot be read.
        let algorithm = signer.algorithm();
        let tbs = builder.tbs(&self.issuer, &algorithm).unwrap();
        let signature = signer.sign(&tbs, &mut rng).unwrap();
        signed::write(&tbs, &algorithm, &signature)
    }
}

/// Verifies a target under the anchors with these settings.
pub fn check(
    anchors: &[Cert],
    intermediates: &[Cert],
    target: &Cert,
    settings: &Settings,
) -> Result<ValidPath, PathError> {
    let anchors: Vec<Vec<u8>> = anchors.iter().map(Cert::der).collect();
    let intermediates: Vec<Vec<u8>> = intermediates.iter().map(Cert::der).collect();
    let target = target.der();
    let anchors: Vec<_> = anchors
        .iter()
        .map(|der| Anchor::from_certificate(&CertificateRef::from_der(der).unwrap()))
        .collect();
    let intermediates: Vec<_> = intermediates
        .iter()
        .map(|der| CertificateRef::from_der(der).unwrap())
        .collect();
    let pool = Pool::new(&anchors).intermediates(&intermediates);
    verify(
        &CertificateRef::from_der(&target).unwrap(),
        &pool,
        settings,
        &Verifier,
    )
}

pub fn now() -> Settings {
    Settings::at(Time::from_unix(NOW))
}

fn extension(
    id: ObjectIdentifierRef<'_>,
    critical: bool,
    contents: impl FnOnce(&mut Writer),
) -> ExtensionBuf {
    let mut w = Writer::new();
    contents(&mut w);
    ExtensionBuf {
        oid: id.to_owned(),
        critical,
        value: w.into_vec(),
    }
}

pub fn basic_constraints(ca: bool, path_len: Option<u8>) -> ExtensionBuf {
    extension(oid::BASIC_CONSTRAINTS, true, |w| {
        w.sequence(|w| {
            if ca {
                w.boolean(true);
            }
            if let Some(n) = path_len {
                w.unsigned(&[n]);
            }
        });
    })
}

/// keyUsage as its first byte, bit 0 the highest.
pub fn key_usage(bits: u8) -> ExtensionBuf {
    let unused = u8::try_from(bits.trailing_zeros().min(7)).unwrap();
    extension(oid::KEY_USAGE, true, |w| {
        w.tlv(Tag::BitString, &[unused, bits])
    })
}

pub fn ext_key_usage(purposes: &[ObjectIdentifierRef<'_>]) -> ExtensionBuf {
    extension(oid::EXT_KEY_USAGE, false, |w| {
        w.sequence(|w| purposes.iter().for_each(|&p| w.oid(p)))
    })
}

/// GeneralNames of dNSName.
pub fn alt_names(names: &[&str]) -> ExtensionBuf {
    extension(oid::SUBJECT_ALT_NAME, false, |w| {
        w.sequence(|w| {
            names
                .iter()
                .for_each(|n| w.tlv(context_tag(2, false), n.as_bytes()))
        });
    })
}

/// subjectAltName of names that are encoded already.
pub fn general_names(names: &[Vec<u8>]) -> ExtensionBuf {
    extension(oid::SUBJECT_ALT_NAME, false, |w| {
        w.sequence(|w| names.iter().for_each(|name| w.raw(name)));
    })
}

/// nameConstraints of names that are encoded already.
pub fn constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> ExtensionBuf {
    extension(oid::NAME_CONSTRAINTS, true, |w| {
        w.sequence(|w| {
            for (number, list) in [(0, permitted), (1, excluded)] {
                if !list.is_empty() {
                    w.context(number, |w| {
                        list.iter().for_each(|base| w.sequence(|w| w.raw(base)));
                    });
                }
            }
        });
    })
}

/// GeneralName rfc822Name.
pub fn rfc822_name(text: &str) -> Vec<u8> {
    let mut w = Writer::new();
    w.tlv(context_tag(1, false), text.as_bytes());
    w.into_vec()
}

/// GeneralName otherName of one UTF8String.
pub fn other_name(id: ObjectIdentifierRef<'_>, text: &str) -> Vec<u8> {
    let mut w = Writer::new();
    w.context(0, |w| {
        w.oid(id);
        w.context(0, |w| w.tlv(Tag::Utf8String, text.as_bytes()));
    });
    w.into_vec()
}

/// GeneralName directoryName.
pub fn directory_name(name: &NameBuf) -> Vec<u8> {
    let mut w = Writer::new();
    w.context(4, |w| w.raw(name.as_der()));
    w.into_vec()
}

/// nameConstraints on dNSName.
pub fn dns_constraints(permitted: &[&str], excluded: &[&str]) -> ExtensionBuf {
    extension(oid::NAME_CONSTRAINTS, true, |w| {
        w.sequence(|w| {
            for (number, list) in [(0, permitted), (1, excluded)] {
                if !list.is_empty() {
                    w.context(number, |w| {
                        for base in list {
                            w.sequence(|w| w.tlv(context_tag(2, false), base.as_bytes()));
                        }
                    });
                }
            }
        });
    })
}

/// A policy of the documentation arc.
pub fn policy(n: u32) -> ObjectIdentifierRef<'static> {
    let id = ObjectIdentifier::new(&format!("1.3.6.1.4.1.32473.2.{n}")).unwrap();
    Box::leak(Box::new(id)).as_oid_ref()
}

pub fn policies(ids: &[ObjectIdentifierRef<'_>]) -> ExtensionBuf {
    extension(oid::CERTIFICATE_POLICIES, false, |w| {
        w.sequence(|w| ids.iter().for_each(|&id| w.sequence(|w| w.oid(id))));
    })
}

pub fn mappings(pairs: &[(ObjectIdentifierRef<'_>, ObjectIdentifierRef<'_>)]) -> ExtensionBuf {
    extension(oid::POLICY_MAPPINGS, true, |w| {
        w.sequence(|w| {
            for &(issuer, subject) in pairs {
                w.sequence(|w| {
                    w.oid(issuer);
                    w.oid(subject);
                });
            }
        });
    })
}

pub fn require_explicit_policy(skip: u8) -> ExtensionBuf {
    extension(oid::POLICY_CONSTRAINTS, true, |w| {
        w.sequence(|w| w.tlv(context_tag(0, false), &[skip]))
    })
}

pub fn inhibit_any_policy(skip: u8) -> ExtensionBuf {
    extension(oid::INHIBIT_ANY_POLICY, true, |w| w.unsigned(&[skip]))
}

pub fn authority_key(id: &[u8]) -> ExtensionBuf {
    extension(oid::AUTHORITY_KEY_IDENTIFIER, false, |w| {
        w.sequence(|w| w.tlv(context_tag(0, false), id))
    })
}

pub fn subject_key(id: &[u8]) -> ExtensionBuf {
    extension(oid::SUBJECT_KEY_IDENTIFIER, false, |w| w.octet_string(id))
}

pub fn freshest_crl(critical: bool) -> ExtensionBuf {
    extension(oid::FRESHEST_CRL, critical, |w| {
        w.sequence(|w| {
            w.sequence(|w| {
                let uri = |w: &mut Writer| w.tlv(context_tag(6, false), b"http://a.example/delta");
                w.context(0, |w| w.context(0, uri));
            });
        });
    })
}

pub fn unknown(critical: bool) -> ExtensionBuf {
    extension(TOY, critical, Writer::null)
}
