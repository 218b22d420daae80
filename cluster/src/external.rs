//! An authority that is elsewhere: requests for it, and what it answers.

use std::fmt;
use std::net::IpAddr;

use rand_core::TryCryptoRng;

use super::certificate;
use super::desired::Wanted;
use certwright::der::oid;
use certwright::path::{Anchor, Pool, Purpose, Settings, verify};
use certwright::rsa::PrivateKey;
use certwright::x509::extension::{
    BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};
use certwright::x509::{
    Certificate, ExtensionBuf, ExtensionValue as _, GeneralName, IssueError, NameBuf, Request,
    RequestBuilder, RsaSigner, RsaVerifier, Time,
};

use super::check;
use super::role::Usage;
use super::spec::AltName;

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
    sign(certificate::subject(wanted), extensions, wanted, key, rng)
}

/// A request for an authority's certificate, under the name and key identifier that it has: whatever it signed names it so.
///
/// # Errors
/// If it cannot be signed.
pub fn request_again<R: TryCryptoRng>(
    wanted: &Wanted,
    old: &Certificate,
    key: &PrivateKey,
    rng: &mut R,
) -> Result<Request, IssueError> {
    let mut extensions = certificate::extensions(wanted, key.public_key(), None);
    let held = old.extensions().get::<SubjectKeyIdentifier<'_>>();
    if let Ok(Some(held)) = held {
        let held = held.to_extension(false);
        if let Some(own) = extensions.iter_mut().find(|own| own.oid == held.oid) {
            *own = held;
        }
    }
    sign(old.subject().to_owned(), extensions, wanted, key, rng)
}

fn sign<R: TryCryptoRng>(
    subject: NameBuf,
    extensions: Vec<ExtensionBuf>,
    wanted: &Wanted,
    key: &PrivateKey,
    rng: &mut R,
) -> Result<Request, IssueError> {
    let signer = RsaSigner::pkcs1v15(key, wanted.parameters.digest);
    RequestBuilder::new(subject)
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
    /// It grants more than was asked for.
    Excess {
        /// That.
        what: String,
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

/// Checks a certificate that an authority elsewhere has issued: subject, names and usages are those asked for and no
/// others, chain and dates are valid. That its key is the right one is how it was found.
///
/// # Errors
/// The first rule broken.
pub fn accept(
    wanted: &Wanted,
    certificate: &Certificate,
    authority: &Certificate,
    now: i64,
) -> Result<(), Refusal> {
    let subject = certificate.subject();
    // An attribute that cannot be read counts: it is none of those wanted.
    let attributes = |oid| -> Vec<String> {
        let all = subject.rdns().flatten().filter(|found| found.oid == oid);
        all.map(|found| found.text().unwrap_or_default()).collect()
    };
    for (name, found, wanted) in [
        (
            "CN",
            attributes(oid::COMMON_NAME),
            std::slice::from_ref(&wanted.common_name),
        ),
        (
            "O",
            attributes(oid::ORGANIZATION_NAME),
            &wanted.organizations[..],
        ),
    ] {
        if let Some(missing) = wanted.iter().find(|value| !found.contains(value)) {
            let missing = format!("{name}={missing}");
            return Err(Refusal::Subject { missing });
        }
        if let Some(more) = found.iter().find(|value| !wanted.contains(value)) {
            return Err(excess(format!("{name}={}", check::shown(more))));
        }
    }
    let names = check::alt_names(certificate);
    let missing: Vec<String> = wanted
        .alt_names
        .iter()
        .map(ToString::to_string)
        .filter(|name| !names.contains(name))
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::Names { missing });
    }
    let allowed = |name: &GeneralName<'_>| {
        wanted.alt_names.iter().any(|other| match (name, other) {
            (GeneralName::Dns(name), AltName::Dns(other)) => name == other,
            (GeneralName::Ip(bytes), AltName::Ip(IpAddr::V4(other))) => **bytes == other.octets(),
            (GeneralName::Ip(bytes), AltName::Ip(IpAddr::V6(other))) => **bytes == other.octets(),
            _ => false,
        })
    };
    let malformed = |e: certwright::der::DerError| Refusal::Path {
        reason: e.to_string(),
    };
    let extensions = certificate.extensions();
    let stated = extensions.get::<SubjectAltName<'_>>().map_err(malformed)?;
    if let Some(list) = stated
        && !list.0.iter().all(|name| allowed(&name))
    {
        let asked = wanted.alt_names.iter().map(ToString::to_string);
        let asked: Vec<String> = asked.collect();
        let more = names.iter().find(|name| !asked.contains(name));
        let more = more.map_or("of another form".into(), |name| check::shown(name));
        return Err(excess(format!("the name {more}")));
    }
    let constraints = extensions.get::<BasicConstraints>().map_err(malformed)?;
    if constraints.is_some_and(|constraints| constraints.ca) {
        return Err(excess("CA:TRUE".into()));
    }
    let usage = extensions.get::<KeyUsage>().map_err(malformed)?;
    for (bit, name) in [
        (KeyUsage::KEY_CERT_SIGN, "keyCertSign"),
        (KeyUsage::CRL_SIGN, "cRLSign"),
    ] {
        if usage.is_some_and(|usage| usage.contains(bit)) {
            return Err(excess(name.into()));
        }
    }
    if usage.is_some_and(|usage| !usage.contains(KeyUsage::DIGITAL_SIGNATURE)) {
        let missing = "digitalSignature";
        return Err(Refusal::Usage { missing });
    }
    let stated = extensions.get::<ExtKeyUsage<'_>>().map_err(malformed)?;
    let asked = certificate::purposes(wanted.role.usage);
    if let Some(list) = &stated
        && let Some(more) = list.0.iter().find(|purpose| !asked.contains(purpose))
    {
        let name = more.name().map_or_else(|| more.to_string(), String::from);
        return Err(excess(format!("the purpose {name}")));
    }
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
    if certificate.not_after() > authority.not_after() {
        let end = check::iso(authority.not_after().unix());
        return Err(excess(format!(
            "a validity beyond its authority's, which ends {end}"
        )));
    }
    Ok(())
}

fn excess(what: String) -> Refusal {
    Refusal::Excess { what }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject { missing } => write!(f, "its subject lacks {missing}"),
            Self::Excess { what } => write!(f, "it has more than was asked for: {what}"),
            Self::Names { missing } => write!(f, "it lacks the names {}", missing.join(", ")),
            Self::Usage { missing } => write!(f, "it lacks the usage {missing}"),
            Self::Path { reason } => {
                write!(f, "it has no valid path to the authority here: {reason}")
            }
        }
    }
}

impl core::error::Error for Refusal {}
