//! Pass phrases: OpenSSL's `-passin`/`-passout` sources, and prompts with its words.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::error::{CliError, reason};
use super::platform;

/// A pass phrase's bytes, wiped when dropped.
pub type Pass = Zeroizing<Vec<u8>>;

/// OpenSSL cuts what it reads from a prompt, a file or a descriptor at this length.
const MAX_LEN: usize = 1024;

/// OpenSSL refuses shorter ones at the prompt for a new pass phrase, and only there.
const MIN_LEN: usize = 4;

/// What a source that cannot be read keeps a command from, in OpenSSL's words.
const NO_PASSWORD: &str = "Error getting passwords";

/// Refuses a source of a pass phrase that is not there, whether or not the pass phrase is needed.
pub(crate) fn check_source(source: &str) -> Result<(), CliError> {
    match source.split_once(':') {
        Some(("env", name)) if std::env::var_os(name).is_none() => Err(unset(name)),
        Some(("file", path)) => {
            let path = std::path::Path::new(path);
            // Not opened: a pipe's writer would see its reader go.
            std::fs::metadata(path)
                .map(drop)
                .map_err(|e| CliError::io("read", path, &e).within(NO_PASSWORD))
        }
        _ => Ok(()),
    }
}

fn unset(name: &str) -> CliError {
    CliError::new(format!(
        "Error getting passwords: No environment variable {name}; export it first"
    ))
}

/// The sources of pass phrases of one run of a command.
///
/// A file, a descriptor or standard input that is named twice is read on, so that `-passin file:p -passout file:p` takes
/// two lines of one file, as OpenSSL does.
#[derive(Default)]
pub struct Sources {
    /// Read byte by byte: a buffer would keep what it read ahead.
    open: RefCell<HashMap<String, Box<dyn Read>>>,
}

impl Sources {
    /// No source is open yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The pass phrase of `-passin` or `-passout`: `pass:…`, `env:…`, `file:…`, `fd:…` or `stdin`. `None` in is `None` out.
    pub fn get(&self, source: Option<&str>) -> Result<Option<Pass>, CliError> {
        source.map(|source| self.resolve(source)).transpose()
    }

    /// Both pass phrases, the input's first, whatever order the options stood in.
    pub fn pair(
        &self,
        passin: Option<&str>,
        passout: Option<&str>,
    ) -> Result<(Option<Pass>, Option<Pass>), CliError> {
        Ok((self.get(passin)?, self.get(passout)?))
    }

    fn resolve(&self, source: &str) -> Result<Pass, CliError> {
        if source == "stdin" {
            return self.line(source, || Ok(Box::new(stdin()?)));
        }
        match source.split_once(':') {
            Some(("pass", text)) => Ok(Zeroizing::new(text.as_bytes().to_vec())),
            Some(("env", name)) => {
                let value = std::env::var_os(name).ok_or_else(|| unset(name))?;
                platform::into_bytes(value)
                    .map(Zeroizing::new)
                    .ok_or_else(|| {
                        CliError::new(format!(
                            "the pass phrase's environment variable {name} is not Unicode"
                        ))
                    })
            }
            Some(("file", path)) => {
                let path = PathBuf::from(path);
                self.line(source, || {
                    let file = platform::open(&path)
                        .map_err(|e| CliError::io("read", &path, &e).within(NO_PASSWORD))?;
                    Ok(Box::new(file))
                })
            }
            Some(("fd", number)) => {
                let wrong =
                    || CliError::usage("the pass phrase source fd: names no descriptor number");
                let fd: u32 = number.parse().map_err(|_| wrong())?;
                self.line(source, || {
                    let file = platform::open_descriptor(fd).map_err(|e| {
                        CliError::new(format!(
                            "cannot read the pass phrase from descriptor {fd}: {}",
                            reason(&e)
                        ))
                    })?;
                    Ok(Box::new(file))
                })
            }
            // The source itself may be the secret, typed without its `pass:`; it is not repeated.
            _ => Err(CliError::usage(
                "Error getting passwords: Invalid password argument; it is one of pass:TEXT, env:NAME, file:PATH, fd:NUMBER or stdin",
            )),
        }
    }

    /// The next line of a source, without its end.
    fn line(
        &self,
        source: &str,
        open: impl FnOnce() -> Result<Box<dyn Read>, CliError>,
    ) -> Result<Pass, CliError> {
        let mut all = self.open.borrow_mut();
        if !all.contains_key(source) {
            all.insert(source.to_string(), open()?);
        }
        let reader = all.get_mut(source).expect("inserted above");
        read_line(reader.as_mut()).map_err(|e| {
            CliError::new(format!(
                "cannot read the pass phrase from {source}: {}",
                reason(&e)
            ))
        })
    }
}

fn stdin() -> Result<impl Read, CliError> {
    platform::stdin().map_err(|e| CliError::io("read", Path::new("standard input"), &e))
}

/// One line of at most [`MAX_LEN`] bytes; it ends at the first carriage return or line feed. A longer one is refused: its beginning
/// is not what was meant, and its rest would be the next pass phrase from the same source.
fn read_line(reader: &mut (impl Read + ?Sized)) -> io::Result<Pass> {
    // With the carriage return.
    let mut line = Zeroizing::new(Vec::with_capacity(MAX_LEN + 1));
    let mut byte = Zeroizing::new([0u8; 1]);
    let mut some = false;
    loop {
        match reader.read(&mut byte[..]) {
            Ok(0) => break,
            Ok(_) => some = true,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        }
        if byte[0] == b'\n' {
            break;
        }
        if line.len() > MAX_LEN || line.len() == MAX_LEN && byte[0] != b'\r' {
            return Err(io::Error::other(format!(
                "its line has more than {MAX_LEN} bytes"
            )));
        }
        line.push(byte[0]);
    }
    if !some {
        return Err(io::Error::other("it has no line left"));
    }
    let end = line.iter().position(|&b| b == b'\r').unwrap_or(line.len());
    line.truncate(end);
    Ok(line)
}

