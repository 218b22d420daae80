//! CRL distribution points, freshest CRL and issuing distribution point.

use super::super::{Text, name, put};
use super::{general_name, usage};
use certwright::der::{DerError, Reader, Tlv, context_tag, parse_bit_string};

pub(super) fn points(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<(), DerError> {
    let mut list = value.sequence("CRLDistributionPoints")?;
    let mut first = true;
    while !list.is_empty() {
        out.put(if first { "" } else { "\n" });
        first = false;
        let mut point = list.sequence("DistributionPoint")?;
        if let Some(full) = point.optional(context_tag(0, true), "distributionPoint")? {
            point_name(out, &full, indent)?;
        }
        if let Some(flags) = point.optional(context_tag(1, false), "reasons")? {
            reasons(out, "Reasons", &flags, indent)?;
        }
        if let Some(issuer) = point.optional(context_tag(2, true), "cRLIssuer")? {
            out.indent(indent);
            out.put("CRL Issuer:\n");
            general_name::lines(out, issuer.reader(), indent + 2)?;
        }
        point.finish("DistributionPoint")?;
    }
    Ok(())
}

fn point_name(out: &mut Text, point: &Tlv<'_>, indent: usize) -> Result<(), DerError> {
    let mut choice = point.reader();
    if let Some(full) = choice.optional(context_tag(0, true), "fullName")? {
        out.indent(indent);
        out.put("Full Name:\n");
        return general_name::lines(out, full.reader(), indent + 2);
    }
    let relative = choice.expect(context_tag(1, true), "nameRelativeToCRLIssuer")?;
    out.indent(indent);
    out.put("Relative Name:\n");
    out.indent(indent + 2);
    name::relative_name(out, relative.reader());
    out.put("\n");
    Ok(())
}

fn reasons(out: &mut Text, title: &str, flags: &Tlv<'_>, indent: usize) -> Result<(), DerError> {
    let names = usage::reason_names(&parse_bit_string(flags, "ReasonFlags")?);
    out.indent(indent);
    put!(out, "{title}:\n");
    out.indent(indent + 2);
    put!(
        out,
        "{}\n",
        if names.is_empty() { "<EMPTY>" } else { &names }
    );
    Ok(())
}

pub(super) fn issuing_distribution_point(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut fields = value.sequence("IssuingDistributionPoint")?;
    let mut anything = false;
    if let Some(point) = fields.optional(context_tag(0, true), "distributionPoint")? {
        point_name(out, &point, indent)?;
        anything = true;
    }
    let mut flags = [false; 4];
    let mut some_reasons = None;
    for (number, place) in [
        (1, Some(0)),
        (2, Some(1)),
        (3, None),
        (4, Some(2)),
        (5, Some(3)),
    ] {
        let field = fields.optional(context_tag(number, false), "IssuingDistributionPoint")?;
        match (field, place) {
            (Some(flag), Some(place)) => flags[place] = flag.value != [0],
            (Some(field), None) => some_reasons = Some(field),
            (None, _) => {}
        }
    }
    fields.finish("IssuingDistributionPoint")?;
    let [user, ca, indirect, attribute] = flags;
    let mut flag = |out: &mut Text, set: bool, text: &str| {
        if set {
            out.indent(indent);
            out.put(text);
            anything = true;
        }
    };
    flag(out, user, "Only User Certificates\n");
    flag(out, ca, "Only CA Certificates\n");
    flag(out, indirect, "Indirect CRL\n");
    if let Some(field) = &some_reasons {
        reasons(out, "Only Some Reasons", field, indent)?;
    }
    flag(out, attribute, "Only Attribute Certificates\n");
    if !anything && some_reasons.is_none() {
        out.indent(indent);
        out.put("<EMPTY>\n");
    }
    Ok(())
}
