//! The list of extensions in a certificate, a request, a CRL or a CRL's entry (RFC 5280 §4.1.2.9).
//!
//! ```text
//! Extensions  ::=  SEQUENCE SIZE (1..MAX) OF Extension
//! Extension   ::=  SEQUENCE  { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
//! ```

use alloc::vec::Vec;

use crate::der::{DerError, Found, ObjectIdentifier, ObjectIdentifierRef, Reader, Tag, Writer};

/// One extension, whatever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extension<'a> {
    /// extnID.
    pub oid: ObjectIdentifierRef<'a>,
    /// critical.
    pub critical: bool,
    /// The contents of extnValue: the extension's own DER.
    pub value: &'a [u8],
    /// Where `value` starts in the outermost input.
    pub offset: usize,
    /// The whole SEQUENCE.
    pub raw: &'a [u8],
}

impl<'a> Extension<'a> {
    /// A reader over the extension's own DER.
    pub fn reader(&self) -> Reader<'a> {
        Reader::new_at(self.value, self.offset)
    }

    /// Reads the next element's frame.
    #[inline]
    pub(crate) fn parse(list: &mut Reader<'a>) -> Result<Self, DerError> {
        match usual_extension(list) {
            Some(extension) => Ok(extension),
            None => parse_any_extension(list),
        }
    }

    /// An owned copy.
    pub fn to_owned(&self) -> ExtensionBuf {
        ExtensionBuf {
            oid: self.oid.to_owned(),
            critical: self.critical,
            value: self.value.to_vec(),
        }
    }
}

/// The extensions, in the order in which they stand. Their structure was checked when they were parsed.
#[derive(Clone, Copy)]
pub struct Extensions<'a> {
    list: Reader<'a>,
}

impl<'a> Extensions<'a> {
    /// No extensions.
    pub const NONE: Extensions<'static> = Extensions {
        list: Reader::EMPTY,
    };

    /// Reads `[number] EXPLICIT Extensions OPTIONAL`.
    pub(super) fn parse_tagged(
        fields: &mut Reader<'a>,
        number: u32,
        expected: &'static str,
    ) -> Result<Self, DerError> {
        let Some(tlv) = fields.context(number, true, expected)? else {
            return Ok(Self::NONE);
        };
        let mut inner = tlv.reader();
        let extensions = Self::parse(&mut inner, expected)?;
        inner.finish(expected)?;
        Ok(extensions)
    }

    /// Reads the next element and checks each extension's frame, not what it holds. Two of one type are refused
    /// (RFC 5280 §4.2: no more than one instance).
    ///
    /// # Errors
    /// [`DerError`]: what is malformed, a second extension of one type, more than 256, and where.
    pub fn parse(reader: &mut Reader<'a>, expected: &'static str) -> Result<Self, DerError> {
        let tlv = reader.expect(Tag::Sequence, expected)?;
        let extensions = Self { list: tlv.reader() };
        let mut list = extensions.list;
        if list.is_empty() {
            return Err(list.error("Extension", Found::End));
        }
        let (mut seen, mut kinds) = (0usize, 0u64);
        while !list.is_empty() {
            let at = list;
            let extension = Extension::parse(&mut list)?;
            // Quadratic, but a list is short: the ceiling keeps a hostile one from costing more than a constant.
            if seen == MAX_EXTENSIONS {
                return Err(at.error(expected, Found::Malformed("more than 256 extensions")));
            }
            // Types whose last bytes differ are different; others are compared.
            let kind = 1 << (extension.oid.as_bytes().last().copied().unwrap_or(0) % 64);
            if kinds & kind != 0
                && extensions
                    .iter()
                    .take(seen)
                    .any(|earlier| earlier.oid == extension.oid)
            {
                return Err(at.error(expected, Found::Malformed("a second extension of one type")));
            }
            (seen, kinds) = (seen + 1, kinds | kind);
        }
        Ok(extensions)
    }

    /// Each in turn.
    pub fn iter(&self) -> ExtensionsIter<'a> {
        ExtensionsIter { list: self.list }
    }

    /// The extension of a type.
    pub fn find(&self, oid: ObjectIdentifierRef<'_>) -> Option<Extension<'a>> {
        self.iter().find(|extension| extension.oid == oid)
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<'a> IntoIterator for Extensions<'a> {
    type Item = Extension<'a>;
    type IntoIter = ExtensionsIter<'a>;

    fn into_iter(self) -> ExtensionsIter<'a> {
        self.iter()
    }
}

/// The maximum number of extensions in one list.
pub const MAX_EXTENSIONS: usize = 256;

/// An extension of X.509's own types (2.5.29.x) of fewer than 128 bytes: nearly every one, read at a third of the cost.
/// `None` refuses nothing, and nothing is read: what is not of this form is looked at piece by piece.
#[inline]
fn usual_extension<'a>(list: &mut Reader<'a>) -> Option<Extension<'a>> {
    let rest = list.rest();
    let (critical, head, len, value) = match *rest {
        [
            0x30,
            len @ ..=0x7f,
            0x06,
            3,
            0x55,
            0x1d,
            ..=0x7f,
            0x04,
            value,
            ..,
        ] => (false, 9, len, value),
        [
            0x30,
            len @ ..=0x7f,
            0x06,
            3,
            0x55,
            0x1d,
            ..=0x7f,
            0x01,
            1,
            0xff,
            0x04,
            value,
            ..,
        ] => (true, 12, len, value),
        _ => return None,
    };
    let whole = 2 + usize::from(len);
    let raw = rest.get(..whole)?;
    if head + usize::from(value) != whole {
        return None;
    }
    let extension = Extension {
        oid: ObjectIdentifierRef::from_whole_arcs(&raw[4..7]),
        critical,
        value: &raw[head..],
        offset: list.offset() + head,
        raw,
    };
    list.advance(whole);
    Some(extension)
}

