//! Primes: a sieve, the Miller–Rabin test, and generation by FIPS 186-5 A.1.3.
//!
//! A candidate that becomes a prime is secret throughout: the sieve computes residues in constant time, and the powers
//! of the Miller–Rabin test are [`Modulus::pow`](crate::bignum::Modulus::pow)'s. What leaks is what was rejected, and
//! how often; rejected candidates reveal nothing of the accepted one, since every candidate is drawn afresh.
#![forbid(unsafe_code)]

pub(crate) mod generate;
mod miller_rabin;
mod sieve;

pub use crate::random::{RandomSource, RngError};
pub use generate::{
    PrimeError, Progress, generate, generate_pair, generate_safe, generate_safe_with,
};
pub use miller_rabin::{
    CHECK_ROUNDS, generation_rounds, is_probably_prime, is_strong_probable_prime,
};
