//! `genpkey`: a new key of an algorithm that is named, which here is RSA or RSA-PSS.

use std::process::ExitCode;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::key::{self, Form};
use super::keygen::{Dots, KeyChoice};
use super::options::{Any, Command, Item, PROVIDER, Value, flag, infile, option, outfile, text};
use super::{conf, dhparam, io, key_text, pass, rng};

/// `genpkey`.
pub const COMMAND: Command = Command {
    name: "genpkey",
    summary: "Generate a private key of a named algorithm",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        infile("paramfile", "Parameters file (RSA has none)"),
        text(
            "algorithm",
            "The public key algorithm: RSA or RSA-PSS, and DH for -genparam",
        ),
        flag("quiet", "Do not output status while generating keys"),
        text(
            "pkeyopt",
            "Set the public key algorithm option as opt:value",
        ),
        infile("config", "Load a configuration file"),
        Item::Section("Output"),
        outfile("out", "Output file"),
        option("outform", Value::PemDer, "output format (DER or PEM)"),
        text("pass", "Output file pass phrase source"),
        flag(
            "genparam",
            "Generate parameters, not key: of Diffie-Hellman (RSA has none)",
        ),
        flag("text", "Print the key in text"),
        Item::Any(Any::Cipher, "Cipher to use to encrypt the key"),
        Item::Group(PROVIDER),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let mut choice = KeyChoice::default();
    let is_dh = (args.text("algorithm")).is_some_and(|name| name.eq_ignore_ascii_case("dh"));
    if args.has("genparam") && is_dh {
        return dhparam::generate_by_genpkey(args);
    }
    if args.has("paramfile") || args.has("genparam") {
        return Err(CliError::new(
            "RSA keys have no parameters; use -algorithm RSA with -pkeyopt alone. -genparam is for -algorithm DH",
        ));
    }
    match args
        .text("algorithm")
        .map(str::to_ascii_uppercase)
        .as_deref()
    {
        Some("RSA" | "RSAENCRYPTION") => {}
        Some("RSA-PSS" | "RSASSA-PSS" | "RSASSAPSS") => choice.pss = true,
        Some(other) => {
            return Err(CliError::new(format!(
                "the algorithm {other} is not part of certwright; use -algorithm RSA or RSA-PSS",
                other = excerpt(other)
            )));
        }
        None => return Err(CliError::usage("no algorithm is named; add -algorithm RSA")),
    }
    for option in args.texts("pkeyopt") {
        choice.set(option)?;
    }
    if let Some(path) = args.path("config") {
        conf::Conf::load(path)?;
    }
    choice.check()?;
    let der = args.is_der("outform");
    if der && args.any().is_some() {
        return Err(CliError::new(
            "a key is encrypted in PEM output only; leave out -outform DER or the cipher",
        ));
    }
    let passout = pass::Sources::new().get(args.text("pass"))?;
    // DER of a bare key is PKCS #1 here, as with OpenSSL; only PKCS #8 can hold PSS restrictions.
    let form = Form {
        der,
        traditional: der && !choice.pss,
        encryption: Form::encrypted_with(args.any(), passout, "PEM pass phrase")?,
        kdf: None,
        salt_len: None,
    };
    let out = args.path("out");
    io::check_writable(out)?;

    let dots = if args.has("quiet") {
        Dots::Never
    } else {
        Dots::Always
    };
    let mut rng = rng::system()?;
    let key = choice.generate(&mut rng, dots)?;
    let kind = choice.kind();
    let mut encoded = key::encode_private(&key.parts(), kind, &form, &mut rng)?;
    if args.has("text") {
        let text = key_text::private(&key.parts(), kind);
        encoded = zeroize::Zeroizing::new([&encoded[..], text.as_bytes()].concat());
    }
    io::write(out, &encoded, io::Access::Private)?;
    Ok(ExitCode::SUCCESS)
}
