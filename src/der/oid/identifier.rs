//! The types: an identifier borrowed from DER or from a constant, and an owned one.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

/// Contents bytes that an identifier has at most. X.690 sets no bound; an input does not choose how long one takes to print.
pub const MAX_LEN: usize = 4096;

/// Why contents bytes or a dotted text is not an object identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OidError {
    /// Where, in bytes from the start of the contents or of the text.
    pub offset: usize,
    /// What is wrong there.
    pub what: &'static str,
}

impl fmt::Display for OidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at offset {}: {}", self.offset, self.what)
    }
}

impl core::error::Error for OidError {}

/// A borrowed object identifier: the contents bytes of its DER, checked (X.690 §8.19). It is a slice, so copying it is cheap.
///
/// An arc may be of any size that X.660 allows: `2.999`, or `2.25.` and the 128 bits of a UUID. [`oid!`](crate::oid) makes a
/// constant of dotted text; the order is that of the bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectIdentifierRef<'a>(&'a [u8]);

impl<'a> ObjectIdentifierRef<'a> {
    /// Checks contents bytes: 1 to [`MAX_LEN`] of them, each arc in base 128 with the high digit first, every digit but its
    /// last marked, no leading zeros (X.690 §8.19.2).
    ///
    /// # Errors
    /// [`OidError`]: what is wrong, and at which byte.
    pub const fn from_bytes(contents: &'a [u8]) -> Result<Self, OidError> {
        if contents.is_empty() {
            return error(0, "an OBJECT IDENTIFIER with no contents");
        }
        if contents.len() > MAX_LEN {
            return error(0, "an OBJECT IDENTIFIER over 4096 bytes");
        }
        // After whole arcs, such as 1.2.840.113549, in bytes below 0x80 each is an arc.
        let last_arcs = match contents {
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, last_arcs @ ..] => last_arcs,
            _ => contents,
        };
        if last_arcs.is_ascii() {
            return Ok(Self(contents));
        }
        let (mut at, mut start) = (0, 0);
        while at < contents.len() {
            if at == start && contents[at] == 0x80 {
                return error(at, "an arc that is not minimal");
            }
            at += 1;
            if contents[at - 1] & 0x80 == 0 {
                start = at;
            }
        }
        match start == at {
            true => Ok(Self(contents)),
            false => error(start, "an arc without its last byte"),
        }
    }

    /// Contents bytes that a pattern has shown to be whole arcs: `from_bytes` would take them.
    #[inline(always)]
    pub(crate) fn from_whole_arcs(contents: &'a [u8]) -> Self {
        debug_assert!(Self::from_bytes(contents).is_ok());
        Self(contents)
    }

    /// The contents bytes.
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// An owned copy.
    pub fn to_owned(self) -> ObjectIdentifier {
        ObjectIdentifier(Cow::Owned(self.0.to_vec()))
    }
}

const fn error<T>(offset: usize, what: &'static str) -> Result<T, OidError> {
    Err(OidError { offset, what })
}

/// Dotted numbers, each in full whatever its size.
impl fmt::Display for ObjectIdentifierRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arcs = self.0.split_inclusive(|byte| byte & 0x80 == 0);
        // The first subidentifier is 40 times the first arc, which is 0, 1 or 2, and the second arc (X.690 §8.19.4).
        let first = arcs.next().unwrap_or_default();
        let top = match first {
            [low @ ..0x50] => low / 40,
            _ => 2,
        };
        write!(f, "{top}.")?;
        arc(f, first, top * 40)?;
        arcs.try_for_each(|digits| {
            f.write_str(".")?;
            arc(f, digits, 0)
        })
    }
}

/// One arc in decimal, less `base`, which it is not below.
fn arc(f: &mut fmt::Formatter<'_>, digits: &[u8], base: u8) -> fmt::Result {
    const LIMB: u64 = 1_000_000_000;
    let septets = || digits.iter().map(|digit| u64::from(digit & 0x7f));
    if digits.len() <= 9 {
        let value = septets().fold(0, |value, septet| value << 7 | septet);
        return write!(f, "{}", value - u64::from(base));
    }
    // Base 10^9, low limb first, each of which holds four digits of 7 bits; 128 · 10^9 + 128 is far from the end of a u64.
    let mut limbs: Vec<u64> = alloc::vec![0; digits.len() / 4 + 1];
    for septet in septets() {
        let mut carry = septet;
        for limb in &mut limbs {
            carry += *limb << 7;
            *limb = carry % LIMB;
            carry /= LIMB;
        }
    }
    let mut borrow = u64::from(base);
    for limb in &mut limbs {
        let below = *limb < borrow;
        *limb = *limb + if below { LIMB } else { 0 } - borrow;
        borrow = u64::from(below);
    }
    let mut limbs = limbs.iter().rev().skip_while(|&&limb| limb == 0);
    write!(f, "{}", limbs.next().unwrap_or(&0))?;
    limbs.try_for_each(|limb| write!(f, "{limb:09}"))
}

