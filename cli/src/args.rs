//! OpenSSL's option style onto clap.
//!
//! OpenSSL's options are long names after one dash or two, with their value in the next argument whatever it looks like
//! (`-passin -x`), or after `=`. [`Args::parse`] rewrites them to clap's `--name=value`, so that nothing is guessed twice,
//! and resolves what was plainly meant on the way: an abbreviation gets a hint, an unknown name a question.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::ArgMatches;

use super::error::{CliError, excerpt};
use super::hint;
use super::io::Access;
use super::options::{Any, Command, Value};
use super::platform;

/// The encoding of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Base64 between BEGIN and END lines.
    Pem,
    /// The bytes themselves.
    Der,
    /// Microsoft's key blob.
    MsBlob,
    /// Microsoft's file of a private key.
    Pvk,
    /// PKCS #12, which is read where a key is.
    P12,
}

/// One option as it was given.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// The option's name in the table, or for `-*` the name as typed in lower case.
    pub name: String,
    /// Its value, if it takes one.
    pub value: Option<OsString>,
}

/// How the program was called.
#[derive(Clone, Copy, Debug, Default)]
pub struct Session {
    /// Refuse what OpenSSL refuses.
    pub strict: bool,
    /// Called by the name `openssl`.
    pub as_openssl: bool,
    /// The command was named by a digest, which stands as the first option: `sha256 FILE`.
    pub digest_command: bool,
}

/// A command's arguments, checked against its table.
pub struct Args {
    command: &'static Command,
    session: Session,
    matches: ArgMatches,
    order: Vec<Occurrence>,
    any: Option<AnyName>,
    /// Whether the digest that is the command's name is the only one, and a lone dash stands among the options.
    digest_and_dash: bool,
}

/// What `-*` took.
struct AnyName {
    /// As it was typed.
    typed: String,
    lower: String,
}

/// What came of parsing.
pub enum Parsed {
    /// Arguments to run with.
    Run(Box<Args>),
    /// `-help` stood among them.
    Help,
}

impl Args {
    /// Reads the arguments that follow the command's name.
    pub fn parse(
        command: &'static Command,
        mut session: Session,
        argv: impl IntoIterator<Item = OsString>,
    ) -> Result<Parsed, CliError> {
        let argv: Vec<OsString> = argv.into_iter().collect();
        // Hints depend on it, so it is looked for first; a value that spells `-strict` only makes us stricter.
        session.strict |= argv.iter().any(|a| a == "-strict" || a == "--strict");

        let mut order = Vec::new();
        let mut any = None;
        let (mut any_count, mut lone_dash) = (0, false);
        let mut rewritten: Vec<OsString> = Vec::new();
        let mut operands: Vec<OsString> = Vec::new();
        let mut rest = argv.into_iter().peekable();
        while let Some(arg) = rest.next() {
            // As in OpenSSL, the first argument that is not an option ends the options of a command that OpenSSL has; `--` ends those of any.
            if arg == "--" {
                operands.extend(rest);
                break;
            }
            // To OpenSSL a digest or cipher without a name, which changes nothing: `dgst -sha256 -`.
            if arg == "-" && command.openssl && command.any().is_some() {
                lone_dash = true;
                continue;
            }
            let Some((typed, attached)) = split_option(&arg) else {
                operands.push(arg);
                if command.openssl {
                    operands.extend(rest);
                    break;
                }
                continue;
            };
            if typed == "help" || typed == "h" && find(command, "h").is_none() {
                return Ok(Parsed::Help);
            }
            let takes_next = rest.peek().is_some_and(|next| split_option(next).is_none());
            let known = resolve(command, session, &typed, takes_next)?;
            match known {
                Known::Strict => {}
                Known::Any(name) => {
                    any_count += 1;
                    any = Some(AnyName {
                        typed,
                        lower: name.clone(),
                    });
                    order.push(Occurrence { name, value: None });
                }
                Known::Opt(name, Value::None) => {
                    if attached.is_some() {
                        return Err(CliError::usage(format!("option -{name} takes no value")));
                    }
                    rewritten.push(format!("--{name}").into());
                    order.push(Occurrence {
                        name: name.into(),
                        value: None,
                    });
                }
                Known::Opt(name, _) => {
                    let value = attached
                        .or_else(|| rest.next())
                        .ok_or_else(|| CliError::usage(format!("Option -{name} needs a value")))?;
                    let mut long = OsString::from(format!("--{name}="));
                    long.push(&value);
                    rewritten.push(long);
                    order.push(Occurrence {
                        name: name.into(),
                        value: Some(value),
                    });
                }
            }
        }
        if operands.len() > command.max_operands {
            let extra = operands[command.max_operands].to_string_lossy();
            let named = option_without_dash(command, &extra);
            // `-passin pass: secret`: a pass phrase that stands apart from its option is not shown.
            let secret = order.iter().any(|o| is_secret(&o.name));
            let extra = match secret && named.is_none() {
                true => "(not shown: it may be a part of a pass phrase)".into(),
                false => excerpt(&extra),
            };
            return Err(CliError::usage(match (command.max_operands, named) {
                (_, Some(name)) => format!("extra argument {extra}; did you mean -{name}?"),
                (0, None) => format!(
                    "extra argument {extra}: {} takes options only",
                    command.name
                ),
                _ => format!(
                    "extra argument {extra}; options stand before{}",
                    command.operands
                ),
            }));
        }
        if !operands.is_empty() {
            rewritten.push("--".into());
            rewritten.extend(operands);
        }
        let matches = command
            .clap()
            .try_get_matches_from(rewritten)
            .map_err(|e| value_error(&e))?;
        Ok(Parsed::Run(Box::new(Self {
            command,
            session,
            matches,
            order,
            any,
            digest_and_dash: session.digest_command && lone_dash && any_count == 1,
        })))
    }

