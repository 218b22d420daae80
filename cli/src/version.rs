//! `version`: what this is.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::args::Args;
use super::error::CliError;
use super::io;
use super::options::{Command, Item, flag};

/// `version`.
pub const COMMAND: Command = Command {
    name: "version",
    summary: "Print the version and how this program was built",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("Output"),
        flag("a", "Show all data"),
        flag("b", "Show build date"),
        flag("d", "Show configuration directory"),
        flag("e", "Show engines directory"),
        flag("m", "Show modules directory"),
        flag("f", "Show compiler flags used"),
        flag("o", "Show some internal datatype options"),
        flag("p", "Show target build platform"),
        flag("r", "Show random seeding options"),
        flag("v", "Show library version"),
        flag("c", "Show CPU settings info"),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let all = args.has("a");
    let given = |name| all || args.has(name);
    let mut out = String::new();
    let version = env!("CARGO_PKG_VERSION");
    if given("v") || args.occurrences().is_empty() {
        let _ = writeln!(out, "certwright {version} (command line of OpenSSL 3.0)");
    }
    let rows = [
        (
            "b",
            "built on: no date is kept, so that equal sources give equal binaries".to_string(),
        ),
        (
            "p",
            format!(
                "platform: {}-{}",
                std::env::consts::ARCH,
                std::env::consts::OS
            ),
        ),
        (
            "o",
            format!("options:  bn({},{})", usize::BITS, usize::BITS),
        ),
        (
            "f",
            format!(
                "compiler: rustc, {} assertions",
                if cfg!(debug_assertions) {
                    "with"
                } else {
                    "without"
                }
            ),
        ),
        (
            "d",
            "OPENSSLDIR: none; OPENSSL_CONF names a configuration, else a built-in one serves"
                .to_string(),
        ),
        ("e", "ENGINESDIR: none".to_string()),
        ("m", "MODULESDIR: none".to_string()),
        ("r", "Seeding source: os-specific".to_string()),
        ("c", format!("CPUINFO: {}", std::env::consts::ARCH)),
    ];
    for (name, row) in rows {
        if given(name) {
            let _ = writeln!(out, "{row}");
        }
    }
    io::print(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
