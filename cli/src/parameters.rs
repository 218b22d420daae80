//! Parameters of `kdf`, `mac` and `pkeyutl -kdf` in `name:value` form: bytes are `name:text` or `hexname:digits`, the others words.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::args::Args;
use super::digest::{self, MessageDigest};
use super::error::{CliError, excerpt};
use super::rsa_options;

/// What an algorithm takes, beside `properties`, which chooses among providers: there are none.
pub struct Known {
    /// The algorithm's name.
    pub of: &'static str,
    /// Bytes.
    pub bytes: &'static [&'static str],
    /// Words and numbers.
    pub words: &'static [&'static str],
}

/// A row of a command's table: an algorithm by its names, what it takes, and what does it.
pub struct Algorithm<F> {
    /// Other names; the one that is printed is that of what it takes.
    aliases: &'static [&'static str],
    pub known: Known,
    pub run: F,
}

impl<F> Algorithm<F> {
    /// Its name, other names, bytes, words.
    pub const fn new(
        of: &'static str,
        aliases: &'static [&'static str],
        bytes: &'static [&'static str],
        words: &'static [&'static str],
        run: F,
    ) -> Self {
        Self {
            aliases,
            known: Known { of, bytes, words },
            run,
        }
    }

    /// The row of a name in capitals.
    pub fn named<'t>(table: &'t [Self], name: &str) -> Option<&'t Self> {
        let mut rows = table.iter();
        rows.find(|row| row.known.of == name || row.aliases.contains(&name))
    }

    /// The names, for `list`.
    pub fn names(table: &[Self]) -> impl Iterator<Item = &'static str> {
        table.iter().map(|row| row.known.of)
    }
}

/// What an algorithm is given.
#[derive(Default)]
pub struct Parameters {
    /// In the order given.
    bytes: Vec<(&'static str, Zeroizing<Vec<u8>>)>,
    words: Vec<(&'static str, String)>,
}

impl Parameters {
    /// From the command's option (`kdfopt`), and from those options that stand for the parameter of their name.
    pub fn read(
        args: &Args,
        option: &str,
        shorthands: &[&str],
        known: &Known,
    ) -> Result<Self, CliError> {
        let mut parameters = Self::default();
        for given in args.occurrences() {
            let value = given.value.as_ref().map(|value| value.to_string_lossy());
            // It may be a key.
            let value = Zeroizing::new(value.unwrap_or_default().into_owned());
            let name = given.name.as_str();
            let (name, value) = if name == option {
                split(option, &value)?
            } else if shorthands.contains(&name) {
                // Of an option the last value counts, in the place of the first.
                (name, args.text(name).unwrap_or(&value))
            } else {
                continue;
            };
            parameters.add(known, name, value)?;
        }
        Ok(parameters)
    }

    /// Adds one.
    pub fn add(&mut self, known: &Known, name: &str, value: &str) -> Result<(), CliError> {
        let find =
            |names: &[&'static str], name: &str| names.iter().copied().find(|known| *known == name);
        let in_hexadecimal = name.strip_prefix("hex").unwrap_or_default();
        if let Some(name) = find(known.bytes, name) {
            let value = Zeroizing::new(value.as_bytes().to_vec());
            self.bytes.push((name, value));
        } else if let Some(plain) = find(known.bytes, in_hexadecimal) {
            let value = Zeroizing::new(hexadecimal(name, value)?);
            self.bytes.push((plain, value));
        } else if let Some(name) = find(known.words, name) {
            self.words.push((name, value.to_owned()));
        } else if name != "properties" {
            return Err(CliError::new(format!(
                "Parameter unknown '{}': {} has {}",
                excerpt(name),
                known.of,
                (known.bytes.iter())
                    .chain(known.words)
                    .copied()
                    .collect::<Vec<_>>()
                    .join(", ")
            )));
        }
        Ok(())
    }

    /// Forgets what was given by this name, or in hexadecimal for it.
    pub fn forget(&mut self, name: &str) {
        let plain = name.strip_prefix("hex").unwrap_or(name);
        self.bytes
            .retain(|(given, _)| *given != name && *given != plain);
        self.words.retain(|(given, _)| *given != name);
    }

    /// Bytes; the first that were given count, as in OpenSSL 3.0.
    pub fn bytes(&self, name: &str) -> Option<&Zeroizing<Vec<u8>>> {
        let mut given = self.bytes.iter();
        given
            .find(|(given, _)| *given == name)
            .map(|(_, bytes)| bytes)
    }

    /// Bytes that were given in pieces.
    pub fn joined(&self, name: &str) -> Zeroizing<Vec<u8>> {
        let mut all = Zeroizing::<Vec<u8>>::default();
        for (_, piece) in self.bytes.iter().filter(|(given, _)| *given == name) {
            all.extend_from_slice(piece);
        }
        all
    }

    /// A word; the first counts.
    pub fn word(&self, name: &str) -> Option<&str> {
        let mut given = self.words.iter();
        given
            .find(|(given, _)| *given == name)
            .map(|(_, word)| &word[..])
    }

    /// The digest, if there is one: it has a fixed length.
    pub fn digest(&self) -> Result<Option<&'static MessageDigest>, CliError> {
        let Some(name) = self.word("digest") else {
            return Ok(None);
        };
        let digest = digest::named(name)?;
        match digest.is_xof() {
            true => Err(CliError::usage(format!(
                "HMAC takes a digest of fixed length, and {} has none",
                digest.display
            ))),
            false => Ok(Some(digest)),
        }
    }
}

/// What names the algorithm: the operand, in capitals.
pub fn algorithm(args: &Args, what: &str) -> Result<String, CliError> {
    args.operands()
        .next()
        .map(|name| name.to_string_lossy().to_ascii_uppercase())
        .ok_or_else(|| CliError::usage(format!("name the {what} after the options")))
}

/// The name of an RSA parameter as tables have it. OpenSSL reads the older names, which begin with `rsa_`, in either case, and its providers'
/// own (`digest`, `pad-mode`) as they are.
pub fn of_control(name: &str) -> Cow<'_, str> {
    let is_older = name
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("rsa_"));
    match is_older {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// The name and the value of a parameter.
pub fn split<'a>(option: &str, given: &'a str) -> Result<(&'a str, &'a str), CliError> {
    // The value may be a key.
    given
        .split_once(':')
        .ok_or_else(|| CliError::usage(format!("-{option} takes name:value")))
}

/// Digits alone, without the colons that other options take between bytes. What is refused is not shown: it may be a key.
pub fn hexadecimal(name: &str, value: &str) -> Result<Vec<u8>, CliError> {
    let digits = value.bytes().all(|b| b.is_ascii_hexdigit());
    rsa_options::hexadecimal(value)
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| {
            CliError::new(format!(
                "Parameter error '{}': its value is not an even number of hexadecimal digits",
                excerpt(name)
            ))
        })
}
