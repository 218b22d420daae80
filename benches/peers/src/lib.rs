//! Other libraries as implementations of `certwright_oracle`'s trait: the same adapter is raced by `benches/peers`, tested by `certwright vectors run
//! -exec 'certwright-peers NAME'`, and compared with by the fuzz targets (`--against 'certwright-peers NAME'`).

mod openssl;
mod rust;

use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright_oracle::{Answer, Implementation, Padding, SaltLength, Scheme, Text};

pub use openssl::OpenSsl;
pub use rust::{AwsLc, Graviola, Ring, RustCrypto};

/// The names of the peers, as [`named`] takes them.
pub const NAMES: [&str; 5] = ["openssl", "aws-lc", "ring", "graviola", "rustcrypto"];

/// A peer by its name.
pub fn named(name: &str) -> Option<Box<dyn Implementation>> {
    Some(match name {
        "openssl" => Box::new(OpenSsl),
        "aws-lc" => Box::new(AwsLc::default()),
        "ring" => Box::new(Ring::default()),
        "graviola" => Box::new(Graviola),
        "rustcrypto" => Box::new(RustCrypto::default()),
        _ => return None,
    })
}

/// SHA-2 as every library has it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sha {
    Sha256,
    Sha384,
    Sha512,
}

/// PKCS #1 v1.5, or PSS with one hash throughout and a salt of its length: what the libraries for TLS have. The message stands beside it.
fn usual<'a>(scheme: &Scheme, text: &'a Text) -> Result<(Padding, Sha, &'a [u8]), Answer> {
    let Text::Message(message) = text else {
        return Err(Answer::unsupported("a digest in place of a message"));
    };
    let (sha, length) = match scheme.hash.as_deref() {
        Some("sha256") => (Sha::Sha256, 32),
        Some("sha384") => (Sha::Sha384, 48),
        Some("sha512") => (Sha::Sha512, 64),
        _ => {
            return Err(Answer::unsupported(
                "another hash than SHA-256, 384 and 512",
            ));
        }
    };
    let padding = scheme.padding.unwrap_or_default();
    let as_tls = match padding {
        Padding::Pkcs1 => scheme.mgf1.is_none() && scheme.salt.is_none(),
        Padding::Pss => {
            let salt = scheme.salt;
            (scheme.mgf1.is_none() || scheme.mgf1 == scheme.hash)
                && (salt == Some(SaltLength::Digest) || salt == Some(SaltLength::Bytes(length)))
        }
        _ => false,
    };
    if as_tls {
        Ok((padding, sha, message))
    } else {
        Err(Answer::unsupported("another scheme than TLS has"))
    }
}

/// RSAPublicKey of a SubjectPublicKeyInfo for rsaEncryption.
fn pkcs1_of(spki: &[u8]) -> Result<&[u8], Answer> {
    let info = SubjectPublicKeyInfo::from_der(spki).map_err(Answer::refused)?;
    match info.kind() {
        Ok(kind) if kind.allows_pkcs1v15() => Ok(info.key),
        _ => Err(Answer::unsupported("another key than for rsaEncryption")),
    }
}

fn verdict<E: std::fmt::Display>(result: Result<(), E>) -> Answer {
    match result {
        Ok(()) => Answer::Accepted,
        Err(e) => Answer::refused(e),
    }
}

fn value<E: std::fmt::Display>(result: Result<Vec<u8>, E>) -> Answer {
    match result {
        Ok(value) => Answer::value(value),
        Err(e) => Answer::refused(e),
    }
}
