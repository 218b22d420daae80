//! Making what `x509` shows and writes: a certificate from a request, from scratch or from another certificate, or a
//! request from a certificate.

use std::path::Path;

use super::{Work, serial, waiting_for};
use crate::cli::args::Args;
use crate::cli::assemble::{NewCertificate, NewRequest, TimeOf};
use crate::cli::conf::{self, Conf};
use crate::cli::error::CliError;
use crate::cli::ext_conf::{self, Context, Extension, Issuer, NoSections, Sections};
use crate::cli::key::{self, Private};
use crate::cli::nameopt::NameOptions;
use crate::cli::parts::{CertificateParts, ExtensionRef, RequestParts};
use crate::cli::pass;
use crate::cli::signing::{self, Refusal};
use crate::cli::subject::{self, Slip, TextForm};
use crate::cli::text::{self, Text, short_name};
use crate::cli::{clock, hint, load, rng};
use crate::encoding::der::{ObjectIdentifier, ObjectIdentifierRef};
use crate::encoding::{oid, spki};

/// How a request's extensions get into a certificate, and back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copying {
    None,
    /// Those that are not there already.
    Missing,
    /// All, in place of those that are there already.
    All,
}

fn copying(args: &Args) -> Result<Copying, CliError> {
    Ok(match args.text("copy_extensions") {
        None | Some("none") => Copying::None,
        Some("copy") => Copying::Missing,
        Some("copyall") => Copying::All,
        Some(other) => {
            return Err(CliError::usage(format!("-copy_extensions {other}: it takes none, copy or copyall")));
        }
    })
}

/// True if the certificate that is shown is one that is made here.
pub(super) fn makes(args: &Args) -> bool {
    args.has("req") || args.has("new") || args.path("CA").is_some() || key_path(args).is_some()
}

fn key_path(args: &Args) -> Option<&Path> {
    let last = args.occurrences().iter().rev().find(|o| o.name == "key" || o.name == "signkey")?;
    last.value.as_deref().map(Path::new)
}

/// Takes out extensions that `-clrext` and `-ext` leave out.
pub(super) fn restrict<T>(args: &Args, list: &mut Vec<T>, kind: impl Fn(&T) -> &ObjectIdentifierRef) {
    if args.has("clrext") {
        list.clear();
    } else if let Some(names) = args.text("ext") {
        list.retain(|ext| short_name(kind(ext)).is_some_and(|name| names.contains(name)));
    }
}

/// Extensions as they stand, for a certificate that is made.
pub(in crate::cli) fn owned(list: &[ExtensionRef<'_>]) -> Vec<Extension> {
    let one = |ext: &ExtensionRef<'_>| {
        let oid = ObjectIdentifier::try_from(ext.oid).ok()?;
        Some(Extension { oid, critical: ext.critical, value: ext.value.to_vec() })
    };
    list.iter().filter_map(one).collect()
}

