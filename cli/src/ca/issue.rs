//! From requests to certificates.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use super::index::{Index, Row, Status, parse_time, time_text};
use super::store::{Change, Role, Store};
use super::{Keys, Request, Settings, confirmed, parse_certificate, policy, serial, set_index};
use crate::conf::{self, Conf};
use crate::error::{CliError, excerpt};
use crate::extension::{self, ExtensionContext};
use crate::io::{self, Access};
use crate::making::{self, Copying, Draft};
use crate::nameopt::NameOptions;
use crate::spkac::{self, Spkac};
use crate::subject::{self, TextForm};
use crate::text::{self, CertificateOptions, Text};
use crate::{clock, load, rng, signing};
use certwright::der::oid;
use certwright::der::{Tag, Writer};
use certwright::pem;
use certwright::pkcs::algorithm::SignatureAlgorithm;
use certwright::x509::{
    CertificateRef, ExtensionBuf, Name, NameBuf, RsaVerifier, SerialNumber, SignatureError, Time,
    signed,
};

/// What is the same for all certificates of one run.
struct Plan<'a> {
    settings: &'a Settings<'a>,
    keys: &'a Keys,
    ca: Option<CertificateRef<'a>>,
    algorithm: SignatureAlgorithm,
    policy: String,
    unique: bool,
    not_before: Time,
    not_after: Time,
    days: i64,
    copying: Copying,
    /// The configuration and the section in it that list extensions.
    extensions: Option<(&'a Conf, String)>,
    names: NameOptions,
    shown: CertificateOptions,
    /// Neither `name_opt` nor `cert_opt` is there: the subject is shown in the old way.
    plain: bool,
    email_in_name: bool,
}

/// What a request asks for, whatever form it came in.
struct RequestedCertificate<'a> {
    subject: Name<'a>,
    spki: &'a [u8],
    extensions: Vec<ExtensionBuf>,
}

/// A certificate that was made and waits to be recorded.
struct NewCertificate {
    der: Vec<u8>,
    serial: SerialNumber,
}

/// Where new certificates go, if it is configured.
pub(super) fn directory(settings: &Settings<'_>) -> Option<PathBuf> {
    match settings.args.path("outdir") {
        Some(path) => Some(path.to_owned()),
        None => settings
            .get("new_certs_dir")
            .map(|path| PathBuf::from(path.as_ref())),
    }
}

