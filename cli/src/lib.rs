//! The command line: OpenSSL's commands in OpenSSL's option style, and certwright's own.
//!
//! [`COMMANDS`] is the one table of commands. Each lives in a file of its own that offers `pub const COMMAND: Command`
//! with its name, its option table and its `run`; everything else (help, "did you mean", completions, man pages) is made
//! from that table.
// Windows has calls that Rust cannot promise anything about; they are in one file.
#![cfg_attr(not(windows), forbid(unsafe_code))]
#![cfg_attr(windows, deny(unsafe_code))]

/// As the standard one, but without its panic: a standard error that nobody reads, or that is full, must not end what
/// is being done. It stands before the modules so that it is theirs.
macro_rules! eprint {
    ($($arg:tt)*) => {{
        let _ = ::std::io::Write::write_fmt(&mut ::std::io::stderr(), format_args!($($arg)*));
    }};
}

/// As [`eprint`], with the end of the line.
macro_rules! eprintln {
    () => { eprint!("\n") };
    ($($arg:tt)*) => { eprint!("{}\n", format_args!($($arg)*)) };
}

pub mod args;
pub mod asn1_value;
mod cipher;
pub mod clock;
pub mod conf;
pub mod digest;
pub mod error;
pub mod extension;
mod found;
pub mod help;
pub mod hint;
pub mod io;
pub mod key;
pub mod key_text;
pub mod keygen;
pub mod limits;
pub mod load;
pub mod making;
mod ms_key;
pub mod nameopt;
mod openssl_dir;
pub mod options;
mod own_stack;
mod parameters;
pub mod pass;
mod platform;
pub mod rng;
pub mod rsa_options;
pub mod signing;
pub mod subject;
mod temporary;
pub mod text;

/// What the fuzz targets need of a private module.
#[doc(hidden)]
pub mod fuzzing {
    #[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
    pub use crate::tls::fuzzing as tls;

    /// A CA's database read and written again; `None` where it is refused.
    pub fn database(text: &[u8]) -> Option<Vec<u8>> {
        let index = crate::ca::index::Index::parse(text).ok()?;
        Some(index.to_bytes())
    }

    /// The OCSP request or response in an HTTP message that comes so many bytes at a time, or why it is refused.
    pub fn http(bytes: &[u8], at_a_time: usize, is_response: bool) -> Result<Vec<u8>, String> {
        struct Slow<'a>(&'a [u8], usize);
        impl std::io::Read for Slow<'_> {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                let end = out.len().min(self.1);
                self.0.read(&mut out[..end])
            }
        }
        crate::ocsp::read_http(Slow(bytes, at_a_time), is_response).map_err(|e| e.to_string())
    }
}

mod asn1parse;
mod ca;
mod cms;
mod complete;
mod crl;
mod dgst;
mod dhparam;
mod enc;
mod errstr;
mod genpkey;
mod genrsa;
mod json;
mod k8s;
mod kdf;
mod lint;
mod list;
mod mac;
mod nseq;
mod ocsp;
mod passwd;
mod pkcs12;
mod pkcs7;
mod pkcs8;
mod pkey;
mod pkeyutl;
mod prime;
mod rand;
pub mod refused;
mod rehash;
mod req;
mod rsa;
mod rsautl;
mod speed;
mod spkac;
mod storeutl;
#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod tls;
mod tree;
mod ts;
mod vectors;
mod verify;
mod version;
mod x509;
mod x931;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use args::{Args, Parsed, Session};
use error::CliError;
use options::Command;

