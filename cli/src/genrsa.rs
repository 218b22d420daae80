//! `genrsa`: a new RSA key.

use std::process::ExitCode;

use super::args::{Args, parse_pos_int};
use super::error::CliError;
use super::key::{self, Form};
use super::keygen::{self, Dots};
use super::options::{Any, Command, Item, PROVIDER, RANDOM, Value, flag, option, outfile, text};
use super::{io, pass, rng};
use certwright::pkcs::KeyKind;

/// `genrsa`.
pub const COMMAND: Command = Command {
    name: "genrsa",
    summary: "Generate an RSA private key",
    operands: " numbits",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("Input"),
        flag("3", "(deprecated) Use 3 for the E value"),
        flag("F4", "Use the Fermat number F4 (0x10001) for the E value"),
        flag("f4", "Use the Fermat number F4 (0x10001) for the E value"),
        Item::Section("Output"),
        outfile("out", "Output the key to specified file"),
        text("passout", "Output file pass phrase source"),
        option("primes", Value::PosInt, "Specify number of primes"),
        flag("verbose", "Verbose output"),
        flag("quiet", "Do not output status while generating keys"),
        flag("traditional", "Use traditional format for private keys"),
        Item::Any(Any::Cipher, "Encrypt the output with any supported cipher"),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
        Item::Operand("numbits", "Size of key in bits"),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let bits = match args.operands().next() {
        Some(text) => parse_pos_int(&text.to_string_lossy()).map_err(|e| {
            CliError::usage(format!(
                "the key size: {e}; give a number of bits such as 2048"
            ))
        })?,
        None => 2048,
    };
    let primes = args.number("primes").unwrap_or(2);
    keygen::checked_primes(keygen::checked_size(bits)?, primes)?;
    let e = match args.last_of(&["3", "F4", "f4"]) {
        Some("3") => 3,
        _ => 65537,
    };
    let passout = pass::Sources::new().get(args.text("passout"))?;
    let form = Form {
        der: false,
        traditional: args.has("traditional"),
        encryption: Form::encrypted_with(args.any(), passout, "PEM pass phrase")?,
        kdf: None,
        salt_len: None,
    };
    let out = args.path("out");
    io::check_writable(out)?;

    let mut rng = rng::system()?;
    let status = args.last_of(&["verbose", "quiet"]);
    let verbose = status == Some("verbose");
    if verbose {
        eprintln!("Generating RSA key with {bits} bits");
    }
    let dots = match status {
        Some("verbose") => Dots::Always,
        Some(_) => Dots::Never,
        None => Dots::Terminal,
    };
    let key = keygen::generate(&mut rng, bits, primes, e, dots)?;
    if verbose {
        eprintln!("e is {e} (0x{})", if e == 3 { "03" } else { "010001" });
    }
    let encoded = key::encode_private(&key.parts(), KeyKind::RsaEncryption, &form, &mut rng)?;
    io::write(out, &encoded, io::Access::Private)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}
