//! Revocation by OCSP responses (RFC 6960), the second source beside CRLs.
//!
//! A response counts for a certificate when a single response in it names the certificate by its issuer's name, its issuer's
//! key and its serial number; when it is current; when it repeats the nonce that was sent, if one was; and when it is signed
//! by the issuer's key, or by a responder to whom the very issuer gave a certificate with id-kp-OCSPSigning (RFC 6960
//! §4.2.2.2). A responder's certificate is validated as the certificate in question is, on the same path. Unless it has
//! id-pkix-ocsp-nocheck it must not be revoked either, by a CRL or by a response that its issuer signed itself: there is
//! an end to it.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::budget::{BudgetExceeded, Resource};
use super::build::{Search, Signatory};
use super::certificate::{ParsedCertificate, SourcedCertificate};
use super::error::{Reason, RevocationSource};
use super::explain::Source;
use super::name::CanonicalName;
use super::revocation::{CheckedPath, Pending};
use super::settings::{Purpose, Settings};
use crate::der::{ObjectIdentifier, ObjectIdentifierRef, oid};
use crate::hash::HashAlgorithm;
use crate::pkcs::spki::SubjectPublicKeyInfo;
use crate::x509::ocsp::{
    BasicResponse, CertStatus, ResponderId, ResponseRef, ResponseStatus, SingleResponse,
};
use crate::x509::{Extensions, Time};

/// What responses must satisfy to count, beside their signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OcspSettings {
    /// The nonce of the request: a response must repeat it. `None` accepts responses with any nonce and without, as stapled
    /// ones are.
    pub nonce: Option<Vec<u8>>,
    /// By how many seconds the responder's clock may differ from this one's. The default is 300.
    pub clock_skew: u32,
    /// The maximum age in seconds, from thisUpdate on. `None`, the default, sets none, but then a response without nextUpdate
    /// does not count: nothing in it would show that it is old.
    pub max_age: Option<u32>,
}

impl Default for OcspSettings {
    fn default() -> Self {
        Self {
            nonce: None,
            clock_skew: 300,
            max_age: None,
        }
    }
}

/// Why no OCSP response determines a certificate's status.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OcspFault {
    /// No response is about the certificate.
    None,
    /// The responder refused to answer.
    NotSuccessful(ResponseStatus),
    /// A response is of another type than id-pkix-ocsp-basic.
    UnknownType(ObjectIdentifier),
    /// A response has a critical extension that is not processed.
    UnhandledCriticalExtension(ObjectIdentifier),
    /// A response has another nonce than the request, or none.
    NonceMismatch,
    /// A response's thisUpdate or producedAt is to come.
    NotYetValid(Time),
    /// A response's nextUpdate is past, or missing although no maximum age is set.
    Expired(Option<Time>),
    /// A response's thisUpdate is longer ago than the maximum age.
    TooOld(Time),
    /// Neither the certificate's issuer nor a certificate at hand is the responder.
    ResponderNotFound,
    /// The responder's certificate is not issued by the issuer of the certificate in question.
    ResponderOfAnotherIssuer,
    /// The responder's certificate lacks id-kp-OCSPSigning, or its keyUsage is for something else.
    ResponderNotAuthorized,
    /// The responder's certificate is not valid.
    Responder(Box<Reason>),
    /// The signature of a response does not verify.
    BadSignature,
    /// A response is signed by an algorithm that no verifier at hand knows.
    UnsupportedSignatureAlgorithm(ObjectIdentifier),
    /// A response is signed with a hash that the security level forbids.
    WeakSignatureHash,
    /// The responder, who may answer, does not know the certificate.
    Unknown,
}

impl OcspFault {
    /// How near a response came.
    fn rank(&self) -> u8 {
        match self {
            Self::None => 0,
            Self::NotSuccessful(_) => 1,
            Self::UnknownType(_) => 2,
            Self::UnhandledCriticalExtension(_) => 3,
            Self::NonceMismatch => 4,
            Self::NotYetValid(_) | Self::Expired(_) | Self::TooOld(_) => 5,
            Self::ResponderNotFound => 6,
            Self::ResponderOfAnotherIssuer => 7,
            Self::ResponderNotAuthorized => 8,
            Self::BadSignature | Self::UnsupportedSignatureAlgorithm(_) => 9,
            Self::Responder(_) => 10,
            Self::WeakSignatureHash => 11,
            Self::Unknown => 12,
        }
    }

