//! Names and numbers in text: RFC 4514 for names, hexadecimal for serial numbers.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use super::certificate::CertificateRef;
use super::crl::CertificateListRef;
use super::extensions::Extensions;
use super::name::{Attribute, Name, NameBuf};
use super::request::RequestRef;
use super::serial::SerialNumber;
use super::signed::Signed;
use crate::der::oid;
use crate::der::{Tag, Tlv};

/// Decodes a value of one of DirectoryString's types or their like, character by character; `None`, perhaps after some
/// characters, if it is of another type or malformed.
pub(crate) fn characters(value: &Tlv<'_>, mut character: impl FnMut(char)) -> Option<()> {
    match value.tag {
        Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => {
            for &byte in value.value {
                if !byte.is_ascii() {
                    return None;
                }
                character(char::from(byte));
            }
        }
        Tag::Utf8String => core::str::from_utf8(value.value)
            .ok()?
            .chars()
            .for_each(character),
        // ISO 8859-1 in practice, as every implementation reads it.
        Tag::TeletexString => value
            .value
            .iter()
            .for_each(|&byte| character(char::from(byte))),
        Tag::BmpString => {
            let (units, []) = value.value.as_chunks::<2>() else {
                return None;
            };
            for unit in units {
                character(char::from_u32(u32::from(u16::from_be_bytes(*unit)))?);
            }
        }
        // UniversalString.
        _ if value.raw.first() == Some(&0x1c) => {
            let (units, []) = value.value.as_chunks::<4>() else {
                return None;
            };
            for unit in units {
                character(char::from_u32(u32::from_be_bytes(*unit))?);
            }
        }
        _ => return None,
    }
    Some(())
}

impl Attribute<'_> {
    /// The value as text; `None` if it is of a type that is not a string's, or malformed.
    pub fn text(&self) -> Option<String> {
        let mut text = String::new();
        characters(&self.value, |c| text.push(c))?;
        Some(text)
    }
}

/// `CN=www.example.org,O=Example\, Inc.,C=DE`: the last RDN first, as RFC 4514 has it. Types have LDAP's short names where
/// RFC 4514 §3 lists them, else the standard's name or the number; characters that a terminal would obey are escaped.
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rdns: Vec<_> = self.rdns().collect();
        for (i, rdn) in rdns.into_iter().rev().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            for (j, attribute) in rdn.enumerate() {
                if j > 0 {
                    f.write_str("+")?;
                }
                attribute.fmt(f)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for NameBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_name().fmt(f)
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

impl fmt::Debug for NameBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_name(), f)
    }
}

/// `CN=Example`, one part of a [`Name`] by RFC 4514.
impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = match self.oid {
            oid::COMMON_NAME => "CN",
            oid::LOCALITY_NAME => "L",
            oid::STATE_OR_PROVINCE_NAME => "ST",
            oid::ORGANIZATION_NAME => "O",
            oid::ORGANIZATIONAL_UNIT_NAME => "OU",
            oid::COUNTRY_NAME => "C",
            oid::STREET_ADDRESS => "STREET",
            oid::DOMAIN_COMPONENT => "DC",
            oid::USER_ID => "UID",
            other => other.name().unwrap_or_default(),
        };
        // A type that is written as its number has its value in hexadecimal (§2.4).
        match (short, self.text()) {
            ("", _) => write!(f, "{}=", self.oid)?,
            (name, Some(text)) => {
                write!(f, "{name}=")?;
                return escaped(f, &text);
            }
            (name, None) => write!(f, "{name}=")?,
        }
        f.write_str("#")?;
        self.value
            .raw
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A value by RFC 4514 §2.4.
fn escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let last = text.chars().count().saturating_sub(1);
    for (i, c) in text.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{c}")?,
            ' ' if i == 0 || i == last => f.write_str("\\ ")?,
            '#' if i == 0 => f.write_str("\\#")?,
            // Controls, and marks that turn the direction of text.
            c if c.is_control()
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                let mut utf8 = [0; 4];
                for byte in c.encode_utf8(&mut utf8).bytes() {
                    write!(f, "\\{byte:02X}")?;
                }
            }
            c => f.write_char(c)?,
        }
    }
    Ok(())
}

/// Hexadecimal in whole bytes, `0A1B`; a negative number has `-` in front.
impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (negative, magnitude) = self.sign_and_magnitude();
        if negative {
            f.write_str("-")?;
        }
        magnitude
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

// What follows prints what a person looks for, not each byte of keys and signatures.

