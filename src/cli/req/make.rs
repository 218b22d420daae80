//! Making the request or the certificate.

use super::prompt;
use super::settings::Settings;
use crate::cli::args::Args;
use crate::cli::assemble::{NewCertificate, NewRequest};
use crate::cli::conf::{self, Conf};
use crate::cli::error::CliError;
use crate::cli::ext_conf::{self, Context, Extension, Issuer, Sections};
use crate::cli::io::{self, Access};
use crate::cli::key::{self, Form, Private};
use crate::cli::keygen::{self, Dots};
use crate::cli::nameopt::NameOptions;
use crate::cli::parts::{CertificateParts, RequestParts, is_extension_request};
use crate::cli::pass::{self, Pass};
use crate::cli::subject::TextForm;
use crate::cli::text::{self, Text};
use crate::cli::x509::{self, serial};
use crate::cli::{load, rng, signing};
use crate::encoding::der::{ObjectIdentifier, Reader, Tag, Writer};
use crate::encoding::{KeyKind, oid, spki};

/// What came out.
pub(super) enum Made {
    /// A request's DER.
    Request(Vec<u8>),
    /// A certificate's DER.
    Certificate(Vec<u8>),
}

/// Which output the options ask for.
struct Wanted {
    new: bool,
    certificate: bool,
}

fn wanted(args: &Args) -> Wanted {
    let certificate = args.has("x509") || args.path("CA").is_some() || args.has("precert");
    // `-x509` without a request to read makes the request's contents itself, and so does `-newkey`.
    let new = args.has("new")
        || args.has("newkey")
        || args.has("precert")
        || certificate && args.path("in").is_none();
    Wanted { new, certificate }
}

/// Everything that is made has one of these behind it.
struct Maker<'a> {
    args: &'a Args,
    settings: Settings,
    form: TextForm,
    rng: rng::Rng,
}

/// Reads or makes what the options are about.
pub(super) fn make(args: &Args, names: &NameOptions) -> Result<Made, CliError> {
    let wanted = wanted(args);
    if !wanted.new && !wanted.certificate && args.text("subj").is_none() {
        if args.path("in").is_none() {
            x509::waiting_for("certificate request");
        }
        return Ok(Made::Request(load::request(args.path("in"))?.to_vec()));
    }
    let settings = Settings::load(args)?;
    let form = settings.text_form(args)?;
    let mut maker = Maker { args, settings, form, rng: rng::for_command(args)? };
    maker.warn_of_ignored(&wanted);
    let passes = pass::Sources::new();
    let passin = maker.pass(&passes, "passin", "input_password")?;
    let passout = maker.pass(&passes, "passout", "output_password")?;
    let key = match args.path("key") {
        Some(path) => Some(key::load_private(Some(path), passin.as_ref())?),
        None if wanted.new => None,
        None => None,
    };
    if !wanted.new && !wanted.certificate {
        return maker.change_subject(key, names);
    }
    // The subject is known before a key is searched for and written, so that a slip in it costs nothing.
    let draft = if wanted.new { maker.draft(&wanted)? } else { maker.draft_from_request()? };
    let key = match key {
        Some(key) => Some(key),
        None if wanted.new && args.path("CA").is_none() || wanted.new && args.has("newkey") => {
            Some(maker.new_key(passout)?)
        }
        None => None,
    };
    if wanted.certificate {
        maker.certificate(draft, key, passin.as_ref()).map(Made::Certificate)
    } else {
        maker.request(draft, key).map(Made::Request)
    }
}

/// What a request or certificate will say, as far as it is known without a key.
struct Draft {
    subject: Vec<u8>,
    attributes: Vec<Vec<u8>>,
    /// The key of a request that was read.
    key: Option<Vec<u8>>,
    /// The extensions of a request that was read.
    extensions: Vec<Extension>,
}

