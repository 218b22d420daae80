//! The CA/Browser Forum's Baseline Requirements for TLS server certificates (BR), version 2: keys, algorithms, validity,
//! extensions, CRLs.

use alloc::format;
use alloc::vec::Vec;

use super::keys::{numbers, with_numbers};
use super::{Context, Findings, Kind, table, text};
use crate::der::{ObjectIdentifierRef, Tag, oid};
use crate::pkcs::algorithm::SignatureAlgorithm;
use crate::rsa::HashAlgorithm;
use crate::x509::extension::{
    AuthorityInfoAccess, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies,
    CrlDistributionPoints, CrlReason, DistributionPointName, ExtKeyUsage, IssuingDistributionPoint,
    KeyUsage, PolicyQualifier, SubjectKeyIdentifier,
};
use crate::x509::{GeneralName, Time};

const DAY: i64 = 86_400;

/// Seconds between the dates, both included.
fn seconds(c: &Context<'_, '_>) -> Option<i64> {
    let (first, last) = (c.first?.time?, c.last?.time?);
    Some(last.unix() - first.unix() + 1)
}

fn valid_over_days(c: &Context<'_, '_>, days: i64, f: &mut Findings<'_>) {
    if let (Some(last), Some(seconds)) = (c.last, seconds(c))
        && seconds > days * DAY
    {
        let days = (seconds + DAY - 1) / DAY;
        f.detail("notAfter", last.tlv.raw, format!("{days} days"));
    }
}

/// The maximum at the date of issue, and a day less, which a certificate should not exceed (BR §6.3.2).
fn valid_over_recommended(c: &Context<'_, '_>, f: &mut Findings<'_>) {
    let Some(issued) = c.issued() else {
        return;
    };
    let steps = [("2029-03-15", 47), ("2027-03-15", 100), ("2026-03-15", 200)];
    let step = steps.iter().find(|step| issued >= super::midnight(step.0));
    let maximum = step.map_or(398, |step| step.1);
    if seconds(c).is_some_and(|seconds| seconds <= maximum * DAY) {
        valid_over_days(c, maximum - 1, f);
    }
}

fn valid_over_months(c: &Context<'_, '_>, months: i64, f: &mut Findings<'_>) {
    let Some((first, last)) = c.first.zip(c.last) else {
        return;
    };
    if let (Some(from), Some(to)) = (first.time, last.time) {
        let [year, month, day, ..] = from.civil();
        let ends = year * 12 + month - 1 + months;
        let limit = [ends / 12, ends % 12 + 1, day.min(28), 23, 59, 59];
        // A few days are not worth a calendar: the limit itself is out of force.
        if Time::from_civil(limit).is_some_and(|limit| to.unix() > limit.unix() + 3 * DAY) {
            f.at("notAfter", last.tlv.raw);
        }
    }
}

/// Reserved policy identifiers (BR §7.1.6.1): domain, organisation and individual validated, extended validation.
pub(super) const DOMAIN_VALIDATED: &[u8] = &[0x67, 0x81, 0x0c, 1, 2, 1];
pub(super) const ORGANIZATION_VALIDATED: &[u8] = &[0x67, 0x81, 0x0c, 1, 2, 2];
pub(super) const INDIVIDUAL_VALIDATED: &[u8] = &[0x67, 0x81, 0x0c, 1, 2, 3];
pub(super) const EXTENDED_VALIDATION: &[u8] = &[0x67, 0x81, 0x0c, 1, 1];

fn is_reserved_policy(id: &[u8]) -> bool {
    [
        DOMAIN_VALIDATED,
        ORGANIZATION_VALIDATED,
        INDIVIDUAL_VALIDATED,
        EXTENDED_VALIDATION,
    ]
    .contains(&id)
}

/// The policies of a certificate.
pub(super) fn policies<'a>(c: &Context<'_, 'a>) -> Vec<&'a [u8]> {
    let policies = c.get::<CertificatePolicies<'a>>().into_iter();
    policies
        .flat_map(|list| list.0.iter())
        .map(|policy| policy.policy_identifier.as_bytes())
        .collect()
}

fn purposes(
    c: &Context<'_, '_>,
    f: &mut Findings<'_>,
    is_wrong: impl Fn(ObjectIdentifierRef<'_>) -> bool,
) {
    for purpose in c
        .get::<ExtKeyUsage<'_>>()
        .into_iter()
        .flat_map(|list| list.0.iter())
    {
        if is_wrong(purpose) {
            f.detail(
                "extKeyUsage",
                purpose.as_bytes(),
                format!("{}", purpose.named()),
            );
        }
    }
}

fn is_any(id: ObjectIdentifierRef<'_>, list: &[ObjectIdentifierRef<'static>]) -> bool {
    list.contains(&id)
}

fn missing(
    c: &Context<'_, '_>,
    id: ObjectIdentifierRef<'_>,
    field: &'static str,
    f: &mut Findings<'_>,
) {
    if c.extension(id).is_none() {
        f.missing(field);
    }
}

fn lacks(c: &Context<'_, '_>, bit: KeyUsage) -> bool {
    c.get::<KeyUsage>()
        .is_some_and(|usage| !usage.contains(bit))
}

fn any_of(bits: &[KeyUsage]) -> KeyUsage {
    bits.iter().fold(KeyUsage::NONE, |all, &bit| all | bit)
}

fn forbidden_bits(c: &Context<'_, '_>, bits: &[KeyUsage], f: &mut Findings<'_>) {
    if let Some(usage) = c.get::<KeyUsage>() {
        let wrong = usage.intersection(any_of(bits));
        if let (Some(name), Some(e)) = (wrong.names().next(), c.extension(oid::KEY_USAGE)) {
            f.detail("keyUsage", e.raw, name.into());
        }
    }
}

