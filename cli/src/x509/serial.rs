//! Serial numbers: typed ones, and the file that counts a CA's.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use num_bigint::{BigInt, BigUint, Sign};
use rand_core::TryCryptoRng;

use crate::ca;
use crate::error::{CliError, excerpt};
use crate::io::{self, Access};
use crate::limits;
use certwright::x509::SerialNumber;

/// The serial number that `-set_serial` gives: decimal, or hexadecimal after `0x`.
pub fn typed(text: &str) -> Result<SerialNumber, CliError> {
    let wrong = || {
        CliError::usage(format!(
            "-set_serial {text}: a serial number is written in decimal, or in hexadecimal after 0x",
            text = excerpt(text)
        ))
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (radix, digits) = match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(wrong());
    }
    let number = BigUint::parse_bytes(digits.as_bytes(), radix).ok_or_else(wrong)?;
    let bytes = number.to_bytes_be();
    let serial = if negative && number.bits() > 0 {
        SerialNumber::from_negative_magnitude_be(&bytes)
    } else {
        SerialNumber::from_unsigned_be(&bytes)
    };
    fitting(serial, "the number that -set_serial gives")
}

/// Refuses a number that is too long to be a certificate's or a CRL's (RFC 5280 §4.1.2.2, §5.2.3). Every number goes
/// through here before anything is made of it: what is longer may be anything, even a key in hexadecimal, and would be
/// published.
pub fn fitting(number: SerialNumber, what: impl Display) -> Result<SerialNumber, CliError> {
    match number.contents().len() {
        ..=SerialNumber::MAX_BYTES => Ok(number),
        length => Err(CliError::new(format!(
            "{what} has {length} bytes, and serial and CRL numbers have at most {}",
            SerialNumber::MAX_BYTES
        ))),
    }
}

/// The serial number of a certificate, for one made from it.
pub fn kept(contents: &[u8]) -> SerialNumber {
    let number = BigInt::from_signed_bytes_be(contents);
    let bytes = number.magnitude().to_bytes_be();
    match number.sign() {
        Sign::Minus => SerialNumber::from_negative_magnitude_be(&bytes),
        _ => SerialNumber::from_unsigned_be(&bytes),
    }
}

/// The contents of the INTEGER one above.
pub fn next(serial: &[u8]) -> Vec<u8> {
    (BigInt::from_signed_bytes_be(serial) + 1u32).to_signed_bytes_be()
}

/// The serial file of a CA whose certificate is this file: `ca.srl` beside `ca.crt`.
pub fn default_file(certificate: &Path) -> PathBuf {
    certificate.with_extension("srl")
}

/// A serial number that was taken and is to be written back once the certificate is there. Nobody else takes one until then.
pub struct Counter {
    path: PathBuf,
    number: BigUint,
    serial: SerialNumber,
    /// Holds the file while it lives.
    _lock: ca::Lock,
}

impl Counter {
    /// Takes the number after the one in the file. Where there is no file: with `create` a random one is the first, and
    /// without it `None` comes back.
    pub fn take<R: TryCryptoRng + ?Sized>(
        path: &Path,
        create: bool,
        rng: &mut R,
    ) -> Result<Option<Self>, CliError> {
        let is_there = || std::fs::exists(path).map_err(|e| CliError::io("read", path, &e));
        if !create && !is_there()? {
            return Ok(None);
        }
        // Another process may have made the file, or given the number, while this one waited.
        let lock = ca::lock_file(path)?;
        let number = match is_there()? {
            true => read(path)? + 1u32,
            false if create => BigUint::from_bytes_be(SerialNumber::random(rng)?.contents()),
            false => return Ok(None),
        };
        let serial = SerialNumber::from_unsigned_be(&number.to_bytes_be());
        let serial = fitting(
            serial,
            format_args!("the number after the one in {}", path.display()),
        )?;
        Ok(Some(Self {
            path: path.to_owned(),
            number,
            serial,
            _lock: lock,
        }))
    }

    /// The number.
    pub fn serial(&self) -> SerialNumber {
        self.serial.clone()
    }

    /// Writes the number to the file, so that it is not given again.
    pub fn save(&self) -> Result<(), CliError> {
        let mut digits = self.number.to_str_radix(16).to_uppercase();
        if digits.len() % 2 == 1 {
            digits.insert(0, '0');
        }
        io::write_file(&self.path, format!("{digits}\n").as_bytes(), Access::Public)
    }
}

fn read(path: &Path) -> Result<BigUint, CliError> {
    let bytes = io::read_file(path, &limits::LINES)?;
    let text = String::from_utf8_lossy(&bytes);
    let digits: String = text.lines().next().unwrap_or_default().trim().to_owned();
    BigUint::parse_bytes(digits.as_bytes(), 16).ok_or_else(|| {
        CliError::new(format!(
            "the serial file {} does not hold a hexadecimal number; write one into it, or remove it and give -CAcreateserial",
            path.display()
        ))
    })
}
