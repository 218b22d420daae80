//! `-sign` and `-resign`.

use std::path::{Path, PathBuf};

use super::{Encoding, Job, certificates, ess, object, receipt};
use crate::digest::MessageDigest;
use crate::error::CliError;
use crate::key::Private;
use crate::pass::{Pass, Sources};
use crate::{clock, key, load, rng, signing};
use certwright::der::{ObjectIdentifier, ObjectIdentifierRef, Writer, oid};
use certwright::pkcs::algorithm::{SignatureAlgorithm, write_with_null, write_without_parameters};
use certwright::pkcs::cms::{self, PartyId};
use certwright::pkcs::pkcs7::Pkcs7;
use certwright::rsa::HashAlgorithm;
use certwright::x509::extension::SubjectKeyIdentifier;
use certwright::x509::{CertificateRef, Signer as _, Time};

/// A signer as the options name it.
struct Named {
    certificate: PathBuf,
    key: PathBuf,
    options: Vec<String>,
}

/// Pairs of `-signer` and `-inkey`, in whichever order each two stand.
fn named(job: &Job<'_>) -> Result<Vec<Named>, CliError> {
    let illegal = || CliError::usage("Illegal -inkey without -signer");
    let mut all: Vec<Named> = Vec::new();
    let (mut signer, mut own_key): (Option<PathBuf>, Option<PathBuf>) = (None, None);
    let mut options: Vec<String> = Vec::new();
    for given in job.args.occurrences() {
        let value = || PathBuf::from(given.value.clone().unwrap_or_default());
        match given.name.as_str() {
            "signer" => {
                if let Some(certificate) = signer.replace(value()) {
                    all.push(Named {
                        key: own_key.take().unwrap_or_else(|| certificate.clone()),
                        certificate,
                        options: std::mem::take(&mut options),
                    });
                }
            }
            "inkey" => {
                if let Some(key) = own_key.replace(value()) {
                    let certificate = signer.take().ok_or_else(illegal)?;
                    all.push(Named {
                        certificate,
                        key,
                        options: std::mem::take(&mut options),
                    });
                }
            }
            "keyopt" => options.extend(given.value.iter().map(|v| v.to_string_lossy().into())),
            _ => {}
        }
    }
    match (signer, own_key) {
        (Some(certificate), own_key) => all.push(Named {
            key: own_key.unwrap_or_else(|| certificate.clone()),
            certificate,
            options,
        }),
        (None, Some(_)) => return Err(illegal()),
        (None, None) => {}
    }
    match all.is_empty() {
        true => Err(CliError::usage("No signer certificate specified")),
        false => Ok(all),
    }
}

/// What new signers add to a message.
#[derive(Default)]
struct Signed {
    infos: Vec<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
    digests: Vec<HashAlgorithm>,
}

pub(super) fn sign(job: &Job<'_>) -> Result<(), CliError> {
    let args = job.args;
    let content_type = match job.family.is_cms.then(|| args.text("econtent_type")) {
        Some(Some(name)) => object("econtent_type", name)?,
        _ => oid::PKCS7_DATA.to_owned(),
    };
    let content = job.lines.canonical(&job.input()?);
    let mut new = signers(job, &content_type, &content)?;
    add_others(job, &mut new)?;
    let infos = new.infos;
    finish(
        job,
        &content_type,
        &content,
        new.certificates,
        vec![],
        infos,
        new.digests,
    )
}

