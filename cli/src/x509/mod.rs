//! `x509`: look at a certificate, make one from a request, sign one again.

mod check;
mod issue;
pub(super) mod name_hash;
mod purpose;
pub mod serial;
mod show;
pub(crate) mod trust;

pub(crate) use purpose::is_for_time_stamps;

use std::process::ExitCode;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::io::{self, Access};
use super::nameopt::NameOptions;
use super::options::{
    Any, Command, Item, PROVIDER, RANDOM, Value, flag, infile, option, outfile, text,
};
use super::text::{CertificateOptions, Text};
use super::{clock, hint, json, load, rng};
use crate::limits;
use certwright::der::{Reader, Tag};
use certwright::pem::{self, Label, label};
use certwright::x509::{CertificateRef, TrustSettings};

pub(super) use issue::owned;
pub(super) use show::modulus;

/// `x509`.
pub const COMMAND: Command = Command {
    name: "x509",
    summary: "Show, make and sign X.509 certificates",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        infile(
            "in",
            "Certificate input, or CSR input file with -req (default stdin)",
        ),
        text("passin", "Private key and cert file pass-phrase source"),
        flag(
            "multi",
            "Process every certificate of the input, not the first alone",
        ),
        flag("new", "Generate a certificate from scratch"),
        flag(
            "x509toreq",
            "Output a certification request (rather than a certificate)",
        ),
        flag("req", "Input is a CSR file (rather than a certificate)"),
        text(
            "copy_extensions",
            "copy extensions when converting from CSR to x509 or vice versa",
        ),
        option(
            "inform",
            Value::Format,
            "CSR input file format (DER or PEM) - default PEM",
        ),
        infile(
            "key",
            "Key for signing, and to include unless using -force_pubkey",
        ),
        infile("signkey", "Same as -key"),
        option(
            "keyform",
            Value::Format,
            "Key input format; keys are recognised by themselves",
        ),
        outfile("out", "Output file - default stdout"),
        option(
            "outform",
            Value::PemDer,
            "Output format (DER or PEM) - default PEM",
        ),
        flag("nocert", "No cert output (except for requested printing)"),
        flag("noout", "No output (except for requested printing)"),
        Item::Section("Certificate printing"),
        flag("text", "Print the certificate in text form"),
        flag(
            "json",
            "Print what it holds as JSON (docs/json.md), and nothing else",
        ),
        text(
            "dateopt",
            "Datetime format used for printing. (rfc_822/iso_8601). Default is rfc_822.",
        ),
        text("certopt", "Various certificate text printing options"),
        flag("fingerprint", "Print the certificate fingerprint"),
        flag("alias", "Print certificate alias"),
        flag("serial", "Print serial number value"),
        flag("startdate", "Print the notBefore field"),
        flag("enddate", "Print the notAfter field"),
        flag("dates", "Print both notBefore and notAfter fields"),
        flag("subject", "Print subject DN"),
        flag("issuer", "Print issuer DN"),
        text(
            "nameopt",
            "Certificate subject/issuer name printing options",
        ),
        flag("email", "Print email address(es)"),
        flag("hash", "Synonym for -subject_hash (for backward compat)"),
        flag("subject_hash", "Print subject hash value"),
        flag(
            "subject_hash_old",
            "Print old-style (MD5) subject hash value",
        ),
        flag("issuer_hash", "Print issuer hash value"),
        flag("issuer_hash_old", "Print old-style (MD5) issuer hash value"),
        text(
            "ext",
            "Restrict which X.509 extensions to print and/or copy",
        ),
        flag(
            "ocspid",
            "Print OCSP hash values for the subject name and public key",
        ),
        flag("ocsp_uri", "Print OCSP Responder URL(s)"),
        flag("purpose", "Print out certificate purposes"),
        flag("pubkey", "Print the public key in PEM format"),
        flag("modulus", "Print the RSA key modulus"),
        Item::Section("Certificate checking"),
        option(
            "checkend",
            Value::Int,
            "Check whether cert expires in the next arg seconds",
        ),
        Item::More("Exit 1 (failure) if so, 0 if not"),
        text("checkhost", "Check certificate matches host"),
        text("checkemail", "Check certificate matches email"),
        text("checkip", "Check certificate matches ipaddr"),
        Item::Section("Certificate output"),
        text("set_serial", "Serial number to use, overrides -CAserial"),
        flag("next_serial", "Increment current certificate serial number"),
        option(
            "days",
            Value::Int,
            "Number of days until newly generated certificate expires - default 30",
        ),
        text(
            "not_before",
            "Value of the notBefore field: [CC]YYMMDDHHMMSSZ or today",
        ),
        text("not_after", "Value of the notAfter field, instead of -days"),
        flag("preserve_dates", "Preserve existing validity dates"),
        text("subj", "Set or override certificate subject (and issuer)"),
        text("set_subject", "Same as -subj"),
        text("set_issuer", "Set or override certificate issuer"),
        flag("utf8", "Input characters are UTF8 (default ASCII)"),
        infile("force_pubkey", "Place the given key in new certificate"),
        flag(
            "clrext",
            "Do not take over any extensions from the source certificate or request",
        ),
        infile("extfile", "Config file with X509V3 extensions to add"),
        text(
            "extensions",
            "Section of extfile to use - default: unnamed section",
        ),
        text("sigopt", "Signature parameter, in n:v form"),
        flag(
            "badsig",
            "Corrupt last byte of certificate signature (for test)",
        ),
        Item::Any(
            Any::MessageDigest,
            "Any supported digest, used for signing and printing",
        ),
        Item::Section("Certificate trust output"),
        flag("trustout", "Mark certificate PEM output as trusted"),
        text("setalias", "Set certificate alias (nickname)"),
        flag("clrtrust", "Clear all trusted purposes"),
        text("addtrust", "Trust certificate for a given purpose"),
        flag(
            "clrreject",
            "Clears all the prohibited or rejected uses of the certificate",
        ),
        text("addreject", "Reject certificate for a given purpose"),
        Item::Section("Micro-CA"),
        infile("CA", "Use the given CA certificate, conflicts with -key"),
        option(
            "CAform",
            Value::Format,
            "CA cert format; recognised by itself",
        ),
        infile("CAkey", "The corresponding CA key; default is -CA arg"),
        option(
            "CAkeyform",
            Value::Format,
            "CA key format; recognised by itself",
        ),
        infile(
            "CAserial",
            "File that keeps track of CA-generated serial number",
        ),
        flag(
            "CAcreateserial",
            "Create CA serial number file if it does not exist",
        ),
        Item::Group(RANDOM),
        Item::Group(PROVIDER),
    ],
    run,
};