/// Every command, in the order in which `help` lists them.
pub static COMMANDS: &[&Command] = &[
    &asn1parse::COMMAND,
    &enc::BASE64,
    &ca::COMMAND,
    #[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
    &tls::CIPHERS,
    &cms::CMS,
    &crl::COMMAND,
    &pkcs7::CRL2PKCS7,
    &dgst::COMMAND,
    &dhparam::COMMAND,
    &enc::COMMAND,
    &errstr::COMMAND,
    &genpkey::COMMAND,
    &genrsa::COMMAND,
    &help::COMMAND,
    &version::INFO,
    &kdf::COMMAND,
    &list::COMMAND,
    &mac::MAC,
    &nseq::COMMAND,
    &ocsp::COMMAND,
    &passwd::COMMAND,
    &pkcs12::COMMAND,
    &pkcs7::COMMAND,
    &pkcs8::COMMAND,
    &pkey::COMMAND,
    &dhparam::PKEYPARAM,
    &pkeyutl::COMMAND,
    &prime::COMMAND,
    &rand::COMMAND,
    &rehash::COMMAND,
    &req::COMMAND,
    &rsa::COMMAND,
    &rsautl::COMMAND,
    #[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
    &tls::CLIENT,
    #[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
    &tls::SERVER,
    &cms::SMIME,
    &speed::COMMAND,
    &spkac::COMMAND,
    &storeutl::COMMAND,
    &ts::COMMAND,
    &verify::COMMAND,
    &version::COMMAND,
    &x509::COMMAND,
    &k8s::template::COMMAND,
    &k8s::init::COMMAND,
    &k8s::renew::PLAN,
    &k8s::check::COMMAND,
    &k8s::report::COMMAND,
    &k8s::renew::RENEW,
    &k8s::rotate::COMMAND,
    &k8s::extend::ADD_NODE,
    &k8s::extend::ADD_SAN,
    &k8s::hand_out::KUBECONFIG,
    &k8s::external::CSR,
    &k8s::external::IMPORT,
    &k8s::bundle::COMMAND,
    &k8s::hand_out::SECRET,
    &k8s::signer::COMMAND,
    &lint::COMMAND,
    &vectors::RUN,
    &vectors::ANSWER,
    &vectors::MAKE,
    &vectors::SERVE,
    &complete::COMPLETIONS,
    &complete::MAN,
];

/// OpenSSL's commands that certwright leaves out, each with what does its work.
const ABSENT: &[(&str, &str)] = &[
    (
        "ciphers",
        "this certwright was built without TLS (the feature tls, for x86-64 and aarch64): the server's own configuration lists cipher suites",
    ),
    (
        "cmp",
        "certwright fetches nothing: make the request with req, and send it with the CA's own client",
    ),
    (
        "configutl",
        "a configuration is read by the commands alone, and each reports what is wrong in it",
    ),
    (
        "dsa",
        "only RSA is supported: rsa and pkey read and convert RSA keys",
    ),
    (
        "dsaparam",
        "only RSA is supported: genpkey -algorithm RSA makes a key",
    ),
    (
        "ec",
        "only RSA is supported: rsa and pkey read and convert RSA keys",
    ),
    (
        "ecparam",
        "only RSA is supported: genpkey -algorithm RSA makes a key",
    ),
    ("engine", "there are no engines: keys are in files"),
    (
        "fipsinstall",
        "there are no modules to install, and nothing here is validated by FIPS 140",
    ),
    ("gendsa", "only RSA is supported: genrsa makes a key"),
    (
        "s_client",
        "this certwright was built without TLS (the feature tls, for x86-64 and aarch64): curl -v or gnutls-cli shows a server's certificates, and verify checks them",
    ),
    (
        "s_server",
        "this certwright was built without TLS (the feature tls, for x86-64 and aarch64): any web server serves the certificates that req and x509 make",
    ),
    ("s_time", "speed times RSA, and curl -w a connection"),
    (
        "sess_id",
        "s_client and s_server resume no sessions, and write none",
    ),
    (
        "skeyutl",
        "symmetric keys are bytes here: rand makes them, and enc and mac take them by -K and -macopt hexkey:…",
    ),
    ("srp", "SRP is not supported"),
];

/// `CERTWRIGHT_KERNEL=portable|adx|avx2|avx512|avxifma|ifma` pins the kernel that multiplies, for those who measure or mistrust.
fn choose_kernel() -> Result<(), CliError> {
    use certwright::bignum::hazmat::{Kernel, force};
    let Some(name) = std::env::var_os("CERTWRIGHT_KERNEL").filter(|name| !name.is_empty()) else {
        return Ok(());
    };
    let name = name.to_string_lossy();
    let chosen = name.parse::<Kernel>().and_then(force);
    chosen.map_err(|e| {
        CliError::new(format!(
            "CERTWRIGHT_KERNEL={}: {e}; unset it, and the best one runs",
            error::excerpt(&name)
        ))
    })
}

