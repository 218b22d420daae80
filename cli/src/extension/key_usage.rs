//! keyUsage.

use super::names::{self, KEY_USAGE};
use super::words::items;
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient, some_list};
use crate::text::Text;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::KeyUsage;

impl CommandLine for KeyUsage {
    const CONFIGURE: Option<Configure> = Some(configure);
    const LENIENT: Option<Lenient> =
        Some(|out, value, indent| lenient::bits(out, value, &KEY_USAGE, indent));

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let set = names::texts(&KEY_USAGE, |bit| self.contains(bit));
        some_list(out, &set, indent)
    }
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let wanted = items(context, value)?;
    let words = wanted.iter().map(|item| item.0.as_str());
    let usage = names::from_words(&KEY_USAGE, KeyUsage::NONE, words)?;
    Ok(Some(usage.to_der()))
}
