//! keyUsage (RFC 5280 §4.2.1.3), and the named bit lists that other extensions are as well.

use core::ops::{BitOr, BitOrAssign};

use super::ExtensionValue;
use crate::der::oid;
use crate::der::{DerError, ObjectIdentifier, Reader, Tag, Tlv, Writer, parse_bit_string};

/// ```asn1
/// KeyUsage ::= BIT STRING {
///     digitalSignature (0), nonRepudiation (1), keyEncipherment (2), dataEncipherment (3), keyAgreement (4),
///     keyCertSign (5), cRLSign (6), encipherOnly (7), decipherOnly (8) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// No bit at all, which RFC 5280 forbids a CA to issue.
    pub const NONE: Self = Self(0);
    /// digitalSignature.
    pub const DIGITAL_SIGNATURE: Self = Self::bit(0);
    /// nonRepudiation, since called contentCommitment.
    pub const NON_REPUDIATION: Self = Self::bit(1);
    /// keyEncipherment.
    pub const KEY_ENCIPHERMENT: Self = Self::bit(2);
    /// dataEncipherment.
    pub const DATA_ENCIPHERMENT: Self = Self::bit(3);
    /// keyAgreement.
    pub const KEY_AGREEMENT: Self = Self::bit(4);
    /// keyCertSign.
    pub const KEY_CERT_SIGN: Self = Self::bit(5);
    /// cRLSign.
    pub const CRL_SIGN: Self = Self::bit(6);
    /// encipherOnly.
    pub const ENCIPHER_ONLY: Self = Self::bit(7);
    /// decipherOnly.
    pub const DECIPHER_ONLY: Self = Self::bit(8);

    const fn bit(n: u32) -> Self {
        Self(0x8000 >> n)
    }

    /// True when all of these bits are set.
    pub fn contains(self, bits: Self) -> bool {
        self.0 & bits.0 == bits.0
    }
}

impl BitOr for KeyUsage {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for KeyUsage {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl<'a> ExtensionValue<'a> for KeyUsage {
    const OID: ObjectIdentifier = oid::KEY_USAGE;

    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::BitString, "KeyUsage")?;
        // Trailing zero bits are not DER (X.690 §11.2.2), yet certificates in use carry them and every verifier takes
        // them: they change nothing.
        first_16_bits(&tlv, "KeyUsage").map(Self)
    }

    fn write(&self, w: &mut Writer) {
        write_named_bits(w, Tag::BitString, self.0);
    }
}

/// A named bit list of up to 16 bits, bit 0 the highest. DER drops trailing zero bits (X.690 §11.2.2); bits beyond the
/// sixteenth, which no list here names, are refused.
pub(super) fn read_named_bits(tlv: &Tlv<'_>, expected: &'static str) -> Result<u16, DerError> {
    let bits = parse_bit_string(tlv, expected)?;
    if bits
        .octets
        .last()
        .is_some_and(|last| last >> bits.unused & 1 == 0)
    {
        return Err(tlv.malformed(
            expected,
            "a named bit list that ends in zero bits, which DER leaves out",
        ));
    }
    first_16_bits(tlv, expected)
}

/// The bits of a list, however many zeros it ends in.
fn first_16_bits(tlv: &Tlv<'_>, expected: &'static str) -> Result<u16, DerError> {
    let bits = parse_bit_string(tlv, expected)?;
    let at = |i: usize| bits.octets.get(i).copied().unwrap_or(0);
    if bits.octets.iter().skip(2).any(|&octet| octet != 0) {
        return Err(tlv.malformed(expected, "a named bit list of more than 16 bits"));
    }
    Ok(u16::from_be_bytes([at(0), at(1)]))
}

/// The inverse of [`read_named_bits`].
pub(super) fn write_named_bits(w: &mut Writer, tag: Tag, bits: u16) {
    let [a, b] = bits.to_be_bytes();
    let unused = |octet: u8| octet.trailing_zeros() as u8;
    match (a, b) {
        (0, 0) => w.tlv(tag, &[0]),
        (a, 0) => w.tlv(tag, &[unused(a), a]),
        (a, b) => w.tlv(tag, &[unused(b), a, b]),
    }
}
