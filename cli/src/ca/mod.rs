//! `ca`: a certification authority with a database, on OpenSSL's files: `index.txt`, serial and CRL number files.
//!
//! What goes beyond OpenSSL is in [`store`]: an interrupted run loses and doubles nothing, and two at once take turns.

pub(crate) mod index;
mod issue;
mod policy;
mod revocation;
mod revoke;
mod serial;
mod store;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::Args;
use super::conf::Conf;
use super::error::{CliError, excerpt};
use super::key::{self, Private};
use super::options::{Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text};
use super::pass::{self, Pass};
use super::{io, load, signing};
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::pkcs::spki;
use certwright::x509::CertificateRef;
pub(crate) use index::{Index, Status, parse_time};
pub(crate) use revocation::parse_field;
pub use revocation::reason_name;
pub use serial::parse as parse_serial;
pub(crate) use serial::{load as load_serial, successor as serial_after, to_hex as serial_to_hex};
use store::{Change, Files, Role, Store};
pub(crate) use store::{Lock, lock_file};

/// `ca`.
pub const COMMAND: Command = Command {
    name: "ca",
    summary: "Run a certification authority: issue, revoke, list, and make CRLs",
    operands: " [certreq...]",
    max_operands: usize::MAX,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag("verbose", "Verbose output during processing"),
        option("outdir", Value::Directory, "Where to put output cert"),
        infile("in", "The input cert request(s)"),
        option(
            "inform",
            Value::PemDer,
            "CSR input format; has no effect, since PEM and DER are recognised",
        ),
        flag("infiles", "The last argument, requests to process"),
        outfile("out", "Where to put the output file(s)"),
        flag("notext", "Do not print the generated certificate"),
        flag("batch", "Don't ask questions"),
        infile("ss_cert", "File contains a self signed cert to sign"),
        infile(
            "spkac",
            "File contains DN and signed public key and challenge; -out is DER",
        ),
        Item::Section("Configuration"),
        infile("config", "A config file"),
        text("name", "The particular CA definition to use"),
        text("section", "An alias for -name"),
        text("policy", "The CA 'policy' to support"),
        Item::Section("Certificate"),
        text("subj", "Use arg instead of request's subject"),
        flag("utf8", "Input characters are UTF8; default ASCII"),
        flag(
            "create_serial",
            "If reading serial fails, create a new random serial",
        ),
        flag(
            "rand_serial",
            "Always create a random serial; do not store it",
        ),
        flag(
            "multivalue-rdn",
            "Deprecated; multi-valued RDNs support is always on.",
        ),
        text(
            "startdate",
            "Cert notBefore, YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ",
        ),
        text("enddate", "Cert notAfter, as -startdate (overrides -days)"),
        text("not_before", "An alias for -startdate"),
        text("not_after", "An alias for -enddate"),
        option(
            "days",
            Value::PosInt,
            "Number of days to certify the cert for",
        ),
        text(
            "extensions",
            "Extension section (override value in config file)",
        ),
        infile(
            "extfile",
            "Configuration file with X509v3 extensions to add",
        ),
        flag("preserveDN", "Don't re-order the DN"),
        flag("noemailDN", "Don't add the EMAIL field to the DN"),
        Item::Section("Signing"),
        text("md", "Digest to use, such as sha256"),
        infile("keyfile", "The CA private key"),
        option(
            "keyform",
            Value::Format,
            "Private key file format; has no effect",
        ),
        text("passin", "Key and cert input file pass phrase source"),
        text(
            "key",
            "Key to decrypt the private key if encrypted. Better use -passin",
        ),
        infile("cert", "The CA cert"),
        option(
            "certform",
            Value::PemDer,
            "Certificate input format; has no effect",
        ),
        flag("selfsign", "Sign a cert with the key associated with it"),
        text("sigopt", "Signature parameter in n:v form"),
        Item::Section("Revocation"),
        flag("gencrl", "Generate a new CRL"),
        infile(
            "valid",
            "Add a Valid(not-revoked) DB entry about a cert (given in file)",
        ),
        text("status", "Shows cert status given the serial number"),
        flag(
            "json",
            "With -status: print the answer as JSON (docs/json.md)",
        ),
        flag("updatedb", "Updates db for expired cert"),
        text(
            "crlexts",
            "CRL extension section (override value in config file)",
        ),
        text("crl_reason", "revocation reason"),
        text(
            "crl_hold",
            "the hold instruction, an OID. Sets revocation reason to certificateHold",
        ),
        text(
            "crl_compromise",
            "sets compromise time to val and the revocation reason to keyCompromise",
        ),
        text(
            "crl_CA_compromise",
            "sets compromise time to val and the revocation reason to CACompromise",
        ),
        text(
            "crl_lastupdate",
            "Sets the CRL lastUpdate time to val (YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ)",
        ),
        text(
            "crl_nextupdate",
            "Sets the CRL nextUpdate time to val (YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ)",
        ),
        option("crldays", Value::PosInt, "Days until the next CRL is due"),
        option("crlhours", Value::PosInt, "Hours until the next CRL is due"),
        option("crlsec", Value::PosInt, "Seconds until the next CRL is due"),
        infile("revoke", "Revoke a cert (given in file)"),
        text(
            "dateopt",
            "Datetime format used for printing. (rfc_822/iso_8601)",
        ),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("certreq", "Certificate requests to be signed (optional)"),
    ],
    run,
};

