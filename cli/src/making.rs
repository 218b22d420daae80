//! What `req` and `x509` have in common when they make certificates: subject, dates, the CA's key, extensions.

use super::args::Args;
use super::error::{CliError, excerpt};
use super::extension::{self, ExtensionContext, Issuer};
use super::key::{self, Private};
use super::pass::Pass;
use super::subject::{self, SubjectWarning, TextForm, TypedName};
use super::{ca, clock, hint, io, load, signing};
use certwright::der::oid;
use certwright::x509::{
    Certificate, CertificateBuilder, CertificateRef, ExtensionBuf, Name, NameBuf, RequestRef,
    RsaVerifier, SerialNumber, SignatureError, Time, VerifiedRequest,
};

/// Refuses a request that was not signed by the key in it. `name` is where it came from.
pub fn check_request<'a>(
    request: RequestRef<'a>,
    name: &str,
) -> Result<VerifiedRequest<'a>, CliError> {
    request.verify(&RsaVerifier).map_err(|e| match e {
        SignatureError::Invalid | SignatureError::UnusedBits => CliError::new(format!(
            "the certificate request in {name} is not signed by the key in it: it was changed or damaged; have it made anew"
        )),
        e => CliError::new(format!("the signature of the certificate request in {name} cannot be checked: {e}")),
    })
}

/// How extensions get from a request into a certificate, and back (`copy_extensions`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Copying {
    /// Not at all.
    None,
    /// Those of a type that is not there already.
    Missing,
    /// All, in place of those of the same type.
    All,
}

impl Copying {
    /// What a name stands for; without one nothing is copied.
    pub fn named(name: Option<&str>) -> Result<Self, String> {
        match name {
            None | Some("none") => Ok(Self::None),
            Some("copy") => Ok(Self::Missing),
            Some("copyall") => Ok(Self::All),
            Some(other) => Err(format!(
                "{other}: it takes none, copy or copyall",
                other = excerpt(other)
            )),
        }
    }
}

/// The contents of a certificate, to the last byte: the library fills in nothing.
#[derive(Clone)]
pub struct Draft {
    /// subject.
    pub subject: NameBuf,
    /// issuer.
    pub issuer: NameBuf,
    /// serialNumber.
    pub serial: SerialNumber,
    /// notBefore.
    pub not_before: Time,
    /// notAfter.
    pub not_after: Time,
    /// subjectPublicKeyInfo's DER.
    pub spki: Vec<u8>,
    /// extensions, in their order.
    pub extensions: Vec<ExtensionBuf>,
    /// The version where there are no extensions: 1 to 3.
    pub version: u8,
}

impl Draft {
    /// For a subject and a key, its own issuer as yet, without number and dates.
    pub fn new(subject: NameBuf, spki: Vec<u8>) -> Self {
        Self {
            issuer: subject.clone(),
            subject,
            serial: SerialNumber::from_unsigned_be(&[]),
            not_before: Time::from_unix(0),
            not_after: Time::from_unix(0),
            spki,
            extensions: Vec::new(),
            version: 1,
        }
    }

    /// For a request's subject and key.
    pub fn from_request(request: &VerifiedRequest<'_>) -> Self {
        Self::new(request.subject.to_owned(), request.spki.raw().to_vec())
    }

    /// The contents of a certificate.
    pub fn from_certificate(certificate: &CertificateRef<'_>) -> Self {
        let (subject, spki) = (
            certificate.subject.to_owned(),
            certificate.spki.raw().to_vec(),
        );
        Self {
            serial: SerialNumber::from_contents(certificate.serial),
            not_before: certificate.validity.not_before,
            not_after: certificate.validity.not_after,
            extensions: certificate
                .extensions
                .iter()
                .map(|e| e.to_owned())
                .collect(),
            version: certificate.version,
            ..Self::new(subject, spki)
        }
    }

    /// The library's builder for it.
    pub fn builder(&self) -> CertificateBuilder {
        let version = if self.extensions.is_empty() {
            self.version
        } else {
            3
        };
        CertificateBuilder::new(self.subject.clone())
            .exact()
            .version(version)
            .serial(self.serial.clone())
            .validity(self.not_before, self.not_after)
            .public_key(self.spki.clone())
            .raw_extensions(self.extensions.clone())
    }

