//! Every command that reads a file, given files that are cut short, changed in places, empty, of another kind, or no files at
//! all: it ends soon, with status 0 or 1 and without a panic, reports why in a few lines, and leaves nothing half-written behind.
//!
//! Each run is a process of its own under limits of memory and processor time, so that an allocation or a loop that an input
//! controls ends in a signal, which fails the test. What is changed where is the same in every run.

#[path = "hostile_inputs/cases.rs"]
mod cases;
#[path = "common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cases::{CASES, Case, FIXTURES};
use certwright_oracle::SplitMix64;
use common::{Shell, text};
use rustix::process::{Resource, Rlimit, setrlimit, setsid};

/// What a process may have: far more than any of these commands needs, far less than a hostile length could ask for.
const MEMORY: u64 = 1 << 30;
const PROCESSOR_SECONDS: u64 = 20;
const WALL_TIME: Duration = Duration::from_secs(60);

/// What an output file holds before a run that should not touch it.
const BEFORE: &[u8] = b"what was here before\n";

/// One way to spoil a file.
#[derive(Clone, Debug)]
enum Spoiled {
    /// Only so many bytes of it.
    Cut(usize),
    /// The byte at this place, another.
    Byte(usize, u8),
    /// These bytes in the place of those that begin there.
    Run(usize, [u8; 4]),
    /// The file of another fixture.
    Other(&'static str),
    /// Zeros.
    Zeros(usize),
    /// A directory.
    Directory,
    /// Nothing by that name.
    Missing,
}

/// Ways to spoil a file of so many bytes: `count` of each kind.
fn ways(bytes: &[u8], count: usize, seed: u64) -> Vec<Spoiled> {
    let mut places = SplitMix64(seed);
    let len = bytes.len();
    // Beginnings are where headers are: half of the places lie in the first 64 bytes.
    let place = |i: usize, places: &mut SplitMix64| {
        if i.is_multiple_of(2) {
            places.below(len.min(64))
        } else {
            places.below(len)
        }
    };
    let mut ways = vec![Spoiled::Cut(len.saturating_sub(1))];
    for i in 0..count {
        ways.push(Spoiled::Cut(len * (i + 1) / (count + 1)));
        let at = place(i, &mut places);
        ways.push(Spoiled::Byte(
            at,
            bytes.get(at).copied().unwrap_or(0) ^ 1 << (places.draw() % 8),
        ));
        let at = place(i + 1, &mut places);
        // Bytes that are lengths, tags, or no text.
        ways.push(Spoiled::Byte(
            at,
            [0x00, 0x80, 0x84, 0xff, b'\n', 0x30, 0x7f][places.below(7)],
        ));
        let at = place(i, &mut places);
        // As a length of DER: beyond any memory, beyond the file, indefinite, or not minimal.
        let lengths = [
            [0x84, 0xff, 0xff, 0xff],
            [0x83, 0x7f, 0xff, 0xff],
            [0x80; 4],
            [0x82, 0x00, 0x01, 0x00],
        ];
        ways.push(Spoiled::Run(at, lengths[places.below(4)]));
    }
    ways
}

/// Files of every kind, right in themselves.
struct Fixtures {
    shell: Shell,
}

impl Fixtures {
    fn make() -> Self {
        let shell = Shell::new().with("SOURCE_DATE_EPOCH", common::VECTORS_MADE_AT);
        let made = shell.run(cases::MAKE);
        assert!(made.status.success(), "{}", text(&made.stderr));
        for name in FIXTURES {
            assert!(shell.path(name).is_file(), "{name}");
        }
        Self { shell }
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.shell.path(name)).unwrap()
    }
}

/// A command with one of its input files spoiled.
struct Run {
    case: &'static Case,
    spoiled: Spoiled,
}

