//! What the owned certificate, request and CRL have in common.

use alloc::string::String;
use core::fmt;

use crate::der::{DerError, Found};
use crate::pem::{self, Label, PemError};

/// Why a certificate, request or CRL was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is not PEM.
    Pem(PemError),
    /// The PEM has no block of this kind.
    NoBlock {
        /// The label that was looked for.
        label: Label<'static>,
        /// The label of the first block, if there is one; it may be shown ([`PemErrorKind`](crate::pem::PemErrorKind)).
        found: Option<String>,
    },
    /// The input begins as DER does, and is not PEM.
    DerNotPem,
    /// A block's contents, or the bytes, are not what they should be.
    Der {
        /// The line at which the block begins, from 1; 0 for input that is DER.
        line: usize,
        /// What is wrong, and where in the DER.
        error: DerError,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pem(e) => e.fmt(f),
            Self::NoBlock { label, found: None } => {
                write!(f, "no PEM block -----BEGIN {label}-----")
            }
            Self::NoBlock {
                label,
                found: Some(found),
            } => write!(f, "this is a PEM block {found}; a {label} is expected"),
            Self::DerNotPem => f.write_str("not PEM: it begins as DER does, which from_der reads"),
            Self::Der { line: 0, error } => error.fmt(f),
            Self::Der { line, error } => write!(f, "the PEM block at line {line}: {error}"),
        }
    }
}

impl ReadError {
    /// Input without a block of this label.
    pub(super) fn no_block(label: Label<'static>, input: &[u8]) -> Self {
        let first = pem::blocks(input).next();
        if first.is_none() && input.first() == Some(&0x30) {
            return Self::DerNotPem;
        }
        Self::NoBlock {
            label,
            found: first.and_then(Result::ok).map(|block| block.label.into()),
        }
    }
}

/// The error about DER, which names the remedy where the input is PEM.
pub(super) fn hint(input: &[u8], error: DerError) -> DerError {
    match input.starts_with(b"-----BEGIN ") {
        true => DerError {
            found: Found::Malformed("PEM, which from_pem reads"),
            ..error
        },
        false => error,
    }
}

impl core::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Pem(e) => Some(e),
            Self::NoBlock { .. } | Self::DerNotPem => None,
            Self::Der { error, .. } => Some(error),
        }
    }
}

/// The methods of a structure that owns its DER. The borrowed structure's private field `der` is the whole of it, `$again` reads
/// DER that was checked.
macro_rules! owned_der {
    ($owned:ident, $fields:ident, $what:literal, $again:expr) => {
        impl $owned {
            #[doc = concat!("Reads a ", $what, "'s DER, all of it.")]
            ///
            /// # Errors
            /// What is malformed, and where.
            pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, DerError> {
                let der = der.into();
                $fields::from_der(&der).map_err(|e| $crate::x509::owned::hint(&der, e))?;
                Ok(Self { der })
            }

            /// The DER.
            pub fn as_der(&self) -> &[u8] {
                &self.der
            }

            /// The DER, taken out.
            pub fn into_der(self) -> Vec<u8> {
                self.der
            }

            /// All fields, borrowed. Reading them again takes about a microsecond.
            pub fn fields(&self) -> $fields<'_> {
                $again(&self.der).unwrap_or_else(|_| unreachable!("it was read when this was made"))
            }
        }

        impl core::fmt::Debug for $owned {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.fields().fmt(f)
            }
        }

        impl From<$fields<'_>> for $owned {
            fn from(fields: $fields<'_>) -> Self {
                Self {
                    der: fields.der.to_vec(),
                }
            }
        }
    };
}

/// As [`owned_der`], of what PEM carries as well. `$labels` are the labels that are read, the first one also written.
macro_rules! owned {
    ($owned:ident, $fields:ident, $what:literal, $labels:expr, $again:expr) => {
        $crate::x509::owned::owned_der!($owned, $fields, $what, $again);

        impl $owned {
            #[doc = concat!("The first ", $what, " in a PEM text.")]
            ///
            /// # Errors
            /// [`ReadError`].
            pub fn from_pem(pem: impl AsRef<[u8]>) -> Result<Self, ReadError> {
                Self::blocks(pem.as_ref())
                    .next()
                    .unwrap_or_else(|| Err(ReadError::no_block($labels[0], pem.as_ref())))
            }

            #[doc = concat!("Every ", $what, " in a PEM text; blocks of other kinds are passed over.")]
            ///
            /// # Errors
            /// [`ReadError`] for the first that cannot be read, and if there is none.
            pub fn all_from_pem(pem: impl AsRef<[u8]>) -> Result<Vec<Self>, ReadError> {
                let all: Vec<Self> = Self::blocks(pem.as_ref()).collect::<Result<_, _>>()?;
                match all.is_empty() {
                    true => Err(ReadError::no_block($labels[0], pem.as_ref())),
                    false => Ok(all),
                }
            }

            /// Each block of this kind, read or with what is wrong with it.
            pub(crate) fn blocks(pem: &[u8]) -> impl Iterator<Item = Result<Self, ReadError>> {
                pem::blocks(pem).filter_map(|block| match block {
                    Err(e) => Some(Err(ReadError::Pem(e))),
                    Ok(block) if $labels.contains(&block.label) => {
                        let line = block.line;
                        let read = Self::from_der(&block.contents[..]);
                        Some(read.map_err(|error| ReadError::Der { line, error }))
                    }
                    Ok(_) => None,
                })
            }

            /// The PEM text (RFC 7468), with the first label that is read.
            pub fn to_pem(&self) -> String {
                pem::encode($labels[0], &self.der)
            }
        }
    };
}

pub(super) use {owned, owned_der};
