//! Building requests and responses.

use alloc::vec::Vec;

use super::cert_id::CertIdBuf;
use super::request::Request;
use super::response::{CertStatus, ResponderIdBuf, Response, ResponseStatus, write_single};
use crate::der::{Tag, Writer, oid};
use crate::rsa::RandomSource;
use crate::x509::builder::IssueError;
use crate::x509::builder::extension_setters;
use crate::x509::certificate::Certificate;
use crate::x509::extension::{Element as _, ExtensionValue, OcspNonce};
use crate::x509::extensions::{ExtensionBuf, write_extensions};
use crate::x509::general_name::GeneralName;
use crate::x509::signature::Signer;
use crate::x509::time::Time;

/// Builds a request.
#[derive(Clone, Debug, Default)]
pub struct RequestBuilder {
    requests: Vec<CertIdBuf>,
    /// A GeneralName's DER.
    requestor_name: Option<Vec<u8>>,
    extensions: Vec<ExtensionBuf>,
    certificates: Vec<Certificate>,
}

extension_setters!(RequestBuilder);

impl RequestBuilder {
    /// A request that asks for nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for a certificate's status.
    #[must_use]
    pub fn certificate(mut self, id: CertIdBuf) -> Self {
        self.requests.push(id);
        self
    }

    /// The nonce that a fresh response must repeat: 1 to 128 random bytes, at best 32 (RFC 9654 §2.1).
    #[must_use]
    pub fn nonce(self, nonce: &[u8]) -> Self {
        self.extension(&OcspNonce(nonce))
    }

    /// requestorName, which a signed request has (RFC 6960 §4.1.2).
    #[must_use]
    pub fn requestor_name(mut self, name: &GeneralName<'_>) -> Self {
        let mut w = Writer::new();
        name.write(&mut w);
        self.requestor_name = Some(w.into_vec());
        self
    }

    /// A certificate to go with the signature, the signer's own first.
    #[must_use]
    pub fn signer_certificate(mut self, certificate: &Certificate) -> Self {
        self.certificates.push(certificate.clone());
        self
    }

    /// The request, not signed.
    ///
    /// # Errors
    /// [`IssueError::Encoding`]: a nonce that is not of 1 to 128 bytes, an extension that is not DER.
    pub fn build(&self) -> Result<Request, IssueError> {
        let mut w = Writer::new();
        w.sequence(|w| w.raw(&self.tbs()));
        Request::from_der(w.into_vec()).map_err(IssueError::Encoding)
    }

    /// The request, signed.
    ///
    /// # Errors
    /// As [`build`](Self::build), and [`IssueError::Sign`].
    pub fn sign(
        &self,
        key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Request, IssueError> {
        let tbs = self.tbs();
        let signature = key.sign(&tbs, rng)?;
        let mut w = Writer::new();
        w.sequence(|w| {
            w.raw(&tbs);
            w.context(0, |w| {
                w.sequence(|w| write_signature(w, key, &signature, &self.certificates));
            });
        });
        Request::from_der(w.into_vec()).map_err(IssueError::Encoding)
    }

    fn tbs(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.sequence(|w| {
            if let Some(name) = &self.requestor_name {
                w.context(1, |w| w.raw(name));
            }
            w.sequence(|w| {
                for id in &self.requests {
                    w.sequence(|w| w.raw(id.as_der()));
                }
            });
            if !self.extensions.is_empty() {
                w.context(2, |w| write_extensions(w, &self.extensions));
            }
        });
        w.into_vec()
    }
}

/// `signatureAlgorithm, signature, certs`: what requests and responses end with.
fn write_signature(
    w: &mut Writer,
    key: &dyn Signer,
    signature: &[u8],
    certificates: &[Certificate],
) {
    w.raw(&key.algorithm());
    w.bit_string(signature);
    if !certificates.is_empty() {
        w.context(0, |w| {
            w.sequence(|w| certificates.iter().for_each(|c| w.raw(c.as_der())));
        });
    }
}

/// A SingleResponse to be written.
#[derive(Clone, Debug)]
pub struct SingleResponseBuf {
    /// certID.
    pub cert_id: CertIdBuf,
    /// certStatus.
    pub status: CertStatus,
    /// thisUpdate.
    pub this_update: Time,
    /// nextUpdate.
    pub next_update: Option<Time>,
    /// singleExtensions.
    pub extensions: Vec<ExtensionBuf>,
}

/// Builds a response, for a responder.
#[derive(Clone, Debug)]
pub struct ResponseBuilder {
    responder_id: ResponderIdBuf,
    produced_at: Time,
    responses: Vec<SingleResponseBuf>,
    extensions: Vec<ExtensionBuf>,
    certificates: Vec<Certificate>,
}

extension_setters!(ResponseBuilder);

impl ResponseBuilder {
    /// A response by this responder, produced at this time, about no certificate yet.
    pub fn new(responder_id: ResponderIdBuf, produced_at: impl Into<Time>) -> Self {
        Self {
            responder_id,
            produced_at: produced_at.into(),
            responses: Vec::new(),
            extensions: Vec::new(),
            certificates: Vec::new(),
        }
    }

    /// A certificate's status.
    #[must_use]
    pub fn response(mut self, response: SingleResponseBuf) -> Self {
        self.responses.push(response);
        self
    }

    /// The request's nonce, which the response repeats.
    #[must_use]
    pub fn nonce(self, nonce: &[u8]) -> Self {
        self.extension(&OcspNonce(nonce))
    }

    /// A certificate to go with the response: that of a delegated responder, so that a client finds it.
    #[must_use]
    pub fn certificate(mut self, certificate: &Certificate) -> Self {
        self.certificates.push(certificate.clone());
        self
    }

    /// The response, signed by the certificates' issuer or by the delegated responder.
    ///
    /// # Errors
    /// [`IssueError::Sign`]; [`IssueError::Encoding`] for a nonce that is not of 1 to 128 bytes or an extension that is not
    /// DER.
    pub fn sign(
        &self,
        key: &dyn Signer,
        rng: &mut dyn RandomSource,
    ) -> Result<Response, IssueError> {
        let mut w = Writer::new();
        w.sequence(|w| {
            self.responder_id.write(w);
            self.produced_at.write_generalized(w);
            w.sequence(|w| self.responses.iter().for_each(|single| single.write(w)));
            if !self.extensions.is_empty() {
                w.context(1, |w| write_extensions(w, &self.extensions));
            }
        });
        let tbs = w.into_vec();
        let signature = key.sign(&tbs, rng)?;
        let mut w = Writer::new();
        w.sequence(|w| {
            w.raw(&tbs);
            write_signature(w, key, &signature, &self.certificates);
        });
        let basic = w.into_vec();
        let mut w = Writer::new();
        w.sequence(|w| {
            w.tlv(Tag::Enumerated, &[ResponseStatus::Successful.code()]);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(oid::OCSP_BASIC);
                    w.octet_string(&basic);
                });
            });
        });
        Response::from_der(w.into_vec()).map_err(IssueError::Encoding)
    }
}

impl SingleResponseBuf {
    fn write(&self, w: &mut Writer) {
        let extensions: Vec<Vec<u8>> = self.extensions.iter().map(to_der).collect();
        write_single(
            w,
            self.cert_id.as_der(),
            self.status,
            (self.this_update, self.next_update),
            extensions.iter().map(Vec::as_slice),
        );
    }
}

fn to_der(extension: &ExtensionBuf) -> Vec<u8> {
    let mut w = Writer::new();
    extension.write(&mut w);
    w.into_vec()
}
