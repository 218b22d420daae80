//! The listing that `asn1parse` prints: one line an element, in OpenSSL's columns.
//!
//! The input is BER from anywhere, so this reader is the one place that is lenient: long-form and indefinite lengths
//! are followed as they stand. It keeps its own stack, no deeper than [`MAX_DEPTH`], instead of recursing.

use crate::text::{shown, tag_name};
use certwright::der::{ObjectIdentifier, ObjectIdentifierRef};
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io;

/// OpenSSL's own limit of nesting.
const MAX_DEPTH: usize = 128;

/// How much of an opaque value to show in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dump {
    /// None of it.
    No,
    /// All of it (`-dump`).
    Whole,
    /// The first bytes (`-dlimit`).
    First(usize),
}

/// How the listing is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// Indent by depth (`-i`).
    pub indent: bool,
    /// Values in hexadecimal.
    pub dump: Dump,
    /// Long names beside the built-in ones (`-oid`).
    pub names: &'a [(ObjectIdentifier, String)],
}

/// Lists `ber` into `out`, in memory that does not grow with it. False when the encoding broke off; the reason is then the
/// listing's last line.
pub fn list(ber: &[u8], layout: Layout<'_>, out: &mut dyn io::Write) -> io::Result<bool> {
    /// A constructed value whose elements are being read.
    struct Open {
        end: usize,
        indefinite: bool,
    }
    let mut stack = vec![Open {
        end: ber.len(),
        indefinite: false,
    }];
    let mut pos = 0;
    while let Some(open) = stack.last() {
        if pos >= open.end {
            stack.pop();
            continue;
        }
        if stack.len() > MAX_DEPTH + 1 {
            out.write_all(b"BAD RECURSION DEPTH\n")?;
            return Ok(false);
        }
        let (end, indefinite, depth) = (open.end, open.indefinite, stack.len() - 1);
        let Some(head) = Head::read(&ber[pos..end]) else {
            out.write_all(b"Error in encoding\n")?;
            return Ok(false);
        };
        let start = pos;
        pos += head.len;
        print_head(&head, start, depth, layout, out)?;
        if head.constructed {
            out.write_all(b"\n")?;
            let child = match head.value_len {
                Some(n) => Open {
                    end: pos + n,
                    indefinite: false,
                },
                None => Open {
                    end,
                    indefinite: true,
                },
            };
            stack.push(child);
            continue;
        }
        // A primitive element always has a definite length (Head::read), and it fits the enclosing value.
        let value = &ber[pos..pos + head.value_len.unwrap_or(0)];
        pos += value.len();
        if head.class != Class::Universal {
            out.write_all(b"\n")?;
            continue;
        }
        print_value(head.number, value, layout, out)?;
        if head.number == 0 && (indefinite || depth == 0) {
            stack.pop();
        }
    }
    Ok(true)
}

/// As [`list`], in memory: for what is small.
pub fn listing(ber: &[u8], layout: Layout<'_>) -> (Vec<u8>, bool) {
    let mut out = Vec::new();
    let whole = list(ber, layout, &mut out).expect("a vector takes all that is written");
    (out, whole)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Universal,
    Application,
    Context,
    Private,
}

/// The identifier and length bytes of one element.
pub(super) struct Head {
    class: Class,
    constructed: bool,
    /// The tag's number.
    pub(super) number: u32,
    /// Bytes of identifier and length.
    pub(super) len: usize,
    /// Bytes of contents; `None` for the indefinite form.
    pub(super) value_len: Option<usize>,
}

impl Head {
    /// Whether the tag is of the universal class.
    pub(super) fn is_universal(&self) -> bool {
        self.class == Class::Universal
    }

