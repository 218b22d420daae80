//! `-reply`: a response to a request, by the settings of a section `tsa`, or one that is there already.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::message::{self, FailureInfo, Info, Request, Response, TST_INFO, VERSION};
use super::{policy, text};
use crate::args::Args;
use crate::cms::ess::signing_certificate;
use crate::cms::sign::{encode, signer_info, statement};
use crate::conf::Conf;
use crate::digest::{self, MessageDigest};
use crate::error::{CliError, excerpt};
use crate::found::Kind;
use crate::io::{self, Access};
use crate::key::{self, Private};
use crate::pass::Sources;
use crate::text::{self as names, Text};
use crate::x509::is_for_time_stamps;
use crate::{ca, clock, limits, load, signing};
use certwright::der::{ObjectIdentifier, Tag, Writer, context_tag};
use certwright::pkcs::algorithm::{SignatureAlgorithm, write_with_null};
use certwright::pkcs::cms::{self, PartyId};
use certwright::pkcs::pkcs7::Pkcs7;
use certwright::rsa::HashAlgorithm;
use certwright::x509::{CertificateRef, SerialNumber, Time};

pub(super) fn reply(
    args: &Args,
    conf: &Conf,
    digest: Option<&'static MessageDigest>,
) -> Result<(), CliError> {
    let (input, query) = (args.path("in"), args.path("queryfile"));
    io::check_writable(args.path("out"))?;
    let der = match (input, query) {
        (Some(path), None) => stored(args, path)?,
        (None, Some(path)) if !args.has("token_in") => {
            let made = Authority::load(args, conf, digest).and_then(|tsa| tsa.answer(args, path));
            eprintln!(
                "Response {} generated.",
                if made.is_ok() { "has been" } else { "is not" }
            );
            made?
        }
        _ => {
            return Err(CliError::usage(
                "-reply needs -queryfile, or -in with a response or (-token_in) a token",
            ));
        }
    };
    let failed = |e: &dyn std::fmt::Display| {
        load::unreadable(
            "time-stamp response",
            input,
            &der,
            Kind::TimeStampResponse,
            e,
        )
    };
    let response = Response::from_der(&der).map_err(|e| failed(&e))?;
    let token = response.token.map(read_token).transpose();
    let token = token.map_err(|e| failed(&e))?;
    let content = token.as_ref().map(content).transpose();
    let info = content.map_err(|e| failed(&e))?.map(Info::from_der);
    let info = info.transpose().map_err(|e| failed(&e))?;

    let mut out = Text::new();
    match (args.has("token_out"), args.has("text"), &info) {
        (true, _, None) => {
            return Err(CliError::new(
                "-token_out: the response is a rejection, and has no token; -text shows why",
            ));
        }
        (true, true, Some(info)) => text::info(&mut out, info),
        (true, false, Some(_)) => out.put(response.token.unwrap_or_default()),
        (false, true, info) => text::response(&mut out, &response, info.as_ref()),
        (false, false, _) => out.put(&der),
    }
    io::write(args.path("out"), out.as_bytes(), Access::Public)
}

/// The response of a file, or one that is made of the file's token.
fn stored(args: &Args, path: &Path) -> Result<Vec<u8>, CliError> {
    let der = io::read_file(path, &limits::CERTIFICATES)?;
    if !args.has("token_in") {
        return Ok(der.to_vec());
    }
    let token = read_token(&der)
        .map_err(|e| load::unreadable("time-stamp token", Some(path), &der, Kind::Pkcs7, &e))?;
    Ok(message::granted(token.as_der()))
}

/// A token, which is a CMS message.
pub(super) fn read_token(der: &[u8]) -> Result<Pkcs7, String> {
    Pkcs7::from_der(der).map_err(|e| e.to_string())
}

/// What a token states, in DER.
pub(super) fn content(token: &Pkcs7) -> Result<&[u8], String> {
    let signed = token.signed_data().map_err(|e| e.to_string())?;
    let signed = signed.ok_or("wrong content type: the token is not SignedData")?;
    if signed.content_type != TST_INFO {
        return Err("wrong content type: what is signed is not a TSTInfo".into());
    }
    signed
        .content
        .ok_or_else(|| "no content: the token is a detached signature".into())
}

