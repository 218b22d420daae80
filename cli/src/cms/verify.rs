//! `-verify`.

use std::borrow::Cow;

use super::{Job, certificates, ess, receipt};
use crate::error::CliError;
use crate::verify::{self, Chain, Refused, Store};
use crate::{io, limits, rng};
use certwright::der::oid;
use certwright::path::Purpose;
use certwright::pem::{self, label};
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::cms::{Content, Mismatch, PartyId, SignedData, SignerInfo};
use certwright::pkcs::pkcs7::Pkcs7;
use certwright::x509::extension::SubjectKeyIdentifier;
use certwright::x509::{CertificateListRef, CertificateRef, RsaVerifier, SignatureVerifier as _};

/// OpenSSL's exit status for what does not verify or decrypt.
pub(super) const FAILED: u8 = 4;

/// How a verdict is given.
pub(super) struct Verdict {
    /// Before its words.
    pub(super) kind: &'static str,
    /// Whether the status has the error's number (`-verify_retcode`).
    pub(super) numbered: bool,
}

impl Verdict {
    pub(super) fn print(&self, word: &str) {
        eprintln!("{}Verification {word}", self.kind);
    }

    /// Prints the verdict, and gives the error of what failed.
    pub(super) fn failed(&self, why: &dyn std::fmt::Display) -> CliError {
        self.failed_by(0, why)
    }

    /// The same, of an error that has this number in OpenSSL, if it is one of the path.
    fn failed_by(&self, number: u16, why: &dyn std::fmt::Display) -> CliError {
        self.print("failure");
        let status = match self.numbered {
            true => u8::try_from(32 + number).unwrap_or(u8::MAX),
            false => FAILED,
        };
        CliError::new(why.to_string()).with_status(status)
    }
}

pub(super) fn verify(job: &Job<'_>) -> Result<(), CliError> {
    let args = job.args;
    let family = job.family;
    if family.is_cms && args.has("cades") {
        // What CAdES is about is checked in the signed attributes, for a signer who is known.
        let without = ["noattr", "noverify", "nosigs", "no_attr_verify"];
        if let Some(option) = without.into_iter().find(|option| args.has(option)) {
            return Err(CliError::usage(format!(
                "-cades cannot go together with -{option}: it needs the signer's certificate and the signed attributes"
            )));
        }
    }
    let verdict = Verdict {
        kind: match family.is_cms && args.has("cades") {
            true => "CAdES ",
            false => family.verdict,
        },
        numbered: family.is_cms && args.has("verify_retcode"),
    };
    let (message, beside) = job.read_message()?;
    // Files that are named are read, whatever they are needed for.
    let store = mail_store(job)?;
    let given = match args.path("content") {
        // `smime` takes it as it stands.
        Some(path) => {
            let bytes = io::read_file(path, &limits::MESSAGE).map_err(|e| e.with_status(2))?;
            Some(match family.is_cms && !job.lines.binary {
                true => super::Lines {
                    text: false,
                    ..job.lines
                }
                .canonical(&bytes),
                false => bytes.to_vec(),
            })
        }
        None => beside,
    };
    let (content, signers) = valid(job, &message, given.as_deref(), &store, &verdict)?;
    let requests = match family.is_cms && args.has("receipt_request_print") {
        true => receipt::requests(&message),
        false => String::new(),
    };
    let is_beside = given.is_some();
    job.write_verified(
        content,
        family.is_cms && is_beside && !job.lines.binary,
        || {
            verdict.print("successful");
            eprint!("{requests}");
        },
    )?;
    if family.is_cms {
        write_carried(job, &message)?;
    }
    write_certificates(job, "signer", &signers)?;
    rng::write_rand(args)
}

/// What is trusted, for mail.
pub(super) fn mail_store(job: &Job<'_>) -> Result<Store, CliError> {
    let mut store = Store::load(job.args).map_err(|e| e.with_status(2))?;
    // Without a purpose the roots are still those for mail, as in OpenSSL.
    if job.args.text("purpose") == Some("any") && verify::trust_name(job.args).is_none() {
        store.judge_trust_for(oid::KP_EMAIL_PROTECTION);
    }
    Ok(store)
}

/// `-certsout`: the certificates in a message.
pub(super) fn write_carried(job: &Job<'_>, message: &Pkcs7) -> Result<(), CliError> {
    let carried = message.carried().map_err(|e| {
        CliError::new(format!("Error reading the message's certificates: {e}")).with_status(2)
    })?;
    let all: Vec<Vec<u8>> = carried.certificates.iter().map(|c| c.to_vec()).collect();
    write_certificates(job, "certsout", &all)
}

