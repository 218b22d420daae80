//! Certificates and CRLs from files and directories.

use std::path::{Path, PathBuf};

use crate::args::Args;
use crate::error::{CliError, excerpt, shown};
use crate::limits::{self, Limit};
use crate::{found, hint, io, load, openssl_dir};
use certwright::der::{DerError, ObjectIdentifierRef, Reader, Tag, oid};
use certwright::path::{Trust, names_equal};
use certwright::pem::{self, Label, label};
use certwright::x509::extension::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
use certwright::x509::ocsp::Response;
use certwright::x509::{CertificateListRef, CertificateRef, GeneralName, ReadError, TrustSettings};

/// Where Linux distributions keep the certificates that everybody trusts.
const DEFAULT_FILES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];

/// What was loaded and can be read, as DER.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) trusted: Vec<LoadedCertificate>,
    pub(crate) untrusted: Vec<LoadedCertificate>,
    pub(super) crls: Vec<Vec<u8>>,
    pub(super) responses: Vec<Response>,
    /// How many certificates there were, readable or not.
    trusted_seen: usize,
    untrusted_seen: usize,
}

/// One certificate.
pub(crate) struct LoadedCertificate {
    der: Vec<u8>,
    /// What it is trusted and rejected for.
    pub(crate) trust: Option<TrustSettings>,
    /// Its place among the certificates of its kind in the order of the options, from 0, those that cannot be read counted.
    pub(super) number: usize,
}

impl LoadedCertificate {
    pub(crate) fn fields(&self) -> CertificateRef<'_> {
        CertificateRef::from_der(&self.der)
            .unwrap_or_else(|_| unreachable!("it was read when it was loaded"))
    }
}

impl Store {
    /// Loads the trusted certificates that the options name: of `-CAfile`, `-CApath` and `-CAstore` the last counts, as in
    /// OpenSSL. The system's are trusted only where no option names others.
    pub(crate) fn trusted(args: &Args) -> Result<Self, CliError> {
        let mut store = Self::default();
        for file in args.paths("trusted").chain(args.path("CAfile")) {
            store.add_file(file, Kind::Trusted)?;
        }
        if let Some(place) = args.path("CApath") {
            if place.is_file() {
                return Err(CliError::usage(format!(
                    "-CApath {}: it is a file; -CAfile takes one",
                    place.display()
                )));
            }
            store.add_directory(args, place)?;
        }
        if let Some(place) = args.path("CAstore").map(store_path).transpose()? {
            if place.is_dir() {
                store.add_directory(args, &place)?;
            } else {
                store.add_file(&place, Kind::Trusted)?;
            }
        }
        let named = ["trusted", "CAfile", "CApath", "CAstore"]
            .iter()
            .any(|name| args.paths(name).next().is_some());
        // `ts` has no default: a token is as good as the one who is named as its root.
        if !named && args.command().name != "ts" {
            store.add_defaults(args)?;
        }
        Ok(store)
    }

    /// From here on the trust settings state for every purpose, and for none, what they state for this one.
    pub(crate) fn judge_trust_for(&mut self, purpose: ObjectIdentifierRef<'_>) {
        for loaded in &mut self.trusted {
            loaded.trust = loaded.trust.as_ref().map(|stated| judged(stated, purpose));
        }
    }

    /// Loads all that the options name, as [`trusted`](Self::trusted) does and the rest.
    pub(crate) fn load(args: &Args) -> Result<Self, CliError> {
        let mut store = Self::trusted(args)?;
        for file in args.paths("untrusted") {
            store.add_file(file, Kind::Untrusted)?;
        }
        for file in args.paths("CRLfile") {
            store.add_file(file, Kind::Crls)?;
        }
        for file in args.paths("ocsp") {
            let response = Response::from_der(io::read_file(file, &limits::CERTIFICATES)?.to_vec());
            let response = response.map_err(|e| load::malformed("OCSP response", Some(file), &e));
            store.responses.push(response?);
        }
        Ok(store)
    }