/// What a request is refused for, in the response to it.
type Refusal = (&'static str, FailureInfo);

/// A time-stamping authority.
struct Authority {
    serial_file: PathBuf,
    /// The certificate, in DER.
    certificate: Vec<u8>,
    private: Private,
    /// Further certificates for the token.
    others: Vec<Vec<u8>>,
    algorithm: SignatureAlgorithm,
    /// Of the signature.
    hash: HashAlgorithm,
    /// What names certificates in the token.
    id_digest: &'static MessageDigest,
    /// The first is the default.
    policies: Vec<ObjectIdentifier>,
    digests: Vec<&'static MessageDigest>,
    /// Seconds, milliseconds, microseconds.
    accuracy: [u32; 3],
    clock_digits: usize,
    ordering: bool,
    names_itself: bool,
    names_chain: bool,
}

/// A section of the configuration.
struct Section<'c> {
    conf: &'c Conf,
    name: String,
}

impl<'c> Section<'c> {
    fn get(&self, variable: &str) -> Option<Cow<'c, str>> {
        self.conf.get(&self.name, variable)
    }

    fn required(&self, variable: &str) -> Result<Cow<'c, str>, CliError> {
        self.get(variable).ok_or_else(|| {
            CliError::new(format!(
                "{}: cannot find config variable {}::{variable}",
                self.conf.name(),
                excerpt(&self.name)
            ))
        })
    }

    /// What an option names, or else a variable.
    fn path(&self, option: Option<&Path>, variable: &str) -> Result<PathBuf, CliError> {
        match option {
            Some(path) => Ok(path.into()),
            None => Ok(Path::new(self.required(variable)?.as_ref()).into()),
        }
    }

    fn invalid(&self, variable: &str, why: &str) -> CliError {
        CliError::new(format!(
            "{}: config variable is invalid: {}::{variable}: {why}",
            self.conf.name(),
            excerpt(&self.name)
        ))
    }

    fn yes(&self, variable: &str) -> Result<bool, CliError> {
        match self.get(variable).as_deref() {
            None | Some("no") => Ok(false),
            Some("yes") => Ok(true),
            Some(_) => Err(self.invalid(variable, "it is yes or no")),
        }
    }

    fn digest(&self, variable: &str, name: &str) -> Result<&'static MessageDigest, CliError> {
        digest::named(name).map_err(|e| self.invalid(variable, e.message()))
    }

    fn policy(&self, variable: &str, name: &str) -> Result<ObjectIdentifier, CliError> {
        policy(name).map_err(|e| self.invalid(variable, e.message()))
    }

    /// `secs:1, millisecs:500, microsecs:100`.
    fn accuracy(&self) -> Result<[u32; 3], CliError> {
        const VARIABLE: &str = "accuracy";
        let mut parts = [0; 3];
        let text = self.get(VARIABLE).unwrap_or_default();
        for item in list(&text) {
            let (name, number) = item.split_once(':').unwrap_or((item, ""));
            let (at, maximum) = match name.trim() {
                "secs" => (0, u32::MAX),
                "millisecs" => (1, 999),
                "microsecs" => (2, 999),
                _ => return Err(self.invalid(VARIABLE, "it has secs, millisecs and microsecs")),
            };
            let number = number.trim().parse().ok();
            parts[at] = number.filter(|n| *n <= maximum).ok_or_else(|| {
                self.invalid(
                    VARIABLE,
                    "a number is wrong: milliseconds and microseconds are up to 999",
                )
            })?;
        }
        Ok(parts)
    }
}

/// What stands between commas.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

