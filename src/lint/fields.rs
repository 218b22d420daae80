//! The fields of certificates, and what certificates, requests and CRLs have in common (RFC 5280 §4.1).

use super::document::Part;
use super::{Context, Findings, table};
use crate::der::{Reader, Tag, oid};
use crate::pkcs::algorithm::SignatureAlgorithm;
use crate::x509::extension::{KeyUsage, Known, PrecertificatePoison, SubjectAltName};
use crate::x509::{RsaVerifier, Time};

/// 2050-01-01.
const UTC_END: i64 = 2_524_608_000;

impl Context<'_, '_> {
    /// What of a part could not be read.
    pub(super) fn unread(&self, part: Part, field: &'static str, f: &mut Findings<'_>) {
        for (_, error) in self.faults.iter().filter(|(at, _)| *at == part) {
            f.refused(field, error);
        }
    }
}

fn time_forms(c: &Context<'_, '_>, f: &mut Findings<'_>) {
    for (field, date) in [("notBefore", c.first), ("notAfter", c.last)] {
        if let Some(date) = date
            && let Some(time) = date.time
            && date.tlv.tag == Tag::GeneralizedTime
            && time < Time::from_unix(UTC_END)
        {
            f.at(field, date.tlv.raw);
        }
    }
}

pub(super) fn serial_is_positive(serial: &[u8]) -> bool {
    serial.first().is_some_and(|&b| b & 0x80 == 0) && serial.iter().any(|&b| b != 0)
}

pub(super) fn magnitude_len(serial: &[u8]) -> usize {
    serial.len() - usize::from(serial.len() > 1 && serial[0] == 0)
}

