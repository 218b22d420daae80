//! PEM (RFC 7468), read as leniently as OpenSSL reads it: many blocks in one file, text before, between and after them,
//! CRLF, spaces at line ends, lines of any length, no newline at the end; and the headers of RFC 1421 that mark the
//! older way of encrypting a key. Beyond OpenSSL, CR alone ends a line and a block may stand on one line (RFC 7468 §3).
//!
//! What may leak by timing: the lengths of lines, and where a text is malformed. Base64 is read and written without a table that its
//! digits index, so a private key's contents do not show.
//!
//! No error shows a byte of the input but labels, and a label is one only by the rule of [`Label`].
#![forbid(unsafe_code)]

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt;
use core::ops::{Deref, Range};

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// Labels of the blocks that certwright reads and writes.
pub mod label {
    use super::Label;

    const fn known(text: &'static str) -> Label<'static> {
        Label::new(text).expect("a label")
    }

    /// An X.509 certificate.
    pub const CERTIFICATE: Label<'static> = known("CERTIFICATE");
    /// OpenSSL's older label of a certificate.
    pub const X509_CERTIFICATE: Label<'static> = known("X509 CERTIFICATE");
    /// OpenSSL's certificate with trust settings after it.
    pub const TRUSTED_CERTIFICATE: Label<'static> = known("TRUSTED CERTIFICATE");
    /// A PKCS #10 request.
    pub const CERTIFICATE_REQUEST: Label<'static> = known("CERTIFICATE REQUEST");
    /// The older label of a request.
    pub const NEW_CERTIFICATE_REQUEST: Label<'static> = known("NEW CERTIFICATE REQUEST");
    /// A certificate revocation list.
    pub const X509_CRL: Label<'static> = known("X509 CRL");
    /// SubjectPublicKeyInfo.
    pub const PUBLIC_KEY: Label<'static> = known("PUBLIC KEY");
    /// RSAPublicKey.
    pub const RSA_PUBLIC_KEY: Label<'static> = known("RSA PUBLIC KEY");
    /// RSAPrivateKey.
    pub const RSA_PRIVATE_KEY: Label<'static> = known("RSA PRIVATE KEY");
    /// PrivateKeyInfo.
    pub const PRIVATE_KEY: Label<'static> = known("PRIVATE KEY");
    /// RSAPrivateKey of a key for RSASSA-PSS, as old versions of OpenSSL wrote it.
    pub const RSA_PSS_PRIVATE_KEY: Label<'static> = known("RSA-PSS PRIVATE KEY");
    /// OpenSSH's own form of a private key.
    pub const OPENSSH_PRIVATE_KEY: Label<'static> = known("OPENSSH PRIVATE KEY");
    /// EncryptedPrivateKeyInfo.
    pub const ENCRYPTED_PRIVATE_KEY: Label<'static> = known("ENCRYPTED PRIVATE KEY");
}

/// The label of a PEM block: `CERTIFICATE`. Printable ASCII by the grammar of RFC 7468 §3, where a hyphen or a space stands alone and
/// between other characters; at most 64 bytes, in words of at most 15, so that nothing a block holds passes for one.
///
/// ```
/// use certwright::pem::{self, Label, label};
///
/// const PARAMETERS: Label<'_> = Label::new("DH PARAMETERS").unwrap();
/// assert!(Label::new("DH  PARAMETERS").is_none());
/// assert_eq!(pem::encode(PARAMETERS, &[5, 0]), "-----BEGIN DH PARAMETERS-----\nBQA=\n-----END DH PARAMETERS-----\n");
/// assert_eq!(label::CERTIFICATE, "CERTIFICATE");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label<'a>(&'a str);

impl<'a> Label<'a> {
    /// `None` if the text is not a label.
    pub const fn new(text: &'a str) -> Option<Self> {
        match is_label(text.as_bytes()) {
            true => Some(Self(text)),
            false => None,
        }
    }

    /// The text.
    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

impl Deref for Label<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl AsRef<str> for Label<'_> {
    fn as_ref(&self) -> &str {
        self.0
    }
}

impl PartialEq<str> for Label<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Label<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<Label<'_>> for String {
    fn from(label: Label<'_>) -> Self {
        label.0.into()
    }
}

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

