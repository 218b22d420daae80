//! `-encrypt` and `-decrypt`.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::sign::party;
use super::verify::{FAILED, is_of};
use super::{Encoding, Job};
use crate::error::CliError;
use crate::pass::Sources;
use crate::rsa_options::RsaOptions;
use crate::{key, limits, load, rng, rsa_options, signing};
use certwright::pkcs::cms::{self, ContentCipher, EnvelopedData, NewRecipient, Shared};
use certwright::pkcs::{AesGcm, Cipher};
use certwright::x509::CertificateRef;

/// The maximum of recipients that are tried where `-recip` names none.
const MAX_TRIED: usize = 16;

/// The maximum of recipients that a password is tried for, each of which may ask for many iterations.
const MAX_PASSWORDS: usize = 4;

pub(super) fn encrypt(job: &Job<'_>) -> Result<(), CliError> {
    let args = job.args;
    let is_cms = job.family.is_cms;
    // Each with the -keyopt values that follow it.
    let mut files: Vec<(PathBuf, Vec<String>)> = Vec::new();
    let mut early: Vec<String> = Vec::new();
    for given in args.occurrences() {
        let value = given.value.clone().unwrap_or_default();
        match given.name.as_str() {
            "recip" if is_cms => files.push((value.into(), Vec::new())),
            "keyopt" => {
                let options = files.last_mut().map_or(&mut early, |last| &mut last.1);
                options.push(value.to_string_lossy().into_owned());
            }
            _ => {}
        }
    }
    files.extend(args.operands().map(|file| (file.into(), Vec::new())));
    let secrets = Secrets::from_options(job)?;
    match files.first_mut() {
        Some(first) => drop(first.1.splice(0..0, early)),
        None if secrets.is_empty() => {
            return Err(CliError::usage("No recipient(s) certificate(s) specified"));
        }
        None => {}
    }
    if secrets.key.is_some() && secrets.key_id.is_none() {
        return Err(CliError::usage("No secret key id: give -secretkeyid"));
    }
    let mut ders = Vec::new();
    for (file, _) in &files {
        ders.push(load::certificate(Some(file)).map_err(|e| e.with_status(2))?);
    }
    let mut keys = Vec::new();
    for ((file, options), der) in files.iter().zip(&ders) {
        let certificate = CertificateRef::from_der(der)
            .map_err(|e| load::malformed("certificate", Some(file), &e).with_status(2))?;
        let public = key::public_from_bytes(certificate.spki.raw(), &file.display().to_string())
            .map_err(|e| e.with_status(3))?;
        if !public.kind.allows_pkcs1v15() {
            return Err(CliError::new(format!(
                "the key of {} is for RSASSA-PSS signatures only; encrypt to an RSA key",
                file.display()
            ))
            .with_status(3));
        }
        let options = RsaOptions::read("-keyopt", options.iter().map(String::as_str))?;
        let id = party(&certificate, is_cms && args.has("keyid"), file)?;
        keys.push((id, public.key, options.recipient_oaep()?));
    }
    let recipients: Vec<NewRecipient<'_>> = keys
        .iter()
        .map(|(id, key, oaep)| {
            let recipient = NewRecipient::new(*id, key);
            oaep.map_or(recipient, |params| recipient.with_oaep(params))
        })
        .collect();
    // OpenSSL 3.0 encrypts by triple DES where no cipher is named; scripts that call it may have readers with nothing newer.
    let cipher = match args.any() {
        Some(name) => cipher(job, name)?,
        None if !args.as_openssl_does() => Cipher::Aes256.into(),
        None => {
            args.hint("the message is encrypted with triple DES, as OpenSSL 3.0 does where no cipher is named; -aes256 is better");
            Cipher::DesEde3.into()
        }
    };
    let mut shared = Vec::new();
    if let (Some(key), Some(id)) = (&secrets.key, &secrets.key_id) {
        shared.push(Shared::Key { id, key });
    }
    if let Some(password) = &secrets.password {
        shared.push(Shared::Password(password.as_bytes()));
    }
    let content: Zeroizing<Vec<u8>> = Zeroizing::new(job.lines.canonical(&job.input()?));
    let mut rng = rng::system()?;
    let message = cms::envelope_shared(&content, cipher, &recipients, &shared, &mut rng)
        .map_err(|e| CliError::new(format!("cannot encrypt: {e}")).with_status(3))?;
    let encoding = job.encoding("outform")?.unwrap_or(Encoding::Smime);
    job.write_as(encoding, &message, None, job.smime_type(&message))
}

