//! What a command prints when it cannot go on: one clear line, and an exit status.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Why a command stopped. Its text is one line that states what was wrong, where, and what to do next; [`main`] prints
/// it on standard error after the command's name.
///
/// [`main`]: crate::main
#[derive(Debug)]
pub struct CliError {
    message: String,
    status: u8,
}

impl From<certwright::rsa::RngError> for CliError {
    fn from(e: certwright::rsa::RngError) -> Self {
        Self::new(e.to_string())
    }
}

impl CliError {
    /// Exit status 1 with this line. What it quotes may come from a hostile file: what could break the line
    /// or command the terminal is shown as escapes.
    ///
    /// Texts from files and arguments go into it by [`excerpt`]. What a caller cannot shorten, such as a path, is cut off
    /// where a PEM block begins, and shortened where base64 or hexadecimal is longer than a name: `-in "$(cat key.pem)"` names no file.
    pub fn new(message: impl Into<String>) -> Self {
        let mut message = without_long_keys(message.into());
        if let Some(at) = message.find("-----BEGIN ")
            && message[at + 5..].contains("-----")
        {
            message.truncate(at);
            message.push_str("(PEM text, which is not shown: name a file that holds it)");
        }
        if message.contains(is_obeyed) {
            let shown = |c: char| {
                if is_obeyed(c) {
                    c.escape_default().to_string()
                } else {
                    c.to_string()
                }
            };
            message = message.chars().map(shown).collect();
        }
        Self { message, status: 1 }
    }

    /// Exit status 1 with this line and where to read about the options.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self::new(format!("{message} (use -help for a summary)"))
    }

    /// Another exit status than 1, for the commands whose scripts distinguish failures by it.
    pub fn with_status(self, status: u8) -> Self {
        Self { status, ..self }
    }

    /// An exit status alone: the command has printed everything already, in words that scripts read.
    pub fn silent(status: u8) -> Self {
        Self {
            message: String::new(),
            status,
        }
    }

    /// The system refused something: `doing` is what, in the infinitive ("read", "write"), and `path` is where. A file that
    /// cannot be opened is reported in the words of OpenSSL that scripts look for.
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        use io::ErrorKind as K;
        // A reader that went away (`certwright … | head -1`) needs no message.
        if error.kind() == K::BrokenPipe {
            return Self::silent(1);
        }
        let (shown, reason) = (shown(path), reason(error));
        let is_closed = matches!(
            error.kind(),
            K::NotFound | K::PermissionDenied | K::IsADirectory | K::NotADirectory
        );
        let purpose = match doing {
            "read" => "reading",
            "write" => "writing",
            _ => "",
        };
        Self::new(match is_closed && !purpose.is_empty() {
            true => format!("Can't open \"{shown}\" for {purpose}, {reason}"),
            false => format!("cannot {doing} {shown}: {reason}"),
        })
    }

    /// The same failure, with what it kept a command from before it.
    pub fn within(self, what: impl fmt::Display) -> Self {
        match self.message.is_empty() {
            true => self,
            // What it was kept from may quote an argument.
            false => Self::new(format!("{what}: {}", self.message)).with_status(self.status),
        }
    }

    /// The exit status.
    pub fn status(&self) -> ExitCode {
        ExitCode::from(self.status)
    }

    /// The line to print; empty when there is nothing left to print.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CliError {}

/// Bytes of a path or name. None that people use is longer; the contents of a key file in its place are.
const MAX_NAME: usize = 255;

/// A path as messages have it.
pub fn shown(path: &Path) -> String {
    match path.as_os_str().len() {
        0..=MAX_NAME => path.display().to_string(),
        _ => excerpt(&path.to_string_lossy()),
    }
}

/// A message in which base64 and hexadecimal that are longer than a name, on one line or on several, are shortened.
fn without_long_keys(message: String) -> String {
    // With ends of lines, and as they are quoted; with what stands between the bytes of a dump.
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=\\\r\n".contains(c);
    let is_dump = |c: char| c.is_ascii_hexdigit() || " :,-.\\\r\n\t".contains(c);
    without_long_runs(without_long_runs(message, is_base64), is_dump)
}

