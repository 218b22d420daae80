//! Stanzas of `Name = value` lines between blank lines, as OpenSSL's and BoringSSL's test files have them; a PEM block follows the line that
//! names it.

use std::io::BufRead;

use super::{ReadError, TextLines, fault};

/// The longest stanza, in memory.
const MAX_STANZA: usize = 16 << 20;

/// One `Name = value`, with its line.
pub(super) struct Field {
    pub(super) line: u64,
    pub(super) name: String,
    pub(super) value: String,
    /// The PEM block below it, if one is.
    pub(super) pem: String,
}

/// The fields of a stanza.
pub(super) struct Stanzas {
    lines: TextLines,
    ended: bool,
}

impl Stanzas {
    pub(super) fn new(input: Box<dyn BufRead>) -> Self {
        Self {
            lines: TextLines::new(input),
            ended: false,
        }
    }

    fn pem(&mut self, line: u64, begin: String) -> Result<String, ReadError> {
        let mut text = begin + "\n";
        loop {
            let Some(next) = self.lines.next() else {
                self.ended = true;
                return Err(fault(line, "a PEM block without an end"));
            };
            let (_, next) = next?;
            text.push_str(&next);
            text.push('\n');
            if text.len() > super::MAX_LINE {
                return Err(fault(line, "a PEM block that is too long"));
            }
            if next.starts_with("-----END") {
                return Ok(text);
            }
        }
    }
}

impl Iterator for Stanzas {
    type Item = Result<Vec<Field>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut fields: Vec<Field> = Vec::new();
        let mut size = 0;
        while !self.ended {
            let (line, text) = match self.lines.next() {
                None => {
                    self.ended = true;
                    break;
                }
                Some(Err(e)) => return Some(Err(e)),
                Some(Ok(line)) => line,
            };
            let text = text.trim();
            if text.starts_with('#') {
                continue;
            }
            // A field of one letter takes more memory than its line.
            size += text.len() + size_of::<Field>();
            if size > MAX_STANZA {
                self.ended = true;
                return Some(Err(fault(
                    line,
                    format!("a stanza of more than {MAX_STANZA} bytes"),
                )));
            }
            if text.is_empty() {
                if fields.is_empty() {
                    continue;
                }
                break;
            }
            if text.starts_with("-----BEGIN") {
                let Some(field) = fields.last_mut() else {
                    return Some(Err(fault(line, "a PEM block that nothing names")));
                };
                match self.pem(line, text.to_string()) {
                    Ok(pem) => field.pem = pem,
                    Err(e) => return Some(Err(e)),
                }
                continue;
            }
            // A word alone is a flag of BoringSSL's files.
            let word = || {
                text.bytes()
                    .all(|b| b.is_ascii_alphabetic())
                    .then_some((text, ""))
            };
            let Some((name, value)) = text.split_once('=').or_else(word) else {
                return Some(Err(fault(line, "not a line of the form Name = value")));
            };
            fields.push(Field {
                line,
                name: name.trim().into(),
                value: value.trim().into(),
                pem: String::new(),
            });
        }
        (!fields.is_empty()).then_some(Ok(fields))
    }
}
