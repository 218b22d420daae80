//! `genpkey`: a new key of an algorithm that is named, which here is RSA or RSA-PSS.

use std::process::ExitCode;
use std::str::FromStr as _;

use num_bigint::BigUint;
use num_traits::ToPrimitive as _;

use super::args::{Args, Format, parse_pos_int};
use super::error::{CliError, excerpt};
use super::key::{self, Form};
use super::keygen::{self, Dots};
use super::options::{Any, Command, Item, PROVIDER, Value, flag, infile, option, outfile, text};
use super::{conf, hint, io, key_text, pass, rng};
use certwright::pkcs::KeyKind;
use certwright::rsa::{HashAlgorithm, pss};

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
        text("algorithm", "The public key algorithm: RSA or RSA-PSS"),
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
        flag("genparam", "Generate parameters, not key (RSA has none)"),
        flag("text", "Print the key in text"),
        Item::Any(Any::Cipher, "Cipher to use to encrypt the key"),
        Item::Group(PROVIDER),
    ],
    run,
};

/// The options that `-pkeyopt` knows, and what they are worth.
struct Choice {
    pss: bool,
    bits: i64,
    e: u64,
    hash: Option<HashAlgorithm>,
    mgf1_hash: Option<HashAlgorithm>,
    salt_len: Option<usize>,
}

const NAMES: &[&str] = &[
    "rsa_keygen_bits",
    "rsa_keygen_primes",
    "rsa_keygen_pubexp",
    "rsa_pss_keygen_md",
    "rsa_pss_keygen_mgf1_md",
    "rsa_pss_keygen_saltlen",
];

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let mut choice = Choice {
        pss: false,
        bits: 2048,
        e: 65537,
        hash: None,
        mgf1_hash: None,
        salt_len: None,
    };
    if args.has("paramfile") || args.has("genparam") {
        return Err(CliError::new(
            "RSA keys have no parameters; use -algorithm RSA with -pkeyopt alone",
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
    keygen::checked_size(choice.bits)?;
    let der = args.format("outform") == Format::Der;
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
    };
    let out = args.path("out");
    io::check_writable(out)?;

    let dots = if args.has("quiet") {
        Dots::Never
    } else {
        Dots::Always
    };
    let mut rng = rng::system()?;
    let key = keygen::generate(&mut rng, choice.bits, choice.e, dots)?;
    let kind = choice.kind();
    let mut encoded = key::encode_private(&key.parts(), kind, &form, &mut rng)?;
    if args.has("text") {
        let text = key_text::private(&key.parts(), kind);
        encoded = zeroize::Zeroizing::new([&encoded[..], text.as_bytes()].concat());
    }
    io::write(out, &encoded, io::Access::Private)?;
    Ok(ExitCode::SUCCESS)
}

impl Choice {
    fn set(&mut self, option: &str) -> Result<(), CliError> {
        let Some((name, value)) = option.split_once(':') else {
            return Err(CliError::usage(format!(
                "-pkeyopt {option} is not of the form name:value",
                option = excerpt(option)
            )));
        };
        let number = || {
            parse_pos_int(value)
                .map_err(|e| CliError::new(format!("-pkeyopt {name}: {e}", name = excerpt(name))))
        };
        let hash = || {
            HashAlgorithm::from_str(value).map_err(|_| {
                CliError::new(format!(
                    "-pkeyopt {name}: there is no digest {value} here",
                    name = excerpt(name),
                    value = excerpt(value)
                ))
            })
        };
        match name {
            "rsa_keygen_bits" | "bits" => self.bits = number()?,
            "rsa_keygen_primes" | "primes" => {
                let primes = number()?;
                if primes != 2 {
                    return Err(CliError::new(format!(
                        "keys of {primes} primes are not made, only read: two primes are faster to search for and no weaker"
                    )));
                }
            }
            "rsa_keygen_pubexp" | "e" => self.e = public_exponent(name, value)?,
            _ if name.starts_with("rsa_pss_keygen_") && !self.pss => {
                return Err(CliError::new(format!(
                    "-pkeyopt {name} is for -algorithm RSA-PSS only",
                    name = excerpt(name)
                )));
            }
            "rsa_pss_keygen_md" => self.hash = Some(hash()?),
            "rsa_pss_keygen_mgf1_md" => self.mgf1_hash = Some(hash()?),
            "rsa_pss_keygen_saltlen" => self.salt_len = usize::try_from(number()?).ok(),
            _ => {
                let near = hint::nearest(name, NAMES.iter().copied());
                return Err(CliError::usage(match near {
                    Some(near) => format!(
                        "unknown -pkeyopt {name}; did you mean {near}?",
                        name = excerpt(name)
                    ),
                    None => format!(
                        "unknown -pkeyopt {name}; RSA has {}",
                        NAMES.join(", "),
                        name = excerpt(name)
                    ),
                }));
            }
        }
        Ok(())
    }

    /// The restrictions of an RSA-PSS key; what is not named is what RFC 4055's defaults are, as with OpenSSL.
    fn kind(&self) -> KeyKind {
        if !self.pss {
            return KeyKind::RsaEncryption;
        }
        if self.hash.is_none() && self.mgf1_hash.is_none() && self.salt_len.is_none() {
            return KeyKind::RsaPss(None);
        }
        let standard = pss::Params::DEFAULT;
        KeyKind::RsaPss(Some(
            pss::Params::new(self.hash.unwrap_or(standard.hash))
                .with_mgf1_hash(self.mgf1_hash.unwrap_or(standard.mgf1_hash))
                .with_salt_len(self.salt_len.unwrap_or(standard.salt_len)),
        ))
    }
}

/// A public exponent in decimal or, after `0x`, hexadecimal.
fn public_exponent(name: &str, value: &str) -> Result<u64, CliError> {
    let number = match value
        .strip_prefix("0x")
        .or_else(|| value.strip_prefix("0X"))
    {
        Some(hex) => BigUint::parse_bytes(hex.as_bytes(), 16),
        None => BigUint::parse_bytes(value.as_bytes(), 10),
    };
    let wrong = |what: &str| {
        CliError::new(format!(
            "-pkeyopt {name}:{value}: {what}; it is odd, 3 or more, and 65537 as a rule",
            name = excerpt(name),
            value = excerpt(value)
        ))
    };
    let number = number.ok_or_else(|| wrong("the public exponent is not a number"))?;
    let e = number
        .to_u64()
        .ok_or_else(|| wrong("the public exponent is larger than 64 bits"))?;
    if e < 3 || e % 2 == 0 {
        return Err(wrong("this public exponent cannot be used"));
    }
    Ok(e)
}
