//! Host names as certificates hold them (RFC 5280 §4.2.1.6, RFC 1034 §3.5).

use core::fmt;

/// Why a text is not a host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DnsNameError {
    /// A server without a name.
    NoName,
    /// Nothing, or nothing between two dots.
    EmptyLabel,
    /// A label over 63 bytes, or a name over 253.
    TooLong,
    /// A character other than letters, digits, `-` and `_`. An internationalised name goes in as A-labels (`xn--…`).
    Character(char),
    /// A label that begins or ends with `-`.
    Hyphen,
    /// A last label of digits alone: an IPv4 address, or what a client may take for one.
    Numeric,
}

impl fmt::Display for DnsNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => f.write_str("no name is given, and a server's certificate needs one"),
            Self::EmptyLabel => f.write_str("a label is empty"),
            Self::TooLong => f.write_str("a label is over 63 bytes or the name over 253"),
            Self::Character(c) if !c.is_ascii() => {
                write!(
                    f,
                    "{c:?} is not ASCII: give an internationalised name as A-labels (xn--...)"
                )
            }
            Self::Character(c) => write!(f, "{c:?} is not allowed in host names"),
            Self::Hyphen => f.write_str("a label begins or ends with a hyphen"),
            Self::Numeric => f.write_str("the last label is a number: give an IP address instead"),
        }
    }
}

impl core::error::Error for DnsNameError {}

/// Checks a host name that is to be looked for or certified: its labels, its length, and that it is not a number.
pub(crate) fn check_host_name(name: &str) -> Result<(), DnsNameError> {
    check_labels(name)?;
    match name.as_bytes().rsplit(|&b| b == b'.').next() {
        Some(last) if last.iter().all(u8::is_ascii_digit) => Err(DnsNameError::Numeric),
        _ => Ok(()),
    }
}

/// Checks labels and length alone, as a presented name must have them.
pub(crate) fn check_labels(name: &str) -> Result<(), DnsNameError> {
    if name.len() > 253 {
        return Err(DnsNameError::TooLong);
    }
    // `_` is in no host name (RFC 952), yet names with it are looked up every day and no harm comes of it.
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if let Some(c) = name.chars().find(|&c| !is_allowed(c)) {
        return Err(DnsNameError::Character(c));
    }
    // By bytes: to split text takes more code.
    name.as_bytes()
        .split(|&b| b == b'.')
        .try_for_each(check_label)
}

fn check_label(label: &[u8]) -> Result<(), DnsNameError> {
    if label.is_empty() {
        return Err(DnsNameError::EmptyLabel);
    }
    if label.len() > 63 {
        return Err(DnsNameError::TooLong);
    }
    if label.starts_with(b"-") || label.ends_with(b"-") {
        return Err(DnsNameError::Hyphen);
    }
    Ok(())
}
