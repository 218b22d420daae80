//! `list`: what this program knows.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::args::Args;
use super::error::CliError;
use super::options::{Command, Item, MESSAGE_CIPHERS, PROVIDER, Value, flag, text};
use super::text::named_objects;
use super::{COMMANDS, cipher, digest, help, io, kdf};

/// `list`.
pub const COMMAND: Command = Command {
    name: "list",
    summary: "List commands, algorithms and object identifiers",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("Output"),
        flag("1", "List in one column"),
        flag(
            "verbose",
            "Accepted; there is one implementation of each algorithm",
        ),
        text("select", "Select a single algorithm"),
        flag("commands", "List of standard commands"),
        flag("standard-commands", "List of standard commands"),
        flag("digest-commands", "List of message digest commands"),
        flag("digest-algorithms", "List of message digest algorithms"),
        flag(
            "kdf-algorithms",
            "List of key derivation and pseudo random function algorithms",
        ),
        flag(
            "random-instances",
            "List the random number generators in use",
        ),
        flag("random-generators", "List of random number generators"),
        flag(
            "mac-algorithms",
            "List of message authentication code algorithms",
        ),
        flag("cipher-commands", "List of cipher commands"),
        flag("cipher-algorithms", "List of symmetric cipher algorithms"),
        flag("encoders", "List of encoding methods"),
        flag("decoders", "List of decoding methods"),
        flag("key-managers", "List of key managers"),
        flag(
            "key-exchange-algorithms",
            "List of key exchange algorithms: there are none",
        ),
        flag(
            "kem-algorithms",
            "List of key encapsulation mechanism algorithms: there are none",
        ),
        flag("signature-algorithms", "List of signature algorithms"),
        flag(
            "asymcipher-algorithms",
            "List of asymmetric cipher algorithms",
        ),
        flag("public-key-algorithms", "List of public key algorithms"),
        flag("public-key-methods", "List of public key methods"),
        flag("store-loaders", "List of store loaders"),
        flag("providers", "List of provider information"),
        flag("engines", "List of loaded engines: there are none"),
        flag("disabled", "List of disabled features"),
        text("options", "List options for specified command"),
        flag("objects", "List built in objects (OID<->name mappings)"),
        Item::Group(PROVIDER),
    ],
    run,
};