    /// Adds the CRLs of a file.
    #[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
    pub(super) fn add_crls(&mut self, file: &Path) -> Result<(), CliError> {
        self.add_file(file, Kind::Crls)
    }

    /// Adds what is trusted where no option says what is: what `SSL_CERT_FILE` and `SSL_CERT_DIR` name, a list of directories, and
    /// in the place of what they do not name the system's.
    fn add_defaults(&mut self, args: &Args) -> Result<(), CliError> {
        let directories = std::env::var_os("SSL_CERT_DIR");
        if !args.has("no-CAfile") {
            let named = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
            let default = || {
                DEFAULT_FILES
                    .iter()
                    .map(PathBuf::from)
                    .find(|p| p.is_file())
            };
            let of_openssl = openssl_dir::directory().join("cert.pem");
            let file = [named, Some(of_openssl)]
                .into_iter()
                .flatten()
                .find(|p| p.is_file());
            // A bundle elsewhere stands for the system's directory, and SSL_CERT_DIR takes the place of that.
            let default = || default().filter(|_| directories.is_none());
            if let Some(file) = file.or_else(default)
                && let Err(e) = self.add_file(&file, Kind::Trusted)
            {
                // Nobody asked this command for it.
                hint::grave_warning(format_args!("{e}; it is skipped"));
            }
        }
        if !args.has("no-CApath")
            && let Some(directories) = directories
        {
            for directory in std::env::split_paths(&directories).filter(|d| d.is_dir()) {
                self.add_directory(args, &directory)?;
            }
        }
        Ok(())
    }

    /// Adds the files of a directory whose names are a hash's, as `openssl rehash` makes them. Where there are none, OpenSSL
    /// finds nothing, and certwright under its own name takes every file that holds certificates.
    fn add_directory(&mut self, args: &Args, directory: &Path) -> Result<(), CliError> {
        let list = std::fs::read_dir(directory).map_err(|e| CliError::io("read", directory, &e))?;
        let mut files = list
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<PathBuf>, _>>()
            .map_err(|e| CliError::io("read", directory, &e))?;
        files.retain(|p| p.is_file());
        files.sort();
        let hashed: Vec<PathBuf> = files.iter().filter(|p| is_hash_name(p)).cloned().collect();
        let only_hashed = !hashed.is_empty() || args.as_openssl_does();
        if hashed.is_empty() && only_hashed && !files.is_empty() {
            args.hint(format_args!(
                "{} has no file with the name of a hash, and nothing of it is trusted: openssl rehash makes the links",
                directory.display()
            ));
        }
        for file in if only_hashed { hashed } else { files } {
            let is_crl = file
                .extension()
                .is_some_and(|e| e.to_string_lossy().starts_with('r'))
                && only_hashed;
            let kind = if is_crl { Kind::Crls } else { Kind::Trusted };
            let added = match io::read_file(&file, kind.limit()) {
                // Some file that is about something else.
                Ok(bytes) if !only_hashed && !may_hold_certificates(&bytes) => Ok(()),
                Ok(bytes) => self.add_contents(&bytes, &file, kind),
                // It may be a rejection or a CRL.
                Err(e) => {
                    hint::grave_warning(format_args!("{e}; it is skipped", e = e.message()));
                    continue;
                }
            };
            if let Err(e) = added
                && only_hashed
            {
                hint::grave_warning(format_args!("{e}; it is skipped", e = e.message()));
            }
        }
        Ok(())
    }

    fn add_file(&mut self, file: &Path, kind: Kind) -> Result<(), CliError> {
        let added = io::read_file(file, kind.limit())
            .and_then(|bytes| self.add_contents(&bytes, file, kind));
        added.map_err(|e| e.within(format_args!("Error loading file {}", shown(file))))
    }