/// What is wrong with PEM, and on which line (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PemError {
    /// The line.
    pub line: usize,
    /// What.
    pub kind: PemErrorKind,
}

/// What is wrong with PEM.
///
/// A label here is the text of a [`Label`]: it can be shown, and is never a part of what the block holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PemErrorKind {
    /// No line begins with `-----BEGIN` and a label.
    NoBlock,
    /// There are blocks, but none with a label that was looked for.
    OtherLabel {
        /// The first block's label.
        label: String,
    },
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
    /// The text is UTF-16, which is not PEM.
    Utf16,
}

impl fmt::Display for PemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PemErrorKind::NoBlock => {
                return f.write_str("no PEM block: no line begins with \"-----BEGIN\"");
            }
            PemErrorKind::Utf16 => {
                return f.write_str(
                    "the PEM is encoded as UTF-16; convert it with iconv -f UTF-16 -t UTF-8",
                );
            }
            _ => {}
        }
        write!(f, "line {}: ", self.line)?;
        match &self.kind {
            PemErrorKind::NoBlock | PemErrorKind::Utf16 => Ok(()),
            PemErrorKind::OtherLabel { label } => {
                write!(
                    f,
                    "this is a PEM block {label}, which is not what is expected"
                )
            }
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
#[non_exhaustive]
pub struct Block<'a> {
    /// The label: `CERTIFICATE`.
    pub label: Label<'a>,
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
    /// The value of the first header of this name (RFC 1421 §4.4), compared to the byte.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, value)| *value)
    }

    /// True when the headers mark the contents as encrypted (`Proc-Type: 4,ENCRYPTED`).
    pub fn is_encrypted(&self) -> bool {
        self.header("Proc-Type")
            .is_some_and(|v| v.split(',').any(|part| part.trim() == "ENCRYPTED"))
    }
}

/// An iterator over the blocks of an input.
#[derive(Clone)]
pub struct Blocks<'a> {
    input: &'a [u8],
    /// Where the search goes on.
    pos: usize,
    /// How many line ends stand before `counted`, so that each is counted once.
    line_ends: usize,
    counted: usize,
    found: bool,
    failed: bool,
    /// Whether the search goes on behind a damaged block.
    resumes: bool,
}

// The input may be a private key: no byte of it is printed.
impl fmt::Debug for Blocks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blocks(at byte {} of {})", self.pos, self.input.len())
    }
}

/// The blocks of an input, in order. What is not a block is passed over; the first damaged block ends the iteration
/// with its error.
///
/// A line ends with LF, CR LF or CR, and may be indented, as in YAML. The base64 may follow the BEGIN boundary on its line, and the END boundary may
/// follow the base64, so that a file whose line ends became spaces or nothing is read (RFC 7468 §3, the lax form). A
/// BEGIN boundary after other text on its line counts only if a whole block follows it: text may mention boundaries.
pub fn blocks(input: &[u8]) -> Blocks<'_> {
    Blocks {
        input,
        pos: 0,
        line_ends: 0,
        counted: 0,
        found: false,
        failed: false,
        resumes: false,
    }
}

/// The blocks of an input, and for each damaged one its error: the search goes on behind the damaged block's BEGIN boundary.
/// For a bundle whose other blocks are of use without it; a key is better read with [`blocks`].
pub fn blocks_and_errors(input: &[u8]) -> Blocks<'_> {
    Blocks {
        resumes: true,
        ..blocks(input)
    }
}

