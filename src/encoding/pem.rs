//! PEM (RFC 7468), read as leniently as OpenSSL reads it: many blocks in one file, text before, between and after them,
//! CRLF, spaces at line ends, lines of any length, no newline at the end; and the headers of RFC 1421 that mark the
//! older way of encrypting a key.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use base64ct::{Base64, Encoding};
use pem_rfc7468::LineEnding;
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use super::Error;
use super::cbc_pad::{Cipher, MAX_IV_LEN};
use super::legacy_pem;

/// Labels of the blocks that certwright reads and writes.
pub mod label {
    /// An X.509 certificate.
    pub const CERTIFICATE: &str = "CERTIFICATE";
    /// OpenSSL's older label of a certificate.
    pub const X509_CERTIFICATE: &str = "X509 CERTIFICATE";
    /// OpenSSL's certificate with trust settings after it.
    pub const TRUSTED_CERTIFICATE: &str = "TRUSTED CERTIFICATE";
    /// A PKCS #10 request.
    pub const CERTIFICATE_REQUEST: &str = "CERTIFICATE REQUEST";
    /// The older label of a request.
    pub const NEW_CERTIFICATE_REQUEST: &str = "NEW CERTIFICATE REQUEST";
    /// A certificate revocation list.
    pub const X509_CRL: &str = "X509 CRL";
    /// SubjectPublicKeyInfo.
    pub const PUBLIC_KEY: &str = "PUBLIC KEY";
    /// RSAPublicKey.
    pub const RSA_PUBLIC_KEY: &str = "RSA PUBLIC KEY";
    /// RSAPrivateKey.
    pub const RSA_PRIVATE_KEY: &str = "RSA PRIVATE KEY";
    /// PrivateKeyInfo.
    pub const PRIVATE_KEY: &str = "PRIVATE KEY";
    /// EncryptedPrivateKeyInfo.
    pub const ENCRYPTED_PRIVATE_KEY: &str = "ENCRYPTED PRIVATE KEY";
}

/// What is wrong with PEM, and on which line (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PemError {
    /// The line.
    pub line: usize,
    /// What.
    pub kind: PemErrorKind,
}

/// What is wrong with PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PemErrorKind {
    /// No line begins with `-----BEGIN`.
    NoBlock,
    /// The input ends inside a block.
    Truncated {
        /// The block's label.
        label: String,
    },
    /// The END line names another label.
    EndMismatch {
        /// The BEGIN line's label.
        label: String,
    },
    /// A BEGIN line inside a block.
    BeginInside {
        /// The label of the block that has not ended.
        label: String,
    },
    /// A character that is not of the base64 alphabet.
    Character,
    /// Base64 that ends in the middle of a group, or is padded wrongly.
    Padding,
    /// Nothing between BEGIN and END.
    Empty,
    /// A header that is not understood.
    Header,
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == PemErrorKind::NoBlock {
            return f.write_str("no PEM block: no line begins with \"-----BEGIN\"");
        }
        write!(f, "line {}: ", self.line)?;
        match &self.kind {
            PemErrorKind::NoBlock => Ok(()),
            PemErrorKind::Truncated { label } => {
                write!(
                    f,
                    "the PEM block {label} is cut off: there is no \"-----END {label}-----\" line"
                )
            }
            PemErrorKind::EndMismatch { label } => {
                write!(f, "the PEM block {label} ends with another label")
            }
            PemErrorKind::BeginInside { label } => {
                write!(f, "a new PEM block begins before {label} has ended")
            }
            PemErrorKind::Character => f.write_str("a character that is not base64"),
            PemErrorKind::Padding => f.write_str("the base64 is cut off or padded wrongly"),
            PemErrorKind::Empty => f.write_str("the PEM block is empty"),
            PemErrorKind::Header => f.write_str("a PEM header that is not understood"),
        }
    }
}

impl core::error::Error for PemError {}

/// One PEM block.
#[derive(Clone, PartialEq, Eq)]
pub struct Block<'a> {
    /// The label: `CERTIFICATE`.
    pub label: &'a str,
    /// The decoded contents (still encrypted if [`is_encrypted`](Self::is_encrypted)); zeroised on drop.
    pub contents: Zeroizing<Vec<u8>>,
    /// The header fields of RFC 1421, if there are any.
    pub headers: Vec<(&'a str, &'a str)>,
    /// The line of BEGIN, from 1.
    pub line: usize,
    /// Where the block stands in the input, BEGIN line to END line.
    pub span: Range<usize>,
}

