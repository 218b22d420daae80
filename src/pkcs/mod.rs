//! Keys as bytes: PKCS #1 and #8, SubjectPublicKeyInfo, and the older encrypted PEM.
//!
//! Public keys: [`spki`] and [`pkcs1`]. Private keys: [`pkcs8`], plain and encrypted, and [`pkcs1`]; [`legacy_pem`]
//! decrypts the keys of older files. [`algorithm`] names what a key is for. Readers take bytes from anywhere: they are
//! strict, bounded in the work that an input may ask for, and report where an input is wrong.

pub mod algorithm;
mod cbc_pad;
mod error;
pub mod legacy_pem;
mod pbes2;
pub mod pkcs1;
pub mod pkcs8;
pub mod spki;
#[cfg(test)]
mod tests;
mod traits;

pub use cbc_pad::Cipher;
pub use error::Error;
pub use spki::KeyKind;
