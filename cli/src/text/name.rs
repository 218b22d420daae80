//! Distinguished names in every `-nameopt` form.

use super::string::{self, universal_number};
use super::{Text, put};
use super::{long_name, numeric, short_name};
use crate::nameopt::{FieldName, NameOptions, Separator};
use certwright::der::{DerError, ObjectIdentifierRef, Reader, Tlv};

/// One attribute of a name: which relative name it belongs to, its type and its value.
struct Attribute<'a> {
    relative: usize,
    kind: ObjectIdentifierRef<'a>,
    value: Tlv<'a>,
}

/// The attributes of a Name (`sets` reads what is inside its SEQUENCE OF).
fn attributes(mut sets: Reader<'_>) -> Result<Vec<Attribute<'_>>, DerError> {
    let mut out = Vec::new();
    let mut relative = 0;
    while !sets.is_empty() {
        let mut set = sets.set("RelativeDistinguishedName")?;
        while !set.is_empty() {
            let mut attribute = set.sequence("AttributeTypeAndValue")?;
            let kind = attribute.oid("AttributeType")?;
            out.push(Attribute {
                relative,
                kind,
                value: attribute.any_string("AttributeValue")?,
            });
        }
        relative += 1;
    }
    Ok(out)
}

/// The attributes of a DER Name. A name that was parsed once parses again; should it not, nothing is printed.
fn of_name(der: &[u8]) -> Vec<Attribute<'_>> {
    Reader::new(der)
        .sequence("Name")
        .and_then(attributes)
        .unwrap_or_default()
}

/// Appends a DER Name, indented where the form takes several lines.
pub fn name(out: &mut Text, der: &[u8], indent: usize, options: &NameOptions) {
    if options.is_compat() {
        return commas(out, der);
    }
    print(out, &of_name(der), indent, options);
}

/// Appends a RelativeDistinguishedName, given as the contents of its SET, in the one-line form.
pub fn relative_name(out: &mut Text, set: Reader<'_>) {
    let mut set = set;
    let mut found = Vec::new();
    while let Ok(mut attribute) = set.sequence("AttributeTypeAndValue") {
        let (Ok(kind), Ok(value)) = (
            attribute.oid("AttributeType"),
            attribute.any_string("AttributeValue"),
        ) else {
            break;
        };
        found.push(Attribute {
            relative: 0,
            kind,
            value,
        });
    }
    print(out, &found, 0, &NameOptions::ONELINE);
}

fn print(out: &mut Text, attributes: &[Attribute<'_>], indent: usize, options: &NameOptions) {
    out.indent(indent);
    let (between, inside, indent) = match options.separator {
        Separator::Multiline => ("\n", " + ", indent),
        Separator::CommaPlus => (",", "+", 0),
        Separator::CommaPlusSpace | Separator::Compat => (", ", " + ", 0),
        Separator::SemicolonPlusSpace => ("; ", " + ", 0),
    };
    let mut ordered: Vec<&Attribute<'_>> = attributes.iter().collect();
    if options.reversed {
        ordered.reverse();
    }
    let mut previous = None;
    for attribute in ordered {
        match previous {
            Some(relative) if relative == attribute.relative => out.put(inside),
            Some(_) => {
                out.put(between);
                out.indent(indent);
            }
            None => {}
        }
        previous = Some(attribute.relative);
        let named = field(out, attribute.kind, options);
        string::value(
            out,
            &attribute.value,
            options,
            options.dump_unknown && !named,
        );
    }
}

/// Appends the type and the equals sign; false if the type has no name.
fn field(out: &mut Text, kind: ObjectIdentifierRef<'_>, options: &NameOptions) -> bool {
    let known = match options.field {
        FieldName::Long => long_name(kind).map(|name| (name, 25)),
        _ => short_name(kind).map(|name| (name, 10)),
    };
    let named = known.is_some();
    if options.field == FieldName::Hidden {
        return named;
    }
    let (shown, width) = match known {
        Some((name, width)) if options.field != FieldName::Dotted => (name.to_owned(), width),
        _ => (numeric(kind), 0),
    };
    out.put(&shown);
    if options.align {
        out.indent(usize::saturating_sub(width, shown.len()));
    }
    out.put(if options.space_eq { " = " } else { "=" });
    named
}

/// A DER Name in the oldest form, `/C=US/O=Org/CN=name`.
pub fn one_line(der: &[u8]) -> Vec<u8> {
    one_line_within(der, usize::MAX)
}

/// The oldest form, cut off before the first attribute that would make it longer than `limit`.
pub fn one_line_within(der: &[u8], limit: usize) -> Vec<u8> {
    let mut out = Text::new();
    let mut previous = None;
    for attribute in of_name(der) {
        let before = out.bytes.len();
        let first = previous.replace(attribute.relative) != Some(attribute.relative);
        out.put(if first { "/" } else { "+" });
        match short_name(attribute.kind) {
            Some(name) => out.put(name),
            None => out.put(numeric(attribute.kind)),
        }
        out.put("=");
        for &b in one_line_bytes(&attribute.value).iter() {
            match b {
                // What would part attributes is escaped; the backslash itself is not.
                b'/' | b'+' => out.put([b'\\', b]),
                b' '..=b'~' => out.put([b]),
                _ => put!(out, "\\x{b:02X}"),
            }
        }
        if out.bytes.len() > limit {
            out.bytes.truncate(before);
            break;
        }
    }
    out.into_bytes()
}

/// A GeneralString of four-byte characters that all fit one byte is shown as those bytes.
fn one_line_bytes(value: &Tlv<'_>) -> Vec<u8> {
    let wide = universal_number(value) == Some(27) && value.value.len().is_multiple_of(4);
    if wide && value.value.chunks(4).all(|c| c[..3] == [0; 3]) {
        return value.value.chunks(4).map(|c| c[3]).collect();
    }
    value.value.to_vec()
}

/// The `compat` form inside a text: the oldest form with commas where a slash stands before a short type.
fn commas(out: &mut Text, der: &[u8]) {
    let line = one_line(der);
    let Some(rest) = line.get(1..) else { return };
    for (i, &b) in rest.iter().enumerate() {
        let upper = |n: usize| rest.get(i + n).is_some_and(u8::is_ascii_uppercase);
        let equals = |n: usize| rest.get(i + n) == Some(&b'=');
        let starts_type = upper(1) && (equals(2) || upper(2) && equals(3));
        match b {
            b'/' if starts_type => out.put(", "),
            _ => out.put([b]),
        }
    }
}

/// `title` and a DER Name with the line end, as `-subject` and `-issuer` print them.
pub fn name_line(out: &mut Text, title: &str, der: &[u8], options: &NameOptions) {
    out.put(title);
    if options.is_compat() {
        out.put(one_line(der));
    } else if options.separator == Separator::Multiline {
        out.put("\n");
        name(out, der, 4, options);
    } else {
        name(out, der, 0, options);
    }
    out.put("\n");
}
