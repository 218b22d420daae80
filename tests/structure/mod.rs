//! Changes of DER that a strict reader refuses wherever they are made: one element more, and another tag.

use std::cell::{Cell, RefCell};

use certwright::der::{Reader, Tag, Writer};

/// The value with a NULL after the last element of one structure: of the structures, those within OCTET STRINGs included, the one with
/// this number, and what leads to it, the places of elements from the outermost in. `None` past the last structure.
pub fn with_one_more(der: &[u8], number: usize) -> Option<(String, Vec<u8>)> {
    let (seen, place) = (Cell::new(0), RefCell::new(None));
    let changed = copied(der, &|here| {
        let is_it = seen.replace(seen.get() + 1) == number;
        if is_it {
            place.replace(Some(here.to_string()));
        }
        is_it.then_some(&[5, 0][..])
    });
    place.take().map(|place| (place, changed))
}

/// The value with this element after the last one of the structure at this place.
#[allow(dead_code)]
pub fn with_element(der: &[u8], place: &str, element: &[u8]) -> Vec<u8> {
    let changed = copied(der, &|here| (here == place).then_some(element));
    assert_ne!(changed, der, "no structure at {place}");
    changed
}

/// The value, where each structure has after its last element what the function gives for its place.
fn copied<'e>(der: &[u8], more: &dyn Fn(&str) -> Option<&'e [u8]>) -> Vec<u8> {
    let mut w = Writer::new();
    copy(der, &mut w, "", more);
    w.into_vec()
}

fn copy<'e>(elements: &[u8], w: &mut Writer, above: &str, more: &dyn Fn(&str) -> Option<&'e [u8]>) {
    let mut reader = Reader::new(elements);
    for i in 0.. {
        if reader.is_empty() {
            break;
        }
        let tlv = reader.any("an element").unwrap();
        let here = format!("{above}/{i}");
        let wraps = tlv.tag == Tag::OctetString && is_one_structure(tlv.value);
        if !wraps && !tlv.tag.is_constructed() {
            w.raw(tlv.raw);
            continue;
        }
        w.nested(tlv.tag, |w| {
            let element = more(&here);
            copy(tlv.value, w, &here, more);
            element.into_iter().for_each(|element| w.raw(element));
        });
    }
}

fn is_one_structure(value: &[u8]) -> bool {
    let mut reader = Reader::new(value);
    let first = reader.expect(Tag::Sequence, "a structure");
    first.is_ok() && reader.is_empty()
}

/// The places of structures that take one element more.
pub fn taking_more(der: &[u8], reads: impl Fn(&[u8]) -> bool) -> Vec<String> {
    assert!(reads(der), "as it is");
    let changed = (0..).map_while(|number| with_one_more(der, number));
    let taken: Vec<String> = changed
        .filter(|(_, changed)| reads(changed))
        .map(|(place, _)| place)
        .collect();
    // After the value itself.
    assert!(!reads(&[der, &[5, 0]].concat()), "more after the value");
    taken
}

/// The places of elements, those within OCTET STRINGs included, that are read under other tags than their own, and those tags.
#[allow(dead_code)]
pub fn taking_tags(der: &[u8], reads: impl Fn(&[u8]) -> bool) -> Vec<String> {
    assert!(reads(der), "as it is");
    let mut elements = Vec::new();
    list(Reader::new(der), "", &mut elements);
    let mut taken = Vec::new();
    for (place, at) in elements {
        // SEQUENCE, SET and [0] to [3]; INTEGER, OCTET STRING, NULL, OBJECT IDENTIFIER, UTF8String, [0] and [1].
        let others: &[u8] = match der[at] & 0x20 != 0 {
            true => &[0x30, 0x31, 0xa0, 0xa1, 0xa2, 0xa3],
            false => &[0x02, 0x04, 0x05, 0x06, 0x0c, 0x80, 0x81],
        };
        for &tag in others.iter().filter(|&&tag| tag != der[at]) {
            let mut changed = der.to_vec();
            changed[at] = tag;
            if reads(&changed) {
                taken.push(format!("{place} as {tag:02x}"));
            }
        }
    }
    taken
}

/// The places of elements, and the offsets of their tags.
fn list(mut reader: Reader<'_>, above: &str, elements: &mut Vec<(String, usize)>) {
    for i in 0.. {
        if reader.is_empty() {
            break;
        }
        let tlv = reader.any("an element").unwrap();
        let here = format!("{above}/{i}");
        elements.push((here.clone(), tlv.offset));
        if tlv.tag.is_constructed() || tlv.tag == Tag::OctetString && is_one_structure(tlv.value) {
            list(tlv.reader(), &here, elements);
        }
    }
}
