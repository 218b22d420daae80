//! `mac`: message authentication codes.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::cipher::{self, Cipher};
use super::digest::{self, MessageDigest};
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::limits;
use super::options::{Command, Item, PROVIDER, flag, infile, outfile, text};
use super::rsa_options;

/// `mac`.
pub const MAC: Command = Command {
    name: "mac",
    summary: "Compute a message authentication code: HMAC or CMAC",
    operands: " mac_name",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("General"),
        text(
            "macopt",
            "MAC algorithm parameters in n:v form: key, hexkey, digest, cipher",
        ),
        text("cipher", "Cipher, in CBC mode, for CMAC"),
        text("digest", "Digest, for HMAC"),
        Item::Section("Input"),
        infile("in", "Input file to MAC (default is stdin)"),
        Item::Section("Output"),
        outfile("out", "Output to filename rather than stdout"),
        flag("binary", "Output in binary format (default is hexadecimal)"),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("mac_name", "MAC algorithm: HMAC or CMAC"),
    ],
    run: mac,
};

pub(super) fn one_name(args: &Args, what: &str) -> Result<String, CliError> {
    args.operands()
        .next()
        .map(|name| name.to_string_lossy().to_ascii_uppercase())
        .ok_or_else(|| CliError::usage(format!("name the {what} after the options")))
}

pub(super) fn split<'a>(option: &str, given: &'a str) -> Result<(&'a str, &'a str), CliError> {
    // The value may be a key.
    given
        .split_once(':')
        .ok_or_else(|| CliError::usage(format!("-{option} takes name:value")))
}

/// Digits alone, without the colons that other options take between bytes. What is refused is not shown: it may be a key.
pub(super) fn hexadecimal(name: &str, value: &str) -> Result<Vec<u8>, CliError> {
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

pub(super) fn fixed_length(name: &str) -> Result<&'static MessageDigest, CliError> {
    let digest = digest::named(name)?;
    match digest.is_xof() {
        true => Err(CliError::usage(format!(
            "HMAC takes a digest of fixed length, and {} has none",
            digest.display
        ))),
        false => Ok(digest),
    }
}

/// Which code, with what it is made of.
enum Code {
    Hmac(&'static MessageDigest),
    Cmac(&'static Cipher),
}

fn mac(args: &Args) -> Result<ExitCode, CliError> {
    let name = one_name(args, "MAC")?;
    let is_cmac = match name.as_str() {
        "HMAC" => false,
        "CMAC" => true,
        _ => {
            return Err(CliError::new(format!(
                "Invalid MAC name {}: there are HMAC and CMAC",
                excerpt(&name)
            )));
        }
    };
    let unknown = |given: &str| {
        CliError::new(format!(
            "MAC parameter error: Parameter unknown '{}': {name} has key, hexkey and {}",
            excerpt(given),
            if is_cmac { "cipher" } else { "digest" }
        ))
    };
    let (mut digest, mut cipher) = (args.text("digest"), args.text("cipher"));
    let mut key: Option<Zeroizing<Vec<u8>>> = None;
    for given in args.texts("macopt") {
        match split("macopt", given)? {
            ("key", text) => key = Some(Zeroizing::new(text.as_bytes().to_vec())),
            ("hexkey", hex) => key = Some(Zeroizing::new(hexadecimal("hexkey", hex)?)),
            ("digest", name) => digest = Some(name),
            ("cipher", name) => cipher = Some(name),
            ("properties", _) => {}
            (other, _) => return Err(unknown(other)),
        }
    }
    let code = match (is_cmac, digest, cipher) {
        (false, _, Some(_)) => return Err(unknown("cipher")),
        (true, Some(_), _) => return Err(unknown("digest")),
        (false, None, None) => {
            return Err(CliError::usage("HMAC needs a -digest, such as SHA256"));
        }
        (true, None, None) => {
            return Err(CliError::usage("CMAC needs a -cipher, such as AES-128-CBC"));
        }
        (false, Some(name), None) => Code::Hmac(fixed_length(name)?),
        (true, None, Some(name)) => Code::Cmac(cbc(name)?),
    };
    let key =
        key.ok_or_else(|| CliError::usage(format!("{name} needs -macopt key:TEXT or hexkey:HEX")))?;
    io::check_writable(args.path("out"))?;
    let code = match code {
        Code::Hmac(digest) => {
            let mut code = digest.hmac(&key);
            code.update(&io::read(args.path("in"), &limits::DATA)?);
            code.finalize()
        }
        Code::Cmac(cipher) => {
            let mut code = cmac(cipher, &key)?;
            code.update(&io::read(args.path("in"), &limits::DATA)?);
            code.finalize()
        }
    };
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

/// The code CMAC under a key, whose length is the cipher's.
pub(super) fn cmac(cipher: &Cipher, key: &[u8]) -> Result<Box<dyn cipher::Code>, CliError> {
    if key.len() != cipher.key_len() {
        return Err(CliError::new(format!(
            "Parameter error: a key of {} has {} bytes, and this one {}",
            cipher.full_name(),
            cipher.key_len(),
            key.len()
        )));
    }
    Ok(cipher.cmac(key))
}

/// A cipher in CBC mode, which stands for its block cipher.
pub(super) fn cbc(name: &str) -> Result<&'static Cipher, CliError> {
    cipher::find(name)
        .filter(|cipher| cipher.is_cbc())
        .ok_or_else(|| {
            CliError::new(format!(
                "Parameter error: {}: CMAC takes a block cipher in CBC mode, such as AES-128-CBC",
                excerpt(name)
            ))
        })
}