    /// The certificate, signed.
    ///
    /// # Errors
    /// A key, digest or option that does not sign.
    pub fn sign<'a>(
        &self,
        key: &Private,
        digest: Option<&str>,
        options: impl Iterator<Item = &'a str>,
        rng: &mut super::rng::Rng,
    ) -> Result<Vec<u8>, CliError> {
        let algorithm = signing::algorithm(key, digest, options)?;
        let signer = signing::signer(key, &algorithm)?;
        self.builder()
            .signed_under(&self.issuer, &signer, rng)
            .map(Certificate::into_der)
            .map_err(|e| signing::cannot(&e))
    }
}

/// The subject that `-subj` gives.
pub fn subject_option(args: &Args, text: &str, form: TextForm) -> Result<TypedName, CliError> {
    let command = args.command().name;
    let mut slips = Vec::new();
    let name = subject::parse_subject(text.as_bytes(), form, true, &mut slips)
        .map_err(|what| CliError::new(format!("-subj: {what}")))?;
    for slip in slips {
        match slip {
            SubjectWarning::NoValue(kind) => {
                let kind = excerpt(&kind);
                hint::warning_of_openssl(
                    format_args!("{command} warning: No value provided for subject name attribute \"{kind}\", skipped"),
                    format_args!("-subj: the attribute {kind} has no value and is left out"),
                );
            }
            SubjectWarning::Unknown(kind, remark) => {
                let kind = excerpt(&kind);
                hint::warning_of_openssl(
                    format_args!("{command} warning: Skipping unknown subject name attribute \"{kind}\""),
                    format_args!("-subj: the attribute \"{kind}\" is unknown and is left out{remark}"),
                );
            }
            SubjectWarning::Unnamed(kind) => args.slip(
                &format!("-subj: the attribute \"{kind}\" is unknown", kind = excerpt(&kind)),
                &format!("-subj: {kind} is taken as it stands; OpenSSL leaves out attributes that it has no name for", kind = excerpt(&kind)),
            )?,
        }
    }
    Ok(name)
}

/// A name that was put together here.
pub fn name_buf(name: &TypedName) -> Result<NameBuf, CliError> {
    NameBuf::from_der(name.to_der())
        .map_err(|e| CliError::new(format!("the name cannot be encoded: {e}")))
}

/// The CA of `-CA`, whose DER this is, and its key.
pub fn load_ca<'a>(
    args: &Args,
    der: Option<&'a Vec<u8>>,
    passphrase: Option<&Pass>,
) -> Result<Option<(CertificateRef<'a>, Private)>, CliError> {
    let Some(der) = der else {
        return Ok(None);
    };
    let ca = CertificateRef::from_der(der)
        .map_err(|e| load::malformed("CA certificate", args.path("CA"), &e))?;
    let key = load_ca_key(args, &ca, passphrase)?;
    Ok(Some((ca, key)))
}

/// The key that signs for a CA certificate: `-CAkey`, or else what `-CA` names.
fn load_ca_key(
    args: &Args,
    ca: &CertificateRef<'_>,
    passphrase: Option<&Pass>,
) -> Result<Private, CliError> {
    let path = args.path("CAkey").or(args.path("CA"));
    let key = key::load_private(path, passphrase).map_err(|e| {
        let lacks_key = |text: Vec<u8>| !text.windows(16).any(|part| part == b"PRIVATE KEY-----");
        match path {
            Some(file) if args.path("CAkey").is_none() && std::fs::read(file).is_ok_and(lacks_key) => {
                CliError::new(format!(
                    "the CA's key is missing: give it by -CAkey FILE, since {} holds a certificate and no private key",
                    io::display(path)
                ))
            }
            _ => e,
        }
    })?;
    if signing::fits(&key, ca.spki.raw()) {
        return Ok(key);
    }
    Err(CliError::new(format!(
        "CA certificate and CA private key do not match: the key in {} is not the one that {} was made with",
        io::display(path),
        io::display(args.path("CA"))
    )))
}

/// The dates that `-days`, `-not_before` and `-not_after` give, from now on unless they start elsewhere.
pub fn validity(args: &Args) -> Result<(Time, Time), CliError> {
    let now = clock::issuing_time()?;
    let date = |option: &str| -> Result<Option<Time>, CliError> {
        match args.text(option) {
            None => Ok(None),
            Some("today") => Ok(Some(Time::from_unix(now))),
            Some(text) => date_option(text, option).map(Some),
        }
    };
    let from = date("not_before")?.unwrap_or_else(|| Time::from_unix(now));
    let to = match date("not_after")? {
        Some(to) => to,
        None => {
            let days = args.number("days").unwrap_or(30);
            let end = days
                .checked_mul(86_400)
                .and_then(|seconds| now.checked_add(seconds));
            let end = end.filter(|end| (0..=Time::MAX.unix()).contains(end));
            Time::from_unix(end.ok_or_else(|| {
                CliError::usage(format!(
                    "-days {days} leads out of the years that certificates can hold (to 9999)"
                ))
            })?)
        }
    };
    if to < from {
        args.hint("the certificate ends before it begins: see -days, -not_before and -not_after");
    }
    Ok((from, to))
}