fn without_long_runs(message: String, is_of_run: fn(char) -> bool) -> String {
    let mut runs = message.split(|c| !is_of_run(c));
    if runs.all(|run| run.len() <= MAX_NAME) {
        return message;
    }
    let (mut shown, mut rest) = (String::new(), &message[..]);
    while !rest.is_empty() {
        let end = rest.find(|c| !is_of_run(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        match run.len() {
            0..=MAX_NAME => shown.push_str(run),
            _ => shown.push_str(&excerpt(run)),
        }
        let next = after.find(is_of_run).unwrap_or(after.len());
        shown.push_str(&after[..next]);
        rest = &after[next..];
    }
    shown
}

/// Whether a terminal obeys it in place of showing it: control characters, ends of lines, and what turns the direction of text round.
fn is_obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What a message shows of a text that came from a file or an argument and was not found in a table: its beginning, with
/// control characters escaped, and `…` for the rest. A text that is a key by mistake does not leave by this way: sixteen
/// characters of base64, twelve bytes of a key, never stand together in it.
///
/// Pass phrases and MAC keys are not shown even so.
pub fn excerpt(text: &str) -> String {
    /// Characters in all, eleven bytes in hexadecimal with colons.
    const MAX: usize = 32;
    /// Characters of the base64 alphabet in a row.
    const MAX_RUN: usize = 15;
    /// Characters of what is not plain text: they may be a byte each.
    const MAX_BINARY: usize = 11;

    let plain =
        |c: char| !c.is_control() && (c.is_ascii() || u32::from(c) > 0xff && c != '\u{fffd}');
    let max = if text.chars().all(plain) {
        MAX
    } else {
        MAX_BINARY
    };
    let mut shown = String::new();
    let mut run = 0;
    for (count, c) in text.chars().enumerate() {
        run = if c.is_ascii_alphanumeric() || "+/=".contains(c) {
            run + 1
        } else {
            0
        };
        if count == max || run > MAX_RUN {
            shown.push('…');
            break;
        }
        match is_obeyed(c) {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

/// The system's reason and, where there is an obvious one, the remedy.
pub fn reason(error: &io::Error) -> String {
    use io::ErrorKind as K;
    let remedy = match error.kind() {
        // The system's own words first, which scripts look for whatever program prints them.
        K::NotFound => "No such file or directory; check the path",
        K::PermissionDenied => "Permission denied; check who owns it and its mode",
        K::IsADirectory => "Is a directory; name a file",
        K::NotADirectory => "Not a directory: a part of the path is none",
        K::StorageFull => "No space left on device; free some and run the command again",
        K::QuotaExceeded => "the disk quota is used up; free some space and run the command again",
        K::FileTooLarge => "the file would be larger than the system allows",
        K::ReadOnlyFilesystem => "the file system is read-only",
        _ => {
            let text = error.to_string();
            // "Some words (os error 5)": the number helps nobody.
            return text.split(" (os error").next().unwrap_or(&text).to_string();
        }
    };
    remedy.to_string()
}

#[cfg(test)]
mod tests {
    use super::{CliError, excerpt};

    #[test]
    fn base64_and_hexadecimal_longer_than_a_name_are_shortened_in_every_message() {
        let line = "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC3xyzABCDEFGHI";
        let wrapped = format!("{line}\n").repeat(5);
        let quoted = wrapped.escape_debug().to_string();
        for key in [
            line.repeat(5),
            line.repeat(5).replace('x', "/"),
            wrapped,
            quoted,
        ] {
            let e = CliError::usage(format!("the purpose \"{key}\" is unknown"));
            let (begin, end) = e.message().split_once('…').unwrap();
            assert!("the purpose \"MIIEvgIBADANBgk".starts_with(begin), "{e}");
            assert_eq!(end, "\" is unknown (use -help for a summary)");
        }
        for between in ["", ":", " ", ", "] {
            let key = ["30", "82", "02", "5a"].join(between) + between;
            let e = CliError::new(format!("the purpose \"{}\" is unknown", key.repeat(40)));
            assert!(e.message().len() < 70, "{e}");
        }
        let path = "/a/directory".repeat(20);
        assert_eq!(CliError::new(&*path).message(), path);
    }

    #[test]
    fn an_excerpt_holds_less_than_twelve_bytes_of_a_key_in_any_encoding() {
        assert_eq!(excerpt("v3_intermediate_ca"), "v3_intermediate_ca");
        assert_eq!(excerpt("subjectKeyIdentifer"), "subjectKeyIdent…");
        assert_eq!(
            excerpt("MIIEvgIBADANBgkqhkiG9w0BAQEFAASC"),
            "MIIEvgIBADANBgk…"
        );
        assert_eq!(
            excerpt("30:82:04:be:02:01:00:30:0d:06:09:2a"),
            "30:82:04:be:02:01:00:30:0d:06:09…"
        );
        let latin: String = (0xa0u8..0xc0).map(char::from).collect();
        assert_eq!(excerpt(&latin).chars().count(), 12);
        assert_eq!(excerpt("a\n\u{1b}[2J"), "a\\n\\u{1b}[2J");
        assert_eq!(excerpt("a\u{202e}b\u{e9}"), "a\\u{202e}b\u{e9}");
        assert_eq!(
            CliError::new("a\u{2028}b\u{2067}").message(),
            "a\\u{2028}b\\u{2067}"
        );
    }

    #[test]
    fn a_message_ends_where_a_pem_block_begins() {
        let error = CliError::new("cannot read -----BEGIN PRIVATE KEY----- MIIE: no such file");
        assert!(!error.message().contains("MIIE"), "{error}");
        let own = "it is not PEM (no line begins with \"-----BEGIN\")";
        assert_eq!(CliError::new(own).message(), own);
    }
}
