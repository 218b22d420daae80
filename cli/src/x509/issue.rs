//! Making what `x509` shows and writes: a certificate from a request, from scratch or from another certificate, or a
//! request from a certificate.

use std::path::Path;

use super::{Output, serial, trust, waiting_for};
use crate::args::Args;
use crate::conf::{self, Conf};
use crate::error::CliError;
use crate::extension::{self, ExtensionContext, Issuer, NoSections, Sections};
use crate::key::{self, Private};
use crate::making::{self, By, Copying, Draft};
use crate::nameopt::NameOptions;
use crate::pass;
use crate::subject::TextForm;
use crate::text::{self, Text, short_name};
use crate::{hint, io, load, rng, signing};
use certwright::pkcs::spki;
use certwright::x509::{
    CertificateRef, ExtensionBuf, Extensions, NameBuf, RequestBuilder, RequestRef, RsaVerifier,
    SerialNumber,
};

fn requested_copying(args: &Args) -> Result<Copying, CliError> {
    Copying::named(args.text("copy_extensions"))
        .map_err(|why| CliError::usage(format!("-copy_extensions {why}")))
}

/// True if the certificate that is shown is one that is made here.
pub(super) fn makes(args: &Args) -> bool {
    args.has("req") || args.has("new") || args.path("CA").is_some() || key_path(args).is_some()
}

fn key_path(args: &Args) -> Option<&Path> {
    args.path(args.last_of(&["key", "signkey"])?)
}

/// Takes out extensions that `-clrext` and `-ext` leave out.
fn restrict(args: &Args, list: &mut Vec<ExtensionBuf>) {
    if args.has("clrext") {
        list.clear();
    } else if let Some(names) = args.text("ext") {
        list.retain(|ext| {
            short_name(ext.oid.as_oid_ref()).is_some_and(|name| names.contains(name))
        });
    }
}

/// Extensions as they stand, for something new.
pub(crate) fn owned(list: Extensions<'_>) -> Vec<ExtensionBuf> {
    list.iter().map(|ext| ext.to_owned()).collect()
}

/// The certificate that the options are about.
pub(super) fn certificate(args: &Args, names: &NameOptions) -> Result<Output, CliError> {
    conflicts(args)?;
    let copying = requested_copying(args)?;
    if !makes(args) && !args.has("x509toreq") {
        if args.path("in").is_none() {
            waiting_for("certificate");
        }
        let (der, trust) = load::certificate_and_trust(
            args.path("in"),
            pass::Sources::new().get(args.text("passin"))?.as_ref(),
        )?;
        return Ok(Output {
            der: der.to_vec(),
            request: None,
            trust: trust::change(args, trust)?,
        });
    }
    let passes = pass::Sources::new();
    let passphrase = passes.get(args.text("passin"))?;
    let key = key_path(args)
        .map(|path| key::load_private(Some(path), passphrase.as_ref()))
        .transpose()?;
    let forced = args
        .path("force_pubkey")
        .map(|path| key::load_public(Some(path)))
        .transpose()?;
    let typed = |option: &str| {
        args.text(option)
            .map(|text| typed_subject(args, text))
            .transpose()
    };
    let subject = typed("set_subject")?.or(typed("subj")?);
    let set_issuer = typed("set_issuer")?;
    let file = ExtensionFile::load(args)?;
    let ca_der = args
        .path("CA")
        .map(|path| load::certificate(Some(path)))
        .transpose()?;
    let (ca, ca_key) = making::load_ca(args, ca_der.as_deref(), passphrase.as_ref())?.unzip();
    let no_key =
        || CliError::usage("We need a private key to sign with: give -key, or -CA and -CAkey");
    let signer = ca_key.as_ref().or(key.as_ref()).ok_or_else(no_key)?;

    let mut rng = rng::system()?;
    let mut made = if args.has("req") {
        from_request(args, names, copying)?
    } else if args.has("new") {
        from_scratch(args)?
    } else {
        from_certificate(args, ca.is_some(), passphrase.as_ref())?
    };
    let counter = set_serial(args, &mut made, &mut rng)?;
    if let Some(subject) = subject {
        made.subject = subject;
    }
    let own_key = key
        .as_ref()
        .map(|key| spki::to_der_as(key.key.public_key(), key.kind));
    if let Some(public) = &forced {
        made.spki = spki::to_der_as(&public.key, public.kind);
    } else if let Some(own) = &own_key {
        made.spki.clone_from(own);
    }
    restrict(args, &mut made.extensions);
    if args.has("x509toreq") {
        return to_request(args, made, key.as_ref(), &file, copying, &mut rng);
    }

    // One that was taken from an existing certificate may be longer than a new one's may be.
    made.serial = serial::fitting(made.serial, "the certificate's serial number")?;
    if !args.has("preserve_dates") || args.has("req") || args.has("new") {
        (made.not_before, made.not_after) = making::validity(args)?;
    }
    made.issuer = match (set_issuer, &ca) {
        (Some(issuer), _) => issuer,
        (None, Some(ca)) => ca.subject.to_owned(),
        (None, None) => made.subject.clone(),
    };
    let key_fits = signing::fits(signer, &made.spki);
    if ca.is_none() && !key_fits {
        hint::warning(
            "the key that signs is not the one that the certificate holds, so nobody can verify it by itself",
        );
    }
    let by = By {
        ca: ca.as_ref(),
        own_key: own_key.as_deref(),
        key_fits,
    };
    making::extend(
        &mut made,
        by,
        ExtensionContext::new(file.sections()),
        args,
        |context, list| file.add(context, list),
    )?;
    hints(args, &made, ca.is_none());

    let der = made.sign(signer, args.any(), args.texts("sigopt"), &mut rng)?;
    if let Some(counter) = counter {
        counter.save()?;
    }
    Ok(Output {
        der,
        request: None,
        trust: trust::change(args, None)?,
    })
}

