//! `ocsp`: make and show requests, ask a responder on this machine, check responses, and be a responder.
//!
//! Options, output and exit status are those of OpenSSL 3.0's `ocsp`. There is no network: a request for a responder
//! elsewhere is written with `-reqout`, sent by whatever sends it, and its response read with `-respin`.

mod check;
mod http;
mod responder;
mod text;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::args::Args;
use super::error::{CliError, excerpt};
use super::found::{self, Kind};
use super::io::{self, Access};
use super::options::{
    Any, Command, Item, PROVIDER, TRUSTED_STORES, Value, flag, infile, option, outfile,
    text as texts,
};
use super::text::{Text, moment, put};
use super::verify::{self, Store};
use super::{ca, clock, key, load, rng, signing};
use crate::limits;
use certwright::der::oid;
use certwright::path::{Anchor, Trust};
use certwright::rand_core::TryRng as _;
use certwright::rsa::HashAlgorithm;
use certwright::x509::ocsp::{
    BasicResponse, CertIdBuf, CertStatus, Request, RequestBuilder, Response, ResponseStatus,
    SingleResponse,
};
use certwright::x509::{Certificate, CertificateRef, GeneralName};
pub(crate) use http::read as read_http;
use responder::{Responder, refusal};
#[cfg(all(feature = "tls", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) use text::response as print_response;

/// Bytes of a nonce (RFC 9654 §2.1).
const NONCE_LEN: usize = 32;

/// `ocsp`.
pub const COMMAND: Command = Command {
    name: "ocsp",
    summary: "Make and check OCSP requests and responses, and be a responder on this machine",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag(
            "ignore_err",
            "Ignore error on OCSP request or response and continue running",
        ),
        Item::Group(TRUSTED_STORES),
        Item::Section("Responder"),
        option(
            "timeout",
            Value::PosInt,
            "Connection timeout (in seconds) to the OCSP responder, and to its clients; default 10",
        ),
        flag(
            "resp_no_certs",
            "Don't include any certificates in response",
        ),
        option(
            "multi",
            Value::PosInt,
            "Accepted for OpenSSL's sake, without effect: one process answers",
        ),
        flag(
            "no_certs",
            "Don't include any certificates in signed request",
        ),
        flag(
            "badsig",
            "Corrupt last byte of loaded OCSP response signature (for test)",
        ),
        infile("CA", "CA certificate"),
        option(
            "nmin",
            Value::PosInt,
            "Number of minutes before next update",
        ),
        option(
            "nrequest",
            Value::PosInt,
            "Number of requests to accept (default unlimited)",
        ),
        infile("reqin", "File with the DER-encoded request"),
        infile("signer", "Certificate to sign OCSP request with"),
        infile(
            "sign_other",
            "Additional certificates to include in signed request",
        ),
        infile("index", "Certificate status index file"),
        option("ndays", Value::PosInt, "Number of days before next update"),
        infile("rsigner", "Responder certificate to sign responses with"),
        infile("rkey", "Responder key to sign responses with"),
        texts("passin", "Responder key pass phrase source"),
        infile("rother", "Other certificates to include in response"),
        texts(
            "rmd",
            "Digest Algorithm to use in signature of OCSP response",
        ),
        texts("rsigopt", "OCSP response signature parameter in n:v form"),
        texts("header", "key=value header to add to the request"),
        texts("rcid", "Use specified algorithm for cert id in response"),
        Item::Any(
            Any::Digest,
            "Any supported digest algorithm, for the certificates named after it; default sha1",
        ),
        Item::Section("Client"),
        texts(
            "url",
            "Responder URL, on this machine: http://127.0.0.1:PORT/",
        ),
        texts(
            "host",
            "TCP/IP hostname:port to connect to, on this machine",
        ),
        texts(
            "port",
            "Port to run responder on, reached from this machine alone; 0 takes one that is free",
        ),
        texts("path", "Path to use in OCSP request"),
        texts("proxy", "Refused: there is no network"),
        texts("no_proxy", "Accepted for OpenSSL's sake, without effect"),
        outfile("out", "Output filename"),
        flag("noverify", "Don't verify response at all"),
        flag("nonce", "Add OCSP nonce to request"),
        flag("no_nonce", "Don't add OCSP nonce to request"),
        flag("no_signature_verify", "Don't check signature on response"),
        flag(
            "resp_key_id",
            "Identify response by signing certificate key ID",
        ),
        flag("no_cert_verify", "Don't check signing certificate"),
        flag("text", "Print text form of request and response"),
        flag("req_text", "Print text form of request"),
        flag("resp_text", "Print text form of response"),
        flag("no_chain", "Don't chain verify response"),
        flag(
            "no_cert_checks",
            "Don't do additional checks on signing certificate",
        ),
        flag(
            "no_explicit",
            "Do not explicitly check the chain, just verify the root",
        ),
        flag("trust_other", "Don't verify additional certificates"),
        flag(
            "no_intern",
            "Don't search certificates contained in response for signer",
        ),
        infile("respin", "File with the DER-encoded response"),
        infile("VAfile", "Validator certificates file"),
        infile(
            "verify_other",
            "Additional certificates to search for signer",
        ),
        infile("cert", "Certificate to check"),
        texts("serial", "Serial number to check"),
        option(
            "validity_period",
            Value::PosInt,
            "Maximum validity discrepancy in seconds; default 300",
        ),
        infile("signkey", "Private key to sign OCSP request with"),
        outfile("reqout", "Output file for the DER-encoded request"),
        outfile("respout", "Output file for the DER-encoded response"),
        infile("issuer", "Issuer certificate"),
        option("status_age", Value::PosInt, "Maximum status age in seconds"),
        Item::Group(verify::VALIDATION),
        Item::Group(PROVIDER),
    ],
    run,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    if args.has("proxy") {
        return Err(no_network("proxy"));
    }
    let mut out = Text::new();
    let status = respond_or_check(args, &mut out);
    if args.has("port") && args.has("index") && out.as_bytes().is_empty() {
        // A responder has written what it did as it did it.
        return status;
    }
    // What was found out before something failed is printed, as OpenSSL prints it.
    let printed = io::write(args.path("out"), out.as_bytes(), Access::Public);
    status.and_then(|status| printed.map(|()| status))
}

