//! RSASSA-PKCS1-v1_5 and RSAES-PKCS1-v1_5 (RFC 8017 §8.2, §7.2).
//!
//! [`SigningKey`] and [`VerifyingKey`] bind a key to its hash before anything is signed, [`EncryptingKey`] and [`DecryptingKey`]
//! bind one to encryption. The functions beneath them take the hash as a value.

mod encryption;
mod signature;

#[cfg(test)]
pub(super) use encryption::rejection_key;

#[cfg(feature = "pkcs12")]
pub(crate) use encryption::substitute;

pub use encryption::{
    DecryptingKey, EncryptingKey, OVERHEAD, Pkcs1v15Encrypt, decrypt, decrypt_into, encrypt,
    encrypt_into,
};
pub use signature::{
    Pkcs1v15, digest_info, recover, recover_digest, sign_prehash, sign_prehash_into, sign_unhashed,
    sign_unhashed_into, verify_prehash, verify_unhashed,
};

use super::scheme;

/// A private key that signs by RSASSA-PKCS1-v1_5 with the hash `D`.
pub type SigningKey<D> = scheme::SigningKey<Pkcs1v15<D>>;

/// A public key that verifies RSASSA-PKCS1-v1_5 signatures with the hash `D`.
pub type VerifyingKey<D> = scheme::VerifyingKey<Pkcs1v15<D>>;
