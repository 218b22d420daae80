//! Certificates and requests from files.

use std::path::Path;

use base64ct::Encoding as _;
use zeroize::Zeroizing;

use super::args::{Args, Format};
use super::error::CliError;
use super::found::{self, Kind};
use super::pass::Pass;
use super::pkcs12::{self, StoredCertificate};
use super::{io, ms_key};
use crate::limits;
use certwright::pem::{self, Label, label};
use certwright::x509::{CertificateRef, TrustSettings};

/// What a file is expected to hold.
#[derive(Clone, Copy)]
struct ExpectedFile {
    kind: Kind,
    what: &'static str,
    labels: &'static [Label<'static>],
    remedy: &'static str,
}

const CERTIFICATE: ExpectedFile = ExpectedFile {
    kind: Kind::Certificate,
    what: "certificate",
    labels: &[
        label::CERTIFICATE,
        label::X509_CERTIFICATE,
        label::TRUSTED_CERTIFICATE,
    ],
    remedy: "name a file with a BEGIN CERTIFICATE block",
};

const REQUEST: ExpectedFile = ExpectedFile {
    kind: Kind::Request,
    what: "certificate request",
    labels: &[label::CERTIFICATE_REQUEST, label::NEW_CERTIFICATE_REQUEST],
    remedy: "name a file with a BEGIN CERTIFICATE REQUEST block",
};

/// The options that name the encoding of a file, and those that name the file.
const FORMS: &[(&str, &[&str])] = &[
    ("inform", &["in"]),
    (
        "keyform",
        &[
            "key", "signkey", "inkey", "keyfile", "sign", "verify", "prverify",
        ],
    ),
    ("CAform", &["CA"]),
    ("CAkeyform", &["CAkey"]),
    ("certform", &["cert"]),
];

/// Refuses a file that has not the encoding that an option gives it, as OpenSSL does; elsewhere than under its name, or in
/// strict mode, what the file holds counts and a hint is given. What is not a regular file is not looked at: it can be
/// read only once.
pub fn check_forms(args: &Args) -> Result<(), CliError> {
    for (form, files) in FORMS {
        let Some(wanted) = args.format_given(form) else {
            continue;
        };
        let named = args
            .occurrences()
            .iter()
            .rev()
            .find(|given| files.contains(&given.name.as_str()));
        let Some(path) = named
            .and_then(|given| given.value.as_deref())
            .map(Path::new)
        else {
            continue;
        };
        // Of PKCS #12 nothing is asked: keys are found in any form then, as OpenSSL finds them.
        if wanted == Format::P12 || !path.is_file() {
            continue;
        }
        let found = form_of(&io::read_file(path, &limits::DATA)?);
        if wanted == found {
            continue;
        }
        let (path, is, is_not) = (path.display(), form_name(found), form_name(wanted));
        if args.as_openssl_does() {
            return Err(CliError::new(format!(
                "{path} is {is}, and -{form} {is_not} is given; leave -{form} out"
            )));
        }
        args.hint(format_args!(
            "{path} is {is} in spite of -{form} {is_not}, and is read as it is; OpenSSL refuses it"
        ));
    }
    Ok(())
}

fn form_of(bytes: &[u8]) -> Format {
    match ms_key::kind(bytes) {
        Some(ms_key::Kind::Pvk) => Format::Pvk,
        Some(_) => Format::MsBlob,
        None if pem::is_pem(bytes) => Format::Pem,
        None => Format::Der,
    }
}

fn form_name(form: Format) -> &'static str {
    match form {
        Format::Pem => "PEM",
        Format::Der => "DER",
        Format::MsBlob => "MSBLOB",
        Format::Pvk => "PVK",
        Format::P12 => "PKCS12",
    }
}

/// The DER in a file that is PEM, with other blocks and text around, or DER; the trust settings of a TRUSTED CERTIFICATE are
/// split off.
fn load(
    bytes: Zeroizing<Vec<u8>>,
    path: Option<&Path>,
    wanted: ExpectedFile,
) -> Result<(Zeroizing<Vec<u8>>, Option<TrustSettings>), CliError> {
    let name = io::display(path);
    let refused = |why: &dyn std::fmt::Display| {
        CliError::new(format!(
            "Unable to load {what}: Could not read {what} from {name}: {why}",
            what = wanted.what
        ))
    };
    if bytes.is_empty() {
        return Err(refused(&"it is empty"));
    }
    if !pem::is_pem(&bytes) {
        let bytes = bare_base64(&bytes).unwrap_or(bytes);
        return match found::instead(&bytes, &name, wanted.kind) {
            Some(why) => Err(refused(&why)),
            None => Ok((bytes, None)),
        };
    }
    let mut others: Vec<String> = Vec::new();
    for block in pem::blocks(&bytes) {
        let block = block.map_err(|e| refused(&e))?;
        if wanted.labels.contains(&block.label) {
            let (der, trust) = match block.label {
                label::TRUSTED_CERTIFICATE => TrustSettings::split(&block.contents)
                    .map_err(|e| malformed("trusted certificate", path, &e))?,
                _ => (&block.contents[..], None),
            };
            return Ok((Zeroizing::new(der.to_vec()), trust));
        }
        others.push(block.label.into());
    }
    Err(refused(&format_args!(
        "it holds {} only; {}",
        others.join(", "),
        wanted.remedy
    )))
}

/// The DER in Base64 that stands without its PEM boundaries, as environment variables and Kubernetes' secrets have it.
pub fn bare_base64(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // "M" is what the first six bits of a SEQUENCE's tag become.
    if bytes.trim_ascii_start().first() != Some(&b'M') {
        return None;
    }
    base64(bytes).filter(|der| der.first() == Some(&0x30))
}

