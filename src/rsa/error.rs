//! What can be wrong with a key, and with an operation.

use core::fmt;

use crate::random::RngError;

/// A fault of an RSA key. Primes are numbered from 1 in the order of the key: prime1 is p, prime2 is q.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyError {
    /// The modulus has fewer bits than any key this library takes.
    ModulusTooShort {
        /// Bits of the modulus.
        bits: usize,
        /// The minimum.
        minimum: usize,
    },
    /// The modulus has more bits than any key this library takes.
    ModulusTooLong {
        /// Bits of the modulus.
        bits: usize,
    },
    /// The key is below 2048 bits and its user has not allowed that.
    BelowPolicy {
        /// Bits of the modulus.
        bits: usize,
    },
    /// A size that no key is generated in.
    SizeUnusable {
        /// Bits that were asked for.
        bits: usize,
    },
    /// The modulus is even.
    ModulusEven,
    /// The modulus has a prime factor that trial division finds.
    ModulusSmallFactor {
        /// The factor.
        factor: u32,
    },
    /// The modulus bears the fingerprint of the broken generator of CVE-2017-15361 (ROCA).
    ModulusRoca,
    /// The modulus falls to Fermat's method: its factors are too close.
    ModulusFermat,
    /// The modulus is itself prime (or a power of one).
    ModulusPrime,
    /// The public exponent is even.
    ExponentEven,
    /// The public exponent is below 3.
    ExponentTooSmall,
    /// The public exponent is too large: not below the modulus, or over 64 bits with a modulus over 3072.
    ExponentTooLarge {
        /// Bits of the exponent.
        bits: usize,
    },
    /// The private exponent is missing, and so are the primes that it could be computed from.
    PrivateExponentMissing,
    /// The private exponent is not between 1 and the modulus.
    PrivateExponentRange,
    /// The private exponent is at most 2^(nlen/2) (FIPS 186-5 A.1.1), or at most n^0.292 once it is reduced: a short one can be
    /// found (Wiener 1990; Boneh and Durfee 1999).
    PrivateExponentTooShort,
    /// The private exponent is 1 modulo this prime minus one: raising to it changes nothing modulo the prime, and so
    /// shows the prime.
    PrivateExponentTrivial {
        /// Which prime.
        prime: usize,
    },
    /// e·d is not 1 modulo this prime minus one.
    PrivateExponentMismatch {
        /// Which prime.
        prime: usize,
    },
    /// A prime is missing, and cannot be found from the rest.
    PrimeMissing {
        /// Which prime.
        prime: usize,
    },
    /// A prime is even.
    PrimeEven {
        /// Which prime.
        prime: usize,
    },
    /// A prime is not between 3 and the modulus.
    PrimeRange {
        /// Which prime.
        prime: usize,
    },
    /// A prime is not a prime.
    PrimeComposite {
        /// Which prime.
        prime: usize,
    },
    /// A prime minus one shares a factor with the public exponent.
    PrimeSharesFactorWithExponent {
        /// Which prime.
        prime: usize,
    },
    /// Two primes are equal.
    PrimesEqual,
    /// |p − q| is at most 2^(nlen/2 − 100) (FIPS 186-5 A.1.3 step 5.5).
    PrimesTooClose,
    /// The modulus is not the product of the primes.
    ProductMismatch,
    /// More primes than the key size may be split into.
    TooManyPrimes {
        /// How many.
        primes: usize,
    },
    /// A CRT exponent is not the private exponent modulo its prime minus one: exponent1, exponent2, or another prime's.
    CrtExponentMismatch {
        /// Which prime.
        prime: usize,
    },
    /// A CRT coefficient is not the inverse it must be: for prime 2 `coefficient` (q⁻¹ mod p), from 3 on the
    /// inverse of the product of the primes before, modulo the prime.
    CoefficientMismatch {
        /// Which prime.
        prime: usize,
    },
    /// As many primes were tried as FIPS 186-5 allows, and none serves: the random numbers are not random.
    NoPrimes,
    /// A number raised to d and then to e was not itself again: the machine computes wrongly.
    PairwiseTest,
    /// The random number generator failed, or repeats itself.
    Rng(RngError),
    /// A self-test failed, and nothing is computed any more: see [`self_test`](super::self_test).
    #[cfg(feature = "self-test")]
    #[cfg_attr(docsrs, doc(cfg(feature = "self-test")))]
    SelfTest {
        /// Which.
        test: &'static str,
    },
}

