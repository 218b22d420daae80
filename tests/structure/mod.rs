//! A change of DER that a strict reader refuses wherever it is made: one element more.

use certwright::der::{Reader, Tag, Writer};

/// The value with a NULL after the last element of one structure: of the structures, those within OCTET STRINGs included, the one with
/// this number, and what leads to it, the places of elements from the outermost in. `None` past the last structure.
pub fn with_one_more(der: &[u8], number: usize) -> Option<(String, Vec<u8>)> {
    let (mut seen, mut place) = (0, None);
    let mut w = Writer::new();
    copy(der, &mut w, number, &mut seen, "", &mut place);
    place.map(|place| (place, w.into_vec()))
}

fn copy(
    elements: &[u8],
    w: &mut Writer,
    number: usize,
    seen: &mut usize,
    above: &str,
    place: &mut Option<String>,
) {
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
            let chosen = *seen == number;
            *seen += 1;
            copy(tlv.value, w, number, seen, &here, place);
            if chosen {
                w.null();
                *place = Some(here);
            }
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
