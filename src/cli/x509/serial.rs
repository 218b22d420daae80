//! Serial numbers: random ones, typed ones, and the file that counts a CA's.

use std::path::{Path, PathBuf};

use num_bigint::{BigInt, BigUint, Sign};
use rand_core::Rng;

use crate::cli::error::CliError;
use crate::cli::io::{self, Access};

/// 159 random bits: positive, and 20 octets long at most (RFC 5280 §4.1.2.2).
fn random_number<R: Rng + ?Sized>(rng: &mut R) -> BigUint {
    let mut octets = [0u8; 20];
    rng.fill_bytes(&mut octets);
    octets[0] &= 0x7f;
    BigUint::from_bytes_be(&octets)
}

/// Contents of the INTEGER of a random serial number.
pub fn random<R: Rng + ?Sized>(rng: &mut R) -> Vec<u8> {
    contents(&random_number(rng))
}

fn contents(number: &BigUint) -> Vec<u8> {
    BigInt::from_biguint(Sign::Plus, number.clone()).to_signed_bytes_be()
}

/// Contents of the INTEGER that `-set_serial` gives: decimal, or hexadecimal after `0x`.
pub fn typed(text: &str) -> Result<Vec<u8>, CliError> {
    let wrong = || {
        CliError::usage(format!(
            "-set_serial {text}: a serial number is written in decimal, or in hexadecimal after 0x"
        ))
    };
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (Sign::Minus, digits),
        None => (Sign::Plus, text),
    };
    let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(wrong());
    }
    let number = BigUint::parse_bytes(digits.as_bytes(), radix).ok_or_else(wrong)?;
    Ok(BigInt::from_biguint(sign, number).to_signed_bytes_be())
}

/// The contents of the INTEGER one above.
pub fn next(serial: &[u8]) -> Vec<u8> {
    (BigInt::from_signed_bytes_be(serial) + 1u32).to_signed_bytes_be()
}

/// The serial file of a CA whose certificate is this file: `ca.srl` beside `ca.crt`.
pub fn default_file(certificate: &Path) -> PathBuf {
    certificate.with_extension("srl")
}

/// A serial number that was taken and is to be written back once the certificate is there.
pub struct Counter {
    path: PathBuf,
    number: BigUint,
}

impl Counter {
    /// Takes the number after the one in the file. Where there is no file: with `create` a random one is the first, and
    /// without it `None` comes back.
    pub fn take<R: Rng + ?Sized>(path: &Path, create: bool, rng: &mut R) -> Result<Option<Self>, CliError> {
        let number = match std::fs::exists(path) {
            Ok(true) => read(path)? + 1u32,
            Ok(false) if create => random_number(rng),
            Ok(false) => return Ok(None),
            Err(e) => return Err(CliError::io("read", path, &e)),
        };
        Ok(Some(Self { path: path.to_owned(), number }))
    }

    /// Contents of the INTEGER.
    pub fn contents(&self) -> Vec<u8> {
        contents(&self.number)
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
    let octets = io::read_file(path)?;
    let text = String::from_utf8_lossy(&octets);
    let digits: String = text.lines().next().unwrap_or_default().trim().to_owned();
    BigUint::parse_bytes(digits.as_bytes(), 16).ok_or_else(|| {
        CliError::new(format!(
            "the serial file {} does not hold a hexadecimal number; write one into it, or remove it and give -CAcreateserial",
            path.display()
        ))
    })
}
