//! certificatePolicies with their qualifiers, policyMappings and policyConstraints.

use super::{Context, integer, is_name, items, list, object};
use crate::error::excerpt;
use certwright::der::oid;
use certwright::der::{ObjectIdentifier, Tag, Writer, context_tag};

pub(super) fn certificate_policies(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    // `ia5org` makes a notice's organization an IA5String, as some old software wants it.
    let mut ia5_organization = false;
    let mut policies = Vec::new();
    for (name, value) in items(context, value)? {
        if value.is_some() || name.is_empty() {
            let given = value.map_or_else(|| name.clone(), |value| format!("{name}:{value}"));
            return Err(format!(
                "\"{given}\" is no policy: it takes object identifiers and @section",
                given = excerpt(&given)
            ));
        }
        if name == "ia5org" {
            ia5_organization = true;
        } else if let Some(section) = name.strip_prefix('@') {
            policies.push(policy(context, section, ia5_organization)?);
        } else {
            let mut w = Writer::new();
            let id = object(&name)?;
            w.sequence(|w| w.oid(&id));
            policies.push(w.into_vec());
        }
    }
    let mut w = Writer::new();
    w.sequence(|w| policies.iter().for_each(|policy| w.raw(policy)));
    Ok(w.into_vec())
}

fn policy(context: &Context<'_>, section: &str, ia5_organization: bool) -> Result<Vec<u8>, String> {
    let mut id: Option<ObjectIdentifier> = None;
    let mut qualifiers = Vec::new();
    for (key, value) in context.section(section)? {
        if key == "policyIdentifier" {
            id = Some(object(&value)?);
        } else if is_name(&key, "CPS") {
            let mut w = Writer::new();
            w.sequence(|w| {
                w.oid(&oid::QT_CPS);
                w.tlv(Tag::Ia5String, value.as_bytes());
            });
            qualifiers.push(w.into_vec());
        } else if is_name(&key, "userNotice") {
            let notice = value.strip_prefix('@').ok_or_else(|| {
                format!(
                    "{key} = {value} must name a section, as @section",
                    key = excerpt(&key),
                    value = excerpt(&value)
                )
            })?;
            let notice = user_notice(context, notice, ia5_organization)?;
            let mut w = Writer::new();
            w.sequence(|w| {
                w.oid(&oid::QT_UNOTICE);
                w.raw(&notice);
            });
            qualifiers.push(w.into_vec());
        } else {
            return Err(format!(
                "section [{section}], \"{key}\" is unknown; it takes policyIdentifier, CPS.1 and userNotice.1",
                section = excerpt(section),
                key = excerpt(&key)
            ));
        }
    }
    let id = id.ok_or_else(|| {
        format!(
            "the section [{section}] has no policyIdentifier",
            section = excerpt(section)
        )
    })?;
    let mut w = Writer::new();
    w.sequence(|w| {
        w.oid(&id);
        if !qualifiers.is_empty() {
            w.sequence(|w| qualifiers.iter().for_each(|qualifier| w.raw(qualifier)));
        }
    });
    Ok(w.into_vec())
}

fn user_notice(
    context: &Context<'_>,
    section: &str,
    ia5_organization: bool,
) -> Result<Vec<u8>, String> {
    let (mut text, mut organization, mut numbers) = (None, None, None);
    for (key, value) in context.section(section)? {
        if is_name(&key, "explicitText") {
            let tagged = [
                ("UTF8:", Tag::Utf8String),
                ("UTF8String:", Tag::Utf8String),
                ("BMP:", Tag::BmpString),
                ("BMPSTRING:", Tag::BmpString),
                ("VISIBLE:", Tag::VisibleString),
                ("VISIBLESTRING:", Tag::VisibleString),
            ];
            let found = tagged
                .iter()
                .find_map(|&(label, tag)| Some((tag, value.strip_prefix(label)?)));
            let (tag, plain) = found.unwrap_or((Tag::VisibleString, &value));
            text = Some((tag, plain.as_bytes().to_vec()));
        } else if is_name(&key, "organization") {
            organization = Some(value);
        } else if is_name(&key, "noticeNumbers") {
            let all: Result<Vec<_>, _> =
                list(&value)?.iter().map(|item| integer(&item.0)).collect();
            numbers = Some(all?);
        } else {
            return Err(format!(
                "section [{section}], \"{key}\" is unknown; it takes explicitText, organization and noticeNumbers",
                section = excerpt(section),
                key = excerpt(&key)
            ));
        }
    }
    if organization.is_some() != numbers.is_some() {
        return Err(format!(
            "the section [{section}] needs both organization and noticeNumbers, or neither",
            section = excerpt(section)
        ));
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        if let (Some(organization), Some(numbers)) = (&organization, &numbers) {
            let tag = if ia5_organization {
                Tag::Ia5String
            } else {
                Tag::VisibleString
            };
            w.sequence(|w| {
                w.tlv(tag, organization.as_bytes());
                w.sequence(|w| {
                    numbers
                        .iter()
                        .for_each(|number| w.tlv(Tag::Integer, number))
                });
            });
        }
        if let Some((tag, octets)) = &text {
            w.tlv(*tag, octets);
        }
    });
    Ok(w.into_vec())
}

pub(super) fn mappings(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let mut pairs = Vec::new();
    for (from, to) in items(context, value)? {
        let to = to.ok_or_else(|| {
            format!(
                "\"{from}\" needs the policy it is mapped to, after a colon",
                from = excerpt(&from)
            )
        })?;
        pairs.push((object(&from)?, object(&to)?));
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        for (from, to) in &pairs {
            w.sequence(|w| {
                w.oid(from);
                w.oid(to);
            });
        }
    });
    Ok(w.into_vec())
}

pub(super) fn constraints(context: &Context<'_>, value: &str) -> Result<Vec<u8>, String> {
    let (mut require, mut inhibit) = (None, None);
    for (name, value) in items(context, value)? {
        let value = integer(value.as_deref().unwrap_or_default())?;
        match name.as_str() {
            "requireExplicitPolicy" => require = Some(value),
            "inhibitPolicyMapping" => inhibit = Some(value),
            _ => {
                return Err(format!(
                    "\"{name}\" is unknown; it takes requireExplicitPolicy:number and inhibitPolicyMapping:number",
                    name = excerpt(&name)
                ));
            }
        }
    }
    if require.is_none() && inhibit.is_none() {
        return Err("it needs requireExplicitPolicy or inhibitPolicyMapping".to_owned());
    }
    let mut w = Writer::new();
    w.sequence(|w| {
        for (number, value) in [(0, &require), (1, &inhibit)] {
            if let Some(value) = value {
                w.tlv(context_tag(number, false), value);
            }
        }
    });
    Ok(w.into_vec())
}
