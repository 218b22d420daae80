//! `k8s report`: what `k8s check` finds, as a page to look at and to hand on.

use std::path::Path;
use std::process::ExitCode;

use super::super::args::Args;
use super::super::error::{CliError, excerpt};
use super::super::io::{self, Access};
use super::super::json;
use super::super::options::{Command, Item, outfile, text};
use super::check::{self, DIRECTORY, JUDGING};
use super::directory::WHERE;
use certwright_cluster::{check as checks, page};

/// `k8s report`.
pub const COMMAND: Command = Command {
    name: "k8s report",
    summary: "Show a cluster's certificates, who signed whom, when they expire and what is wrong",
    operands: " [dir]",
    max_operands: 1,
    openssl: false,
    options: &[
        Item::Section("Output"),
        text(
            "format",
            "html (default), svg (who signed whom), json or text",
        ),
        outfile("out", "Output file (standard output)"),
        Item::Group(WHERE),
        Item::Group(JUDGING),
        Item::Group(DIRECTORY),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let format = args.text("format").unwrap_or("html");
    if !["html", "svg", "json", "text"].contains(&format) {
        return Err(CliError::usage(format!(
            "unknown -format {format}: it is html, svg, json or text",
            format = excerpt(format)
        )));
    }
    let out: Option<&Path> = args.path("out");
    io::check_writable(out)?;
    let checked = check::checked(args).map_err(|e| e.with_status(check::UNKNOWN))?;
    let bytes = match format {
        "svg" => page::svg(&checked).into_bytes(),
        "json" => json::to_bytes(&check::document(&checked)),
        "text" => checks::text(&checked, false).into_bytes(),
        _ => page::html(&checked, &check::top(args).display().to_string()).into_bytes(),
    };
    io::write(out, &bytes, Access::Public)?;
    Ok(ExitCode::SUCCESS)
}
