//! Certificates and CRLs from files and directories.

use std::path::{Path, PathBuf};

use crate::args::Args;
use crate::error::CliError;
use crate::{io, load};
use certwright::path::names_equal;
use certwright::pem;
use certwright::x509::extension::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
use certwright::x509::{CertificateListRef, CertificateRef};

/// Where Linux distributions keep the certificates that everybody trusts.
const DEFAULT_FILES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];

/// What was loaded, as DER, with the file that each item came from.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) trusted: Vec<LoadedDer>,
    pub(super) untrusted: Vec<LoadedDer>,
    pub(super) crls: Vec<LoadedDer>,
}

/// One certificate or CRL.
pub(crate) struct LoadedDer {
    pub(super) der: Vec<u8>,
    file: PathBuf,
}

impl Store {
    /// Loads all that the options name. The system's certificates are trusted only where no option names others.
    pub(crate) fn load(args: &Args) -> Result<Self, CliError> {
        let mut store = Self::default();
        for file in args.paths("trusted").chain(args.paths("CAfile")) {
            store.add_file(file, Kind::Trusted)?;
        }
        for place in args.paths("CApath").chain(args.paths("CAstore")) {
            if place.is_dir() {
                store.add_directory(place)?;
            } else {
                store.add_file(place, Kind::Trusted)?;
            }
        }
        let named = ["trusted", "CAfile", "CApath", "CAstore"]
            .iter()
            .any(|name| args.paths(name).next().is_some());
        if !named {
            store.add_defaults(args)?;
        }
        for file in args.paths("untrusted") {
            store.add_file(file, Kind::Untrusted)?;
        }
        for file in args.paths("CRLfile") {
            store.add_file(file, Kind::Crls)?;
        }
        Ok(store)
    }

    fn add_defaults(&mut self, args: &Args) -> Result<(), CliError> {
        if !args.has("no-CAfile") {
            let named = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
            let default = || {
                DEFAULT_FILES
                    .iter()
                    .map(PathBuf::from)
                    .find(|p| p.is_file())
            };
            if let Some(file) = named.filter(|p| p.is_file()).or_else(default) {
                self.add_file(&file, Kind::Trusted)?;
            }
        }
        if !args.has("no-CApath")
            && let Some(directory) = std::env::var_os("SSL_CERT_DIR").map(PathBuf::from)
            && directory.is_dir()
        {
            self.add_directory(&directory)?;
        }
        Ok(())
    }

    /// Adds the files of a directory whose names are a hash's, as `openssl rehash` makes them, or, where there are none,
    /// every file that holds certificates.
    fn add_directory(&mut self, directory: &Path) -> Result<(), CliError> {
        let list = std::fs::read_dir(directory).map_err(|e| CliError::io("read", directory, &e))?;
        let mut files: Vec<PathBuf> = list
            .flatten()
            .map(|entry| entry.path())
            .filter(|p| p.is_file())
            .collect();
        files.sort();
        let hashed: Vec<PathBuf> = files.iter().filter(|p| is_hash_name(p)).cloned().collect();
        let only_hashed = !hashed.is_empty();
        for file in if only_hashed { hashed } else { files } {
            let is_crl = file
                .extension()
                .is_some_and(|e| e.to_string_lossy().starts_with('r'))
                && only_hashed;
            match self.add_file(&file, if is_crl { Kind::Crls } else { Kind::Trusted }) {
                Err(e) if only_hashed => return Err(e),
                _ => {} // some file that is about something else
            }
        }
        Ok(())
    }

    fn add_file(&mut self, file: &Path, kind: Kind) -> Result<(), CliError> {
        let bytes = io::read_file(file)?;
        let before = (self.trusted.len(), self.untrusted.len(), self.crls.len());
        if pem::is_pem(&bytes) {
            for block in pem::blocks(&bytes) {
                let block = block.map_err(|e| CliError::new(format!("{}: {e}", file.display())))?;
                self.add_block(block.label, &block.contents, file, kind);
            }
        } else if kind == Kind::Crls {
            self.add_block("X509 CRL", &bytes, file, kind);
        } else {
            self.add_block("CERTIFICATE", &bytes, file, kind);
        }
        if before == (self.trusted.len(), self.untrusted.len(), self.crls.len()) {
            let what = if kind == Kind::Crls {
                "CRL"
            } else {
                "certificate"
            };
            return Err(CliError::new(format!("{} holds no {what}", file.display())));
        }
        Ok(())
    }

    fn add_block(&mut self, label: &str, der: &[u8], file: &Path, kind: Kind) {
        let list = match (label, kind) {
            ("X509 CRL", _) => &mut self.crls,
            ("CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE", Kind::Trusted) => {
                &mut self.trusted
            }
            ("CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE", Kind::Untrusted) => {
                &mut self.untrusted
            }
            _ => return,
        };
        list.push(LoadedDer {
            der: load::first_element(der, label).to_vec(),
            file: file.to_path_buf(),
        });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Trusted,
    Untrusted,
    Crls,
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

/// Reads certificates that were loaded.
pub(crate) fn parse(items: &[LoadedDer]) -> Result<Vec<CertificateRef<'_>>, CliError> {
    items
        .iter()
        .map(|item| {
            CertificateRef::from_der(&item.der).map_err(|e| {
                CliError::new(format!(
                    "{}: a certificate in it cannot be read: {e}",
                    item.file.display()
                ))
            })
        })
        .collect()
}

/// Reads CRLs that were loaded.
pub(super) fn parse_crls(items: &[LoadedDer]) -> Result<Vec<CertificateListRef<'_>>, CliError> {
    items
        .iter()
        .map(|item| {
            CertificateListRef::from_der(&item.der).map_err(|e| {
                CliError::new(format!(
                    "{}: a CRL in it cannot be read: {e}",
                    item.file.display()
                ))
            })
        })
        .collect()
}

/// The certificate to verify: the first in a PEM file, or a DER file.
pub(super) fn load_one(path: Option<&Path>) -> Result<Vec<u8>, CliError> {
    Ok(load::certificate(path)?.to_vec())
}

/// Whether a trusted certificate is the end of a chain: issued to itself, and not by another key as far as its key
/// identifiers show.
pub(crate) fn is_root(certificate: &CertificateRef<'_>) -> bool {
    if !names_equal(certificate.issuer.raw(), certificate.subject.raw()) {
        return false;
    }
    let own = certificate.extensions.get::<SubjectKeyIdentifier<'_>>();
    let own = own.ok().flatten().map(|id| id.0);
    let authority = certificate.extensions.get::<AuthorityKeyIdentifier<'_>>();
    let authority = authority.ok().flatten().and_then(|id| id.key_identifier);
    own.is_none() || authority.is_none() || own == authority
}
