//! `ASN1:` values: any DER from a line such as `EXPLICIT:0,UTF8String:text` and from sections of such lines.

use crate::error::excerpt;
use crate::extension::ExtensionContext;
use crate::extension::words::{boolean, hexadecimal, integer, object};

/// How deep sections may refer to sections.
const MAX_DEPTH: usize = 50;
/// Bytes of text of all values together, of which each counts for at least [`VALUE_COST`]: sections that each refer twice to
/// the next come to 2^50 values in fifty short lines.
const MAX_TEXT: usize = 4 << 20;
const VALUE_COST: usize = 64;

/// What may still be made, and how deep the section stands that is being read.
struct Budget {
    text: usize,
    depth: usize,
}

/// Class and number of a tag.
#[derive(Clone, Copy)]
struct TagOf {
    class: u8,
    number: u32,
}

const fn universal(number: u32) -> TagOf {
    TagOf { class: 0, number }
}

/// A wrapping around the value, the outermost first.
struct Wrap {
    tag: TagOf,
    constructed: bool,
    /// A BIT STRING's byte that counts unused bits.
    padded: bool,
}

/// How the text of a string is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Ascii,
    Utf8,
    Hex,
    BitList,
}

/// What type the value has.
#[derive(Clone, Copy)]
enum Kind {
    Boolean,
    Null,
    Integer,
    Enumerated,
    Object,
    UtcTime,
    GeneralizedTime,
    OctetString,
    BitString,
    /// A string type: its number and the largest character it can hold, in bytes a character (0 for UTF-8).
    Text(u32, u8),
    Sequence,
    Set,
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name.to_ascii_uppercase().as_str() {
        "BOOL" | "BOOLEAN" => Kind::Boolean,
        "NULL" => Kind::Null,
        "INT" | "INTEGER" => Kind::Integer,
        "ENUM" | "ENUMERATED" => Kind::Enumerated,
        "OID" | "OBJECT" => Kind::Object,
        "UTCTIME" | "UTC" => Kind::UtcTime,
        "GENERALIZEDTIME" | "GENTIME" => Kind::GeneralizedTime,
        "OCT" | "OCTETSTRING" => Kind::OctetString,
        "BITSTR" | "BITSTRING" => Kind::BitString,
        "UNIVERSALSTRING" | "UNIV" => Kind::Text(28, 4),
        "IA5" | "IA5STRING" => Kind::Text(22, 1),
        "UTF8" | "UTF8STRING" => Kind::Text(12, 0),
        "BMP" | "BMPSTRING" => Kind::Text(30, 2),
        "VISIBLESTRING" | "VISIBLE" => Kind::Text(26, 1),
        "PRINTABLESTRING" | "PRINTABLE" => Kind::Text(19, 1),
        "T61" | "T61STRING" | "TELETEXSTRING" => Kind::Text(20, 1),
        "GENERALSTRING" | "GENSTR" => Kind::Text(27, 1),
        "NUMERIC" | "NUMERICSTRING" => Kind::Text(18, 1),
        "SEQUENCE" | "SEQ" => Kind::Sequence,
        "SET" => Kind::Set,
        _ => return None,
    })
}

/// The DER of an `ASN1:` value.
pub fn generate(context: &ExtensionContext<'_>, text: &str) -> Result<Vec<u8>, String> {
    let mut budget = Budget {
        text: MAX_TEXT,
        depth: 0,
    };
    generate_within(context, text, &mut budget)
}

