//! tlsfeature.

use super::words::{items, word};
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient, some_list};
use crate::error::excerpt;
use crate::text::Text;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::{SequenceOf, TlsFeature, TlsFeatures};

/// The features that have a name (RFC 7633 §4.2.3.1).
const NAMES: [(TlsFeature, &str); 2] = [
    (TlsFeature::STATUS_REQUEST, "status_request"),
    (TlsFeature::STATUS_REQUEST_V2, "status_request_v2"),
];

impl CommandLine for TlsFeatures<'_> {
    const CONFIGURE: Option<Configure> = Some(configure);
    const LENIENT: Option<Lenient> = Some(lenient::integers);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let name = |feature: TlsFeature| {
            let row = NAMES.iter().find(|row| row.0 == feature);
            row.map_or_else(|| feature.0.to_string(), |row| row.1.to_owned())
        };
        let names = self.0.iter().map(|feature| name(feature).into_bytes());
        some_list(out, &names.collect::<Vec<_>>(), indent)
    }
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut features = Vec::new();
    for item in items(context, value)? {
        let text = word(item);
        let row = NAMES.iter().find(|row| row.1.eq_ignore_ascii_case(&text));
        features.push(match row {
            Some(row) => row.0,
            None => TlsFeature(text.parse().map_err(|_| {
                format!("\"{text}\" is not a TLS feature: status_request, status_request_v2, or a number up to 65535", text = excerpt(&text))
            })?),
        });
    }
    Ok(Some(TlsFeatures(SequenceOf::new(&features)).to_der()))
}