/// Certifies requests, asks, and records what was made.
pub(super) fn run(
    settings: &Settings<'_>,
    keys: &Keys,
    store: &Store,
    index: &mut Index,
    requests: &[Request<'_>],
) -> Result<(), CliError> {
    let args = settings.args;
    let directory = match directory(settings) {
        Some(directory) => directory,
        None => PathBuf::from(settings.required("new_certs_dir")?.as_ref()),
    };
    if !directory.is_dir() {
        return Err(CliError::new(format!(
            "{} needs to be a directory: new certificates are put there; make it with mkdir",
            directory.display()
        )));
    }
    let extfile = args.path("extfile").map(Conf::load).transpose()?;
    if let Some(file) = &extfile {
        settings.verbose(format_args!(
            "Successfully loaded extensions file {}",
            file.name()
        ));
    }
    let plan = Plan::new(settings, keys, extfile.as_ref())?;
    let mut rng = rng::system()?;
    let random_serials = args.has("rand_serial") || settings.is_yes("rand_serial") == Some(true);
    let serial_file = match random_serials {
        true => None,
        false => Some(PathBuf::from(settings.required("serial")?.as_ref())),
    };
    let mut next = match &serial_file {
        None => SerialNumber::random(&mut rng)?,
        Some(path) if args.has("create_serial") && !path.exists() => {
            SerialNumber::random(&mut rng)?
        }
        Some(path) => serial::load(path)?,
    };
    if serial_file.is_some() {
        settings.verbose(format_args!(
            "next serial number is {}",
            serial::to_hex(&next)
        ));
    }

    let mut made = Vec::new();
    for request in requests {
        let Some(der) = certify(&plan, index, request, &next, &mut rng)? else {
            continue;
        };
        eprintln!();
        let serial = next.clone();
        next = if random_serials {
            SerialNumber::random(&mut rng)?
        } else {
            serial::successor(&next)?
        };
        made.push(NewCertificate { der, serial });
    }
    if made.is_empty() {
        return Ok(());
    }
    if !args.has("batch") {
        let question = format!(
            "\n{} out of {} certificate requests certified, commit? [y/n]",
            made.len(),
            requests.len()
        );
        if !confirmed(&question) {
            eprintln!("CERTIFICATION CANCELED");
            return Ok(());
        }
    }
    eprintln!("Write out database with {} new entries", made.len());
    let texts: Vec<Vec<u8>> = made
        .iter()
        .map(|made| file_text(&made.der, args.has("notext")))
        .collect::<Result<_, _>>()?;
    let mut change = Change::new();
    // With -rand_serial OpenSSL leaves a number in the configured file as well.
    if serial_file.is_some() || args.has("rand_serial") && settings.get("serial").is_some() {
        change.set(Role::Serial, format!("{}\n", serial::to_hex(&next)));
    }
    settings.verbose("writing new certificates");
    for (made, text) in made.iter().zip(&texts) {
        let number = serial::file_name(&made.serial);
        settings.verbose(format_args!(
            "writing {}",
            directory.join(format!("{number}.pem")).display()
        ));
        change.set(Role::Certificate(number), text.clone());
    }
    set_index(&mut change, settings, index)?;
    // What cannot be handed over is not recorded either.
    io::check_place(args.path("out"))?;
    store.commit(&change)?;
    // Where both outputs lead into one file, OpenSSL's certificate comes last, for its standard output is kept back.
    let early = args.path("out").is_none() && !std::io::stdout().is_terminal();
    if early {
        eprintln!("Database updated");
    }
    // What a browser takes as an answer to its key is DER.
    let out = match args.has("spkac") && args.path("out").is_some() {
        true => made
            .iter()
            .map(|made| &made.der[..])
            .collect::<Vec<_>>()
            .concat(),
        false => texts.concat(),
    };
    io::write(args.path("out"), &out, Access::Public).map_err(|e| {
        CliError::new(format!(
            "{e}; the certificates are issued all the same, see {}",
            directory.display()
        ))
    })?;
    if !early {
        eprintln!("Database updated");
    }
    Ok(())
}

/// The certificate as its file holds it: text, unless that is not wanted, and PEM.
fn file_text(der: &[u8], bare: bool) -> Result<Vec<u8>, CliError> {
    let mut out = Text::new();
    if !bare {
        print(
            &mut out,
            der,
            &NameOptions::COMPAT,
            &CertificateOptions::default(),
        )?;
    }
    out.put(pem::encode(pem::label::CERTIFICATE, der));
    Ok(out.into_bytes())
}

fn print(
    out: &mut Text,
    der: &[u8],
    names: &NameOptions,
    options: &CertificateOptions,
) -> Result<(), CliError> {
    let parsed = CertificateRef::from_der(der)
        .map_err(|e| CliError::new(format!("the certificate made is {e}")))?;
    text::certificate(out, &parsed, names, options);
    Ok(())
}

impl<'a> Plan<'a> {
    fn new(
        settings: &'a Settings<'a>,
        keys: &'a Keys,
        extfile: Option<&'a Conf>,
    ) -> Result<Self, CliError> {
        let args = settings.args;
        // Beside -selfsign it is there for -gencrl alone.
        let ca = match keys.certificate.as_ref().filter(|_| !args.has("selfsign")) {
            Some(der) => Some(parse_certificate(der, Path::new("the CA certificate"))?),
            None => None,
        };
        let algorithm = keys.algorithm(settings)?;
        settings.verbose(format_args!(
            "message digest is {}",
            settings.option_or("md", "default_md")?
        ));
        let policy = settings.option_or("policy", "policy")?.into_owned();
        settings.verbose(format_args!(
            "policy is {policy}",
            policy = excerpt(&policy)
        ));
        settings.conf.required(&policy, "policy")?;

        let now = clock::issuing_time()?;
        // The second name is that of OpenSSL 3.4.
        let date = |[given, alias]: [&str; 2], name: &str| -> Result<Option<Time>, CliError> {
            let configured = settings.get(name);
            let typed = args.text(given).or(args.text(alias));
            let Some(text) = typed.or(configured.as_deref()) else {
                return Ok(None);
            };
            if text == "today" {
                return Ok(Some(Time::from_unix(now)));
            }
            parse_time(text).map(Some).ok_or_else(|| {
                CliError::usage(format!(
                    "-{given} {text}: it should be YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ",
                    text = excerpt(text)
                ))
            })
        };
        let not_before = date(["startdate", "not_before"], "default_startdate")?;
        let not_before = not_before.unwrap_or(Time::from_unix(now));
        let end = date(["enddate", "not_after"], "default_enddate")?;
        let days = settings.number("days", "default_days")?;
        let (not_after, days) = match (end, days) {
            (Some(end), _) => (end, (end.unix() - now) / 86_400),
            (None, Some(days)) if days > 0 => (
                Time::from_unix(now.saturating_add(days.saturating_mul(86_400))),
                days,
            ),
            _ => {
                return Err(CliError::new(
                    "cannot lookup how many days to certify for: give -days, -enddate or default_days",
                ));
            }
        };
        let copying = Copying::named(settings.get("copy_extensions").as_deref())
            .map_err(|why| CliError::new(format!("copy_extensions = {why}")))?;
        let extensions = match (extfile, args.text("extensions")) {
            (Some(file), Some(section)) => Some((file, section.to_owned())),
            (Some(file), None) => {
                let section = file.get(conf::DEFAULT, "extensions");
                Some((
                    file,
                    section.map_or_else(|| conf::DEFAULT.to_owned(), |name| name.into_owned()),
                ))
            }
            (None, Some(section)) => Some((&settings.conf, section.to_owned())),
            (None, None) => settings
                .get("x509_extensions")
                .map(|name| (&settings.conf, name.into_owned())),
        };
        if let Some((file, section)) = &extensions {
            file.required(section, "the extensions")?;
        }
        let (name_opt, cert_opt) = (settings.get("name_opt"), settings.get("cert_opt"));
        let wrong = |what: &str| {
            let what = what.to_owned();
            move |word: String| {
                CliError::new(format!(
                    "Invalid {what} options: \"{word}\"",
                    word = excerpt(&word)
                ))
            }
        };
        let names = match &name_opt {
            Some(words) => NameOptions::parse([words.as_ref()]).map_err(wrong("name"))?,
            None => NameOptions::ONELINE,
        };
        // The signature is not there yet when it is shown.
        let mut shown = CertificateOptions::default();
        if let Some(words) = &cert_opt {
            shown.apply(words).map_err(wrong("certificate"))?;
        }
        shown.no_sigdump = true;
        shown.no_signame = true;
        Ok(Self {
            settings,
            keys,
            ca,
            algorithm,
            policy,
            unique: super::unique_subject(settings)?,
            not_before,
            not_after,
            days,
            copying,
            extensions,
            names,
            shown,
            plain: name_opt.is_none() && cert_opt.is_none(),
            email_in_name: !args.has("noemailDN")
                && settings.get("email_in_dn").as_deref() != Some("no"),
        })
    }
}

/// Makes a certificate of a request and records it in the index (in memory). `None` when the user declines.
fn certify(
    plan: &Plan<'_>,
    index: &mut Index,
    request: &Request<'_>,
    serial: &SerialNumber,
    rng: &mut rng::Rng,
) -> Result<Option<Vec<u8>>, CliError> {
    let check = || eprintln!("Check that the request matches the signature");
    match request {
        Request::Csr(path) => {
            let der = load::request(Some(path))?;
            let parsed = certwright::x509::RequestRef::from_der(&der)
                .map_err(|e| load::malformed("certificate request", Some(path), &e))?;
            if plan.settings.args.has("verbose") {
                let mut shown = Text::new();
                text::request(
                    &mut shown,
                    &parsed,
                    &plan.names,
                    &CertificateOptions::default(),
                );
                to_stderr(&shown)?;
            }
            check();
            let parsed = parsed
                .verify(&RsaVerifier)
                .map_err(|e| mismatch("certificate request", path, &e))?;
            eprintln!("Signature ok");
            if plan.ca.is_none() && !signing::fits(&plan.keys.key, parsed.spki.raw()) {
                return Err(CliError::new(
                    "Certificate request and CA private key do not match: -selfsign needs the request's own key",
                ));
            }
            let extensions = parsed
                .requested_extensions()
                .map_err(|e| load::malformed("certificate request", Some(path), &e))?;
            let asked = RequestedCertificate {
                subject: parsed.subject,
                spki: parsed.spki.raw(),
                extensions: extensions.iter().map(|e| e.to_owned()).collect(),
            };
            make(plan, index, &asked, serial, rng)
        }
        Request::Certificate(path) => {
            let der = load::certificate(Some(path))?;
            let parsed = parse_certificate(&der, path)?;
            if plan.settings.args.has("verbose") {
                let mut shown = Text::new();
                let options = CertificateOptions::default();
                print(&mut shown, &der, &NameOptions::COMPAT, &options)?;
                to_stderr(&shown)?;
            }
            check();
            parsed
                .signed
                .verify(&parsed.spki, &RsaVerifier)
                .map_err(|e| mismatch("certificate", path, &e))?;
            eprintln!("Signature ok");
            let asked = RequestedCertificate {
                subject: parsed.subject,
                spki: parsed.spki.raw(),
                extensions: Vec::new(),
            };
            make(plan, index, &asked, serial, rng)
        }
        Request::Spkac(path) => {
            let file = spkac::load(Some(path))?;
            let der = spkac::decode(&file, conf::DEFAULT, SPKAC)?;
            let spkac = Spkac::parse(&der).map_err(|e| spkac::malformed(&file, &e))?;
            eprintln!("Check that the SPKAC request matches the signature");
            spkac.verify().map_err(|why| {
                CliError::new(format!(
                    "signature verification failed on SPKAC public key: {}: {why}",
                    file.name()
                ))
            })?;
            eprintln!("Signature ok");
            let subject = spkac_name(&file, text_form(plan.settings))?;
            let asked = RequestedCertificate {
                subject: subject.as_name(),
                spki: spkac.spki,
                extensions: Vec::new(),
            };
            make(plan, index, &asked, serial, rng)
        }
    }
}

/// The line of a file that holds a signed public key; the others are the name's attributes.
const SPKAC: &str = "SPKAC";

fn spkac_name(file: &Conf, form: TextForm) -> Result<NameBuf, CliError> {
    let entries = file.section(conf::DEFAULT).unwrap_or_default().iter();
    let entries = entries.map(|entry| (entry.name.as_str(), entry.value.as_str()));
    // As OpenSSL does, what is not an attribute is skipped.
    let attributes =
        entries.filter(|(key, _)| text::parse_oid(subject::section_key(key).0).is_some());
    let name = subject::from_section(attributes, form)
        .map_err(|what| CliError::new(format!("{}: {what}", file.name())))?;
    making::name_buf(&name)
}

/// The form of what is typed, and of what a file has instead.
fn text_form(settings: &Settings<'_>) -> TextForm {
    TextForm {
        utf8: settings.args.has("utf8"),
        ..TextForm::DEFAULT
    }
}

fn mismatch(what: &str, path: &Path, error: &SignatureError) -> CliError {
    CliError::new(match error {
        SignatureError::Invalid => {
            format!("Signature did not match the {what} in {}", path.display())
        }
        other => format!("{}: {other}", path.display()),
    })
}

fn make(
    plan: &Plan<'_>,
    index: &mut Index,
    asked: &RequestedCertificate<'_>,
    serial: &SerialNumber,
    rng: &mut rng::Rng,
) -> Result<Option<Vec<u8>>, CliError> {
    let settings = plan.settings;
    let args = settings.args;
    let form = text_form(settings);
    let typed = match args.text("subj") {
        Some(subj) => Some(making::name_buf(&making::subject_option(
            args, subj, form,
        )?)?),
        None => None,
    };
    let wanted = typed.as_ref().map_or(asked.subject, NameBuf::as_name);
    if plan.plain {
        show_subject(&wanted, plan.email_in_name);
    }
    let authority = plan.ca.as_ref().map_or(wanted, |ca| ca.subject);
    let entries = settings.conf.required(&plan.policy, "policy")?;
    let mut full = policy::apply(entries, &plan.policy, &wanted, &authority)?;
    if args.has("preserveDN") || settings.is_yes("preserve") == Some(true) {
        full = wanted.to_owned();
    }
    let mut subject = if plan.email_in_name {
        full.clone()
    } else {
        policy::without_email(&full.as_name())
    };
    settings.verbose("Everything appears to be ok, creating and signing the certificate");

    let extensions = extensions(plan, asked, &full, serial, &mut subject)?;
    settings.verbose("The subject name appears to be ok, checking database for clashes");
    let name = Row::name_field(subject.as_der(), &serial::to_hex(serial));
    clash(plan, index, &name, serial)?;

    let own = Draft::new(subject, asked.spki.to_vec());
    let draft = Draft {
        serial: serial.clone(),
        issuer: match &plan.ca {
            Some(ca) => ca.subject.to_owned(),
            None => own.issuer.clone(),
        },
        not_before: plan.not_before,
        not_after: plan.not_after,
        extensions,
        ..own
    };
    if !plan.plain {
        show_details(plan, &draft)?;
    }
    let mut line = Text::new();
    line.put("Certificate is to be certified until ");
    show_time(args, &mut line, plan.not_after);
    eprintln!(
        "{} ({} days)",
        String::from_utf8_lossy(line.as_bytes()),
        plan.days
    );
    if !args.has("batch") && !args.has("spkac") && !confirmed("Sign the certificate? [y/n]:") {
        eprintln!("CERTIFICATE WILL NOT BE CERTIFIED");
        return Ok(None);
    }
    let signer = signing::signer(&plan.keys.key, &plan.algorithm)?;
    let der = draft
        .builder()
        .signed_under(&draft.issuer, &signer, rng)
        .map_err(|e| signing::cannot(&e))?
        .into_der();
    index.rows.push(Row {
        status: Status::Valid,
        expires: time_text(plan.not_after),
        revocation: Vec::new(),
        serial: serial::to_hex(serial),
        file: "unknown".into(),
        name,
        carriage_return: false,
    });
    Ok(Some(der))
}

/// The extensions of the configuration and those copied from the request, in that order.
fn extensions(
    plan: &Plan<'_>,
    asked: &RequestedCertificate<'_>,
    full_subject: &NameBuf,
    serial: &SerialNumber,
    subject: &mut NameBuf,
) -> Result<Vec<ExtensionBuf>, CliError> {
    let sections: &dyn extension::Sections = match &plan.extensions {
        Some((file, _)) => *file,
        None => &plan.settings.conf,
    };
    let own_name = subject.clone();
    let mut context = ExtensionContext::new(sections);
    context.strict = plan.settings.args.strict();
    context.subject_key = Some(asked.spki);
    let signs_itself = plan.ca.is_none();
    let own_key = signs_itself.then(|| plan.keys.spki());
    context.own_issuer_key = own_key.as_deref();
    context.self_signed = signs_itself;
    context.subject_emails = full_subject
        .as_name()
        .attributes()
        .filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS)
        .map(|attribute| attribute.value.value.to_vec())
        .collect();
    context.issuer = Some(match &plan.ca {
        Some(ca) => extension::Issuer::of(ca),
        None => extension::Issuer {
            issuer_name: own_name.as_der(),
            serial: serial.contents(),
            key_id: None,
            alt_names: None,
        },
    });
    let mut list = Vec::new();
    if let Some((file, section)) = &plan.extensions {
        let from_file = plan.settings.args.has("extfile");
        if from_file {
            plan.settings.verbose("Extra configuration file found");
        }
        extension::section(&context, section, true, &mut list)
            .map_err(|what| CliError::new(format!("{}: {what}", file.name())))?;
        plan.settings.verbose(match from_file {
            true => "Successfully added extensions from file.",
            false => "Successfully added extensions from config",
        });
    }
    for wanted in &asked.extensions {
        let present = list.iter().any(|ext: &ExtensionBuf| ext.oid == wanted.oid);
        match plan.copying {
            Copying::None => {}
            Copying::Missing if present => {}
            Copying::Missing | Copying::All => {
                extension::add(&context, wanted.clone(), true, &mut list)
            }
        }
    }
    context.self_signed = signing::fits(&plan.keys.key, asked.spki);
    extension::key_identifiers(&context, &mut list).map_err(CliError::new)?;
    context
        .hints
        .borrow()
        .iter()
        .for_each(|text| plan.settings.args.notice(text));
    if *context.emails_moved.borrow() {
        *subject = policy::without_email(&own_name.as_name());
    }
    Ok(list)
}

