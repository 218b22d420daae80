//! The grammar of `openssl.cnf`, as OpenSSL 3.0 reads it.
//!
//! A line is joined with the next where it ends in one backslash, then loses its comment (`#` outside quotes and not
//! escaped), then is a section header, a directive (`.include`, `.pragma`) or `name = value`, where the name may carry a
//! section of its own (`section::name`). In values `'…'`, `"…"` and `` `…` `` quote, a backslash escapes (`\n`, `\r`,
//! `\t`, `\b` are the control characters), and `$name`, `${name}`, `$(name)`, `$section::name`, `$ENV::NAME` are replaced.

use crate::error::excerpt;
use crate::found::{self, Kind};
use crate::limits;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::super::error::{CliError, reason};
use super::super::{hint, io};
use super::{Conf, DEFAULT, Entry, Place, text};

/// Includes within includes.
const MAX_DEPTH: usize = 16;
/// Files in all.
const MAX_FILES: usize = 256;
/// Bytes of one value after its variables are replaced, as in OpenSSL.
const MAX_VALUE: usize = 65536;
/// Bytes of all values together: what a chain of doublings may come to.
const MAX_TOTAL: usize = 16 << 20;

/// Reads texts into one configuration.
pub(super) struct Parser {
    conf: Conf,
    section: String,
    /// Files being read, outermost first.
    open: Vec<PathBuf>,
    files: usize,
    /// Bytes of the files that are included.
    text: u64,
    total: usize,
    /// `.pragma dollarid`: `$` may stand in names, and only `${…}` and `$(…)` are variables.
    dollar_in_names: bool,
    /// `.pragma abspath`: includes must be absolute.
    absolute_only: bool,
    /// `.pragma includedir` or `OPENSSL_CONF_INCLUDE`: where relative includes are looked for.
    include_dir: Option<PathBuf>,
    /// Somebody else wrote it: it sees neither files nor the environment.
    foreign: bool,
}

impl Parser {
    pub(super) fn new(name: &str) -> Self {
        let mut conf = Conf::empty(name);
        conf.make_section(DEFAULT);
        Self {
            conf,
            section: DEFAULT.into(),
            open: Vec::new(),
            files: 0,
            text: 0,
            total: 0,
            dollar_in_names: false,
            absolute_only: false,
            include_dir: std::env::var_os("OPENSSL_CONF_INCLUDE").map(PathBuf::from),
            foreign: false,
        }
    }

    /// A reader of what somebody else wrote.
    pub(super) fn of_foreign(name: &str) -> Self {
        Self {
            foreign: true,
            ..Self::new(name)
        }
    }

    pub(super) fn finish(self) -> Conf {
        self.conf.settle()
    }

    /// Reads one text. An include is read where it stands, and the section it ends in goes on after it.
    pub(super) fn parse(&mut self, input: &str, name: &str) -> Result<(), CliError> {
        self.parse_lines(input, name)
            .map_err(|e| match found::kind(input.as_bytes()) {
                None | Some(Kind::Text | Kind::Message | Kind::Binary) => e,
                // A section's name stands in brackets as well.
                Some(Kind::Json) if input.trim_start().starts_with('[') => e,
                Some(kind) => CliError::new(format!(
                    "{name} holds {}, not a configuration; name a configuration file",
                    kind.name()
                )),
            })
    }

    fn parse_lines(&mut self, input: &str, name: &str) -> Result<(), CliError> {
        if input.contains("-----BEGIN ") && input.contains("PRIVATE KEY") {
            return Err(CliError::new(format!(
                "{name} holds a private key, not a configuration; name a configuration file"
            )));
        }
        let file: Rc<str> = name.into();
        let input = input.strip_prefix('\u{feff}').unwrap_or(input);
        let mut joined = String::new();
        let mut lines = input.split('\n').enumerate().peekable();
        while let Some((number, line)) = lines.next() {
            joined.push_str(line.trim_end_matches('\r'));
            let goes_on = joined.ends_with('\\') && !joined.ends_with("\\\\");
            if goes_on {
                joined.pop();
                if lines.peek().is_some() {
                    continue;
                }
            }
            let place = Place {
                file: file.clone(),
                line: number + 1,
            };
            self.line(&joined, place)?;
            joined.clear();
        }
        Ok(())
    }

