//! Comparison of distinguished names (RFC 5280 §7.1).
//!
//! A name is brought into a canonical form once, and names are equal when their canonical forms are equal byte for
//! byte. Attribute values of the string types are decoded whatever type encodes them, prepared as RFC 4518 asks
//! (characters that stand for nothing removed, every kind of white space a space, case folded, leading and trailing
//! spaces dropped and inner runs compressed to one); values of any other type are compared as they stand. Unicode
//! normalisation (RFC 4518 §2.3) is not done: two spellings of one accented letter are two names.

use alloc::vec::Vec;

use super::lowercase::lowercase;
use super::sort::sort_by;
use crate::der::Tlv;
use crate::der::oid;
use crate::x509::Name;
use crate::x509::{Rdn, characters};

/// Combining marks, and characters that RFC 4518 §2.3 has replaced by others, of the scripts of Europe and Korea: from and to
/// which first two bytes of UTF-8.
const OTHER_SPELLINGS: [(u16, u16); 11] = [
    // Combining marks.
    (0xcc80, 0xccbf),
    (0xcd80, 0xcdaf),
    // ª, ², ³, ¹, º.
    (0xc2aa, 0xc2aa),
    (0xc2b2, 0xc2b3),
    (0xc2b9, 0xc2ba),
    // Conjoining jamo.
    (0xe184, 0xe187),
    // Letter-like symbols and enclosed letters.
    (0xe284, 0xe285),
    (0xe291, 0xe293),
    // Ligatures; half and full width; mathematical letters.
    (0xefac, 0xefac),
    (0xefbc, 0xefbf),
    (0xf09d, 0xf09d),
];

/// The canonical form of an RDNSequence: for each RDN its length and its attributes, sorted. As every RDN announces its
/// length, one form is a prefix of another exactly when the one name's RDNs are the first of the other's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct CanonicalName(Vec<u8>);

impl CanonicalName {
    pub(super) fn new(name: &Name<'_>) -> Self {
        // An attribute's headers are rarely shorter than half of what stands for them here.
        let mut out = Self(Vec::with_capacity(2 * name.raw().len()));
        out.set(name);
        out
    }

    /// Becomes another name's canonical form, in the memory that it has.
    pub(super) fn set(&mut self, name: &Name<'_>) {
        self.0.clear();
        name.rdns().for_each(|rdn| push_rdn(&mut self.0, rdn));
    }

    /// This name with one more RDN: nameRelativeToCRLIssuer (RFC 5280 §4.2.1.13).
    pub(super) fn with_rdn(&self, rdn: Rdn<'_>) -> Self {
        let mut out = self.0.clone();
        push_rdn(&mut out, rdn);
        Self(out)
    }

    /// True for a name of no RDNs.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True where another spelling of this name may stand for the same characters in another order or number: it has one of
    /// [`OTHER_SPELLINGS`], or a value that is [`UNREADABLE`], which others may read. A length or an identifier that looks like
    /// one is taken for one.
    pub(super) fn has_other_spellings(&self) -> bool {
        self.0.array_windows().any(|&pair| {
            let begins = u16::from_be_bytes(pair);
            OTHER_SPELLINGS
                .iter()
                .any(|&(first, last)| begins >= first && begins <= last)
        })
    }

    /// True when this name is `base` or lies below it.
    pub(super) fn is_within(&self, base: &Self) -> bool {
        self.0.starts_with(&base.0)
    }
}

fn push_rdn(out: &mut Vec<u8>, rdn: Rdn<'_>) {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    let mut attributes = rdn.clone();
    match (attributes.next(), attributes.next()) {
        // One attribute is the rule; several are written apart and sorted, as a SET has no order.
        (Some(only), None) => push_attribute(out, only.oid.as_bytes(), &only.value),
        _ => {
            let mut several: Vec<Vec<u8>> = rdn
                .map(|attribute| {
                    let mut one = Vec::with_capacity(attribute.value.raw.len() + 16);
                    push_attribute(&mut one, attribute.oid.as_bytes(), &attribute.value);
                    one
                })
                .collect();
            sort_by(&mut several, Vec::cmp);
            several.iter().for_each(|one| out.extend_from_slice(one));
        }
    }
    let len = out.len() - start - 4;
    out[start..start + 4].copy_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes());
}

