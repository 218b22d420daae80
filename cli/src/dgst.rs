//! `dgst`: digests of files, codes under a key, signatures over files; and every digest's name as a command.

use crate::error::excerpt;
use crate::limits;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::Args;
use super::cipher::{self, Cipher};
use super::digest::{self, Hasher, Hmac, MessageDigest};
use super::error::CliError;
use super::io::{self, Access};
use super::key::{self, Private, Public};
use super::mac;
use super::options::{
    Any, Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text,
};
use super::parameters;
use super::pass::Sources;
use super::platform;
use super::rng;
use super::rsa_options::{self, RsaOptions};
use certwright::pkcs::KeyKind;
use zeroize::Zeroizing;

/// `dgst`.
pub const COMMAND: Command = Command {
    name: "dgst",
    summary: "Print digests, and sign and verify files",
    operands: " [file...]",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        flag("list", "List digests"),
        text("passin", "Input file pass phrase source"),
        Item::Section("Output"),
        flag("c", "Print the digest with separating colons"),
        flag("r", "Print the digest in coreutils format"),
        outfile("out", "Output to filename rather than stdout"),
        option(
            "keyform",
            Value::Format,
            "Key file format (accepted; every format is recognised)",
        ),
        flag("hex", "Print as hex dump"),
        flag("binary", "Print in binary form"),
        option(
            "xoflen",
            Value::PosInt,
            "Output length for XOF algorithms, in bytes",
        ),
        Item::Section("Signing"),
        infile("sign", "Sign digest using private key"),
        infile("verify", "Verify a signature using public key"),
        infile("prverify", "Verify a signature using private key"),
        text("sigopt", "Signature parameter in n:v form"),
        infile("signature", "File with signature to verify"),
        text("hmac", "Create hashed MAC with key"),
        text("mac", "Create MAC: HMAC or CMAC"),
        text("macopt", "MAC algorithm parameters in n:v form or key"),
        Item::Any(Any::MessageDigest, "Any supported digest"),
        flag("d", "Accepted: there is no debug info"),
        flag("debug", "Accepted: there is no debug info"),
        flag("engine_impl", "Accepted: there are no engines"),
        flag(
            "fips-fingerprint",
            "Compute HMAC with the key used in OpenSSL-FIPS fingerprint",
        ),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("file", "Files to digest (optional; default is stdin)"),
    ],
    run,
};

/// Whether a command's name is a digest's, as in `sha256 FILE`.
pub fn is_digest_command(name: &str) -> bool {
    digest::find(name).is_some()
}

/// What is done to each input.
enum Operation {
    Digest,
    Mac(Vec<u8>),
    Cmac(&'static Cipher, Zeroizing<Vec<u8>>),
    Sign(Private),
    Verify(Public, Vec<u8>),
}

/// How a result is written.
#[derive(Clone, Copy)]
struct Layout {
    colons: bool,
    coreutils: bool,
    binary: bool,
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.has("list") {
        return list();
    }
    let given = args.any().map(digest::named).transpose()?;
    let digest = given.unwrap_or(MessageDigest::sha256());
    let files: Vec<PathBuf> = args.operands().map(PathBuf::from).collect();
    let options = RsaOptions::read("-sigopt", args.texts("sigopt"))?;
    let digest = match (given, options.digest) {
        (None, Some(named)) => named,
        _ => digest,
    };

    let operation = operation(args, given.is_some() || options.digest.is_some())?;
    let restricted = match &operation {
        Operation::Sign(Private { kind, .. }) | Operation::Verify(Public { kind, .. }, _) => *kind,
        _ => KeyKind::RsaEncryption,
    };
    // A key that is restricted to a digest chooses it where none is named.
    let digest = match restricted {
        KeyKind::RsaPss(Some(own)) if given.is_none() && options.digest.is_none() => {
            MessageDigest::of(own.hash)
        }
        _ => digest,
    };
    if matches!(operation, Operation::Sign(_) | Operation::Verify(..)) && files.len() > 1 {
        return Err(CliError::new(format!(
            "can only sign or verify one file, and {} are named; run the command once for each",
            files.len()
        )));
    }
    let len = match args.number("xoflen") {
        Some(_) if !digest.is_xof() => {
            return Err(CliError::new(format!(
                "-xoflen is for shake128 and shake256, not {}",
                digest.display
            )));
        }
        Some(len) => usize::try_from(len).unwrap_or(usize::MAX).min(1 << 24),
        None => digest.output_len(),
    };
    let layout = Layout {
        colons: args.last_of(&["c", "r"]) == Some("c"),
        coreutils: args.last_of(&["c", "r"]) == Some("r"),
        // A signature is binary unless it is asked for in hexadecimal.
        binary: match args.last_of(&["binary", "hex"]) {
            Some(form) => form == "binary",
            None => matches!(operation, Operation::Sign(_)),
        },
    };
    // OpenSSL names the digest that nobody asked for by its older name.
    let unasked =
        given.is_none() && options.digest.is_none() && !matches!(operation, Operation::Sign(_));
    let older_name;
    let name = match &operation {
        // So does `openssl sha256 -`, where the dash is an option without a name, and the name of a signature algorithm.
        _ if args.digest_and_dash() || args.any().is_some_and(digest::is_of_signature) => {
            older_name = digest.older_name();
            &older_name
        }
        // No digest is part of it.
        Operation::Cmac(..) if unasked => "",
        _ if unasked && digest.display == "SHA2-256" => "SHA256",
        _ => digest.display,
    };
    let prefix = match &operation {
        Operation::Mac(_) => "HMAC-",
        Operation::Cmac(..) if unasked => "CMAC",
        Operation::Cmac(..) => "CMAC-",
        Operation::Sign(Private {
            kind: KeyKind::RsaPss(_),
            ..
        }) => "RSA-PSS-",
        Operation::Sign(_) => "RSA-",
        _ => "",
    };
    let job = Job {
        operation,
        digest,
        options,
        len,
    };

