//! A strict DER cursor and writer (X.690 §10) over the [`der`] crate's headers.
//!
//! Everything certwright parses goes through [`Reader`]: it borrows, never allocates, never recurses, and every
//! refusal is a [`DerError`] that names the offset *in the outermost input*, what was expected there and what stood
//! there instead. Parsing never decides anything: what a value means is for the modules above.
//!
//! What may leak by timing, of a private key too: tags and lengths, and so how many leading zero bytes a number has; no
//! other part of the contents decides a branch.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::fmt;

pub mod oid;
pub use oid::{ObjectIdentifier, ObjectIdentifierRef};

use crate::bignum::secret::declassify;
use ::der::{Decode, Encode, Header, Reader as _, SliceReader};
pub use ::der::{Tag, TagNumber};

/// What stood where something else was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// The input, or the enclosing value, ended.
    End,
    /// A well-formed header with this tag.
    Tag(Tag),
    /// An identifier byte that is not a tag this library knows.
    UnknownTag(u8),
    /// A length that is not in the shortest form, or is indefinite (X.690 §10.1).
    NonMinimalLength,
    /// A length that reaches beyond the enclosing value: this many bytes were announced, this many are there.
    Overrun {
        /// Bytes the header announces.
        announced: usize,
        /// Bytes that are left.
        left: usize,
    },
    /// This many bytes after the last element.
    Trailing(usize),
    /// A negative INTEGER.
    Negative,
    /// A value that is not what its type allows or not in its one DER form; the text states how.
    Malformed(&'static str),
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::End => f.write_str("the end of the value"),
            Self::Tag(tag) => write!(f, "{tag}"),
            Self::UnknownTag(byte) => write!(f, "unknown tag 0x{byte:02x}"),
            Self::NonMinimalLength => f.write_str("a length that is not minimal"),
            Self::Overrun { announced, left } => {
                write!(f, "a length of {announced} with {left} bytes left")
            }
            Self::Trailing(n) => write!(f, "{n} trailing byte{}", if n == 1 { "" } else { "s" }),
            Self::Negative => f.write_str("a negative INTEGER"),
            Self::Malformed(how) => f.write_str(how),
        }
    }
}

/// A refusal of DER: where, what was expected, what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DerError {
    /// Bytes from the start of the outermost input.
    pub offset: usize,
    /// The structure or field that was expected, in the standard's words.
    pub expected: &'static str,
    /// What was there instead.
    pub found: Found,
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "at offset {}: expected {}, found {}",
            self.offset, self.expected, self.found
        )
    }
}

impl core::error::Error for DerError {}

/// One element: its tag, its contents, and all its bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// The tag.
    pub tag: Tag,
    /// The contents bytes.
    pub value: &'a [u8],
    /// Header and contents together.
    pub raw: &'a [u8],
    /// Offset of the header in the outermost input.
    pub offset: usize,
}

// Any element may be a part of a private key: what `Debug` prints here is not a byte of the contents.
impl fmt::Debug for Tlv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Tlv({:?} at offset {}, {} bytes)",
            self.tag,
            self.offset,
            self.value.len()
        )
    }
}

impl<'a> Tlv<'a> {
    /// Offset of the contents in the outermost input.
    pub fn value_offset(&self) -> usize {
        (self.offset.wrapping_add(self.raw.len())).wrapping_sub(self.value.len())
    }

    /// A reader over the contents.
    pub fn reader(&self) -> Reader<'a> {
        Reader {
            rest: self.value,
            offset: self.value_offset(),
        }
    }

    /// Refuses the element unless it has this tag.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn expect(&self, tag: Tag, expected: &'static str) -> Result<(), DerError> {
        if self.tag == tag {
            return Ok(());
        }
        Err(DerError {
            offset: self.offset,
            expected,
            found: Found::Tag(self.tag),
        })
    }

    /// An error at this element's header.
    pub fn malformed(&self, expected: &'static str, how: &'static str) -> DerError {
        DerError {
            offset: self.offset,
            expected,
            found: Found::Malformed(how),
        }
    }
}

