//! How OpenSSL's command line reads and prints each extension, over the library's typed values: the syntax of a configuration,
//! and what `-text` prints.
//!
//! `ROWS` is the one table; a file beside this one implements `CommandLine` for the types of an extension. Where the
//! strict reader refuses a value that OpenSSL prints, `lenient` prints it.

mod alt_name;
mod basic_constraints;
mod certificate_policies;
mod configuration;
mod crl_distribution_points;
mod crl_reason;
mod distribution_point;
mod ext_key_usage;
mod foreign;
mod general_name;
mod info_access;
mod internet_resources;
mod issuing_distribution_point;
mod key_identifier;
mod key_usage;
mod lenient;
mod name_constraints;
mod names;
mod netscape;
mod policy_constraints;
mod policy_mappings;
mod signed_certificate_timestamps;
mod single;
mod tls_feature;
pub mod words;

use crate::text::{self, Text, Unknown, put};
use certwright::der::{DerError, ObjectIdentifierRef, Reader};
use certwright::x509::extension::*;
use certwright::x509::{Extension, ExtensionValue};

pub use configuration::{
    ExtensionContext, Issuer, NoSections, Sections, add, extension, key_id, key_identifiers,
    section,
};
pub(crate) use general_name::in_list as name_in_list;
pub use names::{REASONS, Reason, reason_of};

/// Makes an extension's DER from the text that a configuration gives; `None` if there is nothing to put into it.
type Configure = fn(&ExtensionContext<'_>, &str) -> Result<Option<Vec<u8>>, String>;

/// Prints a value that the strict reader refuses.
type Lenient = fn(&mut Text, Reader<'_>, usize) -> Result<(), DerError>;

/// How the command line reads and prints a typed extension.
trait CommandLine {
    /// The syntax in a configuration, if the extension has one of its own.
    const CONFIGURE: Option<Configure> = None;

    /// The printer of values that the strict reader refuses, if there are any that OpenSSL prints.
    const LENIENT: Option<Lenient> = None;

    /// Appends the value as `-text` shows it, indented and without a line end; `None` for one that OpenSSL does not print.
    fn print(&self, out: &mut Text, indent: usize) -> Option<()>;
}

/// A row of [`ROWS`].
struct Row {
    oid: ObjectIdentifierRef<'static>,
    configure: Option<Configure>,
    print: fn(&mut Text, &[u8], usize) -> Option<()>,
}

macro_rules! rows {
    ($($type:ident,)*) => {
        /// Every extension that the command line knows.
        static ROWS: &[Row] = &[$(Row {
            oid: $type::OID,
            configure: $type::CONFIGURE,
            print: |out, value, indent| match $type::parse(value) {
                Ok(value) => value.print(out, indent),
                Err(_) => leniently($type::LENIENT?, out, value, indent),
            },
        }),*];
    };
}

rows! {
    SubjectKeyIdentifier,
    KeyUsage,
    PrivateKeyUsagePeriod,
    SubjectAltName,
    IssuerAltName,
    BasicConstraints,
    CrlNumber,
    CrlReason,
    HoldInstructionCode,
    InvalidityDate,
    DeltaCrlIndicator,
    IssuingDistributionPoint,
    CertificateIssuer,
    NameConstraints,
    CrlDistributionPoints,
    CertificatePolicies,
    PolicyMappings,
    AuthorityKeyIdentifier,
    PolicyConstraints,
    ExtKeyUsage,
    FreshestCrl,
    InhibitAnyPolicy,
    AuthorityInfoAccess,
    SubjectInfoAccess,
    TlsFeatures,
    OcspNonce,
    OcspNoCheck,
    ArchiveCutoff,
    SignedCertificateTimestampList,
    PrecertificatePoison,
    NsCertType,
    NsBaseUrl,
    NsRevocationUrl,
    NsCaRevocationUrl,
    NsRenewalUrl,
    NsCaPolicyUrl,
    NsSslServerName,
    NsComment,
}

/// The rows of the library's extensions, and of those that it has no type for.
fn rows() -> impl Iterator<Item = &'static Row> {
    let own = ROWS.iter().chain(foreign::ROWS);
    own.chain(internet_resources::ROWS)
}

/// Prints a value of one whole element.
fn leniently(print: Lenient, out: &mut Text, value: &[u8], indent: usize) -> Option<()> {
    let mut reader = Reader::new(value);
    let element = reader.any("extension").ok()?;
    reader.finish("extension").ok()?;
    print(out, Reader::new(element.raw), indent).ok()
}

/// Appends the value of an extension as `-text` and `-ext` show it, without a line end.
pub fn print_value(
    out: &mut Text,
    kind: ObjectIdentifierRef<'_>,
    value: &[u8],
    indent: usize,
    unknown: Unknown,
) {
    let row = rows().find(|row| kind == row.oid);
    let mut printed = Text::new();
    if row.is_some_and(|row| (row.print)(&mut printed, value, indent).is_some()) {
        return out.put(printed.as_bytes());
    }
    match unknown {
        Unknown::Plain => {
            out.indent(indent);
            text::plain(out, value);
        }
        Unknown::Error => {
            out.indent(indent);
            out.put(if row.is_some() {
                "<Parse Error>"
            } else {
                "<Not Supported>"
            });
        }
        Unknown::Parse => {
            if !text::dump::asn1(out, value) {
                out.indent(indent);
                text::plain(out, value);
            }
        }
        Unknown::Dump => text::dump::bytes(out, value, indent),
    }
}

/// Appends `title` and every extension below it; nothing at all if there is none.
pub fn print_all(
    out: &mut Text,
    title: &str,
    list: &[Extension<'_>],
    indent: usize,
    unknown: Unknown,
) {
    for (i, ext) in list.iter().enumerate() {
        if i == 0 && !title.is_empty() {
            out.indent(indent);
            put!(out, "{title}:\n");
        }
        let indent = if title.is_empty() { indent } else { indent + 4 };
        out.indent(indent);
        put!(
            out,
            "{}: {}\n",
            text::shown(ext.oid),
            if ext.critical { "critical" } else { "" }
        );
        print_value(out, ext.oid, ext.value, indent + 4, unknown);
        out.put("\n");
    }
}

/// Appends a GeneralName as it stands on a line of its own.
pub(crate) fn general_name(out: &mut Text, name: &certwright::x509::GeneralName<'_>) {
    general_name::line(out, name);
}

/// Appends values on one line with commas between, or `<EMPTY>`.
fn comma_list(out: &mut Text, values: &[Vec<u8>], indent: usize) {
    out.indent(indent);
    if values.is_empty() {
        out.put("<EMPTY>\n");
    }
    for (i, value) in values.iter().enumerate() {
        out.put(if i > 0 { ", " } else { "" });
        out.put(value);
    }
}

/// As [`comma_list`], of values that OpenSSL does not print where there are none.
fn some_list(out: &mut Text, values: &[Vec<u8>], indent: usize) -> Option<()> {
    comma_list(out, values, indent);
    (!values.is_empty()).then_some(())
}

/// Appends values on a line each, or `<EMPTY>`.
fn line_list(out: &mut Text, values: &[Vec<u8>], indent: usize) {
    if values.is_empty() {
        out.indent(indent);
        out.put("<EMPTY>\n");
    }
    for (i, value) in values.iter().enumerate() {
        out.put(if i > 0 { "\n" } else { "" });
        out.indent(indent);
        out.put(value);
    }
}
