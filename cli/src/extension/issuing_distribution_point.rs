//! issuingDistributionPoint.

use super::distribution_point::{PointName, only_once, print_name, print_reasons, reasons};
use super::words::{boolean, items};
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient};
use crate::error::excerpt;
use crate::text::Text;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::IssuingDistributionPoint;

impl CommandLine for IssuingDistributionPoint<'_> {
    const CONFIGURE: Option<Configure> = Some(configure);
    const LENIENT: Option<Lenient> = Some(lenient::issuing_distribution_point);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        if let Some(name) = &self.distribution_point {
            print_name(out, name, indent);
        }
        let flag = |out: &mut Text, set: bool, text: &str| {
            if set {
                out.indent(indent);
                out.put(text);
            }
        };
        flag(
            out,
            self.only_contains_user_certs,
            "Only User Certificates\n",
        );
        flag(out, self.only_contains_ca_certs, "Only CA Certificates\n");
        flag(out, self.indirect_crl, "Indirect CRL\n");
        if let Some(reasons) = self.only_some_reasons {
            print_reasons(out, "Only Some Reasons", reasons, indent);
        }
        flag(
            out,
            self.only_contains_attribute_certs,
            "Only Attribute Certificates\n",
        );
        flag(out, *self == Self::default(), "<EMPTY>\n");
        Some(())
    }
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let (mut name, mut some_reasons) = (None, None);
    let mut made = IssuingDistributionPoint::default();
    for (key, value) in items(context, value)? {
        let text = value.as_deref().unwrap_or_default();
        if let Some(point) = PointName::from_entry(context, &key, text)? {
            only_once(&mut name, point, &key)?;
            continue;
        }
        let flag = match key.as_str() {
            "onlyuser" => &mut made.only_contains_user_certs,
            "onlyCA" => &mut made.only_contains_ca_certs,
            "indirectCRL" => &mut made.indirect_crl,
            "onlyAA" => &mut made.only_contains_attribute_certs,
            "onlysomereasons" => {
                only_once(&mut some_reasons, reasons(text)?, &key)?;
                continue;
            }
            _ => {
                return Err(format!(
                    "\"{key}\" is unknown; it takes fullname, relativename, onlyuser, onlyCA, onlyAA, indirectCRL and onlysomereasons",
                    key = excerpt(&key)
                ));
            }
        };
        *flag = boolean(context, &key, value.as_deref())?;
    }
    let only = [
        made.only_contains_user_certs,
        made.only_contains_ca_certs,
        made.only_contains_attribute_certs,
    ];
    if only.into_iter().filter(|&set| set).count() > 1 {
        return Err(
            "at most one of onlyuser, onlyCA and onlyAA can be TRUE (RFC 5280 §5.2.5)".to_owned(),
        );
    }
    made.distribution_point = name.as_ref().map(PointName::as_name).transpose()?;
    made.only_some_reasons = some_reasons;
    Ok(Some(made.to_der()))
}
