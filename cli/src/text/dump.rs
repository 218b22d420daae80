//! Dumps of bytes that nothing else can show.

use super::{Text, put};
use crate::asn1parse::dump::{Dump, Layout, listing};

/// Appends bytes in lines of sixteen: offset, hexadecimal, and the ASCII characters among them.
pub fn bytes(out: &mut Text, bytes: &[u8], indent: usize) {
    // The deeper the text stands, the fewer bytes a line holds.
    let indent = indent.min(64);
    let per_line = 16 - (indent.saturating_sub(6)).div_ceil(4).min(15);
    for (line, chunk) in bytes.chunks(per_line).enumerate() {
        out.indent(indent);
        put!(out, "{:04x} - ", line * per_line);
        for at in 0..per_line {
            match chunk.get(at) {
                Some(b) => put!(out, "{b:02x}{}", if at == 7 { "-" } else { " " }),
                None => out.put("   "),
            }
        }
        out.put("  ");
        let shown = |&b: &u8| if (b' '..=b'~').contains(&b) { b } else { b'.' };
        chunk.iter().for_each(|b| out.put([shown(b)]));
        out.put("\n");
    }
}

/// Appends the ASN.1 structure of an encoding, as `asn1parse` lists it; false if the encoding broke off.
pub fn asn1(out: &mut Text, der: &[u8]) -> bool {
    let layout = Layout {
        indent: true,
        dump: Dump::Whole,
        names: &[],
    };
    // What broke off is marked in its last line.
    let (text, whole) = listing(der, layout);
    out.put(text);
    whole
}
