//! Other libraries as implementations of `certwright_oracle`'s trait: the same adapter is raced by `benches/peers`, tested by `certwright vectors run
//! -exec 'certwright-peers NAME'`, and compared with by the fuzz targets (`--against 'certwright-peers NAME'`).

#[cfg(feature = "from-source")]
mod gmp;
mod numbers;
#[cfg(feature = "from-source")]
mod openssl;
mod rust;

use certwright::pkcs::pkcs8;
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright_oracle::{
    Answer, Bytes, GenerateKey, Implementation, Padding, PrimeMethod, SaltLength, Scheme, Text,
};

#[cfg(feature = "from-source")]
pub use gmp::Gmp;
pub use numbers::{CryptoBigint, NumBigint};
#[cfg(feature = "from-source")]
pub use openssl::OpenSsl;
#[cfg(feature = "from-source")]
pub use rust::AwsLc;
pub use rust::{Graviola, Ring, RustCrypto};

/// The names of the peers, as [`named`] takes them; without the feature `from-source` it has those alone that are not built for minutes.
pub const NAMES: [&str; 9] = [
    "openssl",
    "aws-lc",
    "ring",
    "graviola",
    "rustcrypto",
    "gmp-sec",
    "gmp",
    "crypto-bigint",
    "num-bigint",
];

/// A peer by its name.
pub fn named(name: &str) -> Option<Box<dyn Implementation>> {
    Some(match name {
        #[cfg(feature = "from-source")]
        "openssl" => Box::new(OpenSsl),
        #[cfg(feature = "from-source")]
        "aws-lc" => Box::new(AwsLc::default()),
        "ring" => Box::new(Ring::default()),
        "graviola" => Box::new(Graviola),
        "rustcrypto" => Box::new(RustCrypto::default()),
        #[cfg(feature = "from-source")]
        "gmp-sec" => Box::new(Gmp {
            constant_time: true,
        }),
        #[cfg(feature = "from-source")]
        "gmp" => Box::new(Gmp {
            constant_time: false,
        }),
        "crypto-bigint" => Box::new(CryptoBigint),
        "num-bigint" => Box::new(NumBigint),
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

fn either(result: Result<Answer, Answer>) -> Answer {
    result.unwrap_or_else(|answer| answer)
}

/// A number's digits in lower case and without leading zeros.
fn number(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    match digits.trim_start_matches('0') {
        "" => "0".into(),
        digits => format!("{sign}{}", digits.to_ascii_lowercase()),
    }
}

/// Whether a key is asked for that is made by the library's own random numbers and with its usual exponent.
fn usual_key(request: &GenerateKey) -> Result<usize, Answer> {
    let exponent = &request.exponent[..];
    let usual = request.method == PrimeMethod::Probable
        && exponent.iter().skip_while(|&&b| b == 0).eq(&[1, 0, 1]);
    if usual {
        Ok(request.bits)
    } else {
        Err(Answer::unsupported(
            "another key than by FIPS 186-5 A.1.3 with the exponent 65537",
        ))
    }
}

/// The primes of a new key, as the trait has them.
fn primes(p: &[u8], q: &[u8]) -> Answer {
    let digits = |prime: &[u8]| number(&Bytes::from(prime).to_string());
    Answer::Values {
        values: vec![digits(p), digits(q)],
    }
}

/// The same of a key that a library gives as PKCS #8.
fn primes_of(der: &[u8]) -> Answer {
    match pkcs8::private_key_from_der(der) {
        Ok((parts, _)) => primes(&parts.prime1, &parts.prime2),
        Err(e) => Answer::failed(e),
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