/// Asks for the pass phrase of a key that is read: `Enter pass phrase for KEY:`.
pub fn ask_for_input(name: &str) -> Result<Pass, CliError> {
    prompt(&format!("Enter pass phrase for {name}:"))
}

/// Asks once for a pass phrase by its name: `Enter Import Password:`.
pub fn ask(words: &str) -> Result<Pass, CliError> {
    prompt(&format!("Enter {words}:"))
}

/// Asks twice for the pass phrase of a key that is written, with OpenSSL's words: `Enter PEM pass phrase:`.
pub fn ask_for_output(words: &str) -> Result<Pass, CliError> {
    let first = ask(words)?;
    if !(MIN_LEN..=MAX_LEN).contains(&first.len()) {
        return Err(CliError::new(format!(
            "the pass phrase must have {MIN_LEN} to {MAX_LEN} characters; run the command again"
        )));
    }
    ask_again(words, first)
}

/// Asks twice for a pass phrase of any length, which may be empty: `Enter Export Password:`.
pub fn ask_new(words: &str) -> Result<Pass, CliError> {
    let first = ask(words)?;
    ask_again(words, first)
}

fn ask_again(words: &str, first: Pass) -> Result<Pass, CliError> {
    let second = prompt(&format!("Verifying - Enter {words}:"))?;
    if *first != *second {
        return Err(CliError::new(
            "Verify failure: the two pass phrases differ; run the command again",
        ));
    }
    Ok(first)
}

/// Asks once, by these words, for what a file was encrypted with.
pub fn ask_once(words: &str) -> Result<Pass, CliError> {
    prompt(words)
}

/// Asks twice, by these words, for what a file is to be encrypted with.
pub fn ask_twice(words: &str) -> Result<Pass, CliError> {
    let first = prompt(words)?;
    if first.is_empty() {
        return Err(CliError::new(
            "the password is empty; run the command again",
        ));
    }
    if *first != *prompt(&format!("Verifying - {words}"))? {
        return Err(CliError::new(
            "Verify failure: the two passwords differ; run the command again",
        ));
    }
    Ok(first)
}

/// Asks on the terminal without echo; where there is no terminal, a line of standard input is the answer.
fn prompt(words: &str) -> Result<Pass, CliError> {
    let answer = if platform::has_terminal() {
        rpassword::prompt_password(words).map(|text| Zeroizing::new(text.into_bytes()))
    } else {
        let mut stderr = io::stderr().lock();
        let _ = stderr
            .write_all(words.as_bytes())
            .and_then(|()| stderr.flush());
        let answer = platform::stdin().and_then(|mut stdin| read_line(&mut stdin));
        // No terminal echoes the end of the line.
        let _ = stderr.write_all(b"\n");
        answer
    };
    answer.map_err(|e| {
        let why = match e.kind() {
            io::ErrorKind::Interrupted => "interrupted".into(),
            _ => reason(&e),
        };
        CliError::new(format!(
            "Can't read Password ({why}); give one with -passin or -passout"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_named_twice_is_read_on() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "one\r\ntwo\n").unwrap();
        let source = format!("file:{}", file.path().display());
        let sources = Sources::new();
        let (first, second) = sources.pair(Some(&source), Some(&source)).unwrap();
        assert_eq!(first.unwrap().as_slice(), b"one");
        assert_eq!(second.unwrap().as_slice(), b"two");
        assert!(sources.get(Some(&source)).is_err());
    }

    #[test]
    fn a_line_of_1024_bytes_is_a_pass_phrase_and_a_longer_one_is_refused_and_not_cut() {
        for (length, end, whole) in [
            (1024, "\n", true),
            (1024, "\r\n", true),
            (1024, "", true),
            (1025, "\n", false),
            (1025, "", false),
            (2049, "\nnext\n", false),
        ] {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), "a".repeat(length) + end).unwrap();
            let source = format!("file:{}", file.path().display());
            let read = Sources::new().pair(Some(&source), Some(&source));
            let first = Sources::new().get(Some(&source));
            match whole {
                true => assert_eq!(first.unwrap().unwrap().len(), length, "{end:?}"),
                false => {
                    let words = first.unwrap_err().message().to_string();
                    assert!(words.contains("more than 1024 bytes"), "{words}");
                    assert!(read.is_err(), "its rest is no second pass phrase");
                }
            }
        }
    }

    #[test]
    fn a_source_without_its_kind_is_refused_and_not_repeated() {
        let error = Sources::new().get(Some("hunter2")).unwrap_err();
        assert!(!error.message().contains("hunter2"));
        assert_eq!(
            Sources::new()
                .get(Some("pass:"))
                .unwrap()
                .unwrap()
                .as_slice(),
            b""
        );
        assert_eq!(
            Sources::new()
                .get(Some("pass:a:b"))
                .unwrap()
                .unwrap()
                .as_slice(),
            b"a:b"
        );
    }
}
