//! The fuzz targets in a loop, on a stable compiler and without coverage: inputs are seeds of `vectors make` with bytes changed.
//!
//! usage: loop [--seconds N] [--inputs N] [--seed N] [--jobs N] [--against CMD | --peer NAME] [--corpus DIR] [TARGET ...]
//!
//! Each target runs N seconds (20) or, with `--inputs N`, until it has had N inputs if that is sooner, as many targets at once as there are processors or `--jobs` gives. `--corpus DIR` writes what the targets begin with to DIR/TARGET, for cargo-fuzz, and runs none. `--against CMD` runs the target `requests` on certwright and on a program that speaks the protocol of
//! docs/oracle-protocol.md: the first input of each kind of disagreement is written to disagreement-NUMBER, and the run fails at its end. `--peer NAME` does the same with a library in this process, an
//! adapter of benches/peers, where the package has the feature `peers` or `quick-peers`. A panic ends the run, and the input is written to crash-TARGET-HASH.
//! Reports go to standard error.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use certwright_fuzz::{Seeds, TARGETS, Target, requests, tidy};
use certwright_oracle::process::Program;
use certwright_oracle::{Certwright, Implementation, SplitMix64};

/// Where reports go: standard error as this program was given it.
static REPORTS: OnceLock<File> = OnceLock::new();

macro_rules! report {
    ($($text:tt)*) => {
        if let Some(mut reports) = REPORTS.get() {
            let _ = reports.write_all(format!("{}\n", format_args!($($text)*)).as_bytes());
        }
    };
}

/// Keeps standard error for reports, and sends what the program's commands print to /dev/null.
fn keep_quiet() -> std::io::Result<()> {
    let reports = rustix::io::dup(std::io::stderr())?;
    let null = File::options().write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdout(&null)?;
    rustix::stdio::dup2_stderr(&null)?;
    let _ = REPORTS.set(reports.into());
    std::panic::set_hook(Box::new(|panic| report!("{panic}")));
    Ok(())
}

/// Bytes for `arbitrary`.
fn any(random: &mut SplitMix64) -> Vec<u8> {
    (0..64 + random.below(192))
        .map(|_| random.draw() as u8)
        .collect()
}

/// A library by its name, in this process.
#[cfg(feature = "quick-peers")]
fn peer(name: &str) -> Option<Box<dyn Implementation>> {
    certwright_peers::named(name)
}

#[cfg(not(feature = "quick-peers"))]
fn peer(_: &str) -> Option<Box<dyn Implementation>> {
    None
}

/// Runs a target on inputs made of its seeds, and counts them. A panic ends the process.
fn run(target: &Target, seconds: u64, inputs: u64, seed: u64) {
    let seeds = target.seeds.inputs();
    // What a target prepares at its first input takes none of its time.
    (target.assert)(&[]);
    let mut random = SplitMix64(seed);
    let (begin, mut count) = (Instant::now(), 0u64);
    while count < inputs && begin.elapsed() < Duration::from_secs(seconds) {
        let input = match target.seeds {
            Seeds::Bytes => any(&mut random),
            _ => random.mutated(&seeds),
        };
        let tried = catch_unwind(AssertUnwindSafe(|| (target.assert)(&input)));
        if tried.is_err() {
            let hash = input.iter().fold(0u32, |hash, &byte| {
                hash.wrapping_mul(31).wrapping_add(byte.into())
            });
            let name = format!("crash-{}-{hash:08x}", target.name);
            std::fs::write(&name, &input).expect("the input can be kept");
            report!("{}: the input is in {name}", target.name);
            tidy();
            std::process::exit(1);
        }
        count += 1;
    }
    let seconds = begin.elapsed().as_secs();
    report!("{:13} {count:10} executions in {seconds} s", target.name);
}

/// Runs certwright beside another implementation; whether they disagreed.
fn differ(program: &mut dyn Implementation, seconds: u64, seed: u64) -> bool {
    let (mut random, mut own) = (SplitMix64(seed), Certwright::default());
    // The cases are made at the first request.
    requests::certwright_answers(&[]);
    let (begin, mut count) = (Instant::now(), 0u64);
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    while begin.elapsed() < Duration::from_secs(seconds) {
        let input = any(&mut random);
        count += 1;
        let Some(reason) = requests::disagreement(&mut own, program, &input) else {
            continue;
        };
        // The same reasons with other values are one kind.
        let reasons = reason.split("; ").take(2).map(|part| {
            let end = part.find(" value ").unwrap_or(part.len());
            &part[..end]
        });
        let kind = reasons.collect::<Vec<_>>().join("; ");
        let number = kinds.len();
        let seen = kinds.entry(kind).or_insert_with(|| {
            let name = format!("disagreement-{number}");
            std::fs::write(&name, &input).expect("the input can be kept");
            report!("{name}: {reason}");
            0
        });
        *seen += 1;
    }
    report!("{count} requests in {seconds} s");
    for (kind, count) in &kinds {
        report!("{count:6} {kind}");
    }
    !kinds.is_empty()
}

fn main() {
    keep_quiet().expect("standard error and /dev/null");
    let (mut seconds, mut inputs, mut seed, mut names) = (20, u64::MAX, 1, Vec::new());
    let (mut against, mut corpus, mut beside) = (None, None, None);
    let mut jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            arguments
                .next()
                .and_then(|text| text.parse().ok())
                .expect("a number")
        };
        match argument.as_str() {
            "--seconds" => seconds = number(),
            "--inputs" => inputs = number(),
            "--seed" => seed = number(),
            "--jobs" => jobs = number() as usize,
            "--against" => against = arguments.next(),
            "--peer" => beside = arguments.next(),
            "--corpus" => corpus = arguments.next(),
            name => names.push(name.to_string()),
        }
    }
    let other: Option<Box<dyn Implementation>> = match (against, beside) {
        (Some(command), _) => Some(Box::new(Program::new(&command, Duration::from_secs(10)))),
        (_, Some(name)) => {
            let Some(peer) = peer(&name) else {
                report!(
                    "{name} is not a library that this program was built with: --features quick-peers has ring, graviola and rustcrypto, and peers openssl and aws-lc as well"
                );
                std::process::exit(2);
            };
            Some(peer)
        }
        _ => None,
    };
    if let Some(mut other) = other {
        if differ(&mut *other, seconds, seed) {
            std::process::exit(1);
        }
        return;
    }
    let chosen: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| names.is_empty() || names.iter().any(|name| name == target.name))
        .collect();
    if let Some(corpus) = &corpus {
        for target in chosen {
            let folder = Path::new(corpus).join(target.name);
            std::fs::create_dir_all(&folder).expect("a folder that can be made");
            for (number, seed) in target.seeds.inputs().iter().enumerate() {
                std::fs::write(folder.join(number.to_string()), seed).expect("a file");
            }
        }
        tidy();
        return;
    }
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, chosen.len().max(1)) {
            scope.spawn(|| {
                while let Some(target) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    run(target, seconds, inputs, seed);
                }
            });
        }
    });
    tidy();
}
