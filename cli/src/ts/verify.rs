//! `-verify`: whether a time stamp is the one of a file, a digest or a request, and who signed it is trusted with that.

use std::path::Path;

use super::message::{self, Imprint, Info, Request, Response, VERSION};
use super::{digest_of, reply};
use crate::args::Args;
use crate::cms::ess::check_signing_certificate;
use crate::cms::verify::{is_of, verify_message};
use crate::error::CliError;
use crate::found::Kind;
use crate::text as names;
use crate::verify::{self, Store};
use crate::x509::is_for_time_stamps;
use crate::{digest, io, limits, load, rsa_options};
use certwright::path::{Purpose, names_equal};
use certwright::pkcs::cms::{Content, SignedData};
use certwright::pkcs::pkcs7::Pkcs7;
use certwright::x509::extension::SubjectAltName;
use certwright::x509::{CertificateListRef, CertificateRef, GeneralName};

/// The input of `-verify`, and that it is asked for one thing.
pub(super) fn input(args: &Args) -> Result<&Path, CliError> {
    let asked = ["queryfile", "data", "digest"].map(|option| args.has(option));
    match args.path("in") {
        Some(path) if asked.iter().filter(|given| **given).count() == 1 => Ok(path),
        _ => Err(CliError::usage(
            "-verify needs -in, and one of -queryfile, -data and -digest",
        )),
    }
}

pub(super) fn verify(args: &Args, input: &Path) -> Result<(), CliError> {
    let der = io::read_file(input, &limits::CERTIFICATES)?;
    let unreadable = |what: &str, wanted, e: certwright::der::DerError| {
        load::unreadable(&format!("time-stamp {what}"), Some(input), &der, wanted, &e)
    };
    let (what, token) = match args.has("token_in") {
        true => ("time-stamp token", reply::read_token(&der)),
        false => ("time-stamp response", {
            let response = Response::from_der(&der)
                .map_err(|e| unreadable("response", Kind::TimeStampResponse, e))?;
            reply::read_token(granted(&response)?)
        }),
    };
    let failed = |e: &dyn std::fmt::Display| load::malformed(what, Some(input), e);
    let token = token.map_err(|e| failed(&e))?;
    let content = reply::content(&token).map_err(|e| failed(&e))?;
    let info = Info::from_der(content).map_err(|e| failed(&e))?;

    let store = Store::load(args)?;
    let signer = signer(args, &token, content, &store)?;
    check(args, &info, &signer)
}

/// The token of a response, or why there is none.
fn granted<'a>(response: &Response<'a>) -> Result<&'a [u8], CliError> {
    let status = &response.status;
    response.token.ok_or_else(|| {
        let code = match status.code {
            2 => "rejection",
            3 => "waiting",
            4 => "revocationWarning",
            5 => "revocationNotification",
            _ => "unknown code",
        };
        let or_unspecified = |list: Vec<String>, between: &str| match list.is_empty() {
            true => "unspecified".to_owned(),
            false => list.join(between),
        };
        let texts = status.texts.iter();
        let texts = texts.map(|text| String::from_utf8_lossy(text).into_owned());
        let failures = message::FailureInfo::ALL.iter();
        let failures = failures.filter(|(bit, ..)| status.has(*bit));
        CliError::new(format!(
            "no time stamp token: status code: {code}, status text: {}, failure codes: {}",
            crate::error::excerpt(&or_unspecified(texts.collect(), "/")),
            or_unspecified(
                failures.map(|(_, name, _)| (*name).to_owned()).collect(),
                ","
            )
        ))
    })
}