/// The first block with one of these labels (any label, if none is given).
///
/// # Errors
///
/// What is wrong with the first damaged block before it; [`PemErrorKind::OtherLabel`] or [`PemErrorKind::NoBlock`] if there
/// is none.
pub fn first<'a>(input: &'a [u8], labels: &[Label<'_>]) -> Result<Block<'a>, PemError> {
    let mut none = PemError {
        line: 1,
        kind: PemErrorKind::NoBlock,
    };
    for block in blocks(input) {
        let block = block?;
        if labels.is_empty() || labels.contains(&block.label) {
            return Ok(block);
        }
        if none.kind == PemErrorKind::NoBlock {
            none = PemError {
                line: block.line,
                kind: PemErrorKind::OtherLabel {
                    label: block.label.into(),
                },
            };
        }
    }
    Err(none)
}

/// True when [`blocks`] finds anything: a block, whole or damaged, or PEM in UTF-16, which it refuses.
pub fn is_pem(input: &[u8]) -> bool {
    blocks(input).begin().is_some() || is_utf16(input)
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// No label in use is longer than half of this.
const MAX_LABEL: usize = 64;
/// Sixteen characters of base64 are twelve bytes of a key, and no word of a label in use is that long.
const MAX_LABEL_WORD: usize = 15;

/// Whether a text is a label, by the rule of [`Label`], and not a part of what the block holds. What passes may be shown in a message.
const fn is_label(text: &[u8]) -> bool {
    if text.len() > MAX_LABEL {
        return false;
    }
    let (mut word, mut at) = (0, 0);
    while at < text.len() {
        match text[at] {
            b' ' | b'-' if word == 0 => return false,
            b' ' | b'-' => word = 0,
            b if !b.is_ascii_graphic() || word == MAX_LABEL_WORD => return false,
            _ => word += 1,
        }
        at += 1;
    }
    word > 0
}

/// The label of the boundary that begins a text, and the boundary's length. What a hyphen follows is none, unless the
/// next block begins with it.
fn boundary<'a>(text: &'a [u8], kind: &[u8]) -> Option<(Label<'a>, usize)> {
    let rest = text.strip_prefix(kind)?;
    let within = &rest[..rest.len().min(MAX_LABEL + DASHES.len())];
    let len = find(within, DASHES)?;
    let after = len + DASHES.len();
    let ends = rest.get(after) != Some(&b'-') || rest[after..].starts_with(BEGIN);
    let label = Label::new(core::str::from_utf8(&rest[..len]).ok()?).filter(|_| ends)?;
    Some((label, kind.len() + after))
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

/// Whether the input holds a BEGIN boundary in UTF-16, of either byte order: the bytes between the first character's
/// and the last one's are the same in both.
fn is_utf16(input: &[u8]) -> bool {
    input.first() != Some(&0x30) && find(input, b"-\0-\0-\0-\0-\0B\0E\0G\0I\0N").is_some()
}

fn is_line_end(b: u8) -> bool {
    matches!(b, b'\n' | b'\r')
}

/// The lines of a text and their offsets.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut next = Some(0);
    core::iter::from_fn(move || {
        let start = next?;
        let rest = &text[start..];
        let len = rest.iter().position(|&b| is_line_end(b));
        next = len.map(|len| {
            start
                + len
                + if rest[len..].starts_with(b"\r\n") {
                    2
                } else {
                    1
                }
        });
        Some((start, &rest[..len.unwrap_or(rest.len())]))
    })
}

/// Without what OpenSSL strips at the end of a line: everything up to the space character.
fn trimmed_end(mut text: &[u8]) -> &[u8] {
    while let [head @ .., last] = text
        && *last <= b' '
    {
        text = head;
    }
    text
}

/// What stands between the boundaries.
struct Body<'a> {
    headers: Vec<(&'a str, &'a str)>,
    /// Without white space; of the text's length at most, so that it never moves while it grows.
    base64: Zeroizing<Vec<u8>>,
}

