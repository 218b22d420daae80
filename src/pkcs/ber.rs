//! BER (X.690 §8) made DER, as far as PKCS #7 and PKCS #12 files need it: indefinite lengths, lengths that are not minimal,
//! and strings in segments.

use alloc::vec::Vec;

use zeroize::Zeroize as _;

use crate::der::{DerError, Found};

/// What messages call the input.
const WANTED: &str = "BER";

/// SEQUENCE, SET, EXTERNAL and EMBEDDED PDV are the universal types that are constructed in DER as well (X.690 §10.2).
const CONSTRUCTED_IN_DER: [u8; 4] = [0x30, 0x31, 0x28, 0x2b];

/// BIT STRING in segments, which occurs in no file that this library reads.
const CONSTRUCTED_BIT_STRING: u8 = 0x23;

/// An element that was begun and has not ended.
struct Open {
    /// Its identifier bytes, a range of the input.
    identifier: (usize, usize),
    /// Where it ends; `None` if its end is marked by two zero bytes.
    end: Option<usize>,
    /// Where its contents begin in the output.
    contents: usize,
    /// For a string in segments: the identifier of the primitive form.
    string: Option<u8>,
    /// Whether it is itself a segment, which leaves its contents alone.
    segment: bool,
}

/// The DER of one BER element that is the whole of `input`; `None` if it is DER as it stands (in lengths and segments:
/// values are copied as they are). The output may hold a secret if the input does: the caller wipes it.
///
/// Elements nest at most `depth` deep. Memory and time are proportional to the input's length, and time to `depth`.
///
/// # Errors
///
/// Where the input is not BER, ends too early or goes on, nests too deep, or has a BIT STRING in segments.
pub(super) fn to_der(input: &[u8], depth: usize) -> Result<Option<Vec<u8>>, DerError> {
    // The lengths may be longer in DER than the marks of an indefinite length, by two bytes: half as much again is enough.
    let mut out = Vec::with_capacity(input.len() + input.len() / 2 + 16);
    let written = write_der(input, depth, &mut out);
    if written.is_ok() && out != input {
        return Ok(Some(out));
    }
    // It may hold a secret, and no caller gets it.
    out.zeroize();
    written.map(|()| None)
}

/// Writes the DER to `out`, which has the capacity for it.
fn write_der(input: &[u8], depth: usize, out: &mut Vec<u8>) -> Result<(), DerError> {
    let error = |offset: usize, found: Found| DerError {
        offset,
        expected: WANTED,
        found,
    };
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    loop {
        // Close what ends here.
        while let Some(top) = open.last() {
            let ends = match top.end {
                Some(end) => at == end,
                None => input[at..bound(&open, input)].starts_with(&[0, 0]),
            };
            if !ends {
                break;
            }
            if top.end.is_none() {
                at += 2;
            }
            let top = open.pop().unwrap_or_else(|| unreachable!("it is the last"));
            if !top.segment {
                let mut header = [0u8; 16];
                let header = match top.string {
                    Some(primitive) => {
                        write_header(&mut header, &[primitive], out.len() - top.contents)
                    }
                    None => write_header(
                        &mut header,
                        &input[top.identifier.0..top.identifier.1],
                        out.len() - top.contents,
                    ),
                };
                out.extend_from_slice(header);
                out[top.contents..].rotate_right(header.len());
            }
        }
        if open.is_empty() && at > 0 {
            break;
        }
        let end = bound(&open, input);
        let rest = &input[at..end];
        let identifier = identifier_len(rest).map_err(|found| error(at, found))?;
        let first = rest[0];
        let (length, length_len) = length(&rest[identifier..]).map_err(|found| error(at, found))?;
        let contents = at + identifier + length_len;
        if let Some(length) = length
            && length > end - contents
        {
            return Err(error(
                at,
                Found::Overrun {
                    announced: length,
                    left: end - contents,
                },
            ));
        }
        let constructed = first & 0x20 != 0;
        if first == 0 {
            return Err(error(
                at,
                Found::Malformed(
                    "an end-of-contents mark where no element of indefinite length is open",
                ),
            ));
        }
        let within = open.last().and_then(|top| top.string);
        if within.is_some_and(|primitive| first & !0x20 != primitive) {
            return Err(error(
                at,
                Found::Malformed("a string in segments with a segment of another type"),
            ));
        }
        match (constructed, length) {
            (false, None) => {
                return Err(error(
                    at,
                    Found::Malformed("a primitive element of indefinite length"),
                ));
            }
            (false, Some(length)) => {
                if within.is_none() {
                    let mut header = [0u8; 16];
                    out.extend_from_slice(write_header(
                        &mut header,
                        &input[at..at + identifier],
                        length,
                    ));
                }
                out.extend_from_slice(&input[contents..contents + length]);
                at = contents + length;
            }
            (true, length) => {
                if open.len() == depth {
                    return Err(error(at, Found::Malformed("elements nested too deep")));
                }
                if first == CONSTRUCTED_BIT_STRING {
                    return Err(error(
                        at,
                        Found::Malformed("a BIT STRING in segments, which is not supported"),
                    ));
                }
                let is_string =
                    first & 0xc0 == 0 && identifier == 1 && !CONSTRUCTED_IN_DER.contains(&first);
                open.push(Open {
                    identifier: (at, at + identifier),
                    end: length.map(|length| contents + length),
                    contents: out.len(),
                    string: is_string.then_some(first & !0x20),
                    segment: within.is_some(),
                });
                at = contents;
            }
        }
    }
    if at != input.len() {
        return Err(error(at, Found::Trailing(input.len() - at)));
    }
    Ok(())
}

