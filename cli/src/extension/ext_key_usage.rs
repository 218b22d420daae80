//! extendedKeyUsage.

use super::words::{items, object, word};
use super::{CommandLine, Configure, ExtensionContext, comma_list};
use crate::text::{self, Text};
use certwright::der::ObjectIdentifierRef;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::ExtKeyUsage;

impl CommandLine for ExtKeyUsage<'_> {
    const CONFIGURE: Option<Configure> = Some(configure);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let names = self
            .0
            .iter()
            .map(|purpose| text::shown(purpose).into_bytes());
        comma_list(out, &names.collect::<Vec<_>>(), indent);
        Some(())
    }
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let purposes = items(context, value)?
        .into_iter()
        .map(|item| object(&word(item)));
    let purposes = purposes.collect::<Result<Vec<_>, _>>()?;
    let purposes: Vec<ObjectIdentifierRef<'_>> =
        purposes.iter().map(|oid| oid.as_oid_ref()).collect();
    Ok(Some(ExtKeyUsage::new(&purposes).to_der()))
}