/// Splits a body into headers and base64; the error is the offset of a header that is not understood.
fn body(text: &[u8]) -> Result<Body<'_>, usize> {
    let mut headers = Vec::new();
    let mut base64 = Zeroizing::new(Vec::with_capacity(text.len()));
    if lines(text)
        .next()
        .is_some_and(|(_, first)| !trimmed_end(first).is_empty())
    {
        // On the BEGIN line: headers of one word each, then base64.
        let mut rest = text.trim_ascii_start();
        while let Some((name, after)) =
            word(rest).filter(|(name, _)| name.len() > 1 && name.ends_with(b":"))
        {
            let (value, after) = word(after).ok_or(text.len() - rest.len())?;
            let name = core::str::from_utf8(&name[..name.len() - 1]);
            let pair = name.ok().zip(core::str::from_utf8(value).ok());
            headers.push(pair.ok_or(text.len() - rest.len())?);
            rest = after;
        }
        base64.extend(rest.iter().copied().filter(|b| !b.is_ascii_whitespace()));
        return Ok(Body { headers, base64 });
    }
    let mut in_headers = false;
    for (at, line) in lines(text) {
        let line = trimmed_end(line);
        if !base64.is_empty() && line.starts_with(b"-") {
            // Base64 has no hyphen: OpenSSL takes the data to end here, and the block at its END.
            break;
        }
        if base64.is_empty() && line.contains(&b':') {
            headers.push(header(line).ok_or(at)?);
            in_headers = true;
        } else if in_headers && !line.is_empty() && line[0] <= b' ' {
            // A folded header: nothing that certwright reads is ever folded.
        } else {
            in_headers = false;
            base64.extend(line.iter().copied().filter(|b| !b.is_ascii_whitespace()));
        }
    }
    Ok(Body { headers, base64 })
}

/// The first word of a text that begins with one, and the text from the next word on.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let len = text
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(text.len());
    (len > 0).then(|| (&text[..len], text[len..].trim_ascii_start()))
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, PemError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let block = self.block().transpose()?;
        self.found = true;
        self.failed = block.is_err() && !self.resumes;
        Some(block)
    }
}

impl<'a> Blocks<'a> {
    fn block(&mut self) -> Result<Option<Block<'a>>, PemError> {
        let Some((start, label, open)) = self.begin() else {
            self.pos = self.input.len();
            return match !self.found && is_utf16(self.input) {
                true => Err(PemError {
                    line: 1,
                    kind: PemErrorKind::Utf16,
                }),
                false => Ok(None),
            };
        };
        let line = self.line(start);
        self.pos = open;
        let (close, end) = self.end(label, open)?;
        self.pos = end;
        let text = &self.input[open..close];
        let Body {
            headers,
            mut base64,
        } = body(text).map_err(|at| PemError {
            line: self.line(open + at),
            kind: PemErrorKind::Header,
        })?;
        if base64.is_empty() {
            return Err(PemError {
                line: self.line(close),
                kind: PemErrorKind::Empty,
            });
        }
        let len = match Base64::decode_in_place(&mut base64) {
            Ok(decoded) => decoded.len(),
            Err(_) => return Err(self.wrong_base64(open, text)),
        };
        base64.truncate(len);
        let blank = self.input[end..]
            .iter()
            .take_while(|&&b| b <= b' ' && !is_line_end(b))
            .count();
        let span = match &self.input[end + blank..] {
            [b'\r', b'\n', ..] => start..end + blank + 2,
            [b'\r' | b'\n', ..] => start..end + blank + 1,
            [] => start..end + blank,
            _ => start..end,
        };
        Ok(Some(Block {
            label,
            contents: base64,
            headers,
            line,
            span,
        }))
    }

    /// The next BEGIN boundary: where it begins, its label, and where it ends.
    fn begin(&self) -> Option<(usize, Label<'a>, usize)> {
        let mut from = self.pos;
        loop {
            let at = from + find(self.input.get(from..)?, BEGIN)?;
            from = at + BEGIN.len();
            let Some((label, len)) = boundary(&self.input[at..], BEGIN) else {
                continue;
            };
            // White space before it does not count as text (RFC 7468 §3, laxtextualmsg).
            let before = &self.input[self.pos..at];
            let text = before.trim_ascii_end();
            let begins_line = text.is_empty()
                || before[text.len()..].iter().copied().any(is_line_end)
                || (self.pos == 0 && text == b"\xef\xbb\xbf");
            if begins_line || self.is_whole(at, label, at + len) {
                return Some((at, label, at + len));
            }
        }
    }

    /// Whether a BEGIN boundary within a line is a block's: white space before it, base64 and the END boundary after it.
    fn is_whole(&self, start: usize, label: Label<'_>, open: usize) -> bool {
        let rest = &self.input[open..];
        start > 0
            && self.input[start - 1].is_ascii_whitespace()
            && find(rest, DASHES).is_some_and(|len| {
                boundary(&rest[len..], END).is_some_and(|(found, _)| found == label)
                    && body(&rest[..len]).is_ok_and(|mut body| {
                        !body.base64.is_empty() && Base64::decode_in_place(&mut body.base64).is_ok()
                    })
            })
    }

    /// The END boundary of a block whose BEGIN boundary ends at `open`: where it begins and where it ends.
    fn end(&mut self, label: Label<'_>, open: usize) -> Result<(usize, usize), PemError> {
        let mut from = open;
        while let Some(at) = find(&self.input[from..], DASHES) {
            let at = from + at;
            let rest = &self.input[at..];
            if rest.starts_with(END) {
                return match boundary(rest, END) {
                    Some((found, len)) if found == label => Ok((at, at + len)),
                    _ => Err(PemError {
                        line: self.line(at),
                        kind: PemErrorKind::EndMismatch {
                            label: label.into(),
                        },
                    }),
                };
            }
            if rest.starts_with(BEGIN) {
                let kind = PemErrorKind::BeginInside {
                    label: label.into(),
                };
                return Err(PemError {
                    line: self.line(at),
                    kind,
                });
            }
            from = at + 1;
        }
        let last = self.input.len().saturating_sub(1);
        Err(PemError {
            line: self.line(last),
            kind: PemErrorKind::Truncated {
                label: label.into(),
            },
        })
    }

    /// The line in which the byte at `at` stands; calls go forward through the input, or are for an error.
    fn line(&mut self, at: usize) -> usize {
        if at < self.counted {
            (self.line_ends, self.counted) = (0, 0);
        }
        let ends_line = |&at: &usize| match self.input[at] {
            b'\r' => self.input.get(at + 1) != Some(&b'\n'),
            b => b == b'\n',
        };
        self.line_ends += (self.counted..at).filter(ends_line).count();
        self.counted = at;
        self.line_ends + 1
    }

    /// Finds the line to blame after the constant-time decoder has refused the whole.
    fn wrong_base64(&mut self, open: usize, text: &[u8]) -> PemError {
        for (start, line) in lines(text) {
            let alphabet = |b: &u8| b.is_ascii_alphanumeric() || b"+/= \t".contains(b);
            if !line.contains(&b':')
                && let Some(at) = line.iter().position(|b| !alphabet(b))
            {
                return PemError {
                    line: self.line(open + start + at),
                    kind: PemErrorKind::Character,
                };
            }
        }
        PemError {
            line: self.line(open + trimmed_end(text).len()),
            kind: PemErrorKind::Padding,
        }
    }
}

