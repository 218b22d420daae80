//! reasonCode.

use super::names::reason_of;
use super::{CommandLine, Lenient, lenient};
use crate::text::Text;
use certwright::x509::extension::CrlReason;

impl CommandLine for CrlReason {
    const LENIENT: Option<Lenient> = Some(lenient::reason_code);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        out.put(reason_of(*self).text);
        Some(())
    }
}
