//! The words that configuration values are made of: lists, numbers, object identifiers, bytes.

use num_bigint::{BigInt, BigUint, Sign};

use super::ExtensionContext;
use crate::error::excerpt;
use crate::text::parse_oid;
use certwright::der::ObjectIdentifier;

/// One item of a value: `name` or `name:value`.
pub type Item = (String, Option<String>);

/// The items of a value: those of the section that `@name` refers to, or those between commas.
pub(super) fn items(context: &ExtensionContext<'_>, value: &str) -> Result<Vec<Item>, String> {
    if let Some(section) = value.strip_prefix('@') {
        let entries = context.section(section)?;
        if entries.is_empty() {
            return Err(format!(
                "the section [{section}] is empty",
                section = excerpt(section)
            ));
        }
        return Ok(entries
            .into_iter()
            .map(|(key, value)| (key, Some(value)))
            .collect());
    }
    list(value)
}

/// The items between commas; a colon ends the name, and only a comma ends the value.
pub(super) fn list(value: &str) -> Result<Vec<Item>, String> {
    let line = value.split(['\r', '\n']).next().unwrap_or_default();
    line.split(',')
        .map(|item| {
            let (name, value) = match item.split_once(':') {
                Some((name, value)) => (name, Some(value.trim())),
                None => (item, None),
            };
            match (name.trim(), value) {
                ("", _) => Err("an item has no name: see the commas and colons".to_owned()),
                (name, Some("")) => Err(format!(
                    "nothing stands after \"{name}:\"",
                    name = excerpt(name)
                )),
                (name, value) => Ok((name.to_owned(), value.map(str::to_owned))),
            }
        })
        .collect()
}

/// True if an item's name is `name`, or that with a point and anything after it, which makes keys distinct.
pub(super) fn is_name(item: &str, name: &str) -> bool {
    item.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// An item's value if it has one (in a section, where the key only keeps entries distinct), else its name.
pub(super) fn word((name, value): Item) -> String {
    value.unwrap_or(name)
}

/// Reads a BOOLEAN by the words that OpenSSL takes, and by others that leave no doubt, with a hint.
pub fn boolean(
    context: &ExtensionContext<'_>,
    name: &str,
    value: Option<&str>,
) -> Result<bool, String> {
    let value = value.unwrap_or_default();
    match value {
        "TRUE" | "true" | "Y" | "y" | "YES" | "yes" => return Ok(true),
        "FALSE" | "false" | "N" | "n" | "NO" | "no" => return Ok(false),
        _ => {}
    }
    let refused = format!(
        "{name}:{value} must be TRUE or FALSE",
        name = excerpt(name),
        value = excerpt(value)
    );
    let meant = match value.to_ascii_lowercase().as_str() {
        "true" | "yes" => true,
        "false" | "no" => false,
        _ => return Err(refused),
    };
    let word = if meant { "TRUE" } else { "FALSE" };
    context.slip(
        &refused,
        format!(
            "{name}:{value} is taken as {name}:{word}; OpenSSL refuses this spelling",
            name = excerpt(name),
            value = excerpt(value)
        ),
    )?;
    Ok(meant)
}

/// An object identifier by name or number.
pub fn object(text: &str) -> Result<ObjectIdentifier, String> {
    parse_oid(text).ok_or_else(|| {
        format!(
            "\"{text}\" is not an object identifier: neither a known name nor numbers with points",
            text = excerpt(text)
        )
    })
}

/// Contents of an INTEGER from a decimal or `0x` hexadecimal number of any size.
pub fn integer(text: &str) -> Result<Vec<u8>, String> {
    number(text).map(|n| n.to_signed_bytes_be())
}

/// A number from 0 to 4294967295, as path lengths and the like are.
pub(super) fn count(text: &str) -> Result<u32, String> {
    u32::try_from(number(text)?).map_err(|_| {
        format!(
            "\"{text}\" is not a number from 0 to {}",
            u32::MAX,
            text = excerpt(text)
        )
    })
}

fn number(text: &str) -> Result<BigInt, String> {
    let wrong = || format!("\"{text}\" is not a number", text = excerpt(text));
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (Sign::Minus, digits),
        None => (Sign::Plus, text),
    };
    let hexadecimal = digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"));
    let (radix, digits) = hexadecimal.map_or((10, digits), |digits| (16, digits));
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(wrong());
    }
    let magnitude = BigUint::parse_bytes(digits.as_bytes(), radix).ok_or_else(wrong)?;
    Ok(BigInt::from_biguint(sign, magnitude))
}

/// Bytes from hexadecimal digits, with or without colons between.
pub fn hexadecimal(text: &str) -> Result<Vec<u8>, String> {
    let mut digits = text.bytes().filter(|&b| b != b':');
    let mut out = Vec::new();
    while let Some(high) = digits.next() {
        let low = digits.next().ok_or("an odd number of hexadecimal digits")?;
        let digit = |b: u8| {
            char::from(b)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        match (digit(high), digit(low)) {
            (Some(high), Some(low)) => out.push(high << 4 | low),
            _ => return Err("a character that is not a hexadecimal digit".to_owned()),
        }
    }
    Ok(out)
}

/// Text for an IA5String.
pub fn ascii<'v>(text: &'v str, instead: &str) -> Result<&'v str, String> {
    match text.is_ascii() {
        true => Ok(text),
        false => Err(format!(
            "\"{text}\" is not ASCII: {instead}",
            text = excerpt(text)
        )),
    }
}