/// The contents of a folder, all of it.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(snapshot(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// The scratch folder of one run: the fixtures are copied into it, the spoiled one spoiled.
fn prepare(fixtures: &Fixtures, run: &Run, folder: &Path) {
    for name in FIXTURES
        .iter()
        .filter(|name| **name != run.case.input && run.case.reads(name))
    {
        // Links, since they are only read; those that a CA writes to are copies.
        if cases::WRITTEN.contains(name) {
            fs::copy(fixtures.shell.path(name), folder.join(name)).unwrap();
        } else {
            fs::hard_link(fixtures.shell.path(name), folder.join(name)).unwrap();
        }
    }
    fs::DirBuilder::new()
        .mode(0o700)
        .create(folder.join("newcerts"))
        .unwrap();
    let input = folder.join(run.case.input);
    let bytes = || fixtures.read(run.case.input);
    let spoiled = match &run.spoiled {
        Spoiled::Cut(len) => bytes()[..*len].to_vec(),
        Spoiled::Byte(at, byte) => {
            let mut bytes = bytes();
            if let Some(place) = bytes.get_mut(*at) {
                *place = *byte;
            }
            bytes
        }
        Spoiled::Run(at, other) => {
            let mut bytes = bytes();
            bytes
                .iter_mut()
                .skip(*at)
                .zip(other)
                .for_each(|(place, byte)| *place = *byte);
            bytes
        }
        Spoiled::Other(name) => fixtures.read(name),
        Spoiled::Zeros(len) => {
            fs::File::create(&input)
                .unwrap()
                .set_len(*len as u64)
                .unwrap();
            return;
        }
        Spoiled::Directory => return fs::create_dir(&input).unwrap(),
        Spoiled::Missing => return,
    };
    fs::write(input, spoiled).unwrap();
}

/// Runs a command line under the limits, with no terminal to ask at.
fn execute(folder: &Path, line: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwright"));
    command
        .args(line.split(' '))
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_clear();
    command
        .env("SOURCE_DATE_EPOCH", common::VECTORS_MADE_AT)
        .env("HOME", folder)
        .env("LC_ALL", "C");
    let limit = |resource, value| {
        let limit = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        setrlimit(resource, limit)
    };
    // SAFETY: between fork and exec nothing but system calls is made, and nothing is allocated.
    unsafe {
        command.pre_exec(move || {
            limit(Resource::As, MEMORY)?;
            limit(Resource::Cpu, PROCESSOR_SECONDS)?;
            limit(Resource::Core, 0)?;
            setsid()?;
            Ok(())
        });
    }
    command.output().unwrap()
}

/// What is wrong with how a run went.
fn judge(
    run: &Run,
    folder: &Path,
    had_output: bool,
    output: &Output,
    took: Duration,
) -> Vec<String> {
    let mut complaints = Vec::new();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    let failed = match output.status.code() {
        Some(0) => false,
        Some(1) => true,
        // What `openssl verify` gives for a chain that is not valid.
        Some(2) if run.case.line.starts_with("verify ") => true,
        // What `openssl cms` gives for what it cannot read, and for what does not verify.
        Some(2 | 4) if run.case.line.starts_with("cms ") => true,
        _ => {
            complaints.push(format!("{}", output.status));
            true
        }
    };
    if stderr.contains("panicked") {
        complaints.push("a panic".into());
    }
    if stderr.contains(|c: char| c.is_control() && c != '\n') {
        complaints.push("control characters on the way to a terminal".into());
    }
    if took > WALL_TIME {
        complaints.push(format!("{took:?}"));
    }
    let out = folder.join("out");
    let now = fs::read(&out).ok();
    if failed {
        if stderr.is_empty() && stdout.is_empty() {
            complaints.push("no reason is given".into());
        }
        // What is shown of the input does not count.
        let lines = stderr.lines().count()
            + if run.case.lists() {
                0
            } else {
                stdout.lines().count()
            };
        if lines > run.case.most_lines() {
            complaints.push(format!("{lines} lines"));
        }
        match (&now, had_output) {
            (None, false) => {}
            (Some(now), true) if now == BEFORE => {}
            (now, _) => complaints.push(format!(
                "the output file holds {:?} bytes after a failure",
                now.as_ref().map(Vec::len)
            )),
        }
    } else if let Some(now) = now
        && !had_output
        && run.case.makes_key()
    {
        let mode = fs::metadata(&out).unwrap().permissions().mode() & 0o777;
        if mode != 0o600 {
            complaints.push(format!("a key of {} bytes with mode {mode:o}", now.len()));
        }
    }
    if complaints.is_empty() {
        return complaints;
    }
    vec![format!(
        "{}\n    {} {:?}: {}\n    stderr: {}",
        run.case.line,
        run.case.input,
        run.spoiled,
        complaints.join("; "),
        stderr
            .chars()
            .take(600)
            .collect::<String>()
            .trim_end()
            .replace("\n", "\n            ")
            .escape_debug()
    )]
}

