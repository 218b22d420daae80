//! `-help` in OpenSSL's layout, and the list of commands.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::args::{Args, Session};
use super::error::CliError;
use super::io;
use super::options::{Command, Item, Value};

/// Columns that a name may take before its text moves to a line of its own.
const MAX_NAME: usize = 30;

/// A command's help.
pub fn summary(command: &'static Command) -> String {
    let rows: Vec<(String, &str)> = command.items().filter_map(row).collect();
    let width = rows
        .iter()
        .map(|(name, _)| name.len())
        .filter(|&n| n < MAX_NAME)
        .max()
        .unwrap_or(0);
    let width = width.max("-strict".len() + 1);
    let mut out = format!("Usage: {} [options]{}\n", command.name, command.operands);
    let general = matches!(command.options.first(), Some(Item::Section("General")));
    out.push_str("\nGeneral options:\n");
    line(&mut out, " -help", "Display this summary", width);
    line(
        &mut out,
        " -strict",
        "Refuse what OpenSSL refuses, without hints",
        width,
    );
    for item in command.items().skip(usize::from(general)) {
        match item {
            Item::Section(name) => {
                let _ = writeln!(
                    out,
                    "\n{name}{}",
                    if name.ends_with(':') { "" } else { " options:" }
                );
            }
            Item::Operand(..) if !out.contains("\nParameters:\n") => {
                out.push_str("\nParameters:\n");
                if let Some((name, help)) = row(item) {
                    line(&mut out, &name, help, width);
                }
            }
            Item::More(text) => line(&mut out, "", text, width),
            item => {
                if let Some((name, help)) = row(item) {
                    line(&mut out, &name, help, width);
                }
            }
        }
    }
    out
}

fn row(item: &Item) -> Option<(String, &'static str)> {
    match item {
        Item::Opt(o) if o.value == Value::None => Some((format!(" -{}", o.name), o.help)),
        Item::Opt(o) => Some((format!(" -{} {}", o.name, o.value.label()), o.help)),
        Item::Any(_, help) => Some((" -*".into(), help)),
        Item::Operand(name, help) => Some((format!(" {name}"), help)),
        Item::Section(_) | Item::More(_) | Item::Group(_) => None,
    }
}

fn line(out: &mut String, name: &str, help: &str, width: usize) {
    let _ = if name.len() >= MAX_NAME {
        writeln!(out, "{name}\n{:width$}  {help}", "")
    } else {
        writeln!(out, "{name:width$}  {help}")
    };
}

/// Names in four columns, as OpenSSL lists them.
pub fn columns(names: &[&str]) -> String {
    let mut out = String::new();
    for row in names.chunks(4) {
        row.iter().for_each(|name| _ = write!(out, "{name:<18}"));
        out.push('\n');
    }
    out
}

/// `help`.
pub const COMMAND: Command = Command {
    name: "help",
    summary: "List the commands, or explain one",
    operands: " command",
    max_operands: 1,
    openssl: true,
    options: &[Item::Operand("command", "The command to explain")],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let named = match args.operands().next() {
        Some(name) => super::find(&name.to_string_lossy())?,
        None => None,
    };
    let text = named.map_or_else(|| commands(super::COMMANDS), summary);
    print(args.session(), &text)
}

/// Prints help where it is looked for: on standard output, or where OpenSSL prints it, on standard error.
pub fn print(session: Session, text: &str) -> Result<ExitCode, CliError> {
    if session.strict || session.as_openssl {
        eprint!("{text}");
    } else {
        io::print(text.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The list that `help` prints: OpenSSL's commands that are here, in columns, then certwright's own with what they do.
pub fn commands(commands: &[&'static Command]) -> String {
    let mut out = String::from("help:\n\nStandard commands\n");
    let standard: Vec<_> = commands.iter().filter(|c| c.openssl).collect();
    out.push_str(&columns(
        &standard.iter().map(|c| c.name).collect::<Vec<_>>(),
    ));
    out.push_str("\ncertwright's own commands\n");
    for command in commands.iter().filter(|c| !c.openssl) {
        let _ = writeln!(out, "{:<18}{}", command.name, command.summary);
    }
    out.push_str("\nEvery command explains itself with -help.\n");
    out
}

/// What the commands of two words that begin alike do.
pub fn group(first: &str, commands: impl Iterator<Item = &'static Command>) -> String {
    let mut out = format!("Usage: {first} command [options]\n\n");
    commands.for_each(|command| _ = writeln!(out, "{:<18}{}", command.name, command.summary));
    out.push_str("\nEvery command explains itself with -help.\n");
    out
}