impl From<RngError> for KeyError {
    fn from(e: RngError) -> Self {
        Self::Rng(e)
    }
}

/// What RFC 8017 §A.1.2 calls a prime.
struct PrimeName(usize);

impl fmt::Display for PrimeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("p (prime1)"),
            2 => f.write_str("q (prime2)"),
            i => write!(f, "r{i} (prime {i})"),
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = PrimeName;
        match *self {
            Self::ModulusTooShort { bits, minimum } => {
                write!(f, "the modulus has {bits} bits: fewer than {minimum} are never taken")
            }
            Self::ModulusTooLong { bits } => {
                write!(f, "the modulus has {bits} bits: more than {} are never taken", super::MAX_BITS)
            }
            Self::BelowPolicy { bits } => write!(
                f,
                "a {bits}-bit key is too short to be safe: use 2048 or more, or rsa::hazmat::generate where a short key must be"
            ),
            Self::SizeUnusable { bits } => {
                write!(f, "a key cannot have {bits} bits: choose from 1024 to {}", super::MAX_BITS)
            }
            Self::ModulusEven => f.write_str("the modulus is even"),
            Self::ModulusSmallFactor { factor } => write!(f, "the modulus is divisible by {factor}"),
            Self::ModulusRoca => f.write_str(
                "the modulus was made by the broken generator of CVE-2017-15361 (ROCA): replace the key",
            ),
            Self::ModulusFermat => f.write_str(
                "the modulus falls to Fermat factorisation, its primes are too close: replace the key",
            ),
            Self::ModulusPrime => f.write_str("the modulus is prime or a power of a prime"),
            Self::ExponentEven => f.write_str("the public exponent is even"),
            Self::ExponentTooSmall => f.write_str("the public exponent is below 3"),
            Self::ExponentTooLarge { bits } => {
                write!(f, "the public exponent is too large ({bits} bits)")
            }
            Self::PrivateExponentMissing => {
                f.write_str("the private exponent is missing, and cannot be computed without the primes")
            }
            Self::PrivateExponentRange => {
                f.write_str("the private exponent is not between 1 and the modulus")
            }
            Self::PrivateExponentTooShort => {
                f.write_str("the private exponent is too short: at most half the modulus's bits")
            }
            Self::PrivateExponentTrivial { prime } => {
                write!(f, "d is 1 modulo {} minus one: the key gives its primes away", name(prime))
            }
            Self::Rng(e) => e.fmt(f),
            #[cfg(feature = "self-test")]
            Self::SelfTest { test } => {
                write!(f, "the self-test of {test} failed: nothing is computed until the process starts anew, on a machine that computes rightly")
            }
            Self::PrivateExponentMismatch { prime } => {
                write!(f, "d e is not congruent to 1 modulo {} minus one", name(prime))
            }
            Self::PrimeMissing { prime } => write!(f, "{} is missing", name(prime)),
            Self::PrimeEven { prime } => write!(f, "{} is even", name(prime)),
            Self::PrimeRange { prime } => write!(f, "{} is not between 3 and the modulus", name(prime)),
            Self::PrimeComposite { prime } => write!(f, "{} is not prime", name(prime)),
            Self::PrimeSharesFactorWithExponent { prime } => {
                write!(f, "{} minus one shares a factor with the public exponent", name(prime))
            }
            Self::PrimesEqual => f.write_str("two primes are equal"),
            Self::PrimesTooClose => f.write_str("p and q are too close to each other"),
            Self::ProductMismatch => f.write_str("n does not equal p q"),
            Self::TooManyPrimes { primes } => {
                write!(f, "{primes} primes are too many for a modulus of this size")
            }
            Self::CrtExponentMismatch { prime: 1 } => {
                f.write_str("dP (exponent1) is not congruent to d modulo p minus one")
            }
            Self::CrtExponentMismatch { prime: 2 } => {
                f.write_str("dQ (exponent2) is not congruent to d modulo q minus one")
            }
            Self::CrtExponentMismatch { prime } => {
                write!(
                    f,
                    "d{prime} (exponent of prime {prime}) is not congruent to d modulo r{prime} minus one"
                )
            }
            Self::CoefficientMismatch { prime: 2 } => {
                f.write_str("qInv (coefficient) is not the inverse of q modulo p")
            }
            Self::CoefficientMismatch { prime } => write!(
                f,
                "t{prime} (coefficient of prime {prime}) is not the inverse modulo r{prime} of the product of the primes before"
            ),
            Self::NoPrimes => f.write_str(
                "no primes were found in as many attempts as are allowed: the random numbers are bad",
            ),
            Self::PairwiseTest => f.write_str("the key pair failed its test against itself"),
        }
    }
}

