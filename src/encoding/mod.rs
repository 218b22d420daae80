//! Floor 4 · DER and PEM of keys.

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
mod traits;

pub use cbc_pad::Cipher;
pub use error::Error;
pub use spki::KeyKind;