fn conflicts(args: &Args) -> Result<(), CliError> {
    let both = |a: &str, b: &str| {
        Err(CliError::usage(format!(
            "{a} and {b} cannot be used together"
        )))
    };
    if args.has("new") && args.path("in").is_some() {
        return both("-in", "-new");
    }
    if args.has("new") && args.has("req") {
        return both("-req", "-new");
    }
    if args.path("CA").is_some() && key_path(args).is_some() {
        return both("-key/-signkey", "-CA");
    }
    if args.has("set_issuer") && !makes(args) {
        return Err(CliError::usage(
            "-set_issuer is for a certificate that is signed anew: give -key, or -CA and -CAkey",
        ));
    }
    if args.has("clrext") && requested_copying(args)? != Copying::None {
        return both("-clrext", "-copy_extensions");
    }
    if args.number("days").is_some_and(|days| days < -1) {
        return Err(CliError::usage("-days parameter arg must be >= -1"));
    }
    if args.has("preserve_dates") && args.number("days").is_some() {
        return both("-preserve_dates", "-days");
    }
    if args.path("CAkey").is_some() && args.path("CA").is_none() {
        hint::warning_of_openssl(
            "Warning: ignoring -CAkey option since -CA option is not given",
            "-CAkey is without effect, since there is no -CA",
        );
    }
    if args.text("extensions").is_some() && args.path("extfile").is_none() {
        hint::warning_of_openssl(
            "Warning: ignoring -extensions option without -extfile",
            "-extensions is without effect, since there is no -extfile",
        );
    }
    if args.text("copy_extensions").is_some() && !args.has("req") && !args.has("x509toreq") {
        hint::warning_of_openssl(
            "Warning: ignoring -copy_extensions since neither -x509toreq nor -req is given",
            "-copy_extensions is without effect, since there is neither -req nor -x509toreq",
        );
    }
    Ok(())
}

/// Reads what is named for a certificate that is not made, as OpenSSL does: a file that is missing is a slip.
pub(super) fn check_unused(args: &Args) -> Result<(), CliError> {
    if let Some(path) = args.path("force_pubkey") {
        key::load_public(Some(path))?;
    }
    ExtensionFile::load(args).map(drop)
}

