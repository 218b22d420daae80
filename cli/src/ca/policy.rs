//! A policy section: which attributes of a request's subject go into the certificate, and in which order.

use crate::conf::Entry;
use crate::error::{CliError, excerpt};
use crate::text;
use certwright::der::ObjectIdentifierRef;
use certwright::der::oid;
use certwright::x509::{Attribute, Name, NameBuf, NameBuilder};

/// The subject that the policy makes of the request's: its attributes in the policy's order, each an RDN of its own.
pub fn apply(
    policy: &[Entry],
    section: &str,
    request: &Name<'_>,
    authority: &Name<'_>,
) -> Result<NameBuf, CliError> {
    let mut subject = NameBuilder::new();
    for entry in policy {
        let kind = text::parse_oid(&entry.name).ok_or_else(|| {
            CliError::new(format!(
                "policy [{section}]: {} is not an attribute type that has a name",
                excerpt(&entry.name),
                section = excerpt(section)
            ))
        })?;
        let mut found = false;
        let kind = kind.as_oid_ref();
        for attribute in of_type(request, kind) {
            found = true;
            match entry.value.as_str() {
                "optional" | "supplied" => {}
                "match" => matches(&entry.name, kind, &attribute, authority)?,
                other => {
                    return Err(CliError::new(format!(
                        "policy [{section}]: {} = {other}: it takes match, supplied or optional",
                        excerpt(&entry.name),
                        section = excerpt(section),
                        other = excerpt(other)
                    )));
                }
            }
            subject = subject.rdn(kind, attribute.value.tag, attribute.value.value);
        }
        match (found, entry.value.as_str()) {
            (false, "supplied") => {
                return Err(CliError::new(format!(
                    "The {} field needed to be supplied and was missing",
                    excerpt(&entry.name)
                )));
            }
            (false, "match") => {
                return Err(CliError::new(format!(
                    "The mandatory {} field was missing",
                    excerpt(&entry.name)
                )));
            }
            _ => {}
        }
    }
    let subject = subject.build();
    if subject.as_name().is_empty() && !request.is_empty() {
        return Err(CliError::new(format!(
            "policy [{section}] leaves nothing of the request's subject; list the attributes to take over",
            section = excerpt(section)
        )));
    }
    Ok(subject)
}

/// The attribute must be one that the CA's own name has, byte for byte.
fn matches(
    name: &str,
    kind: ObjectIdentifierRef<'_>,
    attribute: &Attribute<'_>,
    authority: &Name<'_>,
) -> Result<(), CliError> {
    let mut own = of_type(authority, kind).peekable();
    let Some(first) = own.peek().copied() else {
        return Err(CliError::new(format!(
            "The {name} field does not exist in the CA certificate, the 'policy' is misconfigured"
        )));
    };
    let same = |a: &Attribute<'_>| {
        (a.value.tag, a.value.value) == (attribute.value.tag, attribute.value.value)
    };
    if own.any(|a| same(&a)) {
        return Ok(());
    }
    Err(CliError::new(format!(
        "The {name} field is different between CA certificate ({}) and the request ({})",
        excerpt(&String::from_utf8_lossy(first.value.value)),
        excerpt(&String::from_utf8_lossy(attribute.value.value))
    )))
}

fn of_type<'a>(
    name: &Name<'a>,
    kind: ObjectIdentifierRef<'a>,
) -> impl Iterator<Item = Attribute<'a>> {
    name.attributes()
        .filter(move |attribute| attribute.oid == kind)
}

/// The name without its e-mail addresses (`-noemailDN`).
pub fn without_email(name: &Name<'_>) -> NameBuf {
    let kept = name
        .attributes()
        .filter(|attribute| attribute.oid != oid::EMAIL_ADDRESS);
    let mut out = NameBuilder::new();
    for attribute in kept {
        out = out.rdn(attribute.oid, attribute.value.tag, attribute.value.value);
    }
    out.build()
}