/// A CA's section of the configuration, and what the options override in it.
struct Settings<'a> {
    args: &'a Args,
    conf: Conf,
    section: String,
}

impl Settings<'_> {
    /// A value of the CA's section.
    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.conf.get(&self.section, name)
    }

    /// A value that must be there.
    fn required(&self, name: &str) -> Result<Cow<'_, str>, CliError> {
        self.get(name)
            .ok_or_else(|| missing(&self.conf, &self.section, name))
    }

    /// An option, or else a value that must be there.
    fn option_or(&self, given: &str, name: &str) -> Result<Cow<'_, str>, CliError> {
        match self.args.text(given) {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.required(name),
        }
    }

    /// A number, from an option or else from the section.
    fn number(&self, given: &str, name: &str) -> Result<Option<i64>, CliError> {
        if let Some(number) = self.args.number(given) {
            return Ok(Some(number));
        }
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        text.trim().parse().map(Some).map_err(|_| {
            CliError::new(format!(
                "{}: {name} = {text} is not a number",
                self.conf.name(),
                text = excerpt(&text)
            ))
        })
    }

    /// Whether a value begins like `yes` or `true`.
    fn is_yes(&self, name: &str) -> Option<bool> {
        self.get(name).map(|text| {
            !matches!(
                text.as_bytes().first(),
                Some(b'n' | b'N' | b'f' | b'F' | b'0')
            )
        })
    }

    fn database(&self) -> Result<PathBuf, CliError> {
        Ok(PathBuf::from(self.required("database")?.as_ref()))
    }

    /// Prints to standard error if `-verbose` is there.
    fn verbose(&self, line: impl std::fmt::Display) {
        if self.args.has("verbose") {
            eprintln!("{line}");
        }
    }
}

fn missing(conf: &Conf, section: &str, name: &str) -> CliError {
    CliError::new(format!(
        "variable lookup failed for {section}::{name}: {} does not set it; add a line \"{name} = …\" to section [{section}]",
        conf.name(),
        section = excerpt(section)
    ))
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let conf = Conf::for_command(args)?;
    eprintln!("Using configuration from {}", conf.name());
    conf.take_in(args, "ca")?;
    let section = match args.text("name").or(args.text("section")) {
        Some(name) => name.to_owned(),
        None => conf
            .get("ca", "default_ca")
            .ok_or_else(|| missing(&conf, "ca", "default_ca"))?
            .into_owned(),
    };
    conf.required(&section, "the CA to use")?;
    let settings = Settings {
        args,
        conf,
        section,
    };

    let database = settings.database()?;
    if let Some(serial) = args.text("status") {
        return revoke::status(&Index::load(&database)?, serial, args.has("json"));
    }
    let named = |name| settings.get(name).map(|path| PathBuf::from(path.as_ref()));
    let store = Store::open(Files {
        database: database.clone(),
        serial: named("serial"),
        crl_number: named("crlnumber"),
        certificates: issue::directory(&settings),
    })?;
    let mut index = Index::load(&database)?;
    if args.has("verbose") {
        super::io::print(&index.to_bytes())?;
        eprintln!(
            "{} entries loaded from the database\ngenerating index",
            index.rows.len()
        );
    }
    let requests = requests(args);
    if args.has("spkac") && args.has("selfsign") {
        return Err(CliError::usage(
            "-selfsign: a signed public key and challenge (-spkac) is certified by the CA's key alone",
        ));
    }
    // Before anything is changed: with a CA that cannot sign, the command fails and the database stays as it was.
    let signs = args.has("gencrl") || !requests.is_empty();
    let certificate = !args.has("selfsign") || args.has("gencrl");
    let keys = (signs || args.has("updatedb"))
        .then(|| Keys::load(&settings, certificate))
        .transpose()?;
    if args.has("updatedb") {
        revoke::update(&settings, &store, &mut index)?;
    }

    if requests.is_empty()
        && !args.has("updatedb")
        && !args.has("gencrl")
        && args.path("revoke").is_none()
        && args.path("valid").is_none()
    {
        return Err(CliError::usage(
            "nothing to do: name requests with -in or -infiles, or give -gencrl, -revoke, -valid, -status or -updatedb",
        ));
    }
    if let Some(keys) = &keys {
        if !requests.is_empty() {
            issue::run(&settings, keys, &store, &mut index, &requests)?;
        }
        if args.has("gencrl") {
            revoke::gencrl(&settings, keys, &store, &index)?;
        }
    }
    if let Some(path) = args.path("revoke") {
        revoke::revoke(&settings, &store, &mut index, path)?;
    }
    if let Some(path) = args.path("valid") {
        revoke::add_valid(&settings, &store, &mut index, path)?;
    }
    super::rng::write_rand(args)?;
    Ok(ExitCode::SUCCESS)
}

