//! `k8s check`: when a cluster's certificates expire, and what is wrong with them.

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use super::super::args::Args;
use super::super::error::{CliError, excerpt};
use super::super::options::{Command, Item, Value, flag, option, text};
use super::super::{clock, hint, io, json};
use super::directory::{self, WHERE};
use super::{begins_after, span, transaction};
use certwright_cluster::check::{self, Checked, RULES, Settings, Severity};
use certwright_cluster::inventory::Inventory;
use certwright_cluster::{Etcd, layout};

/// The exit status of what could not be checked: Monitoring Plugins' UNKNOWN.
pub(super) const UNKNOWN: u8 = 3;

/// By what is judged: the options of `check` and `report`.
pub(super) const JUDGING: &[Item] = &[
    Item::Section("Rules"),
    text(
        "before",
        "How long before its end a certificate expires soon (30d, or a third of its life if less)",
    ),
    text("ca-before", "The same of an authority's (180d)"),
    text("exclude", "Not this rule; may be given several times"),
    option(
        "attime",
        Value::Int,
        "Judge by this time (seconds since 1970)",
    ),
];

/// The operand of both.
pub(super) const DIRECTORY: &[Item] = &[
    Item::Section("Parameters:"),
    Item::Operand(
        "dir",
        "The directory, of kubeadm's, cfssl's, easy-rsa's or plain names, instead of -dir",
    ),
];

/// `k8s check`.
pub const COMMAND: Command = Command {
    name: "k8s check",
    summary: "Report when a cluster's certificates expire, and what is wrong with them",
    operands: " [dir]",
    max_operands: 1,
    openssl: false,
    options: &[
        Item::Section("Output"),
        text("o", "text (default), json, yaml or prometheus"),
        text("color", "auto (default: on a terminal), always or never"),
        flag("list", "Print the table of rules, and check nothing"),
        Item::Group(WHERE),
        Item::Group(JUDGING),
        Item::Group(DIRECTORY),
        Item::More("Exit status: 0 nothing to do, 1 warnings, 2 errors, 3 it could not be checked"),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.has("list") {
        io::print(check::rules_table().as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    let format = args.text("o").unwrap_or("text");
    if !["text", "json", "yaml", "prometheus"].contains(&format) {
        return Err(CliError::usage(format!(
            "unknown -o {format}: it is text, json, yaml or prometheus",
            format = excerpt(format)
        ))
        .with_status(UNKNOWN));
    }
    let colour = colour(args).map_err(|e| e.with_status(UNKNOWN))?;
    let checked = checked(args).map_err(|e| e.with_status(UNKNOWN))?;
    let out = match format {
        "json" => json::to_bytes(&document(&checked)),
        "yaml" => check::yaml(&document(&checked)).into_bytes(),
        "prometheus" => check::prometheus(&checked).into_bytes(),
        _ => check::text(&checked, colour).into_bytes(),
    };
    io::print(&out).map_err(|e| e.with_status(UNKNOWN))?;
    Ok(ExitCode::from(match checked.worst() {
        None | Some(Severity::Notice) => 0,
        Some(Severity::Warning) => 1,
        Some(_) => 2,
    }))
}

/// The document of `-o json`.
pub(super) fn document(checked: &Checked) -> serde_json::Value {
    match serde_json::to_value(checked) {
        Ok(value) => json::document("cluster_check", value),
        Err(_) => unreachable!("names are strings, and nothing in it refuses"),
    }
}

/// What the options and the directory give.
pub(super) fn checked(args: &Args) -> Result<Checked, CliError> {
    let excluded = args
        .texts("exclude")
        .flat_map(|text| text.split(','))
        .map(known)
        .collect::<Result<Vec<_>, _>>()?;
    let top = self::top(args);
    let declared = directory::declared(args, &top)?;
    let shown = top.display().to_string();
    let declaration = args.path("f").map(|path| path.display().to_string());
    let account = declared
        .as_ref()
        .map(|declared| layout::service_account(&declared.spec));
    let files = directory::read(&top)?;
    let inventory = Inventory::of(&files);
    // Afterwards: a run that is at work now may have been while that was read.
    let pending = transaction::interrupted(&top)?;
    let settings = Settings {
        now: args.number("attime").unwrap_or_else(clock::now),
        soon: span(args, "before")?,
        authority_soon: span(args, "ca-before")?,
        wanted: declared.as_ref().map(|declared| &declared.wanted[..]),
        service_account: account.as_ref(),
        etcd_client: declared.as_ref().and_then(|it| match &it.spec.etcd {
            Etcd::Unmanaged(client) => Some(client),
            Etcd::Stacked | Etcd::External(_) => None,
        }),
        directory: &shown,
        declaration: declaration.as_deref(),
        pending,
        open: &directory::open_to_others(&top, &files),
    };
    if inventory.is_empty() {
        let why = match inventory.unread.first() {
            None => "it has none by the names of kubeadm, cfssl, easy-rsa or plain .crt and .key"
                .to_string(),
            Some(unread) => format!("{}: {}", unread.path, unread.reason),
        };
        return Err(CliError::new(format!(
            "{shown} holds no certificate, key or kubeconfig that can be read: {why}; name the directory that does"
        )));
    }
    if inventory.begins_after(settings.now) {
        return Err(CliError::new(format!(
            "{}: the clock is wrong; set it (or judge by another time: -attime)",
            begins_after(&top, settings.now)
        )));
    }
    let mut checked = check::check(&inventory, &settings);
    checked
        .findings
        .retain(|finding| !excluded.contains(&finding.rule.name));
    Ok(checked)
}

/// The directory that is judged.
pub(super) fn top(args: &Args) -> PathBuf {
    match args.operands().next() {
        Some(top) => PathBuf::from(top),
        None => directory::top(args),
    }
}

/// A rule's name, which must be one.
fn known(name: &str) -> Result<&'static str, CliError> {
    if let Some(rule) = RULES.iter().find(|rule| rule.name == name) {
        return Ok(rule.name);
    }
    let names = RULES.iter().map(|rule| rule.name);
    let remedy = hint::suggestion(name, names, |_| "k8s check -list prints them all".into());
    Err(CliError::usage(format!(
        "{name} is not a rule; {remedy}",
        name = excerpt(name)
    )))
}

fn colour(args: &Args) -> Result<bool, CliError> {
    match args.text("color").unwrap_or("auto") {
        "always" => Ok(true),
        "never" => Ok(false),
        // https://no-color.org: any value but none.
        "auto" => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            Ok(!refused && std::io::stdout().is_terminal())
        }
        other => Err(CliError::usage(format!(
            "unknown -color {other}: it is auto, always or never",
            other = excerpt(other)
        ))),
    }
}
