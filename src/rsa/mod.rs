//! Floor 3 · RSA (RFC 8017).
//!
//! A [`PublicKey`] or a [`PrivateKey`] is loaded once, which checks it, and then used by a scheme: [`pkcs1v15`], [`pss`]
//! and [`pss_shake`] sign, [`pkcs1v15`] and [`oaep`] encrypt. Those that sign have typed keys that are bound to a hash; all have
//! functions that take what they need as values, and those of them that end in `_into` write to the caller's buffer and
//! allocate nothing.
//!
//! What may leak by timing is said once, here: the sizes of a key, its public exponent, lengths of messages, and whether
//! an operation as a whole succeeded. Private-key operations are blinded, and no result leaves before it was checked with
//! the public exponent.

pub mod batch;
pub mod check;
mod derived_rng;
pub mod error;
pub mod hash;
mod import;
mod key;
mod keygen;
mod mgf1;
pub mod oaep;
mod octets;
mod parts;
pub mod pkcs1v15;
mod private_op;
pub mod pss;
pub mod pss_shake;
mod pss_typed;
mod roca;
mod shake;
mod signature;
mod typed_keys;

pub use self::signature::Signature;
pub use error::{Error, KeyError};
pub use hash::{HashAlgorithm, HashValue, Hasher};
pub use key::{PrivateKey, PublicKey};
pub use parts::{KeyParts, OtherPrimeInfo};
pub use private_op::{rsadp, rsaep};

pub use crate::prime::Progress;

/// The most bits a modulus may have.
pub const MAX_BITS: usize = 16384;

/// The fewest bits a modulus may have for a key to load at all. Use is another matter: see
/// [`PublicKey::allow_below_2048`].
pub const MIN_BITS: usize = 512;

/// The fewest bits of a key that is generated on request by name; see [`PrivateKey::generate_allow_below_2048`].
pub const MIN_GENERATED_BITS: usize = 1024;

/// Keys shorter than this are used only where their user has allowed it by name.
pub const POLICY_BITS: usize = 2048;
