//! `vectors run`, `vectors answer`, `vectors make`, `vectors serve`: test vectors on certwright or on any program.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use certwright_oracle::process::{self, Program};
use certwright_oracle::{
    Certwright, Implementation, Report, compare, json, junit, make, read, run as judge, summary,
    text,
};

use super::args::Args;
use super::error::{CliError, excerpt, shown};
use super::io::{self, Access};
use super::options::{Command, Item, RANDOM, Value, flag, option, outfile, text as word};
use super::tree::{self, TreeFile};
use super::{limits, rng};

/// `vectors run`.
pub const RUN: Command = Command {
    name: "vectors run",
    summary: "Run test vectors on certwright, or on any program",
    operands: " file...",
    max_operands: 100_000,
    openssl: false,
    options: &[
        Item::Section("Programs"),
        word(
            "exec",
            "The program to test, which speaks the protocol of docs/oracle-protocol.md (default: certwright)",
        ),
        word(
            "against",
            "A second program, or certwright: what fails is where the two disagree",
        ),
        option(
            "timeout",
            Value::PosInt,
            "Seconds that a program has for an answer (10)",
        ),
        Item::Section("Output"),
        flag("json", "Print one JSON document"),
        flag("junit", "Print JUnit's XML"),
        flag(
            "summary",
            "Print one line for each file, and what could not be read",
        ),
        Item::Section("Parameters:"),
        Item::Operand(
            "file",
            "Wycheproof, ACVP, NIST CAVP, OpenSSL's evp_test and bn, Mbed TLS, PKITS or x509-limbo, recognised by content",
        ),
    ],
    run: run_files,
};

/// `vectors answer`.
pub const ANSWER: Command = Command {
    name: "vectors answer",
    summary: "Answer an ACVP prompt for RSA",
    operands: " prompt.json",
    max_operands: 1,
    openssl: false,
    options: &[
        Item::Section("Output"),
        outfile("out", "Output file - default stdout"),
        Item::Group(RANDOM),
        Item::Section("Parameters:"),
        Item::Operand("prompt.json", "The vector set, as the ACVP server gives it"),
    ],
    run: answer,
};

/// `vectors make`.
pub const MAKE: Command = Command {
    name: "vectors make",
    summary: "Make inputs that break one rule each, from a seed",
    operands: " kind...",
    max_operands: 100,
    openssl: false,
    options: &[
        Item::Section("Output"),
        option("out", Value::Directory, "Directory to make"),
        option(
            "seed",
            Value::PosInt,
            "What the inputs are made from: the same seed makes the same files (1)",
        ),
        Item::Section("Parameters:"),
        Item::Operand(
            "kind",
            "signature, oaep, pkcs1, key, der, certificate, csr, crl, chain, prime, or all",
        ),
    ],
    run: make_files,
};

/// `vectors serve`.
pub const SERVE: Command = Command {
    name: "vectors serve",
    summary: "Answer requests of the protocol on standard input, as a program under test does",
    operands: "",
    max_operands: 0,
    openssl: false,
    options: &[],
    run: serve,
};

/// The program that an option names.
fn implementation(args: &Args, option: &str) -> Result<Option<Box<dyn Implementation>>, CliError> {
    let seconds = args.number("timeout").unwrap_or(10);
    let timeout = u64::try_from(seconds)
        .ok()
        .filter(|seconds| (1..=86_400).contains(seconds))
        .ok_or_else(|| CliError::usage("-timeout takes 1 to 86400 seconds"))?;
    Ok(args.text(option).map(|command| match command {
        "certwright" => Box::new(Certwright::default()) as Box<dyn Implementation>,
        command => Box::new(Program::new(command, Duration::from_secs(timeout))),
    }))
}

/// After so many unreadable places a file is given up.
const MAX_ERRORS: usize = 100;

