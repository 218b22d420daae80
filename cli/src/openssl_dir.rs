//! OPENSSLDIR: where the system's OpenSSL has its configuration and its certificates.

use std::path::{Path, PathBuf};

use super::platform::OPENSSL_DIRECTORIES;

/// The first of the places that holds a configuration; the first of all where none does.
pub fn directory() -> &'static Path {
    let present = OPENSSL_DIRECTORIES
        .into_iter()
        .find(|place| Path::new(place).join("openssl.cnf").is_file());
    Path::new(present.unwrap_or(OPENSSL_DIRECTORIES[0]))
}

/// The system's `openssl.cnf`, if there is one.
pub fn configuration() -> Option<PathBuf> {
    Some(directory().join("openssl.cnf")).filter(|path| path.is_file())
}
