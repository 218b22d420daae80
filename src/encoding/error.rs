//! Why octets are not the key they were taken for.

use core::fmt;

use super::der::DerError;
use super::oid::{LongName, ObjectIdentifier};
use super::pem::PemError;
use crate::rsa::{KeyError, RngError};

/// A refusal of an encoded key or algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Not the DER that was expected.
    Der(DerError),
    /// Not PEM.
    Pem(PemError),
    /// DER of a key whose numbers are wrong.
    Key(KeyError),
    /// An algorithm that this library does not have.
    Unsupported {
        /// What it was for: `public key`, `signature`, `hash`, `cipher`.
        what: &'static str,
        /// Its object identifier.
        oid: ObjectIdentifier,
    },
    /// A parameter of an algorithm that is outside what the standard or this library allows.
    Parameter {
        /// Which, and how.
        what: &'static str,
    },
    /// The key is encrypted and no password was given.
    PasswordNeeded,
    /// The password does not decrypt the key.
    WrongPassword,
    /// A number that would make the reader work, or take memory, without end.
    TooCostly {
        /// Which: `PBKDF2 iterations`, `scrypt memory`.
        what: &'static str,
        /// What the input asks for.
        asked: u64,
        /// The most that is given.
        most: u64,
    },
    /// PEM of something else.
    WrongLabel {
        /// What was expected.
        expected: &'static str,
    },
    /// The random number generator failed, or repeats itself.
    Rng(RngError),
}

impl From<RngError> for Error {
    fn from(e: RngError) -> Self {
        Self::Rng(e)
    }
}

impl From<DerError> for Error {
    fn from(e: DerError) -> Self {
        Self::Der(e)
    }
}

impl From<PemError> for Error {
    fn from(e: PemError) -> Self {
        Self::Pem(e)
    }
}

impl From<KeyError> for Error {
    fn from(e: KeyError) -> Self {
        Self::Key(e)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Der(e) => e.fmt(f),
            Self::Pem(e) => e.fmt(f),
            Self::Key(e) => e.fmt(f),
            Self::Unsupported { what, oid } => {
                write!(
                    f,
                    "{what} algorithm {} ({oid}) is not supported",
                    LongName(oid)
                )
            }
            Self::Parameter { what } => f.write_str(what),
            Self::PasswordNeeded => f.write_str("the key is encrypted and no password was given"),
            Self::WrongPassword => f.write_str(
                "the key does not decrypt: the password is wrong or the file is damaged",
            ),
            Self::TooCostly { what, asked, most } => {
                write!(f, "{asked} {what} are asked for; at most {most} are done")
            }
            Self::WrongLabel { expected } => write!(f, "the PEM block is no {expected}"),
            Self::Rng(e) => e.fmt(f),
        }
    }
}

impl core::error::Error for Error {}
