//! certwright in rustls: its RSA keys sign, its path validation decides whom to trust, without C.
//!
//! - [`SigningKey`] is a certwright key that a server, or a client, proves itself with.
//! - [`ServerVerifier`] and [`ClientVerifier`] are certwright's path validation (RFC 5280 and RFC 9525, with CRLs) in the place
//!   of rustls's own.
//! - [`SUPPORTED_ALGORITHMS`] and its parts are certwright's RSA in rustls-webpki, for those who keep rustls's verifiers.
//! - [`KeyProvider`] loads key files for rustls.
//!
//! None of it needs a particular `CryptoProvider`: rustls's key exchange and ciphers are another crate's.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod algorithms;
mod signing;
mod verifier;

pub use algorithms::{
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, SUPPORTED_ALGORITHMS,
};
pub use signing::{KeyProvider, SigningKey};
pub use verifier::{ClientVerifier, ServerVerifier};
