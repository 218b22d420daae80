//! Extensions from the values that an `openssl.cnf` gives them: `basicConstraints = critical, CA:TRUE`.
//!
//! A section's entries become DER as OpenSSL 3.0 makes them. What a value needs beyond itself (the subject's key for
//! `hash`, the issuer for `keyid` and `issuer:copy`, further sections for `@name`) comes with [`Context`].

mod access;
mod alt_name;
pub mod asn1;
mod bits;
mod constraints;
mod distribution;
mod key_id;
mod policy;

use crate::error::excerpt;
use std::cell::RefCell;

use crate::subject::TextForm;
use crate::text::parse_oid;
use certwright::der::oid;
use certwright::der::{ObjectIdentifier, Reader, Tag, Writer};
use certwright::x509::{CertificateRef, ExtensionBuf};

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
    /// What a CA's certificate says.
    pub fn of(ca: &CertificateRef<'a>) -> Self {
        let key_id = ca.extensions.find(&oid::SUBJECT_KEY_IDENTIFIER);
        Self {
            issuer_name: ca.issuer.raw(),
            serial: ca.serial,
            key_id: key_id
                .and_then(|ext| ext.reader().octet_string("KeyIdentifier").ok())
                .map(|tlv| tlv.value),
            alt_names: ca
                .extensions
                .find(&oid::SUBJECT_ALT_NAME)
                .map(|ext| ext.value),
        }
    }
}

/// What extension values may refer to.
pub struct Context<'a> {
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
    /// What was set right on the way, for the user to hear of.
    pub hints: RefCell<Vec<String>>,
    /// Set when `email:move` asks that the addresses leave the subject's name.
    pub emails_moved: RefCell<bool>,
}

impl<'a> Context<'a> {
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
    fn slip(&self, refused: &str, hint: String) -> Result<(), String> {
        if self.strict {
            return Err(refused.to_owned());
        }
        let mut hints = self.hints.borrow_mut();
        if !hints.contains(&hint) {
            hints.push(hint);
        }
        Ok(())
    }