/// What stands before a value that is not a string, or a malformed one: one of [`OTHER_SPELLINGS`], for
/// [`CanonicalName::has_other_spellings`] to find.
const UNREADABLE: [u8; 2] = [0xcc, 0x80];

fn push_attribute(out: &mut Vec<u8>, kind: &[u8], value: &Tlv<'_>) {
    push_len(out, kind.len());
    out.extend_from_slice(kind);
    let start = out.len();
    let [first, second] = UNREADABLE;
    out.extend_from_slice(&[first, second, 0, 0, 0, 0]);
    if push_text(out, value).is_some() {
        out[start] = 1; // prepared text, whatever type encoded it
    } else {
        out.truncate(start + 6);
        out.extend_from_slice(value.raw);
    }
    let len = out.len() - start - 6;
    out[start + 2..start + 6]
        .copy_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes());
}

fn push_len(out: &mut Vec<u8>, len: usize) {
    out.extend_from_slice(&u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes());
}

/// Appends a string's prepared form; `None` (and rubbish appended) when the value is not a string or a malformed one.
fn push_text(out: &mut Vec<u8>, value: &Tlv<'_>) -> Option<()> {
    let mut text = Prepared {
        out,
        started: false,
        space: false,
    };
    characters(value, |c| text.push(c))
}

/// Writes characters as RFC 4518 prepares them: §2.2 mapping, §2.6.1 insignificant spaces.
struct Prepared<'a> {
    out: &'a mut Vec<u8>,
    started: bool,
    space: bool,
}

impl Prepared<'_> {
    fn push(&mut self, c: char) {
        let mapped = match c {
            '!'..='~' => Mapped::Char, // nearly every character there is
            _ => map(c),
        };
        match mapped {
            Mapped::Nothing => {}
            Mapped::Space => self.space = self.started,
            Mapped::Char => {
                if core::mem::take(&mut self.space) {
                    self.out.push(b' ');
                }
                self.started = true;
                if c.is_ascii() {
                    self.out.push(c.to_ascii_lowercase() as u8);
                } else {
                    let mut buf = [0; 4];
                    lowercase(c, |folded| {
                        self.out
                            .extend_from_slice(folded.encode_utf8(&mut buf).as_bytes());
                    });
                }
            }
        }
    }
}

enum Mapped {
    Nothing,
    Space,
    Char,
}

/// RFC 4518 §2.2.
fn map(c: char) -> Mapped {
    match c {
        '\u{9}'..='\u{d}' | '\u{85}' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' => {
            Mapped::Space
        }
        '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Mapped::Space,
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' => {
            Mapped::Nothing
        }
        '\u{ad}' | '\u{34f}' | '\u{6dd}' | '\u{70f}' | '\u{1806}' | '\u{180b}'..='\u{180e}' => {
            Mapped::Nothing
        }
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2063}' => {
            Mapped::Nothing
        }
        '\u{206a}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffc}' => Mapped::Nothing,
        '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}' => Mapped::Nothing,
        _ => Mapped::Char,
    }
}

/// Whether two names, as DER, are equal by RFC 5280 §7.1. A malformed name equals nothing.
pub fn names_equal(a: &[u8], b: &[u8]) -> bool {
    let canonical = |der| Name::from_der(der).map(|name| CanonicalName::new(&name));
    matches!((canonical(a), canonical(b)), (Ok(a), Ok(b)) if a == b)
}