    /// Names the first secret that stands in the arguments themselves, where every user of the machine reads it.
    pub fn warn_of_secrets(&self) {
        let shown = |o: &&Occurrence| {
            let value = o.value.as_ref().map(|value| value.to_string_lossy());
            value.is_some_and(|value| is_in_the_open(&o.name, &value))
        };
        let named = self.order.iter().find(shown).map(|o| match &o.name {
            name if name.starts_with("pass") => {
                format!("-{name} pass:…: give file:PATH, env:NAME or fd:NUMBER")
            }
            name if name == "k" => "-k: give -kfile PATH, or -pass env:NAME or fd:NUMBER".into(),
            name => format!("-{name}: run it where nobody else can list processes"),
        });
        let operand = || match self.command.name == "passwd" && self.operands().next().is_some() {
            true => Some("the password: give -stdin or -in PATH".to_owned()),
            false => None,
        };
        // Scripts written for OpenSSL expect its words alone.
        if let Some(what) = named.or_else(operand).filter(|_| !self.as_openssl()) {
            self.hint(format_args!(
                "every user of this machine can read the arguments, and in them {what}"
            ));
        }
    }

    /// The command that runs.
    pub fn command(&self) -> &'static Command {
        self.command
    }

    /// Whether to refuse what OpenSSL refuses.
    pub fn strict(&self) -> bool {
        self.session.strict
    }

    /// How the program was called.
    pub fn session(&self) -> Session {
        self.session
    }

    /// Whether the program was called by the name `openssl`.
    pub fn as_openssl(&self) -> bool {
        self.session.as_openssl
    }

    /// Whether a command that is a digest's name has a lone dash among its options, and no other digest: OpenSSL prints its older name then.
    pub fn digest_and_dash(&self) -> bool {
        self.digest_and_dash
    }

    /// Who may read what was decrypted: its owner alone, or under OpenSSL's name whom the umask allows.
    pub fn decrypted_access(&self) -> Access {
        match self.as_openssl() {
            true => Access::Public,
            false => Access::Private,
        }
    }

    /// Whether a flag, or an option with a value, was given.
    pub fn has(&self, name: &str) -> bool {
        debug_assert!(find(self.command, name).is_some(), "{name} is in no table");
        self.order.iter().any(|o| o.name == name)
    }

    /// An option's text; the last one given wins.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.matches
            .try_get_many::<String>(name)
            .ok()
            .flatten()?
            .next_back()
            .map(String::as_str)
    }

    /// Every value of an option that may be repeated, in the order given.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        let values = self.matches.try_get_many::<String>(name).ok().flatten();
        values.into_iter().flatten().map(String::as_str)
    }

    /// A file or directory; the last one given wins.
    pub fn path(&self, name: &str) -> Option<&Path> {
        self.matches
            .try_get_many::<OsString>(name)
            .ok()
            .flatten()?
            .next_back()
            .map(Path::new)
    }

    /// Every file of an option that may be repeated.
    pub fn paths(&self, name: &str) -> impl Iterator<Item = &Path> {
        let values = self.matches.try_get_many::<OsString>(name).ok().flatten();
        values.into_iter().flatten().map(Path::new)
    }

    /// A number; the last one given wins.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.matches
            .try_get_many::<i64>(name)
            .ok()
            .flatten()?
            .next_back()
            .copied()
    }

    /// An encoding; PEM if the option was not given.
    pub fn format(&self, name: &str) -> Format {
        self.format_given(name).unwrap_or(Format::Pem)
    }

    /// The encoding that an option names; `None` if it was not given.
    pub fn format_given(&self, name: &str) -> Option<Format> {
        let given = self.matches.try_get_many::<Format>(name).ok().flatten();
        given.and_then(|mut v| v.next_back().copied())
    }

    /// Whether an option asks for DER, and not for PEM.
    pub fn is_der(&self, name: &str) -> bool {
        self.format(name) == Format::Der
    }

    /// Whether what OpenSSL refuses is refused where scripts go by it: in strict mode, and under its name.
    pub fn as_openssl_does(&self) -> bool {
        self.strict() || self.as_openssl()
    }

    /// The digest or cipher that `-*` took, in lower case; the last one given wins.
    pub fn any(&self) -> Option<&str> {
        self.any.as_ref().map(|any| any.lower.as_str())
    }

    /// The same as it was typed.
    pub fn any_as_typed(&self) -> Option<&str> {
        self.any.as_ref().map(|any| any.typed.as_str())
    }

    /// Which of several options was given last: where they contradict each other, OpenSSL does what the last one says.
    pub fn last_of(&self, names: &[&str]) -> Option<&str> {
        debug_assert!(
            names.iter().all(|name| find(self.command, name).is_some()),
            "one of {names:?} is in no table"
        );
        let mut given = self.order.iter().rev().map(|given| given.name.as_str());
        given.find(|name| names.contains(name))
    }

    /// Every option in the order given, for the few commands where order means something.
    pub fn occurrences(&self) -> &[Occurrence] {
        &self.order
    }

    /// What stood after the options.
    pub fn operands(&self) -> impl Iterator<Item = &OsStr> {
        let values = self
            .matches
            .try_get_many::<OsString>("operands")
            .ok()
            .flatten();
        values.into_iter().flatten().map(OsString::as_os_str)
    }

    /// Does what was plainly meant and prints a hint; in strict mode the slip is the error that it is in OpenSSL.
    pub fn slip(&self, refused: &str, done: &str) -> Result<(), CliError> {
        if self.strict() {
            return Err(CliError::usage(refused));
        }
        // OpenSSL stops here with a message.
        hint::notice(done);
        Ok(())
    }

    /// What differs from OpenSSL in what was made, for scripts as well; kept quiet in strict mode.
    pub fn notice(&self, text: impl std::fmt::Display) {
        if !self.strict() {
            hint::notice(text);
        }
    }

    /// Advice that changes nothing, where somebody reads it; kept quiet in strict mode, where standard error is as OpenSSL would have it.
    pub fn hint(&self, text: impl std::fmt::Display) {
        if !self.strict() {
            hint::hint(text);
        }
    }
}

