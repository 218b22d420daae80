//! authorityInfoAccess and subjectInfoAccess.

use super::general_name::{self, NameList};
use super::words::{items, object};
use super::{CommandLine, Configure, ExtensionContext, Lenient, lenient, line_list};
use crate::error::excerpt;
use crate::text::{self, Text};
use certwright::der::ObjectIdentifier;
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::{
    AccessDescription, AuthorityInfoAccess, SequenceOf, SubjectInfoAccess,
};

impl CommandLine for AuthorityInfoAccess<'_> {
    const CONFIGURE: Option<Configure> = Some(|context, value| {
        let list = configure(context, value)?;
        Ok(Some(
            AuthorityInfoAccess::new(&descriptions(&list)?).to_der(),
        ))
    });
    const LENIENT: Option<Lenient> = Some(lenient::info_access);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        print(out, self.0, indent)
    }
}

impl CommandLine for SubjectInfoAccess<'_> {
    const CONFIGURE: Option<Configure> = Some(|context, value| {
        let list = configure(context, value)?;
        Ok(Some(SubjectInfoAccess::new(&descriptions(&list)?).to_der()))
    });
    const LENIENT: Option<Lenient> = Some(lenient::info_access);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        print(out, self.0, indent)
    }
}

fn print(out: &mut Text, list: SequenceOf<'_, AccessDescription<'_>>, indent: usize) -> Option<()> {
    let line = |description: AccessDescription<'_>| {
        let method = text::shown(description.access_method);
        let location = general_name::in_list(&description.access_location)?;
        Some([method.as_bytes(), b" - ", &location].concat())
    };
    line_list(
        out,
        &list.iter().map(line).collect::<Option<Vec<_>>>()?,
        indent,
    );
    Some(())
}

fn configure(
    context: &ExtensionContext<'_>,
    value: &str,
) -> Result<Vec<(ObjectIdentifier, NameList)>, String> {
    let mut list = Vec::new();
    for (name, value) in items(context, value)? {
        let (method, kind) = name.split_once(';').ok_or_else(|| {
            format!(
                "\"{name}\" must be written method;kind, such as OCSP;URI:http://ocsp.example/",
                name = excerpt(&name)
            )
        })?;
        let location = NameList::of_one(context, kind, value.as_deref(), false)?;
        list.push((object(method)?, location));
    }
    Ok(list)
}

fn descriptions(
    list: &[(ObjectIdentifier, NameList)],
) -> Result<Vec<AccessDescription<'_>>, String> {
    list.iter()
        .map(|(method, location)| {
            Ok(AccessDescription {
                access_method: method.as_oid_ref(),
                access_location: location.first()?,
            })
        })
        .collect()
}
