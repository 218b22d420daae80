//! Authority and subject information access.

use super::super::{Text, oid};
use super::{general_name, line_list};
use certwright::der::{DerError, Reader};

pub(super) fn information(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<(), DerError> {
    let mut list = value.sequence("AccessDescriptions")?;
    let mut lines = Vec::new();
    while !list.is_empty() {
        let mut description = list.sequence("AccessDescription")?;
        let method = oid::shown(description.oid("accessMethod")?);
        let location = general_name::one(&mut description)?;
        lines.push([method.as_bytes(), b" - ", &location].concat());
    }
    line_list(out, &lines, indent);
    Ok(())
}
