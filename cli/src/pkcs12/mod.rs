//! `pkcs12`: keys and certificates into a PKCS #12 file, and out of it.
//!
//! Options, texts and defaults are those of OpenSSL 3.0's `pkcs12`. Files in schemes that OpenSSL keeps in its legacy provider
//! are read without `-legacy`.

mod chain;
mod export;
mod parse;
mod stored;

use std::process::ExitCode;

use super::args::Args;
use super::error::CliError;
use super::options::{
    Any, Command, Item, PROVIDER, RANDOM, TRUSTED_STORES, Value, flag, infile, option, outfile,
    text,
};
use super::pass;

pub(crate) use stored::{
    StoredCertificate, certificates, certificates_of, is_likely, open, private_key_info,
    without_rest,
};

/// `pkcs12`.
pub const COMMAND: Command = Command {
    name: "pkcs12",
    summary: "Make PKCS #12 files of keys and certificates, and read them",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        infile("in", "Input file"),
        outfile("out", "Output file"),
        text("passin", "Input file pass phrase source"),
        text("passout", "Output file pass phrase source"),
        text("password", "Set PKCS#12 import/export password source"),
        flag("twopass", "Separate MAC, encryption passwords"),
        flag("nokeys", "Don't output private keys"),
        flag("nocerts", "Don't output certificates"),
        flag("noout", "Don't output anything, just verify PKCS#12 input"),
        flag(
            "legacy",
            "Use legacy encryption: 3DES_CBC for keys, RC2_CBC for certs",
        ),
        Item::Group(PROVIDER),
        Item::Group(RANDOM),
        Item::Section("PKCS#12 import (parsing PKCS#12)"),
        flag("info", "Print info about PKCS#12 structure"),
        flag(
            "json",
            "Print what it holds but the secrets as JSON (docs/json.md), and nothing else",
        ),
        flag("nomacver", "Don't verify integrity MAC"),
        flag("clcerts", "Only output client certificates"),
        flag("cacerts", "Only output CA certificates"),
        Item::Any(Any::Cipher, "Any supported cipher for output encryption"),
        flag("noenc", "Don't encrypt private keys"),
        flag("nodes", "Don't encrypt private keys; deprecated"),
        Item::Section("PKCS#12 output (export)"),
        flag("export", "Create PKCS12 file"),
        infile("inkey", "Private key, else read from -in input file"),
        infile("certfile", "Extra certificates for PKCS12 output"),
        text("passcerts", "Certificate file pass phrase source"),
        flag("chain", "Build and add certificate chain for EE cert,"),
        Item::More("which is the 1st cert from -in matching the private key (if given)"),
        infile("untrusted", "Untrusted certificates for chain building"),
        Item::Group(TRUSTED_STORES),
        text("name", "Use name as friendly name"),
        text("caname", "Use name as CA friendly name (can be repeated)"),
        text("CSP", "Microsoft CSP name"),
        flag("LMK", "Add local machine keyset attribute to private key"),
        flag("keyex", "Set key type to MS key exchange"),
        flag("keysig", "Set key type to MS key signature"),
        text("keypbe", "Private key PBE algorithm (default AES-256 CBC)"),
        text(
            "certpbe",
            "Certificate PBE algorithm (default PBES2 with PBKDF2 and AES-256 CBC)",
        ),
        flag(
            "descert",
            "Encrypt output with 3DES (default PBES2 with PBKDF2 and AES-256 CBC)",
        ),
        flag(
            "pbmac1_pbkdf2",
            "Use PBMAC1 with PBKDF2 (RFC 9579) for the MAC, as OpenSSL 3.4 on",
        ),
        text(
            "pbmac1_pbkdf2_md",
            "Digest of PBKDF2 in PBMAC1; it is that of -macalg",
        ),
        text("macalg", "Digest algorithm to use in MAC (default SHA256)"),
        option(
            "iter",
            Value::PosInt,
            "Specify the iteration count for encryption and MAC",
        ),
        flag("noiter", "Don't use encryption iteration"),
        flag("nomaciter", "Don't use MAC iteration"),
        flag("maciter", "Unused, kept for backwards compatibility"),
        flag("nomac", "Don't generate MAC"),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let exports = args.has("export");
    let last_cipher = args.occurrences().iter().rev().find_map(cipher_option);
    let ignored = |name: &str, when: &str| {
        eprintln!("Warning: -{name} option ignored {when} -export");
    };
    if exports && args.has("json") {
        return Err(CliError::usage(
            "-json shows a file that is read: leave it or -export out",
        ));
    }
    if exports {
        for name in ["info", "nomacver", "clcerts", "cacerts"] {
            if args.has(name) {
                ignored(name, "with");
            }
        }
        if let Some(name) = last_cipher {
            eprintln!("Warning: output encryption option -{name} ignored with -export");
        }
    } else {
        for (names, shown) in [
            (&["inkey"][..], "inkey"),
            (&["certfile"], "certfile"),
            (&["passcerts"], "passcerts"),
            (&["chain"], "chain"),
            (&["untrusted"], "untrusted"),
            (&["CAfile"], "CAfile"),
            (&["CApath"], "CApath"),
            (&["CAstore"], "CAstore"),
            (&["no-CAfile"], "no-CAfile"),
            (&["no-CApath"], "no-CApath"),
            (&["no-CAstore"], "no-CAstore"),
            (&["name"], "name"),
            (&["caname"], "caname"),
            (&["CSP"], "CSP"),
            (&["LMK"], "LMK"),
            (&["keyex"], "keyex"),
            (&["keysig"], "keysig"),
            (&["keypbe"], "keypbe"),
            (&["certpbe", "descert"], "certpbe and -descert"),
            (&["macalg"], "macalg"),
            (&["pbmac1_pbkdf2", "pbmac1_pbkdf2_md"], "pbmac1_pbkdf2"),
            (&["iter", "noiter"], "iter and -noiter"),
            (&["nomaciter"], "nomaciter"),
            (&["nomac"], "nomac"),
        ] {
            if names.iter().any(|name| args.has(name)) {
                ignored(shown, "without");
            }
        }
    }

    // -password is the file's, whichever way it goes.
    let (mut passin, mut passout) = (args.text("passin"), args.text("passout"));
    if let Some(source) = args.text("password") {
        *(if exports { &mut passout } else { &mut passin }) = Some(source);
    }
    let sources = pass::Sources::new();
    let passcerts = sources.get(args.text("passcerts"))?;
    let (passin, passout) = sources.pair(passin, passout)?;
    let given = if exports { &passout } else { &passin };
    let mac_password = match (args.has("twopass"), given) {
        (false, _) => None,
        (true, Some(_)) => {
            return Err(CliError::usage(format!(
                "option -twopass cannot be used with -{} or -password: both passwords are asked for",
                if exports { "passout" } else { "passin" }
            )));
        }
        (true, None) if exports => Some(pass::ask_new("MAC Password")?),
        (true, None) => Some(pass::ask("MAC Password")?),
    };
    if exports {
        export::run(args, passin, passout, passcerts, mac_password)
    } else {
        parse::run(args, passin, passout, mac_password, last_cipher)
    }
}

/// The name of an option that decides how output keys are encrypted: a cipher's, `noenc` or `nodes`.
fn cipher_option(given: &super::args::Occurrence) -> Option<&str> {
    let name = given.name.as_str();
    let decides = matches!(name, "noenc" | "nodes") || Any::Cipher.names().contains(&name);
    decides.then_some(name)
}

/// Whether OpenSSL has a scheme in its legacy provider alone.
fn is_legacy(scheme: certwright::pkcs::pkcs8::LegacyScheme) -> bool {
    use certwright::pkcs::pkcs8::LegacyScheme as S;
    !matches!(scheme, S::TripleDes | S::TripleDesTwoKeys)
}

/// Refuses, in strict mode, a scheme that OpenSSL has in a provider that was not asked for.
fn check_legacy(
    args: &Args,
    scheme: Option<certwright::pkcs::pkcs8::LegacyScheme>,
) -> Result<(), CliError> {
    let loaded = args.has("legacy") || args.texts("provider").any(|name| name == "legacy");
    match scheme {
        Some(scheme) if is_legacy(scheme) && args.strict() && !loaded => Err(CliError::new(
            format!("the scheme {} needs -legacy", scheme.name()),
        )),
        _ => Ok(()),
    }
}
