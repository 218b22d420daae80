//! `completions` and `man`: what shells and manual readers want, made from the commands' own tables.

use std::path::Path;
use std::process::ExitCode;

use clap_complete::Shell;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::options::{Command, Item, Value, option, outfile};
use super::{COMMANDS, hint, io};

/// `completions`.
pub const COMPLETIONS: Command = Command {
    name: "completions",
    summary: "Print a completion script for bash, zsh, fish, elvish or powershell",
    operands: " shell [name]",
    max_operands: 2,
    openssl: false,
    options: &[
        Item::Section("Output"),
        outfile("out", "Output file"),
        Item::Operand("shell", "bash, zsh, fish, elvish or powershell"),
        Item::Operand(
            "name",
            "The name the program is called by; certwright if none is given",
        ),
    ],
    run: completions,
};

/// `man`.
pub const MAN: Command = Command {
    name: "man",
    summary: "Print a command's manual page, or write all of them into a directory",
    operands: " command",
    max_operands: 1,
    openssl: false,
    options: &[
        Item::Section("Output"),
        outfile("out", "Output file"),
        option(
            "dir",
            Value::Directory,
            "Directory to write every manual page into",
        ),
        Item::Operand(
            "command",
            "The command; the program itself if none is given",
        ),
    ],
    run: man,
};

/// The whole program as clap knows it.
fn program(name: &str) -> clap::Command {
    let all = COMMANDS.iter().map(|c| (c, c.clap().no_binary_name(false)));
    let mut program = clap::Command::new(name.to_string())
        .version(env!("CARGO_PKG_VERSION"))
        .about("RSA keys, X.509 certificates and a cluster's PKI, with OpenSSL's command line")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true);
    for (command, clap) in all {
        program = match command.name.split_once(' ') {
            None => program.subcommand(clap),
            // A command of two words is a subcommand of its first.
            Some((group, name)) if program.find_subcommand(group).is_some() => {
                program.mut_subcommand(group, |group| group.subcommand(clap.name(name)))
            }
            Some((group, name)) => {
                program.subcommand(clap::Command::new(group).subcommand(clap.name(name)))
            }
        };
    }
    program
}

fn completions(args: &Args) -> Result<ExitCode, CliError> {
    let mut operands = args.operands().map(|o| o.to_string_lossy());
    let shells = ["bash", "zsh", "fish", "elvish", "powershell"];
    let shell = match operands.next().as_deref() {
        Some("bash") => Shell::Bash,
        Some("zsh") => Shell::Zsh,
        Some("fish") => Shell::Fish,
        Some("elvish") => Shell::Elvish,
        Some("powershell" | "pwsh") => Shell::PowerShell,
        Some(other) => {
            let near = hint::nearest(other, shells).map(|near| format!("; did you mean {near}?"));
            return Err(CliError::usage(format!(
                "there are no completions for the shell {}{}",
                excerpt(other),
                near.unwrap_or_else(|| format!(": use {}", shells.join(", ")))
            )));
        }
        None => {
            return Err(CliError::usage(format!(
                "no shell is named: {}",
                shells.join(", ")
            )));
        }
    };
    let name = operands.next().unwrap_or("certwright".into());
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program(&name), name.as_ref(), &mut script);
    let script = single_dashes(&String::from_utf8_lossy(&script), shell);
    io::write(args.path("out"), script.as_bytes(), io::Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

/// clap writes its long options with two dashes; OpenSSL's have one.
fn single_dashes(script: &str, shell: Shell) -> String {
    if shell == Shell::Fish {
        // fish has a word for options like ours: -o, "old style".
        return script.replace(" -l ", " -o ");
    }
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find("--") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        out.push_str(before);
        let opens = before
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && c != '-');
        let name = after
            .find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c))
            .unwrap_or(after.len());
        let is_ours = opens && is_option(&after[..name]);
        out.push_str(if is_ours { "-" } else { "--" });
        rest = after;
    }
    out.push_str(rest);
    out
}

fn is_option(name: &str) -> bool {
    matches!(name, "help" | "strict")
        || COMMANDS.iter().any(|c| {
            c.opts().any(|o| o.name == name)
                || c.any().is_some_and(|any| any.names().contains(&name))
        })
}

fn man(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(dir) = args.path("dir") {
        std::fs::create_dir_all(dir).map_err(|e| CliError::io("make the directory", dir, &e))?;
        io::write_file(
            &dir.join("certwright.1"),
            page(None)?.as_bytes(),
            io::Access::Public,
        )?;
        for command in COMMANDS {
            let file = dir.join(format!("certwright-{}.1", command.name.replace(' ', "-")));
            io::write_file(&file, page(Some(command))?.as_bytes(), io::Access::Public)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let command = match args.operands().next() {
        Some(name) => super::find(&name.to_string_lossy())?,
        None => None,
    };
    io::write(
        args.path("out"),
        page(command)?.as_bytes(),
        io::Access::Public,
    )?;
    Ok(ExitCode::SUCCESS)
}

/// A manual page in roff.
fn page(command: Option<&'static Command>) -> Result<String, CliError> {
    let failed = |e: std::io::Error| CliError::io("make", Path::new("the manual page"), &e);
    let mut roff = Vec::new();
    let clap = match command {
        None => program("certwright").bin_name("certwright"),
        Some(command) => {
            let name = format!("certwright-{}", command.name.replace(' ', "-"));
            let usage = format!("certwright {} [options]{}", command.name, command.operands);
            command
                .clap()
                .name(name)
                .version(env!("CARGO_PKG_VERSION"))
                .override_usage(usage)
        }
    };
    clap_mangen::Man::new(clap)
        .render(&mut roff)
        .map_err(failed)?;
    let text = String::from_utf8_lossy(&roff);
    // roff writes a dash of an option as \-.
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find("\\-\\-") {
        let after = &rest[at + 4..];
        let name: String = after
            .replace("\\-", "-")
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .collect();
        out.push_str(&rest[..at]);
        out.push_str(if is_option(&name) { "\\-" } else { "\\-\\-" });
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}
