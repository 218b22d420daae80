//! Numbers and bytes: hexadecimal with colons, decimal with hexadecimal in brackets.

use super::{Text, put};
use num_bigint::BigUint;

/// Bytes as two hexadecimal digits each, with colons between.
pub fn colon_hex(bytes: &[u8], upper: bool) -> String {
    let digits = |b: &u8| {
        if upper {
            format!("{b:02X}")
        } else {
            format!("{b:02x}")
        }
    };
    bytes.iter().map(digits).collect::<Vec<_>>().join(":")
}

/// Appends bytes in lines of `per_line`, each indented; a colon follows every byte but the last.
pub fn hex_dump(out: &mut Text, bytes: &[u8], per_line: usize, indent: usize) {
    for (i, b) in bytes.iter().enumerate() {
        if i % per_line == 0 {
            if i > 0 {
                out.put("\n");
            }
            out.indent(indent);
        }
        put!(out, "{b:02x}");
        if i + 1 < bytes.len() {
            out.put(":");
        }
    }
    out.put("\n");
}

/// Sign and magnitude (no leading zero bytes) of an INTEGER's contents.
pub fn magnitude(contents: &[u8]) -> (bool, Vec<u8>) {
    let negative = contents.first().is_some_and(|b| b & 0x80 != 0);
    let mut bytes = contents.to_vec();
    if negative {
        let mut carry = true;
        for b in bytes.iter_mut().rev() {
            let (sum, over) = (!*b).overflowing_add(u8::from(carry));
            (*b, carry) = (sum, over);
        }
    }
    let first = bytes.iter().position(|&b| b != 0).unwrap_or(bytes.len());
    (negative, bytes.split_off(first))
}

fn small(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |n, &b| n << 8 | u64::from(b))
}

/// An INTEGER's or ENUMERATED's contents as text: decimal below 2^127, hexadecimal above.
pub fn decimal_or_hex(contents: &[u8]) -> String {
    let (negative, magnitude) = magnitude(contents);
    let sign = if negative { "-" } else { "" };
    format!("{sign}{}", decimal_or_hex_unsigned(&magnitude))
}

/// As [`decimal_or_hex`], of a number's magnitude.
pub fn decimal_or_hex_unsigned(magnitude: &[u8]) -> String {
    let number = BigUint::from_bytes_be(magnitude);
    if number.bits() < 128 {
        return number.to_string();
    }
    format!("0x{}", hex_digits(magnitude))
}

/// Upper-case hexadecimal, two digits a byte.
pub(super) fn hex_digits(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02X}")).collect()
}

/// Appends a labelled INTEGER's contents: decimal and hexadecimal on the label's line when it is short, colons on lines
/// below when it is long. The label ends with its colon.
pub fn integer_line(out: &mut Text, label: &str, contents: &[u8], indent: usize) {
    let (negative, bytes) = magnitude(contents);
    let sign = if negative { "-" } else { "" };
    out.indent(indent);
    out.put(label);
    if bytes.len() <= 8 {
        let number = small(&bytes);
        match number {
            0 => out.put(" 0\n"),
            _ => put!(out, " {sign}{number} ({sign}0x{number:x})\n"),
        }
        return;
    }
    out.put(if negative { " (Negative)\n" } else { "\n" });
    let mut shown = bytes;
    if shown[0] & 0x80 != 0 {
        shown.insert(0, 0);
    }
    hex_dump(out, &shown, 15, indent + 4);
}
/// Appends the serial number of a certificate, whose label stands on its line already.
pub fn serial(out: &mut Text, contents: &[u8]) {
    let (negative, bytes) = magnitude(contents);
    // A C long holds it: beyond that, and for the value that stands for an error, the bytes are shown.
    let number = small(&bytes);
    let largest = i64::MAX as u64 + u64::from(negative);
    if bytes.len() <= 8 && number <= largest && !(negative && number == 1) {
        let sign = if negative { "-" } else { "" };
        put!(out, " {sign}{number} ({sign}0x{number:x})\n");
        return;
    }
    out.put("\n");
    out.indent(12);
    if negative {
        out.put(" (Negative)");
    }
    put!(out, "{}\n", colon_hex(&bytes, false));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As OpenSSL 3.0 prints certificates of `req -x509 -set_serial`.
    #[test]
    fn a_serial_number_is_decimal_where_a_long_holds_it() {
        for (contents, printed) in [
            ("00", " 0 (0x0)"),
            ("0080", " 128 (0x80)"),
            ("80", " -128 (-0x80)"),
            (
                "7fffffffffffffff",
                " 9223372036854775807 (0x7fffffffffffffff)",
            ),
            (
                "008000000000000000",
                "\n            80:00:00:00:00:00:00:00",
            ),
            (
                "8000000000000000",
                " -9223372036854775808 (-0x8000000000000000)",
            ),
            (
                "ff7fffffffffffffff",
                "\n             (Negative)80:00:00:00:00:00:00:01",
            ),
            ("ff", "\n             (Negative)01"),
        ] {
            let mut out = Text::default();
            serial(&mut out, &hex::decode(contents).unwrap());
            assert_eq!(
                out.as_bytes(),
                format!("{printed}\n").as_bytes(),
                "{contents}"
            );
        }
    }
}