/// A cursor over the elements of one DER value.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
    /// Of the first byte of `rest`, in the outermost input.
    offset: usize,
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Reader(at byte {}, {} left)",
            self.offset,
            self.rest.len()
        )
    }
}

impl<'a> Reader<'a> {
    /// A reader over nothing.
    pub const EMPTY: Reader<'static> = Reader {
        rest: &[],
        offset: 0,
    };

    /// A reader over a whole input.
    pub fn new(input: &'a [u8]) -> Self {
        Self::new_at(input, 0)
    }

    /// A reader over a slice that starts at `base` in the outermost input.
    pub fn new_at(input: &'a [u8], base: usize) -> Self {
        Self {
            rest: input,
            offset: base,
        }
    }

    /// True when no byte is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element of a list whose elements were all read once when it was parsed, by the same function: an error cannot
    /// come, and would end the iteration.
    #[inline]
    pub(crate) fn next_checked<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DerError>,
    ) -> Option<T> {
        match self.is_empty() {
            true => None,
            false => read(self).ok(),
        }
    }

    /// Offset of the next byte in the outermost input.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The bytes not yet read.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// An error at the next byte.
    pub fn error(&self, expected: &'static str, found: Found) -> DerError {
        DerError {
            offset: self.offset(),
            expected,
            found,
        }
    }

    /// Passes over bytes that a caller has read by itself.
    #[inline]
    pub(crate) fn advance(&mut self, len: usize) {
        self.rest = &self.rest[len..];
        self.offset = self.offset.wrapping_add(len);
    }

    /// The next element's tag, if there is one and its header is well formed.
    pub fn peek(&self) -> Option<Tag> {
        let rest = self.rest();
        rest.first()
            .and_then(|&byte| common_tag(byte))
            .or_else(|| Tag::decode(&mut SliceReader::new(rest).ok()?).ok())
    }

    /// The next element, whatever its tag.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    #[inline]
    pub fn any(&mut self, expected: &'static str) -> Result<Tlv<'a>, DerError> {
        match self
            .rest()
            .first()
            .and_then(|&byte| common_tag(byte))
            .and_then(|tag| self.short(tag))
        {
            Some(tlv) => Ok(tlv),
            None => self.any_long(expected),
        }
    }

    /// The next element, whatever its tag, UniversalString's (28) too, which the crate `der` does not have: it stands for itself
    /// as [`Tlv::raw`], and as a tag that is equal to no other string's.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    #[inline]
    pub fn any_string(&mut self, expected: &'static str) -> Result<Tlv<'a>, DerError> {
        const UNIVERSAL_STRING: Tag = Tag::Private {
            constructed: false,
            number: TagNumber(28),
        };
        match self.rest().first() {
            Some(0x1c) => self.short(UNIVERSAL_STRING),
            _ => None,
        }
        .map_or_else(|| self.any(expected), Ok)
    }

    /// The next element, whose tag is known, if its length is below 2^16 and in its one DER form (X.690 §8.1.3, §10.1).
    /// `None` refuses nothing: [`any_long`](Self::any_long) looks again.
    #[inline]
    fn short(&mut self, tag: Tag) -> Option<Tlv<'a>> {
        let rest = self.rest();
        let (head, len) = match *rest {
            [_, len @ ..=0x7f, ..] => (2, usize::from(len)),
            [_, 0x81, len @ 0x80..=0xff, ..] => (3, usize::from(len)),
            [_, 0x82, high @ 1..=0xff, low, ..] => (4, usize::from(high) << 8 | usize::from(low)),
            _ => return None,
        };
        let raw = rest.get(..head + len)?;
        let tlv = Tlv {
            tag,
            value: &raw[head..],
            raw,
            offset: self.offset(),
        };
        self.advance(raw.len());
        Some(tlv)
    }

    /// As [`any`](Self::any), for every header that there is, and for every refusal.
    #[cold]
    fn any_long(&mut self, expected: &'static str) -> Result<Tlv<'a>, DerError> {
        let rest = self.rest();
        let mut reader = SliceReader::new(rest)
            .map_err(|_| self.error(expected, Found::Malformed("an input over 4 GiB")))?;
        let header = Header::decode(&mut reader).map_err(|e| {
            use ::der::ErrorKind as K;
            let found = match e.kind() {
                K::Incomplete { .. } => Found::End,
                K::TagUnknown { .. } | K::TagNumberInvalid | K::TagModeUnknown => {
                    Found::UnknownTag(rest[0])
                }
                _ => Found::NonMinimalLength,
            };
            self.error(expected, found)
        })?;
        // On a 16-bit target a length may be more than any slice has: it overruns.
        let head = usize::try_from(reader.position()).expect("a header is a few bytes");
        let len = usize::try_from(header.length()).unwrap_or(usize::MAX);
        let left = rest.len().saturating_sub(head);
        if len > left {
            return Err(self.error(
                expected,
                Found::Overrun {
                    announced: len,
                    left,
                },
            ));
        }
        // head + len <= rest.len() by the check above, so neither slice can panic.
        let tlv = Tlv {
            tag: header.tag(),
            value: &rest[head..head + len],
            raw: &rest[..head + len],
            offset: self.offset(),
        };
        self.advance(head + len);
        Ok(tlv)
    }

    /// The next element, which must have this tag.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    #[inline]
    pub fn expect(&mut self, tag: Tag, expected: &'static str) -> Result<Tlv<'a>, DerError> {
        if self.stands_next(tag)
            && let Some(tlv) = self.short(tag)
        {
            return Ok(tlv);
        }
        self.expect_long(tag, expected)
    }

    #[cold]
    fn expect_long(&mut self, tag: Tag, expected: &'static str) -> Result<Tlv<'a>, DerError> {
        // Another tag is the first thing wrong, whatever its length is.
        match self.peek() {
            Some(found) if found != tag => Err(self.error(expected, Found::Tag(found))),
            _ => self.any_long(expected),
        }
    }

    /// True when the next byte is this tag and the tag is a common one.
    #[inline]
    fn stands_next(&self, tag: Tag) -> bool {
        common_byte(tag).is_some_and(|byte| self.rest().first() == Some(&byte))
    }

    /// The next element if it has this tag; `None`, and nothing read, if another or none stands there.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    #[inline]
    pub fn optional(
        &mut self,
        tag: Tag,
        expected: &'static str,
    ) -> Result<Option<Tlv<'a>>, DerError> {
        if common_byte(tag).is_none() {
            return match self.peek() {
                Some(found) if found == tag => self.any(expected).map(Some),
                _ => Ok(None),
            };
        }
        if self.stands_next(tag) {
            self.expect(tag, expected).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The contents of the next element, a SEQUENCE.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn sequence(&mut self, expected: &'static str) -> Result<Reader<'a>, DerError> {
        Ok(self.expect(Tag::Sequence, expected)?.reader())
    }

    /// The contents of the next element, a SET.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn set(&mut self, expected: &'static str) -> Result<Reader<'a>, DerError> {
        Ok(self.expect(Tag::Set, expected)?.reader())
    }

    /// `[number]` if it stands next: constructed (EXPLICIT, or IMPLICIT of a constructed type) or primitive.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn context(
        &mut self,
        number: u32,
        constructed: bool,
        expected: &'static str,
    ) -> Result<Option<Tlv<'a>>, DerError> {
        self.optional(context_tag(number, constructed), expected)
    }

    /// BOOLEAN, which DER spells 0x00 or 0xff only (X.690 §11.1).
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn boolean(&mut self, expected: &'static str) -> Result<bool, DerError> {
        let tlv = self.expect(Tag::Boolean, expected)?;
        match tlv.value {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(tlv.malformed(expected, "a BOOLEAN that is neither 00 nor FF")),
        }
    }

    /// NULL.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn null(&mut self, expected: &'static str) -> Result<(), DerError> {
        let tlv = self.expect(Tag::Null, expected)?;
        match tlv.value {
            [] => Ok(()),
            _ => Err(tlv.malformed(expected, "a NULL with contents")),
        }
    }

    /// INTEGER in two's complement as it stands, checked to be minimal (X.690 §8.3.2).
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn integer(&mut self, expected: &'static str) -> Result<Tlv<'a>, DerError> {
        let tlv = self.expect(Tag::Integer, expected)?;
        check_integer(&tlv, expected)?;
        Ok(tlv)
    }

    /// A non-negative INTEGER as big-endian bytes with no leading zero byte (zero itself is the empty slice).
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn unsigned(&mut self, expected: &'static str) -> Result<&'a [u8], DerError> {
        let tlv = self.integer(expected)?;
        match tlv.value {
            // Of a secret number its length shows, as it does in the encoding.
            [first, ..] if declassify(first & 0x80) != 0 => Err(DerError {
                offset: tlv.offset,
                expected,
                found: Found::Negative,
            }),
            [first, rest @ ..] if declassify(*first == 0) => Ok(rest),
            value => Ok(value),
        }
    }

    /// A non-negative INTEGER that fits 32 bits.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn unsigned_u32(&mut self, expected: &'static str) -> Result<u32, DerError> {
        let at = *self;
        let bytes = self.unsigned(expected)?;
        if bytes.len() > 4 {
            return Err(at.error(expected, Found::Malformed("an INTEGER over 32 bits")));
        }
        Ok(bytes.iter().fold(0, |n, &b| n << 8 | u32::from(b)))
    }

    /// OBJECT IDENTIFIER, checked to be well formed, and of at most [`oid::MAX_LEN`] bytes.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn oid(&mut self, expected: &'static str) -> Result<ObjectIdentifierRef<'a>, DerError> {
        let tlv = self.expect(Tag::ObjectIdentifier, expected)?;
        parse_oid(&tlv, expected)
    }

    /// OCTET STRING.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn octet_string(&mut self, expected: &'static str) -> Result<Tlv<'a>, DerError> {
        self.expect(Tag::OctetString, expected)
    }

    /// BIT STRING: its bytes and how many bits of the last are unused. DER wants unused bits to be zero (X.690 §11.2.1).
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn bit_string(&mut self, expected: &'static str) -> Result<BitString<'a>, DerError> {
        let tlv = self.expect(Tag::BitString, expected)?;
        parse_bit_string(&tlv, expected)
    }

    /// BIT STRING of whole bytes, such as a signature or a key.
    ///
    /// # Errors
    /// [`DerError`]: what is malformed or missing, and where.
    pub fn bit_string_bytes(&mut self, expected: &'static str) -> Result<&'a [u8], DerError> {
        let at = *self;
        let bits = self.bit_string(expected)?;
        if bits.unused != 0 {
            return Err(at.error(
                expected,
                Found::Malformed("a BIT STRING that is not whole bytes"),
            ));
        }
        Ok(bits.bytes)
    }

    /// Refuses anything that is left.
    ///
    /// # Errors
    /// [`DerError`]: how many bytes are left, and where the first is.
    pub fn finish(&self, expected: &'static str) -> Result<(), DerError> {
        match self.rest().len() {
            0 => Ok(()),
            n => Err(self.error(expected, Found::Trailing(n))),
        }
    }
}

/// The tags of one byte that stand in keys, certificates and CRLs again and again.
#[inline]
const fn common_tag(byte: u8) -> Option<Tag> {
    Some(match byte {
        0x30 => Tag::Sequence,
        0x31 => Tag::Set,
        0x06 => Tag::ObjectIdentifier,
        0x02 => Tag::Integer,
        0x01 => Tag::Boolean,
        0x03 => Tag::BitString,
        0x04 => Tag::OctetString,
        0x05 => Tag::Null,
        0x0c => Tag::Utf8String,
        0x13 => Tag::PrintableString,
        0x16 => Tag::Ia5String,
        0x17 => Tag::UtcTime,
        0x18 => Tag::GeneralizedTime,
        0x80..=0x9e => context_tag((byte & 0x1f) as u32, false),
        0xa0..=0xbe => context_tag((byte & 0x1f) as u32, true),
        _ => return None,
    })
}

/// The inverse of [`common_tag`]; of other tags `None`.
#[inline]
const fn common_byte(tag: Tag) -> Option<u8> {
    Some(match tag {
        Tag::Sequence => 0x30,
        Tag::Set => 0x31,
        Tag::ObjectIdentifier => 0x06,
        Tag::Integer => 0x02,
        Tag::Boolean => 0x01,
        Tag::BitString => 0x03,
        Tag::OctetString => 0x04,
        Tag::Null => 0x05,
        Tag::Utf8String => 0x0c,
        Tag::PrintableString => 0x13,
        Tag::Ia5String => 0x16,
        Tag::UtcTime => 0x17,
        Tag::GeneralizedTime => 0x18,
        Tag::ContextSpecific {
            constructed,
            number: TagNumber(number @ ..31),
        } => {
            if constructed {
                0xa0 | number as u8
            } else {
                0x80 | number as u8
            }
        }
        _ => return None,
    })
}

/// A BIT STRING's bytes; the last has `unused` low bits that carry nothing (and are zero in DER).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitString<'a> {
    /// 0 to 7.
    pub unused: u8,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Reads the contents of a BIT STRING from an element of any tag (IMPLICIT tagging).
///
/// # Errors
/// [`DerError`]: what is malformed or missing, and where.
pub fn parse_bit_string<'a>(
    tlv: &Tlv<'a>,
    expected: &'static str,
) -> Result<BitString<'a>, DerError> {
    match tlv.value {
        [0] => Ok(BitString {
            unused: 0,
            bytes: &[],
        }),
        [unused @ 0..=7, bytes @ ..] if !bytes.is_empty() => {
            let mask = (1u16 << unused) - 1;
            if u16::from(bytes[bytes.len() - 1]) & mask != 0 {
                return Err(tlv.malformed(expected, "a BIT STRING with unused bits set"));
            }
            Ok(BitString {
                unused: *unused,
                bytes,
            })
        }
        _ => Err(tlv.malformed(expected, "a malformed BIT STRING")),
    }
}

