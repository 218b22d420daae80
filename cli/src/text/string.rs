//! One string of a name: escapes, quotes, conversion to UTF-8, dumps.

use super::{Text, put, tag_name};
use crate::nameopt::NameOptions;
use certwright::der::{Tag, Tlv};

/// The number that ASN.1 gives a universal tag; context-specific and other tags have none here.
pub(super) fn universal_number(value: &Tlv<'_>) -> Option<u8> {
    match value.tag {
        // UniversalString.
        Tag::Private { .. } if value.raw.first() == Some(&28) => Some(28),
        Tag::Application { .. } | Tag::ContextSpecific { .. } | Tag::Private { .. } => None,
        tag => u8::try_from(tag.number().0).ok(),
    }
}

/// How many bytes a character of the type takes: `None` if the type is not a string, 0 for UTF-8's one to four.
fn width(value: &Tlv<'_>) -> Option<u8> {
    match universal_number(value)? {
        12 => Some(0),
        18..=20 | 22..=24 | 26 => Some(1),
        28 => Some(4),
        30 => Some(2),
        _ => None,
    }
}

fn type_name(value: &Tlv<'_>) -> &'static str {
    universal_number(value).map_or("(unknown)", |number| tag_name(u32::from(number)))
}

/// Appends one value of a name. `dump` prints it in hexadecimal whatever its type.
pub(crate) fn value(out: &mut Text, value: &Tlv<'_>, options: &NameOptions, dump: bool) {
    if options.show_type {
        put!(out, "{}:", type_name(value));
    }
    let width = match width(value) {
        _ if options.dump_all || dump => None,
        _ if options.ignore_type => Some(1),
        None if !options.dump_no_string => Some(1),
        width => width,
    };
    // A string that its own type refuses (half a BMPString character, bad UTF-8) prints nothing, as in OpenSSL.
    match width.map(|width| characters(value.value, width, options.utf8)) {
        Some(Some(characters)) => escaped(out, &characters, options),
        Some(None) => {}
        None => {
            out.put("#");
            let bytes = if options.dump_der {
                value.raw
            } else {
                value.value
            };
            bytes.iter().for_each(|b| put!(out, "{b:02X}"));
        }
    }
}

/// The characters to be printed: those of the string, or the bytes of their UTF-8 form.
fn characters(bytes: &[u8], width: u8, utf8: bool) -> Option<Vec<u32>> {
    let wide: Vec<u32> = match width {
        0 if utf8 => return Some(bytes.iter().map(|&b| u32::from(b)).collect()),
        0 => std::str::from_utf8(bytes)
            .ok()?
            .chars()
            .map(u32::from)
            .collect(),
        1 => bytes.iter().map(|&b| u32::from(b)).collect(),
        n => {
            let chunks = bytes.chunks_exact(usize::from(n));
            if !chunks.remainder().is_empty() {
                return None;
            }
            chunks
                .map(|c| c.iter().fold(0, |n, &b| n << 8 | u32::from(b)))
                .collect()
        }
    };
    if !utf8 {
        return Some(wide);
    }
    let mut out = Vec::with_capacity(wide.len());
    for c in wide {
        let c = char::from_u32(c)?;
        out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(u32::from));
    }
    Some(out)
}

/// What is done to one character.
enum Escape {
    None,
    /// A backslash before it, or quotes around the whole.
    Backslash,
    Quote,
    Hex,
}

fn escape(c: u8, first: bool, last: bool, o: &NameOptions) -> Escape {
    let special = match c {
        b',' | b'+' | b'<' | b'>' | b';' => o.esc_2253,
        b'"' | b'\\' if o.esc_2253 => return Escape::Backslash,
        b' ' => o.esc_2253 && (first || last),
        b'#' => o.esc_2253 && first && !last,
        _ => false,
    };
    if special {
        return if o.use_quote {
            Escape::Quote
        } else {
            Escape::Backslash
        };
    }
    match c {
        0x80.. if o.esc_msb => Escape::Hex,
        0 if o.esc_ctrl || o.esc_2254 => Escape::Hex,
        1..0x20 | 0x7f if o.esc_ctrl => Escape::Hex,
        b'(' | b')' | b'*' | b'\\' if o.esc_2254 => Escape::Hex,
        b'\\' if o.esc_2253 || o.esc_ctrl || o.esc_msb || o.use_quote => Escape::Backslash,
        _ => Escape::None,
    }
}

fn escaped(out: &mut Text, characters: &[u32], options: &NameOptions) {
    let mut body = Text::new();
    let mut quotes = false;
    let last = characters.len().wrapping_sub(1);
    for (i, &c) in characters.iter().enumerate() {
        let Ok(byte) = u8::try_from(c) else {
            match c {
                0x1_0000.. => put!(body, "\\W{c:08X}"),
                _ => put!(body, "\\U{c:04X}"),
            }
            continue;
        };
        match escape(byte, i == 0, i == last, options) {
            Escape::None => body.put([byte]),
            Escape::Backslash => body.put([b'\\', byte]),
            Escape::Hex => put!(body, "\\{byte:02X}"),
            Escape::Quote => {
                quotes = true;
                body.put([byte]);
            }
        }
    }
    let quote = if quotes { "\"" } else { "" };
    out.put(quote);
    out.put(body.as_bytes());
    out.put(quote);
}

/// Appends UTF-8 with a full stop for each control character, so that no escape sequence reaches a terminal.
pub fn utf8(out: &mut Text, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let shown = text.chars().map(|c| if c.is_control() { '.' } else { c });
    out.put(shown.collect::<String>());
}

/// Appends a string the plain way: what is not printable ASCII, and no line end, becomes a full stop.
pub fn plain(out: &mut Text, bytes: &[u8]) {
    let shown = |b: u8| {
        if matches!(b, b' '..=b'~' | b'\n' | b'\r') {
            b
        } else {
            b'.'
        }
    };
    out.put(bytes.iter().map(|&b| shown(b)).collect::<Vec<u8>>());
}