impl Maker<'_> {
    fn pass(&self, passes: &pass::Sources, option: &str, name: &str) -> Result<Option<Pass>, CliError> {
        if let Some(source) = self.args.text(option) {
            return passes.get(Some(source));
        }
        Ok(self.settings.get(name).map(|text| Pass::new(text.as_bytes().to_vec())))
    }

    fn warn_of_ignored(&self, wanted: &Wanted) {
        let given = |option: &str| self.args.has(option);
        if !wanted.certificate {
            for option in ["days", "set_serial", "copy_extensions", "not_before", "not_after"] {
                if given(option) {
                    crate::cli::hint::warning(format_args!(
                        "-{option} is without effect on a request; it is for certificates, which -x509 makes"
                    ));
                }
            }
        }
        if given("CAkey") && !given("CA") {
            crate::cli::hint::warning("-CAkey is without effect, since there is no -CA");
        }
    }

    /// Subject and attributes of something new.
    fn draft(&mut self, wanted: &Wanted) -> Result<Draft, CliError> {
        let args = self.args;
        let (subject, attributes) = match args.text("subj") {
            Some(text) => {
                self.check_distinguished_name()?;
                (x509::subject_option(args, text, self.form)?.to_der(), Vec::new())
            }
            None => {
                let identity = prompt::identity(args, &self.settings, self.form, !wanted.certificate)?;
                (identity.subject.to_der(), identity.attributes)
            }
        };
        x509::group_hint(args, &subject);
        Ok(Draft { subject, attributes, key: None, extensions: Vec::new() })
    }

    /// With `-subj` nothing is read from the section that `distinguished_name` names; OpenSSL refuses all the same if
    /// it is not there.
    fn check_distinguished_name(&self) -> Result<(), CliError> {
        match self.settings.referred("distinguished_name") {
            Ok(_) => Ok(()),
            Err(refused) => {
                let name = self.settings.get("distinguished_name").unwrap_or_default();
                self.args.slip(
                    refused.message(),
                    &format!(
                        "distinguished_name = {name} in {} names a section that is not there; the subject is taken from -subj. OpenSSL refuses this: add [{name}], empty if need be",
                        self.settings.conf.name()
                    ),
                )
            }
        }
    }

    /// `-x509 -in`: a certificate for a request that is there.
    fn draft_from_request(&mut self) -> Result<Draft, CliError> {
        let path = self.args.path("in");
        let der = load::request(path)?;
        let request =
            RequestParts::parse(&der).map_err(|e| load::malformed("certificate request", path, &e))?;
        x509::check_request(&request, &io::display(path))?;
        let subject = match self.args.text("subj") {
            Some(text) => x509::subject_option(self.args, text, self.form)?.to_der(),
            None => request.subject.to_vec(),
        };
        let copied = match self.args.text("copy_extensions") {
            None | Some("none") => Vec::new(),
            Some("copy" | "copyall") => x509::owned(&request.extensions),
            Some(other) => {
                return Err(CliError::usage(format!(
                    "-copy_extensions {other}: it takes none, copy or copyall"
                )));
            }
        };
        Ok(Draft { subject, attributes: Vec::new(), key: Some(request.key.to_vec()), extensions: copied })
    }

    /// A new key, written where `-keyout` or the configuration says.
    fn new_key(&mut self, passout: Option<Pass>) -> Result<Private, CliError> {
        let args = self.args;
        let plan = KeyPlan::read(args, &self.settings)?;
        if args.has("verbose") {
            eprintln!("Generating RSA key with {} bits", plan.bits);
        }
        let encrypt = !args.has("noenc")
            && !args.has("nodes")
            && self
                .settings
                .get("encrypt_rsa_key")
                .or_else(|| self.settings.get("encrypt_key"))
                .is_none_or(|v| v != "no");
        let dots = if args.as_openssl() { Dots::Always } else { Dots::Terminal };
        let dots = if args.has("batch") { Dots::Terminal } else { dots };
        let key = keygen::generate(&mut self.rng, plan.bits, plan.exponent, dots)?.allow_below_2048();
        let path = args
            .path("keyout")
            .map(std::path::Path::to_path_buf)
            .or_else(|| self.settings.get("default_keyfile").map(|name| name.as_ref().into()));
        if args.has("verbose") {
            match &path {
                Some(path) => eprintln!("Writing private key to '{}'", path.display()),
                None => eprintln!("Writing private key to stdout"),
            }
        }
        let cipher = encrypt.then_some("aes256");
        let form = Form {
            der: false,
            traditional: false,
            encryption: Form::encrypted_with(cipher, passout, "Enter PEM pass phrase:")?,
        };
        let encoded = key::encode_private(&key.parts(), plan.kind, &form, &mut self.rng)?;
        io::write(path.as_deref(), &encoded, Access::Private)?;
        if args.as_openssl() {
            eprintln!("-----");
        }
        Ok(Private { key, kind: plan.kind })
    }

    /// The extensions of sections and of `-addext`.
    fn extend(
        &self,
        context: &Context<'_>,
        section: Option<&str>,
        added: Option<&Conf>,
        extensions: &mut Vec<Extension>,
    ) -> Result<(), CliError> {
        if let Some(section) = section {
            ext_conf::section(context, section, true, extensions)
                .map_err(|what| CliError::new(format!("{}: {what}", self.settings.conf.name())))?;
        }
        for entry in added.and_then(|conf| conf.section(conf::DEFAULT)).unwrap_or_default() {
            let made = ext_conf::extension(context, None, &entry.name, &entry.value)
                .map_err(|what| CliError::new(format!("-addext {what}")))?;
            ext_conf::add(context, made, true, extensions);
        }
        context.hints.borrow().iter().for_each(|text| self.args.hint(text));
        Ok(())
    }

    fn request(&mut self, draft: Draft, key: Option<Private>) -> Result<Vec<u8>, CliError> {
        let args = self.args;
        let key = key.ok_or_else(|| {
            CliError::usage("a key is needed to sign the request with: give -key or -newkey")
        })?;
        let section = self.settings.extensions(args, "reqexts", "req_extensions")?;
        // `-extensions` on a request can only mean its extensions.
        let section = match (section, args.text("reqexts"), args.text("extensions")) {
            (_, None, Some(_)) => self.settings.extensions(args, "extensions", "req_extensions")?,
            (section, ..) => section,
        };
        let added = added_extensions(args)?;
        let spki = spki::to_der_as(key.key.public_key(), key.kind);
        let sections: &dyn Sections = &self.settings.conf;
        let mut context = Context::new(sections);
        context.form = self.form;
        context.strict = args.strict();
        context.subject_key = Some(&spki);
        context.subject_emails = x509::emails_in(&draft.subject);
        let mut extensions = Vec::new();
        self.extend(&context, section.as_deref(), added.as_ref(), &mut extensions)?;
        let subject = x509::subject_after(&context, draft.subject);
        let request = NewRequest { subject, key: spki.clone(), attributes: draft.attributes, extensions };
        let algorithm = self.algorithm(&key)?;
        signing::sign(&request.to_tbs(), &key, &algorithm, &mut self.rng)
    }

    fn algorithm(&self, key: &Private) -> Result<crate::encoding::algorithm::SignatureAlgorithm, CliError> {
        let configured = self.settings.get("default_md");
        let digest = self.args.any().or(configured.as_deref());
        signing::algorithm(key, digest, self.args.texts("sigopt"))
    }

    fn certificate(
        &mut self,
        draft: Draft,
        key: Option<Private>,
        passin: Option<&Pass>,
    ) -> Result<Vec<u8>, CliError> {
        let args = self.args;
        let ca_der = args.path("CA").map(|path| load::certificate(Some(path))).transpose()?;
        let ca = match &ca_der {
            Some(der) => Some(
                CertificateParts::parse(der)
                    .map_err(|e| load::malformed("CA certificate", args.path("CA"), &e))?,
            ),
            None => None,
        };
        let ca_key = ca.as_ref().map(|ca| x509::load_ca_key(args, ca, passin)).transpose()?;
        let own = key.as_ref().map(|key| spki::to_der_as(key.key.public_key(), key.kind));
        let signer = ca_key.as_ref().or(key.as_ref()).ok_or_else(|| {
            CliError::usage("a key is needed to sign the certificate with: give -key, or -CA and -CAkey")
        })?;
        let subject_key = draft.key.clone().or(own.clone()).ok_or_else(|| {
            CliError::usage("the certificate needs a public key: give -key, -newkey, or a request with -in")
        })?;
        let fits = signing::fits(signer, &subject_key);
        if ca.is_none() && !fits {
            return Err(CliError::new(format!(
                "the key in {} is not the one that the request in {} holds; a self-signed certificate needs that key, any other needs -CA",
                io::display(args.path("key")),
                io::display(args.path("in"))
            )));
        }
        let serial = match args.text("set_serial") {
            Some(text) => serial::typed(text)?,
            None => serial::random(&mut self.rng),
        };
        let (not_before, not_after) = x509::validity(args)?;
        let section = self.settings.extensions(args, "extensions", "x509_extensions")?;
        let added = added_extensions(args)?;
        let sections: &dyn Sections = &self.settings.conf;
        let mut context = Context::new(sections);
        context.form = self.form;
        context.strict = args.strict();
        context.subject_key = Some(&subject_key);
        context.subject_emails = x509::emails_in(&draft.subject);
        context.issuer = Some(match &ca {
            Some(ca) => x509::issuer_of(ca),
            None => Issuer { issuer_name: &draft.subject, serial: &serial, key_id: None, alt_names: None },
        });
        context.self_signed = ca.is_none() && fits;
        if ca.is_none() {
            context.own_issuer_key = own.as_deref().or(Some(&subject_key));
        }
        let mut extensions = draft.extensions.clone();
        self.extend(&context, section.as_deref(), added.as_ref(), &mut extensions)?;
        if args.has("precert") {
            extensions.push(Extension { oid: oid::CT_PRECERT_POISON, critical: true, value: vec![5, 0] });
        }
        context.self_signed = fits;
        ext_conf::key_identifiers(&context, &mut extensions).map_err(CliError::new)?;
        let subject = x509::subject_after(&context, draft.subject.clone());
        let certificate = NewCertificate {
            version: if extensions.is_empty() && section.is_none() { 0 } else { 2 },
            serial: serial.clone(),
            issuer: ca.as_ref().map_or_else(|| subject.clone(), |ca| ca.subject.to_vec()),
            not_before,
            not_after,
            subject,
            key: subject_key.clone(),
            extensions,
        };
        if certificate.extensions.is_empty() && ca.is_none() {
            args.hint("this certificate has no extensions and so is of version 1, which strict verifiers refuse as a CA: give -addext basicConstraints=critical,CA:TRUE");
        }
        let algorithm = self.algorithm(signer)?;
        signing::sign(&certificate.to_tbs(&algorithm), signer, &algorithm, &mut self.rng)
    }

    /// `-in FILE -subj` without `-new` or `-x509`: the request with another subject, and signed anew if there is a key.
    fn change_subject(&mut self, key: Option<Private>, names: &NameOptions) -> Result<Made, CliError> {
        let args = self.args;
        let path = args.path("in");
        let der = load::request(path)?;
        let request =
            RequestParts::parse(&der).map_err(|e| load::malformed("certificate request", path, &e))?;
        let text = args.text("subj").unwrap_or_default();
        let subject = x509::subject_option(args, text, self.form)?.to_der();
        if args.has("verbose") {
            let mut said = Text::new();
            said.put("Modifying subject of certificate request\n");
            text::name_line(&mut said, "Old subject=", request.subject, names);
            text::name_line(&mut said, "New subject=", &subject, names);
            eprint!("{}", String::from_utf8_lossy(said.as_octets()));
        }
        let mut attributes = Vec::new();
        for (kind, values) in &request.attributes {
            if !is_extension_request(kind) {
                attributes.push(attribute(kind, *values));
            }
        }
        let changed = NewRequest {
            subject,
            key: request.key.to_vec(),
            attributes,
            extensions: x509::owned(&request.extensions),
        };
        let Some(key) = key else {
            args.hint("the request has another subject now, and its signature does not fit it: give -key to sign it anew");
            let mut w = Writer::new();
            w.sequence(|w| {
                w.raw(&changed.to_tbs());
                w.raw(request.signed.algorithm);
                w.bit_string(request.signed.signature);
            });
            return Ok(Made::Request(w.into_vec()));
        };
        if !signing::fits(&key, request.key) {
            return Err(CliError::new(format!(
                "the key in {} is not the one that the request in {} holds",
                io::display(args.path("key")),
                io::display(path)
            )));
        }
        let algorithm = self.algorithm(&key)?;
        signing::sign(&changed.to_tbs(), &key, &algorithm, &mut self.rng).map(Made::Request)
    }
}