fn date_option(text: &str, option: &str) -> Result<Time, CliError> {
    ca::parse_time(text).ok_or_else(|| {
        CliError::usage(format!(
            "-{option} {text}: a date is written YYYYMMDDHHMMSSZ or YYMMDDHHMMSSZ, or \"today\"",
            text = excerpt(text)
        ))
    })
}

/// The e-mail addresses in a name.
pub fn emails_in(name: Name<'_>) -> Vec<Vec<u8>> {
    name.attributes()
        .filter(|a| a.oid == oid::EMAIL_ADDRESS)
        .map(|a| a.value.value.to_vec())
        .collect()
}

/// The subject after extensions were made: `email:move` takes addresses out of it.
pub fn subject_after(context: &ExtensionContext<'_>, subject: &NameBuf) -> NameBuf {
    if *context.emails_moved.borrow() {
        NameBuf::from_der(subject::without_emails(subject.as_der()))
            .unwrap_or_else(|_| subject.clone())
    } else {
        subject.clone()
    }
}

/// Who signs a certificate, for the extensions that identify the issuer.
#[derive(Clone, Copy)]
pub struct By<'a> {
    /// The CA's certificate; `None` where the certificate is its own issuer.
    pub ca: Option<&'a CertificateRef<'a>>,
    /// The SubjectPublicKeyInfo of the key that signs where there is no CA.
    pub own_key: Option<&'a [u8]>,
    /// Whether the key that signs is the certificate's own.
    pub key_fits: bool,
}

/// Puts extensions into a certificate: what `add` adds in the context of subject and issuer, and the key identifiers
/// that OpenSSL adds unasked. `email:move` changes the subject; the issuer keeps
/// its addresses, as in OpenSSL.
pub fn extend(
    made: &mut Draft,
    by: By<'_>,
    mut context: ExtensionContext<'_>,
    args: &Args,
    add: impl FnOnce(&ExtensionContext<'_>, &mut Vec<ExtensionBuf>) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let (subject, key, serial) = (made.subject.clone(), made.spki.clone(), made.serial.clone());
    let mut extensions = std::mem::take(&mut made.extensions);
    context.strict = args.strict();
    let mut context = ExtensionContext {
        subject_key: Some(&key),
        subject_emails: emails_in(subject.as_name()),
        issuer: Some(match by.ca {
            Some(ca) => Issuer::of(ca),
            None => Issuer {
                issuer_name: subject.as_der(),
                serial: serial.contents(),
                key_id: None,
                alt_names: None,
            },
        }),
        self_signed: by.ca.is_none() && by.key_fits,
        own_issuer_key: if by.ca.is_none() { by.own_key } else { None },
        ..context
    };
    let known = extensions
        .iter()
        .find(|ext| ext.oid == oid::SUBJECT_KEY_IDENTIFIER);
    *context.own_key_id.borrow_mut() = known.and_then(extension::key_id);
    add(&context, &mut extensions)?;
    // What counts here is whether the key fits, even if a CA's certificate is named as the issuer.
    context.self_signed = by.key_fits;
    extension::key_identifiers(&context, &mut extensions).map_err(CliError::new)?;
    context
        .hints
        .borrow()
        .iter()
        .for_each(|text| args.notice(text));
    made.subject = subject_after(&context, &subject);
    made.extensions = extensions;
    Ok(())
}

/// Hints at where Kubernetes reads groups from, where a subject seems to mean one.
pub fn group_hint(args: &Args, subject: Name<'_>) {
    let mut units = subject
        .attributes()
        .filter(|a| a.oid == oid::ORGANIZATIONAL_UNIT_NAME)
        .map(|a| a.value.value);
    if let Some(group) = units.find(|unit| unit.starts_with(b"system:")) {
        let group = String::from_utf8_lossy(group).into_owned();
        args.hint(format_args!(
            "OU={group} gives no Kubernetes group, since groups are read from O: write /O={group} in the subject"
        ));
    }
}
