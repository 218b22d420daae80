//! `errstr`: what an error number of OpenSSL's stands for.

use std::process::ExitCode;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::io;
use super::options::{Command, Item};

/// `errstr`.
pub const COMMAND: Command = Command {
    name: "errstr",
    summary: "Show the library and the reason in OpenSSL's error numbers",
    operands: " errnum...",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        Item::Section("Parameters:"),
        Item::Operand("errnum", "Error number(s) to decode, in hexadecimal"),
    ],
    run,
};

/// OpenSSL's libraries by their numbers (its openssl/err.h).
const LIBRARIES: &[(u64, &str)] = &[
    (2, "system library"),
    (3, "bignum routines"),
    (4, "rsa routines"),
    (5, "Diffie-Hellman routines"),
    (6, "digital envelope routines"),
    (7, "memory buffer routines"),
    (8, "object identifier routines"),
    (9, "PEM routines"),
    (10, "dsa routines"),
    (11, "x509 certificate routines"),
    (13, "asn1 encoding routines"),
    (14, "configuration file routines"),
    (15, "common libcrypto routines"),
    (16, "elliptic curve routines"),
    (20, "SSL routines"),
    (32, "BIO routines"),
    (33, "PKCS7 routines"),
    (34, "X509 V3 routines"),
    (35, "PKCS12 routines"),
    (36, "random number generator"),
    (37, "DSO support routines"),
    (38, "engine routines"),
    (39, "OCSP routines"),
    (40, "UI routines"),
    (42, "ECDSA routines"),
    (43, "ECDH routines"),
    (44, "STORE routines"),
    (45, "FIPS routines"),
    (46, "CMS routines"),
    (47, "time stamp routines"),
    (48, "HMAC routines"),
    (50, "CT routines"),
    (51, "ASYNC routines"),
    (52, "KDF routines"),
    (53, "SM2 routines"),
    (54, "ESS routines"),
    (56, "CRMF routines"),
    (57, "Provider routines"),
    (58, "CMP routines"),
    (59, "ENCODER routines"),
    (60, "DECODER routines"),
    (61, "HTTP routines"),
];

/// Library, reason and text, a line each, by `vectors/openssl/reasons.py`; those of library 0 are common to all.
const REASONS: &str = include_str!("errstr.tsv");

fn reason(library: u64, number: u64) -> Option<&'static str> {
    let text = |wanted: u64| {
        REASONS.lines().find_map(|line| {
            let mut fields = line.splitn(3, '\t');
            let mut is = |wanted: u64| fields.next()?.parse().ok().filter(|n: &u64| *n == wanted);
            is(wanted)?;
            is(number)?;
            fields.next()
        })
    };
    text(library).or_else(|| text(0))
}

/// A set top bit marks the errors of the operating system, whose number the rest is.
const SYSTEM: u64 = 0x8000_0000;

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let mut status = ExitCode::SUCCESS;
    for operand in args.operands() {
        let text = operand.to_string_lossy();
        let digits = text.trim_start_matches("0x");
        let Ok(number) = u64::from_str_radix(digits, 16) else {
            eprintln!(
                "errstr: {} is not an error number: it takes hexadecimal digits",
                excerpt(&text)
            );
            status = ExitCode::FAILURE;
            continue;
        };
        io::print(format!("{}\n", describe(number)).as_bytes())?;
    }
    Ok(status)
}

pub(crate) fn describe(number: u64) -> String {
    if number & SYSTEM != 0 {
        let code = number & (SYSTEM - 1);
        let reason = match i32::try_from(code) {
            Ok(code) if code < 4096 => {
                let text = std::io::Error::from_raw_os_error(code).to_string();
                text.split(" (os error").next().unwrap_or(&text).to_owned()
            }
            _ => format!("reason({code})"),
        };
        return format!("error:{number:08X}:system library::{reason}");
    }
    let (library, code) = (number >> 23 & 0xff, number & 0x7f_ffff);
    let name = LIBRARIES.iter().find(|(n, _)| *n == library);
    let name = name.map_or_else(|| format!("lib({library})"), |(_, name)| (*name).to_owned());
    let reason = reason(library, code).map_or_else(|| format!("reason({code})"), str::to_owned);
    format!("error:{number:08X}:{name}::{reason}")
}
