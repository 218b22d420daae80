//! `rsa`: look at RSA keys, convert, encrypt and check them.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::{Args, Format};
use super::error::CliError;
use super::key::{self, Form};
use super::ms_key::{self, PvkLevel};
use super::options::{Any, Command, Item, PROVIDER, Value, flag, infile, option, outfile, text};
use super::{io, json, key_text, pass, rng};
use certwright::pem::{self, label};
use certwright::pkcs::{KeyKind, pkcs1, spki};
use certwright::rsa::{KeyError, KeyParts, PublicKey, check};

/// `rsa`.
pub const COMMAND: Command = Command {
    name: "rsa",
    summary: "Convert, encrypt, check and show RSA keys",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag("check", "Verify key consistency; every fault is reported"),
        Item::Any(Any::Cipher, "Any supported cipher"),
        Item::Section("Input"),
        infile("in", "Input file"),
        option(
            "inform",
            Value::Format,
            "Input format (DER/PEM/MSBLOB/PVK), found out by itself",
        ),
        flag("pubin", "Expect a public key in input file"),
        flag("RSAPublicKey_in", "Input is an RSAPublicKey"),
        text("passin", "Input file pass phrase source"),
        Item::Section("Output"),
        outfile("out", "Output file"),
        option(
            "outform",
            Value::Format,
            "Output format, one of DER PEM MSBLOB PVK",
        ),
        flag("pubout", "Output a public key"),
        flag("RSAPublicKey_out", "Output is an RSAPublicKey"),
        text("passout", "Output file pass phrase source"),
        flag("noout", "Don't print key out"),
        flag("text", "Print the key in text"),
        flag(
            "json",
            "Print the public half as JSON (docs/json.md), and nothing else",
        ),
        flag("modulus", "Print the RSA key modulus"),
        flag("traditional", "Use traditional format for private keys"),
        Item::Section("PVK"),
        flag("pvk-strong", "Enable 'Strong' PVK encoding level (default)"),
        flag("pvk-weak", "Enable 'Weak' PVK encoding level"),
        flag("pvk-none", "Don't enforce PVK encoding"),
        Item::Group(PROVIDER),
    ],
    run,
};

/// What was read: the numbers as they stand, since a faulty key must be shown and checked too.
enum Key {
    Private(KeyParts, KeyKind),
    Public(PublicKey, KeyKind),
}

