//! `openssl.cnf`: named sections of ordered `name = value` lines (config(5)).
//!
//! [`Conf`] is the contents of a file; what its values mean is for the commands. The grammar, with its variables, quotes and
//! includes, is in `parse`.

mod parse;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::rc::Rc;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::{hint, io, openssl_dir, rng};
use crate::limits;
use certwright::der::ObjectIdentifier;

/// The section of the lines that stand before any section header, which is also asked when another section lacks a name.
pub const DEFAULT: &str = "default";

/// The configuration that serves where neither `-config` nor `OPENSSL_CONF` names one.
const BUILT_IN: &str = include_str!("default.cnf");

/// Where something stands: a file and a line, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name as messages give it.
    pub file: Rc<str>,
    /// The line.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One `name = value`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name as written.
    pub name: String,
    /// The value, with quotes, escapes and variables resolved.
    pub value: String,
    /// Where it stands.
    pub place: Place,
}

/// A section: its lines in order.
#[derive(Clone, Debug, Default)]
struct Section {
    name: String,
    entries: Vec<Entry>,
    /// Where each name's last line is.
    last: HashMap<String, usize>,
}

/// A configuration.
#[derive(Clone, Debug)]
pub struct Conf {
    name: Rc<str>,
    sections: Vec<Section>,
    /// Where each section is.
    index: HashMap<String, usize>,
}

impl Conf {
    /// The configuration of a file, or with `-` of standard input.
    pub fn load(path: &Path) -> Result<Self, CliError> {
        let bytes = io::read(Some(path), &limits::CONFIGURATION)?;
        Self::from_bytes(&bytes, &io::display(Some(path)))
    }

    /// The configuration of bytes that came from the place called `name`. What is not UTF-8 is taken as Latin-1.
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Self, CliError> {
        let mut parser = parse::Parser::new(name);
        parser.parse(&text(bytes), name)?;
        Ok(parser.finish())
    }

    /// What somebody else wrote in the same grammar, as whoever asks for a certificate does: files and environment variables
    /// that it names are refused, which would go into the certificate.
    pub fn from_foreign(bytes: &[u8], name: &str) -> Result<Self, CliError> {
        let mut parser = parse::Parser::of_foreign(name);
        parser.parse(&text(bytes), name)?;
        Ok(parser.finish())
    }

    /// The configuration of a text that came from the place called `name`.
    pub fn from_text(text: &str, name: &str) -> Result<Self, CliError> {
        Self::from_bytes(text.as_bytes(), name)
    }

    /// A command's configuration: the file that `-config` names, else `OPENSSL_CONF`'s. Where neither is there, under the
    /// name `openssl` the system's file, and otherwise the built-in one, so that `certwright` depends on no file that it
    /// was not given. An empty name is the empty configuration, and `-` is standard input.
    pub fn for_command(args: &Args) -> Result<Self, CliError> {
        if let Some(path) = args.path("config") {
            return Self::named(path);
        }
        match std::env::var_os("OPENSSL_CONF").filter(|v| !v.is_empty() || args.as_openssl()) {
            Some(path) => Self::named(Path::new(&path)).map_err(|e| {
                if e.message().starts_with("cannot read") {
                    CliError::new(format!("{e} (OPENSSL_CONF names it)"))
                } else {
                    e
                }
            }),
            None => match openssl_dir::configuration().filter(|_| args.as_openssl()) {
                Some(path) => Self::load(&path),
                None => Ok(Self::built_in()),
            },
        }
    }

    fn named(path: &Path) -> Result<Self, CliError> {
        match path.as_os_str().is_empty() {
            true => Ok(Self::empty("the empty configuration")),
            false => Self::load(path),
        }
    }

    /// The built-in configuration.
    pub fn built_in() -> Self {
        // A test reads it, so that what stands here is never the empty configuration.
        Self::from_text(BUILT_IN, "the built-in configuration")
            .unwrap_or_else(|_| Self::empty("nothing"))
    }

