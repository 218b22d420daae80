//! `pkeyutl`: one operation with one key.

use std::path::Path;
use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::asn1parse::dump::{Dump, Layout, listing};
use super::digest::{self, MessageDigest};
use super::error::CliError;
use super::io::{self, Access};
use super::kdf;
use super::key::{self, Private, Public};
use super::options::{Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text};
use super::parameters;
use super::pass::Sources;
use super::rng;
use super::rsa_options::RsaOptions;
use crate::limits;
use certwright::pem::{self, label};
use certwright::x509::CertificateRef;

/// `pkeyutl`.
pub const COMMAND: Command = Command {
    name: "pkeyutl",
    summary: "Sign, verify, encrypt or decrypt with a key",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        flag("sign", "Sign input data with private key"),
        flag("verify", "Verify with public key"),
        flag("encrypt", "Encrypt input data with public key"),
        flag("decrypt", "Decrypt input data with private key"),
        Item::Section("Input"),
        infile("in", "Input file - default stdin"),
        flag("rawin", "Indicate the input data is in raw form"),
        flag("pubin", "Input is a public key"),
        infile("inkey", "Input private key file"),
        text("passin", "Input file pass phrase source"),
        flag("certin", "Input is a cert with a public key"),
        flag("rev", "Reverse the order of the input buffer"),
        infile("sigfile", "Signature file (verify operation only)"),
        option(
            "keyform",
            Value::Format,
            "Private key format (accepted; every format is recognised)",
        ),
        Item::Section("Output"),
        outfile("out", "Output file - default stdout"),
        flag(
            "asn1parse",
            "Parse the output as ASN.1 data to check its DER encoding and print errors",
        ),
        flag("hexdump", "Hex dump output"),
        flag(
            "verifyrecover",
            "Verify RSA signature, recovering original signature input data",
        ),
        Item::Section("Signing"),
        text(
            "digest",
            "Specify the digest algorithm when signing the raw input data",
        ),
        text("pkeyopt", "Public key options as opt:value"),
        text(
            "pkeyopt_passin",
            "Public key option that is read as a passphrase argument opt:passphrase",
        ),
        Item::Section("Key derivation"),
        text("kdf", "Use KDF algorithm: HKDF, TLS1-PRF or SCRYPT"),
        option("kdflen", Value::PosInt, "KDF algorithm output length"),
        flag("engine_impl", "Accepted: there are no engines"),
        infile("config", "Accepted for OpenSSL's sake, without effect"),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
    ],
    run,
};

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operation {
    Sign,
    Verify,
    VerifyRecover,
    Encrypt,
    Decrypt,
}

impl Operation {
    fn needs_private_key(self) -> bool {
        matches!(self, Self::Sign | Self::Decrypt)
    }
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(name) = args.text("kdf") {
        return derive(args, name);
    }
    let operations = ["sign", "verify", "verifyrecover", "encrypt", "decrypt"];
    let operation = match args.last_of(&operations) {
        Some("verify") => Operation::Verify,
        Some("verifyrecover") => Operation::VerifyRecover,
        Some("encrypt") => Operation::Encrypt,
        Some("decrypt") => Operation::Decrypt,
        // Signing is what is done where none is named.
        _ => Operation::Sign,
    };
    let raw_in = args.has("rawin");
    if raw_in && !matches!(operation, Operation::Sign | Operation::Verify) {
        return Err(CliError::usage(
            "-rawin can only be used with -sign or -verify",
        ));
    }
    if args.has("digest") && !raw_in {
        return Err(CliError::usage(
            "-digest can only be used with -rawin; for a digest as input there is -pkeyopt digest:NAME",
        ));
    }
    if raw_in && args.has("rev") {
        return Err(CliError::usage("-rev cannot be used with raw input"));
    }
    match (operation, args.has("sigfile")) {
        (Operation::Verify, false) => {
            return Err(CliError::usage(
                "no signature file specified for verify; name it with -sigfile",
            ));
        }
        (Operation::Verify, true) | (_, false) => {}
        (_, true) => {
            return Err(CliError::usage(
                "a signature file is for -verify only; give the input with -in",
            ));
        }
    }