    fn line(&mut self, line: &str, place: Place) -> Result<(), CliError> {
        let wrong = |what: &str| Err(CliError::new(format!("{place}: {what}")));
        let line = without_comment(line).trim_matches(is_space);
        if line.is_empty() {
            return Ok(());
        }
        if let Some(rest) = line.strip_prefix('[') {
            let Some(name) = section_name(rest) else {
                return wrong("a section header without its closing \"]\"");
            };
            self.section = self.value(name, DEFAULT, &place)?;
            let section = self.section.clone();
            self.conf.make_section(&section);
            return Ok(());
        }

        let end = self.name_end(line);
        let (mut section, mut name, mut rest) = (None, &line[..end], &line[end..]);
        if let Some(after) = rest.strip_prefix("::") {
            let end = self.name_end(after);
            (section, name, rest) = (Some(name), &after[..end], &after[end..]);
        }
        let rest = rest.trim_start_matches(is_space);
        if section.is_none() && matches!(name, ".include" | ".pragma") {
            let argument = rest
                .strip_prefix('=')
                .unwrap_or(rest)
                .trim_matches(is_space);
            return match name {
                ".include" if self.foreign => {
                    wrong(".include is refused: the file is not this machine's own")
                }
                ".include" => self.include(argument, place),
                _ => self.pragma(argument, &place),
            };
        }
        let Some(value) = rest.strip_prefix('=') else {
            // The line is not shown: the file may be anything, even a key.
            return wrong("expected \"name = value\" or \"[section]\"");
        };
        let section = section.unwrap_or(&self.section).to_string();
        let value = self.value(value.trim_matches(is_space), &section, &place)?;
        self.total += value.len();
        if self.total > MAX_TOTAL {
            return wrong("the configuration's values are larger than 16 MiB together");
        }
        self.conf.add(
            &section,
            Entry {
                name: name.to_string(),
                value,
                place,
            },
        );
        Ok(())
    }