    fn nearer(self, other: Self) -> Self {
        if other.rank() > self.rank() {
            other
        } else {
            self
        }
    }

    /// Where the rule is written.
    pub(super) fn section(&self) -> &'static str {
        match self {
            Self::None => "RFC 6960 §3.2 (1)",
            Self::NotSuccessful(_) => "RFC 6960 §2.3",
            Self::UnknownType(_) => "RFC 6960 §4.2.1",
            Self::UnhandledCriticalExtension(_) => "RFC 6960 §4.4",
            Self::NonceMismatch => "RFC 9654 §2.1",
            Self::NotYetValid(_) | Self::Expired(_) | Self::TooOld(_) => {
                "RFC 6960 §3.2 (5), (6), §4.2.2.1"
            }
            Self::ResponderNotFound => "RFC 6960 §3.2 (3)",
            Self::ResponderOfAnotherIssuer | Self::ResponderNotAuthorized => "RFC 6960 §4.2.2.2",
            Self::Responder(_) => "RFC 6960 §4.2.2.2.1",
            Self::BadSignature | Self::UnsupportedSignatureAlgorithm(_) => "RFC 6960 §3.2 (2)",
            Self::WeakSignatureHash => "CA/Browser Forum BR §7.1.3.2",
            Self::Unknown => "RFC 6960 §2.2",
        }
    }

    /// The remedy, in one line.
    pub(super) fn remedy(&self) -> &'static str {
        match self {
            Self::None => "supply a response about this certificate",
            Self::NotSuccessful(ResponseStatus::TryLater | ResponseStatus::InternalError) => {
                "ask the responder again later"
            }
            Self::NotSuccessful(_) => "ask a responder that answers for the certificate's issuer",
            Self::NonceMismatch => {
                "ask the responder anew; if it sends no nonces, do not require one"
            }
            Self::NotYetValid(_) => "check the clock, or fetch the response that is valid now",
            Self::Expired(None) => {
                "set a maximum age, if responses without nextUpdate are to count"
            }
            Self::Expired(_) | Self::TooOld(_) => "fetch a current response",
            Self::ResponderNotFound => "supply the responder's certificate",
            Self::ResponderOfAnotherIssuer => {
                "have the responder's certificate issued by the CA that it answers for"
            }
            Self::ResponderNotAuthorized => {
                "have the responder's certificate issued with extendedKeyUsage OCSPSigning"
            }
            Self::Responder(reason) => reason.remedy(),
            Self::WeakSignatureHash => "have responses signed with SHA-256 or better",
            Self::Unknown => "ask a responder that knows the certificate, or supply a CRL",
            _ => "supply a response by the certificate's issuer or a responder that it named",
        }
    }
}

impl fmt::Display for OcspFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("no OCSP response at hand is about it"),
            Self::NotSuccessful(status) => {
                write!(f, "the OCSP responder answered {}", status.name())
            }
            Self::UnknownType(id) => {
                write!(
                    f,
                    "an OCSP response is of the unknown type {}",
                    id.as_oid_ref().named()
                )
            }
            Self::UnhandledCriticalExtension(id) => write!(
                f,
                "an OCSP response has the critical extension {}, which is not processed",
                id.as_oid_ref().named()
            ),
            Self::NonceMismatch => {
                f.write_str("the OCSP response does not have the nonce of the request")
            }
            Self::NotYetValid(time) => {
                write!(f, "the OCSP response is not valid before {time}")
            }
            Self::Expired(Some(time)) => write!(f, "the OCSP response expired at {time}"),
            Self::Expired(None) => {
                f.write_str("the OCSP response has no nextUpdate, and no maximum age is set")
            }
            Self::TooOld(time) => write!(
                f,
                "the OCSP response of {time} is older than the maximum age"
            ),
            Self::ResponderNotFound => {
                f.write_str("no certificate of the OCSP responder is at hand")
            }
            Self::ResponderOfAnotherIssuer => {
                f.write_str("the OCSP responder's certificate is not issued by its issuer")
            }
            Self::ResponderNotAuthorized => {
                f.write_str("the OCSP responder's certificate is not for signing OCSP responses")
            }
            Self::Responder(reason) => {
                write!(f, "the OCSP responder's certificate is not valid: {reason}")
            }
            Self::BadSignature => f.write_str("the signature of the OCSP response does not verify"),
            Self::UnsupportedSignatureAlgorithm(id) => write!(
                f,
                "the OCSP response's signature algorithm is not supported: {}",
                id.as_oid_ref().named()
            ),
            Self::WeakSignatureHash => {
                f.write_str("the OCSP response is signed with a hash that is too weak")
            }
            Self::Unknown => f.write_str("the OCSP responder does not know it"),
        }
    }
}

