//! `storeutl`: what files and directories hold, one object after the other.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::nameopt::NameOptions;
use super::options::{Any, Command, Item, PROVIDER, flag, outfile, text};
use super::pass::{Pass, Sources};
use super::text::{self as texts, CertificateOptions, Text};
use super::x509::{name_hash, trust};
use super::{io, key, key_text, limits, pkcs12, platform, subject};
use certwright::pem::{self, label};
use certwright::pkcs::pkcs8;
use certwright::x509::{CertificateListRef, CertificateRef, TrustSettings};

/// `storeutl`.
pub const COMMAND: Command = Command {
    name: "storeutl",
    summary: "List and print the certificates, keys and CRLs in files and directories",
    operands: " uri",
    max_operands: 1,
    openssl: true,
    options: &[
        Item::Section("General"),
        Item::Any(Any::MessageDigest, "Any supported digest"),
        Item::Section("Search"),
        flag("certs", "Search for certificates only"),
        flag("keys", "Search for keys only"),
        flag("crls", "Search for CRLs only"),
        text("subject", "Search by subject"),
        text("issuer", "Search by issuer and serial, issuer name"),
        text("serial", "Search by issuer and serial, serial number"),
        text(
            "fingerprint",
            "Search by public key fingerprint, given in hex",
        ),
        text("alias", "Search by alias"),
        flag("r", "Recurse through names"),
        Item::Section("Input"),
        text("passin", "Input file pass phrase source"),
        Item::Section("Output"),
        outfile("out", "Output file - default stdout"),
        flag("text", "Print a text form of the objects"),
        flag("noout", "No PEM output, just status"),
        Item::Group(PROVIDER),
        Item::Section("Parameters:"),
        Item::Operand("uri", "URI of the store object: a file or a directory"),
    ],
    run,
};

/// What is searched for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Certificates,
    Keys,
    Crls,
}

/// One object.
enum Object {
    Name(PathBuf),
    Certificate(Vec<u8>, Option<TrustSettings>),
    /// PrivateKeyInfo.
    Key(Zeroizing<Vec<u8>>),
    PublicKey(Vec<u8>),
    Crl(Vec<u8>),
}

impl Object {
    fn is(&self, wanted: Wanted) -> bool {
        match self {
            Self::Name(_) => true,
            Self::Certificate(..) => wanted == Wanted::Certificates,
            // As with OpenSSL, -keys searches for private keys alone.
            Self::Key(_) => wanted == Wanted::Keys,
            Self::PublicKey(_) => false,
            Self::Crl(_) => wanted == Wanted::Crls,
        }
    }
}

/// A search at work.
struct Search<'a> {
    args: &'a Args,
    wanted: Option<Wanted>,
    /// `-subject`, as the DER of a Name.
    subject: Option<Vec<u8>>,
    passin: Option<Pass>,
    /// Objects, their number and, without `-out`, their titles.
    out: Text,
    /// The titles, which stay on standard output where objects go to a file.
    lines: Option<Text>,
    /// The directories that were entered: a link back to one of them does not list it again.
    entered: HashSet<PathBuf>,
    /// Whether a private key is in `out`.
    secret: bool,
    /// Whether something that was found was not readable.
    failed: bool,
}

