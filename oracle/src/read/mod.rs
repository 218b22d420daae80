//! Readers of published test files. Each gives [`Case`]s one at a time, each with its line; what it cannot read is an error with a line, and
//! what it does not know it names.
//!
//! Text files are read line by line. JSON is held in memory, up to [`MAX_JSON`] bytes.

mod acvp;
mod bn;
mod cavp;
mod evp;
mod json;
mod key;
mod kts;
mod limbo;
mod lines;
mod mbedtls;
mod pkits;
mod stanza;
mod wycheproof;
mod zip;

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

pub use acvp::answer as acvp_answer;
pub use lines::{Line, Lines};

use crate::case::Case;

/// The longest line of a text file.
pub const MAX_LINE: usize = 4 << 20;
/// The longest JSON file.
pub const MAX_JSON: u64 = 128 << 20;
/// How much of a file decides what format it has.
const HEAD: usize = 256 << 10;

/// A format of test files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Project Wycheproof's JSON, of schema versions 0 and 1.
    Wycheproof,
    /// ACVP's JSON: `prompt`, with `expectedResults` beside it, or `internalProjection`.
    Acvp,
    /// NIST CAVP's `.rsp`, `.req` and `.fax`.
    Cavp,
    /// OpenSSL's `evp_test` files, and BoringSSL's.
    Evp,
    /// OpenSSL's and BoringSSL's tests of whole numbers, and BoringSSL's of Miller–Rabin.
    Bn,
    /// Mbed TLS's `.data`.
    MbedTls,
    /// NIST PKITS: its zip, or `tests.txt` with `pkits.bin` beside it as `vectors/pkits` has them.
    Pkits,
    /// x509-limbo's JSON.
    Limbo,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wycheproof => "Wycheproof",
            Self::Acvp => "ACVP",
            Self::Cavp => "NIST CAVP",
            Self::Evp => "OpenSSL evp_test",
            Self::Bn => "OpenSSL bn",
            Self::MbedTls => "Mbed TLS",
            Self::Pkits => "PKITS",
            Self::Limbo => "x509-limbo",
        })
    }
}

/// What cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The line, from 1; 0 for the file as a whole.
    pub line: u64,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for ReadError {}

/// An error on a line.
pub(crate) fn fault(line: u64, reason: impl Into<String>) -> ReadError {
    ReadError {
        line,
        reason: reason.into(),
    }
}

/// The cases of a file.
pub type Cases = Box<dyn Iterator<Item = Result<Case, ReadError>>>;

/// Opens a file, recognises its format by content, and reads it. Files that it names are looked for beside it.
///
/// # Errors
///
/// If it cannot be read, or its format is unknown.
pub fn open(path: &Path) -> Result<(Format, Cases), ReadError> {
    let file = File::open(path).map_err(|e| fault(0, format!("cannot open it: {e}")))?;
    let mut input = BufReader::with_capacity(HEAD, file);
    let mut head = Vec::new();
    (&mut input)
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|e| fault(0, format!("cannot read it: {e}")))?;
    if let [0xef, 0xbb, 0xbf, ..] | [0xfe, 0xff, ..] | [0xff, 0xfe, ..] = &head[..] {
        let reason = "it begins with a byte order mark; save it as UTF-8 without one";
        return Err(fault(0, reason));
    }
    if let [0x1f, 0x8b, ..]
    | [b'B', b'Z', b'h', ..]
    | [0xfd, b'7', b'z', b'X', b'Z', ..]
    | [0x28, 0xb5, 0x2f, 0xfd, ..] = &head[..]
    {
        return Err(fault(0, "it is compressed; unpack it first"));
    }
    let format = recognise(&head).ok_or_else(|| {
        fault(
            0,
            "the format is not one of Wycheproof, ACVP, CAVP, evp_test, bn, Mbed TLS, PKITS, x509-limbo",
        )
    })?;
    let input = Box::new(std::io::Cursor::new(head).chain(input));
    Ok((format, cases(format, input, path)?))
}

