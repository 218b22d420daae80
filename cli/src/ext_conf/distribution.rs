//! crlDistributionPoints, freshestCRL and issuingDistributionPoint.

use super::{Context, alt_name, bits, boolean, items, list};
use crate::error::excerpt;
use crate::subject;
use certwright::der::{Writer, context_tag};

/// The DER of `[0] fullName` or `[1] nameRelativeToCRLIssuer` that a section's entry gives, if it is one of these.
fn point_name(context: &Context<'_>, key: &str, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut w = Writer::new();
    match key {
        "fullname" => {
            let names = alt_name::general_names(context, value)?;
            w.nested(context_tag(0, true), |w| w.raw(&names));
        }
        "relativename" => {
            let entries = context.section(value)?;
            let entries = entries
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str()));
            let name = subject::from_section(entries, context.form)?;
            let set = name.relative_contents().ok_or_else(|| {
                format!("the section [{value}] must give one relative name: join its attributes with '+'", value = excerpt(value))
            })?;
            w.nested(context_tag(1, true), |w| w.raw(&set));
        }
        _ => return Ok(None),
    }
    Ok(Some(w.into_vec()))
}

fn only_once<T>(place: &mut Option<T>, value: T, key: &str) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!(
            "\"{key}\" stands after another that says the same",
            key = excerpt(key)
        )),
    }
}

fn point_from_section(context: &Context<'_>, section: &str) -> Result<Vec<u8>, String> {
    let (mut name, mut reasons, mut issuer) = (None, None, None);
    for (key, value) in context.section(section)? {
        if let Some(point) = point_name(context, &key, &value)? {
            only_once(&mut name, point, &key)?;
            continue;
        }
        match key.as_str() {
            "reasons" => only_once(&mut reasons, bits::reasons(&value)?, &key)?,
            "CRLissuer" => only_once(&mut issuer, alt_name::general_names(context, &value)?, &key)?,
            // OpenSSL passes over what it does not know here.
            _ => {}
        }
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        if let Some(name) = &name {
            w.context(0, |w| w.raw(name));
        }
        if let Some(reasons) = &reasons {
            w.tlv(context_tag(1, false), reasons);
        }
        if let Some(issuer) = &issuer {
            w.context(2, |w| w.raw(issuer));
        }
    });
    Ok(w.into_vec())
}

pub(super) fn points(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut all = Vec::new();
    for (name, value) in items(context, value)? {
        match value {
            // A word alone names a section.
            None => all.push(point_from_section(context, &name)?),
            Some(value) => {
                let location = alt_name::general_name(context, &name, Some(&value), false)?;
                let mut w = Writer::new();
                w.sequence(|w| w.context(0, |w| w.context(0, |w| w.raw(&location))));
                all.push(w.into_vec());
            }
        }
    }
    let mut w = Writer::new();
    w.sequence(|w| all.iter().for_each(|point| w.raw(point)));
    Ok(w.into_vec())
}

pub(super) fn issuing(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let entries = if value.starts_with('@') {
        items(context, value)?
    } else {
        list(value)?
    };
    let (mut name, mut reasons) = (None, None);
    let mut flags = [false; 4];
    for (key, value) in entries {
        let text = value.as_deref().unwrap_or_default();
        if let Some(point) = point_name(context, &key, text)? {
            only_once(&mut name, point, &key)?;
            continue;
        }
        let flag = match key.as_str() {
            "onlyuser" => 0,
            "onlyCA" => 1,
            "indirectCRL" => 2,
            "onlyAA" => 3,
            "onlysomereasons" => {
                only_once(&mut reasons, bits::reasons(text)?, &key)?;
                continue;
            }
            _ => {
                return Err(format!(
                    "\"{key}\" is unknown; it takes fullname, relativename, onlyuser, onlyCA, onlyAA, indirectCRL and onlysomereasons",
                    key = excerpt(&key)
                ));
            }
        };
        flags[flag] = boolean(context, &key, value.as_deref())?;
    }
    let [user, ca, indirect, attribute] = flags;
    let mut w = Writer::new();
    w.sequence(|w| {
        let flag = |w: &mut Writer, number: u32, set: bool| {
            if set {
                w.tlv(context_tag(number, false), &[0xff]);
            }
        };
        if let Some(name) = &name {
            w.context(0, |w| w.raw(name));
        }
        flag(w, 1, user);
        flag(w, 2, ca);
        if let Some(reasons) = &reasons {
            w.tlv(context_tag(3, false), reasons);
        }
        flag(w, 4, indirect);
        flag(w, 5, attribute);
    });
    Ok(w.into_vec())
}