/// A cipher of messages, by one of the names that the options have.
fn cipher(job: &Job<'_>, name: &str) -> Result<ContentCipher, CliError> {
    let gcm = match name {
        "aes-128-gcm" | "id-aes128-gcm" => AesGcm::Aes128,
        "aes-192-gcm" | "id-aes192-gcm" => AesGcm::Aes192,
        "aes-256-gcm" | "id-aes256-gcm" => AesGcm::Aes256,
        _ => {
            let cipher = key::cipher(name);
            let cipher = cipher.unwrap_or_else(|| unreachable!("the options have CBC beside it"));
            return Ok(cipher.into());
        }
    };
    match job.family.is_cms {
        true => Ok(gcm.into()),
        false => Err(CliError::usage(format!(
            "-{name}: PKCS #7 has no message whose content is authenticated; cms -encrypt -{name} makes AuthEnvelopedData"
        ))
        .with_status(3)),
    }
}

/// What a message's sender and reader share.
struct Secrets<'a> {
    key: Option<Zeroizing<Vec<u8>>>,
    key_id: Option<Vec<u8>>,
    password: Option<&'a str>,
}

impl<'a> Secrets<'a> {
    fn from_options(job: &Job<'a>) -> Result<Self, CliError> {
        // What is refused is not shown: it may be a key.
        let hexadecimal = |option: &str| match job.args.text(option) {
            None => Ok(None),
            Some(text) => rsa_options::hexadecimal(text).map(Some).map_err(|_| {
                CliError::usage(format!(
                    "-{option}: this is not an even number of hexadecimal digits"
                ))
            }),
        };
        if !job.family.is_cms {
            return Ok(Self {
                key: None,
                key_id: None,
                password: None,
            });
        }
        Ok(Self {
            key: hexadecimal("secretkey")?.map(Zeroizing::new),
            key_id: hexadecimal("secretkeyid")?,
            password: job.args.text("pwri_password"),
        })
    }

    fn is_empty(&self) -> bool {
        self.key.is_none() && self.password.is_none()
    }

    /// The content that they open, and an error where one of them does not.
    fn open(&self, enveloped: &EnvelopedData<'_>) -> Result<Option<Zeroizing<Vec<u8>>>, CliError> {
        let limits = limits::kdf()?;
        let mut content = None;
        let by = |what: &str, secret: &[u8], id: Option<Option<&[u8]>>| {
            let failed = |e: &dyn std::fmt::Display| {
                CliError::new(format!("Error decrypting CMS using {what}: {e}")).with_status(FAILED)
            };
            let wanted = enveloped.shared.iter().filter(|recipient| match id {
                None => recipient.id.is_none(),
                Some(wanted) => recipient
                    .id
                    .is_some_and(|id| wanted.is_none_or(|wanted| id == wanted)),
            });
            let mut recipients = 0;
            let maximum = if id.is_none() {
                MAX_PASSWORDS
            } else {
                MAX_TRIED
            };
            for recipient in wanted.take(maximum) {
                recipients += 1;
                let opened = enveloped.decrypt_shared(recipient, secret, &limits);
                if let Some(content) = opened.map_err(|e| failed(&e))? {
                    return Ok(content);
                }
            }
            Err(failed(match recipients {
                0 => &"no matching recipient",
                _ => &"it is another than the sender's, or the message is damaged",
            }))
        };
        if let Some(key) = &self.key {
            content = Some(by("secret key", key, Some(self.key_id.as_deref()))?);
        }
        if let Some(password) = self.password {
            content = Some(by("password", password.as_bytes(), None)?);
        }
        Ok(content)
    }
}

/// The key of EncryptedData.
fn content_key(job: &Job<'_>) -> Result<Zeroizing<Vec<u8>>, CliError> {
    Secrets::from_options(job)?.key.ok_or_else(|| {
        CliError::usage("no key: give it in hexadecimal with -secretkey").with_status(3)
    })
}

/// `-EncryptedData_encrypt`.
pub(super) fn encrypt_data(job: &Job<'_>) -> Result<(), CliError> {
    let key = content_key(job)?;
    let name = job.args.any().ok_or_else(|| {
        CliError::usage("no cipher: name that of the key, such as -aes256").with_status(3)
    })?;
    let content = Zeroizing::new(job.lines.canonical(&job.input()?));
    let mut rng = rng::system()?;
    let ContentCipher::Cbc(cipher) = cipher(job, name)? else {
        return Err(CliError::usage(format!(
            "-{name}: EncryptedData has no place for a tag; use -aes-256-cbc, or cms -encrypt -{name}"
        ))
        .with_status(3));
    };
    let message = cms::encrypted(&content, cipher, &key, &mut rng)
        .map_err(|e| CliError::new(format!("Error creating CMS structure: {e}")).with_status(3))?;
    let encoding = job.encoding("outform")?.unwrap_or(Encoding::Smime);
    job.write_as(encoding, &message, None, "enveloped-data")
}

