//! certwright: RSA and X.509 from scratch, in safe constant-time Rust.
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(unsafe_code)]
#![warn(missing_docs)]

extern crate alloc;

pub mod bignum;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cluster")]
pub mod cluster;
pub mod encoding;
pub mod path;
pub mod prime;
pub mod rsa;
pub mod x509;
