//! certificatePolicies with their qualifiers.

use super::words::{ascii, integer, is_name, list, object};
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient};
use crate::error::excerpt;
use crate::text::{self, Text, decimal_or_hex, put};
use certwright::der::ObjectIdentifier;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::{
    CertificatePolicies, DisplayText, Integer, NoticeReference, PolicyInformation, PolicyQualifier,
    SequenceOf, UserNotice,
};

impl CommandLine for CertificatePolicies<'_> {
    const CONFIGURE: Option<Configure> = Some(configure);
    const LENIENT: Option<Lenient> = Some(lenient::certificate_policies);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        for (i, policy) in self.0.iter().enumerate() {
            out.put(if i > 0 { "\n" } else { "" });
            out.indent(indent);
            put!(out, "Policy: {}", text::shown(policy.policy_identifier));
            if let Some(qualifiers) = policy.policy_qualifiers {
                out.put("\n");
                print_qualifiers(out, qualifiers, indent + 2);
            }
        }
        Some(())
    }
}

fn print_qualifiers(
    out: &mut Text,
    qualifiers: SequenceOf<'_, PolicyQualifier<'_>>,
    indent: usize,
) {
    for (i, qualifier) in qualifiers.iter().enumerate() {
        out.put(if i > 0 { "\n" } else { "" });
        match qualifier {
            PolicyQualifier::Cps(uri) => {
                out.indent(indent);
                put!(out, "CPS: {uri}");
            }
            PolicyQualifier::UserNotice(notice) => {
                out.indent(indent);
                out.put("User Notice:\n");
                print_notice(out, &notice, indent + 2);
            }
            PolicyQualifier::Other { id, .. } => {
                out.indent(indent + 2);
                put!(out, "Unknown Qualifier: {}", text::shown(id));
            }
        }
    }
}

fn print_notice(out: &mut Text, notice: &UserNotice<'_>, indent: usize) {
    if let Some(reference) = &notice.notice_ref {
        let numbers = reference.notice_numbers.iter();
        let numbers: Vec<String> = numbers.map(|number| decimal_or_hex(number.0)).collect();
        out.indent(indent);
        put!(
            out,
            "Organization: {}\n",
            characters(&reference.organization)
        );
        out.indent(indent);
        put!(
            out,
            "Number{}: {}",
            if numbers.len() > 1 { "s" } else { "" },
            numbers.join(", ")
        );
        out.put(if notice.explicit_text.is_some() {
            "\n"
        } else {
            ""
        });
    }
    if let Some(text) = &notice.explicit_text {
        out.indent(indent);
        put!(out, "Explicit Text: {}", characters(text));
    }
}

/// The characters of a text. OpenSSL prints the bytes of a BMPString; here it is decoded, with U+FFFD for half a
/// surrogate pair.
fn characters(text: &DisplayText<'_>) -> String {
    match text {
        DisplayText::Ia5(text) | DisplayText::Visible(text) | DisplayText::Utf8(text) => {
            (*text).to_owned()
        }
        DisplayText::Bmp(units) => {
            let units = units.chunks_exact(2);
            let units = units.map(|unit| u16::from(unit[0]) << 8 | u16::from(unit[1]));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
    }
}

/// A policy that owns its contents.
struct Policy {
    id: ObjectIdentifier,
    qualifiers: Vec<Qualifier>,
}

enum Qualifier {
    Cps(String),
    Notice(Notice),
}

#[derive(Default)]
struct Notice {
    organization: Option<OwnedText>,
    numbers: Option<Vec<Vec<u8>>>,
    text: Option<OwnedText>,
}

/// A DisplayText that owns its characters.
enum OwnedText {
    Ia5(String),
    Visible(String),
    Bmp(Vec<u8>),
    Utf8(String),
}

impl OwnedText {
    fn as_text(&self) -> DisplayText<'_> {
        match self {
            Self::Ia5(text) => DisplayText::Ia5(text),
            Self::Visible(text) => DisplayText::Visible(text),
            Self::Bmp(units) => DisplayText::Bmp(units),
            Self::Utf8(text) => DisplayText::Utf8(text),
        }
    }

    /// VisibleString where it can hold the text, as OpenSSL makes it; elsewhere UTF8String (RFC 5280 §4.2.1.4).
    fn shortest(text: String) -> Self {
        match is_visible(&text) {
            true => Self::Visible(text),
            false => Self::Utf8(text),
        }
    }

    /// The text of `explicitText`, with its type before a colon or without.
    fn explicit(value: &str) -> Result<Self, String> {
        let prefixed =
            |labels: [&str; 2]| labels.iter().find_map(|label| value.strip_prefix(label));
        if let Some(text) = prefixed(["UTF8:", "UTF8String:"]) {
            return Ok(Self::Utf8(text.to_owned()));
        }
        if let Some(text) = prefixed(["BMP:", "BMPSTRING:"]) {
            return Ok(Self::Bmp(
                text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            ));
        }
        if let Some(text) = prefixed(["VISIBLE:", "VISIBLESTRING:"]) {
            return match is_visible(text) {
                true => Ok(Self::Visible(text.to_owned())),
                false => Err(format!(
                    "a VisibleString cannot hold \"{text}\": write UTF8:{text}",
                    text = excerpt(text)
                )),
            };
        }
        Ok(Self::shortest(value.to_owned()))
    }
}

