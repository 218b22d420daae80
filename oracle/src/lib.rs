//! Test vectors of RSA and X.509, in the formats in which they are published, run on any implementation.
//!
//! A reader of [`read`] gives the [`Case`]s of a file, one at a time and each with its line. A case is a [`Request`] and what the
//! [`Answer`] must be. Whoever answers implements [`Implementation`]: [`Certwright`] here, or any program that speaks the
//! line protocol of [`process`]. [`run()`] judges one implementation by what the file expects, [`compare()`] two by each other. What
//! no published file has is in [`make`]: inputs that break one rule each, made from a seed.
#![forbid(unsafe_code)]

mod case;
mod certwright;
mod digest;
mod implementation;
mod keygen;
pub mod make;
pub mod process;
mod random;
pub mod read;
mod report;
mod verdict;

pub use case::{
    Arithmetic, Bytes, Case, CheckKey, CheckPair, CheckPrime, Decrypt, DocumentKind, Expected,
    GenerateKey, Lint, Operator, Padding, Parse, Path, PrimeMethod, Recover, Request, RuleSet,
    SaltLength, Scheme, Severity, Sign, Text, Verify,
};
pub use certwright::Certwright;
pub use implementation::{Answer, Implementation, Prepared};
pub use random::SplitMix64;
pub use report::{MAX_KEPT, NotPassed, Report, json, junit, summary, text};
pub use verdict::{Outcome, Verdict, compare, run};