/// Every emailAddress attribute of a Name (RFC 5280 §4.1.2.6), as its bytes.
pub(super) fn email_addresses<'a>(name: &Name<'a>, mut take: impl FnMut(&'a [u8])) {
    for rdn in name.rdns() {
        for attribute in rdn {
            if attribute.oid == oid::EMAIL_ADDRESS {
                take(attribute.value.value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A string and its type.
    type Typed<'a> = (Tag, &'a [u8]);
    use crate::der::{Tag, Writer};

    fn name(rdns: &[&[(Tag, &[u8])]]) -> CanonicalName {
        let mut w = Writer::new();
        w.sequence(|w| {
            for rdn in rdns {
                w.nested(Tag::Set, |w| {
                    for (tag, value) in *rdn {
                        w.sequence(|w| {
                            w.oid(oid::COMMON_NAME);
                            w.tlv(*tag, value);
                        });
                    }
                });
            }
        });
        CanonicalName::new(&Name::from_der(&w.into_vec()).unwrap())
    }

    fn cn(tag: Tag, value: &[u8]) -> CanonicalName {
        name(&[&[(tag, value)]])
    }

    #[test]
    fn case_and_insignificant_spaces_do_not_distinguish_names() {
        let plain = cn(Tag::PrintableString, b"Good CA");
        assert_eq!(plain, cn(Tag::PrintableString, b"  good   ca "));
        assert_eq!(
            plain,
            cn(Tag::Utf8String, "GOOD\u{a0}\u{2003}CA\u{ad}".as_bytes())
        );
        assert_eq!(plain, cn(Tag::BmpString, b"\0G\0o\0o\0d\0 \0C\0A"));
        assert_ne!(plain, cn(Tag::PrintableString, b"GoodCA"));
        assert_eq!(
            cn(Tag::Utf8String, "ÉTÉ".as_bytes()),
            cn(Tag::Utf8String, "été".as_bytes())
        );
    }

    /// Byte by byte, since no writer has tag 28.
    #[test]
    fn universal_string_is_text() {
        let universal = |text: &[u8]| {
            let mut der = Vec::from([0x30, 0, 0x31, 0, 0x30, 0, 0x06, 3, 0x55, 4, 3, 0x1c, 0]);
            der.extend_from_slice(text);
            for at in [1, 3, 5, 12] {
                der[at] = (der.len() - at - 1) as u8;
            }
            CanonicalName::new(&Name::from_der(&der).unwrap())
        };
        let text = b"\0\0\0\xe9\0\x01\xf6\0";
        assert_eq!(
            universal(text),
            cn(Tag::Utf8String, "\u{c9}\u{1f600}".as_bytes())
        );
        // Half a character, and one that is not one.
        assert_ne!(universal(b"\0\0\0\xe9\0"), universal(b"\0\0\0\xc9\0"));
        assert_ne!(universal(b"\0\0\xd8\0"), universal(b"\0\0\xd8\x01"));
    }

    #[test]
    fn values_that_are_not_text_are_compared_as_they_stand() {
        assert_ne!(cn(Tag::OctetString, b"a"), cn(Tag::OctetString, b"A"));
        assert_ne!(cn(Tag::OctetString, b"a"), cn(Tag::Utf8String, b"a"));
        assert_ne!(cn(Tag::BmpString, b"\0a\0"), cn(Tag::BmpString, b"\0A\0"));
    }

    #[test]
    fn what_cannot_be_read_may_have_another_spelling() {
        let unreadable: [Typed<'_>; 4] = [
            (Tag::OctetString, b"a"),
            (Tag::BmpString, b"\0a\0"),
            (Tag::PrintableString, b"\xe9"),
            (Tag::BmpString, b"\xd8\0"),
        ];
        for (tag, value) in unreadable {
            assert!(cn(tag, value).has_other_spellings(), "{tag:?}");
        }
        let readable: [Typed<'_>; 3] = [
            (Tag::Utf8String, b"a"),
            (Tag::BmpString, b"\0a"),
            (Tag::TeletexString, b"\xe9"),
        ];
        for (tag, value) in readable {
            assert!(!cn(tag, value).has_other_spellings(), "{tag:?}");
        }
    }

    #[test]
    fn the_attributes_of_an_rdn_have_no_order_and_its_place_among_the_others_has() {
        let (a, b): (Typed<'_>, Typed<'_>) = ((Tag::Utf8String, b"a"), (Tag::Utf8String, b"b"));
        assert_eq!(name(&[&[a, b]]), name(&[&[b, a]]));
        assert_ne!(name(&[&[a], &[b]]), name(&[&[b], &[a]]));
        assert_ne!(name(&[&[a], &[b]]), name(&[&[a, b]]));
    }

    #[test]
    fn a_name_is_within_another_rdn_by_rdn_only() {
        let (a, ab): (Typed<'_>, Typed<'_>) = ((Tag::Utf8String, b"a"), (Tag::Utf8String, b"ab"));
        assert!(name(&[&[a], &[ab]]).is_within(&name(&[&[a]])));
        assert!(name(&[&[a]]).is_within(&name(&[])));
        assert!(!name(&[&[ab]]).is_within(&name(&[&[a]])));
        assert!(!name(&[&[a, ab]]).is_within(&name(&[&[a]])));
    }
}
