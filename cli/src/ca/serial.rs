//! Files that hold one number in hexadecimal: the next serial number, the next CRL number.

use std::path::Path;

use crate::error::CliError;
use crate::io;
use crate::limits;
use crate::x509::serial::fitting;
use certwright::x509::SerialNumber;

/// Reads the number, which is to be given to a certificate or CRL.
pub fn load(path: &Path) -> Result<SerialNumber, CliError> {
    let bytes = io::read_file(path, &limits::LINES)?;
    let text = String::from_utf8_lossy(&bytes);
    let number = parse(text.trim()).ok_or_else(|| {
        CliError::new(format!(
            "{} does not hold a number in hexadecimal; it holds the next one to give, such as 01",
            path.display()
        ))
    })?;
    fitting(number, format_args!("the number in {}", path.display()))
}

/// The number to give after this one.
pub fn successor(number: &SerialNumber) -> Result<SerialNumber, CliError> {
    fitting(
        number.successor(),
        format_args!("the number after {}", to_hex(number)),
    )
}

/// The number's magnitude in hexadecimal, which names a certificate's file.
pub fn file_name(serial: &SerialNumber) -> String {
    to_hex(serial).trim_start_matches('-').to_owned()
}

/// Reads hexadecimal digits, perhaps after a minus.
pub fn parse(text: &str) -> Option<SerialNumber> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let padded = format!("{}{digits}", if digits.len() % 2 == 0 { "" } else { "0" });
    let bytes: Vec<u8> = (0..padded.len())
        .step_by(2)
        .filter_map(|at| u8::from_str_radix(&padded[at..at + 2], 16).ok())
        .collect();
    Some(match negative {
        true => SerialNumber::from_negative_magnitude_be(&bytes),
        false => SerialNumber::from_unsigned_be(&bytes),
    })
}

/// The number as these files and the database write it: an even number of upper-case digits.
pub fn to_hex(serial: &SerialNumber) -> String {
    let contents = serial.contents();
    if contents.first().is_some_and(|b| b & 0x80 != 0) {
        let mut magnitude = contents.to_vec();
        let mut carry = true;
        for byte in magnitude.iter_mut().rev() {
            (*byte, carry) = (!*byte).overflowing_add(u8::from(carry));
        }
        return format!(
            "-{}",
            hex(magnitude.strip_prefix(&[0]).unwrap_or(&magnitude))
        );
    }
    match contents {
        [0, rest @ ..] if !rest.is_empty() => hex(rest),
        contents => hex(contents),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_they_were_read() {
        for text in [
            "00",
            "01",
            "7F",
            "80",
            "FF",
            "0100",
            "1000000000000000000000000000000000000001",
            "-01",
            "-80",
        ] {
            assert_eq!(to_hex(&parse(text).unwrap()), text);
        }
        assert_eq!(to_hex(&parse("abc").unwrap()), "0ABC");
        assert!(parse("").is_none() && parse("0x1").is_none() && parse("-").is_none());
    }
}