/// Whether VisibleString has these characters: ASCII without control characters (X.680 §41).
fn is_visible(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    // `ia5org` makes a notice's organization an IA5String, as some old software wants it.
    let mut ia5_organization = false;
    let mut policies: Vec<Policy> = Vec::new();
    // A leading @ names a policy here, and not the section of the whole list.
    for (name, value) in list(value)? {
        if let Some(value) = value {
            return Err(format!(
                "\"{name}:{value}\" is not a policy: it takes object identifiers and @section",
                name = excerpt(&name),
                value = excerpt(&value)
            ));
        }
        let policy = if name == "ia5org" {
            ia5_organization = true;
            continue;
        } else if let Some(section) = name.strip_prefix('@') {
            policy(context, section, ia5_organization)?
        } else {
            Policy {
                id: object(&name)?,
                qualifiers: Vec::new(),
            }
        };
        if policies.iter().any(|other| other.id == policy.id) {
            return Err(format!(
                "the policy {} stands twice (RFC 5280 §4.2.1.4)",
                policy.id
            ));
        }
        policies.push(policy);
    }
    encode(&policies).map(Some)
}

/// The typed value, written. What it borrows is put together from the innermost list outwards.
fn encode(policies: &[Policy]) -> Result<Vec<u8>, String> {
    let qualifiers = policies.iter().flat_map(|policy| &policy.qualifiers);
    let notices = qualifiers.clone().map(|qualifier| match qualifier {
        Qualifier::Notice(notice) => notice.numbers.as_deref().unwrap_or_default(),
        Qualifier::Cps(_) => &[],
    });
    let numbers: Vec<Vec<Integer<'_>>> = notices
        .map(|numbers| numbers.iter().map(|number| Integer(number)).collect())
        .collect();
    let typed: Vec<PolicyQualifier<'_>> = qualifiers
        .zip(&numbers)
        .map(|(qualifier, numbers)| match qualifier {
            Qualifier::Cps(uri) => PolicyQualifier::Cps(uri),
            Qualifier::Notice(notice) => PolicyQualifier::UserNotice(UserNotice {
                notice_ref: notice
                    .organization
                    .as_ref()
                    .map(|organization| NoticeReference {
                        organization: organization.as_text(),
                        notice_numbers: SequenceOf::new(numbers),
                    }),
                explicit_text: notice.text.as_ref().map(OwnedText::as_text),
            }),
        })
        .collect();
    let mut rest = typed.as_slice();
    let mut informations = Vec::new();
    for policy in policies {
        let (own, others) = rest.split_at(policy.qualifiers.len());
        rest = others;
        informations.push(PolicyInformation {
            policy_identifier: policy.id.as_oid_ref(),
            policy_qualifiers: (!own.is_empty()).then(|| SequenceOf::new(own)),
        });
    }
    Ok(CertificatePolicies::new(&informations).to_der())
}

fn policy(
    context: &ExtensionContext<'_>,
    section: &str,
    ia5_organization: bool,
) -> Result<Policy, String> {
    let mut id: Option<ObjectIdentifier> = None;
    let mut qualifiers = Vec::new();
    for (key, value) in context.section(section)? {
        if key == "policyIdentifier" {
            id = Some(object(&value)?);
        } else if is_name(&key, "CPS") {
            let uri = ascii(&value, "a CPS is a URI (RFC 5280 §7.4)")?;
            qualifiers.push(Qualifier::Cps(uri.to_owned()));
        } else if is_name(&key, "userNotice") {
            let notice = value.strip_prefix('@').ok_or_else(|| {
                format!(
                    "{key} = {value} must name a section, as @section",
                    key = excerpt(&key),
                    value = excerpt(&value)
                )
            })?;
            qualifiers.push(Qualifier::Notice(user_notice(
                context,
                notice,
                ia5_organization,
            )?));
        } else {
            return Err(format!(
                "section [{section}], \"{key}\" is unknown; it takes policyIdentifier, CPS.1 and userNotice.1",
                section = excerpt(section),
                key = excerpt(&key)
            ));
        }
    }
    Ok(Policy {
        id: id.ok_or_else(|| {
            format!(
                "the section [{section}] has no policyIdentifier",
                section = excerpt(section)
            )
        })?,
        qualifiers,
    })
}

fn user_notice(
    context: &ExtensionContext<'_>,
    section: &str,
    ia5_organization: bool,
) -> Result<Notice, String> {
    let mut notice = Notice::default();
    for (key, value) in context.section(section)? {
        let wrong = |what: String| {
            format!(
                "section [{section}], {key} = {value}: {what}",
                section = excerpt(section),
                key = excerpt(&key),
                value = excerpt(&value)
            )
        };
        if is_name(&key, "explicitText") {
            notice.text = Some(OwnedText::explicit(&value).map_err(wrong)?);
        } else if is_name(&key, "organization") {
            notice.organization = Some(match ia5_organization && value.is_ascii() {
                true => OwnedText::Ia5(value),
                false => OwnedText::shortest(value),
            });
        } else if is_name(&key, "noticeNumbers") {
            let numbers = list(&value)
                .and_then(|items| items.iter().map(|item| integer(&item.0)).collect())
                .map_err(wrong)?;
            notice.numbers = Some(numbers);
        } else {
            return Err(format!(
                "section [{section}], \"{key}\" is unknown; it takes explicitText, organization and noticeNumbers",
                section = excerpt(section),
                key = excerpt(&key)
            ));
        }
    }
    if notice.organization.is_some() != notice.numbers.is_some() {
        return Err(format!(
            "the section [{section}] needs both organization and noticeNumbers, or neither",
            section = excerpt(section)
        ));
    }
    Ok(notice)
}
