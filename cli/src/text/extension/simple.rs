//! Extensions that are one string, number, time or nothing.

use super::super::{Text, colon_hex, decimal_or_hex, time};
use certwright::der::{DerError, Reader, Tag, Tlv, context_tag};

pub(super) fn ia5_string(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let text = value.expect(Tag::Ia5String, "IA5String")?;
    out.indent(indent);
    // A C string ends at the first NUL.
    out.put(text.value.split(|&b| b == 0).next().unwrap_or_default());
    Ok(())
}

pub(super) fn integer(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let number = value.integer("INTEGER")?;
    out.indent(indent);
    out.put(decimal_or_hex(number.value));
    Ok(())
}

pub(super) fn generalized_time(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let at = value.expect(Tag::GeneralizedTime, "GeneralizedTime")?;
    out.indent(indent);
    time(out, &at);
    Ok(())
}

/// holdInstructionCode.
pub(super) fn object(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<(), DerError> {
    let id = value.oid("OBJECT IDENTIFIER")?;
    out.indent(indent);
    out.put(super::super::shown(id));
    Ok(())
}

pub(super) fn null(_: &mut Text, mut value: Reader<'_>, _: usize) -> Result<(), DerError> {
    value.null("NULL")
}

pub(super) fn poison(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<(), DerError> {
    value.null("NULL")?;
    out.indent(indent);
    out.put("NULL");
    Ok(())
}

/// An OCSP nonce.
pub(super) fn octets(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<(), DerError> {
    let nonce = value.octet_string("Nonce")?;
    out.indent(indent);
    out.put(colon_hex(nonce.value, true));
    Ok(())
}

pub(super) fn private_key_usage_period(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut period = value.sequence("PrivateKeyUsagePeriod")?;
    let bound = |t: Option<Tlv<'_>>, label: &str, out: &mut Text| {
        if let Some(t) = t {
            out.put(label);
            time(
                out,
                &Tlv {
                    tag: Tag::GeneralizedTime,
                    ..t
                },
            );
        }
    };
    let before = period.optional(context_tag(0, false), "notBefore")?;
    let after = period.optional(context_tag(1, false), "notAfter")?;
    out.indent(indent);
    bound(before, "Not Before: ", out);
    if before.is_some() && after.is_some() {
        out.put(", ");
    }
    bound(after, "Not After: ", out);
    Ok(())
}
