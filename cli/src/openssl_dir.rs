//! OPENSSLDIR: where the system's OpenSSL has its configuration and its certificates.

use std::path::{Path, PathBuf};

/// The places that distributions build OpenSSL with: Debian, Fedora, Arch and Alpine, FreeBSD, and OpenSSL's own.
const PLACES: [&str; 5] = [
    "/usr/lib/ssl",
    "/etc/pki/tls",
    "/etc/ssl",
    "/usr/local/openssl",
    "/usr/local/ssl",
];

/// The first of the places that holds a configuration; the first of all where none does.
pub fn directory() -> &'static Path {
    let present = PLACES
        .into_iter()
        .find(|place| Path::new(place).join("openssl.cnf").is_file());
    Path::new(present.unwrap_or(PLACES[0]))
}

/// The system's `openssl.cnf`, if there is one.
pub fn configuration() -> Option<PathBuf> {
    Some(directory().join("openssl.cnf")).filter(|path| path.is_file())
}