/// A subordinate CA's that was issued before BR 1.7.1 gave authorityKeyIdentifier its one form, and since there are extensions.
fn is_older_than_one_form(c: &Context<'_, '_>) -> bool {
    let before = super::FIRST_EXTENSIONS..super::midnight("2020-08-20");
    c.kind() == Kind::Intermediate && c.issued().is_some_and(|t| before.contains(&t))
}

fn is_http(name: &GeneralName<'_>) -> bool {
    matches!(name, GeneralName::Uri(uri) if text::has_uri_characters(uri)
        && text::uri(uri).is_some_and(|uri| uri.scheme.eq_ignore_ascii_case("http") && uri.host.is_some_and(text::is_uri_host)))
}

fn access<'a>(
    c: &Context<'_, 'a>,
) -> impl Iterator<Item = (ObjectIdentifierRef<'a>, GeneralName<'a>)> + use<'a> {
    let list = c.get::<AuthorityInfoAccess<'a>>().into_iter();
    list.flat_map(|list| list.0.iter())
        .map(|d| (d.access_method, d.access_location))
}

/// A maximum of 10 days, from 2026-03-15 on of 7 (BR §1.6.1).
fn is_short_lived(c: &Context<'_, '_>) -> bool {
    let days = match c.issued() {
        Some(issued) if issued < super::midnight("2026-03-15") => 10,
        _ => 7,
    };
    seconds(c).is_some_and(|seconds| seconds <= days * DAY)
}

fn has_ocsp(c: &Context<'_, '_>) -> bool {
    access(c).any(|(method, _)| method == oid::AD_OCSP)
}

/// The contents of pkcs-1, 1.2.840.113549.1.1, which RSA's algorithms are under (RFC 8017 appendix C).
const PKCS_1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01";

/// The algorithms that BR §7.1.3.2.1 allows, each in its one encoding.
fn is_allowed_signature(c: &Context<'_, '_>) -> bool {
    let Some(algorithm) = c.algorithm else {
        return true;
    };
    let strong = [
        HashAlgorithm::Sha256,
        HashAlgorithm::Sha384,
        HashAlgorithm::Sha512,
    ];
    match SignatureAlgorithm::from_identifier(&algorithm) {
        Ok(known @ SignatureAlgorithm::Pkcs1v15(hash)) => {
            // Which parameters rsaEncryption has is a rule of its own; another hash is refused here.
            strong.contains(&hash) && algorithm.oid == known.oid()
        }
        Ok(known @ SignatureAlgorithm::Pss(p)) => {
            strong.contains(&p.hash)
                && p.hash == p.mgf1_hash
                && p.salt_len == p.hash.output_len()
                && algorithm.raw == known.to_der()
        }
        Ok(SignatureAlgorithm::PssShake(_)) => false,
        // Another algorithm is by an issuer of another kind, on which there are no rules here; one of RSA's that cannot be
        // read, or is too old to be known, is refused.
        Err(_) => !algorithm.oid.as_bytes().starts_with(PKCS_1),
    }
}

const ALWAYS_FORBIDDEN: [ObjectIdentifierRef<'static>; 6] = [
    oid::KP_CODE_SIGNING,
    oid::KP_EMAIL_PROTECTION,
    oid::KP_TIME_STAMPING,
    oid::KP_OCSP_SIGNING,
    oid::ANY_EXTENDED_KEY_USAGE,
    oid::KP_PRECERTIFICATE_SIGNING,
];

