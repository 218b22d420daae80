//! The fallback for `-text` where the strict reader refuses a value that OpenSSL prints: empty lists, numbers below zero
//! or beyond 32 bits, bit lists with stray bits, text that is not ASCII, defaults that are written out.
//!
//! Nothing here decides anything. Either the few fields are printed as they stand, or the value is written again without
//! what the strict reader objects to, and then goes through the typed printer.

use super::names::{Bit, texts};
use super::{CommandLine, comma_list, general_name, line_list, name_constraints, some_list};
use super::{basic_constraints, key_identifier, netscape, policy_constraints, single};
use crate::text::{self, Text, decimal_or_hex};
use certwright::der::oid;
use certwright::der::{DerError, Found, Reader, Tag, Tlv, Writer, check_integer, context_tag};
use certwright::x509::extension::*;
use certwright::x509::{ExtensionValue, GeneralName};

type Result<T> = std::result::Result<T, DerError>;

pub(super) fn integer(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<()> {
    let number = value.integer("INTEGER")?;
    out.indent(indent);
    out.put(decimal_or_hex(number.value));
    Ok(())
}

pub(super) fn integers(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<()> {
    let mut list = value.sequence("SEQUENCE OF INTEGER")?;
    let mut numbers = Vec::new();
    let empty = list.error("INTEGER", Found::End);
    while !list.is_empty() {
        numbers.push(decimal_or_hex(list.integer("INTEGER")?.value).into_bytes());
    }
    some_list(out, &numbers, indent).ok_or(empty)
}

/// A list of no timestamps, which prints as nothing.
pub(super) fn no_timestamps(_: &mut Text, mut value: Reader<'_>, _: usize) -> Result<()> {
    let list = value.octet_string("SignedCertificateTimestampList")?;
    match list.value {
        [0, 0] => Ok(()),
        _ => Err(list.malformed("SignedCertificateTimestampList", "a malformed list")),
    }
}

/// An OCSP nonce, which OpenSSL takes to be whatever stands there.
pub(super) fn nonce(out: &mut Text, value: Reader<'_>, indent: usize) -> Result<()> {
    single::print_nonce(out, value.rest(), indent);
    Ok(())
}

pub(super) fn reason_code(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<()> {
    let code = value.expect(Tag::Enumerated, "CRLReason")?;
    check_integer(&code, "CRLReason")?;
    out.indent(indent);
    out.put(decimal_or_hex(code.value));
    Ok(())
}

pub(super) fn ia5_string(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<()> {
    let text = value.expect(Tag::Ia5String, "IA5String")?;
    let _ = netscape::c_string(out, text.value, indent);
    Ok(())
}

pub(super) fn generalized_time(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<()> {
    let time = value.expect(Tag::GeneralizedTime, "GeneralizedTime")?;
    out.indent(indent);
    text::time(out, &time);
    Ok(())
}

pub(super) fn private_key_usage_period(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<()> {
    let mut period = value.sequence("PrivateKeyUsagePeriod")?;
    out.indent(indent);
    let mut separator = "";
    for (number, label) in [(0, "Not Before: "), (1, "Not After: ")] {
        if let Some(time) = period.optional(context_tag(number, false), "GeneralizedTime")? {
            out.put(std::mem::replace(&mut separator, ", "));
            out.put(label);
            let tag = Tag::GeneralizedTime;
            text::time(out, &Tlv { tag, ..time });
        }
    }
    Ok(())
}

/// The bits of a BIT STRING that are used, trailing zeros left out.
fn used_bits(tlv: &Tlv<'_>) -> Result<Vec<u8>> {
    let refused = tlv.malformed("BIT STRING", "a malformed BIT STRING");
    let (unused, bytes) = match tlv.value {
        [0] => (0, &[][..]),
        [unused @ 0..=7, bytes @ ..] if !bytes.is_empty() => (*unused, bytes),
        _ => return Err(refused),
    };
    let mut bytes = bytes.to_vec();
    if let Some(last) = bytes.last_mut() {
        *last &= 0xff << unused;
    }
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    Ok(bytes)
}

/// A named bit list; `table` is in the order of the bits.
pub(super) fn bits<T: Copy>(
    out: &mut Text,
    mut value: Reader<'_>,
    table: &[Bit<T>],
    indent: usize,
) -> Result<()> {
    let tlv = value.expect(Tag::BitString, "BIT STRING")?;
    let bytes = used_bits(&tlv)?;
    let numbered: Vec<Bit<usize>> = table
        .iter()
        .enumerate()
        .map(|(number, row)| (number, row.1, row.2))
        .collect();
    let is_set = |number: usize| {
        let byte = bytes.get(number / 8);
        byte.is_some_and(|byte| byte << (number % 8) & 0x80 != 0)
    };
    some_list(out, &texts(&numbered, is_set), indent)
        .ok_or_else(|| tlv.malformed("BIT STRING", "no bit that has a name"))
}

/// The names of a GeneralNames' contents in the form inside a list.
fn in_list(mut names: Reader<'_>) -> Result<Vec<Vec<u8>>> {
    let mut out = Vec::new();
    while !names.is_empty() {
        out.push(one_in_list(&mut names)?);
    }
    Ok(out)
}

fn one_in_list(names: &mut Reader<'_>) -> Result<Vec<u8>> {
    let tlv = names.any("GeneralName")?;
    general_name::in_list_leniently(&tlv)
        .ok_or_else(|| tlv.malformed("GeneralName", "a name that is not printed"))
}

pub(super) fn names(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<()> {
    comma_list(out, &in_list(value.sequence("GeneralNames")?)?, indent);
    Ok(())
}

pub(super) fn info_access(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<()> {
    let mut list = value.sequence("AccessDescriptions")?;
    let mut lines = Vec::new();
    while !list.is_empty() {
        let mut description = list.sequence("AccessDescription")?;
        let method = text::shown(description.oid("accessMethod")?);
        let location = one_in_list(&mut description)?;
        lines.push([method.as_bytes(), b" - ", &location].concat());
    }
    line_list(out, &lines, indent);
    Ok(())
}

pub(super) fn authority_key_identifier(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<()> {
    let mut fields = value.sequence("AuthorityKeyIdentifier")?;
    let key = fields.optional(context_tag(0, false), "keyIdentifier")?;
    let issuer = fields.optional(context_tag(1, true), "authorityCertIssuer")?;
    let serial = fields.optional(context_tag(2, false), "authorityCertSerialNumber")?;
    fields.finish("AuthorityKeyIdentifier")?;
    let issuer = issuer.map(|names| in_list(names.reader())).transpose()?;
    key_identifier::print(
        out,
        key.map(|key| key.value),
        issuer,
        serial.map(|serial| serial.value),
        indent,
    );
    Ok(())
}

pub(super) fn basic_constraints(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<()> {
    let mut fields = value.sequence("BasicConstraints")?;
    let ca = match fields.peek() {
        Some(Tag::Boolean) => fields.any("cA")?.value != [0],
        _ => false,
    };
    let length = match fields.is_empty() {
        true => None,
        false => Some(decimal_or_hex(fields.integer("pathLenConstraint")?.value)),
    };
    fields.finish("BasicConstraints")?;
    basic_constraints::print(out, ca, length, indent);
    Ok(())
}

pub(super) fn policy_constraints(
    out: &mut Text,
    mut value: Reader<'_>,
    indent: usize,
) -> Result<()> {
    let mut fields = value.sequence("PolicyConstraints")?;
    let mut number = |n| -> Result<Option<String>> {
        let field = fields.optional(context_tag(n, false), "SkipCerts")?;
        Ok(field.map(|skip| decimal_or_hex(skip.value)))
    };
    let (require, inhibit) = (number(0)?, number(1)?);
    fields.finish("PolicyConstraints")?;
    policy_constraints::print(out, require, inhibit, indent)
        .ok_or_else(|| fields.error("SkipCerts", Found::End))
}

pub(super) fn name_constraints(out: &mut Text, mut value: Reader<'_>, indent: usize) -> Result<()> {
    let mut fields = value.sequence("NameConstraints")?;
    let mut bases = |number| -> Result<Option<Vec<Text>>> {
        let Some(trees) = fields.optional(context_tag(number, true), "GeneralSubtrees")? else {
            return Ok(None);
        };
        let mut trees = trees.reader();
        let mut bases = Vec::new();
        while !trees.is_empty() {
            let mut name = Writer::new();
            plain_name(&mut trees.sequence("GeneralSubtree")?, &mut name)?;
            let name = name.into_vec();
            let name = GeneralName::read(&mut Reader::new(&name))?;
            bases.push(name_constraints::base_text(&name));
        }
        Ok(Some(bases))
    };
    let (permitted, excluded) = (bases(0)?, bases(1)?);
    fields.finish("NameConstraints")?;
    name_constraints::print(out, permitted, excluded, indent);
    Ok(())
}

/// Prints what `rewrite` makes of a value as the typed value that it then is.
fn through<T>(
    out: &mut Text,
    value: Reader<'_>,
    indent: usize,
    rewrite: fn(Reader<'_>, &mut Writer) -> Result<()>,
    print: T,
) -> Result<()>
where
    T: FnOnce(&mut Text, &[u8], usize) -> Result<()>,
{
    let mut w = Writer::new();
    rewrite(value, &mut w)?;
    print(out, &w.into_vec(), indent)
}

/// Copies a GeneralName whose text becomes ASCII: a full stop stands for every other byte, as OpenSSL prints it.
fn plain_name(names: &mut Reader<'_>, w: &mut Writer) -> Result<()> {
    let tlv = names.any("GeneralName")?;
    match GeneralName::from_tlv(&tlv) {
        Ok(_) => w.raw(tlv.raw),
        Err(_) => w.tlv(tlv.tag, &dotted(tlv.value)),
    }
    Ok(())
}

fn dotted(text: &[u8]) -> Vec<u8> {
    let plain = |&byte: &u8| if byte.is_ascii() { byte } else { b'.' };
    text.iter().map(plain).collect()
}

fn plain_names(mut names: Reader<'_>, w: &mut Writer) -> Result<()> {
    while !names.is_empty() {
        plain_name(&mut names, w)?;
    }
    Ok(())
}

/// Copies `distributionPoint [0]`, if it stands next.
fn point_name(fields: &mut Reader<'_>, w: &mut Writer) -> Result<()> {
    let Some(outer) = fields.optional(context_tag(0, true), "distributionPoint")? else {
        return Ok(());
    };
    let mut names = Writer::new();
    let mut choice = outer.reader();
    match choice.optional(context_tag(0, true), "fullName")? {
        Some(full) => {
            let mut contents = Writer::new();
            plain_names(full.reader(), &mut contents)?;
            names.tlv(context_tag(0, true), &contents.into_vec());
        }
        None => names.raw(choice.rest()),
    }
    w.tlv(context_tag(0, true), &names.into_vec());
    Ok(())
}

/// Copies `reasons [number]`, if they stand next.
fn reasons(fields: &mut Reader<'_>, number: u32, w: &mut Writer) -> Result<()> {
    if let Some(flags) = fields.optional(context_tag(number, false), "ReasonFlags")? {
        let mut bits = used_bits(&flags)?;
        let unused = bits.last().map_or(0, |last| last.trailing_zeros() as u8);
        bits.insert(0, unused);
        w.tlv(context_tag(number, false), &bits);
    }
    Ok(())
}

pub(super) fn distribution_points(out: &mut Text, value: Reader<'_>, indent: usize) -> Result<()> {
    fn rewrite(mut value: Reader<'_>, w: &mut Writer) -> Result<()> {
        let mut list = value.sequence("CRLDistributionPoints")?;
        let mut points = Writer::new();
        while !list.is_empty() {
            let mut fields = list.sequence("DistributionPoint")?;
            let mut point = Writer::new();
            point_name(&mut fields, &mut point)?;
            reasons(&mut fields, 1, &mut point)?;
            if let Some(issuer) = fields.optional(context_tag(2, true), "cRLIssuer")? {
                let mut names = Writer::new();
                plain_names(issuer.reader(), &mut names)?;
                point.tlv(context_tag(2, true), &names.into_vec());
            }
            fields.finish("DistributionPoint")?;
            points.tlv(Tag::Sequence, &point.into_vec());
        }
        w.tlv(Tag::Sequence, &points.into_vec());
        Ok(())
    }
    through(out, value, indent, rewrite, |out, value, indent| {
        if value != [0x30, 0x00] {
            CrlDistributionPoints::parse(value)?.print(out, indent);
        }
        Ok(())
    })
}

pub(super) fn issuing_distribution_point(
    out: &mut Text,
    value: Reader<'_>,
    indent: usize,
) -> Result<()> {
    fn rewrite(mut value: Reader<'_>, w: &mut Writer) -> Result<()> {
        let mut fields = value.sequence("IssuingDistributionPoint")?;
        let mut point = Writer::new();
        point_name(&mut fields, &mut point)?;
        for number in 1..=5 {
            if number == 3 {
                reasons(&mut fields, number, &mut point)?;
                continue;
            }
            let flag = fields.optional(context_tag(number, false), "BOOLEAN")?;
            if flag.is_some_and(|flag| flag.value != [0]) {
                point.tlv(context_tag(number, false), &[0xff]);
            }
        }
        fields.finish("IssuingDistributionPoint")?;
        w.tlv(Tag::Sequence, &point.into_vec());
        Ok(())
    }
    through(out, value, indent, rewrite, |out, value, indent| {
        IssuingDistributionPoint::parse(value)?.print(out, indent);
        Ok(())
    })
}

/// A text of a notice as UTF8String, whatever characters its type allows.
fn notice_text(tlv: &Tlv<'_>, w: &mut Writer) {
    match tlv.tag {
        // A notice as the strict reader has it.
        Tag::BmpString if tlv.value.len().is_multiple_of(2) => w.raw(tlv.raw),
        _ => w.tlv(
            Tag::Utf8String,
            String::from_utf8_lossy(tlv.value).as_bytes(),
        ),
    }
}

pub(super) fn certificate_policies(out: &mut Text, value: Reader<'_>, indent: usize) -> Result<()> {
    fn notice(mut fields: Reader<'_>, w: &mut Writer) -> Result<()> {
        if let Some(reference) = fields.optional(Tag::Sequence, "noticeRef")? {
            let mut fields = reference.reader();
            let mut reference = Writer::new();
            notice_text(&fields.any("organization")?, &mut reference);
            reference.raw(fields.rest());
            w.tlv(Tag::Sequence, &reference.into_vec());
        }
        if !fields.is_empty() {
            notice_text(&fields.any("explicitText")?, w);
        }
        fields.finish("UserNotice")
    }
    fn qualifier(mut fields: Reader<'_>, w: &mut Writer) -> Result<()> {
        let kind = fields.oid("policyQualifierId")?;
        w.oid(kind);
        if kind == oid::QT_CPS {
            let uri = fields.expect(Tag::Ia5String, "CPSuri")?;
            w.tlv(Tag::Ia5String, &dotted(uri.value));
        } else if kind == oid::QT_UNOTICE {
            let mut contents = Writer::new();
            notice(fields.sequence("UserNotice")?, &mut contents)?;
            w.tlv(Tag::Sequence, &contents.into_vec());
        } else {
            w.raw(fields.rest());
        }
        Ok(())
    }
    fn sequences(
        mut list: Reader<'_>,
        w: &mut Writer,
        rewrite: fn(Reader<'_>, &mut Writer) -> Result<()>,
    ) -> Result<()> {
        let mut out = Writer::new();
        while !list.is_empty() {
            let mut element = Writer::new();
            rewrite(list.sequence("SEQUENCE")?, &mut element)?;
            out.tlv(Tag::Sequence, &element.into_vec());
        }
        w.tlv(Tag::Sequence, &out.into_vec());
        Ok(())
    }
    fn policy(mut fields: Reader<'_>, w: &mut Writer) -> Result<()> {
        w.oid(fields.oid("policyIdentifier")?);
        match fields.is_empty() {
            true => Ok(()),
            false => sequences(fields.sequence("policyQualifiers")?, w, qualifier),
        }
    }
    fn rewrite(mut value: Reader<'_>, w: &mut Writer) -> Result<()> {
        sequences(value.sequence("CertificatePolicies")?, w, policy)
    }
    through(out, value, indent, rewrite, |out, value, indent| {
        if value != [0x30, 0x00] {
            CertificatePolicies::parse(value)?.print(out, indent);
        }
        Ok(())
    })
}