    /// Reads a header whose contents lie wholly within `input`; `None` if it is broken or they do not.
    pub(super) fn read(input: &[u8]) -> Option<Self> {
        let (&first, mut rest) = input.split_first()?;
        let class = match first >> 6 {
            0 => Class::Universal,
            1 => Class::Application,
            2 => Class::Context,
            _ => Class::Private,
        };
        let constructed = first & 0x20 != 0;
        let mut number = u32::from(first & 0x1f);
        if number == 0x1f {
            number = 0;
            loop {
                let (&byte, tail) = rest.split_first()?;
                rest = tail;
                number = number
                    .checked_mul(128)?
                    .checked_add(u32::from(byte & 0x7f))?;
                if number > i32::MAX as u32 {
                    return None;
                }
                if byte & 0x80 == 0 {
                    break;
                }
            }
        }
        let (&byte, mut rest) = rest.split_first()?;
        let value_len = match byte {
            0x80 if constructed => None,
            0x80 => return None,
            0..=0x7f => Some(usize::from(byte)),
            _ => {
                let bytes = rest.get(..usize::from(byte & 0x7f))?;
                rest = &rest[bytes.len()..];
                let mut n = 0usize;
                for &byte in bytes {
                    n = n.checked_mul(256)?.checked_add(usize::from(byte))?;
                }
                Some(n)
            }
        };
        if value_len.is_some_and(|n| n > rest.len()) {
            return None;
        }
        Some(Self {
            class,
            constructed,
            number,
            len: input.len() - rest.len(),
            value_len,
        })
    }
}

fn print_head(
    head: &Head,
    offset: usize,
    depth: usize,
    layout: Layout<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let form = if head.constructed { "cons" } else { "prim" };
    let length = match head.value_len {
        Some(n) => format!("l={n:4}"),
        None => "l=inf ".into(),
    };
    let tag = match head.class {
        Class::Private => format!("priv [ {} ] ", head.number),
        Class::Context => format!("cont [ {} ]", head.number),
        Class::Application => format!("appl [ {} ]", head.number),
        Class::Universal if head.number > 30 => format!("<ASN1 {}>", head.number),
        Class::Universal => tag_name(head.number).into(),
    };
    let indent = if layout.indent { depth } else { 0 };
    let line = format!(
        "{offset:5}:d={depth:<2} hl={} {length} {form}: {:indent$}{tag:<18}",
        head.len, ""
    );
    out.write_all(line.as_bytes())
}

/// Prints a primitive universal value and ends its line.
fn print_value(
    number: u32,
    value: &[u8],
    layout: Layout<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let dump = layout.dump;
    let bad = |what: &str, out: &mut dyn io::Write| write!(out, ":BAD {what}:[{}]", Hex(value));
    match number {
        12 | 18 | 19 | 20 | 22 | 23 | 24 | 26 => {
            out.write_all(b":")?;
            out.write_all(value)?;
        }
        1 => match value {
            [byte] => write!(out, ":{byte}")?,
            _ => {
                let first = value.first().map(|b| format!(":{b}")).unwrap_or_default();
                write!(out, ":BAD BOOLEAN{first}:[{}]", Hex(value))?;
            }
        },
        2 => match integer(value) {
            Some(integer) => write!(out, ":{integer}")?,
            None => bad("INTEGER", out)?,
        },
        10 => match integer(value) {
            Some(integer) => write!(out, ":{integer}")?,
            None => bad("ENUMERATED", out)?,
        },
        4 if value.is_empty() => {}
        4 if value
            .iter()
            .all(|&b| matches!(b, b' '..=b'~' | b'\n' | b'\r' | b'\t')) =>
        {
            out.write_all(b":")?;
            out.write_all(value)?;
        }
        4 if dump == Dump::No => {
            write!(out, "[HEX DUMP]:{}", Hex(value))?;
        }
        6 => match object_text(value, layout.names) {
            Some(name) => write!(out, ":{name}")?,
            None => bad("OBJECT", out)?,
        },
        // OpenSSL shows no BMPString, whatever it is asked.
        30 => {}
        _ if !value.is_empty() && dump != Dump::No => {
            let shown = match dump {
                Dump::First(n) if n <= value.len() => &value[..n],
                _ => value,
            };
            out.write_all(b"\n")?;
            return hex_dump(shown, out);
        }
        _ => {}
    }
    out.write_all(b"\n")
}

/// A number as it is shown: sign and magnitude in hexadecimal.
struct Integer<'a> {
    negative: bool,
    magnitude: Cow<'a, [u8]>,
}

impl fmt::Display for Integer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.negative { "-" } else { "" })?;
        Hex(&self.magnitude).fmt(f)
    }
}

