//! basicConstraints and nameConstraints.

use super::{Context, alt_name, boolean, integer, is_name, items};
use crate::error::excerpt;
use certwright::der::{Tag, Writer};

pub(super) fn basic(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut ca = false;
    let mut length = None;
    for (name, value) in items(context, value)? {
        match name.as_str() {
            "CA" => ca = boolean(context, "CA", value.as_deref())?,
            "pathlen" => length = Some(integer(value.as_deref().unwrap_or_default())?),
            _ => {
                return Err(format!(
                    "\"{name}\" is unknown; it takes CA:TRUE or CA:FALSE, and pathlen:number",
                    name = excerpt(&name)
                ));
            }
        }
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        if ca {
            w.boolean(true);
        }
        if let Some(length) = &length {
            w.tlv(Tag::Integer, length);
        }
    });
    Ok(w.into_vec())
}

pub(super) fn names(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut permitted = Vec::new();
    let mut excluded = Vec::new();
    for (name, value) in items(context, value)? {
        let (list, kind) = match name.split_once(';') {
            Some((which, kind)) if is_name(which, "permitted") => (&mut permitted, kind),
            Some((which, kind)) if is_name(which, "excluded") => (&mut excluded, kind),
            _ => {
                return Err(format!(
                    "\"{name}\" must begin with permitted; or excluded;",
                    name = excerpt(&name)
                ));
            }
        };
        list.push(alt_name::general_name(
            context,
            kind,
            value.as_deref(),
            true,
        )?);
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        for (number, list) in [(0, &permitted), (1, &excluded)] {
            if !list.is_empty() {
                w.context(number, |w| {
                    list.iter().for_each(|name| w.sequence(|w| w.raw(name)))
                });
            }
        }
    });
    Ok(w.into_vec())
}