/// Where the innermost open element with a length ends; those without may go on to there.
fn bound(open: &[Open], input: &[u8]) -> usize {
    let lengths = open.iter().rev();
    lengths.filter_map(|o| o.end).next().unwrap_or(input.len())
}

/// Bytes of the identifier that `rest` begins with (X.690 §8.1.2).
fn identifier_len(rest: &[u8]) -> Result<usize, Found> {
    match rest {
        [] => Err(Found::End),
        [first, more @ ..] if first & 0x1f == 0x1f => {
            // Five bytes hold every tag number below 2^32, and more than any standard has.
            let last = more.iter().take(5).position(|byte| byte & 0x80 == 0);
            match last {
                Some(last) => Ok(last + 2),
                None if more.len() < 5 => Err(Found::End),
                None => Err(Found::UnknownTag(*first)),
            }
        }
        _ => Ok(1),
    }
}

/// The length that `rest` begins with, `None` for an indefinite one, and how many bytes it takes (X.690 §8.1.3).
fn length(rest: &[u8]) -> Result<(Option<usize>, usize), Found> {
    match rest {
        [] => Err(Found::End),
        [0x80, ..] => Ok((None, 1)),
        [short @ ..=0x7f, ..] => Ok((Some(usize::from(*short)), 1)),
        [long, more @ ..] => {
            let count = usize::from(long & 0x7f);
            let bytes = more.get(..count).ok_or(Found::End)?;
            let mut length = 0usize;
            for &byte in bytes {
                // A length that no slice has overruns, whatever it is.
                length = length
                    .checked_mul(256)
                    .map_or(usize::MAX, |n| n | usize::from(byte));
            }
            Ok((Some(length), 1 + count))
        }
    }
}

/// Writes an identifier and a minimal length; returns both.
fn write_header<'b>(buffer: &'b mut [u8; 16], identifier: &[u8], length: usize) -> &'b [u8] {
    let mut len = identifier.len();
    buffer[..len].copy_from_slice(identifier);
    if length < 0x80 {
        buffer[len] = length as u8;
        return &buffer[..len + 1];
    }
    let bytes = length.to_be_bytes();
    let significant = &bytes[bytes.iter().position(|&b| b != 0).unwrap_or(bytes.len())..];
    buffer[len] = 0x80 | significant.len() as u8;
    len += 1;
    buffer[len..len + significant.len()].copy_from_slice(significant);
    &buffer[..len + significant.len()]
}

