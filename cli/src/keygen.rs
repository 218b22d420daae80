//! What `genrsa`, `genpkey`, `req -newkey` and the like share: a new key, and signs of life while it is searched for.

use std::io::{self, IsTerminal as _, Write as _};
use std::str::FromStr as _;

use num_bigint::BigUint;
use num_traits::ToPrimitive as _;
use rand_core::TryCryptoRng;

use super::args::parse_pos_int;
use super::error::{CliError, excerpt};
use super::hint;
use super::parameters;
use certwright::pkcs::KeyKind;
use certwright::rsa::{
    HashAlgorithm, MAX_BITS, MIN_GENERATED_BITS, POLICY_BITS, PrivateKey, Progress, hazmat, pss,
};

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

const NAMES: &[&str] = &[
    "rsa_keygen_bits",
    "rsa_keygen_primes",
    "rsa_keygen_pubexp",
    "rsa_pss_keygen_md",
    "rsa_pss_keygen_mgf1_md",
    "rsa_pss_keygen_saltlen",
];

/// What OpenSSL's provider calls the restrictions of a key for RSASSA-PSS.
const PSS_NAMES: &[&str] = &["digest", "mgf1-digest", "saltlen"];

/// The key to make, as options describe it: `-pkeyopt` and what else a command has.
pub struct KeyChoice {
    /// For RSASSA-PSS alone.
    pub pss: bool,
    /// The size in bits.
    pub bits: i64,
    primes: i64,
    e: u64,
    hash: Option<HashAlgorithm>,
    mgf1_hash: Option<HashAlgorithm>,
    salt_len: Option<usize>,
}

impl Default for KeyChoice {
    fn default() -> Self {
        Self {
            pss: false,
            bits: 2048,
            primes: 2,
            e: 65537,
            hash: None,
            mgf1_hash: None,
            salt_len: None,
        }
    }
}

impl KeyChoice {
    /// Refuses what cannot be made, before any work is done.
    pub fn check(&self) -> Result<(), CliError> {
        checked_primes(checked_size(self.bits)?, self.primes).map(drop)
    }

    /// The key.
    pub fn generate<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        dots: Dots,
    ) -> Result<PrivateKey, CliError> {
        generate(rng, self.bits, self.primes, self.e, dots)
    }

    /// Takes a `-pkeyopt`.
    pub fn set(&mut self, option: &str) -> Result<(), CliError> {
        let Some((name, value)) = option.split_once(':') else {
            return Err(CliError::usage(format!(
                "-pkeyopt {option} is not of the form name:value",
                option = excerpt(option)
            )));
        };
        let number = || {
            parse_pos_int(value)
                .map_err(|e| CliError::new(format!("-pkeyopt {name}: {e}", name = excerpt(name))))
        };
        let hash = || {
            HashAlgorithm::from_str(value).map_err(|_| {
                CliError::new(format!(
                    "-pkeyopt {name}: there is no digest {value} here",
                    name = excerpt(name),
                    value = excerpt(value)
                ))
            })
        };
        let name = &*parameters::of_control(name);
        match name {
            "rsa_keygen_bits" | "bits" => self.bits = number()?,
            "rsa_keygen_primes" | "primes" => {
                self.primes = number()?;
            }
            "rsa_keygen_pubexp" | "e" => self.e = public_exponent(name, value)?,
            _ if !self.pss
                && (name.starts_with("rsa_pss_keygen_") || PSS_NAMES.contains(&name)) =>
            {
                return Err(CliError::new(format!(
                    "-pkeyopt {name} is for -algorithm RSA-PSS only",
                    name = excerpt(name)
                )));
            }
            "rsa_pss_keygen_md" | "digest" => self.hash = Some(hash()?),
            "rsa_pss_keygen_mgf1_md" | "mgf1-digest" => self.mgf1_hash = Some(hash()?),
            "rsa_pss_keygen_saltlen" | "saltlen" => self.salt_len = usize::try_from(number()?).ok(),
            _ => {
                let remedy = hint::suggestion(name, NAMES.iter().copied(), |all| {
                    format!("RSA has {}", all.join(", "))
                });
                let name = excerpt(name);
                return Err(CliError::usage(format!(
                    "unknown -pkeyopt {name}; {remedy}"
                )));
            }
        }
        Ok(())
    }

    /// The restrictions of an RSA-PSS key; what is not named is what RFC 4055's defaults are, as with OpenSSL.
    pub fn kind(&self) -> KeyKind {
        if !self.pss {
            return KeyKind::RsaEncryption;
        }
        if self.hash.is_none() && self.mgf1_hash.is_none() && self.salt_len.is_none() {
            return KeyKind::RsaPss(None);
        }
        let standard = pss::Params::DEFAULT;
        KeyKind::RsaPss(Some(
            pss::Params::new(self.hash.unwrap_or(standard.hash))
                .with_mgf1_hash(self.mgf1_hash.unwrap_or(standard.mgf1_hash))
                .with_salt_len(self.salt_len.unwrap_or(standard.salt_len)),
        ))
    }
}

/// A public exponent in decimal or, after `0x`, hexadecimal.
fn public_exponent(name: &str, value: &str) -> Result<u64, CliError> {
    let number = match value
        .strip_prefix("0x")
        .or_else(|| value.strip_prefix("0X"))
    {
        Some(hex) => BigUint::parse_bytes(hex.as_bytes(), 16),
        None => BigUint::parse_bytes(value.as_bytes(), 10),
    };
    let wrong = |what: &str| {
        CliError::new(format!(
            "-pkeyopt {name}:{value}: {what}; it is odd, 3 or more, and 65537 as a rule",
            name = excerpt(name),
            value = excerpt(value)
        ))
    };
    let number = number.ok_or_else(|| wrong("the public exponent is not a number"))?;
    let e = number
        .to_u64()
        .ok_or_else(|| wrong("the public exponent is larger than 64 bits"))?;
    if e < 3 || e % 2 == 0 {
        return Err(wrong("this public exponent cannot be used"));
    }
    Ok(e)
}

/// A new key of so many primes, 2 as a rule. Sizes that cannot be are refused, short ones warned of.
pub fn generate<R: TryCryptoRng + ?Sized>(
    rng: &mut R,
    bits: i64,
    primes: i64,
    e: u64,
    dots: Dots,
) -> Result<PrivateKey, CliError> {
    let bits = checked_size(bits)?;
    let primes = checked_primes(bits, primes)?;
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
    let made = match primes {
        2 => hazmat::generate_with(rng, bits, e, &mut progress),
        primes => hazmat::generate_multi_prime(rng, bits, primes, e, &mut progress),
    };
    made.map_err(|e| CliError::new(format!("cannot generate a key: {e}")))
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

/// The number of primes, as OpenSSL bounds it: a short key of many primes falls to the elliptic curve method.
pub fn checked_primes(bits: usize, primes: i64) -> Result<usize, CliError> {
    let maximum = match bits {
        0..1024 => 2,
        1024..4096 => 3,
        4096..8192 => 4,
        _ => 5,
    };
    match usize::try_from(primes) {
        Ok(n) if (2..=maximum).contains(&n) => Ok(n),
        _ => Err(CliError::new(format!(
            "a key of {bits} bits is not made of {primes} primes: 2 to {maximum} are possible at this size, and 2 are usual"
        ))),
    }
}
