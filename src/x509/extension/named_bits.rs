//! Named bit lists: keyUsage, ReasonFlags, netscape-cert-type.

use crate::der::{DerError, Tag, Tlv, Writer, parse_bit_string};

/// Declares a named bit list of up to 16 bits: its constants, its set operations, and the one table of its names.
macro_rules! named_bits {
    (
        $(#[$doc:meta])*
        $type:ident {
            $($(#[$bit_doc:meta])* $bit:ident = $number:literal, $name:literal;)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $type(u16);

        impl $type {
            /// No bit at all.
            pub const NONE: Self = Self(0);
            $($(#[$bit_doc])* pub const $bit: Self = Self(0x8000 >> $number);)*

            /// Each bit with the standard's name, in the order of their numbers.
            pub const NAMES: &[(Self, &'static str)] = &[$((Self::$bit, $name)),*];

            /// True when all of these bits are set.
            pub const fn contains(self, bits: Self) -> bool {
                self.0 & bits.0 == bits.0
            }

            /// The bits that are set in both.
            pub const fn intersection(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// True when no bit is set.
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// The standard's names of the bits that are set, in the order of their numbers.
            pub fn names(self) -> impl Iterator<Item = &'static str> {
                let set = Self::NAMES.iter().filter(move |(bit, _)| self.contains(*bit));
                set.map(|&(_, name)| name)
            }
        }

        impl core::ops::BitOr for $type {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl core::ops::BitOrAssign for $type {
            fn bitor_assign(&mut self, other: Self) {
                self.0 |= other.0;
            }
        }
    };
}
pub(super) use named_bits;

/// A named bit list of up to 16 bits, bit 0 the highest. DER drops trailing zero bits (X.690 §11.2.2); bits beyond the
/// sixteenth, which no list here names, are refused.
pub(super) fn read_named_bits(tlv: &Tlv<'_>, expected: &'static str) -> Result<u16, DerError> {
    let bits = parse_bit_string(tlv, expected)?;
    if bits
        .bytes
        .last()
        .is_some_and(|last| last >> bits.unused & 1 == 0)
    {
        return Err(tlv.malformed(expected, "a named bit list that ends in zero bits"));
    }
    first_16_bits(tlv, expected)
}

/// The bits of a list, however many zeros it ends in. Unused bits that are not zero are refused (X.690 §11.2.1).
pub(super) fn first_16_bits(tlv: &Tlv<'_>, expected: &'static str) -> Result<u16, DerError> {
    let bits = parse_bit_string(tlv, expected)?;
    let at = |i: usize| bits.bytes.get(i).copied().unwrap_or(0);
    if bits.bytes.iter().skip(2).any(|&byte| byte != 0) {
        return Err(tlv.malformed(expected, "a named bit list of more than 16 bits"));
    }
    Ok(u16::from_be_bytes([at(0), at(1)]))
}

/// The inverse of [`read_named_bits`].
pub(super) fn write_named_bits(w: &mut Writer, tag: Tag, bits: u16) {
    let [a, b] = bits.to_be_bytes();
    let unused = |byte: u8| byte.trailing_zeros() as u8;
    match (a, b) {
        (0, 0) => w.tlv(tag, &[0]),
        (a, 0) => w.tlv(tag, &[unused(a), a]),
        (a, b) => w.tlv(tag, &[unused(b), a, b]),
    }
}