#[cfg(test)]
mod tests {

    use super::*;

    const DEPTH: usize = 8;

    #[test]
    fn indefinite_lengths_and_segments_become_der() {
        // SEQUENCE { [0] { OCTET STRING { "ab", OCTET STRING { "c" } } }, INTEGER 5 with a length in two bytes }
        let ber = [
            0x30, 0x80, 0xa0, 0x80, 0x24, 0x80, 0x04, 2, b'a', b'b', 0x24, 3, 0x04, 1, b'c', 0, 0,
            0, 0, 0x02, 0x81, 1, 5, 0, 0,
        ];
        let der = [0x30, 10, 0xa0, 5, 0x04, 3, b'a', b'b', b'c', 0x02, 1, 5];
        assert_eq!(to_der(&ber, DEPTH).unwrap().unwrap(), der);
        assert_eq!(to_der(&der, DEPTH).unwrap(), None);
    }

    #[test]
    fn an_input_that_ends_early_or_goes_on_is_refused() {
        let ber = [0x30, 0x80, 0x24, 0x80, 0x04, 1, 7, 0, 0, 0, 0];
        for end in 0..ber.len() {
            assert!(to_der(&ber[..end], DEPTH).is_err(), "{end}");
        }
        let mut more = ber.to_vec();
        more.push(0);
        assert_eq!(to_der(&more, DEPTH).unwrap_err().found, Found::Trailing(1));
    }

    /// X.690 §8.1.2.4: a tag number over 30 stands in further bytes, of which all but the last have bit 8 set.
    #[test]
    fn tag_numbers_over_30_take_as_many_bytes_as_they_have() {
        for number in [&[0x1f][..], &[0x81, 0x00], &[0x8f, 0xff, 0xff, 0xff, 0x7f]] {
            let within =
                |header: &[u8], end: &[u8]| [&[0xbf], number, header, &[0x05, 0], end].concat();
            let der = within(&[2], &[]);
            assert_eq!(
                to_der(&within(&[0x80], &[0, 0]), DEPTH).unwrap(),
                Some(der.clone())
            );
            assert_eq!(to_der(&der, DEPTH).unwrap(), None);
            for end in 1..=number.len() {
                let cut = to_der(&der[..end], DEPTH).unwrap_err();
                assert_eq!((cut.offset, cut.found), (0, Found::End), "{end}");
            }
        }
        let six = [0xbf, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 0];
        for end in 6..six.len() {
            let refused = to_der(&six[..end], DEPTH).unwrap_err();
            assert_eq!(refused.found, Found::UnknownTag(0xbf), "{end}");
        }
    }

    #[test]
    fn nesting_is_bounded_and_segments_have_one_type() {
        let nested = |n: usize| {
            let mut ber = [0x30, 0x80].repeat(n);
            ber.resize(4 * n, 0);
            ber
        };
        assert!(to_der(&nested(DEPTH), DEPTH).is_ok());
        assert!(to_der(&nested(DEPTH + 1), DEPTH).is_err());
        assert!(to_der(&[0x24, 3, 0x02, 1, 5], DEPTH).is_err());
        // Primitive with an indefinite length, an end mark where none belongs, a BIT STRING in segments.
        assert!(to_der(&[0x04, 0x80, 0, 0], DEPTH).is_err());
        assert!(to_der(&[0x30, 2, 0, 0], DEPTH).is_err());
        assert!(to_der(&[0x23, 4, 0x03, 2, 0, 1], DEPTH).is_err());
        // A definite element inside an indefinite one inside a definite one does not reach beyond either.
        assert!(to_der(&[0x30, 6, 0x30, 0x80, 0x04, 4, 0, 0], DEPTH).is_err());
        assert!(to_der(&[0x30, 2, 0x30, 0x80, 0, 0], DEPTH).is_err());
    }
}
