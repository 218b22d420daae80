//! authorityInfoAccess and subjectInfoAccess.

use super::{Context, alt_name, items, object};
use crate::error::excerpt;
use certwright::der::Writer;

pub(super) fn information(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut descriptions = Vec::new();
    for (name, value) in items(context, value)? {
        let (method, kind) = name.split_once(';').ok_or_else(|| {
            format!(
                "\"{name}\" must be written method;kind, such as OCSP;URI:http://ocsp.example/",
                name = excerpt(&name)
            )
        })?;
        descriptions.push((
            object(method)?,
            alt_name::general_name(context, kind, value.as_deref(), false)?,
        ));
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        for (method, location) in &descriptions {
            w.sequence(|w| {
                w.oid(method);
                w.raw(location);
            });
        }
    });
    Ok(w.into_vec())
}