fn write_certificates(job: &Job<'_>, option: &str, all: &[Vec<u8>]) -> Result<(), CliError> {
    let Some(path) = job.args.path(option) else {
        return Ok(());
    };
    let text: String = (all.iter())
        .map(|der| pem::encode(label::CERTIFICATE, der))
        .collect();
    io::write_file(path, text.as_bytes(), io::Access::Public).map_err(|e| e.with_status(5))
}

/// Verifies a message's signatures and its signers' paths as the options ask for: its content, which may be `given` beside it,
/// and the signers' certificates.
pub(super) fn valid<'m>(
    job: &Job<'_>,
    message: &'m Pkcs7,
    given: Option<&'m [u8]>,
    store: &Store,
    verdict: &Verdict,
) -> Result<(&'m [u8], Vec<Vec<u8>>), CliError> {
    let args = job.args;
    let cades = job.family.is_cms && args.has("cades");
    let failed = |why: &dyn std::fmt::Display| verdict.failed(why);
    let signed = message
        .signed_data()
        .map_err(|e| failed(&e))?
        .ok_or_else(|| failed(&"the message is not signed"))?;
    let carried = message.carried().map_err(|e| failed(&e))?;
    let content = given
        .or(signed.content)
        .ok_or_else(|| failed(&"no content: the signature is detached, name the -content"))?;

    let mut others = Vec::new();
    if let Some(path) = args.path("certfile") {
        others = certificates(path)?;
    }
    let enclosed: Vec<Vec<u8>> = carried.certificates.iter().map(|c| c.to_vec()).collect();
    let beside = Beside {
        others: parsed(&others),
        enclosed: parsed(&enclosed),
        crls: (carried.crls.iter())
            .filter_map(|der| CertificateListRef::from_der(der).ok())
            .collect(),
    };
    let certificates = signers_certificates(job, &signed, &beside).map_err(|e| failed(&e))?;
    if !args.has("noverify") || cades {
        let chains = check_paths(job, &certificates, &beside, store)?.map_err(|refused| {
            let why = format!("certificate verify error: {}", refused.why);
            verdict.failed_by(refused.number, &why)
        })?;
        for (signer, certificate) in signed.signers.iter().zip(&certificates).filter(|_| cades) {
            let is_its = |chain: &&Chain| {
                chain
                    .first()
                    .is_some_and(|der| der == certificate.signed.raw)
            };
            let chain = chains.iter().find(is_its);
            let chain = chain.unwrap_or_else(|| unreachable!("each has a path: it was validated"));
            ess::check_signing_certificate(signer, chain).map_err(|e| failed(&e))?;
        }
    }
    if !args.has("nosigs") {
        let mut hashed = Content::new(content);
        for (signer, certificate) in signed.signers.iter().zip(&certificates) {
            check_signature(job, &signed, signer, certificate, &mut hashed)
                .map_err(|e| failed(&e))?;
        }
    }
    let signers = certificates.iter().map(|c| c.signed.raw.to_vec()).collect();
    Ok((content, signers))
}

/// Verifies the first signature of a message whose signer is to be answered, by a certificate in it or one of `-certfile`. The
/// signer's path is not looked at.
///
/// # Errors
/// What is wrong, in a line.
pub(super) fn first_signature(
    job: &Job<'_>,
    message: &Pkcs7,
    signed: &SignedData<'_>,
    content: &[u8],
) -> Result<(), String> {
    let carried = message.carried().map_err(|e| e.to_string())?;
    let mut ders: Vec<Vec<u8>> = carried.certificates.iter().map(|c| c.to_vec()).collect();
    if let Some(path) = job.args.path("certfile") {
        ders.extend(certificates(path).map_err(|e| e.to_string())?);
    }
    let signer = signed.signers.first().ok_or("no signers")?;
    let certificate = parsed(&ders)
        .into_iter()
        .find(|certificate| is_of(certificate, &signer.id))
        .ok_or("signer certificate not found: name it with -certfile")?;
    check_signature(
        job,
        signed,
        signer,
        &certificate,
        &mut Content::new(content),
    )
}

/// Those that can be read.
fn parsed(ders: &[Vec<u8>]) -> Vec<CertificateRef<'_>> {
    let read = ders.iter().map(|der| CertificateRef::from_der(der));
    read.filter_map(Result::ok).collect()
}

