//! A command's options as data: one table from which parsing, help, completions and man pages are all made.

use std::ffi::OsString;
use std::process::ExitCode;

use super::args::Args;
use super::error::CliError;

/// One command of the program.
pub struct Command {
    /// The name it is called by.
    pub name: &'static str,
    /// One line for lists of commands and the man page.
    pub summary: &'static str,
    /// What stands after the options in the usage line, such as ` numbits`; empty when nothing may.
    pub operands: &'static str,
    /// How many operands may follow the options.
    pub max_operands: usize,
    /// The options, in the order in which help shows them.
    pub options: &'static [Item],
    /// Whether OpenSSL has a command of this name; the others are certwright's own.
    pub openssl: bool,
    /// Does the work.
    pub run: fn(&Args) -> Result<ExitCode, CliError>,
}

/// One row of an option table.
pub enum Item {
    /// A heading; help prints `… options:` after it unless it ends in a colon.
    Section(&'static str),
    /// An option.
    Opt(Opt),
    /// `-*`: any digest or cipher by its name.
    Any(Any, &'static str),
    /// An operand and what it means.
    Operand(&'static str, &'static str),
    /// A further line of help for the row above.
    More(&'static str),
    /// Rows that several commands share.
    Group(&'static [Item]),
}

/// An option: `-name` or `-name value`.
#[derive(Clone, Copy)]
pub struct Opt {
    /// The name, without the dash.
    pub name: &'static str,
    /// What follows it.
    pub value: Value,
    /// One line of help.
    pub help: &'static str,
}

/// What an option takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// Nothing.
    None,
    /// Any text.
    Text,
    /// A file to read.
    InFile,
    /// A file to write.
    OutFile,
    /// A directory.
    Directory,
    /// An integer (decimal, `0x` hexadecimal or `0` octal).
    Int,
    /// An integer of one or more.
    PosInt,
    /// PEM or DER.
    PemDer,
    /// PEM, DER or one of the formats that OpenSSL knows and certwright does not.
    Format,
}

impl Value {
    /// The word that help shows for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Text => "val",
            Self::InFile => "infile",
            Self::OutFile => "outfile",
            Self::Directory => "dir",
            Self::Int => "int",
            Self::PosInt => "+int",
            Self::PemDer => "PEM|DER",
            Self::Format => "format",
        }
    }
}

/// What `-*` stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Any {
    /// A digest that signatures use, such as `-sha256`.
    Digest,
    /// Any digest that `dgst` prints.
    MessageDigest,
    /// A cipher to encrypt a key with, such as `-aes256`.
    Cipher,
    /// A cipher to encrypt a message with.
    MessageCipher,
    /// Any cipher that `enc` has.
    EncryptionCipher,
}

impl Any {
    /// The names that certwright implements.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Digest => DIGESTS,
            Self::MessageDigest => super::digest::NAMES,
            Self::Cipher => CIPHERS,
            Self::MessageCipher => MESSAGE_CIPHERS,
            Self::EncryptionCipher => super::cipher::NAMES,
        }
    }

    /// Whether it takes this name, in lower case: one of `names`, or another name of the same digest.
    pub fn knows(self, name: &str) -> bool {
        let other_name = match self {
            Self::Digest => super::signing::digest(name).is_some(),
            Self::MessageDigest => super::digest::find(name).is_some(),
            Self::Cipher | Self::MessageCipher | Self::EncryptionCipher => false,
        };
        other_name || self.names().contains(&name)
    }

    /// The word for it in messages.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Digest | Self::MessageDigest => "digest",
            Self::Cipher | Self::MessageCipher | Self::EncryptionCipher => "cipher",
        }
    }
}

/// Digest options, by OpenSSL's names.
pub const DIGESTS: &[&str] = &[
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha512-224",
    "sha512-256",
    "sha3-224",
    "sha3-256",
    "sha3-384",
    "sha3-512",
];

/// Names of ciphers: AES in CBC mode, those that are given, and the others in CBC mode.
macro_rules! ciphers {
    ($($other:literal)*) => {
        &[
            "aes128",
            "aes192",
            "aes256",
            "aes-128-cbc",
            "aes-192-cbc",
            "aes-256-cbc",
            $($other,)*
            "aria128",
            "aria192",
            "aria256",
            "aria-128-cbc",
            "aria-192-cbc",
            "aria-256-cbc",
            "camellia128",
            "camellia192",
            "camellia256",
            "camellia-128-cbc",
            "camellia-192-cbc",
            "camellia-256-cbc",
            "des3",
            "des-ede3-cbc",
        ]
    };
}