enum Known {
    Opt(&'static str, Value),
    Any(String),
    Strict,
}

/// The name in `-name`, `--name` or either with `=value`; `None` for an argument that is not an option.
fn split_option(arg: &OsStr) -> Option<(String, Option<OsString>)> {
    let bytes = arg.as_encoded_bytes();
    let name = bytes
        .strip_prefix(b"--")
        .or_else(|| bytes.strip_prefix(b"-"))?;
    if name.is_empty() {
        return None; // `-` alone is standard input
    }
    let (name, value) = match name.iter().position(|&b| b == b'=') {
        Some(at) => (
            &name[..at],
            Some(platform::after_ascii(
                arg,
                bytes.len() - name.len() + at + 1,
            )),
        ),
        None => (name, None),
    };
    Some((String::from_utf8_lossy(name).into_owned(), value))
}

fn find(command: &'static Command, name: &str) -> Option<Known> {
    if name == "strict" {
        return Some(Known::Strict);
    }
    command
        .opts()
        .find(|o| o.name == name)
        .map(|o| Known::Opt(o.name, o.value))
}

/// The option that a name stands for.
fn resolve(
    command: &'static Command,
    session: Session,
    typed: &str,
    value_follows: bool,
) -> Result<Known, CliError> {
    if let Some(known) = find(command, typed) {
        return Ok(known);
    }
    let any = command.any();
    if any.is_some_and(|any| any.knows(&typed.to_ascii_lowercase())) {
        return Ok(Known::Any(typed.to_ascii_lowercase()));
    }
    if let Some(reason) = super::refused::reason(command.name, typed) {
        return Err(CliError::usage(format!(
            "option -{typed} is refused: {reason}"
        )));
    }
    if let Some(opt) = abbreviation(command, typed, value_follows) {
        if !session.strict {
            hint::notice(format_args!(
                "-{typed} is taken as -{}{}",
                opt.0,
                // Commands of two words are certwright's own.
                match command.name.contains(' ') {
                    true => "",
                    false => "; OpenSSL refuses the abbreviation",
                }
            ));
            return Ok(Known::Opt(opt.0, opt.1));
        }
        return Err(CliError::usage(format!(
            "Unknown option: -{typed}; did you mean -{}?",
            opt.0
        )));
    }
    let whole = typed;
    let typed = option_name(typed);
    let names = command
        .opts()
        .map(|o| o.name)
        .chain(any.into_iter().flat_map(|a| a.names().iter().copied()));
    Err(CliError::usage(match (hint::nearest(whole, names), any) {
        (Some(name), _) => format!("Unknown option: -{typed}; did you mean -{name}?"),
        (None, Some(any)) => format!(
            "Unknown option or {}: -{typed}; {}s are {}",
            any.noun(),
            any.noun(),
            any.names()
                .iter()
                .map(|n| format!("-{n}"))
                .collect::<Vec<_>>()
                .join(" ")
        ),
        (None, None) => format!("Unknown option: -{typed}"),
    }))
}

/// The one option that begins with what was typed. Where several do, the next argument decides: a value follows an
/// option that takes one, so `-sub /CN=x` is `-subj` although `-subject` begins alike.
fn abbreviation(
    command: &'static Command,
    typed: &str,
    value_follows: bool,
) -> Option<(&'static str, Value)> {
    if typed.len() < 2 {
        return None;
    }
    let begin: Vec<_> = command
        .opts()
        .filter(|o| o.name.starts_with(typed))
        .collect();
    let fit: Vec<_> = begin
        .iter()
        .filter(|o| (o.value != Value::None) == value_follows)
        .collect();
    match (begin.as_slice(), fit.as_slice()) {
        ([one], _) => Some((one.name, one.value)),
        (_, [one]) => Some((one.name, one.value)),
        _ => None,
    }
}

/// Whether an option's value is secret, or stands beside one.
fn is_secret(name: &str) -> bool {
    name.starts_with("pass")
        || matches!(
            name,
            "hmac" | "macopt" | "kdfopt" | "pkeyopt_passin" | "k" | "K"
        )
}

/// Whether this value of an option is a secret, not the place of one.
fn is_in_the_open(name: &str, value: &str) -> bool {
    let follows = |kinds: &[&str]| {
        let follows = |kind: &&str| {
            value
                .strip_prefix(*kind)
                .is_some_and(|rest| !rest.is_empty())
        };
        kinds.iter().any(follows)
    };
    match name {
        "macopt" | "kdfopt" => follows(&[
            "key:",
            "hexkey:",
            "pass:",
            "hexpass:",
            "secret:",
            "hexsecret:",
        ]),
        "pkeyopt_passin" => value.contains(":pass:"),
        name if name.starts_with("pass") => follows(&["pass:"]),
        name => is_secret(name) && !value.is_empty(),
    }
}

/// What messages show of an unknown option: what could be a name. A secret may follow it, as in `-pass:secret`.
fn option_name(typed: &str) -> String {
    let end = typed.find(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)));
    excerpt(&typed[..end.unwrap_or(typed.len())])
}