/// Finds the signer's certificate, validates its path, and verifies that it signed the token and meant to be the one who did.
fn signer<'a>(
    args: &Args,
    token: &'a Pkcs7,
    content: &[u8],
    store: &'a Store,
) -> Result<CertificateRef<'a>, CliError> {
    let wrong = |why: &dyn std::fmt::Display| CliError::new(why.to_string());
    let signed = token.signed_data().map_err(|e| wrong(&e))?;
    let signed: SignedData<'_> = signed.ok_or_else(|| wrong(&"wrong content type"))?;
    let [info] = &signed.signers[..] else {
        return Err(wrong(&"there must be one signer of a time-stamp token"));
    };
    let carried = token.carried().map_err(|e| wrong(&e))?;
    let untrusted = store.untrusted.iter().map(|loaded| loaded.fields());
    let mut beside: Vec<CertificateRef<'a>> = untrusted.collect();
    let enclosed = carried.certificates.iter();
    beside.extend(enclosed.filter_map(|der| CertificateRef::from_der(der).ok()));
    let crls: Vec<CertificateListRef<'a>> = (carried.crls.iter())
        .filter_map(|der| CertificateListRef::from_der(der).ok())
        .collect();
    let signer = beside
        .iter()
        .find(|certificate| is_of(certificate, &info.id));
    let signer = *signer.ok_or_else(|| {
        wrong(
            &"signer certificate not found: the token does not have it, so name it with -untrusted",
        )
    })?;

    let mut settings = verify::settings(args)?;
    // Another purpose may be asked for, as with OpenSSL.
    let other = args
        .text("verify_name")
        .is_some_and(|name| name != "default");
    if !args.has("purpose") && !other {
        settings.purpose = Some(Purpose::TIME_STAMPING);
    }
    // RFC 3161 §2.3, and no keyUsage beside: the key is reserved for time stamps.
    if settings.purpose == Some(Purpose::TIME_STAMPING) && !is_for_time_stamps(&signer) {
        return Err(wrong(
            &"certificate verify error: the signer's certificate is not for time stamps: it needs extendedKeyUsage = \
              critical,timeStamping alone, and a keyUsage of digitalSignature and nonRepudiation at most",
        ));
    }
    let chains = verify::validate(args, settings, store, &beside, &crls, &[&signer])
        .map_err(|refused| wrong(&format_args!("certificate verify error: {}", refused.why)))?;
    for chain in &chains {
        check_signing_certificate(info, chain).map_err(|e| wrong(&e))?;
    }
    let message = info
        .signed_message(signed.content_type, &mut Content::new(content))
        .map_err(|e| wrong(&format_args!("content verify error: {e}")))?;
    verify_message(info, &signer, &message).map_err(|e| wrong(&e))?;
    Ok(signer)
}

/// What the token states, held to what was asked for.
fn check(args: &Args, info: &Info<'_>, signer: &CertificateRef<'_>) -> Result<(), CliError> {
    let wrong = |why: &str| Err(CliError::new(why));
    if info.version != VERSION {
        return wrong("unsupported version: the token's is not 1");
    }
    let unknown = |list: &[certwright::x509::Extension<'_>]| list.iter().any(|e| e.critical);
    if info.extensions.with(unknown) && !args.has("ignore_critical") {
        return wrong(
            "the token has a critical extension, and none is known; -ignore_critical passes over it",
        );
    }
    const MISMATCH: &str = "message imprint mismatch: the time stamp is not of this data";
    let is_imprint = |digest: &[u8]| digest == info.imprint.digest;
    if let Some(path) = args.path("queryfile") {
        let der = io::read_file(path, &limits::CERTIFICATES)?;
        let request = Request::from_der(&der).map_err(|e| {
            load::unreadable(
                "time-stamp request",
                Some(path),
                &der,
                Kind::TimeStampRequest,
                &e,
            )
        })?;
        if request.policy.is_some_and(|policy| policy != info.policy) {
            return wrong("policy mismatch: the token is under another policy than was asked for");
        }
        if !request.imprint.is(&info.imprint) {
            return wrong("message imprint mismatch: the time stamp is not of this request");
        }
        match (request.nonce, info.nonce) {
            (Some(_), None) => return wrong("nonce not returned"),
            (Some(sent), Some(got)) if sent != got => return wrong("nonce mismatch"),
            _ => {}
        }
    } else if let Some(text) = args.text("digest") {
        let digest = rsa_options::hexadecimal(text);
        let digest = digest.map_err(|_| CliError::new("invalid digest string"))?;
        if !is_imprint(&digest) {
            return wrong(MISMATCH);
        }
    } else {
        let digest = imprint_digest(&info.imprint)?;
        if !is_imprint(&digest_of(args.path("data"), digest)?) {
            return wrong(MISMATCH);
        }
    }
    match &info.tsa {
        Some(name) if !is_name_of(name, signer) => {
            wrong("tsa name mismatch: the token names another authority than the certificate")
        }
        _ => Ok(()),
    }
}

/// The digest by which a token names what it is of.
fn imprint_digest(imprint: &Imprint<'_>) -> Result<&'static digest::MessageDigest, CliError> {
    let name = names::shown(imprint.algorithm.oid);
    let digest =
        digest::find(&name).filter(|digest| !digest.is_xof() && imprint.is_without_parameters());
    digest.ok_or_else(|| CliError::new(format!("the token's digest {name} is not supported")))
}

/// Whether a name is the certificate's subject or one of its alternative names.
fn is_name_of(name: &GeneralName<'_>, certificate: &CertificateRef<'_>) -> bool {
    if let GeneralName::Directory(name) = name
        && names_equal(name.raw(), certificate.subject.raw())
    {
        return true;
    }
    let names = certificate.extensions.get::<SubjectAltName<'_>>();
    names.is_ok_and(|names| names.is_some_and(|names| names.0.iter().any(|other| other == *name)))
}
