//! `list`: what this program knows.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::args::Args;
use super::error::CliError;
use super::options::{self, Command, Item, Value, flag, text};
use super::text::named_objects;
use super::{COMMANDS, help, io};

/// `list`.
pub const COMMAND: Command = Command {
    name: "list",
    summary: "List commands, algorithms and object identifiers",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("Output"),
        flag("1", "List in one column"),
        flag("commands", "List of standard commands"),
        flag("standard-commands", "List of standard commands"),
        flag("digest-commands", "List of message digests"),
        flag("digest-algorithms", "List of message digest algorithms"),
        flag("cipher-commands", "List of ciphers for keys"),
        flag("cipher-algorithms", "List of symmetric cipher algorithms"),
        flag("public-key-algorithms", "List of public key algorithms"),
        text("options", "List options for specified command"),
        flag("objects", "List built in objects (OID<->name mappings)"),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.occurrences().iter().all(|o| o.name == "1") {
        return Err(CliError::usage(
            "nothing to list is named, such as list -commands",
        ));
    }
    let mut out = String::new();
    for given in args.occurrences() {
        match given.name.as_str() {
            "commands" | "standard-commands" => {
                let names: Vec<_> = COMMANDS.iter().map(|c| c.name).collect();
                columns(&mut out, &names, args.has("1"));
            }
            "digest-commands" | "digest-algorithms" => {
                columns(&mut out, options::DIGESTS, args.has("1"))
            }
            "cipher-commands" | "cipher-algorithms" => {
                columns(&mut out, options::CIPHERS, args.has("1"))
            }
            "public-key-algorithms" => out.push_str("RSA\nRSA-PSS\n"),
            "options" => {
                let name = args.text("options").unwrap_or_default();
                let command =
                    super::find(name)?.ok_or_else(|| CliError::usage("no command is named"))?;
                list_options(&mut out, command);
            }
            "objects" => {
                for entry in named_objects() {
                    let _ = writeln!(out, "{} = {}, {}", entry.sn, entry.ln, entry.oid());
                }
            }
            _ => {}
        }
    }
    io::print(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn columns(out: &mut String, names: &[&str], one: bool) {
    let mut names = names.to_vec();
    names.sort_unstable();
    if one {
        names.iter().for_each(|name| _ = writeln!(out, "{name}"));
    } else {
        out.push_str(&help::columns(&names));
    }
}

/// One option a line with a sign for what it takes, which is what completion scripts read of OpenSSL.
fn list_options(out: &mut String, command: &'static Command) {
    out.push_str("help -\n");
    for opt in command.opts() {
        let sign = match opt.value {
            Value::None => '-',
            Value::Text => 's',
            Value::InFile => '<',
            Value::OutFile => '>',
            Value::Directory => '/',
            Value::Int => 'n',
            Value::PosInt => 'p',
            Value::PemDer => 'F',
            Value::Format => 'f',
        };
        let _ = writeln!(out, "{} {sign}", opt.name);
    }
    if command.any().is_some() {
        out.push_str("- -\n");
    }
}
