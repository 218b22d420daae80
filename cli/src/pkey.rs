//! `pkey`: as `rsa`, in the words of OpenSSL's command for keys of any algorithm.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::error::CliError;
use super::key::{self, Form};
use super::options::{Any, Command, Item, PROVIDER, Value, flag, infile, option, outfile, text};
use super::rsa::print_faults;
use super::{hint, io, json, key_text, pass, rng};
use certwright::pkcs::{KeyKind, spki};
use certwright::rsa::{KeyParts, PublicKey, check};

/// `pkey`.
pub const COMMAND: Command = Command {
    name: "pkey",
    summary: "Convert, encrypt, check and show public and private keys",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Group(PROVIDER),
        Item::Section("Checks"),
        flag("check", "Check key consistency; every fault is reported"),
        flag("pubcheck", "Check public key consistency"),
        Item::Section("Input"),
        infile("in", "Input key"),
        option(
            "inform",
            Value::Format,
            "Key input format, found out by itself",
        ),
        text("passin", "Key input pass phrase source"),
        flag("pubin", "Read only public components from key input"),
        Item::Section("Output"),
        outfile("out", "Output file for encoded and/or text output"),
        option(
            "outform",
            Value::PemDer,
            "Output encoding format (DER or PEM)",
        ),
        Item::Any(
            Any::Cipher,
            "Any supported cipher to be used for encryption",
        ),
        text("passout", "Output PEM file pass phrase source"),
        flag(
            "traditional",
            "Use traditional format for private key PEM output",
        ),
        flag("pubout", "Restrict encoded output to public components"),
        flag("noout", "Do not output the key in encoded form"),
        flag("text", "Output key components in plaintext"),
        flag(
            "json",
            "Print the public half as JSON (docs/json.md), and nothing else",
        ),
        flag("text_pub", "Output only public key components in text form"),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let others = ["outform", "passout", "traditional", "text", "text_pub"];
    let as_json = json::is_asked_for(args, &others)?;
    let (public_in, noout) = (args.has("pubin"), args.has("noout"));
    let public_out = public_in || args.has("pubout");
    let der = args.is_der("outform");
    let text_public = args.has("text_pub") || args.has("text") && public_out;
    let text_private = args.has("text") && !text_public;
    if args.any().is_some() && (noout || der) {
        return Err(CliError::new(
            "cipher options are supported only for PEM output",
        ));
    }
    if der && !noout && (text_public || text_private) {
        return Err(CliError::new(
            "text output cannot be combined with DER output",
        ));
    }
    if args.has("traditional") && (noout || der) {
        hint::warning_of_openssl(
            "Warning: The -traditional is ignored since there is no PEM output",
            "-traditional is ignored since there is no PEM output",
        );
    }
    if args.has("text") && args.has("text_pub") {
        hint::warning_of_openssl(
            "Warning: The -text option is ignored with -text_pub",
            "-text is ignored with -text_pub",
        );
    }
    if args.has("passout") && args.any().is_none() {
        hint::warning_of_openssl(
            "Warning: The -passout option is ignored without a cipher option",
            "-passout is ignored without a cipher option such as -aes256",
        );
    }
    let (passin, passout) = pass::Sources::new().pair(args.text("passin"), args.text("passout"))?;
    let path = args.path("in");
    io::check_writable(args.path("out"))?;
    let (parts, public, kind) = if public_in {
        let public = key::load_public(path)?;
        (None, public.key, public.kind)
    } else {
        let (parts, kind) = key::load_parts(path, passin.as_ref())?;
        let public =
            PublicKey::from_be_bytes(&parts.modulus, &parts.public_exponent).map_err(|e| {
                CliError::new(format!(
                    "the key in {} has no usable public half: {e}",
                    io::display(path)
                ))
            })?;
        (Some(parts), public, kind)
    };
    let secret = !noout && !public_out || text_private;
    let access = if secret {
        io::Access::Private
    } else {
        io::Access::Public
    };
    let mut out = Zeroizing::new(Vec::with_capacity(64 << 10));

    if args.has("check") || args.has("pubcheck") {
        let mut rng = rng::system()?;
        let faults = match &parts {
            Some(parts) if args.has("check") => check::private_key(parts, &mut rng),
            _ => check::public_key(&public, &mut rng),
        }?;
        if !faults.is_empty() {
            eprintln!("Key is invalid");
            print_faults(&faults);
            return Ok(ExitCode::FAILURE);
        }
        match as_json {
            true => eprintln!("Key is valid"),
            false => out.extend(b"Key is valid\n"),
        }
    }
    if as_json {
        let shown = json::key(&spki::to_der_as(&public, kind), parts.is_some());
        return json::write(args, &shown);
    }
    if !noout {
        out.extend(
            match &parts {
                Some(parts) if !public_out => encode_private(args, parts, kind, passout)?,
                _ => Zeroizing::new(key::encode_public(&public, kind, args.is_der("outform"))),
            }
            .iter(),
        );
    }
    match &parts {
        Some(parts) if text_private => out.extend(key_text::private(parts, kind).as_bytes()),
        _ if text_private || text_public => {
            out.extend(key_text::public(&public, kind, 0).as_bytes())
        }
        _ => {}
    }
    io::write(args.path("out"), &out, access)?;
    Ok(ExitCode::SUCCESS)
}

fn encode_private(
    args: &Args,
    parts: &KeyParts,
    kind: KeyKind,
    passout: Option<pass::Pass>,
) -> Result<Zeroizing<Vec<u8>>, CliError> {
    let private = key::checked(parts.clone(), kind, &io::display(args.path("in")))?;
    let der = args.is_der("outform");
    let is_pss = kind != KeyKind::RsaEncryption;
    if args.has("traditional") && is_pss && !der {
        return Err(CliError::new(
            "an RSA-PSS key has no traditional form; leave out -traditional",
        ));
    }
    // DER of a bare key is PKCS #1 here, as with OpenSSL; only PKCS #8 can hold PSS restrictions.
    let form = Form {
        der,
        traditional: if der {
            !is_pss
        } else {
            args.has("traditional")
        },
        encryption: Form::encrypted_with(args.any(), passout, "PEM pass phrase")?,
        kdf: None,
        salt_len: None,
    };
    key::encode_private(&private.key.parts(), kind, &form, &mut rng::system()?)
}
