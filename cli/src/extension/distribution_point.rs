//! What crlDistributionPoints, freshestCRL and issuingDistributionPoint share.

use super::general_name::{self, NameList, typed_name};
use super::names::{self, reason_flags};
use super::{ExtensionContext, words};
use crate::error::excerpt;
use crate::text::{self, Text, put};
use certwright::der::Reader;
use certwright::x509::extension::{DistributionPointName, ReasonFlags};

/// The name of a distribution point that owns its contents.
pub(super) enum PointName {
    /// fullName.
    Full(NameList),
    /// nameRelativeToCRLIssuer.
    Relative(Vec<u8>),
}

impl PointName {
    /// The name that a section's entry gives, if it is one of the two.
    pub(super) fn from_entry(
        context: &ExtensionContext<'_>,
        key: &str,
        value: &str,
    ) -> Result<Option<Self>, String> {
        Ok(match key {
            "fullname" => Some(Self::Full(NameList::from_value(context, value)?)),
            "relativename" => {
                let set = typed_name(context, value)?.relative_contents();
                Some(Self::Relative(set.ok_or_else(|| {
                    format!("the section [{value}] must give one relative name: join its attributes with '+'", value = excerpt(value))
                })?))
            }
            _ => None,
        })
    }

    pub(super) fn as_name(&self) -> Result<DistributionPointName<'_>, String> {
        Ok(match self {
            Self::Full(names) => DistributionPointName::FullName(names.names()?),
            Self::Relative(set) => DistributionPointName::NameRelativeToCrlIssuer(set),
        })
    }
}

/// ReasonFlags from names with commas between.
pub(super) fn reasons(value: &str) -> Result<ReasonFlags, String> {
    let wanted = words::list(value)?;
    let words = wanted.iter().map(|item| item.0.as_str());
    names::from_words(&reason_flags(), ReasonFlags::NONE, words)
}

/// Fills a field that may stand once.
pub(super) fn only_once<T>(field: &mut Option<T>, value: T, key: &str) -> Result<(), String> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!(
            "\"{key}\" repeats what another key sets",
            key = excerpt(key)
        )),
    }
}

/// Appends the name of a point.
pub(super) fn print_name(out: &mut Text, name: &DistributionPointName<'_>, indent: usize) {
    out.indent(indent);
    match name {
        DistributionPointName::FullName(names) => {
            out.put("Full Name:\n");
            general_name::lines(out, names, indent + 2);
        }
        DistributionPointName::NameRelativeToCrlIssuer(set) => {
            out.put("Relative Name:\n");
            out.indent(indent + 2);
            text::relative_name(out, Reader::new(set));
            out.put("\n");
        }
    }
}

/// Appends reasons below their title.
pub(super) fn print_reasons(out: &mut Text, title: &str, flags: ReasonFlags, indent: usize) {
    let names = names::texts(&reason_flags(), |bit| flags.contains(bit)).join(&b", "[..]);
    out.indent(indent);
    put!(out, "{title}:\n");
    out.indent(indent + 2);
    out.put(match names.is_empty() {
        true => b"<EMPTY>",
        false => names.as_slice(),
    });
    out.put("\n");
}
