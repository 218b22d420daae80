//! basicConstraints.

use super::words::{boolean, count, items};
use super::{CommandLine, Configure, ExtensionContext, Lenient, comma_list, lenient};
use crate::error::excerpt;
use crate::text::Text;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::BasicConstraints;

impl CommandLine for BasicConstraints {
    const CONFIGURE: Option<Configure> = Some(configure);
    const LENIENT: Option<Lenient> = Some(lenient::basic_constraints);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let length = self.path_len_constraint.map(|n| n.to_string());
        print(out, self.ca, length, indent);
        Some(())
    }
}

/// Appends the two fields.
pub(super) fn print(out: &mut Text, ca: bool, path_length: Option<String>, indent: usize) {
    let mut shown = vec![format!("CA:{}", if ca { "TRUE" } else { "FALSE" }).into_bytes()];
    shown.extend(path_length.map(|n| format!("pathlen:{n}").into_bytes()));
    comma_list(out, &shown, indent);
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut made = BasicConstraints::default();
    for (name, value) in items(context, value)? {
        match name.as_str() {
            "CA" => made.ca = boolean(context, "CA", value.as_deref())?,
            "pathlen" => {
                made.path_len_constraint = Some(count(value.as_deref().unwrap_or_default())?);
            }
            _ => {
                return Err(format!(
                    "\"{name}\" is unknown; it takes CA:TRUE or CA:FALSE, and pathlen:number",
                    name = excerpt(&name)
                ));
            }
        }
    }
    Ok(Some(made.to_der()))
}