/// Runs the command line and gives the exit status. Under the name `openssl` the program is what OpenSSL's scripts
/// expect; under any other, `certwright genrsa …` is the same command.
pub fn main(argv: impl IntoIterator<Item = OsString>) -> ExitCode {
    platform::forbid_core_dumps();
    let argv: Vec<OsString> = argv.into_iter().collect();
    own_stack::run(|| run(argv))
}

fn run(argv: Vec<OsString>) -> ExitCode {
    let mut argv = argv.into_iter();
    let program = argv.next().unwrap_or_default();
    let as_openssl = Path::new(&program)
        .file_stem()
        .is_some_and(|name| name == "openssl");
    hint::set_reader(as_openssl);
    let strict = std::env::var_os("CERTWRIGHT_STRICT").is_some_and(|v| !v.is_empty() && v != "0");
    let mut session = Session {
        strict,
        as_openssl,
        digest_command: false,
    };

    let mut rest: Vec<OsString> = argv.collect();
    while rest
        .first()
        .is_some_and(|a| a == "-strict" || a == "--strict")
    {
        session.strict = true;
        rest.remove(0);
    }
    let name = if rest.is_empty() {
        OsString::from("help")
    } else {
        rest.remove(0)
    };
    let mut name = name.to_string_lossy().into_owned();
    // `no-rsa` asks whether there is a command `rsa`.
    if let Some(wanted) = name.strip_prefix("no-") {
        return ask_for_command(wanted);
    }
    // Commands of two words, such as `k8s init`.
    if is_group(&name)
        && rest
            .first()
            .is_some_and(|next| !next.as_encoded_bytes().starts_with(b"-"))
    {
        name = format!("{name} {}", rest.remove(0).to_string_lossy());
    }
    if is_group(&name)
        && rest
            .first()
            .is_some_and(|a| a == "-help" || a == "--help" || a == "-h")
    {
        return help::print(session, &help::group(&name, group(&name)))
            .unwrap_or_else(|error| error.status());
    }
    match choose_kernel()
        .map_err(|e| (name.clone(), e))
        .and_then(|()| dispatch(&name, session, rest))
    {
        Ok(code) => code,
        Err((command, error)) => {
            if !error.message().is_empty() {
                use std::io::Write as _;
                let _ = writeln!(std::io::stderr().lock(), "{command}: {error}");
            }
            error.status()
        }
    }
}

