//! Distinguished names (RFC 5280 §4.1.2.4, appendix A).

use core::str;

use super::{Context, Findings, table, text};
use crate::der::{ObjectIdentifierRef, Tag, oid};
use crate::x509::{Attribute, Name};

/// Subject and issuer, as far as they were read.
pub(super) fn both<'a>(
    c: &Context<'_, 'a>,
) -> impl Iterator<Item = (&'static str, Name<'a>)> + use<'a> {
    let names = [("subject", c.subject), ("issuer", c.issuer)];
    names
        .into_iter()
        .filter_map(|(field, name)| Some((field, name?)))
}

fn each<'a>(c: &Context<'_, 'a>, f: &mut Findings<'_>, is_wrong: impl Fn(&Attribute<'a>) -> bool) {
    for (field, name) in both(c) {
        for attribute in name.attributes().filter(&is_wrong) {
            f.quote(field, attribute.value.raw);
        }
    }
}

/// An attribute of a type with another string type.
fn not_tagged(c: &Context<'_, '_>, id: ObjectIdentifierRef<'_>, tag: Tag, f: &mut Findings<'_>) {
    each(c, f, |a| a.oid == id && a.value.tag != tag);
}

/// The characters of a string; `None` where it has not the form of its type.
pub(super) fn characters(value: &crate::der::Tlv<'_>) -> Option<usize> {
    Some(match value.tag {
        Tag::Utf8String => str::from_utf8(value.value).ok()?.chars().count(),
        Tag::BmpString => value.value.len() / 2,
        _ => value.value.len(),
    })
}

fn too_long(c: &Context<'_, '_>, id: ObjectIdentifierRef<'_>, limit: usize, f: &mut Findings<'_>) {
    each(c, f, |a| {
        a.oid == id && characters(&a.value).is_some_and(|n| n > limit)
    });
}

fn is_directory_string(a: &Attribute<'_>) -> bool {
    [
        oid::COMMON_NAME,
        oid::SURNAME,
        oid::LOCALITY_NAME,
        oid::STATE_OR_PROVINCE_NAME,
        oid::STREET_ADDRESS,
        oid::ORGANIZATION_NAME,
        oid::ORGANIZATIONAL_UNIT_NAME,
        oid::TITLE,
        oid::POSTAL_CODE,
        oid::NAME,
        oid::GIVEN_NAME,
        oid::INITIALS,
        oid::GENERATION_QUALIFIER,
        oid::PSEUDONYM,
    ]
    .contains(&a.oid)
}

fn edge(byte: Option<&u8>) -> bool {
    byte.is_some_and(|b| *b == b' ')
}

