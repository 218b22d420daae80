//! Who answers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::case::{
    Arithmetic, Bytes, CheckKey, CheckPair, CheckPrime, Decrypt, GenerateKey, Lint, Parse, Path,
    Recover, Request, Sign, Verify,
};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Answer {
    /// Yes: it verifies, is sound, is well-formed, is valid.
    Accepted,
    /// No.
    Refused {
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// A signature, a message, a plaintext.
    Value {
        /// The bytes.
        value: Bytes,
    },
    /// Numbers.
    Values {
        /// Hexadecimal, with a sign where below zero.
        values: Vec<String>,
    },
    /// The implementation does not offer it.
    Unsupported {
        /// Why.
        #[serde(default)]
        reason: String,
    },
    /// It gave no answer: it hung, died, or answered nonsense.
    Failed {
        /// What happened.
        #[serde(default)]
        reason: String,
    },
}

impl Answer {
    /// A refusal.
    pub fn refused(reason: impl ToString) -> Self {
        Self::Refused {
            reason: reason.to_string(),
        }
    }

    /// What is not offered.
    pub fn unsupported(reason: impl ToString) -> Self {
        Self::Unsupported {
            reason: reason.to_string(),
        }
    }

    /// No answer.
    pub fn failed(reason: impl ToString) -> Self {
        Self::Failed {
            reason: reason.to_string(),
        }
    }

    /// A value.
    pub fn value(value: impl Into<Bytes>) -> Self {
        Self::Value {
            value: value.into(),
        }
    }
}

/// In a few words, on one line.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::verdict::describe(self))
    }
}

/// A request that is answered whenever it is called.
pub type Prepared<'a> = Box<dyn FnMut() -> Answer + 'a>;

macro_rules! implementation {
    ($($(#[$doc:meta])* $method:ident($Request:ident)),* $(,)?) => {
        /// An implementation of RSA and X.509 under test. What it does not override is unsupported.
        pub trait Implementation {
            /// What reports call it.
            fn name(&self) -> &str;

            $($(#[$doc])*
            fn $method(&mut self, _request: &$Request) -> Answer {
                Answer::unsupported(concat!(stringify!($Request), " is not offered"))
            })*

            /// Answers a request again and again, for measurements. Who can load something beforehand overrides it: the key of a signature, the
            /// modulus of a power, the trust anchors of a path.
            fn prepare<'a>(&'a mut self, request: &'a Request) -> Prepared<'a> {
                Box::new(move || self.answer(request))
            }

            /// Answers any request.
            fn answer(&mut self, request: &Request) -> Answer {
                match request {
                    $(Request::$Request(request) => self.$method(request),)*
                    Request::Unsupported { reason } => Answer::unsupported(reason),
                }
            }
        }
    };
}

implementation! {
    /// Does a signature verify? [`Answer::Accepted`] or [`Answer::Refused`].
    verify(Verify),
    /// The message that a signature holds. [`Answer::Value`] or [`Answer::Refused`].
    recover(Recover),
    /// Signs. [`Answer::Value`] or [`Answer::Refused`].
    sign(Sign),
    /// Decrypts. [`Answer::Value`] or [`Answer::Refused`].
    decrypt(Decrypt),
    /// Makes a key. [`Answer::Values`], p and q, or [`Answer::Refused`].
    generate_key(GenerateKey),
    /// Computes. [`Answer::Values`], or [`Answer::Refused`] where there is no result.
    arithmetic(Arithmetic),
    /// Is a number prime? [`Answer::Accepted`] or [`Answer::Refused`].
    check_prime(CheckPrime),
    /// Is a key sound? [`Answer::Accepted`] or [`Answer::Refused`].
    check_key(CheckKey),
    /// Do two keys belong together? [`Answer::Accepted`] or [`Answer::Refused`].
    check_pair(CheckPair),
    /// Is a document well-formed? [`Answer::Accepted`] or [`Answer::Refused`].
    parse(Parse),
    /// Does a document keep the rules for whoever issues it? [`Answer::Accepted`] or [`Answer::Refused`].
    lint(Lint),
    /// Is there a valid path? [`Answer::Accepted`] or [`Answer::Refused`].
    validate_path(Path),
}