/// The certificate that the options are about.
pub(super) fn certificate(args: &Args, names: &NameOptions) -> Result<Work, CliError> {
    conflicts(args)?;
    let copying = copying(args)?;
    if !makes(args) && !args.has("x509toreq") {
        if args.path("in").is_none() {
            waiting_for("certificate");
        }
        return Ok(Work { der: load::certificate(args.path("in"))?.to_vec(), request: None });
    }
    let passes = pass::Sources::new();
    let passphrase = passes.get(args.text("passin"))?;
    let key = key_path(args).map(|path| key::load_private(Some(path), passphrase.as_ref())).transpose()?;
    let extensions = ExtensionFile::load(args)?;

    let ca_der = args.path("CA").map(|path| load::certificate(Some(path))).transpose()?;
    let ca = match &ca_der {
        Some(der) => Some(
            CertificateParts::parse(der)
                .map_err(|e| load::malformed("CA certificate", args.path("CA"), &e))?,
        ),
        None => None,
    };

    let mut rng = rng::for_command(args)?;
    let mut counter = None;
    let mut draft = if args.has("req") {
        from_request(args, names, copying)?
    } else if args.has("new") {
        from_scratch(args, &mut rng)?
    } else {
        from_certificate(args, ca.is_some())?
    };
    if let Some(typed) = args.text("set_serial") {
        draft.serial = serial::typed(typed)?;
    } else if let Some(path) = args.path("CA") {
        counter = take_serial(args, path, &mut rng)?;
        draft.serial = counter.as_ref().map_or_else(|| serial::random(&mut rng), serial::Counter::contents);
    } else if args.has("req") {
        draft.serial = serial::random(&mut rng);
    }
    if let Some(subj) = args.text("subj") {
        draft.subject = typed_subject(args, subj)?;
    }
    let own_spki = key.as_ref().map(|key| spki::to_der_as(key.key.public_key(), key.kind));
    if let Some(path) = args.path("force_pubkey") {
        let public = key::load_public(Some(path))?;
        draft.key = spki::to_der_as(&public.key, public.kind);
    } else if let Some(own) = &own_spki {
        draft.key = own.clone();
    }
    restrict(args, &mut draft.extensions, |ext| &ext.oid);

    if args.has("x509toreq") {
        return to_request(args, draft, key, &extensions, copying, &mut rng);
    }

    let ca_key = match (&ca, &key) {
        (Some(ca), _) => Some(load_ca_key(args, ca, passphrase.as_ref())?),
        (None, Some(_)) => None,
        (None, None) => {
            return Err(CliError::usage("a key is needed to sign with: give -key, or -CA and -CAkey"));
        }
    };
    let signer: &Private = match (&ca_key, &key) {
        (Some(key), _) | (None, Some(key)) => key,
        (None, None) => {
            return Err(CliError::usage("a key is needed to sign with: give -key, or -CA and -CAkey"));
        }
    };
    set_dates(args, &mut draft)?;
    draft.issuer = ca.as_ref().map_or_else(|| draft.subject.clone(), |ca| ca.subject.to_vec());
    let fits = signing::fits(signer, &draft.key);
    if ca.is_none() && !fits {
        hint::warning(
            "the key that signs is not the one that the certificate holds, so nobody can verify it by itself",
        );
    }
    extend(args, &mut draft, ca.as_ref(), own_spki.as_deref(), fits, &extensions)?;
    hints(args, &draft, ca.is_none());

    let algorithm = signing::algorithm(signer, args.any(), args.texts("sigopt"))?;
    let mut der = signing::sign(&draft.to_tbs(&algorithm), signer, &algorithm, &mut rng)?;
    if args.has("badsig")
        && let Some(last) = der.last_mut()
    {
        *last ^= 1;
    }
    if let Some(counter) = counter {
        counter.save()?;
    }
    Ok(Work { der, request: None })
}

fn conflicts(args: &Args) -> Result<(), CliError> {
    let both = |a: &str, b: &str| CliError::usage(format!("{a} and {b} cannot be used together"));
    if args.has("new") && args.path("in").is_some() {
        return Err(both("-in", "-new"));
    }
    if args.has("new") && args.has("req") {
        return Err(both("-req", "-new"));
    }
    if args.path("CA").is_some() && key_path(args).is_some() {
        return Err(both("-key/-signkey", "-CA"));
    }
    if args.has("clrext") && copying(args)? != Copying::None {
        return Err(both("-clrext", "-copy_extensions"));
    }
    if args.has("preserve_dates") && args.number("days").is_some() {
        return Err(both("-preserve_dates", "-days"));
    }
    if args.path("CAkey").is_some() && args.path("CA").is_none() {
        hint::warning("-CAkey is without effect, since there is no -CA");
    }
    if args.text("extensions").is_some() && args.path("extfile").is_none() {
        hint::warning("-extensions is without effect, since there is no -extfile");
    }
    if args.text("copy_extensions").is_some() && !args.has("req") && !args.has("x509toreq") {
        hint::warning("-copy_extensions is without effect, since there is neither -req nor -x509toreq");
    }
    Ok(())
}

/// The file of `-extfile` and the section in it that lists extensions.
struct ExtensionFile {
    conf: Option<Conf>,
    section: String,
}

impl ExtensionFile {
    fn load(args: &Args) -> Result<Self, CliError> {
        let Some(path) = args.path("extfile") else {
            return Ok(Self { conf: None, section: String::new() });
        };
        let conf = Conf::load(path)?;
        let named = args.text("extensions").map(str::to_owned);
        let section = match named {
            Some(name) => {
                conf.required(&name, "-extensions")?;
                name
            }
            None => conf
                .get(conf::DEFAULT, "extensions")
                .map_or_else(|| conf::DEFAULT.to_owned(), std::borrow::Cow::into_owned),
        };
        Ok(Self { conf: Some(conf), section })
    }

