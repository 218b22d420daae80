//! subjectKeyIdentifier and authorityKeyIdentifier.

use super::words::{hexadecimal, items};
use super::{CommandLine, Configure, ExtensionContext, Lenient, general_name, lenient, line_list};
use crate::error::excerpt;
use crate::text::{self, Text, colon_hex};
use certwright::pkcs::spki::SubjectPublicKeyInfo;
use certwright::x509::extension::{AuthorityKeyIdentifier, SequenceOf, SubjectKeyIdentifier};
use certwright::x509::{ExtensionValue as _, GeneralName, Name};

impl CommandLine for SubjectKeyIdentifier<'_> {
    const CONFIGURE: Option<Configure> = Some(subject);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        out.put(colon_hex(self.0, true));
        Some(())
    }
}

impl CommandLine for AuthorityKeyIdentifier<'_> {
    const CONFIGURE: Option<Configure> = Some(authority);
    const LENIENT: Option<Lenient> = Some(lenient::authority_key_identifier);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let issuer = match &self.authority_cert_issuer {
            Some(names) => Some(general_name::all_in_list(names)?),
            None => None,
        };
        print(
            out,
            self.key_identifier,
            issuer,
            self.authority_cert_serial_number,
            indent,
        );
        Some(())
    }
}

/// Appends the three fields, a line for each and for each name.
pub(super) fn print(
    out: &mut Text,
    key: Option<&[u8]>,
    issuer: Option<Vec<Vec<u8>>>,
    serial: Option<&[u8]>,
    indent: usize,
) {
    let mut lines = Vec::new();
    if let Some(key) = key {
        let alone = issuer.is_none() && serial.is_none();
        let label = if alone { "" } else { "keyid:" };
        lines.push(format!("{label}{}", colon_hex(key, true)).into_bytes());
    }
    lines.extend(issuer.unwrap_or_default());
    if let Some(serial) = serial {
        let (negative, magnitude) = text::magnitude(serial);
        let sign = if negative { "-" } else { "" };
        let magnitude = if magnitude.is_empty() {
            vec![0]
        } else {
            magnitude
        };
        lines.push(format!("serial:{sign}{}", colon_hex(&magnitude, true)).into_bytes());
    }
    line_list(out, &lines, indent);
}

/// The identifier of a key (RFC 5280 §4.2.1.2, method 1).
fn key_hash(spki: &[u8]) -> Result<Vec<u8>, String> {
    let key = SubjectPublicKeyInfo::from_der(spki).map_err(|e| e.to_string())?;
    Ok(SubjectKeyIdentifier::for_key(&key).as_bytes().to_vec())
}

fn subject(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let id = match value {
        "none" => Vec::new(),
        "hash" => key_hash(
            context
                .subject_key
                .ok_or("there is no public key here to hash")?,
        )?,
        hex => hexadecimal(hex)
            .map_err(|what| format!("{what}; it takes hash, none or hexadecimal digits"))?,
    };
    Ok(Some(SubjectKeyIdentifier(&id).to_der()))
}

/// How much an authority key identifier asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    No,
    IfNeeded,
    Always,
}

fn authority(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let wishes = items(context, value)?;
    if wishes.len() == 1 && wishes[0].0 == "none" {
        return Ok(Some(AuthorityKeyIdentifier::default().to_der()));
    }
    let (mut key_id, mut issuer) = (Wish::No, Wish::No);
    for (name, option) in wishes {
        let wish = match option.as_deref() {
            None => Wish::IfNeeded,
            Some("always") => Wish::Always,
            Some(other) => {
                // OpenSSL passes over the word, so strictness does not come into it.
                context.hint(format!(
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
            // The identifier made so far is that of the key in the certificate, which is not the one that signs.
            Some(_) if !own => None,
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
    let name = Name::from_der(from.issuer_name).map_err(|e| e.to_string())?;
    let names = [GeneralName::Directory(name)];
    let made = AuthorityKeyIdentifier {
        key_identifier: id.as_deref(),
        authority_cert_issuer: details.then(|| SequenceOf::new(&names)),
        authority_cert_serial_number: details.then_some(from.serial),
    };
    Ok(Some(made.to_der()))
}
