//! Extensions from the values that an `openssl.cnf` gives them: `basicConstraints = critical, CA:TRUE`.
//!
//! A section's entries become DER as OpenSSL 3.0 makes them. What a value needs beyond itself (the subject's key for
//! `hash`, the issuer for `keyid` and `issuer:copy`, further sections for `@name`) comes with [`ExtensionContext`]. What the
//! library's strict reader would refuse is not made.

use std::cell::RefCell;

use super::{rows, words};
use crate::asn1_value;
use crate::error::excerpt;
use crate::subject::TextForm;
use crate::text::{parse_oid, short_name};
use certwright::der::oid;
use certwright::x509::extension::{
    AuthorityKeyIdentifier, Known, SubjectAltName, SubjectKeyIdentifier,
};
use certwright::x509::{CertificateRef, ExtensionBuf, ExtensionValue as _};

/// The sections of a configuration, as far as extension values refer to them.
pub trait Sections {
    /// The entries of a section in their order; `None` if there is no such section.
    fn section(&self, name: &str) -> Option<Vec<(String, String)>>;
}

/// No section at all, as for a value from the command line without a configuration.
pub struct NoSections;

impl Sections for NoSections {
    fn section(&self, _: &str) -> Option<Vec<(String, String)>> {
        None
    }
}

impl Sections for crate::conf::Conf {
    fn section(&self, name: &str) -> Option<Vec<(String, String)>> {
        let entries = crate::conf::Conf::section(self, name)?;
        Some(
            entries
                .iter()
                .map(|entry| (entry.name.clone(), entry.value.clone()))
                .collect(),
        )
    }
}

/// What is known of the certificate that signs.
#[derive(Clone, Copy, Debug)]
pub struct Issuer<'a> {
    /// Its subject, a DER Name, which is what `issuer` in an authority key identifier of a self-signed one names too.
    pub issuer_name: &'a [u8],
    /// Contents of its serial number's INTEGER.
    pub serial: &'a [u8],
    /// Contents of its subjectKeyIdentifier, if it has one.
    pub key_id: Option<&'a [u8]>,
    /// Its subjectAltName's DER, if it has one.
    pub alt_names: Option<&'a [u8]>,
}

impl<'a> Issuer<'a> {
    /// The fields of a CA's certificate. A subjectKeyIdentifier that cannot be read counts as none.
    pub fn of(ca: &CertificateRef<'a>) -> Self {
        let key_id = ca.extensions.get::<SubjectKeyIdentifier<'_>>();
        Self {
            issuer_name: ca.issuer.raw(),
            serial: ca.serial,
            key_id: key_id.ok().flatten().map(|id| id.0),
            alt_names: ca
                .extensions
                .find(oid::SUBJECT_ALT_NAME)
                .map(|ext| ext.value),
        }
    }
}

/// What extension values may refer to.
pub struct ExtensionContext<'a> {
    /// The configuration's sections.
    pub sections: &'a dyn Sections,
    /// How text in names is read.
    pub form: TextForm,
    /// The subject's key, DER SubjectPublicKeyInfo.
    pub subject_key: Option<&'a [u8]>,
    /// E-mail addresses in the subject's name.
    pub subject_emails: Vec<Vec<u8>>,
    /// The certificate that signs; `None` for requests and CRLs without one.
    pub issuer: Option<Issuer<'a>>,
    /// Whether the key that signs is the subject's own.
    pub self_signed: bool,
    /// The key that signs, where the certificate is its own issuer: DER SubjectPublicKeyInfo.
    pub own_issuer_key: Option<&'a [u8]>,
    /// The subjectAltName made so far, for a certificate that is its own issuer.
    pub own_alt_names: RefCell<Vec<u8>>,
    /// Contents of the subjectKeyIdentifier made so far, for a certificate that is its own issuer.
    pub own_key_id: RefCell<Option<Vec<u8>>>,
    /// Refuse what OpenSSL refuses.
    pub strict: bool,
    /// What was corrected on the way, to be reported to the user.
    pub hints: RefCell<Vec<String>>,
    /// Set when `email:move` asks that the addresses leave the subject's name.
    pub emails_moved: RefCell<bool>,
}

impl<'a> ExtensionContext<'a> {
    /// A context in which values can refer to sections alone.
    pub fn new(sections: &'a dyn Sections) -> Self {
        Self {
            sections,
            form: TextForm::DEFAULT,
            subject_key: None,
            subject_emails: Vec::new(),
            issuer: None,
            self_signed: false,
            own_issuer_key: None,
            own_alt_names: RefCell::new(Vec::new()),
            own_key_id: RefCell::new(None),
            strict: false,
            hints: RefCell::new(Vec::new()),
            emails_moved: RefCell::new(false),
        }
    }

    /// Goes on with what was plainly meant, or refuses in strict mode.
    pub(super) fn slip(&self, refused: &str, hint: String) -> Result<(), String> {
        if self.strict {
            return Err(refused.to_owned());
        }
        self.hint(hint);
        Ok(())
    }

    /// Leaves a hint for the user, once.
    pub(super) fn hint(&self, hint: String) {
        let mut hints = self.hints.borrow_mut();
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }

    /// The entries of a section that a value refers to.
    ///
    /// # Errors
    /// One line if there is no such section.
    pub fn section(&self, name: &str) -> Result<Vec<(String, String)>, String> {
        self.sections
            .section(name)
            .ok_or_else(|| format!("there is no section [{name}]", name = excerpt(name)))
    }
}