/// What asks for another output than that of `-json`.
const OTHER_OUTPUTS: [&str; 9] = [
    "outform",
    "RSAPublicKey_out",
    "passout",
    "text",
    "modulus",
    "traditional",
    "pvk-strong",
    "pvk-weak",
    "pvk-none",
];

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let as_json = json::is_asked_for(args, &OTHER_OUTPUTS)?;
    let (passin, passout) = pass::Sources::new().pair(args.text("passin"), args.text("passout"))?;
    let path = args.path("in");
    io::check_writable(args.path("out"))?;
    let public_in = args.has("pubin") || args.has("RSAPublicKey_in");
    let key = if public_in {
        let public = key::load_public(path)?;
        Key::Public(public.key, public.kind)
    } else {
        let (parts, kind) = key::load_parts(path, passin.as_ref())?;
        Key::Private(parts, kind)
    };
    let noout = args.has("noout");
    let public_out = public_in || args.has("pubout") || args.has("RSAPublicKey_out");
    let secret = !noout && !public_out || args.has("text") && !public_in;
    let mut out = Zeroizing::new(Vec::with_capacity(64 << 10));

    if args.has("text") {
        match &key {
            Key::Private(parts, kind) => out.extend(key_text::private(parts, *kind).as_bytes()),
            Key::Public(public, kind) => out.extend(key_text::public(public, *kind, 0).as_bytes()),
        }
    }
    if args.has("modulus") {
        out.extend(match &key {
            Key::Private(parts, _) => key_text::modulus(&parts.modulus).into_bytes(),
            Key::Public(public, _) => key_text::modulus(public.modulus_be()).into_bytes(),
        });
    }
    if args.has("check") {
        let Key::Private(parts, _) = &key else {
            return Err(CliError::new(
                "only private keys can be checked; pkey -pubin -pubcheck checks a public one",
            ));
        };
        let faults = check::private_key(parts, &mut rng::system()?)?;
        if faults.is_empty() {
            match as_json {
                true => eprintln!("RSA key ok"),
                false => out.extend(b"RSA key ok\n"),
            }
        } else {
            eprintln!("RSA key not ok");
            print_faults(&faults);
            // OpenSSL goes on with the faulty key, and succeeds. Here what was to hold the key stays as it was, and only what
            // shows the numbers is written.
            if !args.strict() {
                if !out.is_empty() && (noout || args.path("out").is_none()) {
                    io::write(args.path("out"), &out, access(secret))?;
                }
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    if as_json {
        let (public, kind) = public_half(&key)?;
        let is_private = matches!(key, Key::Private(..));
        let shown = json::key(&spki::to_der_as(&public, kind), is_private);
        return json::write(args, &shown);
    }
    if !noout {
        // Before a pass phrase is asked for, as whoever answers by a script expects.
        eprintln!("writing RSA key");
        let encoded = encode(args, &key, public_out, passout)?;
        out.extend(&encoded[..]);
    }
    io::write(args.path("out"), &out, access(secret))?;
    Ok(ExitCode::SUCCESS)
}

/// Each fault on a line of its own.
pub fn print_faults(faults: &[KeyError]) {
    for fault in faults {
        eprintln!("RSA key error: {fault}");
    }
}

fn access(secret: bool) -> io::Access {
    if secret {
        io::Access::Private
    } else {
        io::Access::Public
    }
}

fn public_half(key: &Key) -> Result<(PublicKey, KeyKind), CliError> {
    match key {
        Key::Public(public, kind) => Ok((public.clone(), *kind)),
        Key::Private(parts, kind) => {
            PublicKey::from_be_bytes(&parts.modulus, &parts.public_exponent)
                .map(|public| (public, *kind))
                .map_err(|e| CliError::new(format!("the key has no usable public half: {e}")))
        }
    }
}

fn encode(
    args: &Args,
    key: &Key,
    public_out: bool,
    passout: Option<pass::Pass>,
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let format = args.format("outform");
    if public_out {
        let (public, kind) = public_half(key)?;
        let pkcs1 = args.last_of(&["pubout", "RSAPublicKey_out"]) == Some("RSAPublicKey_out");
        return Ok(Zeroizing::new(match format {
            Format::MsBlob => {
                let mut parts = KeyParts::default();
                parts.modulus = public.modulus_be().to_vec();
                parts.public_exponent = public.exponent_be().to_vec();
                return ms_key::to_blob(&parts);
            }
            Format::Pvk => {
                return Err(CliError::new(
                    "PVK holds private keys; a public one is written as PEM, DER or MSBLOB",
                ));
            }
            Format::Pem if pkcs1 => {
                pem::encode(label::RSA_PUBLIC_KEY, &pkcs1::public_to_der(&public)).into_bytes()
            }
            Format::Der if pkcs1 => pkcs1::public_to_der(&public),
            Format::Pem | Format::Der => key::encode_public(&public, kind, format == Format::Der),
            Format::P12 => unreachable!("-outform P12 was refused before the command ran"),
        }));
    }
    let Key::Private(parts, kind) = key else {
        return Err(CliError::new("a public key has no private half to write"));
    };
    // Nothing that came in wrong goes out as a key; from_parts also computes what the file left out.
    let private = key::checked(parts.clone(), *kind, &io::display(args.path("in")))?;
    let traditional = args.has("traditional");
    if traditional && *kind != KeyKind::RsaEncryption {
        return Err(CliError::new(
            "an RSA-PSS key has no traditional form; leave out -traditional",
        ));
    }
    if traditional && format == Format::Der && args.any().is_some() {
        return Err(CliError::new(
            "the traditional form is encrypted in PEM only; leave out -outform DER",
        ));
    }
    match format {
        Format::Pem | Format::Der => {}
        _ if args.any().is_some() => {
            return Err(CliError::new(
                "a cipher is for PEM and DER output; leave it out, or -outform",
            ));
        }
        Format::P12 => unreachable!("-outform P12 was refused before the command ran"),
        Format::MsBlob => return ms_key::to_blob(&private.key.parts()),
        Format::Pvk => return to_pvk(args, &private, passout),
    }
    let words = if traditional {
        "pass phrase for PEM"
    } else {
        "pass phrase"
    };
    let form = Form {
        der: format == Format::Der,
        traditional,
        encryption: Form::encrypted_with(args.any(), passout, words)?,
        kdf: None,
        salt_len: None,
    };
    key::encode_private(&private.key.parts(), *kind, &form, &mut rng::system()?)
}

fn to_pvk(
    args: &Args,
    private: &key::Private,
    passout: Option<pass::Pass>,
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let level = match args.last_of(&["pvk-none", "pvk-weak", "pvk-strong"]) {
        Some("pvk-none") => PvkLevel::None,
        Some("pvk-weak") => PvkLevel::Weak,
        _ => PvkLevel::Strong,
    };
    let pass = match (level, passout) {
        (PvkLevel::None, _) => pass::Pass::default(),
        (_, Some(pass)) => pass,
        (_, None) => pass::ask_for_output("PVK pass phrase")?,
    };
    ms_key::to_pvk(&private.key.parts(), level, &pass, &mut rng::system()?)
}
