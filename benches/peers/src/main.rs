//! certwright beside its peers: the same work, interleaved in one run, on one thread.
//!
//! `cargo bench --manifest-path benches/peers/Cargo.toml` measures and prints a table; with `-- --out DIR` it writes
//! `peers.tsv` there as well, from which `plot.py` draws. Every peer's answer is checked before it is timed. In each
//! round every contestant works for a slice of time, one after the other, so that what disturbs the machine disturbs
//! all of them; the median over the rounds counts.
//!
//! `--only TEXT` races the works whose name contains TEXT. To see OpenSSL without its widest vectors, set `OPENSSL_ia32cap=':~0xc0230020'` (AVX2 and AVX-512 masked).

mod chain;
mod contestants;

use contestants::{Contestant, Work};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Rounds, and the time each contestant has in each.
const ROUNDS: usize = 25;
const SLICE: Duration = Duration::from_millis(40);

struct Line {
    work: String,
    peer: &'static str,
    per_second: f64,
    ratio: f64,
}

fn main() {
    let mut out_dir = None;
    let mut rounds = ROUNDS;
    let mut only = String::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--out" => out_dir = arguments.next(),
            "--rounds" => {
                rounds = arguments
                    .next()
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(ROUNDS)
            }
            "--only" => only = arguments.next().unwrap_or_default(),
            // Cargo's own, for harnesses.
            "--bench" => {}
            other => {
                eprintln!(
                    "{other} is unknown; --out DIR writes the data, --rounds N and --only TEXT measure less or more"
                );
                std::process::exit(2);
            }
        }
    }
    let mut lines = Vec::new();
    for work in contestants::all()
        .into_iter()
        .filter(|work| work.name.contains(&only))
    {
        eprintln!("{} …", work.name);
        lines.extend(race(work, rounds));
    }
    print!("{}", table(&lines));
    if let Some(dir) = out_dir {
        let path = std::path::Path::new(&dir).join("peers.tsv");
        let mut data = String::from("work\tpeer\tper_second\tratio\n");
        for line in &lines {
            let _ = writeln!(
                data,
                "{}\t{}\t{:.1}\t{:.3}",
                line.work, line.peer, line.per_second, line.ratio
            );
        }
        if let Err(e) = std::fs::write(&path, data) {
            eprintln!("{}: {e}", path.display());
            std::process::exit(1);
        }
    }
}

/// Medians of a work's contestants; the ratio is certwright's best to each.
fn race(mut work: Work, rounds: usize) -> Vec<Line> {
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); work.contestants.len()];
    for _ in 0..rounds {
        for (contestant, times) in work.contestants.iter_mut().zip(&mut times) {
            times.push(slice(contestant));
        }
    }
    let medians: Vec<f64> = times
        .into_iter()
        .map(|mut times| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        })
        .collect();
    let ours = (work.contestants.iter().zip(&medians))
        .filter(|(contestant, _)| contestant.peer.starts_with("certwright"))
        .map(|(_, median)| *median)
        .fold(f64::INFINITY, f64::min);
    (work.contestants.iter().zip(medians))
        .map(|(contestant, median)| Line {
            work: work.name.clone(),
            peer: contestant.peer,
            per_second: 1.0 / median,
            ratio: median / ours,
        })
        .collect()
}

/// Seconds for one operation, over a slice of time.
fn slice(contestant: &mut Contestant) -> f64 {
    let start = Instant::now();
    let mut count = 0;
    loop {
        count += (contestant.run)();
        let elapsed = start.elapsed();
        if elapsed >= SLICE {
            return elapsed.as_secs_f64() / count as f64;
        }
    }
}

fn table(lines: &[Line]) -> String {
    let mut out = String::from(
        "| work | who | operations/s | certwright is faster by |\n|---|---|---|---|\n",
    );
    for line in lines {
        let _ = writeln!(
            out,
            "| {} | {} | {:.0} | {:.2} × |",
            line.work, line.peer, line.per_second, line.ratio
        );
    }
    out
}