/// What is in Base64 and nothing else, in lines of any length.
pub fn base64(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text: Zeroizing<Vec<u8>> = Zeroizing::new(
        bytes
            .iter()
            .copied()
            .filter(|b| !b.is_ascii_whitespace())
            .collect(),
    );
    let mut der = Zeroizing::new(vec![0; text.len() / 4 * 3 + 3]);
    let len = base64ct::Base64::decode(&text[..], &mut der).ok()?.len();
    der.truncate(len);
    (len > 0).then_some(der)
}

/// A TRUSTED CERTIFICATE has trust settings after the certificate, which are not part of it.
pub fn first_element<'a>(der: &'a [u8], found: Label<'_>) -> &'a [u8] {
    if found != label::TRUSTED_CERTIFICATE {
        return der;
    }
    certwright::der::Reader::new(der)
        .expect(certwright::der::Tag::Sequence, "Certificate")
        .map_or(der, |tlv| tlv.raw)
}

/// The first certificate of a file or of standard input, in DER. Of a PKCS #12 file it is that of the key; its password, if it
/// is not empty, is asked for.
pub fn certificate(path: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, CliError> {
    certificate_under(path, None)
}

/// As [`certificate`], with the password of a PKCS #12 file.
pub fn certificate_under(
    path: Option<&Path>,
    passphrase: Option<&Pass>,
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    Ok(certificate_and_trust(path, passphrase)?.0)
}

/// As [`certificate_under`], with the trust settings beside it, if it is a TRUSTED CERTIFICATE or in a PKCS #12 file that names it.
pub fn certificate_and_trust(
    path: Option<&Path>,
    passphrase: Option<&Pass>,
) -> Result<(Zeroizing<Vec<u8>>, Option<TrustSettings>), CliError> {
    let bytes = read(path, CERTIFICATE)?;
    if !pkcs12::is_likely(&bytes) {
        return load(bytes, path, CERTIFICATE);
    }
    let name = io::display(path);
    let first = pkcs12::certificates(&bytes, &name, passphrase)?
        .into_iter()
        .next();
    first
        .map(|certificate| {
            let settings = certificate.settings();
            (Zeroizing::new(certificate.der), settings)
        })
        .ok_or_else(|| CliError::new(format!("the PKCS #12 file {name} holds no certificate")))
}

/// Every certificate in PEM, DER or a PKCS #12 file that came from the place called `name`.
pub(crate) fn stored_certificates(
    bytes: &[u8],
    name: &str,
    passphrase: Option<&Pass>,
) -> Result<Vec<StoredCertificate>, CliError> {
    let unreadable = |e: &dyn std::fmt::Display| {
        CliError::new(format!(
            "Unable to load certificates: Could not read any certificates from {name}: {e}"
        ))
    };
    let stored = |der: &[u8], settings: Option<TrustSettings>| StoredCertificate {
        der: der.to_vec(),
        alias: settings.as_ref().and_then(|s| s.alias.clone()),
        key_id: settings.and_then(|s| s.key_id),
    };
    let mut all = Vec::new();
    if pkcs12::is_likely(bytes) {
        all = pkcs12::certificates(bytes, name, passphrase)?;
    } else if pem::is_pem(bytes) {
        for block in pem::blocks(bytes) {
            let block = block.map_err(|e| unreadable(&e))?;
            match block.label {
                label::TRUSTED_CERTIFICATE => {
                    let (der, settings) =
                        TrustSettings::split(&block.contents).map_err(|e| unreadable(&e))?;
                    all.push(stored(der, settings));
                }
                found if CERTIFICATE.labels.contains(&found) => {
                    // A private key under this label must not go into a file for everybody.
                    CertificateRef::from_der(&block.contents).map_err(|e| unreadable(&e))?;
                    all.push(stored(&block.contents, None));
                }
                _ => {}
            }
        }
    } else {
        CertificateRef::from_der(bytes).map_err(|e| {
            let instead = found::instead(bytes, name, Kind::Certificate);
            unreadable(&instead.unwrap_or_else(|| e.to_string()))
        })?;
        all.push(stored(bytes, None));
    }
    match all.is_empty() {
        true => Err(match found::instead(bytes, name, Kind::Certificate) {
            Some(why) => unreadable(&why),
            None => unreadable(&CERTIFICATE.remedy),
        }),
        false => Ok(all),
    }
}

/// Every certificate of a file or of standard input, in DER.
pub fn certificates(path: Option<&Path>) -> Result<Vec<Vec<u8>>, CliError> {
    let all = stored_certificates(
        &io::read(path, &limits::CERTIFICATES)?,
        &io::display(path),
        None,
    )?;
    Ok(all.into_iter().map(|certificate| certificate.der).collect())
}

/// The first request of a file or of standard input, in DER.
pub fn request(path: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, CliError> {
    Ok(load(read(path, REQUEST)?, path, REQUEST)?.0)
}

fn read(path: Option<&Path>, wanted: ExpectedFile) -> Result<Zeroizing<Vec<u8>>, CliError> {
    io::read_first(path, &limits::CERTIFICATES, wanted.labels)
        .map_err(|e| e.within(format_args!("Unable to load {}", wanted.what)))
}

/// The line for an input that could not be read as what it should hold; see [`found::why`].
pub(crate) fn unreadable(
    what: &str,
    path: Option<&Path>,
    bytes: &[u8],
    wanted: Kind,
    why: &dyn std::fmt::Display,
) -> CliError {
    malformed(what, path, &found::why(bytes, path, wanted, why))
}

/// The line for DER that turned out not to be what the file should hold.
pub fn malformed(what: &str, path: Option<&Path>, error: &dyn std::fmt::Display) -> CliError {
    CliError::new(format!(
        "Unable to load {what}: Could not read {what} from {}: {error}",
        io::display(path)
    ))
}