/// Whether a command is there: its name and failure if so, and else the question and success.
fn ask_for_command(name: &str) -> ExitCode {
    let there = COMMANDS.iter().any(|command| command.name == name)
        || dgst::is_digest_command(name)
        || cipher::find(name).is_some();
    let answer = if there {
        format!("{name}\n")
    } else {
        format!("no-{name}\n")
    };
    match io::print(answer.as_bytes()) {
        Ok(()) if !there => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn dispatch(
    name: &str,
    mut session: Session,
    mut argv: Vec<OsString>,
) -> Result<ExitCode, (String, CliError)> {
    // `sha256 FILE` is `dgst -sha256 FILE`, and `aes-256-cbc` is `enc -aes-256-cbc`.
    let name = if dgst::is_digest_command(name) {
        argv.insert(0, format!("-{name}").into());
        session.digest_command = true;
        "dgst"
    } else if cipher::find(name).is_some() {
        argv.insert(0, format!("-{name}").into());
        "enc"
    } else {
        name
    };
    let name = if is_rsa_by_mistake(name, session, &argv) {
        hint::notice(
            "genrsa only makes keys: to read one and write its public half is what rsa does, and is done",
        );
        "rsa"
    } else {
        name
    };
    let command = match find(name) {
        Ok(Some(command)) => command,
        Ok(None) => {
            return help::print(session, &help::commands(COMMANDS))
                .map_err(|error| ("help".into(), error));
        }
        Err(error) => return Err(("certwright".into(), error)),
    };
    let for_another = command.name == k8s::signer::COMMAND.name
        && !argv
            .first()
            .is_none_or(|a| a == "-help" || a == "--help" || a == "-h");
    if for_another {
        return k8s::signer::start(argv).map_err(|error| (command.name.to_string(), error));
    }
    let run = || match Args::parse(command, session, argv)? {
        Parsed::Help => help::print(session, &help::summary(command)),
        Parsed::Run(args) => {
            prepare(&args)?;
            let status = (command.run)(&args)?;
            // Not beside an error, which is one line.
            args.warn_of_secrets();
            Ok(status)
        }
    };
    run().map_err(|error| (command.name.to_string(), error))
}

/// What is the same for all commands: engines, providers, property queries, what is named and may not be needed, and the
/// encodings that options give to files.
fn prepare(args: &Args) -> Result<(), CliError> {
    for engine in args.texts("engine") {
        let none = format!(
            "there is no engine {}: certwright has none",
            error::excerpt(engine)
        );
        // Alone of all commands `verify` goes on with no other engine than the one asked for.
        if args.command().name == "verify" {
            return Err(CliError::new(format!("{none}; leave -engine out")));
        }
        hint::grave_warning(format_args!("{none}, and goes on without"));
    }
    // An option may stand in its table so that it is refused.
    for given in args.occurrences() {
        let opt = args.command().opts().find(|opt| opt.name == given.name);
        if let Some(why) = opt.and_then(|opt| opt.help.strip_prefix("Refused")) {
            return Err(CliError::new(format!("-{} is refused{why}", given.name)));
        }
    }
    args.texts("propquery")
        .try_for_each(options::check_properties)?;
    args.texts("provider")
        .try_for_each(options::check_provider)?;
    // OpenSSL opens these before it knows whether it needs them, and a script that names a missing one expects to fail.
    rng::check_seeds(args)?;
    for option in ["passin", "passout", "pass"] {
        args.texts(option).try_for_each(pass::check_source)?;
    }
    if args.format_given("outform") == Some(args::Format::P12) {
        return Err(CliError::usage(
            "-outform P12: keys are written as PEM or DER here; pkcs12 -export makes PKCS #12 files",
        ));
    }
    load::check_forms(args)
}

/// `genrsa -in KEY -pubout`, where `rsa` is meant: options that `genrsa` has not, and `rsa` has.
fn is_rsa_by_mistake(name: &str, session: Session, argv: &[OsString]) -> bool {
    let strict = session.strict || argv.iter().any(|a| a == "-strict" || a == "--strict");
    let given = |names: &[&str]| argv.iter().any(|a| names.iter().any(|name| a == name));
    name == "genrsa" && !strict && given(&["-in", "--in"]) && !given(&["-help", "--help"])
}

/// Whether a word is the first of commands of two words.
fn is_group(word: &str) -> bool {
    group(word).next().is_some()
}

/// The commands whose first of two words this is.
fn group(word: &str) -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().copied().filter(move |c| {
        c.name
            .split_once(' ')
            .is_some_and(|(first, _)| first == word)
    })
}

/// The command of a name; `None` asks for the list of all.
fn find(name: &str) -> Result<Option<&'static Command>, CliError> {
    // `certwright --version` and the like are what anyone tries first.
    let name = match name {
        "-help" | "--help" | "-h" => return Ok(None),
        "-version" | "--version" | "-v" | "-V" => "version",
        name => name,
    };
    if let Some(command) = COMMANDS.iter().find(|c| c.name == name) {
        return Ok(Some(command));
    }
    if is_group(name) {
        let names: Vec<_> = group(name).map(|c| c.name).collect();
        return Err(CliError::new(format!(
            "which command of {name}? there is: {}",
            names.join(", ")
        )));
    }
    let shown = error::excerpt(name);
    let is = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    let kind = if is(&[
        "bf", "cast", "idea", "rc2", "rc4", "rc5", "seed", "sm4", "zlib",
    ]) {
        Some("cipher")
    } else if is(&["md2", "md4", "mdc2", "whirlpool"]) {
        Some("digest")
    } else {
        None
    };
    if let Some(kind) = kind {
        return Err(CliError::new(format!(
            "the {kind} {shown} is not part of certwright: list -{kind}-commands prints those that are"
        )));
    }
    let absent = ABSENT.iter().find(|(absent, _)| *absent == name);
    Err(CliError::new(if let Some((name, instead)) = absent {
        format!("the command {name} is not part of certwright: {instead}")
    } else {
        match hint::nearest(name, COMMANDS.iter().map(|c| c.name)) {
            Some(near) => {
                format!("Invalid command '{shown}'; did you mean {near}? type \"help\" for a list")
            }
            None => format!("Invalid command '{shown}'; type \"help\" for a list"),
        }
    }))
}
