//! The extensions of certificates (RFC 5280 §4.2, RFC 6818, RFC 3161, RFC 6960, RFC 7633, RFC 9608).

use alloc::vec::Vec;

use super::{Context, Document, Findings, Kind, table, text};
use crate::der::{ObjectIdentifierRef, oid};
use crate::x509::GeneralName;
use crate::x509::extension::{
    AuthorityInfoAccess, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies,
    CrlDistributionPoints, DisplayText, DistributionPointName, ExtKeyUsage, FreshestCrl,
    GeneralSubtree, KeyUsage, Known, NameConstraints, PolicyConstraints, PolicyMappings,
    PolicyQualifier, SubjectInfoAccess, SubjectKeyIdentifier, UserNotice,
};

/// noRevAvail, 2.5.29.56 (RFC 9608 §2).
const NO_REV_AVAIL: ObjectIdentifierRef<'static> = super::object_identifier(&[0x55, 0x1d, 56]);

impl Context<'_, '_> {
    /// An extension that its type refuses.
    pub(super) fn malformed(&self, id: ObjectIdentifierRef<'_>, f: &mut Findings<'_>) {
        if let (Some(extension), Some(known)) = (self.extension(id), Known::of(id))
            && let Err(error) = known.recode(extension.value, extension.offset)
        {
            f.refused(known.name, &error);
        }
    }

    /// An extension that is critical, or is not.
    pub(super) fn critical(&self, id: ObjectIdentifierRef<'_>, wrong: bool, f: &mut Findings<'_>) {
        if let (Some(extension), Some(known)) = (self.extension(id), Known::of(id))
            && extension.critical == wrong
        {
            f.at(known.name, extension.raw);
        }
    }

    /// An extension where it does not belong.
    pub(super) fn present(&self, id: ObjectIdentifierRef<'_>, f: &mut Findings<'_>) {
        if let Some(extension) = self.extension(id) {
            f.at(
                Known::of(id).map_or("extensions", |known| known.name),
                extension.raw,
            );
        }
    }
}

pub(super) fn usage(c: &Context<'_, '_>, bits: KeyUsage) -> bool {
    c.get::<KeyUsage>()
        .is_some_and(|usage| usage.contains(bits))
}

/// Every subtree of nameConstraints.
fn subtrees<'a>(c: &Context<'_, 'a>) -> Vec<GeneralSubtree<'a>> {
    let Some(constraints) = c.get::<NameConstraints<'a>>() else {
        return Vec::new();
    };
    let lists = [
        constraints.permitted_subtrees,
        constraints.excluded_subtrees,
    ];
    lists
        .into_iter()
        .flatten()
        .flat_map(|list| list.iter())
        .collect()
}

fn constraint(
    c: &Context<'_, '_>,
    f: &mut Findings<'_>,
    is_wrong: impl Fn(&GeneralName<'_>) -> bool,
) {
    for subtree in subtrees(c).iter().filter(|subtree| is_wrong(&subtree.base)) {
        match subtree.base {
            GeneralName::Dns(name) | GeneralName::Rfc822(name) | GeneralName::Uri(name) => {
                f.quote("nameConstraints", name.as_bytes());
            }
            GeneralName::Ip(bytes) => f.at("nameConstraints", bytes),
            _ => f.missing("nameConstraints"),
        }
    }
}

fn notices<'a>(c: &Context<'_, 'a>) -> Vec<UserNotice<'a>> {
    let mut out = Vec::new();
    for policy in c
        .get::<CertificatePolicies<'a>>()
        .into_iter()
        .flat_map(|p| p.0.iter())
    {
        for qualifier in policy.policy_qualifiers.into_iter().flat_map(|q| q.iter()) {
            if let PolicyQualifier::UserNotice(notice) = qualifier {
                out.push(notice);
            }
        }
    }
    out
}

fn explicit_text(
    c: &Context<'_, '_>,
    f: &mut Findings<'_>,
    is_wrong: impl Fn(&DisplayText<'_>) -> bool,
) {
    for text in notices(c).iter().filter_map(|notice| notice.explicit_text) {
        if is_wrong(&text) {
            f.at("certificatePolicies.explicitText", bytes(&text));
        }
    }
}

fn bytes<'a>(text: &DisplayText<'a>) -> &'a [u8] {
    match *text {
        DisplayText::Ia5(text) | DisplayText::Visible(text) | DisplayText::Utf8(text) => {
            text.as_bytes()
        }
        DisplayText::Bmp(units) => units,
    }
}

fn text_len(text: &DisplayText<'_>) -> usize {
    match text {
        DisplayText::Bmp(units) => units.len() / 2,
        DisplayText::Ia5(text) | DisplayText::Visible(text) | DisplayText::Utf8(text) => {
            text.chars().count()
        }
    }
}

fn is_at_a_known_place(name: &GeneralName<'_>) -> bool {
    matches!(name, GeneralName::Uri(uri) if ["http", "ldap", "https", "ldaps"].iter()
        .any(|scheme| text::uri(uri).is_some_and(|uri| uri.scheme.eq_ignore_ascii_case(scheme))))
}