/// The file of `-extfile` and the section in it that lists extensions.
struct ExtensionFile {
    conf: Option<Conf>,
    section: String,
}

impl ExtensionFile {
    /// Loads the file and tries its section, so that a slip in it is reported before anything else happens.
    fn load(args: &Args) -> Result<Self, CliError> {
        let Some(path) = args.path("extfile") else {
            return Ok(Self {
                conf: None,
                section: String::new(),
            });
        };
        let conf = Conf::load(path)?;
        let section = match args.text("extensions") {
            Some(name) => {
                conf.required(name, "-extensions")?;
                name.to_owned()
            }
            None => conf
                .get(conf::DEFAULT, "extensions")
                .map_or_else(|| conf::DEFAULT.to_owned(), std::borrow::Cow::into_owned),
        };
        let file = Self {
            conf: Some(conf),
            section,
        };
        let mut context = ExtensionContext::new(file.sections());
        context.strict = args.strict();
        context.subject_key = Some(SOME_KEY);
        context.own_issuer_key = Some(SOME_KEY);
        context.issuer = Some(Issuer {
            issuer_name: &[0x30, 0],
            serial: &[1],
            key_id: None,
            alt_names: None,
        });
        file.add(&context, &mut Vec::new())?;
        Ok(file)
    }

    fn sections(&self) -> &dyn Sections {
        match &self.conf {
            Some(conf) => conf,
            None => &NoSections,
        }
    }

    fn add(
        &self,
        context: &ExtensionContext<'_>,
        extensions: &mut Vec<ExtensionBuf>,
    ) -> Result<(), CliError> {
        let Some(conf) = &self.conf else {
            return Ok(());
        };
        extension::section(context, &self.section, true, extensions)
            .map_err(|what| CliError::new(format!("{}: {what}", conf.name())))
    }
}

/// A SubjectPublicKeyInfo that only stands for one while a section is tried.
const SOME_KEY: &[u8] = &[
    0x30, 0x0a, 0x30, 0x05, 0x06, 0x03, 0x2a, 0x03, 0x04, 0x03, 0x01, 0x00,
];

fn from_request(args: &Args, names: &NameOptions, copying: Copying) -> Result<Draft, CliError> {
    let path = args.path("in");
    if path.is_none() {
        waiting_for("certificate request");
    }
    let der = load::request(path)?;
    let wrong = |e| load::malformed("certificate request", path, &e);
    let request = RequestRef::from_der(&der).map_err(wrong)?;
    let request = making::check_request(request, &io::display(path))?;
    let mut report = Text::new();
    report.put("Certificate request self-signature ok\n");
    text::name_line(&mut report, "subject=", request.subject.raw(), names);
    eprint!("{}", String::from_utf8_lossy(report.as_bytes()));
    let extensions = if copying == Copying::None {
        Vec::new()
    } else {
        owned(request.requested_extensions().map_err(wrong)?)
    };
    Ok(Draft {
        extensions,
        ..Draft::from_request(&request)
    })
}

fn from_scratch(args: &Args) -> Result<Draft, CliError> {
    if args.text("subj").or(args.text("set_subject")).is_none() {
        return Err(CliError::usage("-new needs a subject: give -subj"));
    }
    if key_path(args).is_none() && args.path("force_pubkey").is_none() {
        return Err(CliError::usage(
            "-new needs a public key: give -key or -force_pubkey",
        ));
    }
    let nobody = certwright::x509::NameBuilder::new().build();
    Ok(Draft::new(nobody, Vec::new()))
}

