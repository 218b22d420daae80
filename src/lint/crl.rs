//! CRLs (RFC 5280 §5, and the Baseline Requirements' §7.2).

use alloc::vec::Vec;

use super::document::{Entry, Part};
use super::{Context, Findings, table};
use crate::der::{ObjectIdentifierRef, Tag, oid};
use crate::x509::extension::{
    AuthorityKeyIdentifier, CrlNumber, CrlReason, IssuingDistributionPoint, Known, ReasonFlags,
};
use crate::x509::{Extension, Time};

/// 2050-01-01.
const UTC_END: i64 = 2_524_608_000;

fn entries(c: &Context<'_, '_>, f: &mut Findings<'_>, is_wrong: impl Fn(&Entry<'_>) -> bool) {
    for entry in c.entries().filter(is_wrong) {
        f.detail(
            "revokedCertificates",
            entry.raw,
            alloc::format!("serial number {}", Hex(entry.serial.value)),
        );
    }
}

struct Hex<'a>(&'a [u8]);

impl core::fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let shown = &self.0[..self.0.len().min(20)];
        shown.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

fn entry_extension(
    c: &Context<'_, '_>,
    id: ObjectIdentifierRef<'_>,
    f: &mut Findings<'_>,
    is_wrong: impl Fn(&Extension<'_>) -> bool,
) {
    entries(c, f, |entry| {
        entry.extensions().any(|e| e.oid == id && is_wrong(&e))
    });
}

fn malformed(e: &Extension<'_>) -> bool {
    Known::of(e.oid).is_some_and(|known| known.recode(e.value, e.offset).is_err())
}

fn reasons(c: &Context<'_, '_>, f: &mut Findings<'_>, is_wrong: impl Fn(CrlReason) -> bool) {
    entries(c, f, |entry| {
        entry
            .extensions()
            .any(|e| matches!(e.typed::<CrlReason>(), Some(Ok(reason)) if is_wrong(reason)))
    });
}

fn is_delta(c: &Context<'_, '_>) -> bool {
    c.extension(oid::DELTA_CRL_INDICATOR).is_some()
}

fn point<'a>(c: &Context<'_, 'a>) -> Option<IssuingDistributionPoint<'a>> {
    c.get::<IssuingDistributionPoint<'a>>()
}

table! { RULES, Pkix;
    Error crl_version_not_2, "RFC 5280 §5.1.2.1", CRL, CrlIssuer;
        "it is not of version 2" => "issue it as version 2, with cRLNumber and authorityKeyIdentifier";
        |c, f| if c.version == Some(1) { f.missing("version") };
    Error crl_dates_malformed, "RFC 5280 §5.1.2.4, §5.1.2.5", CRL, RelyingParty;
        "thisUpdate or nextUpdate cannot be read" => "write YYMMDDHHMMSSZ through 2049 and YYYYMMDDHHMMSSZ from 2050 on";
        |c, f| c.unread(Part::Validity, "thisUpdate, nextUpdate", f);
    Error crl_generalized_time_before_2050, "RFC 5280 §5.1.2.4, §5.1.2.5", CRL, CrlIssuer;
        "a date before 2050 is written as GeneralizedTime" => "write dates through 2049 as UTCTime";
        |c, f| for (field, date) in [("thisUpdate", c.first), ("nextUpdate", c.last)] {
            if let Some(date) = date && date.tlv.tag == Tag::GeneralizedTime && date.time.is_some_and(|t| t < Time::from_unix(UTC_END)) {
                f.at(field, date.tlv.raw);
            }
        };
    Error crl_next_update_missing, "RFC 5280 §5.1.2.5", CRL, CrlIssuer;
        "it has no nextUpdate" => "issue it with the date of the next one";
        |c, f| if c.last.is_none() && c.first.is_some() { f.missing("nextUpdate") };
    Error crl_next_update_not_later, "RFC 5280 §5.1.2.5", CRL, CrlIssuer;
        "nextUpdate is not after thisUpdate" => "issue it with a nextUpdate that is to come";
        |c, f| if let (Some(first), Some(last)) = (c.first, c.last) && let (Some(from), Some(to)) = (first.time, last.time)
            && to <= from { f.at("nextUpdate", last.tlv.raw) };
    Error crl_entries_malformed, "RFC 5280 §5.1.2.6", CRL, RelyingParty;
        "an entry of revokedCertificates cannot be read" => "write it by its ASN.1";
        |c, f| c.unread(Part::Entries, "revokedCertificates", f);
    Error crl_entries_empty, "RFC 5280 §5.1.2.6", CRL, CrlIssuer;
        "revokedCertificates is there and empty" => "leave the field out where nothing is revoked";
        |c, f| if let Some(list) = c.entries && list.value.is_empty() { f.at("revokedCertificates", list.raw) };
    Warning crl_entry_repeated, "RFC 5280 §5.1.2.6", CRL, CrlIssuer;
        "a serial number stands in two entries" => "list each certificate once";
        |c, f| {
            let indirect = point(c).is_some_and(|p| p.indirect_crl);
            let mut seen: Vec<&[u8]> = c.entries().map(|entry| entry.serial.value).collect();
            seen.sort_unstable();
            for pair in seen.windows(2).filter(|pair| !indirect && pair[0] == pair[1]) { f.at("revokedCertificates", pair[1]) }
        };
    Error crl_entry_serial_number_not_positive, "RFC 5280 §4.1.2.2, §5.1.2.6", CRL, CrlIssuer;
        "the serial number of an entry is zero or negative" => "list the certificate's serial number as it stands there";
        |c, f| entries(c, f, |entry| !super::fields::serial_is_positive(entry.serial.value));
    Error crl_entry_generalized_time_before_2050, "RFC 5280 §5.1.2.6", CRL, CrlIssuer;
        "a revocationDate before 2050 is written as GeneralizedTime" => "write dates through 2049 as UTCTime";
        |c, f| entries(c, f, |entry| entry.date.tag == Tag::GeneralizedTime
            && Time::from_tlv(&entry.date, "").is_ok_and(|t| t < Time::from_unix(UTC_END)));
    Error crl_entry_extensions_in_version_1, "RFC 5280 §5.1.2.1, §5.3", CRL, CrlIssuer;
        "it is of version 1 and an entry has extensions" => "issue it as version 2";
        |c, f| if c.version == Some(1) { entries(c, f, |entry| entry.has_extensions()) };
    Error crl_extensions_in_version_1, "RFC 5280 §5.1.2.1, §5.1.2.7", CRL, CrlIssuer;
        "it is of version 1 and has extensions" => "issue it as version 2";
        |c, f| if c.version == Some(1) && !c.extensions.is_empty() { f.missing("version") };
    // Extensions of the list.
    Error crl_extension_critical_unknown, "RFC 5280 §5.2", CRL, RelyingParty;
        "a critical extension of the list is not known" => "issue it without that extension, or not critical";
        |c, f| for e in c.extensions.iter().filter(|e| e.critical && Known::of(e.oid).is_none()) { f.at("crlExtensions", e.raw) };
    Error crl_authority_key_identifier_malformed, "RFC 5280 §5.2.1", CRL, RelyingParty;
        "authorityKeyIdentifier cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::AUTHORITY_KEY_IDENTIFIER, f);
    Error crl_authority_key_identifier_missing, "RFC 5280 §5.2.1", CRL, CrlIssuer;
        "it has no authorityKeyIdentifier" => "issue it with the issuer's key identifier";
        |c, f| if c.extension(oid::AUTHORITY_KEY_IDENTIFIER).is_none() { f.missing("authorityKeyIdentifier") };
    Error crl_authority_key_identifier_without_key, "RFC 5280 §5.2.1", CRL, CrlIssuer;
        "authorityKeyIdentifier has no keyIdentifier" => "issue it with the issuer's key identifier";
        |c, f| if c.get::<AuthorityKeyIdentifier<'_>>().is_some_and(|id| id.key_identifier.is_none()) { c.present(oid::AUTHORITY_KEY_IDENTIFIER, f) };
    Error crl_number_malformed, "RFC 5280 §5.2.3", CRL, RelyingParty;
        "cRLNumber cannot be read" => "write it as a number that is not negative";
        |c, f| c.malformed(oid::CRL_NUMBER, f);
    Error crl_number_missing, "RFC 5280 §5.2.3", CRL, CrlIssuer;
        "it has no cRLNumber" => "issue it with a number that grows";
        |c, f| if c.extension(oid::CRL_NUMBER).is_none() { f.missing("cRLNumber") };
    Error crl_number_critical, "RFC 5280 §5.2.3", CRL, CrlIssuer;
        "its cRLNumber is critical" => "issue it with cRLNumber not critical";
        |c, f| c.critical(oid::CRL_NUMBER, true, f);
    Error crl_number_too_long, "RFC 5280 §5.2.3", CRL, CrlIssuer;
        "its cRLNumber has more than 20 bytes" => "issue it with a shorter number";
        |c, f| if let Some(number) = c.get::<CrlNumber<'_>>() && (number.0.len() > 20 || number.0.len() == 20 && number.0[0] >= 0x80) { f.at("cRLNumber", number.0) };
    Error delta_crl_indicator_malformed, "RFC 5280 §5.2.4", CRL, RelyingParty;
        "deltaCRLIndicator cannot be read" => "write it as a number that is not negative";
        |c, f| c.malformed(oid::DELTA_CRL_INDICATOR, f);
    Error delta_crl_indicator_not_critical, "RFC 5280 §5.2.4", CRL, CrlIssuer;
        "its deltaCRLIndicator is not critical" => "issue it with deltaCRLIndicator critical";
        |c, f| c.critical(oid::DELTA_CRL_INDICATOR, false, f);
    Error delta_crl_with_freshest_crl, "RFC 5280 §5.2.6", CRL, CrlIssuer;
        "it is a delta CRL and has freshestCRL" => "issue it without freshestCRL";
        |c, f| if is_delta(c) { c.present(oid::FRESHEST_CRL, f) };
    Error issuing_distribution_point_malformed, "RFC 5280 §5.2.5", CRL, RelyingParty;
        "issuingDistributionPoint cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::ISSUING_DISTRIBUTION_POINT, f);
    Error issuing_distribution_point_not_critical, "RFC 5280 §5.2.5", CRL, CrlIssuer;
        "its issuingDistributionPoint is not critical" => "issue it with issuingDistributionPoint critical";
        |c, f| c.critical(oid::ISSUING_DISTRIBUTION_POINT, false, f);
    Error issuing_distribution_point_empty, "RFC 5280 §5.2.5", CRL, CrlIssuer;
        "its issuingDistributionPoint is empty" => "issue it without issuingDistributionPoint";
        |c, f| if let Some(e) = c.extension(oid::ISSUING_DISTRIBUTION_POINT) && e.value == [0x30, 0] { f.at("issuingDistributionPoint", e.value) };
    Error issuing_distribution_point_of_two_kinds, "RFC 5280 §5.2.5", CRL, RelyingParty;
        "its issuingDistributionPoint limits it to more than one kind of certificates" => "issue one list for each kind";
        |c, f| if point(c).is_some_and(|p| usize::from(p.only_contains_user_certs) + usize::from(p.only_contains_ca_certs)
            + usize::from(p.only_contains_attribute_certs) > 1) { c.present(oid::ISSUING_DISTRIBUTION_POINT, f) };
    Error issuing_distribution_point_all_reasons, "RFC 5280 §5.2.5", CRL, CrlIssuer;
        "onlySomeReasons is there with every reason, or none" => "leave onlySomeReasons out";
        |c, f| if point(c).and_then(|p| p.only_some_reasons).is_some_and(|r| r.is_empty() || r.contains(ReasonFlags::ALL)) {
            c.present(oid::ISSUING_DISTRIBUTION_POINT, f);
        };
    // Extensions of entries.
    Error crl_entry_extension_critical_unknown, "RFC 5280 §5.3", CRL, RelyingParty;
        "a critical extension of an entry is not known" => "issue it without that extension, or not critical";
        |c, f| entries(c, f, |entry| entry.extensions().any(|e| e.critical && Known::of(e.oid).is_none()));
    Error crl_reason_malformed, "RFC 5280 §5.3.1", CRL, CrlIssuer;
        "the reasonCode of an entry is not one" => "write one of the codes 1 to 6 and 8 to 10";
        |c, f| entry_extension(c, oid::CRL_REASON, f, malformed);
    Error crl_reason_critical, "RFC 5280 §5.3.1", CRL, CrlIssuer;
        "the reasonCode of an entry is critical" => "issue it with reasonCode not critical";
        |c, f| entry_extension(c, oid::CRL_REASON, f, |e| e.critical);
    Warning crl_reason_unspecified, "RFC 5280 §5.3.1", CRL, CrlIssuer;
        "the reasonCode of an entry is unspecified" => "leave the extension out";
        |c, f| reasons(c, f, |reason| reason == CrlReason::Unspecified);
    Error crl_reason_remove_in_complete_list, "RFC 5280 §5.3.1", CRL, CrlIssuer;
        "an entry of a complete CRL has the reason removeFromCRL" => "leave the entry out; only a delta CRL has that reason";
        |c, f| if !is_delta(c) { reasons(c, f, |reason| reason == CrlReason::RemoveFromCrl) };
    Error crl_invalidity_date_malformed, "RFC 5280 §5.3.2", CRL, CrlIssuer;
        "the invalidityDate of an entry cannot be read" => "write YYYYMMDDHHMMSSZ as GeneralizedTime";
        |c, f| entry_extension(c, oid::INVALIDITY_DATE, f, malformed);
    Error crl_invalidity_date_critical, "RFC 5280 §5.3.2", CRL, CrlIssuer;
        "the invalidityDate of an entry is critical" => "issue it with invalidityDate not critical";
        |c, f| entry_extension(c, oid::INVALIDITY_DATE, f, |e| e.critical);
    Error crl_certificate_issuer_malformed, "RFC 5280 §5.3.3", CRL, RelyingParty;
        "the certificateIssuer of an entry cannot be read" => "write GeneralNames with the issuer's name";
        |c, f| entry_extension(c, oid::CERTIFICATE_ISSUER, f, malformed);
    Error crl_certificate_issuer_not_critical, "RFC 5280 §5.3.3", CRL, CrlIssuer;
        "the certificateIssuer of an entry is not critical" => "issue it with certificateIssuer critical";
        |c, f| entry_extension(c, oid::CERTIFICATE_ISSUER, f, |e| !e.critical);
    Error crl_certificate_issuer_in_direct_list, "RFC 5280 §5.3.3", CRL, CrlIssuer;
        "an entry has a certificateIssuer and the list is not indirect" => "issue it with indirectCRL, or the entry without certificateIssuer";
        |c, f| if !point(c).is_some_and(|p| p.indirect_crl) { entry_extension(c, oid::CERTIFICATE_ISSUER, f, |_| true) };
    Notice crl_hold_instruction, "RFC 5280 appendix", CRL, CrlIssuer;
        "an entry has a holdInstructionCode, which RFC 5280 gave up" => "leave it out";
        |c, f| entry_extension(c, oid::HOLD_INSTRUCTION_CODE, f, |_| true);
}
