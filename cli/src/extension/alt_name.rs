//! subjectAltName, issuerAltName and certificateIssuer.

use super::general_name::{NameList, print_list};
use super::words::{is_name, items};
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient};
use crate::text::Text;
use certwright::x509::extension::{CertificateIssuer, IssuerAltName, SubjectAltName};
use certwright::x509::{ExtensionValue as _, GeneralName};

impl CommandLine for SubjectAltName<'_> {
    const CONFIGURE: Option<Configure> = Some(subject);
    const LENIENT: Option<Lenient> = Some(lenient::names);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        print_list(out, &self.0, indent)
    }
}

impl CommandLine for IssuerAltName<'_> {
    const CONFIGURE: Option<Configure> = Some(issuer);
    const LENIENT: Option<Lenient> = Some(lenient::names);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        print_list(out, &self.0, indent)
    }
}

impl CommandLine for CertificateIssuer<'_> {
    const LENIENT: Option<Lenient> = Some(lenient::names);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        print_list(out, &self.0, indent)
    }
}

fn subject(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut names = NameList::default();
    for (name, value) in items(context, value)? {
        match value.as_deref() {
            Some(how @ ("copy" | "move")) if is_name(&name, "email") => {
                for address in &context.subject_emails {
                    let address = std::str::from_utf8(address).ok().filter(|a| a.is_ascii());
                    names.push(GeneralName::Rfc822(address.ok_or_else(|| {
                        format!("email:{how}: the subject's e-mail address is not ASCII")
                    })?));
                }
                *context.emails_moved.borrow_mut() |= how == "move";
            }
            value => names.add(context, &name, value)?,
        }
    }
    if names.is_empty() {
        context.hint(
            "subjectAltName is left out: the subject has no e-mail address to copy, and RFC 5280 allows no empty list"
                .to_owned(),
        );
        return Ok(None);
    }
    Ok(Some(SubjectAltName(names.names()?).to_der()))
}

fn issuer(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut names = NameList::default();
    for (name, value) in items(context, value)? {
        if !is_name(&name, "issuer") || value.as_deref() != Some("copy") {
            names.add(context, &name, value.as_deref())?;
            continue;
        }
        let issuer = context
            .issuer
            .ok_or("issuer:copy needs the certificate of the issuer, and there is none here")?;
        let own = context.own_alt_names.borrow();
        let copied = match context.own_issuer_key {
            Some(_) => Some(own.as_slice()).filter(|own| !own.is_empty()),
            None => issuer.alt_names,
        };
        let Some(copied) = copied else { continue };
        let copied = SubjectAltName::parse(copied).map_err(|e| {
            format!("issuer:copy: the subjectAltName of the issuer cannot be read: {e}")
        })?;
        copied.0.iter().for_each(|name| names.push(name));
    }
    if names.is_empty() {
        context.hint(
            "issuerAltName is left out: the issuer has no subjectAltName to copy, and RFC 5280 allows no empty list"
                .to_owned(),
        );
        return Ok(None);
    }
    Ok(Some(IssuerAltName(names.names()?).to_der()))
}
