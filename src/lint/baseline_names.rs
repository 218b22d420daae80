//! The Baseline Requirements (BR) on names: subject, subjectAltName and commonName (§7.1.2.7, §7.1.4).

use alloc::vec::Vec;

use super::alt_names::{dns_names, is_other_reserved_ldh};
use super::baseline::{
    DOMAIN_VALIDATED, EXTENDED_VALIDATION, INDIVIDUAL_VALIDATED, ORGANIZATION_VALIDATED, policies,
};
use super::{Context, Findings, object_identifier, table, text};
use crate::der::{ObjectIdentifierRef, Tag, oid};
use crate::x509::extension::SubjectAltName;
use crate::x509::{Attribute, GeneralName};

/// In the order in which BR §7.1.4.2 has them encoded.
const ORDER: [ObjectIdentifierRef<'static>; 11] = [
    oid::DOMAIN_COMPONENT,
    oid::COUNTRY_NAME,
    oid::STATE_OR_PROVINCE_NAME,
    oid::LOCALITY_NAME,
    oid::POSTAL_CODE,
    oid::STREET_ADDRESS,
    oid::ORGANIZATION_NAME,
    oid::SURNAME,
    oid::GIVEN_NAME,
    oid::ORGANIZATIONAL_UNIT_NAME,
    oid::COMMON_NAME,
];

/// jurisdictionCountryName and businessCategory, of the Extended Validation Guidelines.
const JURISDICTION_COUNTRY: ObjectIdentifierRef<'static> =
    object_identifier(&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 3]);
const BUSINESS_CATEGORY: ObjectIdentifierRef<'static> = object_identifier(&[0x55, 4, 15]);

/// ISO 3166-1 alpha-2, and XX, which BR §7.1.4.2 allows for a country without a code.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT \
    BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ \
    MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO \
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW \
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XX";

fn attributes<'a>(c: &Context<'_, 'a>) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
    c.subject.into_iter().flat_map(|name| name.attributes())
}

fn has(c: &Context<'_, '_>, id: ObjectIdentifierRef<'_>) -> bool {
    attributes(c).any(|a| a.oid == id)
}

fn missing(c: &Context<'_, '_>, id: ObjectIdentifierRef<'_>, f: &mut Findings<'_>) {
    if c.subject.is_some() && !has(c, id) {
        f.missing("subject");
    }
}

fn without_place(c: &Context<'_, '_>, f: &mut Findings<'_>) {
    if c.subject.is_some() && !has(c, oid::LOCALITY_NAME) && !has(c, oid::STATE_OR_PROVINCE_NAME) {
        f.missing("subject");
    }
}

fn each(c: &Context<'_, '_>, f: &mut Findings<'_>, is_wrong: impl Fn(&Attribute<'_>) -> bool) {
    for a in attributes(c).filter(is_wrong) {
        f.quote("subject", a.value.value);
    }
}

fn is_of(c: &Context<'_, '_>, policy: &[u8]) -> bool {
    policies(c).contains(&policy)
}

fn is_any(a: &Attribute<'_>, list: &[ObjectIdentifierRef<'static>]) -> bool {
    list.contains(&a.oid)
}

fn alt_names<'a>(c: &Context<'_, 'a>) -> Vec<GeneralName<'a>> {
    let names = c.get::<SubjectAltName<'a>>().into_iter();
    names.flat_map(|names| names.0.iter()).collect()
}

/// Under a top-level domain that the caller's list does not have. `.example` stands in documentation and in no network.
fn is_of_unknown_domain(c: &Context<'_, '_>, name: &str) -> bool {
    text::is_host_name(name)
        && !name.to_ascii_lowercase().ends_with(".example")
        && c.is_top_level_domain.is_some_and(|is| !is(name))
}

/// The label before `.onion`.
fn onion_label(name: &str) -> Option<&str> {
    let (rest, top) = name.rsplit_once('.')?;
    let label = rest.rsplit('.').next()?;
    top.eq_ignore_ascii_case("onion").then_some(label)
}