impl Authority {
    fn load(
        args: &Args,
        conf: &Conf,
        digest: Option<&'static MessageDigest>,
    ) -> Result<Self, CliError> {
        const TSA: &str = "tsa";
        let section = Section {
            conf,
            name: TSA.into(),
        };
        let name = match args.text("section") {
            Some(name) => name.to_owned(),
            None => section.required("default_tsa")?.into_owned(),
        };
        let section = Section { conf, name };
        let serial_file = section.path(None, "serial")?;
        if (section.get("crypto_device")).is_some_and(|device| device != "builtin") {
            return Err(section.invalid("crypto_device", "there are no engines: it is builtin"));
        }
        let path = section.path(args.path("signer"), "signer_cert")?;
        let certificate = load::certificate(Some(&path))?.to_vec();
        let fields = CertificateRef::from_der(&certificate)
            .map_err(|e| load::malformed("certificate", Some(&path), &e))?;
        if !is_for_time_stamps(&fields) {
            return Err(CliError::new(format!(
                "invalid signer certificate purpose: {} is not for time stamps; it needs extendedKeyUsage = \
                 critical,timeStamping alone, and a keyUsage of digitalSignature and nonRepudiation at most",
                path.display()
            )));
        }
        let others = match (args.path("chain"), section.get("certs")) {
            (Some(path), _) => load::certificates(Some(path))?,
            (None, Some(path)) => load::certificates(Some(Path::new(path.as_ref())))?,
            (None, None) => Vec::new(),
        };
        let key_path = section.path(args.path("inkey"), "signer_key")?;
        let passin = Sources::new().get(args.text("passin"))?;
        let private = key::load_private(Some(&key_path), passin.as_ref())?;
        if !signing::fits(&private, fields.spki.raw()) {
            return Err(CliError::new(format!(
                "private key does not match certificate: {} is not the key of {}",
                key_path.display(),
                path.display()
            )));
        }
        let named = match digest {
            Some(digest) => digest,
            None => section.digest("signer_digest", &section.required("signer_digest")?)?,
        };
        let algorithm = signing::algorithm(&private, Some(named.names[0]), std::iter::empty())?;
        let hash = algorithm
            .hash()
            .ok_or_else(|| CliError::new("keys for RSASSA-PSS with SHAKE do not sign messages"))?;
        let id = section.get("ess_cert_id_alg").unwrap_or("sha1".into());
        let id_digest = section.digest("ess_cert_id_alg", &id)?;
        let mut policies = vec![match args.text("tspolicy") {
            Some(name) => policy(name)?,
            None => section.policy("default_policy", &section.required("default_policy")?)?,
        }];
        for name in list(&section.get("other_policies").unwrap_or_default()) {
            policies.push(section.policy("other_policies", name)?);
        }
        let mut digests = Vec::new();
        for name in list(&section.required("digests")?) {
            digests.push(section.digest("digests", name)?);
        }
        if digests.is_empty() {
            return Err(section.invalid("digests", "it names none"));
        }
        let clock_digits = match section.get("clock_precision_digits") {
            None => 0,
            Some(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|n| *n <= 6)
                .ok_or_else(|| {
                    section.invalid("clock_precision_digits", "it is a number from 0 to 6")
                })?,
        };
        Ok(Self {
            accuracy: section.accuracy()?,
            ordering: section.yes("ordering")?,
            names_itself: section.yes("tsa_name")?,
            names_chain: section.yes("ess_cert_id_chain")?,
            serial_file,
            certificate,
            private,
            others,
            algorithm,
            hash,
            id_digest,
            policies,
            digests,
            clock_digits,
        })
    }

    /// The response to the request of a file: one that cannot be granted is a response too.
    fn answer(&self, args: &Args, path: &Path) -> Result<Vec<u8>, CliError> {
        let der = io::read_file(path, &limits::CERTIFICATES)?;
        let rejected = |(words, failure): Refusal, why: &dyn std::fmt::Display| {
            eprintln!("ts: the request is rejected: {words}{why}");
            message::rejection(words, failure)
        };
        let request = match Request::from_der(&der) {
            Ok(request) => request,
            Err(e) => {
                let refusal = (
                    "Bad request format or system error.",
                    FailureInfo::BadDataFormat,
                );
                return Ok(rejected(refusal, &format_args!(" ({e})")));
            }
        };
        match self.check(&request) {
            Ok(policy) => Ok(message::granted(&self.token(args, &request, policy)?)),
            Err(refusal) => Ok(rejected(refusal, &"")),
        }
    }

    /// The policy that the token is under.
    fn check(&self, request: &Request<'_>) -> Result<&ObjectIdentifier, Refusal> {
        if request.version != VERSION {
            return Err(("Bad request version.", FailureInfo::BadRequest));
        }
        let imprint = &request.imprint;
        let digest = digest::find(&names::shown(imprint.algorithm.oid));
        let digest = digest.filter(|digest| self.digests.iter().any(|d| std::ptr::eq(*d, *digest)));
        let digest = digest.ok_or((
            "Message digest algorithm is not supported.",
            FailureInfo::BadAlg,
        ))?;
        if !imprint.is_without_parameters() {
            return Err(("Superfluous message digest parameter.", FailureInfo::BadAlg));
        }
        if imprint.digest.len() != digest.output_len() {
            return Err(("Bad message digest.", FailureInfo::BadDataFormat));
        }
        let mut policies = self.policies.iter();
        let policy = match request.policy {
            None => policies.next(),
            Some(asked) => policies.find(|policy| **policy == asked),
        };
        let policy = policy.ok_or((
            "Requested policy is not supported.",
            FailureInfo::UnacceptedPolicy,
        ))?;
        match request.extensions.with(|list| list.is_empty()) {
            true => Ok(policy),
            false => Err(("Unsupported extension.", FailureInfo::UnacceptedExtension)),
        }
    }