/// Reads a file of a known format. Files that it names are looked for beside `path`.
///
/// # Errors
///
/// If the file as a whole is not of the format.
pub fn cases(format: Format, input: Box<dyn BufRead>, path: &Path) -> Result<Cases, ReadError> {
    let folder = || path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    Ok(match format {
        Format::Wycheproof => Box::new(wycheproof::cases(json_text(input)?)?),
        Format::Acvp => Box::new(acvp::cases(json_text(input)?, path)?),
        Format::Limbo => Box::new(limbo::cases(json_text(input)?)?),
        Format::Cavp => Box::new(cavp::Cavp::new(input)),
        Format::Evp => Box::new(evp::Evp::new(input)),
        Format::Bn => Box::new(bn::Bn::new(input)),
        Format::MbedTls => Box::new(mbedtls::MbedTls::new(input, folder())),
        Format::Pkits => Box::new(pkits::Pkits::new(input, &folder())?),
    })
}

fn json_text(input: Box<dyn BufRead>) -> Result<String, ReadError> {
    text_of(input, MAX_JSON)
}

fn text_of(input: Box<dyn BufRead>, max: u64) -> Result<String, ReadError> {
    let mut text = String::new();
    input
        .take(max + 1)
        .read_to_string(&mut text)
        .map_err(|e| fault(0, format!("cannot read it: {e}")))?;
    if text.len() as u64 > max {
        return Err(fault(0, format!("JSON of more than {max} bytes")));
    }
    Ok(text)
}

/// The format of a file that begins so.
pub fn recognise(head: &[u8]) -> Option<Format> {
    if zip::is_zip(head) {
        return Some(Format::Pkits);
    }
    let text = String::from_utf8_lossy(head);
    let has = |part: &str| text.contains(part);
    if text.trim_start().starts_with(['{', '[']) {
        return match () {
            () if has("\"testcases\"") || has("x509-limbo") => Some(Format::Limbo),
            () if has("\"vsId\"")
                || has("\"acvVersion\"")
                || has("\"testSessions\"")
                || has("\"revision\"")
                || has("/acvp/") =>
            {
                Some(Format::Acvp)
            }
            () if has("\"testGroups\"") => Some(Format::Wycheproof),
            () => None,
        };
    }
    if has("initial-policy-set | flags | outcome") {
        return Some(Format::Pkits);
    }
    let lines = || {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
    };
    if lines().any(|line| {
        line.starts_with("depends_on:MBEDTLS")
            || ["mbedtls_", "x509parse_", "pkcs1_rsa", "pk_parse_"]
                .iter()
                .any(|name| line.starts_with(name))
    }) {
        return Some(Format::MbedTls);
    }
    let key = |line: &str| {
        line.split_once(['=', ' '])
            .map(|(key, _)| key.trim().to_string())
    };
    let is = |keys: &[&str]| {
        lines().any(|line| key(line).is_some_and(|key| keys.contains(&key.as_str())))
    };
    if is(&[
        "PrivateKey",
        "PublicKey",
        "Verify",
        "Sign",
        "Decrypt",
        "PrivPubKeyPair",
        "VerifyRecover",
    ]) {
        return Some(Format::Evp);
    }
    if lines().any(|line| line.starts_with("[mod") || line.starts_with("[nlen"))
        || has("CAVS")
        || has("SigVer")
        || has("SigGen")
    {
        return Some(Format::Cavp);
    }
    if is(bn::RESULTS) || is(&["W"]) && is(&["B"]) {
        return Some(Format::Bn);
    }
    None
}

/// Lines of a text, numbered from 1, without their ends.
pub(crate) struct TextLines {
    input: Box<dyn BufRead>,
    number: u64,
}

impl TextLines {
    pub(crate) fn new(input: Box<dyn BufRead>) -> Self {
        Self { input, number: 0 }
    }
}

impl Iterator for TextLines {
    type Item = Result<(u64, String), ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.number += 1;
        let mut line = Vec::new();
        match (&mut self.input)
            .take(MAX_LINE as u64 + 1)
            .read_until(b'\n', &mut line)
        {
            Ok(0) => return None,
            Ok(_) => {}
            Err(e) => return Some(Err(fault(self.number, format!("cannot read it: {e}")))),
        }
        if line.len() > MAX_LINE {
            // What follows would be taken for lines of its own.
            self.input = Box::new(std::io::empty());
            return Some(Err(fault(
                self.number,
                format!("a line of more than {MAX_LINE} bytes"),
            )));
        }
        Some(match String::from_utf8(line) {
            Ok(line) => Ok((self.number, line.trim_end_matches(['\n', '\r']).to_string())),
            Err(_) => Err(fault(self.number, "the line is not UTF-8")),
        })
    }
}