impl fmt::Debug for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Block({} at line {}, [redacted])", self.label, self.line)
    }
}

impl Block<'_> {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| *value)
    }

    /// True when the headers say that the contents are encrypted (`Proc-Type: 4,ENCRYPTED`).
    pub fn is_encrypted(&self) -> bool {
        self.header("Proc-Type")
            .is_some_and(|v| v.split(',').any(|part| part.trim() == "ENCRYPTED"))
    }

    /// The contents, decrypted if the headers say that they are encrypted.
    pub fn decrypt(&self, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        if !self.is_encrypted() {
            return Ok(self.contents.clone());
        }
        let dek = self.header("DEK-Info").ok_or(PemError {
            line: self.line,
            kind: PemErrorKind::Header,
        })?;
        legacy_pem::decrypt(dek, password, &self.contents)
    }
}

/// An iterator over the blocks of an input.
#[derive(Clone, Debug)]
pub struct Blocks<'a> {
    lines: Lines<'a>,
    failed: bool,
}

/// The blocks of an input, in order. What is not a block is passed over; the first damaged block ends the iteration
/// with its error.
pub fn blocks(input: &[u8]) -> Blocks<'_> {
    Blocks {
        lines: Lines {
            input,
            pos: 0,
            number: 0,
        },
        failed: false,
    }
}

/// The first block with one of these labels (any label, if none is given).
pub fn first<'a>(input: &'a [u8], labels: &[&str]) -> Result<Block<'a>, PemError> {
    for block in blocks(input) {
        let block = block?;
        if labels.is_empty() || labels.contains(&block.label) {
            return Ok(block);
        }
    }
    Err(PemError {
        line: 1,
        kind: PemErrorKind::NoBlock,
    })
}

/// True when a line of the input begins a PEM block.
pub fn is_pem(input: &[u8]) -> bool {
    let mut lines = Lines {
        input,
        pos: 0,
        number: 0,
    };
    core::iter::from_fn(|| lines.next()).any(|line| boundary(line.text, BEGIN).is_some())
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// The label of a BEGIN or END line.
fn boundary<'a>(line: &'a [u8], kind: &[u8]) -> Option<&'a str> {
    let label = line.strip_prefix(kind)?.strip_suffix(b"-----")?;
    core::str::from_utf8(label)
        .ok()
        .filter(|label| !label.is_empty() && label.is_ascii())
}

#[derive(Clone, Debug)]
struct Lines<'a> {
    input: &'a [u8],
    pos: usize,
    number: usize,
}

struct Line<'a> {
    /// Without what OpenSSL strips: everything up to the space character at the end.
    text: &'a [u8],
    number: usize,
    span: Range<usize>,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.input.get(self.pos..).filter(|rest| !rest.is_empty())?;
        let len = rest
            .iter()
            .position(|&b| b == b'\n')
            .map_or(rest.len(), |at| at + 1);
        let mut text = &rest[..len];
        while let [head @ .., last] = text
            && *last <= b' '
        {
            text = head;
        }
        if self.pos == 0 {
            text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        }
        let span = self.pos..self.pos + len;
        self.pos += len;
        self.number += 1;
        Some(Line {
            text,
            number: self.number,
            span,
        })
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, PemError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let block = self.block().transpose()?;
        self.failed = block.is_err();
        Some(block)
    }
}

