//! RSA and X.509 from scratch, in constant-time Rust: no OpenSSL, no C.
//!
//! The rooms of this library are stacked in floors, and data flows one way, upward: a room uses only those below it, and
//! may be used without those above it. Nothing here prints, reads a file or the environment, or asks for the time of day,
//! except [`cli`]: callers pass octets, a random-number generator and a time. Without default features all but [`cluster`]
//! and [`cli`] is `no_std` with `alloc`.
//!
//! # 1 · [`bignum`]: natural numbers
//!
//! Numbers of a fixed, public length whose values no branch and no address depends on, and arithmetic modulo an odd
//! number: all that RSA and the search for primes need.
//!
//! ```
//! use certwright::bignum::{Modulus, Nat};
//!
//! // Fermat: a^(p − 1) = 1 modulo a prime p that does not divide a.
//! let p = Modulus::new(&Nat::from_u64(1_000_003))?;
//! let (base, exponent) = (Nat::from_u64(2026), Nat::from_u64(1_000_002));
//! let mut power = Nat::zero(p.len());
//! p.pow(&mut power, &base, &exponent);
//! assert_eq!(*power, *Nat::from_u64(1));
//! # Ok::<(), certwright::bignum::ModulusError>(())
//! ```
//!
//! # 2 · [`prime`]: primes
//!
//! A sieve, the Miller–Rabin test, and generation by FIPS 186-5 A.1.3.
//!
//! ```
//! use certwright::prime;
//! use rand_core::UnwrapErr;
//!
//! let mut rng = UnwrapErr(getrandom::SysRng);
//! let p = prime::generate(&mut rng, 256, &mut |_| {})?;
//! assert_eq!(p.bit_len_vartime(), 256);
//! assert!(prime::is_probably_prime(&mut rng, &p, prime::CHECK_ROUNDS)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # 3 · [`rsa`]: keys, signatures, encryption
//!
//! RFC 8017: key generation and validation, PKCS#1 v1.5 and PSS signatures, OAEP and PKCS#1 v1.5 encryption. A private
//! operation is blinded, runs in constant time, and is checked before its result is given out.
//!
//! ```
//! use certwright::rsa::pkcs1v15::SigningKey;
//! use rand_core::UnwrapErr;
//! use sha2::Sha256;
//! use signature::{Keypair, Signer, Verifier};
//!
//! let mut rng = UnwrapErr(getrandom::SysRng);
//! let key = SigningKey::<Sha256>::generate(&mut rng, 2048)?;
//! let signature = key.sign(b"paid");
//! key.verifying_key().verify(b"paid", &signature)?;
//! assert!(key.verifying_key().verify(b"owed", &signature).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # 4 · [`encoding`]: keys as octets and as text
//!
//! DER, read strictly and with the offset of every fault; PEM; PKCS#1, PKCS#8 and SubjectPublicKeyInfo, plain and
//! encrypted; object identifiers and their names.
//!
//! ```
//! use certwright::SysRng;
//! use certwright::rsa::PrivateKey;
//!
//! # let text = PrivateKey::generate(&mut SysRng, 2048)?.to_pkcs1_pem();
//! // `text` is what a key file holds: -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----
//! let key = PrivateKey::from_pem(&*text)?; // refuses numbers that are not a key
//! assert_eq!(key.bits(), 2048);
//! let encrypted = key.to_encrypted_pem("correct horse", &mut SysRng)?;
//! assert_eq!(PrivateKey::from_pem_encrypted(encrypted, "correct horse")?, key);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # 5 · [`x509`]: names, extensions, requests, certificates, CRLs
//!
//! RFC 5280 and PKCS#10, parsed without copying and built to the byte. Parsing never decides whether something is to be
//! trusted.
//!
//! ```
//! use certwright::rsa::PrivateKey;
//! use certwright::x509::extension::BasicConstraints;
//! use certwright::x509::{Certificate, CertificateBuilder, NameBuf};
//! use rand_core::UnwrapErr;
//!
//! let mut rng = UnwrapErr(getrandom::SysRng);
//! let key = PrivateKey::generate(&mut rng, 2048)?;
//! let pem = CertificateBuilder::new(NameBuf::common_name("An Authority"))
//!     .authority(None)
//!     .self_signed(&key, &mut rng)?
//!     .to_pem();
//!
//! let certificate = Certificate::from_pem(pem)?;
//! let constraints = certificate.extensions().get::<BasicConstraints>()?;
//! assert_eq!(constraints.map(|constraints| constraints.ca), Some(true));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # 6 · [`path`]: which certificates are valid
//!
//! RFC 5280's path validation whole, with path building, revocation by CRL, policies, name constraints, the names of RFC
//! 9525, a limit on the work that a hostile input can cause, and an explanation of every verdict.
//!
//! ```
//! use std::time::SystemTime;
//!
//! use certwright::path::{RootStore, Verifier};
//! use certwright::x509::Certificate;
//!
//! /// Whether a server's chain (PEM) is that of a host, for one who trusts these roots (PEM).
//! fn is_host(chain: &[u8], host: &str, roots: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
//!     let (roots, _) = RootStore::from_pem_bundle(roots);
//!     let chain = Certificate::all_from_pem(chain)?;
//!     let verifier = Verifier::new(&roots, SystemTime::now()).host(host)?;
//!     let path = verifier.verify(&chain[0], &chain[1..])?;
//!     println!("valid, by a path of {} certificates", path.chain.len());
//!     Ok(())
//! }
//! # assert!(is_host(b"", "kubernetes.default", b"").is_err());
//! ```
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(unsafe_code)]
#![warn(missing_docs)]

extern crate alloc;

pub mod bignum;
pub mod der;
pub mod hash;
pub mod path;
pub mod pem;
pub mod pkcs;
pub mod prime;
mod random;
pub mod rsa;
pub mod x509;

// The crates whose traits and types stand in signatures of this one.
pub use {rand_core, sha2, signature};

/// The system's random numbers, as a generator.
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use getrandom::SysRng;
