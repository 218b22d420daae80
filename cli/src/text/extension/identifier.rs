//! Key identifiers.

use super::super::{Text, colon_hex};
use super::{general_name, line_list};
use certwright::der::{DerError, Reader, context_tag};

pub(super) fn subject_key(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let id = value.octet_string("KeyIdentifier")?;
    out.indent(indent);
    out.put(colon_hex(id.value, true));
    Ok(())
}

pub(super) fn authority_key(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut fields = value.sequence("AuthorityKeyIdentifier")?;
    let key = fields.optional(context_tag(0, false), "keyIdentifier")?;
    let issuer = fields.optional(context_tag(1, true), "authorityCertIssuer")?;
    let serial = fields.optional(context_tag(2, false), "authorityCertSerialNumber")?;
    fields.finish("AuthorityKeyIdentifier")?;
    let mut lines = Vec::new();
    if let Some(key) = key {
        let label = if issuer.is_some() || serial.is_some() {
            "keyid:"
        } else {
            ""
        };
        lines.push(format!("{label}{}", colon_hex(key.value, true)).into_bytes());
    }
    if let Some(issuer) = issuer {
        lines.extend(general_name::labelled_list(issuer.reader())?);
    }
    if let Some(serial) = serial {
        let (_, magnitude) = super::super::number::magnitude(serial.value);
        let octets = if magnitude.is_empty() {
            vec![0]
        } else {
            magnitude
        };
        lines.push(format!("serial:{}", colon_hex(&octets, true)).into_bytes());
    }
    line_list(out, &lines, indent);
    Ok(())
}