fn header(line: &[u8]) -> Option<(&str, &str)> {
    core::str::from_utf8(line)
        .ok()?
        .split_once(':')
        .map(|(name, value)| (name.trim(), value.trim()))
}

/// Writes a block: 64 characters a line, `\n` after each.
pub fn encode(label: Label<'_>, contents: &[u8]) -> String {
    const BOUNDARIES: usize = "-----BEGIN -----\n-----END -----\n".len();
    let base64 = contents.len().div_ceil(3) * 4;
    // Exact, so that a secret's text does not move while it grows.
    let mut text =
        String::with_capacity(BOUNDARIES + 2 * label.len() + base64 + base64.div_ceil(64));
    let Ok(()) = encode_to(label, contents, |piece| -> Result<(), Infallible> {
        text.push_str(piece);
        Ok(())
    });
    text
}

/// As [`encode`], for contents whose text is larger than memory should hold: `write` gets it line by line.
///
/// # Errors
///
/// The first of `write`.
pub fn encode_to<E>(
    label: Label<'_>,
    contents: &[u8],
    mut write: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    for part in ["-----BEGIN ", label.as_str(), "-----\n"] {
        write(part)?;
    }
    let mut line = Zeroizing::new([0u8; 64]);
    for bytes in contents.chunks(48) {
        // 48 bytes make 64 characters.
        write(Base64::encode(bytes, &mut *line).expect("a line of 64 characters"))?;
        write("\n")?;
    }
    for part in ["-----END ", label.as_str(), "-----\n"] {
        write(part)?;
    }
    Ok(())
}

/// Writes a block of a secret: as [`encode`], zeroised on drop.
pub fn encode_secret(label: Label<'_>, contents: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(encode(label, contents))
}
