//! `pkcs8`: between PKCS #8 and the older form of private keys.

use std::process::ExitCode;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::key::{self, Form};
use super::options::{Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text};
use super::{io, pass, rng};
use certwright::pkcs::KeyKind;
use certwright::pkcs::pkcs8::{Kdf, Prf};

/// `pkcs8`.
pub const COMMAND: Command = Command {
    name: "pkcs8",
    summary: "Convert private keys to PKCS #8 and back",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        text(
            "v1",
            "PKCS#5 v1.5 and its ciphers, which certwright refuses: they are broken",
        ),
        text("v2", "Use PKCS#5 v2.0 and cipher"),
        text("v2prf", "Set the PRF algorithm to use with PKCS#5 v2.0"),
        Item::Section("Input"),
        infile("in", "Input file"),
        option("inform", Value::PemDer, "Input format, found out by itself"),
        text("passin", "Input file pass phrase source"),
        flag("nocrypt", "Use or expect unencrypted private key"),
        Item::Section("Output"),
        outfile("out", "Output file"),
        option("outform", Value::PemDer, "Output format (DER or PEM)"),
        flag("topk8", "Output PKCS8 file"),
        text("passout", "Output file pass phrase source"),
        flag("traditional", "use traditional format private key"),
        option("iter", Value::PosInt, "Specify the iteration count"),
        flag("noiter", "Use 1 as iteration count"),
        Item::Section("Scrypt"),
        flag("scrypt", "Use scrypt algorithm"),
        option("scrypt_N", Value::PosInt, "Set scrypt N parameter"),
        option("scrypt_r", Value::PosInt, "Set scrypt r parameter"),
        option("scrypt_p", Value::PosInt, "Set scrypt p parameter"),
        option("saltlen", Value::PosInt, "Length of the salt: 16 bytes"),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let encrypts = args.has("topk8") && !args.has("nocrypt");
    if args.has("v1") && encrypts {
        return Err(CliError::usage(
            "-v1: the ciphers of PKCS#5 v1.5 do not protect a key; leave the option out, or name a cipher with -v2",
        ));
    }
    let (passin, passout) = pass::Sources::new().pair(args.text("passin"), args.text("passout"))?;
    let path = args.path("in");
    io::check_writable(args.path("out"))?;
    let (parts, kind) = key::load_parts(path, passin.as_ref())?;
    let private = key::checked(parts, kind, &io::display(path))?;
    let cipher = args
        .text("v2")
        .unwrap_or("aes-256-cbc")
        .to_ascii_lowercase();
    let form = Form {
        der: args.is_der("outform"),
        traditional: !args.has("topk8")
            && args.has("traditional")
            && kind == KeyKind::RsaEncryption,
        encryption: Form::encrypted_with(
            encrypts.then_some(&cipher),
            passout,
            "Encryption Password",
        )?,
        kdf: Some(kdf(args)?),
    };
    let out = key::encode_private(
        &private.key.parts(),
        kind,
        &form,
        &mut rng::for_command(args)?,
    )?;
    io::write(args.path("out"), &out, io::Access::Private)?;
    Ok(ExitCode::SUCCESS)
}

/// The library's salts.
const SALT_LEN: i64 = 16;

/// OpenSSL's parameters, where no others are given: N = 2^14, r = 8, p = 1.
fn scrypt_parameters(args: &Args) -> Result<Kdf, CliError> {
    let number = |name: &str, default: u32| match args.number(name) {
        None => Ok(default),
        Some(given) => u32::try_from(given)
            .ok()
            .filter(|n| *n > 0)
            .ok_or_else(|| CliError::usage(format!("-{name} {given}: it takes a number from 1"))),
    };
    let n = number("scrypt_N", 1 << 14)?;
    if n < 2 || !n.is_power_of_two() {
        return Err(CliError::usage(format!(
            "-scrypt_N {n}: it takes a power of two, such as 16384"
        )));
    }
    Ok(Kdf::Scrypt {
        log_n: n.trailing_zeros() as u8,
        r: number("scrypt_r", 8)?,
        p: number("scrypt_p", 1)?,
    })
}

/// The way from pass phrase to key that the options ask for.
fn kdf(args: &Args) -> Result<Kdf, CliError> {
    if let Some(len) = args.number("saltlen")
        && len != SALT_LEN
    {
        return Err(CliError::usage(format!(
            "-saltlen {len}: the salt always has {SALT_LEN} bytes here; leave the option out"
        )));
    }
    let scrypt = ["scrypt", "scrypt_N", "scrypt_r", "scrypt_p"];
    if scrypt.iter().any(|name| args.has(name)) {
        return scrypt_parameters(args);
    }
    let Kdf::Pbkdf2 {
        prf: usual,
        iterations: recommended,
    } = Kdf::RECOMMENDED
    else {
        return Ok(Kdf::RECOMMENDED);
    };
    let prf = match args.text("v2prf").map(str::to_ascii_lowercase).as_deref() {
        None => usual,
        Some("hmacwithsha1") => Prf::HmacSha1,
        Some("hmacwithsha224") => Prf::HmacSha224,
        Some("hmacwithsha256") => Prf::HmacSha256,
        Some("hmacwithsha384") => Prf::HmacSha384,
        Some("hmacwithsha512") => Prf::HmacSha512,
        Some(other) => {
            return Err(CliError::usage(format!(
                "-v2prf {other}: it takes hmacWithSHA1, hmacWithSHA224, hmacWithSHA256, hmacWithSHA384 or hmacWithSHA512",
                other = excerpt(other)
            )));
        }
    };
    let iterations = match args.number("iter") {
        _ if args.has("noiter") => 1,
        None => recommended,
        Some(count) => u32::try_from(count)
            .ok()
            .filter(|n| *n > 0)
            .ok_or_else(|| {
                CliError::usage(format!("-iter {count}: the count is 1 to {}", u32::MAX))
            })?,
    };
    Ok(Kdf::Pbkdf2 { prf, iterations })
}