pub(super) fn resign(job: &Job<'_>) -> Result<(), CliError> {
    let (message, beside) = job.read_message()?;
    let wrong = |e: &dyn std::fmt::Display| {
        CliError::new(format!("Error reading the message to resign: {e}")).with_status(2)
    };
    let old = message
        .signed_data()
        .map_err(|e| wrong(&e))?
        .ok_or_else(|| wrong(&"it is not signed"))?;
    let carried = message.carried().map_err(|e| wrong(&e))?;
    let given = match job.args.path("content") {
        Some(path) => Some(
            job.lines
                .canonical(&crate::io::read_file(path, &crate::limits::MESSAGE)?),
        ),
        None => beside,
    };
    let content = match (given, old.content) {
        (Some(content), _) => content,
        (None, Some(content)) => content.to_vec(),
        (None, None) => return Err(wrong(&"it is detached: name its -content")),
    };
    let content_type = old.content_type.to_owned();
    let mut new = signers(job, &content_type, &content)?;
    let mut all: Vec<Vec<u8>> = carried
        .certificates
        .iter()
        .map(|der| der.to_vec())
        .collect();
    for der in std::mem::take(&mut new.certificates) {
        if !all.contains(&der) {
            all.push(der);
        }
    }
    let crls = carried.crls.iter().map(|der| der.to_vec()).collect();
    let mut infos: Vec<Vec<u8>> = old
        .signers
        .iter()
        .map(|signer| signer.raw.to_vec())
        .collect();
    infos.append(&mut new.infos);
    let digests = old.signers.iter().filter_map(|s| s.digest.hash().ok());
    let digests = digests.chain(new.digests).collect();
    finish(job, &content_type, &content, all, crls, infos, digests)
}

fn finish(
    job: &Job<'_>,
    content_type: &ObjectIdentifier,
    content: &[u8],
    mut certificates: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    infos: Vec<Vec<u8>>,
    digests: Vec<HashAlgorithm>,
) -> Result<(), CliError> {
    if job.family.is_cms {
        // A SET to CMS, and a SEQUENCE to PKCS #7.
        certificates.sort();
    }
    let detached = !job.args.has("nodetach");
    let content_in_it = (!detached).then_some(content);
    let message = message(content_type, content_in_it, &certificates, &crls, &infos)?;
    let mut names: Vec<String> = Vec::new();
    for name in digests.into_iter().map(micalg) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let encoding = job.encoding("outform")?.unwrap_or(Encoding::Smime);
    let beside = detached.then(|| (content, names.join(",")));
    job.write_as(encoding, &message, beside, "signed-data")
}

fn slices(all: &[Vec<u8>]) -> Vec<&[u8]> {
    all.iter().map(Vec::as_slice).collect()
}

/// The name of a digest in a multipart/signed header (RFC 8551 §3.5.3.2).
fn micalg(hash: HashAlgorithm) -> String {
    match hash {
        HashAlgorithm::Sha1 => "sha1",
        HashAlgorithm::Sha224 => "sha-224",
        HashAlgorithm::Sha256 => "sha-256",
        HashAlgorithm::Sha384 => "sha-384",
        HashAlgorithm::Sha512 => "sha-512",
        _ => "unknown",
    }
    .into()
}

fn signers(
    job: &Job<'_>,
    content_type: &ObjectIdentifier,
    content: &[u8],
) -> Result<Signed, CliError> {
    let passin = Sources::new().get(job.args.text("passin"))?;
    // Of a message there is one, whoever signs it.
    let extra: Vec<Extra> = match job.family.is_cms {
        true => receipt::request(job)?.into_iter().collect(),
        false => Vec::new(),
    };
    let mut signed = Signed::default();
    for named in named(job)? {
        one(
            job,
            &named,
            passin.as_ref(),
            content_type,
            content,
            &extra,
            &mut signed,
        )?;
    }
    Ok(signed)
}

