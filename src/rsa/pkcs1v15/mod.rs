//! RSASSA-PKCS1-v1_5 and RSAES-PKCS1-v1_5 (RFC 8017 §8.2, §7.2).
//!
//! [`SigningKey`] and [`VerifyingKey`] bind a key to its hash before anything is signed. The functions beneath them take
//! the hash as a value.

mod encryption;
mod signature;
mod typed;

pub(super) use signature::encode_digest;

pub use encryption::{OVERHEAD, decrypt, decrypt_into, encrypt, encrypt_into};
pub use signature::{
    digest_info, recover, recover_digest, sign_prehash, sign_prehash_into, sign_unhashed,
    sign_unhashed_into, verify_prehash, verify_unhashed,
};
pub use typed::{SigningKey, VerifyingKey};