table! { RULES, Pkix;
    Error structure_malformed, "RFC 5280 §4.1", ANY, RelyingParty;
        "its structure cannot be read" => "encode it by DER, with nothing before, between and after the parts";
        |c, f| c.unread(Part::Whole, "the whole", f);
    Error version_malformed, "RFC 5280 §4.1.2.1", ANY, RelyingParty;
        "its version cannot be read" => "write version 3 as the number 2 (of a CRL version 2 as 1, of a request version 1 as 0)";
        |c, f| c.unread(Part::Version, "version", f);
    Error version_not_3_with_extensions, "RFC 5280 §4.1.2.1", CERTIFICATE, RelyingParty;
        "it has extensions and is not of version 3" => "have it issued as version 3";
        |c, f| if c.version.is_some_and(|v| v != 3) && !c.extensions.is_empty() { f.missing("version") };
    Error serial_number_malformed, "RFC 5280 §4.1.2.2", CERTIFICATE, RelyingParty;
        "its serial number cannot be read" => "write the INTEGER in as few bytes as it takes";
        |c, f| c.unread(Part::Serial, "serialNumber", f);
    Error serial_number_not_positive, "RFC 5280 §4.1.2.2", CERTIFICATE, CertificateIssuer;
        "its serial number is zero or negative" => "have it issued with a serial number of 8 to 20 random bytes, positive";
        |c, f| if let Some(serial) = c.serial && !serial_is_positive(serial.value) { f.at("serialNumber", serial.raw) };
    Error serial_number_too_long, "RFC 5280 §4.1.2.2", CERTIFICATE, CertificateIssuer;
        "its serial number has more than 20 bytes" => "have it issued with a serial number of 8 to 20 random bytes, positive";
        |c, f| if let Some(serial) = c.serial && serial.value.len() > 20 { f.at("serialNumber", serial.raw) };
    Error signature_algorithm_malformed, "RFC 5280 §4.1.1.2", ANY, RelyingParty;
        "its signature algorithm cannot be read" => "write the AlgorithmIdentifier by DER";
        |c, f| c.unread(Part::Algorithm, "signatureAlgorithm", f);
    Error signature_algorithms_differ, "RFC 5280 §4.1.1.2", BY_ISSUER, RelyingParty;
        "signatureAlgorithm differs from the algorithm that is signed" => "have it issued with one algorithm in both fields";
        |c, f| if let (Some(inside), Some(outside)) = (c.tbs_algorithm, c.algorithm) && inside.raw != outside.raw {
            f.at("signatureAlgorithm", outside.raw);
        };
    Error signature_value_malformed, "RFC 5280 §4.1.1.3", ANY, RelyingParty;
        "its signature is not a BIT STRING of whole bytes" => "write the signature's bytes with no unused bit";
        |c, f| c.unread(Part::Signature, "signatureValue", f);
    // No error: of a trust anchor nobody checks it.
    Warning self_signature_wrong, "RFC 5280 §3.2", ROOT, CertificateIssuer;
        "it is issued to itself and its signature does not verify with its own key" => "have it issued by its own key, or under another name";
        |c, f| if let (Some(key), Some(algorithm)) = (c.spki, c.algorithm)
            && SignatureAlgorithm::from_identifier(&algorithm).is_ok() && key.rsa_bits().is_some_and(|bits| bits <= 8192)
            && !c.signature.is_empty() && c.faults.is_empty()
            && !verifies(c) { f.at("signatureValue", c.signature) };
    Error issuer_malformed, "RFC 5280 §4.1.2.4", BY_ISSUER, RelyingParty;
        "its issuer cannot be read" => "write the Name by DER";
        |c, f| c.unread(Part::Issuer, "issuer", f);
    Error issuer_empty, "RFC 5280 §4.1.2.4", BY_ISSUER, RelyingParty;
        "its issuer has no name" => "have it issued by a CA with a name";
        |c, f| if let Some(name) = c.issuer && name.is_empty() { f.at("issuer", name.raw()) };
    Error validity_malformed, "RFC 5280 §4.1.2.5", CERTIFICATE, RelyingParty;
        "its validity cannot be read" => "write YYMMDDHHMMSSZ through 2049 and YYYYMMDDHHMMSSZ from 2050 on";
        |c, f| c.unread(Part::Validity, "validity", f);
    Error validity_generalized_time_before_2050, "RFC 5280 §4.1.2.5", CERTIFICATE, CertificateIssuer;
        "a date before 2050 is written as GeneralizedTime" => "write dates through 2049 as UTCTime";
        time_forms;
    Error validity_reversed, "RFC 5280 §4.1.2.5", CERTIFICATE, CertificateIssuer;
        "notAfter is before notBefore" => "have it issued with notAfter after notBefore";
        |c, f| if let (Some(first), Some(last)) = (c.first, c.last)
            && let (Some(from), Some(to)) = (first.time, last.time) && to < from { f.at("notAfter", last.tlv.raw) };
    Error subject_malformed, "RFC 5280 §4.1.2.6", SUBJECT, RelyingParty;
        "its subject cannot be read" => "write the Name by DER";
        |c, f| c.unread(Part::Subject, "subject", f);
    Error subject_empty_in_ca, "RFC 5280 §4.1.2.6", CERTIFICATE, RelyingParty;
        "it is a CA and its subject has no name" => "have it issued with the name that the CA issues under";
        |c, f| if let Some(name) = c.subject && name.is_empty() && c.is_ca() { f.at("subject", name.raw()) };
    Error subject_empty_without_alt_name, "RFC 5280 §4.1.2.6", CERTIFICATE, CertificateIssuer;
        "its subject has no name" => "have it issued with a subject, or with names in a critical subjectAltName; what signs CRLs needs a subject";
        |c, f| if let Some(name) = c.subject && name.is_empty()
            && (c.extension(oid::SUBJECT_ALT_NAME).is_none()
                || c.get::<KeyUsage>().is_some_and(|usage| usage.contains(KeyUsage::CRL_SIGN))) {
            f.at("subject", name.raw());
        };
    Error public_key_malformed, "RFC 5280 §4.1.2.7", SUBJECT, RelyingParty;
        "its public key cannot be read" => "write the SubjectPublicKeyInfo by DER";
        |c, f| c.unread(Part::PublicKey, "subjectPublicKeyInfo", f);
    Error unique_identifier_malformed, "RFC 5280 §4.1.2.8", CERTIFICATE, RelyingParty;
        "a unique identifier cannot be read" => "leave it out";
        |c, f| c.unread(Part::UniqueId, "UniqueIdentifier", f);
    Error unique_identifier_present, "RFC 5280 §4.1.2.8", CERTIFICATE, CertificateIssuer;
        "it has a unique identifier" => "have it issued without issuerUniqueID and subjectUniqueID";
        |c, f| if let Some(id) = c.unique_id { f.at("UniqueIdentifier", id.raw) };
    Error unique_identifier_in_version_1, "RFC 5280 §4.1.2.8", CERTIFICATE, CertificateIssuer;
        "it has a unique identifier and is of version 1" => "have it issued as version 3, without unique identifiers";
        |c, f| if let Some(id) = c.unique_id && c.version == Some(1) { f.at("UniqueIdentifier", id.raw) };
    Error extensions_malformed, "RFC 5280 §4.1.2.9", ANY, RelyingParty;
        "its list of extensions cannot be read" => "write each Extension by DER, and no list at all where there is none";
        |c, f| c.unread(Part::Extensions, "extensions", f);
    Error extension_repeated, "RFC 5280 §4.2", ANY, RelyingParty;
        "an extension stands there twice" => "have it issued with one extension of each type";
        |c, f| {
            let mut seen: alloc::vec::Vec<(&[u8], &[u8])> = c.extensions.iter().map(|e| (e.oid.as_bytes(), e.raw)).collect();
            seen.sort_by_key(|&(oid, raw)| (oid, raw.as_ptr().addr()));
            for pair in seen.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                f.at("extensions", pair[1].1);
            }
        };
    Error extension_critical_unknown, "RFC 5280 §4.2", CERTIFICATE, RelyingParty;
        "a critical extension is not known" => "have it issued without that extension, or not critical";
        |c, f| for e in c.extensions.iter().filter(|e| e.critical && Known::of(e.oid).is_none()) {
            f.detail("extensions", e.raw, alloc::format!("{}", e.oid.named()));
        };
    Error extension_critical_false_written, "RFC 5280 §4.1, X.690 §11.5", ANY, CertificateIssuer;
        "critical FALSE is written out, which DER leaves out" => "leave the default value out";
        |c, f| for e in &c.extensions {
            let mut fields = Reader::new(e.raw).sequence("Extension").unwrap_or(Reader::EMPTY);
            if !e.critical && fields.oid("extnID").is_ok() && fields.peek() == Some(Tag::Boolean) {
                f.at("extensions.critical", e.raw);
            }
        };
    Notice precertificate, "RFC 6962 §3.1", CERTIFICATE, CertificateIssuer;
        "it is a precertificate, which nobody accepts as a certificate" => "use the certificate that was issued for it";
        |c, f| if c.get::<PrecertificatePoison>().is_some() { f.missing("extensions") };
    Error precertificate_poison_not_critical, "RFC 6962 §3.1", CERTIFICATE, CertificateIssuer;
        "its precertificate poison is not critical" => "make the poison extension critical";
        |c, f| if let Some(e) = c.extension(oid::CT_PRECERT_POISON) && !e.critical { f.at("extensions", e.raw) };
    Error subject_empty_and_alt_name_not_critical, "RFC 5280 §4.2.1.6", CERTIFICATE, CertificateIssuer;
        "its subject has no name and subjectAltName is not critical" => "have it issued with subjectAltName critical";
        |c, f| if let Some(name) = c.subject && name.is_empty()
            && let Some(e) = c.extension(oid::SUBJECT_ALT_NAME) && !e.critical
            && c.get::<KeyUsage>().is_none_or(|usage| !usage.contains(KeyUsage::CRL_SIGN)) { f.at("subjectAltName", e.raw) };
    Warning subject_alt_name_critical_beside_subject, "RFC 5280 §4.2.1.6", CERTIFICATE, CertificateIssuer;
        "its subjectAltName is critical although it has a subject" => "have it issued with subjectAltName not critical";
        |c, f| if let Some(name) = c.subject && !name.is_empty() && c.get::<SubjectAltName<'_>>().is_some()
            && let Some(e) = c.extension(oid::SUBJECT_ALT_NAME) && e.critical { f.at("subjectAltName", e.raw) };
}

/// Whether the document's own key made its signature.
pub(super) fn verifies(c: &Context<'_, '_>) -> bool {
    use crate::x509::SignatureVerifier as _;
    match (c.spki, c.algorithm) {
        (Some(key), Some(algorithm)) => RsaVerifier
            .verify(&key, &algorithm, c.tbs, c.signature)
            .is_ok(),
        _ => false,
    }
}
