//! `-chain`: the certificates between one and a trusted root.

use std::path::{Path, PathBuf};

use crate::args::Args;
use crate::error::CliError;
use crate::limits;
use crate::pass::Pass;
use crate::verify::DEFAULT_FILES;
use crate::{clock, io, load};
use certwright::path::{Anchor, Pool, SecurityLevel, Settings, Source, verify};
use certwright::x509::{CertificateRef, RsaVerifier, Time};

/// The DER of each certificate above `target` on a valid path, in order, the root last.
pub(super) fn of(
    args: &Args,
    target: &[u8],
    passcerts: Option<&Pass>,
) -> Result<Vec<Vec<u8>>, CliError> {
    let mut trusted = Vec::new();
    for path in args.paths("CAfile") {
        add_file(&mut trusted, path, None)?;
    }
    for path in args.paths("CApath").chain(args.paths("CAstore")) {
        add_place(&mut trusted, path)?;
    }
    let named = ["CAfile", "CApath", "CAstore"];
    if !named.iter().any(|name| args.has(name)) {
        if !args.has("no-CAfile") {
            let file = match std::env::var_os("SSL_CERT_FILE") {
                Some(file) => Some(PathBuf::from(file)),
                None => DEFAULT_FILES
                    .iter()
                    .map(PathBuf::from)
                    .find(|f| f.is_file()),
            };
            if let Some(file) = file.filter(|file| file.is_file()) {
                add_file(&mut trusted, &file, None)?;
            }
        }
        if !args.has("no-CApath")
            && let Some(directory) = std::env::var_os("SSL_CERT_DIR").map(PathBuf::from)
            && directory.is_dir()
        {
            add_place(&mut trusted, &directory)?;
        }
    }
    let mut untrusted = Vec::new();
    for path in args.paths("untrusted") {
        add_file(&mut untrusted, path, passcerts)?;
    }

    let refused = |e: &dyn std::fmt::Display| CliError::new(format!("Error getting chain: {e}"));
    let (mut anchors, mut intermediates) = (Vec::new(), read(&untrusted));
    for certificate in read(&trusted) {
        match certificate.is_self_issued_bytewise() {
            true => anchors.push(Anchor::from_certificate(&certificate)),
            false => intermediates.push(certificate),
        }
    }
    let target = CertificateRef::from_der(target).map_err(|e| refused(&e))?;
    let mut settings = Settings::at(Time::from_unix(clock::now()));
    settings.enforce_anchor = true;
    settings.anchor_as_target = true;
    settings.security = SecurityLevel::bits(0);
    let pool = Pool::new(&anchors).intermediates(&intermediates);
    let path = verify(&target, &pool, &settings, &RsaVerifier).map_err(|e| refused(&e))?;
    let der = |source: &Source| match *source {
        Source::Intermediate(i) => Some(intermediates[i].signed.raw.to_vec()),
        Source::Anchor(i) => anchors[i].certificate().map(|c| c.as_der().to_vec()),
        _ => None,
    };
    // The target itself is the first, whether it is an anchor or not.
    Ok(path.chain.iter().skip(1).filter_map(der).collect())
}

fn add_file(to: &mut Vec<Vec<u8>>, path: &Path, passphrase: Option<&Pass>) -> Result<(), CliError> {
    let bytes = io::read_file(path, &limits::CERTIFICATES)?;
    let all = load::stored_certificates(&bytes, &io::display(Some(path)), passphrase)?;
    to.extend(all.into_iter().map(|certificate| certificate.der));
    Ok(())
}

/// Adds a file, or those files of a directory that hold certificates.
fn add_place(to: &mut Vec<Vec<u8>>, place: &Path) -> Result<(), CliError> {
    if !place.is_dir() {
        return add_file(to, place, None);
    }
    let list = std::fs::read_dir(place).map_err(|e| CliError::io("read", place, &e))?;
    let mut files: Vec<_> = list.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files.iter().filter(|path| path.is_file()) {
        // Others may be about something else; a PKCS #12 file would ask for a password.
        if io::read_file(file, &limits::CERTIFICATES).is_ok_and(|bytes| !super::is_likely(&bytes)) {
            let _ = add_file(to, file, None);
        }
    }
    Ok(())
}

/// Those that can be read: another is on no path.
fn read(ders: &[Vec<u8>]) -> Vec<CertificateRef<'_>> {
    let read = ders.iter().map(|der| CertificateRef::from_der(der));
    read.filter_map(Result::ok).collect()
}
