//! Netscape's extensions: nsCertType, nsComment, and the URLs.

use super::names::{self, NS_CERT_TYPE};
use super::words::{ascii, items};
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient, some_list};
use crate::text::Text;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::*;

impl CommandLine for NsCertType {
    const CONFIGURE: Option<Configure> = Some(cert_type);
    const LENIENT: Option<Lenient> =
        Some(|out, value, indent| lenient::bits(out, value, &NS_CERT_TYPE, indent));

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let set = names::texts(&NS_CERT_TYPE, |bit| self.contains(bit));
        some_list(out, &set, indent)
    }
}

fn cert_type(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let wanted = items(context, value)?;
    let words = wanted.iter().map(|item| item.0.as_str());
    let kind = names::from_words(&NS_CERT_TYPE, NsCertType::NONE, words)?;
    Ok(Some(kind.to_der()))
}

/// Appends a C string, which ends at the first NUL; OpenSSL does not print an empty one.
pub(super) fn c_string(out: &mut Text, text: &[u8], indent: usize) -> Option<()> {
    out.indent(indent);
    out.put(text.split(|&b| b == 0).next()?);
    (!text.is_empty()).then_some(())
}

macro_rules! ia5_strings {
    ($($type:ident,)*) => {$(
        impl CommandLine for $type<'_> {
            const CONFIGURE: Option<Configure> = Some(|_, value| {
                let text = ascii(value, "an IA5String holds no other characters")?;
                Ok(Some($type(text).to_der()))
            });
            const LENIENT: Option<Lenient> = Some(lenient::ia5_string);

            fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
                c_string(out, self.0.as_bytes(), indent)
            }
        }
    )*};
}

ia5_strings! {
    NsBaseUrl,
    NsRevocationUrl,
    NsCaRevocationUrl,
    NsRenewalUrl,
    NsCaPolicyUrl,
    NsSslServerName,
    NsComment,
}