/// An attribute that is signed beside those of every message.
pub(super) type Extra = (ObjectIdentifierRef<'static>, Vec<u8>);

/// A message of one signer, which has its content in it.
pub(super) fn enclosing(
    job: &Job<'_>,
    content_type: ObjectIdentifierRef<'_>,
    content: &[u8],
    extra: &[Extra],
) -> Result<Pkcs7, CliError> {
    let args = job.args;
    let passin = Sources::new().get(args.text("passin"))?;
    let mut all = named(job)?;
    let (Some(named), true) = (all.pop(), all.is_empty()) else {
        return Err(CliError::usage("Multiple signers or keys not allowed"));
    };
    let mut signed = Signed::default();
    let content_type = content_type.to_owned();
    one(
        job,
        &named,
        passin.as_ref(),
        &content_type,
        content,
        extra,
        &mut signed,
    )?;
    add_others(job, &mut signed)?;
    signed.certificates.sort();
    signed.certificates.dedup();
    message(
        &content_type,
        Some(content),
        &signed.certificates,
        &[],
        &signed.infos,
    )
}

/// `-certfile`: others first, as OpenSSL has them.
fn add_others(job: &Job<'_>, signed: &mut Signed) -> Result<(), CliError> {
    if let Some(path) = job.args.path("certfile") {
        let mut others = certificates(path)?;
        others.append(&mut signed.certificates);
        signed.certificates = others;
    }
    Ok(())
}

fn message(
    content_type: &ObjectIdentifier,
    content: Option<&[u8]>,
    certificates: &[Vec<u8>],
    crls: &[Vec<u8>],
    infos: &[Vec<u8>],
) -> Result<Pkcs7, CliError> {
    cms::signed(
        content_type.as_oid_ref(),
        content,
        &slices(certificates),
        &slices(crls),
        &slices(infos),
    )
    .map_err(|e| CliError::new(format!("cannot encode the message: {e}")).with_status(3))
}

fn one(
    job: &Job<'_>,
    named: &Named,
    passin: Option<&Pass>,
    content_type: &ObjectIdentifier,
    content: &[u8],
    extra: &[Extra],
    signed: &mut Signed,
) -> Result<(), CliError> {
    let args = job.args;
    let path: &Path = &named.certificate;
    // OpenSSL's, for a signer that cannot be read.
    let status = if job.family.is_cms { 2 } else { 3 };
    let der = load::certificate_under(Some(path), passin).map_err(|e| e.with_status(status))?;
    let certificate = CertificateRef::from_der(&der)
        .map_err(|e| load::malformed("certificate", Some(path), &e).with_status(status))?;
    let private = key::load_private(Some(&named.key), passin).map_err(|e| e.with_status(status))?;
    if !signing::fits(&private, certificate.spki.raw()) {
        return Err(CliError::new(format!(
            "private key does not match certificate: {} is not the key of {}",
            named.key.display(),
            path.display()
        ))
        .with_status(3));
    }
    let options = named.options.iter().map(String::as_str);
    let algorithm = signing::algorithm(&private, args.text("md"), options)?;
    let hash = algorithm.hash().ok_or_else(|| {
        CliError::new("keys for RSASSA-PSS with SHAKE do not sign messages").with_status(3)
    })?;

    // RFC 5754 §2: new messages leave the parameters out; PKCS #7 has NULL.
    let mut digest = Writer::new();
    match job.family.is_cms {
        true => write_without_parameters(&mut digest, hash.oid()),
        false => write_with_null(&mut digest, hash.oid()),
    }
    let attributes = match args.has("noattr") {
        true if *content_type != oid::PKCS7_DATA => {
            return Err(CliError::usage(
                "-noattr: a content of another type than data is signed with attributes (RFC 5652 §5.3)",
            ));
        }
        true if job.family.is_cms && args.has("cades") => {
            return Err(CliError::usage(
                "-noattr: the certificate that -cades names is named in an attribute",
            ));
        }
        true if !extra.is_empty() => {
            return Err(CliError::usage(
                "-noattr: what is asked for of a receipt stands in an attribute",
            ));
        }
        true => None,
        false => Some(attributes(
            job,
            content_type,
            hash,
            content,
            &certificate,
            extra,
        )?),
    };
    let by_key = job.family.is_cms && args.has("keyid");
    let id = party(&certificate, by_key, path)?;
    let digest = digest.into_vec();
    let info = signer_info(
        &private,
        &algorithm,
        &id,
        &digest,
        attributes.as_deref(),
        content,
    )?;
    signed.infos.push(info);
    signed.digests.push(hash);
    if !args.has("nocerts") && !signed.certificates.iter().any(|other| **other == **der) {
        signed.certificates.push(der.to_vec());
    }
    Ok(())
}

/// Signs attributes, or the content where there are none, and gives the SignerInfo. `digest` is digestAlgorithm.
pub(crate) fn signer_info(
    private: &Private,
    algorithm: &SignatureAlgorithm,
    id: &PartyId<'_>,
    digest: &[u8],
    attributes: Option<&[u8]>,
    content: &[u8],
) -> Result<Vec<u8>, CliError> {
    let failed =
        |e: &dyn std::fmt::Display| CliError::new(format!("cannot sign: {e}")).with_status(3);
    let mut signature_algorithm = Writer::new();
    match algorithm {
        SignatureAlgorithm::Pkcs1v15(_) => {
            write_with_null(&mut signature_algorithm, oid::RSA_ENCRYPTION);
        }
        other => other.write(&mut signature_algorithm),
    }
    let signature = signing::signer(private, algorithm)?
        .sign(attributes.unwrap_or(content), &mut rng::system()?)
        .map_err(|e| failed(&e))?;
    cms::signer_info(
        id,
        digest,
        attributes,
        &signature_algorithm.into_vec(),
        &signature,
    )
    .map_err(|e| failed(&e))
}

/// How a message names a certificate.
pub(super) fn party<'a>(
    certificate: &CertificateRef<'a>,
    by_key: bool,
    path: &Path,
) -> Result<PartyId<'a>, CliError> {
    if !by_key {
        return Ok(PartyId::IssuerAndSerial {
            issuer: certificate.issuer.raw(),
            serial: certificate.serial,
        });
    }
    match certificate.extensions.get::<SubjectKeyIdentifier<'a>>() {
        Ok(Some(id)) => Ok(PartyId::KeyId(id.0)),
        _ => Err(CliError::new(format!(
            "-keyid: the certificate in {} has no subject key identifier",
            path.display()
        ))
        .with_status(3)),
    }
}