fn parse_any_extension<'a>(list: &mut Reader<'a>) -> Result<Extension<'a>, DerError> {
    let tlv = list.expect(Tag::Sequence, "Extension")?;
    let mut fields = tlv.reader();
    let oid = fields.oid("Extension.extnID")?;
    let critical = if fields.peek() == Some(Tag::Boolean) {
        // FALSE, the default, written out is not DER (X.690 §11.5), yet certificates of old CAs carry it and every
        // verifier takes it: it changes nothing.
        fields.boolean("Extension.critical")?
    } else {
        false
    };
    let value = fields.octet_string("Extension.extnValue")?;
    fields.finish("Extension")?;
    Ok(Extension {
        oid,
        critical,
        value: value.value,
        offset: value.value_offset(),
        raw: tlv.raw,
    })
}

/// The extensions of a list.
#[derive(Clone, Debug)]
pub struct ExtensionsIter<'a> {
    list: Reader<'a>,
}

impl<'a> Iterator for ExtensionsIter<'a> {
    type Item = Extension<'a>;

    fn next(&mut self) -> Option<Extension<'a>> {
        self.list.next_checked(Extension::parse)
    }
}

/// An extension to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtensionBuf {
    /// extnID.
    pub oid: ObjectIdentifier,
    /// critical.
    pub critical: bool,
    /// The extension's own DER.
    pub value: Vec<u8>,
}

impl ExtensionBuf {
    /// Writes the SEQUENCE.
    pub fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(self.oid.as_oid_ref());
            if self.critical {
                w.boolean(true);
            }
            w.octet_string(&self.value);
        });
    }
}

/// Writes the SEQUENCE OF Extension.
pub fn write_extensions(w: &mut Writer, extensions: &[ExtensionBuf]) {
    w.sequence(|w| extensions.iter().for_each(|extension| extension.write(w)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_that_is_read_at_once_is_one_that_is_read_piece_by_piece() {
        let mut read = 0;
        for extension in [
            &b"\x30\x09\x06\x03\x55\x1d\x13\x04\x02\x30\x00\x30\x00"[..],
            b"\x30\x0c\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x02\x30\x00\x30\x00",
        ] {
            assert!(usual_extension(&mut Reader::new(extension)).is_some());
            for at in 0..extension.len() {
                for byte in 0..=255 {
                    let mut extension = extension.to_vec();
                    extension[at] = byte;
                    for end in [extension.len() - 3, extension.len()] {
                        let mut reader = Reader::new_at(&extension[..end], 7);
                        let mut other = reader;
                        if let Some(extension) = usual_extension(&mut reader) {
                            assert_eq!(parse_any_extension(&mut other), Ok(extension));
                            assert_eq!(reader.offset(), other.offset());
                            read += 1;
                        }
                    }
                }
            }
        }
        assert!(read > 2000);
    }
}