/// Checks that an INTEGER's or ENUMERATED's contents are there and minimal (X.690 §8.3.2).
///
/// # Errors
/// [`DerError`]: what is malformed or missing, and where.
pub fn check_integer(tlv: &Tlv<'_>, expected: &'static str) -> Result<(), DerError> {
    match tlv.value {
        [] => Err(tlv.malformed(expected, "an INTEGER with no contents")),
        // The first nine bits are alike. Of a secret number nothing else shows here.
        [first, next, ..] if declassify(*first == (*next as i8 >> 7) as u8) => {
            Err(tlv.malformed(expected, "an INTEGER that is not minimal"))
        }
        _ => Ok(()),
    }
}

/// Reads the contents of an OBJECT IDENTIFIER from an element of any tag (IMPLICIT tagging).
///
/// # Errors
/// [`DerError`]: what is malformed or missing, and where.
pub fn parse_oid<'a>(
    tlv: &Tlv<'a>,
    expected: &'static str,
) -> Result<ObjectIdentifierRef<'a>, DerError> {
    ObjectIdentifierRef::from_bytes(tlv.value).map_err(|e| DerError {
        offset: tlv.value_offset() + e.offset,
        expected,
        found: Found::Malformed(e.what),
    })
}

/// The context-specific tag `[number]`, constructed or primitive.
pub const fn context_tag(number: u32, constructed: bool) -> Tag {
    Tag::ContextSpecific {
        constructed,
        number: TagNumber(number),
    }
}

