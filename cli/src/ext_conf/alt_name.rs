//! subjectAltName, issuerAltName, and the general names in them and elsewhere.

use crate::error::excerpt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Context, asn1, contents, is_name, items, object};
use crate::subject;
use certwright::der::{Writer, context_tag};

pub(super) fn subject(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut names = Vec::new();
    for (name, value) in items(context, value)? {
        match value.as_deref() {
            Some(how @ ("copy" | "move")) if is_name(&name, "email") => {
                for address in &context.subject_emails {
                    names.push(tagged(1, address));
                }
                *context.emails_moved.borrow_mut() |= how == "move";
            }
            value => names.push(general_name(context, &name, value, false)?),
        }
    }
    Ok(sequence(&names))
}

pub(super) fn issuer(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut names = Vec::new();
    for (name, value) in items(context, value)? {
        if is_name(&name, "issuer") && value.as_deref() == Some("copy") {
            let issuer = context
                .issuer
                .ok_or("issuer:copy needs the certificate of the issuer, and there is none here")?;
            let own = context.own_alt_names.borrow();
            let copied = match context.own_issuer_key {
                Some(_) => own.as_slice(),
                None => issuer.alt_names.unwrap_or_default(),
            };
            names.push(contents(copied).to_vec());
        } else {
            names.push(general_name(context, &name, value.as_deref(), false)?);
        }
    }
    Ok(sequence(&names))
}

fn sequence(names: &[Vec<u8>]) -> Vec<u8> {
    let mut w = Writer::new();
    w.sequence(|w| names.iter().for_each(|name| w.raw(name)));
    w.into_vec()
}

fn tagged(number: u32, contents: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.tlv(context_tag(number, false), contents);
    w.into_vec()
}

/// One GeneralName in DER. In `constraint`s an address has a mask.
pub(super) fn general_name(
    context: &Context<'_>,
    kind: &str,
    value: Option<&str>,
    constraint: bool,
) -> Result<Vec<u8>, String> {
    let value = value.ok_or_else(|| {
        format!(
            "\"{kind}\" needs a value after a colon, such as {kind}:value",
            kind = excerpt(kind)
        )
    })?;
    for (label, number) in [("email", 1), ("DNS", 2), ("URI", 6)] {
        if is_name(kind, label) {
            return Ok(tagged(number, value.as_bytes()));
        }
    }
    if is_name(kind, "RID") {
        return Ok(tagged(8, object(value)?.as_bytes()));
    }
    if is_name(kind, "IP") {
        let octets = if constraint {
            network(value)
        } else {
            address(value)
        };
        let form = if constraint {
            "address/mask"
        } else {
            "address"
        };
        let example = if constraint {
            "10.0.0.0/255.0.0.0"
        } else {
            "10.96.0.1 or fd00::1"
        };
        return Ok(tagged(
            7,
            &octets.ok_or_else(|| {
                format!(
                    "\"{value}\" is no IP {form}, such as {example}",
                    value = excerpt(value)
                )
            })?,
        ));
    }
    let mut w = Writer::new();
    if is_name(kind, "dirName") {
        let entries = context.section(value)?;
        let entries = entries
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let name = subject::from_section(entries, context.form)?;
        w.context(4, |w| w.raw(&name.to_der()));
        return Ok(w.into_vec());
    }
    if is_name(kind, "otherName") {
        let (kind, value) = value
            .split_once(';')
            .ok_or("otherName is written otherName:OID;type:value")?;
        let (kind, value) = (object(kind.trim())?, asn1::generate(context, value)?);
        w.context(0, |w| {
            w.oid(&kind);
            w.context(0, |w| w.raw(&value));
        });
        return Ok(w.into_vec());
    }
    let kinds = ["DNS", "IP", "email", "URI", "dirName", "RID", "otherName"];
    let same = kinds.iter().find(|known| known.eq_ignore_ascii_case(kind));
    Err(match same {
        Some(known) => format!("\"{kind}\" is written {known}", kind = excerpt(kind)),
        None => format!(
            "\"{kind}\" is no kind of name; the kinds are {}",
            kinds.join(", "),
            kind = excerpt(kind)
        ),
    })
}

/// Four octets of an IPv4 address or sixteen of an IPv6 address.
fn address(text: &str) -> Option<Vec<u8>> {
    if text.contains(':') {
        return text.parse::<Ipv6Addr>().ok().map(|ip| ip.octets().to_vec());
    }
    // OpenSSL reads each part as a number, leading zeros and all.
    let parts: Vec<&str> = text.split('.').collect();
    let octet = |part: &&str| -> Option<u8> {
        (part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
    };
    match parts.as_slice() {
        [a, b, c, d] => Some(
            Ipv4Addr::new(octet(a)?, octet(b)?, octet(c)?, octet(d)?)
                .octets()
                .to_vec(),
        ),
        _ => None,
    }
}

/// Address and mask, one after the other.
fn network(text: &str) -> Option<Vec<u8>> {
    let (ip, mask) = text.split_once('/')?;
    let (ip, mask) = (address(ip)?, address(mask)?);
    (ip.len() == mask.len()).then(|| [ip, mask].concat())
}

/// GeneralNames' contents from a list or, after `@`, a section.
pub(super) fn general_names(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    for (name, value) in items(context, value)? {
        out.extend(general_name(context, &name, value.as_deref(), false)?);
    }
    Ok(out)
}
