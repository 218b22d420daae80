//! `version`: what this is.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::args::Args;
use super::error::CliError;
use super::options::{Command, Item, flag};
use super::{io, openssl_dir};

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

/// `info`.
pub const INFO: Command = Command {
    name: "info",
    summary: "Print what is built in: places and separators",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("Output"),
        flag("configdir", "Default configuration file directory"),
        flag("enginesdir", "Refused: there are no engines"),
        flag("modulesdir", "Refused: there are no modules"),
        flag("dsoext", "Refused: there are no modules"),
        flag("dirnamesep", "Directory-filename separator"),
        flag("listsep", "List separator character"),
        flag("seeds", "Seed sources"),
        flag("cpusettings", "CPU settings info"),
    ],
    run: info,
};

fn info(args: &Args) -> Result<ExitCode, CliError> {
    let chosen: Vec<&str> = args.occurrences().iter().map(|o| o.name.as_str()).collect();
    let line = match chosen[..] {
        [] => return Err(CliError::usage("No items chosen")),
        ["configdir"] => openssl_dir::directory().display().to_string(),
        ["dirnamesep"] => std::path::MAIN_SEPARATOR.to_string(),
        ["listsep"] => (if cfg!(windows) { ";" } else { ":" }).to_owned(),
        ["seeds"] => "os-specific".to_owned(),
        ["cpusettings"] => std::env::consts::ARCH.to_owned(),
        [other] => {
            return Err(CliError::new(format!(
                "-{other}: there are no engines and no modules to load"
            )));
        }
        _ => return Err(CliError::usage("Only one item allowed")),
    };
    io::print(format!("{line}\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// The release of OpenSSL 3.0 whose command line this one follows: scripts compare it.
const OPENSSL: &str = "3.0.22";

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let all = args.has("a");
    let given = |name| all || args.has(name);
    let own = env!("CARGO_PKG_VERSION");
    let version = match args.as_openssl() {
        true => format!("OpenSSL {OPENSSL} (certwright {own})"),
        false => format!("certwright {own} (command line of OpenSSL {OPENSSL})"),
    };
    // As `openssl`, the words and the form are those that scripts look for.
    let directory = match args.as_openssl() {
        true => format!("OPENSSLDIR: \"{}\"", openssl_dir::directory().display()),
        false => "OPENSSLDIR: none; OPENSSL_CONF names a configuration, else a built-in one serves"
            .into(),
    };
    let absent = |name: &str| match args.as_openssl() {
        true => format!("{name}: \"\""),
        false => format!("{name}: none"),
    };
    let assertions = match cfg!(debug_assertions) {
        true => "with",
        false => "without",
    };
    let (arch, system, bits) = (std::env::consts::ARCH, std::env::consts::OS, usize::BITS);
    let rows = [
        ("v", version),
        (
            "b",
            "built on: reproducible build, date unspecified".to_owned(),
        ),
        ("p", format!("platform: {arch}-{system}")),
        ("o", format!("options:  bn({bits},{bits})")),
        ("f", format!("compiler: rustc, {assertions} assertions")),
        ("d", directory),
        ("e", absent("ENGINESDIR")),
        ("m", absent("MODULESDIR")),
        ("r", "Seeding source: os-specific".to_owned()),
        ("c", format!("CPUINFO: {arch}")),
    ];
    let mut out = String::new();
    for (name, row) in rows {
        if given(name) || name == "v" && args.occurrences().is_empty() {
            let _ = writeln!(out, "{row}");
        }
    }
    io::print(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
