//! policyMappings.

use super::words::{items, object};
use super::{CommandLine, Configure, ExtensionContext, comma_list};
use crate::error::excerpt;
use crate::text::{self, Text};
use certwright::der::oid;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::{PolicyMapping, PolicyMappings};

impl CommandLine for PolicyMappings<'_> {
    const CONFIGURE: Option<Configure> = Some(configure);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let pair = |pair: PolicyMapping<'_>| {
            let (from, to) = (pair.issuer_domain_policy, pair.subject_domain_policy);
            format!("{}:{}", text::shown(from), text::shown(to)).into_bytes()
        };
        comma_list(out, &self.0.iter().map(pair).collect::<Vec<_>>(), indent);
        Some(())
    }
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut pairs = Vec::new();
    for (from, to) in items(context, value)? {
        let to = to.ok_or_else(|| {
            format!(
                "\"{from}\" needs the policy it is mapped to, after a colon",
                from = excerpt(&from)
            )
        })?;
        let pair = (object(&from)?, object(&to)?);
        if pair.0 == oid::ANY_POLICY || pair.1 == oid::ANY_POLICY {
            return Err("anyPolicy must not be mapped (RFC 5280 §4.2.1.5)".to_owned());
        }
        pairs.push(pair);
    }
    let mappings: Vec<_> = pairs
        .iter()
        .map(|(from, to)| PolicyMapping {
            issuer_domain_policy: from.as_oid_ref(),
            subject_domain_policy: to.as_oid_ref(),
        })
        .collect();
    Ok(Some(PolicyMappings::new(&mappings).to_der()))
}
