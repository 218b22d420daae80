//! `nseq`: Netscape's sequences of certificates, made and taken apart.
//!
//! `ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }`, which PEM
//! calls a CERTIFICATE too.

use std::process::ExitCode;

use super::args::Args;
use super::error::CliError;
use super::io::{self, Access};
use super::load;
use super::nameopt::NameOptions;
use super::options::{Command, Item, PROVIDER, flag, infile, outfile};
use super::text::{self, Text};
use certwright::der::{DerError, Found, ObjectIdentifierRef, Reader, Tag, Writer, context_tag};
use certwright::oid;
use certwright::pem::{self, label};
use certwright::x509::CertificateRef;

/// `nseq`.
pub const COMMAND: Command = Command {
    name: "nseq",
    summary: "Make and take apart Netscape certificate sequences",
    operands: "",
    max_operands: 0,
    openssl: true,
    options: &[
        Item::Section("General"),
        flag("toseq", "Output NS Sequence file"),
        Item::Section("Input"),
        infile("in", "Input file"),
        Item::Section("Output"),
        outfile("out", "Output file"),
        Item::Group(PROVIDER),
    ],
    run,
};

const NETSCAPE_CERT_SEQUENCE: ObjectIdentifierRef<'static> = oid!("2.16.840.1.113730.2.5");

fn run(args: &Args) -> Result<ExitCode, CliError> {
    let path = args.path("in");
    let mut out = Text::new();
    if args.has("toseq") {
        let certificates = load::certificates(path)?;
        let mut w = Writer::new();
        w.sequence(|w| {
            w.oid(NETSCAPE_CERT_SEQUENCE);
            w.context(0, |w| {
                w.sequence(|w| certificates.iter().for_each(|der| w.raw(der)));
            });
        });
        out.put(pem::encode(label::CERTIFICATE, &w.into_vec()));
    } else {
        let wrong = |e: &dyn std::fmt::Display| load::malformed("certificate sequence", path, e);
        let sequence = load::certificate(path)?;
        for der in certificates(&sequence).map_err(|e| wrong(&e))? {
            let certificate = CertificateRef::from_der(der).map_err(|e| wrong(&e))?;
            let names =
                NameOptions::parse(std::iter::empty::<&str>()).unwrap_or(NameOptions::COMPAT);
            text::name_line(&mut out, "subject=", certificate.subject.raw(), &names);
            text::name_line(&mut out, "issuer=", certificate.issuer.raw(), &names);
            out.put(pem::encode(label::CERTIFICATE, der));
        }
    }
    io::write(args.path("out"), out.as_bytes(), Access::Public)?;
    Ok(ExitCode::SUCCESS)
}

/// The DER of each certificate in a sequence.
fn certificates(der: &[u8]) -> Result<Vec<&[u8]>, DerError> {
    let mut reader = Reader::new(der);
    let mut fields = reader.sequence("ContentInfo")?;
    reader.finish("ContentInfo")?;
    let at = fields;
    if NETSCAPE_CERT_SEQUENCE != fields.oid("contentType")? {
        return Err(at.error(
            "contentType",
            Found::Malformed("another content than a Netscape certificate sequence"),
        ));
    }
    let mut list = Vec::new();
    if let Some(certs) = fields.optional(context_tag(0, true), "certs")? {
        let mut certs = certs.reader();
        let mut all = certs.sequence("certs")?;
        certs.finish("certs")?;
        while !all.is_empty() {
            list.push(all.expect(Tag::Sequence, "Certificate")?.raw);
        }
    }
    fields.finish("ContentInfo")?;
    Ok(list)
}
