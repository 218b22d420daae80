//! What `genrsa`, `genpkey`, `req -newkey` and the like share: a new key, and signs of life while it is searched for.

use std::io::{self, IsTerminal as _, Write as _};

use rand_core::TryCryptoRng;

use super::error::CliError;
use super::hint;
use certwright::rsa::{MAX_BITS, MIN_GENERATED_BITS, POLICY_BITS, PrivateKey, Progress, hazmat};

/// Who is shown the dots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dots {
    /// Nobody.
    Never,
    /// Someone at a terminal.
    Terminal,
    /// Whoever reads standard error.
    Always,
}

/// A new key. Sizes that cannot be are refused, short ones warned of.
pub fn generate<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: i64,
    e: u64,
    dots: Dots,
) -> Result<PrivateKey, CliError> {
    let bits = checked_size(bits)?;
    if bits < POLICY_BITS {
        hint::warning(format_args!(
            "a {bits}-bit RSA key is too short to be safe today; use {POLICY_BITS} bits or more"
        ));
    }
    let show = match dots {
        Dots::Never => false,
        Dots::Terminal => io::stderr().is_terminal(),
        Dots::Always => true,
    };
    let mut progress = |step: Progress| {
        if show {
            // OpenSSL's signs: a candidate, a round passed, a prime that will not do, a prime.
            let sign = match step {
                Progress::Candidate => b'.',
                Progress::Round => b'+',
                Progress::Rejected => b'*',
                Progress::Found => b'\n',
                _ => return,
            };
            let _ = io::stderr().write_all(&[sign]);
        }
    };
    hazmat::generate_with(rng, bits, e, &mut progress)
        .map_err(|e| CliError::new(format!("cannot generate a key: {e}")))
}

/// The size as a number that can be generated.
pub fn checked_size(bits: i64) -> Result<usize, CliError> {
    match usize::try_from(bits) {
        Ok(n) if (MIN_GENERATED_BITS..=MAX_BITS).contains(&n) => Ok(n),
        _ => Err(CliError::new(format!(
            "an RSA key of {bits} bits is not made: choose {MIN_GENERATED_BITS} to {MAX_BITS}, 2048 or more to be safe"
        ))),
    }
}
