//! `pkcs8`: between PKCS #8 and the older form of private keys.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::key::{self, Form};
use super::options::{Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text};
use super::text::parse_oid;
use super::{io, pass, rng};
use certwright::pem::{self, label};
use certwright::pkcs::KeyKind;
use certwright::pkcs::pkcs8::{self, Kdf, LegacyScheme, MAX_ITERATIONS, Prf};

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
            "Use a PKCS#5 v1.5 or PKCS#12 scheme, such as PBE-SHA1-3DES",
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
        option(
            "saltlen",
            Value::PosInt,
            "Length of the salt, 16 bytes if not given",
        ),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let encrypts = args.has("topk8") && !args.has("nocrypt");
    let (passin, passout) = pass::Sources::new().pair(args.text("passin"), args.text("passout"))?;
    let path = args.path("in");
    io::check_writable(args.path("out"))?;
    // Without -topk8 OpenSSL reads PKCS #8 alone, and asks with other words.
    let ask = |name: &str| match args.has("topk8") {
        true => pass::ask_for_input(name),
        false => pass::ask("Password"),
    };
    let (parts, kind) = key::load_parts_asking(path, passin.as_ref(), &ask)?;
    let private = key::checked(parts, kind, &io::display(path))?;
    let cipher = args
        .text("v2")
        .unwrap_or("aes-256-cbc")
        .to_ascii_lowercase();
    let der = args.is_der("outform");
    let form = Form {
        der,
        // Without -topk8, OpenSSL writes DER in the traditional form always, and PEM where it is asked for.
        traditional: !args.has("topk8")
            && (der || args.has("traditional"))
            && kind == KeyKind::RsaEncryption,
        encryption: Form::encrypted_with(
            encrypts.then_some(&cipher),
            passout,
            "Encryption Password",
        )?,
        kdf: Some(kdf(args)?),
        salt_len: salt_len(args)?,
    };
    let mut rng = rng::system()?;
    let out = match (legacy(args)?, &form.encryption) {
        (Some((scheme, iterations)), Some((_, pass))) if !args.has("v2") => {
            args.hint(format_args!(
                "{} protects a key badly; leave out -v1 unless an old program is to read it",
                scheme.name()
            ));
            let plain = pkcs8::to_der(&private.key.parts(), kind);
            let der = pkcs8::encrypt_legacy(&plain, scheme, iterations, pass, &mut rng)
                .map_err(|e| CliError::new(format!("cannot encrypt the key: {e}")))?;
            Zeroizing::new(match form.der {
                true => der,
                false => pem::encode(label::ENCRYPTED_PRIVATE_KEY, &der).into_bytes(),
            })
        }
        _ => key::encode_private(&private.key.parts(), kind, &form, &mut rng)?,
    };
    io::write(args.path("out"), &out, io::Access::Private)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// The scheme of old that `-v1` names, with its iterations: OpenSSL's default, since old programs bound them.
fn legacy(args: &Args) -> Result<Option<(LegacyScheme, u32)>, CliError> {
    let Some(name) = args.text("v1") else {
        return Ok(None);
    };
    let scheme = parse_oid(name).and_then(|oid| LegacyScheme::from_oid(oid.as_oid_ref()));
    let scheme = scheme.ok_or_else(|| {
        let names: Vec<_> = LegacyScheme::ALL.iter().map(|s| s.name()).collect();
        CliError::usage(format!(
            "-v1 {}: unknown PBE algorithm; it is one of {}",
            excerpt(name),
            names.join(", ")
        ))
    })?;
    Ok(Some((scheme, iterations(args)?.unwrap_or(2048))))
}

/// The iterations that `-iter` or `-noiter` asks for.
fn iterations(args: &Args) -> Result<Option<u32>, CliError> {
    match args.number("iter") {
        _ if args.has("noiter") => Ok(Some(1)),
        None => Ok(None),
        Some(count) => match u32::try_from(count) {
            Ok(count @ 1..=MAX_ITERATIONS) => Ok(Some(count)),
            _ => Err(CliError::usage(format!(
                "-iter {count}: the count is 1 to {MAX_ITERATIONS}"
            ))),
        },
    }
}

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

/// `-saltlen`. A short salt lets one table of pass phrases serve against many keys (RFC 8018 §4.1).
fn salt_len(args: &Args) -> Result<Option<usize>, CliError> {
    const MIN: usize = 8;
    const MAX: usize = 1024;
    let Some(given) = args.number("saltlen") else {
        return Ok(None);
    };
    match usize::try_from(given) {
        Ok(len @ MIN..=MAX) => Ok(Some(len)),
        _ => Err(CliError::usage(format!(
            "-saltlen {given}: a salt has {MIN} to {MAX} bytes"
        ))),
    }
}

/// The way from pass phrase to key that the options ask for.
fn kdf(args: &Args) -> Result<Kdf, CliError> {
    let scrypt = ["scrypt", "scrypt_N", "scrypt_r", "scrypt_p"];
    if scrypt.iter().any(|name| args.has(name)) {
        if let Some(name) = ["iter", "noiter", "v2prf"]
            .iter()
            .find(|name| args.has(name))
        {
            super::hint::warning(format_args!("-{name} is without effect: it is for PBKDF2"));
        }
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
    let iterations = iterations(args)?.unwrap_or(recommended);
    Ok(Kdf::Pbkdf2 { prf, iterations })
}
