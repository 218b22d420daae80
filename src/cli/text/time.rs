//! Times: `Nov 23 22:40:13 2026 GMT`.

use super::{Text, put};
use crate::encoding::der::{Tag, Tlv};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Appends a UTCTime or GeneralizedTime; one that is neither prints as `Bad time value`.
pub fn time(out: &mut Text, value: &Tlv<'_>) {
    if show(out, value).is_none() {
        out.put("Bad time value");
    }
}

fn show(out: &mut Text, value: &Tlv<'_>) -> Option<()> {
    let text = std::str::from_utf8(value.value).ok()?.strip_suffix('Z')?;
    let (year, rest) = match value.tag {
        Tag::UtcTime => {
            let (year, rest) = text.split_at_checked(2)?;
            let year: u32 = number(year)?;
            (year + if year < 50 { 2000 } else { 1900 }, rest)
        }
        Tag::GeneralizedTime => {
            let (year, rest) = text.split_at_checked(4)?;
            (number(year)?, rest)
        }
        _ => return None,
    };
    // A fraction of a second is shown as it stands.
    let (rest, fraction) = rest.split_at_checked(10)?;
    let fraction = match fraction.strip_prefix('.') {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => fraction,
        Some(_) => return None,
        None if fraction.is_empty() => "",
        None => return None,
    };
    let two = |at: usize| number(rest.get(at..at + 2)?);
    let (month, day, hour, minute, second) = (two(0)?, two(2)?, two(4)?, two(6)?, two(8)?);
    let month = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    put!(out, "{month} {day:2} {hour:02}:{minute:02}:{second:02}{fraction} {year} GMT");
    Some(())
}

fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}
