//! Making requests and certificates, and turning the one into the other.

use alloc::vec::Vec;
use core::fmt;

use crate::rsa::RandomSource;

use super::certificate::Certificate;
use super::extensions::{ExtensionBuf, write_extensions};
use super::name::NameBuf;
use super::request::Request;
use super::serial::SerialNumber;
use super::signature::{self, RsaSigner, SignatureError, SignatureVerifier, Signer};
use super::time::Time;
use crate::der::oid;
use crate::der::{ObjectIdentifier, Tag, Writer, context_tag};

/// What a certificate will say. The signature algorithm comes from the [`Signer`].
#[derive(Clone, Debug)]
pub struct CertificateBuilder {
    /// serialNumber.
    pub serial: SerialNumber,
    /// issuer.
    pub issuer: NameBuf,
    /// validity.notBefore.
    pub not_before: Time,
    /// validity.notAfter.
    pub not_after: Time,
    /// subject.
    pub subject: NameBuf,
    /// subjectPublicKeyInfo's DER.
    pub spki: Vec<u8>,
    /// extensions, in the order in which they will stand. With none, the certificate is of version 1.
    pub extensions: Vec<ExtensionBuf>,
}

impl CertificateBuilder {
    /// The tbsCertificate to sign with this AlgorithmIdentifier.
    pub fn tbs(&self, algorithm: &[u8]) -> Vec<u8> {
        // RFC 5280 §4.1.2.1: version 3 when there are extensions, else 1.
        self.tbs_of_version(algorithm, if self.extensions.is_empty() { 1 } else { 3 })
    }

    /// As [`CertificateBuilder::tbs`], with a version of the caller's choice: 1 to 3. OpenSSL keeps a certificate's
    /// version when it signs it again, whatever becomes of its extensions.
    pub fn tbs_of_version(&self, algorithm: &[u8], version: u8) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            // Version 1 is the DEFAULT, which DER leaves out.
            if version > 1 {
                w.context(0, |w| w.unsigned(&[version - 1]));
            }
            w.tlv(Tag::Integer, self.serial.contents());
            w.raw(algorithm);
            w.raw(self.issuer.as_der());
            w.sequence(|w| {
                self.not_before.write(w);
                self.not_after.write(w);
            });
            w.raw(self.subject.as_der());
            w.raw(&self.spki);
            if !self.extensions.is_empty() {
                w.context(3, |w| write_extensions(w, &self.extensions));
            }
        });
        w.into_vec()
    }

    /// The certificate, signed.
    pub fn sign(
        &self,
        signer: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Vec<u8>, SignatureError> {
        let algorithm = signer.algorithm();
        sign_envelope(self.tbs(&algorithm), &algorithm, signer, rng)
    }

    /// Many certificates, each with its own signer, signed in one batch, which costs less for each than
    /// [`sign`](Self::sign) does. The answers are in the items' order, and one that fails spoils no other.
    pub fn sign_all(
        items: &[(Self, RsaSigner<'_>)],
        rng: &mut dyn RandomSource,
    ) -> Vec<Result<Vec<u8>, SignatureError>> {
        let signed: Vec<Vec<u8>> = items
            .iter()
            .map(|(builder, signer)| builder.tbs(&signer.algorithm()))
            .collect();
        let to_sign: Vec<_> = items
            .iter()
            .zip(&signed)
            .map(|((_, signer), tbs)| (signer, &tbs[..]))
            .collect();
        let signatures = signature::sign_all(&to_sign, rng);
        (items.iter().zip(&signed).zip(signatures))
            .map(|(((_, signer), tbs), signature)| {
                Ok(envelope(tbs, &signer.algorithm(), &signature?))
            })
            .collect()
    }
}

/// An attribute of a request, to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeBuf {
    /// type.
    pub oid: ObjectIdentifier,
    /// values, each a whole DER element.
    pub values: Vec<Vec<u8>>,
}

impl AttributeBuf {
    /// The extensionRequest attribute (RFC 2985 §5.4.2).
    pub fn extension_request(extensions: &[ExtensionBuf]) -> Self {
        let mut w = Writer::new();
        write_extensions(&mut w, extensions);
        Self {
            oid: oid::EXTENSION_REQUEST,
            values: Vec::from([w.into_vec()]),
        }
    }

    fn to_der(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(&self.oid);
            w.set_of(self.values.clone());
        });
        w.into_vec()
    }
}

/// What a request will say.
#[derive(Clone, Debug)]
pub struct RequestBuilder {
    /// subject.
    pub subject: NameBuf,
    /// attributes. A SET OF: DER puts them into its own order.
    pub attributes: Vec<AttributeBuf>,
}

