//! Host names as certificates hold them (RFC 5280 §4.2.1.6, RFC 1034 §3.5).

use core::fmt;

/// Why a text is not a host name, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DnsNameError {
    /// Bytes from the start of the name to what is wrong.
    pub offset: usize,
    /// What.
    pub kind: DnsNameErrorKind,
}

/// What is wrong with a host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DnsNameErrorKind {
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
        match self.kind {
            DnsNameErrorKind::NoName => self.kind.fmt(f),
            kind => write!(f, "at offset {}: {kind}", self.offset),
        }
    }
}

impl fmt::Display for DnsNameErrorKind {
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

/// Checks a host name that is to be looked for or certified: its labels, its length, and that it is not a number. The name
/// stands at `offset` in what the caller was given.
pub(crate) fn check_host_name(name: &str, offset: usize) -> Result<(), DnsNameError> {
    let checked = check_labels(name).and_then(|()| {
        let last = name
            .bytes()
            .rposition(|b| b == b'.')
            .map_or(0, |dot| dot + 1);
        match name.as_bytes()[last..].iter().all(u8::is_ascii_digit) {
            true => Err(DnsNameErrorKind::Numeric.at(last)),
            false => Ok(()),
        }
    });
    checked.map_err(|error| error.kind.at(offset + error.offset))
}

/// Checks labels and length alone, as a presented name must have them.
pub(crate) fn check_labels(name: &str) -> Result<(), DnsNameError> {
    if name.len() > 253 {
        return Err(DnsNameErrorKind::TooLong.at(253));
    }
    // `_` is in no host name (RFC 952), yet names with it are looked up every day and no harm comes of it.
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if let Some((offset, c)) = name.char_indices().find(|&(_, c)| !is_allowed(c)) {
        return Err(DnsNameErrorKind::Character(c).at(offset));
    }
    let mut start = 0;
    // By bytes: to split text takes more code.
    for label in name.as_bytes().split(|&b| b == b'.') {
        check_label(label, start)?;
        start += label.len() + 1;
    }
    Ok(())
}

fn check_label(label: &[u8], start: usize) -> Result<(), DnsNameError> {
    if label.is_empty() {
        return Err(DnsNameErrorKind::EmptyLabel.at(start));
    }
    if label.len() > 63 {
        return Err(DnsNameErrorKind::TooLong.at(start + 63));
    }
    if label.starts_with(b"-") {
        return Err(DnsNameErrorKind::Hyphen.at(start));
    }
    if label.ends_with(b"-") {
        return Err(DnsNameErrorKind::Hyphen.at(start + label.len() - 1));
    }
    Ok(())
}

impl DnsNameErrorKind {
    pub(super) fn at(self, offset: usize) -> DnsNameError {
        DnsNameError { offset, kind: self }
    }
}