/// What OpenSSL can be built without, and is not here; by the names that its own list gives them.
const DISABLED: &[&str] = &[
    "BF",
    "CAST",
    "DSA",
    "DTLS",
    "EC",
    "EC2M",
    "ECX",
    "GOST",
    "IDEA",
    "MD2",
    "MDC2",
    "POLY1305",
    "PSK",
    "RC5",
    "SCTP",
    "SEED",
    "SM2",
    "SM4",
    "SRP",
    "SRTP",
    "SSL3",
    #[cfg(not(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64"))))]
    "TLS",
    "WHIRLPOOL",
    "ZLIB",
];

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let modifiers = [
        "1",
        "verbose",
        "select",
        "provider",
        "provider-path",
        "propquery",
        "engine",
    ];
    let mut given = args
        .occurrences()
        .iter()
        .filter(|o| !modifiers.contains(&o.name.as_str()))
        .peekable();
    if given.peek().is_none() {
        return Err(CliError::usage(
            "nothing to list is named, such as list -commands",
        ));
    }
    let mut out = String::new();
    for given in given {
        list(args, &given.name, &mut out)?;
    }
    io::print(out.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn list(args: &Args, what: &str, out: &mut String) -> Result<(), CliError> {
    let one = args.has("1");
    // One name, or several in braces.
    let selected = |names: &str| {
        let mut names = names.trim_matches(['{', '}', ' ']).split(", ");
        args.text("select")
            .is_none_or(|select| names.any(|name| select.eq_ignore_ascii_case(name)))
    };
    let mut provided = |title: &str, names: &[&str]| {
        if !title.is_empty() {
            let _ = writeln!(out, "{title}:");
        }
        for name in names.iter().filter(|name| selected(name)) {
            let _ = writeln!(out, "  {name} @ default");
        }
    };
    const RSA: &str = "{ 1.2.840.113549.1.1.1, RSA, rsaEncryption }";
    const RSA_PSS: &str = "{ 1.2.840.113549.1.1.10, RSA-PSS, RSASSA-PSS, rsassaPss }";
    match what {
        "commands" | "standard-commands" => {
            // OpenSSL has no commands of two words, and base64 is none of the standard ones.
            let listed = |c: &&Command| match args.as_openssl() {
                true => c.openssl && c.name != "base64",
                false => !c.name.contains(' '),
            };
            let names: Vec<_> = COMMANDS
                .iter()
                .copied()
                .filter(listed)
                .map(|c| c.name)
                .collect();
            columns(out, &names, one);
        }
        "digest-commands" => {
            let names = digest::NAMES.iter().filter(|name| is_digest_command(name));
            columns(out, &names.copied().collect::<Vec<_>>(), one);
        }
        "digest-algorithms" => {
            let names = digest::all().iter().map(|digest| {
                let mut names = Vec::from_iter(digest.names.iter().map(|name| name.to_uppercase()));
                let printed = digest.display.to_owned();
                if !names.contains(&printed) {
                    names.push(printed);
                }
                match &names[..] {
                    [name] => name.clone(),
                    names => format!("{{ {} }}", names.join(", ")),
                }
            });
            provided("Provided", &strs(&Vec::from_iter(names)));
        }
        "cipher-commands" => {
            let names = cipher::NAMES.iter().filter(|name| is_cipher_command(name));
            columns(out, &names.copied().collect::<Vec<_>>(), one);
        }
        "cipher-algorithms" => {
            let gcm = MESSAGE_CIPHERS
                .iter()
                .filter(|name| name.starts_with("aes-") && name.ends_with("-gcm"));
            let names = cipher::NAMES.iter().chain(gcm);
            let names = Vec::from_iter(names.map(|name| name.to_uppercase()));
            provided("Provided", &strs(&names));
        }
        "kdf-algorithms" => provided("Provided KDFs and PDFs", &kdf::names().collect::<Vec<_>>()),
        "mac-algorithms" => provided("Provided MACs", &super::mac::names().collect::<Vec<_>>()),
        "random-instances" => out.push_str("primary:\n  SYSTEM\n  state = ready\n"),
        "random-generators" => provided("Provided RNGs and seed sources", &["SYSTEM"]),
        "encoders" => provided("Provided ENCODERs", &[RSA, RSA_PSS]),
        "decoders" => provided("Provided DECODERs", &[RSA, RSA_PSS]),
        "key-managers" | "signature-algorithms" => provided("", &[RSA, RSA_PSS]),
        "asymcipher-algorithms" => provided("", &[RSA]),
        "public-key-algorithms" => out.push_str("RSA\nRSA-PSS\n"),
        "public-key-methods" => out.push_str("rsaEncryption\nrsassaPss\n"),
        "store-loaders" => provided("Provided STORE LOADERs", &["file"]),
        "providers" => {
            let version = env!("CARGO_PKG_VERSION");
            let _ = writeln!(
                out,
                "Providers:\n  default\n    name: certwright\n    version: {version}\n    status: active"
            );
        }
        "engines" => out.push_str("Engines:\n"),
        "disabled" => {
            let _ = writeln!(out, "Disabled algorithms:\n{}", DISABLED.join("\n"));
        }
        "options" => {
            let name = args.text("options").unwrap_or_default();
            let command =
                super::find(name)?.ok_or_else(|| CliError::usage("no command is named"))?;
            list_options(out, command);
        }
        "objects" => {
            for entry in named_objects() {
                let _ = writeln!(out, "{} = {}, {}", entry.sn, entry.ln, entry.oid());
            }
        }
        // There is nothing to list of these.
        _ => {}
    }
    Ok(())
}

/// Whether OpenSSL lists a command of this digest's name; the others' names are commands here as well.
fn is_digest_command(name: &str) -> bool {
    !["md5-sha1", "ripemd", "ripemd160", "ssl3-md5", "ssl3-sha1"].contains(&name)
}

/// Whether OpenSSL lists a command of this name: of AES and Camellia there are two modes, and of DES none with a single key.
fn is_cipher_command(name: &str) -> bool {
    let mode = name.rsplit('-').next().unwrap_or_default();
    match name.split_once('-') {
        Some(("aes" | "camellia", _)) => ["cbc", "ecb"].contains(&mode),
        Some(("aria" | "sm4", _)) => true,
        Some(("des", rest)) => rest.starts_with("ede") && !["ecb", "cfb8"].contains(&mode),
        _ => name == "des3",
    }
}

fn columns(out: &mut String, names: &[&str], one: bool) {
    let mut names = names.to_vec();
    names.sort_unstable();
    if one {
        names.iter().for_each(|name| _ = writeln!(out, "{name}"));
    } else {
        out.push_str(&help::columns(&names));
    }
}

/// One option a line with a sign for what it takes, which is what completion scripts read of OpenSSL.
fn list_options(out: &mut String, command: &'static Command) {
    out.push_str("help -\n");
    for opt in command.opts() {
        let sign = match opt.value {
            Value::None => '-',
            Value::Text => 's',
            Value::InFile => '<',
            Value::OutFile => '>',
            Value::Directory => '/',
            Value::Int => 'n',
            Value::PosInt => 'p',
            Value::PemDer => 'F',
            Value::Format => 'f',
        };
        let _ = writeln!(out, "{} {sign}", opt.name);
    }
    if command.any().is_some() {
        out.push_str("- -\n");
    }
}