impl core::error::Error for KeyError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Rng(e) => Some(e),
            _ => None,
        }
    }
}

/// An operation that did not succeed.
///
/// Decryption has one error, [`Error::Decryption`], whatever went wrong (Manger 2001, Bleichenbacher 1998).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The key may not be used so.
    Key(KeyError),
    /// The signature is not the signer's over this message, or its form is wrong.
    Verification,
    /// The ciphertext does not decrypt.
    Decryption,
    /// The message is longer than the key and the scheme can carry.
    MessageTooLong {
        /// Bytes of the message.
        len: usize,
        /// The maximum that fits.
        maximum: usize,
    },
    /// The digest does not have its hash's length.
    DigestLength {
        /// Bytes given.
        len: usize,
        /// Bytes of the hash.
        expected: usize,
    },
    /// The key is too short for this hash (and salt).
    KeyTooShortForHash,
    /// The PSS salt does not fit the key and hash.
    SaltTooLong {
        /// Bytes of salt.
        len: usize,
        /// The maximum that fits.
        maximum: usize,
    },
    /// A number that must be below the modulus is not.
    OutOfRange,
    /// An input or output buffer does not have the modulus's length.
    WrongLength {
        /// Bytes given.
        len: usize,
        /// Bytes of the modulus.
        expected: usize,
    },
    /// The result did not pass the check with the public exponent: a fault in the machine, or a wrong key.
    Fault,
    /// The random number generator failed, or repeats itself.
    Rng(RngError),
    /// The workspace that the caller brought is too small.
    WorkspaceTooSmall {
        /// Limbs that it has.
        limbs: usize,
        /// Limbs that are needed.
        needed: usize,
    },
}

impl From<RngError> for Error {
    fn from(e: RngError) -> Self {
        Self::Rng(e)
    }
}

impl From<KeyError> for Error {
    fn from(e: KeyError) -> Self {
        Self::Key(e)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Key(e) => e.fmt(f),
            Self::Verification => f.write_str("the signature does not verify"),
            Self::Decryption => f.write_str("decryption failed"),
            Self::MessageTooLong { len, maximum } => {
                write!(
                    f,
                    "the message has {len} bytes, and this key and padding carry at most {maximum}"
                )
            }
            Self::DigestLength { len, expected } => {
                write!(
                    f,
                    "the digest has {len} bytes where the hash has {expected}"
                )
            }
            Self::KeyTooShortForHash => {
                f.write_str("the key is too short for this hash and padding")
            }
            Self::SaltTooLong { len, maximum } => {
                write!(
                    f,
                    "a salt of {len} bytes is too long: this key and hash allow at most {maximum}"
                )
            }
            Self::OutOfRange => f.write_str("the number is not below the modulus"),
            Self::WrongLength { len, expected } => {
                write!(
                    f,
                    "{len} bytes were given where the key's modulus has {expected}"
                )
            }
            Self::Fault => {
                f.write_str("the private-key result failed its check and was not released")
            }
            Self::Rng(e) => e.fmt(f),
            Self::WorkspaceTooSmall { limbs, needed } => write!(
                f,
                "the workspace has {limbs} limbs where this operation needs {needed}"
            ),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Key(e) => Some(e),
            Self::Rng(e) => Some(e),
            _ => None,
        }
    }
}
