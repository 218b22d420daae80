//! Why bytes are not the key that they were taken for.

use alloc::string::String;
use core::fmt;

use crate::der::DerError;
use crate::der::{ObjectIdentifier, oid};
use crate::pem::{self, Block, Label, PemError, PemErrorKind};
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
    /// A PKCS #12 file's message authentication code is another than its contents and the password give.
    MacMismatch,
    /// A PKCS #12 file has no message authentication code.
    NoMac,
    /// What a message authentication code protects was verified, and is wrong or under another password.
    Damaged,
    /// A number that would make the reader work, or take memory, without end.
    TooCostly {
        /// Which: `PBKDF2 iterations`, `scrypt memory`.
        what: &'static str,
        /// What the input asks for.
        asked: u64,
        /// The maximum.
        maximum: u64,
    },
    /// The memory that a key derivation asks for, within what this library takes, cannot be had.
    OutOfMemory {
        /// How much.
        bytes: u64,
    },
    /// Text or bytes of a form that is not DER (JWK, OpenSSH's), and wrong.
    Text {
        /// The form: `JWK`.
        form: &'static str,
        /// Bytes from its start.
        offset: usize,
        /// What is wrong there; never a quotation.
        what: &'static str,
    },
    /// A form of key that this build cannot read, because a feature of the crate is off.
    Disabled {
        /// What was read: `an encrypted private key`.
        what: &'static str,
        /// The feature to enable.
        feature: &'static str,
    },
    /// A form of key, or a scheme in it, that this library does not have, by the name its format gives it.
    UnsupportedForm {
        /// Which: `an OpenSSH key encrypted with another cipher than aes256-ctr`.
        what: &'static str,
    },
    /// PEM of something else.
    WrongLabel {
        /// What was expected: `private key`.
        expected: &'static str,
        /// The first block's label, which may be shown ([`PemErrorKind`]).
        found: String,
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

/// The first block of PEM with one of these labels; `expected` is what messages call it.
pub(super) fn first_block<'a>(
    text: &'a [u8],
    labels: &[Label<'_>],
    expected: &'static str,
) -> Result<Block<'a>, Error> {
    pem::first(text, labels).map_err(|e| match e.kind {
        PemErrorKind::OtherLabel { label } => Error::WrongLabel {
            expected,
            found: label,
        },
        _ => e.into(),
    })
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
                    "{what} algorithm {} ({oid}) is not supported{}",
                    oid.as_oid_ref().named(),
                    without_sha3(oid)
                )
            }
            Self::Parameter { what } => f.write_str(what),
            Self::PasswordNeeded => f.write_str("the key is encrypted and no password was given"),
            Self::WrongPassword => f.write_str(
                "the key does not decrypt: the password is wrong or the file is damaged",
            ),
            Self::MacMismatch => f.write_str(
                "the MAC does not verify: the password is wrong, or the file was changed",
            ),
            Self::NoMac => f.write_str("there is no MAC: whether the file was changed is not known"),
            Self::Damaged => f.write_str(
                "the MAC verifies and the contents do not decrypt: they are under another password, or damaged",
            ),
            Self::TooCostly { what, asked, maximum } => {
                write!(f, "{asked} {what} are asked for: the maximum is {maximum}")
            }
            Self::OutOfMemory { bytes } => write!(
                f,
                "the key derivation needs {bytes} bytes of memory, which the system does not give"
            ),
            Self::Text { form, offset, what } => write!(f, "{form}, at offset {offset}: {what}"),
            Self::Disabled { what, feature } => write!(
                f,
                "unsupported: {what}, in this build of certwright; enable the feature {feature}"
            ),
            Self::UnsupportedForm { what } => write!(f, "unsupported: {what}"),
            Self::WrongLabel { expected, found } => {
                write!(f, "this is a PEM block {found}; a {expected} is expected")
            }
            Self::Rng(e) => e.fmt(f),
        }
    }
}

/// What to add where this build lacks the algorithm and another has it.
fn without_sha3(oid: &ObjectIdentifier) -> &'static str {
    match is_sha3(oid) && !cfg!(feature = "sha3") {
        true => " in this build of certwright; enable the feature sha3",
        false => "",
    }
}

/// NIST's arcs of hashes and of signatures (FIPS 202), and RFC 8692's two identifiers.
fn is_sha3(oid: &ObjectIdentifier) -> bool {
    match oid.as_bytes() {
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last] => (7..=12).contains(last),
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, last] => (13..=16).contains(last),
        _ => [oid::RSASSA_PSS_SHAKE128, oid::RSASSA_PSS_SHAKE256].contains(&oid.as_oid_ref()),
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::is_sha3;

    /// The CSOR's numbers under 2.16.840.1.101.3.4, and RFC 8692 §3's under 1.3.6.1.5.5.7.6.
    #[test]
    fn identifiers_of_sha_3_and_shake_are_told_from_others() {
        for (arc, numbers) in [
            ("2.16.840.1.101.3.4.2", 7..=12),
            ("2.16.840.1.101.3.4.3", 13..=16),
            ("1.3.6.1.5.5.7.6", 30..=31),
        ] {
            for last in 1..40 {
                let id = alloc::format!("{arc}.{last}").parse().unwrap();
                assert_eq!(is_sha3(&id), numbers.contains(&last), "{arc}.{last}");
            }
        }
    }
}