/// A response with the certificates in it parsed.
pub(super) struct ParsedResponse<'a> {
    response: ResponseRef<'a>,
    certificates: Vec<ParsedCertificate<'a>>,
}

impl<'a> ParsedResponse<'a> {
    pub(super) fn new(response: &ResponseRef<'a>) -> Self {
        let certificates = response.basic.iter().flat_map(|basic| basic.certificates);
        Self {
            response: *response,
            certificates: certificates.map(|c| ParsedCertificate::new(&c)).collect(),
        }
    }
}

/// What responses state of a certificate.
pub(super) enum OcspVerdict {
    Good,
    Revoked(Reason),
    Undetermined(OcspFault),
}

/// The issuer of the certificate in question: its key, its name, and the certificates from it up to the anchor.
#[derive(Clone, Copy)]
struct Issuer<'p, 'v, 'a> {
    key: SubjectPublicKeyInfo<'v>,
    name: &'v CanonicalName,
    above: &'p [SourcedCertificate<'v, 'a>],
}

impl<'v, 'a> Search<'v, 'a> {
    /// What the responses at hand state of a certificate; `above` is the path from its issuer on. Of several that count, one
    /// that states that it is revoked decides.
    pub(super) fn ocsp_verdict(
        &mut self,
        view: &'v ParsedCertificate<'a>,
        above: &[SourcedCertificate<'v, 'a>],
        checked: CheckedPath<'_>,
    ) -> Result<OcspVerdict, BudgetExceeded> {
        let (_, anchor) = self.anchor(checked.found.anchor);
        let issuer = Issuer {
            key: above
                .first()
                .map_or_else(|| anchor.key(), |issuer| issuer.view.certificate.spki),
            name: above
                .first()
                .map_or(&anchor.subject, |issuer| &issuer.view.subject),
            above,
        };
        let (mut nearest, mut good) = (OcspFault::None, false);
        for response in self.responses() {
            let Some(basic) = &response.response.basic else {
                nearest = nearest.nearer(match response.response.response_type {
                    Some(kind) => OcspFault::UnknownType(kind.to_owned()),
                    None => OcspFault::NotSuccessful(response.response.status),
                });
                continue;
            };
            let mut authority = None;
            for single in basic.responses {
                self.meter.spend(Resource::NameComparisons, 1)?;
                if single.cert_id.serial != view.certificate.serial {
                    continue;
                }
                // RFC 6960 §4.1.1: the name is hashed as the certificate in question has it.
                let hashed = view.certificate.issuer.raw().len() / 64;
                self.meter.spend(Resource::NameComparisons, hashed)?;
                if !single.cert_id.is_by(&view.certificate.issuer, &issuer.key) {
                    continue;
                }
                if let Err(fault) = usable(basic, &single, self.settings) {
                    nearest = nearest.nearer(fault);
                    continue;
                }
                let authority = match &authority {
                    Some(known) => known,
                    None => {
                        authority.insert(self.authority(view, response, basic, issuer, checked)?)
                    }
                };
                match (authority, single.status) {
                    (Err(fault), _) => nearest = nearest.nearer(fault.clone()),
                    (Ok(()), CertStatus::Good) => good = true,
                    (Ok(()), CertStatus::Unknown) => nearest = nearest.nearer(OcspFault::Unknown),
                    (Ok(()), CertStatus::Revoked { time, reason }) => {
                        return Ok(OcspVerdict::Revoked(Reason::Revoked {
                            date: time,
                            reason: reason.map_or("unspecified", |reason| reason.name()),
                            by: RevocationSource::Ocsp,
                        }));
                    }
                }
            }
        }
        Ok(match good {
            true => OcspVerdict::Good,
            false => OcspVerdict::Undetermined(nearest),
        })
    }