/// What the certificate that is shown and written came from.
struct Output {
    /// The certificate's DER.
    der: Vec<u8>,
    /// A request made from it by `-x509toreq`.
    request: Option<Vec<u8>>,
    /// An administrator's trust settings for it.
    trust: Option<TrustSettings>,
}

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let names = name_options(args)?;
    let shows = show::wanted(args)?;
    let mut out = Text::new();
    let mut status = ExitCode::SUCCESS;
    let as_json = json::is_asked_for(args, &other_outputs(args))?;
    if !issue::makes(args) {
        issue::check_unused(args)?;
    }
    let mut documents = Vec::new();
    let mut one = |mut work: Output| {
        // Before anything is shown of it, so that every form shows the same certificate.
        if args.has("badsig")
            && let Some(last) = work.der.last_mut()
        {
            *last ^= 1;
        }
        if !as_json {
            return present(args, &mut out, &work, &shows, &names);
        }
        let (document, status) = document(args, &work)?;
        documents.push(document);
        Ok(status)
    };
    if args.has("multi") {
        let trust = [
            "trustout",
            "setalias",
            "clrtrust",
            "addtrust",
            "clrreject",
            "addreject",
            "alias",
        ];
        if let Some(name) = trust.iter().find(|name| args.has(name)) {
            return Err(CliError::usage(format!(
                "-{name} is for one certificate: leave out -multi"
            )));
        }
        if issue::makes(args) || args.has("x509toreq") {
            return Err(CliError::usage(
                "-multi shows and converts certificates; one that is made or signed is made of one",
            ));
        }
        let passphrase = super::pass::Sources::new().get(args.text("passin"))?;
        let path = args.path("in");
        let all = load::stored_certificates(
            &io::read(path, &limits::CERTIFICATES)?,
            &io::display(path),
            passphrase.as_ref(),
        )?;
        for certificate in all {
            let work = Output {
                der: certificate.der,
                request: None,
                trust: None,
            };
            if one(work)? == ExitCode::FAILURE {
                status = ExitCode::FAILURE;
            }
        }
    } else {
        status = one(issue::certificate(args, &names)?)?;
    }
    if as_json {
        out.put(json::to_bytes(&match args.has("multi") {
            true => documents.into(),
            false => documents.remove(0),
        }));
    }
    io::write(args.path("out"), out.as_bytes(), Access::Public)?;
    rng::write_rand(args)?;
    Ok(status)
}

