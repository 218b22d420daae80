//! What commands sign with: keys, digests and `-sigopt`.

use super::digest::{self, MessageDigest};
use super::error::{CliError, excerpt};
use super::key::Private;
use super::options::DIGESTS;
use super::rsa_options::RsaOptions;
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::rsa::HashAlgorithm;
use certwright::x509::{IssueError, RsaSigner, Signer as _};

/// A digest that signs, by the name that options and configurations give it.
pub fn digest(name: &str) -> Option<HashAlgorithm> {
    digest::find(name).and_then(MessageDigest::rsa)
}

/// A digest by its name, or an error that lists the names.
pub fn required_digest(name: &str) -> Result<HashAlgorithm, CliError> {
    digest(name).ok_or_else(|| {
        CliError::usage(format!(
            "unknown or unsupported digest \"{name}\"; certwright has {}",
            DIGESTS.join(", "),
            name = excerpt(name)
        ))
    })
}

/// The signature algorithm for a key, a digest option (or the configuration's) and `-sigopt`.
///
/// # Errors
/// An option that is wrong, or that the key does not allow.
pub fn algorithm<'a>(
    key: &Private,
    digest: Option<&str>,
    options: impl Iterator<Item = &'a str>,
) -> Result<SignatureAlgorithm, CliError> {
    let options = RsaOptions::read("-sigopt", options)?;
    let named = match digest.filter(|name| *name != "default") {
        Some(name) => Some(required_digest(name)?),
        None => options
            .digest
            .map(|digest| required_digest(digest.names[0]))
            .transpose()?,
    };
    let restricted = key.kind.pss_params().map(|params| params.hash);
    let hash = named.or(restricted).unwrap_or(HashAlgorithm::Sha256);
    options.signature_algorithm(key.key.public_key(), key.kind, hash)
}

/// A key and the algorithm that it signs by, for the builders.
///
/// # Errors
/// A key that does not allow the algorithm.
pub fn signer<'k>(
    key: &'k Private,
    algorithm: &SignatureAlgorithm,
) -> Result<RsaSigner<'k>, CliError> {
    RsaSigner::new(&key.key, key.kind, *algorithm).map_err(|e| cannot(&e.into()))
}

/// The line for what was not issued.
pub fn cannot(error: &IssueError) -> CliError {
    CliError::new(error.to_string())
}

/// True if a private key is the other half of a DER SubjectPublicKeyInfo.
pub fn fits(key: &Private, spki: &[u8]) -> bool {
    SubjectPublicKeyInfo::from_der(spki).is_ok_and(|held| key.key.fits(&held))
}
