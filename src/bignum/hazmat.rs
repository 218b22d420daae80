//! What must not be used without knowing why: which kernel multiplies, and many exponentiations at once without the
//! checks of a scheme.
//!
//! A kernel is chosen by a table of measurements, for every length and count that stands in it. [`force`] overrules the table for the
//! whole process: for tests, which compare every kernel with num-bigint, for benchmarks, and for users who measure on
//! their own machines. No kernel gives other results than another, and none is less constant in time.
//!
//! [`pow`] takes numbers and answers with numbers: no blinding, no check for faults. RSA is in [`rsa`](crate::rsa), and many
//! signatures at once are in [`rsa::batch`](crate::rsa::batch).
//!
//! [`Integer`] is for public values alone: signs, even moduli, square roots.

pub use super::batch::{Montgomery, Power, pow, pow_public_vartime, width};
pub use super::integer::Integer;
pub use super::kernel::{Kernel, KernelError, chosen, force, pinned, unpin};
pub use super::modulus::LengthError;
