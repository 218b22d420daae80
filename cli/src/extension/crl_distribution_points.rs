//! crlDistributionPoints and freshestCRL.

use super::distribution_point::{PointName, only_once, print_name, print_reasons, reasons};
use super::general_name::{self, NameList};
use super::words::items;
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient};
use crate::text::Text;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::{
    CrlDistributionPoints, DistributionPoint, FreshestCrl, ReasonFlags, SequenceOf,
};

impl CommandLine for CrlDistributionPoints<'_> {
    const CONFIGURE: Option<Configure> = Some(|context, value| {
        let list = configure(context, value)?;
        Ok(Some(CrlDistributionPoints::new(&points(&list)?).to_der()))
    });
    const LENIENT: Option<Lenient> = Some(lenient::distribution_points);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        print(out, self.0, indent);
        Some(())
    }
}

impl CommandLine for FreshestCrl<'_> {
    const CONFIGURE: Option<Configure> = Some(|context, value| {
        let list = configure(context, value)?;
        Ok(Some(FreshestCrl::new(&points(&list)?).to_der()))
    });
    const LENIENT: Option<Lenient> = Some(lenient::distribution_points);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        print(out, self.0, indent);
        Some(())
    }
}

fn print(out: &mut Text, points: SequenceOf<'_, DistributionPoint<'_>>, indent: usize) {
    for (i, point) in points.iter().enumerate() {
        out.put(if i > 0 { "\n" } else { "" });
        if let Some(name) = &point.distribution_point {
            print_name(out, name, indent);
        }
        if let Some(flags) = point.reasons {
            print_reasons(out, "Reasons", flags, indent);
        }
        if let Some(issuer) = &point.crl_issuer {
            out.indent(indent);
            out.put("CRL Issuer:\n");
            general_name::lines(out, issuer, indent + 2);
        }
    }
}

/// A point that owns its contents.
#[derive(Default)]
struct Point {
    name: Option<PointName>,
    reasons: Option<ReasonFlags>,
    issuer: Option<NameList>,
}

fn configure(context: &ExtensionContext<'_>, value: &str) -> Result<Vec<Point>, String> {
    let mut list = Vec::new();
    for (name, value) in items(context, value)? {
        list.push(match value {
            // A word alone names a section.
            None => from_section(context, &name)?,
            Some(value) => Point {
                name: Some(PointName::Full(NameList::of_one(
                    context,
                    &name,
                    Some(&value),
                    false,
                )?)),
                ..Point::default()
            },
        });
    }
    Ok(list)
}

fn from_section(context: &ExtensionContext<'_>, section: &str) -> Result<Point, String> {
    let mut point = Point::default();
    for (key, value) in context.section(section)? {
        if let Some(name) = PointName::from_entry(context, &key, &value)? {
            only_once(&mut point.name, name, &key)?;
            continue;
        }
        match key.as_str() {
            "reasons" => only_once(&mut point.reasons, reasons(&value)?, &key)?,
            "CRLissuer" => only_once(
                &mut point.issuer,
                NameList::from_value(context, &value)?,
                &key,
            )?,
            // OpenSSL passes over what it does not know here.
            _ => {}
        }
    }
    Ok(point)
}

fn points(list: &[Point]) -> Result<Vec<DistributionPoint<'_>>, String> {
    list.iter()
        .map(|point| {
            Ok(DistributionPoint {
                distribution_point: point.name.as_ref().map(PointName::as_name).transpose()?,
                reasons: point.reasons,
                crl_issuer: point.issuer.as_ref().map(NameList::names).transpose()?,
            })
        })
        .collect()
}