/// What else a failed run left in its folder, or took from it.
fn leftovers(run: &Run, before: &BTreeMap<PathBuf, Vec<u8>>, folder: &Path) -> Vec<String> {
    let after = snapshot(folder);
    let changed = before
        .keys()
        .chain(after.keys())
        .filter(|path| before.get(*path) != after.get(*path));
    let mut names: Vec<_> = changed
        .map(|path| path.strip_prefix(folder).unwrap().display().to_string())
        // The lock of a CA's database stays, as a lock's file does.
        .filter(|name| name != "out" && !name.ends_with(".lock"))
        .collect();
    names.dedup();
    if names.is_empty() {
        return Vec::new();
    }
    vec![format!(
        "{}\n    {} {:?}: failed, and changed {names:?}",
        run.case.line, run.case.input, run.spoiled
    )]
}

/// Makes every run, on as many threads as there are processors, and fails with all complaints at once.
fn sweep(fixtures: &Fixtures, runs: &[Run]) {
    let (next, complaints) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(at) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < runs.len())
                {
                    let run = &runs[at];
                    let scratch = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
                    let folder = scratch.path();
                    prepare(fixtures, run, folder);
                    let had_output = at % 2 == 1;
                    if had_output {
                        fs::write(folder.join("out"), BEFORE).unwrap();
                    }
                    let before =
                        (!matches!(run.spoiled, Spoiled::Zeros(_))).then(|| snapshot(folder));
                    let started = Instant::now();
                    let output = execute(folder, run.case.line);
                    let mut found = judge(run, folder, had_output, &output, started.elapsed());
                    if let Some(before) = before
                        && !output.status.success()
                    {
                        found.extend(leftovers(run, &before, folder));
                    }
                    complaints.lock().unwrap().extend(found);
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    let shown: Vec<String> = complaints.iter().take(30).cloned().collect();
    assert!(
        complaints.is_empty(),
        "{} of {} runs:\n\n{}",
        complaints.len(),
        runs.len(),
        shown.join("\n\n")
    );
}

/// `count` runs of each kind of change for every command, and the files that are not input at all.
fn runs(fixtures: &Fixtures, count: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    for (at, case) in CASES.iter().enumerate() {
        let bytes = fixtures.read(case.input);
        let count = if case.is_slow() {
            count.div_ceil(4)
        } else {
            count
        };
        let mut spoiled = ways(&bytes, count, at as u64 + 1);
        spoiled.extend([
            Spoiled::Cut(0),
            Spoiled::Directory,
            Spoiled::Missing,
            Spoiled::Zeros(1 << 16),
        ]);
        let others = FIXTURES.iter().filter(|name| **name != case.input);
        // Each kind of file comes to each command in the end; a few of them in every sweep.
        let step = if count < 8 { 7 } else { 1 };
        spoiled.extend(
            others
                .skip(at % step)
                .step_by(step)
                .map(|name| Spoiled::Other(name)),
        );
        runs.extend(spoiled.into_iter().map(|spoiled| Run { case, spoiled }));
    }
    runs
}

#[test]
fn every_command_takes_its_own_fixture() {
    // What is spoiled below is right as it stands: else the sweep would only ever see one error.
    let fixtures = Fixtures::make();
    let mut complaints = Vec::new();
    for case in CASES {
        let scratch = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let bytes = fixtures.read(case.input);
        prepare(
            &fixtures,
            &Run {
                case,
                spoiled: Spoiled::Cut(bytes.len()),
            },
            scratch.path(),
        );
        let output = execute(scratch.path(), case.line);
        let writes = case.line.split(' ').any(|word| word == "out");
        if !output.status.success() || scratch.path().join("out").exists() != writes {
            complaints.push(format!("{}: {}", case.line, text(&output.stderr)));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn spoiled_files_end_in_a_short_error_and_leave_nothing_behind() {
    let fixtures = Fixtures::make();
    sweep(&fixtures, &runs(&fixtures, 2));
}

#[test]
#[ignore = "two minutes"]
fn many_more_spoiled_files_end_in_a_short_error_and_leave_nothing_behind() {
    let fixtures = Fixtures::make();
    sweep(&fixtures, &runs(&fixtures, 18));
}

#[test]
#[ignore = "a minute"]
fn sixty_four_mebibytes_of_zeros_are_refused_by_every_command() {
    let fixtures = Fixtures::make();
    let runs: Vec<Run> = CASES
        .iter()
        .map(|case| Run {
            case,
            spoiled: Spoiled::Zeros(64 << 20),
        })
        .collect();
    sweep(&fixtures, &runs);
}
