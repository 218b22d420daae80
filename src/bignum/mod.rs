//! Constant-time natural numbers.
//!
//! A number is a slice of [`Limb`]s, least significant first, and its length is public. [`Nat`] owns such a slice and
//! wipes it; a [`Modulus`] computes modulo an odd n by Montgomery's method, and
//! raises to secret powers ([`Modulus::pow`], many at once by [`hazmat::pow`]) and to public ones ([`Modulus::pow_public_vartime`]).
//!
//! What may leak by timing is stated once, here: lengths in limbs, the bit length of a modulus, and whatever goes into a
//! function whose name ends in `_vartime`. Nothing else chooses a branch or an address.
//!
//! Nothing allocates once a [`Modulus`] exists: results go to slices of the caller's, and working memory is taken from
//! the stack or from the caller ([`Workspace`]), and wiped.

pub(crate) mod arith;
pub(crate) mod batch;
mod divsteps;
mod exp;
pub mod hazmat;
mod integer;
pub(crate) mod kernel;
mod limb;
mod modulus;
mod nat;
mod residue;
pub(crate) mod scratch;
pub(crate) mod secret;
#[cfg(test)]
mod strategies;
#[cfg(test)]
mod tests;

pub use arith::bit_len_vartime;
pub use limb::{LIMB_BITS, LIMB_BYTES, Limb, Mask, WideLimb, limbs_for_bits};
pub use modulus::{LengthError, MAX_BITS, Modulus, ModulusError};
pub(crate) use nat::limbs_from_be_bytes;
pub use nat::{Nat, limbs_to_be_bytes};
pub(crate) use residue::InArena;
pub use residue::{ModulusOf, Mont, Plain, Residue, Scoped};
pub use scratch::Workspace;
#[cfg(certwright_ctgrind)]
pub use secret::ctgrind;
