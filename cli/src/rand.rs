//! `rand`: random bytes.

use std::fmt::Write as _;
use std::process::ExitCode;

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

use super::args::{Args, parse_pos_int};
use super::error::CliError;
use super::options::{Command, Item, PROVIDER, RANDOM, flag, outfile};
use super::{io, rng};
use certwright::rsa::RandomSource as _;

/// More than anyone asks for at once; all of it is held in memory.
const MAX: i64 = 1 << 28;

/// `rand`.
pub const COMMAND: Command = Command {
    name: "rand",
    summary: "Generate random bytes",
    operands: " num",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("Output"),
        outfile("out", "Output file"),
        flag("base64", "Base64 encode output"),
        flag("hex", "Hex encode output"),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
        Item::Operand("num", "Number of bytes to generate"),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let number = match args.operands().next() {
        Some(text) => parse_pos_int(&text.to_string_lossy())
            .map_err(|e| CliError::usage(format!("the number of bytes: {e}")))?,
        // `rand -writerand ~/.rnd` makes the file that configurations of old name as RANDFILE.
        None if args.has("writerand") => {
            rng::write_rand(args)?;
            return Ok(ExitCode::SUCCESS);
        }
        None => {
            return Err(CliError::usage(
                "no number of bytes is given, such as rand -hex 32",
            ));
        }
    };
    if !(1..=MAX).contains(&number) {
        return Err(CliError::usage(format!(
            "{number} bytes are not given at once; ask for 1 to {MAX}"
        )));
    }
    let mut bytes = Zeroizing::new(vec![0u8; usize::try_from(number).unwrap_or_default()]);
    rng::system()?.draw(&mut bytes)?;
    if args.last_of(&["hex", "base64"]) == Some("base64") {
        let mut text = Zeroizing::new(String::with_capacity(bytes.len() / 48 * 65 + 66));
        for line in bytes.chunks(48) {
            let mut buffer = [0u8; 64];
            text.push_str(Base64::encode(line, &mut buffer).unwrap_or_default());
            text.push('\n');
        }
        io::write(args.path("out"), text.as_bytes(), io::Access::Private)?;
    } else if args.has("hex") {
        let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len() + 1));
        for byte in bytes.iter() {
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\n');
        io::write(args.path("out"), text.as_bytes(), io::Access::Private)?;
    } else {
        io::write(args.path("out"), &bytes, io::Access::Private)?;
    }
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}
