//! The addresses and autonomous systems of a certificate's holder (RFC 3779), which the RPKI is made of.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::words::{is_name, items};
use super::{ExtensionContext, Row};
use crate::error::excerpt;
use crate::text::{Text, decimal_or_hex, put};
use certwright::der::{BitString, Reader, Tag, Writer};
use certwright::oid;

/// Their rows.
pub(super) static ROWS: &[Row] = &[
    Row {
        oid: oid!("1.3.6.1.5.5.7.1.7"),
        configure: Some(address_blocks),
        print: print_address_blocks,
    },
    Row {
        oid: oid!("1.3.6.1.5.5.7.1.8"),
        configure: Some(autonomous_systems),
        print: print_autonomous_systems,
    },
];

/// From the first number to the last.
#[derive(Clone, Copy)]
struct Range {
    min: u128,
    max: u128,
    /// Written with both ends, or made of several.
    has_ends: bool,
}

/// What a family of resources is: the issuer's, or ranges.
enum Choice {
    Inherit,
    Ranges(Vec<Range>),
}

impl Choice {
    /// Adds an item of a configuration; a family is inherited, or it is listed.
    fn add(choice: &mut Option<Self>, range: Option<Range>) -> Result<(), String> {
        match (choice, range) {
            (choice @ None, None) => *choice = Some(Self::Inherit),
            (choice @ None, Some(range)) => *choice = Some(Self::Ranges(vec![range])),
            (Some(Self::Inherit), None) => {}
            (Some(Self::Ranges(ranges)), Some(range)) => ranges.push(range),
            _ => return Err("one family is inherited, or it is listed: not both".into()),
        }
        Ok(())
    }

    /// Writes NULL, or the ranges in the one form that RFC 3779 §2.2.3.6 and §3.2.3.4 have for them.
    fn write(self, w: &mut Writer, write: impl Fn(&mut Writer, Range)) -> Result<(), String> {
        let ranges = match self {
            Self::Inherit => {
                w.null();
                return Ok(());
            }
            Self::Ranges(ranges) => canonical(ranges)?,
        };
        w.sequence(|w| ranges.into_iter().for_each(|range| write(w, range)));
        Ok(())
    }
}

/// Sorts ranges, and joins those that are next to each other.
fn canonical(mut ranges: Vec<Range>) -> Result<Vec<Range>, String> {
    ranges.sort_by_key(|range| (range.min, range.max));
    let mut joined: Vec<Range> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if last.max >= range.min => return Err("ranges overlap".into()),
            Some(last) if last.max + 1 == range.min => {
                last.max = range.max;
                last.has_ends = true;
            }
            _ => joined.push(range),
        }
    }
    Ok(joined)
}

/// A family of addresses.
#[derive(Clone, Copy)]
struct Family {
    /// IANA's number of it.
    number: u8,
    bits: u32,
}

const IPV4: Family = Family {
    number: 1,
    bits: 32,
};
const IPV6: Family = Family {
    number: 2,
    bits: 128,
};

impl Family {
    fn address(self, text: &str) -> Result<u128, String> {
        let address = match self.bits {
            32 => text.parse().ok().map(|it: Ipv4Addr| u32::from(it).into()),
            _ => text.parse().ok().map(|it: Ipv6Addr| u128::from(it)),
        };
        address.ok_or_else(|| {
            format!(
                "\"{}\" is not an address of IPv{}",
                excerpt(text),
                if self.bits == 32 { 4 } else { 6 }
            )
        })
    }

    /// `A`, `A/PREFIX` or `A-B`; what an address has behind its prefix is passed over, as by OpenSSL.
    fn range(self, text: &str) -> Result<Range, String> {
        let (first, rest) = match text.find(['/', '-']) {
            Some(at) => (
                text[..at].trim_end(),
                Some((&text[at..=at], &text[at + 1..])),
            ),
            None => (text, None),
        };
        let min = self.address(first)?;
        let (min, max) = match rest {
            None => (min, min),
            Some(("/", length)) => {
                let length = length.parse().ok().filter(|length| *length <= self.bits);
                let length: u32 =
                    length.ok_or_else(|| format!("a prefix has 0 to {} bits", self.bits))?;
                let tail = low_bits(self.bits - length);
                (min & !tail, min | tail)
            }
            Some((_, last)) => (min, self.address(last.trim())?),
        };
        ordered(min, max, true)
    }