    /// Adds what a file holds. A block that cannot be read is skipped with a warning and does not hide the others.
    fn add_contents(&mut self, bytes: &[u8], file: &Path, kind: Kind) -> Result<(), CliError> {
        let before = (self.trusted.len(), self.untrusted.len(), self.crls.len());
        if pem::is_pem(bytes) {
            for block in pem::blocks_and_errors(bytes) {
                match block {
                    Ok(block) => self.add_block(&block, file, kind),
                    Err(e) => skipped(file, &e),
                }
            }
        } else if matches!(
            found::kind(bytes),
            None | Some(found::Kind::Certificate | found::Kind::Crl)
        ) {
            let label = match kind {
                Kind::Crls => label::X509_CRL,
                Kind::Trusted | Kind::Untrusted => label::CERTIFICATE,
            };
            // One after the other.
            let mut rest = Reader::new(bytes);
            while !rest.is_empty() {
                let added = rest
                    .expect(Tag::Sequence, label.as_str())
                    .and_then(|element| self.add(label, element.raw, kind));
                if let Err(e) = added {
                    skipped(file, &e);
                    break;
                }
            }
        }
        if before == (self.trusted.len(), self.untrusted.len(), self.crls.len()) {
            let what = if kind == Kind::Crls {
                "CRL"
            } else {
                "certificate"
            };
            let wanted = match kind {
                Kind::Crls => found::Kind::Crl,
                Kind::Trusted | Kind::Untrusted => found::Kind::Certificate,
            };
            return Err(
                match found::instead(bytes, &io::display(Some(file)), wanted) {
                    Some(why) => load::malformed(what, Some(file), &why),
                    None => CliError::new(format!("{} holds no {what}", file.display())),
                },
            );
        }
        Ok(())
    }

    fn add_block(&mut self, block: &pem::Block<'_>, file: &Path, kind: Kind) {
        if let Err(error) = self.add(block.label, &block.contents, kind) {
            let line = block.line;
            skipped(file, &ReadError::Der { line, error });
        }
    }