    /// The name of the file, for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of a name in a section, or else in the default section; in the section `ENV` the environment answers.
    pub fn get(&self, section: &str, name: &str) -> Option<Cow<'_, str>> {
        if let Some(entry) = self.entry(section, name) {
            return Some(Cow::Borrowed(&entry.value));
        }
        if section == "ENV"
            && let Some(value) = std::env::var_os(name)
        {
            return Some(Cow::Owned(value.to_string_lossy().into_owned()));
        }
        self.entry(DEFAULT, name)
            .map(|e| Cow::Borrowed(e.value.as_str()))
    }

    /// A line of a section, and of no other.
    pub fn entry(&self, section: &str, name: &str) -> Option<&Entry> {
        let section = self.find(section)?;
        section.entries.get(*section.last.get(name)?)
    }

    /// The lines of a section in order; `None` when there is no such section.
    pub fn section(&self, name: &str) -> Option<&[Entry]> {
        self.find(name).map(|s| s.entries.as_slice())
    }

    /// The lines of a section that something names, or an error that it is not there.
    pub fn required(&self, name: &str, named_by: &str) -> Result<&[Entry], CliError> {
        self.section(name).ok_or_else(|| {
            let near = hint::nearest(name, self.section_names());
            let question = near
                .map(|near| format!("; did you mean [{near}]?"))
                .unwrap_or_default();
            CliError::new(format!(
                "{}: there is no section [{name}], which {named_by} names{question}",
                self.name,
                name = excerpt(name)
            ))
        })
    }

    /// Takes in what holds for the whole run: `oid_section` and `oid_file`, names for object identifiers that have none; and under
    /// OpenSSL's name `RANDFILE` of a section, the file that the command leaves a seed in.
    ///
    /// # Errors
    /// A file that cannot be read, a section that is not there, and what is not an object identifier.
    pub fn take_in(&self, args: &Args, section: &str) -> Result<(), CliError> {
        if let Some(file) = self.get(section, "RANDFILE")
            && args.as_openssl_does()
        {
            rng::keep_seed_in(Path::new(file.as_ref()));
        }
        if let Some(file) = self.get(DEFAULT, "oid_file") {
            let bytes = io::read_file(Path::new(file.as_ref()), &limits::LINES)?;
            for line in String::from_utf8_lossy(&bytes).lines() {
                let mut words = line.split_whitespace();
                if let (Some(number), Some(short)) = (words.next(), words.next()) {
                    let long = words.collect::<Vec<_>>().join(" ");
                    define(number, short, if long.is_empty() { short } else { &long })?;
                }
            }
        }
        // Before the first section, where commands look, and in the section of the library's modules.
        let modules = self.get(DEFAULT, "openssl_conf");
        let of_modules = modules.and_then(|modules| self.get(&modules, "oid_section"));
        for section in [self.get(DEFAULT, "oid_section"), of_modules]
            .into_iter()
            .flatten()
        {
            for Entry { name, value, .. } in self.required(&section, "oid_section")? {
                // `short = long name, 1.2.3` or `short = 1.2.3`.
                let (long, number) = value.rsplit_once(',').unwrap_or((name, value));
                define(number.trim(), name, long.trim())?;
            }
        }
        Ok(())
    }

    /// The sections' names in the order of their first appearance.
    pub fn section_names(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|s| s.name.as_str())
    }

    fn empty(name: &str) -> Self {
        Self {
            name: name.into(),
            sections: Vec::new(),
            index: HashMap::new(),
        }
    }

    fn find(&self, section: &str) -> Option<&Section> {
        self.sections.get(*self.index.get(section)?)
    }

    /// A name given again is a new line: the last one counts, and stands where it was given. Those before it stay in
    /// the list until [`Self::settle`].
    fn add(&mut self, section: &str, entry: Entry) {
        let section = self.make_section(section);
        section
            .last
            .insert(entry.name.clone(), section.entries.len());
        section.entries.push(entry);
    }

    fn make_section(&mut self, name: &str) -> &mut Section {
        let next = self.sections.len();
        let at = *self.index.entry(name.to_string()).or_insert(next);
        if at == next {
            self.sections.push(Section {
                name: name.to_string(),
                ..Section::default()
            });
        }
        &mut self.sections[at]
    }

    /// Drops the lines that later ones replace.
    fn settle(mut self) -> Self {
        for section in &mut self.sections {
            let last = &mut section.last;
            let mut at = 0;
            section.entries.retain(|entry| {
                at += 1;
                last.get(&entry.name) == Some(&(at - 1))
            });
            last.extend(
                section
                    .entries
                    .iter()
                    .enumerate()
                    .map(|(at, entry)| (entry.name.clone(), at)),
            );
        }
        self
    }
}

fn define(number: &str, short: &str, long: &str) -> Result<(), CliError> {
    let known: Result<ObjectIdentifier, _> = number.parse();
    let number = known.map_err(|_| {
        CliError::new(format!(
            "the configuration's object identifier {short} = {number} is malformed",
            short = excerpt(short),
            number = excerpt(number)
        ))
    })?;
    super::text::define(number, short, long);
    Ok(())
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&b| char::from(b)).collect()),
    }
}