    let out_path = args.path("out");
    io::check_writable(out_path)?;
    let mut out = Vec::new();
    let mut failed = false;
    if files.is_empty() {
        let result = {
            let stdin = platform::stdin();
            let mut stdin =
                stdin.map_err(|e| CliError::io("read", Path::new("standard input"), &e))?;
            job.run(&mut stdin, "standard input")?
        };
        // For standard input OpenSSL leaves out what is done with the digest.
        failed |= result.write(&mut out, name, "stdin", layout);
    }
    for file in &files {
        let outcome = match File::open(file) {
            Ok(mut open) => job.run(&mut open, &file.display().to_string()),
            Err(e) => Err(CliError::io("read", file, &e)),
        };
        match outcome {
            Ok(result) => {
                let shown = file.display().to_string();
                failed |= result.write(&mut out, &format!("{prefix}{name}"), &shown, layout);
            }
            // The other files are not to suffer for one.
            Err(e) if files.len() > 1 => {
                eprintln!("dgst: {e}");
                failed = true;
            }
            Err(e) => return Err(e),
        }
    }
    io::write(out_path, &out, Access::Public)?;
    rng::write_rand(args)?;
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn list() -> Result<ExitCode, CliError> {
    let mut text = String::from("Supported digests:\n");
    for (i, name) in digest::NAMES.iter().enumerate() {
        let last = i % 3 == 2 || i + 1 == digest::NAMES.len();
        text.push_str(&format!(
            "{:<26}{}",
            format!("-{name}"),
            if last { "\n" } else { " " }
        ));
    }
    io::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn operation(args: &Args, digest_given: bool) -> Result<Operation, CliError> {
    let named = ["sign", "verify", "prverify"]
        .into_iter()
        .filter(|name| args.has(name))
        .count();
    let mac = args.has("hmac") || args.has("mac") || args.has("fips-fingerprint");
    if named > 1 || (named == 1 && mac) {
        return Err(CliError::usage(
            "only one of -sign, -verify, -prverify and a MAC can be done at a time",
        ));
    }
    let passphrase = || Sources::new().get(args.text("passin"));
    if let Some(path) = args.path("sign") {
        return Ok(Operation::Sign(key::load_private(
            Some(path),
            passphrase()?.as_ref(),
        )?));
    }
    if let Some(path) = args.path("verify") {
        return Ok(Operation::Verify(
            key::load_public(Some(path))?,
            signature(args)?,
        ));
    }
    if let Some(path) = args.path("prverify") {
        let Private { key, kind } = key::load_private(Some(path), passphrase()?.as_ref())?;
        return Ok(Operation::Verify(
            Public {
                key: key.public_key().clone(),
                kind,
            },
            signature(args)?,
        ));
    }
    if args.has("fips-fingerprint") {
        return Ok(Operation::Mac(b"etaonrishdlcupfm".to_vec()));
    }
    if let Some(key) = args.text("hmac") {
        return Ok(Operation::Mac(key.as_bytes().to_vec()));
    }
    match args.text("mac") {
        Some(mac) if mac.eq_ignore_ascii_case("hmac") => {
            mac_key(args, digest_given).map(Operation::Mac)
        }
        Some(mac) if mac.eq_ignore_ascii_case("cmac") => cmac(args),
        Some(mac) => Err(CliError::new(format!(
            "the MAC {mac} is not offered; there are HMAC and CMAC",
            mac = excerpt(mac)
        ))),
        None => Ok(Operation::Digest),
    }
}

fn signature(args: &Args) -> Result<Vec<u8>, CliError> {
    let path = args
        .path("signature")
        .ok_or_else(|| CliError::usage("No signature to verify: use the -signature option"))?;
    Ok(io::read_file(path, &limits::DATA)?.to_vec())
}

/// The key of `-mac HMAC`, from `-macopt key:TEXT` or `hexkey:HEX`.
fn mac_key(args: &Args, digest_given: bool) -> Result<Vec<u8>, CliError> {
    if !digest_given {
        return Err(CliError::usage("-mac HMAC needs a digest, such as -sha256"));
    }
    let mut key = None;
    for given in args.texts("macopt") {
        let (name, value) = parameters::split("macopt", given)?;
        key = Some(match &name.to_ascii_lowercase()[..] {
            "key" => value.as_bytes().to_vec(),
            "hexkey" => rsa_options::hexadecimal(value)?,
            _ => {
                return Err(CliError::new(
                    "MAC parameter error: there are key:TEXT and hexkey:HEX",
                ));
            }
        });
    }
    key.ok_or_else(|| CliError::usage("-mac HMAC needs -macopt key:TEXT or -macopt hexkey:HEX"))
}

/// The cipher and key of `-mac CMAC`, from `-macopt cipher:NAME` and `key:TEXT` or `hexkey:HEX`.
fn cmac(args: &Args) -> Result<Operation, CliError> {
    let (mut cipher, mut key) = (None, None);
    for given in args.texts("macopt") {
        let (name, value) = parameters::split("macopt", given)?;
        match &name.to_ascii_lowercase()[..] {
            "cipher" => cipher = Some(mac::cbc(value)?),
            "key" => key = Some(Zeroizing::new(value.as_bytes().to_vec())),
            "hexkey" => key = Some(Zeroizing::new(parameters::hexadecimal("hexkey", value)?)),
            _ => {
                return Err(CliError::new(
                    "MAC parameter error: there are cipher:NAME, key:TEXT and hexkey:HEX",
                ));
            }
        }
    }
    match (cipher, key) {
        (Some(cipher), Some(key)) => Ok(Operation::Cmac(cipher, key)),
        _ => Err(CliError::usage(
            "-mac CMAC needs -macopt cipher:NAME, such as cipher:aes-128-cbc, and -macopt key:TEXT or hexkey:HEX",
        )),
    }
}

struct Job {
    operation: Operation,
    digest: &'static MessageDigest,
    options: RsaOptions,
    len: usize,
}

enum Outcome {
    Bytes(Vec<u8>),
    Verified(bool),
}

enum State {
    Hasher(Box<Hasher>),
    Hmac(Box<Hmac>),
    Cmac(Box<dyn cipher::Code>),
}

impl Job {
    /// Digests an input as it streams by, and does the operation with the digest.
    fn run(&self, input: &mut dyn Read, name: &str) -> Result<Outcome, CliError> {
        let mut state = match &self.operation {
            Operation::Mac(_) if self.digest.is_xof() => {
                return Err(CliError::new(format!(
                    "HMAC is not defined with {}",
                    self.digest.display
                )));
            }
            Operation::Mac(key) => State::Hmac(Box::new(self.digest.hmac(key))),
            Operation::Cmac(cipher, key) => State::Cmac(mac::cmac(cipher, key)?),
            _ => State::Hasher(Box::new(self.digest.hasher())),
        };
        io::in_pieces(input, name, |part| match &mut state {
            State::Hasher(hasher) => hasher.update(part),
            State::Hmac(hmac) => hmac.update(part),
            State::Cmac(code) => code.update(part),
        })?;
        let digest = match state {
            State::Hasher(hasher) => hasher.finalize(self.len),
            State::Hmac(hmac) => hmac.finalize(),
            State::Cmac(code) => code.finalize(),
        };
        Ok(match &self.operation {
            Operation::Digest | Operation::Mac(_) | Operation::Cmac(..) => Outcome::Bytes(digest),
            Operation::Sign(Private { key, kind }) => Outcome::Bytes(self.options.sign(
                key,
                *kind,
                Some(self.digest),
                &digest,
                &mut rng::system()?,
            )?),
            Operation::Verify(Public { key, kind }, signature) => Outcome::Verified(
                self.options
                    .verify(key, *kind, Some(self.digest), &digest, signature)?,
            ),
        })
    }
}

impl Outcome {
    /// Appends what is printed; true where that is a failure.
    fn write(&self, out: &mut Vec<u8>, name: &str, file: &str, layout: Layout) -> bool {
        let bytes = match self {
            Self::Verified(true) => {
                out.extend_from_slice(b"Verified OK\n");
                return false;
            }
            Self::Verified(false) => {
                out.extend_from_slice(b"Verification failure\n");
                return true;
            }
            Self::Bytes(bytes) => bytes,
        };
        if layout.binary {
            out.extend_from_slice(bytes);
            return false;
        }
        let hex: Vec<String> = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let line = if layout.coreutils {
            // As OpenSSL has it: a backslash before the digest marks that ends of lines in the name are escaped, and nothing else is.
            let escaped = file.replace('\n', "\\n");
            let mark = if escaped == file { "" } else { "\\" };
            format!("{mark}{} *{escaped}\n", hex.concat())
        } else {
            format!(
                "{name}({file})= {}\n",
                hex.join(if layout.colons { ":" } else { "" })
            )
        };
        out.extend_from_slice(line.as_bytes());
        false
    }
}
