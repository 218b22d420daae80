//! RSA and X.509, written from scratch in constant-time Rust: key generation, PKCS #1 signatures and encryption, DER and
//! PEM, certificates, requests, CRLs, and path validation. No OpenSSL, no C.
//!
//! The library never prints, reads a file or the environment, or asks for the time: callers pass bytes, a random number
//! generator and a time. Without default features it is `no_std` with `alloc`. What is constant-time, and what is not, is in
//! `SECURITY.md`; each module states once what may leak by timing.
//!
//! # Sign and verify
//!
//! ```
//! use certwright::rsa::{PrivateKey, pkcs1v15::SigningKey};
//! use certwright::sha2::Sha256;
//! use certwright::signature::{Keypair, Signer, Verifier};
//!
//! let key = PrivateKey::generate(&mut certwright::SysRng, 2048)?;
//! let pem = key.to_pkcs8_pem(); // a wiped string, for a file
//! let key = SigningKey::<Sha256>::new(PrivateKey::from_pem(pem.as_bytes())?)?;
//! let signature = key.try_sign(b"paid")?;
//! key.verifying_key().verify(b"paid", &signature)?;
//! assert!(key.verifying_key().verify(b"owed", &signature).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Issue a certificate, and validate it
//!
//! ```
//! use std::time::SystemTime;
//!
//! use certwright::path::{RootStore, Verifier};
//! use certwright::rsa::PrivateKey;
//! use certwright::x509::{CertificateBuilder, NameBuf};
//!
//! let mut rng = certwright::SysRng;
//! let (ca_key, key) = (PrivateKey::generate(&mut rng, 2048)?, PrivateKey::generate(&mut rng, 2048)?);
//! let ca = CertificateBuilder::new(NameBuf::common_name("Example CA")).authority(Some(0)).self_signed(&ca_key, &mut rng)?;
//! let server = CertificateBuilder::new(NameBuf::common_name("Example server"))
//!     .tls_server(&["www.example.org"])?
//!     .public_key_of(&key)
//!     .signed_by(&ca, &ca_key, &mut rng)?;
//!
//! let roots: RootStore = [&ca].into_iter().collect();
//! let verifier = Verifier::new(&roots, SystemTime::now());
//! verifier.clone().host("www.example.org")?.verify(&server, &[])?;
//! let refused = verifier.host("www.example.com")?.verify(&server, &[]).unwrap_err();
//! println!("{refused}"); // which certificate, which rule, which section of the standard
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Layers
//!
//! Each module uses only those above it in this list, and may be used without those below it.
//!
//! - [`bignum`]: numbers of public length whose values no branch and no address depends on; arithmetic modulo odd numbers
//! - [`prime`]: a sieve, Miller–Rabin, generation by FIPS 186-5 A.1.3
//! - [`hash`]: the hash functions as values, SHAKE, MGF1
//! - [`rsa`]: keys, RSASSA-PKCS1-v1_5, RSASSA-PSS, RSAES-OAEP, RSAES-PKCS1-v1_5, batches; raw RSA and short keys in
//!   [`rsa::hazmat`]
//! - [`der`], [`pem`]: a strict reader with offsets in its errors, a writer, object identifiers; RFC 7468
//! - [`pkcs`]: PKCS #1, PKCS #8, SubjectPublicKeyInfo, JSON Web Keys, OpenSSH's forms
//! - [`x509`]: names, extensions, certificates, requests, CRLs; parsed without copying, built to the byte
//! - `lint` (feature `lint`): the rules of RFC 5280 and of the Baseline Requirements on single certificates, as one table
//! - [`path`]: RFC 5280 path validation whole, with building, policies, name constraints, CRLs, OCSP responses, the names of RFC 9525, a budget
//!   against hostile chains, and an explanation of every verdict
//!
//! # Features
//!
//! `std` alone is enabled by default: the system's random numbers, choice of kernels by the CPU, hash functions that wipe what they held, and the
//! features `all-names` and `openssh`, which bring no crate. Each other one is named where it is needed, here and in errors:
//!
//! | feature | for |
//! |---|---|
//! | `all-names` | mailboxes and URIs in path validation; without it a name of these forms is refused where a CA constrains the form |
//! | `openssh`, `openssh-encrypted` | OpenSSH's forms of keys; encrypted ones |
//! | `pbes2` | private keys under a password (PKCS #8) |
//! | `legacy-pem` | keys that older programs encrypted: RFC 1421 headers, PKCS #5 version 1.5 |
//! | `pkcs12` | PKCS #12 and PKCS #7 files, messages (CMS) |
//! | `sha3` | SHA-3, and RSASSA-PSS with SHAKE |
//! | `ocsp` | OCSP messages, and revocation by them |
//! | `lint` | rules on single certificates, and the profiles that are made from them |
//! | `pkcs1` | the traits of the `pkcs1` crate |
//! | `self-test` | known answers before the first operation with a key |
//! | `wasm` | Web Crypto's random numbers in a browser or Node.js; brings `std` |
//!
//! # If you come from …
//!
//! | from | there | here |
//! |---|---|---|
//! | RustCrypto `rsa` | `RsaPrivateKey::new(&mut rng, 2048)` | [`rsa::PrivateKey::generate`] |
//! | | `DecodePrivateKey::from_pkcs8_pem` | [`rsa::PrivateKey::from_pem`], which takes every form; the trait works as well |
//! | | `pkcs1v15::SigningKey<Sha256>`, `pss::SigningKey<D>` | the same names, over [`rsa::SigningKey`]; PSS signs by `RandomizedSigner` |
//! | | `rsa.encrypt(&mut rng, Oaep::new::<D>(), data)` | [`rsa::oaep::EncryptingKey`] |
//! | | `hazmat::rsa_decrypt` | [`rsa::hazmat::rsadp`] |
//! | RustCrypto `x509-cert` | `builder::CertificateBuilder` | [`x509::CertificateBuilder`]; theirs signs with our keys |
//! | ring | `RsaKeyPair::from_pkcs8`, `sign(&RSA_PKCS1_SHA256, …)` | [`rsa::pkcs1v15::SigningKey`] |
//! | | `UnparsedPublicKey::verify` | [`rsa::pkcs1v15::verify_prehash`], or [`rsa::VerifyingKey`] |
//! | rcgen | `CertificateParams::new(names)?.signed_by(…)` | [`x509::CertificateBuilder::tls_server`], `signed_by` |
//! | | `CertificateSigningRequestParams::from_pem` | [`x509::Request::from_pem`], then `verify` and [`x509::CertificateBuilder::from_request`] |
//! | rustls-webpki | `anchor_from_trusted_cert` | [`path::RootStore`] |
//! | | `EndEntityCert::verify_for_usage`, `verify_is_valid_for_subject_name` | [`path::Verifier`] |
//! | rustls | `SigningKey`, `ServerCertVerifier`, … | the package `certwright-rustls` |
#![cfg_attr(any(not(feature = "std"), target_os = "none"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(unsafe_code)]
#![warn(missing_docs, missing_debug_implementations)]

