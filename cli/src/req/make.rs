//! Making the request or the certificate.

use super::new_key::{self, KeyFile};
use super::prompt;
use super::settings::Settings;
use crate::args::Args;
use crate::conf::{self, Conf};
use crate::error::{CliError, excerpt};
use crate::extension::{self, ExtensionContext};
use crate::key::{self, Private};
use crate::making::{self, By};
use crate::nameopt::NameOptions;
use crate::options::Any;
use crate::pass::{self, Pass};
use crate::subject::TextForm;
use crate::text::{self, Text};
use crate::x509::{self, serial};
use crate::{hint, io, load, rng, signing};
use certwright::der::oid;
use certwright::pkcs::spki;
use certwright::x509::{
    AttributeBuf, ExtensionBuf, NameBuf, RequestBuilder, RequestRef, SerialNumber, signed,
};

/// What came out.
pub(super) enum Output {
    /// A request's DER.
    Request(Vec<u8>),
    /// A certificate's DER.
    Certificate(Vec<u8>),
}

/// Which output the options ask for.
struct RequestedOutput {
    new: bool,
    certificate: bool,
}

fn wanted(args: &Args) -> RequestedOutput {
    let certificate = args.has("x509") || args.path("CA").is_some() || args.has("precert");
    // `-x509` without a request to read makes the request's contents itself, and so does `-newkey`.
    let new = args.has("new")
        || args.has("newkey")
        || args.has("precert")
        || certificate && args.path("in").is_none();
    RequestedOutput { new, certificate }
}

/// Everything that is made has one of these behind it.
struct Maker<'a> {
    args: &'a Args,
    settings: Settings,
    form: TextForm,
    rng: rng::Rng,
}

/// Reads or makes what the options are about, with the file that a key was written to.
pub(super) fn make(
    args: &Args,
    names: &NameOptions,
) -> Result<(Output, Option<KeyFile>), CliError> {
    let wanted = wanted(args);
    // Before the search for a key, which a slip here would waste.
    if let Some(name) = args.text("cipher")
        && key::cipher(name).is_none()
    {
        return Err(Any::Cipher.unknown(name));
    }
    let unused_cipher = || {
        if args.has("cipher") {
            args.hint("-cipher is without effect: no key is encrypted");
        }
    };
    if !wanted.new && !wanted.certificate && args.text("subj").is_none() {
        unused_cipher();
        // The request may have names in it that the configuration gives object identifiers. A section that is not there is not missed.
        if args.text("section").is_none() {
            let settings = Settings::load(args)?;
            for (option, name) in [
                ("extensions", "x509_extensions"),
                ("reqexts", "req_extensions"),
            ] {
                if args.text(option).is_some() {
                    settings.extensions(args, option, name)?;
                }
            }
        }
        if let Some(path) = args.path("key") {
            std::fs::metadata(path).map_err(|e| CliError::io("read", path, &e))?;
        }
        if args.path("in").is_none() {
            x509::waiting_for("certificate request");
        }
        let request = load::request(args.path("in"))?;
        return Ok((Output::Request(request.to_vec()), None));
    }
    let settings = Settings::load(args)?;
    let form = settings.text_form(args)?;
    let mut maker = Maker {
        args,
        settings,
        form,
        rng: rng::system()?,
    };
    maker.warn_of_ignored(&wanted);
    let passes = pass::Sources::new();
    let passin = maker.pass(&passes, "passin", "input_password")?;
    let passout = maker.pass(&passes, "passout", "output_password")?;
    let key = args
        .path("key")
        .map(|path| key::load_private(Some(path), passin.as_ref()))
        .transpose()?;
    if !wanted.new && !wanted.certificate {
        unused_cipher();
        return Ok((maker.change_subject(key, names)?, None));
    }
    let without_key =
        key.is_none() && wanted.new && (args.path("CA").is_none() || args.has("newkey"));
    let writes_key = without_key || key.is_some() && args.has("keyout");
    let encrypts_key = writes_key && new_key::encrypts(args, &maker.settings);
    if !encrypts_key {
        unused_cipher();
    }
    let make_key = |maker: &mut Maker<'_>| {
        new_key::make(args, &maker.settings, passout.clone(), &mut maker.rng)
    };
    // Subject and extensions are known before a key is searched for, so that a slip in them costs nothing. But who is asked for both a pass phrase and a name
    // is asked in OpenSSL's order, the pass phrase first: answers come from a pipe as well, and a pass phrase in the place of a name would be published.
    let asks_for_both =
        encrypts_key && passout.is_none() && wanted.new && args.text("subj").is_none();
    let is_key_first = without_key && asks_for_both;
    let mut new_key = None;
    if is_key_first {
        new_key = Some(make_key(&mut maker)?);
        new_key::rule_off(args);
    }
    let draft = if wanted.new {
        maker.draft(&wanted)?
    } else {
        maker.draft_from_request()?
    };
    let sections = maker.extension_sections(&wanted)?;
    if without_key && new_key.is_none() {
        new_key = Some(make_key(&mut maker)?);
    }
    let key = key.as_ref().or(new_key.as_ref().map(|new| &new.key));
    let made = if wanted.certificate {
        Output::Certificate(maker.certificate(draft, key, passin.as_ref(), &sections)?)
    } else {
        Output::Request(maker.request(draft, key, &sections)?)
    };
    // A key without what it was made for would only lie about.
    let file = if let Some(new) = new_key {
        let file = new.write()?;
        if !is_key_first {
            new_key::rule_off(args);
        }
        file
    } else if let Some(key) = key {
        new_key::copy(args, &maker.settings, key, passout, &mut maker.rng)?
    } else {
        None
    };
    Ok((made, file))
}

