//! `req`: make, look at and check certificate requests; make self-signed certificates.

mod make;
mod new_key;
mod prompt;
mod settings;

use std::path::Path;
use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::nameopt::NameOptions;
use super::options::{
    Any, Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text,
};
use super::text::{self, Text};
use super::{json, key, load, pass, platform, rng, signing, x509};
use certwright::pem::{self, label};
use certwright::x509::{CertificateRef, RequestRef, RsaVerifier};
use make::Output;
use new_key::KeyFile;

/// `req`.
pub const COMMAND: Command = Command {
    name: "req",
    summary: "Make, show and check PKCS #10 certificate requests",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        infile("in", "X.509 request input file (default stdin)"),
        option("inform", Value::PemDer, "Input format - DER or PEM"),
        flag("verify", "Verify self-signature on the request"),
        Item::Section("Certificate"),
        flag("new", "New request"),
        infile("config", "Request template file"),
        text("section", "Config section to use (default \"req\")"),
        flag("utf8", "Input characters are UTF8 (default ASCII)"),
        text(
            "nameopt",
            "Certificate subject/issuer name printing options",
        ),
        text("reqopt", "Various request text options"),
        text("certopt", "Same as -reqopt"),
        flag("text", "Text form of request"),
        flag(
            "json",
            "Print what it holds as JSON (docs/json.md), and nothing else",
        ),
        flag(
            "x509",
            "Output an X.509 certificate structure instead of a cert request",
        ),
        infile("CA", "Issuer cert to use for signing a cert, implies -x509"),
        infile(
            "CAkey",
            "Issuer private key to use with -CA; default is -CA arg",
        ),
        text("subj", "Set or modify subject of request or cert"),
        flag("subject", "Print the subject of the output request or cert"),
        flag(
            "multivalue-rdn",
            "Deprecated; multi-valued RDNs support is always on.",
        ),
        option("days", Value::PosInt, "Number of days cert is valid for"),
        text(
            "not_before",
            "Value of the notBefore field: [CC]YYMMDDHHMMSSZ or today",
        ),
        text("not_after", "Value of the notAfter field, instead of -days"),
        text("set_serial", "Serial number to use"),
        text(
            "copy_extensions",
            "copy extensions from request when using -x509",
        ),
        text(
            "addext",
            "Additional cert extension key=value pair (may be given more than once)",
        ),
        text(
            "extensions",
            "Cert extension section (override value in config file)",
        ),
        text(
            "reqexts",
            "Request extension section (override value in config file)",
        ),
        flag(
            "precert",
            "Add a poison extension to the generated cert (implies -new)",
        ),
        Item::Section("Keys and Signing"),
        infile("key", "Key for signing, and to include unless -in given"),
        option(
            "keyform",
            Value::Format,
            "Key file format; keys are recognised by themselves",
        ),
        flag("pubkey", "Output public key"),
        outfile("keyout", "File to write private key to"),
        text("passin", "Private key and certificate password source"),
        text("passout", "Output file pass phrase source"),
        text("newkey", "Generate new key with [<alg>:]<nbits> or <alg>"),
        text("pkeyopt", "Public key options as opt:value"),
        text("cipher", "The cipher for private key encryption"),
        flag("quiet", "Do not output status while generating keys"),
        text("sigopt", "Signature parameter in n:v form"),
        Item::Any(Any::Digest, "Any supported digest"),
        Item::Section("Output"),
        outfile("out", "Output file"),
        option("outform", Value::PemDer, "Output format - DER or PEM"),
        flag("batch", "Do not ask anything during request generation"),
        flag("verbose", "Verbose output"),
        flag("noenc", "Don't encrypt private keys"),
        flag("nodes", "Don't encrypt private keys; deprecated"),
        flag("noout", "Do not output REQ"),
        flag("newhdr", "Output \"NEW\" in the header lines"),
        flag("modulus", "RSA modulus"),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let names = x509::name_options(args)?;
    let mut options = x509::certificate_options(args, "reqopt")?;
    for words in args.texts("certopt") {
        options.apply(words).map_err(|word| {
            CliError::usage(format!(
                "-certopt: \"{word}\" is not a text option",
                word = excerpt(&word)
            ))
        })?;
    }
    let others = ["outform", "text", "subject", "pubkey", "modulus", "newhdr"];
    let as_json = json::is_asked_for(args, &others)?;
    let (made, key) = make::make(args, &names)?;
    let mut verified = true;
    let mut out = Text::new();
    match &made {
        Output::Request(der) => {
            let request = RequestRef::from_der(der)
                .map_err(|e| load::malformed("certificate request", args.path("in"), &e))?;
            if args.has("verify") {
                verified = request.verify(&RsaVerifier).is_ok() && is_of_given_key(args, &request)?;
                let verdict = if verified { "OK" } else { "failure" };
                eprintln!("Certificate request self-signature verify {verdict}");
            }
            if as_json {
                let valid = request.verify(&RsaVerifier).is_ok();
                out.put(json::to_bytes(&json::request(&request, valid, der)));
            } else {
                let (spki, subject) = (request.spki.raw(), request.subject.raw());
                show(args, &mut out, spki, subject, &names, |out| {
                    text::request(out, &request, &names, &options);
                });
            }
        }
        Output::Certificate(der) => {
            let cert = CertificateRef::from_der(der)
                .map_err(|e| CliError::new(format!("the certificate: {e}")))?;
            if as_json {
                out.put(json::to_bytes(&json::certificate(&cert, der)));
            } else {
                let (spki, subject) = (cert.spki.raw(), cert.subject.raw());
                show(args, &mut out, spki, subject, &names, |out| {
                    text::certificate(out, &cert, &names, &options);
                });
            }
        }
    }
    if !args.has("noout") && !as_json {
        let (label, der) = match &made {
            Output::Certificate(der) => (label::CERTIFICATE, der),
            Output::Request(der) if args.has("newhdr") => (label::NEW_CERTIFICATE_REQUEST, der),
            Output::Request(der) => (label::CERTIFICATE_REQUEST, der),
        };
        match args.is_der("outform") {
            true => out.put(der),
            false => out.put(pem::encode(label, der)),
        }
    }
    if !out.as_bytes().is_empty() || args.path("out").is_some() && !args.has("noout") {
        write(args, out.as_bytes(), key.as_ref())?;
    }
    rng::write_rand(args)?;
    Ok(if verified {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Writes to `-out`. A key that went to the same file, by this name of it or another, stands before.
fn write(args: &Args, bytes: &[u8], key: Option<&KeyFile>) -> Result<(), CliError> {
    let same = key
        .filter(|key| args.path("out").is_some_and(|out| is_same(out, &key.path)))
        .filter(|key| key.path != Path::new("-") && !platform::is_device(&key.path));
    match same {
        Some(key) => {
            let all = Zeroizing::new([&key.encoded[..], bytes].concat());
            io::write_file(&key.path, &all, Access::Private)
        }
        None => io::write(args.path("out"), bytes, Access::Public),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    let target = |path| platform::canonicalize(path).ok();
    one == other || target(one).is_some_and(|file| target(other) == Some(file))
}

/// Prints what options ask for of a request or a certificate with this public key and subject; `whole` prints all of it.
fn show(
    args: &Args,
    out: &mut Text,
    spki: &[u8],
    subject: &[u8],
    names: &NameOptions,
    whole: impl FnOnce(&mut Text),
) {
    if args.has("pubkey") {
        out.put(pem::encode(label::PUBLIC_KEY, spki));
    }
    if args.has("text") {
        whole(out);
    }
    if args.has("subject") {
        text::name_line(out, "subject=", subject, names);
    }
    if args.has("modulus") {
        x509::modulus(out, spki);
    }
}

/// `-verify -key`: the request must be that key's.
fn is_of_given_key(args: &Args, request: &RequestRef<'_>) -> Result<bool, CliError> {
    let (Some(path), false) = (args.path("key"), args.has("new")) else {
        return Ok(true);
    };
    let passphrase = pass::Sources::new().get(args.text("passin"))?;
    Ok(signing::fits(
        &key::load_private(Some(path), passphrase.as_ref())?,
        request.spki.raw(),
    ))
}
