//! policyConstraints and inhibitAnyPolicy.

use super::words::{count, items};
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient, some_list};
use crate::error::excerpt;
use crate::text::Text;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::{InhibitAnyPolicy, PolicyConstraints};

impl CommandLine for PolicyConstraints {
    const CONFIGURE: Option<Configure> = Some(configure);
    const LENIENT: Option<Lenient> = Some(lenient::policy_constraints);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        let number = |n: Option<u32>| n.map(|n| n.to_string());
        print(
            out,
            number(self.require_explicit_policy),
            number(self.inhibit_policy_mapping),
            indent,
        )
    }
}

/// Appends the two numbers; OpenSSL does not print an extension of none.
pub(super) fn print(
    out: &mut Text,
    require: Option<String>,
    inhibit: Option<String>,
    indent: usize,
) -> Option<()> {
    let label = |label: &str, number: Option<String>| {
        number.map(|number| format!("{label}:{number}").into_bytes())
    };
    let shown = [
        label("Require Explicit Policy", require),
        label("Inhibit Policy Mapping", inhibit),
    ];
    let shown: Vec<_> = shown.into_iter().flatten().collect();
    some_list(out, &shown, indent)
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    let mut made = PolicyConstraints::default();
    for (name, value) in items(context, value)? {
        let value = Some(count(value.as_deref().unwrap_or_default())?);
        match name.as_str() {
            "requireExplicitPolicy" => made.require_explicit_policy = value,
            "inhibitPolicyMapping" => made.inhibit_policy_mapping = value,
            _ => {
                return Err(format!(
                    "\"{name}\" is unknown; it takes requireExplicitPolicy:number and inhibitPolicyMapping:number",
                    name = excerpt(&name)
                ));
            }
        }
    }
    if made == PolicyConstraints::default() {
        return Err("it needs requireExplicitPolicy or inhibitPolicyMapping".to_owned());
    }
    Ok(Some(made.to_der()))
}

impl CommandLine for InhibitAnyPolicy {
    const CONFIGURE: Option<Configure> =
        Some(|_, value| Ok(Some(InhibitAnyPolicy(count(value)?).to_der())));
    const LENIENT: Option<Lenient> = Some(lenient::integer);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        out.put(self.0.to_string());
        Some(())
    }
}