table! { RULES, Pkix;
    Error name_printable_string_invalid, "RFC 5280 §4.1.2.4, X.680 §41.4", ANY, CertificateIssuer;
        "a PrintableString in a name has a character that the type does not have" => "write it as UTF8String";
        |c, f| each(c, f, |a| a.value.tag == Tag::PrintableString
            && !a.value.value.iter().all(|&b| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&b)));
    Error name_ia5_string_invalid, "RFC 5280 §4.1.2.4, X.680 §41.1", ANY, CertificateIssuer;
        "an IA5String in a name has bytes over 7F" => "write ASCII, and A-labels for an internationalised name";
        |c, f| each(c, f, |a| a.value.tag == Tag::Ia5String && !a.value.value.is_ascii());
    Error name_bmp_string_invalid, "RFC 5280 §4.1.2.4, X.690 §8.23.8", ANY, CertificateIssuer;
        "a BMPString in a name has an odd number of bytes" => "write the text as UTF8String";
        |c, f| each(c, f, |a| a.value.tag == Tag::BmpString && a.value.value.len() % 2 == 1);
    Error name_not_a_string, "RFC 5280 §4.1.2.4", ANY, CertificateIssuer;
        "a DirectoryString in a name is of no string type" => "write the text as UTF8String or PrintableString";
        |c, f| each(c, f, |a| is_directory_string(a) && !matches!(a.value.tag, Tag::Utf8String | Tag::PrintableString
            | Tag::TeletexString | Tag::BmpString) && !is_universal(a));
    Error name_attribute_empty, "RFC 5280 appendix A.1", ANY, CertificateIssuer;
        "an attribute of a name is empty" => "leave the attribute out";
        |c, f| each(c, f, |a| a.value.value.is_empty());
    Warning name_legacy_string, "RFC 5280 §4.1.2.4", ANY, CertificateIssuer;
        "a name has a TeletexString, BMPString or UniversalString" => "write it as UTF8String or PrintableString";
        |c, f| each(c, f, |a| matches!(a.value.tag, Tag::TeletexString | Tag::BmpString) || is_universal(a));
    Error name_country_not_printable, "RFC 5280 appendix A.1", ANY, CertificateIssuer;
        "countryName is not a PrintableString" => "write the two letters as PrintableString";
        |c, f| not_tagged(c, oid::COUNTRY_NAME, Tag::PrintableString, f);
    Error name_country_not_two_letters, "RFC 5280 appendix A.1", ANY, CertificateIssuer;
        "countryName is not two letters" => "write the country's two letters by ISO 3166";
        |c, f| each(c, f, |a| a.oid == oid::COUNTRY_NAME
            && !(a.value.value.len() == 2 && a.value.value.iter().all(u8::is_ascii_alphabetic)));
    Error name_serial_number_not_printable, "RFC 5280 appendix A.1", ANY, CertificateIssuer;
        "the attribute serialNumber is not a PrintableString" => "write it as PrintableString";
        |c, f| not_tagged(c, oid::SERIAL_NUMBER, Tag::PrintableString, f);
    Error name_dn_qualifier_not_printable, "RFC 5280 appendix A.1", ANY, CertificateIssuer;
        "dnQualifier is not a PrintableString" => "write it as PrintableString";
        |c, f| not_tagged(c, oid::DN_QUALIFIER, Tag::PrintableString, f);
    Error name_domain_component_not_ia5, "RFC 5280 appendix A.1, RFC 4519 §2.4", ANY, CertificateIssuer;
        "domainComponent is not an IA5String" => "write it as IA5String";
        |c, f| not_tagged(c, oid::DOMAIN_COMPONENT, Tag::Ia5String, f);
    Error name_email_not_ia5, "RFC 5280 appendix A.1", ANY, CertificateIssuer;
        "emailAddress is not an IA5String" => "write it as IA5String";
        |c, f| not_tagged(c, oid::EMAIL_ADDRESS, Tag::Ia5String, f);
    Error name_common_name_too_long, "RFC 5280 appendix A.1 (ub-common-name)", ANY, CertificateIssuer;
        "commonName has more than 64 characters" => "shorten it; names of servers belong into subjectAltName";
        |c, f| too_long(c, oid::COMMON_NAME, 64, f);
    Error name_organization_too_long, "RFC 5280 appendix A.1 (ub-organization-name)", ANY, CertificateIssuer;
        "organizationName has more than 64 characters" => "shorten it";
        |c, f| too_long(c, oid::ORGANIZATION_NAME, 64, f);
    Error name_organizational_unit_too_long, "RFC 5280 appendix A.1 (ub-organizational-unit-name)", ANY, CertificateIssuer;
        "organizationalUnitName has more than 64 characters" => "shorten it";
        |c, f| too_long(c, oid::ORGANIZATIONAL_UNIT_NAME, 64, f);
    Error name_locality_too_long, "RFC 5280 appendix A.1 (ub-locality-name)", ANY, CertificateIssuer;
        "localityName has more than 128 characters" => "shorten it";
        |c, f| too_long(c, oid::LOCALITY_NAME, 128, f);
    Error name_state_too_long, "RFC 5280 appendix A.1 (ub-state-name)", ANY, CertificateIssuer;
        "stateOrProvinceName has more than 128 characters" => "shorten it";
        |c, f| too_long(c, oid::STATE_OR_PROVINCE_NAME, 128, f);
    Error name_title_too_long, "RFC 5280 appendix A.1 (ub-title)", ANY, CertificateIssuer;
        "title has more than 64 characters" => "shorten it";
        |c, f| too_long(c, oid::TITLE, 64, f);
    Error name_serial_number_too_long, "RFC 5280 appendix A.1 (ub-serial-number)", ANY, CertificateIssuer;
        "the attribute serialNumber has more than 64 characters" => "shorten it";
        |c, f| too_long(c, oid::SERIAL_NUMBER, 64, f);
    Error name_pseudonym_too_long, "RFC 5280 appendix A.1 (ub-pseudonym)", ANY, CertificateIssuer;
        "pseudonym has more than 128 characters" => "shorten it";
        |c, f| too_long(c, oid::PSEUDONYM, 128, f);
    Error name_email_too_long, "RFC 5280 appendix A.1 (ub-emailaddress-length)", ANY, CertificateIssuer;
        "emailAddress has more than 255 characters" => "shorten it";
        |c, f| too_long(c, oid::EMAIL_ADDRESS, 255, f);
    Error name_given_name_too_long, "RFC 5280 appendix A.1 (ub-name)", ANY, CertificateIssuer;
        "givenName has more than 32768 characters" => "shorten it";
        |c, f| too_long(c, oid::GIVEN_NAME, 32_768, f);
    Error name_surname_too_long, "RFC 5280 appendix A.1 (ub-name)", ANY, CertificateIssuer;
        "surname has more than 32768 characters" => "shorten it";
        |c, f| too_long(c, oid::SURNAME, 32_768, f);
    Error name_set_not_sorted, "RFC 5280 §4.1, X.690 §11.6", ANY, CertificateIssuer;
        "the attributes of a relative distinguished name are not in the order of DER" => "sort the elements of the SET by their encodings";
        |c, f| for (field, name) in both(c) {
            for rdn in name.rdns() {
                let raw: alloc::vec::Vec<&[u8]> = rdn.map(|a| attribute_raw(name.raw(), &a)).collect();
                for pair in raw.windows(2).filter(|pair| pair[0] > pair[1]) { f.at(field, pair[1]) }
            }
        };
    Warning name_several_values_in_one_rdn, "X.501 §9.3", ANY, CertificateIssuer;
        "a relative distinguished name has several attributes" => "write one attribute in each";
        |c, f| for (field, name) in both(c) {
            for rdn in name.rdns() {
                if let Some(second) = rdn.clone().nth(1) { f.at(field, second.value.raw) }
            }
        };
    Warning name_white_space_at_the_edge, "RFC 5280 §7.1, RFC 4518 §2.6", ANY, CertificateIssuer;
        "an attribute of a name begins or ends with a space" => "leave it out: comparison ignores it, and readers do not see it";
        |c, f| each(c, f, |a| edge(a.value.value.first()) || edge(a.value.value.last()));
    Warning name_control_character, "RFC 4518 §2.2", ANY, CertificateIssuer;
        "an attribute of a name has a control character" => "leave it out";
        |c, f| each(c, f, |a| matches!(a.value.tag, Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::TeletexString)
            && a.value.value.iter().any(u8::is_ascii_control));
    Error name_email_without_alt_name, "RFC 5280 §4.1.2.6", END_ENTITY, CertificateIssuer;
        "its subject has an emailAddress that subjectAltName has not" => "have it issued with the mailbox as rfc822Name";
        |c, f| if let Some(name) = c.subject {
            let alt_names = c.get::<crate::x509::extension::SubjectAltName<'_>>();
            for a in name.attributes().filter(|a| a.oid == oid::EMAIL_ADDRESS) {
                let there = alt_names.is_some_and(|names| names.0.iter().any(|name| matches!(name,
                    crate::x509::GeneralName::Rfc822(mailbox) if mailbox.as_bytes().eq_ignore_ascii_case(a.value.value))));
                if !there { f.quote("subject", a.value.value) }
            }
        };
    Error name_domain_component_malformed, "RFC 4519 §2.4, RFC 2247 §3", ANY, CertificateIssuer;
        "domainComponent is not one label" => "write one domainComponent for each label of the domain";
        |c, f| each(c, f, |a| a.oid == oid::DOMAIN_COMPONENT && str::from_utf8(a.value.value)
            .is_ok_and(|label| !label.is_empty() && (label.contains('.') || !text::is_host_name(label))));
}

/// UniversalString, of tag 28.
fn is_universal(a: &Attribute<'_>) -> bool {
    a.value.raw.first() == Some(&0x1c)
}

/// The AttributeTypeAndValue's bytes, up to the end of its value.
fn attribute_raw<'a>(name: &'a [u8], a: &Attribute<'a>) -> &'a [u8] {
    let at = |part: &[u8]| part.as_ptr().addr() - name.as_ptr().addr();
    let end = at(a.value.raw) + a.value.raw.len();
    // Its header is that of a SEQUENCE around an identifier (with a header of 2 bytes) and the value.
    let inner = end + 2 - at(a.oid.as_bytes());
    let header = match inner {
        ..=0x7f => 2,
        0x80..=0xff => 3,
        0x100..=0xffff => 4,
        _ => 5,
    };
    &name[(end - inner - header)..end]
}