fn generate_within(
    context: &ExtensionContext<'_>,
    text: &str,
    budget: &mut Budget,
) -> Result<Vec<u8>, String> {
    budget.text = budget
        .text
        .checked_sub(text.len().max(VALUE_COST))
        .ok_or("the sections that it refers to make more than 4 MiB of values")?;
    let mut implicit: Option<TagOf> = None;
    let mut wraps = Vec::new();
    let mut form = Form::Ascii;
    let mut rest = text;
    loop {
        // A modifier ends at the comma; the type's value reaches to the end of the text, commas and all.
        let item = rest.split(',').next().unwrap_or_default();
        let (name, argument) = match item.split_once(':') {
            Some((name, argument)) => (name.trim(), Some(argument.trim())),
            None => (item.trim(), None),
        };
        if let Some(kind) = kind(name) {
            let value = rest
                .split_once(':')
                .filter(|_| argument.is_some())
                .map(|(_, value)| value.trim_start());
            if value.is_none() && rest.len() > item.len() {
                return Err(format!(
                    "{name} needs a value after a colon",
                    name = excerpt(name)
                ));
            }
            let (number, constructed, contents) = element(context, kind, value, form, budget)?;
            return Ok(wrap(
                implicit.unwrap_or(universal(number)),
                constructed,
                contents,
                &wraps,
            ));
        }
        let argument = || {
            argument
                .filter(|a| !a.is_empty())
                .ok_or_else(|| format!("{name} needs a value after a colon", name = excerpt(name)))
        };
        let mut append = |tag: TagOf, constructed: bool, padded: bool, takes_implicit: bool| {
            let tag = match implicit.take() {
                Some(_) if !takes_implicit => {
                    return Err("IMPLICIT cannot stand before EXPLICIT".to_owned());
                }
                Some(outer) => outer,
                None => tag,
            };
            wraps.push(Wrap {
                tag,
                constructed,
                padded,
            });
            Ok(())
        };
        match name.to_ascii_uppercase().as_str() {
            "IMP" | "IMPLICIT" => {
                if implicit.replace(tagging(argument()?)?).is_some() {
                    return Err("IMPLICIT stands twice".to_owned());
                }
            }
            "EXP" | "EXPLICIT" => append(tagging(argument()?)?, true, false, false)?,
            "SEQWRAP" => append(universal(16), true, false, true)?,
            "SETWRAP" => append(universal(17), true, false, true)?,
            "BITWRAP" => append(universal(3), false, true, true)?,
            "OCTWRAP" => append(universal(4), false, false, true)?,
            "FORM" | "FORMAT" => {
                form = match argument()? {
                    a if a.starts_with("ASCII") => Form::Ascii,
                    a if a.starts_with("UTF8") => Form::Utf8,
                    a if a.starts_with("HEX") => Form::Hex,
                    a if a.starts_with("BITLIST") => Form::BitList,
                    other => {
                        return Err(format!(
                            "the format \"{other}\" is unknown: ASCII, UTF8, HEX or BITLIST",
                            other = excerpt(other)
                        ));
                    }
                };
            }
            _ => {
                return Err(format!(
                    "\"{name}\" is not an ASN.1 type or modifier",
                    name = excerpt(name)
                ));
            }
        }
        rest = match rest.split_once(',') {
            Some((_, after)) => after.trim_start(),
            None => {
                return Err(format!(
                    "no type stands in \"{text}\"",
                    text = excerpt(text)
                ));
            }
        };
    }
}

/// A tag's number with its class after it: `0` is `[0]`, `1A` is `[APPLICATION 1]`.
fn tagging(text: &str) -> Result<TagOf, String> {
    let wrong = || {
        format!(
            "\"{text}\" is not a tag: a number, and U, A, P or C after it",
            text = excerpt(text)
        )
    };
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let class = match &text[digits.len()..] {
        "" | "C" => 0x80,
        "U" => 0x00,
        "A" => 0x40,
        "P" => 0xc0,
        _ => return Err(wrong()),
    };
    let number = digits.parse().map_err(|_| wrong())?;
    Ok(TagOf { class, number })
}

fn element(
    context: &ExtensionContext<'_>,
    kind: Kind,
    value: Option<&str>,
    form: Form,
    budget: &mut Budget,
) -> Result<(u32, bool, Vec<u8>), String> {
    let text = value.unwrap_or_default();
    let primitive = |number: u32, contents: Vec<u8>| Ok((number, false, contents));
    match kind {
        Kind::Boolean => primitive(
            1,
            vec![if boolean(context, "BOOLEAN", value)? {
                0xff
            } else {
                0
            }],
        ),
        Kind::Null if text.is_empty() => primitive(5, Vec::new()),
        Kind::Null => Err("NULL takes no value".to_owned()),
        Kind::Integer => primitive(2, integer(text)?),
        Kind::Enumerated => primitive(10, integer(text)?),
        Kind::Object => primitive(6, object(text)?.as_bytes().to_vec()),
        Kind::UtcTime | Kind::GeneralizedTime => time(kind, text),
        Kind::OctetString | Kind::BitString => bytes(kind, text, form),
        Kind::Text(number, width) => primitive(number, string(number, width, text, form)?),
        Kind::Sequence | Kind::Set => {
            let mut members = Vec::new();
            if let Some(section) = value {
                if budget.depth >= MAX_DEPTH {
                    return Err("sections refer to each other too deep".to_owned());
                }
                budget.depth += 1;
                for (_, member) in context.section(section)? {
                    members.push(generate_within(context, &member, budget)?);
                }
                budget.depth -= 1;
            }
            let set = matches!(kind, Kind::Set);
            if set {
                members.sort();
            }
            Ok((if set { 17 } else { 16 }, true, members.concat()))
        }
    }
}

