//! Keys as bytes and as text: PKCS #1 and #8, SubjectPublicKeyInfo, JWK, OpenSSH's forms, and the older encrypted PEM.
//!
//! [`PrivateKey`](crate::rsa::PrivateKey) and [`PublicKey`](crate::rsa::PublicKey) have a method for each form. Beneath them
//! stand one module for each, whose readers return a key's numbers unchecked: [`private_key`] and [`public_key`] find out which
//! form it is, [`spki`] and [`pkcs1`] read public keys, [`pkcs8`] (plain and encrypted) and [`pkcs1`] private ones, `jwk` and
//! `openssh` both, `legacy_pem` the encrypted keys of older files, `pkcs12` files of keys and
//! certificates, `pkcs7` files of certificates and CRLs, and `cms` messages that are signed or encrypted. [`algorithm`] names what a key is for. Readers take bytes
//! from anywhere: they are strict, bounded in the work that an input may ask for, and report where an input is wrong. Of what was
//! encrypted, offsets count in the plaintext.
//!
//! What may leak by timing is stated once, here: the form and the lengths of what is read or written, and so how many leading zero
//! bytes each number of a private key has; where a malformed input is wrong; and whether a password is right, with its length and
//! what it costs to try one. AES and Base64 index nothing by a secret; DES, RC2, RC4 (feature `legacy-pem`) and bcrypt
//! (`openssh-encrypted`) do, in the crates that implement them.
#![forbid(unsafe_code)]

pub mod algorithm;
#[cfg(feature = "pkcs12")]
mod ber;
#[cfg(feature = "pbes2")]
mod cbc_pad;
#[cfg(feature = "pkcs12")]
#[cfg_attr(docsrs, doc(cfg(feature = "pkcs12")))]
pub mod cms;
mod error;
#[cfg(feature = "pkcs12")]
mod gcm;
pub mod jwk;
#[cfg(feature = "legacy-pem")]
#[cfg_attr(docsrs, doc(cfg(feature = "legacy-pem")))]
pub mod legacy_pem;
#[cfg(feature = "openssh")]
#[cfg_attr(docsrs, doc(cfg(feature = "openssh")))]
pub mod openssh;
#[cfg(feature = "legacy-pem")]
mod pbes1;
#[cfg(feature = "pbes2")]
mod pbes2;
pub mod pkcs1;
#[cfg(feature = "pkcs12")]
#[cfg_attr(docsrs, doc(cfg(feature = "pkcs12")))]
pub mod pkcs12;
#[cfg(feature = "legacy-pem")]
mod pkcs12_kdf;
#[cfg(feature = "pkcs1")]
mod pkcs1_traits;
#[cfg(feature = "pkcs12")]
#[cfg_attr(docsrs, doc(cfg(feature = "pkcs12")))]
pub mod pkcs7;
pub mod pkcs8;
pub mod private_key;
pub mod public_key;
pub mod spki;
#[cfg(test)]
mod tests;
mod traits;

#[cfg(feature = "pbes2")]
#[cfg_attr(docsrs, doc(cfg(feature = "pbes2")))]
pub use cbc_pad::Cipher;
pub use error::Error;
#[cfg(feature = "pkcs12")]
#[cfg_attr(docsrs, doc(cfg(feature = "pkcs12")))]
pub use gcm::{AesGcm, gmac};
pub use spki::KeyKind;