fn no_network(option: &str) -> CliError {
    CliError::new(format!(
        "-{option}: certwright uses no network; write the request with -reqout FILE, send it (curl --data-binary @FILE \
         -H 'Content-Type: application/ocsp-request' URL), and give the response with -respin"
    ))
}

fn respond_or_check(args: &Args, out: &mut Text) -> Result<ExitCode, CliError> {
    let asked = Asked::from_options(args)?;
    let serves = args.has("port") && args.has("index");
    if asked.names.is_empty() && !args.has("reqin") && !args.has("respin") && !serves {
        return Err(CliError::usage(
            "nothing to do: give -cert or -serial with -issuer, -reqin, -respin, or -port with -index",
        ));
    }
    let mut responder = match args.path("index") {
        Some(index) => Some(Responder::load(args, index)?),
        None => None,
    };
    let request = asked.request(args)?;
    if let (None, Some(responder), Some(port)) = (&request, &mut responder, args.text("port")) {
        return serve(args, responder, port);
    }
    if let Some(request) = &request {
        if args.has("text") || args.has("req_text") {
            text::request(out, &request.fields());
        }
        if let Some(path) = args.path("reqout") {
            io::write(Some(path), request.as_der(), Access::Public)?;
        }
    } else if let Some(option) = ["signer", "reqout", "host", "url", "nonce", "index"]
        .into_iter()
        .find(|option| args.has(option))
    {
        return Err(CliError::new(format!(
            "Need an OCSP request for this operation! -{option} goes with -cert, -serial or -reqin"
        )));
    }

    let response = match (&responder, &request) {
        (Some(responder), Some(request)) => responder.answer(&request.fields())?,
        (None, Some(request)) if args.has("url") || args.has("host") => ask(args, request)?,
        _ => match args.path("respin") {
            Some(path) => read_response(path)?,
            None => return Ok(ExitCode::SUCCESS),
        },
    };
    if let Some(path) = args.path("respout") {
        io::write(Some(path), response.as_der(), Access::Public)?;
    }
    let fields = response.fields();
    if fields.status != ResponseStatus::Successful {
        let (name, code) = (text::response_status(fields.status), fields.status.code());
        put!(out, "Responder Error: {name} ({code})\n");
        if !args.has("ignore_err") {
            return Ok(ExitCode::FAILURE);
        }
    }
    if args.has("text") || args.has("resp_text") {
        text::response(out, &fields);
    }
    if responder.is_some() {
        return Ok(ExitCode::SUCCESS);
    }
    let Some(basic) = &fields.basic else {
        return Err(CliError::new(
            "Error parsing response: it holds no basic response, which is the type that is supported",
        ));
    };
    let verified = args.has("noverify") || verify_response(args, basic, &asked, request.as_ref())?;
    let summed_up = asked.summary(args, basic, out);
    Ok(match verified && summed_up {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// The certificates that options ask about.
#[derive(Default)]
struct Asked {
    issuers: Vec<Certificate>,
    ids: Vec<CertIdBuf>,
    /// What was typed for each.
    names: Vec<String>,
}

impl Asked {
    /// `-issuer`, digests, `-cert` and `-serial` in their order: each holds for those that follow.
    fn from_options(args: &Args) -> Result<Self, CliError> {
        let mut asked = Self::default();
        let (mut hash, mut pending) = (HashAlgorithm::Sha1, false);
        for given in args.occurrences() {
            let value = given.value.as_deref().unwrap_or_default();
            match given.name.as_str() {
                "issuer" => {
                    let path = Some(Path::new(value));
                    let der = load::certificate(path)?;
                    let issuer = Certificate::from_der(der.to_vec())
                        .map_err(|e| load::malformed("certificate", path, &e))?;
                    asked.issuers.push(issuer);
                }
                name @ ("cert" | "serial") => {
                    let issuer = asked.issuers.last().ok_or_else(|| {
                        CliError::usage(format!(
                            "No issuer certificate specified: -issuer goes before -{name}"
                        ))
                    })?;
                    let issuer = issuer.fields();
                    let shown = value.to_string_lossy();
                    let serial = match name {
                        "cert" => {
                            let path = Some(Path::new(value));
                            let der = load::certificate(path)?;
                            let certificate = CertificateRef::from_der(&der)
                                .map_err(|e| load::malformed("certificate", path, &e))?;
                            certificate.serial.to_vec()
                        }
                        _ => serial(&shown)?,
                    };
                    let id = CertIdBuf::new(hash, &issuer.subject, &issuer.spki, &serial)
                        .map_err(|e| CliError::new(e.to_string()))?;
                    asked.ids.push(id);
                    asked.names.push(shown.into_owned());
                    pending = false;
                }
                name => {
                    if let Some(named) = signing::digest(name) {
                        if pending {
                            return Err(late_digest());
                        }
                        (hash, pending) = (named, true);
                    }
                }
            }
        }
        if pending {
            return Err(late_digest());
        }
        Ok(asked)
    }

    /// The request that options make, or that a file holds, with a nonce and a signature where they are asked for.
    fn request(&self, args: &Args) -> Result<Option<Request>, CliError> {
        let mut builder = RequestBuilder::new();
        let mut nonce = args.has("nonce");
        if !self.ids.is_empty() {
            for id in &self.ids {
                builder = builder.certificate(id.clone());
            }
            nonce = args.last_of(&["nonce", "no_nonce"]) != Some("no_nonce");
        } else if let Some(path) = args.path("reqin") {
            let der = io::read(Some(path), &limits::CERTIFICATES)?;
            let request = Request::from_der(der.to_vec()).map_err(|e| {
                CliError::new(format!(
                    "Error reading OCSP request from {}: {}",
                    io::display(Some(path)),
                    found::why(&der, Some(path), Kind::OcspRequest, &e)
                ))
            })?;
            if !nonce && !args.has("signer") {
                return Ok(Some(request));
            }
            let fields = request.fields();
            for single in fields.requests {
                builder = builder.certificate(single.cert_id.to_owned());
            }
            for extension in fields.extensions {
                builder = builder.raw_extension(extension.to_owned());
            }
            if let Some(name) = &fields.requestor_name {
                builder = builder.requestor_name(name);
            }
        } else {
            return Ok(None);
        }
        if nonce {
            let mut bytes = [0; NONCE_LEN];
            rng::system()?.try_fill_bytes(&mut bytes).map_err(|e| {
                CliError::new(format!("the system random number generator failed: {e}"))
            })?;
            builder = builder.nonce(&bytes);
        }
        let request = match args.path("signer") {
            None => builder.build(),
            Some(path) => return sign_request(args, builder, path).map(Some),
        };
        request.map(Some).map_err(|e| signing::cannot(&e))
    }

    /// What the response states of each certificate; false if it states nothing of one.
    fn summary(&self, args: &Args, basic: &BasicResponse<'_>, out: &mut Text) -> bool {
        let mut complete = true;
        for (id, name) in self.ids.iter().zip(&self.names) {
            put!(out, "{name}: ");
            let id = id.fields();
            // Of several about one certificate OpenSSL takes the first. One that revokes decides here, as in `verify`.
            let about = basic.responses.iter().filter(|r| r.cert_id.equals(&id));
            let about: Vec<SingleResponse<'_>> = about.collect();
            let revokes = about
                .iter()
                .find(|single| matches!(single.status, CertStatus::Revoked { .. }));
            let Some(single) = revokes.or(about.first()) else {
                out.put("ERROR: No Status found.\n");
                complete = false;
                continue;
            };
            let skew = args.number("validity_period").unwrap_or(300);
            let (now, this) = (clock::now(), single.this_update.unix());
            let next = single.next_update.map(|next| next.unix());
            let mut faults = Vec::new();
            if this > now.saturating_add(skew) {
                faults.push("status not yet valid");
            }
            if args
                .number("status_age")
                .is_some_and(|age| this <= now.saturating_sub(age))
            {
                faults.push("status too old");
            }
            if next.is_some_and(|next| next <= now.saturating_sub(skew)) {
                faults.push("status expired");
            }
            if next.is_some_and(|next| next < this) {
                faults.push("nextupdate before thisupdate");
            }
            if !faults.is_empty() {
                out.put("WARNING: Status times invalid.\n");
                for fault in faults {
                    put!(out, "{fault}\n");
                }
            }
            put!(out, "{}\n\tThis Update: ", text::cert_status(single.status));
            moment(out, single.this_update);
            if let Some(next) = single.next_update {
                out.put("\n\tNext Update: ");
                moment(out, next);
            }
            if let CertStatus::Revoked { time, reason } = single.status {
                if let Some(reason) = reason {
                    put!(out, "\n\tReason: {}", text::reason(reason));
                }
                out.put("\n\tRevocation Time: ");
                moment(out, time);
            }
            out.put("\n");
        }
        complete
    }
}

fn late_digest() -> CliError {
    CliError::usage("Digest must be before -cert or -serial")
}

/// A serial number as OpenSSL reads it: decimal, or hexadecimal after 0x.
fn serial(typed: &str) -> Result<Vec<u8>, CliError> {
    let (negative, digits) = match typed.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", typed),
    };
    let hexadecimal = match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        Some(digits) => Some(digits.to_owned()),
        None if digits.bytes().all(|b| b.is_ascii_digit()) => {
            num_bigint::BigUint::parse_bytes(digits.as_bytes(), 10).map(|n| n.to_str_radix(16))
        }
        None => None,
    };
    let number = hexadecimal.and_then(|digits| ca::parse_serial(&format!("{negative}{digits}")));
    number.map(|n| n.contents().to_vec()).ok_or_else(|| {
        CliError::usage(format!(
            "Error converting serial number {}: it is decimal, or hexadecimal after 0x",
            excerpt(typed)
        ))
    })
}

fn sign_request(
    args: &Args,
    mut builder: RequestBuilder,
    path: &Path,
) -> Result<Request, CliError> {
    let der = load::certificate(Some(path))?;
    let certificate = Certificate::from_der(der.to_vec())
        .map_err(|e| load::malformed("certificate", Some(path), &e))?;
    let key_path = args.path("signkey").unwrap_or(path);
    let key = key::load_private(Some(key_path), None)?;
    if !signing::fits(&key, certificate.public_key().raw()) {
        return Err(CliError::new(format!(
            "Error signing OCSP request: the key in {} is not the one of the certificate {}",
            key_path.display(),
            path.display()
        )));
    }
    builder = builder.requestor_name(&GeneralName::Directory(certificate.subject()));
    if !args.has("no_certs") {
        builder = builder.signer_certificate(&certificate);
        if let Some(others) = args.path("sign_other") {
            for other in certificates(others)? {
                builder = builder.signer_certificate(&other);
            }
        }
    }
    let algorithm = signing::algorithm(&key, None, std::iter::empty())?;
    let request = builder.sign(&signing::signer(&key, &algorithm)?, &mut rng::system()?);
    request.map_err(|e| signing::cannot(&e))
}

/// The certificates of a file. Trust settings state nothing here.
fn certificates(path: &Path) -> Result<Vec<Certificate>, CliError> {
    let read = load::certificates(Some(path))?
        .into_iter()
        .map(Certificate::from_der);
    read.collect::<Result<_, _>>()
        .map_err(|e| load::malformed("certificate", Some(path), &e))
}

fn read_response(path: &Path) -> Result<Response, CliError> {
    let der = io::read(Some(path), &limits::CERTIFICATES)?;
    Response::from_der(der.to_vec()).map_err(|e| {
        CliError::new(format!(
            "Error reading OCSP response from {}: {}",
            io::display(Some(path)),
            found::why(&der, Some(path), Kind::OcspResponse, &e)
        ))
    })
}

fn timeout(args: &Args) -> Duration {
    args.number("timeout").map_or(http::TIMEOUT, |s| {
        Duration::from_secs(u64::try_from(s).unwrap_or(u64::MAX).min(3600))
    })
}

/// Sends a request to a responder on this machine.
fn ask(args: &Args, request: &Request) -> Result<Response, CliError> {
    let (option, target) = match args.text("url") {
        Some(url) => ("url", http::Target::from_url(url)),
        None => {
            let path = args.text("path").unwrap_or("/");
            (
                "host",
                http::Target::new(args.text("host").unwrap_or_default(), path),
            )
        }
    };
    let target = target.ok_or_else(|| no_network(option))?;
    let failed =
        |e: &dyn std::fmt::Display| CliError::new(format!("Error querying OCSP responder: {e}"));
    let mut headers = Vec::new();
    for header in args.texts("header") {
        headers.push(http::header(header).ok_or_else(|| {
            CliError::usage(format!(
                "-header {}: a header is name=value, in letters of ASCII",
                super::error::excerpt(header)
            ))
        })?);
    }
    let der = target
        .ask(request.as_der(), &headers, timeout(args))
        .map_err(|e| failed(&super::error::reason(&e)))?;
    Response::from_der(der).map_err(|e| failed(&e))
}

/// Checks nonce, signature and signer, and prints the verdict.
fn verify_response(
    args: &Args,
    basic: &BasicResponse<'_>,
    asked: &Asked,
    request: Option<&Request>,
) -> Result<bool, CliError> {
    let sent = request.and_then(|request| request.fields().nonce());
    match (sent, basic.nonce()) {
        (Some(_), None) => eprintln!("WARNING: no nonce in response"),
        (Some(sent), Some(got)) if sent != got => {
            return Err(CliError::new(
                "Nonce Verify error: the response does not have the nonce of the request",
            ));
        }
        _ => {}
    }
    let others = match args.path("verify_other").or(args.path("VAfile")) {
        Some(path) => certificates(path)?,
        None => Vec::new(),
    };
    let store = Store::load(args)?;
    let partial = args.has("partial_chain");
    let (mut anchors, mut explicit, mut intermediates) = (Vec::new(), Vec::new(), Vec::new());
    for loaded in &store.trusted {
        let certificate = loaded.fields();
        if partial || verify::is_root(&certificate) {
            anchors.push(Anchor::from_certificate(&certificate));
            let trust = loaded.trust.as_ref();
            explicit.push(trust.map(|trust| trust.judge(Some(oid::KP_OCSP_SIGNING))));
        } else {
            intermediates.push(certificate);
        }
    }
    let trust = check::Trusted {
        anchors: &anchors,
        explicit: &explicit
            .iter()
            .map(|&trust| trust == Some(Trust::Trusted))
            .collect::<Vec<_>>(),
        intermediates: &intermediates,
        settings: &verify::settings(args)?,
    };
    let mut verdict = check::check(args, basic, &others, &trust);
    if verdict.is_err() && !asked.issuers.is_empty() {
        verdict = check::check(args, basic, &asked.issuers, &trust).or(verdict);
    }
    match &verdict {
        Ok(()) => eprintln!("Response verify OK"),
        Err(why) => eprintln!("Response Verify Failure\nocsp: {why}"),
    }
    Ok(verdict.is_ok())
}

/// Answers the requests of this machine, one after the other, until so many were answered.
fn serve(args: &Args, responder: &mut Responder<'_>, port: &str) -> Result<ExitCode, CliError> {
    let listener = http::listen(port)?;
    let failed = |e: std::io::Error| {
        CliError::new(format!(
            "cannot accept connections: {}",
            super::error::reason(&e)
        ))
    };
    let address = listener.local_addr().map_err(failed)?;
    let mut log = match args.path("out").filter(|path| *path != Path::new("-")) {
        Some(path) => {
            let file = std::fs::File::create(path);
            Some((path, file.map_err(|e| CliError::io("write", path, &e))?))
        }
        None => None,
    };
    if args.as_openssl_does() {
        // By which scripts know that it listens, and where under port 0.
        io::print(format!("ACCEPT {address} PID={}\n", std::process::id()).as_bytes())?;
        eprintln!("ocsp: waiting for OCSP client connections...");
    } else {
        eprintln!("ocsp: waiting for OCSP client connections on {address}...");
    }
    let mut left = args.number("nrequest");
    while left != Some(0) {
        let mut stream = match listener.accept() {
            Ok((stream, _)) => stream,
            // The peer gave up before it was accepted.
            Err(e) if e.kind() == std::io::ErrorKind::ConnectionAborted => continue,
            Err(e) => return Err(failed(e)),
        };
        let der = match http::read_request(&mut stream, timeout(args)) {
            Ok(der) => der,
            Err(e) => {
                eprintln!("ocsp: a request was not read: {}", super::error::reason(&e));
                continue;
            }
        };
        if let Err(e) = responder.reload() {
            eprintln!("ocsp: error reloading updated index: {e}");
        }
        let mut out = Text::new();
        let response = match Request::from_der(der) {
            Ok(request) => {
                if args.has("text") || args.has("req_text") {
                    text::request(&mut out, &request.fields());
                }
                responder.answer(&request.fields()).unwrap_or_else(|e| {
                    eprintln!("ocsp: a request was not answered: {e}");
                    refusal(ResponseStatus::InternalError)
                })
            }
            Err(e) => {
                eprintln!("ocsp: a request was malformed: {e}");
                refusal(ResponseStatus::MalformedRequest)
            }
        };
        if let Err(e) = http::write_response(&mut stream, response.as_der()) {
            eprintln!(
                "ocsp: a response was not sent: {}",
                super::error::reason(&e)
            );
        }
        if args.has("text") || args.has("resp_text") {
            text::response(&mut out, &response.fields());
        }
        match &mut log {
            Some((path, file)) => {
                use std::io::Write as _;
                file.write_all(out.as_bytes())
                    .map_err(|e| CliError::io("write", path, &e))?;
            }
            None => io::print(out.as_bytes())?,
        }
        left = left.map(|left| left.saturating_sub(1).max(0));
    }
    Ok(ExitCode::SUCCESS)
}