    /// The first bits of a number as a BIT STRING.
    fn write_bits(self, w: &mut Writer, number: u128, bits: u32) {
        let bytes = (number << (128 - self.bits)).to_be_bytes();
        let len = bits.div_ceil(8) as usize;
        let unused = (len as u32 * 8 - bits) as u8;
        let mut contents = vec![unused];
        contents.extend(&bytes[..len]);
        if let Some(last) = contents.last_mut().filter(|_| len > 0) {
            *last &= 0xff << unused;
        }
        w.tlv(Tag::BitString, &contents);
    }

    /// A prefix where the range is one, and both ends where not, each without the bits that follow from its place.
    fn write(self, w: &mut Writer, range: Range) {
        let differing = range.max - range.min;
        if differing & differing.wrapping_add(1) == 0 && range.min & differing == 0 {
            return self.write_bits(w, range.min, self.bits - differing.count_ones());
        }
        w.sequence(|w| {
            let zeros = range.min.trailing_zeros().min(self.bits);
            self.write_bits(w, range.min, self.bits - zeros);
            let ones = range.max.trailing_ones().min(self.bits);
            self.write_bits(w, range.max, self.bits - ones);
        });
    }
}

fn low_bits(count: u32) -> u128 {
    u128::MAX.checked_shr(128 - count).unwrap_or(0)
}

fn ordered(min: u128, max: u128, has_ends: bool) -> Result<Range, String> {
    match min <= max {
        true => Ok(Range { min, max, has_ends }),
        false => Err("a range ends before it begins".into()),
    }
}

/// `IPv4:`, `IPv6:`, and both with `-SAFI` and its number before the addresses; `inherit` in the place of addresses.
fn address_blocks(context: &ExtensionContext<'_>, value: &str) -> Result<Option<Vec<u8>>, String> {
    // The bytes of addressFamily, by which families are sorted.
    let mut families: BTreeMap<Vec<u8>, (Family, Option<Choice>)> = BTreeMap::new();
    for (name, value) in items(context, value)? {
        let known = [
            ("IPv4", IPV4, false),
            ("IPv6", IPV6, false),
            ("IPv4-SAFI", IPV4, true),
            ("IPv6-SAFI", IPV6, true),
        ];
        let Some((_, family, has_safi)) = known.into_iter().find(|it| is_name(&name, it.0)) else {
            return Err(format!(
                "\"{}\" is unknown; it takes IPv4, IPv6, IPv4-SAFI and IPv6-SAFI",
                excerpt(&name)
            ));
        };
        let value = value.ok_or_else(|| format!("{name} needs addresses after a colon"))?;
        let mut family_bytes = vec![0, family.number];
        let addresses = match has_safi {
            false => value.trim(),
            true => {
                let (safi, addresses) = value.split_once(':').unwrap_or((&value, ""));
                let safi = safi.trim().parse().map_err(|_| {
                    format!("{name} needs a number from 0 to 255 and a colon before its addresses")
                })?;
                family_bytes.push(safi);
                addresses.trim()
            }
        };
        let range = match addresses {
            "inherit" => None,
            addresses => Some(family.range(addresses)?),
        };
        let entry = families.entry(family_bytes).or_insert((family, None));
        Choice::add(&mut entry.1, range)?;
    }
    let mut w = Writer::new();
    let mut written = Ok(());
    w.sequence(|w| {
        for (family_bytes, (family, choice)) in families {
            w.sequence(|w| {
                w.octet_string(&family_bytes);
                let choice = choice.unwrap_or(Choice::Inherit);
                let done = choice.write(w, |w, range| family.write(w, range));
                written = written.clone().and(done);
            });
        }
    });
    written.map(|()| Some(w.into_vec()))
}

