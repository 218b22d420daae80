//! The `-text` printer: certificates, requests and CRLs in OpenSSL 3.0's layout, character for character.
//!
//! Everything is written into a [`Text`], a growing buffer of bytes: names and attributes may carry bytes that are not
//! UTF-8, and what goes to the terminal is what stands in the certificate.

mod certificate;
mod crl;
pub(crate) mod dump;
mod key;
mod name;
mod number;
mod oid;
mod options;
mod request;
mod signature;
mod string;
mod tag;
mod time;

pub use certificate::certificate;
pub use crl::{crl, crl_in_pieces, hex_number};
#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) use key::key_bits;
pub use key::{public_key, subject_public_key_info};
pub use name::{name, name_line, one_line};
pub(crate) use name::{one_line_within, relative_name};
pub(crate) use number::magnitude;
pub use number::{
    colon_hex, decimal_or_hex, decimal_or_hex_unsigned, hex_dump, integer_line, serial,
};
pub use oid::{
    define, entries as named_objects, long_name, named, numeric, parse as parse_oid, short_name,
    shown,
};
pub use options::{CertificateOptions, Unknown};
pub use request::request;
pub use signature::{signature_algorithm, signature_value};
pub(crate) use string::{plain, utf8, value};
pub use tag::tag_name;
pub use time::{iso_time, moment, time};

/// A growing text of bytes.
#[derive(Clone, Debug, Default)]
pub struct Text {
    bytes: Vec<u8>,
}

impl Text {
    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty text that takes so many bytes before it moves, and leaves copies behind, in memory.
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
        }
    }

    /// Appends text or bytes as they are.
    pub fn put(&mut self, text: impl AsRef<[u8]>) {
        self.bytes.extend_from_slice(text.as_ref());
    }

    /// Appends formatted text.
    pub fn fmt(&mut self, text: std::fmt::Arguments<'_>) {
        match text.as_str() {
            Some(plain) => self.put(plain),
            None => self.put(text.to_string()),
        }
    }

    /// Appends this many spaces.
    pub fn indent(&mut self, spaces: usize) {
        self.bytes.resize(self.bytes.len() + spaces, b' ');
    }

    /// The bytes so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes all bytes out, and keeps their memory for the next.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl std::io::Write for Text {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.put(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Appends formatted text to a [`Text`].
macro_rules! put {
    ($text:expr, $($arg:tt)*) => { $text.fmt(format_args!($($arg)*)) };
}
pub(crate) use put;
