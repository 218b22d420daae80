//! `ts`: time stamps (RFC 3161): make requests, answer them as a time-stamping authority, and verify what one answered.
//!
//! Options, output and exit status are those of OpenSSL 3.0's `ts`. Where OpenSSL fails at its own work and answers with a
//! rejection, certwright answers nothing and fails.

mod message;
mod reply;
mod text;
mod verify;

use std::path::Path;
use std::process::ExitCode;

use super::args::Args;
use super::conf::{Conf, DEFAULT};
use super::digest::{self, MessageDigest};
use super::error::{CliError, excerpt};
use super::found::Kind;
use super::io::{self, Access};
use super::limits;
use super::options::{
    Any, Command, Item, Opt, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text as texts,
};
use super::text::{self as names, Text};
use super::verify::VALIDATION;
use super::{load, platform, rng, rsa_options};
use certwright::rand_core::TryRng as _;
use message::Request;

/// Bytes of a nonce.
const NONCE_LEN: usize = 8;

/// `ts`.
pub const COMMAND: Command = Command {
    name: "ts",
    summary: "Make, answer and verify time-stamp requests (RFC 3161)",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        infile("config", "Configuration file"),
        texts("section", "Section to use within config file"),
        infile("inkey", "File with private key for reply"),
        infile("signer", "Signer certificate file"),
        infile("chain", "File with signer CA chain"),
        infile("CAfile", "File with trusted CA certs"),
        option("CApath", Value::Directory, "Path to trusted CA files"),
        infile("CAstore", "Trusted CA certificates file or directory"),
        infile("untrusted", "Extra untrusted certs"),
        flag("token_in", "Input is a PKCS#7 file"),
        flag("token_out", "Output is a PKCS#7 file"),
        texts("passin", "Input file pass phrase source"),
        Item::Any(
            Any::MessageDigest,
            "Any supported digest: of the data, default sha256; with -reply of the signature",
        ),
        Item::Section("Query"),
        flag("query", "Generate a TS query"),
        infile("data", "File to hash"),
        texts("digest", "Digest (as a hex string)"),
        infile("queryfile", "File containing a TS query"),
        flag("cert", "Put cert request into query"),
        infile("in", "Input file"),
        Item::Section("Verify"),
        flag("verify", "Verify a TS response"),
        flag("reply", "Generate a TS reply"),
        texts("tspolicy", "Policy OID to use"),
        flag("no_nonce", "Do not include a nonce"),
        outfile("out", "Output file"),
        flag("text", "Output text (not DER)"),
        Item::Group(RANDOM),
        Item::Group(VALIDATION),
        Item::Group(PROVIDER),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let mut modes = args.occurrences().iter().map(|given| given.name.as_str());
    let mut modes = modes
        .by_ref()
        .filter(|name| matches!(*name, "query" | "reply" | "verify"));
    let (Some(mode), None) = (modes.next(), modes.next()) else {
        return Err(CliError::usage("give one of -query, -reply and -verify"));
    };
    let digest = args.any().map(digest::named).transpose()?;
    let conf = Conf::for_command(args)?;
    eprintln!("Using configuration from {}", conf.name());
    conf.take_in(args, DEFAULT)?;
    if mode != "verify" {
        let validates = |item: &Item| match item {
            Item::Opt(Opt { name, .. }) => args.has(name).then_some(*name),
            _ => None,
        };
        if let Some(name) = VALIDATION.iter().find_map(validates) {
            return Err(CliError::usage(format!("-{name} has no use with -{mode}")));
        }
    }
    match mode {
        "query" => query(args, digest)?,
        "reply" => reply::reply(args, &conf, digest)?,
        _ => {
            let input = verify::input(args)?;
            let verdict = verify::verify(args, input);
            let word = if verdict.is_ok() { "OK" } else { "FAILED" };
            io::print(format!("Verification: {word}\n").as_bytes())?;
            verdict?;
        }
    }
    rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// `-query`: makes a request, or reads one.
fn query(args: &Args, digest: Option<&'static MessageDigest>) -> Result<(), CliError> {
    if args.has("data") && args.has("digest") {
        return Err(CliError::usage("-data and -digest: give one of them"));
    }
    let path = args.path("in");
    let der = match path {
        Some(_) => io::read(path, &limits::CERTIFICATES)?.to_vec(),
        None => new_query(args, digest.unwrap_or_else(MessageDigest::sha256))
            .map_err(|e| CliError::new(format!("could not create query: {e}")))?,
    };
    let request = Request::from_der(&der).map_err(|e| {
        load::unreadable("time-stamp request", path, &der, Kind::TimeStampRequest, &e)
    })?;
    if !args.has("text") {
        return io::write(args.path("out"), &der, Access::Public);
    }
    let mut out = Text::new();
    text::request(&mut out, &request);
    io::write(args.path("out"), out.as_bytes(), Access::Public)
}

fn new_query(args: &Args, digest: &'static MessageDigest) -> Result<Vec<u8>, CliError> {
    let algorithm = names::named(digest.names[0])
        .filter(|_| !digest.is_xof())
        .ok_or_else(|| {
            CliError::new(format!(
                "no time stamp is asked for by a digest of {}",
                digest.display
            ))
        })?;
    let value = match args.text("digest") {
        Some(text) => rsa_options::hexadecimal(text)
            .ok()
            .filter(|bytes| bytes.len() == digest.output_len())
            .ok_or_else(|| {
                CliError::new(format!(
                    "bad digest, {} bytes must be specified",
                    digest.output_len()
                ))
            })?,
        None => digest_of(args.path("data"), digest)?,
    };
    let policy = args.text("tspolicy").map(policy).transpose()?;
    let mut nonce = [0; NONCE_LEN];
    rng::system()?
        .try_fill_bytes(&mut nonce)
        .map_err(|e| CliError::new(format!("the system random number generator failed: {e}")))?;
    let first = nonce.iter().position(|&byte| byte != 0).unwrap_or(0);
    Ok(message::request(
        algorithm.as_oid_ref(),
        &value,
        policy.as_ref().map(|policy| policy.as_oid_ref()),
        (!args.has("no_nonce")).then_some(&nonce[first..]),
        args.has("cert"),
    ))
}

/// The digest of a file or of standard input, whose length does not matter.
fn digest_of(path: Option<&Path>, digest: &MessageDigest) -> Result<Vec<u8>, CliError> {
    let mut hasher = digest.hasher();
    let name = io::display(path);
    let failed = |e: std::io::Error| CliError::io("read", Path::new(&name), &e);
    let take = |part: &[u8]| hasher.update(part);
    match path.filter(|path| *path != Path::new("-")) {
        Some(path) => io::in_pieces(&mut platform::open(path).map_err(failed)?, &name, take)?,
        None => io::in_pieces(&mut platform::stdin().map_err(failed)?, &name, take)?,
    }
    Ok(hasher.finalize(digest.output_len()))
}

fn policy(name: &str) -> Result<certwright::der::ObjectIdentifier, CliError> {
    names::parse_oid(name)
        .ok_or_else(|| CliError::new(format!("cannot convert {} to OID", excerpt(name))))
}