/// A file to be certified.
enum Request<'a> {
    /// A PKCS #10 request.
    Csr(&'a Path),
    /// A self-signed certificate.
    Certificate(&'a Path),
    /// A signed public key and challenge, with a name.
    Spkac(&'a Path),
}

fn requests(args: &Args) -> Vec<Request<'_>> {
    let spkac = args.path("spkac").map(Request::Spkac);
    let self_signed = args.path("ss_cert").map(Request::Certificate);
    let named = args.path("in").map(Request::Csr);
    let operands = args.operands().map(|file| Request::Csr(Path::new(file)));
    spkac
        .into_iter()
        .chain(self_signed)
        .chain(named)
        .chain(operands)
        .collect()
}

/// The CA's key and, unless it signs itself, its certificate.
struct Keys {
    key: Private,
    certificate: Option<Vec<u8>>,
}

impl Keys {
    fn load(settings: &Settings<'_>, certificate: bool) -> Result<Self, CliError> {
        let args = settings.args;
        let passphrase = passphrase(args)?;
        let path = settings.option_or_path("keyfile", "private_key")?;
        let key = key::load_private(Some(&path), passphrase.as_ref())?;
        if !certificate {
            return Ok(Self {
                key,
                certificate: None,
            });
        }
        let path = settings.option_or_path("cert", "certificate")?;
        let der = load::certificate(Some(&path))?.to_vec();
        let parsed = parse_certificate(&der, &path)?;
        if !signing::fits(&key, parsed.spki.raw()) {
            return Err(CliError::new(format!(
                "CA certificate and CA private key do not match: {} holds another key than the one given",
                path.display()
            )));
        }
        Ok(Self {
            key,
            certificate: Some(der),
        })
    }

    /// The public half of the key.
    fn spki(&self) -> Vec<u8> {
        spki::to_der_as(self.key.key.public_key(), self.key.kind)
    }

    /// The signature algorithm that options and configuration ask for.
    fn algorithm(&self, settings: &Settings<'_>) -> Result<SignatureAlgorithm, CliError> {
        let digest = settings.option_or("md", "default_md")?;
        signing::algorithm(&self.key, Some(&digest), settings.args.texts("sigopt"))
    }
}

impl Settings<'_> {
    fn option_or_path(&self, given: &str, name: &str) -> Result<PathBuf, CliError> {
        match self.args.path(given) {
            Some(path) => Ok(path.to_owned()),
            None => Ok(PathBuf::from(self.required(name)?.as_ref())),
        }
    }
}

fn passphrase(args: &Args) -> Result<Option<Pass>, CliError> {
    match args.text("key") {
        Some(typed) => Ok(Some(Pass::new(typed.as_bytes().to_vec()))),
        None => pass::Sources::new().get(args.text("passin")),
    }
}

fn parse_certificate<'a>(der: &'a [u8], path: &Path) -> Result<CertificateRef<'a>, CliError> {
    CertificateRef::from_der(der).map_err(|e| load::malformed("certificate", Some(path), &e))
}

/// Adds the database, and its attribute file, to a change.
fn set_index(change: &mut Change, settings: &Settings<'_>, index: &Index) -> Result<(), CliError> {
    let unique = if unique_subject(settings)? {
        "yes"
    } else {
        "no"
    };
    change.set(Role::Attributes, format!("unique_subject = {unique}\n"));
    change.set(Role::Database, index.to_bytes());
    Ok(())
}

/// Whether one subject may have one valid certificate only. What stands beside the database wins over the configuration,
/// since the certificates in it were issued under it.
fn unique_subject(settings: &Settings<'_>) -> Result<bool, CliError> {
    let attributes = store::with_suffix(&settings.database()?, ".attr");
    let kept = match attributes.exists() {
        true => Conf::load(&attributes)?
            .get("default", "unique_subject")
            .map(Cow::into_owned),
        false => None,
    };
    let no = |text: &str| {
        matches!(
            text.as_bytes().first(),
            Some(b'n' | b'N' | b'f' | b'F' | b'0')
        )
    };
    Ok(match kept {
        Some(text) => !no(&text),
        None => settings.is_yes("unique_subject").unwrap_or(true),
    })
}

/// Reads a line from standard input after a question on standard error; true for `y`.
fn confirmed(question: &str) -> bool {
    eprint!("{question}");
    io::answer().is_ok_and(|line| line.starts_with(b"y") || line.starts_with(b"Y"))
}
