//! `mac` and `kdf`: HMAC, and the key derivation functions that are made of it.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::digest::{self, MessageDigest};
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::limits;
use super::options::{Command, Item, PROVIDER, flag, infile, outfile, text};
use super::rsa_options;

/// `mac`.
pub const MAC: Command = Command {
    name: "mac",
    summary: "Compute a message authentication code: HMAC",
    operands: " mac_name",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("General"),
        text(
            "macopt",
            "MAC algorithm parameters in n:v form: key, hexkey, digest",
        ),
        text("cipher", "Refused: MACs of ciphers are not supported"),
        text("digest", "Digest"),
        Item::Section("Input"),
        infile("in", "Input file to MAC (default is stdin)"),
        Item::Section("Output"),
        outfile("out", "Output to filename rather than stdout"),
        flag("binary", "Output in binary format (default is hexadecimal)"),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("mac_name", "MAC algorithm: HMAC"),
    ],
    run: mac,
};

/// `kdf`.
pub const KDF: Command = Command {
    name: "kdf",
    summary: "Derive a key: PBKDF2 and HKDF",
    operands: " kdf_name",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("General"),
        text("kdfopt", "KDF algorithm control parameters in n:v form"),
        text("cipher", "Refused: no function here is made of a cipher"),
        text("digest", "Digest"),
        text("mac", "Refused: no function here takes a MAC"),
        text("keylen", "The size of the output derived key"),
        Item::Section("Output"),
        outfile("out", "Output to filename rather than stdout"),
        flag("binary", "Output in binary format (default is hexadecimal)"),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("kdf_name", "Name of the KDF algorithm: PBKDF2 or HKDF"),
    ],
    run: kdf,
};

fn one_name(args: &Args, what: &str) -> Result<String, CliError> {
    args.operands()
        .next()
        .map(|name| name.to_string_lossy().to_ascii_uppercase())
        .ok_or_else(|| CliError::usage(format!("name the {what} after the options")))
}

fn split<'a>(option: &str, given: &'a str) -> Result<(&'a str, &'a str), CliError> {
    // The value may be a key.
    given
        .split_once(':')
        .ok_or_else(|| CliError::usage(format!("-{option} takes name:value")))
}

/// Digits alone, without the colons that other options take between bytes. What is refused is not shown: it may be a key.
fn hexadecimal(name: &str, value: &str) -> Result<Vec<u8>, CliError> {
    let digits = value.bytes().all(|b| b.is_ascii_hexdigit());
    rsa_options::hexadecimal(value)
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| {
            CliError::new(format!(
                "Parameter error '{}': its value is not an even number of hexadecimal digits",
                excerpt(name)
            ))
        })
}

fn fixed_length(name: &str) -> Result<&'static MessageDigest, CliError> {
    let digest = digest::named(name)?;
    match digest.is_xof() {
        true => Err(CliError::usage(format!(
            "HMAC takes a digest of fixed length, and {} has none",
            digest.display
        ))),
        false => Ok(digest),
    }
}

