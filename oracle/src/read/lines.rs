//! Lines of `what name=value …`, the form of `vectors/cavp` and `vectors/wycheproof`.

use std::collections::HashMap;
use std::io::BufRead;

use super::{ReadError, TextLines, fault, key};

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// Its number, from 1.
    pub line: u64,
    /// Its first word.
    pub what: String,
    /// Its fields.
    pub fields: HashMap<String, String>,
}

impl Line {
    /// A field's bytes from hexadecimal digits, of which there may be an odd count; none for a field that is missing.
    ///
    /// # Errors
    ///
    /// If it has other characters.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        let digits = self.fields.get(name).map_or("", String::as_str);
        key::number(digits).ok_or_else(|| fault(self.line, format!("{name} is not hexadecimal")))
    }
}

/// The lines of a text that are not comments.
pub struct Lines(TextLines);

impl Lines {
    /// Reads from here.
    pub fn new(input: Box<dyn BufRead>) -> Self {
        Self(TextLines::new(input))
    }
}

impl Iterator for Lines {
    type Item = Result<Line, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (line, text) = match self.0.next()? {
                Ok(line) => line,
                Err(e) => return Some(Err(e)),
            };
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let mut words = text.split(' ');
            let what = words.next().unwrap_or_default().to_string();
            let mut fields = HashMap::new();
            for word in words {
                let Some((name, value)) = word.split_once('=') else {
                    return Some(Err(fault(line, format!("not name=value: {word}"))));
                };
                if fields.insert(name.to_string(), value.to_string()).is_some() {
                    return Some(Err(fault(line, format!("{name} is given twice"))));
                }
            }
            return Some(Ok(Line { line, what, fields }));
        }
    }
}