/// What asks for another output than that of `-json`. Of a certificate that is made, `-ext` and `-clrext` choose what goes in.
fn other_outputs(args: &Args) -> Vec<&'static str> {
    let mut others = vec![
        "x509toreq",
        "outform",
        "text",
        "fingerprint",
        "alias",
        "serial",
        "next_serial",
        "startdate",
        "enddate",
        "dates",
        "subject",
        "issuer",
        "email",
        "hash",
        "subject_hash",
        "subject_hash_old",
        "issuer_hash",
        "issuer_hash_old",
        "ocspid",
        "ocsp_uri",
        "purpose",
        "pubkey",
        "modulus",
        "trustout",
        "setalias",
        "clrtrust",
        "addtrust",
        "clrreject",
        "addreject",
    ];
    if !issue::makes(args) {
        others.extend(["ext", "clrext"]);
    }
    others
}

/// `-json` of a certificate; the verdicts on it go to standard error.
fn document(args: &Args, work: &Output) -> Result<(serde_json::Value, ExitCode), CliError> {
    let cert = CertificateRef::from_der(&work.der)
        .map_err(|e| load::malformed("certificate", args.path("in"), &e))?;
    let mut printed = Text::new();
    let status = match expiry(args, &mut printed, &cert) {
        Some(status) => status,
        None => {
            show::checks(args, &mut printed, &cert)?;
            ExitCode::SUCCESS
        }
    };
    eprint!("{}", String::from_utf8_lossy(printed.as_bytes()));
    Ok((json::certificate(&cert, &work.der), status))
}