impl fmt::Debug for ObjectIdentifierRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectIdentifier({self})")
    }
}

/// An owned object identifier. See [`ObjectIdentifierRef`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectIdentifier(Cow<'static, [u8]>);

impl ObjectIdentifier {
    /// Reads dotted text, as `text.parse()` does.
    ///
    /// # Errors
    /// [`OidError`]: what is wrong, and at which byte of the text.
    pub fn new(dotted: &str) -> Result<Self, OidError> {
        dotted.parse()
    }

    /// An identifier that borrows from a constant.
    pub const fn from_static(constant: ObjectIdentifierRef<'static>) -> Self {
        Self(Cow::Borrowed(constant.0))
    }

    /// Borrows it.
    pub fn as_oid_ref(&self) -> ObjectIdentifierRef<'_> {
        ObjectIdentifierRef(&self.0)
    }

    /// The contents bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Dotted numbers: a first arc of 0 to 2, a second below 40 unless the first is 2, and no leading zeros (X.660 §7.6).
impl FromStr for ObjectIdentifier {
    type Err = OidError;

    fn from_str(dotted: &str) -> Result<Self, OidError> {
        let mut contents = alloc::vec![0; encoded_bound(dotted)];
        let len = encode(dotted, &mut contents)?;
        contents.truncate(len);
        Ok(Self(Cow::Owned(contents)))
    }
}

impl fmt::Display for ObjectIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_oid_ref().fmt(f)
    }
}

impl fmt::Debug for ObjectIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_oid_ref().fmt(f)
    }
}

impl From<ObjectIdentifierRef<'_>> for ObjectIdentifier {
    fn from(oid: ObjectIdentifierRef<'_>) -> Self {
        oid.to_owned()
    }
}

impl<'a> From<&'a ObjectIdentifier> for ObjectIdentifierRef<'a> {
    fn from(oid: &'a ObjectIdentifier) -> Self {
        oid.as_oid_ref()
    }
}

impl PartialEq<ObjectIdentifierRef<'_>> for ObjectIdentifier {
    fn eq(&self, other: &ObjectIdentifierRef<'_>) -> bool {
        self.as_oid_ref() == *other
    }
}

impl PartialEq<ObjectIdentifier> for ObjectIdentifierRef<'_> {
    fn eq(&self, other: &ObjectIdentifier) -> bool {
        *self == other.as_oid_ref()
    }
}

/// What crates that speak `const-oid` hold: at most 39 bytes, arcs of 32 bits.
impl From<const_oid::ObjectIdentifier> for ObjectIdentifier {
    fn from(oid: const_oid::ObjectIdentifier) -> Self {
        Self(Cow::Owned(oid.as_bytes().to_vec()))
    }
}

impl TryFrom<ObjectIdentifierRef<'_>> for const_oid::ObjectIdentifier {
    type Error = const_oid::Error;

    fn try_from(oid: ObjectIdentifierRef<'_>) -> Result<Self, const_oid::Error> {
        Self::from_bytes(oid.0)
    }
}

/// A constant [`ObjectIdentifierRef`] from dotted text; a text that is not one does not compile.
///
/// ```
/// use certwright::der::ObjectIdentifierRef;
///
/// const EXAMPLE: ObjectIdentifierRef<'static> = certwright::oid!("2.999.1");
/// assert_eq!(EXAMPLE.to_string(), "2.999.1");
/// ```
#[macro_export]
macro_rules! oid {
    ($dotted:expr) => {
        const {
            const DOTTED: &str = $dotted;
            const CONTENTS: [u8; $crate::der::oid::encoded_len(DOTTED)] =
                $crate::der::oid::encoded(DOTTED);
            match $crate::der::ObjectIdentifierRef::from_bytes(&CONTENTS) {
                Ok(oid) => oid,
                Err(_) => panic!("not an object identifier"),
            }
        }
    };
}

#[doc(hidden)]
pub const fn encoded_len(dotted: &str) -> usize {
    match encode(dotted, &mut [0; 256]) {
        Ok(len) => len,
        Err(_) => panic!("not the dotted text of an object identifier"),
    }
}

#[doc(hidden)]
pub const fn encoded<const N: usize>(dotted: &str) -> [u8; N] {
    let mut contents = [0; N];
    match encode(dotted, &mut contents) {
        Ok(_) => contents,
        Err(_) => panic!("not the dotted text of an object identifier"),
    }
}

