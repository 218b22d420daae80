//! subjectKeyIdentifier and authorityKeyIdentifier.

use super::{Context, hexadecimal, list};
use crate::error::excerpt;
use certwright::der::{Reader, Writer, context_tag};
use certwright::rsa::HashAlgorithm;

/// SHA-1 of the octets of subjectPublicKey (RFC 5280 §4.2.1.2, method 1).
fn key_hash(spki: &[u8]) -> Result<Vec<u8>, String> {
    let mut info = Reader::new(spki)
        .sequence("SubjectPublicKeyInfo")
        .map_err(|e| e.to_string())?;
    info.any("algorithm").map_err(|e| e.to_string())?;
    let key = info
        .bit_string("subjectPublicKey")
        .map_err(|e| e.to_string())?;
    Ok(HashAlgorithm::Sha1.digest(key.octets).as_ref().to_vec())
}

fn octet_string(octets: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.octet_string(octets);
    w.into_vec()
}

pub(super) fn subject(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    Ok(octet_string(&match value {
        "none" => Vec::new(),
        "hash" => key_hash(
            context
                .subject_key
                .ok_or("there is no public key here to hash")?,
        )?,
        hex => hexadecimal(hex)
            .map_err(|what| format!("{what}; it takes hash, none or hexadecimal digits"))?,
    }))
}

/// How much an authority key identifier asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    No,
    IfNeeded,
    Always,
}

pub(super) fn authority(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut w = Writer::new();
    let wishes = list(value)?;
    if wishes.len() == 1 && wishes[0].0 == "none" {
        w.sequence(|_| {});
        return Ok(w.into_vec());
    }
    let (mut key_id, mut issuer) = (Wish::No, Wish::No);
    for (name, option) in wishes {
        let wish = match option.as_deref() {
            None => Wish::IfNeeded,
            Some("always") => Wish::Always,
            Some(other) => {
                // OpenSSL passes over the word, so strictness does not come into it.
                context.hints.borrow_mut().push(format!(
                    "{name}:{other} is taken as {name}; it takes {name}:always",
                    name = excerpt(&name),
                    other = excerpt(other)
                ));
                Wish::IfNeeded
            }
        };
        match name.as_str() {
            "keyid" if key_id == Wish::No => key_id = wish,
            "issuer" if issuer == Wish::No => issuer = wish,
            "keyid" | "issuer" | "none" => {
                return Err(format!(
                    "\"{name}\" stands twice, or \"none\" not alone",
                    name = excerpt(&name)
                ));
            }
            _ => {
                return Err(format!(
                    "\"{name}\" is unknown; it takes keyid, issuer or none",
                    name = excerpt(&name)
                ));
            }
        }
    }
    let from = context
        .issuer
        .ok_or("it needs the certificate of the issuer, and there is none here")?;
    let own = context.self_signed;
    let wanted = |wish: Wish| wish == Wish::Always || wish == Wish::IfNeeded && !own;
    let mut id = None;
    if wanted(key_id) {
        let made_so_far = context.own_key_id.borrow();
        let known = match context.own_issuer_key {
            Some(_) => made_so_far.as_deref(),
            None => from.key_id,
        };
        id = known.filter(|id| !id.is_empty()).map(<[u8]>::to_vec);
        if id.is_none() {
            id = context.own_issuer_key.map(key_hash).transpose()?;
        }
        if id.is_none() && key_id == Wish::Always {
            return Err(
                "the issuer's certificate has no subject key identifier to refer to".to_owned(),
            );
        }
    }
    let details = issuer == Wish::Always || issuer == Wish::IfNeeded && id.is_none();
    w.sequence(|w| {
        if let Some(id) = &id {
            w.tlv(context_tag(0, false), id);
        }
        if details {
            w.context(1, |w| w.context(4, |w| w.raw(from.issuer_name)));
            w.tlv(context_tag(2, false), from.serial);
        }
    });
    Ok(w.into_vec())
}
