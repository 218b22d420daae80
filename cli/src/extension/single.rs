//! Extensions that are one number, time, object identifier, string of bytes, or nothing.

use super::{CommandLine, Configure, Lenient, lenient};
use crate::text::{self, Text, put};
use certwright::x509::ExtensionValue as _;
use certwright::x509::extension::*;

impl CommandLine for CrlNumber<'_> {
    const LENIENT: Option<Lenient> = Some(lenient::integer);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        out.put(text::decimal_or_hex_unsigned(self.0));
        Some(())
    }
}

impl CommandLine for DeltaCrlIndicator<'_> {
    const LENIENT: Option<Lenient> = Some(lenient::integer);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        self.0.print(out, indent)
    }
}

impl CommandLine for InvalidityDate {
    const LENIENT: Option<Lenient> = Some(lenient::generalized_time);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        text::moment(out, self.0);
        Some(())
    }
}

impl CommandLine for ArchiveCutoff {
    const LENIENT: Option<Lenient> = Some(lenient::generalized_time);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        text::moment(out, self.0);
        Some(())
    }
}

impl CommandLine for PrivateKeyUsagePeriod {
    const LENIENT: Option<Lenient> = Some(lenient::private_key_usage_period);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        if let Some(time) = self.not_before {
            out.put("Not Before: ");
            text::moment(out, time);
        }
        if self.not_before.is_some() && self.not_after.is_some() {
            out.put(", ");
        }
        if let Some(time) = self.not_after {
            out.put("Not After: ");
            text::moment(out, time);
        }
        Some(())
    }
}

impl CommandLine for HoldInstructionCode<'_> {
    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        out.put(text::shown(self.0));
        Some(())
    }
}

impl CommandLine for OcspNonce<'_> {
    const LENIENT: Option<Lenient> = Some(lenient::nonce);

    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        print_nonce(out, &self.to_der(), indent);
        Some(())
    }
}

/// Appends the DER of a nonce in hexadecimal, 35 bytes a line.
pub(super) fn print_nonce(out: &mut Text, der: &[u8], indent: usize) {
    out.indent(indent);
    for (i, byte) in der.iter().enumerate() {
        out.put(if i > 0 && i % 35 == 0 { "\\\n" } else { "" });
        put!(out, "{byte:02X}");
    }
}

impl CommandLine for OcspNoCheck {
    const CONFIGURE: Option<Configure> = Some(|_, _| Ok(Some(OcspNoCheck.to_der())));

    fn print(&self, _: &mut Text, _: usize) -> Option<()> {
        Some(())
    }
}

impl CommandLine for PrecertificatePoison {
    fn print(&self, out: &mut Text, indent: usize) -> Option<()> {
        out.indent(indent);
        out.put("NULL");
        Some(())
    }
}