/// An INTEGER's value; `None` if the contents are not minimal.
fn integer(value: &[u8]) -> Option<Integer<'_>> {
    let positive = |magnitude| Integer {
        negative: false,
        magnitude: Cow::Borrowed(magnitude),
    };
    match value {
        [] => None,
        [0x00, next, ..] if next & 0x80 == 0 => None,
        [0xff, next, ..] if next & 0x80 != 0 => None,
        [0x00, rest @ ..] if !rest.is_empty() => Some(positive(rest)),
        [first, ..] if first & 0x80 != 0 => {
            // Two's complement: invert and add one, from the low end.
            let mut carry = true;
            let mut magnitude: Vec<u8> = value.to_vec();
            for byte in magnitude.iter_mut().rev() {
                let (sum, over) = (!*byte).overflowing_add(u8::from(carry));
                (*byte, carry) = (sum, over);
            }
            if magnitude.len() > 1 && magnitude[0] == 0 {
                magnitude.remove(0);
            }
            Some(Integer {
                negative: true,
                magnitude: Cow::Owned(magnitude),
            })
        }
        _ => Some(positive(value)),
    }
}

/// The long name of a known object identifier, or its arcs; `None` if it is malformed.
fn object_text(value: &[u8], names: &[(ObjectIdentifier, String)]) -> Option<String> {
    let id = ObjectIdentifierRef::from_bytes(value).ok()?;
    let named = names.iter().find(|(known, _)| known.as_bytes() == value);
    Some(named.map_or_else(|| shown(id), |(_, name)| name.clone()))
}