/// The keyUsage bits of which a purpose needs one (RFC 5280 §4.2.1.12).
fn fitting(purpose: &[u8]) -> Option<KeyUsage> {
    let any = KeyUsage::DIGITAL_SIGNATURE | KeyUsage::NON_REPUDIATION;
    let transport = KeyUsage::KEY_ENCIPHERMENT | KeyUsage::KEY_AGREEMENT;
    let is = |id: ObjectIdentifierRef<'_>| id.as_bytes() == purpose;
    if is(oid::KP_SERVER_AUTH) || is(oid::KP_EMAIL_PROTECTION) {
        Some(any | transport)
    } else if is(oid::KP_CLIENT_AUTH) {
        Some(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::KEY_AGREEMENT)
    } else if is(oid::KP_CODE_SIGNING) {
        Some(KeyUsage::DIGITAL_SIGNATURE)
    } else if is(oid::KP_TIME_STAMPING) || is(oid::KP_OCSP_SIGNING) {
        Some(any)
    } else {
        None
    }
}

table! { RULES, Pkix;
    // Authority key identifier.
    Error authority_key_identifier_malformed, "RFC 5280 §4.2.1.1", CERTIFICATE, RelyingParty;
        "authorityKeyIdentifier cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::AUTHORITY_KEY_IDENTIFIER, f);
    Error authority_key_identifier_missing, "RFC 5280 §4.2.1.1", ISSUED, CertificateIssuer;
        "it has no authorityKeyIdentifier" => "have it issued with the issuer's key identifier";
        |c, f| {
            // Only what its own key signed may leave it out: of a path, the issuer's key is known.
            let is_own_key = |issuer: &Document<'_>| issuer.spki.map(|spki| spki.key) == c.spki.map(|spki| spki.key);
            let is_self_signed = c.is_self_issued() && c.authority.is_none_or(is_own_key);
            if c.extension(oid::AUTHORITY_KEY_IDENTIFIER).is_none() && c.version == Some(3) && !is_self_signed {
                f.missing("authorityKeyIdentifier");
            }
        };
    Error authority_key_identifier_without_key, "RFC 5280 §4.2.1.1", ISSUED, CertificateIssuer;
        "authorityKeyIdentifier has no keyIdentifier" => "have it issued with the issuer's key identifier";
        |c, f| if c.get::<AuthorityKeyIdentifier<'_>>().is_some_and(|id| id.key_identifier.is_none()) {
            c.present(oid::AUTHORITY_KEY_IDENTIFIER, f);
        };
    Error authority_key_identifier_half_a_reference, "RFC 5280 §4.2.1.1", BY_ISSUER, CertificateIssuer;
        "authorityKeyIdentifier has one of authorityCertIssuer and authorityCertSerialNumber without the other" => "have it issued with both or neither";
        |c, f| if c.get::<AuthorityKeyIdentifier<'_>>().is_some_and(|id| id.authority_cert_issuer.is_some() != id.authority_cert_serial_number.is_some()) {
            c.present(oid::AUTHORITY_KEY_IDENTIFIER, f);
        };
    Error authority_key_identifier_critical, "RFC 5280 §4.2.1.1", CERTIFICATE, CertificateIssuer;
        "its authorityKeyIdentifier is critical" => "have it issued with authorityKeyIdentifier not critical";
        |c, f| c.critical(oid::AUTHORITY_KEY_IDENTIFIER, true, f);
    // Subject key identifier.
    Error subject_key_identifier_malformed, "RFC 5280 §4.2.1.2", SUBJECT, RelyingParty;
        "subjectKeyIdentifier cannot be read" => "write it as OCTET STRING";
        |c, f| c.malformed(oid::SUBJECT_KEY_IDENTIFIER, f);
    Error subject_key_identifier_missing, "RFC 5280 §4.2.1.2", CA, CertificateIssuer;
        "it is a CA and has no subjectKeyIdentifier" => "have it issued with subjectKeyIdentifier";
        |c, f| if c.is_ca() && c.version == Some(3) && c.extension(oid::SUBJECT_KEY_IDENTIFIER).is_none() {
            f.missing("subjectKeyIdentifier");
        };
    Error subject_key_identifier_critical, "RFC 5280 §4.2.1.2", SUBJECT, CertificateIssuer;
        "its subjectKeyIdentifier is critical" => "have it issued with subjectKeyIdentifier not critical";
        |c, f| c.critical(oid::SUBJECT_KEY_IDENTIFIER, true, f);
    Warning subject_key_identifier_empty, "RFC 5280 §4.2.1.2", SUBJECT, CertificateIssuer;
        "its subjectKeyIdentifier is empty" => "derive it from the key";
        |c, f| if c.get::<SubjectKeyIdentifier<'_>>().is_some_and(|id| id.0.is_empty()) { c.present(oid::SUBJECT_KEY_IDENTIFIER, f) };
    // Key usage.
    Error key_usage_malformed, "RFC 5280 §4.2.1.3", SUBJECT, RelyingParty;
        "keyUsage cannot be read" => "write it as BIT STRING";
        |c, f| c.malformed(oid::KEY_USAGE, f);
    Error key_usage_missing, "RFC 5280 §4.2.1.3", CA, CertificateIssuer;
        "it is a CA and has no keyUsage" => "have it issued with keyUsage keyCertSign and cRLSign";
        |c, f| if c.is_ca() && c.extension(oid::KEY_USAGE).is_none() { f.missing("keyUsage") };
    Error key_usage_empty, "RFC 5280 §4.2.1.3", SUBJECT, CertificateIssuer;
        "its keyUsage has no bit" => "have it issued with the bits that the key is for, or without keyUsage";
        |c, f| if c.get::<KeyUsage>().is_some_and(KeyUsage::is_empty) { c.present(oid::KEY_USAGE, f) };
    Error key_usage_cert_sign_without_ca, "RFC 5280 §4.2.1.3", CERTIFICATE, CertificateIssuer;
        "its keyUsage has keyCertSign and it is not a CA" => "have it issued without keyCertSign, or with basicConstraints CA:TRUE";
        |c, f| if usage(c, KeyUsage::KEY_CERT_SIGN) && !c.is_ca() { c.present(oid::KEY_USAGE, f) };
    Warning key_usage_not_critical, "RFC 5280 §4.2.1.3", SUBJECT, CertificateIssuer;
        "its keyUsage is not critical" => "have it issued with keyUsage critical";
        |c, f| c.critical(oid::KEY_USAGE, false, f);
    Error key_usage_not_for_rsa, "RFC 3279 §2.3.1, RFC 4055 §1.2", CERTIFICATE, CertificateIssuer;
        "its keyUsage has a bit that an RSA key cannot serve: keyAgreement, encipherOnly or decipherOnly" => "have it issued without that bit";
        |c, f| if super::keys::numbers(c).is_some() && [KeyUsage::KEY_AGREEMENT, KeyUsage::ENCIPHER_ONLY, KeyUsage::DECIPHER_ONLY]
            .into_iter().any(|bit| usage(c, bit)) { c.present(oid::KEY_USAGE, f) };
    Error key_usage_trailing_zero_bits, "RFC 5280 appendix B, X.690 §11.2.2", CERTIFICATE, CertificateIssuer;
        "its keyUsage ends in zero bits, which DER leaves out" => "leave them out";
        |c, f| if let (Some(e), Some(_)) = (c.extension(oid::KEY_USAGE), c.get::<KeyUsage>())
            && let [_, _, unused, .., last] = e.value && last >> (unused & 7) & 1 == 0 { f.at("keyUsage", e.value) };
    Notice private_key_usage_period_present, "RFC 5280 appendix", CERTIFICATE, CertificateIssuer;
        "it has privateKeyUsagePeriod, which RFC 5280 gave up" => "leave it out";
        |c, f| c.present(oid::PRIVATE_KEY_USAGE_PERIOD, f);
    // Certificate policies.
    Error certificate_policies_malformed, "RFC 5280 §4.2.1.4", CERTIFICATE, CertificateIssuer;
        "certificatePolicies cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::CERTIFICATE_POLICIES, f);
    Error certificate_policy_repeated, "RFC 5280 §4.2.1.4", CERTIFICATE, RelyingParty;
        "certificatePolicies has one policy twice" => "have it issued with each policy once";
        |c, f| if let Some(policies) = c.get::<CertificatePolicies<'_>>() {
            let mut seen: Vec<&[u8]> = policies.0.iter().map(|p| p.policy_identifier.as_bytes()).collect();
            seen.sort_unstable();
            for pair in seen.windows(2).filter(|pair| pair[0] == pair[1]) { f.at("certificatePolicies", pair[1]) }
        };
    Error certificate_policies_any_policy_qualifier, "RFC 5280 §4.2.1.4", CERTIFICATE, CertificateIssuer;
        "anyPolicy has a qualifier other than a CPS pointer and a user notice" => "have it issued without that qualifier";
        |c, f| for policy in c.get::<CertificatePolicies<'_>>().into_iter().flat_map(|p| p.0.iter()) {
            let other = |q| matches!(q, PolicyQualifier::Other { .. });
            if policy.policy_identifier == oid::ANY_POLICY && policy.policy_qualifiers.is_some_and(|q| q.iter().any(other)) {
                f.at("certificatePolicies", policy.policy_identifier.as_bytes());
            }
        };
    Warning certificate_policies_qualifiers, "RFC 5280 §4.2.1.4", CERTIFICATE, CertificateIssuer;
        "a policy has qualifiers" => "name the policy by its object identifier alone";
        |c, f| for policy in c.get::<CertificatePolicies<'_>>().into_iter().flat_map(|p| p.0.iter()) {
            if policy.policy_qualifiers.is_some() { f.at("certificatePolicies", policy.policy_identifier.as_bytes()) }
        };
    Error explicit_text_too_long, "RFC 5280 §4.2.1.4", CERTIFICATE, CertificateIssuer;
        "an explicitText has more than 200 characters" => "shorten it";
        |c, f| explicit_text(c, f, |text| text_len(text) > 200);
    Warning explicit_text_visible_or_bmp, "RFC 6818 §3", CERTIFICATE, CertificateIssuer;
        "an explicitText is a VisibleString or BMPString" => "write it as UTF8String, which is preferred";
        |c, f| explicit_text(c, f, |text| matches!(text, DisplayText::Visible(_) | DisplayText::Bmp(_)));
    Error explicit_text_ia5_string, "RFC 6818 §3", CERTIFICATE, CertificateIssuer, since "2013-01-01";
        "an explicitText is an IA5String" => "write it as UTF8String";
        |c, f| explicit_text(c, f, |text| matches!(text, DisplayText::Ia5(_)));
    Warning explicit_text_control_character, "RFC 5280 §4.2.1.4", CERTIFICATE, CertificateIssuer;
        "an explicitText has a control character" => "leave it out";
        |c, f| explicit_text(c, f, |text| !matches!(text, DisplayText::Bmp(_)) && bytes(text).iter().any(u8::is_ascii_control));
    Warning notice_reference_present, "RFC 5280 §4.2.1.4", CERTIFICATE, CertificateIssuer;
        "a user notice has a noticeRef" => "leave it out";
        |c, f| if notices(c).iter().any(|notice| notice.notice_ref.is_some()) { c.present(oid::CERTIFICATE_POLICIES, f) };
    // Policy mappings.
    Error policy_mappings_malformed, "RFC 5280 §4.2.1.5", CERTIFICATE, RelyingParty;
        "policyMappings cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::POLICY_MAPPINGS, f);
    Error policy_mappings_of_any_policy, "RFC 5280 §4.2.1.5", CA, RelyingParty;
        "its policyMappings map anyPolicy" => "have it issued without that mapping";
        |c, f| if let Some(mappings) = c.get::<PolicyMappings<'_>>() && mappings.0.iter().any(|pair|
            pair.issuer_domain_policy == oid::ANY_POLICY || pair.subject_domain_policy == oid::ANY_POLICY) {
            c.present(oid::POLICY_MAPPINGS, f);
        };
    Error policy_mappings_in_leaf, "RFC 5280 §4.2.1.5", LEAF, CertificateIssuer;
        "it has policyMappings and is not a CA" => "have it issued without policyMappings";
        |c, f| c.present(oid::POLICY_MAPPINGS, f);
    Warning policy_mappings_not_critical, "RFC 5280 §4.2.1.5", CA, CertificateIssuer;
        "its policyMappings are not critical" => "have it issued with policyMappings critical";
        |c, f| c.critical(oid::POLICY_MAPPINGS, false, f);
    Warning policy_mappings_of_other_policy, "RFC 5280 §4.2.1.5", CA, CertificateIssuer;
        "an issuerDomainPolicy of policyMappings is not among its certificatePolicies" => "have it issued with that policy";
        |c, f| if let Some(mappings) = c.get::<PolicyMappings<'_>>() {
            let mut policies: Vec<&[u8]> = c.get::<CertificatePolicies<'_>>().into_iter()
                .flat_map(|p| p.0.iter()).map(|p| p.policy_identifier.as_bytes()).collect();
            policies.sort_unstable();
            for pair in mappings.0.iter() {
                let id = pair.issuer_domain_policy.as_bytes();
                if pair.issuer_domain_policy != oid::ANY_POLICY && policies.binary_search(&id).is_err() { f.at("policyMappings", id) }
            }
        };
    // Alternative names.
    Error subject_alt_name_malformed, "RFC 5280 §4.2.1.6", SUBJECT, RelyingParty;
        "subjectAltName cannot be read" => "write one name or more, by its ASN.1, in ASCII";
        |c, f| c.malformed(oid::SUBJECT_ALT_NAME, f);
    Error issuer_alt_name_malformed, "RFC 5280 §4.2.1.7", BY_ISSUER, CertificateIssuer;
        "issuerAltName cannot be read" => "write one name or more, by its ASN.1, in ASCII";
        |c, f| c.malformed(oid::ISSUER_ALT_NAME, f);
    Warning issuer_alt_name_critical, "RFC 5280 §4.2.1.7", BY_ISSUER, CertificateIssuer;
        "its issuerAltName is critical" => "have it issued with issuerAltName not critical";
        |c, f| c.critical(oid::ISSUER_ALT_NAME, true, f);
    // Subject directory attributes.
    Error subject_directory_attributes_critical, "RFC 5280 §4.2.1.8", CERTIFICATE, CertificateIssuer;
        "its subjectDirectoryAttributes are critical" => "have it issued with them not critical";
        |c, f| if let Some(e) = c.extension(oid::SUBJECT_DIRECTORY_ATTRIBUTES) && e.critical { f.at("subjectDirectoryAttributes", e.raw) };
    // Basic constraints.
    Error basic_constraints_malformed, "RFC 5280 §4.2.1.9", SUBJECT, RelyingParty;
        "basicConstraints cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::BASIC_CONSTRAINTS, f);
    Error basic_constraints_missing_in_trust_anchor, "RFC 5280 §4.2.1.9", ROOT, CertificateIssuer;
        "it is a trust anchor and its basicConstraints do not have cA" => "use a CA's certificate of version 3";
        |c, f| if c.extension(oid::BASIC_CONSTRAINTS).is_none() { f.missing("basicConstraints") };
    Error basic_constraints_not_critical, "RFC 5280 §4.2.1.9", CERTIFICATE, CertificateIssuer;
        "it is a CA and its basicConstraints are not critical" => "have it issued with basicConstraints critical";
        |c, f| if c.is_ca() { c.critical(oid::BASIC_CONSTRAINTS, false, f) };
    Error path_len_without_ca, "RFC 5280 §4.2.1.9", CERTIFICATE, CertificateIssuer;
        "it has a pathLenConstraint and is not a CA" => "have it issued without pathLenConstraint";
        |c, f| if c.get::<BasicConstraints>().is_some_and(|b| b.path_len_constraint.is_some() && !b.ca) { c.present(oid::BASIC_CONSTRAINTS, f) };
    Error path_len_without_cert_sign, "RFC 5280 §4.2.1.9", CERTIFICATE, CertificateIssuer;
        "it has a pathLenConstraint and its keyUsage lacks keyCertSign" => "have it issued with keyUsage keyCertSign";
        |c, f| if c.get::<BasicConstraints>().is_some_and(|b| b.path_len_constraint.is_some())
            && c.get::<KeyUsage>().is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN)) { c.present(oid::BASIC_CONSTRAINTS, f) };
    Error basic_constraints_false_written, "RFC 5280 §4.2.1.9, X.690 §11.5", CERTIFICATE, CertificateIssuer;
        "cA FALSE is written out, which DER leaves out" => "write an empty SEQUENCE";
        |c, f| if let Some(e) = c.extension(oid::BASIC_CONSTRAINTS) && e.value.get(2..5) == Some(&[1, 1, 0]) { f.at("basicConstraints", e.value) };
    // Name constraints.
    Error name_constraints_malformed, "RFC 5280 §4.2.1.10", CERTIFICATE, RelyingParty;
        "nameConstraints cannot be read" => "write it by its ASN.1: no empty list, an address with a mask of ones followed by zeros";
        |c, f| c.malformed(oid::NAME_CONSTRAINTS, f);
    Error name_constraints_in_leaf, "RFC 5280 §4.2.1.10", LEAF, CertificateIssuer;
        "it has nameConstraints and is not a CA" => "have it issued without nameConstraints";
        |c, f| c.present(oid::NAME_CONSTRAINTS, f);
    Error name_constraints_not_critical, "RFC 5280 §4.2.1.10", CA, CertificateIssuer;
        "its nameConstraints are not critical" => "have it issued with nameConstraints critical";
        |c, f| c.critical(oid::NAME_CONSTRAINTS, false, f);
    Error name_constraints_empty, "RFC 5280 §4.2.1.10", CERTIFICATE, CertificateIssuer;
        "its nameConstraints constrain nothing" => "have it issued with a subtree, or without nameConstraints";
        |c, f| if c.get::<NameConstraints<'_>>().is_some_and(|n| n.permitted_subtrees.is_none() && n.excluded_subtrees.is_none()) {
            c.present(oid::NAME_CONSTRAINTS, f);
        };
    Error name_constraints_minimum_or_maximum, "RFC 5280 §4.2.1.10", CERTIFICATE, CertificateIssuer;
        "a subtree has a minimum or a maximum" => "have it issued with whole subtrees";
        |c, f| if subtrees(c).iter().any(|s| s.minimum != 0 || s.maximum.is_some()) { c.present(oid::NAME_CONSTRAINTS, f) };
    Error name_constraints_dns_malformed, "RFC 5280 §4.2.1.10", CERTIFICATE, CertificateIssuer;
        "a constraint on dNSNames is not a domain" => "write the domain, without a leading dot, wildcard or port";
        |c, f| constraint(c, f, |base| matches!(base, GeneralName::Dns(name) if !name.is_empty() && !text::is_host_name(name)));
    Error name_constraints_email_malformed, "RFC 5280 §4.2.1.10", CERTIFICATE, CertificateIssuer;
        "a constraint on rfc822Names is neither a mailbox, a host nor a domain with a leading dot" => "write user@host, host or .domain";
        |c, f| constraint(c, f, |base| matches!(base, GeneralName::Rfc822(name) if !name.is_empty() && !match name.contains('@') {
            true => text::is_mailbox(name),
            false => text::is_host_name(name.strip_prefix('.').unwrap_or(name)),
        }));
    Error name_constraints_uri_malformed, "RFC 5280 §4.2.1.10", CERTIFICATE, CertificateIssuer;
        "a constraint on URIs is neither a host nor a domain with a leading dot" => "write the host or .domain alone, without scheme and path";
        |c, f| constraint(c, f, |base| matches!(base, GeneralName::Uri(name) if !name.is_empty() && !text::is_host_name(name.strip_prefix('.').unwrap_or(name))));
    Warning name_constraints_of_unused_form, "RFC 5280 §4.2.1.10", CERTIFICATE, CertificateIssuer;
        "nameConstraints constrain x400Address, ediPartyName or registeredID" => "have it issued without that constraint";
        |c, f| constraint(c, f, |base| matches!(base, GeneralName::X400(_) | GeneralName::EdiParty(_) | GeneralName::RegisteredId(_)));
    // Policy constraints and inhibitAnyPolicy.
    Error policy_constraints_malformed, "RFC 5280 §4.2.1.11", CERTIFICATE, RelyingParty;
        "policyConstraints cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::POLICY_CONSTRAINTS, f);
    Error policy_constraints_not_critical, "RFC 5280 §4.2.1.11", CERTIFICATE, CertificateIssuer;
        "its policyConstraints are not critical" => "have it issued with policyConstraints critical";
        |c, f| c.critical(oid::POLICY_CONSTRAINTS, false, f);
    Error policy_constraints_empty, "RFC 5280 §4.2.1.11", CERTIFICATE, CertificateIssuer;
        "its policyConstraints constrain nothing" => "have it issued with a constraint, or without policyConstraints";
        |c, f| if c.get::<PolicyConstraints>().is_some_and(|p| p == PolicyConstraints::default()) { c.present(oid::POLICY_CONSTRAINTS, f) };
    Warning policy_constraints_in_leaf, "RFC 5280 §4.2.1.11", LEAF, CertificateIssuer;
        "it has policyConstraints and is not a CA" => "have it issued without policyConstraints";
        |c, f| c.present(oid::POLICY_CONSTRAINTS, f);
    Error inhibit_any_policy_malformed, "RFC 5280 §4.2.1.14", CERTIFICATE, RelyingParty;
        "inhibitAnyPolicy cannot be read" => "write it as a number that is not negative";
        |c, f| c.malformed(oid::INHIBIT_ANY_POLICY, f);
    Error inhibit_any_policy_not_critical, "RFC 5280 §4.2.1.14", CERTIFICATE, CertificateIssuer;
        "its inhibitAnyPolicy is not critical" => "have it issued with inhibitAnyPolicy critical";
        |c, f| c.critical(oid::INHIBIT_ANY_POLICY, false, f);
    Warning inhibit_any_policy_in_leaf, "RFC 5280 §4.2.1.14", LEAF, CertificateIssuer;
        "it has inhibitAnyPolicy and is not a CA" => "have it issued without inhibitAnyPolicy";
        |c, f| c.present(oid::INHIBIT_ANY_POLICY, f);
    // Extended key usage.
    Error ext_key_usage_malformed, "RFC 5280 §4.2.1.12", SUBJECT, RelyingParty;
        "extKeyUsage cannot be read" => "write one purpose or more, by its ASN.1";
        |c, f| c.malformed(oid::EXT_KEY_USAGE, f);
    Warning ext_key_usage_any_and_critical, "RFC 5280 §4.2.1.12", CERTIFICATE, CertificateIssuer;
        "its extKeyUsage has anyExtendedKeyUsage and is critical" => "have it issued with extKeyUsage not critical";
        |c, f| if c.get::<ExtKeyUsage<'_>>().is_some_and(|list| list.contains(oid::ANY_EXTENDED_KEY_USAGE)) { c.critical(oid::EXT_KEY_USAGE, true, f) };
    Warning ext_key_usage_repeated, "RFC 5280 §4.2.1.12", SUBJECT, CertificateIssuer;
        "its extKeyUsage has one purpose twice" => "have it issued with each purpose once";
        |c, f| if let Some(list) = c.get::<ExtKeyUsage<'_>>() {
            let mut seen: Vec<&[u8]> = list.0.iter().map(|id| id.as_bytes()).collect();
            seen.sort_unstable();
            for pair in seen.windows(2).filter(|pair| pair[0] == pair[1]) { f.at("extKeyUsage", pair[1]) }
        };
    Error ext_key_usage_against_key_usage, "RFC 5280 §4.2.1.12", LEAF, CertificateIssuer;
        "no bit of its keyUsage is consistent with a purpose of its extKeyUsage" => "have it issued with a bit that the purpose needs";
        |c, f| if let (Some(bits), Some(list)) = (c.get::<KeyUsage>(), c.get::<ExtKeyUsage<'_>>()) && !bits.is_empty() {
            for purpose in list.0.iter() {
                if fitting(purpose.as_bytes()).is_some_and(|needed| bits.intersection(needed).is_empty()) {
                    f.detail("extKeyUsage", purpose.as_bytes(), alloc::format!("{}", purpose.named()));
                }
            }
        };
    Error time_stamping_not_alone, "RFC 3161 §2.3", LEAF, CertificateIssuer;
        "its extKeyUsage has timeStamping beside another purpose, or is not critical" => "have it issued with timeStamping alone, critical";
        |c, f| if let Some(list) = c.get::<ExtKeyUsage<'_>>() && list.contains(oid::KP_TIME_STAMPING)
            && (list.0.iter().nth(1).is_some() || c.extension(oid::EXT_KEY_USAGE).is_some_and(|e| !e.critical)) { c.present(oid::EXT_KEY_USAGE, f) };
    Warning ocsp_signer_without_no_check, "RFC 6960 §4.2.2.2.1", LEAF, CertificateIssuer;
        "it is for OCSP responses and has no ocsp-nocheck" => "have it issued with ocsp-nocheck, or with where its own status is found";
        |c, f| if c.get::<ExtKeyUsage<'_>>().is_some_and(|list| list.contains(oid::KP_OCSP_SIGNING))
            && c.extension(oid::OCSP_NO_CHECK).is_none() && c.extension(oid::AUTHORITY_INFO_ACCESS).is_none()
            && c.extension(oid::CRL_DISTRIBUTION_POINTS).is_none() { f.missing("ocsp-nocheck") };
    // CRL distribution points.
    Error crl_distribution_points_malformed, "RFC 5280 §4.2.1.13", CERTIFICATE, CertificateIssuer;
        "cRLDistributionPoints cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::CRL_DISTRIBUTION_POINTS, f);
    Warning crl_distribution_points_critical, "RFC 5280 §4.2.1.13", CERTIFICATE, CertificateIssuer;
        "its cRLDistributionPoints are critical" => "have it issued with them not critical";
        |c, f| c.critical(oid::CRL_DISTRIBUTION_POINTS, true, f);
    Error crl_distribution_point_without_place, "RFC 5280 §4.2.1.13", CERTIFICATE, CertificateIssuer;
        "a distribution point has neither distributionPoint nor cRLIssuer" => "have it issued with a place where the CRL is found";
        |c, f| if c.get::<CrlDistributionPoints<'_>>().is_some_and(|points| points.0.iter()
            .any(|p| p.distribution_point.is_none() && p.crl_issuer.is_none())) { c.present(oid::CRL_DISTRIBUTION_POINTS, f) };
    Error crl_distribution_points_reasons_only, "RFC 5280 §4.2.1.13", CERTIFICATE, CertificateIssuer;
        "no distribution point covers all reasons" => "have it issued with one that does";
        |c, f| if c.get::<CrlDistributionPoints<'_>>().is_some_and(|points| points.0.iter().all(|p| p.reasons.is_some())) {
            c.present(oid::CRL_DISTRIBUTION_POINTS, f);
        };
    Error crl_distribution_point_issuer_not_a_name, "RFC 5280 §4.2.1.13", CERTIFICATE, CertificateIssuer;
        "a cRLIssuer is not a directoryName" => "write the X.500 name of the CRL's issuer";
        |c, f| if c.get::<CrlDistributionPoints<'_>>().is_some_and(|points| points.0.iter().filter_map(|p| p.crl_issuer)
            .any(|names| !names.iter().any(|name| matches!(name, GeneralName::Directory(_))))) { c.present(oid::CRL_DISTRIBUTION_POINTS, f) };
    Warning crl_distribution_point_relative_name, "RFC 5280 §4.2.1.13", CERTIFICATE, CertificateIssuer;
        "a distribution point has nameRelativeToCRLIssuer" => "write the full name";
        |c, f| if c.get::<CrlDistributionPoints<'_>>().is_some_and(|points| points.0.iter()
            .any(|p| matches!(p.distribution_point, Some(DistributionPointName::NameRelativeToCrlIssuer(_))))) { c.present(oid::CRL_DISTRIBUTION_POINTS, f) };
    Warning crl_distribution_point_not_http_or_ldap, "RFC 5280 §4.2.1.13", CERTIFICATE, CertificateIssuer;
        "a distribution point has names and none is an HTTP or LDAP URI" => "have it issued with one";
        |c, f| for point in c.get::<CrlDistributionPoints<'_>>().into_iter().flat_map(|points| points.0.iter()) {
            if let Some(DistributionPointName::FullName(names)) = point.distribution_point
                && !names.iter().any(|name| is_at_a_known_place(&name)) { c.present(oid::CRL_DISTRIBUTION_POINTS, f) }
        };
    Error freshest_crl_malformed, "RFC 5280 §4.2.1.15, §5.2.6", BY_ISSUER, CertificateIssuer;
        "freshestCRL cannot be read" => "write it by its ASN.1";
        |c, f| c.malformed(oid::FRESHEST_CRL, f);
    Error freshest_crl_critical, "RFC 5280 §4.2.1.15, §5.2.6", BY_ISSUER, CertificateIssuer;
        "its freshestCRL is critical" => "have it issued with freshestCRL not critical";
        |c, f| c.critical(oid::FRESHEST_CRL, true, f);
    Error freshest_crl_without_place, "RFC 5280 §4.2.1.15", BY_ISSUER, CertificateIssuer;
        "a point of freshestCRL has neither distributionPoint nor cRLIssuer" => "have it issued with a place where the delta CRL is found";
        |c, f| if c.get::<FreshestCrl<'_>>().is_some_and(|points| points.0.iter()
            .any(|p| p.distribution_point.is_none() && p.crl_issuer.is_none())) { c.present(oid::FRESHEST_CRL, f) };
    // Information access.
    Error authority_info_access_malformed, "RFC 5280 §4.2.2.1", BY_ISSUER, CertificateIssuer;
        "authorityInfoAccess cannot be read" => "write one access or more description, by its ASN.1";
        |c, f| c.malformed(oid::AUTHORITY_INFO_ACCESS, f);
    Error authority_info_access_critical, "RFC 5280 §4.2.2.1", BY_ISSUER, CertificateIssuer;
        "its authorityInfoAccess is critical" => "have it issued with authorityInfoAccess not critical";
        |c, f| c.critical(oid::AUTHORITY_INFO_ACCESS, true, f);
    Warning ca_issuers_not_http_or_ldap, "RFC 5280 §4.2.2.1", BY_ISSUER, CertificateIssuer;
        "authorityInfoAccess has caIssuers and none is an HTTP or LDAP URI" => "have it issued with one";
        |c, f| if let Some(list) = c.get::<AuthorityInfoAccess<'_>>() {
            let mut places = list.0.iter().filter(|d| d.access_method == oid::AD_CA_ISSUERS).peekable();
            if places.peek().is_some() && !places.any(|d| is_at_a_known_place(&d.access_location)) { c.present(oid::AUTHORITY_INFO_ACCESS, f) }
        };
    Error ocsp_location_not_a_uri, "RFC 6960 §3.1", CERTIFICATE, CertificateIssuer;
        "the place of an OCSP responder is not a URI" => "write it as uniformResourceIdentifier";
        |c, f| if let Some(list) = c.get::<AuthorityInfoAccess<'_>>() && list.0.iter().any(|d| d.access_method == oid::AD_OCSP
            && !matches!(d.access_location, GeneralName::Uri(_))) { c.present(oid::AUTHORITY_INFO_ACCESS, f) };
    Warning information_access_over_tls, "RFC 5280 §8", CERTIFICATE, CertificateIssuer;
        "authorityInfoAccess or cRLDistributionPoints has an https or ldaps URI, whose own certificate is to be validated first" => "use http: what is found there is signed";
        |c, f| {
            let over_tls = |name: &GeneralName<'_>| matches!(name, GeneralName::Uri(uri) if text::uri(uri)
                .is_some_and(|uri| uri.scheme.eq_ignore_ascii_case("https") || uri.scheme.eq_ignore_ascii_case("ldaps")));
            if c.get::<AuthorityInfoAccess<'_>>().is_some_and(|list| list.0.iter().any(|d| over_tls(&d.access_location))) {
                c.present(oid::AUTHORITY_INFO_ACCESS, f);
            }
            for point in c.get::<CrlDistributionPoints<'_>>().into_iter().flat_map(|points| points.0.iter()) {
                if let Some(DistributionPointName::FullName(names)) = point.distribution_point && names.iter().any(|name| over_tls(&name)) {
                    c.present(oid::CRL_DISTRIBUTION_POINTS, f);
                }
            }
        };
    Error subject_info_access_malformed, "RFC 5280 §4.2.2.2", CERTIFICATE, CertificateIssuer;
        "subjectInfoAccess cannot be read" => "write one access or more description, by its ASN.1";
        |c, f| c.malformed(oid::SUBJECT_INFO_ACCESS, f);
    Error subject_info_access_critical, "RFC 5280 §4.2.2.2", CERTIFICATE, CertificateIssuer;
        "its subjectInfoAccess is critical" => "have it issued with subjectInfoAccess not critical";
        |c, f| c.critical(oid::SUBJECT_INFO_ACCESS, true, f);
    Error ca_repository_in_leaf, "RFC 5280 §4.2.2.2", LEAF, CertificateIssuer;
        "it has caRepository and is not a CA" => "have it issued without that access description";
        |c, f| if c.get::<SubjectInfoAccess<'_>>().is_some_and(|list| list.0.iter().any(|d| d.access_method == oid::AD_CA_REPOSITORY)) {
            c.present(oid::SUBJECT_INFO_ACCESS, f);
        };
    // Others.
    Error tls_feature_malformed, "RFC 7633 §4.1", SUBJECT, CertificateIssuer;
        "tlsfeature cannot be read" => "write a SEQUENCE OF INTEGER";
        |c, f| c.malformed(oid::TLS_FEATURE, f);
    Warning tls_feature_critical, "RFC 7633 §4", CERTIFICATE, CertificateIssuer;
        "its tlsfeature is critical" => "have it issued with tlsfeature not critical";
        |c, f| c.critical(oid::TLS_FEATURE, true, f);
    Error signed_certificate_timestamps_malformed, "RFC 6962 §3.3", CERTIFICATE, CertificateIssuer;
        "signedCertificateTimestampList cannot be read" => "write a SignedCertificateTimestampList in an OCTET STRING";
        |c, f| c.malformed(oid::CT_PRECERT_SCTS, f);
    Error ocsp_no_check_malformed, "RFC 6960 §4.2.2.2.1", CERTIFICATE, CertificateIssuer;
        "ocsp-nocheck is not NULL" => "write NULL";
        |c, f| c.malformed(oid::OCSP_NO_CHECK, f);
    Error no_rev_avail_malformed, "RFC 9608 §2", CERTIFICATE, CertificateIssuer;
        "noRevAvail is not NULL" => "write NULL";
        |c, f| if let Some(e) = c.extension(NO_REV_AVAIL) && e.value != [5, 0] { f.at("noRevAvail", e.raw) };
    Error no_rev_avail_critical, "RFC 9608 §2", CERTIFICATE, CertificateIssuer;
        "its noRevAvail is critical" => "have it issued with noRevAvail not critical";
        |c, f| if let Some(e) = c.extension(NO_REV_AVAIL) && e.critical { f.at("noRevAvail", e.raw) };
    Error no_rev_avail_in_ca, "RFC 9608 §2", CERTIFICATE, CertificateIssuer;
        "it is a CA and has noRevAvail" => "have it issued without, and list it in a CRL when it is revoked";
        |c, f| if c.is_ca() { c.present(NO_REV_AVAIL, f) };
    Error no_rev_avail_beside_status, "RFC 9608 §3", CERTIFICATE, CertificateIssuer;
        "it has noRevAvail, and states where a CRL or an OCSP responder is" => "have it issued with one or the other";
        |c, f| if c.extension(oid::CRL_DISTRIBUTION_POINTS).is_some() || c.extension(oid::FRESHEST_CRL).is_some()
            || c.get::<AuthorityInfoAccess<'_>>().is_some_and(|list| list.0.iter().any(|d| d.access_method == oid::AD_OCSP)) { c.present(NO_REV_AVAIL, f) };
    Notice netscape_extension, "Netscape Certificate Extensions", CERTIFICATE, CertificateIssuer;
        "it has an extension of Netscape's, which nothing reads" => "leave it out";
        |c, f| for e in c.extensions.iter().filter(|e| e.oid.as_bytes().starts_with(&[0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 1])) { f.at("extensions", e.raw) };
    Warning subject_key_identifier_missing_in_leaf, "RFC 5280 §4.2.1.2", LEAF, CertificateIssuer;
        "it has no subjectKeyIdentifier, and is not for TLS servers" => "have it issued with subjectKeyIdentifier";
        |c, f| if c.kind() == Kind::Leaf && !c.is_for_tls_servers() && c.version == Some(3) && c.extension(oid::SUBJECT_KEY_IDENTIFIER).is_none() {
            f.missing("subjectKeyIdentifier");
        };
}