/// What was found and is not trusted.
struct Beside<'a> {
    /// Of `-certfile`.
    others: Vec<CertificateRef<'a>>,
    /// Of the message.
    enclosed: Vec<CertificateRef<'a>>,
    crls: Vec<CertificateListRef<'a>>,
}

/// The certificate of each signer, in order.
fn signers_certificates<'a>(
    job: &Job<'_>,
    signed: &SignedData<'_>,
    beside: &Beside<'a>,
) -> Result<Vec<CertificateRef<'a>>, String> {
    if signed.signers.is_empty() {
        return Err("no signers: the message is not signed".into());
    }
    let searched: &[CertificateRef<'a>] = match job.args.has("nointern") {
        true => &[],
        false => &beside.enclosed,
    };
    let of = |signer: &SignerInfo<'_>| {
        (beside.others.iter().chain(searched))
            .find(|certificate| is_of(certificate, &signer.id))
            .copied()
            .ok_or_else(|| "signer certificate not found: name it with -certfile".to_owned())
    };
    signed.signers.iter().map(of).collect()
}

/// Validates each of the certificates once.
fn check_paths<'a>(
    job: &Job<'_>,
    certificates: &[CertificateRef<'a>],
    beside: &Beside<'a>,
    store: &Store,
) -> Result<Result<Vec<Chain>, Refused>, CliError> {
    let args = job.args;
    let mut settings = verify::settings(args)?;
    // `-verify_name default` is what holds without it.
    let implies_purpose = args
        .text("verify_name")
        .is_some_and(|name| name != "default");
    if !args.has("purpose") && !implies_purpose {
        settings.purpose = Some(Purpose::EMAIL_SIGNING);
    }
    let mut pool = beside.others.clone();
    if job.family.is_cms || !args.has("nochain") {
        pool.extend_from_slice(&beside.enclosed);
    }
    let mut distinct: Vec<&CertificateRef<'a>> = Vec::new();
    for certificate in certificates {
        if !(distinct.iter()).any(|other| other.signed.raw == certificate.signed.raw) {
            distinct.push(certificate);
        }
    }
    let crls = &beside.crls;
    Ok(verify::validate(
        args, settings, store, &pool, crls, &distinct,
    ))
}

fn check_signature(
    job: &Job<'_>,
    signed: &SignedData<'_>,
    signer: &SignerInfo<'_>,
    certificate: &CertificateRef<'_>,
    content: &mut Content<'_>,
) -> Result<(), String> {
    let leaves_out = |option: &str| job.family.is_cms && job.args.has(option);
    let message = match (
        signer.signed_message(signed.content_type, content),
        signer.signed_attributes(),
    ) {
        // Of another content; that the signer signed these attributes is still to be seen.
        (Err(Mismatch::Digest), Some(attributes)) if leaves_out("no_content_verify") => {
            Cow::Owned(attributes)
        }
        (message, _) => message.map_err(|e| format!("content verify error: {e}"))?,
    };
    // A signature without attributes is over the content.
    if leaves_out("no_attr_verify") && signer.signed_attributes().is_some() {
        return Ok(());
    }
    verify_message(signer, certificate, &message)
}

/// Whether a signature is over these bytes, by a certificate's key.
pub(crate) fn verify_message(
    signer: &SignerInfo<'_>,
    certificate: &CertificateRef<'_>,
    message: &[u8],
) -> Result<(), String> {
    let algorithm = signer
        .algorithm()
        .map_err(|e| format!("signature failure: {e}"))?
        .to_der();
    let algorithm = AlgorithmIdentifier::parse(
        &mut certwright::der::Reader::new(&algorithm),
        "signatureAlgorithm",
    )
    .map_err(|e| e.to_string())?;
    RsaVerifier
        .verify(&certificate.spki, &algorithm, message, signer.signature)
        .map_err(|e| format!("signature failure: {e}"))
}

/// Whether an identifier is that of a certificate.
pub(crate) fn is_of(certificate: &CertificateRef<'_>, id: &PartyId<'_>) -> bool {
    match id {
        PartyId::IssuerAndSerial { issuer, serial } => {
            certificate.serial == *serial
                && certwright::path::names_equal(certificate.issuer.raw(), issuer)
        }
        PartyId::KeyId(id) => match certificate.extensions.get::<SubjectKeyIdentifier<'_>>() {
            Ok(Some(own)) => own.0 == *id,
            _ => false,
        },
        _ => false,
    }
}
