//! Times: `Nov 23 22:40:13 2026 GMT`.

use super::{Text, put};
use certwright::der::{Tag, Tlv};
use certwright::x509::Time;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Appends a UTCTime or GeneralizedTime; one that is neither prints as `Bad time value`.
pub fn time(out: &mut Text, value: &Tlv<'_>) {
    if show(out, value).is_none() {
        out.put("Bad time value");
    }
}

/// Appends a time of the library in the same form.
pub fn moment(out: &mut Text, time: Time) {
    let [year, month, day, hour, minute, second] = time.civil();
    let month = MONTHS[usize::try_from(month - 1).unwrap_or_else(|_| unreachable!("1 to 12"))];
    put!(
        out,
        "{month} {day:2} {hour:02}:{minute:02}:{second:02} {year} GMT"
    );
}

/// A time's year, the ten digits after it, and a fraction of a second as it stands.
fn parts<'v>(value: &Tlv<'v>) -> Option<(u32, [u32; 5], &'v str)> {
    let text = std::str::from_utf8(value.value).ok()?.strip_suffix('Z')?;
    let (year, rest) = match value.tag {
        Tag::UtcTime => {
            let (year, rest) = text.split_at_checked(2)?;
            let year = number(year)?;
            (year + if year < 50 { 2000 } else { 1900 }, rest)
        }
        Tag::GeneralizedTime => {
            let (year, rest) = text.split_at_checked(4)?;
            (number(year)?, rest)
        }
        _ => return None,
    };
    let (rest, fraction) = rest.split_at_checked(10)?;
    let fraction_fits = match fraction.strip_prefix('.') {
        Some(digits) => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
        None => fraction.is_empty(),
    };
    let two = |at: usize| number(rest.get(at..at + 2)?);
    fraction_fits.then_some((
        year,
        [two(0)?, two(2)?, two(4)?, two(6)?, two(8)?],
        fraction,
    ))
}

fn show(out: &mut Text, value: &Tlv<'_>) -> Option<()> {
    let (year, [month, day, hour, minute, second], fraction) = parts(value)?;
    let month = MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    put!(
        out,
        "{month} {day:2} {hour:02}:{minute:02}:{second:02}{fraction} {year} GMT"
    );
    Some(())
}

/// Appends a time in the form of ISO 8601: `2026-11-23 22:40:13Z`.
pub fn iso_time(out: &mut Text, value: &Tlv<'_>) {
    match parts(value) {
        Some((year, [month, day, hour, minute, second], fraction)) => {
            put!(
                out,
                "{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction}Z"
            );
        }
        None => out.put("Bad time value"),
    }
}

fn number(digits: &str) -> Option<u32> {
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())?
}