/// `AS:` and `RDI:`, each with a number, a range of numbers or `inherit`.
fn autonomous_systems(
    context: &ExtensionContext<'_>,
    value: &str,
) -> Result<Option<Vec<u8>>, String> {
    let mut kinds: [Option<Choice>; 2] = [None, None];
    for (name, value) in items(context, value)? {
        let kind = match () {
            () if is_name(&name, "AS") => 0,
            () if is_name(&name, "RDI") => 1,
            () => {
                return Err(format!(
                    "\"{}\" is unknown; it takes AS and RDI",
                    excerpt(&name)
                ));
            }
        };
        let value = value.unwrap_or_default();
        let number = |text: &str| -> Result<u128, String> {
            let number = text.parse::<u32>().ok().filter(|_| !text.starts_with('+'));
            number.map(u128::from).ok_or_else(|| {
                format!(
                    "\"{}\" is not a number from 0 to 4294967295, nor a range of two",
                    excerpt(&value)
                )
            })
        };
        let range = match value.split_once('-') {
            _ if value == "inherit" => None,
            Some((min, max)) => Some(ordered(
                number(min.trim_end())?,
                number(max.trim_start())?,
                true,
            )?),
            None => {
                let number = number(&value)?;
                Some(ordered(number, number, false)?)
            }
        };
        Choice::add(&mut kinds[kind], range)?;
    }
    let write = |w: &mut Writer, range: Range| {
        let end = |w: &mut Writer, number: u128| w.unsigned(&number.to_be_bytes());
        match range.has_ends {
            false => end(w, range.min),
            true => w.sequence(|w| {
                end(w, range.min);
                end(w, range.max);
            }),
        }
    };
    let mut w = Writer::new();
    let mut written = Ok(());
    w.sequence(|w| {
        for (tag, choice) in (0..).zip(kinds) {
            if let Some(choice) = choice {
                w.context(tag, |w| {
                    let done = choice.write(w, write);
                    written = written.clone().and(done);
                });
            }
        }
    });
    written.map(|()| Some(w.into_vec()))
}

/// The names of subsequent address family identifiers that OpenSSL has (RFC 4760 and others).
fn safi_name(number: u8) -> Option<&'static str> {
    Some(match number {
        1 => "Unicast",
        2 => "Multicast",
        3 => "Unicast/Multicast",
        4 => "MPLS",
        64 => "Tunnel",
        65 => "VPLS",
        66 => "BGP MDT",
        128 => "MPLS-labeled VPN",
        _ => return None,
    })
}

fn print_address_blocks(out: &mut Text, value: &[u8], indent: usize) -> Option<()> {
    let mut reader = Reader::new(value);
    let mut families = reader.sequence("IPAddrBlocks").ok()?;
    reader.finish("IPAddrBlocks").ok()?;
    while !families.is_empty() {
        let mut fields = families.sequence("IPAddressFamily").ok()?;
        let family_bytes = fields.expect(Tag::OctetString, "addressFamily").ok()?;
        let (family, safi) = match family_bytes.value {
            [high, low] => (u16::from_be_bytes([*high, *low]), None),
            [high, low, safi] => (u16::from_be_bytes([*high, *low]), Some(*safi)),
            _ => return None,
        };
        out.indent(indent);
        match family {
            1 => out.put("IPv4"),
            2 => out.put("IPv6"),
            other => put!(out, "Unknown AFI {other}"),
        }
        match safi.map(|number| (number, safi_name(number))) {
            None => {}
            Some((_, Some(name))) => put!(out, " ({name})"),
            Some((number, None)) => put!(out, " (Unknown SAFI {number})"),
        }
        if fields.peek() == Some(Tag::Null) {
            fields.null("inherit").ok()?;
            out.put(": inherit\n");
        } else {
            out.put(":\n");
            let mut list = fields.sequence("addressesOrRanges").ok()?;
            while !list.is_empty() {
                out.indent(indent + 2);
                if let Some(prefix) = list.optional(Tag::BitString, "addressPrefix").ok()? {
                    let bits = certwright::der::parse_bit_string(&prefix, "addressPrefix").ok()?;
                    print_address(out, family, bits, 0)?;
                    put!(
                        out,
                        "/{}\n",
                        bits.bytes.len() * 8 - usize::from(bits.unused)
                    );
                } else {
                    let mut ends = list.sequence("addressRange").ok()?;
                    print_address(out, family, ends.bit_string("min").ok()?, 0)?;
                    out.put("-");
                    print_address(out, family, ends.bit_string("max").ok()?, 0xff)?;
                    out.put("\n");
                    ends.finish("addressRange").ok()?;
                }
            }
        }
        fields.finish("IPAddressFamily").ok()?;
    }
    Some(())
}

