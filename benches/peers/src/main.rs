//! certwright beside its peers: the same work, interleaved in one run, on one thread.
//!
//! `benches/peers/run` looks whether the tools are there that building the peers needs, measures, and prints a table; with `--out DIR` it
//! writes `peers.tsv` there as well, from which `plot.py` draws. Every peer's answer is checked before it is timed. In each
//! round every contestant works for a slice of time, one after the other, so that what disturbs the machine disturbs
//! all of them; the median over the rounds counts. The spread beside it is the distance of the quartiles by the median; where single operations
//! scatter by themselves, as key generation does, the mean counts and its standard error is the spread. A row that spreads
//! by more than [`MAX_SPREAD`] is not published.
//!
//! `--quick` measures less; `--only TEXT` races the works whose name contains TEXT, or one of several texts with commas between, and `--who TEXT` the contestants; `--kernel NAME` pins certwright's kernel; `--exec CMD`
//! races a program of the user's that speaks the protocol of docs/oracle-protocol.md, the protocol included. To see OpenSSL and aws-lc-rs without AVX-512, set
//! `OPENSSL_ia32cap=':~0xc0230000'`, and without AVX2 as well `':~0xc0230020'`.

mod chain;
mod contestants;
mod counters;

use certwright::bignum::hazmat;
use contestants::{Contestant, Work};
use counters::Counters;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Rounds, and the time each contestant has in each.
const ROUNDS: usize = 25;
const SLICE: Duration = Duration::from_millis(40);
/// The same for `--quick`.
const QUICK_ROUNDS: usize = 9;
const QUICK_SLICE: Duration = Duration::from_millis(20);
/// The widest spread that is published.
const MAX_SPREAD: f64 = 0.1;

/// Whether a name contains the text, or one of several with commas between.
fn names(texts: &str, name: &str) -> bool {
    texts.split(',').any(|text| name.contains(text.trim()))
}

struct Line {
    work: String,
    peer: &'static str,
    per_second: f64,
    ratio: f64,
    spread: f64,
    /// Cycles and instructions of an operation, where the machine counts them.
    counts: Option<[f64; 2]>,
}

fn main() {
    let mut out_dir = None;
    let mut rounds = None;
    let mut quick = false;
    let mut only = String::new();
    let mut who = String::new();
    let mut exec = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => out_dir = arguments.next(),
            "--rounds" => rounds = arguments.next().and_then(|n| n.parse().ok()),
            "--quick" => quick = true,
            "--only" => only = arguments.next().unwrap_or_default(),
            "--who" => who = arguments.next().unwrap_or_default(),
            "--exec" => exec = arguments.next(),
            "--kernel" => pin(&arguments.next().unwrap_or_default()),
            // Cargo's own, for harnesses.
            "--bench" => {}
            other => {
                eprintln!(
                    "{other} is unknown; --out DIR writes the data, --quick, --rounds N, --only TEXT and --who TEXT measure less or more, --kernel NAME pins certwright's kernel, --exec CMD races a program of yours"
                );
                std::process::exit(2);
            }
        }
    }
    let (usual, slice) = if quick {
        (QUICK_ROUNDS, QUICK_SLICE)
    } else {
        (ROUNDS, SLICE)
    };
    match counters::pin() {
        Some(core) => eprintln!("pinned to core {core}"),
        None => eprintln!("not pinned to a core"),
    }
    let counters = Counters::open();
    if counters.is_none() {
        eprintln!("cycles and instructions are not counted here");
    }
    let rounds = rounds.unwrap_or(usual);
    let mut lines = Vec::new();
    for (name, build) in contestants::all(exec.as_deref())
        .into_iter()
        .filter(|(name, _)| names(&only, name))
    {
        eprintln!("{name} …");
        let mut work = build(name);
        work.contestants
            .retain(|contestant| names(&who, contestant.peer));
        lines.extend(race(work, rounds, slice, counters.as_ref()));
    }
    if lines.is_empty() {
        eprintln!(
            "nothing is measured: no work's name contains \"{only}\", or no contestant's \"{who}\""
        );
        std::process::exit(2);
    }
    let (lines, unsteady): (Vec<Line>, Vec<Line>) = lines
        .into_iter()
        .partition(|line| line.spread <= MAX_SPREAD);
    for line in &unsteady {
        eprintln!(
            "not published: {}, {}: spread {:.0} %",
            line.work,
            line.peer,
            100.0 * line.spread
        );
    }
    print!("{}", table(&lines));
    if let Some(dir) = out_dir {
        let dir = std::path::Path::new(&dir);
        let path = dir.join("peers.tsv");
        let mut data =
            String::from("work\tpeer\tper_second\tratio\tspread\tcycles\tinstructions\n");
        for line in &lines {
            let _ = writeln!(
                data,
                "{}\t{}\t{:.1}\t{:.3}\t{:.3}\t{}",
                line.work,
                line.peer,
                line.per_second,
                line.ratio,
                line.spread,
                line.counts
                    .map_or(String::from("\t"), |[c, i]| format!("{c:.0}\t{i:.0}")),
            );
        }
        if let Err(e) = std::fs::create_dir_all(dir).and_then(|()| std::fs::write(&path, data)) {
            eprintln!("{}: {e}", path.display());
            std::process::exit(1);
        }
    }
}