impl fmt::Debug for CertificateRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject)
            .field("issuer", &self.issuer)
            .field("serial", &SerialNumber::from_contents(self.serial))
            .field("not_before", &self.validity.not_before)
            .field("not_after", &self.validity.not_after)
            .field("signed", &self.signed)
            .field("extensions", &self.extensions)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RequestRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("subject", &self.subject)
            .field("signed", &self.signed)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CertificateListRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateList")
            .field("issuer", &self.issuer)
            .field("this_update", &self.this_update)
            .field("next_update", &self.next_update)
            .field("entries", &self.entries().count())
            .field("signed", &self.signed)
            .field("extensions", &self.extensions)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithm = self.algorithm.oid.named();
        let (whole, signature) = (self.raw.len(), self.signature.len());
        write!(
            f,
            "Signed({whole} bytes, by {algorithm}, a signature of {signature} bytes)"
        )
    }
}

/// The extensions' names; `!` stands before the critical ones.
impl fmt::Debug for Extensions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(|extension| {
            let mark = if extension.critical { "!" } else { "" };
            format!("{mark}{}", extension.oid.named())
        });
        f.debug_list().entries(names).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::name::NameBuilder;
    use alloc::string::ToString;

    #[test]
    fn names_are_written_as_the_examples_of_rfc_4514_are() {
        let dc = |name: NameBuilder, text| name.attribute(oid::DOMAIN_COMPONENT, text);
        let example = || dc(dc(NameBuilder::new(), "net"), "example");
        // §4's examples, in their order.
        let jsmith = example().attribute(oid::USER_ID, "jsmith").build();
        assert_eq!(jsmith.to_string(), "UID=jsmith,DC=example,DC=net");
        let sales = example()
            .attribute(oid::ORGANIZATIONAL_UNIT_NAME, "Sales")
            .and(oid::COMMON_NAME, Tag::Utf8String, b"J.  Smith");
        assert_eq!(
            sales.build().to_string(),
            "OU=Sales+CN=J.  Smith,DC=example,DC=net"
        );
        let james = example().attribute(oid::COMMON_NAME, "James \"Jim\" Smith, III");
        assert_eq!(
            james.build().to_string(),
            "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net"
        );
        let before = example().attribute(oid::COMMON_NAME, "Before\rAfter");
        assert_eq!(
            before.build().to_string(),
            "CN=Before\\0DAfter,DC=example,DC=net"
        );
        let number = NameBuilder::new().rdn(
            crate::oid!("1.3.6.1.4.1.1466.0"),
            Tag::OctetString,
            b"\x48\x69",
        );
        assert_eq!(number.build().to_string(), "1.3.6.1.4.1.1466.0=#04024869");
        let lucic = NameBuilder::new().attribute(oid::COMMON_NAME, "Lu\u{10d}i\u{107}");
        assert_eq!(lucic.build().to_string(), "CN=Lu\u{10d}i\u{107}");
    }

    #[test]
    fn nothing_that_a_terminal_obeys_and_no_spurious_separator_comes_out() {
        let name = NameBuilder::new()
            .attribute(oid::COMMON_NAME, "# \u{1b}[2J\u{202e}\u{85};x ")
            .attribute(oid::EMAIL_ADDRESS, "a@example.org")
            .rdn(oid::TITLE, Tag::BmpString, b"\0T\x01\x07")
            .rdn(oid::ORGANIZATION_NAME, Tag::Utf8String, b"\xff");
        assert_eq!(
            name.build().to_string(),
            "O=#0c01ff,title=T\u{107},emailAddress=a@example.org,\
             CN=\\# \\1B[2J\\E2\\80\\AE\\C2\\85\\;x\\ "
        );
        assert_eq!(format!("{:?}", NameBuf::common_name("x")), "Name(CN=x)");
        assert_eq!(NameBuf::default().to_string(), "");
    }

    #[test]
    fn serial_numbers_are_written_with_their_sign() {
        for (number, text) in [
            (SerialNumber::from_unsigned_be(&[0x0a, 0x1b]), "0A1B"),
            (SerialNumber::from_unsigned_be(&[0x80]), "80"),
            (SerialNumber::from_unsigned_be(&[]), "00"),
            (SerialNumber::from_negative_magnitude_be(&[0x24]), "-24"),
            (SerialNumber::from_negative_magnitude_be(&[1, 0]), "-0100"),
            (SerialNumber::from_negative_magnitude_be(&[0x80]), "-80"),
        ] {
            assert_eq!(number.to_string(), text);
        }
        let number = SerialNumber::from_unsigned_be(&[1]);
        assert_eq!(format!("{number:?}"), "SerialNumber(01)");
    }
}