/// `-checkend`, which as in OpenSSL is the last of what is done.
fn expiry(args: &Args, out: &mut Text, cert: &CertificateRef<'_>) -> Option<ExitCode> {
    let offset = args.number("checkend")?;
    let expires = show::expires(cert, clock::now().saturating_add(offset));
    out.put(match expires {
        true => "Certificate will expire\n",
        false => "Certificate will not expire\n",
    });
    Some(match expires {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// Shows and encodes a certificate as the options ask for.
fn present(
    args: &Args,
    out: &mut Text,
    work: &Output,
    shows: &[show::Show],
    names: &NameOptions,
) -> Result<ExitCode, CliError> {
    let mut options = certificate_options(args, "certopt")?;
    let malformed = |e| load::malformed("certificate", args.path("in"), &e);
    let cert = match CertificateRef::from_der(&work.der) {
        Ok(cert) => cert,
        Err(e) if converts_only(args, shows) && is_signed(&work.der) => {
            hint::grave_warning(format_args!(
                "{}; it is written as it stands, and nobody should trust it",
                malformed(e).message()
            ));
            out.put(encode(args, label::CERTIFICATE, &work.der));
            return Ok(ExitCode::SUCCESS);
        }
        Err(e) => return Err(malformed(e)),
    };
    // What is asked to be left out is not shown; a certificate that is not made here stays as it is.
    options.only = args.text("ext").map(str::to_owned);
    options.no_extensions |= args.has("clrext") && !issue::makes(args);

    if let Some(request) = &work.request
        && !args.has("noout")
    {
        out.put(encode(args, label::CERTIFICATE_REQUEST, request));
    }
    show::print(
        args,
        out,
        &cert,
        work.trust.as_ref(),
        shows,
        names,
        &options,
    )?;
    if let Some(status) = expiry(args, out, &cert) {
        return Ok(status);
    }
    show::checks(args, out, &cert)?;
    if work.request.is_none() && !args.has("noout") && !args.has("nocert") {
        let der = &work.der;
        match &work.trust {
            settings if trust::is_output(args) && !args.is_der("outform") => {
                let settings = settings.as_ref().map(TrustSettings::to_der);
                let whole = [&der[..], &settings.unwrap_or_default()].concat();
                out.put(encode(args, label::TRUSTED_CERTIFICATE, &whole));
            }
            Some(_) if trust::is_output(args) => {
                hint::warning(
                    "the trust settings are left out: DER output holds the certificate alone",
                );
                out.put(encode(args, label::CERTIFICATE, der));
            }
            _ => out.put(encode(args, label::CERTIFICATE, der)),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether a certificate is only to change from PEM to DER or back.
fn converts_only(args: &Args, shows: &[show::Show]) -> bool {
    let checks = [
        "noout",
        "nocert",
        "checkend",
        "checkhost",
        "checkemail",
        "checkip",
        "x509toreq",
    ];
    shows.is_empty()
        && !issue::makes(args)
        && !trust::is_output(args)
        && !checks.iter().any(|name| args.has(name))
}

/// Whether DER has the form of everything that is signed: contents, an algorithm and a signature.
fn is_signed(der: &[u8]) -> bool {
    let mut reader = Reader::new(der);
    let parts = reader.sequence("SIGNED").and_then(|mut parts| {
        parts.expect(Tag::Sequence, "SIGNED.toBeSigned")?;
        parts.expect(Tag::Sequence, "SIGNED.algorithm")?;
        parts.expect(Tag::BitString, "SIGNED.signature")?;
        parts.finish("SIGNED")
    });
    parts.and_then(|()| reader.finish("SIGNED")).is_ok()
}

fn encode(args: &Args, label: Label<'_>, der: &[u8]) -> Vec<u8> {
    match args.is_der("outform") {
        true => der.to_vec(),
        false => pem::encode(label, der).into_bytes(),
    }
}

/// The `-nameopt` options together.
pub(super) fn name_options(args: &Args) -> Result<NameOptions, CliError> {
    NameOptions::parse(args.texts("nameopt")).map_err(|word| {
        CliError::usage(format!(
            "-nameopt: \"{word}\" is not a name option",
            word = excerpt(&word)
        ))
    })
}

/// The `-certopt` or `-reqopt` options together.
pub(super) fn certificate_options(
    args: &Args,
    option: &str,
) -> Result<CertificateOptions, CliError> {
    let mut options = CertificateOptions::default();
    for words in args.texts(option) {
        options.apply(words).map_err(|word| {
            CliError::usage(format!(
                "-{option}: \"{word}\" is not a text option",
                word = excerpt(&word)
            ))
        })?;
    }
    Ok(options)
}

/// Prints that standard input is being waited for, where a person would otherwise wonder.
pub(super) fn waiting_for(what: &str) {
    use std::io::IsTerminal as _;
    if std::io::stdin().is_terminal() {
        hint::warning(format_args!(
            "reading the {what} from standard input, since there is no -in"
        ));
    }
}