    fn sections(&self) -> &dyn Sections {
        match &self.conf {
            Some(conf) => conf,
            None => &NoSections,
        }
    }

    fn add(&self, context: &Context<'_>, extensions: &mut Vec<Extension>) -> Result<(), CliError> {
        let Some(conf) = &self.conf else { return Ok(()) };
        ext_conf::section(context, &self.section, true, extensions)
            .map_err(|what| CliError::new(format!("{}: {what}", conf.name())))
    }
}

/// A certificate in the making; serial number, dates and issuer follow.
fn draft(
    subject: Vec<u8>,
    key: Vec<u8>,
    version: u32,
    extensions: Vec<Extension>,
) -> Result<NewCertificate, CliError> {
    let epoch = TimeOf::from_unix(0)?;
    Ok(NewCertificate {
        version,
        serial: Vec::new(),
        issuer: Vec::new(),
        not_before: epoch.clone(),
        not_after: epoch,
        subject,
        key,
        extensions,
    })
}

fn from_request(args: &Args, names: &NameOptions, copying: Copying) -> Result<NewCertificate, CliError> {
    let path = args.path("in");
    if path.is_none() {
        waiting_for("certificate request");
    }
    let der = load::request(path)?;
    let request = RequestParts::parse(&der).map_err(|e| load::malformed("certificate request", path, &e))?;
    check_request(&request, &crate::cli::io::display(path))?;
    let mut said = Text::new();
    said.put("Certificate request self-signature ok\n");
    text::name_line(&mut said, "subject=", request.subject, names);
    eprint!("{}", String::from_utf8_lossy(said.as_octets()));
    let extensions = if copying == Copying::None { Vec::new() } else { owned(&request.extensions) };
    draft(request.subject.to_vec(), request.key.to_vec(), 0, extensions)
}

/// Refuses a request that was not signed by the key in it.
pub(in crate::cli) fn check_request(request: &RequestParts<'_>, name: &str) -> Result<(), CliError> {
    signing::verify(&request.signed, request.key).map_err(|refusal| match refusal {
        Refusal::Mismatch => CliError::new(format!(
            "the certificate request in {name} is not signed by the key in it: it was changed or damaged; have it made anew"
        )),
        Refusal::Unusable(why) => {
            CliError::new(format!("the signature of the certificate request in {name} cannot be checked: {why}"))
        }
    })
}

fn from_scratch(args: &Args, rng: &mut rng::Rng) -> Result<NewCertificate, CliError> {
    if args.text("subj").is_none() {
        return Err(CliError::usage("-new needs a subject: give -subj"));
    }
    if key_path(args).is_none() && args.path("force_pubkey").is_none() {
        return Err(CliError::usage("-new needs a public key: give -key or -force_pubkey"));
    }
    let mut made = draft(Vec::new(), Vec::new(), 0, Vec::new())?;
    made.serial = serial::random(rng);
    Ok(made)
}

fn from_certificate(args: &Args, for_ca: bool) -> Result<NewCertificate, CliError> {
    let path = args.path("in");
    if path.is_none() {
        waiting_for("certificate");
    }
    let der = load::certificate(path)?;
    let cert = CertificateParts::parse(&der).map_err(|e| load::malformed("certificate", path, &e))?;
    if for_ca && !args.has("x509toreq") && signing::verify(&cert.signed, cert.key).is_err() {
        return Err(CliError::new(format!(
            "the certificate in {} is not self-signed; -CA takes a self-signed certificate, or a request with -req",
            crate::cli::io::display(path)
        )));
    }
    let mut made = draft(cert.subject.to_vec(), cert.key.to_vec(), cert.version, owned(&cert.extensions))?;
    made.serial = cert.serial.to_vec();
    made.not_before = TimeOf { tag: cert.not_before.tag, text: cert.not_before.value.to_vec() };
    made.not_after = TimeOf { tag: cert.not_after.tag, text: cert.not_after.value.to_vec() };
    Ok(made)
}