    let sources = Sources::new();
    let mut options = RsaOptions::read("-pkeyopt", args.texts("pkeyopt"))?;
    for secret in args.texts("pkeyopt_passin") {
        let (name, value) = secret_option(secret, &sources)?;
        options.set_secret(&name, &value)?;
    }
    let key = Key::load(args, operation, &sources)?;

    let mut input = io::read(args.path("in"), &limits::DATA)?;
    if args.has("rev") {
        input.reverse();
    }
    let mut digest = options.digest;
    if raw_in {
        let named = args.text("digest").map(digest::named).transpose()?;
        let hash = named.or(digest).unwrap_or(MessageDigest::sha256());
        input = Zeroizing::new(hash.digest(&input));
        digest = Some(hash);
    }
    let signature = match args.path("sigfile") {
        Some(path) => io::read_file(path, &limits::DATA)
            .map_err(|e| CliError::new(format!("cannot open the signature file: {e}")))?,
        None => Zeroizing::default(),
    };
    let mut rng = rng::system()?;
    let failed = |e: CliError| e.within("Public Key operation error");
    let output = match (operation, &key) {
        (Operation::Verify, key) => {
            let Public { key, kind } = key.public();
            let right = options.verify(&key, kind, digest, &input, &signature)?;
            let verdict: &[u8] = if right {
                b"Signature Verified Successfully\n"
            } else {
                b"Signature Verification Failure\n"
            };
            io::write(args.path("out"), verdict, Access::Public)?;
            return Ok(if right {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
        (Operation::VerifyRecover, key) => {
            let Public { key, kind } = key.public();
            Zeroizing::new(options.recover(&key, kind, &input).map_err(failed)?)
        }
        (Operation::Encrypt, key) => {
            let Public { key, kind } = key.public();
            Zeroizing::new(
                options
                    .encrypt(&key, kind, &input, &mut rng)
                    .map_err(failed)?,
            )
        }
        (Operation::Sign, Key::Private(Private { key, kind })) => Zeroizing::new(
            options
                .sign(key, *kind, digest, &input, &mut rng)
                .map_err(failed)?,
        ),
        (Operation::Decrypt, Key::Private(Private { key, kind })) => options
            .decrypt(key, *kind, &input, &mut rng)
            .map_err(failed)?,
        (Operation::Sign | Operation::Decrypt, Key::Public(_)) => return Err(needs_private_key()),
    };
    write_output(args, operation, &output)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// The name and the value of a `-pkeyopt_passin`.
fn secret_option(given: &str, sources: &Sources) -> Result<(String, Zeroizing<String>), CliError> {
    let (name, source) = given.split_once(':').ok_or_else(|| {
        // What has no colon may be the secret itself.
        CliError::new("parameter error: -pkeyopt_passin takes name:source")
    })?;
    let value = sources.get(Some(source))?.unwrap_or_default();
    let value = String::from_utf8_lossy(&value).into_owned();
    Ok((name.to_owned(), Zeroizing::new(value)))
}

/// `-kdf`: no key is read, and no input.
fn derive(args: &Args, name: &str) -> Result<ExitCode, CliError> {
    let sources = Sources::new();
    let options = args.occurrences().iter().filter_map(|given| {
        let value = given.value.as_ref()?.to_string_lossy();
        match &given.name[..] {
            "pkeyopt" => Some(
                parameters::split("pkeyopt", &value)
                    .map(|(name, value)| (name.to_owned(), Zeroizing::new(value.to_owned()))),
            ),
            "pkeyopt_passin" => Some(secret_option(&value, &sources)),
            _ => None,
        }
    });
    let out = kdf::by_pkeyutl(args, name, options)?;
    // As secret as what is decrypted.
    write_output(args, Operation::Decrypt, &out)?;
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

fn needs_private_key() -> CliError {
    CliError::new("a private key is needed for this operation; leave out -pubin and -certin")
}

/// The key of `-inkey`, `-pubin` and `-certin`.
pub(super) enum Key {
    Private(Private),
    Public(Public),
}

impl Key {
    pub(super) fn load(
        args: &Args,
        operation: Operation,
        sources: &Sources,
    ) -> Result<Self, CliError> {
        let path = args.path("inkey");
        if let Some(kind) = args.last_of(&["pubin", "certin"]) {
            if operation.needs_private_key() {
                return Err(needs_private_key());
            }
            return match kind {
                "certin" => certified_key(path).map(Self::Public),
                _ => key::load_public(path).map(Self::Public),
            };
        }
        let path =
            path.ok_or_else(|| CliError::usage("no private key given; name it with -inkey"))?;
        let passphrase = sources.get(args.text("passin"))?;
        key::load_private(Some(path), passphrase.as_ref()).map(Self::Private)
    }

    pub(super) fn public(&self) -> Public {
        match self {
            Self::Private(Private { key, kind }) => Public {
                key: key.public_key().clone(),
                kind: *kind,
            },
            Self::Public(Public { key, kind }) => Public {
                key: key.clone(),
                kind: *kind,
            },
        }
    }
}

/// The public key of a certificate.
fn certified_key(path: Option<&Path>) -> Result<Public, CliError> {
    let name = io::display(path);
    let failed = |e: &dyn std::fmt::Display| {
        CliError::new(format!(
            "Unable to load certificate: Could not read certificate from {name}: {e}"
        ))
    };
    let bytes = io::read(path, &limits::CERTIFICATES)?;
    let der = if pem::is_pem(&bytes) {
        let labels = [
            label::CERTIFICATE,
            label::X509_CERTIFICATE,
            label::TRUSTED_CERTIFICATE,
        ];
        pem::first(&bytes, &labels)
            .map_err(|e| failed(&e))?
            .contents
    } else {
        bytes
    };
    let certificate = CertificateRef::from_der(&der).map_err(|e| failed(&e))?;
    let key = certificate.spki.rsa_public_key().map_err(|e| failed(&e))?;
    let kind = certificate.spki.kind().map_err(|e| failed(&e))?;
    Ok(Public {
        key: key.allow_below_2048(),
        kind,
    })
}

/// Writes a result as it is, as a dump (`-hexdump`), or as a listing (`-asn1parse`). What was decrypted is for its owner alone.
pub(super) fn write_output(
    args: &Args,
    operation: Operation,
    output: &[u8],
) -> Result<(), CliError> {
    let path = args.path("out");
    let access = match operation {
        Operation::Decrypt => args.decrypted_access(),
        _ => Access::Public,
    };
    if args.has("asn1parse") {
        let layout = Layout {
            indent: true,
            dump: Dump::Whole,
            names: &[],
        };
        let (text, whole) = listing(output, layout);
        io::write(path, &text, access)?;
        return if whole {
            Ok(())
        } else {
            Err(CliError::new("the output is not a whole ASN.1 value"))
        };
    }
    if args.has("hexdump") {
        return io::write(path, hex_dump(output).as_bytes(), access);
    }
    io::write(path, output, access)
}

/// Sixteen bytes a line: offset, hexadecimal, and the characters that can be printed.
fn hex_dump(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (i, line) in bytes.chunks(16).enumerate() {
        let mut hex = String::new();
        for (at, byte) in line.iter().enumerate() {
            hex.push_str(&format!("{byte:02x}{}", if at == 7 { '-' } else { ' ' }));
        }
        let shown: String = line
            .iter()
            .map(|&b| {
                if b.is_ascii_graphic() || b == b' ' {
                    char::from(b)
                } else {
                    '.'
                }
            })
            .collect();
        text.push_str(&format!("{:04x} - {hex:<48}  {shown}\n", i * 16));
    }
    text
}