fn attribute(kind: &crate::encoding::der::ObjectIdentifierRef, values: Reader<'_>) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(kind);
        w.tlv(Tag::Set, values.rest());
    });
    w.into_vec()
}

/// The `-addext` options as a configuration of their own.
fn added_extensions(args: &Args) -> Result<Option<Conf>, CliError> {
    let mut lines = String::new();
    let mut seen: Vec<(String, Option<ObjectIdentifier>)> = Vec::new();
    for text in args.texts("addext") {
        let (name, _) = text
            .split_once('=')
            .ok_or_else(|| CliError::usage(format!("-addext {text}: it is written name = value")))?;
        let name = name.trim().to_owned();
        if seen.iter().any(|(other, _)| *other == name) {
            return Err(CliError::usage(format!("-addext {text}: the extension {name} is given twice")));
        }
        seen.push((name, None));
        lines.push_str(text);
        lines.push('\n');
    }
    if lines.is_empty() { Ok(None) } else { Conf::from_text(&lines, "-addext").map(Some) }
}

/// What kind of key to make.
struct KeyPlan {
    bits: i64,
    exponent: u64,
    kind: KeyKind,
}

impl KeyPlan {
    fn read(args: &Args, settings: &Settings) -> Result<Self, CliError> {
        let newkey = args.text("newkey").unwrap_or("rsa");
        let (algorithm, bits) = newkey.split_once(':').unwrap_or_else(|| {
            let digits = newkey.bytes().all(|b| b.is_ascii_digit());
            if digits { ("rsa", newkey) } else { (newkey, "") }
        });
        let kind = match algorithm.to_ascii_lowercase().as_str() {
            "rsa" => KeyKind::RsaEncryption,
            "rsa-pss" | "rsapss" => KeyKind::RsaPss(None),
            other => {
                return Err(CliError::new(format!(
                    "-newkey {newkey}: certwright makes RSA keys only, not {other}; give rsa:2048"
                )));
            }
        };
        let number = |text: &str, from: &str| -> Result<i64, CliError> {
            text.trim()
                .parse()
                .map_err(|_| CliError::usage(format!("{from}: \"{text}\" is no number of bits")))
        };
        let configured = settings.get("default_bits");
        let mut plan = Self {
            bits: match (bits, configured) {
                ("", Some(bits)) => number(&bits, "default_bits")?,
                ("", None) => 2048,
                (bits, _) => number(bits, "-newkey")?,
            },
            exponent: 65537,
            kind,
        };
        for option in args.texts("pkeyopt") {
            let (name, value) = option.split_once(':').unwrap_or((option, ""));
            match name {
                "rsa_keygen_bits" => plan.bits = number(value, "-pkeyopt rsa_keygen_bits")?,
                "rsa_keygen_pubexp" => {
                    let digits = value
                        .strip_prefix("0x")
                        .map_or_else(|| value.parse(), |hex| u64::from_str_radix(hex, 16));
                    plan.exponent = digits.map_err(|_| {
                        CliError::usage(format!(
                            "-pkeyopt {option}: an exponent is an odd number up to 2^64-1"
                        ))
                    })?;
                }
                _ => {
                    return Err(CliError::usage(format!(
                        "-pkeyopt {option}: unknown; the options are rsa_keygen_bits and rsa_keygen_pubexp"
                    )));
                }
            }
        }
        Ok(plan)
    }
}
