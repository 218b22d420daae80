//! An authority that is elsewhere: requests for it, and what it answers.

use std::fmt;

use rand_core::TryCryptoRng;

use super::certificate;
use super::desired::Wanted;
use certwright::path::{Anchor, Pool, Purpose, Settings, verify};
use certwright::rsa::PrivateKey;
use certwright::x509::extension::{ExtKeyUsage, KeyUsage};
use certwright::x509::{
    Certificate, IssueError, Request, RequestBuilder, RsaSigner, RsaVerifier, Time,
};

use super::check::{SubjectNames, subject_names};
use super::role::Usage;

/// A request for a certificate, which states everything that the certificate must.
///
/// # Errors
/// If it cannot be signed.
pub fn request<R: TryCryptoRng>(
    wanted: &Wanted,
    key: &PrivateKey,
    rng: &mut R,
) -> Result<Request, IssueError> {
    let extensions = certificate::extensions(wanted, key.public_key(), None);
    let signer = RsaSigner::pkcs1v15(key, wanted.parameters.digest);
    RequestBuilder::new(certificate::subject(wanted))
        .raw_extensions(extensions)
        .sign(&signer, rng)
}

/// Why a certificate is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Its subject is not what the API server or etcd must see.
    Subject {
        /// What is missing.
        missing: String,
    },
    /// It lacks names.
    Names {
        /// Those.
        missing: Vec<String>,
    },
    /// It lacks a usage.
    Usage {
        /// That.
        missing: &'static str,
    },
    /// It has no valid path to its authority: another signed it, or its dates are wrong.
    Path {
        /// Why.
        reason: String,
    },
}

/// Checks a certificate that an authority elsewhere has issued: subject, names, usages, chain and dates. That its key is
/// the right one is how it was found.
///
/// # Errors
/// The first rule broken.
pub fn accept(
    wanted: &Wanted,
    certificate: &Certificate,
    authority: &Certificate,
    now: i64,
) -> Result<(), Refusal> {
    let SubjectNames {
        common_names,
        organizations,
        names,
    } = subject_names(certificate);
    if !common_names.contains(&wanted.common_name) {
        let missing = format!("CN={}", wanted.common_name);
        return Err(Refusal::Subject { missing });
    }
    if let Some(group) = wanted
        .organizations
        .iter()
        .find(|group| !organizations.contains(group))
    {
        let missing = format!("O={group}");
        return Err(Refusal::Subject { missing });
    }
    let missing: Vec<String> = wanted
        .alt_names
        .iter()
        .map(ToString::to_string)
        .filter(|name| !names.contains(name))
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::Names { missing });
    }
    let extensions = certificate.extensions();
    let usage = extensions.get::<KeyUsage>().ok().flatten();
    if usage.is_some_and(|usage| !usage.contains(KeyUsage::DIGITAL_SIGNATURE)) {
        let missing = "digitalSignature";
        return Err(Refusal::Usage { missing });
    }
    let stated = extensions.get::<ExtKeyUsage<'_>>().ok().flatten();
    let purposes: &[(Purpose, &str)] = match wanted.role.usage {
        Usage::Authority => &[],
        Usage::Server => &[(Purpose::TLS_SERVER, "serverAuth")],
        Usage::Client => &[(Purpose::TLS_CLIENT, "clientAuth")],
        Usage::ServerAndClient => &[
            (Purpose::TLS_SERVER, "serverAuth"),
            (Purpose::TLS_CLIENT, "clientAuth"),
        ],
    };
    // Go's servers ask for the purpose, which an absent extension does not deny.
    let anchors = [Anchor::from_certificate(&authority.fields())];
    let pool = Pool::new(&anchors);
    for (purpose, name) in purposes {
        let path = |purpose| {
            let mut settings = Settings::at(Time::from_unix(now));
            settings.purpose = purpose;
            verify(&certificate.fields(), &pool, &settings, &RsaVerifier).map(drop)
        };
        path(None).map_err(|e| Refusal::Path {
            reason: e.to_string(),
        })?;
        if stated.is_some() && path(Some(purpose.clone())).is_err() {
            return Err(Refusal::Usage { missing: name });
        }
    }
    Ok(())
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject { missing } => write!(f, "its subject lacks {missing}"),
            Self::Names { missing } => write!(f, "it lacks the names {}", missing.join(", ")),
            Self::Usage { missing } => write!(f, "it lacks the usage {missing}"),
            Self::Path { reason } => {
                write!(f, "it has no valid path to the authority here: {reason}")
            }
        }
    }
}

impl core::error::Error for Refusal {}
