//! RSA (RFC 8017).
//!
//! A [`PublicKey`] or a [`PrivateKey`] is loaded once, which checks it, and then used by a scheme: [`pkcs1v15`], [`pss`]
//! and [`pss_shake`] sign, [`pkcs1v15`] and [`oaep`] encrypt. [`SigningKey`], [`VerifyingKey`], [`EncryptingKey`] and
//! [`DecryptingKey`] are keys that are bound to a scheme and a hash. Beneath them are functions that take scheme and hash
//! as values; those of them that end in `_into` write to the caller's buffer and allocate nothing, and the methods
//! of the bound keys that end in `_in` take working memory from the caller as well.
//!
//! Arguments come in one order everywhere: the key, the hash or parameters, the message or digest or ciphertext, the
//! signature, the generator, the buffer for the result. What makes something new has no key to begin with, and begins
//! with the generator: [`PrivateKey::generate`]`(rng, bits)`.
//!
//! What may leak by timing is stated once, here: the sizes of a key, its public exponent, lengths of messages, and whether
//! an operation as a whole succeeded. Private-key operations are blinded, and no result leaves before it was checked with
//! the public exponent.
//!
//! A random number generator that fails is an error ([`Error::Rng`], [`KeyError::Rng`]), and so is one that repeats itself.
#![forbid(unsafe_code)]

pub mod batch;
mod bound;
pub mod check;
mod derived_rng;
mod eme;
mod emsa;
pub mod error;
mod functions;
pub mod hazmat;
mod import;
mod key;
mod keygen;
mod memory;
pub mod oaep;
mod parts;
pub mod pkcs1v15;
mod private_op;
pub mod pss;
pub mod pss_shake;
mod roca;
mod scheme;
#[cfg(feature = "self-test")]
#[cfg_attr(docsrs, doc(cfg(feature = "self-test")))]
pub mod self_test;
mod signature;
#[cfg(test)]
mod tests;

pub use self::signature::Signature;
pub use eme::{DecryptingKey, EncryptingKey, EncryptionScheme};
pub use error::{Error, KeyError};
pub use key::{PrivateKey, PublicKey};
pub use parts::{KeyParts, OtherPrimeInfo};
pub use scheme::{SignatureScheme, SigningKey, SignsAlone, VerifyingKey};

pub use crate::bignum::Workspace;
pub use crate::hash::{HashAlgorithm, HashValue, Hasher};
pub use crate::prime::Progress;
pub use crate::random::{RandomSource, RngError};

/// The maximum number of bits of a modulus.
pub const MAX_BITS: usize = 16384;

/// The minimum number of bits of a modulus for a key to load at all. Use is another matter: see
/// [`PublicKey::allow_below_2048`].
pub const MIN_BITS: usize = 512;

/// The minimum number of bits of a key that is generated on request by name: see [`hazmat::generate`].
pub const MIN_GENERATED_BITS: usize = 1024;

/// Keys shorter than this are used only where their user has allowed it by name.
pub const POLICY_BITS: usize = 2048;