/// `-EncryptedData_decrypt`.
pub(super) fn decrypt_data(job: &Job<'_>) -> Result<(), CliError> {
    let key = content_key(job)?;
    let (message, _) = job.read_message()?;
    let failed = |e: &dyn std::fmt::Display| {
        CliError::new(format!("Error decrypting CMS structure: {e}")).with_status(FAILED)
    };
    let encrypted = message
        .encrypted_data()
        .map_err(|e| failed(&e))?
        .ok_or_else(|| failed(&"the message is not EncryptedData"))?;
    match encrypted.decrypt(&key).map_err(|e| failed(&e))? {
        Some(content) => job.write_content(&content),
        None => Err(failed(&"the key is another, or the message is damaged")),
    }
}

pub(super) fn decrypt(job: &Job<'_>) -> Result<(), CliError> {
    let args = job.args;
    let secrets = Secrets::from_options(job)?;
    let named = args.path("recip").is_some() || args.path("inkey").is_some();
    let mut opened = None;
    if !secrets.is_empty() {
        let (message, _) = job.read_message()?;
        let enveloped = message.enveloped_data().ok().flatten().ok_or_else(|| {
            CliError::new("Error decrypting CMS structure: the message is not enveloped")
                .with_status(FAILED)
        })?;
        let content = secrets.open(&enveloped)?;
        if let (Some(content), false) = (content, named) {
            return job.write_content(&content);
        }
        opened = Some(message);
    }
    let what = if job.family.is_cms { "CMS" } else { "PKCS#7" };
    let (certificate_file, key_file) = (args.path("recip"), args.path("inkey"));
    let Some(key_file) = key_file.or(certificate_file) else {
        return Err(CliError::usage(
            "No recipient certificate or key specified: give -inkey, and -recip",
        ));
    };
    let passin = Sources::new().get(args.text("passin"))?;
    let certificate = match certificate_file {
        Some(file) => Some(
            load::certificate_under(Some(file), passin.as_ref()).map_err(|e| e.with_status(2))?,
        ),
        None => None,
    };
    let certificate = match &certificate {
        Some(der) => Some(
            CertificateRef::from_der(der)
                .map_err(|e| load::malformed("certificate", certificate_file, &e).with_status(2))?,
        ),
        None => None,
    };
    let private =
        key::load_private(Some(key_file), passin.as_ref()).map_err(|e| e.with_status(2))?;
    if let (Some(certificate), Some(file)) = (&certificate, certificate_file)
        && !signing::fits(&private, certificate.spki.raw())
    {
        return Err(CliError::new(format!(
            "{} is not the key of {}: name the certificate's own with -inkey",
            key_file.display(),
            file.display()
        ))
        .with_status(FAILED));
    }
    // Standard input is there once.
    let message = match opened {
        Some(message) => message,
        None => job.read_message()?.0,
    };
    let failed = |e: &dyn std::fmt::Display| {
        CliError::new(format!("Error decrypting {what} structure: {e}")).with_status(FAILED)
    };
    let enveloped = message
        .enveloped_data()
        .map_err(|e| failed(&e))?
        .ok_or_else(|| failed(&"the message is not encrypted to recipients"))?;
    let mut rng = rng::system()?;
    let wanted: Vec<_> = enveloped
        .recipients
        .iter()
        .filter(|recipient| certificate.as_ref().is_none_or(|c| is_of(c, &recipient.id)))
        .collect();
    if wanted.len() > MAX_TRIED {
        let remedy = match certificate {
            Some(_) => "the sender names the certificate too often",
            None => "name the certificate with -recip",
        };
        return Err(failed(&format_args!(
            "{} recipients may be meant, and at most {MAX_TRIED} are tried; {remedy}",
            wanted.len()
        )));
    }
    let recipients = wanted.len();
    // What does not decrypt under PKCS #1 v1.5 looks like what does until the content's padding, and then once in 256 times as
    // well. So each is tried, whatever came of the others, and only one content may come out: a sender does not see which of
    // the recipients that he made was in order, and a holder of the right key is never given another content.
    let mut opened: Option<Zeroizing<Vec<u8>>> = None;
    for recipient in wanted {
        let content = enveloped.decrypt(recipient, &private.key, &mut rng);
        let Some(content) = content.map_err(|e| failed(&e))? else {
            continue;
        };
        if opened
            .replace(content.clone())
            .is_some_and(|other| other != content)
        {
            return Err(failed(
                &"another content comes out for another recipient; name the certificate with -recip",
            ));
        }
    }
    match opened {
        Some(content) => {
            // Whether it is the right key may only be seen by the certificate: a verdict on the block under PKCS #1 v1.5
            // would help whoever sends made-up messages (RFC 3218).
            if certificate.is_none() && !enveloped.is_authenticated() {
                args.hint(
                    "without -recip one wrong key in 256 is not noticed, and what is written is random; name the certificate",
                );
            }
            job.write_content(&content)
        }
        None if recipients == 0 => Err(failed(
            &"no recipient matches the certificate; name the one that it is encrypted to with -recip",
        )),
        None => Err(failed(
            &"the key is not a recipient's, or the message is damaged",
        )),
    }
}