fn from_certificate(
    args: &Args,
    for_ca: bool,
    passphrase: Option<&pass::Pass>,
) -> Result<Draft, CliError> {
    let path = args.path("in");
    if path.is_none() {
        waiting_for("certificate");
    }
    let der = load::certificate_under(path, passphrase)?;
    let cert =
        CertificateRef::from_der(&der).map_err(|e| load::malformed("certificate", path, &e))?;
    let self_signed = || cert.signed.verify(&cert.spki, &RsaVerifier).is_ok();
    if for_ca && !args.has("x509toreq") && !(cert.is_self_issued_bytewise() && self_signed()) {
        return Err(CliError::new(format!(
            "the certificate in {} is not self-signed; -CA takes a self-signed certificate, or a request with -req",
            io::display(path)
        )));
    }
    Ok(Draft {
        serial: serial::kept(cert.serial),
        ..Draft::from_certificate(&cert)
    })
}

/// Sets the serial number; where a file counts it, it is given back to be saved once the certificate is there.
fn set_serial(
    args: &Args,
    made: &mut Draft,
    rng: &mut rng::Rng,
) -> Result<Option<serial::Counter>, CliError> {
    if let Some(typed) = args.text("set_serial") {
        made.serial = serial::typed(typed)?;
        return Ok(None);
    }
    if let Some(ca) = args.path("CA") {
        let path = args
            .path("CAserial")
            .map_or_else(|| serial::default_file(ca), Path::to_path_buf);
        let counter = serial::Counter::take(&path, args.has("CAcreateserial"), rng)?;
        if counter.is_none() && args.path("CAserial").is_some() {
            return Err(CliError::new(format!(
                "the serial file {}: No such file or directory; give -CAcreateserial to have it made",
                path.display()
            )));
        }
        made.serial = match &counter {
            Some(counter) => counter.serial(),
            None => SerialNumber::random(rng)?,
        };
        return Ok(counter);
    }
    if args.has("req") || args.has("new") {
        made.serial = SerialNumber::random(rng)?;
    }
    Ok(None)
}

fn typed_subject(args: &Args, text: &str) -> Result<NameBuf, CliError> {
    let form = TextForm {
        utf8: args.has("utf8"),
        ..TextForm::DEFAULT
    };
    making::name_buf(&making::subject_option(args, text, form)?)
}

/// Advice about what was made, which changes nothing.
fn hints(args: &Args, made: &Draft, self_signed: bool) {
    if self_signed && args.has("req") && made.extensions.is_empty() {
        args.hint(
            "this self-signed certificate has no extensions and so is of version 1, which strict verifiers refuse as a CA: make it with req -x509, or give -extfile with basicConstraints = critical,CA:TRUE",
        );
    }
    making::group_hint(args, made.subject.as_name());
}

/// `-x509toreq`.
fn to_request(
    args: &Args,
    made: Draft,
    key: Option<&Private>,
    file: &ExtensionFile,
    copying: Copying,
    rng: &mut rng::Rng,
) -> Result<Output, CliError> {
    let key = key.ok_or_else(|| {
        CliError::usage("-x509toreq needs the key that signs the request: give -key")
    })?;
    let mut extensions = if copying == Copying::None {
        Vec::new()
    } else {
        made.extensions
    };
    // A request has no issuer whose key it could name, and its own key speaks for itself.
    let identifiers = [
        certwright::der::oid::SUBJECT_KEY_IDENTIFIER,
        certwright::der::oid::AUTHORITY_KEY_IDENTIFIER,
    ];
    extensions.retain(|ext| !identifiers.contains(&ext.oid.as_oid_ref()));
    let mut context = ExtensionContext::new(file.sections());
    context.strict = args.strict();
    context.subject_key = Some(&made.spki);
    context.subject_emails = making::emails_in(made.subject.as_name());
    file.add(&context, &mut extensions)?;
    context
        .hints
        .borrow()
        .iter()
        .for_each(|text| args.notice(text));
    let builder = RequestBuilder::new(made.subject).raw_extensions(extensions);
    let algorithm = signing::algorithm(key, args.any(), args.texts("sigopt"))?;
    let signer = signing::signer(key, &algorithm)?;
    let request = builder
        .sign(&signer, rng)
        .map_err(|e| signing::cannot(&e))?;
    let original = load::certificate(args.path("in"))?.to_vec();
    Ok(Output {
        der: original,
        request: Some(request.into_der()),
        trust: None,
    })
}