fn take_serial(args: &Args, ca: &Path, rng: &mut rng::Rng) -> Result<Option<serial::Counter>, CliError> {
    let create = args.has("CAcreateserial");
    let path = args.path("CAserial").map_or_else(|| serial::default_file(ca), Path::to_path_buf);
    let counter = serial::Counter::take(&path, create, rng)?;
    if counter.is_none() && args.path("CAserial").is_some() {
        return Err(CliError::new(format!(
            "the serial file {} does not exist; give -CAcreateserial to have it made",
            path.display()
        )));
    }
    Ok(counter)
}

/// The subject that `-subj` gives.
pub(in crate::cli) fn subject_option(
    args: &Args,
    text: &str,
    form: TextForm,
) -> Result<subject::TypedName, CliError> {
    let mut slips = Vec::new();
    let name = subject::parse_subject(text.as_bytes(), form, true, &mut slips)
        .map_err(|what| CliError::new(format!("-subj: {what}")))?;
    for slip in slips {
        match slip {
            Slip::NoValue(kind) => {
                args.hint(format_args!("-subj: the attribute {kind} has no value and is left out"));
            }
            Slip::Unnamed(kind) => args.slip(
                &format!("-subj: the attribute \"{kind}\" is unknown"),
                &format!("-subj: {kind} is taken as it stands; OpenSSL leaves out attributes that it has no name for"),
            )?,
        }
    }
    Ok(name)
}

fn typed_subject(args: &Args, text: &str) -> Result<Vec<u8>, CliError> {
    let form = TextForm { utf8: args.has("utf8"), ..TextForm::DEFAULT };
    Ok(subject_option(args, text, form)?.to_der())
}

/// The key that signs for a CA certificate.
pub(in crate::cli) fn load_ca_key(
    args: &Args,
    ca: &CertificateParts<'_>,
    passphrase: Option<&pass::Pass>,
) -> Result<Private, CliError> {
    let path = args.path("CAkey").or(args.path("CA"));
    let key = key::load_private(path, passphrase)?;
    if signing::fits(&key, ca.key) {
        return Ok(key);
    }
    Err(CliError::new(format!(
        "the key in {} does not fit the CA certificate in {}: give the key that this certificate was made with",
        crate::cli::io::display(path),
        crate::cli::io::display(args.path("CA"))
    )))
}

fn set_dates(args: &Args, made: &mut NewCertificate) -> Result<(), CliError> {
    if args.has("preserve_dates") && !args.has("req") && !args.has("new") {
        return Ok(());
    }
    let (from, to) = validity(args)?;
    (made.not_before, made.not_after) = (from, to);
    Ok(())
}

/// The dates that `-days`, `-not_before` and `-not_after` give, from now on unless they say otherwise.
pub(in crate::cli) fn validity(args: &Args) -> Result<(TimeOf, TimeOf), CliError> {
    let now = clock::issuing_time()?;
    let date = |option: &str| -> Result<Option<TimeOf>, CliError> {
        match args.text(option) {
            None => Ok(None),
            Some("today") => TimeOf::from_unix(now).map(Some),
            Some(text) => TimeOf::parse(text, &format!("-{option}")).map(Some),
        }
    };
    let days = args.number("days").unwrap_or(30);
    let end = days.checked_mul(86_400).and_then(|seconds| now.checked_add(seconds));
    let end = || end.ok_or_else(|| CliError::usage(format!("-days {days} is too many")));
    let from = date("not_before")?.map_or_else(|| TimeOf::from_unix(now), Ok)?;
    let to = date("not_after")?.map_or_else(|| TimeOf::from_unix(end()?), Ok)?;
    Ok((from, to))
}

/// Puts the extensions of `-extfile` and the key identifiers into the certificate, and sets its version.
fn extend(
    args: &Args,
    made: &mut NewCertificate,
    ca: Option<&CertificateParts<'_>>,
    own_key: Option<&[u8]>,
    key_fits: bool,
    file: &ExtensionFile,
) -> Result<(), CliError> {
    let (subject, key, serial) = (made.subject.clone(), made.key.clone(), made.serial.clone());
    let mut context = Context::new(file.sections());
    context.strict = args.strict();
    context.subject_key = Some(&key);
    context.subject_emails = super::check::attribute_values(&subject, oid::EMAIL_ADDRESS)
        .into_iter()
        .map(<[u8]>::to_vec)
        .collect();
    context.issuer = Some(match ca {
        Some(ca) => issuer_of(ca),
        None => Issuer { issuer_name: &subject, serial: &serial, key_id: None, alt_names: None },
    });
    context.self_signed = ca.is_none() && key_fits;
    if ca.is_none() {
        context.own_issuer_key = own_key;
        let known = made.extensions.iter().find(|ext| ext.oid == oid::SUBJECT_KEY_IDENTIFIER);
        *context.own_key_id.borrow_mut() = known.and_then(|ext| ext.value.get(2..).map(<[u8]>::to_vec));
    }
    file.add(&context, &mut made.extensions)?;
    // Here, as in OpenSSL, what counts is whether the key fits, not whether the certificate names itself as issuer.
    context.self_signed = key_fits;
    ext_conf::key_identifiers(&context, &mut made.extensions).map_err(CliError::new)?;
    context.hints.borrow().iter().for_each(|text| args.hint(text));
    made.subject = subject_after(&context, subject.clone());
    if !made.extensions.is_empty() {
        made.version = 2;
    }
    Ok(())
}

