//! `k8s template`: a declaration to begin with.

use std::process::ExitCode;

use super::init;
use crate::args::Args;
use crate::error::CliError;
use crate::io::{self, Access};
use crate::options::{Command, Item, flag, outfile};
use certwright_cluster::Plan;
use certwright_cluster::declaration;

/// `k8s template`.
pub const COMMAND: Command = Command {
    name: "k8s template",
    summary: "Print a cluster's declaration, cluster.yaml, with comments",
    operands: "",
    max_operands: 0,
    openssl: false,
    options: &[
        Item::Section("Output"),
        outfile("out", "File to write (standard output)"),
        flag("schema", "Print the JSON Schema of cluster.yaml instead"),
        Item::Group(init::CLUSTER),
        Item::Group(init::CERTIFICATE),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let text = if args.has("schema") {
        schema()?
    } else {
        let spec = init::describe(args)?;
        Plan::new(&spec).map_err(CliError::usage)?;
        declaration::template(&spec)
    };
    io::write(args.path("out"), text.as_bytes(), Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

fn schema() -> Result<String, CliError> {
    let mut text = serde_json::to_string_pretty(&declaration::schema())
        .map_err(|e| CliError::new(format!("cannot write the schema: {e}")))?;
    text.push('\n');
    Ok(text)
}