    fn token(
        &self,
        args: &Args,
        request: &Request<'_>,
        policy: &ObjectIdentifier,
    ) -> Result<Vec<u8>, CliError> {
        let fields = CertificateRef::from_der(&self.certificate)
            .unwrap_or_else(|_| unreachable!("it was read when it was loaded"));
        let time = self.time(args)?;
        let serial = self.next_serial()?;
        let content = encode(|w| {
            w.sequence(|w| {
                w.unsigned(&[1]);
                w.oid(policy.as_oid_ref());
                w.raw(request.imprint.raw);
                w.tlv(Tag::Integer, serial.contents());
                w.tlv(Tag::GeneralizedTime, time.as_bytes());
                if self.accuracy != [0; 3] {
                    w.sequence(|w| self.write_accuracy(w));
                }
                if self.ordering {
                    w.boolean(true);
                }
                if let Some(nonce) = request.nonce {
                    w.tlv(Tag::Integer, nonce);
                }
                if self.names_itself {
                    w.context(0, |w| w.context(4, |w| w.raw(fields.subject.raw())));
                }
            });
        });
        let mut attributes = statement(TST_INFO, self.hash, &content)?;
        let chain = self.named_chain()?;
        attributes.push(signing_certificate(self.id_digest, &fields, false, &chain)?);
        let id = PartyId::IssuerAndSerial {
            issuer: fields.issuer.raw(),
            serial: fields.serial,
        };
        let digest = encode(|w| write_with_null(w, self.hash.oid()));
        let attributes = cms::attributes(attributes);
        let info = signer_info(
            &self.private,
            &self.algorithm,
            &id,
            &digest,
            Some(&attributes),
            &content,
        )
        .map_err(|e| e.with_status(1))?;
        let mut certificates: Vec<&[u8]> = Vec::new();
        if request.wants_certificates {
            certificates.push(&self.certificate);
            certificates.extend(self.others.iter().map(Vec::as_slice));
        }
        cms::signed(TST_INFO, Some(&content), &certificates, &[], &[&info])
            .map(|token| token.as_der().to_vec())
            .map_err(|e| CliError::new(format!("cannot encode the token: {e}")))
    }

    fn write_accuracy(&self, w: &mut Writer) {
        let tags = [Tag::Integer, context_tag(0, false), context_tag(1, false)];
        for (tag, number) in tags.into_iter().zip(self.accuracy) {
            if number != 0 {
                let number = SerialNumber::from_unsigned_be(&number.to_be_bytes());
                w.tlv(tag, number.contents());
            }
        }
    }

    /// The certificates of the chain that the token names.
    fn named_chain(&self) -> Result<Vec<CertificateRef<'_>>, CliError> {
        let chain = self.others.iter().filter(|_| self.names_chain);
        let chain = chain.map(|der| CertificateRef::from_der(der));
        chain
            .collect::<Result<_, _>>()
            .map_err(|e| CliError::new(format!("a certificate of the chain cannot be read: {e}")))
    }

    /// genTime with as many digits of a second as are asked for, but for zeros at the end.
    fn time(&self, args: &Args) -> Result<String, CliError> {
        let now = match std::env::var_os("SOURCE_DATE_EPOCH") {
            Some(_) => {
                args.notice(
                    "the token states the time of SOURCE_DATE_EPOCH, which is set, not the clock's",
                );
                (clock::issuing_time()?, 0)
            }
            None => clock::now_and_micros(),
        };
        let [year, month, day, hour, minute, second] = Time::from_unix(now.0).civil();
        let fraction = format!("{:06}", now.1);
        let fraction = fraction[..self.clock_digits].trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        Ok(format!(
            "{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}{point}{fraction}Z"
        ))
    }

    /// The number after the one that the file holds, which holds this one from now on; the first is 1.
    fn next_serial(&self) -> Result<SerialNumber, CliError> {
        let path = &self.serial_file;
        let _lock = ca::lock_file(path)?;
        let serial = match path.try_exists() {
            Ok(false) => {
                let warning = CliError::new(format!(
                    "Warning: could not open file {} for reading, using serial number: 1",
                    path.display()
                ));
                eprintln!("{warning}");
                SerialNumber::from_unsigned_be(&[1])
            }
            _ => ca::serial_after(&ca::load_serial(path)?)?,
        };
        let line = format!("{}\n", ca::serial_to_hex(&serial));
        io::write_file(path, line.as_bytes(), Access::Public)?;
        Ok(serial)
    }
}
