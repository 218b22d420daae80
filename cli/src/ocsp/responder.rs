//! Answering requests from an authority's database.

use std::path::Path;

use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::rsa::HashAlgorithm;
use certwright::x509::extension::{CrlReason, ExtensionValue as _};
use certwright::x509::ocsp::{
    CertId, CertIdBuf, CertStatus, RequestRef, ResponderIdBuf, Response, ResponseBuilder,
    ResponseStatus, SingleResponseBuf,
};
use certwright::x509::{Certificate, SerialNumber, Time};

use super::certificates;
use crate::args::Args;
use crate::ca::{Index, Status, parse_field, serial_to_hex};
use crate::error::CliError;
use crate::key::{self, Private};
use crate::{clock, load, pass, rng, signing};

/// Who answers, and from what.
pub(super) struct Responder<'a> {
    index_path: &'a Path,
    index: Index,
    authorities: Vec<Certificate>,
    certificate: Certificate,
    others: Vec<Certificate>,
    key: Private,
    algorithm: SignatureAlgorithm,
    /// The hash of certIDs in responses, where it is not to be that of the request.
    cert_id_hash: Option<HashAlgorithm>,
    /// Seconds from thisUpdate to nextUpdate.
    validity: Option<i64>,
    without_certificates: bool,
    by_key: bool,
    spoil: bool,
}

impl<'a> Responder<'a> {
    pub(super) fn load(args: &'a Args, index_path: &'a Path) -> Result<Self, CliError> {
        let (Some(certificate), Some(authorities)) = (args.path("rsigner"), args.path("CA")) else {
            return Err(CliError::usage(
                "Responder mode requires certificate, key, and CA: give -rsigner, -rkey and -CA",
            ));
        };
        let sources = pass::Sources::new();
        let passphrase = sources.get(args.text("passin"))?;
        let key_path = args.path("rkey").unwrap_or(certificate);
        let key = key::load_private(Some(key_path), passphrase.as_ref())?;
        let algorithm = signing::algorithm(&key, args.text("rmd"), args.texts("rsigopt"))?;
        let der = load::certificate(Some(certificate))?;
        let own = Certificate::from_der(der.to_vec())
            .map_err(|e| load::malformed("certificate", Some(certificate), &e))?;
        if !signing::fits(&key, own.public_key().raw()) {
            return Err(CliError::new(format!(
                "the key in {} is not the one of the responder's certificate {}",
                key_path.display(),
                certificate.display()
            )));
        }
        let others = match args.path("rother") {
            Some(file) => certificates(file)?,
            None => Vec::new(),
        };
        let days = args.number("ndays");
        let minutes = args.number("nmin");
        let validity = (days.is_some() || minutes.is_some()).then(|| {
            let days = days.unwrap_or(0).saturating_mul(86_400);
            days.saturating_add(minutes.unwrap_or(0).saturating_mul(60))
        });
        let cert_id_hash = args
            .text("rcid")
            .map(signing::required_digest)
            .transpose()?;
        Ok(Self {
            index_path,
            index: Index::load(index_path)?,
            authorities: certificates(authorities)?,
            certificate: own,
            others,
            key,
            algorithm,
            cert_id_hash,
            validity,
            without_certificates: args.has("resp_no_certs"),
            by_key: args.has("resp_key_id"),
            spoil: args.has("badsig"),
        })
    }

    /// Reads the database anew. One that cannot be read leaves the last one in its place.
    pub(super) fn reload(&mut self) -> Result<(), CliError> {
        self.index = Index::load(self.index_path)?;
        Ok(())
    }

    /// The answer to a request.
    pub(super) fn answer(&self, request: &RequestRef<'_>) -> Result<Response, CliError> {
        if request.requests.is_empty() {
            return Ok(refusal(ResponseStatus::MalformedRequest));
        }
        let now = clock::issuing_time()?;
        let own = self.certificate.fields();
        let id = match self.by_key {
            true => ResponderIdBuf::by_key(&own.spki),
            false => ResponderIdBuf::by_name(&own),
        };
        let mut builder = ResponseBuilder::new(id, Time::from_unix(now));
        for single in request.requests {
            let hash = match single.cert_id.hash_algorithm.hash() {
                Ok(hash) => hash,
                Err(_) => return Ok(refusal(ResponseStatus::InternalError)),
            };
            if let Some(response) = self.status(&single.cert_id, hash, now)? {
                builder = builder.response(response);
            }
        }
        if let Some(nonce) = request.nonce() {
            builder = builder.nonce(nonce);
        }
        if !self.without_certificates {
            builder = builder.certificate(&self.certificate);
            for other in &self.others {
                builder = builder.certificate(other);
            }
        }
        let signer = signing::signer(&self.key, &self.algorithm)?;
        let response = builder
            .sign(&signer, &mut rng::system()?)
            .map_err(|e| signing::cannot(&e))?;
        if !self.spoil {
            return Ok(response);
        }
        let fields = response.fields();
        let Some(basic) = fields.basic else {
            return Ok(response);
        };
        // Where the signature ends in the response.
        let signature = basic.signed.signature;
        let end = signature.as_ptr().addr() + signature.len() - response.as_der().as_ptr().addr();
        let mut der = response.as_der().to_vec();
        der[end - 1] ^= 1;
        Response::from_der(der).map_err(|e| CliError::new(e.to_string()))
    }

    /// What the database states of a certificate; nothing of one that it has as expired, as OpenSSL has it.
    fn status(
        &self,
        id: &CertId<'_>,
        hash: HashAlgorithm,
        now: i64,
    ) -> Result<Option<SingleResponseBuf>, CliError> {
        let authority = self.authorities.iter().find(|ca| {
            let ca = ca.fields();
            id.is_by(&ca.subject, &ca.spki)
        });
        let serial = SerialNumber::from_contents(id.serial);
        let row = authority.and_then(|_| self.index.by_serial(&serial_to_hex(&serial)));
        let (mut status, mut extensions) = (CertStatus::Unknown, Vec::new());
        if let Some(row) = row {
            status = match row.status {
                Status::Valid => CertStatus::Good,
                Status::Expired => return Ok(None),
                Status::Revoked => {
                    let field = String::from_utf8_lossy(&row.revocation);
                    let (time, entry) = parse_field(&field).map_err(|e| {
                        CliError::new(format!(
                            "{}: serial number {}: {e}",
                            self.index_path.display(),
                            row.serial
                        ))
                    })?;
                    let (reasons, others): (Vec<_>, Vec<_>) = entry
                        .into_iter()
                        .partition(|extension| extension.oid == CrlReason::OID);
                    extensions = others;
                    let reason = reasons.first();
                    let reason = reason.and_then(|e| CrlReason::parse(&e.value).ok());
                    CertStatus::Revoked { time, reason }
                }
            };
        }
        let cert_id = match (self.cert_id_hash, authority) {
            (Some(other), Some(ca)) if other != hash => {
                let ca = ca.fields();
                CertIdBuf::new(other, &ca.subject, &ca.spki, id.serial)
                    .map_err(|e| CliError::new(e.to_string()))?
            }
            _ => id.to_owned(),
        };
        Ok(Some(SingleResponseBuf {
            cert_id,
            status,
            this_update: Time::from_unix(now),
            next_update: self
                .validity
                .map(|seconds| Time::from_unix(now.saturating_add(seconds))),
            extensions,
        }))
    }
}

/// A response without a status of any certificate.
pub(super) fn refusal(status: ResponseStatus) -> Response {
    Response::refusal(status)
        .unwrap_or_else(|| unreachable!("every status but success is a refusal"))
}