impl RequestBuilder {
    /// The certificationRequestInfo for this key.
    pub fn info(&self, spki: &[u8]) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            w.unsigned(&[0]);
            w.raw(self.subject.as_der());
            w.raw(spki);
            let mut attributes: Vec<_> = self.attributes.iter().map(AttributeBuf::to_der).collect();
            attributes.sort();
            w.nested(context_tag(0, true), |w| {
                attributes.iter().for_each(|a| w.raw(a))
            });
        });
        w.into_vec()
    }

    /// The request, signed with the key that it is for.
    pub fn sign(
        &self,
        signer: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Vec<u8>, SignatureError> {
        sign_envelope(
            self.info(&signer.public_key()),
            &signer.algorithm(),
            signer,
            rng,
        )
    }
}

/// SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }: the frame of certificates, requests and CRLs.
pub(super) fn sign_envelope(
    signed: Vec<u8>,
    algorithm: &[u8],
    signer: &dyn Signer,
    rng: &mut dyn RandomSource,
) -> Result<Vec<u8>, SignatureError> {
    let signature = signer.sign(&signed, rng)?;
    Ok(envelope(&signed, algorithm, &signature))
}

fn envelope(signed: &[u8], algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.raw(signed);
        w.raw(algorithm);
        w.bit_string(signature);
    });
    w.into_vec()
}

/// Checks that the key in a request signed it: proof that who asks has the private key (RFC 2986 §3).
pub fn verify_request(
    request: &Request<'_>,
    verifier: &dyn SignatureVerifier,
) -> Result<(), SignatureError> {
    verifier.verify(
        &request.spki,
        &request.signature_algorithm,
        request.info_raw,
        request.signature,
    )
}

/// A certification authority: a name and the key that signs under it.
#[derive(Clone, Copy)]
pub struct Authority<'a> {
    subject: super::name::Name<'a>,
    signer: &'a dyn Signer,
}

/// Why a certificate was not issued.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IssueError {
    /// The authority's key is not the one in its certificate.
    KeyMismatch,
    /// The request's signature is not by the key that it asks a certificate for.
    Request(SignatureError),
    /// The authority could not sign.
    Sign(SignatureError),
}

impl fmt::Display for IssueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyMismatch => {
                f.write_str("the CA's private key does not belong to its certificate")
            }
            Self::Request(e) => write!(f, "the request is not signed by the key in it: {e}"),
            Self::Sign(e) => write!(f, "the CA could not sign: {e}"),
        }
    }
}

impl core::error::Error for IssueError {}

/// What the authority decides of a certificate; the request says only whose it is.
#[derive(Clone, Debug)]
pub struct Terms {
    /// serialNumber.
    pub serial: SerialNumber,
    /// notBefore.
    pub not_before: Time,
    /// notAfter.
    pub not_after: Time,
    /// The extensions, which a CA chooses: what the request asks for is in [`Request::requested_extensions`].
    pub extensions: Vec<ExtensionBuf>,
}

impl<'a> Authority<'a> {
    /// An authority by its certificate and key, which must belong together.
    pub fn new(certificate: &Certificate<'a>, signer: &'a dyn Signer) -> Result<Self, IssueError> {
        if !same_key(certificate.spki.raw, &signer.public_key()) {
            return Err(IssueError::KeyMismatch);
        }
        Ok(Self {
            subject: certificate.subject,
            signer,
        })
    }

    /// Turns a request into a certificate, once the request's signature is checked.
    pub fn issue(
        &self,
        request: &Request<'_>,
        terms: Terms,
        verifier: &dyn SignatureVerifier,
        rng: &mut dyn RandomSource,
    ) -> Result<Vec<u8>, IssueError> {
        verify_request(request, verifier).map_err(IssueError::Request)?;
        let builder = CertificateBuilder {
            serial: terms.serial,
            issuer: self.subject.to_owned(),
            not_before: terms.not_before,
            not_after: terms.not_after,
            subject: request.subject.to_owned(),
            spki: request.spki.raw.to_vec(),
            extensions: terms.extensions,
        };
        builder.sign(self.signer, rng).map_err(IssueError::Sign)
    }
}

/// Whether two SubjectPublicKeyInfos hold the same key: the octets of the key count, not how its algorithm is spelt.
fn same_key(a: &[u8], b: &[u8]) -> bool {
    use crate::pkcs::spki::SubjectPublicKeyInfo;
    match (
        SubjectPublicKeyInfo::from_der(a),
        SubjectPublicKeyInfo::from_der(b),
    ) {
        (Ok(a), Ok(b)) => a.key == b.key,
        _ => false,
    }
}