    /// RFC 6960 §3.2 (2) to (4): whether whoever signed a response may answer for this issuer.
    fn authority(
        &mut self,
        view: &'v ParsedCertificate<'a>,
        response: &'v ParsedResponse<'a>,
        basic: &BasicResponse<'a>,
        issuer: Issuer<'_, 'v, 'a>,
        checked: CheckedPath<'_>,
    ) -> Result<Result<(), OcspFault>, BudgetExceeded> {
        let mut weak = false;
        (self.settings.security.check_hash)(
            &basic.signed.algorithm,
            self.settings.security,
            &mut |_| weak = true,
        );
        if weak {
            return Ok(Err(OcspFault::WeakSignatureHash));
        }
        let responder = Responder::new(&basic.responder_id);
        let mut nearest = OcspFault::ResponderNotFound;
        if responder.is(issuer.name, &issuer.key) {
            match self.check_response_signature(basic, &issuer.key)? {
                Ok(()) => return Ok(Ok(())),
                Err(fault) => nearest = nearest.nearer(fault),
            }
        }
        // A responder's own status is not stated by yet another responder.
        if checked.pending != Pending::None {
            return Ok(Err(nearest));
        }
        let enclosed = response.certificates.iter();
        let at_hand = self.intermediates().iter();
        for candidate in enclosed.chain(at_hand) {
            // The key is hashed where a responder is named by its key.
            let hashed = candidate.certificate.spki.key.len() / 64;
            self.meter.spend(Resource::NameComparisons, 1 + hashed)?;
            // A certificate does not authorise the responder for itself.
            if candidate.certificate.signed.raw == view.certificate.signed.raw
                || !responder.is(&candidate.subject, &candidate.certificate.spki)
            {
                continue;
            }
            self.meter.spend(Resource::PathSteps, 1)?;
            match self.check_responder(candidate, basic, issuer, checked)? {
                Ok(()) => return Ok(Ok(())),
                Err(fault) => nearest = nearest.nearer(fault),
            }
        }
        Ok(Err(nearest))
    }

    /// RFC 6960 §4.2.2.2 and §4.2.2.2.1 for the certificate of a delegated responder.
    fn check_responder(
        &mut self,
        responder: &'v ParsedCertificate<'a>,
        basic: &BasicResponse<'a>,
        issuer: Issuer<'_, 'v, 'a>,
        checked: CheckedPath<'_>,
    ) -> Result<Result<(), OcspFault>, BudgetExceeded> {
        let own = &responder.certificate;
        if responder.issuer != *issuer.name
            || self
                .check_signature(&own.signed, &issuer.key, Signatory::Other)?
                .is_err()
        {
            return Ok(Err(OcspFault::ResponderOfAnotherIssuer));
        }
        // anyExtendedKeyUsage is not a delegation.
        let purposes = responder.extensions.purposes;
        if !purposes.is_some_and(|purposes| purposes.contains(oid::KP_OCSP_SIGNING))
            || !Purpose::OCSP_SIGNING.key_usage_allows(responder.extensions.key_usage)
        {
            return Ok(Err(OcspFault::ResponderNotAuthorized));
        }
        if let Err(fault) = self.check_response_signature(basic, &own.spki)? {
            return Ok(Err(fault));
        }
        // The source is never seen.
        let mut path = Vec::from([SourcedCertificate {
            source: Source::Target,
            view: responder,
        }]);
        path.extend_from_slice(issuer.above);
        let refusals = self.validate_signatory(&path, checked.found.anchor)?;
        if let Some(refusal) = refusals.into_iter().next() {
            return Ok(Err(OcspFault::Responder(Box::new(refusal.reason))));
        }
        if own.extensions.find(oid::OCSP_NO_CHECK).is_some() {
            return Ok(Ok(()));
        }
        let checked = CheckedPath {
            pending: Pending::Responder,
            ..checked
        };
        let status = self.status(responder, issuer.above, checked)?;
        Ok(match status.into_iter().next() {
            None => Ok(()),
            Some(reason) => Err(OcspFault::Responder(Box::new(reason))),
        })
    }

