//! A certificate's fields in the words of the checks.

use std::net::IpAddr;

use certwright::der::{ObjectIdentifierRef, oid};
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::rsa::HashAlgorithm;
use certwright::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtKeyUsage, KeyUsage, SubjectAltName,
    SubjectKeyIdentifier,
};
use certwright::x509::{Certificate, CertificateRef, ExtensionValue, GeneralName, Name};

/// How many characters of a text from a certificate are shown.
const MAX_SHOWN: usize = 120;

/// A name of subjectAltName.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SubjectName {
    Dns(String),
    Ip(IpAddr),
    Other(String),
}

impl SubjectName {
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Dns(name) | Self::Other(name) => shown(name),
            Self::Ip(address) => address.to_string(),
        }
    }
}

/// What the checks look at.
pub(super) struct Facts<'a> {
    pub(super) fields: CertificateRef<'a>,
    pub(super) common_names: Vec<String>,
    pub(super) organizations: Vec<String>,
    pub(super) units: Vec<String>,
    pub(super) ca: bool,
    pub(super) key_usage: Option<KeyUsage>,
    /// `None` without the extension.
    pub(super) purposes: Option<Vec<&'static str>>,
    pub(super) names: Vec<SubjectName>,
    pub(super) key_identifier: Option<&'a [u8]>,
    pub(super) issuer_key_identifier: Option<&'a [u8]>,
    /// Of an RSA key.
    pub(super) rsa_bits: Option<usize>,
    /// Extensions that cannot be read.
    pub(super) malformed: Vec<&'static str>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(certificate: &'a Certificate) -> Self {
        let fields = certificate.fields();
        let mut malformed = Vec::new();
        let constraints: Option<BasicConstraints> =
            read(&fields, "basicConstraints", &mut malformed);
        let usage: Option<KeyUsage> = read(&fields, "keyUsage", &mut malformed);
        let purposes: Option<ExtKeyUsage<'_>> = read(&fields, "extendedKeyUsage", &mut malformed);
        let names: Option<SubjectAltName<'_>> = read(&fields, "subjectAltName", &mut malformed);
        let own: Option<SubjectKeyIdentifier<'_>> =
            read(&fields, "subjectKeyIdentifier", &mut malformed);
        let issuers: Option<AuthorityKeyIdentifier<'_>> =
            read(&fields, "authorityKeyIdentifier", &mut malformed);
        Self {
            common_names: attributes(fields.subject, oid::COMMON_NAME),
            organizations: attributes(fields.subject, oid::ORGANIZATION_NAME),
            units: attributes(fields.subject, oid::ORGANIZATIONAL_UNIT_NAME),
            ca: constraints.is_some_and(|constraints| constraints.ca),
            key_usage: usage,
            purposes: purposes.map(|list| list.0.iter().map(purpose).collect()),
            names: names.map_or_else(Vec::new, |list| {
                list.0.iter().map(|name| subject_name(&name)).collect()
            }),
            key_identifier: own.map(|id| id.0),
            issuer_key_identifier: issuers.and_then(|id| id.key_identifier),
            rsa_bits: (fields.spki.rsa_public_key().ok()).map(|key| key.bits()),
            malformed,
            fields,
        }
    }

    pub(super) fn not_before(&self) -> i64 {
        self.fields.validity.not_before.unix()
    }

    pub(super) fn not_after(&self) -> i64 {
        self.fields.validity.not_after.unix()
    }

    pub(super) fn is_self_issued(&self) -> bool {
        certwright::path::names_equal(self.fields.subject.raw(), self.fields.issuer.raw())
    }

    /// The digest of its signature, where it is known to be too weak.
    pub(super) fn weak_digest(&self) -> Option<&'static str> {
        let algorithm = &self.fields.signed.algorithm;
        match algorithm.oid {
            oid::MD5_WITH_RSA => Some("MD5"),
            oid::ECDSA_WITH_SHA1 | oid::DSA_WITH_SHA1 => Some("SHA-1"),
            _ => {
                let hash = SignatureAlgorithm::from_identifier(algorithm)
                    .ok()?
                    .hash()?;
                (hash == HashAlgorithm::Sha1).then_some("SHA-1")
            }
        }
    }

    /// Its signature's algorithm, in words.
    pub(super) fn signature(&self) -> String {
        let algorithm = &self.fields.signed.algorithm;
        match SignatureAlgorithm::from_identifier(algorithm) {
            Ok(known) => {
                let hash = known.hash().map_or("SHAKE", HashAlgorithm::name);
                match known {
                    SignatureAlgorithm::Pkcs1v15(_) => format!("RSA with {hash}"),
                    _ => format!("RSA-PSS with {hash}"),
                }
            }
            Err(_) => algorithm
                .oid
                .name()
                .map_or_else(|| algorithm.oid.to_string(), String::from),
        }
    }

    /// Its key, in words.
    pub(super) fn key(&self) -> String {
        match self.rsa_bits {
            Some(bits) => format!("RSA {bits}"),
            None => {
                let oid = self.fields.spki.algorithm.oid;
                oid.name().map_or_else(|| oid.to_string(), String::from)
            }
        }
    }
}

fn read<'a, T: ExtensionValue<'a>>(
    fields: &CertificateRef<'a>,
    name: &'static str,
    malformed: &mut Vec<&'static str>,
) -> Option<T> {
    match fields.extensions.get::<T>() {
        Ok(value) => value,
        Err(_) => {
            malformed.push(name);
            None
        }
    }
}

fn attributes(name: Name<'_>, oid: ObjectIdentifierRef<'_>) -> Vec<String> {
    name.rdns()
        .flatten()
        .filter(|attribute| attribute.oid == oid)
        .filter_map(|attribute| attribute.text())
        .collect()
}

fn purpose(oid: ObjectIdentifierRef<'_>) -> &'static str {
    match oid {
        oid::KP_SERVER_AUTH => "serverAuth",
        oid::KP_CLIENT_AUTH => "clientAuth",
        oid::ANY_EXTENDED_KEY_USAGE => "anyExtendedKeyUsage",
        oid::KP_CODE_SIGNING => "codeSigning",
        oid::KP_EMAIL_PROTECTION => "emailProtection",
        oid::KP_OCSP_SIGNING => "OCSPSigning",
        oid::KP_TIME_STAMPING => "timeStamping",
        _ => "other",
    }
}

fn subject_name(name: &GeneralName<'_>) -> SubjectName {
    match name {
        GeneralName::Dns(name) => SubjectName::Dns((*name).into()),
        GeneralName::Ip(bytes) => match (<[u8; 4]>::try_from(*bytes), <[u8; 16]>::try_from(*bytes))
        {
            (Ok(four), _) => SubjectName::Ip(four.into()),
            (_, Ok(sixteen)) => SubjectName::Ip(sixteen.into()),
            _ => SubjectName::Other(format!("an address of {} bytes", bytes.len())),
        },
        GeneralName::Uri(uri) => SubjectName::Other((*uri).into()),
        GeneralName::Rfc822(mailbox) => SubjectName::Other((*mailbox).into()),
        GeneralName::Directory(name) => SubjectName::Other(name.to_string()),
        _ => SubjectName::Other("a name of another form".into()),
    }
}

/// A text that came from a file, as it may be shown on a terminal: its beginning, with escapes as [`printable`] has them.
pub(in super::super) fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => printable(&text[..end]) + "…",
        None => printable(text),
    }
}

/// A text that came from a file or its name, whole, with escapes for what would move the cursor, change colours or turn the
/// direction of writing.
pub fn printable(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let hidden = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        match hidden {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    out
}