/// Cipher options, by OpenSSL's names.
pub const CIPHERS: &[&str] = ciphers!("aes-128-cfb" "aes-192-cfb" "aes-256-cfb");

/// Ciphers of messages: those of CBC mode, whose padding shows a wrong key most often, and those that authenticate.
pub const MESSAGE_CIPHERS: &[&str] = ciphers!("aes-128-gcm" "aes-192-gcm" "aes-256-gcm" "id-aes128-gcm" "id-aes192-gcm" "id-aes256-gcm");

/// A flag.
pub const fn flag(name: &'static str, help: &'static str) -> Item {
    Item::Opt(Opt {
        name,
        value: Value::None,
        help,
    })
}

/// An option with a text value.
pub const fn text(name: &'static str, help: &'static str) -> Item {
    Item::Opt(Opt {
        name,
        value: Value::Text,
        help,
    })
}

/// An option that names a file to read.
pub const fn infile(name: &'static str, help: &'static str) -> Item {
    Item::Opt(Opt {
        name,
        value: Value::InFile,
        help,
    })
}

/// An option that names a file to write.
pub const fn outfile(name: &'static str, help: &'static str) -> Item {
    Item::Opt(Opt {
        name,
        value: Value::OutFile,
        help,
    })
}

/// An option of another kind.
pub const fn option(name: &'static str, value: Value, help: &'static str) -> Item {
    Item::Opt(Opt { name, value, help })
}

/// `-rand` and `-writerand`.
pub const RANDOM: &[Item] = &[
    Item::Section("Random state"),
    text(
        "rand",
        "File(s) that must be readable; the system's generator needs no seed",
    ),
    outfile("writerand", "Write random data to the specified file"),
];

/// Where trusted certificates come from, for `verify`'s stores.
pub const TRUSTED_STORES: &[Item] = &[
    infile("CAfile", "Trusted certificates file"),
    option("CApath", Value::Directory, "Trusted certificates directory"),
    infile("CAstore", "Trusted certificates file or directory"),
    flag("no-CAfile", "Do not load the default certificates file"),
    flag(
        "no-CApath",
        "Do not load certificates from the default certificates directory",
    ),
    flag(
        "no-CAstore",
        "Do not load certificates from the default certificates store",
    ),
];

/// Refuses a provider of OpenSSL that certwright has nothing of; the algorithms of the others are always there.
pub fn check_provider(name: &str) -> Result<(), CliError> {
    match name {
        "default" | "base" | "legacy" | "null" => Ok(()),
        "fips" => Err(CliError::new(
            "unable to load provider fips: nothing here is validated by FIPS 140; leave -provider out",
        )),
        _ => Err(CliError::new(format!(
            "unable to load provider {}: there are no modules, and keys are in files; leave -provider out",
            super::error::excerpt(name)
        ))),
    }
}

/// OpenSSL's provider and engine options, which scripts give: there is neither here. An engine is warned of, as OpenSSL does
/// with one that it cannot load; a property query is answered ([`check_properties`]).
pub const PROVIDER: &[Item] = &[
    Item::Section("Provider"),
    text(
        "provider-path",
        "Accepted for OpenSSL's sake, without effect",
    ),
    text(
        "provider",
        "default, base or legacy, which are always there",
    ),
    text(
        "provparam",
        "Accepted for OpenSSL 3.5's sake, without effect",
    ),
    text(
        "propquery",
        "Property query; what is offered is provider=default and not fips",
    ),
    text("engine", "Accepted with a warning: there are no engines"),
];