/// No contents are longer than this: a decimal digit and a dot bring less than a byte each. Past [`MAX_LEN`] they are refused.
fn encoded_bound(dotted: &str) -> usize {
    dotted.len().min(MAX_LEN)
}

/// Writes the contents bytes of dotted text and returns how many there are.
const fn encode(dotted: &str, out: &mut [u8]) -> Result<usize, OidError> {
    let text = dotted.as_bytes();
    let (mut at, mut len, mut arcs) = (0, 0, 0);
    let mut top = 0;
    loop {
        let start = at;
        // The arc's septets, low one first, from `len` on.
        let mut end = len;
        while at < text.len() && text[at] != b'.' {
            let mut carry = match text[at] {
                digit @ b'0'..=b'9' => (digit - b'0') as u16,
                _ => return error(at, "neither a digit nor a dot"),
            };
            if at > start && text[start] == b'0' {
                return error(start, "a number with a leading zero");
            }
            let mut septet = len;
            while septet < end {
                carry += out[septet] as u16 * 10;
                out[septet] = (carry & 0x7f) as u8;
                carry >>= 7;
                septet += 1;
            }
            if carry != 0 || at == start {
                if end == out.len() {
                    return error(start, "an object identifier over 4096 bytes");
                }
                out[end] = carry as u8;
                end += 1;
            }
            at += 1;
        }
        if at == start {
            return error(at, "a number is missing");
        }
        arcs += 1;
        if arcs == 1 {
            if end != 1 || out[0] > 2 {
                return error(start, "a first number that is not 0, 1 or 2");
            }
            top = out[0];
        } else {
            if arcs == 2 {
                if top < 2 && (end != 1 || out[0] >= 40) {
                    return error(start, "a second number over 39 under 0 or 1");
                }
                let mut carry = top as u16 * 40;
                let mut septet = 0;
                while carry != 0 {
                    if septet == end {
                        if end == out.len() {
                            return error(start, "an object identifier over 4096 bytes");
                        }
                        out[end] = 0;
                        end += 1;
                    }
                    carry += out[septet] as u16;
                    out[septet] = (carry & 0x7f) as u8;
                    carry >>= 7;
                    septet += 1;
                }
            }
            let (_, tail) = out.split_at_mut(len);
            let (digits, _) = tail.split_at_mut(end - len);
            digits.reverse();
            let mut digit = 0;
            while digit + 1 < digits.len() {
                digits[digit] |= 0x80;
                digit += 1;
            }
            len = end;
        }
        if at == text.len() {
            break;
        }
        at += 1;
    }
    match arcs {
        1 => error(at, "a second number is missing"),
        _ => Ok(len),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::{String, ToString};
    use alloc::vec;

    #[test]
    fn arcs_of_any_size_are_written_and_read() {
        // Contents and text as OpenSSL 3.0's asn1parse prints them, and by X.690 §8.19.5's own example (2.999.3).
        for (dotted, contents) in [
            ("0.0", &[0x00][..]),
            ("0.39", &[0x27]),
            ("1.0", &[0x28]),
            ("1.39", &[0x4f]),
            ("2.0", &[0x50]),
            ("2.47", &[0x7f]),
            ("2.48", &[0x81, 0x00]),
            ("2.100", &[0x81, 0x34]),
            ("2.999", &[0x88, 0x37]),
            ("2.999.3", &[0x88, 0x37, 0x03]),
            ("1.2.840.113549", &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]),
            ("1.2.4294967296", &[0x2a, 0x90, 0x80, 0x80, 0x80, 0x00]),
            (
                "1.2.18446744073709551616",
                &[
                    0x2a, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00,
                ],
            ),
            // X.667's example: the UUID f81d4fae-7dec-11d0-a765-00a0c91e6bf6.
            (
                "2.25.329800735698586629295641978511506172918",
                &[
                    0x69, 0x83, 0xf0, 0x9d, 0xa7, 0xeb, 0xcf, 0xde, 0xe0, 0xc7, 0xa1, 0xa7, 0xb2,
                    0xc0, 0x94, 0x8c, 0xc8, 0xf9, 0xd7, 0x76,
                ],
            ),
        ] {
            let oid = ObjectIdentifier::new(dotted).unwrap();
            assert_eq!(oid.as_bytes().len(), contents.len(), "{dotted}");
            assert_eq!(oid.as_bytes(), contents, "{dotted}");
            let read = ObjectIdentifierRef::from_bytes(contents).unwrap();
            assert_eq!(read.to_string(), dotted);
            assert_eq!((&read, &oid), (&oid.as_oid_ref(), &read.to_owned()));
            assert!(read == oid);
            assert!(oid == read);
            let other = ObjectIdentifier::new("1.2.3").unwrap();
            assert!(read != other);
            assert!(other != read);
        }
    }

    #[test]
    fn a_second_arc_of_many_digits_has_the_first_subtracted() {
        // 2^70 and 2^70 - 1 in the second place: the sum with 80 carries, and the difference borrows across a limb.
        for dotted in [
            "2.1180591620717411303424",
            "2.1180591620717411303423",
            "2.1000000000000000000000",
            "2.999999999999999999999",
            "2.18446744073709551535.7",
            "2.18446744073709551536.7",
            "2.18446744073709551537.7",
            "2.9223372036854775727",
            "2.9223372036854775728",
            "2.9223372036854775729",
        ] {
            let oid = ObjectIdentifier::new(dotted).unwrap();
            assert_eq!(oid.to_string(), dotted);
            assert!(ObjectIdentifierRef::from_bytes(oid.as_bytes()).is_ok());
        }
    }

    #[test]
    fn contents_that_are_not_an_identifier_are_refused_with_their_offset() {
        fn at(contents: &[u8]) -> Result<(), usize> {
            ObjectIdentifierRef::from_bytes(contents)
                .map(|_| ())
                .map_err(|e| e.offset)
        }
        assert_eq!(at(&[]), Err(0));
        assert_eq!(at(&[0x80, 0x01]), Err(0));
        assert_eq!(at(&[0x2a, 0x80, 0x01]), Err(1));
        assert_eq!(at(&[0x2a, 0x86, 0x48, 0x80, 0x80, 0x01]), Err(3));
        assert_eq!(at(&[0x2a, 0x86]), Err(1));
        assert_eq!(at(&[0x2a, 0x86, 0x80]), Err(1));
        assert!(at(&[0x2a, 0x81, 0x80, 0x01]).is_ok());
        let longest = vec![1; MAX_LEN];
        assert!(at(&longest).is_ok());
        assert_eq!(at(&[&longest[..], &[1]].concat()), Err(0));
    }

    #[test]
    fn text_that_is_not_an_identifier_is_refused_with_its_offset() {
        for (text, offset) in [
            ("", 0),
            ("1", 1),
            ("1.", 2),
            (".1", 0),
            ("1..2", 2),
            ("1.2.", 4),
            ("3.1", 0),
            ("10.1", 0),
            ("0.40", 2),
            ("1.400", 2),
            ("1.2.03", 4),
            ("1.2.00", 4),
            ("1.2.x", 4),
            ("1.2 ", 3),
            ("1.-2", 2),
            ("1.2.\u{0663}", 4),
        ] {
            let error = ObjectIdentifier::new(text).unwrap_err();
            assert_eq!(error.offset, offset, "{text}: {error}");
        }
    }

    #[test]
    fn the_longest_identifier_is_printed_and_read_back_and_one_more_byte_is_refused() {
        let many = format!("1.2{}", ".1".repeat(MAX_LEN - 1));
        assert_eq!(ObjectIdentifier::new(&many).unwrap().to_string(), many);
        assert!(ObjectIdentifier::new(&format!("{many}.1")).is_err());
        // One arc of all the bytes.
        let mut contents = vec![0xff; MAX_LEN];
        contents[MAX_LEN - 1] = 0x7f;
        let oid = ObjectIdentifierRef::from_bytes(&contents).unwrap();
        let dotted = oid.to_string();
        assert_eq!(ObjectIdentifier::new(&dotted).unwrap(), oid);
        assert!(ObjectIdentifier::new(&format!("{dotted}0")).is_err());
    }

    #[test]
    fn a_constant_is_what_parsing_gives() {
        const UUID: ObjectIdentifierRef<'static> =
            crate::oid!("2.25.329800735698586629295641978511506172918");
        assert_eq!(
            ObjectIdentifier::new(&UUID.to_string()).unwrap(),
            ObjectIdentifier::from_static(UUID)
        );
    }

    #[test]
    fn identifiers_of_const_oid_come_and_go_where_they_fit() {
        let theirs = const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
        let ours = ObjectIdentifier::from(theirs);
        assert_eq!(ours, crate::der::oid::SHA256_WITH_RSA);
        assert_eq!(
            const_oid::ObjectIdentifier::try_from(ours.as_oid_ref()),
            Ok(theirs)
        );
        let wide = crate::oid!("2.25.329800735698586629295641978511506172918");
        assert!(const_oid::ObjectIdentifier::try_from(wide).is_err());
    }

    #[test]
    fn an_identifier_is_printed_by_debug_as_its_number() {
        let text: String = format!("{:?}", crate::oid!("2.999"));
        assert_eq!(text, "ObjectIdentifier(2.999)");
    }
}