fn option_without_dash(command: &'static Command, word: &str) -> Option<&'static str> {
    command.opts().find(|o| o.name == word).map(|o| o.name)
}

fn value_error(error: &clap::Error) -> CliError {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    use std::error::Error as _;
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => s.as_str(),
        _ => "",
    };
    let option = context(ContextKind::InvalidArg).trim_start_matches('-');
    let option = option.split([' ', '=']).next().unwrap_or(option);
    CliError::usage(match (error.kind(), error.source()) {
        (ErrorKind::ValueValidation, Some(source)) if option == "outform" => {
            format!("Bad output format: {source}")
        }
        (ErrorKind::ValueValidation, Some(source)) => format!("option -{option}: {source}"),
        (ErrorKind::InvalidUtf8, _) => "an option's value is not UTF-8 text".to_string(),
        (kind, _) => format!("option -{option}: {kind}"),
    })
}

/// An integer as C's `strtol` with base 0 reads it: decimal, `0x` hexadecimal, `0` octal.
pub fn parse_int(text: &str) -> Result<i64, String> {
    let wrong = || format!("Can't parse \"{}\" as a number", excerpt(text));
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) {
        return Err(wrong());
    }
    let magnitude = i64::from_str_radix(digits, radix).map_err(|e| match e.kind() {
        std::num::IntErrorKind::PosOverflow => format!("the number {} is too large", excerpt(text)),
        _ => wrong(),
    })?;
    Ok(if negative { -magnitude } else { magnitude })
}