/// Adds the extensions that a section lists, in its order. With `replace`, one that is there already is taken out first.
///
/// # Errors
/// One line that names section, key and value, and what is wrong.
pub fn section(
    context: &ExtensionContext<'_>,
    name: &str,
    replace: bool,
    extensions: &mut Vec<ExtensionBuf>,
) -> Result<(), String> {
    for (key, value) in context.section(name)? {
        if let Some(made) = extension(context, Some(name), &key, &value)? {
            add(context, made, replace, extensions);
        }
    }
    Ok(())
}

/// Adds an extension; with `replace`, one of its type that is there already is taken out first.
pub fn add(
    context: &ExtensionContext<'_>,
    made: ExtensionBuf,
    replace: bool,
    extensions: &mut Vec<ExtensionBuf>,
) {
    if made.oid == SubjectKeyIdentifier::OID {
        *context.own_key_id.borrow_mut() = key_id(&made);
    }
    if made.oid == SubjectAltName::OID {
        made.value
            .clone_into(&mut context.own_alt_names.borrow_mut());
    }
    if replace {
        extensions.retain(|ext| ext.oid != made.oid);
    }
    extensions.push(made);
}

/// The identifier in a subjectKeyIdentifier; `None` if it cannot be read.
pub fn key_id(extension: &ExtensionBuf) -> Option<Vec<u8>> {
    let id = SubjectKeyIdentifier::parse(&extension.value);
    id.ok().map(|id| id.0.to_vec())
}

/// What OpenSSL 3.0 does to a certificate with extensions just before it is signed: it gets a subjectKeyIdentifier and,
/// unless it signs itself, an authorityKeyIdentifier, if it lacks them; those that are `none` are taken out.
///
/// # Errors
/// One line that states what is wrong.
pub fn key_identifiers(
    context: &ExtensionContext<'_>,
    extensions: &mut Vec<ExtensionBuf>,
) -> Result<(), String> {
    if extensions.is_empty() {
        return Ok(());
    }
    let rows = [
        (
            "subjectKeyIdentifier",
            "hash",
            SubjectKeyIdentifier::OID,
            true,
        ),
        (
            "authorityKeyIdentifier",
            "keyid, issuer",
            AuthorityKeyIdentifier::OID,
            !context.self_signed,
        ),
    ];
    for (key, value, kind, wanted) in rows {
        match extensions.iter().position(|ext| ext.oid == kind) {
            // An empty OCTET STRING or SEQUENCE.
            Some(at) if extensions[at].value.len() <= 2 => _ = extensions.remove(at),
            None if wanted => {
                if let Some(made) = extension(context, None, key, value)? {
                    add(context, made, false, extensions);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// One extension from its key and value; `section` is where they stand, for the error. `None` if there is nothing to put
/// into it, which the context's hints report.
///
/// # Errors
/// One line that names section, key and value, and what is wrong.
pub fn extension(
    context: &ExtensionContext<'_>,
    section: Option<&str>,
    key: &str,
    value: &str,
) -> Result<Option<ExtensionBuf>, String> {
    let place = section.map_or_else(String::new, |name| {
        format!("section [{name}], ", name = excerpt(name))
    });
    build(context, key, value).map_err(|what| {
        format!(
            "{place}{key} = {value}: {what}",
            key = excerpt(key),
            value = excerpt(value)
        )
    })
}

/// The text after a prefix and spaces.
fn after<'v>(value: &'v str, prefix: &str) -> Option<&'v str> {
    value
        .strip_prefix(prefix)
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_whitespace()))
}

fn build(
    context: &ExtensionContext<'_>,
    key: &str,
    value: &str,
) -> Result<Option<ExtensionBuf>, String> {
    let (critical, value) = match after(value, "critical,") {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    let raw = match (after(value, "DER:"), after(value, "ASN1:")) {
        (Some(hex), _) => Some(words::hexadecimal(hex)?),
        (_, Some(text)) => Some(asn1_value::generate(context, text)?),
        _ => None,
    };
    let configurable = || {
        let rows = rows().filter(|row| row.configure.is_some());
        rows.filter_map(|row| Some((row, short_name(row.oid)?)))
    };
    let unknown = || {
        let near = crate::hint::nearest(key, configurable().map(|(_, name)| name));
        let question = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        format!(
            "there is no extension \"{key}\"{question}",
            key = excerpt(key)
        )
    };
    if let Some(value) = raw {
        return Ok(Some(ExtensionBuf {
            oid: parse_oid(key).ok_or_else(unknown)?,
            critical,
            value,
        }));
    }
    let row = configurable().find(|(_, name)| *name == key);
    let Some((row, configure)) = row.and_then(|(row, _)| Some((row, row.configure?))) else {
        return Err(match parse_oid(key) {
            Some(_) => {
                "an extension of this type takes a raw value: DER:hexadecimal or ASN1:type:value"
                    .to_owned()
            }
            None => unknown(),
        });
    };
    let Some(made) = configure(context, value)? else {
        return Ok(None);
    };
    // Whatever the text was, nothing is made that the reader of certificates refuses.
    if let Some(Err(e)) = Known::of(row.oid).map(|known| known.recode(&made, 0)) {
        return Err(format!("this would make an invalid extension: {e}"));
    }
    Ok(Some(ExtensionBuf {
        oid: row.oid.to_owned(),
        critical,
        value: made,
    }))
}