/// Of these, what version 2.0.0 was the first to forbid to CAs. The others are forbidden since 1.7.1 (§7.1.2.2 (g)).
const FORBIDDEN_TO_CAS_SINCE_2023: [ObjectIdentifierRef<'static>; 2] =
    [oid::KP_OCSP_SIGNING, oid::KP_PRECERTIFICATE_SIGNING];

/// The contents of the identifiers of P-256, P-384 and P-521 (BR §6.1.5).
const CURVES: [&[u8]; 3] = [
    b"\x2a\x86\x48\xce\x3d\x03\x01\x07",
    b"\x2b\x81\x04\x00\x22",
    b"\x2b\x81\x04\x00\x23",
];

table! { RULES, BaselineRequirements;
    // Version, serial number, keys, algorithms.
    Error br_version_not_3, "BR §7.1.1", CERTIFICATE, CertificateIssuer;
        "it is not of version 3" => "have it issued as version 3";
        |c, f| if c.version.is_some_and(|v| v != 3) { f.missing("version") };
    Error br_serial_number_short, "BR §7.1.2.7, §7.1.2.6", ISSUED, CertificateIssuer, since "2016-09-30";
        "its serial number is so short that 64 random bits make one like it once in 16 million" => "have it issued with a serial number of 8 to 20 random bytes";
        |c, f| if let Some(serial) = c.serial && super::fields::serial_is_positive(serial.value)
            && super::fields::magnitude_len(serial.value) < 6 { f.at("serialNumber", serial.raw) };
    Warning br_serial_number_below_64_bits, "BR §7.1.2.7, §7.1.2.6", ISSUED, CertificateIssuer, since "2016-09-30";
        "its serial number has fewer than 64 bits, as one in 256 of 64 random bits has" => "have it issued with a serial number of 8 to 20 random bytes";
        |c, f| if let Some(serial) = c.serial && super::fields::serial_is_positive(serial.value)
            && matches!(super::fields::magnitude_len(serial.value), 6 | 7) { f.at("serialNumber", serial.raw) };
    Error br_rsa_modulus_too_small, "BR §6.1.5", SUBJECT, CertificateIssuer;
        "its RSA key has fewer than 2048 bits" => "have it issued for a key of 2048 bits or more, a multiple of 8";
        |c, f| with_numbers(c, |n| n.modulus_bits() < 2048, f);
    Error br_rsa_modulus_not_whole_bytes, "BR §6.1.5", SUBJECT, CertificateIssuer;
        "the size of its RSA key is not a multiple of 8" => "have it issued for a key of 2048 bits or more, a multiple of 8";
        |c, f| with_numbers(c, |n| n.modulus_bits() % 8 != 0, f);
    Warning br_rsa_exponent_unusual, "BR §6.1.6", SUBJECT, CertificateIssuer;
        "its RSA exponent is not between 2^16 + 1 and 2^256 - 1" => "make a new key with exponent 65537";
        |c, f| with_numbers(c, |n| n.exponent_bits() >= 2 && n.exponent.last().is_some_and(|b| b & 1 == 1)
            && (n.exponent_bits() < 17 || n.exponent_bits() > 256), f);
    Error br_rsa_pss_key, "BR §7.1.3.1.1", SUBJECT, CertificateIssuer;
        "its key is of kind id-RSASSA-PSS" => "have it issued for a key of kind rsaEncryption";
        |c, f| if let Some(spki) = c.spki && spki.algorithm.oid == oid::RSASSA_PSS { f.at("subjectPublicKeyInfo.algorithm", spki.algorithm.raw) };
    Error br_key_type, "BR §7.1.3.1, §6.1.5", SUBJECT, CertificateIssuer;
        "its key is neither RSA's nor one for ECDSA" => "have it issued for an RSA key of 2048 bits or more";
        |c, f| if let Some(spki) = c.spki && !is_any(spki.algorithm.oid, &[oid::RSA_ENCRYPTION, oid::RSASSA_PSS, oid::EC_PUBLIC_KEY]) {
            f.detail("subjectPublicKeyInfo.algorithm", spki.algorithm.raw, format!("{}", spki.algorithm.oid.named()));
        };
    Error br_ec_curve, "BR §6.1.5, §7.1.3.1.2", SUBJECT, CertificateIssuer;
        "its key for ECDSA is not on P-256, P-384 or P-521" => "have it issued for an RSA key of 2048 bits or more";
        |c, f| if let Some(spki) = c.spki && spki.algorithm.oid == oid::EC_PUBLIC_KEY
            && !spki.algorithm.parameters.is_some_and(|p| p.tag == Tag::ObjectIdentifier && CURVES.contains(&p.value)) {
            f.at("subjectPublicKeyInfo.algorithm", spki.algorithm.raw);
        };
    Error br_signature_algorithm_not_allowed, "BR §7.1.3.2.1", BY_ISSUER, CertificateIssuer;
        "its RSA signature algorithm is not one of SHA-256, SHA-384 and SHA-512, in its one encoding" => "have it issued with SHA-256";
        |c, f| if c.kind() != Kind::Root && !is_allowed_signature(c) && let Some(algorithm) = c.algorithm {
            f.detail("signatureAlgorithm", algorithm.raw, format!("{}", algorithm.oid.named()));
        };
    // Validity.
    Error br_validity_over_60_months, "BR §6.3.2", LEAF, CertificateIssuer, until "2015-04-01";
        "it is valid for more than 60 months" => "have it issued for a shorter time";
        |c, f| valid_over_months(c, 60, f);
    Error br_validity_over_39_months, "BR §6.3.2", LEAF, CertificateIssuer, since "2015-04-01", until "2018-03-01";
        "it is valid for more than 39 months" => "have it issued for a shorter time";
        |c, f| valid_over_months(c, 39, f);
    Error br_validity_over_825_days, "BR §6.3.2", LEAF, CertificateIssuer, since "2018-03-01", until "2020-09-01";
        "it is valid for more than 825 days" => "have it issued for a shorter time";
        |c, f| valid_over_days(c, 825, f);
    Error br_validity_over_398_days, "BR §6.3.2", LEAF, CertificateIssuer, since "2020-09-01", until "2026-03-15";
        "it is valid for more than 398 days" => "have it issued for a shorter time";
        |c, f| valid_over_days(c, 398, f);
    Error br_validity_over_200_days, "BR §6.3.2", LEAF, CertificateIssuer, since "2026-03-15", until "2027-03-15";
        "it is valid for more than 200 days" => "have it issued for a shorter time";
        |c, f| valid_over_days(c, 200, f);
    Error br_validity_over_100_days, "BR §6.3.2", LEAF, CertificateIssuer, since "2027-03-15", until "2029-03-15";
        "it is valid for more than 100 days" => "have it issued for a shorter time";
        |c, f| valid_over_days(c, 100, f);
    Error br_validity_over_47_days, "BR §6.3.2", LEAF, CertificateIssuer, since "2029-03-15";
        "it is valid for more than 47 days" => "have it issued for a shorter time";
        |c, f| valid_over_days(c, 47, f);
    Warning br_validity_over_recommended, "BR §6.3.2", LEAF, CertificateIssuer, since "2020-09-01";
        "it is valid for the whole of the maximum, not for a day less" => "have it issued for a day less, so that a second more does not break the maximum";
        |c, f| valid_over_recommended(c, f);
    Error br_root_validity_too_long, "BR §7.1.2.1.1", ROOT, CertificateIssuer, since "2023-09-15";
        "it is valid for more than 9132 days" => "have it issued for a maximum of about 25 years";
        |c, f| valid_over_days(c, 9132, f);
    Error br_root_validity_too_short, "BR §7.1.2.1.1", ROOT, CertificateIssuer, since "2023-09-15";
        "it is valid for fewer than 2922 days" => "have it issued for a minimum of about 8 years";
        |c, f| if let (Some(last), Some(seconds)) = (c.last, seconds(c)) && seconds < 2922 * DAY { f.at("notAfter", last.tlv.raw) };
    Error br_unique_identifier, "BR §7.1.2.7, §7.1.2.6, §7.1.2.1", CERTIFICATE, CertificateIssuer, since "2023-09-15";
        "it has a unique identifier" => "have it issued without issuerUniqueID and subjectUniqueID";
        |c, f| if let Some(id) = c.unique_id { f.at("UniqueIdentifier", id.raw) };
    // Basic constraints and key usage.
    Error br_leaf_is_ca, "BR §7.1.2.7.8", LEAF, CertificateIssuer;
        "it is a CA's certificate" => "use a certificate that the CA issued for the server";
        |c, f| if c.is_ca() { c.present(oid::BASIC_CONSTRAINTS, f) };
    Error br_leaf_basic_constraints_not_critical, "BR §7.1.2.7.6", LEAF, CertificateIssuer, since "2023-09-15";
        "its basicConstraints are not critical" => "have it issued with basicConstraints critical, or without";
        |c, f| if !c.is_ca() { c.critical(oid::BASIC_CONSTRAINTS, false, f) };
    Error br_leaf_key_usage_forbidden_bit, "BR §7.1.2.7.11", LEAF, CertificateIssuer;
        "its keyUsage has a bit that a server's RSA key must not have" => "have it issued with digitalSignature, and keyEncipherment where RSA key exchange is used";
        |c, f| if numbers(c).is_some() {
            forbidden_bits(c, &[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN, KeyUsage::NON_REPUDIATION, KeyUsage::KEY_AGREEMENT,
                KeyUsage::ENCIPHER_ONLY, KeyUsage::DECIPHER_ONLY], f);
        };
    Error br_leaf_key_usage_without_use, "BR §7.1.2.7.11", LEAF, CertificateIssuer;
        "its keyUsage has neither digitalSignature nor keyEncipherment" => "have it issued with digitalSignature";
        |c, f| if let Some(usage) = c.get::<KeyUsage>() && !usage.is_empty() && numbers(c).is_some()
            && usage.intersection(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_ENCIPHERMENT).is_empty() { c.present(oid::KEY_USAGE, f) };
    Warning br_leaf_key_usage_data_encipherment, "BR §7.1.2.7.11", LEAF, CertificateIssuer;
        "its keyUsage has dataEncipherment" => "have it issued without dataEncipherment";
        |c, f| forbidden_bits(c, &[KeyUsage::DATA_ENCIPHERMENT], f);
    Error br_key_usage_not_critical, "BR §7.1.2.7.6, §7.1.2.6.1, §7.1.2.1.2", CERTIFICATE, CertificateIssuer;
        "its keyUsage is not critical" => "have it issued with keyUsage critical";
        |c, f| c.critical(oid::KEY_USAGE, false, f);
    Error br_ca_basic_constraints, "BR §7.1.2.10.4, §7.1.2.1.4", CA, CertificateIssuer;
        "it is a CA's certificate and its basicConstraints are not critical, or not CA:TRUE" => "have it issued with critical basicConstraints CA:TRUE";
        |c, f| match (c.extension(oid::BASIC_CONSTRAINTS), c.is_ca()) {
            (None, _) => f.missing("basicConstraints"),
            (Some(e), is_ca) if !e.critical || !is_ca => f.at("basicConstraints", e.raw),
            _ => {}
        };
    Warning br_root_path_len, "BR §7.1.2.1.4", ROOT, CertificateIssuer;
        "it is a root and has a pathLenConstraint" => "have it issued without pathLenConstraint";
        |c, f| if c.get::<BasicConstraints>().is_some_and(|b| b.ca && b.path_len_constraint.is_some()) { c.present(oid::BASIC_CONSTRAINTS, f) };
    Error br_ca_key_usage_missing, "BR §7.1.2.6.1, §7.1.2.1.2", CA, CertificateIssuer;
        "it is a CA's certificate and has no keyUsage" => "have it issued with keyUsage keyCertSign and cRLSign";
        |c, f| missing(c, oid::KEY_USAGE, "keyUsage", f);
    Error br_ca_key_usage_without_cert_sign, "BR §7.1.2.10.7", CA, CertificateIssuer;
        "it is a CA's certificate and its keyUsage lacks keyCertSign" => "have it issued with keyUsage keyCertSign and cRLSign";
        |c, f| if lacks(c, KeyUsage::KEY_CERT_SIGN) { c.present(oid::KEY_USAGE, f) };
    Error br_ca_key_usage_without_crl_sign, "BR §7.1.2.10.7", CA, CertificateIssuer;
        "it is a CA's certificate and its keyUsage lacks cRLSign" => "have it issued with keyUsage keyCertSign and cRLSign";
        |c, f| if lacks(c, KeyUsage::CRL_SIGN) { c.present(oid::KEY_USAGE, f) };
    Error br_ca_key_usage_forbidden_bit, "BR §7.1.2.10.7", CA, CertificateIssuer;
        "it is a CA's certificate and its keyUsage has a bit other than digitalSignature, keyCertSign and cRLSign" => "have it issued without that bit";
        |c, f| forbidden_bits(c, &[KeyUsage::NON_REPUDIATION, KeyUsage::KEY_ENCIPHERMENT, KeyUsage::DATA_ENCIPHERMENT,
            KeyUsage::KEY_AGREEMENT, KeyUsage::ENCIPHER_ONLY, KeyUsage::DECIPHER_ONLY], f);
    // Key identifiers.
    Error br_leaf_authority_key_identifier_missing, "BR §7.1.2.7.6", LEAF, CertificateIssuer;
        "it has no authorityKeyIdentifier" => "have it issued with the issuer's key identifier";
        |c, f| missing(c, oid::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", f);
    Error br_intermediate_authority_key_identifier_missing, "BR §7.1.2.6.1", INTERMEDIATE, CertificateIssuer;
        "it has no authorityKeyIdentifier" => "have it issued with the issuer's key identifier";
        |c, f| missing(c, oid::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", f);
    Error br_authority_key_identifier_without_key, "BR §7.1.2.11.1, §7.1.2.1.3, §7.2.2", BY_ISSUER, CertificateIssuer;
        "authorityKeyIdentifier has no keyIdentifier" => "have it issued with the issuer's key identifier";
        |c, f| if c.get::<AuthorityKeyIdentifier<'_>>().is_some_and(|id| id.key_identifier.is_none()) { c.present(oid::AUTHORITY_KEY_IDENTIFIER, f) };
    Error br_authority_cert_issuer, "BR §7.1.2.11.1, §7.1.2.1.3, §7.2.2", BY_ISSUER, CertificateIssuer;
        "authorityKeyIdentifier has an authorityCertIssuer" => "have it issued with the issuer's key identifier alone";
        |c, f| if !is_older_than_one_form(c) && c.get::<AuthorityKeyIdentifier<'_>>().is_some_and(|id| id.authority_cert_issuer.is_some()) { c.present(oid::AUTHORITY_KEY_IDENTIFIER, f) };
    Error br_authority_cert_serial_number, "BR §7.1.2.11.1, §7.1.2.1.3, §7.2.2", BY_ISSUER, CertificateIssuer;
        "authorityKeyIdentifier has an authorityCertSerialNumber" => "have it issued with the issuer's key identifier alone";
        |c, f| if !is_older_than_one_form(c) && c.get::<AuthorityKeyIdentifier<'_>>().is_some_and(|id| id.authority_cert_serial_number.is_some()) { c.present(oid::AUTHORITY_KEY_IDENTIFIER, f) };
    Error br_authority_key_identifier_of_other_key, "BR §7.1.2.11.1, §7.1.2.1.3", CERTIFICATE, CertificateIssuer;
        "authorityKeyIdentifier is not the issuer's subjectKeyIdentifier" => "have it issued with the issuer's key identifier";
        |c, f| {
            let issuer = if c.kind() == Kind::Root { Some(c.document) } else { c.authority };
            if let Some(own) = c.get::<AuthorityKeyIdentifier<'_>>().and_then(|id| id.key_identifier)
                && let Some(theirs) = issuer.and_then(|issuer| issuer.get::<SubjectKeyIdentifier<'_>>()) && own != theirs.0 {
                f.at("authorityKeyIdentifier", own);
            }
        };
    Error br_ca_subject_key_identifier_missing, "BR §7.1.2.6.1, §7.1.2.1.2", CA, CertificateIssuer;
        "it is a CA's certificate and has no subjectKeyIdentifier" => "have it issued with subjectKeyIdentifier";
        |c, f| missing(c, oid::SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier", f);
    Notice br_leaf_subject_key_identifier, "BR §7.1.2.7.6", LEAF, CertificateIssuer, since "2023-09-15";
        "it has a subjectKeyIdentifier, which is not recommended" => "have it issued without";
        |c, f| c.present(oid::SUBJECT_KEY_IDENTIFIER, f);
    Warning br_root_authority_key_identifier_missing, "BR §7.1.2.1.2", ROOT, CertificateIssuer;
        "it is a root and has no authorityKeyIdentifier" => "have it issued with its own key identifier";
        |c, f| missing(c, oid::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", f);
    // Extended key usage.
    Error br_leaf_ext_key_usage_missing, "BR §7.1.2.7.6", LEAF, CertificateIssuer;
        "it has no extKeyUsage" => "have it issued with extKeyUsage serverAuth";
        |c, f| missing(c, oid::EXT_KEY_USAGE, "extKeyUsage", f);
    Error br_leaf_ext_key_usage_without_server_auth, "BR §7.1.2.7.10", LEAF, CertificateIssuer;
        "its extKeyUsage lacks serverAuth" => "have it issued with extKeyUsage serverAuth";
        |c, f| if c.get::<ExtKeyUsage<'_>>().is_some_and(|list| !list.contains(oid::KP_SERVER_AUTH)) { c.present(oid::EXT_KEY_USAGE, f) };
    Error br_leaf_ext_key_usage_forbidden, "BR §7.1.2.7.10", LEAF, CertificateIssuer;
        "its extKeyUsage has a purpose that a server's certificate must not have" => "have it issued for serverAuth alone";
        |c, f| purposes(c, f, |purpose| is_any(purpose, &ALWAYS_FORBIDDEN));
    Warning br_leaf_ext_key_usage_other, "BR §7.1.2.7.10", LEAF, CertificateIssuer, since "2023-09-15";
        "its extKeyUsage has a purpose other than serverAuth and clientAuth" => "have it issued for serverAuth alone";
        |c, f| purposes(c, f, |purpose| !is_any(purpose, &ALWAYS_FORBIDDEN) && !is_any(purpose, &[oid::KP_SERVER_AUTH, oid::KP_CLIENT_AUTH]));
    Error br_ext_key_usage_critical, "BR §7.1.2.7.6, §7.1.2.6.1", ISSUED, CertificateIssuer, since "2023-09-15";
        "its extKeyUsage is critical" => "have it issued with extKeyUsage not critical";
        |c, f| c.critical(oid::EXT_KEY_USAGE, true, f);
    Error br_root_ext_key_usage, "BR §7.1.2.1.2", ROOT, CertificateIssuer;
        "it is a root and has extKeyUsage" => "have it issued without extKeyUsage";
        |c, f| c.present(oid::EXT_KEY_USAGE, f);
    Error br_intermediate_ext_key_usage_missing, "BR §7.1.2.6.1", INTERMEDIATE, CertificateIssuer, since "2020-08-20";
        "it has no extKeyUsage" => "have it issued with extKeyUsage serverAuth";
        |c, f| missing(c, oid::EXT_KEY_USAGE, "extKeyUsage", f);
    Error br_intermediate_ext_key_usage_without_server_auth, "BR §7.1.2.10.6", INTERMEDIATE, CertificateIssuer, since "2020-08-20";
        "its extKeyUsage lacks serverAuth" => "have it issued with extKeyUsage serverAuth";
        |c, f| if c.get::<ExtKeyUsage<'_>>().is_some_and(|list| !list.contains(oid::KP_SERVER_AUTH)) { c.present(oid::EXT_KEY_USAGE, f) };
    Error br_intermediate_ext_key_usage_forbidden, "BR §7.1.2.10.6", INTERMEDIATE, CertificateIssuer, since "2020-08-20";
        "its extKeyUsage has a purpose that a CA for TLS servers must not have" => "have it issued for serverAuth alone";
        |c, f| purposes(c, f, |purpose| is_any(purpose, &ALWAYS_FORBIDDEN) && !is_any(purpose, &FORBIDDEN_TO_CAS_SINCE_2023));
    Error br_intermediate_ext_key_usage_ocsp_or_precertificate, "BR §7.1.2.10.6", INTERMEDIATE, CertificateIssuer, since "2023-09-15";
        "its extKeyUsage is for OCSP responses or precertificates beside TLS servers" => "have it issued for serverAuth alone";
        |c, f| purposes(c, f, |purpose| is_any(purpose, &FORBIDDEN_TO_CAS_SINCE_2023));
    // Policies.
    Error br_certificate_policies_missing, "BR §7.1.2.7.6, §7.1.2.6.1", ISSUED, CertificateIssuer;
        "it has no certificatePolicies" => "have it issued with a reserved policy identifier";
        |c, f| missing(c, oid::CERTIFICATE_POLICIES, "certificatePolicies", f);
    Error br_certificate_policies_critical, "BR §7.1.2.7.6, §7.1.2.6.1", ISSUED, CertificateIssuer, since "2023-09-15";
        "its certificatePolicies are critical" => "have it issued with certificatePolicies not critical";
        |c, f| c.critical(oid::CERTIFICATE_POLICIES, true, f);
    Error br_leaf_policy_not_reserved, "BR §7.1.2.7.9, §7.1.6.1", LEAF, CertificateIssuer, since "2020-09-30";
        "its certificatePolicies have no reserved policy identifier" => "have it issued with 2.23.140.1.2.1, .2, .3 or 2.23.140.1.1";
        |c, f| if c.get::<CertificatePolicies<'_>>().is_some() && !policies(c).iter().any(|id| is_reserved_policy(id)) { c.present(oid::CERTIFICATE_POLICIES, f) };
    Error br_leaf_several_reserved_policies, "BR §7.1.2.7.9", LEAF, CertificateIssuer, since "2023-09-15";
        "its certificatePolicies have more than one reserved policy identifier" => "have it issued with the one that it was validated by";
        |c, f| if policies(c).iter().filter(|id| is_reserved_policy(id)).count() > 1 { c.present(oid::CERTIFICATE_POLICIES, f) };
    Error br_leaf_any_policy, "BR §7.1.2.7.9", LEAF, CertificateIssuer;
        "its certificatePolicies have anyPolicy" => "have it issued without anyPolicy";
        |c, f| if policies(c).contains(&oid::ANY_POLICY.as_bytes()) { c.present(oid::CERTIFICATE_POLICIES, f) };
    Warning br_leaf_reserved_policy_not_first, "BR §7.1.2.7.9", LEAF, CertificateIssuer, since "2023-09-15";
        "the first of its policies is not the reserved one" => "have it issued with the reserved policy first";
        |c, f| {
            let policies = policies(c);
            if policies.iter().any(|id| is_reserved_policy(id)) && !policies.first().is_some_and(|id| is_reserved_policy(id)) { c.present(oid::CERTIFICATE_POLICIES, f) }
        };
    Error br_policy_qualifier_not_cps, "BR §7.1.2.7.9, §7.1.2.10.5", ISSUED, CertificateIssuer, since "2023-09-15";
        "a policy has a qualifier other than a CPS pointer" => "have it issued without that qualifier";
        |c, f| for policy in c.get::<CertificatePolicies<'_>>().into_iter().flat_map(|p| p.0.iter()) {
            if policy.policy_qualifiers.is_some_and(|q| q.iter().any(|q| !matches!(q, PolicyQualifier::Cps(_)))) {
                f.at("certificatePolicies", policy.policy_identifier.as_bytes());
            }
        };
    Error br_cps_not_http, "BR §7.1.2.7.9, §7.1.2.10.5", ISSUED, CertificateIssuer;
        "a CPS pointer is not an HTTP or HTTPS URL" => "write the URL of the practice statement";
        |c, f| for policy in c.get::<CertificatePolicies<'_>>().into_iter().flat_map(|p| p.0.iter()) {
            for qualifier in policy.policy_qualifiers.into_iter().flat_map(|q| q.iter()) {
                if let PolicyQualifier::Cps(uri) = qualifier && !text::uri(uri).is_some_and(|uri|
                    uri.scheme.eq_ignore_ascii_case("http") || uri.scheme.eq_ignore_ascii_case("https")) { f.quote("certificatePolicies", uri.as_bytes()) }
            }
        };
    Warning br_root_certificate_policies, "BR §7.1.2.1.2", ROOT, CertificateIssuer, since "2023-09-15";
        "it is a root and has certificatePolicies" => "have it issued without certificatePolicies";
        |c, f| c.present(oid::CERTIFICATE_POLICIES, f);
    Error br_intermediate_any_policy_beside_others, "BR §7.1.2.10.5", INTERMEDIATE, CertificateIssuer, since "2023-09-15";
        "its certificatePolicies have anyPolicy beside another policy" => "have it issued with anyPolicy alone, or without it";
        |c, f| if policies(c).len() > 1 && policies(c).contains(&oid::ANY_POLICY.as_bytes()) { c.present(oid::CERTIFICATE_POLICIES, f) };
    Error br_intermediate_policy_not_reserved, "BR §7.1.2.10.5", INTERMEDIATE, CertificateIssuer, since "2023-09-15";
        "its certificatePolicies have neither anyPolicy nor a reserved policy identifier" => "have it issued with anyPolicy, or a reserved policy identifier";
        |c, f| if c.get::<CertificatePolicies<'_>>().is_some()
            && !policies(c).iter().any(|id| is_reserved_policy(id) || *id == oid::ANY_POLICY.as_bytes()) { c.present(oid::CERTIFICATE_POLICIES, f) };
    // Where things are found.
    Error br_leaf_authority_info_access_missing, "BR §7.1.2.7.6", LEAF, CertificateIssuer, since "2023-09-15";
        "it has no authorityInfoAccess" => "have it issued with the places of the issuer's certificate and of an OCSP responder";
        |c, f| missing(c, oid::AUTHORITY_INFO_ACCESS, "authorityInfoAccess", f);
    Error br_authority_info_access_without_http, "BR §7.1.2.7.7, §7.1.2.10.3", ISSUED, CertificateIssuer, until "2023-09-15";
        "authorityInfoAccess has no place that is an HTTP URL" => "write http://host/path";
        |c, f| if c.get::<AuthorityInfoAccess<'_>>().is_some() && !access(c).any(|(_, place)| is_http(&place)) { c.present(oid::AUTHORITY_INFO_ACCESS, f) };
    Error br_authority_info_access_not_http, "BR §7.1.2.7.7, §7.1.2.10.3", ISSUED, CertificateIssuer, since "2023-09-15";
        "authorityInfoAccess has a place that is not an HTTP URL" => "write http://host/path";
        |c, f| if access(c).any(|(_, place)| !is_http(&place)) { c.present(oid::AUTHORITY_INFO_ACCESS, f) };
    Error br_authority_info_access_other_method, "BR §7.1.2.7.7, §7.1.2.10.3", ISSUED, CertificateIssuer, since "2023-09-15";
        "authorityInfoAccess has a method other than OCSP and caIssuers" => "have it issued without that access description";
        |c, f| if access(c).any(|(method, _)| !is_any(method, &[oid::AD_OCSP, oid::AD_CA_ISSUERS])) { c.present(oid::AUTHORITY_INFO_ACCESS, f) };
    Error br_authority_info_access_repeated, "BR §7.1.2.7.7, §7.1.2.10.3", ISSUED, CertificateIssuer, since "2023-09-15";
        "authorityInfoAccess has one place twice" => "have it issued with each place once";
        |c, f| {
            let mut places: Vec<_> = access(c).filter_map(|(method, place)| match place {
                GeneralName::Uri(uri) => Some((method.as_bytes(), uri)),
                _ => None,
            }).collect();
            places.sort_unstable();
            for pair in places.windows(2).filter(|pair| pair[0] == pair[1]) { f.quote("authorityInfoAccess", pair[1].1.as_bytes()) }
        };
    Warning br_leaf_without_ca_issuers, "BR §7.1.2.7.7", LEAF, CertificateIssuer, since "2023-09-15";
        "authorityInfoAccess has no caIssuers" => "have it issued with the place of the issuer's certificate";
        |c, f| if c.get::<AuthorityInfoAccess<'_>>().is_some() && !access(c).any(|(method, _)| method == oid::AD_CA_ISSUERS) { c.present(oid::AUTHORITY_INFO_ACCESS, f) };
    Error br_leaf_status_nowhere, "BR §7.1.2.11.2", LEAF, CertificateIssuer, since "2023-09-15";
        "it has neither cRLDistributionPoints nor an OCSP responder, and is not short-lived" => "have it issued with cRLDistributionPoints";
        |c, f| if c.extension(oid::CRL_DISTRIBUTION_POINTS).is_none() && !has_ocsp(c) && !is_short_lived(c) { f.missing("cRLDistributionPoints") };
    Error br_intermediate_crl_distribution_points_missing, "BR §7.1.2.6.1", INTERMEDIATE, CertificateIssuer;
        "it has no cRLDistributionPoints" => "have it issued with the place of the CRL";
        |c, f| missing(c, oid::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints", f);
    Warning br_root_crl_distribution_points, "BR §7.1.2.11.2", ROOT, CertificateIssuer, since "2023-09-15";
        "it is a root and has cRLDistributionPoints" => "have it issued without cRLDistributionPoints";
        |c, f| c.present(oid::CRL_DISTRIBUTION_POINTS, f);
    Error br_crl_distribution_points_critical, "BR §7.1.2.7.6, §7.1.2.6.1", ISSUED, CertificateIssuer;
        "its cRLDistributionPoints are critical" => "have it issued with them not critical";
        |c, f| c.critical(oid::CRL_DISTRIBUTION_POINTS, true, f);
    Error br_crl_distribution_points_without_http, "BR §7.1.2.11.2", ISSUED, CertificateIssuer, until "2023-09-15";
        "no distribution point has an HTTP URL" => "write http://host/path";
        |c, f| if c.get::<CrlDistributionPoints<'_>>().is_some_and(|points| !points.0.iter().any(|point| matches!(point.distribution_point,
            Some(DistributionPointName::FullName(names)) if names.iter().any(|name| is_http(&name))))) { c.present(oid::CRL_DISTRIBUTION_POINTS, f) };
    Error br_crl_distribution_point_not_http, "BR §7.1.2.11.2", ISSUED, CertificateIssuer, since "2023-09-15";
        "a distribution point has a name that is not an HTTP URL" => "write http://host/path";
        |c, f| for point in c.get::<CrlDistributionPoints<'_>>().into_iter().flat_map(|points| points.0.iter()) {
            if let Some(DistributionPointName::FullName(names)) = point.distribution_point && names.iter().any(|name| !is_http(&name)) {
                c.present(oid::CRL_DISTRIBUTION_POINTS, f);
            }
        };
    Error br_crl_distribution_point_reasons_or_issuer, "BR §7.1.2.11.2", ISSUED, CertificateIssuer, since "2023-09-15";
        "a distribution point has reasons or cRLIssuer, or no full name" => "have it issued with the full name alone";
        |c, f| if c.get::<CrlDistributionPoints<'_>>().is_some_and(|points| points.0.iter().any(|p| p.reasons.is_some() || p.crl_issuer.is_some()
            || !matches!(p.distribution_point, Some(DistributionPointName::FullName(_))))) { c.present(oid::CRL_DISTRIBUTION_POINTS, f) };
    // Other extensions.
    Error br_leaf_name_constraints, "BR §7.1.2.7.6", LEAF, CertificateIssuer;
        "it has nameConstraints" => "have it issued without nameConstraints";
        |c, f| c.present(oid::NAME_CONSTRAINTS, f);
    Error br_signed_certificate_timestamps_critical, "BR §7.1.2.7.6", ISSUED, CertificateIssuer, since "2023-09-15";
        "its signedCertificateTimestampList is critical" => "have it issued with it not critical";
        |c, f| c.critical(oid::CT_PRECERT_SCTS, true, f);
    Warning br_leaf_other_extension, "BR §7.1.2.7.6", LEAF, CertificateIssuer, since "2023-09-15";
        "it has an extension that is not recommended" => "have it issued without that extension";
        |c, f| {
            let usual = [oid::AUTHORITY_INFO_ACCESS, oid::AUTHORITY_KEY_IDENTIFIER, oid::CERTIFICATE_POLICIES, oid::EXT_KEY_USAGE,
                oid::SUBJECT_ALT_NAME, oid::NAME_CONSTRAINTS, oid::KEY_USAGE, oid::BASIC_CONSTRAINTS, oid::CRL_DISTRIBUTION_POINTS,
                oid::CT_PRECERT_SCTS, oid::SUBJECT_KEY_IDENTIFIER, oid::TLS_FEATURE, oid::CT_PRECERT_POISON];
            for e in c.extensions.iter().filter(|e| !is_any(e.oid, &usual)) { f.detail("extensions", e.raw, format!("{}", e.oid.named())) }
        };
    Error br_ocsp_no_check_missing, "BR §7.1.2.8.2, §7.1.2.8.6", LEAF, CertificateIssuer, since "2023-09-15";
        "it is for OCSP responses and has no ocsp-nocheck" => "have it issued with ocsp-nocheck";
        |c, f| if c.get::<ExtKeyUsage<'_>>().is_some_and(|list| list.contains(oid::KP_OCSP_SIGNING)) { missing(c, oid::OCSP_NO_CHECK, "ocsp-nocheck", f) };
    // CRLs.
    Error br_crl_too_long_in_force, "BR §7.2, §4.9.7", CRL, CrlIssuer;
        "nextUpdate is more than 12 months after thisUpdate" => "issue it for a maximum of 10 days, or 12 months where it is of CAs";
        |c, f| valid_over_days(c, 366, f);
    Error br_crl_of_leaves_too_long_in_force, "BR §7.2, §4.9.7", CRL, CrlIssuer;
        "it is of certificates that are not CAs' and nextUpdate is more than 10 days after thisUpdate" => "issue it for a maximum of 10 days";
        |c, f| if c.get::<IssuingDistributionPoint<'_>>().is_some_and(|p| p.only_contains_user_certs) { valid_over_days(c, 10, f) };
    Error br_crl_reason_not_allowed, "BR §7.2.2", CRL, CrlIssuer, since "2023-07-15";
        "the reasonCode of an entry is one that the requirements do not allow" => "use keyCompromise, affiliationChanged, superseded, cessationOfOperation, privilegeWithdrawn or, of CAs, cACompromise";
        |c, f| for entry in c.entries() {
            for e in entry.extensions() {
                if let Some(Ok(reason)) = e.typed::<CrlReason>() && matches!(reason, CrlReason::Unspecified | CrlReason::CertificateHold
                    | CrlReason::AaCompromise | CrlReason::RemoveFromCrl) { f.detail("reasonCode", e.raw, reason.name().into()) }
            }
        };
    Error br_crl_scope_not_by_uri, "BR §7.2.2.1", CRL, CrlIssuer;
        "its issuingDistributionPoint has no distributionPoint, or one that is not a list of URIs" => "write fullName with the URI that the certificates have";
        |c, f| if let Some(point) = c.get::<IssuingDistributionPoint<'_>>().map(|p| p.distribution_point)
            && !matches!(point, Some(DistributionPointName::FullName(names)) if names.iter().all(|name| matches!(name, GeneralName::Uri(_)))) {
            c.present(oid::ISSUING_DISTRIBUTION_POINT, f);
        };
    Error br_crl_scope_indirect, "BR §7.2.2.1", CRL, CrlIssuer;
        "its issuingDistributionPoint has indirectCRL or onlyContainsAttributeCerts" => "issue a list of the CA's own certificates";
        |c, f| if c.get::<IssuingDistributionPoint<'_>>().is_some_and(|p| p.indirect_crl || p.only_contains_attribute_certs) {
            c.present(oid::ISSUING_DISTRIBUTION_POINT, f);
        };
    Warning br_crl_revoked_later, "BR §7.2.2", CRL, CrlIssuer;
        "a revocationDate is after thisUpdate" => "list a certificate when it is revoked";
        |c, f| for entry in c.entries() {
            if let (Some(issued), Ok(date)) = (c.issued(), Time::from_tlv(&entry.date, "")) && date > issued { f.at("revocationDate", entry.date.raw) }
        };
}
