//! `rsautl`: the old name of `pkeyutl` for RSA, with a padding option of its own for each mode.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::error::CliError;
use super::io;
use super::key::{Private, Public};
use super::options::{Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text};
use super::pass::Sources;
use super::pkeyutl::{Key, Operation, write_output};
use super::rng;
use super::rsa_options::RsaOptions;
use crate::limits;

/// `rsautl`.
pub const COMMAND: Command = Command {
    name: "rsautl",
    summary: "Sign, verify, encrypt or decrypt with an RSA key (pkeyutl is newer)",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        flag("sign", "Sign with private key"),
        flag("verify", "Verify with public key"),
        flag("encrypt", "Encrypt with public key"),
        flag("decrypt", "Decrypt with private key"),
        Item::Section("Input"),
        infile("in", "Input file"),
        infile("inkey", "Input key"),
        option(
            "keyform",
            Value::Format,
            "Private key format (accepted; every format is recognised)",
        ),
        flag("pubin", "Input is an RSA public"),
        flag("certin", "Input is a cert carrying an RSA public key"),
        flag("rev", "Reverse the order of the input buffer"),
        text("passin", "Input file pass phrase source"),
        Item::Section("Output"),
        outfile("out", "Output file"),
        flag("raw", "Use no padding"),
        flag("pkcs", "Use PKCS#1 v1.5 padding (default)"),
        flag("oaep", "Use PKCS#1 OAEP"),
        flag(
            "x931",
            "Use ANSI X9.31 padding (fails as in OpenSSL 3.0: no digest is named)",
        ),
        flag(
            "asn1parse",
            "Run output through asn1parse; useful with -verify",
        ),
        flag("hexdump", "Hex dump output"),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    eprintln!("The command rsautl was deprecated in version 3.0. Use 'pkeyutl' instead.");
    let operation = match args.last_of(&["sign", "verify", "encrypt", "decrypt"]) {
        Some("sign") => Operation::Sign,
        Some("verify") => Operation::VerifyRecover,
        // OpenSSL encrypts to a public key, and signs with a private one, where nothing is asked for.
        Some("encrypt") => Operation::Encrypt,
        Some("decrypt") => Operation::Decrypt,
        _ if args.has("pubin") || args.has("certin") => Operation::Encrypt,
        _ => Operation::Sign,
    };
    let padding = match args.last_of(&["raw", "pkcs", "oaep", "x931"]) {
        Some("raw") => "rsa_padding_mode:none",
        Some("oaep") => "rsa_padding_mode:oaep",
        Some("x931") => {
            return Err(CliError::new(
                "invalid X9.31 digest: none is named here; pkeyutl has -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:x931",
            ));
        }
        _ => "rsa_padding_mode:pkcs1",
    };
    let options = RsaOptions::read("-pkeyopt", [padding].into_iter())?;
    let key = Key::load(args, operation, &Sources::new())?;
    let mut input = io::read(args.path("in"), &limits::DATA)?;
    if args.has("rev") {
        input.reverse();
    }
    let mut rng = rng::system()?;
    let Public { key: public, kind } = key.public();
    let failed = |e: CliError| e.within("RSA operation error");
    let output = match (operation, &key) {
        (Operation::Encrypt, _) => Zeroizing::new(
            options
                .encrypt(&public, kind, &input, &mut rng)
                .map_err(failed)?,
        ),
        (Operation::Sign, Key::Private(Private { key, kind })) => Zeroizing::new(
            options
                .sign(key, *kind, None, &input, &mut rng)
                .map_err(failed)?,
        ),
        (Operation::Decrypt, Key::Private(Private { key, kind })) => options
            .decrypt(key, *kind, &input, &mut rng)
            .map_err(failed)?,
        _ => Zeroizing::new(options.recover(&public, kind, &input).map_err(failed)?),
    };
    write_output(args, operation, &output)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}