fn run_files(args: &Args) -> Result<ExitCode, CliError> {
    let files: Vec<&Path> = args.operands().map(Path::new).collect();
    if files.is_empty() {
        return Err(CliError::usage(
            "no file is named; vectors make all -out DIR makes some",
        ));
    }
    if args.has("json") && args.has("junit") {
        return Err(CliError::usage("-json and -junit exclude each other"));
    }
    let is_program = |option| args.text(option).is_some_and(|named| named != "certwright");
    if args.has("timeout") && !["exec", "against"].into_iter().any(is_program) {
        return Err(CliError::usage(
            "-timeout is for a program: name it with -exec or -against",
        ));
    }
    // Dropped after the programs.
    let _orphans = process::Orphans::adopt();
    let mut tested =
        implementation(args, "exec")?.unwrap_or_else(|| Box::new(Certwright::default()));
    let mut against = implementation(args, "against")?;
    let mut reports = Vec::new();
    for file in files {
        let report = run_file(file, &mut *tested, against.as_deref_mut());
        if !args.has("json") && !args.has("junit") {
            let shown = if args.has("summary") {
                summary(&report)
            } else {
                text(&report)
            };
            io::print(shown.as_bytes())?;
        }
        reports.push(report);
    }
    if args.has("json") {
        io::print(format!("{:#}\n", json(&reports)).as_bytes())?;
    } else if args.has("junit") {
        io::print(junit(&reports).as_bytes())?;
    }
    if !reports.iter().all(Report::is_clean) {
        return Ok(ExitCode::FAILURE);
    }
    if reports.iter().all(|report| report.passed == 0) {
        return Err(CliError::new("no case passed: all are unsupported"));
    }
    if reports.iter().all(|report| report.passed == report.open()) {
        return Err(CliError::new(
            "no answer was judged: the files leave them open (an ACVP prompt is judged by the expectedResults.json beside it)",
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn run_file(
    file: &Path,
    tested: &mut dyn Implementation,
    against: Option<&mut (dyn Implementation + 'static)>,
) -> Report {
    let name = shown(file);
    let (format, cases) = match read::open(file) {
        Ok(opened) => opened,
        Err(error) => {
            let mut report = Report::new(&name, "unread");
            report.errors.push(error);
            return report;
        }
    };
    let mut report = Report::new(&name, &format.to_string());
    let mut errors = Vec::new();
    let readable = cases
        .take_while(|case| {
            if let Err(error) = case {
                errors.push(error.clone());
            }
            errors.len() < MAX_ERRORS
        })
        .flatten();
    match against {
        Some(against) => compare(tested, against, readable).for_each(|verdict| report.add(verdict)),
        None => judge(tested, readable).for_each(|verdict| report.add(verdict)),
    }
    report.errors = errors;
    if report.passed == 0 && report.others.is_empty() && report.errors.is_empty() {
        report.errors.push(read::ReadError {
            line: 0,
            reason: "no case in it".into(),
        });
    }
    report
}

fn answer(args: &Args) -> Result<ExitCode, CliError> {
    let path = args
        .operands()
        .next()
        .map(Path::new)
        .ok_or_else(|| CliError::usage("no prompt is named"))?;
    let failed = |e: &dyn std::fmt::Display| CliError::new(format!("{}: {e}", shown(path)));
    let prompt = io::read_file(path, &limits::DATA)?;
    let prompt = String::from_utf8(prompt.to_vec()).map_err(|_| failed(&"not UTF-8"))?;
    let answered = read::acvp_answer(prompt, &mut rng::system()?).map_err(|e| failed(&e))?;
    io::write(
        args.path("out"),
        format!("{answered:#}\n").as_bytes(),
        Access::Public,
    )?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

fn make_files(args: &Args) -> Result<ExitCode, CliError> {
    let out = args
        .path("out")
        .ok_or_else(|| CliError::usage("no directory is named; name it with -out"))?;
    let seed = args.number("seed").unwrap_or(1);
    let seed =
        u64::try_from(seed).map_err(|_| CliError::usage("-seed takes a number from 0 on"))?;
    let mut kinds = Vec::new();
    for name in args.operands() {
        let name = name.to_string_lossy();
        if name == "all" {
            kinds.extend(make::Kind::ALL);
            continue;
        }
        kinds.push(make::Kind::named(&name).ok_or_else(|| {
            CliError::usage(format!(
                "{} is not a kind: kinds are {}",
                excerpt(&name),
                make::Kind::ALL.map(make::Kind::name).join(", ")
            ))
        })?);
    }
    if kinds.is_empty() {
        return Err(CliError::usage("no kind is named; all makes every kind"));
    }
    // Each once, in the order of the list, however often it is named.
    let kinds = make::Kind::ALL
        .into_iter()
        .filter(|kind| kinds.contains(kind));
    tree::check(out, None)?;
    let mut made = Vec::new();
    for kind in kinds {
        made.extend(make::files(kind, seed));
    }
    let files: Vec<TreeFile<'_>> = made
        .iter()
        .map(|(path, contents)| TreeFile {
            path,
            contents,
            access: Access::Public,
        })
        .collect();
    tree::write(out, &files, None, "")?;
    let what = if files.len() == 1 { "file" } else { "files" };
    io::print(format!("{} {what} in {}\n", files.len(), out.display()).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn serve(_: &Args) -> Result<ExitCode, CliError> {
    process::serve(
        &mut Certwright::default(),
        std::io::stdin().lock(),
        std::io::stdout().lock(),
    )
    .map_err(|e| CliError::new(format!("cannot go on: {e}")))?;
    Ok(ExitCode::SUCCESS)
}