/// BR §7.1.4.2's maximum lengths, in characters, where RFC 5280 has none or a longer one.
const MAXIMUM: [(ObjectIdentifierRef<'static>, usize); 6] = [
    (oid::DOMAIN_COMPONENT, 63),
    (oid::POSTAL_CODE, 40),
    (oid::STREET_ADDRESS, 128),
    (oid::SURNAME, 64),
    (oid::GIVEN_NAME, 64),
    (BUSINESS_CATEGORY, 128),
];

/// What stands where a value is absent or not applicable (BR §7.1.4.4), in lower case.
const NO_VALUE: [&[u8]; 6] = [
    b"n/a",
    b"n.a.",
    b"not applicable",
    b"not available",
    b"not specified",
    b"unspecified",
];

/// The texts of the names in subjectAltName that a commonName may repeat, sorted; an address in the one form of RFC 3986 or
/// RFC 5952.
fn alt_name_texts(c: &Context<'_, '_>) -> Vec<Vec<u8>> {
    let names = alt_names(c).into_iter();
    let mut texts: Vec<Vec<u8>> = names
        .filter_map(|name| match name {
            GeneralName::Dns(name) => Some(name.as_bytes().to_vec()),
            GeneralName::Ip(bytes) => text::address_text(bytes).map(|address| address.into_bytes()),
            _ => None,
        })
        .collect();
    texts.sort_unstable();
    texts
}

table! { RULES, BaselineRequirements;
    // subjectAltName.
    Error br_subject_alt_name_missing, "BR §7.1.2.7.12", LEAF, CertificateIssuer;
        "it has no subjectAltName" => "have it issued with the server's names in subjectAltName";
        |c, f| if c.extension(oid::SUBJECT_ALT_NAME).is_none() { f.missing("subjectAltName") };
    Error br_subject_alt_name_critical_beside_subject, "BR §7.1.2.7.12", LEAF, CertificateIssuer, since "2023-09-15";
        "its subjectAltName is critical although it has a subject" => "have it issued with subjectAltName not critical";
        |c, f| if c.subject.is_some_and(|name| !name.is_empty()) { c.critical(oid::SUBJECT_ALT_NAME, true, f) };
    Error br_subject_alt_name_not_critical, "BR §7.1.2.7.12", LEAF, CertificateIssuer;
        "its subjectAltName is not critical although it has no subject" => "have it issued with subjectAltName critical";
        |c, f| if c.subject.is_some_and(|name| name.is_empty()) { c.critical(oid::SUBJECT_ALT_NAME, false, f) };
    Error br_alt_name_of_other_form, "BR §7.1.2.7.12", LEAF, CertificateIssuer;
        "subjectAltName has a name that is neither dNSName nor iPAddress" => "have it issued for host names and addresses alone";
        |c, f| for name in alt_names(c) {
            let form = match name {
                GeneralName::Dns(_) | GeneralName::Ip(_) => continue,
                GeneralName::Other { .. } => "otherName",
                GeneralName::Rfc822(_) => "rfc822Name",
                GeneralName::X400(_) => "x400Address",
                GeneralName::Directory(_) => "directoryName",
                GeneralName::EdiParty(_) => "ediPartyName",
                GeneralName::Uri(_) => "uniformResourceIdentifier",
                GeneralName::RegisteredId(_) => "registeredID",
            };
            if let Some(e) = c.extension(oid::SUBJECT_ALT_NAME) { f.detail("subjectAltName", e.raw, form.into()) }
        };
    Error br_dns_name_internal, "BR §7.1.2.7.12, §4.2.2", LEAF, CertificateIssuer;
        "a dNSName is not in the public DNS" => "use a name under a public top-level domain";
        |c, f| dns_names(c, f, |name| { let name = text::without_wildcard(name); !name.is_empty() && !text::looks_like_ipv4(name)
            && (text::is_internal_name(name) || is_of_unknown_domain(c, name)) });
    Error br_dns_name_reverse_zone, "BR §4.2.2", LEAF, CertificateIssuer, since "2026-03-15";
        "a dNSName is in the reverse zone of addresses" => "write the address as iPAddress";
        |c, f| dns_names(c, f, |name| {
            let name = name.to_ascii_lowercase();
            ["in-addr.arpa", "ip6.arpa"].iter().any(|zone| name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
        });
    Error br_dns_name_underscore, "BR §7.1.2.7.12, §3.2.2.4", LEAF, CertificateIssuer, since "2019-04-01";
        "a dNSName has an underscore" => "use a name without it";
        |c, f| dns_names(c, f, |name| name.contains('_'));
    Error br_dns_name_wildcard, "BR §7.1.2.7.12, §1.6.1", LEAF, CertificateIssuer;
        "a * in a dNSName is not its whole left-most label" => "write *.example.org, or the names themselves";
        |c, f| dns_names(c, f, |name| text::without_wildcard(name).contains('*'));
    Error br_dns_name_wildcard_of_public_suffix, "BR §3.2.2.6", LEAF, CertificateIssuer;
        "a wildcard stands for every name under a public suffix" => "have it issued for names of one owner";
        |c, f| dns_names(c, f, |name| text::is_wildcard(name) && {
            let parent = text::without_wildcard(name);
            !parent.is_empty() && (!parent.contains('.') || c.is_public_suffix.is_some_and(|is| is(parent)))
        });
    Error br_dns_name_public_suffix, "BR §3.2.2.4", LEAF, CertificateIssuer;
        "a dNSName is itself a public suffix" => "have it issued for names of one owner";
        |c, f| dns_names(c, f, |name| !text::is_wildcard(name) && name.contains('.') && c.is_public_suffix.is_some_and(|is| is(name)));
    Error br_dns_name_malformed, "BR §7.1.2.7.12", LEAF, CertificateIssuer;
        "a dNSName is not made of labels of letters, digits and inner hyphens" => "write a host name, without leading and trailing dot";
        |c, f| dns_names(c, f, |name| {
            let bare = text::without_wildcard(name);
            !bare.contains(['_', '*']) && !text::is_host_name(bare)
        });
    Error br_dns_name_address, "BR §7.1.2.7.12", LEAF, CertificateIssuer;
        "a dNSName is an address" => "write it as iPAddress";
        |c, f| dns_names(c, f, text::looks_like_ipv4);
    Error br_dns_name_reserved_label, "BR §7.1.2.7.12, §1.6.1", LEAF, CertificateIssuer, since "2021-10-01";
        "a label of a dNSName has hyphens in third and fourth place and is not an A-label" => "use a name without them";
        |c, f| dns_names(c, f, |name| text::labels(name).any(is_other_reserved_ldh));
    Error br_dns_name_a_label_malformed, "BR §7.1.2.7.12, §1.6.1", LEAF, CertificateIssuer, since "2021-10-01";
        "a label of a dNSName begins with xn-- and stands for no internationalised label" => "write the A-label that the U-label has";
        |c, f| dns_names(c, f, |name| text::labels(name).any(|label| super::alt_names::is_a_label_prefix(label) && text::decode_a_label(label).is_none()));
    Error br_dns_name_onion_version_2, "BR appendix B", LEAF, CertificateIssuer, since "2021-10-15";
        "a dNSName is an onion name of version 2" => "use the name of version 3, of 56 characters";
        |c, f| dns_names(c, f, |name| onion_label(name).is_some_and(|label| label.len() != 56));
    Error br_dns_name_onion_malformed, "BR appendix B", LEAF, CertificateIssuer, since "2021-10-15";
        "a dNSName is no onion address of version 3, though as long as one" => "copy the address from the service's file hostname";
        |c, f| dns_names(c, f, |name| onion_label(name).is_some_and(|label| label.len() == 56 && !text::is_onion_address_of_version_3(label)));
    Error br_ip_address_reserved, "BR §7.1.2.7.12, §4.2.2", LEAF, CertificateIssuer;
        "an iPAddress is reserved by IANA" => "use an address that the public Internet routes";
        |c, f| for name in alt_names(c) {
            if let GeneralName::Ip(bytes) = name && text::is_reserved_address(bytes) {
                f.detail("subjectAltName", bytes, text::address_text(bytes).unwrap_or_default());
            }
        };
    // commonName.
    Error br_common_name_not_in_alt_name, "BR §7.1.4.3", LEAF, CertificateIssuer;
        "its commonName is not a name in subjectAltName, character for character" => "have it issued with a copy of a dNSName or iPAddress, or without commonName";
        |c, f| {
            let texts = alt_name_texts(c);
            let is_copy = |value: &[u8]| texts.binary_search_by(|text| text[..].cmp(value)).is_ok();
            each(c, f, |a| a.oid == oid::COMMON_NAME && !is_copy(a.value.value));
        };
    Error br_common_name_repeated, "BR §7.1.4.3", LEAF, CertificateIssuer;
        "its subject has more than one commonName" => "have it issued with one, or none";
        |c, f| if let Some(second) = attributes(c).filter(|a| a.oid == oid::COMMON_NAME).nth(1) { f.quote("subject", second.value.value) };
    Notice br_common_name_present, "BR §7.1.2.7.2, §7.1.4.3", LEAF, CertificateIssuer;
        "its subject has a commonName, which is not recommended" => "have it issued with subjectAltName alone";
        |c, f| each(c, f, |a| a.oid == oid::COMMON_NAME);
    // Names.
    Error br_issuer_not_byte_identical, "BR §7.1.4.1", ISSUED, CertificateIssuer;
        "its issuer is not the issuing CA's subject, byte for byte" => "have it issued with the CA's name as its certificate has it";
        |c, f| if let (Some(name), Some(theirs)) = (c.issuer, c.authority.and_then(|issuer| issuer.subject)) && name.raw() != theirs.raw() {
            f.at("issuer", name.raw());
        };
    Error br_several_values_in_one_rdn, "BR §7.1.4.1", ISSUED, CertificateIssuer, since "2023-09-15";
        "a relative distinguished name of its subject has several attributes" => "write one attribute in each";
        |c, f| for rdn in c.subject.into_iter().flat_map(|name| name.rdns()) {
            if let Some(second) = rdn.clone().nth(1) { f.at("subject", second.value.raw) }
        };
    Error br_subject_attribute_repeated, "BR §7.1.4.1", ISSUED, CertificateIssuer, since "2023-09-15";
        "an attribute stands in its subject twice" => "have it issued with one of each type";
        |c, f| {
            let mut seen: Vec<&[u8]> = attributes(c).filter(|a| !is_any(a, &[oid::DOMAIN_COMPONENT, oid::STREET_ADDRESS, oid::COMMON_NAME]))
                .map(|a| a.oid.as_bytes()).collect();
            seen.sort_unstable();
            for pair in seen.windows(2).filter(|pair| pair[0] == pair[1]) { f.at("subject", pair[1]) }
        };
    Error br_subject_attribute_order, "BR §7.1.4.2", LEAF, CertificateIssuer, since "2023-09-15";
        "the attributes of its subject are not in the order of the requirements" => "write countryName, stateOrProvinceName, localityName, postalCode, streetAddress, organizationName, commonName";
        |c, f| {
            let ranked: Vec<(usize, Attribute<'_>)> = attributes(c).filter_map(|a| Some((ORDER.iter().position(|&id| a.oid == id)?, a))).collect();
            for pair in ranked.windows(2).filter(|pair| pair[0].0 > pair[1].0) { f.at("subject", pair[1].1.value.raw) }
        };
    Error br_subject_attribute_encoding, "BR §7.1.4.2", ISSUED, CertificateIssuer, since "2023-09-15";
        "an attribute of its subject is neither UTF8String nor PrintableString" => "write it as UTF8String or PrintableString";
        |c, f| each(c, f, |a| ORDER.iter().skip(1).any(|&id| a.oid == id) && !matches!(a.value.tag, Tag::Utf8String | Tag::PrintableString));
    Error br_subject_attribute_metadata_only, "BR §7.1.4.4", LEAF, CertificateIssuer;
        "an attribute of its subject has neither a letter nor a digit" => "leave the attribute out";
        |c, f| each(c, f, |a| !a.value.value.is_empty() && a.value.value.iter().all(|b| b.is_ascii_punctuation() || *b == b' '));
    Error br_subject_attribute_not_applicable, "BR §7.1.4.4", LEAF, CertificateIssuer;
        "an attribute of its subject says that it has no value" => "leave the attribute out";
        |c, f| each(c, f, |a| NO_VALUE.contains(&&a.value.value.to_ascii_lowercase()[..]));
    Error br_subject_attribute_too_long, "BR §7.1.4.2", ISSUED, CertificateIssuer, since "2023-09-15";
        "an attribute of its subject is longer than the requirements allow" => "shorten it, or leave it out";
        |c, f| each(c, f, |a| MAXIMUM.iter().any(|&(id, limit)| a.oid == id && super::names::characters(&a.value).is_some_and(|n| n > limit)));
    Error br_country_unknown, "BR §7.1.4.2", ISSUED, CertificateIssuer;
        "countryName is not a country of ISO 3166-1" => "write the country's code in capital letters";
        |c, f| each(c, f, |a| a.oid == oid::COUNTRY_NAME && a.value.value.len() == 2 && a.value.value.iter().all(u8::is_ascii_alphabetic)
            && !COUNTRIES.split_whitespace().any(|code| code.as_bytes() == a.value.value));
    Error br_organizational_unit, "BR §7.1.4.2, §7.1.2.7", LEAF, CertificateIssuer, since "2022-09-01";
        "its subject has an organizationalUnitName" => "have it issued without";
        |c, f| each(c, f, |a| a.oid == oid::ORGANIZATIONAL_UNIT_NAME);
    Error br_root_organizational_unit, "BR §7.1.2.10.2", ROOT, CertificateIssuer, since "2023-09-15";
        "it is a root and its subject has an organizationalUnitName" => "have it issued without";
        |c, f| each(c, f, |a| a.oid == oid::ORGANIZATIONAL_UNIT_NAME);
    Error br_intermediate_organizational_unit, "BR §7.1.2.10.2", INTERMEDIATE, CertificateIssuer, since "2023-09-15";
        "it is a subordinate CA and its subject has an organizationalUnitName" => "have it issued without";
        |c, f| each(c, f, |a| a.oid == oid::ORGANIZATIONAL_UNIT_NAME);
    Warning br_email_in_subject, "BR §7.1.2.7.3, §7.1.2.7.4, §7.1.4.4", LEAF, CertificateIssuer, since "2023-09-15";
        "its subject has an emailAddress, which is not recommended" => "have it issued without";
        |c, f| each(c, f, |a| a.oid == oid::EMAIL_ADDRESS);
    Error br_domain_validated_attribute, "BR §7.1.2.7.2", LEAF, CertificateIssuer, since "2023-09-15";
        "it is domain validated and its subject has more than countryName and commonName" => "have it issued without that attribute, or validated as organisation or individual";
        |c, f| if is_of(c, DOMAIN_VALIDATED) { each(c, f, |a| !is_any(a, &[oid::COUNTRY_NAME, oid::COMMON_NAME, oid::ORGANIZATIONAL_UNIT_NAME])) };
    Error br_organization_validated_without_organization, "BR §7.1.2.7.4", LEAF, CertificateIssuer;
        "it is organisation validated and its subject has no organizationName" => "have it issued with the organisation's name";
        |c, f| if is_of(c, ORGANIZATION_VALIDATED) { missing(c, oid::ORGANIZATION_NAME, f) };
    Error br_organization_validated_without_country, "BR §7.1.2.7.4", LEAF, CertificateIssuer;
        "it is organisation validated and its subject has no countryName" => "have it issued with the country";
        |c, f| if is_of(c, ORGANIZATION_VALIDATED) { missing(c, oid::COUNTRY_NAME, f) };
    Error br_organization_validated_without_place, "BR §7.1.2.7.4", LEAF, CertificateIssuer;
        "it is organisation validated and its subject has neither localityName nor stateOrProvinceName" => "have it issued with one of them";
        |c, f| if is_of(c, ORGANIZATION_VALIDATED) { without_place(c, f) };
    Error br_individual_validated_without_name, "BR §7.1.2.7.3", LEAF, CertificateIssuer;
        "it is individual validated and its subject lacks givenName and surname" => "have it issued with both";
        |c, f| if is_of(c, INDIVIDUAL_VALIDATED) && c.subject.is_some() && !(has(c, oid::GIVEN_NAME) && has(c, oid::SURNAME)) { f.missing("subject") };
    Error br_individual_validated_without_country, "BR §7.1.2.7.3", LEAF, CertificateIssuer;
        "it is individual validated and its subject has no countryName" => "have it issued with the country";
        |c, f| if is_of(c, INDIVIDUAL_VALIDATED) { missing(c, oid::COUNTRY_NAME, f) };
    Error br_individual_validated_without_place, "BR §7.1.2.7.3", LEAF, CertificateIssuer;
        "it is individual validated and its subject has neither localityName nor stateOrProvinceName" => "have it issued with one of them";
        |c, f| if is_of(c, INDIVIDUAL_VALIDATED) { without_place(c, f) };
    Error br_given_name_without_individual, "BR §7.1.2.7.4, §7.1.4.2", LEAF, CertificateIssuer;
        "its subject has givenName or surname and it is not individual validated" => "have it issued under 2.23.140.1.2.3, or without them";
        |c, f| if is_of(c, ORGANIZATION_VALIDATED) { each(c, f, |a| is_any(a, &[oid::GIVEN_NAME, oid::SURNAME])) };
    Error br_extended_validation_attribute_missing, "EV Guidelines §7.1.4.2", LEAF, CertificateIssuer;
        "it is of extended validation and its subject lacks organizationName, businessCategory, jurisdictionCountryName, serialNumber or countryName" => "have it issued with all of them";
        |c, f| if is_of(c, EXTENDED_VALIDATION) && c.subject.is_some() && ![oid::ORGANIZATION_NAME, BUSINESS_CATEGORY, JURISDICTION_COUNTRY, oid::SERIAL_NUMBER, oid::COUNTRY_NAME]
            .iter().all(|&id| has(c, id)) { f.missing("subject") };
    Error br_extended_validation_wildcard, "EV Guidelines §7.1.2.7.12", LEAF, CertificateIssuer;
        "it is of extended validation and has a wildcard" => "have it issued for the names themselves";
        |c, f| if is_of(c, EXTENDED_VALIDATION) { dns_names(c, f, |name| text::is_wildcard(name) && !name.ends_with(".onion")) };
    Error br_ca_common_name_missing, "BR §7.1.2.10.2", CA, CertificateIssuer, since "2017-06-08";
        "it is a CA's certificate and its subject has no commonName" => "have it issued with a commonName";
        |c, f| missing(c, oid::COMMON_NAME, f);
    Error br_ca_organization_missing, "BR §7.1.2.10.2", CA, CertificateIssuer, since "2012-07-01";
        "it is a CA's certificate and its subject has no organizationName" => "have it issued with the CA's organisation";
        |c, f| missing(c, oid::ORGANIZATION_NAME, f);
    Error br_ca_country_missing, "BR §7.1.2.10.2", CA, CertificateIssuer, since "2012-07-01";
        "it is a CA's certificate and its subject has no countryName" => "have it issued with the CA's country";
        |c, f| missing(c, oid::COUNTRY_NAME, f);
}
