//! Certificate policies, policy mappings and policy constraints.

use super::super::{Text, decimal_or_hex, oid, put};
use super::comma_list;
use certwright::der::{DerError, Reader, Tag, context_tag};

pub(super) fn certificate_policies(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut list = value.sequence("certificatePolicies")?;
    let mut first = true;
    while !list.is_empty() {
        out.put(if first { "" } else { "\n" });
        first = false;
        let mut policy = list.sequence("PolicyInformation")?;
        out.indent(indent);
        put!(
            out,
            "Policy: {}",
            oid::shown(policy.oid("policyIdentifier")?)
        );
        if !policy.is_empty() {
            out.put("\n");
            qualifiers(out, policy.sequence("policyQualifiers")?, indent + 2)?;
        }
    }
    Ok(())
}

fn qualifiers(out: &mut Text, mut list: Reader<'_>, indent: usize) -> Result<(), DerError> {
    let mut first = true;
    while !list.is_empty() {
        out.put(if first { "" } else { "\n" });
        first = false;
        let mut qualifier = list.sequence("PolicyQualifierInfo")?;
        let kind = qualifier.oid("policyQualifierId")?;
        match oid::numeric(kind).as_str() {
            "1.3.6.1.5.5.7.2.1" => {
                out.indent(indent);
                out.put("CPS: ");
                out.put(qualifier.expect(Tag::Ia5String, "CPSuri")?.value);
            }
            "1.3.6.1.5.5.7.2.2" => {
                out.indent(indent);
                out.put("User Notice:\n");
                notice(out, qualifier.sequence("UserNotice")?, indent + 2)?;
            }
            _ => {
                out.indent(indent + 2);
                put!(out, "Unknown Qualifier: {}", oid::shown(kind));
            }
        }
    }
    Ok(())
}

fn notice(out: &mut Text, mut notice: Reader<'_>, indent: usize) -> Result<(), DerError> {
    if let Some(reference) = notice.optional(Tag::Sequence, "noticeRef")? {
        let mut reference = reference.reader();
        out.indent(indent);
        out.put("Organization: ");
        out.put(reference.any("organization")?.value);
        out.put("\n");
        let mut list = reference.sequence("noticeNumbers")?;
        let mut numbers = Vec::new();
        while !list.is_empty() {
            numbers.push(decimal_or_hex(list.integer("notice number")?.value));
        }
        out.indent(indent);
        put!(
            out,
            "Number{}: {}",
            if numbers.len() > 1 { "s" } else { "" },
            numbers.join(", ")
        );
        if !notice.is_empty() {
            out.put("\n");
        }
    }
    if !notice.is_empty() {
        out.indent(indent);
        out.put("Explicit Text: ");
        out.put(notice.any("explicitText")?.value);
    }
    Ok(())
}

pub(super) fn mappings(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut list = value.sequence("PolicyMappings")?;
    let mut shown = Vec::new();
    while !list.is_empty() {
        let mut pair = list.sequence("policy mapping")?;
        let (from, to) = (
            pair.oid("issuerDomainPolicy")?,
            pair.oid("subjectDomainPolicy")?,
        );
        shown.push(format!("{}:{}", oid::shown(from), oid::shown(to)).into_bytes());
    }
    comma_list(out, &shown, indent);
    Ok(())
}

pub(super) fn constraints(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut fields = value.sequence("PolicyConstraints")?;
    let mut shown = Vec::new();
    for (number, label) in [
        (0, "Require Explicit Policy"),
        (1, "Inhibit Policy Mapping"),
    ] {
        if let Some(skip) = fields.optional(context_tag(number, false), label)? {
            shown.push(format!("{label}:{}", decimal_or_hex(skip.value)).into_bytes());
        }
    }
    fields.finish("PolicyConstraints")?;
    comma_list(out, &shown, indent);
    Ok(())
}