/// Bytes in upper-case hexadecimal.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// Sixteen bytes a line in hexadecimal and ASCII, six columns in.
fn hex_dump(bytes: &[u8], out: &mut dyn io::Write) -> io::Result<()> {
    for (row, chunk) in bytes.chunks(16).enumerate() {
        let mut line = format!("      {:04x} - ", row * 16);
        for column in 0..16 {
            match chunk.get(column) {
                Some(byte) => {
                    let _ = write!(line, "{byte:02x}{}", if column == 7 { '-' } else { ' ' });
                }
                None => line.push_str("   "),
            }
        }
        line.push_str("  ");
        line.extend(chunk.iter().map(|&b| {
            if matches!(b, b' '..=b'~') {
                char::from(b)
            } else {
                '.'
            }
        }));
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Layout<'_> = Layout {
        indent: false,
        dump: Dump::No,
        names: &[],
    };
    const INDENTED: Layout<'_> = Layout {
        indent: true,
        ..PLAIN
    };
    const DUMPED: Layout<'_> = Layout {
        dump: Dump::Whole,
        ..PLAIN
    };

    /// Input, options, and what OpenSSL 3.0.22's `asn1parse -inform DER` printed on standard output.
    const CASES: &[(&str, Layout<'_>, &str)] = &[
        (
            "308002018030800500000000000000",
            PLAIN,
            "    0:d=0  hl=2 l=inf  cons: SEQUENCE          \n    2:d=1  hl=2 l=   1 prim: INTEGER           :-80\n    5:d=1  hl=2 l=inf  cons: SEQUENCE          \n    7:d=2  hl=2 l=   0 prim: NULL              \n    9:d=2  hl=2 l=   0 prim: EOC               \n   11:d=1  hl=2 l=   0 prim: EOC               \n   13:d=0  hl=2 l=   0 prim: EOC               \n",
        ),
        (
            "30060102ff000500",
            PLAIN,
            "    0:d=0  hl=2 l=   6 cons: SEQUENCE          \n    2:d=1  hl=2 l=   2 prim: BOOLEAN           :BAD BOOLEAN:255:[FF00]\n    6:d=1  hl=2 l=   0 prim: NULL              \n",
        ),
        (
            "0202ff80",
            PLAIN,
            "    0:d=0  hl=2 l=   2 prim: INTEGER           :BAD INTEGER:[FF80]\n",
        ),
        (
            "0200",
            PLAIN,
            "    0:d=0  hl=2 l=   0 prim: INTEGER           :BAD INTEGER:[]\n",
        ),
        (
            "0a0200007f",
            PLAIN,
            "    0:d=0  hl=2 l=   2 prim: ENUMERATED        :BAD ENUMERATED:[0000]\nError in encoding\n",
        ),
        ("3005020100", PLAIN, "Error in encoding\n"),
        (
            "0606808037010203",
            PLAIN,
            "    0:d=0  hl=2 l=   6 prim: OBJECT            :BAD OBJECT:[808037010203]\n",
        ),
        (
            "06082a864886f70d0101",
            PLAIN,
            "    0:d=0  hl=2 l=   8 prim: OBJECT            :pkcs1\n",
        ),
        (
            "5f8148021234",
            PLAIN,
            "    0:d=0  hl=4 l=   2 prim: appl [ 200 ]      \n",
        ),
        (
            "df1f0101",
            PLAIN,
            "    0:d=0  hl=3 l=   1 prim: priv [ 31 ]       \n",
        ),
        (
            "1e0400410042",
            DUMPED,
            "    0:d=0  hl=2 l=   4 prim: BMPSTRING         \n",
        ),
        (
            "040361620a",
            PLAIN,
            "    0:d=0  hl=2 l=   3 prim: OCTET STRING      :ab\n\n",
        ),
        (
            "3084000000020500",
            PLAIN,
            "    0:d=0  hl=6 l=   2 cons: SEQUENCE          \n    6:d=1  hl=2 l=   0 prim: NULL              \n",
        ),
        (
            "30040500000005",
            PLAIN,
            "    0:d=0  hl=2 l=   4 cons: SEQUENCE          \n    2:d=1  hl=2 l=   0 prim: NULL              \n    4:d=1  hl=2 l=   0 prim: EOC               \nError in encoding\n",
        ),
        ("ff20ff", PLAIN, "Error in encoding\n"),
        (
            "7f2003040101",
            INDENTED,
            "    0:d=0  hl=3 l=   3 cons: appl [ 32 ]       \n    3:d=1  hl=2 l=   1 prim:  OCTET STRING      [HEX DUMP]:01\n",
        ),
        (
            "0400",
            DUMPED,
            "    0:d=0  hl=2 l=   0 prim: OCTET STRING      \n",
        ),
        (
            "0e0101",
            DUMPED,
            "    0:d=0  hl=2 l=   1 prim: <ASN1 14>         \n      0000 - 01                                                .\n",
        ),
        (
            "04050102030405",
            Layout {
                dump: Dump::First(3),
                ..PLAIN
            },
            "    0:d=0  hl=2 l=   5 prim: OCTET STRING      \n      0000 - 01 02 03                                          ...\n",
        ),
        (
            "0404f0f1f2f3",
            DUMPED,
            "    0:d=0  hl=2 l=   4 prim: OCTET STRING      \n      0000 - f0 f1 f2 f3                                       ....\n",
        ),
        (
            "0410000102030405060708090a0b0c0d0e0f",
            DUMPED,
            "    0:d=0  hl=2 l=  16 prim: OCTET STRING      \n      0000 - 00 01 02 03 04 05 06 07-08 09 0a 0b 0c 0d 0e 0f   ................\n",
        ),
        (
            "0a0180",
            PLAIN,
            "    0:d=0  hl=2 l=   1 prim: ENUMERATED        :-80\n",
        ),
        (
            "0203800000",
            PLAIN,
            "    0:d=0  hl=2 l=   3 prim: INTEGER           :-800000\n",
        ),
        (
            "0202ff7f",
            PLAIN,
            "    0:d=0  hl=2 l=   2 prim: INTEGER           :-81\n",
        ),
        (
            "a203020101",
            PLAIN,
            "    0:d=0  hl=2 l=   3 cons: cont [ 2 ]        \n    2:d=1  hl=2 l=   1 prim: INTEGER           :01\n",
        ),
        (
            "0101ff0100",
            PLAIN,
            "    0:d=0  hl=2 l=   1 prim: BOOLEAN           :255\n    3:d=0  hl=2 l=   0 prim: BOOLEAN           :BAD BOOLEAN:[]\n",
        ),
    ];

    #[test]
    fn odd_encodings_are_listed_as_openssl_lists_them() {
        for (input, layout, expected) in CASES {
            let (out, whole) = listing(&hex::decode(input).unwrap(), *layout);
            assert_eq!(String::from_utf8(out).unwrap(), *expected, "{input}");
            assert_eq!(whole, !expected.ends_with("Error in encoding\n"), "{input}");
        }
    }

    #[test]
    fn nesting_beyond_openssls_limit_ends_the_listing() {
        let (out, whole) = listing(&[0x30, 0x80].repeat(10_000), PLAIN);
        assert!(!whole);
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with("BAD RECURSION DEPTH\n"), "{text}");
        assert_eq!(text.lines().count(), MAX_DEPTH + 2);
    }
}