/// contentType, signingTime, messageDigest and, unless it is to be left out, what ciphers answers may use.
fn attributes(
    job: &Job<'_>,
    content_type: &ObjectIdentifier,
    hash: HashAlgorithm,
    content: &[u8],
    certificate: &CertificateRef<'_>,
    extra: &[Extra],
) -> Result<Vec<u8>, CliError> {
    let mut all = statement(content_type.as_oid_ref(), hash, content)?;
    all.extend_from_slice(extra);
    if job.family.is_cms && job.args.has("no_signing_time") {
        all.retain(|(kind, _)| *kind != oid::SIGNING_TIME);
    }
    if job.family.is_cms && job.args.has("cades") {
        let digest = MessageDigest::of(hash);
        all.push(ess::signing_certificate(digest, certificate, true, &[])?);
    }
    if !job.args.has("nosmimecap") {
        let ciphers = [
            oid::AES_256_CBC,
            oid::AES_192_CBC,
            oid::AES_128_CBC,
            oid::DES_EDE3_CBC,
        ];
        let list = encode(|w| {
            w.sequence(|w| {
                for cipher in ciphers {
                    w.sequence(|w| w.oid(cipher));
                }
            });
        });
        all.push((oid::SMIME_CAPABILITIES, list));
    }
    Ok(cms::attributes(all))
}

/// What every signer states of a content: contentType, signingTime and messageDigest.
pub(crate) fn statement(
    content_type: ObjectIdentifierRef<'_>,
    hash: HashAlgorithm,
    content: &[u8],
) -> Result<Vec<(ObjectIdentifierRef<'static>, Vec<u8>)>, CliError> {
    let time = Time::from_unix(clock::issuing_time()?);
    let digest = hash.digest(content);
    Ok(vec![
        (oid::CONTENT_TYPE, encode(|w| w.oid(content_type))),
        (oid::SIGNING_TIME, encode(|w| time.write(w))),
        (
            oid::MESSAGE_DIGEST,
            encode(|w| w.octet_string(digest.as_ref())),
        ),
    ])
}

/// What is written, in DER.
pub(crate) fn encode(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut w = Writer::new();
    write(&mut w);
    w.into_vec()
}
