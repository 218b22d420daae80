//! Floor 4 · DER and PEM of keys.
//!
//! Public keys: [`spki`] and [`pkcs1`]. Private keys: [`pkcs8`], plain and encrypted, and [`pkcs1`]. [`pem`] wraps any of
//! them, [`algorithm`] names what they are for, and [`oid`] gives numbers their names. Readers take octets from anywhere:
//! they are strict, bounded in the work that an input may ask for, and say where an input is wrong.

pub mod algorithm;
mod cbc_pad;
pub mod der;
mod error;
mod legacy_pem;
pub mod oid;
mod pbes2;
pub mod pem;
pub mod pkcs1;
pub mod pkcs8;
pub mod spki;
#[cfg(test)]
mod tests;
mod traits;

pub use cbc_pad::Cipher;
pub use error::Error;
pub use spki::KeyKind;