/// Has certwright use one kernel for all.
fn pin(name: &str) {
    if let Err(e) = name.parse().and_then(hazmat::force) {
        eprintln!("--kernel {name}: {e}");
        std::process::exit(2);
    }
}

/// Rates of a work's contestants; the ratio is certwright's best to each.
fn race(mut work: Work, rounds: usize, time: Duration, counters: Option<&Counters>) -> Vec<Line> {
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); work.contestants.len()];
    let mut counts = vec![None; work.contestants.len()];
    // A mean of what scatters is not steady before many were taken.
    let rounds = if work.scatters { 4 * rounds } else { rounds };
    for _ in 0..rounds {
        for (i, contestant) in work.contestants.iter_mut().enumerate() {
            let (seconds, counted) = slice(contestant, time, counters);
            times[i].push(seconds);
            counts[i] = counted;
        }
    }
    let scatters = work.scatters;
    let results: Vec<(f64, f64)> = times
        .into_iter()
        .map(|times| {
            if scatters {
                mean(&times)
            } else {
                median(times)
            }
        })
        .collect();
    let ours = (work.contestants.iter().zip(&results))
        .filter(|(contestant, _)| contestant.peer.starts_with("certwright"))
        .map(|(_, (seconds, _))| *seconds)
        .fold(f64::INFINITY, f64::min);
    (work.contestants.iter().zip(results).zip(counts))
        .map(|((contestant, (seconds, spread)), counts)| Line {
            work: work.name.clone(),
            peer: contestant.peer,
            per_second: 1.0 / seconds,
            ratio: seconds / ours,
            spread,
            counts,
        })
        .collect()
}

/// The median, and the distance of the quartiles by it.
fn median(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    let spread = times[times.len() * 3 / 4] - times[times.len() / 4];
    (median, spread / median)
}

/// The mean, and its standard error by it.
fn mean(times: &[f64]) -> (f64, f64) {
    let count = times.len() as f64;
    let mean = times.iter().sum::<f64>() / count;
    let variance = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt() / mean)
}

/// Seconds for one operation, over a slice of time, and its cycles and instructions.
fn slice(
    contestant: &mut Contestant,
    time: Duration,
    counters: Option<&Counters>,
) -> (f64, Option<[f64; 2]>) {
    let before = counters.and_then(Counters::read);
    let start = Instant::now();
    let mut count = 0;
    loop {
        count += (contestant.run)();
        let elapsed = start.elapsed();
        if elapsed >= time {
            let after = counters.and_then(Counters::read);
            let counts = before.zip(after).map(|(before, after)| {
                [0, 1].map(|i| after[i].wrapping_sub(before[i]) as f64 / count as f64)
            });
            return (elapsed.as_secs_f64() / count as f64, counts);
        }
    }
}

fn table(lines: &[Line]) -> String {
    let mut out = String::from(
        "| work | who | operations/s | spread | certwright is faster by |\n|---|---|---|---|---|\n",
    );
    for line in lines {
        let _ = writeln!(
            out,
            "| {} | {} | {:.0} | {:.1} % | {:.2} × |",
            line.work,
            line.peer,
            line.per_second,
            100.0 * line.spread,
            line.ratio
        );
    }
    out
}
