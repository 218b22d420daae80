//! `-addtrust`, `-addreject` and the like: an administrator's trust settings, beside a certificate.

use crate::args::Args;
use crate::error::{CliError, excerpt};
use crate::text::{self, Text, parse_oid, put};
use certwright::der::ObjectIdentifier;
use certwright::x509::TrustSettings;

/// Whether the PEM output is a TRUSTED CERTIFICATE.
pub(super) fn is_output(args: &Args) -> bool {
    let options = ["trustout", "setalias", "addtrust", "addreject"];
    options.iter().any(|name| args.has(name))
}

/// The settings that were read, changed as the options ask for: first cleared, then added to.
pub(super) fn change(
    args: &Args,
    read: Option<TrustSettings>,
) -> Result<Option<TrustSettings>, CliError> {
    let changes = ["setalias", "clrtrust", "addtrust", "clrreject", "addreject"];
    if !changes.iter().any(|name| args.has(name)) {
        return Ok(read);
    }
    let clears = !["setalias", "addtrust", "addreject"]
        .iter()
        .any(|name| args.has(name));
    if clears && read.is_none() {
        return Ok(None);
    }
    let mut settings = read.unwrap_or_default();
    if let Some(alias) = args.text("setalias") {
        settings.alias = Some(alias.to_owned());
    }
    if args.has("clrtrust") {
        settings.trusted = None;
    }
    if args.has("clrreject") {
        settings.rejected = None;
    }
    for (option, list) in [
        ("addtrust", &mut settings.trusted),
        ("addreject", &mut settings.rejected),
    ] {
        for name in args.texts(option) {
            let purpose = parse_oid(name).ok_or_else(|| {
                CliError::usage(format!(
                    "invalid trust object value {name}: it takes a purpose such as serverAuth, clientAuth, emailProtection or anyExtendedKeyUsage",
                    name = excerpt(name)
                ))
            })?;
            list.get_or_insert_default().push(purpose);
        }
    }
    Ok(Some(settings))
}

/// Appends what `-text` shows of them.
pub(crate) fn print(out: &mut Text, settings: &TrustSettings) {
    let mut purposes = |word: &str, list: &Option<Vec<ObjectIdentifier>>| match list {
        None => put!(out, "No {word} Uses.\n"),
        Some(list) => {
            let names: Vec<String> = list
                .iter()
                .map(|oid| text::shown(oid.as_oid_ref()).to_string())
                .collect();
            put!(out, "{word} Uses:\n  {}\n", names.join(", "));
        }
    };
    purposes("Trusted", &settings.trusted);
    purposes("Rejected", &settings.rejected);
    if let Some(alias) = &settings.alias {
        out.put("Alias: ");
        text::utf8(out, alias.as_bytes());
        out.put("\n");
    }
    if let Some(id) = &settings.key_id {
        put!(out, "Key Id: {}\n", text::colon_hex(id, true));
    }
}