impl<'a> Blocks<'a> {
    fn block(&mut self) -> Result<Option<Block<'a>>, PemError> {
        let (begin, label) = loop {
            let Some(line) = self.lines.next() else {
                return Ok(None);
            };
            if let Some(label) = boundary(line.text, BEGIN) {
                break (line, label);
            }
        };
        let err = |line: usize, kind| PemError { line, kind };
        let body = self.lines.clone();
        let mut headers = Vec::new();
        // The body is never longer than what is left of the input, so this does not move while it grows.
        let mut base64 = Zeroizing::new(Vec::with_capacity(self.body_len()));
        let mut in_headers = false;
        let end = loop {
            let Some(line) = self.lines.next() else {
                return Err(err(
                    self.lines.number,
                    PemErrorKind::Truncated {
                        label: label.into(),
                    },
                ));
            };
            if line.text.starts_with(END) {
                if boundary(line.text, END) != Some(label) {
                    return Err(err(
                        line.number,
                        PemErrorKind::EndMismatch {
                            label: label.into(),
                        },
                    ));
                }
                break line;
            }
            if line.text.starts_with(BEGIN) {
                return Err(err(
                    line.number,
                    PemErrorKind::BeginInside {
                        label: label.into(),
                    },
                ));
            }
            if base64.is_empty() && line.text.contains(&b':') {
                headers.push(header(line.text).ok_or(err(line.number, PemErrorKind::Header))?);
                in_headers = true;
            } else if in_headers && !line.text.is_empty() && line.text[0] <= b' ' {
                // A folded header: nothing that certwright reads is ever folded.
            } else {
                in_headers = false;
                base64.extend(
                    line.text
                        .iter()
                        .copied()
                        .filter(|b| !b.is_ascii_whitespace()),
                );
            }
        };
        if base64.is_empty() {
            return Err(err(end.number, PemErrorKind::Empty));
        }
        let len = match Base64::decode_in_place(&mut base64) {
            Ok(decoded) => decoded.len(),
            Err(_) => return Err(wrong_base64(body, end.number)),
        };
        base64.truncate(len);
        Ok(Some(Block {
            label,
            contents: base64,
            headers,
            line: begin.number,
            span: begin.span.start..end.span.end,
        }))
    }

    /// Octets up to the next line that begins with five dashes.
    fn body_len(&self) -> usize {
        let rest = self.lines.input.get(self.lines.pos..).unwrap_or_default();
        rest.windows(6)
            .position(|w| w == b"\n-----")
            .unwrap_or(rest.len())
    }
}

fn header(line: &[u8]) -> Option<(&str, &str)> {
    core::str::from_utf8(line)
        .ok()?
        .split_once(':')
        .map(|(name, value)| (name.trim(), value.trim()))
}

/// Finds the line to blame after the constant-time decoder has refused the whole.
fn wrong_base64(mut lines: Lines<'_>, end: usize) -> PemError {
    while let Some(line) = lines.next()
        && line.number < end
    {
        let is_header = line.text.contains(&b':');
        let alphabet = |b: &u8| b.is_ascii_alphanumeric() || b"+/= \t\r".contains(b);
        if !is_header && !line.text.iter().all(alphabet) {
            return PemError {
                line: line.number,
                kind: PemErrorKind::Character,
            };
        }
    }
    PemError {
        line: end.saturating_sub(1),
        kind: PemErrorKind::Padding,
    }
}

/// Writes a block: 64 characters a line, `\n` after each.
pub fn encode(label: &str, contents: &[u8]) -> String {
    // The encoder refuses only labels with characters that no label here has, and lengths beyond memory.
    let mut text = pem_rfc7468::encode_string(label, LineEnding::LF, contents).unwrap_or_default();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Writes a block of a secret: as [`encode`], zeroised on drop.
pub fn encode_secret(label: &str, contents: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(encode(label, contents))
}

/// Writes a block encrypted in the older way, as `openssl rsa -traditional -aes256` does: `Proc-Type` and `DEK-Info`
/// headers, the key from the password by one round of MD5. Weak against guessing; for those who must read such files.
pub fn encode_encrypted_legacy<R: TryCryptoRng + ?Sized>(
    label: &str,
    contents: &[u8],
    cipher: Cipher,
    password: &[u8],
    rng: &mut R,
) -> Result<String, Error> {
    let mut iv = [0u8; MAX_IV_LEN];
    let iv = &mut iv[..cipher.iv_len()];
    let mut rng = rng;
    crate::rsa::RandomSource::fill(&mut rng, iv)?;
    let ciphertext =
        legacy_pem::encrypt(cipher, iv, password, contents).ok_or(Error::WrongPassword)?;
    let plain = encode(label, &ciphertext);
    // The headers go between the BEGIN line and the base64.
    let at = plain.find('\n').map_or(plain.len(), |at| at + 1);
    let (begin, rest) = plain.split_at(at);
    let mut text = String::with_capacity(plain.len() + 96);
    text.push_str(begin);
    text.push_str("Proc-Type: 4,ENCRYPTED\nDEK-Info: ");
    text.push_str(cipher.dek_name());
    text.push(',');
    for octet in iv {
        // Writing to a String cannot fail.
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{octet:02X}"));
    }
    text.push_str("\n\n");
    text.push_str(rest);
    Ok(text)
}