    fn check_response_signature(
        &mut self,
        basic: &BasicResponse<'a>,
        key: &SubjectPublicKeyInfo<'v>,
    ) -> Result<Result<(), OcspFault>, BudgetExceeded> {
        let result = self.check_signature(&basic.signed, key, Signatory::Other)?;
        Ok(result.map_err(|reason| match reason {
            Reason::UnsupportedSignatureAlgorithm(id) | Reason::UnsupportedPublicKey(id) => {
                OcspFault::UnsupportedSignatureAlgorithm(id)
            }
            _ => OcspFault::BadSignature,
        }))
    }
}

/// Whom a responderID names.
enum Responder<'a> {
    Name(CanonicalName),
    Key(&'a [u8]),
}

impl<'a> Responder<'a> {
    fn new(id: &ResponderId<'a>) -> Self {
        match id {
            ResponderId::ByName(name) => Self::Name(CanonicalName::new(name)),
            ResponderId::ByKey(hash) => Self::Key(hash),
        }
    }

    fn is(&self, name: &CanonicalName, key: &SubjectPublicKeyInfo<'_>) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Key(hash) => HashAlgorithm::Sha1.digest(key.key).as_ref() == *hash,
        }
    }
}

/// What a response must be whoever signed it: without critical extensions that are not processed, with the nonce that was
/// sent, current.
fn usable(
    basic: &BasicResponse<'_>,
    single: &SingleResponse<'_>,
    settings: &Settings,
) -> Result<(), OcspFault> {
    let wanted = &settings.ocsp;
    if !settings.ignore_critical {
        for extensions in [&basic.extensions, &single.extensions] {
            check_critical(extensions)?;
        }
    }
    if let Some(nonce) = &wanted.nonce
        && basic.nonce() != Some(nonce)
    {
        return Err(OcspFault::NonceMismatch);
    }
    let Some(now) = settings.time else {
        return Ok(());
    };
    let after =
        |time: Time, seconds: u32| Time::from_unix(time.unix().saturating_add(i64::from(seconds)));
    let latest = after(now, wanted.clock_skew);
    for time in [single.this_update, basic.produced_at] {
        if latest < time {
            return Err(OcspFault::NotYetValid(time));
        }
    }
    match single.next_update {
        Some(next) if next < single.this_update || after(next, wanted.clock_skew) < now => {
            return Err(OcspFault::Expired(Some(next)));
        }
        None if wanted.max_age.is_none() => return Err(OcspFault::Expired(None)),
        _ => {}
    }
    match wanted.max_age {
        Some(age) if after(single.this_update, age) < now => {
            Err(OcspFault::TooOld(single.this_update))
        }
        _ => Ok(()),
    }
}

/// The extensions that are processed, or state something that changes no verdict.
fn check_critical(extensions: &Extensions<'_>) -> Result<(), OcspFault> {
    const KNOWN: [ObjectIdentifierRef<'static>; 3] =
        [oid::OCSP_NONCE, oid::OCSP_CRL_ID, oid::OCSP_ARCHIVE_CUTOFF];
    let unknown = extensions
        .iter()
        .find(|extension| extension.critical && !KNOWN.contains(&extension.oid));
    match unknown {
        Some(extension) => Err(OcspFault::UnhandledCriticalExtension(
            extension.oid.to_owned(),
        )),
        None => Ok(()),
    }
}