/// A DER writer into a growing vector. Containers are written by closures; their lengths are filled in afterwards. Of contents of
/// 4 GiB and more it writes DER that [`Reader`] refuses.
#[derive(Clone, Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({} bytes)", self.out.len())
    }
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer that does not move while what it writes fits: secrets leave no copies behind.
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            out: Vec::with_capacity(bytes),
        }
    }

    /// The bytes written.
    pub fn into_vec(self) -> Vec<u8> {
        self.out
    }

    /// Bytes that are DER already.
    pub fn raw(&mut self, der: &[u8]) {
        self.out.extend_from_slice(der);
    }

    /// An element with these contents.
    pub fn tlv(&mut self, tag: Tag, value: &[u8]) {
        self.header(tag, value.len());
        self.out.extend_from_slice(value);
    }

    /// A container: what the closure writes becomes its contents.
    pub fn nested(&mut self, tag: Tag, contents: impl FnOnce(&mut Writer)) {
        let start = self.out.len();
        contents(self);
        let len = self.out.len() - start;
        self.header(tag, len);
        let head = self.out.len() - start - len;
        self.out[start..].rotate_right(head);
    }

    /// SEQUENCE.
    pub fn sequence(&mut self, contents: impl FnOnce(&mut Writer)) {
        self.nested(Tag::Sequence, contents);
    }

    /// `[number]`, constructed.
    pub fn context(&mut self, number: u32, contents: impl FnOnce(&mut Writer)) {
        self.nested(context_tag(number, true), contents);
    }

    /// SET OF: the elements, each a whole DER value, in the order that DER wants (X.690 §11.6).
    pub fn set_of(&mut self, mut elements: Vec<Vec<u8>>) {
        elements.sort();
        self.nested(Tag::Set, |w| elements.iter().for_each(|e| w.raw(e)));
    }

    /// BOOLEAN.
    pub fn boolean(&mut self, value: bool) {
        self.tlv(Tag::Boolean, &[if value { 0xff } else { 0 }]);
    }

    /// NULL.
    pub fn null(&mut self) {
        self.tlv(Tag::Null, &[]);
    }

    /// A non-negative INTEGER from big-endian bytes, leading zeros allowed.
    ///
    /// The position of the first non-zero byte shows in the output's length and in the time taken, as DER itself shows it.
    pub fn unsigned(&mut self, be: &[u8]) {
        let first = be.iter().position(|&b| declassify(b != 0));
        let be = &be[first.unwrap_or(be.len())..];
        let pad = be.first().is_none_or(|b| declassify(b & 0x80) != 0);
        self.header(Tag::Integer, be.len() + usize::from(pad));
        if pad {
            self.out.push(0);
        }
        self.out.extend_from_slice(be);
    }

    /// OBJECT IDENTIFIER.
    pub fn oid(&mut self, oid: ObjectIdentifierRef<'_>) {
        self.tlv(Tag::ObjectIdentifier, oid.as_bytes());
    }

    /// OCTET STRING.
    pub fn octet_string(&mut self, bytes: &[u8]) {
        self.tlv(Tag::OctetString, bytes);
    }

    /// BIT STRING of whole bytes.
    pub fn bit_string(&mut self, bytes: &[u8]) {
        self.header(Tag::BitString, bytes.len() + 1);
        self.out.push(0);
        self.out.extend_from_slice(bytes);
    }

    fn header(&mut self, tag: Tag, len: usize) {
        let mut buf = [0u8; 8];
        let tag = tag
            .encode_to_slice(&mut buf)
            .expect("a tag has at most 6 bytes");
        self.out.extend_from_slice(tag);
        if len < 0x80 {
            return self.out.push(len as u8);
        }
        // X.690 §8.1.3.5: the number of bytes, then those of the length without leading zeros.
        let length = len.to_be_bytes();
        let length = &length[len.leading_zeros() as usize / 8..];
        self.out.push(0x80 | length.len() as u8);
        self.out.extend_from_slice(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn the_short_way_reads_what_the_long_way_reads() {
        let lengths: [&[u8]; 7] = [
            &[0],
            &[0x7f],
            &[0x80],
            &[0x81, 0x7f],
            &[0x81, 0x80],
            &[0x82, 0, 0xff],
            &[0x82, 1, 0],
        ];
        let mut input = vec![0u8; 1000];
        for byte in 0..=0xff {
            input[0] = byte;
            for length in lengths {
                input[1..=length.len()].copy_from_slice(length);
                for end in [
                    1,
                    length.len(),
                    length.len() + 1,
                    length.len() + 128,
                    input.len(),
                ] {
                    let (mut short, mut long) =
                        (Reader::new(&input[..end]), Reader::new(&input[..end]));
                    let read = long.any_long("Test");
                    assert_eq!(short.any("Test"), read, "{byte:02x} {length:02x?}");
                    assert_eq!(short.offset(), long.offset());
                    if let Ok(tlv) = read {
                        assert_eq!(Reader::new(&input[..end]).expect(tlv.tag, "Test"), read);
                        assert_eq!(
                            Reader::new(&input[..end]).optional(tlv.tag, "Test"),
                            Ok(Some(tlv))
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn refusals_name_the_offset_in_the_outermost_input() {
        // SEQUENCE { INTEGER 5, OCTET STRING with a length in two bytes where one would do }
        let der = [0x30, 0x07, 0x02, 0x01, 0x05, 0x04, 0x81, 0x01, 0xaa];
        let mut seq = Reader::new(&der).sequence("Test").unwrap();
        assert_eq!(seq.unsigned("five").unwrap(), [5]);
        let err = seq.octet_string("bytes").unwrap_err();
        assert_eq!(
            err,
            DerError {
                offset: 5,
                expected: "bytes",
                found: Found::NonMinimalLength
            }
        );
    }

    #[test]
    fn an_arc_that_is_not_minimal_is_refused_where_it_stands() {
        // SEQUENCE { NULL, OBJECT IDENTIFIER 1.2 and an arc with a leading zero digit }
        let der = [0x30, 0x07, 5, 0, 6, 3, 0x2a, 0x80, 0x01];
        let mut seq = Reader::new(&der).sequence("Test").unwrap();
        seq.null("nothing").unwrap();
        let refused = seq.oid("id").unwrap_err();
        assert_eq!(refused.offset, 7);
        assert!(matches!(refused.found, Found::Malformed(_)));
    }

    #[test]
    fn integers_must_be_minimal_and_unsigned_ones_not_negative() {
        fn found(der: &[u8]) -> Result<&[u8], Found> {
            Reader::new(der).unsigned("n").map_err(|e| e.found)
        }
        assert_eq!(found(&[2, 1, 0x00]), Ok(&[][..]));
        assert_eq!(found(&[2, 2, 0x00, 0x80]), Ok(&[0x80][..]));
        assert_eq!(found(&[2, 1, 0x80]), Err(Found::Negative));
        assert!(matches!(
            found(&[2, 2, 0x00, 0x7f]),
            Err(Found::Malformed(_))
        ));
        assert!(matches!(found(&[2, 0]), Err(Found::Malformed(_))));
        assert!(matches!(
            found(&[2, 0x80, 1, 0, 0]),
            Err(Found::NonMinimalLength)
        ));
    }

    #[test]
    fn booleans_have_one_byte_00_or_ff() {
        let read = |der: &[u8]| Reader::new(der).boolean("b").map_err(|e| e.found);
        assert_eq!(read(&[1, 1, 0x00]), Ok(false));
        assert_eq!(read(&[1, 1, 0xff]), Ok(true));
        for wrong in [&[1, 0][..], &[1, 1, 1], &[1, 2, 0, 0], &[1, 2, 0xff, 0xff]] {
            assert!(matches!(read(wrong), Err(Found::Malformed(_))));
        }
    }

    #[test]
    fn numbers_of_32_bits_are_no_longer() {
        let read = |der: &[u8]| Reader::new(der).unsigned_u32("n").ok();
        assert_eq!(read(&[2, 5, 0, 0xff, 0xff, 0xff, 0xff]), Some(u32::MAX));
        assert_eq!(read(&[2, 4, 1, 2, 3, 4]), Some(0x0102_0304));
        assert_eq!(read(&[2, 5, 1, 0, 0, 0, 0]), None);
    }

    #[test]
    fn bit_strings_of_whole_bytes_have_no_unused_bits() {
        let read = |der: &[u8]| {
            Reader::new(der)
                .bit_string_bytes("bits")
                .ok()
                .map(Vec::from)
        };
        assert_eq!(read(&[3, 3, 0, 0xaa, 0x80]), Some(vec![0xaa, 0x80]));
        assert_eq!(read(&[3, 3, 1, 0xaa, 0x80]), None);
        assert_eq!(read(&[3, 3, 7, 0xaa, 0x80]), None);
    }

    #[test]
    fn an_input_that_ends_within_a_header_ends() {
        for der in [&[][..], &[0x30], &[0x30, 0x82], &[0x30, 0x82, 1]] {
            let found = Reader::new(der).any("Test").unwrap_err().found;
            assert_eq!(found, Found::End, "{der:02x?}");
        }
    }

    #[test]
    fn refusals_print_what_was_found_where() {
        use alloc::string::ToString;
        let print = |found| Reader::new_at(&[], 7).error("a date", found).to_string();
        assert_eq!(
            print(Found::Trailing(1)),
            "at offset 7: expected a date, found 1 trailing byte"
        );
        assert_eq!(
            print(Found::Trailing(2)),
            "at offset 7: expected a date, found 2 trailing bytes"
        );
    }

    #[test]
    fn the_elements_of_a_set_are_in_ascending_order() {
        // X.690 §11.6: compared as bytes, the shorter padded with zeros.
        let mut w = Writer::new();
        w.set_of(vec![
            vec![4, 1, 9],
            vec![2, 1, 5],
            vec![4, 0],
            vec![2, 1, 3],
        ]);
        let sorted = [0x31, 11, 2, 1, 3, 2, 1, 5, 4, 0, 4, 1, 9];
        assert_eq!(w.into_vec(), sorted);
    }

    #[test]
    fn a_length_beyond_the_end_is_an_overrun_and_trailing_bytes_are_counted() {
        let err = Reader::new(&[0x30, 0x03, 0, 0]).any("Test").unwrap_err();
        assert_eq!(
            err.found,
            Found::Overrun {
                announced: 3,
                left: 2
            }
        );
        let mut r = Reader::new(&[0x05, 0x00, 0xff, 0xff]);
        r.null("nothing").unwrap();
        assert_eq!(
            r.finish("Test").unwrap_err(),
            DerError {
                offset: 2,
                expected: "Test",
                found: Found::Trailing(2)
            }
        );
    }

    #[test]
    fn containers_get_their_lengths_whatever_their_size() {
        for n in [0usize, 1, 127, 128, 255, 256, 65535, 65536] {
            let mut w = Writer::new();
            w.sequence(|w| w.octet_string(&vec![7; n]));
            let der = w.into_vec();
            let mut r = Reader::new(&der);
            let mut seq = r.sequence("Test").unwrap();
            assert_eq!(seq.octet_string("bytes").unwrap().value, vec![7; n]);
            seq.finish("Test").unwrap();
            r.finish("Test").unwrap();
        }
    }

    #[test]
    fn unsigned_integers_are_written_minimally() {
        let written = |be: &[u8]| {
            let mut w = Writer::new();
            w.unsigned(be);
            w.into_vec()
        };
        assert_eq!(written(&[]), [2, 1, 0]);
        assert_eq!(written(&[0, 0]), [2, 1, 0]);
        assert_eq!(written(&[0, 0x7f]), [2, 1, 0x7f]);
        assert_eq!(written(&[0x80]), [2, 2, 0, 0x80]);
    }
}