fn time(kind: Kind, text: &str) -> Result<(u32, bool, Vec<u8>), String> {
    let (number, digits, example) = match kind {
        Kind::UtcTime => (23, [10, 12], "261231235959Z"),
        _ => (24, [14, 14], "20261231235959Z"),
    };
    let plain = text.strip_suffix('Z').filter(|d| digits.contains(&d.len()));
    if !plain.is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit())) {
        return Err(format!(
            "\"{text}\" is not a time such as {example}",
            text = excerpt(text)
        ));
    }
    Ok((number, false, text.as_bytes().to_vec()))
}

fn bytes(kind: Kind, text: &str, form: Form) -> Result<(u32, bool, Vec<u8>), String> {
    let bits = matches!(kind, Kind::BitString);
    if form == Form::BitList {
        if !bits {
            return Err("BITLIST is for BITSTRING".to_owned());
        }
        return Ok((3, false, bit_list(text)?));
    }
    let mut contents = match form {
        Form::Hex => hexadecimal(text)?,
        Form::Ascii => text.as_bytes().to_vec(),
        _ => return Err("a string of bytes takes FORMAT:ASCII or FORMAT:HEX".to_owned()),
    };
    if bits {
        contents.insert(0, 0);
    }
    Ok((if bits { 3 } else { 4 }, false, contents))
}

fn bit_list(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes: Vec<u8> = Vec::new();
    for item in text
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
    {
        let bit: usize = item.parse().ok().filter(|&n| n <= 256).ok_or_else(|| {
            format!(
                "\"{item}\" is not a bit number up to 256",
                item = excerpt(item)
            )
        })?;
        if bytes.len() <= bit / 8 {
            bytes.resize(bit / 8 + 1, 0);
        }
        bytes[bit / 8] |= 0x80 >> (bit % 8);
    }
    let unused = bytes.last().map_or(0, |last| last.trailing_zeros());
    bytes.insert(0, unused as u8);
    Ok(bytes)
}

/// The contents of a string type. Unless the format is UTF8, each byte of the text is a character.
fn string(number: u32, width: u8, text: &str, form: Form) -> Result<Vec<u8>, String> {
    let characters: Vec<char> = match form {
        Form::Ascii => text.bytes().map(char::from).collect(),
        Form::Utf8 => text.chars().collect(),
        _ => return Err("a string takes FORMAT:ASCII or FORMAT:UTF8".to_owned()),
    };
    let allowed = |c: char| match number {
        18 => c.is_ascii_digit() || c == ' ',
        19 => c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c),
        22 => c.is_ascii(),
        30 => u32::from(c) < 0x1_0000,
        12 | 28 => true,
        _ => u32::from(c) < 0x100,
    };
    if let Some(wrong) = characters.iter().find(|&&c| !allowed(c)) {
        return Err(format!(
            "the character {wrong:?} is not allowed in this type"
        ));
    }
    Ok(match width {
        0 => characters.iter().collect::<String>().into_bytes(),
        1 => characters.iter().map(|&c| c as u8).collect(),
        2 => characters
            .iter()
            .flat_map(|&c| (c as u16).to_be_bytes())
            .collect(),
        _ => characters
            .iter()
            .flat_map(|&c| u32::from(c).to_be_bytes())
            .collect(),
    })
}

/// The element inside its wrappings.
fn wrap(tag: TagOf, constructed: bool, contents: Vec<u8>, wraps: &[Wrap]) -> Vec<u8> {
    let mut der = encode(tag, constructed, &contents);
    for wrap in wraps.iter().rev() {
        if wrap.padded {
            der.insert(0, 0);
        }
        der = encode(wrap.tag, wrap.constructed, &der);
    }
    der
}

/// Identifier and length bytes (X.690 §8.1), and the contents.
fn encode(tag: TagOf, constructed: bool, contents: &[u8]) -> Vec<u8> {
    let first = tag.class | if constructed { 0x20 } else { 0 };
    let mut out = match u8::try_from(tag.number) {
        Ok(number) if number < 31 => vec![first | number],
        _ => {
            // The number in groups of seven bits, the top bit set on all but the last.
            let groups = (0..5).rev().map(|i| (tag.number >> (7 * i) & 0x7f) as u8);
            let groups: Vec<u8> = groups.skip_while(|&group| group == 0).collect();
            let last = groups.len() - 1;
            let marked = groups
                .iter()
                .enumerate()
                .map(|(i, g)| g | if i < last { 0x80 } else { 0 });
            std::iter::once(first | 31).chain(marked).collect()
        }
    };
    let length = contents.len();
    match u8::try_from(length) {
        Ok(short) if short < 128 => out.push(short),
        _ => {
            let be = length.to_be_bytes();
            let be = &be[be.iter().position(|&b| b != 0).unwrap_or(be.len())..];
            out.push(0x80 | be.len() as u8);
            out.extend_from_slice(be);
        }
    }
    out.extend_from_slice(contents);
    out
}