/// How deep directories may stand in each other.
const MAX_DEPTH: usize = 64;

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let wanted: Vec<Wanted> = [
        ("certs", Wanted::Certificates),
        ("keys", Wanted::Keys),
        ("crls", Wanted::Crls),
    ]
    .into_iter()
    .filter_map(|(option, wanted)| args.has(option).then_some(wanted))
    .collect();
    if wanted.len() > 1 {
        return Err(CliError::usage("only one search type can be given."));
    }
    if args.has("issuer") != args.has("serial") {
        return Err(CliError::new("both -issuer and -serial must be given."));
    }
    let criteria = ["subject", "issuer", "fingerprint", "alias"];
    if criteria.iter().filter(|name| args.has(name)).count() > 1 {
        return Err(CliError::usage(
            "only one criterion to search by can be given.",
        ));
    }
    for name in &criteria[1..] {
        if args.has(name) {
            return Err(CliError::new(format!(
                "the store scheme doesn't support the given search criteria: files have no index by -{name}; list them and use x509"
            )));
        }
    }
    let subject = match args.text("subject") {
        Some(text) => {
            let form = subject::TextForm::DEFAULT;
            let name = subject::parse_subject(text.as_bytes(), form, true, &mut Vec::new())
                .map_err(|e| CliError::new(format!("-subject {}: {e}", excerpt(text))))?;
            Some(name.to_der())
        }
        None => None,
    };
    let Some(uri) = args.operands().next() else {
        return Err(CliError::usage("name a file or directory"));
    };
    let place = place(&uri.to_string_lossy(), Path::new(uri))?;
    let passin = Sources::new().get(args.text("passin"))?;
    io::check_writable(args.path("out"))?;
    let mut search = Search {
        args,
        wanted: wanted.first().copied(),
        subject,
        passin,
        out: Text::new(),
        lines: args.has("out").then(Text::new),
        entered: HashSet::new(),
        secret: false,
        failed: false,
    };
    search.list(&place, 0)?;
    let access = match search.secret {
        true => io::Access::Private,
        false => io::Access::Public,
    };
    io::write(args.path("out"), search.out.as_bytes(), access)?;
    if let Some(lines) = &search.lines {
        io::print(lines.as_bytes())?;
    }
    Ok(match search.failed {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// The path that the operand is, or that it names as a URI of the scheme file.
fn place(uri: &str, path: &Path) -> Result<PathBuf, CliError> {
    if path.exists() {
        return Ok(path.to_owned());
    }
    let is_uri = uri
        .get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
    io::of_file_uri(uri).ok_or_else(|| {
        CliError::new(format!(
            "Couldn't open file or uri {}: {}",
            excerpt(uri),
            match is_uri {
                true => "the path of a file: URI is absolute",
                false => "there is no such file",
            }
        ))
    })
}

impl Search<'_> {
    /// Lists what a file or directory holds.
    fn list(&mut self, place: &Path, indent: usize) -> Result<(), CliError> {
        let objects = match place.is_dir() {
            true => {
                self.enter(place, indent)?;
                self.names(place)?
            }
            false if self.subject.is_some() => {
                return Err(CliError::new(format!(
                    "search only supported for directories, and {} is a file",
                    place.display()
                )));
            }
            false => self.objects(place)?,
        };
        let mut count = 0;
        for object in objects {
            if self.wanted.is_some_and(|wanted| !object.is(wanted)) {
                continue;
            }
            // What was found before and after it is kept.
            if let Err(e) = self.print(count, &object, indent) {
                self.complain(&e);
            }
            count += 1;
        }
        self.out.indent(indent);
        self.out.put(format!("Total found: {count}\n"));
        Ok(())
    }

    /// One line for what is left out.
    fn complain(&mut self, error: &CliError) {
        eprintln!("storeutl: {}", error.message());
        self.failed = true;
    }

    fn enter(&mut self, directory: &Path, indent: usize) -> Result<(), CliError> {
        let found = platform::canonicalize(directory);
        let found = found.map_err(|e| CliError::io("read", directory, &e))?;
        let why = if indent / 2 > MAX_DEPTH {
            format!("it is more than {MAX_DEPTH} directories deep")
        } else if !self.entered.insert(found) {
            "a link leads to it, and it is listed already".into()
        } else {
            return Ok(());
        };
        Err(CliError::new(format!(
            "{} is not listed: {why}",
            io::display(Some(directory))
        )))
    }

    /// The files and directories of a directory, those of a subject's hash where one is asked for.
    fn names(&self, directory: &Path) -> Result<Vec<Object>, CliError> {
        let list = std::fs::read_dir(directory).map_err(|e| CliError::io("read", directory, &e))?;
        let mut names: Vec<PathBuf> = Vec::new();
        for entry in list {
            let entry = entry.map_err(|e| CliError::io("read", directory, &e))?;
            names.push(entry.path());
        }
        names.sort();
        if let Some(subject) = &self.subject {
            let hash = format!("{:08x}.", name_hash::canonical(subject));
            names.retain(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.get(..9)
                    .is_some_and(|start| start.eq_ignore_ascii_case(&hash))
                    && name[9..].starts_with('r') == (self.wanted == Some(Wanted::Crls))
            });
        }
        Ok(names.into_iter().map(Object::Name).collect())
    }

    /// What a file holds, in its order.
    fn objects(&mut self, path: &Path) -> Result<Vec<Object>, CliError> {
        let bytes = io::read_file(path, &limits::REVOCATION_LIST)?;
        let name = io::display(Some(path));
        let mut objects = Vec::new();
        if pkcs12::is_likely(&bytes) {
            let contents = pkcs12::open(&bytes, &name, self.passin.as_ref())?;
            for der in contents.private_key_infos() {
                objects.push(Object::Key(Zeroizing::new(der.to_vec())));
            }
            for stored in pkcs12::certificates_of(&contents) {
                match CertificateRef::from_der(&stored.der) {
                    Ok(_) => {
                        let settings = stored.settings();
                        objects.push(Object::Certificate(stored.der, settings));
                    }
                    Err(e) => self.complain(&CliError::new(format!(
                        "could not read a certificate from {name}: {e}"
                    ))),
                }
            }
        } else if pem::is_pem(&bytes) {
            for block in pem::blocks_and_errors(&bytes) {
                let object = match block {
                    Ok(block) => self.object(&block, &bytes[block.span.clone()], &name),
                    Err(e) => Err(CliError::new(format!("could not read all of {name}: {e}"))),
                };
                match object {
                    Ok(object) => objects.extend(object),
                    Err(e) => self.complain(&e),
                }
            }
        } else if CertificateRef::from_der(&bytes).is_ok() {
            objects.push(Object::Certificate(bytes.to_vec(), None));
        } else if CertificateListRef::from_der(&bytes).is_ok() {
            objects.push(Object::Crl(bytes.to_vec()));
        } else if bytes.first() == Some(&0x30) {
            if let Ok(public) = key::public_from_bytes(&bytes, &name) {
                let der = key::encode_public(&public.key, public.kind, true);
                objects.push(Object::PublicKey(der));
            } else {
                let (parts, kind) = key::parts_from_bytes(&bytes, &name, self.passin.as_ref())?;
                objects.push(Object::Key(pkcs8::to_der(&parts, kind)));
            }
        }
        Ok(objects)
    }

    /// The object in one PEM block, if it is one that a store holds.
    fn object(
        &self,
        block: &pem::Block<'_>,
        whole: &[u8],
        name: &str,
    ) -> Result<Option<Object>, CliError> {
        let found = block.label;
        let malformed = |what: &str, e: &dyn std::fmt::Display| {
            CliError::new(format!(
                "could not read the {what} on line {} of {name}: {e}",
                block.line
            ))
        };
        Ok(Some(match found {
            label::CERTIFICATE | label::X509_CERTIFICATE | label::TRUSTED_CERTIFICATE => {
                let (der, settings) = match found {
                    label::TRUSTED_CERTIFICATE => TrustSettings::split(&block.contents)
                        .map_err(|e| malformed("trusted certificate", &e))?,
                    _ => (&block.contents[..], None),
                };
                CertificateRef::from_der(der).map_err(|e| malformed("certificate", &e))?;
                Object::Certificate(der.to_vec(), settings)
            }
            label::X509_CRL => {
                CertificateListRef::from_der(&block.contents).map_err(|e| malformed("CRL", &e))?;
                Object::Crl(block.contents.to_vec())
            }
            label::PUBLIC_KEY | label::RSA_PUBLIC_KEY => {
                let public = key::public_from_bytes(whole, name)?;
                Object::PublicKey(key::encode_public(&public.key, public.kind, true))
            }
            // Nobody is asked for the pass phrase of a key that is not searched for.
            _ if found.ends_with("PRIVATE KEY")
                && self.wanted.is_none_or(|wanted| wanted == Wanted::Keys) =>
            {
                let (parts, kind) = key::parts_from_bytes(whole, name, self.passin.as_ref())?;
                Object::Key(pkcs8::to_der(&parts, kind))
            }
            _ => return Ok(None),
        }))
    }

    fn print(&mut self, number: usize, object: &Object, indent: usize) -> Result<(), CliError> {
        let (shows, writes) = (self.args.has("text"), !self.args.has("noout"));
        let what = match object {
            Object::Name(path) => format!("Name: {}", path.display()),
            Object::Certificate(..) => "Certificate".into(),
            Object::Key(_) => "Pkey".into(),
            Object::PublicKey(_) => "Public key".into(),
            Object::Crl(_) => "CRL".into(),
        };
        let out = self.lines.as_mut().unwrap_or(&mut self.out);
        out.indent(indent);
        out.put(format!("{number}: {what}\n"));
        let malformed = |e: &dyn std::fmt::Display| CliError::new(e.to_string());
        match object {
            Object::Name(path) => {
                if self.args.has("r") {
                    let subject = self.subject.take();
                    let listed = self.list(path, indent + 2);
                    self.subject = subject;
                    // One that cannot be read does not hide the others.
                    if let Err(e) = listed {
                        self.complain(&e);
                    }
                }
            }
            Object::Certificate(der, settings) => {
                if shows {
                    let fields = CertificateRef::from_der(der).map_err(|e| malformed(&e))?;
                    let options = CertificateOptions::default();
                    texts::certificate(&mut self.out, &fields, &NameOptions::COMPAT, &options);
                    if let Some(settings) = settings {
                        trust::print(&mut self.out, settings);
                    }
                }
                if writes {
                    self.out.put(pem::encode(label::CERTIFICATE, der));
                }
            }
            Object::Crl(der) => {
                if shows {
                    let fields = CertificateListRef::from_der(der).map_err(|e| malformed(&e))?;
                    texts::crl(&mut self.out, &fields, &NameOptions::COMPAT);
                }
                if writes {
                    self.out.put(pem::encode(label::X509_CRL, der));
                }
            }
            Object::PublicKey(der) => {
                if shows {
                    let public = key::public_from_bytes(der, "the store")?;
                    self.out.put(key_text::public(&public.key, public.kind, 0));
                }
                if writes {
                    self.out.put(pem::encode(label::PUBLIC_KEY, der));
                }
            }
            Object::Key(der) => {
                self.secret |= shows || writes;
                if shows {
                    let (parts, kind) =
                        pkcs8::private_key_from_der(der).map_err(|e| malformed(&e))?;
                    self.out.put(key_text::private(&parts, kind).as_bytes());
                }
                if writes {
                    self.out
                        .put(pem::encode_secret(label::PRIVATE_KEY, der).as_bytes());
                }
            }
        }
        Ok(())
    }
}