/// Refuses a property query that the only implementation of everything does not satisfy. Its properties are those of
/// OpenSSL's default provider; a clause after `?` is a wish, and one after `-` takes a clause back.
///
/// # Errors
/// The clause.
pub fn check_properties(query: &str) -> Result<(), CliError> {
    for clause in query.split(',').map(str::trim).filter(|c| !c.is_empty()) {
        if clause.starts_with(['?', '-']) {
            continue;
        }
        let (name, value, equal) = match (clause.split_once("!="), clause.split_once('=')) {
            (Some((name, value)), _) => (name, value, false),
            (None, Some((name, value))) => (name, value, true),
            (None, None) => (clause, "yes", true),
        };
        let value = value.trim().trim_matches(['"', '\'']);
        // A property that is not defined has the value "no".
        let has = match name.trim() {
            "provider" => "default",
            _ => "no",
        };
        if (value == has) != equal {
            return Err(CliError::usage(format!(
                "-propquery {clause}: nothing here has this property; a '?' before it makes it a wish",
                clause = super::error::excerpt(clause)
            )));
        }
    }
    Ok(())
}

impl Command {
    /// Every row, shared ones in their places.
    pub fn items(&self) -> impl Iterator<Item = &'static Item> {
        self.options.iter().flat_map(|item| match item {
            Item::Group(items) => items.iter(),
            item => std::slice::from_ref(item).iter(),
        })
    }

    /// Every named option.
    pub fn opts(&self) -> impl Iterator<Item = &'static Opt> {
        self.items().filter_map(|item| match item {
            Item::Opt(opt) => Some(opt),
            _ => None,
        })
    }

    /// What `-*` stands for, where the command has it.
    pub fn any(&self) -> Option<Any> {
        self.items().find_map(|item| match item {
            Item::Any(any, _) => Some(*any),
            _ => None,
        })
    }

    /// The table as a [`clap::Command`], which checks values and from which completions and man pages are made.
    pub fn clap(&'static self) -> clap::Command {
        use clap::{Arg, ArgAction, ValueHint, value_parser};
        let mut command = clap::Command::new(self.name)
            .about(self.summary)
            .no_binary_name(true)
            .disable_help_flag(true)
            .disable_version_flag(true)
            .disable_help_subcommand(true)
            .args_override_self(true)
            .arg(
                Arg::new("help")
                    .long("help")
                    .help("Display this summary")
                    .action(ArgAction::Count),
            )
            .arg(
                Arg::new("strict")
                    .long("strict")
                    .help("Refuse what OpenSSL refuses, without hints")
                    .action(ArgAction::Count),
            );
        let mut section = "General";
        for item in self.items() {
            let arg = match item {
                Item::Section(name) => {
                    section = name;
                    continue;
                }
                Item::Opt(opt) => {
                    let arg = Arg::new(opt.name).long(opt.name).help(opt.help);
                    let arg = match opt.value {
                        Value::None => arg.action(ArgAction::Count),
                        _ => arg.action(ArgAction::Append).value_name(opt.value.label()),
                    };
                    match opt.value {
                        Value::None => arg,
                        Value::InFile | Value::OutFile => arg
                            .value_parser(value_parser!(OsString))
                            .value_hint(ValueHint::FilePath),
                        Value::Directory => arg
                            .value_parser(value_parser!(OsString))
                            .value_hint(ValueHint::DirPath),
                        Value::Text => arg.value_parser(value_parser!(String)),
                        Value::Int => arg.value_parser(super::args::parse_int),
                        Value::PosInt => arg.value_parser(super::args::parse_pos_int),
                        Value::PemDer => arg.value_parser(super::args::parse_pem_der),
                        Value::Format => arg.value_parser(super::args::parse_format),
                    }
                }
                Item::Any(any, help) => {
                    for name in any.names() {
                        command = command.arg(
                            Arg::new(*name)
                                .long(*name)
                                .help(*help)
                                .action(ArgAction::Count)
                                .help_heading(format!("{section} options")),
                        );
                    }
                    continue;
                }
                Item::Operand(..) | Item::More(_) | Item::Group(_) => continue,
            };
            command = command.arg(arg.help_heading(format!("{section} options")));
        }
        if self.max_operands > 0 {
            let name = self.operands.trim().trim_matches(['[', ']', '.', ' ']);
            let help = self.items().find_map(|item| match item {
                Item::Operand(_, help) => Some(*help),
                _ => None,
            });
            command = command.arg(
                Arg::new("operands")
                    .value_name(if name.is_empty() { "operand" } else { name })
                    .help(help.unwrap_or_default())
                    .num_args(0..=self.max_operands)
                    .value_parser(value_parser!(OsString))
                    .value_hint(ValueHint::FilePath),
            );
        }
        command
    }
}
