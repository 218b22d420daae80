//! `-verify`.

use super::{Job, certificates};
use crate::error::CliError;
use crate::verify::{self, Store};
use crate::{io, limits, rng};
use certwright::der::oid;
use certwright::path::{Anchor, Pool, Purpose, Settings, Trust, verify as verify_path};
use certwright::pem::{self, label};
use certwright::pkcs::algorithm::AlgorithmIdentifier;
use certwright::pkcs::cms::{PartyId, SignedData, SignerInfo};
use certwright::x509::extension::SubjectKeyIdentifier;
use certwright::x509::{CertificateRef, RsaVerifier, SignatureVerifier as _};

/// OpenSSL's exit status for what does not verify or decrypt.
pub(super) const FAILED: u8 = 4;

pub(super) fn verify(job: &Job<'_>) -> Result<(), CliError> {
    let args = job.args;
    let family = job.family;
    let verdict = |word: &str| eprintln!("{}Verification {word}", family.verdict);
    let (message, beside) = job.read_message()?;
    let failed = |e: &dyn std::fmt::Display| {
        verdict("failure");
        CliError::new(e.to_string()).with_status(FAILED)
    };
    let signed = message
        .signed_data()
        .map_err(|e| failed(&e))?
        .ok_or_else(|| failed(&"the message is not signed"))?;
    let carried = message.carried().map_err(|e| failed(&e))?;
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
    let content = given
        .as_deref()
        .or(signed.content)
        .ok_or_else(|| failed(&"no content: the signature is detached, name the -content"))?;

    let mut others = Vec::new();
    if let Some(path) = args.path("certfile") {
        others = certificates(path)?;
    }
    let enclosed: Vec<Vec<u8>> = carried.certificates.iter().map(|c| c.to_vec()).collect();
    let others = parsed(&others);
    let enclosed = parsed(&enclosed);
    let signers = check(job, &signed, content, &others, &enclosed).map_err(|e| failed(&e))?;

    job.write_content(content)?;
    verdict("successful");
    let write = |option: &str, all: &[&[u8]]| match args.path(option) {
        Some(path) => {
            let text: String = all
                .iter()
                .map(|der| pem::encode(label::CERTIFICATE, der))
                .collect();
            io::write_file(path, text.as_bytes(), io::Access::Public).map_err(|e| e.with_status(5))
        }
        None => Ok(()),
    };
    if family.is_cms {
        write("certsout", &carried.certificates)?;
    }
    write("signer", &signers)?;
    rng::write_rand(args)
}

/// Those that can be read: another is nobody's.
fn parsed(ders: &[Vec<u8>]) -> Vec<CertificateRef<'_>> {
    let read = ders.iter().map(|der| CertificateRef::from_der(der));
    read.filter_map(Result::ok).collect()
}

/// Checks every signer; their certificates, in order.
fn check<'a>(
    job: &Job<'_>,
    signed: &SignedData<'_>,
    content: &[u8],
    others: &[CertificateRef<'a>],
    enclosed: &[CertificateRef<'a>],
) -> Result<Vec<&'a [u8]>, String> {
    let args = job.args;
    if signed.signers.is_empty() {
        return Err("no signers: nobody signed the message".into());
    }
    let nowhere: &[CertificateRef<'a>] = &[];
    let searched = if args.has("nointern") {
        nowhere
    } else {
        enclosed
    };
    let mut certificates = Vec::new();
    for signer in &signed.signers {
        let certificate = others
            .iter()
            .chain(searched)
            .find(|certificate| is_of(certificate, &signer.id))
            .ok_or("signer certificate not found: name it with -certfile")?;
        certificates.push(certificate);
    }
    if !args.has("noverify") {
        let store = Store::load(args).map_err(|e| e.message().to_owned())?;
        let mut settings = verify::settings(args).map_err(|e| e.message().to_owned())?;
        if !args.has("purpose") && !args.has("verify_name") {
            settings.purpose = Some(Purpose::EMAIL_SIGNING);
        }
        let keeps_chain = job.family.is_cms || !args.has("nochain");
        let pool: Vec<_> = match keeps_chain {
            true => others.iter().chain(enclosed).cloned().collect(),
            false => others.to_vec(),
        };
        for certificate in &certificates {
            check_path(
                certificate,
                &pool,
                &store,
                &settings,
                args.has("partial_chain"),
            )?;
        }
    }
    if !args.has("nosigs") {
        for (signer, certificate) in signed.signers.iter().zip(&certificates) {
            check_signature(job, signed, signer, certificate, content)?;
        }
    }
    Ok(certificates.iter().map(|c| c.signed.raw).collect())
}

fn check_signature(
    job: &Job<'_>,
    signed: &SignedData<'_>,
    signer: &SignerInfo<'_>,
    certificate: &CertificateRef<'_>,
    content: &[u8],
) -> Result<(), String> {
    let leaves_out = |option: &str| job.family.is_cms && job.args.has(option);
    let message = match signer.signed_message(signed.content_type, content) {
        Err(_) if leaves_out("no_content_verify") => return Ok(()),
        message => message.map_err(|e| format!("content verify error: {e}"))?,
    };
    if leaves_out("no_attr_verify") {
        return Ok(());
    }
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
        .verify(&certificate.spki, &algorithm, &message, signer.signature)
        .map_err(|e| format!("signature failure: {e}"))
}

fn check_path(
    certificate: &CertificateRef<'_>,
    pool: &[CertificateRef<'_>],
    store: &Store,
    settings: &Settings,
    partial: bool,
) -> Result<(), String> {
    let (mut anchors, mut intermediates) = (Vec::new(), Vec::new());
    for loaded in &store.trusted {
        let trusted = loaded.fields();
        let purpose = Some(oid::KP_EMAIL_PROTECTION);
        match &loaded.trust {
            Some(trust) if trust.judge(purpose) == Trust::Rejected => {}
            _ if partial || verify::is_root(&trusted) => {
                anchors.push(Anchor::from_certificate(&trusted));
            }
            _ => intermediates.push(trusted),
        }
    }
    intermediates.extend(pool.iter().cloned());
    let mut settings = settings.clone();
    settings.anchor_as_target = partial || verify::is_root(certificate);
    let paths = Pool::new(&anchors).intermediates(&intermediates);
    verify_path(certificate, &paths, &settings, &RsaVerifier)
        .map(drop)
        .map_err(|e| format!("certificate verify error: {e}"))
}

/// Whether an identifier is that of a certificate.
pub(super) fn is_of(certificate: &CertificateRef<'_>, id: &PartyId<'_>) -> bool {
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