/// An integer of one or more: OpenSSL refuses a zero wherever it refuses a minus.
pub fn parse_pos_int(text: &str) -> Result<i64, String> {
    match parse_int(text)? {
        n @ 1.. => Ok(n),
        n => Err(format!(
            "Non-positive number \"{n}\": only one or more makes sense here"
        )),
    }
}

/// PEM or DER by the spellings that OpenSSL takes.
pub fn parse_pem_der(text: &str) -> Result<Format, String> {
    match parse_format(text) {
        Ok(format @ (Format::Pem | Format::Der)) => Ok(format),
        Ok(_) => Err(format!(
            "this command does not read or write the format {}; use PEM or DER",
            excerpt(text)
        )),
        Err(why) => Err(why),
    }
}

/// A format by the spellings that OpenSSL takes.
pub fn parse_format(text: &str) -> Result<Format, String> {
    match text.to_ascii_uppercase().as_str() {
        "PEM" | "P" => Ok(Format::Pem),
        // OpenSSL looks at the first letter of these alone.
        other if other.starts_with('D') || other == "ASN1" => Ok(Format::Der),
        other if other.starts_with('M') => Ok(Format::MsBlob),
        "PVK" => Ok(Format::Pvk),
        "P12" | "PKCS12" => Ok(Format::P12),
        "ENGINE" | "SMIME" | "TEXT" | "NSS" | "HTTP" => Err(format!(
            "certwright does not do the format {}; use PEM or DER",
            excerpt(text)
        )),
        _ => Err(format!(
            "unknown format \"{}\"; use PEM or DER",
            excerpt(text)
        )),
    }
}

impl Any {
    /// The error for a name that a command could not use.
    pub fn unknown(self, name: &str) -> CliError {
        CliError::usage(format!("unknown {} {}", self.noun(), excerpt(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_strtol_reads_them() {
        assert_eq!(parse_int("10"), Ok(10));
        assert_eq!(parse_int("0x10"), Ok(16));
        assert_eq!(parse_int("010"), Ok(8));
        assert_eq!(parse_int("0"), Ok(0));
        assert_eq!(parse_int("-5"), Ok(-5));
        for bad in [
            "",
            "-",
            "0x",
            "1e3",
            "2048x",
            "--5",
            "08",
            "0x-1",
            "99999999999999999999",
        ] {
            assert!(parse_int(bad).is_err(), "{bad}");
        }
        assert!(parse_pos_int("-1").is_err());
    }

    #[test]
    fn one_dash_or_two_and_an_equals_sign_are_all_options_and_a_lone_dash_is_not() {
        let split = |s: &str| split_option(OsStr::new(s));
        assert_eq!(split("-in"), Some(("in".into(), None)));
        assert_eq!(split("--in=a=b"), Some(("in".into(), Some("a=b".into()))));
        assert_eq!(split("-"), None);
        assert_eq!(split("file"), None);
    }
}
