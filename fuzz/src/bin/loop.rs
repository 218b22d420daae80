//! The fuzz targets in a loop, on a stable compiler and without coverage: inputs are seeds of `vectors make` with bytes changed.
//!
//! usage: loop [--seconds N] [--seed N] [--against CMD] [--corpus DIR] [TARGET ...]
//!
//! Each target runs N seconds (20). `--corpus DIR` writes what the targets begin with to DIR/TARGET, for cargo-fuzz, and runs none. `--against CMD` runs the target `requests` on certwright and on a program that speaks the protocol of
//! docs/oracle-protocol.md, and fails where they disagree. A panic ends the run, and the input is written to crash-TARGET-HASH.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use certwright_fuzz::{Seeds, TARGETS, requests};
use certwright_oracle::process::Program;
use certwright_oracle::{Certwright, SplitMix64};

fn mutated(seeds: &[Vec<u8>], random: &mut SplitMix64) -> Vec<u8> {
    let mut input = seeds[random.below(seeds.len())].clone();
    for _ in 0..random.below(6) {
        let at = random.below(input.len());
        match random.below(6) {
            0 if !input.is_empty() => input[at] ^= 1 << random.below(8),
            1 if !input.is_empty() => input[at] = random.draw() as u8,
            2 if !input.is_empty() => drop(input.remove(at)),
            3 => input.insert(at, [0, 1, 0x30, 0x7f, 0x80, 0xff][random.below(6)]),
            4 => input.truncate(at),
            _ => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                input.splice(at.., other[from..].iter().copied());
            }
        }
    }
    input
}

fn main() {
    let (mut seconds, mut seed, mut names) = (20, 1, Vec::new());
    let (mut against, mut corpus) = (None, None);
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
            "--seed" => seed = number(),
            "--against" => against = arguments.next(),
            "--corpus" => corpus = arguments.next(),
            name => names.push(name.to_string()),
        }
    }
    let mut program = against.map(|command| Program::new(&command, Duration::from_secs(10)));
    for target in TARGETS {
        if !names.is_empty() && !names.iter().any(|name| name == target.name) {
            continue;
        }
        let seeds = target.seeds.inputs();
        if let Some(corpus) = &corpus {
            let folder = Path::new(corpus).join(target.name);
            std::fs::create_dir_all(&folder).expect("a folder that can be made");
            for (number, seed) in seeds.iter().enumerate() {
                std::fs::write(folder.join(number.to_string()), seed).expect("a file");
            }
            continue;
        }
        let mut random = SplitMix64(seed);
        let (begin, mut count) = (Instant::now(), 0u64);
        while begin.elapsed() < Duration::from_secs(seconds) {
            let input = match target.seeds {
                Seeds::Bytes => (0..64 + random.below(192))
                    .map(|_| random.draw() as u8)
                    .collect(),
                _ => mutated(&seeds, &mut random),
            };
            let tried = catch_unwind(AssertUnwindSafe(|| match &mut program {
                Some(program) if target.name == "requests" => {
                    requests::agree(&mut Certwright::default(), program, &input);
                }
                _ => (target.assert)(&input),
            }));
            if tried.is_err() {
                let hash = input.iter().fold(0u32, |hash, &byte| {
                    hash.wrapping_mul(31).wrapping_add(byte.into())
                });
                let name = format!("crash-{}-{hash:08x}", target.name);
                std::fs::write(&name, &input).expect("the input can be kept");
                eprintln!("{}: the input is in {name}", target.name);
                std::process::exit(1);
            }
            count += 1;
        }
        println!("{:13} {count:10} executions in {seconds} s", target.name);
    }
}
