//! basicConstraints and nameConstraints.

use super::super::{Text, decimal_or_hex, put};
use super::{comma_list, general_name};
use certwright::der::{DerError, Reader, Tag, context_tag};

pub(super) fn basic(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<(), DerError> {
    let mut fields = value.sequence("BasicConstraints")?;
    let ca = match fields.peek() {
        Some(Tag::Boolean) => fields.boolean("cA")?,
        _ => false,
    };
    let mut shown = vec![format!("CA:{}", if ca { "TRUE" } else { "FALSE" }).into_bytes()];
    if !fields.is_empty() {
        let length = fields.integer("pathLenConstraint")?;
        shown.push(format!("pathlen:{}", decimal_or_hex(length.value)).into_bytes());
    }
    fields.finish("BasicConstraints")?;
    comma_list(out, &shown, indent);
    Ok(())
}

pub(super) fn names(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<(), DerError> {
    let mut fields = value.sequence("NameConstraints")?;
    let permitted = fields.optional(context_tag(0, true), "permittedSubtrees")?;
    let excluded = fields.optional(context_tag(1, true), "excludedSubtrees")?;
    fields.finish("NameConstraints")?;
    if let Some(trees) = permitted {
        subtrees(out, trees.reader(), "Permitted", indent)?;
    }
    if permitted.is_some() && excluded.is_some() {
        out.put("\n");
    }
    if let Some(trees) = excluded {
        subtrees(out, trees.reader(), "Excluded", indent)?;
    }
    Ok(())
}

fn subtrees(
    out: &mut Text,
    mut trees: Reader<'_>,
    title: &str,
    indent: usize,
) -> Result<(), DerError> {
    let mut first = true;
    while !trees.is_empty() {
        if first {
            out.indent(indent);
            put!(out, "{title}:");
        }
        first = false;
        out.put("\n");
        out.indent(indent + 2);
        let mut tree = trees.sequence("GeneralSubtree")?;
        let mut peek = tree;
        match peek.optional(context_tag(7, false), "iPAddress")? {
            Some(ip) => {
                let octets = ip.value;
                let half = if octets.len() >= 16 {
                    16
                } else {
                    octets.len().min(4)
                };
                let (address, mask) = octets.split_at(half);
                let shown = |octets: &[u8]| {
                    general_name::address(octets).unwrap_or_else(|| "<invalid>".to_owned())
                };
                put!(out, "IP:{}/{}", shown(address), shown(mask));
            }
            None => general_name::line(out, &mut tree)?,
        }
    }
    Ok(())
}