/// An address whose last bits are all as in `fill`.
fn print_address(out: &mut Text, family: u16, bits: BitString<'_>, fill: u8) -> Option<()> {
    let mut bytes = [fill; 16];
    let len = match family {
        1 => 4,
        2 => 16,
        _ => {
            let digits: Vec<String> = bits.bytes.iter().map(|b| format!("{b:02x}")).collect();
            put!(out, "{}[{}]", digits.join(":"), bits.unused);
            return Some(());
        }
    };
    let start = bytes[..len].get_mut(..bits.bytes.len())?;
    start.copy_from_slice(bits.bytes);
    if let Some(last) = start.last_mut() {
        let tail = !(0xff << bits.unused);
        *last = *last & !tail | fill & tail;
    }
    if let [a, b, c, d] = bytes[..len] {
        put!(out, "{a}.{b}.{c}.{d}");
        return Some(());
    }
    // OpenSSL leaves out zeros at the end alone.
    let words: Vec<u16> = bytes
        .chunks(2)
        .map(|it| u16::from_be_bytes([it[0], it[1]]))
        .collect();
    let shown = words
        .iter()
        .rposition(|word| *word != 0)
        .map_or(0, |at| at + 1);
    for (i, word) in words[..shown].iter().enumerate() {
        put!(out, "{word:x}{}", if i < 7 { ":" } else { "" });
    }
    out.put(match shown {
        0 => "::",
        8 => "",
        _ => ":",
    });
    Some(())
}

fn print_autonomous_systems(out: &mut Text, value: &[u8], indent: usize) -> Option<()> {
    let mut reader = Reader::new(value);
    let mut fields = reader.sequence("ASIdentifiers").ok()?;
    reader.finish("ASIdentifiers").ok()?;
    for (tag, title) in [
        (0, "Autonomous System Numbers"),
        (1, "Routing Domain Identifiers"),
    ] {
        let Some(choice) = fields.context(tag, true, "ASIdentifierChoice").ok()? else {
            continue;
        };
        out.indent(indent);
        put!(out, "{title}:\n");
        let mut choice = choice.reader();
        if choice.peek() == Some(Tag::Null) {
            choice.null("inherit").ok()?;
            out.indent(indent + 2);
            out.put("inherit\n");
        } else {
            let mut list = choice.sequence("asIdsOrRanges").ok()?;
            while !list.is_empty() {
                out.indent(indent + 2);
                if list.peek() == Some(Tag::Integer) {
                    let number = list.integer("ASId").ok()?.value;
                    put!(out, "{}\n", decimal_or_hex(number));
                } else {
                    let mut ends = list.sequence("ASRange").ok()?;
                    let min = ends.integer("min").ok()?.value;
                    let max = ends.integer("max").ok()?.value;
                    put!(out, "{}-{}\n", decimal_or_hex(min), decimal_or_hex(max));
                    ends.finish("ASRange").ok()?;
                }
            }
        }
        choice.finish("ASIdentifierChoice").ok()?;
    }
    fields.finish("ASIdentifiers").ok()
}