fn mac(args: &Args) -> Result<ExitCode, CliError> {
    let name = one_name(args, "MAC")?;
    if name == "HMAC" && args.has("cipher") {
        return Err(CliError::new(format!(
            "Parameter unknown 'cipher:{}': HMAC takes a -digest and no cipher",
            excerpt(args.text("cipher").unwrap_or_default())
        )));
    }
    if name != "HMAC" {
        return Err(CliError::new(format!(
            "the MAC {} is not supported: there is HMAC",
            excerpt(&name)
        )));
    }
    let mut named = args.text("digest").map(fixed_length).transpose()?;
    let mut key: Option<Zeroizing<Vec<u8>>> = None;
    for given in args.texts("macopt") {
        match split("macopt", given)? {
            ("key", text) => key = Some(Zeroizing::new(text.as_bytes().to_vec())),
            ("hexkey", hex) => key = Some(Zeroizing::new(hexadecimal("hexkey", hex)?)),
            ("digest", name) => named = Some(fixed_length(name)?),
            ("properties", _) => {}
            (other, _) => {
                return Err(CliError::new(format!(
                    "Parameter unknown '{}': there are key, hexkey and digest",
                    excerpt(other)
                )));
            }
        }
    }
    let key = key.ok_or_else(|| CliError::usage("HMAC needs -macopt key:TEXT or hexkey:HEX"))?;
    let named = named.ok_or_else(|| CliError::usage("HMAC needs a -digest, such as SHA256"))?;
    io::check_writable(args.path("out"))?;
    let mut code = named.hmac(&key);
    code.update(&io::read(args.path("in"), &limits::DATA)?);
    let code = code.finalize();
    let out = match args.has("binary") {
        true => code,
        false => {
            let digits: String = code.iter().map(|byte| format!("{byte:02X}")).collect();
            // As with OpenSSL, a file has no line end.
            let end = if args.path("out").is_some() { "" } else { "\n" };
            format!("{digits}{end}").into_bytes()
        }
    };
    io::write(args.path("out"), &out, Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

/// What a derivation is given.
#[derive(Default)]
struct Inputs {
    digest: Option<&'static MessageDigest>,
    secret: Option<Zeroizing<Vec<u8>>>,
    salt: Option<Vec<u8>>,
    info: Vec<u8>,
    iterations: Option<u32>,
    mode: String,
}

fn kdf(args: &Args) -> Result<ExitCode, CliError> {
    /// More than anybody derives.
    const MAX_LEN: usize = 1 << 20;
    let name = one_name(args, "KDF")?;
    if !matches!(name.as_str(), "PBKDF2" | "HKDF") || args.has("cipher") || args.has("mac") {
        return Err(CliError::new(format!(
            "the KDF {} is not supported: there are PBKDF2 and HKDF, without -cipher and -mac",
            excerpt(&name)
        )));
    }
    let is_hkdf = name == "HKDF";
    let len = args
        .text("keylen")
        .and_then(|text| text.parse().ok())
        .filter(|len| (1..=MAX_LEN).contains(len))
        .ok_or_else(|| {
            CliError::usage(format!("-keylen takes a number of bytes up to {MAX_LEN}"))
        })?;
    let inputs = inputs(args, is_hkdf)?;
    let out = match is_hkdf {
        true => hkdf(&inputs, len)?,
        false => pbkdf2(&inputs, len)?,
    };
    io::check_writable(args.path("out"))?;
    let text: Zeroizing<Vec<u8>> = match args.has("binary") {
        true => out,
        false => {
            let digits: Vec<String> = out.iter().map(|byte| format!("{byte:02X}")).collect();
            // As with OpenSSL, an empty line follows.
            Zeroizing::new((digits.join(":") + "\n\n").into_bytes())
        }
    };
    io::write(args.path("out"), &text, Access::Private)?;
    Ok(ExitCode::SUCCESS)
}

fn inputs(args: &Args, is_hkdf: bool) -> Result<Inputs, CliError> {
    let mut inputs = Inputs {
        digest: args.text("digest").map(fixed_length).transpose()?,
        mode: "EXTRACT_AND_EXPAND".into(),
        ..Inputs::default()
    };
    for given in args.texts("kdfopt") {
        let (name, value) = split("kdfopt", given)?;
        let hex = || hexadecimal(name, value);
        match name {
            "digest" => inputs.digest = Some(fixed_length(value)?),
            "properties" => {}
            "salt" => inputs.salt = Some(value.as_bytes().to_vec()),
            "hexsalt" => inputs.salt = Some(hex()?),
            "pass" if !is_hkdf => inputs.secret = Some(Zeroizing::new(value.as_bytes().to_vec())),
            "hexpass" if !is_hkdf => inputs.secret = Some(Zeroizing::new(hex()?)),
            "iter" if !is_hkdf => {
                let number = value.parse().ok().filter(|&n| n > 0);
                inputs.iterations =
                    Some(number.ok_or_else(|| {
                        CliError::usage("iter takes a number of iterations from 1")
                    })?);
            }
            // The checks of SP 800-132 are asked for by 0.
            "pkcs5" if !is_hkdf && value != "0" => {}
            "key" if is_hkdf => inputs.secret = Some(Zeroizing::new(value.as_bytes().to_vec())),
            "hexkey" if is_hkdf => inputs.secret = Some(Zeroizing::new(hex()?)),
            // Several are one after the other.
            "info" if is_hkdf => inputs.info.extend_from_slice(value.as_bytes()),
            "hexinfo" if is_hkdf => inputs.info.extend(hex()?),
            "mode" if is_hkdf => inputs.mode = value.to_owned(),
            _ => {
                return Err(CliError::new(format!(
                    "Parameter unknown '{}' of this KDF",
                    excerpt(name)
                )));
            }
        }
    }
    Ok(inputs)
}

fn missing(what: &str) -> CliError {
    CliError::usage(format!("EVP_KDF_derive failed: -kdfopt {what} is missing"))
}

fn pbkdf2(inputs: &Inputs, len: usize) -> Result<Zeroizing<Vec<u8>>, CliError> {
    /// As many as OpenSSL takes.
    const DEFAULT_ITERATIONS: u32 = 2048;
    let secret = inputs.secret.as_ref().ok_or_else(|| missing("pass:TEXT"))?;
    let digest = inputs.digest.map_or_else(|| digest::named("sha1"), Ok)?;
    let iterations = inputs.iterations.unwrap_or(DEFAULT_ITERATIONS);
    let salt = inputs.salt.as_ref().ok_or_else(|| {
        CliError::usage(
            "EVP_KDF_derive failed: missing salt: give -kdfopt salt:TEXT or hexsalt:HEX",
        )
    })?;
    let mut out = digest.pbkdf2(secret, salt, iterations, len);
    out.truncate(len);
    Ok(out)
}

/// RFC 5869.
fn hkdf(inputs: &Inputs, len: usize) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let secret = inputs.secret.as_ref().ok_or_else(|| missing("key:TEXT"))?;
    let digest = inputs.digest.ok_or_else(|| missing("digest:NAME"))?;
    let extract = || {
        let mut code = digest.hmac(inputs.salt.as_deref().unwrap_or_default());
        code.update(secret);
        Zeroizing::new(code.finalize())
    };
    let key = match inputs.mode.as_str() {
        "EXTRACT_AND_EXPAND" | "0" => extract(),
        "EXTRACT_ONLY" | "1" if len == digest.output_len() => return Ok(extract()),
        "EXTRACT_ONLY" | "1" => {
            return Err(CliError::usage(format!(
                "EXTRACT_ONLY gives {} bytes: -keylen {len} is wrong",
                digest.output_len()
            )));
        }
        "EXPAND_ONLY" | "2" => secret.clone(),
        other => {
            return Err(CliError::usage(format!(
                "mode {}: it is EXTRACT_AND_EXPAND, EXTRACT_ONLY or EXPAND_ONLY",
                excerpt(other)
            )));
        }
    };
    let keyed = digest.hmac(&key);
    let mut out = Zeroizing::new(Vec::with_capacity(len + digest.output_len()));
    let mut block: Zeroizing<Vec<u8>> = Zeroizing::default();
    for counter in 1..=u8::MAX {
        if out.len() >= len {
            break;
        }
        let mut code = keyed.clone();
        code.update(&block);
        code.update(&inputs.info);
        code.update(&[counter]);
        block = Zeroizing::new(code.finalize());
        out.extend_from_slice(&block);
    }
    if out.len() < len {
        return Err(CliError::usage(format!(
            "-keylen {len}: HKDF gives at most 255 times the digest's length"
        )));
    }
    out.truncate(len);
    Ok(out)
}