/// Refuses a subject that has a valid certificate already, where that is not wanted, and a serial number given before.
fn clash(
    plan: &Plan<'_>,
    index: &Index,
    name: &[u8],
    serial: &SerialNumber,
) -> Result<(), CliError> {
    let number = serial::to_hex(serial);
    let details = |row: &Row| {
        format!(
            "Type: {}, expires on: {}, serial number: {}, subject name: {}",
            row.status.word(),
            row.expires,
            row.serial,
            row.shown_name()
        )
    };
    if plan.unique
        && let Some(row) = index.valid_by_name(name)
    {
        return Err(CliError::new(format!(
            "ERROR:There is already a certificate for {} ({}); revoke it first, or set unique_subject = no",
            row.shown_name(),
            details(row)
        )));
    }
    if let Some(row) = index.by_serial(&number) {
        return Err(CliError::new(format!(
            "ERROR:Serial number {number} has already been issued ({}); check the database/serial_file for corruption",
            details(row)
        )));
    }
    Ok(())
}

/// The subject as OpenSSL lists it where the configuration has no `name_opt`.
fn show_subject(name: &Name<'_>, emails: bool) {
    eprintln!("The Subject's Distinguished Name is as follows");
    for attribute in name.attributes() {
        if attribute.oid == oid::EMAIL_ADDRESS && !emails {
            continue;
        }
        let kind = match attribute.value.tag {
            Tag::PrintableString => "PRINTABLE".to_owned(),
            Tag::TeletexString => "T61STRING".to_owned(),
            Tag::Ia5String => "IA5STRING".to_owned(),
            tag => format!("ASN.1 {:2}", tag.number().value()),
        };
        let value: String = attribute
            .value
            .value
            .iter()
            .map(|&byte| match byte {
                b' '..=b'~' => char::from(byte).to_string(),
                0x80.. => format!("\\0x{byte:02X}"),
                _ => format!("^{}", char::from(byte.wrapping_add(b'@') & 0x7f)),
            })
            .collect();
        eprintln!("{:<22}:{kind}:'{value}'", text::shown(attribute.oid));
    }
}

/// The certificate that would be signed.
fn show_details(plan: &Plan<'_>, draft: &Draft) -> Result<(), CliError> {
    let algorithm = plan.algorithm.to_der();
    let tbs = draft
        .builder()
        .tbs(&draft.issuer, &algorithm)
        .map_err(|e| CliError::new(e.to_string()))?;
    let mut out = Text::new();
    out.put("Certificate Details:\n");
    let unsigned = signed::write(&tbs, &algorithm, &[]);
    print(&mut out, &unsigned, &plan.names, &plan.shown)?;
    to_stderr(&out)
}

fn to_stderr(text: &Text) -> Result<(), CliError> {
    use std::io::Write as _;
    std::io::stderr()
        .lock()
        .write_all(text.as_bytes())
        .map_err(|e| CliError::io("write to", Path::new("standard error"), &e))
}

fn show_time(args: &crate::args::Args, out: &mut Text, time: Time) {
    let mut w = Writer::new();
    time.write(&mut w);
    let der = w.into_vec();
    if let Ok(tlv) = certwright::der::Reader::new(&der).any("Time") {
        match args.text("dateopt") {
            Some("iso_8601") => text::iso_time(out, &tlv),
            _ => text::time(out, &tlv),
        }
    }
}