/// Where extensions come from.
struct ExtensionSections {
    /// The configuration's section.
    section: Option<String>,
    /// `-addext`.
    added: Option<Conf>,
}

/// The contents of a request or certificate, as far as it is known without a key.
struct Draft {
    subject: NameBuf,
    attributes: Vec<AttributeBuf>,
    /// The key of a request that was read.
    key: Option<Vec<u8>>,
    /// The extensions of a request that was read.
    extensions: Vec<ExtensionBuf>,
}

impl Maker<'_> {
    fn pass(
        &self,
        passes: &pass::Sources,
        option: &str,
        name: &str,
    ) -> Result<Option<Pass>, CliError> {
        if let Some(source) = self.args.text(option) {
            return passes.get(Some(source));
        }
        Ok(self
            .settings
            .get(name)
            .map(|text| Pass::new(text.as_bytes().to_vec())))
    }

    fn warn_of_ignored(&self, wanted: &RequestedOutput) {
        let given = |option: &str| self.args.has(option);
        if !wanted.certificate {
            for option in [
                "days",
                "set_serial",
                "copy_extensions",
                "not_before",
                "not_after",
            ] {
                if given(option) {
                    let text = format_args!(
                        "-{option} is without effect on a request; it is for certificates, which -x509 makes"
                    );
                    match option {
                        "days" => hint::warning_of_openssl(
                            "Ignoring -days without -x509; not generating a certificate",
                            text,
                        ),
                        _ => hint::warning(text),
                    }
                }
            }
        }
        if given("newkey") && given("key") {
            hint::warning("-newkey is without effect: the key of -key is used");
        }
        if given("CAkey") && !given("CA") {
            hint::warning_of_openssl(
                "Warning: Ignoring -CAkey option since no -CA option is given",
                "-CAkey is without effect, since there is no -CA",
            );
        }
    }

    /// Subject and attributes of something new.
    fn draft(&self, wanted: &RequestedOutput) -> Result<Draft, CliError> {
        let args = self.args;
        let (subject, attributes) = match args.text("subj") {
            Some(text) => {
                self.check_distinguished_name()?;
                (making::subject_option(args, text, self.form)?, Vec::new())
            }
            None => {
                let identity =
                    prompt::identity(args, &self.settings, self.form, !wanted.certificate)?;
                (identity.subject, identity.attributes)
            }
        };
        let subject = making::name_buf(&subject)?;
        making::group_hint(args, subject.as_name());
        Ok(Draft {
            subject,
            attributes,
            key: None,
            extensions: Vec::new(),
        })
    }

    /// With `-subj` nothing is read from the section that `distinguished_name` names; OpenSSL refuses all the same if
    /// it is not there.
    fn check_distinguished_name(&self) -> Result<(), CliError> {
        let Err(refused) = self.settings.referred("distinguished_name") else {
            return Ok(());
        };
        let name = self.settings.get("distinguished_name").unwrap_or_default();
        self.args.slip(
            refused.message(),
            &format!(
                "distinguished_name = {name} in {} names a section that is not there; the subject is taken from -subj. OpenSSL refuses this: add [{name}], empty if need be",
                self.settings.conf.name(), name = excerpt(&name)),
        )
    }

    /// `-x509 -in`: a certificate for a request that is there.
    fn draft_from_request(&self) -> Result<Draft, CliError> {
        let path = self.args.path("in");
        let der = load::request(path)?;
        let wrong = |e| load::malformed("certificate request", path, &e);
        let request = RequestRef::from_der(&der).map_err(wrong)?;
        let request = making::check_request(request, &io::display(path))?;
        let subject = match self.args.text("subj") {
            Some(text) => making::name_buf(&making::subject_option(self.args, text, self.form)?)?,
            None => request.subject.to_owned(),
        };
        let copied = match self.args.text("copy_extensions") {
            None => {
                if !request.requested_extensions().map_err(wrong)?.is_empty() {
                    hint::warning_of_openssl(
                        "Warning: No -copy_extensions given; ignoring any extensions in the request",
                        "the request's extensions are left out; -copy_extensions copy takes them over",
                    );
                }
                Vec::new()
            }
            Some("none") => Vec::new(),
            Some("copy" | "copyall") => x509::owned(request.requested_extensions().map_err(wrong)?),
            Some(other) => {
                return Err(CliError::usage(format!(
                    "-copy_extensions {other}: it takes none, copy or copyall",
                    other = excerpt(other)
                )));
            }
        };
        Ok(Draft {
            subject,
            attributes: Vec::new(),
            key: Some(request.spki.raw().to_vec()),
            extensions: copied,
        })
    }

    /// Where extensions come from; sections that are named must be there.
    fn extension_sections(&self, wanted: &RequestedOutput) -> Result<ExtensionSections, CliError> {
        let args = self.args;
        let section = if wanted.certificate {
            self.settings
                .extensions(args, "extensions", "x509_extensions")?
        } else if args.text("reqexts").is_none()
            && args.text("extensions").is_some()
            && !args.as_openssl_does()
        {
            // `-extensions` on a request can only mean its extensions.
            args.hint(
                "-extensions is taken as -reqexts, since this is a request; OpenSSL 3.0 passes over it",
            );
            self.settings
                .extensions(args, "extensions", "req_extensions")?
        } else {
            if args.has("extensions") {
                // It is looked for all the same.
                self.settings
                    .extensions(args, "extensions", "x509_extensions")?;
            }
            if args.has("extensions") && !args.has("reqexts") {
                // Scripts name a section here that only a certificate can have.
                args.hint(
                    "-extensions is passed over, as by OpenSSL 3.0, since this is a request: -reqexts is for its extensions",
                );
            }
            self.settings
                .extensions(args, "reqexts", "req_extensions")?
        };
        Ok(ExtensionSections {
            section,
            added: added_extensions(args)?,
        })
    }

    /// The extensions of the section and of `-addext`.
    fn extend(
        &self,
        context: &ExtensionContext<'_>,
        sections: &ExtensionSections,
        extensions: &mut Vec<ExtensionBuf>,
    ) -> Result<(), CliError> {
        if let Some(section) = &sections.section {
            extension::section(context, section, true, extensions)
                .map_err(|what| CliError::new(format!("{}: {what}", self.settings.conf.name())))?;
        }
        let added = sections
            .added
            .as_ref()
            .and_then(|conf| conf.section(conf::DEFAULT));
        for entry in added.unwrap_or_default() {
            let made = extension::extension(context, None, &entry.name, &entry.value)
                .map_err(|what| CliError::new(format!("-addext {what}")))?;
            if let Some(made) = made {
                extension::add(context, made, true, extensions);
            }
        }
        Ok(())
    }

    /// The digest of the options or of the configuration.
    fn digest(&self) -> Option<String> {
        let configured = || {
            self.settings
                .get("default_md")
                .map(std::borrow::Cow::into_owned)
        };
        self.args.any().map(str::to_owned).or_else(configured)
    }

    fn context(&self) -> ExtensionContext<'_> {
        let mut context = ExtensionContext::new(&self.settings.conf);
        context.form = self.form;
        context.strict = self.args.strict();
        context
    }

    fn request(
        &mut self,
        draft: Draft,
        key: Option<&Private>,
        sections: &ExtensionSections,
    ) -> Result<Vec<u8>, CliError> {
        let key = key.ok_or_else(|| {
            CliError::usage("a key is needed to sign the request with: give -key or -newkey")
        })?;
        let spki = spki::to_der_as(key.key.public_key(), key.kind);
        let mut context = self.context();
        context.subject_key = Some(&spki);
        context.subject_emails = making::emails_in(draft.subject.as_name());
        let mut extensions = Vec::new();
        self.extend(&context, sections, &mut extensions)?;
        context
            .hints
            .borrow()
            .iter()
            .for_each(|text| self.args.notice(text));
        let subject = making::subject_after(&context, &draft.subject);
        let request = RequestBuilder::new(subject).raw_extensions(extensions);
        let attributes = draft.attributes.into_iter();
        self.sign_request(&attributes.fold(request, RequestBuilder::attribute), key)
    }

    fn sign_request(
        &mut self,
        request: &RequestBuilder,
        key: &Private,
    ) -> Result<Vec<u8>, CliError> {
        let algorithm =
            signing::algorithm(key, self.digest().as_deref(), self.args.texts("sigopt"))?;
        let signer = signing::signer(key, &algorithm)?;
        request
            .sign(&signer, &mut self.rng)
            .map(certwright::x509::Request::into_der)
            .map_err(|e| signing::cannot(&e))
    }

    fn certificate(
        &mut self,
        draft: Draft,
        key: Option<&Private>,
        passin: Option<&Pass>,
        sections: &ExtensionSections,
    ) -> Result<Vec<u8>, CliError> {
        let args = self.args;
        let ca_der = args
            .path("CA")
            .map(|path| load::certificate(Some(path)))
            .transpose()?;
        let (ca, ca_key) = making::load_ca(args, ca_der.as_deref(), passin)?.unzip();
        let own = key.map(|key| spki::to_der_as(key.key.public_key(), key.kind));
        let signer = ca_key.as_ref().or(key).ok_or_else(|| {
            CliError::usage(
                "a key is needed to sign the certificate with: give -key, or -CA and -CAkey",
            )
        })?;
        let subject_key = draft.key.or(own.clone()).ok_or_else(|| {
            CliError::usage(
                "the certificate needs a public key: give -key, -newkey, or a request with -in",
            )
        })?;
        let key_fits = signing::fits(signer, &subject_key);
        if ca.is_none() && !key_fits {
            hint::warning_of_openssl(
                "Warning: Signature key and public key of cert do not match",
                format_args!(
                    "the key in {} is not the one that the request in {} holds, so nobody can verify the certificate by itself",
                    io::display(args.path("key")),
                    io::display(args.path("in"))
                ),
            );
        }
        let serial = match args.text("set_serial") {
            Some(text) => serial::typed(text)?,
            None => SerialNumber::random(&mut self.rng)?,
        };
        let (not_before, not_after) = making::validity(args)?;
        let issuer = ca
            .as_ref()
            .map_or_else(|| draft.subject.clone(), |ca| ca.subject.to_owned());
        let mut made = making::Draft {
            serial,
            issuer,
            not_before,
            not_after,
            extensions: draft.extensions,
            ..making::Draft::new(draft.subject, subject_key)
        };
        let by = By {
            ca: ca.as_ref(),
            own_key: own.as_deref(),
            key_fits,
        };
        making::extend(&mut made, by, self.context(), args, |context, list| {
            self.extend(context, sections, list)?;
            if args.has("precert") {
                list.push(ExtensionBuf {
                    oid: oid::CT_PRECERT_POISON.to_owned(),
                    critical: true,
                    value: vec![5, 0],
                });
            }
            Ok(())
        })?;
        if made.extensions.is_empty() && ca.is_none() {
            args.hint("this certificate has no extensions and so is of version 1, which strict verifiers refuse as a CA: give -addext basicConstraints=critical,CA:TRUE");
        }
        let digest = self.digest();
        made.sign(
            signer,
            digest.as_deref(),
            args.texts("sigopt"),
            &mut self.rng,
        )
    }

    /// `-in FILE -subj` without `-new` or `-x509`: the request with another subject, signed anew if there is a key.
    fn change_subject(
        &mut self,
        key: Option<Private>,
        names: &NameOptions,
    ) -> Result<Output, CliError> {
        let args = self.args;
        let path = args.path("in");
        let der = load::request(path)?;
        let request = RequestRef::from_der(&der)
            .map_err(|e| load::malformed("certificate request", path, &e))?;
        let text = args.text("subj").unwrap_or_default();
        let subject = making::name_buf(&making::subject_option(args, text, self.form)?)?;
        if args.has("verbose") {
            let mut report = Text::new();
            report.put("Modifying subject of certificate request\n");
            text::name_line(&mut report, "Old subject=", request.subject.raw(), names);
            text::name_line(&mut report, "New subject=", subject.as_der(), names);
            eprint!("{}", String::from_utf8_lossy(report.as_bytes()));
        }
        let attributes = request.attributes().map(|attribute| {
            let mut values = attribute.values;
            let each = std::iter::from_fn(|| {
                values
                    .any("Attribute.values")
                    .ok()
                    .map(|tlv| tlv.raw.to_vec())
            });
            AttributeBuf {
                oid: attribute.oid.to_owned(),
                values: each.collect(),
            }
        });
        let changed = attributes.fold(RequestBuilder::new(subject), RequestBuilder::attribute);
        let Some(key) = key else {
            args.hint("the request has another subject now, and its signature does not fit it: give -key to sign it anew");
            let info = changed.info(request.spki.raw());
            let signed = request.signed;
            let der = signed::write(&info, signed.algorithm.raw, signed.signature);
            return Ok(Output::Request(der));
        };
        if !signing::fits(&key, request.spki.raw()) {
            return Err(CliError::new(format!(
                "the key in {} is not the one that the request in {} holds",
                io::display(args.path("key")),
                io::display(path)
            )));
        }
        self.sign_request(&changed, &key).map(Output::Request)
    }
}

/// The `-addext` options as a configuration of their own.
fn added_extensions(args: &Args) -> Result<Option<Conf>, CliError> {
    let mut lines = String::new();
    let mut seen: Vec<String> = Vec::new();
    for text in args.texts("addext") {
        let (name, _) = text.split_once('=').ok_or_else(|| {
            CliError::usage(format!(
                "-addext {text}: it is written name = value",
                text = excerpt(text)
            ))
        })?;
        let name = name.trim().to_owned();
        if seen.contains(&name) {
            return Err(CliError::usage(format!(
                "-addext {text}: the extension {name} is given twice",
                text = excerpt(text),
                name = excerpt(&name)
            )));
        }
        seen.push(name);
        lines.push_str(text);
        lines.push('\n');
    }
    if lines.is_empty() {
        Ok(None)
    } else {
        Conf::from_text(&lines, "-addext").map(Some)
    }
}