    /// Adds what a block of this label holds, if it is of use.
    fn add(&mut self, label: Label<'_>, contents: &[u8], kind: Kind) -> Result<(), DerError> {
        let is_certificate = matches!(
            label,
            label::CERTIFICATE | label::X509_CERTIFICATE | label::TRUSTED_CERTIFICATE
        );
        match kind {
            _ if label == label::X509_CRL => {
                CertificateListRef::from_der(contents)?;
                self.crls.push(contents.to_vec());
            }
            Kind::Trusted | Kind::Untrusted if is_certificate => {
                if kind == Kind::Trusted {
                    self.trusted_seen += 1;
                } else {
                    self.untrusted_seen += 1;
                }
                let (der, trust) = match label {
                    label::TRUSTED_CERTIFICATE => TrustSettings::split(contents)?,
                    _ => (contents, None),
                };
                CertificateRef::from_der(der)?;
                let der = der.to_vec();
                match kind {
                    Kind::Trusted => self.trusted.push(LoadedCertificate {
                        number: self.trusted_seen - 1,
                        der,
                        trust,
                    }),
                    // Trust settings in an untrusted file are not trusted.
                    _ => self.untrusted.push(LoadedCertificate {
                        number: self.untrusted_seen - 1,
                        der,
                        trust: None,
                    }),
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// What settings state for this purpose, stated for every one and for none.
pub(super) fn judged(stated: &TrustSettings, purpose: ObjectIdentifierRef<'_>) -> TrustSettings {
    let any = Some(vec![oid::ANY_EXTENDED_KEY_USAGE.to_owned()]);
    let mut settings = TrustSettings::default();
    match stated.judge(Some(purpose)) {
        Trust::Trusted => settings.trusted = any,
        Trust::Rejected => settings.rejected = any,
        Trust::Unstated => {}
    }
    settings
}

/// PEM, or what begins like DER.
fn may_hold_certificates(bytes: &[u8]) -> bool {
    bytes.first() == Some(&0x30) || pem::is_pem(bytes)
}

fn skipped(file: &Path, error: &dyn std::fmt::Display) {
    hint::grave_warning(format_args!(
        "{file}: {error}; it is skipped",
        file = file.display()
    ));
}

/// The path that `-CAstore` names: a path, or a file URI of this machine (RFC 8089). A path that exists is one, whatever it
/// looks like.
fn store_path(name: &Path) -> Result<PathBuf, CliError> {
    let text = name.to_str().filter(|_| !name.exists()).unwrap_or_default();
    let Some((scheme, rest)) = text.split_once(':') else {
        return Ok(name.to_path_buf());
    };
    if !scheme.eq_ignore_ascii_case("file") {
        return Ok(name.to_path_buf());
    }
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, _) = rest.split_once('/').unwrap_or((rest, ""));
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                return Err(CliError::new(format!(
                    "-CAstore {}: the file is on another machine; copy it here",
                    excerpt(text)
                )));
            }
            &rest[host.len()..]
        }
        None => rest,
    };
    match percent_decoded(path) {
        Some(path) if path.starts_with('/') => Ok(PathBuf::from(path)),
        _ => Err(CliError::new(format!(
            "-CAstore {}: not a file URI with an absolute path",
            excerpt(text)
        ))),
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut out = Vec::from(parts.next()?.as_bytes());
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        out.push(u8::from_str_radix(digits, 16).ok()?);
        out.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(out).ok()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Trusted,
    Untrusted,
    Crls,
}

impl Kind {
    fn limit(self) -> &'static Limit {
        match self {
            Self::Crls => &limits::REVOCATION_LIST,
            Self::Trusted | Self::Untrusted => &limits::CERTIFICATES,
        }
    }
}

/// `9d66eef0.0`, or `9d66eef0.r0` for a CRL.
fn is_hash_name(path: &Path) -> bool {
    let Some((stem, number)) = path
        .file_name()
        .and_then(|n| n.to_str())
        .and_then(|n| n.split_once('.'))
    else {
        return false;
    };
    let number = number.strip_prefix('r').unwrap_or(number);
    stem.len() == 8
        && stem.bytes().all(|b| b.is_ascii_hexdigit())
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Reads CRLs that were loaded.
pub(super) fn parse_crls(crls: &[Vec<u8>]) -> Vec<CertificateListRef<'_>> {
    crls.iter()
        .map(|der| {
            CertificateListRef::from_der(der)
                .unwrap_or_else(|_| unreachable!("it was read when it was loaded"))
        })
        .collect()
}

/// The certificate to verify: the first in a PEM file, or a DER file.
pub(super) fn load_one(path: Option<&Path>) -> Result<Vec<u8>, CliError> {
    Ok(load::certificate(path)?.to_vec())
}

/// Whether a certificate states if it is a CA.
pub(super) fn has_basic_constraints(certificate: &CertificateRef<'_>) -> bool {
    certificate
        .extensions
        .find(oid::BASIC_CONSTRAINTS)
        .is_some()
}

/// Whether a trusted certificate is the end of a chain: issued to itself, and not by another key or under another certificate
/// as far as authorityKeyIdentifier shows.
pub(crate) fn is_root(certificate: &CertificateRef<'_>) -> bool {
    if !names_equal(certificate.issuer.raw(), certificate.subject.raw()) {
        return false;
    }
    let own = certificate.extensions.get::<SubjectKeyIdentifier<'_>>();
    let own = own.ok().flatten().map(|id| id.0);
    let authority = certificate.extensions.get::<AuthorityKeyIdentifier<'_>>();
    let Some(authority) = authority.ok().flatten() else {
        return true;
    };
    let is_own_name = |name| matches!(name, GeneralName::Directory(name) if names_equal(name.raw(), certificate.issuer.raw()));
    (own.is_none() || authority.key_identifier.is_none() || own == authority.key_identifier)
        && authority
            .authority_cert_serial_number
            .is_none_or(|serial| serial == certificate.serial)
        && authority
            .authority_cert_issuer
            .is_none_or(|names| names.iter().any(is_own_name))
}
