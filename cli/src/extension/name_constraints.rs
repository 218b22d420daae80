//! nameConstraints.

use super::general_name::{self, NameList, address_text};
use super::words::{is_name, items};
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient};
use crate::error::excerpt;
use crate::text::{Text, put};
use certwright::der::Reader;
use certwright::x509::extension::{GeneralSubtree, NameConstraints, SequenceOf};
use certwright::x509::{ExtensionValue as _, GeneralName};

impl CommandLine for NameConstraints<'_> {
    const CONFIGURE: Option<Configure> = Some(configure);
    const LENIENT: Option<Lenient> = Some(lenient::name_constraints);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let bases = |list: SequenceOf<'_, GeneralSubtree<'_>>| {
            list.iter()
                .map(|tree| base_text(&tree.base))
                .collect::<Vec<_>>()
        };
        let (permitted, excluded) = (self.permitted_subtrees, self.excluded_subtrees);
        print(out, permitted.map(bases), excluded.map(bases), indent);
        Some(())
    }
}

/// Appends the two lists of bases.
pub(super) fn print(
    out: &mut Text,
    permitted: Option<Vec<Text>>,
    excluded: Option<Vec<Text>>,
    indent: usize,
) {
    let both = permitted.is_some() && excluded.is_some();
    let mut list = |title: &str, bases: Vec<Text>| {
        for (i, base) in bases.iter().enumerate() {
            if i == 0 {
                out.indent(indent);
                put!(out, "{title}:");
            }
            out.put("\n");
            out.indent(indent + 2);
            out.put(base.as_bytes());
        }
        if both && title == "Permitted" {
            out.put("\n");
        }
    };
    if let Some(bases) = permitted {
        list("Permitted", bases);
    }
    if let Some(bases) = excluded {
        list("Excluded", bases);
    }
}

/// A base, an address with its mask.
pub(super) fn base_text(base: &GeneralName<'_>) -> Text {
    let mut out = Text::new();
    match base {
        GeneralName::Ip(bytes) => {
            let half = if bytes.len() >= 16 {
                16
            } else {
                bytes.len().min(4)
            };
            let (address, mask) = bytes.split_at(half);
            put!(out, "IP:{}/{}", address_text(address), address_text(mask));
        }
        name => general_name::line(&mut out, name),
    }
    out
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let (mut permitted, mut excluded) = (Vec::new(), Vec::new());
    for (name, value) in items(context, value)? {
        let (list, kind) = match name.split_once(';') {
            Some((which, kind)) if is_name(which, "permitted") => (&mut permitted, kind),
            Some((which, kind)) if is_name(which, "excluded") => (&mut excluded, kind),
            _ => {
                return Err(format!(
                    "\"{name}\" must begin with permitted; or excluded;",
                    name = excerpt(&name)
                ));
            }
        };
        list.push(NameList::of_one(context, kind, value.as_deref(), true)?);
    }
    let (permitted, excluded) = (subtrees(&permitted)?, subtrees(&excluded)?);
    let made = NameConstraints {
        permitted_subtrees: (!permitted.is_empty()).then(|| SequenceOf::new(&permitted)),
        excluded_subtrees: (!excluded.is_empty()).then(|| SequenceOf::new(&excluded)),
    };
    let der = made.to_der();
    // What would be refused when it is read is not made.
    NameConstraints::read(&mut Reader::new(&der)).map_err(|e| e.to_string())?;
    Ok(Some(der))
}

fn subtrees(bases: &[NameList]) -> Result<Vec<GeneralSubtree<'_>>, String> {
    bases
        .iter()
        .map(|base| Ok(GeneralSubtree::new(base.first()?)))
        .collect()
}