    fn section(&self, name: &str) -> Result<Vec<(String, String)>, String> {
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
    context: &Context<'_>,
    name: &str,
    replace: bool,
    extensions: &mut Vec<ExtensionBuf>,
) -> Result<(), String> {
    for (key, value) in context.section(name)? {
        let made = extension(context, Some(name), &key, &value)?;
        add(context, made, replace, extensions);
    }
    Ok(())
}

/// Adds an extension; with `replace`, one of its type that is there already is taken out first.
pub fn add(
    context: &Context<'_>,
    made: ExtensionBuf,
    replace: bool,
    extensions: &mut Vec<ExtensionBuf>,
) {
    if made.oid == oid::SUBJECT_KEY_IDENTIFIER {
        *context.own_key_id.borrow_mut() = Some(contents(&made.value).to_vec());
    }
    if made.oid == oid::SUBJECT_ALT_NAME {
        made.value
            .clone_into(&mut context.own_alt_names.borrow_mut());
    }
    if replace {
        extensions.retain(|ext| ext.oid != made.oid);
    }
    extensions.push(made);
}

/// What OpenSSL 3.0 does to a certificate with extensions just before it is signed: it gets a subjectKeyIdentifier and,
/// unless it signs itself, an authorityKeyIdentifier, if it lacks them; those that say `none` are taken out.
///
/// # Errors
/// One line that says what is wrong.
pub fn key_identifiers(
    context: &Context<'_>,
    extensions: &mut Vec<ExtensionBuf>,
) -> Result<(), String> {
    if extensions.is_empty() {
        return Ok(());
    }
    let rows = [
        (
            "subjectKeyIdentifier",
            "hash",
            oid::SUBJECT_KEY_IDENTIFIER,
            true,
        ),
        (
            "authorityKeyIdentifier",
            "keyid, issuer",
            oid::AUTHORITY_KEY_IDENTIFIER,
            !context.self_signed,
        ),
    ];
    for (key, value, kind, wanted) in rows {
        match extensions.iter().position(|ext| ext.oid == kind) {
            // An empty OCTET STRING or SEQUENCE.
            Some(at) if extensions[at].value.len() <= 2 => _ = extensions.remove(at),
            Some(_) => {}
            None if wanted => add(
                context,
                extension(context, None, key, value)?,
                false,
                extensions,
            ),
            None => {}
        }
    }
    Ok(())
}

/// One extension from its key and value; `section` is where they stand, for the error.
///
/// # Errors
/// One line that names section, key and value, and what is wrong.
pub fn extension(
    context: &Context<'_>,
    section: Option<&str>,
    key: &str,
    value: &str,
) -> Result<ExtensionBuf, String> {
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

fn build(context: &Context<'_>, key: &str, value: &str) -> Result<ExtensionBuf, String> {
    let (critical, value) = match after(value, "critical,") {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    let raw = match (after(value, "DER:"), after(value, "ASN1:")) {
        (Some(hex), _) => Some(hexadecimal(hex)?),
        (_, Some(text)) => Some(asn1::generate(context, text)?),
        _ => None,
    };
    let unknown = || {
        let near = crate::hint::nearest(key, BUILDERS.iter().map(|row| row.0));
        let question = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        format!(
            "there is no extension \"{key}\"{question}",
            key = excerpt(key)
        )
    };
    if let Some(value) = raw {
        return Ok(ExtensionBuf {
            oid: parse_oid(key).ok_or_else(unknown)?,
            critical,
            value,
        });
    }
    let Some(&(_, oid, builder)) = BUILDERS.iter().find(|row| row.0 == key) else {
        return Err(match parse_oid(key) {
            Some(_) => {
                "an extension of this type takes a raw value: DER:hexadecimal or ASN1:type:value"
                    .to_owned()
            }
            None => unknown(),
        });
    };
    Ok(ExtensionBuf {
        oid,
        critical,
        value: builder(context, value)?,
    })
}

/// Makes an extension's DER value.
type Builder = fn(&Context<'_>, &str) -> Result<Vec<u8>, String>;

/// The extensions that have a syntax of their own, by short name.
const BUILDERS: [(&str, ObjectIdentifier, Builder); 27] = [
    (
        "subjectKeyIdentifier",
        oid::SUBJECT_KEY_IDENTIFIER,
        key_id::subject,
    ),
    (
        "authorityKeyIdentifier",
        oid::AUTHORITY_KEY_IDENTIFIER,
        key_id::authority,
    ),
    ("keyUsage", oid::KEY_USAGE, bits::key_usage),
    (
        "extendedKeyUsage",
        oid::EXT_KEY_USAGE,
        bits::extended_key_usage,
    ),
    ("subjectAltName", oid::SUBJECT_ALT_NAME, alt_name::subject),
    ("issuerAltName", oid::ISSUER_ALT_NAME, alt_name::issuer),
    (
        "basicConstraints",
        oid::BASIC_CONSTRAINTS,
        constraints::basic,
    ),
    ("nameConstraints", oid::NAME_CONSTRAINTS, constraints::names),
    (
        "certificatePolicies",
        oid::CERTIFICATE_POLICIES,
        policy::certificate_policies,
    ),
    ("policyMappings", oid::POLICY_MAPPINGS, policy::mappings),
    (
        "policyConstraints",
        oid::POLICY_CONSTRAINTS,
        policy::constraints,
    ),
    ("inhibitAnyPolicy", oid::INHIBIT_ANY_POLICY, integer_value),
    (
        "crlDistributionPoints",
        oid::CRL_DISTRIBUTION_POINTS,
        distribution::points,
    ),
    ("freshestCRL", oid::FRESHEST_CRL, distribution::points),
    (
        "issuingDistributionPoint",
        oid::ISSUING_DISTRIBUTION_POINT,
        distribution::issuing,
    ),
    (
        "authorityInfoAccess",
        oid::AUTHORITY_INFO_ACCESS,
        access::information,
    ),
    (
        "subjectInfoAccess",
        oid::SUBJECT_INFO_ACCESS,
        access::information,
    ),
    ("tlsfeature", oid::TLS_FEATURE, bits::tls_feature),
    ("noCheck", oid::OCSP_NO_CHECK, |_, _| Ok(vec![5, 0])),
    ("nsCertType", oid::NS_CERT_TYPE, bits::netscape_type),
    ("nsComment", oid::NS_COMMENT, ia5_value),
    ("nsBaseUrl", oid::NS_BASE_URL, ia5_value),
    ("nsRevocationUrl", oid::NS_REVOCATION_URL, ia5_value),
    ("nsCaRevocationUrl", oid::NS_CA_REVOCATION_URL, ia5_value),
    ("nsRenewalUrl", oid::NS_RENEWAL_URL, ia5_value),
    ("nsCaPolicyUrl", oid::NS_CA_POLICY_URL, ia5_value),
    ("nsSslServerName", oid::NS_SSL_SERVER_NAME, ia5_value),
];

fn ia5_value(_: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut w = Writer::new();
    w.tlv(Tag::Ia5String, value.as_bytes());
    Ok(w.into_vec())
}

fn integer_value(_: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut w = Writer::new();
    w.tlv(Tag::Integer, &integer(value)?);
    Ok(w.into_vec())
}

/// Contents of an INTEGER from a decimal or `0x` hexadecimal number of any size.
fn integer(text: &str) -> Result<Vec<u8>, String> {
    use num_bigint::{BigInt, Sign};
    let wrong = || format!("\"{text}\" is no number", text = excerpt(text));
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (Sign::Minus, digits),
        None => (Sign::Plus, text),
    };
    let (radix, digits) = match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(wrong());
    }
    let magnitude = num_bigint::BigUint::parse_bytes(digits.as_bytes(), radix).ok_or_else(wrong)?;
    Ok(BigInt::from_biguint(sign, magnitude).to_signed_bytes_be())
}

/// Octets from hexadecimal digits, with or without colons between.
fn hexadecimal(text: &str) -> Result<Vec<u8>, String> {
    let mut digits = text.bytes().filter(|&b| b != b':');
    let mut out = Vec::new();
    while let Some(high) = digits.next() {
        let low = digits.next().ok_or("an odd number of hexadecimal digits")?;
        let digit = |b: u8| {
            char::from(b)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        match (digit(high), digit(low)) {
            (Some(high), Some(low)) => out.push(high << 4 | low),
            _ => return Err("a character that is no hexadecimal digit".to_owned()),
        }
    }
    Ok(out)
}

/// One item of a value: `name` or `name:value`.
type Item = (String, Option<String>);

/// The items of a value: those of the section that `@name` refers to, or those between commas.
fn items(context: &Context<'_>, value: &str) -> Result<Vec<Item>, String> {
    if let Some(section) = value.strip_prefix('@') {
        let entries = context.section(section)?;
        if entries.is_empty() {
            return Err(format!(
                "the section [{section}] is empty",
                section = excerpt(section)
            ));
        }
        return Ok(entries
            .into_iter()
            .map(|(key, value)| (key, Some(value)))
            .collect());
    }
    list(value)
}

/// The items between commas; a colon ends the name, and only a comma ends the value.
fn list(value: &str) -> Result<Vec<Item>, String> {
    let line = value.split(['\r', '\n']).next().unwrap_or_default();
    line.split(',')
        .map(|item| {
            let (name, value) = match item.split_once(':') {
                Some((name, value)) => (name, Some(value.trim())),
                None => (item, None),
            };
            match (name.trim(), value) {
                ("", _) => Err("an item has no name: see the commas and colons".to_owned()),
                (name, Some("")) => Err(format!(
                    "nothing stands after \"{name}:\"",
                    name = excerpt(name)
                )),
                (name, value) => Ok((name.to_owned(), value.map(str::to_owned))),
            }
        })
        .collect()
}

/// True if an item's name is `name`, or that with a point and anything after it, which makes keys distinct.
fn is_name(item: &str, name: &str) -> bool {
    item.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Reads a BOOLEAN by the words that OpenSSL takes, and by others that leave no doubt, with a hint.
fn boolean(context: &Context<'_>, name: &str, value: Option<&str>) -> Result<bool, String> {
    let value = value.unwrap_or_default();
    match value {
        "TRUE" | "true" | "Y" | "y" | "YES" | "yes" => return Ok(true),
        "FALSE" | "false" | "N" | "n" | "NO" | "no" => return Ok(false),
        _ => {}
    }
    let refused = format!(
        "{name}:{value} must be TRUE or FALSE",
        name = excerpt(name),
        value = excerpt(value)
    );
    let meant = match value.to_ascii_lowercase().as_str() {
        "true" | "yes" => true,
        "false" | "no" => false,
        _ => return Err(refused),
    };
    let word = if meant { "TRUE" } else { "FALSE" };
    context.slip(
        &refused,
        format!(
            "{name}:{value} is taken as {name}:{word}; OpenSSL refuses this spelling",
            name = excerpt(name),
            value = excerpt(value)
        ),
    )?;
    Ok(meant)
}

/// An object identifier by name or number.
fn object(text: &str) -> Result<ObjectIdentifier, String> {
    parse_oid(text).ok_or_else(|| {
        format!(
            "\"{text}\" is no object identifier: neither a known name nor numbers",
            text = excerpt(text)
        )
    })
}

/// The contents of a constructed DER value.
pub fn contents(der: &[u8]) -> &[u8] {
    Reader::new(der)
        .any("value")
        .map(|tlv| tlv.value)
        .unwrap_or_default()
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
