//! `prime`: judges numbers, and searches for primes.

use std::process::ExitCode;

use num_bigint::BigUint;
use num_traits::Num as _;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::options::{Command, Item, PROVIDER, Value, flag, infile, option};
use super::{io, rng};
use crate::limits;
use certwright::bignum::{MAX_BITS, Nat};
use certwright::prime::{self, CHECK_ROUNDS};

/// `prime`.
pub const COMMAND: Command = Command {
    name: "prime",
    summary: "Judge whether numbers are prime, or generate a prime",
    operands: " [number...]",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        Item::Section("General"),
        option("bits", Value::PosInt, "Size of number in bits"),
        option("checks", Value::PosInt, "Number of checks"),
        infile(
            "in",
            "File with a number on each line, to check instead of operands",
        ),
        Item::Section("Output"),
        flag("hex", "Hex output"),
        flag("generate", "Generate a prime"),
        flag("safe", "When used with -generate, generate a safe prime"),
        Item::Group(PROVIDER),
        Item::Operand(
            "number",
            "Number(s) to check for primality if not generating",
        ),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let mut rng = rng::system()?;
    if args.has("generate") {
        if let Some(number) = args.operands().next() {
            return Err(CliError::usage(format!(
                "-generate makes a number and judges none, but {} is given",
                number.to_string_lossy()
            )));
        }
        return generate(args, &mut rng);
    }
    let mut numbers: Vec<String> = args
        .operands()
        .map(|number| number.to_string_lossy().into_owned())
        .collect();
    if let Some(path) = args.path("in") {
        let text = io::read(Some(path), &limits::LINES)?;
        let lines = String::from_utf8_lossy(&text);
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
        numbers.extend(lines.map(str::to_owned));
    }
    if numbers.is_empty() {
        return Err(CliError::usage(
            "no number is given to judge; -generate -bits 2048 makes a prime",
        ));
    }
    // As many rounds as judge a number of unknown origin, or more where more are asked for.
    let rounds = args
        .number("checks")
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(0)
        .max(CHECK_ROUNDS);
    for text in numbers {
        let value = parse(&text, args.has("hex"))?;
        let verdict =
            prime::is_probably_prime(&Nat::from_be_bytes(&value.to_bytes_be()), rounds, &mut rng)?;
        let line = format!(
            "{value:X} ({}) {} prime\n",
            text,
            if verdict { "is" } else { "is not" }
        );
        io::print(line.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A number in decimal or hexadecimal digits.
fn parse(text: &str, hex: bool) -> Result<BigUint, CliError> {
    let (radix, name) = if hex {
        (16, "hexadecimal")
    } else {
        (10, "decimal")
    };
    let digits = !text.is_empty() && text.chars().all(|c| c.is_digit(radix));
    let value = digits
        .then(|| BigUint::from_str_radix(text, radix).ok())
        .flatten()
        .ok_or_else(|| {
            CliError::usage(format!(
                "\"{text}\" is not a {name} number{}",
                if hex {
                    ""
                } else {
                    "; with -hex, numbers are hexadecimal"
                },
                text = excerpt(text)
            ))
        })?;
    if value.bits() > MAX_BITS as u64 {
        return Err(CliError::usage(format!(
            "a number of {} bits is not judged; {MAX_BITS} bits are the maximum",
            value.bits()
        )));
    }
    Ok(value)
}

fn generate(args: &Args, rng: &mut rng::Rng) -> Result<ExitCode, CliError> {
    let bits = args.number("bits").ok_or_else(|| {
        CliError::usage("the size of the prime is missing: give it with -bits, such as -bits 2048")
    })?;
    let bits = usize::try_from(bits).unwrap_or(usize::MAX);
    let found = if args.has("safe") {
        prime::generate_safe(rng, bits, &mut |_| ())
    } else {
        prime::generate(rng, bits, &mut |_| ())
    };
    let prime = found.map_err(|e| CliError::new(e.to_string()))?;
    // It is about to be printed: no secret any more.
    let value = BigUint::from_bytes_be(&prime.to_be_bytes());
    let text = if args.has("hex") {
        // Whole bytes.
        let digits = format!("{value:X}");
        format!("{}{digits}\n", if digits.len() % 2 == 1 { "0" } else { "" })
    } else {
        format!("{value}\n")
    };
    io::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
