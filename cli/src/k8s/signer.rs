//! `k8s signer`: the program `certwright-signer`, a package of its own, so that its dependencies are nobody else's.

use std::ffi::OsString;
use std::process::{self, ExitCode};

use crate::args::Args;
use crate::error::CliError;
use crate::options::{Command, Item};
use crate::platform;

/// The program.
const PROGRAM: &str = "certwright-signer";

/// `k8s signer`.
pub const COMMAND: Command = Command {
    name: "k8s signer",
    summary: "Sign a cluster's CertificateSigningRequests by rules, as certwright-signer",
    operands: "",
    max_operands: 0,
    openssl: false,
    options: &[Item::Section(
        "certwright-signer takes all options, and certwright k8s signer --signer-name NAME ... starts it; certwright-signer --help lists them:",
    )],
    run,
};

/// Without an option there is nothing to sign, which the other program reports.
fn run(_: &Args) -> Result<ExitCode, CliError> {
    start(Vec::new())
}

/// Becomes the program that is installed beside this one, with these arguments.
pub fn start(arguments: Vec<OsString>) -> Result<ExitCode, CliError> {
    let own = std::env::current_exe()
        .map_err(|e| CliError::new(format!("this program's own file is not known: {e}")))?;
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    let program = own.with_file_name(name);
    if !program.is_file() {
        return Err(CliError::new(format!(
            "{} is not installed; put it there with: cargo install {PROGRAM}",
            program.display()
        )));
    }
    let failed = platform::become_program(process::Command::new(&program).args(arguments));
    Err(CliError::io("start", &program, &failed))
}