/// The e-mail addresses in a DER Name.
pub(in crate::cli) fn emails_in(subject: &[u8]) -> Vec<Vec<u8>> {
    super::check::attribute_values(subject, oid::EMAIL_ADDRESS).into_iter().map(<[u8]>::to_vec).collect()
}

/// The subject's DER Name after extensions were made: `email:move` takes addresses out of it.
pub(in crate::cli) fn subject_after(context: &Context<'_>, subject: Vec<u8>) -> Vec<u8> {
    if *context.emails_moved.borrow() { subject::without_emails(&subject) } else { subject }
}

/// What extensions may refer to of a CA certificate.
pub(in crate::cli) fn issuer_of<'a>(ca: &CertificateParts<'a>) -> Issuer<'a> {
    let key_id = ca.extension(oid::SUBJECT_KEY_IDENTIFIER);
    let octets = |ext: ExtensionRef<'a>| {
        crate::encoding::der::Reader::new(ext.value).octet_string("KeyIdentifier").ok()
    };
    Issuer {
        issuer_name: ca.issuer,
        serial: ca.serial,
        key_id: key_id.and_then(octets).map(|tlv| tlv.value),
        alt_names: ca.extension(oid::SUBJECT_ALT_NAME).map(|ext| ext.value),
    }
}

/// Advice about what was made, which changes nothing.
fn hints(args: &Args, made: &NewCertificate, self_signed: bool) {
    if self_signed && args.has("req") && made.extensions.is_empty() {
        args.hint(
            "this self-signed certificate has no extensions and so is of version 1, which strict verifiers refuse as a CA: make it with req -x509, or give -extfile with basicConstraints = critical,CA:TRUE",
        );
    }
    group_hint(args, &made.subject);
}

/// Says where Kubernetes reads groups from, where a subject seems to mean one.
pub(in crate::cli) fn group_hint(args: &Args, subject: &[u8]) {
    let units = super::check::attribute_values(subject, oid::ORGANIZATIONAL_UNIT_NAME);
    if let Some(group) = units.iter().find(|unit| unit.starts_with(b"system:")) {
        let group = String::from_utf8_lossy(group).into_owned();
        args.hint(format_args!(
            "OU={group} gives no Kubernetes group, since groups are read from O: write /O={group} in the subject"
        ));
    }
}

/// `-x509toreq`.
fn to_request(
    args: &Args,
    made: NewCertificate,
    key: Option<Private>,
    file: &ExtensionFile,
    copying: Copying,
    rng: &mut rng::Rng,
) -> Result<Work, CliError> {
    let key =
        key.ok_or_else(|| CliError::usage("-x509toreq needs the key that signs the request: give -key"))?;
    let original = load::certificate(args.path("in"));
    let mut extensions = if copying == Copying::None { Vec::new() } else { made.extensions.clone() };
    let mut context = Context::new(file.sections());
    context.strict = args.strict();
    context.subject_key = Some(&made.key);
    file.add(&context, &mut extensions)?;
    context.hints.borrow().iter().for_each(|text| args.hint(text));
    let request = NewRequest {
        subject: made.subject.clone(),
        key: made.key.clone(),
        attributes: Vec::new(),
        extensions,
    };
    let algorithm = signing::algorithm(&key, args.any(), args.texts("sigopt"))?;
    let request = signing::sign(&request.to_tbs(), &key, &algorithm, rng)?;
    Ok(Work { der: original?.to_vec(), request: Some(request) })
}