#[cfg(all(feature = "std", target_os = "none"))]
compile_error!(
    "certwright's feature `std`, a default one, needs an operating system, and this target has none: \
     write certwright = { version = \"0.1\", default-features = false } and enable the other features by name"
);

#[cfg(all(
    feature = "std",
    not(feature = "wasm"),
    target_family = "wasm",
    target_os = "unknown"
))]
compile_error!(
    "certwright's feature `std`, a default one, has no random numbers on this target but Web Crypto's: \
     enable certwright's feature `wasm` as well, or write certwright = { version = \"0.1\", default-features = false }"
);

// The compiler ends without a message on vectors where vectors are off, as kernels and firmware have them.
#[cfg(all(
    target_arch = "x86_64",
    not(target_feature = "sse2"),
    not(certwright_limb32)
))]
compile_error!(
    "certwright's x86-64 code needs SSE2, which this target switches off: \
     build with RUSTFLAGS=\"--cfg certwright_limb32\", which computes with words of 32 bits and uses no vectors"
);

#[cfg(target_pointer_width = "16")]
compile_error!(
    "certwright needs a target whose pointers have 32 or 64 bits: a modulus and its working memory do not fit 16"
);

extern crate alloc;

pub mod bignum;
pub mod der;
pub mod hash;
#[cfg(feature = "lint")]
#[cfg_attr(docsrs, doc(cfg(feature = "lint")))]
pub mod lint;
pub mod path;
pub mod pem;
pub mod pkcs;
pub mod prime;
mod random;
pub mod rsa;
pub mod x509;

// What programs keep, share between threads and print.
const _: () = {
    const fn is_shared<T: Send + Sync + core::fmt::Debug>() {}
    is_shared::<rsa::PrivateKey>();
    is_shared::<rsa::PublicKey>();
    is_shared::<rsa::pkcs1v15::SigningKey<sha2::Sha256>>();
    is_shared::<rsa::pss::VerifyingKey<sha2::Sha256>>();
    is_shared::<rsa::oaep::DecryptingKey<sha2::Sha256>>();
    is_shared::<rsa::Error>();
    is_shared::<pkcs::Error>();
    is_shared::<x509::Certificate>();
    is_shared::<x509::CertificateRef<'static>>();
    is_shared::<x509::CertificateList>();
    is_shared::<x509::CertificateBuilder>();
    is_shared::<x509::IssueError>();
    is_shared::<path::RootStore>();
    is_shared::<path::Settings>();
    is_shared::<path::Verifier<'static>>();
    is_shared::<path::ValidPath>();
    is_shared::<path::PathError>();
};

// What has hashed a password or a private exponent holds nothing of it afterwards.
#[cfg(any(feature = "std", feature = "pbes2"))]
const _: () = {
    const fn wipes<T: zeroize::ZeroizeOnDrop>() {}
    wipes::<sha1::Sha1>();
    wipes::<sha2::Sha256>();
    wipes::<sha2::Sha512>();
};

// The crates whose traits and types stand in signatures of this one.
pub use {rand_core, sha2, signature};

/// Base64 in constant time: JSON Web Keys and Tokens are written in its `Base64UrlUnpadded`.
pub use base64ct;

/// The system's random numbers, as a generator.
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use getrandom::SysRng;