    /// Where a name that begins the text ends; an escaped character belongs to it.
    fn name_end(&self, text: &str) -> usize {
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => _ = chars.next(),
                '$' if self.dollar_in_names => {}
                c if is_name(c) => {}
                _ => return at,
            }
        }
        text.len()
    }

    /// Resolves quotes, escapes and variables.
    fn value(&self, from: &str, section: &str, place: &Place) -> Result<String, CliError> {
        let mut out = String::with_capacity(from.len());
        let mut rest = from.chars();
        while let Some(c) = rest.next() {
            match c {
                '\'' | '"' | '`' => {
                    while let Some(inner) = rest.next().filter(|&inner| inner != c) {
                        match inner {
                            '\\' => out.extend(rest.next()),
                            inner => out.push(inner),
                        }
                    }
                }
                '\\' => out.extend(rest.next().map(|escaped| match escaped {
                    'r' => '\r',
                    'n' => '\n',
                    'b' => '\u{8}',
                    't' => '\t',
                    other => other,
                })),
                '$' if !self.dollar_in_names || rest.as_str().starts_with(['{', '(']) => {
                    let (value, after) = self.variable(rest.as_str(), section, place)?;
                    out.push_str(&value);
                    rest = after.chars();
                }
                c => out.push(c),
            }
            if out.len() > MAX_VALUE {
                return Err(CliError::new(format!(
                    "{place}: a value of more than {MAX_VALUE} bytes"
                )));
            }
        }
        Ok(out)
    }

    /// The value of the variable whose name follows a `$`, and what stands after it.
    fn variable<'t>(
        &self,
        text: &'t str,
        section: &str,
        place: &Place,
    ) -> Result<(String, &'t str), CliError> {
        let (close, text) = match text.as_bytes().first() {
            Some(b'{') => (Some('}'), &text[1..]),
            Some(b'(') => (Some(')'), &text[1..]),
            _ => (None, text),
        };
        let word = |text: &'t str| {
            let part =
                |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$' && self.dollar_in_names;
            text.split_at(text.find(|c| !part(c)).unwrap_or(text.len()))
        };
        let (mut name, mut rest) = word(text);
        let mut section = section;
        if let Some(after) = rest.strip_prefix("::") {
            section = name;
            (name, rest) = word(after);
        }
        if let Some(close) = close {
            rest = rest.strip_prefix(close).ok_or_else(|| {
                CliError::new(format!(
                    "{place}: the variable \"{name}\" lacks its closing \"{close}\"",
                    name = excerpt(name)
                ))
            })?;
        }
        if self.foreign && section == "ENV" {
            return Err(CliError::new(format!(
                "{place}: an environment variable is refused: the file is not this machine's own"
            )));
        }
        match self.conf.get(section, name) {
            Some(value) => Ok((value.into_owned(), rest)),
            None if section == "ENV" => Err(CliError::new(format!(
                "{place}: the environment variable {name} is not set; export it first",
                name = excerpt(name)
            ))),
            None => Err(CliError::new(format!(
                "{place}: the variable \"{name}\" has no value in [{section}] or before the first section; write \\$ for a dollar sign",
                name = excerpt(name),
                section = excerpt(section)
            ))),
        }
    }

    /// `.pragma name:value`; unknown ones are passed over, as OpenSSL passes over those of later versions.
    fn pragma(&mut self, argument: &str, place: &Place) -> Result<(), CliError> {
        let wrong = || {
            CliError::new(format!(
                "{place}: \".pragma {argument}\" is not of the form name:value",
                argument = excerpt(argument)
            ))
        };
        let (name, value) = argument.split_once(':').ok_or_else(wrong)?;
        let (name, value) = (
            name.trim_end_matches(is_space),
            value.trim_start_matches(is_space),
        );
        if name.is_empty() || value.is_empty() {
            return Err(wrong());
        }
        let switch = || match value {
            "on" | "true" => Ok(true),
            "off" | "false" => Ok(false),
            _ => Err(CliError::new(format!(
                "{place}: .pragma {name} is either \"on\" or \"off\"",
                name = excerpt(name)
            ))),
        };
        match name {
            "dollarid" => self.dollar_in_names = switch()?,
            "abspath" => self.absolute_only = switch()?,
            "includedir" => self.include_dir = Some(value.into()),
            _ => {}
        }
        Ok(())
    }

    /// `.include path`: a file, or a directory's files that end in `.cnf` or `.conf`. One that is not there is passed
    /// over, as in OpenSSL, with a warning.
    fn include(&mut self, argument: &str, place: Place) -> Result<(), CliError> {
        let given = PathBuf::from(self.value(argument, &self.section, &place)?);
        if self.absolute_only && !given.is_absolute() {
            return Err(CliError::new(format!(
                "{place}: the include {} is relative, and .pragma abspath forbids that",
                excerpt(&given.to_string_lossy())
            )));
        }
        let path = match &self.include_dir {
            Some(dir) => dir.join(&given),
            None => given,
        };
        let failed = |path: &Path, e: &std::io::Error| {
            CliError::new(format!(
                "{place}: cannot include {}: {}",
                excerpt(&path.to_string_lossy()),
                reason(e)
            ))
        };
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(e) => {
                hint::warning(failed(&path, &e));
                return Ok(());
            }
        };
        if !metadata.is_dir() {
            return self.include_file(&path, &place);
        }
        let mut files = Vec::new();
        for entry in fs::read_dir(&path).map_err(|e| failed(&path, &e))? {
            let file = entry.map_err(|e| failed(&path, &e))?.path();
            let extension = file.extension().unwrap_or_default().to_ascii_lowercase();
            if extension == "cnf" || extension == "conf" {
                files.push(file);
            }
        }
        files.sort();
        files
            .iter()
            .try_for_each(|file| self.include_file(file, &place))
    }

    fn include_file(&mut self, path: &Path, place: &Place) -> Result<(), CliError> {
        let wrong = |what: String| {
            Err(CliError::new(format!(
                "{place}: cannot include {}: {what}",
                path.display()
            )))
        };
        let identity = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if self.open.contains(&identity) {
            return wrong("it includes itself".into());
        }
        if self.open.len() == MAX_DEPTH {
            return wrong(format!("includes are more than {MAX_DEPTH} deep"));
        }
        self.files += 1;
        if self.files > MAX_FILES {
            return wrong(format!("more than {MAX_FILES} files are included"));
        }
        let bytes = io::read_file(path, &limits::CONFIGURATION)
            .map_err(|e| CliError::new(format!("{place}: {e}")))?;
        self.text += bytes.len() as u64;
        if self.text > limits::CONFIGURATION.bytes {
            return wrong("the included files are larger than 2 MiB together".into());
        }
        self.open.push(identity);
        self.parse(&text(&bytes), &path.display().to_string())?;
        self.open.pop();
        Ok(())
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_!.%&*+,/;?@^~|-".contains(c)
}

/// What stands before the first `#` that is neither quoted nor escaped.
fn without_comment(line: &str) -> &str {
    let mut chars = line.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '#' => return &line[..at],
            '\\' => _ = chars.next(),
            '\'' | '"' | '`' => {
                while let Some((_, inner)) = chars.next()
                    && inner != c
                {
                    if inner == '\\' {
                        chars.next();
                    }
                }
            }
            _ => {}
        }
    }
    line
}

/// The name between the brackets: words with spaces between them, then `]`, after which nothing is read.
fn section_name(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(is_space);
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let word = rest
            .find(|c| !(is_name(c) || c == '\\'))
            .unwrap_or(rest.len());
        let after = &rest[word..];
        let spaces = after.len() - after.trim_start_matches(is_space).len();
        if after[spaces..].starts_with(']') {
            return Some(&text[..end + word]);
        }
        // Neither a word nor a space nor the bracket: a character that no name has.
        if word + spaces == 0 {
            return None;
        }
        end += word + spaces;
    }
}

#[cfg(test)]
mod tests;
