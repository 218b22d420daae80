//! `pkcs7` and `crl2pkcs7`: files that carry certificates and CRLs, read and made.

use std::process::ExitCode;

use zeroize::Zeroizing;

use super::args::Args;
use super::error::CliError;
use super::found::Kind;
use super::nameopt::NameOptions;
use super::options::{Command, Item, PROVIDER, Value, flag, infile, option, outfile};
use super::text::{self, CertificateOptions, Text};
use super::{cms, io, load, pkcs12};
use crate::limits;
use certwright::pem::{self, Label, label};
use certwright::pkcs::pkcs7::Pkcs7;
use certwright::x509::{CertificateListRef, CertificateRef};

/// What PEM calls a file of this kind.
pub(super) const LABEL: Label<'_> = Label::new("PKCS7").unwrap();
/// The older label of SignedData.
pub(super) const SIGNED_DATA_LABEL: Label<'_> = Label::new("PKCS #7 SIGNED DATA").unwrap();

/// `pkcs7`.
pub const COMMAND: Command = Command {
    name: "pkcs7",
    summary: "Print the certificates and CRLs of PKCS #7 files, and convert them",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("Input"),
        infile("in", "Input file"),
        option("inform", Value::PemDer, "Input format, found out by itself"),
        Item::Section("Output"),
        option("outform", Value::PemDer, "Output format - DER or PEM"),
        outfile("out", "Output file"),
        flag("noout", "Don't output encoded data"),
        flag("text", "Print full details of certificates"),
        flag("print", "Print out all fields of the PKCS7 structure"),
        flag("print_certs", "Print any certs or crl in the input"),
        Item::Group(PROVIDER),
    ],
    run,
};

/// `crl2pkcs7`.
pub const CRL2PKCS7: Command = Command {
    name: "crl2pkcs7",
    summary: "Make a PKCS #7 file of a CRL and certificates",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("Input"),
        infile("in", "Input file"),
        option("inform", Value::PemDer, "Input format, found out by itself"),
        flag("nocrl", "No crl to load, just certs from '-certfile'"),
        infile(
            "certfile",
            "File of chain of certs to a trusted CA; can be repeated",
        ),
        Item::Section("Output"),
        outfile("out", "Output file"),
        option("outform", Value::PemDer, "Output format - DER or PEM"),
        Item::Group(PROVIDER),
    ],
    run: make,
};

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let path = args.path("in");
    let name = io::display(path);
    io::check_writable(args.path("out"))?;
    let bytes = io::read(path, &limits::CERTIFICATES)?;
    let failed =
        |e: &dyn std::fmt::Display| load::unreadable("PKCS #7 file", path, &bytes, Kind::Pkcs7, e);
    let block;
    let der = match pem::is_pem(&bytes) {
        true => {
            block = pem::first(&bytes, &[LABEL, SIGNED_DATA_LABEL, label::CERTIFICATE])
                .map_err(|e| failed(&e))?;
            &block.contents
        }
        false => &bytes,
    };
    let file =
        pkcs12::without_rest(der, &name, |der| Pkcs7::from_der(der)).map_err(|e| failed(&e))?;
    let mut out = Vec::new();
    // The fields come first where both are asked for, and the file after them unless -noout is given.
    if args.has("print") {
        out = cms::print::pkcs7(file.as_der());
    }
    if args.has("print_certs") {
        out.extend(printed(args, &file, &name)?);
    } else if !args.has("noout") {
        out.extend(encoded(args, &file));
    }
    io::write(args.path("out"), &out, io::Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

fn encoded(args: &Args, file: &Pkcs7) -> Vec<u8> {
    match args.is_der("outform") {
        true => file.as_der().to_vec(),
        false => pem::encode(LABEL, file.as_der()).into_bytes(),
    }
}

/// Certificates, then CRLs, each as text and PEM with an empty line after it.
fn printed(args: &Args, file: &Pkcs7, name: &str) -> Result<Vec<u8>, CliError> {
    let malformed = |what: &str, e: &dyn std::fmt::Display| {
        CliError::new(format!("could not read a {what} in {name}: {e}"))
    };
    let names = NameOptions::parse([]).expect("no option is unknown");
    let carried = file.carried().map_err(|e| malformed("SignedData", &e))?;
    let mut out = Text::new();
    for der in carried.certificates {
        let certificate =
            CertificateRef::from_der(der).map_err(|e| malformed("certificate", &e))?;
        if args.has("text") {
            let options = CertificateOptions::default();
            text::certificate(&mut out, &certificate, &NameOptions::COMPAT, &options);
        } else {
            text::name_line(&mut out, "subject=", certificate.subject.raw(), &names);
            text::name_line(&mut out, "issuer=", certificate.issuer.raw(), &names);
        }
        if !args.has("noout") {
            out.put(pem::encode(label::CERTIFICATE, der));
        }
        out.put("\n");
    }
    for der in carried.crls {
        let crl = CertificateListRef::from_der(der).map_err(|e| malformed("CRL", &e))?;
        text::crl(&mut out, &crl, &names);
        if !args.has("noout") {
            out.put(pem::encode(label::X509_CRL, der));
        }
        out.put("\n");
    }
    Ok(out.into_bytes())
}

fn make(args: &Args) -> Result<ExitCode, CliError> {
    let path = args.path("in");
    io::check_writable(args.path("out"))?;
    let mut crl: Option<Zeroizing<Vec<u8>>> = None;
    if !args.has("nocrl") {
        let bytes = io::read(path, &limits::CERTIFICATES)?;
        let der = match pem::is_pem(&bytes) {
            true => {
                pem::first(&bytes, &[label::X509_CRL])
                    .map_err(|e| load::malformed("CRL", path, &e))?
                    .contents
            }
            false => bytes,
        };
        CertificateListRef::from_der(&der).map_err(|e| load::malformed("CRL", path, &e))?;
        crl = Some(der);
    }
    let mut certificates = Vec::new();
    for path in args.paths("certfile") {
        certificates.extend(load::certificates(Some(path))?);
    }
    let file = Pkcs7::carrying(
        certificates.iter().map(Vec::as_slice),
        crl.iter().map(|der| &der[..]),
    );
    io::write(args.path("out"), &encoded(args, &file), io::Access::Public)?;
    Ok(ExitCode::SUCCESS)
}
